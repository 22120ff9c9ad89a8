/* table: rows of cells out of any office file.
 *
 * One reader over CSV and TSV (delimiter and encoding found out), XLSX, XLS,
 * tables of a DOCX, and the text of a pasted or converted document.  The kind is
 * decided on the content, not on the name.  Knows no field of the trade and no
 * database.  Files are taken as hostile: sizes are limited before anything is
 * unpacked, and what exceeds a limit is an error that names it.  Rows are read one
 * after the other in bounded memory; cells live in the arena given to table_next. */
#pragma once
#include "base/date.h"
#include "base/err.h"

typedef enum TableKind { TABLE_CSV, TABLE_TEXT, TABLE_XLSX, TABLE_XLS, TABLE_DOCX } TableKind;

typedef enum CellKind { CELL_EMPTY, CELL_TEXT, CELL_NUMBER, CELL_DATE } CellKind;

typedef struct Cell {
    CellKind kind;
    bool damaged;  /* letters were lost before the text came here */
    Str text;      /* as a person sees it: UTF-8 NFC, trimmed; a number plain with '.' */
    double number; /* CELL_NUMBER: from the file itself, so "1.899" here is not 1899 */
    Date date;     /* CELL_DATE */
} Cell;

typedef struct Row {
    Cell *cell;
    ptrdiff_t count;
    ptrdiff_t line; /* in the file or the sheet, from 1 */
    Str sheet;      /* {0} where the kind has no sheets; DOCX: "1", "2" for its tables */
    bool misquoted; /* CSV: quotes do not open and close cells here; they were read as letters of one line */
    int32_t region; /* grows by one where one sheet or document table ends and the next begins */
} Row;

typedef struct TableLimits { /* 0 = the default */
    int64_t file_bytes;      /* 2 GiB; a workbook or document: 256 MiB */
    int64_t unpacked_bytes;  /* 1 GiB in all, and at most 200 times the packed size past 16 MiB */
    ptrdiff_t columns;       /* 16384 */
    ptrdiff_t cell_bytes;    /* 1 MiB: a longer cell or line is an error, not a wait */
    ptrdiff_t rows;          /* 20 million */
} TableLimits;

typedef struct TableOptions {
    TableLimits limits;
    Str sheet;      /* only this sheet */
    char delimiter; /* 0 = found out */
} TableOptions;

typedef struct Table Table;

Err *table_open(Arena *arena, Str path, TableOptions options, Table **ret) MUST_CHECK;
Err *table_open_bytes(Arena *arena, Str name, Str bytes, TableOptions options, Table **ret) MUST_CHECK;
Err *table_next(Table *table, Arena *arena, Row *ret, bool *ret_more) MUST_CHECK;
TableKind table_kind(const Table *table);
Str table_name(const Table *table);          /* the file's name, for messages */
Str table_encoding(const Table *table);      /* "UTF-8", "UTF-16LE", "TCVN3", "VNI", "windows-1258", … */
char table_delimiter(const Table *table);    /* of a CSV, else 0 */
ptrdiff_t table_damaged(const Table *table); /* cells so far whose text was damaged before it came here */
void table_close(Table **table);
