/* decide: from scored pairs to links, reviews and clusters. */
#pragma once
#include "linkage/records.h"

typedef enum LinkDecision { LINK_NONE, LINK_REVIEW, LINK_LINK } LinkDecision;

/* Thresholds are weights (link_weight_of).  decision: one for each pair.
 *
 * one_to_one: within each connected component of the pairs, the matching of the greatest sum of
 * (weight - review_from), exact (Hungarian method on the component; ties by lower rows).  A pair that loses is
 * LINK_NONE. */
Err *link_decide(Arena *arena, const LinkPairs *pairs, double threshold, double review_from, bool one_to_one,
                 int threads, LinkDecision *decision) MUST_CHECK;

typedef struct LinkClusters {
    uint32_t *cluster; /* one for each row: the lowest row of its cluster */
    float *weakest;    /* one for each row: lowest weight that holds its cluster together; INFINITY alone */
    ptrdiff_t rows;
    int64_t clusters, largest, divided; /* divided: cut because two different valid personal numbers met */
} LinkClusters;

/* Clusters of records joined by links (LINK_LINK), strongest first; a link that would put two
 * different valid personal numbers into one cluster is left out and becomes LINK_REVIEW.
 * personal: one for each row, 0 = none or not valid. */
Err *link_cluster(Arena *arena, const LinkPairs *pairs, ptrdiff_t rows, const uint64_t *personal,
                  LinkDecision *decision, LinkClusters *ret) MUST_CHECK;

typedef struct LinkUnlinkable { /* records whose best possible weight is under the threshold */
    uint32_t *row[2];
    ptrdiff_t len[2];
    double share_at[2][41]; /* share of records that cannot reach -10, -9, … 30 bits: the curve */
} LinkUnlinkable;
void link_unlinkable(Arena *arena, const float *best, ptrdiff_t rows, double threshold, int side, LinkUnlinkable *ret);

/* ---- measured against a truth ------------------------------------------------ */
typedef struct LinkQuality {
    double threshold; /* weight */
    int64_t true_links, false_links, missed;
    double precision, recall, f1;
} LinkQuality;
/* truth: pairs of rows, each once (dedupe: left < right), sorted by left then right. */
LinkQuality link_quality(const LinkPairs *pairs, const LinkDecision *decision, const LinkPair *truth, ptrdiff_t truths);
/* The same at every threshold where it changes, at most `most` points evenly over the weights. */
LinkQuality *link_quality_curve(Arena *arena, const LinkPairs *pairs, const LinkPair *truth, ptrdiff_t truths, int most,
                                int *ret_count);
/* All pairs that clusters imply, for measuring dedupe. */
LinkQuality link_quality_clusters(const LinkClusters *clusters, const LinkPair *truth, ptrdiff_t truths);
