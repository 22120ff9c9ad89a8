#include "cube/period.h"

#include "vn/vn.h"
#include <assert.h>

enum { MAX_WORDS = 6, FIRST_YEAR = 1900, LAST_YEAR = 2199 };

static const int per_year[] = {[PERIOD_YEAR] = 1, [PERIOD_HALF] = 2, [PERIOD_QUARTER] = 4, [PERIOD_MONTH] = 12};

/* ---- reading ---------------------------------------------------------------------- */

static bool read_number(Str s, int *ret)
{
    *ret = 0;
    for (ptrdiff_t i = 0; i < s.len; i++) {
        if (s.ptr[i] < '0' || s.ptr[i] > '9')
            return false;
        *ret = *ret * 10 + (s.ptr[i] - '0');
    }
    return s.len > 0 && s.len <= 4;
}

static bool read_roman(Str s, int *ret)
{
    static const char *const digits[] = {"", "i", "ii", "iii", "iv"};
    for (*ret = 1; *ret <= 4; ++*ret)
        if (str_eq(s, str_from(digits[*ret])))
            return true;
    return false;
}

typedef struct Words { /* "Quý III/2026" as "quy", "iii", "2026" */
    Str word[MAX_WORDS];
    int count, at;
} Words;

static bool split(Words *words, Str folded)
{
    while (folded.len > 0) {
        StrCut cut = str_cut(folded, ' ');
        if (words->count == MAX_WORDS)
            return false;
        words->word[words->count++] = cut.head;
        folded = cut.tail;
    }
    return words->count > 0;
}

static bool take(Words *words, const char *word)
{
    bool yes = words->at < words->count && str_eq(words->word[words->at], str_from(word));
    words->at += yes;
    return yes;
}

/* "q3" and "q", "3" alike. */
static bool take_marked(Words *words, const char *mark, int *ret)
{
    Str prefix = str_from(mark);
    if (words->at == words->count || !str_starts(words->word[words->at], prefix))
        return false;
    Str rest = str_slice(words->word[words->at], prefix.len, words->word[words->at].len);
    bool apart = rest.len == 0;
    if (apart && words->at + 1 < words->count)
        rest = words->word[words->at + 1];
    if (!read_number(rest, ret) && !read_roman(rest, ret))
        return false;
    words->at += apart ? 2 : 1;
    return true;
}

static bool take_half(Words *words, int *ret)
{
    int at = words->at;
    if (take_marked(words, "h", ret))
        return true;
    bool half = ((take(words, "6") || take(words, "sau")) && take(words, "thang")) || take(words, "nua");
    if (half && (take(words, "dau") || take(words, "cuoi"))) {
        *ret = str_eq(words->word[words->at - 1], S("dau")) ? 1 : 2;
        return true;
    }
    words->at = at;
    return false;
}

static bool take_part(Words *words, Period *p)
{
    if (take_half(words, &p->index))
        p->kind = PERIOD_HALF;
    else if (take_marked(words, "quy", &p->index) || take_marked(words, "q", &p->index))
        p->kind = PERIOD_QUARTER;
    else if (take_marked(words, "thang", &p->index) || take_marked(words, "thg", &p->index) ||
             take_marked(words, "t", &p->index))
        p->kind = PERIOD_MONTH;
    else
        return false;
    return true;
}

static bool take_year(Words *words, int *ret)
{
    take(words, "nam");
    if (words->at == words->count || words->word[words->at].len != 4)
        return false;
    return read_number(words->word[words->at], ret) && ++words->at;
}

static bool take_bare_month(Words *words, Period *p)
{
    bool short_number = words->at < words->count && words->word[words->at].len <= 2;
    if (!short_number || !read_number(words->word[words->at], &p->index))
        return false;
    p->kind = PERIOD_MONTH;
    words->at++;
    return true;
}

/* The part comes first in Vietnamese and last in machine form. */
static bool read_words(Words *words, Period *p)
{
    *p = (Period){.kind = PERIOD_YEAR, .index = 1};
    if (take_year(words, &p->year)) {
        if (words->at < words->count && !take_part(words, p) && !take_bare_month(words, p))
            return false;
        return words->at == words->count;
    }
    words->at = 0;
    return (take_part(words, p) || take_bare_month(words, p)) && take_year(words, &p->year) &&
           words->at == words->count;
}

static bool plain_separators(Str s)
{
    for (ptrdiff_t i = 0; i < s.len; i++) {
        bool letter = (unsigned char)s.ptr[i] >= 0x80 || (s.ptr[i] | 32) >= 'a';
        bool digit = s.ptr[i] >= '0' && s.ptr[i] <= '9';
        bool inside = i > 0 && (s.ptr[i] == '-' || s.ptr[i] == '/' || s.ptr[i] == '.' || s.ptr[i] == ' ');
        if (!letter && !digit && !inside)
            return false;
    }
    return s.len > 0 && s.len <= 64;
}

static bool read_written(Str s, Period *p)
{
    AUTO(arena_close) Arena scratch = arena_open(1 << 16);
    Words words = {0};
    return split(&words, vn_fold(&scratch, s, VN_KEY)) && read_words(&words, p);
}

/* What period_text writes, without folding: tables are full of it. */
static bool read_machine(Str s, Period *p)
{
    StrCut cut = str_cut(s, '-');
    *p = (Period){.kind = PERIOD_YEAR, .index = 1};
    if (cut.head.len != 4 || !read_number(cut.head, &p->year))
        return false;
    if (!cut.ok)
        return true;
    bool marked = cut.tail.len == 2 && (cut.tail.ptr[0] == 'H' || cut.tail.ptr[0] == 'Q');
    p->kind = !marked ? PERIOD_MONTH : cut.tail.ptr[0] == 'H' ? PERIOD_HALF : PERIOD_QUARTER;
    return cut.tail.len == 2 && read_number(str_slice(cut.tail, marked, 2), &p->index);
}

bool period_parse(Str s, Period *ret)
{
    Period p;
    s = str_trim(s);
    if (!read_machine(s, &p) && (!plain_separators(s) || !read_written(s, &p)))
        return false;
    if (p.year < FIRST_YEAR || p.year > LAST_YEAR || p.index < 1 || p.index > per_year[p.kind])
        return false;
    *ret = p;
    return true;
}

/* ---- writing ------------------------------------------------------------------------ */

Str period_text(Arena *arena, Period p)
{
    switch (p.kind) {
    case PERIOD_YEAR:
        return str_fmt(arena, "%04d", p.year);
    case PERIOD_HALF:
        return str_fmt(arena, "%04d-H%d", p.year, p.index);
    case PERIOD_QUARTER:
        return str_fmt(arena, "%04d-Q%d", p.year, p.index);
    case PERIOD_MONTH:
        break;
    }
    return str_fmt(arena, "%04d-%02d", p.year, p.index);
}

Str period_show(Arena *arena, Period p)
{
    static const char *const quarters[] = {"", "I", "II", "III", "IV"};
    switch (p.kind) {
    case PERIOD_YEAR:
        return str_fmt(arena, "năm %d", p.year);
    case PERIOD_HALF:
        return str_fmt(arena, "6 tháng %s năm %d", p.index == 1 ? "đầu" : "cuối", p.year);
    case PERIOD_QUARTER:
        return str_fmt(arena, "quý %s/%d", quarters[p.index], p.year);
    case PERIOD_MONTH:
        break;
    }
    return str_fmt(arena, "tháng %02d/%d", p.index, p.year);
}

/* ---- reckoning ------------------------------------------------------------------------ */

static int ordinal(Period p)
{
    return p.year * per_year[p.kind] + p.index - 1;
}

static int last_month(Period p)
{
    return p.year * 12 + p.index * (12 / per_year[p.kind]);
}

int period_cmp(Period a, Period b)
{
    int by_end = last_month(a) - last_month(b);
    return by_end != 0 ? by_end : (int)a.kind - (int)b.kind;
}

Period period_add(Period p, int n)
{
    int at = ordinal(p) + n, parts = per_year[p.kind];
    assert(at >= 0);
    return (Period){.kind = p.kind, .year = at / parts, .index = at % parts + 1};
}

int period_distance(Period from, Period to)
{
    assert(from.kind == to.kind);
    return ordinal(to) - ordinal(from);
}

Date period_first(Period p)
{
    int months = 12 / per_year[p.kind];
    return (Date){p.year, (p.index - 1) * months + 1, 1};
}

Date period_last(Period p)
{
    int month = p.index * (12 / per_year[p.kind]);
    return (Date){p.year, month, date_days_in_month(p.year, month)};
}

Period period_month(int year, int month)
{
    return (Period){PERIOD_MONTH, year, month};
}

Period period_year(int year)
{
    return (Period){PERIOD_YEAR, year, 1};
}

Period period_of(Date d, PeriodKind kind)
{
    return (Period){kind, d.year, (d.month - 1) / (12 / per_year[kind]) + 1};
}
