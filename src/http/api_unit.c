/* Units, indicators, law, search: what is public to whoever is signed in. */
#include "http/api_unit.h"
#include "http/change.h"

#include "cube/cube.h"
#include "http/route.h"
#include "law/law.h"
#include "progress/overview.h"
#include "progress/search.h"
#include "store/scope.h"
#include "unit/map.h"
#include "vn/vn.h"

static Date today(const Request *request)
{
    return clock_today(request->clock);
}

static bool exported(const Request *request)
{
    Str format = request_query(request, "format");
    return format.len > 0 && !str_eq(format, S("json"));
}

static void put_text(Json *j, const char *key, Lang lang, Text text)
{
    js_put_text(j, key, text_in(lang, text));
}

static void put_known(Json *j, const char *key, double value, int decimals)
{
    if (value != 0)
        js_put_real(j, key, value, decimals);
    else
        js_put_null(j, key);
}

static void put_unit(Json *j, const Unit *unit)
{
    static const char *const levels[] = {"nation", "province", "commune", "village"};
    js_put_text(j, "code", unit->code);
    js_put_text(j, "name", unit->name);
    js_put_text(j, "full_name", unit->full_name);
    js_put_text(j, "kind", unit->kind);
    js_put_text(j, "level", str_from(levels[unit->level]));
    js_put_text(j, "parent", unit->parent);
    js_put_text(j, "province", unit->province);
    put_known(j, "area_km2", unit->area_km2, 2);
    put_known(j, "longitude", unit->longitude, 5);
    put_known(j, "latitude", unit->latitude, 5);
    if (unit->population > 0)
        js_put_int(j, "population", unit->population);
    else
        js_put_null(j, "population");
}

void unit_json(Json *j, const Unit *unit)
{
    js_object(j);
    put_unit(j, unit);
    js_end(j);
}

static void open_rows(Json *j)
{
    js_object(j);
    js_key(j, "rows");
    js_array(j);
}

static Err *close_rows(Reply *reply, Json *j)
{
    js_end(j);
    js_end(j);
    reply_json(reply, j);
    return NULL;
}

/* ---- provinces ---------------------------------------------------------------------------- */

/* The communes of the territory, where that is not the whole province. */
static Err *put_communes(Request *request, Json *j, Str province)
{
    UnitList list;
    const Scope *scope = store_scope(request->store);
    TRY(unit_children(request->store, request->arena, province, today(request), &list));
    js_key(j, "communes");
    js_array(j);
    for (ptrdiff_t i = 0; i < list.count; i++) {
        if (!scope_sees(scope, province, list.unit[i].code))
            continue;
        js_object(j);
        js_put_text(j, "code", list.unit[i].code);
        js_put_text(j, "name", list.unit[i].full_name);
        js_end(j);
    }
    js_end(j);
    return NULL;
}

static Err *put_province(Request *request, Json *j, const Unit *unit)
{
    ProgressKnown known;
    bool whole = scope_sees_province(store_scope(request->store), unit->code);
    TRY(progress_known(request->store, request->arena, unit->code, &known));
    js_object(j);
    js_put_text(j, "code", unit->code);
    js_put_text(j, "name", unit->full_name);
    js_put_bool(j, "whole", whole);
    if (!whole)
        TRY(put_communes(request, j, unit->code));
    if (known.last.year > 0)
        js_put_text(j, "last_period", period_text(request->arena, known.last));
    else
        js_put_null(j, "last_period");
    js_key(j, "bases");
    js_array(j);
    for (int base = 0; base < 2; base++)
        if (known.base[base])
            js_text(j, str_from(base_code((CountBase)base)));
    js_end(j);
    js_put_bool(j, "simulated", known.simulated);
    js_end(j);
    return NULL;
}

static Err *provinces(Request *request, Reply *reply)
{
    UnitList list;
    Json j = js_open(request->arena);
    TRY(unit_children(request->store, request->arena, (Str){0}, today(request), &list));
    open_rows(&j);
    for (ptrdiff_t i = 0; i < list.count; i++)
        if (scope_meets_province(store_scope(request->store), list.unit[i].code))
            TRY(put_province(request, &j, &list.unit[i]));
    return close_rows(reply, &j);
}

/* ---- units ---------------------------------------------------------------------------------- */

static const GridColumn UNIT_COLUMNS[] = {
    {"code", TEXT_INIT("Mã", "Code"), GRID_TEXT, 0, false},
    {"name", TEXT_INIT("Tên", "Name"), GRID_TEXT, 0, false},
    {"full_name", TEXT_INIT("Tên đầy đủ", "Full name"), GRID_TEXT, 0, false},
    {"kind", TEXT_INIT("Loại", "Kind"), GRID_TEXT, 0, false},
    {"parent", TEXT_INIT("Thuộc", "Part of"), GRID_TEXT, 0, false},
    {"area_km2", TEXT_INIT("Diện tích (km²)", "Area (km²)"), GRID_REAL, 2, false},
    {"population", TEXT_INIT("Dân số", "Population"), GRID_INT, 0, false},
};

/* Those of the reader's territory; what lies above it is not, what lies in it is. */
static void keep_seen(const Scope *scope, UnitList *list)
{
    ptrdiff_t kept = 0;
    for (ptrdiff_t i = 0; i < list->count; i++) {
        const Unit *u = &list->unit[i];
        Str commune = u->level == UNIT_VILLAGE ? u->parent : u->code;
        bool province = u->level == UNIT_PROVINCE;
        if (province ? scope_meets_province(scope, u->code) : scope_sees(scope, u->province, commune))
            list->unit[kept++] = *u;
    }
    list->count = kept;
}

static Err *units(Request *request, Reply *reply)
{
    UnitList list;
    Json j = js_open(request->arena);
    Str parent = request_query(request, "parent");
    if (!str_eq(parent, UNIT_COUNTRY))
        TRY(request_known_unit(request, "parent"));
    TRY(unit_children(request->store, request->arena, parent, today(request), &list));
    if (str_eq(request_query(request, "mine"), S("true")))
        keep_seen(store_scope(request->store), &list);
    if (exported(request)) {
        Grid grid = grid_open(TEXT("Đơn vị hành chính", "Administrative units"),
                              text_fmt(request->arena, "%td đơn vị", "%td units", list.count), UNIT_COLUMNS,
                              COUNTOF(UNIT_COLUMNS));
        for (ptrdiff_t i = 0; i < list.count; i++) {
            const Unit *u = &list.unit[i];
            GridCell *cell = grid_row(&grid, request->arena);
            cell[0] = G_TEXT(u->code);
            cell[1] = G_TEXT(u->name);
            cell[2] = G_TEXT(u->full_name);
            cell[3] = G_TEXT(text_in(request->lang, unit_kind(u->kind)));
            cell[4] = G_TEXT(u->parent);
            cell[5] = u->area_km2 > 0 ? G_REAL(u->area_km2) : G_NONE;
            cell[6] = u->population > 0 ? G_INT(u->population) : G_NONE;
        }
        return reply_grid(request, reply, &grid, "don-vi");
    }
    open_rows(&j);
    for (ptrdiff_t i = 0; i < list.count; i++)
        unit_json(&j, &list.unit[i]);
    return close_rows(reply, &j);
}

static void put_namings(Json *j, const UnitNaming *naming, ptrdiff_t count)
{
    js_key(j, "namings");
    js_array(j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(j);
        js_put_text(j, "from", naming[i].from);
        js_put_text(j, "to", naming[i].to);
        js_put_text(j, "full_name", naming[i].full_name);
        js_put_text(j, "decision", naming[i].decision);
        js_end(j);
    }
    js_end(j);
}

static Err *unit(Request *request, Reply *reply)
{
    Unit of;
    UnitNaming *naming;
    UnitOld *old;
    ptrdiff_t namings, olds;
    Json j = js_open(request->arena);
    Str code = request_param(request, "code");
    TRY(unit_get(request->store, request->arena, code, today(request), &of));
    TRY(unit_namings(request->store, request->arena, code, &naming, &namings));
    TRY(unit_merged_from(request->store, request->arena, code, &old, &olds));
    js_object(&j);
    put_unit(&j, &of);
    put_namings(&j, naming, namings);
    js_key(&j, "merged_from");
    js_array(&j);
    for (ptrdiff_t i = 0; i < olds; i++) {
        js_object(&j);
        js_put_text(&j, "code", old[i].code);
        js_put_text(&j, "name", old[i].name);
        js_put_text(&j, "district", old[i].district);
        js_put_text(&j, "province", old[i].province);
        js_put_bool(&j, "divided", old[i].divided);
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- the map ---------------------------------------------------------------------------------- */

static void put_outlines(Json *j, const UnitMap *map)
{
    js_key(j, "polygons");
    if (!map->outlines) {
        js_null(j);
        return;
    }
    js_object(j);
    js_put_text(j, "type", S("FeatureCollection"));
    js_key(j, "features");
    js_array(j);
    for (ptrdiff_t i = 0; i < map->unit.count; i++) {
        if (map->outline[i].len == 0)
            continue;
        js_object(j);
        js_put_text(j, "type", S("Feature"));
        js_key(j, "properties");
        js_object(j);
        js_put_text(j, "code", map->unit.unit[i].code);
        js_put_text(j, "name", map->unit.unit[i].full_name);
        js_end(j);
        js_key(j, "geometry");
        js_raw(j, map->outline[i]);
        js_end(j);
    }
    js_end(j);
    js_end(j);
}

static Err *map(Request *request, Reply *reply)
{
    UnitMap m;
    Json j = js_open(request->arena);
    TRY(unit_map(request->store, request->arena, request_param(request, "code"), today(request), &m));
    js_object(&j);
    js_put_int(&j, "columns", m.grid.columns);
    js_put_int(&j, "rows", m.grid.rows);
    js_key(&j, "tiles");
    js_array(&j);
    for (ptrdiff_t i = 0; i < m.unit.count; i++) {
        js_object(&j);
        js_put_text(&j, "code", m.unit.unit[i].code);
        js_put_text(&j, "name", m.unit.unit[i].full_name);
        js_put_int(&j, "column", m.grid.tile[i].column);
        js_put_int(&j, "row", m.grid.tile[i].row);
        js_end(&j);
    }
    js_end(&j);
    put_outlines(&j, &m);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- indicators and law -------------------------------------------------------------------------- */

static Err *indicators(Request *request, Reply *reply)
{
    IndicatorList list;
    Json j = js_open(request->arena);
    TRY(indicator_list(request->store, request->arena, &list));
    open_rows(&j);
    for (ptrdiff_t i = 0; i < list.count; i++) {
        const Indicator *one = &list.indicator[i];
        js_object(&j);
        js_put_text(&j, "code", one->code);
        put_text(&j, "name", request->lang, one->name);
        put_text(&j, "definition", request->lang, one->definition);
        js_put_text(&j, "unit", one->unit);
        js_put_bool(&j, "rate", one->rate);
        js_put_text(&j, "numerator", one->numerator);
        js_put_text(&j, "denominator", one->denominator);
        js_put_text(&j, "part_of", one->part_of);
        js_put_int(&j, "better", one->better);
        js_end(&j);
    }
    return close_rows(reply, &j);
}

static const char *const CERTAINTIES[] = {[LAW_UNSURE] = "unsure", [LAW_MEDIUM] = "medium", [LAW_HIGH] = "high"};

static const GridColumn LAW_COLUMNS[] = {
    {"name", TEXT_INIT("Mã", "Name"), GRID_TEXT, 0, false},
    {"key", TEXT_INIT("Mục", "Key"), GRID_TEXT, 0, false},
    {"title", TEXT_INIT("Tên", "Title"), GRID_TEXT, 0, false},
    {"key_title", TEXT_INIT("Của", "Of"), GRID_TEXT, 0, false},
    {"value", TEXT_INIT("Giá trị", "Value"), GRID_TEXT, 0, false},
    {"from", TEXT_INIT("Từ ngày", "From"), GRID_DAY, 0, false},
    {"to", TEXT_INIT("Đến ngày", "To"), GRID_DAY, 0, false},
    {"article", TEXT_INIT("Căn cứ", "Article"), GRID_TEXT, 0, false},
    {"certainty", TEXT_INIT("Độ chắc chắn", "Certainty"), GRID_TEXT, 0, false},
    {"note", TEXT_INIT("Ghi chú", "Note"), GRID_TEXT, 0, false},
};

static void law_row(Grid *grid, Arena *arena, Lang lang, const LawValue *v)
{
    enum { FROM = 5, TO };
    const Str cells[] = {v->name,
                         v->key,
                         text_in(lang, v->title),
                         text_in(lang, v->key_title),
                         law_value_text(arena, v, lang),
                         {0},
                         {0},
                         v->article,
                         text_in(lang, law_certainty(v->certainty)),
                         text_in(lang, v->note)};
    GridCell *cell = grid_row(grid, arena);
    for (int i = 0; i < COUNTOF(cells); i++)
        cell[i] = i == FROM ? grid_day(v->from) : i == TO ? grid_day(v->to) : G_TEXT(cells[i]);
}

static void law_value(Json *j, Arena *arena, Lang lang, const LawValue *v)
{
    js_object(j);
    js_put_text(j, "name", v->name);
    js_put_text(j, "key", v->key);
    put_text(j, "title", lang, v->title);
    put_text(j, "key_title", lang, v->key_title);
    js_put_text(j, "value_text", law_value_text(arena, v, lang));
    put_text(j, "unit", lang, law_unit(v->unit));
    js_put_text(j, "from", date_iso(arena, v->from));
    js_put_text(j, "to", v->to.year > 0 ? date_iso(arena, v->to) : (Str){0});
    js_put_text(j, "article", v->article);
    put_text(j, "note", lang, v->note);
    js_put_text(j, "certainty", str_from(CERTAINTIES[v->certainty]));
    put_text(j, "certainty_text", lang, law_certainty(v->certainty));
    js_end(j);
}

/* Part of a title, a key's title, a name or an article; in either language, without marks. */
static bool law_wanted(Arena scratch, const LawValue *v, Str find)
{
    const Str texts[] = {v->title.vi, v->title.en, v->key_title.vi, v->key_title.en, v->name, v->article};
    for (int i = 0; i < COUNTOF(texts) && find.len > 0; i++)
        if (str_find(vn_fold(&scratch, texts[i], VN_KEY), find) >= 0)
            return true;
    return find.len == 0;
}

static Err *law(Request *request, Reply *reply)
{
    Law *all;
    const LawValue *value;
    ptrdiff_t count;
    Date on = {0};
    Str day = request_query(request, "on"), find = vn_fold(request->arena, request_query(request, "find"), VN_KEY);
    Json j = js_open(request->arena);
    if (day.len > 0 && (!date_parse_iso(day, &on) || !date_is_day(on)))
        return FAIL(request->arena, USAGE, "on: cần một ngày như 2026-07-01", "on: a day such as 2026-07-01 is needed");
    TRY(law_load(request->arena, (Str){0}, &all));
    TRY(law_list(all, request->arena, (Str){0}, &value, &count));
    Grid grid = grid_open(TEXT("Tham số pháp lý", "Legal parameters"), TEXT("", ""), LAW_COLUMNS, COUNTOF(LAW_COLUMNS));
    open_rows(&j);
    for (ptrdiff_t i = 0; i < count; i++) {
        if ((day.len > 0 && !law_in_force(&value[i], on)) || !law_wanted(*request->arena, &value[i], find))
            continue;
        if (exported(request))
            law_row(&grid, request->arena, request->lang, &value[i]);
        else
            law_value(&j, request->arena, request->lang, &value[i]);
    }
    return exported(request) ? reply_grid(request, reply, &grid, "tham-so-phap-ly") : close_rows(reply, &j);
}

/* ---- search ---------------------------------------------------------------------------------------- */

static Err *search(Request *request, Reply *reply)
{
    static const char *const kinds[] = {"commune", "document", "indicator"};
    Found *found;
    ptrdiff_t count;
    Json j = js_open(request->arena);
    Str written = request_query(request, "q"), province = request_query(request, "province");
    const Identity *who = request->who;
    const Scope *scope = store_scope(request->store);
    if (written.len == 0)
        return FAIL(request->arena, USAGE, "thiếu tham số q: hãy ghi vài chữ cần tìm",
                    "the parameter q is missing: give a few letters to look for");
    if (identity_may(who, PERMISSION_PLAN_READ)) /* documents are for who may read them, where he may */
        store_set_scope(request->store, &who->scope[PERMISSION_PLAN_READ]);
    Err *err = progress_search(request->store, request->arena, written, province, today(request),
                               identity_may(who, PERMISSION_PLAN_READ), request->lang, &found, &count);
    store_set_scope(request->store, scope);
    TRY(err);
    open_rows(&j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(&j);
        js_put_text(&j, "kind", str_from(kinds[found[i].kind]));
        js_put_text(&j, "code", found[i].code);
        js_put_text(&j, "name", found[i].name);
        put_text(&j, "detail", request->lang, found[i].detail);
        js_end(&j);
    }
    return close_rows(reply, &j);
}

const Route unit_routes[] = {
    {"GET", "/api/provinces", PERMISSION_ANY, provinces, .keeps = true},
    {"GET", "/api/units", PERMISSION_ANY, units, .keeps = true},
    {"GET", "/api/units/{code}", PERMISSION_ANY, unit, .keeps = true},
    {"GET", "/api/units/{code}/map", PERMISSION_ANY, map, .keeps = true},
    {"GET", "/api/indicators", PERMISSION_ANY, indicators, .keeps = true},
    {"GET", "/api/law", PERMISSION_ANY, law, .keeps = true},
    {"GET", "/api/search", PERMISSION_ANY, search,
     .keeps = false}, /* not kept: documents are found by who may read them */
    {0},
};
