/* The balance of a run: who moved, and who is covered. */
#include "reconcile/coverage.h"
#include "reconcile/standing.h"

struct Balance {
    Arena *arena;
    Str province;
    Standing *standing;
    Movements movements;
    Coverage coverage;
};

Err *balance_read(Store *store, Arena *arena, const Identify *identify, Date month, Balance **ret)
{
    *ret = new (arena, Balance, 1);
    **ret = (Balance){.arena = arena, .province = identify->province};
    return standing_of(store, arena, identify, month, &(*ret)->standing);
}

Err *balance_reckon(Balance *b, const Gathered *gathered)
{
    TRY(movement_reckon(b->arena, b->standing, &b->movements));
    return coverage_reckon(b->arena, b->standing, gathered, &b->coverage);
}

Err *balance_save(Store *store, const Balance *b, int64_t run)
{
    TRY(movement_save(store, b->arena, b->province, run, &b->movements));
    return coverage_save(store, b->arena, b->province, run, &b->coverage);
}
