/* What the parts of form share; included in this folder only. */
#pragma once
#include "base/vec.h"
#include "table/heading.h"
#include "table/table_internal.h"

typedef Vec(Row) Rows;
typedef Vec(Problem) Problems;

struct Form {
    Table *table;
    Arena *arena;
    const Field *field;
    ptrdiff_t fields;
    FieldKeys *keys;
    ptrdiff_t *column; /* of each field; -1 where the file has none */
    Headings heading;
    ptrdiff_t width; /* columns that may be filled: those with a heading, without a rejects file's own */
    Row header[HEADING_ROWS];
    int header_rows;
    Rows pending; /* read ahead, from pending_at on */
    ptrdiff_t pending_at;
    ptrdiff_t notes_until; /* pending rows before it stand above a header */
    Rows preamble;
    int32_t region;
    bool foreign;                /* a region without a header of its own: rows as wide as the header are data … */
    bool strange;                /* … and in another sheet none */
    bool after_total, is_signed; /* no data came since the last total, since the last signature */
    bool at_header;              /* only header rows were read since the last header */
};

/* What a row is.  ROW_SKIP: blank, a header again, or the numbers of the columns. */
typedef enum RowSort { ROW_DATA, ROW_TOTAL, ROW_NOTE, ROW_HEADER, ROW_BLANK } RowSort;
RowSort form_sort(Form *form, Arena scratch, const Row *row);

/* Nothing, or one of the signs for it: "-", "–", "…", "...". */
bool form_is_empty(const Cell *cell);

/* Reads the fields of a row; the problems go to the record. */
void form_read(const Form *form, Arena *arena, const Row *row, Record *ret);
