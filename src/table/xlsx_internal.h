/* What the parts of a workbook (xlsx_book.c) owe to the reader of its sheets (xlsx.c). */
#pragma once
#include "base/vec.h"
#include "table/numfmt.h"
#include "table/strings.h"
#include "table/xml.h"

typedef struct Sheet {
    Str name, part;
    bool hidden;
} Sheet;

typedef struct Book {
    TableLimits limits;
    Vec(Sheet) sheets;   /* in the order of the tabs, hidden ones last */
    Vec(NumFmt) formats; /* by a cell's s="…" */
    Strings strings;
    bool since_1904;
} Book;

Err *book_read(Book *book, Arena *arena, Pack *pack) MUST_CHECK;
void book_close(Book *book);

/* Appends the text of the rich text element just opened (<si>, <is>): its <t>, also
 * those in runs, without phonetic guides. */
Err *rich_text(Xml *xml, Arena *arena, Buf *out, ptrdiff_t limit) MUST_CHECK;

/* A number of an attribute; `otherwise` where it is none. */
int64_t attr_int(const Xml *xml, const char *name, int64_t otherwise);
