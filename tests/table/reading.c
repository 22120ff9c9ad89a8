#include "reading.h"

TableLimits reading_limits(void)
{
    return (TableLimits){256 << 20, 1 << 30, 16384, 1 << 20, 20000000};
}

static void add_row(Buf *out, Arena *arena, const Row *row)
{
    buf_fmt(out, "%d|%.*s|%td:", row->region, STRF(row->sheet), row->line);
    for (ptrdiff_t i = 0; i < row->count; i++) {
        const Cell *cell = &row->cell[i];
        assert_true((cell->kind == CELL_EMPTY) == (cell->text.len == 0));
        buf_fmt(out, "%s%s", i > 0 ? "; " : " ", cell->kind == CELL_NUMBER ? "#" : cell->kind == CELL_DATE ? "@" : "");
        buf_add(out, cell->kind == CELL_DATE ? date_iso(arena, cell->date) : cell->text);
    }
    buf_byte(out, '\n');
}

Err *reading(Arena *arena, ReaderFn *open, Str bytes, TableOptions options, Str *ret)
{
    Source source = {.name = S("thử.tệp"), .bytes = bytes, .options = options};
    Reader reader = {0};
    Buf out = buf_open(arena);
    *ret = (Str){0};
    TRY(open(arena, &source, &reader));
    AUTO(arena_close) Arena row_arena = arena_open((ptrdiff_t)1 << 32);
    Err *err = NULL;
    for (bool more = true; !err && more;) {
        Row row = {0};
        arena_reset(&row_arena);
        err = reader.next(reader.state, &row_arena, &row, &more);
        if (!err && more)
            add_row(&out, &row_arena, &row);
    }
    Err *kept = err ? new (arena, Err, 1) : NULL;
    if (err) {
        *kept = *err;
        kept->text = (Text){str_copy(arena, err->text.vi), str_copy(arena, err->text.en)};
        kept->place.sheet = str_copy(arena, err->place.sheet);
    }
    reader.close(reader.state);
    *ret = buf_str(&out);
    return kept;
}

Str reading_file(Arena *arena, ReaderFn *reader, Str path)
{
    Str text;
    assert_ok(reading(arena, reader, test_read(arena, path), (TableOptions){.limits = reading_limits()}, &text));
    return text;
}

Str line_of(Str text, ptrdiff_t n)
{
    StrCut cut = {.tail = text};
    for (; n > 0; n--) {
        if (cut.tail.len == 0)
            return (Str){0};
        cut = str_cut(cut.tail, '\n');
    }
    return cut.head;
}
