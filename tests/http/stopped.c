/* Deliveries and runs that are stopped, or cut off by a crash of the program, and repeated: nothing of them is read
 * before, and nothing is there twice afterwards. */
#include "answer.h"
#include "filled.h"

#include "audit/audit.h"
#include "register/register.h"
#include <signal.h>
#include <sys/wait.h>

#define FILES "/api/registers/population/files?province=33&as_of=2026-09-30&name=dan-cu.csv"

enum { ROWS_FIRST = 40000, ROWS_MOST = 1 << 20 };

/* Each of another name, so that bringing persons together has work too. */
static Str people(Arena *arena, int count)
{
    static const char *const names[] = {"Trần Thị Mai", "Lê Văn Nam", "Vũ Thị Hoa", "Phạm Văn Bình", "Ngô Thị Tâm"};
    Buf out = buf_open(arena);
    buf_add(&out, S("Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã xã\n"));
    for (int i = 0; i < count; i++)
        buf_fmt(&out, "%s,%02d/%02d/%d,Nữ,0331%02d%06d,11980\n", names[i % COUNTOF(names)], 1 + i % 28, 1 + i % 12,
                1960 + i % 40, 60 + i % 40, i);
    return buf_str(&out);
}

typedef struct Work {
    const Served *served;
    Client police, home;
    int count; /* rows of the delivery */
} Work;

/* ---- what is asked for: each gives the id of a job -------------------------------------------------- */

static Str ask_delivery(Arena *arena, const Work *w)
{
    Got got = send_file(w->police, arena, FILES, people(arena, w->count));
    Str upload = at(&got, arena, "upload");
    got = asks(202, &w->police, arena, "POST", "/api/registers/population/deliveries",
               PATH("{\"upload\":\"%.*s\",\"province\":\"33\",\"as_of\":\"2026-09-30\"}", STRF(upload)));
    return job_of(arena, &got);
}

static Str ask_run(Arena *arena, const Work *w)
{
    json_decref(job_ended(&w->police, arena, ask_delivery(arena, w)));
    Got got = asks(202, &w->home, arena, "POST", "/api/runs", "{\"province\":\"33\",\"month\":\"2026-09\"}");
    return job_of(arena, &got);
}

static int64_t listed(Arena *arena, const Client *client, const char *path)
{
    Got got = asks(200, client, arena, "GET", path, NULL);
    return number_at(&got, arena, "rows");
}

static Err *count_rows(void *arg, const RegisterBlock *block)
{
    *(int64_t *)arg += block->columns.rows;
    return NULL;
}

/* The deliveries that are used and all their rows, as whoever reads them gets them. */
static void check_delivery(Arena *arena, const Work *w, bool done)
{
    RegisterSources sources;
    const RegisterSource *source;
    int64_t rows = 0;
    Str wanted = S("full_name");
    Store *store = filled_store(arena, w->served->db);
    assert_ok(register_sources(arena, &sources));
    assert_ok(register_source(&sources, arena, S("population"), &source));
    assert_ok(
        register_each(store, arena, S("33"), source, (Date){2026, 9, 30}, (Str){0}, &wanted, 1, count_rows, &rows));
    store_close(&store);
    assert_int_equal(rows, done ? w->count : 0);
    assert_int_equal(listed(arena, &w->police, "/api/deliveries?province=33"), done ? 1 : 0);
    assert_int_equal(audits(w->served, arena, "register.put", &w->police), done ? 1 : 0);
}

static void check_run(Arena *arena, const Work *w, bool done)
{
    assert_int_equal(listed(arena, &w->home, "/api/runs?province=33"), done ? 1 : 0);
    if (!done)
        return;
    Got got = asks(200, &w->home, arena, "GET", "/api/runs/1?province=33", NULL);
    assert_int_equal(number_at(&got, arena, "persons"), w->count);
}

typedef struct Kind {
    Str (*ask)(Arena *arena, const Work *w);
    void (*check)(Arena *arena, const Work *w, bool done);
    bool run;
} Kind;

static const Kind kinds[] = {{ask_delivery, check_delivery, false}, {ask_run, check_run, true}};

static const Client *who(const Kind *kind, const Work *w)
{
    return kind->run ? &w->home : &w->police;
}

/* ---- stopped and repeated ----------------------------------------------------------------------------- */

static void until_running(const Client *client, Arena *arena, Str id)
{
    for (bool waits = true; waits; usleep(2000)) {
        Arena scratch = *arena;
        waits = str_eq(job_state_seen(client, &scratch, id), S("waiting"));
    }
}

static void check_repeat(Arena *arena, const Kind *kind, const Work *w, Str id)
{
    const Client *client = who(kind, w);
    kind->check(arena, w, false);
    Got got = asks(202, client, arena, "POST", PATH("/api/jobs/%.*s/repeat", STRF(id)), NULL);
    assert_str(job_of(arena, &got), id);
    json_t *job = job_ended(client, arena, id);
    check_state(job, "done");
    json_decref(job);
    kind->check(arena, w, true);
    asks(409, client, arena, "POST", PATH("/api/jobs/%.*s/repeat", STRF(id)), NULL);
}

static Work work_on(Arena *arena, const Served *served, int count)
{
    return (Work){served, serve_client(served, arena, "police", "33", ""),
                  serve_client(served, arena, "home-affairs", "33", ""), count};
}

/* Where the machine was faster, a larger file is tried on a fresh database. */
static bool stopped_in_time(Arena *arena, int which, const Kind *kind, int count)
{
    Str db;
    if (!filled_database(arena, which, &db))
        return true;
    Served served = serve_on(arena, db, NULL);
    Work w = work_on(arena, &served, count);
    Str id = kind->ask(arena, &w);
    until_running(who(kind, &w), arena, id);
    Got got = ask(who(kind, &w), arena, "POST", PATH("/api/jobs/%.*s/cancel", STRF(id)), (Str){0});
    assert_true(got.status == 200 || got.status == 409);
    json_t *job = job_ended(who(kind, &w), arena, id);
    bool stopped = str_eq(json_word(arena, job, "state"), S("cancelled"));
    json_decref(job);
    if (stopped)
        check_repeat(arena, kind, &w, id);
    assert_int_equal(serve_close(&served), 0);
    return stopped;
}

/* Killed while the job runs; its silence of thirty seconds is not waited for. */
static bool killed_in_time(Arena *arena, int which, const Kind *kind, int count)
{
    static const char silence[] = "UPDATE job SET beat = 0 WHERE state = 'running'";
    static const Query STOP = {"stop", silence, silence};
    Str db;
    int status;
    int64_t changed;
    if (!filled_database(arena, which, &db))
        return true;
    Served served = serve_on(arena, db, NULL);
    Work w = work_on(arena, &served, count);
    Str id = kind->ask(arena, &w);
    until_running(who(kind, &w), arena, id);
    assert_int_equal(kill(served.pid, SIGKILL), 0);
    assert_int_equal(waitpid(served.pid, &status, 0), served.pid);
    Store *store = filled_store(arena, db);
    assert_ok(store_exec(store, arena, STOP, NO_ARGS, &changed));
    store_close(&store);
    if (changed == 0)
        return false; /* it was done before */
    served = serve_on(arena, db, NULL);
    json_t *job = job_ended(who(kind, &w), arena, id);
    check_state(job, "interrupted");
    json_decref(job);
    check_repeat(arena, kind, &w, id);
    assert_int_equal(serve_close(&served), 0);
    return true;
}

static void each_kind(Arena *arena, bool (*in_time)(Arena *arena, int which, const Kind *kind, int count))
{
    for (int which = 0; which < TEST_STORES; which++)
        for (int k = 0; k < COUNTOF(kinds); k++) {
            int count = ROWS_FIRST;
            while (!in_time(arena, which, &kinds[k], count)) {
                count *= 2;
                assert_true(count < ROWS_MOST);
            }
        }
}

TEST(what_is_stopped_leaves_nothing_and_is_done_once_when_repeated)
{
    each_kind(arena, stopped_in_time);
}

TEST(what_a_crash_cut_off_leaves_nothing_and_is_done_once_when_repeated)
{
    each_kind(arena, killed_in_time);
}

TEST_MAIN
