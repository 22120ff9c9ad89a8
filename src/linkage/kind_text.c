/* Longer texts, addresses above all: words without marks, compared as words and as letters.
 *
 * Words that only say what kind of thing follows (phường, quận, đường …) are dropped and abbreviations written out,
 * because one register has them and the next one not.  Numbers count more than words: house 12 is not house 14
 * though one letter tells them apart. */
#include "linkage/distance.h"
#include "linkage/value.h"

#include <string.h>

enum { TEXT_MOST = 640 };

/* The blob: this, a hash a word in ascending order (bit 0: it has a digit), the words with single blanks. */
typedef struct TextBlob {
    uint16_t len;
    uint8_t words, numbers;
    uint32_t hash[];
} TextBlob;

static Str text_of(const TextBlob *blob)
{
    return (Str){(const char *)(blob->hash + blob->words), blob->len};
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool has_digit(Str word)
{
    for (ptrdiff_t i = 0; i < word.len; i++)
        if (is_digit(word.ptr[i]))
            return true;
    return false;
}

/* ---- words -------------------------------------------------------------------------- */

#define FORM(written, meant)            \
    {                                   \
        {written, sizeof(written) - 1}, \
        {                               \
            meant, sizeof(meant) - 1    \
        }                               \
    }

typedef struct WordForm {
    Str written, meant; /* "": dropped */
} WordForm;

static const WordForm vietnamese[] = {
    FORM("phuong", ""),
    FORM("xa", ""),
    FORM("quan", ""),
    FORM("huyen", ""),
    FORM("tinh", ""),
    FORM("duong", ""),
    FORM("pho", ""),
    FORM("so", ""),
    FORM("nha", ""),
    FORM("p", ""),
    FORM("q", ""),
    FORM("h", ""),
    FORM("x", ""),
    FORM("d", ""),
    FORM("t", ""),
    FORM("tp", ""),
    FORM("tx", ""),
    FORM("tt", ""),
    FORM("thanh", "thanh"),
    FORM("vn", ""),
    FORM("hn", "ha noi"),
    FORM("tdp", "to"),
    FORM("kp", "khu"),
    FORM("hcm", "ho chi minh"),
    FORM("tphcm", "ho chi minh"),
    FORM("sn", ""),
    FORM("kdc", "khu dan cu"),
    FORM("kcn", "khu cong nghiep"),
};

/* Of two words; looked for first. */
static const WordForm vietnamese_pairs[] = {
    FORM("thanh pho", ""), FORM("thi xa", ""),   FORM("thi tran", ""),
    FORM("so nha", ""),    FORM("viet nam", ""), FORM("dan pho", ""),
};

static const WordForm western[] = {
    FORM("st", "street"),      FORM("str", "street"),  FORM("rd", "road"),       FORM("ave", "avenue"),
    FORM("av", "avenue"),      FORM("ct", "court"),    FORM("cres", "crescent"), FORM("cct", "circuit"),
    FORM("crct", "circuit"),   FORM("pl", "place"),    FORM("dr", "drive"),      FORM("cl", "close"),
    FORM("ln", "lane"),        FORM("hwy", "highway"), FORM("pde", "parade"),    FORM("tce", "terrace"),
    FORM("blvd", "boulevard"), FORM("sq", "square"),   FORM("apt", "apartment"), FORM("mt", "mount"),
};

static const Str *meant(const WordForm *forms, ptrdiff_t count, Str word)
{
    for (ptrdiff_t i = 0; i < count; i++)
        if (forms[i].written.len == word.len && forms[i].written.ptr[0] == word.ptr[0] &&
            str_eq(forms[i].written, word))
            return &forms[i].meant;
    return NULL;
}

static void add_word(Buf *out, Str word)
{
    while (word.len > 1 && word.ptr[0] == '0' && is_digit(word.ptr[1])) /* 05 and 5 */
        word = str_slice(word, 1, word.len);
    if (out->len > 0)
        buf_byte(out, ' ');
    buf_add(out, word);
}

/* "p12", "q1": phường 12, quận 1. */
static Str without_letter(Str word)
{
    bool joined = word.len >= 2 && word.len <= 3 && (word.ptr[0] == 'p' || word.ptr[0] == 'q') && is_digit(word.ptr[1]);
    return joined ? str_slice(word, 1, word.len) : word;
}

static void add_vietnamese(Buf *out, const DistanceWords *words)
{
    for (int i = 0; i < words->count; i++) {
        Str word = words->word[i];
        if (i + 1 < words->count) {
            const Str *next = &words->word[i + 1];
            Str pair = {word.ptr, next->ptr + next->len - word.ptr};
            if (meant(vietnamese_pairs, COUNTOF(vietnamese_pairs), pair)) {
                i++;
                continue;
            }
        }
        const Str *form = meant(vietnamese, COUNTOF(vietnamese), word);
        if (!form)
            add_word(out, without_letter(word));
        else if (form->len > 0)
            add_word(out, *form);
    }
}

static Str rewritten(Arena *arena, LinkStyle style, Str key)
{
    DistanceWords words = distance_words(key.ptr, (int)key.len);
    Buf out = {.arena = arena, .ptr = new (arena, char, 2 * key.len + 16), .cap = 2 * key.len + 16};
    if (style == LINK_VIETNAMESE)
        add_vietnamese(&out, &words);
    for (int i = 0; i < words.count && style != LINK_VIETNAMESE; i++) {
        const Str *form = meant(western, COUNTOF(western), words.word[i]);
        add_word(&out, form ? *form : words.word[i]);
    }
    Str text = out.len > 0 ? buf_str(&out) : key; /* nothing but such words */
    return str_trim(link_cut(text, TEXT_MOST));
}

/* What is left out can bring two words together that are left out in turn: until nothing changes. */
static Str canonical(Arena *arena, LinkStyle style, Str key)
{
    Str before = {0}, text = rewritten(arena, style, key);
    for (int round = 0; round < DISTANCE_WORDS && !str_eq(text, before); round++) {
        before = text;
        text = rewritten(arena, style, text);
    }
    return text;
}

static void sort(uint32_t *hash, int count)
{
    for (int i = 1; i < count; i++) {
        uint32_t h = hash[i];
        int at = i;
        for (; at > 0 && hash[at - 1] > h; at--)
            hash[at] = hash[at - 1];
        hash[at] = h;
    }
}

static LinkValue parse_text(const LinkParse *parse, Str written)
{
    Arena scratch = parse->scratch;
    Str key = link_folded(&scratch, str_slice(written, 0, written.len < 4 * TEXT_MOST ? written.len : 4 * TEXT_MOST));
    if (key.len == 0)
        return (LinkValue){0};
    Str text = canonical(&scratch, parse->style, key);
    if (link_is_nothing(text))
        return (LinkValue){0};
    DistanceWords words = distance_words(text.ptr, (int)text.len);
    ptrdiff_t head = (ptrdiff_t)sizeof(TextBlob) + words.count * (ptrdiff_t)sizeof(uint32_t);
    ptrdiff_t bytes = (head + text.len + 7) & ~(ptrdiff_t)7;
    TextBlob *blob = (TextBlob *)new (&scratch, uint64_t, bytes / 8);
    *blob = (TextBlob){.len = (uint16_t)text.len, .words = (uint8_t)words.count};
    for (int i = 0; i < words.count; i++) {
        bool digit = has_digit(words.word[i]);
        blob->hash[i] = ((uint32_t)link_mix(str_hash(words.word[i]), 0) & ~UINT32_C(1)) | digit;
        blob->numbers = (uint8_t)(blob->numbers + digit);
    }
    sort(blob->hash, blob->words);
    memcpy((char *)blob + head, text.ptr, (size_t)text.len);
    return (LinkValue){.blob = blob, .bytes = bytes};
}

/* ---- comparing ---------------------------------------------------------------------- */

enum { DIFFERENT = 1, SOME, SIMILAR, NEAR, ONE_SLIP, EQUAL };

static const Text levels[] = {
    TEXT_INIT("khác nhau", "different"),
    TEXT_INIT("có một số từ chung", "some words in common"),
    TEXT_INIT("giống nhau một phần", "similar"),
    TEXT_INIT("gần giống nhau", "nearly equal"),
    TEXT_INIT("lệch một chữ hoặc khác thứ tự từ", "one letter wrong or words in another order"),
    TEXT_INIT("bằng nhau", "equal"),
};

typedef struct Shared {
    int words, numbers;
} Shared;

static Shared shared(const TextBlob *a, const TextBlob *b)
{
    Shared s = {0};
    for (int i = 0, j = 0; i < a->words && j < b->words;) {
        uint32_t x = a->hash[i], y = b->hash[j];
        s.words += x == y;
        s.numbers += x == y && (x & 1);
        i += x <= y;
        j += y <= x;
    }
    return s;
}

/* Words that stand in both, and longer ones that are a letter away from a word of the other; numbers never. */
static int nearly_shared(Str a, Str b)
{
    DistanceWords x = distance_words(a.ptr, (int)a.len), y = distance_words(b.ptr, (int)b.len);
    uint32_t taken_x = 0, taken_y = 0;
    for (int most = 0; most <= 1; most++)
        for (int i = 0; i < x.count; i++)
            for (int j = 0; j < y.count && !(taken_x >> i & 1); j++) {
                Str v = x.word[i], w = y.word[j];
                if ((taken_y >> j & 1) || (most == 1 && (v.len + w.len < 7 || has_digit(v) || has_digit(w))))
                    continue;
                if (distance_osa(v.ptr, (int)v.len, w.ptr, (int)w.len, most) <= most) {
                    taken_x |= UINT32_C(1) << i;
                    taken_y |= UINT32_C(1) << j;
                }
            }
    return __builtin_popcount(taken_x);
}

static bool in_order(Str x, Str y)
{
    return x.len != y.len ? x.len < y.len : memcmp(x.ptr, y.ptr, (size_t)x.len) <= 0;
}

static int compare(LinkView left, LinkView right)
{
    const TextBlob *a = left.blob, *b = right.blob;
    Str x = text_of(a), y = text_of(b);
    if (str_eq(x, y))
        return EQUAL;
    Shared s = shared(a, b);
    int least = a->words < b->words ? a->words : b->words, all = a->words + b->words;
    int numbers = a->numbers > b->numbers ? a->numbers : b->numbers;
    bool same_numbers = s.numbers == numbers;
    bool other_numbers = a->numbers > 0 && b->numbers > 0 && s.numbers == 0;
    if (2 * s.words == all || (same_numbers && distance_osa(x.ptr, (int)x.len, y.ptr, (int)y.len, 1) == 1))
        return ONE_SLIP;
    int common = s.words;
    if (common < least) /* which word takes which depends on the order, so it is always the same one */
        common = in_order(x, y) ? nearly_shared(x, y) : nearly_shared(y, x);
    double words = (double)common / (all - common);
    double letters = x.len <= 64 && y.len <= 64 ? distance_jaro_winkler(x.ptr, (int)x.len, y.ptr, (int)y.len) : 0;
    if (!other_numbers && (words >= 0.75 || letters >= 0.94 || (s.words == least && least >= 2)))
        return NEAR;
    if (words >= 0.5 || letters >= 0.88)
        return SIMILAR;
    return words >= 0.25 || letters >= 0.8 ? SOME : DIFFERENT;
}

/* ---- keys --------------------------------------------------------------------------- */

enum { PART_FULL, PART_NUMBERS, PART_FIRST, PART_SORTED };
static const char *const parts[] = {"full", "numbers", "first_token", "sorted", NULL};

static uint64_t key(LinkView v, int part)
{
    const TextBlob *blob = v.blob;
    Str text = text_of(blob);
    uint64_t hash = 0;
    switch (part) {
    case PART_FULL:
        return link_mix(str_hash(text), PART_FULL);
    case PART_NUMBERS:
        for (int i = 0; i < blob->words; i++)
            hash = blob->hash[i] & 1 ? link_mix(hash, blob->hash[i]) : hash;
        return hash;
    case PART_FIRST:
        return link_mix(str_hash(str_cut(text, ' ').head), PART_FIRST);
    default:
        for (int i = 0; i < blob->words; i++)
            hash = link_mix(hash, blob->hash[i]);
        return link_mix(hash, PART_SORTED);
    }
}

static Str show(Arena *arena, LinkView v)
{
    return str_copy(arena, text_of(v.blob));
}

const LinkKind link_kind_text = {
    .name = "text",
    .title = TEXT_INIT("địa chỉ hoặc văn bản", "address or text"),
    .level_count = COUNTOF(levels),
    .level = levels,
    .blobs = true,
    .frequency = true,
    .frequency_from = EQUAL,
    .parse = parse_text,
    .compare = compare,
    .unequal_most = ONE_SLIP,
    .part = parts,
    .key = key,
    .show = show,
};
