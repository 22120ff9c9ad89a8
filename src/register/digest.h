/* digest: rows and sets of rows by 64-bit digests.  Products of 64 by 64 bits folded together: as good against chance
 * as a hash can be, none against someone who looks for two rows of one digest; such a row is only his own. */
#pragma once
#include "base/err.h"
#include <string.h>

__extension__ typedef unsigned __int128 DigestWide;

static inline uint64_t digest_fold(uint64_t a, uint64_t b)
{
    DigestWide product = (DigestWide)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t digest_load(const char *p, size_t bytes) /* 4 or 8 */
{
    uint64_t word = 0;
    memcpy(&word, p, bytes);
    return word;
}

static inline uint64_t digest_cell(Str cell)
{
    uint64_t hash = UINT64_C(0x8bb84b93962eacc9) ^ (uint64_t)cell.len;
    const char *p = cell.ptr;
    ptrdiff_t left = cell.len;
    for (; left > 16; left -= 16, p += 16)
        hash = digest_fold(digest_load(p, 8) ^ UINT64_C(0x2d358dccaa6c78a5), digest_load(p + 8, 8) ^ hash);
    uint64_t a, b;
    if (left >= 8) { /* the two overlap */
        a = digest_load(p, 8);
        b = digest_load(p + left - 8, 8);
    } else if (left >= 4) {
        a = digest_load(p, 4);
        b = digest_load(p + left - 4, 4);
    } else {
        a = left == 0 ? 0
                      : (uint64_t)(unsigned char)p[0] << 16 | (uint64_t)(unsigned char)p[left >> 1] << 8 |
                            (unsigned char)p[left - 1];
        b = 0;
    }
    return digest_fold(a ^ UINT64_C(0x4b33a62ed433d4a3), b ^ hash);
}

static inline uint64_t digest_start(void)
{
    return 1;
}
static inline uint64_t digest_join(uint64_t digest, uint64_t cell)
{
    digest = (digest ^ cell) * UINT64_C(0x9E3779B97F4A7C15);
    return digest ^ digest >> 32;
}
/* With the cell's length: "ab","c" is not "a","bc". */
static inline uint64_t digest_add(uint64_t digest, Str cell)
{
    return digest_join(digest, digest_cell(cell));
}

/* A set of digests, open addressing. */
typedef struct DigestSet {
    uint64_t *slot; /* 0 free */
    ptrdiff_t slots, count;
} DigestSet;
DigestSet digest_set(Arena *arena, ptrdiff_t expected);
bool digest_set_put(DigestSet *set, Arena *arena, uint64_t digest); /* false: was in it */
bool digest_set_has(const DigestSet *set, uint64_t digest);
/* Soon to be looked up: slots of a large set lie anywhere. */
static inline void digest_set_fetch(const DigestSet *set, uint64_t digest)
{
    __builtin_prefetch(&set->slot[(digest + (digest == 0)) & (uint64_t)(set->slots - 1)]);
}
