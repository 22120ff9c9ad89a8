/* The target a unit is measured by in a year, and the path that leads there. */
#include "progress/progress.h"

#include "base/vec.h"
#include "progress_sql.h"
#include "store/scope.h"
#include <math.h>

static int december(int year)
{
    return FORECAST_MONTH(year, 12);
}

Err *progress_targets(Store *store, Arena *arena, const ProgressHistory *h, Target **ret, ptrdiff_t *ret_count)
{
    Vec(Target) list = {0};
    AUTO(rows_close) Rows rows = {0};
    const Scope *scope = store_scope(store);
    TRY(store_query(store, arena, SQL_PROGRESS_TARGETS,
                    ARGS(V_TEXT(h->province.code), V_TEXT(h->indicator.code), V_TEXT(str_from(base_code(h->base))),
                         V_TEXT(h->documents_until)),
                    &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        Target t = {.province = h->province.code,
                    .indicator = h->indicator.code,
                    .base = h->base,
                    .unit = rows_text(&rows, arena, 0),
                    .year = (int)rows_int(&rows, 1),
                    .value = rows_int(&rows, 2),
                    .floor = rows_int(&rows, 3) != 0,
                    .document = rows_text(&rows, arena, 4)};
        if (scope_sees(scope, t.province, t.unit))
            vec_push(arena, &list, t);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

/* This year's target, else that of the last year with one, so that targets given meanwhile to
 * the years between do not change what a year without one is measured by; NULL for neither. */
static const Target *choose_target(const Target *target, ptrdiff_t count, Str unit, int year)
{
    const Target *best = NULL;
    for (ptrdiff_t i = 0; i < count; i++) {
        const Target *t = &target[i];
        if (t->year < year || !str_eq(t->unit, unit))
            continue;
        if (t->year == year)
            return t;
        if (!best || t->year > best->year)
            best = t;
    }
    return best;
}

/* The result at the base month, or the nearest one: up to three months before, six after; of a
 * path to a later year the first one after, since that target is no measure of this year. */
static bool find_base(const ProgressHistory *h, const double *value, bool interpolated, PacePath *path)
{
    int first = FORECAST_MONTH(h->from.year, h->from.index), after = first + h->months - 1 - path->base_month;
    int last = interpolated && after > 6 ? after : 6;
    for (int step = 0; step <= last + 3; step++) {
        int month = path->base_month + (step <= 3 ? -step : step - 3), at = month - first;
        double found = at >= 0 && at < h->months ? value[at] : NAN;
        if (!isnan(found)) {
            path->base = (int64_t)found;
            path->base_month = month;
            return true;
        }
    }
    return false;
}

/* Where a later year's target is interpolated the path begins with the document, so that
 * it does not move down each year by what was missed. */
static int base_year(const Document *document, int year, bool interpolated)
{
    Date date;
    bool dated = date_parse_iso(document->date, &date);
    return interpolated && dated && date.year <= year ? date.year - 1 : year - 1;
}

static ProgressGoal make_goal(const ProgressHistory *h, const double *value, const Target *target,
                              const Document *document, int year)
{
    ProgressGoal goal = {.given = true,
                         .floor = target->floor,
                         .goal_year = target->year,
                         .goal = target->value,
                         .document = target->document,
                         .interpolated = target->year > year};
    PacePath whole = {.target = target->value, .due = december(target->year)};
    whole.base_month = december(base_year(document, year, goal.interpolated));
    goal.has_base = find_base(h, value, goal.interpolated, &whole);
    goal.path = whole;
    if (goal.interpolated && goal.has_base) {
        goal.path.due = december(year);
        goal.path.target = pace_expected(&whole, goal.path.due);
    }
    return goal;
}

Err *progress_goals(Store *store, Arena *arena, const ProgressHistory *h, int year, ProgressGoal **ret,
                    Document *ret_document)
{
    Target *target;
    ptrdiff_t count;
    TRY(progress_targets(store, arena, h, &target, &count));
    return progress_goals_from(store, arena, h, target, count, year, ret, ret_document);
}

Err *progress_goals_from(Store *store, Arena *arena, const ProgressHistory *h, const Target *target, ptrdiff_t count,
                         int year, ProgressGoal **ret, Document *ret_document)
{
    ptrdiff_t units = h->unit.count;
    Document document = {0};
    ProgressGoal *goal = new (arena, ProgressGoal, units + 1);
    ForecastSeries *series = progress_series(arena, h);
    *ret_document = document;
    for (ptrdiff_t u = 0; u <= units; u++) {
        Str code = u < units ? h->unit.unit[u].code : h->province.code;
        const Target *t = choose_target(target, count, code, year);
        if (!t)
            continue;
        bool found = true;
        if (!str_eq(document.id, t->document))
            TRY(document_get(store, arena, t->document, &document, &found));
        if (ret_document->id.len == 0)
            *ret_document = document;
        goal[u] = make_goal(h, series[u].value, t, &document, year);
    }
    *ret = goal;
    return NULL;
}

bool progress_goals_of_communes(const ProgressGoal *goal, ptrdiff_t units)
{
    for (ptrdiff_t u = 0; u < units; u++)
        if (goal[u].given)
            return true;
    return false;
}

static void add_goal(ProgressGoal *sum, const ProgressGoal *goal)
{
    bool first = sum->goal_year == 0;
    sum->given = goal->given && (first || sum->given);
    sum->interpolated = goal->interpolated, sum->floor = goal->floor;
    sum->goal_year = goal->goal_year > 0 ? goal->goal_year : -1;
    sum->document = first ? goal->document : sum->document;
    sum->goal += goal->goal;
    sum->path.target += goal->path.target;
    sum->path.due = goal->path.due;
}

ProgressGoal progress_goal_total(const ProgressHistory *h, const ProgressGoal *goal)
{
    ProgressGoal sum = {0};
    if (!progress_goals_of_communes(goal, h->unit.count))
        return goal[h->unit.count];
    for (ptrdiff_t u = 0; u < h->unit.count && h->summed && !h->indicator.rate; u++)
        add_goal(&sum, &goal[u]);
    return sum;
}
