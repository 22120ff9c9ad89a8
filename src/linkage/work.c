/* work: threads that lend themselves room, tell how far they are, and leave off when asked.
 *
 * Only the thread that began the work calls the watch's functions, so they need not be
 * safe for several threads.  What workers gather is summed or sorted afterwards, so it never shows
 * who gathered it. */
#include "linkage/name.h"
#include "linkage/records_internal.h"

Worker *worker_take(LinkData *data)
{
    for (int i = 0;; i = (i + 1) % LINK_THREADS_MAX) { /* more room than threads: ends soon */
        Worker *w = &data->worker[i];
        if (atomic_exchange(&w->busy, true))
            continue;
        if (!w->scratch.base) {
            w->scratch = arena_open(ARENA_DEFAULT);
            w->keep = arena_open(ARENA_DEFAULT);
            w->patterns_memory = arena_open(ARENA_DEFAULT);
            w->pairs = slab_open();
            w->oversized = slab_open();
            w->names_memory = arena_open(ARENA_DEFAULT);
            w->names = name_memo(&w->names_memory);
            w->written_memory = arena_open(ARENA_DEFAULT);
        }
        arena_reset(&w->scratch);
        return w;
    }
}

void worker_give(Worker *worker)
{
    atomic_store(&worker->busy, false);
}

void workers_reset(LinkData *data)
{
    for (int i = 0; i < LINK_THREADS_MAX; i++) {
        Worker *w = &data->worker[i];
        if (!w->scratch.base)
            continue;
        arena_reset(&w->scratch);
        arena_reset(&w->keep);
        arena_reset(&w->patterns_memory);
        slab_close(&w->pairs);
        w->pairs = slab_open();
        w->oversized.len = 0;
        w->patterns = (PatternCount){0};
        w->count = (LinkRuleCount){0};
        w->blocks = (BlockList){0};
    }
}

void work_begin(LinkData *data, Text what, int64_t total)
{
    data->caller = pthread_self();
    data->what = what;
    data->total = total;
    data->told = 0;
    atomic_store(&data->done, 0);
    atomic_store(&data->stop, false);
}

bool work_step(LinkData *data, int64_t more)
{
    int64_t done = atomic_fetch_add(&data->done, more) + more;
    if (!pthread_equal(pthread_self(), data->caller))
        return !atomic_load(&data->stop);
    if (data->watch.progress && done - data->told > data->total / 1000) {
        data->told = done;
        data->watch.progress(data->watch.arg, data->what, done, data->total);
    }
    if (data->watch.cancelled && data->watch.cancelled(data->watch.arg))
        atomic_store(&data->stop, true);
    return !atomic_load(&data->stop);
}

Err *work_end(LinkData *data, Arena *arena)
{
    if (!atomic_load(&data->stop))
        return NULL;
    return FAIL(arena, CONFLICT, "đã dừng theo yêu cầu", "cancelled");
}
