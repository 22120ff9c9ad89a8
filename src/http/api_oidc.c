/* Signing in by single sign-on: to the provider and back. */
#include "http/account_json.h"
#include "http/oidc.h"
#include "http/server.h"
#include <sodium.h>

enum { CODE_MOST = 2048, TOKEN_SECONDS = 600 };

static Err *config_of(const Request *request, OidcConfig *ret)
{
    Str path = request_options(request)->oidc;
    if (path.len > 0)
        return oidc_config(request->arena, path, ret);
    return FAIL(request->arena, NOT_FOUND, "máy chủ này không dùng đăng nhập một lần",
                "this server has no single sign-on");
}

static const char *cookie_name(const Request *request)
{
    return request_https(request) ? "__Host-baophu-oidc" : "baophu-oidc";
}

static void set_cookie(const Request *request, Reply *reply, Str value)
{
    reply_header(reply, "Set-Cookie",
                 str_fmt(request->arena, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s; Max-Age=%d", cookie_name(request),
                         STRF(value), request_https(request) ? "; Secure" : "", value.len > 0 ? TOKEN_SECONDS : 0));
}

static void send_to(Reply *reply, Str address)
{
    reply->status = 302;
    reply_header(reply, "Location", address);
}

static Str redirect_of(const Request *request)
{
    return str_fmt(request->arena, "%.*s/api/oidc/callback", STRF(request_origin(request)));
}

static Err *start(Request *request, Reply *reply)
{
    OidcConfig config;
    Str address;
    TRY(config_of(request, &config));
    OidcAsk ask = oidc_ask(request->arena, request->clock);
    TRY(oidc_address(request->arena, request->clock, &config, &ask, redirect_of(request), &address));
    set_cookie(request, reply, ask.cookie);
    send_to(reply, address);
    return NULL;
}

/* The person is at the sign-in page and not at an API: what went wrong is said there. */
static void back_with(const Request *request, Reply *reply, const char *code)
{
    send_to(reply, str_fmt(request->arena, "/?oidc=%s", code));
}

static const char *code_of(const Err *err)
{
    switch (err->kind) {
    case ERR_NOT_FOUND:
        return "unknown";
    case ERR_FORBIDDEN:
    case ERR_BAD_INPUT:
        return "invalid";
    case ERR_UNAVAILABLE:
        return "unavailable";
    default:
        return NULL;
    }
}

static bool same_secret(Str a, Str b)
{
    return a.len == b.len && a.len > 0 && sodium_memcmp(a.ptr, b.ptr, (size_t)a.len) == 0;
}

/* By the subject; who comes for the first time by the e-mail, for which the provider may have to be asked. */
static Err *find_and_begin(Request *request, const OidcConfig *config, OidcUser *user, SignedIn *ret)
{
    SignIn from = {.address = request->address, .agent = request->agent};
    Err *err =
        account_sign_in_by(request->store, request->arena, config->issuer, user->subject, user->email, from, ret);
    if (!err || err->kind != ERR_NOT_FOUND || user->email.len > 0)
        return err;
    TRY(oidc_email(request->arena, request->clock, config, user));
    return account_sign_in_by(request->store, request->arena, config->issuer, user->subject, user->email, from, ret);
}

static Err *finish(Request *request, Reply *reply, const OidcConfig *config, const OidcAsk *ask)
{
    OidcUser user;
    SignedIn in;
    TRY(oidc_user(request->arena, request->clock, config, ask, redirect_of(request), request_query(request, "code"),
                  &user));
    TRY(find_and_begin(request, config, &user, &in));
    TRY(session_begin(request, reply, &in, S("single sign-on")));
    send_to(reply, S("/"));
    return NULL;
}

static Err *callback(Request *request, Reply *reply)
{
    OidcConfig config;
    OidcAsk ask;
    TRY(config_of(request, &config));
    Str cookie = request_cookie(request, cookie_name(request));
    bool fresh = oidc_ask_again(request->arena, request->clock, cookie, &ask);
    bool ours = same_secret(request_query(request, "state"), ask.state);
    Str code = request_query(request, "code");
    set_cookie(request, reply, S(""));
    if (!fresh || !ours)
        back_with(request, reply, "expired");
    else if (code.len == 0 || code.len > CODE_MOST)
        back_with(request, reply, "refused");
    else {
        Err *err = finish(request, reply, &config, &ask);
        if (err && !code_of(err))
            return err;
        if (err)
            back_with(request, reply, code_of(err));
    }
    return NULL;
}

const Route oidc_routes[] = {
    {"GET", "/api/oidc/start", PERMISSION_PUBLIC, start, 0, NULL, false},
    {"GET", "/api/oidc/callback", PERMISSION_PUBLIC, callback, 0, NULL, false},
    {0},
};
