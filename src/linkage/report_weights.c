/* report_weights: how the weights of the pairs lie, and what another threshold would give. */
#include "linkage/report_internal.h"

#include <math.h>

/* The two thresholds, as marks of a chart. */
static int threshold_marks(Page *page, ChartMark *mark)
{
    Arena *a = page->arena;
    Str link = link_say_signed(a, page->lang, page->threshold, 2),
        review = link_say_signed(a, page->lang, page->review_from, 2);
    mark[0] = (ChartMark){page->threshold, text_fmt(a, "ghép từ %.*s", "linked from %.*s", STRF(link))};
    mark[1] = (ChartMark){page->review_from, text_fmt(a, "xem lại từ %.*s", "reviewed from %.*s", STRF(review))};
    return page->review_from < page->threshold ? 2 : 1;
}

static void fill_bins(const LinkResult *r, Histogram *h)
{
    for (ptrdiff_t i = 0; i < r->pairs.len; i++) {
        double at = floor(((double)r->pairs.pair[i].weight - h->x0) / h->width);
        int bin = !(at > 0) ? 0 : at >= h->bins ? h->bins - 1 : (int)at;
        static const int stack[] = {[LINK_NONE] = 0, [LINK_REVIEW] = 1, [LINK_LINK] = 2};
        h->count[bin][stack[r->decision[i]]]++;
    }
}

static void histogram(Page *page)
{
    const LinkResult *r = page->result;
    double low = page->review_from, high = page->threshold + 1;
    for (ptrdiff_t i = 0; i < r->pairs.len; i++) {
        low = fmin(low, r->pairs.pair[i].weight);
        high = fmax(high, r->pairs.pair[i].weight);
    }
    low = fmax(floor(low), -1000);
    high = fmin(floor(high) + 1, 1000);
    Histogram *h = new (page->arena, Histogram, 1);
    *h = (Histogram){.title = TEXT("Số cặp theo trọng số", "Pairs by weight"),
                     .x_label = TEXT("trọng số của cặp, bit", "weight of the pair, bits"),
                     .x0 = low,
                     .width = ceil((high - low) / CHART_BINS)};
    h->bins = (int)ceil((high - low) / h->width);
    h->label[2] = TEXT("được ghép", "linked");
    h->label[1] = TEXT("cần xem", "to review");
    if (page->report->options.one_to_one && !page->report->options.dedupe)
        h->label[0] = TEXT("nhường chỗ", "gave way");
    h->marks = threshold_marks(page, h->mark);
    fill_bins(r, h);
    chart_histogram(page, h);
}

typedef struct Curves {
    double *x, *y[3]; /* precision, recall, F1 */
    int count;
} Curves;

static Curves curves_of(Page *page, Chart *chart)
{
    const LinkReport *report = page->report;
    Curves c = {.x = new (page->arena, double, report->curve_points)};
    double least = 1;
    for (int k = 0; k < 3; k++)
        c.y[k] = new (page->arena, double, report->curve_points);
    for (int i = 0; i < report->curve_points; i++) {
        const LinkQuality *q = &report->curve[i];
        double y[3] = {q->precision, q->recall, q->f1};
        c.x[c.count] = q->threshold;
        for (int k = 0; k < 3; k++) {
            c.y[k][c.count] = y[k];
            least = fmin(least, y[k]);
        }
        c.count++;
    }
    chart->x0 = floor(c.x[0]);
    chart->x1 = fmax(ceil(c.x[c.count - 1]), chart->x0 + 1);
    chart->y0 = least > 0.99 ? 0.99 : least > 0.95 ? 0.95 : least > 0.9 ? 0.9 : least > 0.5 ? 0.5 : 0;
    chart->y1 = 1;
    return c;
}

static void quality_table(Page *page)
{
    const LinkReport *report = page->report;
    page_raw(page, "<details><summary>");
    page_text(page, TEXT("Bảng số", "Figures"));
    static const PageHead heads[] = {
        {"n", TEXT_INIT("Ngưỡng (bit)", "Threshold (bits)")},
        {"n", TEXT_INIT("Độ chính xác", "Precision")},
        {"n", TEXT_INIT("Độ đầy đủ", "Recall")},
        {"n", TEXT_INIT("F1 ", "F1")},
    };
    page_raw(page, "</summary><div class=\"scroll\"><table>");
    page_heads(page, heads, COUNTOF(heads));
    int step = report->curve_points > 24 ? (report->curve_points + 23) / 24 : 1;
    Text none = {{0}, {0}};
    for (int i = 0; i < report->curve_points; i += step) {
        const LinkQuality *q = &report->curve[i];
        page_raw(page, "<tr>");
        page_cell(page, "n", none, link_say_signed(page->arena, page->lang, q->threshold, 1));
        page_cell(page, "n", none, link_say_share(page->arena, page->lang, q->precision));
        page_cell(page, "n", none, link_say_share(page->arena, page->lang, q->recall));
        page_cell(page, "n", none, vn_real_in(page->arena, page->lang, q->f1, 4));
        page_raw(page, "</tr>\n");
    }
    page_raw(page, "</tbody></table></div></details>\n");
}

static void quality_chart(Page *page)
{
    Chart chart = {.title = TEXT("Chất lượng theo ngưỡng", "Quality by threshold"),
                   .x_label = TEXT("ngưỡng ghép, bit", "threshold, bits"),
                   .lines = 3};
    Curves c = curves_of(page, &chart);
    const Text label[] = {TEXT_INIT("độ chính xác", "precision"), TEXT_INIT("độ đầy đủ", "recall"),
                          TEXT_INIT("F1", "F1 score")};
    for (int k = 0; k < 3; k++)
        chart.line[k] = (ChartLine){c.x, c.y[k], c.count, k == 0 ? "a" : k == 1 ? "b" : "c", label[k]};
    ChartMark mark[CHART_MARKS];
    threshold_marks(page, mark);
    chart.mark[0] = mark[0];
    chart.marks = 1;
    page_h3(page, TEXT("Nếu chọn ngưỡng khác", "With another threshold"));
    page_p(
        page, "more",
        TEXT("Ngưỡng cao thì ít ghép sai nhưng bỏ sót nhiều; ngưỡng thấp thì ngược lại. Tính trên mọi cặp đã tìm ra, "
             "trước khi chọn một–một hoặc gộp nhóm.",
             "A high threshold links little wrongly and misses more; a low one the reverse. Over all pairs found, "
             "before "
             "one-to-one or clusters."));
    chart_lines(page, &chart);
    quality_table(page);
}

/* What the model itself expects: each link is wrong with one minus its probability. */
static void expectation(Page *page)
{
    const LinkResult *r = page->result;
    double wrong = 0;
    int64_t links = 0;
    for (ptrdiff_t i = 0; i < r->pairs.len; i++) {
        links += r->decision[i] == LINK_LINK;
        wrong += r->decision[i] == LINK_LINK ? link_probability(-(double)r->pairs.pair[i].weight) : 0;
    }
    if (links)
        page_p(
            page, "fact",
            text_fmt(page->arena,
                     "Nếu mô hình đúng, trong %.*s cặp được ghép có khoảng %.*s cặp sai (ước tính, chưa kiểm chứng).",
                     "If the model is right, of %.*s pairs linked about %.*s are wrong (an estimate, not verified).",
                     STRF(page_int(page, links)), STRF(page_int(page, llrint(wrong)))));
}

void report_weights(Page *page)
{
    page_section(
        page, "weights", TEXT("Trọng số của các cặp", "Weights of the pairs"),
        TEXT("Hai nhóm tách xa nhau là tốt; nhiều cặp quanh ngưỡng nghĩa là dữ liệu chưa đủ để phân biệt.",
             "Two groups far apart are good; many pairs around the threshold mean that the data cannot tell them "
             "apart."));
    expectation(page);
    if (page->result->pairs.len)
        histogram(page);
    else
        page_p(page, "note", TEXT("Không có cặp nào đạt ngưỡng xem lại.", "No pair reached the review threshold."));
    if (page->report->curve && page->report->curve_points > 0)
        quality_chart(page);
    page_section_end(page);
}
