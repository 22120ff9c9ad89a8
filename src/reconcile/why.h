/* why: why a person or an employer is on a list, in words and with the evidence; and what a rule would find. */
#pragma once
#include "reconcile/lead.h"

typedef struct Why {
    const Rule *rule;
    Truth holds;
    ExprReason *reason; /* each part of the condition, as of the last run */
    ptrdiff_t reasons;
    LeadFact *evidence; /* what the rule shows besides */
    ptrdiff_t evidences;
    Date act_before; /* day 0: not on the list */
    Text words;      /* all of it as some sentences: "Vì sao có trong danh sách này?" */
} Why;
/* One rule, or (NULL) all that hold. */
Err *reconcile_why(Store *store, Arena *arena, const RuleSet *rules, const Rule *rule_or_all, Str province,
                   bool employer, int64_t subject, Why **ret, ptrdiff_t *ret_count) MUST_CHECK;

typedef struct Trial { /* of a rule over the facts of the last run */
    int64_t run, subjects, hits, unknown;
    uint64_t lacking;             /* facts whose absence made it unknown, a bit each */
    int64_t new_hits, kept, gone; /* beside the leads of a rule that is there already */
    int64_t *sample;              /* the first subjects that it would put on the list */
    ptrdiff_t samples;
} Trial;
Err *reconcile_try(Store *store, Arena *arena, Str province, const Rule *rule, int64_t sample, Trial *ret) MUST_CHECK;
