/* report: a run explained, as one self-contained HTML page. */
#pragma once
#include "linkage/linkage.h"

typedef struct LinkReport {
    const LinkResult *result;
    LinkOptions options;
    const LinkQuality *curve; /* with a truth, else NULL */
    int curve_points;
    const LinkQuality *quality; /* at the chosen threshold, or NULL */
    int examples;               /* pairs explained: strongest, around the thresholds */
    Lang lang;
} LinkReport;
Err *link_report_html(Arena *arena, const LinkReport *report, Str *ret) MUST_CHECK;

typedef struct LinkStep { /* a bar of the waterfall */
    Text what;            /* "Họ và tên: bằng nhau" */
    double weight;        /* bits */
    Str left, right;      /* values compared */
} LinkStep;
/* Prior, one step a field, frequency adjustment; they sum to the pair's weight.  ret: room for LINK_FIELDS + 2. */
Err *link_explain(Arena *arena, LinkData *data, const LinkModel *model, const LinkPair *pair, LinkStep *ret,
                  int *ret_count) MUST_CHECK;
Str link_explain_text(Arena *arena, Lang lang, const LinkStep *step, int count);
Str link_explain_svg(Arena *arena, Lang lang, const LinkStep *step, int count);
