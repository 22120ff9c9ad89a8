/* One of a few words: nationality, ethnic group, occupation.  Equal or not. */
#include "linkage/value.h"

static LinkValue parse_category(const LinkParse *parse, Str written)
{
    Arena scratch = parse->scratch;
    return link_text_value(&scratch, link_folded(&scratch, written));
}

static const Text levels[] = {TEXT_INIT("khác nhau", "different"), TEXT_INIT("bằng nhau", "equal")};

static int compare(LinkView a, LinkView b)
{
    return str_eq(link_text_of(a.blob), link_text_of(b.blob)) ? 2 : 1;
}

static const char *const parts[] = {"full", NULL};

static uint64_t key(LinkView v, int part)
{
    (void)part;
    return link_text_key(v);
}

const LinkKind link_kind_category = {
    .name = "category",
    .title = TEXT_INIT("phân loại", "category"),
    .level_count = COUNTOF(levels),
    .level = levels,
    .blobs = true,
    .frequency = true,
    .frequency_from = COUNTOF(levels),
    .parse = parse_category,
    .compare = compare,
    .unequal_most = 1,
    .part = parts,
    .key = key,
    .show = link_text_show,
};
