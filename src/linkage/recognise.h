/* recognise: which column is what, and with what fields and rules to begin.
 *
 * Columns are known by their headings (Vietnamese or English), by --compare, or in doubt by
 * what they hold (a sample of rows).  From the fields found follow the comparison
 * fields and the blocking rules of one of two defaults: persons with Vietnamese names and
 * persons with Western names, chosen from the data and never by the file's name. */
#pragma once
#include "linkage/records.h"

typedef struct LinkColumn { /* --compare heading:kind, or left=right:kind */
    Str left, right;
    const LinkKind *kind;
} LinkColumn;

typedef struct LinkHeading { /* the table that --help shows */
    const char *field;
    const LinkKind *kind;
    const char *names; /* "Họ và tên|Họ tên|full_name|name" */
} LinkHeading;
extern const LinkHeading link_headings[]; /* ends with {0} */

/* An untrained model for these sources.  column: empty = recognise.  BAD_INPUT names what
 * is missing and the headings seen.  Sets the id columns of the sources where id is {0}
 * (a column called id, mã, unique_id …, else the row number). */
Err *link_recognise(Arena *arena, LinkSource *left, LinkSource *right, const LinkColumn *column, ptrdiff_t columns,
                    Str id, LinkModel **ret) MUST_CHECK;
Err *link_column_parse(Arena *arena, Str written, LinkColumn *ret) MUST_CHECK; /* "dob=birth_date:date" */
