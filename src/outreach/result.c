/* Counting tasks. */
#include "outreach/result.h"
#include "outreach/outreach_internal.h"

#include "outreach_sql.h"
#include <stdlib.h>

const char *const result_by_codes[] = {"all", "rule", "unit", "village", "agent", NULL};

typedef struct Counted {
    Str key, sub;
    const Task *task;
} Counted;
typedef Vec(Counted) Counteds;
typedef Vec(Funnel) Funnels;
typedef Vec(int64_t) Days;

static Counted counted(const Task *task, ResultBy by)
{
    Counted c = {S(""), S(""), task};
    if (by == RESULT_BY_RULE)
        c.key = task->rule;
    if (by == RESULT_BY_UNIT || by == RESULT_BY_VILLAGE)
        c.key = task->unit;
    if (by == RESULT_BY_VILLAGE)
        c.sub = task->village;
    if (by == RESULT_BY_AGENT)
        c.key = task->agent;
    return c;
}

static int by_key(const void *a, const void *b)
{
    const Counted *x = a, *y = b;
    int order = str_cmp(x->key, y->key);
    order = order ? order : str_cmp(x->sub, y->sub);
    return order ? order : (x->task->lead > y->task->lead) - (x->task->lead < y->task->lead);
}

static int by_size(const void *a, const void *b)
{
    const int64_t *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

static void count_task(Arena *arena, Funnel *f, Days *days, const Task *task)
{
    f->assigned++;
    f->contacted += task->contacts > 0;
    f->registered += task->registered_day.year > 0;
    f->confirmed += task->state == TASK_CONFIRMED;
    f->returned += task->state == TASK_RETURNED;
    f->refused += task->outcome == CONTACT_REFUSED;
    f->open += task_open(task);
    if (task->first_day.year == 0)
        return;
    int64_t waited = date_to_days(task->first_day) - date_to_days(task->assigned_day);
    vec_push(arena, days, waited > 0 ? waited : 0);
}

/* The smallest number of days within which that share was met. */
static int64_t within(const Days *days, int percent)
{
    return days->len > 0 ? days->data[(days->len * percent + 99) / 100 - 1] : -1;
}

static void put_days(Funnel *f, Days *days)
{
    if (days->len > 0)
        qsort(days->data, (size_t)days->len, sizeof *days->data, by_size);
    f->days_half = within(days, 50);
    f->days_90 = within(days, 90);
    days->len = 0;
}

static Funnels count_all(Arena *arena, const Counteds *all)
{
    Funnels funnels = {0};
    Days days = {0};
    for (ptrdiff_t i = 0; i < all->len; i++) {
        const Counted *c = &all->data[i];
        if (i == 0 || !str_eq(c->key, c[-1].key) || !str_eq(c->sub, c[-1].sub)) {
            Funnel f = {.key = c->key, .sub = c->sub};
            if (i > 0)
                put_days(&funnels.data[funnels.len - 1], &days);
            vec_push(arena, &funnels, f);
        }
        count_task(arena, &funnels.data[funnels.len - 1], &days, c->task);
    }
    if (funnels.len > 0)
        put_days(&funnels.data[funnels.len - 1], &days);
    return funnels;
}

Err *outreach_funnel(Store *store, Arena *arena, Str province, Str unit, Str agent, ResultBy by, Funnel **ret,
                     ptrdiff_t *ret_count)
{
    Tasks tasks = {0};
    Counteds all = {0};
    TRY(tasks_read(store, arena, SQL_OUTREACH_TASK_ALL, ARGS(V_TEXT(province)), province, &tasks));
    for (ptrdiff_t i = 0; i < tasks.len; i++) {
        const Task *task = &tasks.data[i];
        bool asked = (unit.len == 0 || str_eq(unit, task->unit)) && (agent.len == 0 || str_eq(agent, task->agent));
        if (asked && scope_sees(store_scope(store), province, task->unit))
            vec_push(arena, &all, counted(task, by));
    }
    if (all.len > 0)
        qsort(all.data, (size_t)all.len, sizeof *all.data, by_key);
    Funnels funnels = count_all(arena, &all);
    *ret = funnels.data;
    *ret_count = funnels.len;
    return NULL;
}
