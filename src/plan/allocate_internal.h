/* allocate_internal: one scheme in canonical order (units sorted by code), between the parts of the
 * allocation; for allocate.c, ideal.c and conflict.c only. */
#pragma once
#include "plan/allocate.h"
#include "plan/wide.h"

typedef struct Scheme {
    ptrdiff_t units;
    int years;
    int64_t *base, *path, *goal;
    int64_t *min, *max;     /* units × years as demanded, -1 = none */
    int64_t *lower, *upper; /* units × years: with base and goal, made consistent along each chain */
    const AllocateMethod *method;
    int methods;
    int64_t **figure; /* methods: in canonical order */
    int64_t base_sum;
    Wide *ideal; /* units × years: numerators */
    Wide whole;  /* their denominator */
} Scheme;

typedef struct Named { /* a bound and what it is called */
    AllocateBound bound;
    int year; /* from 0; -1 for the base */
    int64_t value;
    bool most; /* it holds from above */
} Named;

/* The bound as demanded on one level: its own or the goal, the tighter; FLOW_FREE / the base where none. */
Named scheme_low(const Scheme *s, ptrdiff_t unit, int year);
Named scheme_high(const Scheme *s, ptrdiff_t unit, int year);

void ideal_fill(Scheme *s, Arena *arena);
bool ideal_fits(const Scheme *s); /* keeps all bounds */

typedef struct Conflict {
    ptrdiff_t unit; /* canonical; -1 = the parent */
    Named named;
    int64_t gain; /* what it forces, to order by */
} Conflict;

typedef struct ConflictList {
    Conflict *item;
    ptrdiff_t count;
    int64_t needed, available; /* of the years in the cut */
    bool upper;                /* units are held below what the parent needs, instead of forced above */
    bool year[FLOW_YEARS];
} ConflictList;

/* Of one unit whose chain is impossible. */
ConflictList conflict_unit(const Scheme *s, Arena *arena, ptrdiff_t unit);
/* Of many units, from the cut of the flow. */
ConflictList conflict_cut(const Scheme *s, Arena *arena, const FlowCut *cut);
