/* libmicrohttpd's side: connections and the life of a request.
 *
 *     BEGIN ──(large body)─► ADMIT by a worker ─► BODY ─► RUN by a worker ─► READY ─► SENT
 *        └──(static file, refusal)────────────────────────────────────────► READY
 *
 * A connection sleeps (MHD_suspend_connection) while a worker has its exchange; libmicrohttpd calls serve() again once
 * it was woken. */
#include "http/server.h"

#include "base/pool.h"
#include <arpa/inet.h>
#include <assert.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { EXCHANGES_KEPT = 64, ARENA_KEPT = 512 << 10, ADMIT_FIRST = 64 << 10 };
#define ARENA_EXCHANGE ((ptrdiff_t)4 << 30)

/* ---- connections ------------------------------------------------------------------------------- */

static void conn_stage(Conn *conn, Stage stage, int64_t bytes)
{
    atomic_store(&conn->since_ms, clock_tick_ms());
    atomic_store(&conn->bytes, bytes);
    atomic_store(&conn->stage, (int)stage);
}

static Conn *conn_take(Server *server, struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    pthread_mutex_lock(&server->lock);
    Conn *conn = server->conn_free;
    if (conn) {
        server->conn_free = conn->next;
        conn->exchange = NULL;
        conn->cut = false;
        conn_stage(conn, STAGE_SENT, 0);
        conn->fd = info ? info->connect_fd : -1;
    }
    pthread_mutex_unlock(&server->lock);
    return conn;
}

/* ---- exchanges --------------------------------------------------------------------------------- */

static Exchange *exchange_take(Server *server)
{
    pthread_mutex_lock(&server->lock);
    Exchange *x = server->exchange_free;
    if (x) {
        server->exchange_free = x->next;
        server->exchanges_free--;
    } else {
        x = new (&server->memory, Exchange, 1);
    }
    pthread_mutex_unlock(&server->lock);
    Arena arena = x->arena;
    *x = (Exchange){.server = server, .arena = arena, .body_told = -1};
    if (!x->arena.base)
        x->arena = arena_open(ARENA_EXCHANGE);
    x->began_us = clock_tick_us();
    return x;
}

static void exchange_give(Exchange *x)
{
    Server *server = x->server;
    if (x->kept)
        keep_let_go(x->kept);
    if (x->json)
        json_decref(x->json);
    atomic_fetch_sub(&server->body_bytes, x->body.cap);
    upload_abandon(&x->upload);
    if (x->answer.response && !x->answer.shared)
        MHD_destroy_response(x->answer.response);
    if (x->arena.beg - x->arena.base > ARENA_KEPT || server->exchanges_free >= EXCHANGES_KEPT)
        arena_close(&x->arena);
    else
        arena_reset(&x->arena);
    pthread_mutex_lock(&server->lock);
    x->next = server->exchange_free;
    server->exchange_free = x;
    server->exchanges_free++;
    pthread_mutex_unlock(&server->lock);
}

static void on_connection(void *arg, struct MHD_Connection *connection, void **context,
                          enum MHD_ConnectionNotificationCode what)
{
    Server *server = arg;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        *context = conn_take(server, connection);
        return;
    }
    Conn *conn = *context;
    if (!conn)
        return;
    if (conn->exchange) /* its line was read, its headers never were */
        exchange_give(conn->exchange);
    pthread_mutex_lock(&server->lock);
    conn->exchange = NULL;
    conn->fd = -1;
    conn->next = server->conn_free;
    server->conn_free = conn;
    pthread_mutex_unlock(&server->lock);
}

/* The line of the request, as it was sent. */
static void *on_line(void *arg, const char *line, struct MHD_Connection *connection)
{
    Server *server = arg;
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    Conn *conn = info ? info->socket_context : NULL;
    if (!conn)
        return NULL;
    if (conn->exchange)
        exchange_give(conn->exchange);
    Exchange *x = conn->exchange = exchange_take(server);
    x->conn = conn;
    x->connection = connection;
    conn_stage(conn, STAGE_BEGIN, 0);
    x->target.path = str_copy(&x->arena, str_from(line));
    return x;
}

static void on_completed(void *arg, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode why)
{
    Exchange *x = *context;
    (void)arg, (void)connection;
    *context = NULL;
    if (!x)
        return;
    if (x->watcher)
        hub_leave(x);
    if (x->counted) {
        log_request(x, why != MHD_REQUEST_TERMINATED_COMPLETED_OK);
        metrics_count(x);
        atomic_fetch_sub(&x->server->in_flight, 1);
    }
    x->conn->exchange = NULL;
    conn_stage(x->conn, STAGE_SENT, 0);
    exchange_give(x);
}

Str conn_address(Exchange *x)
{
    const union MHD_ConnectionInfo *info = MHD_get_connection_info(x->connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    const struct sockaddr *address = info ? info->client_addr : NULL;
    char text[INET6_ADDRSTRLEN] = "";
    if (address && address->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)address)->sin_addr, text, sizeof text);
    else if (address && address->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)address)->sin6_addr, text, sizeof text);
    Str s = str_copy(&x->arena, str_from(text));
    return str_starts(s, S("::ffff:")) ? str_slice(s, 7, s.len) : s;
}

/* ---- the way through ----------------------------------------------------------------------------- */

static enum MHD_Result send_answer(Exchange *x)
{
    x->stage = STAGE_SENT;
    conn_stage(x->conn, x->watcher ? STAGE_RUN : STAGE_READY, x->answer.bytes); /* a stream takes its own time */
    if (!x->answer.response)
        return MHD_NO;
    return MHD_queue_response(x->connection, (unsigned)x->answer.status, x->answer.response);
}

void exchange_again(Exchange *x)
{
    if (workers_put(x->server, x))
        return;
    reply_header(&x->reply, "Retry-After", S("2"));
    reply_status(x, 503, "busy", "máy chủ đang có quá nhiều yêu cầu; hãy thử lại sau vài giây",
                 "the server has too many requests; try again in some seconds");
    reply_finish(x);
    exchange_ready(x);
}

static enum MHD_Result hand_over(Exchange *x, Stage stage)
{
    x->stage = stage;
    conn_stage(x->conn, stage, 0);
    MHD_suspend_connection(x->connection);
    exchange_again(x);
    return MHD_YES;
}

void exchange_ready(Exchange *x)
{
    struct MHD_Connection *connection = x->connection;
    x->stage = x->answer.response ? STAGE_READY : STAGE_ADMITTED;
    int64_t told = x->body_told > 0 ? x->body_told : 0;
    if (x->request.upload)
        told = (told ? told : x->upload.most) / SPOOL_FASTER;
    conn_stage(x->conn, x->stage, told);
    MHD_resume_connection(connection); /* from here on x belongs to the connection's thread again */
}

static bool has_body(const Exchange *x)
{
    return x->body_told > 0 || request_header(&x->request, "Transfer-Encoding").len > 0;
}

static void read_length(Exchange *x)
{
    Str length = request_header(&x->request, "Content-Length");
    int64_t n = 0;
    for (ptrdiff_t i = 0; i < length.len && n < INT64_MAX / 20; i++)
        n = n * 10 + (length.ptr[i] - '0'); /* libmicrohttpd has refused anything but digits */
    x->body_told = length.len > 0 ? n : -1;
}

static enum MHD_Result begin(Exchange *x, const char *method)
{
    Server *server = x->server;
    Err *err = target_parse(&x->arena, x->target.path, &x->target);
    x->counted = true;
    x->route_name = "-";
    x->route_number = -1;
    atomic_fetch_add(&server->in_flight, 1);
    request_begin(x, method);
    x->reply = (Reply){.status = 200, .type = "application/json"};
    read_length(x);
    if (err)
        reply_error(x, err);
    if (err || !dispatch_early(x)) {
        if (!x->answer.response)
            reply_finish(x);
        x->stage = STAGE_READY;
        return has_body(x) ? send_answer(x) : MHD_YES;
    }
    bool large = has_body(x) && (x->body_told < 0 || x->body_told > ADMIT_FIRST);
    if (large && x->match.route->permission != PERMISSION_PUBLIC)
        return hand_over(x, STAGE_ADMIT);
    x->stage = STAGE_BODY;
    conn_stage(x->conn, STAGE_BODY, x->body_told > 0 ? x->body_told : 0);
    return MHD_YES;
}

static enum MHD_Result too_large(Exchange *x)
{
    x->body = (Buf){0};
    (void)dispatch_too_large(x);
    reply_finish(x);
    x->stage = STAGE_READY;
    return MHD_YES; /* the rest is read and dropped, then answered */
}

static enum MHD_Result take_spooled(Exchange *x, Str piece)
{
    if (x->upload.bytes + piece.len > x->upload.most)
        return too_large(x);
    if (upload_write(&x->upload, piece))
        return MHD_YES;
    reply_status(x, 503, "unavailable", "máy chủ chưa ghi được tệp (có thể đĩa đã đầy); hãy báo người quản trị",
                 "the server could not write the file (its disk may be full); tell the administrator");
    reply_finish(x);
    x->stage = STAGE_READY;
    return MHD_YES;
}

static enum MHD_Result take_body(Exchange *x, const char *data, size_t *size)
{
    Str piece = {data, (ptrdiff_t)*size};
    *size = 0;
    if (x->stage == STAGE_READY)
        return MHD_YES;
    if (x->request.upload)
        return take_spooled(x, piece);
    if (!x->body.arena)
        x->body = buf_open(&x->arena);
    ptrdiff_t cap = x->body.cap;
    if (x->body.len + piece.len > dispatch_body_most(x) || atomic_load(&x->server->body_bytes) > BODIES_MOST)
        return too_large(x);
    buf_add(&x->body, piece);
    atomic_fetch_add(&x->server->body_bytes, x->body.cap - cap);
    return MHD_YES;
}

static enum MHD_Result serve(void *arg, struct MHD_Connection *connection, const char *url, const char *method,
                             const char *version, const char *data, size_t *size, void **context)
{
    Exchange *x = *context;
    (void)arg, (void)connection, (void)url, (void)version;
    if (!x)
        return MHD_NO;
    if (x->stage == STAGE_BEGIN)
        return begin(x, method);
    if (x->stage == STAGE_ADMITTED) { /* called again for the headers, which are known */
        x->stage = STAGE_BODY;
        if (*size == 0)
            return MHD_YES;
    }
    if (*size > 0)
        return take_body(x, data, size);
    if (x->stage == STAGE_READY)
        return send_answer(x);
    if (x->stage != STAGE_BODY)
        return MHD_YES;
    x->request.body = buf_str(&x->body);
    return hand_over(x, STAGE_RUN);
}

/* While the server ends, who comes now goes to another or comes again. */
static enum MHD_Result welcome(void *arg, const struct sockaddr *address, socklen_t size)
{
    Server *server = arg;
    (void)address, (void)size;
    return atomic_load(&server->stopping) ? MHD_NO : MHD_YES;
}

static void complain(void *arg, const char *format, va_list args)
{
    (void)arg, (void)format, (void)args; /* of single connections; what matters comes back as an error */
}

Err *exchange_listen(Server *server, Arena *arena)
{
    const ServeOptions *o = server->options;
    char *certificate = NULL, *key = NULL;
    int network_threads = pool_cpu_count() < 2 ? 1 : pool_cpu_count() > 4 ? 4 : pool_cpu_count();
    bool counted = !o->behind_proxy && server->unix_path.len == 0;
    unsigned flags = MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ITC | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG;
    if (o->certificate.len > 0) {
        TRY(tls_files(server, arena, &certificate, &key));
        flags |= MHD_USE_TLS;
    }
    struct MHD_OptionItem options[] = {
        {MHD_OPTION_LISTEN_SOCKET, server->listener, NULL},
        {MHD_OPTION_CONNECTION_LIMIT, server->conns, NULL},
        {MHD_OPTION_PER_IP_CONNECTION_LIMIT, counted ? (o->per_address ? o->per_address : 1024) : 0, NULL},
        {MHD_OPTION_CONNECTION_TIMEOUT, IDLE_MS / 1000, NULL},
        {MHD_OPTION_CONNECTION_MEMORY_LIMIT, HEADERS_MOST, NULL},
        {MHD_OPTION_STRICT_FOR_CLIENT, 1, NULL},
        {MHD_OPTION_THREAD_POOL_SIZE, network_threads > 1 ? network_threads : 0, NULL},
        {certificate ? MHD_OPTION_HTTPS_MEM_CERT : MHD_OPTION_END, 0, certificate},
        {MHD_OPTION_HTTPS_MEM_KEY, 0, key},
        {MHD_OPTION_HTTPS_PRIORITIES, 0, (void *)(uintptr_t) "SECURE192:SECURE128:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2"},
        {MHD_OPTION_END, 0, NULL},
    };
    server->daemon = MHD_start_daemon(flags, 0, welcome, server, serve, server, MHD_OPTION_EXTERNAL_LOGGER, complain,
                                      NULL, MHD_OPTION_NOTIFY_COMPLETED, on_completed, server,
                                      MHD_OPTION_NOTIFY_CONNECTION, on_connection, server, MHD_OPTION_URI_LOG_CALLBACK,
                                      on_line, server, MHD_OPTION_ARRAY, options, MHD_OPTION_END);
    if (server->daemon)
        return NULL;
    return FAIL(arena, UNAVAILABLE,
                "không khởi động được phần mạng; hãy kiểm tra chứng thư, khoá và giới hạn số tệp mở",
                "the network part did not start; check the certificate, the key and the limit of open files");
}
