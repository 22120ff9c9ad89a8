/* report_result: what came out, and how good it is where a truth is known. */
#include "linkage/report_internal.h"

#include <math.h>

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

static void cards_dedupe(Page *page)
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
    if (c->chained)
        card(page, "review", page_int(page, c->chained), TEXT("chuỗi bị cắt", "chains cut"),
             TEXT("vì phần lớn bản ghi hai bên không giống nhau", "for most records on the two sides are not alike"));
}

static void cards_quality(Page *page)
{
    const LinkQuality *q = page->report->quality;
    Arena *a = page->arena;
    card(page, "link", link_say_share(a, page->lang, q->precision), TEXT("độ chính xác", "precision"),
         text_fmt(a, "%.*s cặp ghép sai", "%.*s false links", STRF(page_int(page, q->false_links))));
    card(page, "link", link_say_share(a, page->lang, q->recall), TEXT("độ đầy đủ", "recall"),
         text_fmt(a, "%.*s cặp bị bỏ sót", "%.*s missed", STRF(page_int(page, q->missed))));
    card(page, "link", vn_real_in(a, page->lang, q->f1, 4), TEXT("F1", "F1 score"),
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

/* ---- sizes of clusters ----------------------------------------------------------------- */

enum { SIZES = 6 };
static const int64_t size_to[SIZES] = {2, 3, 5, 10, 100, INT64_MAX};

static void size_row(Page *page, int s, int64_t groups, int64_t records, int64_t most)
{
    Str from = page_int(page, s ? size_to[s - 1] + 1 : 2), to = page_int(page, size_to[s]);
    Str size = s < 2           ? to
               : s < SIZES - 1 ? str_fmt(page->arena, "%.*s–%.*s", STRF(from), STRF(to))
                               : str_fmt(page->arena, "≥ %.*s", STRF(from));
    page_raw(page, "<tr>");
    page_cell(page, "what", (Text){{0}, {0}}, size);
    page_cell(page, "n", TEXT("bản ghi:", "records:"), page_int(page, records));
    page_raw(page, "<td class=\"bar\">");
    chart_bar(page, 0, (double)groups, 0, (double)most);
    page_raw(page, "</td>");
    page_cell(page, "n bits", (Text){{0}, {0}}, page_int(page, groups));
    page_raw(page, "</tr>\n");
}

static void cluster_sizes(Page *page)
{
    const LinkClusters *c = &page->result->clusters;
    Arena scratch = *page->arena;
    int64_t *size = new (&scratch, int64_t, c->rows), groups[SIZES] = {0}, records[SIZES] = {0}, most = 1;
    for (ptrdiff_t row = 0; row < c->rows; row++)
        size[c->cluster[row]]++;
    for (ptrdiff_t row = 0; row < c->rows; row++) {
        int s = 0;
        while (size[row] > size_to[s])
            s++;
        groups[s] += size[row] > 1;
        records[s] += size[row] > 1 ? size[row] : 0;
        most = groups[s] > most ? groups[s] : most;
    }
    page_raw(page, "<table class=\"rows fixed\"><caption>");
    page_text(page, TEXT("Nhóm theo số bản ghi", "Groups by number of records"));
    static const PageHead heads[] = {
        {"what", TEXT_INIT("Bản ghi trong nhóm", "Records in the group")},
        {"n", TEXT_INIT("Bản ghi", "Records")},
        {"bar", {{0}, {0}}},
        {"n bits", TEXT_INIT("Nhóm", "Groups")},
    };
    page_raw(page, "</caption>");
    page_heads(page, heads, COUNTOF(heads));
    for (int s = 0; s < SIZES; s++)
        if (groups[s])
            size_row(page, s, groups[s], records[s], most);
    page_table_end(page);
}

void report_result(Page *page, const ReportCount *count)
{
    page_section(page, "result", TEXT("Kết quả", "Result"), (Text){{0}, {0}});
    page_raw(page, "<div class=\"cards\">\n");
    if (page->report->options.dedupe)
        cards_dedupe(page);
    else
        cards_link(page, count);
    cards_rest(page, count);
    page_raw(page, "</div>\n");
    if (count->by[LINK_REVIEW])
        page_p(
            page, "fact",
            TEXT("Việc tiếp theo: xem các cặp ghi “review” ở cột decision của tệp kết quả, từ trọng số cao xuống thấp.",
                 "Next: look at the pairs marked \"review\" in the column decision of the result file, heaviest "
                 "first."));
    if (page->report->options.dedupe && page->result->clusters.clusters)
        cluster_sizes(page);
    if (page->report->quality) {
        page_raw(page, "<h3>");
        page_text(page, TEXT("So với sự thật đã biết", "Against the known truth"));
        page_raw(page, "</h3><div class=\"cards three\">\n");
        cards_quality(page);
        page_raw(page, "</div>\n");
    }
    page_section_end(page);
}
