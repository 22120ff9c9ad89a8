/* name_fast: the words of common text in one pass over its bytes.
 *
 * Linkage reads tens of millions of names, and nearly all are ASCII and Vietnamese letters in NFC.  Words whose
 * tone may stand elsewhere or that may hold keys of a keyboard take the long way word by word; a text with
 * anything unusual takes it whole.  Tests hold both ways to the same words. */
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

bool name_split_fast(Arena scratch, Str s, LinkStyle style, NameTokens *ret)
{
    Fast f = {0};
    ret->count = 0;
    begin_word(&f, ret);
    for (ptrdiff_t at = 0; at < s.len;) {
        char c = s.ptr[at];
        int len = 1, class = (unsigned char)c < 0x80 ? classes[(unsigned char)c] : 0;
        if (ret->count == NAME_TOKENS || f.t->marked_len + 4 > NAME_TOKEN_BYTES)
            return false;
        if ((unsigned char)c >= 0x80) {
            len = put_letter(&f, s, at);
            if (len == 0)
                return false;
        } else if (class & WORD) {
            put_ascii(&f, c, class);
        } else if (class & UNUSUAL) {
            return false;
        } else {
            int before = ret->count;
            end_word(&f, scratch, style, ret);
            if (ret->count > before)
                ret->token[before].dotted = c == '.' || c == '~';
            begin_word(&f, ret);
        }
        at += len;
    }
    end_word(&f, scratch, style, ret);
    return style != LINK_VIETNAMESE || !f.latin || f.wide || name_all_possible(ret);
}
