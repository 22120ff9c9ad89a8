/* Routes of documents and targets: parse, ask plan/plan.h, reply. */
#include "door/door.h"
#include "http/api_plan.h"
#include "base/file.h"
#include "http/upload.h"
#include "plan/plan.h"
#include "store/scope.h"
#include <jansson.h>

enum { PLAN_BYTES = 32 << 20, BODY_BYTES = 64 << 10, UPLOAD_READ = 256 << 20 };

/* ---- documents and targets ------------------------------------------------------------------------ */

static void document_json(Json *j, const DocumentEntry *e)
{
    const Document *d = &e->document;
    js_object(j);
    js_put_text(j, "id", d->id);
    js_put_text(j, "number", d->number);
    js_put_text(j, "issuer", d->issuer);
    js_put_text(j, "title", d->title);
    js_put_text(j, "date", d->date);
    js_put_text(j, "supersedes", d->supersedes);
    js_put_text(j, "superseded_by", e->superseded_by);
    js_put_text(j, "imported_at", e->imported_at);
    js_put_text(j, "years", e->years);
    js_put_int(j, "targets", e->targets);
    js_end(j);
}

static Err *documents(Request *request, Reply *reply)
{
    Str province;
    DocumentEntry *list;
    ptrdiff_t count;
    TRY(request_province(request, &province));
    if (request_exports(request)) {
        Grid grid;
        TRY(plan_documents(request->store, request->arena, province, &grid));
        return reply_grid(request, reply, &grid, "van-ban");
    }
    TRY(document_list(request->store, request->arena, province, &list, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = count; i-- > 0;) /* the newest first */
        document_json(&j, &list[i]);
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

typedef struct Listing {
    Request *request;
    Str province, document; /* document: id, or {0} in force */
    Str indicator;
    int64_t year;
    Target *target;
    ptrdiff_t count;
    Json j;
} Listing;

static bool asked(const Listing *l, const Target *t)
{
    return (l->indicator.len == 0 || str_eq(t->indicator, l->indicator)) && (l->year == 0 || t->year == l->year);
}

static void target_json(Json *j, const Target *t, Str name)
{
    js_object(j);
    js_put_text(j, "unit", t->unit);
    js_put_text(j, "name", name);
    js_put_text(j, "indicator", t->indicator);
    js_put_int(j, "year", t->year);
    js_put_text(j, "base", str_from(base_code(t->base)));
    js_put_int(j, "value", t->value);
    js_put_bool(j, "floor", t->floor);
    js_put_text(j, "document", t->document);
    js_put_text(j, "clause", t->clause);
    js_end(j);
}

static void unit_targets(Listing *l, const Unit *unit, bool *done)
{
    for (ptrdiff_t i = 0; i < l->count; i++)
        if (!done[i] && str_eq(l->target[i].unit, unit->code)) {
            done[i] = true;
            if (asked(l, &l->target[i]))
                target_json(&l->j, &l->target[i], unit->full_name);
        }
}

/* The province, its communes in Vietnamese order, then what else there is. */
static Err *list_targets(Listing *l)
{
    Request *request = l->request;
    Unit unit;
    UnitList communes;
    Date on = clock_today(request->clock);
    bool *done = new (request->arena, bool, l->count);
    TRY(unit_get(request->store, request->arena, l->province, on, &unit));
    TRY(unit_children(request->store, request->arena, l->province, on, &communes));
    js_key(&l->j, "rows"), js_array(&l->j);
    unit_targets(l, &unit, done);
    for (ptrdiff_t u = 0; u < communes.count; u++)
        unit_targets(l, &communes.unit[u], done);
    for (ptrdiff_t i = 0; i < l->count; i++) {
        if (done[i])
            continue;
        Err *err = unit_get(request->store, request->arena, l->target[i].unit, (Date){0}, &unit);
        if (err && err->kind != ERR_NOT_FOUND)
            return err;
        if (err)
            unit = (Unit){.code = l->target[i].unit, .full_name = l->target[i].unit};
        unit_targets(l, &unit, done);
    }
    js_end(&l->j);
    return NULL;
}

static void put_years(Listing *l)
{
    js_key(&l->j, "years"), js_array(&l->j);
    for (int year = 1990; year < 2200; year++)
        for (ptrdiff_t i = 0; i < l->count; i++)
            if (l->target[i].year == year) {
                js_int(&l->j, year);
                break;
            }
    js_end(&l->j);
}

static Err *export_targets(Listing *l, Reply *reply)
{
    Request *r = l->request;
    Grid grid;
    Date on = clock_today(r->clock);
    if (l->document.len > 0)
        TRY(plan_grid_of(r->store, r->arena, l->document, (int)l->year, on, &grid));
    else
        TRY(plan_grid(r->store, r->arena, l->province, (int)l->year, on, &grid));
    return reply_grid(r, reply, &grid, "chi-tieu");
}

static Err *targets(Request *request, Reply *reply)
{
    Listing l = {.request = request, .indicator = request_query(request, "indicator")};
    Document document;
    Str written = request_query(request, "document");
    TRY(request_province(request, &l.province));
    TRY(request_int(request, "year", 2000, 2100, &l.year));
    TRY(request_known_indicator(request, "indicator"));
    if (written.len > 0) {
        TRY(document_find(request->store, request->arena, l.province, written, &document));
        l.document = document.id;
    }
    if (request_exports(request))
        return export_targets(&l, reply);
    if (l.document.len > 0)
        TRY(target_list_of(request->store, request->arena, l.document, &l.target, &l.count));
    else
        TRY(target_list(request->store, request->arena, l.province, (Str){0}, 0, &l.target, &l.count));
    l.j = js_open(request->arena);
    js_object(&l.j);
    put_years(&l);
    if (l.document.len > 0)
        js_put_text(&l.j, "document", l.document);
    else
        js_put_null(&l.j, "document");
    TRY(list_targets(&l));
    js_end(&l.j);
    reply_json(reply, &l.j);
    return NULL;
}

/* ---- looking at a file ------------------------------------------------------------------------------ */

static void finding_json(const Request *request, Json *j, const Finding *f)
{
    Lang lang = request->lang;
    js_object(j);
    js_put_text(j, "code", str_from(f->code));
    js_put_text(j, "severity", str_from(severity_code(f->severity)));
    js_put_words(j, "severity_text", lang, severity_text(f->severity));
    js_put_words(j, "message", lang, f->message);
    js_put_words(j, "action", lang, f->action);
    js_put_text(j, "place", place_text(request->arena, lang, f->place));
    js_put_count(j, "row", f->place.row > 0 ? f->place.row : -1);
    js_end(j);
}

static void findings_members(const Request *request, Json *j, const Findings *all)
{
    js_key(j, "findings"), js_array(j);
    for (ptrdiff_t i = 0; i < all->count; i++)
        finding_json(request, j, &all->finding[i]);
    js_end(j);
}

static void columns_json(const Request *request, Json *j, const Plan *plan, const IndicatorList *indicators)
{
    js_key(j, "columns"), js_array(j);
    for (ptrdiff_t k = 0; k < plan->columns; k++) {
        const PlanColumn *c = &plan->column[k];
        const Indicator *i = indicator_find(indicators, c->indicator);
        js_object(j);
        js_put_text(j, "indicator", c->indicator);
        js_put_text(j, "name", i ? text_in(request->lang, i->name) : c->indicator);
        js_put_int(j, "year", c->year);
        js_put_text(j, "heading", c->heading);
        js_put_bool(j, "floor", c->floor);
        js_put_count(j, "declared", c->declared.given ? c->declared.value : -1);
        js_put_count(j, "computed", c->computed);
        js_end(j);
    }
    js_end(j);
}

static bool at_row(const Finding *f, const PlanRow *row)
{
    return f->severity != SEVERITY_PROOF && f->place.row > 0 && f->place.row == row->place.row &&
           str_eq(f->place.sheet, row->place.sheet);
}

static void row_json(const Request *request, Json *j, const Plan *plan, const PlanRow *row, const Findings *all)
{
    js_object(j);
    js_put_int(j, "line", row->place.row);
    js_put_text(j, "written", row->written);
    js_put_words(j, "match", request->lang, unit_match_how(row->match.how));
    js_put_bool(j, "sure", row->code.len > 0);
    bool near = row->match.how >= UNIT_MATCH_NEAREST;
    js_put_text(j, "code", row->code.len > 0 ? row->code : near ? row->match.unit.code : S(""));
    js_put_text(j, "name", near ? row->match.unit.full_name : S(""));
    js_key(j, "values"), js_array(j);
    for (ptrdiff_t k = 0; k < plan->columns; k++)
        row->figure[k].given ? js_int(j, row->figure[k].value) : js_null(j);
    js_end(j);
    js_key(j, "findings"), js_array(j);
    for (ptrdiff_t i = 0; i < all->count; i++)
        if (at_row(&all->finding[i], row))
            js_int(j, i);
    js_end(j);
    js_end(j);
}

static void problems_json(const Request *request, Json *j, const Plan *plan)
{
    js_key(j, "problems"), js_array(j);
    for (ptrdiff_t i = 0; i < plan->problems; i++) {
        const Problem *p = &plan->problem[i];
        Str expected = text_in(request->lang, p->expected);
        js_object(j);
        js_put_text(j, "place", place_text(request->arena, request->lang, p->place));
        js_put_text(j, "message",
                    str_fmt(request->arena, request->lang == LANG_VI ? "“%.*s”: cần %.*s" : "“%.*s”: %.*s is needed",
                            STRF(p->value), STRF(expected)));
        js_end(j);
    }
    js_end(j);
}

static Err *preview_json(Request *request, Reply *reply, const Plan *plan, const Findings *all, Str upload)
{
    IndicatorList indicators;
    bool seen = false;
    const Document *d = &plan->document;
    TRY(indicator_list(request->store, request->arena, &indicators));
    if (plan->province.code.len > 0)
        TRY(import_seen(request->store, request->arena, plan->province.code, S("plan"), plan->digest, &seen));
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "upload", upload);
    js_put_text(&j, "file", plan->file);
    js_put_text(&j, "province", plan->province.code);
    js_put_text(&j, "province_name", plan->province.full_name);
    js_key(&j, "document"), js_object(&j);
    js_put_text(&j, "number", d->number);
    js_put_text(&j, "issuer", d->issuer);
    js_put_text(&j, "title", d->title);
    js_put_text(&j, "date", d->date);
    js_end(&j);
    columns_json(request, &j, plan, &indicators);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < plan->rows; i++)
        row_json(request, &j, plan, &plan->row[i], all);
    js_end(&j);
    findings_members(request, &j, all);
    problems_json(request, &j, plan);
    js_put_bool(&j, "seen", seen);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *look(Request *request, Str path, PlanOptions options, Plan *plan, Findings *all)
{
    DoorFile file = {.name = request_query(request, "name"), .path = path};
    TRY(door_check(request->arena, DOOR_PLAN, NULL, &file));
    TRY(plan_read(request->arena, path, options, plan));
    TRY(plan_match(plan, request->store, request->arena, options));
    if (plan->province.code.len > 0)
        TRY(scope_check(request->store, request->arena, plan->province.code, plan->province.code));
    return plan_check_all(plan, request->arena, options.on, all);
}

static Err *preview(Request *request, Reply *reply)
{
    Plan plan;
    Findings all;
    int64_t year = 0;
    Str upload, path, name = request_query(request, "name");
    PlanOptions options = {
        .province = request_query(request, "province"), .on = clock_today(request->clock), .lang = request->lang};
    TRY(request_int(request, "year", 2000, 2100, &year));
    options.year = (int)year;
    if (name.len == 0 || request->body.len == 0)
        return FAIL(request->arena, USAGE, "hãy gửi một tệp không rỗng và tên của nó (name)",
                    "send a file that is not empty, and its name");
    TRY(upload_keep(request, name, request->body, &upload, &path));
    Err *err = look(request, path, options, &plan, &all);
    if (err) { /* what cannot be read need not wait */
        upload_drop(request, upload);
        return err;
    }
    return preview_json(request, reply, &plan, &all, upload);
}

/* ---- taking it in: a job ---------------------------------------------------------------------------- */

static Err *read_import(Request *request, const json_t *body, Str *ret_upload, Job *job)
{
    bool accept = false;
    int64_t year = 0;
    Document d = {0};
    Str province = {0};
    const json_t *document = json_object_get(body, "document");
    TRY(body_only(request, body, "upload|accept|province|year|document|key"));
    TRY(body_text(request, body, "upload", true, 128, ret_upload));
    TRY(body_bool(request, body, "accept", &accept));
    TRY(body_text(request, body, "province", false, 100, &province));
    TRY(body_int(request, body, "year", false, 2000, 2100, &year));
    TRY(body_text(request, body, "key", false, 64, &job->key));
    if (document && !json_is_null(document)) {
        TRY(body_only(request, document, "number|date|issuer|title|supersedes"));
        TRY(body_document(request, document, &d));
    }
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "lang", request->lang == LANG_VI ? S("vi") : S("en"));
    js_put_bool(&j, "accept", accept);
    if (province.len > 0)
        js_put_text(&j, "province", province);
    if (year > 0)
        js_put_int(&j, "year", year);
    if (d.number.len > 0) {
        js_key(&j, "document"), js_object(&j);
        js_put_text(&j, "number", d.number);
        js_put_text(&j, "date", d.date);
        js_put_text(&j, "issuer", d.issuer);
        js_put_text(&j, "title", d.title);
        js_put_text(&j, "supersedes", d.supersedes);
        js_end(&j);
    }
    js_end(&j);
    job->ask = js_str(&j);
    job->province = province;
    return NULL;
}

static Err *import(Request *request, Reply *reply)
{
    json_t *body;
    Str upload, path, bytes;
    Job job = {.kind = S("plan-import"), .account = request->who->account.id, .login = request->who->account.login},
        made;
    TRY(request_json(request, &body));
    TRY(read_import(request, body, &upload, &job));
    TRY(upload_read(request, upload, &job.file, &path));
    TRY(file_read(request->arena, path, UPLOAD_READ, &bytes));
    TRY(job_add(request->store, request->arena, &job, bytes, &made));
    request_wake_jobs(request);
    Json j = js_open(request->arena);
    job_json(&j, request->lang, &made);
    reply_json(reply, &j);
    reply->status = 202;
    return NULL;
}

static Err *check(Request *request, Reply *reply)
{
    Plan plan;
    Findings all;
    int64_t year = 0;
    PlanOptions options = {.on = clock_today(request->clock), .lang = request->lang};
    TRY(request_province(request, &options.province));
    TRY(request_int(request, "year", 2000, 2100, &year));
    options.year = (int)year;
    TRY(plan_stored(request->store, request->arena, options, &plan));
    plan.file = plan.province.full_name; /* not the name of the database */
    for (ptrdiff_t i = 0; i < plan.rows; i++) {
        plan.row[i].place.file = plan.file;
        for (ptrdiff_t k = 0; k < plan.columns; k++)
            plan.row[i].figure[k].place.file = plan.file;
    }
    TRY(plan_check_all(&plan, request->arena, options.on, &all));
    Json j = js_open(request->arena);
    js_object(&j);
    findings_members(request, &j, &all);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

const Route plan_routes[] = {
    {"GET", "/api/documents", PERMISSION_PLAN_READ, documents, 0, NULL, true},
    {"GET", "/api/targets", PERMISSION_PLAN_READ, targets, 0, NULL, true},
    {"POST", "/api/plans/preview", PERMISSION_PLAN_IMPORT, preview, PLAN_BYTES, "*", false},
    {"POST", "/api/plans", PERMISSION_PLAN_IMPORT, import, BODY_BYTES, NULL, false},
    {"GET", "/api/plans/check", PERMISSION_PLAN_READ, check, 0, NULL, true},
    {"GET", "/api/rounds", PERMISSION_PLAN_READ, rounds_list, 0, NULL, false},
    {"POST", "/api/rounds", PERMISSION_TARGET_DECIDE, rounds_open, BODY_BYTES, NULL, false},
    {"GET", "/api/rounds/{id}", PERMISSION_PLAN_READ, rounds_get, 0, NULL, false},
    {"PUT", "/api/rounds/{id}/proposals/{code}", PERMISSION_TARGET_PROPOSE, rounds_propose, BODY_BYTES, NULL, false},
    {"GET", "/api/rounds/{id}/proposals/{code}", PERMISSION_PLAN_READ, rounds_history, 0, NULL, false},
    {"POST", "/api/rounds/{id}/proposals/{code}/review", PERMISSION_TARGET_REVIEW, rounds_review, BODY_BYTES, NULL,
     false},
    {"POST", "/api/rounds/{id}/decision", PERMISSION_TARGET_DECIDE, rounds_decide, BODY_BYTES, NULL, false},
    {0},
};
