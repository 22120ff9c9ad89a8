#include "table/encoding.h"

#include "base/utf8.h"
#include <string.h>

enum { SAMPLE = 256 << 10, SEARCHED = 16 << 20 };

/* 0x80 … 0x9F of both Windows code pages; 0 = not given. */
static const uint16_t upper_controls[32] = {
    0x20AC, 0,      0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160,
    0x2039, 0x0152, 0,      0x017D, 0,      0,      0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
    0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0,      0x017E, 0x0178,
};

/* Where windows-1258 differs from windows-1252 above 0xA0 (unicode.org, CP1258.TXT). */
static const struct {
    unsigned char byte;
    uint16_t code;
} vietnamese[] = {
    {0xC3, 0x0102}, {0xCC, 0x0300}, {0xD0, 0x0110}, {0xD2, 0x0309}, {0xD5, 0x01A0}, {0xDD, 0x01AF}, {0xDE, 0x0303},
    {0xE3, 0x0103}, {0xEC, 0x0301}, {0xF0, 0x0111}, {0xF2, 0x0323}, {0xF5, 0x01A1}, {0xFD, 0x01B0}, {0xFE, 0x20AB},
};

static uint32_t byte_code(unsigned char b, Unit unit)
{
    if (b < 0x80)
        return b;
    if (b < 0xA0)
        return upper_controls[b - 0x80] ? upper_controls[b - 0x80] : UTF8_BAD;
    for (ptrdiff_t i = 0; unit == UNIT_1258 && i < COUNTOF(vietnamese); i++)
        if (vietnamese[i].byte == b)
            return vietnamese[i].code;
    return b;
}

static Str widen_bytes(Arena *arena, Str raw, Unit unit)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < raw.len; i++)
        buf_rune(&out, byte_code((unsigned char)raw.ptr[i], unit));
    return buf_str(&out);
}

/* ---- finding out -------------------------------------------------------------- */

static bool is_plain_vowel(char c)
{
    return c && strchr("aeiouyAEIOUY", c);
}

static bool is_tone_1258(unsigned char b)
{
    return b == 0xCC || b == 0xD2 || b == 0xDE || b == 0xEC || b == 0xF2;
}

/* A tone of windows-1258 stands after its vowel; in windows-1252 the same bytes are
 * letters of their own (Ì Ò Þ ì ò) that seldom follow a vowel. */
static Unit code_page(Str sample)
{
    ptrdiff_t after_vowel = 0, elsewhere = 0;
    for (ptrdiff_t i = 1; i < sample.len; i++) {
        unsigned char b = (unsigned char)sample.ptr[i], before = (unsigned char)sample.ptr[i - 1];
        if (!is_tone_1258(b))
            continue;
        bool vowel = is_plain_vowel(sample.ptr[i - 1]) || (before >= 0xC0 && !is_tone_1258(before));
        after_vowel += vowel;
        elsewhere += !vowel;
    }
    return after_vowel > elsewhere ? UNIT_1258 : UNIT_1252;
}

/* UTF-8 with a few broken places is still UTF-8: in single-byte text the bytes form
 * valid sequences only by accident. */
static bool is_utf8(Str sample)
{
    ptrdiff_t good = 0, bad = 0;
    for (ptrdiff_t at = 0; at < sample.len;) {
        Rune r = utf8_get(sample, at);
        good += r.valid && r.len > 1;
        bad += !r.valid;
        at += r.len;
    }
    return bad == 0 || good >= 4 * bad;
}

static Str without_cut_rune(Str sample)
{
    for (int i = 0; i < 3 && sample.len > 0 && !utf8_valid(str_slice(sample, sample.len - 1, sample.len)); i++) {
        unsigned char b = (unsigned char)sample.ptr[sample.len - 1];
        sample.len--;
        if (b >= 0xC0)
            break;
    }
    return sample;
}

/* The first part that says anything: files often begin with a long run of digits. */
static Str telling_sample(Str bytes)
{
    ptrdiff_t from = 0, reach = bytes.len < SEARCHED ? bytes.len : SEARCHED;
    for (uint64_t w; reach - from >= 8; from += 8) {
        memcpy(&w, bytes.ptr + from, 8);
        if (w & 0x8080808080808080u)
            break;
    }
    if (from < SAMPLE / 2 || reach - from < 8)
        from = 0;
    ptrdiff_t to = bytes.len - from > SAMPLE ? from + SAMPLE : bytes.len;
    Str sample = str_slice(bytes, from, to);
    return to < bytes.len ? without_cut_rune(sample) : sample;
}

typedef struct Zeros { /* at even and at odd places */
    ptrdiff_t even, odd, total;
} Zeros;

static Zeros count_zeros(Str s)
{
    Zeros z = {.total = s.len};
    for (ptrdiff_t i = 0; i < s.len; i++)
        if (s.ptr[i] == 0)
            *(i % 2 ? &z.odd : &z.even) += 1;
    return z;
}

static VnEncoding legacy_of(Arena scratch, Str sample, Unit unit)
{
    if (unit == UNIT_UTF16LE || unit == UNIT_UTF16BE) {
        Buf narrow = buf_open(&scratch);
        encoding_narrow(&(Encoding){.unit = unit}, sample, SAMPLE, false, &narrow);
        sample = buf_str(&narrow);
    } else if (unit != UNIT_UTF8) {
        sample = widen_bytes(&scratch, sample, UNIT_1252);
    }
    return vn_detect(sample);
}

static bool starts_with_mark(Str bytes, Encoding *ret)
{
    static const struct {
        Str mark;
        Unit unit;
    } marks[] = {{STR_INIT("\xEF\xBB\xBF"), UNIT_UTF8},
                 {STR_INIT("\xFF\xFE"), UNIT_UTF16LE},
                 {STR_INIT("\xFE\xFF"), UNIT_UTF16BE}};
    for (ptrdiff_t i = 0; i < COUNTOF(marks); i++)
        if (str_starts(bytes, marks[i].mark)) {
            *ret = (Encoding){.unit = marks[i].unit, .bom = marks[i].mark.len};
            return true;
        }
    return false;
}

Err *encoding_find(Arena *arena, Str bytes, Encoding *ret)
{
    Str head = str_slice(bytes, 0, bytes.len < 4096 ? bytes.len : 4096);
    Zeros zeros = count_zeros(head);
    bool marked = starts_with_mark(bytes, ret);
    if (!marked) {
        *ret = (Encoding){.unit = UNIT_UTF8};
        if (zeros.odd * 4 > zeros.total && zeros.even == 0)
            ret->unit = UNIT_UTF16LE;
        else if (zeros.even * 4 > zeros.total && zeros.odd == 0)
            ret->unit = UNIT_UTF16BE;
    }
    if (!encoding_is_wide(ret) && zeros.even + zeros.odd > 0)
        return FAIL(arena, BAD_INPUT,
                    "tệp có byte 0, không phải văn bản; hãy mở bằng chương trình đã tạo ra nó và lưu lại dạng "
                    ".xlsx hoặc .csv",
                    "the file has zero bytes and is not text; open it with the program that made it and save it as "
                    ".xlsx or .csv");
    Str sample =
        encoding_is_wide(ret) ? str_slice(bytes, 0, bytes.len < SAMPLE ? bytes.len : SAMPLE) : telling_sample(bytes);
    if (!marked && !encoding_is_wide(ret) && !is_utf8(sample))
        ret->unit = UNIT_1252;
    ret->legacy = legacy_of(*arena, str_slice(sample, sample.len > ret->bom ? ret->bom : 0, sample.len), ret->unit);
    if (ret->legacy == VN_DAMAGED) /* as it stands: what is lost is not to be guessed */
        ret->legacy = VN_UNICODE;
    if (ret->unit == UNIT_1252 && ret->legacy == VN_UNICODE)
        ret->unit = code_page(sample);
    return NULL;
}

Str encoding_name(const Encoding *encoding)
{
    static const Str units[] = {
        [UNIT_UTF8] = STR_INIT("UTF-8"),        [UNIT_UTF16LE] = STR_INIT("UTF-16LE"),
        [UNIT_UTF16BE] = STR_INIT("UTF-16BE"),  [UNIT_1252] = STR_INIT("windows-1252"),
        [UNIT_1258] = STR_INIT("windows-1258"),
    };
    if (encoding->legacy == VN_TCVN3)
        return S("TCVN3");
    return encoding->legacy == VN_VNI ? S("VNI") : units[encoding->unit];
}

bool encoding_is_wide(const Encoding *encoding)
{
    return encoding->unit == UNIT_UTF16LE || encoding->unit == UNIT_UTF16BE;
}

/* ---- reading ------------------------------------------------------------------ */

/* Letters of Vietnamese and common signs in composed form: ASCII, U+0080 … U+024F,
 * U+1E00 … U+1EFF and general punctuation.  Anything else goes the long way. */
static bool is_clean(Str s)
{
    for (ptrdiff_t i = 0; i < s.len; i++) {
        unsigned char b = (unsigned char)s.ptr[i];
        if (b < 0x80)
            continue;
        if (b < 0xC2 || i + 1 >= s.len || ((unsigned char)s.ptr[i + 1] & 0xC0) != 0x80)
            return false;
        i++;
        if (b <= 0xC9)
            continue;
        unsigned char second = (unsigned char)s.ptr[i];
        bool letter = b == 0xE1 && second >= 0xB8 && second <= 0xBB;
        if (!letter && !(b == 0xE2 && second == 0x80))
            return false;
        if (i + 1 >= s.len)
            return false;
        unsigned char third = (unsigned char)s.ptr[++i];
        if ((third & 0xC0) != 0x80 || (!letter && third < 0x90)) /* U+2000, U+2001 decompose */
            return false;
    }
    return true;
}

static Str clean_text(Arena *arena, Str s, ptrdiff_t *damaged)
{
    if (is_clean(s))
        return s;
    *damaged += !utf8_valid(s);
    return vn_nfc(arena, s);
}

Str encoding_text(Arena *arena, const Encoding *encoding, Str raw, ptrdiff_t *damaged)
{
    Str s = raw;
    if (encoding->unit == UNIT_1252 || encoding->unit == UNIT_1258)
        s = widen_bytes(arena, raw, encoding->legacy == VN_UNICODE ? encoding->unit : UNIT_1252);
    if (encoding->legacy != VN_UNICODE) {
        ptrdiff_t lost = 0;
        if (!utf8_valid(s))
            s = vn_nfc(arena, s);
        s = vn_decode(arena, s, encoding->legacy, &lost);
        *damaged += lost > 0;
    }
    return str_trim(clean_text(arena, s, damaged));
}

static uint32_t unit_at(const Encoding *encoding, Str wide, ptrdiff_t at)
{
    unsigned char a = (unsigned char)wide.ptr[at], b = (unsigned char)wide.ptr[at + 1];
    return encoding->unit == UNIT_UTF16LE ? (uint32_t)(b << 8 | a) : (uint32_t)(a << 8 | b);
}

ptrdiff_t encoding_narrow(const Encoding *encoding, Str wide, ptrdiff_t enough, bool last, Buf *out)
{
    ptrdiff_t at = 0, stop = out->len + enough;
    while (wide.len - at >= 2 && out->len < stop) {
        uint32_t code = unit_at(encoding, wide, at);
        bool high = code >= 0xD800 && code < 0xDC00;
        if (high && wide.len - at < 4 && !last)
            break;
        uint32_t low = high && wide.len - at >= 4 ? unit_at(encoding, wide, at + 2) : 0;
        bool pair = low >= 0xDC00 && low < 0xE000;
        if (pair)
            code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
        else if (code >= 0xD800 && code < 0xE000)
            code = UTF8_BAD;
        buf_rune(out, code);
        at += pair ? 4 : 2;
    }
    if (last && wide.len - at == 1 && out->len < stop) {
        buf_rune(out, UTF8_BAD);
        at++;
    }
    return at;
}
