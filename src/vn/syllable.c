/* syllable: the tables of initials and rhymes, and the placement of the tone mark.
 *
 * Old placement, which dictionaries and most keyboards use: on the letter that has a
 * diacritic (the last such one: ươ); else before a final consonant; else on the first of two and
 * the middle of three vowels.  In qu- and gi- the u and i belong to the initial. */
#include "vn/syllable.h"

#include "base/utf8.h"
#include "vn/letter.h"
#include <string.h>

/* Both tables in byte order, for the binary search. */
static const char *const initials[] = {"",   "b",   "c",  "ch", "d",  "g",  "gh", "gi", "h", "k",  "kh", "l", "m", "n",
                                       "ng", "ngh", "nh", "p",  "ph", "qu", "r",  "s",  "t", "th", "tr", "v", "x", "đ"};

static const char *const rhymes[] = {
    "a",    "ac",   "ach",  "ai",   "am",  "an",   "ang", "anh",  "ao",  "ap",  "at",   "au",   "ay",   "e",   "ec",
    "em",   "en",   "eng",  "eo",   "ep",  "et",   "i",   "ia",   "ich", "im",  "in",   "inh",  "ip",   "it",  "iu",
    "iêc",  "iêm",  "iên",  "iêng", "iêp", "iêt",  "iêu", "o",    "oa",  "oac", "oach", "oai",  "oam",  "oan", "oang",
    "oanh", "oao",  "oap",  "oat",  "oay", "oc",   "oe",  "oem",  "oen", "oeo", "oet",  "oi",   "om",   "on",  "ong",
    "ooc",  "oong", "op",   "ot",   "oăc", "oăm",  "oăn", "oăng", "oăt", "u",   "ua",   "uc",   "ui",   "um",  "un",
    "ung",  "up",   "ut",   "uy",   "uya", "uych", "uyn", "uynh", "uyp", "uyt", "uyu",  "uyên", "uyêt", "uân", "uâng",
    "uât",  "uây",  "uê",   "uêch", "uên", "uênh", "uôc", "uôi",  "uôm", "uôn", "uông", "uôt",  "uơ",   "uơn", "y",
    "yêm",  "yên",  "yêng", "yêt",  "yêu", "âc",   "âm",  "ân",   "âng", "âp",  "ât",   "âu",   "ây",   "ê",   "êch",
    "êm",   "ên",   "êng",  "ênh",  "êp",  "êt",   "êu",  "ô",    "ôc",  "ôi",  "ôm",   "ôn",   "ông",  "ôp",  "ôt",
    "ăc",   "ăm",   "ăn",   "ăng",  "ăp",  "ăt",   "ơ",   "ơi",   "ơm",  "ơn",  "ơp",   "ơt",   "ư",    "ưa",  "ưc",
    "ưi",   "ưm",   "ưn",   "ưng",  "ưt",  "ưu",   "ươc", "ươi",  "ươm", "ươn", "ương", "ươp",  "ươt",  "ươu",
};

typedef struct Word {
    uint8_t bases[VN_SYLLABLE_MAX];  /* VnBase, or VN_NONE for a consonant */
    char text[2 * VN_SYLLABLE_MAX];  /* without tone, lower case, UTF-8 */
    int starts[VN_SYLLABLE_MAX + 1]; /* of letter i in text */
    int count, tone, tones;
    int tone_seen_at;
} Word;

static bool read_word(const uint32_t *codes, ptrdiff_t count, Word *w)
{
    if (count < 1 || count > VN_SYLLABLE_MAX)
        return false;
    *w = (Word){.count = (int)count, .tone_seen_at = -1};
    int len = 0;
    for (int i = 0; i < w->count; i++) {
        VnLetter letter = vn_letter(codes[i]);
        w->starts[i] = len;
        if (letter.base) {
            w->bases[i] = letter.base == VN_D_BAR ? VN_NONE : letter.base;
            len += utf8_put(w->text + len, vn_letter_code(letter.base, VN_LEVEL, false));
        } else if (vn_is_ascii_letter(codes[i])) {
            w->text[len++] = (char)(codes[i] | 32);
        } else {
            return false;
        }
        if (letter.tone) {
            w->tone = letter.tone;
            w->tones++;
            w->tone_seen_at = i;
        }
    }
    w->starts[count] = len;
    return w->tones <= 1;
}

static bool is_in(const char *const *table, ptrdiff_t count, const char *text, int len)
{
    ptrdiff_t from = 0;
    while (count > 0) {
        ptrdiff_t half = count / 2;
        const char *entry = table[from + half];
        int order = strncmp(entry, text, (size_t)len);
        if (order == 0 && entry[len] == 0)
            return true;
        if (order < 0) {
            from += half + 1;
            count -= half + 1;
        } else {
            count = half;
        }
    }
    return false;
}

static bool is_initial(const Word *w, int letters)
{
    return is_in(initials, COUNTOF(initials), w->text, w->starts[letters]);
}

static bool is_rhyme(const Word *w, int from)
{
    int at = w->starts[from];
    return is_in(rhymes, COUNTOF(rhymes), w->text + at, w->starts[w->count] - at);
}

/* Index of the tone in the rhyme that starts at letter `from`. */
static int place_in_rhyme(const Word *w, int from)
{
    int vowels = 0, marked = -1;
    for (int i = from; i < w->count && w->bases[i]; i++) {
        vowels++;
        if (w->bases[i] != VN_A && w->bases[i] != VN_E && w->bases[i] != VN_I && w->bases[i] != VN_O &&
            w->bases[i] != VN_U && w->bases[i] != VN_Y)
            marked = i;
    }
    if (marked >= 0)
        return marked;
    if (from + vowels < w->count)
        return from + vowels - 1;
    return from + (vowels == 3);
}

/* The new placement differs in open oa, oe, uy only. */
static bool is_new_placement(const Word *w, int at, int seen)
{
    if (seen != at + 1 || w->count != seen + 1)
        return false;
    return w->bases[at] == VN_O ? w->bases[seen] == VN_A || w->bases[seen] == VN_E
                                : w->bases[at] == VN_U && w->bases[seen] == VN_Y;
}

static bool starts(const Word *w, const char *text)
{
    return strncmp(w->text, text, strlen(text)) == 0;
}

/* k, gh, ngh stand before e ê i y; c, g, ng before the others; c, ch, p, t at the end
 * carry sắc or nặng.  Foreign k before a, o, u (Kon, Kạn) is common in names and let pass. */
static bool spelling_occurs(const Word *w, int initial)
{
    uint8_t first = initial < w->count ? w->bases[initial] : (uint8_t)VN_NONE;
    bool front = first == VN_E || first == VN_E_HAT || first == VN_I || first == VN_Y;
    bool hard = (initial == 1 && starts(w, "c")) || (initial == 2 && starts(w, "ng"));
    bool soft = (initial == 2 && starts(w, "gh")) || initial == 3;
    if (hard ? front : soft && !front)
        return false;
    char last = w->text[w->starts[w->count] - 1];
    bool stopped =
        last == 'c' || last == 'p' || last == 't' || (last == 'h' && w->text[w->starts[w->count] - 2] == 'c');
    return !stopped || w->count == initial || w->tone == VN_ACUTE || w->tone == VN_DOT;
}

/* The longest initial first, so that qu- and gi- take their vowel where one is left. */
static int initial_letters(const Word *w)
{
    for (int n = w->count - 1 < 3 ? w->count - 1 : 3; n >= 0; n--)
        if (is_initial(w, n) && is_rhyme(w, n))
            return n;
    if (w->count > 2 && starts(w, "quy") && is_in(rhymes, COUNTOF(rhymes), w->text + 1, w->starts[w->count] - 1))
        return 2; /* quynh, quyt: the rhyme is written with the u of qu- */
    return -1;
}

VnSyllable vn_syllable(const uint32_t *codes, ptrdiff_t count)
{
    Word w;
    if (!read_word(codes, count, &w))
        return (VnSyllable){0};
    int initial = initial_letters(&w);
    if (initial < 0)
        return (VnSyllable){0};
    int at = place_in_rhyme(&w, initial), seen = w.tone_seen_at;
    return (VnSyllable){.shape = true,
                        .possible = spelling_occurs(&w, initial),
                        .tone = w.tone,
                        .placed = w.tones == 0 || seen == at || is_new_placement(&w, at, seen),
                        .tone_at = at};
}
