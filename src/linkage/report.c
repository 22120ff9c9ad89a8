/* report: the page, section by section. */
#include "linkage/report_internal.h"

Err *link_report_html(Arena *arena, const LinkReport *report, Str *ret)
{
    Page page = {arena, buf_open(arena), report->lang, report};
    buf_fmt(&page.html,
            "<!DOCTYPE html>\n<html lang=\"%s\"><head><meta charset=\"utf-8\"/><title>%.*s</title></head><body>",
            report->lang == LANG_VI ? "vi" : "en",
            STRF(text_in(report->lang, TEXT("Báo cáo đối soát", "Linkage report"))));
    int64_t count[3] = {0};
    for (ptrdiff_t i = 0; i < report->result->pairs.len; i++)
        count[report->result->decision[i]]++;
    Text links = text_fmt(arena, "%lld cặp được ghép, %lld cặp cần xem", "%lld pairs linked, %lld to review",
                          (long long)count[LINK_LINK], (long long)count[LINK_REVIEW]);
    buf_fmt(&page.html, "<p>%.*s</p></body></html>\n", STRF(text_in(report->lang, links)));
    *ret = buf_str(&page.html);
    return NULL;
}
