/* cluster: records joined into persons, by what all pairs between two groups say together.
 *
 * Mean linkage, greatest mean first: two clusters become one while a link joins them and the mean weight of all
 * pairs between them is at least even odds.  One strong link is then not enough to chain two persons together
 * where the rest of their records disagree.  A pair's weight counts within ±WEIGHT_MOST; a pair that was not kept,
 * because it was under review_from or shares no key, counts UNSEEN.  Two different valid personal numbers never
 * meet in one cluster.  Of equal means the stronger link goes first, then the pair that stands first.
 *
 * Clusters are nodes of a graph whose edges hold the sum over the pairs between them.  Merging moves the edges
 * of the node with fewer to the other and adds up parallel ones, so each pair is moved O(log rows) times.  A mean
 * only falls when a node grows without its edge, so an edge taken from the heap with an outdated key is put back.
 *
 * Agglomerative average linkage: Sokal and Michener (1958). */
#include "linkage/decide_internal.h"

#include <math.h>
#include <string.h>

static const double WEIGHT_MOST = 10, UNSEEN = -2;
static const uint32_t NONE = UINT32_MAX;

typedef struct Edge {
    uint32_t node[2], next[2]; /* its ends, and the next half-edge of either end: 2 * edge + end */
    double sum;                /* of clipped weights */
    double key;                /* its mean when it was put into the heap */
    int64_t count;             /* pairs summed */
    uint32_t place;            /* in the heap, or NONE */
    float link;                /* strongest link among its pairs; -INFINITY without one */
    bool gone;                 /* added to another edge */
} Edge;

typedef struct Slot {
    uint64_t key; /* both nodes; 0 = free */
    uint32_t edge;
} Slot;

typedef struct Clustering {
    Arena *scratch;
    uint32_t *parent; /* the lowest row of a cluster is its root */
    uint64_t *number; /* of a node: its personal number, or 0 */
    float *weakest;   /* of a root: the weakest of the links that its merges took */
    uint32_t *size;   /* of a node: records, copies counted once */
    uint32_t *first;  /* of a node: its half-edges */
    uint32_t *degree;
    uint32_t *row; /* of a node: the lowest row */
    Edge *edge;
    uint32_t edges;
    uint32_t *heap, heaped;
    Slot *slot;
    uint64_t slots, used;
    double least; /* mean at which clusters still merge */
} Clustering;

static uint32_t root_of(uint32_t *parent, uint32_t row)
{
    while (parent[row] != row) {
        parent[row] = parent[parent[row]];
        row = parent[row];
    }
    return row;
}

static uint32_t unite(uint32_t *parent, uint32_t a, uint32_t b)
{
    a = root_of(parent, a);
    b = root_of(parent, b);
    return a < b ? (parent[b] = a) : (parent[a] = b);
}

/* ---- heap of edges by key, then link, then number ---------------------------------------------------- */

static bool before(const Clustering *c, uint32_t a, uint32_t b)
{
    const Edge *x = &c->edge[a], *y = &c->edge[b];
    if (x->key != y->key)
        return x->key > y->key;
    return x->link != y->link ? x->link > y->link : a < b;
}

static void put(Clustering *c, uint32_t place, uint32_t edge)
{
    c->heap[place] = edge;
    c->edge[edge].place = place;
}

static void sift_up(Clustering *c, uint32_t place)
{
    uint32_t edge = c->heap[place];
    for (; place > 0 && before(c, edge, c->heap[(place - 1) / 2]); place = (place - 1) / 2)
        put(c, place, c->heap[(place - 1) / 2]);
    put(c, place, edge);
}

static void sift_down(Clustering *c, uint32_t place)
{
    uint32_t edge = c->heap[place];
    for (uint32_t child; (child = 2 * place + 1) < c->heaped; place = child) {
        if (child + 1 < c->heaped && before(c, c->heap[child + 1], c->heap[child]))
            child++;
        if (!before(c, c->heap[child], edge))
            break;
        put(c, place, c->heap[child]);
    }
    put(c, place, edge);
}

static void take_out(Clustering *c, uint32_t edge)
{
    uint32_t place = c->edge[edge].place;
    if (place == NONE)
        return;
    c->edge[edge].place = NONE;
    uint32_t last = c->heap[--c->heaped];
    if (last == edge)
        return;
    put(c, place, last);
    sift_up(c, place);
    sift_down(c, c->edge[last].place);
}

static double mean_of(const Clustering *c, const Edge *e)
{
    double pairs = (double)c->size[e->node[0]] * (double)c->size[e->node[1]];
    return (e->sum + UNSEEN * (pairs - (double)e->count)) / pairs;
}

static void refresh(Clustering *c, uint32_t edge)
{
    Edge *e = &c->edge[edge];
    take_out(c, edge);
    e->key = mean_of(c, e);
    if (e->key < c->least || isinf(e->link))
        return;
    put(c, c->heaped++, edge);
    sift_up(c, c->heaped - 1);
}

/* ---- edges by their nodes --------------------------------------------------------------------- */

static uint64_t key_of(uint32_t a, uint32_t b)
{
    return ((uint64_t)(a < b ? a : b) << 32 | (a < b ? b : a)) + 1;
}

static Slot *slot_of(const Clustering *c, uint64_t key)
{
    uint64_t at = link_mix(key, 0) & (c->slots - 1);
    while (c->slot[at].key != 0 && c->slot[at].key != key)
        at = (at + 1) & (c->slots - 1);
    return &c->slot[at];
}

static void grow_slots(Clustering *c, uint64_t slots)
{
    Slot *old = c->slot;
    uint64_t olds = c->slots;
    c->slot = new (c->scratch, Slot, (ptrdiff_t)slots);
    c->slots = slots;
    for (uint64_t i = 0; i < olds; i++)
        if (old[i].key)
            *slot_of(c, old[i].key) = old[i];
}

static void remember(Clustering *c, uint32_t edge)
{
    if (2 * ++c->used > c->slots)
        grow_slots(c, 2 * c->slots);
    uint64_t key = key_of(c->edge[edge].node[0], c->edge[edge].node[1]);
    *slot_of(c, key) = (Slot){key, edge};
}

static void hang(Clustering *c, uint32_t edge, int end)
{
    uint32_t node = c->edge[edge].node[end];
    c->edge[edge].next[end] = c->first[node];
    c->first[node] = 2 * edge + (uint32_t)end;
    c->degree[node]++;
}

/* ---- merging -------------------------------------------------------------------------------------- */

/* A half-edge of a node that is no more comes to `to`: added to the edge that leads to the same node, or moved. */
static void bring(Clustering *c, uint32_t half, uint32_t to)
{
    uint32_t edge = half / 2;
    int end = (int)(half & 1);
    Edge *e = &c->edge[edge];
    Slot *slot = slot_of(c, key_of(to, e->node[!end]));
    if (slot->key) {
        Edge *into = &c->edge[slot->edge];
        into->sum += e->sum;
        into->count += e->count;
        into->link = fmaxf(into->link, e->link);
        e->gone = true;
        take_out(c, edge);
        refresh(c, slot->edge);
        return;
    }
    e->node[end] = to;
    remember(c, edge);
    hang(c, edge, end);
    refresh(c, edge);
}

static void join_rows(Clustering *c, uint32_t a, uint32_t b, float link)
{
    float weakest = fminf(c->weakest[root_of(c->parent, a)], c->weakest[root_of(c->parent, b)]);
    c->weakest[unite(c->parent, a, b)] = fminf(link, weakest);
}

static void merge(Clustering *c, Edge *joint)
{
    uint32_t to = joint->node[0], from = joint->node[1];
    if (c->degree[to] < c->degree[from])
        to = joint->node[1], from = joint->node[0];
    joint->gone = true;
    join_rows(c, c->row[to], c->row[from], joint->link);
    c->number[to] = c->number[to] ? c->number[to] : c->number[from];
    c->size[to] += c->size[from];
    for (uint32_t half = c->first[from], next; half != NONE; half = next) {
        next = c->edge[half / 2].next[half & 1];
        if (!c->edge[half / 2].gone)
            bring(c, half, to);
    }
}

static void merge_all(Clustering *c)
{
    while (c->heaped > 0) {
        uint32_t top = c->heap[0];
        Edge *e = &c->edge[top];
        uint64_t a = c->number[e->node[0]], b = c->number[e->node[1]];
        if (mean_of(c, e) < e->key) {
            refresh(c, top);
            continue;
        }
        take_out(c, top);
        if (!a || !b || a == b)
            merge(c, e);
    }
}

/* ---- the graph --------------------------------------------------------------------------------------- */

/* Copies of a record are the same node.  Returns the number of nodes; node: one for each row. */
static uint32_t make_nodes(Clustering *c, const LinkPairs *pairs, const LinkDecision *decision, ptrdiff_t rows,
                           const uint64_t *personal, uint32_t *node)
{
    for (ptrdiff_t i = 0; i < pairs->len; i++)
        if (pairs->pair[i].copy && decision[i] == LINK_LINK)
            join_rows(c, pairs->pair[i].left, pairs->pair[i].right, pairs->pair[i].weight);
    uint32_t nodes = 0;
    for (uint32_t row = 0; row < (uint32_t)rows; row++) {
        uint32_t root = root_of(c->parent, row);
        node[row] = root == row ? nodes++ : node[root];
        c->number[node[row]] = c->number[node[row]] ? c->number[node[row]] : personal[row];
        if (root == row) {
            c->row[node[row]] = row;
            c->size[node[row]] = 1;
            c->first[node[row]] = NONE;
        }
    }
    return nodes;
}

/* Copies may bring a pair of nodes twice: it counts once, with the greater weight. */
static void add_edge(Clustering *c, uint32_t a, uint32_t b, float weight, bool link)
{
    double clipped = fmax(-WEIGHT_MOST, fmin(WEIGHT_MOST, (double)weight));
    Slot *slot = slot_of(c, key_of(a, b));
    if (slot->key) {
        Edge *e = &c->edge[slot->edge];
        e->sum = fmax(e->sum, clipped);
        e->link = link ? fmaxf(e->link, weight) : e->link;
        return;
    }
    uint32_t edge = c->edges++;
    c->edge[edge] = (Edge){{a, b}, {NONE, NONE}, clipped, 0, 1, NONE, link ? weight : -INFINITY, false};
    remember(c, edge);
    hang(c, edge, 0);
    hang(c, edge, 1);
}

/* Only pairs within groups that links join can matter. */
static void make_edges(Clustering *c, const LinkPairs *pairs, const LinkDecision *decision, const uint32_t *node,
                       uint32_t nodes)
{
    uint32_t *group = new (c->scratch, uint32_t, nodes);
    ptrdiff_t most = 0;
    for (uint32_t i = 0; i < nodes; i++)
        group[i] = i;
    for (ptrdiff_t i = 0; i < pairs->len; i++)
        if (decision[i] == LINK_LINK) {
            unite(group, node[pairs->pair[i].left], node[pairs->pair[i].right]);
            c->least = fmin(c->least, (double)pairs->pair[i].weight);
        }
    for (ptrdiff_t i = 0; i < pairs->len; i++)
        most += decision[i] != LINK_NONE;
    c->edge = new (c->scratch, Edge, most);
    c->heap = new (c->scratch, uint32_t, most);
    grow_slots(c, 1 << 10);
    for (ptrdiff_t i = 0; i < pairs->len; i++) {
        uint32_t a = node[pairs->pair[i].left], b = node[pairs->pair[i].right];
        if (decision[i] != LINK_NONE && a != b && root_of(group, a) == root_of(group, b))
            add_edge(c, a, b, pairs->pair[i].weight, decision[i] == LINK_LINK);
    }
    for (uint32_t e = 0; e < c->edges; e++)
        refresh(c, e);
}

/* ---- the result -------------------------------------------------------------------------------------- */

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

/* Links between two clusters become reviews.  How many groups would they have made of clusters with different numbers?
 */
static int64_t part_links(Arena scratch, const LinkPairs *pairs, LinkDecision *decision, const LinkClusters *clusters,
                          const uint64_t *number)
{
    uint32_t *group = new (&scratch, uint32_t, clusters->rows);
    bool *divided = new (&scratch, bool, clusters->rows);
    int64_t groups = 0;
    memcpy(group, clusters->cluster, (size_t)clusters->rows * sizeof *group);
    for (int pass = 0; pass < 2; pass++)
        for (ptrdiff_t i = 0; i < pairs->len; i++) {
            uint32_t a = clusters->cluster[pairs->pair[i].left], b = clusters->cluster[pairs->pair[i].right];
            if (a == b || decision[i] == LINK_NONE || (pass == 0 && decision[i] == LINK_REVIEW))
                continue;
            bool differ = number[a] && number[b] && number[a] != number[b];
            if (pass == 0 && differ) {
                unite(group, a, b);
            } else if (pass == 1 && decision[i] == LINK_LINK) {
                decision[i] = LINK_REVIEW;
                groups += differ && !divided[root_of(group, a)];
                divided[root_of(group, a)] |= differ;
            }
        }
    return groups;
}

static void open_clustering(Clustering *c, Arena *scratch, ptrdiff_t rows, LinkClusters *ret)
{
    *c = (Clustering){.scratch = scratch, .parent = ret->cluster, .weakest = ret->weakest};
    c->number = new (scratch, uint64_t, rows);
    c->size = new (scratch, uint32_t, rows);
    c->first = new (scratch, uint32_t, rows);
    c->degree = new (scratch, uint32_t, rows);
    c->row = new (scratch, uint32_t, rows);
    for (ptrdiff_t row = 0; row < rows; row++) {
        c->parent[row] = (uint32_t)row;
        c->weakest[row] = INFINITY;
    }
}

Err *link_cluster(Arena *arena, const LinkPairs *pairs, ptrdiff_t rows, const uint64_t *personal,
                  LinkDecision *decision, LinkClusters *ret)
{
    if (rows > UINT32_MAX / 2 || pairs->len > UINT32_MAX / 2)
        return FAIL(arena, TOO_LARGE, "quá nhiều bản ghi để gộp trùng: %lld cặp; hãy chia nhỏ tệp",
                    "too many records to cluster: %lld pairs; split the file", (long long)pairs->len);
    *ret = (LinkClusters){.rows = rows, .cluster = new (arena, uint32_t, rows), .weakest = new (arena, float, rows)};
    Clustering c;
    Arena scratch = *arena;
    open_clustering(&c, &scratch, rows, ret);
    uint32_t *node = new (&scratch, uint32_t, rows);
    uint32_t nodes = make_nodes(&c, pairs, decision, rows, personal, node);
    make_edges(&c, pairs, decision, node, nodes);
    merge_all(&c);
    uint64_t *number = new (&scratch, uint64_t, rows);
    for (ptrdiff_t row = 0; row < rows; row++) { /* a root stands before its rows */
        uint32_t root = root_of(c.parent, (uint32_t)row);
        c.parent[row] = root;
        c.weakest[row] = c.weakest[root];
        number[root] = number[root] ? number[root] : personal[row];
    }
    count_sizes(scratch, ret);
    ret->divided = part_links(scratch, pairs, decision, ret, number);
    return NULL;
}
