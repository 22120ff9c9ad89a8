/* order: pairs strongest first.
 *
 * A radix sort in three passes of 11 bits over the bits of the weight, turned so that a greater weight is a smaller
 * number.  Stable, so that equal weights stay in the order of the pairs. */
#include "linkage/decide_internal.h"

#include <string.h>

enum { DIGIT = 11, DIGITS = 1 << DIGIT };

typedef struct Entry {
    uint32_t key, pair;
} Entry;

static uint32_t key_of(float weight)
{
    uint32_t bits;
    float w = weight == 0 ? 0 : weight; /* -0 and 0 are one weight */
    memcpy(&bits, &w, sizeof bits);
    return bits >> 31 ? bits : ~bits & 0x7fffffffu;
}

static void pass(const Entry *from, Entry *to, ptrdiff_t count, int shift)
{
    uint32_t at[DIGITS] = {0};
    for (ptrdiff_t i = 0; i < count; i++)
        at[from[i].key >> shift & (DIGITS - 1)]++;
    uint32_t sum = 0;
    for (int d = 0; d < DIGITS; d++) {
        uint32_t here = at[d];
        at[d] = sum;
        sum += here;
    }
    for (ptrdiff_t i = 0; i < count; i++)
        to[at[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
}

uint32_t *link_order(Arena *arena, const LinkPairs *pairs, const LinkDecision *decision, LinkDecision wanted,
                     ptrdiff_t *ret_count)
{
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < pairs->len; i++)
        count += !decision || decision[i] == wanted;
    uint32_t *order = new (arena, uint32_t, count);
    Arena scratch = *arena;
    Entry *a = new (&scratch, Entry, count), *b = new (&scratch, Entry, count);
    ptrdiff_t at = 0;
    for (ptrdiff_t i = 0; i < pairs->len; i++)
        if (!decision || decision[i] == wanted)
            a[at++] = (Entry){key_of(pairs->pair[i].weight), (uint32_t)i};
    pass(a, b, count, 0);
    pass(b, a, count, DIGIT);
    pass(a, b, count, 2 * DIGIT);
    for (ptrdiff_t i = 0; i < count; i++)
        order[i] = b[i].pair;
    *ret_count = count;
    return order;
}
