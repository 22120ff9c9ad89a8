/* report_text: numbers as the reader writes them. */
#include "linkage/report_internal.h"
#include "vn/vn.h"

#include <math.h>

Str link_say_signed(Arena *arena, Lang lang, double x, int decimals)
{
    double least = pow(10, -decimals) / 2;
    Str size = vn_real_in(arena, lang, fabs(x), decimals);
    return str_fmt(arena, "%s%.*s", x >= least ? "+" : x <= -least ? "−" : "", STRF(size));
}

/* Two figures: 83.412 is 83.000. */
static Str one_in(Arena *arena, Lang lang, double share)
{
    double many = 1 / share, unit = pow(10, floor(log10(many)) - 1);
    if (many > 1e12)
        return S("< 10⁻¹²");
    return str_fmt(arena, "1/%.*s", STRF(vn_int_in(arena, lang, (int64_t)(round(many / unit) * unit))));
}

/* As many decimals as it takes not to write 100 % for what is less. */
static int decimals_of(double share)
{
    if (share < 0.1)
        return 2;
    int decimals = 1;
    while (decimals < 8 && share < 1 && (1 - share) * 100 < 0.5 * pow(10, -decimals))
        decimals++;
    return decimals;
}

Str link_say_share(Arena *arena, Lang lang, double share)
{
    if (!(share > 0))
        return S("0 %");
    if (share < 0.001)
        return one_in(arena, lang, share);
    if (share == 1)
        return S("100 %");
    return str_fmt(arena, "%.*s %%", STRF(vn_real_in(arena, lang, share * 100, decimals_of(share))));
}

Str link_say_small(Arena *arena, Lang lang, double x)
{
    static const char *const raised[] = {"⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"};
    if (!(x > 0) || x >= 0.001)
        return vn_real_in(arena, lang, x, x > 0 ? 4 : 0);
    int power = (int)ceil(-log10(x));
    Str head = vn_real_in(arena, lang, x * pow(10, power), 1);
    if (power > 99)
        return S("0");
    return str_fmt(arena, "%.*s·10⁻%s%s", STRF(head), power > 9 ? raised[power / 10] : "", raised[power % 10]);
}

Str link_say_chance(Arena *arena, Lang lang, double weight)
{
    if (weight > 20)
        return lang == LANG_VI ? S("trên 99,9999 %") : S("over 99.9999 %");
    return link_say_share(arena, lang, link_probability(weight));
}

Text link_field_short(const LinkField *field)
{
    Str left = field->left.len ? field->left : field->right.len ? field->right : field->name;
    return (Text){left, left};
}

Text link_field_title(Arena *arena, const LinkField *field)
{
    Str left = field->left.len ? field->left : field->right;
    if (!left.len)
        return field->kind->title.vi.len ? field->kind->title : (Text){field->name, field->name};
    if (field->right.len && !str_eq(left, field->right))
        left = str_fmt(arena, "%.*s / %.*s", STRF(left), STRF(field->right));
    return (Text){left, left};
}
