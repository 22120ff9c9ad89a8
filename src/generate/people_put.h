/* Bytes of rows, one after the other; each returns the place behind what it wrote. */
#pragma once
#include "base/str.h"
#include <string.h>

static inline char *put_str(char *out, Str s)
{
    if (s.len > 0) /* an empty text may have no place */
        memcpy(out, s.ptr, (size_t)s.len);
    return out + s.len;
}
#define put_lit(out, lit) put_str((out), S(lit))

/* Exactly so many digits, with zeros before. */
static inline char *put_digits(char *out, uint64_t n, int digits)
{
    for (int i = digits - 1; i >= 0; i--, n /= 10)
        out[i] = (char)('0' + n % 10);
    return out + digits;
}

static inline char *put_number(char *out, uint64_t n)
{
    int digits = 1;
    for (uint64_t ten = 10; digits < 19 && n >= ten; ten *= 10)
        digits++;
    return put_digits(out, n, digits);
}

static inline char *put_day(char *out, int year, int month, int day) /* 05/09/1986 */
{
    out = put_digits(out, (uint64_t)day, 2);
    *out++ = '/';
    out = put_digits(out, (uint64_t)month, 2);
    *out++ = '/';
    return put_digits(out, (uint64_t)year, 4);
}

static inline char *put_month(char *out, int months_since_2018) /* 09/2024 */
{
    out = put_digits(out, (uint64_t)(months_since_2018 % 12 + 1), 2);
    *out++ = '/';
    return put_digits(out, (uint64_t)(2018 + months_since_2018 / 12), 4);
}
