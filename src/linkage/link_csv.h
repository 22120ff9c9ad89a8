/* link_csv: a file as a source of records.
 *
 * CSV and TSV in UTF-8 are read by csv_rows.h in a buffer of fixed size; other encodings, workbooks and
 * documents through table.h.  The headings stand in the first row that is not
 * empty; where prose stands above them, in the row with most headings that are known
 * (recognise.h).  Two columns of the same heading are refused. */
#pragma once
#include "linkage/records.h"

/* The source lives in the arena, its name is the file's without folders. */
Err *link_csv_open(Arena *arena, Str path, LinkSource **ret) MUST_CHECK;
void link_csv_close(LinkSource **source); /* NULL is accepted */

/* The column of a heading, compared without case, marks, blanks and underscores; -1 where there is none. */
ptrdiff_t link_source_column(const LinkSource *source, Str heading);
