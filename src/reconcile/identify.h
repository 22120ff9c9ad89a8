/* identify: rows of registers → persons and employers that keep their numbers over the runs.
 *
 * Numbers count from 1 in each province, persons and employers apart, and are never given twice.  A row is known by its
 * source and the digest of its key columns.
 *
 * Persons.  A row whose key and linking columns are as they were in the last run keeps its person without any linking.
 * Of the others those are one person that have the same valid personal number (within social insurance also the same
 * SI number), and the same name or birth date, and nothing that speaks against it; whose numbers differ by a slip of
 * one digit; and who is paid where he is insured (identify_context.c).  What is left goes to the linkage engine with
 * the province's frozen model: first against the persons there are, then among itself.  Pairs that the engine leaves to
 * a person wait in reconcile_pair and are apart until then; answers (review.h) are obeyed in every run.  But for a slip
 * no two different valid personal numbers are one person without a person's answer.
 *
 * Employers, by tax code (10, 12 or 13 digits: a branch is an employer of its own), else by the code at social
 * insurance: rows of employers, enterprises and household businesses, and whoever participants and tax_income name.
 *
 * The result depends on the deliveries, the answers, the model and the last run; not on the number of threads. */
#pragma once
#include "linkage/linkage.h"
#include "register/register.h"

typedef struct IdentifyOptions {
    Str province;   /* code */
    Date as_of;     /* a day */
    int threads;    /* 0: all cores */
    int64_t memory; /* bytes the linkage may hold; 0 = 704 MiB */
    bool train;     /* a new model even if there is one */
    bool anew;      /* reads rows again that came before as they are: the result is the same */
    LinkWatch watch;
} IdentifyOptions;

typedef struct IdentifyDelivery { /* current as of the day; by source in the order of register_sources, then unit */
    Delivery delivery;
    const RegisterSource *source;
    int32_t *person;   /* of each row, as register_each gives them; 0: the row is no person's */
    int32_t *employer; /* of each row: the row's own (employers, enterprises, household_businesses), the payer
                        * (tax_income), the unit (participants); 0: none */
} IdentifyDelivery;

typedef struct IdentifyChange {
    bool employer, split; /* else merged */
    int32_t from, to;     /* merged: from is no more, its rows are to's; split: some rows of from are now to's */
} IdentifyChange;

typedef struct IdentifyStore IdentifyStore; /* what identify_save needs */

typedef struct Identify {
    Str province;
    IdentifyDelivery *delivery;
    ptrdiff_t deliveries;
    int32_t persons, employers; /* the highest numbers given so far; some of them may have no rows any more */
    int64_t rows;               /* that are a person's */
    int64_t rows_kept, rows_certain, rows_linked, rows_alone; /* … how each came to its person; kept: as last time */
    int64_t persons_new, employers_new, merged, split;
    int64_t to_review;      /* pairs that wait for a person, new ones and old ones */
    uint8_t *waiting;       /* of each person, by number: a row of his is in a pair that waits for an answer; NULL:
                               nobody's is */
    uint8_t *touched;       /* of each person, by number: a row of his is new, other, gone, was another's or had another
                               employer in the last run; NULL: anybody's may be */
    IdentifyChange *change; /* merges, then splits, each by from */
    ptrdiff_t changes;
    LinkModel *model;
    bool trained;          /* in this run */
    double read_s, link_s; /* for the report and the benchmark only */
    IdentifyStore *kept;
} Identify;

/* Writes nothing.  NOT_FOUND where there is no delivery as of the day.  FORBIDDEN to who does not see the whole
 * province. */
Err *identify_run(Store *store, Arena *arena, const IdentifyOptions *options, Identify *ret) MUST_CHECK;
/* What is other than it was: in the caller's transaction. */
Err *identify_save(Store *store, Arena *arena, const Identify *identify, int64_t run) MUST_CHECK;

typedef struct IdentifyEvent {
    int64_t run;
    IdentifyChange change;
} IdentifyEvent;
/* Merges and splits that a person (or employer) had part in, oldest first. */
Err *identify_events(Store *store, Arena *arena, Str province, bool employer, int64_t number, IdentifyEvent **ret,
                     ptrdiff_t *ret_count) MUST_CHECK;
/* Merges of one run, by employer and from. */
Err *identify_merges(Store *store, Arena *arena, Str province, int64_t run, IdentifyChange **ret,
                     ptrdiff_t *ret_count) MUST_CHECK;
/* Whose a number is now: follows merges; the number itself where it was never merged. */
Err *identify_now(Store *store, Arena *arena, Str province, bool employer, int64_t number, int64_t *ret) MUST_CHECK;
