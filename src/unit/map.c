#include "unit/map.h"

#include "base/vec.h"

/* The country is not whole without them; the codes are those of Decision 19/2025. */
static const char *const ISLANDS[] = {"20333", "22736"}; /* đặc khu Hoàng Sa, đặc khu Trường Sa */

static Err *add_islands(Store *store, Arena *arena, Date on, UnitList *list)
{
    UnitList all = {new (arena, Unit, list->count + COUNTOF(ISLANDS)), list->count};
    for (ptrdiff_t i = 0; i < list->count; i++)
        all.unit[i] = list->unit[i];
    for (int i = 0; i < COUNTOF(ISLANDS); i++)
        TRY(unit_get(store, arena, str_from(ISLANDS[i]), on, &all.unit[all.count++]));
    *list = all;
    return NULL;
}

static Err *units_of(Store *store, Arena *arena, Str code, Date on, UnitList *ret)
{
    Unit of;
    if (str_eq(code, UNIT_COUNTRY)) {
        TRY(unit_children(store, arena, (Str){0}, on, ret));
        return add_islands(store, arena, on, ret);
    }
    TRY(unit_get(store, arena, code, on, &of));
    if (of.level != UNIT_PROVINCE)
        return FAIL(arena, BAD_INPUT, "bản đồ có cho cả nước (mã 0) và từng tỉnh, thành phố; %.*s không phải là tỉnh",
                    "there are maps of the country (code 0) and of provinces; %.*s is no province", STRF(of.full_name));
    return unit_children(store, arena, code, on, ret);
}

Err *unit_map(Store *store, Arena *arena, Str code, Date on, UnitMap *ret)
{
    UnitMap map = {0};
    TRY(units_of(store, arena, code, on, &map.unit));
    map.grid = tile_layout(arena, map.unit.unit, map.unit.count);
    map.outline = new (arena, Str, map.unit.count + 1);
    for (ptrdiff_t i = 0; i < map.unit.count; i++) {
        bool found;
        TRY(unit_boundary(store, arena, map.unit.unit[i].code, &map.outline[i], &found));
        map.outlines = map.outlines || found;
    }
    if (map.outlines)
        TRY(outlines_simplify(arena, map.outline, map.unit.count, OUTLINE_GRID));
    *ret = map;
    return NULL;
}
