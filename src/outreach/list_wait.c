/* Open leads that wait for somebody, the best first.
 *
 * Leads of a rule have one rank where the stated formula ranks, and stand by number in an index; those that a model
 * ranks are kept in their order (priority_store.c).  So no more is read of a rule than the page can show, and nothing
 * of rules whose best stands behind it.  Who asks for a village or for another order has all of them read. */
#include "outreach/list_internal.h"

#include "outreach_sql.h"
#include "reconcile/commune.h"

enum { PAGE = 20000, LEAST = 64, MANY = 1000 };

typedef struct Wait {
    Listing *l;
    Waiting waiting;
    int64_t wanted; /* rows up to the end of the page; 0 all */
} Wait;

static bool rule_asked(const Listing *l, const OutreachRule *rule)
{
    return l->ask->rule.len == 0 || str_eq(l->ask->rule, rule->rule);
}

static Task task_of(const Listing *l, const Lead *lead)
{
    return (Task){.province = l->ask->province,
                  .lead = lead->id,
                  .subject = lead->subject,
                  .rule = lead->rule,
                  .employer = lead->employer,
                  .unit = lead->unit,
                  .village = lead->village,
                  .outcome = CONTACT_OUTCOME_COUNT};
}

/* Whether it is asked for; the leads of a rule are of persons or of employers, all of them. */
static Err *rule_counts(const Wait *w, const PriorityRule *p, bool *ret)
{
    const TaskAsk *ask = w->l->ask;
    LeadFilter one = {.province = ask->province, .unit = ask->unit, .rule = p->rule.rule, .limit = 1};
    Lead *lead;
    ptrdiff_t count;
    *ret = rule_asked(w->l, &p->rule);
    if (!*ret || !ask->by_employer)
        return NULL;
    TRY(lead_list(w->l->store, w->l->arena, &one, &lead, &count));
    *ret = count > 0 && lead->employer == ask->employer;
    return NULL;
}

/* By number, until the page is full. */
static Err *read_rule(Wait *w, const PriorityRule *p)
{
    Listing *l = w->l;
    const TaskAsk *ask = l->ask;
    int64_t limit = w->wanted > 0 && w->wanted < PAGE ? w->wanted + LEAST : PAGE, got = 0;
    LeadFilter filter = {.province = ask->province,
                         .unit = ask->unit,
                         .rule = p->rule.rule,
                         .by_employer = ask->by_employer,
                         .employer = ask->employer,
                         .limit = limit};
    for (;;) {
        Lead *lead;
        ptrdiff_t count;
        TRY(lead_list(l->store, l->arena, &filter, &lead, &count));
        for (ptrdiff_t i = 0; i < count && (w->wanted == 0 || got < w->wanted); i++) {
            const Lead *one = &lead[i];
            if (waiting_taken(&w->waiting, one->id) ||
                !listing_asks(l, one->unit, one->village, one->rule, one->employer, one->subject))
                continue;
            Task task = task_of(l, one);
            listing_add(l, &task, true, p->model ? priority_expected(p, one) : -1);
            got++;
        }
        if (count < limit || (w->wanted > 0 && got >= w->wanted))
            return NULL;
        filter.after = lead[count - 1].id;
    }
}

/* Leads as they were ranked; who they are of is looked up for those that are shown. */
static Err *read_ranked(Wait *w, const PriorityRule *p)
{
    Listing *l = w->l;
    RankedLead *ranked;
    ptrdiff_t count;
    int64_t got = 0;
    TRY(priority_ranked(l->store, l->arena, l->ask->province, p->rule.rule, l->ask->unit,
                        w->wanted + (int64_t)w->waiting.count, &ranked, &count));
    for (ptrdiff_t i = 0; i < count && got < w->wanted; i++) {
        Task task = {.province = l->ask->province,
                     .lead = ranked[i].lead,
                     .rule = p->rule.rule,
                     .outcome = CONTACT_OUTCOME_COUNT};
        if (waiting_taken(&w->waiting, task.lead))
            continue;
        listing_add(l, &task, true, ranked[i].expected);
        got++;
    }
    return NULL;
}

static int64_t better_than(const Listing *l, double rank)
{
    int64_t better = 0;
    for (ptrdiff_t i = 0; i < l->all.len; i++)
        better += l->all.data[i].row.rank > rank;
    return better;
}

/* The rule of the highest stated rank of those not yet read; NULL none. */
static const PriorityRule *next_stated(const Listing *l, const bool *read)
{
    const PriorityRule *best = NULL;
    for (ptrdiff_t i = 0; i < l->priorities.rules; i++) {
        const PriorityRule *p = &l->priorities.rule[i];
        if (!read[i] && (!best || priority_rank_of(p, 0) > priority_rank_of(best, 0)))
            best = p;
    }
    return best;
}

static Err *read_best(Wait *w)
{
    Listing *l = w->l;
    bool *read = new (l->arena, bool, l->priorities.rules);
    for (ptrdiff_t i = 0; i < l->priorities.rules; i++) {
        const PriorityRule *p = &l->priorities.rule[i];
        bool counts;
        TRY(rule_counts(w, p, &counts));
        read[i] = p->model || !counts;
        if (p->model && counts)
            TRY(read_ranked(w, p));
    }
    for (;;) {
        const PriorityRule *p = next_stated(l, read);
        if (!p || better_than(l, priority_rank_of(p, 0)) >= w->wanted)
            return NULL;
        TRY(read_rule(w, p));
        read[p - l->priorities.rule] = true;
    }
}

static Err *read_all(Wait *w)
{
    for (ptrdiff_t i = 0; i < w->l->priorities.rules; i++)
        if (rule_asked(w->l, &w->l->priorities.rule[i].rule))
            TRY(read_rule(w, &w->l->priorities.rule[i]));
    return NULL;
}

static Err *count_all(Wait *w, int64_t *ret)
{
    const TaskAsk *ask = w->l->ask;
    LeadFilter filter = {.province = ask->province,
                         .unit = ask->unit,
                         .rule = ask->rule,
                         .by_employer = ask->by_employer,
                         .employer = ask->employer};
    LeadTally *tally;
    ptrdiff_t count;
    TRY(lead_tally(w->l->store, w->l->arena, &filter, LEAD_BY_UNIT_AND_RULE, &tally, &count));
    waiting_tally(&w->waiting, &filter, &w->l->settings, store_scope(w->l->store), tally, &count);
    *ret = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        *ret += tally[i].count;
    return NULL;
}

Err *listing_wait(Listing *l, int64_t *ret_all)
{
    const TaskAsk *ask = l->ask;
    Wait w = {.l = l};
    bool by_rank = ask->sort != SORT_BY_NAME && ask->village.len == 0 && ask->subject == 0;
    TRY(waiting_read(l->store, l->arena, ask->province, &l->settings, &w.waiting));
    if (!by_rank || ask->limit == 0) {
        TRY(read_all(&w));
        *ret_all = l->all.len;
        return NULL;
    }
    w.wanted = ask->after + ask->limit;
    TRY(read_best(&w));
    return count_all(&w, ret_all);
}

/* Who refused and was left in peace long enough has a task still. */
static Err *fill_task(Listing *l, TaskRow *row)
{
    Tasks one = {0};
    ptrdiff_t at = tasks_find(&l->tasks, row->task.lead);
    if (l->tasks.len > 0) {
        row->task = at >= 0 ? l->tasks.data[at] : row->task;
        return NULL;
    }
    TRY(tasks_read(l->store, l->arena, SQL_OUTREACH_TASK_ONE, ARGS(V_TEXT(l->ask->province), V_INT(row->task.lead)),
                   l->ask->province, &one));
    row->task = one.len > 0 ? one.data[0] : row->task;
    return NULL;
}

Err *listing_fill(Listing *l, TaskRow *row, ptrdiff_t count)
{
    int64_t *id = new (l->arena, int64_t, count);
    ptrdiff_t *at = new (l->arena, ptrdiff_t, count), bare = 0;
    Lead *lead;
    for (ptrdiff_t i = 0; i < count; i++)
        if (row[i].task.subject == 0) {
            at[bare] = i;
            id[bare++] = row[i].task.lead;
        }
    TRY(lead_get_some(l->store, l->arena, l->ask->province, id, bare, &lead));
    for (ptrdiff_t i = 0; i < bare; i++)
        if (lead[i].id > 0)
            row[at[i]].task = task_of(l, &lead[i]);
    if (count > MANY)
        TRY(tasks_read(l->store, l->arena, SQL_OUTREACH_TASK_ALL, ARGS(V_TEXT(l->ask->province)), l->ask->province,
                       &l->tasks));
    for (ptrdiff_t i = 0; i < count; i++)
        TRY(fill_task(l, &row[i]));
    return NULL;
}
