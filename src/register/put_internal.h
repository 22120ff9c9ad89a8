/* What the parts of taking a file in share. */
#pragma once
#include "register/register_internal.h"
#include "table/grid.h"

typedef struct PackedBlock { /* not written yet */
    int64_t first, rows;
    Str body, digests; /* of a difference: of its own rows */
    Str lines;         /* the same; "" where the file has none */
    Str base, runs;    /* of a difference */
    int64_t base_block;
} PackedBlock;
typedef Vec(PackedBlock) PackedBlocks;

/* How the days of a column are written: see days.c. */
typedef struct DaysWritten {
    int64_t cells_low, cells_high; /* days of the workbook up to the 12th, and after it */
    int64_t either, day_first;     /* typed: 03/04/1986, 25/04/1986 */
    int64_t month_first;           /* 04/25/1986 */
} DaysWritten;

typedef struct LastBlock {
    int64_t first;
    ptrdiff_t rows, base_rows;
    Str base, runs; /* "" : it is whole */
    int64_t base_block;
} LastBlock;
typedef struct LastRows { /* of the delivery before */
    LastBlock *block;
    ptrdiff_t blocks;
    int64_t rows;
    RowDigest *digest;
    RowLine *line;
    bool known; /* what its lines were */
} LastRows;

typedef struct Putting {
    Store *store;
    Arena *arena;
    const RegisterPut *put;
    const RegisterSource *source;
    RegisterFile *file;
    RegisterReport *report;
    DigestSet keys, before; /* of this delivery; contents of the one before */
    Delivery last;
    RegisterReport last_report;
    LastRows last_rows; /* where they may be asked for */
    Arena last_memory;  /* of them */
    Grid rejects;
    DaysWritten days[REGISTER_COLUMNS];
    PackedBlocks packed;
    Arena waiting; /* what is packed lives there */
    ptrdiff_t packed_bytes;
    int64_t blocks; /* written */
    int threads;
    bool store_rows;
    Comparing *comparing; /* NULL */
} Putting;

enum { PUT_PROBLEMS = 100, PUT_AHEAD = 12 }; /* that are shown; digests that are fetched before they are looked up */

Err *put_transaction(Putting *p, Err *(*fn)(Putting *p)) MUST_CHECK;
bool put_takes_rest(const RegisterPut *put);
Grid put_rejects(const Putting *p); /* an empty grid for rows that are not used */

/* ---- pieces of the file (put_lanes.c) ---- */
/* Each thread takes the next piece of the file and takes it through the steps: work, side by side with the others, then
 * use, when all pieces before it were used in that step.  Uses of all steps exclude each other: the store is theirs. */
typedef struct PutLane {
    Arena memory, scratch;
    Checker *checker;
    RegisterRows read;
    CheckedRows rows;
    Str body;       /* packed */
    uint64_t *line; /* digests */
    void *piece;    /* what else is known of it: of who works at it */
    Err *err;       /* lives in the memory of the lane */
} PutLane;
enum { PUT_STEPS = 3 };
typedef struct PutWay {
    Err *(*read)(RegisterFile *file, Arena *arena, RegisterRows *ret);
    void (*work[PUT_STEPS])(const Putting *p, PutLane *lane);
    Err *(*use[PUT_STEPS])(Putting *p, void *arg, PutLane *lane, bool *ret_ended); /* ended: nor are later pieces */
} PutWay;
Err *put_lanes(Putting *p, const PutWay *way, void *arg) MUST_CHECK;
/* Counts rows that were checked, keeps those that were not used, tells of progress; CONFLICT: to be stopped. */
void put_count(Putting *p, const RegisterRows *read, const CheckedRows *rows);
Err *put_goes_on(Putting *p) MUST_CHECK;

/* ---- writing (put_blocks.c) ---- */
/* Many blocks in one transaction, since each ends with a wait for the disk.  None is open while rows are read: others
 * write meanwhile.  What it points to lives in p->waiting. */
Err *put_block(Putting *p, const PackedBlock *block) MUST_CHECK;
Err *put_flush(Putting *p) MUST_CHECK;
/* At the end: what is little waits for the transaction of the delivery, which writes it. */
Err *put_flush_much(Putting *p) MUST_CHECK;
Err *put_blocks_waiting(Putting *p) MUST_CHECK; /* in a transaction */
/* What a run that was cut off, or this one, left of its rows. */
Err *put_clear(Putting *p) MUST_CHECK;

/* ---- all rows of the file, or those that a preview asks for: counted, and written where store_rows ---- */
Err *put_rows(Putting *p) MUST_CHECK;
/* As a difference from the delivery before, where the file's lines are mostly those of it; *ret_done false: they are
 * not, and whatever was counted and written is to be forgotten. */
Err *put_differ(Putting *p, bool *ret_done) MUST_CHECK;

/* ---- the delivery before, row by row (put_last.c) ---- */
Err *last_read(Putting *p, Arena *arena, LastRows *ret) MUST_CHECK;
/* What it and the file differ by: rows of it that are gone, rows of the file that are new. */
void last_count(Putting *p, const LastRows *last, const uint8_t *kept, const RowDigest *news, ptrdiff_t count);

/* Looks at the rows of a piece where days may have changed places with months: all of a workbook's, else those that
 * could not be read. */
void days_look(Putting *p, const RegisterRows *read, const CheckedRows *rows);
Text days_suspicion(const Putting *p); /* a line for each such column; "" */
