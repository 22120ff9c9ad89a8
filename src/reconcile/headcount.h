/* headcount: of each employer, how many were taxed and insured in each month that was reconciled.
 *
 * Facts are of the newest run alone; of an employer whose numbers changed a run also writes them down with its month.
 * They hold until the next that is written, so an employer whose numbers stay costs nothing. */
#pragma once
#include "reconcile/gather.h"

typedef struct Headcount {
    Date month;                        /* day 0 */
    int32_t taxed, insured, uninsured; /* as EMPLOYER_…; FACT_MISSING */
} Headcount;

/* In the run's transaction, before subject_save: it compares with what that overwrites. */
Err *headcount_save(Store *store, Arena *arena, Str province, const Gathered *gathered) MUST_CHECK;
/* Each month that was run, from the first of which something is known; oldest first.  The scope is for the caller. */
Err *headcount_list(Store *store, Arena *arena, Str province, int64_t employer, Headcount **ret,
                    ptrdiff_t *ret_count) MUST_CHECK;
