/* Programs that run jobs and die of it, or share a database. */
#include "job_test.h"

#include <signal.h>
#include <sys/wait.h>

/* What the child does when its job has come this far: it tells the parent and is killed there. */
typedef enum Moment { IN_TRANSACTION, AFTER_COMMIT, NEVER } Moment;
static Moment moment;
static int told;

static void come_to(Moment here)
{
    if (moment != here)
        return;
    if (write(told, "x", 1) != 1)
        _exit(3);
    for (;;)
        pause();
}

/* As an import: what was taken in before is known by its key. */
static Err *run_import(JobRun *run, Str *ret_result)
{
    BOTH(THERE, "SELECT count(*) FROM box WHERE id = 7");
    int64_t there = 0;
    bool found;
    *ret_result = S("{}");
    TRY(store_one_int(run->store, run->arena, THERE, NO_ARGS, &there, &found));
    if (there > 0)
        return NULL;
    TRY(store_begin(run->store, run->arena));
    TRY(store_exec(run->store, run->arena, FILL_BOX, ARGS(V_INT(7)), NULL));
    come_to(IN_TRANSACTION);
    TRY(store_commit(run->store, run->arena));
    come_to(AFTER_COMMIT);
    return NULL;
}

/* Each run adds a row: two runs of one job would be seen. */
static Err *run_each(JobRun *run, Str *ret_result)
{
    BOTH(ADD_ONE, "INSERT INTO box (id) SELECT count(*) + 1000 FROM box");
    *ret_result = S("{}");
    TRY(store_begin(run->store, run->arena));
    Err *err = store_exec(run->store, run->arena, ADD_ONE, NO_ARGS, NULL);
    if (err) { /* two at once took the same number */
        store_rollback(run->store);
        return run_each(run, ret_result);
    }
    return store_commit(run->store, run->arena);
}

static const JobKind kinds[] = {
    {"import", TEXT_INIT("nạp", "import"), PERMISSION_JOB_RUN, run_import},
    {"each", TEXT_INIT("mỗi", "each"), PERMISSION_JOB_RUN, run_each},
    {0},
};

/* ---- killed --------------------------------------------------------------------------- */

static void child_works(Str address)
{
    AUTO(arena_close) Arena arena = arena_open((ptrdiff_t)1 << 30);
    JobPool *pool;
    if (job_pool_open(&arena, address, job_noon, 2, kinds, NULL, NULL, &pool))
        _exit(2);
    for (;;)
        pause();
}

/* Forked before any thread of ours exists; the parent's own store is not used in the child. */
static pid_t fork_worker(Str address)
{
    pid_t child = fork();
    if (child == 0)
        child_works(address);
    assert_true(child > 0);
    return child;
}

static void kill_child(pid_t child)
{
    int status;
    assert_int_equal(kill(child, SIGKILL), 0);
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFSIGNALED(status));
}

static void run_until_killed(Str address, Moment when)
{
    int ends[2];
    char byte;
    assert_int_equal(pipe(ends), 0);
    moment = when;
    told = ends[1];
    pid_t child = fork_worker(address);
    assert_int_equal(read(ends[0], &byte, 1), 1);
    kill_child(child);
    moment = NEVER;
    close(ends[0]);
    close(ends[1]);
}

static void check_crash(Arena *arena, int which, Moment when, int64_t effect)
{
    Str address, *id;
    ptrdiff_t count;
    Store *store = job_fresh(arena, which, &address);
    if (!store)
        return;
    Job job = job_asked(store, arena, "import", S("k"));
    store_close(&store); /* a connection does not survive a fork */
    run_until_killed(address, when);

    store = job_open(arena, address, job_noon);
    assert_int_equal(job_now(store, arena, job.id).state, JOB_RUNNING); /* nobody knows yet */
    assert_int_equal(job_number(store, arena, COUNT_BOX), effect);
    assert_ok(job_reap(store, arena, &id, &count));
    assert_int_equal(count, 0); /* it beat a moment ago */
    assert_ok(store_exec(store, arena, STOP_HEART, NO_ARGS, NULL));
    assert_ok(job_reap(store, arena, &id, &count));
    assert_int_equal(count, 1);
    assert_str(id[0], job.id);
    assert_int_equal(job_now(store, arena, job.id).state, JOB_INTERRUPTED);

    JobPool *pool;
    assert_ok(job_repeat(store, arena, job.id, &job));
    assert_ok(job_pool_open(arena, address, job_noon, 1, kinds, NULL, NULL, &pool));
    job_until(store, arena, job.id, JOB_DONE);
    job_pool_close(&pool);
    assert_int_equal(job_number(store, arena, COUNT_BOX), 1);
    store_close(&store);
}

TEST(killed_before_its_commit_a_job_is_interrupted_and_repeating_does_it_once)
{
    for (int which = 0; which < TEST_STORES; which++)
        check_crash(arena, which, IN_TRANSACTION, 0);
}

TEST(killed_after_its_commit_a_job_is_interrupted_and_repeating_has_no_second_effect)
{
    for (int which = 0; which < TEST_STORES; which++)
        check_crash(arena, which, AFTER_COMMIT, 1);
}

/* The pool finds the dead by itself. */
TEST(a_pool_that_opens_interrupts_what_the_dead_left)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str address;
        Store *store = job_fresh(arena, which, &address);
        if (!store)
            continue;
        Job job = job_asked(store, arena, "import", (Str){0});
        store_close(&store);
        run_until_killed(address, IN_TRANSACTION);
        store = job_open(arena, address, job_noon);
        assert_ok(store_exec(store, arena, STOP_HEART, NO_ARGS, NULL));
        JobPool *pool;
        assert_ok(job_pool_open(arena, address, job_noon, 1, kinds, NULL, NULL, &pool));
        job_until(store, arena, job.id, JOB_INTERRUPTED);
        job_pool_close(&pool);
        store_close(&store);
    }
}

/* ---- two programs ----------------------------------------------------------------------- */

TEST(two_programs_on_one_database_run_no_job_twice)
{
    for (int which = 0; which < TEST_STORES; which++) {
        enum { JOBS = 30 };
        Str address;
        Job job[JOBS];
        Store *store = job_fresh(arena, which, &address);
        if (!store)
            continue;
        for (int i = 0; i < JOBS; i++)
            job[i] = job_asked(store, arena, "each", (Str){0});
        store_close(&store);
        pid_t child[2] = {fork_worker(address), fork_worker(address)};
        store = job_open(arena, address, job_noon);
        for (int i = 0; i < JOBS; i++)
            job_until(store, arena, job[i].id, JOB_DONE);
        assert_int_equal(job_number(store, arena, COUNT_BOX), JOBS);
        kill_child(child[0]);
        kill_child(child[1]);
        store_close(&store);
    }
}

TEST_MAIN
