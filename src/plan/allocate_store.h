/* allocate_store: what the database knows of the units to share among.
 *
 * Current figures are results by the collecting office in the base month, or the last ones a unit
 * reported before it; goals and the parent's yearly figures are the targets in force. */
#pragma once
#include "cube/cube.h"
#include "plan/allocate_file.h"
#include "unit/unit.h"

typedef struct AllocateAsk {
    Str province; /* code */
    Str parent;   /* a commune of it: its villages; or {0} */
    int first_year, years;
    Period base;        /* a month */
    Date on;            /* names of units */
    Str own_document;   /* id whose targets do not count, since they are made anew; or {0} */
    Str other_document; /* likewise: what the new document supersedes */
} AllocateAsk;

typedef struct AllocateKnown {
    AllocateFile units; /* communes; or the parent itself, alone */
    Unit parent;
    int64_t whole[2];   /* what the parent itself has, total and voluntary; -1 not known */
    bool simulated;     /* some figure that is used */
    ptrdiff_t late;     /* units that did not report the base month: an older figure is used */
    Str silent;         /* names of units without any figure, "" = none; they count as 0 */
    Document *document; /* behind goals and path, in the order they were met */
    ptrdiff_t documents;
    int64_t path[2][FLOW_YEARS]; /* the parent's targets, total and voluntary; -1 */
    bool floor[2];               /* goals that are “tối thiểu” */
} AllocateKnown;

/* The communes of the province (ask.parent: the villages of a commune); declared = the parent's own target of the last
 * year.  Figures that no unit has are NULL where the engine can do without: voluntary ones, labour force, population
 * (villages: that of their list); of villages also the total, whose parent's is then in `whole`.  Both are FORBIDDEN
 * where the scope does not see the whole of what is shared out. */
Err *allocate_communes(Store *store, Arena *arena, const AllocateAsk *ask, AllocateKnown *ret) MUST_CHECK;
/* One unit of the province as a parent: its figures are units' only row, its targets the path. */
Err *allocate_parent(Store *store, Arena *arena, const AllocateAsk *ask, Str unit, AllocateKnown *ret) MUST_CHECK;

/* Units that have more than their goal stay at it, since years never fall: the base is cut to the goal.  Where only
 * the voluntary ones or the rest are above what the goals leave them, the surplus counts with the other part and the
 * total stays.  base_voluntary NULL: one scheme.  Marks and counts the units that this concerns. */
ptrdiff_t allocate_hold(ptrdiff_t units, int64_t *base_total, int64_t *base_voluntary, const int64_t *goal_total,
                        const int64_t *goal_voluntary, bool *ret_held);

typedef struct AllocateSave {
    Document document; /* number, date, issuer, title, supersedes; id and province are set */
    Str province;
    Str parent, parent_name; /* the province or a commune of it */
    int first_year, years;
    ptrdiff_t units;
    const Str *code, *name;
    const int64_t *total, *voluntary;           /* units × years; voluntary NULL: the total alone */
    const int64_t *path_total, *path_voluntary; /* years */
    bool floor[2];                              /* total, voluntary: “tối thiểu” */
    Author author;
    Str clause;
    bool exact; /* a figure of a unit that another document sets differently is a CONFLICT in the last year too */
} AllocateSave;

typedef struct AllocateSaved {
    Str document; /* id */
    FactChange change;
    ptrdiff_t kept;    /* figures of the last year that another document in force sets */
    Str kept_document; /* its id */
} AllocateSaved;

/* Communes number their documents each for itself: "33:11953:12/QĐ-UBND". */
Str allocate_document_id(Arena *arena, Str province, Str parent, Str number);
/* Yearly targets of the units and the parent as one document, in one transaction; the same again changes
 * nothing.  Targets of the last year that stand in another document in force are its own and stay with it.  CONFLICT:
 * another document in force sets a different figure in an earlier year and is not superseded; or the number
 * belongs to a document of another kind. */
Err *allocate_write(Store *store, Arena *arena, AllocateSave *save, AllocateSaved *ret) MUST_CHECK; /* in the caller's
                                                                                                       transaction */
Err *allocate_save(Store *store, Arena *arena, AllocateSave *save, AllocateSaved *ret) MUST_CHECK;
