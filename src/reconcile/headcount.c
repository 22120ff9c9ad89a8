/* What a run says of employers' numbers beside what the run before said. */
#include "reconcile/headcount.h"

#include "base/vec.h"
#include "gather_sql.h"
#include "reconcile/gather_internal.h"

enum { PUT_VALUES = 6, COUNTS = 3 };

static const int counted[COUNTS] = {EMPLOYER_taxed, EMPLOYER_insured, EMPLOYER_uninsured};

typedef Vec(Value) Values;

typedef struct Saving {
    Store *store;
    Str province;
    int64_t month;
    bool first; /* nothing was written of this province yet */
} Saving;

static int32_t count_at(const GatheredFacts *facts, ptrdiff_t row, int which)
{
    if (row >= facts->count || !facts->there[row])
        return FACT_MISSING;
    return facts->column[counted[which] * facts->step + row];
}

/* Of whom nobody was ever counted nothing need be written. */
static bool is_other(const GatheredFacts *now, const GatheredFacts *before, ptrdiff_t row)
{
    for (int i = 0; i < COUNTS; i++) {
        int32_t n = count_at(now, row, i), was = count_at(before, row, i);
        if (n != was && ((n != 0 && n != FACT_MISSING) || (was != 0 && was != FACT_MISSING)))
            return true;
    }
    return false;
}

/* What was kept in another shape counts as nothing: all of the chunk is written once more. */
static Err *chunk_before(const Saving *s, Arena *arena, ptrdiff_t chunk, GatheredFacts *ret)
{
    Str kept;
    bool found;
    *ret = (GatheredFacts){0};
    if (s->first)
        return NULL;
    TRY(part_fetch(s->store, arena, s->province, true, "facts", chunk, &kept, &found));
    if (found && unpack_facts(arena, kept, (Str){0}, true, chunk, 0, NULL, ret))
        *ret = (GatheredFacts){0};
    return NULL;
}

static Err *save_chunk(const Saving *s, Arena *arena, const Gathered *gathered, ptrdiff_t chunk)
{
    GatheredFacts now, before;
    Values put = {0};
    TRY(gathered_facts(gathered, arena, true, chunk, &now));
    TRY(chunk_before(s, arena, chunk, &before));
    for (ptrdiff_t row = 0; row < now.count || row < before.count; row++) {
        if (!is_other(&now, &before, row))
            continue;
        vec_push(arena, &put, V_TEXT(s->province));
        vec_push(arena, &put, V_INT(now.first + row));
        vec_push(arena, &put, V_INT(s->month));
        for (int i = 0; i < COUNTS; i++) {
            int32_t n = count_at(&now, row, i);
            vec_push(arena, &put, V_INT(n == FACT_MISSING ? -1 : n));
        }
    }
    if (s->first)
        return store_copy(s->store, arena, SQL_HEADCOUNT_FILL, put.data, PUT_VALUES, put.len / PUT_VALUES);
    return store_exec_many(s->store, arena, SQL_HEADCOUNT_PUT, put.data, PUT_VALUES, put.len / PUT_VALUES, NULL);
}

Err *headcount_save(Store *store, Arena *arena, Str province, const Gathered *gathered)
{
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    Saving s = {.store = store, .province = province, .month = gathered->month.year * 12 + gathered->month.month - 1};
    int64_t any;
    bool found;
    TRY(store_one_int(store, arena, SQL_HEADCOUNT_ANY, ARGS(V_TEXT(province)), &any, &found));
    s.first = !found;
    for (ptrdiff_t c = 0; c < gathered->chunks[1]; c++) {
        if (!s.first && !gathered->chunk[1][c].changed[GATHERED_FACTS])
            continue;
        arena_rewind(&once);
        TRY(err_keep(arena, save_chunk(&s, &once, gathered, c)));
    }
    return NULL;
}

/* ---- asking -------------------------------------------------------------------------------------- */

static int32_t kept_count(const Rows *rows, int column)
{
    int64_t n = rows_int(rows, column);
    return n < 0 ? FACT_MISSING : (int32_t)n;
}

typedef Vec(Headcount) Headcounts;

static Err *read_changes(Store *store, Arena *arena, Str province, int64_t employer, Headcounts *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, SQL_HEADCOUNT_OF, ARGS(V_TEXT(province), V_INT(employer)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        int month = (int)rows_int(&rows, 0);
        vec_push(arena, ret,
                 ((Headcount){.month = {month / 12, month % 12 + 1, 0},
                              .taxed = kept_count(&rows, 1),
                              .insured = kept_count(&rows, 2),
                              .uninsured = kept_count(&rows, 3)}));
    }
    return err;
}

Err *headcount_list(Store *store, Arena *arena, Str province, int64_t employer, Headcount **ret, ptrdiff_t *ret_count)
{
    AUTO(rows_close) Rows rows = {0};
    Headcounts changes = {0}, all = {0};
    ptrdiff_t at = -1;
    Err *err;
    TRY(read_changes(store, arena, province, employer, &changes));
    TRY(store_query(store, arena, SQL_HEADCOUNT_MONTHS, ARGS(V_TEXT(province)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        Date month;
        if (!date_parse_iso(rows_text(&rows, arena, 0), &month))
            continue;
        month.day = 0;
        while (at + 1 < changes.len && date_cmp(changes.data[at + 1].month, month) <= 0)
            at++;
        if (at < 0)
            continue;
        vec_push(arena, &all, changes.data[at]);
        all.data[all.len - 1].month = month;
    }
    *ret = all.data;
    *ret_count = all.len;
    return err;
}
