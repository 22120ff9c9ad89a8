/* map: a territory to be drawn – a tile for each of its units, and outlines where boundaries were imported.
 *
 * The country is its provinces and the special zones Hoàng Sa and Trường Sa, each with a tile of its own whatever was
 * imported.  Outlines are simplified for a screen: points are drawn to a grid of the territory's size, which keeps
 * borders that two units share the same, and what lies on a line between its neighbours is left out. */
#pragma once
#include "unit/tile.h"

#define UNIT_COUNTRY S("0")
enum { OUTLINE_GRID = 1400 }; /* cells over the longer side of the territory */

typedef struct UnitMap {
    UnitList unit;
    TileGrid grid;
    Str *outline;  /* of each unit: GeoJSON geometry, "" where no boundary was imported */
    bool outlines; /* there are some */
} UnitMap;

/* Of a province, or of the country (UNIT_COUNTRY); BAD_INPUT for others. */
Err *unit_map(Store *store, Arena *arena, Str code, Date on, UnitMap *ret) MUST_CHECK;

/* Several geometries (Polygon, MultiPolygon; "" stays) simplified together. */
Err *outlines_simplify(Arena *arena, Str *geometry, ptrdiff_t count, int grid) MUST_CHECK;
