/* report_example: pairs taken apart, the plainest and the most doubtful.
 *
 * Groups: strongest links, weakest links, what came nearest to a link, the weakest that is to be reviewed, what a
 * contradiction held back, what gave way to a better pair.  No pair is shown twice, and in a group each
 * pattern of levels once. */
#include "linkage/report_internal.h"

#include <math.h>

typedef struct Group {
    Text title;
    bool (*takes)(const Page *page, const LinkPair *pair, LinkDecision decision);
    int sign; /* 1: the strongest, -1: the weakest */
} Group;

static bool is_link(const Page *page, const LinkPair *pair, LinkDecision decision)
{
    (void)page, (void)pair;
    return decision == LINK_LINK;
}

static bool is_review(const Page *page, const LinkPair *pair, LinkDecision decision)
{
    return decision == LINK_REVIEW && (double)pair->weight < page->threshold;
}

static bool is_held(const Page *page, const LinkPair *pair, LinkDecision decision)
{
    return decision == LINK_REVIEW && (double)pair->weight >= page->threshold;
}

static bool gave_way(const Page *page, const LinkPair *pair, LinkDecision decision)
{
    return decision == LINK_NONE && (double)pair->weight >= page->review_from;
}

static const Group groups[] = {
    {TEXT_INIT("Chắc chắn nhất", "The surest"), is_link, 1},
    {TEXT_INIT("Được ghép, sát ngưỡng", "Linked, just above the threshold"), is_link, -1},
    {TEXT_INIT("Cần xem, ngay dưới ngưỡng ghép", "To review, just under the threshold"), is_review, 1},
    {TEXT_INIT("Cần xem, sát ngưỡng xem lại", "To review, just above its threshold"), is_review, -1},
    {TEXT_INIT("Đủ trọng số nhưng có hai số định danh khác nhau trong nhóm",
               "Heavy enough, but two personal numbers would meet in the group"),
     is_held, 1},
    {TEXT_INIT("Nhường chỗ cho cặp tốt hơn", "Gave way to a better pair"), gave_way, 1},
};

typedef struct Chosen {
    ptrdiff_t pair[LINK_EXAMPLES_MAX];
    int count, room;
} Chosen;

static bool before(const LinkPairs *pairs, int sign, ptrdiff_t a, ptrdiff_t b)
{
    double x = sign * (double)pairs->pair[a].weight, y = sign * (double)pairs->pair[b].weight;
    return x != y ? x > y : a < b;
}

static bool among(const Chosen *c, ptrdiff_t pair)
{
    for (int i = 0; i < c->count; i++)
        if (c->pair[i] == pair)
            return true;
    return false;
}

/* Keeps the list in order, each pattern once, none that was shown. */
static void offer(const LinkPairs *pairs, int sign, Chosen *c, ptrdiff_t pair, const Chosen *shown)
{
    if (c->count == c->room && (!c->room || !before(pairs, sign, pair, c->pair[c->count - 1])))
        return;
    if (among(shown, pair))
        return;
    int out = c->count;
    for (int i = 0; i < c->count; i++)
        if (pairs->pair[c->pair[i]].pattern == pairs->pair[pair].pattern)
            out = i;
    if (out < c->count && !before(pairs, sign, pair, c->pair[out]))
        return;
    if (out == c->count && c->count == c->room)
        out--;
    else if (out == c->count)
        c->count++;
    for (; out > 0 && before(pairs, sign, pair, c->pair[out - 1]); out--)
        c->pair[out] = c->pair[out - 1];
    c->pair[out] = pair;
}

static Chosen choose(const Page *page, const Group *group, int room, const Chosen *shown)
{
    const LinkResult *r = page->result;
    Chosen c = {.room = room};
    for (ptrdiff_t i = 0; i < r->pairs.len; i++)
        if (group->takes(page, &r->pairs.pair[i], r->decision[i]))
            offer(&r->pairs, group->sign, &c, i, shown);
    return c;
}

/* ---- one pair -------------------------------------------------------------------------- */

static void step_row(Page *page, const LinkStep *step, double from, double low, double high)
{
    page_raw(page, "<tr><td class=\"what\">");
    page_text(page, step->what);
    page_raw(page, "</td>");
    bool same = str_eq(step->left, step->right);
    page_cell(page, "v", same ? TEXT("cả hai:", "both:") : TEXT("trái:", "left:"), step->left);
    page_cell(page, same ? "v same" : "v", TEXT("phải:", "right:"), step->right);
    page_raw(page, "<td class=\"bar\">");
    chart_bar(page, from, from + step->weight, low, high);
    page_raw(page, "</td>");
    page_cell(page, "n bits", (Text){{0}, {0}}, link_say_signed(page->arena, page->lang, step->weight, 2));
    page_raw(page, "</tr>\n");
}

static void total_row(Page *page, double sum, double low, double high)
{
    page_raw(page, "<tr class=\"total\"><td class=\"what\">");
    page_text(page, TEXT("Trọng số của cặp", "Weight of the pair"));
    page_raw(page, "</td><td class=\"v\"></td><td class=\"v\"></td><td class=\"bar\">");
    chart_bar(page, 0, sum, low, high);
    page_raw(page, "</td>");
    page_cell(page, "n bits", (Text){{0}, {0}}, link_say_signed(page->arena, page->lang, sum, 2));
    page_raw(page, "</tr>\n");
}

static void waterfall(Page *page, const LinkStep *step, int count)
{
    double low = 0, high = 0, sum = 0;
    for (int i = 0; i < count; i++) {
        sum += step[i].weight;
        low = fmin(low, sum);
        high = fmax(high, sum);
    }
    static const PageHead heads[] = {
        {"what", TEXT_INIT("So sánh", "Comparison")},
        {"v", TEXT_INIT("Bản ghi trái", "Left record")},
        {"v", TEXT_INIT("Bản ghi phải", "Right record")},
        {"bar", TEXT_INIT("Cộng dồn", "Running sum")},
        {"n", TEXT_INIT("Bit", "Bits")},
    };
    page_raw(page, "<table class=\"rows fixed\">");
    page_heads(page, heads, COUNTOF(heads));
    sum = 0;
    for (int i = 0; i < count; i++) {
        step_row(page, &step[i], sum, low, high);
        sum += step[i].weight;
    }
    total_row(page, sum, low, high);
    page_table_end(page);
}

static const Text decision_words[] = {
    [LINK_NONE] = TEXT_INIT("không ghép", "not linked"),
    [LINK_REVIEW] = TEXT_INIT("cần xem", "to review"),
    [LINK_LINK] = TEXT_INIT("được ghép", "linked"),
};
static const char *const decision_class[] = {[LINK_NONE] = "none", [LINK_REVIEW] = "review", [LINK_LINK] = "link"};

/* Decision, ids unless nobody is to know them, probability, rule. */
static Err *pair_head(Page *page, const LinkPair *pair, LinkDecision decision, bool named)
{
    const LinkResult *r = page->result;
    Str id[2];
    page_fmt(page, "<p class=\"ids\"><span class=\"tag %s\">", decision_class[decision]);
    page_text(page, decision_words[decision]);
    page_raw(page, "</span> ");
    for (int side = 0; named && side < 2; side++) {
        TRY(link_data_id(r->data, page->arena, side, side ? pair->right : pair->left, &id[side]));
        page_raw(page, side ? " ↔ <b>" : "<b>");
        page_str(page, id[side]);
        page_raw(page, side ? "</b> · " : "</b>");
    }
    Str chance = link_say_chance(page->arena, page->lang, pair->weight);
    page_text(page,
              text_fmt(page->arena, "xác suất là một người %.*s", "probability of one person %.*s", STRF(chance)));
    if (pair->rule < r->model->rules) {
        page_raw(page, " · ");
        page_rule(page, pair->rule);
    }
    page_raw(page, "</p>\n");
    return NULL;
}

static Err *example(Page *page, const LinkPair *pair, LinkDecision decision, bool named)
{
    LinkStep step[LINK_FIELDS + 2];
    int count;
    const LinkResult *r = page->result;
    page_raw(page, "<div class=\"pair\">");
    TRY(pair_head(page, pair, decision, named));
    TRY(link_explain(page->arena, named ? r->data : NULL, r->model, pair, step, &count));
    if (named) {
        waterfall(page, step, count);
    } else {
        page_raw(page, "<div class=\"paper\">");
        buf_add(&page->html, link_explain_svg(page->arena, page->lang, step, count));
        page_raw(page, "</div>");
    }
    page_raw(page, "</div>\n");
    return NULL;
}

Err *report_asked(Page *page)
{
    const LinkReport *report = page->report;
    if (!report->asked)
        return NULL;
    page_section(page, "asked", TEXT("Cặp được hỏi", "The pair asked about"),
                 TEXT("Bắt đầu từ khởi điểm; mỗi trường cộng thêm hoặc bớt đi; tổng cho xác suất.",
                      "From the start each field adds or takes away; the sum gives the probability."));
    TRY(example(page, report->asked, report->asked_decision, report->examples > 0 && page->result->data));
    page_section_end(page);
    return NULL;
}

Err *report_examples(Page *page)
{
    int wanted = page->report->examples < LINK_EXAMPLES_MAX ? page->report->examples : LINK_EXAMPLES_MAX;
    if (wanted <= 0 || !page->result->data)
        return NULL;
    page_section(page, "examples", TEXT("Cặp ví dụ, từng bước", "Example pairs, step by step"),
                 TEXT("Mỗi cặp bắt đầu từ khởi điểm; mỗi trường cộng thêm hoặc bớt đi; tổng quyết định.",
                      "Each pair begins at the start; each field adds or takes away; the sum decides."));
    Chosen shown = {0};
    for (ptrdiff_t g = 0; g < COUNTOF(groups) && shown.count < wanted; g++) {
        int groups_left = (int)(COUNTOF(groups) - g);
        Chosen chosen = choose(page, &groups[g], (wanted - shown.count + groups_left - 1) / groups_left, &shown);
        for (int i = 0; i < chosen.count; i++)
            shown.pair[shown.count++] = chosen.pair[i];
        if (!chosen.count)
            continue;
        page_h3(page, groups[g].title);
        for (int i = 0; i < chosen.count; i++)
            TRY(example(page, &page->result->pairs.pair[chosen.pair[i]], page->result->decision[chosen.pair[i]], true));
    }
    page_section_end(page);
    return NULL;
}
