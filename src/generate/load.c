/* Simulated results into the cube. */
#include "generate/generate.h"

Err *generate_load(Store *store, Arena *arena, const GenerateUnit *unit, const GenerateResult *result, ptrdiff_t count,
                   Author author, FactChange *ret)
{
    Fact *fact = new (arena, Fact, count);
    ptrdiff_t facts = 0;
    FactKey refused;
    for (ptrdiff_t i = 0; i < count; i++) {
        const GenerateResult *r = &result[i];
        if (r->late)
            continue;
        const GenerateUnit *u = &unit[r->unit];
        Date end = {r->period.year, r->period.index, date_days_in_month(r->period.year, r->period.index)};
        fact[facts++] = (Fact){.key = {u->province, u->code, r->indicator, r->period, S(""), BASE_COLLECTING},
                               .value = r->value,
                               .state = FACT_SIMULATED,
                               .source = GENERATE_SOURCE,
                               .as_of = date_iso(arena, end)};
    }
    return fact_put(store, arena, fact, facts, author, ret, &refused);
}
