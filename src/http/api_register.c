/* Routes of sources: what each agency delivers, when, and how it is to look. */
#include "http/api_register.h"

#include "base/vec.h"
#include "http/change.h"
#include "http/upload.h"
#include "register/calendar_grid.h"
#include <assert.h>
#include <stdlib.h>

enum { BODY_BYTES = 64 << 10, DELIVERIES = 100, MONTHS_BACK = 13 };

static const struct {
    const char *code;
    Text text;
} rhythms[] = {
    [RHYTHM_MONTHLY] = {"monthly", TEXT_INIT("hằng tháng", "every month")},
    [RHYTHM_QUARTERLY] = {"quarterly", TEXT_INIT("hằng quý", "every quarter")},
    [RHYTHM_YEARLY] = {"yearly", TEXT_INIT("hằng năm", "every year")},
};

/* ---- one source ------------------------------------------------------------------------------ */

/* The newest period that is owed. */
static Err *due_members(Request *request, Json *j, const RegisterSource *source, Str province, Str unit, Str agency)
{
    RegisterDue *due;
    ptrdiff_t count;
    Date today = clock_today(request->clock);
    TRY(register_calendar(request->store, request->arena, province, unit, agency, source,
                          date_add_months(today, -MONTHS_BACK), today, &due, &count));
    const RegisterDue none = {0}, *last = count > 0 ? &due[count - 1] : &none;
    js_put_text(j, "period_end", count > 0 ? date_iso(request->arena, last->period_end) : S(""));
    js_put_text(j, "due", count > 0 ? date_iso(request->arena, last->due) : S(""));
    js_put_int(j, "late_days", last->late_days);
    js_put_bool(j, "came", last->delivery.id.len > 0);
    js_put_words(j, "due_text", request->lang, count > 0 ? register_due_text(request->arena, last) : (Text){0});
    return NULL;
}

static Err *newest_members(Request *request, const Sender *s, Json *j, const Delivery *newest)
{
    RegisterReport report;
    js_key(j, "newest");
    if (!newest) {
        js_null(j);
        js_put_null(j, "age_days");
        js_put_null(j, "filled_bp");
        js_put_null(j, "sound_bp");
        return NULL;
    }
    TRY(register_report(request->store, request->arena, newest->province, newest->id, &report));
    delivery_json(request, s, j, newest);
    js_put_int(j, "age_days", date_to_days(clock_today(request->clock)) - date_to_days(newest->as_of));
    js_put_count(j, "filled_bp", filled_share(&report));
    js_put_count(j, "sound_bp", sound_share(&report));
    return NULL;
}

/* What an agency delivered of it, of a list that is newest first. */
typedef struct Given {
    const Delivery *newest; /* that is used */
    int64_t held;
} Given;

static Given given_by(const RegisterSource *source, Str role, Str unit, const Delivery *delivery, ptrdiff_t count)
{
    Given g = {0};
    bool any = unit.len == 0 && register_by_commune(source, role);
    for (ptrdiff_t i = count; i-- > 0;) {
        const Delivery *d = &delivery[i];
        if (!str_eq(agency_role(source, d->agency), role))
            continue;
        g.held += d->state == DELIVERY_HELD;
        if (d->state == DELIVERY_CURRENT && (any || str_eq(d->unit, unit)))
            g.newest = d;
    }
    return g;
}

/* As one agency delivers it.  The store sees what the account may see of the source. */
static Err *source_members(Request *request, const Sender *s, Json *j, const RegisterSource *source, Str province,
                           Str role, const Delivery *delivery, ptrdiff_t count)
{
    Lang lang = request->lang;
    const Scope *puts = sender_scope(s, request->arena, PERMISSION_REGISTER_PUT, source);
    Str unit = sender_unit(store_scope(request->store), province);
    Given given = given_by(source, role, unit, delivery, count);
    js_put_text(j, "source", source->code);
    js_put_words(j, "name", lang, source->name);
    js_put_text(j, "agency", role);
    js_put_words(j, "agency_name", lang, agency_called(s, role));
    js_put_bool(j, "employers", source->employers);
    js_put_text(j, "rhythm", str_from(rhythms[source->rhythm].code));
    js_put_words(j, "rhythm_text", lang, rhythms[source->rhythm].text);
    js_put_text(j, "basis", source->basis);
    js_put_bool(j, "may_put", scope_meets_province(puts, province));
    js_put_int(j, "held", given.held);
    TRY(due_members(request, j, source, province, unit, role));
    return newest_members(request, s, j, given.newest);
}

/* A row an agency. */
static Err *source_rows(Request *request, const Sender *s, Json *j, const RegisterSource *source, Str province,
                        Str unit)
{
    Delivery *delivery;
    ptrdiff_t count;
    Str *role;
    TRY(sender_list(request, s, source, province, &delivery, &count));
    ptrdiff_t roles = sender_agencies(s, request->arena, source, province, unit, &role);
    for (ptrdiff_t i = 0; i < roles; i++) {
        js_object(j);
        TRY(source_members(request, s, j, source, province, role[i], delivery, count));
        js_end(j);
    }
    return NULL;
}

static Err *list(Request *request, Reply *reply)
{
    Str province;
    Sender s;
    TRY(request_province(request, &province));
    TRY(sender_open(request->store, request->arena, &request->who->account, &s));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < s.sources.count; i++) {
        const RegisterSource *source = &s.sources.source[i];
        const Scope *scope = sender_scope(&s, request->arena, PERMISSION_REGISTER_READ, source);
        if (scope_meets_province(scope, province))
            TRY(source_rows(request, &s, &j, source, province, sender_unit(scope, province)));
    }
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *said_member(Request *request, Json *j, const RegisterSource *source, Str province)
{
    RegisterSaid *said;
    ptrdiff_t count;
    TRY(register_said(request->store, request->arena, province, source, &said, &count));
    js_key(j, "said"), js_array(j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(j);
        js_put_text(j, "heading", said[i].pairing.heading);
        js_put_text(j, "column", said[i].pairing.column);
        js_put_text(j, "by", by_words(request->arena, request->lang, said[i].by));
        js_end(j);
    }
    js_end(j);
    return NULL;
}

static Err *detail(Request *request, Reply *reply)
{
    Str province;
    Sender s;
    const RegisterSource *source;
    Delivery *delivery;
    ptrdiff_t count;
    TRY(request_province(request, &province));
    TRY(sender_open(request->store, request->arena, &request->who->account, &s));
    TRY(sender_enter(request, &s, PERMISSION_REGISTER_READ, request_param(request, "source"), province, &source));
    TRY(sender_list(request, &s, source, province, &delivery, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    Str unit = sender_unit(store_scope(request->store), province),
        agency = sender_agency(&s, PERMISSION_REGISTER_READ, source, province, unit);
    TRY(source_members(request, &s, &j, source, province, agency_role(source, agency), delivery, count));
    js_put_int(&j, "upload_most", upload_most(request_options(request)));
    js_key(&j, "columns"), js_array(&j);
    for (ptrdiff_t c = 0; c < source->columns; c++) {
        js_object(&j);
        column_json_members(request, &j, source, c);
        js_end(&j);
    }
    js_end(&j);
    TRY(said_member(request, &j, source, province));
    js_key(&j, "deliveries"), js_array(&j);
    for (ptrdiff_t i = 0; i < count && i < DELIVERIES; i++)
        delivery_json(request, &s, &j, &delivery[i]);
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- the calendar ------------------------------------------------------------------------------- */

typedef Vec(RegisterDue) Dues;

static int by_due(const void *a, const void *b)
{
    const RegisterDue *x = a, *y = b;
    int order = date_cmp(x->due, y->due);
    if (order == 0)
        order = (x->source > y->source) - (x->source < y->source);
    return order ? order : str_cmp(x->agency, y->agency);
}

static Err *due_of_source(Request *request, const Sender *s, const RegisterSource *source, Str province, Date from,
                          Date to, Dues *ret)
{
    Str *role, unit = sender_unit(store_scope(request->store), province);
    ptrdiff_t roles = sender_agencies(s, request->arena, source, province, unit, &role), count;
    for (ptrdiff_t i = 0; i < roles; i++) {
        RegisterDue *due;
        TRY(register_calendar(request->store, request->arena, province, unit, role[i], source, from, to, &due, &count));
        for (ptrdiff_t d = 0; d < count; d++) {
            due[d].source = source; /* one list of sources, for the order */
            vec_push(request->arena, ret, due[d]);
        }
    }
    return NULL;
}

static Err *due_of_all(Request *request, const Sender *s, Str province, Date from, Date to, Dues *ret)
{
    for (ptrdiff_t i = 0; i < s->sources.count; i++) {
        const RegisterSource *source = &s->sources.source[i];
        const Scope *scope = sender_scope(s, request->arena, PERMISSION_REGISTER_READ, source);
        if (!scope_meets_province(scope, province))
            continue;
        store_set_scope(request->store, scope);
        TRY(due_of_source(request, s, source, province, from, to, ret));
    }
    if (ret->len > 0)
        qsort(ret->data, (size_t)ret->len, sizeof *ret->data, by_due);
    return NULL;
}

static Err *reply_due_grid(Request *request, Reply *reply, const Sender *s, const Dues *dues)
{
    ptrdiff_t count = dues->len;
    assert(count >= 0);
    Text *agency = new (request->arena, Text, count);
    for (ptrdiff_t i = 0; i < count; i++)
        agency[i] = agency_called(s, dues->data[i].agency);
    Grid grid = calendar_grid(request->arena, dues->data, agency, count, request->lang);
    return reply_grid(request, reply, &grid, "lich-gui-du-lieu");
}

static Err *request_day(Request *request, const char *name, Date *ret)
{
    Str written = request_query(request, name);
    Date day;
    if (written.len == 0)
        return NULL;
    if (!date_parse_iso(written, &day) || !date_is_day(day))
        return err_at(FAIL(request->arena, USAGE, "“%.*s” không phải là ngày; hãy viết như 2026-10-31",
                           "“%.*s” is not a day; write it as 2026-10-31", STRF(written)),
                      (Place){.field = str_from(name)});
    *ret = day;
    return NULL;
}

static Err *calendar(Request *request, Reply *reply)
{
    Str province;
    Sender s;
    Dues dues = {0};
    Date to = clock_today(request->clock), from = date_add_months(to, -6);
    TRY(request_province(request, &province));
    TRY(request_day(request, "from", &from));
    TRY(request_day(request, "to", &to));
    if (date_to_days(to) - date_to_days(from) > 3660)
        return FAIL(request->arena, USAGE, "lịch dài nhất là mười năm", "a calendar has ten years at most");
    TRY(sender_open(request->store, request->arena, &request->who->account, &s));
    TRY(due_of_all(request, &s, province, from, to, &dues));
    if (request_exports(request))
        return reply_due_grid(request, reply, &s, &dues);
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < dues.len; i++) {
        const RegisterDue *d = &dues.data[i];
        js_object(&j);
        js_put_text(&j, "source", d->source->code);
        js_put_words(&j, "name", request->lang, d->source->name);
        js_put_text(&j, "agency", d->agency);
        js_put_words(&j, "agency_name", request->lang, agency_called(&s, d->agency));
        js_put_text(&j, "basis", d->source->basis);
        js_put_year_day(&j, request->arena, "period_end", d->period_end);
        js_put_year_day(&j, request->arena, "due", d->due);
        js_put_int(&j, "late_days", d->late_days);
        js_put_bool(&j, "came", d->delivery.id.len > 0);
        js_put_words(&j, "due_text", request->lang, register_due_text(request->arena, d));
        js_put_int(&j, "communes", d->communes);
        js_key(&j, "delivery");
        if (d->delivery.id.len > 0)
            delivery_json(request, &s, &j, &d->delivery);
        else
            js_null(&j);
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- the form, and what was said of headings -------------------------------------------------------- */

static Err *template(Request *request, Reply *reply)
{
    RegisterSources sources;
    const RegisterSource *source;
    TRY(register_sources(request->arena, &sources));
    TRY(register_source(&sources, request->arena, request_param(request, "source"), &source));
    Grid grid = register_form(request->arena, source, request->lang);
    return reply_form(request, reply, &grid, str_fmt(request->arena, "mau-%.*s.xlsx", STRF(source->code)));
}

static Err *forget(Request *request, Reply *reply)
{
    Str province, heading = request_query(request, "heading");
    Sender s;
    const RegisterSource *source;
    TRY(request_province(request, &province));
    TRY(sender_open(request->store, request->arena, &request->who->account, &s));
    TRY(sender_enter(request, &s, PERMISSION_REGISTER_PUT, request_param(request, "source"), province, &source));
    TRY(scope_check(request->store, request->arena, province, province)); /* what is said holds for all of it */
    TRY(change_begin(request));
    Err *err = register_forget(request->store, request->arena, province, source, heading);
    if (!err)
        change_note(request, "register.forget", province, (Str){0}, source->code, (Str){0}, (Str){0});
    TRY(change_end(request, err));
    reply->status = 204;
    return NULL;
}

const Route register_routes[] = {
    {"GET", "/api/registers", PERMISSION_REGISTER_READ, list, 0, NULL, false},
    {"GET", "/api/registers/calendar", PERMISSION_REGISTER_READ, calendar, 0, NULL, false},
    {"GET", "/api/registers/{source}", PERMISSION_REGISTER_READ, detail, 0, NULL, false},
    {"GET", "/api/registers/{source}/template", PERMISSION_REGISTER_READ, template, 0, NULL, false},
    {"DELETE", "/api/registers/{source}/headings", PERMISSION_REGISTER_PUT, forget, 0, NULL, false},
    {"POST", "/api/registers/{source}/files", PERMISSION_REGISTER_PUT, registers_file, UPLOAD_MOST, SPOOLED, false},
    {"POST", "/api/registers/{source}/deliveries", PERMISSION_REGISTER_PUT, registers_deliver, BODY_BYTES, NULL, false},
    {"POST", "/api/registers/{source}/vanished", PERMISSION_REGISTER_PUT, registers_vanished, BODY_BYTES, NULL, false},
    {0},
};
