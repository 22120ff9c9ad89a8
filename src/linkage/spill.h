/* spill: records that do not fit in the memory allowed.
 *
 * All records lie in one file a side, in the order of rows, chunk by chunk.  For a rule they are dealt out by
 * key to partitions that fit, each a file of its own; a partition is read, its blocks are worked, and its memory
 * is used for the next.  Files have no name: they vanish with the program, however it ends.
 *
 * A record is words of 8 bytes: head, key, cells, flags, then where each blob stands in words from there (16
 * bits a field with blobs) and the blobs.  A cell of a kind with blobs is a hash of 64 bits of its
 * blob: that two different ones of 20 million were the same has a chance of 1 in 90,000. */
#pragma once
#include "linkage/records_internal.h"

enum { RECORD_HEAD = 2, LINK_PARTITIONS = 256, PADDING_WORDS = LINK_STRIDE_MAX }; /* words before the cells */

typedef struct RecordHead {
    uint32_t who;
    uint16_t words; /* of the whole record */
    uint16_t unused;
} RecordHead;

typedef struct Chunk { /* records that were prepared together */
    int64_t at, bytes; /* in the side's file */
    int64_t row;       /* of the first */
    int side, rows;
} Chunk;

typedef struct Spill {
    int file[2];
    int64_t size[2];
    Slab chunks;   /* Chunk, of a side in the order of rows */
    Slab rules[2]; /* uint32_t a row: which rules have a key for it */
    int64_t most_chunk, written;
    atomic_int error; /* errno of what went wrong in a thread */
    int blob_fields, blob_index[LINK_FIELDS], offset_words;
    int key_file[LINK_RULES]; /* of each rule the keys of all rows, left side first; while scoring */
    int key_files;
    atomic_uint_fast64_t *wanted[2]; /* a bit for each row: it is compared by the rule at hand; while scoring */
} Spill;

/* Opens a file without a name in the folder. */
Err *spill_file(LinkData *data, Arena *arena, int *ret) MUST_CHECK;
/* From now on records are written; those in memory are moved. */
Err *spill_begin(LinkData *data, Arena *arena) MUST_CHECK;
void spill_close(Spill *spill);

/* Words of a record whose blobs have so many. */
static inline ptrdiff_t spill_words(const LinkData *data, ptrdiff_t blob_words)
{
    return RECORD_HEAD + data->fields + 1 + data->spill->offset_words + blob_words;
}
/* Puts a blob behind a row's cells and says where it is; returns the words taken by the record's blobs then. */
ptrdiff_t spill_put_blob(const LinkData *data, uint64_t *row, int field, ptrdiff_t blob_words, const void *blob,
                         ptrdiff_t bytes);
Err *spill_append(LinkData *data, Arena *arena, int side, const uint64_t *records, ptrdiff_t words) MUST_CHECK;

/* All chunks by all threads; records are complete, and their flags know the rules. */
typedef void SpillFn(void *arg, Worker *worker, const Chunk *chunk, uint64_t *records);
Err *spill_stream(LinkData *data, Arena *arena, int side, SpillFn *fn, void *arg) MUST_CHECK; /* side -1: both */

/* ---- keys.c: what can be known of a rule before records are read ------------------------------- */
/* The keys of all rules, a file for each: most records of most rules have met their partners before, and need not be
 * read again to see it.  Room of `memory` until keys_close. */
Err *keys_open(LinkData *data, Arena *arena, Arena *memory, const LinkModel *model) MUST_CHECK;
void keys_close(LinkData *data);
/* Visits the blocks of the rule by their keys alone, with visit->mark, which says keys_want. */
Err *keys_mark(const Visit *visit, Arena *arena) MUST_CHECK;
void keys_want(const LinkData *data, uint32_t who);
int64_t keys_wanted(const LinkData *data, int side, int64_t from, int64_t rows); /* how many of these */
static inline bool keys_is_wanted(const Spill *spill, int side, int64_t row)
{
    return !spill->wanted[0] ||
           (atomic_load_explicit(&spill->wanted[side][row >> 6], memory_order_relaxed) >> (row & 63) & 1);
}

/* As blocks_visit, over all records of the rule. */
Err *spill_visit(Visit *visit, Arena *arena, bool keys_only) MUST_CHECK;
/* As shelf_of_rule, of keys up to `below`; lives in memory. */
Err *spill_shelf(LinkData *data, Arena *arena, Arena *memory, const LinkModel *model, int rule, uint64_t below,
                 Shelf *ret) MUST_CHECK;
/* Copies of n rows, ascending, in the arena. */
Err *spill_rows(LinkData *data, Arena *arena, int side, const int64_t *row, ptrdiff_t n,
                const uint64_t **ret) MUST_CHECK;

bool spill_write(int file, const void *bytes, int64_t n, int64_t at);
bool spill_read(int file, void *bytes, int64_t n, int64_t at);
int64_t spill_room(const LinkData *data); /* bytes for the rows of one partition */
Err *spill_too_small(LinkData *data, Arena *arena, int64_t need) MUST_CHECK;

/* ---- between spill.c and deal.c --------------------------------------------------- */
const Chunk *spill_chunk(const Spill *spill, ptrdiff_t index);
ptrdiff_t spill_chunks(const Spill *spill);
int64_t spill_held(const LinkData *data); /* bytes that are taken whatever is worked */
Err *spill_failed(Arena *arena, int error) MUST_CHECK;
void spill_note_failure(Spill *spill);                   /* errno, by any thread */
Err *spill_end(LinkData *data, Arena *arena) MUST_CHECK; /* what went wrong in a thread, or was cancelled */
