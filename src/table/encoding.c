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

static Str first_cell(Str *rest)
{
    ptrdiff_t i = 0;
    while (i < rest->len && !strchr("\t\n\r,;|\"", rest->ptr[i]))
        i++;
    Str cell = str_slice(*rest, 0, i);
    *rest = str_slice(*rest, i < rest->len ? i + 1 : i, rest->len);
    return cell;
}

static bool has_wide_letter(Str s)
{
    for (ptrdiff_t at = 0; at < s.len;) {
        Rune r = utf8_get(s, at);
        if (r.valid && r.code > 0xFF)
            return true;
        at += r.len;
    }
    return false;
}

static bool is_ascii(Str s)
{
    for (ptrdiff_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80)
            return false;
    return true;
}

/* The sample as a whole shows one old encoding; of two the cells show theirs, and the
 * others are surely Unicode or few.  Where only all cells together speak, they do. */
static void find_legacy(Str sample, Encoding *ret)
{
    ptrdiff_t old = 0, doubtful = 0;
    VnDetector detector = {0};
    for (Str rest = sample; rest.len > 0;) {
        Str cell = first_cell(&rest);
        if (is_ascii(cell))
            continue;
        bool shows = vn_detector_add(&detector, cell) != VN_UNICODE;
        old += shows;
        doubtful += !shows && !has_wide_letter(cell);
    }
    VnEncoding whole = vn_detector_text(&detector); /* cells end where words do */
    ret->by_cell = whole != VN_UNICODE || (old > 1 && old > doubtful);
    if (whole != VN_UNICODE && vn_detector_encoding(&detector) == VN_UNICODE)
        vn_detector_add(&detector, sample);
    ret->detector = detector;
    ret->legacy = ret->by_cell ? vn_detector_encoding(&detector) : VN_UNICODE;
}

static void find_legacy_in(Arena scratch, Str sample, Encoding *ret)
{
    if (encoding_is_wide(ret)) {
        Buf narrow = buf_open(&scratch);
        encoding_narrow(ret, sample, SAMPLE, false, &narrow);
        sample = buf_str(&narrow);
    } else if (ret->unit != UNIT_UTF8) {
        sample = widen_bytes(&scratch, sample, UNIT_1252);
    }
    find_legacy(sample, ret);
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
    find_legacy_in(*arena, str_slice(sample, sample.len > ret->bom ? ret->bom : 0, sample.len), ret);
    if (ret->unit == UNIT_1252 && ret->legacy == VN_UNICODE)
        ret->unit = code_page(sample);
    ret->by_cell = ret->by_cell && ret->unit != UNIT_1258;
    return NULL;
}

Str encoding_name(const Encoding *encoding)
{
    static const Str units[] = {
        [UNIT_UTF8] = STR_INIT("UTF-8"),        [UNIT_UTF16LE] = STR_INIT("UTF-16LE"),
        [UNIT_UTF16BE] = STR_INIT("UTF-16BE"),  [UNIT_1252] = STR_INIT("windows-1252"),
        [UNIT_1258] = STR_INIT("windows-1258"),
    };
    if (encoding->legacy == VN_TCVN3 || encoding->legacy == VN_DAMAGED)
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

bool encoding_keeps_ascii(const Encoding *encoding)
{
    return encoding->legacy != VN_DAMAGED;
}

Str encoding_text(Arena *arena, const Encoding *encoding, Str raw, bool *damaged)
{
    Str s = raw;
    if (encoding->unit == UNIT_1252 || encoding->unit == UNIT_1258)
        s = widen_bytes(arena, raw, encoding->unit);
    bool clean = is_clean(s);
    if (!clean && !utf8_valid(s)) {
        *damaged = true;
        s = vn_nfc(arena, s);
    }
    if (encoding->by_cell && !(is_ascii(s) && encoding_keeps_ascii(encoding))) {
        VnEncoding from;
        ptrdiff_t lost = 0;
        s = vn_detector_decode(arena, &encoding->detector, str_trim(s), &from, &lost);
        *damaged |= lost > 0 || from == VN_DAMAGED;
    } else if (!clean) {
        s = vn_nfc(arena, s);
    }
    return str_trim(s);
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
