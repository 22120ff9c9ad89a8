/* report_result: what came out, how the weights lie, and how good it is where a truth is known. */
#include "linkage/report_internal.h"

#include <math.h>
#include <string.h>

/* ---- cards ------------------------------------------------------------------------- */

static void card(Page *page, const char *class, Str number, Text what, Text beside)
{
    page_fmt(page, "<div class=\"card %s\"><span>", class);
    page_text(page, what);
    page_raw(page, "</span><b>");
    page_str(page, number);
    page_raw(page, "</b><small>");
    page_text(page, beside);
    page_raw(page, "</small></div>\n");
}

/* Records of a side that have a link. */
static int64_t linked_records(Page *page, int side)
{
    const LinkResult *r = page->result;
    Arena scratch = *page->arena;
    uint32_t most = 0;
    for (ptrdiff_t i = 0; i < r->pairs.len; i++) {
        uint32_t row = side ? r->pairs.pair[i].right : r->pairs.pair[i].left;
        most = row > most ? row : most;
    }
    bool *seen = new (&scratch, bool, (ptrdiff_t)most + 1);
    int64_t count = 0;
    for (ptrdiff_t i = 0; i < r->pairs.len; i++) {
        if (r->decision[i] != LINK_LINK)
            continue;
        uint32_t row = side ? r->pairs.pair[i].right : r->pairs.pair[i].left;
        count += !seen[row];
        seen[row] = true;
    }
    return count;
}

static double part_of(int64_t n, int64_t all)
{
    return all > 0 ? (double)n / (double)all : 0;
}

static Str share(Page *page, int64_t n, int64_t all)
{
    return link_say_share(page->arena, page->lang, part_of(n, all));
}

static void cards_link(Page *page, const ReportCount *count)
{
    const int64_t *records = page->result->stats.records;
    Arena *a = page->arena;
    Str left = share(page, linked_records(page, 0), records[0]),
        right = share(page, linked_records(page, 1), records[1]);
    card(page, "link", page_int(page, count->by[LINK_LINK]), TEXT("cặp được ghép", "pairs linked"),
         text_fmt(a, "%.*s bản ghi bên trái và %.*s bên phải có cặp", "%.*s of the left and %.*s of the right records",
                  STRF(left), STRF(right)));
}

static void cards_dedupe(Page *page, const ReportCount *count)
{
    const LinkClusters *c = &page->result->clusters;
    Arena *a = page->arena;
    int64_t twice = 0; /* records beyond the first of their cluster */
    for (ptrdiff_t row = 0; row < c->rows; row++)
        twice += c->cluster[row] != row;
    card(page, "link", page_int(page, c->clusters), TEXT("nhóm trùng", "groups of duplicates"),
         text_fmt(a, "lớn nhất có %.*s bản ghi", "the largest has %.*s records", STRF(page_int(page, c->largest))));
    card(page, "link", page_int(page, twice), TEXT("bản ghi thừa", "records too many"),
         text_fmt(a, "%.*s của %.*s bản ghi", "%.*s of %.*s records", STRF(share(page, twice, c->rows)),
                  STRF(page_int(page, c->rows))));
    if (c->divided)
        card(page, "review", page_int(page, c->divided), TEXT("nhóm bị chia", "groups divided"),
             TEXT("vì có hai số định danh khác nhau", "for two different personal numbers"));
    (void)count;
}

static void cards_quality(Page *page)
{
    const LinkQuality *q = page->report->quality;
    Arena *a = page->arena;
    card(page, "link", link_say_share(a, page->lang, q->precision), TEXT("độ chính xác", "precision"),
         text_fmt(a, "%.*s cặp ghép sai", "%.*s false links", STRF(page_int(page, q->false_links))));
    card(page, "link", link_say_share(a, page->lang, q->recall), TEXT("độ đầy đủ", "recall"),
         text_fmt(a, "%.*s cặp bị bỏ sót", "%.*s missed", STRF(page_int(page, q->missed))));
    card(page, "link", link_say_real(a, page->lang, q->f1, 4), TEXT("F1", "F1 score"),
         text_fmt(a, "%.*s cặp ghép đúng", "%.*s true links", STRF(page_int(page, q->true_links))));
}

static void cards_rest(Page *page, const ReportCount *count)
{
    const LinkResult *r = page->result;
    Arena *a = page->arena;
    card(page, "review", page_int(page, count->by[LINK_REVIEW]), TEXT("cặp cần người xem", "pairs to review"),
         text_fmt(a, "%.*s so với số cặp được ghép", "%.*s of the number linked",
                  STRF(share(page, count->by[LINK_REVIEW], count->by[LINK_LINK]))));
    if (page->report->options.one_to_one && !page->report->options.dedupe)
        card(page, "none", page_int(page, count->by[LINK_NONE]), TEXT("cặp nhường chỗ", "pairs that gave way"),
             TEXT("cho cặp tốt hơn, vì ghép một–một", "to better ones: one to one"));
    int64_t weak = r->unlinkable.len[0] + r->unlinkable.len[1];
    card(page, "none", page_int(page, weak), TEXT("bản ghi không đủ thông tin", "records that say too little"),
         text_fmt(a, "%.*s của tất cả bản ghi; không thể đạt ngưỡng", "%.*s of all; cannot reach the threshold",
                  STRF(share(page, weak, r->stats.records[0] + r->stats.records[1]))));
    double left = (double)r->stats.records[0], right = (double)r->stats.records[1];
    double all = page->report->options.dedupe ? left * (left - 1) / 2 : left * right;
    double compared = (double)r->stats.compared;
    card(page, "none", page_int(page, r->stats.compared), TEXT("cặp đã so sánh", "pairs compared"),
         text_fmt(a, "%.*s của tất cả cặp có thể có", "%.*s of all possible pairs",
                  STRF(link_say_share(a, page->lang, all > 0 ? fmin(1, compared / all) : 0))));
}

void report_result(Page *page, const ReportCount *count)
{
    page_section(page, "result", TEXT("Kết quả", "Result"), (Text){{0}, {0}});
    page_raw(page, "<div class=\"cards\">\n");
    if (page->report->options.dedupe)
        cards_dedupe(page, count);
    else
        cards_link(page, count);
    cards_rest(page, count);
    page_raw(page, "</div>\n");
    if (page->report->quality) {
        page_raw(page, "<h3>");
        page_text(page, TEXT("So với sự thật đã biết", "Against the known truth"));
        page_raw(page, "</h3><div class=\"cards\">\n");
        cards_quality(page);
        page_raw(page, "</div>\n");
    }
    page_section_end(page);
}

/* ---- weights ------------------------------------------------------------------------- */

/* The two thresholds, as marks of a chart. */
static int threshold_marks(Page *page, ChartMark *mark)
{
    Arena *a = page->arena;
    Str link = link_say_signed(a, page->lang, page->threshold, 1),
        review = link_say_signed(a, page->lang, page->review_from, 1);
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
    chart->x0 = c.x[0];
    chart->x1 = c.x[c.count - 1] > c.x[0] ? c.x[c.count - 1] : c.x[0] + 1;
    chart->y0 = least > 0.99 ? 0.99 : least > 0.95 ? 0.95 : least > 0.9 ? 0.9 : least > 0.5 ? 0.5 : 0;
    chart->y1 = 1;
    return c;
}

static void quality_table(Page *page)
{
    const LinkReport *report = page->report;
    page_raw(page, "<details><summary>");
    page_text(page, TEXT("Bảng số", "Figures"));
    page_raw(page, "</summary><div class=\"scroll\"><table><thead><tr>");
    page_head(page, "n", TEXT("Ngưỡng (bit)", "Threshold (bits)"));
    page_head(page, "n", TEXT("Độ chính xác", "Precision"));
    page_head(page, "n", TEXT("Độ đầy đủ", "Recall"));
    page_head(page, "n", TEXT("F1 ", "F1"));
    page_raw(page, "</tr></thead><tbody>\n");
    int step = report->curve_points > 24 ? (report->curve_points + 23) / 24 : 1;
    Text none = {{0}, {0}};
    for (int i = 0; i < report->curve_points; i += step) {
        const LinkQuality *q = &report->curve[i];
        page_raw(page, "<tr>");
        page_cell(page, "n", none, link_say_signed(page->arena, page->lang, q->threshold, 1));
        page_cell(page, "n", none, link_say_share(page->arena, page->lang, q->precision));
        page_cell(page, "n", none, link_say_share(page->arena, page->lang, q->recall));
        page_cell(page, "n", none, link_say_real(page->arena, page->lang, q->f1, 4));
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
    page_raw(page, "<h3>");
    page_text(page, TEXT("Nếu chọn ngưỡng khác", "With another threshold"));
    page_raw(page, "</h3>\n");
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

void report_weights(Page *page)
{
    page_section(
        page, "weights", TEXT("Trọng số của các cặp", "Weights of the pairs"),
        TEXT("Hai nhóm tách xa nhau là tốt; nhiều cặp quanh ngưỡng nghĩa là dữ liệu chưa đủ để phân biệt.",
             "Two groups far apart are good; many pairs around the threshold mean that the data cannot tell them "
             "apart."));
    if (page->result->pairs.len)
        histogram(page);
    else
        page_p(page, "note", TEXT("Không có cặp nào đạt ngưỡng xem lại.", "No pair reached the review threshold."));
    if (page->report->curve && page->report->curve_points > 0)
        quality_chart(page);
    page_section_end(page);
}
