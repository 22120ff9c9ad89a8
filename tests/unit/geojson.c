#include "base/file.h"
#include "test.h"
#include "unit/unit_internal.h"
#include <stdlib.h>
#include <string.h>

static Boundaries parsed(Arena *arena, const char *text)
{
    Boundaries found = {0};
    assert_ok(boundaries_parse(arena, S("a.json"), str_from(text), &found));
    return found;
}

TEST(a_feature_gives_its_code_its_name_and_a_compact_area)
{
    Boundaries b = parsed(arena, "\xef\xbb\xbf{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                                 "\"properties\":{\"code\":\"11953\",\"name\":\" Phường Phố Hiến \",\"p\":33},"
                                 "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
                                 "[[[106.10, 20.5, 7], [106.2, 20.5], [106.2, 20.6000004], [106.10, 20.5]]]}}]}");
    assert_int_equal(b.count, 1);
    assert_str(b.boundary[0].code, S("11953"));
    assert_str(b.boundary[0].name, S("Phường Phố Hiến"));
    assert_str(b.boundary[0].province, S("33"));
    assert_str(b.boundary[0].geometry,
               S("{\"type\":\"Polygon\",\"coordinates\":[[[106.1,20.5],[106.2,20.5],[106.2,20.6],[106.1,20.5]]]}"));
}

TEST(quantised_arcs_are_summed_scaled_moved_and_joined)
{
    /* a square of two arcs, the second named backwards, as a polygon and inside a multipolygon */
    Boundaries b = parsed(arena, "{\"type\":\"Topology\",\"transform\":{\"scale\":[0.5,0.25],\"translate\":[100,10]},"
                                 "\"arcs\":[[[0,0],[2,0],[0,4]],[[0,0],[0,4],[2,0]]],"
                                 "\"objects\":{\"w\":{\"type\":\"GeometryCollection\",\"geometries\":["
                                 "{\"type\":\"Polygon\",\"arcs\":[[0,-2]],\"properties\":{\"code\":\"1\"}},"
                                 "{\"type\":\"MultiPolygon\",\"arcs\":[[[0,-2]],[[1,-1]]],\"properties\":{\"ma\":2}},"
                                 "{\"type\":\"Point\",\"coordinates\":[1,2]}]}}}");
    assert_int_equal(b.count, 3);
    assert_str(b.boundary[0].geometry,
               S("{\"type\":\"Polygon\",\"coordinates\":[[[100,10],[101,10],[101,11],[100,11],[100,10]]]}"));
    assert_str(b.boundary[1].geometry,
               S("{\"type\":\"MultiPolygon\",\"coordinates\":[[[[100,10],[101,10],[101,11],[100,11],[100,10]]],"
                 "[[[100,10],[100,11],[101,11],[101,10],[100,10]]]]}"));
    assert_str(b.boundary[1].code, S("2"));
    assert_int_equal(b.boundary[2].geometry.len, 0);
}

TEST(a_topology_without_transform_and_a_lone_feature_are_read)
{
    Boundaries b = parsed(arena, "{\"type\":\"Topology\",\"arcs\":[[[1,1],[2,1],[2,2],[1,1]]],\"objects\":"
                                 "{\"a\":{\"type\":\"Polygon\",\"arcs\":[[0]]}}}");
    assert_str(b.boundary[0].geometry, S("{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2],[1,1]]]}"));
    b = parsed(arena, "{\"type\":\"Feature\",\"properties\":null,\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
                      "[[[-0.0000001,1],[2,1.5],[2,2],[-0.0000001,1]]]}}");
    assert_str(b.boundary[0].geometry, S("{\"type\":\"Polygon\",\"coordinates\":[[[0,1],[2,1.5],[2,2],[0,1]]]}"));
    b = parsed(arena, "{\"type\":\"Feature\",\"geometry\":null}");
    assert_int_equal(b.boundary[0].geometry.len, 0);
}

TEST(what_is_no_map_is_refused_with_a_reason)
{
    static const char *const bad[] = {
        "",
        "[",
        "[]",
        "{}",
        "null",
        "{\"type\":\"FeatureCollection\"}",
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[]}}",
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[7]}}",
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\"}}",
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":{}}}",
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"MultiPolygon\",\"coordinates\":[[]]}}",
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[1,1]]]}}",
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2],[3,3]]]}}",
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,\"x\"],[2,2],[1,1]]]}}",
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[500000,2300000],[2,1],[2,2],[1,1]]"
        "]}}",
        "{\"type\":\"Topology\",\"objects\":{\"a\":{\"type\":\"Polygon\",\"arcs\":[[0]]}}}",
        "{\"type\":\"Topology\",\"arcs\":[[[1,1]]],\"objects\":{\"a\":{\"type\":\"Polygon\",\"arcs\":[[1]]}}}",
        "{\"type\":\"Topology\",\"arcs\":[[[1,1]]],\"objects\":{\"a\":{\"type\":\"Polygon\",\"arcs\":[[-"
        "9223372036854775808]]}}}",
        "{\"type\":\"Topology\",\"arcs\":[[[1,1]]],\"objects\":{\"a\":{\"type\":\"Polygon\",\"arcs\":[[0.5]]}}}",
        "{\"type\":\"Topology\",\"arcs\":[[7]],\"objects\":{\"a\":{\"type\":\"Polygon\",\"arcs\":[[0]]}}}",
        "{\"type\":\"Topology\",\"arcs\":[7],\"objects\":{\"a\":{\"type\":\"Polygon\",\"arcs\":[[0]]}}}",
        "{\"type\":\"Topology\",\"transform\":{},\"arcs\":[],\"objects\":{}}",
    };
    for (int i = 0; i < COUNTOF(bad); i++) {
        Boundaries b;
        Err *err = boundaries_parse(arena, S("a.json"), str_from(bad[i]), &b);
        if (!err)
            print_error("%s\n", bad[i]);
        assert_fails(err, BAD_INPUT);
    }
}

TEST(a_file_that_unfolds_without_end_is_stopped)
{
    /* an arc of 20,000 points, named 20,000 times: 400 million points */
    Buf text = buf_open(arena);
    buf_add(&text, S("{\"type\":\"Topology\",\"arcs\":[[[1,1]"));
    for (int i = 0; i < 20000; i++)
        buf_add(&text, i % 2 ? S(",[1,1]") : S(",[2,1]"));
    buf_add(&text, S("]],\"objects\":{\"a\":{\"type\":\"Polygon\",\"arcs\":[[0"));
    for (int i = 0; i < 20000; i++)
        buf_add(&text, i % 2 ? S(",0") : S(",-1"));
    buf_add(&text, S("]]}}}"));
    Boundaries b;
    assert_fails(boundaries_parse(arena, S("a.json"), buf_str(&text), &b), TOO_LARGE);
    Str commas = {memset(new (arena, char, 13 << 20), ',', 13 << 20), 13 << 20};
    assert_fails(boundaries_parse(arena, S("a.json"), commas, &b), TOO_LARGE);
    Str deep = {memset(new (arena, char, 1 << 20), '[', 1 << 20), 1 << 20};
    assert_fails(boundaries_parse(arena, S("a.json"), deep, &b), BAD_INPUT);
}

TEST(the_maps_of_the_state_are_read_whole)
{
    static const struct {
        const char *name;
        int count;
    } maps[] = {{"data/geo/communes_3321.topo.json", 3321},
                {"data/geo/provinces_34.topo.json", 34},
                {"data/geo/communes_33_hung_yen.geojson", 104},
                {"data/geo/communes_31_hai_phong.geojson", 114},
                {"data/geo/communes_01_ha_noi.geojson", 126}};
    for (int m = 0; m < COUNTOF(maps); m++) {
        Boundaries b;
        Str bytes = test_read(arena, test_shared(arena, str_from(maps[m].name)));
        assert_ok(boundaries_parse(arena, S("map"), bytes, &b));
        assert_int_equal(b.count, maps[m].count);
        for (ptrdiff_t i = 0; i < b.count; i++)
            assert_true(b.boundary[i].geometry.len > 0 && b.boundary[i].code.len > 0);
    }
}

TEST_MAIN
