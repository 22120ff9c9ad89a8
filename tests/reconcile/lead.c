/* Runs from files to leads, on both databases: who comes on a list, stays, leaves, comes back, and why. */
#include "reconcile/compare.h"
#include "reconcile/subject.h"
#include "reconcile/town.h"
#include "reconcile/why.h"

static const Date august_end = {2026, 8, 31}, september_end = {2026, 9, 30}, october_end = {2026, 10, 31};

/* clang-format off */
static const Sent autumn[] = {
    {"population", 0, 0, POPULATION},
    TOWN_MAI,
    TOWN_AN,
    TOWN_HOA,
    {"population", 0, 0, "Vũ Văn Bình;10/10/1970;Nam;033070000004;12223;Thôn 1;H3;không;đã chết;14/08/2026"},
    {"participants", 0, 0, PARTICIPANTS},
    TOWN_AN_PAYS("8000000"),
    {"participants", 0, 0, "3312345604;033070000004;Vũ Văn Bình;10/10/1970;Nam;bắt buộc;TA0001;0100109106;BHXH Phố Hiến;2019-01;;9000000;1;1"},
    TOWN_OTHERS,
};
/* Mai is insured at last, the dead man's spell has ended. */
static const Sent paid[] = {
    {"participants", 0, 0, PARTICIPANTS},
    TOWN_MAI_PAYS,
    TOWN_AN_PAYS("8000000"),
    {"participants", 0, 0, "3312345604;033070000004;Vũ Văn Bình;10/10/1970;Nam;bắt buộc;TA0001;0100109106;BHXH Phố Hiến;2019-01;2026-08;9000000;1;1"},
};
/* … and no longer: her spell was a mistake.  Hoa has moved. */
static const Sent undone[] = {
    {"population", 0, 0, POPULATION},
    TOWN_MAI,
    TOWN_AN,
    {"population", 0, 0, "Phạm Thị Hoa;05/05/1995;Nữ;033195000003;12223;Thôn 2;H2;hộ nghèo;thường trú;"},
    {"population", 0, 0, "Vũ Văn Bình;10/10/1970;Nam;033070000004;12223;Thôn 1;H3;không;đã chết;14/08/2026"},
    {"participants", 0, 0, PARTICIPANTS},
    TOWN_AN_PAYS("8000000"),
    {"participants", 0, 0, "3312345604;033070000004;Vũ Văn Bình;10/10/1970;Nam;bắt buộc;TA0001;0100109106;BHXH Phố Hiến;2019-01;2026-08;9000000;1;1"},
};
/* Mai and Hoa live in Như Quỳnh, one under a code of before July 2025; Lạc Đạo was divided; 05830 is in another province. */
static const Sent old_places[] = {
    {"population", 0, 0, POPULATION},
    {"population", 0, 0, "Trần Thị Mai;14/02/1986;Nữ;033186000001;12013;Thôn 1;H1;không;thường trú;"},
    {"population", 0, 0, "Phạm Thị Hoa;05/05/1995;Nữ;033195000003;12004;Thôn 7;H2;hộ nghèo;thường trú;"},
    {"population", 0, 0, "Đỗ Thị Sen;05/06/1991;Nữ;033191000005;12004;Thôn 7;H5;không;thường trú;"},
    {"population", 0, 0, "Ngô Văn Ngọ;06/06/1992;Nam;033092000006;11989;Thôn 2;H6;không;thường trú;"},
    {"population", 0, 0, "Cao Văn Tý;07/07/1993;Nam;033093000007;05830;Thôn 3;H7;không;thường trú;"},
};
/* Two units pay for a woman under the reference level; the second wrote neither her number nor her date of birth. */
#define LOW(number, born, unit) \
    {"participants", 0, 0, "331234560" unit ";" number ";Trần Thị Mai;" born ";Nữ;bắt buộc;TA000" unit ";;BHXH Phố Hiến;2020-01;;1500000;1;1"}
static const Sent apart[] = {
    {"population", 0, 0, POPULATION},
    TOWN_MAI,
    {"participants", 0, 0, PARTICIPANTS},
    LOW("033186000001", "14/02/1986", "1"),
    LOW("", "", "2"),
};
static const Sent together[] = {
    {"participants", 0, 0, PARTICIPANTS},
    LOW("033186000001", "14/02/1986", "1"),
    LOW("033186000001", "14/02/1986", "2"),
};
/* clang-format on */

static const Date september = {2026, 9, 0}, october = {2026, 10, 0}, november = {2026, 11, 0};

static ReconcileReport run_with(Store *store, Arena *arena, Date month, int threads, bool preview)
{
    ReconcileReport report;
    ReconcileOptions options = {
        .province = S("33"), .month = month, .threads = threads, .preview = preview, .by = S("mai"), .early = true};
    assert_ok(reconcile_run(store, arena, &options, &report));
    return report;
}

static ReconcileReport run_of(Store *store, Arena *arena, Date month)
{
    return run_with(store, arena, month, 2, false);
}

static const RuleCount *count_of(const ReconcileReport *report, const char *rule)
{
    for (ptrdiff_t i = 0; i < report->rules; i++)
        if (str_eq(report->rule[i].code, str_from(rule)))
            return &report->rule[i];
    fail_msg("no count of %s", rule);
    return NULL;
}

static LeadFilter all_leads(bool cleared)
{
    return (LeadFilter){.province = S("33"), .unit = S(""), .rule = S(""), .cleared = cleared};
}

static Lead *leads(Store *store, Arena *arena, bool cleared, ptrdiff_t *ret_count)
{
    Lead *list;
    LeadFilter filter = all_leads(cleared);
    assert_ok(lead_list(store, arena, &filter, &list, ret_count));
    return list;
}

static Lead lead_of(Store *store, Arena *arena, const char *rule, bool cleared)
{
    ptrdiff_t count;
    const Lead *list = leads(store, arena, cleared, &count);
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(list[i].rule, str_from(rule)))
            return list[i];
    fail_msg("no lead of %s", rule);
    return (Lead){0};
}

static int32_t kept(const Lead *lead, int fact)
{
    for (ptrdiff_t i = 0; i < lead->facts; i++)
        if (lead->fact[i].fact == fact)
            return lead->fact[i].value;
    fail_msg("fact %d is not kept", fact);
    return 0;
}

static void deliver_autumn(Store *store, Arena *arena)
{
    deliver(store, arena, autumn, COUNTOF(autumn), august_end);
}

TEST(who_should_be_covered_and_is_not_comes_on_the_lists)
{
    ON_EACH_STORE(store)
    {
        ptrdiff_t count;
        deliver_autumn(store, arena);
        ReconcileReport r = run_of(store, arena, september);
        assert_int_equal(r.run, 1);
        assert_int_equal(r.persons, 4);
        assert_int_equal(r.employers, 2);
        assert_int_equal(count_of(&r, "tax-uninsured")->appeared, 1);
        assert_int_equal(count_of(&r, "employer-gap")->hits, 1);
        assert_int_equal(count_of(&r, "deceased-paying")->hits, 1);
        assert_int_equal(count_of(&r, "voluntary-potential")->hits, 1);
        leads(store, arena, false, &count);
        assert_int_equal(count, r.leads);
        Lead mai = lead_of(store, arena, "tax-uninsured", false);
        assert_false(mai.employer);
        assert_str(mai.unit, S("12223"));
        assert_str(mai.village, S("Thôn 1"));
        assert_true(mai.first_run == 1 && mai.since_run == 1 && mai.cleared_run == 0);
        assert_int_equal(kept(&mai, PERSON_tax_uninsured_months), 12);
        assert_int_equal(kept(&mai, PERSON_tax_wage), 10000);
        Lead company = lead_of(store, arena, "employer-gap", false);
        assert_true(company.employer);
        assert_int_equal(kept(&company, EMPLOYER_uninsured), 1);
    }
}

TEST(the_potential_is_counted_by_class)
{
    ON_EACH_STORE(store)
    {
        LeadTally *tally;
        ptrdiff_t count;
        LeadClass class;
        LeadFilter filter = all_leads(false);
        deliver_autumn(store, arena);
        run_of(store, arena, september);
        assert_ok(lead_tally(store, arena, &filter, LEAD_BY_KIND, &tally, &count));
        assert_int_equal(count, 1);
        assert_int_equal(tally[0].count, 1);
        assert_true(lead_class_read(tally[0].kind, &class));
        assert_int_equal(class.age, LEAD_AGE_25);
        assert_int_equal(class.sex, fact_code(false, PERSON_sex, S("f")));
        assert_int_equal(class.poverty, fact_code(false, PERSON_poverty, S("poor")));
        assert_int_equal(class.list, fact_code(false, PERSON_lists, S("association_member")));
        assert_false(class.former || class.household);
    }
}

TEST(a_run_on_the_same_data_touches_nothing)
{
    ON_EACH_STORE(store)
    {
        ptrdiff_t before, after;
        deliver_autumn(store, arena);
        run_of(store, arena, september);
        const Lead *was = leads(store, arena, false, &before);
        ReconcileReport r = run_of(store, arena, september);
        assert_true(r.run == 2 && r.rows_changed == 0);
        assert_true(r.appeared == 0 && r.cleared == 0 && r.changed == 0 && r.leads == before);
        const Lead *is = leads(store, arena, false, &after);
        assert_int_equal(after, before);
        for (ptrdiff_t i = 0; i < after; i++) {
            LeadEvent *event;
            ptrdiff_t events;
            assert_true(was[i].id == is[i].id && is[i].since_run == 1);
            assert_ok(lead_events(store, arena, S("33"), is[i].id, &event, &events));
            assert_int_equal(events, 1);
        }
    }
}

TEST(what_ended_clears_with_the_fact_that_changed)
{
    ON_EACH_STORE(store)
    {
        LeadEvent *event;
        ptrdiff_t events;
        deliver_autumn(store, arena);
        run_of(store, arena, september);
        Lead before = lead_of(store, arena, "tax-uninsured", false);
        deliver(store, arena, paid, COUNTOF(paid), september_end);
        ReconcileReport r = run_of(store, arena, october);
        assert_int_equal(count_of(&r, "tax-uninsured")->cleared, 1);
        assert_int_equal(count_of(&r, "employer-gap")->cleared, 1);
        assert_int_equal(count_of(&r, "deceased-paying")->cleared, 1);
        assert_int_equal(count_of(&r, "voluntary-potential")->cleared, 0);
        Lead after = lead_of(store, arena, "tax-uninsured", true);
        assert_true(after.id == before.id && after.cleared_run == 2);
        assert_ok(lead_events(store, arena, S("33"), after.id, &event, &events));
        assert_int_equal(events, 2);
        assert_int_equal(event[1].change, LEAD_CLEARED);
        assert_str(event[1].why.vi, S("đang đóng BHXH bắt buộc: không → có"));
    }
}

TEST(a_lead_that_comes_back_is_the_same_lead)
{
    ON_EACH_STORE(store)
    {
        LeadEvent *event;
        ptrdiff_t events;
        deliver_autumn(store, arena);
        run_of(store, arena, september);
        Lead before = lead_of(store, arena, "tax-uninsured", false);
        deliver(store, arena, paid, COUNTOF(paid), september_end);
        run_of(store, arena, october);
        deliver(store, arena, undone, COUNTOF(undone), october_end);
        ReconcileReport r = run_of(store, arena, november);
        assert_int_equal(count_of(&r, "tax-uninsured")->appeared, 1);
        Lead after = lead_of(store, arena, "tax-uninsured", false);
        assert_true(after.id == before.id && after.first_run == 1 && after.since_run == 3);
        assert_ok(lead_events(store, arena, S("33"), after.id, &event, &events));
        assert_int_equal(events, 3);
        assert_int_equal(event[2].change, LEAD_RETURNED);
        Lead hoa = lead_of(store, arena, "voluntary-potential", false); /* moved: on the list of the other commune */
        assert_str(hoa.unit, S("12223"));
        assert_true(hoa.since_run == 1 && count_of(&r, "voluntary-potential")->changed == 1);
    }
}

/* Leads of one rule in the order of their ids, open and cleared. */
static ptrdiff_t under_reference(Store *store, Arena *arena, Lead *ret, ptrdiff_t most)
{
    ptrdiff_t count = 0;
    for (int cleared = 0; cleared < 2; cleared++) {
        LeadFilter filter = all_leads(cleared);
        Lead *list;
        ptrdiff_t found;
        filter.rule = S("base-under-reference");
        assert_ok(lead_list(store, arena, &filter, &list, &found));
        for (ptrdiff_t i = 0; i < found && count < most; i++)
            ret[count++] = list[i];
    }
    return count;
}

TEST(a_lead_goes_along_with_a_person_whose_number_was_merged)
{
    ON_EACH_STORE(store)
    {
        Lead before[4], after[4];
        LeadEvent *event;
        LeadFinding *finding;
        ptrdiff_t count;
        deliver(store, arena, apart, COUNTOF(apart), august_end);
        run_of(store, arena, september);
        assert_int_equal(under_reference(store, arena, before, 4), 2);
        assert_true(before[1].subject > before[0].subject);
        assert_ok(lead_result_put(store, arena, S("33"), before[0].id, OUTCOME_UNCLEAR, S(""), S("lan")));
        deliver(store, arena, together, COUNTOF(together), september_end);
        ReconcileReport r = run_of(store, arena, october);
        assert_int_equal(r.merged, 1);
        assert_int_equal(count_of(&r, "base-under-reference")->hits, 1);
        assert_int_equal(count_of(&r, "base-under-reference")->appeared, 0);
        assert_int_equal(count_of(&r, "base-under-reference")->cleared, 1);
        assert_int_equal(under_reference(store, arena, after, 4), 2);
        assert_true(after[0].id == before[0].id && after[0].subject == before[0].subject); /* she had one already */
        assert_ok(lead_findings(store, arena, S("33"), after[0].id, &finding, &count));
        assert_int_equal(count, 1);
        assert_ok(lead_events(store, arena, S("33"), after[1].id, &event, &count));
        assert_true(count == 2 && event[1].change == LEAD_CLEARED);
        assert_str(event[1].why.vi, str_fmt(arena, "số %lld và số %lld là một người", (long long)before[1].subject,
                                            (long long)before[0].subject));
    }
}

/* Her lead stood under the number that went. */
TEST(a_lead_that_moves_keeps_its_number_history_and_outcome)
{
    const Sent only_far[] = {apart[0], apart[1], apart[2], apart[4]};
    const Sent named[] = {together[0], together[2]};
    ON_EACH_STORE(store)
    {
        Lead before[4], after[4];
        LeadEvent *event;
        LeadFinding *finding;
        ptrdiff_t count;
        deliver(store, arena, only_far, COUNTOF(only_far), august_end);
        run_of(store, arena, september);
        assert_int_equal(under_reference(store, arena, before, 4), 1);
        assert_int_equal(before[0].subject, 2);
        assert_ok(lead_result_put(store, arena, S("33"), before[0].id, OUTCOME_RIGHT, S(""), S("lan")));
        deliver(store, arena, named, COUNTOF(named), september_end);
        assert_int_equal(
            count_of(&(ReconcileReport[]){run_with(store, arena, october, 1, true)}[0], "base-under-reference")
                ->appeared,
            0);
        ReconcileReport r = run_of(store, arena, october);
        assert_int_equal(r.merged, 1);
        assert_true(count_of(&r, "base-under-reference")->appeared == 0 &&
                    count_of(&r, "base-under-reference")->cleared == 0 &&
                    count_of(&r, "base-under-reference")->changed == 1);
        assert_int_equal(under_reference(store, arena, after, 4), 1);
        assert_true(after[0].id == before[0].id && after[0].subject == 1 && after[0].since_run == 1);
        assert_str(after[0].unit, S("12223"));
        assert_ok(lead_findings(store, arena, S("33"), after[0].id, &finding, &count));
        assert_true(count == 1 && finding[0].outcome == OUTCOME_RIGHT);
        assert_ok(lead_events(store, arena, S("33"), after[0].id, &event, &count));
        assert_true(count == 2 && event[1].change == LEAD_CHANGED);
        assert_str(event[1].why.vi, S("số 2 và số 1 là một người"));
        assert_int_equal(
            count_of(&(ReconcileReport[]){run_of(store, arena, november)}[0], "base-under-reference")->changed, 0);
    }
}

/* Two units wrote other dates of birth at first; the number says that both are the one whom population knows. */
TEST(of_several_leads_that_come_to_one_person_the_oldest_goes_along)
{
    const Sent both_far[] = {apart[0], apart[1], apart[2], LOW("", "03/03/1991", "1"), LOW("", "04/04/1993", "2")};
    ON_EACH_STORE(store)
    {
        Lead before[4], after[4];
        LeadEvent *event;
        ptrdiff_t count;
        deliver(store, arena, both_far, COUNTOF(both_far), august_end);
        run_of(store, arena, september);
        assert_int_equal(under_reference(store, arena, before, 4), 2);
        assert_true(before[0].subject > 1 && before[1].subject > 1);
        deliver(store, arena, together, COUNTOF(together), september_end);
        ReconcileReport r = run_of(store, arena, october);
        assert_int_equal(r.merged, 2);
        assert_int_equal(under_reference(store, arena, after, 4), 2);
        assert_true(after[0].id == before[0].id && after[0].subject == 1 && after[0].cleared_run == 0);
        assert_true(after[1].id == before[1].id && after[1].subject == before[1].subject && after[1].cleared_run == 2);
        assert_ok(lead_events(store, arena, S("33"), after[1].id, &event, &count));
        assert_str(event[1].why.vi, str_fmt(arena, "số %lld và số 1 là một người", (long long)before[1].subject));
    }
}

static const CompareCount *compared(const Comparison *c, const char *rule)
{
    for (ptrdiff_t i = 0; i < c->rules; i++)
        if (str_eq(c->rule[i].rule, str_from(rule)))
            return &c->rule[i];
    fail_msg("%s was not compared", rule);
    return NULL;
}

TEST(two_runs_are_compared_by_what_came_and_what_went)
{
    ON_EACH_STORE(store)
    {
        Comparison c;
        deliver_autumn(store, arena);
        run_of(store, arena, september);
        deliver(store, arena, paid, COUNTOF(paid), september_end);
        run_of(store, arena, october);
        deliver(store, arena, undone, COUNTOF(undone), october_end);
        run_of(store, arena, november);
        assert_ok(reconcile_compare(store, arena, S("33"), 1, 2, S(""), S(""), 100, &c));
        const CompareCount *tax = compared(&c, "tax-uninsured");
        assert_true(tax->before == 1 && tax->cleared == 1 && tax->after == 0 && tax->appeared == 0);
        assert_int_equal(c.rows, 4); /* by rule; what she was not insured for last year is still to be paid */
        assert_true(str_eq(c.row[2].lead.rule, S("tax-months-missing")) && c.row[2].change == LEAD_APPEARED);
        assert_str(c.row[3].lead.rule, S("tax-uninsured"));
        assert_str(c.row[3].why.en, S("pays compulsory insurance: no → yes"));
        assert_ok(reconcile_compare(store, arena, S("33"), 2, 3, S("tax-uninsured"), S(""), 100, &c));
        assert_true(c.rules == 1 && c.rule[0].before == 0 && c.rule[0].appeared == 1 && c.rule[0].after == 1);
        assert_ok(reconcile_compare(store, arena, S("33"), 1, 3, S(""), S("12223"), 100, &c));
        tax = compared(&c, "tax-uninsured"); /* went and came back: it was there and is */
        assert_true(tax->before == 1 && tax->after == 1 && tax->appeared == 0 && tax->changed == 1);
        assert_fails(reconcile_compare(store, arena, S("33"), 3, 3, S(""), S(""), 0, &c), USAGE);
        assert_fails(reconcile_compare(store, arena, S("33"), 3, 4, S(""), S(""), 0, &c), NOT_FOUND);
    }
}

/* Hoa moved from the second commune to the first, and Mai came and went in the first. */
TEST(who_sees_some_communes_compares_them_together)
{
    const ScopePlace place[] = {{S("33"), S("12224")}, {S("33"), S("12223")}, {S("01"), S("")}};
    const Scope both = {.place = place, .places = 3}, second = {.place = place, .places = 1};
    ON_EACH_STORE(store)
    {
        Comparison all, some;
        deliver_autumn(store, arena);
        run_of(store, arena, september);
        deliver(store, arena, paid, COUNTOF(paid), september_end);
        run_of(store, arena, october);
        assert_ok(reconcile_compare(store, arena, S("33"), 1, 2, S(""), S(""), 100, &all));
        store_set_scope(store, &both);
        assert_ok(reconcile_compare(store, arena, S("33"), 1, 2, S(""), S(""), 100, &some));
        assert_true(some.rules == all.rules && some.rows == all.rows && some.rows > 0);
        for (ptrdiff_t i = 0; i < all.rows; i++)
            assert_true(some.row[i].lead.id == all.row[i].lead.id && some.row[i].change == all.row[i].change);
        for (ptrdiff_t i = 0; i < all.rules; i++)
            if (!str_eq(all.rule[i].rule, S("identity-conflict")))
                assert_true(some.rule[i].before == all.rule[i].before && some.rule[i].after == all.rule[i].after);
        store_set_scope(store, &second);
        assert_ok(reconcile_compare(store, arena, S("33"), 1, 2, S(""), S(""), 100, &some));
        assert_int_equal(some.rows, 0);
        assert_int_equal(compared(&some, "voluntary-potential")->after, 1);
        store_set_scope(store, NULL);
        run_of(store, arena, october);
        store_set_scope(store, &both);
        assert_fails(reconcile_compare(store, arena, S("33"), 1, 2, S(""), S(""), 0, &some), USAGE);
        store_set_scope(store, NULL);
    }
}

TEST(a_month_that_has_not_begun_is_refused_and_one_that_is_not_over_unless_that_is_meant)
{
    ON_EACH_STORE(store) /* on the first of November */
    {
        ReconcileReport report;
        ReconcileOptions options = {.province = S("33"), .month = november, .threads = 1, .by = S("mai")};
        deliver_autumn(store, arena);
        Err *err = reconcile_run(store, arena, &options, &report);
        assert_fails(err, CONFLICT);
        assert_true(str_find(err_message(arena, err, FACE_COMMAND).vi, S("--early")) >= 0);
        assert_true(str_find(err_message(arena, err, FACE_PAGE).vi, S("--early")) < 0);
        options.preview = true;
        assert_ok(reconcile_run(store, arena, &options, &report));
        options = (ReconcileOptions){.province = S("33"), .month = {2026, 12, 0}, .threads = 1, .early = true};
        assert_fails(reconcile_run(store, arena, &options, &report), BAD_INPUT);
        assert_fails(reconcile_report(store, arena, S("33"), 0, &report), NOT_FOUND);
        options.month = november;
        assert_ok(reconcile_run(store, arena, &options, &report));
        options = (ReconcileOptions){.province = S("33"), .month = november, .threads = 1};
        assert_fails(reconcile_run(store, arena, &options, &report), CONFLICT);
    }
}

TEST(a_preview_counts_what_a_run_would_write_and_writes_nothing)
{
    ON_EACH_STORE(store)
    {
        ptrdiff_t before, after;
        ReconcileReport *runs;
        deliver_autumn(store, arena);
        ReconcileReport first = run_with(store, arena, september, 2, true);
        ReconcileReport written = run_of(store, arena, september);
        assert_true(first.run == 0 && first.appeared == written.appeared && first.leads == written.leads);
        deliver(store, arena, paid, COUNTOF(paid), september_end);
        leads(store, arena, false, &before);
        ReconcileReport next = run_with(store, arena, october, 2, true);
        assert_int_equal(count_of(&next, "tax-uninsured")->cleared, 1);
        leads(store, arena, false, &after);
        assert_int_equal(after, before);
        assert_ok(reconcile_runs(store, arena, S("33"), 0, &runs, &after));
        assert_int_equal(after, 1);
        assert_int_equal(runs[0].leads, written.leads);
        assert_int_equal(count_of(&runs[0], "employer-gap")->hits, 1);
    }
}

TEST(a_rule_that_is_switched_off_clears_its_leads_and_takes_them_back)
{
    ON_EACH_STORE(store)
    {
        LeadEvent *event;
        ptrdiff_t events;
        deliver_autumn(store, arena);
        run_of(store, arena, september);
        Lead before = lead_of(store, arena, "deceased-paying", false);
        assert_ok(rule_switch(store, arena, S("33"), S("deceased-paying"), false, S("mai")));
        run_of(store, arena, september);
        Lead off = lead_of(store, arena, "deceased-paying", true);
        assert_int_equal(off.id, before.id);
        assert_ok(lead_events(store, arena, S("33"), off.id, &event, &events));
        assert_true(str_find(event[1].why.vi, S("quy tắc đã tắt")) >= 0);
        assert_ok(rule_switch(store, arena, S("33"), S("deceased-paying"), true, S("mai")));
        run_of(store, arena, september);
        assert_int_equal(lead_of(store, arena, "deceased-paying", false).id, before.id);
    }
}

TEST(who_sees_a_commune_sees_its_leads_alone)
{
    const ScopePlace place = {S("33"), S("12224")};
    const Scope commune = {.place = &place, .places = 1};
    ON_EACH_STORE(store)
    {
        ptrdiff_t count;
        Lead lead;
        int64_t number;
        Comparison c;
        ReconcileReport report;
        ReconcileOptions options = {
            .province = S("33"), .month = september, .threads = 1, .by = S("mai"), .early = true};
        RulePrecision *precision;
        deliver_autumn(store, arena);
        run_of(store, arena, september);
        Lead mai = lead_of(store, arena, "tax-uninsured", false);
        store_set_scope(store, &commune);
        const Lead *seen = leads(store, arena, false, &count);
        assert_int_equal(count, 1);
        assert_str(seen[0].rule, S("voluntary-potential"));
        LeadFilter filter = all_leads(false);
        assert_ok(lead_count(store, arena, &filter, &number));
        assert_int_equal(number, 1);
        filter.unit = S("12223");
        assert_fails(lead_list(store, arena, &filter, &(Lead *){0}, &count), FORBIDDEN);
        filter = (LeadFilter){.province = S("33"), .unit = S(""), .rule = S(""), .subject = mai.subject};
        assert_ok(lead_list(store, arena, &filter, &(Lead *){0}, &count));
        assert_int_equal(count, 0);
        assert_fails(lead_get(store, arena, S("33"), mai.id, &lead), NOT_FOUND);
        assert_fails(lead_result_put(store, arena, S("33"), mai.id, OUTCOME_RIGHT, S(""), S("x")), NOT_FOUND);
        assert_fails(reconcile_compare(store, arena, S("33"), 1, 2, S(""), S("12223"), 0, &c), FORBIDDEN);
        assert_fails(reconcile_compare(store, arena, S("01"), 1, 2, S(""), S(""), 0, &c), FORBIDDEN);
        assert_fails(lead_precision(store, arena, S("33"), &precision, &count), FORBIDDEN);
        assert_fails(reconcile_run(store, arena, &options, &report), FORBIDDEN);
        store_set_scope(store, NULL);
    }
}

static int64_t tallied(Store *store, Arena *arena, LeadBy by, const char *unit, const char *wanted)
{
    LeadTally *tally;
    ptrdiff_t count;
    int64_t found = -1;
    LeadFilter filter = {.province = S("33"), .unit = str_from(unit), .by_employer = true};
    assert_ok(lead_tally(store, arena, &filter, by, &tally, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(by == LEAD_BY_VILLAGE ? tally[i].village : tally[i].unit, str_from(wanted)))
            found = found < 0 ? tally[i].count : -2; /* each once */
    return found;
}

static ptrdiff_t listed(Store *store, Arena *arena, const char *unit, const char *as)
{
    LeadFilter filter = {.province = S("33"), .unit = str_from(unit), .by_employer = true};
    Lead *list;
    ptrdiff_t count;
    assert_ok(lead_list(store, arena, &filter, &list, &count));
    for (ptrdiff_t i = 0; i < count; i++) {
        assert_str(list[i].unit, str_from(as));
        assert_true(i == 0 || list[i].id > list[i - 1].id);
    }
    return count;
}

TEST(codes_of_before_count_for_the_communes_of_today_and_what_lies_elsewhere_for_none)
{
    const ScopePlace place = {S("33"), S("12004")};
    const Scope commune = {.place = &place, .places = 1};
    ON_EACH_STORE(store)
    {
        int64_t changed;
        Comparison c;
        assert_ok(unit_import(store, arena, (Str){0}, &changed));
        deliver_autumn(store, arena);
        run_of(store, arena, september);
        deliver(store, arena, old_places, COUNTOF(old_places), september_end);
        run_of(store, arena, october);
        assert_int_equal(tallied(store, arena, LEAD_BY_UNIT, "", "12004"), 3);
        assert_int_equal(tallied(store, arena, LEAD_BY_UNIT, "", "12013"), -1);
        assert_int_equal(tallied(store, arena, LEAD_BY_UNIT, "", "11989"), -1);
        int64_t elsewhere = tallied(store, arena, LEAD_BY_UNIT, "", "");
        assert_true(elsewhere >= 2);
        assert_int_equal(tallied(store, arena, LEAD_BY_VILLAGE, "12004", "Thôn 7"), 2);
        assert_int_equal(listed(store, arena, "12004", "12004"), 3);
        assert_int_equal(listed(store, arena, COMMUNE_ELSEWHERE, ""), elsewhere);
        store_set_scope(store, &commune);
        assert_int_equal(listed(store, arena, "", "12004"), 3);
        assert_fails(lead_list(store, arena, &(LeadFilter){.province = S("33"), .unit = S(COMMUNE_ELSEWHERE)},
                               &(Lead *){0}, &(ptrdiff_t){0}),
                     FORBIDDEN);
        Lead mai = lead_of(store, arena, "tax-uninsured", false);
        assert_str(mai.written, S("12013"));
        Subject subject;
        assert_ok(subject_get(store, arena, S("33"), false, mai.subject, &subject));
        assert_str(subject.unit, S("12004"));
        assert_ok(reconcile_compare(store, arena, S("33"), 1, 2, S("voluntary-potential"), S("12004"), 10, &c));
        assert_int_equal(c.rule[0].after, 2);
        store_set_scope(store, NULL);
    }
}

TEST(pages_of_a_list_follow_each_other)
{
    ON_EACH_STORE(store)
    {
        Lead *list;
        ptrdiff_t count, all;
        int64_t seen = 0;
        deliver_autumn(store, arena);
        run_of(store, arena, september);
        leads(store, arena, false, &all);
        LeadFilter filter = all_leads(false);
        for (filter.limit = 1;; filter.after = list[0].id, seen++) {
            assert_ok(lead_list(store, arena, &filter, &list, &count));
            if (count == 0)
                break;
            assert_true(count == 1 && list[0].id > filter.after);
        }
        assert_int_equal(seen, all);
        filter = all_leads(false);
        filter.by_employer = filter.employer = true;
        assert_ok(lead_list(store, arena, &filter, &list, &count));
        assert_true(count == 1 && list[0].employer);
        filter = all_leads(false);
        filter.rule = S("tax-uninsured");
        assert_ok(lead_list(store, arena, &filter, &list, &count));
        assert_true(count == 1 && str_eq(list[0].rule, filter.rule));
        filter.after = list[0].id;
        assert_ok(lead_list(store, arena, &filter, &list, &count));
        assert_int_equal(count, 0);
        filter.after = 0;
        filter.cleared = true;
        assert_ok(lead_list(store, arena, &filter, &list, &count));
        assert_int_equal(count, 0);
    }
}

TEST(neither_threads_nor_the_database_show_in_the_result)
{
    Lead *of[TEST_STORES * 2] = {0};
    ptrdiff_t count[TEST_STORES * 2] = {0};
    int found = 0;
    for (int threads = 1; threads <= 3; threads += 2)
        ON_EACH_STORE(store)
        {
            deliver_autumn(store, arena);
            run_with(store, arena, september, threads, false);
            of[found] = leads(store, arena, false, &count[found]);
            found++;
        }
    for (int i = 1; i < found; i++) {
        assert_int_equal(count[i], count[0]);
        for (ptrdiff_t l = 0; l < count[0]; l++) {
            assert_true(of[i][l].id == of[0][l].id && of[i][l].subject == of[0][l].subject);
            assert_str(of[i][l].rule, of[0][l].rule);
        }
    }
}

TEST(a_month_before_the_last_run_is_refused_and_so_is_a_province_without_data)
{
    ON_EACH_STORE(store)
    {
        ReconcileReport report;
        ReconcileOptions options = {
            .province = S("33"), .month = september, .threads = 1, .by = S("mai"), .early = true};
        assert_fails(reconcile_run(store, arena, &options, &report), NOT_FOUND);
        assert_fails(reconcile_report(store, arena, S("33"), 0, &report), NOT_FOUND);
        deliver_autumn(store, arena);
        run_of(store, arena, october);
        assert_fails(reconcile_run(store, arena, &options, &report), CONFLICT);
    }
}

static bool always(void *arg)
{
    (void)arg;
    return true;
}

TEST(a_run_that_was_cancelled_changes_nothing)
{
    ON_EACH_STORE(store)
    {
        ReconcileReport report;
        ReconcileOptions options = {
            .province = S("33"), .month = september, .threads = 1, .by = S("mai"), .cancelled = always};
        deliver_autumn(store, arena);
        assert_fails(reconcile_run(store, arena, &options, &report), CONFLICT);
        assert_fails(reconcile_report(store, arena, S("33"), 0, &report), NOT_FOUND);
    }
}

/* ---- what officers found, why, and trying ---------------------------------------------------- */

TEST(precision_counts_what_officers_found_last)
{
    ON_EACH_STORE(store)
    {
        RulePrecision *precision;
        LeadFinding *finding;
        ptrdiff_t count;
        deliver_autumn(store, arena);
        run_of(store, arena, september);
        int64_t mai = lead_of(store, arena, "tax-uninsured", false).id;
        int64_t hoa = lead_of(store, arena, "voluntary-potential", false).id;
        assert_ok(lead_result_put(store, arena, S("33"), mai, OUTCOME_WRONG, S("nhầm người"), S("lan")));
        assert_ok(lead_result_put(store, arena, S("33"), mai, OUTCOME_RIGHT, S(""), S("lan")));
        assert_ok(lead_result_put(store, arena, S("33"), hoa, OUTCOME_UNCLEAR, S("đi vắng"), S("lan")));
        assert_ok(lead_precision(store, arena, S("33"), &precision, &count));
        assert_int_equal(count, 2);
        assert_str(precision[0].rule, S("tax-uninsured"));
        assert_true(precision[0].precision == 1 && precision[0].count[OUTCOME_WRONG] == 0);
        assert_true(precision[1].precision < 0 && precision[1].count[OUTCOME_UNCLEAR] == 1);
        assert_ok(lead_findings(store, arena, S("33"), mai, &finding, &count));
        assert_int_equal(count, 2);
        assert_str(finding[1].note, S("nhầm người"));
    }
}

static RuleSet rules_in(Store *store, Arena *arena, Date month)
{
    RuleSet rules;
    Law *law;
    assert_ok(law_load(arena, (Str){0}, &law));
    assert_ok(rules_of(store, arena, law, S("33"), month, &rules));
    return rules;
}

TEST(a_lead_is_explained_with_its_reasons_law_and_day)
{
    ON_EACH_STORE(store)
    {
        Why *why;
        ptrdiff_t count;
        deliver_autumn(store, arena);
        run_of(store, arena, september);
        Lead mai = lead_of(store, arena, "tax-uninsured", false);
        RuleSet rules = rules_in(store, arena, september);
        assert_ok(reconcile_why(store, arena, &rules, NULL, S("33"), false, mai.subject, &why, &count));
        assert_int_equal(count, 1);
        assert_str(why[0].rule->code, S("tax-uninsured"));
        assert_int_equal(why[0].holds, TRUTH_YES);
        assert_true(str_find(why[0].words.vi, S("✓ số tháng có tiền lương mà chưa đóng BHXH từ 1 trở lên – 12")) > 0);
        assert_true(str_find(why[0].words.vi, S("Điều 39")) > 0);
        assert_true(str_find(why[0].words.en, S("To act before: 01/12/2026")) > 0); /* 30 days from 1 November */
        const Rule *late;
        assert_ok(rule_find(&rules, arena, S("renewal-late"), &late)); /* why not */
        assert_ok(reconcile_why(store, arena, &rules, late, S("33"), false, mai.subject, &why, &count));
        assert_true(count == 1 && why[0].holds == TRUTH_NO && why[0].act_before.day == 0);
        assert_fails(reconcile_why(store, arena, &rules, NULL, S("33"), false, 99, &why, &count), NOT_FOUND);
    }
}

TEST(a_rule_is_tried_on_the_facts_of_the_last_run)
{
    ON_EACH_STORE(store)
    {
        Rule rule;
        Trial trial;
        Law *law;
        const Rule *known;
        assert_ok(law_load(arena, (Str){0}, &law));
        assert_ok(rule_written(arena, law, september, false, S("alive and not compulsory"), &rule));
        assert_fails(reconcile_try(store, arena, S("33"), &rule, 5, &trial), NOT_FOUND);
        deliver_autumn(store, arena);
        run_of(store, arena, september);
        assert_ok(reconcile_try(store, arena, S("33"), &rule, 1, &trial));
        assert_true(trial.subjects == 4 && trial.hits == 2 && trial.samples == 1 && trial.new_hits == 2);
        assert_ok(rule_written(arena, law, september, false, S("age_months > 0 and base > 0"), &rule));
        assert_ok(reconcile_try(store, arena, S("33"), &rule, 0, &trial));
        assert_true(trial.hits == 2 && trial.unknown == 2 && trial.lacking == 1ull << PERSON_base);
        RuleSet rules = rules_in(store, arena, september);
        assert_ok(rule_find(&rules, arena, S("tax-uninsured"), &known));
        assert_ok(reconcile_try(store, arena, S("33"), known, 0, &trial));
        assert_true(trial.kept == 1 && trial.new_hits == 0 && trial.gone == 0);
    }
}

TEST_MAIN
