/* What a handler asks its request for. */
#include "http/server.h"

#include "base/utf8.h"
#include "store/scope.h"
#include <jansson.h>
#include <string.h>

enum { JSON_DEPTH_MOST = 64 };

/* ---- path, query, headers ---------------------------------------------------------------- */

Str request_param(const Request *request, const char *name)
{
    return router_param(&request->exchange->match, str_from(name));
}

Str request_query(const Request *request, const char *name)
{
    return target_query(&request->exchange->target, str_from(name));
}

Str request_header(const Request *request, const char *name)
{
    const char *value = NULL;
    size_t len = 0;
    if (MHD_lookup_connection_value_n(request->exchange->connection, MHD_HEADER_KIND, name, strlen(name), &value,
                                      &len) != MHD_YES ||
        !value)
        return (Str){0};
    Str s = {value, (ptrdiff_t)len};
    return utf8_valid(s) ? str_trim(s) : (Str){0};
}

/* Browsers send what is theirs first; of two cookies with one name the first counts. */
Str request_cookie(const Request *request, const char *name)
{
    Str rest = request_header(request, "Cookie");
    while (rest.len > 0) {
        StrCut cut = str_cut(rest, ';'), pair = str_cut(cut.head, '=');
        if (pair.ok && str_eq(str_trim(pair.head), str_from(name)))
            return str_trim(pair.tail);
        rest = cut.tail;
    }
    return (Str){0};
}

static bool lang_of(Str s, Lang *ret)
{
    bool vi = str_starts(s, S("vi")), en = str_starts(s, S("en"));
    if (vi || en)
        *ret = vi ? LANG_VI : LANG_EN;
    return vi || en;
}

Lang request_language(const Request *request)
{
    Lang lang = LANG_VI;
    if (lang_of(request_query(request, "lang"), &lang) || lang_of(request_cookie(request, "lang"), &lang))
        return lang;
    Str rest = request_header(request, "Accept-Language"); /* in the order written; their weights say the same */
    while (rest.len > 0) {
        StrCut cut = str_cut(rest, ',');
        if (lang_of(str_trim(cut.head), &lang))
            return lang;
        rest = cut.tail;
    }
    return request->exchange->server->options->lang;
}

static bool int_of(Str s, int64_t *ret)
{
    bool minus = str_starts(s, S("-"));
    Str digits = minus ? str_slice(s, 1, s.len) : s;
    int64_t n = 0;
    if (digits.len == 0 || digits.len > 18)
        return false;
    for (ptrdiff_t i = 0; i < digits.len; i++) {
        if (digits.ptr[i] < '0' || digits.ptr[i] > '9')
            return false;
        n = n * 10 + (digits.ptr[i] - '0');
    }
    *ret = minus ? -n : n;
    return true;
}

Err *request_int(const Request *request, const char *name, int64_t low, int64_t high, int64_t *ret)
{
    Str s = request_query(request, name);
    int64_t n;
    if (s.len == 0)
        return NULL;
    if (int_of(s, &n) && n >= low && n <= high) {
        *ret = n;
        return NULL;
    }
    Err *err =
        FAIL(request->arena, USAGE, "tham số “%s” phải là số nguyên từ %lld đến %lld",
             "the parameter “%s” is to be a whole number from %lld to %lld", name, (long long)low, (long long)high);
    err->place.field = str_from(name);
    return err;
}

Err *request_choice(const Request *request, const char *name, const char *const *choice, int *ret)
{
    Str s = request_query(request, name);
    Buf all = buf_open(request->arena);
    if (s.len == 0)
        return NULL;
    for (int i = 0; choice[i]; i++) {
        buf_fmt(&all, "%s%s", i > 0 ? ", " : "", choice[i]);
        if (str_eq(s, str_from(choice[i]))) {
            *ret = i;
            return NULL;
        }
    }
    Err *err = FAIL(request->arena, USAGE, "tham số “%s” phải là một trong: %.*s",
                    "the parameter “%s” is to be one of: %.*s", name, STRF(buf_str(&all)));
    err->place.field = str_from(name);
    return err;
}

/* ---- the body -------------------------------------------------------------------------------- */

static Err *damaged_json(const Request *request, const char *why)
{
    return FAIL(request->arena, BAD_INPUT, "nội dung gửi lên không phải JSON đúng dạng (%s)",
                "what was sent is not well-formed JSON (%s)", why);
}

/* jansson reads two thousand levels; what we are sent has six. */
static bool too_deep(Str body)
{
    int depth = 0;
    bool quoted = false;
    for (ptrdiff_t i = 0; i < body.len; i++) {
        char c = body.ptr[i];
        if (quoted && c == '\\')
            i++;
        else if (c == '"')
            quoted = !quoted;
        else if (!quoted && (c == '{' || c == '['))
            depth++;
        else if (!quoted && (c == '}' || c == ']'))
            depth--;
        if (depth > JSON_DEPTH_MOST)
            return true;
    }
    return false;
}

Err *request_json(Request *request, json_t **ret)
{
    Exchange *x = request->exchange;
    json_error_t why;
    *ret = NULL;
    if (too_deep(request->body))
        return damaged_json(request, "depth > 64");
    if (!x->json)
        x->json = json_loadb(request->body.ptr ? request->body.ptr : "", (size_t)request->body.len,
                             JSON_REJECT_DUPLICATES, &why);
    if (!x->json)
        return damaged_json(request, why.text);
    *ret = x->json;
    return NULL;
}

static Err *bad_member(Err *err, const char *key)
{
    err->place.field = str_from(key);
    return err;
}

/* The member, or NULL where it is not there and need not be; JSON null counts as not there. */
static Err *member(const Request *request, const json_t *object, const char *key, bool needed, json_t **ret)
{
    *ret = json_object_get(object, key);
    if (!json_is_object(object))
        return damaged_json(request, "{}");
    if (json_is_null(*ret))
        *ret = NULL;
    return *ret || !needed ? NULL
                           : bad_member(FAIL(request->arena, BAD_INPUT, "“%s” còn thiếu", "“%s” is missing", key), key);
}

Err *body_text(const Request *request, const json_t *object, const char *key, bool needed, ptrdiff_t most, Str *ret)
{
    json_t *value;
    TRY(member(request, object, key, needed, &value));
    if (!value)
        return NULL;
    if (!json_is_string(value))
        return bad_member(FAIL(request->arena, BAD_INPUT, "“%s” phải là văn bản", "“%s” is to be text", key), key);
    Str s = {json_string_value(value), (ptrdiff_t)json_string_length(value)};
    if (needed && s.len == 0)
        return bad_member(FAIL(request->arena, BAD_INPUT, "“%s” còn trống", "“%s” is empty", key), key);
    if (s.len > most)
        return bad_member(
            FAIL(request->arena, BAD_INPUT, "“%s” dài quá mức cho phép", "“%s” is longer than allowed", key), key);
    *ret = s;
    return NULL;
}

Err *body_int(const Request *request, const json_t *object, const char *key, bool needed, int64_t low, int64_t high,
              int64_t *ret)
{
    json_t *value;
    TRY(member(request, object, key, needed, &value));
    if (!value)
        return NULL;
    int64_t n = (int64_t)json_integer_value(value);
    if (!json_is_integer(value) || n < low || n > high) {
        Err *err = FAIL(request->arena, BAD_INPUT, "“%s” phải là số nguyên từ %lld đến %lld",
                        "“%s” is to be a whole number from %lld to %lld", key, (long long)low, (long long)high);
        err->place.field = str_from(key);
        return err;
    }
    *ret = n;
    return NULL;
}

Err *body_bool(const Request *request, const json_t *object, const char *key, bool *ret)
{
    json_t *value;
    TRY(member(request, object, key, false, &value));
    if (value && !json_is_boolean(value))
        return bad_member(
            FAIL(request->arena, BAD_INPUT, "“%s” phải là true hoặc false", "“%s” is to be true or false", key), key);
    if (value)
        *ret = json_is_true(value);
    return NULL;
}

/* ---- what the server knows ---------------------------------------------------------------------- */

const ServeOptions *request_options(const Request *request)
{
    return request->server->options;
}

bool request_https(const Request *request)
{
    return request->exchange->https;
}

static bool host_like(Str host)
{
    for (ptrdiff_t i = 0; i < host.len; i++) {
        char c = host.ptr[i];
        bool ok = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || strchr(".-:[]", c);
        if (!ok)
            return false;
    }
    return host.len > 0 && host.len <= 255;
}

Str request_origin(const Request *request)
{
    const Server *server = request->server;
    Str host = request_header(request, "Host");
    if (server->options->public_url.len > 0 || !host_like(host))
        return server->origin;
    return str_fmt(request->arena, "%s://%.*s", request_https(request) ? "https" : "http", STRF(host));
}

Str request_token(const Request *request)
{
    return request_cookie(request, request_https(request) ? "__Host-baophu" : "baophu");
}

void request_wake_jobs(const Request *request)
{
    if (request->server->jobs)
        job_pool_wake(request->server->jobs);
}

/* ---- at the beginning ---------------------------------------------------------------------------- */

static Str client_address(Exchange *x)
{
    Str hops = request_header(&x->request, "X-Forwarded-For");
    if (x->server->options->behind_proxy && hops.len > 0) { /* the last is what our own proxy saw */
        Str last = hops;
        for (StrCut cut = str_cut(hops, ','); cut.ok; cut = str_cut(cut.tail, ','))
            last = cut.tail;
        last = str_trim(last);
        return last.len <= 64 && host_like(last) ? last : S("unknown");
    }
    return conn_address(x);
}

void request_begin(Exchange *x, const char *method)
{
    Request *r = &x->request;
    Server *server = x->server;
    long long number = atomic_fetch_add(&server->request_count, 1) + 1;
    *r = (Request){.server = server, .arena = &x->arena, .clock = server->options->clock, .exchange = x};
    r->method = str_copy(&x->arena, str_from(method));
    r->path = x->target.path;
    r->id = str_fmt(&x->arena, "%.*s-%06llx", STRF(server->request_prefix), number);
    x->https =
        server->https || (server->options->behind_proxy && str_eq(request_header(r, "X-Forwarded-Proto"), S("https")));
    r->lang = request_language(r);
    r->address = client_address(x);
    r->agent = request_header(r, "User-Agent");
    for (r->agent.len = r->agent.len < 200 ? r->agent.len : 200; !utf8_valid(r->agent);)
        r->agent.len--;
    r->body_type = request_header(r, "Content-Type");
}
