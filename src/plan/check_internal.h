/* What the checks share; for src/plan only. */
#pragma once
#include "plan/plan.h"

typedef struct Check {
    Plan *plan;
    Arena *arena;
    Findings *out;
    UnitList units;
    const PlanFloor *floor;
    ptrdiff_t floors;
} Check;

/* A new finding.  Numbers first, then the words: "{key}" in either text becomes the
 * number of that key as its language writes it, "%.*s" takes strings as usual. */
Finding *check_report(Check *c, const char *code, Severity severity, Place place);
void check_number(Finding *f, const char *key, int64_t value, int scale);
void check_say(Check *c, Finding *f, const char *vi, const char *en, ...)
    __attribute__((format(printf, 3, 5), format(printf, 4, 5)));
void check_advise(Check *c, Finding *f, const char *vi, const char *en);

ptrdiff_t check_column(const Plan *plan, Str indicator, int year); /* index or -1 */
Str check_meant(const PlanRow *row);                               /* code of the unit, sure or proposed; {0} */

void check_outliers(Check *c);
