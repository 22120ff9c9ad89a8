/* What the parts of the reading share: gather_read.c (the deliveries through), gather_take.c (a block taken apart),
 * gather_across.c (what subjects need to know of others), gather_spool.c (what waits in a file); for these only. */
#pragma once
#include "reconcile/gather_internal.h"

#include "base/vec.h"
#include "unit/unit.h"

typedef struct Piece { /* rows of one block, one RowHead after the other */
    const char *bytes;
    ptrdiff_t len;
} Piece;
typedef Vec(Piece) Pieces;

typedef struct Later { /* a piece of a later band */
    int64_t at;
    ptrdiff_t len;
} Later;
typedef Vec(Later) Laters;

typedef struct Use { /* of a social-insurance number by a spell */
    uint64_t number; /* digest; 0 none */
    int32_t person;
    uint8_t state;
} Use;

typedef struct House {
    uint64_t house;
    int32_t person;
} House;

typedef struct Slot { /* one block at a time */
    Reading *reading;
    Arena scratch, keep, keep_employers; /* keep: until the band is folded */
    ptrdiff_t delivery;
    RegisterPacked packed;
    Err *err;
    Piece persons, employers;
    Later *later; /* of each band */
    Link *link;
    Use *use;
    House *house;
    ptrdiff_t links, uses, houses;
} Slot;

struct Reading {
    Gather *g;
    Arena own;  /* what is needed until the end */
    Arena once; /* … until the first reading has ended */
    const UnitIndex *units;
    uint8_t **evidence; /* of deliveries that name employers: 1 for the first row of each employer */
    Slot *slot;
    int slots;
    ptrdiff_t band_chunks, bands, band, chunks; /* band: the next */
    GatherSpool spool;
    Laters *later; /* by band */
    Pieces persons, employers;
    Link *link; /* in the order of the rows, with room for all */
    Use *use;
    ptrdiff_t links, uses;
    int64_t rows;
};

/* A block taken apart: rows laid out, links, uses, houses (gather_take.c); pure. */
Err *gather_take(Slot *slot) MUST_CHECK;
/* The rows of the band at hand, out of the file (gather_spool.c). */
Err *gather_spool_band(Reading *r) MUST_CHECK;
/* Who shares a number, households, who works where (gather_across.c). */
void gather_across(Reading *r);
