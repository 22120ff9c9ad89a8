/* Names as clerks, keyboards and old programs write them.
 *
 * In this order: what the writer leaves out or turns round, one slip of the finger, what the
 * keyboard or the encoding makes of it, capitals, blanks and titles. */
#include "generate/people_spell.h"

#include "base/utf8.h"
#include "generate/people_put.h"
#include "vn/letter.h"

enum { LETTERS = 32, WORDS = 6 };

typedef struct Word {
    uint32_t rune[LETTERS];
    int len;
} Word;

typedef struct Name {
    Word word[WORDS]; /* family, middle …, given */
    int words;
    Rng *rng;
} Name;

/* ---- taking apart ------------------------------------------------------------------------ */

static void add_words(Name *n, Str s)
{
    for (StrCut cut = {.tail = s, .ok = s.len > 0}; cut.ok && n->words < WORDS;) {
        cut = str_cut(cut.tail, ' ');
        Word *w = &n->word[n->words++];
        w->len = 0;
        for (Rune r = {.len = 0};
             (cut.head = str_slice(cut.head, r.len, cut.head.len)).len > 0 && w->len < LETTERS / 2;) {
            r = utf8_get(cut.head, 0);
            w->rune[w->len++] = r.code;
        }
    }
}

static Name taken_apart(const PeopleWorld *w, const Person *p, Rng *rng)
{
    Name n = {.rng = rng};
    add_words(&n, w->family.text[p->family]);
    add_words(&n, w->middle.text[p->middle]);
    add_words(&n, w->given.text[p->given]);
    return n;
}

static void drop_word(Name *n, int at)
{
    for (n->words--; at < n->words; at++)
        n->word[at] = n->word[at + 1];
}

static void insert_letter(Word *w, int at, uint32_t rune)
{
    if (w->len == LETTERS)
        return;
    for (int i = w->len++; i > at; i--)
        w->rune[i] = w->rune[i - 1];
    w->rune[at] = rune;
}

static void drop_letter(Word *w, int at)
{
    for (w->len--; at < w->len; at++)
        w->rune[at] = w->rune[at + 1];
}

/* ---- left out, turned round ---------------------------------------------------------------- */

static void shorten(Word *w, int letters)
{
    if (w->len <= letters)
        return;
    w->rune[letters] = '.';
    w->len = letters + 1;
}

static void short_family(Name *n)
{
    bool nguyen = n->word[0].len > 2 && n->word[0].rune[0] == 'N' && n->word[0].rune[1] == 'g';
    shorten(&n->word[0], nguyen ? 2 : 1);
}

static void short_middle(Name *n)
{
    for (int i = 1; i < n->words - 1; i++)
        shorten(&n->word[i], 1);
}

static void drop_middle(Name *n)
{
    while (n->words > 2)
        drop_word(n, 1);
}

/* Hương Nguyễn Thị */
static void given_first(Name *n)
{
    Word given = n->word[n->words - 1];
    for (int i = n->words - 1; i > 0; i--)
        n->word[i] = n->word[i - 1];
    n->word[0] = given;
}

static void nickname(Name *n)
{
    static const char *const names[] = {"Tí", "Cu", "Bé", "Tèo", "Na", "Bống", "Sún", "Gấu"};
    n->words--;
    add_words(n, str_from(names[people_below(n->rng, COUNTOF(names))]));
}

/* ---- a slip --------------------------------------------------------------------------------- */

/* What an ear or a finger takes for the vowel. */
static uint32_t other_vowel(Rng *rng, VnLetter v)
{
    static const uint8_t near[VN_BASES] = {
        [VN_A] = VN_A_BREVE,    [VN_A_BREVE] = VN_A_HAT, [VN_A_HAT] = VN_A,  [VN_E] = VN_E_HAT,
        [VN_E_HAT] = VN_E,      [VN_I] = VN_Y,           [VN_Y] = VN_I,      [VN_O] = VN_O_HAT,
        [VN_O_HAT] = VN_O_HORN, [VN_O_HORN] = VN_O,      [VN_U] = VN_U_HORN, [VN_U_HORN] = VN_U,
    };
    if (people_chance(rng, 650))
        v.tone = (uint8_t)((v.tone + 1 + people_below(rng, VN_TONES - 1)) % VN_TONES);
    else
        v.base = near[v.base];
    return vn_letter_code((VnBase)v.base, (VnTone)v.tone, v.upper);
}

static uint32_t other_consonant(Rng *rng, uint32_t code)
{
    static const char letters[] = "bcdghklmnprstvx";
    bool upper = vn_is_ascii_letter(code) && !(code & 32);
    for (;;) {
        uint32_t other = (uint32_t)letters[people_below(rng, sizeof letters - 1)];
        if (other != (code | 32))
            return upper ? other & ~32u : other;
    }
}

static void slip(Name *n)
{
    Word *w = &n->word[people_below(n->rng, (uint32_t)n->words)];
    int at = (int)people_below(n->rng, (uint32_t)w->len);
    uint32_t what = people_below(n->rng, 100);
    VnLetter letter = vn_letter(w->rune[at]);
    bool vowel = letter.base != VN_NONE && letter.base != VN_D_BAR;
    if (what < 70 || w->len < 2)
        w->rune[at] = vowel ? other_vowel(n->rng, letter) : other_consonant(n->rng, w->rune[at]);
    else if (what < 85 && at > 0)
        drop_letter(w, at);
    else
        insert_letter(w, at + 1, vowel ? vn_letter_code((VnBase)letter.base, VN_LEVEL, false) : w->rune[at] | 32);
}

/* ---- keyboards and encodings ------------------------------------------------------------------- */

static uint32_t plain(uint32_t code)
{
    VnLetter letter = vn_letter(code);
    if (letter.base == VN_NONE)
        return code;
    uint32_t c = (uint32_t)vn_letter_plain((VnBase)letter.base);
    return letter.upper ? c & ~32u : c;
}

static void all_plain(Name *n)
{
    for (int i = 0; i < n->words; i++)
        for (int k = 0; k < n->word[i].len; k++)
            n->word[i].rune[k] = plain(n->word[i].rune[k]);
}

/* hòa → hoà, Thúy → Thuý: the tone of a word that ends in oa, oe, uy goes to its last letter. */
static void move_tones(Name *n)
{
    for (int i = 0; i < n->words; i++) {
        Word *w = &n->word[i];
        if (w->len < 2)
            continue;
        VnLetter a = vn_letter(w->rune[w->len - 2]), b = vn_letter(w->rune[w->len - 1]);
        bool open = (a.base == VN_O && (b.base == VN_A || b.base == VN_E)) || (a.base == VN_U && b.base == VN_Y);
        if (!open || a.tone == VN_LEVEL || b.tone != VN_LEVEL)
            continue;
        w->rune[w->len - 1] = vn_letter_code((VnBase)b.base, (VnTone)a.tone, b.upper);
        w->rune[w->len - 2] = vn_letter_code((VnBase)a.base, VN_LEVEL, a.upper);
    }
}

static bool has_marks(const Word *w)
{
    for (int i = 0; i < w->len; i++)
        if (w->rune[i] != plain(w->rune[i]))
            return true;
    return false;
}

/* The keys that were pressed for a word: Telex nguyeenx, VNI nguye6n4. */
static void as_keys(Word *w, bool vni)
{
    static const char telex[VN_BASES] = {[VN_A_BREVE] = 'w', [VN_A_HAT] = 'a',  [VN_E_HAT] = 'e', [VN_O_HAT] = 'o',
                                         [VN_O_HORN] = 'w',  [VN_U_HORN] = 'w', [VN_D_BAR] = 'd'};
    static const char digit[VN_BASES] = {[VN_A_BREVE] = '8', [VN_A_HAT] = '6',  [VN_E_HAT] = '6', [VN_O_HAT] = '6',
                                         [VN_O_HORN] = '7',  [VN_U_HORN] = '7', [VN_D_BAR] = '9'};
    static const char tones[2][VN_TONES] = {{0, 'f', 'r', 'x', 's', 'j'}, {0, '2', '3', '4', '1', '5'}};
    char tone = 0;
    for (int i = 0; i < w->len; i++) {
        VnLetter letter = vn_letter(w->rune[i]);
        char mark = (vni ? digit : telex)[letter.base];
        if (letter.base != VN_NONE && letter.tone != VN_LEVEL)
            tone = tones[vni][letter.tone];
        w->rune[i] = plain(w->rune[i]);
        if (mark)
            insert_letter(w, ++i, (uint32_t)mark);
    }
    if (tone)
        insert_letter(w, w->len, (uint32_t)tone);
}

static void typed(Name *n)
{
    bool vni = people_below(n->rng, 3) == 0;
    int first = (int)people_below(n->rng, (uint32_t)n->words);
    for (int i = 0; i < n->words; i++) {
        Word *w = &n->word[(first + i) % n->words];
        if (has_marks(w)) {
            as_keys(w, vni);
            return;
        }
    }
}

/* The bytes of TCVN3 as the characters that a program shows for them. */
static uint32_t tcvn3(uint32_t code)
{
    static const uint8_t byte[VN_BASES][VN_TONES] = {
        [VN_A] = {0, 0xB5, 0xB6, 0xB7, 0xB8, 0xB9},
        [VN_A_BREVE] = {0xA8, 0xBB, 0xBC, 0xBD, 0xBE, 0xC6},
        [VN_A_HAT] = {0xA9, 0xC7, 0xC8, 0xC9, 0xCA, 0xCB},
        [VN_E] = {0, 0xCC, 0xCE, 0xCF, 0xD0, 0xD1},
        [VN_E_HAT] = {0xAA, 0xD2, 0xD3, 0xD4, 0xD5, 0xD6},
        [VN_I] = {0, 0xD7, 0xD8, 0xDC, 0xDD, 0xDE},
        [VN_O] = {0, 0xDF, 0xE1, 0xE2, 0xE3, 0xE4},
        [VN_O_HAT] = {0xAB, 0xE5, 0xE6, 0xE7, 0xE8, 0xE9},
        [VN_O_HORN] = {0xAC, 0xEA, 0xEB, 0xEC, 0xED, 0xEE},
        [VN_U] = {0, 0xEF, 0xF1, 0xF2, 0xF3, 0xF4},
        [VN_U_HORN] = {0xAD, 0xF5, 0xF6, 0xF7, 0xF8, 0xF9},
        [VN_Y] = {0, 0xFA, 0xFB, 0xFC, 0xFD, 0xFE},
        [VN_D_BAR] = {0xAE},
    };
    static const uint8_t capital[VN_BASES] = {
        [VN_A_BREVE] = 0xA1, [VN_A_HAT] = 0xA2,  [VN_E_HAT] = 0xA3, [VN_O_HAT] = 0xA4,
        [VN_O_HORN] = 0xA5,  [VN_U_HORN] = 0xA6, [VN_D_BAR] = 0xA7};
    VnLetter letter = vn_letter(code);
    if (letter.upper && letter.tone == VN_LEVEL && capital[letter.base])
        return capital[letter.base];
    return byte[letter.base][letter.tone] ? byte[letter.base][letter.tone] : code;
}

static void all_tcvn3(Name *n)
{
    for (int i = 0; i < n->words; i++)
        for (int k = 0; k < n->word[i].len; k++)
            n->word[i].rune[k] = tcvn3(n->word[i].rune[k]);
}

static void all_upper(Name *n)
{
    for (int i = 0; i < n->words; i++)
        for (int k = 0; k < n->word[i].len; k++) {
            uint32_t *code = &n->word[i].rune[k];
            VnLetter letter = vn_letter(*code);
            if (letter.base != VN_NONE)
                *code = vn_letter_code((VnBase)letter.base, (VnTone)letter.tone, true);
            else if (vn_is_ascii_letter(*code))
                *code &= ~32u;
        }
}

/* ---- putting together ----------------------------------------------------------------------------- */

static Str title_of(const Person *p)
{
    if (p->age < 18)
        return p->age < 12 ? S("Cháu ") : S("Em ");
    if (p->age < 40)
        return p->female ? S("Chị ") : S("Anh ");
    return p->female ? S("Bà ") : S("Ông ");
}

static char *put_blank(Name *n, bool more, char *out)
{
    if (more && people_chance(n->rng, 500))
        return people_chance(n->rng, 200) ? put_lit(out, "\xC2\xA0") : put_lit(out, "  ");
    return put_lit(out, " ");
}

static int put_together(Name *n, Str title, bool blanks, char *out)
{
    char *at = put_str(out, title);
    if (blanks && people_chance(n->rng, 300))
        at = put_lit(at, " ");
    for (int i = 0; i < n->words; i++) {
        if (i > 0)
            at = put_blank(n, blanks, at);
        for (int k = 0; k < n->word[i].len && at - out < 192 - 16; k++)
            at += utf8_put(at, n->word[i].rune[k]);
    }
    if (blanks)
        at = put_lit(at, " ");
    return (int)(at - out);
}

int people_misspell(const PeopleWorld *w, const Person *p, uint64_t errors, Rng *rng, char out[192])
{
    static const struct {
        PeopleError error;
        void (*apply)(Name *n);
    } steps[] = {
        {PEOPLE_NICKNAME, nickname},
        {PEOPLE_EDIT, slip},
        {PEOPLE_MIDDLE_MISSING, drop_middle},
        {PEOPLE_MIDDLE_SHORT, short_middle},
        {PEOPLE_FAMILY_SHORT, short_family},
        {PEOPLE_ORDER, given_first},
        {PEOPLE_TONE_MOVED, move_tones},
        {PEOPLE_TYPED, typed},
        {PEOPLE_NO_MARKS, all_plain},
        {PEOPLE_UPPER, all_upper},
        {PEOPLE_TCVN3, all_tcvn3},
    };
    Name n = taken_apart(w, p, rng);
    for (int i = 0; i < COUNTOF(steps); i++)
        if (errors >> steps[i].error & 1)
            steps[i].apply(&n);
    Str title = errors >> PEOPLE_TITLE & 1 ? title_of(p) : (Str){0};
    return put_together(&n, title, errors >> PEOPLE_BLANKS & 1, out);
}
