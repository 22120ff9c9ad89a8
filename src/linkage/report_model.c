/* report_model: what each level of each field weighs, and how far the training can be trusted. */
#include "linkage/report_internal.h"

#include <math.h>

static double heaviest(const LinkModel *model)
{
    double most = 1;
    for (int f = 0; f < model->fields; f++)
        for (int level = 1; level <= model->field[f].kind->level_count; level++)
            most = fmax(most, fabs(link_weight(&model->field[f], level)));
    return most;
}

static void remark(Page *page, bool *first, Text text)
{
    if (!*first)
        page_raw(page, "; ");
    *first = false;
    page_text(page, text);
}

/* Kind, term frequency, contradiction, correlation: a line under the name of the field. */
static void field_remarks(Page *page, const LinkField *field)
{
    Arena *a = page->arena;
    bool first = true;
    page_raw(page, "<small>");
    remark(page, &first, field->kind->title);
    if (field->frequency)
        remark(page, &first,
               text_fmt(a, "giá trị hiếm hay thường gặp: tới ±%.*s bit", "rare or common values: up to ±%.*s bits",
                        STRF(vn_real_in(a, page->lang, field->frequency_cap, 1))));
    if (field->correlated > 0)
        remark(
            page, &first,
            text_fmt(a, "cùng nhóm %d: chỉ tính một lần phần hiếm", "group %d: rarity counts once", field->correlated));
    if (field->against > 0)
        remark(page, &first,
               text_fmt(a, "khác nhau là mâu thuẫn: ít nhất −%.*s bit", "difference contradicts: at least −%.*s bits",
                        STRF(vn_real_in(a, page->lang, field->against, 1))));
    page_raw(page, "</small>");
}

static void level_row(Page *page, const LinkField *field, int level, double most)
{
    Arena *a = page->arena;
    double weight = link_weight(field, level);
    page_raw(page, "<tr><td class=\"what\">");
    page_text(page, field->kind->level[level - 1]);
    if (!field->trained[level - 1]) {
        page_raw(page, " <span class=\"tag warn\">");
        page_text(page, TEXT("số mặc định", "default"));
        page_raw(page, "</span>");
    }
    page_raw(page, "</td>");
    page_cell(page, "n", TEXT("m:", "m ="), link_say_share(a, page->lang, field->m[level - 1]));
    page_cell(page, "n", TEXT("u:", "u ="), link_say_share(a, page->lang, field->u[level - 1]));
    page_raw(page, "<td class=\"bar\">");
    chart_bar(page, 0, weight, -most, most);
    page_raw(page, "</td>");
    page_cell(page, "n bits", (Text){{0}, {0}}, link_say_signed(a, page->lang, weight, 2));
    page_raw(page, "</tr>\n");
}

static void field_table(Page *page, const LinkField *field, double most)
{
    page_raw(page, "<table class=\"rows fixed\"><caption>");
    page_text(page, link_field_title(page->arena, field));
    field_remarks(page, field);
    static const PageHead heads[] = {
        {"what", TEXT_INIT("Mức giống nhau", "Level")},
        {"n", TEXT_INIT("m: cùng một người", "m: one person")},
        {"n", TEXT_INIT("u: hai người bất kỳ", "u: any two")},
        {"bar", TEXT_INIT("− chống · ủng hộ +", "− against · for +")},
        {"n", TEXT_INIT("Bit", "Bits")},
    };
    page_raw(page, "</caption>");
    page_heads(page, heads, COUNTOF(heads));
    for (int level = field->kind->level_count; level >= 1; level--)
        level_row(page, field, level, most);
    page_table_end(page);
}

void report_model(Page *page)
{
    const LinkModel *model = page->result->model;
    Arena *a = page->arena;
    page_section(page, "model", TEXT("Mô hình: mỗi mức giống nhau nặng bao nhiêu", "Model: what each level weighs"),
                 TEXT("Thanh sang phải: ủng hộ là một người; sang trái: chống lại. Mọi thanh cùng một thước.",
                      "A bar to the right speaks for one person, to the left against. All bars have one scale."));
    Str start = link_say_signed(a, page->lang, link_prior_weight(model->prior), 2);
    page_p(page, "fact",
           text_fmt(a, "Khởi điểm của mọi cặp: %.*s bit (trong các cặp ngẫu nhiên, tỷ lệ là một người: %.*s).",
                    "Every pair starts from %.*s bits (of random pairs, one person: %.*s).", STRF(start),
                    STRF(link_say_share(a, page->lang, model->prior))));
    double most = heaviest(model);
    for (int f = 0; f < model->fields; f++)
        field_table(page, &model->field[f], most);
    page_section_end(page);
}

/* ---- training ------------------------------------------------------------------------ */

static void session_row(Page *page, const LinkTraining *log, ptrdiff_t len)
{
    Arena *a = page->arena;
    const LinkTraining *end = &log[len - 1];
    double *change = new (a, double, len);
    for (ptrdiff_t i = 0; i < len; i++)
        change[i] = log[i].change;
    page_raw(page, "<tr><td class=\"what\">");
    if (log->rule >= 0 && log->rule < page->result->model->rules)
        page_rule(page, log->rule); /* whose pairs the session learnt from */
    else
        page_text(page, TEXT("mọi cặp", "all pairs"));
    page_raw(page, "</td>");
    page_cell(page, "n", TEXT("lần lặp:", "iterations:"), page_int(page, end->iteration));
    page_cell(page, "n", TEXT("tỷ lệ một người:", "one person:"), link_say_share(a, page->lang, end->prior));
    page_cell(page, "n", TEXT("thay đổi cuối:", "last change:"), link_say_small(a, page->lang, end->change));
    page_raw(page, "<td class=\"bar\">");
    chart_fall(page, change, (int)len);
    page_fmt(page, "</td><td class=\"bits\"><span class=\"tag %s\">", end->converged ? "link" : "warn");
    page_text(page, end->converged ? TEXT("hội tụ", "converged")
                                   : TEXT("chưa hội tụ: dừng ở giới hạn", "not converged: stopped at the limit"));
    page_raw(page, "</span></td></tr>\n");
}

static ptrdiff_t session_length(const LinkModel *model, ptrdiff_t from)
{
    ptrdiff_t to = from + 1;
    while (to < model->logs && !model->log[to - 1].last && model->log[to].rule == model->log[from].rule)
        to++;
    return to - from;
}

static void sessions(Page *page, const LinkModel *model)
{
    static const PageHead heads[] = {
        {"what", TEXT_INIT("Học trên các cặp của quy tắc", "Trained on pairs of rule")},
        {"n", TEXT_INIT("Lần lặp", "Iterations")},
        {"n", TEXT_INIT("Tỷ lệ một người", "One person")},
        {"n", TEXT_INIT("Thay đổi cuối", "Last change")},
        {"bar", TEXT_INIT("Thay đổi qua các lần", "Change over time")},
        {"bits", TEXT_INIT("Kết luận", "Outcome")},
    };
    page_raw(page, "<table class=\"rows\">");
    page_heads(page, heads, COUNTOF(heads));
    for (ptrdiff_t i = 0; i < model->logs;) {
        ptrdiff_t len = session_length(model, i);
        session_row(page, &model->log[i], len);
        i += len;
    }
    page_table_end(page);
}

static int64_t levels_by_default(const LinkModel *model)
{
    int64_t count = 0;
    for (int f = 0; f < model->fields; f++)
        for (int level = 0; level < model->field[f].kind->level_count; level++)
            count += !model->field[f].trained[level];
    return count;
}

static void doubts(Page *page, const LinkModel *model)
{
    int64_t by_default = levels_by_default(model);
    if (by_default)
        page_p(
            page, "note",
            text_fmt(page->arena,
                     "%.*s mức giống nhau không học được từ dữ liệu này và giữ số mặc định (có đánh dấu ở bảng trên).",
                     "%.*s levels could not be trained on these data and keep their defaults (marked above).",
                     STRF(page_int(page, by_default))));
    if (!model->notes)
        return;
    page_raw(page, "<ul class=\"notes\">\n");
    for (ptrdiff_t i = 0; i < model->notes; i++) {
        page_raw(page, "<li>");
        page_text(page, model->note[i]);
        page_raw(page, "</li>\n");
    }
    page_raw(page, "</ul>\n");
}

void report_training(Page *page)
{
    const LinkModel *model = page->result->model;
    ptrdiff_t failed = 0;
    for (ptrdiff_t i = 0; i < model->logs; i += session_length(model, i))
        failed += !model->log[i + session_length(model, i) - 1].converged;
    page_section(page, "training", TEXT("Mô hình được học thế nào", "How the model was trained"),
                 TEXT("Không cần nhãn: u học từ các cặp ngẫu nhiên, m học bằng thuật toán kỳ vọng–cực đại (EM).",
                      "Without labels: u from random pairs, m by expectation–maximisation (EM)."));
    if (page->report->options.model && page->report->options.model->trained)
        page_p(page, "note",
               TEXT("Mô hình cho trước: lần chạy này dùng nguyên, không học lại.",
                    "The model was given: this run used it as it is."));
    else if (!model->logs)
        page_p(page, "note",
               TEXT("Không có phiên học nào: mọi số m là số mặc định.",
                    "No training session took place: every m is a default."));
    if (failed)
        page_p(page, "note",
               text_fmt(page->arena,
                        "Số phiên học dừng ở giới hạn mà chưa hội tụ: %td. Cần thận trọng với các số m của chúng.",
                        "Sessions that stopped at their limit without converging: %td. Take their m with care.",
                        failed));
    if (model->logs)
        sessions(page, model);
    doubts(page, model);
    page_section_end(page);
}
