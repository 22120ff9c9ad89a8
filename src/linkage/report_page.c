/* report_page: pieces that all sections are made of, and the words on how to read them.
 *
 * The page is written as XML that is HTML too, so that a strict parser can prove it whole. */
#include "base/html.h"
#include "linkage/report_internal.h"

void page_raw(Page *page, const char *html)
{
    buf_add(&page->html, str_from(html));
}

void page_fmt(Page *page, const char *html, ...)
{
    va_list args;
    va_start(args, html);
    buf_add(&page->html, str_vfmt(page->arena, html, args));
    va_end(args);
}

void page_str(Page *page, Str s)
{
    html_text(&page->html, s);
}

void page_text(Page *page, Text text)
{
    page_str(page, text_in(page->lang, text));
}

void page_p(Page *page, const char *class, Text text)
{
    page_fmt(page, "<p class=\"%s\">", class);
    page_text(page, text);
    page_raw(page, "</p>\n");
}

void page_section(Page *page, const char *id, Text title, Text lead)
{
    page_fmt(page, "<section id=\"%s\"><h2>", id);
    page_text(page, title);
    page_raw(page, "</h2>\n");
    if (lead.vi.len)
        page_p(page, "lead", lead);
}

void page_section_end(Page *page)
{
    page_raw(page, "</section>\n");
}

void page_h3(Page *page, Text title)
{
    page_raw(page, "<h3>");
    page_text(page, title);
    page_raw(page, "</h3>\n");
}

void page_heads(Page *page, const PageHead *head, int count)
{
    page_raw(page, "<thead><tr>");
    for (int i = 0; i < count; i++) {
        page_fmt(page, "<th scope=\"col\" class=\"%s\">", head[i].class);
        page_text(page, head[i].text);
        page_raw(page, "</th>");
    }
    page_raw(page, "</tr></thead><tbody>\n");
}

void page_table_end(Page *page)
{
    page_raw(page, "</tbody></table>\n");
}

void page_cell(Page *page, const char *class, Text label, Str cell)
{
    page_fmt(page, "<td class=\"%s\"", class);
    if (label.vi.len) {
        page_raw(page, " data-label=\"");
        page_text(page, label);
        page_raw(page, "\"");
    }
    page_raw(page, ">");
    page_str(page, cell);
    page_raw(page, "</td>");
}

Str page_int(Page *page, int64_t n)
{
    return vn_int_in(page->arena, page->lang, n);
}

void page_rule(Page *page, int rule)
{
    page_text(page, link_rule_title(page->arena, page->result->model, rule));
    page_raw(page, " <code>");
    page_str(page, page->result->model->rule[rule].name);
    page_raw(page, "</code>");
}

/* ---- how to read it -------------------------------------------------------------------- */

typedef struct Word {
    Text word, meaning;
} Word;

static const Word words[] = {
    {TEXT_INIT("Trọng số (bit)", "Weight (bits)"),
     TEXT_INIT("Mỗi bit làm khả năng “là một người” tăng gấp đôi; mỗi bit âm làm giảm một nửa. Tổng các "
               "bit của một cặp, kể cả khởi điểm, cho xác suất: 0 bit là 50 %, 4,25 bit là 95 %, 10 bit là 99,9 %.",
               "Each bit doubles the odds of being one person; each negative bit halves them. All bits of a pair, the "
               "start included, give the probability: 0 bits are 50 %, 4.25 bits 95 %, 10 bits 99.9 %.")},
    {TEXT_INIT("m và u", "m and u"),
     TEXT_INIT("m: tỷ lệ gặp mức giống nhau này ở hai bản ghi của cùng một người. u: tỷ lệ gặp ở hai bản ghi "
               "bất kỳ. Trọng số của mức là log₂(m/u).",
               "m: how often this level is seen in two records of one person. u: how often in any two records. "
               "The weight of the level is log₂(m/u).")},
    {TEXT_INIT("Khởi điểm", "Start"),
     TEXT_INIT("Trước khi so sánh, hai bản ghi lấy ngẫu nhiên hầu như không bao giờ là một người, nên mọi cặp "
               "bắt đầu từ một số âm lớn.",
               "Before comparing, two random records are hardly ever one person, so each pair starts from a large "
               "negative number.")},
    {TEXT_INIT("Giá trị hiếm hay thường gặp", "Rare or common values"),
     TEXT_INIT("Trùng một họ tên hiếm nói lên nhiều hơn trùng một họ tên thường gặp; phần chênh lệch này được "
               "cộng hoặc trừ riêng và có mức trần.",
               "Sharing a rare name says more than sharing a common one; this difference is added or taken away by "
               "itself, up to a limit.")},
    {TEXT_INIT("Quy tắc chọn cặp", "Rules that find pairs"),
     TEXT_INIT("Không thể so mọi bản ghi với mọi bản ghi. Mỗi quy tắc chỉ so những bản ghi có chung một khóa, "
               "ví dụ cùng số định danh, hoặc cùng tên và năm sinh.",
               "Not every record can be compared with every other. Each rule compares only records that share a key, "
               "such as the personal number, or name and year of birth.")},
    {TEXT_INIT("Độ chính xác, độ đầy đủ, F1", "Precision, recall, F1"),
     TEXT_INIT("Độ chính xác: trong các cặp đã ghép, bao nhiêu phần đúng. Độ đầy đủ: trong các cặp đúng, bao nhiêu "
               "phần đã tìm ra. F1: trung bình điều hòa của hai số đó.",
               "Precision: of the pairs linked, how many are right. Recall: of the right pairs, how many were found. "
               "F1: the harmonic mean of the two.")},
};

void report_guide(Page *page)
{
    page_raw(page, "<section id=\"guide\"><details><summary><h2>");
    page_text(page, TEXT("Cách đọc báo cáo này", "How to read this report"));
    page_raw(page, "</h2></summary><dl class=\"guide\">\n");
    for (ptrdiff_t i = 0; i < COUNTOF(words); i++) {
        page_raw(page, "<dt>");
        page_text(page, words[i].word);
        page_raw(page, "</dt><dd>");
        page_text(page, words[i].meaning);
        page_raw(page, "</dd>\n");
    }
    page_raw(page, "</dl></details></section>\n");
}
