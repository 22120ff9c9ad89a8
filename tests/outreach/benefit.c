/* The calculator against cases reckoned by hand (benefit_cases.csv, which the phone's own calculator answers too), and
 * what must hold whatever is asked. */
#include "base/file.h"
#include "base/rng.h"
#include "outreach/benefit.h"
#include "table/table.h"
#include "test.h"
#include <stdlib.h>
#include <unistd.h>

static Law *shipped(Arena *arena)
{
    Law *law;
    assert_ok(law_load(arena, (Str){0}, &law));
    return law;
}

/* ---- cases -------------------------------------------------------------------------------------------- */

static const char *const files[] = {"age",  "benefit", "contribution", "health",
                                    "name", "target",  "voluntary",    "retirement_age"};

/* The shipped law with another return of the fund. */
static Law *with_return(Arena *arena, Str percent)
{
    char folder[] = "/tmp/baophu-benefit-XXXXXX";
    Str from;
    Law *law;
    assert_non_null(mkdtemp(folder));
    assert_ok(file_shipped(arena, S("law"), &from));
    for (int i = 0; i < COUNTOF(files); i++) {
        Str bytes, mark = S("fund_return_monthly,,0,percent");
        assert_ok(file_read(arena, str_fmt(arena, "%.*s/%s.csv", STRF(from), files[i]), 1 << 20, &bytes));
        ptrdiff_t at = str_find(bytes, mark);
        if (at >= 0)
            bytes = str_fmt(arena, "%.*sfund_return_monthly,,%.*s,percent%.*s", STRF(str_slice(bytes, 0, at)),
                            STRF(percent), STRF(str_slice(bytes, at + mark.len, bytes.len)));
        Str to = str_fmt(arena, "%s/%s.csv", folder, files[i]);
        assert_ok(file_write(arena, to, bytes));
    }
    assert_ok(law_load(arena, str_from(folder), &law));
    for (int i = 0; i < COUNTOF(files); i++)
        unlink(str_c(arena, str_fmt(arena, "%s/%s.csv", folder, files[i])));
    rmdir(folder);
    return law;
}

static int64_t number(Str s)
{
    int64_t n = 0;
    assert_true(s.len == 0 || vn_parse_int(s, &n));
    return n;
}

static Date day_of(Str s)
{
    Date d = {0};
    assert_true(s.len == 0 || date_parse_iso(s, &d));
    return d;
}

enum {
    C_CASE,
    C_DAY,
    C_BASE,
    C_MONTHS,
    C_MISSING,
    C_CLASS,
    C_PROVINCE,
    C_BIRTH,
    C_SEX,
    C_PAID,
    C_SUPPORTED,
    C_RETURN,
    C_REFUSED,
    C_EXPECT,
    C_COUNT
};

static void expect_figure(Arena *arena, Str name, const Benefit *b, Str expected)
{
    StrCut cut = str_cut(expected, '=');
    assert_true(cut.ok);
    for (int i = 0; i < BENEFIT_FIGURE_COUNT; i++) {
        const BenefitFigure *f = &b->figure[i];
        if (!str_eq(cut.head, str_from(benefit_figure_code((BenefitFigureName)i))))
            continue;
        Str have = !f->there ? S("-")
                   : benefit_figure_kind((BenefitFigureName)i) == BENEFIT_MONTH
                       ? date_iso(arena, (Date){(int)(f->value / 12), (int)(f->value % 12) + 1, 0})
                       : str_fmt(arena, "%lld", (long long)f->value);
        if (!str_eq(have, cut.tail))
            fail_msg("%.*s: %.*s is %.*s, not %.*s", STRF(name), STRF(cut.head), STRF(have), STRF(cut.tail));
        return;
    }
    fail_msg("%.*s: there is no figure %.*s", STRF(name), STRF(cut.head));
}

static void check_case(Arena *arena, const Law *law, const Cell *cell)
{
    Benefit b;
    Str name = cell[C_CASE].text, expect = cell[C_EXPECT].text;
    BenefitAsk ask = {.day = day_of(cell[C_DAY].text),
                      .base = number(cell[C_BASE].text),
                      .months = number(cell[C_MONTHS].text),
                      .missing = number(cell[C_MISSING].text) == 1,
                      .province = cell[C_PROVINCE].text,
                      .birth = day_of(cell[C_BIRTH].text),
                      .sex = str_eq(cell[C_SEX].text, S("female")) ? SEX_FEMALE : SEX_MALE,
                      .paid = number(cell[C_PAID].text),
                      .supported = number(cell[C_SUPPORTED].text)};
    assert_ok(benefit_classes(arena, cell[C_CLASS].text, &ask.classes));
    Err *err = benefit_reckon(arena, law, &ask, &b);
    if (cell[C_REFUSED].text.len > 0) {
        if (!err || err->kind != ERR_BAD_INPUT || !str_eq(err->place.field, cell[C_REFUSED].text))
            fail_msg("%.*s: is not refused for %.*s", STRF(name), STRF(cell[C_REFUSED].text));
        return;
    }
    if (err)
        fail_msg("%.*s: %.*s", STRF(name), STRF(err->text.en));
    while (expect.len > 0) {
        StrCut cut = str_cut(expect, ';');
        expect_figure(arena, name, &b, cut.head);
        expect = cut.tail;
    }
}

TEST(every_case_comes_out_to_the_dong)
{
    AUTO(table_close) Table *table = NULL;
    Row row;
    bool more;
    ptrdiff_t cases = 0;
    Law *law = shipped(arena);
    assert_ok(
        table_open(arena, test_file(arena, S("outreach/benefit_cases.csv")), (TableOptions){.delimiter = ','}, &table));
    assert_ok(table_next(table, arena, &row, &more));
    for (;; cases++) {
        assert_ok(table_next(table, arena, &row, &more));
        if (!more)
            break;
        Cell cell[C_COUNT] = {0};
        for (ptrdiff_t i = 0; i < row.count && i < C_COUNT; i++)
            cell[i] = row.cell[i];
        check_case(arena, cell[C_RETURN].text.len > 0 ? with_return(arena, cell[C_RETURN].text) : law, cell);
    }
    assert_true(cases >= 60);
}

/* ---- properties ------------------------------------------------------------------------------------------- */

static BenefitAsk any(Rng *rng)
{
    static const int64_t months[] = {1, 3, 6, 12, 24, 36, 48, 60};
    int64_t paid = rng_below(rng, 400);
    return (BenefitAsk){.day = date_from_days(date_to_days((Date){2025, 7, 1}) + rng_below(rng, 3000)),
                        .base = 2200000 + rng_below(rng, 44600001),
                        .months = months[rng_below(rng, COUNTOF(months))],
                        .classes = (unsigned)rng_below(rng, 1 << BENEFIT_CLASS_COUNT),
                        .province = rng_below(rng, 2) ? S("01") : S(""),
                        .birth = {1960 + (int)rng_below(rng, 50), 1 + (int)rng_below(rng, 12), 1},
                        .sex = rng_below(rng, 2) ? SEX_FEMALE : SEX_MALE,
                        .paid = paid,
                        .supported = rng_below(rng, paid + 1)};
}

static int64_t value_of(const Benefit *b, BenefitFigureName name)
{
    assert_true(b->figure[name].there);
    return b->figure[name].value;
}

static Benefit reckoned(Arena *arena, const Law *law, const BenefitAsk *ask)
{
    Benefit b;
    assert_ok(benefit_reckon(arena, law, ask, &b));
    return b;
}

TEST(the_three_payers_pay_the_whole)
{
    Law *law = shipped(arena);
    Rng rng = rng_open(7);
    for (int i = 0; i < 2000; i++) {
        Arena scratch = *arena;
        BenefitAsk ask = any(&rng);
        Benefit b = reckoned(&scratch, law, &ask);
        int64_t local = b.figure[FIGURE_local].there ? value_of(&b, FIGURE_local) : 0;
        int64_t own = value_of(&b, FIGURE_own), state = value_of(&b, FIGURE_state);
        assert_true(own >= 0 && state >= 0 && local >= 0);
        assert_int_equal(own + state + local, value_of(&b, FIGURE_total));
        assert_int_equal(value_of(&b, FIGURE_total), value_of(&b, FIGURE_month) * ask.months);
        for (int f = 0; f < BENEFIT_FIGURE_COUNT; f++)
            assert_true(!b.figure[f].there || b.figure[f].article.len > 0);
    }
}

TEST(more_income_costs_more_and_gives_more)
{
    Law *law = shipped(arena);
    Rng rng = rng_open(8);
    for (int i = 0; i < 500; i++) {
        Arena scratch = *arena;
        BenefitAsk ask = any(&rng), more = ask;
        more.base += rng_below(&rng, 46800000 - ask.base + 1);
        Benefit a = reckoned(&scratch, law, &ask), b = reckoned(&scratch, law, &more);
        assert_true(value_of(&b, FIGURE_own) >= value_of(&a, FIGURE_own));
        assert_int_equal(value_of(&b, FIGURE_state), value_of(&a, FIGURE_state));
        assert_true(value_of(&b, FIGURE_pension_low) >= value_of(&a, FIGURE_pension_low));
        assert_true(value_of(&b, FIGURE_pension_high) >= value_of(&b, FIGURE_pension_low));
        assert_int_equal(value_of(&b, FIGURE_pension_from), value_of(&a, FIGURE_pension_from));
    }
}

TEST(who_belongs_to_more_groups_pays_no_more)
{
    Law *law = shipped(arena);
    Rng rng = rng_open(9);
    for (int i = 0; i < 500; i++) {
        Arena scratch = *arena;
        BenefitAsk ask = any(&rng), more = ask;
        more.classes |= 1U << rng_below(&rng, BENEFIT_CLASS_COUNT);
        Benefit a = reckoned(&scratch, law, &ask), b = reckoned(&scratch, law, &more);
        assert_true(value_of(&b, FIGURE_own) <= value_of(&a, FIGURE_own));
    }
}

TEST(more_months_paid_before_give_a_pension_no_later)
{
    Law *law = shipped(arena);
    Rng rng = rng_open(10);
    for (int i = 0; i < 500; i++) {
        Arena scratch = *arena;
        BenefitAsk ask = any(&rng), more = ask;
        more.paid += rng_below(&rng, 200);
        Benefit a = reckoned(&scratch, law, &ask), b = reckoned(&scratch, law, &more);
        assert_true(value_of(&b, FIGURE_pension_from) <= value_of(&a, FIGURE_pension_from));
        assert_true(value_of(&b, FIGURE_missing) <= value_of(&a, FIGURE_missing));
        assert_true(value_of(&b, FIGURE_rate_high) >= value_of(&a, FIGURE_rate_high));
    }
}

TEST(an_unknown_group_is_named)
{
    unsigned classes;
    assert_fails(benefit_classes(arena, S("poor,rich"), &classes), BAD_INPUT);
    assert_ok(benefit_classes(arena, S("poor, near_poor"), &classes));
    assert_int_equal(classes, 1U << BENEFIT_POOR | 1U << BENEFIT_NEAR_POOR);
}

TEST(what_no_act_says_is_said)
{
    Law *law = shipped(arena);
    BenefitAsk ask = {.day = {2026, 11, 21}, .base = 1520000, .months = 24};
    Benefit b = reckoned(arena, law, &ask);
    assert_int_equal(b.figure[FIGURE_total].certainty, LAW_UNSURE);
    assert_int_equal(b.figure[FIGURE_month].certainty, LAW_HIGH);
    assert_int_equal(b.saids, 3); /* nothing is topped up; the return is not known; the step is not established */
}

/* The phone looks nothing up that is not in its parameters: each name that the calculator uses is there. */
TEST(the_parameters_of_a_phone_hold_every_name_and_only_its_province)
{
    Law *law = shipped(arena);
    Json j = js_open(arena);
    assert_ok(benefit_parameters_json(&j, arena, law, S("33")));
    Str json = js_str(&j);
    assert_true(str_find(json, S("\"local_support_share\"")) < 0);
    assert_true(str_find(json, S("{\"sex\":\"male\",\"from\":\"1965-07\",\"to\":\"1966-03\",\"months\":741")) >= 0);
    assert_true(
        str_find(json, S("{\"name\":\"voluntary_rate\",\"key\":\"\",\"value\":220000,\"unit\":\"percent\",\"from\":"
                         "\"2025-07-01\",\"to\":null")) >= 0);
    j = js_open(arena);
    assert_ok(benefit_parameters_json(&j, arena, law, S("01")));
    assert_true(str_find(js_str(&j), S("\"key\":\"01/near_poor\",\"value\":600000")) >= 0);
}

TEST_MAIN
