/* commune: what registers write as a commune, as a commune of today.
 *
 * Agencies write codes of before July 2025 and of other provinces.  Leads, persons and coverage are counted, listed and
 * scoped by the communes that there are today: an old code counts for the commune that it went to; what was divided,
 * lies in another province or is known to nobody counts for none (""). */
#pragma once
#include "unit/unit.h"

#define COMMUNE_ELSEWHERE "elsewhere" /* in a filter: what counts for no commune of the province */
Text commune_elsewhere(void);

typedef struct Communes {
    UnitList today; /* in Vietnamese order; none: nothing is known of the province, and codes stay as they are */
    UnitOld *old;   /* by old code */
    ptrdiff_t olds;
} Communes;

Err *communes_open(Store *store, Arena *arena, Str province, Communes *ret) MUST_CHECK;
ptrdiff_t commune_place(const Communes *communes, Str code);          /* in today; its count: is none of them */
Str commune_today(const Communes *communes, Str written);             /* "": elsewhere or not known */
const UnitOld *commune_before(const Communes *communes, Str written); /* the old commune of a code; NULL */
/* Every code that counts for a commune of today, its own first. */
void commune_codes(Arena *arena, const Communes *communes, Str today, Str **ret, ptrdiff_t *ret_count);
