/* normal: Unicode normal forms by utf8proc, with a quick look first, because nearly
 * all text that comes is in NFC already. */
#include "vn/normal.h"

#include "base/utf8.h"
#include "vn/vn.h"
#include <assert.h>
#include <utf8proc.h>

/* Below U+0300 nothing combines; then the Vietnamese block and common punctuation. */
static bool leaves_alone(uint32_t code)
{
    return code < 0x300 || (code >= 0x1EA0 && code <= 0x1EF9) || (code >= 0x2010 && code < 0x205F) ||
           (code >= 0x20A0 && code < 0x20D0);
}

bool vn_surely_nfc(Str s)
{
    for (ptrdiff_t at = 0; at < s.len;) {
        if ((unsigned char)s.ptr[at] < 0x80) {
            at++;
            continue;
        }
        Rune r = utf8_get(s, at);
        if (!r.valid || !leaves_alone(r.code))
            return false;
        at += r.len;
    }
    return true;
}

/* Marks at the end of what the character comes apart into; *ret_mark: it is nothing but marks. */
static int trailing_marks(uint32_t code, bool *ret_mark)
{
    int32_t parts[16];
    int boundary = 0;
    *ret_mark = false;
    if (code < 0xC0)
        return 0;
    ptrdiff_t count =
        utf8proc_decompose_char((int32_t)code, parts, COUNTOF(parts), UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, &boundary);
    ptrdiff_t marks = 0;
    while (marks < count && utf8proc_get_property(parts[count - 1 - marks])->combining_class > 0)
        marks++;
    *ret_mark = marks == count;
    return (int)marks;
}

/* Valid UTF-8 without endless runs of marks: sorting such a run takes the square of its
 * length, so after 30 of them a joiner is set as the standard says (UAX 15, Stream-Safe). */
static Str tamed(Arena *arena, Str s)
{
    enum { LONGEST_RUN = 30, JOINER = 0x034F };
    Buf out = buf_open(arena);
    int run = 0;
    for (ptrdiff_t at = 0; at < s.len;) {
        Rune r = utf8_get(s, at);
        bool mark;
        int marks = trailing_marks(r.code, &mark);
        run = mark ? run + marks : marks;
        if (run > LONGEST_RUN) {
            buf_rune(&out, JOINER);
            run = marks;
        }
        buf_rune(&out, r.code);
        at += r.len;
    }
    return buf_str(&out);
}

static Str normal_form(Arena *arena, Str s, utf8proc_option_t form)
{
    s = tamed(arena, s);
    utf8proc_option_t options = UTF8PROC_STABLE | form;
    const utf8proc_uint8_t *bytes = (const utf8proc_uint8_t *)s.ptr;
    ptrdiff_t count = utf8proc_decompose(bytes, s.len, NULL, 0, options);
    assert(count >= 0); /* only invalid UTF-8 and sizes beyond 2^63 fail */
    int32_t *codes = new (arena, int32_t, count);
    utf8proc_decompose(bytes, s.len, codes, count, options);
    if (form == UTF8PROC_COMPOSE)
        count = utf8proc_normalize_utf32(codes, count, options);
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < count; i++)
        buf_rune(&out, (uint32_t)codes[i]);
    return buf_str(&out);
}

Str vn_nfc(Arena *arena, Str s)
{
    return vn_surely_nfc(s) ? str_copy(arena, s) : normal_form(arena, s, UTF8PROC_COMPOSE);
}

static bool is_ascii(Str s)
{
    for (ptrdiff_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80)
            return false;
    return true;
}

Str vn_nfd(Arena *arena, Str s)
{
    return is_ascii(s) ? str_copy(arena, s) : normal_form(arena, s, UTF8PROC_DECOMPOSE);
}

int vn_width(Str s)
{
    int width = 0;
    for (ptrdiff_t at = 0; at < s.len;) {
        Rune r = utf8_get(s, at);
        width += r.code >= ' ' && r.code < 0x7F ? 1 : utf8proc_charwidth((utf8proc_int32_t)r.code);
        at += r.len;
    }
    return width;
}
