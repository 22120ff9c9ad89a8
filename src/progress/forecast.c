/* The panel: tracks, their season, their smoothing; calibrate.c says how wide the ranges are. */
#include "progress/forecast_internal.h"

#include "base/arena.h"
#include "base/pool.h"
#include <assert.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FULL_MODEL = 6 };            /* months known for a damped trend */
enum { LOG_FROM = 20 };             /* smaller counts have noise that does not grow with them */
static const double PANEL_PULL = 2; /* the panel's cost surface against the series' own */

typedef struct Panel {
    const ForecastSeries *series;
    ptrdiff_t count;
    int until; /* months after this one are not looked at */
    int horizon;
    Track *track;
    SeasonFit *fit;
    SeasonPrior prior;
    float (*cost)[SMOOTH_GRID];
    double pull[SMOOTH_GRID];
    double jumps;      /* variance that jumps add each month, over the panel */
    double unrest[12]; /* season_unrest */
    Forecast *out;
} Panel;

/* ---- tracks -------------------------------------------------------------------- */

static double typical_value(const double *y, int count)
{
    double known[FORECAST_MONTHS], mean = 0;
    int n = 0;
    for (int t = 0; t < count; t++)
        if (!isnan(y[t]))
            known[n++] = y[t];
    for (int i = 0; i < n; i++)
        mean += known[i] / n;
    double median = median_of(known, n);
    return median > 0 ? median : mean > 0 ? mean : 1;
}

static bool clearly_positive(const double *y, int count, double typical)
{
    for (int t = 0; t < count; t++)
        if (y[t] < 0.1 * typical)
            return false;
    return typical >= LOG_FROM;
}

/* From the first known month to the last, at most FORECAST_MONTHS of them. */
static void open_track(const ForecastSeries *s, int until, Track *track)
{
    int from = 0, to = s->count;
    if (s->first + to - 1 > until)
        to = until - s->first + 1;
    while (to > 0 && isnan(s->value[to - 1]))
        to--;
    if (to > FORECAST_MONTHS)
        from = to - FORECAST_MONTHS;
    while (from < to && isnan(s->value[from]))
        from++;
    *track = (Track){.first = s->first + from, .count = to > from ? to - from : 0};
    const double *y = s->value + from;
    track->unit = typical_value(y, track->count);
    track->log = clearly_positive(y, track->count, track->unit);
    for (int t = 0; t < track->count; t++) {
        track->known += !isnan(y[t]);
        track->z[t] = track->log ? log(y[t] / track->unit) : y[t] / track->unit;
    }
}

static void first_pass(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Panel *p = arg;
    for (ptrdiff_t u = from; u < to; u++) {
        open_track(&p->series[u], p->until, &p->track[u]);
        p->fit[u] = season_fit(&p->track[u], NULL);
    }
}

static void second_pass(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Panel *p = arg;
    for (ptrdiff_t u = from; u < to; u++) {
        Track *track = &p->track[u];
        p->fit[u] = season_fit(track, &p->prior);
        for (int t = 0; t < track->count; t++)
            track->z[t] -= season_at(&p->fit[u].season, track->first + t);
        clean_track(track);
        smooth_costs(track, p->cost[u]);
    }
}

/* ---- out of the models ------------------------------------------------------------ */

static bool is_seasonal(const Season *season)
{
    for (int i = 0; i < SEASON_TERMS; i++)
        if (fabs(season->term[i]) > 1e-9)
            return true;
    return false;
}

/* Half a person is the least that a count can be missed by. */
static double least_deviation(const Track *track, double centre)
{
    double level = track->log ? track->unit * exp(centre) : track->unit;
    return 0.3 / fmax(level, 1e-9);
}

static void say_damped(const Panel *p, ptrdiff_t u, Forecast *f)
{
    const Track *track = &p->track[u];
    const Season *season = &p->fit[u].season;
    Smooth s = smooth_fit(track, p->cost[u], p->count >= 5 ? p->pull : NULL);
    f->model = is_seasonal(season) ? FORECAST_SEASONAL : FORECAST_DAMPED;
    f->alpha = s.alpha, f->beta = s.beta, f->phi = s.phi;
    f->tet = season->term[SEASON_TET];
    double jumps = track->jumps / track->known, unsure = s.noise * s.alpha * s.alpha / track->known;
    jumps = p->count >= 5 ? 0.5 * (jumps + p->jumps) : jumps;
    for (int h = 1; h <= p->horizon; h++) {
        double smooth = smooth_ahead(&s, h), grown = smooth_ahead(&s, h) - s.level;
        double reach = fabs(s.trend) > 0 ? grown / s.trend : h;
        f->centre[h] = smooth + season_at(season, f->origin + h);
        double variance = smooth_variance(&s, h) + season_variance(&p->fit[u], f->origin + h) +
                          s.noise * p->unrest[(f->origin + h) % 12] + unsure * reach * reach + jumps * h;
        f->deviation[h] = fmax(sqrt(variance), least_deviation(track, smooth));
    }
}

/* Two to five months: the last value; a random walk whose drift is not known. */
static void say_naive(const Panel *p, ptrdiff_t u, Forecast *f)
{
    const Track *track = &p->track[u];
    double sum = 0, last = track->z[track->count - 1];
    int before = -1;
    for (int t = 0; t < track->count; t++) {
        if (isnan(track->z[t]))
            continue;
        if (before >= 0)
            sum += (track->z[t] - track->z[before]) * (track->z[t] - track->z[before]) / (t - before);
        before = t;
    }
    double step = sqrt(sum / (track->known - 1)), floor = track->log ? 0.02 : 0.02 * fabs(last);
    step = fmax(fmax(step, floor), least_deviation(track, last));
    f->model = FORECAST_NAIVE;
    for (int h = 1; h <= p->horizon; h++) {
        f->centre[h] = last;
        f->deviation[h] = step * sqrt(h + (double)h * h / (track->known - 1));
    }
}

static void last_pass(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Panel *p = arg;
    for (ptrdiff_t u = from; u < to; u++) {
        const Track *track = &p->track[u];
        Forecast *f = &p->out[u];
        *f = (Forecast){.log = track->log, .known = track->known, .unit = track->unit};
        f->origin = track->first + track->count - 1;
        f->outliers = track->outliers, f->shifts = track->shifts;
        if (track->known >= FULL_MODEL)
            say_damped(p, u, f);
        else if (track->known >= 2)
            say_naive(p, u, f);
    }
}

/* What the panel's series have in common once each is known. */
static void pool_panel(Panel *p)
{
    ptrdiff_t used = 0;
    memset(p->pull, 0, sizeof p->pull);
    for (ptrdiff_t u = 0; u < p->count; u++) {
        if (p->track[u].known < 18)
            continue;
        used++;
        p->jumps += p->track[u].jumps / p->track[u].known;
        for (int g = 0; g < SMOOTH_GRID; g++)
            p->pull[g] += p->cost[u][g];
    }
    p->jumps = used > 0 ? p->jumps / (double)used : 0;
    for (int g = 0; g < SMOOTH_GRID && used > 0; g++)
        p->pull[g] *= PANEL_PULL / (double)used;
}

void panel_run(Arena scratch, const ForecastSeries *series, ptrdiff_t count, int until, int horizon, int threads,
               Forecast *out)
{
    Panel p = {.series = series, .count = count, .until = until, .horizon = horizon, .out = out};
    p.track = new (&scratch, Track, count);
    p.fit = new (&scratch, SeasonFit, count);
    p.cost = arena_alloc(&scratch, (ptrdiff_t)sizeof *p.cost, _Alignof(float), count);
    parallel_for(threads, count, 8, first_pass, &p);
    p.prior = season_prior(p.fit, count, scratch);
    parallel_for(threads, count, 8, second_pass, &p);
    pool_panel(&p);
    season_unrest(p.fit, count, scratch, p.unrest);
    parallel_for(threads, count, 8, last_pass, &p);
}

Forecast *forecast_panel(Arena *arena, const ForecastSeries *series, ptrdiff_t count, ForecastOptions options)
{
    int horizon = options.horizon > 0 ? options.horizon : FORECAST_HORIZON;
    int threads = options.threads > 0 ? options.threads : 1, until = 0;
    assert(horizon <= FORECAST_HORIZON);
    Forecast *out = new (arena, Forecast, count);
    AUTO(arena_close) Arena scratch = arena_open((ptrdiff_t)8 << 30);
    panel_run(scratch, series, count, 1 << 28, horizon, threads, out);
    for (ptrdiff_t u = 0; u < count; u++)
        if (out[u].model != FORECAST_NONE && out[u].origin > until)
            until = out[u].origin;
    const ForecastWidth *calibrated = options.width ? options.width
                                      : options.uncalibrated
                                          ? student_width(arena, 12)
                                          : panel_width(arena, scratch, series, out, count, until, options);
    const ForecastWidth *few[FULL_MODEL + 1] = {0};
    for (int n = 2; n < FULL_MODEL; n++)
        few[n] = student_width(arena, n > 3 ? n - 2 : 1);
    for (ptrdiff_t u = 0; u < count; u++)
        out[u].width = out[u].model == FORECAST_NAIVE ? few[out[u].known] : calibrated;
    for (ptrdiff_t u = 0; u < count; u++) /* beyond what was asked for nothing is known */
        for (int h = horizon + 1; h <= FORECAST_HORIZON; h++)
            out[u].deviation[h] = -1;
    return out;
}
