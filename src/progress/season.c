/* The season by regression of changes.
 *
 * Counts of insured people move like a random walk with a drift, so their changes,
 * not their levels, are nearly independent; and in changes a factory that closes is
 * one outlier, which the robust weights set aside.  Between two known months u < t:
 *
 *     z(t) − z(u) = season(t) − season(u) + drift·(t−u) + bend·(t−u)·middle + error
 *
 * with weight 1/(t−u), 0.85 for each year of age, and Huber's weight for the error.
 * The terms are drawn towards the prior as by that many months of data (ridge). */
#include "progress/forecast_internal.h"

#include "vn/tet.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { TERMS = SEASON_TERMS + 2, ROUNDS = 4, LEAST_MONTHS = 24 };

double season_tet(int month)
{
    int days;
    if (!tet_days_at_month_end(month / 12, month % 12 + 1, &days) || days < -5 || days >= 40)
        return 0;
    return days <= 10 ? 1 : (40 - days) / 30.0;
}

double season_at(const Season *season, int month)
{
    return season->term[month % 12] + season->term[SEASON_TET] * season_tet(month);
}

typedef struct Change {
    double x[TERMS], y, weight, huber;
    double error; /* weighted */
    int month;
} Change;

static int list_changes(const Track *track, Change *out)
{
    int changes = 0, before = -1;
    for (int t = 0; t < track->count; t++) {
        if (isnan(track->z[t]))
            continue;
        if (before >= 0) {
            Change *c = &out[changes++];
            *c = (Change){.y = track->z[t] - track->z[before], .huber = 1};
            int now = track->first + t, then = track->first + before, apart = t - before;
            c->month = now % 12;
            c->x[now % 12] += 1;
            c->x[then % 12] -= 1;
            c->x[SEASON_TET] = season_tet(now) - season_tet(then);
            c->x[SEASON_TERMS] = apart;
            c->x[SEASON_TERMS + 1] = apart * (0.5 * (t + before) - 0.5 * track->count) / 24;
            c->weight = pow(0.85, (track->count - 1 - t) / 12) / apart;
        }
        before = t;
    }
    return changes;
}

/* A = L Lᵀ in place; A is positive definite by the ridge. */
static void cholesky(double a[TERMS][TERMS])
{
    for (int i = 0; i < TERMS; i++) {
        for (int j = 0; j <= i; j++) {
            double sum = a[i][j];
            for (int k = 0; k < j; k++)
                sum -= a[i][k] * a[j][k];
            a[i][j] = i == j ? sqrt(sum > 1e-12 ? sum : 1e-12) : sum / a[j][j];
        }
    }
}

static void solve(double l[TERMS][TERMS], double b[TERMS])
{
    for (int i = 0; i < TERMS; i++) {
        for (int k = 0; k < i; k++)
            b[i] -= l[i][k] * b[k];
        b[i] /= l[i][i];
    }
    for (int i = TERMS - 1; i >= 0; i--) {
        for (int k = i + 1; k < TERMS; k++)
            b[i] -= l[k][i] * b[k];
        b[i] /= l[i][i];
    }
}

static void normal_equations(const Change *change, int changes, const Season *towards, const double *ridge,
                             double a[TERMS][TERMS], double b[TERMS])
{
    memset(a, 0, sizeof(double[TERMS][TERMS]));
    memset(b, 0, sizeof(double[TERMS]));
    for (int n = 0; n < changes; n++) {
        const Change *c = &change[n];
        double w = c->weight * c->huber;
        for (int i = 0; i < TERMS; i++) {
            if (c->x[i] == 0)
                continue;
            b[i] += w * c->x[i] * c->y;
            for (int j = 0; j <= i; j++)
                a[i][j] += w * c->x[i] * c->x[j];
        }
    }
    for (int i = 0; i < SEASON_TERMS; i++) {
        a[i][i] += ridge[i];
        b[i] += ridge[i] * towards->term[i];
    }
    a[SEASON_TERMS][SEASON_TERMS] += 1e-6;
    a[SEASON_TERMS + 1][SEASON_TERMS + 1] += 1;
}

/* The deviation of the errors by their median, and the weights that follow. */
static double weigh_errors(Change *change, int changes, const double b[TERMS])
{
    double size[FORECAST_MONTHS];
    for (int n = 0; n < changes; n++) {
        double fitted = 0;
        for (int i = 0; i < TERMS; i++)
            fitted += change[n].x[i] * b[i];
        change[n].error = (change[n].y - fitted) * sqrt(change[n].weight);
        size[n] = fabs(change[n].error);
    }
    /* With as many terms as a third of the changes the errors are too small by sqrt(1 − 1/3). */
    double slack = changes > TERMS + 6 ? sqrt((double)changes / (changes - TERMS)) : 2;
    double sd = 1.4826 * median_of(size, changes) * slack;
    for (int n = 0; n < changes; n++)
        change[n].huber = fabs(change[n].error) <= 2 * sd || sd == 0 ? 1 : 2 * sd / fabs(change[n].error);
    return sd;
}

static void term_variances(double l[TERMS][TERMS], double noise, double variance[SEASON_TERMS])
{
    for (int i = 0; i < SEASON_TERMS; i++) {
        double unit[TERMS] = {0};
        unit[i] = 1;
        solve(l, unit);
        variance[i] = noise * unit[i];
    }
}

double season_variance(const SeasonFit *fit, int month)
{
    double tet = season_tet(month);
    return fit->variance[month % 12] + tet * tet * fit->variance[SEASON_TET];
}

/* Errors beyond four deviations are shocks of their own and say little of the month. */
static void months_unrest(const Change *change, int changes, SeasonFit *fit)
{
    for (int i = 0; i < changes && fit->noise > 0; i++) {
        fit->unrest[change[i].month] += fmin(change[i].error * change[i].error / fit->noise, 16);
        fit->seen[change[i].month]++;
    }
    for (int m = 0; m < 12; m++)
        fit->unrest[m] = fit->seen[m] > 0 ? fit->unrest[m] / fit->seen[m] : 0;
}

static void centre_months(Season *season)
{
    double mean = 0;
    for (int i = 0; i < 12; i++)
        mean += season->term[i] / 12;
    for (int i = 0; i < 12; i++)
        season->term[i] -= mean;
}

SeasonFit season_fit(const Track *track, const SeasonPrior *prior)
{
    static const Season none = {{0}};
    SeasonFit fit = {0};
    Change change[FORECAST_MONTHS];
    int changes = list_changes(track, change);
    if (track->known < LEAST_MONTHS || track->count < LEAST_MONTHS) {
        if (prior)
            fit.season = prior->season;
        return fit;
    }
    double a[TERMS][TERMS], b[TERMS], sd = 0, ridge[SEASON_TERMS];
    for (int round = 0; round < ROUNDS; round++) {
        for (int i = 0; i < SEASON_TERMS; i++)
            ridge[i] = !prior || round == 0 ? 0.2 : prior->spread[i] > 0 ? fmin(sd * sd / prior->spread[i], 1e6) : 1e6;
        normal_equations(change, changes, prior ? &prior->season : &none, ridge, a, b);
        cholesky(a);
        solve(a, b);
        sd = weigh_errors(change, changes, b);
    }
    memcpy(fit.season.term, b, sizeof fit.season.term);
    centre_months(&fit.season);
    fit.noise = sd * sd;
    term_variances(a, fit.noise, fit.variance);
    months_unrest(change, changes, &fit);
    fit.ok = true;
    return fit;
}

static ptrdiff_t list_terms(const SeasonFit *fit, ptrdiff_t count, int term, bool variance, double *ret)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t u = 0; u < count; u++)
        if (fit[u].ok)
            ret[n++] = variance ? fit[u].variance[term] : fit[u].season.term[term];
    return n;
}

/* What a term varies beyond its own uncertainty. */
static double true_spread(const SeasonFit *fit, ptrdiff_t count, int term, double centre, double *x, double *ret_own)
{
    ptrdiff_t n = list_terms(fit, count, term, true, x);
    *ret_own = median_of(x, n);
    list_terms(fit, count, term, false, x);
    double mean = 0;
    for (ptrdiff_t k = 0; k < n; k++) {
        x[k] = (x[k] - centre) * (x[k] - centre);
        mean += x[k] / (double)n;
    }
    /* the median square of a normal deviate is 0.455 of the mean; of a few, the mean itself */
    return (n >= 5 ? median_of(x, n) / 0.455 : mean) - *ret_own;
}

/* A panel of fewer than five has no common season: each is drawn towards none.  The spread of a
 * term is drawn towards the mean of all terms as by ten series. */
SeasonPrior season_prior(const SeasonFit *fit, ptrdiff_t count, Arena scratch)
{
    SeasonPrior prior = {0};
    double *x = new (&scratch, double, count), own[SEASON_TERMS], mean = 0, mean_own = 0;
    ptrdiff_t usable = 0;
    for (ptrdiff_t u = 0; u < count; u++)
        usable += fit[u].ok;
    for (int i = 0; i < SEASON_TERMS && usable > 0; i++) {
        if (usable >= 5)
            prior.season.term[i] = median_of(x, list_terms(fit, count, i, false, x));
        prior.spread[i] = true_spread(fit, count, i, prior.season.term[i], x, &own[i]);
        mean += prior.spread[i] / SEASON_TERMS;
        mean_own += own[i] / SEASON_TERMS;
    }
    mean = fmax(mean, usable >= 5 ? 0.02 * mean_own : 0);
    double share = usable >= 5 ? (double)usable / ((double)usable + 10) : 0;
    for (int i = 0; i < SEASON_TERMS; i++)
        prior.spread[i] = share * fmax(prior.spread[i], 0) + (1 - share) * mean;
    return prior;
}

/* A campaign of another size each year, a school year that begins late: the months around them
 * are harder to foresee than the rest.  n years, of which the mean has been fitted, show only
 * (n − 1)/n of the excess; and a new year differs from their mean by (n + 1)/n of it. */
void season_unrest(const SeasonFit *fit, ptrdiff_t count, Arena scratch, double ret[12])
{
    double *square = new (&scratch, double, count), years[12], sorted[12];
    for (int m = 0; m < 12; m++) {
        ptrdiff_t n = 0;
        sorted[m] = ret[m] = years[m] = 0;
        for (ptrdiff_t u = 0; u < count; u++) {
            if (!fit[u].ok || fit[u].seen[m] == 0)
                continue;
            years[m] += fit[u].seen[m];
            square[n++] = fit[u].unrest[m];
        }
        for (ptrdiff_t k = 0; k < n && n >= 5; k++)
            ret[m] += square[k] / (double)n;
        sorted[m] = ret[m];
        years[m] = fmax(2, n > 0 ? years[m] / (double)n : 0);
    }
    double usual = median_of(sorted, 12);
    for (int m = 0; m < 12; m++)
        ret[m] = fmax(ret[m] - usual, 0) * (years[m] + 1) / (years[m] - 1);
}
