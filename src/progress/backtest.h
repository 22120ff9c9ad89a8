/* backtest: what the forecast would have missed.  Pure.
 *
 * Rolling origin: for each month from the 30th to the last but one everything after it is
 * held back, the whole panel is forecast anew (widths included) and compared 1, 3, 6
 * and 12 months ahead with what came, beside the last value (naive) and the value of
 * the same month a year before (seasonal naive).
 *
 * MASE (Hyndman and Koehler 2006): mean absolute error over the mean absolute change
 * from month to month before the origin; below 1 is better than guessing "no change"
 * one month ahead.  sMAPE: 2|e|/(|y|+|f|), in percent.
 *
 * Misses of one unit at neighbouring origins and of all units at one origin go together,
 * so coverage is more uncertain than the count of forecasts says.  Its standard error is
 * clustered both ways (Cameron, Gelbach and Miller 2011), with Bartlett weights between
 * origins whose forecasts overlap; `effective` is the number of independent forecasts
 * that would be as uncertain. */
#pragma once
#include "base/meter.h"
#include "progress/forecast.h"

enum { BACKTEST_HORIZONS = 4, BACKTEST_FIRST = 30 };

typedef struct BacktestError {
    double mase, smape;
} BacktestError;

typedef struct BacktestCoverage {
    double share, error; /* of the months inside the interval; its standard error */
    double effective;
} BacktestCoverage;

typedef struct BacktestLine {
    int ahead;
    ptrdiff_t forecasts;
    int origins;
    BacktestError own, naive, seasonal;
    BacktestCoverage in80, in95;
} BacktestLine;

/* The series end in the same month.  Lines without forecasts have zero counts. */
void backtest_panel(Arena *arena, const ForecastSeries *series, ptrdiff_t count, int threads, Meter *meter,
                    BacktestLine ret[BACKTEST_HORIZONS]);

/* How often hit[origin × units + unit] (1 inside, 0 outside, −1 not forecast) is 1, for
 * origins one month apart and forecasts `ahead` months long. */
BacktestCoverage backtest_coverage(const signed char *hit, int origins, ptrdiff_t units, int ahead);
