/* Every table in one state, into a file. */
#include "backup/backup_internal.h"

#include "base/file.h"
#include "base/json.h"
#include "base/vec.h"
#include <string.h>

/* ---- rows as bytes ------------------------------------------------------------------------ */

RowsOut rows_out_open(Arena *arena)
{
    RowsOut out = {.buf = buf_open(arena)};
    crypto_hash_sha256_init(&out.sha);
    return out;
}

static void put_bytes(Buf *buf, uint64_t bits, int bytes)
{
    for (int i = 0; i < bytes; i++)
        buf_byte(buf, (char)(bits >> (8 * i)));
}

static void put_value(Buf *buf, const Value *v)
{
    uint64_t bits = (uint64_t)v->i;
    buf_byte(buf, (char)v->kind);
    if (v->kind == VALUE_REAL)
        memcpy(&bits, &v->r, sizeof bits);
    if (v->kind == VALUE_TEXT || v->kind == VALUE_BYTES) {
        put_bytes(buf, (uint64_t)v->s.len, 4);
        buf_add(buf, v->s);
    } else if (v->kind != VALUE_NULL) {
        put_bytes(buf, bits, 8);
    }
}

void rows_out_add(RowsOut *out, const Value *value, ptrdiff_t count)
{
    ptrdiff_t from = out->buf.len;
    for (ptrdiff_t i = 0; i < count; i++)
        put_value(&out->buf, &value[i]);
    crypto_hash_sha256_update(&out->sha, (const unsigned char *)out->buf.ptr + from,
                              (unsigned long long)(out->buf.len - from));
    out->rows++;
}

static BackupTable table_of(Arena *arena, const CopyTable *table, RowsOut *out)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(&out->sha, digest);
    return (BackupTable){.name = table->name, .rows = out->rows, .digest = hex_digest(arena, digest)};
}

/* ---- digests only --------------------------------------------------------------------------- */

static Err *count_row(void *arg, const Value *value, ptrdiff_t count)
{
    RowsOut *out = arg;
    rows_out_add(out, value, count);
    out->buf.len = 0;
    return NULL;
}

static Err *digest_all(Store *store, Arena *arena, BackupTable **ret, ptrdiff_t *ret_count)
{
    CopyTable *table;
    TRY(copy_tables(store, arena, &table, ret_count));
    *ret = new (arena, BackupTable, *ret_count);
    for (ptrdiff_t i = 0; i < *ret_count; i++) {
        AUTO(arena_close) Arena own = arena_open((ptrdiff_t)1 << 30);
        RowsOut out = rows_out_open(&own);
        TRY(copy_read(store, arena, &table[i], count_row, &out));
        (*ret)[i] = table_of(arena, &table[i], &out);
    }
    return NULL;
}

Err *backup_digests(Store *store, Arena *arena, BackupTable **ret, ptrdiff_t *ret_count)
{
    TRY(copy_begin(store, arena));
    Err *err = digest_all(store, arena, ret, ret_count);
    copy_end(store);
    return err;
}

/* ---- the file --------------------------------------------------------------------------------- */

static Err *write_head(Store *store, Arena *arena, PipeOut *pipe, BackupReport *ret)
{
    Migration *migration;
    ptrdiff_t count;
    TRY(copy_applied(store, arena, &migration, &count));
    ret->made_at = clock_stamp(arena, store_clock(store));
    Json j = js_open(arena);
    js_object(&j);
    js_put_int(&j, "format", 1);
    js_put_text(&j, "program", S(BAOPHU_VERSION));
    js_put_text(&j, "made_at", ret->made_at);
    js_put_text(&j, "system", store_is_postgres(store) ? S("postgresql") : S("sqlite"));
    js_key(&j, "migrations"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(&j);
        js_put_int(&j, "number", migration[i].number);
        js_put_text(&j, "name", str_from(migration[i].name));
        js_put_text(&j, "digest", str_from(migration[i].digest));
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    return pipe_record(pipe, 'H', js_str(&j));
}

static Str table_json(Arena *arena, const CopyTable *table)
{
    static const char *const kinds[] = {
        [VALUE_INT] = "int", [VALUE_REAL] = "real", [VALUE_TEXT] = "text", [VALUE_BYTES] = "bytes"};
    Json j = js_open(arena);
    js_object(&j);
    js_put_text(&j, "name", table->name);
    js_key(&j, "columns"), js_array(&j);
    for (ptrdiff_t i = 0; i < table->columns; i++) {
        js_object(&j);
        js_put_text(&j, "name", table->column[i].name);
        js_put_text(&j, "kind", str_from(kinds[table->column[i].kind]));
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    return js_str(&j);
}

typedef struct Writing {
    PipeOut *pipe;
    RowsOut rows;
} Writing;

static Err *flush(Writing *w)
{
    Str bytes = buf_str(&w->rows.buf);
    w->rows.buf.len = 0;
    return bytes.len > 0 ? pipe_record(w->pipe, 'R', bytes) : NULL;
}

static Err *write_row(void *arg, const Value *value, ptrdiff_t count)
{
    Writing *w = arg;
    rows_out_add(&w->rows, value, count);
    return w->rows.buf.len < ROWS_PIECE ? NULL : flush(w);
}

static Err *write_table(Store *store, Arena *arena, PipeOut *pipe, const CopyTable *table, BackupTable *ret)
{
    AUTO(arena_close) Arena own = arena_open((ptrdiff_t)1 << 30); /* the buffer grows there and nowhere else */
    Writing w = {.pipe = pipe, .rows = rows_out_open(&own)};
    TRY(pipe_record(pipe, 'T', table_json(arena, table)));
    TRY(copy_read(store, arena, table, write_row, &w));
    TRY(flush(&w));
    *ret = table_of(arena, table, &w.rows);
    return NULL;
}

static Err *write_tables(Store *store, Arena *arena, PipeOut *pipe, BackupReport *ret)
{
    CopyTable *table;
    TRY(copy_tables(store, arena, &table, &ret->tables));
    ret->table = new (arena, BackupTable, ret->tables);
    for (ptrdiff_t i = 0; i < ret->tables; i++) {
        TRY(write_table(store, arena, pipe, &table[i], &ret->table[i]));
        ret->rows += ret->table[i].rows;
    }
    return NULL;
}

static Err *write_key(Arena *arena, PipeOut *pipe, const char *name, Str path)
{
    Str bytes;
    Buf record = buf_open(arena);
    TRY(file_read(arena, path, 1 << 20, &bytes));
    buf_byte(&record, (char)strlen(name));
    buf_add(&record, str_from(name));
    buf_add(&record, bytes);
    return pipe_record(pipe, 'K', buf_str(&record));
}

static Err *write_keys(Store *store, Arena *arena, PipeOut *pipe, BackupReport *ret)
{
    Vec(Str) names = {0};
    for (const char *const *name = backup_key_files; *name; name++) {
        Str path;
        if (store_beside(store, arena, *name, &path) || !file_exists(path))
            continue; /* no folder of keys was named, or the key was never needed */
        TRY(write_key(arena, pipe, *name, path));
        vec_push(arena, &names, str_from(*name));
    }
    ret->key = names.data;
    ret->keys = names.len;
    return NULL;
}

static Err *write_manifest(Arena *arena, PipeOut *pipe, const BackupReport *report)
{
    Json j = js_open(arena);
    js_object(&j);
    js_key(&j, "tables"), js_array(&j);
    for (ptrdiff_t i = 0; i < report->tables; i++) {
        js_object(&j);
        js_put_text(&j, "name", report->table[i].name);
        js_put_int(&j, "rows", report->table[i].rows);
        js_put_text(&j, "digest", report->table[i].digest);
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    return pipe_record(pipe, 'M', js_str(&j));
}

static Err *write_all(Store *store, Arena *arena, PipeOut *pipe, BackupReport *ret)
{
    TRY(copy_begin(store, arena));
    Err *err = write_head(store, arena, pipe, ret);
    if (!err)
        err = write_tables(store, arena, pipe, ret);
    copy_end(store);
    TRY(err);
    if (ret->sealed)
        TRY(write_keys(store, arena, pipe, ret));
    TRY(write_manifest(arena, pipe, ret));
    return pipe_finish(pipe, &ret->bytes);
}

Err *backup_make(Store *store, Arena *arena, Str path, Str public_key, BackupReport *ret)
{
    AUTO(pipe_give_up) PipeOut *pipe = NULL;
    *ret = (BackupReport){.sealed = public_key.len > 0};
    TRY(pipe_create(arena, path, public_key, &pipe));
    return write_all(store, arena, pipe, ret);
}
