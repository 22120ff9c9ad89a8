#include "plan/path.h"
#include "base/rng.h"
#include "test.h"

#include <math.h>
#include <stdlib.h>

static void assert_path(Arena *arena, PathSpec spec, const int64_t *want)
{
    int64_t got[PATH_YEARS + 1];
    assert_ok(path_make(arena, &spec, got));
    for (int k = 0; k <= spec.to_year - spec.from_year; k++)
        assert_int_equal(got[k], want[k]);
}

#define WANT(...)     \
    (const int64_t[]) \
    {                 \
        __VA_ARGS__   \
    }

TEST(the_path_of_hai_phong_comes_out_exactly)
{
    PathSpec total = {2026, 2030, 1184000, 1551009, PATH_GEOMETRIC, 1000, 0, NULL};
    assert_path(arena, total, WANT(1184000, 1267000, 1355000, 1450000, 1551009));
    PathSpec voluntary = {2026, 2030, 99000, 125000, PATH_GEOMETRIC, 1000, 0, NULL};
    assert_path(arena, voluntary, WANT(99000, 105000, 111000, 118000, 125000));
}

TEST(the_shared_table_of_hai_phong_agrees)
{
    Str rest = test_read(arena, test_shared(arena, S("data/targets/hai-phong-annual-targets.csv")));
    int64_t want[2][5] = {{0}};
    rest = str_cut(rest, '\n').tail;
    for (int k = 0; k < 5; k++) {
        StrCut line = str_cut(rest, '\n');
        StrCut year = str_cut(line.head, ','), total = str_cut(year.tail, ',');
        want[0][k] = atoll(str_c(arena, total.head));
        want[1][k] = atoll(str_c(arena, total.tail));
        rest = line.tail;
    }
    for (int s = 0; s < 2; s++)
        assert_path(arena, (PathSpec){2026, 2030, want[s][0], want[s][4], PATH_GEOMETRIC, 1000, 0, NULL}, want[s]);
}

TEST(linear_and_weights_are_exact_and_a_half_goes_up)
{
    assert_path(arena, (PathSpec){2026, 2030, 100, 200, PATH_LINEAR, 10, 0, NULL}, WANT(100, 130, 150, 180, 200));
    assert_path(arena, (PathSpec){2026, 2028, 0, 5, PATH_LINEAR, 1, 0, NULL}, WANT(0, 3, 5));
    assert_path(arena, (PathSpec){2026, 2029, 100, 200, PATH_WEIGHTS, 1, 0, WANT(1, 0, 3)}, WANT(100, 125, 125, 200));
}

TEST(a_falling_path_is_allowed_and_never_turns)
{
    assert_path(arena, (PathSpec){2026, 2028, 90, 40, PATH_GEOMETRIC, 10, 0, NULL}, WANT(90, 60, 40));
    assert_path(arena, (PathSpec){2026, 2028, 95, 45, PATH_LINEAR, 1, 0, NULL}, WANT(95, 70, 45));
}

TEST(rounding_does_not_pass_either_end)
{
    assert_path(arena, (PathSpec){2026, 2028, 1184400, 1184450, PATH_LINEAR, 1000, 0, NULL},
                WANT(1184400, 1184400, 1184450));
    assert_path(arena, (PathSpec){2026, 2028, 1551550, 1551600, PATH_LINEAR, 1000, 0, NULL},
                WANT(1551550, 1551600, 1551600));
}

TEST(the_logistic_path_is_an_s_that_mirrors_itself)
{
    int64_t got[11];
    PathSpec spec = {2020, 2030, 0, 1000000, PATH_LOGISTIC, 1, 6000, NULL};
    assert_ok(path_make(arena, &spec, got));
    assert_int_equal(got[5], 500000);
    for (int k = 0; k <= 10; k++) {
        double a = 1 / (1 + exp(3)), s = 1 / (1 + exp(-6 * (k / 10.0 - 0.5)));
        assert_true(fabs((double)got[k] - 1e6 * (s - a) / (1 - 2 * a)) < 0.501);
        assert_true(llabs(got[k] + got[10 - k] - 1000000) <= 1);
    }
    assert_true(got[1] - got[0] < got[5] - got[4]);
}

TEST(random_paths_keep_their_ends_never_turn_and_stay_near_the_curve)
{
    static const int64_t unit[] = {1, 10, 100, 1000};
    Rng rng = rng_open(20301);
    int64_t weight[PATH_YEARS], got[PATH_YEARS + 1];
    for (int round = 0; round < 4000; round++) {
        int n = (int)rng_between(&rng, 1, round % 50 ? 12 : PATH_YEARS);
        int64_t top = round % 3 ? 2000000 : PATH_VALUE_MAX;
        PathSpec p = {2026,
                      2026 + n,
                      rng_between(&rng, 1, top),
                      rng_between(&rng, 1, top),
                      (PathMethod)rng_below(&rng, 4),
                      unit[rng_below(&rng, 4)],
                      (int)rng_between(&rng, 1, 20000),
                      weight};
        for (int k = 0; k < n; k++)
            weight[k] = rng_between(&rng, k == 0, 9);
        assert_ok(path_make(arena, &p, got));
        assert_int_equal(got[0], p.from);
        assert_int_equal(got[n], p.to);
        int64_t sign = p.to >= p.from ? 1 : -1;
        for (int k = 1; k <= n; k++) {
            assert_true(sign * (got[k] - got[k - 1]) >= 0);
            bool at_end = got[k] == p.from || got[k] == p.to;
            assert_true(at_end || got[k] % p.round == 0);
            double curve = (double)p.from * pow((double)p.to / (double)p.from, (double)k / n);
            if (p.method == PATH_GEOMETRIC && !at_end)
                assert_true(fabs((double)got[k] - curve) <= 0.5 * (double)p.round + 1e-9 * curve + 1e-6);
        }
    }
}

TEST(what_makes_no_path_is_refused_with_the_reason)
{
    int64_t got[PATH_YEARS + 1], none[] = {0, 0}, below[] = {1, -1};
    const PathSpec bad[] = {
        {2030, 2026, 1, 2, PATH_LINEAR, 1, 0, NULL},
        {2026, 2026, 1, 2, PATH_LINEAR, 1, 0, NULL},
        {2026, 2087, 1, 2, PATH_LINEAR, 1, 0, NULL},
        {2026, 2030, -1, 2, PATH_LINEAR, 1, 0, NULL},
        {2026, 2030, 0, 2, PATH_GEOMETRIC, 1, 0, NULL},
        {2026, 2030, 2, 0, PATH_GEOMETRIC, 1, 0, NULL},
        {2026, 2030, 1, 2, PATH_LINEAR, 0, 0, NULL},
        {2026, 2030, 1, 2, PATH_LOGISTIC, 1, 0, NULL},
        {2026, 2028, 1, 2, PATH_WEIGHTS, 1, 0, none},
        {2026, 2028, 1, 2, PATH_WEIGHTS, 1, 0, below},
        {2026, 2030, 1, PATH_VALUE_MAX + 1, PATH_LINEAR, 1, 0, NULL},
    };
    for (int i = 0; i < COUNTOF(bad); i++)
        assert_fails(path_make(arena, &bad[i], got), BAD_INPUT);
}

TEST_MAIN
