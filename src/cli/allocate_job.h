/* allocate_job: one run of `plan allocate`, between the parts of the command; for them only.
 *
 * ask: the words of the command line  →  plan/allocate_run.h  →  show: the table or the refusal
 * →  plan/allocate_store.h keeps it where --save says so */
#pragma once
#include "cli/cli.h"
#include "plan/allocate_run.h"

enum { TOTAL = PAIR_TOTAL, VOLUNTARY = PAIR_VOLUNTARY, PARTS = PAIR_PARTS };

typedef struct YearValue {
    int year; /* 0: not given */
    int64_t value;
} YearValue;

typedef struct Job {
    Cli *cli;
    YearValue from[PARTS];
    Period base;  /* as given or found; year 0: the base year */
    Document own; /* --save; number {0}: not saved */
    AllocateRun run;
} Job;

extern const Option path_options[];
Err *run_path(Cli *cli) MUST_CHECK;

Err *year_value(const Cli *cli, const char *option, YearValue *ret) MUST_CHECK;
/* The curve of a path; its ends come from elsewhere. */
Err *read_curve(const Cli *cli, const char *method_option, const char *round_option, PathSpec *spec) MUST_CHECK;
Err *allocate_ask(Job *j) MUST_CHECK; /* years, paths and choices */
void allocate_refused(Job *j);        /* with the exit status */
Err *allocate_table(Job *j) MUST_CHECK;
Err *allocate_keep(Job *j) MUST_CHECK; /* --save */
