/* office: the text of the old office files that the accuracy of the decoders is measured on.
 *
 * The product reads XLS by itself; DOC of Word 97 is read here only, as its text stands:
 * characters U+0080 … U+00FF are the bytes of the font. */
#pragma once
#include "test.h"
#include "base/vec.h"

typedef Vec(Str) Cells;

Cells office_xls(Arena *arena, Str path); /* text cells, row by row */
Cells office_doc(Arena *arena, Str path); /* paragraphs and table cells of the main text and what follows it */
