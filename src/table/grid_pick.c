/* What a reader chose of a table: rows by words, the order by a column. */
#include "table/grid.h"

#include "vn/vn.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct PickedRow {
    const GridCell *cell;
    Str key; /* of text, for Vietnamese order */
    double number;
    bool given;
    ptrdiff_t place;
} PickedRow;

static bool is_text(const GridColumn *column)
{
    return column->type == GRID_TEXT;
}

static double number_of(const GridColumn *column, const GridCell *cell)
{
    return column->type == GRID_INT || column->type == GRID_DAY ? (double)cell->integer : cell->real;
}

static Str words_of(Arena *arena, const GridColumn *column, const GridCell *cell)
{
    if (!cell->given)
        return (Str){0};
    if (is_text(column))
        return vn_fold(arena, cell->text, VN_KEY);
    if (column->type == GRID_DAY)
        return vn_date(arena, grid_date(cell));
    return column->type == GRID_INT ? str_fmt(arena, "%lld", (long long)cell->integer)
                                    : str_fmt(arena, "%.*g", 15, cell->real);
}

/* Each word stands in some cell. */
static bool has_words(Arena scratch, const Grid *grid, const GridCell *cell, Str words)
{
    Buf all = buf_open(&scratch);
    for (ptrdiff_t c = 0; c < grid->columns; c++) {
        buf_add(&all, words_of(&scratch, &grid->column[c], &cell[c]));
        buf_add(&all, S("\n"));
    }
    for (Str rest = words; rest.len > 0;) {
        StrCut cut = str_cut(rest, ' ');
        if (cut.head.len > 0 && str_find(buf_str(&all), cut.head) < 0)
            return false;
        rest = cut.tail;
    }
    return true;
}

static int rising(const void *a, const void *b)
{
    const PickedRow *x = a, *y = b;
    if (x->given != y->given)
        return x->given ? -1 : 1;
    int order =
        x->key.len > 0 || y->key.len > 0 ? str_cmp(x->key, y->key) : (x->number > y->number) - (x->number < y->number);
    return order != 0 ? order : x->place < y->place ? -1 : 1;
}

static int falling(const void *a, const void *b)
{
    const PickedRow *x = a, *y = b;
    if (x->given != y->given || (str_eq(x->key, y->key) && !(x->number > y->number) && !(x->number < y->number)))
        return rising(a, b);
    return -rising(a, b);
}

static ptrdiff_t column_of(const Grid *grid, Str key)
{
    for (ptrdiff_t c = 0; c < grid->columns; c++)
        if (str_eq(key, str_from(grid->column[c].key)))
            return c;
    return -1;
}

static void put_key(Arena *arena, const GridColumn *column, PickedRow *row, ptrdiff_t at)
{
    const GridCell *cell = &row->cell[at];
    row->given = cell->given && (is_text(column) ? cell->text.len > 0 : !isnan(number_of(column, cell)));
    if (row->given && is_text(column))
        row->key = vn_sort_key(arena, cell->text);
    else if (row->given)
        row->number = number_of(column, cell);
}

void grid_pick(Grid *grid, Arena *arena, Str words, Str order)
{
    bool down = str_starts(order, S("-"));
    ptrdiff_t by = column_of(grid, down ? str_slice(order, 1, order.len) : order), kept = 0;
    PickedRow *row = new (arena, PickedRow, grid->rows);
    words = vn_fold(arena, words, VN_KEY);
    for (ptrdiff_t r = grid->above; r < grid->rows; r++) {
        const GridCell *cell = grid->cell + r * grid->columns;
        if (!has_words(*arena, grid, cell, words))
            continue;
        row[kept] = (PickedRow){.cell = cell, .place = r};
        if (by >= 0)
            put_key(arena, &grid->column[by], &row[kept], by);
        kept++;
    }
    if (by >= 0 && kept > 0)
        qsort(row, (size_t)kept, sizeof *row, down ? falling : rising);
    GridCell *all = new (arena, GridCell, (grid->above + kept) * grid->columns);
    size_t line = (size_t)grid->columns * sizeof *all;
    if (grid->above > 0)
        memcpy(all, grid->cell, (size_t)grid->above * line);
    for (ptrdiff_t i = 0; i < kept; i++) {
        GridCell *to = all + (grid->above + i) * grid->columns;
        memcpy(to, row[i].cell, line);
        if (strcmp(grid->column[0].key, "no") == 0)
            to[0] = G_INT(i + 1);
    }
    grid->cell = all;
    grid->rows = grid->cap = grid->above + kept;
}

void grid_choose(Grid *grid, Arena *arena, Str keys)
{
    GridColumn *column = new (arena, GridColumn, grid->columns);
    ptrdiff_t *from = new (arena, ptrdiff_t, grid->columns), count = 0;
    for (Str rest = keys; rest.len > 0 && count < grid->columns;) {
        StrCut cut = str_cut(rest, ',');
        ptrdiff_t at = column_of(grid, cut.head);
        for (ptrdiff_t c = 0; c < count; c++)
            at = from[c] == at ? -1 : at;
        if (at >= 0) {
            from[count] = at;
            column[count++] = grid->column[at];
        }
        rest = cut.tail;
    }
    if (count == 0)
        return;
    GridCell *cell = new (arena, GridCell, grid->rows * count);
    for (ptrdiff_t r = 0; r < grid->rows; r++)
        for (ptrdiff_t c = 0; c < count; c++)
            cell[r * count + c] = grid->cell[r * grid->columns + from[c]];
    grid->column = column;
    grid->columns = count;
    grid->cell = cell;
    grid->cap = grid->rows;
}
