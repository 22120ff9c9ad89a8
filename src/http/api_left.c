/* Which deliveries a run leaves out, though nobody refused them: before it is started, and of one that was. */
#include "http/api_reconcile.h"
#include "http/register_json.h"
#include "vn/vn.h"

typedef struct Asked {
    Str province, began; /* began: "" the run is still to come */
    Date month, end;
} Asked;

static Err *bad_month(Request *request)
{
    return err_at(FAIL(request->arena, USAGE,
                       "cần một tháng (month), ví dụ 2026-10, hoặc số của một lần đối soát (run)",
                       "a month such as 2026-10 is needed, or the number of a run"),
                  (Place){.field = S("month")});
}

static Err *read_ask(Request *request, Asked *ret)
{
    Str written = request_query(request, "month");
    int64_t number = 0;
    ReconcileReport run;
    TRY(request_province(request, &ret->province));
    TRY(request_int(request, "run", 1, INT32_MAX, &number));
    if (number > 0) {
        TRY(reconcile_report(request->store, request->arena, ret->province, number, &run));
        ret->month = run.month;
        ret->began = run.started_at;
    } else if (!date_parse_iso(written, &ret->month) || ret->month.month == 0 || ret->month.day != 0)
        return bad_month(request);
    ret->end = (Date){ret->month.year, ret->month.month, date_days_in_month(ret->month.year, ret->month.month)};
    return NULL;
}

static void left_json(Request *request, const Sender *s, Json *j, const RegisterLeft *left, Date end)
{
    const RegisterSource *source;
    const Delivery *d = &left->delivery;
    Err *unknown = register_source(&s->sources, request->arena, d->source, &source);
    Str agency = unknown ? d->agency : agency_role(source, d->agency);
    js_object(j);
    js_put_text(j, "delivery", d->id);
    js_put_text(j, "source", d->source);
    js_put_text(j, "source_name", unknown ? d->source : text_in(request->lang, source->name));
    js_put_words(j, "agency_name", request->lang, agency_called(s, agency));
    js_put_text(j, "unit_name", unit_called(request, d->unit));
    js_put_year_day(j, request->arena, "as_of", d->as_of);
    js_put_text(j, "why", str_from(register_left_code(left->why)));
    js_put_words(j, "why_text", request->lang, register_left_text(request->arena, left, end));
    js_put_text(j, "instead", left->instead.year > 0 ? date_iso(request->arena, left->instead) : (Str){0});
    js_put_bool(j, "may_open", !unknown && sender_shows(s, PERMISSION_REGISTER_READ, source, d));
    js_end(j);
}

static Err *lists_left(Request *request, Reply *reply)
{
    Asked asked = {0};
    Sender s;
    RegisterLeft *left;
    ptrdiff_t count;
    TRY(read_ask(request, &asked));
    TRY(sender_open(request->store, request->arena, &request->who->account, &s));
    TRY(register_left(request->store, request->arena, asked.province, asked.end, asked.began, &left, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "month", date_iso(request->arena, (Date){asked.month.year, asked.month.month, 0}));
    js_put_text(&j, "end", date_iso(request->arena, asked.end));
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++)
        left_json(request, &s, &j, &left[i], asked.end);
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

const Route left_routes[] = {
    {"GET", "/api/runs/left-out", PERMISSION_LEAD_READ, lists_left, .keeps = false},
    {0},
};
