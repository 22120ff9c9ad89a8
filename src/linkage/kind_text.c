/* Longer texts, addresses above all: words without marks, compared as words and as letters. */
#include "linkage/distance.h"
#include "linkage/value.h"

#include <string.h>

static LinkValue parse_text(const LinkParse *parse, Str written)
{
    Arena scratch = parse->scratch;
    return link_text_value(&scratch, link_folded(&scratch, written));
}

enum { DIFFERENT = 1, SOME, SIMILAR, NEAR, ONE_SLIP, EQUAL };

static const Text levels[] = {
    TEXT_INIT("khác nhau", "different"),
    TEXT_INIT("có một số từ chung", "some words in common"),
    TEXT_INIT("giống nhau một phần", "similar"),
    TEXT_INIT("gần giống nhau", "nearly equal"),
    TEXT_INIT("lệch một chữ hoặc khác thứ tự từ", "one letter wrong or words in another order"),
    TEXT_INIT("bằng nhau", "equal"),
};

static int compare(LinkView left, LinkView right)
{
    Str a = link_text_of(left.blob), b = link_text_of(right.blob);
    if (str_eq(a, b))
        return EQUAL;
    int n = (int)a.len, m = (int)b.len;
    double words = distance_jaccard(a.ptr, n, b.ptr, m);
    if (words == 1 || distance_osa(a.ptr, n, b.ptr, m, 1) <= 1)
        return ONE_SLIP;
    double letters = distance_jaro_winkler(a.ptr, n, b.ptr, m);
    if (words >= 0.75 || letters >= 0.94)
        return NEAR;
    if (words >= 0.5 || letters >= 0.88)
        return SIMILAR;
    return words >= 0.25 || letters >= 0.8 ? SOME : DIFFERENT;
}

enum { PART_FULL, PART_NUMBERS, PART_FIRST, PART_SORTED };
static const char *const parts[] = {"full", "numbers", "first_token", "sorted", NULL};

static bool has_digit(Str word)
{
    for (ptrdiff_t i = 0; i < word.len; i++)
        if (word.ptr[i] >= '0' && word.ptr[i] <= '9')
            return true;
    return false;
}

/* Independent of the order of the words. */
static uint64_t sorted_key(const DistanceWords *words)
{
    uint64_t sum = 0;
    for (int i = 0; i < words->count; i++)
        sum += link_mix(str_hash(words->word[i]), PART_SORTED);
    return link_mix(sum, PART_SORTED);
}

static uint64_t numbers_key(const DistanceWords *words)
{
    uint64_t key = 0;
    for (int i = 0; i < words->count; i++)
        if (has_digit(words->word[i]))
            key = link_mix(key, str_hash(words->word[i]));
    return key;
}

static uint64_t key(LinkView v, int part)
{
    Str s = link_text_of(v.blob);
    if (part == PART_FULL)
        return link_text_key(v);
    DistanceWords words = distance_words(s.ptr, (int)s.len);
    if (part == PART_NUMBERS)
        return numbers_key(&words);
    if (part == PART_FIRST)
        return words.count ? link_mix(str_hash(words.word[0]), PART_FIRST) : 0;
    return sorted_key(&words);
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
    .show = link_text_show,
};
