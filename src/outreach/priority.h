/* priority: which leads are to be gone to first.
 *
 * Stated: expected gain × ease of the rule (data/outreach/rule.csv).  Where a rule has PRIORITY_OUTCOMES recorded
 * outcomes, PRIORITY_EACH of them registered and as many not, a logistic model of what stands in its leads (class,
 * facts that decided) takes the place of ease – if on the fifth of the outcomes that was held out its log loss is below
 * that of the stated ease; else the stated formula stays.  An outcome is a contact after which somebody registered, or
 * thinks it over, refused or was not met; wrong data, moves and deaths say nothing of it.
 *
 * Models are of a whole province and are made where a run of the reconciliation ends (priority_fit), which is also when
 * leads change: until the next run lists, assignments, phones and the page of coefficients say the same.  Leads of a
 * rule that its model ranks are kept in their order, by commune, so that a page of 1.2 million needs no reckoning. */
#pragma once
#include "outreach/outreach.h"

enum { PRIORITY_OUTCOMES = 200, PRIORITY_EACH = 30, PRIORITY_TENTHS = 10, PRIORITY_FEATURES = 16 };

typedef struct PriorityCoefficient {
    const char *name; /* "poor" …; "base" the intercept */
    Text words;
    double value, error; /* log odds, standard error */
    int64_t count;       /* outcomes with it that it was learned from */
} PriorityCoefficient;

typedef struct PriorityTenth { /* of those held out, by what was expected */
    double from, to, expected, observed;
    int64_t count;
} PriorityTenth;

typedef struct PriorityRule {
    OutreachRule rule;
    int64_t outcomes, registered;
    bool model;  /* ranks; else the stated formula does */
    int64_t run; /* that it was made with; 0: none was */
    Text why;
    PriorityCoefficient coefficient[PRIORITY_FEATURES];
    int coefficients; /* 0: no model was made */
    PriorityTenth tenth[PRIORITY_TENTHS];
    int tenths;
    double loss_model, loss_stated; /* NAN: no model was made */
} PriorityRule;
typedef struct Priorities {
    PriorityRule *rule; /* as settings have them */
    ptrdiff_t rules;
} Priorities;
/* Models of all outcomes that there are, in the transaction of a run. */
Err *priority_fit(Store *store, Arena *arena, Str province, int64_t run) MUST_CHECK;
/* What the last run made; of a rule without a model its gain and ease alone. */
Err *priority_kept(Store *store, Arena *arena, Str province, const OutreachSettings *settings,
                   Priorities *ret) MUST_CHECK;
/* The same, and of rules without a model how many outcomes there are where the store's scope sees. */
Err *priority_read(Store *store, Arena *arena, Str province, const OutreachSettings *settings,
                   Priorities *ret) MUST_CHECK;
const PriorityRule *priority_of(const Priorities *priorities, Str rule); /* NULL: nobody works it */
/* Of a lead of one of these rules; 0 of any other. */
double priority_rank(const Priorities *priorities, const Lead *lead);
double priority_expected(const PriorityRule *p, const Lead *lead); /* that somebody registers, by the model */
double priority_rank_of(const PriorityRule *p, double expected);   /* expected counts where the model ranks */

typedef struct RankedLead {
    int64_t lead;
    double expected;
} RankedLead;
/* Open leads of a rule whose model ranks, the best first, those of one rank by number; of a commune of today, or of all
 * that the scope sees.  At least `most` of them where there are so many, 0 all. */
Err *priority_ranked(Store *store, Arena *arena, Str province, Str rule, Str unit, int64_t most, RankedLead **ret,
                     ptrdiff_t *ret_count) MUST_CHECK;

/* The same of given outcomes. */
typedef struct PriorityCase {
    Lead lead;
    bool registered;
} PriorityCase;
void priority_reckon(Arena *arena, const OutreachRule *rule, const PriorityCase *all, ptrdiff_t count,
                     PriorityRule *ret);
