/* driver: what SQLite and PostgreSQL each do for the store; for store/ only. */
#pragma once
#include "base/vec.h"
#include "store/scope.h"

enum { STORE_WAIT_MS = 30000, STORE_MAX_ARGS = 32, STORE_BUCKETS = 256, STORE_SLOTS = 8 };

/* A statement as the database knows it.  The same text may be there several times:
 * while rows of one are being read, or, on a server, for other types of parameters. */
typedef struct Prepared {
    struct Prepared *next;
    const char *sql;               /* the literal, compared by address */
    uint8_t kinds[STORE_MAX_ARGS]; /* of the parameters; servers only */
    void *statement;               /* sqlite3_stmt; a server has a name instead */
    char name[24];
    bool binary; /* servers only: how its rows are asked for */
    int *slot;   /* SQLite: which of $1, $2 … stands at each place; counts from 0 */
    int slots;
    bool busy;
} Prepared;

typedef struct Driver {
    const char *begin;
    Err *(*open)(Store *store, Arena *arena, Str address)MUST_CHECK; /* sets handle and address */
    void (*close)(Store *store);
    Err *(*wait)(Store *store, Arena *arena, int64_t ms)MUST_CHECK;
    Err *(*room)(Store *store, Arena *arena, bool much)MUST_CHECK;         /* NULL: the server sees to it */
    void (*ahead)(const Store *store);                                     /* NULL: the server sees to it */
    Err *(*script)(Store *store, Arena *arena, const char *sql)MUST_CHECK; /* several statements */
    Err *(*exec)(Store *store, Arena *arena, const Query *query, const Value *args, ptrdiff_t count, ptrdiff_t rows,
                 int64_t *ret_changed)MUST_CHECK;
    Err *(*copy)(Store *store, Arena *arena, const Query *query, const Value *args, ptrdiff_t count,
                 ptrdiff_t rows)MUST_CHECK; /* NULL: exec does it */
    Err *(*query)(Store *store, Arena *arena, const Query *query, const Value *args, ptrdiff_t count,
                  Rows *ret)MUST_CHECK;
    Err *(*next)(Rows *rows, Arena *arena, bool *ret_more)MUST_CHECK;
    bool (*null)(const Rows *rows, int column);
    int64_t (*integer)(const Rows *rows, int column);
    double (*real)(const Rows *rows, int column);
    Str (*text)(const Rows *rows, int column); /* borrowed */
    Str (*bytes)(const Rows *rows, Arena *arena, int column);
    void (*rows_close)(Rows *rows);
    Err *(*check)(Store *store, Arena *arena, const Query *query)MUST_CHECK;
} Driver;

typedef struct Before { /* store_before_commit */
    StoreBefore *fn;
    void *arg;
} Before;

struct Store {
    const Driver *driver;
    Arena memory; /* its own: a store outlives the arena of any call */
    Arena aside;  /* until the end of a transaction; opened when it is first needed */
    Vec(Before) before;
    Before guard;
    Clock clock;
    Str address, given; /* what may be shown of it; all of it, for a twin */
    void *handle;       /* sqlite3 or PGconn */
    int64_t prepared;
    const Scope *scope;   /* borrowed; NULL: everything */
    bool writing, failed; /* inside a transaction; one of its statements failed */
    bool changed;         /* … one changed figures */
    int64_t wait_ms;      /* how long a lock is waited for */
    Prepared *bucket[STORE_BUCKETS];
    const void *slot_key[STORE_SLOTS];
    void *slot[STORE_SLOTS];
};

extern const Driver sqlite_driver, postgres_driver;

Err *store_migrate(Store *store, Arena *arena) MUST_CHECK;
/* The same for any list that ends with {0}; the program has one, tests make theirs. */
Err *store_migrate_list(Store *store, Arena *arena, const Migration *list) MUST_CHECK;
Prepared **store_bucket(Store *store, const char *sql);
