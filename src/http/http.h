/* http: the service.  Parses a request, checks the right, calls one domain function, writes the reply.
 *
 * libmicrohttpd's threads (epoll) hold the connections; they never wait for the database.  A request that is read whole
 * goes to a worker thread, each with a Store and prepared statements of its own, and its connection sleeps until the
 * answer is there: a slow client costs a socket, a slow request one worker.  Changes never take the last worker.
 * Routes stand in tables (route.h); the same tables are what api/openapi.yaml is compared with.  Bodies and headers are
 * limited before they are read.  Replies carry security headers; pages come from files built into the program. */
#pragma once
#include "store/store.h"

#define UPLOAD_MOST ((int64_t)1 << 30)

typedef struct ServeOptions {
    Str db;
    Str listen;           /* "127.0.0.1:8080", "[::]:443", "unix:/run/baophu/socket"; port 0: any, said on stdout */
    Str certificate, key; /* PEM files; {0}: plain HTTP (behind a proxy) */
    Str public_url;       /* "https://baophu.example.vn"; {0}: from listen.  https makes cookies Secure and __Host- */
    bool behind_proxy;    /* X-Forwarded-For and -Proto of the nearest hop are believed */
    int threads;          /* workers; 0: two a core */
    int job_workers;      /* 0: one a core, at most 4 */
    int connections;      /* at once; 0: 4096 */
    int per_address;      /* of these from one address; 0: 1024; not behind a proxy or on a Unix socket */
    int64_t upload_most;  /* bytes of a file that a page sends; 0: UPLOAD_MOST */
    Str metrics_from;     /* addresses that may read /metrics besides loopback, with commas between */
    Str oidc;             /* JSON file: issuer, client_id, client_secret, name; {0}: none */
    bool check;           /* open everything, then end at once: whether the options are right */
    Clock clock;
    Lang lang;
} ServeOptions;

/* Until SIGTERM or SIGINT: then no new connections, those in flight are finished (at most 30 s). */
Err *http_serve(Arena *arena, const ServeOptions *options) MUST_CHECK;
