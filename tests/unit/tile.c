/* Tiles and outlines: what must hold for every province of the country. */
#include "test.h"

#include "base/file.h"
#include "unit/map.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static const Date on = {2026, 11, 15};

static double apart(const Unit *a, const Unit *b)
{
    double x = (a->longitude - b->longitude) * cos((a->latitude + b->latitude) / 2 * 3.14159265 / 180);
    return hypot(x, a->latitude - b->latitude);
}

static double cells(Tile a, Tile b)
{
    return hypot(a.column - b.column, a.row - b.row);
}

static void check_each_has_its_cell(Arena scratch, const TileGrid *grid)
{
    bool *taken = new (&scratch, bool, grid->columns * grid->rows);
    for (ptrdiff_t i = 0; i < grid->count; i++) {
        Tile t = grid->tile[i];
        assert_true(t.column >= 0 && t.column < grid->columns && t.row >= 0 && t.row < grid->rows);
        assert_false(taken[t.row * grid->columns + t.column]);
        taken[t.row * grid->columns + t.column] = true;
    }
}

/* ---- rank correlation of the distances on the ground and on the grid (Spearman) ---------------- */

static const double *sorted_by;

static int by_value(const void *a, const void *b)
{
    double x = sorted_by[*(const ptrdiff_t *)a], y = sorted_by[*(const ptrdiff_t *)b];
    return (x > y) - (x < y);
}

static double *ranks(Arena *arena, const double *value, ptrdiff_t count)
{
    ptrdiff_t *order = new (arena, ptrdiff_t, count);
    double *rank = new (arena, double, count);
    for (ptrdiff_t i = 0; i < count; i++)
        order[i] = i;
    sorted_by = value;
    qsort(order, (size_t)count, sizeof *order, by_value);
    for (ptrdiff_t i = 0; i < count;) {
        ptrdiff_t end = i;
        while (end < count && value[order[end]] == value[order[i]])
            end++;
        for (ptrdiff_t k = i; k < end; k++)
            rank[order[k]] = (double)(i + end - 1) / 2;
        i = end;
    }
    return rank;
}

static double correlation(const double *x, const double *y, ptrdiff_t count)
{
    double mx = 0, my = 0, xy = 0, xx = 0, yy = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        mx += x[i] / (double)count, my += y[i] / (double)count;
    for (ptrdiff_t i = 0; i < count; i++)
        xy += (x[i] - mx) * (y[i] - my), xx += (x[i] - mx) * (x[i] - mx), yy += (y[i] - my) * (y[i] - my);
    return xy / sqrt(xx * yy);
}

static double likeness(Arena scratch, const UnitList *list, const TileGrid *grid)
{
    ptrdiff_t pairs = list->count * (list->count - 1) / 2, n = 0;
    double *ground = new (&scratch, double, pairs + 1), *tiles = new (&scratch, double, pairs + 1);
    for (ptrdiff_t i = 0; i < list->count; i++)
        for (ptrdiff_t k = 0; k < i; k++, n++)
            ground[n] = apart(&list->unit[i], &list->unit[k]), tiles[n] = cells(grid->tile[i], grid->tile[k]);
    return correlation(ranks(&scratch, ground, n), ranks(&scratch, tiles, n), n);
}

/* Share of units whose nearest neighbour is at most two cells away. */
static double neighbours(const UnitList *list, const TileGrid *grid)
{
    ptrdiff_t near = 0;
    for (ptrdiff_t i = 0; i < list->count; i++) {
        ptrdiff_t best = i == 0;
        for (ptrdiff_t k = 0; k < list->count; k++)
            if (k != i && apart(&list->unit[i], &list->unit[k]) < apart(&list->unit[i], &list->unit[best]))
                best = k;
        near += cells(grid->tile[i], grid->tile[best]) < 2.5;
    }
    return (double)near / (double)list->count;
}

TEST(every_province_has_a_grid_that_looks_like_it)
{
    UnitList provinces;
    assert_ok(unit_shipped(arena, (Str){0}, on, &provinces));
    double all = 0;
    assert_int_equal(provinces.count, 34);
    for (ptrdiff_t p = 0; p < provinces.count; p++) {
        UnitList communes;
        assert_ok(unit_shipped(arena, provinces.unit[p].code, on, &communes));
        TileGrid grid = tile_layout(arena, communes.unit, communes.count);
        assert_int_equal(grid.count, communes.count);
        check_each_has_its_cell(*arena, &grid);
        assert_true((double)grid.columns * grid.rows < 1.5 * (double)communes.count + 12); /* not scattered */
        double like = likeness(*arena, &communes, &grid), near = neighbours(&communes, &grid);
        all += like / (double)provinces.count;
        if (like < 0.6 || near < 0.8)
            print_message("%.*s: %.3f %.3f\n", STRF(provinces.unit[p].full_name), like, near);
        assert_true(like >= 0.6); /* Côn Đảo and Hoàng Sa lie far out at sea */
        assert_true(near >= 0.8);
    }
    assert_true(all >= 0.88);
}

TEST(the_grid_does_not_depend_on_the_order_of_the_units)
{
    UnitList communes;
    assert_ok(unit_shipped(arena, S("33"), on, &communes));
    Unit *reversed = new (arena, Unit, communes.count);
    for (ptrdiff_t i = 0; i < communes.count; i++)
        reversed[i] = communes.unit[communes.count - 1 - i];
    TileGrid a = tile_layout(arena, communes.unit, communes.count), b = tile_layout(arena, reversed, communes.count);
    for (ptrdiff_t i = 0; i < communes.count; i++) {
        Tile back = b.tile[communes.count - 1 - i];
        assert_true(a.tile[i].column == back.column && a.tile[i].row == back.row);
    }
}

TEST(few_units_equal_places_and_none_at_all)
{
    Unit unit[5] = {{.code = {"1", 1}, .longitude = 106, .latitude = 20},
                    {.code = {"2", 1}, .longitude = 106, .latitude = 20},
                    {.code = {"3", 1}},
                    {.code = {"4", 1}, .longitude = 106, .latitude = 20},
                    {.code = {"5", 1}}};
    for (ptrdiff_t count = 0; count <= 5; count++) {
        TileGrid grid = tile_layout(arena, unit, count);
        assert_int_equal(grid.count, count);
        check_each_has_its_cell(*arena, &grid);
    }
    for (int i = 0; i < 5; i++)
        unit[i].longitude = unit[i].latitude = 0;
    TileGrid grid = tile_layout(arena, unit, 5);
    check_each_has_its_cell(*arena, &grid);
}

/* ---- the store's maps ----------------------------------------------------------------------------- */

static Store *open_store(Arena *arena, int which)
{
    Str address, folder;
    Store *store = NULL;
    int64_t changed;
    if (!test_store_address(arena, which, &address))
        return NULL;
    assert_ok(store_open(arena, address, (Clock){.fixed_ms = 1794801600000}, &store));
    assert_ok(file_shipped(arena, S("unit"), &folder));
    assert_ok(unit_import(store, arena, folder, &changed));
    return store;
}

static ptrdiff_t find(const UnitMap *map, const char *code)
{
    for (ptrdiff_t i = 0; i < map->unit.count; i++)
        if (str_eq(map->unit.unit[i].code, str_from(code)))
            return i;
    fail();
    return -1;
}

TEST(the_country_has_hoang_sa_and_truong_sa)
{
    for (int which = 0; which < TEST_STORES; which++) {
        UnitMap map;
        Store *store = open_store(arena, which);
        if (!store)
            continue;
        assert_ok(unit_map(store, arena, UNIT_COUNTRY, on, &map));
        assert_int_equal(map.unit.count, 36);
        check_each_has_its_cell(*arena, &map.grid);
        Tile hoang_sa = map.grid.tile[find(&map, "20333")], truong_sa = map.grid.tile[find(&map, "22736")],
             da_nang = map.grid.tile[find(&map, "48")], ha_noi = map.grid.tile[find(&map, "01")];
        assert_true(hoang_sa.column > da_nang.column && truong_sa.column > da_nang.column);
        assert_true(truong_sa.row > hoang_sa.row && ha_noi.row < da_nang.row);
        assert_fails(unit_map(store, arena, S("11980"), on, &map), BAD_INPUT);
        assert_fails(unit_map(store, arena, S("98765"), on, &map), NOT_FOUND);
        assert_ok(unit_map(store, arena, S("33"), on, &map));
        assert_false(map.outlines);
        store_close(&store);
    }
}

static ptrdiff_t packed_size(Arena *arena, const UnitMap *map)
{
    Buf all = buf_open(arena);
    for (ptrdiff_t i = 0; i < map->unit.count; i++)
        buf_add(&all, map->outline[i]);
    uLongf size = compressBound((uLong)all.len);
    Bytef *packed = new (arena, Bytef, (ptrdiff_t)size);
    assert_int_equal(compress2(packed, &size, (const Bytef *)all.ptr, (uLong)all.len, 6), Z_OK);
    return (ptrdiff_t)size;
}

TEST(a_province_with_boundaries_is_small_enough_to_send)
{
    Str file = test_shared(arena, S("data/geo/communes_33_hung_yen.geojson"));
    Store *store = open_store(arena, 0);
    UnitReport report;
    UnitMap map;
    assert_ok(unit_import_boundaries(store, arena, file, &report));
    assert_int_equal(report.left, 0);
    assert_ok(unit_map(store, arena, S("33"), on, &map));
    assert_true(map.outlines);
    for (ptrdiff_t i = 0; i < map.unit.count; i++)
        assert_true(str_starts(map.outline[i], S("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[")));
    ptrdiff_t size = packed_size(arena, &map);
    if (size > 150000)
        print_message("%td bytes\n", size);
    assert_true(size <= 150000);
    store_close(&store);
}

/* ---- outlines -------------------------------------------------------------------------------------- */

TEST(a_shared_border_stays_the_same_on_both_sides)
{
    Str outline[] = {
        S("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[0.5,0],[1,0],[1.004,0.5],[1,1],[0,1],[0,0]]]}"),
        S("{\"type\":\"Polygon\",\"coordinates\":[[[1,0],[2,0],[2,1],[1,1],[1.004,0.5],[1,0]]]}"),
        S(""),
        S("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[1.5,0.5],[1.5001,0.5],[1.5,0.5001],[1.5,0.5]]]]}"),
    };
    assert_ok(outlines_simplify(arena, outline, COUNTOF(outline), 1000));
    assert_str(outline[0], S("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0.000,0.000],[1.000,0.000],[1.004,0.500],"
                             "[1.000,1.000],[0.000,1.000],[0.000,0.000]]]]}"));
    assert_str(outline[1], S("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[1.000,0.000],[2.000,0.000],[2.000,1.000],"
                             "[1.000,1.000],[1.004,0.500],[1.000,0.000]]]]}"));
    assert_int_equal(outline[2].len, 0);
    assert_int_equal(outline[3].len, 0); /* smaller than a cell */
}

TEST(a_hole_stays_and_a_damaged_boundary_is_said)
{
    Str outline[] = {S("{\"type\":\"Polygon\",\"coordinates\":[[[0,0],[4,0],[4,4],[0,4],[0,0]],"
                       "[[1,1],[1,2],[2,2],[2,1],[1,1]],[[3,3],[3,3.0001],[3.0001,3],[3,3]]]}")};
    Str damaged[] = {S("{\"type\":\"Polygon\",")};
    assert_ok(outlines_simplify(arena, outline, 1, 400));
    assert_str(
        outline[0],
        S("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[0.000,0.000],[4.000,0.000],[4.000,4.000],[0.000,4.000],"
          "[0.000,0.000]],[[1.000,1.000],[1.000,2.000],[2.000,2.000],[2.000,1.000],[1.000,1.000]]]]}"));
    assert_fails(outlines_simplify(arena, damaged, 1, 400), INTERNAL);
}

TEST_MAIN
