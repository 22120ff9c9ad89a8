/* rng: random numbers that a seed repeats on every machine (SplitMix64, Steele,
 * Lea and Flood 2014).  Not for secrets. */
#pragma once
#include "base/str.h"

typedef struct Rng {
    uint64_t state;
} Rng;

Rng rng_open(uint64_t seed);
Rng rng_fork(Rng rng, Str name); /* an independent stream of its own name */
uint64_t rng_next(Rng *rng);
int64_t rng_below(Rng *rng, int64_t bound);               /* 0 … bound-1, without bias */
int64_t rng_between(Rng *rng, int64_t low, int64_t high); /* both ends included */
double rng_unit(Rng *rng);                                /* [0, 1) */
double rng_normal(Rng *rng);                              /* mean 0, deviation 1 */
