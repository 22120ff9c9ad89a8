#include "table/numfmt.h"

#include "vn/vn.h"
#include <assert.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

NumFmt numfmt_builtin(int64_t id)
{
    static const struct {
        int from, to;
        NumFmt format;
    } known[] = {
        {9, 10, NUMFMT_PERCENT}, {14, 16, NUMFMT_DATE}, {17, 17, NUMFMT_MONTH}, {18, 21, NUMFMT_TIME},
        {22, 22, NUMFMT_DATE},   {27, 31, NUMFMT_DATE}, {32, 35, NUMFMT_TIME},  {36, 36, NUMFMT_DATE},
        {45, 47, NUMFMT_TIME},   {50, 54, NUMFMT_DATE}, {55, 56, NUMFMT_TIME},  {57, 58, NUMFMT_DATE},
    };
    for (int i = 0; i < COUNTOF(known); i++)
        if (known[i].from <= id && id <= known[i].to)
            return known[i].format;
    return NUMFMT_PLAIN;
}

/* How many bytes at `at` are literal: "text", \x, _x, *x, [Red]; but [h] counts. */
static ptrdiff_t literal(Str code, ptrdiff_t at)
{
    char c = code.ptr[at];
    if (c == '\\' || c == '_' || c == '*')
        return code.len - at < 2 ? 1 : 2;
    if (c != '"' && c != '[')
        return 0;
    StrCut cut = str_cut(str_slice(code, at + 1, code.len), c == '"' ? '"' : ']');
    bool elapsed = c == '[' && cut.head.len > 0 && strchr("hHmMsS", cut.head.ptr[0]) &&
                   cut.head.ptr[0] == cut.head.ptr[cut.head.len - 1];
    return elapsed ? 0 : cut.head.len + (cut.ok ? 2 : 1);
}

NumFmt numfmt_code(Str code)
{
    bool day = false, month = false, year = false, clock = false;
    for (ptrdiff_t i = 0; i < code.len && code.ptr[i] != ';';) {
        ptrdiff_t skip = literal(code, i);
        if (skip == 0) {
            char c = code.ptr[i] | 0x20;
            if (code.ptr[i] == '%')
                return NUMFMT_PERCENT;
            day |= c == 'd';
            month |= c == 'm';
            year |= c == 'y';
            clock |= c == 'h' || c == 's';
        }
        i += skip == 0 ? 1 : skip;
    }
    if (clock && !day && !year)
        return NUMFMT_TIME;
    return day ? NUMFMT_DATE : month ? NUMFMT_MONTH : year ? NUMFMT_YEAR : NUMFMT_PLAIN;
}

static Str without_zeros(char *text, ptrdiff_t len)
{
    if (memchr(text, '.', (size_t)len))
        while (text[len - 1] == '0')
            len--;
    len -= text[len - 1] == '.';
    return (Str){text, len};
}

Str numfmt_number(Arena *arena, double x)
{
    assert(isfinite(x));
    if (x == 0)
        return S("0");
    char text[64];
    double size = fabs(x);
    if (size >= 1e15 || size < 1e-15) {
        int n = snprintf(text, sizeof text, "%.15g", x);
        return str_copy(arena, (Str){text, n});
    }
    int decimals = 14 - (int)floor(log10(size));
    int n = snprintf(text, sizeof text, "%.*f", decimals < 0 ? 0 : decimals, x);
    return str_copy(arena, without_zeros(text, n));
}

static Str time_text(Arena *arena, double x)
{
    int64_t seconds = (int64_t)llround(x * 86400);
    int64_t hours = seconds / 3600, minutes = seconds / 60 % 60;
    return seconds % 60
               ? str_fmt(arena, "%02lld:%02lld:%02lld", (long long)hours, (long long)minutes, (long long)(seconds % 60))
               : str_fmt(arena, "%02lld:%02lld", (long long)hours, (long long)minutes);
}

void numfmt_cell(Arena *arena, double x, NumFmt format, bool since_1904, Cell *ret)
{
    *ret = (Cell){.kind = CELL_NUMBER, .number = x};
    if (!isfinite(x)) {
        *ret = (Cell){.kind = CELL_TEXT, .text = S("#NUM!")};
        return;
    }
    bool dated = format == NUMFMT_DATE || format == NUMFMT_MONTH || format == NUMFMT_YEAR;
    if (dated && vn_excel_date(floor(x), since_1904, &ret->date)) {
        ret->kind = CELL_DATE;
        if (format != NUMFMT_DATE)
            ret->date.day = 0;
        if (format == NUMFMT_YEAR)
            ret->date.month = 0;
        ret->text = vn_date(arena, ret->date);
    } else if (format == NUMFMT_TIME && x >= 0 && x < 1e6) {
        ret->kind = CELL_TEXT;
        ret->text = time_text(arena, x);
    } else if (format == NUMFMT_PERCENT && isfinite(x * 100)) {
        ret->text = str_fmt(arena, "%.*s%%", STRF(numfmt_number(arena, x * 100)));
    } else {
        ret->text = numfmt_number(arena, x);
    }
}
