/* truth: which records are known to be one person, for measuring; and rows by their ids. */
#pragma once
#include "linkage/records.h"

typedef struct LinkIds LinkIds;
/* The ids of a side, for finding rows.  Twelve bytes a row. */
Err *link_ids(Arena *arena, LinkData *data, int side, LinkIds **ret) MUST_CHECK;
Err *link_ids_find(Arena *arena, const LinkIds *ids, Str id, int64_t *ret_row) MUST_CHECK; /* -1: there is none */

typedef struct LinkTruth {
    LinkPair *pair; /* rows, each pair once, by left then right; dedupe: left < right */
    ptrdiff_t len;
    int64_t unknown, repeated; /* lines left out: an id that is not in the data; a pair told before, or with itself */
    Str first_unknown;
} LinkTruth;

/* From the columns left_id and right_id, else the first two.  BAD_INPUT where no line names two known records. */
Err *link_truth(Arena *arena, LinkData *data, LinkSource *truth, bool dedupe, LinkTruth *ret) MUST_CHECK;
