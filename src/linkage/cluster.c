/* cluster: records joined to persons.
 *
 * Links first make plain groups (union–find).  A group of two is a cluster.  A larger one is looked at as a whole
 * (agglomerate.c): one person has one personal number, and a chain in which each record is like the next makes no
 * person of its ends.  Groups are small and worked one after the other, so memory beyond a few words a row is that of
 * the largest. */
#include "linkage/decide_internal.h"

#include <math.h>

typedef struct Groups {
    const LinkPairs *pairs;
    const LinkDecision *decision;
    uint32_t *root;   /* of each row: the lowest row of its plain group */
    uint32_t *size;   /* of a root */
    uint32_t *number; /* of a root with three records or more: its number + 1 */
    ptrdiff_t count;  /* of these */
    double least;     /* mean at which clusters still join: even odds, or the weakest link where that is less */
    ptrdiff_t *first_row, *first_edge; /* where each begins; one more than there are */
    uint32_t *row, *edge;
} Groups;

static uint32_t root_of(uint32_t *parent, uint32_t row)
{
    while (parent[row] != row) {
        parent[row] = parent[parent[row]];
        row = parent[row];
    }
    return row;
}

static Groups groups_of(Arena *arena, const LinkPairs *pairs, const LinkDecision *decision, ptrdiff_t rows)
{
    Groups g = {
        .pairs = pairs, .decision = decision, .root = new (arena, uint32_t, rows), .size = new (arena, uint32_t, rows)};
    for (ptrdiff_t row = 0; row < rows; row++)
        g.root[row] = (uint32_t)row;
    for (ptrdiff_t i = 0; i < pairs->len; i++) {
        if (decision[i] != LINK_LINK)
            continue;
        uint32_t a = root_of(g.root, pairs->pair[i].left), b = root_of(g.root, pairs->pair[i].right);
        g.root[a < b ? b : a] = a < b ? a : b;
        g.least = fmin(g.least, (double)pairs->pair[i].weight);
    }
    g.number = new (arena, uint32_t, rows);
    for (ptrdiff_t row = 0; row < rows; row++) {
        uint32_t root = g.root[row] = g.root[g.root[row]]; /* a parent is a lower row, so a root by now */
        if (++g.size[root] == 3)
            g.number[root] = (uint32_t)++g.count;
    }
    return g;
}

/* The group of a pair that lies inside a large one; -1 for others, and for a pair that is not even to be reviewed. */
static ptrdiff_t group_of(const Groups *g, ptrdiff_t at)
{
    const LinkPair *pair = &g->pairs->pair[at];
    if (g->decision[at] == LINK_NONE)
        return -1;
    uint32_t root = g->root[pair->left];
    return root == g->root[pair->right] ? (ptrdiff_t)g->number[root] - 1 : -1;
}

/* Counts at start[group + 1] become beginnings at start[group]; filling moves them on by one place. */
static void sum_up(ptrdiff_t *start, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count; i++)
        start[i + 1] += start[i];
}

static void move_back(ptrdiff_t *start, ptrdiff_t count)
{
    for (ptrdiff_t i = count; i > 0; i--)
        start[i] = start[i - 1];
    start[0] = 0;
}

/* Rows and pairs of each large group, both in their order. */
static void sort_groups(Arena *arena, Groups *g, ptrdiff_t rows)
{
    const LinkPairs *pairs = g->pairs;
    g->first_row = new (arena, ptrdiff_t, g->count + 1);
    g->first_edge = new (arena, ptrdiff_t, g->count + 1);
    for (ptrdiff_t row = 0; row < rows; row++)
        if (g->number[g->root[row]])
            g->first_row[g->number[g->root[row]]]++;
    for (ptrdiff_t i = 0; i < pairs->len; i++)
        if (group_of(g, i) >= 0)
            g->first_edge[group_of(g, i) + 1]++;
    sum_up(g->first_row, g->count);
    sum_up(g->first_edge, g->count);
    g->row = new (arena, uint32_t, g->first_row[g->count]);
    g->edge = new (arena, uint32_t, g->first_edge[g->count]);
    for (ptrdiff_t row = 0; row < rows; row++)
        if (g->number[g->root[row]])
            g->row[g->first_row[g->number[g->root[row]] - 1]++] = (uint32_t)row;
    for (ptrdiff_t i = 0; i < pairs->len; i++)
        if (group_of(g, i) >= 0)
            g->edge[g->first_edge[group_of(g, i)]++] = (uint32_t)i;
    move_back(g->first_row, g->count);
    move_back(g->first_edge, g->count);
}

/* ---- solving ----------------------------------------------------------------------------- */

/* Groups of two: the link between them, unless their numbers differ. */
static void solve_small(const Groups *g, const uint64_t *personal, LinkClusters *ret)
{
    for (ptrdiff_t i = 0; i < g->pairs->len; i++) {
        const LinkPair *p = &g->pairs->pair[i];
        uint32_t root = g->root[p->left];
        if (g->decision[i] != LINK_LINK || g->size[root] != 2)
            continue;
        uint64_t a = personal[p->left], b = personal[p->right];
        if (a && b && a != b) {
            ret->divided++;
            ret->cluster[p->left] = p->left;
            ret->cluster[p->right] = p->right;
        } else {
            ret->weakest[p->left] = ret->weakest[p->right] = p->weight;
        }
    }
}

static void solve_large(Arena scratch, const Groups *g, ptrdiff_t group, const uint64_t *personal, uint32_t *local,
                        LinkClusters *ret)
{
    const uint32_t *row = g->row + g->first_row[group];
    LinkGroup part = {.nodes = g->first_row[group + 1] - g->first_row[group],
                      .edges = g->first_edge[group + 1] - g->first_edge[group]};
    uint64_t *number = new (&scratch, uint64_t, part.nodes);
    LinkGroupEdge *edge = new (&scratch, LinkGroupEdge, part.edges);
    for (ptrdiff_t i = 0; i < part.nodes; i++) {
        local[row[i]] = (uint32_t)i;
        number[i] = personal[row[i]];
    }
    for (ptrdiff_t e = 0; e < part.edges; e++) {
        uint32_t at = g->edge[g->first_edge[group] + e];
        const LinkPair *p = &g->pairs->pair[at];
        float weight = isnan(p->weight) ? 0 : p->weight; /* no number says nothing */
        edge[e] = (LinkGroupEdge){local[p->left], local[p->right], weight, g->decision[at] == LINK_LINK, p->copy};
    }
    part.least = g->least;
    part.number = number;
    part.edge = edge;
    part.cluster = new (&scratch, uint32_t, part.nodes);
    part.weakest = new (&scratch, float, part.nodes);
    link_agglomerate(scratch, &part);
    bool cut = false;
    for (ptrdiff_t i = 0; i < part.nodes; i++) {
        ret->cluster[row[i]] = row[part.cluster[i]];
        ret->weakest[row[i]] = part.weakest[i];
        cut = cut || part.cluster[i] != 0;
    }
    ret->divided += cut && part.contradicted;
    ret->chained += cut && !part.contradicted;
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
    ret->cluster = new (arena, uint32_t, rows);
    ret->weakest = new (arena, float, rows);
    Arena scratch = *arena;
    Groups g = groups_of(&scratch, pairs, decision, rows);
    for (ptrdiff_t row = 0; row < rows; row++) {
        ret->cluster[row] = g.root[row];
        ret->weakest[row] = INFINITY;
    }
    solve_small(&g, personal, ret);
    sort_groups(&scratch, &g, rows);
    uint32_t *local = new (&scratch, uint32_t, rows);
    for (ptrdiff_t group = 0; group < g.count; group++)
        solve_large(scratch, &g, group, personal, local, ret);
    for (ptrdiff_t i = 0; i < pairs->len; i++)
        if (decision[i] == LINK_LINK && ret->cluster[pairs->pair[i].left] != ret->cluster[pairs->pair[i].right])
            decision[i] = LINK_REVIEW;
    count_sizes(scratch, ret);
    return NULL;
}
