/* columns: a source of records over columns in memory. */
#include "linkage/records.h"

typedef struct Columns {
    const Str *const *cell;
    ptrdiff_t rows, at;
} Columns;

static Err *columns_read(LinkSource *source, Arena *arena, LinkBatch *ret)
{
    Columns *columns = source->state;
    ptrdiff_t left = columns->rows - columns->at, n = source->columns;
    ptrdiff_t rows = left < LINK_BATCH ? left : LINK_BATCH;
    Str *cell = new (arena, Str, rows * n);
    for (ptrdiff_t row = 0; row < rows; row++)
        for (ptrdiff_t c = 0; c < n; c++)
            cell[row * n + c] = columns->cell[c][columns->at + row];
    columns->at += rows;
    *ret = (LinkBatch){.cell = cell, .rows = rows, .columns = n};
    return NULL;
}

static Err *columns_rewind(LinkSource *source, Arena *arena)
{
    Columns *columns = source->state;
    columns->at = 0;
    (void)arena;
    return NULL;
}

LinkSource link_columns(Arena *arena, Str name, const Str *heading, ptrdiff_t columns, ptrdiff_t id_column,
                        const Str *const *cell, ptrdiff_t rows)
{
    Columns *state = new (arena, Columns, 1);
    *state = (Columns){.cell = cell, .rows = rows};
    return (LinkSource){.name = name,
                        .heading = heading,
                        .columns = columns,
                        .id_column = id_column,
                        .read = columns_read,
                        .rewind = columns_rewind,
                        .state = state};
}
