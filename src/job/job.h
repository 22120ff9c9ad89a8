/* job: long work that goes on when the page is closed.
 *
 * A job is a row: kind, what it was asked (JSON), files it was given (in the spool folder beside the database),
 * progress, result (JSON) or the problem it ended with.  Workers take waiting jobs, one store and arena each, with the
 * scope of who asked.  A worker beats every five seconds; a job whose worker has not beaten for thirty is “interrupted”
 * and can be repeated.  What a job does to the store happens in one transaction that also marks the job done, or is
 * idempotent by the digest of its file: so repeating has no double effect.  Equal `key`s of the same account give the
 * same job. */
#pragma once
#include "account/account.h"

typedef enum JobState { JOB_WAITING, JOB_RUNNING, JOB_DONE, JOB_FAILED, JOB_CANCELLED, JOB_INTERRUPTED } JobState;
const char *job_state_code(JobState state); /* "waiting" … */
Text job_state_text(JobState state);

typedef struct Job {
    Str id, kind, account, login, province;
    Str key;         /* of who asks, "" none: the same key is the same job */
    Str ask, result; /* JSON; result "" until it is done */
    Str file;        /* name as given by the user, "" none */
    JobState state;
    Text step;           /* what it is doing */
    int64_t done, total; /* total 0: not known */
    Str problem_vi, problem_en, problem_place;
    Str created_at, started_at, ended_at;
    int64_t version; /* grows with every change: for those who watch */
} Job;

/* What a running job is given and tells. */
typedef struct JobRun JobRun;
struct JobRun {
    const Job *job;
    Store *store; /* its scope is that of who asked */
    Arena *arena;
    Str path; /* of its file, {0} none */
    void *own;
};
void job_progress(JobRun *run, Text step, int64_t done, int64_t total); /* cheap; written twice a second at most */
bool job_cancelled(JobRun *run);

typedef struct JobKind {
    const char *name;
    Text title;
    Permission permission;
    Err *(*run)(JobRun *run, Str *ret_result); /* cancelled: CONFLICT */
} JobKind;

/* file {NULL}: none; its bytes are kept in the spool until the job is thirty days old. */
Err *job_add(Store *store, Arena *arena, const Job *job, Str file_bytes, Job *ret) MUST_CHECK;
Err *job_get(Store *store, Arena *arena, Str id, Job *ret) MUST_CHECK; /* NOT_FOUND */
Err *job_list(Store *store, Arena *arena, Str account_or_all, Str before, int64_t limit, Job **ret,
              ptrdiff_t *ret_count) MUST_CHECK; /* newest first; before: created_at and id of the last seen, "" */
Err *job_cancel(Store *store, Arena *arena, Str id) MUST_CHECK;
Err *job_repeat(Store *store, Arena *arena, Str id, Job *ret) MUST_CHECK; /* interrupted, failed or cancelled ones */

typedef struct JobPool JobPool;
/* kinds end with {0}; changed (may be NULL) is called by a worker after each change of a job. */
Err *job_pool_open(Arena *arena, Str address, Clock clock, int workers, const JobKind *kinds,
                   void (*changed)(void *arg, Str id), void *arg, JobPool **ret) MUST_CHECK;
void job_pool_wake(JobPool *pool);   /* there is a new one */
void job_pool_close(JobPool **pool); /* asks running ones to stop, waits, marks them interrupted */
