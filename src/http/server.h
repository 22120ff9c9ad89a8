/* server: what the files of the server share; handlers see route.h only.
 *
 * Who calls what: libmicrohttpd's threads run exchange.c (begin, body, ready, done) and send; worker threads run
 * worker.c → dispatch.c → a handler → reply.c; one watch thread (events.c) serves those who watch jobs and cuts off
 * connections that are too slow.  An Exchange is one request and its answer; it belongs to the connection's thread
 * until it is handed over, to the worker until the connection is resumed. */
#pragma once
#include "base/log.h"
#include "http/route.h"
#include "http/target.h"
#include "http/upload.h"
#include <microhttpd.h>
#include <pthread.h>
#include <stdatomic.h>

enum {
    SEGMENTS = TARGET_SEGMENTS,
    ROUTE_PARAMS = 4,
    HEADERS_MOST = 24 * 1024, /* of a request, with its line */
    CHUNK = 64 * 1024,
    LATE_MS = 20000,      /* for a request's headers, from the answer before on */
    IDLE_MS = 75000,      /* a connection between two requests */
    SLOWEST_BYTES = 4096, /* a second, of bodies and answers once LATE_MS are over */
    SPOOL_FASTER = 16,    /* so many times that of a large file: it holds room on the disk while it comes */
    WATCH_MS = 600000,    /* a stream of events ends then and is asked for again */
    ALIVE_MS = 15000,
    STOP_MS = 30000,
    WAITING_MOST = 1024, /* requests in the workers' queue; more are turned away */
    LOCK_MS = 5000,      /* a request waits so long for the database's lock */
};
#define BODIES_MOST ((int64_t)256 << 20) /* bytes of all bodies in memory at once */

/* ---- router.c ------------------------------------------------------------------------ */
typedef struct RoutePath { /* one path with its methods */
    Str path, segment[SEGMENTS];
    int segments, params;
    const Route *method[8];
    int methods, number;
} RoutePath;
typedef struct Router {
    RoutePath *path; /* fewer parameters first */
    int paths;
} Router;
typedef struct RouteMatch {
    const RoutePath *path;
    const Route *route; /* NULL: the path is there, the method is not */
    Str param[ROUTE_PARAMS];
} RouteMatch;
Router router_build(Arena *arena, const Route *const *lists);
bool router_match(const Router *router, const Target *target, Str method, RouteMatch *ret);
Str router_allow(Arena *arena, const RoutePath *path);
Str router_param(const RouteMatch *match, Str name);

/* ---- answers ---------------------------------------------------------------------------- */
typedef enum Coding { CODING_NONE, CODING_GZIP, CODING_ZSTD, CODINGS } Coding;

/* What stands between a handler and the wire; the bytes belong to the exchange or to a Kept. */
typedef struct Answer {
    struct MHD_Response *response;
    int status;
    int64_t bytes;
    bool shared; /* the response is not the exchange's own */
} Answer;

typedef enum Stage { STAGE_BEGIN, STAGE_ADMIT, STAGE_ADMITTED, STAGE_BODY, STAGE_RUN, STAGE_READY, STAGE_SENT } Stage;

typedef struct Exchange {
    Server *server;
    struct MHD_Connection *connection;
    struct Conn *conn;
    struct Exchange *next; /* in the queue or among the free */
    Arena arena;
    Request request;
    Reply reply;
    Target target;
    RouteMatch match;
    Identity who;
    Stage stage;
    bool https, admitted, counted;
    int64_t body_told; /* Content-Length; -1: chunked or none */
    Buf body;
    Upload upload; /* in place of body */
    struct json_t *json;
    Answer answer;
    struct Kept *kept;
    struct Making *making;  /* what it makes for others too */
    bool alone;             /* was parked in vain: makes its own */
    const Scope *scope;     /* what the handler may see; NULL: everything */
    const char *route_name; /* for log and metrics */
    int route_number;
    int64_t began_us, ran_us;
    struct Watcher *watcher;
} Exchange;

/* ---- connections: how long each may take --------------------------------------------------- */
typedef struct Conn {
    struct Conn *next; /* among the free */
    int fd;            /* -1: free; under the server's lock */
    bool cut;
    atomic_int stage;             /* READY: being sent; SENT: between two requests */
    atomic_llong since_ms, bytes; /* since this stage; how much it has to move */
    Exchange *exchange;           /* of the connection's thread */
} Conn;

typedef struct Worker {
    Server *server;
    pthread_t thread;
    bool started;
    Store *store;
    bool lost; /* its store's server went away: open anew */
    Arena arena;
} Worker;

struct Server {
    const ServeOptions *options;
    Arena memory; /* under lock */
    pthread_mutex_t lock;
    Str origin, request_prefix;
    bool https, logs;
    Router router;
    struct MHD_Daemon *daemon;
    int listener, port;
    Str unix_path;

    Conn *conn; /* table */
    int conns;
    long long cut; /* how many were too slow */
    Conn *conn_free;
    Exchange *exchange_free;
    int exchanges_free;

    pthread_mutex_t queue_lock;
    pthread_cond_t queue_filled;
    Exchange *read_first, *read_last, *change_first, *change_last;
    int waiting, changing, workers;
    Worker *worker;
    bool workers_stop;

    struct Keep *keep;
    struct Static *files;
    struct Hub *hub;
    struct Metrics *metrics;
    JobPool *jobs;
    atomic_bool stopping;
    atomic_int in_flight;
    atomic_llong request_count, body_bytes;
};

/* exchange.c */
Err *exchange_listen(Server *server, Arena *arena) MUST_CHECK; /* starts the daemon */
void exchange_ready(Exchange *x); /* by the worker: the answer is there, its connection goes on */
void exchange_again(Exchange *x); /* back into the queue */
Str conn_address(Exchange *x);    /* as the socket says */

/* listen.c */
Err *listen_open(Server *server, Arena *arena) MUST_CHECK;
void listen_close(Server *server);

/* tls.c */
Err *tls_files(Server *server, Arena *arena, char **ret_certificate, char **ret_key) MUST_CHECK;

/* worker.c */
Err *workers_open(Server *server, Arena *arena) MUST_CHECK;
void workers_close(Server *server);
bool workers_put(Server *server, Exchange *x); /* false: too many are waiting */

/* dispatch.c */
bool dispatch(Worker *worker, Exchange *x); /* false: parked, it is no longer ours */
int64_t dispatch_body_most(const Exchange *x);
bool dispatch_too_large(Exchange *x); /* sets the answer; false */
bool dispatch_early(Exchange *x);     /* before the body: false where the answer is there already */

/* session.c */
Err *session_admit(Worker *worker, Exchange *x, bool *ret_answered) MUST_CHECK;

/* request.c */
void request_begin(Exchange *x, const char *method);
Lang request_language(const Request *request);
Str request_cookie(const Request *request, const char *name);

/* reply.c */
void reply_finish(Exchange *x); /* Reply → Answer */
void reply_error(Exchange *x, Err *err);
void reply_status(Exchange *x, int status, const char *code, const char *vi, const char *en);
void response_header(struct MHD_Response *response, const char *name, Str value);
void response_common(struct MHD_Response *response, bool https, bool page);
Coding coding_accepted(const Request *request);
extern const char *const coding_name[];
bool etag_matches(Str if_none_match, Str etag);
Str etag_of(Arena *arena, Str bytes, Coding coding);
void answer_headers(struct MHD_Response *response, Exchange *x, Coding coding, Str etag);

/* compress.c */
bool compress_bytes(Arena *arena, Coding coding, int effort, Str bytes, Str *ret);

/* static.c */
Err *static_open(Server *server, Arena *arena) MUST_CHECK;
void static_close(Server *server);
bool static_answer(Exchange *x); /* false: no file and no page */

/* events.c */
Err *hub_open(Server *server, Arena *arena) MUST_CHECK;
void hub_stop(Server *server); /* ends all streams */
void hub_close(Server *server);
void hub_changed(void *server, Str id);
void hub_watch(Exchange *x, Str job); /* sets the answer */
void hub_leave(Exchange *x);
int hub_watchers(Server *server);

/* metrics.c */
void metrics_open(Server *server);
void metrics_count(Exchange *x);
Str metrics_text(Server *server, Arena *arena);

/* log.c */
void log_request(Exchange *x, bool broken);
bool log_wanted(LogLevel level);
void log_line(LogLevel level, Clock clock, const char *event, const LogField *fields, ptrdiff_t count);

/* keep.c */
typedef struct KeepFigures {
    long long hits, misses, bytes, pieces;
} KeepFigures;
void keep_open(Server *server);
void keep_close(Server *server);
Str keep_key(const Exchange *x);
typedef enum KeepFound { KEEP_FOUND, KEEP_PARKED, KEEP_MAKE } KeepFound;
/* FOUND: the answer is set.  PARKED: somebody is making it; the exchange is theirs.  MAKE: to be made, and then put or
 * given up. */
KeepFound keep_find(Exchange *x, Str key, int64_t revision);
void keep_put(Exchange *x, Str key, int64_t revision); /* the reply; sets the answer where it can be kept */
void keep_give_up(Exchange *x);
void keep_let_go(struct Kept *kept);
KeepFigures keep_figures(Server *server);
