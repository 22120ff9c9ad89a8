/* decide: from scored pairs to links, reviews and clusters. */
#pragma once
#include "linkage/records.h"

typedef enum LinkDecision { LINK_NONE, LINK_REVIEW, LINK_LINK } LinkDecision;

/* Thresholds are weights (link_weight_of).  decision: one for each pair.
 *
 * one_to_one: within each connected component of the pairs at review_from or above, the matching of the greatest
 * sum of (weight - review_from), exact to 2^-24 bits (shortest augmenting paths on the sparse component, assign.c).
 * A pair that loses is LINK_NONE.  Ties: rows are taken in ascending order and give way only for a gain, so of two
 * pairs alike the lower rows win.  For two sources; left and right rows are different records.
 * TOO_LARGE: more than 2^32 rows or pairs. */
Err *link_decide(Arena *arena, const LinkPairs *pairs, double threshold, double review_from, bool one_to_one,
                 int threads, LinkDecision *decision) MUST_CHECK;

typedef struct LinkClusters {
    uint32_t *cluster; /* one for each row: the lowest row of its cluster */
    float *weakest;    /* one for each row: lowest weight that holds its cluster together; INFINITY alone */
    ptrdiff_t rows;
    int64_t clusters, largest; /* clusters of two records or more; records of the largest */
    int64_t pairs;             /* that the clusters imply */
    int64_t divided;           /* groups cut because two different valid personal numbers met in them */
    int64_t chained;           /* groups cut because the pairs between their parts speak against one person */
} LinkClusters;

/* Clusters of records: two become one while a link (LINK_LINK) joins them and the pairs between them have a mean
 * weight of even odds or better, greatest mean first (cluster.c).  A link that ends between two clusters, because of
 * that mean or because two different valid personal numbers would meet, becomes LINK_REVIEW. personal: one for each
 * row, 0 = none or not valid. */
Err *link_cluster(Arena *arena, const LinkPairs *pairs, ptrdiff_t rows, const uint64_t *personal,
                  LinkDecision *decision, LinkClusters *ret) MUST_CHECK;

enum { LINK_CURVE_FROM = -10, LINK_CURVE_TO = 30 };

typedef struct LinkUnlinkable { /* records whose best possible weight is under the threshold */
    uint32_t *row[2];
    ptrdiff_t len[2];
    double share_at[2][LINK_CURVE_TO - LINK_CURVE_FROM + 1]; /* share that cannot reach -10, -9, … 30 bits */
} LinkUnlinkable;
void link_unlinkable(Arena *arena, const float *best, ptrdiff_t rows, double threshold, int side, LinkUnlinkable *ret);

/* ---- measured against a truth ------------------------------------------------ */
typedef struct LinkQuality {
    double threshold; /* weight: of the curve's point, else the lowest of a link (0 without one) */
    int64_t true_links, false_links, missed;
    double precision, recall, f1;
} LinkQuality;
/* Without links precision is 1, without truth recall is 1: nothing was wrong, nothing missed.
 * truth: pairs of rows, each once (dedupe: left < right), sorted by left then right. */
LinkQuality link_quality(const LinkPairs *pairs, const LinkDecision *decision, const LinkPair *truth, ptrdiff_t truths);
/* The same if all pairs from a threshold on were links: at every weight where it changes, or where those are more
 * than `most`, at that many thresholds evenly over the weights.  Ascending. */
LinkQuality *link_quality_curve(Arena *arena, const LinkPairs *pairs, const LinkPair *truth, ptrdiff_t truths, int most,
                                int *ret_count);
/* All pairs that clusters imply, for measuring dedupe. */
LinkQuality link_quality_clusters(const LinkClusters *clusters, const LinkPair *truth, ptrdiff_t truths);
