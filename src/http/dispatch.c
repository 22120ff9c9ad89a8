/* What happens to a request between its arrival and its answer. */
#include "http/server.h"

#include "store/scope.h"

#include "unit/unit.h"
#include <string.h>

/* ---- before the body ------------------------------------------------------------------------ */

static bool is_api(const Target *target)
{
    return target->segments > 0 && str_eq(target->segment[0], S("api"));
}

static bool refuse(Exchange *x, int status, const char *code, const char *vi, const char *en)
{
    reply_status(x, status, code, vi, en);
    return false;
}

static bool type_fits(const Exchange *x)
{
    const char *wanted = x->match.route->body_type ? x->match.route->body_type : "application/json";
    Str given = str_trim(str_cut(x->request.body_type, ';').head);
    return strcmp(wanted, "*") == 0 || strcmp(wanted, SPOOLED) == 0 || str_eq(given, str_from(wanted));
}

static bool spools(const Exchange *x)
{
    const char *wanted = x->match.route->body_type;
    return wanted && strcmp(wanted, SPOOLED) == 0;
}

int64_t dispatch_body_most(const Exchange *x)
{
    return spools(x) ? upload_most(x->server->options) : x->match.route->body_most;
}

bool dispatch_too_large(Exchange *x)
{
    Text text = TEXT("nội dung gửi lên lớn quá mức cho phép", "what was sent is larger than allowed");
    if (spools(x))
        text = upload_too_large(&x->arena, x->server->options);
    return refuse(x, 413, "too-large", str_c(&x->arena, text.vi), str_c(&x->arena, text.en));
}

static bool check_body(Exchange *x)
{
    bool chunked = request_header(&x->request, "Transfer-Encoding").len > 0;
    int64_t most = dispatch_body_most(x);
    if (most == 0 && (chunked || x->body_told > 0))
        return refuse(x, 413, "no-body", "yêu cầu này không nhận nội dung gửi kèm", "this request takes no content");
    if (x->body_told > most)
        return dispatch_too_large(x);
    if ((chunked || x->body_told > 0) && !type_fits(x))
        return refuse(x, 415, "media-type", "loại nội dung gửi lên không dùng được cho yêu cầu này",
                      "this request does not take content of that kind");
    return true;
}

bool dispatch_early(Exchange *x)
{
    Str method = x->request.method;
    if (!router_match(&x->server->router, &x->target, method, &x->match)) {
        bool reads = str_eq(method, S("GET")) || str_eq(method, S("HEAD"));
        if (reads && !is_api(&x->target) && static_answer(x))
            return false;
        return refuse(x, 404, "not-found", "không có địa chỉ này; hãy kiểm tra lại đường dẫn",
                      "there is nothing at this address; check the link");
    }
    x->route_name = x->match.path->path.ptr;
    x->route_number = x->match.path->number;
    x->request.route = x->match.route;
    if (!x->match.route) {
        reply_header(&x->reply, "Allow", router_allow(&x->arena, x->match.path));
        return refuse(x, 405, "method", "địa chỉ này không nhận cách gọi đó", "this address does not take that method");
    }
    return check_body(x);
}

/* ---- by a worker ------------------------------------------------------------------------------- */

/* A request for something kept says by itself whether it is still right: the revision is read before the figures. */
static Err *run_kept(Worker *worker, Exchange *x, bool *ret_parked)
{
    int64_t revision;
    Str key = keep_key(x);
    TRY(store_revision(worker->store, x->request.arena, &revision));
    KeepFound found = keep_find(x, key, revision);
    *ret_parked = found == KEEP_PARKED;
    if (found != KEEP_MAKE)
        return NULL;
    Err *err = x->match.route->run(&x->request, &x->reply);
    if (err)
        keep_give_up(x);
    else
        keep_put(x, key, revision);
    return err;
}

static Err *run(Worker *worker, Exchange *x, bool *ret_parked)
{
    bool answered = false;
    x->request.store = worker->store;
    TRY(session_admit(worker, x, &answered));
    if (!answered && x->stage == STAGE_ADMIT && spools(x)) {
        TRY(upload_begin(&x->request, x->body_told, &x->upload));
        x->request.upload = &x->upload;
    }
    x->admitted = !answered && x->stage == STAGE_ADMIT;
    if (answered || x->admitted)
        return NULL;
    /* exports are noted in the audit trail each time */
    bool kept = x->match.route->keeps && request_query(&x->request, "format").len == 0;
    return kept ? run_kept(worker, x, ret_parked) : x->match.route->run(&x->request, &x->reply);
}

/* Its name instead of its code: “33” says nothing to who belongs there.  Who grants territories is told where. */
static void name_outside(Store *store, Exchange *x, Err *err)
{
    Unit unit;
    Arena *arena = &x->arena;
    if (err->kind != ERR_FORBIDDEN || err->unit.len == 0 ||
        unit_get(store, arena, err->unit, clock_today(x->request.clock), &unit))
        return;
    bool within = x->scope && unit.level == UNIT_PROVINCE && scope_meets_province(x->scope, unit.code);
    err->text =
        within ? text_fmt(arena, "địa bàn được giao cho tài khoản này không gồm cả %.*s; hãy chọn xã, phường",
                          "the territory of this account is not all of %.*s; choose a commune", STRF(unit.full_name))
               : text_fmt(arena, "%.*s nằm ngoài địa bàn được giao cho tài khoản này",
                          "%.*s lies outside the territory of this account", STRF(unit.full_name));
    if (identity_may(&x->who, PERMISSION_ACCOUNT_MANAGE))
        err->page =
            PAGE("địa bàn được giao ở Quản trị › Tài khoản", "territories are given under Administration › Accounts");
}

bool dispatch(Worker *worker, Exchange *x)
{
    bool parked = false;
    x->admitted = false;
    Err *err = run(worker, x, &parked);
    store_rollback(worker->store);
    store_set_scope(worker->store, NULL);
    if (err && err->kind == ERR_UNAVAILABLE)
        worker->lost = store_is_postgres(worker->store);
    if (parked)
        return false;
    if (err) {
        x->reply = (Reply){.status = 200};
        name_outside(worker->store, x, err);
        reply_error(x, err);
    }
    if (x->admitted || x->answer.response)
        return true;
    if (x->reply.watch_job.len > 0)
        hub_watch(x, x->reply.watch_job);
    else
        reply_finish(x);
    return true;
}
