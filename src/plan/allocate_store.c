#include "plan/allocate_store.h"

#include "store/scope.h"

enum { BACK = 60 }; /* months in which an older figure is looked for */
static const Str indicators[2] = {{"participants_total", 18}, {"participants_voluntary", 22}};

/* ---- results --------------------------------------------------------------------------------- */

static ptrdiff_t unit_at(const AllocateKnown *k, Str code)
{
    for (ptrdiff_t i = 0; i < k->units.units; i++)
        if (str_eq(k->units.code[i], code))
            return i;
    return -1;
}

/* The last figure of each unit and of the parent up to the base month; -1 where there is none. */
static Err *last_figures(Store *store, Arena *arena, const AllocateAsk *ask, Str indicator, AllocateKnown *k,
                         int64_t **ret, bool **ret_late, int64_t *ret_whole)
{
    FactRow *row;
    ptrdiff_t count;
    TRY(fact_series(store, arena, ask->province, indicator, BASE_COLLECTING, PERIOD_MONTH, period_add(ask->base, -BACK),
                    ask->base, &row, &count));
    int64_t *value = new (arena, int64_t, k->units.units);
    bool *late = new (arena, bool, k->units.units), *simulated = new (arena, bool, k->units.units);
    for (ptrdiff_t i = 0; i < k->units.units; i++)
        value[i] = -1;
    *ret_whole = -1;
    for (ptrdiff_t r = 0, i = -1; r < count; r++) { /* the later month comes later: the last one stands */
        if (r == 0 || !str_eq(row[r].unit, row[r - 1].unit))
            i = unit_at(k, row[r].unit);
        if (str_eq(row[r].unit, k->parent.code))
            *ret_whole = row[r].value;
        if (i < 0)
            continue;
        value[i] = row[r].value;
        late[i] = period_cmp(row[r].period, ask->base) < 0;
        simulated[i] = row[r].state == FACT_SIMULATED;
    }
    for (ptrdiff_t i = 0; i < k->units.units; i++)
        k->simulated = k->simulated || simulated[i];
    *ret = value;
    *ret_late = late;
    return NULL;
}

static bool any_figure(const int64_t *figure, ptrdiff_t units)
{
    for (ptrdiff_t i = 0; i < units; i++)
        if (figure[i] >= 0)
            return true;
    return false;
}

/* What is not known counts as 0; what nobody has is not there at all, unless the engine needs it. */
static void settle_figure(int64_t **figure, ptrdiff_t units, bool needed)
{
    if (!needed && !any_figure(*figure, units)) {
        *figure = NULL;
        return;
    }
    for (ptrdiff_t i = 0; i < units; i++)
        (*figure)[i] = (*figure)[i] < 0 ? 0 : (*figure)[i];
}

/* Villages have the population of the list they came with, where nobody reports it; all of them, or it is not known. */
static void listed_population(Arena *arena, UnitList units, AllocateKnown *k)
{
    AllocateFile *f = &k->units;
    for (ptrdiff_t i = 0; i < units.count; i++)
        if (units.unit[i].level != UNIT_VILLAGE || units.unit[i].population <= 0)
            return;
    if (f->population || units.count == 0)
        return;
    f->population = new (arena, int64_t, f->units);
    for (ptrdiff_t i = 0; i < f->units; i++)
        f->population[i] = units.unit[i].population;
}

static Err *read_results(Store *store, Arena *arena, const AllocateAsk *ask, AllocateKnown *k)
{
    Buf silent = buf_open(arena);
    bool *late[2], *ignored, below = ask->parent.len > 0;
    int64_t unused;
    AllocateFile *f = &k->units;
    for (int part = 0; part < 2; part++)
        TRY(last_figures(store, arena, ask, indicators[part], k, &f->current[part], &late[part], &k->whole[part]));
    TRY(last_figures(store, arena, ask, S("labour_force"), k, &f->labour_force, &ignored, &unused));
    TRY(last_figures(store, arena, ask, S("population"), k, &f->population, &ignored, &unused));
    for (ptrdiff_t i = 0; i < f->units; i++) {
        k->late += late[0][i] || late[1][i];
        if (f->current[0][i] < 0)
            buf_fmt(&silent, "%s%.*s", silent.len ? ", " : "", STRF(f->name[i]));
    }
    k->silent = buf_str(&silent);
    for (int part = 0; part < 2; part++)
        settle_figure(&f->current[part], f->units, !below);
    settle_figure(&f->labour_force, f->units, false);
    settle_figure(&f->population, f->units, false);
    return NULL;
}

/* ---- targets ------------------------------------------------------------------------------------ */

static Err *note_document(Store *store, Arena *arena, Str id, AllocateKnown *k)
{
    for (ptrdiff_t d = 0; d < k->documents; d++)
        if (str_eq(k->document[d].id, id))
            return NULL;
    Document *all = new (arena, Document, k->documents + 1);
    for (ptrdiff_t d = 0; d < k->documents; d++)
        all[d] = k->document[d];
    bool found;
    TRY(document_get(store, arena, id, &all[k->documents], &found));
    k->document = all;
    k->documents += found;
    return NULL;
}

static bool counts(const AllocateAsk *ask, const Target *t)
{
    return t->base == BASE_COLLECTING && !str_eq(t->document, ask->own_document) &&
           !str_eq(t->document, ask->other_document) && t->year >= ask->first_year &&
           t->year < ask->first_year + ask->years;
}

static Err *read_targets(Store *store, Arena *arena, const AllocateAsk *ask, AllocateKnown *k)
{
    for (int part = 0; part < 2; part++) {
        Target *target;
        ptrdiff_t count;
        k->units.goal[part] = new (arena, int64_t, k->units.units);
        k->units.declared[part] = -1;
        for (ptrdiff_t i = 0; i < k->units.units; i++)
            k->units.goal[part][i] = -1;
        for (int t = 0; t < FLOW_YEARS; t++)
            k->path[part][t] = -1;
        TRY(target_list(store, arena, ask->province, indicators[part], 0, &target, &count));
        for (ptrdiff_t n = 0; n < count; n++) {
            const Target *t = &target[n];
            int year = t->year - ask->first_year;
            bool last = year == ask->years - 1, parents = str_eq(t->unit, k->parent.code);
            ptrdiff_t i = parents ? -1 : unit_at(k, t->unit);
            if (!counts(ask, t) || (!parents && (i < 0 || !last)))
                continue;
            *(parents ? &k->path[part][year] : &k->units.goal[part][i]) = t->value;
            k->floor[part] = k->floor[part] || t->floor;
            TRY(note_document(store, arena, t->document, k));
        }
    }
    return NULL;
}

static int64_t *no_bounds(Arena *arena, ptrdiff_t cells)
{
    int64_t *bound = new (arena, int64_t, cells);
    for (ptrdiff_t at = 0; at < cells; at++)
        bound[at] = -1;
    return bound;
}

static void open_units(Arena *arena, const AllocateAsk *ask, UnitList list, AllocateKnown *k)
{
    k->units = (AllocateFile){.units = list.count,
                              .code = new (arena, Str, list.count),
                              .name = new (arena, Str, list.count),
                              .declared = {-1, -1}};
    for (ptrdiff_t i = 0; i < list.count; i++) {
        k->units.code[i] = list.unit[i].code;
        k->units.name[i] = list.unit[i].full_name;
    }
    for (int part = 0; part < 2; part++) {
        k->units.lower[part] = no_bounds(arena, list.count * ask->years);
        k->units.upper[part] = no_bounds(arena, list.count * ask->years);
    }
}

/* Goals that nobody has are no goals.  Where all units have one, the parent's own figure is what the document
 * declares beside their sum, and is settled with it. */
static void settle(const AllocateAsk *ask, AllocateKnown *k)
{
    for (int part = 0; part < 2; part++) {
        ptrdiff_t given = 0;
        for (ptrdiff_t i = 0; i < k->units.units; i++)
            given += k->units.goal[part][i] >= 0;
        if (given == 0)
            k->units.goal[part] = NULL;
        if (given < k->units.units)
            continue;
        k->units.declared[part] = k->path[part][ask->years - 1];
        k->path[part][ask->years - 1] = -1;
    }
}

Err *allocate_communes(Store *store, Arena *arena, const AllocateAsk *ask, AllocateKnown *ret)
{
    UnitList communes;
    AllocateKnown k = {0};
    Str parent = ask->parent.len > 0 ? ask->parent : ask->province;
    TRY(scope_check(store, arena, ask->province, ask->parent));
    TRY(unit_get(store, arena, parent, ask->on, &k.parent));
    TRY(unit_children(store, arena, parent, ask->on, &communes));
    if (communes.count == 0 && ask->parent.len > 0)
        return err_next(FAIL(arena, NOT_FOUND, "%.*s chưa có danh sách thôn, tổ dân phố",
                             "%.*s has no list of villages yet", STRF(k.parent.full_name)),
                        COMMAND("hãy nhập danh sách trước bằng baophu unit villages",
                                "take one in first with baophu unit villages"),
                        PAGE("hãy nhờ quản trị hệ thống nạp danh sách ở Quản trị, mục Nạp dữ liệu",
                             "ask the administrator to take one in, under Administration, Imports"));
    if (communes.count == 0)
        return unit_none(FAIL(arena, NOT_FOUND, "%.*s chưa có xã, phường nào", "%.*s has no communes yet",
                              STRF(k.parent.full_name)));
    open_units(arena, ask, communes, &k);
    TRY(read_results(store, arena, ask, &k));
    listed_population(arena, communes, &k);
    TRY(read_targets(store, arena, ask, &k));
    settle(ask, &k);
    *ret = k;
    return NULL;
}

Err *allocate_parent(Store *store, Arena *arena, const AllocateAsk *ask, Str unit, AllocateKnown *ret)
{
    AllocateKnown k = {0};
    TRY(scope_check(store, arena, ask->province, unit));
    TRY(unit_get(store, arena, unit, ask->on, &k.parent));
    open_units(arena, ask, (UnitList){&k.parent, 1}, &k);
    TRY(read_results(store, arena, ask, &k));
    TRY(read_targets(store, arena, ask, &k));
    *ret = k;
    return NULL;
}

/* ---- above the goal -------------------------------------------------------------------------------- */

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

/* One unit: its total is cut to its goal, its parts to theirs; what a part has above its goal moves to the other,
 * so that the total is never less than what the unit has, unless its goal is. */
static void hold_unit(int64_t *total, int64_t *voluntary, int64_t goal, int64_t own)
{
    int64_t most = goal >= 0 ? smaller(*total, goal) : *total;
    int64_t part = own >= 0 ? smaller(*voluntary, own) : *voluntary;
    int64_t rest = *total - *voluntary;
    if (goal >= 0 && own >= 0)
        rest = smaller(rest, goal > own ? goal - own : 0);
    if (part + rest < most && own >= 0 && rest < *total - *voluntary) /* compulsory ones were cut: voluntary has room */
        part = most - rest;
    *total = most;
    *voluntary = smaller(part, most);
}

ptrdiff_t allocate_hold(ptrdiff_t units, int64_t *base_total, int64_t *base_voluntary, const int64_t *goal_total,
                        const int64_t *goal_voluntary, bool *ret_held)
{
    ptrdiff_t held = 0;
    for (ptrdiff_t i = 0; i < units; i++) {
        int64_t total = base_total[i], voluntary = base_voluntary ? base_voluntary[i] : 0, had = voluntary;
        hold_unit(&total, &voluntary, goal_total ? goal_total[i] : -1, goal_voluntary ? goal_voluntary[i] : -1);
        ret_held[i] = total < base_total[i] || voluntary != had;
        held += ret_held[i];
        base_total[i] = total;
        if (base_voluntary)
            base_voluntary[i] = voluntary;
    }
    return held;
}
