/* split: what is done before a block's pairs are compared, so that no block takes forever
 * and none is dropped.
 *
 * Records equal in all cells that are more than COPIES are taken out but for one, which stands for
 * them.  A block that still has too many pairs is divided by the rule's split parts one
 * after the other; records without the part stay together.  What no part divides is put in order
 * several times, by one field after the other, and each record meets those that follow. */
#include "linkage/records_internal.h"

#include <stdlib.h>
#include <string.h>

enum { PASSES = 4, ORDERED = 3, WINDOW_LEAST = 8, WINDOW_MOST = 64 };

typedef struct Keyed {
    uint64_t key;
    Entry entry;
} Keyed;

/* Stable, bottom up (von Neumann's merge sort); a and b have room for n; the result is in a. */
static void sort_keyed(Keyed *a, Keyed *b, ptrdiff_t n)
{
    Keyed *from = a, *to = b;
    for (ptrdiff_t width = 1; width < n; width *= 2) {
        for (ptrdiff_t begin = 0; begin < n; begin += 2 * width) {
            ptrdiff_t middle = begin + width < n ? begin + width : n, end = middle + width < n ? middle + width : n;
            ptrdiff_t i = begin, j = middle;
            for (ptrdiff_t k = begin; k < end; k++)
                to[k] = i < middle && (j >= end || from[i].key <= from[j].key) ? from[i++] : from[j++];
        }
        Keyed *swap = from;
        from = to, to = swap;
    }
    if (from != a)
        memcpy(a, from, (size_t)n * sizeof *a);
}

/* ---- copies ---------------------------------------------------------------------------- */
typedef struct Collapse {
    const Shelf *shelf;
    Arena *keep;
    Copies *copies;
    ptrdiff_t len, cap;
} Collapse;

static uint64_t flags_of(const Shelf *shelf, const Entry *e)
{
    return entry_cells(shelf, e)[shelf->data->fields];
}

static bool same_cells(const Shelf *shelf, const Entry *a, const Entry *b)
{
    return memcmp(entry_cells(shelf, a), entry_cells(shelf, b), (size_t)shelf->data->fields * sizeof(uint64_t)) == 0;
}

/* Usually no hash occurs so often, and that is quickly seen. */
__attribute__((noinline)) static bool may_hold_copies(const Shelf *shelf, const Entry *item, ptrdiff_t n)
{
    enum { BINS = 2048 };
    uint16_t bin[BINS] = {0};
    for (ptrdiff_t i = 0; i < n; i++)
        if (++bin[flags_hash(flags_of(shelf, &item[i])) & (BINS - 1)] > COPIES)
            return true;
    return false;
}

/* A run of equal flags, in order of rows: the copies of its first are taken out, marked by `at`. */
static void take_copies(Collapse *c, Keyed *run, ptrdiff_t n)
{
    ptrdiff_t same = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        same += same_cells(c->shelf, &run[0].entry, &run[i].entry);
    if (same <= COPIES)
        return;
    uint32_t *row = new (c->keep, uint32_t, same);
    ptrdiff_t at = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        if (same_cells(c->shelf, &run[0].entry, &run[i].entry)) {
            row[at++] = entry_row(&run[i].entry);
            run[i].key = i > 0; /* taken out */
        } else {
            run[i].key = 0;
        }
    if (c->len == c->cap) {
        ptrdiff_t cap = c->cap ? 2 * c->cap : 16, size = (ptrdiff_t)sizeof(Copies);
        c->copies = arena_grow(c->keep, c->copies, c->cap * size, cap * size, _Alignof(Copies));
        c->cap = cap;
    }
    c->copies[c->len++] = (Copies){run[0].entry.who, (uint32_t)same, row};
}

static int compare_who(const void *a, const void *b)
{
    uint32_t x = ((const Copies *)a)->who, y = ((const Copies *)b)->who;
    return (x > y) - (x < y);
}

/* Takes copies out of one side's items and returns how many are left, by row again. */
static ptrdiff_t collapse_side(Collapse *c, Entry *item, ptrdiff_t n, Arena scratch)
{
    if (n <= COPIES || !may_hold_copies(c->shelf, item, n))
        return n;
    Keyed *keyed = new (&scratch, Keyed, n), *other = new (&scratch, Keyed, n);
    for (ptrdiff_t i = 0; i < n; i++)
        keyed[i] = (Keyed){flags_of(c->shelf, &item[i]), item[i]};
    sort_keyed(keyed, other, n);
    ptrdiff_t left = 0;
    for (ptrdiff_t from = 0, to; from < n; from = to) {
        uint64_t flags = keyed[from].key;
        for (to = from; to < n && keyed[to].key == flags; to++)
            ;
        ptrdiff_t before = c->len;
        if (to - from > COPIES)
            take_copies(c, keyed + from, to - from);
        for (ptrdiff_t i = from; i < to; i++)
            if (c->len == before || !keyed[i].key)
                keyed[left++] = (Keyed){keyed[i].entry.who, keyed[i].entry};
    }
    sort_keyed(keyed, other, left);
    for (ptrdiff_t i = 0; i < left; i++)
        item[i] = keyed[i].entry;
    return left;
}

/* ---- windows ------------------------------------------------------------------------------ */
static uint64_t value_hash(const Shelf *shelf, const Entry *e, int field)
{
    return row_value_hash(shelf->data, entry_cells(shelf, e), field);
}

static bool varies(const Block *b, int field)
{
    uint64_t first = value_hash(b->shelf, &b->item[0], field);
    for (ptrdiff_t i = 1; i < b->left + b->right; i++)
        if (value_hash(b->shelf, &b->item[i], field) != first)
            return true;
    return false;
}

/* Items in order of the field, then of some after it. */
static void ready_pass(Visit *visit, Worker *worker, const Block *b, const int *field, int fields, int first)
{
    ptrdiff_t n = b->left + b->right;
    Arena scratch = worker->scratch;
    Keyed *keyed = new (&scratch, Keyed, n), *other = new (&scratch, Keyed, n);
    Entry *item = new (&worker->keep, Entry, n);
    for (ptrdiff_t i = 0; i < n; i++)
        keyed[i].entry = b->item[i];
    for (int k = (fields < ORDERED ? fields : ORDERED) - 1; k >= 0; k--) {
        for (ptrdiff_t i = 0; i < n; i++)
            keyed[i].key = value_hash(b->shelf, &keyed[i].entry, field[(first + k) % fields]);
        sort_keyed(keyed, other, n);
    }
    for (ptrdiff_t i = 0; i < n; i++)
        item[i] = keyed[i].entry;
    Block pass = *b;
    pass.item = item;
    block_ready(visit, worker, &pass);
}

static void window(Visit *visit, Worker *worker, Block *b)
{
    int field[LINK_FIELDS], fields = 0;
    for (int f = 0; f < visit->data->fields; f++)
        if (varies(b, f))
            field[fields++] = f;
    int passes = fields < 1 ? 1 : fields < PASSES ? fields : PASSES;
    ptrdiff_t n = b->left + b->right, room = (ptrdiff_t)(visit->data->oversized / (n * passes));
    b->window = room < WINDOW_LEAST ? WINDOW_LEAST : room > WINDOW_MOST ? WINDOW_MOST : room;
    worker->count.windowed++;
    for (int pass = 0; pass < passes; pass++) {
        worker->count.split_pairs += n * b->window;
        ready_pass(visit, worker, b, field, fields, pass);
    }
}

/* ---- splits --------------------------------------------------------------------------------- */
static void split(Visit *visit, Worker *worker, Block b, Entry *item, int depth);

static void split_runs(Visit *visit, Worker *worker, Block b, const Keyed *keyed, Entry *item, int depth)
{
    ptrdiff_t n = b.left + b.right;
    for (ptrdiff_t i = 0; i < n; i++)
        item[i] = keyed[i].entry;
    for (ptrdiff_t from = 0, to; from < n; from = to) {
        Block part = b;
        part.item = item + from;
        part.left = part.right = 0;
        for (to = from; to < n && keyed[to].key == keyed[from].key; to++)
            *(keyed[to].entry.who >> 31 ? &part.right : &part.left) += 1;
        split(visit, worker, part, item + from, depth);
    }
}

static void split(Visit *visit, Worker *worker, Block b, Entry *item, int depth)
{
    const LinkRule *rule = &visit->model->rule[visit->rule];
    int64_t pairs = block_pairs(b.left, b.right, visit->data->dedupe);
    if (pairs <= visit->data->oversized) {
        worker->count.split_pairs += pairs;
        if (pairs > 0)
            block_ready(visit, worker, &b);
        return;
    }
    if (depth == rule->splits) {
        window(visit, worker, &b);
        return;
    }
    ptrdiff_t n = b.left + b.right;
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    Keyed *keyed = new (&memory, Keyed, n), *other = new (&memory, Keyed, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        const uint64_t *row = entry_cells(b.shelf, &item[i]);
        keyed[i] = (Keyed){row_key(visit->data, row, &rule->split[depth], 1), item[i]};
    }
    sort_keyed(keyed, other, n);
    split_runs(visit, worker, b, keyed, item, depth + 1);
}

void block_refine(Visit *visit, Worker *worker, const Shelf *shelf, Entry *item, ptrdiff_t left, ptrdiff_t right)
{
    if (!visit->tile && block_pairs(left, right, visit->data->dedupe) <= visit->data->oversized)
        return;
    Collapse c = {.shelf = shelf, .keep = &worker->keep};
    uint64_t key = item[0].key;
    Block b = {.shelf = shelf, .item = item, .left = left, .right = right};
    if (left <= COPIES && right <= COPIES && block_pairs(left, right, visit->data->dedupe) <= visit->data->oversized) {
        block_ready(visit, worker, &b);
        return;
    }
    b.left = collapse_side(&c, item, left, worker->scratch);
    b.right = collapse_side(&c, item + left, right, worker->scratch);
    memmove(item + b.left, item + left, (size_t)b.right * sizeof *item);
    if (c.len > 1)
        qsort(c.copies, (size_t)c.len, sizeof *c.copies, compare_who);
    b.copies = c.copies;
    b.copies_len = c.len;
    for (ptrdiff_t i = 0; visit->copies && visit->data->dedupe && i < c.len; i++)
        visit->copies(visit, worker, &b, &c.copies[i]);
    if (block_pairs(b.left, b.right, visit->data->dedupe) <= visit->data->oversized) {
        block_ready(visit, worker, &b);
        return;
    }
    worker->count.split_blocks++;
    if (visit->tile)
        *(uint64_t *)slab_add(&worker->oversized, sizeof key) = key;
    split(visit, worker, b, item, 0);
}
