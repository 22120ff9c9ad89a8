/* job_internal: what the files of job/ share. */
#pragma once
#include "job/job.h"
#include <pthread.h>

enum { JOB_BEAT_MS = 5000, JOB_SILENT_MS = 30000, JOB_TICK_MS = 500, JOB_KEPT_DAYS = 30 };

int64_t job_now_ms(void); /* the system's clock, whatever day --now says: it is about who is alive */
Str job_token(Arena *arena);

/* ---- spool ------------------------------------------------------------------------- */
Err *spool_put(const Store *store, Arena *arena, Str id, Str name, Str bytes) MUST_CHECK;
Err *spool_link(const Store *store, Arena *arena, Str id, Str name, Str from) MUST_CHECK;
Err *spool_paths(const Store *store, Arena *arena, const Job *job, Str *ret_file, Str *ret_rejects) MUST_CHECK;
Str spool_name(Arena *arena, Str name); /* of a user's file, fit for a folder */
void spool_remove(const Store *store, Arena *arena, Str id);
/* Folders without a job that are older than a day: of a program that ended between the two. */
Err *spool_sweep(Store *store, Arena *arena) MUST_CHECK;

/* ---- who asked ----------------------------------------------------------------------- */
/* FORBIDDEN when the account may not do this any more. */
Err *job_scope(Store *store, Arena *arena, const Job *job, Permission permission, Scope *ret) MUST_CHECK;

/* ---- the pool ------------------------------------------------------------------------ */
enum { STEP_ROOM = 200 };

typedef struct JobSlot { /* what a worker is doing; all under the pool's lock */
    JobPool *pool;
    char id[40], token[40]; /* "" nothing */
    char step_vi[STEP_ROOM], step_en[STEP_ROOM];
    int64_t done, total, beaten_ms;
    bool told, cancel; /* told: there is progress that was not written yet */
} JobSlot;

struct JobPool {
    Arena memory;
    Str address;
    Clock clock;
    const JobKind *kinds;
    void (*changed)(void *arg, Str id);
    void *arg;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    int64_t woken; /* how often */
    bool stopping, workers_gone;
    JobSlot *slot;
    pthread_t *thread;
    int workers;
    pthread_t keeper;
};

void *job_keeper(void *pool); /* thread */
void job_say_changed(JobPool *pool, Str id);
void job_wait_ms(JobPool *pool, int64_t ms); /* with the lock held; ends early when woken */
