/* candidates: patterns of the pairs that one rule finds, or all rules together, each pair once, for training.
 *
 * Both sides are thinned to a sample of records that the seed decides, and the keys of all rules are
 * computed once for these, and how many pairs each rule finds.  The left records of a rule lie in a table by key; each
 * right record meets those of its key.  The pairs of the sample are thinned once more by left records where they are
 * still too many.  Nothing depends on threads. */
#include "linkage/scale.h"

#include "base/pool.h"

enum { SAMPLE = 250000, CHUNK = 2048, STEP = 256, AHEAD = 12, TOO_MANY = 20 };

typedef struct Sampled {
    const uint64_t **cells;
    int64_t *row;
    ptrdiff_t len;
    uint64_t *key[LINK_RULES]; /* by index in the sample; 0 = none */
} Sampled;

struct LinkSample {
    Arena arena; /* in the room for entries */
    LinkData *data;
    uint64_t seed;
    Sampled side[2]; /* dedupe: the second is empty */
    int64_t found[LINK_RULES];
};

typedef struct Chain { /* left records of one key, as index + 1; the first and how many; 0 = a free slot */
    uint64_t key;
    uint32_t first, len;
} Chain;

typedef struct Table { /* left records of a rule by key */
    Chain *chain;      /* open addressing */
    uint32_t *next;    /* of each record the following one; 0 = end */
    int bits;          /* of the number of slots */
} Table;

typedef struct Candidates {
    LinkData *data;
    const LinkModel *model;
    const LinkSample *sample;
    uint64_t thin;
    bool used[LINK_RULES];
    bool all;       /* every pair is looked at, as if by one rule under which all are found */
    int first, end; /* the rules asked for */
    Rarity rarity;
} Candidates;

typedef struct OneRule {
    Candidates *candidates;
    int rule;
    Table table;
} OneRule;

/* ---- the sample ----------------------------------------------------------------------- */
typedef struct Keying {
    LinkSample *sample;
    const LinkModel *model;
} Keying;

static const uint64_t *cells_at(const LinkSample *sample, ptrdiff_t i)
{
    ptrdiff_t left = sample->side[0].len;
    return i < left ? sample->side[0].cells[i] : sample->side[1].cells[i - left];
}

static void find_keys(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Keying *k = arg;
    ptrdiff_t left = k->sample->side[0].len;
    for (ptrdiff_t i = from; i < to; i++) {
        if (i + 2 * AHEAD < to)
            fetch(cells_at(k->sample, i + 2 * AHEAD));
        if (i + AHEAD < to)
            row_fetch_blobs(k->sample->data, cells_at(k->sample, i + AHEAD));
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
    s->row = new_raw(&sample->arena, int64_t, s->len);
    s->len = 0;
    for (int64_t i = 0; i < rows; i++)
        if (is_sampled(sample, side, i, step))
            s->row[s->len++] = i;
    s->cells = new_raw(&sample->arena, const uint64_t *, s->len);
    for (int r = 0; r < model->rules; r++)
        s->key[r] = new_raw(&sample->arena, uint64_t, s->len);
    Err *err = rows_get(sample->data, &sample->arena, side, s->row, s->len, s->cells);
    return err ? kept_error(arena, err) : NULL;
}

/* ---- left records of one rule by key ------------------------------------------------------ */
static Chain *slot_of(const Table *t, uint64_t key) /* keys are spread */
{
    return &t->chain[key >> (64 - t->bits)];
}

/* Its chain, or the free slot where that would be. */
static Chain *chain_of(const Table *t, uint64_t key)
{
    Chain *end = t->chain + ((ptrdiff_t)1 << t->bits), *at = slot_of(t, key);
    while (at->first && at->key != key)
        at = at + 1 < end ? at + 1 : t->chain;
    return at;
}

/* Pairs are thinned by their left records: one of `thin`. */
static bool kept(const LinkSample *s, uint64_t thin, ptrdiff_t left)
{
    return thin <= 1 || link_mix(s->seed ^ 0x5bd1e995u, (uint64_t)s->side[0].row[left]) % thin == 0;
}

/* Of records that are kept only: where many share a key, nobody walks past those that are not. */
static Table table_open(const LinkSample *sample, int rule, uint64_t thin, Arena *arena)
{
    const uint64_t *key = sample->side[0].key[rule];
    ptrdiff_t n = sample->side[0].len;
    Table t = {.bits = 4};
    while ((ptrdiff_t)1 << t.bits < n + n / 2)
        t.bits++;
    t.chain = new (arena, Chain, (ptrdiff_t)1 << t.bits);
    t.next = new_raw(arena, uint32_t, n);
    for (ptrdiff_t i = n - 1; i >= 0; i--) { /* chains in ascending order */
        if (i >= 2 * AHEAD && key[i - 2 * AHEAD])
            fetch(slot_of(&t, key[i - 2 * AHEAD]));
        if (!key[i] || !kept(sample, thin, i))
            continue;
        Chain *chain = chain_of(&t, key[i]);
        t.next[i] = chain->first;
        *chain = (Chain){key[i], (uint32_t)i + 1, chain->len + 1};
    }
    return t;
}

static void count_found(LinkSample *sample, int rule, Arena scratch)
{
    const Sampled *right = &sample->side[sample->data->dedupe ? 0 : 1];
    Table table = table_open(sample, rule, 1, &scratch);
    int64_t keyed = 0, found = 0;
    for (ptrdiff_t i = 0; i < right->len; i++) {
        uint64_t key = right->key[rule][i];
        if (i + 2 * AHEAD < right->len && right->key[rule][i + 2 * AHEAD])
            fetch(slot_of(&table, right->key[rule][i + 2 * AHEAD]));
        found += key ? chain_of(&table, key)->len : 0;
        keyed += key != 0;
    }
    sample->found[rule] = sample->data->dedupe ? (found - keyed) / 2 : found;
}

static void count_rules(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    LinkSample *sample = arg;
    Worker *worker = worker_take(sample->data);
    for (ptrdiff_t r = from; r < to; r++)
        count_found(sample, (int)r, worker->scratch);
    worker_give(worker);
}

Err *link_sample_open(LinkData *data, Arena *arena, const LinkModel *model, uint64_t seed, LinkSample **ret)
{
    LinkSample *sample = *ret = new (arena, LinkSample, 1);
    *sample = (LinkSample){.arena = shelves_open(data), .data = data, .seed = seed};
    for (int side = 0; side < data->sides; side++)
        TRY(take_side(sample, arena, model, side));
    Keying keying = {sample, model};
    parallel_for(data->threads, sample->side[0].len + sample->side[1].len, CHUNK, find_keys, &keying);
    parallel_for(data->threads, model->rules, 1, count_rules, sample);
    return NULL;
}

/* In memory the pages are of use to the rules that follow. */
void link_sample_close(LinkSample **sample)
{
    if (*sample && (*sample)->data->spill)
        shelves_close((*sample)->data);
}

/* ---- pairs ------------------------------------------------------------------------------------ */
static bool found_before(const Candidates *c, int rule, ptrdiff_t left, int side, ptrdiff_t right)
{
    for (int r = c->first; r < rule; r++) {
        uint64_t key = c->sample->side[0].key[r][left];
        if (c->used[r] && key && key == c->sample->side[side].key[r][right])
            return true;
    }
    return false;
}

static bool tunes(const Candidates *c)
{
    return c->end - c->first == c->model->rules && c->model->fields <= LINK_TUNED;
}

static void add_pair(const Candidates *c, Worker *worker, const uint64_t *a, const uint64_t *b)
{
    LinkPattern pattern = pair_pattern(c->data, a, b);
    if (tunes(c))
        pattern = link_pattern_tuned(pattern, pair_frequency(c->data, &c->rarity, a, b, pattern));
    pattern_add(&worker->patterns, &worker->patterns_memory, pattern, 1);
}

/* A right record with those on the left. */
static void meet(const OneRule *one, Worker *worker, int side, ptrdiff_t i)
{
    const Candidates *c = one->candidates;
    const Sampled *left = &c->sample->side[0], *right = &c->sample->side[side];
    uint64_t key = c->all ? 1 : right->key[one->rule][i];
    uint32_t k = c->all ? left->len > 0 : key ? chain_of(&one->table, key)->first : 0;
    for (; k; k = c->all ? (k < left->len ? k + 1 : 0) : one->table.next[k - 1]) {
        ptrdiff_t at = (ptrdiff_t)k - 1;
        if ((c->data->dedupe && at >= i) || (!c->all && found_before(c, one->rule, at, side, i)))
            continue;
        add_pair(c, worker, left->cells[at], right->cells[i]);
    }
}

/* Those whom a right record will meet lie anywhere: first where their chain begins, then its first record. */
static void fetch_chain(const OneRule *one, int side, ptrdiff_t i, bool begun)
{
    const LinkSample *s = one->candidates->sample;
    uint64_t key = s->side[side].key[one->rule][i];
    if (!key)
        return;
    const Chain *chain = slot_of(&one->table, key);
    if (!begun) {
        fetch(chain);
    } else if (chain->key == key) {
        ptrdiff_t first = (ptrdiff_t)chain->first - 1;
        fetch(&s->side[0].key[one->candidates->first][first]);
        fetch(&one->table.next[first]);
        fetch(s->side[0].cells[first]);
        fetch(s->side[side].cells[i]);
    }
}

static void meet_all(const OneRule *one, Worker *worker, ptrdiff_t from, ptrdiff_t to)
{
    LinkData *data = one->candidates->data;
    int side = data->dedupe ? 0 : 1;
    for (ptrdiff_t i = from; i < to; i++) {
        if ((i - from) % STEP == 0 && !work_step(data, to - i < STEP ? to - i : STEP))
            return;
        if (!one->candidates->all && i + 2 * AHEAD < to)
            fetch_chain(one, side, i + 2 * AHEAD, false);
        if (!one->candidates->all && i + AHEAD < to)
            fetch_chain(one, side, i + AHEAD, true);
        meet(one, worker, side, i);
    }
}

static void meet_chunk(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const OneRule *one = arg;
    Worker *worker = worker_take(one->candidates->data);
    meet_all(one, worker, from, to);
    worker_give(worker);
}

static void meet_rules(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Candidates *c = arg;
    Worker *worker = worker_take(c->data);
    for (ptrdiff_t i = from; i < to; i++) {
        Arena scratch = worker->scratch;
        OneRule one = {.candidates = c, .rule = c->first + (int)i};
        if (!c->used[one.rule])
            continue;
        one.table = table_open(c->sample, one.rule, c->thin, &scratch);
        meet_all(&one, worker, 0, c->sample->side[c->data->dedupe ? 0 : 1].len);
    }
    worker_give(worker);
}

/* Several rules side by side; the records of one side by side. */
static void meet_by_threads(Candidates *c)
{
    if (c->end - c->first > 1 && !c->all) {
        parallel_for(c->data->threads, c->end - c->first, 1, meet_rules, c);
        return;
    }
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    OneRule one = {.candidates = c, .rule = c->first};
    if (!c->all)
        one.table = table_open(c->sample, c->first, c->thin, &scratch);
    parallel_for(c->data->threads, c->sample->side[c->data->dedupe ? 0 : 1].len, CHUNK, meet_chunk, &one);
}

/* ---- all ------------------------------------------------------------------------------------------ */
static void choose(Candidates *c, int64_t limit)
{
    int64_t found = 0;
    for (int r = c->first; r < c->end; r++) {
        c->used[r] = c->sample->found[r] <= TOO_MANY * limit || c->end - c->first == 1;
        found += c->used[r] ? c->sample->found[r] : 0;
    }
    c->thin = (uint64_t)(found > limit ? (found + limit - 1) / limit : 1);
}

static void prepare(Candidates *c, int64_t limit)
{
    const Sampled *side = c->sample->side;
    c->all = c->end - c->first > 1 && block_pairs(side[0].len, side[1].len, c->data->dedupe) <= limit;
    if (!c->all)
        choose(c, limit);
}

static int64_t pairs_in_sample(const Candidates *c)
{
    int64_t left = c->sample->side[0].len, kept_left = 0;
    if (!c->data->dedupe) {
        for (ptrdiff_t i = 0; i < left; i++)
            kept_left += kept(c->sample, c->thin, i);
        return kept_left * c->sample->side[1].len;
    }
    int64_t pairs = 0; /* a pair is thinned by its lower record */
    for (ptrdiff_t i = 0; i < left; i++)
        pairs += kept(c->sample, c->thin, i) ? left - 1 - i : 0;
    return pairs;
}

Err *link_sample_patterns(LinkSample *sample, Arena *arena, const LinkModel *model, int rule, int64_t limit,
                          LinkPatterns *ret)
{
    LinkData *data = sample->data;
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Candidates c = {.data = data, .model = model, .sample = sample};
    c.first = rule < 0 ? 0 : rule;
    c.end = rule < 0 ? model->rules : rule + 1;
    workers_reset(data);
    prepare(&c, limit);
    if (tunes(&c))
        rarity_make(data, model, &scratch, &c.rarity);
    work_begin(data, TEXT("Lấy mẫu cặp của các quy tắc", "Sampling pairs of rules"),
               (c.end - c.first) * sample->side[data->dedupe ? 0 : 1].len);
    meet_by_threads(&c);
    patterns_collect(data, arena, ret);
    ret->of = pairs_in_sample(&c);
    ret->frequency = tunes(&c);
    workers_reset(data);
    return work_end(data, arena);
}
