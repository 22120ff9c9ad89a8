/* Guessing is slowed.  An attempt counts against the login and the address it comes from; from an address that the
 * account has signed in from before it counts against the two together and nothing else. */
#include "account/account_internal.h"

#include "account_sql.h"
#include <arpa/inet.h>
#include <string.h>

enum { KNOWN_KEYS = 1, LOGIN_KEY = 0, ADDRESS_KEY = 1, HALVINGS_MOST = 40 };

int64_t throttle_wait(int64_t failures, int64_t from, int64_t most)
{
    int64_t wait = failures < from ? 0 : 2;
    for (int64_t n = from; n < failures && wait < most; n++)
        wait *= 2;
    return wait < most ? wait : most;
}

/* The hosts of a network can change the lower half of an IPv6 address at will. */
Str throttle_address(Arena *arena, Str address)
{
    unsigned char bytes[sizeof(struct in6_addr)];
    enum { NETWORK_BYTES = 8 };
    if (inet_pton(AF_INET6, str_c(arena, address), bytes) != 1)
        return secret_digest(arena, "address", address);
    if (IN6_IS_ADDR_V4MAPPED((const struct in6_addr *)(const void *)bytes)) {
        char plain[INET_ADDRSTRLEN];
        inet_ntop(AF_INET, bytes + 12, plain, sizeof plain);
        return secret_digest(arena, "address", str_from(plain));
    }
    return secret_digest(arena, "network", (Str){(const char *)bytes, NETWORK_BYTES});
}

static Err *choose_keys(Store *store, Arena *arena, Str account, Str login, Str address, Throttle *ret)
{
    Str from = throttle_address(arena, address);
    int64_t seen = 0;
    bool known = false;
    TRY(store_one_int(store, arena, SQL_ADDRESS_KNOWN, ARGS(V_TEXT(account), V_TEXT(from)), &seen, &known));
    Str both = str_fmt(arena, "%.*s %.*s", STRF(from), STRF(login));
    *ret = (Throttle){.count = known ? KNOWN_KEYS : THROTTLE_KEYS};
    ret->key[LOGIN_KEY] = known ? secret_digest(arena, "login at address", both) : secret_digest(arena, "login", login);
    ret->key[ADDRESS_KEY] = secret_digest(arena, "from address", from);
    return NULL;
}

static Err *read_key(Store *store, Arena *arena, Throttle *t, int i)
{
    AUTO(rows_close) Rows rows = {0};
    bool found;
    TRY(store_query(store, arena, SQL_THROTTLE_GET, ARGS(V_TEXT(t->key[i])), &rows));
    TRY(rows_next(&rows, arena, &found));
    if (found) {
        t->failures[i] = rows_int(&rows, 0);
        t->failed_at[i] = rows_int(&rows, 1);
    }
    return NULL;
}

/* Each quarter of an hour without a failure halves what is counted. */
static int64_t faded(const Rules *rules, int64_t failures, int64_t since)
{
    int64_t times = since / rules->throttle_most;
    return times > HALVINGS_MOST ? 0 : failures >> (times > 0 ? times : 0);
}

static Err *charge(Store *store, Arena *arena, const Rules *rules, Throttle *t, int64_t *ret_wait)
{
    int64_t now = account_now(store);
    *ret_wait = 0;
    for (int i = 0; i < t->count; i++) {
        TRY(read_key(store, arena, t, i));
        int64_t from = i == ADDRESS_KEY ? rules->throttle_address : rules->throttle_account;
        int64_t left = t->failed_at[i] + throttle_wait(t->failures[i], from, rules->throttle_most) - now;
        *ret_wait = left > *ret_wait ? left : *ret_wait;
    }
    for (int i = 0; i < t->count && *ret_wait == 0; i++) {
        t->charged[i] = faded(rules, t->failures[i], now - t->failed_at[i]) + 1;
        TRY(store_exec(store, arena, SQL_THROTTLE_PUT, ARGS(V_TEXT(t->key[i]), V_INT(t->charged[i]), V_INT(now)),
                       NULL));
    }
    return NULL;
}

Err *throttle_charge(Store *store, Arena *arena, Str account, Str login, Str address, Throttle *ret, int64_t *ret_wait)
{
    const Rules *rules;
    TRY(account_rules(store, arena, &rules));
    TRY(choose_keys(store, arena, account, login, address, ret));
    TRY(store_begin(store, arena));
    Err *err = charge(store, arena, rules, ret, ret_wait);
    if (!err && *ret_wait == 0)
        return store_commit(store, arena);
    store_rollback(store);
    return err;
}

/* By one and not to what it was: others may have failed meanwhile. */
static Err *take_back(Store *store, Arena *arena, const Throttle *t, int i)
{
    return store_exec(store, arena, SQL_THROTTLE_LESS,
                      ARGS(V_TEXT(t->key[i]), V_INT(t->charged[i]), V_INT(t->failed_at[i])), NULL);
}

Err *throttle_refund(Store *store, Arena *arena, const Throttle *t)
{
    for (int i = 0; i < t->count; i++)
        TRY(take_back(store, arena, t, i));
    return NULL;
}

/* The address keeps the failures of other logins: else one's own account would wipe them away between guesses. */
Err *throttle_clear(Store *store, Arena *arena, const Throttle *t, Str account, Str address)
{
    const Rules *rules;
    int64_t now = account_now(store);
    TRY(account_rules(store, arena, &rules));
    TRY(store_exec(store, arena, SQL_THROTTLE_DROP, ARGS(V_TEXT(t->key[LOGIN_KEY])), NULL));
    if (t->count > KNOWN_KEYS)
        TRY(take_back(store, arena, t, ADDRESS_KEY));
    TRY(store_exec(store, arena, SQL_THROTTLE_DROP_OLD, ARGS(V_INT(now - HALVINGS_MOST * rules->throttle_most)), NULL));
    TRY(store_exec(store, arena, SQL_ADDRESS_DROP_OLD, ARGS(V_INT(now - rules->address_keep)), NULL));
    return store_exec(store, arena, SQL_ADDRESS_PUT,
                      ARGS(V_TEXT(account), V_TEXT(throttle_address(arena, address)), V_INT(now)), NULL);
}
