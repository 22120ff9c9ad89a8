/* allocate_job: one run of `plan allocate`, between the parts of the command; for them only.
 *
 * ask: the words of the command line  →  fill: bases, goals, path, method of each scheme  →  plan/pair.h
 * →  show: the table or the refusal  →  plan/allocate_store.h keeps it where --save says so */
#pragma once
#include "base/vec.h"
#include "cli/cli.h"
#include "plan/allocate_store.h"
#include "plan/pair.h"
#include "plan/path.h"

enum { TOTAL = PAIR_TOTAL, VOLUNTARY = PAIR_VOLUNTARY, PARTS = PAIR_PARTS };
typedef enum Way { WAY_GROWTH, WAY_BASE, WAY_COVERAGE, WAY_BLEND } Way;
extern const char *const way_names[];

typedef struct YearValue {
    int year; /* 0: not given */
    int64_t value;
} YearValue;

typedef struct Share { /* one scheme on its way into the engine */
    int64_t *had;      /* units: what each really has; base is cut to the goal where it is held there */
    int64_t *base, *goal, *path, *lower, *upper;
    int64_t base_sum;
    int filled; /* years between that no document and no option gives */
    AllocateMethod method[8];
    int methods;
} Share;

typedef struct Job {
    Cli *cli;
    int base_year, first, years;
    Period base; /* month of the current figures; kind PERIOD_YEAR: only the year is known */
    YearValue from[PARTS];
    int64_t path[PARTS][FLOW_YEARS]; /* as given; -1 */
    Way way;
    AllocateFile file;
    const AllocateKnown *known; /* from the database; NULL: a file alone */
    Document own;               /* --save; number {0}: not saved */
    bool voluntary;             /* two schemes */
    bool hold;
    bool *held; /* units that stay at their goal */
    int64_t round;
    Share share[PARTS];
    PairResult result;
    Vec(Text) remark; /* what a reader must know: under the title, or before a refusal */
} Job;

extern const Option path_options[];
Err *run_path(Cli *cli) MUST_CHECK;

Err *year_value(const Cli *cli, const char *option, YearValue *ret) MUST_CHECK;
/* The curve of a path; its ends come from elsewhere. */
Err *read_curve(const Cli *cli, const char *method_option, const char *round_option, PathSpec *spec) MUST_CHECK;
Err *allocate_ask(Job *j) MUST_CHECK;  /* years, paths and choices */
Err *allocate_fill(Job *j) MUST_CHECK; /* shares, from file and known */
void allocate_remark(Job *j, Text text);
PairDemand allocate_demand(const Job *j);
void allocate_refused(Job *j); /* with the exit status */
Err *allocate_table(Job *j) MUST_CHECK;
Err *allocate_keep(Job *j) MUST_CHECK; /* --save */
