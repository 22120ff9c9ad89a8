/* Figures of the service for Prometheus. */
#include "http/server.h"

#include <stdio.h>
#include <unistd.h>

enum { STATUSES = 6, BUCKETS = 12 };

static const int64_t bounds_us[BUCKETS] = {500,   1000,   2500,   5000,    10000,   20000,
                                           50000, 100000, 250000, 1000000, 5000000, 30000000};

typedef struct RouteFigures {
    atomic_llong status[STATUSES]; /* by hundreds */
    atomic_llong bucket[BUCKETS + 1], us, bytes;
} RouteFigures;

struct Metrics {
    RouteFigures *route; /* the last two: files, and what is nowhere */
    int routes;
};

void metrics_open(Server *server)
{
    server->metrics = new (&server->memory, struct Metrics, 1);
    server->metrics->routes = server->router.paths + 1;
    server->metrics->route = new (&server->memory, RouteFigures, server->metrics->routes);
}

void metrics_count(Exchange *x)
{
    struct Metrics *m = x->server->metrics;
    RouteFigures *r = &m->route[x->route_number >= 0 ? x->route_number : m->routes - 1];
    int64_t us = clock_tick_us() - x->began_us;
    int at = 0, hundred = x->answer.status / 100;
    while (at < BUCKETS && us > bounds_us[at])
        at++;
    atomic_fetch_add(&r->bucket[at], 1);
    atomic_fetch_add(&r->us, us);
    atomic_fetch_add(&r->bytes, x->answer.bytes);
    atomic_fetch_add(&r->status[hundred < STATUSES ? hundred : 0], 1);
}

static Str route_label(const Server *server, int at)
{
    return at < server->router.paths ? server->router.path[at].path : S("(files)");
}

static void head(Buf *out, const char *name, const char *type, const char *help)
{
    buf_fmt(out, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void put_requests(Buf *out, const Server *server)
{
    head(out, "baophu_http_requests_total", "counter", "Requests by route and hundred of the status.");
    for (int i = 0; i < server->metrics->routes; i++) {
        const RouteFigures *r = &server->metrics->route[i];
        for (int status = 0; status < STATUSES; status++) {
            long long n = atomic_load(&r->status[status]);
            if (n > 0)
                buf_fmt(out, "baophu_http_requests_total{route=\"%.*s\",status=\"%dxx\"} %lld\n",
                        STRF(route_label(server, i)), status, n);
        }
    }
}

static void put_seconds(Buf *out, const Server *server)
{
    head(out, "baophu_http_seconds", "histogram", "From the first byte of a request to the last of its answer.");
    for (int i = 0; i < server->metrics->routes; i++) {
        const RouteFigures *r = &server->metrics->route[i];
        Str label = route_label(server, i);
        long long sum = 0;
        for (int at = 0; at <= BUCKETS; at++)
            sum += atomic_load(&r->bucket[at]);
        if (sum == 0)
            continue;
        long long upto = 0;
        for (int at = 0; at < BUCKETS; at++) {
            upto += atomic_load(&r->bucket[at]);
            buf_fmt(out, "baophu_http_seconds_bucket{route=\"%.*s\",le=\"%g\"} %lld\n", STRF(label),
                    (double)bounds_us[at] / 1e6, upto);
        }
        buf_fmt(out, "baophu_http_seconds_bucket{route=\"%.*s\",le=\"+Inf\"} %lld\n", STRF(label), sum);
        buf_fmt(out, "baophu_http_seconds_sum{route=\"%.*s\"} %.6f\n", STRF(label), (double)atomic_load(&r->us) / 1e6);
        buf_fmt(out, "baophu_http_seconds_count{route=\"%.*s\"} %lld\n", STRF(label), sum);
    }
}

static void put_bytes(Buf *out, const Server *server)
{
    head(out, "baophu_http_sent_bytes_total", "counter", "Bytes of answers without their headers.");
    for (int i = 0; i < server->metrics->routes; i++) {
        long long n = atomic_load(&server->metrics->route[i].bytes);
        if (n > 0)
            buf_fmt(out, "baophu_http_sent_bytes_total{route=\"%.*s\"} %lld\n", STRF(route_label(server, i)), n);
    }
}

static void gauge(Buf *out, const char *name, const char *help, long long value)
{
    head(out, name, "gauge", help);
    buf_fmt(out, "%s %lld\n", name, value);
}

/* Pages in memory, from the second number of /proc/self/statm. */
static long long resident_bytes(void)
{
    long long pages = 0, size = 0;
    FILE *f = fopen("/proc/self/statm", "re");
    if (f && fscanf(f, "%lld %lld", &size, &pages) != 2)
        pages = 0;
    if (f)
        fclose(f);
    return pages * sysconf(_SC_PAGESIZE);
}

static int connections(Server *server)
{
    const union MHD_DaemonInfo *info = MHD_get_daemon_info(server->daemon, MHD_DAEMON_INFO_CURRENT_CONNECTIONS);
    return info ? (int)info->num_connections : 0;
}

static void put_keep(Buf *out, Server *server)
{
    KeepFigures kept = keep_figures(server);
    head(out, "baophu_kept_hits_total", "counter", "Answers that were given again.");
    buf_fmt(out, "baophu_kept_hits_total %lld\n", kept.hits);
    head(out, "baophu_kept_misses_total", "counter", "Answers that had to be made.");
    buf_fmt(out, "baophu_kept_misses_total %lld\n", kept.misses);
    gauge(out, "baophu_kept_bytes", "Memory of answers that are kept.", kept.bytes);
    gauge(out, "baophu_kept_pieces", "Answers that are kept.", kept.pieces);
    pthread_mutex_lock(&server->lock);
    long long cut = server->cut;
    pthread_mutex_unlock(&server->lock);
    head(out, "baophu_http_cut_total", "counter", "Connections cut off because they were too slow.");
    buf_fmt(out, "baophu_http_cut_total %lld\n", cut);
}

Str metrics_text(Server *server, Arena *arena)
{
    Buf out = buf_open(arena);
    put_requests(&out, server);
    put_seconds(&out, server);
    put_bytes(&out, server);
    pthread_mutex_lock(&server->queue_lock);
    int waiting = server->waiting, changing = server->changing;
    pthread_mutex_unlock(&server->queue_lock);
    gauge(&out, "baophu_http_connections", "Connections that are open.", connections(server));
    gauge(&out, "baophu_http_in_flight", "Requests that are not answered yet.", atomic_load(&server->in_flight));
    gauge(&out, "baophu_workers", "Threads that serve, each with a connection to the store.", server->workers);
    gauge(&out, "baophu_workers_waiting", "Requests that wait for one.", waiting);
    gauge(&out, "baophu_workers_changing", "Changes that are being made.", changing);
    gauge(&out, "baophu_body_bytes", "Memory that holds what is being sent to the server.",
          atomic_load(&server->body_bytes));
    gauge(&out, "baophu_watchers", "Pages that follow a job.", hub_watchers(server));
    put_keep(&out, server);
    gauge(&out, "process_resident_memory_bytes", "Memory of the process.", resident_bytes());
    return buf_str(&out);
}
