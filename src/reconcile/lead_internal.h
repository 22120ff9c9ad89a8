/* What the parts of leads share; for this folder only. */
#pragma once
#include "reconcile/gather.h"
#include "reconcile/identify.h"
#include "reconcile/intern.h"
#include "reconcile/lead.h"

/* ---- facts of a lead as text ---------------------------------------------------------------- */
/* "3:12,8450,": the values of shape 3, nothing for a missing one.  Which facts a shape holds is kept by their names, so
 * that a lead is read rightly after the rules have changed. */
typedef struct ShapeFacts { /* of persons, of employers: the facts by their names, -1 for one of former times */
    int count;
    int8_t fact[2][64];
} ShapeFacts;
typedef struct LeadShapes {
    Vec(Str) names;        /* by shape − 1: "tax_months tax_wage" */
    Vec(ShapeFacts) facts; /* as many */
    ptrdiff_t written;     /* of them, those that the store has */
} LeadShapes;

Err *shapes_load(Store *store, Arena *arena, Str province, LeadShapes *ret) MUST_CHECK;
Err *shapes_save(Store *store, Arena *arena, Str province, LeadShapes *shapes) MUST_CHECK;
int shape_of(LeadShapes *shapes, Arena *arena, bool employer, const int *fact, int count); /* its number */
enum { SHAPE_MOST = 1024 };
ptrdiff_t shape_write(char *ret, int shape, const int *fact, int count, const int32_t *value); /* its length */
/* Facts that have gone from the vocabulary are left out. */
void shape_read(Arena *arena, const LeadShapes *shapes, bool employer, Str written, LeadFact **ret,
                ptrdiff_t *ret_count);

/* ---- why a lead came or went ------------------------------------------------------------------ */
enum { WHY_FACTS = 64 };
typedef struct WhyFacts { /* what is known of a subject at a time: bits of `known` */
    uint64_t known;
    int32_t value[WHY_FACTS];
} WhyFacts;
/* Of a lead that is open: what it kept, and what follows from its condition holding. */
WhyFacts why_before(const Rule *rule, const LeadFact *fact, ptrdiff_t count);
/* "compulsory=0>1 base=?>5000" */
Str why_write(Arena *arena, bool employer, const WhyFacts *before, const WhyFacts *after);
Text why_text(Arena *arena, bool employer, Str written);
#define WHY_MOVED "moved" /* "moved=7>3": subject 7 is 3 now; before the rest */
#define WHY_OFF "off"     /* the rule was switched off or is not in force */
#define WHY_GONE "gone"   /* no row of any delivery speaks of the subject now */

/* ---- what stands on the lists when a run begins (lead_kept.c) ------------------------------------- */
typedef struct KeptLead { /* texts are numbers of LeadsKept.texts */
    int64_t id;
    uint32_t subject, unit, village, kind, facts;
    bool open;
} KeptLead;

typedef struct LeadsOfRule {
    Str rule;
    bool employer;
    KeptLead *lead; /* by subject */
    ptrdiff_t leads, open;
} LeadsOfRule;

typedef struct LeadsKept {
    Intern texts;
    Vec(LeadsOfRule) rule; /* by code */
    int64_t highest;       /* lead id given so far */
} LeadsKept;
/* rule: "" all. */
Err *leads_kept(Store *store, Arena *arena, Str province, Str rule, LeadsKept *ret) MUST_CHECK;
LeadsOfRule *leads_of_rule(const LeadsKept *kept, Str rule, bool employer); /* NULL: it has none */

/* ---- evaluating ---------------------------------------------------------------------------------- */
typedef struct Hit { /* texts are numbers of Evaluated.texts */
    uint32_t subject, unit, village, kind, facts;
} Hit;
typedef Vec(Hit) Hits;

typedef struct RuleHits {
    const Rule *rule;
    Hits hit, gone;   /* by subject; gone: open before and no hit now, facts: all of the rule, or WHY_GONE */
    int64_t unknown;  /* … because a fact is missing */
    uint64_t lacking; /* the facts that are */
    int shape, whole; /* of the facts of hit and of gone */
} RuleHits;

typedef struct Evaluated {
    Intern texts;
    RuleHits *rule; /* those that are on, in their order */
    ptrdiff_t rules;
} Evaluated;

typedef struct EvaluateAsk {
    const Gathered *gathered;
    const RuleSet *rules;
    LeadShapes *shapes;
    const Intern *texts; /* Evaluated.texts goes on from these; NULL none */
    uint8_t **open;      /* of each rule of rules, a bit a subject: on the list until now; NULL none */
    int threads;
    void (*progress)(void *arg, int64_t done, int64_t total);
    bool (*cancelled)(void *arg);
    void *arg;
} EvaluateAsk;
/* Rules that are on, over every subject.  Stops early where it was cancelled. */
Err *rules_evaluate(Arena *arena, const EvaluateAsk *ask, Evaluated *ret) MUST_CHECK;
int64_t hits_open(const uint8_t *open, const Hits *hits); /* of them, those that were on the list */
void lead_class_write(const int32_t *fact, char *ret, int size);

/* ---- what there was -------------------------------------------------------------------------------- */
typedef struct LeadMove { /* a subject that was merged in this run, and into which */
    int64_t from, to;
    int64_t lead; /* its id */
} LeadMove;
typedef Vec(LeadMove) LeadMoveList;
typedef struct LeadMoves {
    LeadMoveList gone_along;  /* by to: the lead is to's now */
    LeadMoveList left_behind; /* by from: to had one already */
} LeadMoves;
const LeadMove *lead_moved_to(const LeadMoves *moves, int64_t subject);
const LeadMove *lead_left_behind(const LeadMoves *moves, int64_t subject);

typedef struct LeadsBefore { /* of each rule of the set, by what subjects are now */
    uint8_t **open;          /* for EvaluateAsk.open */
    LeadMoves *moves;
} LeadsBefore;
/* Leads that go along stand with their new subjects in kept after it. */
void leads_before(Arena *arena, const Identify *identify, const RuleSet *rules, const Gathered *gathered,
                  LeadsKept *kept, LeadsBefore *ret);

/* ---- writing --------------------------------------------------------------------------------------- */
/* Leads that go along get their new subjects; in the caller's transaction. */
Err *leads_move(Store *store, Arena *arena, Str province, const LeadMoves *moves) MUST_CHECK;

typedef struct LeadSave {
    Str province;
    int64_t run;
    int threads;
    const RuleSet *rules;
    const LeadsKept *kept;     /* its texts are the first of Evaluated.texts */
    const LeadsBefore *before; /* of rules */
    const LeadShapes *shapes;
    void (*progress)(void *arg, int64_t done, int64_t total);
    void *arg;
} LeadSave;
/* In the caller's transaction; fills the counts of report. */
Err *leads_save(Store *store, Arena *arena, const LeadSave *save, const Evaluated *evaluated,
                ReconcileReport *report) MUST_CHECK;

/* What lists and counts of a province are answered by, in the same transaction.  first: of each rule of the report the
 * number of its first new lead, and behind the last one the next that is free. */
Err *lead_ranges_save(Store *store, Arena *arena, Str province, int64_t run, const RuleCount *rule, ptrdiff_t rules,
                      const int64_t *first) MUST_CHECK;
Err *lead_tally_save(Store *store, Arena *arena, Str province, const Evaluated *evaluated) MUST_CHECK;

/* What is to be written of one rule in a stretch of subjects (lead_compare.c), values one row after the other. */
enum {
    LEAD_PUT_VALUES = 12,
    LEAD_PUT_ID = 4, /* given when it is written */
    LEAD_SET_VALUES = 9,
    LEAD_PLACE_VALUES = 8,
    LEAD_CHANGE_VALUES = 7,
    LEAD_CLEAR_VALUES = 5,
    LEAD_OFF_VALUES = 3,
    LEAD_EVENT_VALUES = 5
};
typedef Vec(Value) LeadValues;
typedef struct LeadBatch {
    Arena memory;
    const Rule *rule;
    ptrdiff_t number;        /* of it in the report */
    const RuleHits *hits;    /* NULL: it was not evaluated */
    const LeadsOfRule *kept; /* NULL: it had none */
    const LeadMoves *moves;
    int64_t from, to; /* of subjects */
    LeadValues put, set, place, change, clear, event;
    LeadValues off, back; /* of those cleared and set */
    int64_t appeared, cleared, changed;
} LeadBatch;
void lead_compare(const LeadSave *save, const Evaluated *evaluated, LeadBatch *batch);

/* ---- reading ------------------------------------------------------------------------------------------ */
typedef struct LeadReading { /* what rows of leads are read with */
    Str province;
    LeadShapes shapes;
    Communes communes;
} LeadReading;
Err *lead_reading(Store *store, Arena *arena, Str province, LeadReading *ret) MUST_CHECK;
/* The row at hand of the statements that list leads: eleven columns. */
Lead lead_row(const Rows *rows, Arena *arena, const LeadReading *reading);
typedef Vec(Lead) Leads;
/* The rows of such a statement. */
Err *leads_take(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, const LeadReading *reading,
                Leads *ret) MUST_CHECK;
int64_t lead_filter_employer(const LeadFilter *filter); /* as statements ask; -1 both */
int64_t lead_filter_limit(const LeadFilter *filter);
Err *lead_check_unit(Store *store, Arena *arena, Str province, Str unit) MUST_CHECK;
/* Of a province, by number: the open ones of a rule, or what a run put on the lists or took off them. */
Err *leads_by_range(Store *store, Arena *arena, const LeadFilter *filter, const LeadReading *reading,
                    Leads *ret) MUST_CHECK;
/* What stands in rows for a commune of today or COMMUNE_ELSEWHERE; of "" one "*", which asks for all. */
Err *lead_codes(Store *store, Arena *arena, const LeadReading *reading, Str unit, Str **ret,
                ptrdiff_t *ret_count) MUST_CHECK;
LeadChange lead_change_of(Str code);
Str run_json(Arena *arena, const ReconcileReport *report);
