/* Overview and progress: what a page is given.  The figures are progress's; here they become JSON. */
#include "http/route.h"

#include "cube/cube.h"
#include "http/api_unit.h"
#include "http/change.h"
#include "progress/list.h"
#include "progress/overview.h"
#include "store/scope.h"
#include <math.h>

/* ---- what is asked ---------------------------------------------------------------------- */

static Err *needed(Request *request, const char *name, Str *ret)
{
    *ret = request_query(request, name);
    if (ret->len > 0)
        return NULL;
    return FAIL(request->arena, USAGE, "thiếu tham số %s", "the parameter %s is missing", name);
}

static Err *ask_month(Request *request, Period *ret)
{
    Str written = request_query(request, "period");
    *ret = (Period){0};
    if (written.len == 0 || (period_parse(written, ret) && ret->kind == PERIOD_MONTH))
        return NULL;
    return FAIL(request->arena, USAGE, "period: cần một tháng như 2026-10",
                "period: a month such as 2026-10 is needed");
}

static Err *ask_base(Request *request, CountBase *ret)
{
    static const char *const bases[] = {"collecting", "residence", NULL};
    int base = 0;
    if (request_query(request, "base").len > 0)
        TRY(request_choice(request, "base", bases, &base));
    *ret = base == 0 ? BASE_COLLECTING : BASE_RESIDENCE;
    return NULL;
}

static Err *ask_flag(Request *request, const char *name, bool *ret)
{
    static const char *const flags[] = {"false", "true", NULL};
    int flag = 0;
    if (request_query(request, name).len > 0)
        TRY(request_choice(request, name, flags, &flag));
    *ret = flag == 1;
    return NULL;
}

static Err *ask_number(Request *request, const char *name, int64_t low, int64_t high, int64_t otherwise, int64_t *ret)
{
    *ret = otherwise;
    return request_query(request, name).len > 0 ? request_int(request, name, low, high, ret) : NULL;
}

/* All but the province, which some routes find otherwise. */
static Err *ask_figures(Request *request, ProgressAsk *ret)
{
    Str indicator = request_query(request, "indicator");
    *ret = (ProgressAsk){.province = request_query(request, "province"),
                         .indicator = indicator.len > 0 ? indicator : S("participants_total"),
                         .on = clock_today(request->clock)};
    TRY(ask_month(request, &ret->month));
    return ask_base(request, &ret->base);
}

static Err *ask_of_province(Request *request, ProgressAsk *ret)
{
    TRY(ask_figures(request, ret));
    return needed(request, "province", &ret->province);
}

static bool exported(const Request *request)
{
    Str format = request_query(request, "format");
    return format.len > 0 && !str_eq(format, S("json"));
}

/* ---- pieces --------------------------------------------------------------------------------- */

static void put_count(Json *j, const char *key, bool given, int64_t n)
{
    js_key(j, key);
    if (given)
        js_int(j, n);
    else
        js_null(j);
}

static void put_figure(Json *j, double value)
{
    if (isnan(value))
        js_null(j);
    else
        js_int(j, llround(value));
}

static void put_text(Json *j, const char *key, Lang lang, Text text)
{
    js_put_text(j, key, text_in(lang, text));
}

static Str month_at(Arena *arena, int number)
{
    return period_text(arena, period_month(number / 12, number % 12 + 1));
}

/* Opens the object and says of what it speaks. */
static void open_answer(Json *j, const Request *request, const ProgressBoard *b)
{
    const ProgressHistory *h = &b->history;
    Arena *arena = request->arena;
    js_object(j);
    js_put_text(j, "province", h->province.code);
    js_put_text(j, "province_name", h->province.full_name);
    js_put_text(j, "period", period_text(arena, b->month));
    js_put_text(j, "base", str_from(base_code(h->base)));
    js_put_bool(j, "simulated", h->simulated);
    js_put_bool(j, "whole", h->whole);
    put_text(j, "headline", request->lang, progress_headline(arena, b));
    put_text(j, "note", request->lang, progress_note(arena, b));
}

static void put_light(Json *j, Lang lang, Light light)
{
    js_put_text(j, "light", str_from(light_code(light)));
    put_text(j, "light_text", lang, light_text(light));
}

static void put_spark(Json *j, const double *value, int months)
{
    js_key(j, "spark");
    js_array(j);
    for (int t = months - PROGRESS_SPARK; t < months; t++)
        put_figure(j, t >= 0 ? value[t] : NAN);
    js_end(j);
}

static void put_row(Json *j, const Request *request, const ProgressBoard *b, const ProgressRow *row)
{
    int64_t target;
    bool judged = row->has_result && row->goal.given, given = progress_row_target(row, &target);
    js_object(j);
    js_put_text(j, "code", row->unit.code);
    js_put_text(j, "name", row->unit.full_name);
    put_count(j, "result", row->has_result, row->result);
    js_put_text(j, "reported", row->has_result ? period_text(request->arena, row->reported) : (Str){0});
    js_put_bool(j, "late", row->late);
    put_count(j, "target", given, target);
    js_put_bool(j, "interpolated", row->goal.interpolated);
    put_count(j, "expected", judged, row->pace.expected);
    put_count(j, "share_bp", judged && row->pace.basis_points >= 0, row->pace.basis_points);
    put_count(j, "gap", judged, row->pace.gap);
    put_count(j, "shortfall", judged, row->pace.shortfall);
    put_count(j, "needed", judged, row->pace.needed);
    put_light(j, request->lang, row->pace.light);
    put_count(j, "rank", row->rank > 0, row->rank);
    put_count(j, "month_change", row->has_month, row->month_change);
    put_count(j, "year_change", row->has_year, row->year_change);
    const ProgressHistory *h = &b->history;
    if (row->unit.code.len > 0 && !str_eq(row->unit.code, h->province.code))
        put_spark(j, h->value + row->place * h->months, h->months);
    else
        put_spark(j, progress_sum(request->arena, h).value, h->months);
    js_end(j);
}

static void put_card(Json *j, const Request *request, const ProgressCard *card)
{
    const ProgressRow *row = &card->row;
    const Indicator *i = &card->indicator;
    int64_t target = 0;
    bool judged = card->known && row->has_result && row->goal.given;
    bool given = card->known && progress_row_target(row, &target);
    js_object(j);
    js_put_text(j, "indicator", i->code);
    put_text(j, "name", request->lang, i->name);
    put_text(j, "definition", request->lang, i->definition);
    js_put_text(j, "unit", i->unit);
    js_put_text(j, "period", card->known ? period_text(request->arena, row->reported) : (Str){0});
    put_count(j, "value", card->known && row->has_result, row->result);
    put_count(j, "target", given, target);
    put_count(j, "target_year", given, row->goal.path.due / 12);
    put_count(j, "share_bp", judged && row->pace.basis_points >= 0, row->pace.basis_points);
    put_count(j, "expected", judged, row->pace.expected);
    put_light(j, request->lang, card->known ? row->pace.light : LIGHT_NO_RESULT);
    put_count(j, "month_change", card->known && row->has_month, row->month_change);
    put_count(j, "year_change", card->known && row->has_year, row->year_change);
    js_key(j, "spark");
    js_array(j);
    for (int t = 0; card->month.year > 0 && t < PROGRESS_SPARK; t++) {
        js_object(j);
        js_put_text(j, "period", period_text(request->arena, period_add(card->month, t + 1 - PROGRESS_SPARK)));
        js_key(j, "value");
        put_figure(j, card->spark[t]);
        js_end(j);
    }
    js_end(j);
    js_put_int(j, "reported", card->reported);
    js_put_int(j, "units", card->units);
    put_text(j, "denominator_note", request->lang, card->denominator);
    js_end(j);
}

static void put_cards(Json *j, const Request *request, const ProgressCard *card, ptrdiff_t count)
{
    js_key(j, "cards");
    js_array(j);
    for (ptrdiff_t i = 0; i < count; i++)
        put_card(j, request, &card[i]);
    js_end(j);
}

/* ---- the path -------------------------------------------------------------------------------- */

static void put_points(Json *j, Arena *arena, const ForecastSeries *series)
{
    js_key(j, "history");
    js_array(j);
    for (int t = 0; t < series->count; t++) {
        js_object(j);
        js_put_text(j, "period", month_at(arena, series->first + t));
        js_key(j, "value");
        put_figure(j, series->value[t]);
        js_end(j);
    }
    js_end(j);
}

/* goals: what a document gives to a year; path: where the way there is each December. */
static void put_goals(Json *j, Arena *arena, const ProgressPath *p)
{
    js_key(j, "goals");
    js_array(j);
    for (int i = 0; i < p->years; i++) {
        const ProgressGoal *goal = &p->goal[i];
        if (!goal->given || goal->interpolated)
            continue;
        js_object(j);
        js_put_int(j, "year", p->first_year + i);
        js_put_int(j, "value", goal->path.target);
        js_put_bool(j, "floor", goal->floor);
        js_put_bool(j, "interpolated", goal->interpolated);
        js_put_text(j, "document", goal->document);
        js_end(j);
    }
    js_end(j);
    js_key(j, "path");
    js_array(j);
    for (int i = 0; i < p->years; i++) {
        const ProgressGoal *goal = &p->goal[i];
        bool known = goal->given && goal->path.due == FORECAST_MONTH(p->first_year + i, 12);
        js_object(j);
        js_put_text(j, "period", month_at(arena, FORECAST_MONTH(p->first_year + i, 12)));
        put_count(j, "value", known, goal->path.target);
        js_end(j);
    }
    js_end(j);
}

static void put_forecast(Json *j, Arena *arena, const ProgressPath *p)
{
    js_key(j, "forecast");
    js_array(j);
    ForecastRange r;
    for (int month = p->forecast.origin + 1; month <= p->end && forecast_at(&p->forecast, month, &r); month++) {
        js_object(j);
        js_put_text(j, "period", month_at(arena, month));
        js_put_int(j, "median", llround(r.median));
        js_put_int(j, "low80", llround(forecast_low(&r, 80)));
        js_put_int(j, "high80", llround(forecast_high(&r, 80)));
        js_put_int(j, "low95", llround(forecast_low(&r, 95)));
        js_put_int(j, "high95", llround(forecast_high(&r, 95)));
        js_end(j);
    }
    js_end(j);
}

static void put_path(Json *j, const Request *request, const ProgressPath *p)
{
    js_key(j, "path");
    js_object(j);
    js_put_text(j, "indicator", p->indicator.code);
    put_points(j, request->arena, &p->history);
    put_goals(j, request->arena, p);
    put_forecast(j, request->arena, p);
    put_count(j, "reaches_bp", p->reaches_bp >= 0, p->reaches_bp);
    put_text(j, "outlook", request->lang, p->outlook);
    js_end(j);
}

/* ---- overview --------------------------------------------------------------------------------- */

static void put_lights(Json *j, const ProgressBoard *b)
{
    js_key(j, "lights");
    js_object(j);
    for (int light = 0; light < LIGHTS; light++)
        js_put_int(j, light_code((Light)light), b->lights[light]);
    js_end(j);
}

static void put_communes(Json *j, const ProgressBoard *b)
{
    js_key(j, "communes");
    js_array(j);
    for (ptrdiff_t i = 0; i < b->rows; i++) {
        const ProgressRow *row = &b->row[i];
        js_object(j);
        js_put_text(j, "code", row->unit.code);
        js_put_text(j, "name", row->unit.full_name);
        js_put_text(j, "light", str_from(light_code(row->pace.light)));
        put_count(j, "share_bp", row->has_result && row->goal.given && row->pace.basis_points >= 0,
                  row->pace.basis_points);
        js_end(j);
    }
    js_end(j);
}

static void put_top(Json *j, const Request *request, const char *key, const ProgressBoard *b,
                    const ProgressRow *const *row, ptrdiff_t count)
{
    js_key(j, key);
    js_array(j);
    for (ptrdiff_t i = 0; i < count; i++)
        put_row(j, request, b, row[i]);
    js_end(j);
}

static void put_freshness(Json *j, const Request *request, const ProgressOverview *o)
{
    js_key(j, "freshness");
    js_array(j);
    for (ptrdiff_t i = 0; i < o->fresh_count; i++) {
        const ProgressFreshness *f = &o->fresh[i];
        js_object(j);
        js_put_text(j, "source", f->source.source);
        js_put_text(j, "indicator", f->indicator.code);
        put_text(j, "name", request->lang, f->indicator.name);
        js_put_text(j, "last_period", period_text(request->arena, f->source.last));
        js_put_text(j, "as_of", f->source.as_of);
        js_put_int(j, "reported", f->source.reported);
        js_put_int(j, "units", f->units);
        js_end(j);
    }
    js_end(j);
}

static Err *overview(Request *request, Reply *reply)
{
    ProgressAsk ask;
    ProgressOverview o;
    Json j = js_open(request->arena);
    TRY(ask_of_province(request, &ask));
    ask.sort = PROGRESS_BY_NAME;
    TRY(progress_overview(request->store, request->arena, &ask, &o));
    open_answer(&j, request, &o.board);
    put_cards(&j, request, o.card, o.cards);
    put_path(&j, request, &o.path);
    put_lights(&j, &o.board);
    put_communes(&j, &o.board);
    put_top(&j, request, "worst", &o.board, o.worst, o.worsts);
    put_top(&j, request, "movers", &o.board, o.mover, o.movers);
    put_freshness(&j, request, &o);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- progress ----------------------------------------------------------------------------------- */

static Err *ask_choice(Request *request, const ProgressBoard *b, ProgressChoice *ret)
{
    int key = PROGRESS_KEY_SHARE;
    bool ascending_is_worse = b->history.indicator.better >= 0;
    *ret = (ProgressChoice){.find = request_query(request, "find"), .after = request_query(request, "after")};
    TRY(progress_lights(request->arena, request_query(request, "light"), &ret->lights));
    TRY(ask_flag(request, "descending", &ret->descending));
    TRY(ask_number(request, "limit", 1, 5000, 0, &ret->limit));
    if (request_query(request, "sort").len > 0)
        TRY(request_choice(request, "sort", progress_key_names, &key));
    else if (request_query(request, "descending").len == 0)
        ret->descending = !ascending_is_worse; /* as the board stands: the worst first */
    ret->key = (ProgressKey)key;
    return NULL;
}

static Err *export_page(Request *request, Reply *reply, const ProgressBoard *b, ProgressChoice choice)
{
    ProgressPage page;
    ProgressBoard selection = *b;
    choice.after = (Str){0};
    choice.limit = 0;
    TRY(progress_choose(request->arena, b, &choice, &page));
    selection.row = page.row;
    selection.rows = page.rows;
    selection.history.summed = b->history.summed && page.rows == b->rows; /* a selection has no sum */
    Grid grid = progress_grid(request->arena, &selection, request->lang);
    return reply_grid(request, reply, &grid, "tien-do");
}

static Err *progress(Request *request, Reply *reply)
{
    ProgressAsk ask;
    ProgressBoard b;
    ProgressChoice choice;
    ProgressPage page;
    Json j = js_open(request->arena);
    TRY(ask_of_province(request, &ask));
    TRY(progress_board(request->store, request->arena, &ask, &b));
    TRY(ask_choice(request, &b, &choice));
    if (exported(request))
        return export_page(request, reply, &b, choice);
    TRY(progress_choose(request->arena, &b, &choice, &page));
    open_answer(&j, request, &b);
    js_put_text(&j, "indicator", b.history.indicator.code);
    js_put_text(&j, "document", b.document.id);
    js_key(&j, "total");
    if (b.history.summed)
        put_row(&j, request, &b, &b.total);
    else
        js_null(&j);
    js_key(&j, "rows");
    js_array(&j);
    for (ptrdiff_t i = 0; i < page.rows; i++)
        put_row(&j, request, &b, &page.row[i]);
    js_end(&j);
    js_put_int(&j, "count", page.count);
    js_key(&j, "next");
    if (page.next.len > 0)
        js_text(&j, page.next);
    else
        js_null(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- heat map ------------------------------------------------------------------------------------ */

static void put_heat_row(Json *j, const ProgressHeatmap *m, ptrdiff_t r)
{
    const ProgressHeat *cell = m->cell + r * m->months;
    js_object(j);
    js_put_text(j, "code", m->board.row[r].unit.code);
    js_put_text(j, "name", m->board.row[r].unit.full_name);
    js_key(j, "value"), js_array(j);
    for (int t = 0; t < m->months; t++)
        put_figure(j, cell[t].known ? (double)cell[t].value : NAN);
    js_end(j);
    js_key(j, "share_bp"), js_array(j);
    for (int t = 0; t < m->months; t++)
        put_figure(j, cell[t].share_bp >= 0 ? (double)cell[t].share_bp : NAN);
    js_end(j);
    js_key(j, "light"), js_array(j);
    for (int t = 0; t < m->months; t++)
        js_text(j, str_from(light_code(cell[t].light)));
    js_end(j);
    js_end(j);
}

static Err *heatmap(Request *request, Reply *reply)
{
    ProgressAsk ask;
    ProgressHeatmap m;
    int64_t months;
    Json j = js_open(request->arena);
    TRY(ask_of_province(request, &ask));
    TRY(ask_number(request, "months", 1, 60, 24, &months));
    ask.sort = PROGRESS_BY_NAME;
    TRY(progress_heatmap(request->store, request->arena, &ask, (int)months, &m));
    if (exported(request)) {
        Grid grid = progress_heatmap_grid(request->arena, &m);
        return reply_grid(request, reply, &grid, "tien-do-theo-thang");
    }
    open_answer(&j, request, &m.board);
    js_put_text(&j, "indicator", m.board.history.indicator.code);
    js_key(&j, "months"), js_array(&j);
    for (int t = 0; t < m.months; t++)
        js_text(&j, period_text(request->arena, period_add(m.first, t)));
    js_end(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t r = 0; r < m.board.rows; r++)
        put_heat_row(&j, &m, r);
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- one unit --------------------------------------------------------------------------------------- */

static Err *unit_progress(Request *request, Reply *reply)
{
    ProgressAsk ask;
    ProgressUnit page;
    Json j = js_open(request->arena);
    TRY(ask_figures(request, &ask));
    TRY(progress_unit(request->store, request->arena, &ask, request_param(request, "code"), &page));
    open_answer(&j, request, &page.board);
    js_key(&j, "unit");
    unit_json(&j, &page.unit);
    js_key(&j, "row");
    put_row(&j, request, &page.board, &page.row);
    put_path(&j, request, &page.path);
    put_cards(&j, request, page.card, page.cards);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- the facts behind ------------------------------------------------------------------------------- */

static void put_fact(Json *j, const Request *request, const Fact *fact, Str name)
{
    js_object(j);
    js_put_text(j, "unit", fact->key.unit);
    js_put_text(j, "unit_name", name);
    js_put_text(j, "indicator", fact->key.indicator);
    js_put_text(j, "period", period_text(request->arena, fact->key.period));
    js_put_text(j, "base", str_from(base_code(fact->key.base)));
    js_put_text(j, "breakdown", fact->key.breakdown);
    js_put_int(j, "value", fact->value);
    js_put_text(j, "state", str_from(state_code(fact->state)));
    put_text(j, "state_text", request->lang, state_text(fact->state));
    js_put_text(j, "source", fact->source);
    js_put_text(j, "as_of", fact->as_of);
    js_put_int(j, "version", fact->version);
    js_end(j);
}

static Err *ask_facts(Request *request, FactFilter *ret)
{
    Period period;
    Str written = request_query(request, "period");
    *ret = (FactFilter){.unit = request_query(request, "unit"),
                        .indicator = request_query(request, "indicator"),
                        .one_base = request_query(request, "base").len > 0};
    TRY(needed(request, "province", &ret->province));
    TRY(ask_base(request, &ret->base));
    if (written.len > 0 && !period_parse(written, &period))
        return FAIL(request->arena, USAGE, "period: cần một kỳ như 2026-10, 2026-Q3, 2026-H1 hoặc 2026",
                    "period: a period such as 2026-10, 2026-Q3, 2026-H1 or 2026 is needed");
    ret->period = written.len > 0 ? period_text(request->arena, period) : (Str){0};
    return NULL;
}

static Err *facts(Request *request, Reply *reply)
{
    FactFilter filter;
    ProgressFacts list;
    int64_t limit;
    Json j = js_open(request->arena);
    TRY(ask_facts(request, &filter));
    TRY(request_known_unit(request, "unit"));
    TRY(request_known_indicator(request, "indicator"));
    TRY(ask_number(request, "limit", 1, 5000, exported(request) ? 1000000 : 100, &limit));
    TRY(progress_facts(request->store, request->arena, filter, request_query(request, "after"), limit,
                       clock_today(request->clock), &list));
    if (exported(request)) {
        Grid grid = progress_facts_grid(request->arena, &list, request->lang);
        return reply_grid(request, reply, &grid, "so-lieu");
    }
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < list.count; i++)
        put_fact(&j, request, &list.fact[i], list.name[i]);
    js_end(&j);
    js_key(&j, "next");
    if (list.next.len > 0)
        js_text(&j, list.next);
    else
        js_null(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *fact_versions(Request *request, Reply *reply)
{
    FactKey key = {.breakdown = request_query(request, "breakdown")};
    FactVersion *version;
    Str period;
    ptrdiff_t count;
    Json j = js_open(request->arena);
    TRY(needed(request, "province", &key.province));
    TRY(needed(request, "unit", &key.unit));
    TRY(needed(request, "indicator", &key.indicator));
    TRY(needed(request, "period", &period));
    TRY(ask_base(request, &key.base));
    if (!period_parse(period, &key.period))
        return FAIL(request->arena, USAGE, "period: cần một kỳ như 2026-10, 2026-Q3, 2026-H1 hoặc 2026",
                    "period: a period such as 2026-10, 2026-Q3, 2026-H1 or 2026 is needed");
    TRY(fact_history(request->store, request->arena, key, &version, &count));
    if (count == 0)
        return FAIL(request->arena, NOT_FOUND, "chưa có số liệu này", "there is no such figure");
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(&j);
        js_put_int(&j, "version", version[i].version);
        js_put_int(&j, "value", version[i].value);
        js_put_text(&j, "state", str_from(state_code(version[i].state)));
        put_text(&j, "state_text", request->lang, state_text(version[i].state));
        js_put_text(&j, "source", version[i].source);
        js_put_text(&j, "who", version[i].who);
        js_put_text(&j, "reason", version[i].reason);
        js_put_text(&j, "at", version[i].at);
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

const Route progress_routes[] = {
    {"GET", "/api/overview", PERMISSION_OVERVIEW_READ, overview, .keeps = true},
    {"GET", "/api/progress", PERMISSION_OVERVIEW_READ, progress, .keeps = true},
    {"GET", "/api/heatmap", PERMISSION_OVERVIEW_READ, heatmap, .keeps = true},
    {"GET", "/api/units/{code}/progress", PERMISSION_OVERVIEW_READ, unit_progress, .keeps = true},
    {"GET", "/api/facts", PERMISSION_FACT_READ, facts, .keeps = true},
    {"GET", "/api/facts/history", PERMISSION_FACT_READ, fact_versions, .keeps = true},
    {0},
};
