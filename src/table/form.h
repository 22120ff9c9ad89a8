/* form: a table read as records of known fields.
 *
 * Finds the header (one to three rows, merged headings, prose above it), matches
 * headings to fields without regard to case, marks, blanks, dots and underscores,
 * and reads each cell as its field's type with the numbers and dates that
 * Vietnamese officials write.  Blank rows, repeated headers, "Tổng:" rows and
 * footnotes are told from data.  A row that cannot be read is not dropped: it
 * comes out with its problems, for the report and for the rejects file. */
#pragma once
#include "table/table.h"

typedef enum FieldType { FIELD_TEXT, FIELD_INT, FIELD_REAL, FIELD_PERCENT, FIELD_DATE } FieldType;

typedef struct Field {
    const char *key;   /* English key, itself a heading: "unit_name" */
    const char *names; /* other headings, "Tên xã/phường|Tên đơn vị|Địa bàn" */
    FieldType type;
    bool required; /* the column must be there and each data row must fill it */
} Field;

typedef struct Entry { /* one field of one record */
    bool given;
    Str text;        /* as written */
    int64_t integer; /* FIELD_INT */
    double real;     /* FIELD_REAL; FIELD_PERCENT: 12,5% and 12.5 are both 12.5 */
    Date date;       /* FIELD_DATE; month and day 0 where not given */
    bool is_day;     /* the cell holds a day of the workbook, not what somebody typed */
    Place place;
} Entry;

typedef struct Problem {
    Place place;
    Str value; /* as written */
    Text expected;
} Problem;

typedef enum RecordKind { RECORD_DATA, RECORD_TOTAL, RECORD_NOTE } RecordKind;

typedef struct Record {
    RecordKind kind;
    Entry *entry; /* one for each field, in the order given to form_open */
    Problem *problem;
    ptrdiff_t problem_count; /* a record with problems is not to be used */
    Row row;                 /* as read, for the rejects file; a note's text is in its cells */
} Record;

typedef struct Form Form;

/* Err when no header with all required fields is found: the text names those missing
 * and the headings that were seen. */
Err *form_open(Arena *arena, Table *table, const Field *field, ptrdiff_t count, Form **ret) MUST_CHECK;
Err *form_next(Form *form, Arena *arena, Record *ret, bool *ret_more) MUST_CHECK;
bool form_has(const Form *form, ptrdiff_t field);    /* the column is in the file */
Str form_heading(const Form *form, ptrdiff_t field); /* as written in the file; a two-row heading joined by " / " */
const Row *form_header(const Form *form);            /* the last header row */
Str *form_unknown(const Form *form, ptrdiff_t *ret_count);  /* headings that no field claims */
Str *form_preamble(const Form *form, ptrdiff_t *ret_count); /* lines above the header: title, number, date */

/* Rejected rows as a file that can be corrected and imported again: the header
 * as it was, the rows as they were, and two more columns that say what is wrong. */
typedef struct Rejects Rejects;
Rejects *rejects_open(Arena *arena, const Form *form);
void rejects_add(Rejects *rejects, const Record *record);
ptrdiff_t rejects_count(const Rejects *rejects);
Err *rejects_save(Rejects *rejects, Arena *arena, Str path, Lang lang) MUST_CHECK; /* .csv or .xlsx */
