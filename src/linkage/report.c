/* report: the page as a whole: the answer first, then what it rests on. */
#include "linkage/report_internal.h"

static ReportCount count_decisions(const LinkResult *result)
{
    ReportCount count = {{0}};
    for (ptrdiff_t i = 0; i < result->pairs.len; i++)
        count.by[result->decision[i]]++;
    return count;
}

/* The sentence that a person came for. */
static Text headline(Page *page, const ReportCount *count)
{
    Str review = page_int(page, count->by[LINK_REVIEW]);
    if (page->report->options.dedupe)
        return text_fmt(page->arena, "%.*s nhóm bản ghi trùng; %.*s cặp cần người xem",
                        "%.*s groups of duplicates; %.*s pairs to review",
                        STRF(page_int(page, page->result->clusters.clusters)), STRF(review));
    return text_fmt(page->arena, "Ghép được %.*s cặp; %.*s cặp cần người xem",
                    "%.*s pairs linked; %.*s pairs to review", STRF(page_int(page, count->by[LINK_LINK])),
                    STRF(review));
}

static Text what_was_linked(Page *page)
{
    const LinkReport *report = page->report;
    const int64_t *records = page->result->stats.records;
    Str left = report->source[0].len ? report->source[0] : text_in(page->lang, TEXT("tệp trái", "the left file"));
    Str right = report->source[1].len ? report->source[1] : text_in(page->lang, TEXT("tệp phải", "the right file"));
    Str rows = page_int(page, records[0]);
    if (report->options.dedupe)
        return text_fmt(page->arena, "Tìm bản ghi trùng trong %.*s (%.*s bản ghi).",
                        "Duplicates within %.*s (%.*s records).", STRF(left), STRF(rows));
    return text_fmt(page->arena, "Đối soát %.*s (%.*s bản ghi) với %.*s (%.*s bản ghi).",
                    "%.*s (%.*s records) linked with %.*s (%.*s records).", STRF(left), STRF(rows), STRF(right),
                    STRF(page_int(page, records[1])));
}

static Text how_it_was_decided(Page *page)
{
    Arena *a = page->arena;
    Str threshold = link_say_signed(a, page->lang, page->threshold, 2),
        from = link_say_signed(a, page->lang, page->review_from, 2);
    Str p = link_say_share(a, page->lang, link_probability(page->threshold)),
        q = link_say_share(a, page->lang, link_probability(page->review_from));
    Text rule =
        page->report->options.one_to_one && !page->report->options.dedupe
            ? TEXT(" Ghép một–một: mỗi bản ghi nhiều nhất một cặp.", " One to one: at most one pair for each record.")
            : (Text){{0}, {0}};
    return text_fmt(a, "Ghép từ xác suất %.*s (%.*s bit), xem lại từ %.*s (%.*s bit).%.*s",
                    "Linked from probability %.*s (%.*s bits), reviewed from %.*s (%.*s bits).%.*s", STRF(p),
                    STRF(threshold), STRF(q), STRF(from), STRF(text_in(page->lang, rule)));
}

static void contents(Page *page, bool examples)
{
    static const struct {
        const char *id;
        Text title;
    } item[] = {
        {"asked", TEXT_INIT("Cặp được hỏi", "Pair asked about")},
        {"result", TEXT_INIT("Kết quả", "Result")},
        {"weights", TEXT_INIT("Trọng số", "Weights")},
        {"model", TEXT_INIT("Mô hình", "Model")},
        {"training", TEXT_INIT("Học", "Training")},
        {"rules", TEXT_INIT("Quy tắc", "Rules")},
        {"unlinkable", TEXT_INIT("Thiếu thông tin", "Too little")},
        {"examples", TEXT_INIT("Ví dụ", "Examples")},
        {"guide", TEXT_INIT("Cách đọc", "How to read")},
    };
    page_raw(page, "<nav>");
    for (ptrdiff_t i = 0; i < COUNTOF(item); i++) {
        if ((item[i].id[0] == 'e' && !examples) || (item[i].id[0] == 'a' && !page->report->asked))
            continue;
        page_fmt(page, "<a href=\"#%s\">", item[i].id);
        page_text(page, item[i].title);
        page_raw(page, "</a>\n");
    }
    page_raw(page, "</nav>\n");
}

static void header(Page *page, const ReportCount *count)
{
    const LinkReport *report = page->report;
    bool personal = report->examples > 0 && page->result->data;
    page_raw(page, "<header><p class=\"brand\">");
    page_text(page, TEXT("Bao Phủ · Báo cáo đối soát", "Bao Phủ · Linkage report"));
    if (report->date.len) {
        page_raw(page, " · ");
        page_str(page, report->date);
    }
    page_raw(page, "</p>\n<h1>");
    page_text(page, headline(page, count));
    page_raw(page, "</h1>\n");
    page_p(page, "lead", what_was_linked(page));
    page_p(page, "more", how_it_was_decided(page));
    page_p(page, personal ? "note personal" : "more",
           personal
               ? TEXT("Báo cáo này có dữ liệu cá nhân (các cặp ví dụ và khóa của khối). Chỉ chuyển cho người được phép "
                      "xem; "
                      "có thể tạo lại không có ví dụ (--no-examples).",
                      "This report holds personal data (example pairs and keys of blocks). Pass it only to those who "
                      "may see "
                      "them; it can be made without examples (--no-examples).")
               : TEXT("Báo cáo này không có giá trị của bản ghi nào.", "This report holds no values of any record."));
    contents(page, personal);
    page_raw(page, "</header>\n");
}

static void head(Page *page)
{
    page_fmt(page,
             "<!DOCTYPE html>\n<html lang=\"%s\" xmlns=\"http://www.w3.org/1999/xhtml\"><head><meta charset=\"utf-8\"/>"
             "<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\"/>"
             "<meta name=\"referrer\" content=\"no-referrer\"/><meta name=\"robots\" content=\"noindex\"/><title>",
             page->lang == LANG_VI ? "vi" : "en");
    page_text(page, TEXT("Báo cáo đối soát", "Linkage report"));
    page_raw(page, "</title>\n<style>\n");
    for (int i = 0; page_style[i]; i++)
        page_raw(page, page_style[i]);
    page_raw(page, "</style></head>\n<body>\n");
}

Err *link_report_html(Arena *arena, const LinkReport *report, Str *ret)
{
    const LinkOptions *o = &report->options;
    Page page = {
        .arena = arena, .html = buf_open(arena), .lang = report->lang, .report = report, .result = report->result};
    page.threshold = link_weight_of(o->threshold > 0 ? o->threshold : 0.95); /* as link_run fills them */
    page.review_from = link_weight_of(o->review_from > 0 ? o->review_from : 0.5);
    if (page.review_from > page.threshold)
        page.review_from = page.threshold;
    ReportCount count = count_decisions(report->result);
    head(&page);
    header(&page, &count);
    page_raw(&page, "<main>\n");
    TRY(report_asked(&page));
    report_result(&page, &count);
    report_weights(&page);
    report_model(&page);
    report_training(&page);
    TRY(report_rules(&page));
    report_unlinkable(&page);
    TRY(report_examples(&page));
    report_guide(&page);
    page_raw(&page, "</main>\n</body></html>\n");
    *ret = buf_str(&page.html);
    return NULL;
}
