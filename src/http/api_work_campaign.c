/* Campaigns, with what they have brought so far. */
#include "http/api_work_field.h"

#include <jansson.h>

enum { BODY_MOST = 16 << 10 };

enum {
    C_CODE,
    C_NAME,
    C_FROM,
    C_TO,
    C_STATE,
    C_TARGET,
    C_GIVEN,
    C_MET,
    C_REGISTERED,
    C_CONFIRMED,
    C_YIELD,
    C_SHARE,
    C_NOTE,
    C_COUNT
};

static const GridColumn campaign_columns[C_COUNT] = {
    [C_CODE] = {"code", TEXT_INIT("Mã", "Code"), GRID_TEXT, 0, false},
    [C_NAME] = {"name", TEXT_INIT("Tên đợt", "Name"), GRID_TEXT, 0, false},
    [C_FROM] = {"from_day", TEXT_INIT("Từ ngày", "From"), GRID_DAY, 0, false},
    [C_TO] = {"to_day", TEXT_INIT("Đến ngày", "Until"), GRID_DAY, 0, false},
    [C_STATE] = {"state", TEXT_INIT("Tình trạng", "State"), GRID_TEXT, 0, false},
    [C_TARGET] = {"target", TEXT_INIT("Mục tiêu (người)", "Target (people)"), GRID_INT, 0, false},
    [C_GIVEN] = {"assigned", TEXT_INIT("Đã giao", "Assigned"), GRID_INT, 0, true},
    [C_MET] = {"contacted", TEXT_INIT("Đã tiếp xúc", "Contacted"), GRID_INT, 0, true},
    [C_REGISTERED] = {"registered", TEXT_INIT("Đã đăng ký", "Registered"), GRID_INT, 0, true},
    [C_CONFIRMED] = {"confirmed", TEXT_INIT("Đã xác nhận", "Confirmed"), GRID_INT, 0, true},
    [C_YIELD] = {"yield", TEXT_INIT("Hiệu quả", "Yield"), GRID_PERCENT, 1, false},
    [C_SHARE] = {"share", TEXT_INIT("Đạt", "Reached"), GRID_PERCENT, 1, false},
    [C_NOTE] = {"note", TEXT_INIT("Ghi chú", "Note"), GRID_TEXT, 0, false},
};

typedef struct CampaignView {
    Names names;
    Funnel *funnel; /* by campaign */
    ptrdiff_t funnels;
} CampaignView;

static Err *campaign_view(Request *request, Str province, CampaignView *ret)
{
    ResultAsk ask = {.province = province, .by = RESULT_BY_CAMPAIGN};
    *ret = (CampaignView){.names = {.request = request}};
    return outreach_funnel(request->store, request->arena, &ask, &ret->funnel, &ret->funnels);
}

static Funnel funnel_of(const CampaignView *view, Str code)
{
    for (ptrdiff_t i = 0; i < view->funnels; i++)
        if (str_eq(view->funnel[i].key, code))
            return view->funnel[i];
    return (Funnel){0};
}

static Err *put_campaign(Json *j, CampaignView *view, const Campaign *c)
{
    const Request *request = view->names.request;
    Funnel funnel = funnel_of(view, c->code);
    CampaignState state = campaign_state(c, clock_today(request->clock));
    Str unit = {0};
    if (c->unit.len > 0)
        TRY(names_unit(&view->names, c->unit, &unit));
    js_object(j);
    js_put_text(j, "code", c->code);
    js_put_text(j, "name", c->name);
    put_day(j, request, "from_day", c->from);
    put_day(j, request, "to_day", c->to);
    js_put_count(j, "target", c->target);
    js_put_text(j, "unit", c->unit);
    js_put_text(j, "unit_name", unit);
    js_put_text(j, "note", person_mask_words(request->arena, c->note));
    js_put_text(j, "state", str_from(campaign_state_code(state)));
    js_put_words(j, "state_text", request->lang, campaign_state_text(state));
    js_put_int(j, "assigned", funnel.assigned);
    js_put_int(j, "contacted", funnel.contacted);
    js_put_int(j, "registered", funnel.registered);
    js_put_int(j, "confirmed", funnel.confirmed);
    js_put_int(j, "version", c->version);
    js_end(j);
    return NULL;
}

static Err *export_campaigns(Request *request, Reply *reply, const CampaignView *view, const Campaign *all,
                             ptrdiff_t count)
{
    Grid grid = grid_open(TEXT("Đợt vận động", "Campaigns"), (Text){0}, campaign_columns, C_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        GridCell *cell = grid_row(&grid, request->arena);
        Funnel funnel = funnel_of(view, all[i].code);
        CampaignState state = campaign_state(&all[i], clock_today(request->clock));
        cell[C_CODE] = G_TEXT(all[i].code);
        cell[C_NAME] = G_TEXT(all[i].name);
        cell[C_FROM] = grid_day(all[i].from);
        cell[C_TO] = grid_day(all[i].to);
        cell[C_STATE] = G_TEXT(text_in(request->lang, campaign_state_text(state)));
        cell[C_TARGET] = all[i].target >= 0 ? G_INT(all[i].target) : G_NONE;
        cell[C_GIVEN] = G_INT(funnel.assigned);
        cell[C_MET] = G_INT(funnel.contacted);
        cell[C_REGISTERED] = G_INT(funnel.registered);
        cell[C_CONFIRMED] = G_INT(funnel.confirmed);
        cell[C_YIELD] = share_cell(funnel_yield(&funnel));
        cell[C_SHARE] = all[i].target > 0 ? G_REAL(100.0 * (double)funnel.registered / (double)all[i].target) : G_NONE;
        cell[C_NOTE] = G_TEXT(person_mask_words(request->arena, all[i].note));
    }
    return reply_grid(request, reply, &grid, "dot-van-dong");
}

static Err *list_campaigns(Request *request, Reply *reply)
{
    Str province;
    CampaignView view;
    Campaign *all;
    ptrdiff_t count;
    TRY(request_province(request, &province));
    TRY(campaign_view(request, province, &view));
    TRY(campaign_list(request->store, request->arena, province, &all, &count));
    if (request_exports(request))
        return export_campaigns(request, reply, &view, all, count);
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++)
        TRY(put_campaign(&j, &view, &all[i]));
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *body_day(Request *request, const json_t *body, const char *key, Date *ret)
{
    Str day;
    TRY(body_text(request, body, key, true, 10, &day));
    return date_parse_iso(day, ret) && date_is_day(*ret) ? NULL : body_wrong(request, key);
}

static Err *save_campaign(Request *request, Reply *reply, bool anew)
{
    json_t *body;
    CampaignView view;
    Campaign c = {.target = -1};
    TRY(request_json(request, &body));
    TRY(body_only(request, body,
                  anew ? "province|code|name|from_day|to_day|target|unit|note"
                       : "province|name|from_day|to_day|target|unit|note|version"));
    TRY(body_province(request, body, &c.province));
    TRY(body_key(request, body, anew, &c.code, &c.version));
    TRY(body_text(request, body, "name", true, 200, &c.name));
    TRY(body_day(request, body, "from_day", &c.from));
    TRY(body_day(request, body, "to_day", &c.to));
    TRY(body_int(request, body, "target", false, 0, 100000000, &c.target));
    TRY(body_unit(request, body, &c.unit));
    TRY(body_text(request, body, "note", false, 2000, &c.note));
    TRY(change_begin(request));
    Err *err = campaign_put(request->store, request->arena, &c);
    change_note(request, "work.campaign", c.province, c.unit, c.code, (Str){0}, (Str){0});
    TRY(change_end(request, err));
    c.version++;
    TRY(campaign_view(request, c.province, &view));
    Json j = js_open(request->arena);
    TRY(put_campaign(&j, &view, &c));
    reply_json(reply, &j);
    return NULL;
}

static Err *new_campaign(Request *request, Reply *reply)
{
    return save_campaign(request, reply, true);
}

static Err *change_campaign(Request *request, Reply *reply)
{
    return save_campaign(request, reply, false);
}

#define ASKED(verb, where, function)                                                                                 \
    {                                                                                                                \
        .method = verb, .path = where, .permission = PERMISSION_WORK_ASSIGN, .run = function, .body_most = BODY_MOST \
    }

const Route work_campaign_routes[] = {
    {"GET", "/api/work/campaigns", PERMISSION_WORK_READ, list_campaigns, .keeps = false},
    ASKED("POST", "/api/work/campaigns", new_campaign),
    ASKED("PUT", "/api/work/campaigns/{code}", change_campaign),
    {0},
};
