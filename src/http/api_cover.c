/* Of a run: who is covered beside who is on a list, coverage beside the reported figures, movements. */
#include "http/api_reconcile.h"

#include "reconcile/balance_grid.h"
#include "store/scope.h"
#include "vn/vn.h"

static Str month_of(const Ground *ground)
{
    return date_iso(ground->request->arena, (Date){ground->rules.month.year, ground->rules.month.month, 0});
}

static int64_t newest(const Ground *ground)
{
    return ground->runs > 0 ? ground->run[0].run : 0;
}

/* ---- the first page ------------------------------------------------------------------------ */

typedef struct Cover {
    Ground ground;
    CoverageRow *row;
    CoverageBeside *beside; /* how much of the population the registers hold */
    LeadTally *tally;
    ptrdiff_t rows, besides, tallies;
    Text held; /* "": all of it */
} Cover;

/* Of a part of the people no share is said: who is in the registers is not everybody. */
static bool is_whole(const Cover *c, Str unit)
{
    for (ptrdiff_t i = 0; i < c->besides; i++)
        if (str_eq(c->beside[i].unit, unit))
            return !c->beside[i].partial;
    return true;
}

static int64_t share_bp(const CoverageRow *row, bool whole)
{
    int64_t of = row->persons[MEASURE_WORKING_AGE], covered = row->persons[MEASURE_COVERED];
    return whole && of > 0 ? (covered * 10000 + of / 2) / of : -1;
}

static void put_cover(Json *j, const CoverageRow *row, bool whole, int64_t open)
{
    js_put_int(j, "working_age", row->persons[MEASURE_WORKING_AGE]);
    js_put_int(j, "covered", row->persons[MEASURE_COVERED]);
    js_put_int(j, "compulsory", row->persons[MEASURE_COVERED_COMPULSORY]);
    js_put_int(j, "voluntary", row->persons[MEASURE_COVERED_VOLUNTARY]);
    js_put_count(j, "covered_bp", share_bp(row, whole));
    js_put_int(j, "open", open);
}

static CoverageRow row_of(const Cover *c, Str unit)
{
    for (ptrdiff_t i = 0; i < c->rows; i++)
        if (str_eq(c->row[i].unit, unit))
            return c->row[i];
    return (CoverageRow){.unit = unit};
}

static int64_t open_of(const Cover *c, Str unit)
{
    int64_t open = 0;
    for (ptrdiff_t i = 0; i < c->tallies; i++)
        open += str_eq(c->tally[i].unit, unit) ? c->tally[i].count : 0;
    return open;
}

static void put_commune(Json *j, const Cover *c, const Unit *unit)
{
    CoverageRow row = row_of(c, unit->code);
    js_object(j);
    js_put_text(j, "code", unit->code);
    js_put_text(j, "name", unit->full_name);
    put_cover(j, &row, is_whole(c, unit->code), open_of(c, unit->code));
    js_key(j, "leads"), js_object(j);
    for (ptrdiff_t i = 0; i < c->tallies; i++)
        if (str_eq(c->tally[i].unit, unit->code)) {
            js_key_str(j, c->tally[i].rule);
            js_int(j, c->tally[i].count);
        }
    js_end(j);
    js_end(j);
}

static void put_rules(Json *j, const Cover *c)
{
    js_key(j, "rules"), js_array(j);
    for (ptrdiff_t r = 0; r < c->ground.rules.count; r++) {
        const Rule *rule = &c->ground.rules.rule[r];
        int64_t open = 0;
        for (ptrdiff_t i = 0; i < c->tallies; i++)
            open += str_eq(c->tally[i].rule, rule->code) ? c->tally[i].count : 0;
        if (open == 0)
            continue;
        js_object(j);
        js_put_text(j, "rule", rule->code);
        js_put_words(j, "title", c->ground.request->lang, rule->title);
        js_put_int(j, "severity", rule->severity);
        js_put_text(j, "of", rule->employer ? S("employer") : S("person"));
        js_put_int(j, "open", open);
        js_end(j);
    }
    js_end(j);
}

static void put_total(Json *j, const Cover *c)
{
    CoverageRow sum = {0};
    int64_t open = 0;
    for (ptrdiff_t i = 0; i < c->rows; i++)
        for (int m = 0; m < MEASURE_COUNT; m++)
            sum.persons[m] += c->row[i].persons[m];
    for (ptrdiff_t i = 0; i < c->tallies; i++)
        open += c->tally[i].count;
    js_key(j, "total"), js_object(j);
    put_cover(j, &sum, c->held.vi.len == 0, open);
    js_end(j);
}

enum { V_CODE, V_NAME, V_WORKING_AGE, V_COVERED, V_COMPULSORY, V_VOLUNTARY, V_SHARE, V_OPEN, V_COUNT };

static const GridColumn cover_columns[V_COUNT] = {
    [V_CODE] = {"code", TEXT_INIT("Mã", "Code"), GRID_TEXT, 0, false},
    [V_NAME] = {"name", TEXT_INIT("Xã, phường", "Commune"), GRID_TEXT, 0, false},
    [V_WORKING_AGE] = {"working_age", TEXT_INIT("Trong độ tuổi lao động", "Of working age"), GRID_INT, 0, true},
    [V_COVERED] = {"covered", TEXT_INIT("Đang tham gia", "Insured"), GRID_INT, 0, true},
    [V_COMPULSORY] = {"compulsory", TEXT_INIT("Bắt buộc", "Compulsory"), GRID_INT, 0, true},
    [V_VOLUNTARY] = {"voluntary", TEXT_INIT("Tự nguyện", "Voluntary"), GRID_INT, 0, true},
    [V_SHARE] = {"share", TEXT_INIT("Tỷ lệ", "Share"), GRID_PERCENT, 2, false},
    [V_OPEN] = {"open", TEXT_INIT("Mục đang mở", "Open leads"), GRID_INT, 0, true},
};

static Err *export_cover(Request *request, Reply *reply, const Cover *c)
{
    Text title = text_fmt(request->arena, "Người trong độ tuổi lao động đang tham gia BHXH, tháng %.*s",
                          "Working-age people with social insurance, %.*s", STRF(month_of(&c->ground)));
    Grid grid = grid_open(title, c->held, cover_columns, V_COUNT);
    for (ptrdiff_t i = 0; i < c->ground.communes.count; i++) {
        const Unit *unit = &c->ground.communes.unit[i];
        if (!scope_sees(store_scope(request->store), c->ground.province, unit->code))
            continue;
        CoverageRow row = row_of(c, unit->code);
        int64_t share = share_bp(&row, is_whole(c, unit->code));
        GridCell *cell = grid_row(&grid, request->arena);
        cell[V_CODE] = G_TEXT(unit->code);
        cell[V_NAME] = G_TEXT(unit->full_name);
        cell[V_WORKING_AGE] = G_INT(row.persons[MEASURE_WORKING_AGE]);
        cell[V_COVERED] = G_INT(row.persons[MEASURE_COVERED]);
        cell[V_COMPULSORY] = G_INT(row.persons[MEASURE_COVERED_COMPULSORY]);
        cell[V_VOLUNTARY] = G_INT(row.persons[MEASURE_COVERED_VOLUNTARY]);
        cell[V_SHARE] = share >= 0 ? G_REAL((double)share / 100) : G_NONE;
        cell[V_OPEN] = G_INT(open_of(c, unit->code));
    }
    return reply_grid(request, reply, &grid, "bao-phu-tu-con-nguoi");
}

static Err *read_cover(Request *request, Cover *c)
{
    Str province = c->ground.province;
    LeadFilter filter = {.province = province};
    Period month = period_month(c->ground.rules.month.year, c->ground.rules.month.month);
    TRY(coverage_list(request->store, request->arena, province, newest(&c->ground), BASE_RESIDENCE, &c->row, &c->rows));
    TRY(coverage_beside(request->store, request->arena, province, newest(&c->ground), month, BASE_RESIDENCE,
                        S("participants_total"), &c->beside, &c->besides));
    c->held = coverage_held(request->arena, c->beside, c->besides, province);
    return lead_tally(request->store, request->arena, &filter, LEAD_BY_UNIT_AND_RULE, &c->tally, &c->tallies);
}

static Err *covered(Request *request, Reply *reply)
{
    Cover c = {0};
    TRY(ground_of_query(request, &c.ground));
    TRY(read_cover(request, &c));
    if (request_exports(request))
        return export_cover(request, reply, &c);
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_int(&j, "run", newest(&c.ground));
    js_put_text(&j, "month", c.ground.runs > 0 ? month_of(&c.ground) : (Str){0});
    js_put_text(&j, "province", c.ground.province);
    js_put_words(&j, "note", request->lang, c.held);
    put_rules(&j, &c);
    js_key(&j, "communes"), js_array(&j);
    for (ptrdiff_t i = 0; i < c.ground.communes.count && c.ground.runs > 0; i++)
        if (scope_sees(store_scope(request->store), c.ground.province, c.ground.communes.unit[i].code))
            put_commune(&j, &c, &c.ground.communes.unit[i]);
    js_end(&j);
    put_total(&j, &c);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- coverage --------------------------------------------------------------------------------- */

static Str place_name(const Ground *ground, Str code)
{
    return str_eq(code, ground->province) ? text_in(ground->request->lang, TEXT("Toàn tỉnh", "The whole province"))
                                          : ground_unit(ground, code);
}

static void put_number(Json *j, const char *key, bool given, int64_t n)
{
    if (given)
        js_put_int(j, key, n);
    else
        js_put_null(j, key);
}

static void put_beside(Json *j, const Ground *ground, const CoverageBeside *b)
{
    js_object(j);
    js_put_text(j, "code", b->unit);
    js_put_text(j, "name", place_name(ground, b->unit));
    js_put_int(j, "persons", b->persons);
    put_number(j, "reported", b->reported_given, b->reported);
    put_number(j, "difference", b->reported_given, b->difference);
    js_key(j, "explained"), js_array(j);
    for (int w = 0; w < COVERAGE_WHYS; w++)
        if (b->reported_given && b->why[w] != 0) {
            js_object(j);
            js_put_text(j, "kind", str_from(coverage_why_code((CoverageWhy)w)));
            js_put_words(j, "title", ground->request->lang, coverage_why_text((CoverageWhy)w));
            js_put_int(j, "persons", b->why[w]);
            js_end(j);
        }
    js_end(j);
    put_number(j, "left", b->reported_given && !b->partial, b->left);
    js_put_int(j, "residents", b->residents);
    put_number(j, "population", b->population > 0, b->population);
    js_end(j);
}

static Err *coverage(Request *request, Reply *reply)
{
    Ground ground;
    CountBase base;
    CoverageBeside *row;
    ptrdiff_t count;
    Str indicator = request_query(request, "indicator");
    TRY(ground_of_query(request, &ground));
    TRY(request_base(request, &base));
    indicator = indicator.len > 0 ? indicator : S("participants_total");
    Period month = period_month(ground.rules.month.year, ground.rules.month.month);
    TRY(coverage_beside(request->store, request->arena, ground.province, newest(&ground), month, base, indicator, &row,
                        &count));
    if (request_exports(request)) {
        Grid grid = coverage_grid(request->arena, row, count, ground.province, &ground.communes, ground.rules.month,
                                  request->lang);
        return reply_grid(request, reply, &grid, "bao-phu-doi-chieu");
    }
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_int(&j, "run", newest(&ground));
    js_put_text(&j, "month", month_of(&ground));
    js_put_text(&j, "province", ground.province);
    js_put_text(&j, "base", str_from(base_code(base)));
    js_put_text(&j, "indicator", indicator);
    js_put_words(&j, "note", request->lang, coverage_note(request->arena, row, count, ground.province));
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++)
        put_beside(&j, &ground, &row[i]);
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- movements ---------------------------------------------------------------------------------- */

/* Those that were asked for. */
static void choose(Movements *m, Str office, int scheme)
{
    ptrdiff_t kept = 0;
    for (ptrdiff_t i = 0; i < m->sums; i++)
        if ((office.len == 0 || str_eq(m->sum[i].office, office)) && (scheme == 0 || (int)m->sum[i].scheme == scheme))
            m->sum[kept++] = m->sum[i];
    m->sums = kept;
}

static void put_sum(Json *j, Lang lang, const MovementSum *s)
{
    js_object(j);
    js_put_text(j, "unit", s->office);
    js_put_text(j, "scheme", str_from(scheme_code(s->scheme)));
    js_put_words(j, "scheme_title", lang, scheme_text(s->scheme));
    js_put_int(j, "begin", s->begin);
    js_put_int(j, "end", s->end);
    js_key(j, "persons"), js_object(j);
    for (int k = 0; k < MOVEMENT_COUNT; k++)
        js_put_int(j, movement_code((Movement)k), s->persons[k]);
    js_end(j);
    js_put_int(j, "rest", movement_rest(s));
    js_end(j);
}

static void put_kinds(Json *j, Lang lang)
{
    js_key(j, "kinds"), js_array(j);
    for (int k = 0; k < MOVEMENT_COUNT; k++) {
        js_object(j);
        js_put_text(j, "kind", str_from(movement_code((Movement)k)));
        js_put_words(j, "title", lang, movement_text((Movement)k));
        js_put_int(j, "sign", movement_sign((Movement)k));
        js_end(j);
    }
    js_end(j);
}

static Err *movements(Request *request, Reply *reply)
{
    static const char *const schemes[] = {"", "compulsory", "voluntary", NULL};
    Ground ground;
    Movements m;
    Str office = request_query(request, "unit");
    int scheme = 0;
    TRY(ground_of_query(request, &ground));
    if (request_query(request, "scheme").len > 0)
        TRY(request_choice(request, "scheme", schemes, &scheme));
    TRY(movement_list(request->store, request->arena, ground.province, newest(&ground), &m));
    choose(&m, office, scheme);
    if (request_exports(request)) {
        Grid grid = movement_grid(request->arena, &m, ground.rules.month, request->lang);
        return reply_grid(request, reply, &grid, "bien-dong");
    }
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_int(&j, "run", newest(&ground));
    js_put_text(&j, "month", month_of(&ground));
    js_put_text(&j, "province", ground.province);
    put_kinds(&j, request->lang);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < m.sums; i++)
        put_sum(&j, request->lang, &m.sum[i]);
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

const Route cover_routes[] = {
    {"GET", "/api/covered", PERMISSION_OVERVIEW_READ, covered, .keeps = true},
    {"GET", "/api/coverage", PERMISSION_LEAD_READ, coverage, .keeps = true},
    {"GET", "/api/movements", PERMISSION_LEAD_READ, movements, .keeps = true},
    {0},
};
