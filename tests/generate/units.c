/* The shipped communes, and simulated results in a store. */
#include "generate/generate.h"
#include "test.h"

TEST(the_communes_of_hung_yen_carry_the_targets_of_its_plan)
{
    static const char *const written[] = {"HY", "33", "Hưng Yên", "tỉnh hưng yên"};
    for (int i = 0; i < COUNTOF(written); i++) {
        GenerateUnit *unit;
        ptrdiff_t count, with_target = 0;
        int64_t total = 0, voluntary = 0;
        assert_ok(generate_units(arena, str_from(written[i]), &unit, &count));
        assert_int_equal(count, 104);
        for (ptrdiff_t u = 0; u < count; u++) {
            total += unit[u].target_total;
            voluntary += unit[u].target_voluntary;
            with_target += unit[u].target_total > 0;
            assert_str(unit[u].province, S("33"));
        }
        assert_int_equal(with_target, 104);
        assert_int_equal(total, 981533);
        assert_int_equal(voluntary, 106055);
    }
}

TEST(a_province_without_a_shipped_plan_is_simulated_from_its_people)
{
    GenerateUnit *unit;
    GenerateResult *result;
    ptrdiff_t count, results;
    assert_ok(generate_units(arena, S("Hải Phòng"), &unit, &count));
    assert_int_equal(count, 114);
    assert_int_equal(unit[0].target_total, 0);
    GenerateSpec spec = {1, {PERIOD_MONTH, 2026, 1}, {PERIOD_MONTH, 2026, 3}};
    assert_ok(generate_results(arena, unit, count, spec, &result, &results));
    for (ptrdiff_t i = 0; i < results; i++)
        assert_true(result[i].value > 0);
    assert_fails(generate_units(arena, S("Atlantis"), &unit, &count), BAD_INPUT);
}

TEST(loading_twice_changes_nothing_and_everything_is_marked_simulated)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str address, file;
        Store *store;
        GenerateUnit *unit;
        GenerateResult *result;
        ptrdiff_t units, results, late = 0;
        int64_t changed;
        FactChange change;
        Fact fact;
        bool found;
        if (!test_store_address(arena, which, &address))
            continue;
        assert_ok(store_open(arena, address, (Clock){.fixed_ms = 1794801600000}, &store));
        file = test_file(arena, S("../data/indicator.csv"));
        assert_ok(indicator_import(store, arena, file, &changed));
        assert_ok(generate_units(arena, S("HY"), &unit, &units));
        GenerateSpec spec = {1, {PERIOD_MONTH, 2026, 9}, {PERIOD_MONTH, 2026, 10}};
        assert_ok(generate_results(arena, unit, units, spec, &result, &results));
        for (ptrdiff_t i = 0; i < results; i++)
            late += result[i].late;
        Author author = {S("thử"), GENERATE_SOURCE};
        for (int again = 0; again < 2; again++) {
            assert_ok(store_begin(store, arena));
            assert_ok(generate_load(store, arena, unit, result, results, author, &change));
            assert_ok(store_commit(store, arena));
            assert_int_equal(again ? change.same : change.added, results - late);
        }
        FactKey key = {S("33"), unit[0].code, S("population"), period_month(2026, 9), S(""), BASE_COLLECTING};
        assert_ok(fact_get(store, arena, key, &fact, &found));
        assert_true(found);
        assert_int_equal(fact.state, FACT_SIMULATED);
        assert_str(fact.source, S("dữ liệu mô phỏng"));
        assert_str(fact.as_of, S("2026-09-30"));
        store_close(&store);
    }
}

TEST_MAIN
