/* Signing in and what one does with one's own account. */
#include "audit/audit.h"
#include "http/account_json.h"
#include "http/oidc.h"
#include <jansson.h>

enum { LOGIN_BYTES = 256, PASSWORD_BYTES = 512, NAME_BYTES = 800, CODE_BYTES = 128, BODY_MOST = 8 << 10 };

/* ---- signing in and out -------------------------------------------------------------------- */

/* A configuration that cannot be used must not keep those with a password out. */
static void put_single_sign_on(const Request *request, Json *j)
{
    OidcConfig config;
    Str path = request_options(request)->oidc;
    if (path.len == 0 || oidc_config(request->arena, path, &config)) {
        js_put_null(j, "oidc");
        return;
    }
    js_key(j, "oidc");
    js_object(j);
    js_put_text(j, "name", config.name);
    js_end(j);
}

static Err *sign_in_info(Request *request, Reply *reply)
{
    bool none;
    TRY(account_none(request->store, request->arena, &none));
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_bool(&j, "first_start", none);
    put_single_sign_on(request, &j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *session_get(Request *request, Reply *reply)
{
    return reply_identity(request, reply, request->who);
}

static const struct {
    const char *code;
    Text text;
} refusals[] = {
    [SIGN_IN_WRONG] = {"wrong",
                       TEXT_INIT("Tên đăng nhập hoặc mật khẩu không đúng", "The login or the password is wrong")},
    [SIGN_IN_NEEDS_CODE] = {"needs-code", TEXT_INIT("Hãy nhập mã hiện trên ứng dụng xác thực, hoặc một mã dự phòng",
                                                    "Enter the code that the authenticator shows, or a recovery code")},
    [SIGN_IN_WRONG_CODE] = {"wrong-code", TEXT_INIT("Mã không đúng hoặc đã dùng; hãy đợi mã mới",
                                                    "The code is wrong or was used; wait for a new one")},
};

static void refuse(const Request *request, Reply *reply, const SignedIn *in)
{
    if (in->result == SIGN_IN_WAIT) {
        Err err = {.text = text_fmt(request->arena, "Hãy thử lại sau %lld giây", "Try again in %lld seconds",
                                    (long long)in->wait_seconds)};
        reply_header(reply, "Retry-After", str_fmt(request->arena, "%lld", (long long)in->wait_seconds));
        reply_problem(request, reply, 429, "wait", &err);
        return;
    }
    Err err = {.text = refusals[in->result].text};
    reply_problem(request, reply, 401, refusals[in->result].code, &err);
}

/* Of accounts that are there; what was typed as a login may be a password. */
static Err *note_sign_in(Request *request, const SignedIn *in, Str how)
{
    if (in->account.len == 0 || in->result == SIGN_IN_WAIT || in->result == SIGN_IN_NEEDS_CODE)
        return NULL;
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "by", how);
    js_put_text(&j, "address", request->address);
    js_end(&j);
    bool ok = in->result == SIGN_IN_OK;
    Account account;
    TRY(account_get(request->store, request->arena, in->account, &account));
    ScopePlace place = account_place(&account);
    return audit_add(request->store, request->arena,
                     (AuditEntry){.account = in->account,
                                  .login = ok ? in->who.account.login : (Str){0},
                                  .action = ok ? S("sign-in") : S("sign-in.failed"),
                                  .province = place.province,
                                  .unit = place.unit,
                                  .subject = in->account,
                                  .request = request->id,
                                  .after = js_str(&j)});
}

/* Whoever was signed in in this browser is so no longer. */
static Err *leave_old_session(Request *request)
{
    Identity old;
    bool found;
    TRY(account_identify(request->store, request->arena, request_token(request), &old, &found));
    return found ? account_sign_out(request->store, request->arena, old.session) : NULL;
}

Err *session_begin(Request *request, Reply *reply, const SignedIn *in, Str how)
{
    TRY(leave_old_session(request));
    TRY(note_sign_in(request, in, how));
    reply_session(request, reply, in->token);
    return NULL;
}

static Err *sign_in(Request *request, Reply *reply)
{
    static const char *const members[] = {"login", "password", "code", NULL};
    json_t *body;
    SignIn ask = {.address = request->address, .agent = request->agent};
    SignedIn in;
    TRY(request_json(request, &body));
    TRY(body_text(request, body, "login", true, LOGIN_BYTES, &ask.login));
    TRY(body_text(request, body, "password", true, PASSWORD_BYTES, &ask.password));
    TRY(body_text(request, body, "code", false, CODE_BYTES, &ask.code));
    TRY(only_members(request, body, members));
    TRY(account_sign_in(request->store, request->arena, ask, &in));
    if (in.result != SIGN_IN_OK) {
        refuse(request, reply, &in);
        return note_sign_in(request, &in, S("password"));
    }
    TRY(session_begin(request, reply, &in, S("password")));
    return reply_identity(request, reply, &in.who);
}

static Err *no_content(Reply *reply)
{
    reply->status = 204;
    return NULL;
}

static Err *sign_out(Request *request, Reply *reply)
{
    TRY(account_sign_out(request->store, request->arena, request->who->session));
    TRY(add_change(request, "sign-out", request->who->account.id));
    reply_session(request, reply, (Str){0});
    return no_content(reply);
}

/* ---- one's own password and second factor ------------------------------------------------------ */

static Err *password_change(Request *request, Reply *reply)
{
    static const char *const members[] = {"old", "password", NULL};
    json_t *body;
    Str old = {0}, password = {0};
    const Identity *who = request->who;
    TRY(request_json(request, &body));
    TRY(body_text(request, body, "old", true, PASSWORD_BYTES, &old));
    TRY(body_text(request, body, "password", true, PASSWORD_BYTES, &password));
    TRY(only_members(request, body, members));
    TRY(account_password(request->store, request->arena, who->account.id, who->session, old, password));
    TRY(add_change(request, "password.change", who->account.id));
    return no_content(reply);
}

static Err *own_totp_begin(Request *request, Reply *reply)
{
    Str secret, uri;
    TRY(totp_begin(request->store, request->arena, request->who->account.id, &secret, &uri));
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "secret", secret);
    js_put_text(&j, "uri", uri);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *own_totp_confirm(Request *request, Reply *reply)
{
    static const char *const members[] = {"code", NULL};
    enum { CODES = 10 };
    json_t *body;
    Str code = {0}, recovery[CODES], id = request->who->account.id;
    TRY(request_json(request, &body));
    TRY(body_text(request, body, "code", true, CODE_BYTES, &code));
    TRY(only_members(request, body, members));
    note_change(request, "totp.set", &request->who->account, (Str){0}, (Str){0});
    TRY(totp_confirm(request->store, request->arena, id, code, recovery));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "recovery");
    js_array(&j);
    for (int i = 0; i < CODES; i++)
        js_text(&j, recovery[i]);
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *own_totp_remove(Request *request, Reply *reply)
{
    Str id = request->who->account.id;
    note_change(request, "totp.remove", &request->who->account, (Str){0}, (Str){0});
    TRY(totp_remove(request->store, request->arena, id));
    return no_content(reply);
}

Err *account_unlinked(Request *request, Reply *reply, const Account *account)
{
    Json before = js_open(request->arena);
    js_object(&before);
    js_put_text(&before, "email", account->email);
    js_end(&before);
    note_change(request, "link.remove", account, js_str(&before), S("{\"email\":\"\"}"));
    TRY(account_unlink(request->store, request->arena, account->id));
    return no_content(reply);
}

static Err *own_link_remove(Request *request, Reply *reply)
{
    return account_unlinked(request, reply, &request->who->account);
}

/* ---- one's own sessions --------------------------------------------------------------------------- */

static Err *own_sessions(Request *request, Reply *reply)
{
    SessionEntry *entry;
    ptrdiff_t count;
    TRY(session_list(request->store, request->arena, request->who->account.id, &entry, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    TRY(put_sessions(request, &j, entry, count));
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *own_session_end(Request *request, Reply *reply)
{
    Str id = request_param(request, "id");
    TRY(session_end(request->store, request->arena, request->who->account.id, id));
    TRY(add_change(request, "session.end", id));
    if (str_eq(id, request->who->session))
        reply_session(request, reply, (Str){0});
    return no_content(reply);
}

/* ---- invitations ------------------------------------------------------------------------------------ */

static Err *invitation_get(Request *request, Reply *reply)
{
    Account account;
    TRY(account_invited(request->store, request->arena, request_param(request, "token"), &account));
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "login", account.login);
    js_put_text(&j, "name", account.name);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *invitation_accept(Request *request, Reply *reply)
{
    static const char *const members[] = {"password", "login", "name", NULL};
    json_t *body;
    Account account;
    Str password = {0}, login = {0}, name = {0};
    TRY(request_json(request, &body));
    TRY(body_text(request, body, "password", true, PASSWORD_BYTES, &password));
    TRY(body_text(request, body, "login", false, LOGIN_BYTES, &login));
    TRY(body_text(request, body, "name", false, NAME_BYTES, &name));
    TRY(only_members(request, body, members));
    TRY(account_accept(request->store, request->arena, request_param(request, "token"), login, name, password,
                       &account));
    TRY(audit_add(request->store, request->arena,
                  (AuditEntry){.account = account.id,
                               .login = account.login,
                               .action = S("invitation.accept"),
                               .province = account_place(&account).province,
                               .unit = account_place(&account).unit,
                               .subject = account.id,
                               .request = request->id}));
    return no_content(reply);
}

const Route session_routes[] = {
    {"GET", "/api/sign-in", PERMISSION_PUBLIC, sign_in_info, 0, NULL, false},
    {"GET", "/api/session", PERMISSION_ANY, session_get, 0, NULL, false},
    {"POST", "/api/session", PERMISSION_PUBLIC, sign_in, BODY_MOST, NULL, false},
    {"DELETE", "/api/session", PERMISSION_ANY, sign_out, 0, NULL, false},
    {"PUT", "/api/session/password", PERMISSION_ANY, password_change, BODY_MOST, NULL, false},
    {"POST", "/api/session/totp", PERMISSION_ANY, own_totp_begin, 0, NULL, false},
    {"PUT", "/api/session/totp", PERMISSION_ANY, own_totp_confirm, BODY_MOST, NULL, false},
    {"DELETE", "/api/session/totp", PERMISSION_ANY, own_totp_remove, 0, NULL, false},
    {"DELETE", "/api/session/link", PERMISSION_ANY, own_link_remove, 0, NULL, false},
    {"GET", "/api/session/sessions", PERMISSION_ANY, own_sessions, 0, NULL, false},
    {"DELETE", "/api/session/sessions/{id}", PERMISSION_ANY, own_session_end, 0, NULL, false},
    {"GET", "/api/invitations/{token}", PERMISSION_PUBLIC, invitation_get, 0, NULL, false},
    {"POST", "/api/invitations/{token}", PERMISSION_PUBLIC, invitation_accept, BODY_MOST, NULL, false},
    {0},
};
