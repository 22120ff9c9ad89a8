/* From a file into a database that is not there yet. */
#include "backup/backup_internal.h"

#include "base/file.h"
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct Restoring {
    Arena *arena;
    Str address, at; /* the database wanted, and the one that is written: a file gets its name at the end */
    Clock clock;
    Store *store;
    CopyTable *table; /* of the new schema */
    ptrdiff_t tables;
    const CopyTable *now;
    bool keys;
} Restoring;

/* ---- writing what is read ----------------------------------------------------------------- */

/* The schema is made by the backup's migrations, so that its rows fit; the later ones come afterwards. */
static Err *begin(void *arg, const Migration *migration, ptrdiff_t count)
{
    Restoring *r = arg;
    Migration *list;
    TRY(copy_known(r->arena, migration, count, &list));
    TRY(store_open_at(r->arena, r->at, r->clock, list, &r->store));
    TRY(copy_tables(r->store, r->arena, &r->table, &r->tables));
    TRY(store_begin(r->store, r->arena));
    for (ptrdiff_t i = 0; i < r->tables; i++) /* migrations put rows into some */
        TRY(copy_empty(r->store, r->arena, &r->table[i]));
    return NULL;
}

static bool same_columns(const CopyTable *a, const CopyTable *b)
{
    if (a->columns != b->columns)
        return false;
    for (ptrdiff_t i = 0; i < a->columns; i++)
        if (!str_eq(a->column[i].name, b->column[i].name) || a->column[i].kind != b->column[i].kind)
            return false;
    return true;
}

static Err *begin_table(void *arg, const CopyTable *table)
{
    Restoring *r = arg;
    for (ptrdiff_t i = 0; i < r->tables; i++) {
        if (!str_eq(r->table[i].name, table->name) || !same_columns(&r->table[i], table))
            continue;
        r->now = &r->table[i];
        return NULL;
    }
    return FAIL(r->arena, CONFLICT, "bảng %.*s trong bản sao lưu không khớp với phiên bản chương trình này",
                "the table %.*s of the backup does not fit this version of the program", STRF(table->name));
}

static Err *write_rows(void *arg, const Value *values, ptrdiff_t rows)
{
    Restoring *r = arg;
    return copy_write(r->store, r->arena, r->now, values, rows);
}

/* ---- keys ------------------------------------------------------------------------------------- */

static Err *key_path(Restoring *r, Str name, Str *ret)
{
    if (store_is_server(r->address))
        return store_beside(r->store, r->arena, str_c(r->arena, name), ret);
    *ret = str_fmt(r->arena, "%.*s.%.*s", STRF(r->address), STRF(name));
    return NULL;
}

static Err *write_key(void *arg, Str name, Str bytes)
{
    Restoring *r = arg;
    Str path, there;
    TRY(key_path(r, name, &path));
    if (!file_exists(path))
        return file_put_new(r->arena, path, bytes);
    TRY(file_read(r->arena, path, 1 << 20, &there));
    if (str_eq(there, bytes))
        return NULL;
    return FAIL(r->arena, CONFLICT, "đã có tệp khóa khác ở “%.*s”; hãy chuyển tệp đó đi rồi khôi phục lại",
                "there is another key at “%.*s”; move it away and restore again", STRF(path));
}

/* ---- before and after ---------------------------------------------------------------------------- */

static Err *occupied(Restoring *r)
{
    return FAIL(r->arena, CONFLICT,
                "“%.*s” đã có dữ liệu; khôi phục không ghi đè, hãy chọn tên khác hoặc chuyển cơ sở dữ liệu cũ đi",
                "“%.*s” holds data already; restoring never writes over them, choose another name or move the old "
                "database away",
                STRF(r->address));
}

static Err *check_free(Restoring *r)
{
    static const Migration none[1];
    CopyTable *table;
    ptrdiff_t tables;
    if (!store_is_server(r->address))
        return access(str_c(r->arena, r->address), F_OK) == 0 ? occupied(r) : NULL;
    Err *err = store_open_at(r->arena, r->address, r->clock, none, &r->store);
    if (err && err->kind == ERR_CONFLICT) /* migrations are there */
        return occupied(r);
    TRY(err);
    err = copy_tables(r->store, r->arena, &table, &tables);
    store_close(&r->store);
    if (err || tables > 0)
        return err && err->kind != ERR_INTERNAL ? err : occupied(r); /* of another program, perhaps */
    return NULL;
}

/* The rows as the new database gives them, against those of the file. */
static Err *compare(Restoring *r, const BackupReport *report)
{
    BackupTable *table;
    ptrdiff_t tables, equal = 0;
    TRY(backup_digests(r->store, r->arena, &table, &tables));
    for (ptrdiff_t i = 0; i < tables; i++)
        for (ptrdiff_t k = 0; k < report->tables; k++)
            equal += str_eq(table[i].name, report->table[k].name) && str_eq(table[i].digest, report->table[k].digest);
    if (equal == tables && tables == report->tables)
        return NULL;
    return FAIL(r->arena, INTERNAL, "dữ liệu đọc lại từ “%.*s” không giống bản sao lưu; hãy báo người phát triển",
                "the data read back from “%.*s” are not those of the backup; tell the developers", STRF(r->address));
}

static void remove_file(Restoring *r)
{
    static const char *const parts[] = {"", "-wal", "-shm"};
    for (int i = 0; i < COUNTOF(parts); i++)
        unlink(str_c(r->arena, str_fmt(r->arena, "%.*s%s", STRF(r->at), parts[i])));
}

static Err *name_file(Restoring *r)
{
    bool ok = link(str_c(r->arena, r->at), str_c(r->arena, r->address)) == 0;
    int why = errno;
    if (!ok && why == EEXIST)
        return occupied(r);
    if (!ok)
        return FAIL_BECAUSE(r->arena, UNAVAILABLE, why, "không đặt được tên “%.*s”", "could not give the name “%.*s”",
                            STRF(r->address));
    return NULL;
}

static Err *write_database(Restoring *r, Str path, Str secret, BackupReport *ret)
{
    Reader reader = {.arg = r, .begin = begin, .table = begin_table, .rows = write_rows, .key = write_key};
    TRY(backup_read(r->arena, path, secret, &reader, ret));
    TRY(store_commit(r->store, r->arena));
    TRY(compare(r, ret));
    store_close(&r->store);
    if (!store_is_server(r->address))
        TRY(name_file(r));
    return NULL;
}

Err *backup_restore(Arena *arena, Str path, Str key_path, Str address, Clock clock, BackupReport *ret)
{
    Restoring r = {.arena = arena, .address = address, .at = address, .clock = clock};
    TRY(backup_check(arena, path, key_path, ret));
    TRY(check_free(&r));
    if (!store_is_server(address))
        r.at = str_fmt(arena, "%.*s.restoring-%08x", STRF(address), randombytes_random());
    Err *err = write_database(&r, path, key_path, ret);
    store_close(&r.store);
    if (!store_is_server(address))
        remove_file(&r);
    TRY(err);
    TRY(store_open(arena, address, clock, &r.store)); /* what this program knows beyond the backup */
    store_close(&r.store);
    return NULL;
}
