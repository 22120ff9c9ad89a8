/* The page: whole, alone, safe with hostile values, silent without examples, and honest about its training. */
#include "linkage/report_internal.h"
#include "base/utf8.h"
#include "test.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <math.h>
#include <string.h>

/* ---- a run, without an engine ---------------------------------------------------------- */

#define HOSTILE "<script>alert(\"x\")</script>&'\x01\xff\xe2\x80\xae"

__attribute__((weak)) Err *link_data_show(LinkData *data, Arena *arena, int side, uint32_t row, Str *ret)
{
    assert_non_null(data);
    ret[0] = str_fmt(arena, "Nguyễn Văn Mật %u-%d", row, side);
    ret[1] = S(HOSTILE);
    return NULL;
}

__attribute__((weak)) Err *link_data_id(LinkData *data, Arena *arena, int side, uint32_t row, Str *ret)
{
    assert_non_null(data);
    *ret = str_fmt(arena, "mã<%d>%u", side, row);
    return NULL;
}

static const Text level_words[] = {TEXT_INIT("khác", "different"), TEXT_INIT("gần <giống>", "nearly & alike"),
                                   TEXT_INIT("bằng nhau", "equal")};
static const LinkKind kind = {
    .name = "fake", .title = TEXT_INIT("loại thử", "a kind"), .level_count = 3, .level = level_words};

typedef struct Run {
    LinkModel model;
    LinkResult result;
    LinkReport report;
    LinkPair pair[6];
    LinkDecision decision[6];
    LinkRuleCount rule[1];
    LinkTraining log[4];
    Text note[1];
    LinkQuality curve[3];
} Run;

static void fill_model(LinkModel *m)
{
    *m = (LinkModel){.fields = 2, .rules = 1, .prior = 1.0 / 1024, .trained = true};
    const double u[] = {0.9, 0.09, 0.01}, p[] = {0.02, 0.08, 0.9};
    for (int f = 0; f < 2; f++) {
        m->field[f] = (LinkField){.name = S("field"), .kind = &kind, .left = f ? S(HOSTILE) : S("Họ tên")};
        memcpy(m->field[f].u, u, sizeof u);
        memcpy(m->field[f].m, p, sizeof p);
        m->field[f].trained[0] = m->field[f].trained[2] = true;
    }
    m->rule[0] = (LinkRule){.name = S(HOSTILE), .parts = 1};
}

static float weight_of(const LinkModel *m, LinkPattern pattern, float frequency)
{
    double sum = link_prior_weight(m->prior) + (double)frequency;
    for (int f = 0; f < m->fields; f++)
        sum += link_weight(&m->field[f], link_level(pattern, f));
    return (float)sum;
}

static Run *run_open(Arena *arena)
{
    static const uint8_t pattern[] = {0x33, 0x32, 0x33, 0x30, 0x23, 0x33};
    static const float frequency[] = {2, 4, 1, 5, 4.5, 0};
    Run *r = new (arena, Run, 1);
    fill_model(&r->model);
    for (uint32_t i = 0; i < 6; i++) {
        LinkPair p = {.left = i, .right = i + 1, .pattern = pattern[i], .frequency = frequency[i]};
        p.weight = weight_of(&r->model, p.pattern, p.frequency);
        r->pair[i] = p;
        r->decision[i] = p.weight >= 4 ? LINK_LINK : LINK_REVIEW;
    }
    r->rule[0] = (LinkRuleCount){.blocks = 3, .pairs = 1200, .compared = 900, .found = 6, .split_blocks = 1};
    r->rule[0].largest[0] = (LinkBlock){20, 30, 600, 2};
    r->rule[0].largest_count = 1;
    for (int i = 0; i < 4; i++)
        r->log[i] = (LinkTraining){0, i + 1, 0.5, pow(0.1, i), i == 3, i == 3};
    r->note[0] = TEXT("ghi chú <b>", "note <b>");
    r->model.log = r->log;
    r->model.logs = 4;
    r->model.note = r->note;
    r->model.notes = 1;
    for (int i = 0; i < 3; i++)
        r->curve[i] = (LinkQuality){i, 5, 3 - i, i, 0.6 + 0.1 * i, 0.9 - 0.1 * i, 0.7};
    r->result = (LinkResult){.model = &r->model, .data = (LinkData *)r, .rule = r->rule, .decision = r->decision};
    r->result.pairs = (LinkPairs){r->pair, 6};
    r->result.stats = (LinkStats){.records = {10, 12}, .compared = 90};
    r->report = (LinkReport){.result = &r->result, .source = {S(HOSTILE), S("b.csv")}, .examples = 12};
    r->report.curve = r->curve;
    r->report.curve_points = 3;
    r->report.quality = &r->curve[1];
    return r;
}

static Str page_of(Arena *arena, const Run *r)
{
    Str html;
    assert_ok(link_report_html(arena, &r->report, &html));
    return html;
}

/* ---- as a browser reads it ---------------------------------------------------------------- */

static void quiet(void *arg, const char *message, ...)
{
    (void)arg, (void)message;
}

static xmlDoc *parse(Str html)
{
    xmlSetGenericErrorFunc(NULL, quiet);
    xmlDoc *doc = xmlReadMemory(html.ptr, (int)html.len, "report.html", NULL, XML_PARSE_NONET | XML_PARSE_NOERROR);
    const xmlError *error = xmlGetLastError();
    if (!doc)
        print_message("%s (line %d)\n", error ? error->message : "?", error ? error->line : 0);
    assert_non_null(doc);
    return doc;
}

static bool named(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && strcmp((const char *)node->name, name) == 0;
}

static int count_elements(const xmlNode *node, const char *name)
{
    int count = 0;
    for (; node; node = node->next)
        count += named(node, name) + count_elements(node->children, name);
    return count;
}

/* Everything that could run or fetch. */
static void assert_inert(xmlNode *node)
{
    static const char *const banned[] = {"script", "iframe", "object", "embed", "link",         "img",
                                         "image",  "form",   "base",   "use",   "foreignObject"};
    for (; node; node = node->next) {
        for (ptrdiff_t i = 0; i < COUNTOF(banned); i++)
            assert_false(named(node, banned[i]));
        for (const xmlAttr *a = node->type == XML_ELEMENT_NODE ? node->properties : NULL; a; a = a->next) {
            assert_true(strncmp((const char *)a->name, "on", 2) != 0);
            if (strcmp((const char *)a->name, "href") == 0 || strcmp((const char *)a->name, "src") == 0)
                assert_true(a->children && ((const char *)a->children->content)[0] == '#');
        }
        if (node->type == XML_ELEMENT_NODE)
            assert_inert(node->children);
    }
}

static bool holds(Str where, const char *what)
{
    return str_find(where, str_from(what)) >= 0;
}

TEST(the_page_is_whole_and_stands_alone)
{
    for (int variant = 0; variant < 8; variant++) {
        Run *r = run_open(arena);
        r->report.lang = variant & 1 ? LANG_EN : LANG_VI;
        r->report.options.one_to_one = variant & 2;
        if (variant & 4) {
            r->report.curve = NULL;
            r->report.quality = NULL;
            r->result.pairs.len = 0;
            r->model.logs = r->model.notes = 0;
        }
        Str html = page_of(arena, r);
        xmlDoc *doc = parse(html);
        assert_inert(xmlDocGetRootElement(doc));
        assert_true(count_elements(xmlDocGetRootElement(doc), "section") >= 6);
        xmlFreeDoc(doc);
        assert_false(holds(html, "url(") || holds(html, "@import"));
        assert_true(utf8_valid(html));
    }
}

TEST(the_page_of_duplicates_is_whole)
{
    Run *r = run_open(arena);
    uint32_t cluster[] = {0, 0, 0, 3, 3, 5};
    float weakest[] = {1, 1, 1, 2, 2, INFINITY};
    r->report.options.dedupe = true;
    r->result.clusters = (LinkClusters){cluster, weakest, 6, 2, 3, 4, 1, 1};
    Str html = page_of(arena, r);
    xmlFreeDoc(parse(html));
    assert_true(holds(html, "2 nhóm bản ghi trùng"));
    assert_true(holds(html, "vì có hai số định danh khác nhau"));
}

TEST(hostile_values_are_text)
{
    Str html = page_of(arena, run_open(arena));
    assert_false(holds(html, "<script"));
    assert_true(holds(html, "&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;&amp;&#39;"));
    assert_true(holds(html, "mã&lt;0&gt;"));
    assert_true(holds(html, "gần &lt;giống&gt;"));
    assert_false(holds(html, "\xe2\x80\xae")); /* would turn the direction of what follows */
}

TEST(without_examples_the_page_holds_no_value_and_no_id)
{
    Run *r = run_open(arena);
    Str with = page_of(arena, r);
    assert_true(holds(with, "Nguyễn Văn Mật") && holds(with, "mã&lt;"));
    assert_true(holds(with, "Báo cáo này có dữ liệu cá nhân"));
    r->report.examples = 0;
    Str without = page_of(arena, r);
    assert_false(holds(without, "Nguyễn Văn Mật") || holds(without, "mã&lt;"));
    assert_true(holds(without, "Báo cáo này không có giá trị của bản ghi nào"));
}

TEST(times_memory_and_the_clock_do_not_show)
{
    Run *r = run_open(arena);
    Str one = page_of(arena, r);
    r->result.stats.read_s = r->result.stats.train_s = r->result.stats.score_s = r->result.stats.decide_s = 77;
    r->result.stats.peak_bytes = r->result.stats.spilled_bytes = 123456789;
    assert_str(page_of(arena, r), one);
    r->report.date = S("21/11/2026");
    assert_true(holds(page_of(arena, r), "21/11/2026"));
}

TEST(training_that_did_not_converge_is_called_so)
{
    Run *r = run_open(arena);
    assert_false(holds(page_of(arena, r), "chưa hội tụ"));
    r->log[3].converged = false;
    assert_true(holds(page_of(arena, r), "chưa hội tụ: dừng ở giới hạn"));
    assert_true(holds(page_of(arena, r), "2 mức giống nhau không học được"));
}

TEST(the_largest_example_count_is_bounded_and_patterns_are_not_repeated)
{
    Run *r = run_open(arena);
    r->report.examples = 1000000;
    xmlDoc *doc = parse(page_of(arena, r));
    int pairs = 0;
    for (Str rest = page_of(arena, r); str_find(rest, S("class=\"pair\"")) >= 0; pairs++)
        rest = str_slice(rest, str_find(rest, S("class=\"pair\"")) + 1, rest.len);
    /* one link; of the four patterns to review the strongest each, and one more of 0x33 among the weakest */
    assert_int_equal(pairs, 6);
    xmlFreeDoc(doc);
}

/* ---- the waterfall ---------------------------------------------------------------------------- */

TEST(steps_sum_to_the_weight)
{
    Run *r = run_open(arena);
    for (int i = 0; i < 6; i++) {
        LinkStep step[LINK_FIELDS + 2];
        int count;
        double sum = 0;
        assert_ok(link_explain(arena, NULL, &r->model, &r->pair[i], step, &count));
        assert_int_equal(count, 4);
        for (int s = 0; s < count; s++)
            sum += step[s].weight;
        assert_true(fabs(sum - (double)r->pair[i].weight) < 1e-5);
        assert_true(holds(page_of(arena, r), str_c(arena, link_say_signed(arena, LANG_VI, sum, 2))));
    }
}

TEST(the_waterfall_in_words)
{
    Run *r = run_open(arena);
    LinkStep step[LINK_FIELDS + 2];
    int count;
    r->model.field[1].left = S("Ngày sinh");
    assert_ok(link_explain(arena, NULL, &r->model, &r->pair[3], step, &count));
    step[2].left = S("1/2/1990");
    assert_str(link_explain_text(arena, LANG_VI, step, count),
               S("Khởi điểm: hai bản ghi bất kỳ là một người    −10,00\n"
                 "Họ tên: thiếu hoặc không so được                0,00\n"
                 "Ngày sinh: bằng nhau                           +6,49   1/2/1990 ↔ –\n"
                 "Giá trị hiếm hay thường gặp                    +5,00\n"
                 "Tổng trọng số (bit)                            +1,49\n"
                 "Xác suất là một người                         73,8 %\n"));
}

TEST(the_waterfall_as_svg_is_whole)
{
    Run *r = run_open(arena);
    LinkStep step[LINK_FIELDS + 2];
    int count;
    assert_ok(link_explain(arena, NULL, &r->model, &r->pair[1], step, &count));
    xmlDoc *doc = parse(link_explain_svg(arena, LANG_EN, step, count));
    assert_inert(xmlDocGetRootElement(doc));
    assert_int_equal(count_elements(xmlDocGetRootElement(doc), "rect"), count + 1);
    xmlFreeDoc(doc);
}

TEST(a_pair_that_was_asked_about_is_shown_with_values_or_by_its_levels_alone)
{
    Run *r = run_open(arena);
    LinkPair weak = {.left = 8, .right = 9, .pattern = 0x11, .rule = LINK_RULES}; /* none that was kept */
    weak.weight = weight_of(&r->model, weak.pattern, 0);
    assert_false(holds(page_of(arena, r), "id=\"asked\""));
    r->report.asked = &weak;
    Str with = page_of(arena, r);
    xmlFreeDoc(parse(with));
    assert_true(holds(with, "id=\"asked\"") && holds(with, "Nguyễn Văn Mật 8-0") && holds(with, "mã&lt;1&gt;9"));
    r->report.examples = 0;
    Str without = page_of(arena, r);
    xmlDoc *doc = parse(without);
    assert_inert(xmlDocGetRootElement(doc));
    xmlFreeDoc(doc);
    assert_true(holds(without, "id=\"asked\"") && holds(without, "Tổng: trọng số của cặp (bit)"));
    assert_false(holds(without, "Nguyễn Văn Mật") || holds(without, "mã&lt;"));
}

/* ---- numbers -------------------------------------------------------------------------------------- */

TEST(shares_are_written_so_that_they_can_be_told_apart)
{
    static const struct {
        double share;
        Str vi;
    } row[] = {
        {0, {"0 %", 3}},          {1, {"100 %", 5}},          {0.5, {"50,0 %", 6}},           {0.0123, {"1,23 %", 6}},
        {0.9999, {"99,99 %", 7}}, {0.99999, {"99,999 %", 8}}, {1 / 83412.0, {"1/83.000", 8}},
    };
    for (ptrdiff_t i = 0; i < COUNTOF(row); i++)
        assert_str(link_say_share(arena, LANG_VI, row[i].share), row[i].vi);
    assert_str(link_say_share(arena, LANG_EN, 1 / 83412.0), S("1/83,000"));
    assert_str(link_say_share(arena, LANG_EN, 1e-20), S("< 10⁻¹²"));
    assert_str(link_say_chance(arena, LANG_VI, 80), S("trên 99,9999 %"));
    assert_str(link_say_small(arena, LANG_VI, 7.9e-5), S("7,9·10⁻⁵"));
    assert_str(link_say_small(arena, LANG_VI, 0.002), S("0,0020"));
    assert_str(link_say_signed(arena, LANG_VI, -0.004, 2), S("0,00"));
}

TEST_MAIN
