/* The threads that serve: each takes the next request that was read whole, with a store of its own. */
#include "http/server.h"

#include "base/pool.h"

#define ARENA_WORKER ((ptrdiff_t)1 << 30)

static bool is_change(const Exchange *x)
{
    return !str_eq(x->request.method, S("GET")) && !str_eq(x->request.method, S("HEAD"));
}

static void put_last(Exchange **first, Exchange **last, Exchange *x)
{
    x->next = NULL;
    if (*last)
        (*last)->next = x;
    else
        *first = x;
    *last = x;
}

static Exchange *take_first(Exchange **first, Exchange **last)
{
    Exchange *x = *first;
    if (x)
        *first = x->next;
    if (!*first)
        *last = NULL;
    return x;
}

bool workers_put(Server *server, Exchange *x)
{
    pthread_mutex_lock(&server->queue_lock);
    bool room = server->waiting < WAITING_MOST && !server->workers_stop;
    if (room && is_change(x))
        put_last(&server->change_first, &server->change_last, x);
    else if (room)
        put_last(&server->read_first, &server->read_last, x);
    server->waiting += room;
    pthread_cond_signal(&server->queue_filled);
    pthread_mutex_unlock(&server->queue_lock);
    return room;
}

/* Changes wait for each other in the database anyway: they leave one worker to those who read.  Under the lock. */
static Exchange *next_one(Server *server, bool *ret_change)
{
    bool changes_may = server->changing < (server->workers > 1 ? server->workers - 1 : 1);
    Exchange *x = changes_may ? take_first(&server->change_first, &server->change_last) : NULL;
    *ret_change = x != NULL;
    if (!x)
        x = take_first(&server->read_first, &server->read_last);
    server->changing += *ret_change;
    server->waiting -= x != NULL;
    return x;
}

static void open_again(Worker *worker)
{
    if (!worker->lost)
        return;
    Store *store = NULL;
    Err *err = store_open(&worker->arena, worker->server->options->db, worker->server->options->clock, &store);
    if (!err)
        err = store_wait(store, &worker->arena, LOCK_MS);
    if (err) { /* the old one stays, and says why it fails */
        store_close(&store);
        return;
    }
    store_close(&worker->store);
    worker->store = store;
    worker->lost = false;
}

static void *work(void *arg)
{
    Worker *worker = arg;
    Server *server = worker->server;
    pthread_mutex_lock(&server->queue_lock);
    for (;;) {
        bool change;
        Exchange *x = next_one(server, &change);
        if (!x && server->workers_stop)
            break;
        if (!x) {
            pthread_cond_wait(&server->queue_filled, &server->queue_lock);
            continue;
        }
        pthread_mutex_unlock(&server->queue_lock);
        open_again(worker);
        x->ran_us = clock_tick_us();
        if (dispatch(worker, x))
            exchange_ready(x);
        arena_reset(&worker->arena);
        pthread_mutex_lock(&server->queue_lock);
        server->changing -= change;
        if (change && server->change_first)
            pthread_cond_signal(&server->queue_filled);
    }
    pthread_mutex_unlock(&server->queue_lock);
    return NULL;
}

static Err *open_one(Server *server, Arena *arena, Worker *worker)
{
    *worker = (Worker){.server = server, .arena = arena_open(ARENA_WORKER)};
    TRY(store_open(arena, server->options->db, server->options->clock, &worker->store));
    TRY(store_wait(worker->store, arena, LOCK_MS));
    worker->started = pthread_create(&worker->thread, NULL, work, worker) == 0;
    if (!worker->started)
        return FAIL(arena, UNAVAILABLE, "không mở thêm được luồng xử lý; hãy kiểm tra giới hạn của hệ thống",
                    "no more threads could be started; check the system's limits");
    return NULL;
}

Err *workers_open(Server *server, Arena *arena)
{
    int wanted = server->options->threads > 0 ? server->options->threads : 2 * pool_cpu_count();
    server->worker = new (&server->memory, Worker, wanted);
    for (server->workers = 0; server->workers < wanted;)
        TRY(open_one(server, arena, &server->worker[server->workers++]));
    return NULL;
}

void workers_close(Server *server)
{
    pthread_mutex_lock(&server->queue_lock);
    server->workers_stop = true;
    pthread_cond_broadcast(&server->queue_filled);
    pthread_mutex_unlock(&server->queue_lock);
    for (int i = 0; i < server->workers; i++) {
        Worker *worker = &server->worker[i];
        if (worker->started)
            pthread_join(worker->thread, NULL);
        store_close(&worker->store);
        arena_close(&worker->arena);
    }
    server->workers = 0;
}
