/* Routes of monthly entry: parse, ask progress/entry.h, reply. */
#include "http/api_entry.h"
#include "store/scope.h"
#include <jansson.h>

enum { BODY_BYTES = 256 << 10, ROWS_MOST = 100, UNITS_MOST = 4000, MONTHS = 12, FORM_BYTES = 8 << 20 };

/* The month before this one: its figures are what is due. */
static Period usual_month(const Request *request)
{
    return period_add(period_of(clock_today(request->clock), PERIOD_MONTH), -1);
}

/* ---- the sheet -------------------------------------------------------------------------------------- */

static void row_json(const Request *request, Json *j, const EntryRow *r)
{
    Lang lang = request->lang;
    js_object(j);
    js_put_text(j, "indicator", r->indicator.code);
    js_put_words(j, "name", lang, r->indicator.name);
    js_put_words(j, "definition", lang, r->indicator.definition);
    js_put_text(j, "unit", r->indicator.unit);
    js_put_text(j, "part_of", r->indicator.part_of);
    js_put_count(j, "value", r->has ? r->fact.value : -1);
    js_put_text(j, "state", r->has ? str_from(state_code(r->fact.state)) : S(""));
    js_put_words(j, "state_text", lang, r->has ? state_text(r->fact.state) : TEXT("chưa nhập", "not entered"));
    js_put_count(j, "before", r->has_before ? r->before : -1);
    js_put_count(j, "year_before", r->has_year_before ? r->year_before : -1);
    js_put_int(j, "most", fact_most(&r->indicator));
    js_put_count(j, "low", r->has_range ? r->low : -1);
    js_put_count(j, "high", r->has_range ? r->high : -1);
    js_put_words(j, "range", lang, r->range);
    js_put_bool(j, "unusual", r->unusual);
    js_put_words(j, "why", lang, r->unusual ? entry_why(request->arena, r, r->fact.value) : (Text){0});
    js_put_text(j, "source", r->has ? r->fact.source : S(""));
    js_put_text(j, "who", r->who);
    js_put_text(j, "at", r->at);
    js_put_text(j, "reason", r->reason);
    js_put_int(j, "versions", r->has ? r->fact.version : 0);
    js_end(j);
}

static bool editable(const Request *request, const EntrySheet *s)
{
    const Identity *who = request->who;
    return s->begun && !s->locked && identity_may(who, PERMISSION_FACT_ENTER) &&
           scope_sees(&who->scope[PERMISSION_FACT_ENTER], s->unit.province, s->unit.code);
}

static Err *reply_sheet(Request *request, Reply *reply, EntryAsk ask)
{
    EntrySheet s;
    TRY(entry_sheet(request->store, request->arena, ask, &s));
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "unit", s.unit.code);
    js_put_text(&j, "unit_name", s.unit.full_name);
    js_put_text(&j, "province", s.unit.province);
    js_put_text(&j, "period", period_text(request->arena, s.month));
    js_put_text(&j, "base", str_from(base_code(s.base)));
    js_put_year_day(&j, request->arena, "due", s.due);
    js_put_bool(&j, "late", s.late);
    js_put_bool(&j, "editable", editable(request, &s));
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < s.rows; i++)
        row_json(request, &j, &s.row[i]);
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *sheet(Request *request, Reply *reply)
{
    EntryAsk ask = {.unit = request_query(request, "unit"), .month = usual_month(request)};
    TRY(request_month(request, &ask.month));
    TRY(request_base(request, &ask.base));
    if (ask.unit.len == 0)
        return err_at(FAIL(request->arena, USAGE, "thiếu tham số unit (mã xã, phường)",
                           "the parameter unit (a commune's code) is missing"),
                      (Place){.field = S("unit")});
    return reply_sheet(request, reply, ask);
}

/* ---- saving ------------------------------------------------------------------------------------------ */

static Err *body_period(const Request *request, const json_t *body, Period *ret)
{
    Str text;
    TRY(body_text(request, body, "period", true, 10, &text));
    if (period_parse(text, ret) && ret->kind == PERIOD_MONTH)
        return NULL;
    return err_at(FAIL(request->arena, BAD_INPUT, "“%.*s” không phải là tháng; hãy viết như 2026-10",
                       "“%.*s” is not a month; write it as 2026-10", STRF(text)),
                  (Place){.field = S("period")});
}

static Err *body_base(const Request *request, const json_t *body, CountBase *ret)
{
    Str text;
    TRY(body_text(request, body, "base", true, 16, &text));
    for (int base = BASE_COLLECTING; base <= BASE_RESIDENCE; base++)
        if (str_eq(text, str_from(base_code((CountBase)base)))) {
            *ret = (CountBase)base;
            return NULL;
        }
    return err_at(FAIL(request->arena, BAD_INPUT, "“base” phải là collecting hoặc %s",
                       "“base” is to be collecting or %s", "residence"),
                  (Place){.field = S("base")});
}

static Err *body_list(const Request *request, const json_t *body, const char *key, bool needed, size_t most,
                      const json_t **ret)
{
    *ret = json_object_get(body, key);
    if (json_is_null(*ret))
        *ret = NULL;
    if ((!*ret && !needed) || (json_is_array(*ret) && json_array_size(*ret) <= most))
        return NULL;
    return err_at(FAIL(request->arena, BAD_INPUT, "“%s” phải là một danh sách không quá %d mục",
                       "“%s” is to be a list of at most %d", key, (int)most),
                  (Place){.field = str_from(key)});
}

static Err *read_values(const Request *request, const json_t *rows, EntryValue **ret, ptrdiff_t *ret_count)
{
    ptrdiff_t count = (ptrdiff_t)json_array_size(rows);
    EntryValue *value = new (request->arena, EntryValue, count);
    for (ptrdiff_t i = 0; i < count; i++) {
        const json_t *row = json_array_get(rows, (size_t)i);
        value[i].version = -1;
        TRY(body_only(request, row, "indicator|value|version|reason"));
        TRY(body_text(request, row, "indicator", true, 64, &value[i].indicator));
        TRY(body_int(request, row, "value", true, -1000000000000000, 10000000000000000, &value[i].value));
        TRY(body_int(request, row, "version", false, 0, INT64_MAX, &value[i].version));
        TRY(body_text(request, row, "reason", false, 2000, &value[i].reason));
    }
    *ret = value;
    *ret_count = count;
    return NULL;
}

/* The figures of a sheet that are there, for the audit trail. */
Err *entry_sheet_text(const Request *request, EntryAsk ask, Str *ret_province, Str *ret)
{
    EntrySheet s;
    TRY(entry_sheet(request->store, request->arena, ask, &s));
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "period", period_text(request->arena, s.month));
    js_put_text(&j, "base", str_from(base_code(s.base)));
    for (ptrdiff_t i = 0; i < s.rows; i++)
        if (s.row[i].has) {
            js_key_str(&j, s.row[i].indicator.code), js_object(&j);
            js_put_int(&j, "value", s.row[i].fact.value);
            js_put_text(&j, "state", str_from(state_code(s.row[i].fact.state)));
            js_put_text(&j, "reason", s.row[i].reason);
            js_end(&j);
        }
    js_end(&j);
    *ret_province = s.unit.province;
    *ret = js_str(&j);
    return NULL;
}

static Err *save_in(Request *request, EntryAsk ask, const EntryValue *value, ptrdiff_t count)
{
    Str province, before, after;
    FactChange change;
    Unit unit;
    TRY(unit_get(request->store, request->arena, ask.unit, clock_today(request->clock), &unit));
    TRY(fact_take_turn(request->store, request->arena, unit.province)); /* nobody comes between before and after */
    TRY(entry_sheet_text(request, ask, &province, &before));
    TRY(entry_save(request->store, request->arena, ask, value, count, request->who->account.login, &change));
    TRY(entry_sheet_text(request, ask, &province, &after));
    if (change.added + change.corrected > 0)
        change_note(request, "fact.enter", province, ask.unit, period_text(request->arena, ask.month), before, after);
    return NULL;
}

static Err *save(Request *request, Reply *reply)
{
    json_t *body;
    const json_t *rows;
    EntryAsk ask = {0};
    EntryValue *value;
    ptrdiff_t count;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "unit|period|base|rows"));
    TRY(body_text(request, body, "unit", true, 32, &ask.unit));
    TRY(body_period(request, body, &ask.month));
    TRY(body_base(request, body, &ask.base));
    TRY(body_list(request, body, "rows", true, ROWS_MOST, &rows));
    TRY(read_values(request, rows, &value, &count));
    TRY(change_begin(request));
    TRY(change_end(request, save_in(request, ask, value, count)));
    return reply_sheet(request, reply, ask);
}

/* ---- approve, lock, reopen ----------------------------------------------------------------------------- */

static Err *read_move(Request *request, const json_t *body, EntryMove *m)
{
    Str to;
    const json_t *units;
    TRY(body_only(request, body, "province|period|base|units|to|reason"));
    TRY(body_text(request, body, "province", true, 32, &m->province));
    TRY(body_period(request, body, &m->month));
    TRY(body_base(request, body, &m->base));
    TRY(body_text(request, body, "to", true, 16, &to));
    TRY(body_text(request, body, "reason", false, 2000, &m->author.reason));
    TRY(body_list(request, body, "units", false, UNITS_MOST, &units));
    bool known = true;
    if (str_eq(to, S("approved")))
        m->to = FACT_APPROVED;
    else if (str_eq(to, S("locked")))
        m->to = FACT_LOCKED;
    else
        known = str_eq(to, S("reported"));
    if (!known)
        return err_at(FAIL(request->arena, BAD_INPUT, "“to” phải là approved, locked hoặc %s",
                           "“to” is to be approved, locked or %s", "reported"),
                      (Place){.field = S("to")});
    m->units = units ? (ptrdiff_t)json_array_size(units) : 0;
    Str *unit = new (request->arena, Str, m->units);
    for (ptrdiff_t i = 0; i < m->units; i++) {
        const json_t *one = json_array_get(units, (size_t)i);
        if (!json_is_string(one) || json_string_length(one) == 0 || json_string_length(one) > 32)
            return err_at(FAIL(request->arena, BAD_INPUT, "“units” chỉ gồm mã đơn vị", "“units” holds codes of units"),
                          (Place){.field = S("units")});
        unit[i] = (Str){json_string_value(one), (ptrdiff_t)json_string_length(one)};
    }
    m->unit = unit;
    return NULL;
}

static Err *move(Request *request, Reply *reply)
{
    json_t *body;
    EntryMove m = {.to = FACT_REPORTED, .author.who = request->who->account.login};
    int64_t moved = 0, left = 0;
    TRY(request_json(request, &body));
    TRY(read_move(request, body, &m));
    TRY(change_begin(request));
    Err *err = entry_move(request->store, request->arena, m, &moved, &left);
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_int(&j, "moved", moved);
    js_put_int(&j, "left", left);
    js_end(&j);
    if (!err)
        change_note(request, "fact.review", m.province, m.units == 1 ? m.unit[0] : S(""),
                    period_text(request->arena, m.month), request->body, js_str(&j));
    TRY(change_end(request, err));
    reply_json(reply, &j);
    return NULL;
}

/* ---- the calendar ----------------------------------------------------------------------------------------- */

static void month_json(const Request *request, Json *j, const EntryCalendar *c, int t)
{
    int64_t of[ENTRY_STATES] = {0};
    for (ptrdiff_t u = 0; u < c->unit.count; u++)
        of[c->state[u * c->months + t]]++;
    js_object(j);
    js_put_text(j, "period", period_text(request->arena, period_add(c->first, t)));
    js_put_year_day(j, request->arena, "due", c->due[t]);
    for (int s = ENTRY_LATE; s < ENTRY_STATES; s++)
        js_put_int(j, entry_state_code((EntryState)s), of[s]);
    js_put_int(j, "units", c->unit.count);
    js_end(j);
}

static Err *calendar(Request *request, Reply *reply)
{
    Str province;
    CountBase base;
    int64_t months = MONTHS;
    Period last = period_add(usual_month(request), 1); /* the month that runs: who is early is seen */
    EntryCalendar c;
    TRY(request_province(request, &province));
    TRY(request_month(request, &last));
    TRY(request_base(request, &base));
    TRY(request_int(request, "months", 1, 24, &months));
    TRY(entry_calendar(request->store, request->arena, province, base, last, (int)months, &c));
    if (request_exports(request)) {
        Grid grid = entry_calendar_grid(request->arena, &c, request->lang);
        return reply_grid(request, reply, &grid, "lich-nhap-so-lieu");
    }
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_int(&j, "due_day", c.due_day);
    js_put_bool(&j, "due_unsure", c.due_unsure);
    js_put_int(&j, "figures", c.figures);
    js_put_text(&j, "usual", period_text(request->arena, usual_month(request)));
    js_key(&j, "months"), js_array(&j);
    for (int t = 0; t < c.months; t++)
        month_json(request, &j, &c, t);
    js_end(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t u = 0; u < c.unit.count; u++) {
        js_object(&j);
        js_put_text(&j, "code", c.unit.unit[u].code);
        js_put_text(&j, "name", c.unit.unit[u].full_name);
        js_key(&j, "states"), js_array(&j);
        for (int t = 0; t < c.months; t++)
            js_text(&j, str_from(entry_state_code(c.state[u * c.months + t])));
        js_end(&j);
        js_key(&j, "entered"), js_array(&j);
        for (int t = 0; t < c.months; t++)
            js_int(&j, c.entered[u * c.months + t]);
        js_end(&j);
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

const Route entry_routes[] = {
    {"GET", "/api/entry", PERMISSION_FACT_READ, sheet, 0, NULL, false},
    {"PUT", "/api/entry", PERMISSION_FACT_ENTER, save, BODY_BYTES, NULL, false},
    {"GET", "/api/entry/calendar", PERMISSION_FACT_READ, calendar, 0, NULL, false},
    {"GET", "/api/entry/form", PERMISSION_FACT_READ, entry_form_get, 0, NULL, false},
    {"POST", "/api/entry/form", PERMISSION_FACT_ENTER, entry_form_put, FORM_BYTES, "*", false},
    {"POST", "/api/entry/move", PERMISSION_FACT_REVIEW, move, BODY_BYTES, NULL, false},
    {0},
};
