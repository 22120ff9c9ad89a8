/* heading: which column is which field.
 *
 * Headings are compared as keys: without case, marks, blanks, dots and underscores.
 * What stands in brackets ("(người)") and a year behind ("đến năm 2030") may be missing.
 * Of a heading over several rows the lowest text counts, or the lower ones together;
 * the longer match wins, and no column serves two fields. */
#pragma once
#include "table/form.h"

enum { HEADING_ROWS = 3 };

typedef struct Headings { /* of one to three rows read as one header */
    Str *text;            /* of each column, rows joined by " / " */
    ptrdiff_t count;
} Headings;

typedef struct FieldKeys FieldKeys;

typedef struct Clash { /* two columns that fit one field equally well */
    ptrdiff_t field, first, second;
    bool found;
} Clash;

FieldKeys *heading_keys(Arena *arena, const Field *field, ptrdiff_t count);
Headings heading_join(Arena *arena, const Row *row, int rows);

/* Sets column[field] to an index or -1; returns how many fields have a column. */
ptrdiff_t heading_match(Arena scratch, const FieldKeys *keys, const Headings *headings, ptrdiff_t *column,
                        Clash *ret_clash);

/* The heading most like the field's names; -1 where none is like them. */
ptrdiff_t heading_nearest(Arena scratch, const FieldKeys *keys, ptrdiff_t field, const Headings *headings);

/* Letters and digits only, without case, marks and blanks. */
Str heading_key(Arena *arena, Str text);

/* The two columns of a rejects file, in both languages; nobody's field. */
Text heading_reject(int which);
bool heading_is_reject(Arena scratch, Str heading);
