/* Why a pair is left to a person. */
#include "linkage/linkage.h"

const char *const link_reason_name[LINK_REASONS] = {
    [LINK_NO_REASON] = "",
    [LINK_UNSURE] = "unsure",
    [LINK_NUMBERS_DIFFER] = "numbers_differ",
    [LINK_GROUP_NUMBERS] = "group_numbers_differ",
    [LINK_GROUP_DIFFERS] = "group_differs",
};

const Text link_reason_text[LINK_REASONS] = {
    [LINK_NO_REASON] = TEXT_INIT("", ""),
    [LINK_UNSURE] = TEXT_INIT("chưa đủ chắc", "not sure enough"),
    [LINK_NUMBERS_DIFFER] = TEXT_INIT("số định danh khác nhau", "personal numbers differ"),
    [LINK_GROUP_NUMBERS] =
        TEXT_INIT("bản ghi cùng nhóm có số định danh khác", "records of their groups have different numbers"),
    [LINK_GROUP_DIFFERS] =
        TEXT_INIT("phần lớn bản ghi cùng nhóm không giống", "most records of their groups are not alike"),
};

/* How alike the personal numbers of a pair are, 1 = not at all; of several fields the least; 0 where none can be
 * compared. */
static int numbers_level(const LinkModel *model, LinkPattern pattern)
{
    int least = 0;
    for (int f = 0; f < model->fields; f++) {
        int level = model->field[f].kind == &link_kind_personal ? link_level(pattern, f) : 0;
        least = level > 0 && (least == 0 || level < least) ? level : least;
    }
    return least;
}

/* Clusters come after the threshold: a strong pair to be reviewed ends between two of them. */
static bool groups_differ(const LinkResult *r, const LinkPair *pair)
{
    return r->clusters.cluster && r->clusters.cluster[pair->left] != r->clusters.cluster[pair->right];
}

LinkReason link_reason(const LinkResult *r, ptrdiff_t at)
{
    const LinkPair *pair = &r->pairs.pair[at];
    if (r->decision[at] != LINK_REVIEW)
        return LINK_NO_REASON;
    int level = numbers_level(r->model, pair->pattern);
    if (level == 1)
        return LINK_NUMBERS_DIFFER;
    if (link_probability(pair->weight) < r->threshold || !groups_differ(r, pair))
        return LINK_UNSURE;
    if (level > 1 && level < link_kind_personal.level_count) /* a wrong digit, which only a person can tell */
        return LINK_NUMBERS_DIFFER;
    uint64_t left = r->number[r->clusters.cluster[pair->left]], right = r->number[r->clusters.cluster[pair->right]];
    return left && right && left != right ? LINK_GROUP_NUMBERS : LINK_GROUP_DIFFERS;
}
