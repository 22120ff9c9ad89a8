#include "world.h"

#include "base/file.h"
#include "cube/fact_import.h"
#include "unit/unit.h"

/* A store with the real units and the indicators that ship. */
static Store *open_loaded(Arena *arena, int which)
{
    Str address, units, indicators;
    Store *store = NULL;
    int64_t changed;
    if (!test_store_address(arena, which, &address))
        return NULL;
    assert_ok(store_open(arena, address, world_clock, &store));
    assert_ok(file_shipped(arena, S("unit"), &units));
    assert_ok(file_shipped(arena, S("indicator.csv"), &indicators));
    assert_ok(unit_import(store, arena, units, &changed));
    assert_ok(indicator_import(store, arena, indicators, &changed));
    return store;
}

#define ON_EACH_LOADED(store)                            \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Store *store = open_loaded(arena, which_); store; store_close(&store))

static Str write_file(Arena *arena, const char *name, const char *text)
{
    Str path = test_temp(arena, str_from(name));
    assert_ok(file_write(arena, path, str_from(text)));
    return path;
}

static FactImportOptions options(void)
{
    return (FactImportOptions){.province = S("33"), .on = {2026, 11, 1}, .author = LAN};
}

static ptrdiff_t fact_count(Store *store, Arena *arena)
{
    Fact *list;
    ptrdiff_t count;
    assert_ok(fact_list(store, arena, (FactFilter){.province = S("33")}, 10000, &list, &count));
    return count;
}

TEST(a_file_goes_in_whole_and_only_once)
{
    ON_EACH_LOADED(store)
    {
        FactImport result;
        Str file = write_file(arena, "tốt.csv",
                              "unit_code,unit_name,indicator,period,value,breakdown,state\n"
                              "11983,,participants_total,2026-10,1.899,,\n"
                              ",phường phố hiến,Số người tham gia BHXH tự nguyện,tháng 10/2026,504,,đã duyệt\n"
                              ",Hưng Yên,Tổng số người tham gia BHXH,quý III/2026,600.000,sex=f; age=15-24,\n"
                              ",Hưng Yên,Tổng số người tham gia BHXH,Q3/2026,600000,age=15-24;sex=f,\n");
        assert_ok(fact_import(store, arena, file, options(), &result));
        assert_int_equal(result.rows, 4);
        assert_int_equal(result.change.added, 3);
        assert_int_equal(result.change.same, 1);
        assert_int_equal(result.seen_at.len, 0);
        FactKey key = world_key("33", 2026, 1);
        key.period = (Period){PERIOD_QUARTER, 2026, 3};
        key.breakdown = S("age=15-24;sex=f");
        Fact fact = world_get(store, arena, key);
        assert_int_equal(fact.value, 600000);
        assert_str(fact.source, S("tốt.csv"));
        assert_ok(fact_import(store, arena, file, options(), &result));
        assert_str(str_slice(result.seen_at, 0, 10), S("2026-11-01"));
        assert_int_equal(result.change.added + result.change.corrected, 0);
        assert_int_equal(fact_count(store, arena), 3);
    }
}

static const char mixed[] = "unit_code,unit_name,indicator,period,value,breakdown,base,state\n"
                            "11983,,participants_total,2026-10,100,,,\n"
                            ",Xã Không Đâu,participants_total,2026-10,100,,,\n"
                            "11977,,tham gia nhầm,2026-10,100,,,\n"
                            "11977,,coverage_total,2026-10,60,,,\n"
                            "11977,,participants_total,2026-13,100,,,\n"
                            "11977,,participants_total,2026-10,-5,,,\n"
                            "11977,,participants_total,2026-10,một trăm,,,\n"
                            "11977,,participants_total,2026-10,5,nữ,,\n"
                            "11977,,participants_total,2026-10,5,,đâu đó,\n"
                            "11977,,participants_total,2026-10,5,,,xong\n"
                            "11983,,participants_total,2026-10,101,,,\n"
                            "11980,,participants_total,2026-10,55,,,\n";

TEST(bad_rows_keep_everything_out_and_each_is_named)
{
    ON_EACH_LOADED(store)
    {
        static const char *const values[] = {
            "Xã Không Đâu", "tham gia nhầm", "coverage_total", "2026-13", "-5", "một trăm",
            "nữ",           "đâu đó",        "xong",           "101",     "100"};
        FactImport result;
        Str file = write_file(arena, "lẫn.csv", mixed);
        assert_fails(fact_import(store, arena, file, options(), &result), BAD_INPUT);
        assert_int_equal(fact_count(store, arena), 0);
        assert_int_equal(result.rows, 12);
        assert_int_equal(result.bad, COUNTOF(values));
        assert_int_equal(result.problems, COUNTOF(values));
        for (int i = 0; i < COUNTOF(values); i++) {
            const Problem *p = &result.problem[i];
            assert_str(p->value, str_from(values[i]));
            assert_str(p->place.file, S("lẫn.csv"));
            assert_int_equal(p->place.row, i == 10 ? 2 : i + 3); /* the last two contradict each other */
            assert_true(p->place.column > 0 && p->expected.vi.len > 0 && p->expected.en.len > 0);
        }
        assert_str(result.problem[9].expected.vi, S("một giá trị duy nhất; dòng 2 ghi 100"));
        assert_str(result.problem[10].expected.vi, S("một giá trị duy nhất; dòng 12 ghi 101"));
    }
}

TEST(with_a_file_for_rejects_the_good_rows_go_in_and_the_rest_can_come_again)
{
    ON_EACH_LOADED(store)
    {
        FactImport result;
        FactImportOptions with = options();
        Str file = write_file(arena, "lẫn.csv", mixed);
        with.rejects = test_temp(arena, S("sai.csv"));
        assert_ok(fact_import(store, arena, file, with, &result));
        assert_int_equal(result.bad, 11);
        assert_int_equal(result.change.added, 1);
        Str rejects = test_read(arena, with.rejects);
        assert_true(str_find(rejects, S("Xã Không Đâu")) > 0);
        assert_true(str_find(rejects, S("100")) > 0);
        /* the rejects are an input themselves: the same rows are bad in it */
        assert_fails(fact_import(store, arena, with.rejects, options(), &result), BAD_INPUT);
        assert_int_equal(result.bad, 11);
        /* the file was not noted as done, since rows of it are missing */
        assert_ok(fact_import(store, arena, file, with, &result));
        assert_int_equal(result.seen_at.len, 0);
        assert_int_equal(result.change.same, 1);
    }
}

TEST(simulated_figures_are_marked_whatever_the_file_says_and_give_way)
{
    ON_EACH_LOADED(store)
    {
        FactImport result;
        FactImportOptions simulated = options();
        Str file =
            write_file(arena, "một.csv", "unit_code,indicator,period,value\n11983,participants_total,2026-10,7\n");
        simulated.simulated = true;
        assert_ok(fact_import(store, arena, file, simulated, &result));
        assert_int_equal(world_get(store, arena, world_key("11983", 2026, 10)).state, FACT_SIMULATED);
        assert_ok(fact_import(store, arena, file, options(), &result)); /* the same bytes, now in earnest */
        assert_int_equal(result.change.corrected, 1);
        assert_int_equal(world_get(store, arena, world_key("11983", 2026, 10)).state, FACT_REPORTED);
        Str other =
            write_file(arena, "hai.csv", "unit_code,indicator,period,value\n11983,participants_total,2026-10,8\n");
        assert_ok(fact_import(store, arena, other, simulated, &result));
        assert_int_equal(result.change.refused, 1);
        assert_true(str_find(result.first_refused, S("11983")) >= 0);
    }
}

TEST(a_look_keeps_nothing_and_says_what_would_become_of_the_file)
{
    ON_EACH_LOADED(store)
    {
        FactImport result;
        FactImportOptions look = options();
        look.preview = true;
        Str file = write_file(arena, "xem.csv", "unit_code,indicator,period,value\n11983,population,2026-10,1.899\n");
        for (int i = 0; i < 2; i++) {
            assert_ok(fact_import(store, arena, file, look, &result));
            assert_int_equal(result.change.added, 1);
            assert_int_equal(result.seen_at.len, 0);
            assert_int_equal(fact_count(store, arena), 0);
        }
        assert_ok(fact_import(store, arena, file, options(), &result));
        assert_int_equal(fact_count(store, arena), 1);
    }
}

TEST(a_source_that_says_simulated_makes_no_reported_figure)
{
    ON_EACH_LOADED(store)
    {
        FactImport result;
        Fact *list;
        ptrdiff_t count;
        Str file = write_file(arena, "nguồn.csv",
                              "unit_code,indicator,period,value,source\n"
                              "11983,population,2026-10,1.899,Dữ liệu mô phỏng\n"
                              "11983,labour_force,2026-10,899,Thống kê tỉnh\n");
        assert_ok(fact_import(store, arena, file, options(), &result));
        assert_ok(fact_list(store, arena, (FactFilter){.province = S("33")}, 10, &list, &count));
        assert_int_equal(count, 2);
        for (ptrdiff_t i = 0; i < count; i++)
            assert_int_equal(list[i].state,
                             str_eq(list[i].key.indicator, S("population")) ? FACT_SIMULATED : FACT_REPORTED);
    }
}

TEST(a_file_that_met_a_locked_figure_works_after_reopening)
{
    ON_EACH_LOADED(store)
    {
        FactImport result;
        FactKey key = world_key("11983", 2026, 10);
        Str first =
            write_file(arena, "a.csv", "unit_code,indicator,period,value\n11983,participants_total,2026-10,7\n");
        Str second =
            write_file(arena, "b.csv", "unit_code,indicator,period,value\n11983,participants_total,2026-10,8\n");
        assert_ok(fact_import(store, arena, first, options(), &result));
        assert_ok(world_move(store, arena, key, FACT_APPROVED, LAN));
        assert_ok(world_move(store, arena, key, FACT_LOCKED, LAN));
        assert_ok(fact_import(store, arena, second, options(), &result));
        assert_int_equal(result.change.refused, 1);
        assert_int_equal(world_get(store, arena, key).value, 7);
        assert_ok(world_move(store, arena, key, FACT_REPORTED, LAN));
        assert_ok(fact_import(store, arena, second, options(), &result));
        assert_int_equal(result.change.corrected, 1);
        assert_int_equal(world_get(store, arena, key).value, 8);
    }
}

/* ---- totals and their parts ------------------------------------------------------ */

#define HEADER "unit_code,indicator,period,value\n"
#define COMPULSORY(n) "11953,participants_compulsory,2026-10," n "\n"
#define VOLUNTARY(n) "11953,participants_voluntary,2026-10," n "\n"
#define TOTAL(n) "11953,participants_total,2026-10," n "\n"

static Err *take_in(Store *store, Arena *arena, const char *text, bool simulated, FactImport *ret)
{
    FactImportOptions o = options();
    o.simulated = simulated;
    return fact_import(store, arena, write_file(arena, "phần.csv", text), o, ret);
}

static void total_is(Store *store, Arena *arena, int64_t value, FactState state)
{
    Fact total = world_get(store, arena, world_key("11953", 2026, 10));
    assert_int_equal(total.value, value);
    assert_int_equal(total.state, state);
}

TEST(parts_make_their_total_and_keep_it_true)
{
    ON_EACH_LOADED(store)
    {
        FactImport r;
        assert_ok(take_in(store, arena, HEADER TOTAL("30595"), true, &r));
        assert_ok(take_in(store, arena, HEADER COMPULSORY("9.120"), true, &r));
        total_is(store, arena, 30595, FACT_SIMULATED); /* one part of two says nothing of the rest */
        assert_ok(take_in(store, arena, HEADER VOLUNTARY("1.204"), true, &r));
        total_is(store, arena, 10324, FACT_SIMULATED);
        assert_int_equal(r.totals, 1);
        assert_int_equal(r.change.added, 1);
        assert_int_equal(r.change.corrected, 1);
        Fact total = world_get(store, arena, world_key("11953", 2026, 10));
        assert_str(total.source, S("tổng các phần"));
        assert_ok(take_in(store, arena, HEADER COMPULSORY("9.200"), false, &r));
        total_is(store, arena, 10404, FACT_SIMULATED); /* the other part still is */
        assert_ok(take_in(store, arena, HEADER VOLUNTARY("1.204"), false, &r));
        total_is(store, arena, 10404, FACT_REPORTED);
        FactVersion *version;
        ptrdiff_t count;
        assert_ok(fact_history(store, arena, world_key("11953", 2026, 10), &version, &count));
        assert_int_equal(count, 4);
        assert_str(version[3].who, S("lan"));
        assert_ok(
            take_in(store, arena, HEADER COMPULSORY("11.000"), false, &r)); /* above a derived total: it follows */
        total_is(store, arena, 12204, FACT_REPORTED);
        assert_ok(take_in(store, arena, HEADER COMPULSORY("1"), true, &r)); /* simulated: left as it is */
        assert_int_equal(r.change.refused, 1);
        total_is(store, arena, 12204, FACT_REPORTED);
    }
}

TEST(a_total_that_its_parts_contradict_is_held_back)
{
    ON_EACH_LOADED(store)
    {
        FactImport r;
        assert_fails(take_in(store, arena, HEADER COMPULSORY("7.000") VOLUNTARY("900") TOTAL("7.861"), false, &r),
                     BAD_INPUT);
        assert_int_equal(r.bad, 1);
        assert_str(r.problem[0].value, S("7.861"));
        assert_int_equal(r.problem[0].place.row, 4);
        assert_true(str_find(r.problem[0].expected.vi, S("7.861 khác tổng các phần 7.900")) > 0);
        assert_true(str_find(r.problem[0].expected.en, S("7.861 is not the sum of the parts 7.900")) > 0);
        assert_int_equal(fact_count(store, arena), 0);
        assert_ok(take_in(store, arena, HEADER COMPULSORY("7.000") VOLUNTARY("861") TOTAL("7.861"), false, &r));
        assert_int_equal(r.totals, 0);
        assert_fails(take_in(store, arena, HEADER TOTAL("7.862"), false, &r), BAD_INPUT); /* the parts are known */
        assert_ok(take_in(store, arena, HEADER COMPULSORY("7.000") TOTAL("7.861"), false, &r));
        total_is(store, arena, 7861, FACT_REPORTED);
    }
}

TEST(a_part_is_never_larger_than_its_total)
{
    ON_EACH_LOADED(store)
    {
        FactImport r;
        FactImportOptions with = options();
        assert_ok(take_in(store, arena, HEADER TOTAL("7.861"), false, &r));
        assert_fails(take_in(store, arena, HEADER VOLUNTARY("99.999"), false, &r), BAD_INPUT);
        assert_str(r.problem[0].value, S("99.999"));
        assert_true(str_find(r.problem[0].expected.vi, S("tự nguyện 99.999 lớn hơn Tổng số")) > 0);
        assert_ok(take_in(store, arena, HEADER VOLUNTARY("861"), false, &r));
        assert_fails(take_in(store, arena, HEADER TOTAL("860"), false, &r), BAD_INPUT);
        assert_true(str_find(r.problem[0].expected.vi, S("860 nhỏ hơn")) > 0);
        with.rejects = test_temp(arena, S("bỏ.csv"));
        Str file = write_file(arena, "cả hai.csv", HEADER VOLUNTARY("8.000") COMPULSORY("7.000"));
        assert_ok(fact_import(store, arena, file, with, &r)); /* compulsory goes in; the total is not guessed */
        assert_int_equal(r.bad, 1);
        assert_int_equal(r.change.added, 1);
        assert_int_equal(r.totals, 0);
        total_is(store, arena, 7861, FACT_REPORTED);
    }
}

TEST(a_locked_total_stays_and_is_counted)
{
    ON_EACH_LOADED(store)
    {
        FactImport r;
        FactKey key = world_key("11953", 2026, 10);
        assert_ok(take_in(store, arena, HEADER TOTAL("7.861"), false, &r));
        assert_ok(world_move(store, arena, key, FACT_APPROVED, LAN));
        assert_ok(world_move(store, arena, key, FACT_LOCKED, LAN));
        assert_ok(take_in(store, arena, HEADER COMPULSORY("7.000") VOLUNTARY("860"), false, &r));
        assert_int_equal(r.change.added, 2);
        assert_int_equal(r.change.refused, 1);
        assert_true(str_find(r.first_refused, S("participants_total")) > 0);
        total_is(store, arena, 7861, FACT_LOCKED);
    }
}

TEST(a_period_that_has_not_begun_is_held_back)
{
    ON_EACH_LOADED(store)
    {
        FactImport result;
        Str file = write_file(arena, "sớm.csv",
                              "unit_code,indicator,period,value\n11983,participants_total,2026-12,7\n"
                              "11983,participants_total,2027,7\n11983,participants_total,2026-11,7\n"
                              "11983,participants_total,2026-H2,7\n");
        assert_fails(fact_import(store, arena, file, options(), &result), BAD_INPUT);
        assert_int_equal(result.bad, 2);
        assert_true(str_find(result.problem[0].expected.vi, S("kỳ chưa đến")) >= 0);
        assert_str(result.problem[1].value, S("2027"));
    }
}

TEST(a_file_without_units_or_without_a_list_of_indicators_says_what_is_missing)
{
    FactImport result;
    Store *store = open_loaded(arena, 0);
    Str file = write_file(arena, "thiếu.csv", "indicator,period,value\nparticipants_total,2026-10,7\n");
    assert_fails(fact_import(store, arena, file, options(), &result), BAD_INPUT);
    assert_fails(fact_import(store, arena, test_temp(arena, S("không có.csv")), options(), &result), NOT_FOUND);
    store_close(&store);
}

TEST(the_shipped_indicators_go_in_once_and_can_be_found_by_name)
{
    ON_EACH_LOADED(store)
    {
        int64_t changed;
        Str path;
        Indicator one;
        IndicatorList list;
        assert_ok(file_shipped(arena, S("indicator.csv"), &path));
        assert_ok(indicator_import(store, arena, path, &changed));
        assert_int_equal(changed, 0);
        assert_ok(indicator_list(store, arena, &list));
        assert_int_equal(list.count, 13);
        assert_str(list.indicator[0].code, S("participants_compulsory"));
        assert_ok(indicator_get(store, arena, S("tong so nguoi tham gia bhxh"), &one));
        assert_str(one.code, S("participants_total"));
        assert_ok(indicator_get(store, arena, S("coverage_health"), &one));
        assert_true(one.rate && one.better == 1);
        assert_str(one.denominator, S("population"));
        Err *err = indicator_get(store, arena, S("participant_totals"), &one);
        assert_fails(err, BAD_INPUT);
        assert_true(str_find(err->text.en, S("participants_total")) > 0);
        Str added = write_file(arena, "thêm.csv", "code,name_vi,unit,kind\nstudents,Số học sinh,person,count\n");
        assert_ok(indicator_import(store, arena, added, &changed));
        assert_int_equal(changed, 1);
        Str bad = write_file(arena, "sai đơn vị.csv", "code,name_vi,unit,kind\nx,X,kg,count\n");
        assert_fails(indicator_import(store, arena, bad, &changed), BAD_INPUT);
        Str bare = write_file(arena, "tỷ lệ.csv", "code,name_vi,unit,kind\nx,X,percent,rate\n");
        assert_fails(indicator_import(store, arena, bare, &changed), BAD_INPUT);
    }
}

TEST_MAIN
