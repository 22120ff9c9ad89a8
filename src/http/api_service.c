/* Whether the service is well, and its figures. */
#include "http/server.h"

static void plain(Reply *reply, Str text)
{
    reply->type = "text/plain; charset=utf-8";
    reply->body = text;
}

static Err *healthz(Request *request, Reply *reply)
{
    (void)request;
    plain(reply, S("ok\n"));
    return NULL;
}

static Err *readyz(Request *request, Reply *reply)
{
    if (atomic_load(&request->server->stopping))
        return FAIL(request->arena, UNAVAILABLE, "máy chủ đang dừng", "the server is stopping");
    TRY(store_ready(request->store, request->arena));
    plain(reply, S("ready\n"));
    return NULL;
}

static bool in_list(Str list, Str address)
{
    while (list.len > 0) {
        StrCut cut = str_cut(list, ',');
        if (str_eq(str_trim(cut.head), address))
            return true;
        list = cut.tail;
    }
    return false;
}

static Err *metrics(Request *request, Reply *reply)
{
    Str from = request->address;
    bool near = from.len == 0 || str_starts(from, S("127.")) || str_eq(from, S("::1"));
    if (!near && !in_list(request->server->options->metrics_from, from))
        return FAIL(request->arena, FORBIDDEN, "địa chỉ này không được xem số liệu vận hành",
                    "this address may not see the figures of operation");
    reply->type = "text/plain; version=0.0.4; charset=utf-8";
    reply->body = metrics_text(request->server, request->arena);
    return NULL;
}

const Route service_routes[] = {
    {"GET", "/healthz", PERMISSION_PUBLIC, healthz, 0, NULL, false},
    {"GET", "/readyz", PERMISSION_PUBLIC, readyz, 0, NULL, false},
    {"GET", "/metrics", PERMISSION_PUBLIC, metrics, 0, NULL, false},
    {0},
};
