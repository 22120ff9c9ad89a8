#include "linkage/link_csv.h"

#include "linkage/csv_rows.h"
#include "linkage/recognise.h"
#include "table/heading.h"
#include <string.h>

enum { SEARCHED = 60, SMALL_BATCH = 2048 };

typedef struct File {
    LinkSource source; /* first; its state is the File */
    Arena *arena;
    Str path;
    CsvRows *rows; /* or */
    Table *table;
    Arena table_memory;    /* lives from one rewind to the next, longer than any batch */
    ptrdiff_t header_line; /* table: rows to here are above the data … */
    Str header_sheet;      /* … of this sheet */
    bool in_data;
} File;

/* ---- through table.h ------------------------------------------------------------------- */

static Err *open_table(File *f, Arena *arena)
{
    table_close(&f->table);
    arena_close(&f->table_memory);
    f->table_memory = arena_open(ARENA_DEFAULT);
    f->in_data = false;
    TableOptions options = {.limits.file_bytes = INT64_MAX};
    return err_keep(arena, table_open(&f->table_memory, f->path, options, &f->table));
}

static ptrdiff_t filled(const Row *row)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < row->count; i++)
        n += row->cell[i].text.len > 0;
    return n;
}

static ptrdiff_t known(Arena scratch, const Row *row)
{
    ptrdiff_t n = 0;
    for (ptrdiff_t i = 0; i < row->count; i++)
        n += row->cell[i].text.len > 0 && link_heading_find(scratch, row->cell[i].text) >= 0;
    return n;
}

static void take_heading(File *f, const Row *row)
{
    Str *heading = new (f->arena, Str, row->count);
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < row->count; i++) {
        heading[i] = str_copy(f->arena, row->cell[i].text);
        count = heading[i].len > 0 ? i + 1 : count;
    }
    f->source.heading = heading;
    f->source.columns = count;
    f->header_line = row->line;
    f->header_sheet = str_copy(f->arena, row->sheet);
}

/* The row with most known headings among the first; where none has any, the first with two cells. */
static Err *find_heading(File *f, Arena *arena)
{
    ptrdiff_t best = -1;
    AUTO(arena_close) Arena rows = arena_open(ARENA_DEFAULT);
    for (int i = 0; i < SEARCHED; i++) {
        Row row;
        bool more;
        arena_reset(&rows);
        TRY(table_next(f->table, arena, &row, &more));
        if (!more)
            break;
        ptrdiff_t value = filled(&row) < 2 && best >= 0 ? -1 : known(rows, &row);
        if (filled(&row) > 0 && value > best) {
            best = value;
            take_heading(f, &row);
        }
    }
    return open_table(f, arena);
}

static Err *too_wide(File *f, Arena *arena, const Row *row)
{
    return err_at(FAIL(arena, BAD_INPUT, "dòng có %td ô, tiêu đề chỉ có %td cột",
                       "the line has %td cells and the header only %td columns", row->count, f->source.columns),
                  (Place){.file = f->source.name, .sheet = row->sheet, .row = row->line});
}

/* What stands below a table in few cells are notes and signatures. */
static bool is_record(const File *f, const Row *row)
{
    ptrdiff_t n = filled(row);
    return n > 1 || (n == 1 && f->source.columns < 3);
}

static Err *next_record(File *f, Arena *arena, Row *ret, bool *ret_more)
{
    for (;;) {
        TRY(table_next(f->table, arena, ret, ret_more));
        if (!*ret_more)
            return NULL;
        if (!f->in_data) {
            f->in_data = ret->line >= f->header_line && str_eq(ret->sheet, f->header_sheet);
            continue;
        }
        for (ptrdiff_t i = f->source.columns; i < ret->count; i++)
            if (ret->cell[i].text.len > 0)
                return too_wide(f, arena, ret);
        if (is_record(f, ret))
            return NULL;
    }
}

/* The id as it stands in the file has a quote that belongs to no pair: it would never be found again. */
static Err *bad_id(const File *f, Arena *arena, Str sheet, ptrdiff_t line, Str id)
{
    id = str_slice(id, 0, id.len < 60 ? id.len : 60);
    return err_at(FAIL(arena, BAD_INPUT,
                       "mã %.*s có dấu ngoặc kép lẻ: ngoặc mở ô mà không đóng ở cuối ô; hãy sửa ô ấy, hoặc chọn cột mã "
                       "khác bằng --id",
                       "the id %.*s has a stray quote: it opens the cell and does not close at its end; mend the cell, "
                       "or choose another column with --id",
                       STRF(id)),
                  (Place){.file = f->source.name, .sheet = sheet, .row = line});
}

static Err *read_table(LinkSource *source, Arena *arena, LinkBatch *ret)
{
    File *f = source->state;
    bool more = true;
    Str *cells = new (arena, Str, source->columns * SMALL_BATCH);
    uint32_t *line = new (arena, uint32_t, SMALL_BATCH);
    *ret = (LinkBatch){.cell = cells, .columns = source->columns, .line = line};
    while (ret->rows < SMALL_BATCH) {
        Row row;
        TRY(next_record(f, arena, &row, &more));
        if (!more)
            return NULL;
        ptrdiff_t id = source->id_column;
        if (row.misquoted && id >= 0 && id < row.count && str_starts(row.cell[id].text, S("\"")))
            return bad_id(f, arena, row.sheet, row.line, row.cell[id].text);
        line[ret->rows] = (uint32_t)row.line;
        Str *cell = cells + source->columns * ret->rows++;
        for (ptrdiff_t i = 0; i < source->columns && i < row.count; i++)
            cell[i] = row.cell[i].text;
    }
    return NULL;
}

static Err *rewind_table(LinkSource *source, Arena *arena)
{
    return open_table(source->state, arena);
}

static Err *begin_table(File *f, Arena *arena)
{
    TRY(find_heading(f, arena));
    f->source.read = read_table;
    f->source.rewind = rewind_table;
    return NULL;
}

/* ---- through csv_rows.h ------------------------------------------------------------------ */

static Err *read_rows(LinkSource *source, Arena *arena, LinkBatch *ret)
{
    File *f = source->state;
    *ret = (LinkBatch){.columns = source->columns};
    TRY(csv_rows_next(f->rows, arena, source->columns, LINK_BATCH, &ret->cell, &ret->line, &ret->rows));
    for (ptrdiff_t r = 0; r < ret->rows && source->id_column >= 0; r++) {
        Str id = ret->cell[r * source->columns + source->id_column];
        if (id.len > 0 && id.ptr[0] == '"' && id.ptr[-1] != '"') /* not the first letter of a quoted cell */
            return bad_id(f, arena, (Str){0}, (ptrdiff_t)ret->line[r], id);
    }
    return NULL;
}

static Err *rewind_rows(LinkSource *source, Arena *arena)
{
    File *f = source->state;
    const Str *cell;
    ptrdiff_t count;
    TRY(csv_rows_rewind(f->rows, arena));
    return csv_rows_header(f->rows, arena, &cell, &count);
}

static Err *sample_rows(LinkSource *source, Arena *arena, LinkBatch *ret, int64_t *ret_about)
{
    File *f = source->state;
    *ret = (LinkBatch){.columns = source->columns};
    return csv_rows_sample(f->rows, arena, source->columns, &ret->cell, &ret->rows, ret_about);
}

/* *ret false: one cell in the first row, so that prose may stand above the table. */
static Err *begin_rows(File *f, Arena *arena, char delimiter, bool *ret)
{
    const Str *cell;
    ptrdiff_t count, filled_cells = 0;
    TRY(csv_rows_open(f->arena, f->path, f->source.name, delimiter, &f->rows));
    TRY(csv_rows_header(f->rows, arena, &cell, &count));
    Str *heading = new (f->arena, Str, count);
    for (ptrdiff_t i = 0; i < count; i++) {
        heading[i] = str_copy(f->arena, cell[i]);
        filled_cells += heading[i].len > 0;
    }
    *ret = filled_cells > 1;
    if (!*ret)
        return NULL;
    f->source.heading = heading;
    f->source.columns = count;
    f->source.read = read_rows;
    f->source.rewind = rewind_rows;
    f->source.sample = sample_rows;
    return NULL;
}

/* ---- either -------------------------------------------------------------------------------- */

static Err *check_heading(File *f, Arena *arena)
{
    const LinkSource *s = &f->source;
    if (s->columns == 0)
        return err_at(FAIL(arena, BAD_INPUT, "tệp không có dòng nào", "the file has no rows"),
                      (Place){.file = s->name});
    for (ptrdiff_t i = 0; i < s->columns; i++)
        for (ptrdiff_t j = 0; j < i; j++)
            if (s->heading[i].len > 0 && str_eq(s->heading[i], s->heading[j]))
                return err_at(FAIL(arena, BAD_INPUT, "cột %td và cột %td cùng tên “%.*s”; hãy đổi tên hoặc bỏ một cột",
                                   "columns %td and %td are both called “%.*s”; rename or remove one", j + 1, i + 1,
                                   STRF(s->heading[i])),
                              (Place){.file = s->name});
    return NULL;
}

static Err *begin(File *f, Arena *arena)
{
    bool plain;
    TRY(open_table(f, arena));
    f->source.name = str_copy(f->arena, table_name(f->table));
    plain = table_kind(f->table) == TABLE_CSV && str_eq(table_encoding(f->table), S("UTF-8"));
    if (plain)
        TRY(begin_rows(f, arena, table_delimiter(f->table), &plain));
    if (plain) {
        table_close(&f->table);
        arena_close(&f->table_memory);
    } else {
        csv_rows_close(f->rows);
        f->rows = NULL;
        TRY(begin_table(f, arena));
    }
    return check_heading(f, arena);
}

Err *link_csv_open(Arena *arena, Str path, LinkSource **ret)
{
    File *f = new (arena, File, 1);
    *f = (File){.source.id_column = -1, .arena = arena, .path = str_copy(arena, path)};
    Err *err = begin(f, arena);
    LinkSource *source = &f->source;
    source->state = f;
    if (err)
        link_csv_close(&source);
    *ret = err ? NULL : source;
    return err;
}

void link_csv_close(LinkSource **source)
{
    File *f = (File *)*source;
    if (!f)
        return;
    csv_rows_close(f->rows);
    table_close(&f->table);
    arena_close(&f->table_memory);
    *source = NULL;
}

ptrdiff_t link_source_column(const LinkSource *source, Str heading)
{
    AUTO(arena_close) Arena scratch = arena_open(1 << 20);
    Str wanted = heading_key(&scratch, heading);
    for (ptrdiff_t i = 0; i < source->columns; i++)
        if (str_eq(source->heading[i], heading))
            return i;
    for (ptrdiff_t i = 0; i < source->columns; i++)
        if (wanted.len > 0 && str_eq(heading_key(&scratch, source->heading[i]), wanted))
            return i;
    return -1;
}
