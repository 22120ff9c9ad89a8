/* day: dates as Vietnamese files write them: day, month, year.
 *
 * A date is never guessed: 31/02 and 13/25 are refused, and month/day is not tried. */
#include "vn/vn.h"
#include <math.h>

enum { PARTS_MAX = 8, YEAR_LEAST = 1000 };

typedef struct Number {
    int value, digits; /* as written: 05 has two */
} Number;

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool take_number(Str *s, Number *ret)
{
    Number n = {0};
    while (n.digits < s->len && n.digits < 5 && is_digit(s->ptr[n.digits]))
        n.value = n.value * 10 + (s->ptr[n.digits++] - '0');
    *s = str_slice(*s, n.digits, s->len);
    *ret = n;
    return n.digits > 0 && (s->len == 0 || !is_digit(s->ptr[0]));
}

static bool set_year(Number n, int pivot_year, int *ret)
{
    if (n.digits == 4) {
        *ret = n.value;
        return n.value >= YEAR_LEAST;
    }
    if (n.digits != 2)
        return false;
    int year = pivot_year - pivot_year % 100 + n.value;
    *ret = year > pivot_year ? year - 100 : year;
    return *ret >= 1;
}

/* Day and month may be 0 where the document leaves them out: 00/00/1960, 00/05/1960. */
static bool set_date(Number day, Number month, Number year, int pivot_year, Date *ret)
{
    Date d = {.month = month.value, .day = day.value};
    if (day.digits > 2 || month.digits > 2 || !set_year(year, pivot_year, &d.year) || d.month > 12)
        return false;
    if (d.day > 0 && !date_is_day(d))
        return false;
    *ret = d;
    return true;
}

static Number written(int value)
{
    return (Number){value, 2};
}

/* ---- figures: 5/9/2026, 2026-09-05, 9/2026, 2026-09, 2026, 45678 ------------------ */

/* A time after a full date is let pass: registers export 05/09/1990 00:00:00. */
static bool is_time(Str s)
{
    int parts = 0;
    for (bool more = true; more; parts++) {
        Number n;
        if (!take_number(&s, &n) || n.digits > 2 || (parts > 0 && n.digits != 2) || n.value > (parts == 0 ? 23 : 59))
            return false;
        more = str_starts(s, S(":"));
        s = str_slice(s, more, s.len);
    }
    if (parts == 3 && str_starts(s, S("."))) /* .000 */
        for (s = str_slice(s, 1, s.len); s.len > 0 && is_digit(s.ptr[0]);)
            s = str_slice(s, 1, s.len);
    return s.len == 0 && (parts == 2 || parts == 3);
}

static Str skip_blanks(Str s)
{
    while (s.len > 0 && s.ptr[0] == ' ')
        s = str_slice(s, 1, s.len);
    return s;
}

/* Numbers between equal separators; what follows them in *ret_rest.  0: not of that shape. */
static int take_parts(Str s, Number parts[3], Str *ret_rest)
{
    char separator = 0;
    int count = 0;
    for (;;) {
        if (!take_number(&s, &parts[count++]))
            return 0;
        *ret_rest = s;
        s = skip_blanks(s);
        if (s.len == 0 || count == 3 || !(s.ptr[0] == '/' || s.ptr[0] == '-' || s.ptr[0] == '.'))
            return count;
        if (separator && s.ptr[0] != separator)
            return 0;
        separator = s.ptr[0];
        s = skip_blanks(str_slice(s, 1, s.len));
    }
}

static bool parse_serial(Number n, Date *ret)
{
    return n.digits == 5 && n.value >= 20000 && n.value <= 80000 && vn_excel_date(n.value, false, ret);
}

static bool parse_figures(Str s, int pivot_year, Date *ret)
{
    const Number none = {0};
    Number p[3];
    Str rest = {0};
    int count = take_parts(s, p, &rest);
    if (rest.len > 0 &&
        (count != 3 || !(rest.ptr[0] == ' ' || rest.ptr[0] == 'T') || !is_time(str_trim(str_slice(rest, 1, rest.len)))))
        return false;
    switch (count) {
    case 1:
        return p[0].digits == 4 ? set_date(none, none, p[0], pivot_year, ret) : parse_serial(p[0], ret);
    case 2:
        if (p[0].digits == 4)
            return p[1].value > 0 && set_date(none, p[1], p[0], pivot_year, ret);
        return p[0].value > 0 && p[1].digits == 4 && set_date(none, p[0], p[1], pivot_year, ret);
    case 3:
        return p[0].digits == 4 ? set_date(p[2], p[1], p[0], pivot_year, ret)
                                : set_date(p[0], p[1], p[2], pivot_year, ret);
    default:
        return false;
    }
}

/* ---- words: "ngày 5 tháng 9 năm 2026", "tháng chín năm 2026" ---------------------- */

#define WORD(lit)            \
    {                        \
        lit, sizeof(lit) - 1 \
    }

/* Without marks, as VN_KEY leaves them; mười một is read as mười and một. */
static const struct {
    Str word;
    int month;
} month_words[] = {
    {WORD("gieng"), 1}, {WORD("mot"), 1},   {WORD("hai"), 2},   {WORD("ba"), 3},  {WORD("tu"), 4},
    {WORD("bon"), 4},   {WORD("nam"), 5},   {WORD("sau"), 6},   {WORD("bay"), 7}, {WORD("tam"), 8},
    {WORD("chin"), 9},  {WORD("muoi"), 10}, {WORD("chap"), 12},
};

static int month_word(Str word)
{
    for (ptrdiff_t i = 0; i < COUNTOF(month_words); i++)
        if (str_eq(word, month_words[i].word))
            return month_words[i].month;
    return 0;
}

typedef struct Words {
    Str list[PARTS_MAX];
    int count, at;
} Words;

static bool split_words(Str key, Words *w)
{
    *w = (Words){0};
    for (StrCut cut = {.tail = key, .ok = true}; cut.ok;) {
        cut = str_cut(cut.tail, ' ');
        if (w->count == PARTS_MAX)
            return false;
        w->list[w->count++] = cut.head;
    }
    return true;
}

static bool take_word(Words *w, Str word)
{
    bool found = w->at < w->count && str_eq(w->list[w->at], word);
    w->at += found;
    return found;
}

static bool take_figure(Words *w, Number *ret)
{
    Str s = w->at < w->count ? w->list[w->at] : (Str){0};
    if (!take_number(&s, ret) || s.len > 0)
        return false;
    w->at++;
    return true;
}

/* A figure, a word, or "mười" with một or hai after it. */
static bool take_month(Words *w, Number *ret)
{
    if (take_figure(w, ret))
        return ret->value >= 1 && ret->value <= 12;
    int month = w->at < w->count ? month_word(w->list[w->at]) : 0;
    if (month == 0)
        return false;
    w->at++;
    if (month == 10)
        month += take_word(w, S("mot")) ? 1 : take_word(w, S("hai")) ? 2 : 0;
    *ret = written(month);
    return true;
}

/* [ngày] [mùng] D [tháng] M [năm] Y; tháng M [năm] Y; năm Y. */
static bool parse_words(Str key, int pivot_year, Date *ret)
{
    Words w;
    Number day = {0}, month = {0}, year = {0};
    if (!split_words(key, &w))
        return false;
    if (take_word(&w, S("nam")))
        return take_figure(&w, &year) && w.at == w.count && year.digits == 4 &&
               set_date(day, month, year, pivot_year, ret);
    bool has_day = take_word(&w, S("ngay"));
    has_day |= take_word(&w, S("mung")) || take_word(&w, S("mong"));
    bool named_month = take_word(&w, S("thang"));
    if (!named_month || has_day) {
        if (!take_figure(&w, &day) || day.value == 0)
            return false;
        named_month = take_word(&w, S("thang"));
        if (!named_month && !has_day)
            return false;
    }
    if (!take_month(&w, &month))
        return false;
    take_word(&w, S("nam"));
    return take_figure(&w, &year) && w.at == w.count && (day.digits > 0 || year.digits == 4) &&
           set_date(day, month, year, pivot_year, ret);
}

bool vn_parse_date(Str s, int pivot_year, Date *ret)
{
    enum { LONGEST = 128 };
    s = str_trim(s);
    if (s.len == 0 || s.len > LONGEST)
        return false;
    if (is_digit(s.ptr[0]) && parse_figures(s, pivot_year, ret))
        return true;
    char room[8192];
    Arena scratch = {.base = NULL, .beg = room, .end = room + sizeof room};
    return parse_words(vn_fold(&scratch, s, VN_KEY), pivot_year, ret);
}

bool vn_excel_date(double serial, bool since_1904, Date *ret)
{
    const int64_t to_1900 = date_to_days((Date){1899, 12, 30}), to_1904 = date_to_days((Date){1904, 1, 1});
    const double last = 2958465; /* 9999-12-31 */
    if (!(serial >= (since_1904 ? 0 : 1)) || serial >= (since_1904 ? last - 1462 : last) + 1)
        return false;
    int64_t day = (int64_t)floor(serial);
    if (!since_1904 && day == 60) /* the sheet's 29 February 1900, which was not */
        return false;
    *ret = date_from_days(since_1904 ? to_1904 + day : to_1900 + day + (day < 60));
    return true;
}

Str vn_date(Arena *arena, Date d)
{
    if (d.month == 0)
        return str_fmt(arena, "%d", d.year);
    if (d.day == 0)
        return str_fmt(arena, "%02d/%d", d.month, d.year);
    return str_fmt(arena, "%02d/%02d/%d", d.day, d.month, d.year);
}

Str vn_stamp(Arena *arena, Str written)
{
    enum { DAY = 10, MINUTE = 16 };
    Date day;
    if (date_parse_iso(written, &day))
        return vn_date(arena, day);
    bool timed = written.len >= MINUTE && written.ptr[DAY] == 'T';
    if (!timed || !date_parse_iso(str_slice(written, 0, DAY), &day))
        return written;
    Str minute = str_slice(written, DAY + 1, MINUTE);
    return str_fmt(arena, "%.*s %.*s", STRF(minute), STRF(vn_date(arena, day)));
}
