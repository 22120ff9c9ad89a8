/* reconcile: agencies' registers brought together – who is who, who should be covered and is not.
 *
 * A run takes the current deliveries as of a month, gives every row its person or employer (identify.h), makes one
 * golden record of each with the origin of every value and reckons the facts that rules speak of (gather.h), evaluates
 * the rules (rule.h) and writes what changed: leads that appeared, cleared, came back or changed (lead.h).  What did
 * not change is not touched, so a lead keeps its number and history.  A run is deterministic: same deliveries, labels,
 * model, rules and month, same result, whatever the threads.  Runs of a province are numbered from 1. */
#pragma once
#include "reconcile/rule.h"

typedef struct ReconcileReport ReconcileReport;

typedef struct Gathered Gathered; /* gather.h */
typedef struct ReconcileOptions {
    Str province;
    Date month; /* as of its last day */
    int threads;
    int64_t memory; /* bytes, 0: as much as it takes */
    bool train;     /* a new linkage model even if there is one */
    bool anew;      /* reads rows again that came before as they are: the result is the same */
    bool preview;   /* evaluates and counts, writes nothing */
    bool early;     /* the month is not over: that is meant */
    Str by;         /* login */
    void (*progress)(void *arg, Text step, int64_t done, int64_t total);
    bool (*cancelled)(void *arg);
    void *arg;
    /* What `after` wants to know of everybody: reckoned while leads are written, by a thread that must not speak to the
     * store.  May be NULL. */
    Err *(*meanwhile)(Arena *arena, const Gathered *gathered, void **ret_found);
    /* In the run's transaction, last of all; may be NULL.  For what stands above and follows from a run.  found: of
     * meanwhile. */
    Err *(*after)(Store *store, Arena *arena, Str province, const ReconcileReport *report, const void *found);
} ReconcileOptions;

typedef struct RuleCount {
    Str code;
    bool employer;
    int64_t hits, appeared, cleared, changed;
    int64_t unknown;  /* a fact that the rule needs is missing: “thiếu dữ liệu” */
    uint64_t lacking; /* … which ones, a bit each (fact.h) */
} RuleCount;

struct ReconcileReport {
    int64_t run; /* number; 0 with preview */
    Date month;
    Str started_at, by;
    int64_t rows, rows_changed;
    int64_t persons_read; /* whose rows were read again; 0 in reports of former runs */
    int64_t persons, employers, merged, split, to_review;
    int64_t leads, appeared, cleared, changed; /* sums of rule */
    RuleCount *rule;                           /* of the rules that were evaluated or whose leads were cleared */
    ptrdiff_t rules;
    int64_t last_lead;                            /* highest number of a lead after it */
    double identify_s, gather_s, rule_s, write_s; /* for the benchmark; rules are applied while facts are written */
};

/* Own transaction.  CANCELLED or failed: nothing has changed.  CONFLICT where a later month was run already.  And as
 * reconcile_month of the month; a preview is never too early. */
Err *reconcile_run(Store *store, Arena *arena, const ReconcileOptions *options, ReconcileReport *ret) MUST_CHECK;
/* For who asks before it is run.  BAD_INPUT where the month has not begun: the months before could not be run any more.
 * CONFLICT where it is not over, so that what was not delivered yet would look like what ended; early: that is meant.
 */
Err *reconcile_month(const Store *store, Arena *arena, Date month, bool early) MUST_CHECK;

/* Newest first, at most limit (0: all); and one of them, NOT_FOUND; run 0: the newest. */
Err *reconcile_runs(Store *store, Arena *arena, Str province, int64_t limit, ReconcileReport **ret,
                    ptrdiff_t *ret_count) MUST_CHECK;
Err *reconcile_none(Arena *arena); /* the problem that nothing was reconciled yet */
Err *reconcile_report(Store *store, Arena *arena, Str province, int64_t run, ReconcileReport *ret) MUST_CHECK;
