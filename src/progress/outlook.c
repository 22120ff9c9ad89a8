/* The forecast of every commune and of the province, beside its targets. */
#include "progress/progress.h"

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

/* ---- one of them ---------------------------------------------------------------------------- */

/* The one asked for, among those it is forecast with. */
static Forecast forecast_one(Arena *arena, const ProgressHistory *h, ptrdiff_t unit, ForecastOptions options)
{
    ForecastSeries *all = progress_series(arena, h);
    return unit < 0 ? forecast_kept(arena, all + h->unit.count, 1, 0, options)
                    : forecast_kept(arena, all, h->unit.count, unit, options);
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

static Err *add_parts_up(Store *store, Arena *arena, const ProgressAsk *ask, int threads, const ProgressHistory *whole,
                         Forecast *f)
{
    bool some;
    ProgressHistory h[2];
    TRY(read_parts(store, arena, ask, whole, h, &some));
    if (!some)
        return NULL;
    ForecastOptions medians = {.threads = threads, .uncalibrated = true}; /* all that is taken of the parts */
    Forecast *a = forecast_all(arena, &h[0], medians), *b = forecast_all(arena, &h[1], medians);
    for (ptrdiff_t u = 0; u <= whole->unit.count; u++)
        forecast_add_up(&f[u], &a[u], &b[u]);
    return NULL;
}

Err *progress_forecast(Store *store, Arena *arena, const ProgressAsk *ask, const ProgressHistory *h, ptrdiff_t unit,
                       Forecast *ret)
{
    enum { THREADS = 2 };
    bool some;
    ProgressHistory part[2];
    ForecastOptions medians = {.threads = THREADS, .uncalibrated = true}; /* all that is taken of the parts */
    *ret = forecast_one(arena, h, unit, (ForecastOptions){.threads = THREADS});
    TRY(read_parts(store, arena, ask, h, part, &some));
    if (!some)
        return NULL;
    Forecast a = forecast_one(arena, &part[0], unit, medians), b = forecast_one(arena, &part[1], unit, medians);
    forecast_add_up(ret, &a, &b);
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
    Forecast *f = forecast_all(arena, &o.history, (ForecastOptions){.threads = threads});
    TRY(add_parts_up(store, arena, ask, threads, &o.history, f));
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
