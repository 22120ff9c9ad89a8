/* order: keys whose bytes compare as Vietnamese words do.
 *
 * Of each syllable first its letters, then its tone; the case of the whole comes last.
 * Dictionaries go syllable by syllable (hoa hồng before hòa bình), where the Unicode
 * algorithm compares all letters of the text before any tone.  Runs of digits count by
 * value, blanks and punctuation only separate.  The text itself ends the key, so that
 * different texts never compare equal and every sort is stable. */
#include "base/utf8.h"
#include "vn/letter.h"
#include "vn/vn.h"
#include <utf8proc.h>

/* Bytes of the key, in their order. */
enum {
    END_TEXT = 0, /* of all syllables, of the cases */
    END_PART = 1, /* of a syllable's letters, of its tones: what goes on sorts later */
    DIGITS = 2,   /* then the number of digits in two bytes, then they */
    TONE = 2,     /* + VnTone */
    MARK = 0x10,  /* a mark of another language, then three bytes of its code */
    LETTERS = 16, /* + letter_rank */
    OTHER = 0xF0, /* a letter of another script, then three bytes of its code */
};

/* a ă â b c d đ e ê f … z: a letter with a diacritic follows its plain one. */
static int letter_rank(char plain, VnBase base)
{
    static const uint8_t after[VN_BASES] = {[VN_A_BREVE] = 1, [VN_A_HAT] = 2,  [VN_E_HAT] = 1, [VN_O_HAT] = 1,
                                            [VN_O_HORN] = 2,  [VN_U_HORN] = 1, [VN_D_BAR] = 1};
    return LETTERS + (plain - 'a') * 4 + after[base];
}

typedef struct Keys {
    Buf main;  /* finished syllables and the letters of the one at hand */
    Buf tones; /* of the one at hand */
    Buf cases; /* of the whole */
} Keys;

static void add_code(Buf *buf, int kind, uint32_t code)
{
    buf_byte(buf, (char)kind);
    buf_byte(buf, (char)(code >> 16));
    buf_byte(buf, (char)(code >> 8));
    buf_byte(buf, (char)code);
}

static void add_letter(Keys *k, int rank, int tone, bool upper)
{
    buf_byte(&k->main, (char)rank);
    buf_byte(&k->tones, (char)(TONE + tone));
    buf_byte(&k->cases, upper ? 2 : 1);
}

static void end_syllable(Keys *k)
{
    if (k->tones.len == 0)
        return;
    buf_byte(&k->main, END_PART);
    buf_add(&k->main, buf_str(&k->tones));
    buf_byte(&k->main, END_PART);
    k->tones.len = 0;
}

/* The run of digits at `at`; returns where it ends. */
static ptrdiff_t add_digits(Keys *k, Str s, ptrdiff_t at)
{
    while (at < s.len && s.ptr[at] == '0')
        at++;
    ptrdiff_t from = at;
    while (at < s.len && s.ptr[at] >= '0' && s.ptr[at] <= '9')
        at++;
    ptrdiff_t count = at - from < 0xFFFF ? at - from : 0xFFFF;
    buf_byte(&k->main, DIGITS);
    buf_byte(&k->main, (char)(count >> 8));
    buf_byte(&k->main, (char)count);
    buf_add(&k->main, str_slice(s, from, at));
    buf_byte(&k->tones, TONE);
    return at;
}

/* A letter or mark of another language, a separator or a symbol. */
static void add_other(Keys *k, uint32_t code)
{
    int32_t parts[16];
    int boundary = 0;
    ptrdiff_t count =
        utf8proc_decompose_char((int32_t)code, parts, COUNTOF(parts), UTF8PROC_STABLE | UTF8PROC_DECOMPOSE, &boundary);
    for (ptrdiff_t i = 0; i < count; i++) {
        uint32_t c = (uint32_t)parts[i], lower = (uint32_t)utf8proc_tolower(parts[i]);
        utf8proc_category_t category = utf8proc_category(parts[i]);
        if (vn_is_ascii_letter(c)) {
            add_letter(k, letter_rank((char)lower, VN_NONE), VN_LEVEL, lower != c);
        } else if (category >= UTF8PROC_CATEGORY_MN && category <= UTF8PROC_CATEGORY_ME) {
            add_code(&k->tones, MARK, c);
        } else if (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_NO) {
            add_code(&k->main, OTHER, lower);
            buf_byte(&k->tones, TONE);
            buf_byte(&k->cases, lower != c ? 2 : 1);
        } else {
            end_syllable(k);
        }
    }
}

static ptrdiff_t add_next(Keys *k, Str s, ptrdiff_t at)
{
    Rune r = utf8_get(s, at);
    if (r.code >= '0' && r.code <= '9')
        return add_digits(k, s, at);
    VnLetter letter = vn_letter(r.code);
    if (letter.base)
        add_letter(k, letter_rank(vn_letter_plain(letter.base), letter.base), letter.tone, letter.upper);
    else if (vn_is_ascii_letter(r.code))
        add_letter(k, letter_rank((char)(r.code | 32), VN_NONE), VN_LEVEL, r.code < 'a');
    else if (r.code < 0x80)
        end_syllable(k);
    else
        add_other(k, r.code);
    return at + r.len;
}

Str vn_sort_key(Arena *arena, Str s)
{
    Keys k = {buf_open(arena), buf_open(arena), buf_open(arena)};
    Str placed = vn_fold(arena, s, VN_FOLD_PLACE); /* hoà beside hòa */
    for (ptrdiff_t at = 0; at < placed.len;)
        at = add_next(&k, placed, at);
    end_syllable(&k);
    buf_byte(&k.main, END_TEXT);
    buf_add(&k.main, buf_str(&k.cases));
    buf_byte(&k.main, END_TEXT);
    buf_add(&k.main, vn_nfc(arena, s));
    return buf_str(&k.main);
}

int vn_compare(Str a, Str b)
{
    AUTO(arena_close) Arena arena = arena_open((a.len + b.len) * 64 + (1 << 16));
    return str_cmp(vn_sort_key(&arena, a), vn_sort_key(&arena, b));
}
