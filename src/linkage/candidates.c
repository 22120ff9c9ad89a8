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
    const uint64_t **cells;
    int64_t *row;
    ptrdiff_t len;
    uint64_t *key[LINK_RULES]; /* by index in the sample; 0 = none */
} Sampled;

struct LinkSample {
    Arena arena; /* holds the sample and nothing else */
    LinkData *data;
    uint64_t seed;
    Sampled side[2]; /* dedupe: the second is empty */
};

typedef struct Candidates {
    LinkData *data;
    const LinkModel *model;
    const Sampled *side;
    Arena scratch;
    uint64_t seed, thin;
    int64_t found[LINK_RULES];
    bool used[LINK_RULES];
    bool all;                     /* every pair is looked at, as if by one rule under which all are found */
    int first, end;               /* the rules asked for */
    int rule;                     /* being worked */
    uint32_t *head, *next, *size; /* left records by key: first of a chain, following, length; index + 1, 0 = end */
    uint64_t *slot;
    uint64_t mask;
} Candidates;

/* ---- the sample ----------------------------------------------------------------------- */
typedef struct Keying {
    LinkSample *sample;
    const LinkModel *model;
} Keying;

static void find_keys(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Keying *k = arg;
    ptrdiff_t left = k->sample->side[0].len;
    for (ptrdiff_t i = from; i < to; i++) {
        Sampled *s = &k->sample->side[i >= left];
        ptrdiff_t index = i >= left ? i - left : i;
        for (int r = 0; r < k->model->rules; r++)
            s->key[r][index] =
                row_key(k->sample->data, s->cells[index], k->model->rule[r].part, k->model->rule[r].parts);
    }
}

/* The sample's arena is closed before anybody reads the error. */
static Err *kept_error(Arena *arena, const Err *err)
{
    Err *kept_err = new (arena, Err, 1);
    *kept_err = *err;
    kept_err->text = (Text){str_copy(arena, err->text.vi), str_copy(arena, err->text.en)};
    kept_err->place.file = str_copy(arena, err->place.file);
    return kept_err;
}

static bool is_sampled(const LinkSample *sample, int side, int64_t row, uint64_t step)
{
    return step <= 1 || link_mix(sample->seed + (uint64_t)side, (uint64_t)row) % step == 0;
}

static Err *take_side(LinkSample *sample, Arena *arena, const LinkModel *model, int side)
{
    Sampled *s = &sample->side[side];
    int64_t rows = sample->data->rows[side];
    uint64_t step = (uint64_t)((rows + SAMPLE - 1) / SAMPLE);
    for (int64_t i = 0; i < rows; i++)
        s->len += is_sampled(sample, side, i, step);
    s->row = new (&sample->arena, int64_t, s->len);
    s->len = 0;
    for (int64_t i = 0; i < rows; i++)
        if (is_sampled(sample, side, i, step))
            s->row[s->len++] = i;
    s->cells = new (&sample->arena, const uint64_t *, s->len);
    for (int r = 0; r < model->rules; r++)
        s->key[r] = new (&sample->arena, uint64_t, s->len);
    Err *err = rows_get(sample->data, &sample->arena, side, s->row, s->len, s->cells);
    return err ? kept_error(arena, err) : NULL;
}

Err *link_sample_open(LinkData *data, Arena *arena, const LinkModel *model, uint64_t seed, LinkSample **ret)
{
    LinkSample *sample = *ret = new (arena, LinkSample, 1);
    *sample = (LinkSample){.arena = arena_open(ARENA_DEFAULT), .data = data, .seed = seed};
    for (int side = 0; side < data->sides; side++)
        TRY(take_side(sample, arena, model, side));
    Keying keying = {sample, model};
    parallel_for(data->threads, sample->side[0].len + sample->side[1].len, CHUNK, find_keys, &keying);
    return NULL;
}

void link_sample_close(LinkSample **sample)
{
    if (*sample)
        arena_close(&(*sample)->arena);
}

static const uint64_t *cells_of(const Candidates *c, int side, ptrdiff_t index)
{
    return c->side[side].cells[index];
}

static uint64_t key_of(const Candidates *c, int rule, int side, ptrdiff_t index)
{
    return c->all ? 1 : c->side[side].key[rule][index];
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
        uint64_t key = key_of(c, c->rule, 0, i);
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
    int side = c->data->dedupe ? 0 : 1;
    int64_t keyed = 0;
    table_open(c, &scratch);
    for (ptrdiff_t i = 0; i < c->side[side].len; i++) {
        uint64_t key = key_of(c, c->rule, side, i);
        c->found[c->rule] += key ? c->size[slot_of(c, key)] : 0;
        keyed += key != 0;
    }
    if (c->data->dedupe)
        c->found[c->rule] = (c->found[c->rule] - keyed) / 2;
}

/* ---- pairs ------------------------------------------------------------------------------------ */
static bool found_before(const Candidates *c, ptrdiff_t left, int side, ptrdiff_t right)
{
    for (int r = c->first; r < c->rule; r++) {
        uint64_t key = key_of(c, r, 0, left);
        if (c->used[r] && key && key == key_of(c, r, side, right))
            return true;
    }
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
        uint64_t key = key_of(c, c->rule, side, i);
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

static void prepare(Candidates *c, int64_t limit)
{
    c->all = c->end - c->first > 1 && block_pairs(c->side[0].len, c->side[1].len, c->data->dedupe) <= limit;
    if (c->all)
        c->used[c->first] = true;
    else
        choose(c, limit);
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
    prepare(c, limit);
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

Err *link_sample_patterns(LinkSample *sample, Arena *arena, const LinkModel *model, int rule, int64_t limit,
                          LinkPatterns *ret)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Candidates *c = new (&scratch, Candidates, 1);
    *c = (Candidates){.data = sample->data, .model = model, .side = sample->side, .seed = sample->seed};
    c->scratch = scratch;
    c->first = rule < 0 ? 0 : rule;
    c->end = rule < 0 ? model->rules : rule + 1;
    return gather(sample->data, arena, c, limit, ret);
}
