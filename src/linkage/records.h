/* records: the engine.  Sources in, prepared rows, blocks, compared pairs.
 *
 * Records are read in batches, so that a source may be larger than memory.  A record
 * is a row of cells (kind.h), 8 bytes a field.  For each blocking rule the rows are sorted by key; the rows of
 * one key are a block and all its pairs are compared, cheap fields first, and given up as
 * soon as the rest cannot reach the threshold.  A pair that several rules find belongs to
 * the first of them.  With a memory bound, rows go to temporary files by key and
 * one partition is worked after the other. */
#pragma once
#include "base/meter.h"
#include "linkage/model.h"

/* Asked and told during long work.  Any of the two may be NULL. */
typedef struct LinkWatch {
    void (*progress)(void *arg, Text what, int64_t done, int64_t total);
    bool (*cancelled)(void *arg); /* true ends the run with CONFLICT "cancelled" */
    void *arg;
} LinkWatch;

/* A batch of rows: cell[row * columns + column].  Lives in the arena given to read, or in the source
 * until it is rewound.  The engine uses two arenas in turn and empties one before it reads into it
 * again: a batch is prepared by other threads while the next is read. */
typedef struct LinkBatch {
    const Str *cell;
    ptrdiff_t rows, columns;
    const uint32_t *line; /* of each row: where it begins in its file; NULL: rows count from 1, without a heading */
} LinkBatch;

enum { LINK_BATCH = 16384 }; /* rows a source gives at a time, at most */

/* Where records come from: a CSV file (link_csv.h), columns in memory, later a store. */
typedef struct LinkSource LinkSource;
struct LinkSource {
    Str name;           /* for messages */
    const Str *heading; /* of the columns */
    ptrdiff_t columns;
    ptrdiff_t id_column; /* -1: the line in the file is the id, … */
    Text id_why;         /* … because of this, where a column might have been it: set by link_recognise_id */
    Err *(*read)(LinkSource *source, Arena *arena, LinkBatch *ret)MUST_CHECK; /* rows = 0: the end */
    Err *(*rewind)(LinkSource *source, Arena *arena)MUST_CHECK;
    /* Some thousand rows from all over the source, and about how many there are; to be rewound afterwards.
     * NULL: its beginning has to do. */
    Err *(*sample)(LinkSource *source, Arena *arena, LinkBatch *ret, int64_t *ret_about)MUST_CHECK;
    void *state;
};
/* Columns in memory: cell[column][row]. */
LinkSource link_columns(Arena *arena, Str name, const Str *heading, ptrdiff_t columns, ptrdiff_t id_column,
                        const Str *const *cell, ptrdiff_t rows);

/* Records that the source of the right side left out, because it knows that they share no key with any of the left:
 * they are counted as if they had been read. */
typedef struct LinkTerms { /* of one field */
    Str heading;           /* of the model's field */
    int64_t records;       /* that have any term */
    const uint64_t *term;  /* those that the left side may have; one may stand there several times */
    const uint32_t *count; /* of each; NULL: once each */
    ptrdiff_t terms;
} LinkTerms;
typedef struct LinkLeftOut {
    int64_t records;
    const LinkTerms *field;
    ptrdiff_t fields;
} LinkLeftOut;

typedef struct LinkData LinkData;

/* Reads and prepares; fields of the model by their headings.  BAD_INPUT: duplicate ids (names the
 * first one and both rows), a heading that is not there, no rows. */
Err *link_data(Arena *arena, LinkSource *left, LinkSource *right, const LinkModel *model, const LinkPlaces *places,
               int threads, int64_t memory, Str folder, LinkWatch watch, LinkData **ret) MUST_CHECK;
/* The same for pairs alone: of the right side only records are kept that share a key with one of the left, for as long
 * as the left is small and the model is trained; link_data_pairs gives pairs the rows of the source.  left_out: NULL
 * where the source gives all. */
Err *link_data_partners(Arena *arena, LinkSource *left, LinkSource *right, const LinkModel *model,
                        const LinkPlaces *places, int threads, int64_t memory, Str folder, LinkWatch watch,
                        const LinkLeftOut *left_out, LinkData **ret) MUST_CHECK;
void link_data_close(LinkData *data);
int64_t link_data_rows(const LinkData *data, int side); /* side 0 left, 1 right (dedupe: the same) */
Err *link_data_id(LinkData *data, Arena *arena, int side, uint32_t row, Str *ret) MUST_CHECK;
/* The values of a record as written after normalising, one a field, for the report. */
Err *link_data_show(LinkData *data, Arena *arena, int side, uint32_t row, Str *ret) MUST_CHECK;

/* Bytes that went to temporary files so far, each time a record was written. */
int64_t link_data_spilled(const LinkData *data);

/* The valid personal number of each row of a side, 0 = none or not plausible; for clusters. */
Err *link_data_personal(LinkData *data, Arena *arena, int side, uint64_t **ret) MUST_CHECK;

/* Patterns of `count` random pairs (fewer when there are fewer pairs: then all of them). */
Err *link_random_patterns(LinkData *data, Arena *arena, const LinkModel *model, int64_t count, uint64_t seed,
                          LinkPatterns *ret) MUST_CHECK;
/* Patterns of pairs of one rule, at most about `limit`, sampled by block with the seed. */
Err *link_rule_patterns(LinkData *data, Arena *arena, const LinkModel *model, int rule, int64_t limit, uint64_t seed,
                        LinkPatterns *ret) MUST_CHECK;

/* A sample of at most about 250,000 records a side with their keys, for training; close it also after an error. */
typedef struct LinkSample LinkSample;
Err *link_sample_open(LinkData *data, Arena *arena, const LinkModel *model, uint64_t seed, LinkSample **ret) MUST_CHECK;
void link_sample_close(LinkSample **sample);
/* Patterns of the pairs that a rule finds in the sample, at most about `limit`; rule -1: all rules together, each pair
 * once, with the adjustment for frequency (LinkPatterns.tuned), and all pairs where there are
 * no more than the limit; rules that would find very many are then left out.
 * ret->of: how many pairs of records, found or not, the sample has. */
Err *link_sample_patterns(LinkSample *sample, Arena *arena, const LinkModel *model, int rule, int64_t limit,
                          LinkPatterns *ret) MUST_CHECK;

typedef struct LinkBlock {
    int64_t left, right, pairs;
    uint32_t row; /* a record of the block (left side) */
} LinkBlock;

enum { LINK_LARGEST = 10 };

typedef struct LinkRuleCount {
    int64_t records[2];              /* that have the key, by side */
    int64_t blocks, pairs;           /* candidate pairs before any split */
    int64_t split_blocks;            /* oversized blocks */
    int64_t split_pairs;             /* pairs that splitting left */
    int64_t windowed;                /* blocks that no key could split: neighbours in order were compared */
    int64_t compared, found;         /* pairs compared; first found by this rule at review_from or above */
    LinkBlock largest[LINK_LARGEST]; /* by pairs */
    int largest_count;
} LinkRuleCount;

/* Candidate pairs per rule and the largest blocks, without comparing.  ret: one for each rule. */
Err *link_analyse(LinkData *data, Arena *arena, const LinkModel *model, LinkRuleCount *ret) MUST_CHECK;

typedef struct LinkPair {
    uint32_t left, right; /* rows; with dedupe left < right */
    float weight;         /* log2, prior included */
    float frequency;      /* of it the adjustment for term frequency */
    LinkPattern pattern;
    uint8_t rule;
    bool copy; /* both are the same in every field: one of many copies with the one that stands for them */
} LinkPair;

typedef struct LinkPairs {
    LinkPair *pair; /* by left, then right */
    ptrdiff_t len;
} LinkPairs;
void link_data_pairs(const LinkData *data, LinkPairs *pairs); /* after link_data_partners */

/* All pairs of all rules whose weight reaches `from`.  More than 32 records that are equal in every field are
 * compared once and stand for each other: with dedupe each is paired with the first of them, and the first with
 * others; between two sources every one gets a partner, as many different ones as there are.  rule: as link_analyse,
 * filled here too. */
Err *link_score(LinkData *data, Arena *arena, const LinkModel *model, double from, LinkRuleCount *rule,
                LinkPairs *ret) MUST_CHECK;

/* The pair of any two rows, weighed as link_score would, whatever its weight; rule: the first that finds it, or
 * LINK_RULES where none does. */
Err *link_compare(LinkData *data, Arena *arena, const LinkModel *model, uint32_t left, uint32_t right,
                  LinkPair *ret) MUST_CHECK;

/* The highest weight each record could reach (compared with an equal one), for unlinkables: one float a row of the
 * side.  Of a record that surely reaches more than `enough` something between that and its weight. */
Err *link_best_possible(LinkData *data, Arena *arena, const LinkModel *model, int side, double enough,
                        float **ret) MUST_CHECK;

typedef struct LinkStats {
    int64_t records[2], candidates, compared;
    double read_s, train_s, score_s, decide_s; /* wall time, for the report and the benchmark only */
    int64_t peak_bytes, spilled_bytes;
} LinkStats;
