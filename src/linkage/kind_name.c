/* kind_name: a person's whole name in one column.
 *
 * Two names are laid token against token from both ends, so that a missing or abbreviated middle is seen as such and
 * not as a distance.  In Vietnam two in five are Nguyễn and most middle names are Thị or Văn: what the whole texts
 * have in common says little, so a likeness must be one of the given name (the last token; of Western names the
 * first) and of the family name.  Letters count rather than marks: marks are lost or misread more often than
 * letters, and names that differ in marks only stand on levels of their own. */
#include "linkage/distance.h"
#include "linkage/name.h"
#include <string.h>

enum Level { DIFFERENT = 1, WEAK, SIMILAR, OTHER_MIDDLE, ONE_EDIT, PART, REORDERED, OTHER_MARKS, NO_MARKS, EQUAL };

static const Text level_names[] = {
    TEXT_INIT("khác", "different"),
    TEXT_INIT("hơi giống: chỉ một phần", "a little alike: one part only"),
    TEXT_INIT("giống: mỗi tiếng lệch ít", "similar: each word differs little"),
    TEXT_INIT("cùng họ và tên, khác tên đệm", "family and given name equal, middle different"),
    TEXT_INIT("lệch một chữ, cùng âm hoặc tên gọi tắt", "one letter differs, the same sound or a short form"),
    TEXT_INIT("cùng họ và tên, tên đệm viết tắt hoặc thiếu", "family and given name equal, middle short or missing"),
    TEXT_INIT("cùng các tiếng, khác thứ tự", "same words in another order"),
    TEXT_INIT("khác dấu", "equal but for marks"),
    TEXT_INIT("một bên không dấu", "equal, one side without marks"),
    TEXT_INIT("bằng nhau", "equal"),
};
_Static_assert(COUNTOF(level_names) == EQUAL, "a text for each level");

enum Part {
    FULL,
    SORTED,
    GIVEN,
    FAMILY,
    GIVEN_INITIAL,
    PHONETIC,
    GIVEN_PHONETIC,
    FIRST_LAST,
    INITIALS,
    FAMILY_PHONETIC
};
static const char *const part_names[] = {"full",     "sorted",         "given",      "family",   "given_initial",
                                         "phonetic", "given_phonetic", "first_last", "initials", "family_phonetic",
                                         NULL};

/* ---- the blob -------------------------------------------------------------------------- */

static const uint8_t *ends_of(const LinkName *name)
{
    return (const uint8_t *)(name->sound + name->tokens);
}

static const char *folded_of(const LinkName *name)
{
    return (const char *)(ends_of(name) + name->tokens);
}

static int start_of(const LinkName *name, int token)
{
    return token > 0 ? ends_of(name)[token - 1] + 1 : 0;
}

static Str token_of(const LinkName *name, int token)
{
    int from = start_of(name, token);
    return (Str){folded_of(name) + from, ends_of(name)[token] - from};
}

static Str marked_of(const LinkName *name)
{
    const char *folded = folded_of(name);
    return name->marked ? (Str){folded + name->folded, name->marked} : (Str){folded, name->folded};
}

static bool is_known(const NameToken *t)
{
    return t->facts & NAME_KNOWN;
}

static bool is_behind(const NameToken *a, const NameToken *b)
{
    if (is_known(a) && is_known(b)) { /* zeros behind both; what begins alike is rare */
        uint64_t x, y;
        memcpy(&x, a->folded, 8);
        memcpy(&y, b->folded, 8);
        if (x != y)
            return __builtin_bswap64(x) > __builtin_bswap64(y);
    }
    return str_cmp((Str){a->folded, a->folded_len}, (Str){b->folded, b->folded_len}) > 0;
}

static uint64_t sorted_hash(const NameTokens *n)
{
    int order[NAME_TOKENS];
    for (int i = 0; i < n->count; i++) {
        int at = i;
        for (; at > 0 && is_behind(&n->token[order[at - 1]], &n->token[i]); at--)
            order[at] = order[at - 1];
        order[at] = i;
    }
    uint64_t hash = 1;
    for (int i = 0; i < n->count; i++) {
        const NameToken *t = &n->token[order[i]];
        hash = link_mix(hash, is_known(t) ? t->hash : str_hash((Str){t->folded, t->folded_len}));
    }
    return hash;
}

/* Texts with blanks between; returns their bytes.  Room for NAME_SHORT bytes more. */
static int join(const NameTokens *n, bool marked, char *out, uint8_t *ends)
{
    int len = 0;
    for (int i = 0; i < n->count; i++) {
        const NameToken *t = &n->token[i];
        int bytes = marked ? t->marked_len : t->folded_len;
        if (i > 0)
            out[len++] = ' ';
        if (bytes <= NAME_SHORT)
            memcpy(out + len, marked ? t->marked : t->folded, NAME_SHORT);
        else
            memcpy(out + len, marked ? t->marked : t->folded, (size_t)bytes);
        len += bytes;
        if (ends)
            ends[i] = (uint8_t)len;
    }
    return len;
}

static LinkValue pack(Arena *arena, const NameTokens *n, LinkStyle style)
{
    LinkName *name = (LinkName *)(void *)new_raw(arena, uint64_t, LINK_BLOB_MAX / 8);
    char marked[NAME_MARKED + NAME_SHORT];
    memset(name, 0, sizeof *name);
    name->tokens = (uint8_t)n->count;
    name->style = (uint8_t)style;
    name->sorted = sorted_hash(n);
    char *folded = (char *)(name->sound + n->count) + n->count;
    name->folded = (uint8_t)join(n, false, folded, (uint8_t *)(name->sound + n->count));
    int len = join(n, true, marked, NULL);
    if (len != name->folded || memcmp(marked, folded, (size_t)len) != 0) {
        name->marked = (uint16_t)len;
        memcpy(folded + name->folded, marked, (size_t)len);
    }
    name->full = style == LINK_WESTERN ? nickname_bits((Str){n->token[0].folded, n->token[0].folded_len}) : 0;
    for (int i = 0; i < n->count; i++) {
        const NameToken *t = &n->token[i];
        name->brief |= (uint16_t)(t->brief << i);
        name->sound[i] = is_known(t) ? t->sound : phonetic_hash(style, t->folded, t->folded_len);
        name->letters |= is_known(t) ? t->letters : name_letters(t->folded, t->folded_len);
    }
    char *end = folded + name->folded + name->marked;
    ptrdiff_t bytes = (end + NAME_PADDING - (char *)name + 7) / 8 * 8;
    memset(end, 0, (size_t)((char *)name + bytes - end));
    return (LinkValue){.blob = name, .bytes = bytes};
}
_Static_assert(sizeof(LinkName) + NAME_TOKENS * 3 + NAME_FOLDED + NAME_MARKED + NAME_PADDING + 8 + NAME_SHORT <=
                   LINK_BLOB_MAX,
               "the longest name fits");

static LinkValue parse_name(const LinkParse *parse, Str written)
{
    Arena scratch = parse->scratch;
    NameTokens tokens;
    name_tokens(scratch, written, parse->style, parse->names, &tokens);
    return tokens.count > 0 ? pack(&scratch, &tokens, parse->style) : (LinkValue){0};
}

/* ---- token against token ------------------------------------------------------------------- */

typedef enum Likeness { NONE, FAIR, NEAR, SHORT, SAME } Likeness; /* FAIR: two edits of a long word */

static uint64_t first_eight(Str token)
{
    uint64_t bytes;
    memcpy(&bytes, token.ptr, 8); /* NAME_PADDING behind the texts */
    return token.len >= 8 ? bytes : bytes & ((UINT64_C(1) << (token.len * 8)) - 1);
}

static bool is_same(Str a, Str b)
{
    return a.len == b.len && first_eight(a) == first_eight(b) &&
           (a.len <= 8 || memcmp(a.ptr + 8, b.ptr + 8, (size_t)(a.len - 8)) == 0);
}

/* Of different words of up to eight letters, zeros behind: what follows the first difference must be the same. */
static bool is_short_edit(uint64_t a, ptrdiff_t n, uint64_t b, ptrdiff_t m)
{
    int at = __builtin_ctzll(a ^ b) & ~7;
    a >>= at, b >>= at;
    if (n > m)
        return a >> 8 == b;
    if (n < m)
        return a == b >> 8;
    return a >> 8 == b >> 8 || (a >> 16 == b >> 16 && (a & 255) == (b >> 8 & 255) && (a >> 8 & 255) == (b & 255));
}

/* One letter more, less or other, or two neighbours exchanged; of different words of which one has three letters. */
static bool is_one_edit(Str a, Str b)
{
    ptrdiff_t n = a.len, m = b.len;
    if (n - m > 1 || m - n > 1 || (n < 3 && m < 3))
        return false;
    if (n <= 8 && m <= 8)
        return is_short_edit(first_eight(a), n, first_eight(b), m);
    return distance_osa(a.ptr, (int)n, b.ptr, (int)m, 1) <= 1;
}

static bool same_sound(LinkStyle style, Str a, Str b)
{
    char key_a[PHONETIC_MAX], key_b[PHONETIC_MAX];
    int n = phonetic_key(style, a.ptr, (int)a.len, key_a), m = phonetic_key(style, b.ptr, (int)b.len, key_b);
    return n == m && memcmp(key_a, key_b, (size_t)n) == 0 && n > 1;
}

static Likeness liken(const LinkName *a, int i, const LinkName *b, int j)
{
    Str s = token_of(a, i), t = token_of(b, j);
    if (is_same(s, t))
        return SAME;
    bool brief_a = a->brief >> i & 1, brief_b = b->brief >> j & 1;
    if (brief_a || brief_b) {
        Str brief = s.len < t.len ? s : t, whole = s.len < t.len ? t : s;
        return (s.len < t.len ? brief_a : brief_b) && memcmp(brief.ptr, whole.ptr, (size_t)brief.len) == 0 ? SHORT
                                                                                                           : NONE;
    }
    if (is_one_edit(s, t) || (a->sound[i] == b->sound[j] && same_sound((LinkStyle)a->style, s, t)))
        return NEAR;
    if (i == 0 && j == 0 && a->full & b->full && nickname_same(s, t))
        return NEAR;
    bool fair = s.len >= 6 && t.len >= 6 && distance_osa(s.ptr, (int)s.len, t.ptr, (int)t.len, 2) <= 2;
    return fair ? FAIR : NONE;
}

typedef struct Layout {
    int head, tail;   /* tokens that agree from either end */
    int left[2];      /* tokens between that do not */
    int near, brief;  /* of those that agree */
    bool first, last; /* the outermost agree in full or nearly, not only by a letter */
} Layout;

static void count(Layout *l, Likeness like)
{
    l->near += like == NEAR ? 1 : like == FAIR ? 2 : 0;
    l->brief += like == SHORT;
}

/* From the end first: that is the given name of Vietnamese, the family name of Western names. */
static Layout lay(const LinkName *a, const LinkName *b)
{
    Layout l = {0};
    int least = a->tokens < b->tokens ? a->tokens : b->tokens;
    Likeness like;
    for (; l.tail < least && (like = liken(a, a->tokens - 1 - l.tail, b, b->tokens - 1 - l.tail)) != NONE; l.tail++) {
        count(&l, like);
        l.last |= l.tail == 0 && like != SHORT;
        l.first |= l.tail == a->tokens - 1 && a->tokens == b->tokens && like != SHORT;
    }
    for (; l.head < least - l.tail && (like = liken(a, l.head, b, l.head)) != NONE; l.head++) {
        count(&l, like);
        l.first |= l.head == 0 && like != SHORT;
    }
    l.left[0] = a->tokens - l.head - l.tail;
    l.left[1] = b->tokens - l.head - l.tail;
    return l;
}

/* ---- levels --------------------------------------------------------------------------------- */

static bool same_folded(const LinkName *a, const LinkName *b)
{
    return a->folded == b->folded && memcmp(folded_of(a), folded_of(b), a->folded) == 0;
}

static int compare_marks(const LinkName *a, const LinkName *b)
{
    Str s = marked_of(a), t = marked_of(b);
    if (str_eq(s, t)) /* the one has a short word where the other has a letter */
        return PART;
    return a->marked == 0 || b->marked == 0 ? NO_MARKS : OTHER_MARKS;
}

/* One edit over the whole, which sees words joined and divided too. */
static bool is_whole_edit(const LinkName *a, const LinkName *b)
{
    int apart = a->folded - b->folded;
    if (apart > 1 || apart < -1 || __builtin_popcount(a->letters ^ b->letters) > 2 || a->brief || b->brief)
        return false;
    return distance_osa(folded_of(a), a->folded, folded_of(b), b->folded, 1) <= 1;
}

/* Letters that the one has and the other lacks bound what Jaro can be. */
static bool is_weakly_alike(const LinkName *a, const LinkName *b)
{
    const double enough = 0.88;
    int n = a->folded, m = b->folded;
    int in_a = n - __builtin_popcount(a->letters & ~b->letters),
        in_b = m - __builtin_popcount(b->letters & ~a->letters);
    int common = in_a < in_b ? in_a : in_b;
    double bound = ((double)common / n + (double)common / m + 1) / 3;
    if (bound + 0.4 * (1 - bound) < enough)
        return false;
    return distance_jaro_winkler(folded_of(a), n, folded_of(b), m) >= enough;
}

static int level_of(const LinkName *a, const LinkName *b, const Layout *l)
{
    bool whole = l->left[0] == 0 && l->left[1] == 0, ends = l->head > 0 && l->tail > 0;
    bool part = whole || (ends && (l->left[0] == 0 || l->left[1] == 0));
    if (whole && l->brief == 0 && l->near == 1)
        return ONE_EDIT;
    if (part && (l->first || l->last))
        return l->near == 0 && l->last ? PART : SIMILAR;
    if (ends && l->first && l->last)
        return l->near == 0 ? OTHER_MIDDLE : WEAK;
    if (a->style == LINK_VIETNAMESE)
        return l->last && l->near == 0 ? WEAK : DIFFERENT;
    return l->last || is_weakly_alike(a, b) ? WEAK : DIFFERENT;
}

/* Every token of the smaller set of middles agrees with one of the other set, each used once. */
static bool middles_agree(const LinkName *a, unsigned free_a, const LinkName *b, unsigned free_b)
{
    if (__builtin_popcount(free_a) > __builtin_popcount(free_b))
        return middles_agree(b, free_b, a, free_a);
    for (; free_a; free_a &= free_a - 1) {
        int j = 0, i = __builtin_ctz(free_a);
        while (j < b->tokens && !(free_b >> j & 1 && liken(a, i, b, j) != NONE))
            j++;
        if (j == b->tokens)
            return false;
        free_b &= ~(1u << j);
    }
    return true;
}

/* b begins with a's given name and has its family name further on (An Nguyễn V. for Nguyễn Văn An): as good as in
 * order when the middles agree.  A family name that is only a letter proves too little. */
static int turned(const LinkName *a, const LinkName *b)
{
    int last = a->tokens - 1;
    if (last < 1 || b->tokens < 2 || !is_same(token_of(a, last), token_of(b, 0)))
        return DIFFERENT;
    for (int j = 1; j < b->tokens; j++)
        if (is_same(token_of(a, 0), token_of(b, j))) {
            unsigned free_a = ((1u << last) - 1) & ~1u, free_b = ((1u << b->tokens) - 1) & ~1u & ~(1u << j);
            return middles_agree(a, free_a, b, free_b) ? PART : SIMILAR;
        }
    return DIFFERENT;
}

static int compare_name(LinkView x, LinkView y)
{
    const LinkName *a = x.blob, *b = y.blob;
    if (a->sorted == b->sorted)
        return same_folded(a, b) ? compare_marks(a, b) : REORDERED;
    Layout l = lay(a, b);
    int level = level_of(a, b, &l);
    if (level < ONE_EDIT && is_whole_edit(a, b))
        return ONE_EDIT;
    if (level >= SIMILAR)
        return level;
    int forth = turned(a, b), back = turned(b, a);
    return forth > back ? (forth > level ? forth : level) : back > level ? back : level;
}

/* ---- keys -------------------------------------------------------------------------------------- */

static int given_of(const LinkName *name)
{
    return name->style == LINK_VIETNAMESE ? name->tokens - 1 : 0;
}

static int family_of(const LinkName *name)
{
    return name->style == LINK_VIETNAMESE ? 0 : name->tokens - 1;
}

/* 0 of a short token, which is not known. */
static uint64_t token_key(const LinkName *name, int token)
{
    return name->brief >> token & 1 ? 0 : link_mix(0, str_hash(token_of(name, token)));
}

static uint64_t sound_key(const LinkName *name, int token)
{
    if (name->brief >> token & 1)
        return 0;
    char key[PHONETIC_MAX];
    Str word = token_of(name, token);
    int len = phonetic_key((LinkStyle)name->style, word.ptr, (int)word.len, key);
    return link_mix(1, str_hash((Str){key, len}));
}

/* Sums do not depend on the order. */
static uint64_t whole_sound(const LinkName *name)
{
    uint64_t sum = 0;
    for (int i = 0; i < name->tokens; i++) {
        uint64_t key = sound_key(name, i);
        if (key == 0)
            return 0;
        sum += key;
    }
    return link_mix(2, sum);
}

static uint64_t initials_key(const LinkName *name)
{
    uint64_t sum = 0;
    for (int i = 0; i < name->tokens; i++)
        sum += link_mix(3, (unsigned char)token_of(name, i).ptr[0]);
    return link_mix(4, sum);
}

static uint64_t first_last_key(const LinkName *name)
{
    uint64_t given = token_key(name, given_of(name)), family = token_key(name, family_of(name));
    return given && family && name->tokens > 1 ? link_mix(5, given + family) : 0;
}

static uint64_t key_of_name(LinkView v, int part)
{
    const LinkName *name = v.blob;
    switch ((enum Part)part) {
    case FULL:
        return link_mix(6, str_hash((Str){folded_of(name), name->folded}));
    case SORTED:
        return name->sorted;
    case GIVEN:
        return token_key(name, given_of(name));
    case FAMILY:
        return name->tokens > 1 ? token_key(name, family_of(name)) : 0;
    case GIVEN_INITIAL:
        return link_mix(7, (unsigned char)token_of(name, given_of(name)).ptr[0]);
    case PHONETIC:
        return whole_sound(name);
    case GIVEN_PHONETIC:
        return sound_key(name, given_of(name));
    case FIRST_LAST:
        return first_last_key(name);
    case INITIALS:
        return initials_key(name);
    case FAMILY_PHONETIC:
        return name->tokens > 1 ? sound_key(name, family_of(name)) : 0;
    }
    return 0;
}

static uint64_t term_of_name(LinkView v)
{
    return ((const LinkName *)v.blob)->sorted;
}

/* ---- as a person reads it --------------------------------------------------------------------- */

static Str show_name(Arena *arena, LinkView v)
{
    const LinkName *name = v.blob;
    return name_show(arena, marked_of(name), name->brief);
}

const LinkKind link_kind_name = {
    .name = "name",
    .title = TEXT_INIT("họ và tên", "full name"),
    .level_count = EQUAL,
    .level = level_names,
    .blobs = true,
    .frequency = true,
    .frequency_from = REORDERED,
    .parse = parse_name,
    .compare = compare_name,
    .unequal_most = NO_MARKS,
    .term = term_of_name,
    .part = part_names,
    .key = key_of_name,
    .show = show_name,
};
