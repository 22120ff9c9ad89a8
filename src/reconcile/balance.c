/* The balance of a run: who moved, and who is covered. */
#include "reconcile/coverage.h"
#include "reconcile/standing.h"

Err *balance_run(Store *store, Arena *arena, const Identify *identify, const Gathered *gathered, Date month,
                 int64_t run)
{
    Standing *standing;
    Movements movements;
    Coverage coverage;
    TRY(standing_of(store, arena, identify, month, &standing));
    TRY(movement_reckon(arena, standing, &movements));
    TRY(coverage_reckon(arena, standing, gathered, &coverage));
    TRY(movement_save(store, arena, identify->province, run, &movements));
    return coverage_save(store, arena, identify->province, run, &coverage);
}
