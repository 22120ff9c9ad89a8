/* columns: rows of texts, kept column by column and packed.
 *
 * What agencies deliver is read a few columns at a time and all rows of them, and much of it repeats.  Few different
 * texts stand once, with bits or runs that say where (columns_codes.h); texts that differ in their digits alone
 * (columns_shape.h) and amounts (columns_amounts.h) are binary; where many cells are as the one above, the others alone
 * are kept; what is left is packed by zstd.  Each column is packed for itself, so that those nobody asks for are passed
 * over.  A text is at most COLUMNS_CELL bytes; an empty text is a cell that was
 * not filled. */
#pragma once
#include "base/err.h"

enum { COLUMNS_ROWS = 32768, COLUMNS_CELL = 4096, COLUMNS_MOST = 256 };

/* cell[row * columns + column]; at most COLUMNS_ROWS rows.  The result lives in the arena. */
Str columns_pack(Arena *arena, const Str *cell, ptrdiff_t rows, ptrdiff_t columns);
/* … with scratch that is not the arena's: for many small blocks. */
Str columns_pack_in(Arena *arena, Arena scratch, const Str *cell, ptrdiff_t rows, ptrdiff_t columns);
/* cell[column][row], with scratch as above; the same bytes, whatever the threads. */
Str columns_pack_by(Arena *arena, Arena scratch, const Str *const *cell, ptrdiff_t rows, ptrdiff_t columns,
                    int threads);

typedef struct Columns {
    ptrdiff_t rows, columns;
    Str **cell; /* cell[column][row]; NULL for a column that was not asked for */
} Columns;

/* wanted: one flag a column, NULL = all.  BAD_INPUT where the bytes are not of columns_pack: a database can be
 * damaged, so nothing in them is believed.  Everything lives in the arena. */
Err *columns_unpack(Arena *arena, Str packed, const bool *wanted, Columns *ret) MUST_CHECK;
/* As though it had so many columns, whatever it has: those it lacks are empty, those it has beyond are passed over.
 * wanted: a flag for each of these many. */
Err *columns_unpack_as(Arena *arena, Str packed, const bool *wanted, ptrdiff_t columns, Columns *ret) MUST_CHECK;
/* The same of some rows alone, by their numbers, ascending: cell[column][i] is that of row[i], and there are
 * so many rows as were asked for. */
Err *columns_pick(Arena *arena, Str packed, const bool *wanted, ptrdiff_t columns, const uint16_t *row, ptrdiff_t rows,
                  Columns *ret) MUST_CHECK;
