/* candidates: patterns of the pairs that one rule finds, or all rules together, each pair once, for training.
 *
 * Both sides are thinned to a sample of records that the seed decides, and the keys of all rules are
 * computed once for these.  The left records of a rule lie in a table by key; each right record
 * meets those of its key.  The pairs of the sample are thinned once more by left records where they are
 * still too many.  Nothing depends on threads. */
#include "linkage/scale.h"

#include "base/pool.h"

enum { SAMPLE = 250000, CHUNK = 2048, TOO_MANY = 20 };

typedef struct Sampled {
    int64_t *row;
    const uint64_t **cells; /* of each row */
    ptrdiff_t len;
    uint64_t *key[LINK_RULES]; /* by index in the sample; 0 = none */
} Sampled;

typedef struct Candidates {
    LinkData *data;
    const LinkModel *model;
    Arena scratch;
    uint64_t seed, thin;
    Sampled side[2]; /* dedupe: both are the same records */
    int64_t found[LINK_RULES];
    bool used[LINK_RULES];
    int first, end;               /* the rules asked for */
    int rule;                     /* being worked */
    uint32_t *head, *next, *size; /* left records by key: first of a chain, following, length; index + 1, 0 = end */
    uint64_t *slot;
    uint64_t mask;
} Candidates;

/* ---- the sample ----------------------------------------------------------------------- */
static bool is_sampled(const Candidates *c, int side, int64_t row, uint64_t step)
{
    return step <= 1 || link_mix(c->seed + (uint64_t)side, (uint64_t)row) % step == 0;
}

static Err *sample_rows(Candidates *c, int side)
{
    const LinkData *data = c->data;
    int64_t rows = data->rows[side];
    int64_t most = c->end - c->first == 1 ? SAMPLE / 2 : SAMPLE; /* one rule alone only gives a start */
    uint64_t step = (uint64_t)((rows + most - 1) / most);
    Sampled *s = &c->side[side];
    for (int64_t i = 0; i < rows; i++)
        s->len += is_sampled(c, side, i, step);
    s->row = new (&c->scratch, int64_t, s->len);
    s->cells = new (&c->scratch, const uint64_t *, s->len);
    s->len = 0;
    for (int64_t i = 0; i < rows; i++)
        if (is_sampled(c, side, i, step))
            s->row[s->len++] = i;
    for (int r = c->first; r < c->end; r++)
        s->key[r] = new (&c->scratch, uint64_t, s->len);
    return rows_get(c->data, &c->scratch, side, s->row, s->len, s->cells);
}

static const uint64_t *cells_of(const Candidates *c, int side, ptrdiff_t index)
{
    return c->side[side].cells[index];
}

static void find_keys(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Candidates *c = arg;
    ptrdiff_t left = c->side[0].len;
    for (ptrdiff_t i = from; i < to; i++) {
        int side = i >= left;
        ptrdiff_t index = side ? i - left : i;
        for (int r = c->first; r < c->end; r++)
            c->side[side].key[r][index] =
                row_key(c->data, cells_of(c, side, index), c->model->rule[r].part, c->model->rule[r].parts);
    }
}

/* ---- left records of one rule by key ------------------------------------------------------ */
static bool kept(const Candidates *c, ptrdiff_t left)
{
    return c->thin <= 1 || link_mix(c->seed ^ 0x5bd1e995u, (uint64_t)c->side[0].row[left]) % c->thin == 0;
}

static ptrdiff_t slot_of(const Candidates *c, uint64_t key)
{
    uint64_t at = (key ^ key >> 32) & c->mask;
    while (c->slot[at] && c->slot[at] != key)
        at = (at + 1) & c->mask;
    return (ptrdiff_t)at;
}

static void table_open(Candidates *c, Arena *arena)
{
    ptrdiff_t n = c->side[0].len, slots = 16;
    while (slots < 2 * n)
        slots *= 2;
    c->mask = (uint64_t)slots - 1;
    c->slot = new (arena, uint64_t, slots);
    c->head = new (arena, uint32_t, slots);
    c->size = new (arena, uint32_t, slots);
    c->next = new (arena, uint32_t, n);
    for (ptrdiff_t i = n - 1; i >= 0; i--) { /* chains in ascending order */
        uint64_t key = c->side[0].key[c->rule][i];
        if (!key || !kept(c, i))
            continue;
        ptrdiff_t at = slot_of(c, key);
        c->slot[at] = key;
        c->next[i] = c->head[at];
        c->head[at] = (uint32_t)i + 1;
        c->size[at]++;
    }
}

static void count_found(Candidates *c, Arena scratch)
{
    const Sampled *right = &c->side[c->data->dedupe ? 0 : 1];
    int64_t keyed = 0;
    table_open(c, &scratch);
    for (ptrdiff_t i = 0; i < right->len; i++)
        if (right->key[c->rule][i]) {
            c->found[c->rule] += c->size[slot_of(c, right->key[c->rule][i])];
            keyed++;
        }
    if (c->data->dedupe)
        c->found[c->rule] = (c->found[c->rule] - keyed) / 2;
}

/* ---- pairs ------------------------------------------------------------------------------------ */
static bool found_before(const Candidates *c, ptrdiff_t left, int side, ptrdiff_t right)
{
    for (int r = c->first; r < c->rule; r++)
        if (c->used[r] && c->side[0].key[r][left] && c->side[0].key[r][left] == c->side[side].key[r][right])
            return true;
    return false;
}

static bool tunes(const Candidates *c)
{
    return c->end - c->first == c->model->rules && c->model->fields <= LINK_TUNED;
}

static void compare_chunk(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Candidates *c = arg;
    int side = c->data->dedupe ? 0 : 1;
    Worker *worker = worker_take(c->data);
    bool tuned = tunes(c);
    for (ptrdiff_t i = from; i < to && work_step(c->data, i == from ? to - from : 0); i++) {
        uint64_t key = c->side[side].key[c->rule][i];
        const uint64_t *b = cells_of(c, side, i);
        for (uint32_t k = key ? c->head[slot_of(c, key)] : 0; k; k = c->next[k - 1]) {
            ptrdiff_t left = (ptrdiff_t)k - 1;
            if ((c->data->dedupe && left >= i) || found_before(c, left, side, i))
                continue;
            const uint64_t *a = cells_of(c, 0, left);
            LinkPattern pattern = pair_pattern(c->data, a, b);
            if (tuned)
                pattern = link_pattern_tuned(pattern, pair_frequency(c->data, c->model, a, b, pattern));
            pattern_add(&worker->patterns, &worker->patterns_memory, pattern, 1);
        }
    }
    worker_give(worker);
}

static void compare_rule(Candidates *c, Arena scratch)
{
    table_open(c, &scratch);
    parallel_for(c->data->threads, c->side[c->data->dedupe ? 0 : 1].len, CHUNK, compare_chunk, c);
}

/* ---- all ------------------------------------------------------------------------------------------ */
/* Few records: every pair is looked at, as if by one rule under which all are found. */
static void take_all(Candidates *c)
{
    c->used[c->first] = true;
    for (int side = 0; side < c->data->sides; side++)
        for (ptrdiff_t i = 0; i < c->side[side].len; i++)
            c->side[side].key[c->first][i] = 1;
}

static void choose(Candidates *c, int64_t limit)
{
    int64_t found = 0;
    for (c->rule = c->first; c->rule < c->end; c->rule++) {
        count_found(c, c->scratch);
        c->used[c->rule] = c->found[c->rule] <= TOO_MANY * limit || c->end - c->first == 1;
        found += c->used[c->rule] ? c->found[c->rule] : 0;
    }
    c->thin = (uint64_t)(found > limit ? (found + limit - 1) / limit : 1);
}

static Err *prepare(Candidates *c, int64_t limit)
{
    for (int side = 0; side < c->data->sides; side++)
        TRY(sample_rows(c, side));
    if (c->end - c->first > 1 && block_pairs(c->side[0].len, c->side[1].len, c->data->dedupe) <= limit) {
        take_all(c);
        return NULL;
    }
    parallel_for(c->data->threads, c->side[0].len + c->side[1].len, CHUNK, find_keys, c);
    choose(c, limit);
    return NULL;
}

static int64_t pairs_in_sample(const Candidates *c)
{
    int64_t left = c->side[0].len, kept_left = 0;
    if (!c->data->dedupe) {
        for (ptrdiff_t i = 0; i < left; i++)
            kept_left += kept(c, i);
        return kept_left * c->side[1].len;
    }
    int64_t pairs = 0; /* a pair is thinned by its lower record */
    for (ptrdiff_t i = 0; i < left; i++)
        pairs += kept(c, i) ? left - 1 - i : 0;
    return pairs;
}

static Err *gather(LinkData *data, Arena *arena, Candidates *c, int64_t limit, LinkPatterns *ret)
{
    workers_reset(data);
    TRY(prepare(c, limit));
    work_begin(data, TEXT("Lấy mẫu cặp của các quy tắc", "Sampling pairs of rules"),
               (c->end - c->first) * c->side[data->dedupe ? 0 : 1].len);
    for (c->rule = c->first; c->rule < c->end; c->rule++)
        if (c->used[c->rule])
            compare_rule(c, c->scratch);
    patterns_collect(data, arena, ret);
    ret->of = pairs_in_sample(c);
    ret->frequency = tunes(c);
    workers_reset(data);
    return work_end(data, arena);
}

Err *link_candidate_patterns(LinkData *data, Arena *arena, const LinkModel *model, int rule, int64_t limit,
                             uint64_t seed, LinkPatterns *ret)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Candidates *c = new (&scratch, Candidates, 1);
    *c = (Candidates){.data = data, .model = model, .scratch = scratch, .seed = seed, .end = model->rules};
    if (rule >= 0) {
        c->first = rule;
        c->end = rule + 1;
    }
    return gather(data, arena, c, limit, ret);
}
