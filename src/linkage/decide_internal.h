/* decide_internal: what the files of the decision share. */
#pragma once
#include "linkage/decide.h"

/* Indices of the pairs whose decision is `wanted` (NULL: of all pairs), strongest first, ties by lower index.
 * At most 2^32 - 1 pairs.  Linear: a radix sort of the weights. */
uint32_t *link_order(Arena *arena, const LinkPairs *pairs, const LinkDecision *decision, LinkDecision wanted,
                     ptrdiff_t *ret_count);

/* Edges of one component: left ends ascending, of each its right ends ascending. */
typedef struct LinkEdges {
    const uint32_t *left, *right; /* any numbers; equal numbers are the same record */
    const int64_t *gain;          /* not negative; sums of two stay below 2^62 */
    ptrdiff_t len;
} LinkEdges;

/* The matching of the greatest gain; chosen: one for each edge. */
void link_assign(Arena scratch, LinkEdges edges, bool *chosen);

/* Records that links join in one way or another, and all pairs among them in their order. */
typedef struct LinkGroupEdge {
    uint32_t a, b; /* nodes */
    float weight;
    bool link; /* else to be reviewed: evidence, but it joins nothing */
    bool copy; /* b is a copy of a, which stands for it */
} LinkGroupEdge;

typedef struct LinkGroup {
    ptrdiff_t nodes, edges;
    const uint64_t *number; /* of each node its valid personal number, or 0 */
    const LinkGroupEdge *edge;
    double least;      /* mean weight at which clusters still join */
    uint32_t *cluster; /* out, of each node: the lowest node of its cluster */
    float *weakest;    /* out, of each node: the weakest link that joined its cluster; INFINITY alone */
    bool contradicted; /* out: two different numbers met */
} LinkGroup;

/* As link_cluster says, for one group. */
void link_agglomerate(Arena scratch, LinkGroup *group);
