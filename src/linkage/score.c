/* score: all pairs of all rules that reach a weight.
 *
 * A tile's rows are put side by side; for each row of the one side the rows of the other are
 * sifted by what they could reach at best, and the few left are compared field by field until they
 * cannot reach it any more.  A pair belongs to the first rule that finds it: an earlier rule finds it
 * when both records have its key, unless that block was split; then it may have been found
 * twice, and the second is dropped at the end. */
#include "linkage/scale.h"
#include "linkage/spill.h"

#include <stdlib.h>
#include <string.h>

enum { FEW = 8 };

typedef struct Score {
    Scale scale;
    const uint64_t *oversized[LINK_RULES]; /* keys of split blocks, ascending */
    ptrdiff_t oversized_len[LINK_RULES];
} Score;

typedef struct Rows { /* rows of a tile, side by side */
    const uint64_t *cells;
    const uint64_t *const *origin; /* where each came from: a blob may lie behind it */
    const Entry *item;
    ptrdiff_t len;
} Rows;

/* ---- emitting ------------------------------------------------------------------------ */
static void emit(const Visit *visit, Worker *worker, LinkPair pair, uint32_t a, uint32_t b)
{
    bool swap = visit->data->dedupe && a > b;
    pair.left = swap ? b : a;
    pair.right = swap ? a : b;
    pair.rule = (uint8_t)visit->rule;
    memcpy(slab_add(&worker->pairs, (ptrdiff_t)sizeof pair), &pair, sizeof pair);
}

static const Copies *copies_of(const Block *block, uint32_t who)
{
    ptrdiff_t low = 0, high = block->copies_len;
    while (low < high) {
        ptrdiff_t middle = (low + high) / 2;
        if (block->copies[middle].who < who)
            low = middle + 1;
        else
            high = middle;
    }
    return low < block->copies_len && block->copies[low].who == who ? &block->copies[low] : NULL;
}

/* Copies on either side: every record gets a partner, as many different ones as there are. */
static void emit_copies(const Visit *visit, Worker *worker, const Block *block, LinkPair pair, const Entry *a,
                        const Entry *b)
{
    uint32_t one[2] = {entry_row(a), entry_row(b)};
    const Copies *left = copies_of(block, a->who), *right = copies_of(block, b->who);
    Copies alone[2] = {{.count = 1, .row = &one[0]}, {.count = 1, .row = &one[1]}};
    left = left && !visit->data->dedupe ? left : &alone[0];
    right = right && !visit->data->dedupe ? right : &alone[1];
    uint32_t n = left->count > right->count ? left->count : right->count;
    for (uint32_t k = 0; k < n; k++)
        emit(visit, worker, pair, left->row[k % left->count], right->row[k % right->count]);
}

/* ---- comparing ------------------------------------------------------------------------- */
static bool was_split(const Score *score, int rule, uint64_t key)
{
    ptrdiff_t low = 0, high = score->oversized_len[rule];
    while (low < high) {
        ptrdiff_t middle = (low + high) / 2;
        if (score->oversized[rule][middle] < key)
            low = middle + 1;
        else
            high = middle;
    }
    return low < score->oversized_len[rule] && score->oversized[rule][low] == key;
}

static bool found_before(const Visit *visit, const uint64_t *a, const uint64_t *b)
{
    const Score *score = visit->arg;
    uint32_t rules = flags_rules(a[visit->data->fields]) & flags_rules(b[visit->data->fields]);
    for (int r = 0; r < visit->rule; r++) {
        if (!(rules >> r & 1) || !pair_same_key(visit->data, visit->model, r, a, b))
            continue;
        const LinkRule *rule = &visit->model->rule[r];
        if (!score->oversized_len[r] || !was_split(score, r, row_key(visit->data, a, rule->part, rule->parts)))
            return true;
    }
    return false;
}

static bool weigh(const Visit *visit, const uint64_t *a, const uint64_t *b, LinkPair *ret)
{
    const Scale *scale = &((const Score *)visit->arg)->scale;
    return pair_compare(visit->data, scale, a, b, &ret->pattern) && !found_before(visit, a, b) &&
           pair_weigh(visit->data, scale, a, b, ret) >= scale->from;
}

static void judge(const Visit *visit, Worker *worker, const Block *block, const Rows *a, ptrdiff_t i, const Rows *b,
                  ptrdiff_t j)
{
    LinkPair pair = {0};
    const Entry *left = &a->item[i], *right = &b->item[j];
    const uint64_t *x = a->origin[i], *y = b->origin[j];
    if (block->window && !visit->data->dedupe) {
        if (left->who >> 31 == right->who >> 31)
            return;
        if (left->who >> 31) {
            const Entry *e = left;
            const uint64_t *cells = x;
            left = right, right = e;
            x = y, y = cells;
        }
    }
    if (!weigh(visit, x, y, &pair))
        return;
    if (block->copies_len > 0)
        emit_copies(visit, worker, block, pair, left, right);
    else
        emit(visit, worker, pair, entry_row(left), entry_row(right));
}

/* ---- tiles --------------------------------------------------------------------------------- */
static Rows gather(const Block *block, ptrdiff_t from, ptrdiff_t to, Arena *scratch)
{
    const LinkData *data = block->shelf->data;
    ptrdiff_t n = to - from, bytes = data->stride * (ptrdiff_t)sizeof(uint64_t);
    uint64_t *cells = arena_alloc(scratch, bytes, 64, n);
    const uint64_t **origin = new (scratch, const uint64_t *, n);
    for (ptrdiff_t i = 0; i < n; i++) {
        origin[i] = entry_cells(block->shelf, &block->item[from + i]);
        memcpy(cells + i * data->stride, origin[i], (size_t)bytes);
    }
    return (Rows){cells, origin, block->item + from, n};
}

/* Which rows of b row i of a meets, in a tile that lies on the diagonal. */
static void span(const Visit *visit, const Tile *t, ptrdiff_t i, ptrdiff_t *from, ptrdiff_t *to)
{
    ptrdiff_t a = t->a_from + i;
    *from = 0;
    *to = t->b_to - t->b_from;
    if ((visit->data->dedupe || t->block->window) && a >= t->b_from)
        *from = a + 1 - t->b_from;
    if (t->block->window && a + 1 + t->block->window < t->b_to)
        *to = a + 1 + t->block->window - t->b_from;
}

/* Who met here need not be looked at when a later rule brings them together again.  The lowest of those that had
 * met nobody gives the block its number: it gave none before. */
static void note_met(const LinkData *data, const Entry *item, ptrdiff_t n)
{
    uint32_t number = 0;
    for (ptrdiff_t i = 0; i < n; i++)
        if (!item[i].at) {
            number = number ? number : ~item[i].who;
            data->met[item[i].who >> 31][entry_row(&item[i])] = number;
        }
}

/* Most blocks are of two records: their rows need not be put together. */
static bool score_few(Visit *visit, Worker *worker, const Tile *t)
{
    const Score *score = visit->arg;
    const Block *block = t->block;
    ptrdiff_t n = block->left + block->right;
    if (n > FEW || block->window)
        return false;
    const uint64_t *cells[FEW];
    for (ptrdiff_t i = 0; i < n; i++)
        cells[i] = entry_cells(block->shelf, &block->item[i]);
    Rows rows = {.origin = cells, .item = block->item, .len = n};
    ptrdiff_t compared = 0;
    for (ptrdiff_t i = 0; i < block->left; i++)
        for (ptrdiff_t j = visit->data->dedupe ? i + 1 : block->left; j < n; j++, compared++) {
            uint16_t left;
            if (entries_met(block->shelf, &block->item[i], &block->item[j]))
                continue;
            if (scale_sift(&score->scale, cells[i], cells[j], 1, visit->data->stride, &left))
                judge(visit, worker, block, &rows, i, &rows, j);
        }
    worker->count.compared += compared;
    if (visit->data->met[0] && !block->shelf->file)
        note_met(visit->data, block->item, n);
    return true;
}

/* Beyond memory, of keys alone: the records of a block are wanted unless all its pairs met before. */
static void mark_block(Visit *visit, Worker *worker, const Block *block)
{
    ptrdiff_t n = block->left + block->right, met = 1;
    while (met < n && entries_met(block->shelf, &block->item[0], &block->item[met]))
        met++;
    if (n <= FEW && met == n) {
        worker->count.compared += block_pairs(block->left, block->right, visit->data->dedupe);
        return;
    }
    if (n <= FEW)
        note_met(visit->data, block->item, n);
    for (ptrdiff_t i = 0; i < n; i++)
        keys_want(visit->data, block->item[i].who);
}

static void score_tile(Visit *visit, Worker *worker, const Tile *t)
{
    if (score_few(visit, worker, t))
        return;
    const Score *score = visit->arg;
    Arena scratch = worker->scratch;
    int stride = visit->data->stride;
    Rows a = gather(t->block, t->a_from, t->a_to, &scratch), b = a;
    if (t->b_from != t->a_from || t->b_to != t->a_to)
        b = gather(t->block, t->b_from, t->b_to, &scratch);
    uint16_t *left = new (&scratch, uint16_t, b.len + 1);
    for (ptrdiff_t i = 0; i < a.len; i++) {
        ptrdiff_t from, to;
        span(visit, t, i, &from, &to);
        if (to <= from)
            continue;
        ptrdiff_t n = scale_sift(&score->scale, a.cells + i * stride, b.cells + from * stride, to - from, stride, left);
        for (ptrdiff_t k = 0; k < n; k++)
            judge(visit, worker, t->block, &a, i, &b, from + left[k]);
        worker->count.compared += to - from;
    }
}

/* Each copy with the record that stands for them: enough for clusters. */
static void score_copies(Visit *visit, Worker *worker, const Block *block, const Copies *c)
{
    Entry first = {.who = c->who};
    for (ptrdiff_t i = 0; i < block->left; i++)
        if (block->item[i].who == c->who)
            first = block->item[i];
    const uint64_t *row = entry_cells(block->shelf, &first);
    LinkPair pair = {0};
    worker->count.compared++;
    if (!weigh(visit, row, row, &pair))
        return;
    pair.copy = true;
    for (uint32_t k = 1; k < c->count; k++)
        emit(visit, worker, pair, c->row[0], c->row[k]);
}

/* ---- rules ------------------------------------------------------------------------------------- */
static int compare_key(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

static void keep_oversized(LinkData *data, Arena *arena, Score *score, int rule)
{
    ptrdiff_t len = 0, at = 0;
    for (int i = 0; i < LINK_THREADS_MAX; i++)
        len += data->worker[i].oversized.len;
    char *keys = arena_alloc(arena, 1, 8, len);
    for (int i = 0; i < LINK_THREADS_MAX; i++) {
        Slab *from = &data->worker[i].oversized;
        if (from->len > 0)
            memcpy(keys + at, from->base, (size_t)from->len);
        at += from->len;
        from->len = 0;
    }
    score->oversized[rule] = (const uint64_t *)(const void *)keys;
    score->oversized_len[rule] = len / (ptrdiff_t)sizeof(uint64_t);
    if (len > 0)
        qsort(keys, (size_t)score->oversized_len[rule], sizeof(uint64_t), compare_key);
}

static uint32_t split_rules(const Score *score, int rule)
{
    uint32_t split = 0;
    for (int r = 0; r < rule; r++)
        split |= (uint32_t)(score->oversized_len[r] > 0) << r;
    return split;
}

static Err *score_rule(LinkData *data, Arena *arena, const LinkModel *model, int rule, Score *score, Arena *keep,
                       LinkRuleCount *ret)
{
    Visit visit = {
        .data = data, .model = model, .rule = rule, .tile = score_tile, .copies = score_copies, .mark = mark_block};
    visit.arg = score;
    scale_rule(&score->scale, rule, split_rules(score, rule));
    work_begin(data, TEXT("So khớp", "Comparing"), data->rows[0] + data->rows[1]);
    TRY(rule_visit(&visit, arena, false));
    *ret = workers_count(data);
    for (int i = 0; i < LINK_THREADS_MAX; i++)
        data->worker[i].count = (LinkRuleCount){0};
    keep_oversized(data, keep, score, rule);
    return NULL;
}

/* ---- all rules ------------------------------------------------------------------------------- */
static int rules_with(const LinkModel *model, LinkPart part)
{
    int rules = 0;
    for (int r = 0; r < model->rules; r++)
        for (int i = 0; i < model->rule[r].parts; i++)
            rules += model->rule[r].part[i].field == part.field && model->rule[r].part[i].part == part.part;
    return rules;
}

/* Blobs lie anywhere: the key of a part of them that several rules ask for is kept row by row. */
static void share_part(LinkData *data, const LinkModel *model, Arena *arena)
{
    enum { SEVERAL = 3 };
    int most = SEVERAL - 1;
    for (int r = 0; r < model->rules; r++)
        for (int i = 0; i < model->rule[r].parts; i++) {
            LinkPart part = model->rule[r].part[i];
            if (!data->field[part.field].kind->blobs || rules_with(model, part) <= most)
                continue;
            most = rules_with(model, part);
            data->shared_part = part;
        }
    data->shared_known = false;
    for (int side = 0; most >= SEVERAL && side < data->sides; side++)
        data->shared[side] = new_raw(arena, uint64_t, data->rows[side]);
}

Err *link_score(LinkData *data, Arena *arena, const LinkModel *model, double from, LinkRuleCount *rule, LinkPairs *ret)
{
    AUTO(arena_close) Arena scratch = arena_open_large();
    Score *score = new (&scratch, Score, 1);
    scale_make(data, model, from, &score->scale);
    rarity_make(data, model, &scratch, &score->scale.rarity);
    workers_reset(data);
    Err *err = NULL;
    for (int side = 0; side < data->sides; side++)
        data->met[side] = new (&scratch, uint32_t, data->rows[side]);
    if (data->spill)
        err = keys_open(data, arena, &scratch, model);
    else
        share_part(data, model, &scratch);
    for (int r = 0; !err && r < model->rules; r++)
        err = score_rule(data, arena, model, r, score, &scratch, &rule[r]);
    if (data->spill)
        keys_close(data);
    shelves_close(data);
    arena_close(&scratch); /* room for the pairs in their order */
    scratch = arena_open(ARENA_DEFAULT);
    if (!err)
        pairs_collect(data, arena, rule, ret);
    workers_reset(data);
    return err;
}

/* Whether a block was divided, and into what, needs its records. */
static Err *analyse_rule(LinkData *data, Arena *arena, const LinkModel *model, int rule, LinkRuleCount *ret)
{
    Visit visit = {.data = data, .model = model, .rule = rule, .raw = true};
    for (;;) {
        workers_reset(data);
        work_begin(data, TEXT("Đếm cặp", "Counting pairs"), data->rows[0] + data->rows[1]);
        TRY(rule_visit(&visit, arena, visit.raw));
        *ret = workers_count(data);
        if (!visit.raw || ret->largest_count == 0 || ret->largest[0].pairs <= data->oversized)
            return NULL;
        visit.raw = false;
    }
}

Err *link_analyse(LinkData *data, Arena *arena, const LinkModel *model, LinkRuleCount *ret)
{
    Err *err = NULL;
    for (int r = 0; !err && r < model->rules; r++)
        err = analyse_rule(data, arena, model, r, &ret[r]);
    shelves_close(data);
    workers_reset(data);
    return err;
}
