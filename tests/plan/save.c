/* A plan into the store and out again, on both systems. */
#include "base/file.h"
#include "plan/plan.h"
#include "test.h"

static const Date ON = {2026, 11, 15};
static const Author AUTHOR = {{"tester", 6}, {"test", 4}};

static Store *open_store(Arena *arena, int which)
{
    Str address, folder, indicators;
    Store *store = NULL;
    int64_t changed;
    Clock clock;
    clock_parse(S("2026-11-15"), &clock);
    if (!test_store_address(arena, which, &address))
        return NULL;
    assert_ok(store_open(arena, address, clock, &store));
    assert_ok(file_shipped(arena, S("unit"), &folder));
    assert_ok(file_shipped(arena, S("indicator.csv"), &indicators));
    assert_ok(unit_import(store, arena, folder, &changed));
    assert_ok(indicator_import(store, arena, indicators, &changed));
    return store;
}

static Err *load(Store *store, Arena *arena, const char *file, Str province, bool accept, Plan *plan, FactChange *change,
                 bool *seen)
{
    Str path;
    Clock clock;
    clock_parse(S("2026-11-15"), &clock);
    PlanOptions options = {.province = province, .year = 2030, .on = ON};
    TRY(file_shipped(arena, str_from(file), &path));
    TRY(plan_read(arena, path, options, plan));
    TRY(plan_match(plan, store, arena, options));
    if (accept)
        TRY(plan_accept(plan, store, arena, S("tester")));
    return plan_save(plan, store, arena, AUTHOR, clock, change, seen);
}

static void appendix_round_trip(Arena *arena, Store *store)
{
    Plan plan;
    FactChange change = {0};
    bool seen;
    /* five names wait for a yes */
    assert_fails(load(store, arena, "demo/hung-yen-plan-2030.csv", (Str){0}, false, &plan, &change, &seen), CONFLICT);
    Target *target;
    ptrdiff_t count;
    assert_ok(target_list(store, arena, S("33"), (Str){0}, 0, &target, &count));
    assert_int_equal(count, 0);

    assert_ok(load(store, arena, "demo/hung-yen-plan-2030.csv", (Str){0}, true, &plan, &change, &seen));
    assert_false(seen);
    assert_int_equal(change.added, 104 * 2 + 2 + (plan.column[0].share.given ? 2 : 0));
    assert_ok(target_list(store, arena, S("33"), S("participants_total"), 2030, &target, &count));
    assert_int_equal(count, 105);
    int64_t sum = 0, declared = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        *(str_eq(target[i].unit, S("33")) ? &declared : &sum) += target[i].value;
    assert_int_equal(declared, 981535);
    assert_int_equal(sum, 981533);

    /* the same file again, and now without a yes: the spellings are remembered */
    assert_ok(load(store, arena, "demo/hung-yen-plan-2030.csv", (Str){0}, false, &plan, &change, &seen));
    assert_true(seen);

    Grid grid;
    Str csv;
    assert_ok(plan_grid(store, arena, S("33"), 2030, ON, &grid));
    assert_int_equal(grid.rows, 104);
    assert_ok(grid_csv(&grid, arena, LANG_VI, &csv));
    Str path = test_temp(arena, S("again.csv"));
    assert_ok(file_write(arena, path, csv));
    Plan again;
    PlanOptions options = {.year = 2030, .on = ON, .province = S("33")};
    assert_ok(plan_read(arena, path, options, &again));
    assert_ok(plan_match(&again, store, arena, options));
    assert_int_equal(again.rows, 104);
    int64_t total = 0, voluntary = 0;
    for (ptrdiff_t i = 0; i < again.rows; i++) {
        assert_true(again.row[i].code.len == 5);
        total += again.row[i].figure[0].value;
        voluntary += again.row[i].figure[1].value;
    }
    assert_int_equal(total, 981533);
    assert_int_equal(voluntary, 106055);
}

TEST(the_appendix_goes_in_once_and_comes_out_again)
{
    for (int which = 0; which < TEST_STORES; which++) {
        AUTO(store_close) Store *store = open_store(arena, which);
        if (store)
            appendix_round_trip(arena, store);
    }
}

TEST(a_yearly_path_becomes_targets_of_the_province)
{
    for (int which = 0; which < TEST_STORES; which++) {
        AUTO(store_close) Store *store = open_store(arena, which);
        Plan plan;
        FactChange change = {0};
        bool seen;
        Target *target;
        ptrdiff_t count;
        if (!store)
            continue;
        assert_fails(load(store, arena, "demo/hai-phong-path.csv", (Str){0}, false, &plan, &change, &seen), BAD_INPUT);
        assert_ok(load(store, arena, "demo/hai-phong-path.csv", S("Hải Phòng"), false, &plan, &change, &seen));
        assert_int_equal(change.added, 10);
        assert_ok(target_list(store, arena, S("31"), S("participants_voluntary"), 2030, &target, &count));
        assert_int_equal(count, 1);
        assert_int_equal(target[0].value, 125000);
        assert_true(target[0].floor);
    }
}

TEST_MAIN
