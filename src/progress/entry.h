/* entry: monthly figures as a commune types them (nhập liệu), and their way to the locked books.
 *
 *     typed ─► reported ─► approved ─► locked        the commune enters, the province approves and locks;
 *                 ▲____________________/             reopening needs a reason
 *
 * A sheet is one unit and one month: each counted indicator with its figure, last month's, that of the same month a
 * year before, and the range in which a figure is usual.  The range comes from the unit's own months before it: with
 * six months or more the forecast's 95% interval (forecast.h), half as wide again and never narrower than 1% and two
 * persons to each side; with two to five, three times the largest step so far to each side of the last figure, at least
 * a tenth of it and ten; with one, a fifth of it and ten.  A figure outside is not refused: it needs a reason,
 * which stays with it.  What is typed, sent or read from a form is looked at in one order – a whole number, its sign,
 * its size (fact_needs), who was faster, what is usual – and the first that is wrong is said.  So does a correction of
 * an approved figure, which then waits for approval anew.  Parts and totals must agree (fact_complete); the total that
 * is left out is written from its parts.
 *
 * A month is due on a day of the following month, a parameter with a date (deadline_monthly_entry of data/law, of the
 * province or VN). */
#pragma once
#include "progress/progress.h"

typedef struct EntryAsk {
    Str unit; /* code of a commune or village */
    Period month;
    CountBase base;
} EntryAsk;

typedef struct EntryRow {
    Indicator indicator;
    bool has; /* a figure is there */
    Fact fact;
    Str who, at, reason; /* of its last version */
    bool has_before, has_year_before, has_range;
    int64_t before, year_before, low, high;
    Text range; /* where low and high come from, in words; {0} without */
    bool unusual;
} EntryRow;

typedef struct EntrySheet {
    Unit unit;
    Period month;
    CountBase base;
    Date due;
    bool late;   /* the due day is past and the total is not there */
    bool begun;  /* the month has begun: figures can be entered */
    bool locked; /* every figure there is is locked, and there is one */
    EntryRow *row;
    ptrdiff_t rows;
} EntrySheet;

Err *entry_sheet(Store *store, Arena *arena, EntryAsk ask, EntrySheet *ret) MUST_CHECK;
bool entry_usual(const EntryRow *row, int64_t value);
Text entry_why(Arena *arena, const EntryRow *row, int64_t value); /* why a value is not usual */

typedef struct EntryValue {
    Str indicator; /* code */
    int64_t value;
    int64_t version; /* of the figure that the person saw, 0 none; -1: not said */
    Str reason;
} EntryValue;

/* All or none, in the caller's transaction.  BAD_INPUT names the indicator in the place's field; CONFLICT: another was
 * faster, or the figure is locked. */
Err *entry_save(Store *store, Arena *arena, EntryAsk ask, const EntryValue *value, ptrdiff_t count, Str who,
                FactChange *ret) MUST_CHECK;

typedef struct EntryMove {
    Str province;
    Period month;
    CountBase base;
    const Str *unit; /* none: all of the province */
    ptrdiff_t units;
    FactState to; /* approved, locked; reported: reopened, with a reason */
    Author author;
} EntryMove;
/* In the caller's transaction; those whose state the move does not start from are left. */
Err *entry_move(Store *store, Arena *arena, EntryMove move, int64_t *ret_moved, int64_t *ret_left) MUST_CHECK;

/* ---- by file --------------------------------------------------------------------------------------
 * The form of a month, to be filled in with a spreadsheet: a row for each commune that the scope sees (or the one asked
 * for) and each indicator, with what is there, the month before and the usual range; and the filled form, of which each
 * value is checked as though it were typed.  A row whose value is empty says nothing.  The form remembers which version
 * it shows, so that what was changed meanwhile is not written over. */
typedef struct EntryFormAsk {
    Str province, unit; /* unit "": all of the province that the scope sees */
    Period month;
    CountBase base;
} EntryFormAsk;
Err *entry_form(Store *store, Arena *arena, EntryFormAsk ask, Lang lang, Grid *ret) MUST_CHECK;

typedef struct EntryFormProblem {
    Place place;
    Str unit, indicator; /* as written */
    Text text;
} EntryFormProblem;

typedef struct EntryFormTaken {
    ptrdiff_t rows, values; /* data rows, and those among them with a value */
    const Str *unit;        /* codes of the communes they are of */
    ptrdiff_t units;
    EntryFormProblem *problem;
    ptrdiff_t problems;
    bool saved; /* all of it; never with problems */
    FactChange change;
} EntryFormTaken;
/* Any file that table can read.  In the caller's transaction; nothing is written where there are problems, or where
 * `save` is not said.  BAD_INPUT: no such form at all. */
Err *entry_form_take(Store *store, Arena *arena, Str name, Str bytes, EntryFormAsk ask, Str who, bool save,
                     EntryFormTaken *ret) MUST_CHECK;

/* ---- who has reported --------------------------------------------------------------------------- */
typedef enum EntryState {
    ENTRY_MISSING, /* not due yet */
    ENTRY_LATE,
    ENTRY_SIMULATED, /* nobody has entered anything */
    ENTRY_REPORTED,
    ENTRY_APPROVED,
    ENTRY_LOCKED,
    ENTRY_STATES
} EntryState;
const char *entry_state_code(EntryState state); /* "missing" … */
Text entry_state_text(EntryState state);

typedef struct EntryCalendar {
    Unit province;
    UnitList unit; /* communes the scope sees, in Vietnamese order */
    Period first;
    int months, due_day;
    Date *due;         /* months */
    EntryState *state; /* units × months: of the figure entered that is the least far; simulated ones do not count */
    int *entered;      /* units × months: figures that somebody entered */
    int figures;       /* that a sheet asks for */
    bool due_unsure;   /* the due day is not taken from a document */
} EntryCalendar;

Err *entry_calendar(Store *store, Arena *arena, Str province, CountBase base, Period last, int months,
                    EntryCalendar *ret) MUST_CHECK;
Grid entry_calendar_grid(Arena *arena, const EntryCalendar *calendar, Lang lang);
