/* random_demand: demands of all kinds for the tests of the allocation.
 *
 * `feasible` ones are made from a hidden table that meets all bounds; the others have bounds
 * drawn beside it, so that many contradict each other. */
#pragma once
#include "base/rng.h"
#include "plan/allocate.h"

typedef struct RandomDemand {
    AllocateDemand demand;
    AllocateScheme scheme;
    AllocateMethod method[2];
    bool feasible;
} RandomDemand;

static inline int64_t *random_figures(Arena *arena, Rng *rng, ptrdiff_t count, int64_t top)
{
    int64_t *figure = new (arena, int64_t, count);
    int kind = (int)rng_below(rng, 3); /* all equal, any, many zeros */
    int64_t same = rng_between(rng, 0, top);
    for (ptrdiff_t i = 0; i < count; i++)
        figure[i] = kind == 0 ? same : kind == 2 && rng_below(rng, 2) ? 0 : rng_between(rng, 0, top);
    return figure;
}

static inline void random_bounds(Rng *rng, RandomDemand *r, const int64_t *hidden, int64_t top, int64_t *lower,
                                 int64_t *upper)
{
    int tightness = (int)rng_below(rng, 4);
    int64_t slack = r->feasible ? 0 : rng_between(rng, 0, top);
    for (ptrdiff_t at = 0; at < r->demand.units * r->demand.years; at++) {
        int64_t drift = slack ? rng_between(rng, -slack, slack) : 0, level = hidden[at] + drift;
        int64_t below = rng_between(rng, 0, top), above = rng_between(rng, 0, top);
        if (rng_below(rng, 12) == 0)
            below = above = 0; /* fixed cell */
        level = level < 0 ? 0 : level;
        lower[at] = rng_below(rng, 4) < tightness ? (level > below ? level - below : 0) : -1;
        upper[at] = rng_below(rng, 4) < tightness ? level + above : -1;
    }
}

static inline RandomDemand *random_demand(Arena *arena, Rng *rng, int most_units, int most_years, int64_t top)
{
    RandomDemand *r = new (arena, RandomDemand, 1);
    AllocateDemand *d = &r->demand;
    d->units = rng_between(rng, 1, most_units);
    d->years = (int)rng_between(rng, 1, most_years);
    d->first_year = 2027;
    d->round = 1;
    r->feasible = rng_below(rng, 2);
    ptrdiff_t cells = d->units * d->years;
    Str *code = new (arena, Str, d->units);
    for (ptrdiff_t i = 0; i < d->units; i++)
        code[i] = str_fmt(arena, "%05d", (int)(i * 7919 % 100003));
    int64_t *hidden = new (arena, int64_t, cells), *path = new (arena, int64_t, d->years);
    int64_t *base = random_figures(arena, rng, d->units, top), *goal = new (arena, int64_t, d->units);
    bool goals = rng_below(rng, 2), some = rng_below(rng, 3) == 0;
    for (ptrdiff_t i = 0; i < d->units; i++) {
        int64_t level = base[i], speed = rng_below(rng, 5) ? top : 0;
        for (int t = 0; t < d->years; t++)
            path[t] += hidden[i * d->years + t] = level += rng_between(rng, 0, speed);
        goal[i] = goals && (!some || rng_below(rng, 2)) ? level : -1;
    }
    if (!r->feasible && rng_below(rng, 8) == 0)
        path[rng_below(rng, d->years)] += rng_between(rng, -top, top) * (path[0] > top);
    int64_t *lower = new (arena, int64_t, cells), *upper = new (arena, int64_t, cells);
    random_bounds(rng, r, hidden, top, lower, upper);
    for (int m = 0; m < 2; m++)
        r->method[m] =
            (AllocateMethod){rng_below(rng, 2), rng_between(rng, 1, 3), random_figures(arena, rng, d->units, 2 * top)};
    if (rng_below(rng, 3) == 0)
        r->method[0] = (AllocateMethod){false, 1, base};
    r->scheme = (AllocateScheme){TEXT("tổng số", "total"),   base, path, goal, lower, upper, r->method,
                                 (int)rng_between(rng, 1, 2)};
    d->code = d->name = code;
    d->scheme = &r->scheme;
    d->schemes = 1;
    return r;
}
