#include "cube/cube_internal.h"

#include "base/vec.h"
#include "cube_sql.h"

View view_open(const Store *store, Str province)
{
    const Scope *scope = store_scope(store);
    return (View){.scope = scope, .province = province, .all = scope_sees_province(scope, province)};
}

bool view_sees(View *view, Str unit)
{
    if (view->all)
        return true;
    if (!str_eq(view->last, unit)) {
        view->last = unit;
        view->last_seen = scope_sees(view->scope, view->province, unit);
    }
    return view->last_seen;
}

static Period stored_period(const Rows *rows, Arena *arena, int column)
{
    Period p = {0};
    period_parse(rows_text(rows, arena, column), &p);
    return p;
}

static FactState stored_state(const Rows *rows, Arena *arena, int column)
{
    FactState state = FACT_REPORTED;
    state_parse(rows_text(rows, arena, column), &state);
    return state;
}

Err *fact_get(Store *store, Arena *arena, FactKey key, Fact *ret, bool *ret_found)
{
    Value args[KEY_ARGS];
    AUTO(rows_close) Rows rows = {0};
    *ret_found = false;
    if (!scope_sees(store_scope(store), key.province, key.unit))
        return NULL;
    key_args(arena, key, args);
    TRY(store_query(store, arena, SQL_FACT_ONE, args, KEY_ARGS, &rows));
    TRY(rows_next(&rows, arena, ret_found));
    if (*ret_found)
        *ret = (Fact){.key = key,
                      .value = rows_int(&rows, 0),
                      .state = stored_state(&rows, arena, 1),
                      .source = rows_text(&rows, arena, 2),
                      .as_of = rows_text(&rows, arena, 3),
                      .version = rows_int(&rows, 4)};
    return NULL;
}

Err *fact_history(Store *store, Arena *arena, FactKey key, FactVersion **ret, ptrdiff_t *ret_count)
{
    Vec(FactVersion) list = {0};
    Value args[KEY_ARGS];
    AUTO(rows_close) Rows rows = {0};
    *ret = NULL;
    *ret_count = 0;
    if (!scope_sees(store_scope(store), key.province, key.unit))
        return NULL;
    key_args(arena, key, args);
    TRY(store_query(store, arena, SQL_FACT_VERSIONS, args, KEY_ARGS, &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        FactVersion version = {.version = rows_int(&rows, 0),
                               .value = rows_int(&rows, 1),
                               .state = stored_state(&rows, arena, 2),
                               .source = rows_text(&rows, arena, 3),
                               .who = rows_text(&rows, arena, 4),
                               .reason = rows_text(&rows, arena, 5),
                               .at = rows_text(&rows, arena, 6)};
        vec_push(arena, &list, version);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

typedef Vec(FactRow) Series;

static Err *read_series(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, View *view,
                        Series *list)
{
    Str written = {0};
    Period month = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, query, args, count, &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            return NULL;
        Str unit = rows_text(&rows, arena, 0);
        if (!view_sees(view, unit))
            continue;
        Str period = rows_text(&rows, arena, 1);
        if (!str_eq(period, written)) { /* a run of one month is read once */
            month = (Period){0};
            period_parse(period, &month);
            written = period;
        }
        FactRow row = {
            .unit = unit, .period = month, .value = rows_int(&rows, 2), .state = stored_state(&rows, arena, 3)};
        vec_push(arena, list, row);
    }
}

/* Whether another place of the scope holds this one, so that its rows come with that one's. */
static bool held_by_another(const Scope *scope, ptrdiff_t place)
{
    const ScopePlace *own = &scope->place[place];
    for (ptrdiff_t i = 0; i < scope->places; i++) {
        Scope other = {.place = &scope->place[i], .places = 1};
        bool same = str_eq(scope->place[i].unit, own->unit);
        if (i != place && scope_sees(&other, own->province, own->unit) && (!same || i < place))
            return true;
    }
    return false;
}

static bool place_counts(const View *view, ptrdiff_t place)
{
    return str_eq(view->scope->place[place].province, view->province) && !held_by_another(view->scope, place);
}

static Str after_place(Arena *arena, const View *view, ptrdiff_t place)
{
    return str_fmt(arena, "%.*s.", STRF(view->scope->place[place].unit)); /* '.' follows '-': its villages are within */
}

/* args: those of SQL_FACT_RUN and room for two more. */
static Err *read_places(Store *store, Arena *arena, Value *args, View *view, Series *list)
{
    enum { FROM = 6, UP_TO = 7 };
    for (ptrdiff_t i = 0; i < view->scope->places; i++) {
        if (!place_counts(view, i))
            continue;
        args[FROM] = V_TEXT(view->scope->place[i].unit);
        args[UP_TO] = V_TEXT(after_place(arena, view, i));
        TRY(read_series(store, arena, SQL_FACT_RUN_OF_UNITS, args, UP_TO + 1, view, list));
    }
    return NULL;
}

Err *fact_series(Store *store, Arena *arena, Str province, Str indicator, CountBase base, PeriodKind kind, Period from,
                 Period to, FactRow **ret, ptrdiff_t *ret_count)
{
    enum { ARGS_OF_RUN = 6, ROOM = 8 };
    Series list = {0};
    View view = view_open(store, province);
    Value args[ROOM] = {V_TEXT(province),
                        V_TEXT(indicator),
                        V_TEXT(str_from(base_code(base))),
                        V_TEXT(str_from(kind_code(kind))),
                        V_TEXT(period_text(arena, from)),
                        V_TEXT(period_text(arena, to))};
    TRY(view.all ? read_series(store, arena, SQL_FACT_RUN, args, ARGS_OF_RUN, &view, &list)
                 : read_places(store, arena, args, &view, &list));
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

Err *fact_last_period(Store *store, Arena *arena, Str province, Str indicator, CountBase base, PeriodKind kind,
                      Period *ret, bool *ret_found)
{
    AUTO(rows_close) Rows rows = {0};
    Period now = period_of(clock_today(store_clock(store)), kind);
    *ret_found = false;
    if (!scope_meets_province(store_scope(store), province))
        return NULL;
    TRY(store_query(store, arena, SQL_FACT_LAST,
                    ARGS(V_TEXT(province), V_TEXT(indicator), V_TEXT(str_from(base_code(base))),
                         V_TEXT(str_from(kind_code(kind))), V_TEXT(period_text(arena, now))),
                    &rows));
    TRY(rows_next(&rows, arena, ret_found));
    *ret_found = *ret_found && !rows_null(&rows, 0);
    if (*ret_found)
        *ret = stored_period(&rows, arena, 0);
    return NULL;
}

static Fact stored_fact(const Rows *rows, Arena *arena, Str province)
{
    Fact fact = {.key = {.province = province,
                         .unit = rows_text(rows, arena, 0),
                         .indicator = rows_text(rows, arena, 1),
                         .period = stored_period(rows, arena, 2),
                         .breakdown = rows_text(rows, arena, 3)},
                 .value = rows_int(rows, 5),
                 .state = stored_state(rows, arena, 6),
                 .source = rows_text(rows, arena, 7),
                 .as_of = rows_text(rows, arena, 8),
                 .version = rows_int(rows, 9)};
    base_parse(rows_text(rows, arena, 4), &fact.key.base);
    return fact;
}

Err *fact_page(Store *store, Arena *arena, FactFilter filter, const FactKey *after, int64_t limit, Fact **ret,
               ptrdiff_t *ret_count)
{
    Vec(Fact) list = {0};
    AUTO(rows_close) Rows rows = {0};
    View view = view_open(store, filter.province);
    Str base = filter.one_base ? str_from(base_code(filter.base)) : (Str){0};
    Value args[6 + KEY_ARGS - 1] = {V_TEXT(filter.province),
                                    V_TEXT(filter.indicator),
                                    V_TEXT(filter.unit),
                                    V_TEXT(filter.period),
                                    V_TEXT(base),
                                    V_INT(view.all ? limit : INT64_MAX)};
    Value key[KEY_ARGS] = {V_TEXT(S("")), V_TEXT(S("")), V_TEXT(S("")), V_TEXT(S("")),
                           V_TEXT(S("")), V_TEXT(S("")), V_TEXT(S(""))};
    if (after)
        key_args(arena, *after, key);
    for (int i = 1; i < KEY_ARGS; i++)
        args[5 + i] = key[i];
    TRY(store_query(store, arena, filter.unit.len > 0 ? SQL_FACT_CHOOSE_OF_UNIT : SQL_FACT_CHOOSE, args, COUNTOF(args),
                    &rows));
    for (bool more; list.len < limit;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        Fact fact = stored_fact(&rows, arena, filter.province);
        if (view_sees(&view, fact.key.unit))
            vec_push(arena, &list, fact);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

Err *fact_list(Store *store, Arena *arena, FactFilter filter, int64_t limit, Fact **ret, ptrdiff_t *ret_count)
{
    return fact_page(store, arena, filter, NULL, limit, ret, ret_count);
}

/* ---- sources ------------------------------------------------------------------------- */

typedef Vec(FactSource) Sources;

static void note_source(Arena *arena, Sources *list, Str source, Str as_of, Period period)
{
    ptrdiff_t i = 0;
    while (i < list->len && !str_eq(list->data[i].source, source))
        i++;
    if (i == list->len)
        vec_push(arena, list, ((FactSource){.source = source, .last = period}));
    FactSource *s = &list->data[i];
    if (period_cmp(s->last, period) < 0) {
        s->last = period;
        s->reported = 0;
    }
    s->reported += period_cmp(s->last, period) == 0;
    if (str_cmp(as_of, s->as_of) > 0)
        s->as_of = as_of;
    for (; i > 0 && period_cmp(list->data[i - 1].last, list->data[i].last) < 0; i--) { /* the freshest first */
        FactSource before = list->data[i - 1];
        list->data[i - 1] = list->data[i];
        list->data[i] = before;
    }
}

static Err *read_sources(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, View *view,
                         Sources *list)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, query, args, count, &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            return NULL;
        if (view_sees(view, rows_text(&rows, arena, 3)))
            note_source(arena, list, rows_text(&rows, arena, 0), rows_text(&rows, arena, 1),
                        stored_period(&rows, arena, 2));
    }
}

Err *fact_sources(Store *store, Arena *arena, Str province, Str indicator, CountBase base, Period from, Period to,
                  FactSource **ret, ptrdiff_t *ret_count)
{
    enum { UNTIL = 6, FROM = 6, UP_TO = 7, ROOM = 8 };
    Sources list = {0};
    View view = view_open(store, province);
    Value args[ROOM] = {V_TEXT(province),
                        V_TEXT(indicator),
                        V_TEXT(str_from(base_code(base))),
                        V_TEXT(str_from(kind_code(from.kind))),
                        V_TEXT(period_text(arena, from)),
                        V_TEXT(period_text(arena, to))};
    if (view.all)
        TRY(read_sources(store, arena, SQL_FACT_TOLD, args, UNTIL, &view, &list));
    for (ptrdiff_t i = 0; i < view.scope->places && !view.all; i++) {
        if (!place_counts(&view, i))
            continue;
        args[FROM] = V_TEXT(view.scope->place[i].unit);
        args[UP_TO] = V_TEXT(after_place(arena, &view, i));
        TRY(read_sources(store, arena, SQL_FACT_TOLD_OF_UNITS, args, ROOM, &view, &list));
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}
