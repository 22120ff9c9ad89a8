/* store: the database behind one interface, SQLite or PostgreSQL.
 *
 * The address decides: `postgresql://…` is a server, anything else the path of a
 * SQLite file, made with permissions 0600 if absent.  SQL is written once, with
 * $1, $2 … as parameters, in the module's .sql file; where the two systems
 * differ the file holds both texts.  There is no formatted SQL: only bound values.
 * A Store belongs to one thread.  Rows borrow from the store until the next
 * rows_next; copy what must live longer.
 *
 * What both systems are made to agree on:
 * - Order.  Text columns compare by their bytes (COLLATE "C" is added to each TEXT
 *   column of a migration), so ORDER BY gives one order everywhere.  It is no order
 *   for people: sort what they see in C by vn_sort_key.
 * - Types.  Migrations speak BIGINT, DOUBLE PRECISION, TEXT and BYTEA; SQLite gets them as
 *   INTEGER, REAL, TEXT and BLOB of a STRICT table.  A parameter has the type of its Value;
 *   a NULL takes the column's, so write CAST($3 AS TEXT) where no column stands beside it.
 * - Text.  Valid UTF-8 without a NUL byte; anything else is BAD_INPUT.
 * - Failure.  After a failed statement a transaction can only be rolled back.
 * - Files.  A statement's texts must be literals: they are cached by their address. */
#pragma once
#include "base/clock.h"
#include "base/err.h"

typedef struct Store Store;

typedef struct Query {                    /* a named statement; made by tools/embed_sql.py */
    const char *name, *sqlite, *postgres; /* texts that change figures begin with QUERY_FIGURES */
} Query;
#define QUERY_FIGURES "/* figures */"

typedef struct Migration {
    int number;
    const char *name, *digest, *sqlite, *postgres;
} Migration;

typedef enum ValueKind { VALUE_NULL, VALUE_INT, VALUE_REAL, VALUE_TEXT, VALUE_BYTES } ValueKind;

typedef struct Value {
    ValueKind kind;
    int64_t i;
    double r;
    Str s;
} Value;

#define V_NULL ((Value){.kind = VALUE_NULL})
#define V_INT(x) ((Value){.kind = VALUE_INT, .i = (x)})
#define V_REAL(x) ((Value){.kind = VALUE_REAL, .r = (x)})
#define V_TEXT(x) ((Value){.kind = VALUE_TEXT, .s = (x)})
#define V_BYTES(x) ((Value){.kind = VALUE_BYTES, .s = (x)})
#define ARGS(...) (const Value[]){__VA_ARGS__}, COUNTOF(((const Value[]){__VA_ARGS__}))
#define NO_ARGS NULL, 0

/* Opens, and brings the schema up to date, each migration in its transaction.
 * Refuses a database that is newer than the program.  A lock is waited for. */
Err *store_open(Arena *arena, Str address, Clock clock, Store **ret) MUST_CHECK;
/* The same, and NOT_FOUND where no program of ours has made one yet: for what makes no sense on an empty database. */
Err *store_open_existing(Arena *arena, Str address, Clock clock, Store **ret) MUST_CHECK;
void store_close(Store **store);
Err *store_ready(Store *store, Arena *arena) MUST_CHECK;            /* it answers, and its schema is the program's */
Err *store_wait(Store *store, Arena *arena, int64_t ms) MUST_CHECK; /* how long a lock is waited for; 30 s at first */
/* Before and after a transaction that touches much of the largest tables: a file's pages then stay in memory. */
Err *store_room(Store *store, Arena *arena, bool much) MUST_CHECK;
bool store_is_postgres(const Store *store);
Str store_address(const Store *store); /* without the password */
Clock store_clock(const Store *store); /* the one it was opened with; dates what is written */

Err *store_begin(Store *store, Arena *arena) MUST_CHECK; /* a writing transaction; they do not nest */
Err *store_commit(Store *store, Arena *arena) MUST_CHECK;
/* By another thread, while a large transaction is being written: what of it is in a file already goes to the disk, and
 * the commit waits for that much less.  Nothing else changes. */
void store_ahead(const Store *store);
void store_rollback(Store *store); /* harmless outside a transaction */
bool store_writing(const Store *store);
/* Grows with every commit that changed figures, plans or units; sessions, jobs and the audit trail leave it alone.
 * Read it before the figures: what was made of them is right for as long as it stands. */
Err *store_revision(Store *store, Arena *arena, int64_t *ret) MUST_CHECK;

/* What the next commit does first, in its transaction; a failure of it undoes the transaction.  Calls of one function
 * are handed over together, in their order.  What is in store_aside lives until that commit or rollback has ended. */
typedef Err *StoreBefore(Store *store, Arena *arena, void *const *arg, ptrdiff_t count);
void store_before_commit(Store *store, StoreBefore *fn, void *arg);
Arena *store_aside(Store *store);
/* The same at every commit, before all else, until it is set to NULL: who may no longer write is stopped here. */
void store_guard(Store *store, StoreBefore *fn, void *arg);

/* The path of what is kept beside the database under a name of its own (keys, files of jobs): “x.db.” + what.  Of
 * a server it is in the folder that BAOPHU_FOLDER names, by the name of the database; USAGE where it is not set. */
Err *store_beside(const Store *store, Arena *arena, const char *what, Str *ret_path) MUST_CHECK;

/* One statement without rows.  ret_changed may be NULL. */
Err *store_exec(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count,
                int64_t *ret_changed) MUST_CHECK;

/* The statement once for each of `rows` groups of `count` values, which lie one after the
 * other in args; all or none of them in the caller's transaction.  A server gets them
 * without waiting for each answer.  ret_changed is the sum, may be NULL. */
Err *store_exec_many(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, ptrdiff_t rows,
                     int64_t *ret_changed) MUST_CHECK;

/* New rows in bulk: the text for SQLite inserts one row of `count` values, in the order of its parameters; that for a
 * server is COPY … FROM STDIN (FORMAT binary) of as many columns, whose types are those of the values. */
Err *store_copy(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, ptrdiff_t rows) MUST_CHECK;

/* One statement that waits no longer than this for a lock: *ret_done false when somebody else is writing still. */
Err *store_exec_within(Store *store, Arena *arena, int64_t ms, Query query, const Value *args, ptrdiff_t count,
                       bool *ret_done) MUST_CHECK;

typedef struct Rows {
    Store *store;
    void *handle;
    ptrdiff_t row;
} Rows;

/*     AUTO(rows_close) Rows rows = {0};
 *     TRY(store_query(store, arena, SQL_UNIT_BY_CODE, ARGS(V_TEXT(code)), &rows));
 *     for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) …            */
Err *store_query(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, Rows *ret) MUST_CHECK;
Err *rows_next(Rows *rows, Arena *arena, bool *ret_more) MUST_CHECK;
bool rows_null(const Rows *rows, int column); /* columns count from 0 */
int64_t rows_int(const Rows *rows, int column);
double rows_real(const Rows *rows, int column);
Str rows_text(const Rows *rows, Arena *arena, int column);  /* copied into the arena */
Str rows_look(const Rows *rows, int column);                /* not copied: until the next row */
Str rows_bytes(const Rows *rows, Arena *arena, int column); /* of a BYTEA column; copied too */
void rows_close(Rows *rows);

/* The first row's first column; *ret_found false when there is no row. */
Err *store_one_int(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, int64_t *ret,
                   bool *ret_found) MUST_CHECK;

/* Whether the database understands the statement; for the tests that prepare all of them. */
Err *store_check(Store *store, Arena *arena, Query query) MUST_CHECK;

/* What a module reads once and keeps while the store is open, in its memory: a slot of its own by the address of key,
 * NULL at first. */
void **store_slot(Store *store, const void *key);
Arena *store_memory(Store *store);
