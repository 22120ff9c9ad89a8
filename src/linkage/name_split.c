/* name_split: a written name as words: bytes to Unicode, case and tone placement, keys of a keyboard.
 *
 * The long way, for any bytes; name_fast.c does the same for common text. */
#include "base/utf8.h"
#include "linkage/name.h"
#include "vn/letter.h"
#include "vn/syllable.h"
#include "vn/vn.h"
#include <string.h>

/* ---- to Unicode ---------------------------------------------------------------------- */

bool name_has_wide(Str s)
{
    for (ptrdiff_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] > 0xC3)
            return true;
    return false;
}

static bool has_latin(Str s)
{
    for (ptrdiff_t i = 0; i < s.len; i++)
        if ((unsigned char)s.ptr[i] >= 0x80)
            return true;
    return false;
}

bool name_is_possible(Str word)
{
    uint32_t codes[VN_SYLLABLE_MAX];
    ptrdiff_t count = 0;
    for (ptrdiff_t at = 0; at < word.len; count++) {
        Rune r = utf8_get(word, at);
        if (count == VN_SYLLABLE_MAX)
            return false;
        codes[count] = r.code;
        at += r.len;
    }
    return vn_syllable(codes, count).possible;
}

bool name_all_possible(const NameTokens *n)
{
    for (int i = 0; i < n->count; i++) {
        Str text = {n->token[i].marked, n->token[i].marked_len};
        if (n->token[i].facts & NAME_POSSIBLE)
            continue;
        if (has_latin(text) && !name_is_possible(text))
            return false;
    }
    return true;
}

bool name_is_unicode(const NameTokens *n)
{
    for (int i = 0; i < n->count; i++)
        if (n->token[i].facts & NAME_KNOWN ? n->token[i].facts & NAME_WIDE
                                           : name_has_wide((Str){n->token[i].marked, n->token[i].marked_len}))
            return true;
    return name_all_possible(n);
}

static Str to_unicode(Arena *scratch, Str s, LinkStyle style)
{
    if (s.len > NAME_WRITTEN)
        s.len = NAME_WRITTEN;
    if (!utf8_valid(s))
        s = vn_from_bytes(scratch, s, NULL, NULL);
    if (style != LINK_VIETNAMESE || !has_latin(s) || name_has_wide(s))
        return s;
    VnEncoding from = vn_detect(s);
    return from == VN_UNICODE ? s : vn_decode(scratch, s, from, NULL);
}

/* ---- words ---------------------------------------------------------------------------- */

static bool is_word_rune(Arena scratch, uint32_t code)
{
    if (code < 0x80)
        return vn_is_ascii_letter(code) || (code >= '0' && code <= '9');
    if (vn_letter(code).base)
        return true;
    char bytes[UTF8_MAX];
    Str one = {bytes, utf8_put(bytes, code)};
    return code != UTF8_BAD && vn_fold(&scratch, one, VN_FOLD_PUNCT).len > 0;
}

static int fold_rune(Arena scratch, uint32_t code, char *out)
{
    VnLetter letter = vn_letter(code);
    if (code < 0x80 || letter.base) {
        *out = letter.base ? vn_letter_plain((VnBase)letter.base) : (char)code;
        return 1;
    }
    char bytes[UTF8_MAX];
    Str one = {bytes, utf8_put(bytes, code)};
    Str plain = vn_fold(&scratch, one, VN_KEY);
    if (plain.len > NAME_TOKEN_BYTES)
        return 0;
    memcpy(out, plain.ptr, (size_t)plain.len);
    return (int)plain.len;
}

static bool is_mark(Arena scratch, uint32_t code)
{
    char plain[NAME_TOKEN_BYTES];
    return code >= 0x300 && !vn_letter(code).base && fold_rune(scratch, code, plain) == 0;
}

/* Marked and folded letters of a word, as many as have room. */
static void write_token(Arena scratch, Str word, NameToken *t)
{
    for (ptrdiff_t at = 0; at < word.len;) {
        Rune r = utf8_get(word, at);
        char plain[NAME_TOKEN_BYTES];
        int count = fold_rune(scratch, r.code, plain);
        if (t->folded_len + count > NAME_TOKEN_BYTES || t->marked_len + r.len > NAME_TOKEN_BYTES)
            return;
        memcpy(t->folded + t->folded_len, plain, (size_t)count);
        memcpy(t->marked + t->marked_len, word.ptr + at, (size_t)r.len);
        t->folded_len += count;
        t->marked_len += r.len;
        at += r.len;
    }
}

void name_add_word(Arena scratch, Str word, LinkStyle style, NameTokens *ret)
{
    if (word.len == 0 || ret->count == COUNTOF(ret->token))
        return;
    NameToken *t = &ret->token[ret->count];
    t->folded_len = t->marked_len = 0;
    t->dotted = t->brief = false;
    t->facts = 0;
    char typed[NAME_TOKEN_BYTES];
    int len = style == LINK_VIETNAMESE ? name_typed(word, typed) : 0;
    write_token(scratch, len > 0 ? (Str){typed, len} : word, t);
    ret->count += t->folded_len > 0;
}

/* What stands in brackets is another name or a remark; kept when there is nothing else. */
static Str outside_brackets(Arena *scratch, Str s)
{
    if (!memchr(s.ptr, '(', (size_t)s.len))
        return s;
    Buf out = buf_open(scratch);
    int depth = 0;
    bool any = false;
    for (ptrdiff_t i = 0; i < s.len; i++) {
        char c = s.ptr[i];
        depth += c == '(';
        any |= depth == 0 && c != ' ' && c != ')';
        buf_byte(&out, depth > 0 ? ' ' : c);
        depth -= c == ')' && depth > 0;
    }
    return any ? buf_str(&out) : s;
}

typedef struct Word {
    char *text;
    ptrdiff_t len;
    bool mended; /* its letters stood not side by side, or not as they are: the tone was not placed */
} Word;

static void end_word(Arena scratch, Word *word, LinkStyle style, NameTokens *ret)
{
    Str text = {word->text, word->len};
    if (word->mended)
        text = vn_fold(&scratch, text, VN_FOLD_CASE | VN_FOLD_PLACE);
    name_add_word(scratch, text, style, ret);
    word->len = 0;
    word->mended = false;
}

/* An apostrophe joins (o'brien), all but letters and digits separates. */
static void split(Arena scratch, Str s, LinkStyle style, NameTokens *ret)
{
    Word word = {new (&scratch, char, s.len + UTF8_MAX), 0, false};
    ret->count = 0;
    for (ptrdiff_t at = 0; at < s.len;) {
        Rune r = utf8_get(s, at);
        at += r.len;
        bool eth = r.code == 0xF0 && style == LINK_VIETNAMESE; /* looks like đ */
        bool gone = r.code == '\'' || (word.len == 0 && is_mark(scratch, r.code));
        word.mended |= eth || gone;
        if (gone)
            continue;
        if (is_word_rune(scratch, r.code)) {
            word.len += utf8_put(word.text + word.len, eth ? 0x111 : r.code);
            continue;
        }
        int before = ret->count;
        end_word(scratch, &word, style, ret);
        if (ret->count > before)
            ret->token[before].dotted = r.code == '.' || r.code == '~';
    }
    end_word(scratch, &word, style, ret);
}

void name_split(Arena scratch, Str written, LinkStyle style, NameTokens *ret)
{
    Str text = to_unicode(&scratch, written, style);
    text = vn_fold(&scratch, text, VN_FOLD_CASE | VN_FOLD_PLACE | VN_FOLD_SPACE);
    split(scratch, outside_brackets(&scratch, text), style, ret);
}
