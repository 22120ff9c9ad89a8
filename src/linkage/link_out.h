/* link_out: results as CSV files, row by row in bounded memory.
 *
 * RFC 4180 in UTF-8, LF at the end of lines, plain numbers.  A text that a spreadsheet would run as a
 * formula (= + - @ in front) stands in quotes behind an apostrophe, as table/grid.h writes it.  The
 * same result gives the same bytes. */
#pragma once
#include "base/out.h"
#include "linkage/linkage.h"

/* left_id, right_id, match_weight (log2), match_probability, decision (link, review), reason (why it is to
 * be reviewed: link_reason_name), match_key (the rule that found the pair), then level_<field> for each field: 0 =
 * missing, 1 = different … */
Err *link_out_links(Out *out, Arena *arena, const LinkResult *result, int64_t *ret_rows) MUST_CHECK;
/* id, cluster_id (the id of the cluster's first record), weakest_link (the lowest weight that holds the cluster
 * together; empty where a record stands alone). */
Err *link_out_clusters(Out *out, Arena *arena, const LinkResult *result) MUST_CHECK;
/* side (left, right), id of the records that could never reach the threshold. */
Err *link_out_unlinkable(Out *out, Arena *arena, const LinkResult *result, bool dedupe) MUST_CHECK;
