/* Flags, length and pattern of the texts, how many are of another shape; which rows are empty, where some are; the
 * numbers; the texts of another shape.  A number beyond the shape's is one of those texts. */
#include "register/columns_shape.h"

#include <assert.h>
#include <string.h>

enum { FLAG_EMPTY = 1, FLAG_DAY = 2, PATTERN_MOST = 32, DIGITS_MOST = 18, DAY_LEN = 10, BITS = 8 };
enum { OTHERS_PART = 16, REPEATS_PART = 8, SEEN = 1024, HEAD_BYTES = 4 };
enum { BEYOND = 8 }; /* what is written behind a text as well */

typedef struct Shape {
    char pattern[PATTERN_MOST]; /* 0 is a digit */
    int len, digits;
    bool day;
    uint64_t limit; /* numbers are below */
    int width;      /* bytes of a number */
} Shape;

static bool is_digit(char c)
{
    return (unsigned char)(c - '0') <= 9;
}

/* ---- the shape --------------------------------------------------------------------------------- */

static int width_of(uint64_t limit)
{
    int width = 1;
    uint64_t most = limit + UINT16_MAX;
    while (most >>= BITS)
        width++;
    return width;
}

/* What follows from the pattern. */
static bool settle(Shape *s)
{
    static const char day[DAY_LEN] = {[4] = '-', [7] = '-'};
    enum { DAYS = 10000 * 12 * 31 };
    s->digits = 0;
    s->limit = 1;
    for (int i = 0; i < s->len; i++)
        s->digits += s->pattern[i] == 0;
    if (s->digits == 0 || s->digits > DIGITS_MOST)
        return false;
    for (int i = 0; i < s->digits; i++)
        s->limit *= 10;
    s->day = s->len == DAY_LEN && memcmp(s->pattern, day, DAY_LEN) == 0;
    s->limit = s->day ? DAYS : s->limit;
    s->width = width_of(s->limit);
    return true;
}

static bool shape_of(Str text, Shape *ret)
{
    *ret = (Shape){.len = (int)text.len};
    if (text.len == 0 || text.len > PATTERN_MOST)
        return false;
    for (ptrdiff_t i = 0; i < text.len; i++) {
        if (text.ptr[i] == 0)
            return false;
        ret->pattern[i] = is_digit(text.ptr[i]) ? 0 : text.ptr[i];
    }
    return settle(ret);
}

/* ---- numbers ------------------------------------------------------------------------------------ */

static bool number_of(const Shape *s, Str text, uint64_t *ret)
{
    uint64_t n = 0;
    if (text.len != s->len)
        return false;
    for (int i = 0; i < s->len; i++) {
        char c = text.ptr[i];
        if (s->pattern[i] ? c != s->pattern[i] : !is_digit(c))
            return false;
        n = s->pattern[i] ? n : n * 10 + (uint64_t)(c - '0');
    }
    *ret = n;
    if (!s->day)
        return true;
    uint64_t year = n / 10000, month = n / 100 % 100, day = n % 100;
    *ret = (year * 12 + month - 1) * 31 + day - 1;
    return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/* Eight digits as text, the first of them in the lowest byte: halves, then pairs, then digits, all at once. */
static uint64_t eight_digits(uint32_t n)
{
    const uint64_t low4 = UINT64_C(0x7F0000007F), low2 = UINT64_C(0x000F000F000F000F);
    uint64_t fours = n / 10000 | (uint64_t)(n % 10000) << 32;
    uint64_t hundreds = fours * 10486 >> 20 & low4;
    uint64_t twos = hundreds | (fours - hundreds * 100) << 16;
    uint64_t tens = twos * 103 >> 10 & low2;
    return (tens | (twos - tens * 10) << 8) + UINT64_C(0x3030303030303030);
}

/* The last `count` of eight digits; BEYOND bytes from there on may be written. */
static char *put_digits(char *to, uint64_t n, int count)
{
    uint64_t text = eight_digits((uint32_t)n) >> BITS * (8 - count);
    memcpy(to, &text, sizeof text);
    return to + count;
}

static void write_digits(char *to, uint64_t n, int digits)
{
    const uint64_t upper = 100000000, uppermost = upper * upper;
    if (digits > 16)
        to = put_digits(to, n / uppermost, digits - 16);
    if (digits > 8)
        to = put_digits(to, n / upper % upper, digits > 16 ? 8 : digits - 8);
    (void)put_digits(to, n % upper, digits > 8 ? 8 : digits);
}

static void write_text(const Shape *s, uint64_t n, char *to)
{
    char digits[DIGITS_MOST + BEYOND];
    const char *digit = digits;
    if (s->day)
        n = n / (12 * 31) * 10000 + (n / 31 % 12 + 1) * 100 + n % 31 + 1;
    if (s->digits == s->len) {
        write_digits(to, n, s->len);
        return;
    }
    write_digits(digits, n, s->digits);
    for (int i = 0; i < s->len; i++)
        to[i] = s->pattern[i] ? s->pattern[i] : *digit++;
}

/* ---- packing ------------------------------------------------------------------------------------- */

typedef struct Count {
    ptrdiff_t empty, other, repeats;
} Count;

/* Whether it came not long ago; most of the time. */
static bool comes_again(uint64_t *seen, uint64_t n)
{
    uint64_t *slot = &seen[n * UINT64_C(0x9E3779B97F4A7C15) >> 54];
    bool again = *slot == n + 1;
    *slot = n + 1;
    return again;
}
static_assert(SEEN == 1 << (64 - 54), "the upper bits of a product are a place");

/* Of all rows; the numbers go to `number`. */
static bool count_rows(const Shape *s, const Str *cell, ptrdiff_t rows, char *number, Count *ret)
{
    uint64_t seen[SEEN] = {0};
    *ret = (Count){0};
    for (ptrdiff_t row = 0; row < rows; row++) {
        uint64_t n;
        if (cell[row].len == 0) {
            ret->empty++;
            continue;
        }
        if (number_of(s, cell[row], &n))
            ret->repeats += comes_again(seen, n);
        else
            n = s->limit + (uint64_t)ret->other++;
        memcpy(number, &n, (size_t)s->width);
        number += s->width;
        if (ret->other > rows / OTHERS_PART || ret->repeats > rows / REPEATS_PART)
            return false;
    }
    return ret->other <= UINT16_MAX;
}

static char *put_bits(char *at, const Str *cell, ptrdiff_t rows)
{
    ptrdiff_t bytes = (rows + BITS - 1) / BITS;
    memset(at, 0, (size_t)bytes);
    for (ptrdiff_t row = 0; row < rows; row++)
        at[row / BITS] = (char)((unsigned char)at[row / BITS] | (cell[row].len == 0) << row % BITS);
    return at + bytes;
}

/* Lengths, then texts. */
static char *put_others(const Shape *s, char *at, const Str *cell, ptrdiff_t rows, ptrdiff_t count)
{
    char *text = at + 2 * count;
    uint64_t n;
    for (ptrdiff_t row = 0; row < rows && count > 0; row++) {
        if (cell[row].len == 0 || number_of(s, cell[row], &n))
            continue;
        uint16_t len = (uint16_t)cell[row].len;
        memcpy(at, &len, sizeof len);
        memcpy(text, cell[row].ptr, len);
        at += 2;
        text += len;
        count--;
    }
    return text;
}

static bool pack_as(const Shape *s, const Str *cell, ptrdiff_t rows, char *out, ptrdiff_t *ret_len)
{
    Count count;
    char *at = out + HEAD_BYTES + s->len;
    if (!count_rows(s, cell, rows, at, &count))
        return false;
    ptrdiff_t numbers = (rows - count.empty) * s->width;
    if (count.empty > 0) {
        memmove(at + (rows + BITS - 1) / BITS, at, (size_t)numbers);
        at = put_bits(at, cell, rows);
    }
    out[0] = (char)((count.empty > 0 ? FLAG_EMPTY : 0) | (s->day ? FLAG_DAY : 0));
    out[1] = (char)s->len;
    memcpy(out + 2, &(uint16_t){(uint16_t)count.other}, 2);
    memcpy(out + HEAD_BYTES, s->pattern, (size_t)s->len);
    at = put_others(s, at + numbers, cell, rows, count.other);
    *ret_len = at - out;
    return true;
}

/* By the first text; where that was an odd one, by another. */
bool shape_pack(const Str *cell, ptrdiff_t rows, char *out, ptrdiff_t *ret_len)
{
    enum { TRIES = 3 };
    for (ptrdiff_t i = 0; i < TRIES; i++) {
        Shape s;
        ptrdiff_t row = rows * i / TRIES;
        while (row < rows && cell[row].len == 0)
            row++;
        if (row < rows && shape_of(cell[row], &s) && pack_as(&s, cell, rows, out, ret_len))
            return true;
    }
    return false;
}

/* ---- unpacking ------------------------------------------------------------------------------------ */

typedef struct Parts {
    Shape shape;
    Str empty, number; /* bits; bytes */
    Str *other;
    uint16_t others;
} Parts;

static bool take(Str *from, ptrdiff_t len, Str *ret)
{
    if (len > from->len)
        return false;
    *ret = str_slice(*from, 0, len);
    *from = str_slice(*from, len, from->len);
    return true;
}

static bool is_empty(Str empty, ptrdiff_t row)
{
    return empty.len > 0 && bit_at(empty.ptr, row);
}

/* Of the rows from `from` on, before `to`, those that are not empty. */
static ptrdiff_t filled(Str empty, ptrdiff_t from, ptrdiff_t to)
{
    return to - from - (empty.len > 0 ? bits_set(empty.ptr, from, to) : 0);
}

static bool read_others(Arena *arena, Str left, Parts *p)
{
    Str lengths;
    if (!take(&left, 2 * p->others, &lengths))
        return false;
    left = str_copy(arena, left); /* the cells outlive what they came from */
    p->other = new (arena, Str, p->others);
    for (ptrdiff_t i = 0; i < p->others; i++) {
        uint16_t len;
        memcpy(&len, lengths.ptr + 2 * i, sizeof len);
        if (!take(&left, len, &p->other[i]))
            return false;
    }
    return left.len == 0;
}

static bool read_parts(Arena *arena, Str packed, ptrdiff_t rows, Parts *ret)
{
    Str head, pattern;
    *ret = (Parts){0};
    Shape *s = &ret->shape;
    if (!take(&packed, HEAD_BYTES, &head))
        return false;
    s->len = (unsigned char)head.ptr[1];
    memcpy(&ret->others, head.ptr + 2, 2);
    if (s->len > PATTERN_MOST || !take(&packed, s->len, &pattern) || pattern.len == 0)
        return false;
    memcpy(s->pattern, pattern.ptr, (size_t)s->len);
    if (!settle(s) || s->day != ((head.ptr[0] & FLAG_DAY) != 0))
        return false;
    if (head.ptr[0] & FLAG_EMPTY && !take(&packed, (rows + BITS - 1) / BITS, &ret->empty))
        return false;
    return take(&packed, filled(ret->empty, 0, rows) * s->width, &ret->number) && read_others(arena, packed, ret);
}

static uint64_t number_at(const Parts *p, ptrdiff_t at)
{
    uint64_t n = 0;
    ptrdiff_t width = p->shape.width, from = at * width;
    if (from + (ptrdiff_t)sizeof n > p->number.len) {
        memcpy(&n, p->number.ptr + from, (size_t)width);
        return n;
    }
    memcpy(&n, p->number.ptr + from, sizeof n);
    return n & UINT64_MAX >> (BITS * ((int)sizeof n - width));
}

bool shape_unpack(Arena *arena, Str packed, const Pick *pick, Str *cell)
{
    Parts p;
    if (!read_parts(arena, packed, pick->of, &p))
        return false;
    const Shape *s = &p.shape;
    ptrdiff_t passed = 0, number = 0; /* rows before the one at hand; their numbers */
    char *text = new_raw(arena, char, pick->count * s->len + BEYOND);
    for (ptrdiff_t i = 0; i < pick->count; i++) {
        ptrdiff_t row = pick_row(pick, i);
        number += filled(p.empty, passed, row);
        passed = row;
        cell[i] = (Str){0};
        if (is_empty(p.empty, row))
            continue;
        uint64_t n = number_at(&p, number);
        if (n >= s->limit + p.others)
            return false;
        cell[i] = n < s->limit ? (Str){text, s->len} : p.other[n - s->limit];
        if (n < s->limit)
            write_text(s, n, text);
        text += s->len;
    }
    return true;
}
