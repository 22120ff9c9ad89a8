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
    const LinkKind *kind; /* for Vietnamese names; … */
    const LinkKind *western;
    const char *names; /* "Họ và tên|Họ tên|full_name|name" */
} LinkHeading;
extern const LinkHeading link_headings[]; /* ends with {0}; kind NULL: known, and not compared */
/* Index in link_headings of a heading as written in a file; -1 where none is like it. */
ptrdiff_t link_heading_find(Arena scratch, Str heading);

/* An untrained model for these sources; right is NULL or left with dedupe.  column: empty = recognise.  BAD_INPUT names
 * what is missing and the headings seen.  Notes of the model say which columns are not compared, and why; its
 * warnings, which columns hardly hold what they are compared as.
 * Sets the id columns as link_recognise_id does. */
Err *link_recognise(Arena *arena, LinkSource *left, LinkSource *right, const LinkColumn *column, ptrdiff_t columns,
                    Str id, LinkModel **ret) MUST_CHECK;
/* The columns of a source that a model leaves out, but the id: “a”, “b” …; {0} where there are none. */
Text link_left_out(Arena *arena, const LinkModel *model, const LinkSource *source, int side);
/* The id columns of the sources: id is a heading, "left=right", or {0}: a column called id, mã,
 * unique_id … that has no value twice at the beginning of the file, else the row number. */
Err *link_recognise_id(Arena *arena, LinkSource *left, LinkSource *right, Str id) MUST_CHECK;
Err *link_recognise_id_of(Arena *arena, LinkSource *source, Str id, int side) MUST_CHECK; /* of one of them */
Err *link_column_parse(Arena *arena, Str written, LinkColumn *ret) MUST_CHECK;            /* "dob=birth_date:date" */
/* BAD_INPUT where a column of the model is not in its source: names it and the headings seen.  Combined columns
 * (combine.h) are made. */
Err *link_model_fits(Arena *arena, const LinkModel *model, LinkSource *left, LinkSource *right) MUST_CHECK;
