/* The forecast of every commune and of the province, beside its targets. */
#include "progress/progress.h"

#include "store/scope.h"
#include <math.h>

ForecastSeries *progress_series(Arena *arena, const ProgressHistory *h)
{
    ForecastSeries *series = new (arena, ForecastSeries, h->unit.count + 1);
    for (ptrdiff_t u = 0; u < h->unit.count; u++)
        series[u] = (ForecastSeries){FORECAST_MONTH(h->from.year, h->from.index), h->months, h->value + u * h->months};
    series[h->unit.count] = progress_sum(arena, h);
    return series;
}

/* The communes are one panel.  The province is a panel of its own: its sum is smoother
 * than any commune, so what communes missed says nothing of it. */
static Forecast *forecast_all(Arena *arena, const ProgressHistory *h, ForecastOptions options)
{
    ptrdiff_t units = h->unit.count;
    ForecastSeries *series = progress_series(arena, h);
    Forecast *out = new (arena, Forecast, units + 1), *communes = forecast_panel(arena, series, units, options);
    for (ptrdiff_t u = 0; u < units; u++)
        out[u] = communes[u];
    out[units] = *forecast_panel(arena, series + units, 1, options);
    return out;
}

/* An indicator whose two parts are all of it: they are forecast and added. */
static Err *find_parts(Store *store, Arena *arena, Str whole, Str part[2], int *ret_count)
{
    IndicatorList list;
    *ret_count = 0;
    TRY(indicator_list(store, arena, &list));
    for (ptrdiff_t i = 0; i < list.count; i++) {
        if (!str_eq(list.indicator[i].part_of, whole) || list.indicator[i].rate)
            continue;
        if (*ret_count < 2)
            part[*ret_count] = list.indicator[i].code;
        ++*ret_count;
    }
    return NULL;
}

static bool parts_make_whole(const ProgressHistory *whole, const ProgressHistory *a, const ProgressHistory *b)
{
    bool some = false;
    for (ptrdiff_t u = 0; u < whole->unit.count; u++) {
        double x = progress_value(whole, u, whole->to),
               y = progress_value(a, u, whole->to) + progress_value(b, u, whole->to);
        if (!isnan(x) && !isnan(y) && x != y)
            return false;
        some = some || x == y;
    }
    return some;
}

/* Histories of the two parts that make up the whole; *ret_some false where there are none such. */
static Err *read_parts(Store *store, Arena *arena, const ProgressAsk *ask, const ProgressHistory *whole,
                       ProgressHistory ret[2], bool *ret_some)
{
    Str part[2];
    int parts;
    TRY(find_parts(store, arena, whole->indicator.code, part, &parts));
    for (int i = 0; i < 2 && parts == 2; i++) {
        ProgressAsk of_part = *ask;
        of_part.indicator = part[i];
        of_part.month = whole->to;
        TRY(progress_history(store, arena, &of_part, &ret[i]));
    }
    *ret_some = parts == 2 && parts_make_whole(whole, &ret[0], &ret[1]);
    return NULL;
}

/* ---- among whom ---------------------------------------------------------------------------- */

typedef struct Among { /* those that a unit is forecast with */
    ProgressHistory history, part[2];
    bool added; /* the parts make up the whole */
} Among;

static Err *read_among(Store *store, Arena *arena, const ProgressAsk *ask, const ProgressHistory *h, Among *ret)
{
    *ret = (Among){.history = *h};
    return read_parts(store, arena, ask, h, ret->part, &ret->added);
}

/* A commune is forecast among all communes of its province, whoever asks.  Its season, trend and damping are drawn
 * towards theirs and its interval is as wide as what was missed of all of them (forecast.h); calibrated on what the
 * asker happens to see, the same commune would have one forecast for its officer and another for the province.  So
 * the store's scope is lifted here, and nowhere else in the domain, while the panel is read.  Of the others nothing
 * leaves this file: who has a part is given the forecasts of the communes he sees, and the sum of those alone. */
static Err *read_everybody(Store *store, Arena *arena, const ProgressAsk *ask, const ProgressHistory *h, Among *ret)
{
    const Scope *scope = store_scope(store);
    ProgressHistory all;
    ProgressAsk everybody = *ask;
    everybody.indicator = h->indicator.code;
    everybody.month = h->to;
    everybody.memo = NULL; /* what it holds is of the scope */
    store_set_scope(store, NULL);
    Err *err = progress_history(store, arena, &everybody, &all);
    if (!err)
        err = read_among(store, arena, &everybody, &all, ret);
    store_set_scope(store, scope);
    return err;
}

static Err *place_among(Arena *arena, const Among *among, Str code, ptrdiff_t *ret)
{
    const UnitList *list = &among->history.unit;
    for (ptrdiff_t u = 0; u < list->count; u++)
        if (str_eq(list->unit[u].code, code)) {
            *ret = u;
            return NULL;
        }
    return FAIL(arena, INTERNAL, "“%.*s” không còn trong danh sách xã, phường của tỉnh",
                "“%.*s” is no longer among the communes of the province", STRF(code));
}

/* ---- one of them ---------------------------------------------------------------------------- */

/* The one asked for, among those it is forecast with. */
static Forecast forecast_one(Arena *arena, const ProgressHistory *h, ptrdiff_t unit, ForecastOptions options)
{
    ForecastSeries *all = progress_series(arena, h);
    return unit < 0 ? forecast_kept(arena, all + h->unit.count, 1, 0, options)
                    : forecast_kept(arena, all, h->unit.count, unit, options);
}

Err *progress_forecast(Store *store, Arena *arena, const ProgressAsk *ask, const ProgressHistory *h, ptrdiff_t unit,
                       Forecast *ret)
{
    enum { THREADS = 2 };
    Among among;
    ForecastOptions medians = {.threads = THREADS, .uncalibrated = true}; /* all that is taken of the parts */
    if (unit < 0 || h->whole) {
        TRY(read_among(store, arena, ask, h, &among));
    } else {
        TRY(read_everybody(store, arena, ask, h, &among));
        TRY(place_among(arena, &among, h->unit.unit[unit].code, &unit));
    }
    *ret = forecast_one(arena, &among.history, unit, (ForecastOptions){.threads = THREADS});
    if (!among.added)
        return NULL;
    Forecast a = forecast_one(arena, &among.part[0], unit, medians),
             b = forecast_one(arena, &among.part[1], unit, medians);
    forecast_add_up(ret, &a, &b);
    return NULL;
}

/* ---- all of them ---------------------------------------------------------------------------- */

/* units + 1, the sum last. */
static Forecast *forecast_among(Arena *arena, const Among *among, int threads)
{
    Forecast *f = forecast_all(arena, &among->history, (ForecastOptions){.threads = threads});
    if (!among->added)
        return f;
    ForecastOptions medians = {.threads = threads, .uncalibrated = true}; /* all that is taken of the parts */
    Forecast *a = forecast_all(arena, &among->part[0], medians), *b = forecast_all(arena, &among->part[1], medians);
    for (ptrdiff_t u = 0; u <= among->history.unit.count; u++)
        forecast_add_up(&f[u], &a[u], &b[u]);
    return f;
}

static Err *forecast_seen(Store *store, Arena *arena, const ProgressAsk *ask, int threads, const ProgressHistory *h,
                          Forecast **ret)
{
    Among seen, everybody;
    TRY(read_among(store, arena, ask, h, &seen));
    *ret = forecast_among(arena, &seen, threads);
    if (h->whole)
        return NULL;
    TRY(read_everybody(store, arena, ask, h, &everybody));
    Forecast *all = forecast_among(arena, &everybody, threads);
    for (ptrdiff_t u = 0; u < h->unit.count; u++) {
        ptrdiff_t place;
        TRY(place_among(arena, &everybody, h->unit.unit[u].code, &place));
        (*ret)[u] = all[place];
    }
    return NULL;
}

/* ---- goals --------------------------------------------------------------------------------- */

int progress_end_year(const ProgressHistory *h, const Target *target, ptrdiff_t count)
{
    int year = h->to.year;
    for (ptrdiff_t i = 0; i < count; i++)
        if (target[i].year > year)
            year = target[i].year;
    return year > h->to.year ? year : h->to.year < 2030 ? 2030 : h->to.year + 1;
}

static Err *set_goals(Store *store, Arena *arena, ProgressOutlooks *o, const Target *target, ptrdiff_t targets,
                      int end_year)
{
    ProgressGoal *year, *end;
    Document ignored;
    const ProgressHistory *h = &o->history;
    TRY(progress_goals_from(store, arena, h, target, targets, h->to.year, &year, &o->document));
    TRY(progress_goals_from(store, arena, h, target, targets, end_year, &end, &ignored));
    for (ptrdiff_t u = 0; u < o->rows; u++) {
        o->row[u].year_goal = year[u];
        o->row[u].end_goal = end[u];
    }
    bool own = !progress_goals_of_communes(end, o->rows);
    o->total.year_goal = own ? year[o->rows] : progress_goal_total(&o->history, year);
    o->total.end_goal = own ? end[o->rows] : progress_goal_total(&o->history, end);
    return NULL;
}

Err *progress_outlook(Store *store, Arena *arena, const ProgressAsk *ask, int threads, ProgressOutlooks *ret)
{
    ProgressOutlooks o = {0};
    Target *target;
    ptrdiff_t targets;
    TRY(progress_history(store, arena, ask, &o.history));
    TRY(progress_check_month(store, arena, ask, &o.history));
    TRY(progress_targets(store, arena, &o.history, &target, &targets));
    int end_year = progress_end_year(&o.history, target, targets);
    Forecast *f;
    TRY(forecast_seen(store, arena, ask, threads, &o.history, &f));
    o.rows = o.history.unit.count;
    o.this_december = FORECAST_MONTH(o.history.to.index < 12 ? o.history.to.year : o.history.to.year + 1, 12);
    o.end_december = FORECAST_MONTH(end_year, 12);
    o.row = new (arena, ProgressOutlook, o.rows);
    for (ptrdiff_t u = 0; u < o.rows; u++)
        o.row[u] = (ProgressOutlook){.unit = o.history.unit.unit[u], .forecast = f[u]};
    o.total = (ProgressOutlook){.unit = o.history.province, .forecast = f[o.rows]};
    TRY(set_goals(store, arena, &o, target, targets, end_year));
    for (ptrdiff_t u = 0; u < o.rows && ask->unit.len > 0; u++) {
        if (!str_eq(o.row[u].unit.code, ask->unit))
            continue;
        o.row += u;
        o.rows = 1;
        break;
    }
    *ret = o;
    return NULL;
}
