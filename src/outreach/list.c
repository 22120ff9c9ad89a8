/* Tasks and open leads picked and put in order in memory.  A province has some ten thousand tasks, which are all looked
 * at; of its million leads that wait, no more than the page needs: those of a rule stand in their order already
 * (list_wait.c). */
#include "outreach/list_internal.h"

#include "outreach_sql.h"
#include "reconcile/subject.h"
#include "vn/vn.h"
#include <stdlib.h>

enum { WEEK = 7 };

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
bool listing_asks(const Listing *l, Str unit, Str village, Str rule, bool employer, int64_t subject)
{
    const TaskAsk *ask = l->ask;
    Arena scratch = *l->arena;
    return same(ask->unit, unit) && same(ask->rule, rule) && (!ask->by_employer || ask->employer == employer) &&
           (ask->subject == 0 || ask->subject == subject) &&
           (l->village.len == 0 || str_eq(l->village, vn_fold(&scratch, village, VN_KEY))) &&
           scope_sees(store_scope(l->store), ask->province, unit);
}

void listing_add(Listing *l, const Task *task, bool unassigned, double expected)
{
    const PriorityRule *p = priority_of(&l->priorities, task->rule);
    Listed one = {.row = {.task = *task, .unassigned = unassigned}};
    if (p) {
        one.row.gain = p->rule.gain;
        one.row.ease = p->rule.ease;
        one.row.rank = priority_rank_of(p, expected >= 0 ? expected : p->rule.ease);
    }
    vec_push(l->arena, &l->all, one);
}

static int ranked_by_lead(const void *a, const void *b)
{
    const RankedLead *x = a, *y = b;
    return (x->lead > y->lead) - (x->lead < y->lead);
}

static void pick_tasks(Listing *l)
{
    const TaskAsk *ask = l->ask;
    for (ptrdiff_t i = 0; i < l->tasks.len; i++) {
        const Task *task = &l->tasks.data[i];
        if (is_picked(ask, task) && same(ask->agent, task->agent) && same(ask->campaign, task->campaign) &&
            (!ask->by_outcome || task->outcome == ask->outcome) && is_due(l, task) &&
            listing_asks(l, task->unit, task->village, task->rule, task->employer, task->subject))
            listing_add(l, task, false, -1);
    }
}

/* What is expected of tasks whose leads are open; the others keep what is stated. */
static Err *rank_tasks(Listing *l)
{
    for (ptrdiff_t i = 0; i < l->priorities.rules; i++) {
        const PriorityRule *p = &l->priorities.rule[i];
        Arena scratch = *l->arena;
        RankedLead *ranked;
        ptrdiff_t count, at = 0;
        if (!p->model || !same(l->ask->rule, p->rule.rule) || l->all.len == 0)
            continue;
        TRY(err_keep(l->arena, priority_ranked(l->store, &scratch, l->ask->province, p->rule.rule, l->ask->unit, 0,
                                               &ranked, &count)));
        if (count > 1)
            qsort(ranked, (size_t)count, sizeof *ranked, ranked_by_lead);
        for (ptrdiff_t r = 0; r < count; r++) { /* tasks were picked by lead too */
            while (at < l->all.len && l->all.data[at].row.task.lead < ranked[r].lead)
                at++;
            if (at < l->all.len && l->all.data[at].row.task.lead == ranked[r].lead)
                l->all.data[at].row.rank = priority_rank_of(p, ranked[r].expected);
        }
    }
    return NULL;
}

/* ---- order ------------------------------------------------------------------------------------------ */

static int by_lead(const Listed *x, const Listed *y)
{
    return (x->row.task.lead > y->row.task.lead) - (x->row.task.lead < y->row.task.lead);
}

static int by_priority(const void *a, const void *b)
{
    const Listed *x = a, *y = b;
    int order = (x->row.rank < y->row.rank) - (x->row.rank > y->row.rank);
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

static Err *pick(Listing *l, int64_t *ret_all)
{
    if (l->ask->pick == PICK_UNASSIGNED)
        return listing_wait(l, ret_all);
    TRY(read_tasks(l));
    pick_tasks(l);
    *ret_all = l->all.len;
    return rank_tasks(l);
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
    TRY(priority_kept(store, arena, ask->province, &l.settings, &l.priorities));
    TRY(pick(&l, ret_all));
    TRY(put_in_order(&l));
    ptrdiff_t from = ask->after < l.all.len ? (ptrdiff_t)ask->after : l.all.len, left = l.all.len - from;
    *ret_count = ask->limit > 0 && ask->limit < left ? (ptrdiff_t)ask->limit : left;
    *ret = new (arena, TaskRow, *ret_count);
    for (ptrdiff_t i = 0; i < *ret_count; i++)
        (*ret)[i] = l.all.data[from + i].row;
    return ask->pick == PICK_UNASSIGNED ? listing_fill(&l, *ret, *ret_count) : NULL;
}

Err *task_order(Store *store, Arena *arena, const TaskAsk *ask, TaskOrder *ret)
{
    OutreachSettings settings;
    Priorities all;
    *ret = (TaskOrder){0};
    TRY(outreach_settings_kept(store, arena, &settings));
    TRY(priority_kept(store, arena, ask->province, &settings, &all));
    for (ptrdiff_t i = 0; i < all.rules; i++) {
        const PriorityRule *p = &all.rule[i];
        if (!same(ask->rule, p->rule.rule))
            continue;
        ret->stated += !p->model;
        ret->learned += p->model;
        ret->outcomes += p->model ? p->outcomes : 0;
    }
    return NULL;
}

/* What is expected of one lead, by what stands in it. */
static Err *rank_one(Store *store, Arena *arena, Str province, const Task *task, double *ret)
{
    OutreachSettings settings;
    Priorities all;
    Lead *lead;
    TRY(outreach_settings_kept(store, arena, &settings));
    TRY(priority_kept(store, arena, province, &settings, &all));
    TRY(lead_get_some(store, arena, province, &task->lead, 1, &lead));
    const PriorityRule *p = priority_of(&all, task->rule);
    bool open = lead->id > 0 && lead->cleared_run == 0;
    *ret = p ? priority_rank_of(p, open ? priority_expected(p, lead) : p->rule.ease) : 0;
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
    return rank_one(store, arena, province, &ret->task, &ret->rank);
}

Err *task_agent(Store *store, Arena *arena, Str province, int64_t lead, Str *ret)
{
    Tasks tasks = {0};
    TRY(tasks_read(store, arena, SQL_OUTREACH_TASK_ONE, ARGS(V_TEXT(province), V_INT(lead)), province, &tasks));
    bool seen = tasks.len > 0 && scope_sees(store_scope(store), province, tasks.data[0].unit);
    *ret = seen ? tasks.data[0].agent : S("");
    return NULL;
}

Err *task_basis(Store *store, Arena *arena, const Task *task, Str *ret)
{
    TaskEvents last = {0};
    *ret = S("");
    if (task->contacts == 0)
        return NULL;
    TRY(events_read(store, arena, SQL_OUTREACH_LAST_CONTACTS, ARGS(V_TEXT(task->province), V_INT(task->lead), V_INT(1)),
                    &last));
    if (last.len > 0)
        *ret = last.data[0].basis;
    return NULL;
}
