/* register: what agencies deliver – taken in, checked, kept as it came, and given out by columns.
 *
 * A delivery is one file of one source (source.h) for one territory as of a day.  Its rows are kept in columns
 * (columns.h), each cell in its normal form (value.h), with two digests a row: of the key columns, which tells one row
 * of a source from another, and of all columns, which tells whether it changed.  Of a source, territory and
 * agency one delivery is current; those before it stay.  A delivery that looks wrong (half the rows, a column shifted)
 * is held: nothing reads it until a person has released it.  All in the caller's transaction unless said otherwise; the
 * scope of the store holds: who sees a part of the province can put and read deliveries of that part alone. */
#pragma once
#include "register/columns.h"
#include "register/intake_rows.h"
#include "store/scope.h"
#include "table/form.h"
#include "table/grid.h"
#include <string.h>

typedef enum DeliveryState { DELIVERY_HELD, DELIVERY_CURRENT, DELIVERY_REPLACED, DELIVERY_REFUSED } DeliveryState;
const char *delivery_state_code(DeliveryState state); /* "held" … */
Text delivery_state_text(DeliveryState state);

typedef struct Delivery {
    Str province, unit; /* unit: the commune whose list it is, "" the whole province */
    Str agency;         /* the role that sent it; "" the one that owes the source */
    Str source, id;     /* id: 16 hex digits of the BLAKE2b of source, unit, agency and file */
    Date as_of;
    Str received_at, received_by, file;
    int64_t rows, rejected, changed; /* changed: rows that are new or other than in the delivery before */
    DeliveryState state;
    Text why;                   /* held or refused: what is wrong, several reasons joined by line ends */
    Str decided_by, decided_at; /* who released or refused it */
} Delivery;

/* ---- taking in ------------------------------------------------------------------------- */
typedef struct RegisterReport RegisterReport;

typedef struct RegisterPut {
    Str province, unit, source; /* as written */
    Str agency;                 /* on whose behalf; "" the one that owes the source.  FORBIDDEN: does not deliver it */
    Date as_of;
    Str path, name; /* of the file; its name as given */
    Str by;         /* login */
    Str rejects;    /* path for rows that were not used (table/intake.h); {0}: none may be bad … */
    bool take_rest; /* … unless this; they are kept with the delivery either way (register_rejects) */
    Lang lang;
    const RegisterPairing *pairing; /* those remembered for the source are used besides; these are remembered */
    ptrdiff_t pairings;
    bool preview;        /* nothing is written */
    int64_t most_rows;   /* of a preview: no more than so many are looked at, and whether a large file is in already is
                            not; 0 all */
    bool compare;        /* of a preview: row by row with the delivery before, where it comes to the file's end */
    ptrdiff_t name_gone; /* … and of the rows that are gone so many are given */
    int threads;         /* 0: all cores */
    bool anew;           /* all rows are looked at and kept, however many are as before: the longer way to the same */
    bool (*cancelled)(void *arg);
    void (*progress)(void *arg, int64_t rows);
    /* Within the transaction that writes the delivery: for who notes it in the audit trail. */
    void (*taken)(void *arg, Store *store, const RegisterReport *report);
    void *arg;
} RegisterPut;

typedef struct ColumnQuality {
    int64_t filled, sound, doubtful; /* of the delivery's rows */
    Str heading;                     /* in the file; "" where it has no such column */
} ColumnQuality;

/* Rows of one key in a file and in the delivery before it.  What is in the file: appeared + changed + stayed + twins,
 * and rows that were rejected, whose key nobody knows: those of before may be among the gone. */
typedef struct RegisterGone {
    int64_t row; /* in the delivery before, from 1 */
    Str *cell;   /* by column of the source */
} RegisterGone;
typedef struct RegisterCompared {
    bool done;
    Delivery before;
    int64_t appeared, changed, stayed;
    int64_t vanished; /* rows of the delivery before that the file has not */
    RegisterGone *gone;
    ptrdiff_t gones;                   /* the first of them */
    int64_t looked;                    /* of the changed rows, those of which is known what changed: the first */
    int64_t altered[REGISTER_COLUMNS]; /* in how many of them a column is other than before */
} RegisterCompared;

struct RegisterReport {
    Delivery delivery;
    ColumnQuality *column; /* one for each of the source */
    ptrdiff_t columns;
    Str *unknown; /* headings that no column claims: kept aside by name only */
    ptrdiff_t unknowns;
    int64_t twins;  /* rows whose key stands in an earlier row of the file */
    int64_t before; /* rows of the delivery before, -1 none */
    bool again;     /* the very file of the very day is in already: nothing was done */
    bool cut;       /* a preview that did not come to the end of the file */
    RegisterCompared compared;
    Problem *problem; /* of rejected rows, the first 100 */
    ptrdiff_t problems;
};

/* "So với lần giao ngày 31/10/2026 (1.200 dòng): 12 dòng mới … Cột đổi: “Đến tháng” 7 dòng, “Mức đóng” 2 dòng." */
Text register_compared_text(Arena *arena, const RegisterSource *source, const RegisterReport *report);
/* A kept cell as people read and write it: "2026-10" as 10/2026, codes in words; read back it is the same cell. */
Str register_cell_words(Arena *arena, Lang lang, const RegisterColumn *column, Str value);
/* Rows of the delivery before that are gone, all columns: for who asks the agency, or mends the file. */
Grid register_gone_grid(Arena *arena, const RegisterSource *source, const RegisterCompared *compared, Lang lang);
/* Own transactions: rows many blocks at a time, then the delivery itself becomes current or held in one.  A run that
 * was cut off leaves nothing that is read. */
Err *register_put(Store *store, Arena *arena, const RegisterPut *put, RegisterReport *ret) MUST_CHECK;
/* A held one; CONFLICT otherwise.  Where one of a later day is in use by now, it is kept as replaced. */
Err *register_release(Store *store, Arena *arena, Str province, Str id, Str by) MUST_CHECK;
Err *register_refuse(Store *store, Arena *arena, Str province, Str id, Str by, Str why) MUST_CHECK;
typedef struct RegisterSaid {
    RegisterPairing pairing;
    Str by;
} RegisterSaid;
/* Headings that people said are a column: used again with each delivery of the source. */
Err *register_said(Store *store, Arena *arena, Str province, const RegisterSource *source, RegisterSaid **ret,
                   ptrdiff_t *ret_count) MUST_CHECK;
Err *register_forget(Store *store, Arena *arena, Str province, const RegisterSource *source, Str heading) MUST_CHECK;
/* What is said now, then what was said before.  NOT_FOUND names a column that the source has not. */
Err *register_pairings(Store *store, Arena *arena, Str province, const RegisterSource *source,
                       const RegisterPairing *said, ptrdiff_t count, RegisterPairing **ret,
                       ptrdiff_t *ret_count) MUST_CHECK;
/* Fields of texts for table/heading.h and table/form.h, one a column; the pairings are names besides. */
Field *register_fields(Arena *arena, const RegisterSource *source, const RegisterPairing *pairing, ptrdiff_t pairings);
/* An empty workbook with the headings; what each column holds stands above them. */
Grid register_form(Arena *arena, const RegisterSource *source, Lang lang);
Err *register_template(Arena *arena, const RegisterSource *source, Lang lang, Str path) MUST_CHECK;

/* ---- looking ---------------------------------------------------------------------------- */
Err *register_list(Store *store, Arena *arena, Str province, Str source_or_all, Delivery **ret,
                   ptrdiff_t *ret_count) MUST_CHECK; /* newest first */
Err *register_report(Store *store, Arena *arena, Str province, Str id, RegisterReport *ret) MUST_CHECK;

/* The rows that were not used, as they were, with what is wrong with each; kept until the next delivery of the source
 * and unit.  NOT_FOUND where there are none. */
Err *register_rejects(Store *store, Arena *arena, Str province, Str id, Str *ret_csv) MUST_CHECK;

typedef struct RegisterDue { /* one line of the calendar */
    const RegisterSource *source;
    Str agency; /* role */
    Date period_end, due;
    Delivery delivery; /* the first that counts for the period: as of a day after the due day before and not after this
                          one's; else the first of a later day; id "" while there is none */
    bool newer;        /* it is of a later day: this period is not owed any more */
    int communes;      /* whose own lists came from the agency for the period or a later one */
    int late_days;     /* until it came, or until today; 0 in time */
} RegisterDue;
/* "đúng hạn", "đúng hạn; danh sách ghi ngày 01/11/2026, sau kỳ: …", "chưa giao, chậm 43 ngày", "đã có bản mới hơn, ngày
 * 31/10/2026", "12 xã đã giao" … */
Text register_due_text(Arena *arena, const RegisterDue *due);
/* Of one source or (NULL) all the periods that end from one day to another, by due day, a line for each agency that
 * delivers the source, or for one of them; deliveries for a commune, or ("") for the whole province.  Of an agency that
 * is one in each commune (source.h) any commune's list counts for the province. */
Err *register_calendar(Store *store, Arena *arena, Str province, Str unit, Str agency, const RegisterSource *only,
                       Date from, Date to, RegisterDue **ret, ptrdiff_t *ret_count) MUST_CHECK;

/* ---- what a run reads ---------------------------------------------------------------------- */
/* A run reads, of each source, agency and commune, the newest list up to its last day.  A list that is in use and not
 * read by it is one of these. */
typedef enum RegisterLeftWhy { LEFT_LATER, LEFT_AFTER, LEFT_HELD } RegisterLeftWhy;
const char *register_left_code(RegisterLeftWhy why); /* "later": of a day after the run's last one … */
typedef struct RegisterLeft {
    Delivery delivery;
    RegisterLeftWhy why;
    Date instead; /* of the list that is read in its place; year 0: there is none */
} RegisterLeft;
/* began: stamp of a run that was, for what came after it; "" a run that is to come. */
Err *register_left(Store *store, Arena *arena, Str province, Date as_of, Str began, RegisterLeft **ret,
                   ptrdiff_t *ret_count) MUST_CHECK;
/* "số liệu đến ngày 22/11/2026, sau ngày 31/10/2026; dùng bản đến ngày 30/09/2026" */
Text register_left_text(Arena *arena, const RegisterLeft *left, Date as_of);
/* Which months' runs read a list of a day: "đối soát tháng 11/2026 trở đi; tháng 10/2026 không dùng". */
Text register_used_text(Arena *arena, Date as_of);

/* ---- reading by columns -------------------------------------------------------------------- */
typedef struct RegisterBlock {
    Str delivery;
    int64_t first;                 /* number of its first row in the delivery, from 0 */
    Columns columns;               /* those asked for */
    const uint64_t *key, *content; /* a row: digests of the key columns and of all */
} RegisterBlock;
typedef Err *RegisterEach(void *arg, const RegisterBlock *block); /* the block lives for the call */
/* Every block of the current deliveries of a source as of a day, or of one delivery.  wanted: column codes.
 *
 * Of one agency's lists of a commune and of the whole province the newer day wins: is the province's of the same day or
 * later, the commune's is not read; is it older, both are, and of two rows with one key the commune's is the newer. */
Err *register_each(Store *store, Arena *arena, Str province, const RegisterSource *source, Date as_of, Str delivery,
                   const Str *wanted, ptrdiff_t count, RegisterEach *each, void *arg) MUST_CHECK;
/* The same step by step, for who reads by several threads: the deliveries that register_each would go through, a block
 * of one as it is kept (*ret_found false: there is none of this number; they count from 0), and its columns.  Unpacking
 * is pure; wanted: REGISTER_COLUMNS flags, NULL = all.  A block has REGISTER_COLUMNS columns, however many its source
 * had when it was kept: those that the source gained since then are empty. */
typedef struct RegisterPacked {
    Str delivery;
    int64_t first;
    ptrdiff_t rows;
    Str body, digests; /* digests: of all rows */
    Str runs;          /* of a block that is kept as a difference (register/difference.h): body is its own rows … */
    Str base_body;     /* … and this its base's */
    ptrdiff_t base_rows;
    Str base;
    int64_t base_block;
} RegisterPacked;
Err *register_current(Store *store, Arena *arena, Str province, const RegisterSource *source, Date as_of,
                      Delivery **ret, ptrdiff_t *ret_count) MUST_CHECK; /* by unit */
Err *register_fetch(Store *store, Arena *arena, Str province, Str delivery, int64_t number, RegisterPacked *ret,
                    bool *ret_found) MUST_CHECK;
/* Without the digests, for who needs none: key and content of the unpacked block are NULL. */
Err *register_fetch_cells(Store *store, Arena *arena, Str province, Str delivery, int64_t number, RegisterPacked *ret,
                          bool *ret_found) MUST_CHECK;
/* Without the cells: nothing that can be unpacked. */
Err *register_fetch_digests(Store *store, Arena *arena, Str province, Str delivery, int64_t number, RegisterPacked *ret,
                            bool *ret_found) MUST_CHECK;
/* Digests of a row of the block, without unpacking. */
static inline bool register_has_digests(const RegisterPacked *packed)
{
    return packed->digests.len == 16 * packed->rows;
}
static inline void register_digest(const RegisterPacked *packed, ptrdiff_t row, uint64_t *ret_key,
                                   uint64_t *ret_content)
{
    memcpy(ret_key, packed->digests.ptr + 16 * row, 8);
    memcpy(ret_content, packed->digests.ptr + 16 * row + 8, 8);
}
Err *register_unpack(Arena *arena, const RegisterPacked *packed, const bool *wanted, RegisterBlock *ret) MUST_CHECK;
/* Cells of some rows of the block alone, ascending: the cell of row[i] is ret->cell[column][i]. */
Err *register_pick(Arena *arena, const RegisterPacked *packed, const bool *wanted, const uint16_t *row, ptrdiff_t rows,
                   Columns *ret) MUST_CHECK;
/* One row, all columns in the order of the source. */
Err *register_row(Store *store, Arena *arena, Str province, Str delivery, int64_t row, Str *ret_cell) MUST_CHECK;
/* The same, and the day of the delivery, of a row of somebody whom the store's scope sees.  A delivery is mostly the
 * whole province's, so who sees a commune alone does not see it, but the rows of his people in it he does: that they
 * are his has to be asked for before, and the delivery is not asked for here.  ret_cell may be NULL. */
Err *register_row_of_seen(Store *store, Arena *arena, Str province, Str delivery, int64_t row, Str *ret_cell,
                          Date *ret_as_of) MUST_CHECK;
