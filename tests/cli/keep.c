/* The commands that keep: the audit trail proved and signed, a database saved and brought back. */
#include "run.h"

#include "audit/audit.h"
#include "base/file.h"
#include "job/job.h"
#include "store/store.h"
#include "table/table.h"
#include <sys/stat.h>

#define RUN(...) cli_run(arena, (const char *const[]){__VA_ARGS__, NULL}, common)

static const Clock noon = {.fixed_ms = 1793509200000}; /* 2026-11-01T12:00:00+07:00 */

static bool has(Str s, const char *part)
{
    return str_find(s, str_from(part)) >= 0;
}

static char *temp(Arena *arena, const char *name)
{
    return str_c(arena, test_temp(arena, str_from(name)));
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

/* What was done last, and how many entries there are. */
static int64_t check_last(Arena *arena, const char *address, const char *action, const char *request)
{
    Store *store = NULL;
    AuditEntry *entry;
    ptrdiff_t count;
    assert_ok(store_open(arena, str_from(address), noon, &store));
    assert_ok(audit_list(store, arena, (AuditFilter){.limit = 1}, &entry, &count));
    store_close(&store);
    assert_int_equal(count, 1);
    assert_str(entry[0].action, str_from(action));
    assert_str(entry[0].request, str_from(request));
    assert_true(str_ends(entry[0].login, S("@")));
    return entry[0].sequence;
}

/* The first cells of `count` rows of a workbook from the one that begins so. */
static Str sheet_lines(Arena *arena, const char *path, const char *begins, int count)
{
    Table *table;
    Buf out = buf_open(arena);
    assert_ok(table_open(arena, str_from(path), (TableOptions){0}, &table));
    for (int left = 0;;) {
        Row row;
        bool more;
        assert_ok(table_next(table, arena, &row, &more));
        if (!more || (left == 0 && out.len > 0))
            break;
        Str first = row.count > 0 ? row.cell[0].text : (Str){0};
        if (out.len == 0 && str_starts(first, str_from(begins)))
            left = count;
        if (left-- > 0)
            buf_fmt(&out, "%.*s\n", STRF(first));
        left = left < 0 ? 0 : left;
    }
    table_close(&table);
    return buf_str(&out);
}

static Str sheet_line(Arena *arena, const char *path, const char *begins)
{
    return sheet_lines(arena, path, begins, 1);
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
        assert_true(has(run.out, "\"name\":\"audit_entry\",\"rows\":6"));
        assert_int_equal(RUN("restore", file, "--to", back).status, 75);
        const char *const there[] = {"--db", back, "--lang", "vi", NULL};
        run = cli_run(arena, (const char *const[]){"audit", "verify", NULL}, there);
        assert_true(has(run.out, "ĐÚNG: 7 mục"));
        check_last(arena, back, "restore", "baophu restore");
        check_last(arena, address, "backup", "baophu backup"); /* the one that was refused, too */
    }
}

/* Its file is not in the backup, and what it was asked for may have been done since. */
TEST(jobs_that_had_not_ended_do_not_begin_again_in_what_was_restored)
{
    for (int which = 0; which < TEST_STORES; which++) {
        char *address = address_on(arena, which);
        if (!address)
            continue;
        char *file = temp(arena, which ? "pg-j.bak" : "lite-j.bak"), *back = temp(arena, which ? "pg-j" : "lite-j");
        Store *store = NULL;
        Job job, ask = {.kind = S("facts-import"), .ask = S("{}"), .file = S("a.csv")};
        assert_ok(store_open(arena, str_from(address), noon, &store));
        assert_ok(job_add(store, arena, &ask, S("a,b\n"), &job));
        store_close(&store);
        const char *const common[] = {"--db", address, "--lang", "vi", "--now", "2026-11-15", NULL};
        assert_int_equal(RUN("backup", file).status, 0);
        Run run = RUN("restore", file, "--to", back);
        assert_int_equal(run.status, 0);
        assert_true(has(run.said, "1 việc dở dang"));
        assert_ok(store_open(arena, str_from(back), noon, &store));
        assert_ok(job_get(store, arena, job.id, &job));
        store_close(&store);
        assert_int_equal(job.state, JOB_INTERRUPTED);
        assert_str(str_slice(job.ended_at, 0, 10), S("2026-11-15"));
        assert_ok(store_open(arena, str_from(address), noon, &store)); /* where it was saved it waits as before */
        assert_ok(job_get(store, arena, job.id, &job));
        store_close(&store);
        assert_int_equal(job.state, JOB_WAITING);
    }
}

/* ---- commands in the trail -------------------------------------------------------------------------------- */

TEST(a_command_that_changes_or_exports_leaves_an_entry_and_one_that_reads_none)
{
    for (int which = 0; which < TEST_STORES; which++) {
        char *address = address_on(arena, which), *out = temp(arena, "chi-tieu.csv");
        if (!address)
            continue;
        const char *const common[] = {"--db", address, "--lang", "vi", "--now", "2026-11-15", NULL};
        assert_int_equal(RUN("indicator", "import").status, 0);
        assert_int_equal(check_last(arena, address, "command", "baophu indicator import"), 1);
        assert_int_equal(RUN("indicator", "list").status, 0);
        assert_int_equal(RUN("indicator", "import").status, 0); /* changes nothing */
        int64_t entries = check_last(arena, address, "command", "baophu indicator import");
        assert_int_equal(RUN("indicator", "list").status, 0);
        assert_int_equal(check_last(arena, address, "command", "baophu indicator import"), entries);
        assert_int_equal(RUN("audit", "list", "--out", out).status, 0);
        assert_int_equal(check_last(arena, address, "export", "baophu audit list"), entries + 1);
    }
}

/* Where the trail stood, in the workbook itself; with a key as a statement that can be held against it. */
TEST(a_workbook_says_where_the_trail_stood_and_proves_it)
{
    char *address = address_on(arena, 0), *out = temp(arena, "nhat-ky.xlsx"), *said = temp(arena, "trong-bang.txt");
    fill(arena, address, 3);
    const char *const common[] = {"--db", address, "--lang", "vi", "--now", "2026-11-15", NULL};
    assert_int_equal(RUN("audit", "list", "--out", out).status, 0);
    assert_true(has(sheet_line(arena, out, "Nhật ký kiểm soát đến số "), "đến số 3, dấu "));
    assert_int_equal(sheet_line(arena, out, "baophu-audit 1 ").len, 0);
    assert_int_equal(RUN("audit", "sign").status, 0);
    assert_int_equal(RUN("audit", "list", "--out", out).status, 0);
    assert_true(has(sheet_line(arena, out, "baophu-audit 1 "), "baophu-audit 1 4 "));
    assert_ok(file_write(arena, str_from(said), sheet_lines(arena, out, "baophu-audit 1 ", 3)));
    Run run = RUN("audit", "verify", "--against", said);
    assert_int_equal(run.status, 0);
    assert_true(has(run.said, "Khớp"));
    assert_int_equal(chmod(str_c(arena, str_fmt(arena, "%s.audit-key", address)), 0644), 0);
    assert_int_equal(RUN("audit", "list", "--out", out).status, 0); /* the report is made all the same */
    assert_true(has(sheet_line(arena, out, "Chưa ký: "), "chmod 600"));
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
