/* What agents tell: once, of their own, in any order; and those who said no. */
#include "outreach/worked.h"

#include "base/rng.h"
#include "store/scope.h"

static const Date october_5 = {2026, 10, 5}, october_20 = {2026, 10, 20}, october_28 = {2026, 10, 28};

TEST(a_contact_is_taken_and_says_of_the_lead_what_was_found)
{
    ON_EACH_STORE(store)
    {
        LeadFinding *finding;
        ptrdiff_t count;
        settle_with_agents(store, arena);
        Task mai = task_of(store, arena, "an.nv", "tax-uninsured");
        OutreachAction action = told(&mai, "may-1-00001", october_20, CONTACT_THINKING);
        action.next_day = (Date){2026, 11, 3};
        ActionResult r = take(store, arena, "an.nv", action);
        assert_int_equal(r.taken, TAKEN_NEW);
        Task task = task_now(store, arena, "an.nv", mai.lead);
        assert_int_equal(task.version, r.version);
        assert_int_equal(task.state, TASK_CONTACTED);
        assert_int_equal(date_cmp(task.next_day, action.next_day), 0);
        assert_ok(lead_findings(store, arena, S("33"), mai.lead, &finding, &count));
        assert_int_equal(count, 0);
        r = take(store, arena, "an.nv", told(&task, "may-1-00002", october_28, CONTACT_REGISTERED));
        assert_int_equal(r.taken, TAKEN_NEW);
        task = task_now(store, arena, "an.nv", mai.lead);
        assert_int_equal(task.state, TASK_REGISTERED);
        assert_int_equal(task.contacts, 2);
        assert_int_equal(date_cmp(task.first_day, october_20), 0);
        assert_ok(lead_findings(store, arena, S("33"), mai.lead, &finding, &count));
        assert_true(count == 1 && finding[0].outcome == OUTCOME_RIGHT && str_eq(finding[0].by, S("an.nv")));
        replayed(store, arena, &task);
    }
}

TEST(what_is_sent_twice_is_one)
{
    ON_EACH_STORE(store)
    {
        settle_with_agents(store, arena);
        Task mai = task_of(store, arena, "an.nv", "tax-uninsured"),
             other = task_of(store, arena, "an.nv", "voluntary-potential");
        OutreachAction action = told(&mai, "may-1-00001", october_20, CONTACT_THINKING);
        ActionResult first = take(store, arena, "an.nv", action), again = take(store, arena, "an.nv", action);
        assert_int_equal(again.taken, TAKEN_BEFORE);
        assert_int_equal(again.version, first.version);
        assert_int_equal(task_now(store, arena, "an.nv", mai.lead).contacts, 1);
        action.lead = other.lead; /* a key is of one action */
        assert_int_equal(take(store, arena, "an.nv", action).taken, TAKEN_NOT);
        /* another's device may come upon the same key */
        Task hoa = task_of(store, arena, "binh", "voluntary-potential");
        assert_int_equal(take(store, arena, "binh", told(&hoa, "may-1-00001", october_20, CONTACT_THINKING)).taken,
                         TAKEN_NEW);
    }
}

TEST(one_bad_action_leaves_the_others_alone)
{
    ON_EACH_STORE(store)
    {
        settle_with_agents(store, arena);
        Task mai = task_of(store, arena, "an.nv", "tax-uninsured"),
             hoa = task_of(store, arena, "binh", "voluntary-potential");
        OutreachAction good = told(&mai, "may-1-00009", october_20, CONTACT_NOT_MET);
        OutreachAction bad[9];
        for (int i = 0; i < COUNTOF(bad); i++) {
            bad[i] = good;
            bad[i].key = str_fmt(arena, "may-1-0000%d", i);
        }
        bad[0].day = (Date){2026, 11, 2}; /* tomorrow */
        bad[1].day = (Date){2026, 2, 30};
        bad[2].day = (Date){2026, 5, 1}; /* too long ago */
        bad[3].channel = S("telepathy");
        bad[4].outcome = CONTACT_REFUSED; /* without a reason */
        bad[5].lead = hoa.lead;           /* another's */
        bad[6].seen = mai.version + 1;    /* never was */
        bad[7].next_day = october_5;
        bad[8] = good;
        ActionResult result[COUNTOF(bad)];
        assert_ok(outreach_take(store, arena, S("33"), S("an.nv"), bad, COUNTOF(bad), result));
        for (int i = 0; i < COUNTOF(bad) - 1; i++) {
            assert_int_equal(result[i].taken, TAKEN_NOT);
            assert_true(result[i].why.vi.len > 0 && result[i].why.en.len > 0);
        }
        assert_int_equal(result[8].taken, TAKEN_NEW);
        assert_int_equal(task_now(store, arena, "an.nv", mai.lead).contacts, 1);
        assert_int_equal(task_now(store, arena, "binh", hoa.lead).contacts, 0);
    }
}

TEST(an_agent_of_a_village_tells_of_his_own_tasks_and_sees_no_others)
{
    ON_EACH_STORE(store)
    {
        static const ScopePlace place = {{"33", 2}, {"12223-01", 8}};
        const Scope scope = {.place = &place, .places = 1};
        TaskEvent *event;
        ptrdiff_t events;
        settle_with_agents(store, arena);
        Task mai = task_of(store, arena, "an.nv", "tax-uninsured"),
             hoa = task_of(store, arena, "binh", "voluntary-potential");
        store_set_scope(store, &scope);
        assert_int_equal(take(store, arena, "an.nv", told(&mai, "may-1-00001", october_20, CONTACT_REGISTERED)).taken,
                         TAKEN_NEW);
        assert_ptr_equal(store_scope(store), &scope);
        assert_int_equal(take(store, arena, "an.nv", told(&hoa, "may-1-00002", october_20, CONTACT_REGISTERED)).taken,
                         TAKEN_NOT);
        assert_ok(task_events(store, arena, S("33"), S("an.nv"), mai.lead, &event, &events));
        assert_int_equal(events, 2);
        assert_fails(task_events(store, arena, S("33"), S("an.nv"), hoa.lead, &event, &events), NOT_FOUND);
        assert_fails(task_events(store, arena, S("33"), S(""), hoa.lead, &event, &events), NOT_FOUND);
        store_set_scope(store, NULL);
    }
}

static int64_t waiting_of(Store *store, Arena *arena, const char *account)
{
    Agent *agent;
    ptrdiff_t count;
    assert_ok(agent_list(store, arena, S("33"), &agent, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(agent[i].account, str_from(account)))
            return agent[i].waiting;
    return -1;
}

TEST(two_who_did_not_know_of_each_other_are_both_kept_and_the_later_day_decides)
{
    ON_EACH_STORE(store)
    {
        TaskEvent *event;
        ptrdiff_t events;
        HandOver handed;
        settle_with_agents(store, arena);
        agent_of(store, arena, "chi", 100, "12223", "");
        Task mai = task_of(store, arena, "an.nv", "tax-uninsured");
        assert_ok(outreach_hand_over(store, arena, S("33"), S("an.nv"), S("chi"), &mai.lead, 1, S("lan"), &handed));
        Task hers = task_of(store, arena, "chi", "tax-uninsured");
        assert_int_equal(take(store, arena, "chi", told(&hers, "may-2-00001", october_28, CONTACT_REGISTERED)).taken,
                         TAKEN_NEW);
        /* an's phone was without a network: it was still his task on that day, as far as it knows */
        ActionResult late = take(store, arena, "an.nv", told(&mai, "may-1-00001", october_20, CONTACT_THINKING));
        assert_int_equal(late.taken, TAKEN_CONFLICT);
        assert_int_equal(late.others, 1);
        assert_true(str_eq(late.other[0].account, S("chi")) && late.other[0].outcome == CONTACT_REGISTERED);
        Task task = task_now(store, arena, "chi", mai.lead);
        assert_int_equal(task.state, TASK_REGISTERED);
        assert_int_equal(task.contacts, 2);
        assert_int_equal(date_cmp(task.first_day, october_20), 0);
        replayed(store, arena, &task);
        assert_ok(task_events(store, arena, S("33"), S(""), mai.lead, &event, &events));
        assert_true(events == 4 && event[3].conflict && event[3].outcome == CONTACT_THINKING);
        /* who is registered goes along, counts for no limit and is said */
        assert_true(waiting_of(store, arena, "chi") == 1 && waiting_of(store, arena, "an.nv") == 0);
        assert_ok(outreach_hand_over(store, arena, S("33"), S("chi"), S("an.nv"), NULL, 0, S("lan"), &handed));
        assert_true(handed.open == 0 && handed.registered == 1);
        assert_int_equal(waiting_of(store, arena, "an.nv"), 1);
        /* what he never had he cannot tell of, whatever he claims to have seen */
        Task other = task_of(store, arena, "an.nv", "employer-gap");
        other.version = 0;
        assert_int_equal(take(store, arena, "chi", told(&other, "may-2-00002", october_28, CONTACT_MOVED)).taken,
                         TAKEN_NOT);
    }
}

TEST(who_refused_is_left_in_peace)
{
    ON_EACH_STORE(store)
    {
        settle_with_agents(store, arena);
        Task lan = task_of(store, arena, "an.nv", "voluntary-potential");
        assert_int_equal(take(store, arena, "an.nv", told(&lan, "may-1-00001", october_20, CONTACT_REFUSED)).taken,
                         TAKEN_NEW);
        Task task = task_now(store, arena, "an.nv", lan.lead);
        assert_int_equal(task.state, TASK_CLOSED);
        assert_int_equal(date_cmp(task.quiet_until, (Date){2027, 4, 20}), 0);
        replayed(store, arena, &task);
        AssignReport r = assigned(store, arena, false);
        assert_int_equal(r.quiet, 1);
        assert_int_equal(r.given, 0);
        OutreachAction again = told(&task, "may-1-00002", october_28, CONTACT_THINKING);
        assert_int_equal(take(store, arena, "an.nv", again).taken, TAKEN_NOT);
        /* … unless she comes by herself */
        again.outcome = CONTACT_REGISTERED;
        assert_int_equal(take(store, arena, "an.nv", again).taken, TAKEN_NEW);
        task = task_now(store, arena, "an.nv", lan.lead);
        assert_true(task.state == TASK_REGISTERED && task.quiet_until.year == 0);
        assert_int_equal(assigned(store, arena, true).quiet, 0);
    }
}

TEST(a_duty_is_not_refused)
{
    ON_EACH_STORE(store)
    {
        settle_with_agents(store, arena);
        Task mai = task_of(store, arena, "an.nv", "tax-uninsured");
        assert_int_equal(take(store, arena, "an.nv", told(&mai, "may-1-00001", october_20, CONTACT_REFUSED)).taken,
                         TAKEN_NEW);
        Task task = task_now(store, arena, "an.nv", mai.lead);
        assert_true(task.state == TASK_CONTACTED && task.quiet_until.year == 0);
    }
}

TEST(when_the_peace_is_over_the_lead_can_be_given_again)
{
    ON_EACH_STORE(store)
    {
        Store *later;
        Clock may = {.fixed_ms = noon.fixed_ms + INT64_C(180) * 86400000}; /* 2027-04-30 */
        settle_with_agents(store, arena);
        Task lan = task_of(store, arena, "an.nv", "voluntary-potential");
        take(store, arena, "an.nv", told(&lan, "may-1-00001", october_20, CONTACT_REFUSED));
        Str address = store_address(store);
        if (store_is_postgres(store) || store_open(arena, address, may, &later))
            continue; /* the address of a server comes without its password; SQLite shows it */
        AssignReport r = assigned(later, arena, false);
        assert_true(r.quiet == 0 && r.given == 1);
        assert_int_equal(task_now(later, arena, "an.nv", lan.lead).state, TASK_ASSIGNED);
        store_close(&later);
    }
}

/* Whatever comes in whatever order: no action is lost or counted twice, and each row is what its events say. */
TEST(rows_are_what_their_events_make_of_them)
{
    ON_EACH_STORE(store)
    {
        Rng rng = rng_open(7);
        int64_t taken = 0, contacts = 0;
        settle_with_agents(store, arena);
        TaskPackage all = mine(store, arena, "an.nv", 0);
        for (int i = 0; i < 120; i++) {
            Task task = all.task[rng_below(&rng, (uint32_t)all.tasks)];
            Date day = date_from_days(date_to_days(october_5) + (int64_t)rng_below(&rng, 25));
            ContactOutcome outcome = (ContactOutcome)rng_below(&rng, CONTACT_OUTCOME_COUNT);
            OutreachAction action = told(&task, "", day, outcome);
            action.key = str_fmt(arena, "may-%d-key", 1000 + (int)rng_below(&rng, 100));
            ActionResult r = take(store, arena, "an.nv", action);
            taken += r.taken == TAKEN_NEW || r.taken == TAKEN_CONFLICT;
        }
        TaskPackage after = mine(store, arena, "an.nv", 1);
        for (ptrdiff_t i = 0; i < after.tasks; i++) {
            replayed(store, arena, &after.task[i]);
            contacts += after.task[i].contacts;
        }
        assert_true(taken > 40);
        assert_int_equal(contacts, taken);
    }
}

TEST(a_phone_gets_what_changed_since_it_asked)
{
    ON_EACH_STORE(store)
    {
        settle_with_agents(store, arena);
        TaskPackage first = mine(store, arena, "an.nv", 0);
        assert_int_equal(mine(store, arena, "an.nv", first.cursor).tasks, 0);
        Task mai = task_of(store, arena, "an.nv", "tax-uninsured");
        take(store, arena, "an.nv", told(&mai, "may-1-00001", october_20, CONTACT_NOT_MET));
        TaskPackage next = mine(store, arena, "an.nv", first.cursor);
        assert_true(next.tasks == 1 && next.task[0].lead == mai.lead && next.cursor > first.cursor);
        assert_int_equal(mine(store, arena, "nobody", 0).tasks, 0);
    }
}

TEST(the_funnel_counts_tasks_by_what_is_asked)
{
    ON_EACH_STORE(store)
    {
        Funnel *funnel;
        ptrdiff_t count;
        static const ScopePlace place = {{"33", 2}, {"12224", 5}};
        const Scope scope = {.place = &place, .places = 1};
        settle_with_agents(store, arena);
        Task mai = task_of(store, arena, "an.nv", "tax-uninsured"),
             lan = task_of(store, arena, "an.nv", "voluntary-potential");
        take(store, arena, "an.nv", told(&mai, "may-1-00001", (Date){2026, 11, 1}, CONTACT_REGISTERED));
        take(store, arena, "an.nv", told(&lan, "may-1-00002", (Date){2026, 11, 1}, CONTACT_REFUSED));
        ptrdiff_t tasks = mine(store, arena, "an.nv", 1).tasks;
        assert_ok(
            outreach_funnel(store, arena, &(ResultAsk){.province = S("33"), .by = RESULT_BY_AGENT}, &funnel, &count));
        assert_int_equal(count, 2);
        assert_str(funnel[0].key, S("an.nv"));
        assert_int_equal(funnel[0].assigned, tasks);
        assert_true(funnel[0].contacted == 2 && funnel[0].registered == 1 && funnel[0].refused == 1);
        assert_int_equal(funnel[0].open, tasks - 2);
        assert_true(funnel[0].days_half == -1); /* of two contacts nothing is said */
        assert_ok(
            outreach_funnel(store, arena, &(ResultAsk){.province = S("33"), .by = RESULT_BY_VILLAGE}, &funnel, &count));
        assert_true(count >= 3 && str_eq(funnel[count - 1].sub, S("Thôn 7")));
        store_set_scope(store, &scope); /* a commune sees its own */
        assert_ok(
            outreach_funnel(store, arena, &(ResultAsk){.province = S("33"), .by = RESULT_BY_UNIT}, &funnel, &count));
        assert_true(count == 1 && str_eq(funnel[0].key, S("12224")));
        store_set_scope(store, NULL);
    }
}

TEST(days_to_the_first_contact_are_said_of_enough_of_them)
{
    int64_t days[RESULT_LEAST], half, most;
    (void)arena;
    for (int i = 0; i < RESULT_LEAST; i++)
        days[i] = RESULT_LEAST - i;
    result_days(days, RESULT_LEAST - 1, &half, &most);
    assert_true(half == -1 && most == -1);
    result_days(days, RESULT_LEAST, &half, &most);
    assert_true(half == 10 && most == 18);
}

TEST_MAIN
