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
