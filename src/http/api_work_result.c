/* What leads at work have come to. */
#include "http/api_work.h"

enum { WHOLE_BP = 10000, PERCENT_BP = 100 };

static Err *read_day(const Request *request, const char *name, Date *ret)
{
    Str written = request_query(request, name);
    if (written.len == 0 || (date_parse_iso(written, ret) && date_is_day(*ret)))
        return NULL;
    return err_at(FAIL(request->arena, USAGE, "tham số “%s” phải là ngày như 2026-10-01",
                       "the parameter “%s” is to be a day like 2026-10-01", name),
                  (Place){.field = str_from(name)});
}

static Err *read_ask(Request *request, Str province, ResultAsk *ret)
{
    int by = RESULT_ALL;
    *ret = (ResultAsk){.province = province,
                       .unit = request_query(request, "unit"),
                       .agent = login_folded(request, request_query(request, "agent")),
                       .rule = request_query(request, "rule"),
                       .campaign = request_query(request, "campaign")};
    TRY(request_choice(request, "by", result_by_codes, &by));
    TRY(read_day(request, "from", &ret->from));
    TRY(read_day(request, "to", &ret->to));
    ret->by = (ResultBy)by;
    return NULL;
}

/* ---- what keys are called ----------------------------------------------------------------------- */

static Err *outcome_name(const Request *request, Str key, Str *ret)
{
    ContactOutcome outcome;
    *ret = contact_outcome_parse(key, &outcome) ? text_in(request->lang, contact_outcome_text(outcome)) : key;
    return NULL;
}

static Err *key_name(const Ground *ground, Names *names, ResultBy by, Str key, Str *ret)
{
    const Request *request = ground->request;
    const Rule *rule = by == RESULT_BY_RULE ? ground_rule(ground, key) : NULL;
    *ret = rule ? text_in(request->lang, rule->title) : key;
    if (key.len == 0)
        *ret = by == RESULT_ALL ? (Str){0} : text_in(request->lang, TEXT("không có", "none"));
    else if (by == RESULT_BY_UNIT || by == RESULT_BY_VILLAGE)
        TRY(names_unit(names, key, ret));
    else if (by == RESULT_BY_AGENT)
        TRY(names_account(names, key, ret));
    else if (by == RESULT_BY_OUTCOME)
        TRY(outcome_name(request, key, ret));
    return NULL;
}

static int64_t share(int64_t part, int64_t whole) /* -1 of nothing */
{
    return whole > 0 ? (part * WHOLE_BP + whole / 2) / whole : -1;
}

/* ---- out ----------------------------------------------------------------------------------------- */

enum {
    R_KEY,
    R_SUB,
    R_LEADS,
    R_WAITING,
    R_GIVEN,
    R_MET,
    R_REG,
    R_CONF,
    R_BACK,
    R_REFUSED,
    R_OPEN,
    R_SHARE,
    R_HALF,
    R_90,
    R_YIELD,
    R_COUNT
};

static const GridColumn columns[R_COUNT] = {
    [R_KEY] = {"key", TEXT_INIT("Theo", "By"), GRID_TEXT, 0, false},
    [R_SUB] = {"village", TEXT_INIT("Thôn, tổ dân phố", "Village"), GRID_TEXT, 0, false},
    [R_LEADS] = {"leads", TEXT_INIT("Đang trong danh sách", "On the lists"), GRID_INT, 0, true},
    [R_WAITING] = {"waiting", TEXT_INIT("Chưa có người phụ trách", "Nobody has"), GRID_INT, 0, true},
    [R_GIVEN] = {"assigned", TEXT_INIT("Đã giao", "Assigned"), GRID_INT, 0, true},
    [R_MET] = {"contacted", TEXT_INIT("Đã tiếp xúc", "Contacted"), GRID_INT, 0, true},
    [R_REG] = {"registered", TEXT_INIT("Đã đăng ký", "Registered"), GRID_INT, 0, true},
    [R_CONF] = {"confirmed", TEXT_INIT("Đã xác nhận", "Confirmed"), GRID_INT, 0, true},
    [R_BACK] = {"returned", TEXT_INIT("Làm lại", "Back"), GRID_INT, 0, true},
    [R_REFUSED] = {"refused", TEXT_INIT("Từ chối", "Refused"), GRID_INT, 0, true},
    [R_OPEN] = {"open", TEXT_INIT("Còn phải làm", "Open"), GRID_INT, 0, true},
    [R_SHARE] = {"share_with_outcome", TEXT_INIT("Có kết quả", "With an outcome"), GRID_PERCENT, 1, false},
    [R_HALF] = {"days_half", TEXT_INIT("Một nửa được gặp trong (ngày)", "Half met within (days)"), GRID_INT, 0, false},
    [R_90] = {"days_90", TEXT_INIT("90% được gặp trong (ngày)", "90% met within (days)"), GRID_INT, 0, false},
    [R_YIELD] = {"yield", TEXT_INIT("Hiệu quả", "Yield"), GRID_PERCENT, 1, false},
};

static GridCell known(int64_t n)
{
    return n >= 0 ? G_INT(n) : G_NONE;
}

GridCell share_cell(int64_t bp)
{
    return bp >= 0 ? G_REAL((double)bp / PERCENT_BP) : G_NONE;
}

int64_t funnel_yield(const Funnel *f)
{
    return f->contacted >= RESULT_LEAST ? share(f->confirmed, f->contacted) : -1;
}

static void grid_funnel(Grid *grid, Arena *arena, Str key, const Funnel *f)
{
    GridCell *cell = grid_row(grid, arena);
    cell[R_KEY] = G_TEXT(key);
    cell[R_SUB] = G_TEXT(f->sub);
    cell[R_LEADS] = known(f->leads);
    cell[R_WAITING] = known(f->waiting);
    cell[R_GIVEN] = G_INT(f->assigned);
    cell[R_MET] = G_INT(f->contacted);
    cell[R_REG] = G_INT(f->registered);
    cell[R_CONF] = G_INT(f->confirmed);
    cell[R_BACK] = G_INT(f->returned);
    cell[R_REFUSED] = G_INT(f->refused);
    cell[R_OPEN] = G_INT(f->open);
    cell[R_SHARE] = share_cell(share(f->answered, f->assigned));
    cell[R_HALF] = known(f->days_half);
    cell[R_90] = known(f->days_90);
    cell[R_YIELD] = share_cell(funnel_yield(f));
}

static void put_funnel(Json *j, Str key_text, const Funnel *f)
{
    js_object(j);
    js_put_text(j, "key", f->key);
    js_put_text(j, "key_text", key_text);
    js_put_text(j, "sub", f->sub);
    js_put_count(j, "leads", f->leads);
    js_put_count(j, "waiting", f->waiting);
    js_put_int(j, "assigned", f->assigned);
    js_put_int(j, "contacted", f->contacted);
    js_put_int(j, "registered", f->registered);
    js_put_int(j, "confirmed", f->confirmed);
    js_put_int(j, "returned", f->returned);
    js_put_int(j, "refused", f->refused);
    js_put_int(j, "open", f->open);
    js_put_count(j, "share_with_outcome", share(f->answered, f->assigned));
    js_put_count(j, "days_half", f->days_half);
    js_put_count(j, "days_90", f->days_90);
    js_put_count(j, "yield", funnel_yield(f));
    js_end(j);
}

static Err *results(Request *request, Reply *reply)
{
    Ground ground;
    ResultAsk ask;
    Funnel *funnel;
    ptrdiff_t count;
    Names names = {.request = request};
    Grid grid = grid_open(TEXT("Kết quả vận động", "Results of the work"), (Text){0}, columns, R_COUNT);
    TRY(ground_of_query(request, &ground));
    TRY(read_ask(request, ground.province, &ask));
    TRY(ground_known(&ground));
    TRY(outreach_funnel(request->store, request->arena, &ask, &funnel, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++) {
        Str key;
        TRY(key_name(&ground, &names, ask.by, funnel[i].key, &key));
        put_funnel(&j, key, &funnel[i]);
        grid_funnel(&grid, request->arena, key, &funnel[i]);
    }
    js_end(&j);
    js_end(&j);
    if (request_exports(request))
        return reply_grid(request, reply, &grid, "ket-qua-van-dong");
    reply_json(reply, &j);
    return NULL;
}

const Route work_result_routes[] = {
    {"GET", "/api/work/results", PERMISSION_WORK_READ, results, .keeps = false},
    {0},
};
