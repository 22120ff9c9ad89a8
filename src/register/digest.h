/* digest: rows and sets of rows by 64-bit digests (SipHash, keyed for the program and not secret). */
#pragma once
#include "base/err.h"

uint64_t digest_start(void);
uint64_t digest_add(uint64_t digest, Str cell); /* with the cell's length: "ab","c" is not "a","bc" */

/* A set of digests, open addressing. */
typedef struct DigestSet {
    uint64_t *slot; /* 0 free */
    ptrdiff_t slots, count;
} DigestSet;
DigestSet digest_set(Arena *arena, ptrdiff_t expected);
bool digest_set_put(DigestSet *set, Arena *arena, uint64_t digest); /* false: was in it */
bool digest_set_has(const DigestSet *set, uint64_t digest);
