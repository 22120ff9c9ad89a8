/* celltext: the text of an office file's cell as the table hands it on. */
#pragma once
#include "table/table.h"
#include "vn/vn.h"

/* What is known of a file's texts: old Vietnamese encodings are told cell by cell, and
 * where a cell is too short for that, by the file as a whole. */
typedef struct Celltext {
    VnDetector detector;
    int64_t seen;      /* bytes the detector looked at */
    ptrdiff_t damaged; /* cells whose letters were lost on the way */
} Celltext;

void celltext_learn(Celltext *texts, Str raw); /* enough of the file before its cells are read */
Str celltext_encoding(const Celltext *texts);  /* for people: "TCVN3" also where it is damaged, "VNI", else `UTF-8` */

/* Unicode NFC, without the blanks around it; empty where nothing is left. */
Cell celltext(Arena *arena, Celltext *texts, Str raw);

/* Excel's escapes for characters that XML cannot hold: _x000D_ is a carriage return,
 * _x005F_ an underscore.  The input itself where there is none. */
Str celltext_unescape(Arena *arena, Str raw);

/* A few bytes of a file can stand for a long shared string or for thousands of empty
 * cells; so what a reader makes of it is limited too.  `produced`: bytes of cells and
 * texts so far; `row`: of this row. */
Err *celltext_within(Arena *arena, const TableLimits *limits, int64_t produced, int64_t row) MUST_CHECK;
