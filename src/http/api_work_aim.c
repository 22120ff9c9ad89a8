/* Targets of agents. */
#include "http/api_work_field.h"
#include "outreach/aim.h"
#include "outreach/assign.h"

#include "store/scope.h"
#include <jansson.h>

enum { BODY_MOST = 16 << 10, LOGIN_MOST = 64 };

enum { T_LOGIN, T_NAME, T_TARGET, T_REGISTERED, T_CONFIRMED, T_LEFT, T_OPEN, T_COUNT };

static const GridColumn target_columns[T_COUNT] = {
    [T_LOGIN] = {"login", TEXT_INIT("Tài khoản", "Account"), GRID_TEXT, 0, false},
    [T_NAME] = {"name", TEXT_INIT("Người phụ trách", "Agent"), GRID_TEXT, 0, false},
    [T_TARGET] = {"target", TEXT_INIT("Chỉ tiêu", "Target"), GRID_INT, 0, true},
    [T_REGISTERED] = {"registered", TEXT_INIT("Đã đăng ký", "Registered"), GRID_INT, 0, true},
    [T_CONFIRMED] = {"confirmed", TEXT_INIT("Đã xác nhận", "Confirmed"), GRID_INT, 0, true},
    [T_LEFT] = {"left", TEXT_INIT("Còn thiếu", "Still missing"), GRID_INT, 0, true},
    [T_OPEN] = {"open", TEXT_INIT("Còn phải làm", "Open"), GRID_INT, 0, true},
};

/* Those who work in a commune, or all. */
static Err *keep_of_unit(Request *request, Str province, Str unit, Aims *aims)
{
    Agent *agent;
    ptrdiff_t count, kept = 0;
    if (unit.len == 0)
        return NULL;
    TRY(agent_list(request->store, request->arena, province, &agent, &count));
    for (ptrdiff_t i = 0; i < aims->rows && i < count; i++) {
        bool there = false;
        for (ptrdiff_t a = 0; a < agent[i].areas; a++)
            there |= str_eq(agent[i].area[a].unit, unit);
        if (there)
            aims->row[kept++] = aims->row[i];
    }
    aims->rows = kept;
    return NULL;
}

static Err *export_targets(Request *request, Reply *reply, const Aims *aims)
{
    Names names = {.request = request};
    Grid grid =
        grid_open(TEXT("Chỉ tiêu của người phụ trách", "Targets of agents"), (Text){0}, target_columns, T_COUNT);
    for (ptrdiff_t i = 0; i < aims->rows; i++) {
        const Aim *aim = &aims->row[i];
        GridCell *cell = grid_row(&grid, request->arena);
        Str name;
        TRY(names_account(&names, aim->account, &name));
        cell[T_LOGIN] = G_TEXT(aim->account);
        cell[T_NAME] = G_TEXT(name);
        cell[T_TARGET] = aim->target >= 0 ? G_INT(aim->target) : G_NONE;
        cell[T_REGISTERED] = G_INT(aim->registered);
        cell[T_CONFIRMED] = G_INT(aim->confirmed);
        if (aim->target >= 0)
            cell[T_LEFT] = G_INT(aim->target > aim->confirmed ? aim->target - aim->confirmed : 0);
        cell[T_OPEN] = G_INT(aim->open);
    }
    return reply_grid(request, reply, &grid, "chi-tieu-nguoi-phu-trach");
}

static Err *put_targets(Request *request, Reply *reply, const Aims *aims, int64_t year)
{
    Names names = {.request = request};
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < aims->rows; i++) {
        const Aim *aim = &aims->row[i];
        Str name;
        TRY(names_account(&names, aim->account, &name));
        js_object(&j);
        js_put_text(&j, "account", aim->account);
        js_put_text(&j, "name", name);
        js_put_count(&j, "target", aim->target);
        js_put_int(&j, "registered", aim->registered);
        js_put_int(&j, "confirmed", aim->confirmed);
        js_put_int(&j, "open", aim->open);
        js_end(&j);
    }
    js_end(&j);
    js_put_int(&j, "year", year);
    js_put_int(&j, "sum", aims->sum);
    js_put_int(&j, "nobody", aims->nobody);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *get_targets(Request *request, Reply *reply)
{
    Str province, unit = request_query(request, "unit");
    int64_t year = clock_today(request->clock).year;
    Aims aims, lacking;
    TRY(request_province(request, &province));
    TRY(request_known_unit(request, "unit"));
    TRY(request_int(request, "period", 2025, 2035, &year));
    TRY(aim_list(request->store, request->arena, province, (int)year, &aims));
    TRY(aim_share(request->store, request->arena, province, unit, (int)year, &lacking));
    aims.sum = lacking.sum;
    aims.nobody = lacking.nobody;
    TRY(keep_of_unit(request, province, unit, &aims));
    return request_exports(request) ? export_targets(request, reply, &aims) : put_targets(request, reply, &aims, year);
}

typedef struct Setting {
    Str province, unit, account;
    int64_t year, target; /* target −1: shared out */
    bool preview;
} Setting;

static Err *read_setting(Request *request, const json_t *body, Setting *ret)
{
    *ret = (Setting){.year = clock_today(request->clock).year, .target = -1};
    TRY(body_only(request, body, "province|unit|period|account|target|preview"));
    TRY(body_province(request, body, &ret->province));
    TRY(body_text(request, body, "unit", false, 32, &ret->unit));
    TRY(body_int(request, body, "period", false, 2025, 2035, &ret->year));
    TRY(body_text(request, body, "account", false, LOGIN_MOST, &ret->account));
    TRY(body_int(request, body, "target", false, 0, 1000000, &ret->target));
    TRY(body_bool(request, body, "preview", &ret->preview));
    ret->account = login_folded(request, ret->account);
    if ((ret->account.len > 0) != (ret->target >= 0))
        return body_wrong(request, ret->account.len > 0 ? "target" : "account");
    return ret->unit.len > 0 ? scope_check(request->store, request->arena, ret->province, ret->unit) : NULL;
}

/* One agent's own number in place of what was shared out. */
static Err *set_one(Request *request, const Setting *s, Aims *aims)
{
    for (ptrdiff_t i = 0; i < aims->rows; i++)
        if (str_eq(aims->row[i].account, s->account)) {
            aims->row[i].target = s->target;
            return NULL;
        }
    return err_at(FAIL(request->arena, NOT_FOUND, "không có người phụ trách “%.*s”", "there is no agent “%.*s”",
                       STRF(s->account)),
                  (Place){.field = S("account")});
}

static Err *write_all(Request *request, const Setting *s, const Aims *aims)
{
    for (ptrdiff_t i = 0; i < aims->rows; i++)
        if (aims->row[i].target >= 0)
            TRY(aim_put(request->store, request->arena, s->province, aims->row[i].account, (int)s->year,
                        aims->row[i].target));
    return NULL;
}

static Err *set_targets(Request *request, Reply *reply)
{
    json_t *body;
    Setting s;
    Aims aims;
    TRY(request_json(request, &body));
    TRY(read_setting(request, body, &s));
    if (s.account.len > 0) {
        TRY(aim_list(request->store, request->arena, s.province, (int)s.year, &aims));
        TRY(set_one(request, &s, &aims));
    } else
        TRY(aim_share(request->store, request->arena, s.province, s.unit, (int)s.year, &aims));
    if (s.preview)
        return put_targets(request, reply, &aims, s.year);
    TRY(change_begin(request));
    Err *err = write_all(request, &s, &aims);
    change_note(request, "work.target", s.province, s.unit, s.account, (Str){0},
                str_fmt(request->arena, "{\"year\":%lld}", (long long)s.year));
    TRY(change_end(request, err));
    return put_targets(request, reply, &aims, s.year);
}

const Route work_aim_routes[] = {
    {"GET", "/api/work/targets", PERMISSION_WORK_READ, get_targets, .keeps = false},
    {.method = "POST",
     .path = "/api/work/targets",
     .permission = PERMISSION_WORK_ASSIGN,
     .run = set_targets,
     .body_most = BODY_MOST},
    {0},
};
