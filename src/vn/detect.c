/* detect: which old encoding a text is in, judged by whether its words become Vietnamese.
 *
 * A word speaks for an encoding when it is a possible syllable there and not as it stands, and
 * against it when it is none there.  Words that are syllables both ways (“Bé” is Bé, and Bộ in TCVN3) say
 * nothing.  French and German words hardly ever become syllables, so such texts vote against. */
#include "vn/legacy.h"

#include "base/utf8.h"
#include "vn/normal.h"
#include "vn/syllable.h"

enum { SURE = 2, WEAK = 1, AGAINST = -2, ENOUGH = 2 };

typedef struct Evidence {
    int64_t score[3]; /* by VnEncoding */
    int64_t old_words, u_horn, lost;
} Evidence;

static bool is_possible(const VnWord *word, VnEncoding from, VnWord *ret)
{
    if (!vn_decode_word(word, from, ret))
        return false;
    VnSyllable syllable = vn_syllable(ret->codes, ret->count);
    return syllable.possible && syllable.placed;
}

/* ï û ù behind a vowel is French too (haï, goût, où): alone it proves no VNI. */
static bool is_french_too(const VnWord *word)
{
    for (int i = 0; i < word->count; i++)
        if (word->codes[i] >= 0x80 && word->codes[i] != 0xEF && word->codes[i] != 0xFB && word->codes[i] != 0xF9)
            return false;
    return true;
}

/* Signs that are no letters in any living orthography, beside letters: ® µ ¸ § … */
static bool has_sign(const VnWord *word)
{
    for (int i = 0; i < word->count; i++)
        if (word->codes[i] >= 0xA1 && word->codes[i] < 0xC0)
            return true;
    return false;
}

/* BLÑTBXH: an abbreviation is no syllable, and says nothing. */
static bool is_abbreviation(const VnWord *word)
{
    for (int i = 0; i < word->count; i++) {
        uint32_t c = word->codes[i];
        if (!(c >= 'A' && c <= 'Z') && !(c >= 0xC0 && c < 0xDF))
            return false;
    }
    return true;
}

static int vote(bool possible, bool as_it_stands, int weight)
{
    return !possible ? AGAINST : as_it_stands ? 0 : weight;
}

static void weigh_word(Evidence *e, const VnWord *word)
{
    VnWord tcvn3, vni;
    if (word->wide) {
        e->score[VN_UNICODE] += SURE;
        return;
    }
    if (!word->old || word->count < 2 || word->codes[0] == 0xB5) /* µm, µg */
        return;
    bool plain = vn_syllable(word->codes, word->count).possible;
    bool as_tcvn3 = is_possible(word, VN_TCVN3, &tcvn3), as_vni = is_possible(word, VN_VNI, &vni);
    bool lost = !as_tcvn3 && vn_lost_u_horn(&tcvn3);
    e->old_words++;
    e->lost += lost;
    for (int i = 0; as_tcvn3 && i < word->count; i++)
        e->u_horn += word->codes[i] == 0xAD;
    e->score[VN_TCVN3] +=
        vote(as_tcvn3 || lost || (has_sign(word) && tcvn3.count > 0), plain, as_tcvn3 || lost ? SURE : WEAK);
    if (as_vni || !is_abbreviation(word))
        e->score[VN_VNI] += vote(as_vni, plain, is_french_too(word) ? WEAK : SURE);
    if (plain)
        e->score[VN_UNICODE] += !as_tcvn3 && !lost && !as_vni ? SURE : 0;
}

static Evidence weigh(Str s)
{
    Evidence e = {0};
    ptrdiff_t from;
    for (ptrdiff_t at = 0; at < s.len;) {
        VnWord word = vn_next_word(s, &at, &from);
        weigh_word(&e, &word);
    }
    return e;
}

static VnEncoding best(const int64_t score[3])
{
    VnEncoding old = score[VN_VNI] > score[VN_TCVN3] ? VN_VNI : VN_TCVN3;
    return score[old] >= ENOUGH && score[old] > score[VN_UNICODE] ? old : VN_UNICODE;
}

/* A whole TCVN3 text has more words with ư in its place than words that miss it. */
static bool is_damaged(int64_t lost, int64_t u_horn)
{
    return lost > u_horn;
}

static VnEncoding whole_or_not(VnEncoding from, int64_t lost, int64_t u_horn)
{
    return from == VN_TCVN3 && is_damaged(lost, u_horn) ? VN_DAMAGED : from;
}

VnEncoding vn_detector_add(VnDetector *detector, Str cell)
{
    Evidence e = weigh(cell);
    VnEncoding own = best(e.score);
    for (int i = 0; i < COUNTOF(e.score); i++)
        detector->text[i] += e.score[i];
    detector->text_lost += e.lost;
    detector->text_u_horn += e.u_horn;
    detector->score[own] += e.score[own];
    if (own != VN_TCVN3)
        return own;
    detector->words += e.old_words;
    detector->lost += e.lost;
    detector->u_horn += e.u_horn;
    return whole_or_not(own, e.lost, e.u_horn);
}

VnEncoding vn_detector_text(const VnDetector *detector)
{
    return whole_or_not(best(detector->text), detector->text_lost, detector->text_u_horn);
}

static VnEncoding majority(const VnDetector *detector)
{
    return best(detector->score);
}

VnEncoding vn_detector_encoding(const VnDetector *detector)
{
    return whole_or_not(majority(detector), detector->lost, detector->u_horn);
}

VnEncoding vn_detect(Str s)
{
    return vn_detector_add(&(VnDetector){0}, s);
}

Str vn_decode(Arena *arena, Str s, VnEncoding from, ptrdiff_t *ret_damaged)
{
    ptrdiff_t ignored, start, done = 0;
    ptrdiff_t *damaged = ret_damaged ? ret_damaged : &ignored;
    *damaged = 0;
    if (from == VN_UNICODE)
        return vn_nfc(arena, s);
    Buf out = buf_open(arena);
    for (ptrdiff_t at = 0; at < s.len;) {
        VnWord decoded, word = vn_next_word(s, &at, &start);
        bool bullet = word.count == 1 && word.codes[0] == 0xB7 && from != VN_VNI;
        if (!word.old || bullet || !vn_decode_word(&word, from, &decoded))
            continue;
        if (from != VN_VNI && vn_lost_u_horn(&decoded)) {
            ++*damaged;
            continue;
        }
        buf_add(&out, str_slice(s, done, start));
        for (int i = 0; i < decoded.count; i++)
            buf_rune(&out, decoded.codes[i]);
        done = at;
    }
    buf_add(&out, str_slice(s, done, s.len));
    return vn_nfc(arena, buf_str(&out));
}

/* What is left of a word whose only vowel was ư: “lng”, “c”, “T”; not an abbreviation in capitals. */
static bool lacks_vowel(const VnWord *word)
{
    for (int i = 0; i < word->count; i++) {
        bool small = word->codes[i] >= 'a' && word->codes[i] <= 'z';
        if (vn_letter(word->codes[i]).base || word->codes[i] >= 0x80 || (i > 0 && !small))
            return false;
    }
    return word->count > 0;
}

static ptrdiff_t count_lacking(Str s)
{
    ptrdiff_t count = 0, from;
    for (ptrdiff_t at = 0; at < s.len;) {
        VnWord word = vn_next_word(s, &at, &from);
        count += lacks_vowel(&word);
    }
    return count;
}

Str vn_detector_decode(Arena *arena, const VnDetector *detector, Str cell, VnEncoding *ret_from, ptrdiff_t *ret_damaged)
{
    Evidence e = weigh(cell);
    VnEncoding of_all = majority(detector), from = best(e.score);
    bool speaks = from != VN_UNICODE || e.score[VN_UNICODE] >= ENOUGH;
    if (!speaks && of_all != VN_UNICODE && e.score[of_all] >= 0)
        from = of_all;
    ptrdiff_t damaged = 0;
    Str text = vn_decode(arena, cell, from, &damaged);
    if (from == VN_TCVN3 && vn_detector_encoding(detector) == VN_DAMAGED) {
        damaged += count_lacking(cell);
        if (damaged > 0 || !str_eq(text, cell)) /* even what looks right may lack an ư: “Cha” was Chưa */
            from = VN_DAMAGED;
    } else if (from == VN_TCVN3 && is_damaged(e.lost, e.u_horn)) {
        from = VN_DAMAGED;
    }
    if (ret_damaged)
        *ret_damaged = damaged;
    if (ret_from)
        *ret_from = from;
    return text;
}
