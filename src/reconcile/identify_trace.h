/* For this folder: what marks and traces of rows say of the values that rules of the model ask (identify_trace.c). */
#pragma once
#include "reconcile/identify_internal.h"

/* What the mark of the same cells leaves out; cell: all of LINKING_FIELDS, as kept; name: as parsed. */
Trace trace_of(const LinkParse *parse, const TraceParts *parts, const Str *cell, const Mark *mark,
               const LinkValue *name);
uint64_t trace_term(const Mark *m, const Trace *t); /* of the name */

/* What linking cells of a row say (identify_read.c), but its key and the digest of its cells; traced: NULL, no trace.
 */
void mark_of_cells(const LinkParse *parse, const TraceParts *traced, const Str *cell, Mark *ret, Trace *ret_trace);

/* NOTHING: nothing is known of it.  DEAD: rows of which all is known have none of it. */
typedef enum TraceWhat {
    TRACE_NAME,
    TRACE_SOUND,
    TRACE_FIRST_LAST,
    TRACE_INITIAL,
    TRACE_DATE,
    TRACE_PLACE,
    TRACE_NUMBER,
    TRACE_OLD,
    TRACE_PHONE,
    TRACE_NOTHING,
    TRACE_DEAD
} TraceWhat;
typedef struct TraceAsked {
    TraceWhat what;
    int part; /* of the kind */
} TraceAsked;
TraceAsked trace_asked(const LinkField *field, int part);
/* As the engine reads them; 0: there is none.  value: by LinkingField. */
uint64_t trace_value_of_cells(const TraceParts *parts, TraceAsked asked, const LinkValue *value);
/* The same of rows of which all is known, of one after the other. */
typedef struct TraceRow {
    uint64_t date, personal; /* its cells */
    uint64_t place;          /* the key of its commune */
    uint32_t name;
    Trace trace;
} TraceRow;
TraceRow trace_row(const Mark *m, const Trace *t, uint64_t place);
void trace_values(const TraceRow *row, ptrdiff_t rows, TraceAsked asked, uint64_t *ret);
static inline uint64_t trace_old(const Trace *t)
{
    return t->old & ~UINT32_C(1);
}
static inline uint64_t trace_phone(const Trace *t)
{
    return t->phone & ~UINT32_C(255);
}
/* Its cells of birth date and personal number. */
void trace_cells_of_mark(const Mark *m, uint64_t *ret_date, uint64_t *ret_personal);
