/* flow: the yearly table of one scheme as a minimum-cost flow.
 *
 *   year t supplies Δt = path[t] - path[t-1]
 *
 *     year 1      year 2      year 3               d(i,t) ≥ 0   what unit i gains in year t
 *       │ d(i,1)    │ d(i,2)    │ d(i,3)           x(i,t)       its level = base + gains so far,
 *       ▼           ▼           ▼                               between lower and upper
 *  b(i) ─► (i,1) ─► (i,2) ─► (i,3) ─► unit i       one such chain for each unit; every Δt
 *         x(i,1)   x(i,2)   x(i,3)                 flows into the chains of all units
 *
 * Gains of a year add up over the units and levels are sums of gains along a chain: two
 * nested families of sums, hence a network, hence whole-number solutions exist whenever
 * fractional ones do and the optimum is found exactly (Ahuja, Magnanti and Orlin,
 * Network Flows, 1993, chapters 9 and 14).
 *
 * Years are few and units many, so the search lives on the small graph of years: an arc
 * a → b says “some unit gives up one step in year a and takes one in year b”, at the price of
 * the cheapest such unit, which a tournament tree over the units knows.  Years with too much
 * send along cheapest paths to years with too little; negative cycles are cancelled; the
 * steps shrink by four down to one.  A path with the fewest arcs among the cheapest never
 * uses a unit in two ways that clash (a clash would be a shorter path), so each step is an
 * augmentation of the whole network and the end is the optimum of the whole network. */
#pragma once
#include "base/str.h"

enum {
    FLOW_YEARS = 16, /* most years */
    FLOW_POINT = 20, /* ideals are in 1/2^20 of a person */
};
#define FLOW_VALUE_MAX ((int64_t)1000000000000) /* 10^12: levels, paths and bounds */
#define FLOW_FREE ((int64_t)1 << 42)            /* an upper bound that never binds */

typedef struct Flow {
    ptrdiff_t units;
    int years;
    int64_t step;                           /* levels move by multiples of it (the rounding unit) */
    const int64_t *base;                    /* units */
    const int64_t *path;                    /* years; whole steps away from the sums of the levels */
    const int64_t *lower, *upper;           /* units × years, each pair of a chain made consistent: flow_tighten */
    const int64_t *rise_lower, *rise_upper; /* units × years, or NULL: 0 and no limit */
    const int64_t *ideal;                   /* units × years: levels in 1/2^FLOW_POINT */
    bool near_levels;                       /* the price: true: squared distance of levels; false: of gains, each
                                             * divided by its ideal (chi-square), so that all depart in proportion */
} Flow;

/* Narrows the level bounds of each chain to those that some chain reaches, moving each to the next
 * value ≡ residue (mod step).  Returns the first unit whose chain is impossible, or -1. */
ptrdiff_t flow_tighten(const Flow *flow, const int64_t *residue, int64_t *lower, int64_t *upper);

typedef struct FlowCut {
    bool year[FLOW_YEARS + 1]; /* years whose increase cannot hold what the units must gain in them; the
                                * last is the slack: units may stay below their upper bound of the last year */
} FlowCut;

/* True with the optimal levels (units × years); false with the cut that proves there are none. */
bool flow_solve(const Flow *flow, Arena scratch, int64_t *ret_level, FlowCut *ret_cut);

/* The objective of levels: what flow_solve makes smallest, summed over whole steps. */
int64_t flow_price(const Flow *flow, ptrdiff_t unit, int year, int64_t at); /* of one more step from a level or gain */
