/* filled: a database with the real units and indicators, and small helpers that speak of jobs. */
#pragma once
#include "serve.h"

#include "base/file.h"
#include "cube/cube.h"
#include "unit/unit.h"
#include <string.h>
#include <unistd.h>

static inline Store *filled_store(Arena *arena, Str db)
{
    Store *store = NULL;
    assert_ok(store_open(arena, db, serve_clock(), &store));
    return store;
}

/* false: no such system here. */
static inline bool filled_database(Arena *arena, int which, Str *ret_db)
{
    Str units, indicators;
    int64_t changed;
    if (!serve_address(arena, which, ret_db))
        return false;
    Store *store = filled_store(arena, *ret_db);
    assert_ok(file_shipped(arena, S("unit"), &units));
    assert_ok(file_shipped(arena, S("indicator.csv"), &indicators));
    assert_ok(unit_import(store, arena, units, &changed));
    assert_ok(indicator_import(store, arena, indicators, &changed));
    store_close(&store);
    return true;
}

/* Runs the body with the real server on each system that is here, and ends it. */
#define ON_EACH_SERVER(served)                           \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Served served = filled_server(arena, which_); served.pid; assert_int_equal(serve_close(&served), 0))

static inline Served filled_server(Arena *arena, int which)
{
    Str db;
    return filled_database(arena, which, &db) ? serve_on(arena, db, NULL) : (Served){0};
}

static inline Got filled_get(const Client *client, Arena *arena, Str path)
{
    return ask(client, arena, "GET", str_c(arena, path), (Str){0});
}

/* A member of an object as text, copied; "" where there is none. */
static inline Str json_word(Arena *arena, const json_t *object, const char *key)
{
    const char *word = json_string_value(json_object_get(object, key));
    return word ? str_copy(arena, str_from(word)) : (Str){0};
}

static inline int64_t json_number(const json_t *object, const char *key)
{
    const json_t *number = json_object_get(object, key);
    if (!json_is_integer(number))
        fail_msg("%s is no whole number", key);
    return json_integer_value(number);
}

/* ---- jobs ------------------------------------------------------------------------------------ */

static inline Got send_file(Client client, Arena *arena, const char *path, Str bytes)
{
    static const char *const type[] = {"Content-Type: application/octet-stream", NULL};
    client.header = type;
    return ask(&client, arena, "POST", path, bytes);
}

static inline Str job_of(Arena *arena, const Got *got)
{
    if (got->status != 202)
        fail_msg("%d: %.*s", got->status, STRF(got->body));
    json_t *body = got_json(got);
    Str id = json_word(arena, body, "id");
    json_decref(body);
    assert_int_equal(id.len, 32);
    return id;
}

static inline json_t *job_seen(const Client *client, Arena *arena, Str id)
{
    Got got = filled_get(client, arena, str_fmt(arena, "/api/jobs/%.*s", STRF(id)));
    if (got.status != 200)
        fail_msg("%d: %.*s", got.status, STRF(got.body));
    return got_json(&got);
}

static inline Str job_state_seen(const Client *client, Arena *arena, Str id)
{
    json_t *job = job_seen(client, arena, id);
    Str state = json_word(arena, job, "state");
    json_decref(job);
    return state;
}

/* The job once it has ended; how long that takes decides nothing but a hang. */
static inline json_t *job_ended(const Client *client, Arena *arena, Str id)
{
    for (int i = 0; i < 12000; i++) {
        Arena scratch = *arena;
        Str state = job_state_seen(client, &scratch, id);
        if (!str_eq(state, S("waiting")) && !str_eq(state, S("running")))
            return job_seen(client, arena, id);
        usleep(10000);
    }
    fail_msg("the job does not end");
    return NULL;
}

static inline void check_state(const json_t *job, const char *state)
{
    const char *is = json_string_value(json_object_get(job, "state"));
    if (!is || strcmp(is, state) != 0) {
        char *text = json_dumps(job, JSON_INDENT(1));
        fail_msg("the job is not %s: %s", state, text);
    }
}

static inline ptrdiff_t facts_there(Arena *arena, Str db, const char *unit)
{
    Fact *list;
    ptrdiff_t count;
    Store *store = filled_store(arena, db);
    FactFilter filter = {.province = S("33")};
    if (unit)
        filter.unit = str_from(unit);
    assert_ok(fact_list(store, arena, filter, 1000000, &list, &count));
    store_close(&store);
    return count;
}
