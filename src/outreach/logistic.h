/* logistic: logistic regression with a ridge, by Newton's method (IRLS); the same input gives the same bits. */
#pragma once
#include "base/arena.h"
#include <stdbool.h>
#include <stdint.h>

enum { LOGISTIC_MOST = 24 }; /* columns */

typedef struct LogisticData {
    const double *x; /* row after row; the first column is 1 everywhere and bears no ridge */
    const uint8_t *y;
    ptrdiff_t rows, columns;
} LogisticData;

typedef struct LogisticFit {
    double value[LOGISTIC_MOST]; /* log odds */
    double error[LOGISTIC_MOST]; /* standard errors, of the ridge estimate: H⁻¹ (X'WX) H⁻¹ with H = X'WX + ridge */
    int steps;
    bool settled; /* the gradient is zero */
} LogisticFit;

LogisticFit logistic_fit(Arena scratch, const LogisticData *data, double ridge);
double logistic_of(const double *value, const double *x, ptrdiff_t columns); /* probability */
/* Mean of −log of the probability of what came; probabilities are kept within 0.001 and 0.999. */
double log_loss(const double *probability, const uint8_t *y, ptrdiff_t rows);
