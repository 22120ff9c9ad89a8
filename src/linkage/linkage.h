/* linkage: the same person in several registers.
 *
 * Probabilistic record linkage after Fellegi and Sunter (1969): records are
 * normalised, pairs that share a key of some blocking rule are compared field by
 * field, every comparison level carries a match weight log2(m/u), and the sum says
 * how much more likely the pair is one person than two.  m is estimated by
 * expectation–maximisation without labels, u from random pairs.  Knows no database
 * and no command line: tables of columns in, links or clusters out.
 *
 * The order of work, one header each way: columns are recognised (recognise.h), cells
 * become values (kind.h), records stand in rows and pairs are found and compared
 * (records.h), the model is trained (model.h), pairs are decided (decide.h) and the
 * run is explained (report.h).  This header runs it all.
 *
 * The result depends on the input, the options and the seed; not on the number of
 * threads nor on the memory allowed. */
#pragma once
#include "linkage/decide.h"
#include "linkage/model.h"
#include "linkage/records.h"

typedef struct LinkOptions {
    bool dedupe;                   /* one source, linked with itself */
    bool one_to_one;               /* a left record gets at most one right record and the other way round */
    double threshold, review_from; /* match probabilities in (0,1); 0 = 0.95 and 0.5 */
    uint64_t seed;                 /* 0 is a seed like any other */
    int threads;                   /* 0 = as many as there are cores */
    int64_t memory;                /* bytes the run may hold; 0 = no bound */
    Str folder;                    /* for temporary files; {0} = TMPDIR or /tmp */
    const LinkModel *model;        /* trained: used as it is; not trained: trained here; NULL: made and trained here */
    const LinkPlaces *places;      /* the old-to-new table of communes, or NULL */
    bool pairs_only; /* nothing for a report: no unlinkable, and counts of rules and data only of records that
                      * share a key with one of the left side */
    const LinkLeftOut *left_out; /* with pairs_only: what the right source does not give; NULL: it gives all */
    LinkWatch watch;             /* progress and cancel */
} LinkOptions;

typedef struct LinkResult {
    double threshold;          /* as used */
    LinkModel *model;          /* as trained or as given */
    LinkData *data;            /* the prepared records; close with link_close */
    LinkPairs pairs;           /* scored at review_from or above, by left then right record */
    LinkRuleCount *rule;       /* one for each rule of the model */
    LinkDecision *decision;    /* one for each pair */
    LinkClusters clusters;     /* dedupe only */
    const uint64_t *number;    /* dedupe: of the first row of a cluster its valid personal number, 0 = none */
    LinkUnlinkable unlinkable; /* records that could never reach the threshold */
    LinkStats stats;
} LinkResult;

/* right is NULL with dedupe.  Everything returned lives in the arena, but the data. */
Err *link_run(Arena *arena, LinkSource *left, LinkSource *right, LinkOptions options, LinkResult *ret) MUST_CHECK;
void link_close(LinkResult *result);

/* Why a pair is to be reviewed and not linked, however likely it is. */
typedef enum LinkReason {
    LINK_NO_REASON,      /* it is not to be reviewed */
    LINK_UNSURE,         /* under the threshold */
    LINK_NUMBERS_DIFFER, /* the two have different personal numbers */
    LINK_GROUP_NUMBERS,  /* records alike to one or the other have different valid personal numbers */
    LINK_GROUP_DIFFERS,  /* the two are alike, but most records of their groups are not */
    LINK_REASONS
} LinkReason;
LinkReason link_reason(const LinkResult *result, ptrdiff_t pair);
extern const char *const link_reason_name[LINK_REASONS]; /* in files: "", "unsure" … */
extern const Text link_reason_text[LINK_REASONS];        /* for people */
