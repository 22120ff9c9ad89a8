/* Identifiers with most of them left out. */
#include "person/sight.h"

#include "base/date.h"
#include "base/utf8.h"

enum { SHOWN = 3, LEAST_IN_WORDS = 9 };

static const Str hidden = {"••••••", sizeof "••••••" - 1};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Between the digits of one number as people write it. */
static bool is_joint(char c)
{
    return c == ' ' || c == '.' || c == '-';
}

static ptrdiff_t digits_in(Str s)
{
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < s.len; i++)
        count += is_digit(s.ptr[i]);
    return count;
}

/* ---- numbers ----------------------------------------------------------------------------- */

static Str dotted(Arena *arena, Str number, ptrdiff_t digits)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0, seen = 0; i < number.len; i++) {
        if (!is_digit(number.ptr[i]))
            continue;
        if (++seen > digits - SHOWN)
            buf_byte(&out, number.ptr[i]);
        else
            buf_add(&out, S("•"));
    }
    return buf_str(&out);
}

/* `least` to `most` digits and nothing but joints between them. */
static Str mask_number(Arena *arena, Str value, ptrdiff_t least, ptrdiff_t most)
{
    ptrdiff_t digits = digits_in(value);
    for (ptrdiff_t i = 0; i < value.len; i++)
        if (!is_digit(value.ptr[i]) && !is_joint(value.ptr[i]))
            return hidden;
    return digits < least || digits > most ? hidden : dotted(arena, value, digits);
}

/* "+84 912 345 678" is "0912345678". */
static Str mask_phone(Arena *arena, Str value)
{
    value = str_trim(value);
    bool abroad = value.len > 0 && value.ptr[0] == '+';
    return mask_number(arena, abroad ? str_slice(value, 1, value.len) : value, 9, 12);
}

/* ---- names and dates ------------------------------------------------------------------------ */

static Str mask_name(Arena *arena, Str value)
{
    Buf out = buf_open(arena);
    bool begins = true;
    Rune rune;
    for (ptrdiff_t at = 0; at < value.len; at += rune.len) {
        rune = utf8_get(value, at);
        bool sign = rune.code == '\'' || rune.code == '-' || rune.code == '.'; /* H'Hen Niê */
        if (!rune.valid || (rune.code < 'A' && rune.code != ' ' && !sign))
            return hidden; /* digits: no name */
        if (rune.code == ' ') {
            begins = true;
            continue;
        }
        if (begins && sign)
            return hidden;
        if (begins)
            buf_fmt(&out, "%s%.*s.", out.len > 0 ? " " : "", STRF(str_slice(value, at, at + rune.len)));
        begins = false;
    }
    return out.len > 0 ? buf_str(&out) : hidden;
}

/* A year stands alone, or at one end: 1985-07-12, 12/07/1985, 07/1985. */
static Str mask_birth(Str value)
{
    ptrdiff_t len = value.len;
    for (ptrdiff_t i = 0; i < len; i++)
        if (!is_digit(value.ptr[i]) && value.ptr[i] != '/' && value.ptr[i] != '-' && value.ptr[i] != '.')
            return hidden;
    for (int end = 0; end < 2 && len >= 4; end++) {
        Str year = end ? str_slice(value, len - 4, len) : str_slice(value, 0, 4);
        bool apart = len == 4 || !is_digit(value.ptr[end ? len - 5 : 4]);
        bool plausible = str_starts(year, S("19")) || str_starts(year, S("20"));
        if (apart && plausible && digits_in(year) == 4)
            return year;
    }
    return hidden;
}

Str person_mask(Arena *arena, PersonField field, Str value)
{
    value = str_trim(value);
    if (value.len == 0)
        return value;
    switch (field) {
    case PERSON_CITIZEN:
        return mask_number(arena, value, 12, 12);
    case PERSON_IDENTITY:
        return mask_number(arena, value, 9, 9);
    case PERSON_INSURANCE:
        return mask_number(arena, value, 10, 10);
    case PERSON_PHONE:
        return mask_phone(arena, value);
    case PERSON_NAME:
        return mask_name(arena, value);
    case PERSON_BIRTH:
        return mask_birth(value);
    case PERSON_FIELD_COUNT:
        break;
    }
    return hidden;
}

/* ---- words -------------------------------------------------------------------------------------- */

/* The end of the number that begins at `at`: its last digit, with single joints between. */
static ptrdiff_t number_end(Str words, ptrdiff_t at)
{
    ptrdiff_t end = at;
    while (end < words.len && is_digit(words.ptr[end])) {
        end++;
        if (end + 1 < words.len && is_joint(words.ptr[end]) && is_digit(words.ptr[end + 1]))
            end++;
    }
    return end;
}

Str person_mask_words(Arena *arena, Str words)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t at = 0; at < words.len;) {
        if (!is_digit(words.ptr[at])) {
            buf_byte(&out, words.ptr[at++]);
            continue;
        }
        ptrdiff_t end = number_end(words, at);
        Str number = str_slice(words, at, end);
        ptrdiff_t digits = digits_in(number);
        buf_add(&out, digits < LEAST_IN_WORDS ? number : dotted(arena, number, digits));
        at = end;
    }
    return buf_str(&out);
}
