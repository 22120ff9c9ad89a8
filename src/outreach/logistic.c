#include "outreach/logistic.h"

#include <math.h>
#include <string.h>

enum { STEPS_MOST = 60, HALVINGS = 30 };

typedef double Square[LOGISTIC_MOST][LOGISTIC_MOST];

double logistic_of(const double *value, const double *x, ptrdiff_t columns)
{
    double sum = 0;
    for (ptrdiff_t c = 0; c < columns; c++)
        sum += value[c] * x[c];
    return sum >= 0 ? 1 / (1 + exp(-sum)) : exp(sum) / (1 + exp(sum));
}

double log_loss(const double *probability, const uint8_t *y, ptrdiff_t rows)
{
    double sum = 0;
    for (ptrdiff_t i = 0; i < rows; i++) {
        double p = fmin(fmax(probability[i], 0.001), 0.999);
        sum -= log(y[i] ? p : 1 - p);
    }
    return rows > 0 ? sum / (double)rows : NAN;
}

/* log(1 + exp(x)) without overflow. */
static double softplus(double x)
{
    return x > 0 ? x + log1p(exp(-x)) : log1p(exp(x));
}

/* What is made small: −log likelihood and half the ridge times the squares. */
static double penalty(const LogisticData *d, const double *value, double ridge)
{
    double sum = 0;
    for (ptrdiff_t i = 0; i < d->rows; i++) {
        double at = 0;
        for (ptrdiff_t c = 0; c < d->columns; c++)
            at += value[c] * d->x[i * d->columns + c];
        sum += softplus(at) - (d->y[i] ? at : 0);
    }
    for (ptrdiff_t c = 1; c < d->columns; c++)
        sum += ridge / 2 * value[c] * value[c];
    return sum;
}

/* Gradient, and the curvature with and without the ridge. */
static void slopes(const LogisticData *d, const double *value, double ridge, double *gradient, Square with,
                   Square without)
{
    memset(gradient, 0, sizeof *gradient * LOGISTIC_MOST);
    memset(without, 0, sizeof(Square));
    for (ptrdiff_t i = 0; i < d->rows; i++) {
        const double *x = d->x + i * d->columns;
        double p = logistic_of(value, x, d->columns), w = p * (1 - p), off = (double)d->y[i] - p;
        for (ptrdiff_t a = 0; a < d->columns; a++) {
            gradient[a] += off * x[a];
            for (ptrdiff_t b = 0; b <= a; b++)
                without[a][b] += w * x[a] * x[b];
        }
    }
    for (ptrdiff_t a = 0; a < d->columns; a++)
        for (ptrdiff_t b = 0; b < a; b++)
            without[b][a] = without[a][b];
    memcpy(with, without, sizeof(Square));
    for (ptrdiff_t c = 1; c < d->columns; c++) {
        gradient[c] -= ridge * value[c];
        with[c][c] += ridge;
    }
}

/* Cholesky in place; a column that says nothing gets a floor, so that it stays where it is. */
static void factor(Square m, ptrdiff_t n)
{
    for (ptrdiff_t a = 0; a < n; a++) {
        for (ptrdiff_t b = 0; b <= a; b++) {
            double sum = m[a][b];
            for (ptrdiff_t k = 0; k < b; k++)
                sum -= m[a][k] * m[b][k];
            m[a][b] = a == b ? sqrt(fmax(sum, 1e-12)) : sum / m[b][b];
        }
    }
}

static void solve(Square root, ptrdiff_t n, const double *right, double *ret)
{
    for (ptrdiff_t a = 0; a < n; a++) {
        double sum = right[a];
        for (ptrdiff_t k = 0; k < a; k++)
            sum -= root[a][k] * ret[k];
        ret[a] = sum / root[a][a];
    }
    for (ptrdiff_t a = n - 1; a >= 0; a--) {
        double sum = ret[a];
        for (ptrdiff_t k = a + 1; k < n; k++)
            sum -= root[k][a] * ret[k];
        ret[a] = sum / root[a][a];
    }
}

static void put_errors(Square root, Square without, ptrdiff_t n, double *error)
{
    Square inverse;
    double unit[LOGISTIC_MOST];
    for (ptrdiff_t a = 0; a < n; a++) {
        memset(unit, 0, sizeof unit);
        unit[a] = 1;
        solve(root, n, unit, inverse[a]);
    }
    for (ptrdiff_t a = 0; a < n; a++) {
        double sum = 0;
        for (ptrdiff_t i = 0; i < n; i++)
            for (ptrdiff_t k = 0; k < n; k++)
                sum += inverse[a][i] * without[i][k] * inverse[a][k];
        error[a] = sqrt(fmax(sum, 0));
    }
}

static double largest(const double *v, ptrdiff_t n)
{
    double most = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        most = fmax(most, fabs(v[i]));
    return most;
}

/* Half the way and half again, until it is no worse. */
static void walk(const LogisticData *d, double ridge, const double *step, double *value)
{
    double from = penalty(d, value, ridge), length = 1, to[LOGISTIC_MOST];
    for (int h = 0; h < HALVINGS; h++, length /= 2) {
        for (ptrdiff_t c = 0; c < d->columns; c++)
            to[c] = value[c] + length * step[c];
        if (penalty(d, to, ridge) <= from) {
            memcpy(value, to, sizeof *value * (size_t)d->columns);
            return;
        }
    }
}

LogisticFit logistic_fit(Arena scratch, const LogisticData *data, double ridge)
{
    LogisticFit fit = {0};
    Square *with = arena_alloc(&scratch, sizeof *with, _Alignof(double), 1);
    Square *without = arena_alloc(&scratch, sizeof *without, _Alignof(double), 1);
    double gradient[LOGISTIC_MOST], step[LOGISTIC_MOST];
    double enough = 1e-9 * (double)(data->rows > 0 ? data->rows : 1);
    for (;; fit.steps++) {
        slopes(data, fit.value, ridge, gradient, *with, *without);
        factor(*with, data->columns);
        fit.settled = largest(gradient, data->columns) <= enough;
        if (fit.settled || fit.steps == STEPS_MOST)
            break;
        solve(*with, data->columns, gradient, step);
        walk(data, ridge, step, fit.value);
    }
    put_errors(*with, *without, data->columns, fit.error);
    return fit;
}
