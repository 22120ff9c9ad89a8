/* records_internal: how prepared records lie in memory, for the files of the engine.
 *
 * A row is `stride` words of 8 bytes: one cell a field, then the flags word, then zeros up to a
 * multiple of four words, so that a row of up to 7 fields is one cache line.  The flags hold
 * which cells are present (16 bits), which rules have a key for the row (24 bits, set when the keys
 * of a rule are made) and a hash of all cells (24 bits).
 *
 * Within the bound of memory all rows stay there and a cell of a kind with blobs is the place of its
 * blob in the field's heap (heap.c).  Beyond it, rows lie in temporary files (spill.c) with
 * their blobs behind them and such a cell is a hash of the blob; but the heap of a field that had few
 * values by then stays as it is, and what is in it is not written with each row.  Whoever works on rows gets at
 * blobs by row_view and does not know the difference. */
#pragma once
#include "linkage/records.h"

#include <pthread.h>
#include <stdatomic.h>

enum { LINK_THREADS_MAX = 64, LINK_STRIDE_MAX = 20 };

/* The line at this place is wanted soon.  Without the empty statement a function that only fetches has no effect in
 * the eyes of gcc, and its calls are left out. */
static inline void fetch(const void *at)
{
    __builtin_prefetch(at);
    __asm__ volatile("");
}

/* ---- an array that grows in place (slab.c) --------------------------------------- */
typedef struct Slab {
    Arena memory; /* holds this array and nothing else */
    char *base;
    ptrdiff_t len, cap; /* bytes */
} Slab;

Slab slab_open(void);
Slab slab_open_large(void); /* in pages of 2 MiB where the system has them: rows are read at random */
void slab_close(Slab *slab);
/* Room at the end, aligned if all sizes are, with whatever was there; base stays where it is. */
void *slab_add(Slab *slab, ptrdiff_t bytes);

/* ---- distinct blobs of one field (heap.c) -------------------------------------- */
typedef struct HeapHead {
    uint32_t count, bytes; /* records that have it, and when all are read, that have its term; its length */
} HeapHead;

typedef struct Heap {
    Slab blobs;
    Arena slots_memory;
    char *base;     /* blob of cell c at base + 8 * c, its head in the word before */
    uint64_t *slot; /* open addressing by the highest bits: 30 bits of hash, 34 bits of cell */
    int bits;       /* of the number of slots */
    ptrdiff_t used;
} Heap;

void heap_open(Heap *heap);
void heap_close(Heap *heap);
/* Counts one record; returns the cell.  The blob stands behind the head, whose count is 1; hash: blob_hash. */
uint64_t heap_intern(Heap *heap, const HeapHead *blob, uint64_t hash);
void heap_fetch(const Heap *heap, uint64_t hash);                          /* soon to be interned: its slot … */
void heap_fetch_blob(const Heap *heap, uint64_t hash);                     /* … and what stands there */
uint64_t heap_find(const Heap *heap, const HeapHead *blob, uint64_t hash); /* 0: it is not there */
static inline int64_t heap_slots_bytes(const Heap *heap)
{
    return heap->slot ? (int64_t)sizeof *heap->slot << heap->bits : 0;
}
uint64_t blob_hash(const void *blob, ptrdiff_t bytes); /* 8-byte words; at least 1 << HEAP_CELL_BITS */
enum { HEAP_CELL_BITS = 34 };
uint64_t text_hash(Str text); /* for tables of a run: nothing that is kept hangs on it */
static inline HeapHead *heap_head(const Heap *heap, uint64_t cell)
{
    return (HeapHead *)(void *)(heap->base + 8 * cell) - 1;
}

/* ---- how many records have a term (terms.c) ------------------------------------ */
typedef struct __attribute__((packed, aligned(4))) Term { /* 12 bytes: there may be tens of millions */
    uint64_t term;                                        /* 0 = free */
    uint32_t count;
} Term;

typedef struct Terms {
    Arena memory;
    Term *slot; /* open addressing by the highest bits of the mixed term */
    ptrdiff_t slots, used;
    int bits;        /* of slots, a power of two */
    int64_t records; /* that have any */
} Terms;

void terms_open(Terms *terms);
void terms_close(Terms *terms);
void terms_reserve(Terms *terms, ptrdiff_t more); /* so many more will come at most */
void terms_add(Terms *terms, uint64_t term, uint32_t count);
uint32_t terms_count(const Terms *terms, uint64_t term); /* at least 1 */
void terms_left_out(Terms *terms, const LinkTerms *out); /* counts those of them that are there */
void terms_fetch(const Terms *terms, uint64_t term);     /* soon to be counted */

/* ---- options that tests set, 0 = from the memory allowed ------------------------- */
typedef struct DataBounds {
    int64_t oversized, spill_at, room;
    bool partners; /* of the right side only records that share a key with one of the left */
    const LinkLeftOut *left_out;
} DataBounds;

/* ---- what is known of a field --------------------------------------------------- */
typedef struct DataField {
    const LinkKind *kind;
    ptrdiff_t column[2];
    Heap heap;
    bool stays; /* the heap, when rows go to files */
    Terms terms;
    ptrdiff_t left_out; /* its place in LinkData.left_out, + 1; 0: none */
} DataField;

/* Reads a source to its end and appends its rows (prepare.c). */
Err *prepare_source(LinkData *data, Arena *arena, LinkSource *source, int side);
void prepare_field_open(DataField *field);
void prepare_terms(DataField *field);  /* after the last source */
void prepare_counts(DataField *field); /* instead, where all terms are counted already */
void prepare_done(DataField *field);   /* of rows in memory: blobs are looked up by cell only from now on */
void row_finish(const LinkData *data, uint64_t *row); /* cells are there: checks between fields, flags */

/* ---- ids of one side (ids.c) ---------------------------------------------------- */
typedef struct Ids {
    Slab bytes, starts, hashes;
    ptrdiff_t rows;
    int64_t written; /* bytes that are in the file and no longer in memory */
    int file;        /* -1: all in memory */
    const char *map; /* of the file, once all are there; or NULL */
} Ids;

void ids_open(Ids *ids);
void ids_close(Ids *ids);
Err *ids_spill(LinkData *data, Arena *arena, int side) MUST_CHECK; /* moves what is in memory to the file */
void ids_add(Ids *ids, Str id);
/* Nobody adds any more: what is in the file is looked at in place, in pages of the system. */
void ids_done(Ids *ids);
/* Borrowed, or in the arena where it had to be read. */
Err *ids_get(const Ids *ids, Arena *arena, ptrdiff_t row, Str *ret) MUST_CHECK;
/* Whether an id is there twice: parts that any threads may look through side by side, and then BAD_INPUT naming the
 * first such id, with both rows.  The end forgets the hashes. */
typedef struct IdsCheck IdsCheck;
IdsCheck *ids_check_open(const LinkData *data, Arena *arena, int side);
int ids_check_parts(const IdsCheck *check);
void ids_check_part(IdsCheck *check, int part);
Err *ids_check_end(LinkData *data, Arena *arena, int side, LinkSource *source, const IdsCheck *check) MUST_CHECK;

/* ---- a thread's own room ---------------------------------------------------------- */
typedef struct Block Block;
typedef struct BlockList {
    Block *data;
    ptrdiff_t len, cap;
} BlockList;

typedef struct PatternCount {
    LinkPattern *pattern;
    int64_t *count; /* 0 = free */
    ptrdiff_t slots, used;
} PatternCount;

typedef struct Worker {
    Arena scratch; /* emptied by whoever takes the worker */
    Arena keep;    /* lives until workers_reset */
    Slab pairs;    /* LinkPair found */
    Arena patterns_memory;
    PatternCount patterns;
    LinkRuleCount count;
    BlockList blocks; /* large blocks, put aside so that several threads work on each */
    Slab oversized;   /* keys of blocks that were split */
    Arena names_memory;
    struct NameMemo *names; /* for parsing; the style of the data */
    Arena written_memory;
    struct Written *written[LINK_FIELDS]; /* what texts of a field were parsed to; prepare.c */
    atomic_bool busy;
} Worker;

struct LinkData {
    Arena arena;
    bool dedupe;
    int sides, threads;
    int fields, stride;
    int64_t memory;
    int64_t oversized; /* pairs of a block above which it is split */
    Str folder;
    LinkWatch watch;
    const LinkPlaces *places;
    LinkStyle style;
    int pivot_year;
    Arena *errors; /* of the call under way */
    DataField field[LINK_FIELDS];
    int personal, birth, sex, tax; /* fields that check each other, or -1 */
    int exchange[LINK_FIELDS];     /* of given name and surname the other one; else -1 */
    int64_t rows[2];
    int64_t spill_at;          /* bytes in memory at which rows go to files; 0 = never */
    int64_t spill_room;        /* bytes of a partition; 0 = from the memory allowed */
    struct Spill *spill;       /* NULL: all rows are in memory */
    struct Partners *partners; /* NULL: all rows of the right side are kept */
    const LinkLeftOut *left_out;
    Slab rows_slab[2];
    uint64_t *row[2]; /* the base of the slab */
    Arena shelves;    /* entries of the rule at hand, its pages kept for the next one */
    uint32_t
        *met[2]; /* of each row in memory the block in which it met others, of the first rule where it did; 0 = none */
    uint64_t *shared[2]; /* of each row in memory the key of the part that most rules share; while scoring … */
    LinkPart shared_part;
    bool shared_known; /* … from the first such rule on */
    Ids ids[2];
    Worker worker[LINK_THREADS_MAX];
    pthread_t caller;
    atomic_bool stop;
    atomic_int_fast64_t done;
    int64_t total, told;
    Text what;
};

/* A block of 5 million pairs is some seconds of work; 32 records equal in every field are more
 * than chance or a few deliveries make, and all their pairs would say the same. */
enum { OVERSIZED_PAIRS = 5000000, COPIES = 32 };

const void *spill_blob(const LinkData *data, const uint64_t *row, int field);

static inline LinkView row_view(const LinkData *data, const uint64_t *row, int field)
{
    const DataField *f = &data->field[field];
    if (!f->kind->blobs || !row[field])
        return (LinkView){row[field], NULL};
    bool in_heap = row[field] >> HEAP_CELL_BITS == 0;
    return (LinkView){row[field], in_heap ? f->heap.base + 8 * row[field] : spill_blob(data, row, field)};
}

/* Blobs of common values lie far apart: those of a row are soon to be read. */
static inline void row_fetch_blobs(const LinkData *data, const uint64_t *row)
{
    for (int f = 0; f < data->fields; f++) {
        const char *blob = data->field[f].kind->blobs && row[f] ? row_view(data, row, f).blob : NULL;
        if (!blob)
            continue;
        fetch(blob);
        fetch(blob + 64);
    }
}

static inline uint32_t flags_rules(uint64_t flags)
{
    return (uint32_t)(flags >> 16) & 0xffffff;
}
static inline uint32_t flags_hash(uint64_t flags)
{
    return (uint32_t)(flags >> 40);
}

/* A hash of the value that does not depend on where it lies. */
static inline uint64_t row_value_hash(const LinkData *data, const uint64_t *row, int field)
{
    const DataField *f = &data->field[field];
    if (!f->kind->blobs || !row[field] || row[field] >> HEAP_CELL_BITS)
        return row[field];
    return blob_hash(f->heap.base + 8 * row[field], heap_head(&f->heap, row[field])->bytes);
}

void pair_fetch(const LinkData *data, const LinkModel *model, const uint64_t *row); /* compare.c */

/* ---- rows wherever they lie (access.c) ---------------------------------------------- */
typedef void RowFn(void *arg, int64_t row, const uint64_t *cells);
/* All rows of a side, by all threads. */
Err *rows_each(LinkData *data, Arena *arena, int side, RowFn *fn, void *arg) MUST_CHECK;
/* The cells of n rows in ascending order. */
Err *rows_get(LinkData *data, Arena *arena, int side, const int64_t *row, ptrdiff_t n, const uint64_t **ret) MUST_CHECK;

/* ---- work by several threads (work.c) --------------------------------------------- */
Worker *worker_take(LinkData *data); /* with its scratch emptied */
void worker_give(Worker *worker);
void workers_reset(LinkData *data); /* forgets pairs, patterns, counts and blocks of all */
void work_begin(LinkData *data, Text what, int64_t total);
bool work_step(LinkData *data, int64_t more); /* false: cancelled, leave off */
Err *work_end(LinkData *data, Arena *arena);

/* ---- counted patterns (pattern.c) -------------------------------------------------- */
void pattern_add(PatternCount *p, Arena *arena, LinkPattern pattern, int64_t count);
void patterns_collect(LinkData *data, Arena *arena, LinkPatterns *ret); /* of all workers, in order */

/* ---- keys (rule_key.c) ------------------------------------------------------------ */
uint64_t row_key(const LinkData *data, const uint64_t *row, const LinkPart *part, int parts);    /* 0 = none */
uint64_t row_key_flagged(const LinkData *data, uint64_t *row, const LinkModel *model, int rule); /* sets the flag */
uint64_t part_key(const LinkData *data, const uint64_t *row, const LinkPart *part);              /* 0 = none */
/* The key of part `known` is there already; -1: of none. */
uint64_t row_key_known(const LinkData *data, const uint64_t *row, const LinkPart *part, int parts, int known,
                       uint64_t known_key);
void row_flag(const LinkData *data, uint64_t *row, int rule, uint64_t key);
/* The same of keys of parts, none of which is 0. */
uint64_t keys_joined(const uint64_t *part_key, int parts);

/* ---- who has a partner on the left (partners.c) ------------------------------------- */
typedef struct Partners Partners;
void partners_open(LinkData *data, const LinkModel *model); /* the left side is read; the model lives as long as data */
void partners_close(LinkData *data);
bool partners_want(const LinkData *data, const LinkView *view); /* a view a field; by any thread */
/* Of the rows that come next those that are kept, by their places. */
void partners_keep(LinkData *data, const uint16_t *kept, ptrdiff_t count, ptrdiff_t rows);
int64_t partners_seen(const LinkData *data);                /* rows of the right side, kept or not */
void partners_name(const LinkData *data, LinkPairs *pairs); /* right rows become those of the source */

/* ---- blocks (block.c, split.c, keys.c) ----------------------------------------------------- */
typedef struct Entry {
    uint64_t key;
    uint32_t who; /* side in the highest bit, then the row */
    uint32_t at;  /* of a row read from a file its place, in words; of one in memory LinkData.met */
} Entry;

typedef struct Shelf { /* the entries of one rule, or of one partition of it */
    const LinkData *data;
    Entry *entry;
    ptrdiff_t len;
    const uint64_t *file;   /* rows read from a file; NULL: rows in memory */
    const ptrdiff_t *begin; /* where each part of equal lowest bits begins; NULL until visited */
    ptrdiff_t parts;
} Shelf;

static inline uint32_t entry_row(const Entry *e)
{
    return e->who & 0x7fffffffu;
}
/* Both stood in one block of an earlier rule where all pairs were compared. */
static inline bool entries_met(const Shelf *shelf, const Entry *a, const Entry *b)
{
    return a->at == b->at && a->at && !shelf->file;
}
static inline const uint64_t *entry_cells(const Shelf *shelf, const Entry *e)
{
    if (shelf->file)
        return shelf->file + e->at;
    return shelf->data->row[e->who >> 31] + (ptrdiff_t)entry_row(e) * shelf->data->stride;
}

/* Records that are equal in all cells, by side; one stands in the block for all. */
typedef struct Copies {
    uint32_t who;
    uint32_t count;
    const uint32_t *row; /* ascending; row[0] is who's */
} Copies;

struct Block {
    const Shelf *shelf;
    const Entry *item; /* of the left side, then of the right; by row.  A window: mixed, in some order */
    ptrdiff_t left, right;
    ptrdiff_t window;     /* 0: all pairs; else each item, left + right together, meets so many that follow it */
    const Copies *copies; /* by who */
    ptrdiff_t copies_len;
};

/* A part of a block that is compared in one go: items of two ranges; with dedupe those pairs whose first
 * item stands before the second. */
typedef struct Tile {
    const Block *block;
    ptrdiff_t a_from, a_to, b_from, b_to;
} Tile;

typedef struct Visit Visit;
struct Visit {
    LinkData *data;
    const LinkModel *model;
    int rule;
    bool raw;     /* blocks as they are, neither collapsed nor split; whole, with tile NULL */
    bool counted; /* records, blocks and pairs were counted by a visit before */
    void (*tile)(Visit *visit, Worker *worker, const Tile *tile);                      /* or NULL */
    void (*copies)(Visit *visit, Worker *worker, const Block *block, const Copies *c); /* dedupe only; or NULL */
    void (*whole)(Visit *visit, Worker *worker, const Block *block);                   /* raw only */
    void (*mark)(Visit *visit, Worker *worker, const Block *block); /* beyond memory: of keys alone; or NULL */
    void *arg;
};

/* Sorts the shelf by key if it is not and visits its blocks by all threads; counts are added to the workers'.
 * A second visit finds the items of the first where they were only if both are raw. */
void blocks_visit(Visit *visit, Arena *arena, Shelf *shelf);
void block_refine(Visit *visit, Worker *worker, const Shelf *shelf, Entry *item, ptrdiff_t left, ptrdiff_t right);
void block_ready(Visit *visit, Worker *worker, const Block *block); /* compares it or puts it aside */
/* Of rows in memory, those whose key is at most `below`. */
Shelf shelf_of_rule(LinkData *data, Arena *arena, const LinkModel *model, int rule, uint64_t below);
/* blocks_visit over all records of the visit's rule, wherever they lie.  keys_only: the visit does not look at cells.
 */
Err *rule_visit(Visit *visit, Arena *arena, bool keys_only) MUST_CHECK;
/* Room for entries, by value: given back on return, while its pages stay for the next one.  Closed after the last. */
Arena shelves_open(LinkData *data);
void shelves_close(LinkData *data);
/* Those of a rule whose key is at most `below`: a sample by blocks.  Lives in memory. */
Err *rule_shelf(LinkData *data, Arena *arena, Arena *memory, const LinkModel *model, int rule, uint64_t below,
                Shelf *ret) MUST_CHECK;
/* Sorts what the workers found, each pair once, and counts what each rule found (pairs.c). */
void pairs_collect(LinkData *data, Arena *arena, LinkRuleCount *count, LinkPairs *ret);
LinkRuleCount workers_count(LinkData *data); /* sum over workers */
static inline int64_t block_pairs(int64_t left, int64_t right, bool dedupe)
{
    return dedupe ? left * (left - 1) / 2 : left * right;
}

/* link_data with bounds of one's own (data.c). */
Err *data_open(Arena *arena, LinkSource *left, LinkSource *right, const LinkModel *model, const LinkPlaces *places,
               int threads, int64_t memory, Str folder, LinkWatch watch, DataBounds bounds, LinkData **ret) MUST_CHECK;
