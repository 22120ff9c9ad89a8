/* What is kept of a run: whose each row is, employers' keys, the log of merges and splits, pairs for persons. */
#include "base/vec.h"
#include "identify_sql.h"
#include "reconcile/identify_internal.h"
#include <string.h>

/* ---- writing ------------------------------------------------------------------------------------- */

static Str hex(Arena *arena, uint64_t key)
{
    return str_fmt(arena, "%016llx", (unsigned long long)key);
}

static Str unit_text(Arena *arena, uint32_t unit)
{
    return unit ? str_fmt(arena, "%05u", (unsigned)unit) : S("");
}

static Err *clear_state(Store *store, Arena *arena, Str province, Str delivery)
{
    TRY(store_exec(store, arena, SQL_IDENTITY_STATE_CLEAR, ARGS(V_TEXT(province), V_TEXT(delivery)), NULL));
    return store_exec(store, arena, SQL_IDENTITY_OWN_CLEAR, ARGS(V_TEXT(province), V_TEXT(delivery)), NULL);
}

/* A base has the name of no other there was. */
static Str name_of(Arena *arena, const StateNew *state, int64_t run)
{
    return str_fmt(arena, "%.*s/%lld", STRF(state->delivery), (long long)run);
}

static Err *save_block(Store *store, Arena *arena, Str province, const StateBlock *b, int64_t run)
{
    const StateNew *of = b->of;
    if (of->runs.len > 0)
        return store_exec(
            store, arena, SQL_IDENTITY_OWN_PUT,
            ARGS(V_TEXT(province), V_TEXT(of->delivery), V_INT(b->block), V_INT(b->rows), V_BYTES(b->body)), NULL);
    return store_exec(store, arena, SQL_IDENTITY_BLOCK_PUT,
                      ARGS(V_TEXT(province), V_TEXT(name_of(arena, of, run)), V_TEXT(of->source), V_INT(b->block),
                           V_INT(b->rows), V_BYTES(b->body)),
                      NULL);
}

static Err *save_state(Store *store, Arena *arena, Str province, const StateNew *state, int64_t run)
{
    bool whole = state->runs.len == 0;
    TRY(clear_state(store, arena, province, state->delivery));
    return store_exec(store, arena, SQL_IDENTITY_STATE_PUT,
                      ARGS(V_TEXT(province), V_TEXT(state->delivery), V_TEXT(state->source),
                           V_TEXT(whole ? name_of(arena, state, run) : state->base), V_INT(state->rows),
                           whole ? V_NULL : V_BYTES(state->runs)),
                      NULL);
}

/* Bases that nobody follows any more. */
static Err *clear_idle(Store *store, Arena *arena, Str province)
{
    Vec(Str) idle = {0};
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, SQL_IDENTITY_BLOCK_IDLE, ARGS(V_TEXT(province)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;)
        vec_push(arena, &idle, rows_text(&rows, arena, 0));
    TRY(err);
    for (ptrdiff_t i = 0; i < idle.len; i++)
        TRY(store_exec(store, arena, SQL_IDENTITY_BLOCK_CLEAR, ARGS(V_TEXT(province), V_TEXT(idle.data[i])), NULL));
    return NULL;
}

static Err *save_states(Store *store, Arena *arena, const Identify *identify, int64_t run)
{
    const struct IdentifyStore *keep = identify->kept;
    for (ptrdiff_t i = 0; i < keep->gones; i++)
        TRY(clear_state(store, arena, identify->province, keep->gone[i]));
    for (ptrdiff_t i = 0; i < keep->states; i++)
        TRY(save_state(store, arena, identify->province, &keep->state[i], run));
    for (ptrdiff_t i = 0; i < keep->blocks; i++)
        TRY(save_block(store, arena, identify->province, &keep->block[i], run));
    return clear_idle(store, arena, identify->province);
}

static Err *save_log(Store *store, Arena *arena, const Identify *identify, int64_t run)
{
    enum { COLUMNS = 6 };
    Value *args = new (arena, Value, identify->changes * COLUMNS + 1);
    for (ptrdiff_t i = 0; i < identify->changes; i++) {
        const IdentifyChange *c = &identify->change[i];
        Value *to = args + i * COLUMNS;
        to[0] = V_TEXT(identify->province);
        to[1] = V_INT(run);
        to[2] = V_INT(c->employer);
        to[3] = V_TEXT(c->split ? S("split") : S("merged"));
        to[4] = V_INT(c->from);
        to[5] = V_INT(c->to);
    }
    return store_exec_many(store, arena, SQL_IDENTITY_LOG_PUT, args, COLUMNS, identify->changes, NULL);
}

static Err *save_new_pairs(Store *store, Arena *arena, const Identify *identify, int64_t run)
{
    enum { COLUMNS = 19 };
    const struct IdentifyStore *keep = identify->kept;
    int64_t last;
    bool found;
    ptrdiff_t count = 0;
    Value *args = new (arena, Value, keep->pairs * COLUMNS + 1);
    TRY(store_one_int(store, arena, SQL_PAIR_LAST, ARGS(V_TEXT(identify->province)), &last, &found));
    for (ptrdiff_t i = 0; i < keep->pairs; i++) {
        const PairNew *p = &keep->pair[i];
        if (p->id != 0)
            continue;
        Value row[COLUMNS] = {V_TEXT(identify->province),
                              V_INT(++last),
                              V_TEXT(hex(arena, p->key[0])),
                              V_TEXT(hex(arena, p->key[1])),
                              V_TEXT(p->source[0]),
                              V_TEXT(p->source[1]),
                              V_TEXT(p->delivery[0]),
                              V_TEXT(p->delivery[1]),
                              V_INT(p->row[0]),
                              V_INT(p->row[1]),
                              V_INT(p->person[0]),
                              V_INT(p->person[1]),
                              V_TEXT(unit_text(arena, p->unit[0])),
                              V_TEXT(unit_text(arena, p->unit[1])),
                              V_REAL(p->weight),
                              V_TEXT(p->reason),
                              V_TEXT(p->pattern),
                              V_INT(p->needed),
                              V_INT(run)};
        memcpy(args + count++ * COLUMNS, row, sizeof row);
    }
    return store_exec_many(store, arena, SQL_PAIR_NEW, args, COLUMNS, count, NULL);
}

static Err *save_moved_pairs(Store *store, Arena *arena, const Identify *identify, int64_t run)
{
    const struct IdentifyStore *keep = identify->kept;
    for (ptrdiff_t i = 0; i < keep->pairs; i++) {
        const PairNew *p = &keep->pair[i];
        if (p->id == 0)
            continue;
        TRY(store_exec(store, arena, SQL_PAIR_MOVE,
                       ARGS(V_TEXT(identify->province), V_INT(p->id), V_TEXT(p->delivery[0]), V_INT(p->row[0]),
                            V_TEXT(p->delivery[1]), V_INT(p->row[1]), V_INT(p->person[0]), V_INT(p->person[1]),
                            V_INT(p->gone), V_INT(run)),
                       NULL));
    }
    return NULL;
}

Err *identify_save(Store *store, Arena *arena, const Identify *identify, int64_t run)
{
    const struct IdentifyStore *keep = identify->kept;
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    TRY(err_keep(arena, save_states(store, &scratch, identify, run)));
    TRY(err_keep(arena, save_log(store, &scratch, identify, run)));
    TRY(err_keep(arena, save_new_pairs(store, &scratch, identify, run)));
    TRY(err_keep(arena, save_moved_pairs(store, &scratch, identify, run)));
    if (!keep->counters)
        return NULL;
    return store_exec(store, arena, SQL_IDENTITY_PUT,
                      ARGS(V_TEXT(identify->province), V_INT(identify->persons), V_INT(identify->employers),
                           V_TEXT(keep->model), V_INT(keep->trained_on), V_BYTES(keep->employer_keys), V_INT(run)),
                      NULL);
}

/* ---- looking --------------------------------------------------------------------------------------- */

Err *identify_events(Store *store, Arena *arena, Str province, bool employer, int64_t number, IdentifyEvent **ret,
                     ptrdiff_t *ret_count)
{
    Vec(IdentifyEvent) list = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_IDENTITY_LOG_OF, ARGS(V_TEXT(province), V_INT(employer), V_INT(number)), &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        IdentifyEvent e = {.run = rows_int(&rows, 0),
                           .change = {.employer = employer,
                                      .split = str_eq(rows_text(&rows, arena, 1), S("split")),
                                      .from = (int32_t)rows_int(&rows, 2),
                                      .to = (int32_t)rows_int(&rows, 3)}};
        vec_push(arena, &list, e);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

Err *identify_merges(Store *store, Arena *arena, Str province, int64_t run, IdentifyChange **ret, ptrdiff_t *ret_count)
{
    Vec(IdentifyChange) list = {0};
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, SQL_IDENTITY_LOG_MERGES, ARGS(V_TEXT(province), V_INT(run)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        IdentifyChange c = {.employer = rows_int(&rows, 0) != 0,
                            .from = (int32_t)rows_int(&rows, 1),
                            .to = (int32_t)rows_int(&rows, 2)};
        vec_push(arena, &list, c);
    }
    *ret = list.data;
    *ret_count = list.len;
    return err;
}

Err *identify_now(Store *store, Arena *arena, Str province, bool employer, int64_t number, int64_t *ret)
{
    for (*ret = number;;) { /* a number is merged into a lower one, so this ends */
        bool found;
        int64_t into;
        TRY(store_one_int(store, arena, SQL_IDENTITY_LOG_MERGED, ARGS(V_TEXT(province), V_INT(employer), V_INT(*ret)),
                          &into, &found));
        if (!found || into >= *ret)
            return NULL;
        *ret = into;
    }
}
