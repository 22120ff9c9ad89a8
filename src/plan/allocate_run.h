/* allocate_run: one allocation from what is asked to the table, for whoever asks: the command line or the service.
 *
 * asked: years, paths, ways, units (from a file or the store)
 *   →  allocate_run: bases, goals, path and methods of each scheme, then plan/pair.h
 *   →  the table with what a reader must know, or bounds that cannot be met together
 *   →  allocate_run_save: what plan/allocate_store.h keeps.
 *
 * The same questions on the same figures give the same table, on every machine. */
#pragma once
#include "base/vec.h"
#include "plan/allocate_store.h"
#include "plan/pair.h"
#include "plan/path.h"
#include "table/grid.h"

typedef enum AllocateFigure {
    FIGURE_LABOUR_FORCE,
    FIGURE_UNCOVERED, /* the labour force without those who participate */
    FIGURE_POPULATION,
    FIGURE_WEIGHT,
    FIGURE_CURRENT,
} AllocateFigure;
extern const char *const allocate_figure_names[]; /* "labour_force" …, ends with NULL */

typedef struct AllocateWay { /* one ingredient of the blend */
    bool level;              /* levels in proportion to the figure (equal rate); else gains */
    AllocateFigure figure;   /* FIGURE_CURRENT and gains: equal growth */
    int64_t weight;
} AllocateWay;

enum { ALLOCATE_WAYS = 8 };

typedef struct AllocateShare { /* one scheme on its way into the engine */
    int64_t *had;              /* units: what each really has; base is cut to the goal where it is held there */
    int64_t *base, *goal, *path, *lower, *upper;
    int64_t base_sum;
    int filled; /* years between that no document and nobody gives */
    AllocateMethod method[ALLOCATE_WAYS];
    int methods;
} AllocateShare;

typedef struct AllocateRun {
    Arena *arena;
    /* ---- asked; allocate_run_open sets what is usual */
    int base_year, first, years;
    Period base;                          /* month of the current figures; kind PERIOD_YEAR: only the year is known */
    int64_t from[PAIR_PARTS];             /* what the parent has, where the units' own figures are not known; -1 */
    int64_t path[PAIR_PARTS][FLOW_YEARS]; /* the parent's yearly figures as given; -1 */
    PathSpec curve;                       /* of the years between: method, round, shape */
    AllocateWay way[ALLOCATE_WAYS];
    int ways;
    AllocateFile file;          /* the units */
    const AllocateKnown *known; /* from the database; NULL: a file alone */
    bool voluntary;             /* two schemes */
    bool hold;                  /* units above their goal stay at it; else the demand is refused */
    bool declared;              /* the last year as the whole is given, not as the rows add up */
    bool options;               /* messages name the options of the command line */
    int64_t round;
    /* ---- worked out */
    AllocateShare share[PAIR_PARTS];
    bool *held; /* units that stay at their goal */
    PairResult result;
    Vec(Text) remark; /* what a reader must know: beside the table, or before a refusal */
} AllocateRun;

AllocateRun allocate_run_open(Arena *arena, int first_year, int years);
/* An impossible demand is a result (result.done false), as in plan/pair.h.  BAD_INPUT, USAGE: figures that are not
 * known or cannot be. */
Err *allocate_run(AllocateRun *run) MUST_CHECK;
bool allocate_run_knows(const AllocateRun *run, AllocateFigure figure); /* of the units */
void allocate_run_remark(AllocateRun *run, Text text);
/* Of the table: part PAIR_TOTAL is both schemes together. */
int64_t allocate_run_level(const AllocateRun *run, int part, ptrdiff_t unit, int year);
/* Why there is none, in a sentence. */
Text allocate_run_why(const AllocateRun *run);
/* SHA-256 of what the table says: units, what they have, every level; of a refusal, its reason. */
Str allocate_run_digest(const AllocateRun *run, Arena *arena);
/* What of a table is kept; document, author and clause are the caller's. */
AllocateSave allocate_run_save(const AllocateRun *run, Arena *arena);
/* The table with its title and what a reader must know; source: names of known.document; ideal: with the distance from
 * the ideal share.  Only where it is done. */
Grid allocate_grid(const AllocateRun *run, Arena *arena, Lang lang, const Str *source, bool ideal);
