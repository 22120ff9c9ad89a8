/* Giving rows out by columns. */
#include "base/vec.h"
#include "register/register_internal.h"
#include "register_sql.h"
#include <string.h>

typedef struct Reading {
    Store *store;
    Arena *arena;
    Str province;
    const bool *wanted;
    RegisterEach *each;
    void *arg;
} Reading;

static Err *damaged(Arena *arena, Str delivery)
{
    return FAIL(arena, INTERNAL, "lần gửi %.*s lưu không trọn; hãy khôi phục từ bản sao lưu",
                "the delivery %.*s is not whole; restore a backup", STRF(delivery));
}

/* One block a statement: a server hands a whole answer over at once. */
static Err *read_block(const Reading *r, Arena *once, Str delivery, int64_t number, bool *ret_found)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(r->store, once, SQL_BLOCK_ONE, ARGS(V_TEXT(r->province), V_TEXT(delivery), V_INT(number)), &rows));
    TRY(rows_next(&rows, once, ret_found));
    if (!*ret_found)
        return NULL;
    RegisterBlock block = {.delivery = delivery, .first = rows_int(&rows, 1)};
    int64_t count = rows_int(&rows, 2);
    Str digests = rows_bytes(&rows, once, 4);
    TRY(columns_unpack(once, rows_bytes(&rows, once, 3), r->wanted, &block.columns));
    if (block.columns.rows != count || digests.len != count * (int64_t)sizeof(RowDigest))
        return damaged(once, delivery);
    uint64_t *key = new_raw(once, uint64_t, count), *content = new_raw(once, uint64_t, count);
    for (ptrdiff_t i = 0; i < count; i++) {
        RowDigest digest;
        memcpy(&digest, digests.ptr + i * (ptrdiff_t)sizeof digest, sizeof digest);
        key[i] = digest.key;
        content[i] = digest.content;
    }
    block.key = key;
    block.content = content;
    return r->each(r->arg, &block);
}

static Err *read_delivery(const Reading *r, Str delivery)
{
    AUTO(arena_close) Arena once = arena_open(ARENA_DEFAULT);
    for (int64_t number = 0;; number++) {
        bool found;
        arena_reset(&once);
        TRY(err_keep(r->arena, read_block(r, &once, delivery, number, &found)));
        if (!found)
            return NULL;
    }
}

static Err *each_unit(const Reading *r, const RegisterSource *source, Date as_of)
{
    Vec(Str) units = {0};
    {
        AUTO(rows_close) Rows rows = {0};
        TRY(store_query(r->store, r->arena, SQL_DELIVERY_UNITS, ARGS(V_TEXT(r->province), V_TEXT(source->code)),
                        &rows));
        for (;;) {
            bool more;
            TRY(rows_next(&rows, r->arena, &more));
            if (!more)
                break;
            vec_push(r->arena, &units, rows_text(&rows, r->arena, 0));
        }
    }
    for (ptrdiff_t i = 0; i < units.len; i++) {
        Delivery d;
        Str quality;
        TRY(delivery_newest(r->store, r->arena, r->province, source->code, units.data[i], as_of, &d, &quality));
        if (d.id.len > 0)
            TRY(read_delivery(r, d.id));
    }
    return NULL;
}

Err *register_each(Store *store, Arena *arena, Str province, const RegisterSource *source, Date as_of, Str delivery,
                   const Str *wanted, ptrdiff_t count, RegisterEach *each, void *arg)
{
    bool flags[REGISTER_COLUMNS] = {0};
    for (ptrdiff_t i = 0; i < count; i++) {
        ptrdiff_t column = register_column(source, wanted[i]);
        if (column < 0)
            return FAIL(arena, INTERNAL, "nguồn %.*s không có cột %.*s", "the source %.*s has no column %.*s",
                        STRF(source->code), STRF(wanted[i]));
        flags[column] = true;
    }
    Reading r = {store, arena, province, flags, each, arg};
    if (delivery.len == 0)
        return each_unit(&r, source, as_of);
    RegisterReport report; /* asks the scope */
    TRY(register_report(store, arena, province, delivery, &report));
    return read_delivery(&r, delivery);
}

Err *register_row(Store *store, Arena *arena, Str province, Str delivery, int64_t row, Str *ret_cell)
{
    RegisterReport report;
    Columns columns;
    bool found;
    TRY(register_report(store, arena, province, delivery, &report));
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_BLOCK_OF_ROW, ARGS(V_TEXT(province), V_TEXT(delivery), V_INT(row)), &rows));
    TRY(rows_next(&rows, arena, &found));
    if (!found)
        return FAIL(arena, NOT_FOUND, "lần gửi %.*s không có dòng %lld", "the delivery %.*s has no row %lld",
                    STRF(delivery), (long long)row + 1);
    int64_t first = rows_int(&rows, 0);
    TRY(columns_unpack(arena, rows_bytes(&rows, arena, 1), NULL, &columns));
    if (row - first >= columns.rows || columns.columns != report.columns)
        return damaged(arena, delivery);
    for (ptrdiff_t c = 0; c < columns.columns; c++)
        ret_cell[c] = columns.cell[c][row - first];
    return NULL;
}
