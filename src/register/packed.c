/* A block as it is kept: whole, or what it has of another and rows of its own. */
#include "register/difference.h"
#include "register/register_internal.h"
#include "register_sql.h"

enum { DIGESTS = sizeof(RowDigest) };

static Err *damaged(Arena *arena, Str delivery)
{
    return FAIL(arena, INTERNAL, "lần gửi %.*s lưu không trọn; hãy khôi phục từ bản sao lưu",
                "the delivery %.*s is not whole; restore a backup", STRF(delivery));
}

/* ---- fetching ----------------------------------------------------------------------------- */

static bool fits(const RegisterPacked *packed)
{
    return packed->rows >= 0 && packed->rows <= COLUMNS_ROWS && packed->base_rows <= COLUMNS_ROWS &&
           runs_fit(packed->runs, packed->rows, packed->base_rows);
}

/* Those of the base and its own, one behind the other. */
static Err *lay_digests(Arena *arena, RegisterPacked *packed, Str base)
{
    if (base.len != DIGESTS * packed->base_rows || packed->digests.len != DIGESTS * runs_own(packed->runs))
        return damaged(arena, packed->delivery);
    char *laid = new_raw(arena, char, DIGESTS * packed->rows);
    runs_lay(packed->runs, base.ptr, packed->digests.ptr, DIGESTS, laid);
    packed->digests = (Str){laid, DIGESTS * packed->rows};
    return NULL;
}

/* One block a statement: a server hands a whole answer over at once. */
static Err *fetch(Store *store, Arena *arena, Query query, bool cells, bool digests, Str province, Str delivery,
                  int64_t number, RegisterPacked *ret, bool *ret_found)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, query, ARGS(V_TEXT(province), V_TEXT(delivery), V_INT(number)), &rows));
    TRY(rows_next(&rows, arena, ret_found));
    if (!*ret_found)
        return NULL;
    *ret = (RegisterPacked){.delivery = delivery, .first = rows_int(&rows, 0), .rows = (ptrdiff_t)rows_int(&rows, 1)};
    if (cells)
        ret->body = rows_bytes(&rows, arena, 2);
    if (digests)
        ret->digests = rows_bytes(&rows, arena, 3);
    ret->base = rows_text(&rows, arena, 4);
    if (ret->base.len > 0) {
        ret->base_block = rows_int(&rows, 5);
        ret->runs = rows_bytes(&rows, arena, 6);
        ret->base_rows = (ptrdiff_t)rows_int(&rows, 7);
        if (!fits(ret))
            return damaged(arena, delivery);
        if (cells)
            ret->base_body = rows_bytes(&rows, arena, 8);
        if (digests)
            TRY(lay_digests(arena, ret, rows_bytes(&rows, arena, 9)));
    }
    return digests && !register_has_digests(ret) ? damaged(arena, delivery) : NULL;
}

Err *register_fetch(Store *store, Arena *arena, Str province, Str delivery, int64_t number, RegisterPacked *ret,
                    bool *ret_found)
{
    return fetch(store, arena, SQL_BLOCK_ONE, true, true, province, delivery, number, ret, ret_found);
}

Err *register_fetch_cells(Store *store, Arena *arena, Str province, Str delivery, int64_t number, RegisterPacked *ret,
                          bool *ret_found)
{
    return fetch(store, arena, SQL_BLOCK_CELLS, true, false, province, delivery, number, ret, ret_found);
}

Err *register_fetch_digests(Store *store, Arena *arena, Str province, Str delivery, int64_t number, RegisterPacked *ret,
                            bool *ret_found)
{
    return fetch(store, arena, SQL_BLOCK_KEYS, false, true, province, delivery, number, ret, ret_found);
}

/* ---- unpacking ------------------------------------------------------------------------------ */

/* Rows of its own that there are none of are no columns either. */
static Err *unpack_own(Arena *arena, const RegisterPacked *packed, const bool *wanted, Columns *ret)
{
    *ret = (Columns){0};
    if (packed->body.len == 0)
        return NULL;
    return columns_unpack_as(arena, packed->body, wanted, REGISTER_COLUMNS, ret);
}

static Err *unpack_difference(Arena *arena, const RegisterPacked *packed, const bool *wanted, Columns *ret)
{
    Columns base, own;
    TRY(columns_unpack_as(arena, packed->base_body, wanted, REGISTER_COLUMNS, &base));
    TRY(unpack_own(arena, packed, wanted, &own));
    if (base.rows != packed->base_rows || own.rows != runs_own(packed->runs))
        return damaged(arena, packed->delivery);
    *ret = (Columns){.rows = packed->rows, .columns = REGISTER_COLUMNS, .cell = new (arena, Str *, REGISTER_COLUMNS)};
    for (ptrdiff_t c = 0; c < REGISTER_COLUMNS; c++) {
        if (wanted && !wanted[c])
            continue;
        ret->cell[c] = new_raw(arena, Str, packed->rows);
        runs_lay(packed->runs, base.cell[c], own.cell ? own.cell[c] : NULL, sizeof(Str), ret->cell[c]);
    }
    return NULL;
}

Err *register_unpack(Arena *arena, const RegisterPacked *packed, const bool *wanted, RegisterBlock *ret)
{
    *ret = (RegisterBlock){.delivery = packed->delivery, .first = packed->first};
    if (packed->runs.len > 0)
        TRY(unpack_difference(arena, packed, wanted, &ret->columns));
    else
        TRY(columns_unpack_as(arena, packed->body, wanted, REGISTER_COLUMNS, &ret->columns));
    if (ret->columns.rows != packed->rows)
        return damaged(arena, packed->delivery);
    if (!register_has_digests(packed))
        return NULL;
    uint64_t *key = new_raw(arena, uint64_t, packed->rows), *content = new_raw(arena, uint64_t, packed->rows);
    for (ptrdiff_t i = 0; i < packed->rows; i++)
        register_digest(packed, i, &key[i], &content[i]);
    ret->key = key;
    ret->content = content;
    return NULL;
}

/* ---- some rows alone ------------------------------------------------------------------------- */

/* Rows that are asked for, by where they stand: in the base or among its own. */
typedef struct Parted {
    uint16_t *of[2];  /* the rows there */
    ptrdiff_t *to[2]; /* which of those asked for they are */
    ptrdiff_t rows[2];
} Parted;

static bool part_rows(Arena *arena, const RegisterPacked *packed, const uint16_t *row, ptrdiff_t rows, Parted *ret)
{
    ptrdiff_t begin = 0, own = 0, i = 0;
    for (int k = 0; k < 2; k++) {
        ret->of[k] = new_raw(arena, uint16_t, rows);
        ret->to[k] = new_raw(arena, ptrdiff_t, rows);
        ret->rows[k] = 0;
    }
    for (ptrdiff_t at = 0; at < runs_count(packed->runs); at++) {
        Run run = run_at(packed->runs, at);
        bool is_own = run.from == RUN_OWN;
        for (; i < rows && row[i] < begin + run.rows; i++) {
            ret->to[is_own][ret->rows[is_own]] = i;
            ret->of[is_own][ret->rows[is_own]++] = (uint16_t)(row[i] - begin + (is_own ? own : run.from));
        }
        begin += run.rows;
        own += is_own ? run.rows : 0;
    }
    return i == rows;
}

Err *register_pick(Arena *arena, const RegisterPacked *packed, const bool *wanted, const uint16_t *row, ptrdiff_t rows,
                   Columns *ret)
{
    Parted parted;
    if (packed->runs.len == 0)
        return columns_pick(arena, packed->body, wanted, REGISTER_COLUMNS, row, rows, ret);
    if (!part_rows(arena, packed, row, rows, &parted))
        return damaged(arena, packed->delivery);
    *ret = (Columns){.rows = rows, .columns = REGISTER_COLUMNS, .cell = new (arena, Str *, REGISTER_COLUMNS)};
    for (ptrdiff_t c = 0; c < REGISTER_COLUMNS; c++)
        ret->cell[c] = !wanted || wanted[c] ? new_raw(arena, Str, rows) : NULL;
    for (int k = 0; k < 2; k++) {
        Columns some;
        if (parted.rows[k] == 0)
            continue;
        TRY(columns_pick(arena, k ? packed->body : packed->base_body, wanted, REGISTER_COLUMNS, parted.of[k],
                         parted.rows[k], &some));
        for (ptrdiff_t c = 0; c < REGISTER_COLUMNS; c++)
            for (ptrdiff_t i = 0; some.cell[c] && i < parted.rows[k]; i++)
                ret->cell[c][parted.to[k][i]] = some.cell[c][i];
    }
    return NULL;
}
