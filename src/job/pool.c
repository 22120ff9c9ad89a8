/* Workers: each takes a waiting job, runs it with a store and a memory of its own, and writes how it ended. */
#include "job/job_internal.h"

#include "audit/audit.h"
#include "base/json.h"
#include "base/log.h"
#include "base/pool.h"
#include "base/vec.h"
#include "job_sql.h"
#include <errno.h>
#include <jansson.h>
#include <signal.h>
#include <string.h>

enum { LOOK_MS = 2000, ENDING_TRIES = 5 };

/* ---- what is shared, under the lock ------------------------------------------------------ */

void job_wait_ms(JobPool *pool, int64_t ms)
{
    struct timespec until;
    int64_t then = job_now_ms() + ms;
    until = (struct timespec){.tv_sec = then / 1000, .tv_nsec = then % 1000 * 1000000};
    (void)pthread_cond_timedwait(&pool->wake, &pool->lock, &until);
}

static bool stopping(JobPool *pool)
{
    pthread_mutex_lock(&pool->lock);
    bool stop = pool->stopping;
    pthread_mutex_unlock(&pool->lock);
    return stop;
}

static void copy_text(char *room, size_t size, Str s)
{
    size_t len = s.len < (ptrdiff_t)size ? (size_t)s.len : size - 1;
    while (len > 0 && len < (size_t)s.len && (s.ptr[len] & 0xC0) == 0x80)
        len--; /* not in the middle of a letter */
    memcpy(room, s.len > 0 ? s.ptr : "", len);
    room[len] = 0;
}

static void slot_set(JobSlot *slot, Str id, Str token)
{
    pthread_mutex_lock(&slot->pool->lock);
    *slot = (JobSlot){.pool = slot->pool, .beaten_ms = job_now_ms()};
    copy_text(slot->id, sizeof slot->id, id);
    copy_text(slot->token, sizeof slot->token, token);
    pthread_mutex_unlock(&slot->pool->lock);
}

void job_progress(JobRun *run, Text step, int64_t done, int64_t total)
{
    JobSlot *slot = run->slot;
    pthread_mutex_lock(&slot->pool->lock);
    copy_text(slot->step_vi, sizeof slot->step_vi, step.vi);
    copy_text(slot->step_en, sizeof slot->step_en, step.en);
    slot->done = done;
    slot->total = total;
    slot->told = true;
    pthread_mutex_unlock(&slot->pool->lock);
}

bool job_cancelled(JobRun *run)
{
    JobSlot *slot = run->slot;
    pthread_mutex_lock(&slot->pool->lock);
    bool stop = slot->cancel || slot->pool->stopping;
    pthread_mutex_unlock(&slot->pool->lock);
    return stop;
}

void job_say_changed(JobPool *pool, Str id)
{
    if (pool->changed)
        pool->changed(pool->arg, id);
}

/* ---- one job ---------------------------------------------------------------------------------- */

typedef struct Worker {
    JobPool *pool;
    JobSlot *slot;
    Store *store;
    Arena arena;
} Worker;

static void hear_cancel(JobSlot *slot)
{
    pthread_mutex_lock(&slot->pool->lock);
    slot->cancel = true;
    pthread_mutex_unlock(&slot->pool->lock);
}

/* Before each commit of a run: is it still ours?  Else what another does again would be there twice. */
static Err *fence(Store *store, Arena *arena, void *const *arg, ptrdiff_t count)
{
    JobSlot *slot = arg[0];
    bool found;
    int64_t changed = 0, cancel = 0;
    Str id = str_from(slot->id), token = str_from(slot->token);
    (void)count;
    TRY(store_exec(store, arena, SQL_JOB_FENCE, ARGS(V_TEXT(id), V_TEXT(token), V_INT(job_now_ms())), &changed));
    if (changed > 0)
        return NULL;
    TRY(store_one_int(store, arena, SQL_JOB_WAS_ASKED_TO_STOP, ARGS(V_TEXT(id), V_TEXT(token)), &cancel, &found));
    if (cancel)
        hear_cancel(slot);
    return FAIL(arena, CONFLICT, "việc đã bị hủy hoặc đã giao cho tiến trình khác; chưa có gì thay đổi",
                "the job was cancelled or given to another process; nothing has changed");
}

static Lang lang_of(Str ask)
{
    json_t *top = json_loadb(ask.ptr ? ask.ptr : "", (size_t)ask.len, 0, NULL);
    const char *lang = json_string_value(json_object_get(top, "lang"));
    Lang found = lang && strcmp(lang, "en") == 0 ? LANG_EN : LANG_VI;
    json_decref(top);
    return found;
}

static const JobKind *kind_of(const JobPool *pool, Str name)
{
    for (const JobKind *kind = pool->kinds; kind->name; kind++)
        if (str_eq(name, str_from(kind->name)))
            return kind;
    return NULL;
}

static Err *run_with_rights(Worker *w, const Job *job, Str *ret_result)
{
    Scope scope;
    const JobKind *kind = kind_of(w->pool, job->kind);
    JobRun run = {.job = job, .store = w->store, .arena = &w->arena, .lang = lang_of(job->ask), .slot = w->slot};
    TRY(job_scope(w->store, &w->arena, job, kind->permission, &scope));
    TRY(spool_paths(w->store, &w->arena, job, &run.path, &run.rejects));
    store_set_scope(w->store, &scope);
    store_guard(w->store, fence, w->slot);
    Err *err = kind->run(&run, ret_result);
    store_rollback(w->store); /* harmless where it was committed */
    store_guard(w->store, NULL, NULL);
    store_set_scope(w->store, NULL);
    return err;
}

static JobState end_state(Worker *w, const Err *err)
{
    pthread_mutex_lock(&w->pool->lock);
    bool cancel = w->slot->cancel, stop = w->pool->stopping;
    pthread_mutex_unlock(&w->pool->lock);
    if (!err)
        return JOB_DONE;
    if (err->kind == ERR_CONFLICT && cancel)
        return JOB_CANCELLED;
    return err->kind == ERR_CONFLICT && stop ? JOB_INTERRUPTED : JOB_FAILED;
}

/* How many of what: numbers alone, since a text in a result may be a cell of somebody's file. */
static void put_counts(Json *j, Str result)
{
    const char *key;
    json_t *value, *top = json_loadb(result.ptr ? result.ptr : "", (size_t)result.len, 0, NULL);
    json_object_foreach(top, key, value) if (json_is_integer(value)) js_put_int(j, key, json_integer_value(value));
    json_decref(top);
}

static void note_end(Store *store, Arena *arena, const Job *job, JobState state, Str result)
{
    Json after = js_open(arena);
    js_object(&after);
    js_put_text(&after, "kind", job->kind);
    js_put_text(&after, "state", str_from(job_state_code(state)));
    js_key(&after, "result"), js_object(&after);
    put_counts(&after, result);
    js_end(&after);
    js_end(&after);
    audit_note(store, (AuditEntry){.account = job->account,
                                   .login = job->login,
                                   .action = S("job.end"),
                                   .province = job->province,
                                   .subject = job->id,
                                   .request = job->id,
                                   .after = js_str(&after)});
}

/* As the user called it: where it lies on the server is nobody's business. */
static Str file_name(Str path)
{
    ptrdiff_t from = path.len;
    while (from > 0 && path.ptr[from - 1] != '/')
        from--;
    return str_slice(path, from, path.len);
}

static Err *write_end(Worker *w, const Job *job, JobState state, Str result, const Err *why)
{
    const JobSlot *s = w->slot;
    int64_t changed = 0;
    static const Err nothing;
    const Err *e = why ? why : &nothing;
    Text words = err_message(&w->arena, e, FACE_PAGE); /* who asked for it looks at a page */
    TRY(store_begin(w->store, &w->arena));
    TRY(store_exec(w->store, &w->arena, SQL_JOB_END,
                   ARGS(V_TEXT(job->id), V_TEXT(str_from(s->token)), V_TEXT(str_from(job_state_code(state))),
                        V_TEXT(result), V_TEXT(words.vi), V_TEXT(words.en), V_TEXT(file_name(e->place.file)),
                        V_TEXT(e->place.sheet), V_INT(e->place.row), V_INT(e->place.column), V_TEXT(e->place.field),
                        V_TEXT(clock_stamp(&w->arena, store_clock(w->store))), V_TEXT(str_from(s->step_vi)),
                        V_TEXT(str_from(s->step_en)), V_INT(s->done), V_INT(s->total)),
                   &changed));
    if (changed > 0)
        note_end(w->store, &w->arena, job, state, result);
    return store_commit(w->store, &w->arena);
}

static Err *open_store(Worker *w)
{
    store_close(&w->store);
    return store_open(&w->arena, w->pool->address, w->pool->clock, &w->store);
}

/* What was done must be said to be done: a busy database or a lost server is tried again. */
static void end_job(Worker *w, const Job *job, JobState state, Str result, const Err *why)
{
    for (int i = 0; i < ENDING_TRIES; i++) {
        Err *err = w->store ? write_end(w, job, state, result, why) : open_store(w);
        if (!err && w->store)
            return;
        store_rollback(w->store);
        log_error(w->pool->clock, "job.end", err);
        if (open_store(w))
            log_event(LOG_WARN, w->pool->clock, "job.end-again", NULL, 0);
    }
}

static void log_end(Worker *w, const Job *job, JobState state, int64_t began, const Err *err)
{
    LogField fields[] = {
        {"job", job->id},
        {"kind", job->kind},
        {"state", str_from(job_state_code(state))},
        {"ms", str_fmt(&w->arena, "%lld", (long long)(clock_tick_ms() - began))},
    };
    log_event(LOG_INFO, w->pool->clock, "job", fields, COUNTOF(fields));
    if (err && state == JOB_FAILED)
        log_error(w->pool->clock, "job.failed", err);
}

static void run_job(Worker *w, const Job *job)
{
    Str result = {0};
    int64_t began = clock_tick_ms();
    job_say_changed(w->pool, job->id);
    Err *err = run_with_rights(w, job, &result);
    JobState state = end_state(w, err);
    end_job(w, job, state, result, err);
    log_end(w, job, state, began, err);
    job_say_changed(w->pool, job->id);
}

/* ---- the thread ---------------------------------------------------------------------------------- */

typedef Vec(Str) Names;

/* Read to the end before anything is written: SQLite lets nobody write who still looks at an older state. */
static Err *waiting_ids(Worker *w, Names *ret)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(w->store, &w->arena, SQL_JOB_WAITING, NO_ARGS, &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, &w->arena, &more));
        if (!more)
            return NULL;
        if (kind_of(w->pool, rows_text(&rows, &w->arena, 1)))
            vec_push(&w->arena, ret, rows_text(&rows, &w->arena, 0));
    }
}

/* The first waiting job of a kind that this program has, if no other worker is faster. */
static Err *claim(Worker *w, Job *ret, bool *ret_found)
{
    Arena *a = &w->arena;
    Names ids = {0};
    *ret_found = false;
    TRY(waiting_ids(w, &ids));
    for (ptrdiff_t i = 0; i < ids.len; i++) {
        int64_t changed = 0;
        Str id = ids.data[i], token = job_token(a);
        slot_set(w->slot, id, token); /* before the row: from now on it is beaten for */
        TRY(store_exec(
            w->store, a, SQL_JOB_CLAIM,
            ARGS(V_TEXT(id), V_TEXT(token), V_INT(job_now_ms()), V_TEXT(clock_stamp(a, store_clock(w->store)))),
            &changed));
        if (changed == 0)
            continue;
        *ret_found = true;
        return job_get(w->store, a, id, ret);
    }
    return NULL;
}

static void wait_for_work(JobPool *pool, int64_t seen)
{
    pthread_mutex_lock(&pool->lock);
    if (pool->woken == seen && !pool->stopping)
        job_wait_ms(pool, LOOK_MS);
    pthread_mutex_unlock(&pool->lock);
}

static int64_t times_woken(JobPool *pool)
{
    pthread_mutex_lock(&pool->lock);
    int64_t woken = pool->woken;
    pthread_mutex_unlock(&pool->lock);
    return woken;
}

static void *work(void *arg)
{
    Worker w = {.slot = arg, .pool = ((JobSlot *)arg)->pool, .arena = arena_open(ARENA_DEFAULT)};
    while (!stopping(w.pool)) {
        Job job;
        bool found = false;
        int64_t seen = times_woken(w.pool);
        Err *err = w.store ? NULL : open_store(&w);
        if (!err)
            err = claim(&w, &job, &found);
        if (err) {
            log_error(w.pool->clock, "job.look", err);
            store_close(&w.store);
        } else if (found) {
            run_job(&w, &job);
        }
        slot_set(w.slot, (Str){0}, (Str){0});
        arena_reset(&w.arena);
        if (err || !found)
            wait_for_work(w.pool, seen);
    }
    store_close(&w.store);
    arena_close(&w.arena);
    return NULL;
}

/* ---- opening and closing ------------------------------------------------------------------------------ */

static Err *no_thread(Arena *arena)
{
    return FAIL(arena, UNAVAILABLE, "hệ thống không cho tạo thêm luồng để chạy việc dài",
                "the system gives no more threads for long work");
}

/* The database can be opened before anybody is told that jobs run. */
static Err *try_store(Arena *arena, Str address, Clock clock)
{
    Store *store;
    TRY(store_open(arena, address, clock, &store));
    store_close(&store);
    return NULL;
}

/* Signals are the business of the thread that opened the pool. */
static Err *start_threads(Arena *arena, JobPool *pool)
{
    sigset_t all, before;
    Err *err = NULL;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    if (pthread_create(&pool->keeper, NULL, job_keeper, pool) != 0)
        pool->keeper = 0, err = no_thread(arena);
    for (int i = 0; !err && i < pool->workers; i++) {
        if (pthread_create(&pool->thread[i], NULL, work, &pool->slot[i]) == 0)
            continue;
        pool->workers = i;
        err = no_thread(arena);
    }
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return err;
}

Err *job_pool_open(Arena *arena, Str address, Clock clock, int workers, const JobKind *kinds,
                   void (*changed)(void *arg, Str id), void *arg, JobPool **ret)
{
    *ret = NULL;
    TRY(try_store(arena, address, clock));
    if (workers <= 0)
        workers = pool_cpu_count() < 4 ? pool_cpu_count() : 4;
    Arena memory = arena_open(1 << 20);
    JobPool *pool = new (&memory, JobPool, 1);
    *pool = (JobPool){.clock = clock, .kinds = kinds, .changed = changed, .arg = arg, .workers = workers};
    pool->address = str_copy(&memory, address);
    pool->slot = new (&memory, JobSlot, workers);
    pool->thread = new (&memory, pthread_t, workers);
    pool->memory = memory;
    for (int i = 0; i < workers; i++)
        pool->slot[i].pool = pool;
    pthread_mutex_init(&pool->lock, NULL);
    pthread_cond_init(&pool->wake, NULL);
    Err *err = start_threads(arena, pool);
    *ret = pool;
    if (err)
        job_pool_close(ret);
    return err;
}

void job_pool_wake(JobPool *pool)
{
    pthread_mutex_lock(&pool->lock);
    pool->woken++;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
}

static void tell(JobPool *pool, bool *what)
{
    pthread_mutex_lock(&pool->lock);
    *what = true;
    pthread_cond_broadcast(&pool->wake);
    pthread_mutex_unlock(&pool->lock);
}

void job_pool_close(JobPool **ret)
{
    JobPool *pool = *ret;
    if (!pool)
        return;
    tell(pool, &pool->stopping);
    for (int i = 0; i < pool->workers; i++)
        pthread_join(pool->thread[i], NULL);
    tell(pool, &pool->workers_gone); /* the keeper beats until the last one is through */
    if (pool->keeper)
        pthread_join(pool->keeper, NULL);
    pthread_cond_destroy(&pool->wake);
    pthread_mutex_destroy(&pool->lock);
    Arena memory = pool->memory;
    arena_close(&memory);
    *ret = NULL;
}
