#include "table/celltext.h"

enum { PRODUCED_PER_UNPACKED = 8, ROW_BYTES = 64 << 20, LEARNED = 1 << 20 };

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

void celltext_learn(Celltext *texts, Str raw)
{
    if (texts->seen >= LEARNED || plain_ascii(raw))
        return;
    texts->seen += raw.len;
    vn_detector_add(&texts->detector, raw);
}

Str celltext_encoding(const Celltext *texts)
{
    VnEncoding encoding = vn_detector_encoding(&texts->detector);
    return encoding == VN_TCVN3 || encoding == VN_DAMAGED ? S("TCVN3") : encoding == VN_VNI ? S("VNI") : S("UTF-8");
}

/* Where the document lost its ư, a text of plain letters may have been one of them: “Di c”. */
Cell celltext(Arena *arena, Celltext *texts, Str raw)
{
    raw = str_trim(raw);
    if (raw.len == 0)
        return (Cell){0};
    if (plain_ascii(raw) && vn_detector_encoding(&texts->detector) != VN_DAMAGED)
        return (Cell){.kind = CELL_TEXT, .text = str_copy(arena, raw)};
    VnEncoding from;
    ptrdiff_t lost = 0;
    Str text = str_trim(vn_detector_decode(arena, &texts->detector, raw, &from, &lost));
    bool damaged = lost > 0 || from == VN_DAMAGED;
    texts->damaged += damaged;
    return (Cell){.kind = text.len > 0 ? CELL_TEXT : CELL_EMPTY, .damaged = damaged, .text = text};
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
