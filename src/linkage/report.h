/* report: a run explained, as one self-contained HTML page.
 *
 * No script, nothing fetched, light and dark, A4 and a telephone of 360 px.  The same run gives the same bytes: times
 * and memory are not in it, and a date only where one is given.  All text that comes from files is escaped. */
#pragma once
#include "linkage/linkage.h"

typedef struct LinkReport {
    const LinkResult *result;
    Str source[2]; /* the files as the reader knows them; [1] empty with dedupe */
    Str date;      /* of the report, as it is to be printed; {0} = none */
    LinkOptions options;
    const LinkQuality *curve; /* with a truth, else NULL */
    int curve_points;
    const LinkQuality *quality; /* at the chosen threshold, or NULL */
    /* Pairs explained, with their values: strongest, around the thresholds.  0: the page holds no personal data. */
    int examples;
    const LinkPair *asked; /* a pair that somebody asked about, or NULL; without examples shown by its levels alone */
    LinkDecision asked_decision;
    Lang lang;
} LinkReport;
enum { LINK_EXAMPLES_MAX = 60 };
Err *link_report_html(Arena *arena, const LinkReport *report, Str *ret) MUST_CHECK;

/* What people call a rule ("họ tên và năm sinh"); its name ("name+year") stays the key in files.  "–" beyond the last.
 */
Text link_rule_title(Arena *arena, const LinkModel *model, int rule);
/* What a record of a block has in the fields of its rule: "Nguyễn Văn An · 1990-02-01". */
Err *link_block_values(Arena *arena, LinkData *data, const LinkRule *rule, const LinkBlock *block, Str *ret) MUST_CHECK;

typedef struct LinkStep { /* a bar of the waterfall */
    Text what;            /* "Họ và tên: bằng nhau" */
    double weight;        /* bits */
    Str left, right;      /* values compared */
} LinkStep;
/* Prior, one step a field, frequency adjustment; they sum to the pair's weight.  ret: room for LINK_FIELDS + 2.
 * data NULL: steps without values. */
Err *link_explain(Arena *arena, LinkData *data, const LinkModel *model, const LinkPair *pair, LinkStep *ret,
                  int *ret_count) MUST_CHECK;
Str link_say_share(Arena *arena, Lang lang, double share); /* 93,1 %, 1/83.000, 99,9999 % */
/* The probability of a weight: 93,1 %, 99,9999 %; never 100 % for what is not certain. */
Str link_say_chance(Arena *arena, Lang lang, double weight);
/* A table for a terminal, a line a step. */
Str link_explain_text(Arena *arena, Lang lang, const LinkStep *step, int count);
/* The waterfall as an SVG of its own, as wide as its place and at least 320 px; no values, only levels. */
Str link_explain_svg(Arena *arena, Lang lang, const LinkStep *step, int count);
