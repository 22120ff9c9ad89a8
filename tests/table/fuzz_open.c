#include "fuzz_open.h"

#include "base/utf8.h"
#include <stdlib.h>

enum { COLUMNS = 64, CELL_BYTES = 4096, ROWS = 2000 };

Err *fuzz_open(Arena *arena, const char *name, const uint8_t *data, size_t size, Table **ret)
{
    TableOptions options = {.limits = {.columns = COLUMNS, .cell_bytes = CELL_BYTES, .rows = ROWS}};
    return table_open_bytes(arena, str_from(name), (Str){(const char *)data, (ptrdiff_t)size}, options, ret);
}

static void must(bool truth)
{
    if (!truth)
        abort();
}

void fuzz_look(const Row *row)
{
    must(row->count >= 0 && row->count <= COLUMNS && row->line > 0);
    for (ptrdiff_t i = 0; i < row->count; i++) {
        const Cell *cell = &row->cell[i];
        must(utf8_valid(cell->text));
        must((cell->kind == CELL_EMPTY) == (cell->text.len == 0));
    }
}

void fuzz_walk(Arena *arena, Table *table)
{
    ptrdiff_t line = 0;
    for (bool more = true; more;) {
        Row row;
        Arena scratch = *arena;
        Err *err = table_next(table, &scratch, &row, &more);
        if (err) {
            must(err->text.vi.len > 0 && err->text.en.len > 0);
            return;
        }
        if (!more)
            return;
        must(row.line >= line);
        line = row.line;
        fuzz_look(&row);
    }
}
