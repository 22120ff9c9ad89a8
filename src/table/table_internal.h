/* What the readers of one kind owe to table.c; included in this folder only. */
#pragma once
#include "table/table.h"

typedef struct Source { /* the whole file in memory or mapped; lives as long as the table */
    Str name, bytes;
    TableOptions options; /* limits are all set */
} Source;

typedef struct Reader {
    void *state;
    Err *(*next)(void *state, Arena *arena, Row *ret, bool *ret_more);
    void (*close)(void *state); /* may be NULL */
    Str encoding;
    ptrdiff_t *damaged; /* may be NULL */
} Reader;

Err *csv_reader(Arena *arena, const Source *source, Reader *ret) MUST_CHECK;
Err *text_reader(Arena *arena, const Source *source, Reader *ret) MUST_CHECK;
Err *xlsx_reader(Arena *arena, const Source *source, Reader *ret) MUST_CHECK;
Err *xls_reader(Arena *arena, const Source *source, Reader *ret) MUST_CHECK;
Err *docx_reader(Arena *arena, const Source *source, Reader *ret) MUST_CHECK;
