/* combine: columns made of columns.
 *
 * "Họ đệm + Tên" is both joined by a blank, "CCCD | CMND" the first that is not empty: one side of a linkage may
 * hold in two columns what the other holds in one.  The heading of such a column is the expression
 * itself, so that a saved model finds it again. */
#pragma once
#include "linkage/records.h"

enum { COMBINE_PARTS = 4 };

/* Adds the column to the source, whose pointer stays good; *ret_part (or NULL) are the columns it is made of, -1 behind
 * the last.  BAD_INPUT where the expression names none or one that is not there. */
Err *link_combine(Arena *arena, LinkSource *source, Str expression, ptrdiff_t ret_part[COMBINE_PARTS]) MUST_CHECK;
/* The column of a heading, made where it is an expression; *ret -1 where there is no such column. */
Err *link_source_find(Arena *arena, LinkSource *source, Str heading, ptrdiff_t *ret) MUST_CHECK;
