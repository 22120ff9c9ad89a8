/* Sex: nam, nữ, in the words and numbers that registers use.
 *
 * Two codings are in the field, 1 and 0, 1 and 2; 1 is a man in both. */
#include "linkage/value.h"

#include "vn/vn.h"

enum { MAN = LINK_MAN, WOMAN = LINK_WOMAN };

static const struct {
    Str word;
    int sex;
} words[] = {
    {{"nam", 3}, MAN},      {{"nu", 2}, WOMAN},     {{"m", 1}, MAN},         {{"f", 1}, WOMAN},   {{"male", 4}, MAN},
    {{"female", 6}, WOMAN}, {{"1", 1}, MAN},        {{"0", 1}, WOMAN},       {{"2", 1}, WOMAN},   {{"man", 3}, MAN},
    {{"woman", 5}, WOMAN},  {{"nam gioi", 8}, MAN}, {{"nu gioi", 7}, WOMAN}, {{"trai", 4}, MAN},  {{"gai", 3}, WOMAN},
    {{"ong", 3}, MAN},      {{"ba", 2}, WOMAN},     {{"w", 1}, WOMAN},       {{"boy", 3}, MAN},   {{"girl", 4}, WOMAN},
    {{"true", 4}, MAN},     {{"false", 5}, WOMAN},  {{"1 0", 3}, MAN},       {{"0 0", 3}, WOMAN}, {{"2 0", 3}, WOMAN},
    {{"01", 2}, MAN},       {{"02", 2}, WOMAN},
};

static LinkValue parse_sex(const LinkParse *parse, Str written)
{
    Arena scratch = parse->scratch;
    Str key = written.len <= 64 ? vn_fold(&scratch, written, VN_KEY) : (Str){0};
    for (ptrdiff_t i = 0; i < COUNTOF(words); i++)
        if (str_eq(key, words[i].word))
            return (LinkValue){.cell = (uint64_t)words[i].sex};
    return (LinkValue){0};
}

static const Text levels[] = {TEXT_INIT("khác nhau", "different"), TEXT_INIT("bằng nhau", "equal")};

static int compare(LinkView a, LinkView b)
{
    return a.cell == b.cell ? 2 : 1;
}

static const char *const parts[] = {"full", NULL};

static uint64_t key(LinkView v, int part)
{
    return link_mix(v.cell, (uint64_t)part);
}

static Str show(Arena *arena, LinkView v)
{
    (void)arena;
    return v.cell == MAN ? S("Nam") : S("Nữ");
}

const LinkKind link_kind_sex = {
    .name = "sex",
    .title = TEXT_INIT("giới tính", "sex"),
    .level_count = COUNTOF(levels),
    .level = levels,
    .frequency_from = COUNTOF(levels),
    .parse = parse_sex,
    .compare = compare,
    .unequal_most = 1,
    .part = parts,
    .key = key,
    .show = show,
};
