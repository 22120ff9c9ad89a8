#include "generate/generate.h"
#include "test.h"

#define FACTS_DIGEST 0x8237df2d17fc10fu
#define TRUTH_DIGEST 0x2e2c507d68436dcbu

#define LIT(text)                         \
    {                                     \
        text, (ptrdiff_t)sizeof(text) - 1 \
    }

static const GenerateUnit UNITS[] = {
    {LIT("33"), LIT("11953"), LIT("Phố Hiến"), 68982, 34845, 2505},
    {LIT("33"), LIT("11980"), LIT("Hồng Châu"), 18714, 1899, 504},
    {LIT("33"), LIT("12019"), LIT("Như Quỳnh"), 50000, 46794, 900},
    {LIT("33"), LIT("12049"), LIT("Mễ Sở"), 25000, 2127, 516},
    {LIT("33"), LIT("99999"), LIT("A, B"), 0, 0, 0},
};

static const GenerateSpec SPEC = {.seed = 1, .from = {PERIOD_MONTH, 2023, 1}, .to = {PERIOD_MONTH, 2026, 10}};
enum { MONTHS = 46, LINES = 8 };

static GenerateResult *run(Arena *arena, GenerateSpec spec, ptrdiff_t units, ptrdiff_t *ret_count)
{
    GenerateResult *result = NULL;
    assert_ok(generate_results(arena, UNITS, units, spec, &result, ret_count));
    return result;
}

static const GenerateResult *find(const GenerateResult *r, ptrdiff_t count, ptrdiff_t unit, Str indicator, int year,
                                  int month)
{
    for (ptrdiff_t i = 0; i < count; i++)
        if (r[i].unit == unit && str_eq(r[i].indicator, indicator) && r[i].period.year == year &&
            r[i].period.index == month)
            return &r[i];
    fail();
    return NULL;
}

TEST(a_seed_gives_the_same_bytes_on_every_machine)
{
    ptrdiff_t count;
    GenerateResult *r = run(arena, SPEC, COUNTOF(UNITS), &count);
    Str facts = generate_fact_csv(arena, UNITS, r, count), truth = generate_truth_csv(arena, UNITS, r, count);
    assert_int_equal(count, COUNTOF(UNITS) * LINES * MONTHS);
    assert_int_equal(str_hash(facts), FACTS_DIGEST);
    assert_int_equal(str_hash(truth), TRUTH_DIGEST);
    GenerateSpec other = SPEC;
    other.seed = 2;
    r = run(arena, other, COUNTOF(UNITS), &count);
    assert_int_not_equal(str_hash(generate_fact_csv(arena, UNITS, r, count)), FACTS_DIGEST);
}

TEST(a_unit_more_changes_no_other_and_the_months_asked_for_change_no_month)
{
    ptrdiff_t all, few, later;
    GenerateResult *a = run(arena, SPEC, 5, &all), *b = run(arena, SPEC, 2, &few);
    assert_memory_equal(a, b, (size_t)few * sizeof *a);
    GenerateSpec longer = {.seed = 1, .from = {PERIOD_MONTH, 2024, 3}, .to = {PERIOD_MONTH, 2027, 12}};
    GenerateResult *c = run(arena, longer, 5, &later);
    const GenerateResult *x = find(a, all, 3, S("health_insured"), 2026, 5),
                         *y = find(c, later, 3, S("health_insured"), 2026, 5);
    assert_int_equal(x->value, y->value);
    assert_int_equal(x->noise_ppm, y->noise_ppm);
}

TEST(total_is_the_sum_and_insured_for_unemployment_are_fewer)
{
    ptrdiff_t count;
    GenerateResult *r = run(arena, SPEC, COUNTOF(UNITS), &count);
    for (ptrdiff_t u = 0; u < COUNTOF(UNITS); u++) {
        for (int i = 0; i < MONTHS; i++) {
            const GenerateResult *line = r + u * LINES * MONTHS + i;
            assert_int_equal(line[0].value + line[MONTHS].value, line[2 * MONTHS].value);
            assert_true(line[3 * MONTHS].value < line[0].value * 102 / 100);
            assert_true(line[4 * MONTHS].value <= line[5 * MONTHS].value * 104 / 100);
            for (int k = 0; k < LINES; k++)
                assert_true(line[k * MONTHS].value > 0);
        }
    }
}

TEST(tet_dips_where_the_moon_says)
{
    ptrdiff_t count;
    GenerateResult *r = run(arena, SPEC, COUNTOF(UNITS), &count);
    static const struct {
        int year, dip, calm;
    } years[] = {{2023, 1, 3}, {2024, 2, 1}, {2025, 1, 3}, {2026, 2, 1}};
    for (int i = 0; i < COUNTOF(years); i++) {
        const GenerateResult *dip = find(r, count, 0, S("participants_compulsory"), years[i].year, years[i].dip);
        const GenerateResult *calm = find(r, count, 0, S("participants_compulsory"), years[i].year, years[i].calm);
        assert_true(dip->season_ppm < -12000);
        assert_true(calm->season_ppm > dip->season_ppm + 10000);
    }
}

TEST(the_parts_make_the_value)
{
    ptrdiff_t count;
    GenerateResult *r = run(arena, SPEC, COUNTOF(UNITS), &count);
    for (ptrdiff_t i = 0; i < count; i++) {
        if (str_eq(r[i].indicator, S("participants_total")))
            continue;
        double product = (double)r[i].trend * (1 + r[i].season_ppm / 1e6) * (1 + r[i].shock_ppm / 1e6) *
                         (1 + r[i].wander_ppm / 1e6) * (1 + r[i].noise_ppm / 1e6);
        assert_true((double)r[i].value > product - 5 && (double)r[i].value < product + 5);
    }
}

TEST(trends_lead_from_below_towards_the_target_of_2030)
{
    GenerateSpec spec = {.seed = 7, .from = {PERIOD_MONTH, 2020, 1}, .to = {PERIOD_MONTH, 2030, 12}};
    ptrdiff_t count;
    GenerateResult *r = run(arena, spec, COUNTOF(UNITS), &count);
    for (ptrdiff_t u = 0; u < 4; u++) {
        int64_t first = find(r, count, u, S("participants_total"), 2020, 1)->trend;
        int64_t last = find(r, count, u, S("participants_total"), 2030, 12)->trend;
        assert_in_range(first * 100 / UNITS[u].target_total, 35, 82);
        assert_in_range(last * 100 / UNITS[u].target_total, 80, 116);
    }
}

TEST(the_late_are_few_and_miss_only_the_last_months)
{
    GenerateUnit many[500];
    for (int i = 0; i < COUNTOF(many); i++) {
        many[i] = UNITS[0];
        many[i].code = str_fmt(arena, "%05d", i);
    }
    GenerateResult *r;
    ptrdiff_t count, late = 0;
    assert_ok(generate_results(arena, many, COUNTOF(many), SPEC, &r, &count));
    for (ptrdiff_t i = 0; i < count; i++) {
        if (!r[i].late)
            continue;
        assert_true(r[i].period.year == 2026 && r[i].period.index >= 9);
        late += r[i].period.index == 10 && str_eq(r[i].indicator, S("population"));
    }
    assert_in_range(late, 18, 55); /* 7% of 500 */
    Str facts = generate_fact_csv(arena, many, r, count);
    ptrdiff_t lines = 0;
    for (ptrdiff_t i = 0; i < facts.len; i++)
        lines += facts.ptr[i] == '\n';
    assert_true(lines < count + 1 && lines > count - 500 * LINES);
}

TEST(months_outside_the_simulated_world_are_refused)
{
    GenerateSpec bad[] = {{1, {PERIOD_MONTH, 2019, 12}, {PERIOD_MONTH, 2026, 10}},
                          {1, {PERIOD_MONTH, 2023, 1}, {PERIOD_MONTH, 2036, 1}},
                          {1, {PERIOD_MONTH, 2023, 2}, {PERIOD_MONTH, 2023, 1}}};
    GenerateResult *r;
    ptrdiff_t count;
    for (int i = 0; i < COUNTOF(bad); i++)
        assert_fails(generate_results(arena, UNITS, 1, bad[i], &r, &count), BAD_INPUT);
}

TEST_MAIN
