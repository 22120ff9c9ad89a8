/* How many deviations an interval takes: what the panel's own earlier forecasts missed.
 *
 * The panel is forecast from each of the last 18 months, and what came later (up to the
 * last month known, never beyond) is compared with it.  The quantiles of |error| in
 * deviations, 80% and 95% each for itself because errors have heavier tails than the
 * normal, are the widths.  All calendar months of a year take part: origins three months
 * apart would see the same four months again and again, and the months are not alike.
 * Recent origins weigh more.  The errors of one month go together, so a quantile counts
 * as much as the months it has seen, not as the forecasts; it is drawn towards what was
 * found for fewer months ahead, and the first towards Student's t. */
#include "progress/forecast_internal.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { BACK = 18, WINDOW = 12, BUCKETS = 5, SAMPLE = 150, LEAST_KNOWN = 12, LEAST_MISSES = 5 };
static const int FIRST[BUCKETS] = {1, 2, 4, 7, 13}, LAST[BUCKETS] = {1, 3, 6, 12, 18};
static const double MIDDLE[BUCKETS] = {1, 2.5, 5, 9.5, 15.5};
static const double FADING = 0.9;     /* weight of an origin against the one a month later */
static const double FEW_MONTHS = 0.5; /* a quantile of so many months weighs as much as what it is drawn to */
static const double FEW_MISSES = 20;  /* or one of so many forecasts */

/* ---- earlier forecasts ------------------------------------------------------------- */

struct ForecastPast {
    Arena *arena;
    int first;                              /* month number of made[0] */
    Forecast *made[FORECAST_MONTHS + BACK]; /* by origin; NULL: not yet */
};

ForecastPast *forecast_past(Arena *arena)
{
    ForecastPast *past = new (arena, ForecastPast, 1);
    past->arena = arena;
    return past;
}

/* `past` may live in `scratch`: what is made comes first, its working space behind it. */
static const Forecast *forecasts_from(ForecastPast *past, Arena *scratch, const ForecastSeries *sample,
                                      ptrdiff_t sampled, int origin, int threads)
{
    if (past->first == 0)
        past->first = origin;
    Forecast *loose = NULL, **place = &loose;
    if (origin >= past->first && origin < past->first + FORECAST_MONTHS + BACK)
        place = &past->made[origin - past->first];
    if (!*place) {
        *place = new (past->arena, Forecast, sampled);
        panel_run(*scratch, sample, sampled, origin, LAST[BUCKETS - 1], threads, *place);
    }
    return *place;
}

/* ---- misses ------------------------------------------------------------------------- */

typedef struct Miss {
    double size, weight; /* |error| in deviations */
} Miss;

/* Of one bucket of months ahead: forecasts of the kind that is to be judged. */
typedef struct Bucket {
    Miss *miss;
    ptrdiff_t count;
    bool seen[WINDOW]; /* months back from the last known one */
    double growth;     /* sum of the logarithms of how misses of the other kind grew since the bucket before */
    int grown;
} Bucket;

static bool missed(const ForecastSeries *s, const Forecast *f, int h, double *ret)
{
    int at = f->origin + h - s->first;
    if (at >= s->count || isnan(s->value[at]))
        return false;
    double y = s->value[at] / f->unit, z = f->log ? log(fmax(y, 1e-3)) : y;
    *ret = fabs(z - f->centre[h]) / f->deviation[h];
    return true;
}

static int bigger(const void *a, const void *b)
{
    double x = ((const Miss *)a)->size, y = ((const Miss *)b)->size;
    return (x > y) - (x < y);
}

/* miss is sorted. */
static double quantile(const Miss *miss, ptrdiff_t count, double p)
{
    double all = 0, sum = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        all += miss[i].weight;
    for (ptrdiff_t i = 0; i < count; i++) {
        sum += miss[i].weight;
        if (sum >= p * all)
            return miss[i].size;
    }
    return count > 0 ? miss[count - 1].size : 0;
}

typedef struct Calibration {
    const ForecastSeries *sample;
    const Forecast *final;
    ptrdiff_t sampled, stride;
    int until;
    Bucket bucket[BUCKETS];
} Calibration;

static bool judged(const Calibration *c, const Forecast *f, ptrdiff_t u, int origin, bool same_kind)
{
    return f[u].origin == origin && f[u].model >= FORECAST_DAMPED && f[u].known >= LEAST_KNOWN &&
           (f[u].model == c->final[u * c->stride].model) == same_kind;
}

static ptrdiff_t list_misses(const Calibration *c, const Forecast *f, int origin, int h, bool same_kind, double weight,
                             Miss *out)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t u = 0; u < c->sampled && origin + h <= c->until; u++)
        if (judged(c, f, u, origin, same_kind) && missed(&c->sample[u], &f[u], h, &out[n].size))
            out[n++].weight = weight;
    return n;
}

static void note_misses(Calibration *c, const Forecast *f, int origin)
{
    for (int b = 0; b < BUCKETS; b++) {
        Bucket *bucket = &c->bucket[b];
        for (int h = FIRST[b]; h <= LAST[b]; h++) {
            int age = c->until - origin - h;
            if (age < 0 || age >= WINDOW)
                continue;
            ptrdiff_t n = list_misses(c, f, origin, h, true, pow(FADING, age), bucket->miss + bucket->count);
            bucket->count += n;
            bucket->seen[age] = bucket->seen[age] || n > 0;
        }
    }
}

/* Forecasts of the other kind, without a season, miss more; but how their misses grow with the
 * months ahead is a sign for those that nobody could check yet. */
static void note_growth(Calibration *c, const Forecast *f, int origin, Arena scratch)
{
    double before = 0;
    Miss *miss = new (&scratch, Miss, c->sampled * BACK);
    for (int b = 0; b < BUCKETS && origin + LAST[b] <= c->until; b++) {
        ptrdiff_t n = 0;
        for (int h = FIRST[b]; h <= LAST[b]; h++)
            n += list_misses(c, f, origin, h, false, 1, miss + n);
        qsort(miss, (size_t)n, sizeof *miss, bigger);
        double now = n >= LEAST_MISSES ? quantile(miss, n, 0.8) : 0;
        if (now > 0 && before > 0) {
            c->bucket[b].growth += log(now / before);
            c->bucket[b].grown++;
        }
        before = now;
    }
}

/* ---- widths ------------------------------------------------------------------------- */

ForecastWidth *student_width(Arena *arena, int degrees)
{
    ForecastWidth *w = new (arena, ForecastWidth, 1);
    for (int h = 0; h <= FORECAST_HORIZON; h++) {
        w->q80[h] = student_quantile(0.9, degrees);
        w->q95[h] = student_quantile(0.975, degrees);
    }
    return w;
}

/* A series alone has found its trend and damping from itself; on random walks and wandering
 * trends its formula is too narrow by a third a year ahead (tests/progress/forecast.c). */
static double alone_factor(double h)
{
    return 1 + 0.4 * (1 - exp(-(h - 1) / 6));
}

/* A third of the way (geometrically), within reason. */
static double grown(const Bucket *bucket)
{
    if (bucket->grown == 0)
        return 1;
    return cbrt(fmin(fmax(exp(bucket->growth / bucket->grown), 0.7), 2));
}

static void bucket_quantiles(const Bucket *bucket, double p, double student, bool alone, double q[BUCKETS])
{
    for (int b = 0; b < BUCKETS; b++) {
        double given = b == 0 ? student : q[b - 1] * grown(&bucket[b]);
        if (alone && b > 0)
            given = q[b - 1] * alone_factor(MIDDLE[b]) / alone_factor(MIDDLE[b - 1]);
        double months = 0, span = LAST[b] - FIRST[b] + 1;
        for (int age = 0; age < WINDOW; age++)
            months += bucket[b].seen[age];
        q[b] = given;
        if (bucket[b].count < LEAST_MISSES)
            continue;
        double doubt = FEW_MONTHS * MIDDLE[b] / months + FEW_MISSES * span / (double)bucket[b].count;
        q[b] = (quantile(bucket[b].miss, bucket[b].count, p) + doubt * given) / (1 + doubt);
    }
}

static void spread_buckets(const double bucket[BUCKETS], double *q)
{
    for (int h = 0; h <= FORECAST_HORIZON; h++) {
        int b = 0;
        while (b + 2 < BUCKETS && h > MIDDLE[b + 1])
            b++;
        double part = (h - MIDDLE[b]) / (MIDDLE[b + 1] - MIDDLE[b]);
        part = part < 0 ? 0 : part > 1 ? 1 : part;
        q[h] = bucket[b] + part * (bucket[b + 1] - bucket[b]);
    }
}

static ForecastWidth *widths(Arena *arena, const Bucket *bucket, bool alone)
{
    ForecastWidth *w = student_width(arena, 12);
    double q80[BUCKETS], q95[BUCKETS];
    bucket_quantiles(bucket, 0.80, w->q80[0], alone, q80);
    bucket_quantiles(bucket, 0.95, w->q95[0], alone, q95);
    for (int b = 0; b < BUCKETS; b++)
        q95[b] = fmax(q95[b], 1.2 * q80[b]);
    spread_buckets(q80, w->q80);
    spread_buckets(q95, w->q95);
    return w;
}

ForecastWidth *panel_width(Arena *arena, Arena scratch, const ForecastSeries *series, const Forecast *final,
                           ptrdiff_t count, int until, ForecastOptions options)
{
    Calibration c = {.final = final, .until = until, .stride = count / SAMPLE + 1};
    ForecastSeries *sample = new (&scratch, ForecastSeries, count / c.stride + 1);
    ForecastPast *past = options.past ? options.past : forecast_past(&scratch);
    for (ptrdiff_t u = 0; u < count; u += c.stride)
        sample[c.sampled++] = series[u];
    c.sample = sample;
    for (int b = 0; b < BUCKETS; b++)
        c.bucket[b].miss = new (&scratch, Miss, c.sampled * WINDOW * (LAST[b] - FIRST[b] + 1));
    for (int origin = until - BACK; origin < until; origin++) {
        if (origin <= 0)
            continue;
        const Forecast *f =
            forecasts_from(past, &scratch, sample, c.sampled, origin, options.threads > 0 ? options.threads : 1);
        note_misses(&c, f, origin);
        note_growth(&c, f, origin, scratch);
    }
    for (int b = 0; b < BUCKETS; b++)
        qsort(c.bucket[b].miss, (size_t)c.bucket[b].count, sizeof(Miss), bigger);
    return widths(arena, c.bucket, count < 5);
}
