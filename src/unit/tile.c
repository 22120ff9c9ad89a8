#include "unit/tile.h"

#include <math.h>
#include <stdlib.h>

typedef struct Spot {
    double x, y; /* 0 … 1, y to the south */
    bool known;
    ptrdiff_t unit;
    Str code;
} Spot;

static int by_code(const void *a, const void *b)
{
    const Spot *x = a, *y = b;
    return str_cmp(x->code, y->code);
}

/* ---- where they lie ------------------------------------------------------------------------ */

typedef struct Box {
    double west, east, north, south;
    ptrdiff_t known;
} Box;

static bool has_place(const Unit *unit)
{
    return unit->longitude != 0 || unit->latitude != 0;
}

static Box box_of(const Unit *unit, ptrdiff_t count)
{
    Box box = {INFINITY, -INFINITY, -INFINITY, INFINITY, 0};
    for (ptrdiff_t i = 0; i < count; i++) {
        if (!has_place(&unit[i]))
            continue;
        box.known++;
        box.west = fmin(box.west, unit[i].longitude), box.east = fmax(box.east, unit[i].longitude);
        box.south = fmin(box.south, unit[i].latitude), box.north = fmax(box.north, unit[i].latitude);
    }
    return box;
}

static Spot *spots_of(Arena *arena, const Unit *unit, ptrdiff_t count, const Box *box)
{
    double wide = box->east - box->west, high = box->north - box->south;
    Spot *spot = new (arena, Spot, count + 1);
    for (ptrdiff_t i = 0; i < count; i++)
        spot[i] = (Spot){.x = wide > 0 ? (unit[i].longitude - box->west) / wide : 0.5,
                         .y = high > 0 ? (box->north - unit[i].latitude) / high : 0.5,
                         .known = has_place(&unit[i]),
                         .unit = i,
                         .code = unit[i].code};
    for (ptrdiff_t i = 0; i < count; i++)
        if (!spot[i].known)
            spot[i].x = 0, spot[i].y = 1;
    qsort(spot, (size_t)count, sizeof *spot, by_code); /* the same grid in whatever order they come */
    return spot;
}

/* Places crowd in towns: half of each coordinate is its rank, so that the cells are used evenly. */
static void spread(Arena scratch, Spot *spot, ptrdiff_t count)
{
    double *x = new (&scratch, double, count), *y = new (&scratch, double, count);
    for (ptrdiff_t i = 0; i < count; i++) {
        double left = 0, above = 0;
        for (ptrdiff_t k = 0; k < count; k++) {
            left += (spot[k].x < spot[i].x) + 0.5 * (spot[k].x == spot[i].x && k != i);
            above += (spot[k].y < spot[i].y) + 0.5 * (spot[k].y == spot[i].y && k != i);
        }
        x[i] = (spot[i].x + left / (double)(count - 1)) / 2;
        y[i] = (spot[i].y + above / (double)(count - 1)) / 2;
    }
    for (ptrdiff_t i = 0; i < count; i++)
        spot[i].x = x[i], spot[i].y = y[i];
}

/* ---- the grid -------------------------------------------------------------------------------- */

/* As wide and high as the territory, between a third and three times as wide as high. */
static void size_grid(const Box *box, ptrdiff_t count, TileGrid *grid)
{
    double middle = (box->north + box->south) / 2 * 3.14159265358979 / 180;
    double wide = (box->east - box->west) * cos(middle), high = box->north - box->south;
    double shape = wide > 0 && high > 0 ? fmin(fmax(wide / high, 1.0 / 3), 3) : 1, cells = (double)count * 1.2;
    grid->columns = (int)fmax(1, round(sqrt(cells * shape)));
    grid->rows = (int)fmax(1, ceil(cells / grid->columns));
    while ((ptrdiff_t)grid->columns * grid->rows < count)
        grid->rows++;
}

/* ---- assignment ---------------------------------------------------------------------------------- */

typedef struct Match {
    ptrdiff_t units, cells;
    const Spot *spot;
    const TileGrid *grid;
    double *price_unit, *price_cell, *least; /* from 1 on, as the rest */
    ptrdiff_t *unit_of, *way;                /* of cells; 0 none */
    bool *used;
} Match;

static double cost(const Match *m, ptrdiff_t unit, ptrdiff_t cell)
{
    const TileGrid *g = m->grid;
    double column = (double)((cell - 1) % g->columns), row = (double)((cell - 1) / g->columns);
    double dx = m->spot[unit - 1].x * (g->columns - 1) - column, dy = m->spot[unit - 1].y * (g->rows - 1) - row;
    return dx * dx + dy * dy;
}

/* From the cell reached last to the one that is cheapest to reach next. */
static ptrdiff_t step(Match *m, ptrdiff_t cell)
{
    ptrdiff_t unit = m->unit_of[cell], next = 0;
    double delta = INFINITY;
    m->used[cell] = true;
    for (ptrdiff_t c = 1; c <= m->cells; c++) {
        if (m->used[c])
            continue;
        double now = cost(m, unit, c) - m->price_unit[unit] - m->price_cell[c];
        if (now < m->least[c])
            m->least[c] = now, m->way[c] = cell;
        if (m->least[c] < delta)
            delta = m->least[c], next = c;
    }
    for (ptrdiff_t c = 0; c <= m->cells; c++) {
        if (m->used[c])
            m->price_unit[m->unit_of[c]] += delta, m->price_cell[c] -= delta;
        else
            m->least[c] -= delta;
    }
    return next;
}

static void add_unit(Match *m, ptrdiff_t unit)
{
    ptrdiff_t cell = 0;
    m->unit_of[0] = unit;
    for (ptrdiff_t c = 0; c <= m->cells; c++)
        m->least[c] = INFINITY, m->used[c] = false;
    do
        cell = step(m, cell);
    while (m->unit_of[cell] != 0);
    while (cell != 0) { /* back along the way: each cell gets the unit of the one before */
        m->unit_of[cell] = m->unit_of[m->way[cell]];
        cell = m->way[cell];
    }
}

static void assign(Arena scratch, const Spot *spot, TileGrid *grid)
{
    ptrdiff_t cells = (ptrdiff_t)grid->columns * grid->rows;
    Match m = {.units = grid->count,
               .cells = cells,
               .spot = spot,
               .grid = grid,
               .price_unit = new (&scratch, double, grid->count + 1),
               .price_cell = new (&scratch, double, cells + 1),
               .least = new (&scratch, double, cells + 1),
               .unit_of = new (&scratch, ptrdiff_t, cells + 1),
               .way = new (&scratch, ptrdiff_t, cells + 1),
               .used = new (&scratch, bool, cells + 1)};
    for (ptrdiff_t u = 1; u <= m.units; u++)
        add_unit(&m, u);
    for (ptrdiff_t c = 1; c <= cells; c++)
        if (m.unit_of[c] > 0)
            grid->tile[spot[m.unit_of[c] - 1].unit] =
                (Tile){(int)((c - 1) % grid->columns), (int)((c - 1) / grid->columns)};
}

/* Rows and columns in which nobody is are left out. */
static void close_gaps(Arena scratch, TileGrid *g)
{
    int *column = new (&scratch, int, g->columns), *row = new (&scratch, int, g->rows), columns = 0, rows = 0;
    for (ptrdiff_t i = 0; i < g->count; i++)
        column[g->tile[i].column] = row[g->tile[i].row] = 1;
    for (int c = 0; c < g->columns; c++)
        column[c] = column[c] ? columns++ : 0;
    for (int r = 0; r < g->rows; r++)
        row[r] = row[r] ? rows++ : 0;
    for (ptrdiff_t i = 0; i < g->count; i++)
        g->tile[i] = (Tile){column[g->tile[i].column], row[g->tile[i].row]};
    g->columns = columns, g->rows = rows;
}

TileGrid tile_layout(Arena *arena, const Unit *unit, ptrdiff_t count)
{
    TileGrid grid = {.tile = new (arena, Tile, count + 1), .count = count};
    Box box = box_of(unit, count);
    if (box.known == 0)
        box = (Box){0, 1, 1, 0, 0};
    if (count == 0)
        return grid;
    Arena scratch = *arena;
    Spot *spot = spots_of(&scratch, unit, count, &box);
    if (count > 1)
        spread(scratch, spot, count);
    size_grid(&box, count, &grid);
    assign(scratch, spot, &grid);
    close_gaps(scratch, &grid);
    return grid;
}
