/* Exponential smoothing with a damped trend (Gardner and McKenzie 1985) in its
 * error-correction form:
 *
 *     expected = level + φ·trend        error = value − expected
 *     level = expected + α·error        trend = φ·trend + β·error
 *
 * α, β and φ are searched on a fixed grid, so that the search is exhaustive, the same
 * everywhere, and the cost surfaces of a panel's series can be added. */
#include "progress/forecast_internal.h"

#include <math.h>
#include <string.h>

static const double ALPHA[] = {0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.65, 0.8, 0.9, 0.99};
static const double BETA_SHARE[] = {0, 0.02, 0.05, 0.1, 0.2, 0.4}; /* of α */
static const double PHI[] = {0.80, 0.90, 0.96, 0.985};
static const int AHEAD[] = {1, 3, 6, 12};
enum { ALPHAS = 10, BETAS = 6, PHIS = 4, AHEADS = 4 };
_Static_assert(ALPHAS *BETAS *PHIS == SMOOTH_GRID && sizeof PHI / sizeof *PHI == PHIS, "the grid is full");

static Smooth grid_point(int at)
{
    double alpha = ALPHA[at / (BETAS * PHIS)];
    return (Smooth){.alpha = alpha, .beta = alpha * BETA_SHARE[at / PHIS % BETAS], .phi = PHI[at % PHIS]};
}

static double damped_sum(double phi, int h)
{
    return phi * (1 - pow(phi, h)) / (1 - phi);
}

double smooth_ahead(const Smooth *s, int h)
{
    return s->level + damped_sum(s->phi, h) * s->trend;
}

/* Hyndman et al. 2008, table 6.1, class 1: σ²[1 + Σ (α + β φ_j)²], φ_j = φ + … + φ^j. */
double smooth_variance(const Smooth *s, int h)
{
    double sum = 1, damped = 0, power = 1;
    for (int j = 1; j < h; j++) {
        power *= s->phi;
        damped += power;
        sum += (s->alpha + s->beta * damped) * (s->alpha + s->beta * damped);
    }
    return s->noise * sum;
}

/* ---- start values ---------------------------------------------------------------- */

/* The first known month, and the median change a month within the first year. */
static void start(const Track *track, double *ret_level, double *ret_trend, int *ret_at)
{
    double slope[FORECAST_MONTHS];
    int n = 0, first = -1;
    for (int t = 0; t < track->count; t++) {
        if (isnan(track->z[t]))
            continue;
        if (first < 0)
            first = t;
        else if (t - first <= 15 || n < 3)
            slope[n++] = (track->z[t] - track->z[first]) / (t - first);
    }
    *ret_at = first < 0 ? 0 : first;
    *ret_level = first < 0 ? 0 : track->z[first];
    *ret_trend = median_of(slope, n);
}

/* ---- one run over the months ------------------------------------------------------- */

typedef struct Scale { /* what no change at all would miss, by AHEAD; 0: not known */
    double square[AHEADS];
    double cap[AHEADS]; /* errors are cut here, so that no single one rules */
} Scale;

static Scale naive_scale(const Track *track)
{
    Scale scale = {0};
    for (int k = 0; k < AHEADS; k++) {
        double square[FORECAST_MONTHS], sum = 0;
        int n = 0, h = AHEAD[k];
        for (int t = h; t < track->count; t++) {
            double d = track->z[t] - track->z[t - h];
            if (!isnan(d)) {
                sum += d * d;
                square[n++] = d * d;
            }
        }
        if (n < 4)
            continue;
        double typical = median_of(square, n) / 0.455;
        scale.square[k] = fmax(fmin(typical, sum / n), 1e-12);
        scale.cap[k] = 9 * fmax(scale.square[k], 1e-12);
    }
    return scale;
}

typedef struct Course { /* level and trend after each month */
    double level[FORECAST_MONTHS], trend[FORECAST_MONTHS];
} Course;

static void run(const Track *track, const Smooth *s, double level, double trend, int at, Course *out)
{
    for (int t = at; t < track->count; t++) {
        if (t > at) {
            trend *= s->phi;
            level += trend;
            double error = track->z[t] - level;
            if (!isnan(error)) {
                level += s->alpha * error;
                trend += s->beta * error;
            }
        }
        out->level[t] = level;
        out->trend[t] = trend;
    }
}

static double cost_of(const Track *track, const Scale *scale, const Smooth *s, const Course *course, int from)
{
    double total = 0;
    int parts = 0;
    for (int k = 0; k < AHEADS; k++) {
        if (scale->square[k] == 0)
            continue;
        double sum = 0, reach = damped_sum(s->phi, AHEAD[k]);
        int n = 0;
        for (int t = from; t + AHEAD[k] < track->count; t++) {
            double e = track->z[t + AHEAD[k]] - course->level[t] - reach * course->trend[t];
            double square = e * e;
            if (isnan(square))
                continue;
            sum += square < scale->cap[k] ? square : scale->cap[k];
            n++;
        }
        if (n < 4)
            continue;
        total += sum / n / scale->square[k];
        parts++;
    }
    return parts ? total / parts : 0;
}

void smooth_costs(const Track *track, float cost[SMOOTH_GRID])
{
    Scale scale = naive_scale(track);
    Course course;
    double level, trend, least = INFINITY;
    int at;
    start(track, &level, &trend, &at);
    for (int g = 0; g < SMOOTH_GRID; g++) {
        Smooth s = grid_point(g);
        run(track, &s, level, trend, at, &course);
        double c = log(cost_of(track, &scale, &s, &course, at + 3) + 1e-6);
        cost[g] = (float)c;
        least = fmin(least, c);
    }
    for (int g = 0; g < SMOOTH_GRID; g++)
        cost[g] -= (float)least;
}

/* Variance of the one-step errors: the robust one, or half of the plain one where few
 * errors are large – they will come again. */
static double error_variance(const Track *track, const Smooth *s, const Course *course, int from)
{
    double square[FORECAST_MONTHS], sum = 0;
    int n = 0;
    for (int t = from; t + 1 < track->count; t++) {
        double e = track->z[t + 1] - course->level[t] - s->phi * course->trend[t];
        if (isnan(e))
            continue;
        square[n++] = e * e;
        sum += e * e;
    }
    if (n == 0)
        return 0;
    double plain = sum / n, robust = fmin(median_of(square, n) / 0.455, plain);
    double freedom = n > 8 ? (double)n / (n - 3) : 1.6;
    return fmax(robust, 0.5 * plain) * freedom;
}

Smooth smooth_fit(const Track *track, const float cost[SMOOTH_GRID], const double *panel)
{
    int best = 0;
    double least = INFINITY;
    for (int g = 0; g < SMOOTH_GRID; g++) {
        double c = cost[g] + (panel ? panel[g] : 0);
        if (c < least) {
            least = c;
            best = g;
        }
    }
    Smooth s = grid_point(best);
    Course course;
    double level, trend;
    int at;
    start(track, &level, &trend, &at);
    run(track, &s, level, trend, at, &course);
    s.level = course.level[track->count - 1];
    s.trend = course.trend[track->count - 1];
    s.noise = error_variance(track, &s, &course, at + (track->known > 12 ? 3 : 0));
    return s;
}
