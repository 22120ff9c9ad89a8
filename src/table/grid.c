/* Tables on their way out, for machines: CSV and JSON. */
#include "table/grid.h"

#include "base/file.h"
#include "base/pool.h"
#include "vn/vn.h"
#include <assert.h>
#include <jansson.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

Grid grid_open(Text title, Text note, const GridColumn *column, ptrdiff_t columns)
{
    assert(columns > 0);
    return (Grid){.title = title, .note = note, .column = column, .columns = columns};
}

GridCell *grid_row(Grid *grid, Arena *arena)
{
    if (grid->rows == grid->cap) {
        ptrdiff_t cap = grid->cap ? grid->cap * 2 : 16, row = grid->columns * (ptrdiff_t)sizeof(GridCell);
        grid->cell = arena_grow(arena, grid->cell, grid->cap * row, cap * row, _Alignof(GridCell));
        grid->cap = cap;
    }
    return grid->cell + grid->columns * grid->rows++;
}

GridCell *grid_rows(Grid *grid, Arena *arena, ptrdiff_t rows)
{
    ptrdiff_t row = grid->columns * (ptrdiff_t)sizeof(GridCell), before = grid->rows;
    if (rows > grid->cap - before) {
        grid->cell = arena_grow(arena, grid->cell, grid->cap * row, (before + rows) * row, _Alignof(GridCell));
        grid->cap = before + rows;
    }
    grid->rows += rows;
    return grid->cell + grid->columns * before;
}

GridCell grid_day(Date day)
{
    return day.year > 0 ? G_INT(((int64_t)day.year * 100 + day.month) * 100 + day.day) : G_NONE;
}

GridCell grid_day_of(Str written)
{
    Date day;
    return date_parse_iso(written, &day) ? grid_day(day) : G_NONE;
}

Date grid_date(const GridCell *cell)
{
    int64_t n = cell->integer;
    return (Date){(int)(n / 10000), (int)(n / 100 % 100), (int)(n % 100)};
}

static Str with_line(Arena *arena, Str note, Str line)
{
    return note.len > 0 ? str_fmt(arena, "%.*s\n%.*s", STRF(note), STRF(line)) : line;
}

void grid_add_note(Grid *grid, Arena *arena, Text line)
{
    grid->note = (Text){with_line(arena, grid->note.vi, line.vi), with_line(arena, grid->note.en, line.en)};
}

const GridCell *grid_at(const Grid *grid, ptrdiff_t row, ptrdiff_t column)
{
    assert(row >= 0 && row < grid->rows && column >= 0 && column < grid->columns);
    return grid->cell + row * grid->columns + column;
}

/* ---- CSV ------------------------------------------------------------------------ */

/* A spreadsheet takes text that begins so for a formula; a number may begin with a sign. */
static bool runs_as_formula(Str s)
{
    VnDecimal number;
    return s.len > 0 && strchr("=+-@", s.ptr[0]) && !vn_parse_decimal(s, &number);
}

static void add_text(Buf *out, Str s)
{
    static const bool divides[UCHAR_MAX + 1] = {[0] = true,   [','] = true, [';'] = true,  ['\t'] = true,
                                                ['|'] = true, ['"'] = true, ['\r'] = true, ['\n'] = true};
    bool quoted = runs_as_formula(s) || str_trim(s).len != s.len;
    for (ptrdiff_t i = 0; i < s.len && !quoted; i++)
        quoted = divides[(unsigned char)s.ptr[i]];
    if (!quoted) {
        buf_add(out, s);
        return;
    }
    buf_byte(out, '"');
    if (runs_as_formula(s))
        buf_byte(out, '\'');
    for (ptrdiff_t i = 0; i < s.len; i++) {
        if (s.ptr[i] == '"')
            buf_byte(out, '"');
        buf_byte(out, s.ptr[i]);
    }
    buf_byte(out, '"');
}

/* Three decimals would read as thousands in Vietnamese ("1.250"): a fourth tells. */
static int plain_decimals(int decimals)
{
    return decimals == 3 ? 4 : decimals;
}

static void add_cell(Buf *out, Arena *arena, const GridColumn *column, const GridCell *cell)
{
    if (!cell->given)
        return;
    if (column->type == GRID_TEXT)
        add_text(out, cell->text);
    else if (column->type == GRID_DAY)
        add_text(out, vn_date(arena, grid_date(cell)));
    else if (column->type == GRID_INT)
        buf_fmt(out, "%lld", (long long)cell->integer);
    else if (isfinite(cell->real))
        buf_fmt(out, "%.*f", plain_decimals(column->decimals), cell->real);
}

static void add_rows(Buf *out, Arena *arena, const Grid *grid, Lang lang, ptrdiff_t from, ptrdiff_t to)
{
    for (ptrdiff_t r = from; r < to; r++) {
        for (ptrdiff_t c = 0; c < grid->columns; c++) {
            if (c > 0)
                buf_byte(out, ',');
            add_cell(out, arena, &grid->column[c], grid_at(grid, r, c));
        }
        if (grid->simulated) /* a file of its own has no title and no note to say it */
            buf_add(out, lang == LANG_VI ? S(",dữ liệu mô phỏng") : S(",simulated data"));
        buf_add(out, S("\r\n"));
    }
}

enum { MANY_ROWS = 8192 };

typedef struct Part { /* rows of a long table, written by a thread of its own */
    Arena memory, cells;
    Buf out;
} Part;

typedef struct Writing {
    const Grid *grid;
    Lang lang;
    Part *part;
    ptrdiff_t parts;
} Writing;

static void write_parts(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Writing *w = arg;
    for (ptrdiff_t i = from; i < to; i++) {
        Part *part = &w->part[i];
        ptrdiff_t rows = w->grid->rows, end = rows * (i + 1) / w->parts;
        for (ptrdiff_t r = rows * i / w->parts; r < end; r++) {
            arena_rewind(&part->cells);
            add_rows(&part->out, &part->cells, w->grid, w->lang, r, r + 1);
        }
    }
}

static void add_rows_together(Buf *out, Arena scratch, const Grid *grid, Lang lang)
{
    Writing w = {.grid = grid, .lang = lang, .parts = pool_cpu_count()};
    w.part = new (&scratch, Part, w.parts);
    for (ptrdiff_t i = 0; i < w.parts; i++) {
        w.part[i] = (Part){arena_open(ARENA_DEFAULT), arena_open(ARENA_DEFAULT), {0}};
        w.part[i].out = buf_open(&w.part[i].memory);
    }
    parallel_for((int)w.parts, w.parts, 1, write_parts, &w);
    for (ptrdiff_t i = 0; i < w.parts; i++) {
        buf_add(out, buf_str(&w.part[i].out));
        arena_close(&w.part[i].memory);
        arena_close(&w.part[i].cells);
    }
}

Err *grid_csv(const Grid *grid, Arena *arena, Lang lang, Str *ret)
{
    Buf out = buf_open(arena);
    buf_add(&out, S("\xEF\xBB\xBF"));
    for (ptrdiff_t c = 0; c < grid->columns; c++) {
        buf_add(&out, c ? S(",") : S(""));
        add_text(&out, text_in(lang, grid->column[c].heading));
    }
    if (grid->simulated)
        buf_add(&out, lang == LANG_VI ? S(",Ghi chú") : S(",Note"));
    buf_add(&out, S("\r\n"));
    AUTO(arena_close) Arena own = arena_open(1 << 20);
    if (grid->rows >= MANY_ROWS)
        add_rows_together(&out, own, grid, lang);
    else
        add_rows(&out, arena, grid, lang, 0, grid->rows);
    *ret = buf_str(&out);
    return NULL;
}

/* ---- JSON ----------------------------------------------------------------------- */

static void json_close(json_t **json)
{
    json_decref(*json);
}

static json_t *json_text(Arena *arena, Str s)
{
    Str clean = vn_nfc(arena, s); /* jansson refuses what is not UTF-8 */
    return json_stringn(clean.len > 0 ? clean.ptr : "", (size_t)clean.len);
}

static json_t *json_cell(Arena *arena, const GridColumn *column, const GridCell *cell)
{
    if (!cell->given)
        return json_null();
    if (column->type == GRID_TEXT)
        return json_text(arena, cell->text);
    if (column->type == GRID_DAY)
        return json_text(arena, date_iso(arena, grid_date(cell)));
    if (column->type == GRID_INT)
        return json_integer(cell->integer);
    return isfinite(cell->real) ? json_real(cell->real) : json_null();
}

static json_t *json_row(Arena *arena, const Grid *grid, ptrdiff_t r)
{
    json_t *row = json_object();
    for (ptrdiff_t c = 0; c < grid->columns; c++)
        json_object_set_new(row, grid->column[c].key, json_cell(arena, &grid->column[c], grid_at(grid, r, c)));
    return row;
}

Err *grid_json(const Grid *grid, Arena *arena, Lang lang, Str *ret)
{
    AUTO(json_close) json_t *root = json_object();
    json_t *rows = json_array();
    json_object_set_new(root, "title", json_text(arena, text_in(lang, grid->title)));
    json_object_set_new(root, "note", json_text(arena, text_in(lang, grid->note)));
    if (grid->simulated)
        json_object_set_new(root, "simulated", json_true());
    for (ptrdiff_t r = 0; r < grid->rows; r++)
        json_array_append_new(rows, json_row(arena, grid, r));
    json_object_set_new(root, "rows", rows);
    char *dump = json_dumps(root, JSON_INDENT(1) | JSON_REAL_PRECISION(15));
    if (!dump)
        return FAIL(arena, INTERNAL, "không ghi được JSON", "could not write JSON");
    *ret = str_copy(arena, str_from(dump));
    free(dump);
    return NULL;
}

/* ---- by the name of the file ------------------------------------------------------ */

static bool ends_with(Arena scratch, Str path, Str ending)
{
    return path.len >= ending.len &&
           str_eq(vn_fold(&scratch, str_slice(path, path.len - ending.len, path.len), VN_FOLD_CASE), ending);
}

Err *grid_save(const Grid *grid, Arena *arena, Lang lang, Str path)
{
    Str bytes;
    if (ends_with(*arena, path, S(".xlsx")))
        return grid_xlsx(grid, arena, lang, path);
    if (ends_with(*arena, path, S(".csv")))
        TRY(grid_csv(grid, arena, lang, &bytes));
    else if (ends_with(*arena, path, S(".json")))
        TRY(grid_json(grid, arena, lang, &bytes));
    else
        return FAIL(arena, USAGE, "chưa rõ ghi “%.*s” theo dạng nào; tên tệp phải có đuôi .csv, .xlsx hoặc .json",
                    "it is not clear how to write “%.*s”; the name must end in .csv, .xlsx or .json", STRF(path));
    return file_write(arena, path, bytes);
}
