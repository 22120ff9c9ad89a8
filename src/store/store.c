#include "store/store.h"

#include "base/utf8.h"
#include "store/copy.h"
#include "store/driver.h"
#include "store/twin.h"
#include "store_sql.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

bool store_is_server(Str address)
{
    return str_starts(address, S("postgresql://")) || str_starts(address, S("postgres://"));
}

/* Not migrated. */
static Err *open_bare(Arena *arena, Str address, Clock clock, Store **ret)
{
    Arena memory = arena_open((ptrdiff_t)1 << 30);
    Store *store = *ret = new (&memory, Store, 1);
    store->memory = memory;
    store->clock = clock;
    store->wait_ms = STORE_WAIT_MS;
    store->given = str_copy(&store->memory, address);
    store->driver = store_is_server(address) ? &postgres_driver : &sqlite_driver;
    return store->driver->open(store, arena, address);
}

Err *store_open_at(Arena *arena, Str address, Clock clock, const Migration *list, Store **ret)
{
    *ret = NULL;
    if (address.len == 0 || (!store_is_server(address) && str_find(address, S("://")) >= 0))
        return FAIL(arena, USAGE, "địa chỉ cơ sở dữ liệu phải là đường dẫn tệp hoặc postgresql://máy_chủ/tên",
                    "the address of a database is the path of a file or postgresql://host/name");
    Err *err = open_bare(arena, address, clock, ret);
    if (!err)
        err = list ? store_migrate_list(*ret, arena, list) : store_migrate(*ret, arena);
    if (err)
        store_close(ret);
    return err;
}

Err *store_twin(const Store *store, Arena *arena, Store **ret)
{
    Err *err = open_bare(arena, store->given, store->clock, ret);
    if (err)
        store_close(ret);
    else
        (*ret)->scope = store->scope;
    return err;
}

Err *store_open(Arena *arena, Str address, Clock clock, Store **ret)
{
    return store_open_at(arena, address, clock, NULL, ret);
}

static Err *not_there(Arena *arena, Str shown)
{
    return err_next(FAIL(arena, NOT_FOUND, "không có cơ sở dữ liệu của Bao Phủ ở “%.*s”",
                         "there is no database of Bao Phủ at “%.*s”", STRF(shown)),
                    COMMAND("hãy kiểm tra --db hoặc BAOPHU_DB (lệnh này không tạo mới)",
                            "check --db or BAOPHU_DB (this command makes none)"),
                    PAGE("", ""));
}

Err *store_open_existing(Arena *arena, Str address, Clock clock, Store **ret)
{
    static const Migration none[1];
    *ret = NULL;
    if (address.len > 0 && !store_is_server(address) && access(str_c(arena, address), F_OK) != 0)
        return not_there(arena, address);
    Err *err = store_open_at(arena, address, clock, none, ret);
    if (!err) { /* of no step at all */
        err = not_there(arena, str_copy(arena, (*ret)->address));
        store_close(ret);
        return err;
    }
    return err->kind == ERR_CONFLICT ? store_open(arena, address, clock, ret) : err;
}

void store_close(Store **store)
{
    if (!*store)
        return;
    store_rollback(*store);
    (*store)->driver->close(*store);
    Arena memory = (*store)->memory, aside = (*store)->aside;
    arena_close(&aside);
    arena_close(&memory);
    *store = NULL;
}

bool store_is_postgres(const Store *store)
{
    return store->driver == &postgres_driver;
}

Str store_address(const Store *store)
{
    return store->address;
}

Clock store_clock(const Store *store)
{
    return store->clock;
}

/* of a server: the last part of what is shown of its address */
static Str database_name(const Store *store)
{
    Str name = store->address;
    for (StrCut cut; (cut = str_cut(name, '/')).ok;)
        name = cut.tail;
    return name;
}

Err *store_beside(const Store *store, Arena *arena, const char *what, Str *ret)
{
    if (!store_is_postgres(store)) {
        *ret = str_fmt(arena, "%.*s.%s", STRF(store->address), what);
        return NULL;
    }
    Str folder = str_from(getenv("BAOPHU_FOLDER"));
    if (folder.len == 0)
        return FAIL(arena, USAGE,
                    "cơ sở dữ liệu nằm trên máy chủ nên cần một thư mục để giữ khóa và tệp; hãy đặt biến môi trường "
                    "BAOPHU_FOLDER",
                    "the database is on a server, so keys and files need a folder; set the environment variable "
                    "BAOPHU_FOLDER");
    *ret = str_fmt(arena, "%.*s/%.*s.%s", STRF(folder), STRF(database_name(store)), what);
    return NULL;
}

Err *store_ready(Store *store, Arena *arena)
{
    return store_migrate(store, arena);
}

Err *store_wait(Store *store, Arena *arena, int64_t ms)
{
    store->wait_ms = ms;
    return store->driver->wait(store, arena, ms);
}

Err *store_room(Store *store, Arena *arena, bool much)
{
    return store->driver->room ? store->driver->room(store, arena, much) : NULL;
}

void **store_slot(Store *store, const void *key)
{
    for (int i = 0; i < STORE_SLOTS; i++) {
        if (!store->slot_key[i])
            store->slot_key[i] = key;
        if (store->slot_key[i] == key)
            return &store->slot[i];
    }
    abort(); /* more modules than slots: a defect */
}

Arena *store_memory(Store *store)
{
    return &store->memory;
}

Prepared **store_bucket(Store *store, const char *sql)
{
    uint64_t mixed = (uint64_t)(uintptr_t)sql * 0x9E3779B97F4A7C15u;
    return &store->bucket[mixed >> 56];
}

/* NO_ARGS as a place to count from. */
static const Value *some_args(const Value *args)
{
    static const Value none;
    return args ? args : &none;
}

/* ---- transactions ----------------------------------------------------------- */

Err *store_begin(Store *store, Arena *arena)
{
    assert(!store->writing);
    TRY(store->driver->script(store, arena, store->driver->begin));
    store->writing = true;
    store->failed = store->changed = false;
    return NULL;
}

bool store_writing(const Store *store)
{
    return store->writing;
}

Arena *store_aside(Store *store)
{
    if (!store->aside.base)
        store->aside = arena_open((ptrdiff_t)1 << 30);
    return &store->aside;
}

void store_before_commit(Store *store, StoreBefore *fn, void *arg)
{
    Before before = {fn, arg};
    vec_push(store_aside(store), &store->before, before);
}

static void forget_before(Store *store)
{
    store->before.data = NULL;
    store->before.len = store->before.cap = 0;
    if (store->aside.base)
        arena_reset(&store->aside);
}

void store_guard(Store *store, StoreBefore *fn, void *arg)
{
    store->guard = (Before){fn, arg};
}

static Err *run_before(Store *store, Arena *arena)
{
    if (store->guard.fn)
        TRY(store->guard.fn(store, arena, &store->guard.arg, 1));
    for (ptrdiff_t i = 0; i < store->before.len;) {
        StoreBefore *fn = store->before.data[i].fn;
        void **arg = new (store_aside(store), void *, store->before.len - i);
        ptrdiff_t count = 0;
        for (; i < store->before.len && store->before.data[i].fn == fn; i++)
            arg[count++] = store->before.data[i].arg;
        TRY(fn(store, arena, arg, count));
    }
    return NULL;
}

static Err *grow_revision(Store *store, Arena *arena)
{
    const Query grow = SQL_REVISION_GROW;
    int64_t changed;
    return store->driver->exec(store, arena, &grow, some_args(NULL), 0, 1, &changed);
}

/* Outside a transaction the number grows right after: whoever reads in between keeps nothing that lasts. */
static Err *note_change(Store *store, Arena *arena, const Query *query, Err *err)
{
    if (err || strncmp(query->sqlite, QUERY_FIGURES, sizeof QUERY_FIGURES - 1) != 0)
        return err;
    store->changed = true;
    return store->writing ? NULL : grow_revision(store, arena);
}

Err *store_revision(Store *store, Arena *arena, int64_t *ret)
{
    bool found;
    return store_one_int(store, arena, SQL_REVISION, NO_ARGS, ret, &found);
}

/* PostgreSQL answers a COMMIT after an error with a silent ROLLBACK, and SQLite would
 * keep what came before the error: neither is what the caller meant. */
Err *store_commit(Store *store, Arena *arena)
{
    assert(store->writing);
    if (store->failed) {
        store_rollback(store);
        return FAIL(arena, INTERNAL, "không ghi được vì một bước trước đó đã lỗi; chưa có gì thay đổi",
                    "nothing was written because an earlier step failed; nothing has changed");
    }
    Err *err = run_before(store, arena);
    if (!err && store->changed)
        err = grow_revision(store, arena);
    if (!err)
        err = store->driver->script(store, arena, "COMMIT");
    if (err)
        store_rollback(store);
    store->writing = false;
    forget_before(store);
    return err;
}

void store_ahead(const Store *store)
{
    if (store->driver->ahead)
        store->driver->ahead(store);
}

void store_rollback(Store *store)
{
    forget_before(store);
    if (!store->writing)
        return;
    AUTO(arena_close) Arena scratch = arena_open(1 << 20);
    Err *err = store->driver->script(store, &scratch, "ROLLBACK");
    (void)err; /* the connection is gone, or the database has rolled back by itself */
    store->writing = false;
    store->failed = false;
}

/* ---- statements --------------------------------------------------------------- */

static Err *check_args(Arena *arena, const Value *args, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count; i++) {
        if (args[i].kind != VALUE_TEXT || args[i].s.len == 0)
            continue;
        if (!utf8_valid(args[i].s) || memchr(args[i].s.ptr, 0, (size_t)args[i].s.len))
            return FAIL(arena, BAD_INPUT, "văn bản “%.*s” có ký tự hỏng hoặc byte NUL; hãy lưu tệp nguồn ở dạng UTF-8",
                        "the text “%.*s” has a damaged character or a NUL byte; save its source as UTF-8",
                        STRF(args[i].s));
    }
    return NULL;
}

static Err *note_failure(Store *store, Err *err)
{
    if (err)
        store->failed = true;
    return err;
}

Err *store_exec_many(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, ptrdiff_t rows,
                     int64_t *ret_changed)
{
    int64_t changed = 0;
    assert(count <= STORE_MAX_ARGS && (rows <= 1 || store->writing));
    Err *err = check_args(arena, args, count * rows);
    if (!err)
        err = store->driver->exec(store, arena, &query, some_args(args), count, rows, &changed);
    if (ret_changed)
        *ret_changed = changed;
    return note_failure(store, note_change(store, arena, &query, err));
}

Err *store_copy(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, ptrdiff_t rows)
{
    if (rows == 0)
        return NULL;
    if (!store->driver->copy)
        return store_exec_many(store, arena, query, args, count, rows, NULL);
    assert(count <= STORE_MAX_ARGS && store->writing);
    Err *err = check_args(arena, args, count * rows);
    if (!err)
        err = store->driver->copy(store, arena, &query, args, count, rows);
    return note_failure(store, note_change(store, arena, &query, err));
}

Err *store_exec(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, int64_t *ret_changed)
{
    return store_exec_many(store, arena, query, args, count, 1, ret_changed);
}

Err *store_exec_within(Store *store, Arena *arena, int64_t ms, Query query, const Value *args, ptrdiff_t count,
                       bool *ret_done)
{
    TRY(store->driver->wait(store, arena, ms));
    Err *err = store_exec(store, arena, query, args, count, NULL);
    TRY(store->driver->wait(store, arena, store->wait_ms));
    *ret_done = !err;
    return err && err->kind == ERR_UNAVAILABLE ? NULL : err;
}

Err *store_query(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, Rows *ret)
{
    assert(count <= STORE_MAX_ARGS);
    rows_close(ret);
    Err *err = check_args(arena, args, count);
    if (!err)
        err = store->driver->query(store, arena, &query, some_args(args), count, ret);
    return note_failure(store, note_change(store, arena, &query, err));
}

Err *rows_next(Rows *rows, Arena *arena, bool *ret_more)
{
    *ret_more = false;
    if (!rows->handle)
        return NULL;
    Err *err = note_failure(rows->store, rows->store->driver->next(rows, arena, ret_more));
    if (!*ret_more)
        rows_close(rows);
    return err;
}

bool rows_null(const Rows *rows, int column)
{
    return rows->store->driver->null(rows, column);
}

int64_t rows_int(const Rows *rows, int column)
{
    return rows->store->driver->integer(rows, column);
}

double rows_real(const Rows *rows, int column)
{
    return rows->store->driver->real(rows, column);
}

Str rows_text(const Rows *rows, Arena *arena, int column)
{
    return str_copy(arena, rows->store->driver->text(rows, column));
}

Str rows_look(const Rows *rows, int column)
{
    return rows->store->driver->text(rows, column);
}

Str rows_bytes(const Rows *rows, Arena *arena, int column)
{
    return rows->store->driver->bytes(rows, arena, column);
}

void rows_close(Rows *rows)
{
    if (rows->handle)
        rows->store->driver->rows_close(rows);
    *rows = (Rows){0};
}

Err *store_one_int(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, int64_t *ret,
                   bool *ret_found)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, query, args, count, &rows));
    TRY(rows_next(&rows, arena, ret_found));
    if (*ret_found)
        *ret = rows_int(&rows, 0);
    return NULL;
}

Err *store_check(Store *store, Arena *arena, Query query)
{
    return store->driver->check(store, arena, &query);
}
