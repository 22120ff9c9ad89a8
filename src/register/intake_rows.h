/* intake_rows: the rows of an agency's file, cells in the order of the source's columns.
 *
 * A CSV or TSV in UTF-8 whose first row holds all required headings is read as fast as cells can be found
 * (linkage/csv_rows.h); every other file – workbook, old encoding, prose above the table – through table/form.h. */
#pragma once
#include "register/source.h"
#include "table/form.h"

typedef struct RegisterPairing { /* "Họ tên KH" is column full_name: said by a person */
    Str heading, column;
} RegisterPairing;

typedef struct RegisterFile RegisterFile;

typedef struct RegisterRows {
    const Str *raw; /* cells as written, by row: see register_cell; NULL: by register_file_cells */
    ptrdiff_t stride;
    const ptrdiff_t *place; /* of each column of the source in a row; -1 where the file has no such column */
    const ptrdiff_t *line;  /* in the file or sheet */
    const Str *sheet;       /* of each row; NULL where the file has no sheets */
    const Str *text;        /* of each row its line or lines; NULL where the file has none */
    const bool *day;        /* of each cell of raw: it is a day of the workbook, not typed; NULL where all are text */
    ptrdiff_t rows;         /* 0: the end */
} RegisterRows;

static inline Str register_cell(const RegisterRows *rows, ptrdiff_t row, ptrdiff_t column)
{
    ptrdiff_t place = rows->place[column];
    return place < 0 ? (Str){0} : rows->raw[row * rows->stride + place];
}

/* BAD_INPUT names required columns that are missing and the headings seen. */
Err *register_file_open(Arena *arena, Str path, Str name, const RegisterSource *source, const RegisterPairing *pairing,
                        ptrdiff_t pairings, RegisterFile **ret) MUST_CHECK;
/* At most COLUMNS_ROWS rows; they live in the arena. */
Err *register_file_next(RegisterFile *file, Arena *arena, RegisterRows *ret) MUST_CHECK;
/* The same of a plain file, where cells need not be found (and empty rows may be among them); then those of some rows,
 * without the empty ones: ret_row[i] is the row that is ret's row i.  Cells touch nothing but the arena. */
Err *register_file_lines(RegisterFile *file, Arena *arena, RegisterRows *ret) MUST_CHECK;
Err *register_file_cells(const RegisterFile *file, Arena *arena, const RegisterRows *of, const int32_t *row,
                         ptrdiff_t rows, RegisterRows *ret, int32_t *ret_row) MUST_CHECK;
/* Reading on touches nothing but the file and the arena given: another thread may do it. */
bool register_file_is_plain(const RegisterFile *file);
Str register_file_heading(const RegisterFile *file, ptrdiff_t column); /* "" where there is none */
/* Of a plain file: how cells are told apart, how many headings there are, where a column stands (-1: nowhere). */
char register_file_delimiter(const RegisterFile *file);
ptrdiff_t register_file_headings(const RegisterFile *file);
ptrdiff_t register_file_place(const RegisterFile *file, ptrdiff_t column);
const Str *register_file_unknown(const RegisterFile *file, ptrdiff_t *ret_count);
void register_file_close(RegisterFile **file);
