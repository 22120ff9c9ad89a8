/* The watch thread: tells pages how their jobs go, and cuts off connections that are too slow.
 *
 * A stream of events is a connection that sleeps until there is something to send.  A worker of the job pool says
 * “changed”; the thread reads the job once, writes it once a language, and wakes those who watch it.  Jobs that another
 * copy of the program runs are looked at every other second.  Watchers are under the hub's lock; what they read from
 * it is theirs alone. */
#include "http/server.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

enum { WATCHERS_MOST = 2000, LOOK_MS = 2000, UNSENT_MOST = 256 << 10 };

typedef struct Watcher {
    struct Watcher *next, **self;
    Exchange *x;
    Str job;
    int64_t version; /* of the job as last told; -1: never */
    int64_t until_ms, alive_ms;
    Buf text;
    ptrdiff_t sent;
    bool asleep, over;
} Watcher;

struct Hub {
    pthread_mutex_t lock;
    pthread_t thread;
    bool started;
    int wake; /* eventfd */
    atomic_bool stop;
    Watcher *first;
    atomic_int watchers;
    Store *store;
    Arena arena;
    int64_t looked_ms;
};

/* ---- a stream ---------------------------------------------------------------------------------- */

static void stir(Watcher *w) /* under the lock */
{
    if (!w->asleep)
        return;
    w->asleep = false;
    MHD_resume_connection(w->x->connection);
}

static ssize_t read_stream(void *arg, uint64_t position, char *room, size_t most)
{
    Watcher *w = arg;
    struct Hub *hub = w->x->server->hub;
    ssize_t n = 0;
    (void)position;
    pthread_mutex_lock(&hub->lock);
    ptrdiff_t rest = w->text.len - w->sent;
    if (rest > 0) {
        n = rest < (ptrdiff_t)most ? rest : (ssize_t)most;
        memcpy(room, w->text.ptr + w->sent, (size_t)n);
        w->sent += n;
        w->x->answer.bytes += n;
        if (w->sent == w->text.len)
            w->sent = w->text.len = 0;
    } else if (w->over) {
        n = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        w->asleep = true;
        MHD_suspend_connection(w->x->connection);
    }
    pthread_mutex_unlock(&hub->lock);
    return n;
}

static void poke(struct Hub *hub)
{
    uint64_t one = 1;
    ssize_t written = write(hub->wake, &one, sizeof one);
    (void)written; /* full: it is awake anyway */
}

void hub_watch(Exchange *x, Str job)
{
    struct Hub *hub = x->server->hub;
    if (atomic_load(&hub->watchers) >= WATCHERS_MOST || atomic_load(&x->server->stopping)) {
        reply_status(x, 503, "busy", "đang có quá nhiều trang theo dõi; hãy thử lại sau",
                     "too many pages watch; try later");
        reply_finish(x);
        return;
    }
    Watcher *w = new (&x->arena, Watcher, 1);
    int64_t now = clock_tick_ms();
    *w = (Watcher){.x = x, .job = str_copy(&x->arena, job), .version = -1, .until_ms = now + WATCH_MS, .alive_ms = now};
    w->text = buf_open(&x->arena);
    x->reply.type = "text/event-stream";
    x->reply.body = S(" "); /* there is content */
    x->answer = (Answer){.status = 200};
    x->answer.response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 4096, read_stream, w, NULL);
    if (!x->answer.response)
        return;
    answer_headers(x->answer.response, x, CODING_NONE, (Str){0});
    response_header(x->answer.response, "X-Accel-Buffering", S("no"));
    x->reply.body = (Str){0};
    x->watcher = w;
    pthread_mutex_lock(&hub->lock);
    w->next = hub->first;
    w->self = &hub->first;
    if (hub->first)
        hub->first->self = &w->next;
    hub->first = w;
    hub->looked_ms = 0;
    pthread_mutex_unlock(&hub->lock);
    atomic_fetch_add(&hub->watchers, 1);
    poke(hub);
}

void hub_leave(Exchange *x)
{
    struct Hub *hub = x->server->hub;
    Watcher *w = x->watcher;
    pthread_mutex_lock(&hub->lock);
    *w->self = w->next;
    if (w->next)
        w->next->self = w->self;
    pthread_mutex_unlock(&hub->lock);
    atomic_fetch_sub(&hub->watchers, 1);
    x->watcher = NULL;
}

int hub_watchers(Server *server)
{
    return atomic_load(&server->hub->watchers);
}

void hub_changed(void *arg, Str id)
{
    Server *server = arg;
    (void)id;
    if (!server->hub || atomic_load(&server->hub->watchers) == 0)
        return;
    pthread_mutex_lock(&server->hub->lock);
    server->hub->looked_ms = 0;
    pthread_mutex_unlock(&server->hub->lock);
    poke(server->hub);
}

/* ---- telling ---------------------------------------------------------------------------------------- */

typedef struct Told {
    Str id, text[2]; /* by language */
    int64_t version;
    bool found, over;
} Told;

static ptrdiff_t watched_jobs(struct Hub *hub, Told **ret)
{
    ptrdiff_t count = 0;
    *ret = new (&hub->arena, Told, WATCHERS_MOST + 64);
    pthread_mutex_lock(&hub->lock);
    for (const Watcher *w = hub->first; w && count < WATCHERS_MOST; w = w->next) {
        bool known = false;
        for (ptrdiff_t i = 0; i < count; i++)
            known |= str_eq((*ret)[i].id, w->job);
        if (!known)
            (*ret)[count++].id = str_copy(&hub->arena, w->job);
    }
    pthread_mutex_unlock(&hub->lock);
    return count;
}

static bool has_ended(JobState state)
{
    return state != JOB_WAITING && state != JOB_RUNNING;
}

static void read_job(struct Hub *hub, Told *told)
{
    Job job;
    Err *err = job_get(hub->store, &hub->arena, told->id, &job);
    told->over = err && err->kind == ERR_NOT_FOUND;
    if (err)
        return;
    told->found = true;
    told->version = job.version;
    told->over = has_ended(job.state);
    for (int lang = LANG_VI; lang <= LANG_EN; lang++) {
        Json j = js_open(&hub->arena);
        job_json(&j, (Lang)lang, &job);
        told->text[lang] = str_fmt(&hub->arena, "id: %lld\ndata: %.*s\n\n", (long long)job.version, STRF(js_str(&j)));
    }
}

static void tell(Watcher *w, const Told *told)
{
    if (told->found && told->version > w->version && !w->over) {
        w->version = told->version;
        buf_add(&w->text, told->text[w->x->request.lang]);
        w->alive_ms = clock_tick_ms();
    }
    w->over |= told->over || w->text.len - w->sent > UNSENT_MOST;
}

static void look(struct Hub *hub)
{
    Told *told;
    ptrdiff_t count = watched_jobs(hub, &told);
    for (ptrdiff_t i = 0; i < count; i++)
        read_job(hub, &told[i]);
    int64_t now = clock_tick_ms();
    pthread_mutex_lock(&hub->lock);
    for (Watcher *w = hub->first; w; w = w->next) {
        for (ptrdiff_t i = 0; i < count; i++)
            if (str_eq(told[i].id, w->job))
                tell(w, &told[i]);
        if (now - w->alive_ms >= ALIVE_MS) {
            buf_add(&w->text, S(": ...\n\n"));
            w->alive_ms = now;
        }
        w->over |= now >= w->until_ms;
        if (w->over || w->text.len > w->sent)
            stir(w);
    }
    pthread_mutex_unlock(&hub->lock);
    arena_reset(&hub->arena);
}

/* ---- connections that are too slow ------------------------------------------------------------------------ */

static int64_t allowed_ms(const Conn *conn)
{
    int64_t bytes = atomic_load(&conn->bytes);
    switch ((Stage)atomic_load(&conn->stage)) {
    case STAGE_BEGIN: /* its line has come, its headers have not */
        return LATE_MS;
    case STAGE_SENT: /* nothing has begun */
        return IDLE_MS;
    case STAGE_BODY:
    case STAGE_ADMITTED:
    case STAGE_READY:
        return LATE_MS + bytes * 1000 / SLOWEST_BYTES;
    default:
        return INT64_MAX;
    }
}

/* A byte a second keeps a connection alive for libmicrohttpd, not for us.  Only shut down: its owner closes it. */
static void cut_slow(Server *server)
{
    int64_t now = clock_tick_ms();
    pthread_mutex_lock(&server->lock);
    for (int i = 0; i < server->conns; i++) {
        Conn *conn = &server->conn[i];
        bool late = conn->fd >= 0 && !conn->cut && now - atomic_load(&conn->since_ms) > allowed_ms(conn);
        if (late) {
            conn->cut = true;
            shutdown(conn->fd, SHUT_RDWR);
            server->cut++;
        }
    }
    pthread_mutex_unlock(&server->lock);
}

/* ---- the thread ---------------------------------------------------------------------------------------------- */

static bool is_due(struct Hub *hub)
{
    int64_t now = clock_tick_ms();
    pthread_mutex_lock(&hub->lock);
    bool due = hub->first && now - hub->looked_ms >= LOOK_MS;
    if (due)
        hub->looked_ms = now;
    pthread_mutex_unlock(&hub->lock);
    return due;
}

static void *watch(void *arg)
{
    Server *server = arg;
    struct Hub *hub = server->hub;
    int64_t cut_ms = 0;
    while (!atomic_load(&hub->stop)) {
        struct pollfd wait = {.fd = hub->wake, .events = POLLIN};
        uint64_t times;
        if (poll(&wait, 1, 1000) > 0) {
            ssize_t got = read(hub->wake, &times, sizeof times);
            (void)got;
        }
        if (is_due(hub))
            look(hub);
        if (clock_tick_ms() - cut_ms >= 1000) {
            cut_ms = clock_tick_ms();
            cut_slow(server);
        }
    }
    return NULL;
}

Err *hub_open(Server *server, Arena *arena)
{
    struct Hub *hub = server->hub = new (&server->memory, struct Hub, 1);
    pthread_mutex_init(&hub->lock, NULL);
    hub->arena = arena_open((ptrdiff_t)1 << 30);
    hub->wake = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    TRY(store_open(arena, server->options->db, server->options->clock, &hub->store));
    hub->started = hub->wake >= 0 && pthread_create(&hub->thread, NULL, watch, server) == 0;
    if (!hub->started)
        return FAIL(arena, UNAVAILABLE, "không mở thêm được luồng xử lý; hãy kiểm tra giới hạn của hệ thống",
                    "no more threads could be started; check the system's limits");
    return NULL;
}

void hub_stop(Server *server)
{
    struct Hub *hub = server->hub;
    pthread_mutex_lock(&hub->lock);
    for (Watcher *w = hub->first; w; w = w->next) {
        w->over = true;
        stir(w);
    }
    pthread_mutex_unlock(&hub->lock);
}

void hub_close(Server *server)
{
    struct Hub *hub = server->hub;
    if (!hub)
        return;
    atomic_store(&hub->stop, true);
    poke(hub);
    if (hub->started)
        pthread_join(hub->thread, NULL);
    if (hub->wake >= 0)
        close(hub->wake);
    store_close(&hub->store);
    arena_close(&hub->arena);
    pthread_mutex_destroy(&hub->lock);
    server->hub = NULL;
}
