/* block: records that share a key of a rule.
 *
 * Entries (key, record) are divided by a few bits of the key, so that a part fits in a core's cache;
 * each part is sorted by one thread, and its runs of equal keys are the blocks.  Small ones are
 * worked at once, while their rows come; large ones are put aside and cut into tiles for all threads. */
#include "linkage/records_internal.h"

#include "base/pool.h"
#include <string.h>

enum { PART = 4096, CHUNKS = 64, TILE = 512, MOST_BITS = 14, INSERTION = 24, AHEAD = 16, ROWS_AHEAD = 48 };

/* ---- sorting ----------------------------------------------------------------------- */
typedef struct Sorting {
    LinkData *data;
    const Entry *from;
    Entry *to;
    ptrdiff_t len;
    int bits;
    ptrdiff_t *place; /* [chunk][part]: counts, then where the chunk's next entry of the part goes */
} Sorting;

static ptrdiff_t part_of(uint64_t key, int bits)
{
    return (ptrdiff_t)(key & (((uint64_t)1 << bits) - 1));
}

static void count_parts(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Sorting *s = arg;
    for (ptrdiff_t c = from; c < to; c++)
        for (ptrdiff_t i = s->len * c / CHUNKS, end = s->len * (c + 1) / CHUNKS; i < end; i++)
            s->place[(c << s->bits) + part_of(s->from[i].key, s->bits)]++;
}

static void move_parts(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Sorting *s = arg;
    for (ptrdiff_t c = from; c < to; c++)
        for (ptrdiff_t i = s->len * c / CHUNKS, end = s->len * (c + 1) / CHUNKS; i < end; i++)
            s->to[s->place[(c << s->bits) + part_of(s->from[i].key, s->bits)]++] = s->from[i];
}

/* Divides stably; returns where each part begins, and one more. */
static ptrdiff_t *divide(Sorting *s, Arena *arena)
{
    ptrdiff_t parts = (ptrdiff_t)1 << s->bits, at = 0;
    ptrdiff_t *begin = new (arena, ptrdiff_t, parts + 1);
    s->place = new (arena, ptrdiff_t, parts * CHUNKS);
    parallel_for(s->data->threads, CHUNKS, 1, count_parts, s);
    for (ptrdiff_t p = 0; p < parts; p++) {
        begin[p] = at;
        for (ptrdiff_t c = 0; c < CHUNKS; c++) {
            ptrdiff_t n = s->place[(c << s->bits) + p];
            s->place[(c << s->bits) + p] = at;
            at += n;
        }
    }
    begin[parts] = at;
    parallel_for(s->data->threads, CHUNKS, 1, move_parts, s);
    return begin;
}

/* Into `to`, which may be `from`. */
static void sort_insertion(const Entry *from, Entry *to, ptrdiff_t n)
{
    for (ptrdiff_t i = 0; i < n; i++) {
        Entry moved = from[i];
        ptrdiff_t j = i;
        for (; j > 0 && to[j - 1].key > moved.key; j--)
            to[j] = to[j - 1];
        to[j] = moved;
    }
}

/* As many digits as a part has entries, so that insertion finds each nearly in its place. */
static void sort_spread(const Entry *from, Entry *to, ptrdiff_t n)
{
    enum { BITS = 12, DIGITS = 1 << BITS };
    uint32_t place[DIGITS] = {0}, at = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        place[from[i].key >> (64 - BITS)]++;
    for (int d = 0; d < DIGITS; d++) {
        uint32_t count = place[d];
        place[d] = at;
        at += count;
    }
    for (ptrdiff_t i = 0; i < n; i++)
        to[place[from[i].key >> (64 - BITS)]++] = from[i];
}

static void radix_pass(const Entry *from, Entry *to, ptrdiff_t n, int shift)
{
    ptrdiff_t place[256] = {0}, at = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        place[from[i].key >> shift & 255]++;
    for (int b = 0; b < 256; b++) {
        ptrdiff_t count = place[b];
        place[b] = at;
        at += count;
    }
    for (ptrdiff_t i = 0; i < n; i++)
        to[place[from[i].key >> shift & 255]++] = from[i];
}

/* By the key's highest bits; what those do not tell apart is put right by insertion.  A large part has keys of many
 * records, which insertion must not move past each other. */
static void sort_part(Entry *e, ptrdiff_t n, Arena scratch)
{
    const Entry *from = e;
    if (n > INSERTION && n <= 2 * PART) {
        Entry *other = new_raw(&scratch, Entry, n);
        sort_spread(e, other, n);
        from = other;
    } else if (n > INSERTION) {
        Entry *other = new_raw(&scratch, Entry, n);
        radix_pass(e, other, n, 32);
        radix_pass(other, e, n, 40);
        radix_pass(e, other, n, 48);
        radix_pass(other, e, n, 56);
    }
    sort_insertion(from, e, n);
}

typedef struct Parts {
    LinkData *data;
    Visit *visit;
    Shelf *shelf;
    const ptrdiff_t *begin;
    bool sorted; /* by an earlier visit */
} Parts;

static int bits_for(ptrdiff_t n)
{
    int bits = 0;
    while (bits < MOST_BITS && n >> bits > PART)
        bits++;
    return bits;
}

/* ---- counting ------------------------------------------------------------------------ */
static bool larger(const LinkBlock *a, const LinkBlock *b)
{
    return a->pairs != b->pairs ? a->pairs > b->pairs : a->row < b->row;
}

static void count_largest(LinkRuleCount *count, LinkBlock block)
{
    int n = count->largest_count, at = n;
    while (at > 0 && larger(&block, &count->largest[at - 1]))
        at--;
    if (at == LINK_LARGEST)
        return;
    int moved = n - at - (n == LINK_LARGEST);
    memmove(count->largest + at + 1, count->largest + at, (size_t)moved * sizeof *count->largest);
    count->largest[at] = block;
    count->largest_count = n < LINK_LARGEST ? n + 1 : n;
}

LinkRuleCount workers_count(LinkData *data)
{
    LinkRuleCount sum = {0};
    for (int i = 0; i < LINK_THREADS_MAX; i++) {
        const LinkRuleCount *c = &data->worker[i].count;
        sum.records[0] += c->records[0];
        sum.records[1] += c->records[1];
        sum.blocks += c->blocks;
        sum.pairs += c->pairs;
        sum.split_blocks += c->split_blocks;
        sum.split_pairs += c->split_pairs;
        sum.windowed += c->windowed;
        sum.compared += c->compared;
        for (int b = 0; b < c->largest_count; b++)
            count_largest(&sum, c->largest[b]);
    }
    return sum;
}

/* ---- visiting -------------------------------------------------------------------------- */
static void visit_block(Visit *visit, Worker *worker, const Shelf *shelf, Entry *item, ptrdiff_t left, ptrdiff_t right)
{
    LinkRuleCount *count = &worker->count;
    int64_t pairs = block_pairs(left, right, visit->data->dedupe);
    count->records[0] += visit->counted ? 0 : left;
    count->records[1] += visit->counted ? 0 : right;
    if (pairs == 0)
        return;
    if (!visit->counted) {
        count->blocks++;
        count->pairs += pairs;
        count_largest(count, (LinkBlock){left, visit->data->dedupe ? left : right, pairs, entry_row(item)});
    }
    if (!visit->raw)
        block_refine(visit, worker, shelf, item, left, right);
    else if (visit->whole)
        visit->whole(visit, worker, &(Block){.shelf = shelf, .item = item, .left = left, .right = right});
}

/* Rows of a block lie anywhere: asked for some blocks ahead, unless they are alone or nobody will look at them. */
static void fetch_row(const Shelf *shelf, const Entry *e, ptrdiff_t n, ptrdiff_t i)
{
    bool before = i > 0 && e[i - 1].key == e[i].key, after = i + 1 < n && e[i + 1].key == e[i].key;
    if (!(before && !entries_met(shelf, &e[i - 1], &e[i])) && !(after && !entries_met(shelf, &e[i], &e[i + 1])))
        return;
    const uint64_t *cells = entry_cells(shelf, &e[i]);
    fetch(cells);
    if (shelf->data->stride > 8)
        fetch(cells + 8);
}

/* Two who have met nobody yet are often one person: then their values are looked at too. */
static void fetch_values(const Visit *visit, const Shelf *shelf, const Entry *e, ptrdiff_t n, ptrdiff_t i)
{
    bool first = i + 1 < n && e[i + 1].key == e[i].key && !e[i].at && !e[i + 1].at && !shelf->file;
    if (!first || visit->raw)
        return;
    pair_fetch(visit->data, visit->model, entry_cells(shelf, &e[i]));
    pair_fetch(visit->data, visit->model, entry_cells(shelf, &e[i + 1]));
}

static void visit_part(Visit *visit, Worker *worker, const Shelf *shelf, Entry *e, ptrdiff_t n)
{
    ptrdiff_t fetched = 0, valued = 0;
    bool rows = shelf->file || !visit->data->spill; /* are there, and not only their keys */
    for (ptrdiff_t from = 0, to, left; from < n; from = to) {
        uint64_t key = e[from].key;
        for (; rows && fetched < n && fetched < from + ROWS_AHEAD; fetched++)
            fetch_row(shelf, e, n, fetched);
        for (; valued < n && valued < from + AHEAD; valued++)
            fetch_values(visit, shelf, e, n, valued);
        for (to = from; to < n && e[to].key == key && !(e[to].who >> 31);)
            to++;
        for (left = to - from; to < n && e[to].key == key;)
            to++;
        visit_block(visit, worker, shelf, e + from, left, to - from - left);
    }
}

static void visit_parts(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Parts *p = arg;
    for (ptrdiff_t i = from; i < to; i++) {
        Worker *worker = worker_take(p->data);
        Entry *e = p->shelf->entry + p->begin[i];
        ptrdiff_t n = p->begin[i + 1] - p->begin[i];
        if (work_step(p->data, n)) {
            if (!p->sorted)
                sort_part(e, n, worker->scratch);
            visit_part(p->visit, worker, p->shelf, e, n);
        }
        worker_give(worker);
    }
}

/* ---- tiles ------------------------------------------------------------------------------- */
static ptrdiff_t tiles_of(ptrdiff_t n)
{
    return (n + TILE - 1) / TILE;
}

static ptrdiff_t tile_count(const Visit *visit, const Block *b)
{
    ptrdiff_t left = tiles_of(b->left), right = tiles_of(b->right);
    if (b->window)
        return tiles_of(b->left + b->right);
    return visit->data->dedupe ? left * (left + 1) / 2 : left * right;
}

static ptrdiff_t at_most(ptrdiff_t a, ptrdiff_t b)
{
    return a < b ? a : b;
}

static Tile tile_at(const Visit *visit, const Block *b, ptrdiff_t index)
{
    ptrdiff_t all = b->left + b->right, first = index, second = 0, first_end = b->left, second_end = all;
    if (visit->data->dedupe && !b->window) { /* the triangle, row by row */
        for (first = 0; index > first; first++)
            index -= first + 1;
        second = first, first = index;
        second_end = b->left;
    } else if (!b->window) {
        ptrdiff_t across = tiles_of(b->right);
        first = index / across, second = index % across;
    }
    Tile tile = {.block = b, .a_from = first * TILE, .b_from = second * TILE};
    if (b->window) {
        tile.a_to = at_most(tile.a_from + TILE, all);
        tile.b_from = tile.a_from;
        tile.b_to = at_most(tile.a_to + b->window, all);
        return tile;
    }
    if (!visit->data->dedupe)
        tile.b_from += b->left;
    tile.a_to = at_most(tile.a_from + TILE, first_end);
    tile.b_to = at_most(tile.b_from + TILE, second_end);
    return tile;
}

void block_ready(Visit *visit, Worker *worker, const Block *block)
{
    if (!visit->tile)
        return;
    if (tile_count(visit, block) == 1) {
        Tile tile = tile_at(visit, block, 0);
        visit->tile(visit, worker, &tile);
        return;
    }
    if (worker->blocks.len == worker->blocks.cap) {
        ptrdiff_t cap = worker->blocks.cap ? 2 * worker->blocks.cap : 64, size = (ptrdiff_t)sizeof(Block);
        worker->blocks.data =
            arena_grow(&worker->keep, worker->blocks.data, worker->blocks.cap * size, cap * size, _Alignof(Block));
        worker->blocks.cap = cap;
    }
    worker->blocks.data[worker->blocks.len++] = *block;
}

typedef struct Aside { /* the blocks put aside and the number of tiles before each */
    Visit *visit;
    const Block **block;
    ptrdiff_t *before;
    ptrdiff_t len;
} Aside;

static void visit_tiles(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Aside *a = arg;
    for (ptrdiff_t i = from; i < to; i++) {
        ptrdiff_t low = 0, high = a->len;
        while (high - low > 1) {
            ptrdiff_t middle = (low + high) / 2;
            if (a->before[middle] <= i)
                low = middle;
            else
                high = middle;
        }
        Tile tile = tile_at(a->visit, a->block[low], i - a->before[low]);
        if (!work_step(a->visit->data, 0))
            return;
        Worker *worker = worker_take(a->visit->data);
        a->visit->tile(a->visit, worker, &tile);
        worker_give(worker);
    }
}

static void visit_aside(Visit *visit, Arena *arena)
{
    LinkData *data = visit->data;
    Aside aside = {.visit = visit};
    for (int i = 0; i < LINK_THREADS_MAX; i++)
        aside.len += data->worker[i].blocks.len;
    aside.block = new (arena, const Block *, aside.len);
    aside.before = new (arena, ptrdiff_t, aside.len);
    ptrdiff_t at = 0, tiles = 0;
    for (int i = 0; i < LINK_THREADS_MAX; i++)
        for (ptrdiff_t b = 0; b < data->worker[i].blocks.len; b++, at++) {
            aside.block[at] = &data->worker[i].blocks.data[b];
            aside.before[at] = tiles;
            tiles += tile_count(visit, aside.block[at]);
        }
    parallel_for(data->threads, tiles, 1, visit_tiles, &aside);
    for (int i = 0; i < LINK_THREADS_MAX; i++) {
        data->worker[i].blocks = (BlockList){0};
        if (data->worker[i].keep.base)
            arena_reset(&data->worker[i].keep);
    }
}

static void shelf_divide(LinkData *data, Arena *arena, Shelf *shelf)
{
    Sorting sorting = {.data = data, .from = shelf->entry, .len = shelf->len, .bits = bits_for(shelf->len)};
    sorting.to = new_raw(arena, Entry, shelf->len);
    shelf->begin = divide(&sorting, arena);
    shelf->parts = (ptrdiff_t)1 << sorting.bits;
    shelf->entry = sorting.to;
}

void blocks_visit(Visit *visit, Arena *arena, Shelf *shelf)
{
    bool sorted = shelf->begin;
    if (!sorted)
        shelf_divide(visit->data, arena, shelf);
    Parts parts = {.data = visit->data, .visit = visit, .shelf = shelf, .begin = shelf->begin, .sorted = sorted};
    parallel_for(visit->data->threads, shelf->parts, 1, visit_parts, &parts);
    visit_aside(visit, arena);
}

/* ---- entries of rows in memory -------------------------------------------------------------- */
typedef struct Keying {
    const LinkData *data;
    const LinkModel *model;
    int rule, side;
    int shared; /* the part of the rule whose keys are kept, or -1 */
    uint64_t below;
    Entry *entry;
    ptrdiff_t count[CHUNKS + 1];
} Keying;

/* Blobs of common values lie far apart. */
static void fetch_blobs(const Keying *k, ptrdiff_t row)
{
    const LinkRule *rule = &k->model->rule[k->rule];
    const uint64_t *cells = k->data->row[k->side] + row * k->data->stride;
    for (int i = 0; i < rule->parts; i++) {
        if (i == k->shared && k->data->shared_known)
            continue;
        const char *blob = row_view(k->data, cells, rule->part[i].field).blob;
        if (blob) {
            fetch(blob);
            fetch(blob + 64);
        }
    }
}

/* The rule's key; that of a part which other rules have too is made once. */
static uint64_t key_of(const Keying *k, ptrdiff_t row, uint64_t *cells)
{
    const LinkRule *rule = &k->model->rule[k->rule];
    if (k->shared < 0)
        return row_key_flagged(k->data, cells, k->model, k->rule);
    uint64_t *known = &k->data->shared[k->side][row];
    if (!k->data->shared_known)
        *known = part_key(k->data, cells, &rule->part[k->shared]);
    uint64_t key = row_key_known(k->data, cells, rule->part, rule->parts, k->shared, *known);
    row_flag(k->data, cells, k->rule, key);
    return key;
}

static int shared_part(const LinkData *data, const LinkRule *rule)
{
    for (int i = 0; i < rule->parts && data->shared[0]; i++)
        if (rule->part[i].field == data->shared_part.field && rule->part[i].part == data->shared_part.part)
            return i;
    return -1;
}

static void key_chunk(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Keying *k = arg;
    int64_t rows = k->data->rows[k->side];
    const uint32_t *met = k->data->met[k->side];
    for (ptrdiff_t c = from; c < to; c++) {
        ptrdiff_t begin = rows * c / CHUNKS, n = begin, end = rows * (c + 1) / CHUNKS;
        for (ptrdiff_t row = begin; row < end; row++) {
            if (row + AHEAD < end)
                fetch_blobs(k, row + AHEAD);
            uint64_t *cells = k->data->row[k->side] + row * k->data->stride;
            uint64_t key = key_of(k, row, cells);
            if (key && key <= k->below)
                k->entry[n++] = (Entry){key, (uint32_t)k->side << 31 | (uint32_t)row, met ? met[row] : 0};
        }
        k->count[c] = n - begin;
    }
}

Shelf shelf_of_rule(LinkData *data, Arena *arena, const LinkModel *model, int rule, uint64_t below)
{
    Shelf shelf = {.data = data, .entry = new_raw(arena, Entry, data->rows[0] + (data->sides > 1 ? data->rows[1] : 0))};
    int shared = shared_part(data, &model->rule[rule]);
    for (int side = 0; side < data->sides; side++) {
        Entry *to = shelf.entry + shelf.len;
        Keying keying = {.data = data, .model = model, .rule = rule, .side = side, .shared = shared, .below = below};
        keying.entry = to;
        parallel_for(data->threads, CHUNKS, 1, key_chunk, &keying);
        ptrdiff_t len = 0;
        for (ptrdiff_t c = 0; c < CHUNKS; c++) {
            memmove(to + len, to + data->rows[side] * c / CHUNKS, (size_t)keying.count[c] * sizeof(Entry));
            len += keying.count[c];
        }
        shelf.len += len;
    }
    data->shared_known |= shared >= 0;
    return shelf;
}
