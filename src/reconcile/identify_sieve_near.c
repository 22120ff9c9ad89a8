/* Which of the persons there are share a key with an open row that they may be.
 *
 * What is asked lies anywhere in memory: many persons are looked at together, step by step, so that what the next step
 * needs is on its way while the others are looked at. */
#include "reconcile/identify_sieve.h"
#include <string.h>

enum {
    BATCH = 128,
    MEETS_MOST = 64 /* open rows that a person is weighed with; who shares keys with more may be one of them */
};

typedef struct Met { /* a rule's key that a person has, and an open row may have */
    uint64_t key;
    int32_t rule, person; /* in the batch */
} Met;

typedef struct Batch { /* of persons one after the other */
    const uint32_t *row;
    ptrdiff_t rows;
    Mark mark[BATCH];
    bool known[BATCH], whole[BATCH];
    TraceRow trace[BATCH];
    uint64_t (*value)[BATCH]; /* of each that is asked */
    uint32_t met[BATCH];      /* a bit of each rule whose key an open row may have */
    Met at[BATCH * LINK_RULES];
    ptrdiff_t mets;
} Batch;
_Static_assert(LINK_RULES <= 32, "a bit of each rule");

/* What the engine will read of a group; false where marks do not tell. */
static bool whole_mark(const Sieve *s, uint32_t row, Mark *ret, bool *ret_whole)
{
    ptrdiff_t count;
    const Fill *fill = fill_of(s->w, row, &count);
    *ret = s->w->mark[row];
    *ret_whole = count == 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        if (fill[i].what & FILL_BIRTH)
            ret->birth = mark_day(&s->w->mark[fill[i].from]);
        else if (fill[i].what & FILL_YEAR)
            return false;
        if (fill[i].what & (FILL_PERSONAL | FILL_COMMUNE))
            return false;
    }
    return trace_known(&s->w->trace[row]);
}

/* ---- who may share a key ---------------------------------------------------------------------------------- */

static void spread(uint64_t *value)
{
    for (ptrdiff_t i = 0; i < BATCH; i++)
        value[i] *= SIEVE_SPREAD;
}

static void read_batch(const Sieve *s, Batch *b)
{
    const Work *w = s->w;
    for (ptrdiff_t i = 0; i < b->rows; i++) {
        uint32_t row = b->row[i];
        b->known[i] = s->sieves && whole_mark(s, row, &b->mark[i], &b->whole[i]);
        b->trace[i] = trace_row(&b->mark[i], &w->trace[row], s->commune[w->unit[row]].key);
        b->met[i] = 0;
    }
    for (int a = 0; s->sieves && a < s->count; a++) {
        trace_values(b->trace, b->rows, s->asked[a], b->value[a]);
        spread(b->value[a]);
    }
}

static void turn_in(uint64_t *key, const uint64_t *value)
{
    for (ptrdiff_t i = 0; i < BATCH; i++)
        key[i] = sieve_beside(key[i], value[i]);
}

static void ask_set(const uint64_t *set, int bits, int rule, const uint64_t *key, ptrdiff_t rows, uint32_t *met)
{
    for (ptrdiff_t i = 0; i < rows; i++)
        met[i] |= (uint32_t)sieve_has(set, bits, key[i] * SIEVE_KEY) << rule;
}

/* Keys of which a value is not there are told apart later: there are few. */
static void meet_batch(const Sieve *s, Batch *b)
{
    uint64_t key[BATCH];
    for (int r = 0; r < s->rules; r++) {
        const SieveRule *rule = &s->rule[r];
        memcpy(key, b->value[rule->asked[0]], sizeof key);
        for (int part = 1; part < rule->count; part++)
            turn_in(key, b->value[rule->asked[part]]);
        ask_set(rule->set, s->bits, r, key, b->rows, b->met);
    }
}

/* ---- who may be one -------------------------------------------------------------------------------------------- */

static uint64_t key_at(const Sieve *s, const Batch *b, int r, ptrdiff_t i)
{
    uint64_t value[LINK_PARTS];
    const SieveRule *rule = &s->rule[r];
    for (int part = 0; part < rule->count; part++)
        value[part] = b->value[rule->asked[part]][i];
    return sieve_key(value, rule->count);
}

/* Those that persons have, by person, then rule. */
static void list_met(const Sieve *s, Batch *b)
{
    b->mets = 0;
    for (ptrdiff_t i = 0; i < b->rows; i++)
        for (uint32_t left = b->known[i] ? b->met[i] : 0; left; left &= left - 1) {
            int rule = __builtin_ctz(left);
            uint64_t key = key_at(s, b, rule, i);
            b->at[b->mets] = (Met){key, rule, (int32_t)i};
            b->mets += key != 0;
            __builtin_prefetch(sieve_first(s, rule, key));
        }
}

static void fetch_keys(const Sieve *s, const Batch *b)
{
    for (ptrdiff_t m = 0; m < b->mets; m++)
        __builtin_prefetch(&s->rule[b->at[m].rule].key[*sieve_first(s, b->at[m].rule, b->at[m].key)]);
}

/* Those that open rows have. */
static void keep_met(const Sieve *s, Batch *b)
{
    ptrdiff_t kept = 0;
    for (ptrdiff_t m = 0; m < b->mets; m++) {
        Met met = b->at[m];
        const SieveKey *key = s->rule[met.rule].key;
        const uint32_t *first = sieve_first(s, met.rule, met.key);
        uint32_t at = first[0];
        while (at < first[1] && key[at].key != met.key)
            at++;
        if (at == first[1])
            continue;
        __builtin_prefetch(&s->open[key[at].open]);
        b->at[kept++] = met;
    }
    b->mets = kept;
}

/* One with whom he shares the key. */
static bool may_be_one(const Sieve *s, const Met *met, const BoundPerson *person, int *meets)
{
    const SieveKey *key = s->rule[met->rule].key;
    const uint32_t *first = sieve_first(s, met->rule, met->key);
    for (uint32_t at = first[0]; at < first[1]; at++)
        if (key[at].key == met->key &&
            (++*meets > MEETS_MOST || bound_of(&s->bound, &s->open[key[at].open], person) >= s->from))
            return true;
    return false;
}

/* at: of his in b->at; that of the next person's then. */
static bool is_near(const Sieve *s, const Batch *b, ptrdiff_t i, ptrdiff_t *at)
{
    uint32_t row = b->row[i];
    bool near = !b->known[i];
    int meets = 0;
    BoundPerson person;
    if (*at < b->mets && b->at[*at].person == i)
        person = bound_person(&b->mark[i], &s->w->trace[row], s->w->unit[row], b->whole[i]);
    for (; *at < b->mets && b->at[*at].person == i; ++*at)
        near = near || !s->bounds || s->rule[b->at[*at].rule].alone || may_be_one(s, &b->at[*at], &person, &meets);
    return near;
}

/* What is counted of those left out. */
static void count_row(const Sieve *s, SieveShare *c, uint32_t row)
{
    const Work *w = s->w;
    const Mark *m = &w->mark[row];
    c->left_out++;
    c->names += m->name != 0;
    c->phones += w->trace[row].phone > 255;
    c->communes += s->commune[w->unit[row]].term != 0;
    c->commune[w->unit[row]]++;
    if (m->name && sieve_has(s->names, s->bits, m->name * SIEVE_SPREAD))
        vec_push(&c->memory, &c->name, trace_term(m, &w->trace[row]));
}

static void look_at_batch(const Sieve *s, SieveShare *c, Batch *b)
{
    ptrdiff_t at = 0;
    read_batch(s, b);
    if (s->sieves)
        meet_batch(s, b);
    list_met(s, b);
    fetch_keys(s, b);
    keep_met(s, b);
    for (ptrdiff_t i = 0; i < b->rows; i++)
        if (is_near(s, b, i, &at))
            vec_push(&c->memory, &c->near, b->row[i]);
        else
            count_row(s, c, b->row[i]);
}

void sieve_look_at(void *sieve, ptrdiff_t from, ptrdiff_t to)
{
    const Sieve *s = sieve;
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    Batch *b = new_raw(&memory, Batch, 1);
    b->value = arena_alloc(&memory, sizeof *b->value, _Alignof(uint64_t), s->count + 1);
    for (ptrdiff_t share = from; share < to; share++) {
        SieveShare *c = &s->share[share];
        int64_t i = s->there->rows * share / s->shares, end = s->there->rows * (share + 1) / s->shares;
        c->commune = new (&c->memory, uint32_t, BOUND_UNITS);
        for (; i < end; i += b->rows) {
            b->row = s->there->row + i;
            b->rows = end - i < BATCH ? end - i : BATCH;
            look_at_batch(s, c, b);
        }
    }
}
