#include "base/rng.h"
#include "progress/forecast_internal.h"
#include "test.h"

#include <math.h>
#include <string.h>

#define assert_near(got, want, slack)                               \
    do {                                                            \
        double got_ = (got), want_ = (want);                        \
        if (!(fabs(got_ - want_) <= (slack)))                       \
            fail_msg("%s: got %.9g, want %.9g", #got, got_, want_); \
    } while (0)

enum { START = FORECAST_MONTH(2021, 1), LONG = 60, UNITS = 40 };

typedef enum Kind { WALK, CONSTANT, NOISE, SEASON, TREND, JUMPS, RARE, KINDS } Kind;
static const char *const KIND_NAMES[] = {"walk", "constant", "noise", "season", "trend", "jumps", "rare"};

static double next_value(Kind kind, Rng *rng, double *level, int t, int unit)
{
    switch (kind) {
    case WALK:
        return *level += 40 * rng_normal(rng);
    case CONSTANT:
        return 777;
    case NOISE:
        return 2000 + 60 * rng_normal(rng);
    case SEASON:
        return 3000 + 400 * sin(0.5235987755982988 * t + unit) + 20 * rng_normal(rng);
    case TREND:
        return 3000 + (unit - 10) * t + 15 * rng_normal(rng);
    case JUMPS:
        if (rng_below(rng, 30) == 0)
            *level *= rng_below(rng, 2) ? 0.85 : 1.18;
        return *level * (1 + 0.01 * rng_normal(rng));
    default:
        return rng_below(rng, 3) ? 0 : 1 + (double)rng_below(rng, 9);
    }
}

static ForecastSeries *make(Arena *arena, Kind kind, uint64_t seed, int count, int units)
{
    ForecastSeries *series = new (arena, ForecastSeries, units);
    Rng rng = rng_open(seed);
    for (int u = 0; u < units; u++) {
        double *y = new (arena, double, count), level = 5000;
        for (int t = 0; t < count; t++)
            y[t] = fmax(0, round(next_value(kind, &rng, &level, t, u)));
        series[u] = (ForecastSeries){START, count, y};
    }
    return series;
}

static ForecastSeries *cut(Arena *arena, const ForecastSeries *series, int units, int count)
{
    ForecastSeries *cut = new (arena, ForecastSeries, units);
    for (int u = 0; u < units; u++) {
        cut[u] = series[u];
        cut[u].count = count;
    }
    return cut;
}

TEST(intervals_cover_what_they_promise_on_series_of_every_kind)
{
    for (Kind kind = 0; kind < KINDS; kind++) {
        int all = 0, in80 = 0, in95 = 0;
        for (uint64_t seed = 1; seed <= 3; seed++) {
            ForecastSeries *full = make(arena, kind, seed, LONG, UNITS);
            ForecastOptions options = {.horizon = 6, .past = forecast_past(arena)};
            for (int origin = 48; origin <= 54; origin += 3) {
                Forecast *f = forecast_panel(arena, cut(arena, full, UNITS, origin), UNITS, options);
                for (int u = 0; u < UNITS; u++) {
                    ForecastRange r;
                    assert_true(forecast_at(&f[u], START + origin + 5, &r));
                    double y = full[u].value[origin + 5];
                    all++;
                    in80 += y >= forecast_low(&r, 80) && y <= forecast_high(&r, 80);
                    in95 += y >= forecast_low(&r, 95) && y <= forecast_high(&r, 95);
                }
            }
        }
        /* 360 forecasts, of which those of a series overlap: some 150 independent ones,
         * so three standard errors are 0.10 and 0.053; wider than promised is let pass. */
        print_message("# %s: %.3f %.3f\n", KIND_NAMES[kind], (double)in80 / all, (double)in95 / all);
        assert_true(in80 > 0.70 * all && in95 > 0.895 * all);
        if (kind == WALK || kind == NOISE || kind == TREND)
            assert_true(in80 < 0.90 * all);
    }
}

/* 120 series each, one forecast a year ahead: three standard errors are 0.11 and 0.06. */
TEST(a_series_alone_covers_nearly_what_it_promises)
{
    static const Kind kinds[] = {WALK, NOISE, TREND};
    for (int k = 0; k < COUNTOF(kinds); k++) {
        int in80 = 0, in95 = 0;
        ForecastSeries *full = make(arena, kinds[k], 21, LONG, 120);
        for (int u = 0; u < 120; u++) {
            ForecastSeries one = full[u];
            ForecastRange r;
            one.count = 48;
            Forecast *f = forecast_panel(arena, &one, 1, (ForecastOptions){.horizon = 12});
            assert_true(forecast_at(f, START + 59, &r));
            double y = full[u].value[59];
            in80 += y >= forecast_low(&r, 80) && y <= forecast_high(&r, 80);
            in95 += y >= forecast_low(&r, 95) && y <= forecast_high(&r, 95);
        }
        print_message("# alone, %s: %.3f %.3f\n", KIND_NAMES[kinds[k]], in80 / 120.0, in95 / 120.0);
        assert_true(in80 > 0.69 * 120 && in95 > 0.89 * 120);
    }
}

static double mean_error(Arena *arena, Kind kind, int h, double *ret_naive, double *ret_seasonal)
{
    double own = 0, naive = 0, seasonal = 0;
    ForecastSeries *full = make(arena, kind, 11, LONG, UNITS);
    ForecastOptions options = {.horizon = 12, .past = forecast_past(arena)};
    for (int origin = 42; origin + h <= LONG; origin += 2) {
        Forecast *f = forecast_panel(arena, cut(arena, full, UNITS, origin), UNITS, options);
        for (int u = 0; u < UNITS; u++) {
            ForecastRange r;
            const double *y = full[u].value;
            assert_true(forecast_at(&f[u], START + origin - 1 + h, &r));
            own += fabs(y[origin - 1 + h] - r.median);
            naive += fabs(y[origin - 1 + h] - y[origin - 1]);
            seasonal += fabs(y[origin - 1 + h] - y[origin - 1 + h - 12]);
        }
    }
    *ret_naive = naive, *ret_seasonal = seasonal;
    return own;
}

TEST(no_kind_of_series_is_forecast_much_worse_than_by_the_last_value)
{
    for (Kind kind = 0; kind < KINDS; kind++) {
        double naive, seasonal, own = mean_error(arena, kind, 3, &naive, &seasonal);
        assert_true(own <= 1.05 * naive);
        if (kind == SEASON)
            assert_true(own < 0.2 * naive && own < seasonal);
        if (kind == TREND || kind == NOISE)
            assert_true(own < 0.8 * naive);
    }
}

TEST(any_number_of_threads_gives_the_same_bytes)
{
    ForecastSeries *series = make(arena, SEASON, 5, 50, UNITS);
    Forecast *one = forecast_panel(arena, series, UNITS, (ForecastOptions){.threads = 1});
    Forecast *two = forecast_panel(arena, series, UNITS, (ForecastOptions){.threads = 2});
    assert_memory_equal(one[0].width, two[0].width, sizeof *one[0].width);
    for (int u = 0; u < UNITS; u++) {
        assert_memory_equal(one[u].centre, two[u].centre, sizeof one[u].centre);
        assert_memory_equal(one[u].deviation, two[u].deviation, sizeof one[u].deviation);
    }
}

TEST(a_series_tenfold_is_forecast_tenfold)
{
    ForecastSeries *series = make(arena, SEASON, 5, 50, 1);
    double tenfold[50];
    for (int t = 0; t < 50; t++)
        tenfold[t] = 10 * series[0].value[t];
    ForecastSeries ten = {START, 50, tenfold};
    Forecast *a = forecast_panel(arena, series, 1, (ForecastOptions){0});
    Forecast *b = forecast_panel(arena, &ten, 1, (ForecastOptions){0});
    for (int h = 1; h <= 60; h++) {
        ForecastRange x, y;
        assert_true(forecast_at(a, a->origin + h, &x) && forecast_at(b, b->origin + h, &y));
        assert_near(10 * x.median, y.median, 1e-3);
    }
}

static Forecast *forecast_one(Arena *arena, const double *y, int count)
{
    ForecastSeries series = {START, count, y};
    return forecast_panel(arena, &series, 1, (ForecastOptions){0});
}

TEST(the_months_known_decide_the_model)
{
    ForecastSeries *series = make(arena, SEASON, 5, 36, 1);
    static const struct {
        int months;
        ForecastModel model;
    } cases[] = {{0, FORECAST_NONE},   {1, FORECAST_NONE},    {2, FORECAST_NAIVE},    {5, FORECAST_NAIVE},
                 {6, FORECAST_DAMPED}, {23, FORECAST_DAMPED}, {36, FORECAST_SEASONAL}};
    for (int i = 0; i < COUNTOF(cases); i++) {
        Forecast *f = forecast_one(arena, series[0].value, cases[i].months);
        ForecastRange r;
        int delay;
        assert_int_equal(f->model, cases[i].model);
        assert_int_equal(f->known, cases[i].months);
        bool some = f->model != FORECAST_NONE;
        assert_int_equal(forecast_at(f, f->origin + 1, &r), some);
        assert_int_equal(forecast_reaches(f, f->origin + 1, 100) >= 0, some);
        assert_false(!some && forecast_delay(f, START, 100, &delay));
    }
}

TEST(two_months_give_the_last_value_and_a_very_wide_range)
{
    double y[] = {1000, 1040};
    Forecast *f = forecast_one(arena, y, 2);
    ForecastRange r;
    assert_true(forecast_at(f, START + 2, &r));
    assert_near(r.median, 1040, 1e-6);
    /* on the log scale: step ln 1.04, deviation step × √(1 + 1), Student with one degree */
    assert_near(r.high80, 1040 * exp(3.078 * sqrt(2) * log(1.04)), 1e-6);
    assert_near(r.high95, 1040 * exp(12.706 * sqrt(2) * log(1.04)), 1e-6);
}

TEST(missing_months_and_a_late_reporter_do_no_harm)
{
    ForecastSeries *series = make(arena, SEASON, 5, 60, 1);
    double holes[60];
    memcpy(holes, series[0].value, sizeof holes);
    for (int t = 7; t < 60; t += 9)
        holes[t] = NAN;
    holes[59] = holes[0] = holes[1] = NAN;
    Forecast *f = forecast_one(arena, holes, 60), *whole = forecast_one(arena, series[0].value, 59);
    ForecastRange r, w;
    assert_int_equal(f->origin, START + 58);
    assert_int_equal(f->known, 51);
    for (int h = 1; h <= 12; h++) {
        assert_true(forecast_at(f, START + 58 + h, &r) && forecast_at(whole, START + 58 + h, &w));
        assert_near(r.median, w.median, 60);
    }
    for (int t = 0; t < 60; t++)
        holes[t] = NAN;
    assert_int_equal(forecast_one(arena, holes, 60)->model, FORECAST_NONE);
}

TEST(a_typing_error_is_left_out_and_a_closed_factory_is_a_new_level)
{
    double y[48], wrong[48], closed[48];
    Rng rng = rng_open(3);
    for (int t = 0; t < 48; t++) {
        y[t] = round(4000 + 10 * t + 8 * rng_normal(&rng));
        wrong[t] = t == 30 ? 10 * y[t] : y[t];
        closed[t] = t >= 40 ? y[t] - 1200 : y[t];
    }
    ForecastRange plain, r;
    assert_true(forecast_at(forecast_one(arena, y, 48), START + 53, &plain));
    Forecast *f = forecast_one(arena, wrong, 48);
    assert_true(forecast_at(f, START + 53, &r));
    assert_int_equal(f->outliers, 1);
    assert_near(r.median, plain.median, 25);
    f = forecast_one(arena, closed, 48);
    assert_true(forecast_at(f, START + 53, &r));
    assert_int_equal(f->shifts, 1);
    assert_near(r.median, plain.median - 1200, 60);
}

TEST(tet_is_found_though_it_moves)
{
    double y[60];
    ForecastRange tet, calm;
    for (int t = 0; t < 60; t++)
        y[t] = round(10000 * (1 - 0.03 * season_tet(START + t)));
    Forecast *f = forecast_one(arena, y, 60); /* ends December 2025; Tết 2026 is 17 February */
    assert_true(f->tet < -0.02 && f->tet > -0.035);
    assert_true(forecast_at(f, FORECAST_MONTH(2026, 1), &calm) && forecast_at(f, FORECAST_MONTH(2026, 2), &tet));
    assert_near(calm.median, 10000, 80);
    assert_near(tet.median, 9700, 80);
}

TEST(probability_falls_with_the_target_and_delay_grows_with_it)
{
    ForecastSeries *series = make(arena, TREND, 9, 60, UNITS);
    Forecast *f = forecast_panel(arena, series, UNITS, (ForecastOptions){0});
    const Forecast *up = &f[30]; /* twenty more a month */
    int due = FORECAST_MONTH(2026, 12), near = 0, far = 0;
    ForecastRange r;
    double before = 1;
    assert_true(forecast_at(up, due, &r));
    for (double target = 0; target < 9000; target += 50) {
        double p = forecast_reaches(up, due, target);
        assert_true(p >= 0 && p <= before);
        before = p;
    }
    assert_near(forecast_reaches(up, due, r.median + 0.5), 0.5, 1e-6);
    assert_near(forecast_reaches(up, due, r.high80 + 0.5), 0.1, 1e-3);
    assert_near(forecast_reaches(up, due, r.low95 + 0.5), 0.975, 1e-3);
    assert_true(forecast_delay(up, due, 4300, &near) && forecast_delay(up, due, 4500, &far));
    assert_true(near < far && near < 0);
    assert_false(forecast_delay(up, due, 1e9, &far));
}

TEST(parts_add_up_to_the_total)
{
    ForecastSeries *a = make(arena, TREND, 1, 48, 6), *b = make(arena, SEASON, 2, 48, 6);
    ForecastSeries sum[6];
    for (int u = 0; u < 6; u++) {
        double *y = new (arena, double, 48);
        for (int t = 0; t < 48; t++)
            y[t] = a[u].value[t] + b[u].value[t];
        sum[u] = (ForecastSeries){START, 48, y};
    }
    Forecast *fa = forecast_panel(arena, a, 6, (ForecastOptions){0}),
             *fb = forecast_panel(arena, b, 6, (ForecastOptions){0});
    Forecast *fs = forecast_panel(arena, sum, 6, (ForecastOptions){0});
    forecast_add_up(&fs[3], &fa[3], &fb[3]);
    for (int h = 1; h <= 50; h++) {
        ForecastRange x, y, z;
        int month = START + 47 + h;
        assert_true(forecast_at(&fa[3], month, &x) && forecast_at(&fb[3], month, &y) && forecast_at(&fs[3], month, &z));
        assert_near(x.median + y.median, z.median, 1e-6);
        assert_true(z.low80 < z.median && z.median < z.high80 && z.high80 < z.high95);
    }
    fa[2].origin--;
    double before = fs[2].centre[5];
    forecast_add_up(&fs[2], &fa[2], &fb[2]);
    assert_true(fs[2].centre[5] == before);
}

TEST(ranges_never_go_under_zero_and_widen_with_time)
{
    ForecastSeries *series = make(arena, RARE, 4, 48, UNITS);
    Forecast *f = forecast_panel(arena, series, UNITS, (ForecastOptions){0});
    for (int u = 0; u < UNITS; u++) {
        for (int h = 1; h <= FORECAST_HORIZON; h++) {
            ForecastRange r;
            int month = START + 47 + h;
            assert_true(forecast_at(&f[u], month, &r));
            assert_true(r.low95 >= 0 && r.low95 <= r.low80 && r.low80 <= r.median && r.median <= r.high80 &&
                        r.high80 <= r.high95);
            if (h > 12 && month % 12 >= 2) /* months differ, and in January and February Tết moves */
                assert_true(f[u].deviation[h] >= f[u].deviation[h - 12]);
        }
    }
}

TEST(bounds_are_the_whole_values_inside_and_the_median_always_is)
{
    ForecastRange wide = {100.4, 97.2, 103.7, 95, 106}, narrow = {100.4, 100.1, 100.7, 100.05, 100.9};
    assert_near(forecast_low(&wide, 80), 98, 0);
    assert_near(forecast_high(&wide, 80), 103, 0);
    assert_near(forecast_low(&wide, 95), 95, 0);
    assert_near(forecast_high(&wide, 95), 106, 0);
    assert_near(forecast_low(&narrow, 80), 100, 0);
    assert_near(forecast_high(&narrow, 95), 101, 0);
}

TEST(forecasts_kept_from_earlier_calls_change_nothing)
{
    ForecastSeries *series = make(arena, SEASON, 8, LONG, UNITS);
    ForecastPast *past = forecast_past(arena);
    for (int count = 40; count <= 44; count++) {
        ForecastSeries *known = cut(arena, series, UNITS, count);
        Forecast *kept = forecast_panel(arena, known, UNITS, (ForecastOptions){.horizon = 12, .past = past});
        Forecast *anew = forecast_panel(arena, known, UNITS, (ForecastOptions){.horizon = 12});
        assert_memory_equal(kept[0].width, anew[0].width, sizeof *anew[0].width);
    }
}

/* A campaign of another size each year: May is foreseen worse than other months. */
TEST(a_month_that_differs_from_year_to_year_has_a_wider_range)
{
    Rng rng = rng_open(4);
    ForecastSeries *series = new (arena, ForecastSeries, UNITS);
    for (int u = 0; u < UNITS; u++) {
        double *y = new (arena, double, 48);
        for (int t = 0; t < 48; t++)
            y[t] = round(5000 + 10 * t + 8 * rng_normal(&rng) + (t % 12 == 4 ? 30 * rng_normal(&rng) : 0));
        series[u] = (ForecastSeries){START, 48, y};
    }
    Forecast *f = forecast_panel(arena, series, UNITS, (ForecastOptions){.horizon = 12});
    int wider = 0;
    for (int u = 0; u < UNITS; u++)
        wider += f[u].deviation[5] > 1.3 * f[u].deviation[8];
    assert_true(wider >= UNITS * 3 / 4);
}

/* ETS(A,Ad,N) by hand: α 0.5, β 0.1, φ 0.9, σ² 4. */
TEST(variance_of_three_months_ahead_is_that_of_the_book)
{
    Smooth s = {.alpha = 0.5, .beta = 0.1, .phi = 0.9, .level = 100, .trend = 2, .noise = 4};
    assert_near(smooth_ahead(&s, 1), 101.8, 1e-9);
    assert_near(smooth_ahead(&s, 3), 100 + 2 * (0.9 + 0.81 + 0.729), 1e-9);
    assert_near(smooth_variance(&s, 1), 4, 1e-9);
    assert_near(smooth_variance(&s, 3), 4 * (1 + 0.59 * 0.59 + 0.671 * 0.671), 1e-9);
}

TEST(students_quantiles_are_those_of_the_tables)
{
    assert_near(student_quantile(0.975, 1), 12.706, 1e-9);
    assert_near(student_quantile(0.975, 12), 2.179, 0.002);
    assert_near(student_quantile(0.9, 30), 1.310, 0.001);
    assert_near(normal_cdf(1.959964), 0.975, 1e-6);
}

TEST_MAIN
