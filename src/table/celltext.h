/* celltext: the text of an office file's cell as the table hands it on. */
#pragma once
#include "table/table.h"

/* NFC, without the blanks around it; text in an old Vietnamese encoding is brought to
 * Unicode, and where letters were lost on the way that is counted in *damaged. */
Str celltext(Arena *arena, Str raw, ptrdiff_t *damaged);

/* Excel's escapes for characters that XML cannot hold: _x000D_ is a carriage return,
 * _x005F_ an underscore.  The input itself where there is none. */
Str celltext_unescape(Arena *arena, Str raw);

/* A few bytes of a file can stand for a long shared string or for thousands of empty
 * cells; so what a reader makes of it is limited too.  `produced`: bytes of cells and
 * texts so far; `row`: of this row. */
Err *celltext_within(Arena *arena, const TableLimits *limits, int64_t produced, int64_t row) MUST_CHECK;
