/* Tasks beside what a run of the reconciliation found. */
#include "outreach/confirm.h"
#include "outreach/follow.h"
#include "outreach/outreach_internal.h"
#include "outreach/payer.h"
#include "outreach/priority.h"
#include "reconcile/subject.h"

#include "outreach_sql.h"

enum { PAGE = 20000 };

typedef struct Confirming {
    Ledger ledger;
    OutreachSettings settings;
    const Expr **confirms; /* by settings.rule; NULL not compiled yet */
    Law *law;
    Tasks tasks; /* by lead */
    const ReconcileReport *run;
    Arena scratch;
} Confirming;

static void add(Confirming *c, Task *task, TaskEventKind kind, Str reason)
{
    TaskEvent event = {.kind = kind,
                       .agent = task->agent,
                       .day = c->ledger.today,
                       .reason = reason,
                       .run = c->run->run,
                       .outcome = CONTACT_OUTCOME_COUNT};
    ledger_add(&c->ledger, task, &event);
}

/* ---- off the lists ------------------------------------------------------------------------------------- */

static Err *condition_of(Confirming *c, const Task *task, const Expr **ret)
{
    const OutreachRule *rule = outreach_rule(&c->settings, task->rule);
    *ret = NULL;
    if (!rule)
        return NULL;
    const Expr **slot = &c->confirms[rule - c->settings.rule];
    if (!*slot)
        TRY(expr_compile(c->ledger.arena, c->law, c->run->month, task->employer, rule->confirms, slot));
    *ret = *slot;
    return NULL;
}

static Err *is_insured(Confirming *c, const Task *task, const Lead *lead, bool *ret)
{
    Subject subject;
    const Expr *condition;
    *ret = false;
    TRY(condition_of(c, task, &condition));
    if (!condition)
        return NULL;
    arena_reset(&c->scratch);
    Err *err = subject_get(c->ledger.store, &c->scratch, c->ledger.province, lead->employer, lead->subject, &subject);
    if (err && err->kind == ERR_NOT_FOUND)
        return NULL; /* merged into another, or in no register any more */
    *ret = !err && expr_holds(condition, subject.fact) == TRUTH_YES;
    return err_keep(c->ledger.arena, err);
}

static Err *cleared(Confirming *c, const Lead *lead)
{
    ptrdiff_t at = tasks_find(&c->tasks, lead->id);
    bool insured;
    if (at < 0)
        return NULL;
    Task *task = &c->tasks.data[at];
    if (task->state == TASK_CONFIRMED || task->state == TASK_CLOSED)
        return NULL;
    TRY(is_insured(c, task, lead, &insured));
    bool registered = task->state == TASK_REGISTERED || (task->state == TASK_RETURNED && task->registered_day.year > 0);
    if (registered && insured)
        add(c, task, EVENT_CONFIRMED, S(""));
    else
        add(c, task, EVENT_CLOSED, insured ? S("insured") : S("off-list"));
    return NULL;
}

/* ---- back on them ---------------------------------------------------------------------------------------- */

/* What an agent closed stays closed: the registers have not heard of it yet. */
static bool closed_by_run(const Task *task)
{
    if (task->state == TASK_CONFIRMED)
        return true;
    bool told = task->outcome == CONTACT_MOVED || task->outcome == CONTACT_WRONG_DATA ||
                task->outcome == CONTACT_COVERED || task->outcome == CONTACT_DECEASED;
    return task->state == TASK_CLOSED && !told && task->quiet_until.year == 0;
}

static Err *came_back(Confirming *c, const Lead *lead)
{
    ptrdiff_t at = lead->first_run < c->run->run ? tasks_find(&c->tasks, lead->id) : -1;
    if (at >= 0 && closed_by_run(&c->tasks.data[at]))
        add(c, &c->tasks.data[at], EVENT_REOPENED, S(""));
    return NULL;
}

static Err *each_lead(Confirming *c, bool gone, Err *(*fn)(Confirming *, const Lead *))
{
    LeadFilter filter = {.province = c->ledger.province, .run = c->run->run, .cleared = gone, .limit = PAGE};
    for (;;) {
        Lead *lead;
        ptrdiff_t count;
        TRY(lead_list(c->ledger.store, c->ledger.arena, &filter, &lead, &count));
        for (ptrdiff_t i = 0; i < count; i++)
            TRY(fn(c, &lead[i]));
        if (count < PAGE)
            return NULL;
        filter.after = lead[count - 1].id;
    }
}

/* ---- still on them ----------------------------------------------------------------------------------------- */

static void overdue(Confirming *c)
{
    Date month = c->run->month, end = {month.year, month.month, date_days_in_month(month.year, month.month)};
    for (ptrdiff_t i = 0; i < c->tasks.len; i++) {
        Task *task = &c->tasks.data[i];
        if (task->state == TASK_REGISTERED &&
            date_cmp(date_add_months(task->registered_day, c->settings.confirm_after), end) <= 0)
            add(c, task, EVENT_RETURNED, S(""));
    }
}

static Err *confirm(Confirming *c)
{
    TRY(tasks_follow(&c->ledger, &c->tasks, c->run->run));
    TRY(each_lead(c, true, cleared));
    TRY(each_lead(c, false, came_back));
    overdue(c);
    return ledger_flush(&c->ledger);
}

static Err *confirm_tasks(Store *store, Arena *arena, Str province, const ReconcileReport *run)
{
    Confirming c = {.run = run};
    TRY(tasks_read(store, arena, SQL_OUTREACH_TASK_ALL, ARGS(V_TEXT(province)), province, &c.tasks));
    if (c.tasks.len == 0)
        return NULL;
    /* once more behind the head: an action may have been told since */
    TRY(ledger_open(store, arena, province, &c.ledger));
    c.tasks = (Tasks){0};
    TRY(tasks_read(store, arena, SQL_OUTREACH_TASK_ALL, ARGS(V_TEXT(province)), province, &c.tasks));
    TRY(outreach_settings_kept(store, arena, &c.settings));
    TRY(law_load(arena, (Str){0}, &c.law));
    c.confirms = new (arena, const Expr *, c.settings.rules);
    c.scratch = arena_open(ARENA_DEFAULT);
    Err *err = confirm(&c);
    arena_close(&c.scratch);
    return err ? err : priority_fit(store, arena, province, run->run);
}

Err *outreach_confirm(Store *store, Arena *arena, Str province, const ReconcileReport *run, const void *payers)
{
    TRY(confirm_tasks(store, arena, province, run));
    return payers_keep(store, arena, province, run->run, payers);
}

Err *outreach_confirmed(Store *store, Arena *arena, Str province, int64_t run, ConfirmReport *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    *ret = (ConfirmReport){0};
    const struct {
        TaskEventKind kind;
        int64_t *to;
    } counts[] = {{EVENT_CONFIRMED, &ret->confirmed},
                  {EVENT_RETURNED, &ret->returned},
                  {EVENT_CLOSED, &ret->closed},
                  {EVENT_REOPENED, &ret->reopened}};
    TRY(scope_check(store, arena, province, (Str){0}));
    TRY(store_query(store, arena, SQL_OUTREACH_RUN_COUNTS, ARGS(V_TEXT(province), V_INT(run)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;)
        for (int i = 0; i < COUNTOF(counts); i++)
            if (str_eq(rows_text(&rows, arena, 0), str_from(task_event_code(counts[i].kind))))
                *counts[i].to = rows_int(&rows, 1);
    return err;
}
