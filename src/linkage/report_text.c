/* report_text: numbers and text as the reader writes them, safe inside a page. */
#include "base/utf8.h"
#include "linkage/report_internal.h"
#include "vn/vn.h"

#include <math.h>

Str link_say_int(Arena *arena, Lang lang, int64_t n)
{
    Str s = vn_int(arena, n);
    if (lang == LANG_VI)
        return s;
    Buf buf = buf_open(arena);
    for (ptrdiff_t i = 0; i < s.len; i++)
        buf_byte(&buf, s.ptr[i] == '.' ? ',' : s.ptr[i]);
    return buf_str(&buf);
}

Str link_say_real(Arena *arena, Lang lang, double x, int decimals)
{
    Str s = vn_real(arena, x, decimals);
    if (lang == LANG_VI)
        return s;
    Buf buf = buf_open(arena);
    for (ptrdiff_t i = 0; i < s.len; i++)
        buf_byte(&buf, s.ptr[i] == '.' ? ',' : s.ptr[i] == ',' ? '.' : s.ptr[i]);
    return buf_str(&buf);
}

Str link_say_signed(Arena *arena, Lang lang, double x, int decimals)
{
    double least = pow(10, -decimals) / 2;
    Str size = link_say_real(arena, lang, fabs(x), decimals);
    return str_fmt(arena, "%s%.*s", x >= least ? "+" : x <= -least ? "−" : "", STRF(size));
}

/* As many decimals as it takes to tell it from 100 %. */
static int decimals_under_one(double share)
{
    int decimals = 1;
    while (decimals < 6 && (1 - share) * 100 < 0.5 * pow(10, -decimals))
        decimals++;
    return decimals;
}

Str link_say_share(Arena *arena, Lang lang, double share)
{
    if (share <= 0)
        return S("0 %");
    if (share < 0.001) {
        double one_in = 1 / share, unit = pow(10, floor(log10(one_in)) - 1);
        return one_in > 1e12
                   ? S("< 10⁻¹²")
                   : str_fmt(arena, "1/%.*s", STRF(link_say_int(arena, lang, (int64_t)(round(one_in / unit) * unit))));
    }
    int decimals = share < 0.01 ? 2 : share > 0.9995 && share < 1 ? decimals_under_one(share) : 1;
    return str_fmt(arena, "%.*s %%", STRF(link_say_real(arena, lang, share * 100, decimals)));
}

Str link_escape(Arena *arena, Str s)
{
    Buf buf = buf_open(arena);
    for (ptrdiff_t i = 0; i < s.len;) {
        Rune rune = utf8_get(s, i);
        i += rune.len;
        switch (rune.code) {
        case '<':
            buf_add(&buf, S("&lt;"));
            break;
        case '>':
            buf_add(&buf, S("&gt;"));
            break;
        case '&':
            buf_add(&buf, S("&amp;"));
            break;
        case '"':
            buf_add(&buf, S("&quot;"));
            break;
        case '\'':
            buf_add(&buf, S("&#39;"));
            break;
        default:
            /* controls, non-characters, and marks that turn the direction of what follows */
            if ((rune.code < 0x20 && rune.code != '\t' && rune.code != '\n') ||
                (rune.code >= 0x7f && rune.code < 0xa0) || rune.code == 0xfffe || rune.code == 0xffff ||
                (rune.code >= 0x202a && rune.code <= 0x202e) || (rune.code >= 0x2066 && rune.code <= 0x2069))
                rune.code = UTF8_BAD;
            buf_rune(&buf, rune.code);
        }
    }
    return buf_str(&buf);
}
