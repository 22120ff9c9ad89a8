#include "world.h"

#include "base/rng.h"
#include <string.h>

TEST(a_value_comes_back_with_all_that_belongs_to_it)
{
    ON_EACH_STORE(store)
    {
        Fact fact = world_fact("11980", 10, 34845, FACT_REPORTED);
        fact.as_of = S("2026-10-31");
        fact.key.breakdown = S("age=15-24;sex=f");
        FactChange change;
        assert_ok(world_put(store, arena, &fact, 1, LAN, &change, NULL));
        assert_int_equal(change.added, 1);
        Fact got = world_get(store, arena, fact.key);
        assert_int_equal(got.value, 34845);
        assert_int_equal(got.version, 1);
        assert_int_equal(got.state, FACT_REPORTED);
        assert_str(got.source, S("BHXH tỉnh"));
        assert_str(got.as_of, S("2026-10-31"));
        bool found;
        FactKey other = fact.key;
        other.base = BASE_RESIDENCE;
        assert_ok(fact_get(store, arena, other, &got, &found));
        assert_false(found);
    }
}

TEST(a_correction_keeps_what_stood_before)
{
    ON_EACH_STORE(store)
    {
        static const int64_t values[] = {100, 90, 90, 120};
        FactChange change;
        for (int i = 0; i < COUNTOF(values); i++) {
            Fact fact = world_fact("11980", 10, values[i], FACT_REPORTED);
            Author author = {S("hoa"), str_fmt(arena, "lần %d", i)};
            assert_ok(world_put(store, arena, &fact, 1, author, &change, NULL));
            assert_int_equal(change.same, i == 2);
        }
        FactVersion *version;
        ptrdiff_t count;
        assert_ok(fact_history(store, arena, world_key("11980", 2026, 10), &version, &count));
        assert_int_equal(count, 3);
        assert_int_equal(version[0].value, 100);
        assert_int_equal(version[1].value, 90);
        assert_int_equal(version[2].value, 120);
        assert_int_equal(version[2].version, 3);
        assert_str(version[1].who, S("hoa"));
        assert_str(version[2].reason, S("lần 3"));
        assert_str(version[0].at, S("2026-11-01T12:00:00+07:00"));
    }
}

/* ---- states -------------------------------------------------------------------------- */

#define NO_REASON ((Author){S("lan"), {0}})
#define WHY ((Author){S("bình"), S("đối chiếu lại")})

static void put_in_state(Store *store, Arena *arena, FactKey key, FactState state)
{
    Fact fact = {.key = key, .value = 50, .state = state == FACT_SIMULATED ? FACT_SIMULATED : FACT_REPORTED};
    FactChange change;
    assert_ok(world_put(store, arena, &fact, 1, LAN, &change, NULL));
    if (state == FACT_APPROVED || state == FACT_LOCKED)
        assert_ok(world_move(store, arena, key, FACT_APPROVED, LAN));
    if (state == FACT_LOCKED)
        assert_ok(world_move(store, arena, key, FACT_LOCKED, LAN));
}

TEST(states_move_only_along_the_allowed_ways)
{
    static const bool allowed[4][4] = {
        [FACT_REPORTED] = {[FACT_APPROVED] = true},
        [FACT_APPROVED] = {[FACT_LOCKED] = true, [FACT_REPORTED] = true},
        [FACT_LOCKED] = {[FACT_REPORTED] = true},
    };
    ON_EACH_STORE(store)
    {
        for (int from = 0; from < 4; from++) {
            for (int to = 0; to < 4; to++) {
                FactKey key = world_key("11980", 2000 + from, to + 1);
                put_in_state(store, arena, key, (FactState)from);
                int64_t before = world_get(store, arena, key).version;
                Err *err = world_move(store, arena, key, (FactState)to, WHY);
                Fact after = world_get(store, arena, key);
                assert_int_equal(err == NULL, allowed[from][to]);
                assert_int_equal(after.state, err ? from : to);
                assert_int_equal(after.version, before + (err == NULL));
                assert_int_equal(after.value, 50);
            }
        }
    }
}

TEST(reopening_needs_a_reason_and_leaves_its_trace)
{
    ON_EACH_STORE(store)
    {
        FactKey key = world_key("11980", 2026, 10);
        put_in_state(store, arena, key, FACT_LOCKED);
        assert_fails(world_move(store, arena, key, FACT_REPORTED, NO_REASON), USAGE);
        assert_fails(world_move(store, arena, key, FACT_REPORTED, (Author){S("x"), S("  ")}), USAGE);
        assert_int_equal(world_get(store, arena, key).state, FACT_LOCKED);
        assert_ok(world_move(store, arena, key, FACT_REPORTED, WHY));
        FactVersion *version;
        ptrdiff_t count;
        assert_ok(fact_history(store, arena, key, &version, &count));
        assert_int_equal(count, 4); /* reported, approved, locked, reopened */
        assert_int_equal(version[2].state, FACT_LOCKED);
        assert_int_equal(version[3].state, FACT_REPORTED);
        assert_str(version[3].who, S("bình"));
        assert_str(version[3].reason, S("đối chiếu lại"));
        assert_fails(world_move(store, arena, world_key("11980", 1999, 1), FACT_APPROVED, LAN), NOT_FOUND);
    }
}

TEST(a_locked_value_stays_whatever_comes)
{
    ON_EACH_STORE(store)
    {
        FactKey key = world_key("11980", 2026, 10), refused = {0};
        put_in_state(store, arena, key, FACT_LOCKED);
        for (int state = 0; state < 4; state++) {
            Fact fact[] = {{.key = world_key("11983", 2026, 1 + state), .value = 7, .state = FACT_REPORTED},
                           {.key = key, .value = 51, .state = (FactState)state}};
            FactChange change;
            assert_ok(world_put(store, arena, fact, 2, LAN, &change, &refused));
            assert_int_equal(change.refused, 1);
            assert_int_equal(change.added, 1); /* the others go in */
            assert_str(refused.unit, S("11980"));
            Fact got = world_get(store, arena, key);
            assert_true(got.value == 50 && got.state == FACT_LOCKED && got.version == 3);
        }
        Fact same = {.key = key, .value = 50, .state = FACT_REPORTED};
        FactChange change;
        assert_ok(world_put(store, arena, &same, 1, LAN, &change, NULL));
        assert_int_equal(change.same, 1);
    }
}

TEST(a_correction_of_an_approved_value_is_not_approved_by_that)
{
    ON_EACH_STORE(store)
    {
        FactKey key = world_key("11980", 2026, 10);
        put_in_state(store, arena, key, FACT_APPROVED);
        Fact fact = {.key = key, .value = 50, .state = FACT_REPORTED};
        FactChange change;
        assert_ok(world_put(store, arena, &fact, 1, LAN, &change, NULL));
        assert_int_equal(change.same, 1); /* the same value again does not take the approval away */
        assert_int_equal(world_get(store, arena, key).state, FACT_APPROVED);
        fact.value = 55;
        assert_ok(world_put(store, arena, &fact, 1, WHY, &change, NULL));
        assert_int_equal(change.corrected, 1);
        assert_int_equal(world_get(store, arena, key).state, FACT_REPORTED);
    }
}

TEST(real_values_replace_simulated_ones_and_never_the_other_way_round)
{
    ON_EACH_STORE(store)
    {
        FactKey key = world_key("11980", 2026, 10), refused = {0};
        FactChange change;
        Fact simulated = {.key = key, .value = 40, .state = FACT_SIMULATED}, real = simulated;
        real.state = FACT_REPORTED; /* even an equal value: the label must go */
        assert_ok(world_put(store, arena, &simulated, 1, LAN, &change, NULL));
        assert_int_equal(change.added, 1);
        simulated.value = 41;
        assert_ok(world_put(store, arena, &simulated, 1, LAN, &change, NULL));
        assert_int_equal(change.corrected, 1);
        real.value = 41;
        assert_ok(world_put(store, arena, &real, 1, LAN, &change, NULL));
        assert_int_equal(change.corrected, 1);
        assert_int_equal(world_get(store, arena, key).state, FACT_REPORTED);
        for (int64_t value = 40; value < 43; value++) {
            simulated.value = value;
            assert_ok(world_put(store, arena, &simulated, 1, LAN, &change, &refused));
            assert_int_equal(change.refused, 1);
        }
        assert_int_equal(world_get(store, arena, key).value, 41);
        assert_int_equal(world_get(store, arena, key).state, FACT_REPORTED);
    }
}

TEST(a_whole_period_is_moved_at_once_and_the_rest_counted)
{
    ON_EACH_STORE(store)
    {
        put_in_state(store, arena, world_key("11980", 2026, 10), FACT_REPORTED);
        put_in_state(store, arena, world_key("11983", 2026, 10), FACT_REPORTED);
        put_in_state(store, arena, world_key("11986", 2026, 10), FACT_APPROVED);
        put_in_state(store, arena, world_key("11989", 2026, 10), FACT_SIMULATED);
        put_in_state(store, arena, world_key("11980", 2026, 9), FACT_REPORTED);
        FactFilter october = {.province = S("33"), .period = S("2026-10")};
        int64_t moved, left;
        assert_ok(store_begin(store, arena));
        assert_ok(fact_move_all(store, arena, october, FACT_APPROVED, LAN, &moved, &left));
        assert_ok(store_commit(store, arena));
        assert_int_equal(moved, 2);
        assert_int_equal(left, 2);
        assert_int_equal(world_get(store, arena, world_key("11983", 2026, 10)).state, FACT_APPROVED);
        assert_int_equal(world_get(store, arena, world_key("11989", 2026, 10)).state, FACT_SIMULATED);
        assert_int_equal(world_get(store, arena, world_key("11980", 2026, 9)).state, FACT_REPORTED);
        october.unit = S("11980");
        assert_ok(store_begin(store, arena));
        assert_ok(fact_move_all(store, arena, october, FACT_LOCKED, LAN, &moved, &left));
        assert_ok(store_commit(store, arena));
        assert_true(moved == 1 && left == 0);
    }
}

/* ---- what cannot be -------------------------------------------------------------------- */

TEST(values_that_cannot_be_are_refused_before_anything_is_written)
{
    ON_EACH_STORE(store)
    {
        Fact good = world_fact("11980", 10, 5, FACT_REPORTED);
        Fact bad[6];
        for (int i = 0; i < COUNTOF(bad); i++)
            bad[i] = good;
        bad[0].value = -1;
        bad[1].value = 1000000000001;
        bad[2].key.indicator = S("nothing");
        bad[3].key.indicator = S("coverage_total");
        bad[4].key.unit = (Str){0};
        bad[5].key.province = S("34");
        for (int i = 0; i < COUNTOF(bad); i++) {
            Fact pair[] = {world_fact("11983", 10, 5, FACT_REPORTED), bad[i]};
            FactChange change;
            assert_fails(world_put(store, arena, pair, 2, LAN, &change, NULL), BAD_INPUT);
        }
        Fact twice[] = {good, good, good};
        FactChange change;
        twice[2].value = 6;
        assert_fails(world_put(store, arena, twice, 3, LAN, &change, NULL), BAD_INPUT);
        assert_ok(world_put(store, arena, twice, 2, LAN, &change, NULL));
        assert_true(change.added == 1 && change.same == 1);
        Fact *list;
        ptrdiff_t count;
        assert_ok(fact_list(store, arena, (FactFilter){.province = S("33")}, 100, &list, &count));
        assert_int_equal(count, 1);
    }
}

TEST(odd_names_survive_the_way_through_the_look_up)
{
    ON_EACH_STORE(store)
    {
        static const char *const breakdowns[] = {"a=\"x\"", "a=\\", "a='",  "a=\t\n",
                                                 "a=[1,2]", "a=ờ",  "a=%s", "a=null"};
        Fact fact[COUNTOF(breakdowns)];
        FactChange change;
        for (int i = 0; i < COUNTOF(breakdowns); i++) {
            fact[i] = world_fact("11980", 10, i, FACT_REPORTED);
            fact[i].key.breakdown = str_from(breakdowns[i]);
        }
        assert_ok(world_put(store, arena, fact, COUNTOF(fact), LAN, &change, NULL));
        assert_int_equal(change.added, COUNTOF(fact));
        assert_ok(world_put(store, arena, fact, COUNTOF(fact), LAN, &change, NULL));
        assert_int_equal(change.same, COUNTOF(fact));
    }
}

/* ---- against a model ------------------------------------------------------------------- */

enum { UNITS = 5, MONTHS = 6 };
typedef struct Model {
    int64_t value, version;
    FactState state;
} Model;

static bool model_put(Model *m, int64_t value, FactState state, FactChange *change)
{
    bool real = state != FACT_SIMULATED, was_real = m->state != FACT_SIMULATED;
    if (m->version == 0)
        change->added++;
    else if (was_real && !real)
        return change->refused++, false;
    else if (m->value == value && was_real == real && state <= m->state)
        return change->same++, false;
    else if (m->state == FACT_LOCKED)
        return change->refused++, false;
    else
        change->corrected++;
    *m = (Model){value, m->version + 1, state};
    return true;
}

static void one_batch(Store *store, Arena *arena, Rng *rng, Model model[UNITS][MONTHS])
{
    static const char *const units[UNITS] = {"11980", "11983", "11986", "11989", "11992"};
    Fact fact[UNITS * MONTHS];
    ptrdiff_t count = 0;
    FactChange want = {0}, got;
    for (int u = 0; u < UNITS; u++) {
        for (int m = 0; m < MONTHS; m++) {
            if (rng_below(rng, 3) == 0)
                continue;
            FactState state = (FactState)rng_below(rng, 4);
            int64_t value = rng_below(rng, 3);
            fact[count++] = world_fact(units[u], m + 1, value, state);
            model_put(&model[u][m], value, state, &want);
        }
    }
    assert_ok(world_put(store, arena, fact, count, LAN, &got, NULL));
    assert_memory_equal(&got, &want, sizeof got);
    for (int u = 0; u < UNITS; u++) {
        for (int m = 0; m < MONTHS; m++) {
            if (model[u][m].version == 0)
                continue;
            Fact stored = world_get(store, arena, world_key(units[u], 2026, m + 1));
            assert_true(stored.value == model[u][m].value && stored.state == model[u][m].state &&
                        stored.version == model[u][m].version);
        }
    }
}

TEST(random_batches_do_what_a_plain_model_does)
{
    ON_EACH_STORE(store)
    {
        Rng rng = rng_open(7);
        Model model[UNITS][MONTHS] = {0};
        for (int i = 0; i < 25; i++)
            one_batch(store, arena, &rng, model);
    }
}

/* ---- reading ----------------------------------------------------------------------------- */

TEST(a_series_keeps_to_its_kind_base_and_bounds_in_order)
{
    ON_EACH_STORE(store)
    {
        Fact fact[40];
        ptrdiff_t n = 0;
        for (int month = 12; month >= 1; month--)
            for (int u = 0; u < 2; u++)
                fact[n++] = world_fact(u ? "11980" : "11983", month, month * 10 + u, FACT_REPORTED);
        fact[n] = world_fact("11980", 6, 999, FACT_REPORTED);
        fact[n++].key.base = BASE_RESIDENCE;
        fact[n] = world_fact("11980", 6, 999, FACT_REPORTED);
        fact[n++].key.period = (Period){PERIOD_HALF, 2026, 1};
        fact[n] = world_fact("11980", 6, 998, FACT_REPORTED);
        fact[n++].key.period = period_year(2026);
        fact[n] = world_fact("11980", 6, 997, FACT_REPORTED);
        fact[n++].key.breakdown = S("sex=f");
        FactChange change;
        assert_ok(world_put(store, arena, fact, n, LAN, &change, NULL));
        FactRow *row;
        ptrdiff_t count;
        assert_ok(fact_series(store, arena, S("33"), S("participants_total"), BASE_COLLECTING, PERIOD_MONTH,
                              period_month(2026, 5), period_month(2026, 7), &row, &count));
        assert_int_equal(count, 6);
        assert_str(row[0].unit, S("11980"));
        assert_int_equal(row[0].value, 51);
        assert_str(row[1].unit, S("11983"));
        assert_int_equal(row[1].period.index, 5);
        assert_int_equal(row[2].period.index, 6);
        assert_str(row[5].unit, S("11983"));
        Period last;
        bool found;
        assert_ok(fact_last_period(store, arena, S("33"), S("participants_total"), BASE_COLLECTING, PERIOD_MONTH, &last,
                                   &found));
        assert_true(found && last.index == 11); /* it is 1 November: December is still to come */
        assert_ok(fact_last_period(store, arena, S("33"), S("participants_total"), BASE_RESIDENCE, PERIOD_YEAR, &last,
                                   &found));
        assert_false(found);
    }
}

TEST(lists_take_a_filter_and_a_limit)
{
    ON_EACH_STORE(store)
    {
        Fact fact[] = {world_fact("11980", 1, 1, FACT_REPORTED), world_fact("11980", 2, 2, FACT_REPORTED),
                       world_fact("11983", 1, 3, FACT_REPORTED), world_fact("11983", 1, 4, FACT_REPORTED)};
        fact[3].key.base = BASE_RESIDENCE;
        FactChange change;
        assert_ok(world_put(store, arena, fact, 4, LAN, &change, NULL));
        const struct {
            FactFilter filter;
            int64_t limit, want;
        } cases[] = {
            {{.province = S("33")}, 100, 4},
            {{.province = S("33")}, 3, 3},
            {{.province = S("34")}, 100, 0},
            {{.province = S("33"), .unit = S("11983")}, 100, 2},
            {{.province = S("33"), .period = S("2026-01")}, 100, 3},
            {{.province = S("33"), .one_base = true, .base = BASE_RESIDENCE}, 100, 1},
            {{.province = S("33"), .indicator = S("arrears")}, 100, 0},
        };
        for (int i = 0; i < COUNTOF(cases); i++) {
            Fact *list;
            ptrdiff_t count;
            assert_ok(fact_list(store, arena, cases[i].filter, cases[i].limit, &list, &count));
            assert_int_equal(count, cases[i].want);
        }
    }
}

TEST_MAIN
