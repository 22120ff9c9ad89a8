/* zipped: small office files made in memory, for tests and fuzz targets. */
#pragma once
#include "base/str.h"

typedef struct Part {
    const char *name;
    Str content;
} Part;

/* A zip with those parts, not compressed. */
Str stored_zip(Arena *arena, const Part *part, ptrdiff_t count);

/* A workbook of one sheet "S" with this <sheetData> content; styles and shared strings
 * where they are not {0}. */
Str workbook(Arena *arena, Str rows, Str styles, Str strings);
Str document(Arena *arena, Str body); /* a DOCX with this <w:body> content */
