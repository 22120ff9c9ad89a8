/* cluster: records joined by links, strongest first (Kruskal's order).
 *
 * A link is left out where its two clusters have different valid personal numbers: one person has one.  Taking
 * strong links first means that a record between two persons goes to the one that it is more like.  A cluster has
 * at most one number, so one cell a cluster is all that the check needs. */
#include "linkage/decide_internal.h"

#include <math.h>
#include <string.h>

typedef struct Clustering {
    uint32_t *parent; /* a root is the lowest row of its cluster */
    uint64_t *number; /* of a root: its cluster's personal number, or 0 */
    float *weakest;   /* of a root */
} Clustering;

static uint32_t root_of(uint32_t *parent, uint32_t row)
{
    while (parent[row] != row) {
        parent[row] = parent[parent[row]];
        row = parent[row];
    }
    return row;
}

/* False where two numbers meet.  Weights only fall from call to call, so the last is the weakest. */
static bool join(Clustering *c, uint32_t left, uint32_t right, float weight)
{
    uint32_t a = root_of(c->parent, left), b = root_of(c->parent, right);
    if (a == b)
        return true;
    if (c->number[a] && c->number[b] && c->number[a] != c->number[b])
        return false;
    uint32_t low = a < b ? a : b, high = a < b ? b : a;
    c->parent[high] = low;
    c->number[low] = c->number[low] ? c->number[low] : c->number[high];
    c->weakest[low] = weight;
    return true;
}

/* How many groups the links left out would have made of the clusters. */
static int64_t count_divided(uint32_t *parent, const LinkPairs *pairs, const uint32_t *out, ptrdiff_t outs,
                             bool *counted)
{
    for (ptrdiff_t i = 0; i < outs; i++) {
        uint32_t a = root_of(parent, pairs->pair[out[i]].left), b = root_of(parent, pairs->pair[out[i]].right);
        parent[a < b ? b : a] = a < b ? a : b;
    }
    int64_t groups = 0;
    for (ptrdiff_t i = 0; i < outs; i++) {
        uint32_t root = root_of(parent, pairs->pair[out[i]].left);
        groups += !counted[root];
        counted[root] = true;
    }
    return groups;
}

static void count_sizes(Arena scratch, LinkClusters *ret)
{
    uint32_t *size = new (&scratch, uint32_t, ret->rows);
    ret->largest = ret->rows > 0;
    for (ptrdiff_t row = 0; row < ret->rows; row++) {
        uint32_t n = ++size[ret->cluster[row]];
        ret->clusters += n == 2;
        ret->pairs += n - 1;
        ret->largest = n > ret->largest ? n : ret->largest;
    }
}

Err *link_cluster(Arena *arena, const LinkPairs *pairs, ptrdiff_t rows, const uint64_t *personal,
                  LinkDecision *decision, LinkClusters *ret)
{
    if (rows > UINT32_MAX || pairs->len > UINT32_MAX)
        return FAIL(arena, TOO_LARGE, "quá nhiều bản ghi để gộp trùng: %lld cặp; hãy chia nhỏ tệp",
                    "too many records to cluster: %lld pairs; split the file", (long long)pairs->len);
    *ret = (LinkClusters){.rows = rows};
    Clustering c = {.parent = new (arena, uint32_t, rows), .weakest = new (arena, float, rows)};
    Arena scratch = *arena;
    c.number = new (&scratch, uint64_t, rows);
    memcpy(c.number, personal, (size_t)rows * sizeof *personal);
    for (ptrdiff_t row = 0; row < rows; row++) {
        c.parent[row] = (uint32_t)row;
        c.weakest[row] = INFINITY;
    }
    ptrdiff_t links, outs = 0;
    uint32_t *order = link_order(&scratch, pairs, decision, LINK_LINK, &links);
    for (ptrdiff_t i = 0; i < links; i++) {
        const LinkPair *p = &pairs->pair[order[i]];
        if (join(&c, p->left, p->right, p->weight))
            continue;
        decision[order[i]] = LINK_REVIEW;
        order[outs++] = order[i];
    }
    ret->cluster = c.parent;
    ret->weakest = c.weakest;
    for (ptrdiff_t row = 0; row < rows; row++) { /* a parent is a lower row, so it is a root by now */
        c.parent[row] = c.parent[c.parent[row]];
        c.weakest[row] = c.weakest[c.parent[row]];
    }
    count_sizes(scratch, ret);
    uint32_t *again = new (&scratch, uint32_t, outs ? rows : 0);
    memcpy(again, c.parent, outs ? (size_t)rows * sizeof *again : 0);
    ret->divided = count_divided(again, pairs, order, outs, new (&scratch, bool, outs ? rows : 0));
    return NULL;
}
