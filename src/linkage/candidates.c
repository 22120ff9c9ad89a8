/* candidates: patterns of the pairs that one rule finds, or all rules together, each pair once, for training.
 *
 * Both sides are thinned to a sample of records that the seed decides, and the keys of all rules are
 * computed once for these, and how many pairs each rule finds.  Most records of a sample meet nobody: they are sifted
 * out by a bit for each key, which stays in the cache.  The left records of a rule that are left lie in a table by key;
 * each right record meets those of its key.  The pairs of the sample are thinned once more by left records where they
 * are still too many.  Nothing depends on threads. */
#include "linkage/scale.h"

#include "base/pool.h"
#include <assert.h>
#include <string.h>

enum { SAMPLE = 250000, CHUNK = 2048, STEP = 256, AHEAD = 12, TOO_MANY = 20 };

typedef struct Sampled {
    const uint64_t **cells;
    int64_t *row;
    ptrdiff_t len;
    uint64_t *key[LINK_RULES];        /* by index in the sample; 0 = none */
    const uint32_t *some[LINK_RULES]; /* ascending: those that may meet somebody … */
    ptrdiff_t somes[LINK_RULES];      /* … and how many they are */
} Sampled;

struct LinkSample {
    Arena arena; /* in the room for entries */
    LinkData *data;
    uint64_t seed;
    Sampled side[2]; /* dedupe: the second is empty */
    int64_t found[LINK_RULES];
    pthread_mutex_t lock; /* of the arena */
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
    /* The sample's arena is closed before anybody reads the error. */
    return err_keep(arena, rows_get(sample->data, &sample->arena, side, s->row, s->len, s->cells));
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
    const uint32_t *some = sample->side[0].some[rule];
    ptrdiff_t n = sample->side[0].somes[rule];
    Table t = {.bits = 4};
    while ((ptrdiff_t)1 << t.bits < n + n / 2)
        t.bits++;
    t.chain = new (arena, Chain, (ptrdiff_t)1 << t.bits);
    t.next = new_raw(arena, uint32_t, n);
    for (ptrdiff_t i = n - 1; i >= 0; i--) { /* chains in ascending order */
        if (i >= 2 * AHEAD)
            fetch(slot_of(&t, key[some[i - 2 * AHEAD]]));
        if (!kept(sample, thin, some[i]))
            continue;
        Chain *chain = chain_of(&t, key[some[i]]);
        t.next[i] = chain->first;
        *chain = (Chain){key[some[i]], (uint32_t)i + 1, chain->len + 1};
    }
    return t;
}

static void count_found(LinkSample *sample, int rule, Arena scratch)
{
    const Sampled *right = &sample->side[sample->data->dedupe ? 0 : 1];
    const uint64_t *key = right->key[rule];
    const uint32_t *some = right->some[rule];
    Table table = table_open(sample, rule, 1, &scratch);
    ptrdiff_t n = right->somes[rule];
    int64_t found = 0;
    for (ptrdiff_t i = 0; i < n; i++) {
        if (i + 2 * AHEAD < n)
            fetch(slot_of(&table, key[some[i + 2 * AHEAD]]));
        found += chain_of(&table, key[some[i]])->len;
    }
    sample->found[rule] = sample->data->dedupe ? (found - n) / 2 : found;
}

/* ---- who may meet somebody ---------------------------------------------------------------- */
enum { SIFT_BITS = 21 }; /* 256 KiB, and an eighth of all keys stay by chance */

typedef struct Sieve {
    uint64_t *seen, *twice; /* a bit for each value of a key's highest bits */
} Sieve;

static void sieve_add(const Sieve *s, uint64_t key)
{
    uint64_t place = key >> (64 - SIFT_BITS), bit = UINT64_C(1) << (place & 63);
    s->twice[place >> 6] |= s->seen[place >> 6] & bit;
    s->seen[place >> 6] |= bit;
}

static bool sieve_has(const uint64_t *bits, uint64_t key)
{
    uint64_t place = key >> (64 - SIFT_BITS);
    return bits[place >> 6] >> (place & 63) & 1;
}

/* Records whose key is among the bits, to `some`, which has room for all; returns how many. */
static ptrdiff_t sift(const Sampled *s, int rule, const uint64_t *bits, uint32_t *some)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < s->len; i++) {
        some[n] = (uint32_t)i;
        n += s->key[rule][i] && sieve_has(bits, s->key[rule][i]);
    }
    return n;
}

static void keep_some(LinkSample *sample, Sampled *s, int rule, const uint32_t *some, ptrdiff_t n)
{
    pthread_mutex_lock(&sample->lock);
    uint32_t *own = new_raw(&sample->arena, uint32_t, n);
    pthread_mutex_unlock(&sample->lock);
    memcpy(own, some, (size_t)n * sizeof *some);
    s->some[rule] = own;
    s->somes[rule] = n;
}

static Sieve sieve_open(Arena *arena)
{
    ptrdiff_t words = (ptrdiff_t)1 << (SIFT_BITS - 6);
    return (Sieve){new (arena, uint64_t, words), new (arena, uint64_t, words)};
}

/* Within one side who is there twice; else the right records that a left one may meet, then the left ones that those
 * may meet. */
static void sift_rule(LinkSample *sample, int rule, Arena scratch)
{
    Sampled *left = &sample->side[0], *right = &sample->side[1];
    Sieve sieve = sieve_open(&scratch), back = sieve_open(&scratch);
    uint32_t *some = new_raw(&scratch, uint32_t, 1 + (left->len > right->len ? left->len : right->len));
    for (ptrdiff_t i = 0; i < left->len; i++)
        if (left->key[rule][i])
            sieve_add(&sieve, left->key[rule][i]);
    if (sample->data->dedupe) {
        keep_some(sample, left, rule, some, sift(left, rule, sieve.twice, some));
        return;
    }
    ptrdiff_t n = sift(right, rule, sieve.seen, some);
    keep_some(sample, right, rule, some, n);
    for (ptrdiff_t i = 0; i < n; i++)
        sieve_add(&back, right->key[rule][some[i]]);
    keep_some(sample, left, rule, some, sift(left, rule, back.seen, some));
}

static void count_rules(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    LinkSample *sample = arg;
    Worker *worker = worker_take(sample->data);
    for (ptrdiff_t r = from; r < to; r++) {
        sift_rule(sample, (int)r, worker->scratch);
        count_found(sample, (int)r, worker->scratch);
    }
    worker_give(worker);
}

Err *link_sample_open(LinkData *data, Arena *arena, const LinkModel *model, uint64_t seed, LinkSample **ret)
{
    LinkSample *sample = *ret = new (arena, LinkSample, 1);
    *sample = (LinkSample){.arena = shelves_open(data), .data = data, .seed = seed};
    pthread_mutex_init(&sample->lock, NULL);
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
    if (*sample)
        pthread_mutex_destroy(&(*sample)->lock);
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
    return c->end - c->first == c->model->rules;
}

/* The pattern and its adjustment in one word: the highest 8 bits are the adjustment, in the others levels are digits
 * whose base is what the field needs, where 4 bits a field would be too many. */
enum { TUNED_AT = 56, ROOMY = TUNED_AT / 4 };

static int levels_of(const LinkModel *model, int field)
{
    return model->field[field].kind->level_count + 1;
}

static LinkPattern squeeze(const LinkModel *model, LinkPattern pattern, uint8_t tuned)
{
    uint64_t word = model->fields <= ROOMY ? pattern : 0;
    for (int f = model->fields - 1; f >= 0 && model->fields > ROOMY; f--)
        word = word * (uint64_t)levels_of(model, f) + (uint64_t)link_level(pattern, f);
    assert(word >> TUNED_AT == 0);
    return word | (uint64_t)tuned << TUNED_AT;
}

static LinkPattern expand(const LinkModel *model, uint64_t word)
{
    word &= (UINT64_C(1) << TUNED_AT) - 1;
    if (model->fields <= ROOMY)
        return word;
    LinkPattern pattern = 0;
    for (int f = 0; f < model->fields; f++) {
        pattern |= word % (uint64_t)levels_of(model, f) << (4 * f);
        word /= (uint64_t)levels_of(model, f);
    }
    return pattern;
}

static void expand_all(const LinkModel *model, Arena *arena, LinkPatterns *patterns)
{
    patterns->tuned = new (arena, uint8_t, patterns->len + 1);
    for (ptrdiff_t i = 0; i < patterns->len; i++) {
        patterns->tuned[i] = (uint8_t)(patterns->pattern[i] >> TUNED_AT);
        patterns->pattern[i] = expand(model, patterns->pattern[i]);
    }
}

static void add_pair(const Candidates *c, Worker *worker, const uint64_t *a, const uint64_t *b)
{
    LinkPattern pattern = pair_pattern(c->data, a, b);
    if (tunes(c))
        pattern = squeeze(c->model, pattern, link_tuned(pair_frequency(c->data, &c->rarity, a, b, pattern)));
    pattern_add(&worker->patterns, &worker->patterns_memory, pattern, 1);
}

/* A right record with all on the left, or with those of its key. */
static void meet_everyone(const Candidates *c, Worker *worker, int side, ptrdiff_t i)
{
    const Sampled *left = &c->sample->side[0], *right = &c->sample->side[side];
    for (ptrdiff_t at = 0; at < (c->data->dedupe ? i : left->len); at++)
        add_pair(c, worker, left->cells[at], right->cells[i]);
}

static void meet(const OneRule *one, Worker *worker, int side, ptrdiff_t i)
{
    const Candidates *c = one->candidates;
    const Sampled *left = &c->sample->side[0], *right = &c->sample->side[side];
    const Chain *chain = chain_of(&one->table, right->key[one->rule][i]);
    for (uint32_t k = chain->first; k; k = one->table.next[k - 1]) {
        ptrdiff_t at = left->some[one->rule][k - 1];
        if ((c->data->dedupe && at >= i) || found_before(c, one->rule, at, side, i))
            continue;
        add_pair(c, worker, left->cells[at], right->cells[i]);
    }
}

/* Those whom a right record will meet lie anywhere: first where their chain begins, then its first record. */
static void fetch_chain(const OneRule *one, int side, ptrdiff_t i, bool begun)
{
    const LinkSample *s = one->candidates->sample;
    uint64_t key = s->side[side].key[one->rule][i];
    const Chain *chain = slot_of(&one->table, key);
    if (!begun) {
        fetch(chain);
    } else if (chain->key == key) {
        ptrdiff_t first = s->side[0].some[one->rule][chain->first - 1];
        fetch(&s->side[0].key[one->candidates->first][first]);
        fetch(s->side[0].cells[first]);
        fetch(s->side[side].cells[i]);
    }
}

/* The right records of a rule from … to among those that may meet somebody; or among all. */
static void meet_all(const OneRule *one, Worker *worker, ptrdiff_t from, ptrdiff_t to)
{
    LinkData *data = one->candidates->data;
    int side = data->dedupe ? 0 : 1;
    const uint32_t *some = one->candidates->sample->side[side].some[one->rule];
    for (ptrdiff_t k = from; k < to; k++) {
        if ((k - from) % STEP == 0 && !work_step(data, to - k < STEP ? to - k : STEP))
            return;
        if (one->candidates->all) {
            meet_everyone(one->candidates, worker, side, k);
            continue;
        }
        if (k + 2 * AHEAD < to)
            fetch_chain(one, side, some[k + 2 * AHEAD], false);
        if (k + AHEAD < to)
            fetch_chain(one, side, some[k + AHEAD], true);
        meet(one, worker, side, some[k]);
    }
}

/* How many right records meet_all goes through. */
static ptrdiff_t those_who_meet(const Candidates *c, int rule)
{
    const Sampled *right = &c->sample->side[c->data->dedupe ? 0 : 1];
    return c->all ? right->len : right->somes[rule];
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
        meet_all(&one, worker, 0, those_who_meet(c, one.rule));
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
    parallel_for(c->data->threads, those_who_meet(c, one.rule), CHUNK, meet_chunk, &one);
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

static int64_t work_of(const Candidates *c)
{
    int64_t work = 0;
    for (int r = c->first; r < c->end; r++)
        work += c->all || c->used[r] ? those_who_meet(c, r) : 0;
    return c->all && c->end > c->first ? work / (c->end - c->first) : work;
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
    work_begin(data, TEXT("Lấy mẫu cặp của các quy tắc", "Sampling pairs of rules"), work_of(&c));
    meet_by_threads(&c);
    patterns_collect(data, arena, ret);
    ret->of = pairs_in_sample(&c);
    if (tunes(&c))
        expand_all(model, arena, ret);
    workers_reset(data);
    return work_end(data, arena);
}
