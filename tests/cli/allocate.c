#include "base/file.h"
#include "run.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define RUN(...) cli_run(arena, (const char *const[]){__VA_ARGS__, NULL}, NULL)

static const char *file(Arena *arena, Str name, Str text)
{
    Str path = test_temp(arena, name);
    assert_ok(file_write(arena, path, text));
    return str_c(arena, path);
}

static const char *hung_yen(Arena *arena)
{
    return str_c(arena, test_file(arena, S("../data/demo/hung-yen-plan-2030.csv")));
}

static int64_t column_sum(const json_t *all, const char *key)
{
    size_t i;
    json_t *row;
    int64_t sum = 0;
    json_array_foreach(json_object_get(all, "rows"), i, row) sum += json_integer_value(json_object_get(row, key));
    return sum;
}

static const char three_text[] =
    "unit,current_total,current_voluntary,labour_force,population,weight,goal_total,min_2027,max_2028\n"
    "Xã A,100,10,1000,1900,1,,500,\n"
    "Xã B,200,0,2000,3900,2,,600,\n"
    "Xã C,300,30,1500,2900,3,700,,310\n";
static const Str three = {three_text, (ptrdiff_t)sizeof three_text - 1};

TEST(the_path_of_hai_phong_is_shown)
{
    Run r = RUN("plan", "path", "--from", "2026=1184000", "--to", "2030=1551009", "--round", "1000", "--lang", "en");
    assert_int_equal(r.status, 0);
    assert_true(str_find(r.out, S("1,267,000")) > 0 && str_find(r.out, S("1,355,000")) > 0 &&
                str_find(r.out, S("1,450,000")) > 0);
    r = RUN("plan", "path", "--from", "2026=100", "--to", "2029=200", "--method", "weights", "--weights", "1,0,3",
            "--json");
    assert_int_equal(r.status, 0);
    assert_int_equal(
        RUN("plan", "path", "--from", "2026=9", "--to", "2029=20", "--method", "logistic", "--shape", "6,5").status, 0);
}

TEST(wrong_words_for_a_path_are_usage_errors)
{
    assert_int_equal(RUN("plan", "path", "--from", "2026=5").status, 64);
    assert_int_equal(RUN("plan", "path", "--from", "2026", "--to", "2030=5").status, 64);
    assert_int_equal(
        RUN("plan", "path", "--from", "2026=1", "--to", "2030=5", "--method", "weights", "--weights", "1,2").status,
        64);
    assert_int_equal(RUN("plan", "path", "--from", "2026=1", "--to", "2030=5", "--shape", "x").status, 64);
    assert_int_equal(RUN("plan", "path", "--from", "2030=1", "--to", "2026=5").status, 65);
}

TEST(the_plan_of_hung_yen_is_spread_over_its_years)
{
    Run r = RUN("plan", "allocate", hung_yen(arena), "--from-total", "2026=640000", "--from-voluntary", "2026=60000",
                "--json");
    assert_int_equal(r.status, 0);
    json_t *all = json_loadb(r.out.ptr, (size_t)r.out.len, 0, NULL);
    assert_int_equal(json_array_size(json_object_get(all, "rows")), 104);
    assert_int_equal(column_sum(all, "total_2026"), 640000);
    assert_int_equal(column_sum(all, "total_2030"), 981533);
    assert_int_equal(column_sum(all, "voluntary_2030"), 106055);
    json_decref(all);
    r = RUN("plan", "allocate", hung_yen(arena), "--from-total", "2026=640000", "--last-year", "declared", "--json");
    all = json_loadb(r.out.ptr, (size_t)r.out.len, 0, NULL);
    assert_int_equal(column_sum(all, "total_2030"), 981535);
    json_decref(all);
}

TEST(an_impossible_demand_has_status_65_and_names_the_bounds)
{
    const char *path = file(arena, S("a.csv"), three);
    Run r = RUN("plan", "allocate", path, "--path", "2027=1000,2030=3000", "--json");
    assert_int_equal(r.status, 65);
    json_t *all = json_loadb(r.out.ptr, (size_t)r.out.len, 0, NULL);
    assert_true(json_array_size(json_object_get(all, "conflict")) >= 3);
    json_decref(all);
    assert_int_equal(RUN("plan", "allocate", path, "--path", "2027=1000,2030=3000").status, 65);
}

TEST(methods_blends_and_rounding_work_on_the_same_file)
{
    const char *path = file(arena, S("b.csv"), three), *demand = "2027=1505,2030=3001";
    static const char *const figures[] = {"labour_force", "uncovered", "population", "weight", "current"};
    for (int f = 0; f < COUNTOF(figures); f++)
        assert_int_equal(
            RUN("plan", "allocate", path, "--path", demand, "--method", "base", "--figure", figures[f]).status, 0);
    Run r = RUN("plan", "allocate", path, "--path", demand, "--method", "blend", "--blend", "growth:2,coverage",
                "--round", "10", "--json");
    assert_int_equal(r.status, 0);
    json_t *all = json_loadb(r.out.ptr, (size_t)r.out.len, 0, NULL);
    assert_int_equal(column_sum(all, "total_2027"), 1505);
    assert_int_equal(column_sum(all, "total_2030"), 3001);
    json_decref(all);
    assert_int_equal(RUN("plan", "allocate", path, "--path", demand, "--method", "blend", "--blend", "magic:2").status,
                     64);
}

TEST(bounds_on_the_total_hold_when_both_schemes_are_shared)
{
    const char *path = file(arena, S("c.csv"), three);
    Run r = RUN("plan", "allocate", path, "--path", "2027=1505,2030=3001", "--voluntary-path", "2030=300", "--json");
    assert_int_equal(r.status, 0);
    json_t *all = json_loadb(r.out.ptr, (size_t)r.out.len, 0, NULL), *row;
    size_t i;
    json_array_foreach(json_object_get(all, "rows"), i, row)
        assert_true(json_integer_value(json_object_get(row, "voluntary_2028")) <=
                    json_integer_value(json_object_get(row, "total_2028")));
    row = json_array_get(json_object_get(all, "rows"), 0);
    assert_true(json_integer_value(json_object_get(row, "total_2027")) >= 500);
    assert_int_equal(column_sum(all, "voluntary_2030"), 300);
    json_decref(all);
}

TEST(bounds_that_follow_from_the_total_are_explained)
{
    const char *path =
        file(arena, S("g.csv"), S("unit,current_total,current_voluntary,max_2027\nA,100,10,80\nB,100,10,\n"));
    Run r = RUN("plan", "allocate", path, "--path", "2027=205,2030=300", "--voluntary-path", "2030=40", "--json");
    assert_int_equal(r.status, 65);
    assert_true(str_find(r.out, S("Bounds of one scheme are the total's less")) > 0);
    assert_true(str_find(r.out, S("\"proved\": true")) > 0);
}

TEST(units_above_their_goal_stay_at_it_or_are_refused)
{
    const char *path = file(arena, S("h.csv"), S("unit,current_total,goal_total\nA,100,90\nB,100,210\nTổng,200,301\n"));
    Run r = RUN("plan", "allocate", path, "--lang", "vi", "--json");
    assert_int_equal(r.status, 0);
    assert_true(str_find(r.out, S("1 đơn vị đã vượt chỉ tiêu 2030: A")) > 0 && str_find(r.out, S("chênh 1")) > 0);
    json_t *all = json_loadb(r.out.ptr, (size_t)r.out.len, 0, NULL);
    assert_int_equal(column_sum(all, "total_2026"), 200);
    assert_int_equal(column_sum(all, "total_2030"), 300);
    json_decref(all);
    assert_int_equal(RUN("plan", "allocate", path, "--above", "refuse").status, 65);
}

TEST(what_does_not_agree_is_told)
{
    const char *path = file(arena, S("d.csv"), three);
    assert_int_equal(RUN("plan", "allocate", path, "--from-total", "2026=999", "--path", "2030=3000").status, 65);
    assert_int_equal(RUN("plan", "allocate", path).status, 64);
    assert_int_equal(RUN("plan", "allocate", path, "--path", "2040=1").status, 64);
    assert_int_equal(RUN("plan", "allocate", path, "--years", "2030-2027").status, 64);
    assert_int_equal(RUN("plan", "allocate", path, "--years", "2028-2030", "--from-total", "2026=600").status, 64);
    const char *bad = file(arena, S("e.csv"), S("unit,current_total\nA,1x\nB,2\n"));
    assert_int_equal(RUN("plan", "allocate", bad, "--path", "2030=3000").status, 65);
    const char *bare = file(arena, S("f.csv"), S("unit,current_total\nA,1\nB,2\n"));
    assert_int_equal(RUN("plan", "allocate", bare, "--path", "2030=3000", "--method", "coverage").status, 65);
    assert_int_equal(RUN("plan", "allocate", bare, "--path", "2030=3000", "--years", "2027-2030").status, 0);
}

TEST_MAIN
