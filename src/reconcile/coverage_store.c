/* Coverage of a run, kept and read, and laid beside the reported figures. */
#include "balance_sql.h"
#include "base/vec.h"
#include "reconcile/coverage.h"
#include "store/scope.h"
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
    return v.len > 0 ? store_exec_many(store, arena, SQL_COVERAGE_PUT, v.data, 6, v.len / 6, NULL) : NULL;
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
    return v.len > 0 ? store_exec_many(store, arena, SQL_BRIDGE_PUT, v.data, 6, v.len / 6, NULL) : NULL;
}

/* ---- reading ---------------------------------------------------------------------------------- */

static int measure_of(Str code)
{
    for (int m = 0; m < MEASURE_COUNT; m++)
        if (str_eq(code, str_from(measure_code((Measure)m))))
            return m;
    return -1;
}

Err *coverage_list(Store *store, Arena *arena, Str province, int64_t run, CountBase base, CoverageRow **ret,
                   ptrdiff_t *ret_count)
{
    AUTO(rows_close) Rows rows = {0};
    CoverageRows list = {0};
    TRY(store_query(store, arena, SQL_COVERAGE_OF_RUN,
                    ARGS(V_TEXT(province), V_INT(run), V_TEXT(str_from(base_code(base)))), &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        Str unit = rows_text(&rows, arena, 0);
        int measure = measure_of(rows_text(&rows, arena, 1));
        if (measure < 0 || !scope_sees(store_scope(store), province, unit))
            continue;
        if (list.len == 0 || !str_eq(list.data[list.len - 1].unit, unit)) {
            CoverageRow row = {.unit = unit};
            vec_push(arena, &list, row);
        }
        list.data[list.len - 1].persons[measure] = rows_int(&rows, 2);
    }
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
    [WHY_NOWHERE] = {"nowhere", TEXT_INIT("người chưa rõ thuộc xã nào", "persons of no known commune")},
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

static Err *read_bridge(Store *store, Arena *arena, const Asked *a, Besides *list)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_BRIDGE_OF_RUN, ARGS(V_TEXT(a->province), V_INT(a->run)), &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            return NULL;
        Str home = rows_text(&rows, arena, 0), there = rows_text(&rows, arena, 1), scheme = rows_text(&rows, arena, 2);
        int64_t persons = rows_int(&rows, 3);
        bool wanted = str_eq(scheme, S("compulsory")) ? a->compulsory : a->voluntary;
        if (!wanted || str_eq(home, there))
            continue;
        if (home.len > 0 && scope_sees(store_scope(store), a->province, home))
            beside_of(list, arena, home)->why[WHY_ELSEWHERE] -= persons;
        if (there.len > 0 && scope_sees(store_scope(store), a->province, there))
            beside_of(list, arena, there)->why[WHY_ELSEWHERE] += persons;
    }
}

static int by_unit(const void *a, const void *b)
{
    return str_cmp(((const CoverageBeside *)a)->unit, ((const CoverageBeside *)b)->unit);
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

static void explain(CoverageBeside *b)
{
    if (!b->reported_given)
        return;
    b->difference = b->left = b->reported - b->persons;
    for (int w = 0; w < COVERAGE_WHYS; w++)
        b->left -= b->why[w];
}

Err *coverage_beside(Store *store, Arena *arena, Str province, int64_t run, Period month, CountBase base, Str indicator,
                     CoverageBeside **ret, ptrdiff_t *ret_count)
{
    Asked a = {.province = province, .run = run, .base = base};
    Besides list = {0};
    CoverageRow *row;
    FactRow *fact;
    ptrdiff_t rows, facts;
    bool whole = scope_sees_province(store_scope(store), province);
    TRY(read_indicator(arena, indicator, &a));
    TRY(coverage_list(store, arena, province, run, base, &row, &rows));
    for (ptrdiff_t i = 0; i < rows; i++)
        add_row(&list, arena, &row[i], &a, whole);
    if (base == BASE_RESIDENCE && a.other == MEASURE_COUNT)
        TRY(read_bridge(store, arena, &a, &list));
    TRY(fact_series(store, arena, province, indicator, base, PERIOD_MONTH, month, month, &fact, &facts));
    for (ptrdiff_t i = 0; i < facts; i++) {
        CoverageBeside *b = beside_of(&list, arena, fact[i].unit);
        b->reported_given = true;
        b->reported = fact[i].value;
    }
    for (ptrdiff_t i = 0; i < list.len; i++)
        explain(&list.data[i]);
    if (list.len > 0)
        qsort(list.data, (size_t)list.len, sizeof *list.data, by_unit);
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}
