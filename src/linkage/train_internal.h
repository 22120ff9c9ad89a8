/* train_internal: estimation on patterns alone, apart from where the patterns come from. */
#pragma once
#include "linkage/model.h"

/* Pairs of one training rule. */
typedef struct TrainSet {
    int rule;               /* -1: all pairs there are */
    LinkPatterns patterns;  /* a sample */
    double pairs;           /* that the rule finds in all */
    bool held[LINK_FIELDS]; /* the rule's own fields: equal by choice, they say nothing */
    /* Found: */
    bool good;
    double share; /* of matches among the pairs */
    double m[LINK_FIELDS][LINK_LEVELS];
    bool seen[LINK_FIELDS][LINK_LEVELS];
} TrainSet;

typedef struct Training {
    Arena *arena;
    LinkModel *model; /* in: defaults; out: estimates, log, notes */
    int levels[LINK_FIELDS];
    LinkPatterns random;
    double pairs; /* of records, in all */
    double most;  /* matches there can be */
    TrainSet *set;
    int sets;
    double prior;                            /* first guess */
    double chance[LINK_FIELDS][LINK_LEVELS]; /* u is at least this: others among the candidates by all pairs */
    double matches[LINK_FIELDS];             /* in the sample that taught a field most */
} Training;

/* Everything from the patterns: u, m, prior; marks what is trained and notes what is not. */
void training_estimate(Training *t);

/* Once more on the candidates of all rules together, fields held by none, terms weighed by their frequency. */
void training_refine(Training *t, const LinkPatterns *candidates);
/* Marks and notes what no data trained, and fills it in. */
void training_finish(Training *t);
