/* The reference data of data/unit as rows of columns; for unit/ only. */
#pragma once
#include "base/err.h"

typedef struct Facts { /* one file: the wanted columns of every row, as text */
    Str name;
    const char *const *column;
    ptrdiff_t columns, rows;
    Str *cell;       /* rows × columns */
    ptrdiff_t *line; /* in the file */
} Facts;

/* Every wanted column must be there; they may stand in any order, with others between. */
Err *facts_read(Arena *arena, Str path, const char *const *column, ptrdiff_t columns, Facts *ret) MUST_CHECK;
Str facts_at(const Facts *facts, ptrdiff_t row, ptrdiff_t column);
/* Plain numbers with a point, as the project's own script writes them; '' is 0. */
Err *facts_real(Arena *arena, const Facts *facts, ptrdiff_t row, ptrdiff_t column, double *ret) MUST_CHECK;
Err *facts_int(Arena *arena, const Facts *facts, ptrdiff_t row, ptrdiff_t column, int64_t *ret) MUST_CHECK;
Err *facts_fail(Arena *arena, const Facts *facts, ptrdiff_t row, ptrdiff_t column) MUST_CHECK;
