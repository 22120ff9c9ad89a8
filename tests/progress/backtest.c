#include "generate/generate.h"
#include "progress/backtest.h"
#include "test.h"

#include <math.h>
#include <string.h>

enum { UNITS = 40 };

static ForecastSeries *simulate(Arena *arena, Str indicator, Period from)
{
    GenerateUnit unit[UNITS];
    GenerateResult *r;
    ptrdiff_t count;
    for (int u = 0; u < UNITS; u++)
        unit[u] = (GenerateUnit){
            S("33"), str_fmt(arena, "%05d", 11000 + u), S("Xã"), 20000 + 700 * u, 2000 + 400 * u, 500 + 20 * u};
    assert_ok(generate_results(arena, unit, UNITS, (GenerateSpec){1, from, {PERIOD_MONTH, 2026, 10}}, &r, &count));
    ForecastSeries *series = new (arena, ForecastSeries, UNITS);
    for (ptrdiff_t i = 0; i < count; i++) {
        ForecastSeries *s = &series[r[i].unit];
        if (!str_eq(r[i].indicator, indicator))
            continue;
        if (!s->value)
            *s = (ForecastSeries){FORECAST_MONTH(from.year, from.index), 0, new (arena, double, 100)};
        ((double *)(uintptr_t)s->value)[s->count++] = r[i].late ? NAN : (double)r[i].value;
    }
    return series;
}

TEST(on_simulated_data_the_forecast_beats_both_naive_ones_and_covers)
{
    static const char *const indicators[] = {"participants_total", "participants_voluntary", "health_insured"};
    for (int i = 0; i < COUNTOF(indicators); i++) {
        BacktestLine line[BACKTEST_HORIZONS];
        ForecastSeries *series = simulate(arena, str_from(indicators[i]), (Period){PERIOD_MONTH, 2021, 1});
        backtest_panel(arena, series, UNITS, 2, NULL, line);
        for (int k = 0; k < BACKTEST_HORIZONS; k++) {
            print_message("# %s %d: MASE %.2f naive %.2f seasonal %.2f, cover %.3f±%.3f %.3f±%.3f\n", indicators[i],
                          line[k].ahead, line[k].own.mase, line[k].naive.mase, line[k].seasonal.mase,
                          line[k].in80.share, line[k].in80.error, line[k].in95.share, line[k].in95.error);
            assert_true(line[k].forecasts > 500);
            assert_true(line[k].own.mase < line[k].naive.mase && line[k].own.mase < line[k].seasonal.mase);
            assert_true(line[k].own.smape < line[k].naive.smape && line[k].own.smape < line[k].seasonal.smape);
            assert_true(line[k].in80.share > 0.80 - 3 * line[k].in80.error);
            assert_true(line[k].in95.share > 0.95 - 3 * line[k].in95.error);
        }
    }
}

TEST(independent_hits_have_the_error_of_the_binomial)
{
    signed char hit[20 * 500];
    Rng rng = rng_open(1);
    for (int i = 0; i < COUNTOF(hit); i++)
        hit[i] = rng_below(&rng, 5) > 0;
    BacktestCoverage c = backtest_coverage(hit, 20, 500, 1);
    assert_true(fabs(c.share - 0.8) < 0.02);
    assert_true(c.error >= 0.0039 && c.error < 0.008); /* √(0,16/10.000) = 0,004 */
}

TEST(units_that_miss_together_count_as_one)
{
    signed char hit[20 * 500];
    for (int o = 0; o < 20; o++) /* four of twenty origins miss for every unit */
        memset(hit + o * 500, o % 5 != 0, 500);
    BacktestCoverage c = backtest_coverage(hit, 20, 500, 1);
    assert_true(fabs(c.share - 0.8) < 1e-9);
    assert_true(c.effective < 25 && c.effective > 15);
    memset(hit, -1, sizeof hit);
    assert_true(backtest_coverage(hit, 20, 500, 1).effective == 0);
}

TEST(short_series_are_not_tested)
{
    double y[20] = {1, 2, 3};
    ForecastSeries series = {FORECAST_MONTH(2025, 1), 20, y};
    BacktestLine line[BACKTEST_HORIZONS];
    backtest_panel(arena, &series, 1, 1, NULL, line);
    assert_int_equal(line[0].forecasts, 0);
    backtest_panel(arena, &series, 0, 1, NULL, line);
    assert_int_equal(line[3].forecasts, 0);
}

TEST_MAIN
