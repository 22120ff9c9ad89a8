/* rule: what puts a person or an employer on a list – data, with its law and its dates.
 *
 * data/rules/rule.csv: code, group (group.csv), of (person, employer), title, condition (expr.h), severity 1–3, agency
 * (a role of data/account/role.csv), days to act, basis (articles, with how certain they are), in force from/to,
 * evidence (facts to show and to keep with a lead), clears (in words: what ends it).  A condition has three values:
 * what rests on a missing fact is unknown, and unknown is no hit, though it is counted.
 *
 * A rule is on unless someone switched it off in the store; it may be tried before (try.h).  A RuleSet is immutable and
 * may be shared by threads. */
#pragma once
#include "reconcile/expr.h"
#include "store/store.h"

enum { RULE_GROUPS = 12, RULE_EVIDENCE = 16 };

typedef enum RuleState { RULE_ON, RULE_OFF, RULE_NOT_IN_FORCE } RuleState;
Text rule_state_text(RuleState state);
typedef struct Rule Rule;

struct Rule {
    Str code;
    int group; /* 1 … RULE_GROUPS */
    bool employer;
    Text title, clears;
    Str condition;
    const Expr *expr; /* with the law of the month; NULL where the rule is not in force */
    int severity;     /* 3: law is broken or money lost; 2: to be cleared up; 1: may join */
    int days;         /* to act, from the run that put someone on the list */
    Str agency;
    Str basis; /* in Vietnamese whatever the language, as a LawValue's article */
    LawCertainty certainty;
    Date from, to;
    uint64_t facts; /* of the condition, a bit each */
    Str shows;      /* facts to show besides, as written */
    /* Kept with a lead, in this order: what the rule shows and what its condition leaves open. */
    int evidence[RULE_EVIDENCE], evidences;
    RuleState state;
    Str switched_by, switched_at; /* "" where nobody switched it */
};
/* How far the articles are established: "" where they are, else what to do before they are used against anybody. */
Text rule_basis_note(const Rule *rule);
Str rule_basis(Arena *arena, const Rule *rule, Lang lang); /* the articles, with the note in brackets */

typedef struct RuleSet {
    Date month;
    Rule *rule; /* by group, as in the file */
    ptrdiff_t count;
    Text group[RULE_GROUPS]; /* titles */
} RuleSet;

/* All rules, those in force in the month compiled with its law; BAD_INPUT names the rule and the place in its
 * condition. */
Err *rules_load(Arena *arena, const Law *law, Date month, RuleSet *ret) MUST_CHECK;
/* The same with what was switched in a province. */
Err *rules_of(Store *store, Arena *arena, const Law *law, Str province, Date month, RuleSet *ret) MUST_CHECK;
/* By code; NOT_FOUND names the nearest. */
Err *rule_find(const RuleSet *rules, Arena *arena, Str code, const Rule **ret) MUST_CHECK;
/* A rule that is nobody's yet: a condition as written, to try. */
Err *rule_written(Arena *arena, const Law *law, Date month, bool employer, Str condition, Rule *ret) MUST_CHECK;
/* In the caller's transaction; the next run clears the leads of a rule that was switched off. */
Err *rule_switch(Store *store, Arena *arena, Str province, Str code, bool on, Str by) MUST_CHECK;
