/* priority: which leads are to be gone to first.
 *
 * Stated: expected gain × ease of the rule (data/outreach/rule.csv).  Where a rule has PRIORITY_OUTCOMES recorded
 * outcomes, PRIORITY_EACH of them registered and as many not, a logistic model of what stands in its leads (class,
 * facts that decided) takes the place of ease – if on the fifth of the outcomes that was held out its log loss is below
 * that of the stated ease; else the stated formula stays.  An outcome is a contact after which somebody registered, or
 * thinks it over, refused or was not met; wrong data, moves and deaths say nothing of it.  Everything is of what the
 * store's scope sees, and the same store gives the same numbers. */
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
    bool model; /* ranks; else the stated formula does */
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
Err *priority_read(Store *store, Arena *arena, Str province, const OutreachSettings *settings,
                   Priorities *ret) MUST_CHECK;
/* Of a lead of one of these rules; 0 of any other. */
double priority_rank(const Priorities *priorities, const Lead *lead);

/* The same of given outcomes. */
typedef struct PriorityCase {
    Lead lead;
    bool registered;
} PriorityCase;
void priority_reckon(Arena *arena, const OutreachRule *rule, const PriorityCase *all, ptrdiff_t count,
                     PriorityRule *ret);
