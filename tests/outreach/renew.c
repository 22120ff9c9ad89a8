/* Who is to go on paying: the four lists at their bounds, with scope, amounts and words. */
#include "worked.h"

#include "outreach/renew.h"
#include "store/scope.h"
#include <string.h>

#define PAYERS                                                                                                     \
    "si_number;personal_id;full_name;birth_date;sex;scheme;collecting_unit;from_month;to_month;contribution_base;" \
    "payment_method;"                                                                                              \
    "paid_to_month"
#define LIVES(number, village, poverty)                                                                     \
    {                                                                                                       \
        "population", 0, 0,                                                                                 \
            "Người Số " number ";05/05/1985;Nữ;0331850001" number ";12223;" village ";H" number ";" poverty \
            ";thường trú;"                                                                              \
    }
#define PAYS(number, to, base, method, paid)                                                  \
    {                                                                                         \
        "participants", 0, 0,                                                                 \
            "33123456" number ";0331850001" number ";Người Số " number                        \
            ";05/05/1985;Nữ;tự nguyện;BHXH Phố Hiến;2025-01;" to ";" base ";" method ";" paid \
    }

/* Asked on 1 November: in thirty days is 1 December. */
static const Sent payers[] = {
    {"population", 0, 0, POPULATION},
    LIVES("11", "Thôn 1", "không"),
    LIVES("12", "Thôn 1", "hộ nghèo"),
    LIVES("13", "Thôn 2", "không"),
    LIVES("14", "Thôn 2", "không"),
    LIVES("15", "Thôn 2", "không"),
    LIVES("16", "Thôn 2", "không"),
    {"participants", 0, 0, PAYERS},
    PAYS("11", "", "1500000", "1", "2026-10"),  /* overdue since yesterday */
    PAYS("12", "", "1500000", "3", "2026-11"),  /* ends in 29 days */
    PAYS("13", "", "2200000", "6", "2026-12"),  /* in 60 days, on the new least income already */
    PAYS("14", "", "1500000", "12", "2027-06"), /* ahead */
    PAYS("15", "2026-07", "1500000", "1", ""),  /* stopped */
    PAYS("16", "2025-12", "1500000", "1", ""),  /* stopped long ago */
    TOWN_GONE,
};

static Renewals listed(Store *store, Arena *arena, RenewAsk ask)
{
    Law *law;
    Renewals list;
    ask.province = S("33");
    assert_ok(law_load(arena, (Str){0}, &law));
    assert_ok(renew_list(store, arena, law, &ask, &list));
    return list;
}

static void pay(Store *store, Arena *arena)
{
    deliver(store, arena, payers, COUNTOF(payers), (Date){2026, 10, 31});
    reconciled(store, arena, (Date){2026, 10, 0});
}

TEST(each_is_on_the_lists_that_his_last_payment_puts_him_on)
{
    ON_EACH_STORE(store)
    {
        pay(store, arena);
        Renewals due = listed(store, arena, (RenewAsk){.kind = RENEW_DUE30});
        assert_int_equal(due.count[RENEW_DUE30], 2);
        assert_int_equal(due.count[RENEW_DUE60], 1);
        assert_int_equal(due.count[RENEW_LAPSED], 1);
        assert_int_equal(due.count[RENEW_JUMP], 3);
        assert_int_equal(due.rows, 2);
        assert_int_equal(date_cmp(due.jump, (Date){2027, 1, 1}), 0);
        assert_int_equal(date_cmp(due.month, (Date){2026, 10, 0}), 0);
    }
}

static const Renewal *row_of(const Renewals *list, int32_t until)
{
    for (ptrdiff_t i = 0; i < list->rows; i++)
        if (list->row[i].until == until)
            return &list->row[i];
    fail_msg("nobody is paid up to %d", (int)until);
    return NULL;
}

static int32_t month(int year, int number)
{
    return year * 12 + number - 1;
}

TEST(amounts_are_of_the_next_payment_and_words_fit)
{
    ON_EACH_STORE(store)
    {
        pay(store, arena);
        Renewals due = listed(store, arena, (RenewAsk){.kind = RENEW_DUE30});
        const Renewal *late = row_of(&due, month(2026, 10)), *poor = row_of(&due, month(2026, 11));
        assert_int_equal(late->now, 264000);
        assert_int_equal(late->then, 264000);
        assert_int_equal(late->months, 1);
        assert_true(str_starts(late->advice.vi, S("Mới đóng đến hết tháng 10/2026")));
        assert_int_equal(poor->now, 165000); /* of a poor household */
        assert_true(str_find(poor->advice.en, S("165,000")) >= 0);
        Renewals sixty = listed(store, arena, (RenewAsk){.kind = RENEW_DUE60});
        assert_int_equal(sixty.rows, 1);
        assert_int_equal(sixty.row[0].now, 484000 - 66000);
        assert_int_equal(sixty.row[0].then, 387200); /* January: support grows with the line */
        Renewals jump = listed(store, arena, (RenewAsk){.kind = RENEW_JUMP});
        assert_int_equal(row_of(&jump, month(2026, 10))->then, 387200);
        assert_int_equal(row_of(&jump, month(2026, 11))->then, 242000);
        assert_true(str_starts(row_of(&jump, month(2027, 6))->advice.vi, S("Đã đóng trước đến hết tháng 06/2027")));
        assert_true(str_find(row_of(&jump, month(2026, 10))->advice.vi, S("387.200")) >= 0);
        Renewals gone = listed(store, arena, (RenewAsk){.kind = RENEW_LAPSED});
        assert_int_equal(gone.rows, 1);
        assert_int_equal(gone.row[0].until, month(2026, 7));
    }
}

/* A run that kept no payers: as of a program of before. */
TEST(lists_are_the_same_whether_payers_were_kept_or_not)
{
    ON_EACH_STORE(store)
    {
        ReconcileReport report;
        ReconcileOptions bare = {.province = S("33"), .month = {2026, 10, 0}, .threads = 1, .early = true};
        pay(store, arena);
        Renewals kept[RENEW_KIND_COUNT], found;
        for (int k = 0; k < RENEW_KIND_COUNT; k++)
            kept[k] = listed(store, arena, (RenewAsk){.kind = (RenewKind)k});
        assert_ok(reconcile_run(store, arena, &bare, &report));
        for (int k = 0; k < RENEW_KIND_COUNT; k++) {
            found = listed(store, arena, (RenewAsk){.kind = (RenewKind)k});
            assert_int_equal(found.rows, kept[k].rows);
            assert_true(found.rows > 0 && found.count[k] == found.rows);
            for (ptrdiff_t i = 0; i < found.rows; i++) {
                const Renewal *x = &found.row[i], *y = &kept[k].row[i];
                assert_true(x->subject == y->subject && x->until == y->until && x->now == y->now &&
                            x->then == y->then && x->months == y->months && x->base == y->base);
                assert_str(x->unit, y->unit);
                assert_str(x->village, y->village);
                assert_str(x->advice.vi, y->advice.vi);
            }
        }
    }
}

TEST(lists_keep_to_the_place_the_page_and_the_scope)
{
    ON_EACH_STORE(store)
    {
        pay(store, arena);
        Renewals two = listed(store, arena, (RenewAsk){.kind = RENEW_JUMP, .village = S("THÔN 2")});
        assert_int_equal(two.count[RENEW_JUMP], 1);
        assert_int_equal(two.count[RENEW_DUE30], 0);
        Renewals first = listed(store, arena, (RenewAsk){.kind = RENEW_JUMP, .limit = 2});
        assert_int_equal(first.rows, 2);
        assert_int_equal(first.count[RENEW_JUMP], 3);
        Renewals rest = listed(store, arena, (RenewAsk){.kind = RENEW_JUMP, .limit = 2, .after = first.row[1].subject});
        assert_int_equal(rest.rows, 1);
        assert_int_equal(listed(store, arena, (RenewAsk){.kind = RENEW_JUMP, .unit = S("12224")}).rows, 0);
        ScopePlace place = {S("33"), S("12224")};
        store_set_scope(store, &(Scope){.place = &place, .places = 1});
        Renewals other = listed(store, arena, (RenewAsk){.kind = RENEW_JUMP});
        assert_int_equal(other.rows, 0);
        assert_int_equal(other.count[RENEW_JUMP], 0);
        store_set_scope(store, NULL);
    }
}

TEST(who_refused_is_left_in_peace_and_the_list_says_so)
{
    ON_EACH_STORE(store)
    {
        pay(store, arena);
        Renewals due = listed(store, arena, (RenewAsk){.kind = RENEW_DUE30});
        int64_t subject = due.row[1].subject;
        assert_int_equal(due.row[1].quiet_until.year, 0);
        agent_of(store, arena, "an.nv", 100, "12223", "");
        assigned(store, arena, false);
        TaskPackage an = mine(store, arena, "an.nv", 0);
        Task task = {0};
        for (ptrdiff_t i = 0; i < an.tasks; i++)
            task = an.task[i].subject == subject ? an.task[i] : task;
        assert_int_equal(task.subject, subject);
        take(store, arena, "an.nv", told(&task, "may-1-00001", (Date){2026, 10, 31}, CONTACT_REFUSED));
        due = listed(store, arena, (RenewAsk){.kind = RENEW_DUE30});
        assert_int_equal(due.rows, 2);
        assert_true(due.row[1].quiet_until.year >= 2026 && due.row[0].quiet_until.year == 0);
        assert_true(str_starts(due.row[1].advice.vi, S("Đã từ chối")));
    }
}

/* Both amounts are one's own: less the support, which rises with the line. */
TEST(who_pays_no_more_in_spite_of_the_higher_income_is_told_so)
{
    ON_EACH_STORE(store)
    {
        Sent near[COUNTOF(payers)];
        memcpy(near, payers, sizeof near);
        for (int i = 0; i < COUNTOF(near); i++)
            if (str_find(str_from(near[i].cells), S(";1500000;1;2026-10")) >= 0)
                near[i] = (Sent)PAYS("11", "", "2150000", "1", "2026-10");
        deliver(store, arena, near, COUNTOF(near), (Date){2026, 10, 31});
        reconciled(store, arena, (Date){2026, 10, 0});
        Renewals jump = listed(store, arena, (RenewAsk){.kind = RENEW_JUMP});
        const Renewal *row = row_of(&jump, month(2026, 10));
        assert_int_equal(row->base, 2150000);
        assert_int_equal(row->now, 473000 - 66000);
        assert_int_equal(row->then, 484000 - 96800);
        assert_true(str_find(row->advice.vi, S("hỗ trợ nhiều hơn")) >= 0);
    }
}

TEST(before_the_first_run_there_is_nothing)
{
    ON_EACH_STORE(store)
    {
        Renewals none = listed(store, arena, (RenewAsk){.kind = RENEW_DUE30});
        assert_int_equal(none.rows, 0);
        assert_int_equal(none.month.year, 0);
    }
}

TEST(a_lead_has_its_words_from_the_same_catalogue)
{
    Law *law;
    Advising *advising;
    const char *kind;
    Text words;
    LeadFact facts[] = {{PERSON_paid_to, month(2026, 11)},
                        {PERSON_poverty, fact_code(false, PERSON_poverty, S("near_poor"))}};
    assert_ok(law_load(arena, (Str){0}, &law));
    assert_ok(advising_open(arena, law, S("33"), (Date){2026, 11, 1}, &advising));
    assert_ok(advice_of_lead(advising, S("renewal-due"), true, facts, COUNTOF(facts), &kind, &words));
    assert_string_equal(kind, "renewal");
    assert_true(str_find(words.vi, S("11/2026")) >= 0 && str_find(words.vi, S("198.000")) >= 0);
    assert_ok(advice_of_lead(advising, S("tax-uninsured"), false, NULL, 0, &kind, &words));
    assert_string_equal(kind, "");
    assert_ok(advice_of_lead(advising, S("voluntary-potential"), true, NULL, 0, &kind, &words));
    assert_string_equal(kind, "new");
    assert_true(str_find(words.vi, S("264.000")) >= 0 && str_find(words.vi, S("{")) < 0);
    assert_ok(advising_open(arena, law, S("33"), (Date){2027, 1, 1}, &advising));
    assert_ok(advice_of_lead(advising, S("dropped"), true, NULL, 0, &kind, &words));
    assert_string_equal(kind, "lapsed");
    assert_true(str_find(words.vi, S("387.200")) >= 0);
}

TEST_MAIN
