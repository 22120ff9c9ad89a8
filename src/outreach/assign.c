/* Open leads to agents: the best leads first, each to whom of its place has the most room. */
#include "outreach/campaign.h"
#include "outreach/cover.h"
#include "outreach/outreach_internal.h"
#include "outreach/priority.h"

#include "outreach_sql.h"
#include "vn/vn.h"
#include <stdlib.h>

enum { PAGE = 20000 };

typedef struct Candidate {
    Lead lead;
    double rank;
    bool voluntary;
    ptrdiff_t task; /* index of a task that was there before; -1 */
} Candidate;

typedef struct Room { /* an agent's area, by commune and village */
    Str unit, village;
    ptrdiff_t agent;
} Room;

typedef struct Assigning {
    Store *store;
    Arena *arena;
    const AssignAsk *ask;
    OutreachSettings settings;
    Priorities priorities;
    Agent *agent;
    ptrdiff_t agents;
    Cover *cover; /* by agent; nothing of who is not asked for */
    Vec(Room) room;
    Tasks tasks; /* all of the province, by lead */
    Vec(Candidate) candidate;
    Vec(uint32_t) holder[2]; /* of a person, an employer by number: agent with an open task, from 1 */
    Vec(uint8_t) quiet[2];   /* … is left in peace */
    int64_t *given;          /* by agent */
    ptrdiff_t *choice;       /* by candidate: agent, -1 none */
    int64_t *wanted;         /* ask.lead, sorted */
    Str village;             /* ask.village, folded */
    AssignReport *report;
} Assigning;

/* ---- who, where ------------------------------------------------------------------------------------ */

static int by_place(const void *a, const void *b)
{
    const Room *x = a, *y = b;
    int order = str_cmp(x->unit, y->unit);
    order = order ? order : str_cmp(x->village, y->village);
    return order ? order : (x->agent > y->agent) - (x->agent < y->agent);
}

static bool agent_asked(const AssignAsk *ask, Str account)
{
    for (ptrdiff_t i = 0; i < ask->agents; i++)
        if (str_eq(ask->agent[i], account))
            return true;
    return ask->agent == NULL;
}

static Err *find_rooms(Assigning *a)
{
    TRY(cover_of_all(a->store, a->arena, a->ask->province, a->agent, a->agents, &a->cover));
    for (ptrdiff_t i = 0; i < a->agents; i++) {
        Cover *cover = &a->cover[i];
        if (!agent_asked(a->ask, a->agent[i].account))
            *cover = (Cover){0};
        for (ptrdiff_t r = 0; r < cover->areas; r++) {
            Room room = {cover->area[r].unit, cover->area[r].village, i};
            vec_push(a->arena, &a->room, room);
        }
    }
    if (a->room.len > 0)
        qsort(a->room.data, (size_t)a->room.len, sizeof *a->room.data, by_place);
    return NULL;
}

static ptrdiff_t first_room(const Assigning *a, Str unit, Str village)
{
    ptrdiff_t low = 0, high = a->room.len;
    Room wanted = {unit, village, -1};
    while (low < high) {
        ptrdiff_t mid = low + (high - low) / 2;
        if (by_place(&a->room.data[mid], &wanted) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static bool has_room(const Assigning *a, ptrdiff_t agent)
{
    return a->agent[agent].open + a->given[agent] < a->agent[agent].most;
}

static bool less_loaded(const Assigning *a, ptrdiff_t x, ptrdiff_t y)
{
    int64_t load_x = a->agent[x].open + a->given[x], load_y = a->agent[y].open + a->given[y];
    return load_x * a->agent[y].most < load_y * a->agent[x].most;
}

/* Of one place; *anybody where somebody has it, with room or without. */
static ptrdiff_t pick_of(const Assigning *a, Str unit, Str village, bool *anybody)
{
    ptrdiff_t best = -1;
    for (ptrdiff_t i = first_room(a, unit, village); i < a->room.len; i++) {
        const Room *room = &a->room.data[i];
        if (!str_eq(room->unit, unit) || !str_eq(room->village, village))
            break;
        *anybody = true;
        if (has_room(a, room->agent) && (best < 0 || less_loaded(a, room->agent, best)))
            best = room->agent;
    }
    return best;
}

/* ---- what is to be given ------------------------------------------------------------------------------ */

static uint32_t *holder_of(Assigning *a, bool employer, int64_t subject)
{
    while (a->holder[employer].len <= subject)
        vec_push(a->arena, &a->holder[employer], 0);
    return &a->holder[employer].data[subject];
}

static Err *find_quiet(Assigning *a)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    Str today = date_iso(a->arena, clock_today(store_clock(a->store)));
    TRY(store_query(a->store, a->arena, SQL_OUTREACH_QUIET_ALL, ARGS(V_TEXT(a->ask->province), V_TEXT(today)), &rows));
    for (bool more; !(err = rows_next(&rows, a->arena, &more)) && more;) {
        bool employer = rows_int(&rows, 0) != 0;
        int64_t subject = rows_int(&rows, 1);
        while (a->quiet[employer].len <= subject)
            vec_push(a->arena, &a->quiet[employer], 0);
        a->quiet[employer].data[subject] = 1;
    }
    return err;
}

static ptrdiff_t agent_at(const Assigning *a, Str account) /* agents are by account */
{
    ptrdiff_t low = 0, high = a->agents;
    while (low < high) {
        ptrdiff_t mid = low + (high - low) / 2;
        if (str_cmp(a->agent[mid].account, account) < 0)
            low = mid + 1;
        else
            high = mid;
    }
    return low < a->agents && str_eq(a->agent[low].account, account) ? low : -1;
}

static void find_holders(Assigning *a)
{
    for (ptrdiff_t i = 0; i < a->tasks.len; i++) {
        const Task *task = &a->tasks.data[i];
        if (!task_open(task) && task->state != TASK_REGISTERED)
            continue;
        ptrdiff_t agent = agent_at(a, task->agent);
        if (agent >= 0)
            *holder_of(a, task->employer, task->subject) = (uint32_t)agent + 1;
    }
}

static bool is_quiet(const Assigning *a, const Candidate *c)
{
    const Lead *lead = &c->lead;
    Date today = clock_today(store_clock(a->store));
    if (!c->voluntary)
        return false;
    if (c->task >= 0 && date_cmp(a->tasks.data[c->task].quiet_until, today) >= 0)
        return true;
    return lead->subject < a->quiet[lead->employer].len && a->quiet[lead->employer].data[lead->subject];
}

static int by_number(const void *x, const void *y)
{
    const int64_t *a = x, *b = y;
    return (*a > *b) - (*a < *b);
}

static bool lead_asked(const Assigning *a, const Lead *lead)
{
    Arena scratch = *a->arena;
    if (a->ask->leads > 0 && !bsearch(&lead->id, a->wanted, (size_t)a->ask->leads, sizeof lead->id, by_number))
        return false;
    return a->village.len == 0 || str_eq(a->village, vn_fold(&scratch, lead->village, VN_KEY));
}

static void consider(Assigning *a, const Lead *lead)
{
    const OutreachRule *rule = outreach_rule(&a->settings, lead->rule);
    ptrdiff_t task = tasks_find(&a->tasks, lead->id);
    if (!rule || !lead_asked(a, lead) || (task >= 0 && a->tasks.data[task].state != TASK_CLOSED))
        return;
    /* closed because he was not to be found there: another visit finds the same, until the registers say otherwise */
    if (task >= 0 && a->tasks.data[task].outcome != CONTACT_REFUSED)
        return;
    Candidate c = {*lead, priority_rank(&a->priorities, lead), rule->voluntary, task};
    c.lead.fact = NULL;
    a->report->leads++;
    if (is_quiet(a, &c))
        a->report->quiet++;
    else
        vec_push(a->arena, &a->candidate, c);
}

static Err *find_leads(Assigning *a)
{
    LeadFilter filter = {.province = a->ask->province, .unit = a->ask->unit, .rule = a->ask->rule, .limit = PAGE};
    for (;;) {
        Lead *lead;
        ptrdiff_t count;
        TRY(lead_list(a->store, a->arena, &filter, &lead, &count));
        for (ptrdiff_t i = 0; i < count; i++)
            consider(a, &lead[i]);
        if (count < PAGE)
            return NULL;
        filter.after = lead[count - 1].id;
    }
}

static int by_rank(const void *x, const void *y)
{
    const Candidate *a = x, *b = y;
    if (a->rank != b->rank)
        return a->rank > b->rank ? -1 : 1;
    return (a->lead.id > b->lead.id) - (a->lead.id < b->lead.id);
}

/* ---- giving --------------------------------------------------------------------------------------------- */

static ptrdiff_t choose(Assigning *a, const Lead *lead)
{
    bool anybody = false;
    uint32_t holder = *holder_of(a, lead->employer, lead->subject);
    if (holder > 0 && has_room(a, holder - 1) &&
        cover_holds(&a->cover[holder - 1], *a->arena, lead->unit, lead->village))
        return holder - 1;
    Str village = vn_fold(a->arena, lead->village, VN_KEY);
    ptrdiff_t agent = village.len > 0 ? pick_of(a, lead->unit, village, &anybody) : -1;
    agent = agent >= 0 ? agent : pick_of(a, lead->unit, S(""), &anybody);
    if (agent < 0)
        *(anybody ? &a->report->full : &a->report->nobody) += 1;
    return agent;
}

static void choose_all(Assigning *a)
{
    a->choice = new (a->arena, ptrdiff_t, a->candidate.len);
    for (ptrdiff_t i = 0; i < a->candidate.len; i++) {
        const Lead *lead = &a->candidate.data[i].lead;
        a->choice[i] = -1;
        if (a->ask->limit > 0 && a->report->given >= a->ask->limit) {
            a->report->held++;
            continue;
        }
        ptrdiff_t agent = choose(a, lead);
        a->choice[i] = agent;
        if (agent < 0)
            continue;
        a->given[agent]++;
        a->report->given++;
        *holder_of(a, lead->employer, lead->subject) = (uint32_t)agent + 1;
    }
}

static Err *write_all(Assigning *a, Ledger *ledger)
{
    for (ptrdiff_t i = 0; i < a->candidate.len; i++) {
        const Candidate *c = &a->candidate.data[i];
        if (a->choice[i] < 0)
            continue;
        Task task = {.lead = c->lead.id, .rule = c->lead.rule, .outcome = CONTACT_OUTCOME_COUNT};
        if (c->task >= 0)
            task = a->tasks.data[c->task];
        task.employer = c->lead.employer;
        task.subject = c->lead.subject;
        task.unit = c->lead.unit;
        task.village = c->lead.village;
        TaskEvent event = {.kind = EVENT_ASSIGNED,
                           .account = a->ask->by,
                           .agent = a->agent[a->choice[i]].account,
                           .former = c->task >= 0 ? task.agent : S(""),
                           .campaign = a->ask->campaign,
                           .day = ledger->today,
                           .outcome = CONTACT_OUTCOME_COUNT};
        ledger_add(ledger, &task, &event);
    }
    return ledger_flush(ledger);
}

static void tell_shares(Assigning *a)
{
    AssignReport *r = a->report;
    r->share = new (a->arena, AssignShare, a->agents);
    for (ptrdiff_t i = 0; i < a->agents; i++)
        if (a->given[i] > 0)
            r->share[r->shares++] = (AssignShare){a->agent[i].account, a->agent[i].open, a->given[i], a->agent[i].most};
}

static Err *assign(Assigning *a)
{
    Str province = a->ask->province;
    Ledger ledger;
    if (!a->ask->preview)
        TRY(ledger_open(a->store, a->arena, province, &ledger));
    TRY(agent_list(a->store, a->arena, province, &a->agent, &a->agents));
    TRY(tasks_read(a->store, a->arena, SQL_OUTREACH_TASK_ALL, ARGS(V_TEXT(province)), province, &a->tasks));
    a->given = new (a->arena, int64_t, a->agents);
    TRY(find_rooms(a));
    find_holders(a);
    TRY(find_quiet(a));
    TRY(find_leads(a));
    if (a->candidate.len > 0)
        qsort(a->candidate.data, (size_t)a->candidate.len, sizeof *a->candidate.data, by_rank);
    choose_all(a);
    tell_shares(a);
    return a->ask->preview ? NULL : write_all(a, &ledger);
}

Err *outreach_assign(Store *store, Arena *arena, const AssignAsk *ask, AssignReport *ret)
{
    Assigning a = {.store = store, .arena = arena, .ask = ask, .report = ret};
    *ret = (AssignReport){0};
    TRY(outreach_settings_kept(store, arena, &a.settings));
    TRY(priority_kept(store, arena, ask->province, &a.settings, &a.priorities));
    a.village = vn_fold(arena, ask->village, VN_KEY);
    a.wanted = new (arena, int64_t, ask->leads);
    for (ptrdiff_t i = 0; i < ask->leads; i++)
        a.wanted[i] = ask->lead[i];
    if (ask->leads > 1)
        qsort(a.wanted, (size_t)ask->leads, sizeof *a.wanted, by_number);
    if (ask->unit.len > 0)
        TRY(scope_check(store, arena, ask->province, ask->unit));
    if (ask->rule.len > 0 && !outreach_rule(&a.settings, ask->rule))
        return FAIL(arena, NOT_FOUND, "quy tắc “%.*s” không thuộc việc vận động", "leads of “%.*s” are not worked",
                    STRF(ask->rule));
    if (ask->campaign.len > 0)
        TRY(campaign_known(store, arena, ask->province, ask->campaign));
    if (ask->preview)
        return assign(&a);
    TRY(store_begin(store, arena));
    Err *err = assign(&a);
    err = err ? err : store_commit(store, arena);
    if (err)
        store_rollback(store);
    return err;
}
