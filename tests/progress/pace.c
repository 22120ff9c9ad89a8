#include "progress/pace.h"
#include "test.h"

enum { DEC_2025 = 2025 * 12 + 11, OCT_2026 = 2026 * 12 + 9, DEC_2026 = 2026 * 12 + 11, DEC_2030 = 2030 * 12 + 11 };

static PaceInput input(int64_t result, int64_t base, int64_t target, int due)
{
    return (PaceInput){.has_result = true,
                       .has_base = true,
                       .has_target = true,
                       .result = result,
                       .month = OCT_2026,
                       .path = {base, target, DEC_2025, due}};
}

TEST(the_path_is_straight_from_the_base_to_the_target)
{
    PacePath path = {10000, 16000, DEC_2025, DEC_2030};
    assert_int_equal(pace_expected(&path, DEC_2025), 10000);
    assert_int_equal(pace_expected(&path, DEC_2025 - 5), 10000);
    assert_int_equal(pace_expected(&path, OCT_2026), 11000); /* 10 of 60 months */
    assert_int_equal(pace_expected(&path, DEC_2026), 11200);
    assert_int_equal(pace_expected(&path, DEC_2030), 16000);
    assert_int_equal(pace_expected(&path, DEC_2030 + 7), 16000);
    PacePath huge = {0, (int64_t)9e18, DEC_2025, DEC_2030};
    assert_int_equal(pace_expected(&huge, OCT_2026), (int64_t)1.5e18);
}

/* target 12.000 in December, base 10.000: expected in October 10.000 + 2.000 × 10/12 = 11.666;
 * 99,5% of it is 11.607,67 and 95% is 11.082,7 */
TEST(lights_change_where_the_table_says)
{
    static const struct {
        int64_t result;
        Light light;
        int64_t gap, needed, shortfall;
        int32_t basis_points;
    } cases[] = {
        {12000, LIGHT_REACHED, 0, 0, -334, 10000},      {12500, LIGHT_REACHED, 0, 0, -834, 10416},
        {11999, LIGHT_ON_PACE, 1, 1, -333, 9999},       {11608, LIGHT_ON_PACE, 392, 196, 58, 9673},
        {11607, LIGHT_BEHIND, 393, 197, 59, 9672},      {11083, LIGHT_BEHIND, 917, 459, 583, 9235},
        {11082, LIGHT_FAR_BEHIND, 918, 459, 584, 9235}, {0, LIGHT_FAR_BEHIND, 12000, 6000, 11666, 0},
    };
    for (int i = 0; i < COUNTOF(cases); i++) {
        PaceInput in = input(cases[i].result, 10000, 12000, DEC_2026);
        Pace pace = pace_of(&in, PACE_THRESHOLDS);
        assert_int_equal(pace.expected, 11666);
        assert_int_equal(pace.light, cases[i].light);
        assert_int_equal(pace.gap, cases[i].gap);
        assert_int_equal(pace.needed, cases[i].needed);
        assert_int_equal(pace.shortfall, cases[i].shortfall);
        assert_int_equal(pace.basis_points, cases[i].basis_points);
        assert_int_equal(pace.months_left, 2);
    }
}

TEST(where_less_is_better_the_sides_change)
{
    PaceInput in = input(900, 1200, 1000, DEC_2026);
    in.less_is_better = true;
    assert_int_equal(pace_of(&in, PACE_THRESHOLDS).light, LIGHT_REACHED);
    in.result = 1040; /* expected 1200 − 166 = 1034; 1034/1040 = 99,4% */
    Pace pace = pace_of(&in, PACE_THRESHOLDS);
    assert_int_equal(pace.expected, 1034);
    assert_int_equal(pace.light, LIGHT_BEHIND);
    assert_int_equal(pace.gap, 40);
    assert_int_equal(pace.needed, 20);
    in.result = 1100;
    assert_int_equal(pace_of(&in, PACE_THRESHOLDS).light, LIGHT_FAR_BEHIND);
}

TEST(what_is_missing_is_said_and_not_judged)
{
    PaceInput in = input(500, 400, 600, DEC_2026);
    in.has_result = false;
    assert_int_equal(pace_of(&in, PACE_THRESHOLDS).light, LIGHT_NO_RESULT);
    in.has_result = true, in.has_target = false;
    assert_int_equal(pace_of(&in, PACE_THRESHOLDS).light, LIGHT_NO_TARGET);
    in.has_target = true, in.has_base = false;
    Pace pace = pace_of(&in, PACE_THRESHOLDS);
    assert_int_equal(pace.expected, 600); /* no base: the target itself */
    assert_int_equal(pace.light, LIGHT_FAR_BEHIND);
}

TEST(in_the_due_month_the_whole_gap_is_needed)
{
    PaceInput in = input(900, 800, 1000, DEC_2026);
    in.month = DEC_2026;
    Pace pace = pace_of(&in, PACE_THRESHOLDS);
    assert_int_equal(pace.months_left, 0);
    assert_int_equal(pace.needed, 100);
}

TEST(every_light_has_a_code_and_words)
{
    for (Light light = 0; light < LIGHTS; light++)
        assert_true(light_code(light)[0] && light_text(light).vi.len > 0 && light_text(light).en.len > 0);
}

TEST_MAIN
