#include "table/celltext.h"

#include "vn/vn.h"

enum { PRODUCED_PER_UNPACKED = 8, ROW_BYTES = 64 << 20 };

Err *celltext_within(Arena *arena, const TableLimits *limits, int64_t produced, int64_t row)
{
    if (produced <= PRODUCED_PER_UNPACKED * limits->unpacked_bytes && row <= ROW_BYTES)
        return NULL;
    return FAIL(arena, TOO_LARGE, "bảng có quá nhiều ô trống hoặc chữ lặp lại so với giới hạn",
                "the table has more blank cells or repeated text than the limits allow");
}

static bool plain_ascii(Str s)
{
    for (ptrdiff_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80 || s.ptr[i] == 0)
            return false;
    return true;
}

Str celltext(Arena *arena, Str raw, ptrdiff_t *damaged)
{
    raw = str_trim(raw);
    if (plain_ascii(raw))
        return str_copy(arena, raw);
    VnEncoding encoding = vn_detect(raw);
    if (encoding == VN_UNICODE)
        return str_trim(vn_nfc(arena, raw));
    ptrdiff_t lost = 0;
    Str text = vn_decode(arena, raw, encoding, &lost);
    *damaged += lost > 0;
    return str_trim(text);
}

static int hex_value(char c)
{
    return c >= '0' && c <= '9' ? c - '0' : (c | 0x20) >= 'a' && (c | 0x20) <= 'f' ? (c | 0x20) - 'a' + 10 : -1;
}

/* The code of "_xHHHH_" at `at`, or -1. */
static int escape_at(Str s, ptrdiff_t at)
{
    if (s.len - at < 7 || s.ptr[at] != '_' || s.ptr[at + 1] != 'x' || s.ptr[at + 6] != '_')
        return -1;
    int code = 0;
    for (ptrdiff_t i = at + 2; i < at + 6; i++) {
        int digit = hex_value(s.ptr[i]);
        if (digit < 0)
            return -1;
        code = code * 16 + digit;
    }
    return code;
}

Str celltext_unescape(Arena *arena, Str raw)
{
    if (str_find(raw, S("_x")) < 0)
        return raw;
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < raw.len;) {
        int code = escape_at(raw, i);
        if (code > 0 && code < 0xD800)
            buf_rune(&out, (uint32_t)code);
        else if (code < 0 || code >= 0xE000)
            buf_byte(&out, raw.ptr[i]);
        i += code >= 0 && code < 0xE000 ? 7 : 1;
    }
    return buf_str(&out);
}
