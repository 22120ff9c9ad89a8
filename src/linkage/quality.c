/* quality: what was found against what is true. */
#include "linkage/decide_internal.h"

static LinkQuality quality_of(double threshold, int64_t right, int64_t wrong, int64_t truths)
{
    LinkQuality q = {.threshold = threshold, .true_links = right, .false_links = wrong, .missed = truths - right};
    q.precision = right + wrong ? (double)right / (double)(right + wrong) : 1;
    q.recall = truths ? (double)right / (double)truths : 1;
    q.f1 = wrong + truths ? 2 * (double)right / (double)(right + wrong + truths) : 1;
    return q;
}

static int pair_cmp(const LinkPair *a, const LinkPair *b)
{
    if (a->left != b->left)
        return a->left < b->left ? -1 : 1;
    return (a->right > b->right) - (a->right < b->right);
}

/* Is this pair in the truth?  *at goes along both sorted lists. */
static bool is_true(const LinkPair *pair, const LinkPair *truth, ptrdiff_t truths, ptrdiff_t *at)
{
    while (*at < truths && pair_cmp(&truth[*at], pair) < 0)
        ++*at;
    return *at < truths && pair_cmp(&truth[*at], pair) == 0;
}

LinkQuality link_quality(const LinkPairs *pairs, const LinkDecision *decision, const LinkPair *truth, ptrdiff_t truths)
{
    int64_t right = 0, wrong = 0;
    double lowest = 0;
    ptrdiff_t at = 0;
    for (ptrdiff_t i = 0; i < pairs->len; i++) {
        if (decision[i] != LINK_LINK)
            continue;
        const LinkPair *pair = &pairs->pair[i];
        if (right + wrong == 0 || pair->weight < lowest)
            lowest = pair->weight;
        if (is_true(pair, truth, truths, &at))
            right++;
        else
            wrong++;
    }
    return quality_of(lowest, right, wrong, truths);
}

typedef struct Sweep {
    const LinkPairs *pairs;
    const uint32_t *order; /* strongest first */
    ptrdiff_t len, next;
    const bool *right;
    int64_t found[2]; /* wrong, right */
    ptrdiff_t truths;
} Sweep;

static double weight_at(const Sweep *s, ptrdiff_t i)
{
    return s->pairs->pair[s->order[i]].weight;
}

static LinkQuality sweep_to(Sweep *s, double threshold)
{
    for (; s->next < s->len && weight_at(s, s->next) >= threshold; s->next++)
        s->found[s->right[s->order[s->next]]]++;
    return quality_of(threshold, s->found[1], s->found[0], s->truths);
}

static int64_t distinct_weights(const Sweep *s)
{
    int64_t count = 0;
    for (ptrdiff_t i = 0; i < s->len; i++)
        count += i == 0 || weight_at(s, i) < weight_at(s, i - 1);
    return count;
}

LinkQuality *link_quality_curve(Arena *arena, const LinkPairs *pairs, const LinkPair *truth, ptrdiff_t truths, int most,
                                int *ret_count)
{
    LinkQuality *curve = new (arena, LinkQuality, most > 0 ? most : 0);
    *ret_count = 0;
    if (!pairs->len || most <= 0)
        return curve;
    Arena scratch = *arena;
    bool *right = new (&scratch, bool, pairs->len);
    ptrdiff_t at = 0;
    for (ptrdiff_t i = 0; i < pairs->len; i++)
        right[i] = is_true(&pairs->pair[i], truth, truths, &at);
    Sweep s = {.pairs = pairs, .right = right, .truths = truths};
    s.order = link_order(&scratch, pairs, NULL, LINK_LINK, &s.len);
    int64_t distinct = distinct_weights(&s);
    int count = distinct < most ? (int)distinct : most;
    double high = weight_at(&s, 0), low = weight_at(&s, s.len - 1);
    for (int i = 0; i < count; i++) {
        double even = i == count - 1 ? low : high - (high - low) * i / (count - 1);
        double threshold = distinct <= most ? weight_at(&s, s.next) : even;
        curve[count - 1 - i] = sweep_to(&s, threshold);
    }
    *ret_count = count;
    return curve;
}

LinkQuality link_quality_clusters(const LinkClusters *clusters, const LinkPair *truth, ptrdiff_t truths)
{
    int64_t right = 0;
    double lowest = 0;
    for (ptrdiff_t row = 0; row < clusters->rows; row++) /* INFINITY alone is no link */
        if (clusters->weakest[row] < (lowest == 0 ? (float)1e30 : (float)lowest))
            lowest = clusters->weakest[row];
    for (ptrdiff_t i = 0; i < truths; i++)
        right += clusters->cluster[truth[i].left] == clusters->cluster[truth[i].right];
    return quality_of(lowest, right, clusters->pairs - right, truths);
}
