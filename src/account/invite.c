/* Invitations, and the passwords that are set with them. */
#include "account/account_internal.h"

#include "account_sql.h"

static const char invite_purpose[] = "baophu invitation";

static Err *committed(Store *store, Arena *arena, Err *err)
{
    if (!err)
        return store_commit(store, arena);
    store_rollback(store);
    return err;
}

/* ---- making --------------------------------------------------------------------------- */

Err *invitation_make(Store *store, Arena *arena, Str account, Str *ret_invite)
{
    const Rules *rules;
    int64_t now = account_now(store);
    TRY(account_rules(store, arena, &rules));
    *ret_invite = secret_token(arena);
    TRY(store_exec(store, arena, SQL_INVITATION_DROP, ARGS(V_TEXT(account), V_INT(now - rules->invitation_most)),
                   NULL));
    return store_exec(store, arena, SQL_INVITATION_PUT,
                      ARGS(V_TEXT(secret_digest(arena, invite_purpose, *ret_invite)), V_TEXT(account), V_INT(now)),
                      NULL);
}

Err *account_invite(Store *store, Arena *arena, Str id, Str *ret_invite)
{
    Account account;
    TRY(account_get(store, arena, id, &account));
    if (!account.active)
        return FAIL(arena, CONFLICT, "tài khoản đang bị khóa; hãy mở lại trước khi mời",
                    "the account is disabled; enable it before inviting");
    TRY(store_begin(store, arena));
    return committed(store, arena, invitation_make(store, arena, id, ret_invite));
}

Err *account_first(Store *store, Arena *arena, Str *ret_invite)
{
    bool none;
    *ret_invite = (Str){0};
    TRY(account_none(store, arena, &none));
    if (!none)
        return NULL;
    TRY(store_begin(store, arena));
    return committed(store, arena, invitation_make(store, arena, (Str){0}, ret_invite));
}

/* ---- looking ---------------------------------------------------------------------------- */

static Err *no_invitation(Arena *arena)
{
    return FAIL(arena, NOT_FOUND, "liên kết này đã dùng hoặc hết hạn; hãy xin quản trị viên liên kết mới",
                "this link was used or has ended; ask an administrator for a new one");
}

static Err *read_invitation(Store *store, Arena *arena, Str invite, Str *ret_account)
{
    const Rules *rules;
    bool found;
    AUTO(rows_close) Rows rows = {0};
    TRY(account_rules(store, arena, &rules));
    TRY(store_query(store, arena, SQL_INVITATION_GET, ARGS(V_TEXT(secret_digest(arena, invite_purpose, invite))),
                    &rows));
    TRY(rows_next(&rows, arena, &found));
    if (!found || account_now(store) - rows_int(&rows, 1) >= rules->invitation_most)
        return no_invitation(arena);
    *ret_account = rows_text(&rows, arena, 0);
    return NULL;
}

Err *account_invited(Store *store, Arena *arena, Str invite, Account *ret)
{
    Str id;
    AccountRow row;
    bool none;
    *ret = (Account){0};
    TRY(read_invitation(store, arena, invite, &id));
    if (id.len == 0) {
        TRY(account_none(store, arena, &none));
        return none ? NULL : no_invitation(arena);
    }
    TRY(account_by_id(store, arena, id, &row));
    *ret = row.account;
    return row.account.active ? NULL : no_invitation(arena);
}

/* ---- using --------------------------------------------------------------------------------- */

static Err *accept(Store *store, Arena *arena, Str invite, const Account *account, bool first, Str hash)
{
    int64_t taken;
    bool none = true;
    TRY(store_exec(store, arena, SQL_INVITATION_TAKE, ARGS(V_TEXT(secret_digest(arena, invite_purpose, invite))),
                   &taken));
    if (first)
        TRY(account_none(store, arena, &none));
    if (taken != 1 || !none)
        return no_invitation(arena);
    if (first)
        return account_insert(store, arena, account, hash);
    TRY(store_exec(store, arena, SQL_ACCOUNT_SET_PASSWORD, ARGS(V_TEXT(account->id), V_TEXT(hash)), NULL));
    TRY(store_exec(store, arena, SQL_THROTTLE_DROP, ARGS(V_TEXT(secret_digest(arena, "login", account->login))), NULL));
    return session_end_all(store, arena, account->id, (Str){0});
}

static Err *hash_or_busy(Store *store, Arena *arena, Str password, Str *ret)
{
    const Rules *rules;
    bool busy;
    TRY(account_rules(store, arena, &rules));
    TRY(password_hash(arena, rules, password, ret, &busy));
    return busy ? password_busy(arena) : NULL;
}

Err *account_accept(Store *store, Arena *arena, Str invite, Str login, Str name, Str password, Account *ret)
{
    static const Grant whole_country = {{"administrator", 13}, {{0}, {0}}};
    Str hash;
    TRY(account_invited(store, arena, invite, ret));
    bool first = ret->id.len == 0;
    if (first) {
        Account asked = {.login = login, .name = name};
        TRY(account_fold(arena, &asked, ret));
        ret->id = account_new_id(arena);
        ret->active = true;
        ret->grant = new (arena, Grant, 1);
        ret->grant[ret->grants++] = whole_country;
    }
    TRY(err_at(password_check(store, arena, ret->login, password), (Place){.field = S("password")}));
    TRY(hash_or_busy(store, arena, password, &hash));
    TRY(store_begin(store, arena));
    return committed(store, arena, accept(store, arena, invite, ret, first, hash));
}

/* ---- changing one's own ------------------------------------------------------------------------ */

/* Who holds a session that is not his must not guess its password either. */
static Err *check_old(Store *store, Arena *arena, const AccountRow *row, Str old)
{
    const Rules *rules;
    Throttle throttle;
    int64_t wait;
    bool busy;
    Str who = str_fmt(arena, "change %.*s", STRF(row->account.id));
    TRY(account_rules(store, arena, &rules));
    TRY(throttle_charge(store, arena, (Str){0}, who, who, &throttle, &wait));
    if (wait > 0)
        return FAIL(arena, UNAVAILABLE, "đã sai nhiều lần; hãy thử lại sau %lld giây",
                    "wrong too often; try again in %lld seconds", (long long)wait);
    bool right = password_verify(arena, rules, row->password, old, &busy);
    if (right || busy)
        TRY(throttle_refund(store, arena, &throttle));
    if (busy)
        return password_busy(arena);
    return right ? NULL
                 : err_at(FAIL(arena, FORBIDDEN, "mật khẩu hiện tại không đúng", "the present password is wrong"),
                          (Place){.field = S("old")});
}

static Err *set_password(Store *store, Arena *arena, Str id, Str session, Str hash)
{
    TRY(store_exec(store, arena, SQL_ACCOUNT_SET_PASSWORD, ARGS(V_TEXT(id), V_TEXT(hash)), NULL));
    return session_end_all(store, arena, id, session);
}

Err *account_password(Store *store, Arena *arena, Str id, Str session, Str old, Str password)
{
    AccountRow row;
    Str hash;
    TRY(account_by_id(store, arena, id, &row));
    TRY(err_at(password_check(store, arena, row.account.login, password), (Place){.field = S("password")}));
    if (str_eq(old, password))
        return err_at(FAIL(arena, BAD_INPUT, "mật khẩu mới phải khác mật khẩu hiện tại",
                           "the new password must differ from the present one"),
                      (Place){.field = S("password")});
    TRY(check_old(store, arena, &row, old));
    TRY(hash_or_busy(store, arena, password, &hash));
    TRY(store_begin(store, arena));
    return committed(store, arena, set_password(store, arena, id, session, hash));
}
