/* What the parts of taking a file in share. */
#pragma once
#include "register/register_internal.h"
#include "table/grid.h"

typedef struct PackedBlock { /* not written yet */
    int64_t first, rows;
    Str body, digests;
} PackedBlock;
typedef Vec(PackedBlock) PackedBlocks;

/* How the days of a column are written: see days.c. */
typedef struct DaysWritten {
    int64_t cells_low, cells_high; /* days of the workbook up to the 12th, and after it */
    int64_t either, day_first;     /* typed: 03/04/1986, 25/04/1986 */
    int64_t month_first;           /* 04/25/1986 */
} DaysWritten;

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
/* All rows of the file, or those that a preview asks for: counted, and written where store_rows. */
Err *put_rows(Putting *p) MUST_CHECK;
/* Looks at the rows of a piece where days may have changed places with months: all of a workbook's, else those that
 * could not be read. */
void days_look(Putting *p, const RegisterRows *read, const CheckedRows *rows);
Text days_suspicion(const Putting *p); /* a line for each such column; "" */
