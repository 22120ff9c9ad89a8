/* unlinkable: records that no partner, however alike, would bring to the threshold. */
#include "linkage/decide.h"

#include <math.h>

enum { CURVE_POINTS = COUNTOF(((LinkUnlinkable *)0)->share_at[0]) };

void link_unlinkable(Arena *arena, const float *best, ptrdiff_t rows, double threshold, int side, LinkUnlinkable *ret)
{
    int64_t below[CURVE_POINTS + 1] = {0}; /* by the first point above the weight */
    ptrdiff_t count = 0;
    for (ptrdiff_t row = 0; row < rows; row++) {
        count += !(best[row] >= threshold);
        double first = floor((double)best[row] - LINK_CURVE_FROM) + 1;
        below[!(first > 0) ? 0 : first > CURVE_POINTS ? CURVE_POINTS : (int)first]++;
    }
    ret->row[side] = new (arena, uint32_t, count);
    ret->len[side] = 0;
    for (ptrdiff_t row = 0; row < rows; row++)
        if (!(best[row] >= threshold))
            ret->row[side][ret->len[side]++] = (uint32_t)row;
    int64_t sum = 0;
    for (int i = 0; i < CURVE_POINTS; i++) {
        sum += below[i];
        ret->share_at[side][i] = rows ? (double)sum / (double)rows : 0;
    }
}
