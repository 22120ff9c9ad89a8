/* Routes of deliveries: what came, how good it is, and whether it is used. */
#include "base/vec.h"
#include "audit/audit.h"
#include "http/change.h"
#include "http/register_json.h"
#include "vn/vn.h"
#include <jansson.h>
#include <stdlib.h>

enum { PAGE = 50, PAGE_MOST = 5000, BODY_BYTES = 16 << 10, WHY_BYTES = 2000 };

typedef Vec(Delivery) Deliveries;

/* ---- the list ---------------------------------------------------------------------------------- */

static int by_receipt(const void *a, const void *b)
{
    const Delivery *x = a, *y = b;
    int order = str_cmp(y->received_at, x->received_at);
    return order ? order : str_cmp(x->id, y->id);
}

static Err *take_source(Request *request, const Sender *s, const RegisterSource *source, Str province, int state,
                        Deliveries *ret)
{
    Delivery *list;
    ptrdiff_t count;
    const Scope *scope = sender_scope(s, request->arena, PERMISSION_REGISTER_READ, source);
    if (!scope_meets_province(scope, province))
        return NULL;
    TRY(sender_list(request, s, source, province, &list, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        if (state < 0 || list[i].state == (DeliveryState)state)
            vec_push(request->arena, ret, list[i]);
    return NULL;
}

static Err *take_all(Request *request, const Sender *s, Str province, Deliveries *ret)
{
    static const char *const states[] = {"held", "current", "replaced", "refused", NULL};
    int state = -1;
    Str wanted = request_query(request, "source");
    const RegisterSource *only = NULL;
    TRY(request_choice(request, "state", states, &state));
    if (wanted.len > 0)
        TRY(register_source(&s->sources, request->arena, wanted, &only));
    for (ptrdiff_t i = 0; i < s->sources.count; i++)
        if (!only || only == &s->sources.source[i])
            TRY(take_source(request, s, &s->sources.source[i], province, state, ret));
    if (ret->len > 0)
        qsort(ret->data, (size_t)ret->len, sizeof *ret->data, by_receipt);
    return NULL;
}

enum {
    L_SOURCE,
    L_AGENCY,
    L_UNIT,
    L_AS_OF,
    L_ROWS,
    L_CHANGED,
    L_REJECTED,
    L_STATE,
    L_WHY,
    L_RECEIVED,
    L_BY,
    L_FILE,
    L_ID,
    L_COUNT
};

static const GridColumn columns[L_COUNT] = {
    [L_SOURCE] = {"source", TEXT_INIT("Nguồn", "Source"), GRID_TEXT, 0, false},
    [L_AGENCY] = {"agency", TEXT_INIT("Cơ quan", "Agency"), GRID_TEXT, 0, false},
    [L_UNIT] = {"unit", TEXT_INIT("Xã", "Commune"), GRID_TEXT, 0, false},
    [L_AS_OF] = {"as_of", TEXT_INIT("Số liệu ngày", "As of"), GRID_DAY, 0, false},
    [L_ROWS] = {"rows", TEXT_INIT("Số dòng", "Rows"), GRID_INT, 0, false},
    [L_CHANGED] = {"changed", TEXT_INIT("Mới hoặc khác", "New or other"), GRID_INT, 0, false},
    [L_REJECTED] = {"rejected", TEXT_INIT("Dòng lỗi", "Bad rows"), GRID_INT, 0, false},
    [L_STATE] = {"state", TEXT_INIT("Tình trạng", "State"), GRID_TEXT, 0, false},
    [L_WHY] = {"why", TEXT_INIT("Lý do", "Why"), GRID_TEXT, 0, false},
    [L_RECEIVED] = {"received_at", TEXT_INIT("Nhận lúc", "Received"), GRID_TEXT, 0, false},
    [L_BY] = {"received_by", TEXT_INIT("Người gửi", "By"), GRID_TEXT, 0, false},
    [L_FILE] = {"file", TEXT_INIT("Tệp", "File"), GRID_TEXT, 0, false},
    [L_ID] = {"id", TEXT_INIT("Mã lần gửi", "Delivery"), GRID_TEXT, 0, false},
};

static Err *reply_list_grid(Request *request, Reply *reply, const Sender *s, const Deliveries *all)
{
    Lang lang = request->lang;
    Grid grid = grid_open(TEXT("Dữ liệu các cơ quan đã gửi", "What agencies delivered"), (Text){0}, columns, L_COUNT);
    for (ptrdiff_t i = 0; i < all->len; i++) {
        const Delivery *d = &all->data[i];
        const RegisterSource *source;
        GridCell *cell = grid_row(&grid, request->arena);
        Err *unknown = register_source(&s->sources, request->arena, d->source, &source);
        cell[L_SOURCE] = G_TEXT(unknown ? d->source : text_in(lang, source->name));
        if (!unknown)
            cell[L_AGENCY] = G_TEXT(text_in(lang, agency_called(s, agency_role(source, d->agency))));
        cell[L_UNIT] = G_TEXT(unit_called(request, d->unit));
        cell[L_AS_OF] = grid_day(d->as_of);
        cell[L_ROWS] = G_INT(d->rows);
        cell[L_CHANGED] = G_INT(d->changed);
        cell[L_REJECTED] = G_INT(d->rejected);
        cell[L_STATE] = G_TEXT(text_in(lang, delivery_state_text(d->state)));
        cell[L_WHY] = G_TEXT(text_in(lang, d->why));
        cell[L_RECEIVED] = G_TEXT(vn_stamp(request->arena, d->received_at));
        cell[L_BY] = G_TEXT(by_called(request, s, d->received_by));
        cell[L_FILE] = G_TEXT(d->file);
        cell[L_ID] = G_TEXT(d->id);
    }
    return reply_grid(request, reply, &grid, "lan-gui-du-lieu");
}

static ptrdiff_t place_after(const Deliveries *all, Str after)
{
    for (ptrdiff_t i = 0; after.len > 0 && i < all->len; i++)
        if (str_eq(all->data[i].id, after))
            return i + 1;
    return after.len > 0 ? all->len : 0;
}

static Err *list(Request *request, Reply *reply)
{
    Str province;
    Sender s;
    Deliveries all = {0};
    int64_t limit = PAGE;
    TRY(request_province(request, &province));
    TRY(request_int(request, "limit", 1, PAGE_MOST, &limit));
    TRY(sender_open(request->store, request->arena, &request->who->account, &s));
    TRY(take_all(request, &s, province, &all));
    if (request_exports(request))
        return reply_list_grid(request, reply, &s, &all);
    ptrdiff_t from = place_after(&all, request_query(request, "after")), to = from + limit;
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = from; i < to && i < all.len; i++)
        delivery_json(request, &s, &j, &all.data[i]);
    js_end(&j);
    if (to < all.len)
        js_put_text(&j, "next", all.data[to - 1].id);
    else
        js_put_null(&j, "next");
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- one delivery -------------------------------------------------------------------------------- */

static Err *reply_report(Request *request, Reply *reply, const Sender *s, const RegisterReport *report)
{
    Json j = js_open(request->arena);
    report_json(request, s, &j, report);
    reply_json(reply, &j);
    return NULL;
}

static Err *get(Request *request, Reply *reply)
{
    Str province;
    Sender s;
    RegisterReport report;
    TRY(request_province(request, &province));
    TRY(sender_open(request->store, request->arena, &request->who->account, &s));
    TRY(sender_delivery(request, &s, PERMISSION_REGISTER_READ, province, &report));
    return reply_report(request, reply, &s, &report);
}

/* Whole rows of persons leave the house: it stands in the trail before they do. */
static Err *rejects(Request *request, Reply *reply)
{
    Str province;
    Sender s;
    RegisterReport report;
    const Identity *who = request->who;
    TRY(request_province(request, &province));
    TRY(sender_open(request->store, request->arena, &who->account, &s));
    TRY(sender_delivery(request, &s, PERMISSION_REGISTER_PUT, province, &report));
    TRY(register_rejects(request->store, request->arena, province, report.delivery.id, &reply->body));
    TRY(audit_add(request->store, request->arena,
                  (AuditEntry){.account = who->account.id,
                               .login = who->account.login,
                               .action = S("register.rejects"),
                               .province = province,
                               .unit = report.delivery.unit,
                               .subject = report.delivery.id,
                               .request = request->id}));
    reply->type = "text/csv; charset=utf-8";
    reply->file_name = str_fmt(request->arena, "dong-loi-%.*s-%.*s.csv", STRF(report.delivery.source),
                               STRF(str_slice(report.delivery.id, 0, 8)));
    return NULL;
}

/* ---- deciding -------------------------------------------------------------------------------------- */

static Str state_json(Arena *arena, DeliveryState state, Str why)
{
    Json j = js_open(arena);
    js_object(&j);
    js_put_text(&j, "state", str_from(delivery_state_code(state)));
    if (why.len > 0)
        js_put_text(&j, "why", why);
    js_end(&j);
    return js_str(&j);
}

static Err *decide(Request *request, Reply *reply, bool release)
{
    json_t *body;
    Str province, why = {0}, by = request->who->account.login;
    Sender s;
    RegisterReport report;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "province|why"));
    TRY(body_text(request, body, "province", true, 32, &province));
    TRY(body_text(request, body, "why", !release, WHY_BYTES, &why));
    if (!release && str_trim(why).len == 0)
        return err_at(FAIL(request->arena, BAD_INPUT, "hãy ghi lý do, để cơ quan gửi biết cần sửa gì",
                           "say why, so that the agency knows what to mend"),
                      (Place){.field = S("why")});
    TRY(sender_open(request->store, request->arena, &request->who->account, &s));
    TRY(sender_delivery(request, &s, PERMISSION_REGISTER_DECIDE, province, &report));
    Str id = report.delivery.id;
    TRY(change_begin(request));
    Err *err = release ? register_release(request->store, request->arena, province, id, by)
                       : register_refuse(request->store, request->arena, province, id, by, why);
    if (!err)
        change_note(request, release ? "register.release" : "register.refuse", province, report.delivery.unit, id,
                    state_json(request->arena, report.delivery.state, (Str){0}),
                    state_json(request->arena, release ? DELIVERY_CURRENT : DELIVERY_REFUSED, why));
    TRY(change_end(request, err));
    TRY(register_report(request->store, request->arena, province, id, &report));
    return reply_report(request, reply, &s, &report);
}

static Err *release(Request *request, Reply *reply)
{
    return decide(request, reply, true);
}

static Err *refuse(Request *request, Reply *reply)
{
    return decide(request, reply, false);
}

const Route delivery_routes[] = {
    {"GET", "/api/deliveries", PERMISSION_REGISTER_READ, list, 0, NULL, false},
    {"GET", "/api/deliveries/{id}", PERMISSION_REGISTER_READ, get, 0, NULL, false},
    {"GET", "/api/deliveries/{id}/rejects", PERMISSION_REGISTER_PUT, rejects, 0, NULL, false},
    {"POST", "/api/deliveries/{id}/release", PERMISSION_REGISTER_DECIDE, release, BODY_BYTES, NULL, false},
    {"POST", "/api/deliveries/{id}/refuse", PERMISSION_REGISTER_DECIDE, refuse, BODY_BYTES, NULL, false},
    {0},
};
