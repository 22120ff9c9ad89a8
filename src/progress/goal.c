/* The target a unit is measured by in a year, and the path that leads there. */
#include "progress/progress.h"

#include <math.h>

static int december(int year)
{
    return FORECAST_MONTH(year, 12);
}

/* This year's target, else that of the nearest later year; NULL for neither. */
static const Target *choose_target(const Target *target, ptrdiff_t count, Str unit, CountBase base, int year)
{
    const Target *best = NULL;
    for (ptrdiff_t i = 0; i < count; i++) {
        const Target *t = &target[i];
        if (t->base == base && t->year >= year && str_eq(t->unit, unit) && (!best || t->year < best->year))
            best = t;
    }
    return best;
}

/* The result at the base month, or the nearest one: up to three months before, six after. */
static bool find_base(const ProgressHistory *h, ptrdiff_t unit, PacePath *path)
{
    for (int step = 0; step < 10; step++) {
        int month = path->base_month + (step <= 3 ? -step : step - 3);
        double value = unit < 0 ? NAN : progress_value(h, unit, period_month(month / 12, month % 12 + 1));
        if (!isnan(value)) {
            path->base = (int64_t)value;
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

static ProgressGoal make_goal(const ProgressHistory *h, ptrdiff_t unit, const Target *target, const Document *document,
                              int year)
{
    ProgressGoal goal = {.given = true,
                         .floor = target->floor,
                         .goal_year = target->year,
                         .goal = target->value,
                         .document = target->document,
                         .interpolated = target->year > year};
    PacePath whole = {.target = target->value, .due = december(target->year)};
    whole.base_month = december(base_year(document, year, goal.interpolated));
    goal.has_base = find_base(h, unit, &whole);
    goal.path = whole;
    if (goal.interpolated && goal.has_base) {
        goal.path.due = december(year);
        goal.path.target = pace_expected(&whole, goal.path.due);
    }
    return goal;
}

Err *progress_goals(Store *store, Arena *arena, const ProgressHistory *h, Period month, ProgressGoal **ret,
                    Document *ret_document)
{
    Target *target;
    ptrdiff_t count;
    Document document = {0};
    ProgressGoal *goal = new (arena, ProgressGoal, h->unit.count);
    TRY(target_list(store, arena, h->province.code, h->indicator.code, 0, &target, &count));
    *ret_document = document;
    for (ptrdiff_t u = 0; u < h->unit.count; u++) {
        const Target *t = choose_target(target, count, h->unit.unit[u].code, h->base, month.year);
        if (!t)
            continue;
        bool found = true;
        if (!str_eq(document.id, t->document))
            TRY(document_get(store, arena, t->document, &document, &found));
        if (ret_document->id.len == 0)
            *ret_document = document;
        goal[u] = make_goal(h, u, t, &document, month.year);
    }
    *ret = goal;
    return NULL;
}
