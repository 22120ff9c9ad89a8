/* The command that watches folders, with the keys and the tool that agencies have. */
#include "run.h"

#include "audit/audit.h"
#include "base/file.h"
#include "store/store.h"
#include "unit/unit.h"
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define RUN(...) cli_run(arena, (const char *const[]){__VA_ARGS__, NULL}, common)
#define FILE_NAME "population_2026-09-30.csv"

static const Clock noon = {.fixed_ms = 1793509200000}; /* 2026-11-01T12:00:00+07:00 */

typedef struct Box {
    char *address, *folder, *keys;
} Box;

static void shell(Arena *arena, const char *what, const char *argument)
{
    char *line = str_c(arena, str_fmt(arena, what, argument, argument, argument, argument));
    if (system(line) != 0)
        fail_msg("%s", line);
}

/* A key made with openssl, its public half in the table as the documents say. */
static bool box_open(Box *b, Arena *arena, int which)
{
    Str address, here = test_temp(arena, S("box"));
    Store *store = NULL;
    int64_t changed;
    if (!test_store_address(arena, which, &address))
        return false;
    shell(arena, "rm -rf '%s' && mkdir -p '%s'/in '%s'/beside", str_c(arena, here));
    shell(
        arena,
        "cd '%s' && openssl genpkey -algorithm ed25519 -out ca.pem 2>/dev/null && { echo "
        "agency,unit,public_key,from,to,note; "
        "echo \"police,,$(openssl pkey -in ca.pem -pubout -outform DER | tail -c 32 | base64),,,PA06\"; } >keys.csv && "
        "chmod 644 keys.csv",
        str_c(arena, here));
    setenv("BAOPHU_FOLDER", str_c(arena, str_fmt(arena, "%.*s/beside", STRF(here))), 1);
    assert_ok(store_open(arena, address, noon, &store));
    assert_ok(unit_import(store, arena, (Str){0}, &changed));
    store_close(&store);
    *b = (Box){str_c(arena, address), str_c(arena, str_fmt(arena, "%.*s/in", STRF(here))),
               str_c(arena, str_fmt(arena, "%.*s/keys.csv", STRF(here)))};
    return true;
}

static void lay(Arena *arena, const Box *b, const char *name, int rows)
{
    Buf out = buf_open(arena);
    buf_fmt(&out, "Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã xã\n");
    for (int i = 0; i < rows; i++)
        buf_fmt(&out, "Trần Thị Mai,14/02/1986,Nữ,033186%06d,11983\n", i);
    assert_ok(file_write(arena, str_fmt(arena, "%s/%s", b->folder, name), buf_str(&out)));
}

static void sign(Arena *arena, const Box *b, const char *name)
{
    char *tool = str_c(arena, test_file(arena, S("../packaging/baophu-sign")));
    char *line = str_c(arena, str_fmt(arena, "sh '%s' '%s/../ca.pem' '%s/%s'", tool, b->folder, b->folder, name));
    if (system(line) != 0)
        fail_msg("%s", line);
}

static bool has(Str s, const char *part)
{
    return str_find(s, str_from(part)) >= 0;
}

static AuditEntry last(Arena *arena, const Box *b, const char *action)
{
    AuditEntry *entry;
    ptrdiff_t count;
    Store *store = NULL;
    assert_ok(store_open(arena, str_from(b->address), noon, &store));
    assert_ok(audit_list(store, arena, (AuditFilter){.action = str_from(action), .limit = 1}, &entry, &count));
    store_close(&store);
    if (count != 1)
        fail_msg("%s is not in the trail", action);
    return entry[0];
}

TEST(what_an_agency_signs_with_openssl_is_taken_in)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Box b;
        if (!box_open(&b, arena, which))
            continue;
        const char *common[] = {"--db", b.address, "--now", "2026-11-01", "--lang", "en", NULL};
#define WATCH "register", "watch", b.folder, "--province", "HY", "--keys", b.keys, "--once", "--settle", "0"
        lay(arena, &b, FILE_NAME, 30);
        Run run = RUN(WATCH);
        assert_int_equal(run.status, 0);
        assert_true(has(run.out, "waits for its signature"));
        sign(arena, &b, FILE_NAME);
        run = RUN(WATCH);
        if (run.status != 0 || !has(run.out, "taken in: 30 rows"))
            fail_msg("%d %.*s %.*s", run.status, STRF(run.out), STRF(run.said));
        AuditEntry entry = last(arena, &b, "register.put");
        assert_str(entry.login, S("sftp:police"));
        assert_str(entry.province, S("33"));
        assert_true(has(entry.after, "\"sha512\":\"") && has(entry.after, "\"rows\":30"));
        run = RUN("register", "list", "--province", "HY");
        assert_true(has(run.out, "30") && has(run.out, "in use"));
        lay(arena, &b, "population_2026-10-31.csv", 31); /* with the signature of the other */
        shell(arena, "cp '%s'/done/" FILE_NAME ".sig '%s'/population_2026-10-31.csv.sig", b.folder);
        run = RUN(WATCH);
        assert_int_equal(run.status, 65);
        assert_true(has(run.out, "signature"));
        entry = last(arena, &b, "register.drop-refused");
        assert_str(entry.subject, S("population_2026-10-31.csv"));
        assert_str(entry.login, S("sftp"));
        run = RUN(WATCH, "--json");
        assert_int_equal(run.status, 0);
        lay(arena, &b, "affiliations_2026-09-30_99999.csv", 3);
        sign(arena, &b, "affiliations_2026-09-30_99999.csv");
        assert_int_equal(RUN(WATCH).status, 65); /* police delivers no lists */
    }
}

TEST(what_is_asked_wrongly_is_said)
{
    Box b;
    assert_true(box_open(&b, arena, 0));
    const char *common[] = {"--db", b.address, "--now", "2026-11-01", "--lang", "en", NULL};
    assert_int_equal(RUN("register", "watch", b.folder, "--province", "HY", "--once").status, 64);
    assert_int_equal(RUN("register", "watch", b.folder, "--keys", b.keys, "--once").status, 64);
    assert_int_equal(RUN("register", "watch", "/no/such/folder", "--province", "HY", "--keys", b.keys, "--once").status,
                     69);
    chmod(b.keys, 0666);
    Run run = RUN("register", "watch", b.folder, "--province", "HY", "--keys", b.keys, "--once");
    assert_int_equal(run.status, 77);
    assert_true(has(run.said, "others can change"));
}

/* Stays, takes in what comes, and ends when it is told to. */
TEST(it_stays_until_it_is_told_to_end)
{
    Box b;
    int status = -1;
    assert_true(box_open(&b, arena, 0));
    pid_t pid = fork();
    assert_true(pid >= 0);
    if (pid == 0) {
        execl(BAOPHU_BIN, "baophu", "register", "watch", b.folder, "--province", "HY", "--keys", b.keys, "--settle",
              "0", "--every", "1", "--db", b.address, "--now", "2026-11-01", (char *)NULL);
        _exit(127);
    }
    lay(arena, &b, FILE_NAME, 30);
    sign(arena, &b, FILE_NAME);
    Str done = str_fmt(arena, "%s/done/" FILE_NAME ".txt", b.folder);
    for (int i = 0; i < 6000 && !file_exists(done); i++) /* how long it takes decides nothing but a hang */
        usleep(20000);
    assert_true(file_exists(done));
    kill(pid, SIGTERM);
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

TEST_MAIN
