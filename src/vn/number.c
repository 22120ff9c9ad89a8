/* number: figures as Vietnamese files write them.
 *
 * The point groups thousands and the comma begins the decimals; files made with English
 * settings do the reverse.  What both would read is read; where the two disagree the
 * Vietnamese reading holds, and a whole number that only one of them sees is refused. */
#include "base/utf8.h"
#include "vn/vn.h"
#include <inttypes.h>
#include <math.h>

typedef struct Figure {
    Str whole;  /* digits and the group sign */
    Str part;   /* digits after the decimal sign */
    char group; /* '.', ',', ' ' or 0 */
    bool negative, percent;
    bool ambiguous; /* "1,000": 1 in Vietnamese, 1000 in English */
} Figure;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool all_digits(Str s)
{
    for (ptrdiff_t i = 0; i < s.len; i++)
        if (!is_digit(s.ptr[i]))
            return false;
    return s.len > 0;
}

enum { FIGURE_MAX = 64 };

/* Every kind of blank becomes ' ', every kind of minus '-'; false for other non-ASCII. */
static bool to_ascii(Str s, char out[FIGURE_MAX], Str *ret)
{
    ptrdiff_t len = 0;
    for (ptrdiff_t at = 0; at < s.len;) {
        Rune r = utf8_get(s, at);
        uint32_t c = r.code;
        at += r.len;
        if (c == 0xA0 || c == 0x202F || c == 0x2009)
            c = ' ';
        if (c == 0x2212 || c == 0x2013)
            c = '-';
        if (c >= 0x80 || len == FIGURE_MAX)
            return false;
        out[len++] = (char)c;
    }
    *ret = str_trim((Str){out, len});
    return true;
}

/* Off with the sign, the brackets of a negative and the percent sign. */
static bool strip(Str *s, Figure *f)
{
    if (str_starts(*s, S("(")) && str_ends(*s, S(")"))) {
        *s = str_trim(str_slice(*s, 1, s->len - 1));
        f->negative = true;
    } else if (str_starts(*s, S("-")) || str_starts(*s, S("+"))) {
        f->negative = s->ptr[0] == '-';
        *s = str_trim(str_slice(*s, 1, s->len));
    }
    if (str_ends(*s, S("%"))) {
        f->percent = true;
        *s = str_trim(str_slice(*s, 0, s->len - 1));
    }
    return s->len > 0 && is_digit(s->ptr[0]) && is_digit(s->ptr[s->len - 1]);
}

/* "1.234.567": one to three digits that do not begin with 0, then groups of three. */
static bool is_grouped(Str s, char sign)
{
    StrCut cut = str_cut(s, sign);
    if (!cut.ok || !all_digits(cut.head) || cut.head.len > 3 || cut.head.ptr[0] == '0')
        return false;
    while (cut.ok) {
        cut = str_cut(cut.tail, sign);
        if (cut.head.len != 3 || !all_digits(cut.head))
            return false;
    }
    return true;
}

static ptrdiff_t count_of(Str s, char c)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < s.len; i++)
        n += s.ptr[i] == c;
    return n;
}

static ptrdiff_t last_of(Str s, char c)
{
    ptrdiff_t at = s.len - 1;
    while (at >= 0 && s.ptr[at] != c)
        at--;
    return at;
}

/* Which sign groups and which begins the decimals. */
static bool split(Str s, Figure *f)
{
    ptrdiff_t points = count_of(s, '.'), commas = count_of(s, ',');
    char decimal = 0;
    if (points > 0 && commas > 0)
        decimal = last_of(s, '.') > last_of(s, ',') ? '.' : ',';
    else if (commas == 1)
        decimal = ',';
    else if (points == 1 && !is_grouped(s, '.'))
        decimal = '.';
    f->whole = s;
    if (decimal) {
        ptrdiff_t at = last_of(s, decimal);
        f->whole = str_slice(s, 0, at);
        f->part = str_slice(s, at + 1, s.len);
        f->ambiguous = decimal == ',' && points == 0 && is_grouped(s, ',');
        if (!all_digits(f->part))
            return false;
    }
    for (const char *sign = "., "; *sign; sign++)
        if (count_of(f->whole, *sign) > 0)
            f->group = *sign;
    return f->group ? f->group != decimal && is_grouped(f->whole, f->group) : all_digits(f->whole);
}

static bool read_figure(Str s, char room[FIGURE_MAX], Figure *ret)
{
    *ret = (Figure){0};
    return to_ascii(s, room, &s) && strip(&s, ret) && split(s, ret);
}

/* value × 10 + each digit; grows downwards, because the smallest int64 has no positive. */
static bool take_digits(Str s, int64_t *value)
{
    for (ptrdiff_t i = 0; i < s.len; i++)
        if (is_digit(s.ptr[i]) &&
            (__builtin_mul_overflow(*value, 10, value) || __builtin_sub_overflow(*value, s.ptr[i] - '0', value)))
            return false;
    return true;
}

static bool set_sign(int64_t down, bool negative, int64_t *ret)
{
    if (!negative && down == INT64_MIN)
        return false;
    *ret = negative ? down : -down;
    return true;
}

bool vn_parse_int(Str s, int64_t *ret)
{
    char room[FIGURE_MAX];
    Figure f;
    int64_t down = 0;
    if (!read_figure(s, room, &f) || f.percent || f.ambiguous)
        return false;
    if (count_of(f.part, '0') != f.part.len)
        return false;
    return take_digits(f.whole, &down) && set_sign(down, f.negative, ret);
}

bool vn_parse_decimal(Str s, VnDecimal *ret)
{
    char room[FIGURE_MAX];
    Figure f;
    int64_t down = 0;
    VnDecimal d = {0};
    if (!read_figure(s, room, &f) || !take_digits(f.whole, &down) || !take_digits(f.part, &down) ||
        !set_sign(down, f.negative, &d.digits))
        return false;
    d.scale = (int)f.part.len;
    d.percent = f.percent;
    *ret = d;
    return true;
}

double vn_decimal_real(VnDecimal d)
{
    return (double)d.digits / pow(10, d.scale);
}

/* The digits in groups of three from the right. */
static void add_grouped(Buf *out, Str digits)
{
    for (ptrdiff_t i = 0; i < digits.len; i++) {
        if (i > 0 && (digits.len - i) % 3 == 0)
            buf_byte(out, '.');
        buf_byte(out, digits.ptr[i]);
    }
}

Str vn_int(Arena *arena, int64_t n)
{
    Str digits = str_fmt(arena, "%" PRId64, n);
    Buf out = buf_open(arena);
    if (n < 0)
        buf_byte(&out, '-');
    add_grouped(&out, str_slice(digits, n < 0, digits.len));
    return buf_str(&out);
}

static bool is_zero(Str figure)
{
    for (ptrdiff_t i = 0; i < figure.len; i++)
        if (figure.ptr[i] >= '1' && figure.ptr[i] <= '9')
            return false;
    return true;
}

Str vn_real(Arena *arena, double x, int decimals)
{
    if (!isfinite(x))
        return S("–");
    /* A decimal that ends in 5 is held a little below or above it; a half is rounded up, as by hand and on the pages.
     */
    double size = fabs(x) < 1e12 ? nextafter(fabs(x), INFINITY) : fabs(x);
    StrCut cut = str_cut(str_fmt(arena, "%.*f", decimals, x == 0 ? 0 : size), '.');
    Buf out = buf_open(arena);
    if (x < 0 && !(is_zero(cut.head) && is_zero(cut.tail)))
        buf_byte(&out, '-');
    add_grouped(&out, cut.head);
    if (cut.ok)
        buf_byte(&out, ',');
    buf_add(&out, cut.tail);
    return buf_str(&out);
}

/* Vietnamese figures the English way round; in place, they are ours. */
static Str turned(Lang lang, Str figure)
{
    char *p = (char *)(uintptr_t)figure.ptr;
    for (ptrdiff_t i = 0; lang == LANG_EN && i < figure.len; i++)
        if (p[i] == '.' || p[i] == ',')
            p[i] = p[i] == '.' ? ',' : '.';
    return figure;
}

Str vn_int_in(Arena *arena, Lang lang, int64_t n)
{
    return turned(lang, vn_int(arena, n));
}

Str vn_real_in(Arena *arena, Lang lang, double x, int decimals)
{
    return isfinite(x) ? turned(lang, vn_real(arena, x, decimals)) : S("–");
}

Text vn_count(Arena *arena, int64_t n, const char *vi, const char *en_one, const char *en_many)
{
    return (Text){str_fmt(arena, "%.*s %s", STRF(vn_int(arena, n)), vi),
                  str_fmt(arena, "%.*s %s", STRF(vn_int_in(arena, LANG_EN, n)), n == 1 ? en_one : en_many)};
}
