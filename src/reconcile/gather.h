/* gather: every source read once more, and its rows folded into the facts (fact.h) and golden values of each subject.
 *
 * Rows are brought together by chunks of subjects in memory, as much as `memory` allows at a time; what a chunk comes
 * to is packed at once.  Facts that need others (who shares a number, the household, employers' counts) are reckoned
 * from lists of a few bytes a row.  The result does not depend on the threads.  Nothing is written before subject_save.
 *
 * Of a person whose rows are all as they were (Identify.touched) they are not read again: what was kept of him goes on
 * by itself until a month that stands with it (gather_kept.c).
 */
#pragma once
#include "law/law.h"
#include "reconcile/subject.h"

typedef struct Identify Identify; /* identify.h */

typedef struct GatherOptions {
    Str province;
    Date month;     /* as of its last day */
    int threads;    /* 0: all cores */
    int64_t memory; /* bytes for rows that wait for their chunk; 0: 256 MB; what is more waits in a file */
    const Law *law;
    void (*progress)(void *arg, int64_t rows);
    bool (*cancelled)(void *arg);
    void *arg;
} GatherOptions;

typedef enum GatheredPart {
    GATHERED_FACTS,
    GATHERED_GOLDEN,
    GATHERED_LINKS,
    GATHERED_KEYS,
    GATHERED_DUE,         /* of persons: until when their facts go on by themselves */
    GATHERED_NEWER,       /* golden values of persons that are other than in GATHERED_GOLDEN */
    GATHERED_KEYS_NEWER,  /* keys of these */
    GATHERED_FACTS_NEWER, /* facts of persons that are other than in GATHERED_FACTS */
    GATHERED_PARTS
} GatheredPart;

typedef struct GatheredChunk { /* packed; {0} but for the facts where it is as it was saved */
    Str part[GATHERED_PARTS];
    int64_t digest[GATHERED_PARTS];
    bool changed[GATHERED_PARTS];
} GatheredChunk;

typedef struct Gathered { /* immutable; may be shared by threads */
    Date month;
    int64_t persons, employers; /* numbers 1 … n; some may have no row any more */
    GatheredChunk *chunk[2];    /* of persons, of employers */
    ptrdiff_t chunks[2];
    int64_t rows;
    int64_t folded;    /* persons whose rows were read again; of the others what was kept went on */
    int64_t signature; /* of what facts are reckoned by, besides rows and month (gather_kept.c) */
} Gathered;

Err *gather_run(Store *store, Arena *arena, const Identify *identify, const GatherOptions *options,
                Gathered *ret) MUST_CHECK;
/* What subject_save wrote last: for looking at rules without a run.  NOT_FOUND before the first run. */
Err *gathered_load(Store *store, Arena *arena, Str province, Gathered *ret) MUST_CHECK;

/* One chunk for those who evaluate rules; everything lives in the arena. */
typedef struct GatheredFacts {
    int64_t first;         /* subject of row 0 */
    ptrdiff_t count;       /* ≤ SUBJECT_CHUNK */
    int facts;             /* PERSON_FACT_COUNT or EMPLOYER_FACT_COUNT */
    const int32_t *column; /* column[fact * step + row] */
    ptrdiff_t step;
    const Str *unit, *village;
    const bool *there; /* false: no row of any delivery is of this subject now; all its facts are missing */
} GatheredFacts;
/* All facts of one row. */
static inline void gathered_row(const GatheredFacts *f, ptrdiff_t row, int32_t *ret)
{
    for (int fact = 0; fact < f->facts; fact++)
        ret[fact] = f->column[fact * f->step + row];
}
Err *gathered_facts(const Gathered *gathered, Arena *arena, bool employer, ptrdiff_t chunk,
                    GatheredFacts *ret) MUST_CHECK;
/* wanted: a bit of each fact that is looked at, which costs as much less; the others are anything. */
#define FACTS_ALL (~UINT64_C(0))
Err *gathered_facts_some(const Gathered *gathered, Arena *arena, bool employer, ptrdiff_t chunk, uint64_t wanted,
                         GatheredFacts *ret) MUST_CHECK;

/* The same of what subject_save wrote last, some chunks at a time, so that memory does not grow with the province; what
 * `each` is given is gone after it.  The scope is for the caller to ask, place by place. */
typedef Err *FactsEach(void *arg, const GatheredFacts *facts);
Err *facts_each(Store *store, Arena *arena, Str province, bool employer, uint64_t wanted, FactsEach *each,
                void *arg) MUST_CHECK;

/* Writes the chunks that changed since the last run, in the caller's transaction. */
Err *subject_save(Store *store, Arena *arena, Str province, const Gathered *gathered, int64_t run,
                  int64_t *ret_written) MUST_CHECK;
