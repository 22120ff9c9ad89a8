#include "base/file.h"
#include "base/vec.h"
#include "store/scope.h"
#include "test.h"
#include "unit/unit.h"
#include "vn/vn.h"
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const Date reform = {2025, 7, 1}, eve = {2026, 4, 29}, change = {2026, 4, 30}, today = {2026, 11, 21};

/* The body runs on each driver, on a database that holds the shipped units. */
typedef void OnStore(Arena *arena, Store *store, int64_t imported);

/* The body on a fresh store of either kind that holds the reference data. */
static void on_both(Arena *arena, OnStore *body)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str address;
        if (!test_store_address(arena, which, &address))
            continue;
        AUTO(store_close) Store *store = NULL;
        int64_t changed = 0;
        assert_ok(store_open(arena, address, (Clock){1790000000000}, &store));
        assert_ok(unit_import(store, arena, (Str){0}, &changed));
        body(arena, store, changed);
    }
}

#define ON_BOTH(name)                                                                                 \
    static OnStore name##_on;                                                                         \
    TEST(name)                                                                                        \
    {                                                                                                 \
        on_both(arena, name##_on);                                                                    \
    }                                                                                                 \
    static void name##_on(Arena *arena __attribute__((unused)), Store *store __attribute__((unused)), \
                          int64_t imported __attribute__((unused)))

static Str full_name(Store *store, Arena *arena, const char *code, Date on)
{
    Unit unit;
    assert_ok(unit_get(store, arena, str_from(code), on, &unit));
    return unit.full_name;
}

ON_BOTH(the_same_data_again_change_nothing)
{
    int64_t again = -1;
    assert_int_equal(imported, 34 + 3321 + 3366 + 10602);
    assert_ok(unit_import(store, arena, (Str){0}, &again));
    assert_int_equal(again, 0);
}

ON_BOTH(a_unit_is_shown_as_it_was_on_the_day)
{
    assert_str(full_name(store, arena, "75", eve), S("Tỉnh Đồng Nai"));
    assert_str(full_name(store, arena, "75", change), S("Thành phố Đồng Nai"));
    assert_str(full_name(store, arena, "25270", eve), S("Xã Lộc Ninh"));
    assert_str(full_name(store, arena, "25270", change), S("Phường Lộc Ninh"));
    assert_str(full_name(store, arena, "25270", (Date){0}), S("Phường Lộc Ninh"));
    Unit unit;
    assert_fails(unit_get(store, arena, S("25270"), (Date){2025, 6, 30}, &unit), NOT_FOUND);
    assert_fails(unit_get(store, arena, S("00001"), today, &unit), NOT_FOUND);
    assert_ok(unit_get(store, arena, S("11953"), today, &unit));
    assert_int_equal(unit.level, UNIT_COMMUNE);
    assert_str(unit.province, S("33"));
    assert_str(unit.parent, S("33"));
    assert_str(unit.kind, S("phuong"));
    assert_str(unit.name, S("Phố Hiến"));
    assert_true(unit.area_km2 > 1 && unit.longitude > 100 && unit.latitude > 8);
    UnitNaming *naming;
    ptrdiff_t namings;
    assert_ok(unit_namings(store, arena, S("75"), &naming, &namings));
    assert_int_equal(namings, 2);
    assert_str(naming[0].to, S("2026-04-29"));
    assert_str(naming[1].from, S("2026-04-30"));
}

ON_BOTH(children_come_in_vietnamese_order_and_as_shipped)
{
    UnitList list, shipped;
    assert_ok(unit_children(store, arena, (Str){0}, today, &list));
    assert_int_equal(list.count, 34);
    assert_str(list.unit[0].name, S("An Giang"));
    assert_str(list.unit[33].name, S("Vĩnh Long"));
    for (ptrdiff_t p = 0; p < list.count; p += 11) {
        UnitList communes;
        assert_ok(unit_children(store, arena, list.unit[p].code, change, &communes));
        assert_ok(unit_shipped(arena, list.unit[p].code, change, &shipped));
        assert_int_equal(communes.count, shipped.count);
        for (ptrdiff_t i = 0; i < communes.count; i++) {
            assert_str(communes.unit[i].code, shipped.unit[i].code);
            assert_str(communes.unit[i].full_name, shipped.unit[i].full_name);
            assert_int_equal(communes.unit[i].population, shipped.unit[i].population);
            assert_true(i == 0 || vn_compare(communes.unit[i - 1].name, communes.unit[i].name) <= 0);
        }
    }
    assert_ok(unit_children(store, arena, S("33"), (Date){2025, 1, 1}, &list));
    assert_int_equal(list.count, 0);
    assert_fails(unit_shipped(arena, S("34"), today, &list), NOT_FOUND);
}

ON_BOTH(a_province_is_known_by_code_letters_and_name)
{
    static const char *const hung_yen[] = {"33", "HY", "hy", "Hưng Yên", "tỉnh Hưng Yên", "hung yen", "T. Hưng Yên"};
    Unit unit;
    for (int i = 0; i < COUNTOF(hung_yen); i++) {
        assert_ok(unit_province(store, arena, str_from(hung_yen[i]), today, &unit));
        assert_str(unit.code, S("33"));
        assert_ok(unit_shipped_province(arena, str_from(hung_yen[i]), today, &unit));
        assert_str(unit.code, S("33"));
    }
    static const char *const saigon[] = {"79", "HCM", "TPHCM", "TP. Hồ Chí Minh", "Thành phố Hồ Chí Minh"};
    for (int i = 0; i < COUNTOF(saigon); i++) {
        assert_ok(unit_province(store, arena, str_from(saigon[i]), today, &unit));
        assert_str(unit.code, S("79"));
    }
    Err *err = unit_province(store, arena, S("TN"), today, &unit); /* Thái Nguyên, Tây Ninh */
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.vi, S("Thái Nguyên")) >= 0 && str_find(err->text.vi, S("Tây Ninh")) >= 0);
    err = unit_province(store, arena, S("Hưng Yem"), today, &unit);
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.en, S("Hưng Yên (33)")) >= 0);
    assert_fails(unit_province(store, arena, S("Atlantis"), today, &unit), BAD_INPUT);
    assert_fails(unit_province(store, arena, S("33"), (Date){2025, 6, 30}, &unit), NOT_FOUND);
}

ON_BOTH(what_a_person_confirmed_is_remembered)
{
    UnitIndex *index;
    assert_ok(unit_index_load(store, arena, S("33"), today, &index));
    assert_int_equal(unit_match(index, arena, S("Xã Mỹ Sở")).how, UNIT_MATCH_NEAREST);
    assert_ok(unit_accept(store, arena, S("33"), S("Xã Mỹ Sở"), S("12049"), S("lan")));
    assert_ok(unit_accept(store, arena, S("33"), S("xã MỸ SỞ"), S("12049"), S("lan")));
    assert_ok(unit_index_load(store, arena, S("33"), today, &index));
    UnitMatch match = unit_match(index, arena, S("Xã Mỹ Sở"));
    assert_int_equal(match.how, UNIT_MATCH_ALIAS);
    assert_true(match.sure);
    assert_str(match.unit.code, S("12049"));
    assert_fails(unit_accept(store, arena, S("33"), S("x"), S("00004"), S("lan")), BAD_INPUT);
    assert_fails(unit_accept(store, arena, S("33"), S("x"), S("99999"), S("lan")), NOT_FOUND);
    assert_fails(unit_index_load(store, arena, S("34"), today, &index), NOT_FOUND);
}

ON_BOTH(what_a_name_means_is_said_by_who_has_the_province)
{
    static const ScopePlace place = {{"33", 2}, {"12049", 5}};
    static const Scope officer = {.place = &place, .places = 1};
    UnitReport report;
    store_set_scope(store, &officer);
    assert_fails(unit_accept(store, arena, S("33"), S("Xã Mỹ Sở"), S("12049"), S("lan")), FORBIDDEN);
    assert_fails(unit_import_villages(store, arena, S("none.csv"), S("33"), (Str){0}, LANG_VI, &report), FORBIDDEN);
}

ON_BOTH(an_old_commune_leads_to_all_that_it_became)
{
    UnitOld *old;
    ptrdiff_t count;
    assert_ok(unit_old(store, arena, S("00007"), (Str){0}, today, &old, &count));
    assert_int_equal(count, 2); /* Cống Vị went to Ngọc Hà and to Giảng Võ */
    assert_true(old[0].divided && old[1].divided);
    assert_str(old[0].unit.full_name, S("Phường Ngọc Hà"));
    assert_str(old[1].unit.full_name, S("Phường Giảng Võ"));
    static const char *const ways[] = {"Phường Cống Vị", "phường cống vị", "Cống Vị", "cong vi", "P. Cống Vị"};
    for (int i = 0; i < COUNTOF(ways); i++) {
        assert_ok(unit_old(store, arena, str_from(ways[i]), S("01"), today, &old, &count));
        assert_int_equal(count, 2);
    }
    assert_ok(unit_old(store, arena, S("Huyện Lý Sơn"), (Str){0}, today, &old, &count));
    assert_int_equal(count, 1);
    assert_str(old[0].new_code, S("21548"));
    assert_ok(unit_old(store, arena, S("Xã Không Đâu Cả"), (Str){0}, today, &old, &count));
    assert_int_equal(count, 0);
    assert_ok(unit_merged_from(store, arena, S("00008"), &old, &count));
    assert_true(count >= 5);
}

/* ---- reference data of one's own ------------------------------------------------------- */

static Str folder_with(Arena *arena, const char *naming)
{
    static int made;
    Str folder = test_temp(arena, str_fmt(arena, "units-%d", ++made));
    assert_int_equal(mkdir(str_c(arena, folder), 0700), 0);
    const struct {
        const char *name, *text;
    } files[] = {
        {"province.csv",
         "code,name,name_en,area_km2,population,lon,lat\n33,Hưng Yên,Hung Yen,2514.81,3567943,106.463,20.4528\n"},
        {"commune.csv",
         "code,province_code,name,area_km2,population,population_quality,lon,lat\n"
         "11953,33,Phố Hiến,21.5,1000,area_conflict,106.1,20.6\n11980,33,Hồng Châu,,77,pop_suspect_low,,\n"},
        {"predecessor.csv", "old_code,old_name,old_district,old_province,new_code,divided\n"
                            "1,Phường A,Huyện B,Tỉnh C,11953,1\n1,Phường A,Huyện B,Tỉnh C,11980,1\n"},
        {"naming.csv", naming},
    };
    for (int i = 0; i < COUNTOF(files); i++)
        assert_ok(file_write(arena, str_fmt(arena, "%.*s/%s", STRF(folder), files[i].name), str_from(files[i].text)));
    return folder;
}

#define HEAD "code,kind,full_name,valid_from,valid_to,decision\n33,tinh,Tỉnh Hưng Yên,2025-07-01,,x\n"
#define FIRST HEAD "11953,phuong,Phường Phố Hiến,2025-07-01,,x\n"

ON_BOTH(a_correction_writes_only_itself_and_a_row_that_went_goes)
{
    int64_t changed;
    assert_ok(
        unit_import(store, arena, folder_with(arena, FIRST "11980,phuong,Phường Hồng Châu,2025-07-01,,x\n"), &changed));
    Str corrected = folder_with(arena, FIRST "11980,xa,Xã Hồng Châu,2025-07-01,2026-01-31,x\n"
                                             "11980,phuong,Phường Hồng Châu,2026-02-01,,y\n");
    assert_ok(unit_import(store, arena, corrected, &changed));
    assert_int_equal(changed, 2);
    assert_str(full_name(store, arena, "11980", (Date){2026, 1, 31}), S("Xã Hồng Châu"));
    assert_str(full_name(store, arena, "11980", (Date){2026, 2, 1}), S("Phường Hồng Châu"));
    assert_ok(unit_import(store, arena, corrected, &changed));
    assert_int_equal(changed, 0);
    Unit unit;
    assert_ok(unit_get(store, arena, S("11953"), today, &unit));
    assert_int_equal(unit.population, 1000);
    assert_ok(unit_get(store, arena, S("11980"), today, &unit));
    assert_int_equal(unit.population, 0); /* suspect */
    UnitOld *old;
    ptrdiff_t count;
    assert_ok(unit_old(store, arena, S("00007"), (Str){0}, today, &old, &count));
    assert_int_equal(count, 0);
}

ON_BOTH(data_that_contradict_themselves_leave_the_database_as_it_was)
{
    static const char *const bad[] = {
        FIRST "99999,xa,Xã Lạ,2025-07-01,,x\n",
        FIRST "11980,xa,Xã Hồng Châu,1/7/2025,,x\n",
        FIRST "11980,xa,Xã Hồng Châu,2025-07-01,2025-06-30,x\n",
        FIRST "11980,xa,,2025-07-01,,x\n",
        FIRST "11953,xa,Xã Phố Hiến,2026-01-01,,x\n",
        "code,kind,full_name\n",
    };
    int64_t changed;
    for (int i = 0; i < COUNTOF(bad); i++)
        assert_fails(unit_import(store, arena, folder_with(arena, bad[i]), &changed), BAD_INPUT);
    const struct {
        const char *file, *text;
    } other[] = {
        {"commune.csv", "code,province_code,name,area_km2,population,population_quality,lon,lat\n11953,34,A,,,,,\n"},
        {"commune.csv",
         "code,province_code,name,area_km2,population,population_quality,lon,lat\n11953,33,A,,,,,\n11953,33,A,,,,,\n"},
        {"commune.csv",
         "code,province_code,name,area_km2,population,population_quality,lon,lat\n11953,33,A,x,,,,\n11980,33,B,,,,,\n"},
        {"commune.csv", "code,province_code,name,area_km2,population,population_quality,lon,lat\n11953,33,A,,1.5,,,"
                        "\n11980,33,B,,,,,\n"},
        {"predecessor.csv", "old_code,old_name,old_district,old_province,new_code,divided\n1,A,B,C,12,0\n"},
        {"predecessor.csv",
         "old_code,old_name,old_district,old_province,new_code,divided\n1,A,B,C,11953,0\n1,A,B,C,11953,1\n"},
        {"predecessor.csv", "old_code,old_name,old_district,old_province,new_code,divided\n1,A,B,C,11953,x\n"},
    };
    for (int i = 0; i < COUNTOF(other); i++) {
        Str folder = folder_with(arena, FIRST);
        assert_ok(file_write(arena, str_fmt(arena, "%.*s/%s", STRF(folder), other[i].file), str_from(other[i].text)));
        assert_fails(unit_import(store, arena, folder, &changed), BAD_INPUT);
    }
    assert_fails(unit_import(store, arena, S("/no/such/folder"), &changed), NOT_FOUND);
    assert_str(full_name(store, arena, "11980", reform), S("Phường Hồng Châu"));
    assert_ok(unit_import(store, arena, (Str){0}, &changed));
    assert_int_equal(changed, 0);
}

/* ---- villages --------------------------------------------------------------------------- */

static Str file_with(Arena *arena, const char *name, const char *text)
{
    Str path = test_temp(arena, str_from(name));
    assert_ok(file_write(arena, path, str_from(text)));
    return path;
}

ON_BOTH(villages_keep_their_codes_and_new_ones_get_the_next)
{
    UnitReport report;
    UnitList list;
    Str file = file_with(arena, "villages.csv",
                         "\"Xã, phường\",\"Thôn, tổ dân phố\",Dân số\nPhường Phố Hiến,TDP 1,812\n"
                         "phường phố hiến,Tổ dân phố Hòa Bình,\nXã Mễ Sở,Thôn Đa Hòa,1.250\n12049,Nhạn Tháp,\n");
    assert_ok(unit_import_villages(store, arena, file, S("33"), (Str){0}, LANG_VI, &report));
    assert_int_equal(report.read, 4);
    assert_int_equal(report.changed, 4);
    assert_int_equal(report.left, 0);
    assert_ok(unit_children(store, arena, S("11953"), today, &list));
    assert_int_equal(list.count, 2);
    assert_str(list.unit[0].full_name, S("Tổ dân phố 1"));
    assert_str(list.unit[0].code, S("11953-001"));
    assert_int_equal(list.unit[0].population, 812);
    assert_str(list.unit[1].full_name, S("Tổ dân phố Hòa Bình"));
    assert_str(list.unit[1].kind, S("to_dan_pho"));
    assert_ok(unit_children(store, arena, S("12049"), today, &list));
    assert_int_equal(list.count, 2);
    assert_str(list.unit[0].full_name, S("Thôn Đa Hòa"));
    assert_int_equal(list.unit[0].population, 1250);
    assert_str(list.unit[1].full_name, S("Thôn Nhạn Tháp"));
    assert_ok(unit_import_villages(store, arena, file, S("33"), (Str){0}, LANG_VI, &report));
    assert_int_equal(report.changed, 0);
    Str more = file_with(arena, "more.csv", "commune,village\n12049,Thôn Mới\n12049,thôn đa hoà\n");
    assert_ok(unit_import_villages(store, arena, more, S("33"), (Str){0}, LANG_VI, &report));
    assert_ok(unit_children(store, arena, S("12049"), today, &list));
    assert_int_equal(list.count, 3);
    Unit unit;
    assert_ok(unit_get(store, arena, S("12049-003"), today, &unit));
    assert_str(unit.full_name, S("Thôn Mới"));
    int64_t changed; /* the reference data leave villages alone */
    assert_ok(unit_import(store, arena, (Str){0}, &changed));
    assert_int_equal(changed, 0);
}

ON_BOTH(a_village_that_cannot_be_placed_is_left_out_and_written_out)
{
    UnitReport report;
    UnitList list;
    Str rejects = test_temp(arena, S("rejects.csv"));
    Str file = file_with(arena, "doubtful.csv",
                         "commune,village,population\nXã Mỹ Sở,Thôn 1,5\nXã Mễ Sở,Thôn 1,5\nXã Mễ Sở,thôn 1,6\n"
                         "Xã Mễ Sở,Thôn 2,nhiều\nXã Mễ Sở,Thôn 3,\n");
    assert_fails(unit_import_villages(store, arena, file, S("33"), (Str){0}, LANG_VI, &report), BAD_INPUT);
    assert_int_equal(report.problems, 3);
    assert_ok(unit_children(store, arena, S("12049"), today, &list));
    assert_int_equal(list.count, 0);
    assert_ok(unit_import_villages(store, arena, file, S("33"), rejects, LANG_VI, &report));
    assert_int_equal(report.read, 5);
    assert_int_equal(report.left, 3);
    assert_int_equal(report.changed, 2);
    assert_true(file_exists(rejects));
    assert_true(str_find(test_read(arena, rejects), S("Xã Mỹ Sở")) >= 0);
    assert_fails(unit_import_villages(store, arena, S("/no/file"), S("33"), rejects, LANG_VI, &report), NOT_FOUND);
}

/* ---- boundaries --------------------------------------------------------------------------- */

#define SQUARE "\"geometry\":{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2],[1,1]]]}"
#define FEATURE(properties) "{\"type\":\"Feature\",\"properties\":{" properties "}," SQUARE "}"

ON_BOTH(boundaries_go_to_units_by_code_or_by_name)
{
    UnitReport report;
    Str geometry;
    bool found;
    Str file = file_with(
        arena, "map.json",
        "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE("\"code\":\"11953\"") "," FEATURE(
            "\"name\":\"Xã Mễ "
            "Sở\",\"province_"
            "code\":\"33\"") "," FEATURE("\"ten\":\"Tỉnh Hưng Yên\"") "," FEATURE("\"ten\":\"Phường Hoàn "
                                                                                  "Kiếm\"") "," FEATURE("\"name"
                                                                                                        "\":"
                                                                                                        "\"Khôn"
                                                                                                        "g Đâu "
                                                                                                        "Cả\"") "]}");
    assert_ok(unit_import_boundaries(store, arena, file, &report));
    assert_int_equal(report.read, 5);
    assert_int_equal(report.changed, 4);
    assert_int_equal(report.left, 1);
    assert_true(str_find(report.first_left.vi, S("Không Đâu Cả")) >= 0);
    static const char *const codes[] = {"11953", "12049", "33", "00070"};
    for (int i = 0; i < COUNTOF(codes); i++) {
        assert_ok(unit_boundary(store, arena, str_from(codes[i]), &geometry, &found));
        assert_true(found);
        assert_str(geometry, S("{\"type\":\"Polygon\",\"coordinates\":[[[1,1],[2,1],[2,2],[1,1]]]}"));
    }
    assert_ok(unit_boundary(store, arena, S("00004"), &geometry, &found));
    assert_false(found);
    assert_ok(unit_import_boundaries(store, arena, file, &report));
    assert_int_equal(report.changed, 0);
    Str lost =
        file_with(arena, "lost.json", "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE("\"name\":\"X\"") "]}");
    assert_fails(unit_import_boundaries(store, arena, lost, &report), BAD_INPUT);
    Str twice = file_with(arena, "twice.json",
                          "{\"type\":\"FeatureCollection\",\"features\":[" FEATURE("\"code\":\"11953\"") "," FEATURE(
                              "\"code\":\"11953\"") "]}");
    assert_fails(unit_import_boundaries(store, arena, twice, &report), BAD_INPUT);
    Str point =
        file_with(arena, "point.json", "{\"type\":\"Feature\",\"properties\":{\"code\":\"11953\"},\"geometry\":null}");
    assert_fails(unit_import_boundaries(store, arena, point, &report), BAD_INPUT);
}

static void import_the_map(Arena *arena, Store *store, int64_t imported)
{
    UnitReport report;
    assert_true(imported > 0);
    Str map = test_shared(arena, S("data/geo/communes_3321.topo.json"));
    assert_ok(unit_import_boundaries(store, arena, map, &report));
    assert_int_equal(report.changed, 3321);
    assert_int_equal(report.left, 0);
}

TEST(the_map_of_all_communes_finds_every_unit)
{
    test_shared(arena, S("data/geo/communes_3321.topo.json")); /* skips here, while no store is open */
    on_both(arena, import_the_map);
}

TEST(an_empty_database_says_what_to_do)
{
    Str address;
    UnitReport report;
    Unit unit;
    assert_true(test_store_address(arena, 0, &address));
    AUTO(store_close) Store *store = NULL;
    assert_ok(store_open(arena, address, (Clock){1790000000000}, &store));
    Err *err = unit_province(store, arena, S("HY"), today, &unit);
    assert_fails(err, NOT_FOUND);
    assert_true(str_find(err->command.vi, S("baophu unit import")) >= 0);
    Str file = file_with(arena, "any.json", FEATURE("\"code\":\"11953\""));
    assert_fails(unit_import_boundaries(store, arena, file, &report), NOT_FOUND);
}

TEST(kinds_have_names_for_people)
{
    assert_str(unit_kind(S("dac_khu")).vi, S("đặc khu"));
    assert_str(unit_kind(S("phuong")).en, S("ward"));
    assert_str(unit_kind(S("khac")).vi, S("khac"));
    for (UnitMatchHow how = UNIT_MATCH_NONE; how <= UNIT_MATCH_EXACT; how++)
        assert_true(unit_match_how(how).vi.len > 0 && unit_match_how(how).en.len > 0);
}

TEST_MAIN
