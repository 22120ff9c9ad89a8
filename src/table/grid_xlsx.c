/* A grid as a workbook: title and note, a frozen heading with a filter, numbers as
 * numbers with their formats, and below the rows a SUM over each totalled column with
 * its value beside it, so that programs that do not compute show it too.  Text is
 * always written as a string cell: no spreadsheet runs it, whatever it begins with. */
#include "table/grid.h"

#include "base/file.h"
#include "vn/vn.h"
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <xlsxwriter.h>

enum { MAX_ROWS = 1048576, MAX_COLUMNS = 16384, MAX_TEXT = 32767, WIDEST = 60 };

typedef struct Styles {
    lxw_format *title, *note, *heading, *text, *total, *month;
    lxw_format **column, **column_total; /* one for each column */
} Styles;

typedef struct Out {
    const Grid *grid;
    Arena *arena;
    Arena scratch; /* for one text at a time */
    Lang lang;
    lxw_workbook *book;
    lxw_worksheet *sheet;
    Styles style;
    lxw_row_t heading; /* row of the headings, from 0 */
    lxw_error error;   /* the first one */
} Out;

static void keep(Out *out, lxw_error error)
{
    if (!out->error)
        out->error = error;
}

/* Excel shows the separators of its user's own settings for `,` and `.`. */
static const char *number_format(Arena *arena, const GridColumn *column)
{
    int decimals = column->decimals < 0 ? 0 : column->decimals > 9 ? 9 : column->decimals;
    bool percent = column->type == GRID_PERCENT;
    if (column->type == GRID_INT)
        return "#,##0";
    if (column->type == GRID_DAY)
        return "dd/mm/yyyy";
    Str zeros = str_slice(S(".000000000"), 0, decimals > 0 ? decimals + 1 : 0);
    return str_c(arena, str_fmt(arena, "%s%.*s%s", percent ? "0" : "#,##0", STRF(zeros), percent ? "%" : ""));
}

static lxw_format *format_of(Out *out, bool bold, const GridColumn *column)
{
    lxw_format *format = workbook_add_format(out->book);
    if (bold)
        format_set_bold(format);
    if (column && column->type != GRID_TEXT)
        format_set_num_format(format, number_format(out->arena, column));
    format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    return format;
}

static void make_styles(Out *out)
{
    ptrdiff_t columns = out->grid->columns;
    Styles *s = &out->style;
    s->title = format_of(out, true, NULL);
    format_set_font_size(s->title, 14);
    s->note = format_of(out, false, NULL);
    format_set_italic(s->note);
    s->heading = format_of(out, true, NULL);
    format_set_text_wrap(s->heading);
    format_set_bottom(s->heading, LXW_BORDER_THIN);
    format_set_bg_color(s->heading, 0xE8EEF4);
    s->text = format_of(out, false, NULL);
    format_set_align(s->text, LXW_ALIGN_LEFT);
    format_set_indent(s->text, 1); /* a name does not stick to the number before it */
    s->month = format_of(out, false, NULL);
    format_set_num_format(s->month, "mm/yyyy");
    s->total = format_of(out, true, NULL);
    format_set_top(s->total, LXW_BORDER_THIN);
    s->column = new (out->arena, lxw_format *, columns);
    s->column_total = new (out->arena, lxw_format *, columns);
    for (ptrdiff_t c = 0; c < columns; c++) {
        s->column[c] = format_of(out, false, &out->grid->column[c]);
        s->column_total[c] = format_of(out, true, &out->grid->column[c]);
        format_set_top(s->column_total[c], LXW_BORDER_THIN);
    }
}

/* A cell takes 32,767 UTF-16 units; the bytes that is sure to hold are kept, cut
 * between two characters. */
static void put_text(Out *out, lxw_row_t row, lxw_col_t column, Str text, lxw_format *format)
{
    ptrdiff_t len = text.len < MAX_TEXT ? text.len : MAX_TEXT;
    while (len > 0 && len < text.len && ((unsigned char)text.ptr[len] & 0xC0) == 0x80)
        len--;
    arena_reset(&out->scratch);
    char *copy = str_c(&out->scratch, (Str){text.ptr, len});
    for (char *p = copy; *p; p++) /* control characters cannot stand in a workbook */
        if ((unsigned char)*p < ' ' && *p != '\n' && *p != '\t')
            *p = ' ';
    if (len > 0)
        keep(out, worksheet_write_string(out->sheet, row, column, copy, format));
}

static double value_of(const GridColumn *column, const GridCell *cell)
{
    return column->type == GRID_INT       ? (double)cell->integer
           : column->type == GRID_PERCENT ? cell->real / 100
                                          : cell->real;
}

/* Beyond 2^53 a spreadsheet's number would not be the integer any more, and it has no
 * infinities: such cells are written as text. */
static bool is_number(const GridColumn *column, const GridCell *cell)
{
    if (!cell->given || column->type == GRID_TEXT || column->type == GRID_DAY)
        return false;
    return column->type == GRID_INT ? cell->integer <= (1LL << 53) && cell->integer >= -(1LL << 53)
                                    : isfinite(cell->real);
}

/* A month is its first day, shown as a month; what a spreadsheet's calendar has not is text. */
static void put_day(Out *out, lxw_row_t row, lxw_col_t at, const GridCell *cell)
{
    Date day = grid_date(cell);
    lxw_datetime first = {.year = day.year, .month = day.month, .day = day.day > 0 ? day.day : 1};
    if (day.year < 1901 || day.month == 0)
        put_text(out, row, at, vn_date(out->arena, day), out->style.text);
    else
        keep(out, worksheet_write_datetime(out->sheet, row, at, &first,
                                           day.day > 0 ? out->style.column[at] : out->style.month));
}

static void put_cell(Out *out, lxw_row_t row, lxw_col_t at, const GridCell *cell)
{
    const GridColumn *column = &out->grid->column[at];
    if (!cell->given)
        return;
    if (column->type == GRID_TEXT)
        put_text(out, row, at, cell->text, out->style.text);
    else if (column->type == GRID_DAY)
        put_day(out, row, at, cell);
    else if (!is_number(column, cell))
        put_text(out, row, at,
                 column->type == GRID_INT ? str_fmt(out->arena, "%lld", (long long)cell->integer) : S("#NUM!"),
                 out->style.text);
    else
        keep(out, worksheet_write_number(out->sheet, row, at, value_of(column, cell), out->style.column[at]));
}

static void put_heading(Out *out)
{
    lxw_row_t row = 0;
    Str title = text_in(out->lang, out->grid->title), note = text_in(out->lang, out->grid->note);
    if (title.len > 0)
        put_text(out, row++, 0, title, out->style.title);
    for (StrCut cut = {.tail = note}; cut.tail.len > 0;) { /* each line of the note has a row of its own */
        cut = str_cut(cut.tail, '\n');
        put_text(out, row++, 0, cut.head, out->style.note);
    }
    out->heading = row > 0 ? row + 1 : 0; /* a blank row between, so that the filter ends there */
    for (ptrdiff_t c = 0; c < out->grid->columns; c++)
        put_text(out, out->heading, (lxw_col_t)c, text_in(out->lang, out->grid->column[c].heading), out->style.heading);
}

static bool is_totalled(const GridColumn *column)
{
    return column->totalled && (column->type == GRID_INT || column->type == GRID_REAL);
}

static void put_total(Out *out, lxw_row_t row, lxw_col_t at)
{
    const GridColumn *column = &out->grid->column[at];
    char from[LXW_MAX_CELL_NAME_LENGTH], to[LXW_MAX_CELL_NAME_LENGTH], formula[64];
    long double sum = 0; /* exact for integers */
    for (ptrdiff_t r = 0; r < out->grid->rows; r++) {
        const GridCell *cell = grid_at(out->grid, r, at);
        if (is_number(column, cell))
            sum += column->type == GRID_INT ? (long double)cell->integer : (long double)cell->real;
    }
    lxw_rowcol_to_cell(from, out->heading + 1, at);
    lxw_rowcol_to_cell(to, row - 1, at);
    snprintf(formula, sizeof formula, "=SUM(%s:%s)", from, to);
    keep(out, worksheet_write_formula_num(out->sheet, row, at, formula, out->style.column_total[at], (double)sum));
}

static void put_totals(Out *out, lxw_row_t row)
{
    bool any = false;
    for (ptrdiff_t c = 0; c < out->grid->columns; c++)
        any |= is_totalled(&out->grid->column[c]);
    if (!any || out->grid->rows == 0)
        return;
    bool labelled = false;
    for (ptrdiff_t c = 0; c < out->grid->columns; c++) {
        if (is_totalled(&out->grid->column[c])) {
            put_total(out, row, (lxw_col_t)c);
        } else if (!labelled && out->grid->column[c].type == GRID_TEXT) {
            put_text(out, row, (lxw_col_t)c, text_in(out->lang, TEXT("Tổng:", "Total:")), out->style.total);
            labelled = true;
        } else {
            keep(out, worksheet_write_blank(out->sheet, row, (lxw_col_t)c, out->style.total));
        }
    }
}

static int cell_width(Out *out, ptrdiff_t row, ptrdiff_t column)
{
    const GridCell *cell = grid_at(out->grid, row, column);
    const GridColumn *of = &out->grid->column[column];
    arena_reset(&out->scratch);
    if (!cell->given)
        return 0;
    if (of->type == GRID_TEXT)
        return vn_width(cell->text);
    if (of->type == GRID_DAY)
        return 10;
    return of->type == GRID_INT ? vn_width(vn_int(&out->scratch, cell->integer))
                                : vn_width(vn_real(&out->scratch, cell->real, of->decimals)) + 1;
}

/* Wide enough for the cells; a long heading wraps instead. */
static void set_widths(Out *out)
{
    for (ptrdiff_t c = 0; c < out->grid->columns; c++) {
        int heading = vn_width(text_in(out->lang, out->grid->column[c].heading)), width = heading < 24 ? heading : 24;
        for (ptrdiff_t r = 0; r < out->grid->rows; r++) {
            int wanted = cell_width(out, r, c);
            width = wanted > width ? wanted : width;
        }
        if (is_totalled(&out->grid->column[c])) /* a sum has a few digits more */
            width += 2;
        width = width < 6 ? 6 : width > WIDEST ? WIDEST : width;
        keep(out,
             worksheet_set_column(out->sheet, (lxw_col_t)c, (lxw_col_t)c, width + 3, NULL)); /* the filter's arrow */
    }
}

static void put_sheet(Out *out)
{
    const Grid *grid = out->grid;
    out->sheet = workbook_add_worksheet(out->book, NULL);
    make_styles(out);
    put_heading(out);
    for (ptrdiff_t r = 0; r < grid->rows; r++)
        for (ptrdiff_t c = 0; c < grid->columns; c++)
            put_cell(out, out->heading + 1 + (lxw_row_t)r, (lxw_col_t)c, grid_at(grid, r, c));
    lxw_row_t last = out->heading + (lxw_row_t)grid->rows;
    put_totals(out, last + 1);
    set_widths(out);
    worksheet_freeze_panes(out->sheet, out->heading + 1, 0);
    worksheet_repeat_rows(out->sheet, out->heading, out->heading);
    worksheet_fit_to_pages(out->sheet, 1, 0);
    worksheet_set_landscape(out->sheet);
    worksheet_set_paper(out->sheet, 9); /* A4 */
    if (grid->rows > 0)
        keep(out, worksheet_autofilter(out->sheet, out->heading, 0, last, (lxw_col_t)(grid->columns - 1)));
}

static Err *not_written(Arena *arena, Str path, int why)
{
    return FAIL_BECAUSE(arena, UNAVAILABLE, why, "không ghi được tệp “%.*s”", "could not write “%.*s”", STRF(path));
}

/* TMPDIR where it is set, else beside the target. */
static char *folder_of(Arena *arena, Str path)
{
    const char *set = getenv("TMPDIR");
    const char *slash = path.len > 0 ? memrchr(path.ptr, '/', (size_t)path.len) : NULL;
    if (set && set[0])
        return str_c(arena, str_from(set));
    return str_c(arena, !slash ? S(".") : slash == path.ptr ? S("/") : str_slice(path, 0, slash - path.ptr));
}

static Err *make_book(Out *out, const char *made, char *folder, Str path)
{
    lxw_workbook_options options = {.tmpdir = folder};
    out->book = workbook_new_opt(made, &options);
    if (!out->book)
        return not_written(out->arena, path, ENOMEM);
    lxw_doc_properties properties = {.created = 1}; /* no clock: the same grid gives the same bytes */
    keep(out, workbook_set_properties(out->book, &properties));
    put_sheet(out);
    keep(out, workbook_close(out->book));
    if (!out->error)
        return NULL;
    const char *why = lxw_strerror(out->error);
    return FAIL(out->arena, UNAVAILABLE, "không ghi được tệp “%.*s” (%s)", "could not write “%.*s” (%s)", STRF(path),
                why);
}

Err *grid_xlsx(const Grid *grid, Arena *arena, Lang lang, Str path)
{
    if (grid->columns > MAX_COLUMNS || grid->rows > MAX_ROWS - 8)
        return FAIL(arena, TOO_LARGE, "bảng có %td dòng, %td cột, quá sức chứa của một trang Excel; hãy xuất ra CSV",
                    "the table has %td rows and %td columns, more than a sheet of Excel holds; export it as CSV",
                    grid->rows, grid->columns);
    char *folder = folder_of(arena, path), *made = str_c(arena, str_fmt(arena, "%s/.baophu-XXXXXX", folder));
    int fd = mkstemp(made);
    if (fd < 0)
        return not_written(arena, path, errno);
    close(fd);
    Str bytes = {0};
    Out out = {.grid = grid, .arena = arena, .lang = lang, .scratch = arena_open(1 << 20)};
    Err *err = make_book(&out, made, folder, path);
    arena_close(&out.scratch);
    if (!err)
        err = file_read(arena, str_from(made), (int64_t)1 << 32, &bytes);
    unlink(made);
    return err ? err : file_write(arena, path, bytes);
}
