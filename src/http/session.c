/* Who asks, and whether they may: session, right, and that a change was meant by who sends it. */
#include "http/server.h"

#include "store/scope.h"
#include <sodium.h>
#include <string.h>

static bool is_read(const Request *request)
{
    return str_eq(request->method, S("GET")) || str_eq(request->method, S("HEAD"));
}

static bool same_secret(Str a, Str b)
{
    return a.len == b.len && a.len > 0 && sodium_memcmp(a.ptr, b.ptr, (size_t)a.len) == 0;
}

/* A change that another site made a browser send: browsers say where it comes from, and other programs say nothing. */
static bool from_elsewhere(const Request *request)
{
    Str site = request_header(request, "Sec-Fetch-Site"), origin = request_header(request, "Origin");
    if (site.len > 0 && !str_eq(site, S("same-origin")) && !str_eq(site, S("none")))
        return true;
    if (origin.len == 0)
        return false;
    Str host = request_header(request, "Host");
    Str own = str_fmt(request->arena, "%s://%.*s", request_https(request) ? "https" : "http", STRF(host));
    return !str_eq(origin, own) && !str_eq(origin, request->server->origin);
}

/* Who must set up a second factor may do that, sign out, and read what the page for it shows. */
static bool open_to_limited(const Route *route)
{
    Str path = str_from(route->path);
    return str_eq(path, S("/api/session")) || str_starts(path, S("/api/session/")) || str_eq(path, S("/api/roles"));
}

static bool refuse(Exchange *x, int status, const char *code, const char *vi, const char *en)
{
    reply_status(x, status, code, vi, en);
    return false;
}

static bool may(Exchange *x)
{
    const Route *route = x->match.route;
    const Request *request = &x->request;
    bool public = route->permission == PERMISSION_PUBLIC;
    if (!is_read(request) && from_elsewhere(request))
        return refuse(x, 403, "other-site", "yêu cầu này do một trang khác gửi; hãy thao tác trên trang của Bao Phủ",
                      "this request was sent by another site; use the pages of Bao Phủ");
    if (!public && !request->who)
        return refuse(x, 401, "sign-in", "hãy đăng nhập để tiếp tục", "sign in to go on");
    if (!public && !is_read(request) && !same_secret(request_header(request, "X-CSRF-Token"), request->who->csrf))
        return refuse(x, 403, "csrf", "trang đã cũ; hãy tải lại trang rồi làm lại", "the page is old; load it again");
    if (public || identity_may(request->who, route->permission))
        return true;
    if (request->who->limited)
        return open_to_limited(route) ||
               refuse(x, 403, "second-factor", "hãy thiết lập xác thực hai bước trước khi dùng các phần khác",
                      "set up the second factor before using the rest");
    if (identity_may(request->who, PERMISSION_ACCOUNT_MANAGE)) /* nobody gives himself another role */
        return refuse(x, 403, "forbidden",
                      "vai trò của tài khoản này không có quyền làm việc đó; ở Quản trị › Tài khoản có thể lập một tài "
                      "khoản khác có quyền ấy",
                      "the roles of this account may not do that; under Administration › Accounts you can make another "
                      "account that may");
    return refuse(x, 403, "forbidden", "tài khoản này không có quyền làm việc đó; hãy hỏi người quản trị",
                  "this account may not do that; ask the administrator");
}

/* Of a route that asks for no certain permission: wherever the account has any role. */
static const Scope *any_scope(Exchange *x)
{
    const Account *account = &x->who.account;
    Scope *scope = new (&x->arena, Scope, 1);
    ScopePlace *place = new (&x->arena, ScopePlace, account->grants);
    for (ptrdiff_t i = 0; i < account->grants; i++) {
        place[i] = account->grant[i].place;
        scope->all |= place[i].province.len == 0;
    }
    scope->place = place;
    scope->places = account->grants;
    return scope;
}

Err *session_admit(Worker *worker, Exchange *x, bool *ret_answered)
{
    Permission permission = x->match.route->permission;
    Str token = request_token(&x->request);
    bool found = false;
    store_set_scope(worker->store, NULL);
    x->request.who = NULL;
    if (token.len > 0)
        TRY(account_identify(worker->store, &x->arena, token, &x->who, &found));
    if (found)
        x->request.who = &x->who;
    *ret_answered = !may(x);
    x->scope = !found ? NULL : permission < PERMISSION_COUNT ? &x->who.scope[permission] : any_scope(x);
    if (permission != PERMISSION_PUBLIC) /* sign-in looks at all accounts */
        store_set_scope(worker->store, x->scope);
    return NULL;
}
