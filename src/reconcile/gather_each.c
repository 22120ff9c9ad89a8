/* Facts of all subjects as they are kept: fetched one chunk after the other, unpacked side by side, shown in their
 * order. */
#include "reconcile/gather_internal.h"

#include "base/pool.h"
#include "gather_sql.h"

typedef struct Slot { /* one chunk at a time */
    Arena memory;
    ptrdiff_t chunk;
    Str packed, beside;
    GatheredFacts facts;
    Err *err;
} Slot;

typedef struct Stream {
    Store *store;
    Arena *arena;
    Str province;
    bool employer;
    uint64_t wanted;
    FactsEach *each;
    void *arg;
    Slot *slot;
    Arena answer; /* of the rows at hand */
    Rows rows;
    Str beside[PARTS_AT_ONCE]; /* of the chunks at hand what is other */
    int64_t from;              /* chunk behind them */
    Err *err;
} Stream;

static Err *next_rows(Stream *s)
{
    int64_t from = s->from;
    arena_reset(&s->answer);
    TRY(parts_fetch(s->store, &s->answer, s->province, s->employer, "facts_newer", from, s->beside));
    s->from += PARTS_AT_ONCE;
    return store_query(
        s->store, &s->answer, SQL_PART_FROM,
        ARGS(V_TEXT(s->province), V_INT(s->employer), V_TEXT(S("facts")), V_INT(from), V_INT(from + PARTS_AT_ONCE)),
        &s->rows);
}

static Err *fetch(Stream *s, Slot *slot, bool *ret_more)
{
    TRY(rows_next(&s->rows, &slot->memory, ret_more));
    for (bool opened = false; !*ret_more && !opened; opened = true) { /* none behind the last */
        TRY(next_rows(s));
        TRY(rows_next(&s->rows, &slot->memory, ret_more));
    }
    if (!*ret_more)
        return NULL;
    slot->chunk = (ptrdiff_t)rows_int(&s->rows, 0);
    slot->packed = rows_bytes(&s->rows, &slot->memory, 1);
    ptrdiff_t at = slot->chunk - (ptrdiff_t)(s->from - PARTS_AT_ONCE);
    slot->beside = at >= 0 && at < PARTS_AT_ONCE ? str_copy(&slot->memory, s->beside[at]) : (Str){0};
    return NULL;
}

static bool fetch_chunk(void *arg, int at)
{
    Stream *s = arg;
    bool more;
    arena_rewind(&s->slot[at].memory);
    s->err = err_keep(s->arena, fetch(s, &s->slot[at], &more));
    return !s->err && more;
}

static void unpack_chunk(void *arg, int at, int worker)
{
    const Stream *s = arg;
    Slot *slot = &s->slot[at];
    (void)worker;
    slot->err = unpack_facts_some(&slot->memory, slot->packed, slot->beside, s->employer, slot->chunk, 0, s->wanted,
                                  NULL, &slot->facts);
}

static bool show_chunk(void *arg, int at)
{
    Stream *s = arg;
    Slot *slot = &s->slot[at];
    Err *err = slot->err ? slot->err : s->each(s->arg, &slot->facts);
    s->err = s->err ? s->err : err_keep(s->arena, err);
    return !err;
}

Err *facts_each(Store *store, Arena *arena, Str province, bool employer, uint64_t wanted, FactsEach *each, void *arg)
{
    static const Pipe pipe = {fetch_chunk, unpack_chunk, show_chunk};
    int threads = pool_cpu_count(), slots = 2 * threads;
    AUTO(arena_close) Arena own = arena_open(ARENA_DEFAULT);
    Stream s = {.store = store,
                .arena = arena,
                .province = province,
                .employer = employer,
                .wanted = wanted,
                .each = each,
                .arg = arg,
                .slot = new (&own, Slot, slots),
                .answer = arena_open(ARENA_DEFAULT)};
    for (int i = 0; i < slots; i++)
        s.slot[i].memory = arena_open(ARENA_DEFAULT);
    parallel_pipe(threads, slots, &pipe, &s);
    rows_close(&s.rows);
    for (int i = 0; i < slots; i++)
        arena_close(&s.slot[i].memory);
    arena_close(&s.answer);
    return s.err;
}
