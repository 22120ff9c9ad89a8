/* subject: what is known of one person or one employer, and where each value came from.
 *
 * Subjects are numbered by identify.h, from 1 in each province, persons and employers apart.  They are kept in packed
 * chunks of SUBJECT_CHUNK by number: golden values with their origins, facts, rows, who works where, and digests of the
 * numbers they are found by.  A run writes only chunks that changed.  The scope of the store holds: a subject is seen
 * by who sees its commune (golden unit); what has none, by who sees the whole province. */
#pragma once
#include "reconcile/fact.h"
#include "reconcile/golden.h"
#include "register/register.h"

enum { SUBJECT_CHUNK = 4096 }; /* the numbers 1 … 4096 are chunk 0 */

typedef struct SubjectRow { /* a row of a delivery */
    Str source, delivery;
    int64_t row;
} SubjectRow;

enum {                     /* of a person at an employer, a bit each */
       MEMBER_TAXED = 1,   /* has wages of the tax year there */
       MEMBER_LABOUR = 2,  /* … with a labour contract */
       MEMBER_INSURED = 4, /* a compulsory spell there holds the month */
       MEMBER_MISSING = 8, /* is counted in EMPLOYER_uninsured */
       MEMBER_OWNER = 16,  /* owns it (household businesses) */
};

typedef struct SubjectMember {
    int64_t id;     /* of an employer: the person; of a person: the employer */
    uint32_t state; /* MEMBER_… */
} SubjectMember;

typedef struct Subject {
    Str province;
    bool employer;
    int64_t id;
    Str unit; /* commune of today (commune.h); value holds what registers say */
    Str value[GOLDEN_FIELDS];
    int16_t origin[GOLDEN_FIELDS]; /* index into row; -1: no value */
    const int32_t *fact;           /* PERSON_FACT_COUNT or EMPLOYER_FACT_COUNT of them */
    SubjectRow *row;               /* by source, delivery, row */
    ptrdiff_t rows;
    SubjectMember *member; /* by id: of an employer its persons, of a person the employers */
    ptrdiff_t members;
    Date month; /* of the facts; day 0 */
} Subject;

/* One chunk is read.  NOT_FOUND where there is no such subject or the scope does not see it. */
Err *subject_get(Store *store, Arena *arena, Str province, bool employer, int64_t id, Subject *ret) MUST_CHECK;
/* For lists: golden values of many, each chunk unpacked once; all empty for what is not there or not seen. */
Err *subject_values(Store *store, Arena *arena, Str province, bool employer, const int64_t *id, ptrdiff_t count,
                    Str (**ret)[GOLDEN_FIELDS]) MUST_CHECK;
/* The fields alone that are asked for (GOLDEN_BIT), which costs as much less; the others stay empty. */
Err *subject_some(Store *store, Arena *arena, Str province, bool employer, const int64_t *id, ptrdiff_t count,
                  uint64_t fields, Str (**ret)[GOLDEN_FIELDS]) MUST_CHECK;
/* A row of it as the agency sent it, all columns in the order of the source (REGISTER_COLUMNS). */
/* NOT_FOUND where the store's scope does not see the subject; whose deliveries its rows stand in does not matter. */
Err *subject_cells(Store *store, Arena *arena, const Subject *subject, ptrdiff_t row, Str *ret_cell) MUST_CHECK;
/* By a personal, old identity or social-insurance number of a person, a tax or unit code of an employer, as people
 * write it.  None found is no error. */
Err *subject_find(Store *store, Arena *arena, Str province, bool employer, Str number, int64_t **ret,
                  ptrdiff_t *ret_count) MUST_CHECK;
