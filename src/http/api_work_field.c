/* The organisations that collect. */
#include "http/api_work_field.h"
#include "outreach/assign.h"

#include <jansson.h>

enum { BODY_MOST = 16 << 10 };

Err *body_wrong(const Request *request, const char *field)
{
    return err_at(FAIL(request->arena, BAD_INPUT, "mục “%s” thiếu hoặc không đúng kiểu",
                       "“%s” is missing or of another kind", field),
                  (Place){.field = str_from(field)});
}

/* A new one has its code in the body, one that is there in the path, with the version that was read. */
Err *body_key(Request *request, const json_t *body, bool anew, Str *ret_code, int64_t *ret_version)
{
    *ret_version = 0;
    if (anew)
        return body_text(request, body, "code", true, 32, ret_code);
    *ret_code = request_param(request, "code");
    return body_int(request, body, "version", true, 1, INT32_MAX, ret_version);
}

Err *body_unit(Request *request, const json_t *body, Str *ret)
{
    Unit unit;
    TRY(body_text(request, body, "unit", false, 32, ret));
    if (ret->len == 0)
        return NULL;
    Err *err = unit_get(request->store, request->arena, *ret, clock_today(request->clock), &unit);
    return err ? err_at(err, (Place){.field = S("unit")}) : NULL;
}

/* ---- collectors --------------------------------------------------------------------------------------- */

enum {
    O_CODE,
    O_NAME,
    O_KIND,
    O_UNIT,
    O_CONTACT,
    O_AGENTS,
    O_TRAINED,
    O_GIVEN,
    O_MET,
    O_REGISTERED,
    O_CONFIRMED,
    O_YIELD,
    O_STATE,
    O_COUNT
};

static const GridColumn collector_columns[O_COUNT] = {
    [O_CODE] = {"code", TEXT_INIT("Mã", "Code"), GRID_TEXT, 0, false},
    [O_NAME] = {"name", TEXT_INIT("Tên tổ chức", "Name"), GRID_TEXT, 0, false},
    [O_KIND] = {"kind", TEXT_INIT("Loại", "Kind"), GRID_TEXT, 0, false},
    [O_UNIT] = {"unit", TEXT_INIT("Hoạt động ở", "Works in"), GRID_TEXT, 0, false},
    [O_CONTACT] = {"contact", TEXT_INIT("Liên hệ", "Contact"), GRID_TEXT, 0, false},
    [O_AGENTS] = {"agents", TEXT_INIT("Số người", "People"), GRID_INT, 0, true},
    [O_TRAINED] = {"trained", TEXT_INIT("Đã tập huấn", "Trained"), GRID_INT, 0, true},
    [O_GIVEN] = {"assigned", TEXT_INIT("Đã giao", "Assigned"), GRID_INT, 0, true},
    [O_MET] = {"contacted", TEXT_INIT("Đã tiếp xúc", "Contacted"), GRID_INT, 0, true},
    [O_REGISTERED] = {"registered", TEXT_INIT("Đã đăng ký", "Registered"), GRID_INT, 0, true},
    [O_CONFIRMED] = {"confirmed", TEXT_INIT("Đã xác nhận", "Confirmed"), GRID_INT, 0, true},
    [O_YIELD] = {"yield", TEXT_INIT("Hiệu quả", "Yield"), GRID_PERCENT, 1, false},
    [O_STATE] = {"state", TEXT_INIT("Tình trạng", "State"), GRID_TEXT, 0, false},
};

typedef struct CollectorView {
    Names names;
    Str province;
    Agent *agent;
    ptrdiff_t agents;
} CollectorView;

static Err *collector_view(Request *request, Str province, CollectorView *ret)
{
    *ret = (CollectorView){.names = {.request = request}, .province = province};
    return agent_list(request->store, request->arena, province, &ret->agent, &ret->agents);
}

static void count_agents(const CollectorView *view, Str code, int64_t *ret_agents, int64_t *ret_trained)
{
    *ret_agents = *ret_trained = 0;
    for (ptrdiff_t i = 0; i < view->agents; i++)
        if (view->agent[i].active && str_eq(view->agent[i].collector, code)) {
            ++*ret_agents;
            *ret_trained += view->agent[i].trained.year > 0;
        }
}

static Err *put_collector(Json *j, CollectorView *view, const Collector *c)
{
    Str unit = {0};
    int64_t agents, trained;
    count_agents(view, c->code, &agents, &trained);
    if (c->unit.len > 0)
        TRY(names_unit(&view->names, c->unit, &unit));
    js_object(j);
    js_put_text(j, "code", c->code);
    js_put_text(j, "name", c->name);
    js_put_text(j, "kind", c->kind);
    js_put_words(j, "kind_text", view->names.request->lang, collector_kind_text(c->kind));
    js_put_text(j, "unit", c->unit);
    js_put_text(j, "unit_name", unit);
    js_put_text(j, "contact", person_mask_words(view->names.request->arena, c->contact));
    js_put_bool(j, "active", c->active);
    js_put_int(j, "agents", agents);
    js_put_int(j, "trained", trained);
    js_put_int(j, "version", c->version);
    js_end(j);
    return NULL;
}

static Err *grid_collector(GridCell *cell, CollectorView *view, const Collector *c)
{
    const Request *request = view->names.request;
    Str unit = text_in(request->lang, TEXT("cả tỉnh", "the whole province"));
    int64_t agents, trained;
    count_agents(view, c->code, &agents, &trained);
    if (c->unit.len > 0)
        TRY(names_unit(&view->names, c->unit, &unit));
    cell[O_CODE] = G_TEXT(c->code);
    cell[O_NAME] = G_TEXT(c->name);
    cell[O_KIND] = G_TEXT(text_in(request->lang, collector_kind_text(c->kind)));
    cell[O_UNIT] = G_TEXT(unit);
    cell[O_CONTACT] = G_TEXT(person_mask_words(request->arena, c->contact));
    cell[O_AGENTS] = G_INT(agents);
    cell[O_TRAINED] = G_INT(trained);
    cell[O_STATE] =
        G_TEXT(text_in(request->lang, c->active ? TEXT("đang hoạt động", "at work") : TEXT("đã thôi", "stopped")));
    return NULL;
}

/* What its people have come to. */
static void grid_brought(GridCell *cell, const Funnel *funnel, ptrdiff_t funnels, Str code)
{
    Funnel of = {0};
    for (ptrdiff_t i = 0; i < funnels; i++)
        if (str_eq(funnel[i].key, code))
            of = funnel[i];
    cell[O_GIVEN] = G_INT(of.assigned);
    cell[O_MET] = G_INT(of.contacted);
    cell[O_REGISTERED] = G_INT(of.registered);
    cell[O_CONFIRMED] = G_INT(of.confirmed);
    cell[O_YIELD] = share_cell(funnel_yield(&of));
}

static Err *export_collectors(Request *request, Reply *reply, CollectorView *view, const Collector *all,
                              ptrdiff_t count)
{
    Grid grid = grid_open(TEXT("Tổ chức dịch vụ thu", "Collectors"), (Text){0}, collector_columns, O_COUNT);
    ResultAsk ask = {.province = view->province, .by = RESULT_BY_COLLECTOR};
    Funnel *funnel;
    ptrdiff_t funnels;
    TRY(outreach_funnel(request->store, request->arena, &ask, &funnel, &funnels));
    for (ptrdiff_t i = 0; i < count; i++) {
        GridCell *cell = grid_row(&grid, request->arena);
        TRY(grid_collector(cell, view, &all[i]));
        grid_brought(cell, funnel, funnels, all[i].code);
    }
    return reply_grid(request, reply, &grid, "to-chuc-dich-vu-thu");
}

static Err *list_collectors(Request *request, Reply *reply)
{
    Str province;
    CollectorView view;
    Collector *all;
    ptrdiff_t count;
    TRY(request_province(request, &province));
    TRY(collector_view(request, province, &view));
    TRY(collector_list(request->store, request->arena, province, &all, &count));
    if (request_exports(request))
        return export_collectors(request, reply, &view, all, count);
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++)
        TRY(put_collector(&j, &view, &all[i]));
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *save_collector(Request *request, Reply *reply, bool anew)
{
    json_t *body;
    CollectorView view;
    Collector c = {.active = true};
    TRY(request_json(request, &body));
    TRY(body_only(request, body,
                  anew ? "province|code|name|kind|unit|contact|active"
                       : "province|name|kind|unit|contact|active|version"));
    TRY(body_province(request, body, &c.province));
    TRY(body_key(request, body, anew, &c.code, &c.version));
    TRY(body_text(request, body, "name", true, 200, &c.name));
    TRY(body_text(request, body, "kind", true, 16, &c.kind));
    TRY(body_text(request, body, "contact", false, 500, &c.contact));
    TRY(body_unit(request, body, &c.unit));
    TRY(body_bool(request, body, "active", &c.active));
    TRY(change_begin(request));
    Err *err = collector_put(request->store, request->arena, &c);
    change_note(request, "work.collector", c.province, c.unit, c.code, (Str){0}, (Str){0});
    TRY(change_end(request, err));
    c.version++;
    TRY(collector_view(request, c.province, &view));
    Json j = js_open(request->arena);
    TRY(put_collector(&j, &view, &c));
    reply_json(reply, &j);
    return NULL;
}

static Err *new_collector(Request *request, Reply *reply)
{
    return save_collector(request, reply, true);
}

static Err *change_collector(Request *request, Reply *reply)
{
    return save_collector(request, reply, false);
}

#define ASKED(verb, where, function)                                                                                 \
    {                                                                                                                \
        .method = verb, .path = where, .permission = PERMISSION_WORK_ASSIGN, .run = function, .body_most = BODY_MOST \
    }

const Route work_field_routes[] = {
    {"GET", "/api/work/collectors", PERMISSION_WORK_READ, list_collectors, .keeps = false},
    ASKED("POST", "/api/work/collectors", new_collector),
    ASKED("PUT", "/api/work/collectors/{code}", change_collector),
    {0},
};
