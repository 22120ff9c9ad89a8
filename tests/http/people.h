/* People who come with a password, and what they are told. */
#pragma once
#include "serve.h"

#include "account/account.h"
#include "unit/unit.h"
#include <stdlib.h>
#include <string.h>

#define GOOD "chim sẻ ăn thóc ngoài sân"
#define OTHER "mưa rơi trên mái nhà tranh"
#define WRONG "sai hoàn toàn rồi nhé"

/* The server with the units of the country in its database; pid 0 where there is no such system. */
static inline Served people_open(Arena *arena, int which, const char *const *options)
{
    Str db;
    Store *store = NULL;
    int64_t changed;
    if (!serve_address(arena, which, &db))
        return (Served){0};
    assert_ok(store_open(arena, db, serve_clock(), &store));
    assert_ok(unit_import(store, arena, (Str){0}, &changed));
    store_close(&store);
    return serve_on(arena, db, options);
}

/* The invitation of a new account: what stands behind /moi/ in its link. */
static inline Str people_invite(const Served *served, Arena *arena, const char *login, const char *role,
                                const char *province, const char *unit)
{
    Store *store = NULL;
    Str id, invite;
    Grant grant = {str_from(role), {str_from(province), str_from(unit)}};
    Account account = {
        .login = str_from(login), .name = S("Nguyễn Văn An"), .active = true, .grant = &grant, .grants = 1};
    assert_ok(store_open(arena, served->db, serve_clock(), &store));
    assert_ok(account_create(store, arena, &account, &id, &invite));
    store_close(&store);
    return invite;
}

static inline Got people_accept(const Client *by, Arena *arena, Str invite, const char *password)
{
    return ask(by, arena, "POST", str_c(arena, str_fmt(arena, "/api/invitations/%.*s", STRF(invite))),
               str_fmt(arena, "{\"password\":\"%s\"}", password));
}

/* An account whose password is GOOD. */
static inline void people_settle(const Served *served, Arena *arena, const char *login, const char *role,
                                 const char *province, const char *unit)
{
    Client nobody = {.served = served};
    Str invite = people_invite(served, arena, login, role, province, unit);
    assert_int_equal(people_accept(&nobody, arena, invite, GOOD).status, 204);
}

static inline Got people_sign_in(const Client *by, Arena *arena, const char *login, const char *password,
                                 const char *code)
{
    return ask(by, arena, "POST", "/api/session",
               str_fmt(arena, "{\"login\":\"%s\",\"password\":\"%s\",\"code\":\"%s\"}", login, password, code));
}

/* A member of the answer as text; "" where there is none. */
static inline Str got_text(const Got *got, Arena *arena, const char *key)
{
    json_t *body = got_json(got);
    Str text = str_copy(arena, str_from(json_string_value(json_object_get(body, key))));
    json_decref(body);
    return text;
}

static inline bool got_true(const Got *got, const char *key)
{
    json_t *body = got_json(got);
    assert_true(json_is_boolean(json_object_get(body, key)));
    bool yes = json_is_true(json_object_get(body, key));
    json_decref(body);
    return yes;
}

static inline Str got_cookie(const Got *got)
{
    StrCut pair = str_cut(str_cut(got_header(got, "Set-Cookie"), ';').head, '=');
    return pair.ok ? pair.tail : (Str){0};
}

/* The client that a sign-in makes; it must have gone well. */
static inline Client people_in(const Served *served, Arena *arena, const char *login, const char *password,
                               const char *code)
{
    Client client = {.served = served};
    Got got = people_sign_in(&client, arena, login, password, code);
    if (got.status != 200)
        fail_msg("%s: %d %.*s", login, got.status, STRF(got.body));
    client.token = got_cookie(&got);
    client.csrf = got_text(&got, arena, "csrf");
    client.account = got_text(&got, arena, "account");
    client.login = str_from(login);
    return client;
}

static inline void check_code(const Got *got, Arena *arena, int status, const char *code)
{
    if (got->status != status)
        fail_msg("%d and not %d: %.*s", got->status, status, STRF(got->body));
    assert_str(got->type, S("application/problem+json"));
    assert_str(got_text(got, arena, "code"), str_from(code));
}
