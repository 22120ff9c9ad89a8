/* overview: a province, or a commune, on one page.
 *
 * Cards for every indicator, the path to the last target with the forecast, who is farthest behind and who moved
 * most, how fresh each source is, and communes by months.  The territory a page speaks of is the province for who
 * sees all of it; for who sees a part the one commune, or all communes seen together.  Everything is worked out from
 * the board's rules (progress.h), so that a number on the page is the number of its row. */
#pragma once
#include "progress/progress.h"

enum { PROGRESS_SPARK = 13, PROGRESS_TOP = 10 };

typedef struct ProgressCard {
    Indicator indicator;
    bool known;                   /* there are figures of it in the territory */
    Period month;                 /* the last month, up to that of the page, with figures of it */
    ProgressRow row;              /* of the territory */
    double spark[PROGRESS_SPARK]; /* months up to `month`; NAN where not all have reported */
    ptrdiff_t reported, units;    /* in `month` */
    Text denominator;             /* of a rate: what it is divided by, source and date; or why there is none */
} ProgressCard;

/* All indicators in their order.  unit {0}: the territory; else one commune. */
Err *progress_cards(Store *store, Arena *arena, const ProgressAsk *ask, Str unit, ProgressCard **ret,
                    ptrdiff_t *ret_count) MUST_CHECK;

typedef struct ProgressPath {
    Indicator indicator;
    ForecastSeries history; /* of the territory or the unit; NAN where not all have reported */
    ProgressGoal *goal;     /* of each year from first_year; due in its December */
    int first_year, years;
    Forecast forecast;
    int end;        /* month number up to which the forecast is shown */
    int reaches_bp; /* chance to reach the last year's goal; −1: no forecast or no goal */
    Text outlook;   /* the same in one sentence, "" without forecast */
} ProgressPath;

/* unit −1: the territory (see progress_territory). */
Err *progress_path(Store *store, Arena *arena, const ProgressAsk *ask, const ProgressHistory *history, ptrdiff_t unit,
                   ProgressPath *ret) MUST_CHECK;
ptrdiff_t progress_territory(const ProgressHistory *history); /* −1: the sum; else the only commune seen */

typedef struct ProgressFreshness {
    Indicator indicator;
    FactSource source;
    ptrdiff_t units;
} ProgressFreshness;

typedef struct ProgressOverview {
    ProgressBoard board; /* of the indicator asked for */
    ProgressCard *card;
    ptrdiff_t cards;
    ProgressPath path;
    const ProgressRow *worst[PROGRESS_TOP],
        *mover[PROGRESS_TOP]; /* most behind the path; changed most since last month */
    ptrdiff_t worsts, movers;
    ProgressFreshness *fresh; /* sources of the last 13 months, by indicator, the freshest first */
    ptrdiff_t fresh_count;
} ProgressOverview;

Err *progress_overview(Store *store, Arena *arena, const ProgressAsk *ask, ProgressOverview *ret) MUST_CHECK;

/* Communes × months: each month against the path of its year. */
typedef struct ProgressHeat {
    bool known;
    int64_t value;
    int32_t share_bp; /* of the path in that month; −1: none */
    Light light;
} ProgressHeat;

typedef struct ProgressHeatmap {
    ProgressBoard board; /* of the last month; its rows have the order asked for */
    Period first;
    int months;
    ProgressHeat *cell; /* row × months */
} ProgressHeatmap;

Err *progress_heatmap(Store *store, Arena *arena, const ProgressAsk *ask, int months, ProgressHeatmap *ret) MUST_CHECK;
Grid progress_heatmap_grid(Arena *arena, const ProgressHeatmap *map);

/* One commune, or the province for who sees all of it: FORBIDDEN outside the scope. */
typedef struct ProgressUnit {
    Unit unit;
    ProgressBoard board; /* speaks of this unit alone */
    ProgressRow row;
    ProgressPath path;
    ProgressCard *card;
    ptrdiff_t cards;
} ProgressUnit;

Err *progress_unit(Store *store, Arena *arena, const ProgressAsk *ask, Str code, ProgressUnit *ret) MUST_CHECK;

/* The facts behind a number, with the names of their units. */
typedef struct ProgressFacts {
    Fact *fact;
    Str *name;
    ptrdiff_t count;
    Str next; /* to go on with; "" at the end */
} ProgressFacts;

Err *progress_facts(Store *store, Arena *arena, FactFilter filter, Str after, int64_t limit, Date on,
                    ProgressFacts *ret) MUST_CHECK;
Grid progress_facts_grid(Arena *arena, const ProgressFacts *facts, Lang lang);

/* What the store has of a province, as far as the scope meets it. */
typedef struct ProgressKnown {
    bool base[2];   /* by CountBase: there are monthly figures */
    Period last;    /* the last month with some; year 0: none */
    bool simulated; /* some of that month are */
} ProgressKnown;
Err *progress_known(Store *store, Arena *arena, Str province, ProgressKnown *ret) MUST_CHECK;
