/* follow: lines of a file held against those of the delivery before, in the order of both.
 *
 * A line is the row that stands where the last one's next did, or within some rows after it; those between are gone.
 * Where more are gone at once, a stretch of lines that stand one after the other further on is found by an index, and
 * followed from there.  What stands before, or alone far ahead, is a new row: it costs room, no more. */
#pragma once
#include "register/lines.h"

typedef struct Following {
    Arena *arena;
    const RowLine *line; /* of the delivery before */
    int64_t rows;
    uint8_t *met;   /* rows of it that were */
    int64_t at;     /* the next of them */
    int missed;     /* lines one after the other that were not found near */
    int stretch;    /* … and stand one after the other further on */
    int64_t ahead;  /* where the last of them does */
    uint32_t *slot; /* of the index: row + 1; NULL until it is needed */
    uint64_t mask;
} Following;

Following follow_open(Arena *arena, const RowLine *line, int64_t rows);
int64_t follow_line(Following *following, uint64_t line); /* the row; -1: a new one */
