/* An agency's file: looked at as often as is wanted, then taken in by a job. */
#include "base/file.h"
#include "door/door.h"
#include "http/api_register.h"
#include "http/change.h"
#include "http/upload.h"
#include "person/sight.h"
#include "reconcile/lack.h"
#include "register/look.h"
#include "unit/unit.h"
#include "vn/vn.h"
#include <jansson.h>

enum { PREVIEW_ROWS = 200000, SAID_MOST = 32, GONE_SHOWN = 100, GONE_MOST = 200000 };

typedef struct Asked {
    Sender sender;
    const RegisterSource *source;
    Str upload, path, key; /* of the file that waits */
    RegisterPut put;       /* what register_put is asked for */
    bool preview, whole;
    Str purpose;
} Asked;

/* ---- what is asked --------------------------------------------------------------------------- */

static Err *check_unit(Request *request, Str province, Str unit)
{
    Unit found;
    if (unit.len == 0 || str_eq(unit, province))
        return NULL;
    TRY(unit_get(request->store, request->arena, unit, clock_today(request->clock), &found));
    if (found.level == UNIT_COMMUNE && str_eq(found.province, province))
        return NULL;
    return err_at(FAIL(request->arena, BAD_INPUT, "“%.*s” không phải là xã, phường của tỉnh này",
                       "“%.*s” is no commune of this province", STRF(unit)),
                  (Place){.field = S("unit")});
}

/* The source, and that it may be delivered for this territory. */
static Err *check_place(Request *request, Asked *a)
{
    RegisterPut *put = &a->put;
    put->unit = str_eq(put->unit, put->province) ? (Str){0} : put->unit;
    TRY(sender_open(request->store, request->arena, &request->who->account, &a->sender));
    TRY(sender_enter(request, &a->sender, PERMISSION_REGISTER_PUT, request_param(request, "source"), put->province,
                     &a->source));
    TRY(check_unit(request, put->province, put->unit));
    put->source = a->source->code;
    put->agency = sender_agency(&a->sender, PERMISSION_REGISTER_PUT, a->source, put->province, put->unit);
    put->by = request->who->account.login;
    put->lang = request->lang;
    return scope_check(request->store, request->arena, put->province, put->unit.len > 0 ? put->unit : put->province);
}

static Err *read_day(const Request *request, Str written, Date *ret)
{
    Date today = *ret = clock_today(request->clock);
    Place place = {.field = S("as_of")};
    if (written.len == 0)
        return NULL;
    if (!date_parse_iso(written, ret) || !date_is_day(*ret))
        return err_at(FAIL(request->arena, BAD_INPUT, "“%.*s” không phải là ngày; hãy viết như 2026-10-31",
                           "“%.*s” is no day; write it as 2026-10-31", STRF(written)),
                      place);
    if (date_cmp(*ret, today) <= 0)
        return NULL;
    return err_at(FAIL(request->arena, BAD_INPUT, "ngày %.*s chưa tới; số liệu đến muộn nhất là hôm nay, %.*s",
                       "%.*s has not come yet; data are of today, %.*s, at the latest",
                       STRF(vn_date(request->arena, *ret)), STRF(vn_date(request->arena, today))),
                  place);
}

static Err *read_said(Request *request, const json_t *body, RegisterPut *put)
{
    const json_t *columns = json_object_get(body, "columns");
    if (!columns || json_is_null(columns))
        return NULL;
    if (!json_is_array(columns) || json_array_size(columns) > SAID_MOST)
        return err_at(FAIL(request->arena, BAD_INPUT, "“columns” phải là một danh sách không quá %d mục",
                           "“columns” is to be a list of at most %d", SAID_MOST),
                      (Place){.field = S("columns")});
    put->pairings = (ptrdiff_t)json_array_size(columns);
    RegisterPairing *pairing = new (request->arena, RegisterPairing, put->pairings);
    for (ptrdiff_t i = 0; i < put->pairings; i++) {
        const json_t *one = json_array_get(columns, (size_t)i);
        TRY(body_only(request, one, "heading|column"));
        TRY(body_text(request, one, "heading", true, 400, &pairing[i].heading));
        TRY(body_text(request, one, "column", true, 64, &pairing[i].column));
    }
    put->pairing = pairing;
    return NULL;
}

/* ---- the preview -------------------------------------------------------------------------------- */

static bool is_heading_of(const RegisterReport *r, ptrdiff_t c, Str heading)
{
    return r->column[c].heading.len > 0 && str_eq(r->column[c].heading, heading);
}

/* Where the file was read, what the reader took for a column counts. */
static Str column_of(const Asked *a, const RegisterReport *r, const LookHeading *h)
{
    for (ptrdiff_t c = 0; c < r->columns; c++)
        if (is_heading_of(r, c, h->heading))
            return a->source->column[c].code;
    return r->columns > 0 ? (Str){0} : h->column;
}

static void headings_member(Json *j, const Asked *a, const RegisterLook *look, const RegisterReport *r)
{
    js_key(j, "headings"), js_array(j);
    for (ptrdiff_t i = 0; i < look->headings; i++) {
        const LookHeading *h = &look->heading[i];
        js_object(j);
        js_put_text(j, "heading", h->heading);
        js_put_text(j, "column", column_of(a, r, h));
        js_put_bool(j, "said", h->said);
        js_key(j, "sample"), js_array(j);
        for (int k = 0; k < h->samples; k++)
            js_text(j, h->sample[k]);
        js_end(j);
        js_end(j);
    }
    js_end(j);
    js_key(j, "missing"), js_array(j);
    for (ptrdiff_t i = 0; i < look->missings; i++)
        js_text(j, look->missing[i]);
    js_end(j);
}

/* What the reconciliation cannot see without the columns that the file has not. */
static Err *lacking_member(Request *request, Json *j, const Asked *a, const RegisterReport *r)
{
    Law *law;
    RuleSet rules;
    Lack *lack = NULL;
    ptrdiff_t lacks = 0;
    bool there[REGISTER_COLUMNS] = {0};
    Date as_of = a->put.as_of;
    for (ptrdiff_t c = 0; c < r->columns; c++)
        there[c] = r->column[c].heading.len > 0;
    if (r->columns > 0 && !r->again) {
        TRY(law_load(request->arena, (Str){0}, &law));
        TRY(rules_of(request->store, request->arena, law, a->put.province, (Date){as_of.year, as_of.month, 0}, &rules));
        TRY(lacks_of(request->arena, &rules, a->source, there, &lack, &lacks));
    }
    js_key(j, "lacking"), js_array(j);
    for (ptrdiff_t i = 0; i < lacks; i++) {
        js_object(j);
        js_put_text(j, "column", lack[i].column->code);
        js_put_text(j, "title", register_column_title(lack[i].column));
        js_put_words(j, "costs", request->lang, lack[i].costs);
        js_end(j);
    }
    js_end(j);
    return NULL;
}

static Err *preview_json(Request *request, Json *j, const Asked *a, const RegisterLook *look, const RegisterReport *r)
{
    const Delivery *d = &r->delivery;
    js_object(j);
    js_put_text(j, "upload", a->upload);
    js_put_text(j, "file", a->put.name);
    js_put_text(j, "source", a->source->code);
    js_put_text(j, "province", a->put.province);
    js_put_text(j, "unit", a->put.unit);
    js_put_year_day(j, request->arena, "as_of", a->put.as_of);
    headings_member(j, a, look, r);
    js_put_text(j, "likely", look->likely ? look->likely->code : S(""));
    js_put_words(j, "likely_name", request->lang, look->likely ? look->likely->name : (Text){0});
    js_put_bool(j, "whole", look->missings == 0 && !r->cut);
    quality_json_members(request, j, a->source, r);
    js_put_int(j, "rows", d->rows);
    js_put_int(j, "rejected", d->rejected);
    js_put_int(j, "changed", d->changed);
    js_put_text(j, "state", str_from(delivery_state_code(d->state)));
    js_put_words(j, "state_text", request->lang, delivery_state_text(d->state));
    js_put_words(j, "used_text", request->lang, register_used_text(request->arena, a->put.as_of));
    why_json_member(request->lang, j, d->why);
    js_put_text(j, "again", r->again ? d->id : S(""));
    problems_json_member(request->arena, request->lang, j, r->problem, r->problems);
    compared_json_member(request, j, a->source, r);
    TRY(lacking_member(request, j, a, r));
    js_end(j);
    return NULL;
}

static Err *look_at(Request *request, Asked *a, ptrdiff_t gone, RegisterLook *look, RegisterReport *report)
{
    RegisterPairing *pairing;
    ptrdiff_t pairings;
    *report = (RegisterReport){.before = -1};
    TRY(register_pairings(request->store, request->arena, a->put.province, a->source, a->put.pairing, a->put.pairings,
                          &pairing, &pairings));
    if (a->put.pairings == 0) { /* nobody said yet that its headings are this source's */
        DoorFile file = {.name = a->put.name, .path = a->path};
        TRY(door_check(request->arena, DOOR_REGISTER, a->source, &file));
    }
    TRY(register_look(request->arena, a->path, a->source, pairing, pairings, look));
    if (look->missings > 0)
        return NULL;
    RegisterPut put = a->put;
    put.path = a->path;
    put.preview = true;
    put.most_rows = a->whole ? 0 : PREVIEW_ROWS;
    put.compare = true;
    put.name_gone = gone;
    put.threads = 1; /* the other workers of the service have others to serve */
    return register_put(request->store, request->arena, &put, report);
}

static Err *reply_preview(Request *request, Reply *reply, Asked *a)
{
    RegisterLook look;
    RegisterReport report;
    TRY(look_at(request, a, GONE_SHOWN, &look, &report));
    Json j = js_open(request->arena);
    TRY(preview_json(request, &j, a, &look, &report));
    reply_json(reply, &j);
    return NULL;
}

Err *registers_file(Request *request, Reply *reply)
{
    Asked a = {.put.unit = request_query(request, "unit"), .put.name = request_query(request, "name")};
    TRY(request_province(request, &a.put.province));
    TRY(read_day(request, request_query(request, "as_of"), &a.put.as_of));
    TRY(check_place(request, &a));
    if (a.put.name.len == 0)
        return FAIL(request->arena, USAGE, "hãy gửi cả tên tệp (name)", "send the file's name too");
    if ((request->upload ? request->upload->bytes : request->body.len) == 0)
        return FAIL(request->arena, USAGE, "tệp trống; hãy chọn tệp có dữ liệu",
                    "the file is empty; choose one that holds data");
    if (request->upload)
        TRY(upload_finish(request, request->upload, a.put.name, &a.upload, &a.path));
    else
        TRY(upload_keep(request, a.put.name, request->body, &a.upload, &a.path));
    Err *err = reply_preview(request, reply, &a);
    if (err) /* what cannot be read need not wait */
        upload_drop(request, a.upload);
    return err;
}

/* ---- taking it in ----------------------------------------------------------------------------------- */

static Str ask_json(const Request *request, const Asked *a)
{
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "lang", request->lang == LANG_VI ? S("vi") : S("en"));
    js_put_text(&j, "source", a->source->code);
    js_put_text(&j, "unit", a->put.unit);
    js_put_year_day(&j, request->arena, "as_of", a->put.as_of);
    js_put_bool(&j, "take_rest", a->put.take_rest);
    js_key(&j, "columns"), js_array(&j);
    for (ptrdiff_t i = 0; i < a->put.pairings; i++) {
        js_object(&j);
        js_put_text(&j, "heading", a->put.pairing[i].heading);
        js_put_text(&j, "column", a->put.pairing[i].column);
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    return js_str(&j);
}

static Err *reply_new_job(Request *request, Reply *reply, const Asked *a)
{
    Job made, job = {.kind = S("register-put"),
                     .account = request->who->account.id,
                     .login = request->who->account.login,
                     .province = a->put.province,
                     .key = a->key,
                     .file = a->put.name,
                     .ask = ask_json(request, a)};
    TRY(job_add_path(request->store, request->arena, &job, a->path, &made));
    request_wake_jobs(request);
    Json j = js_open(request->arena);
    job_json(&j, request->lang, &made);
    reply_json(reply, &j);
    reply->status = 202;
    return NULL;
}

static Err *read_body(Request *request, const char *members, Asked *a)
{
    json_t *body;
    Str day = {0};
    RegisterPut *put = &a->put;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, members));
    TRY(body_text(request, body, "upload", true, 128, &a->upload));
    TRY(body_text(request, body, "province", true, 32, &put->province));
    TRY(body_text(request, body, "unit", false, 32, &put->unit));
    TRY(body_text(request, body, "as_of", false, 10, &day));
    TRY(body_text(request, body, "key", false, 64, &a->key));
    TRY(body_bool(request, body, "take_rest", &put->take_rest));
    TRY(body_bool(request, body, "preview", &a->preview));
    TRY(body_bool(request, body, "whole", &a->whole));
    TRY(body_text(request, body, "purpose", false, 2000, &a->purpose));
    TRY(read_day(request, day, &put->as_of));
    return read_said(request, body, put);
}

Err *registers_deliver(Request *request, Reply *reply)
{
    RegisterPairing *known;
    ptrdiff_t count;
    Asked a = {0};
    TRY(read_body(request, "upload|province|unit|as_of|columns|take_rest|preview|whole|key", &a));
    TRY(check_place(request, &a));
    TRY(upload_read(request, a.upload, &a.put.name, &a.path));
    if (a.preview)
        return reply_preview(request, reply, &a);
    TRY(register_pairings(request->store, request->arena, a.put.province, a.source, a.put.pairing, a.put.pairings,
                          &known, &count)); /* said of columns that are there */
    return reply_new_job(request, reply, &a);
}

/* ---- what is gone --------------------------------------------------------------------------------------- */

Err *registers_vanished(Request *request, Reply *reply)
{
    RegisterLook look;
    RegisterReport report;
    Asked a = {.whole = true};
    TRY(read_body(request, "upload|province|unit|as_of|columns|purpose", &a));
    a.purpose = str_trim(a.purpose);
    TRY(person_check_purpose(request->arena, a.purpose));
    TRY(check_place(request, &a));
    TRY(upload_read(request, a.upload, &a.put.name, &a.path));
    TRY(look_at(request, &a, GONE_MOST, &look, &report));
    return reply_gone(request, reply, a.source, &report, a.purpose);
}
