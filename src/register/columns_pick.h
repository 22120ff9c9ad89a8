/* columns_pick: which rows of a column are wanted, and bits of rows; for what unpacks columns alone. */
#pragma once
#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef struct Pick {
    const uint16_t *row; /* ascending, some of them perhaps twice; NULL: all */
    ptrdiff_t count, of; /* of so many */
} Pick;

static inline ptrdiff_t pick_row(const Pick *pick, ptrdiff_t i)
{
    return pick->row ? pick->row[i] : i;
}

static inline ptrdiff_t bit_at(const char *bits, ptrdiff_t row)
{
    return bits[row >> 3] >> (row & 7) & 1;
}

/* Bits that are set of the rows from `from` on, before `to`. */
static inline ptrdiff_t bits_set(const char *bits, ptrdiff_t from, ptrdiff_t to)
{
    enum { WORD = 64 };
    ptrdiff_t count = 0;
    while (from < to)
        if (from % WORD == 0 && from + WORD <= to) {
            uint64_t word;
            memcpy(&word, bits + from / 8, sizeof word);
            count += __builtin_popcountll(word);
            from += WORD;
        } else {
            count += bit_at(bits, from++);
        }
    return count;
}
