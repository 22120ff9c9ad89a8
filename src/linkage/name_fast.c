/* name_fast: the words of common text in one pass over its bytes.
 *
 * Linkage reads tens of millions of names, and nearly all are ASCII and Vietnamese letters in NFC.  Words whose
 * tone may stand elsewhere or that may hold keys of a keyboard take the long way word by word; a text with
 * anything unusual takes it whole.  Most words were read before, in the same bytes, and are looked up.  Tests hold all
 * ways to the same words. */
#include "linkage/name.h"
#include "vn/letter.h"
#include "vn/vn.h"
#include <string.h>

typedef struct Fast {
    NameToken *t;
    int tones, tone_at;      /* of letters with a tone: how many, the last one's place */
    int vowels, first, last; /* letters that are vowels; their first and last place */
    int hat;                 /* place of the last vowel with a diacritic, or -1 */
    bool digits;
    bool keys;        /* perhaps keys of a keyboard */
    bool latin, wide; /* of the text: letters U+0080 … U+00FF, letters beyond */
} Fast;

static void begin_word(Fast *f, NameTokens *ret)
{
    f->t = &ret->token[ret->count];
    f->t->folded_len = f->t->marked_len = 0;
    f->t->dotted = f->t->brief = false;
    f->t->facts = 0;
    f->tones = f->vowels = 0;
    f->hat = -1;
    f->keys = f->digits = false;
}

static void put_vowel(Fast *f, int at, VnLetter letter)
{
    if (f->vowels++ == 0)
        f->first = at;
    f->last = at;
    if (letter.tone) {
        f->tones++;
        f->tone_at = at;
    }
    if (letter.base != VN_A && letter.base != VN_E && letter.base != VN_I && letter.base != VN_O &&
        letter.base != VN_U && letter.base != VN_Y)
        f->hat = at;
}

/* Surely as placing would leave it.  One tone; vowels side by side; no u or i of qu-, gi-. */
static bool is_placed(const Fast *f)
{
    const NameToken *t = f->t;
    if (f->tones == 0)
        return true;
    bool glide = t->folded[0] == 'q' || (t->folded[0] == 'g' && t->folded_len > 1 && t->folded[1] == 'i');
    if (f->tones > 1 || f->digits || glide || f->last - f->first + 1 != f->vowels || f->vowels > 3)
        return false;
    int at = f->hat >= 0 ? f->hat : f->last < t->folded_len - 1 ? f->last : f->vowels == 3 ? f->first + 1 : f->first;
    return f->tone_at == at;
}

static void end_word(Fast *f, Arena scratch, LinkStyle style, NameTokens *ret)
{
    NameToken *t = f->t;
    if (t->folded_len == 0)
        return;
    bool placed = is_placed(f), typed = f->keys && style == LINK_VIETNAMESE;
    if (placed && !typed) {
        ret->count++;
        return;
    }
    char bytes[NAME_TOKEN_BYTES];
    Str word = {bytes, t->marked_len};
    memcpy(bytes, t->marked, (size_t)t->marked_len);
    if (!placed)
        word = vn_fold(&scratch, word, VN_FOLD_PLACE);
    name_add_word(scratch, word, style, ret);
}

/* What an ASCII character may be; 0 separates. */
enum { WORD = 1, VOWEL = 2, TONE = 4, KEY = 8, CROSS = 16, DIGIT = 32, UNUSUAL = 64 };
#define BOTH(c, flags) [c] = WORD | (flags), [(c)-32] = WORD | (flags)
static const uint8_t classes[128] = {
    BOTH('a', VOWEL),     BOTH('b', 0),         BOTH('c', 0),         BOTH('d', CROSS),     BOTH('e', VOWEL),
    BOTH('f', TONE),      BOTH('g', 0),         BOTH('h', 0),         BOTH('i', VOWEL),     BOTH('j', TONE),
    BOTH('k', 0),         BOTH('l', 0),         BOTH('m', 0),         BOTH('n', 0),         BOTH('o', VOWEL),
    BOTH('p', 0),         BOTH('q', 0),         BOTH('r', TONE),      BOTH('s', TONE),      BOTH('t', 0),
    BOTH('u', VOWEL),     BOTH('v', 0),         BOTH('w', KEY),       BOTH('x', TONE),      BOTH('y', VOWEL),
    BOTH('z', 0),         ['0'] = WORD | DIGIT, ['1'] = WORD | DIGIT, ['2'] = WORD | DIGIT, ['3'] = WORD | DIGIT,
    ['4'] = WORD | DIGIT, ['5'] = WORD | DIGIT, ['6'] = WORD | DIGIT, ['7'] = WORD | DIGIT, ['8'] = WORD | DIGIT,
    ['9'] = WORD | DIGIT, ['('] = UNUSUAL,      [')'] = UNUSUAL,      ['\''] = UNUSUAL,     ['`'] = UNUSUAL};

static void put_ascii(Fast *f, char c, int class)
{
    NameToken *t = f->t;
    char lower = class & DIGIT ? c : (char)(c | 32);
    int at = t->folded_len;
    if (class & VOWEL)
        put_vowel(f, at, (VnLetter){.base = VN_A});
    else if (class & (TONE | KEY | CROSS | DIGIT))
        f->keys |= class & (KEY | DIGIT) || f->vowels > 0;
    f->keys |= class & (VOWEL | CROSS) && at > 0 && t->folded[at - 1] == lower;
    f->digits |= (class & DIGIT) != 0;
    t->folded[at] = t->marked[t->marked_len] = lower;
    t->folded_len = at + 1;
    t->marked_len++;
}

/* A Vietnamese letter of two or three bytes; returns its bytes, 0 when it is anything else. */
static int put_letter(Fast *f, Str s, ptrdiff_t at)
{
    const unsigned char *p = (const unsigned char *)s.ptr + at;
    ptrdiff_t room = s.len - at;
    uint32_t code = 0;
    int len = 0;
    if (p[0] >= 0xC2 && p[0] < 0xE0 && room >= 2 && (p[1] & 0xC0) == 0x80) {
        code = (p[0] & 0x1Fu) << 6 | (p[1] & 0x3Fu);
        len = 2;
    } else if (p[0] == 0xE1 && room >= 3 && (p[1] & 0xC0) == 0x80 && (p[2] & 0xC0) == 0x80) {
        code = (p[0] & 0x0Fu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
        len = 3;
    }
    VnLetter letter = vn_letter(code);
    if (!letter.base)
        return 0;
    NameToken *t = f->t;
    f->latin = true;
    f->wide |= code > 0xFF;
    if (letter.base != VN_D_BAR)
        put_vowel(f, t->folded_len, letter);
    code = letter.upper ? vn_letter_code((VnBase)letter.base, (VnTone)letter.tone, false) : code;
    t->folded[t->folded_len++] = vn_letter_plain((VnBase)letter.base);
    if (code < 0x800) {
        t->marked[t->marked_len++] = (char)(0xC0 | code >> 6);
    } else {
        t->marked[t->marked_len++] = (char)(0xE0 | code >> 12);
        t->marked[t->marked_len++] = (char)(0x80 | (code >> 6 & 0x3F));
    }
    t->marked[t->marked_len++] = (char)(0x80 | (code & 0x3F));
    return len;
}

/* ---- words that were read before ------------------------------------------------------------- */

typedef struct Known {                /* a line of the cache */
    _Alignas(64) uint64_t written[2]; /* zeros behind */
    char folded[NAME_SHORT], marked[NAME_SHORT];
    uint64_t hash;
    uint32_t letters;
    uint16_t sound;
    uint16_t folded_len : 5, marked_len : 5, facts : 4; /* NAME_KNOWN is left out: it is */
    uint16_t latin : 1, wide : 1;                       /* as of Fast */
} Known;
_Static_assert(sizeof(Known) == 64, "no word lies in two lines");

enum { MEMO_BITS = 13 }; /* what is misspelt drives out what is common */

struct NameMemo {
    Known known[1 << MEMO_BITS];
};

NameMemo *name_memo(Arena *arena)
{
    return new (arena, NameMemo, 1);
}

/* The place for a word, and the word as it would stand there; `room` bytes can be read. */
static Known *place_of(NameMemo *memo, const char *word, ptrdiff_t len, ptrdiff_t room, uint64_t written[2])
{
    written[0] = written[1] = 0;
    if (room >= NAME_SHORT) {
        memcpy(written, word, NAME_SHORT);
        written[0] &= len < 8 ? (UINT64_C(1) << (8 * len)) - 1 : ~UINT64_C(0);
        written[1] &= len <= 8 ? 0 : len < NAME_SHORT ? (UINT64_C(1) << (8 * (len - 8))) - 1 : ~UINT64_C(0);
    } else {
        memcpy(written, word, (size_t)len);
    }
    uint64_t hash = (written[0] ^ written[1] * 0x9e3779b97f4a7c15u) * 0xff51afd7ed558ccdu;
    return &memo->known[(hash ^ hash << 21) >> (64 - MEMO_BITS)];
}

static void recall(const Known *k, NameToken *t)
{
    memcpy(t->folded, k->folded, NAME_SHORT);
    memcpy(t->marked, k->marked, NAME_SHORT);
    t->folded_len = k->folded_len;
    t->marked_len = k->marked_len;
    t->dotted = t->brief = false;
    t->facts = (uint8_t)(k->facts << 1 | NAME_KNOWN);
    t->sound = k->sound;
    t->letters = k->letters;
    t->hash = k->hash;
}

static void remember(Known *k, const uint64_t written[2], const Fast *f, LinkStyle style, const NameToken *t)
{
    NameTokens alone = {.count = 1};
    Str marked = {t->marked, t->marked_len}, folded = {t->folded, t->folded_len};
    if (t->folded_len > NAME_SHORT || t->marked_len > NAME_SHORT)
        return;
    memcpy(alone.token[0].marked, t->marked, (size_t)t->marked_len);
    alone.token[0].marked_len = t->marked_len;
    *k = (Known){.written = {written[0], written[1]}, .latin = f->latin, .wide = f->wide};
    k->folded_len = (uint16_t)(folded.len & 31);
    k->marked_len = (uint16_t)(marked.len & 31);
    memcpy(k->folded, folded.ptr, (size_t)folded.len);
    memcpy(k->marked, marked.ptr, (size_t)marked.len);
    k->hash = str_hash(folded);
    k->letters = name_letters(folded.ptr, (int)folded.len);
    k->sound = phonetic_hash(style, folded.ptr, (int)folded.len);
    bool possible = name_all_possible(&alone);
    int facts = (possible ? NAME_POSSIBLE : 0) | (name_has_wide(marked) ? NAME_WIDE : 0) |
                (name_begins(t) ? NAME_BEGINS : 0) | (name_titles(t, style) ? NAME_TITLE : 0);
    k->facts = (uint16_t)(facts >> 1 & 15);
}

/* ---- text -------------------------------------------------------------------------------------- */

static bool is_of_word(char c)
{
    return (unsigned char)c >= 0x80 || classes[(unsigned char)c] & WORD;
}

/* False: anything unusual. */
static bool read_word(Fast *f, Arena scratch, Str s, ptrdiff_t at, ptrdiff_t end, LinkStyle style, NameTokens *ret)
{
    begin_word(f, ret);
    f->latin = f->wide = false;
    while (at < end) {
        if (f->t->marked_len + 4 > NAME_TOKEN_BYTES)
            return false;
        int len = 1;
        if ((unsigned char)s.ptr[at] < 0x80)
            put_ascii(f, s.ptr[at], classes[(unsigned char)s.ptr[at]]);
        else
            len = put_letter(f, s, at);
        if (len == 0)
            return false;
        at += len;
    }
    end_word(f, scratch, style, ret);
    return true;
}

/* The word in [at, end), looked up where that can be; what it says of the text is in f->latin and f->wide. */
static bool take_word(Fast *f, Arena scratch, Str s, ptrdiff_t at, ptrdiff_t end, LinkStyle style, NameMemo *memo,
                      NameTokens *ret)
{
    uint64_t written[2];
    int before = ret->count;
    if (!memo || end - at > NAME_SHORT)
        return read_word(f, scratch, s, at, end, style, ret);
    Known *known = place_of(memo, s.ptr + at, end - at, s.len - at, written);
    if (known->written[0] == written[0] && known->written[1] == written[1]) {
        recall(known, &ret->token[ret->count++]);
        f->latin = known->latin;
        f->wide = known->wide;
        return true;
    }
    if (!read_word(f, scratch, s, at, end, style, ret))
        return false;
    if (ret->count == before + 1)
        remember(known, written, f, style, &ret->token[before]);
    return true;
}

bool name_split_fast(Arena scratch, Str s, LinkStyle style, NameMemo *memo, NameTokens *ret)
{
    Fast f = {0};
    bool latin = false, wide = false;
    ret->count = 0;
    for (ptrdiff_t at = 0, end; at < s.len; at = end + 1) {
        for (end = at; end < s.len && is_of_word(s.ptr[end]);)
            end++;
        int before = ret->count;
        if (before == NAME_TOKENS || (end < s.len && classes[(unsigned char)s.ptr[end]] & UNUSUAL))
            return false;
        if (end == at)
            continue;
        if (!take_word(&f, scratch, s, at, end, style, memo, ret))
            return false;
        latin |= f.latin;
        wide |= f.wide;
        if (ret->count > before)
            ret->token[before].dotted = end < s.len && (s.ptr[end] == '.' || s.ptr[end] == '~');
    }
    return style != LINK_VIETNAMESE || !latin || wide || name_all_possible(ret);
}
