#include "fuzz_office.h"

#include "base/utf8.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void check_row(const Row *row, const TableLimits *limits)
{
    assert(row->count > 0 && row->count <= limits->columns && row->line > 0 && row->region > 0);
    for (ptrdiff_t i = 0; i < row->count; i++) {
        const Cell *cell = &row->cell[i];
        assert((cell->kind == CELL_EMPTY) == (cell->text.len == 0));
        assert(utf8_valid(cell->text));
        assert(cell->kind != CELL_DATE || (cell->date.year > 0 && cell->date.month >= 0 && cell->date.month <= 12));
    }
}

static void read_rows(Reader *reader, Arena *arena, const TableLimits *limits)
{
    Row row;
    bool more = true;
    for (;;) {
        arena_reset(arena);
        Err *err = reader->next(reader->state, arena, &row, &more);
        assert(!err || (err->text.vi.len > 0 && err->text.en.len > 0));
        if (err || !more)
            return;
        check_row(&row, limits);
    }
}

void fuzz_reader(ReaderFn *open, Str bytes)
{
    TableLimits limits = {1 << 24, 1 << 22, 300, 1 << 14, 10000};
    Source source = {.name = S("fuzz"), .bytes = bytes, .options.limits = limits};
    Arena arena = arena_open((ptrdiff_t)1 << 30), rows = arena_open((ptrdiff_t)1 << 30);
    Reader reader = {0};
    Err *err = open(&arena, &source, &reader);
    assert(!err || (err->text.vi.len > 0 && err->text.en.len > 0));
    if (!err) {
        read_rows(&reader, &rows, &limits);
        reader.close(reader.state);
    }
    arena_close(&arena);
    arena_close(&rows);
}

Str fuzz_exact(const uint8_t *data, size_t size)
{
    char *copy = malloc(size + (size == 0));
    if (size > 0)
        memcpy(copy, data, size);
    return (Str){copy, (ptrdiff_t)size};
}

void fuzz_release(Str bytes)
{
    free((char *)bytes.ptr);
}
