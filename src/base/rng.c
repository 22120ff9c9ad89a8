#include "base/rng.h"

#include <assert.h>
#include <math.h>

static uint64_t mix(uint64_t z)
{
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}

Rng rng_open(uint64_t seed)
{
    return (Rng){mix(seed + 0x9e3779b97f4a7c15u)};
}

Rng rng_fork(Rng rng, Str name)
{
    return (Rng){mix(rng.state ^ str_hash(name))};
}

uint64_t rng_next(Rng *rng)
{
    return mix(rng->state += 0x9e3779b97f4a7c15u);
}

int64_t rng_below(Rng *rng, int64_t bound)
{
    assert(bound > 0);
    uint64_t n = (uint64_t)bound, limit = UINT64_MAX - UINT64_MAX % n, x;
    do
        x = rng_next(rng);
    while (x >= limit);
    return (int64_t)(x % n);
}

int64_t rng_between(Rng *rng, int64_t low, int64_t high)
{
    return low + rng_below(rng, high - low + 1);
}

double rng_unit(Rng *rng)
{
    return (double)(rng_next(rng) >> 11) * 0x1p-53;
}

double rng_normal(Rng *rng) /* Box and Muller */
{
    double r = sqrt(-2 * log(1 - rng_unit(rng)));
    return r * cos(6.283185307179586 * rng_unit(rng));
}
