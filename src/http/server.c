/* Opening, running until a signal, and closing in an order that loses nothing. */
#include "http/server.h"

#include "base/pool.h"
#include "http/oidc.h"
#include <jansson.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

enum { CONNECTIONS = 4096, OTHER_FILES = 256 };

/* Each connection is an open file; the soft limit is often 1024. */
static int connections_possible(const ServeOptions *options)
{
    int wanted = options->connections > 0 ? options->connections : CONNECTIONS;
    struct rlimit limit;
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return wanted;
    rlim_t needed = (rlim_t)wanted + OTHER_FILES;
    if (limit.rlim_cur < needed) {
        limit.rlim_cur = limit.rlim_max < needed ? limit.rlim_max : needed;
        if (setrlimit(RLIMIT_NOFILE, &limit) != 0)
            getrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur < needed)
        wanted = limit.rlim_cur > 2 * OTHER_FILES ? (int)limit.rlim_cur - OTHER_FILES : OTHER_FILES;
    return wanted;
}

static void open_conns(Server *server)
{
    server->conns = connections_possible(server->options);
    server->conn = new (&server->memory, Conn, server->conns);
    for (int i = server->conns; i-- > 0;) {
        server->conn[i].fd = -1;
        server->conn[i].next = server->conn_free;
        server->conn_free = &server->conn[i];
    }
}

static Str random_prefix(Arena *arena)
{
    unsigned char bytes[5];
    char hex[11];
    randombytes_buf(bytes, sizeof bytes);
    return str_copy(arena, str_from(sodium_bin2hex(hex, sizeof hex, bytes, sizeof bytes)));
}

static Err *open_jobs(Server *server, Arena *arena)
{
    const ServeOptions *o = server->options;
    int cores = pool_cpu_count(), workers = o->job_workers > 0 ? o->job_workers : cores < 4 ? cores : 4;
    ptrdiff_t count = 0;
    for (const JobKind *const *list = http_job_lists; *list; list++)
        for (const JobKind *kind = *list; kind->name; kind++)
            count++;
    JobKind *kinds = new (&server->memory, JobKind, count + 1);
    count = 0;
    for (const JobKind *const *list = http_job_lists; *list; list++)
        for (const JobKind *kind = *list; kind->name; kind++)
            kinds[count++] = *kind;
    return job_pool_open(arena, o->db, o->clock, workers, kinds, hub_changed, server, &server->jobs);
}

static Err *begin(Server *server, Arena *arena)
{
    const ServeOptions *o = server->options;
    if (sodium_init() < 0)
        return FAIL(arena, INTERNAL, "thư viện mật mã không khởi động được", "the cryptographic library did not start");
    json_object_seed(0);
    server->https = o->certificate.len > 0 || str_starts(o->public_url, S("https://"));
    server->logs = log_wanted(LOG_INFO);
    server->request_prefix = random_prefix(&server->memory);
    server->router = router_build(&server->memory, http_route_lists);
    open_conns(server);
    metrics_open(server);
    keep_open(server);
    TRY(static_open(server, arena));
    TRY(listen_open(server, arena));
    TRY(workers_open(server, arena));
    TRY(hub_open(server, arena));
    TRY(open_jobs(server, arena));
    return exchange_listen(server, arena);
}

static void say_where(const Server *server)
{
    Str where = server->unix_path.len > 0 ? server->unix_path : server->origin;
    bool vi = server->options->lang == LANG_VI;
    printf(vi ? "Bao Phủ đang phục vụ tại %.*s\n" : "Bao Phủ is serving at %.*s\n", STRF(where));
    fflush(stdout);
}

/* Only while there is no account at all: whoever has this link becomes the administrator. */
static Err *say_first_link(const Server *server, Arena *arena)
{
    Store *store = NULL;
    Str invite = {0};
    bool vi = server->options->lang == LANG_VI;
    Err *err = store_open(arena, server->options->db, server->options->clock, &store);
    if (!err)
        err = account_first(store, arena, &invite);
    store_close(&store);
    if (!err && invite.len > 0)
        printf(
            vi ? "Chưa có tài khoản nào. Người quản trị đầu tiên mở liên kết này (dùng một lần):\n%.*s/moi/%.*s\n"
               : "There is no account yet. The first administrator opens this link (it works once):\n%.*s/moi/%.*s\n",
            STRF(server->origin), STRF(invite));
    fflush(stdout);
    return err;
}

/* No new connections, which exchange.c sends away from here on; what is being answered gets its time.  Not with
 * MHD_quiesce_daemon: under epoll it takes the socket from threads that may be doing so themselves, and then aborts. */
static bool drain(Server *server)
{
    const struct timespec pause = {.tv_nsec = 20000000};
    int64_t until = clock_tick_ms() + STOP_MS;
    atomic_store(&server->stopping, true);
    hub_stop(server);
    while (atomic_load(&server->in_flight) > 0 && clock_tick_ms() < until)
        nanosleep(&pause, NULL);
    return atomic_load(&server->in_flight) == 0;
}

static void end(Server *server)
{
    bool finished = true;
    if (server->daemon)
        finished = drain(server);
    if (!finished) /* what still runs would touch what is closed here: the system clears up */
        _exit(0);
    if (server->daemon) {
        MHD_stop_daemon(server->daemon);
        server->listener = -1; /* is closed with it */
    }
    workers_close(server);
    job_pool_close(&server->jobs);
    hub_close(server);
    keep_close(server);
    listen_close(server);
    static_close(server);
    pthread_mutex_destroy(&server->lock);
    pthread_mutex_destroy(&server->queue_lock);
    pthread_cond_destroy(&server->queue_filled);
}

/* A file of single sign-on that cannot be used stops --check and nothing else: passwords go on. */
static Err *look_at_single_sign_on(const ServeOptions *options, Arena *arena)
{
    OidcConfig config;
    Err *err = options->oidc.len > 0 ? oidc_config(arena, options->oidc, &config) : NULL;
    if (err && !options->check)
        log_line(LOG_WARN, options->clock, "single-sign-on-unusable", NULL, 0);
    return options->check ? err : NULL;
}

Err *http_serve(Arena *arena, const ServeOptions *options)
{
    Arena memory = arena_open((ptrdiff_t)1 << 30);
    Server *server = new (&memory, Server, 1);
    sigset_t ends;
    *server = (Server){.options = options, .memory = memory, .listener = -1};
    pthread_mutex_init(&server->lock, NULL);
    pthread_mutex_init(&server->queue_lock, NULL);
    pthread_cond_init(&server->queue_filled, NULL);
    sigemptyset(&ends);
    sigaddset(&ends, SIGTERM);
    sigaddset(&ends, SIGINT);
    pthread_sigmask(SIG_BLOCK, &ends, NULL); /* for good and in all threads: one place takes them */
    signal(SIGPIPE, SIG_IGN);
    Err *err = begin(server, arena);
    if (!err)
        err = look_at_single_sign_on(options, arena);
    if (!err) {
        int signal_number;
        say_where(server);
        err = options->check ? NULL : say_first_link(server, arena);
        if (!err && !options->check)
            sigwait(&ends, &signal_number);
    }
    end(server);
    memory = server->memory;
    arena_close(&memory);
    return err;
}
