#include "base/utf8.h"

#include <assert.h>
#include <string.h>

static bool is_tail(Str s, ptrdiff_t at)
{
    return at < s.len && ((unsigned char)s.ptr[at] & 0xC0) == 0x80;
}

static uint32_t tail_bits(Str s, ptrdiff_t at)
{
    return (unsigned char)s.ptr[at] & 0x3F;
}

Rune utf8_get(Str s, ptrdiff_t at)
{
    assert(at >= 0);
    if (at >= s.len)
        return (Rune){0};
    unsigned char b = (unsigned char)s.ptr[at];
    if (b < 0x80)
        return (Rune){b, 1, true};
    if (b >= 0xC2 && b < 0xE0 && is_tail(s, at + 1))
        return (Rune){(b & 0x1Fu) << 6 | tail_bits(s, at + 1), 2, true};
    if (b >= 0xE0 && b < 0xF0 && is_tail(s, at + 1) && is_tail(s, at + 2)) {
        uint32_t code = (b & 0x0Fu) << 12 | tail_bits(s, at + 1) << 6 | tail_bits(s, at + 2);
        if (code >= 0x800 && (code < 0xD800 || code > 0xDFFF))
            return (Rune){code, 3, true};
    }
    if (b >= 0xF0 && b < 0xF5 && is_tail(s, at + 1) && is_tail(s, at + 2) && is_tail(s, at + 3)) {
        uint32_t code =
            (b & 0x07u) << 18 | tail_bits(s, at + 1) << 12 | tail_bits(s, at + 2) << 6 | tail_bits(s, at + 3);
        if (code >= 0x10000 && code <= 0x10FFFF)
            return (Rune){code, 4, true};
    }
    return (Rune){UTF8_BAD, 1, false};
}

int utf8_put(char *out, uint32_t code)
{
    if (code < 0x80) {
        out[0] = (char)code;
        return 1;
    }
    if (code < 0x800) {
        out[0] = (char)(0xC0 | code >> 6);
        out[1] = (char)(0x80 | (code & 0x3F));
        return 2;
    }
    if (code < 0x10000) {
        out[0] = (char)(0xE0 | code >> 12);
        out[1] = (char)(0x80 | (code >> 6 & 0x3F));
        out[2] = (char)(0x80 | (code & 0x3F));
        return 3;
    }
    assert(code <= 0x10FFFF);
    out[0] = (char)(0xF0 | code >> 18);
    out[1] = (char)(0x80 | (code >> 12 & 0x3F));
    out[2] = (char)(0x80 | (code >> 6 & 0x3F));
    out[3] = (char)(0x80 | (code & 0x3F));
    return 4;
}

bool utf8_valid(Str s)
{
    for (ptrdiff_t at = 0; at < s.len;) {
        uint64_t plain = 0; /* most text is, and much of it short */
        ptrdiff_t bytes = s.len - at < (ptrdiff_t)sizeof plain ? s.len - at : (ptrdiff_t)sizeof plain;
        memcpy(&plain, s.ptr + at, (size_t)bytes);
        if ((plain & UINT64_C(0x8080808080808080)) == 0) {
            at += bytes;
            continue;
        }
        Rune r = utf8_get(s, at);
        if (!r.valid)
            return false;
        at += r.len;
    }
    return true;
}

ptrdiff_t utf8_count(Str s)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t at = 0; at < s.len; at += utf8_get(s, at).len)
        n++;
    return n;
}
