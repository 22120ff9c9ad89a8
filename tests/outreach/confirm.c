/* What the next delivery says of those who registered. */
#include "outreach/worked.h"

static const Date october = {2026, 10, 0}, november = {2026, 11, 0}, september_end = {2026, 9, 30},
                  september_20 = {2026, 9, 20};

static void registers(Store *store, Arena *arena, const char *account, const Task *task, const char *key)
{
    assert_int_equal(take(store, arena, account, told(task, key, september_20, CONTACT_REGISTERED)).taken, TAKEN_NEW);
}

TEST(who_registered_and_is_insured_is_confirmed)
{
    ON_EACH_STORE(store)
    {
        ConfirmReport r;
        settle_with_agents(store, arena);
        Task mai = task_of(store, arena, "an.nv", "tax-uninsured"),
             hoa = task_of(store, arena, "binh", "voluntary-potential");
        registers(store, arena, "an.nv", &mai, "may-1-00001");
        deliver(store, arena, joined, COUNTOF(joined), september_end);
        ReconcileReport run = reconciled(store, arena, october);
        Task task = task_now(store, arena, "an.nv", mai.lead);
        assert_int_equal(task.state, TASK_CONFIRMED);
        assert_int_equal(task.confirmed_run, run.run);
        replayed(store, arena, &task);
        /* Hoa joined by herself: nobody's success */
        task = task_now(store, arena, "binh", hoa.lead);
        assert_int_equal(task.state, TASK_CLOSED);
        assert_ok(outreach_confirmed(store, arena, S("33"), run.run, &r));
        assert_true(r.confirmed == 1 && r.returned == 0 && r.closed >= 1);
        /* the employer's lead cleared with her: closed, not confirmed */
        assert_int_equal(
            task_now(store, arena, "an.nv", task_of(store, arena, "an.nv", "voluntary-potential").lead).state,
            TASK_ASSIGNED);
    }
}

TEST(who_registered_and_does_not_show_comes_back_after_the_stated_months)
{
    ON_EACH_STORE(store)
    {
        settle_with_agents(store, arena);
        Task mai = task_of(store, arena, "an.nv", "tax-uninsured");
        registers(store, arena, "an.nv", &mai, "may-1-00001");
        reconciled(store, arena, september);
        assert_int_equal(task_now(store, arena, "an.nv", mai.lead).state, TASK_REGISTERED);
        reconciled(store, arena, october);
        assert_int_equal(task_now(store, arena, "an.nv", mai.lead).state, TASK_REGISTERED);
        reconciled(store, arena, november);
        Task task = task_now(store, arena, "an.nv", mai.lead);
        assert_int_equal(task.state, TASK_RETURNED);
        assert_true(task_open(&task));
        replayed(store, arena, &task);
        /* late, but there */
        deliver(store, arena, joined, COUNTOF(joined), september_end);
        reconciled(store, arena, november);
        assert_int_equal(task_now(store, arena, "an.nv", mai.lead).state, TASK_CONFIRMED);
    }
}

TEST(who_is_on_the_list_again_is_the_same_task)
{
    ON_EACH_STORE(store)
    {
        ConfirmReport r;
        settle_with_agents(store, arena);
        Task mai = task_of(store, arena, "an.nv", "tax-uninsured");
        registers(store, arena, "an.nv", &mai, "may-1-00001");
        deliver(store, arena, joined, COUNTOF(joined), september_end);
        reconciled(store, arena, october);
        deliver(store, arena, left, COUNTOF(left), (Date){2026, 10, 31});
        ReconcileReport run = reconciled(store, arena, november);
        Task task = task_now(store, arena, "an.nv", mai.lead);
        assert_int_equal(task.state, TASK_ASSIGNED);
        assert_ok(outreach_confirmed(store, arena, S("33"), run.run, &r));
        assert_true(r.reopened >= 1 && r.confirmed == 0);
        replayed(store, arena, &task);
    }
}

/* Two units of insurance have a woman's payments; the second wrote neither her number nor her date of birth at first.
 */
#define PAYERS                                                                                                         \
    "si_number;personal_id;full_name;birth_date;sex;scheme;collecting_unit;commune_code;from_month;contribution_base;" \
    "payment_method;paid_to_month"
#define PAYS(unit, number, born)                                                                              \
    {                                                                                                         \
        "participants", 0, 0,                                                                                 \
            "331234570" unit ";" number ";Trần Thị Mai;" born ";Nữ;tự nguyện;BHXH Phố Hiến;12223;2025-0" unit \
            ";1500000;1;2026-10"                                                                              \
    }
static const Sent apart[] = {
    {"participants", 0, 0, PAYERS}, PAYS("1", "033186000001", "14/02/1986"), PAYS("2", "", "")};
static const Sent together[] = {
    {"participants", 0, 0, PAYERS}, PAYS("1", "033186000001", "14/02/1986"), PAYS("2", "033186000001", "14/02/1986")};

TEST(a_task_goes_along_when_two_numbers_are_found_to_be_one_person)
{
    ON_EACH_STORE(store)
    {
        TaskEvent *event;
        ptrdiff_t events;
        deliver(store, arena, people, COUNTOF(people), august_end);
        deliver(store, arena, apart, COUNTOF(apart), september_end);
        reconciled(store, arena, september);
        agent_of(store, arena, "an.nv", 100, "12223", "");
        assigned(store, arena, false);
        TaskPackage package = mine(store, arena, "an.nv", 0);
        Task mai = {0}, other = {0};
        for (ptrdiff_t i = 0; i < package.tasks; i++)
            if (str_eq(package.task[i].rule, S("renewal-due")))
                *(mai.lead == 0 ? &mai : &other) = package.task[i];
        if (mai.subject > other.subject) {
            Task low = other;
            other = mai;
            mai = low;
        }
        assert_true(mai.subject > 0 && other.subject > mai.subject);
        /* what was said of the number that goes holds for who she is */
        registers(store, arena, "an.nv", &other, "may-1-00001");
        deliver(store, arena, together, COUNTOF(together), (Date){2026, 10, 31});
        assert_int_equal(reconciled(store, arena, october).merged, 1);
        Task was = task_now(store, arena, "an.nv", other.lead), is = task_now(store, arena, "an.nv", mai.lead);
        assert_int_equal(was.state, TASK_CLOSED);
        assert_ok(task_events(store, arena, S("33"), S(""), other.lead, &event, &events));
        assert_str(event[events - 1].reason, S("merged"));
        assert_int_equal(is.state, TASK_REGISTERED);
        assert_int_equal(is.subject, mai.subject);
        assert_int_equal(date_cmp(is.registered_day, september_20), 0);
        replayed(store, arena, &was);
        replayed(store, arena, &is);
    }
}

TEST(a_task_whose_lead_moves_to_another_number_is_of_that_number)
{
    const Sent far[] = {apart[0], apart[2]}, named[] = {together[0], together[2]};
    ON_EACH_STORE(store)
    {
        Lead lead;
        deliver(store, arena, people, COUNTOF(people), august_end);
        deliver(store, arena, far, COUNTOF(far), september_end);
        reconciled(store, arena, september);
        agent_of(store, arena, "an.nv", 100, "12223", "");
        assigned(store, arena, false);
        Task mai = task_of(store, arena, "an.nv", "renewal-due");
        deliver(store, arena, named, COUNTOF(named), (Date){2026, 10, 31});
        assert_int_equal(reconciled(store, arena, october).merged, 1);
        Task is = task_now(store, arena, "an.nv", mai.lead);
        assert_ok(lead_get(store, arena, S("33"), mai.lead, &lead));
        assert_true(lead.subject != mai.subject && is.subject == lead.subject);
        assert_int_equal(is.state, TASK_ASSIGNED);
    }
}

static Err *fails(Store *store, Arena *arena, Str province, const ReconcileReport *run, const void *found)
{
    (void)store, (void)province, (void)run, (void)found;
    return FAIL(arena, INTERNAL, "hỏng", "broken");
}

TEST(a_run_that_fails_at_its_tasks_is_no_run)
{
    ON_EACH_STORE(store)
    {
        ReconcileReport *run, report;
        ptrdiff_t runs;
        settle(store, arena);
        ReconcileOptions options = {.province = S("33"), .month = october, .threads = 1, .by = S("mai"), .early = true};
        options.preview = true;
        options.meanwhile = payers_find;
        options.after = outreach_confirm;
        assert_ok(reconcile_run(store, arena, &options, &report));
        assert_ok(reconcile_runs(store, arena, S("33"), 0, &run, &runs));
        assert_int_equal(runs, 1);
        options.preview = false;
        options.after = fails;
        assert_fails(reconcile_run(store, arena, &options, &report), INTERNAL);
        assert_ok(reconcile_runs(store, arena, S("33"), 0, &run, &runs));
        assert_int_equal(runs, 1);
    }
}

TEST_MAIN
