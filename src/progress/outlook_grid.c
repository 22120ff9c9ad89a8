/* The forecast as words and as a table. */
#include "progress/progress.h"
#include "vn/vn.h"

#include <math.h>
#include <string.h>

enum {
    C_CODE,
    C_UNIT,
    C_KNOWN,
    C_YEAR,
    C_Y80L,
    C_Y80H,
    C_Y95L,
    C_Y95H,
    C_YTARGET,
    C_YCHANCE,
    C_END,
    C_E80L,
    C_E80H,
    C_E95L,
    C_E95H,
    C_ETARGET,
    C_ECHANCE,
    C_DELAY,
    C_MODEL,
    C_COUNT
};

static const GridColumn COLUMNS[C_COUNT] = {
    [C_CODE] = {"unit_code", TEXT_INIT("Mã", "Code"), GRID_TEXT, 0, false},
    [C_UNIT] = {"unit", TEXT_INIT("Đơn vị", "Unit"), GRID_TEXT, 0, false},
    [C_KNOWN] = {"known", TEXT_INIT("Số liệu đến", "Known until"), GRID_TEXT, 0, false},
    [C_YEAR] = {"year_end", TEXT_INIT("Cuối", "End of"), GRID_INT, 0, false},
    [C_Y80L] = {"year_end_low80", TEXT_INIT("80% từ", "80% from"), GRID_INT, 0, false},
    [C_Y80H] = {"year_end_high80", TEXT_INIT("80% đến", "80% to"), GRID_INT, 0, false},
    [C_Y95L] = {"year_end_low95", TEXT_INIT("95% từ", "95% from"), GRID_INT, 0, false},
    [C_Y95H] = {"year_end_high95", TEXT_INIT("95% đến", "95% to"), GRID_INT, 0, false},
    [C_YTARGET] = {"year_target", TEXT_INIT("Chỉ tiêu", "Target"), GRID_INT, 0, false},
    [C_YCHANCE] = {"year_chance", TEXT_INIT("Khả năng đạt", "Chance"), GRID_PERCENT, 0, false},
    [C_END] = {"end", TEXT_INIT("Cuối", "End of"), GRID_INT, 0, false},
    [C_E80L] = {"end_low80", TEXT_INIT("80% từ", "80% from"), GRID_INT, 0, false},
    [C_E80H] = {"end_high80", TEXT_INIT("80% đến", "80% to"), GRID_INT, 0, false},
    [C_E95L] = {"end_low95", TEXT_INIT("95% từ", "95% from"), GRID_INT, 0, false},
    [C_E95H] = {"end_high95", TEXT_INIT("95% đến", "95% to"), GRID_INT, 0, false},
    [C_ETARGET] = {"end_target", TEXT_INIT("Chỉ tiêu", "Target"), GRID_INT, 0, false},
    [C_ECHANCE] = {"end_chance", TEXT_INIT("Khả năng đạt", "Chance"), GRID_PERCENT, 0, false},
    [C_DELAY] = {"delay_months", TEXT_INIT("Trễ (tháng)", "Delay (months)"), GRID_TEXT, 0, false},
    [C_MODEL] = {"model", TEXT_INIT("Mô hình", "Model"), GRID_TEXT, 0, false},
};

static const Text MODELS[] = {
    [FORECAST_NONE] = TEXT_INIT("không đủ số liệu", "too few data"),
    [FORECAST_NAIVE] = TEXT_INIT("giữ nguyên (dưới 6 tháng)", "last value (under 6 months)"),
    [FORECAST_DAMPED] = TEXT_INIT("xu hướng giảm dần", "damped trend"),
    [FORECAST_SEASONAL] = TEXT_INIT("xu hướng giảm dần và mùa vụ", "damped trend and season"),
};

static bool in_percent(const ProgressOutlooks *o)
{
    return str_eq(o->history.indicator.unit, S("percent"));
}

static const GridColumn *columns_for(Arena *arena, const ProgressOutlooks *o)
{
    static const int repeated[] = {C_Y80L, C_Y80H, C_Y95L, C_Y95H, C_YCHANCE,
                                   C_E80L, C_E80H, C_E95L, C_E95H, C_ECHANCE};
    static const int named[] = {C_YEAR, C_YTARGET, C_END, C_ETARGET};
    GridColumn *column = new (arena, GridColumn, C_COUNT);
    memcpy(column, COLUMNS, sizeof COLUMNS);
    Text year = text_fmt(arena, "%d", "%d", o->this_december / 12);
    Text end = o->end_december == o->this_december
                   ? text_fmt(arena, "năm đích %d", "final year %d", o->end_december / 12)
                   : text_fmt(arena, "%d", "%d", o->end_december / 12);
    for (int i = 0; i < COUNTOF(repeated); i++) { /* said of both years: each with its year */
        Text *heading = &column[repeated[i]].heading, of = repeated[i] < C_END ? year : end;
        *heading = (Text){str_fmt(arena, "%.*s (%.*s)", STRF(heading->vi), STRF(of.vi)),
                          str_fmt(arena, "%.*s (%.*s)", STRF(heading->en), STRF(of.en))};
    }
    for (int i = 0; i < COUNTOF(named); i++) {
        Text *heading = &column[named[i]].heading, of = named[i] < C_END ? year : end;
        *heading = (Text){str_fmt(arena, "%.*s %.*s", STRF(heading->vi), STRF(of.vi)),
                          str_fmt(arena, "%.*s %.*s", STRF(heading->en), STRF(of.en))};
    }
    for (int c = C_YEAR; c <= C_ETARGET && in_percent(o); c++) {
        if (column[c].type != GRID_INT)
            continue;
        column[c].type = GRID_PERCENT;
        column[c].decimals = 2;
    }
    return column;
}

static GridCell figure(const ProgressOutlooks *o, double value)
{
    return in_percent(o) ? G_REAL(round(value) / 100) : G_INT((int64_t)llround(value));
}

/* cells: median, low80, high80, low95, high95, target, chance */
static void put_range(GridCell *cell, const ProgressOutlooks *o, const Forecast *f, int month, const ProgressGoal *goal)
{
    ForecastRange r;
    bool due = goal->given && goal->path.due == month;
    if (due)
        cell[5] = figure(o, (double)goal->path.target);
    if (!forecast_at(f, month, &r))
        return;
    const double values[] = {r.median, forecast_low(&r, 80), forecast_high(&r, 80), forecast_low(&r, 95),
                             forecast_high(&r, 95)};
    for (int i = 0; i < COUNTOF(values); i++)
        cell[i] = figure(o, values[i]);
    if (!due)
        return;
    double chance = forecast_reaches(f, month, (double)goal->path.target);
    cell[6] = G_REAL(100 * (o->history.indicator.better < 0 ? 1 - chance : chance));
}

/* Months after the target's December; "sớm 3" before it; said where it is not in sight. */
static Str delay_words(Arena *arena, const ProgressOutlooks *o, const ProgressOutlook *row, Lang lang)
{
    const ProgressGoal *goal = &row->end_goal;
    bool vi = lang == LANG_VI;
    int months;
    if (!goal->given || row->forecast.model == FORECAST_NONE || o->history.indicator.better < 0)
        return (Str){0};
    if (!forecast_delay(&row->forecast, goal->path.due, (double)goal->path.target, &months))
        return vi ? S("chưa thấy đạt") : S("not in sight");
    if (months > 0)
        return str_fmt(arena, "%d", months);
    return months == 0 ? (vi ? S("đúng hạn") : S("in time")) : str_fmt(arena, vi ? "sớm %d" : "%d early", -months);
}

static void put_row(Grid *grid, Arena *arena, const ProgressOutlooks *o, const ProgressOutlook *row, Lang lang)
{
    GridCell *cell = grid_row(grid, arena);
    const Forecast *f = &row->forecast;
    cell[C_CODE] = G_TEXT(row->unit.code);
    cell[C_UNIT] = G_TEXT(row->unit.full_name);
    if (f->known > 0)
        cell[C_KNOWN] = G_TEXT(period_text(arena, period_month(f->origin / 12, f->origin % 12 + 1)));
    put_range(&cell[C_YEAR], o, f, o->this_december, &row->year_goal);
    put_range(&cell[C_END], o, f, o->end_december, &row->end_goal);
    cell[C_DELAY] = G_TEXT(delay_words(arena, o, row, lang));
    cell[C_MODEL] = G_TEXT(text_in(lang, MODELS[f->model]));
}

static Text headline_of(Arena *arena, const ProgressOutlooks *o, const ProgressOutlook *row)
{
    double p = forecast_reaches(&row->forecast, row->end_goal.path.due, (double)row->end_goal.path.target);
    int basis_points = (int)lround(10000 * (o->history.indicator.better < 0 ? 1 - p : p));
    Text chance = progress_chance(arena, basis_points);
    Str name = row->unit.full_name;
    int year = o->end_december / 12;
    return (Text){
        str_fmt(arena, "%.*s: khả năng đạt chỉ tiêu %d %.*s nếu giữ nhịp hiện nay", STRF(name), year, STRF(chance.vi)),
        str_fmt(arena, "%.*s: the chance to reach the target of %d is %.*s at the present pace", STRF(name), year,
                STRF(chance.en))};
}

Text progress_outlook_headline(Arena *arena, const ProgressOutlooks *o)
{
    ptrdiff_t likely = 0, judged = 0;
    for (ptrdiff_t i = 0; i < o->rows; i++) {
        const ProgressGoal *goal = &o->row[i].end_goal;
        double chance =
            goal->given ? forecast_reaches(&o->row[i].forecast, goal->path.due, (double)goal->path.target) : -1;
        judged += chance >= 0;
        likely += chance >= 0 && (o->history.indicator.better < 0 ? chance <= 0.5 : chance >= 0.5);
    }
    int year = o->end_december / 12;
    if (judged == 1 && o->rows == 1)
        return headline_of(arena, o, &o->row[0]);
    if (judged == 0 && o->total.end_goal.given && o->total.forecast.model != FORECAST_NONE)
        return headline_of(arena, o, &o->total);
    if (judged == 0)
        return text_fmt(arena, "Dự báo %td đơn vị; chưa có chỉ tiêu để so",
                        "Forecast of %td units; there is no target to compare with", o->rows);
    return text_fmt(arena, "%td trong %td xã, phường nhiều khả năng đạt chỉ tiêu %d nếu giữ nhịp hiện nay",
                    "%td of %td communes are likely to reach the target of %d at their present pace", likely, judged,
                    year);
}

static Str note_in(Arena *arena, const ProgressOutlooks *o, bool vi)
{
    const ProgressHistory *h = &o->history;
    Str name = vi ? h->indicator.name.vi : h->indicator.name.en, to = period_text(arena, h->to);
    Buf out = buf_open(arena);
    buf_fmt(&out, vi ? "%.*s, %.*s, số liệu đến %.*s" : "%.*s, %.*s, known until %.*s", STRF(name),
            STRF(h->province.full_name), STRF(to));
    if (h->simulated)
        buf_add(&out, vi ? S(" · DỮ LIỆU MÔ PHỎNG") : S(" · SIMULATED DATA"));
    const ProgressGoal *goal = o->rows > 0 && o->row[0].year_goal.given ? &o->row[0].year_goal : &o->total.year_goal;
    if (goal->given && goal->interpolated)
        buf_fmt(&out, vi ? " · chỉ tiêu năm %d nội suy đến %d" : " · target of %d interpolated to %d",
                o->this_december / 12, goal->goal_year);
    if (o->document.id.len > 0) {
        Str document = progress_document_name(arena, &o->document);
        buf_fmt(&out, vi ? " · văn bản: %.*s" : " · document: %.*s", STRF(document));
    }
    buf_add(&out, vi ? S(" · dự báo là trung vị; 80% và 95% là khoảng mà kết quả sẽ nằm trong với xác suất ấy")
                     : S(" · forecasts are medians with intervals of 80% and 95%"));
    return buf_str(&out);
}

Grid progress_outlook_grid(Arena *arena, const ProgressOutlooks *o, Lang lang)
{
    Text note = {note_in(arena, o, true), note_in(arena, o, false)};
    Grid grid = grid_open(progress_outlook_headline(arena, o), note, columns_for(arena, o), C_COUNT);
    grid.simulated = o->history.simulated;
    if (o->rows > 1 && o->history.summed)
        put_row(&grid, arena, o, &o->total, lang);
    for (ptrdiff_t i = 0; i < o->rows; i++)
        put_row(&grid, arena, o, &o->row[i], lang);
    return grid;
}
