#include "progress/backtest.h"

#include <math.h>
#include <string.h>

static const int AHEAD[BACKTEST_HORIZONS] = {1, 3, 6, 12};

typedef struct Sums { /* of one horizon */
    double own, naive, seasonal, own_s, naive_s, seasonal_s;
    ptrdiff_t count;
    signed char *in80, *in95;
} Sums;

/* ---- coverage ------------------------------------------------------------------------ */

static double square_sums(const double *sum, ptrdiff_t count)
{
    double total = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        total += sum[i] * sum[i];
    return total;
}

/* Σ over units of the square of a unit's summed deviation. */
static double between_units(const signed char *hit, int origins, ptrdiff_t units, double share)
{
    double total = 0;
    for (ptrdiff_t u = 0; u < units; u++) {
        double sum = 0;
        for (int o = 0; o < origins; o++)
            sum += hit[o * units + u] < 0 ? 0 : hit[o * units + u] - share;
        total += sum * sum;
    }
    return total;
}

/* The same over origins, with those whose forecasts overlap. */
static double between_origins(const signed char *hit, int origins, ptrdiff_t units, double share, int ahead)
{
    double sum[FORECAST_MONTHS] = {0}, total = 0;
    for (int o = 0; o < origins; o++)
        for (ptrdiff_t u = 0; u < units; u++)
            sum[o] += hit[o * units + u] < 0 ? 0 : hit[o * units + u] - share;
    total = square_sums(sum, origins);
    for (int lag = 1; lag < ahead; lag++)
        for (int o = 0; o + lag < origins; o++)
            total += 2 * (1 - (double)lag / ahead) * sum[o] * sum[o + lag];
    return total;
}

BacktestCoverage backtest_coverage(const signed char *hit, int origins, ptrdiff_t units, int ahead)
{
    ptrdiff_t n = 0, inside = 0;
    for (ptrdiff_t i = 0; i < origins * units; i++) {
        n += hit[i] >= 0;
        inside += hit[i] > 0;
    }
    if (n == 0)
        return (BacktestCoverage){0};
    double share = (double)inside / (double)n, alone = share * (1 - share) * (double)n;
    double both =
        between_units(hit, origins, units, share) + between_origins(hit, origins, units, share, ahead) - alone;
    double variance = fmax(both, alone) / ((double)n * (double)n);
    return (BacktestCoverage){share, sqrt(variance), variance > 0 ? share * (1 - share) / variance : (double)n};
}

/* ---- one origin ------------------------------------------------------------------------ */

/* Mean absolute change from month to month up to the origin; 0 where it never changed. */
static double usual_step(const ForecastSeries *s, int known)
{
    double sum = 0;
    int n = 0;
    for (int t = 1; t < known; t++) {
        double d = s->value[t] - s->value[t - 1];
        if (!isnan(d)) {
            sum += fabs(d);
            n++;
        }
    }
    return n > 0 ? sum / n : 0;
}

static double symmetric(double y, double f)
{
    return y == f ? 0 : 200 * fabs(y - f) / (fabs(y) + fabs(f));
}

static void compare(const ForecastSeries *s, const Forecast *f, int known, int ahead, ptrdiff_t at, Sums *sums)
{
    ForecastRange r;
    double step = usual_step(s, known), last = s->value[known - 1];
    int then = known - 1 + ahead;
    if (then >= s->count || step == 0 || isnan(last) || isnan(s->value[then]) || isnan(s->value[then - 12]) ||
        !forecast_at(f, s->first + then, &r))
        return;
    double y = s->value[then], year = s->value[then - 12];
    sums->own += fabs(y - r.median) / step;
    sums->naive += fabs(y - last) / step;
    sums->seasonal += fabs(y - year) / step;
    sums->own_s += symmetric(y, r.median);
    sums->naive_s += symmetric(y, last);
    sums->seasonal_s += symmetric(y, year);
    sums->count++;
    sums->in80[at] = y >= forecast_low(&r, 80) && y <= forecast_high(&r, 80);
    sums->in95[at] = y >= forecast_low(&r, 95) && y <= forecast_high(&r, 95);
}

static void run_origin(Arena scratch, const ForecastSeries *series, ptrdiff_t count, int until, int origin,
                       ForecastOptions options, Sums sums[BACKTEST_HORIZONS])
{
    ForecastSeries *cut = new (&scratch, ForecastSeries, count);
    for (ptrdiff_t u = 0; u < count; u++) {
        cut[u] = series[u];
        cut[u].count = until - series[u].first + 1;
    }
    Forecast *f = forecast_panel(&scratch, cut, count, options);
    for (ptrdiff_t u = 0; u < count; u++)
        for (int k = 0; k < BACKTEST_HORIZONS && cut[u].count > 12; k++)
            compare(&series[u], &f[u], cut[u].count, AHEAD[k], origin * count + u, &sums[k]);
}

static BacktestLine line_of(const Sums *s, int ahead, int origins, ptrdiff_t count)
{
    double n = s->count > 0 ? (double)s->count : 1;
    return (BacktestLine){.ahead = ahead,
                          .forecasts = s->count,
                          .origins = origins > ahead - 1 ? origins - (ahead - 1) : 0,
                          .own = {s->own / n, s->own_s / n},
                          .naive = {s->naive / n, s->naive_s / n},
                          .seasonal = {s->seasonal / n, s->seasonal_s / n},
                          .in80 = backtest_coverage(s->in80, origins, count, ahead),
                          .in95 = backtest_coverage(s->in95, origins, count, ahead)};
}

void backtest_panel(Arena *arena, const ForecastSeries *series, ptrdiff_t count, int threads, Meter *meter,
                    BacktestLine ret[BACKTEST_HORIZONS])
{
    int first = 1 << 28, last = 0;
    for (ptrdiff_t u = 0; u < count; u++) {
        first = series[u].first < first ? series[u].first : first;
        last = series[u].first + series[u].count - 1 > last ? series[u].first + series[u].count - 1 : last;
    }
    if (last - first > FORECAST_MONTHS)
        first = last - FORECAST_MONTHS;
    int origins = count > 0 ? last - (first + BACKTEST_FIRST - 1) : 0;
    origins = origins < 0 ? 0 : origins;
    Sums sums[BACKTEST_HORIZONS] = {0};
    for (int k = 0; k < BACKTEST_HORIZONS; k++) {
        sums[k].in80 = new (arena, signed char, origins *count + 1);
        sums[k].in95 = new (arena, signed char, origins *count + 1);
        memset(sums[k].in80, -1, (size_t)(origins * count + 1));
        memset(sums[k].in95, -1, (size_t)(origins * count + 1));
    }
    AUTO(arena_close) Arena memory = arena_open((ptrdiff_t)8 << 30);
    ForecastOptions options = {.horizon = 12, .threads = threads, .past = forecast_past(&memory)};
    for (int o = 0; o < origins; o++) {
        run_origin(*arena, series, count, first + BACKTEST_FIRST - 1 + o, o, options, sums);
        meter_add(meter, 1);
    }
    for (int k = 0; k < BACKTEST_HORIZONS; k++)
        ret[k] = line_of(&sums[k], AHEAD[k], origins, count);
}
