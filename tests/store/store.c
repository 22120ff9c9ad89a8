#include "test.h"

#include "store/driver.h"
#include "store/twin.h"
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

static const Clock noon = {.fixed_ms = 1761973200000}; /* 2025-11-01T12:00:00+07:00 */

#define BOTH(name, sql) static const Query name = {#name, sql, sql}
static const Query MAKE = {
    /* as tools/embed_sql.py turns a migration out */
    "MAKE",
    "CREATE TABLE box (id INTEGER PRIMARY KEY, label TEXT UNIQUE, weight REAL) STRICT",
    "CREATE TABLE box (id BIGINT PRIMARY KEY, label TEXT COLLATE \"C\" UNIQUE, weight DOUBLE PRECISION)",
};
BOTH(PUT, "INSERT INTO box (id, label, weight) VALUES ($1, $2, $3)");
BOTH(BACKWARDS, "SELECT id, label FROM box WHERE label = $2 AND id = $1");
BOTH(ALL, "SELECT id, label, weight FROM box ORDER BY id");
BOTH(BY_LABEL, "SELECT label FROM box ORDER BY label");
BOTH(COUNT, "SELECT count(*) FROM box");
BOTH(GROW, "UPDATE box SET weight = weight + 1 WHERE id >= $1");
BOTH(BROKEN, "SELECT nothing FROM nowhere");
BOTH(FROM_LABEL, "SELECT id FROM box WHERE label = $1");

/* Runs the body on each store that is there; `store` is open and empty but for its schema. */
#define ON_EACH_STORE(store)                             \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Store *store = open_fresh(arena, which_); store; store_close(&store))

static Store *open_fresh(Arena *arena, int which)
{
    Str address;
    Store *store = NULL;
    if (!test_store_address(arena, which, &address))
        return NULL;
    assert_ok(store_open(arena, address, noon, &store));
    assert_int_equal(store_is_postgres(store), which == 1);
    assert_ok(store_exec(store, arena, MAKE, NO_ARGS, NULL));
    return store;
}

static void put(Store *store, Arena *arena, int64_t id, Str label)
{
    assert_ok(store_exec(store, arena, PUT, ARGS(V_INT(id), V_TEXT(label), V_NULL), NULL));
}

static int64_t count(Store *store, Arena *arena)
{
    int64_t n = -1;
    bool found;
    assert_ok(store_one_int(store, arena, COUNT, NO_ARGS, &n, &found));
    return n;
}

static const Query MAKE_CHEST = {"MAKE_CHEST", "CREATE TABLE chest (id INTEGER PRIMARY KEY, body BLOB) STRICT",
                                 "CREATE TABLE chest (id BIGINT PRIMARY KEY, body BYTEA)"};
BOTH(PUT_CHEST, "INSERT INTO chest (id, body) VALUES ($1, $2)");
BOTH(CHEST, "SELECT body FROM chest ORDER BY id");

TEST(bytes_come_back_as_they_went_in)
{
    Str every = {new (arena, char, 70000), 70000};
    for (ptrdiff_t i = 0; i < every.len; i++)
        ((char *)every.ptr)[i] = (char)(i * 7);
    const Str bodies[] = {every, S(""), S("\\x41"), (Str){"\0\n", 2}};
    ON_EACH_STORE(store)
    {
        assert_ok(store_exec(store, arena, MAKE_CHEST, NO_ARGS, NULL));
        assert_ok(store_begin(store, arena));
        Value values[2 * COUNTOF(bodies)];
        for (int i = 0; i < COUNTOF(bodies); i++)
            values[2 * i] = V_INT(i), values[2 * i + 1] = V_BYTES(bodies[i]);
        assert_ok(store_exec_many(store, arena, PUT_CHEST, values, 2, COUNTOF(bodies), NULL));
        assert_ok(store_exec(store, arena, PUT_CHEST, ARGS(V_INT(99), V_NULL), NULL));
        assert_ok(store_commit(store, arena));
        AUTO(rows_close) Rows rows = {0};
        assert_ok(store_query(store, arena, CHEST, NO_ARGS, &rows));
        bool more;
        for (int i = 0; i < COUNTOF(bodies); i++) {
            assert_ok(rows_next(&rows, arena, &more));
            assert_true(more && !rows_null(&rows, 0));
            assert_str(rows_bytes(&rows, arena, 0), bodies[i]);
        }
        assert_ok(rows_next(&rows, arena, &more));
        assert_true(more && rows_null(&rows, 0));
    }
}

TEST(a_twin_sees_what_was_committed_through_the_same_scope)
{
    static const Scope scope = {.all = true};
    ON_EACH_STORE(store)
    {
        Store *twin;
        put(store, arena, 1, S("Hưng Yên"));
        store_set_scope(store, &scope);
        assert_ok(store_twin(store, arena, &twin));
        assert_ptr_equal(store_scope(twin), &scope);
        assert_ok(store_begin(store, arena));
        put(store, arena, 2, S("Thái Bình"));
        assert_int_equal(count(twin, arena), 1);
        assert_ok(store_commit(store, arena));
        assert_int_equal(count(twin, arena), 2);
        assert_str(store_address(twin), store_address(store));
        store_close(&twin);
        assert_int_equal(count(store, arena), 2);
    }
}

BOTH(BESIDE, "SELECT b.id, b.label, b.weight, c.body FROM box b LEFT JOIN chest c ON c.id = b.id ORDER BY b.id");
BOTH(BESIDE_COUNT, "SELECT count(*), max(CAST(b.id AS INTEGER)), c.body FROM box b JOIN chest c ON c.id = b.id"
                   " GROUP BY c.body");

/* A server sends rows with bytes in another form. */
TEST(values_beside_bytes_come_back_as_they_went_in)
{
    ON_EACH_STORE(store)
    {
        const Str body = {"\\x\0\xff", 4};
        bool more;
        assert_ok(store_exec(store, arena, MAKE_CHEST, NO_ARGS, NULL));
        assert_ok(store_exec(store, arena, PUT, ARGS(V_INT(INT64_MIN), V_NULL, V_NULL), NULL));
        assert_ok(store_exec(store, arena, PUT, ARGS(V_INT(-7), V_TEXT(S("Phố Hiến")), V_REAL(-0.1)), NULL));
        assert_ok(store_exec(store, arena, PUT_CHEST, ARGS(V_INT(-7), V_BYTES(body)), NULL));
        AUTO(rows_close) Rows rows = {0}, one = {0};
        assert_ok(store_query(store, arena, BESIDE, NO_ARGS, &rows));
        assert_ok(rows_next(&rows, arena, &more));
        assert_true(more && rows_int(&rows, 0) == INT64_MIN);
        assert_true(rows_null(&rows, 1) && rows_null(&rows, 2) && rows_null(&rows, 3));
        assert_true(rows_text(&rows, arena, 1).len == 0 && rows_int(&rows, 2) == 0 && rows_real(&rows, 2) == 0 &&
                    rows_bytes(&rows, arena, 3).len == 0);
        assert_ok(rows_next(&rows, arena, &more));
        assert_true(more && rows_int(&rows, 0) == -7 && rows_real(&rows, 2) == -0.1);
        assert_str(rows_text(&rows, arena, 1), S("Phố Hiến"));
        assert_str(rows_bytes(&rows, arena, 3), body);
        rows_close(&rows);
        assert_ok(store_query(store, arena, BESIDE_COUNT, NO_ARGS, &one));
        assert_ok(rows_next(&one, arena, &more));
        assert_true(more && rows_int(&one, 0) == 1 && rows_int(&one, 1) == -7);
        assert_str(rows_bytes(&one, arena, 2), body);
    }
}

TEST(values_of_each_kind_come_back_as_they_went_in)
{
    ON_EACH_STORE(store)
    {
        int64_t changed = 0;
        assert_ok(store_exec(store, arena, PUT, ARGS(V_INT(INT64_MIN), V_TEXT(S("Phường Phố Hiến")), V_REAL(-0.1)),
                             &changed));
        assert_int_equal(changed, 1);
        assert_ok(store_exec(store, arena, PUT, ARGS(V_INT(INT64_MAX), V_TEXT((Str){0}), V_NULL), NULL));
        AUTO(rows_close) Rows rows = {0};
        bool more;
        assert_ok(store_query(store, arena, ALL, NO_ARGS, &rows));
        assert_ok(rows_next(&rows, arena, &more));
        assert_true(more && rows_int(&rows, 0) == INT64_MIN && rows_real(&rows, 2) == -0.1);
        assert_str(rows_text(&rows, arena, 1), S("Phường Phố Hiến"));
        assert_false(rows_null(&rows, 2));
        assert_ok(rows_next(&rows, arena, &more));
        assert_true(more && rows_int(&rows, 0) == INT64_MAX && rows_null(&rows, 2) && !rows_null(&rows, 1));
        assert_int_equal(rows_text(&rows, arena, 1).len, 0);
        assert_ok(rows_next(&rows, arena, &more));
        assert_false(more);
        assert_ok(rows_next(&rows, arena, &more)); /* asking once more is harmless */
        assert_false(more);
    }
}

TEST(parameters_go_by_their_number_and_not_by_their_place)
{
    ON_EACH_STORE(store)
    {
        put(store, arena, 7, S("bảy"));
        int64_t id = 0;
        bool found;
        assert_ok(store_one_int(store, arena, BACKWARDS, ARGS(V_INT(7), V_TEXT(S("bảy"))), &id, &found));
        assert_true(found && id == 7);
        assert_ok(store_one_int(store, arena, BACKWARDS, ARGS(V_INT(8), V_TEXT(S("bảy"))), &id, &found));
        assert_false(found);
    }
}

TEST(the_same_statement_can_be_read_inside_itself)
{
    ON_EACH_STORE(store)
    {
        for (int i = 0; i < 4; i++)
            put(store, arena, i, str_fmt(arena, "%d", i));
        int pairs = 0;
        bool more, inner_more;
        AUTO(rows_close) Rows outer = {0};
        assert_ok(store_query(store, arena, ALL, NO_ARGS, &outer));
        while (!rows_next(&outer, arena, &more) && more) {
            AUTO(rows_close) Rows inner = {0};
            assert_ok(store_query(store, arena, ALL, NO_ARGS, &inner));
            while (!rows_next(&inner, arena, &inner_more) && inner_more)
                pairs++;
        }
        assert_int_equal(pairs, 16);
    }
}

TEST(text_is_ordered_by_bytes_on_both)
{
    ON_EACH_STORE(store)
    {
        static const char *const labels[] = {"đ", "a", "Z", "ă", "z"};
        for (int i = 0; i < COUNTOF(labels); i++)
            put(store, arena, i, str_from(labels[i]));
        Buf got = buf_open(arena);
        AUTO(rows_close) Rows rows = {0};
        bool more;
        assert_ok(store_query(store, arena, BY_LABEL, NO_ARGS, &rows));
        while (!rows_next(&rows, arena, &more) && more)
            buf_add(&got, rows_text(&rows, arena, 0));
        assert_str(buf_str(&got), S("Zazăđ"));
    }
}

TEST(what_is_rolled_back_was_never_there)
{
    ON_EACH_STORE(store)
    {
        assert_ok(store_begin(store, arena));
        put(store, arena, 1, S("một"));
        store_rollback(store);
        store_rollback(store); /* harmless outside */
        assert_int_equal(count(store, arena), 0);
        assert_ok(store_begin(store, arena));
        put(store, arena, 1, S("một"));
        assert_ok(store_commit(store, arena));
        assert_int_equal(count(store, arena), 1);
    }
}

TEST(a_transaction_with_a_failed_step_cannot_be_committed)
{
    ON_EACH_STORE(store)
    {
        assert_ok(store_begin(store, arena));
        put(store, arena, 1, S("một"));
        Err *err = store_exec(store, arena, PUT, ARGS(V_INT(1), V_TEXT(S("hai")), V_NULL), NULL);
        assert_fails(err, CONFLICT);
        assert_fails(store_commit(store, arena), INTERNAL);
        assert_int_equal(count(store, arena), 0);
        put(store, arena, 1, S("dùng tiếp được")); /* the store lives on */
    }
}

TEST(closing_inside_a_transaction_writes_nothing)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str address;
        Store *store;
        if (!test_store_address(arena, which, &address))
            continue;
        assert_ok(store_open(arena, address, noon, &store));
        assert_ok(store_begin(store, arena));
        assert_ok(store_exec(store, arena, MAKE, NO_ARGS, NULL));
        store_close(&store);
        assert_null(store);
        assert_ok(store_open(arena, address, noon, &store));
        assert_fails(store_check(store, arena, COUNT), INTERNAL);
        store_close(&store);
    }
}

TEST(text_that_one_database_would_refuse_is_refused_by_both)
{
    ON_EACH_STORE(store)
    {
        static const Str bad[] = {{"a\0b", 3}, {"\xff", 1}, {"\xc3", 1}};
        for (int i = 0; i < COUNTOF(bad); i++) {
            assert_fails(store_exec(store, arena, PUT, ARGS(V_INT(i), V_TEXT(bad[i]), V_NULL), NULL), BAD_INPUT);
            Rows rows = {0};
            assert_fails(store_query(store, arena, FROM_LABEL, ARGS(V_TEXT(bad[i])), &rows), BAD_INPUT);
            rows_close(&rows);
        }
        assert_int_equal(count(store, arena), 0);
    }
}

TEST(many_rows_go_in_at_once_and_are_counted)
{
    ON_EACH_STORE(store)
    {
        enum { ROWS = 2503 };
        Value *args = new (arena, Value, ROWS * 3);
        for (int i = 0; i < ROWS; i++) {
            args[i * 3] = V_INT(i);
            args[i * 3 + 1] = V_TEXT(str_fmt(arena, "hộp %d", i));
            args[i * 3 + 2] = i % 7 == 0 ? V_NULL : V_REAL(i / 4.0); /* the types change on the way */
        }
        int64_t changed = 0;
        assert_ok(store_begin(store, arena));
        assert_ok(store_exec_many(store, arena, PUT, args, 3, ROWS, &changed));
        assert_int_equal(changed, ROWS);
        Value from[] = {V_INT(0), V_INT(ROWS - 1), V_INT(ROWS)};
        assert_ok(store_exec_many(store, arena, GROW, from, 1, 3, &changed));
        assert_int_equal(changed, ROWS + 1);
        assert_ok(store_exec_many(store, arena, GROW, from, 1, 0, &changed));
        assert_int_equal(changed, 0);
        assert_ok(store_commit(store, arena));
        assert_int_equal(count(store, arena), ROWS);
    }
}

static const Query COPY = {"COPY", "INSERT INTO box (id, label, weight) VALUES ($1, $2, $3)",
                           "COPY box (id, label, weight) FROM STDIN (FORMAT binary)"};
static const Query COPY_CHEST = {"COPY_CHEST", "INSERT INTO chest (id, body) VALUES ($1, $2)",
                                 "COPY chest (id, body) FROM STDIN (FORMAT binary)"};

TEST(rows_in_bulk_come_back_as_they_went_in)
{
    enum { ROWS = 60000 }; /* more than a piece */
    ON_EACH_STORE(store)
    {
        Value *args = new (arena, Value, ROWS * 3);
        for (int i = 0; i < ROWS; i++) {
            args[3 * i] = V_INT(i == 0 ? INT64_MIN : i);
            args[3 * i + 1] = i % 3 ? V_TEXT(str_fmt(arena, "hộp thứ %d", i)) : V_NULL;
            args[3 * i + 2] = V_REAL(-0.5 * i);
        }
        assert_ok(store_begin(store, arena));
        assert_ok(store_copy(store, arena, COPY, args, 3, ROWS));
        assert_ok(store_copy(store, arena, COPY, args, 3, 0));
        assert_ok(store_commit(store, arena));
        AUTO(rows_close) Rows rows = {0};
        assert_ok(store_query(store, arena, ALL, NO_ARGS, &rows));
        bool more;
        for (int i = 0; i < ROWS; i++) {
            Arena scratch = *arena;
            assert_ok(rows_next(&rows, &scratch, &more));
            assert_true(more && rows_int(&rows, 0) == args[3 * i].i && rows_real(&rows, 2) == args[3 * i + 2].r);
            assert_true(rows_null(&rows, 1) == (args[3 * i + 1].kind == VALUE_NULL));
            assert_str(rows_text(&rows, &scratch, 1), args[3 * i + 1].s);
        }
        assert_ok(rows_next(&rows, arena, &more));
        assert_false(more);
    }
}

TEST(bytes_in_bulk_may_be_long_and_hold_anything)
{
    enum { LONG = 3 << 20 };
    ON_EACH_STORE(store)
    {
        char *body = new (arena, char, LONG);
        for (int i = 0; i < LONG; i++)
            body[i] = (char)(i * 7);
        Value args[] = {V_INT(1), V_BYTES(((Str){body, LONG})), V_INT(2), V_BYTES(((Str){0}))};
        assert_ok(store_exec(store, arena, MAKE_CHEST, NO_ARGS, NULL));
        assert_ok(store_begin(store, arena));
        assert_ok(store_copy(store, arena, COPY_CHEST, args, 2, 2));
        assert_ok(store_commit(store, arena));
        AUTO(rows_close) Rows rows = {0};
        bool more;
        assert_ok(store_query(store, arena, CHEST, NO_ARGS, &rows));
        assert_ok(rows_next(&rows, arena, &more));
        assert_true(str_eq(rows_bytes(&rows, arena, 0), (Str){body, LONG}));
    }
}

/* The connection works on after it, and nothing of the batch is there. */
TEST(a_row_in_bulk_that_does_not_fit_undoes_all_of_them)
{
    ON_EACH_STORE(store)
    {
        Value args[] = {V_INT(1), V_TEXT(S("a")), V_NULL, V_INT(2), V_TEXT(S("a")), V_NULL};
        assert_ok(store_begin(store, arena));
        assert_fails(store_copy(store, arena, COPY, args, 3, 2), CONFLICT);
        store_rollback(store);
        assert_int_equal(count(store, arena), 0);
        args[4] = V_TEXT(S("bad \xff byte"));
        assert_ok(store_begin(store, arena));
        assert_fails(store_copy(store, arena, COPY, args, 3, 2), BAD_INPUT);
        store_rollback(store);
        assert_int_equal(count(store, arena), 0);
    }
}

TEST(one_bad_row_among_many_undoes_all_of_them)
{
    ON_EACH_STORE(store)
    {
        Value args[900 * 3];
        for (int i = 0; i < 900; i++) {
            args[i * 3] = V_INT(i == 700 ? 3 : i);
            args[i * 3 + 1] = V_NULL;
            args[i * 3 + 2] = V_NULL;
        }
        assert_ok(store_begin(store, arena));
        assert_fails(store_exec_many(store, arena, PUT, args, 3, 900, NULL), CONFLICT);
        assert_fails(store_commit(store, arena), INTERNAL);
        assert_int_equal(count(store, arena), 0);
        put(store, arena, 1, S("dùng tiếp được"));
    }
}

TEST(a_statement_that_changes_nothing_says_so)
{
    ON_EACH_STORE(store)
    {
        int64_t changed = -1;
        put(store, arena, 1, S("một"));
        assert_ok(store_exec(store, arena, GROW, ARGS(V_INT(5)), &changed));
        assert_int_equal(changed, 0);
        assert_ok(store_exec(store, arena, COUNT, NO_ARGS, &changed));
        assert_true(changed <= 1);
    }
}

TEST(a_broken_statement_is_found_by_the_check_and_named)
{
    ON_EACH_STORE(store)
    {
        assert_ok(store_check(store, arena, ALL));
        Err *err = store_check(store, arena, BROKEN);
        assert_fails(err, INTERNAL);
        assert_true(str_find(err->text.en, S("BROKEN")) >= 0);
        static const Query two = {"two", "SELECT 1; SELECT 2", "SELECT 1; SELECT 2"};
        assert_fails(store_check(store, arena, two), INTERNAL);
        static const Query few = {"few", "SELECT id FROM box WHERE id = $2", "SELECT id FROM box WHERE id = $2"};
        Rows rows = {0};
        assert_fails(store_query(store, arena, few, ARGS(V_INT(1)), &rows), INTERNAL);
    }
}

TEST(a_second_writer_waits_and_then_says_that_it_could_not)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str address;
        Store *first, *second;
        if (!test_store_address(arena, which, &address))
            continue;
        assert_ok(store_open(arena, address, noon, &first));
        assert_ok(store_open(arena, address, noon, &second));
        assert_ok(store_exec(first, arena, MAKE, NO_ARGS, NULL));
        assert_ok(store_begin(first, arena));
        put(first, arena, 1, S("một"));
        assert_ok(store_wait(second, arena, 50));
        Err *err = store_begin(second, arena);
        if (!err) /* a server's second writer only waits where both write the same row */
            err = store_exec(second, arena, PUT, ARGS(V_INT(1), V_TEXT(S("một")), V_NULL), NULL);
        assert_fails(err, UNAVAILABLE);
        store_rollback(second);
        assert_ok(store_commit(first, arena));
        assert_int_equal(count(second, arena), 1);
        store_close(&first);
        store_close(&second);
    }
}

/* ---- SQLite's file --------------------------------------------------------------- */

static mode_t mode_of(Arena *arena, Str path)
{
    struct stat st;
    assert_int_equal(stat(str_c(arena, path), &st), 0);
    return st.st_mode & 0777;
}

TEST(only_the_owner_may_read_the_file_and_those_beside_it)
{
    static const mode_t masks[] = {0, 022, 0777};
    for (int i = 0; i < COUNTOF(masks); i++) {
        Str address;
        Store *store = NULL;
        test_store_address(arena, 0, &address);
        mode_t before = umask(masks[i]);
        Err *err = store_open(arena, address, noon, &store);
        umask(before);
        assert_ok(err);
        assert_ok(store_exec(store, arena, MAKE, NO_ARGS, NULL));
        assert_int_equal(mode_of(arena, address), 0600);
        assert_int_equal(mode_of(arena, str_fmt(arena, "%.*s-wal", STRF(address))), 0600);
        assert_int_equal(mode_of(arena, str_fmt(arena, "%.*s-shm", STRF(address))), 0600);
        store_close(&store);
    }
}

static Err *open_err(Arena *arena, Str address)
{
    Store *store;
    Err *err = store_open(arena, address, noon, &store);
    assert_null(store);
    return err;
}

TEST(what_cannot_be_opened_is_said_plainly)
{
    Str text = test_temp(arena, S("chữ.db")), folder = test_temp(arena, S("không-có/a.db"));
    FILE *f = fopen(str_c(arena, text), "w");
    fprintf(f,
            "đây không phải cơ sở dữ liệu, chỉ là một tệp văn bản dài hơn một trăm byte, viết ra cho đủ dài mà thôi\n");
    fclose(f);
    assert_fails(open_err(arena, text), BAD_INPUT);
    assert_fails(open_err(arena, folder), UNAVAILABLE);
    assert_fails(open_err(arena, S("mysql://a/b")), USAGE);
    assert_fails(open_err(arena, (Str){0}), USAGE);
}

TEST(a_file_of_another_program_is_left_alone)
{
    Str path = test_temp(arena, S("khác.db"));
    Str command = str_fmt(arena, "sqlite3 '%.*s' 'CREATE TABLE theirs (a)'", STRF(path));
    if (system(str_c(arena, command)) != 0)
        skip();
    assert_fails(open_err(arena, path), BAD_INPUT);
}

/* ---- the server's address ---------------------------------------------------------- */

TEST(a_password_is_never_shown)
{
    static const char *const addresses[] = {
        "postgresql://lan:bi-mat-9@127.0.0.1:1/bhxh",
        "postgresql://lan:bi-mat-9@127.0.0.1:99999/bhxh",
        "postgresql://lan:bi-mat-9@127.0.0.1:1/bhxh?x=y",
        "postgresql://lan:bi-mat-9@[::1:1/bhxh",
        "postgresql:///bhxh?host=/nowhere&password=bi-mat-9",
        "postgresql://lan:bi-mat-9@127.0.0.1:1/bhxh?sslmode=bi-mat-9",
    };
    for (int i = 0; i < COUNTOF(addresses); i++) {
        Err *err = open_err(arena, str_from(addresses[i]));
        assert_true(err->kind == ERR_UNAVAILABLE || err->kind == ERR_USAGE);
        assert_true(str_find(err->text.en, S("bi-mat-9")) < 0);
        assert_true(str_find(err->text.vi, S("bi-mat-9")) < 0);
    }
    Str address;
    if (test_store_address(arena, 1, &address)) {
        Store *store;
        assert_ok(store_open(arena, str_fmt(arena, "%.*s&password=bi-mat-9", STRF(address)), noon, &store));
        assert_true(str_find(store_address(store), S("bi-mat-9")) < 0);
        store_close(&store);
    }
}

BOTH(DIE, "SELECT pg_terminate_backend(pg_backend_pid())");

TEST(a_lost_connection_is_an_error_and_not_a_crash)
{
    Str address;
    Store *store;
    if (!test_store_address(arena, 1, &address))
        skip();
    assert_ok(store_open(arena, address, noon, &store));
    assert_ok(store_exec(store, arena, MAKE, NO_ARGS, NULL));
    assert_ok(store_begin(store, arena));
    Rows rows = {0};
    assert_fails(store_query(store, arena, DIE, NO_ARGS, &rows), UNAVAILABLE);
    Value args[20 * 3] = {0};
    assert_fails(store_exec_many(store, arena, PUT, args, 3, 20, NULL), UNAVAILABLE);
    assert_non_null(store_commit(store, arena));
    store_close(&store);
}

TEST_MAIN
