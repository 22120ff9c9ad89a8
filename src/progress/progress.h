/* progress: where every unit stands against its target, and where it will end.
 *
 * The board shows one indicator of one province in one month: result, target, gap, pace
 * needed, change, rank and light (pace.h), by the facts of one counting base only.
 * The target is that of the year where a document of the time gives one; else the path from
 * the December before the first year of the goal's document (else of the year before the
 * month shown) to the goal of the last year with one, and it is said to be interpolated.  Who
 * has not reported the month is shown with the last month reported, judged by that
 * month, and left out of the province's sum.  What the store's scope does not see is not there; a province of
 * which it sees nothing is answered like one without figures.  A forecast of a commune is the same whoever asks: it is
 * calibrated on all communes of the province (outlook.c, the one place that lifts the scope).  A rate is worked out
 * from numerator and denominator of the same base; without a denominator there is no rate, and it is said. */
#pragma once
#include "cube/cube.h"
#include "progress/backtest.h"
#include "progress/forecast.h"
#include "progress/pace.h"
#include "table/grid.h"
#include "unit/unit.h"

/* Rows of the board: by the share of the target that the rank goes by, the worst first; by name;
 * or by what is lacking, the most first.  Equals stand in the order of their names. */
typedef enum ProgressSort { PROGRESS_BY_RANK, PROGRESS_BY_NAME, PROGRESS_BY_GAP } ProgressSort;

typedef struct ProgressAsk {
    Str province;  /* code */
    Str indicator; /* code or name */
    Str unit;      /* code of one commune, or {0} for all */
    Period month;  /* year 0: the last month with facts */
    CountBase base;
    Date on;    /* names of units as of this day */
    Date until; /* documents up to this day count; {0}: the last day of the month asked for, else `on` */
    ProgressSort sort;
    struct ProgressMemo *memo; /* NULL: figures are read from the store each time */
} ProgressAsk;

/* Units and figures that several questions share: of one province, base, day and scope, while nothing is written; lives
 * in the arena of its first use.  Starts as {0}. */
typedef struct ProgressMemo {
    Unit province; /* code {0}: not read yet */
    UnitList unit; /* those that the scope sees */
    struct ProgressCounts *first;
} ProgressMemo;

/* The province whose facts of any indicator are in the store, where there is only one. */
Err *progress_only_province(Store *store, Arena *arena, Str *ret) MUST_CHECK;

/* ---- what the store holds, as months in a row ------------------------------------------ */

/* Monthly values of a province's communes.  value[unit × months + month]; NAN where nothing was
 * reported.  Rates are in hundredths of a percent like everything in percent. */
typedef struct ProgressHistory {
    Indicator indicator;
    Unit province;
    UnitList unit; /* communes, in Vietnamese order */
    CountBase base;
    Period from, to;     /* months; to is the last with facts, or the one asked for */
    Str documents_until; /* ISO: the last day of the month asked for, else today; later documents do not count */
    int months;
    double *value;
    bool whole;                  /* the store's scope sees all of the province: else unit has the communes it sees, and
                                  * nobody has a rank */
    bool summed;                 /* what is seen has a sum, goal and forecast of its own: the province's, or that of the
                                  * communes seen where they are several; never the province's for who sees a part */
    bool simulated;              /* some of it is */
    Text denominator_name;       /* of a rate */
    bool no_denominator;         /* a rate, and its denominator has no facts at all */
    Fact denominator;            /* a rate: one fact that shows source and date; key.unit {0} if none */
    Period denominator_last;     /* the last month for which the denominator is known */
    double *numerator, *divisor; /* a rate: its parts, as value; the divisor of the last month known */
} ProgressHistory;

Err *progress_history(Store *store, Arena *arena, const ProgressAsk *ask, ProgressHistory *ret) MUST_CHECK;
/* NOT_FOUND when the month asked for is one in which nobody reported. */
Err *progress_check_month(Store *store, Arena *arena, const ProgressAsk *ask, const ProgressHistory *h) MUST_CHECK;
double progress_value(const ProgressHistory *history, ptrdiff_t unit, Period month); /* NAN outside */

/* The province's own series: months in which all communes reported that ever did; NAN else. */
ForecastSeries progress_sum(Arena *arena, const ProgressHistory *history);

/* One series for each commune, and the province's own as the last. */
ForecastSeries *progress_series(Arena *arena, const ProgressHistory *history);

/* ---- targets ----------------------------------------------------------------------------- */
typedef struct ProgressGoal {
    bool given;
    PacePath path;     /* due: December of the month's year */
    bool interpolated; /* the document gives a later year only */
    bool floor;        /* "tối thiểu": reached by passing it */
    int goal_year;     /* of the document's target */
    int64_t goal;
    bool has_base;
    Str document; /* id */
} ProgressGoal;

/* The targets in force on the day documents_until, by year. */
Err *progress_targets(Store *store, Arena *arena, const ProgressHistory *history, Target **ret,
                      ptrdiff_t *ret_count) MUST_CHECK;
/* The goal of each unit of the history in a year, after them the province's own (which counts where no
 * commune has one), and the document behind the first. */
Err *progress_goals(Store *store, Arena *arena, const ProgressHistory *history, int year, ProgressGoal **ret,
                    Document *ret_document) MUST_CHECK;
/* The same where several years are asked for, out of what progress_targets has read. */
Err *progress_goals_from(Store *store, Arena *arena, const ProgressHistory *history, const Target *target,
                         ptrdiff_t count, int year, ProgressGoal **ret, Document *ret_document) MUST_CHECK;
bool progress_goals_of_communes(const ProgressGoal *goal, ptrdiff_t units); /* whether any commune has one */
/* What all units together are measured by: the sum of their goals where each has one, the province's own where none
 * has; none for a rate, which has only its own. */
ProgressGoal progress_goal_total(const ProgressHistory *history, const ProgressGoal *goal);

/* ---- the board ----------------------------------------------------------------------------- */
typedef struct ProgressRow {
    Unit unit;
    ptrdiff_t place; /* among the names */
    bool has_result, late;
    int64_t result;
    Period reported; /* month of the result */
    ProgressGoal goal;
    Pace pace;
    bool has_month, has_year; /* the month before, the same month a year before were reported */
    int64_t month_change, year_change;
    int rank; /* 1 = most of its target; 0: not ranked (late, no target) */
} ProgressRow;

typedef struct ProgressBoard {
    ProgressHistory history;
    Period month;
    ProgressRow *row; /* a row for each unit asked for */
    ptrdiff_t rows;
    ProgressRow total; /* the province: communes that reported the month */
    ptrdiff_t reported, units;
    ptrdiff_t lights[LIGHTS]; /* of all communes */
    Document document;
    ProgressSort sort;
} ProgressBoard;

Err *progress_board(Store *store, Arena *arena, const ProgressAsk *ask, ProgressBoard *ret) MUST_CHECK;
/* The same of a history that was read before, whether or not anybody reported its month. */
Err *progress_board_of(Store *store, Arena *arena, const ProgressAsk *ask, const ProgressHistory *history,
                       ProgressBoard *ret) MUST_CHECK;
Text progress_headline(Arena *arena, const ProgressBoard *board); /* the answer in one sentence */
Text progress_note(Arena *arena, const ProgressBoard *board); /* indicator, month, "DỮ LIỆU MÔ PHỎNG", base, document */
/* The same and the order of the rows, for who writes them in it. */
Text progress_note_ordered(Arena *arena, const ProgressBoard *board);
Text progress_chance(Arena *arena, int basis_points); /* "là 16%"; a forecast is never sure: "dưới 1%" */
Text progress_denominator(Arena *arena, const ProgressHistory *history); /* of a rate; "" else */
Str progress_document_name(Arena *arena, const Document *document);
Grid progress_grid(Arena *arena, const ProgressBoard *board, Lang lang);
/* The grid as JSON for programs: with the codes of words, the answer in both languages, the month. */
Err *progress_json(Arena *arena, const ProgressBoard *board, Lang lang, Str *ret) MUST_CHECK;

/* ---- the forecast ---------------------------------------------------------------------------- */
typedef struct ProgressOutlook { /* one unit */
    Unit unit;
    Forecast forecast;
    ProgressGoal year_goal, end_goal; /* of this year (perhaps interpolated) and of the last year with a target */
} ProgressOutlook;

typedef struct ProgressOutlooks {
    ProgressHistory history;
    ProgressOutlook *row;
    ptrdiff_t rows;
    ProgressOutlook total;
    int this_december, end_december; /* month numbers */
    Document document;
} ProgressOutlooks;

/* The last year with a target, else 2030 or the next one. */
int progress_end_year(const ProgressHistory *history, const Target *target, ptrdiff_t count);
/* The forecast of one unit of the history, or of their sum (unit −1), as progress_outlook gives it.  The sum's is that
 * of the units seen; a unit's is the same for every scope that sees it. */
Err *progress_forecast(Store *store, Arena *arena, const ProgressAsk *ask, const ProgressHistory *history,
                       ptrdiff_t unit, Forecast *ret) MUST_CHECK;
Err *progress_outlook(Store *store, Arena *arena, const ProgressAsk *ask, int threads,
                      ProgressOutlooks *ret) MUST_CHECK;
Text progress_outlook_headline(Arena *arena, const ProgressOutlooks *outlooks);
Grid progress_outlook_grid(Arena *arena, const ProgressOutlooks *outlooks, Lang lang);
Err *progress_outlook_json(Arena *arena, const ProgressOutlooks *outlooks, Lang lang, Str *ret) MUST_CHECK;

/* ---- the back-test --------------------------------------------------------------------------- */
Err *progress_backtest(Store *store, Arena *arena, const ProgressAsk *ask, int threads, Meter *meter,
                       Grid *ret) MUST_CHECK;
int progress_backtest_origins(const ProgressHistory *history); /* for the meter */
