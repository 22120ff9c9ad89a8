/* kind_word: one part of a name (given name, surname) or a town, in one column.
 *
 * Compared by letters without marks, blanks and punctuation alike.  Jaro–Winkler grades how alike two
 * words are; its thresholds are those of the record-linkage literature for names (Winkler 1990 and after: 0.92,
 * 0.88, 0.8, 0.7). */
#include "base/utf8.h"
#include "linkage/distance.h"
#include "linkage/name.h"
#include "vn/letter.h"
#include "vn/vn.h"
#include <string.h>

enum Level { DIFFERENT = 1, DISTANT, ALIKE, SHORT_FORM, SIMILAR, NEAR, EQUAL };

static const Text level_names[] = {
    TEXT_INIT("khác", "different"),
    TEXT_INIT("hơi giống", "a little alike"),
    TEXT_INIT("khá giống hoặc cùng âm", "rather alike or the same sound"),
    TEXT_INIT("tên gọi tắt của cùng một tên", "short form of the same name"),
    TEXT_INIT("giống", "similar"),
    TEXT_INIT("lệch một chữ, viết tắt, hoặc họ và tên đổi chỗ", "one letter differs, abbreviated, or names exchanged"),
    TEXT_INIT("bằng nhau", "equal"),
};
_Static_assert(COUNTOF(level_names) == EQUAL, "a text for each level");

enum Part { FULL, PHONETIC, PREFIX3, INITIAL };
static const char *const part_names[] = {"full", "phonetic", "prefix3", "initial", NULL};

enum { WORD_BYTES = 200, WORD_MARKED = 400 };

typedef struct LinkWord {
    uint64_t folded_hash;
    uint32_t letters; /* bit for each letter, as LinkName */
    uint32_t full;    /* nickname_bits of a Western word */
    uint16_t sound;   /* hash of the sounds of its words */
    uint16_t marked;  /* bytes of the marked text; 0: it is the folded text */
    uint8_t folded;   /* bytes */
    uint8_t style;
    uint8_t brief; /* letters of the first of its words, if all are short: "j.", "j. w."; else 0 */
    char text[];   /* folded, marked */
} LinkWord;

static Str folded_of(const LinkWord *word)
{
    return (Str){word->text, word->folded};
}

static Str marked_of(const LinkWord *word)
{
    return word->marked ? (Str){word->text + word->folded, word->marked} : folded_of(word);
}

/* The sounds of all its words, one after the other. */
static uint64_t sound_of(LinkStyle style, Str text)
{
    uint64_t hash = 1;
    while (text.len > 0) {
        StrCut cut = str_cut(text, ' ');
        char key[PHONETIC_MAX];
        hash = link_mix(hash, str_hash((Str){key, phonetic_key(style, cut.head.ptr, (int)cut.head.len, key)}));
        text = cut.tail;
    }
    return hash;
}

static Str join(Arena *scratch, const NameTokens *n, bool marked, ptrdiff_t most)
{
    Buf out = buf_open(scratch);
    for (int i = 0; i < n->count; i++) {
        const NameToken *t = &n->token[i];
        ptrdiff_t len = marked ? t->marked_len : t->folded_len;
        if (out.len + len + 1 > most)
            break;
        if (i > 0)
            buf_byte(&out, ' ');
        buf_add(&out, (Str){marked ? t->marked : t->folded, len});
    }
    return buf_str(&out);
}

static bool is_brief(const NameTokens *n)
{
    bool brief = true;
    for (int i = 0; i < n->count; i++)
        brief &= n->token[i].brief;
    return brief;
}

static LinkValue pack(Arena *arena, const NameTokens *n, LinkStyle style)
{
    Str folded = join(arena, n, false, WORD_BYTES), marked = join(arena, n, true, WORD_MARKED);
    bool plain = str_eq(folded, marked);
    ptrdiff_t bytes = (ptrdiff_t)sizeof(LinkWord) + folded.len + (plain ? 0 : marked.len);
    LinkWord *word = (LinkWord *)(void *)new (arena, uint64_t, (bytes + 7) / 8);
    word->folded_hash = link_mix(0, str_hash(folded));
    word->letters = name_letters(folded.ptr, (int)folded.len);
    word->full = style == LINK_WESTERN ? nickname_bits(folded) : 0;
    word->sound = (uint16_t)sound_of(style, folded);
    word->folded = (uint8_t)folded.len;
    word->style = (uint8_t)style;
    word->brief = is_brief(n) ? (uint8_t)n->token[0].folded_len : 0;
    memcpy(word->text, folded.ptr, (size_t)folded.len);
    if (!plain) {
        word->marked = (uint16_t)marked.len;
        memcpy(word->text + folded.len, marked.ptr, (size_t)marked.len);
    }
    return (LinkValue){.blob = word, .bytes = (bytes + 7) / 8 * 8};
}

static LinkValue parse_word(const LinkParse *parse, Str written)
{
    Arena scratch = parse->scratch;
    NameTokens tokens;
    name_words(scratch, written, parse->style, parse->names, &tokens);
    if (name_is_rank(&tokens, parse->style)) /* "sir" in the column of given names says nothing */
        return (LinkValue){0};
    return tokens.count > 0 ? pack(&scratch, &tokens, parse->style) : (LinkValue){0};
}

/* ---- levels -------------------------------------------------------------------------- */

static bool is_abbreviation(const LinkWord *a, const LinkWord *b)
{
    int brief = a->brief && b->brief && a->brief > b->brief ? b->brief : a->brief ? a->brief : b->brief;
    return brief > 0 && a->folded >= brief && b->folded >= brief && memcmp(a->text, b->text, (size_t)brief) == 0;
}

static int grade(double alike)
{
    return alike >= 0.92 ? NEAR : alike >= 0.88 ? SIMILAR : alike >= 0.8 ? ALIKE : alike >= 0.7 ? DISTANT : DIFFERENT;
}

static bool same_sound(const LinkWord *a, const LinkWord *b)
{
    return a->sound == b->sound &&
           sound_of((LinkStyle)a->style, folded_of(a)) == sound_of((LinkStyle)b->style, folded_of(b));
}

/* Letters that the one has and the other lacks bound what Jaro can be. */
static bool may_be_alike(const LinkWord *a, const LinkWord *b)
{
    int n = a->folded, m = b->folded;
    int in_a = n - __builtin_popcount(a->letters & ~b->letters),
        in_b = m - __builtin_popcount(b->letters & ~a->letters);
    int common = in_a < in_b ? in_a : in_b;
    return common > 0 && ((double)common / n + (double)common / m + 1) / 3 >= 0.7;
}

static int compare_word(LinkView x, LinkView y)
{
    const LinkWord *a = x.blob, *b = y.blob;
    if (a->folded_hash == b->folded_hash)
        return EQUAL;
    if (is_abbreviation(a, b))
        return NEAR;
    int level = DIFFERENT;
    if (may_be_alike(a, b)) {
        level = grade(distance_jaro_winkler(a->text, a->folded, b->text, b->folded));
        int apart = a->folded - b->folded;
        if (level < NEAR && a->folded + b->folded >= 6 && apart <= 1 && apart >= -1 &&
            distance_osa(a->text, a->folded, b->text, b->folded, 1) <= 1)
            return NEAR;
    }
    if (level < SHORT_FORM && a->full & b->full && nickname_same(folded_of(a), folded_of(b)))
        return SHORT_FORM;
    return level < ALIKE && same_sound(a, b) ? ALIKE : level;
}

/* ---- keys ------------------------------------------------------------------------------ */

static uint64_t key_of_word(LinkView v, int part)
{
    const LinkWord *word = v.blob;
    switch ((enum Part)part) {
    case FULL:
        return word->folded_hash;
    case PHONETIC:
        return word->brief ? 0 : link_mix(1, sound_of((LinkStyle)word->style, folded_of(word)));
    case PREFIX3:
        return word->folded < 3 ? 0 : link_mix(2, str_hash((Str){word->text, 3}));
    case INITIAL:
        return link_mix(3, (unsigned char)word->text[0]);
    }
    return 0;
}

static uint64_t term_of_word(LinkView v)
{
    return ((const LinkWord *)v.blob)->folded_hash;
}

static Str show_word(Arena *arena, LinkView v)
{
    const LinkWord *word = v.blob;
    return name_show(arena, marked_of(word), word->brief ? ~0u : 0);
}

const LinkKind link_kind_word = {
    .name = "word",
    .title = TEXT_INIT("từ, phần của tên", "word, part of a name"),
    .level_count = EQUAL,
    .level = level_names,
    .blobs = true,
    .frequency = true,
    .frequency_from = EQUAL,
    .parse = parse_word,
    .compare = compare_word,
    .term = term_of_word,
    .part = part_names,
    .key = key_of_word,
    .show = show_word,
};
