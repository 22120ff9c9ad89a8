/* From what a handler says to what goes over the wire: problem documents, ETag, compression, headers. */
#include "http/server.h"

#include "audit/audit.h"
#include "base/file.h"
#include <sodium.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { COMPRESS_LEAST = 1024, EXPORT_MOST = 64 << 20 };

/* ---- for handlers --------------------------------------------------------------------------- */

void reply_json(Reply *reply, const Json *json)
{
    reply->type = "application/json";
    reply->body = js_str(json);
}

void reply_header(Reply *reply, const char *name, Str value)
{
    if (reply->headers < REPLY_HEADERS)
        reply->header[reply->headers++] = (ReplyHeader){name, value};
}

void reply_session(const Request *request, Reply *reply, Str token)
{
    bool https = request_https(request);
    reply_header(reply, "Set-Cookie",
                 str_fmt(request->arena, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax%s%s",
                         https ? "__Host-baophu" : "baophu", STRF(token), https ? "; Secure" : "",
                         token.len > 0 ? "" : "; Max-Age=0"));
}

/* Title of a status, for people. */
static Text status_title(int status)
{
    switch (status) {
    case 400:
        return TEXT("Yêu cầu chưa đúng", "The request is not right");
    case 401:
        return TEXT("Cần đăng nhập", "Sign in first");
    case 403:
        return TEXT("Không có quyền", "Not permitted");
    case 404:
        return TEXT("Không tìm thấy", "Not found");
    case 405:
        return TEXT("Không dùng được cách gọi này", "Not a way to call this");
    case 409:
        return TEXT("Có thay đổi trùng lúc", "Changed in the meantime");
    case 413:
        return TEXT("Gửi lên quá lớn", "Too large");
    case 415:
        return TEXT("Loại nội dung không dùng được", "Not a kind of content for this");
    case 422:
        return TEXT("Dữ liệu chưa dùng được", "The data cannot be used yet");
    case 429:
        return TEXT("Hãy chờ một lát", "Wait a little");
    case 503:
        return TEXT("Tạm thời chưa phục vụ được", "Not available at the moment");
    default:
        return status < 500 ? TEXT("Yêu cầu chưa đúng", "The request is not right")
                            : TEXT("Máy chủ gặp lỗi", "The server failed");
    }
}

static int64_t retry_after(const Reply *reply)
{
    int64_t seconds = 0;
    for (int i = 0; i < reply->headers; i++)
        if (strcmp(reply->header[i].name, "Retry-After") == 0)
            for (ptrdiff_t at = 0; at < reply->header[i].value.len; at++)
                seconds = seconds * 10 + (reply->header[i].value.ptr[at] - '0');
    return seconds;
}

void reply_problem(const Request *request, Reply *reply, int status, const char *code, const Err *err)
{
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "type", S("about:blank"));
    js_put_text(&j, "title", text_in(request->lang, status_title(status)));
    js_put_int(&j, "status", status);
    if (err && status != 500) {
        Str place = place_text(request->arena, request->lang, err->place);
        js_put_text(&j, "detail", text_in(request->lang, err_message(request->arena, err, FACE_PAGE)));
        if (place.len > 0)
            js_put_text(&j, "place", place);
        if (err->place.field.len > 0)
            js_put_text(&j, "field", err->place.field);
    } else if (status == 500) { /* what went wrong inside is for the log */
        js_put_text(&j, "detail",
                    text_in(request->lang, TEXT("Đã ghi lại lỗi; khi báo quản trị hãy kèm mã yêu cầu",
                                                "The fault is in the log; name the request id when reporting it")));
    }
    if (code)
        js_put_text(&j, "code", str_from(code));
    if (retry_after(reply) > 0)
        js_put_int(&j, "retry_after", retry_after(reply));
    js_put_text(&j, "request_id", request->id);
    js_end(&j);
    reply_json(reply, &j);
    reply->status = status;
    reply->type = "application/problem+json";
    reply->cacheable = false;
    reply->file_name = reply->watch_job = (Str){0};
}

/* ---- for the server ------------------------------------------------------------------------------ */

void reply_error(Exchange *x, Err *err)
{
    LogField fields[] = {{"request_id", x->request.id},
                         {"route", str_from(x->route_name)},
                         {"kind", str_from(err_kind_name(err->kind))},
                         {"at", str_fmt(&x->arena, "%s:%d", err->file, err->line)}};
    int status = err_http_status(err);
    if (status >= 500)
        log_line(status == 500 ? LOG_ERROR : LOG_WARN, x->request.clock, "failure", fields, COUNTOF(fields));
    static const char *const codes[] = {
        [ERR_BAD_INPUT] = "bad-input",     [ERR_USAGE] = "usage",         [ERR_NOT_FOUND] = "not-found",
        [ERR_CONFLICT] = "conflict",       [ERR_FORBIDDEN] = "forbidden", [ERR_TOO_LARGE] = "too-large",
        [ERR_UNAVAILABLE] = "unavailable", [ERR_INTERNAL] = "internal"};
    reply_problem(&x->request, &x->reply, status, err->code ? err->code : codes[err->kind], err);
}

void reply_status(Exchange *x, int status, const char *code, const char *vi, const char *en)
{
    Err err = {.text = {str_from(vi), str_from(en)}};
    reply_problem(&x->request, &x->reply, status, code, &err);
}

void response_header(struct MHD_Response *response, const char *name, Str value)
{
    char text[2048];
    if (value.len <= 0 || value.len >= (ptrdiff_t)sizeof text)
        return;
    for (ptrdiff_t i = 0; i < value.len; i++) /* nothing that came from outside begins a header of its own */
        text[i] = (unsigned char)value.ptr[i] < ' ' ? ' ' : value.ptr[i];
    text[value.len] = 0;
    (void)MHD_add_response_header(response, name, text);
}

#define PAGE_POLICY                                                                                          \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; " \
    "connect-src 'self'; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; "      \
    "frame-ancestors 'none'"

void response_common(struct MHD_Response *response, bool https, bool page)
{
    static const char *const always[][2] = {
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
        {"Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()"},
        {"X-Frame-Options", "DENY"},
    };
    for (int i = 0; i < COUNTOF(always); i++)
        (void)MHD_add_response_header(response, always[i][0], always[i][1]);
    (void)MHD_add_response_header(response, "Content-Security-Policy",
                                  page ? PAGE_POLICY : "default-src 'none'; frame-ancestors 'none'");
    if (https)
        (void)MHD_add_response_header(response, "Strict-Transport-Security", "max-age=31536000; includeSubDomains");
}

bool etag_matches(Str if_none_match, Str etag)
{
    while (if_none_match.len > 0) {
        StrCut cut = str_cut(if_none_match, ',');
        Str one = str_trim(cut.head);
        if (str_starts(one, S("W/")))
            one = str_slice(one, 2, one.len);
        if (str_eq(one, etag) || str_eq(one, S("*")))
            return true;
        if_none_match = cut.tail;
    }
    return false;
}

Str etag_of(Arena *arena, Str bytes, Coding coding)
{
    unsigned char digest[16];
    char hex[33];
    crypto_generichash(digest, sizeof digest, (const unsigned char *)bytes.ptr, (unsigned long long)bytes.len, NULL, 0);
    sodium_bin2hex(hex, sizeof hex, digest, sizeof digest);
    return str_fmt(arena, "\"%s%s%s\"", hex, coding ? "-" : "", coding_name[coding]);
}

static bool compresses(const Exchange *x)
{
    const Reply *reply = &x->reply;
    Str type = str_from(reply->type);
    bool texts = str_starts(type, S("application/json")) || str_starts(type, S("text/")) ||
                 str_starts(type, S("application/problem"));
    /* what holds a secret beside what a caller can choose is not compressed: its length would tell */
    bool secret = x->match.path && str_starts(x->match.path->path, S("/api/session"));
    return reply->body.len > COMPRESS_LEAST && texts && !secret;
}

/* attachment; filename*=UTF-8''… (RFC 6266) */
static Str disposition(Arena *arena, Str name)
{
    Buf out = buf_open(arena);
    buf_add(&out, S("attachment; filename*=UTF-8''"));
    for (ptrdiff_t i = 0; i < name.len; i++) {
        unsigned char c = (unsigned char)name.ptr[i];
        bool plain = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z') || c == '.' || c == '-' || c == '_';
        if (plain)
            buf_byte(&out, (char)c);
        else
            buf_fmt(&out, "%%%02X", c);
    }
    return buf_str(&out);
}

void answer_headers(struct MHD_Response *response, Exchange *x, Coding coding, Str etag)
{
    const Reply *reply = &x->reply;
    response_common(response, x->https, false);
    if (reply->body.len > 0)
        response_header(response, "Content-Type", str_from(reply->type));
    response_header(response, "Cache-Control", reply->cacheable ? S("private, no-cache") : S("no-store"));
    response_header(response, "ETag", etag);
    response_header(response, "Vary", S("Accept-Encoding, Accept-Language, Cookie"));
    response_header(response, "Content-Encoding", str_from(coding_name[coding]));
    if (reply->file_name.len > 0)
        response_header(response, "Content-Disposition", disposition(&x->arena, reply->file_name));
    for (int i = 0; i < reply->headers; i++)
        response_header(response, reply->header[i].name, reply->header[i].value);
}

static bool reads(const Exchange *x)
{
    return str_eq(x->request.method, S("GET")) || str_eq(x->request.method, S("HEAD"));
}

/* Of a list of 2,000 persons (2.3 MB) zstd leaves 75 kB in 12 ms and 58 kB in 30. */
static int effort_of(const Reply *reply, Coding coding)
{
    return reply->slow_line ? 9 : coding == CODING_GZIP ? 4 : 1;
}

void reply_finish(Exchange *x)
{
    Reply *reply = &x->reply;
    Coding coding = compresses(x) ? coding_accepted(&x->request) : CODING_NONE;
    Str bytes = reply->body, etag = {0};
    if (coding && !compress_bytes(&x->arena, coding, effort_of(reply, coding), reply->body, &bytes)) {
        coding = CODING_NONE;
        bytes = reply->body;
    }
    if (reply->status == 200 && reads(x) && reply->body.len > 0)
        etag = etag_of(&x->arena, reply->body, coding);
    if (etag.len > 0 && etag_matches(request_header(&x->request, "If-None-Match"), etag)) {
        reply->status = 304;
        reply->body = bytes = (Str){0};
        coding = CODING_NONE;
    }
    x->answer = (Answer){.status = reply->status, .bytes = bytes.len};
    x->answer.response =
        MHD_create_response_from_buffer((size_t)bytes.len, (void *)(uintptr_t)bytes.ptr, MHD_RESPMEM_PERSISTENT);
    if (x->answer.response)
        answer_headers(x->answer.response, x, coding, etag);
}

/* ---- grids -------------------------------------------------------------------------------------- */

/* The writer of workbooks knows files only: one without a name in the temporary folder. */
static Err *workbook(Arena *arena, const Grid *grid, Lang lang, Str *ret)
{
    char path[] = "/tmp/baophu-XXXXXX.xlsx";
    int fd = mkstemps(path, 5);
    if (fd < 0)
        return FAIL(arena, UNAVAILABLE, "không tạo được tệp tạm; hãy báo quản trị xem thư mục /tmp",
                    "no temporary file could be made; tell the administrator to look at /tmp");
    close(fd);
    Err *err = grid_xlsx(grid, arena, lang, str_from(path));
    if (!err)
        err = file_read(arena, str_from(path), EXPORT_MOST, ret);
    unlink(path);
    return err;
}

static Err *note_export(Request *request, Str file_name)
{
    if (!request->who)
        return NULL;
    ScopePlace place = {request_query(request, "province"), request_query(request, "unit")};
    if (place.province.len == 0)
        place = account_place(&request->who->account);
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "file", file_name);
    js_put_text(&j, "route", str_from(request->route->path));
    js_put_text(&j, "query", request->exchange->target.query);
    js_end(&j);
    return audit_add(request->store, request->arena,
                     (AuditEntry){.account = request->who->account.id,
                                  .login = request->who->account.login,
                                  .action = S("export"),
                                  .province = place.province,
                                  .unit = place.unit,
                                  .subject = file_name,
                                  .request = request->id,
                                  .after = js_str(&j)});
}

/* What leaves the house says where the audit trail stood. */
static Err *workbook_with_foot(Request *request, const Grid *grid, Str *ret)
{
    Grid out = *grid;
    Text foot;
    TRY(audit_foot(request->store, request->arena, &foot));
    grid_add_note(&out, request->arena, foot);
    return workbook(request->arena, &out, request->lang, ret);
}

Err *reply_form(Request *request, Reply *reply, const Grid *grid, Str file_name)
{
    reply->type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
    reply->file_name = file_name;
    return workbook(request->arena, grid, request->lang, &reply->body);
}

Err *reply_grid(Request *request, Reply *reply, const Grid *grid, const char *file_stem)
{
    static const char *const formats[] = {"json", "csv", "xlsx", NULL};
    static const char *const types[] = {"application/json", "text/csv; charset=utf-8",
                                        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"};
    int format = 0;
    TRY(request_choice(request, "format", formats, &format));
    reply->type = types[format];
    if (format == 0)
        return grid_json(grid, request->arena, request->lang, &reply->body);
    if (request->who && !identity_may(request->who, PERMISSION_EXPORT))
        return FAIL(request->arena, FORBIDDEN, "tài khoản này không được xuất bảng ra tệp; hãy hỏi người quản trị",
                    "this account may not export tables; ask the administrator");
    Grid chosen = *grid;
    grid_pick(&chosen, request->arena, request_query(request, "words"), request_query(request, "order"));
    grid_choose(&chosen, request->arena, request_query(request, "columns"));
    reply->file_name = str_fmt(request->arena, "%s.%s", file_stem, formats[format]);
    if (format == 1)
        TRY(grid_csv(&chosen, request->arena, request->lang, &reply->body));
    else
        TRY(workbook_with_foot(request, &chosen, &reply->body));
    return note_export(request, reply->file_name);
}
