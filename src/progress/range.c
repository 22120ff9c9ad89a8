/* Questions to a forecast: a month's range, a probability, a delay, a sum. */
#include "progress/forecast_internal.h"

#include <math.h>

/* Quantiles of Student's t for 1, 2, … degrees of freedom (Abramowitz and Stegun 1964,
 * table 26.10); further on by their expansion 26.7.5. */
static const double T[2][10] = {
    {3.078, 1.886, 1.638, 1.533, 1.476, 1.440, 1.415, 1.397, 1.383, 1.372},
    {12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228},
};

double student_quantile(double p, int degrees)
{
    double z = p < 0.95 ? 1.281552 : 1.959964;
    if (degrees <= 10)
        return T[p > 0.95][degrees - 1];
    double z3 = z * z * z;
    return z + (z3 + z) / (4.0 * degrees) + (5 * z3 * z * z + 16 * z3 + 3 * z) / (96.0 * degrees * degrees);
}

double normal_cdf(double z)
{
    return 0.5 * erfc(-z / sqrt(2));
}

static int ahead(const Forecast *f, int month)
{
    int h = month - f->origin;
    return f->model != FORECAST_NONE && h >= 1 && h <= FORECAST_HORIZON && f->deviation[h] >= 0 ? h : 0;
}

static double back(const Forecast *f, double z)
{
    double y = f->unit * (f->log ? exp(z) : z);
    return y > 0 ? y : 0;
}

bool forecast_at(const Forecast *f, int month, ForecastRange *ret)
{
    int h = ahead(f, month);
    if (h == 0)
        return false;
    double wide80 = f->width->q80[h] * f->deviation[h], wide95 = f->width->q95[h] * f->deviation[h];
    *ret = (ForecastRange){.median = back(f, f->centre[h]),
                           .low80 = back(f, f->centre[h] - wide80),
                           .high80 = back(f, f->centre[h] + wide80),
                           .low95 = back(f, f->centre[h] - wide95),
                           .high95 = back(f, f->centre[h] + wide95)};
    return true;
}

double forecast_low(const ForecastRange *range, int level)
{
    return fmin(ceil(level == 80 ? range->low80 : range->low95), floor(range->median));
}

double forecast_high(const ForecastRange *range, int level)
{
    return fmax(floor(level == 80 ? range->high80 : range->high95), ceil(range->median));
}

/* Through the calibrated quantiles: 80% and 95% lie where the width says, between and
 * beyond them the normal deviate runs straight on. */
double forecast_reaches(const Forecast *f, int month, double target)
{
    int h = ahead(f, month);
    if (h == 0)
        return -1;
    double least = target - 0.5;
    if (least <= 0)
        return 1;
    double z = f->log ? log(least / f->unit) : least / f->unit;
    double u = fabs(z - f->centre[h]) / f->deviation[h], q80 = f->width->q80[h], q95 = f->width->q95[h];
    double normal = u <= q80 ? 1.281552 * u / q80 : 1.281552 + 0.678412 * (u - q80) / (q95 - q80);
    return z < f->centre[h] ? normal_cdf(normal) : normal_cdf(-normal);
}

bool forecast_delay(const Forecast *f, int due, double target, int *ret_months)
{
    for (int h = 1; h <= FORECAST_HORIZON; h++) {
        ForecastRange range;
        if (!forecast_at(f, f->origin + h, &range))
            return false;
        if (range.median >= target - 0.5) {
            *ret_months = f->origin + h - due;
            return true;
        }
    }
    return false;
}

void forecast_add_up(Forecast *total, const Forecast *part, const Forecast *other)
{
    if (part->origin != total->origin || other->origin != total->origin)
        return;
    for (int h = 1; h <= FORECAST_HORIZON; h++) {
        ForecastRange a, b;
        int month = total->origin + h;
        if (ahead(total, month) == 0 || !forecast_at(part, month, &a) || !forecast_at(other, month, &b))
            return;
        double sum = (a.median + b.median) / total->unit;
        total->centre[h] = total->log ? log(fmax(sum, 1e-9)) : sum;
    }
}
