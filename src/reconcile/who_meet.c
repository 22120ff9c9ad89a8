/* The keys of all persons pass once by a table of those that are asked for; then what is known of who was found is
 * read. Chunks are fetched some at a time by one thread and looked through by the others. */
#include "reconcile/who_internal.h"

#include "base/pool.h"

enum { AT_ONCE = 16, WORD = 64 };

/* ---- what is asked for ------------------------------------------------------------------------ */

typedef struct Slot {
    uint64_t key;  /* 0 free */
    int32_t first; /* row * WHO_KINDS + kind, of those with this key */
} Slot;

typedef struct KeyTable {
    uint64_t *sieve; /* two bits of a word for each key: few that nobody asks for get as far as a slot */
    uint64_t words;  /* a power of two, as are the slots */
    Slot *slot;
    uint64_t slots;
    int32_t *next; /* of each row and kind, the one before it with its key; -1 none */
} KeyTable;

/* The low bits of a key are a place. */
static uint64_t word_of(const KeyTable *t, uint64_t key)
{
    return key >> 12 & (t->words - 1);
}

static uint64_t bits_of(uint64_t key)
{
    return 1ull << (key >> 58) | 1ull << (key >> 52 & (WORD - 1));
}

static Slot *slot_of(const KeyTable *t, uint64_t key)
{
    uint64_t at = key >> 20 & (t->slots - 1);
    while (t->slot[at].key != 0 && t->slot[at].key != key)
        at = (at + 1) & (t->slots - 1);
    return &t->slot[at];
}

static void put_key(KeyTable *t, uint64_t key, int32_t entry)
{
    Slot *slot = slot_of(t, key);
    t->sieve[word_of(t, key)] |= bits_of(key);
    t->next[entry] = slot->key ? slot->first : -1;
    *slot = (Slot){key, entry};
}

static KeyTable table_of(Arena *arena, const WhoAsked *asked, ptrdiff_t rows)
{
    KeyTable t = {.words = WORD, .slots = WORD};
    while (t.words < (uint64_t)rows)
        t.words *= 2;
    while (t.slots < 2 * WHO_KINDS * (uint64_t)rows)
        t.slots *= 2;
    t.sieve = new (arena, uint64_t, (ptrdiff_t)t.words);
    t.slot = new (arena, Slot, (ptrdiff_t)t.slots);
    t.next = new_raw(arena, int32_t, rows * WHO_KINDS);
    for (ptrdiff_t i = 0; i < rows; i++)
        for (int kind = 0; kind < WHO_KINDS; kind++)
            if (asked[i].key[kind] != 0)
                put_key(&t, asked[i].key[kind], (int32_t)(i * WHO_KINDS + kind));
    return t;
}

/* ---- chunks, some at a time ---------------------------------------------------------------------- */

typedef struct Batch {
    Arena memory;
    int64_t from; /* the first chunk */
    Str kept[AT_ONCE], beside[AT_ONCE];
    WhoHits hits; /* first: of each of these chunks */
    Err *err;
} Batch;

typedef struct Meeting {
    Store *store;
    Arena *arena;
    Str province;
    KeyTable table;
    int threads;
    const char *kept, *beside; /* parts that are read */
    bool some;                 /* where somebody was found, alone */
    int64_t from;              /* chunks before it are fetched */
    Batch *batch;
    WhoHits *hits;
    Err *err;
} Meeting;

static bool nobody_in(const Meeting *m, int64_t from)
{
    int64_t to = from + AT_ONCE < m->hits->chunks ? from + AT_ONCE : m->hits->chunks;
    return m->hits->first[from] == m->hits->first[to];
}

static Err *fetch(Meeting *m, Batch *b)
{
    TRY(parts_fetch_some(m->store, &b->memory, m->province, false, m->kept, b->from, AT_ONCE, b->kept));
    return parts_fetch_some(m->store, &b->memory, m->province, false, m->beside, b->from, AT_ONCE, b->beside);
}

static bool feed_batch(void *arg, int at)
{
    Meeting *m = arg;
    Batch *b = &m->batch[at];
    while (m->some && m->from < m->hits->chunks && nobody_in(m, m->from))
        m->from += AT_ONCE;
    if (m->from >= m->hits->chunks)
        return false;
    arena_rewind(&b->memory);
    b->from = m->from;
    b->err = NULL;
    b->hits = (WhoHits){0};
    m->from += AT_ONCE;
    m->err = err_keep(m->arena, fetch(m, b));
    return !m->err;
}

static Err *each_batch(Meeting *m, const Pipe *pipe)
{
    int slots = 2 * m->threads;
    AUTO(arena_close) Arena own = arena_open(ARENA_DEFAULT);
    m->from = 0;
    m->batch = new (&own, Batch, slots);
    for (int i = 0; i < slots; i++)
        m->batch[i].memory = arena_open(ARENA_DEFAULT);
    parallel_pipe(m->threads, slots, pipe, m);
    for (int i = 0; i < slots; i++)
        arena_close(&m->batch[i].memory);
    return m->err;
}

/* ---- who is found ---------------------------------------------------------------------------------- */

static void add_hits(const KeyTable *t, Batch *b, int64_t chunk, const Keys *keys, uint64_t kept)
{
    const Slot *slot = slot_of(t, kept & ~(uint64_t)KEY_PLACE);
    int32_t place = (int32_t)(kept & KEY_PLACE);
    if (slot->key == 0)
        return;
    for (int32_t entry = slot->first; entry >= 0; entry = t->next[entry]) {
        WhoHit hit = {.row = entry / WHO_KINDS,
                      .place = place,
                      .person = chunk * SUBJECT_CHUNK + place + 1,
                      .who = key_who(keys, place),
                      .kind = (uint8_t)(entry % WHO_KINDS),
                      .last_month = FACT_MISSING,
                      .paid_to = FACT_MISSING,
                      .since = FACT_MISSING};
        vec_push(&b->memory, &b->hits.list, hit);
    }
}

static void meet_keys(const KeyTable *t, Batch *b, int64_t chunk, const Keys *keys)
{
    for (int beside = 0; beside < 2; beside++)
        for (ptrdiff_t i = 0; i < keys->keys[beside]; i++) {
            uint64_t kept = key_at(keys, beside, i), bits = bits_of(kept);
            if ((t->sieve[word_of(t, kept)] & bits) == bits && key_holds(keys, beside, kept))
                add_hits(t, b, chunk, keys, kept);
        }
}

static void meet_batch(void *arg, int at, int worker)
{
    const Meeting *m = arg;
    Batch *b = &m->batch[at];
    (void)worker;
    b->hits.first = new (&b->memory, ptrdiff_t, AT_ONCE + 1);
    for (int i = 0; i < AT_ONCE && !b->err; i++) {
        Keys keys;
        b->err = unpack_keys(&b->memory, b->kept[i], b->beside[i], &keys);
        if (!b->err)
            meet_keys(&m->table, b, b->from + i, &keys);
        b->hits.first[i + 1] = b->hits.list.len;
    }
}

static bool take_hits(void *arg, int at)
{
    Meeting *m = arg;
    const Batch *b = &m->batch[at];
    ptrdiff_t before = m->hits->list.len;
    m->err = m->err ? m->err : err_keep(m->arena, b->err);
    if (b->err)
        return false;
    for (ptrdiff_t i = 0; i < b->hits.list.len; i++)
        vec_push(m->arena, &m->hits->list, b->hits.list.data[i]);
    for (int i = 0; i < AT_ONCE && b->from + i < m->hits->chunks; i++)
        m->hits->first[b->from + i + 1] = before + b->hits.first[i + 1];
    return true;
}

/* ---- what is known of them ------------------------------------------------------------------------- */

static int32_t month_known(int32_t month)
{
    return month > 0 ? month : FACT_MISSING;
}

static void take_facts(const GatheredFacts *f, WhoHit *hit)
{
    const int32_t *fact = f->column + hit->place;
    if (hit->place >= f->count)
        return;
    hit->ever = fact[PERSON_ever_insured * f->step] == 1;
    hit->compulsory = fact[PERSON_compulsory * f->step] == 1;
    hit->voluntary = fact[PERSON_voluntary * f->step] == 1;
    hit->last_month = month_known(fact[PERSON_last_month * f->step]);
    hit->paid_to = month_known(fact[PERSON_paid_to * f->step]);
    hit->since = month_known(fact[PERSON_insured_since * f->step]);
}

static Err *look_at_chunk(const Meeting *m, Batch *b, int i)
{
    static const uint64_t wanted = 1ull << PERSON_ever_insured | 1ull << PERSON_compulsory | 1ull << PERSON_voluntary |
                                   1ull << PERSON_last_month | 1ull << PERSON_paid_to | 1ull << PERSON_insured_since;
    const ptrdiff_t *first = m->hits->first + b->from + i;
    GatheredFacts facts;
    Arena scratch = b->memory;
    if (b->from + i >= m->hits->chunks || first[0] == first[1] || b->kept[i].len == 0)
        return NULL;
    TRY(unpack_fact_columns(&scratch, b->kept[i], b->beside[i], false, (ptrdiff_t)b->from + i, wanted, &facts));
    for (ptrdiff_t at = first[0]; at < first[1]; at++)
        take_facts(&facts, &m->hits->list.data[at]);
    return NULL;
}

static void look_at_batch(void *arg, int at, int worker)
{
    const Meeting *m = arg;
    Batch *b = &m->batch[at];
    (void)worker;
    for (int i = 0; i < AT_ONCE && !b->err; i++)
        b->err = look_at_chunk(m, b, i);
}

static bool go_on(void *arg, int at)
{
    Meeting *m = arg;
    m->err = m->err ? m->err : err_keep(m->arena, m->batch[at].err);
    return !m->err;
}

Err *who_meet(Store *store, Arena *arena, Str province, int64_t persons, const WhoAsked *asked, ptrdiff_t rows,
              int threads, WhoHits *ret)
{
    static const Pipe meet = {feed_batch, meet_batch, take_hits}, look = {feed_batch, look_at_batch, go_on};
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Meeting m = {.store = store,
                 .arena = arena,
                 .province = province,
                 .table = table_of(&scratch, asked, rows),
                 .threads = threads,
                 .kept = "keys",
                 .beside = "keys_newer",
                 .hits = ret};
    *ret = (WhoHits){.chunks = (ptrdiff_t)((persons + SUBJECT_CHUNK - 1) / SUBJECT_CHUNK)};
    ret->first = new (arena, ptrdiff_t, ret->chunks + 1);
    TRY(each_batch(&m, &meet));
    m.kept = "facts";
    m.beside = "facts_newer";
    m.some = true;
    return each_batch(&m, &look);
}
