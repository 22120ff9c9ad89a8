/* SQLite: one file, one writer, readers that never wait for it (WAL). */
#include "store/driver.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { APPLICATION_ID = 0x42615068 }; /* "BaPh" in the file's header */

static Err *sqlite_fail(Store *store, Arena *arena, const Query *query)
{
    sqlite3 *db = store->handle;
    Str path = store->address;
    switch (sqlite3_errcode(db) & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return FAIL(arena, UNAVAILABLE, "cơ sở dữ liệu “%.*s” đang được ghi bởi việc khác; hãy thử lại sau ít phút",
                    "the database “%.*s” is being written by something else; try again in a few minutes", STRF(path));
    case SQLITE_CONSTRAINT:
        return FAIL(arena, CONFLICT, "dữ liệu không hợp với dữ liệu đã có: %s",
                    "the data do not fit what is already there: %s", sqlite3_errmsg(db));
    case SQLITE_FULL:
        return FAIL(arena, UNAVAILABLE, "ổ đĩa chứa “%.*s” đã đầy; hãy giải phóng chỗ rồi làm lại, chưa có gì thay đổi",
                    "the disk of “%.*s” is full; free some room and try again, nothing has changed", STRF(path));
    case SQLITE_READONLY:
    case SQLITE_PERM:
        return FAIL(arena, FORBIDDEN, "không có quyền ghi vào “%.*s” hoặc thư mục chứa nó",
                    "“%.*s” or its folder may not be written", STRF(path));
    case SQLITE_CANTOPEN:
    case SQLITE_IOERR:
        return FAIL(arena, UNAVAILABLE, "không mở hoặc đọc ghi được “%.*s”: %s; hãy kiểm tra thư mục, quyền và ổ đĩa",
                    "could not open, read or write “%.*s”: %s; check the folder, its permissions and the disk",
                    STRF(path), sqlite3_errmsg(db));
    case SQLITE_NOTADB:
    case SQLITE_CORRUPT:
        return FAIL(arena, BAD_INPUT, "“%.*s” không phải cơ sở dữ liệu hoặc đã hỏng; hãy khôi phục bản sao lưu",
                    "“%.*s” is no database or is damaged; restore a backup", STRF(path));
    default:
        return FAIL(arena, INTERNAL, "cơ sở dữ liệu báo lỗi (%s): %s", "the database failed (%s): %s",
                    query ? query->name : "-", sqlite3_errmsg(db));
    }
}

static Err *sqlite_script(Store *store, Arena *arena, const char *sql)
{
    if (sqlite3_exec(store->handle, sql, NULL, NULL, NULL) == SQLITE_OK)
        return NULL;
    return sqlite_fail(store, arena, NULL);
}

/* ---- opening ---------------------------------------------------------------- */

/* The file is made before SQLite sees it: its permissions then do not hang on the umask,
 * and SQLite gives the same ones to the files beside it. */
static Err *make_file(Arena *arena, Str path)
{
    int fd = open(str_c(arena, path), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0 && errno == EEXIST)
        return NULL;
    bool ok = fd >= 0 && fchmod(fd, 0600) == 0;
    int why = errno;
    if (fd >= 0)
        close(fd);
    if (ok)
        return NULL;
    return FAIL_BECAUSE(arena, UNAVAILABLE, why, "không tạo được cơ sở dữ liệu “%.*s”",
                        "could not create the database “%.*s”", STRF(path));
}

static int64_t pragma_int(sqlite3 *db, const char *sql)
{
    sqlite3_stmt *stmt = NULL;
    int64_t value = -1;
    if (sqlite3_prepare_v2(db, sql, -1, &stmt, NULL) == SQLITE_OK && sqlite3_step(stmt) == SQLITE_ROW)
        value = sqlite3_column_int64(stmt, 0);
    sqlite3_finalize(stmt);
    return value;
}

static Err *check_ours(Store *store, Arena *arena)
{
    /* in this order: another program that is just making the file sets the id before the tables */
    int64_t tables = pragma_int(store->handle, "SELECT count(*) FROM sqlite_master");
    int64_t id = pragma_int(store->handle, "PRAGMA application_id");
    if (id < 0 || tables < 0)
        return sqlite_fail(store, arena, NULL);
    if (id != APPLICATION_ID && tables > 0)
        return err_next(FAIL(arena, BAD_INPUT, "“%.*s” là cơ sở dữ liệu của chương trình khác",
                             "“%.*s” is the database of another program", STRF(store->address)),
                        COMMAND("hãy chọn tệp khác bằng --db", "choose another file with --db"), PAGE("", ""));
    return NULL;
}

/* Two programs that open a new file at once: SQLite does not wait for the lock that
 * turning WAL on needs, so the second one asks again. */
static Err *turn_wal_on(Store *store, Arena *arena)
{
    for (int waited = 0;; waited += 20) {
        int code = sqlite3_exec(store->handle, "PRAGMA journal_mode = WAL", NULL, NULL, NULL);
        if (code == SQLITE_OK)
            return NULL;
        if ((code & 0xff) != SQLITE_BUSY || waited >= STORE_WAIT_MS)
            return sqlite_fail(store, arena, NULL);
        sqlite3_sleep(20);
    }
}

/* Much: nine tenths hold what a run changes of the lists of 3.6 million persons (15,400 pages).  A page that is changed
 * again after it went to the WAL costs the commit a sum over all that was written behind it. */
static Err *sqlite_room(Store *store, Arena *arena, bool much)
{
    return sqlite_script(store, arena, much ? "PRAGMA cache_size = -327680" : "PRAGMA cache_size = -32768");
}

/* By a descriptor of its own: SQLite locks the other two files, and a lock goes when any descriptor of its file is
 * closed. */
static void sqlite_ahead(const Store *store)
{
    AUTO(arena_close) Arena scratch = arena_open(1 << 20);
    int fd = open(str_c(&scratch, str_fmt(&scratch, "%.*s-wal", STRF(store->address))), O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return;
    int ignored = fdatasync(fd);
    (void)ignored; /* the commit does it again, and says why it cannot */
    close(fd);
}

/* Else each piece of memory of each thread is counted under one lock. */
static void count_nothing(void)
{
    sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static Err *sqlite_open(Store *store, Arena *arena, Str address)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    sqlite3 *db = NULL;
    pthread_once(&once, count_nothing);
    store->address = str_copy(&store->memory, address);
    TRY(make_file(arena, address));
    bool named = str_find(address, S("/")) >= 0; /* else ":memory:" and "file:x" would mean something */
    const char *path = str_c(arena, str_fmt(arena, "%s%.*s", named ? "" : "./", STRF(address)));
    int code = sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
    store->handle = db;
    if (code != SQLITE_OK)
        return sqlite_fail(store, arena, NULL);
    sqlite3_busy_timeout(db, STORE_WAIT_MS);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DML, 0, NULL);
    sqlite3_db_config(db, SQLITE_DBCONFIG_DQS_DDL, 0, NULL);
    /* of a file that is new: what agencies deliver is values of a megabyte */
    TRY(sqlite_script(store, arena, "PRAGMA page_size = 16384"));
    TRY(sqlite_script(store, arena,
                      "PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF; PRAGMA synchronous = FULL"));
    TRY(sqlite_room(store, arena, false));
    TRY(check_ours(store, arena));
    TRY(turn_wal_on(store, arena));
    if (pragma_int(db, "PRAGMA application_id") == APPLICATION_ID)
        return NULL;
    return sqlite_script(store, arena, "PRAGMA application_id = 1113673832");
}

static void sqlite_done(Store *store)
{
    for (int i = 0; i < STORE_BUCKETS; i++)
        for (Prepared *p = store->bucket[i]; p; p = p->next)
            sqlite3_finalize(p->statement);
    sqlite3_close(store->handle);
}

static Err *sqlite_wait(Store *store, Arena *arena, int64_t ms)
{
    (void)arena;
    sqlite3_busy_timeout(store->handle, (int)ms);
    return NULL;
}

/* ---- statements --------------------------------------------------------------- */

/* SQLite numbers "$2, $1" in the order in which they appear; the names say which is which. */
static Err *map_slots(Store *store, Arena *arena, const Query *query, Prepared *p)
{
    p->slots = sqlite3_bind_parameter_count(p->statement);
    p->slot = new (&store->memory, int, p->slots);
    for (int i = 0; i < p->slots; i++) {
        const char *name = sqlite3_bind_parameter_name(p->statement, i + 1);
        p->slot[i] = name && name[0] == '$' ? atoi(name + 1) - 1 : -1;
        if (p->slot[i] < 0 || p->slot[i] >= STORE_MAX_ARGS)
            return FAIL(arena, INTERNAL, "tham số của câu lệnh %s phải viết $1, $2 …",
                        "the parameters of the statement %s are written $1, $2 …", query->name);
    }
    return NULL;
}

static Err *sqlite_prepare(Store *store, Arena *arena, const Query *query, Prepared **ret)
{
    Prepared **bucket = store_bucket(store, query->sqlite);
    for (Prepared *p = *bucket; p; p = p->next) {
        if (p->sql == query->sqlite && !p->busy) {
            *ret = p;
            return NULL;
        }
    }
    sqlite3_stmt *statement = NULL;
    const char *rest = NULL;
    if (sqlite3_prepare_v3(store->handle, query->sqlite, -1, SQLITE_PREPARE_PERSISTENT, &statement, &rest))
        return sqlite_fail(store, arena, query);
    Prepared *p = new (&store->memory, Prepared, 1);
    *p = (Prepared){.next = *bucket, .sql = query->sqlite, .statement = statement};
    *bucket = p;
    TRY(map_slots(store, arena, query, p));
    if (!statement || str_trim(str_from(rest)).len > 0)
        return FAIL(arena, INTERNAL, "câu lệnh %s phải là đúng một câu", "the statement %s must be exactly one",
                    query->name);
    *ret = p;
    return NULL;
}

static int bind_one(sqlite3_stmt *statement, int at, Value v, sqlite3_destructor_type keep)
{
    switch (v.kind) {
    case VALUE_NULL:
        return sqlite3_bind_null(statement, at);
    case VALUE_INT:
        return sqlite3_bind_int64(statement, at, v.i);
    case VALUE_REAL:
        return sqlite3_bind_double(statement, at, v.r);
    case VALUE_TEXT:
    case VALUE_BYTES:
        break;
    }
    const char *bytes = v.s.len > 0 ? v.s.ptr : ""; /* a NULL pointer would bind NULL */
    if (v.kind == VALUE_BYTES)
        return sqlite3_bind_blob64(statement, at, bytes, (sqlite3_uint64)v.s.len, keep);
    return sqlite3_bind_text64(statement, at, bytes, (sqlite3_uint64)v.s.len, keep, SQLITE_UTF8);
}

static Err *bind_all(Store *store, Arena *arena, const Query *query, Prepared *p, const Value *args, ptrdiff_t count,
                     sqlite3_destructor_type keep)
{
    for (int i = 0; i < p->slots; i++) {
        if (p->slot[i] >= count)
            return FAIL(arena, INTERNAL, "câu lệnh %s thiếu tham số $%d", "the statement %s lacks parameter $%d",
                        query->name, p->slot[i] + 1);
        if (bind_one(p->statement, i + 1, args[p->slot[i]], keep))
            return sqlite_fail(store, arena, query);
    }
    return NULL;
}

static Err *exec_once(Store *store, Arena *arena, const Query *query, Prepared *p, const Value *args, ptrdiff_t count,
                      int64_t *changed)
{
    int64_t before = sqlite3_total_changes64(store->handle);
    TRY(bind_all(store, arena, query, p, args, count, SQLITE_STATIC));
    int code;
    do
        code = sqlite3_step(p->statement);
    while (code == SQLITE_ROW);
    Err *err = code == SQLITE_DONE ? NULL : sqlite_fail(store, arena, query);
    sqlite3_reset(p->statement);
    sqlite3_clear_bindings(p->statement);
    if (sqlite3_total_changes64(store->handle) > before) /* else the count is of an older statement */
        *changed += sqlite3_changes64(store->handle);
    return err;
}

static Err *sqlite_exec_rows(Store *store, Arena *arena, const Query *query, const Value *args, ptrdiff_t count,
                             ptrdiff_t rows, int64_t *ret_changed)
{
    Prepared *p;
    TRY(sqlite_prepare(store, arena, query, &p));
    for (ptrdiff_t i = 0; i < rows; i++)
        TRY(exec_once(store, arena, query, p, args + i * count, count, ret_changed));
    return NULL;
}

static Err *sqlite_query(Store *store, Arena *arena, const Query *query, const Value *args, ptrdiff_t count, Rows *ret)
{
    Prepared *p;
    TRY(sqlite_prepare(store, arena, query, &p));
    TRY(bind_all(store, arena, query, p, args, count, SQLITE_TRANSIENT));
    p->busy = true;
    *ret = (Rows){.store = store, .handle = p, .row = -1};
    return NULL;
}

/* ---- rows ----------------------------------------------------------------------- */

static sqlite3_stmt *statement_of(const Rows *rows)
{
    return ((Prepared *)rows->handle)->statement;
}

static Err *sqlite_next(Rows *rows, Arena *arena, bool *ret_more)
{
    int code = sqlite3_step(statement_of(rows));
    *ret_more = code == SQLITE_ROW;
    rows->row++;
    if (code == SQLITE_ROW || code == SQLITE_DONE)
        return NULL;
    return sqlite_fail(rows->store, arena, NULL);
}

static bool sqlite_null(const Rows *rows, int column)
{
    return sqlite3_column_type(statement_of(rows), column) == SQLITE_NULL;
}

static int64_t sqlite_integer(const Rows *rows, int column)
{
    return sqlite3_column_int64(statement_of(rows), column);
}

static double sqlite_real(const Rows *rows, int column)
{
    return sqlite3_column_double(statement_of(rows), column);
}

static Str sqlite_text(const Rows *rows, int column)
{
    const char *bytes = (const char *)sqlite3_column_text(statement_of(rows), column);
    return (Str){bytes, bytes ? sqlite3_column_bytes(statement_of(rows), column) : 0};
}

static Str sqlite_bytes(const Rows *rows, Arena *arena, int column)
{
    const char *bytes = sqlite3_column_blob(statement_of(rows), column);
    return str_copy(arena, (Str){bytes, bytes ? sqlite3_column_bytes(statement_of(rows), column) : 0});
}

static void sqlite_rows_close(Rows *rows)
{
    Prepared *p = rows->handle;
    sqlite3_reset(p->statement);
    sqlite3_clear_bindings(p->statement);
    p->busy = false;
}

static Err *sqlite_check(Store *store, Arena *arena, const Query *query)
{
    Prepared *p;
    return sqlite_prepare(store, arena, query, &p);
}

const Driver sqlite_driver = {
    .begin = "BEGIN IMMEDIATE",
    .open = sqlite_open,
    .close = sqlite_done,
    .wait = sqlite_wait,
    .room = sqlite_room,
    .ahead = sqlite_ahead,
    .script = sqlite_script,
    .exec = sqlite_exec_rows,
    .query = sqlite_query,
    .next = sqlite_next,
    .null = sqlite_null,
    .integer = sqlite_integer,
    .real = sqlite_real,
    .text = sqlite_text,
    .bytes = sqlite_bytes,
    .rows_close = sqlite_rows_close,
    .check = sqlite_check,
};
