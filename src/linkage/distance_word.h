/* The bit-parallel forms, whatever way the places of a letter are found; for distance*.c only.
 *
 * `at` gives, for a letter, the set of its places in the longer text as bits.  The functions are inlined into each way
 * of finding them, so the call costs nothing.  n ≥ m, both 1 … 64. */
#pragma once
#include "linkage/distance.h"

typedef uint64_t PlacesAt(const void *places, unsigned char letter);

#define INLINED static inline __attribute__((always_inline))

/* One column of the matrix a step: its vertical differences as two words (up, down); Hyyrö 2003, figure 4. */
INLINED int osa_by_words(PlacesAt *at, const void *places, int n, const char *b, int m, int limit)
{
    uint64_t up = ~UINT64_C(0), down = 0, diagonal = 0, before = 0;
    int distance = n;
    for (int j = 0; j < m; j++) {
        uint64_t here = at(places, (unsigned char)b[j]);
        uint64_t exchanged = ((~diagonal & here) << 1) & before;
        diagonal = (((here & up) + up) ^ up) | here | down | exchanged;
        uint64_t right = down | ~(diagonal | up), left = diagonal & up;
        distance += (int)(right >> (n - 1) & 1) - (int)(left >> (n - 1) & 1);
        right = right << 1 | 1;
        up = left << 1 | ~(diagonal | right);
        down = right & diagonal;
        before = here;
        if (distance - (m - 1 - j) > limit) /* each step takes at most one off */
            return limit + 1;
    }
    return distance < limit + 1 ? distance : limit + 1;
}

INLINED double jaro_of(int n, int m, int common, int displaced)
{
    double c = common;
    return common == 0 ? 0 : (c / n + c / m + (c - displaced / 2) / c) / 3;
}

/* Each letter of b takes the first free place of its kind within reach. */
INLINED double jaro_by_words(PlacesAt *at, const void *places, const char *a, int n, const char *b, int m)
{
    int reach = n / 2 > 1 ? n / 2 - 1 : 0, displaced = 0;
    uint64_t free = ~UINT64_C(0), taken_b = 0, window = reach >= 63 ? ~UINT64_C(0) : (UINT64_C(2) << reach) - 1;
    for (int j = 0; j < m; j++) {
        uint64_t found = at(places, (unsigned char)b[j]) & window & free;
        free &= ~(found & (0 - found));
        taken_b |= (uint64_t)(found != 0) << j;
        window = window << 1 | (j < reach);
    }
    int common = __builtin_popcountll(taken_b);
    for (uint64_t rest = taken_b, taken_a = ~free; rest; rest &= rest - 1, taken_a &= taken_a - 1)
        displaced += a[__builtin_ctzll(taken_a)] != b[__builtin_ctzll(rest)];
    return jaro_of(n, m, common, displaced);
}

/* distance_x86.c: the places by comparing 16 or 32 letters at once; false where the machine cannot. */
bool distance_osa_x86(const char *a, int n, const char *b, int m, int limit, int *ret);
bool distance_jaro_x86(const char *a, int n, const char *b, int m, double *ret);
/* distance.c: the places by a table; for every machine. */
int distance_osa_table(const char *a, int n, const char *b, int m, int limit);
double distance_jaro_table(const char *a, int n, const char *b, int m);
