/* What folding a chunk of subjects (gather_fold.c), keeping persons who are as they were (gather_untouched.c) and
 * packing the chunk (gather_chunk.c) hand to each other. */
#pragma once
#include "reconcile/gather_internal.h"

typedef struct FoldSlot { /* one chunk at a time */
    Gather *g;
    const Band *band;
    bool employer;
    ptrdiff_t chunk;     /* number */
    Arena scratch, turn; /* turn: of one subject */
    Chunk out;
    int32_t *row; /* facts by subject, until all of them stand by column; NULL: columns are as they were kept */
    int32_t one[FACTS_MOST];
    Squeezer *squeezer;
    PersonFold *person;
    EmployerFold *as_employer;
    KeptChunk kept; /* of persons who are not touched */
    Err *err;
    Str part[GATHERED_PARTS];
    int64_t digest[GATHERED_PARTS];
} FoldSlot;

static inline void fold_set_fact(Chunk *out, int fact, ptrdiff_t place, int32_t value)
{
    int32_t *at = out->column + fact * out->step + place;
    out->changed[fact] |= *at != value;
    *at = value;
}

/* Where the facts of a subject are written; then put_facts. */
static inline int32_t *fold_facts_of(FoldSlot *slot, ptrdiff_t place)
{
    return slot->row ? slot->row + place * fact_count(slot->employer) : slot->one;
}

void fold_take_golden(FoldSlot *slot, const Str *value, const int16_t *origin, ChunkSubject *s);
/* Who works where: links of the subject, one after the other. */
void fold_members(FoldSlot *slot, const Link *link, ptrdiff_t links, ChunkSubject *s);
/* A person of whom no row is other than before. */
void fold_keep_person(FoldSlot *slot, ptrdiff_t place, const Link *link, ptrdiff_t links);

int64_t fold_kept_digest(const FoldSlot *slot, GatheredPart part);
/* Fills part and digest of the slot, once all its subjects are folded. */
void fold_pack(FoldSlot *slot);
