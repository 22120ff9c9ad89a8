/* What the steps of taking a file in as a difference share: put_differ.c puts blocks together, put_differ_block.c packs
 * them. */
#pragma once
#include "register/difference.h"
#include "register/put_internal.h"

typedef Vec(Str) Cells;
typedef Vec(RowDigest) Digests;
typedef struct Own { /* rows of a block that are not its base's */
    Cells cell[REGISTER_COLUMNS];
    Digests digest;
    Vec(RowLine) line;
} Own;

typedef Vec(Run) Runs;

typedef struct DifferBlock {
    Arena room;       /* all of it lives there */
    ptrdiff_t before; /* the block of the delivery before */
    int64_t first;
    ptrdiff_t rows;
    Runs run; /* in rows of the block before */
    Own own;
    RegisterPacked kept; /* the block before, where it has rows of its own */
    PackedBlock packed;
    ptrdiff_t owns; /* rows that are its own, as it is kept */
    Err *err;       /* lives in the room */
} DifferBlock;

/* Runs in rows of the block before become runs in rows of its base; pure. */
void differ_pack(const Putting *p, DifferBlock *block);
