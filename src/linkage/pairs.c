/* pairs: what all threads found becomes one list, by left and then right record.
 *
 * Pairs are dealt out by left record to so many short lists that each is sorted in place while it lies in a
 * core's cache; no memory is needed but the list itself. */
#include "linkage/records_internal.h"

#include "base/pool.h"
#include <string.h>

enum { PER_LIST = 64, MOST_LISTS_BITS = 18, INSERTION = 32 };

static bool before(const LinkPair *a, const LinkPair *b)
{
    if (a->left != b->left)
        return a->left < b->left;
    return a->right != b->right ? a->right < b->right : a->rule < b->rule;
}

static void insertion(LinkPair *pair, ptrdiff_t n)
{
    for (ptrdiff_t i = 1; i < n; i++) {
        LinkPair moved = pair[i];
        ptrdiff_t j = i;
        for (; j > 0 && before(&moved, &pair[j - 1]); j--)
            pair[j] = pair[j - 1];
        pair[j] = moved;
    }
}

/* Heapsort (Williams 1964): in place, and no order of pairs makes it slow. */
static void sift_down(LinkPair *pair, ptrdiff_t at, ptrdiff_t n)
{
    LinkPair moved = pair[at];
    for (ptrdiff_t child; (child = 2 * at + 1) < n; at = child) {
        child += child + 1 < n && before(&pair[child], &pair[child + 1]);
        if (!before(&moved, &pair[child]))
            break;
        pair[at] = pair[child];
    }
    pair[at] = moved;
}

static void sort_list(LinkPair *pair, ptrdiff_t n)
{
    if (n <= INSERTION) {
        insertion(pair, n);
        return;
    }
    for (ptrdiff_t i = n / 2 - 1; i >= 0; i--)
        sift_down(pair, i, n);
    for (ptrdiff_t i = n - 1; i > 0; i--) {
        LinkPair last = pair[i];
        pair[i] = pair[0];
        pair[0] = last;
        sift_down(pair, 0, i);
    }
}

typedef struct Lists {
    LinkPair *pair;
    ptrdiff_t *end;
    int shift;
} Lists;

static void sort_lists(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Lists *l = arg;
    for (ptrdiff_t i = from; i < to; i++) {
        ptrdiff_t begin = i > 0 ? l->end[i - 1] : 0;
        sort_list(l->pair + begin, l->end[i] - begin);
    }
}

static const LinkPair *of_worker(const Worker *worker, ptrdiff_t *ret_len)
{
    *ret_len = worker->pairs.len / (ptrdiff_t)sizeof(LinkPair);
    return (const LinkPair *)(const void *)worker->pairs.base;
}

typedef struct Dealing { /* what one worker found; each part of the lists by one thread */
    const Lists *lists;
    const LinkPair *pair;
    ptrdiff_t len, count; /* pairs, lists */
} Dealing;

enum { SHARES = 16 };

static void count_share(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Dealing *d = arg;
    ptrdiff_t low = d->count * from / SHARES, high = d->count * to / SHARES;
    for (ptrdiff_t k = 0; k < d->len; k++) {
        ptrdiff_t list = d->pair[k].left >> d->lists->shift;
        if (list >= low && list < high)
            d->lists->end[list]++;
    }
}

static void deal_share(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Dealing *d = arg;
    ptrdiff_t low = d->count * from / SHARES, high = d->count * to / SHARES;
    for (ptrdiff_t k = 0; k < d->len; k++) {
        ptrdiff_t list = d->pair[k].left >> d->lists->shift;
        if (list >= low && list < high)
            d->lists->pair[d->lists->end[list]++] = d->pair[k];
    }
}

/* Deals out; a worker's list is given back as soon as it is copied. */
static void deal(LinkData *data, const Lists *lists, ptrdiff_t count)
{
    Dealing dealing = {.lists = lists, .count = count};
    ptrdiff_t at = 0, share = (SHARES + data->threads - 1) / data->threads;
    for (int i = 0; i < LINK_THREADS_MAX; i++) {
        dealing.pair = of_worker(&data->worker[i], &dealing.len);
        if (dealing.len > 0)
            parallel_for(data->threads, SHARES, share, count_share, &dealing);
    }
    for (ptrdiff_t l = 0; l < count; l++) {
        ptrdiff_t len = lists->end[l];
        lists->end[l] = at;
        at += len;
    }
    for (int i = 0; i < LINK_THREADS_MAX; i++) {
        Worker *worker = &data->worker[i];
        dealing.pair = of_worker(worker, &dealing.len);
        if (dealing.len > 0)
            parallel_for(data->threads, SHARES, share, deal_share, &dealing);
        slab_close(&worker->pairs);
        if (worker->scratch.base)
            worker->pairs = slab_open();
    }
}

void pairs_collect(LinkData *data, Arena *arena, LinkRuleCount *count, LinkPairs *ret)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    ptrdiff_t all = 0, n, kept = 0;
    for (int i = 0; i < LINK_THREADS_MAX; i++) {
        of_worker(&data->worker[i], &n);
        all += n;
    }
    Lists lists = {.pair = new_raw(arena, LinkPair, all)};
    int bits = 0;
    while (bits < MOST_LISTS_BITS && (ptrdiff_t)PER_LIST << bits < all)
        bits++;
    while ((data->rows[0] - 1) >> lists.shift >> bits)
        lists.shift++;
    lists.end = new (&scratch, ptrdiff_t, (ptrdiff_t)1 << bits);
    deal(data, &lists, (ptrdiff_t)1 << bits);
    parallel_for(data->threads, (ptrdiff_t)1 << bits, 256, sort_lists, &lists);
    for (ptrdiff_t i = 0; i < all; i++) {
        const LinkPair *last = kept > 0 ? &lists.pair[kept - 1] : NULL;
        if (last && last->left == lists.pair[i].left && last->right == lists.pair[i].right)
            continue; /* found by a later rule too */
        lists.pair[kept++] = lists.pair[i];
        count[lists.pair[kept - 1].rule].found++;
    }
    *ret = (LinkPairs){lists.pair, kept};
}
