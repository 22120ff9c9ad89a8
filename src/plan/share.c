/* Shares of one total in proportion to weights under bounds.  Seen as a function of λ each unit
 * is at its lower bound, then λ·weight, then at its upper bound; the sum is piecewise linear, and its
 * corners in order lead to the piece on which it meets the total.  Fractions are compared
 * as products, never divided. */
#include "plan/allocate.h"

#include "plan/wide.h"
#include <stdlib.h>

typedef struct Corner { /* at λ = bound / weight */
    int64_t bound, weight;
    ptrdiff_t unit;
    bool upper;
} Corner;

typedef struct Rest {
    int64_t remainder_high;
    uint64_t remainder_low;
    ptrdiff_t unit;
} Rest;

static int corner_cmp(const void *pa, const void *pb)
{
    const Corner *a = pa, *b = pb;
    Wide left = (Wide)a->bound * b->weight, right = (Wide)b->bound * a->weight;
    if (left != right)
        return left < right ? -1 : 1;
    if (a->upper != b->upper)
        return a->upper ? 1 : -1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

static int rest_cmp(const void *pa, const void *pb) /* largest remainder, then first unit */
{
    const Rest *a = pa, *b = pb;
    if (a->remainder_high != b->remainder_high)
        return a->remainder_high > b->remainder_high ? -1 : 1;
    if (a->remainder_low != b->remainder_low)
        return a->remainder_low > b->remainder_low ? -1 : 1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

static int64_t low_of(const int64_t *lower, ptrdiff_t i)
{
    return lower ? lower[i] : 0;
}

static int64_t high_of(const int64_t *upper, ptrdiff_t i, int64_t total)
{
    return upper && upper[i] < total ? upper[i] : total;
}

/* Passes corners while the sum at the corner stays below the total. */
static ptrdiff_t sweep(const Corner *corner, ptrdiff_t corners, int64_t total, Wide *fixed, Wide *weight)
{
    ptrdiff_t k = 0;
    for (; k < corners; k++) {
        const Corner *c = &corner[k];
        if ((*fixed - total) * c->weight + *weight * c->bound >= 0 && *weight > 0)
            break;
        *fixed += c->upper ? c->bound : -c->bound;
        *weight += c->upper ? -c->weight : c->weight;
    }
    return k;
}

static bool sums_admit(ptrdiff_t count, int64_t total, const int64_t *lower, const int64_t *upper)
{
    Wide low = 0, high = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        if (low_of(lower, i) > high_of(upper, i, total))
            return false;
        low += low_of(lower, i);
        high += high_of(upper, i, total);
    }
    return low <= total && total <= high;
}

/* All with weight are full: the rest in equal parts to those without. */
static bool fill_weightless(Arena scratch, const int64_t *weight, ptrdiff_t count, int64_t total, const int64_t *lower,
                            const int64_t *upper, int64_t *ret)
{
    int64_t *ones = new (&scratch, int64_t, count), *low = new (&scratch, int64_t, count);
    for (ptrdiff_t i = 0; i < count; i++) {
        ones[i] = 1;
        low[i] = weight[i] > 0 ? high_of(upper, i, total) : low_of(lower, i);
    }
    return allocate_shares(scratch, ones, count, total, low, upper, ret);
}

static void hand_out(Arena scratch, const int64_t *weight, ptrdiff_t count, const Corner *corner, ptrdiff_t passed,
                     int64_t total, Wide fixed, Wide whole, int64_t *ret)
{
    bool *active = new (&scratch, bool, count);
    for (ptrdiff_t k = 0; k < passed; k++) {
        active[corner[k].unit] = !corner[k].upper;
        if (corner[k].upper)
            ret[corner[k].unit] = corner[k].bound;
    }
    Rest *rest = new (&scratch, Rest, count);
    ptrdiff_t rests = 0;
    Wide left = total - fixed, given = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        if (!active[i])
            continue;
        Wide share = left * weight[i], remainder = share % whole;
        ret[i] = (int64_t)(share / whole);
        given += ret[i];
        rest[rests++] = (Rest){(int64_t)(remainder >> 64), (uint64_t)remainder, i};
    }
    if (rests == 0)
        return;
    qsort(rest, (size_t)rests, sizeof *rest, rest_cmp);
    for (ptrdiff_t k = 0; k < (ptrdiff_t)(left - given); k++)
        ret[rest[k].unit]++;
}

bool allocate_shares(Arena scratch, const int64_t *weight, ptrdiff_t count, int64_t total, const int64_t *lower,
                     const int64_t *upper, int64_t *ret)
{
    if (count <= 0)
        return total == 0;
    if (!sums_admit(count, total, lower, upper))
        return false;
    Corner *corner = new (&scratch, Corner, 2 * count);
    ptrdiff_t corners = 0;
    Wide fixed = 0, whole = 0, full = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        int64_t low = low_of(lower, i), high = high_of(upper, i, total);
        ret[i] = low;
        fixed += low;
        full += weight[i] > 0 ? high : low;
        if (weight[i] == 0)
            continue;
        corner[corners++] = (Corner){low, weight[i], i, false};
        corner[corners++] = (Corner){high, weight[i], i, true};
    }
    if (full < total)
        return fill_weightless(scratch, weight, count, total, lower, upper, ret);
    if (fixed == total)
        return true;
    qsort(corner, (size_t)corners, sizeof *corner, corner_cmp);
    ptrdiff_t passed = sweep(corner, corners, total, &fixed, &whole);
    hand_out(scratch, weight, count, corner, passed, total, fixed, whole, ret);
    return true;
}
