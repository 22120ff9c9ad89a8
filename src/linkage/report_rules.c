/* report_rules: how pairs were found, what was too large, and who can never be found. */
#include "linkage/report_internal.h"

#include <math.h>

static const Text none = {{0}, {0}};

static void rule_row(Page *page, int rule, double most)
{
    const LinkRuleCount *count = &page->result->rule[rule];
    page_raw(page, "<tr><td class=\"what\">");
    page_rule(page, rule);
    if (count->split_blocks) {
        page_raw(page, " <span class=\"tag\">");
        page_text(page,
                  text_fmt(page->arena, "chia %.*s khối", "%.*s split", STRF(page_int(page, count->split_blocks))));
        page_raw(page, "</span>");
    }
    page_raw(page, "</td>");
    page_cell(page, "n", TEXT("khối:", "blocks:"), page_int(page, count->blocks));
    int64_t largest = count->largest_count ? count->largest[0].pairs : 0;
    page_cell(page, "n", TEXT("lớn nhất:", "largest:"), page_int(page, largest));
    page_cell(page, "n", TEXT("đã so:", "compared:"), page_int(page, count->compared));
    page_cell(page, "n", TEXT("tìm ra:", "found:"), page_int(page, count->found));
    page_raw(page, "<td class=\"bar\">");
    chart_bar(page, 0, (double)count->pairs, 0, most);
    page_raw(page, "</td>");
    page_cell(page, "n bits", none, page_int(page, count->pairs));
    page_raw(page, "</tr>\n");
}

static void rule_table(Page *page)
{
    const LinkModel *model = page->result->model;
    double most = 1;
    for (int r = 0; r < model->rules; r++)
        most = fmax(most, (double)page->result->rule[r].pairs);
    static const PageHead heads[] = {
        {"what", TEXT_INIT("Quy tắc", "Rule")},
        {"n", TEXT_INIT("Khối", "Blocks")},
        {"n", TEXT_INIT("Khối lớn nhất", "Largest")},
        {"n", TEXT_INIT("Cặp đã so", "Compared")},
        {"n", TEXT_INIT("Tìm ra", "Found")},
        {"bar", {{0}, {0}}},
        {"n bits", TEXT_INIT("Cặp ứng viên", "Candidates")},
    };
    page_raw(page, "<table class=\"rows rules\">");
    page_heads(page, heads, COUNTOF(heads));
    for (int r = 0; r < model->rules; r++)
        rule_row(page, r, most);
    page_table_end(page);
}

static void split_words(Page *page, const LinkRuleCount *count)
{
    Arena *a = page->arena;
    if (count->split_blocks)
        page_p(page, "more",
               text_fmt(a, "%.*s khối quá lớn được chia nhỏ bằng khóa thứ hai: còn %.*s cặp.",
                        "%.*s oversized blocks were split by a further key: %.*s pairs remain.",
                        STRF(page_int(page, count->split_blocks)), STRF(page_int(page, count->split_pairs))));
    if (count->windowed)
        page_p(page, "more",
               text_fmt(a, "%.*s khối không khóa nào chia được: chỉ so các bản ghi đứng gần nhau khi xếp thứ tự.",
                        "%.*s blocks that no key could split: only neighbours in order were compared.",
                        STRF(page_int(page, count->windowed))));
}

static Err *rule_blocks(Page *page, int which)
{
    const LinkRule *rule = &page->result->model->rule[which];
    const LinkRuleCount *count = &page->result->rule[which];
    page_raw(page, "<h3>");
    page_rule(page, which);
    page_raw(page, "</h3>\n");
    split_words(page, count);
    static const PageHead heads[] = {
        {"", TEXT_INIT("Một bản ghi của khối", "A record of the block")},
        {"n", TEXT_INIT("Trái", "Left")},
        {"n", TEXT_INIT("Phải", "Right")},
        {"n", TEXT_INIT("Cặp", "Pairs")},
    };
    page_raw(page, "<div class=\"scroll\"><table>");
    bool personal = page->report->examples > 0 && page->result->data;
    page_heads(page, heads + !personal, COUNTOF(heads) - !personal);
    int shown = count->largest_count < 3 ? count->largest_count : 3;
    for (int i = 0; i < shown; i++) {
        const LinkBlock *block = &count->largest[i];
        Str values = {0};
        if (personal)
            TRY(link_block_values(page->arena, page->result->data, rule, block, &values));
        page_raw(page, "<tr>");
        if (personal)
            page_cell(page, "v", none, values);
        page_cell(page, "n", none, page_int(page, block->left));
        page_cell(page, "n", none, page_int(page, block->right));
        page_cell(page, "n", none, page_int(page, block->pairs));
        page_raw(page, "</tr>\n");
    }
    page_raw(page, "</tbody></table></div>\n");
    return NULL;
}

Err *report_rules(Page *page)
{
    const LinkModel *model = page->result->model;
    int64_t split = 0, windowed = 0;
    for (int r = 0; r < model->rules; r++) {
        split += page->result->rule[r].split_blocks;
        windowed += page->result->rule[r].windowed;
    }
    page_section(page, "rules", TEXT("Các cặp được tìm ra thế nào", "How pairs were found"),
                 TEXT("Một cặp mà nhiều quy tắc cùng tìm ra được tính cho quy tắc đứng trước.",
                      "A pair that several rules find counts for the first of them."));
    rule_table(page);
    page_p(page, "more",
           split ? text_fmt(page->arena, "%.*s khối quá lớn được chia nhỏ; không khối nào bị bỏ.",
                            "%.*s oversized blocks were split; none was dropped.", STRF(page_int(page, split)))
                 : TEXT("Không khối nào quá lớn; không khối nào bị bỏ.", "No block was oversized; none was dropped."));
    if (windowed)
        page_p(page, "note",
               text_fmt(
                   page->arena,
                   "%.*s phần không khóa nào chia nhỏ được chỉ so các bản ghi đứng gần nhau: có thể sót. Hãy thêm cột "
                   "để so.",
                   "Of %.*s parts that no key could split only neighbours were compared: some pairs may be missed. "
                   "Compare more columns.",
                   STRF(page_int(page, windowed))));
    page_raw(page, "<details><summary><h3>");
    page_text(page, TEXT("Các khối lớn nhất của mỗi quy tắc", "The largest blocks of each rule"));
    page_raw(page, "</h3></summary>\n");
    for (int r = 0; r < model->rules; r++)
        if (page->result->rule[r].largest_count)
            TRY(rule_blocks(page, r));
    page_raw(page, "</details>\n");
    page_section_end(page);
    return NULL;
}

/* ---- unlinkables ------------------------------------------------------------------------ */

enum { FIRST = LINK_CURVE_FROM, POINTS = COUNTOF(((LinkUnlinkable *)0)->share_at[0]) };

void report_unlinkable(Page *page)
{
    const LinkUnlinkable *u = &page->result->unlinkable;
    bool dedupe = page->report->options.dedupe;
    double x[POINTS], most = 0;
    for (int i = 0; i < POINTS; i++) {
        x[i] = FIRST + i;
        most = fmax(most, fmax(u->share_at[0][i], u->share_at[1][i]));
    }
    page_section(
        page, "unlinkable", TEXT("Bản ghi không đủ thông tin để ghép", "Records that say too little"),
        TEXT("Dù gặp một bản ghi giống hệt, chúng cũng không đạt ngưỡng: thiếu giá trị, hoặc giá trị quá thường "
             "gặp. Đường cong cho biết tỷ lệ đó ở mỗi ngưỡng.",
             "Even beside their very copy they would not reach the threshold: values are missing or too common. The "
             "curve shows their share at each threshold."));
    Chart chart = {.title =
                       TEXT("Tỷ lệ bản ghi không thể đạt ngưỡng", "Share of records that cannot reach the threshold"),
                   .x_label = TEXT("ngưỡng, bit", "threshold, bits "),
                   .x0 = FIRST,
                   .x1 = FIRST + POINTS - 1,
                   .y1 = most > 0.5    ? 1
                         : most > 0.2  ? 0.5
                         : most > 0.1  ? 0.2
                         : most > 0.05 ? 0.1
                                       : 0.05,
                   .lines = dedupe ? 1 : 2,
                   .marks = 1};
    chart.line[0] = (ChartLine){x, u->share_at[0], POINTS, "a",
                                dedupe ? TEXT("bản ghi", "records") : TEXT("tệp trái", "left file")};
    chart.line[1] = (ChartLine){x, u->share_at[1], POINTS, "b", TEXT("tệp phải", "right file")};
    Str at = link_say_signed(page->arena, page->lang, page->threshold, 2);
    chart.mark[0] = (ChartMark){page->threshold, text_fmt(page->arena, "ghép từ %.*s", "linked from %.*s", STRF(at))};
    chart_lines(page, &chart);
    page_section_end(page);
}
