/* sheet: the project's own tables of reference data, row by row, cells by the heading of their column.
 *
 *     AUTO(sheet_close) Sheet sheet = {0};
 *     TRY(sheet_open(arena, "account/role.csv", &sheet));
 *     for (bool more; !(err = sheet_next(&sheet, &more)) && more;)
 *         … sheet_cell(&sheet, "code") …                                          */
#pragma once
#include "table/table.h"

typedef struct Sheet {
    Arena *arena;
    Table *table;
    Str path;
    Row header, row;
} Sheet;

/* A file of the data that ship with the program (base/file.h). */
Err *sheet_open(Arena *arena, const char *name, Sheet *ret) MUST_CHECK;
Err *sheet_next(Sheet *sheet, bool *ret_more) MUST_CHECK;
Str sheet_cell(const Sheet *sheet, const char *column);  /* {0} where there is no such column */
Err *sheet_bad(const Sheet *sheet, Str what) MUST_CHECK; /* BAD_INPUT: this text of this row does not fit */
void sheet_close(Sheet *sheet);
