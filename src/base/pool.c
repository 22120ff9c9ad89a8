#include "base/pool.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <unistd.h>

enum { MAX_THREADS = 256 };

typedef struct Work {
    atomic_ptrdiff_t next;
    ptrdiff_t count, chunk;
    void (*fn)(void *arg, ptrdiff_t from, ptrdiff_t to);
    void *arg;
} Work;

int pool_cpu_count(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > MAX_THREADS ? MAX_THREADS : (int)n;
}

static void *run_chunks(void *p)
{
    Work *work = p;
    for (;;) {
        ptrdiff_t from = atomic_fetch_add(&work->next, work->chunk);
        if (from >= work->count)
            return NULL;
        ptrdiff_t to = work->count - from < work->chunk ? work->count : from + work->chunk;
        work->fn(work->arg, from, to);
    }
}

void parallel_for(int threads, ptrdiff_t count, ptrdiff_t chunk, void (*fn)(void *arg, ptrdiff_t from, ptrdiff_t to),
                  void *arg)
{
    assert(count >= 0 && chunk > 0);
    Work work = {.count = count, .chunk = chunk, .fn = fn, .arg = arg};
    pthread_t helpers[MAX_THREADS];
    int started = 0;
    ptrdiff_t chunks = count / chunk + (count % chunk != 0);
    for (int i = 1; i < threads && i < MAX_THREADS && i < chunks; i++)
        if (pthread_create(&helpers[started], NULL, run_chunks, &work) == 0)
            started++; /* a thread that does not start is work for the others */
    run_chunks(&work);
    for (int i = 0; i < started; i++)
        pthread_join(helpers[i], NULL);
}

typedef struct Aside {
    void (*fn)(void *arg);
    void *arg;
} Aside;

static void *run_aside(void *p)
{
    Aside *aside = p;
    aside->fn(aside->arg);
    return NULL;
}

/* To the kernel a thread is a process of its own, and 0 the one that asks. */
static void *run_when_idle(void *p)
{
    enum { POLITE = 5 };
    (void)setpriority(PRIO_PROCESS, 0, POLITE);
    return run_aside(p);
}

static void run_two(int threads, void (*own)(void *arg), void *own_arg, void *(*run)(void *p), Aside other)
{
    pthread_t helper;
    bool started = threads > 1 && pthread_create(&helper, NULL, run, &other) == 0;
    own(own_arg);
    if (started)
        pthread_join(helper, NULL);
    else
        other.fn(other.arg);
}

void parallel_two(int threads, void (*own)(void *arg), void *own_arg, void (*aside)(void *arg), void *aside_arg)
{
    run_two(threads, own, own_arg, run_aside, (Aside){aside, aside_arg});
}

void parallel_meanwhile(int threads, void (*own)(void *arg), void *own_arg, void (*aside)(void *arg), void *aside_arg)
{
    run_two(threads, own, own_arg, run_when_idle, (Aside){aside, aside_arg});
}

/* ---- a pipe ------------------------------------------------------------------------------- */

enum { MAX_SLOTS = 4 * MAX_THREADS };

typedef struct Line {
    const Pipe *pipe;
    void *arg;
    int slots, workers;
    pthread_mutex_t lock; /* of all below */
    pthread_cond_t fed_one, worked_one;
    ptrdiff_t fed, begun, taken; /* how many */
    bool ended;                  /* nothing is fed any more */
    bool worked[MAX_SLOTS];
} Line;

/* Under the lock, which is open while it works. */
static void work_next(Line *line, int worker)
{
    int slot = (int)(line->begun++ % line->slots);
    pthread_mutex_unlock(&line->lock);
    line->pipe->work(line->arg, slot, worker);
    pthread_mutex_lock(&line->lock);
    line->worked[slot] = true;
    pthread_cond_signal(&line->worked_one);
}

static void *work_line(void *p)
{
    Line *line = p;
    pthread_mutex_lock(&line->lock);
    int worker = ++line->workers;
    for (;;) {
        while (line->begun == line->fed && !line->ended)
            pthread_cond_wait(&line->fed_one, &line->lock);
        if (line->begun == line->fed)
            break;
        work_next(line, worker);
    }
    pthread_mutex_unlock(&line->lock);
    return NULL;
}

static bool may_take(const Line *line)
{
    return line->taken < line->fed && line->worked[line->taken % line->slots];
}

static bool take_next(Line *line)
{
    int slot = (int)(line->taken % line->slots);
    pthread_mutex_unlock(&line->lock);
    bool goes_on = line->pipe->take(line->arg, slot);
    pthread_mutex_lock(&line->lock);
    line->worked[slot] = false;
    line->taken++;
    return goes_on;
}

static bool feed_next(Line *line)
{
    int slot = (int)(line->fed % line->slots);
    pthread_mutex_unlock(&line->lock);
    bool more = line->pipe->feed(line->arg, slot);
    pthread_mutex_lock(&line->lock);
    line->fed += more;
    if (more)
        pthread_cond_signal(&line->fed_one);
    return more;
}

/* What is worked is taken before more is fed, and the caller works where there is room for nothing else. */
static void run_line(Line *line)
{
    bool takes = true;
    pthread_mutex_lock(&line->lock);
    for (;;) {
        if (takes && may_take(line))
            takes = take_next(line);
        else if (takes && !line->ended && line->fed - line->taken < line->slots)
            line->ended = !feed_next(line);
        else if (line->begun < line->fed)
            work_next(line, 0);
        else if (takes && line->taken < line->fed)
            pthread_cond_wait(&line->worked_one, &line->lock);
        else
            break;
    }
    line->ended = true;
    pthread_cond_broadcast(&line->fed_one);
    pthread_mutex_unlock(&line->lock);
}

void parallel_pipe(int threads, int slots, const Pipe *pipe, void *arg)
{
    assert(slots > 0 && slots <= MAX_SLOTS);
    Line line = {.pipe = pipe, .arg = arg, .slots = slots};
    pthread_t helpers[MAX_THREADS];
    int started = 0;
    pthread_mutex_init(&line.lock, NULL);
    pthread_cond_init(&line.fed_one, NULL);
    pthread_cond_init(&line.worked_one, NULL);
    for (int i = 1; i < threads && i < MAX_THREADS; i++)
        if (pthread_create(&helpers[started], NULL, work_line, &line) == 0)
            started++; /* a thread that does not start is work for the others */
    run_line(&line);
    for (int i = 0; i < started; i++)
        pthread_join(helpers[i], NULL);
    pthread_cond_destroy(&line.worked_one);
    pthread_cond_destroy(&line.fed_one);
    pthread_mutex_destroy(&line.lock);
}
