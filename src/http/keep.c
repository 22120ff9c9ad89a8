/* Answers that were made once and are given again, while the figures are the same.
 *
 * What is kept is ready to send: a response for each coding and one that says “not modified”.  It is found by route,
 * query, language, day and the territory that was seen, all of them compared in full, and counts only for the store's
 * revision it was made with.  While one worker makes an answer, others that need the same are parked and their workers
 * go on: a change of figures costs one making and not one for each page that is open.  Every piece lies in a mapping of
 * its own, so that throwing away gives memory back. */
#include "http/server.h"

#include "store/scope.h"
#include <string.h>

enum { KEPT_MOST = 1024, PIECE_MOST = 4 << 20, LEAST = 1024 };
#define KEEP_BYTES ((int64_t)32 << 20)

typedef struct Kept {
    Arena arena; /* holds this, the key and the bytes; address {NULL}: this place is free */
    Str key;
    uint64_t hash;
    int64_t revision, bytes, used;
    struct MHD_Response *response[CODINGS], *same[CODINGS];
    Str etag[CODINGS];
    int64_t sizes[CODINGS];
    atomic_int holders; /* the table, and each exchange that sends its bytes */
} Kept;

typedef struct Making { /* in the memory of the exchange that makes */
    struct Making *next;
    Str key;
    int64_t revision;
    Exchange *parked;
} Making;

struct Keep {
    pthread_mutex_t lock;
    Kept *kept[KEPT_MOST];
    Making *making;
    int64_t bytes, tick;
    atomic_llong hits, misses;
};

void keep_open(Server *server)
{
    server->keep = new (&server->memory, struct Keep, 1);
    pthread_mutex_init(&server->keep->lock, NULL);
}

/* The last one out takes the memory along. */
void keep_let_go(Kept *kept)
{
    if (atomic_fetch_sub(&kept->holders, 1) > 1)
        return;
    for (int coding = 0; coding < CODINGS; coding++) {
        if (kept->response[coding])
            MHD_destroy_response(kept->response[coding]);
        if (kept->same[coding])
            MHD_destroy_response(kept->same[coding]);
    }
    Arena arena = kept->arena;
    arena_close(&arena);
}

static void drop(struct Keep *keep, int at)
{
    Kept *kept = keep->kept[at];
    keep->kept[at] = NULL;
    keep->bytes -= kept->bytes;
    keep_let_go(kept);
}

void keep_close(Server *server)
{
    if (!server->keep)
        return;
    for (int i = 0; i < KEPT_MOST; i++)
        if (server->keep->kept[i])
            drop(server->keep, i);
    pthread_mutex_destroy(&server->keep->lock);
    server->keep = NULL;
}

Str keep_key(const Exchange *x)
{
    Buf out = buf_open(x->request.arena);
    Date day = clock_today(x->request.clock);
    buf_fmt(&out, "%.*s?%.*s\n%d %d %d-%d-%d\n", STRF(x->target.path), STRF(x->target.query), (int)x->request.lang,
            (int)x->https, day.year, day.month, day.day);
    if (!x->scope || x->scope->all)
        buf_add(&out, S("*"));
    for (ptrdiff_t i = 0; x->scope && !x->scope->all && i < x->scope->places; i++)
        buf_fmt(&out, "%.*s/%.*s\n", STRF(x->scope->place[i].province), STRF(x->scope->place[i].unit));
    return buf_str(&out);
}

static int find(const struct Keep *keep, Str key, uint64_t hash)
{
    for (int i = 0; i < KEPT_MOST; i++)
        if (keep->kept[i] && keep->kept[i]->hash == hash && str_eq(keep->kept[i]->key, key))
            return i;
    return -1;
}

static void answer_with(Exchange *x, Kept *kept)
{
    Coding coding = coding_accepted(&x->request);
    while (!kept->response[coding])
        coding = CODING_NONE;
    bool same = etag_matches(request_header(&x->request, "If-None-Match"), kept->etag[coding]);
    struct MHD_Response *response = same ? kept->same[coding] : kept->response[coding];
    x->answer = (Answer){response, same ? 304 : 200, same ? 0 : kept->sizes[coding], true};
    x->kept = kept;
    atomic_fetch_add(&kept->holders, 1);
}

static Making *find_making(const struct Keep *keep, Str key, int64_t revision)
{
    for (Making *m = keep->making; m; m = m->next)
        if (m->revision == revision && str_eq(m->key, key))
            return m;
    return NULL;
}

static void begin_making(struct Keep *keep, Exchange *x, Str key, int64_t revision)
{
    Making *m = new (x->request.arena, Making, 1);
    *m = (Making){.next = keep->making, .key = key, .revision = revision};
    keep->making = x->making = m;
}

KeepFound keep_find(Exchange *x, Str key, int64_t revision)
{
    struct Keep *keep = x->server->keep;
    uint64_t hash = str_hash(key);
    KeepFound found = KEEP_MAKE;
    pthread_mutex_lock(&keep->lock);
    int at = find(keep, key, hash);
    if (at >= 0 && keep->kept[at]->revision < revision) {
        drop(keep, at);
        at = -1;
    }
    Making *making = find_making(keep, key, revision);
    if (at >= 0) {
        keep->kept[at]->used = ++keep->tick;
        answer_with(x, keep->kept[at]);
        found = KEEP_FOUND;
    } else if (making && !x->alone) {
        x->next = making->parked;
        making->parked = x;
        found = KEEP_PARKED;
    } else if (!making) {
        begin_making(keep, x, key, revision);
    }
    pthread_mutex_unlock(&keep->lock);
    atomic_fetch_add(found == KEEP_MAKE ? &keep->misses : &keep->hits, 1);
    return found;
}

/* Those that were parked get what was made; where it cannot be kept, each makes its own. */
static Exchange *end_making(struct Keep *keep, Exchange *x, Kept *kept) /* under the lock */
{
    if (!x->making)
        return NULL;
    Making **at = &keep->making;
    while (*at != x->making)
        at = &(*at)->next;
    *at = x->making->next;
    Exchange *parked = x->making->parked;
    for (Exchange *p = parked; kept && p; p = p->next)
        answer_with(p, kept);
    x->making = NULL;
    return parked;
}

static void go_on(Exchange *parked)
{
    for (Exchange *next; parked; parked = next) {
        next = parked->next;
        parked->alone = true;
        if (parked->answer.response)
            exchange_ready(parked);
        else
            exchange_again(parked);
    }
}

void keep_give_up(Exchange *x)
{
    struct Keep *keep = x->server->keep;
    pthread_mutex_lock(&keep->lock);
    Exchange *parked = end_making(keep, x, NULL);
    pthread_mutex_unlock(&keep->lock);
    go_on(parked);
}

/* ---- taking one in ------------------------------------------------------------------------------ */

static void make_response(Kept *kept, Exchange *x, Coding coding, Str bytes)
{
    void *ptr = (void *)(uintptr_t)str_copy(&kept->arena, bytes).ptr;
    kept->etag[coding] = etag_of(&kept->arena, x->reply.body, coding);
    kept->sizes[coding] = bytes.len;
    kept->bytes += bytes.len;
    kept->response[coding] = MHD_create_response_from_buffer((size_t)bytes.len, ptr, MHD_RESPMEM_PERSISTENT);
    kept->same[coding] = MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    if (kept->response[coding])
        answer_headers(kept->response[coding], x, coding, kept->etag[coding]);
    if (kept->same[coding])
        answer_headers(kept->same[coding], x, CODING_NONE, kept->etag[coding]);
}

static Kept *make_kept(Exchange *x, Str key, int64_t revision)
{
    Str packed;
    Arena arena = arena_open(2 * x->reply.body.len + key.len + (256 << 10));
    Kept *kept = new (&arena, Kept, 1);
    kept->arena = arena;
    kept->key = str_copy(&kept->arena, key);
    kept->hash = str_hash(key);
    kept->revision = revision;
    kept->bytes = key.len + (8 << 10); /* with what the responses take */
    atomic_store(&kept->holders, 1);
    make_response(kept, x, CODING_NONE, x->reply.body);
    for (int coding = CODING_GZIP; coding < CODINGS && x->reply.body.len > LEAST; coding++)
        if (compress_bytes(x->request.arena, (Coding)coding, 6, x->reply.body, &packed) &&
            packed.len < x->reply.body.len)
            make_response(kept, x, (Coding)coding, packed);
    return kept;
}

/* Room for one more: a free place, or the one not used for longest goes. */
static int make_room(struct Keep *keep, int64_t bytes)
{
    for (;;) {
        int oldest = -1, empty = -1;
        for (int i = 0; i < KEPT_MOST; i++) {
            if (!keep->kept[i])
                empty = i;
            else if (oldest < 0 || keep->kept[i]->used < keep->kept[oldest]->used)
                oldest = i;
        }
        if (empty >= 0 && keep->bytes + bytes <= KEEP_BYTES)
            return empty;
        drop(keep, oldest);
    }
}

static bool can_be_kept(const Exchange *x)
{
    const Reply *reply = &x->reply;
    return reply->status == 200 && reply->headers == 0 && reply->file_name.len == 0 && reply->body.len > 0 &&
           reply->body.len <= PIECE_MOST;
}

void keep_put(Exchange *x, Str key, int64_t revision)
{
    struct Keep *keep = x->server->keep;
    Kept *kept = can_be_kept(x) ? make_kept(x, key, revision) : NULL;
    if (kept && (!kept->response[CODING_NONE] || !kept->same[CODING_NONE])) {
        keep_let_go(kept);
        kept = NULL;
    }
    if (!kept) {
        keep_give_up(x);
        return;
    }
    pthread_mutex_lock(&keep->lock);
    int before = find(keep, key, kept->hash);
    bool newer = before >= 0 && keep->kept[before]->revision > revision;
    if (before >= 0 && !newer)
        drop(keep, before);
    if (!newer) {
        int at = make_room(keep, kept->bytes);
        keep->kept[at] = kept;
        keep->bytes += kept->bytes;
        kept->used = ++keep->tick;
        atomic_fetch_add(&kept->holders, 1);
    }
    answer_with(x, kept);
    Exchange *parked = end_making(keep, x, kept);
    pthread_mutex_unlock(&keep->lock);
    keep_let_go(kept); /* the maker's own hold */
    go_on(parked);
}

KeepFigures keep_figures(Server *server)
{
    struct Keep *keep = server->keep;
    KeepFigures figures = {.hits = atomic_load(&keep->hits), .misses = atomic_load(&keep->misses)};
    pthread_mutex_lock(&keep->lock);
    figures.bytes = keep->bytes;
    for (int i = 0; i < KEPT_MOST; i++)
        figures.pieces += keep->kept[i] != NULL;
    pthread_mutex_unlock(&keep->lock);
    return figures;
}
