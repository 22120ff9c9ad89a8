/* Leads to agents: by place, by rank, by room; and from hand to hand. */
#include "outreach/worked.h"

#include "store/scope.h"

static int64_t given_to(const AssignReport *r, const char *account)
{
    for (ptrdiff_t i = 0; i < r->shares; i++)
        if (str_eq(r->share[i].account, str_from(account)))
            return r->share[i].given;
    return 0;
}

TEST(leads_go_to_the_agents_of_their_village_and_then_of_their_commune)
{
    ON_EACH_STORE(store)
    {
        settle(store, arena);
        agent_of(store, arena, "xa.nv", 100, "12223", "");
        agent_of(store, arena, "thon", 100, "12223", "THÔN 2");
        AssignReport r = assigned(store, arena, false);
        assert_int_equal(given_to(&r, "thon"), 4); /* however the village is written */
        assert_true(r.nobody >= 1);                /* Hoa, in a commune without an agent */
        assert_int_equal(r.leads, r.given + r.nobody);
        assert_int_equal(mine(store, arena, "xa.nv", 0).tasks, given_to(&r, "xa.nv"));
        TaskPackage thon = mine(store, arena, "thon", 0);
        for (ptrdiff_t i = 0; i < thon.tasks; i++)
            assert_str(thon.task[i].rule, S("voluntary-potential"));
        assert_str(task_of(store, arena, "xa.nv", "tax-uninsured").village, S("Thôn 1"));
    }
}

TEST(nobody_gets_more_than_his_limit_and_the_best_leads_go_first)
{
    ON_EACH_STORE(store)
    {
        settle(store, arena);
        agent_of(store, arena, "an.nv", 3, "12223", "");
        agent_of(store, arena, "binh", 2, "12223", "");
        AssignReport r = assigned(store, arena, false);
        assert_int_equal(given_to(&r, "an.nv"), 3);
        assert_int_equal(given_to(&r, "binh"), 2);
        assert_true(r.full > 0);
        TaskPackage an = mine(store, arena, "an.nv", 0), binh = mine(store, arena, "binh", 0);
        int best = 0;
        for (ptrdiff_t i = 0; i < an.tasks; i++)
            best += !str_eq(an.task[i].rule, S("voluntary-potential"));
        for (ptrdiff_t i = 0; i < binh.tasks; i++)
            best += !str_eq(binh.task[i].rule, S("voluntary-potential"));
        assert_int_equal(best, 2); /* Mai and her employer, before any of the many */
        r = assigned(store, arena, false);
        assert_int_equal(r.given, 0);
    }
}

TEST(a_preview_says_what_would_be_given_and_writes_nothing)
{
    ON_EACH_STORE(store)
    {
        settle(store, arena);
        agent_of(store, arena, "an.nv", 6, "12223", "");
        agent_of(store, arena, "binh", 4, "12223", "");
        AssignReport p = assigned(store, arena, true);
        assert_int_equal(mine(store, arena, "an.nv", 0).tasks, 0);
        AssignReport r = assigned(store, arena, false);
        assert_int_equal(p.given, r.given);
        assert_int_equal(p.shares, r.shares);
        for (ptrdiff_t i = 0; i < r.shares; i++)
            assert_true(p.share[i].given == r.share[i].given && str_eq(p.share[i].account, r.share[i].account));
    }
}

TEST(a_limit_holds_the_rest_back_and_a_rule_can_be_asked_for)
{
    ON_EACH_STORE(store)
    {
        AssignReport r;
        settle(store, arena);
        agent_of(store, arena, "an.nv", 100, "12223", "");
        AssignAsk ask = {
            .province = S("33"), .unit = S("12223"), .rule = S("voluntary-potential"), .limit = 4, .by = S("lan")};
        assert_ok(outreach_assign(store, arena, &ask, &r));
        assert_int_equal(r.given, 4);
        assert_int_equal(r.held, r.leads - 4);
        ask.rule = S("several-numbers");
        assert_fails(outreach_assign(store, arena, &ask, &r), NOT_FOUND);
    }
}

TEST(who_sees_one_commune_gives_its_leads_alone)
{
    ON_EACH_STORE(store)
    {
        static const ScopePlace place = {{"33", 2}, {"12224", 5}};
        const Scope scope = {.place = &place, .places = 1};
        AssignReport r;
        settle(store, arena);
        agent_of(store, arena, "an.nv", 100, "12223", "");
        agent_of(store, arena, "hoa", 100, "12224", "");
        store_set_scope(store, &scope);
        AssignAsk ask = {.province = S("33"), .by = S("lan")};
        assert_ok(outreach_assign(store, arena, &ask, &r));
        assert_int_equal(given_to(&r, "hoa"), r.given);
        assert_int_equal(r.leads, r.given);
        assert_true(r.given > 0);
        ask.unit = S("12223");
        assert_fails(outreach_assign(store, arena, &ask, &r), FORBIDDEN);
        AgentArea area = {S("12223"), S("")};
        Agent agent = {.account = S("hoa"), .most = 5, .active = true, .area = &area, .areas = 1};
        assert_fails(agent_put(store, arena, S("33"), &agent), FORBIDDEN);
        store_set_scope(store, NULL);
    }
}

TEST(tasks_are_handed_over_and_the_limit_of_the_other_holds)
{
    ON_EACH_STORE(store)
    {
        HandOver handed;
        settle(store, arena);
        agent_of(store, arena, "an.nv", 5, "12223", "");
        agent_of(store, arena, "binh", 3, "12223", "Thôn 9");
        assigned(store, arena, false);
        TaskPackage before = mine(store, arena, "an.nv", 0);
        assert_int_equal(before.tasks, 5);
        assert_fails(outreach_hand_over(store, arena, S("33"), S("an.nv"), S("binh"), NULL, 0, S("lan"), &handed),
                     CONFLICT);
        assert_int_equal(mine(store, arena, "an.nv", 0).tasks, 5);
        agent_of(store, arena, "binh", 3, "12223", "");
        const int64_t two[] = {before.task[0].lead, before.task[3].lead};
        assert_ok(outreach_hand_over(store, arena, S("33"), S("an.nv"), S("binh"), two, 2, S("lan"), &handed));
        assert_true(handed.open == 2 && handed.registered == 0);
        TaskPackage after = mine(store, arena, "an.nv", before.cursor), binh = mine(store, arena, "binh", 0);
        assert_int_equal(after.tasks, 0);
        assert_int_equal(after.gones, 2); /* the phone is told to forget them */
        assert_int_equal(binh.tasks, 2);
        for (ptrdiff_t i = 0; i < binh.tasks; i++)
            replayed(store, arena, &binh.task[i]);
    }
}

TEST(an_agent_with_open_tasks_does_not_stop)
{
    ON_EACH_STORE(store)
    {
        HandOver handed;
        Agent *agent;
        ptrdiff_t count;
        settle(store, arena);
        agent_of(store, arena, "an.nv", 5, "12223", "");
        agent_of(store, arena, "binh", 9, "12224", "");
        assigned(store, arena, false);
        Agent stops = {.account = S("an.nv"), .most = 5, .version = AGENT_ANY_VERSION};
        assert_fails(agent_put(store, arena, S("33"), &stops), CONFLICT);
        /* whoever takes them over works where they are */
        assert_fails(outreach_hand_over(store, arena, S("33"), S("an.nv"), S("binh"), NULL, 0, S("lan"), &handed),
                     CONFLICT);
        agent_of(store, arena, "binh", 9, "12223", "");
        assert_ok(outreach_hand_over(store, arena, S("33"), S("an.nv"), S("binh"), NULL, 0, S("lan"), &handed));
        assert_ok(agent_put(store, arena, S("33"), &stops));
        assert_ok(agent_list(store, arena, S("33"), &agent, &count));
        assert_true(count == 2 && !agent[0].active && agent[0].open == 0);
        AssignReport r = assigned(store, arena, false);
        assert_int_equal(given_to(&r, "an.nv"), 0);
    }
}

TEST_MAIN
