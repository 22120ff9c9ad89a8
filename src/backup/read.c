/* A backup's records with what they mean.  Each is checked against what came before it and against the list of tables
 * at the end. */
#include "backup/backup_internal.h"

#include "base/vec.h"
#include <jansson.h>
#include <string.h>

enum { VALUES_MOST = 32, ROWS_AT_ONCE = 500 };

typedef struct Reading {
    Arena *arena;
    Str path;
    const Reader *reader;
    BackupReport *report;
    CopyTable table;
    RowsOut rows;
    Value *value; /* ROWS_AT_ONCE rows */
    Vec(BackupTable) tables;
    Vec(Str) keys;
    bool begun, in_table, manifest;
} Reading;

static Err *damaged(Reading *r)
{
    return backup_damaged(r->arena, r->path);
}

static void json_free(json_t **json)
{
    json_decref(*json);
}

static json_t *parse(Str bytes)
{
    return json_loadb(bytes.ptr, (size_t)bytes.len, JSON_REJECT_DUPLICATES, NULL);
}

static Str text_of(Arena *arena, const json_t *object, const char *key)
{
    return str_copy(arena, str_from(json_string_value(json_object_get(object, key))));
}

/* ---- head ---------------------------------------------------------------------------------- */

static Err *on_head(Reading *r, Str bytes)
{
    AUTO(json_free) json_t *top = parse(bytes);
    const json_t *list = json_object_get(top, "migrations");
    size_t count = json_array_size(list);
    if (r->begun || count == 0)
        return damaged(r);
    Migration *migration = new (r->arena, Migration, (ptrdiff_t)count);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(list, i);
        migration[i] = (Migration){.number = (int)json_integer_value(json_object_get(one, "number")),
                                   .name = str_c(r->arena, text_of(r->arena, one, "name")),
                                   .digest = str_c(r->arena, text_of(r->arena, one, "digest"))};
    }
    r->begun = true;
    r->report->made_at = text_of(r->arena, top, "made_at");
    return r->reader->begin ? r->reader->begin(r->reader->arg, migration, (ptrdiff_t)count) : NULL;
}

/* ---- tables ---------------------------------------------------------------------------------- */

static void end_table(Reading *r)
{
    unsigned char digest[crypto_hash_sha256_BYTES];
    if (!r->in_table)
        return;
    crypto_hash_sha256_final(&r->rows.sha, digest);
    BackupTable table = {.name = r->table.name, .rows = r->rows.rows, .digest = hex_digest(r->arena, digest)};
    vec_push(r->arena, &r->tables, table);
    r->report->rows += table.rows;
    r->in_table = false;
}

static bool read_kind(Str written, ValueKind *ret)
{
    static const struct {
        const char *name;
        ValueKind kind;
    } kinds[] = {{"int", VALUE_INT}, {"real", VALUE_REAL}, {"text", VALUE_TEXT}, {"bytes", VALUE_BYTES}};
    for (int i = 0; i < COUNTOF(kinds); i++) {
        *ret = kinds[i].kind;
        if (str_eq(written, str_from(kinds[i].name)))
            return true;
    }
    return false;
}

static Err *on_table(Reading *r, Str bytes)
{
    AUTO(json_free) json_t *top = parse(bytes);
    const json_t *list = json_object_get(top, "columns");
    size_t count = json_array_size(list);
    end_table(r);
    r->table = (CopyTable){.name = text_of(r->arena, top, "name"), .columns = (ptrdiff_t)count};
    if (!r->begun || r->manifest || r->table.name.len == 0 || count == 0 || count > VALUES_MOST)
        return damaged(r);
    r->table.column = new (r->arena, CopyColumn, (ptrdiff_t)count);
    for (size_t i = 0; i < count; i++) {
        const json_t *one = json_array_get(list, i);
        r->table.column[i].name = text_of(r->arena, one, "name");
        if (!read_kind(text_of(r->arena, one, "kind"), &r->table.column[i].kind))
            return damaged(r);
    }
    r->in_table = true;
    r->rows.rows = 0;
    crypto_hash_sha256_init(&r->rows.sha);
    return r->reader->table ? r->reader->table(r->reader->arg, &r->table) : NULL;
}

static uint64_t little(Str bytes, ptrdiff_t at, int count)
{
    uint64_t bits = 0;
    for (int i = 0; i < count; i++)
        bits |= (uint64_t)(unsigned char)bytes.ptr[at + i] << (8 * i);
    return bits;
}

/* The value at *at of a column; false where the bytes do not hold one. */
static bool read_value(Str bytes, ptrdiff_t *at, ValueKind kind, Value *ret)
{
    if (*at >= bytes.len)
        return false;
    unsigned char found = (unsigned char)bytes.ptr[(*at)++];
    *ret = (Value){.kind = (ValueKind)found};
    if (found == VALUE_NULL)
        return true;
    ptrdiff_t left = bytes.len - *at;
    bool sized = kind == VALUE_TEXT || kind == VALUE_BYTES;
    if (found != (unsigned char)kind || left < (sized ? 4 : 8))
        return false;
    if (sized) {
        ptrdiff_t len = (ptrdiff_t)little(bytes, *at, 4);
        if (len > left - 4)
            return false;
        ret->s = (Str){bytes.ptr + *at + 4, len};
        *at += 4 + len;
        return true;
    }
    uint64_t bits = little(bytes, *at, 8);
    ret->i = (int64_t)bits;
    memcpy(&ret->r, &bits, sizeof bits);
    *at += 8;
    return true;
}

static Err *hand_over(Reading *r, const Value *value, ptrdiff_t rows)
{
    r->rows.rows += rows;
    return rows > 0 && r->reader->rows ? r->reader->rows(r->reader->arg, value, rows) : NULL;
}

static Err *on_rows(Reading *r, Str bytes)
{
    ptrdiff_t rows = 0, width = r->table.columns;
    Value *value = r->value;
    if (!r->in_table)
        return damaged(r);
    crypto_hash_sha256_update(&r->rows.sha, (const unsigned char *)bytes.ptr, (unsigned long long)bytes.len);
    for (ptrdiff_t at = 0; at < bytes.len;) {
        for (ptrdiff_t c = 0; c < width; c++)
            if (!read_value(bytes, &at, r->table.column[c].kind, &value[rows * width + c]))
                return damaged(r);
        if (++rows < ROWS_AT_ONCE)
            continue;
        TRY(hand_over(r, value, rows));
        rows = 0;
    }
    return hand_over(r, value, rows);
}

/* ---- keys and the end ----------------------------------------------------------------------------- */

/* Only names that this program uses: a backup must not choose where it writes. */
static Err *on_key(Reading *r, Str bytes)
{
    ptrdiff_t len = bytes.len > 0 ? (unsigned char)bytes.ptr[0] : 0;
    if (len == 0 || len >= bytes.len)
        return damaged(r);
    Str name = str_copy(r->arena, str_slice(bytes, 1, 1 + len));
    for (const char *const *known = backup_key_files; *known; known++) {
        if (!str_eq(name, str_from(*known)))
            continue;
        vec_push(r->arena, &r->keys, name);
        Str content = str_slice(bytes, 1 + len, bytes.len);
        return r->reader->key ? r->reader->key(r->reader->arg, name, content) : NULL;
    }
    return damaged(r);
}

static Err *on_manifest(Reading *r, Str bytes)
{
    AUTO(json_free) json_t *top = parse(bytes);
    const json_t *list = json_object_get(top, "tables");
    end_table(r);
    if (r->manifest || (ptrdiff_t)json_array_size(list) != r->tables.len)
        return damaged(r);
    for (ptrdiff_t i = 0; i < r->tables.len; i++) {
        const json_t *one = json_array_get(list, (size_t)i);
        const BackupTable *t = &r->tables.data[i];
        if (!str_eq(text_of(r->arena, one, "name"), t->name) || !str_eq(text_of(r->arena, one, "digest"), t->digest) ||
            json_integer_value(json_object_get(one, "rows")) != t->rows)
            return damaged(r);
    }
    r->manifest = true;
    return NULL;
}

static Err *on_record(Reading *r, char letter, Str bytes)
{
    static const struct {
        char letter;
        Err *(*fn)(Reading *r, Str bytes);
    } records[] = {{'H', on_head}, {'T', on_table}, {'R', on_rows}, {'K', on_key}, {'M', on_manifest}};
    for (int i = 0; i < COUNTOF(records); i++)
        if (records[i].letter == letter)
            return records[i].fn(r, bytes);
    return damaged(r);
}

static Err *read_records(Reading *r, PipeIn *pipe)
{
    for (;;) {
        char letter;
        Str bytes;
        TRY(pipe_next(pipe, &letter, &bytes));
        if (letter == 0)
            return r->manifest ? NULL : damaged(r);
        TRY(on_record(r, letter, bytes));
    }
}

Err *backup_read(Arena *arena, Str path, Str key_path, const Reader *reader, BackupReport *ret)
{
    AUTO(arena_close) Arena pipes = arena_open((ptrdiff_t)2 << 30); /* what grows there moves nothing else */
    PipeIn *pipe;
    *ret = (BackupReport){0};
    Reading r = {.arena = arena, .path = path, .reader = reader, .report = ret};
    r.value = new (&pipes, Value, VALUES_MOST * ROWS_AT_ONCE);
    Err *err = pipe_open(&pipes, path, key_path, &pipe);
    if (!err) {
        ret->sealed = pipe_is_sealed(pipe);
        ret->bytes = pipe_bytes(pipe);
        err = read_records(&r, pipe);
        pipe_close(&pipe);
    }
    ret->table = r.tables.data;
    ret->tables = r.tables.len;
    ret->key = r.keys.data;
    ret->keys = r.keys.len;
    return err_keep(arena, err); /* it may lie in the memory that goes away */
}

Err *backup_check(Arena *arena, Str path, Str key_path, BackupReport *ret)
{
    return backup_read(arena, path, key_path, &(Reader){0}, ret);
}
