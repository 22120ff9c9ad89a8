/* pair: both schemes of the units at once, under bounds on either of them and on their sum.
 *
 *     total (goal, bounds, path)  =  compulsory (what is left)  +  voluntary (goal, bounds, path)
 *
 * Each scheme alone is solved exactly (plan/allocate.h).  Together they are a three-way table, for which
 * nobody knows a quick exact method (Irving and Jerrum 1994), so one scheme is made first and the other
 * gets what the bounds leave it:
 *
 * 1. Bounds that every solution keeps are put on both schemes: voluntary ≤ total's most − compulsory base …
 * 2. Voluntary first, compulsory second.  Where the second cannot be met, the bounds that it names are moved
 *    into the first, by 1, 2, 4 … persons, and both are made again (a few rounds).
 * 3. The same with compulsory first.
 *
 * A demand is refused for certain (`proved`) when one scheme fails under the bounds of step 1 alone;
 * otherwise the refusal says that no way was found. */
#pragma once
#include "plan/allocate.h"

enum { PAIR_TOTAL, PAIR_VOLUNTARY, PAIR_PARTS };

typedef struct PairDemand {
    ptrdiff_t units;
    int years, first_year;
    const Str *code, *name;
    AllocateScheme part[PAIR_PARTS]; /* the total and of it the voluntary ones; a figure of a method that is the
                                      * total's base itself stands for the compulsory base */
    bool voluntary;                  /* false: one scheme, the total alone */
    int64_t round;
} PairDemand;

typedef struct PairResult {
    bool done;
    AllocateTable table[PAIR_PARTS]; /* of both: [PAIR_TOTAL] holds the compulsory ones; of one: the total */
    Text name[PAIR_PARTS];           /* of these tables */
    AllocateResult refused;          /* where not done */
    bool proved;                     /* the refusal is certain */
    int tries;                       /* pairs of tables made; 1 = the first fitted */
} PairResult;

/* BAD_INPUT: more voluntary ones than in total in a base, a goal or a path; and what allocate() refuses so. */
Err *pair_allocate(Arena *arena, const PairDemand *demand, PairResult *ret) MUST_CHECK;
