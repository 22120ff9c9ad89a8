/* Signing in.  The same statements and one hash for whoever asks, so that neither words nor time tell an account that
 * is there from one that is not. */
#include "account/account_internal.h"

#include "account_sql.h"
#include "base/vec.h"
#include "vn/vn.h"

static Err *committed(Store *store, Arena *arena, Err *err)
{
    if (!err)
        return store_commit(store, arena);
    store_rollback(store);
    return err;
}

/* ---- by password -------------------------------------------------------------------------- */

typedef struct Attempt {
    SignIn ask;
    Str login;
    AccountRow row;
    bool found;
    Throttle throttle;
} Attempt;

static Err *finish(Store *store, Arena *arena, const Attempt *attempt, SignedIn *ret)
{
    const Account *account = &attempt->row.account;
    if (account->totp) {
        bool right;
        TRY(totp_take(store, arena, &attempt->row, attempt->ask.code, &right));
        if (!right) {
            ret->result = SIGN_IN_WRONG_CODE;
            return NULL;
        }
    }
    TRY(throttle_clear(store, arena, &attempt->throttle, account->id, attempt->ask.address));
    TRY(store_exec(store, arena, SQL_ACCOUNT_SIGNED_IN, ARGS(V_TEXT(account->id), V_INT(account_now(store))), NULL));
    TRY(session_open(store, arena, account->id, false, attempt->ask.address, attempt->ask.agent, &ret->token));
    ret->result = SIGN_IN_OK;
    return NULL;
}

/* The password was right. */
static Err *let_in(Store *store, Arena *arena, const Attempt *attempt, SignedIn *ret)
{
    bool found;
    if (attempt->row.account.totp && attempt->ask.code.len == 0) {
        ret->result = SIGN_IN_NEEDS_CODE;
        return throttle_refund(store, arena, &attempt->throttle);
    }
    TRY(store_begin(store, arena));
    TRY(committed(store, arena, finish(store, arena, attempt, ret)));
    return ret->result == SIGN_IN_OK ? account_identify(store, arena, ret->token, &ret->who, &found) : NULL;
}

Err *account_sign_in(Store *store, Arena *arena, SignIn ask, SignedIn *ret)
{
    enum { BUSY_SECONDS = 2 };
    const Rules *rules;
    bool busy = false;
    Attempt attempt = {.ask = ask, .login = vn_fold(arena, str_trim(ask.login), VN_FOLD_CASE)};
    *ret = (SignedIn){.result = SIGN_IN_WRONG};
    TRY(account_rules(store, arena, &rules));
    TRY(account_row(store, arena, SQL_ACCOUNT_BY_LOGIN, attempt.login, &attempt.row, &attempt.found));
    ret->account = attempt.found ? attempt.row.account.id : (Str){0};
    TRY(throttle_charge(store, arena, ret->account, attempt.login, ask.address, &attempt.throttle, &ret->wait_seconds));
    if (ret->wait_seconds > 0) {
        ret->result = SIGN_IN_WAIT;
        return NULL;
    }
    bool right = password_verify(arena, rules, attempt.found ? attempt.row.password : (Str){0}, ask.password, &busy);
    if (busy) {
        ret->result = SIGN_IN_WAIT;
        ret->wait_seconds = BUSY_SECONDS;
        return throttle_refund(store, arena, &attempt.throttle);
    }
    return right && attempt.row.account.active ? let_in(store, arena, &attempt, ret) : NULL;
}

/* ---- by single sign-on ------------------------------------------------------------------------ */

/* An account with this address that no one of this provider has been linked to yet; one and no more. */
static Err *link_by_email(Store *store, Arena *arena, Str issuer, Str subject, Str email, Str *ret_id)
{
    Vec(Str) fits = {0};
    Str folded = vn_fold(arena, str_trim(email), VN_FOLD_CASE);
    AUTO(rows_close) Rows rows = {0};
    *ret_id = (Str){0};
    if (folded.len == 0)
        return NULL;
    TRY(store_query(store, arena, SQL_ACCOUNT_UNLINKED_BY_EMAIL, ARGS(V_TEXT(folded), V_TEXT(issuer)), &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        vec_push(arena, &fits, rows_text(&rows, arena, 0));
    }
    if (fits.len != 1)
        return NULL;
    *ret_id = fits.data[0];
    return store_exec(store, arena, SQL_ACCOUNT_SUBJECT_PUT,
                      ARGS(V_TEXT(issuer), V_TEXT(subject), V_TEXT(*ret_id), V_INT(account_now(store))), NULL);
}

static Err *sign_in_by(Store *store, Arena *arena, Str issuer, Str subject, Str email, SignIn ask, Str *ret_token)
{
    AccountRow row = {0};
    bool found;
    TRY(account_row_args(store, arena, SQL_ACCOUNT_BY_SUBJECT, ARGS(V_TEXT(issuer), V_TEXT(subject)), &row, NULL,
                         &found));
    Str id = found ? row.account.id : (Str){0};
    if (!found)
        TRY(link_by_email(store, arena, issuer, subject, email, &id));
    if (id.len == 0 || (found && !row.account.active))
        return FAIL(arena, NOT_FOUND,
                    "chưa có tài khoản nào gắn với người dùng này; hãy nhờ quản trị viên ghi đúng thư điện tử",
                    "no account belongs to this user; ask an administrator to note the right e-mail address");
    TRY(store_exec(store, arena, SQL_ACCOUNT_SIGNED_IN, ARGS(V_TEXT(id), V_INT(account_now(store))), NULL));
    return session_open(store, arena, id, true, ask.address, ask.agent, ret_token);
}

Err *account_sign_in_by(Store *store, Arena *arena, Str issuer, Str subject, Str email, SignIn ask, SignedIn *ret)
{
    bool found;
    *ret = (SignedIn){.result = SIGN_IN_OK};
    TRY(store_begin(store, arena));
    TRY(committed(store, arena, sign_in_by(store, arena, issuer, subject, email, ask, &ret->token)));
    TRY(account_identify(store, arena, ret->token, &ret->who, &found));
    ret->account = ret->who.account.id;
    return NULL;
}

static Err *unlink_account(Store *store, Arena *arena, Str account)
{
    AccountRow row;
    TRY(account_by_id(store, arena, account, &row));
    if (!row.account.linked)
        return FAIL(arena, NOT_FOUND, "tài khoản này không nối với đăng nhập một lần",
                    "this account is linked to no single sign-on");
    if (row.password.len == 0)
        return FAIL(arena, CONFLICT,
                    "đăng nhập một lần đang là cách duy nhất để vào tài khoản này; hãy đặt mật khẩu (theo liên kết mà "
                    "quản trị viên tạo) trước khi gỡ, hoặc khóa tài khoản",
                    "single sign-on is the only way into this account; set a password first, by a link that an "
                    "administrator makes, or disable the account");
    TRY(store_exec(store, arena, SQL_ACCOUNT_SUBJECT_DROP, ARGS(V_TEXT(account)), NULL));
    TRY(store_exec(store, arena, SQL_ACCOUNT_EMAIL_DROP, ARGS(V_TEXT(account)), NULL));
    return store_exec(store, arena, SQL_SESSION_DROP_SINGLE, ARGS(V_TEXT(account)), NULL);
}

Err *account_unlink(Store *store, Arena *arena, Str account)
{
    TRY(store_begin(store, arena));
    return committed(store, arena, unlink_account(store, arena, account));
}
