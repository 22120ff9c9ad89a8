/* The list becomes a table of keys; the kept keys of every chunk pass by it once. */
#include "reconcile/who.h"

#include "base/pool.h"
#include "base/vec.h"
#include "gather_sql.h"
#include "reconcile/gather_internal.h"
#include "reconcile/reconcile.h"
#include <stdlib.h>
#include <string.h>

enum { KINDS = 4, SIEVE = 1 << 22 /* bits */, PIVOT_YEAR = 2030 };

typedef struct Asked {   /* a row of the list */
    uint64_t key[KINDS]; /* by KeyKind KEY_PERSONAL … KEY_NAME; 0 none */
    uint16_t name, birth;
    int16_t year; /* of birth; 0 not known */
} Asked;

typedef struct Standing { /* what facts say of him */
    bool ever, compulsory, voluntary;
    int32_t last_month, paid_to, since;
} Standing;

typedef struct Hit {
    int32_t row;
    uint8_t kind;
    int64_t person;
    KeyWho who;
    Standing standing;
} Hit;

typedef Vec(Hit) HitList;

typedef struct Stripe { /* what one thread found */
    Arena memory;
    HitList hits;
} Stripe;

typedef struct KeyEntry {
    uint64_t key;
    int32_t row, next; /* next: index + 1 of another with the same slot */
    uint8_t kind;
} KeyEntry;

typedef struct Asking {
    Arena *arena;
    const WhoRow *row;
    Asked *asked;
    ptrdiff_t rows;
    uint64_t *sieve;
    KeyEntry *entry;
    int32_t *slot; /* index + 1 of the first entry; 0 none */
    ptrdiff_t slots, entries;
    int threads;
    Stripe *stripe; /* of each thread */
    const KeyChunk *part;
    ptrdiff_t parts;
    HitList hits;
    WhoFound *found;
} Asking;

/* ---- what is asked ------------------------------------------------------------------------ */

static Str as_kept(Arena *scratch, ValueSort sort, Str written)
{
    Str value = {0};
    ValueFound found = value_read(scratch, sort, NULL, PIVOT_YEAR, written, &value);
    return found == VALUE_SOUND || found == VALUE_DOUBTFUL ? value : (Str){0};
}

static void ask_row(Arena scratch, const WhoRow *row, Asked *ret)
{
    Str number = as_kept(&scratch, SORT_PERSONAL_ID, row->personal_id),
        old = as_kept(&scratch, SORT_OLD_ID, row->old_id);
    Str birth = as_kept(&scratch, SORT_BIRTH, row->birth), name = as_kept(&scratch, SORT_NAME, row->name);
    Date day;
    *ret = (Asked){.birth = key_birth(birth)};
    if (number.len > 0)
        ret->key[KEY_PERSONAL] = key_of(KEY_PERSONAL, number);
    ret->key[KEY_INSURANCE] = key_of(KEY_INSURANCE, as_kept(&scratch, SORT_SI_NUMBER, row->si_number));
    ret->key[KEY_OLD] = key_of(KEY_OLD, old.len > 0 ? old : number); /* the old number stands in either column */
    ret->key[KEY_NAME] = key_of_name(scratch, name, birth, &ret->name);
    if (date_parse_iso(birth, &day))
        ret->year = (int16_t)day.year;
}

static void ask_rows(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    Asking *a = arg;
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    for (ptrdiff_t i = from; i < to; i++)
        ask_row(scratch, &a->row[i], &a->asked[i]);
}

static uint64_t mixed(uint64_t key)
{
    return key >> 12; /* the low bits are of places */
}

static void make_table(Asking *a)
{
    a->slots = 64;
    while (a->slots < 4 * a->rows)
        a->slots *= 2;
    a->slot = new (a->arena, int32_t, a->slots);
    a->entry = new_raw(a->arena, KeyEntry, KINDS * a->rows);
    a->sieve = new (a->arena, uint64_t, SIEVE / 64);
    for (ptrdiff_t i = 0; i < a->rows; i++)
        for (int kind = 0; kind < KINDS; kind++) {
            uint64_t key = a->asked[i].key[kind];
            if (key == 0)
                continue;
            int32_t *slot = &a->slot[mixed(key) & (uint64_t)(a->slots - 1)];
            a->entry[a->entries] = (KeyEntry){key, (int32_t)i, *slot, (uint8_t)kind};
            *slot = (int32_t)++a->entries;
            uint64_t bit = mixed(key) % SIEVE;
            a->sieve[bit / 64] |= 1ull << (bit % 64);
        }
}

/* ---- what is found -------------------------------------------------------------------------- */

static void add_hits(const Asking *a, Stripe *to, uint64_t key, const KeyChunk *part, ptrdiff_t place)
{
    for (int32_t at = a->slot[mixed(key) & (uint64_t)(a->slots - 1)]; at > 0; at = a->entry[at - 1].next) {
        const KeyEntry *entry = &a->entry[at - 1];
        if (entry->key != key)
            continue;
        Hit hit = {.row = entry->row,
                   .kind = entry->kind,
                   .person = part->chunk * SUBJECT_CHUNK + place + 1,
                   .who = key_who(&part->keys, place)};
        vec_push(&to->memory, &to->hits, hit);
    }
}

static void meet_chunk(const Asking *a, Stripe *to, const KeyChunk *part, int beside)
{
    for (ptrdiff_t i = 0; i < part->keys.keys[beside]; i++) {
        uint64_t kept = key_at(&part->keys, beside, i), key = kept & ~(uint64_t)KEY_PLACE;
        uint64_t bit = mixed(key) % SIEVE;
        if (a->sieve[bit / 64] >> (bit % 64) & 1 && key_holds(&part->keys, beside, kept))
            add_hits(a, to, key, part, (ptrdiff_t)(kept & KEY_PLACE));
    }
}

static void meet_stripes(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Asking *a = arg;
    for (ptrdiff_t s = from; s < to; s++)
        for (ptrdiff_t i = s; i < a->parts; i += a->threads)
            for (int beside = 0; beside < 2; beside++)
                meet_chunk(a, &a->stripe[s], &a->part[i], beside);
}

static void meet(void *arg, const KeyChunk *part, ptrdiff_t count)
{
    Asking *a = arg;
    a->part = part;
    a->parts = count;
    parallel_for(a->threads, a->threads, 1, meet_stripes, a);
}

/* The keys of all persons, by several threads; what they find is put in order after it. */
static Err *meet_all(Asking *a, Store *store, Str province)
{
    a->stripe = new (a->arena, Stripe, a->threads);
    for (int t = 0; t < a->threads; t++)
        a->stripe[t].memory = arena_open(ARENA_DEFAULT);
    Err *err = scan_keys(store, a->arena, province, false, meet, a);
    for (int t = 0; t < a->threads; t++) {
        for (ptrdiff_t i = 0; i < a->stripe[t].hits.len; i++)
            vec_push(a->arena, &a->hits, a->stripe[t].hits.data[i]);
        arena_close(&a->stripe[t].memory);
    }
    return err;
}

static int by_person(const void *a, const void *b)
{
    const Hit *x = a, *y = b;
    return (x->person > y->person) - (x->person < y->person);
}

typedef struct Reading {
    Hit *hit;
    ptrdiff_t hits, next; /* by person */
} Reading;

static int32_t month_known(int32_t month)
{
    return month > 0 ? month : FACT_MISSING;
}

static Err *take_facts(void *arg, const GatheredFacts *f)
{
    Reading *r = arg;
    for (; r->next < r->hits && r->hit[r->next].person < f->first + f->count; r->next++) {
        const int32_t *fact = f->column + r->hit[r->next].person - f->first;
        if (r->hit[r->next].person >= f->first)
            r->hit[r->next].standing = (Standing){.ever = fact[PERSON_ever_insured * f->step] == 1,
                                                  .compulsory = fact[PERSON_compulsory * f->step] == 1,
                                                  .voluntary = fact[PERSON_voluntary * f->step] == 1,
                                                  .last_month = month_known(fact[PERSON_last_month * f->step]),
                                                  .paid_to = month_known(fact[PERSON_paid_to * f->step]),
                                                  .since = month_known(fact[PERSON_insured_since * f->step])};
    }
    return NULL;
}

/* What is known of those that were found. */
static Err *read_standings(Asking *a, Store *store, Str province)
{
    const uint64_t wanted = 1ull << PERSON_ever_insured | 1ull << PERSON_compulsory | 1ull << PERSON_voluntary |
                            1ull << PERSON_last_month | 1ull << PERSON_paid_to | 1ull << PERSON_insured_since;
    Reading r = {.hit = a->hits.data, .hits = a->hits.len};
    if (r.hits == 0)
        return NULL;
    qsort(r.hit, (size_t)r.hits, sizeof *r.hit, by_person);
    return facts_each(store, a->arena, province, false, wanted, take_facts, &r);
}

static int by_row(const void *a, const void *b)
{
    const Hit *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->kind != y->kind)
        return x->kind < y->kind ? -1 : 1;
    return (x->person > y->person) - (x->person < y->person);
}

/* ---- the answer --------------------------------------------------------------------------------- */

static bool agrees(const Asked *asked, const KeyWho *who)
{
    if (asked->name && who->name && asked->name != who->name)
        return false;
    if (asked->birth && who->birth)
        return asked->birth == who->birth;
    if (asked->year && who->birth)
        return asked->year == date_from_days(who->birth + date_to_days((Date){1880, 1, 1})).year;
    return true;
}

static WhoAnswer answer_of(const Standing *standing)
{
    if (standing->compulsory)
        return WHO_COMPULSORY;
    if (standing->voluntary)
        return WHO_VOLUNTARY;
    return standing->ever ? WHO_STOPPED : WHO_KNOWN;
}

/* Of those found by the same kind: the only one, or the only one that name and birth agree with; NULL else. */
static const Hit *choose(const Asked *asked, const Hit *hit, ptrdiff_t count)
{
    const Hit *chosen = NULL;
    if (count == 1)
        return hit;
    for (ptrdiff_t i = 0; i < count; i++) {
        if (!agrees(asked, &hit[i].who) || !(asked->name || asked->year))
            continue;
        if (chosen)
            return NULL;
        chosen = &hit[i];
    }
    return chosen;
}

static WhoFound answer(const Asked *asked, const Hit *hit, ptrdiff_t count)
{
    static const WhoBy by[KINDS] = {WHO_PERSONAL, WHO_INSURANCE, WHO_OLD, WHO_NAME};
    ptrdiff_t alike = 0;
    bool other = false;
    while (alike < count && hit[alike].kind == hit[0].kind)
        alike++;
    WhoFound found = {.answer = WHO_SEVERAL,
                      .by = by[hit[0].kind],
                      .last_month = FACT_MISSING,
                      .paid_to = FACT_MISSING,
                      .since = FACT_MISSING};
    const Hit *one = choose(asked, hit, alike);
    if (!one)
        return found;
    for (ptrdiff_t i = alike; i < count; i++)
        other |= hit[i].kind != KEY_NAME && hit[i].person != one->person;
    found.answer = answer_of(&one->standing);
    found.person = one->person;
    found.sure = one->kind != KEY_NAME && !other && agrees(asked, &one->who);
    found.last_month = one->standing.last_month;
    found.paid_to = one->standing.paid_to;
    found.since = one->standing.since;
    return found;
}

static void give_answers(Asking *a)
{
    if (a->hits.len > 1)
        qsort(a->hits.data, (size_t)a->hits.len, sizeof(Hit), by_row);
    for (ptrdiff_t i = 0; i < a->rows; i++)
        a->found[i] = (WhoFound){.last_month = FACT_MISSING, .paid_to = FACT_MISSING, .since = FACT_MISSING};
    for (ptrdiff_t from = 0; from < a->hits.len;) {
        ptrdiff_t to = from;
        int32_t row = a->hits.data[from].row;
        while (to < a->hits.len && a->hits.data[to].row == row)
            to++;
        a->found[row] = answer(&a->asked[row], a->hits.data + from, to - from);
        from = to;
    }
}

static Err *read_month(Store *store, Arena *arena, Str province, Date *ret)
{
    AUTO(rows_close) Rows rows = {0};
    bool found;
    TRY(store_query(store, arena, SQL_GATHERED_ONE, ARGS(V_TEXT(province)), &rows));
    TRY(rows_next(&rows, arena, &found));
    if (!found || !date_parse_iso(rows_text(&rows, arena, 1), ret))
        return reconcile_none(arena);
    return NULL;
}

Err *who_find(Store *store, Arena *arena, Str province, const WhoRow *row, ptrdiff_t rows, int threads, WhoFound *ret,
              Date *ret_month)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Asking a = {
        .arena = &scratch, .row = row, .rows = rows, .threads = threads > 0 ? threads : pool_cpu_count(), .found = ret};
    TRY(scope_check(store, arena, province, province));
    TRY(read_month(store, arena, province, ret_month));
    a.asked = new (&scratch, Asked, rows);
    parallel_for(a.threads, rows, 2048, ask_rows, &a);
    make_table(&a);
    TRY(err_keep(arena, meet_all(&a, store, province)));
    TRY(err_keep(arena, read_standings(&a, store, province)));
    give_answers(&a);
    return NULL;
}
