/* generate: demonstration data with a known truth.
 *
 * Monthly results of a province's communes: a trend that leads towards each
 * commune's target of 2030 at a speed of its own, a season (the dip of Tết by the
 * lunar date, the school year, the campaign of May, December's collections), known
 * shocks (a factory that closes), slow wander, noise, and reporters who are late.
 * Every part is returned beside the value, so that a forecast can be judged by what
 * is true and not by what was drawn.  The label "dữ liệu mô phỏng" is the state of
 * each fact (FACT_SIMULATED) and the name of its source.
 *
 * Only integers: 64-bit products and quotients, no floating point, no libm.  The
 * same seed therefore gives the same bytes on every machine and compiler.
 *
 * Streams: seed → unit code → topic ("trend", "participants_compulsory", …).  A unit
 * or a topic that is added changes no other, and a month's value depends neither on
 * --from nor on --to (the path always begins at GENERATE_EPOCH); only who reports
 * late depends on the last month.  Persons are a further topic of the same unit
 * stream, "person" (people.h); their number is asked for, not taken from the results. */
#pragma once
#include "base/rng.h"
#include "cube/cube.h"

enum { GENERATE_EPOCH = 2020 }; /* the simulated world begins in January of this year */
enum { GENERATE_LAST = 2035 };  /* and ends in December of this one */
#define GENERATE_SOURCE S("dữ liệu mô phỏng")

typedef struct GenerateUnit {
    Str province, code, name;
    int64_t population;                     /* persons */
    int64_t target_total, target_voluntary; /* of 2030, persons; 0: 60% and 5% of the labour force */
} GenerateUnit;

typedef struct GenerateSpec {
    uint64_t seed;
    Period from, to; /* months within GENERATE_EPOCH … GENERATE_LAST */
} GenerateSpec;

/* One value and what it is made of.  Parts are in millionths (ppm) of the trend and
 * multiply: value = trend × (1+season) × (1+shock) × (1+wander) × (1+noise), rounded
 * down.  Sums (participants_total) carry the parts' sum as trend and no ppm. */
typedef struct GenerateResult {
    ptrdiff_t unit; /* index into the units given */
    Str indicator;  /* one of generate_indicators */
    Period period;
    int64_t value;
    int64_t trend;
    int32_t season_ppm, shock_ppm, wander_ppm, noise_ppm;
    bool late; /* not reported by `to`: belongs to the truth, not to the facts */
} GenerateResult;

extern const char *const generate_indicators[]; /* ends with NULL; in the order of the results */

/* The generator of one unit; fork it by topic. */
Rng generate_unit_stream(uint64_t seed, Str unit_code);

/* units × indicators × months results, in that order.  BAD_INPUT when the months lie
 * outside the simulated world or are turned round. */
Err *generate_results(Arena *arena, const GenerateUnit *unit, ptrdiff_t units, GenerateSpec spec, GenerateResult **ret,
                      ptrdiff_t *ret_count) MUST_CHECK;

/* Communes of a province (code, name or letters) from the shipped reference data, with targets from
 * data/demo where the province's plan is shipped (Hưng Yên). */
Err *generate_units(Arena *arena, Str province, GenerateUnit **ret, ptrdiff_t *ret_count) MUST_CHECK;

/* unit_code,unit_name,indicator,period,value,base,state,source – what `fact import` reads. */
Str generate_fact_csv(Arena *arena, const GenerateUnit *unit, const GenerateResult *result, ptrdiff_t count);
/* unit_code,indicator,period,value,trend,season_ppm,shock_ppm,wander_ppm,noise_ppm,late */
Str generate_truth_csv(Arena *arena, const GenerateUnit *unit, const GenerateResult *result, ptrdiff_t count);
/* Into the store, in the caller's transaction: state simulated, source GENERATE_SOURCE. */
Err *generate_load(Store *store, Arena *arena, const GenerateUnit *unit, const GenerateResult *result, ptrdiff_t count,
                   Author author, FactChange *ret) MUST_CHECK;
