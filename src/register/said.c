/* Headings that people said are a column. */
#include "base/vec.h"
#include "register/register_internal.h"
#include "register_sql.h"

Err *register_said(Store *store, Arena *arena, Str province, const RegisterSource *source, RegisterSaid **ret,
                   ptrdiff_t *ret_count)
{
    Vec(RegisterSaid) list = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_PAIRING_ALL, ARGS(V_TEXT(province), V_TEXT(source->code)), &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        RegisterSaid one = {{rows_text(&rows, arena, 0), rows_text(&rows, arena, 1)}, rows_text(&rows, arena, 2)};
        vec_push(arena, &list, one);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

Err *register_forget(Store *store, Arena *arena, Str province, const RegisterSource *source, Str heading)
{
    int64_t changed = 0;
    TRY(store_exec(store, arena, SQL_PAIRING_FORGET, ARGS(V_TEXT(province), V_TEXT(source->code), V_TEXT(heading)),
                   &changed));
    if (changed > 0)
        return NULL;
    return FAIL(arena, NOT_FOUND, "không có tên cột “%.*s” nào được nhớ cho nguồn này",
                "no heading “%.*s” is remembered for this source", STRF(heading));
}

Err *register_pairings(Store *store, Arena *arena, Str province, const RegisterSource *source,
                       const RegisterPairing *said, ptrdiff_t count, RegisterPairing **ret, ptrdiff_t *ret_count)
{
    RegisterSaid *before;
    ptrdiff_t befores;
    TRY(register_said(store, arena, province, source, &before, &befores));
    RegisterPairing *list = new (arena, RegisterPairing, count + befores);
    for (ptrdiff_t i = 0; i < count; i++) {
        if (register_column(source, said[i].column) < 0)
            return err_next(FAIL(arena, NOT_FOUND, "nguồn %.*s không có cột “%.*s”",
                                 "the source %.*s has no column “%.*s”", STRF(source->code), STRF(said[i].column)),
                            COMMAND("xem các cột: baophu register template", "its columns: baophu register template"),
                            PAGE("hãy chọn một cột trong danh sách", "choose one of the list"));
        list[i] = said[i];
    }
    for (ptrdiff_t i = 0; i < befores; i++)
        list[count + i] = before[i].pairing;
    *ret = list;
    *ret_count = count + befores;
    return NULL;
}
