/* The commands that keep: the audit trail proved and signed, a database saved and brought back. */
#include "run.h"

#include "audit/audit.h"
#include "base/file.h"
#include "store/store.h"
#include <sys/stat.h>

#define RUN(...) cli_run(arena, (const char *const[]){__VA_ARGS__, NULL}, common)

static const Clock noon = {.fixed_ms = 1793509200000}; /* 2026-11-01T12:00:00+07:00 */

static bool has(Str s, const char *part)
{
    return str_find(s, str_from(part)) >= 0;
}

static char *address_on(Arena *arena, int which)
{
    Str address;
    if (!test_store_address(arena, which, &address))
        return NULL;
    Str folder = test_temp(arena, S("beside"));
    (void)mkdir(str_c(arena, folder), 0700);
    setenv("BAOPHU_FOLDER", str_c(arena, folder), 1);
    return str_c(arena, address);
}

static void fill(Arena *arena, const char *address, int entries)
{
    Store *store = NULL;
    assert_ok(store_open(arena, str_from(address), noon, &store));
    for (int i = 0; i < entries; i++)
        assert_ok(audit_add(store, arena,
                            (AuditEntry){.login = S("lan"), .action = S("fact.enter"), .subject = S("số liệu")}));
    store_close(&store);
}

static void spoil(Arena *arena, const char *address)
{
    static const Query open = {"open", "DROP TRIGGER audit_no_change", "DROP TRIGGER audit_no_change ON audit_entry"};
#define ALTER "UPDATE audit_entry SET login = 'hoa' WHERE sequence = 3"
    static const Query alter = {"alter", ALTER, ALTER};
    Store *store = NULL;
    assert_ok(store_open(arena, str_from(address), noon, &store));
    assert_ok(store_exec(store, arena, open, NO_ARGS, NULL));
    assert_ok(store_exec(store, arena, alter, NO_ARGS, NULL));
    store_close(&store);
}

/* ---- a slip in the address ------------------------------------------------------------------------- */

TEST(a_mistyped_database_is_said_to_be_missing_and_none_is_made)
{
    for (int which = 0; which < TEST_STORES; which++) {
        char *address = address_on(arena, which), *file = str_c(arena, test_temp(arena, S("none.bak")));
        if (!address)
            continue;
        const char *const common[] = {"--db", address, "--lang", "vi", "--now", "2026-11-15", NULL};
        const Run runs[] = {RUN("audit", "verify"), RUN("audit", "list"),   RUN("audit", "sign"),
                            RUN("backup", file),    RUN("account", "list"), RUN("account", "disable", "lan")};
        for (int i = 0; i < COUNTOF(runs); i++) {
            assert_int_equal(runs[i].status, 66);
            assert_true(has(runs[i].said, "--db"));
            assert_int_equal(runs[i].out.len, 0);
        }
        assert_false(file_exists(str_from(file)));
        assert_true(which == 1 || !file_exists(str_from(address)));
    }
}

TEST(a_file_of_another_kind_is_no_database)
{
    Str path = test_temp(arena, S("letter.txt"));
    assert_ok(file_write(arena, path, S("Kính gửi: Ủy ban nhân dân tỉnh, thư này không phải là cơ sở dữ liệu.\n")));
    const char *const common[] = {"--db", str_c(arena, path), NULL};
    assert_int_not_equal(RUN("audit", "verify").status, 0);
    assert_true(has(test_read(arena, path), "Kính gửi")); /* and stays as it is */
    assert_ok(file_write(arena, path, S("")));
    assert_int_equal(RUN("audit", "verify").status, 66);
}

/* ---- the trail ---------------------------------------------------------------------------------------- */

TEST(verify_says_right_or_where_it_is_wrong)
{
    for (int which = 0; which < TEST_STORES; which++) {
        char *address = address_on(arena, which);
        if (!address)
            continue;
        fill(arena, address, 5);
        const char *const common[] = {"--db", address, "--lang", "vi", "--now", "2026-11-15", NULL};
        Run run = RUN("audit", "verify");
        assert_int_equal(run.status, 0);
        assert_true(has(run.out, "ĐÚNG: 5 mục"));
        spoil(arena, address);
        run = RUN("audit", "verify");
        assert_int_equal(run.status, 65);
        assert_true(has(run.out, "SAI từ mục 3"));
        run = RUN("audit", "verify", "--json");
        assert_int_equal(run.status, 65);
        assert_true(has(run.out, "\"holds\":false") && has(run.out, "\"first_bad\":3"));
        assert_int_equal(RUN("audit", "sign").status, 75);
    }
}

/* Who can write the whole file can write a chain that holds; not one that fits what was signed before. */
TEST(a_signed_head_shows_a_trail_that_was_written_anew)
{
    for (int which = 0; which < TEST_STORES; which++) {
        char *address = address_on(arena, which), *other = address_on(arena, which);
        if (!address)
            continue;
        char *said = str_c(arena, test_temp(arena, S("xac-nhan.txt")));
        fill(arena, address, 4);
        const char *const common[] = {"--db", address, "--lang", "vi", "--now", "2026-11-15", NULL};
        assert_int_equal(RUN("audit", "sign", "--out", said).status, 0);
        fill(arena, address, 2);
        Run run = RUN("audit", "verify", "--against", said);
        assert_int_equal(run.status, 0);
        assert_true(has(run.said, "Khớp"));
        fill(arena, other, 3);
        const char *const elsewhere[] = {"--db", other, "--lang", "vi", NULL};
        run = cli_run(arena, (const char *const[]){"audit", "verify", "--against", said, NULL}, elsewhere);
        assert_int_equal(run.status, 65);
        assert_true(has(run.said, "viết lại"));
        Str text = test_read(arena, str_from(said));
        ((char *)(uintptr_t)text.ptr)[str_find(text, S(" 4 ")) + 1] = '3';
        assert_ok(file_write(arena, str_from(said), text));
        run = RUN("audit", "verify", "--against", said);
        assert_int_equal(run.status, 65);
        assert_true(has(run.said, "chữ ký"));
    }
}

TEST(the_list_filters_and_goes_to_a_file)
{
    char *address = address_on(arena, 0), *out = str_c(arena, test_temp(arena, S("nhat-ky.csv")));
    fill(arena, address, 5);
    const char *const common[] = {"--db", address, "--lang", "vi", "--now", "2026-11-15", NULL};
    Run run = RUN("audit", "list", "--limit", "2", "--action", "fact.enter", "--out", out);
    assert_int_equal(run.status, 0);
    assert_true(has(test_read(arena, str_from(out)), "số liệu"));
    assert_true(has(run.out, "Nhật ký kiểm soát"));
    assert_int_equal(RUN("audit", "list", "--from", "hôm qua").status, 64);
}

/* ---- backup ---------------------------------------------------------------------------------------------- */

static char *temp(Arena *arena, const char *name)
{
    return str_c(arena, test_temp(arena, str_from(name)));
}

TEST(what_was_saved_is_checked_and_brought_back)
{
    for (int which = 0; which < TEST_STORES; which++) {
        char *address = address_on(arena, which);
        if (!address)
            continue;
        char *file = temp(arena, which ? "pg.bak" : "lite.bak"), *back = temp(arena, which ? "pg.db" : "lite.db");
        fill(arena, address, 5);
        const char *const common[] = {"--db", address, "--lang", "vi", "--now", "2026-11-15", NULL};
        Run run = RUN("backup", file);
        assert_int_equal(run.status, 0);
        assert_true(has(run.out, "Đã sao lưu") && has(run.said, "--encrypt-to"));
        assert_int_equal(RUN("backup", file).status, 75); /* never over a file */
        assert_true(has(RUN("restore", file, "--check").out, "nguyên vẹn"));
        assert_int_equal(RUN("restore", file).status, 64);
        assert_int_equal(RUN("restore", file, "--check", "--to", back).status, 64);
        run = RUN("restore", file, "--to", back, "--json");
        assert_int_equal(run.status, 0);
        assert_true(has(run.out, "\"name\":\"audit_entry\",\"rows\":5"));
        assert_int_equal(RUN("restore", file, "--to", back).status, 75);
        const char *const there[] = {"--db", back, "--lang", "vi", NULL};
        run = cli_run(arena, (const char *const[]){"audit", "verify", NULL}, there);
        assert_true(has(run.out, "ĐÚNG: 5 mục"));
    }
}

TEST(a_sealed_backup_wants_its_key)
{
    char *address = address_on(arena, 0), *key = temp(arena, "khoa"), *file = temp(arena, "kín.bak");
    fill(arena, address, 3);
    const char *const common[] = {"--db", address, "--lang", "vi", "--now", "2026-11-15", NULL};
    Run made = RUN("backup", "--new-key", key);
    assert_int_equal(made.status, 0);
    assert_int_equal(RUN("backup", "--new-key", key).status, 75);
    assert_int_equal(RUN("backup", file, "--new-key", temp(arena, "khoa2")).status, 64);
    assert_int_equal(RUN("backup").status, 64);
    char *public = str_c(arena, str_trim(made.out));
    assert_int_equal(RUN("backup", file, "--encrypt-to", "none").status, 64);
    assert_int_equal(RUN("backup", file, "--encrypt-to", public).status, 0);
    assert_int_not_equal(RUN("restore", file, "--check").status, 0);
    assert_int_equal(RUN("restore", file, "--check", "--key", key).status, 0);
    Run missing = RUN("restore", temp(arena, "none.bak"), "--check");
    assert_int_equal(missing.status, 66);
    assert_true(has(missing.said, "none.bak"));
}

TEST_MAIN
