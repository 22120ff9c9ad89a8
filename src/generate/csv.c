/* Results as files: the facts that `fact import` reads, and the truth beside them. */
#include "generate/generate.h"

/* Names of units hold no quotes; a comma would still need them. */
static void add_field(Buf *out, Str s)
{
    bool quote = str_find(s, S(",")) >= 0;
    if (quote)
        buf_byte(out, '"');
    buf_add(out, s);
    if (quote)
        buf_byte(out, '"');
}

static void add_month(Buf *out, Period p)
{
    buf_fmt(out, "%04d-%02d", p.year, p.index);
}

Str generate_fact_csv(Arena *arena, const GenerateUnit *unit, const GenerateResult *result, ptrdiff_t count)
{
    Buf out = buf_open(arena);
    buf_add(&out, S("unit_code,unit_name,indicator,period,value,base,state,source\n"));
    for (ptrdiff_t i = 0; i < count; i++) {
        const GenerateResult *r = &result[i];
        if (r->late)
            continue;
        buf_fmt(&out, "%.*s,", STRF(unit[r->unit].code));
        add_field(&out, unit[r->unit].name);
        buf_fmt(&out, ",%.*s,", STRF(r->indicator));
        add_month(&out, r->period);
        buf_fmt(&out, ",%lld,%s,%s,%.*s\n", (long long)r->value, "collecting", "simulated", STRF(GENERATE_SOURCE));
    }
    return buf_str(&out);
}

Str generate_truth_csv(Arena *arena, const GenerateUnit *unit, const GenerateResult *result, ptrdiff_t count)
{
    Buf out = buf_open(arena);
    buf_add(&out, S("unit_code,indicator,period,value,trend,season_ppm,shock_ppm,wander_ppm,noise_ppm,late\n"));
    for (ptrdiff_t i = 0; i < count; i++) {
        const GenerateResult *r = &result[i];
        buf_fmt(&out, "%.*s,%.*s,", STRF(unit[r->unit].code), STRF(r->indicator));
        add_month(&out, r->period);
        buf_fmt(&out, ",%lld,%lld,%d,%d,%d,%d,%d\n", (long long)r->value, (long long)r->trend, r->season_ppm,
                r->shock_ppm, r->wander_ppm, r->noise_ppm, r->late);
    }
    return buf_str(&out);
}
