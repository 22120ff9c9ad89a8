/* Dates of birth as registers write them: whole, with day and month unknown, with the two exchanged.
 *
 * What vn_parse_date reads is taken as it reads it.  Beyond it: figures without separators, month before day
 * where the other order cannot be (11/21/2026), names of months in English, and dates that the calendar does not
 * have, whose parts are kept as written. */
#include "linkage/date_cell.h"
#include "linkage/value.h"

#include "vn/vn.h"

enum { YEAR_FIRST = 1000, YEAR_LAST = 2999 };

static uint64_t two_digits(int n)
{
    return (uint64_t)(n / 10 << 4 | n % 10);
}

static uint64_t date_cell(int year, int month, int day)
{
    return two_digits(year / 100) << 24 | two_digits(year % 100) << 16 | two_digits(month) << 8 | two_digits(day);
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static int number(Str s, int from, int count)
{
    int n = 0;
    for (int i = from; i < from + count; i++)
        n = n * 10 + (s.ptr[i] - '0');
    return n;
}

/* ---- reading ------------------------------------------------------------------------ */

/* Month and day as written; exchanged where only the other order can be. */
static uint64_t ordered(int year, int month, int day)
{
    if (year < YEAR_FIRST || year > YEAR_LAST || month > 99 || day > 99)
        return 0;
    bool other = month > 12 && month <= 31 && day >= 1 && day <= 12;
    return other ? date_cell(year, day, month) : date_cell(year, month, day);
}

static bool likely_year(int year, int pivot)
{
    return year >= 1800 && year <= pivot + 1;
}

/* 19081209, 09121908, 9121908, 121908, 190812, 081209: the reading that the calendar allows. */
static uint64_t of_figures(const LinkParse *parse, Str s)
{
    int pivot = parse->pivot_year;
    if (s.len == 8) {
        int first = number(s, 0, 4), last = number(s, 4, 4);
        Date d = {first, number(s, 4, 2), number(s, 6, 2)}, turned = {last, number(s, 2, 2), number(s, 0, 2)};
        bool other = !date_is_day(d) && !likely_year(first, pivot) && likely_year(last, pivot);
        return other ? ordered(turned.year, turned.month, turned.day) : ordered(d.year, d.month, d.day);
    }
    if (s.len == 7)
        return ordered(number(s, 3, 4), number(s, 1, 2), number(s, 0, 1));
    if (s.len != 6)
        return 0;
    if (likely_year(number(s, 2, 4), pivot) && number(s, 0, 2) <= 12)
        return ordered(number(s, 2, 4), number(s, 0, 2), 0);
    if (likely_year(number(s, 0, 4), pivot) && number(s, 4, 2) <= 12)
        return ordered(number(s, 0, 4), number(s, 4, 2), 0);
    int year = pivot - pivot % 100 + number(s, 4, 2);
    return ordered(year > pivot ? year - 100 : year, number(s, 2, 2), number(s, 0, 2));
}

static int month_of(Str word)
{
    static const char names[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    for (int m = 0; m < 12 && word.len >= 3; m++)
        if (str_eq(str_slice(word, 0, 3), (Str){names + 3 * m, 3}))
            return m + 1;
    return 0;
}

typedef struct Parts {
    int value[3], digits[3], count, month; /* month: named by a word */
    bool year_first;
} Parts;

static bool take_parts(Str key, Parts *p)
{
    *p = (Parts){0};
    for (StrCut cut = {.tail = key}; cut.tail.len > 0;) {
        cut = str_cut(cut.tail, ' ');
        int digits = 0;
        while (digits < cut.head.len && is_digit(cut.head.ptr[digits]))
            digits++;
        if (digits == cut.head.len && digits > 0 && digits <= 4 && p->count < 3) {
            p->value[p->count] = number(cut.head, 0, digits);
            p->digits[p->count++] = digits;
        } else if (p->month == 0 && month_of(cut.head)) {
            p->month = month_of(cut.head);
        } else {
            return p->count == 3; /* a time behind the date */
        }
    }
    return true;
}

static int full_year(int value, int digits, int pivot)
{
    int year = digits == 2 ? pivot - pivot % 100 + value : value;
    return digits == 2 && year > pivot ? year - 100 : year;
}

/* Three numbers, or two and the name of a month, that are no day of the calendar as they stand. */
static uint64_t of_parts(const LinkParse *parse, const Parts *p)
{
    int pivot = parse->pivot_year, last = p->count - 1;
    if (p->count == 3 && p->digits[0] == 4)
        return ordered(p->value[0], p->value[1], p->value[2]);
    if (p->count < 2 || p->digits[last] == 1 || p->digits[last] == 3)
        return 0;
    int year = full_year(p->value[last], p->digits[last], pivot);
    if (p->month)
        return p->count == 2 ? ordered(year, p->month, p->value[0]) : 0;
    return p->count == 3 ? ordered(year, p->value[1], p->value[0]) : 0;
}

/* Marks for "no date" that look like one. */
static bool is_stand_in(uint64_t cell)
{
    return cell == date_cell(1899, 12, 30) || cell == date_cell(1899, 12, 31) || cell == date_cell(9999, 12, 31) ||
           cell == date_cell(1000, 1, 1);
}

/* 1990-05-09T00:00:00+07:00: what stands before the T. */
static Str without_time(Str s)
{
    for (ptrdiff_t i = 8; i < s.len; i++)
        if (s.ptr[i] == 'T' && is_digit(s.ptr[i - 1]))
            return str_slice(s, 0, i);
    return s;
}

static uint64_t read_date(const LinkParse *parse, Str s)
{
    Date d;
    s = without_time(s);
    if (vn_parse_date(s, parse->pivot_year, &d))
        return ordered(d.year, d.month, d.day);
    bool figures = s.len >= 6 && s.len <= 8;
    for (ptrdiff_t i = 0; i < s.len && figures; i++)
        figures = is_digit(s.ptr[i]);
    if (figures)
        return of_figures(parse, s);
    Arena scratch = parse->scratch;
    Parts parts;
    return take_parts(vn_fold(&scratch, s, VN_KEY), &parts) ? of_parts(parse, &parts) : 0;
}

static LinkValue parse_date(const LinkParse *parse, Str written)
{
    Str s = str_trim(written);
    while (s.len > 0 && s.ptr[0] == '\'')
        s = str_slice(s, 1, s.len);
    if (str_ends(s, S(".0"))) /* a number that a program took for a measure */
        s = str_slice(s, 0, s.len - 2);
    if (s.len == 0 || s.len > 64)
        return (LinkValue){0};
    uint64_t cell = read_date(parse, s);
    return (LinkValue){.cell = is_stand_in(cell) ? 0 : cell};
}

/* ---- comparing ---------------------------------------------------------------------- */

enum { DIFFERENT = 1, TEN_YEARS, NEAR, YEAR_ONLY, TWO_PARTS, ONE_DIGIT, SWAPPED, EQUAL };

static const Text levels[] = {
    TEXT_INIT("khác nhau", "different"),
    TEXT_INIT("cách nhau không quá mười năm", "within ten years"),
    TEXT_INIT("cùng năm hoặc cách nhau dưới một năm", "same year or within a year"),
    TEXT_INIT("cùng năm, một bên không rõ ngày", "same year, the day not known on one side"),
    TEXT_INIT("trùng hai trong ba phần ngày, tháng, năm", "two of day, month and year agree"),
    TEXT_INIT("sai một chữ số hoặc đảo hai chữ số", "one digit wrong or two exchanged"),
    TEXT_INIT("đảo ngày và tháng", "day and month exchanged"),
    TEXT_INIT("bằng nhau", "equal"),
};

static int months(uint64_t cell)
{
    return link_date_year(cell) * 12 + link_date_month(cell);
}

static int compare_years(uint64_t a, uint64_t b)
{
    int years = link_date_year(a) - link_date_year(b), apart = months(a) - months(b);
    if (years < -10 || years > 10)
        return DIFFERENT;
    bool known = (a & 0xFF00) && (b & 0xFF00);
    bool near = years == 0 || (known && (apart > -12 && apart < 12));
    return near ? NEAR : TEN_YEARS;
}

/* One of the two lacks day or month, or stands on 1 January as registers write an unknown day. */
static int compare_incomplete(uint64_t a, uint64_t b)
{
    uint64_t known = (a & 0xFF00 && b & 0xFF00 ? 0xFF00 : 0) | (a & 0xFF && b & 0xFF ? 0xFF : 0);
    if ((a ^ b) >> 16)
        return compare_years(a, b);
    if ((a ^ b) & known)
        return NEAR;
    return known ? TWO_PARTS : YEAR_ONLY;
}

/* A digit wrong, or two neighbours within day, month or year exchanged. */
static bool is_slip(uint64_t a, uint64_t b)
{
    uint64_t x = a ^ b;
    x |= x >> 2;
    x |= x >> 1;
    x &= 0x11111111;
    int count = __builtin_popcountll(x), at = __builtin_ctzll(x | UINT64_C(1) << 63);
    if (count != 2)
        return count == 1;
    bool neighbours = x >> at == 0x11 && at != 4 && at != 12;
    return neighbours && (a >> at & 15) == (b >> (at + 4) & 15) && (b >> at & 15) == (a >> (at + 4) & 15);
}

static bool is_new_year(uint64_t cell)
{
    return (cell & 0xFFFF) == 0x0101;
}

static int compare(LinkView left, LinkView right)
{
    uint64_t a = left.cell, b = right.cell;
    if (a == b)
        return EQUAL;
    if (!(a & 0xFF) || !(b & 0xFF) || !(a & 0xFF00) || !(b & 0xFF00))
        return compare_incomplete(a, b);
    bool year = (a ^ b) >> 16 == 0, month = ((a ^ b) & 0xFF00) == 0, day = ((a ^ b) & 0xFF) == 0;
    if (year && (a & 0xFF) == (b >> 8 & 0xFF) && (b & 0xFF) == (a >> 8 & 0xFF))
        return SWAPPED;
    if (is_slip(a, b))
        return ONE_DIGIT;
    if (year + month + day == 2)
        return TWO_PARTS;
    if (year && (is_new_year(a) || is_new_year(b)))
        return YEAR_ONLY;
    return compare_years(a, b);
}

/* ---- keys and words ----------------------------------------------------------------- */

enum { PART_FULL, PART_YEAR, PART_YEAR_MONTH, PART_MONTH_DAY, PART_DECADE };
static const char *const parts[] = {"full", "year", "year_month", "month_day", "decade", NULL};

static uint64_t key(LinkView v, int part)
{
    uint64_t month = v.cell & 0xFF00, day = v.cell & 0xFF;
    switch (part) {
    case PART_FULL:
        return month && day ? link_mix(v.cell, PART_FULL) : 0;
    case PART_YEAR:
        return link_mix(v.cell >> 16, PART_YEAR);
    case PART_YEAR_MONTH:
        return month ? link_mix(v.cell >> 8, PART_YEAR_MONTH) : 0;
    case PART_MONTH_DAY:
        return month && day ? link_mix(v.cell & 0xFFFF, PART_MONTH_DAY) : 0;
    default:
        return link_mix(v.cell >> 20, PART_DECADE);
    }
}

static Str show(Arena *arena, LinkView v)
{
    int year = link_date_year(v.cell), month = link_date_month(v.cell), day = link_date_day(v.cell);
    if (month || day)
        return str_fmt(arena, "%02d/%02d/%04d", day, month, year);
    return str_fmt(arena, "%04d", year);
}

const LinkKind link_kind_date = {
    .name = "date",
    .title = TEXT_INIT("ngày sinh hoặc ngày khác", "date of birth or another date"),
    .level_count = COUNTOF(levels),
    .level = levels,
    .frequency_from = EQUAL,
    .parse = parse_date,
    .compare = compare,
    .unequal_most = SWAPPED,
    .part = parts,
    .key = key,
    .show = show,
};
