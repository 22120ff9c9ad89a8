/* What the parts of register share; for this folder only. */
#pragma once
#include "base/vec.h"
#include "register/digest.h"
#include "register/lines.h"
#include "register/register.h"

/* Digests of a block as they are kept: for each row its key's and its content's. */
typedef struct RowDigest {
    uint64_t key, content;
} RowDigest;

/* Cells of rows in their normal form, with what was found; rows that cannot be used are left out of cell. */
typedef struct CheckedRows {
    const Str *cell[REGISTER_COLUMNS]; /* cell[column][row] */
    const RowDigest *digest;
    const RowLine *line; /* line 0 where the file has no lines */
    ptrdiff_t rows;
    ColumnQuality column[REGISTER_COLUMNS];
    const Problem *problem; /* of rows that were left out, in order */
    const ptrdiff_t *bad;   /* … and the row of each in what was read */
    ptrdiff_t problems;
} CheckedRows;

/* By several threads; the result does not depend on their number. */
typedef struct Checker Checker;
Checker *checker_open(Arena *arena, const RegisterSource *source, const RegisterFile *file, Str name, int pivot_year,
                      int threads);
void checker_run(Checker *checker, const RegisterRows *rows, CheckedRows *ret); /* lives until the next run */
void checker_close(Checker **checker);

/* A row that is other than before: its key and where the digests of its cells stand. */
typedef struct ChangedRow {
    uint64_t key;
    ptrdiff_t at;
} ChangedRow;

/* A preview beside the delivery before: opened, given all rows of the file, ended.  most: rows that are named. */
typedef struct Comparing {
    Store *store;
    Arena *arena;
    const RegisterSource *source;
    Delivery before;
    DigestSet key_before, content_before, key_now;
    RegisterCompared found;
    Vec(RegisterGone) gone;
    ptrdiff_t most;
    Vec(ChangedRow) changed; /* the first of them; by key at the end */
    Vec(uint32_t) cell;      /* their cells, by row */
} Comparing;
Err *compare_open(Store *store, Arena *arena, const RegisterSource *source, const Delivery *before, ptrdiff_t most,
                  Comparing **ret) MUST_CHECK;
void compare_rows(Comparing *comparing, const CheckedRows *rows);
Err *compare_end(Comparing *comparing, RegisterCompared *ret) MUST_CHECK;

/* What is suspicious about a delivery beside the one before (rows −1: none); TEXT("","") where nothing is. */
Text register_suspicion(Arena *arena, const RegisterSource *source, const RegisterReport *now,
                        const RegisterReport *before);
Str quality_json(Arena *arena, const RegisterSource *source, const RegisterReport *report);
Err *quality_read(Arena *arena, const RegisterSource *source, Str json, RegisterReport *ret) MUST_CHECK;

/* The source whose columns the headings are, where these are clearly another's; NULL. */
Err *register_likely(Arena *arena, const RegisterSource *source, const Str *heading, ptrdiff_t count,
                     const RegisterSource **ret) MUST_CHECK;
/* Within the transaction that writes the delivery: those before of its source, unit and agency go. */
Err *rejects_keep(Store *store, Arena *arena, const Delivery *delivery, const Grid *rejects, Lang lang) MUST_CHECK;

/* The number of a delivery: of what the file holds and of the salt, the same by any number of threads. */
Err *register_file_id(Arena *arena, Str path, Str salt, int threads, Str *ret) MUST_CHECK;

/* Of the same file as of another day: it is another delivery. */
Str register_file_id_of(Arena *arena, Str id, Date as_of);

/* The newest delivery of the province, source, unit and agency of another as of a day; id "" where there is none. */
Err *delivery_newest(Store *store, Arena *arena, const Delivery *like, Date as_of, Delivery *ret,
                     Str *ret_quality) MUST_CHECK;
