/* Rows that were not used, kept with their delivery until the next one of its source: for who mends them. */
#include "register/register_internal.h"

#include "register_sql.h"
#include <zstd.h>

enum { LEVEL = 3, REJECTS_BYTES = 1 << 30 };

static Err *damaged(Arena *arena)
{
    return FAIL(arena, INTERNAL, "các dòng lỗi của lần gửi này không đọc được; hãy xem tệp gốc",
                "the rejected rows of this delivery are unreadable; look at the file itself");
}

Err *rejects_keep(Store *store, Arena *arena, const Delivery *d, const Grid *rejects, Lang lang)
{
    Str csv;
    Value province = V_TEXT(d->province), id = V_TEXT(d->id);
    TRY(store_exec(store, arena, SQL_REJECT_CLEAR,
                   ARGS(province, V_TEXT(d->source), V_TEXT(d->unit), V_TEXT(d->agency)), NULL));
    if (rejects->rows == 0)
        return NULL;
    TRY(grid_csv(rejects, arena, lang, &csv));
    size_t room = ZSTD_compressBound((size_t)csv.len);
    char *packed = new_raw(arena, char, (ptrdiff_t)room);
    size_t len = ZSTD_compress(packed, room, csv.ptr, (size_t)csv.len, LEVEL);
    if (ZSTD_isError(len))
        return damaged(arena);
    return store_exec(store, arena, SQL_REJECT_PUT, ARGS(province, id, V_BYTES(((Str){packed, (ptrdiff_t)len}))), NULL);
}

static Err *unpack(Arena *arena, Str packed, Str *ret)
{
    unsigned long long size = ZSTD_getFrameContentSize(packed.ptr, (size_t)packed.len);
    if (size == ZSTD_CONTENTSIZE_ERROR || size == ZSTD_CONTENTSIZE_UNKNOWN || size > REJECTS_BYTES)
        return damaged(arena);
    char *csv = new_raw(arena, char, (ptrdiff_t)size + 1);
    if (ZSTD_decompress(csv, (size_t)size, packed.ptr, (size_t)packed.len) != size)
        return damaged(arena);
    *ret = (Str){csv, (ptrdiff_t)size};
    return NULL;
}

Err *register_rejects(Store *store, Arena *arena, Str province, Str id, Str *ret_csv)
{
    RegisterReport report;
    bool found;
    TRY(register_report(store, arena, province, id, &report)); /* the scope holds */
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_REJECT_ONE, ARGS(V_TEXT(province), V_TEXT(id)), &rows));
    TRY(rows_next(&rows, arena, &found));
    if (!found)
        return FAIL(arena, NOT_FOUND, "lần gửi này không còn dòng lỗi nào được giữ",
                    "no rejected rows of this delivery are kept");
    return unpack(arena, rows_bytes(&rows, arena, 0), ret_csv);
}
