/* Long work: asking for it, watching it, stopping it. */
#include "door/door.h"
#include "http/route.h"

#include "cube/cube.h"
#include "unit/unit.h"

enum { PAGE = 50, PAGE_MOST = 500, FILE_MOST = 64 << 20 };

/* ---- a job as JSON -------------------------------------------------------------------------- */

static Text kind_title(Str kind)
{
    for (const JobKind *const *list = http_job_lists; *list; list++)
        for (const JobKind *k = *list; k->name; k++)
            if (str_eq(kind, str_from(k->name)))
                return k->title;
    return (Text){kind, kind};
}

static void put_problem(Json *j, Lang lang, const Job *job)
{
    AUTO(arena_close) Arena scratch = arena_open(1 << 20);
    if (job->problem.vi.len == 0) {
        js_put_null(j, "problem");
        return;
    }
    js_key(j, "problem"), js_object(j);
    js_put_text(j, "detail", text_in(lang, job->problem));
    js_put_text(j, "place", place_text(&scratch, lang, job->place));
    js_end(j);
}

void job_json(Json *j, Lang lang, const Job *job)
{
    js_object(j);
    js_put_text(j, "id", job->id);
    js_put_text(j, "kind", job->kind);
    js_put_text(j, "title", text_in(lang, kind_title(job->kind)));
    js_put_text(j, "login", job->login);
    js_put_text(j, "state", str_from(job_state_code(job->state)));
    js_put_text(j, "state_text", text_in(lang, job_state_text(job->state)));
    js_put_text(j, "step", text_in(lang, job->step));
    js_put_int(j, "done", job->done);
    js_put_int(j, "total", job->total);
    js_put_text(j, "file", job->file);
    js_key(j, "result");
    if (job->result.len > 0)
        js_raw(j, job->result);
    else
        js_null(j);
    put_problem(j, lang, job);
    js_put_text(j, "created_at", job->created_at);
    js_put_text(j, "started_at", job->started_at);
    js_put_text(j, "ended_at", job->ended_at);
    js_end(j);
}

static void reply_job(const Request *request, Reply *reply, const Job *job)
{
    Json j = js_open(request->arena);
    job_json(&j, request->lang, job);
    reply_json(reply, &j);
}

/* ---- whose ------------------------------------------------------------------------------------- */

static bool own(const Request *request, const Job *job)
{
    return str_eq(job->account, request->who->account.id);
}

/* One's own, and with account.manage those of one's territory. */
static bool may_see(const Request *request, const Job *job)
{
    if (own(request, job))
        return true;
    if (!identity_may(request->who, PERMISSION_ACCOUNT_MANAGE))
        return false;
    return scope_sees_province(&request->who->scope[PERMISSION_ACCOUNT_MANAGE], job->province);
}

static Err *no_job(const Request *request, Str id)
{
    return FAIL(request->arena, NOT_FOUND, "không có việc “%.*s”; việc đã xong quá 30 ngày thì được xóa",
                "there is no job “%.*s”; those that ended 30 days ago are removed", STRF(id));
}

static Err *find_job(Request *request, Job *ret)
{
    Str id = request_param(request, "id");
    TRY(job_get(request->store, request->arena, id, ret));
    return may_see(request, ret) ? NULL : no_job(request, id);
}

/* ---- routes -------------------------------------------------------------------------------------- */

static Err *run_list(Request *request, Reply *reply)
{
    Job *job;
    ptrdiff_t count;
    int64_t limit = PAGE;
    bool all =
        str_eq(request_query(request, "all"), S("true")) && identity_may(request->who, PERMISSION_ACCOUNT_MANAGE);
    TRY(request_int(request, "limit", 1, PAGE_MOST, &limit));
    TRY(job_list(request->store, request->arena, all ? (Str){0} : request->who->account.id,
                 request_query(request, "before"), limit, &job, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++)
        if (may_see(request, &job[i]))
            job_json(&j, request->lang, &job[i]);
    js_end(&j);
    if (count == limit)
        js_put_text(&j, "next", job_before(request->arena, &job[count - 1]));
    else
        js_put_null(&j, "next");
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *run_get(Request *request, Reply *reply)
{
    Job job;
    TRY(find_job(request, &job));
    reply_job(request, reply, &job);
    return NULL;
}

static Err *run_events(Request *request, Reply *reply)
{
    Job job;
    TRY(find_job(request, &job));
    reply->watch_job = job.id;
    return NULL;
}

/* What could not be used is of the file of who gave it: nobody else's. */
static Err *run_rejects(Request *request, Reply *reply)
{
    Job job;
    TRY(find_job(request, &job));
    if (!own(request, &job))
        return no_job(request, job.id);
    TRY(job_rejects(request->store, request->arena, job.id, &reply->body));
    reply->type = "text/csv; charset=utf-8";
    reply->file_name = str_fmt(request->arena, "chua-dung-duoc-%.*s.csv", STRF(str_slice(job.id, 0, 8)));
    return NULL;
}

static Err *run_cancel(Request *request, Reply *reply)
{
    Job job;
    TRY(find_job(request, &job));
    TRY(job_cancel(request->store, request->arena, job.id));
    TRY(job_get(request->store, request->arena, job.id, &job));
    reply_job(request, reply, &job);
    return NULL;
}

/* Only who asked repeats: it runs with that person's rights. */
static Err *run_repeat(Request *request, Reply *reply)
{
    Job job;
    TRY(find_job(request, &job));
    if (!own(request, &job))
        return FAIL(request->arena, FORBIDDEN, "chỉ người đã yêu cầu mới chạy lại được việc này",
                    "only who asked for this job can repeat it");
    TRY(job_repeat(request->store, request->arena, job.id, &job));
    request_wake_jobs(request);
    reply->status = 202;
    reply_job(request, reply, &job);
    return NULL;
}

/* ---- imports ---------------------------------------------------------------------------------------- */

static Err *take_file(Request *request, Reply *reply, const char *kind, DoorKind door, Str province, Str ask)
{
    DoorFile file = {.name = request_query(request, "name"), .bytes = request->body};
    Job job, asked = {.kind = str_from(kind),
                      .account = request->who->account.id,
                      .login = request->who->account.login,
                      .province = province,
                      .key = request_query(request, "key"),
                      .ask = ask,
                      .file = request_query(request, "name")};
    if (request->body.len == 0)
        return FAIL(request->arena, BAD_INPUT, "tệp rỗng; hãy chọn lại tệp", "the file is empty; choose it again");
    if (door != DOOR_UNKNOWN)
        TRY(door_check(request->arena, door, NULL, &file));
    TRY(job_add(request->store, request->arena, &asked, request->body, &job));
    request_wake_jobs(request);
    reply->status = 202;
    reply_job(request, reply, &job);
    return NULL;
}

static Json open_ask(const Request *request)
{
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "lang", request->lang == LANG_EN ? S("en") : S("vi"));
    return j;
}

static Err *run_facts(Request *request, Reply *reply)
{
    static const char *const bases[] = {"collecting", "residence", NULL}, *const choice[] = {"false", "true", NULL};
    int base = 0, preview = 0;
    Str province = request_query(request, "province");
    TRY(request_choice(request, "base", bases, &base));
    TRY(request_choice(request, "preview", choice, &preview));
    if (province.len == 0)
        return FAIL(request->arena, USAGE, "thiếu tham số province: mã tỉnh, thành phố",
                    "the parameter province is missing: the code of a province");
    if (!scope_meets_province(store_scope(request->store), province))
        TRY(scope_check(request->store, request->arena, province, (Str){0}));
    Json ask = open_ask(request);
    js_put_text(&ask, "province", province);
    js_put_text(&ask, "base", str_from(bases[base]));
    js_end(&ask);
    return take_file(request, reply, preview ? "facts-preview" : "facts-import", DOOR_FACTS, province, js_str(&ask));
}

static Err *run_boundaries(Request *request, Reply *reply)
{
    Json ask = open_ask(request);
    js_end(&ask);
    return take_file(request, reply, "boundaries-import", DOOR_UNKNOWN, (Str){0}, js_str(&ask));
}

static Err *run_villages(Request *request, Reply *reply)
{
    Unit province;
    Str written = request_query(request, "province");
    if (written.len == 0)
        return err_at(FAIL(request->arena, USAGE, "chưa chọn tỉnh, thành phố", "choose a province"),
                      (Place){.field = S("province")});
    TRY(unit_province(request->store, request->arena, written, (Date){0}, &province));
    TRY(scope_check(request->store, request->arena, province.code, (Str){0}));
    Json ask = open_ask(request);
    js_put_text(&ask, "province", province.code);
    js_end(&ask);
    return take_file(request, reply, "villages-import", DOOR_VILLAGES, province.code, js_str(&ask));
}

/* No file: the lists that ship with the program. */
static Err *run_units(Request *request, Reply *reply)
{
    Json ask = open_ask(request);
    js_end(&ask);
    Job job, asked = {.kind = S("units-import"),
                      .account = request->who->account.id,
                      .login = request->who->account.login,
                      .ask = js_str(&ask)};
    TRY(job_add(request->store, request->arena, &asked, (Str){0}, &job));
    request_wake_jobs(request);
    reply->status = 202;
    reply_job(request, reply, &job);
    return NULL;
}

#define JOB_ROUTE(verb, where, function)                                             \
    {                                                                                \
        .method = verb, .path = where, .permission = PERMISSION_ANY, .run = function \
    }

const Route job_routes[] = {
    JOB_ROUTE("GET", "/api/jobs", run_list),
    JOB_ROUTE("GET", "/api/jobs/{id}", run_get),
    JOB_ROUTE("GET", "/api/jobs/{id}/events", run_events),
    JOB_ROUTE("GET", "/api/jobs/{id}/rejects", run_rejects),
    JOB_ROUTE("POST", "/api/jobs/{id}/cancel", run_cancel),
    JOB_ROUTE("POST", "/api/jobs/{id}/repeat", run_repeat),
    {.method = "POST",
     .path = "/api/imports/facts",
     .permission = PERMISSION_IMPORT_RUN,
     .run = run_facts,
     .body_most = FILE_MOST,
     .body_type = "*"},
    {.method = "POST",
     .path = "/api/imports/boundaries",
     .permission = PERMISSION_UNIT_MANAGE,
     .run = run_boundaries,
     .body_most = FILE_MOST,
     .body_type = "*"},
    {.method = "POST",
     .path = "/api/imports/villages",
     .permission = PERMISSION_UNIT_MANAGE,
     .run = run_villages,
     .body_most = FILE_MOST,
     .body_type = "*"},
    {.method = "POST", .path = "/api/imports/units", .permission = PERMISSION_UNIT_MANAGE, .run = run_units},
    {0},
};
