/* report_internal: what the sections of the report share. */
#pragma once
#include "linkage/report.h"
#include "vn/vn.h"

typedef struct Page {
    Arena *arena;
    Buf html;
    Lang lang;
    const LinkReport *report;
    const LinkResult *result;
    double threshold, review_from; /* weights */
} Page;

/* ---- numbers and text as the reader writes them (report_text.c) ----------------------- */
Str link_say_signed(Arena *arena, Lang lang, double x, int decimals); /* +3,25, −0,50 */
Str link_say_small(Arena *arena, Lang lang, double x);                /* 7,9·10⁻⁵ */
Text link_field_title(Arena *arena, const LinkField *field);          /* the headings that the reader knows */
Text link_field_short(const LinkField *field);                        /* the left one */

/* ---- pieces of the page (report_page.c) ------------------------------------------------ */
void page_raw(Page *page, const char *html);
void page_fmt(Page *page, const char *html, ...) __attribute__((format(printf, 2, 3))); /* escaped or numbers only */
void page_str(Page *page, Str s);                                                       /* escaped */
void page_text(Page *page, Text text);                                                  /* escaped */
void page_p(Page *page, const char *class, Text text);
void page_section(Page *page, const char *id, Text title, Text lead);
void page_section_end(Page *page);
void page_h3(Page *page, Text title);
typedef struct PageHead { /* of a column */
    const char *class;
    Text text;
} PageHead;
void page_heads(Page *page, const PageHead *head, int count); /* of a table that is open; rows follow */
void page_table_end(Page *page);
void page_cell(Page *page, const char *class, Text label,
               Str cell); /* <td>; the label stands in for the head on a phone */
Str page_int(Page *page, int64_t n);
void page_rule(Page *page, int rule);  /* what people call it, and its key */
extern const char *const page_style[]; /* CSS, ends with NULL (report_style.c) */

/* ---- charts (chart.c) ------------------------------------------------------------------ */
/* A bar between two values on a scale from low to high, with a line at zero. */
void chart_bar(Page *page, double from, double to, double low, double high);

typedef struct ChartMark { /* a thin labelled line across a chart */
    double x;
    Text label;
} ChartMark;

typedef struct ChartLine {
    const double *x, *y;
    int count;
    const char *class; /* "a", "b", "c": colour and dashes */
    Text label;
} ChartLine;

enum { CHART_LINES = 3, CHART_MARKS = 2 };

typedef struct Chart {
    Text title, x_label;
    double x0, x1, y0, y1;
    ChartLine line[CHART_LINES];
    int lines;
    ChartMark mark[CHART_MARKS];
    int marks;
} Chart;
void chart_lines(Page *page, const Chart *chart); /* y is a share */

enum { CHART_BINS = 80, CHART_STACK = 3 };

typedef struct Histogram {
    Text title, x_label;
    double x0, width; /* of the first bin; of each */
    int64_t count[CHART_BINS][CHART_STACK];
    int bins;
    Text label[CHART_STACK];
    ChartMark mark[CHART_MARKS];
    int marks;
} Histogram;
void chart_histogram(Page *page, const Histogram *h);
void chart_fall(Page *page, const double *value, int count); /* a small line, logarithmic */

typedef struct ReportCount {
    int64_t by[3]; /* pairs by decision */
} ReportCount;

/* ---- sections --------------------------------------------------------------------------- */
void report_result(Page *page, const ReportCount *count); /* report_result.c: what came out */
void report_weights(Page *page);                          /* report_weights.c: histogram, quality by threshold */
void report_model(Page *page);                            /* report_model.c */
void report_training(Page *page);                         /* report_model.c */
Err *report_rules(Page *page);                            /* report_rules.c */
void report_unlinkable(Page *page);                       /* report_rules.c */
Err *report_asked(Page *page);                            /* report_example.c */
Err *report_examples(Page *page);
void report_guide(Page *page); /* report_page.c: how to read it */
