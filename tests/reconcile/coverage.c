/* Coverage of a run beside the reported figures. */
#include "stores.h"

#include "base/file.h"
#include "reconcile/coverage.h"
#include "store/scope.h"
#include "unit/unit.h"

/* Reported by residence: 130 in 11980, 40 in 11983, 200 in all. */
static void report_figures(Store *store, Arena *arena)
{
    static const struct {
        const char *unit;
        int64_t value;
    } said[] = {{"11980", 130}, {"11983", 40}, {"33", 200}};
    Str file;
    int64_t changed;
    Fact fact[COUNTOF(said)];
    FactChange change;
    FactKey refused;
    assert_ok(file_shipped(arena, S("indicator.csv"), &file));
    assert_ok(indicator_import(store, arena, file, &changed));
    for (int i = 0; i < COUNTOF(said); i++)
        fact[i] = (Fact){.key = {.province = S("33"),
                                 .unit = str_from(said[i].unit),
                                 .base = BASE_RESIDENCE,
                                 .indicator = S("participants_compulsory"),
                                 .period = period_month(2026, 10)},
                         .value = said[i].value};
    assert_ok(store_begin(store, arena));
    assert_ok(fact_put(store, arena, fact, COUNTOF(said), (Author){.who = S("mai")}, &change, &refused));
    assert_ok(store_commit(store, arena));
}

/* A coverage and the figures that were reported beside it. */
static void reckoned(Store *store, Arena *arena)
{
    CoverageRow home[] = {{S(""), {[MEASURE_COMPULSORY] = 4, [MEASURE_NOBODY] = 2}},
                          {S("11980"),
                           {[MEASURE_COMPULSORY] = 100,
                            [MEASURE_VOLUNTARY] = 7,
                            [MEASURE_EXTRA_COMPULSORY] = 6,
                            [MEASURE_WORKING_AGE] = 500,
                            [MEASURE_COVERED] = 104}},
                          {S("11983"), {[MEASURE_COMPULSORY] = 60}}};
    BridgeRow bridge[] = {{S("11980"), S("11980"), SCHEME_COMPULSORY, 95},
                          {S("11980"), S("11983"), SCHEME_COMPULSORY, 5},
                          {S("11983"), S("11980"), SCHEME_COMPULSORY, 25},
                          {S("11983"), S("11980"), SCHEME_VOLUNTARY, 9}};
    Coverage coverage = {.row = {[BASE_RESIDENCE] = home},
                         .rows = {[BASE_RESIDENCE] = COUNTOF(home)},
                         .bridge = bridge,
                         .bridges = COUNTOF(bridge)};
    report_figures(store, arena);
    assert_ok(store_begin(store, arena));
    assert_ok(coverage_save(store, arena, S("33"), 1, &coverage));
    assert_ok(store_commit(store, arena));
}

static const CoverageBeside *beside(Store *store, Arena *arena, const char *unit, ptrdiff_t *ret_count)
{
    CoverageBeside *list;
    assert_ok(coverage_beside(store, arena, S("33"), 1, period_month(2026, 10), BASE_RESIDENCE,
                              S("participants_compulsory"), &list, ret_count));
    for (ptrdiff_t i = 0; i < *ret_count; i++)
        if (str_eq(list[i].unit, str_from(unit)))
            return &list[i];
    return NULL;
}

TEST(what_reported_figures_differ_by_is_told_as_far_as_it_is_known)
{
    ON_EACH_STORE(store)
    {
        ptrdiff_t count;
        reckoned(store, arena);
        const CoverageBeside *b = beside(store, arena, "11980", &count);
        assert_int_equal(count, 3);
        assert_int_equal(b->persons, 100);
        assert_int_equal(b->difference, 30);
        assert_int_equal(b->why[WHY_EXTRA], 6);
        assert_int_equal(b->why[WHY_ELSEWHERE], 20); /* 25 come in, 5 go out; voluntary ones are not asked for */
        assert_int_equal(b->left, 4);
        b = beside(store, arena, "11983", &count);
        assert_int_equal(b->difference, -20);
        assert_int_equal(b->left, 0);
        b = beside(store, arena, "33", &count);
        assert_int_equal(b->persons, 164);
        assert_int_equal(b->why[WHY_NOBODY], 2);
        assert_int_equal(b->why[WHY_NOWHERE], -4);
        assert_int_equal(b->left, 36 - 6 - 2 + 4);
    }
}

TEST(who_sees_a_commune_sees_its_coverage_alone)
{
    ON_EACH_STORE(store)
    {
        static const ScopePlace commune = {{"33", 2}, {"11980", 5}};
        static const Scope scope = {.place = &commune, .places = 1};
        CoverageRow *row;
        ptrdiff_t count;
        reckoned(store, arena);
        store_set_scope(store, &scope);
        assert_ok(coverage_list(store, arena, S("33"), 1, BASE_RESIDENCE, &row, &count));
        assert_int_equal(count, 1);
        assert_int_equal(row->persons[MEASURE_COVERED], 104);
        assert_null(beside(store, arena, "11983", &count));
        assert_int_equal(count, 1);
        store_set_scope(store, NULL);
    }
}

static void put_figure(Store *store, Arena *arena, const char *unit, const char *indicator, int64_t value)
{
    FactChange change;
    FactKey refused;
    Fact fact = {.key = {.province = S("33"),
                         .unit = str_from(unit),
                         .base = BASE_COLLECTING,
                         .indicator = str_from(indicator),
                         .period = period_month(2026, 9)},
                 .value = value};
    assert_ok(fact_put(store, arena, &fact, 1, (Author){.who = S("mai")}, &change, &refused));
}

/* Registers write codes of before July 2025, and people live in other provinces. */
static void old_codes(Store *store, Arena *arena)
{
    int64_t changed;
    CoverageRow home[] = {{S("05830"), {[MEASURE_COMPULSORY] = 9, [MEASURE_RESIDENT] = 9}},
                          {S("11980"), {[MEASURE_COMPULSORY] = 100, [MEASURE_RESIDENT] = 950}},
                          {S("11983"), {[MEASURE_COMPULSORY] = 60, [MEASURE_RESIDENT] = 80}},
                          {S("12004"), {[MEASURE_COMPULSORY] = 7}},
                          {S("12013"), {[MEASURE_COMPULSORY] = 5}}}; /* Trưng Trắc, now Như Quỳnh */
    BridgeRow bridge[] = {{S("12013"), S("12004"), SCHEME_COMPULSORY, 5},
                          {S("12013"), S("11980"), SCHEME_COMPULSORY, 2}};
    Coverage coverage = {.row = {[BASE_RESIDENCE] = home},
                         .rows = {[BASE_RESIDENCE] = COUNTOF(home)},
                         .bridge = bridge,
                         .bridges = COUNTOF(bridge)};
    report_figures(store, arena);
    assert_ok(unit_import(store, arena, (Str){0}, &changed));
    assert_ok(store_begin(store, arena));
    put_figure(store, arena, "11980", "population", 1000);
    put_figure(store, arena, "11983", "population", 2000);
    assert_ok(coverage_save(store, arena, S("33"), 1, &coverage));
    assert_ok(store_commit(store, arena));
}

TEST(a_code_of_before_counts_for_the_commune_of_today)
{
    ON_EACH_STORE(store)
    {
        ptrdiff_t count;
        old_codes(store, arena);
        const CoverageBeside *b = beside(store, arena, "12004", &count);
        assert_int_equal(b->persons, 12);
        assert_int_equal(b->why[WHY_ELSEWHERE], -2);
        assert_int_equal(count, 4); /* the province and three communes of today */
        assert_null(beside(store, arena, "12013", &count));
        assert_null(beside(store, arena, "05830", &count));
        b = beside(store, arena, "33", &count);
        assert_int_equal(b->persons, 181);
        assert_int_equal(b->why[WHY_NOWHERE], -9); /* they live elsewhere */
        static const ScopePlace commune = {{"33", 2}, {"12004", 5}};
        static const Scope scope = {.place = &commune, .places = 1};
        store_set_scope(store, &scope);
        b = beside(store, arena, "12004", &count);
        assert_int_equal(count, 1);
        assert_int_equal(b->persons, 12);
        store_set_scope(store, NULL);
    }
}

TEST(where_registers_hold_a_part_of_the_population_nothing_is_called_unexplained)
{
    ON_EACH_STORE(store)
    {
        CoverageBeside *list;
        ptrdiff_t count;
        old_codes(store, arena);
        assert_ok(coverage_beside(store, arena, S("33"), 1, period_month(2026, 10), BASE_RESIDENCE,
                                  S("participants_compulsory"), &list, &count));
        assert_str(list[0].unit, S("33")); /* first, then by name: Hồng Châu, Như Quỳnh, Sơn Nam */
        assert_str(list[1].unit, S("11980"));
        assert_str(list[2].unit, S("12004"));
        assert_false(list[1].partial); /* 950 of 1,000 */
        assert_int_equal(list[1].left, 130 - 100 - 2);
        assert_true(list[3].partial); /* 80 of 2,000 */
        assert_int_equal(list[3].difference, 40 - 60);
        assert_int_equal(list[3].left, 0);
        assert_false(list[2].partial); /* its population is not known */
        assert_true(list[0].partial);
        assert_int_equal(list[0].residents, 1030);
        Text note = coverage_note(arena, list, count, S("33"));
        assert_true(str_find(note.vi, S("mới có 1.030 người, chiếm 34,3% dân số (3.000)")) > 0);
        assert_int_equal(coverage_note(arena, list + 1, 1, S("33")).vi.len, 0);
    }
}

TEST(a_commune_that_no_register_holds_counts_among_the_population)
{
    ON_EACH_STORE(store)
    {
        CoverageBeside *list;
        ptrdiff_t count;
        old_codes(store, arena);
        assert_ok(store_begin(store, arena));
        put_figure(store, arena, "11953", "population", 5000);
        assert_ok(store_commit(store, arena));
        const CoverageBeside *nobody = beside(store, arena, "11953", &count);
        assert_true(nobody->partial && nobody->population == 5000);
        assert_int_equal(nobody->persons, 0);
        assert_ok(coverage_beside(store, arena, S("33"), 1, period_month(2026, 10), BASE_RESIDENCE,
                                  S("participants_compulsory"), &list, &count));
        assert_str(coverage_held(arena, list, count, S("33")).vi,
                   S("Sổ đã nhận mới có 1.030 người, chiếm 12,9% dân số (8.000)"));
    }
}

TEST(an_indicator_that_persons_do_not_tell_is_named)
{
    ON_EACH_STORE(store)
    {
        CoverageBeside *list;
        ptrdiff_t count;
        Period october = period_month(2026, 10);
        reckoned(store, arena);
        assert_fails(coverage_beside(store, arena, S("33"), 1, october, BASE_RESIDENCE, S("arrears"), &list, &count),
                     BAD_INPUT);
        assert_fails(
            coverage_beside(store, arena, S("33"), 1, october, BASE_COLLECTING, S("health_insured"), &list, &count),
            BAD_INPUT);
    }
}

TEST_MAIN
