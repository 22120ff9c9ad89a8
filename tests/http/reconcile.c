/* The reconciliation over the real server: a run as a job, lists and why, persons masked and looked at, rules, two runs
 * compared, who is covered. */
#include "answer.h"
#include "registers.h"

#define ON_EACH_MONTH(served)                            \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Served served = registers_served(arena, which_); served.pid; serve_ends(&served, arena))

static Client in(const Served *served, Arena *arena, const char *role, const char *unit)
{
    return serve_client(served, arena, role, "33", unit);
}

/* The run's job, done; its report. */
static json_t *run_of(const Client *by, Arena *arena, const char *month)
{
    Got got = asks(202, by, arena, "POST", "/api/runs", PATH("{\"province\":\"33\",\"month\":\"%s\"}", month));
    json_t *job = job_ended(by, arena, job_of(arena, &got));
    check_state(job, "done");
    return job;
}

static int64_t ran(const Client *by, Arena *arena, const char *month)
{
    json_t *job = run_of(by, arena, month);
    int64_t id = json_number(json_object_get(job, "result"), "id");
    json_decref(job);
    return id;
}

/* The only open lead of a rule that this client sees. */
static int64_t lead_of(const Client *by, Arena *arena, const char *rule)
{
    Got got = asks(200, by, arena, "GET", PATH("/api/leads?province=33&rule=%s", rule), NULL);
    assert_str(at(&got, arena, "rows"), S("1"));
    return number_at(&got, arena, "rows/0/id");
}

static int64_t firm_of(const Client *by, Arena *arena)
{
    Got got = asks(200, by, arena, "POST", "/api/employers/find", "{\"province\":\"33\",\"number\":\"" FIRM "\"}");
    return number_at(&got, arena, "rows/0/id");
}

static int64_t person_of(const Client *by, Arena *arena, const char *number)
{
    Got got =
        asks(200, by, arena, "POST", "/api/persons/find", PATH("{\"province\":\"33\",\"number\":\"%s\"}", number));
    return str_eq(at(&got, arena, "rows"), S("1")) ? number_at(&got, arena, "rows/0/id") : 0;
}

TEST(a_run_is_a_job_and_says_what_each_rule_found)
{
    ON_EACH_MONTH(served)
    {
        Client home = in(&served, arena, "home-affairs", "");
        Got got = asks(200, &home, arena, "GET", "/api/runs?province=33", NULL);
        assert_str(at(&got, arena, "rows"), S("0"));
        got = asks(200, &home, arena, "GET", "/api/covered?province=33", NULL);
        assert_str(at(&got, arena, "run"), S("0"));
        assert_int_equal(ran(&home, arena, "2026-09"), 1);
        got = asks(200, &home, arena, "GET", "/api/runs/0?province=33", NULL);
        assert_str(at(&got, arena, "month"), S("2026-09"));
        assert_str(at(&got, arena, "by"), home.login);
        assert_str(at(&got, arena, "persons"), S("6"));
        assert_str(at(&got, arena, "rules/rule=tax-uninsured/hits"), S("2"));
        assert_str(at(&got, arena, "rules/rule=enterprise-no-unit/hits"), S("1"));
        assert_int_equal(audits(&served, arena, "reconcile.run", &home), 1);
    }
}

/* A list of a day after the month's end is in use and not in the run: the page says so before it and after. */
TEST(a_run_says_which_lists_it_leaves_out)
{
    ON_EACH_MONTH(served)
    {
        Client home = in(&served, arena, "home-affairs", "");
        Got got = asks(200, &home, arena, "GET", "/api/runs/left-out?province=33&month=2026-09", NULL);
        assert_str(at(&got, arena, "rows"), S("0"));
        got = asks(200, &home, arena, "GET", "/api/runs/left-out?province=33&month=2026-08", NULL);
        assert_str(at(&got, arena, "end"), S("2026-08-31"));
        assert_str(at(&got, arena, "rows/0/why"), S("later"));
        assert_str(at(&got, arena, "rows/0/instead"), S(""));
        assert_str(at(&got, arena, "rows/0/why_text"),
                   S("of 30/09/2026, which is after 31/08/2026; there is no other"));
        ran(&home, arena, "2026-09");
        got = asks(200, &home, arena, "GET", "/api/runs/left-out?province=33&run=1", NULL);
        assert_str(at(&got, arena, "month"), S("2026-09"));
        assert_str(at(&got, arena, "rows"), S("0"));
        refuses(400, "usage", "month", &home, arena, "GET", "/api/runs/left-out?province=33", NULL);
        asks(404, &home, arena, "GET", "/api/runs/left-out?province=33&run=7", NULL);
    }
}

TEST(only_who_may_runs_and_only_the_whole_province)
{
    ON_EACH_MONTH(served)
    {
        static const char month[] = "{\"province\":\"33\",\"month\":\"2026-09\"}";
        Client officer = in(&served, arena, "commune-officer", "11980"),
               near = in(&served, arena, "home-affairs", "11980"), home = in(&served, arena, "home-affairs", "");
        asks(403, &officer, arena, "POST", "/api/runs", month);
        asks(403, &near, arena, "POST", "/api/runs", month);
        asks(403, &home, arena, "POST", "/api/runs", "{\"province\":\"31\",\"month\":\"2026-09\"}");
        refuses(422, "bad-input", "month", &home, arena, "POST", "/api/runs",
                "{\"province\":\"33\",\"month\":\"2026\"}");
        asks(404, &officer, arena, "GET", "/api/runs?province=31", NULL);
    }
}

TEST(a_lead_says_why_and_shows_persons_masked_and_those_of_the_territory_alone)
{
    ON_EACH_MONTH(served)
    {
        Client home = in(&served, arena, "home-affairs", ""), officer = in(&served, arena, "commune-officer", "11980"),
               si = in(&served, arena, "si-province", ""), other = in(&served, arena, "commune-officer", "11983");
        ran(&home, arena, "2026-09");
        int64_t mai = lead_of(&officer, arena, "tax-uninsured"), nam = lead_of(&other, arena, "tax-uninsured");
        Got got = asks(200, &officer, arena, "GET", PATH("/api/leads/%lld?province=33", (long long)mai), NULL);
        assert_str(at(&got, arena, "name"), S("T. T. M."));
        assert_str(at(&got, arena, "village"), S("Thôn Đông"));
        assert_str(at(&got, arena, "state"), S("open"));
        assert_true(at(&got, arena, "words").len > 0 && at(&got, arena, "basis").len > 0);
        assert_true(number_at(&got, arena, "severity") == 3);
        assert_str(at(&got, arena, "rows"), S("2"));
        assert_true(str_find(got.body, S(MAI)) < 0 && str_find(got.body, S("Trần Thị Mai")) < 0);
        assert_true(str_find(got.body, S("0912345678")) < 0 && str_find(got.body, S("14/02/1986")) < 0);
        assert_true(str_find(got.body, S("1986-02-14")) < 0);
        asks(404, &officer, arena, "GET", PATH("/api/leads/%lld?province=33", (long long)nam), NULL);
        got = asks(200, &si, arena, "GET", "/api/leads?province=33&rule=tax-uninsured", NULL);
        assert_str(at(&got, arena, "count"), S("2"));
        got = asks(200, &si, arena, "GET", "/api/leads?province=33&limit=1&rule=tax-uninsured", NULL);
        Str next = at(&got, arena, "next");
        got = asks(200, &si, arena, "GET", PATH("/api/leads?province=33&rule=tax-uninsured&after=%.*s", STRF(next)),
                   NULL);
        assert_str(at(&got, arena, "rows"), S("1"));
        assert_str(at(&got, arena, "next"), S("null"));
    }
}

TEST(the_potential_for_voluntary_insurance_is_told_by_class)
{
    ON_EACH_MONTH(served)
    {
        Client home = in(&served, arena, "home-affairs", ""), officer = in(&served, arena, "commune-officer", "11980");
        ran(&home, arena, "2026-09");
        Got got = asks(200, &officer, arena, "GET", "/api/leads?province=33&rule=voluntary-potential&lang=en", NULL);
        assert_str(at(&got, arena, "rows"), S("1"));
        assert_str(at(&got, arena, "rows/0/class"),
                   S("age not known, male, never insured")); /* only his year is known */
        got = asks(200, &officer, arena, "GET",
                   "/api/lead-counts?province=33&rule=voluntary-potential&by=class&lang=en", NULL);
        assert_str(at(&got, arena, "rows/0/open"), S("1"));
    }
}

TEST(who_sees_no_persons_gets_the_employers_alone)
{
    ON_EACH_MONTH(served)
    {
        Client home = in(&served, arena, "home-affairs", ""), leader = in(&served, arena, "province-leader", ""),
               si = in(&served, arena, "si-province", "");
        ran(&home, arena, "2026-09");
        Got got = asks(200, &leader, arena, "GET", "/api/leads?province=33", NULL);
        assert_str(at(&got, arena, "rows/0/of"), S("employer"));
        assert_str(at(&got, arena, "rows/0/name"), S("Công ty May Phố Nối"));
        assert_true(str_find(got.body, S("\"of\":\"person\"")) < 0);
        assert_true(number_at(&got, arena, "unseen") > 0);
        long long firm = number_at(&got, arena, "rows/0/subject");
        got = asks(200, &leader, arena, "GET", "/api/leads?province=33&of=person", NULL);
        assert_str(at(&got, arena, "rows"), S("0"));
        got = asks(200, &leader, arena, "GET", "/api/leads?province=33&rule=tax-uninsured", NULL);
        assert_str(at(&got, arena, "unseen"), S("2"));
        got = asks(403, &leader, arena, "GET", "/api/leads?province=33&of=person&format=csv", NULL);
        assert_true(str_find(got.body, S("not persons")) >= 0);
        got = asks(200, &leader, arena, "GET",
                   "/api/lead-counts?province=33&by=village&unit=11980&rule=tax-uninsured&of=person", NULL);
        assert_str(at(&got, arena, "rows/0/village"), S("Thôn Đông"));
        assert_str(at(&got, arena, "rows/0/open"), S("1"));
        asks(400, &leader, arena, "GET", "/api/lead-counts?province=33&by=village", NULL);
        asks(200, &leader, arena, "GET", "/api/lead-counts?province=33&by=village&unit=elsewhere", NULL);
        asks(403, &leader, arena, "GET",
             PATH("/api/leads/%lld?province=33",
                  (long long)number_at(
                      &(Got){200,
                             {0},
                             asks(200, &si, arena, "GET", "/api/leads?province=33&rule=tax-uninsured", NULL).body,
                             {0}},
                      arena, "rows/0/id")),
             NULL);
        got = asks(200, &leader, arena, "GET", PATH("/api/employers/%lld?province=33", firm), NULL);
        assert_str(at(&got, arena, "taxed"), S("2"));
        assert_str(at(&got, arena, "members"), S("0"));
        assert_true(str_find(got.body, S("Đào Văn Kiên")) < 0);
        got = asks(200, &si, arena, "GET", PATH("/api/employers/%lld?province=33", firm), NULL);
        assert_str(at(&got, arena, "members"), S("2"));
        assert_str(at(&got, arena, "members/0/taxed"), S("true"));
        asks(403, &leader, arena, "GET", "/api/persons/1?province=33", NULL);
        got = asks(200, &leader, arena, "GET", "/api/rules?province=33&lang=vi", NULL);
        assert_str(at(&got, arena, "rows/0/condition_words/0"), S("còn sống"));
        got = asks(200, &home, arena, "GET", "/api/leads?province=33&of=person",
                   NULL); /* who keeps the lists sees them */
        assert_str(at(&got, arena, "rows/0/of"), S("person"));
        assert_true(at(&got, arena, "rows/0/name").len > 0);
        asks(200, &home, arena, "GET", "/api/persons/1?province=33", NULL);
    }
}

TEST(a_person_is_looked_at_for_a_purpose_that_stands_in_the_trail)
{
    ON_EACH_MONTH(served)
    {
        static const char look[] =
            "{\"province\":\"33\",\"purpose\":\"đối chiếu hồ sơ theo đề nghị của xã\",\"fields\":"
            "[\"name\",\"citizen-id\"]}";
        Client home = in(&served, arena, "home-affairs", ""), officer = in(&served, arena, "commune-officer", "11980"),
               si = in(&served, arena, "si-province", "");
        ran(&home, arena, "2026-09");
        long long mai = person_of(&officer, arena, MAI);
        assert_int_equal(person_of(&officer, arena, NAM), 0);
        long long nam = person_of(&si, arena, NAM);
        Got got = asks(200, &officer, arena, "GET", PATH("/api/persons/%lld?province=33", mai), NULL);
        assert_str(at(&got, arena, "name"), S("T. T. M."));
        assert_str(at(&got, arena, "may_look"), S("false"));
        assert_str(at(&got, arena, "values/code=personal_id/masked"), S("true"));
        assert_str(at(&got, arena, "values/code=village/value"), S("Thôn Đông"));
        assert_str(at(&got, arena, "values/code=village/as_of"), S("2026-09-30"));
        assert_str(at(&got, arena, "values/code=sex/value"), S("female"));
        assert_str(at(&got, arena, "leads/rule=tax-uninsured/state"), S("open"));
        assert_str(at(&got, arena, "employers/0/name"), S("Công ty May Phố Nối"));
        asks(404, &officer, arena, "GET", PATH("/api/persons/%lld?province=33", nam), NULL);
        asks(403, &officer, arena, "POST", PATH("/api/persons/%lld/look", mai), look);
        refuses(422, "bad-input", "purpose", &si, arena, "POST", PATH("/api/persons/%lld/look", mai),
                "{\"province\":\"33\",\"purpose\":\"xem\",\"fields\":[\"name\"]}");
        assert_int_equal(audits(&served, arena, "person.unmask", &si), 0);
        got = asks(200, &si, arena, "POST", PATH("/api/persons/%lld/look", mai), look);
        assert_str(at(&got, arena, "name"), S("Trần Thị Mai"));
        assert_str(at(&got, arena, "values/code=personal_id/value"), S(MAI));
        assert_str(at(&got, arena, "values/code=phone/masked"), S("true"));
        assert_int_equal(audits(&served, arena, "person.unmask", &si), 1);
    }
}

TEST(what_officers_find_out_is_kept_and_tells_how_good_a_rule_is)
{
    ON_EACH_MONTH(served)
    {
        Client home = in(&served, arena, "home-affairs", ""), officer = in(&served, arena, "commune-officer", "11980"),
               other = in(&served, arena, "commune-officer", "11983"),
               leader = in(&served, arena, "province-leader", "");
        ran(&home, arena, "2026-09");
        const char *mai = PATH("/api/leads/%lld/outcome", (long long)lead_of(&officer, arena, "tax-uninsured"));
        const char *nam = PATH("/api/leads/%lld/outcome", (long long)lead_of(&other, arena, "tax-uninsured"));
        asks(403, &leader, arena, "POST", mai, "{\"province\":\"33\",\"outcome\":\"right\"}");
        asks(404, &officer, arena, "POST", nam, "{\"province\":\"33\",\"outcome\":\"right\"}");
        refuses(422, "bad-input", "outcome", &officer, arena, "POST", mai, "{\"province\":\"33\",\"outcome\":\"x\"}");
        Got got = asks(200, &officer, arena, "POST", mai,
                       "{\"province\":\"33\",\"outcome\":\"right\",\"note\":\"gặp chị, số 033186000011\"}");
        assert_str(at(&got, arena, "findings/0/outcome"), S("right"));
        assert_true(str_find(got.body, S(MAI)) < 0);
        asks(200, &other, arena, "POST", nam, "{\"province\":\"33\",\"outcome\":\"wrong\"}");
        got = asks(200, &home, arena, "GET", "/api/rules?province=33", NULL);
        assert_str(at(&got, arena, "rows/code=several-numbers/basis_note"),
                   S("basis not established; compare the text before use"));
        assert_str(at(&got, arena, "rows/code=tax-uninsured/precision_bp"), S("5000"));
        assert_str(at(&got, arena, "rows/code=tax-uninsured/open"), S("2"));
        assert_str(at(&got, arena, "rows/code=dropped/precision_bp"), S("null"));
        assert_int_equal(audits(&served, arena, "lead.outcome", &officer), 1);
    }
}

static void deliver_october(const Served *served, Arena *arena)
{
    Store *store = filled_store(arena, served->db);
    registers_of_october(store, arena);
    store_close(&store);
}

TEST(the_next_month_clears_a_lead_and_two_runs_are_compared)
{
    ON_EACH_MONTH(served)
    {
        Client home = in(&served, arena, "home-affairs", ""), officer = in(&served, arena, "commune-officer", "11980"),
               si = in(&served, arena, "si-province", "");
        ran(&home, arena, "2026-09");
        long long mai = lead_of(&officer, arena, "tax-uninsured");
        deliver_october(&served, arena);
        assert_int_equal(ran(&home, arena, "2026-10"), 2);
        Got got = asks(200, &officer, arena, "GET", "/api/runs?province=33", NULL); /* totals are not his */
        assert_str(at(&got, arena, "rows/0"), S("4"));
        assert_str(at(&got, arena, "rows/0/month"), S("2026-10"));
        got = asks(200, &officer, arena, "GET", "/api/runs/0?province=33", NULL);
        assert_str(at(&got, arena, "persons"), S("(none)"));
        assert_str(at(&got, arena, "rules"), S("0"));
        got = asks(200, &officer, arena, "GET", "/api/runs/1/compare/2?province=33", NULL);
        assert_str(at(&got, arena, "from"), S("4"));
        assert_str(at(&got, arena, "to"), S("4"));
        got = asks(200, &officer, arena, "GET", PATH("/api/leads/%lld?province=33", mai), NULL);
        assert_str(at(&got, arena, "state"), S("cleared"));
        assert_str(at(&got, arena, "cleared_run"), S("2"));
        assert_str(at(&got, arena, "events/run=2/change"), S("cleared"));
        got = asks(200, &si, arena, "GET", "/api/runs/1/compare/2?province=33", NULL);
        assert_str(at(&got, arena, "rules/rule=tax-uninsured/before"), S("2"));
        assert_str(at(&got, arena, "rules/rule=tax-uninsured/cleared"), S("1"));
        assert_str(at(&got, arena, "rules/rule=enterprise-no-unit/after"), S("0"));
        assert_str(at(&got, arena, "rows/rule=tax-uninsured/change"), S("cleared"));
        got = asks(200, &officer, arena, "GET", "/api/runs/1/compare/2?province=33", NULL); /* of his commune */
        assert_str(at(&got, arena, "rules/rule=tax-uninsured/cleared"), S("1"));
        Client elsewhere = in(&served, arena, "commune-officer", "11983");
        got = asks(200, &elsewhere, arena, "GET", "/api/runs/1/compare/2?province=33", NULL);
        assert_str(at(&got, arena, "rules/rule=tax-uninsured/cleared"), S("0"));
        assert_str(at(&got, arena, "rows"), S("0"));
        asks(403, &elsewhere, arena, "GET", "/api/runs/1/compare/2?province=33&unit=11980", NULL);
        asks(400, &si, arena, "GET", "/api/runs/2/compare/1?province=33", NULL);
        asks(404, &si, arena, "GET", "/api/runs/1/compare/7?province=33", NULL);
        asks(404, &home, arena, "GET", "/api/runs/9?province=33", NULL);
    }
}

TEST(a_run_over_the_same_deliveries_changes_nothing)
{
    ON_EACH_MONTH(served)
    {
        Client home = in(&served, arena, "home-affairs", ""), officer = in(&served, arena, "commune-officer", "11980");
        ran(&home, arena, "2026-09");
        int64_t mai = lead_of(&officer, arena, "tax-uninsured");
        assert_int_equal(ran(&home, arena, "2026-09"), 2);
        Got got = asks(200, &home, arena, "GET", "/api/runs/2?province=33", NULL);
        assert_str(at(&got, arena, "appeared"), S("0"));
        assert_str(at(&got, arena, "cleared"), S("0"));
        assert_str(at(&got, arena, "rows_changed"), S("0"));
        assert_int_equal(lead_of(&officer, arena, "tax-uninsured"), mai);
    }
}

static void deliver_many(Store *store, Arena *arena)
{
    Buf rows = buf_open(arena);
    buf_fmt(&rows, "Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã xã\n");
    for (int i = 0; i < 20000; i++)
        buf_fmt(&rows, "Trần Thị Mai,%02d/%02d/%d,Nữ,0331%02d%06d,11980\n", 1 + i % 28, 1 + i % 12, 1960 + i % 40,
                60 + i % 40, i);
    registers_put(store, arena, "33", "population", registers_september, buf_str(&rows));
}

TEST(a_month_that_is_not_over_is_asked_about_and_one_to_come_refused)
{
    ON_EACH_MONTH(served)
    {
        Client home = in(&served, arena, "home-affairs", "");
        refuses(422, "bad-input", "month", &home, arena, "POST", "/api/runs",
                "{\"province\":\"33\",\"month\":\"2026-12\",\"early\":true}");
        refuses(409, "conflict", "month", &home, arena, "POST", "/api/runs",
                "{\"province\":\"33\",\"month\":\"2026-11\"}"); /* it is the 15th */
        Got got =
            asks(202, &home, arena, "POST", "/api/runs", "{\"province\":\"33\",\"month\":\"2026-11\",\"early\":true}");
        json_t *job = job_ended(&home, arena, job_of(arena, &got));
        check_state(job, "done");
        json_decref(job);
    }
}

/* What runs when the server ends is interrupted, has left nothing, and can be asked for again. */
TEST(a_run_that_was_cut_off_left_nothing_and_is_repeated)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str db;
        if (!filled_database(arena, which, &db))
            continue;
        Store *store = filled_store(arena, db);
        deliver_many(store, arena);
        store_close(&store);
        Served served = serve_on(arena, db, NULL);
        Client home = in(&served, arena, "home-affairs", "");
        Got got = asks(202, &home, arena, "POST", "/api/runs", "{\"province\":\"33\",\"month\":\"2026-09\"}");
        Str id = job_of(arena, &got);
        assert_int_equal(serve_close(&served), 0);
        served = serve_on(arena, db, NULL);
        json_t *job = job_ended(&home, arena, id);
        bool cut = strcmp(json_string_value(json_object_get(job, "state")), "interrupted") == 0;
        json_decref(job);
        got = asks(200, &home, arena, "GET", "/api/runs?province=33", NULL);
        assert_str(at(&got, arena, "rows"), cut ? S("0") : S("1"));
        if (cut) {
            asks(202, &home, arena, "POST", PATH("/api/jobs/%.*s/repeat", STRF(id)), NULL);
            job = job_ended(&home, arena, id);
            check_state(job, "done");
            json_decref(job);
            got = asks(200, &home, arena, "GET", "/api/runs/1?province=33", NULL);
            assert_str(at(&got, arena, "persons"), S("20000"));
        }
        serve_ends(&served, arena);
    }
}

TEST(a_rule_is_tried_before_it_is_switched_and_the_next_run_obeys)
{
    ON_EACH_MONTH(served)
    {
        Client home = in(&served, arena, "home-affairs", ""), officer = in(&served, arena, "commune-officer", "11980");
        ran(&home, arena, "2026-09");
        refuses(422, "bad-input", "", &home, arena, "POST", "/api/rules/tax-uninsured/try",
                "{\"province\":\"33\",\"condition\":\"tax_months >= \"}");
        Got got = asks(202, &home, arena, "POST", "/api/rules/tax-uninsured/try",
                       "{\"province\":\"33\",\"condition\":\"tax_months >= 1 and sex = \\\"f\\\"\"}");
        json_t *job = job_ended(&home, arena, job_of(arena, &got)), *result = json_object_get(job, "result");
        check_state(job, "done");
        assert_int_equal(json_number(result, "hits"), 1);
        assert_int_equal(json_number(result, "gone"), 1);
        json_decref(job);
        asks(403, &officer, arena, "PUT", "/api/rules/tax-uninsured", "{\"province\":\"33\",\"on\":false}");
        got = asks(200, &home, arena, "PUT", "/api/rules/tax-uninsured", "{\"province\":\"33\",\"on\":false}");
        assert_str(at(&got, arena, "state"), S("off"));
        assert_str(at(&got, arena, "switched_by"), home.login);
        assert_int_equal(audits(&served, arena, "rule.switch", &home), 1);
        ran(&home, arena, "2026-09");
        got = asks(200, &officer, arena, "GET", "/api/leads?province=33&rule=tax-uninsured", NULL);
        assert_str(at(&got, arena, "rows"), S("0"));
        asks(404, &home, arena, "PUT", "/api/rules/nothing", "{\"province\":\"33\",\"on\":true}");
    }
}

TEST(the_first_page_counts_who_is_covered_and_what_is_open_in_each_commune)
{
    ON_EACH_MONTH(served)
    {
        Client home = in(&served, arena, "home-affairs", ""), officer = in(&served, arena, "commune-officer", "11980"),
               leader = in(&served, arena, "commune-leader", "11983");
        ran(&home, arena, "2026-09");
        Got got = asks(200, &home, arena, "GET", "/api/covered?province=33", NULL);
        assert_str(at(&got, arena, "communes/code=11980/working_age"), S("3"));
        assert_str(at(&got, arena, "communes/code=11980/covered"), S("1"));
        assert_str(at(&got, arena, "communes/code=11980/covered_bp"), S("3333"));
        assert_str(at(&got, arena, "communes/code=11980/leads/tax-uninsured"), S("1"));
        assert_str(at(&got, arena, "total/working_age"), S("4"));
        assert_str(at(&got, arena, "rules/rule=tax-uninsured/open"), S("2"));
        got = asks(200, &leader, arena, "GET", "/api/covered?province=33", NULL);
        assert_str(at(&got, arena, "communes"), S("1"));
        assert_str(at(&got, arena, "total/working_age"), S("1"));
        got = asks(200, &officer, arena, "GET", "/api/lead-counts?province=33&by=rule", NULL);
        assert_str(at(&got, arena, "rows/rule=tax-uninsured/open"), S("1"));
        got = asks(200, &home, arena, "GET", "/api/lead-counts?province=33&by=unit-rule&rule=tax-uninsured", NULL);
        assert_str(at(&got, arena, "rows"), S("2"));
        assert_str(at(&got, arena, "open"), S("2"));
    }
}

static void put_population(const Served *served, Arena *arena, const char *unit, int64_t persons)
{
    AUTO(store_close) Store *store = NULL;
    FactChange change;
    FactKey refused;
    Fact fact = {.key = {S("33"), str_from(unit), S("population"), period_month(2026, 6), S(""), BASE_RESIDENCE},
                 .value = persons,
                 .source = S("Thống kê")};
    assert_ok(store_open(arena, served->db, serve_clock(), &store));
    assert_ok(store_begin(store, arena));
    assert_ok(fact_put(store, arena, &fact, 1, (Author){S("lan"), S("")}, &change, &refused));
    assert_ok(store_commit(store, arena));
}

/* Three of 4 residents of working age in 11980, whose population is 4; nobody knows of 30.000 others in 11983. */
TEST(no_share_is_said_of_a_part_of_the_people)
{
    ON_EACH_MONTH(served)
    {
        Client home = in(&served, arena, "home-affairs", "");
        ran(&home, arena, "2026-09");
        put_population(&served, arena, "11980", 4);
        put_population(&served, arena, "11983", 30000);
        Got got = asks(200, &home, arena, "GET", "/api/covered?province=33", NULL);
        assert_str(at(&got, arena, "communes/code=11980/covered_bp"), S("3333")); /* the registers hold it whole */
        assert_str(at(&got, arena, "communes/code=11983/covered_bp"), S("null"));
        assert_str(at(&got, arena, "communes/code=11983/working_age"), S("1"));
        assert_str(at(&got, arena, "total/covered_bp"), S("null"));
        Str note = at(&got, arena, "note");
        assert_true(str_starts(note, S("The registers delivered hold 5 persons, 0.0% of the population (30,004)")));
        got = asks(200, &home, arena, "GET", "/api/coverage?province=33&base=residence", NULL);
        assert_true(str_starts(at(&got, arena, "note"), note)); /* in the same words */
        got = asks(200, &home, arena, "GET", "/api/covered?province=33&format=csv", NULL);
        assert_true(str_find(got.body, S("11980,Phường Hồng Châu,3,1,1,0,33.33,")) > 0);
        assert_true(str_find(got.body, S("1,0,0,0,,")) > 0);
    }
}

TEST(coverage_and_movements_of_the_newest_run)
{
    ON_EACH_MONTH(served)
    {
        Client home = in(&served, arena, "home-affairs", ""), officer = in(&served, arena, "commune-officer", "11980");
        ran(&home, arena, "2026-09");
        deliver_october(&served, arena);
        ran(&home, arena, "2026-10");
        Got got = asks(200, &home, arena, "GET", "/api/movements?province=33", NULL);
        assert_str(at(&got, arena, "rows/scheme=compulsory/begin"), S("1"));
        assert_str(at(&got, arena, "rows/scheme=compulsory/persons/new"), S("1"));
        assert_str(at(&got, arena, "rows/scheme=compulsory/end"), S("2"));
        assert_str(at(&got, arena, "rows/scheme=compulsory/rest"), S("0"));
        asks(403, &officer, arena, "GET", "/api/movements?province=33", NULL);
        got = asks(200, &home, arena, "GET", "/api/coverage?province=33&base=residence", NULL);
        assert_str(at(&got, arena, "rows/code=11980/persons"), S("2"));
        assert_str(at(&got, arena, "rows/code=11980/reported"), S("null"));
        got = asks(200, &officer, arena, "GET", "/api/coverage?province=33&base=residence", NULL);
        assert_str(at(&got, arena, "rows"), S("1"));
        asks(422, &home, arena, "GET", "/api/coverage?province=33&indicator=arrears", NULL);
    }
}

static void deliver_unemployed(const Served *served, Arena *arena)
{
    Store *store = filled_store(arena, served->db);
    registers_put(
        store, arena, "33", "beneficiaries", registers_october,
        S("Mã người hưởng,Số định danh,Họ và tên,Chế độ,Từ tháng\nH1,033130000077,Đỗ Thị Lan,hưu trí,2010-01\n"
          "H2,033192000066,Ngô Thị Tâm,trợ cấp thất nghiệp,2026-09\n"));
    store_close(&store);
}

/* A rule whose article nobody established says so with each of its leads, wherever these go. */
static void check_unsure_exports(const Client *si, Arena *arena)
{
    static const char *const unsure[] = {"several-numbers", "number-unsound", "unemployed-employed"};
    Got rules = asks(200, si, arena, "GET", "/api/rules?province=33", NULL);
    int seen = 0;
    for (int i = 0; i < COUNTOF(unsure); i++) {
        assert_str(at(&rules, arena, PATH("rows/code=%s/basis_note", unsure[i])),
                   S("basis not established; compare the text before use"));
        if (str_eq(at(&rules, arena, PATH("rows/code=%s/open", unsure[i])), S("0")))
            continue;
        seen++;
        Got got = asks(200, si, arena, "GET", PATH("/api/leads?province=33&rule=%s&format=csv", unsure[i]), NULL);
        assert_true(str_find(got.body, S("(basis not established; compare the text before use)")) > 0);
        got = asks(200, si, arena, "GET", PATH("/api/leads?province=33&rule=%s", unsure[i]), NULL);
        got =
            asks(200, si, arena, "GET", PATH("/api/leads/%.*s?province=33", STRF(at(&got, arena, "rows/0/id"))), NULL);
        assert_str(at(&got, arena, "basis_note"), S("basis not established; compare the text before use"));
        assert_true(str_find(at(&got, arena, "words"), S("basis not established")) > 0);
    }
    assert_true(seen > 0);
}

TEST(exports_are_masked_and_stand_in_the_trail)
{
    ON_EACH_MONTH(served)
    {
        static const char *const paths[] = {"/api/leads?province=33",
                                            "/api/lead-counts?province=33&by=unit-rule",
                                            "/api/covered?province=33",
                                            "/api/coverage?province=33&base=residence",
                                            "/api/runs/1/compare/2?province=33",
                                            "/api/movements?province=33"};
        Client home = in(&served, arena, "home-affairs", ""), si = in(&served, arena, "si-province", ""),
               village = in(&served, arena, "tax", "");
        ran(&home, arena, "2026-09");
        deliver_october(&served, arena);
        deliver_unemployed(&served, arena);
        ran(&home, arena, "2026-10");
        for (int i = 0; i < COUNTOF(paths); i++) {
            Got got = asks(200, &si, arena, "GET", PATH("%s&format=csv", paths[i]), NULL);
            assert_true(str_find(got.body, S("Trần Thị Mai")) < 0 && str_find(got.body, S(NAM)) < 0);
            assert_true(str_starts(asks(200, &si, arena, "GET", PATH("%s&format=xlsx", paths[i]), NULL).body, S("PK")));
        }
        assert_int_equal(audits(&served, arena, "export", &si), 2 * COUNTOF(paths));
        Got got = asks(200, &si, arena, "GET", "/api/leads?province=33&rule=tax-uninsured&format=csv", NULL);
        assert_true(str_find(got.body, S("L. V. N.")) > 0);
        assert_true(str_find(got.body, S("điểm a khoản 1 Điều 39")) > 0); /* the law stands beside each */
        assert_true(str_find(got.body, S("not established")) < 0);
        check_unsure_exports(&si, arena);
        asks(403, &village, arena, "GET", "/api/leads?province=33", NULL);
    }
}

/* Of those paid and not insured each stands somewhere; names are masked, and of one's own communes alone. */
TEST(an_employer_says_where_those_stand_whom_it_pays_and_does_not_insure)
{
    ON_EACH_MONTH(served)
    {
        Client home = in(&served, arena, "home-affairs", ""), officer = in(&served, arena, "commune-officer", "11980"),
               leader = in(&served, arena, "province-leader", "");
        ran(&home, arena, "2026-09");
        long long firm = firm_of(&home, arena);
        const char *people = PATH("/api/employers/%lld/people?province=33", firm);
        Got got = asks(200, &home, arena, "GET", people, NULL);
        assert_str(at(&got, arena, "count"), S("2"));
        assert_str(at(&got, arena, "standings"), S("1"));
        assert_str(at(&got, arena, "standings/standing=missing/count"), S("2"));
        assert_str(at(&got, arena, "rows"), S("2"));
        assert_str(at(&got, arena, "rows/0/months"), S("12"));
        assert_str(at(&got, arena, "rows/0/elsewhere"), S("null"));
        got = asks(200, &officer, arena, "GET", people, NULL);
        assert_str(at(&got, arena, "count"), S("2"));
        assert_str(at(&got, arena, "rows"), S("1"));
        assert_str(at(&got, arena, "rows/0/name"), S("T. T. M."));
        assert_true(str_find(got.body, S("Trần Thị Mai")) < 0);
        got = asks(200, &leader, arena, "GET", people, NULL);
        assert_str(at(&got, arena, "count"), S("2"));
        assert_str(at(&got, arena, "rows"), S("0"));
        got = asks(200, &home, arena, "GET", PATH("%s&standing=elsewhere", people), NULL);
        assert_str(at(&got, arena, "rows"), S("0"));
        got = asks(200, &home, arena, "GET", PATH("%s&standing=missing&limit=1", people), NULL);
        assert_str(at(&got, arena, "rows"), S("1"));
        Str next = at(&got, arena, "next");
        got = asks(200, &home, arena, "GET", PATH("%s&standing=missing&limit=1&after=%.*s", people, STRF(next)), NULL);
        assert_str(at(&got, arena, "rows"), S("1"));
        assert_str(at(&got, arena, "next"), S("null"));
        asks(400, &home, arena, "GET", PATH("%s&standing=x", people), NULL);
        asks(404, &home, arena, "GET", "/api/employers/99/people?province=33", NULL);
        deliver_october(&served, arena);
        ran(&home, arena, "2026-10");
        got = asks(200, &home, arena, "GET", PATH("/api/employers/%lld?province=33", firm), NULL);
        assert_str(at(&got, arena, "months"), S("2"));
        assert_str(at(&got, arena, "months/month=2026-09/uninsured"), S("2"));
        assert_str(at(&got, arena, "months/month=2026-10/uninsured"), S("1"));
        assert_str(at(&got, arena, "months/month=2026-10/insured"), S("1"));
    }
}

#define LETTER(number, day, due, contact)                                                                           \
    "{\"province\":\"33\",\"number\":\"" number "\",\"day\":\"" day "\",\"due\":\"" due "\",\"contact\":\"" contact \
    "\"}"

TEST(a_letter_names_whom_it_is_about_as_far_as_one_sees_them)
{
    ON_EACH_MONTH(served)
    {
        static const char look[] = "{\"province\":\"33\",\"purpose\":\"gửi đơn vị theo công văn 125/BHXH\"}";
        Client home = in(&served, arena, "home-affairs", ""), si = in(&served, arena, "si-province", ""),
               officer = in(&served, arena, "commune-officer", "11980"), police = in(&served, arena, "police", "");
        Client leader = in(&served, arena, "province-leader", "");
        ran(&home, arena, "2026-09");
        long long firm = firm_of(&home, arena);
        const char *letters = PATH("/api/employers/%lld/letters", firm), *of = PATH("%s?province=33", letters);
        refuses(422, "bad-input", "due", &si, arena, "POST", letters,
                LETTER("125/BHXH", "2026-11-02", "2026-11-02", "x"));
        refuses(422, "bad-input", "day", &si, arena, "POST", letters,
                LETTER("125/BHXH", "2026-02-30", "2026-12-02", "x"));
        asks(403, &leader, arena, "POST", letters, LETTER("1", "2026-11-02", "2026-12-02", "x"));
        asks(403, &police, arena, "POST", letters, LETTER("1", "2026-11-02", "2026-12-02", "x"));
        Got got = asks(201, &si, arena, "POST", letters,
                       LETTER("125/BHXH", "2026-11-02", "2026-12-02", "chị Lan <b>0221 3 888 999</b>"));
        long long id = number_at(&got, arena, "id");
        assert_str(at(&got, arena, "people"), S("2"));
        assert_int_equal(audits(&served, arena, "work.letter", &si), 1);
        refuses(409, "conflict", "number", &si, arena, "POST", letters,
                LETTER("125/BHXH", "2026-11-03", "2026-12-02", "x"));
        got = asks(200, &leader, arena, "GET", of, NULL);
        assert_str(at(&got, arena, "rows/0/number"), S("125/BHXH"));
        got = asks(200, &officer, arena, "GET", PATH("%s/%lld?province=33&lang=vi", letters, id), NULL);
        assert_true(str_find(got.body, S("T. T. M.")) >= 0 && str_find(got.body, S("Trần Thị Mai")) < 0);
        assert_true(str_find(got.body, S("1 người nữa không ghi tên")) >= 0); /* Nam lives elsewhere */
        assert_true(str_find(got.body, S("Công ty May Phố Nối")) >= 0 && str_find(got.body, S(FIRM)) >= 0);
        assert_true(str_find(got.body, S("Luật 41/2024/QH15, khoản 1 Điều 28")) >= 0);
        assert_true(str_find(got.body, S("02/12/2026")) >= 0);
        /* above the agency stands the one it belongs to */
        assert_true(str_find(got.body, S("Bảo hiểm xã hội Việt Nam</p><p class=\"caps issuer\">Bảo hiểm xã hội tỉnh "
                                         "Hưng Yên</p>")) >= 0);
        assert_true(str_find(got.body, S("trong 30 ngày kể từ ngày người lao động thuộc diện tham gia")) >= 0);
        assert_true(str_find(got.body, S("<b>0221")) < 0 && str_find(got.body, S("&lt;b&gt;0221")) >= 0);
        got = asks(200, &leader, arena, "GET", PATH("%s/%lld?province=33", letters, id), NULL);
        assert_true(str_find(got.body, S("T. T. M.")) < 0);
        asks(403, &officer, arena, "POST", PATH("%s/%lld/look", letters, id), look);
        got = asks(200, &si, arena, "POST", PATH("%s/%lld/look", letters, id), look);
        assert_true(str_find(got.body, S("Trần Thị Mai")) >= 0 && str_find(got.body, S("14/02/1986")) >= 0);
        assert_true(str_find(got.body, S(MAI)) < 0);
        assert_int_equal(audits(&served, arena, "person.unmask", &si), 1);
        asks(404, &si, arena, "GET", PATH("%s/99?province=33", letters), NULL);
        deliver_october(&served, arena);
        ran(&home, arena, "2026-10");
        got = asks(200, &si, arena, "POST", PATH("%s/%lld/look", letters, id), look); /* what was written stays */
        assert_true(str_find(got.body, S("Trần Thị Mai")) >= 0);
    }
}

TEST_MAIN
