/* csv_rows: the cells of a plain CSV file, as fast as they can be found.
 *
 * For UTF-8 text after RFC 4180, a buffer full at a time: a cell is a slice of the buffer,
 * trimmed, its doubled quotes made single, not yet looked at otherwise.  Short rows are
 * filled up with empty cells, empty rows passed over; a row with more cells than there are
 * headings is an error that names its line, for its values stand under wrong headings.
 * Quotes that do not open and close cells are letters where the line alone then has the
 * right number of cells, else an error.  What table.h reads besides goes through table.h. */
#pragma once
#include "base/err.h"

typedef struct CsvRows CsvRows;

Err *csv_rows_open(Arena *arena, Str path, Str name, char delimiter, CsvRows **ret) MUST_CHECK;
/* The first row that is not empty.  All cells live in the arena. */
Err *csv_rows_header(CsvRows *rows, Arena *arena, const Str **ret_cell, ptrdiff_t *ret_count) MUST_CHECK;
/* At most `most` rows of `columns` cells; 0 rows at the end.  ret_line (or NULL): where each row begins. */
Err *csv_rows_next(CsvRows *rows, Arena *arena, ptrdiff_t columns, ptrdiff_t most, const Str **ret_cell,
                   const uint32_t **ret_line, ptrdiff_t *ret_rows) MUST_CHECK;

/* The same rows as texts, without their line ends. */
typedef struct CsvTexts {
    const Str *text, *cell; /* cell: NULL where every line is a row: the cells of those that matter by csv_rows_split */
    const uint32_t *line;   /* where each begins */
    ptrdiff_t rows;         /* 0: the end */
} CsvTexts;
/* with_cells: cells in any case.  Without, empty rows may be among the texts. */
Err *csv_rows_texts(CsvRows *rows, Arena *arena, ptrdiff_t columns, ptrdiff_t most, bool with_cells,
                    CsvTexts *ret) MUST_CHECK;
/* The cells of one of them; *ret_any false: it is empty.  Touches nothing but the arena. */
Err *csv_rows_split(const CsvRows *rows, Arena *arena, const CsvTexts *texts, ptrdiff_t row, ptrdiff_t columns,
                    Str *cell, bool *ret_any) MUST_CHECK;
char csv_rows_delimiter(const CsvRows *rows);

/* Rows from many places of the file, or all where it is small, and about how many there are.  Where a quoted cell
 * goes over lines a row may be misread, and is left out.  To be rewound afterwards. */
Err *csv_rows_sample(CsvRows *rows, Arena *arena, ptrdiff_t columns, const Str **ret_cell, ptrdiff_t *ret_rows,
                     int64_t *ret_about) MUST_CHECK;
Err *csv_rows_rewind(CsvRows *rows, Arena *arena) MUST_CHECK;
void csv_rows_close(CsvRows *rows);
