/* job: long work that goes on when the page is closed.
 *
 * A job is a row: kind, what it was asked (JSON), files it was given (in the spool folder beside the database),
 * progress, result (JSON) or the problem it ended with.  Workers take waiting jobs, one store and arena each, with the
 * scope of who asked: what the account may do when the job runs counts, not when it was asked for; account "" is the
 * program itself.  A worker beats every five seconds; a job whose worker has not beaten for thirty is “interrupted”
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
    Text problem;        /* what it ended with */
    Place place;         /* … and where in its file */
    Str created_at, started_at, ended_at;
    int64_t version; /* grows with every change: for those who watch */
} Job;

/* What a running job is given and tells. */
typedef struct JobRun JobRun;
struct JobRun {
    const Job *job;
    Store *store; /* its scope is that of who asked */
    Arena *arena;
    Str path;    /* of its file, under the name that the user gave it; {0} none */
    Str rejects; /* path of a .csv that it may leave to be fetched: job_rejects */
    Lang lang;   /* "lang" of the ask: of what it writes for people */
    struct JobSlot *slot;
};
void job_progress(JobRun *run, Text step, int64_t done, int64_t total); /* cheap; written twice a second at most */
bool job_cancelled(JobRun *run);
/* Whether who asked may do this as well, in the whole of the province. */
Err *job_may(JobRun *run, Permission permission, Str province, bool *ret) MUST_CHECK;

typedef struct JobKind {
    const char *name;
    Text title;
    Permission permission;
    /* Cancelled: CONFLICT.  The result is kept with an error too.  After the run was given to someone else (it
     * seemed dead) or cancelled, no commit of run->store succeeds. */
    Err *(*run)(JobRun *run, Str *ret_result);
} JobKind;

/* The folder is store_beside "spool" (0700): one folder a job. */
/* Of the job: kind, account, login, province, key, ask, file are taken.  file_bytes {NULL}: none; they are kept until
 * the job has ended for thirty days. */
Err *job_add(Store *store, Arena *arena, const Job *job, Str file_bytes, Job *ret) MUST_CHECK;
/* Its file is one that lies on the disk, and stays there: linked where that can be, else copied. */
Err *job_add_path(Store *store, Arena *arena, const Job *job, Str path, Job *ret) MUST_CHECK;
Err *job_get(Store *store, Arena *arena, Str id, Job *ret) MUST_CHECK; /* NOT_FOUND */
Err *job_list(Store *store, Arena *arena, Str account_or_all, Str before, int64_t limit, Job **ret,
              ptrdiff_t *ret_count) MUST_CHECK; /* newest first; before: created_at and id of the last seen, "" */
Str job_before(Arena *arena, const Job *last);  /* what job_list takes as before */
Err *job_rejects(Store *store, Arena *arena, Str id, Str *ret_bytes) MUST_CHECK; /* NOT_FOUND */
/* A waiting one at once, a running one as soon as it looks; CONFLICT when it has ended. */
Err *job_cancel(Store *store, Arena *arena, Str id) MUST_CHECK;
Err *job_repeat(Store *store, Arena *arena, Str id, Job *ret) MUST_CHECK; /* interrupted, failed or cancelled ones */
/* Running ones whose worker has been silent for thirty seconds become interrupted; the pool does it all the time. */
Err *job_reap(Store *store, Arena *arena, Str **ret_ids, ptrdiff_t *ret_count) MUST_CHECK;
/* Of a store that was brought back from a backup, while nobody works on it: what waited or ran is interrupted. */
Err *job_interrupt_all(Store *store, Arena *arena, int64_t *ret_count) MUST_CHECK;
/* Forgets those that ended thirty days ago and their files; the pool does it every hour. */
Err *job_clean(Store *store, Arena *arena, int64_t *ret_count) MUST_CHECK;

typedef struct JobPool JobPool;
/* kinds end with {0}; changed (may be NULL) is called by a worker after each change of a job. */
Err *job_pool_open(Arena *arena, Str address, Clock clock, int workers, const JobKind *kinds,
                   void (*changed)(void *arg, Str id), void *arg, JobPool **ret) MUST_CHECK;
void job_pool_wake(JobPool *pool);   /* there is a new one */
void job_pool_close(JobPool **pool); /* asks running ones to stop, waits, marks them interrupted */
