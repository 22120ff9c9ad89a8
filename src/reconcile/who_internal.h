/* What the parts of who share; for src/reconcile/who*.c only. */
#pragma once
#include "base/vec.h"
#include "reconcile/gather_internal.h"
#include "reconcile/who.h"

enum { WHO_KINDS = 4 }; /* by KeyKind: KEY_PERSONAL … KEY_NAME */

typedef struct WhoAsked {    /* a row of the list */
    uint64_t key[WHO_KINDS]; /* 0 none */
    uint16_t name, birth;
    int16_t year; /* of birth; 0 not known */
} WhoAsked;

typedef struct WhoHit { /* a person that has a key of a row */
    int32_t row, place; /* place: in his chunk */
    int64_t person;
    KeyWho who;
    uint8_t kind;
    bool ever, compulsory, voluntary; /* what facts say of him */
    int32_t last_month, paid_to, since;
} WhoHit;

typedef struct WhoHits {
    Vec(WhoHit) list;
    ptrdiff_t *first; /* of each chunk, and the end */
    ptrdiff_t chunks;
} WhoHits;

/* Everybody with a key that is asked for, by chunk, and what is known of them. */
Err *who_meet(Store *store, Arena *arena, Str province, int64_t persons, const WhoAsked *asked, ptrdiff_t rows,
              int threads, WhoHits *ret) MUST_CHECK;
