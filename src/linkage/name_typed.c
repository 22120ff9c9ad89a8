/* name_typed: keys of a Vietnamese keyboard that were left in a word.
 *
 * Telex doubles letters (aa ee oo dd), adds w for ă ơ ư and s f r x j for the tone; VNI adds digits.  Where the
 * keyboard program was off, or lost a key, they stay in the text: nguyeenx, Thij, nguye64n, d9u7c1.  Keys may stand
 * right behind their letter or at the end of the word, and beside letters that already have their marks. */
#include "base/utf8.h"
#include "linkage/name.h"
#include "vn/letter.h"
#include "vn/syllable.h"

enum { LETTERS = 16, TYPED_BYTES = 24 }; /* less than a token that was cut has */

typedef struct Typed {
    uint32_t code[LETTERS]; /* without tone */
    VnLetter letter[LETTERS];
    int count, tone;
    bool vowel; /* one was seen: a tone may follow */
    bool keys;  /* some letter was a key */
} Typed;

static void set_base(Typed *t, int at, VnBase base)
{
    t->letter[at].base = (uint8_t)base;
    t->code[at] = vn_letter_code(base, VN_LEVEL, false);
    t->keys = true;
}

static bool add_letter(Typed *t, uint32_t code)
{
    VnLetter letter = vn_letter(code);
    if (t->count == LETTERS || !(letter.base || vn_is_ascii_letter(code)))
        return false;
    if (letter.tone)
        t->tone = letter.tone;
    t->letter[t->count] = letter;
    t->code[t->count++] = letter.base ? vn_letter_code((VnBase)letter.base, VN_LEVEL, false) : code;
    t->vowel |= letter.base && letter.base != VN_D_BAR;
    return true;
}

/* The last of these bases becomes the other one. */
static bool change_last(Typed *t, VnBase from, VnBase to)
{
    for (int i = t->count - 1; i >= 0; i--)
        if (t->letter[i].base == from) {
            set_base(t, i, to);
            return true;
        }
    return false;
}

/* w and 7: uo → ươ, else the last u or o. */
static bool add_horn(Typed *t)
{
    for (int i = t->count - 1; i > 0; i--)
        if (t->letter[i].base == VN_O && (t->letter[i - 1].base == VN_U || t->letter[i - 1].base == VN_U_HORN)) {
            set_base(t, i - 1, VN_U_HORN);
            set_base(t, i, VN_O_HORN);
            return true;
        }
    if (change_last(t, VN_O, VN_O_HORN) || change_last(t, VN_U, VN_U_HORN))
        return true;
    bool has = false; /* the second 7 of d9u7o7ng */
    for (int i = 0; i < t->count; i++)
        has |= t->letter[i].base == VN_O_HORN || t->letter[i].base == VN_U_HORN;
    return has;
}

static bool add_hat(Typed *t)
{
    return change_last(t, VN_E, VN_E_HAT) || change_last(t, VN_O, VN_O_HAT) || change_last(t, VN_A, VN_A_HAT);
}

static bool cross_d(Typed *t)
{
    if (t->count == 0 || t->code[0] != 'd')
        return false;
    set_base(t, 0, VN_D_BAR);
    return true;
}

static int tone_key(uint32_t c, const char *keys)
{
    for (int i = 0; keys[i]; i++)
        if (c == (uint32_t)keys[i])
            return (const int[]){VN_GRAVE, VN_HOOK, VN_TILDE, VN_ACUTE, VN_DOT}[i];
    return VN_LEVEL;
}

static bool set_tone(Typed *t, int tone)
{
    t->tone = tone;
    t->keys = true;
    return true;
}

static bool add_telex(Typed *t, uint32_t c)
{
    uint32_t before = t->count > 0 ? t->code[t->count - 1] : 0;
    int tone = t->vowel ? tone_key(c, "frxsj") : VN_LEVEL;
    if (tone)
        return set_tone(t, tone);
    if (c == before && (c == 'a' || c == 'e' || c == 'o')) {
        set_base(t, t->count - 1, c == 'a' ? VN_A_HAT : c == 'e' ? VN_E_HAT : VN_O_HAT);
        return true;
    }
    if (c == 'd' && t->count > 0 && (t->vowel || t->count == 1))
        return cross_d(t);
    if (c == 'w' && !t->vowel) { /* hwng */
        t->keys = true;
        return add_letter(t, 0x1B0);
    }
    if (c == 'w')
        return add_horn(t) || change_last(t, VN_A, VN_A_BREVE);
    return add_letter(t, c);
}

static bool add_vni(Typed *t, uint32_t c)
{
    int tone = tone_key(c, "23415");
    switch (c) {
    case '6':
        return add_hat(t);
    case '7':
        return add_horn(t);
    case '8':
        return change_last(t, VN_A, VN_A_BREVE);
    case '9':
        return cross_d(t);
    default:
        return tone ? t->vowel && set_tone(t, tone) : add_letter(t, c);
    }
}

/* Every letter through `add`; the word with its tone in place, if it is a possible syllable. */
static int read_keys(Str word, bool (*add)(Typed *, uint32_t), char *out)
{
    Typed t = {0};
    for (ptrdiff_t at = 0; at < word.len;) {
        Rune r = utf8_get(word, at);
        if (!add(&t, r.code))
            return 0;
        at += r.len;
    }
    VnSyllable plain = vn_syllable(t.code, t.count);
    if (!t.keys || !plain.shape)
        return 0;
    VnLetter *bearer = &t.letter[plain.tone_at];
    t.code[plain.tone_at] = vn_letter_code((VnBase)bearer->base, (VnTone)t.tone, false);
    if (!vn_syllable(t.code, t.count).possible)
        return 0;
    int len = 0;
    for (int i = 0; i < t.count; i++)
        len += utf8_put(out + len, t.code[i]);
    return len;
}

/* Cheap: most words have no key at all. */
static bool may_have_keys(Str word, bool *ret_digits)
{
    bool vowel = false, keys = false, digits = false;
    for (ptrdiff_t i = 0; i < word.len; i++) {
        char c = word.ptr[i], before = i > 0 ? word.ptr[i - 1] : 0;
        digits |= c >= '1' && c <= '9';
        keys |= c == 'w' || (vowel && (c == 's' || c == 'f' || c == 'r' || c == 'x' || c == 'j' || c == 'd'));
        keys |= c == before && (c == 'a' || c == 'e' || c == 'o' || c == 'd');
        vowel |= (unsigned char)c >= 0x80 || c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u' || c == 'y';
    }
    *ret_digits = digits;
    return keys || digits;
}

int name_typed(Str word, char *out)
{
    bool digits;
    if (word.len < 2 || word.len > TYPED_BYTES || !may_have_keys(word, &digits) || name_is_possible(word))
        return 0;
    return read_keys(word, digits ? add_vni : add_telex, out);
}
