/* lead: a person or an employer on a list, from the run that put it there to the run that cleared it.
 *
 * A lead is known by its rule and subject for good: one that clears and comes back is the same lead, with its number
 * and history.  Where subjects turn out to be one it goes along; where both had one, that of the number that went
 * clears.  All reading keeps to the scope of the store: who sees some communes sees their leads alone. */
#pragma once
#include "reconcile/commune.h"
#include "reconcile/reconcile.h"

typedef struct LeadFact { /* what of the subject decided, as of the run that wrote it */
    int fact;
    int32_t value; /* FACT_MISSING: was not known */
} LeadFact;

typedef struct Lead {
    Str province;
    int64_t id, subject; /* lasting number of the person or employer */
    Str rule;
    bool employer;
    Str unit, village; /* commune of today, of residence or of the seat; "" elsewhere or not known (commune.h) */
    Str written;       /* the commune as registers say it: a code, maybe of before July 2025 or of another province */
    Str kind;          /* class of the potential: LeadClass as written, "" for other rules */
    LeadFact *fact;
    ptrdiff_t facts;
    int64_t first_run, since_run; /* since_run: the run that put it there this time */
    int64_t cleared_run;          /* 0: open */
} Lead;

typedef struct LeadFilter {
    Str province;     /* required */
    Str unit, rule;   /* "" any; unit: a commune of today, or COMMUNE_ELSEWHERE */
    int64_t subject;  /* 0 any; with employer */
    int64_t run;      /* 0 any; else put on the list by this run */
    bool by_employer; /* employer counts */
    bool employer;    /* persons or employers alone */
    bool cleared;     /* the cleared ones in place of the open ones */
    int64_t after;    /* id: the page after this one; lists are by id */
    int64_t limit;    /* 0: 1000 */
} LeadFilter;
Err *lead_list(Store *store, Arena *arena, const LeadFilter *filter, Lead **ret, ptrdiff_t *ret_count) MUST_CHECK;
Err *lead_count(Store *store, Arena *arena, const LeadFilter *filter, int64_t *ret) MUST_CHECK;
Err *lead_get(Store *store, Arena *arena, Str province, int64_t id,
              Lead *ret) MUST_CHECK; /* NOT_FOUND, also out of scope */
/* Many at once, which costs little more than one; id 0: there is none, or it is out of scope. */
Err *lead_get_some(Store *store, Arena *arena, Str province, const int64_t *id, ptrdiff_t count, Lead **ret) MUST_CHECK;

/* Of each subject an open one of the first of these rules that has it on its list; id 0: none. */
Err *lead_of_subjects(Store *store, Arena *arena, Str province, bool employer, const Str *rule, ptrdiff_t rules,
                      const int64_t *subject, ptrdiff_t count, Lead **ret) MUST_CHECK;

typedef enum LeadBy {
    LEAD_BY_UNIT, /* communes of today; "" what lies elsewhere or nobody knows, of who sees the province */
    LEAD_BY_RULE,
    LEAD_BY_UNIT_AND_RULE,
    LEAD_BY_KIND,   /* of the potential for voluntary insurance */
    LEAD_BY_VILLAGE /* as written; "" not known */
} LeadBy;
typedef struct LeadTally {
    Str unit, rule, kind, village; /* those asked for; "" otherwise */
    int64_t count;
} LeadTally;
Err *lead_tally(Store *store, Arena *arena, const LeadFilter *filter, LeadBy by, LeadTally **ret,
                ptrdiff_t *ret_count) MUST_CHECK;

/* Of the potential for voluntary insurance: "25-34.f.poor.former.household.association_member". */
typedef enum LeadAge { LEAD_AGE_UNDER_25, LEAD_AGE_25, LEAD_AGE_35, LEAD_AGE_45, LEAD_AGE_55, LEAD_AGES } LeadAge;
typedef struct LeadClass {
    LeadAge age;            /* LEAD_AGES: not known */
    int sex, poverty;       /* codes of fact.h; -1 not known */
    bool former, household; /* was insured before; someone of the household is insured */
    int list;               /* the first list he is on, code of fact.h; -1 none */
} LeadClass;
Text lead_age_text(LeadAge age);
bool lead_class_read(Str kind, LeadClass *ret);

/* ---- history --------------------------------------------------------------------------- */
typedef enum LeadChange { LEAD_APPEARED, LEAD_CLEARED, LEAD_CHANGED, LEAD_RETURNED } LeadChange;
Text lead_change_text(LeadChange change);

typedef struct LeadEvent {
    int64_t run, lead;
    LeadChange change;
    Text why; /* "đang đóng BHXH bắt buộc: không → có"; "" where nothing of that kind is known */
} LeadEvent;
Err *lead_events(Store *store, Arena *arena, Str province, int64_t id, LeadEvent **ret,
                 ptrdiff_t *ret_count) MUST_CHECK;

/* ---- what officers found ------------------------------------------------------------------ */
typedef enum LeadOutcome { OUTCOME_RIGHT, OUTCOME_WRONG, OUTCOME_UNCLEAR, OUTCOMES } LeadOutcome;
Text lead_outcome_text(LeadOutcome outcome);
const char *lead_outcome_code(LeadOutcome outcome); /* "right" … */
typedef struct LeadFinding {
    LeadOutcome outcome;
    Str by, at, note;
} LeadFinding;
/* In the caller's transaction; the newest counts. */
Err *lead_result_put(Store *store, Arena *arena, Str province, int64_t id, LeadOutcome outcome, Str note,
                     Str by) MUST_CHECK;
Err *lead_findings(Store *store, Arena *arena, Str province, int64_t id, LeadFinding **ret,
                   ptrdiff_t *ret_count) MUST_CHECK; /* newest first */
typedef struct RulePrecision {
    Str rule;
    int64_t count[OUTCOMES];
    double precision; /* right / (right + wrong); -1 where neither was recorded */
} RulePrecision;
Err *lead_precision(Store *store, Arena *arena, Str province, RulePrecision **ret, ptrdiff_t *ret_count) MUST_CHECK;
