/* A store with accounts, for both databases. */
#pragma once
#include "test.h"

#include "account/account_internal.h"
#include <stdio.h>
#include <stdlib.h>

enum { NOON = 1795237200 }; /* 2026-11-21 12:00 in Vietnam */

#define GOOD "chim sẻ ăn thóc ngoài sân"
#define OTHER "mưa rơi trên mái nhà tranh"
#define HY "33"
#define COMMUNE "12142"

typedef struct World {
    Str address;
    Store *store;
    int64_t now;
} World;

static inline void world_at(World *w, Arena *arena, int64_t seconds)
{
    if (w->store)
        store_close(&w->store);
    w->now = seconds;
    assert_ok(store_open(arena, w->address, (Clock){.fixed_ms = seconds * 1000}, &w->store));
}

static inline bool world_open(World *w, Arena *arena, int which)
{
    *w = (World){0};
    Str folder = test_temp(arena, S("account-keys"));
    if (!test_store_address(arena, which, &w->address))
        return false;
    setenv("BAOPHU_FOLDER", str_c(arena, str_slice(folder, 0, folder.len - (ptrdiff_t)sizeof "/account-keys" + 1)), 1);
    world_at(w, arena, NOON);
    return true;
}

#define EACH_WORLD(w)                                    \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (World w, *open_ = &w; open_ && world_open(open_, arena, which_); store_close(&w.store), open_ = NULL)

static inline Account account_of(Arena *arena, const char *login, const char *role, const char *province,
                                 const char *unit)
{
    Grant *grant = new (arena, Grant, 1);
    *grant = (Grant){str_from(role), {str_from(province), str_from(unit)}};
    return (Account){.login = str_from(login), .name = S("Nguyễn Văn An"), .active = true, .grant = grant, .grants = 1};
}

/* An account that has set its password; gives its id. */
static inline Str settled(World *w, Arena *arena, const char *login, const char *role, const char *province,
                          const char *unit)
{
    Str id, invite;
    Account account = account_of(arena, login, role, province, unit), accepted;
    assert_ok(account_create(w->store, arena, &account, &id, &invite));
    assert_ok(account_accept(w->store, arena, invite, (Str){0}, (Str){0}, S(GOOD), &accepted));
    return id;
}

static inline SignedIn sign_in(World *w, Arena *arena, const char *login, const char *password, const char *code,
                               const char *address)
{
    SignedIn in;
    assert_ok(account_sign_in(w->store, arena,
                              (SignIn){.login = str_from(login),
                                       .password = str_from(password),
                                       .code = str_from(code),
                                       .address = str_from(address),
                                       .agent = S("test")},
                              &in));
    return in;
}

static inline bool identified(World *w, Arena *arena, Str token, Identity *ret)
{
    bool found;
    assert_ok(account_identify(w->store, arena, token, ret, &found));
    return found;
}
