/* answer: short questions to the real server, and single members of what it answers.
 *
 *     Got got = asks(200, &an, arena, "GET", "/api/rounds?province=33", NULL);
 *     assert_str(at(&got, arena, "rows/0/state"), S("open"));
 *     assert_str(at(&got, arena, "rows/unit=11953/total"), S("12500"));
 *
 * A path names members, places in a list, or the entry of a list whose member has a value. */
#pragma once
#include "serve.h"

#include "progress/world.h"

/* Fails with the body where the status is another; body: JSON or NULL. */
Got asks(int status, const Client *client, Arena *arena, const char *method, const char *path, const char *body);
#define PATH(...) str_c(arena, str_fmt(arena, __VA_ARGS__))
#define PATH_IN(arena, ...) str_c(arena, str_fmt(arena, __VA_ARGS__))

/* Text as it is, numbers and truth as JSON writes them, "null"; a list or object: how many it holds; "(none)": nothing
 * there. */
Str at(const Got *got, Arena *arena, const char *path);
int64_t number_at(const Got *got, Arena *arena, const char *path); /* fails where it is none */

/* A problem document: its code, and the member it is about ("" none). */
void refuses(int status, const char *code, const char *field, const Client *client, Arena *arena, const char *method,
             const char *path, const char *body);

/* The small province of progress/world.h behind a server; fill: more of it, in one transaction, or NULL. */
Served serve_world(Arena *arena, int which, void (*fill)(Store *store, Arena *arena));
/* While it runs, as another program would. */
void serve_more(const Served *served, Arena *arena, void (*fill)(Store *store, Arena *arena));
void serve_ends(Served *served, Arena *arena); /* with 0 and without a fault in its log */
int64_t audits(const Served *served, Arena *arena, const char *action, const Client *by); /* of the trail */

#define ON_EACH_WORLD(served, fill)                     \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Served served = serve_world(arena, which_, fill); served.pid; serve_ends(&served, arena))
