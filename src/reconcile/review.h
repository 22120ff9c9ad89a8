/* review: pairs of rows that the engine leaves to a person, and what persons said.
 *
 * A pair is two rows, each by its source and the digest of its key columns.  It waits until as many persons as
 * data/reconcile/review.csv demands for its reason gave the same answer; then it is a label, which identify obeys from
 * the next run on.  Who was not sure leaves it to others.  A pair is never asked twice: neither somebody who answered
 * it, nor after a label in any later run.  Who sees a part of the province sees the pairs of which both rows are of his
 * communes. */
#pragma once
#include "linkage/linkage.h"
#include "register/register.h"

typedef enum ReviewAnswer { REVIEW_NONE, REVIEW_YES, REVIEW_NO, REVIEW_UNSURE } ReviewAnswer;
extern const char *const review_answer_code[]; /* "", "yes", "no", "unsure" */
bool review_answer_parse(Str code, ReviewAnswer *ret);

typedef enum ReviewState {
    REVIEW_OPEN, /* nobody said anything */
    REVIEW_HALF, /* some did, more are needed */
    REVIEW_DONE, /* a label */
    REVIEW_GONE, /* one of the rows is no more, or the two are one person without it */
    REVIEW_STATES
} ReviewState;
extern const char *const review_state_code[REVIEW_STATES]; /* "open", "half", "done", "gone" */
extern const Text review_state_text[REVIEW_STATES];

typedef struct ReviewRow {
    Str source, delivery; /* the delivery that it was in when it was last seen */
    int64_t row, person;
    Str unit; /* commune, "" where the row names none */
    uint64_t key;
} ReviewRow;

typedef struct ReviewStep { /* a bar of the waterfall */
    Text what;              /* "Họ và tên: bằng nhau" */
    double weight;          /* bits */
} ReviewStep;

typedef struct ReviewPair {
    Str province;
    int64_t id;
    ReviewRow a, b;
    double weight; /* bits; link_probability */
    Str reason;    /* link_reason_name */
    Str pattern;   /* of the comparison, for review_steps */
    ReviewState state;
    ReviewAnswer label;
    int needed, yes, no, unsure; /* answers that are needed alike, and those given */
    int64_t first_run, last_run;
} ReviewPair;

typedef struct ReviewFilter {
    Str province, unit; /* unit "": all */
    int state;          /* ReviewState, or -1: all */
    Str not_by;         /* login: not those that he answered; {0}: all */
    Str reason;         /* {0}: all */
    int64_t after;      /* id */
    int64_t limit;
} ReviewFilter;
/* By id. */
Err *review_list(Store *store, Arena *arena, const ReviewFilter *filter, ReviewPair **ret,
                 ptrdiff_t *ret_count) MUST_CHECK;
/* The pair to answer next: begun ones first, then the likeliest; id 0 where none is left.  after: the one that comes
 * after this pair, answered by now or passed over, and the first again at the end; 0 the first. */
Err *review_next(Store *store, Arena *arena, Str province, Str by, int64_t after, ReviewPair *ret) MUST_CHECK;
Err *review_get(Store *store, Arena *arena, Str province, int64_t id, ReviewPair *ret) MUST_CHECK;
/* Both rows as delivered, cells in the order of their sources' columns: room for REGISTER_COLUMNS each.  The pair is
 * what the scope is asked for, not the deliveries. */
Err *review_cells(Store *store, Arena *arena, const ReviewPair *pair, Str *ret_a, Str *ret_b) MUST_CHECK;
/* How the weight came about; ret: room for LINK_FIELDS + 2. */
Err *review_steps(Store *store, Arena *arena, const ReviewPair *pair, ReviewStep *ret, int *ret_count) MUST_CHECK;

/* In the caller's transaction.  CONFLICT where it is done already or the same person answered it before. */
Err *review_answer(Store *store, Arena *arena, Str province, int64_t id, Str by, ReviewAnswer answer,
                   ReviewPair *ret) MUST_CHECK;

typedef struct ReviewCounts {
    int64_t state[REVIEW_STATES];
    int64_t yes, no;       /* labels */
    int64_t by_me, unsure; /* answers of the one who asks; answers "not sure" */
} ReviewCounts;
Err *review_counts(Store *store, Arena *arena, Str province, Str by, ReviewCounts *ret) MUST_CHECK;

/* What labels say of the model: of the pairs with a weight in a band, how many persons said yes and no. */
typedef struct ReviewBand {
    double from, to; /* bits */
    int64_t yes, no;
    double expected; /* share of yes that the model expects: mean probability of the labelled pairs */
} ReviewBand;
Err *review_accuracy(Store *store, Arena *arena, Str province, ReviewBand **ret, ptrdiff_t *ret_count) MUST_CHECK;
