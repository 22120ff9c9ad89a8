/* fact_import: a file of figures into the cube.
 *
 * Columns (spec of the file "facts"): unit_code or unit_name, indicator, period, value,
 * and if wanted breakdown, base, state, source, as_of.  Units are matched surely or not
 * at all; a row whose source says that it is simulated is; of two rows that contradict each other neither goes in;
 * totals are held against their parts and written where the file leaves them out (fact_complete).  Bad rows follow the
 * rule of table/intake.h. One transaction; the same file twice changes nothing. */
#pragma once
#include "cube/cube.h"
#include "table/form.h"

typedef struct FactImportOptions {
    Str province;   /* code */
    CountBase base; /* of rows that do not say */
    Str source;     /* of rows that do not say; "" = the file's name */
    Str as_of;      /* ISO, "" = not said */
    bool simulated; /* all rows are simulated, whatever they say */
    bool preview;   /* looks alone: the result says what would become of the file, and nothing is kept */
    bool reported;  /* no row may say that it is approved or locked: who imports does not approve */
    Str rejects;    /* path, "" = none */
    Lang lang;      /* of the rejects file */
    Date on;        /* the day whose names of units are used */
    Author author;
} FactImportOptions;

typedef struct FactImport {
    ptrdiff_t rows, bad;
    const Problem *problem; /* also set when the import failed for them */
    ptrdiff_t problems;
    ptrdiff_t totals; /* written as the sum of their parts, besides the rows */
    FactChange change;
    Str first_refused; /* the fact that was locked or real, for a message */
    Str seen_at;       /* when the same file was taken in before; nothing was done then */
} FactImport;

/* The columns of such a file, for who tells files apart; of the first ret_units one is needed. */
const Field *fact_import_fields(ptrdiff_t *ret_count, ptrdiff_t *ret_units);
Err *fact_import(Store *store, Arena *arena, Str file, FactImportOptions options, FactImport *ret) MUST_CHECK;
