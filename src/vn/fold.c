/* fold: keys for comparing names.
 *
 * Linkage folds tens of millions of names, so the common text – ASCII, Vietnamese
 * letters, the usual punctuation, in NFC – goes through tables in one pass; anything else
 * takes the slow way through NFC and utf8proc with the same rules. */
#include "base/utf8.h"
#include "vn/letter.h"
#include "vn/normal.h"
#include "vn/syllable.h"
#include "vn/vn.h"
#include <assert.h>
#include <string.h>
#include <utf8proc.h>

typedef enum Class { WORD, BLANK, DASH, APOSTROPHE, PUNCT, GONE } Class;

#define P PUNCT
#define B BLANK
static const uint8_t ascii_classes[128] = {
    /* WORD is 0: letters and digits are what the rows leave out */
    P,          P, P, P, P, P, P, P,          P, B, B, B, B, B,    P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P, P,
    B,          P, P, P, P, P, P, APOSTROPHE, P, P, P, P, P, DASH, P, P, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, P, P, P, P, P, P,
    P,          0, 0, 0, 0, 0, 0, 0,          0, 0, 0, 0, 0, 0,    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, P, P, P, P, P,
    APOSTROPHE, 0, 0, 0, 0, 0, 0, 0,          0, 0, 0, 0, 0, 0,    0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, P, P, P, P, P,
};
#undef P
#undef B

static Class ascii_class(uint32_t c)
{
    return (Class)ascii_classes[c];
}

static const struct {
    uint16_t from, to;
    Class class;
} special[] = {
    {0x00A0, 0x00A0, BLANK},      {0x00AD, 0x00AD, GONE},       {0x00B4, 0x00B4, APOSTROPHE},
    {0x02B9, 0x02B9, APOSTROPHE}, {0x02BB, 0x02BD, APOSTROPHE}, {0x1680, 0x1680, BLANK},
    {0x2000, 0x200A, BLANK},      {0x200B, 0x200F, GONE},       {0x2010, 0x2015, DASH},
    {0x2018, 0x201B, APOSTROPHE}, {0x2028, 0x2029, BLANK},      {0x202F, 0x202F, BLANK},
    {0x2032, 0x2032, APOSTROPHE}, {0x205F, 0x205F, BLANK},      {0x2060, 0x2064, GONE},
    {0x2212, 0x2212, DASH},       {0x3000, 0x3000, BLANK},      {0xFE58, 0xFE58, DASH},
    {0xFE63, 0xFE63, DASH},       {0xFEFF, 0xFEFF, GONE},       {0xFF07, 0xFF07, APOSTROPHE},
    {0xFF0D, 0xFF0D, DASH},
};

static Class class_of(uint32_t c)
{
    if (c < 0x80)
        return ascii_class(c);
    for (ptrdiff_t i = 0; i < COUNTOF(special) && special[i].from <= c; i++)
        if (c <= special[i].to)
            return special[i].class;
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    bool word = (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO); /* L*, M*, N* */
    return word ? WORD : PUNCT;
}

typedef struct Folding {
    unsigned fold;
    char *out;
    ptrdiff_t len;
    bool gap; /* a separator waits for the next word */
    bool cut; /* what stood before was left out: a mark there has lost its letter */
} Folding;

static void put(Folding *f, uint32_t c)
{
    if (f->gap && f->len > 0)
        f->out[f->len++] = ' ';
    f->gap = false;
    if (c < 0x80)
        f->out[f->len++] = (char)c;
    else
        f->len += utf8_put(f->out + f->len, c);
}

static void put_classed(Folding *f, uint32_t c, Class class)
{
    bool only_words = f->fold & VN_FOLD_PUNCT, spaces = f->fold & VN_FOLD_SPACE;
    bool kept = class == WORD || (!only_words && (!spaces || (class != BLANK && class != GONE)));
    if (!kept) {
        f->gap |= spaces && class != GONE;
        f->cut = true;
    } else if (!f->cut || c < 0x300 || utf8proc_category((int32_t)c) != UTF8PROC_CATEGORY_MN) {
        put(f, class == DASH && spaces ? '-' : class == APOSTROPHE && spaces ? '\'' : c);
        f->cut = false;
    }
}

static uint32_t fold_letter(unsigned fold, VnLetter letter)
{
    bool upper = letter.upper && !(fold & VN_FOLD_CASE);
    if (fold & VN_FOLD_MARK)
        return (uint32_t)(unsigned char)vn_letter_plain(letter.base) - (upper ? 32 : 0);
    return vn_letter_code(letter.base, fold & VN_FOLD_TONE ? VN_LEVEL : letter.tone, upper);
}

/* A run of ASCII letters and digits; returns where it ends. */
static ptrdiff_t put_ascii_word(Folding *f, Str s, ptrdiff_t at)
{
    bool lower = f->fold & VN_FOLD_CASE;
    if (f->gap && f->len > 0)
        f->out[f->len++] = ' ';
    f->gap = f->cut = false;
    for (; at < s.len; at++) {
        unsigned char c = (unsigned char)s.ptr[at];
        if (c >= 0x80 || ascii_classes[c] != WORD)
            break;
        f->out[f->len++] = (char)(lower && c >= 'A' && c <= 'Z' ? c | 32 : c);
    }
    return at;
}

/* False at the first character that is not ASCII, Vietnamese or listed punctuation. */
static bool fold_fast(Folding *f, Str s)
{
    for (ptrdiff_t at = 0; at < s.len;) {
        uint32_t c = (unsigned char)s.ptr[at];
        if (c < 0x80 && ascii_classes[c] == WORD) {
            at = put_ascii_word(f, s, at);
            continue;
        }
        if (c < 0x80) {
            put_classed(f, c, ascii_class(c));
            at++;
            continue;
        }
        Rune r = utf8_get(s, at);
        VnLetter letter = vn_letter(r.code);
        if (letter.base)
            put_classed(f, fold_letter(f->fold, letter), WORD);
        else if (r.code == 0xA0 || (r.code >= 0x2010 && r.code < 0x2028))
            put_classed(f, r.code, class_of(r.code));
        else
            return false;
        at += r.len;
    }
    return true;
}

static bool is_tone_mark(uint32_t c)
{
    return c == 0x300 || c == 0x301 || c == 0x303 || c == 0x309 || c == 0x323;
}

static void fold_other(Folding *f, uint32_t code)
{
    int32_t parts[UTF8_MAX * 8] = {(int32_t)code};
    ptrdiff_t count = 1;
    int boundary = 0;
    if (f->fold & VN_FOLD_MARK)
        count = utf8proc_decompose_char((int32_t)code, parts, COUNTOF(parts), UTF8PROC_STABLE | UTF8PROC_DECOMPOSE,
                                        &boundary);
    assert(count <= COUNTOF(parts));
    for (ptrdiff_t i = 0; i < count; i++) {
        uint32_t c = (uint32_t)parts[i];
        bool mark = utf8proc_category(parts[i]) == UTF8PROC_CATEGORY_MN;
        if ((mark && f->fold & VN_FOLD_MARK) || (is_tone_mark(c) && f->fold & VN_FOLD_TONE))
            continue;
        if (f->fold & VN_FOLD_CASE)
            c = (uint32_t)utf8proc_tolower((int32_t)c);
        put_classed(f, c, class_of(c));
    }
}

static void fold_slow(Folding *f, Str nfc)
{
    for (ptrdiff_t at = 0; at < nfc.len;) {
        Rune r = utf8_get(nfc, at);
        VnLetter letter = vn_letter(r.code);
        if (letter.base)
            put_classed(f, fold_letter(f->fold, letter), WORD);
        else
            fold_other(f, r.code);
        at += r.len;
    }
}

/* Moves the tone of one word to its place; its letters change, their number does not. */
static void place_word(uint32_t *codes, int count)
{
    VnSyllable syllable = vn_syllable(codes, count);
    if (!syllable.shape || syllable.tone == VN_LEVEL)
        return;
    for (int i = 0; i < count; i++) {
        VnLetter letter = vn_letter(codes[i]);
        if (letter.base && letter.base != VN_D_BAR)
            codes[i] =
                vn_letter_code(letter.base, i == syllable.tone_at ? (VnTone)syllable.tone : VN_LEVEL, letter.upper);
    }
}

static bool is_letter(uint32_t c)
{
    return vn_is_ascii_letter(c) || vn_letter(c).base ||
           (c >= 0xAA && utf8proc_category((int32_t)c) >= UTF8PROC_CATEGORY_LU &&
            utf8proc_category((int32_t)c) <= UTF8PROC_CATEGORY_ME);
}

/* Each word of up to VN_SYLLABLE_MAX letters through place_word; the rest unchanged. */
static Str place_tones(Arena *arena, Str s)
{
    char *out = new (arena, char, s.len * 2 + 1); /* ủ → u and y → ỷ: a letter grows by two bytes at most */
    ptrdiff_t len = 0;
    for (ptrdiff_t at = 0; at < s.len;) {
        uint32_t codes[VN_SYLLABLE_MAX];
        ptrdiff_t from = at;
        int count = 0;
        Rune r;
        for (; (r = utf8_get(s, at)).len > 0 && is_letter(r.code); at += r.len)
            if (count++ < VN_SYLLABLE_MAX)
                codes[count - 1] = r.code;
        if (count > 1 && count <= VN_SYLLABLE_MAX) {
            place_word(codes, count);
            for (int i = 0; i < count; i++)
                len += utf8_put(out + len, codes[i]);
        } else if (at > from) {
            memcpy(out + len, s.ptr + from, (size_t)(at - from));
            len += at - from;
        }
        for (; (r = utf8_get(s, at)).len > 0 && !is_letter(r.code); at += r.len)
            len += utf8_put(out + len, r.code);
    }
    return (Str){out, len};
}

Str vn_fold(Arena *arena, Str s, unsigned fold)
{
    bool place = fold & VN_FOLD_PLACE && !(fold & (VN_FOLD_TONE | VN_FOLD_MARK));
    Folding f = {.fold = fold, .out = new (arena, char, s.len + 1)}; /* the fast way never lengthens */
    if (fold_fast(&f, s)) {
        Str folded = {f.out, f.len};
        return place ? place_tones(arena, folded) : folded;
    }
    Str nfc = vn_nfc(arena, s);
    f = (Folding){.fold = fold, .out = new (arena, char, nfc.len * 4 + 1)}; /* Hangul comes apart threefold */
    fold_slow(&f, nfc);
    Str folded = vn_nfc(arena, (Str){f.out, f.len});
    return place ? place_tones(arena, folded) : folded;
}
