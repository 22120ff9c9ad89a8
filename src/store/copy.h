/* copy: a store's rows as they are, table by table; for backups.
 *
 * What the tables are is asked of the database itself, so that no module has to be remembered here.  The list of
 * applied migrations is no table of these: a copy is written into a schema that was made by the same migrations. */
#pragma once
#include "store/store.h"

typedef struct CopyColumn {
    Str name;
    ValueKind kind;
    int64_t key; /* its place in the primary key, 0 none */
} CopyColumn;

typedef struct CopyTable {
    Str name;
    CopyColumn *column;
    ptrdiff_t columns;
    const char *insert; /* of copy_write; as long as the store */
} CopyTable;

/* From here to copy_end all is read as it is now, while others go on writing. */
Err *copy_begin(Store *store, Arena *arena) MUST_CHECK;
void copy_end(Store *store);
Err *copy_tables(Store *store, Arena *arena, CopyTable **ret, ptrdiff_t *ret_count) MUST_CHECK; /* by name */
/* Every row by the primary key, in bounded memory; values are borrowed for the call. */
typedef Err *CopyRow(void *arg, const Value *value, ptrdiff_t count);
Err *copy_read(Store *store, Arena *arena, const CopyTable *table, CopyRow *row, void *arg) MUST_CHECK;
/* In the caller's transaction. */
Err *copy_empty(Store *store, Arena *arena, const CopyTable *table) MUST_CHECK;
Err *copy_write(Store *store, Arena *arena, const CopyTable *table, const Value *values, ptrdiff_t rows) MUST_CHECK;

/* The migrations that were applied to a store, and those among the program's own.  CONFLICT where the program lacks one
 * or has another of its number. */
Err *copy_applied(Store *store, Arena *arena, Migration **ret, ptrdiff_t *ret_count) MUST_CHECK;
Err *copy_known(Arena *arena, const Migration *asked, ptrdiff_t count, Migration **ret) MUST_CHECK;
/* As store_open with these migrations only; a list {0}: as it is. */
Err *store_open_at(Arena *arena, Str address, Clock clock, const Migration *list, Store **ret) MUST_CHECK;
bool store_is_server(Str address);
