/* Every rule against cases written by hand (rule_cases.csv): a hit, near misses, missing data, boundary dates. */
#include "test.h"

#include "reconcile/rule.h"
#include "table/table.h"
#include "vn/vn.h"

enum { CASE_RULE, CASE_KIND, CASE_MONTH, CASE_FACTS, CASE_EXPECTED, CASE_COLUMNS };
enum { CASES = 1000 };
static const char *const kinds[] = {"hit", "near miss", "missing data", "boundary date"};

typedef struct Case {
    Str cell[CASE_COLUMNS];
} Case;

static ptrdiff_t cases_of(Arena *arena, Case *ret)
{
    Table *table;
    Row row;
    ptrdiff_t count = 0;
    assert_ok(
        table_open(arena, test_file(arena, S("reconcile/rule_cases.csv")), (TableOptions){.delimiter = ','}, &table));
    for (bool more;; count++) {
        assert_ok(table_next(table, arena, &row, &more));
        if (!more)
            break;
        assert_true(row.count == CASE_COLUMNS && count < CASES);
        for (int c = 0; c < CASE_COLUMNS; c++)
            ret[count].cell[c] = str_copy(arena, row.cell[c].text);
    }
    table_close(&table);
    return count;
}

static Law *law_of(Arena *arena)
{
    Law *law;
    assert_ok(law_load(arena, (Str){0}, &law));
    return law;
}

static RuleSet rules_in(Arena *arena, const Law *law, Str month)
{
    RuleSet rules;
    Date d;
    assert_true(date_parse_iso(month, &d));
    assert_ok(rules_load(arena, law, d, &rules));
    return rules;
}

static int32_t set_of(bool employer, int fact, Str written)
{
    int32_t bits = 0;
    while (written.len > 0) {
        StrCut cut = str_cut(written, ',');
        int code = fact_code(employer, fact, cut.head);
        assert_true(code >= 0);
        bits |= 1 << code;
        written = cut.tail;
    }
    return bits;
}

static int32_t value_of(bool employer, int fact, Str written)
{
    int64_t n;
    Date d;
    switch (fact_title(employer, fact)->sort) {
    case FACT_SET:
        return set_of(employer, fact, written);
    case FACT_CODE:
        assert_true(fact_code(employer, fact, written) >= 0);
        return fact_code(employer, fact, written);
    case FACT_DAY:
        assert_true(date_parse_iso(written, &d) && d.day > 0);
        return (int32_t)date_to_days(d);
    case FACT_MONTH:
        assert_true(date_parse_iso(written, &d) && d.day == 0);
        return d.year * 12 + d.month - 1;
    default:
        assert_true(vn_parse_int(written, &n));
        return (int32_t)n;
    }
}

/* "alive=1 tax_contract=labour death_day=2026-09-30"; what is not named is missing. */
static void facts_of(bool employer, Str written, int32_t *ret)
{
    for (int i = 0; i < 64; i++)
        ret[i] = FACT_MISSING;
    while (written.len > 0) {
        StrCut one = str_cut(written, ' '), pair = str_cut(one.head, '=');
        int fact = fact_find(employer, pair.head);
        if (fact < 0)
            fail_msg("no fact “%.*s”", STRF(pair.head));
        ret[fact] = value_of(employer, fact, pair.tail);
        written = one.tail;
    }
}

static Str found(const Rule *rule, Str facts)
{
    static const char *const words[] = {[TRUTH_NO] = "no", [TRUTH_YES] = "yes", [TRUTH_UNKNOWN] = "unknown"};
    int32_t fact[64];
    if (rule->state == RULE_NOT_IN_FORCE)
        return S("not in force");
    facts_of(rule->employer, facts, fact);
    return str_from(words[expr_holds(rule->expr, fact)]);
}

TEST(every_case_comes_out_as_written)
{
    static Case cases[CASES];
    Law *law = law_of(arena);
    ptrdiff_t count = cases_of(arena, cases);
    for (ptrdiff_t i = 1; i < count; i++) {
        Str *cell = cases[i].cell;
        Arena scratch = *arena;
        const Rule *rule;
        RuleSet rules = rules_in(&scratch, law, cell[CASE_MONTH]);
        assert_ok(rule_find(&rules, &scratch, cell[CASE_RULE], &rule));
        Str got = found(rule, cell[CASE_FACTS]);
        if (!str_eq(got, cell[CASE_EXPECTED]))
            fail_msg("line %td, %.*s in %.*s: %.*s, not %.*s, with %.*s", i + 1, STRF(cell[CASE_RULE]),
                     STRF(cell[CASE_MONTH]), STRF(got), STRF(cell[CASE_EXPECTED]), STRF(cell[CASE_FACTS]));
    }
}

static bool has_case(const Case *cases, ptrdiff_t count, Str rule, const char *kind)
{
    for (ptrdiff_t i = 1; i < count; i++)
        if (str_eq(cases[i].cell[CASE_RULE], rule) && str_eq(cases[i].cell[CASE_KIND], str_from(kind)))
            return true;
    return false;
}

TEST(every_rule_has_a_hit_a_near_miss_missing_data_and_a_boundary_date)
{
    static Case cases[CASES];
    ptrdiff_t count = cases_of(arena, cases);
    RuleSet rules = rules_in(arena, law_of(arena), S("2026-10"));
    for (ptrdiff_t r = 0; r < rules.count; r++)
        for (int k = 0; k < COUNTOF(kinds); k++)
            if (!has_case(cases, count, rules.rule[r].code, kinds[k]))
                fail_msg("rule %.*s has no case “%s”", STRF(rules.rule[r].code), kinds[k]);
}

/* A case that says "hit" and expects no hit proves nothing. */
TEST(cases_expect_what_their_kind_promises)
{
    static const char *const promised[] = {"yes", "no", "unknown"};
    static Case cases[CASES];
    ptrdiff_t count = cases_of(arena, cases);
    for (ptrdiff_t i = 1; i < count; i++)
        for (int k = 0; k < COUNTOF(promised); k++)
            if (str_eq(cases[i].cell[CASE_KIND], str_from(kinds[k])))
                assert_str(cases[i].cell[CASE_EXPECTED], str_from(promised[k]));
}

TEST(all_twelve_groups_have_rules_with_their_law_and_duties)
{
    int of_group[RULE_GROUPS + 1] = {0};
    RuleSet rules = rules_in(arena, law_of(arena), S("2026-10"));
    assert_true(rules.count >= 20);
    for (ptrdiff_t r = 0; r < rules.count; r++) {
        const Rule *rule = &rules.rule[r];
        of_group[rule->group]++;
        assert_true(r == 0 || rules.rule[r - 1].group <= rule->group);
        assert_true(rule->from.year >= 2025 && (rule->evidences > 0) == (rule->state == RULE_ON));
        assert_true(str_find(rule->basis, S("Luật")) >= 0);
        for (int e = 0; e < rule->evidences; e++)
            assert_true(rule->employer || rule->evidence[e] != PERSON_age_months);
    }
    for (int g = 1; g <= RULE_GROUPS; g++)
        assert_true(of_group[g] > 0 && rules.group[g - 1].vi.len > 0);
}

TEST(evidence_is_what_a_rule_shows_and_what_its_condition_leaves_open)
{
    const Rule *rule;
    RuleSet rules = rules_in(arena, law_of(arena), S("2026-10"));
    assert_ok(rule_find(&rules, arena, S("tax-months-missing"), &rule));
    assert_int_equal(rule->evidences, 5); /* alive and compulsory follow from the hit */
    assert_int_equal(rule->evidence[0], PERSON_tax_year);
    assert_int_equal(rule->evidence[4], PERSON_tax_contract);
    assert_true(rule->facts >> PERSON_alive & 1);
}

TEST(a_rule_that_nobody_knows_is_named_with_those_there_are)
{
    const Rule *rule;
    RuleSet rules = rules_in(arena, law_of(arena), S("2026-10"));
    Err *err = rule_find(&rules, arena, S("tax-unpaid"), &rule);
    assert_fails(err, NOT_FOUND);
    assert_true(str_find(err->text.vi, S("tax-uninsured")) > 0);
}

TEST(a_condition_to_try_is_compiled_or_refused_with_its_place)
{
    Rule rule;
    Law *law = law_of(arena);
    Date october = {2026, 10, 0};
    assert_ok(rule_written(arena, law, october, true, S("status = \"active\" and insured = 0 and taxed > 3"), &rule));
    assert_int_equal(rule.evidences, 2);
    assert_fails(rule_written(arena, law, october, false, S("alive and insured = 0"), &rule), BAD_INPUT);
}

static const Clock noon = {.fixed_ms = 1793505600000}; /* 2026-11-01 */

TEST(what_the_law_does_not_settle_yet_is_said)
{
    RuleSet rules;
    int unsure = 0;
    assert_ok(rules_load(arena, law_of(arena), (Date){2026, 10, 0}, &rules));
    for (ptrdiff_t i = 0; i < rules.count; i++) {
        const Rule *r = &rules.rule[i];
        Str said = rule_basis(arena, r, LANG_VI);
        unsure += r->certainty == LAW_UNSURE;
        assert_int_equal(rule_basis_note(r).vi.len > 0, r->certainty != LAW_HIGH);
        assert_int_equal(str_find(said, S("căn cứ chưa xác định, phải đối chiếu")) > 0, r->certainty == LAW_UNSURE);
    }
    assert_int_equal(unsure, 3);
}

TEST(a_rule_can_be_switched_off_and_on_in_a_province)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str address;
        Store *store;
        RuleSet rules;
        const Rule *rule;
        Law *law = law_of(arena);
        if (!test_store_address(arena, which, &address))
            continue;
        assert_ok(store_open(arena, address, noon, &store));
        for (int on = 0; on <= 1; on++) {
            assert_ok(rule_switch(store, arena, S("33"), S("health-none"), on == 1, S("mai")));
            assert_ok(rules_of(store, arena, law, S("33"), (Date){2026, 10, 0}, &rules));
            assert_ok(rule_find(&rules, arena, S("health-none"), &rule));
            assert_int_equal(rule->state, on ? RULE_ON : RULE_OFF);
            assert_str(rule->switched_by, S("mai"));
        }
        assert_ok(rules_of(store, arena, law, S("31"), (Date){2026, 10, 0}, &rules));
        assert_ok(rule_find(&rules, arena, S("health-none"), &rule));
        assert_int_equal(rule->switched_by.len, 0);
        assert_fails(rule_switch(store, arena, S("33"), S("nothing"), true, S("mai")), NOT_FOUND);
        store_close(&store);
    }
}

TEST_MAIN
