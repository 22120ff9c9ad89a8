#include "base/pool.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
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

void parallel_two(int threads, void (*own)(void *arg), void *own_arg, void (*aside)(void *arg), void *aside_arg)
{
    pthread_t helper;
    Aside other = {aside, aside_arg};
    bool started = threads > 1 && pthread_create(&helper, NULL, run_aside, &other) == 0;
    own(own_arg);
    if (started)
        pthread_join(helper, NULL);
    else
        aside(aside_arg);
}
