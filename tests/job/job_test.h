/* What the tests of jobs share. */
#pragma once
#include "test.h"

#include "job/job.h"
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static const Clock job_noon = {.fixed_ms = 1761973200000}; /* 2025-11-01T12:00:00+07:00 */

#define BOTH(name, sql) static const Query name __attribute__((unused)) = {#name, sql, sql}
BOTH(MAKE_BOX, "CREATE TABLE box (id BIGINT PRIMARY KEY)");
BOTH(FILL_BOX, "INSERT INTO box (id) VALUES ($1)");
BOTH(COUNT_BOX, "SELECT count(*) FROM box");
BOTH(STOP_HEART, "UPDATE job SET beat = 0 WHERE state = 'running'");

#define ON_EACH_STORE(store, address)                    \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Str address = {0}; address.len == 0;)       \
            for (Store *store = job_fresh(arena, which_, &address); store; store_close(&store))

static inline Store *job_open(Arena *arena, Str address, Clock clock)
{
    Store *store;
    assert_ok(store_open(arena, address, clock, &store));
    return store;
}

/* With an empty table `box` for what jobs do. */
static inline Store *job_fresh(Arena *arena, int which, Str *ret_address)
{
    *ret_address = S("-");
    if (!test_store_address(arena, which, ret_address))
        return NULL;
    Str folder = test_temp(arena, S("beside"));
    (void)mkdir(str_c(arena, folder), 0700);
    setenv("BAOPHU_FOLDER", str_c(arena, folder), 1);
    Store *store = job_open(arena, *ret_address, job_noon);
    assert_ok(store_exec(store, arena, MAKE_BOX, NO_ARGS, NULL));
    return store;
}

static inline Job job_asked(Store *store, Arena *arena, const char *kind, Str key)
{
    Job job, ask = {.kind = str_from(kind), .key = key, .ask = S("{}")};
    assert_ok(job_add(store, arena, &ask, (Str){0}, &job));
    return job;
}

static inline int64_t job_number(Store *store, Arena *arena, Query query)
{
    int64_t n = -1;
    bool found;
    assert_ok(store_one_int(store, arena, query, NO_ARGS, &n, &found));
    return n;
}

static inline Job job_now(Store *store, Arena *arena, Str id)
{
    Job job;
    assert_ok(job_get(store, arena, id, &job));
    return job;
}

/* Waits for what other threads bring about; how long that takes decides nothing but a hang. */
static inline Job job_until(Store *store, Arena *arena, Str id, JobState state)
{
    Job job = {0};
    for (int i = 0; i < 6000; i++) {
        Arena scratch = *arena;
        job = job_now(store, &scratch, id);
        if (job.state == state)
            return job_now(store, arena, id);
        usleep(10000);
    }
    job = job_now(store, arena, id);
    fail_msg("job is %s: %.*s", job_state_code(job.state), STRF(job.problem.en));
    return job;
}
