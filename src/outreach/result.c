/* Counting tasks. */
#include "outreach/assign.h"
#include "outreach/outreach_internal.h"
#include "outreach/result.h"
#include "outreach/waiting.h"

#include "outreach_sql.h"
#include <stdlib.h>

const char *const result_by_codes[] = {"all",       "rule",     "unit",  "village", "agent",
                                       "collector", "campaign", "month", "outcome", NULL};

typedef struct Counted {
    Str key, sub;
    const Task *task;
} Counted;
typedef Vec(Counted) Counteds;
typedef Vec(Funnel) Funnels;
typedef Vec(int64_t) Days;

typedef struct Counting {
    Store *store;
    Arena *arena;
    const ResultAsk *ask;
    OutreachSettings settings;
    Agent *agent; /* by account; read where they are counted by */
    ptrdiff_t agents;
} Counting;

static Str collector_of(const Counting *c, Str account)
{
    for (ptrdiff_t i = 0; i < c->agents; i++)
        if (str_eq(c->agent[i].account, account))
            return c->agent[i].collector;
    return S("");
}

static Str key_of(const Counting *c, const Task *task)
{
    switch (c->ask->by) {
    case RESULT_BY_RULE:
        return task->rule;
    case RESULT_BY_UNIT:
    case RESULT_BY_VILLAGE:
        return task->unit;
    case RESULT_BY_AGENT:
        return task->agent;
    case RESULT_BY_COLLECTOR:
        return collector_of(c, task->agent);
    case RESULT_BY_CAMPAIGN:
        return task->campaign;
    case RESULT_BY_MONTH:
        return date_iso(c->arena, (Date){task->assigned_day.year, task->assigned_day.month, 0});
    case RESULT_BY_OUTCOME:
        return str_from(contact_outcome_code(task->outcome));
    case RESULT_ALL:
        break;
    }
    return S("");
}

static Counted counted(const Counting *c, const Task *task)
{
    return (Counted){key_of(c, task), c->ask->by == RESULT_BY_VILLAGE ? task->village : S(""), task};
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
    f->answered += task->outcome != CONTACT_OUTCOME_COUNT && task->outcome != CONTACT_NOT_MET;
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
static int64_t within(const int64_t *days, ptrdiff_t count, int percent)
{
    return days[(count * percent + 99) / 100 - 1];
}

void result_days(int64_t *days, ptrdiff_t count, int64_t *ret_half, int64_t *ret_90)
{
    *ret_half = *ret_90 = -1;
    if (count < RESULT_LEAST)
        return;
    qsort(days, (size_t)count, sizeof *days, by_size);
    *ret_half = within(days, count, 50);
    *ret_90 = within(days, count, 90);
}

static void put_days(Funnel *f, Days *days)
{
    result_days(days->data, days->len, &f->days_half, &f->days_90);
    days->len = 0;
}

static Funnels count_all(Arena *arena, const Counteds *all)
{
    Funnels funnels = {0};
    Days days = {0};
    for (ptrdiff_t i = 0; i < all->len; i++) {
        const Counted *c = &all->data[i];
        if (i == 0 || !str_eq(c->key, c[-1].key) || !str_eq(c->sub, c[-1].sub)) {
            Funnel f = {.key = c->key, .sub = c->sub, .leads = -1, .waiting = -1};
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

/* ---- what is on the lists --------------------------------------------------------------------------- */

static Funnel *funnel_of(Arena *arena, Funnels *funnels, Str key)
{
    for (ptrdiff_t i = 0; i < funnels->len; i++)
        if (str_eq(funnels->data[i].key, key))
            return &funnels->data[i];
    Funnel f = {.key = key, .days_half = -1, .days_90 = -1};
    vec_push(arena, funnels, f);
    return &funnels->data[funnels->len - 1];
}

static int by_funnel(const void *a, const void *b)
{
    return str_cmp(((const Funnel *)a)->key, ((const Funnel *)b)->key);
}

/* Leads have no agent, campaign or day of giving before they are given. */
static bool leads_count(const ResultAsk *ask)
{
    return ask->by <= RESULT_BY_UNIT && ask->agent.len == 0 && ask->campaign.len == 0 && ask->from.year == 0 &&
           ask->to.year == 0;
}

static Str lead_key(const ResultAsk *ask, const LeadTally *tally)
{
    return ask->by == RESULT_BY_RULE ? tally->rule : ask->by == RESULT_BY_UNIT ? tally->unit : S("");
}

static Err *count_leads(const Counting *c, Funnels *funnels)
{
    const ResultAsk *ask = c->ask;
    LeadFilter filter = {.province = ask->province, .unit = ask->unit, .rule = ask->rule};
    LeadTally *tally;
    ptrdiff_t count;
    Waiting waiting;
    if (!leads_count(ask))
        return NULL;
    for (ptrdiff_t i = 0; i < funnels->len; i++)
        funnels->data[i].leads = funnels->data[i].waiting = 0;
    TRY(lead_tally(c->store, c->arena, &filter, LEAD_BY_UNIT_AND_RULE, &tally, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        if (outreach_rule(&c->settings, tally[i].rule))
            funnel_of(c->arena, funnels, lead_key(ask, &tally[i]))->leads += tally[i].count;
    TRY(waiting_read(c->store, c->arena, ask->province, &c->settings, &waiting));
    waiting_tally(&waiting, &filter, &c->settings, store_scope(c->store), tally, &count);
    for (ptrdiff_t i = 0; i < count; i++)
        funnel_of(c->arena, funnels, lead_key(ask, &tally[i]))->waiting += tally[i].count;
    if (funnels->len > 1)
        qsort(funnels->data, (size_t)funnels->len, sizeof *funnels->data, by_funnel);
    return NULL;
}

/* ---- asking --------------------------------------------------------------------------------------------- */

static bool asked(Str wanted, Str is)
{
    return wanted.len == 0 || str_eq(wanted, is);
}

static bool is_asked(const ResultAsk *ask, const Task *task)
{
    return asked(ask->unit, task->unit) && asked(ask->agent, task->agent) && asked(ask->rule, task->rule) &&
           asked(ask->campaign, task->campaign) &&
           (ask->from.year == 0 || date_cmp(task->assigned_day, ask->from) >= 0) &&
           (ask->to.year == 0 || date_cmp(task->assigned_day, ask->to) <= 0);
}

Err *outreach_funnel(Store *store, Arena *arena, const ResultAsk *ask, Funnel **ret, ptrdiff_t *ret_count)
{
    Counting c = {.store = store, .arena = arena, .ask = ask};
    Tasks tasks = {0};
    Counteds all = {0};
    TRY(outreach_settings_kept(store, arena, &c.settings));
    if (ask->by == RESULT_BY_COLLECTOR)
        TRY(agent_list(store, arena, ask->province, &c.agent, &c.agents));
    TRY(tasks_read(store, arena, SQL_OUTREACH_TASK_ALL, ARGS(V_TEXT(ask->province)), ask->province, &tasks));
    for (ptrdiff_t i = 0; i < tasks.len; i++) {
        const Task *task = &tasks.data[i];
        if (is_asked(ask, task) && scope_sees(store_scope(store), ask->province, task->unit))
            vec_push(arena, &all, counted(&c, task));
    }
    if (all.len > 0)
        qsort(all.data, (size_t)all.len, sizeof *all.data, by_key);
    Funnels funnels = count_all(arena, &all);
    TRY(count_leads(&c, &funnels));
    *ret = funnels.data;
    *ret_count = funnels.len;
    return NULL;
}
