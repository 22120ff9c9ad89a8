/* Targets of agents: kept, and shared out of what communes lack. */
#include "outreach/aim.h"

#include "cube/cube.h"
#include "field_sql.h"
#include "outreach/assign.h"
#include "outreach/outreach_internal.h"
#include "outreach_sql.h"
#include "unit/unit.h"
#include "vn/vn.h"
#include <stdlib.h>

enum { PAGE = 20000, PARTS = 2520 }; /* 2520: halves to tenths are whole */

#define GOAL "participants_total"

/* ---- kept -------------------------------------------------------------------------------------------- */

static Aim *row_of(const Aims *aims, Str account)
{
    for (ptrdiff_t i = 0; i < aims->rows; i++)
        if (str_eq(aims->row[i].account, account))
            return &aims->row[i];
    return NULL;
}

static void count_task(Aim *aim, const Task *task, int year)
{
    bool this_year = task->registered_day.year == year;
    aim->open += task_open(task);
    aim->registered += this_year;
    aim->confirmed += this_year && task->state == TASK_CONFIRMED;
}

static Err *read_targets(Store *store, Arena *arena, Str province, int year, Aims *aims)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, SQL_FIELD_TARGETS, ARGS(V_TEXT(province), V_INT(year)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        Aim *aim = row_of(aims, rows_text(&rows, arena, 0));
        if (aim)
            aim->target = rows_int(&rows, 1);
    }
    return err;
}

Err *aim_list(Store *store, Arena *arena, Str province, int year, Aims *ret)
{
    Agent *agent;
    Tasks tasks = {0};
    *ret = (Aims){0};
    TRY(agent_list(store, arena, province, &agent, &ret->rows));
    ret->row = new (arena, Aim, ret->rows > 0 ? ret->rows : 1);
    for (ptrdiff_t i = 0; i < ret->rows; i++)
        ret->row[i] = (Aim){.account = agent[i].account, .target = -1};
    TRY(tasks_read(store, arena, SQL_OUTREACH_TASK_ALL, ARGS(V_TEXT(province)), province, &tasks));
    for (ptrdiff_t i = 0; i < tasks.len; i++) {
        Aim *aim = row_of(ret, tasks.data[i].agent);
        if (aim)
            count_task(aim, &tasks.data[i], year);
    }
    return read_targets(store, arena, province, year, ret);
}

Err *aim_of(Store *store, Arena *arena, Str province, Str account, int year, Aim *ret)
{
    Tasks tasks = {0};
    Aims one = {.row = ret, .rows = 1};
    *ret = (Aim){.account = account, .target = -1};
    TRY(tasks_read(store, arena, SQL_OUTREACH_TASK_OF_AGENT, ARGS(V_TEXT(province), V_TEXT(account), V_INT(0)),
                   province, &tasks));
    for (ptrdiff_t i = 0; i < tasks.len; i++)
        count_task(ret, &tasks.data[i], year);
    return read_targets(store, arena, province, year, &one);
}

Err *aim_put(Store *store, Arena *arena, Str province, Str account, int year, int64_t target)
{
    return store_exec(store, arena, SQL_FIELD_TARGET_PUT,
                      ARGS(V_TEXT(province), V_TEXT(account), V_INT(year), V_INT(target)), NULL);
}

/* ---- shared out ----------------------------------------------------------------------------------------- */

typedef struct Sharing {
    Store *store;
    Arena *arena;
    Str province;
    const Agent *agent;
    ptrdiff_t agents;
    UnitList communes;
    Target *target;
    ptrdiff_t targets;
    FactRow *fact;
    ptrdiff_t facts;
    int64_t (*weight)[2]; /* [commune × agents + agent]: by villages of the plan, by leads */
    bool *anew;           /* by agent: works where it is shared out, so that all his communes are reckoned */
} Sharing;

static ptrdiff_t commune_at(const Sharing *s, Str unit)
{
    for (ptrdiff_t i = 0; i < s->communes.count; i++)
        if (str_eq(s->communes.unit[i].code, unit))
            return i;
    return -1;
}

static bool has_place(const Sharing *s, ptrdiff_t agent, Str unit, Str village)
{
    const Agent *a = &s->agent[agent];
    for (ptrdiff_t i = 0; a->active && i < a->areas; i++) {
        Arena scratch = *s->arena;
        if (str_eq(a->area[i].unit, unit) && str_eq(vn_fold(&scratch, a->area[i].village, VN_KEY), village))
            return true;
    }
    return false;
}

/* To those of the village, else to those of the whole commune. */
static void add_weight(Sharing *s, ptrdiff_t commune, Str village, int64_t weight, int way)
{
    Str unit = s->communes.unit[commune].code, tried[2] = {village, S("")};
    for (int t = village.len > 0 ? 0 : 1; t < 2; t++) {
        int64_t of = 0;
        for (ptrdiff_t a = 0; a < s->agents; a++)
            of += has_place(s, a, unit, tried[t]);
        for (ptrdiff_t a = 0; of > 0 && a < s->agents; a++)
            if (has_place(s, a, unit, tried[t]))
                s->weight[commune * s->agents + a][way] += weight * PARTS / of;
        if (of > 0)
            return;
    }
}

typedef struct LeadPlace {
    ptrdiff_t commune;
    Str village;
    int64_t leads;
} LeadPlace;
typedef Vec(LeadPlace) LeadPlaces;

static int by_place(const void *a, const void *b)
{
    const LeadPlace *x = a, *y = b;
    return x->commune != y->commune ? (x->commune > y->commune ? 1 : -1) : str_cmp(x->village, y->village);
}

static Err *weigh_leads(Sharing *s)
{
    LeadPlaces all = {0};
    LeadFilter filter = {.province = s->province, .limit = PAGE};
    for (;;) {
        Lead *lead;
        ptrdiff_t count;
        TRY(lead_list(s->store, s->arena, &filter, &lead, &count));
        for (ptrdiff_t i = 0; i < count; i++) {
            LeadPlace place = {commune_at(s, lead[i].unit), vn_fold(s->arena, lead[i].village, VN_KEY), 1};
            if (place.commune >= 0)
                vec_push(s->arena, &all, place);
        }
        if (count < PAGE)
            break;
        filter.after = lead[count - 1].id;
    }
    if (all.len > 0)
        qsort(all.data, (size_t)all.len, sizeof *all.data, by_place);
    for (ptrdiff_t i = 0, n; i < all.len; i += n) {
        for (n = 1; i + n < all.len && by_place(&all.data[i], &all.data[i + n]) == 0;)
            n++;
        add_weight(s, all.data[i].commune, all.data[i].village, n, 1);
    }
    return NULL;
}

static Err *weigh_villages(Sharing *s, ptrdiff_t commune)
{
    UnitList villages;
    Str unit = s->communes.unit[commune].code, head = str_fmt(s->arena, "%.*s-", STRF(unit));
    bool some = false;
    for (ptrdiff_t i = 0; i < s->targets; i++)
        some |= str_starts(s->target[i].unit, head);
    if (!some)
        return NULL;
    TRY(unit_children(s->store, s->arena, unit, (Date){0}, &villages));
    for (ptrdiff_t i = 0; i < s->targets; i++)
        for (ptrdiff_t v = 0; v < villages.count; v++)
            if (str_eq(s->target[i].unit, villages.unit[v].code) && s->target[i].base == BASE_COLLECTING)
                add_weight(s, commune, vn_fold(s->arena, villages.unit[v].full_name, VN_KEY), s->target[i].value, 0);
    return NULL;
}

static int64_t lacks(const Sharing *s, Str unit)
{
    int64_t goal = 0, have = 0;
    for (ptrdiff_t i = 0; i < s->targets; i++)
        if (s->target[i].base == BASE_COLLECTING && str_eq(s->target[i].unit, unit))
            goal = s->target[i].value;
    for (ptrdiff_t i = 0; i < s->facts; i++)
        if (str_eq(s->fact[i].unit, unit))
            have = s->fact[i].value;
    return goal > have ? goal - have : 0;
}

static bool works_there(const Sharing *s, ptrdiff_t agent, Str unit)
{
    for (ptrdiff_t i = 0; s->agent[agent].active && i < s->agent[agent].areas; i++)
        if (str_eq(s->agent[agent].area[i].unit, unit))
            return true;
    return false;
}

/* By largest remainder, ties to the first by account. */
static void divide(Arena scratch, int64_t whole, const int64_t *weight, ptrdiff_t count, int64_t *ret)
{
    int64_t sum = 0, left = whole;
    double *rest = new (&scratch, double, count);
    for (ptrdiff_t i = 0; i < count; i++)
        sum += weight[i];
    for (ptrdiff_t i = 0; i < count; i++) {
        double share = (double)whole * (double)weight[i] / (double)sum;
        ret[i] = (int64_t)share;
        rest[i] = weight[i] > 0 ? share - (double)ret[i] : -1;
        left -= ret[i];
    }
    for (; left > 0; left--) {
        ptrdiff_t best = 0;
        for (ptrdiff_t i = 1; i < count; i++)
            best = rest[i] > rest[best] ? i : best;
        ret[best]++;
        rest[best] -= 1;
    }
}

/* Whoever works in the commune; of agents without anything to weigh them by all weigh the same. */
static void share_commune(Sharing *s, ptrdiff_t commune, bool asked, Aims *aims)
{
    Arena scratch = *s->arena;
    Str unit = s->communes.unit[commune].code;
    int64_t need = lacks(s, unit), sums[2] = {0}, there = 0;
    int64_t *weight = new (&scratch, int64_t, s->agents), *share = new (&scratch, int64_t, s->agents);
    for (ptrdiff_t a = 0; a < s->agents; a++) {
        there += works_there(s, a, unit);
        for (int way = 0; way < 2; way++)
            sums[way] += s->weight[commune * s->agents + a][way];
    }
    aims->sum += asked ? need : 0;
    aims->nobody += asked && there == 0 ? need : 0;
    if (there == 0)
        return;
    for (ptrdiff_t a = 0; a < s->agents; a++)
        weight[a] = sums[0] > 0   ? s->weight[commune * s->agents + a][0]
                    : sums[1] > 0 ? s->weight[commune * s->agents + a][1]
                                  : works_there(s, a, unit);
    divide(scratch, need, weight, s->agents, share);
    for (ptrdiff_t a = 0; a < s->agents; a++)
        if (s->anew[a] && works_there(s, a, unit)) {
            Aim *aim = row_of(aims, s->agent[a].account);
            aim->target = (aim->target > 0 ? aim->target : 0) + share[a];
        }
}

static Err *read_lacks(Sharing *s, int year)
{
    Period last;
    bool found;
    TRY(target_list(s->store, s->arena, s->province, S(GOAL), year, &s->target, &s->targets));
    TRY(fact_last_period(s->store, s->arena, s->province, S(GOAL), BASE_COLLECTING, PERIOD_MONTH, &last, &found));
    if (found)
        TRY(fact_series(s->store, s->arena, s->province, S(GOAL), BASE_COLLECTING, PERIOD_MONTH, last, last, &s->fact,
                        &s->facts));
    return NULL;
}

Err *aim_share(Store *store, Arena *arena, Str province, Str unit, int year, Aims *ret)
{
    Sharing s = {.store = store, .arena = arena, .province = province};
    Agent *agent;
    TRY(aim_list(store, arena, province, year, ret));
    TRY(agent_list(store, arena, province, &agent, &s.agents));
    s.agent = agent;
    TRY(unit_children(store, arena, province, clock_today(store_clock(store)), &s.communes));
    TRY(read_lacks(&s, year));
    s.anew = new (arena, bool, s.agents > 0 ? s.agents : 1);
    for (ptrdiff_t i = 0; i < s.agents; i++) {
        s.anew[i] = unit.len == 0 || works_there(&s, i, unit);
        if (s.anew[i])
            ret->row[i].target = -1;
    }
    s.weight = arena_alloc(arena, (ptrdiff_t)sizeof *s.weight, _Alignof(int64_t),
                           s.communes.count * s.agents > 0 ? s.communes.count * s.agents : 1);
    TRY(weigh_leads(&s));
    for (ptrdiff_t c = 0; c < s.communes.count; c++) {
        Str code = s.communes.unit[c].code;
        if (!scope_sees(store_scope(store), province, code))
            continue;
        TRY(weigh_villages(&s, c));
        share_commune(&s, c, unit.len == 0 || str_eq(code, unit), ret);
    }
    return NULL;
}
