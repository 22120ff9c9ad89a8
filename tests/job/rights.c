/* A job does what who asked for it may do when it runs. */
#include "job_test.h"

static char seen_place[64];
static atomic_int ran;

static Err *run_look(JobRun *run, Str *ret_result)
{
    const Scope *scope = store_scope(run->store);
    snprintf(seen_place, sizeof seen_place, "%d:%td:%.*s/%.*s", scope->all, scope->places,
             scope->places > 0 ? (int)scope->place[0].province.len : 0,
             scope->places > 0 ? scope->place[0].province.ptr : "",
             scope->places > 0 ? (int)scope->place[0].unit.len : 0, scope->places > 0 ? scope->place[0].unit.ptr : "");
    atomic_fetch_add(&ran, 1);
    *ret_result = S("{}");
    return NULL;
}

static const JobKind kinds[] = {
    {"look", TEXT_INIT("xem", "look"), PERMISSION_FACT_READ, run_look},
    {"manage", TEXT_INIT("quản lý", "manage"), PERMISSION_ACCOUNT_MANAGE, run_look},
    {0},
};

static Account made(Store *store, Arena *arena, const char *role, const char *province, const char *unit)
{
    Grant *grant = new (arena, Grant, 1);
    Account account = {.login = S("an.nv"), .name = S("An"), .active = true, .grant = grant, .grants = 1};
    Str id, invite;
    *grant = (Grant){str_from(role), {str_from(province), str_from(unit)}};
    assert_ok(account_create(store, arena, &account, &id, &invite));
    assert_ok(account_get(store, arena, id, &account));
    return account;
}

static Job ended(Store *store, Arena *arena, Str address, const char *kind, const Account *account, JobState state)
{
    JobPool *pool;
    Job job, ask = {.kind = str_from(kind), .account = account->id, .login = account->login, .ask = S("{}")};
    atomic_store(&ran, 0);
    assert_ok(job_add(store, arena, &ask, (Str){0}, &job));
    assert_ok(job_pool_open(arena, address, job_noon, 1, kinds, NULL, NULL, &pool));
    job = job_until(store, arena, job.id, state);
    job_pool_close(&pool);
    return job;
}

TEST(a_job_sees_the_territory_of_who_asked)
{
    ON_EACH_STORE(store, address)
    {
        Account account = made(store, arena, "commune-officer", "33", "12142");
        ended(store, arena, address, "look", &account, JOB_DONE);
        assert_string_equal(seen_place, "0:1:33/12142");
    }
}

TEST(what_the_account_may_not_do_its_job_may_not_either)
{
    ON_EACH_STORE(store, address)
    {
        Account account = made(store, arena, "commune-officer", "33", "12142");
        Job job = ended(store, arena, address, "manage", &account, JOB_FAILED);
        assert_true(str_find(job.problem.en, S("may not do this")) > 0);
        assert_int_equal(atomic_load(&ran), 0);
    }
}

TEST(a_right_that_was_taken_away_meanwhile_counts)
{
    ON_EACH_STORE(store, address)
    {
        Account account = made(store, arena, "commune-officer", "33", "12142");
        Job job, again;
        account.active = false;
        Job ask = {.kind = S("look"), .account = account.id, .login = account.login, .ask = S("{}")};
        assert_ok(job_add(store, arena, &ask, (Str){0}, &job)); /* asked for while it might */
        assert_ok(account_change(store, arena, &account));
        JobPool *pool;
        atomic_store(&ran, 0);
        assert_ok(job_pool_open(arena, address, job_noon, 1, kinds, NULL, NULL, &pool));
        job_until(store, arena, job.id, JOB_FAILED);
        assert_int_equal(atomic_load(&ran), 0);
        assert_ok(account_get(store, arena, account.id, &account));
        account.active = true;
        assert_ok(account_change(store, arena, &account));
        assert_ok(job_repeat(store, arena, job.id, &again));
        job_pool_wake(pool);
        job_until(store, arena, job.id, JOB_DONE);
        assert_int_equal(atomic_load(&ran), 1);
        job_pool_close(&pool);
    }
}

/* An account that was removed has no rights; the program itself has all. */
TEST(an_unknown_account_may_nothing_and_the_program_everything)
{
    ON_EACH_STORE(store, address)
    {
        Account nobody = {.id = S("0123456789abcdef0123456789abcdef"), .login = S("x")}, program = {0};
        ended(store, arena, address, "look", &nobody, JOB_FAILED);
        assert_int_equal(atomic_load(&ran), 0);
        ended(store, arena, address, "look", &program, JOB_DONE);
        assert_string_equal(seen_place, "1:0:/");
    }
}

TEST_MAIN
