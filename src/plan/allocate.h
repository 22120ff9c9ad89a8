/* allocate: a parent's targets shared among its children (phân bổ chỉ tiêu), for one year or
 * several and for several schemes at once.
 *
 *               2027   2028   2029   2030                   one such table for each scheme
 *     xã A       ·      ·      ·     goal                   (compulsory and voluntary); the total is
 *     xã B       ·      ·      ·     goal  or shared out    their sum, hence voluntary ≤ total
 *     xã C       ·      ·      ·     goal
 *             ─────────────────────────────
 *     province  path   path   path   path                   every column adds up exactly
 *
 * Always: whole numbers; columns and goals exact; bounds kept; a unit's years never fall, nor
 * below its base; the order of the units does not matter.  A demand that can be met is
 * met; one that cannot is refused with bounds that contradict each other.
 *
 * The ideal (before rounding).  In the last year a unit has its goal or else its share, which is
 * base + λ·figure (gains in proportion) or λ·figure (levels in proportion), cut to the unit's
 * bounds, λ such that all add up; several of these are blended by weight.  In between it follows the
 * parent's rhythm: base + (goal - base) · (path[t] - path[0]) / (path[T] - path[0]).  This is the
 * table that iterative proportional fitting of the gains ends in (independence of rows and columns).
 *
 * The table (after rounding).  Where the ideal keeps all bounds, every level and every gain is
 * the ideal rounded down or up, such that the sum of squared distances of the levels is least:
 * controlled rounding (Cox 1987; as a network flow: Causey, Cox and Ernst 1985).  With one
 * year this is the method of largest remainders.  Where bounds of years in between bend
 * it, the table has the least sum of (gain - ideal gain)² / ideal gain under all bounds.
 * Ties: to the unit that comes first by code, compared byte by byte; remainders are compared to 2^-16 of a person.
 *
 * Rounding unit u > 1.  Exact sums win.  All cells are multiples of u but (1) goals, fixed cells and cells
 * whose bounds hold no multiple of u; (2) in each year one correcting cell, that of the unit with the largest
 * ideal among those free to, which takes what the parent's figure is off.  Where that cannot meet the
 * demand, u is divided by ten (to 1 in the end) and the result says so.
 *
 * Bounds are of one scheme each.  A bound on the sum of two schemes over several years would make
 * this a three-way table, for which deciding whether a solution exists is NP-hard (Irving and Jerrum 1994);
 * plan/pair.h shares both under such bounds.
 *
 *   L. H. Cox, A constructive procedure for unbiased controlled rounding, JASA 82 (1987) 520-524.
 *   B. D. Causey, L. H. Cox, L. R. Ernst, Applications of transportation theory to statistical
 *     problems, JASA 80 (1985) 903-909.
 *   M. L. Balinski, H. P. Young, Fair Representation, Yale University Press 1982 (Hamilton's method).
 *   R. W. Irving, M. R. Jerrum, Three-dimensional statistical data security problems,
 *     SIAM J. Comput. 23 (1994) 170-184. */
#pragma once
#include "plan/flow.h"
#include "base/err.h"

/* `total` in proportion to the weights, within bounds, in whole numbers: cut(λ·weight), the fractions
 * by largest remainder, ties to the first in the list.  Units without weight get more than their
 * lower bound only when all others are full; then in equal parts.  weight, lower ≥ 0; NULL lower: 0; NULL upper:
 * no limit.  False when the bounds do not admit the total.  O(n log n). */
bool allocate_shares(Arena scratch, const int64_t *weight, ptrdiff_t count, int64_t total, const int64_t *lower,
                     const int64_t *upper, int64_t *ret);

typedef struct AllocateMethod { /* one ingredient of the blend */
    bool level;                 /* levels in proportion to the figure (equal rate); else gains in proportion */
    int64_t weight;             /* in the blend, 1 … 10^6 */
    const int64_t *figure;      /* units: the base (equal growth), the uncovered, the labour force … */
} AllocateMethod;

typedef struct AllocateScheme {
    Text name;
    const int64_t *base;          /* units: what each has before the first year */
    const int64_t *path;          /* years: what all have together */
    const int64_t *goal;          /* units: level of the last year, -1 = to be shared; NULL = all -1 */
    const int64_t *lower, *upper; /* units × years: levels, -1 = none; NULL = none at all */
    const AllocateMethod *method;
    int methods; /* 0: goals alone decide (all must be given) */
} AllocateScheme;

typedef struct AllocateDemand {
    ptrdiff_t units;
    int years, first_year;
    const Str *code, *name; /* codes are different from each other */
    const AllocateScheme *scheme;
    int schemes;
    int64_t round;
} AllocateDemand;

typedef enum AllocateBound {
    ALLOCATE_PATH, /* the parent's figure of the year */
    ALLOCATE_BASE, /* what the unit, or the parent, has before the first year */
    ALLOCATE_MIN,
    ALLOCATE_MAX,
    ALLOCATE_FIXED,
    ALLOCATE_GOAL,
} AllocateBound;

typedef struct AllocateConflict {
    AllocateBound bound;
    int scheme, year; /* year: 0 for ALLOCATE_BASE */
    ptrdiff_t unit;   /* in the order of the demand; -1 = the parent */
    int64_t value;
    bool most; /* it holds from above (ALLOCATE_MAX; a fixed cell or a goal may hold from either side) */
} AllocateConflict;

typedef struct AllocateTable {
    int64_t *level; /* units × years, in the order of the demand */
    int64_t *ideal; /* the same in 1/2^FLOW_POINT */
    int64_t round;  /* the rounding unit that could be kept */
    bool bent;      /* bounds of years in between moved the table off its ideal */
} AllocateTable;

typedef struct AllocateResult {
    AllocateTable *table;       /* schemes; NULL where refused */
    AllocateConflict *conflict; /* bounds that cannot be met together; of the first scheme refused */
    ptrdiff_t conflicts;
    Text why; /* the same in a sentence */
} AllocateResult;

/* BAD_INPUT only for figures out of range and codes given twice; an impossible demand is a result. */
Err *allocate(Arena *arena, const AllocateDemand *demand, AllocateResult *ret) MUST_CHECK;

typedef struct AllocateDistance { /* of a unit's levels from its ideal, in persons */
    double most, mean;
} AllocateDistance;
AllocateDistance allocate_distance(const AllocateTable *table, ptrdiff_t cells_from, ptrdiff_t cells_to);
Text allocate_bound_text(AllocateBound bound); /* “tối thiểu” … */
const char *allocate_bound_code(AllocateBound bound);
