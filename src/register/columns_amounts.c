/* Whether some are empty, how many zeros are left out, how many bytes a number has; which rows are empty, where some
 * are; the numbers. */
#include "register/columns_amounts.h"

#include <string.h>

enum { DIGITS_MOST = 15, BITS = 8, WIDTH_MOST = 8, ROOM = 24 };

static bool number_of(Str text, uint64_t *ret)
{
    uint64_t n = 0;
    if (text.len > DIGITS_MOST || (text.ptr[0] == '0' && text.len > 1))
        return false;
    for (ptrdiff_t i = 0; i < text.len; i++) {
        unsigned digit = (unsigned char)(text.ptr[i] - '0');
        if (digit > 9)
            return false;
        n = n * 10 + digit;
    }
    *ret = n;
    return true;
}

typedef struct Range {
    uint64_t most, step; /* the greatest; a power of ten that divides all */
    int zeros;
    ptrdiff_t empty;
} Range;

static bool range_of(const Str *cell, ptrdiff_t rows, Range *ret)
{
    uint64_t n, ten_thousands = 10000;
    Range r = {.step = ten_thousands * 10000, .zeros = 8};
    for (ptrdiff_t row = 0; row < rows; row++) {
        if (cell[row].len == 0) {
            r.empty++;
            continue;
        }
        if (!number_of(cell[row], &n))
            return false;
        r.most = n > r.most ? n : r.most;
        for (; n % r.step; r.zeros--)
            r.step /= 10;
    }
    *ret = r;
    return true;
}

static int width_of(uint64_t most)
{
    int width = 1;
    while (most >>= BITS)
        width++;
    return width;
}

bool amounts_pack(const Str *cell, ptrdiff_t rows, char *out, ptrdiff_t *ret_len)
{
    Range r;
    if (!range_of(cell, rows, &r))
        return false;
    int width = width_of(r.most / r.step);
    char *at = out + AMOUNTS_HEAD, *empty = at;
    memcpy(out, (const char[]){r.empty > 0, (char)r.zeros, (char)width, 0}, AMOUNTS_HEAD);
    if (r.empty > 0) {
        at += (rows + BITS - 1) / BITS;
        memset(empty, 0, (size_t)(at - empty));
    }
    for (ptrdiff_t row = 0; row < rows; row++) {
        uint64_t n = 0;
        if (cell[row].len == 0) {
            empty[row / BITS] = (char)((unsigned char)empty[row / BITS] | 1u << row % BITS);
            continue;
        }
        (void)number_of(cell[row], &n);
        n /= r.step;
        memcpy(at, &n, (size_t)width);
        at += width;
    }
    *ret_len = at - out;
    return true;
}

/* ---- unpacking ------------------------------------------------------------------------ */

static Str text_of(uint64_t n, int zeros, char *end)
{
    char *at = end;
    if (n == 0)
        zeros = 0;
    for (; zeros > 0; zeros--)
        *--at = '0';
    do
        *--at = (char)('0' + n % 10);
    while (n /= 10);
    return (Str){at, end - at};
}

bool amounts_unpack(Arena *arena, Str packed, const Pick *pick, Str *cell)
{
    if (packed.len < AMOUNTS_HEAD)
        return false;
    int zeros = packed.ptr[1], width = packed.ptr[2];
    const char *empty = packed.ptr[0] ? packed.ptr + AMOUNTS_HEAD : NULL, *first = packed.ptr + AMOUNTS_HEAD;
    ptrdiff_t left = packed.len - AMOUNTS_HEAD, bytes = empty ? (pick->of + BITS - 1) / BITS : 0;
    if (zeros < 0 || zeros > BITS || width < 1 || width > WIDTH_MOST || left < bytes)
        return false;
    first += bytes;
    if (left - bytes != (pick->of - (empty ? bits_set(empty, 0, pick->of) : 0)) * width)
        return false;
    ptrdiff_t passed = 0, number = 0; /* rows before the one at hand; their numbers */
    char *text = new_raw(arena, char, pick->count *ROOM);
    for (ptrdiff_t i = 0; i < pick->count; i++) {
        ptrdiff_t row = pick_row(pick, i);
        uint64_t n = 0;
        number += row - passed - (empty ? bits_set(empty, passed, row) : 0);
        passed = row;
        cell[i] = (Str){0};
        if (empty && bit_at(empty, row))
            continue;
        memcpy(&n, first + number * width, (size_t)width);
        if (n >= UINT64_C(1000000000000000))
            return false;
        text += ROOM;
        cell[i] = text_of(n, zeros, text);
    }
    return true;
}
