/* pattern: counted comparison patterns of sampled pairs, for training.
 *
 * Which pairs are taken depends on the seed, on row numbers and on keys; not on threads, nor on where
 * rows lie.  Random pairs are drawn among a sample of rows; pairs of a rule among blocks of small keys, which
 * are hashes, by taking each n-th from a place that the seed and the block's key decide. */
#include "linkage/scale.h"

#include "base/pool.h"
#include "base/rng.h"
#include <stdlib.h>
#include <string.h>

enum { PATTERN_SLOTS = 1 << 10, RANDOM_CHUNK = 4096, SAMPLE_ROWS = 1 << 17, SAMPLE_KEYS = 1 << 18, AT_ONCE = 32 };

/* ---- counting ---------------------------------------------------------------------- */
static ptrdiff_t pattern_slot(const PatternCount *p, LinkPattern pattern)
{
    ptrdiff_t at = (ptrdiff_t)(link_mix(pattern, 0) & (uint64_t)(p->slots - 1));
    while (p->count[at] && p->pattern[at] != pattern)
        at = (at + 1) & (p->slots - 1);
    return at;
}

static void pattern_widen(PatternCount *p, Arena *arena)
{
    PatternCount wider = {.slots = p->slots ? 2 * p->slots : PATTERN_SLOTS, .used = p->used};
    wider.pattern = new (arena, LinkPattern, wider.slots);
    wider.count = new (arena, int64_t, wider.slots);
    for (ptrdiff_t i = 0; i < p->slots; i++) {
        if (!p->count[i])
            continue;
        ptrdiff_t at = pattern_slot(&wider, p->pattern[i]);
        wider.pattern[at] = p->pattern[i];
        wider.count[at] = p->count[i];
    }
    *p = wider;
}

void pattern_add(PatternCount *p, Arena *arena, LinkPattern pattern, int64_t count)
{
    if (2 * p->used >= p->slots)
        pattern_widen(p, arena);
    ptrdiff_t at = pattern_slot(p, pattern);
    p->used += p->count[at] == 0;
    p->pattern[at] = pattern;
    p->count[at] += count;
}

typedef struct Counted {
    LinkPattern pattern;
    int64_t count;
} Counted;

static int compare_counted(const void *a, const void *b)
{
    LinkPattern x = ((const Counted *)a)->pattern, y = ((const Counted *)b)->pattern;
    return (x > y) - (x < y);
}

void patterns_collect(LinkData *data, Arena *arena, LinkPatterns *ret)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    PatternCount all = {0};
    for (int i = 0; i < LINK_THREADS_MAX; i++) {
        const PatternCount *p = &data->worker[i].patterns;
        for (ptrdiff_t k = 0; k < p->slots; k++)
            if (p->count[k])
                pattern_add(&all, &scratch, p->pattern[k], p->count[k]);
    }
    Counted *counted = new (&scratch, Counted, all.used);
    ptrdiff_t n = 0;
    for (ptrdiff_t k = 0; k < all.slots; k++)
        if (all.count[k])
            counted[n++] = (Counted){all.pattern[k], all.count[k]};
    if (n > 1)
        qsort(counted, (size_t)n, sizeof *counted, compare_counted);
    *ret = (LinkPatterns){.pattern = new (arena, LinkPattern, n), .count = new (arena, int64_t, n), .len = n};
    for (ptrdiff_t k = 0; k < n; k++) {
        ret->pattern[k] = counted[k].pattern;
        ret->count[k] = counted[k].count;
        ret->pairs += counted[k].count;
    }
}

/* ---- random pairs ------------------------------------------------------------------------ */
typedef struct Random {
    LinkData *data;
    int64_t rows[2];
    const uint64_t **row[2];
    bool all;
    uint64_t seed;
} Random;

/* One row out of each of so many equal ranges. */
static Err *sample_rows(const Random *r, Arena *arena, int side, const uint64_t **ret)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    int64_t rows = r->data->rows[side], sample = r->rows[side], *row = new (&scratch, int64_t, sample);
    for (int64_t k = 0; k < sample; k++) {
        int64_t from = rows / sample * k + rows % sample * k / sample;
        int64_t to = rows / sample * (k + 1) + rows % sample * (k + 1) / sample;
        uint64_t pick = link_mix(link_mix(r->seed, (uint64_t)side), (uint64_t)k);
        row[k] = from + (int64_t)(pick % (uint64_t)(to - from));
    }
    return rows_get(r->data, arena, side, row, sample, ret);
}

static void random_pair(const Random *r, int64_t index, Rng *rng, int64_t *left, int64_t *right)
{
    int64_t n = r->rows[0];
    if (r->all && !r->data->dedupe) {
        *left = index / r->rows[1];
        *right = index % r->rows[1];
    } else if (r->all) { /* row by row of the triangle */
        for (*left = 0; index >= n - 1 - *left; index -= n - 1 - (*left)++)
            ;
        *right = *left + 1 + index;
    } else {
        *left = rng_below(rng, n);
        *right = r->data->dedupe ? rng_below(rng, n - 1) : rng_below(rng, r->rows[1]);
        if (r->data->dedupe && *right >= *left)
            ++*right;
    }
}

static void random_chunk(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Random *r = arg;
    Worker *worker = worker_take(r->data);
    Rng rng = rng_open(link_mix(r->seed, (uint64_t)from));
    int second = r->data->dedupe ? 0 : 1;
    for (ptrdiff_t i = from; i < to && work_step(r->data, i == from ? to - from : 0);) {
        const uint64_t *a[AT_ONCE], *b[AT_ONCE];
        ptrdiff_t n = 0;
        for (; n < AT_ONCE && i < to; n++, i++) {
            int64_t left, right;
            random_pair(r, i, &rng, &left, &right);
            a[n] = r->row[0][left], b[n] = r->row[second][right];
            fetch(a[n]);
            fetch(b[n]);
        }
        for (ptrdiff_t k = 0; k < n; k++) {
            row_fetch_blobs(r->data, a[k]);
            row_fetch_blobs(r->data, b[k]);
        }
        for (ptrdiff_t k = 0; k < n; k++)
            pattern_add(&worker->patterns, &worker->patterns_memory, pair_pattern(r->data, a[k], b[k]), 1);
    }
    worker_give(worker);
}

Err *link_random_patterns(LinkData *data, Arena *arena, const LinkModel *model, int64_t count, uint64_t seed,
                          LinkPatterns *ret)
{
    (void)model;
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Random random = {.data = data, .seed = seed};
    for (int side = 0; side < data->sides; side++) {
        random.rows[side] = data->rows[side] < SAMPLE_ROWS ? data->rows[side] : SAMPLE_ROWS;
        random.row[side] = new (&scratch, const uint64_t *, random.rows[side]);
        TRY(sample_rows(&random, &scratch, side, random.row[side]));
    }
    int64_t pairs = block_pairs(random.rows[0], random.rows[1], data->dedupe);
    random.all = pairs <= count;
    workers_reset(data);
    work_begin(data, TEXT("Lấy mẫu cặp ngẫu nhiên", "Sampling random pairs"), random.all ? pairs : count);
    parallel_for(data->threads, random.all ? pairs : count, RANDOM_CHUNK, random_chunk, &random);
    patterns_collect(data, arena, ret);
    workers_reset(data);
    return work_end(data, arena);
}

/* ---- pairs of a rule ------------------------------------------------------------------------ */
typedef struct Every {
    int64_t step;
    uint64_t seed;
} Every;

static void sample_block(Visit *visit, Worker *worker, const Block *b)
{
    const Every *every = visit->arg;
    LinkData *data = visit->data;
    int64_t pairs = block_pairs(b->left, b->right, data->dedupe), row = 0, before = 0;
    int64_t at = (int64_t)(link_mix(every->seed, b->item[0].key) % (uint64_t)every->step);
    for (; at < pairs; at += every->step) {
        int64_t left, right;
        if (data->dedupe) { /* `before` pairs stand in rows of the triangle before this one */
            while (at - before >= b->left - 1 - row)
                before += b->left - 1 - row++;
            left = row, right = row + 1 + (at - before);
        } else {
            left = at / b->right, right = b->left + at % b->right;
        }
        const uint64_t *x = entry_cells(b->shelf, &b->item[left]), *y = entry_cells(b->shelf, &b->item[right]);
        pattern_add(&worker->patterns, &worker->patterns_memory, pair_pattern(data, x, y), 1);
    }
}

Err *link_rule_patterns(LinkData *data, Arena *arena, const LinkModel *model, int rule, int64_t limit, uint64_t seed,
                        LinkPatterns *ret)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Every every = {.step = 1, .seed = seed};
    Visit visit = {.data = data, .model = model, .rule = rule, .raw = true, .arg = &every};
    Shelf shelf;
    int64_t rows = data->rows[0] + data->rows[1], keys = SAMPLE_KEYS;
    uint64_t below = rows > keys ? UINT64_MAX / (uint64_t)rows * (uint64_t)keys : UINT64_MAX;
    workers_reset(data);
    work_begin(data, TEXT("Lấy mẫu cặp của quy tắc", "Sampling pairs of a rule"), rows);
    TRY(rule_shelf(data, arena, &scratch, model, rule, below, &shelf));
    blocks_visit(&visit, &scratch, &shelf);
    int64_t pairs = workers_count(data).pairs;
    every.step = limit > 0 && pairs > limit ? (pairs + limit - 1) / limit : 1;
    visit.whole = sample_block;
    workers_reset(data);
    blocks_visit(&visit, &scratch, &shelf);
    patterns_collect(data, arena, ret);
    workers_reset(data);
    return work_end(data, arena);
}
