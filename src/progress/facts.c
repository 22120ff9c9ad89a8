/* The facts behind a number, page by page; and what there is of a province. */
#include "progress/overview.h"

#include "store/scope.h"

/* ---- the place after a page: indicator|base|period|unit|breakdown ----------------------------- */

static Str token_of(Arena *arena, const FactKey *key)
{
    Str period = period_text(arena, key->period);
    return str_fmt(arena, "%.*s|%s|%.*s|%.*s|%.*s", STRF(key->indicator), base_code(key->base), STRF(period),
                   STRF(key->unit), STRF(key->breakdown));
}

static Err *parse_token(Arena *arena, Str province, Str token, FactKey *ret)
{
    StrCut indicator = str_cut(token, '|'), base = str_cut(indicator.tail, '|'), period = str_cut(base.tail, '|'),
           unit = str_cut(period.tail, '|');
    *ret = (FactKey){.province = province, .indicator = indicator.head, .unit = unit.head, .breakdown = unit.tail};
    if (unit.ok && base_parse(base.head, &ret->base) && period_parse(period.head, &ret->period))
        return NULL;
    return FAIL(arena, USAGE, "after: hãy ghi đúng giá trị “next” của trang trước",
                "after: give the value of “next” of the page before");
}

/* ---- names --------------------------------------------------------------------------------------- */

static Err *name_units(Store *store, Arena *arena, Str province, Date on, ProgressFacts *f)
{
    UnitList communes;
    Unit whole;
    TRY(unit_get(store, arena, province, on, &whole));
    TRY(unit_children(store, arena, province, on, &communes));
    f->name = new (arena, Str, f->count + 1);
    for (ptrdiff_t i = 0; i < f->count; i++) {
        Str code = f->fact[i].key.unit, name = str_eq(code, province) ? whole.full_name : code;
        if (i > 0 && str_eq(code, f->fact[i - 1].key.unit)) {
            f->name[i] = f->name[i - 1];
            continue;
        }
        for (ptrdiff_t u = 0; u < communes.count; u++)
            if (str_eq(communes.unit[u].code, code))
                name = communes.unit[u].full_name;
        Unit village;
        if (str_find(code, S("-")) > 0 && !unit_get(store, arena, code, on, &village))
            name = village.full_name;
        f->name[i] = name;
    }
    return NULL;
}

Err *progress_facts(Store *store, Arena *arena, FactFilter filter, Str after, int64_t limit, Date on,
                    ProgressFacts *ret)
{
    ProgressFacts f = {0};
    FactKey from;
    if (after.len > 0)
        TRY(parse_token(arena, filter.province, after, &from));
    TRY(fact_page(store, arena, filter, after.len > 0 ? &from : NULL, limit + 1, &f.fact, &f.count));
    if (f.count > limit) {
        f.count = (ptrdiff_t)limit;
        f.next = token_of(arena, &f.fact[f.count - 1].key);
    }
    if (f.count > 0)
        TRY(name_units(store, arena, filter.province, on, &f));
    *ret = f;
    return NULL;
}

enum { C_CODE, C_UNIT, C_INDICATOR, C_PERIOD, C_BASE, C_BREAKDOWN, C_VALUE, C_STATE, C_SOURCE, C_AS_OF, C_COUNT };

/* The headings are those that an import of facts reads. */
static const GridColumn COLUMNS[C_COUNT] = {
    [C_CODE] = {"unit_code", TEXT_INIT("Mã đơn vị", "unit_code"), GRID_TEXT, 0, false},
    [C_UNIT] = {"unit_name", TEXT_INIT("Tên đơn vị", "unit_name"), GRID_TEXT, 0, false},
    [C_INDICATOR] = {"indicator", TEXT_INIT("Mã chỉ tiêu", "indicator"), GRID_TEXT, 0, false},
    [C_PERIOD] = {"period", TEXT_INIT("Kỳ", "period"), GRID_TEXT, 0, false},
    [C_BASE] = {"base", TEXT_INIT("Cơ sở tính", "base"), GRID_TEXT, 0, false},
    [C_BREAKDOWN] = {"breakdown", TEXT_INIT("Phân tổ", "breakdown"), GRID_TEXT, 0, false},
    [C_VALUE] = {"value", TEXT_INIT("Giá trị", "value"), GRID_INT, 0, false},
    [C_STATE] = {"state", TEXT_INIT("Trạng thái", "state"), GRID_TEXT, 0, false},
    [C_SOURCE] = {"source", TEXT_INIT("Nguồn", "source"), GRID_TEXT, 0, false},
    [C_AS_OF] = {"as_of", TEXT_INIT("Ngày số liệu", "as_of"), GRID_DAY, 0, false},
};

Grid progress_facts_grid(Arena *arena, const ProgressFacts *f, Lang lang)
{
    Grid grid = grid_open(TEXT("Số liệu", "Figures"), text_fmt(arena, "%td số liệu", "%td figures", f->count), COLUMNS,
                          C_COUNT);
    for (ptrdiff_t i = 0; i < f->count; i++) {
        const Fact *fact = &f->fact[i];
        GridCell *cell = grid_row(&grid, arena);
        cell[C_CODE] = G_TEXT(fact->key.unit);
        cell[C_UNIT] = G_TEXT(f->name[i]);
        cell[C_INDICATOR] = G_TEXT(fact->key.indicator);
        cell[C_PERIOD] = G_TEXT(period_text(arena, fact->key.period));
        cell[C_BASE] = G_TEXT(str_from(base_code(fact->key.base)));
        cell[C_BREAKDOWN] = G_TEXT(fact->key.breakdown);
        cell[C_VALUE] = G_INT(fact->value);
        cell[C_STATE] = G_TEXT(text_in(lang, state_text(fact->state)));
        cell[C_SOURCE] = G_TEXT(fact->source);
        cell[C_AS_OF] = grid_day_of(fact->as_of);
        grid.simulated = grid.simulated || fact->state == FACT_SIMULATED;
    }
    if (grid.simulated)
        grid.note = (Text){str_fmt(arena, "%.*s · DỮ LIỆU MÔ PHỎNG", STRF(grid.note.vi)),
                           str_fmt(arena, "%.*s · SIMULATED DATA", STRF(grid.note.en))};
    return grid;
}

/* ---- what there is ------------------------------------------------------------------------------------ */

static Err *look_at(Store *store, Arena *arena, Str province, Str indicator, CountBase base, ProgressKnown *k)
{
    Period last;
    bool found;
    FactRow *row;
    ptrdiff_t count;
    TRY(fact_last_period(store, arena, province, indicator, base, PERIOD_MONTH, &last, &found));
    if (!found)
        return NULL;
    k->base[base] = true;
    if (k->last.year > 0 && period_cmp(last, k->last) < 0)
        return NULL;
    k->simulated = k->simulated && period_cmp(last, k->last) == 0;
    k->last = last;
    TRY(fact_series(store, arena, province, indicator, base, PERIOD_MONTH, last, last, &row, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        k->simulated = k->simulated || row[i].state == FACT_SIMULATED;
    return NULL;
}

Err *progress_known(Store *store, Arena *arena, Str province, ProgressKnown *ret)
{
    IndicatorList list;
    ProgressKnown k = {0};
    TRY(indicator_list(store, arena, &list));
    for (ptrdiff_t i = 0; i < list.count && scope_meets_province(store_scope(store), province); i++)
        for (int base = 0; base < 2 && !list.indicator[i].rate; base++)
            TRY(look_at(store, arena, province, list.indicator[i].code, (CountBase)base, &k));
    *ret = k;
    return NULL;
}
