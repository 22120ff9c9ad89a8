/* assign: the matching of greatest gain in one component, exact.
 *
 * Shortest augmenting paths (Jonker and Volgenant 1987) on the sparse graph: lefts are taken one after the other;
 * for each a search by Dijkstra over reduced costs finds the cheapest way to seat it, which may move others or
 * leave one of them without a partner.  Invariant, with u and v the prices of lefts and rights:
 *     u + v >= gain on all edges, = on chosen ones; u, v >= 0; a right that is free has v = 0, and so has u a left
 *     that was left out.
 * That is linear programming's proof that the matching is best among the lefts taken so far.
 *
 * Time O(L · E log E) at worst for L lefts and E edges; a search stops as soon as no cheaper end can come, so that
 * in practice it sees a few edges.  Memory O(E). */
#include "linkage/decide_internal.h"

#include <stdlib.h>
#include <string.h>

enum { NOBODY = -1 };

typedef struct Reached { /* an entry of the heap */
    int64_t far;
    int32_t right;
} Reached;

typedef struct Search {
    ptrdiff_t *from; /* edges of left l: from[l] … from[l+1]-1 */
    int32_t *left_of, *right_of;
    const int64_t *gain;
    int32_t lefts, rights;
    int64_t *u, *v;
    ptrdiff_t *seat;  /* of each left its chosen edge, or NOBODY */
    int32_t *partner; /* of each right */
    int64_t *far;     /* of each right, distance from the start of this search; -1 = not reached */
    ptrdiff_t *via;   /* the edge that reached it */
    int32_t *touched, *done;
    int32_t touches, dones;
    Reached *heap;
    ptrdiff_t heaped;
    int64_t best;     /* distance of the best end so far */
    int32_t end;      /* that end: a free right, or NOBODY where a left stays alone: */
    int32_t out_from; /* … the right whose partner does, or NOBODY for the start itself */
} Search;

static bool nearer(Reached a, Reached b)
{
    return a.far != b.far ? a.far < b.far : a.right < b.right;
}

static void heap_push(Search *s, Reached x)
{
    ptrdiff_t at = s->heaped++;
    for (; at > 0 && nearer(x, s->heap[(at - 1) / 2]); at = (at - 1) / 2)
        s->heap[at] = s->heap[(at - 1) / 2];
    s->heap[at] = x;
}

static Reached heap_pop(Search *s)
{
    Reached top = s->heap[0], x = s->heap[--s->heaped];
    ptrdiff_t at = 0;
    for (;;) {
        ptrdiff_t child = 2 * at + 1;
        if (child >= s->heaped)
            break;
        if (child + 1 < s->heaped && nearer(s->heap[child + 1], s->heap[child]))
            child++;
        if (!nearer(s->heap[child], x))
            break;
        s->heap[at] = s->heap[child];
        at = child;
    }
    s->heap[at] = x;
    return top;
}

/* Worth going on from this distance?  An equal one only while the end so far leaves somebody alone. */
static bool promising(const Search *s, int64_t far)
{
    return far < s->best || (far == s->best && s->end == NOBODY);
}

static void scan(Search *s, int32_t left, int64_t far)
{
    for (ptrdiff_t e = s->from[left]; e < s->from[left + 1]; e++) {
        int32_t right = s->right_of[e];
        int64_t next = far + s->u[left] + s->v[right] - s->gain[e];
        if (!promising(s, next) || (s->far[right] >= 0 && s->far[right] <= next))
            continue;
        if (s->far[right] < 0)
            s->touched[s->touches++] = right;
        s->far[right] = next;
        s->via[right] = e;
        if (s->partner[right] == NOBODY) {
            s->best = next;
            s->end = right;
        } else {
            heap_push(s, (Reached){next, right});
        }
    }
}

/* All that is nearer than the best end. */
static void search(Search *s, int32_t start)
{
    s->touches = s->dones = 0;
    s->heaped = 0;
    s->best = s->u[start];
    s->end = s->out_from = NOBODY;
    scan(s, start, 0);
    while (s->heaped && promising(s, s->heap[0].far)) {
        Reached r = heap_pop(s);
        if (r.far != s->far[r.right])
            continue; /* reached from nearer meanwhile */
        s->done[s->dones++] = r.right;
        int32_t left = s->partner[r.right];
        if (r.far + s->u[left] < s->best) {
            s->best = r.far + s->u[left];
            s->end = NOBODY;
            s->out_from = r.right;
        }
        scan(s, left, r.far);
    }
}

static void reprice(Search *s, int32_t start)
{
    s->u[start] -= s->best;
    for (int32_t i = 0; i < s->dones; i++) {
        int32_t right = s->done[i];
        int64_t rise = s->best - s->far[right];
        if (rise <= 0)
            continue;
        s->u[s->partner[right]] -= rise;
        s->v[right] += rise;
    }
}

static void seat(Search *s, int32_t start)
{
    int32_t right = s->end;
    if (right == NOBODY) {
        right = s->out_from;
        if (right == NOBODY)
            return; /* the start stays alone */
        s->seat[s->partner[right]] = NOBODY;
    }
    for (;;) {
        ptrdiff_t edge = s->via[right];
        int32_t left = s->left_of[edge];
        ptrdiff_t before = s->seat[left];
        s->seat[left] = edge;
        s->partner[right] = left;
        if (left == start)
            return;
        right = s->right_of[before];
    }
}

static int by_number(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* Rights are numbered by their rows. */
static int32_t number_rights(Arena scratch, LinkEdges edges, int32_t *right_of)
{
    uint32_t *row = new (&scratch, uint32_t, edges.len);
    memcpy(row, edges.right, (size_t)edges.len * sizeof *row);
    qsort(row, (size_t)edges.len, sizeof *row, by_number);
    ptrdiff_t rows = 0;
    for (ptrdiff_t i = 0; i < edges.len; i++)
        if (!rows || row[rows - 1] != row[i])
            row[rows++] = row[i];
    for (ptrdiff_t e = 0; e < edges.len; e++) {
        const uint32_t *at = bsearch(&edges.right[e], row, (size_t)rows, sizeof *row, by_number);
        right_of[e] = (int32_t)(at - row);
    }
    return (int32_t)rows;
}

static Search search_open(Arena *arena, LinkEdges edges)
{
    ptrdiff_t n = edges.len;
    Search s = {.gain = edges.gain, .from = new (arena, ptrdiff_t, n + 1)};
    s.left_of = new (arena, int32_t, n);
    s.right_of = new (arena, int32_t, n);
    s.u = new (arena, int64_t, n);
    for (ptrdiff_t e = 0; e < n; e++) {
        if (e == 0 || edges.left[e] != edges.left[e - 1])
            s.from[s.lefts++] = e;
        s.left_of[e] = s.lefts - 1;
        if (s.u[s.lefts - 1] < s.gain[e])
            s.u[s.lefts - 1] = s.gain[e];
    }
    s.from[s.lefts] = n;
    s.rights = number_rights(*arena, edges, s.right_of);
    s.v = new (arena, int64_t, s.rights);
    s.far = new (arena, int64_t, s.rights);
    s.via = new (arena, ptrdiff_t, s.rights);
    s.seat = new (arena, ptrdiff_t, s.lefts);
    s.partner = new (arena, int32_t, s.rights);
    s.touched = new (arena, int32_t, s.rights);
    s.done = new (arena, int32_t, s.rights);
    s.heap = new (arena, Reached, n); /* an edge is scanned once in a search, so pushed at most once */
    memset(s.seat, 0xff, (size_t)s.lefts * sizeof *s.seat);
    memset(s.partner, 0xff, (size_t)s.rights * sizeof *s.partner);
    memset(s.far, 0xff, (size_t)s.rights * sizeof *s.far);
    return s;
}

void link_assign(Arena scratch, LinkEdges edges, bool *chosen)
{
    Search s = search_open(&scratch, edges);
    for (int32_t left = 0; left < s.lefts; left++) {
        search(&s, left);
        reprice(&s, left);
        seat(&s, left);
        for (int32_t i = 0; i < s.touches; i++)
            s.far[s.touched[i]] = -1;
    }
    memset(chosen, 0, (size_t)edges.len * sizeof *chosen);
    for (int32_t left = 0; left < s.lefts; left++)
        if (s.seat[left] != NOBODY)
            chosen[s.seat[left]] = true;
}
