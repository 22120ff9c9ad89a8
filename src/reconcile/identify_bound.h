/* For this folder: what an open row and a person that is there weigh together at most (identify_bound.c). */
#pragma once
#include "reconcile/identify_trace.h"

enum {
    BOUND_UNITS = 100000,
    BOUND_ANYWHERE = BOUND_UNITS
}; /* codes of communes have five digits; it is none of them */

typedef struct BoundPlace { /* a commune */
    const void *blob;       /* as the engine reads it; NULL: not read, or no place */
    int64_t rows;           /* that it will count at least */
    double rare;            /* bits that a pair gets at most for both being there */
} BoundPlace;

typedef struct BoundOpen { /* an open row, as the engine reads it */
    uint64_t date, sex, personal, old, old_digest, phone;
    uint32_t name; /* as in marks */
    uint32_t unit; /* 0: none; BOUND_ANYWHERE: not known by a code */
} BoundOpen;

typedef struct BoundPerson { /* a person, as his mark and trace have him */
    uint64_t date, sex, personal, old_digest, phone;
    uint32_t name, unit;
    bool whole; /* nothing of birth or sex is another row's */
} BoundPerson;

typedef struct BoundField {
    LinkingField is; /* LINKING_FIELDS: something else */
    const LinkKind *kind;
    double
        reach[LINK_LEVELS + 1]; /* of a level, with the greatest adjustment for frequency but of places; 0: neutral */
    double any, unequal;        /* … of all levels, and of those of terms that differ; no less than neutral */
} BoundField;

typedef struct Bounds {
    const BoundPlace *place; /* by code */
    double prior;
    BoundField field[LINK_FIELDS];
    int fields;
} Bounds;

/* place: by code; its rare is filled. */
void bounds_make(const LinkModel *model, BoundPlace *place, int64_t opens, int64_t persons, Bounds *ret);
/* value: by LinkingField; of the commune its cell. */
BoundOpen bound_open(const TraceParts *parts, const LinkValue *value, Str commune);
BoundPerson bound_person(const Mark *m, const Trace *t, uint32_t unit, bool whole);
double bound_of(const Bounds *b, const BoundOpen *open, const BoundPerson *person);
