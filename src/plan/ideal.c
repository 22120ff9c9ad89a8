/* The ideal table as exact fractions: goals or shares of the last year, and the parent's rhythm in between. */
#include "plan/allocate_internal.h"

#define SHARE_POINT ((int64_t)1 << 16) /* shares of the last year are worked out to 1/65536 of a person */

/* Shares of the last year by one method, within the bounds; false where these admit none. */
static bool method_shares(const Scheme *s, Arena scratch, int m, int64_t *ret)
{
    bool by_level = s->method[m].level;
    int64_t total = s->path[s->years - 1] - (by_level ? 0 : s->base_sum);
    int64_t *low = new (&scratch, int64_t, s->units), *high = new (&scratch, int64_t, s->units);
    for (ptrdiff_t i = 0; i < s->units; i++) {
        ptrdiff_t at = i * s->years + s->years - 1;
        int64_t shift = by_level ? 0 : s->base[i], most = s->upper[at];
        most = most > FLOW_VALUE_MAX ? FLOW_VALUE_MAX + s->base[i] : most;
        low[i] = (s->lower[at] - shift) * SHARE_POINT;
        high[i] = (most - shift) * SHARE_POINT;
    }
    if (!allocate_shares(scratch, s->figure[m], s->units, total * SHARE_POINT, low, high, ret))
        return false;
    for (ptrdiff_t i = 0; i < s->units && !by_level; i++)
        ret[i] += s->base[i] * SHARE_POINT;
    return true;
}

/* The blend; its fractions are cut so that the sum stays what it is. */
static bool blend_shares(const Scheme *s, Arena scratch, int64_t *ret)
{
    Wide *sum = new (&scratch, Wide, s->units), weights = 0;
    int64_t *one = new (&scratch, int64_t, s->units);
    for (int m = 0; m < s->methods; m++) {
        if (!method_shares(s, scratch, m, one))
            return false;
        weights += s->method[m].weight;
        for (ptrdiff_t i = 0; i < s->units; i++)
            sum[i] += (Wide)one[i] * s->method[m].weight;
    }
    Wide run = 0, given = 0;
    for (ptrdiff_t i = 0; i < s->units && weights > 0; i++) {
        run += sum[i];
        ret[i] = (int64_t)(run / weights - given);
        given = run / weights;
    }
    return weights > 0;
}

static void last_year(const Scheme *s, Arena *arena, int64_t *share)
{
    if (blend_shares(s, *arena, share))
        return;
    for (ptrdiff_t i = 0; i < s->units; i++) /* goals alone, or bounds that will be refused */
        share[i] = s->lower[i * s->years + s->years - 1] * SHARE_POINT;
}

void ideal_fill(Scheme *s, Arena *arena)
{
    int64_t *share = new (arena, int64_t, s->units);
    s->ideal = new (arena, Wide, s->units * s->years);
    last_year(s, arena, share);
    int64_t rise = s->path[s->years - 1] - s->base_sum;
    s->whole = (Wide)SHARE_POINT * (rise > 0 ? rise : 1);
    for (ptrdiff_t i = 0; i < s->units; i++)
        for (int t = 0; t < s->years; t++) {
            Wide gain = (Wide)share[i] - s->base[i] * SHARE_POINT, start = s->base[i] * s->whole;
            s->ideal[i * s->years + t] = start + gain * (rise > 0 ? s->path[t] - s->base_sum : 1);
        }
}

bool ideal_fits(const Scheme *s)
{
    for (ptrdiff_t at = 0; at < s->units * s->years; at++) {
        bool falls = at % s->years > 0 && s->ideal[at] < s->ideal[at - 1]; /* as the parent's path does */
        if (falls || s->ideal[at] < s->lower[at] * s->whole || s->ideal[at] > s->upper[at] * s->whole)
            return false;
    }
    for (int t = 0; t < s->years; t++) {
        Wide sum = 0;
        for (ptrdiff_t i = 0; i < s->units; i++)
            sum += s->ideal[i * s->years + t];
        if (sum != s->path[t] * s->whole)
            return false;
    }
    return true;
}
