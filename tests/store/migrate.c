#include "test.h"

#include "store/driver.h"
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static const Clock noon = {.fixed_ms = 1761973200000};

#define BOTH(name, sql) static const Query name = {#name, sql, sql}
BOTH(FORGET, "DELETE FROM schema_migration WHERE number = $1");
BOTH(SPOIL, "UPDATE schema_migration SET digest = 'x' WHERE number = $1");
BOTH(FUTURE, "INSERT INTO schema_migration (number, name, digest, applied_at) VALUES (9999, 'later', 'x', '2030')");
BOTH(STAMPS, "SELECT count(*) FROM schema_migration WHERE applied_at = '2025-11-01T12:00:00+07:00'");
BOTH(ALL, "SELECT count(*) FROM schema_migration");
BOTH(TRY_ONE, "SELECT count(*) FROM trial");

static const Query COLUMNS = {
    "columns",
    "SELECT m.name || '.' || p.name || ' ' || p.type || CASE WHEN p.\"notnull\" THEN ' not null' ELSE '' END"
    " || CASE WHEN p.pk > 0 THEN ' key ' || p.pk ELSE '' END"
    " FROM sqlite_master m, pragma_table_info(m.name) p WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%'"
    " ORDER BY m.name || '.' || p.name",
    "SELECT c.table_name || '.' || c.column_name || ' ' ||"
    " CASE c.data_type WHEN 'text' THEN 'TEXT' WHEN 'bigint' THEN 'INTEGER' WHEN 'integer' THEN 'INTEGER'"
    " WHEN 'bytea' THEN 'BLOB'"
    " WHEN 'double precision' THEN 'REAL' ELSE c.data_type END"
    " || CASE WHEN c.is_nullable = 'NO' THEN ' not null' ELSE '' END"
    " || CASE WHEN k.ordinal_position > 0 THEN ' key ' || k.ordinal_position ELSE '' END"
    " FROM information_schema.columns c"
    " LEFT JOIN information_schema.table_constraints t ON t.table_name = c.table_name"
    " AND t.constraint_type = 'PRIMARY KEY'"
    " LEFT JOIN information_schema.key_column_usage k ON k.constraint_name = t.constraint_name"
    " AND k.column_name = c.column_name AND k.table_name = c.table_name"
    " WHERE c.table_schema = current_schema() ORDER BY (c.table_name || '.' || c.column_name) COLLATE \"C\"",
};

static int64_t one(Store *store, Arena *arena, Query query)
{
    int64_t n = -1;
    bool found;
    assert_ok(store_one_int(store, arena, query, NO_ARGS, &n, &found));
    return n;
}

static Str columns(Store *store, Arena *arena)
{
    Buf text = buf_open(arena);
    AUTO(rows_close) Rows rows = {0};
    bool more;
    assert_ok(store_query(store, arena, COLUMNS, NO_ARGS, &rows));
    while (!rows_next(&rows, arena, &more) && more)
        buf_fmt(&text, "%.*s\n", STRF(rows_text(&rows, arena, 0)));
    return buf_str(&text);
}

TEST(both_databases_get_the_same_columns)
{
    Str got[TEST_STORES] = {0};
    for (int which = 0; which < TEST_STORES; which++) {
        Str address;
        Store *store;
        if (!test_store_address(arena, which, &address))
            skip();
        assert_ok(store_open(arena, address, noon, &store));
        got[which] = columns(store, arena);
        store_close(&store);
    }
    assert_true(str_find(got[0], S("import_log.digest TEXT not null key 3\n")) >= 0);
    assert_str(got[0], got[1]);
}

TEST(opening_again_applies_nothing_and_each_step_is_dated)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str address;
        Store *store;
        if (!test_store_address(arena, which, &address))
            continue;
        assert_ok(store_open(arena, address, noon, &store));
        int64_t steps = one(store, arena, ALL);
        assert_true(steps > 0);
        store_close(&store);
        assert_ok(store_open(arena, address, (Clock){.fixed_ms = 1}, &store));
        assert_int_equal(one(store, arena, STAMPS), steps);
        store_close(&store);
    }
}

TEST(a_database_of_a_newer_program_or_another_build_is_refused)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str address;
        Store *store;
        for (int how = 0; how < 2; how++) {
            if (!test_store_address(arena, which, &address))
                continue;
            assert_ok(store_open(arena, address, noon, &store));
            if (how == 0)
                assert_ok(store_exec(store, arena, FUTURE, NO_ARGS, NULL));
            else
                assert_ok(store_exec(store, arena, SPOIL, ARGS(V_INT(1)), NULL));
            store_close(&store);
            Err *err = store_open(arena, address, noon, &store);
            assert_fails(err, CONFLICT);
            assert_null(store);
            assert_true(str_find(err->text.en, how == 0 ? S("newer") : S("another build")) >= 0);
        }
    }
}

#define TRIAL(n, sql)             \
    {                             \
        n, "trial", "d", sql, sql \
    }

TEST(a_step_that_fails_leaves_no_trace)
{
    static const Migration bad[] = {
        TRIAL(8001, "CREATE TABLE trial (a INTEGER); INSERT INTO trial VALUES (1)"),
        TRIAL(8002, "INSERT INTO trial VALUES (2); INSERT INTO nowhere VALUES (1)"),
        {0},
    };
    static const Migration good[] = {
        TRIAL(8001, "CREATE TABLE trial (a INTEGER); INSERT INTO trial VALUES (1)"),
        TRIAL(8002, "INSERT INTO trial VALUES (2); INSERT INTO trial VALUES (3)"),
        {0},
    };
    for (int which = 0; which < TEST_STORES; which++) {
        Str address;
        Store *store;
        if (!test_store_address(arena, which, &address))
            continue;
        assert_ok(store_open(arena, address, noon, &store));
        for (int i = 1; i < 200; i++) /* as if nothing had been there */
            assert_ok(store_exec(store, arena, FORGET, ARGS(V_INT(i)), NULL));
        assert_fails(store_migrate_list(store, arena, bad), INTERNAL);
        assert_int_equal(one(store, arena, TRY_ONE), 1);
        assert_int_equal(one(store, arena, ALL), 1);
        assert_ok(store_migrate_list(store, arena, good));
        assert_int_equal(one(store, arena, TRY_ONE), 3);
        store_close(&store);
    }
}

TEST(programs_that_open_an_empty_database_at_once_all_succeed)
{
    enum { PROGRAMS = 6 };
    for (int which = 0; which < TEST_STORES; which++) {
        Str address;
        if (!test_store_address(arena, which, &address))
            continue;
        for (int i = 0; i < PROGRAMS; i++) {
            pid_t pid = fork();
            assert_true(pid >= 0);
            if (pid == 0) {
                Store *store;
                Err *err = store_open(arena, address, noon, &store);
                if (err)
                    dprintf(2, "%.*s\n", STRF(err->text.en));
                store_close(&store);
                _exit(err != NULL);
            }
        }
        for (int i = 0; i < PROGRAMS; i++) {
            int status = -1;
            assert_true(wait(&status) > 0);
            assert_int_equal(status, 0);
        }
        Store *store;
        assert_ok(store_open(arena, address, noon, &store));
        assert_true(one(store, arena, STAMPS) == one(store, arena, ALL));
        store_close(&store);
    }
}

TEST_MAIN
