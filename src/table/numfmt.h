/* numfmt: what a workbook's number format makes of a number. */
#pragma once
#include "table/table.h"

typedef enum NumFmt { NUMFMT_PLAIN, NUMFMT_DATE, NUMFMT_MONTH, NUMFMT_YEAR, NUMFMT_TIME, NUMFMT_PERCENT } NumFmt;

/* Built-in formats by number (ECMA-376 part 1, 18.8.30); others by their code, of
 * which only the first section counts: `dd/mm/yyyy;@`. */
NumFmt numfmt_builtin(int64_t id);
NumFmt numfmt_code(Str code);

/* The shortest decimal of at most 15 digits, as spreadsheets show it: 1899, 0.3,
 * 0.00001; from 1e15 on with an exponent. */
Str numfmt_number(Arena *arena, double x);

/* A cell from a number under a format: a serial that is no day (negative, beyond
 * 9999) stays a number; a percentage keeps the
 * file's number, 0.125, and shows as "12.5%". */
void numfmt_cell(Arena *arena, double x, NumFmt format, bool since_1904, Cell *ret);
