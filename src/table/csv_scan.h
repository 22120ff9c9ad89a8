/* csv_scan: where the delimiters, quotes and line ends of a text are.
 *
 * Sixty-four bytes are compared at once and give a word with one bit for each byte that
 * matters; the reader then only looks at those.  The portable form says what the
 * vector form has to compute. */
#pragma once
#include "base/str.h"
#include <string.h>

#ifdef __SSE2__
#include <emmintrin.h>
#endif

typedef struct Scan {
    const char *block, *end; /* the block the mask speaks of; the end of the text */
    uint64_t mask;           /* marks in the block that were not yet given out */
    char delimiter;
} Scan;

static inline uint64_t scan_mask_portable(const char *p, char delimiter)
{
    uint64_t mask = 0;
    for (int i = 0; i < 64; i++) {
        bool mark = p[i] == delimiter || p[i] == '"' || p[i] == '\n' || p[i] == '\r';
        mask |= (uint64_t)mark << i;
    }
    return mask;
}

#ifdef __SSE2__
static inline uint64_t scan_mask(const char *p, char delimiter)
{
    __m128i d = _mm_set1_epi8(delimiter), q = _mm_set1_epi8('"'), n = _mm_set1_epi8('\n'), r = _mm_set1_epi8('\r');
    uint64_t mask = 0;
    for (int i = 0; i < 4; i++) {
        __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(p + 16 * i));
        __m128i m = _mm_or_si128(_mm_or_si128(_mm_cmpeq_epi8(v, d), _mm_cmpeq_epi8(v, q)),
                                 _mm_or_si128(_mm_cmpeq_epi8(v, n), _mm_cmpeq_epi8(v, r)));
        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(m) << (16 * i);
    }
    return mask;
}
#else
static inline uint64_t scan_mask(const char *p, char delimiter)
{
    return scan_mask_portable(p, delimiter);
}
#endif

static inline uint64_t scan_block(const Scan *s)
{
    ptrdiff_t left = s->end - s->block;
    if (left >= 64)
        return scan_mask(s->block, s->delimiter);
    char tail[64] = {0};
    memcpy(tail, s->block, (size_t)left);
    return scan_mask(tail, s->delimiter);
}

/* Begins anew at `at`. */
static inline void scan_from(Scan *s, const char *at, const char *end)
{
    s->block = at;
    s->end = end;
    s->mask = at < end ? scan_block(s) : 0;
}

/* The next mark, or `stop` where there is none before it. */
static inline const char *scan_next(Scan *s, const char *stop)
{
    while (!s->mask) {
        if (s->end - s->block <= 64 || s->block >= stop)
            return stop;
        s->block += 64;
        s->mask = scan_block(s);
    }
    const char *mark = s->block + __builtin_ctzll(s->mask);
    if (mark >= stop)
        return stop;
    s->mask &= s->mask - 1;
    return mark;
}
