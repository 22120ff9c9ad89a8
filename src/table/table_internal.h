/* What the readers of one kind owe to table.c; included in this folder only. */
#pragma once
#include "table/table.h"

#define STR_INIT(lit)                         \
    {                                         \
        "" lit "", (ptrdiff_t)sizeof(lit) - 1 \
    } /* S() for a static table */

typedef struct Source { /* the whole file in memory or mapped; lives as long as the table */
    Str name, bytes;
    TableOptions options;            /* limits are all set */
    bool mapped;                     /* bytes may be given back to the system behind the reader */
    const struct Encoding *encoding; /* of text, once its kind was found; finding it takes a while */
} Source;

typedef struct Reader {
    void *state;
    Err *(*next)(void *state, Arena *arena, Row *ret, bool *ret_more); /* *ret_more is true before the call */
    void (*close)(void *state);                                        /* may be NULL */
    Str encoding;
    char delimiter;     /* CSV */
    ptrdiff_t *damaged; /* may be NULL */
} Reader;

Err *csv_reader(Arena *arena, const Source *source, Reader *ret) MUST_CHECK;
Err *text_reader(Arena *arena, const Source *source, Reader *ret) MUST_CHECK;
Err *xlsx_reader(Arena *arena, const Source *source, Reader *ret) MUST_CHECK;
Err *xls_reader(Arena *arena, const Source *source, Reader *ret) MUST_CHECK;
Err *docx_reader(Arena *arena, const Source *source, Reader *ret) MUST_CHECK;
