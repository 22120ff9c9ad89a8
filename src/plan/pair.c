#include "plan/pair.h"

#include <string.h>

enum { COMPULSORY = PAIR_TOTAL, VOLUNTARY = PAIR_VOLUNTARY, ROUNDS = 12 };

typedef struct Side { /* one scheme with its own copies */
    int64_t *base, *path, *goal, *lower, *upper;
    AllocateMethod *method;
    int methods;
} Side;

typedef struct Pair {
    Arena *arena;
    const PairDemand *d;
    ptrdiff_t cells;
    Side side[PAIR_PARTS]; /* bounds that every solution keeps */
} Pair;

static int64_t bound_of(const int64_t *bound, ptrdiff_t at)
{
    return bound ? bound[at] : -1;
}

static int64_t least(int64_t a, int64_t b) /* -1 = none */
{
    return a < 0 || (b >= 0 && b < a) ? b : a;
}

/* ---- the demand ----------------------------------------------------------------------------- */

static Err *check_parts(const PairDemand *d, Arena *arena)
{
    const AllocateScheme *s = &d->part[PAIR_TOTAL], *v = &d->part[PAIR_VOLUNTARY];
    for (ptrdiff_t i = 0; i < d->units; i++) {
        int64_t goal = bound_of(s->goal, i), own = bound_of(v->goal, i), some = own > v->base[i] ? own : v->base[i];
        if (v->base[i] > s->base[i] || (goal >= 0 && some > goal))
            return FAIL(arena, BAD_INPUT,
                        "“%.*s”: số tự nguyện lớn hơn tổng số (đang có %lld/%lld, mục tiêu %lld/%lld)",
                        "“%.*s”: more voluntary ones than in total (now %lld/%lld, goal %lld/%lld)", STRF(d->name[i]),
                        (long long)v->base[i], (long long)s->base[i], (long long)some, (long long)goal);
    }
    for (int t = 0; t < d->years; t++)
        if (v->path[t] > s->path[t])
            return FAIL(arena, BAD_INPUT, "năm %d: chỉ tiêu tự nguyện %lld lớn hơn chỉ tiêu tổng số %lld",
                        "%d: the voluntary target %lld exceeds the total %lld", d->first_year + t,
                        (long long)v->path[t], (long long)s->path[t]);
    return NULL;
}

static Side side_open(const Pair *p, const AllocateScheme *from)
{
    Arena *arena = p->arena;
    ptrdiff_t units = p->d->units;
    Side s = {.base = new (arena, int64_t, units),
              .path = new (arena, int64_t, p->d->years),
              .goal = new (arena, int64_t, units),
              .lower = new (arena, int64_t, p->cells),
              .upper = new (arena, int64_t, p->cells),
              .method = new (arena, AllocateMethod, from->methods),
              .methods = from->methods};
    for (int m = 0; m < s.methods; m++)
        s.method[m] = from->method[m];
    return s;
}

static void fill_voluntary(Pair *p)
{
    const AllocateScheme *v = &p->d->part[PAIR_VOLUNTARY];
    Side *s = &p->side[VOLUNTARY];
    *s = side_open(p, v);
    memcpy(s->base, v->base, sizeof *s->base * (size_t)p->d->units);
    memcpy(s->path, v->path, sizeof *s->path * (size_t)p->d->years);
    for (ptrdiff_t i = 0; i < p->d->units; i++)
        s->goal[i] = bound_of(v->goal, i);
    for (ptrdiff_t at = 0; at < p->cells; at++) {
        s->lower[at] = bound_of(v->lower, at);
        s->upper[at] = bound_of(v->upper, at);
    }
}

static void fill_compulsory(Pair *p)
{
    const PairDemand *d = p->d;
    const AllocateScheme *total = &d->part[PAIR_TOTAL], *v = &d->part[PAIR_VOLUNTARY];
    Side *s = &p->side[COMPULSORY];
    *s = side_open(p, total);
    for (ptrdiff_t i = 0; i < d->units; i++) {
        s->base[i] = total->base[i] - v->base[i];
        int64_t goal = bound_of(total->goal, i), own = bound_of(v->goal, i);
        s->goal[i] = goal >= 0 && own >= 0 ? goal - own : -1;
    }
    for (int t = 0; t < d->years; t++)
        s->path[t] = total->path[t] - v->path[t];
    for (ptrdiff_t at = 0; at < p->cells; at++)
        s->lower[at] = s->upper[at] = -1;
    for (int m = 0; m < s->methods; m++)
        if (s->method[m].figure == total->base)
            s->method[m].figure = s->base;
}

/* The total's bound on a cell, its goal included. */
static void total_bounds(const PairDemand *d, ptrdiff_t at, int64_t *lower, int64_t *upper)
{
    const AllocateScheme *s = &d->part[PAIR_TOTAL];
    int64_t goal = at % d->years == d->years - 1 ? bound_of(s->goal, at / d->years) : -1;
    *lower = bound_of(s->lower, at) > goal ? bound_of(s->lower, at) : goal;
    *upper = least(bound_of(s->upper, at), goal);
}

/* What one scheme has at most by its own bounds: levels never fall, so later ones count too. */
static int64_t most_of(const Pair *p, const Side *s, ptrdiff_t at)
{
    ptrdiff_t end = (at / p->d->years + 1) * p->d->years;
    int64_t most = s->goal[at / p->d->years];
    for (; at < end; at++)
        most = least(most, s->upper[at]);
    return most;
}

/* Bounds that every solution keeps: a scheme has room for the total's most less the other's base, and must
 * make up for the total's least less the other's most. */
static void bound_by_total(Pair *p)
{
    for (int which = 0; which < PAIR_PARTS; which++) {
        Side *s = &p->side[which], *other = &p->side[!which];
        for (ptrdiff_t at = 0; at < p->cells; at++) {
            int64_t lower, upper, other_base = other->base[at / p->d->years];
            total_bounds(p->d, at, &lower, &upper);
            int64_t other_most = most_of(p, other, at);
            if (upper >= 0)
                s->upper[at] = least(s->upper[at], upper > other_base ? upper - other_base : 0);
            if (other_most >= 0 && lower - other_most > s->lower[at])
                s->lower[at] = lower - other_most;
        }
    }
}

/* ---- one after the other ------------------------------------------------------------------------ */

static Text side_name(int which)
{
    static const Text names[] = {TEXT_INIT("Bắt buộc", "Compulsory"), TEXT_INIT("Tự nguyện", "Voluntary")};
    return names[which];
}

static Err *solve_side(const Pair *p, int which, const Side *s, AllocateResult *ret)
{
    const PairDemand *d = p->d;
    AllocateScheme scheme = {side_name(which), s->base, s->path, s->goal, s->lower, s->upper, s->method, s->methods};
    AllocateDemand demand = {d->units, d->years, d->first_year, d->code, d->name, &scheme, 1, d->round};
    return allocate(p->arena, &demand, ret);
}

static Side side_copy(const Pair *p, const Side *from)
{
    Side s = *from;
    s.goal = new (p->arena, int64_t, p->d->units);
    s.lower = new (p->arena, int64_t, p->cells);
    s.upper = new (p->arena, int64_t, p->cells);
    memcpy(s.goal, from->goal, sizeof *s.goal * (size_t)p->d->units);
    memcpy(s.lower, from->lower, sizeof *s.lower * (size_t)p->cells);
    memcpy(s.upper, from->upper, sizeof *s.upper * (size_t)p->cells);
    return s;
}

/* The other scheme under what the total's bounds leave beside the levels of the first. */
static Side rest(const Pair *p, int which, const int64_t *first)
{
    Side s = side_copy(p, &p->side[which]);
    for (ptrdiff_t at = 0; at < p->cells; at++) {
        int64_t lower, upper;
        ptrdiff_t i = at / p->d->years;
        total_bounds(p->d, at, &lower, &upper);
        s.lower[at] = lower - first[at] > s.lower[at] ? lower - first[at] : s.lower[at];
        if (upper >= 0)
            s.upper[at] = least(s.upper[at], upper > first[at] ? upper - first[at] : 0);
        if (at % p->d->years == p->d->years - 1 && lower == upper && upper >= first[at] && s.goal[i] < 0 &&
            bound_of(p->d->part[PAIR_TOTAL].goal, i) >= 0)
            s.goal[i] = upper - first[at];
    }
    return s;
}

/* Moves what the other scheme could not meet into the bounds of the first.  False: nothing to move. */
static bool lean(const Pair *p, const AllocateResult *refused, const int64_t *level, int64_t step, Side *first)
{
    bool moved = false;
    for (ptrdiff_t k = 0; k < refused->conflicts; k++) {
        const AllocateConflict *c = &refused->conflict[k];
        if (c->unit < 0 || c->year == 0)
            continue;
        ptrdiff_t at = c->unit * p->d->years + c->year - p->d->first_year;
        int64_t lower, upper;
        total_bounds(p->d, at, &lower, &upper);
        if (c->most ? upper < 0 : lower < 0)
            continue; /* a bound of its own, whatever the first one has */
        if (c->most && level[at] > 0)
            first->upper[at] = least(first->upper[at], level[at] > step ? level[at] - step : 0);
        else if (!c->most && level[at] + step > first->lower[at])
            first->lower[at] = level[at] + step;
        moved = true;
    }
    return moved;
}

static void keep_tables(int first, const AllocateResult *own, const AllocateResult *other, PairResult *ret)
{
    ret->done = true;
    ret->table[first] = own->table[0];
    ret->table[!first] = other->table[0];
}

static Err *try_order(const Pair *p, int first, PairResult *ret)
{
    Side s = side_copy(p, &p->side[first]);
    int64_t step = 1;
    for (int round = 0; round < ROUNDS; round++, step *= 2) {
        AllocateResult own, other;
        TRY(solve_side(p, first, &s, &own));
        if (!own.table && round == 0) {
            ret->refused = own;
            ret->proved = true;
        }
        if (!own.table)
            return NULL;
        Side left = rest(p, !first, own.table->level);
        TRY(solve_side(p, !first, &left, &other));
        ret->tries++;
        if (other.table) {
            keep_tables(first, &own, &other, ret);
            return NULL;
        }
        if (ret->tries == 1)
            ret->refused = other;
        if (!lean(p, &other, own.table->level, step, &s))
            return NULL;
    }
    return NULL;
}

static Err *allocate_both(Pair *p, PairResult *ret)
{
    TRY(check_parts(p->d, p->arena));
    fill_voluntary(p);
    fill_compulsory(p);
    bound_by_total(p);
    ret->name[COMPULSORY] = side_name(COMPULSORY);
    ret->name[VOLUNTARY] = side_name(VOLUNTARY);
    TRY(try_order(p, VOLUNTARY, ret));
    if (!ret->done && !ret->proved)
        TRY(try_order(p, COMPULSORY, ret));
    return NULL;
}

static Err *allocate_one(const PairDemand *d, Arena *arena, PairResult *ret)
{
    AllocateScheme scheme = d->part[PAIR_TOTAL];
    scheme.name = ret->name[PAIR_TOTAL] = TEXT("Tổng số", "Total");
    AllocateDemand demand = {d->units, d->years, d->first_year, d->code, d->name, &scheme, 1, d->round};
    AllocateResult result;
    TRY(allocate(arena, &demand, &result));
    ret->tries = 1;
    ret->done = result.table != NULL;
    ret->proved = !ret->done;
    if (ret->done)
        ret->table[PAIR_TOTAL] = result.table[0];
    else
        ret->refused = result;
    return NULL;
}

Err *pair_allocate(Arena *arena, const PairDemand *demand, PairResult *ret)
{
    *ret = (PairResult){0};
    if (!demand->voluntary)
        return allocate_one(demand, arena, ret);
    Pair pair = {.arena = arena, .d = demand, .cells = demand->units * demand->years};
    return allocate_both(&pair, ret);
}
