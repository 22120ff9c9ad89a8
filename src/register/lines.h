/* lines: what the rows of a file looked like, by which the next file of the source knows them again.
 *
 * A row whose line is as it was, under the same headings, has the cells that it had, and they need not be looked at. Of
 * a line counts what stands from the first column on that is used: running numbers before it change with every row that
 * comes or goes. */
#pragma once
#include "register/digest.h"
#include "register/intake_rows.h"

typedef struct RowLine {
    uint64_t line;            /* digest */
    uint32_t sound, doubtful; /* sets of columns */
} RowLine;

/* How the lines of a file are read: two files of one form give the same cells for the same line. */
typedef struct LineForm {
    uint64_t seed;
    char delimiter;
    ptrdiff_t lead; /* columns before the first that is used */
} LineForm;
LineForm line_form(const RegisterSource *source, const RegisterFile *file, int pivot_year); /* of a plain file */
uint64_t line_digest(const LineForm *form, Str text);

/* As they are kept: digests, and of the few sets there are which. */
Str lines_pack(Arena *arena, const RowLine *line, ptrdiff_t rows);
bool lines_unpack(Str packed, ptrdiff_t rows, RowLine *ret); /* false: they are not of so many rows */
