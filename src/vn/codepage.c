/* codepage: bytes of windows-1252 and -1258, and text files of unknown encoding. */
#include "base/utf8.h"
#include "vn/legacy.h"
#include "vn/syllable.h"

/* 80 … 9F; 0 where a page has no character.  1258 lacks Š Ž š ž. */
static const uint16_t low_half[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

static uint32_t from_1252(unsigned char b)
{
    return b >= 0x80 && b < 0xA0 && low_half[b - 0x80] ? low_half[b - 0x80] : b;
}

static uint32_t from_1258(unsigned char b)
{
    static const struct {
        uint8_t byte;
        uint16_t code;
    } differs[] = {
        {0x8A, 0x8A},  {0x8E, 0x8E},  {0x9A, 0x9A},  {0x9E, 0x9E},  {0xC3, 0x102}, {0xCC, 0x300},
        {0xD0, 0x110}, {0xD2, 0x309}, {0xD5, 0x1A0}, {0xDD, 0x1AF}, {0xDE, 0x303}, {0xE3, 0x103},
        {0xEC, 0x301}, {0xF0, 0x111}, {0xF2, 0x323}, {0xF5, 0x1A1}, {0xFD, 0x1B0}, {0xFE, 0x20AB},
    };
    for (ptrdiff_t i = 0; i < COUNTOF(differs); i++)
        if (differs[i].byte == b)
            return differs[i].code;
    return from_1252(b);
}

static Str convert(Arena *arena, Str bytes, uint32_t (*rule)(unsigned char))
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < bytes.len; i++) {
        unsigned char b = (unsigned char)bytes.ptr[i];
        buf_rune(&out, b < 0x80 ? b : rule(b));
    }
    return buf_str(&out);
}

Str vn_from_1252(Arena *arena, Str bytes)
{
    return convert(arena, bytes, from_1252);
}

Str vn_from_1258(Arena *arena, Str bytes)
{
    return vn_nfc(arena, convert(arena, bytes, from_1258));
}

/* Vietnamese words beyond ASCII minus the other words beyond ASCII. */
static int64_t vietnamese(Str s)
{
    int64_t sum = 0;
    ptrdiff_t from;
    for (ptrdiff_t at = 0; at < s.len;) {
        VnWord word = vn_next_word(s, &at, &from);
        if (word.count > 1 && (word.old || word.wide))
            sum += vn_syllable(word.codes, word.count).possible ? 1 : -1;
    }
    return sum;
}

Str vn_from_bytes(Arena *arena, Str bytes, VnEncoding *ret_from, ptrdiff_t *ret_damaged)
{
    VnDetector detector = {0};
    ptrdiff_t damaged = 0, of_line;
    Str text = bytes;
    if (str_starts(text, S("\xEF\xBB\xBF")))
        text = str_slice(text, 3, text.len);
    if (!utf8_valid(text))
        text = vn_from_1252(arena, text);
    for (StrCut line = {.tail = text, .ok = true}; line.ok;) {
        line = str_cut(line.tail, '\n');
        vn_detector_add(&detector, line.head);
    }
    Buf out = buf_open(arena);
    for (StrCut line = {.tail = text, .ok = true}; line.ok;) {
        line = str_cut(line.tail, '\n');
        buf_add(&out, vn_detector_decode(arena, &detector, line.head, NULL, &of_line));
        if (line.ok)
            buf_byte(&out, '\n');
        damaged += of_line;
    }
    VnEncoding from = vn_detector_encoding(&detector);
    text = buf_str(&out);
    Str as_1258 = utf8_valid(bytes) ? (Str){0} : vn_from_1258(arena, bytes);
    if (as_1258.len > 0 && from == VN_UNICODE && vietnamese(as_1258) > vietnamese(text)) {
        text = as_1258;
        damaged = 0;
    }
    if (ret_from)
        *ret_from = from;
    if (ret_damaged)
        *ret_damaged = damaged;
    return text;
}
