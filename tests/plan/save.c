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

static Err *load(Store *store, Arena *arena, const char *file, Str province, bool accept, Plan *plan,
                 FactChange *change, bool *seen)
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
    PlanSaved saved;
    TRY(plan_save(plan, store, arena, AUTHOR, clock, &saved));
    *change = saved.change;
    *seen = saved.seen;
    return NULL;
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

typedef struct World {
    Store *store;
    Arena *arena;
} World;

/* A small list of targets; what is said of its document goes along. */
static Err *take(World w, const char *text, Document said, Plan *plan, PlanSaved *saved)
{
    Clock clock;
    Str path = test_temp(w.arena, S("list.csv"));
    clock_parse(S("2026-11-15"), &clock);
    PlanOptions options = {.province = S("33"), .on = ON};
    assert_ok(file_write(w.arena, path, str_from(text)));
    assert_ok(plan_read(w.arena, path, options, plan));
    plan->said = said;
    assert_ok(plan_match(plan, w.store, w.arena, options));
    return plan_save(plan, w.store, w.arena, AUTHOR, clock, saved);
}

#define HEAD "Đơn vị,Chỉ tiêu,Năm,Giá trị\n"
#define FIRST HEAD "12280,participants_total,2030,100\n11980,participants_total,2028,50\n"
#define SECOND HEAD "12280,participants_total,2030,101\n"

static int64_t figure(World w, Str document)
{
    Grid grid;
    if (document.len > 0)
        assert_ok(plan_grid_of(w.store, w.arena, document, 0, ON, &grid));
    else
        assert_ok(plan_grid(w.store, w.arena, S("33"), 0, ON, &grid));
    assert_int_equal(grid.rows, 1); /* of the latest year, 2030 */
    return grid_at(&grid, 0, 3)->integer;
}

static void correct(World w)
{
    Plan plan;
    PlanSaved saved;
    assert_ok(take(w, FIRST, (Document){0}, &plan, &saved));
    Str first = plan.document.id;
    assert_int_equal(saved.change.added, 2);
    assert_int_equal(saved.replaced.count + saved.behind.count, 0);
    assert_ok(take(w, SECOND, (Document){0}, &plan, &saved));
    Str second = plan.document.id;
    assert_int_equal(saved.replaced.count, 1);
    assert_str(saved.replaced.of[0].document, first);
    assert_int_equal(saved.replaced.of[0].targets, 1);
    assert_int_equal(figure(w, (Str){0}), 101);
    assert_int_equal(figure(w, first), 100);

    /* the first gets a later date, and counts again; the file alone then changes nothing */
    assert_ok(take(w, SECOND, (Document){.date = S("2026-04-01")}, &plan, &saved));
    assert_true(saved.seen && saved.described);
    assert_ok(take(w, FIRST, (Document){.date = S("2026-05-01"), .number = S("12/QĐ-UBND")}, &plan, &saved));
    assert_true(saved.seen && saved.described);
    assert_str(plan.document.id, first);
    assert_str(saved.replaced.of[0].document, second);
    assert_int_equal(figure(w, (Str){0}), 100);
    assert_ok(take(w, FIRST, (Document){0}, &plan, &saved));
    assert_true(saved.seen && !saved.described);
    assert_str(plan.document.number, S("12/QĐ-UBND"));

    /* a list of an older date stands behind */
    assert_ok(take(w, HEAD "12280,participants_total,2030,99\n", (Document){.date = S("2026-01-01")}, &plan, &saved));
    assert_int_equal(saved.replaced.count, 0);
    assert_int_equal(saved.behind.count, 1);
    assert_str(saved.behind.of[0].document, first);

    /* the second supersedes the first, named by its number; never the other way round too */
    assert_fails(take(w, SECOND, (Document){.supersedes = S("99/QĐ")}, &plan, &saved), NOT_FOUND);
    assert_ok(take(w, SECOND, (Document){.supersedes = S("12/QĐ-UBND")}, &plan, &saved));
    assert_str(plan.document.supersedes, first);
    assert_int_equal(figure(w, (Str){0}), 101);
    assert_fails(take(w, FIRST, (Document){.supersedes = second}, &plan, &saved), BAD_INPUT);

    /* corrected rows go into a document that is there and keep what is said of it */
    assert_fails(take(w, HEAD "12280,participants_total,2030,7\n", (Document){.id = S("7/KH")}, &plan, &saved),
                 NOT_FOUND);
    assert_ok(take(w, HEAD "12280,participants_total,2030,102\n", (Document){.id = second}, &plan, &saved));
    assert_int_equal(saved.change.corrected, 1);
    assert_str(plan.document.date, S("2026-04-01"));
    assert_str(plan.document.supersedes, first);
    assert_int_equal(figure(w, (Str){0}), 102);
    assert_int_equal(figure(w, first), 100);

    /* another file of the same number corrects the document that got the number later */
    assert_ok(take(w, HEAD "12280,participants_total,2030,98\n", (Document){.number = S("12/QĐ-UBND")}, &plan, &saved));
    assert_str(plan.document.id, first);
    assert_int_equal(figure(w, first), 98);

    Grid grid;
    assert_ok(plan_grid_of(w.store, w.arena, first, 2028, ON, &grid));
    assert_true(str_find(grid.note.vi, S("đã được văn bản")) > 0);
    assert_fails(plan_grid(w.store, w.arena, S("33"), 2031, ON, &grid), NOT_FOUND);
    assert_fails(plan_grid(w.store, w.arena, S("01"), 0, ON, &grid), NOT_FOUND);
    assert_ok(plan_documents(w.store, w.arena, (Str){0}, &grid));
    assert_int_equal(grid.rows, 3);
    assert_str(grid_at(&grid, 0, 0)->text, first);
    assert_str(grid_at(&grid, 0, 6)->text, second);
}

TEST(a_corrected_plan_counts_and_the_old_one_can_still_be_seen)
{
    for (int which = 0; which < TEST_STORES; which++) {
        AUTO(store_close) Store *store = open_store(arena, which);
        if (store)
            correct((World){store, arena});
    }
}

TEST(rows_with_a_code_are_named_in_messages)
{
    Plan plan;
    PlanOptions options = {.province = S("33"), .year = 2030, .on = ON};
    Str path = test_temp(arena, S("codes.csv"));
    assert_ok(file_write(arena, path, S("STT,Tên đơn vị,Mã,Chỉ tiêu chung,BHXH tự nguyện\n1,Xã X,12280,10,20\n")));
    assert_ok(plan_read(arena, path, options, &plan));
    assert_ok(plan_match(&plan, NULL, arena, options));
    assert_str(plan.row[0].code, S("12280"));
    assert_str(plan.row[0].written, S("Xã X (12280)"));
    Findings findings = plan_check(&plan, arena, (UnitList){0}, NULL, 0);
    assert_true(findings.of[SEVERITY_ERROR] > 0);
    bool named = false;
    for (ptrdiff_t i = 0; i < findings.count; i++)
        named = named || str_find(findings.finding[i].message.vi, S("Xã X (12280): chỉ tiêu tự nguyện")) == 0;
    assert_true(named);
}

TEST(what_was_taken_in_can_be_checked_again)
{
    for (int which = 0; which < TEST_STORES; which++) {
        AUTO(store_close) Store *store = open_store(arena, which);
        if (!store)
            continue;
        Plan plan;
        PlanFloor *floor;
        UnitList units;
        ptrdiff_t floors;
        PlanOptions options = {.province = S("HY"), .on = ON};
        assert_fails(plan_stored(store, arena, options, &plan), NOT_FOUND);
        Plan taken;
        FactChange change = {0};
        bool seen;
        assert_ok(load(store, arena, "demo/hung-yen-plan-2030.csv", (Str){0}, true, &taken, &change, &seen));
        assert_ok(plan_stored(store, arena, options, &plan));
        assert_ok(plan_floors(arena, &floor, &floors));
        assert_ok(unit_shipped(arena, S("33"), ON, &units));
        Findings all = plan_check(&plan, arena, units, floor, floors);
        assert_int_equal(plan.rows, 104);
        assert_string_equal(all.finding[0].code, "sum-mismatch");
        assert_int_equal(all.of[SEVERITY_ERROR], 2);
        bool differ = false;
        for (ptrdiff_t i = 0; i < all.count; i++)
            differ = differ || str_eq(str_from(all.finding[i].code), S("denominators-differ"));
        assert_true(differ);
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
