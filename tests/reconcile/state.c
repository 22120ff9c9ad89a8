/* What is kept of whose rows are, from month to month: a base, and what is other. */
#include "reconcile/identified.h"

#define BOTH(name, sql) static const Query name = {#name, sql, sql}
BOTH(BASE, "SELECT base FROM reconcile_identity_state WHERE source = 'population'");
BOTH(BASES, "SELECT count(DISTINCT base) FROM reconcile_identity_block");
BOTH(OWN, "SELECT CAST(coalesce(sum(row_count), 0) AS BIGINT) FROM reconcile_identity_own");
BOTH(OTHER_RUNS, "UPDATE reconcile_identity_state SET runs = $1");
BOTH(OTHER_COUNT, "UPDATE reconcile_identity_state SET row_count = row_count + $1");
BOTH(OTHER_OWN, "UPDATE reconcile_identity_own SET body = $1");
BOTH(NO_BASE, "DELETE FROM reconcile_identity_block WHERE block = $1");

/* Residents from one on to another, each with a number of his own; one of them moved. */
static Str residents(Arena *arena, int from, int to, int moved)
{
    Str csv = S(POPULATION);
    for (int i = from; i < to; i++)
        csv = str_fmt(arena, "%.*sLê Văn Nam,%02d/%02d/1990,Nam,033090%06d,,%d,H%d,\n", STRF(csv), i % 28 + 1,
                      i / 28 + 1, 1000 + 37 * i, i == moved ? 12224 : 12223, i);
    return csv;
}

static Date month(int number)
{
    return (Date){2026, number, 28};
}

static Identify monthly(Store *store, Arena *arena, int number, Str csv)
{
    put(store, arena, "population", month(number), csv);
    return run(store, arena, month(number), number);
}

static int64_t count(Store *store, Arena *arena, Query query)
{
    int64_t ret;
    bool found;
    assert_ok(store_one_int(store, arena, query, NULL, 0, &ret, &found));
    return ret;
}

static Str base(Store *store, Arena *arena)
{
    AUTO(rows_close) Rows rows = {0};
    bool more;
    assert_ok(store_query(store, arena, BASE, NULL, 0, &rows));
    assert_ok(rows_next(&rows, arena, &more));
    assert_true(more);
    return rows_text(&rows, arena, 0);
}

TEST(a_month_is_kept_as_what_it_has_of_the_one_before)
{
    ON_EACH_STORE(store)
    {
        (void)monthly(store, arena, 1, residents(arena, 0, 40, -1));
        Str first = base(store, arena);
        assert_int_equal(count(store, arena, OWN), 0);
        /* One is gone, one is new, one moved: two rows of its own. */
        Identify second = monthly(store, arena, 2, residents(arena, 1, 41, 5));
        assert_true(str_eq(base(store, arena), first));
        assert_int_equal(count(store, arena, OWN), 2);
        assert_int_equal(second.rows_kept, 38);
        /* What is of its own stays so: a base is never more than one step away. */
        Identify third = monthly(store, arena, 3, residents(arena, 2, 42, 5));
        assert_true(str_eq(base(store, arena), first));
        assert_int_equal(count(store, arena, OWN), 3);
        assert_int_equal(third.rows_kept, 39);
        for (int i = 0; i < 40; i++)
            assert_int_equal(person(&third, "population", i), i + 3);
        Identify again = run(store, arena, month(3), 4);
        assert_int_equal(again.rows_kept, 40);
        assert_true(str_eq(base(store, arena), first));
        assert_int_equal(count(store, arena, OWN), 3);
        /* Of a list that is mostly another one all is kept, and nothing of the former. */
        Identify fifth = monthly(store, arena, 5, residents(arena, 30, 70, -1));
        assert_false(str_eq(base(store, arena), first));
        assert_int_equal(count(store, arena, OWN), 0);
        assert_int_equal(count(store, arena, BASES), 1);
        assert_int_equal(person(&fifth, "population", 0), 31);
        assert_int_equal(fifth.persons, 70);
    }
}

static void assert_damaged(Store *store, Arena *arena, Query query, Value value)
{
    Identify identify;
    IdentifyOptions options = {.province = S("33"), .as_of = month(2), .threads = 2};
    assert_ok(store_begin(store, arena));
    assert_ok(store_exec(store, arena, query, &value, 1, NULL));
    assert_fails(identify_run(store, arena, &options, &identify), INTERNAL);
    store_rollback(store);
    assert_ok(identify_run(store, arena, &options, &identify));
}

TEST(a_damaged_state_is_said_to_be)
{
    ON_EACH_STORE(store)
    {
        (void)monthly(store, arena, 1, residents(arena, 0, 40, -1));
        (void)monthly(store, arena, 2, residents(arena, 1, 42, 5));
        assert_damaged(store, arena, OTHER_RUNS, V_BYTES(S("zzzz")));
        assert_damaged(store, arena, OTHER_RUNS, V_NULL);
        assert_damaged(store, arena, OTHER_COUNT, V_INT(1));
        assert_damaged(store, arena, OTHER_COUNT, V_INT(-1));
        assert_damaged(store, arena, OTHER_OWN, V_BYTES(S("zzzz")));
        assert_damaged(store, arena, NO_BASE, V_INT(0));
    }
}
