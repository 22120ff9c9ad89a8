/* The log of files taken in: by its bytes a file is known again. */
#include "cube/cube_internal.h"

#include "cube_sql.h"
#include <sodium.h>

Str import_digest(Arena *arena, Str bytes)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    enum { HEX = 2 * crypto_hash_sha256_BYTES };
    char *hex = new (arena, char, HEX + 1);
    crypto_hash_sha256(digest, (const unsigned char *)(bytes.ptr ? bytes.ptr : ""), (unsigned long long)bytes.len);
    sodium_bin2hex(hex, HEX + 1, digest, sizeof digest);
    return (Str){hex, HEX};
}

Err *import_when(Store *store, Arena *arena, Str province, Str kind, Str digest, Str *ret)
{
    bool found;
    AUTO(rows_close) Rows rows = {0};
    *ret = (Str){0};
    if (!scope_meets_province(store_scope(store), province))
        return NULL;
    TRY(store_query(store, arena, SQL_IMPORT_ONE, ARGS(V_TEXT(province), V_TEXT(kind), V_TEXT(digest)), &rows));
    TRY(rows_next(&rows, arena, &found));
    if (found)
        *ret = rows_text(&rows, arena, 0);
    return NULL;
}

Err *import_seen(Store *store, Arena *arena, Str province, Str kind, Str digest, bool *ret)
{
    Str when;
    TRY(import_when(store, arena, province, kind, digest, &when));
    *ret = when.len > 0;
    return NULL;
}

Err *import_note(Store *store, Arena *arena, Str province, Str kind, Str digest, Str file_name, int64_t rows_read,
                 int64_t rows_changed, Clock clock)
{
    if (!scope_meets_province(store_scope(store), province))
        return scope_check(store, arena, province, (Str){0});
    return store_exec(store, arena, SQL_IMPORT_WRITE,
                      ARGS(V_TEXT(province), V_TEXT(kind), V_TEXT(digest), V_TEXT(file_name), V_INT(rows_read),
                           V_INT(rows_changed), V_TEXT(clock_stamp(arena, clock))),
                      NULL);
}
