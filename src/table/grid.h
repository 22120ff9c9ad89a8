/* grid: a result table on its way out, the same for terminal, CSV, XLSX and JSON. */
#pragma once
#include "base/date.h"
#include "base/err.h"

typedef enum GridType { GRID_TEXT, GRID_INT, GRID_REAL, GRID_PERCENT, GRID_DAY } GridType;

typedef struct GridColumn {
    const char *key; /* for JSON */
    Text heading;
    GridType type;
    int decimals;  /* GRID_REAL and GRID_PERCENT */
    bool totalled; /* XLSX writes a SUM formula in the totals row */
} GridColumn;

typedef struct GridCell {
    bool given;
    Str text;
    int64_t integer; /* GRID_DAY: 20261121, a month 20261100 */
    double real;     /* GRID_PERCENT: 12.5 is 12.5% */
} GridCell;

#define G_TEXT(x) ((GridCell){.given = true, .text = (x)})
#define G_INT(x) ((GridCell){.given = true, .integer = (x)})
#define G_REAL(x) ((GridCell){.given = true, .real = (x)})
#define G_NONE ((GridCell){0})
GridCell grid_day(Date day);       /* a day or a month; none of year 0 */
GridCell grid_day_of(Str written); /* "2026-11-21"; none of anything else */
Date grid_date(const GridCell *cell);

typedef struct Grid {
    Text title;
    Text note;      /* under the title: unit, period, source; "dữ liệu mô phỏng"; may have lines */
    bool simulated; /* some of it is: CSV says so in a last column of each row, JSON in "simulated"; the note has it */
    const GridColumn *column;
    ptrdiff_t columns, rows, cap;
    ptrdiff_t above; /* rows at the top that stay there whatever is chosen: sums */
    GridCell *cell;  /* rows × columns */
} Grid;

Grid grid_open(Text title, Text note, const GridColumn *column, ptrdiff_t columns);
GridCell *grid_row(Grid *grid, Arena *arena);                  /* appends an empty row, returns its cells */
GridCell *grid_rows(Grid *grid, Arena *arena, ptrdiff_t rows); /* so many at once, the first one's cells */
void grid_add_note(Grid *grid, Arena *arena, Text line);       /* one more line of it */
const GridCell *grid_at(const Grid *grid, ptrdiff_t row, ptrdiff_t column);

/* What a reader chose: rows of which some cells hold all the words (marks aside), by a column: its key, falling after a
 * "-", text as Vietnamese words go, what is not there last, equals as they stood.  "" leaves rows, order as they are,
 * and so does a column that the grid has not. */
void grid_pick(Grid *grid, Arena *arena, Str words, Str order);
/* The columns of these keys alone, with commas between, in that order; where the grid has none of them it stays. */
void grid_choose(Grid *grid, Arena *arena, Str keys);

/* Machine formats: CSV in UTF-8 with BOM (Excel opens it right), plain numbers, days as 21/11/2026; XLSX
 * with number formats, days as days, frozen header, column widths, filter and a totals row where a
 * column is totalled; JSON as an array of objects under "rows". A cell that begins
 * with = + - @ is written so that no spreadsheet runs it. */
Err *grid_csv(const Grid *grid, Arena *arena, Lang lang, Str *ret) MUST_CHECK;
Err *grid_xlsx(const Grid *grid, Arena *arena, Lang lang, Str path) MUST_CHECK;
Err *grid_json(const Grid *grid, Arena *arena, Lang lang, Str *ret) MUST_CHECK;
/* By the ending of the path: .csv, .xlsx or .json. */
Err *grid_save(const Grid *grid, Arena *arena, Lang lang, Str path) MUST_CHECK;
