/* The rows of the board: result, change, pace, rank, and the sum of those who reported. */
#include "progress/progress.h"

#include <math.h>
#include <stdlib.h>

static int number_of(Period month)
{
    return FORECAST_MONTH(month.year, month.index);
}

/* The result of the month, or else the last one reported before it. */
static void find_result(const ProgressHistory *h, ptrdiff_t unit, Period month, ProgressRow *row)
{
    for (Period p = month; period_cmp(p, h->from) >= 0; p = period_add(p, -1)) {
        double value = progress_value(h, unit, p);
        if (isnan(value))
            continue;
        row->has_result = true;
        row->result = (int64_t)value;
        row->reported = p;
        row->late = period_cmp(p, month) < 0;
        return;
    }
}

static bool change_since(const ProgressHistory *h, ptrdiff_t unit, const ProgressRow *row, int months, int64_t *ret)
{
    double before = row->has_result ? progress_value(h, unit, period_add(row->reported, -months)) : NAN;
    if (isnan(before))
        return false;
    *ret = row->result - (int64_t)before;
    return true;
}

static PaceInput pace_input(const ProgressHistory *h, const ProgressRow *row)
{
    return (PaceInput){.has_result = row->has_result,
                       .has_base = row->goal.has_base,
                       .has_target = row->goal.given,
                       .result = row->result,
                       .month = row->has_result ? number_of(row->reported) : 0,
                       .path = row->goal.path,
                       .less_is_better = h->indicator.better < 0};
}

static void fill_row(const ProgressBoard *b, ptrdiff_t unit, const ProgressGoal *goal, ProgressRow *row)
{
    const ProgressHistory *h = &b->history;
    *row = (ProgressRow){.unit = h->unit.unit[unit], .place = unit, .goal = *goal};
    find_result(h, unit, b->month, row);
    row->has_month = change_since(h, unit, row, 1, &row->month_change);
    row->has_year = change_since(h, unit, row, 12, &row->year_change);
    PaceInput input = pace_input(h, row);
    row->pace = pace_of(&input, PACE_THRESHOLDS);
}

/* ---- rank ---------------------------------------------------------------------------- */

static bool ranked(const ProgressRow *row)
{
    return row->has_result && !row->late && row->goal.given && row->pace.basis_points >= 0;
}

/* By the share of the target; equal shares share a rank. */
static void rank_rows(ProgressBoard *b)
{
    bool less = b->history.indicator.better < 0;
    for (ptrdiff_t i = 0; i < b->rows; i++) {
        if (!ranked(&b->row[i]))
            continue;
        b->row[i].rank = 1;
        for (ptrdiff_t k = 0; k < b->rows; k++) {
            int32_t mine = b->row[i].pace.basis_points, other = b->row[k].pace.basis_points;
            b->row[i].rank += ranked(&b->row[k]) && (less ? other < mine : other > mine);
        }
    }
}

/* ---- order -------------------------------------------------------------------------------- */

static bool compared(const ProgressRow *row)
{
    return row->has_result && row->goal.given && row->pace.basis_points >= 0;
}

static int by_name(const void *a, const void *b)
{
    const ProgressRow *x = a, *y = b;
    return (x->place > y->place) - (x->place < y->place);
}

static int by_key(const ProgressRow *x, const ProgressRow *y, int64_t left, int64_t right)
{
    if (compared(x) != compared(y))
        return compared(x) ? -1 : 1;
    if (!compared(x) || left == right)
        return by_name(x, y);
    return left < right ? -1 : 1;
}

static int by_share(const void *a, const void *b)
{
    const ProgressRow *x = a, *y = b;
    return by_key(x, y, x->pace.basis_points, y->pace.basis_points);
}

static int by_share_downwards(const void *a, const void *b)
{
    const ProgressRow *x = a, *y = b;
    return by_key(x, y, -x->pace.basis_points, -y->pace.basis_points);
}

static int by_gap(const void *a, const void *b)
{
    const ProgressRow *x = a, *y = b;
    return by_key(x, y, -x->pace.gap, -y->pace.gap);
}

static void sort_rows(ProgressBoard *b)
{
    bool less = b->history.indicator.better < 0;
    int (*order)(const void *, const void *) = b->sort == PROGRESS_BY_NAME  ? by_name
                                               : b->sort == PROGRESS_BY_GAP ? by_gap
                                               : less                       ? by_share_downwards
                                                                            : by_share;
    qsort(b->row, (size_t)b->rows, sizeof *b->row, order);
}

/* ---- the province --------------------------------------------------------------------- */

static void add_month(const ProgressHistory *h, ptrdiff_t unit, Period month, double *value, double *divisor)
{
    int at = period_distance(h->from, month);
    const double *counted = h->indicator.rate ? h->numerator : h->value;
    bool inside = at >= 0 && at < h->months;
    *value += inside ? counted[unit * h->months + at] : NAN;
    *divisor += inside && h->indicator.rate ? h->divisor[unit * h->months + at] : 0;
}

static double shown(const ProgressHistory *h, double value, double divisor)
{
    return !h->indicator.rate ? value : divisor > 0 ? round(value * 10000 / divisor) : NAN;
}

/* Months are compared only where all that reported this month reported then too. */
static void sum_results(ProgressBoard *b)
{
    const ProgressHistory *h = &b->history;
    double now = 0, before = 0, year = 0, d = 0, d_before = 0, d_year = 0;
    for (ptrdiff_t u = 0; u < h->unit.count; u++) {
        if (isnan(progress_value(h, u, b->month)))
            continue;
        b->reported++;
        add_month(h, u, b->month, &now, &d);
        add_month(h, u, period_add(b->month, -1), &before, &d_before);
        add_month(h, u, period_add(b->month, -12), &year, &d_year);
    }
    now = shown(h, now, d), before = shown(h, before, d_before), year = shown(h, year, d_year);
    ProgressRow *total = &b->total;
    total->has_result = h->summed && b->reported > 0 && !isnan(now);
    total->result = total->has_result ? (int64_t)now : 0;
    total->reported = b->month;
    total->has_month = total->has_result && !isnan(before);
    total->has_year = total->has_result && !isnan(year);
    total->month_change = total->has_month ? (int64_t)(now - before) : 0;
    total->year_change = total->has_year ? (int64_t)(now - year) : 0;
}

/* The targets of those who reported, so that both sides speak of the same communes.  Rates are not added. */
static void sum_goals(ProgressBoard *b, const ProgressRow *row)
{
    ProgressGoal sum = {.given = b->history.summed && b->reported > 0 && !b->history.indicator.rate, .has_base = true};
    for (ptrdiff_t u = 0; u < b->history.unit.count && sum.given; u++) {
        const ProgressRow *r = &row[u];
        if (!r->has_result || r->late)
            continue;
        sum.given = r->goal.given;
        sum.interpolated = r->goal.interpolated, sum.floor = r->goal.floor;
        sum.goal_year = r->goal.goal_year;
        sum.goal += r->goal.goal;
        sum.path.base += r->pace.expected; /* the path's sum in this very month */
        sum.path.target += r->goal.path.target;
        sum.path.due = r->goal.path.due;
    }
    sum.path.base_month = number_of(b->month);
    if (sum.path.due < sum.path.base_month)
        sum.path.due = sum.path.base_month;
    b->total.goal = sum;
    PaceInput input = pace_input(&b->history, &b->total);
    b->total.pace = pace_of(&input, PACE_THRESHOLDS);
}

/* Where no commune has a target the province is measured by its own.  That speaks of all of them, so the
 * result is that of the last month in which all reported. */
static void judge_by_own_goal(Arena *arena, ProgressBoard *b, const ProgressGoal *own)
{
    const ProgressHistory *h = &b->history;
    ProgressRow *total = &b->total;
    ForecastSeries sum = progress_sum(arena, h);
    int last = h->months - 1;
    while (last >= 0 && isnan(sum.value[last]))
        last--;
    if (!own->given || last < 0)
        return;
    double month = last >= 1 ? sum.value[last - 1] : NAN, year = last >= 12 ? sum.value[last - 12] : NAN;
    total->goal = *own;
    total->has_result = true;
    total->result = (int64_t)sum.value[last];
    total->reported = period_add(h->from, last);
    total->late = period_cmp(total->reported, b->month) < 0;
    total->has_month = !isnan(month);
    total->has_year = !isnan(year);
    total->month_change = total->has_month ? total->result - (int64_t)month : 0;
    total->year_change = total->has_year ? total->result - (int64_t)year : 0;
    PaceInput input = pace_input(h, total);
    total->pace = pace_of(&input, PACE_THRESHOLDS);
}

static Err *keep_unit(Arena *arena, ProgressBoard *b, Str code)
{
    for (ptrdiff_t i = 0; i < b->rows; i++) {
        if (!str_eq(b->row[i].unit.code, code))
            continue;
        b->row += i;
        b->rows = 1;
        return NULL;
    }
    return FAIL(arena, NOT_FOUND, "%.*s không có đơn vị mã “%.*s”", "%.*s has no unit with the code “%.*s”",
                STRF(b->history.province.full_name), STRF(code));
}

Err *progress_board_of(Store *store, Arena *arena, const ProgressAsk *ask, const ProgressHistory *history,
                       ProgressBoard *ret)
{
    ProgressBoard b = {.sort = ask->sort, .history = *history};
    ProgressGoal *goal;
    b.month = b.history.to;
    b.units = b.rows = b.history.unit.count;
    TRY(progress_goals(store, arena, &b.history, b.month.year, &goal, &b.document));
    b.row = new (arena, ProgressRow, b.rows);
    for (ptrdiff_t u = 0; u < b.rows; u++) {
        fill_row(&b, u, &goal[u], &b.row[u]);
        b.lights[b.row[u].pace.light]++;
    }
    b.total.unit = b.history.whole ? b.history.province : (Unit){.full_name = S("Địa bàn được giao")};
    sum_results(&b);
    sum_goals(&b, b.row);
    if (!progress_goals_of_communes(goal, b.units))
        judge_by_own_goal(arena, &b, &goal[b.units]);
    if (b.history.whole)
        rank_rows(&b);
    sort_rows(&b);
    if (ask->unit.len > 0)
        TRY(keep_unit(arena, &b, ask->unit));
    *ret = b;
    return NULL;
}

Err *progress_board(Store *store, Arena *arena, const ProgressAsk *ask, ProgressBoard *ret)
{
    ProgressHistory history;
    TRY(progress_history(store, arena, ask, &history));
    TRY(progress_check_month(store, arena, ask, &history));
    return progress_board_of(store, arena, ask, &history, ret);
}
