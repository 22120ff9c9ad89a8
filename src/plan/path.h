/* path: the yearly path (lộ trình) between what a base year had and the goal of
 * the last year.
 *
 *     level                                     • to, always exact
 *       │                              •
 *       │                    •             each • is the ideal curve, rounded to
 *       │          •                       the nearest multiple of `round`, a half
 *       │  • from, always exact            goes up
 *       └──────────────────────────── year
 *
 * geometric  the same growth in percent each year: from^(1-k/n) · to^(k/n)
 * linear     the same number each year
 * logistic   slow, fast, slow: an S of 1 / (1 + e^(-s·(k/n - 1/2))), stretched to meet
 *            both ends; s is the shape (0.001 … 20; near 0 is linear, 6 a clear S)
 * weights    the increments are in the given proportion, one weight for each year after the first
 *
 * A path never turns: it rises throughout, or falls throughout where to < from (as
 * arrears should).  Rounding keeps that: a rounded value that would pass one of
 * the two ends is put on that end.  All arithmetic is on whole numbers (the geometric
 * curve by comparing powers, the logistic one in 60-bit fixed point), so that the
 * same path comes out on every machine. */
#pragma once
#include "base/err.h"

typedef enum PathMethod { PATH_GEOMETRIC, PATH_LINEAR, PATH_LOGISTIC, PATH_WEIGHTS } PathMethod;

enum { PATH_YEARS = 60 };                          /* most years between the two ends */
#define PATH_VALUE_MAX ((int64_t)1000000000000000) /* 10^15 */

typedef struct PathSpec {
    int from_year, to_year;
    int64_t from, to;
    PathMethod method;
    int64_t round;         /* ≥ 1; usually 1, 10, 100 or 1000 */
    int shape;             /* PATH_LOGISTIC: thousandths, 1 … 20000 */
    const int64_t *weight; /* PATH_WEIGHTS: to_year - from_year of them, ≥ 0, not all 0 */
} PathSpec;

extern const char *const path_method_names[]; /* "geometric" …, ends with NULL, in the order of PathMethod */

/* ret has room for to_year - from_year + 1 values; ret[0] is from, the last is to. */
Err *path_make(Arena *arena, const PathSpec *spec, int64_t *ret) MUST_CHECK;
