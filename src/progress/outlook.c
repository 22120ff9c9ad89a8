/* The forecast of every commune and of the province, beside its targets. */
#include "progress/progress.h"

#include <math.h>
#include <stdlib.h>

static ForecastSeries *series_of(Arena *arena, const ProgressHistory *h)
{
    ForecastSeries *series = new (arena, ForecastSeries, h->unit.count + 1);
    for (ptrdiff_t u = 0; u < h->unit.count; u++)
        series[u] = (ForecastSeries){FORECAST_MONTH(h->from.year, h->from.index), h->months, h->value + u * h->months};
    series[h->unit.count] = progress_sum(arena, h);
    return series;
}

/* The communes are one panel.  The province is a panel of its own: its sum is smoother
 * than any commune, so what communes missed says nothing of it. */
static Forecast *forecast_all(Arena *arena, const ProgressHistory *h, int threads)
{
    ptrdiff_t units = h->unit.count;
    ForecastOptions options = {.threads = threads};
    ForecastSeries *series = series_of(arena, h);
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

static Err *add_parts_up(Store *store, Arena *arena, const ProgressAsk *ask, int threads, const ProgressHistory *whole,
                         Forecast *f)
{
    Str part[2];
    int parts;
    ProgressHistory h[2];
    TRY(find_parts(store, arena, whole->indicator.code, part, &parts));
    for (int i = 0; i < 2 && parts == 2; i++) {
        ProgressAsk of_part = *ask;
        of_part.indicator = part[i];
        of_part.month = whole->to;
        TRY(progress_history(store, arena, &of_part, &h[i]));
    }
    if (parts != 2 || !parts_make_whole(whole, &h[0], &h[1]))
        return NULL;
    Forecast *a = forecast_all(arena, &h[0], threads), *b = forecast_all(arena, &h[1], threads);
    for (ptrdiff_t u = 0; u <= whole->unit.count; u++)
        forecast_add_up(&f[u], &a[u], &b[u]);
    return NULL;
}

/* ---- goals --------------------------------------------------------------------------------- */

static Err *last_target_year(Store *store, Arena *arena, const ProgressHistory *h, int *ret)
{
    Target *target;
    ptrdiff_t count;
    *ret = h->to.year;
    TRY(target_list(store, arena, h->province.code, h->indicator.code, 0, &target, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        if (target[i].base == h->base && target[i].year > *ret)
            *ret = target[i].year;
    if (*ret == h->to.year)
        *ret = h->to.year < 2030 ? 2030 : h->to.year + 1;
    return NULL;
}

static void add_goal(ProgressGoal *sum, const ProgressGoal *goal)
{
    bool first = sum->goal_year == 0;
    sum->given = goal->given && (first || sum->given);
    sum->interpolated = goal->interpolated, sum->floor = goal->floor;
    sum->goal_year = goal->goal_year > 0 ? goal->goal_year : -1;
    sum->goal += goal->goal;
    sum->path.target += goal->path.target;
    sum->path.due = goal->path.due;
}

static Err *set_goals(Store *store, Arena *arena, ProgressOutlooks *o, int end_year)
{
    ProgressGoal *year, *end;
    Document ignored;
    TRY(progress_goals(store, arena, &o->history, o->history.to, &year, &o->document));
    TRY(progress_goals(store, arena, &o->history, period_month(end_year, 12), &end, &ignored));
    for (ptrdiff_t u = 0; u < o->rows; u++) {
        o->row[u].year_goal = year[u];
        o->row[u].end_goal = end[u];
        if (o->history.indicator.rate)
            continue;
        add_goal(&o->total.year_goal, &year[u]);
        add_goal(&o->total.end_goal, &end[u]);
    }
    return NULL;
}

Err *progress_outlook(Store *store, Arena *arena, const ProgressAsk *ask, int threads, ProgressOutlooks *ret)
{
    ProgressOutlooks o = {0};
    int end_year;
    TRY(progress_history(store, arena, ask, &o.history));
    TRY(last_target_year(store, arena, &o.history, &end_year));
    Forecast *f = forecast_all(arena, &o.history, threads);
    TRY(add_parts_up(store, arena, ask, threads, &o.history, f));
    o.rows = o.history.unit.count;
    o.this_december = FORECAST_MONTH(o.history.to.index < 12 ? o.history.to.year : o.history.to.year + 1, 12);
    o.end_december = FORECAST_MONTH(end_year, 12);
    o.row = new (arena, ProgressOutlook, o.rows);
    for (ptrdiff_t u = 0; u < o.rows; u++)
        o.row[u] = (ProgressOutlook){.unit = o.history.unit.unit[u], .forecast = f[u]};
    o.total = (ProgressOutlook){.unit = o.history.province, .forecast = f[o.rows]};
    TRY(set_goals(store, arena, &o, end_year));
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

/* ---- the back-test --------------------------------------------------------------------------- */

int progress_backtest_origins(const ProgressHistory *h)
{
    return h->months > BACKTEST_FIRST ? h->months - BACKTEST_FIRST : 0;
}

enum {
    B_AHEAD,
    B_COUNT,
    B_MASE,
    B_NAIVE,
    B_SEASONAL,
    B_SMAPE,
    B_SMAPE_N,
    B_SMAPE_S,
    B_80,
    B_80E,
    B_95,
    B_95E,
    B_EFFECTIVE,
    B_COLUMNS
};

static const GridColumn BACKTEST[B_COLUMNS] = {
    [B_AHEAD] = {"months_ahead", TEXT_INIT("Trước (tháng)", "Months ahead"), GRID_INT, 0, false},
    [B_COUNT] = {"forecasts", TEXT_INIT("Số dự báo", "Forecasts"), GRID_INT, 0, false},
    [B_MASE] = {"mase", TEXT_INIT("MASE", "MASE"), GRID_REAL, 2, false},
    [B_NAIVE] = {"mase_naive", TEXT_INIT("giữ nguyên", "naive"), GRID_REAL, 2, false},
    [B_SEASONAL] = {"mase_seasonal", TEXT_INIT("như năm trước", "seasonal"), GRID_REAL, 2, false},
    [B_SMAPE] = {"smape", TEXT_INIT("sMAPE", "sMAPE"), GRID_PERCENT, 2, false},
    [B_SMAPE_N] = {"smape_naive", TEXT_INIT("giữ nguyên", "naive"), GRID_PERCENT, 2, false},
    [B_SMAPE_S] = {"smape_seasonal", TEXT_INIT("như năm trước", "seasonal"), GRID_PERCENT, 2, false},
    [B_80] = {"cover80", TEXT_INIT("Trong khoảng 80%", "Inside 80%"), GRID_PERCENT, 1, false},
    [B_80E] = {"cover80_error", TEXT_INIT("±", "±"), GRID_PERCENT, 1, false},
    [B_95] = {"cover95", TEXT_INIT("Trong khoảng 95%", "Inside 95%"), GRID_PERCENT, 1, false},
    [B_95E] = {"cover95_error", TEXT_INIT("±", "±"), GRID_PERCENT, 1, false},
    [B_EFFECTIVE] = {"effective", TEXT_INIT("Số độc lập tương đương", "Independent"), GRID_INT, 0, false},
};

static void put_line(Grid *grid, Arena *arena, const BacktestLine *line)
{
    GridCell *cell = grid_row(grid, arena);
    cell[B_AHEAD] = G_INT(line->ahead);
    cell[B_COUNT] = G_INT(line->forecasts);
    if (line->forecasts == 0)
        return;
    cell[B_MASE] = G_REAL(line->own.mase);
    cell[B_NAIVE] = G_REAL(line->naive.mase);
    cell[B_SEASONAL] = G_REAL(line->seasonal.mase);
    cell[B_SMAPE] = G_REAL(line->own.smape);
    cell[B_SMAPE_N] = G_REAL(line->naive.smape);
    cell[B_SMAPE_S] = G_REAL(line->seasonal.smape);
    cell[B_80] = G_REAL(100 * line->in80.share);
    cell[B_80E] = G_REAL(100 * line->in80.error);
    cell[B_95] = G_REAL(100 * line->in95.share);
    cell[B_95E] = G_REAL(100 * line->in95.error);
    cell[B_EFFECTIVE] = G_INT((int64_t)line->in80.effective);
}

static Text backtest_title(Arena *arena, const BacktestLine line[BACKTEST_HORIZONS])
{
    int better = 0, tested = 0;
    for (int k = 0; k < BACKTEST_HORIZONS; k++) {
        tested += line[k].forecasts > 0;
        better +=
            line[k].forecasts > 0 && line[k].own.mase < line[k].naive.mase && line[k].own.mase < line[k].seasonal.mase;
    }
    if (tested == 0)
        return text_fmt(arena, "Chưa đủ số liệu để kiểm nghiệm: cần hơn %d tháng",
                        "Too few data to test: more than %d months are needed", BACKTEST_FIRST);
    return text_fmt(arena, "Dự báo chính xác hơn cả hai cách đơn giản ở %d trong %d khoảng thời gian",
                    "The forecast is more accurate than both simple ways at %d of %d horizons", better, tested);
}

Err *progress_backtest(Store *store, Arena *arena, const ProgressAsk *ask, int threads, Meter *meter, Grid *ret)
{
    ProgressHistory h;
    BacktestLine line[BACKTEST_HORIZONS];
    TRY(progress_history(store, arena, ask, &h));
    if (meter)
        meter->total = progress_backtest_origins(&h);
    backtest_panel(arena, series_of(arena, &h), h.unit.count, threads, meter, line);
    Str from = period_text(arena, h.from), to = period_text(arena, h.to), name_vi = h.indicator.name.vi,
        name_en = h.indicator.name.en;
    Text note = {str_fmt(arena, "%.*s, %.*s, %.*s đến %.*s%s", STRF(name_vi), STRF(h.province.full_name), STRF(from),
                         STRF(to), h.simulated ? " · DỮ LIỆU MÔ PHỎNG" : ""),
                 str_fmt(arena, "%.*s, %.*s, %.*s to %.*s%s", STRF(name_en), STRF(h.province.full_name), STRF(from),
                         STRF(to), h.simulated ? " · SIMULATED DATA" : "")};
    *ret = grid_open(backtest_title(arena, line), note, BACKTEST, B_COLUMNS);
    for (int k = 0; k < BACKTEST_HORIZONS; k++)
        put_line(ret, arena, &line[k]);
    return NULL;
}
