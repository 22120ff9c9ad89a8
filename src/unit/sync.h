/* Brings a table to what a file says, touching only rows that differ; for unit/ only. */
#pragma once
#include "store/store.h"

enum { SYNC_COLUMNS_MAX = 12 };

typedef struct Sync {
    const Query *all; /* all columns, in the order of the arguments of put */
    const Query *put;
    const Query *drop; /* by the keys, which come first; NULL: rows that the file has not stay */
    const char *kinds; /* one letter a column: t text, i whole number, r real */
    int keys;
} Sync;

/* In the caller's transaction.  `row` holds count × strlen(kinds) values; `args` are those
 * of `all`.  Adds to *ret_changed.  Two rows of one key are an error. */
Err *sync_rows(Store *store, Arena *arena, const Sync *sync, const Value *args, ptrdiff_t arg_count, const Value *row,
               ptrdiff_t count, int64_t *ret_changed) MUST_CHECK;
