/* All sources of a month: they agree where nothing is planted, each rule is broken where it is, and the next month
 * differs by a little. */
#include "generate/people_life.h"
#include "sheet.h"

#include "register/source.h"
#include <stdlib.h>
#include <string.h>

#define MONTH_DIGEST 0xdea9e203b0feb495u
#define PLANTED(percent) (((uint64_t)(percent) << 32) / 100)

static PeopleSpec month_of(Arena *arena, const char *folder, int64_t persons, int month, uint64_t planted)
{
    PeopleSpec spec = spec_of(arena, folder, persons, "clean");
    spec.what = PEOPLE_MONTH;
    spec.profile = profile_of(arena, "upper,0,0,0,0,0\n");
    spec.month = month;
    spec.planted = planted;
    return spec;
}

typedef struct Counts {
    int64_t of[PEOPLE_RULE_COUNT], planted[PEOPLE_RULE_COUNT];
} Counts;

static Counts count_rules(Arena *arena, Str folder)
{
    Sheet s = sheet_read(arena, folder, "truth-rules");
    Counts c = {0};
    for (ptrdiff_t i = 0; i < s.rows; i++) {
        int rule = 0;
        while (rule < PEOPLE_RULE_COUNT && !str_eq(sheet_at(&s, i, "rule"), str_from(people_rules[rule])))
            rule++;
        assert_true(rule < PEOPLE_RULE_COUNT);
        c.of[rule]++;
        c.planted[rule] += str_eq(sheet_at(&s, i, "planted"), S("1"));
    }
    return c;
}

/* ---- agreement -------------------------------------------------------------------------------- */

TEST(where_nothing_is_planted_only_what_is_no_fault_is_found)
{
    static const PeopleRule natural[] = {PEOPLE_RULE_DROPPED, PEOPLE_RULE_RENEWAL_DUE, PEOPLE_RULE_POTENTIAL};
    PeopleSpec spec = month_of(arena, "plain", 20000, PEOPLE_FIRST_MONTH, 0);
    made(arena, spec);
    Counts c = count_rules(arena, spec.folder);
    for (int i = 0; i < COUNTOF(natural); i++) {
        assert_true(c.of[natural[i]] > 20);
        c.of[natural[i]] = 0;
    }
    c.of[PEOPLE_RULE_RENEWAL_LATE] = 0; /* voluntary spells that ended of late: few, and right */
    for (int rule = 0; rule < PEOPLE_RULE_COUNT; rule++)
        if (c.of[rule] > 0)
            fail_msg("%s: %lld", people_rules[rule], (long long)c.of[rule]);
}

static int by_bytes(const void *a, const void *b)
{
    return str_cmp(*(const Str *)a, *(const Str *)b);
}

typedef struct Set {
    Str *text;
    ptrdiff_t count;
} Set;

static Set set_of(Arena *arena, const Sheet *s, const char *column, const char *where, Str is)
{
    Set set = {new (arena, Str, s->rows + 1), 0};
    for (ptrdiff_t i = 0; i < s->rows; i++)
        if (!where || str_eq(sheet_at(s, i, where), is))
            set.text[set.count++] = sheet_at(s, i, column);
    qsort(set.text, (size_t)set.count, sizeof(Str), by_bytes);
    return set;
}

static bool in(const Set *set, Str text)
{
    return bsearch(&text, set->text, (size_t)set->count, sizeof(Str), by_bytes);
}

TEST(registers_of_one_month_agree)
{
    PeopleSpec spec = month_of(arena, "agree", 20000, PEOPLE_FIRST_MONTH + 1, 0);
    made(arena, spec);
    Sheet tax = sheet_read(arena, spec.folder, "tax_income"), insured = sheet_read(arena, spec.folder, "participants");
    Sheet units = sheet_read(arena, spec.folder, "employers"), firms = sheet_read(arena, spec.folder, "enterprises");
    Sheet gone = sheet_read(arena, spec.folder, "departures");
    Set paying = set_of(arena, &insured, "personal_id", "to_month", S("")), codes = set_of(arena, &units, "employer_code", NULL, S(""));
    Set ever = set_of(arena, &insured, "personal_id", NULL, S("")), active = set_of(arena, &firms, "tax_code", "status", S("active"));
    int64_t wages = 0, employees = 0, open = 0;
    for (ptrdiff_t i = 0; i < tax.rows; i++) {
        bool labour = str_eq(sheet_at(&tax, i, "contract"), S("labour"));
        assert_true(!labour || in(&ever, sheet_at(&tax, i, "personal_id")));
        assert_true(in(&active, sheet_at(&tax, i, "employer_tax_code")));
        wages += labour;
    }
    for (ptrdiff_t i = 0; i < insured.rows; i++) {
        Str code = sheet_at(&insured, i, "employer_code");
        assert_true(code.len == 0 || in(&codes, code));
        open += code.len > 0 && sheet_at(&insured, i, "to_month").len == 0;
    }
    for (ptrdiff_t i = 0; i < units.rows; i++)
        employees += atoi(str_c(arena, sheet_at(&units, i, "employees")));
    for (ptrdiff_t i = 0; i < gone.rows; i++)
        assert_false(in(&paying, sheet_at(&gone, i, "personal_id")));
    assert_true(wages > 2000 && gone.rows > 10);
    assert_int_equal(employees, open);
}

TEST(the_headings_are_those_of_the_registers)
{
    static const char *const others[] = {"employers", "enterprises"};
    PeopleSpec spec = month_of(arena, "headings", 2000, PEOPLE_FIRST_MONTH, PLANTED(5));
    RegisterSources sources;
    made(arena, spec);
    assert_ok(register_sources(arena, &sources));
    assert_int_equal(sources.count, PEOPLE_SOURCES + COUNTOF(others));
    for (int k = 0; k < sources.count; k++) {
        const RegisterSource *source = &sources.source[k];
        Sheet s = sheet_read(arena, spec.folder, str_c(arena, source->code));
        assert_str(s.heading[0], S("id"));
        for (ptrdiff_t i = 1; i < s.columns; i++)
            if (register_column(source, s.heading[i]) < 0)
                fail_msg("%.*s has no column %.*s", STRF(source->code), STRF(s.heading[i]));
        for (ptrdiff_t c = 0; c < source->columns; c++)
            for (ptrdiff_t i = 0; source->column[c].required && i < s.rows; i++)
                assert_true(sheet_at(&s, i, str_c(arena, source->column[c].code)).len > 0);
    }
}

/* ---- planting ---------------------------------------------------------------------------------- */

TEST(each_rule_is_broken_where_it_is_planted)
{
    PeopleSpec spec = month_of(arena, "planted", 40000, PEOPLE_FIRST_MONTH, PLANTED(20));
    made(arena, spec);
    Counts c = count_rules(arena, spec.folder);
    for (int rule = 0; rule < PEOPLE_RULE_COUNT; rule++) {
        bool rare = rule == PEOPLE_RULE_POTENTIAL || rule == PEOPLE_RULE_RENEWAL_DUE || rule == PEOPLE_RULE_DROPPED;
        if (!rare && c.planted[rule] == 0)
            fail_msg("%s is planted nowhere", people_rules[rule]);
    }
    assert_true(c.planted[PEOPLE_RULE_TAX_UNINSURED] > 300);
}

/* A planted uninsured employee is in the tax register with wages, alive, and not in the participants' register. */
TEST(what_the_truth_says_is_in_the_registers)
{
    PeopleSpec spec = month_of(arena, "told", 20000, PEOPLE_FIRST_MONTH, PLANTED(5));
    made(arena, spec);
    Sheet truth = sheet_read(arena, spec.folder, "truth-rules"), tax = sheet_read(arena, spec.folder, "tax_income");
    Sheet insured = sheet_read(arena, spec.folder, "participants"), gone = sheet_read(arena, spec.folder, "departures");
    Sheet units = sheet_read(arena, spec.folder, "employers"), benefits = sheet_read(arena, spec.folder, "beneficiaries");
    Set labour = set_of(arena, &tax, "personal_id", "contract", S("labour")), paying = set_of(arena, &insured, "personal_id", "to_month", S(""));
    Set dead = set_of(arena, &gone, "personal_id", "event", S("death")), codes = set_of(arena, &units, "tax_code", NULL, S(""));
    Set payers = set_of(arena, &tax, "employer_tax_code", "contract", S("labour")), paid = set_of(arena, &benefits, "personal_id", "to_month", S(""));
    int64_t seen[4] = {0};
    for (ptrdiff_t i = 0; i < truth.rows; i++) {
        Str rule = sheet_at(&truth, i, "rule"), id = sheet_at(&truth, i, "personal_id"), code = sheet_at(&truth, i, "tax_code");
        if (str_eq(rule, S("tax-uninsured"))) {
            assert_true(in(&labour, id) && ++seen[0]);
        } else if (str_eq(rule, S("deceased-paying"))) {
            assert_true(in(&dead, id) && in(&paying, id) && ++seen[1]);
        } else if (str_eq(rule, S("enterprise-no-unit")) || str_eq(rule, S("household-no-unit"))) {
            assert_true(in(&payers, code) && !in(&codes, code) && ++seen[2]);
        } else if (str_eq(rule, S("deceased-paid"))) {
            assert_true(in(&dead, id) && in(&paid, id) && ++seen[3]);
        }
    }
    for (int i = 0; i < COUNTOF(seen); i++)
        assert_true(seen[i] > 5);
}

/* ---- the next month ------------------------------------------------------------------------------ */

static int64_t lines_other(Arena *arena, Str folder, Str other, const char *source, int64_t *ret_lines)
{
    Set line[2];
    Str folders[2] = {folder, other};
    for (int k = 0; k < 2; k++) {
        Str bytes = test_read(arena, str_fmt(arena, "%.*s/mo-phong-%s.csv", STRF(folders[k]), source));
        line[k] = (Set){new (arena, Str, bytes.len / 8 + 2), 0};
        for (StrCut cut = str_cut(bytes, '\n'); cut.ok; cut = str_cut(cut.tail, '\n'))
            line[k].text[line[k].count++] = cut.head;
        qsort(line[k].text, (size_t)line[k].count, sizeof(Str), by_bytes);
    }
    int64_t changed = 0;
    for (ptrdiff_t i = 0; i < line[1].count; i++)
        changed += !in(&line[0], line[1].text[i]);
    *ret_lines += line[1].count;
    return changed;
}

TEST(the_next_month_differs_by_a_little_and_some_cases_clear_and_appear)
{
    static const char *const sources[] = {"population",   "participants",  "household_businesses", "affiliations",
                                          "beneficiaries", "departures", "employers",            "enterprises"};
    PeopleSpec now = month_of(arena, "now", 30000, PEOPLE_FIRST_MONTH, PLANTED(1)), next = now;
    next.month++;
    next.folder = test_temp(arena, S("next"));
    made(arena, now);
    made(arena, next);
    int64_t lines = 0, changed = 0;
    for (int i = 0; i < COUNTOF(sources); i++)
        changed += lines_other(arena, now.folder, next.folder, sources[i], &lines);
    assert_in_range(changed * 1000 / lines, 20, 50);
    assert_int_equal(lines_other(arena, now.folder, next.folder, "tax_income", &lines), 0);
    int64_t cases = 0, appeared = lines_other(arena, now.folder, next.folder, "truth-rules", &cases);
    int64_t cleared = lines_other(arena, next.folder, now.folder, "truth-rules", &cases);
    assert_true(appeared > 50 && cleared > 50);
    Counts a = count_rules(arena, now.folder), b = count_rules(arena, next.folder);
    assert_true(b.of[PEOPLE_RULE_TAX_UNINSURED] < a.of[PEOPLE_RULE_TAX_UNINSURED]); /* of a year that is over */
    assert_true(b.of[PEOPLE_RULE_DEAD_PAYING] > a.of[PEOPLE_RULE_DEAD_PAYING] / 2);
}

TEST(a_month_is_the_same_for_any_number_of_threads)
{
    PeopleSpec spec = month_of(arena, "one", 9000, PEOPLE_FIRST_MONTH + 1, PLANTED(3)), other = spec;
    spec.profile = other.profile = S("middle");
    spec.threads = 1;
    other.threads = 5;
    other.folder = test_temp(arena, S("five"));
    PeopleResult a = made(arena, spec), b = made(arena, other);
    assert_int_equal(a.files, PEOPLE_SOURCES + 4);
    assert_int_equal(a.files, b.files);
    uint64_t all = 0;
    for (ptrdiff_t i = 0; i < a.files; i++) {
        Str left = test_read(arena, str_fmt(arena, "%.*s/%.*s", STRF(spec.folder), STRF(a.file[i].name)));
        Str right = test_read(arena, str_fmt(arena, "%.*s/%.*s", STRF(other.folder), STRF(b.file[i].name)));
        assert_true(str_eq(left, right));
        all = all * 31 + str_hash(left);
    }
    assert_int_equal(all, MONTH_DIGEST); /* the same on every machine and compiler */
}

TEST_MAIN
