/* The report of a real run: hostile cells come through the engine and out as text; threads do not show. */
#include "linkage/report.h"
#include "base/rng.h"
#include "test.h"

#include <libxml/parser.h>
#include <math.h>

enum { ROWS = 400, COLUMNS = 4 };

static const char *const family[] = {"Nguyễn", "Trần", "Lê", "Phạm", "Hoàng", "Vũ"};
static const char *const given[] = {"An", "Bình", "Hương", "Giang", "Khuê", "Lan", "Tú", "Sơn", "Quỳnh", "Đạt"};

/* Persons that the seed makes; on the right some are spelt otherwise, and one tells the page to run a script. */
static LinkSource register_of(Arena *arena, bool right)
{
    Str *heading = new (arena, Str, COLUMNS);
    heading[0] = S("id");
    heading[1] = S("Họ và tên");
    heading[2] = S("Ngày sinh");
    heading[3] = S("Điện thoại");
    Str **cell = new (arena, Str *, COLUMNS);
    for (int c = 0; c < COLUMNS; c++)
        cell[c] = new (arena, Str, ROWS);
    Rng rng = rng_open(21), noise = rng_open(22);
    for (int i = 0; i < ROWS; i++) {
        const char *f = family[rng_below(&rng, COUNTOF(family))], *g = given[rng_below(&rng, COUNTOF(given))];
        int64_t day = rng_between(&rng, 1, 28), month = rng_between(&rng, 1, 12), year = rng_between(&rng, 1950, 2005);
        int64_t phone = rng_between(&rng, 10000000, 99999999);
        bool wrong = right && rng_unit(&noise) < 0.2;
        cell[0][i] = str_fmt(arena, "<i>%d</i>", i);
        cell[1][i] = str_fmt(arena, "%s %s %s", f, i % 2 ? "Thị" : "Văn", wrong ? given[i % 10] : g);
        cell[2][i] = str_fmt(arena, "%02lld/%02lld/%lld", (long long)day, (long long)month, (long long)year);
        cell[3][i] = wrong ? (Str){0} : str_fmt(arena, "09%lld", (long long)phone);
    }
    cell[1][7] = S("<script>alert(1)</script>");
    return link_columns(arena, right ? S("phải<b>.csv") : S("trái.csv"), heading, COLUMNS, 0, (const Str *const *)cell,
                        ROWS);
}

static Str report_of(Arena *arena, bool dedupe, int threads)
{
    LinkSource left = register_of(arena, false), right = register_of(arena, true);
    LinkReport report = {.source = {left.name, right.name}, .examples = 20};
    report.options = (LinkOptions){.dedupe = dedupe, .one_to_one = !dedupe, .threads = threads};
    LinkResult result;
    assert_ok(link_run(arena, &left, dedupe ? NULL : &right, report.options, &result));
    report.result = &result;
    for (ptrdiff_t i = 0; i < result.pairs.len; i++) {
        LinkStep step[LINK_FIELDS + 2];
        int count;
        double sum = 0;
        assert_ok(link_explain(arena, result.data, result.model, &result.pairs.pair[i], step, &count));
        for (int s = 0; s < count; s++)
            sum += step[s].weight;
        assert_true(fabs(sum - (double)result.pairs.pair[i].weight) < 1e-3);
    }
    Str html;
    assert_ok(link_report_html(arena, &report, &html));
    link_close(&result);
    return html;
}

TEST(a_real_run_is_reported_the_same_by_any_number_of_threads)
{
    for (int dedupe = 0; dedupe < 2; dedupe++) {
        Str one = report_of(arena, dedupe, 1);
        assert_str(report_of(arena, dedupe, 3), one);
        xmlDoc *doc = xmlReadMemory(one.ptr, (int)one.len, "report.html", NULL, XML_PARSE_NONET);
        assert_non_null(doc);
        xmlFreeDoc(doc);
        assert_true(str_find(one, S("<script")) < 0 && str_find(one, S("<i>")) < 0);
        assert_true(dedupe || str_find(one, S("&lt;i&gt;")) >= 0);
    }
}

TEST_MAIN
