/* Communes × months, each month against the path of its year. */
#include "progress/overview.h"

#include <math.h>
#include <string.h>

/* Paths of all units in each year that the months touch. */
typedef struct Years {
    int first, count;
    ProgressGoal **goal; /* of each year, by unit */
} Years;

static Err *read_years(Store *store, Arena *arena, const ProgressHistory *h, Period first, Years *ret)
{
    Document ignored;
    Target *target;
    ptrdiff_t targets;
    TRY(progress_targets(store, arena, h, &target, &targets));
    *ret = (Years){.first = first.year, .count = h->to.year - first.year + 1};
    ret->goal = new (arena, ProgressGoal *, ret->count);
    for (int i = 0; i < ret->count; i++)
        TRY(progress_goals_from(store, arena, h, target, targets, ret->first + i, &ret->goal[i], &ignored));
    return NULL;
}

/* A target of a later year says nothing of the months before the way to it began, as it is drawn today. */
static int path_begin(const ProgressHistory *h, const Years *years, ptrdiff_t unit, const ProgressGoal *goal)
{
    const ProgressGoal *now = &years->goal[h->to.year - years->first][unit];
    bool later = goal->interpolated && now->has_base && now->path.base_month > goal->path.base_month;
    return later ? now->path.base_month : goal->path.base_month;
}

static ProgressHeat judge(const ProgressHistory *h, const Years *years, ptrdiff_t unit, Period month)
{
    double value = progress_value(h, unit, month);
    const ProgressGoal *goal = &years->goal[month.year - years->first][unit];
    int number = FORECAST_MONTH(month.year, month.index);
    bool on_path = goal->given && (!goal->has_base || number >= path_begin(h, years, unit, goal));
    PaceInput input = {.has_result = !isnan(value),
                       .has_base = goal->has_base,
                       .has_target = on_path,
                       .result = isnan(value) ? 0 : (int64_t)value,
                       .month = number,
                       .path = goal->path,
                       .less_is_better = h->indicator.better < 0};
    Pace pace = pace_of(&input, PACE_THRESHOLDS);
    ProgressHeat heat = {.known = input.has_result, .value = input.result, .share_bp = -1, .light = pace.light};
    if (heat.known && on_path && pace.expected > 0)
        heat.share_bp = (int32_t)fmin(round((double)input.result * 10000 / (double)pace.expected), INT32_MAX);
    return heat;
}

Err *progress_heatmap(Store *store, Arena *arena, const ProgressAsk *ask, int months, ProgressHeatmap *ret)
{
    ProgressHeatmap m = {0};
    Years years;
    TRY(progress_board(store, arena, ask, &m.board));
    const ProgressHistory *h = &m.board.history;
    m.months = months < h->months ? months : h->months;
    m.first = period_add(h->to, 1 - m.months);
    TRY(read_years(store, arena, h, m.first, &years));
    m.cell = new (arena, ProgressHeat, m.board.rows * m.months);
    for (ptrdiff_t r = 0; r < m.board.rows; r++)
        for (int t = 0; t < m.months; t++)
            m.cell[r * m.months + t] = judge(h, &years, m.board.row[r].place, period_add(m.first, t));
    *ret = m;
    return NULL;
}

Grid progress_heatmap_grid(Arena *arena, const ProgressHeatmap *m)
{
    enum { BEFORE = 2 };
    bool percent = str_eq(m->board.history.indicator.unit, S("percent"));
    GridColumn *column = new (arena, GridColumn, BEFORE + m->months);
    column[0] = (GridColumn){"unit_code", TEXT("Mã", "Code"), GRID_TEXT, 0, false};
    column[1] = (GridColumn){"unit", TEXT("Đơn vị", "Unit"), GRID_TEXT, 0, false};
    for (int t = 0; t < m->months; t++) {
        Str month = period_text(arena, period_add(m->first, t));
        column[BEFORE + t] = (GridColumn){
            str_c(arena, month), {month, month}, percent ? GRID_PERCENT : GRID_INT, percent ? 2 : 0, false};
    }
    Grid grid = grid_open(progress_headline(arena, &m->board), progress_note_ordered(arena, &m->board), column,
                          BEFORE + m->months);
    grid.simulated = m->board.history.simulated;
    for (ptrdiff_t r = 0; r < m->board.rows; r++) {
        GridCell *cell = grid_row(&grid, arena);
        cell[0] = G_TEXT(m->board.row[r].unit.code);
        cell[1] = G_TEXT(m->board.row[r].unit.full_name);
        for (int t = 0; t < m->months; t++) {
            const ProgressHeat *heat = &m->cell[r * m->months + t];
            if (heat->known)
                cell[BEFORE + t] = percent ? G_REAL((double)heat->value / 100) : G_INT(heat->value);
        }
    }
    return grid;
}
