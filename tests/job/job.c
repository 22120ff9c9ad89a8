#include "job_test.h"

#include "base/file.h"
#include <string.h>

/* ---- what the jobs of these tests do ------------------------------------------------- */

static atomic_int ran, changes;
static atomic_bool go_on;

static Err *run_put(JobRun *run, Str *ret_result)
{
    int64_t id = atomic_fetch_add(&ran, 1) + 1; /* its own, while others run beside it */
    TRY(store_begin(run->store, run->arena));
    TRY(store_exec(run->store, run->arena, FILL_BOX, ARGS(V_INT(id)), NULL));
    TRY(store_commit(run->store, run->arena));
    *ret_result = S("{\"put\":1}");
    return NULL;
}

static Err *run_fail(JobRun *run, Str *ret_result)
{
    *ret_result = S("{\"bad\":2}");
    TRY(store_begin(run->store, run->arena)); /* left open: the pool gives it up */
    TRY(store_exec(run->store, run->arena, FILL_BOX, ARGS(V_INT(1)), NULL));
    Err *err = FAIL(run->arena, BAD_INPUT, "dòng này sai", "this row is wrong");
    return err_at(err, (Place){.file = S("a.csv"), .row = 7, .column = 2, .field = S("Giá trị")});
}

static Err *run_read(JobRun *run, Str *ret_result)
{
    Str bytes;
    TRY(file_read(run->arena, run->path, 1000, &bytes));
    TRY(file_write(run->arena, run->rejects, S("xã;sai\n")));
    *ret_result = str_fmt(run->arena, "{\"bytes\":%td,\"en\":%d}", bytes.len, run->lang == LANG_EN);
    return NULL;
}

/* Until it is cancelled, or go_on is set. */
static Err *run_long(JobRun *run, Str *ret_result)
{
    for (int64_t i = 1; !atomic_load(&go_on); i++) {
        job_progress(run, TEXT("đang đếm", "counting"), i, 0);
        if (job_cancelled(run))
            return FAIL(run->arena, CONFLICT, "đã dừng", "stopped");
        usleep(5000);
    }
    *ret_result = S("{}");
    return run_put(run, ret_result);
}

/* Never looks whether it was cancelled: its commit has to be refused. */
static Err *run_deaf(JobRun *run, Str *ret_result)
{
    job_progress(run, TEXT("bước một", "step one"), 1, 2);
    while (!atomic_load(&go_on))
        usleep(5000);
    return run_put(run, ret_result);
}

static const JobKind kinds[] = {
    {"put", TEXT_INIT("đặt", "put"), PERMISSION_JOB_RUN, run_put},
    {"fail", TEXT_INIT("hỏng", "fail"), PERMISSION_JOB_RUN, run_fail},
    {"read", TEXT_INIT("đọc", "read"), PERMISSION_JOB_RUN, run_read},
    {"long", TEXT_INIT("lâu", "long"), PERMISSION_JOB_RUN, run_long},
    {"deaf", TEXT_INIT("điếc", "deaf"), PERMISSION_JOB_RUN, run_deaf},
    {0},
};

static void count_change(void *arg, Str id)
{
    atomic_fetch_add((atomic_int *)arg, id.len == 32);
}

static JobPool *open_pool(Arena *arena, Str address, int workers)
{
    JobPool *pool;
    atomic_store(&ran, 0);
    atomic_store(&changes, 0);
    atomic_store(&go_on, false);
    assert_ok(job_pool_open(arena, address, job_noon, workers, kinds, count_change, &changes, &pool));
    return pool;
}

/* ---- asking ------------------------------------------------------------------------------ */

TEST(a_job_waits_until_somebody_takes_it)
{
    ON_EACH_STORE(store, address)
    {
        Job job = job_asked(store, arena, "put", (Str){0});
        assert_int_equal(job.state, JOB_WAITING);
        assert_int_equal(job.id.len, 32);
        assert_str(job.created_at, S("2025-11-01T12:00:00+07:00"));
        JobPool *pool = open_pool(arena, address, 2);
        job_pool_wake(pool);
        job = job_until(store, arena, job.id, JOB_DONE);
        assert_str(job.result, S("{\"put\":1}"));
        assert_str(job.ended_at, S("2025-11-01T12:00:00+07:00"));
        job_pool_close(&pool);
        assert_int_equal(job_number(store, arena, COUNT_BOX), 1);
        assert_true(atomic_load(&changes) >= 2); /* began and ended */
    }
}

TEST(the_same_key_of_the_same_account_is_the_same_job)
{
    ON_EACH_STORE(store, address)
    {
        Job job = job_asked(store, arena, "put", S("k1")), other;
        assert_str(job_asked(store, arena, "put", S("k1")).id, job.id);
        assert_true(!str_eq(job_asked(store, arena, "put", S("k2")).id, job.id));
        Job ask = {.kind = S("put"), .key = S("k1"), .ask = S("{}"), .account = S("another")};
        assert_ok(job_add(store, arena, &ask, (Str){0}, &other));
        assert_true(!str_eq(other.id, job.id));
        ask = (Job){.kind = S("fail"), .key = S("k1"), .ask = S("{}")};
        assert_fails(job_add(store, arena, &ask, (Str){0}, &other), CONFLICT);
        job = job_asked(store, arena, "put", (Str){0}); /* without a key each is another */
        assert_true(!str_eq(job_asked(store, arena, "put", (Str){0}).id, job.id));
    }
}

TEST(jobs_are_listed_newest_first_and_in_pages)
{
    ON_EACH_STORE(store, address)
    {
        Job *list;
        ptrdiff_t count, seen = 0;
        for (int i = 0; i < 7; i++) {
            Job job, ask = {.kind = S("put"), .ask = S("{}"), .account = i % 2 ? S("an") : S("binh")};
            Store *later = job_open(arena, address, (Clock){.fixed_ms = job_noon.fixed_ms + i / 3 * 1000});
            assert_ok(job_add(later, arena, &ask, (Str){0}, &job));
            store_close(&later);
        }
        Str before = {0}, last = {0};
        do {
            assert_ok(job_list(store, arena, (Str){0}, before, 2, &list, &count));
            for (ptrdiff_t i = 0; i < count; i++, seen++) {
                Str at = str_fmt(arena, "%.*s %.*s", STRF(list[i].created_at), STRF(list[i].id));
                assert_true(last.len == 0 || str_cmp(at, last) < 0);
                last = at;
            }
            before = count > 0 ? job_before(arena, &list[count - 1]) : before;
        } while (count == 2);
        assert_int_equal(seen, 7);
        assert_ok(job_list(store, arena, S("an"), (Str){0}, 100, &list, &count));
        assert_int_equal(count, 3);
    }
}

TEST(an_unknown_job_is_not_found)
{
    ON_EACH_STORE(store, address)
    {
        Job job;
        assert_fails(job_get(store, arena, S("x"), &job), NOT_FOUND);
        assert_fails(job_cancel(store, arena, S("x")), NOT_FOUND);
        assert_fails(job_repeat(store, arena, S("x"), &job), NOT_FOUND);
    }
}

/* ---- files --------------------------------------------------------------------------------- */

TEST(a_job_gets_its_file_and_can_leave_rejects)
{
    ON_EACH_STORE(store, address)
    {
        Job job, ask = {.kind = S("read"), .file = S("../../etc/Báo cáo .csv"), .ask = S("{\"lang\":\"en\"}")};
        Str bytes, spool;
        struct stat st;
        assert_ok(job_add(store, arena, &ask, S("12345"), &job));
        assert_str(job.file, S("Báo cáo .csv"));
        assert_fails(job_rejects(store, arena, job.id, &bytes), NOT_FOUND);
        JobPool *pool = open_pool(arena, address, 1);
        job = job_until(store, arena, job.id, JOB_DONE);
        assert_str(job.result, S("{\"bytes\":5,\"en\":1}"));
        assert_ok(job_rejects(store, arena, job.id, &bytes));
        assert_str(bytes, S("xã;sai\n"));
        job_pool_close(&pool);
        assert_ok(store_beside(store, arena, "spool", &spool));
        assert_int_equal(stat(str_c(arena, spool), &st), 0);
        assert_int_equal(st.st_mode & 0777, 0700);
        assert_int_equal(
            stat(str_c(arena, str_fmt(arena, "%.*s/%.*s/%.*s", STRF(spool), STRF(job.id), STRF(job.file))), &st), 0);
        assert_int_equal(st.st_mode & 0777, 0600);
    }
}

TEST(no_name_of_a_file_leads_out_of_its_folder)
{
    ON_EACH_STORE(store, address)
    {
        static const struct {
            Str given, kept;
        } names[] = {{{"..", 2}, {"_..", 3}},
                     {{"a/..", 4}, {"_..", 3}},
                     {{"", 0}, {"_", 1}},
                     {{".hidden", 7}, {"_.hidden", 8}},
                     {{"a\nb\\c.csv", 9}, {"a_b_c.csv", 9}},
                     {{"rejects.csv", 11}, {"_rejects.csv", 12}},
                     {{"\xff.xlsx", 6}, {"_.xlsx", 6}}};
        for (int i = 0; i < COUNTOF(names); i++) {
            Job job, ask = {.kind = S("read"), .file = names[i].given, .ask = S("{}")};
            assert_ok(job_add(store, arena, &ask, S("1"), &job));
            assert_str(job.file, names[i].kept);
        }
        Buf longest = buf_open(arena);
        for (int i = 0; i < 200; i++)
            buf_add(&longest, S("ế"));
        buf_add(&longest, S(".xlsx"));
        Job job, ask = {.kind = S("read"), .file = buf_str(&longest), .ask = S("{}")};
        assert_ok(job_add(store, arena, &ask, S("1"), &job));
        assert_true(job.file.len <= 180 && str_ends(job.file, S("ế.xlsx")));
    }
}

TEST(old_jobs_go_with_their_files)
{
    ON_EACH_STORE(store, address)
    {
        Job old, waiting, ask = {.kind = S("read"), .file = S("a.csv"), .ask = S("{}")};
        Str spool;
        int64_t count;
        assert_ok(job_add(store, arena, &ask, S("1"), &old));
        assert_ok(job_add(store, arena, &ask, S("1"), &waiting));
        assert_ok(job_cancel(store, arena, old.id));
        assert_ok(job_clean(store, arena, &count));
        assert_int_equal(count, 0);
        Store *later = job_open(arena, address, (Clock){.fixed_ms = job_noon.fixed_ms + (int64_t)31 * 86400000});
        assert_ok(job_clean(later, arena, &count));
        assert_int_equal(count, 1);
        store_close(&later);
        Job job;
        assert_fails(job_get(store, arena, old.id, &job), NOT_FOUND);
        assert_ok(store_beside(store, arena, "spool", &spool));
        assert_false(file_exists(str_fmt(arena, "%.*s/%.*s/a.csv", STRF(spool), STRF(old.id))));
        assert_true(file_exists(str_fmt(arena, "%.*s/%.*s/a.csv", STRF(spool), STRF(waiting.id))));
    }
}

/* ---- how they end ---------------------------------------------------------------------------- */

TEST(a_job_that_fails_says_what_and_where_and_changes_nothing)
{
    ON_EACH_STORE(store, address)
    {
        Job job = job_asked(store, arena, "fail", (Str){0});
        JobPool *pool = open_pool(arena, address, 1);
        job = job_until(store, arena, job.id, JOB_FAILED);
        job_pool_close(&pool);
        assert_str(job.problem.vi, S("dòng này sai"));
        assert_str(job.problem.en, S("this row is wrong"));
        assert_str(place_text(arena, LANG_EN, job.place), S("a.csv, row 7, column 2 (Giá trị)"));
        assert_str(job.result, S("{\"bad\":2}"));
        assert_int_equal(job_number(store, arena, COUNT_BOX), 0);
    }
}

TEST(a_waiting_job_is_cancelled_at_once)
{
    ON_EACH_STORE(store, address)
    {
        Job job = job_asked(store, arena, "put", (Str){0});
        assert_ok(job_cancel(store, arena, job.id));
        assert_int_equal(job_now(store, arena, job.id).state, JOB_CANCELLED);
        assert_fails(job_cancel(store, arena, job.id), CONFLICT);
        Job next = job_asked(store, arena, "put", (Str){0});
        JobPool *pool = open_pool(arena, address, 1);
        job_until(store, arena, next.id, JOB_DONE);
        job_pool_close(&pool);
        assert_int_equal(job_now(store, arena, job.id).state, JOB_CANCELLED);
        assert_int_equal(atomic_load(&ran), 1);
    }
}

TEST(a_running_job_is_told_to_stop_and_can_be_repeated)
{
    ON_EACH_STORE(store, address)
    {
        Job job = job_asked(store, arena, "long", (Str){0}), again;
        JobPool *pool = open_pool(arena, address, 1);
        job_until(store, arena, job.id, JOB_RUNNING);
        assert_fails(job_repeat(store, arena, job.id, &again), CONFLICT);
        while (job_now(store, arena, job.id).done == 0) /* its progress is written */
            usleep(10000);
        assert_str(job_now(store, arena, job.id).step.en, S("counting"));
        assert_ok(job_cancel(store, arena, job.id));
        job = job_until(store, arena, job.id, JOB_CANCELLED);
        assert_int_equal(job_number(store, arena, COUNT_BOX), 0);
        atomic_store(&go_on, true);
        assert_ok(job_repeat(store, arena, job.id, &again));
        assert_str(again.id, job.id);
        job_pool_wake(pool);
        job_until(store, arena, job.id, JOB_DONE);
        job_pool_close(&pool);
        assert_int_equal(job_number(store, arena, COUNT_BOX), 1);
    }
}

TEST(who_does_not_hear_that_it_was_cancelled_cannot_commit)
{
    ON_EACH_STORE(store, address)
    {
        Job job = job_asked(store, arena, "deaf", (Str){0});
        JobPool *pool = open_pool(arena, address, 1);
        job_until(store, arena, job.id, JOB_RUNNING);
        assert_ok(job_cancel(store, arena, job.id));
        atomic_store(&go_on, true);
        job_until(store, arena, job.id, JOB_CANCELLED);
        job_pool_close(&pool);
        assert_int_equal(job_number(store, arena, COUNT_BOX), 0);
    }
}

/* Its heart seemed to stand still, so that the job was given to another: only one of the two has an effect. */
TEST(who_was_thought_dead_cannot_commit)
{
    ON_EACH_STORE(store, address)
    {
        Str *id;
        ptrdiff_t count;
        Job job = job_asked(store, arena, "deaf", (Str){0}), again;
        JobPool *pool = open_pool(arena, address, 1);
        do
            job_until(store, arena, job.id, JOB_RUNNING);
        while (job_now(store, arena, job.id).done == 0); /* no other beat for five seconds */
        do {
            assert_ok(store_exec(store, arena, STOP_HEART, NO_ARGS, NULL));
            assert_ok(job_reap(store, arena, &id, &count));
        } while (job_now(store, arena, job.id).state == JOB_RUNNING);
        assert_int_equal(job_now(store, arena, job.id).state, JOB_INTERRUPTED);
        assert_ok(job_repeat(store, arena, job.id, &again));
        atomic_store(&go_on, true);
        job_pool_wake(pool);
        job_until(store, arena, job.id, JOB_DONE);
        job_pool_close(&pool);
        assert_int_equal(atomic_load(&ran), 2);
        assert_int_equal(job_number(store, arena, COUNT_BOX), 1);
    }
}

TEST(closing_the_pool_leaves_interrupted_jobs_that_can_be_repeated)
{
    ON_EACH_STORE(store, address)
    {
        Job job = job_asked(store, arena, "long", (Str){0});
        JobPool *pool = open_pool(arena, address, 1);
        job_until(store, arena, job.id, JOB_RUNNING);
        job_pool_close(&pool);
        assert_int_equal(job_now(store, arena, job.id).state, JOB_INTERRUPTED);
        assert_ok(job_repeat(store, arena, job.id, &job));
        pool = open_pool(arena, address, 1);
        atomic_store(&go_on, true);
        job_until(store, arena, job.id, JOB_DONE);
        job_pool_close(&pool);
    }
}

TEST(a_kind_that_this_program_does_not_have_is_left_to_others)
{
    ON_EACH_STORE(store, address)
    {
        Job job = job_asked(store, arena, "of-the-future", (Str){0}), known = job_asked(store, arena, "put", (Str){0});
        JobPool *pool = open_pool(arena, address, 1);
        job_until(store, arena, known.id, JOB_DONE);
        job_pool_close(&pool);
        assert_int_equal(job_now(store, arena, job.id).state, JOB_WAITING);
    }
}

TEST(each_of_many_jobs_runs_once)
{
    ON_EACH_STORE(store, address)
    {
        enum { JOBS = 40 };
        Job job[JOBS];
        JobPool *pool = open_pool(arena, address, 4);
        for (int i = 0; i < JOBS; i++) {
            job[i] = job_asked(store, arena, "put", (Str){0});
            job_pool_wake(pool);
        }
        for (int i = 0; i < JOBS; i++)
            job_until(store, arena, job[i].id, JOB_DONE);
        job_pool_close(&pool);
        assert_int_equal(atomic_load(&ran), JOBS);
        assert_int_equal(job_number(store, arena, COUNT_BOX), JOBS);
    }
}

TEST_MAIN
