/* case: capitals for headings and names. */
#include "base/utf8.h"
#include "vn/letter.h"
#include "vn/vn.h"
#include <utf8proc.h>

static uint32_t with_case(uint32_t c, bool upper)
{
    VnLetter letter = vn_letter(c);
    if (letter.base)
        return vn_letter_code((VnBase)letter.base, (VnTone)letter.tone, upper);
    return (uint32_t)(upper ? utf8proc_toupper((int32_t)c) : utf8proc_tolower((int32_t)c));
}

/* Letters, marks and digits; an apostrophe holds its word together (Ea H'leo). */
static bool in_word(uint32_t c)
{
    utf8proc_category_t category = utf8proc_category((int32_t)c);
    return (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) || c == '\'' || c == 0x2019;
}

static Str set_case(Arena *arena, Str s, bool all_upper)
{
    Str nfc = vn_nfc(arena, s);
    Buf out = buf_open(arena);
    bool inside = false;
    for (ptrdiff_t at = 0; at < nfc.len;) {
        Rune r = utf8_get(nfc, at);
        buf_rune(&out, with_case(r.code, all_upper || !inside));
        inside = in_word(r.code);
        at += r.len;
    }
    return vn_nfc(arena, buf_str(&out));
}

Str vn_upper(Arena *arena, Str s)
{
    return set_case(arena, s, true);
}

Str vn_title(Arena *arena, Str s)
{
    return set_case(arena, s, false);
}
