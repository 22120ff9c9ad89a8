#include "register/value_fast.h"

#include "base/date.h"
#include "linkage/value.h"
#include <string.h>

enum { PERSONAL = 12, OLD = 9, SOCIAL = 10, TAX = 10, PHONE = 10, COMMUNE = 5, AMOUNT_MOST = 15, COUNT_DIGITS = 7 };

/* ---- digits ------------------------------------------------------------------------------- */

static bool are_digits(Str s)
{
    for (ptrdiff_t i = 0; i < s.len; i++)
        if ((unsigned char)(s.ptr[i] - '0') > 9)
            return false;
    return true;
}

/* Not all alike and not counting up or down: what is neither between the first three is not. */
static bool is_no_placeholder(const char *digit)
{
    return (digit[1] - digit[0] + 10) % 10 != (digit[2] - digit[1] + 10) % 10;
}

static bool is_number(ValueSort sort, int pivot_year, Str s)
{
    if (!are_digits(s) || s.len < OLD || !is_no_placeholder(s.ptr + (sort == SORT_PHONE)))
        return false;
    switch (sort) {
    case SORT_PERSONAL_ID:
        return s.len == PERSONAL && link_personal_plain(s.ptr, pivot_year);
    case SORT_OLD_ID:
        return s.len == OLD;
    case SORT_SI_NUMBER:
        return s.len == SOCIAL;
    case SORT_TAX_CODE:
        return s.len == TAX ? link_tax_plain(s.ptr)
                            : s.len == PERSONAL && s.ptr[0] == '0' && link_personal_plain(s.ptr, pivot_year);
    default:
        return s.len == PHONE && s.ptr[0] == '0';
    }
}

static bool is_amount(ValueSort sort, Str s)
{
    ptrdiff_t most = sort == SORT_COUNT ? COUNT_DIGITS : AMOUNT_MOST;
    return s.len > 0 && s.len <= most && (s.ptr[0] != '0' || s.len == 1) && are_digits(s);
}

/* ---- dates ---------------------------------------------------------------------------------- */

static int digits_at(const char *p, int count)
{
    int n = 0;
    for (int i = 0; i < count; i++)
        n = n * 10 + p[i] - '0';
    return n;
}

static bool is_form(Str s, const char *form) /* "00/00/0000": 0 stands for a digit */
{
    for (ptrdiff_t i = 0; i < s.len; i++)
        if (form[i] == '0' ? (unsigned char)(s.ptr[i] - '0') > 9 : s.ptr[i] != form[i])
            return false;
    return true;
}

static bool is_year(const char *p)
{
    int year = digits_at(p, 4);
    return year >= 1900 && year <= 2100;
}

static bool is_month(const char *p)
{
    int month = digits_at(p, 2);
    return month >= 1 && month <= 12;
}

static bool is_day(const char *year, const char *month, const char *day)
{
    return is_year(year) && date_is_day((Date){digits_at(year, 4), digits_at(month, 2), digits_at(day, 2)});
}

static Str iso_of(Arena *arena, const char *year, const char *month, const char *day)
{
    char *out = new_raw(arena, char, 10);
    memcpy(out, year, 4);
    out[4] = '-';
    memcpy(out + 5, month, 2);
    if (!day)
        return (Str){out, 7};
    out[7] = '-';
    memcpy(out + 8, day, 2);
    return (Str){out, 10};
}

static bool read_day(Arena *arena, Str s, Str *ret)
{
    const char *p = s.ptr;
    if (s.len != 10)
        return false;
    if (is_form(s, "00/00/0000") && is_day(p + 6, p + 3, p)) {
        *ret = iso_of(arena, p + 6, p + 3, p);
        return true;
    }
    *ret = s;
    return is_form(s, "0000-00-00") && is_day(p, p + 5, p + 8);
}

static bool read_month(Arena *arena, Str s, Str *ret)
{
    const char *p = s.ptr;
    if (s.len != 7)
        return false;
    if (is_form(s, "00/0000") && is_year(p + 3) && is_month(p)) {
        *ret = iso_of(arena, p + 3, p, NULL);
        return true;
    }
    *ret = s;
    return is_form(s, "0000-00") && is_year(p) && is_month(p + 5);
}

/* ---- texts ------------------------------------------------------------------------------------ */

/* U+00C0 – U+00FF that Vietnamese has: À Á Â Ã È É Ê Ì Í Ò Ó Ô Õ Ù Ú Ý and their small ones. */
static bool is_latin(unsigned char second)
{
    static const uint32_t letters = 0x263C370F; /* a bit for each of 32 */
    return letters >> (second & 0x1F) & 1;
}

/* A bare a or e before a vowel with a mark stands in no syllable, and one ú behind a bare u in none: both are how text
 * in an old encoding looks (aù for á, uú for uỳ). */
static bool looks_old(unsigned char before, unsigned char second)
{
    unsigned char vowel = before | 0x20, letter = second | 0x20;
    return vowel == 'a' || vowel == 'e' || (vowel == 'u' && (letter == 0xB9 || letter == 0xBA));
}

/* Letters of Vietnamese as they are in NFC, printable ASCII, single blanks. */
static bool is_clean(Str s, bool *ret_digits)
{
    const unsigned char *p = (const unsigned char *)s.ptr, *end = p + s.len;
    bool digits = false;
    if (p < end && *p == ' ')
        return false;
    while (p < end) {
        if (*p > ' ' && *p <= '~') {
            digits |= (unsigned char)(*p - '0') <= 9;
            p++;
        } else if (*p == ' ' && p + 1 < end && p[1] != ' ') {
            p++;
        } else if (*p == 0xC3 && p + 1 < end && (p[1] & 0xC0) == 0x80) {
            if (!is_latin(p[1]) || (p > (const unsigned char *)s.ptr && looks_old(p[-1], p[1])))
                return false;
            p += 2;
        } else if (*p > 0xC3 && *p <= 0xC6 && p + 1 < end && (p[1] & 0xC0) == 0x80) {
            p += 2; /* U+0100 – U+01BF */
        } else if (*p == 0xE1 && p + 2 < end && (p[1] == 0xBA || p[1] == 0xBB) && (p[2] & 0xC0) == 0x80 &&
                   (p[1] == 0xBB ? p[2] <= 0xB9 : p[2] >= 0xA0)) {
            p += 3; /* U+1EA0 – U+1EF9 */
        } else {
            return false;
        }
    }
    *ret_digits = digits;
    return true;
}

bool value_read_fast(Arena *arena, ValueSort sort, int pivot_year, Str s, Str *ret, ValueFound *ret_found)
{
    bool digits = false;
    *ret = s;
    *ret_found = VALUE_SOUND;
    if (s.len < 2 && sort != SORT_COUNT && sort != SORT_MONEY && sort != SORT_FLAG)
        return false;
    switch (sort) {
    case SORT_NAME:
        if (!is_clean(s, &digits))
            return false;
        *ret_found = digits ? VALUE_DOUBTFUL : VALUE_SOUND;
        return true;
    case SORT_TEXT:
    case SORT_COMMUNE_NAME:
        return is_clean(s, &digits);
    case SORT_PERSONAL_ID:
    case SORT_OLD_ID:
    case SORT_SI_NUMBER:
    case SORT_TAX_CODE:
    case SORT_PHONE:
        return is_number(sort, pivot_year, s);
    case SORT_BIRTH:
        return read_day(arena, s, ret) || (s.len == 4 && are_digits(*ret = s) && is_year(s.ptr));
    case SORT_DATE:
        return read_day(arena, s, ret);
    case SORT_MONTH:
        return read_month(arena, s, ret);
    case SORT_YEAR:
        return s.len == 4 && are_digits(s) && is_year(s.ptr);
    case SORT_MONEY:
    case SORT_COUNT:
        return is_amount(sort, s);
    case SORT_FLAG:
        return s.len == 1 && (s.ptr[0] == '0' || s.ptr[0] == '1');
    case SORT_COMMUNE:
        return s.len == COMMUNE && are_digits(s);
    default:
        return false;
    }
}
