/* Forecasts every commune of the country, five indicators, and says how long it took;
 * with "backtest", the errors and coverage on simulated communes. */
#include "base/clock.h"
#include "base/pool.h"
#include "generate/generate.h"
#include "progress/backtest.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NATION = 3321, PROVINCE = 104 };
static const char *const INDICATORS[] = {"participants_compulsory", "participants_voluntary", "participants_total",
                                         "unemployment_insured", "health_insured"};

static GenerateUnit *make_units(Arena *arena, ptrdiff_t count, uint64_t seed)
{
    GenerateUnit *unit = new (arena, GenerateUnit, count);
    Rng rng = rng_open(seed);
    for (ptrdiff_t u = 0; u < count; u++)
        unit[u] = (GenerateUnit){S("33"),
                                 str_fmt(arena, "%05td", 10000 + u),
                                 S("Xã"),
                                 rng_between(&rng, 15000, 70000),
                                 rng_between(&rng, 1500, 30000),
                                 rng_between(&rng, 460, 1400)};
    return unit;
}

static ForecastSeries *series_of(Arena *arena, const GenerateResult *result, ptrdiff_t count, ptrdiff_t units,
                                 const char *indicator, Period from, int months)
{
    ForecastSeries *series = new (arena, ForecastSeries, units);
    for (ptrdiff_t i = 0; i < count; i++) {
        if (!str_eq(result[i].indicator, str_from(indicator)))
            continue;
        double *y = new (arena, double, months);
        for (int t = 0; t < months; t++)
            y[t] = result[i + t].late ? NAN : (double)result[i + t].value;
        series[result[i].unit] = (ForecastSeries){FORECAST_MONTH(from.year, from.index), months, y};
        i += months - 1;
    }
    return series;
}

static void print_line(const char *name, const BacktestLine *l)
{
    printf("| %s | %d | %td | %.2f | %.2f | %.2f | %.2f%% | %.2f%% | %.2f%% | %.1f ± %.1f | %.1f ± %.1f | %.0f |\n",
           name, l->ahead, l->forecasts, l->own.mase, l->naive.mase, l->seasonal.mase, l->own.smape, l->naive.smape,
           l->seasonal.smape, 100 * l->in80.share, 100 * l->in80.error, 100 * l->in95.share, 100 * l->in95.error,
           l->in80.effective);
}

static void backtest(Arena *arena, const GenerateResult *result, ptrdiff_t count, ptrdiff_t units, Period from,
                     int months, int threads)
{
    for (int k = 0; generate_indicators[k]; k++) {
        BacktestLine line[BACKTEST_HORIZONS];
        backtest_panel(arena, series_of(arena, result, count, units, generate_indicators[k], from, months), units,
                       threads, NULL, line);
        for (int h = 0; h < BACKTEST_HORIZONS; h++)
            print_line(generate_indicators[k], &line[h]);
    }
}

static void nation(Arena *arena, const GenerateResult *result, ptrdiff_t count, ptrdiff_t units, Period from,
                   int months, int threads)
{
    int64_t all = 0;
    for (int k = 0; k < COUNTOF(INDICATORS); k++) {
        ForecastSeries *series = series_of(arena, result, count, units, INDICATORS[k], from, months);
        int64_t start = clock_tick_ms();
        Forecast *f = forecast_panel(arena, series, units, (ForecastOptions){.threads = threads});
        int64_t took = clock_tick_ms() - start;
        all += took;
        printf("%-26s %td units, %lld ms (last median %.0f)\n", INDICATORS[k], units, (long long)took,
               f[units - 1].unit * exp(f[units - 1].centre[12]));
    }
    printf("all: %lld ms with %d threads\n", (long long)all, threads);
}

/* ---- the demonstration province under several seeds ------------------------------------ */

typedef struct Cell { /* of one indicator, horizon and level, over seeds */
    double share, square, error;
    int seeds, inside;
} Cell;

static const char *const COUNTED[] = {"participants_total", "participants_voluntary", "participants_compulsory",
                                      "health_insured",     "unemployment_insured",   "arrears"};
enum { PROMISED = 3 }; /* the first three are those of which coverage is promised */

static void note_cell(Cell *cell, const BacktestCoverage *in, double promised)
{
    cell->seeds++;
    cell->share += in->share;
    cell->square += in->share * in->share;
    cell->error += in->error;
    cell->inside += fabs(in->share - promised) <= 1.959964 * in->error;
}

static void demo_seed(Arena arena, GenerateUnit *unit, ptrdiff_t units, uint64_t seed, int threads,
                      Cell cell[COUNTOF(COUNTED)][BACKTEST_HORIZONS][2])
{
    Period from = {PERIOD_MONTH, 2023, 1}, to = {PERIOD_MONTH, 2026, 10};
    GenerateResult *result;
    ptrdiff_t count;
    if (generate_results(&arena, unit, units, (GenerateSpec){seed, from, to}, &result, &count))
        return;
    for (int i = 0; i < COUNTOF(COUNTED); i++) {
        BacktestLine line[BACKTEST_HORIZONS];
        backtest_panel(&arena, series_of(&arena, result, count, units, COUNTED[i], from, 46), units, threads, NULL,
                       line);
        for (int h = 0; h < BACKTEST_HORIZONS; h++) {
            const BacktestLine *l = &line[h];
            note_cell(&cell[i][h][0], &l->in80, 0.80);
            note_cell(&cell[i][h][1], &l->in95, 0.95);
            printf("| %llu | %s | %d | %.2f | %.2f | %.2f | %.1f ± %.1f | %.1f ± %.1f |\n", (unsigned long long)seed,
                   COUNTED[i], l->ahead, l->own.mase, l->naive.mase, l->seasonal.mase, 100 * l->in80.share,
                   100 * l->in80.error, 100 * l->in95.share, 100 * l->in95.error);
        }
    }
}

static void demo_summary(Cell cell[COUNTOF(COUNTED)][BACKTEST_HORIZONS][2])
{
    static const int ahead[] = {1, 3, 6, 12};
    int inside = 0, all = 0;
    for (int i = 0; i < COUNTOF(COUNTED); i++) {
        for (int h = 0; h < BACKTEST_HORIZONS; h++) {
            printf("| %s | %d |", COUNTED[i], ahead[h]);
            for (int level = 0; level < 2; level++) {
                const Cell *c = &cell[i][h][level];
                double mean = c->share / c->seeds, spread = c->square / c->seeds - mean * mean;
                spread = c->seeds > 1 ? spread * c->seeds / (c->seeds - 1) : 0;
                printf(" %.1f | %.1f | %.1f | %d of %d |", 100 * mean, 100 * sqrt(fmax(spread, 0)),
                       100 * c->error / c->seeds, c->inside, c->seeds);
                all += i < PROMISED ? c->seeds : 0;
                inside += i < PROMISED ? c->inside : 0;
            }
            printf("\n");
        }
    }
    printf("within 1.96 standard errors: %d of %d\n", inside, all);
}

static int demo(Arena *arena, int first, int last, int threads)
{
    GenerateUnit *unit;
    ptrdiff_t units;
    Cell cell[COUNTOF(COUNTED)][BACKTEST_HORIZONS][2] = {0};
    Err *err = generate_units(arena, S("HY"), &unit, &units);
    if (err)
        return err_exit_status(err);
    for (int seed = first; seed <= last; seed++)
        demo_seed(*arena, unit, units, (uint64_t)seed, threads, cell);
    demo_summary(cell);
    return 0;
}

/* bench-forecast [backtest YEAR [SEED] | demo FIRST-SEED LAST-SEED] [threads N] */
int main(int argc, char **argv)
{
    AUTO(arena_close) Arena arena = arena_open(ARENA_DEFAULT);
    bool tests = argc > 1 && strcmp(argv[1], "backtest") == 0;
    int year = tests && argc > 2 ? atoi(argv[2]) : 2023, threads = pool_cpu_count();
    uint64_t seed = tests && argc > 3 ? (uint64_t)atoi(argv[3]) : 1;
    if (argc > 2 && strcmp(argv[argc - 2], "threads") == 0)
        threads = atoi(argv[argc - 1]);
    if (argc > 3 && strcmp(argv[1], "demo") == 0)
        return demo(&arena, atoi(argv[2]), atoi(argv[3]), threads);
    Period from = {PERIOD_MONTH, year, 1}, to = {PERIOD_MONTH, 2026, 10};
    int months = (2026 - year) * 12 + 10;
    ptrdiff_t units = tests ? PROVINCE : NATION, count;
    GenerateResult *result;
    Err *err = generate_results(&arena, make_units(&arena, units, seed), units, (GenerateSpec){seed, from, to}, &result,
                                &count);
    if (err)
        return err_exit_status(err);
    if (tests)
        backtest(&arena, result, count, units, from, months, threads);
    else
        nation(&arena, result, count, units, from, months, threads);
    return 0;
}
