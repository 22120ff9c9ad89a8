/* Sessions: a random token in a cookie, its digest in the store.  The token is made anew at each sign-in, so one that
 * was planted in a browser before is worth nothing. */
#include "account/account_internal.h"

#include "account_sql.h"
#include "base/vec.h"

enum { USE_EVERY = 60, WAITS_FROM = 3, WAIT_MS = 1000 }; /* seconds: reads write no more often; a third of idle */

static const char token_purpose[] = "baophu session", csrf_purpose[] = "baophu csrf";

/* ---- who asks ----------------------------------------------------------------------------- */

/* Where the permission holds: the places of the grants whose role has it. */
static Scope scope_of(Arena *arena, const Rules *rules, const Account *account, Permission permission)
{
    Scope scope = {0};
    ScopePlace *place = NULL;
    for (ptrdiff_t i = 0; i < account->grants; i++) {
        const Role *role = role_find(rules, account->grant[i].role);
        if (!role || !(role->permissions >> permission & 1))
            continue;
        if (!place)
            place = new (arena, ScopePlace, account->grants);
        place[scope.places++] = account->grant[i].place;
        scope.all = scope.all || account->grant[i].place.province.len == 0;
    }
    scope.place = place;
    return scope;
}

Err *account_scope(Store *store, Arena *arena, const Account *account, Permission permission, Scope *ret)
{
    const Rules *rules;
    TRY(account_rules(store, arena, &rules));
    *ret = account->active ? scope_of(arena, rules, account, permission) : (Scope){0};
    return NULL;
}

static Err *fill_identity(Store *store, Arena *arena, const AccountRow *row, bool single, Identity *ret)
{
    const Rules *rules;
    TRY(account_rules(store, arena, &rules));
    ret->account = row->account;
    ret->permissions = grants_permissions(rules, &row->account);
    bool second = row->account.totp || (single && rules->single_sign_on_factor);
    ret->limited = row->account.must_totp && !second;
    for (int p = 0; p < PERMISSION_COUNT; p++)
        if (ret->permissions >> p & 1)
            ret->scope[p] = scope_of(arena, rules, &row->account, (Permission)p);
    return NULL;
}

bool identity_may(const Identity *who, Permission permission)
{
    if (permission == PERMISSION_PUBLIC)
        return true;
    if (!who || who->limited)
        return false;
    if (permission == PERMISSION_ANY)
        return true;
    return permission < PERMISSION_COUNT && (who->permissions >> permission & 1);
}

static int64_t idle_most(const Rules *rules, uint64_t permissions)
{
    const uint64_t wary = 1ull << PERMISSION_ACCOUNT_MANAGE | 1ull << PERMISSION_AUDIT_READ;
    return permissions & wary ? rules->session_idle_admin : rules->session_idle;
}

/* Nobody waits for others who write only to note that a session is used – until so much of its time has gone by that a
 * busy hour would end it under the hands of who works: then a second. */
static Err *note_use(Store *store, Arena *arena, Str digest, int64_t now, int64_t unused, int64_t idle)
{
    bool done;
    if (unused < USE_EVERY)
        return NULL;
    return store_exec_within(store, arena, unused < idle / WAITS_FROM ? 1 : WAIT_MS, SQL_SESSION_USE,
                             ARGS(V_TEXT(digest), V_INT(now)), &done);
}

Err *account_identify(Store *store, Arena *arena, Str token, Identity *ret, bool *ret_found)
{
    enum { TOKEN_LENGTH = 43 };
    const Rules *rules;
    AccountRow row;
    AccountSeen seen;
    int64_t now = account_now(store);
    *ret = (Identity){0};
    *ret_found = false;
    if (token.len != TOKEN_LENGTH)
        return NULL;
    Str digest = secret_digest(arena, token_purpose, token);
    TRY(account_rules(store, arena, &rules));
    TRY(account_row_args(store, arena, SQL_ACCOUNT_OF_SESSION, ARGS(V_TEXT(digest)), &row, &seen, ret_found));
    if (!*ret_found)
        return NULL;
    TRY(fill_identity(store, arena, &row, seen.single != 0, ret));
    *ret_found = row.account.active && now - seen.created_at < rules->session_most &&
                 now - seen.used_at < idle_most(rules, ret->permissions);
    if (!*ret_found) {
        *ret = (Identity){0};
        return NULL;
    }
    ret->session = seen.session;
    ret->csrf = secret_digest(arena, csrf_purpose, token);
    return note_use(store, arena, digest, now, now - seen.used_at, idle_most(rules, ret->permissions));
}

/* ---- beginning and ending --------------------------------------------------------------------- */

Err *session_open(Store *store, Arena *arena, Str account, bool single, Str address, Str agent, Str *ret_token)
{
    enum { AGENT_BYTES = 200, ADDRESS_BYTES = 64 };
    const Rules *rules;
    int64_t now = account_now(store);
    TRY(account_rules(store, arena, &rules));
    *ret_token = secret_token(arena);
    Str shown = str_slice(agent, 0, agent.len < AGENT_BYTES ? agent.len : AGENT_BYTES);
    while (shown.len > 0 && shown.len < agent.len && (agent.ptr[shown.len] & 0xC0) == 0x80)
        shown.len--; /* no half of a letter */
    Str from = str_slice(address, 0, address.len < ADDRESS_BYTES ? address.len : ADDRESS_BYTES);
    TRY(store_exec(store, arena, SQL_SESSION_DROP_OLD,
                   ARGS(V_INT(now - rules->session_idle), V_INT(now - rules->session_most)), NULL));
    return store_exec(store, arena, SQL_SESSION_PUT,
                      ARGS(V_TEXT(secret_digest(arena, token_purpose, *ret_token)), V_TEXT(account_new_id(arena)),
                           V_TEXT(account), V_INT(single), V_INT(now), V_TEXT(from), V_TEXT(shown)),
                      NULL);
}

Err *account_sign_out(Store *store, Arena *arena, Str session)
{
    return store_exec(store, arena, SQL_SESSION_DROP, ARGS(V_TEXT(session)), NULL);
}

Err *session_end_all(Store *store, Arena *arena, Str account, Str keep)
{
    return store_exec(store, arena, SQL_SESSION_DROP_OTHERS, ARGS(V_TEXT(account), V_TEXT(keep)), NULL);
}

static Err *no_session(Arena *arena)
{
    return FAIL(arena, NOT_FOUND, "phiên này không còn nữa", "there is no such session any more");
}

Err *session_end(Store *store, Arena *arena, Str account_or_any, Str id)
{
    Account account;
    Str owner = {0};
    bool found;
    {
        AUTO(rows_close) Rows rows = {0};
        TRY(store_query(store, arena, SQL_SESSION_ACCOUNT, ARGS(V_TEXT(id)), &rows));
        TRY(rows_next(&rows, arena, &found));
        if (found)
            owner = rows_text(&rows, arena, 0);
    }
    if (!found || (account_or_any.len > 0 && !str_eq(owner, account_or_any)))
        return no_session(arena);
    if (account_or_any.len == 0) {
        Err *err = account_get(store, arena, owner, &account);
        if (err)
            return err->kind == ERR_NOT_FOUND ? no_session(arena) : err;
    }
    return account_sign_out(store, arena, id);
}

/* ---- lists ---------------------------------------------------------------------------------------- */

typedef Vec(SessionEntry) Entries;

static SessionEntry entry_of(const Rows *rows, Arena *arena)
{
    return (SessionEntry){.id = rows_text(rows, arena, 0),
                          .account = rows_text(rows, arena, 1),
                          .login = rows_text(rows, arena, 2),
                          .address = rows_text(rows, arena, 3),
                          .agent = rows_text(rows, arena, 4),
                          .created_at = account_stamp(arena, rows_int(rows, 5)),
                          .used_at = account_stamp(arena, rows_int(rows, 6))};
}

static bool place_seen(const Store *store, const Rows *rows, Arena *arena)
{
    Str province = rows_null(rows, 7) ? (Str){0} : rows_text(rows, arena, 7);
    Str unit = rows_null(rows, 8) ? (Str){0} : rows_text(rows, arena, 8);
    return scope_sees(store_scope(store), province, unit);
}

/* A session of all comes once for each grant of its account: it is shown where each of them is seen. */
Err *session_list(Store *store, Arena *arena, Str account_or_all, SessionEntry **ret, ptrdiff_t *ret_count)
{
    bool all = account_or_all.len == 0, hidden = false;
    Entries list = {0};
    Str last = {0};
    AUTO(rows_close) Rows rows = {0};
    if (all)
        TRY(store_query(store, arena, SQL_SESSION_ALL, NO_ARGS, &rows));
    else
        TRY(store_query(store, arena, SQL_SESSION_OF_ACCOUNT, ARGS(V_TEXT(account_or_all)), &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        SessionEntry entry = entry_of(&rows, arena);
        bool seen = !all || place_seen(store, &rows, arena), again = str_eq(entry.id, last);
        if (!again)
            hidden = false;
        if (again && !seen && !hidden)
            list.len--;
        if (!again && seen)
            vec_push(arena, &list, entry);
        hidden = hidden || !seen;
        last = entry.id;
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}
