/* value: a cell of an agency's file in the one form in which the program keeps it.
 *
 * Dates are ISO ("1986-02-14", "1986-02", "1986"), months "2026-10", money and counts digits, sex "m" or "f", codes the
 * English word of data/register/column.csv, numbers of persons and taxpayers digits alone, texts NFC with single
 * blanks.  Pure; tables are immutable and may be shared by threads. */
#pragma once
#include "base/err.h"

typedef enum ValueSort {
    SORT_TEXT,
    SORT_NAME,
    SORT_PERSONAL_ID,
    SORT_OLD_ID,
    SORT_SI_NUMBER,
    SORT_TAX_CODE,
    SORT_PHONE,
    SORT_BIRTH, /* a year alone will do */
    SORT_DATE,
    SORT_MONTH,
    SORT_YEAR,
    SORT_MONEY, /* whole đồng */
    SORT_COUNT,
    SORT_FLAG,
    SORT_SEX,
    SORT_COMMUNE,      /* code */
    SORT_COMMUNE_NAME, /* as written; the unit is found later */
    SORT_CODE,
    SORT_COUNT_OF,
} ValueSort;
bool value_sort_parse(Str written, ValueSort *ret);
const char *value_sort_name(ValueSort sort); /* as in column.csv */
Text value_sort_text(ValueSort sort);        /* what is expected: "ngày (31/12/2026)" */

typedef struct ValueCode {
    Str code;
    Text words;
} ValueCode;
/* data/register/code.csv: what is kept, what people call it, how it is written.  Of a column of SORT_CODE, which takes
 * nothing else, or of one of texts, of which only a code is called otherwise. */
typedef struct ValueCodes {
    ValueCode *of;
    ptrdiff_t count;
    Str *written, *code; /* as written, folded → code */
    ptrdiff_t writings;
} ValueCodes;

/* Grows where a cell is read otherwise than before: rows of files are then not taken as known (lines.h). */
enum { VALUE_FORM = 1 };

typedef enum ValueFound {
    VALUE_EMPTY,
    VALUE_SOUND,
    VALUE_DOUBTFUL, /* kept as it is, and counted: a number of the wrong length, a name with digits */
    VALUE_UNREADABLE,
} ValueFound;

/* ret: in the arena, or a slice of written.  pivot_year as vn_parse_date. */
ValueFound value_read(Arena *arena, ValueSort sort, const ValueCodes *codes, int pivot_year, Str written, Str *ret);
