/* plan: a plan document as figures that can be proved or refuted.
 *
 * A plan is a matrix: rows are units as the document writes them, columns are an
 * indicator in a year, and beside them stands what the document declares as sums
 * and says in its text.  Reading keeps everything as written with its place;
 * matching finds the official unit; checking lists what does not hold; saving
 * puts the targets into the cube with the document behind them.  Nothing is
 * corrected in silence. */
#pragma once
#include "cube/cube.h"
#include "table/form.h"
#include "table/grid.h"
#include "unit/unit.h"

typedef struct PlanFigure {
    bool given;
    int64_t value;
    Place place;
} PlanFigure;

typedef struct PlanColumn {
    Str indicator; /* participants_total … */
    int year;
    bool floor;          /* "tối thiểu", "không thấp hơn" */
    Str heading;         /* as written */
    PlanFigure declared; /* the "Tổng:" row */
    PlanFigure stated;   /* the total that the text above the table says */
    PlanFigure share;    /* what the text says in percent of the labour force: hundredths of a percent */
    int64_t computed;    /* the sum of the rows, by plan_check */
} PlanColumn;

typedef struct PlanRow {
    Str number;
    Str written; /* the name as written, with the code after it where the file has one; for messages */
    Str key;     /* the code, else the name: what the unit is found by */
    Place place;
    bool unreadable;    /* a cell of it could not be read: it is checked and not saved */
    PlanFigure *figure; /* one for each column */
    UnitMatch match;
    Str code; /* of the unit once it is sure or accepted; else {0} */
} PlanRow;

typedef struct Plan {
    Str file, digest;
    Document document; /* number, issuer, title, date as far as the text shows them */
    Document said;     /* what the person who imports says of it: id or number of one that is there, and the rest */
    Unit province;     /* code {0} until found */
    bool by_year;      /* the file is a yearly path of one unit */
    PlanColumn *column;
    ptrdiff_t columns;
    PlanRow *row;
    ptrdiff_t rows;
    Problem *problem; /* cells that could not be read */
    ptrdiff_t problems;
    Str note; /* footnotes: how the document counts */
} Plan;

typedef struct PlanOptions {
    Str province; /* as written; {0}: found from the names of the units */
    int year;     /* 0: from headings and text */
    Date on;      /* names of units as of this day */
    Str rejects;  /* file for rows that cannot be read; {0}: none */
    Lang lang;
} PlanOptions;

/* The columns of what plan_read reads, for who tells files apart; from ret_figures on one is needed. */
typedef enum PlanLayout { PLAN_LIST, PLAN_PATH, PLAN_TABLE, PLAN_LAYOUTS } PlanLayout;
const Field *plan_fields(Arena *arena, PlanLayout layout, ptrdiff_t *ret_count, ptrdiff_t *ret_figures);
/* Reads the appendix of a plan (one year or several), a yearly path, or a list of
 * targets (unit, indicator, year, value) from any file that table can read. */
Err *plan_read(Arena *arena, Str path, PlanOptions options, Plan *ret) MUST_CHECK;

/* Finds the province where it is not given, and the unit of each row.  With a store,
 * names accepted before are known.  unit_shipped serves where there is no store. */
Err *plan_match(Plan *plan, Store *store_or_null, Arena *arena, PlanOptions options) MUST_CHECK;
Err *plan_no_province(Arena *arena); /* the problem that the province is not clear */
/* Takes the proposed unit of each row that waits for a yes and remembers it as an alias. */
Err *plan_accept(Plan *plan, Store *store, Arena *arena, Str who) MUST_CHECK;

/* The targets in force of options.province (all years, or options.year) as a plan, to be checked again. */
Err *plan_stored(Store *store, Arena *arena, PlanOptions options, Plan *ret) MUST_CHECK;

/* ---- check -------------------------------------------------------------------- */
typedef enum Severity { SEVERITY_ERROR, SEVERITY_WARNING, SEVERITY_NOTICE, SEVERITY_PROOF } Severity;

typedef struct FindingNumber {
    const char *key;
    int64_t value;
    int scale; /* the number is value / 10^scale */
} FindingNumber;

enum { FINDING_NUMBERS = 6 };

typedef struct Finding {
    const char *code; /* "sum-mismatch" …: stable, see docs/plan-check.md */
    Severity severity;
    Place place;
    FindingNumber number[FINDING_NUMBERS]; /* ends with a NULL key */
    Text message, action;
} Finding;

typedef struct Findings {
    Finding *finding; /* errors first, proofs (what was checked and holds) last */
    ptrdiff_t count, cap;
    ptrdiff_t of[4]; /* how many of each severity */
} Findings;

/* `units`: the official units the plan should cover; `floors`: what a higher level assigned. */
typedef struct PlanFloor {
    Str unit, indicator;
    int year;
    int64_t value;
    Str source;
} PlanFloor;

Findings plan_check(Plan *plan, Arena *arena, UnitList units, const PlanFloor *floor, ptrdiff_t floors);
Str findings_json(Arena *arena, const Plan *plan, const Findings *findings); /* {"findings":[…],"proofs":[…]} */
Text severity_text(Severity severity);                                       /* "LỖI" … */
const char *severity_code(Severity severity);                                /* "error", "warning", "notice", "ok" */
/* Floors of Resolution 403/NQ-CP, as far as they are known (data/law/target.csv). */
Err *plan_floors(Arena *arena, PlanFloor **ret, ptrdiff_t *ret_count) MUST_CHECK;
/* The check against the communes and the floors that ship with the program, as they are on a day. */
Err *plan_check_all(Plan *plan, Arena *arena, Date on, Findings *ret) MUST_CHECK;

/* ---- keep and give back --------------------------------------------------------- */
typedef struct PlanBeside { /* other documents with targets of the same units, indicators and years */
    struct PlanBesideOne {
        Str document;
        ptrdiff_t targets;
    } * of;
    ptrdiff_t count, cap;
} PlanBeside;
typedef struct PlanBesideOne PlanBesideOne;

typedef struct PlanSaved {
    FactChange change;
    bool seen;           /* these bytes were taken in before: no target changes */
    bool described;      /* what is said of a document that was there has changed */
    PlanBeside replaced; /* whose targets were in force and gave way to this document's */
    PlanBeside behind;   /* whose targets stay in force before this document's: later, or they supersede it */
} PlanSaved;

/* Saves the document and its targets in one transaction.  The same file twice changes nothing but what
 * plan.said tells of its document.  Sets plan.document to what is kept.  Refused while a row's unit is not
 * sure: its findings say which.  NOT_FOUND: a document in plan.said that is not there, naming those that are. */
Err *plan_save(Plan *plan, Store *store, Arena *arena, Author author, Clock clock, PlanSaved *ret) MUST_CHECK;
/* The appendix of the targets in force, units in Vietnamese order; the province's own where its units have
 * none.  Year 0: the latest that has targets. */
Err *plan_grid(Store *store, Arena *arena, Str province, int year, Date on, Grid *ret) MUST_CHECK;
/* The same of one document by its id, be it in force or not. */
Err *plan_grid_of(Store *store, Arena *arena, Str document, int year, Date on, Grid *ret) MUST_CHECK;
/* The documents taken in, in that order; province {0}: all. */
Err *plan_documents(Store *store, Arena *arena, Str province, Grid *ret) MUST_CHECK;
