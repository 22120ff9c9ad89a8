/* tile: units laid out on a grid, one a cell, near where they lie.
 *
 * The places (longitude shortened by the latitude) are stretched over a grid of about the territory's shape with a few
 * cells to spare; then each unit gets a cell of its own so that the squares of all ways together are least
 * (assignment by shortest augmenting paths, Jonker and Volgenant 1987).  The same units give the same grid in any
 * order.  Pure. */
#pragma once
#include "unit/unit.h"

typedef struct Tile {
    int column, row; /* from 0; row 0 is the north */
} Tile;

typedef struct TileGrid {
    int columns, rows;
    Tile *tile; /* of each unit, in the order given */
    ptrdiff_t count;
} TileGrid;

/* Units without a position go to the free cells nearest the south-west corner, by code. */
TileGrid tile_layout(Arena *arena, const Unit *unit, ptrdiff_t count);
