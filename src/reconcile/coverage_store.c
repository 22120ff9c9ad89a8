/* Coverage of a run, kept and read, and laid beside the reported figures. */
#include "balance_sql.h"
#include "base/vec.h"
#include "reconcile/commune.h"
#include "reconcile/coverage.h"
#include "store/scope.h"
#include "unit/unit.h"
#include "vn/vn.h"
#include <stdlib.h>
#include <string.h>

typedef Vec(Value) Values;
typedef Vec(CoverageRow) CoverageRows;
typedef Vec(CoverageBeside) Besides;

typedef struct MeasureName {
    const char *code;
    Text text;
} MeasureName;

static const MeasureName names[MEASURE_COUNT] = {
#define X(name, code, vi, en) [MEASURE_##name] = {code, TEXT_INIT(vi, en)},
    MEASURES(X)
#undef X
};

const char *measure_code(Measure measure)
{
    return names[measure].code;
}

Text measure_text(Measure measure)
{
    return names[measure].text;
}

static void push(Arena *arena, Values *v, const Value *row, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count; i++)
        vec_push(arena, v, row[i]);
}

static Err *save_rows(Store *store, Arena *arena, Str province, int64_t run, const Coverage *coverage)
{
    Values v = {0};
    for (int base = 0; base < 2; base++)
        for (ptrdiff_t i = 0; i < coverage->rows[base]; i++)
            for (int m = 0; m < MEASURE_COUNT; m++) {
                const CoverageRow *r = &coverage->row[base][i];
                if (r->persons[m] != 0)
                    push(arena, &v,
                         ARGS(V_TEXT(province), V_INT(run), V_TEXT(str_from(base_code((CountBase)base))),
                              V_TEXT(r->unit), V_TEXT(str_from(measure_code((Measure)m))), V_INT(r->persons[m])));
            }
    return store_copy(store, arena, SQL_COVERAGE_PUT, v.data, 6, v.len / 6);
}

Err *coverage_save(Store *store, Arena *arena, Str province, int64_t run, const Coverage *coverage)
{
    Values v = {0};
    TRY(save_rows(store, arena, province, run, coverage));
    for (ptrdiff_t i = 0; i < coverage->bridges; i++) {
        const BridgeRow *b = &coverage->bridge[i];
        push(arena, &v,
             ARGS(V_TEXT(province), V_INT(run), V_TEXT(b->residence), V_TEXT(b->collecting),
                  V_TEXT(str_from(scheme_code(b->scheme))), V_INT(b->persons)));
    }
    return store_copy(store, arena, SQL_BRIDGE_PUT, v.data, 6, v.len / 6);
}

/* ---- reading ---------------------------------------------------------------------------------- */

static int measure_of(Str code)
{
    for (int m = 0; m < MEASURE_COUNT; m++)
        if (str_eq(code, str_from(measure_code((Measure)m))))
            return m;
    return -1;
}

/* What coverage is read with. */
typedef struct Reading {
    Store *store;
    Arena *arena;
    Str province;
    Communes communes;
} Reading;

static Err *reading_open(Store *store, Arena *arena, Str province, Reading *ret)
{
    *ret = (Reading){.store = store, .arena = arena, .province = province};
    return communes_open(store, arena, province, &ret->communes);
}

static CoverageRow *row_of(CoverageRows *list, Arena *arena, Str unit)
{
    for (ptrdiff_t i = list->len; i-- > 0;)
        if (str_eq(list->data[i].unit, unit))
            return &list->data[i];
    CoverageRow row = {.unit = unit};
    vec_push(arena, list, row);
    return &list->data[list->len - 1];
}

static Err *list_rows(Reading *c, int64_t run, CountBase base, CoverageRows *ret)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(c->store, c->arena, SQL_COVERAGE_OF_RUN,
                    ARGS(V_TEXT(c->province), V_INT(run), V_TEXT(str_from(base_code(base)))), &rows));
    for (;;) {
        bool more;
        Str unit;
        TRY(rows_next(&rows, c->arena, &more));
        if (!more)
            return NULL;
        unit = commune_today(&c->communes, rows_text(&rows, c->arena, 0));
        int measure = measure_of(rows_text(&rows, c->arena, 1));
        if (measure >= 0 && scope_sees(store_scope(c->store), c->province, unit))
            row_of(ret, c->arena, unit)->persons[measure] += rows_int(&rows, 2);
    }
}

Err *coverage_list(Store *store, Arena *arena, Str province, int64_t run, CountBase base, CoverageRow **ret,
                   ptrdiff_t *ret_count)
{
    Reading reading;
    CoverageRows list = {0};
    TRY(reading_open(store, arena, province, &reading));
    TRY(list_rows(&reading, run, base, &list));
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

/* ---- beside what is reported ---------------------------------------------------------------------- */

typedef struct WhyName {
    const char *code;
    Text text;
} WhyName;

static const WhyName whys[COVERAGE_WHYS] = {
    [WHY_EXTRA] = {"extra", TEXT_INIT("nhiều dòng đóng của cùng một người, ở đây đếm một lần",
                                      "several rows of one person, counted once here")},
    [WHY_ELSEWHERE] = {"elsewhere", TEXT_INIT("đóng tại đây nhưng cư trú nơi khác, trừ chiều ngược lại",
                                              "collected here and living elsewhere, less the other way round")},
    [WHY_NOWHERE] = {"nowhere", TEXT_INIT("người ở tỉnh khác hoặc chưa rõ thuộc xã nào",
                                          "persons of another province or of no known commune")},
    [WHY_NOBODY] = {"nobody", TEXT_INIT("dòng không xác định được là của ai", "rows of nobody known")},
};

const char *coverage_why_code(CoverageWhy why)
{
    return whys[why].code;
}

Text coverage_why_text(CoverageWhy why)
{
    return whys[why].text;
}

typedef struct Asked {
    Str province;
    int64_t run;
    CountBase base;
    bool compulsory, voluntary;
    Measure other; /* MEASURE_COUNT: participants */
} Asked;

static Err *read_indicator(Arena *arena, Str indicator, Asked *ret)
{
    static const char *const known[] = {"participants_total", "participants_compulsory", "participants_voluntary",
                                        "unemployment_insured", "health_insured"};
    int at = 0;
    while (at < COUNTOF(known) && !str_eq(indicator, str_from(known[at])))
        at++;
    ret->compulsory = at == 0 || at == 1;
    ret->voluntary = at == 0 || at == 2;
    ret->other = at == 3 ? MEASURE_UNEMPLOYMENT : at == 4 ? MEASURE_HEALTH : MEASURE_COUNT;
    if (at < 3 || (at < COUNTOF(known) && ret->base == BASE_RESIDENCE))
        return NULL;
    return FAIL(
        arena, BAD_INPUT,
        "không đối chiếu được chỉ tiêu “%.*s” theo cách tính này; có: participants_total, "
        "participants_compulsory, participants_voluntary, và theo nơi cư trú unemployment_insured, health_insured",
        "the indicator “%.*s” cannot be compared by this base; there are: participants_total, "
        "participants_compulsory, participants_voluntary, and by residence unemployment_insured, health_insured",
        STRF(indicator));
}

static int64_t persons_of(const CoverageRow *row, const Asked *a)
{
    if (a->other != MEASURE_COUNT)
        return row->persons[a->other];
    return (a->compulsory ? row->persons[MEASURE_COMPULSORY] : 0) +
           (a->voluntary ? row->persons[MEASURE_VOLUNTARY] : 0);
}

static int64_t extra_of(const CoverageRow *row, const Asked *a)
{
    return (a->compulsory ? row->persons[MEASURE_EXTRA_COMPULSORY] : 0) +
           (a->voluntary ? row->persons[MEASURE_EXTRA_VOLUNTARY] : 0);
}

static CoverageBeside *beside_of(Besides *list, Arena *arena, Str unit)
{
    for (ptrdiff_t i = 0; i < list->len; i++)
        if (str_eq(list->data[i].unit, unit))
            return &list->data[i];
    CoverageBeside one = {.unit = unit};
    vec_push(arena, list, one);
    return &list->data[list->len - 1];
}

static Err *read_bridge(Reading *c, const Asked *a, Besides *list)
{
    AUTO(rows_close) Rows rows = {0};
    const Scope *scope = store_scope(c->store);
    TRY(store_query(c->store, c->arena, SQL_BRIDGE_OF_RUN, ARGS(V_TEXT(a->province), V_INT(a->run)), &rows));
    for (;;) {
        bool more;
        Str home, there;
        TRY(rows_next(&rows, c->arena, &more));
        if (!more)
            return NULL;
        home = commune_today(&c->communes, rows_text(&rows, c->arena, 0));
        there = commune_today(&c->communes, rows_text(&rows, c->arena, 1));
        Str scheme = rows_text(&rows, c->arena, 2);
        int64_t persons = rows_int(&rows, 3);
        bool wanted = str_eq(scheme, S("compulsory")) ? a->compulsory : a->voluntary;
        if (!wanted || str_eq(home, there))
            continue;
        if (home.len > 0 && scope_sees(scope, a->province, home))
            beside_of(list, c->arena, home)->why[WHY_ELSEWHERE] -= persons;
        if (there.len > 0 && scope_sees(scope, a->province, there))
            beside_of(list, c->arena, there)->why[WHY_ELSEWHERE] += persons;
    }
}

static void add_row(Besides *list, Arena *arena, const CoverageRow *row, const Asked *a, bool whole)
{
    if (row->unit.len > 0) {
        CoverageBeside *b = beside_of(list, arena, row->unit);
        b->persons = persons_of(row, a);
        b->why[WHY_EXTRA] = extra_of(row, a);
    }
    if (!whole)
        return;
    CoverageBeside *all = beside_of(list, arena, a->province);
    all->persons += persons_of(row, a);
    all->why[WHY_EXTRA] += extra_of(row, a);
    if (row->unit.len == 0 && a->other == MEASURE_COUNT) {
        all->why[WHY_NOBODY] = row->persons[MEASURE_NOBODY];
        all->why[WHY_NOWHERE] = -persons_of(row, a);
    }
}

/* ---- how much of the population the registers hold ------------------------------------------------ */

enum { POPULATION_MONTHS = 24, WHOLE_PERCENT = 90 };

/* Of each commune the last population reported, whichever way it is counted; also where the registers hold nobody. */
static Err *read_population(Reading *c, Period month, Besides *list)
{
    for (int base = BASE_COLLECTING; base <= BASE_RESIDENCE; base++) {
        FactRow *fact;
        ptrdiff_t count;
        TRY(fact_series(c->store, c->arena, c->province, S("population"), (CountBase)base, PERIOD_MONTH,
                        period_add(month, -POPULATION_MONTHS), month, &fact, &count));
        for (ptrdiff_t i = 0; i < count; i++) /* by period */
            beside_of(list, c->arena, fact[i].unit)->population = fact[i].value;
    }
    return NULL;
}

/* Who is in the registers, of each row; all of the province in its own row. */
static Err *read_residents(Reading *c, const Asked *a, Besides *list)
{
    CoverageRows home = {0};
    int64_t residents = 0, population = 0;
    CoverageBeside *whole = NULL;
    TRY(list_rows(c, a->run, BASE_RESIDENCE, &home));
    for (ptrdiff_t i = 0; i < list->len; i++) {
        CoverageBeside *b = &list->data[i];
        if (str_eq(b->unit, c->province)) {
            whole = b;
            continue;
        }
        for (ptrdiff_t k = 0; k < home.len; k++)
            if (str_eq(home.data[k].unit, b->unit))
                b->residents = home.data[k].persons[MEASURE_RESIDENT];
        residents += b->residents;
        population += b->population;
    }
    if (!whole)
        return NULL;
    whole->residents = residents;
    if (whole->population == 0)
        whole->population = population;
    return NULL;
}

static bool is_part(int64_t residents, int64_t population)
{
    return residents * 100 < population * WHOLE_PERCENT;
}

Text coverage_held(Arena *arena, const CoverageBeside *row, ptrdiff_t count, Str province)
{
    int64_t residents = 0, population = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        if (!str_eq(row[i].unit, province)) {
            residents += row[i].residents;
            population += row[i].population;
        }
    if (residents == 0 || !is_part(residents, population)) /* none: a run that did not count them */
        return TEXT("", "");
    double share = 100.0 * (double)residents / (double)population;
    return (Text){str_fmt(arena, "Sổ đã nhận mới có %.*s người, chiếm %.*s%% dân số (%.*s)",
                          STRF(vn_int(arena, residents)), STRF(vn_real(arena, share, 1)),
                          STRF(vn_int(arena, population))),
                  str_fmt(arena, "The registers delivered hold %.*s persons, %.*s%% of the population (%.*s)",
                          STRF(vn_int_in(arena, LANG_EN, residents)), STRF(vn_real_in(arena, LANG_EN, share, 1)),
                          STRF(vn_int_in(arena, LANG_EN, population)))};
}

Text coverage_note(Arena *arena, const CoverageBeside *row, ptrdiff_t count, Str province)
{
    Text held = coverage_held(arena, row, count, province);
    if (held.vi.len == 0)
        return held;
    return (Text){str_fmt(arena,
                          "%.*s. Phần chênh lệch chủ yếu là người chưa có trong sổ, nên chưa tính phần “chưa giải "
                          "thích được”",
                          STRF(held.vi)),
                  str_fmt(arena,
                          "%.*s. The difference is mostly people who are not in the registers, so none of it is "
                          "called unexplained",
                          STRF(held.en))};
}

static void explain(CoverageBeside *b, bool partial)
{
    b->partial = partial;
    if (!b->reported_given)
        return;
    b->difference = b->left = b->reported - b->persons;
    for (int w = 0; w < COVERAGE_WHYS; w++)
        b->left -= b->why[w];
    if (b->partial)
        b->left = 0;
}

/* The province first, then communes as they are listed. */
static void put_in_order(const Reading *c, Besides *list)
{
    CoverageBeside *sorted = new (c->arena, CoverageBeside, list->len);
    ptrdiff_t n = 0;
    for (ptrdiff_t u = -1; u <= c->communes.today.count; u++)
        for (ptrdiff_t i = 0; i < list->len; i++) {
            Str unit = list->data[i].unit;
            bool province = str_eq(unit, c->province);
            if (u < 0 ? province : !province && commune_place(&c->communes, unit) == u)
                sorted[n++] = list->data[i];
        }
    list->data = sorted;
}

Err *coverage_beside(Store *store, Arena *arena, Str province, int64_t run, Period month, CountBase base, Str indicator,
                     CoverageBeside **ret, ptrdiff_t *ret_count)
{
    Asked a = {.province = province, .run = run, .base = base};
    Reading reading;
    Besides list = {0};
    CoverageRows row = {0};
    FactRow *fact;
    ptrdiff_t facts;
    bool whole = scope_sees_province(store_scope(store), province);
    TRY(read_indicator(arena, indicator, &a));
    TRY(reading_open(store, arena, province, &reading));
    TRY(list_rows(&reading, run, base, &row));
    for (ptrdiff_t i = 0; i < row.len; i++)
        add_row(&list, arena, &row.data[i], &a, whole);
    if (base == BASE_RESIDENCE && a.other == MEASURE_COUNT)
        TRY(read_bridge(&reading, &a, &list));
    TRY(fact_series(store, arena, province, indicator, base, PERIOD_MONTH, month, month, &fact, &facts));
    for (ptrdiff_t i = 0; i < facts; i++) {
        CoverageBeside *b = beside_of(&list, arena, fact[i].unit);
        b->reported_given = true;
        b->reported = fact[i].value;
    }
    TRY(read_population(&reading, month, &list));
    TRY(read_residents(&reading, &a, &list));
    /* What an office collects comes from all communes: of it the registers hold a part where they hold one of all. */
    bool from_everywhere = base == BASE_COLLECTING && coverage_held(arena, list.data, list.len, province).vi.len > 0;
    bool counted = false; /* runs of before counted no residents */
    for (ptrdiff_t i = 0; i < list.len; i++)
        counted = counted || list.data[i].residents > 0;
    for (ptrdiff_t i = 0; i < list.len; i++)
        explain(&list.data[i],
                counted && (from_everywhere || is_part(list.data[i].residents, list.data[i].population)));
    put_in_order(&reading, &list);
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}
