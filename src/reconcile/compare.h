/* compare: two runs of a province – which leads appeared, which cleared, and why. */
#pragma once
#include "reconcile/lead.h"

typedef struct CompareCount {
    Str rule;
    int64_t before, appeared, cleared, changed, after; /* before + appeared − cleared = after */
} CompareCount;
typedef struct CompareRow {
    Lead lead;
    LeadChange change;
    Text why;
} CompareRow;
typedef struct Comparison {
    CompareCount *rule;
    ptrdiff_t rules;
    CompareRow *row; /* by rule, then lead; at most limit */
    ptrdiff_t rows;
} Comparison;

/* from < to.  rule, unit: "" all; who sees some communes compares these together.  Of communes `to` must be the newest
 * run.  limit 0: counts alone. */
Err *reconcile_compare(Store *store, Arena *arena, Str province, int64_t from, int64_t to, Str rule, Str unit,
                       int64_t limit, Comparison *ret) MUST_CHECK;
