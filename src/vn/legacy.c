/* legacy: the tables of TCVN3 and VNI, by structure, and words read through them.
 *
 * TCVN3 (ABC): one byte a letter, small letters only but for Ă Â Ê Ô Ơ Ư Đ.  VNI: the base
 * letter, then a byte that bears its diacritic and tone; some letters are one byte.  Neither
 * uses a byte under A1, so that windows-1252 and Latin-1 give the same characters. */
#include "vn/legacy.h"

#include "base/utf8.h"
#include "vn/syllable.h"
#include <string.h>

enum { FIRST = 0xA1, LAST = 0xFF };

/* ---- TCVN3: base, its bytes without tone (0: ASCII) and with each tone by VnTone ---- */
#define TCVN3(X)                                      \
    X(VN_A, 0, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9)          \
    X(VN_A_BREVE, 0xA8, 0xBB, 0xBC, 0xBD, 0xBE, 0xC6) \
    X(VN_A_HAT, 0xA9, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB)   \
    X(VN_E, 0, 0xCC, 0xCE, 0xCF, 0xD0, 0xD1)          \
    X(VN_E_HAT, 0xAA, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6)   \
    X(VN_I, 0, 0xD7, 0xD8, 0xDC, 0xDD, 0xDE)          \
    X(VN_O, 0, 0xDF, 0xE1, 0xE2, 0xE3, 0xE4)          \
    X(VN_O_HAT, 0xAB, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9)   \
    X(VN_O_HORN, 0xAC, 0xEA, 0xEB, 0xEC, 0xED, 0xEE)  \
    X(VN_U, 0, 0xEF, 0xF1, 0xF2, 0xF3, 0xF4)          \
    X(VN_U_HORN, 0xAD, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9)  \
    X(VN_Y, 0, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE)

#define AT(byte) [(byte) ? (byte)-FIRST : LAST + 1 - FIRST]
#define ROW(b, none, grave, hook, tilde, acute, dot)                                                   \
    AT(none) = {b, VN_LEVEL, false}, AT(grave) = {b, VN_GRAVE, false}, AT(hook) = {b, VN_HOOK, false}, \
    AT(tilde) = {b, VN_TILDE, false}, AT(acute) = {b, VN_ACUTE, false}, AT(dot) = {b, VN_DOT, false},

#pragma GCC diagnostic push /* the slot behind the last is written by every vowel that is ASCII, on purpose */
#pragma GCC diagnostic ignored "-Woverride-init"
static const VnLetter tcvn3[LAST + 2 - FIRST] = {
    TCVN3(ROW) AT(0xA1) = {VN_A_BREVE, VN_LEVEL, true},
    AT(0xA2) = {VN_A_HAT, VN_LEVEL, true},
    AT(0xA3) = {VN_E_HAT, VN_LEVEL, true},
    AT(0xA4) = {VN_O_HAT, VN_LEVEL, true},
    AT(0xA5) = {VN_O_HORN, VN_LEVEL, true},
    AT(0xA6) = {VN_U_HORN, VN_LEVEL, true},
    AT(0xA7) = {VN_D_BAR, VN_LEVEL, true},
    AT(0xAE) = {VN_D_BAR, VN_LEVEL, false},
};
#pragma GCC diagnostic pop

/* ---- VNI: small bytes; a capital is 32 below ---------------------------------------- */
typedef enum Bearer { PLAIN, HAT, BREVE } Bearer;

static const struct {
    uint8_t byte, bearer, tone;
} vni_marks[] = {
    {0xF8, PLAIN, VN_GRAVE}, {0xFB, PLAIN, VN_HOOK}, {0xF5, PLAIN, VN_TILDE}, {0xF9, PLAIN, VN_ACUTE},
    {0xEF, PLAIN, VN_DOT},   {0xE2, HAT, VN_LEVEL},  {0xE0, HAT, VN_GRAVE},   {0xE5, HAT, VN_HOOK},
    {0xE3, HAT, VN_TILDE},   {0xE1, HAT, VN_ACUTE},  {0xE4, HAT, VN_DOT},     {0xEA, BREVE, VN_LEVEL},
    {0xE8, BREVE, VN_GRAVE}, {0xFA, BREVE, VN_HOOK}, {0xFC, BREVE, VN_TILDE}, {0xE9, BREVE, VN_ACUTE},
    {0xEB, BREVE, VN_DOT},
};

static const struct {
    uint8_t byte, base, tone;
} vni_letters[] = {
    {0xEC, VN_I, VN_GRAVE},      {0xE6, VN_I, VN_HOOK},      {0xF3, VN_I, VN_TILDE},
    {0xED, VN_I, VN_ACUTE},      {0xF2, VN_I, VN_DOT},       {0xF4, VN_O_HORN, VN_LEVEL},
    {0xF6, VN_U_HORN, VN_LEVEL}, {0xF1, VN_D_BAR, VN_LEVEL}, {0xEE, VN_Y, VN_DOT},
};

static uint32_t vni_small(uint32_t code)
{
    return code >= 0xC0 && code < 0xE0 ? code + 32 : code;
}

static VnLetter vni_letter(uint32_t code)
{
    for (ptrdiff_t i = 0; i < COUNTOF(vni_letters); i++)
        if (vni_letters[i].byte == vni_small(code))
            return (VnLetter){vni_letters[i].base, vni_letters[i].tone, code < 0xE0};
    return code < 0x80 ? vn_letter(code) : (VnLetter){0};
}

/* The letter with the mark on it, or base VN_NONE where they do not go together. */
static VnLetter vni_marked(VnLetter letter, uint32_t mark)
{
    static const uint8_t bearers[][VN_BASES] = {
        [PLAIN] = {[VN_A] = VN_A,
                   [VN_E] = VN_E,
                   [VN_I] = VN_I,
                   [VN_O] = VN_O,
                   [VN_U] = VN_U,
                   [VN_Y] = VN_Y,
                   [VN_O_HORN] = VN_O_HORN,
                   [VN_U_HORN] = VN_U_HORN},
        [HAT] = {[VN_A] = VN_A_HAT, [VN_E] = VN_E_HAT, [VN_O] = VN_O_HAT},
        [BREVE] = {[VN_A] = VN_A_BREVE},
    };
    for (ptrdiff_t i = 0; i < COUNTOF(vni_marks); i++)
        if (vni_marks[i].byte == vni_small(mark) && letter.tone == VN_LEVEL)
            return (VnLetter){bearers[vni_marks[i].bearer][letter.base], vni_marks[i].tone, letter.upper};
    return (VnLetter){0};
}

/* ---- words ----------------------------------------------------------------------------- */

/* Signs that no encoding uses for a letter: ° ± ² ³ ´ and the like only separate. */
static bool is_old_letter(uint32_t c)
{
    if (c < FIRST || c > LAST)
        return false;
    return c >= 0xC0 || tcvn3[c - FIRST].base;
}

static bool is_word_letter(uint32_t c)
{
    return vn_is_ascii_letter(c) || is_old_letter(c) || (c > LAST && vn_letter(c).base);
}

VnWord vn_next_word(Str s, ptrdiff_t *at, ptrdiff_t *ret_from)
{
    VnWord word = {0};
    Rune r;
    while ((r = utf8_get(s, *at)).len > 0 && !is_word_letter(r.code))
        *at += r.len;
    *ret_from = *at;
    for (; (r = utf8_get(s, *at)).len > 0 && is_word_letter(r.code) && word.count < VN_WORD_MAX; *at += r.len) {
        word.codes[word.count++] = r.code;
        word.old |= is_old_letter(r.code);
        word.wide |= r.code > LAST;
    }
    return word;
}

static bool decode_tcvn3(const VnWord *word, VnWord *ret)
{
    int capitals = 0, ascii = 0;
    for (int i = 0; i < word->count; i++) {
        uint32_t c = word->codes[i];
        VnLetter letter = is_old_letter(c) ? tcvn3[c - FIRST] : (VnLetter){0};
        if (c >= 0x80 && !letter.base)
            return false;
        ret->codes[i] = letter.base ? vn_letter_code(letter.base, letter.tone, letter.upper) : c;
        ascii += c < 0x80;
        capitals += c >= 'A' && c <= 'Z';
    }
    ret->count = word->count;
    bool shows_capitals = capitals == ascii && (capitals > 1 || (capitals == 1 && word->codes[0] >= 0x80));
    for (int i = 0; shows_capitals && i < ret->count; i++) {
        VnLetter letter = vn_letter(ret->codes[i]);
        if (letter.base)
            ret->codes[i] = vn_letter_code(letter.base, letter.tone, true);
    }
    return true;
}

static bool decode_vni(const VnWord *word, VnWord *ret)
{
    for (int i = 0; i < word->count; i++) {
        uint32_t c = word->codes[i];
        VnLetter letter = vni_letter(c);
        if (c >= 0x80 && !letter.base)
            return false;
        if (letter.base && i + 1 < word->count && word->codes[i + 1] >= 0x80) {
            VnLetter marked = vni_marked(letter, word->codes[i + 1]);
            if (marked.base) {
                letter = marked;
                i++;
            }
        }
        ret->codes[ret->count++] = letter.base ? vn_letter_code(letter.base, letter.tone, letter.upper) : c;
    }
    return true;
}

bool vn_decode_word(const VnWord *word, VnEncoding from, VnWord *ret)
{
    *ret = (VnWord){0};
    switch (from) {
    case VN_TCVN3:
    case VN_DAMAGED:
        return decode_tcvn3(word, ret);
    case VN_VNI:
        return decode_vni(word, ret);
    case VN_UNICODE:
        break;
    }
    *ret = *word;
    return true;
}

bool vn_lost_u_horn(const VnWord *decoded)
{
    if (decoded->count >= VN_SYLLABLE_MAX || vn_syllable(decoded->codes, decoded->count).shape)
        return false;
    for (int i = 0; i < decoded->count; i++) {
        VnLetter letter = vn_letter(decoded->codes[i]);
        if (letter.base != VN_O_HORN)
            continue;
        uint32_t whole[VN_SYLLABLE_MAX];
        memcpy(whole, decoded->codes, (size_t)i * sizeof *whole);
        whole[i] = vn_letter_code(VN_U_HORN, VN_LEVEL, letter.upper);
        memcpy(whole + i + 1, decoded->codes + i, (size_t)(decoded->count - i) * sizeof *whole);
        return vn_syllable(whole, decoded->count + 1).possible;
    }
    return false;
}
