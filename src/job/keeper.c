/* The keeper: one thread of a pool that beats for the running jobs, writes their progress, hears who is to stop, finds
 * those whose worker is dead, and clears what is old.  A writer who keeps SQLite to himself makes it wait a little and
 * try again with the next tick; he beats himself when he commits. */
#include "job/job_internal.h"

#include "base/log.h"
#include "job_sql.h"
#include <string.h>

enum { PATIENCE_MS = 100, CLEAN_MS = 3600000 };

typedef struct Keeper {
    JobPool *pool;
    Store *store;
    Arena arena;
    int64_t looked_ms, cleaned_ms; /* for the dead, for the old */
} Keeper;

static bool lock_gone(JobPool *pool)
{
    pthread_mutex_lock(&pool->lock);
    bool gone = pool->workers_gone;
    pthread_mutex_unlock(&pool->lock);
    return gone;
}

/* A copy of what a worker is doing; false when it has nothing. */
static bool look(JobPool *pool, int i, JobSlot *ret)
{
    pthread_mutex_lock(&pool->lock);
    *ret = pool->slot[i];
    pthread_mutex_unlock(&pool->lock);
    return ret->id[0] != 0;
}

/* What was written is no news any more, unless there is more of it or another job by now. */
static void written(JobPool *pool, int i, const JobSlot *seen, int64_t now)
{
    JobSlot *slot = &pool->slot[i];
    pthread_mutex_lock(&pool->lock);
    if (strcmp(slot->token, seen->token) == 0) {
        slot->beaten_ms = now;
        slot->told = slot->told && (slot->done != seen->done || strcmp(slot->step_vi, seen->step_vi) != 0);
    }
    pthread_mutex_unlock(&pool->lock);
}

static Err *beat(Keeper *k, int i)
{
    JobSlot s;
    int64_t now = job_now_ms(), changed = 0;
    if (!look(k->pool, i, &s) || (!s.told && now < s.beaten_ms + JOB_BEAT_MS))
        return NULL;
    Str id = str_from(s.id), token = str_from(s.token);
    if (s.told)
        TRY(store_exec(k->store, &k->arena, SQL_JOB_STEP,
                       ARGS(V_TEXT(id), V_TEXT(token), V_TEXT(str_from(s.step_vi)), V_TEXT(str_from(s.step_en)),
                            V_INT(s.done), V_INT(s.total), V_INT(now)),
                       &changed));
    else
        TRY(store_exec(k->store, &k->arena, SQL_JOB_BEAT, ARGS(V_TEXT(id), V_TEXT(token), V_INT(now)), NULL));
    written(k->pool, i, &s, now);
    if (changed > 0)
        job_say_changed(k->pool, id);
    return NULL;
}

static void stop_one(JobPool *pool, Str id)
{
    pthread_mutex_lock(&pool->lock);
    for (int i = 0; i < pool->workers; i++)
        if (str_eq(str_from(pool->slot[i].id), id))
            pool->slot[i].cancel = true;
    pthread_mutex_unlock(&pool->lock);
}

static Err *hear_cancels(Keeper *k)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(k->store, &k->arena, SQL_JOB_ASKED_TO_STOP, NO_ARGS, &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, &k->arena, &more));
        if (!more)
            return NULL;
        stop_one(k->pool, rows_text(&rows, &k->arena, 0));
    }
}

static Err *find_dead(Keeper *k)
{
    Str *id;
    ptrdiff_t count;
    if (job_now_ms() < k->looked_ms + JOB_BEAT_MS)
        return NULL;
    TRY(job_reap(k->store, &k->arena, &id, &count));
    k->looked_ms = job_now_ms();
    for (ptrdiff_t i = 0; i < count; i++)
        job_say_changed(k->pool, id[i]);
    return NULL;
}

static Err *clear_old(Keeper *k)
{
    int64_t count;
    if (job_now_ms() < k->cleaned_ms + CLEAN_MS)
        return NULL;
    TRY(job_clean(k->store, &k->arena, &count));
    k->cleaned_ms = job_now_ms();
    return NULL;
}

static Err *tick(Keeper *k)
{
    if (!k->store) {
        TRY(store_open(&k->arena, k->pool->address, k->pool->clock, &k->store));
        TRY(store_wait(k->store, &k->arena, PATIENCE_MS));
    }
    TRY(hear_cancels(k));
    for (int i = 0; i < k->pool->workers; i++)
        TRY(beat(k, i));
    TRY(find_dead(k));
    return clear_old(k);
}

void *job_keeper(void *arg)
{
    Keeper k = {.pool = arg, .arena = arena_open((ptrdiff_t)1 << 30)};
    while (!lock_gone(k.pool)) {
        Err *err = tick(&k);
        if (err && err->kind != ERR_UNAVAILABLE) /* a busy database is nothing to speak of */
            log_error(k.pool->clock, "job.keep", err);
        if (err)
            store_close(&k.store);
        arena_reset(&k.arena);
        pthread_mutex_lock(&k.pool->lock);
        if (!k.pool->workers_gone)
            job_wait_ms(k.pool, JOB_TICK_MS);
        pthread_mutex_unlock(&k.pool->lock);
    }
    store_close(&k.store);
    arena_close(&k.arena);
    return NULL;
}
