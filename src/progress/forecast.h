/* forecast: where monthly counts will stand, with honest intervals.  Pure: no store, no clock.
 *
 * The model is exponential smoothing with a damped trend and a yearly season (Gardner
 * and McKenzie 1985; ETS(A,Ad,A) of Hyndman, Koehler, Ord and Snyder 2008) on the log
 * scale where all values are clearly positive, else on the level.  The season – twelve
 * months and Tết, which moves between January and February with the moon – is found
 * by a robust regression of the month-to-month changes with recent years weighing
 * more, so it stands while the level and the trend are smoothed.
 *
 * Series of one indicator are forecast as a panel: each keeps its own season, trend and
 * smoothing, drawn towards the panel's by as much as its own months leave open; and the
 * intervals are widened or narrowed by what the panel's own past forecasts missed (held
 * back within the data given).  A series alone has wider intervals from Student's t.
 *
 *   months known   model
 *   24 and more    damped trend, season of its own and of the panel
 *    6 to 23       damped trend; season only where the panel knows one
 *    2 to  5       the last value, with the width of a random walk with unknown drift
 *    0 to  1       none
 *
 * Missing months are allowed anywhere.  A month that springs away and back is left out;
 * a jump that stays (a factory closes) is taken as a new level, not as a trend.  A
 * forecast is the median of what may come; intervals never go under zero.
 * The same input gives the same output for any number of threads, whether or not it was asked for before. */
#pragma once
#include "base/arena.h"
#include <stdbool.h>
#include <stdint.h>

enum { FORECAST_MONTHS = 144 };  /* at most so many last months are used */
enum { FORECAST_HORIZON = 120 }; /* at most so many months ahead */

/* A month's number: year × 12 + month − 1. */
#define FORECAST_MONTH(year, month) ((year)*12 + (month)-1)

typedef struct ForecastSeries {
    int first; /* number of the month of value[0] */
    int count;
    const double *value; /* ≥ 0; NAN where not reported */
} ForecastSeries;

typedef enum ForecastModel { FORECAST_NONE, FORECAST_NAIVE, FORECAST_DAMPED, FORECAST_SEASONAL } ForecastModel;

/* How many standard deviations an interval of 80% and 95% really takes, by months ahead. */
typedef struct ForecastWidth {
    double q80[FORECAST_HORIZON + 1], q95[FORECAST_HORIZON + 1];
} ForecastWidth;

typedef struct Forecast {
    ForecastModel model;
    bool log;                /* the scale it was made on */
    int origin;              /* the last month known; month origin + h is h ahead */
    int known;               /* months used */
    int outliers, shifts;    /* months left out, jumps that stayed */
    double alpha, beta, phi; /* level, trend, damping */
    double unit;             /* what one is on the scale of centre and deviation */
    double tet;              /* the part of the level that Tết takes away (< 0) at its strongest */
    double centre[FORECAST_HORIZON + 1], deviation[FORECAST_HORIZON + 1]; /* [h]; on the model's scale */
    const ForecastWidth *width;
} Forecast;

typedef struct ForecastRange {
    double median, low80, high80, low95, high95;
} ForecastRange;

/* Forecasts from earlier months that the intervals are calibrated on; kept, they need not be made
 * again when the same series are forecast with more months (a back-test). */
typedef struct ForecastPast ForecastPast;
ForecastPast *forecast_past(Arena *arena); /* lives in the arena, and grows there */

typedef struct ForecastOptions {
    int horizon;                /* 0: FORECAST_HORIZON */
    int threads;                /* 0: 1 */
    bool uncalibrated;          /* intervals from the model alone */
    ForecastPast *past;         /* NULL: nothing is kept */
    const ForecastWidth *width; /* found before for the same series; NULL: to be found */
} ForecastOptions;

/* Forecasts for all series of one indicator.  Results live in the arena. */
Forecast *forecast_panel(Arena *arena, const ForecastSeries *series, ptrdiff_t count, ForecastOptions options);
/* That of one of them; the last few panels are kept in the process, so that who asks for another, or again, need not
 * wait.  Options without past or width. */
Forecast forecast_kept(Arena *arena, const ForecastSeries *series, ptrdiff_t count, ptrdiff_t place,
                       ForecastOptions options);

/* Counts are whole: a value is inside an interval from low to high when it lies between them, or
 * next to the median.  What is shown are the least and the greatest whole value inside. */
double forecast_low(const ForecastRange *range, int level); /* level 80 or 95 */
double forecast_high(const ForecastRange *range, int level);

/* The month's range; false when there is no model or the month is not ahead of its
 * origin (within the horizon). */
bool forecast_at(const Forecast *forecast, int month, ForecastRange *ret);

/* Probability that the value of that month is at least `target`; −1 where forecast_at is false. */
double forecast_reaches(const Forecast *forecast, int month, double target);

/* Months between `due` and the first month whose median reaches the target: > 0 late, 0
 * or less in time.  False when no month within the horizon reaches it. */
bool forecast_delay(const Forecast *forecast, int due, double target, int *ret_months);

/* A sum of two parts, forecast so that the parts add up: the median is the sum of the
 * medians, the width that of the total's own forecast.  All three must know the same
 * last month and be on the same footing; else the total stays as it is. */
void forecast_add_up(Forecast *total, const Forecast *part, const Forecast *other_part);
