/* Tasks and open leads picked and put in order in memory: a province has some ten thousand at work. */
#include "outreach/list.h"
#include "outreach/outreach_internal.h"

#include "outreach_sql.h"
#include "reconcile/subject.h"
#include "vn/vn.h"
#include <stdlib.h>

enum { PAGE = 20000, WEEK = 7 };

typedef struct Listed {
    TaskRow row;
    double rank;
    Str name; /* sort key, where rows are by name */
} Listed;

typedef struct Listing {
    Store *store;
    Arena *arena;
    const TaskAsk *ask;
    OutreachSettings settings;
    Date today;
    Str village;
    Tasks tasks; /* by lead */
    Vec(Listed) all;
} Listing;

/* ---- picking -------------------------------------------------------------------------------------- */

static bool is_due(const Listing *l, const Task *task)
{
    if (l->ask->due == DUE_ANY)
        return true;
    if (task->next_day.year == 0 || !task_open(task))
        return false;
    int64_t days = date_to_days(task->next_day) - date_to_days(l->today);
    return l->ask->due == DUE_LATE ? days < 0 : l->ask->due == DUE_TODAY ? days == 0 : days >= 0 && days < WEEK;
}

static bool is_picked(const TaskAsk *ask, const Task *task)
{
    return ask->pick == PICK_ALL || (ask->pick == PICK_OPEN && task_open(task)) ||
           (ask->pick == PICK_STATE && task->state == ask->state);
}

static bool same(Str asked, Str is)
{
    return asked.len == 0 || str_eq(asked, is);
}

/* What is asked of task and lead alike. */
static bool is_there(const Listing *l, Str unit, Str village, Str rule, bool employer, int64_t subject)
{
    const TaskAsk *ask = l->ask;
    Arena scratch = *l->arena;
    return same(ask->unit, unit) && same(ask->rule, rule) && (!ask->by_employer || ask->employer == employer) &&
           (ask->subject == 0 || ask->subject == subject) &&
           (l->village.len == 0 || str_eq(l->village, vn_fold(&scratch, village, VN_KEY))) &&
           scope_sees(store_scope(l->store), ask->province, unit);
}

static void add(Listing *l, const Task *task, bool unassigned)
{
    const OutreachRule *rule = outreach_rule(&l->settings, task->rule);
    Listed one = {.row = {.task = *task, .unassigned = unassigned}};
    one.row.gain = rule ? rule->gain : 0;
    one.row.ease = rule ? rule->ease : 0;
    one.rank = one.row.gain * one.row.ease;
    vec_push(l->arena, &l->all, one);
}

static void pick_tasks(Listing *l)
{
    const TaskAsk *ask = l->ask;
    for (ptrdiff_t i = 0; i < l->tasks.len; i++) {
        const Task *task = &l->tasks.data[i];
        if (is_picked(ask, task) && same(ask->agent, task->agent) && same(ask->campaign, task->campaign) &&
            (!ask->by_outcome || task->outcome == ask->outcome) && is_due(l, task) &&
            is_there(l, task->unit, task->village, task->rule, task->employer, task->subject))
            add(l, task, false);
    }
}

static void pick_lead(Listing *l, const Lead *lead)
{
    ptrdiff_t at = tasks_find(&l->tasks, lead->id);
    bool had = at >= 0 && (l->tasks.data[at].state != TASK_CLOSED || l->tasks.data[at].outcome != CONTACT_REFUSED);
    if (had || !outreach_rule(&l->settings, lead->rule) ||
        !is_there(l, lead->unit, lead->village, lead->rule, lead->employer, lead->subject))
        return;
    Task task = {.province = l->ask->province,
                 .lead = lead->id,
                 .subject = lead->subject,
                 .rule = lead->rule,
                 .employer = lead->employer,
                 .unit = lead->unit,
                 .village = lead->village,
                 .outcome = CONTACT_OUTCOME_COUNT};
    if (at >= 0)
        task = l->tasks.data[at];
    add(l, &task, true);
}

static Err *pick_leads(Listing *l)
{
    const TaskAsk *ask = l->ask;
    LeadFilter filter = {.province = ask->province,
                         .unit = ask->unit,
                         .rule = ask->rule,
                         .by_employer = ask->by_employer,
                         .employer = ask->employer,
                         .limit = PAGE};
    for (;;) {
        Lead *lead;
        ptrdiff_t count;
        TRY(lead_list(l->store, l->arena, &filter, &lead, &count));
        for (ptrdiff_t i = 0; i < count; i++)
            pick_lead(l, &lead[i]);
        if (count < PAGE)
            return NULL;
        filter.after = lead[count - 1].id;
    }
}

/* ---- order ------------------------------------------------------------------------------------------ */

static int by_lead(const Listed *x, const Listed *y)
{
    return (x->row.task.lead > y->row.task.lead) - (x->row.task.lead < y->row.task.lead);
}

static int by_priority(const void *a, const void *b)
{
    const Listed *x = a, *y = b;
    int order = (x->rank < y->rank) - (x->rank > y->rank);
    return order ? order : by_lead(x, y);
}

static int by_next_day(const void *a, const void *b)
{
    const Listed *x = a, *y = b;
    Date no = {9999, 12, 31}, m = x->row.task.next_day, n = y->row.task.next_day;
    int order = date_cmp(m.year > 0 ? m : no, n.year > 0 ? n : no);
    return order ? order : by_priority(a, b);
}

static int by_name(const void *a, const void *b)
{
    const Listed *x = a, *y = b;
    int order = str_cmp(x->name, y->name);
    return order ? order : by_lead(x, y);
}

static Err *read_names(Listing *l, bool employer)
{
    int64_t *id = new (l->arena, int64_t, l->all.len);
    Str(*value)[GOLDEN_FIELDS];
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < l->all.len; i++)
        if (l->all.data[i].row.task.employer == employer)
            id[n++] = l->all.data[i].row.task.subject;
    if (n == 0)
        return NULL;
    TRY(subject_values(l->store, l->arena, l->ask->province, employer, id, n, &value));
    n = 0;
    for (ptrdiff_t i = 0; i < l->all.len; i++)
        if (l->all.data[i].row.task.employer == employer)
            l->all.data[i].name = vn_sort_key(l->arena, value[n++][GOLDEN_name]);
    return NULL;
}

static Err *put_in_order(Listing *l)
{
    static int (*const orders[])(const void *, const void *) = {
        [SORT_BY_PRIORITY] = by_priority, [SORT_BY_NEXT_DAY] = by_next_day, [SORT_BY_NAME] = by_name};
    for (int employer = 0; l->ask->sort == SORT_BY_NAME && employer <= 1; employer++)
        TRY(read_names(l, employer == 1));
    if (l->all.len > 1)
        qsort(l->all.data, (size_t)l->all.len, sizeof *l->all.data, orders[l->ask->sort]);
    return NULL;
}

/* ---- asking -------------------------------------------------------------------------------------------- */

static Err *read_tasks(Listing *l)
{
    const TaskAsk *ask = l->ask;
    const Value args[] = {V_TEXT(ask->province), V_TEXT(ask->unit)};
    Query query = ask->unit.len > 0 ? SQL_OUTREACH_TASK_OF_UNIT : SQL_OUTREACH_TASK_ALL;
    return tasks_read(l->store, l->arena, query, args, ask->unit.len > 0 ? 2 : 1, ask->province, &l->tasks);
}

Err *task_list(Store *store, Arena *arena, const TaskAsk *ask, TaskRow **ret, ptrdiff_t *ret_count, int64_t *ret_all)
{
    Listing l = {.store = store,
                 .arena = arena,
                 .ask = ask,
                 .today = clock_today(store_clock(store)),
                 .village = vn_fold(arena, ask->village, VN_KEY)};
    if (ask->unit.len > 0)
        TRY(scope_check(store, arena, ask->province, ask->unit));
    TRY(outreach_settings_kept(store, arena, &l.settings));
    TRY(read_tasks(&l));
    if (ask->pick == PICK_UNASSIGNED)
        TRY(pick_leads(&l));
    else
        pick_tasks(&l);
    TRY(put_in_order(&l));
    ptrdiff_t from = ask->after < l.all.len ? (ptrdiff_t)ask->after : l.all.len, left = l.all.len - from;
    *ret_all = l.all.len;
    *ret_count = ask->limit > 0 && ask->limit < left ? (ptrdiff_t)ask->limit : left;
    *ret = new (arena, TaskRow, *ret_count);
    for (ptrdiff_t i = 0; i < *ret_count; i++)
        (*ret)[i] = l.all.data[from + i].row;
    return NULL;
}

Err *task_get(Store *store, Arena *arena, Str province, Str account, int64_t lead, TaskRow *ret)
{
    Tasks tasks = {0};
    OutreachSettings settings;
    TRY(outreach_settings_kept(store, arena, &settings));
    TRY(tasks_read(store, arena, SQL_OUTREACH_TASK_ONE, ARGS(V_TEXT(province), V_INT(lead)), province, &tasks));
    bool seen = tasks.len > 0 && (account.len > 0 ? str_eq(tasks.data[0].agent, account)
                                                  : scope_sees(store_scope(store), province, tasks.data[0].unit));
    if (!seen)
        return FAIL(arena, NOT_FOUND, "không có việc số %lld", "there is no task %lld", (long long)lead);
    const OutreachRule *rule = outreach_rule(&settings, tasks.data[0].rule);
    *ret = (TaskRow){.task = tasks.data[0], .gain = rule ? rule->gain : 0, .ease = rule ? rule->ease : 0};
    return NULL;
}
