/* Communes and provinces, before and after the merger of 1 July 2025. */
#include "linkage/distance.h"
#include "linkage/place.h"
#include "linkage/value.h"

struct LinkPlaces {
    int communes;
};

Err *link_places_shipped(Arena *arena, LinkPlaces **ret)
{
    *ret = new (arena, LinkPlaces, 1);
    return NULL;
}

static LinkValue parse_place(const LinkParse *parse, Str written)
{
    Arena scratch = parse->scratch;
    return link_text_value(&scratch, link_folded(&scratch, written));
}

enum { DIFFERENT = 1, SAME_PROVINCE, SIMILAR, MAY_BE_MERGED, MERGED, EQUAL };

static const Text levels[] = {
    TEXT_INIT("khác nhau", "different"),
    TEXT_INIT("cùng tỉnh", "same province"),
    TEXT_INIT("tên gần giống", "similar name"),
    TEXT_INIT("có thể cùng xã sau sáp nhập", "may be the same commune after the merger"),
    TEXT_INIT("cùng xã sau sáp nhập", "same commune after the merger"),
    TEXT_INIT("cùng xã", "same commune"),
};

static int compare(LinkView left, LinkView right)
{
    Str a = link_text_of(left.blob), b = link_text_of(right.blob);
    if (str_eq(a, b))
        return EQUAL;
    return distance_jaro_winkler(a.ptr, (int)a.len, b.ptr, (int)b.len) >= 0.9 ? SIMILAR : DIFFERENT;
}

static const char *const parts[] = {"full", "commune", "province", NULL};

static uint64_t key(LinkView v, int part)
{
    return part == 0 ? link_text_key(v) : 0;
}

const LinkKind link_kind_place = {
    .name = "place",
    .title = TEXT_INIT("xã, tỉnh hoặc nơi khác", "commune, province or another place"),
    .level_count = COUNTOF(levels),
    .level = levels,
    .blobs = true,
    .frequency = true,
    .frequency_from = EQUAL,
    .parse = parse_place,
    .compare = compare,
    .part = parts,
    .key = key,
    .show = link_text_show,
};
