/* serve: the real server as a process of its own on a free port, and a client for it.
 *
 *     Served served = serve_open(arena, 0, NULL);          // 0: SQLite, 1: PostgreSQL (false where there is none)
 *     Client an = serve_client(&served, arena, "commune-officer", "33", "11980");
 *     Got got = ask(&an, arena, "GET", "/api/units?parent=33", (Str){0});
 *     assert_int_equal(got.status, 200);
 *     json_t *body = got_json(&got);                       // json_decref it
 *     assert_int_equal(serve_close(&served), 0);           // SIGTERM; its exit status
 *
 * The store can be filled before (serve_address, store_open, …, then serve_on) or while it runs.  A client has an
 * account made for it and a session; role NULL: nobody is signed in.  The clock stands at SERVE_NOW unless the options
 * say otherwise.  What the server says on stderr is in served.log. */
#pragma once
#include "test.h"

#include "base/clock.h"
#include <jansson.h>
#include <sys/types.h>

#define SERVE_NOW "2026-11-15T08:00:00+07:00"

typedef struct Served {
    pid_t pid;
    int port;    /* 0: a Unix socket */
    Str db, log, out, base, socket; /* socket: its path, "" none */
} Served;

typedef struct Client {
    const Served *served;
    Str token, csrf, account, login; /* token "": not signed in */
    const char *const *header;       /* more of them, "Name: value"; ends with NULL */
    bool no_csrf;                    /* leaves X-CSRF-Token out */
} Client;

typedef struct Got {
    int status; /* 0: no answer */
    Str head, body, type;
} Got;

/* Options of the command line, ends with NULL; NULL: none. */
bool serve_address(Arena *arena, int which, Str *ret_db); /* an empty database; false: no such system here */
Served serve_on(Arena *arena, Str db, const char *const *options);
Served serve_open(Arena *arena, int which, const char *const *options);
/* Fills it with units, indicators, the plan of Hưng Yên and ten generated months, by the program itself (two seconds). */
void serve_fill(Arena *arena, Str db);
/* For a server that is to end by itself: its exit status, and what it said on stderr. */
int serve_refused(Arena *arena, Str db, const char *const *options, Str *ret_said);
int serve_close(Served *served);
Clock serve_clock(void);

Client serve_client(const Served *served, Arena *arena, const char *role, const char *province, const char *unit);
/* body {0}: none; JSON unless a header says otherwise. */
Got ask(const Client *client, Arena *arena, const char *method, const char *path, Str body);
Str got_header(const Got *got, const char *name); /* "" not there */
json_t *got_json(const Got *got);                 /* fails the test where it is none */
/* Sends the bytes as they are and reads until the server closes or is silent for so long. */
Str serve_raw(const Served *served, Arena *arena, Str bytes, int wait_ms);
int serve_socket(const Served *served);
bool serve_logged(const Served *served, Arena *arena, Str what); /* stands in what it said */
