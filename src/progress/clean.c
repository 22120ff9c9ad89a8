/* What is not to be learned from: months that spring away and back, and jumps that stay. */
#include "progress/forecast_internal.h"

#include <math.h>
#include <stdlib.h>

static int order(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

double median_of(double *x, ptrdiff_t count)
{
    if (count == 0)
        return 0;
    qsort(x, (size_t)count, sizeof *x, order);
    return count % 2 ? x[count / 2] : 0.5 * (x[count / 2 - 1] + x[count / 2]);
}

typedef struct Points { /* the known months of a track, one after the other */
    int at[FORECAST_MONTHS], count;
} Points;

static Points known_points(const Track *track)
{
    Points p = {.count = 0};
    for (int t = 0; t < track->count; t++)
        if (!isnan(track->z[t]))
            p.at[p.count++] = t;
    return p;
}

/* Usual change and its deviation.  Where most months do not change at all the mean size
 * of a change stands in, so that rare counts are not taken for errors. */
static double usual_change(const Track *track, const Points *p, double *ret_centre)
{
    double change[FORECAST_MONTHS], mean = 0;
    int n = 0;
    for (int i = 1; i < p->count; i++)
        change[n++] = track->z[p->at[i]] - track->z[p->at[i - 1]];
    *ret_centre = median_of(change, n);
    for (int i = 0; i < n; i++) {
        change[i] = fabs(change[i] - *ret_centre);
        mean += change[i] / n;
    }
    double sd = 1.4826 * median_of(change, n);
    return sd > 0.1 * mean ? sd : 1.25 * mean;
}

static void drop_outliers(Track *track)
{
    double centre;
    Points p = known_points(track);
    double sd = usual_change(track, &p, &centre);
    for (int i = 1; i + 1 < p.count; i++) {
        double *z = track->z;
        double in = z[p.at[i]] - z[p.at[i - 1]], out = z[p.at[i]] - z[p.at[i + 1]];
        double least = fmin(fabs(in), fabs(out)), across = fabs(z[p.at[i + 1]] - z[p.at[i - 1]]);
        if (in * out > 0 && least > 4.5 * sd && across < 0.4 * least) {
            z[p.at[i]] = NAN;
            track->outliers++;
            i++;
        }
    }
}

static void lift_before(Track *track, int at, double by)
{
    for (int k = 0; k < at; k++)
        track->z[k] += by;
}

/* The months before a jump are lifted to the level after it, so that the trend of both
 * sides remains.  One later month must confirm it.  A jump in the last month may be
 * either: it is taken for a jump by the rule of succession over those seen before. */
static void splice_shifts(Track *track)
{
    double centre;
    Points p = known_points(track);
    double sd = usual_change(track, &p, &centre), *z = track->z;
    for (int i = 1; i < p.count; i++) {
        double jump = z[p.at[i]] - z[p.at[i - 1]] - centre;
        if (fabs(jump) <= 5 * sd)
            continue;
        if (i + 1 == p.count) {
            lift_before(track, p.at[i], jump * (track->shifts + 1) / (track->shifts + track->outliers + 2));
            break;
        }
        double next = z[p.at[i + 1]], more = i + 2 < p.count ? z[p.at[i + 2]] : next;
        double stayed = 0.5 * (next + more) - z[p.at[i - 1]];
        if (stayed * jump <= 0 || fabs(stayed) < 0.6 * fabs(jump))
            continue;
        lift_before(track, p.at[i], jump);
        track->jumps += jump * jump;
        track->shifts++;
    }
}

void clean_track(Track *track)
{
    if (track->known < 12)
        return;
    drop_outliers(track);
    splice_shifts(track);
}
