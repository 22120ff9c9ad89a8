/* Giving work: agents and their areas, assignment, hand-over. */
#include "http/api_work.h"

#include "outreach/aim.h"
#include "outreach/campaign.h"
#include "store/scope.h"
#include "vn/vn.h"
#include <jansson.h>

enum { BODY_MOST = 256 << 10, LOGIN_MOST = 64, AGENTS_MOST = 2000, LEADS_MOST = 5000, AREAS_MOST = 500 };

static Err *wrong(const Request *request, const char *field)
{
    return err_at(FAIL(request->arena, BAD_INPUT, "mục “%s” thiếu hoặc không đúng kiểu",
                       "“%s” is missing or of another kind", field),
                  (Place){.field = str_from(field)});
}

/* A list that may be left out; *ret NULL then. */
static Err *body_list(const Request *request, const json_t *body, const char *key, size_t most, const json_t **ret)
{
    const json_t *list = json_object_get(body, key);
    *ret = NULL;
    if (!list)
        return NULL;
    if (!json_is_array(list) || json_array_size(list) > most)
        return wrong(request, key);
    *ret = list;
    return NULL;
}

static Err *body_logins(const Request *request, const json_t *body, Str **ret, ptrdiff_t *ret_count)
{
    const json_t *list;
    TRY(body_list(request, body, "agents", AGENTS_MOST, &list));
    *ret_count = (ptrdiff_t)json_array_size(list);
    *ret = list ? new (request->arena, Str, *ret_count + 1) : NULL;
    for (ptrdiff_t i = 0; i < *ret_count; i++) {
        const json_t *one = json_array_get(list, (size_t)i);
        if (!json_is_string(one) || json_string_length(one) > LOGIN_MOST)
            return wrong(request, "agents");
        (*ret)[i] = login_folded(request, str_from(json_string_value(one)));
    }
    return NULL;
}

static Err *body_leads(const Request *request, const json_t *body, int64_t **ret, ptrdiff_t *ret_count)
{
    const json_t *list;
    TRY(body_list(request, body, "leads", LEADS_MOST, &list));
    *ret_count = (ptrdiff_t)json_array_size(list);
    *ret = list ? new (request->arena, int64_t, *ret_count + 1) : NULL;
    for (ptrdiff_t i = 0; i < *ret_count; i++) {
        const json_t *one = json_array_get(list, (size_t)i);
        if (!json_is_integer(one) || json_integer_value(one) < 1)
            return wrong(request, "leads");
        (*ret)[i] = json_integer_value(one);
    }
    return NULL;
}

/* ---- assigning --------------------------------------------------------------------------------- */

static Err *put_assigned(Json *j, Names *names, const AssignReport *r)
{
    js_object(j);
    js_put_int(j, "leads", r->leads);
    js_put_int(j, "given", r->given);
    js_put_int(j, "nobody", r->nobody);
    js_put_int(j, "full", r->full);
    js_put_int(j, "quiet", r->quiet);
    js_put_int(j, "held", r->held);
    js_key(j, "shares"), js_array(j);
    for (ptrdiff_t i = 0; i < r->shares; i++) {
        const AssignShare *share = &r->share[i];
        Str name;
        TRY(names_account(names, share->account, &name));
        js_object(j);
        js_put_text(j, "account", share->account);
        js_put_text(j, "name", name);
        js_put_int(j, "before", share->before);
        js_put_int(j, "given", share->given);
        js_put_int(j, "most", share->most);
        js_end(j);
    }
    js_end(j);
    js_end(j);
    return NULL;
}

static Err *read_assign(Request *request, const json_t *body, AssignAsk *ret)
{
    Str *agent;
    int64_t *lead;
    *ret = (AssignAsk){.by = request->who->account.login};
    TRY(body_only(request, body, "province|unit|village|rule|agents|leads|limit|campaign|preview"));
    TRY(body_province(request, body, &ret->province));
    TRY(body_text(request, body, "unit", false, 32, &ret->unit));
    TRY(body_text(request, body, "village", false, 200, &ret->village));
    TRY(body_text(request, body, "rule", false, 64, &ret->rule));
    TRY(body_text(request, body, "campaign", false, 64, &ret->campaign));
    TRY(body_int(request, body, "limit", false, 0, 100000, &ret->limit));
    TRY(body_bool(request, body, "preview", &ret->preview));
    TRY(body_logins(request, body, &agent, &ret->agents));
    TRY(body_leads(request, body, &lead, &ret->leads));
    ret->agent = agent;
    ret->lead = lead;
    return NULL;
}

static Err *assign(Request *request, Reply *reply)
{
    json_t *body;
    AssignAsk ask;
    AssignReport report;
    Names names = {.request = request};
    TRY(request_json(request, &body));
    TRY(read_assign(request, body, &ask));
    if (!ask.preview)
        change_note(request, "work.assign", ask.province, ask.unit, ask.rule, (Str){0},
                    str_fmt(request->arena, "{\"agents\":%td,\"leads\":%td,\"limit\":%lld}", ask.agents, ask.leads,
                            (long long)ask.limit));
    TRY(outreach_assign(request->store, request->arena, &ask, &report));
    Json j = js_open(request->arena);
    TRY(put_assigned(&j, &names, &report));
    reply_json(reply, &j);
    return NULL;
}

static Err *hand_over(Request *request, Reply *reply)
{
    json_t *body;
    Str province, from, to;
    int64_t *lead;
    HandOver handed;
    ptrdiff_t leads;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "province|from|to|leads"));
    TRY(body_province(request, body, &province));
    TRY(body_text(request, body, "from", true, LOGIN_MOST, &from));
    TRY(body_text(request, body, "to", true, LOGIN_MOST, &to));
    TRY(body_leads(request, body, &lead, &leads));
    from = login_folded(request, from);
    to = login_folded(request, to);
    change_note(request, "work.hand-over", province, (Str){0},
                str_fmt(request->arena, "%.*s > %.*s", STRF(from), STRF(to)), (Str){0},
                str_fmt(request->arena, "{\"leads\":%td}", leads));
    TRY(outreach_hand_over(request->store, request->arena, province, from, to, lead, leads, request->who->account.login,
                           &handed));
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_int(&j, "handed", handed.open + handed.registered);
    js_put_int(&j, "open", handed.open);
    js_put_int(&j, "registered", handed.registered);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- agents ---------------------------------------------------------------------------------------- */

typedef struct AgentView { /* what is looked up once for all rows */
    Names names;
    Str province;
    Funnel *funnel; /* by agent */
    ptrdiff_t funnels;
    Device *device;
    ptrdiff_t devices;
    Aims aims; /* of this year */
    Collector *collector;
    ptrdiff_t collectors;
} AgentView;

static Err *view_open(Request *request, Str province, AgentView *ret)
{
    ResultAsk ask = {.province = province, .by = RESULT_BY_AGENT};
    *ret = (AgentView){.names = {.request = request}, .province = province};
    TRY(outreach_funnel(request->store, request->arena, &ask, &ret->funnel, &ret->funnels));
    TRY(aim_list(request->store, request->arena, province, clock_today(request->clock).year, &ret->aims));
    TRY(collector_list(request->store, request->arena, province, &ret->collector, &ret->collectors));
    return device_list(request->store, request->arena, province, (Str){0}, &ret->device, &ret->devices);
}

static Str last_seen(const AgentView *view, Str account)
{
    Str last = {0};
    for (ptrdiff_t i = 0; i < view->devices; i++)
        if (str_eq(view->device[i].account, account) && str_cmp(view->device[i].last_seen, last) > 0)
            last = view->device[i].last_seen;
    return last;
}

static int64_t target_of(const AgentView *view, Str account)
{
    for (ptrdiff_t i = 0; i < view->aims.rows; i++)
        if (str_eq(view->aims.row[i].account, account))
            return view->aims.row[i].target;
    return -1;
}

static const Funnel *funnel_of(const AgentView *view, Str account)
{
    for (ptrdiff_t i = 0; i < view->funnels; i++)
        if (str_eq(view->funnel[i].key, account))
            return &view->funnel[i];
    return NULL;
}

static Err *put_areas(Json *j, AgentView *view, const Agent *agent)
{
    js_key(j, "areas"), js_array(j);
    for (ptrdiff_t i = 0; i < agent->areas; i++) {
        Str unit;
        TRY(names_unit(&view->names, agent->area[i].unit, &unit));
        js_object(j);
        js_put_text(j, "unit", agent->area[i].unit);
        js_put_text(j, "unit_name", unit);
        js_put_text(j, "village", agent->area[i].village);
        js_end(j);
    }
    js_end(j);
    return NULL;
}

static Err *put_agent(Json *j, AgentView *view, const Agent *agent, const Cover *cover)
{
    const Request *request = view->names.request;
    const Funnel *funnel = funnel_of(view, agent->account);
    Str name;
    TRY(names_account(&view->names, agent->account, &name));
    js_object(j);
    js_put_text(j, "account", agent->account);
    js_put_text(j, "name", name);
    js_put_bool(j, "active", agent->active);
    js_put_bool(j, "may", cover->whole);
    js_put_int(j, "most", agent->most);
    js_put_int(j, "open", agent->open);
    js_put_int(j, "waiting", agent->waiting);
    TRY(put_areas(j, view, agent));
    js_put_text(j, "collector", agent->collector);
    put_day(j, request, "trained_on", agent->trained);
    js_put_text(j, "phone", person_mask(request->arena, PERSON_PHONE, agent->phone));
    js_put_count(j, "target", target_of(view, agent->account));
    js_put_int(j, "registered", funnel ? funnel->registered : 0);
    js_put_int(j, "confirmed", funnel ? funnel->confirmed : 0);
    js_put_text(j, "last_seen", last_seen(view, agent->account));
    js_put_int(j, "version", agent->version);
    js_end(j);
    return NULL;
}

static bool works_in(const Agent *agent, Str unit)
{
    for (ptrdiff_t i = 0; i < agent->areas; i++)
        if (str_eq(agent->area[i].unit, unit))
            return true;
    return unit.len == 0;
}

enum {
    A_NAME,
    A_LOGIN,
    A_AREAS,
    A_OPEN,
    A_MOST,
    A_COLLECTOR,
    A_TRAINED,
    A_TARGET,
    A_REG,
    A_CONF,
    A_SEEN,
    A_STATE,
    A_COUNT
};

static const GridColumn agent_columns[A_COUNT] = {
    [A_NAME] = {"name", TEXT_INIT("Người phụ trách", "Agent"), GRID_TEXT, 0, false},
    [A_LOGIN] = {"login", TEXT_INIT("Tài khoản", "Account"), GRID_TEXT, 0, false},
    [A_AREAS] = {"areas", TEXT_INIT("Địa bàn", "Areas"), GRID_TEXT, 0, false},
    [A_OPEN] = {"open", TEXT_INIT("Đang có", "Has"), GRID_INT, 0, true},
    [A_MOST] = {"most", TEXT_INIT("Nhiều nhất", "At most"), GRID_INT, 0, false},
    [A_COLLECTOR] = {"collector", TEXT_INIT("Tổ chức thu", "Collector"), GRID_TEXT, 0, false},
    [A_TRAINED] = {"trained_on", TEXT_INIT("Tập huấn ngày", "Trained on"), GRID_DAY, 0, false},
    [A_TARGET] = {"target", TEXT_INIT("Chỉ tiêu năm", "Target of the year"), GRID_INT, 0, true},
    [A_REG] = {"registered", TEXT_INIT("Đã đăng ký", "Registered"), GRID_INT, 0, true},
    [A_CONF] = {"confirmed", TEXT_INIT("Đã xác nhận", "Confirmed"), GRID_INT, 0, true},
    [A_SEEN] = {"last_seen", TEXT_INIT("Đồng bộ gần nhất (ngày)", "Last sync (day)"), GRID_DAY, 0, false},
    [A_STATE] = {"state", TEXT_INIT("Tình trạng", "State"), GRID_TEXT, 0, false},
};

static Text agent_state(const Agent *agent, const Cover *cover)
{
    if (!agent->active)
        return TEXT("đã dừng", "stopped");
    return cover->whole ? TEXT("đang làm", "at work") : TEXT("không còn quyền ở địa bàn", "no longer allowed there");
}

static Err *areas_words(AgentView *view, const Agent *agent, Str *ret)
{
    Buf out = buf_open(view->names.request->arena);
    for (ptrdiff_t i = 0; i < agent->areas; i++) {
        Str unit, village = agent->area[i].village;
        TRY(names_unit(&view->names, agent->area[i].unit, &unit));
        buf_fmt(&out, "%s%.*s%s%.*s", i > 0 ? "; " : "", STRF(village), village.len > 0 ? ", " : "", STRF(unit));
    }
    *ret = buf_str(&out);
    return NULL;
}

static Str collector_name(const AgentView *view, Str code)
{
    for (ptrdiff_t i = 0; i < view->collectors; i++)
        if (str_eq(view->collector[i].code, code))
            return view->collector[i].name;
    return code;
}

static Date day_of(Str stamp)
{
    Date day;
    return date_parse_iso(str_slice(stamp, 0, stamp.len < 10 ? stamp.len : 10), &day) ? day : (Date){0};
}

static Err *grid_agent(Grid *grid, AgentView *view, const Agent *agent, const Cover *cover)
{
    const Request *request = view->names.request;
    const Funnel *funnel = funnel_of(view, agent->account);
    GridCell *cell = grid_row(grid, request->arena);
    int64_t target = target_of(view, agent->account);
    Str name, areas;
    TRY(names_account(&view->names, agent->account, &name));
    TRY(areas_words(view, agent, &areas));
    cell[A_NAME] = G_TEXT(name);
    cell[A_LOGIN] = G_TEXT(agent->account);
    cell[A_AREAS] = G_TEXT(areas);
    cell[A_OPEN] = G_INT(agent->open);
    cell[A_MOST] = G_INT(agent->most);
    cell[A_COLLECTOR] = G_TEXT(collector_name(view, agent->collector));
    cell[A_TRAINED] = grid_day(agent->trained);
    cell[A_TARGET] = target < 0 ? G_NONE : G_INT(target);
    cell[A_REG] = G_INT(funnel ? funnel->registered : 0);
    cell[A_CONF] = G_INT(funnel ? funnel->confirmed : 0);
    cell[A_SEEN] = grid_day(day_of(last_seen(view, agent->account)));
    cell[A_STATE] = G_TEXT(text_in(request->lang, agent_state(agent, cover)));
    return NULL;
}

static Err *export_agents(Request *request, Reply *reply, AgentView *view, const Agent *agent, const Cover *cover,
                          ptrdiff_t count)
{
    Grid grid = grid_open(TEXT("Người phụ trách", "Agents"), (Text){0}, agent_columns, A_COUNT);
    for (ptrdiff_t i = 0; i < count; i++)
        if (works_in(&agent[i], request_query(request, "unit")))
            TRY(grid_agent(&grid, view, &agent[i], &cover[i]));
    return reply_grid(request, reply, &grid, "nguoi-phu-trach");
}

static Err *list_agents(Request *request, Reply *reply)
{
    Str province, unit = request_query(request, "unit");
    AgentView view;
    Agent *agent;
    Cover *cover;
    ptrdiff_t count;
    TRY(request_province(request, &province));
    TRY(request_known_unit(request, "unit"));
    TRY(view_open(request, province, &view));
    TRY(agent_list(request->store, request->arena, province, &agent, &count));
    TRY(cover_of_all(request->store, request->arena, province, agent, count, &cover));
    if (request_exports(request))
        return export_agents(request, reply, &view, agent, cover, count);
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++)
        if (works_in(&agent[i], unit))
            TRY(put_agent(&j, &view, &agent[i], &cover[i]));
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *body_areas(Request *request, const json_t *body, Agent *ret)
{
    const json_t *list;
    TRY(body_list(request, body, "areas", AREAS_MOST, &list));
    if (!list)
        return wrong(request, "areas");
    ret->areas = (ptrdiff_t)json_array_size(list);
    ret->area = new (request->arena, AgentArea, ret->areas);
    for (ptrdiff_t i = 0; i < ret->areas; i++) {
        const json_t *one = json_array_get(list, (size_t)i);
        TRY(body_only(request, one, "unit|village"));
        TRY(body_text(request, one, "unit", true, 32, &ret->area[i].unit));
        TRY(body_text(request, one, "village", false, 200, &ret->area[i].village));
    }
    return NULL;
}

static Err *read_agent(Request *request, const json_t *body, Str *ret_province, Agent *ret)
{
    Str trained = {0};
    *ret = (Agent){.account = login_folded(request, request_param(request, "login"))};
    TRY(body_only(request, body, "province|most|active|areas|collector|trained_on|phone|version"));
    TRY(body_province(request, body, ret_province));
    TRY(body_int(request, body, "most", true, 1, 3000, &ret->most));
    if (!json_is_boolean(json_object_get(body, "active")))
        return wrong(request, "active");
    TRY(body_bool(request, body, "active", &ret->active));
    TRY(body_areas(request, body, ret));
    TRY(body_text(request, body, "collector", false, 64, &ret->collector));
    TRY(body_text(request, body, "trained_on", false, 10, &trained));
    TRY(body_text(request, body, "phone", false, 32, &ret->phone));
    TRY(body_int(request, body, "version", false, 0, INT32_MAX, &ret->version));
    if (trained.len > 0 && (!date_parse_iso(trained, &ret->trained) || !date_is_day(ret->trained)))
        return wrong(request, "trained_on");
    return NULL;
}

static Err *put_agents(Request *request, Reply *reply)
{
    json_t *body;
    Str province;
    Agent agent;
    AgentView view;
    Cover *cover;
    Agent *all;
    ptrdiff_t count, at = 0;
    TRY(request_json(request, &body));
    TRY(read_agent(request, body, &province, &agent));
    change_note(request, "work.agent", province, agent.areas == 1 ? agent.area[0].unit : (Str){0}, agent.account,
                (Str){0},
                str_fmt(request->arena, "{\"most\":%lld,\"active\":%s,\"areas\":%td}", (long long)agent.most,
                        agent.active ? "true" : "false", agent.areas));
    TRY(agent_put(request->store, request->arena, province, &agent));
    TRY(view_open(request, province, &view));
    TRY(agent_list(request->store, request->arena, province, &all, &count));
    while (at + 1 < count && !str_eq(all[at].account, agent.account))
        at++;
    TRY(cover_of_all(request->store, request->arena, province, &all[at], 1, &cover));
    Json j = js_open(request->arena);
    TRY(put_agent(&j, &view, &all[at], cover));
    reply_json(reply, &j);
    return NULL;
}

#define ASKED(verb, where, function)                                                                                 \
    {                                                                                                                \
        .method = verb, .path = where, .permission = PERMISSION_WORK_ASSIGN, .run = function, .body_most = BODY_MOST \
    }

const Route work_agent_routes[] = {
    ASKED("POST", "/api/work/assign", assign),
    ASKED("POST", "/api/work/hand-over", hand_over),
    {"GET", "/api/work/agents", PERMISSION_WORK_READ, list_agents, .keeps = false},
    ASKED("PUT", "/api/work/agents/{login}", put_agents),
    {0},
};
