/* Who may be reached how, campaigns and collectors, targets of agents; on both databases. */
#include "worked.h"

#include "cube/cube.h"
#include "outreach/aim.h"
#include "outreach/campaign.h"
#include "outreach/consent.h"
#include "outreach/letter.h"
#include "store/scope.h"
#include "unit/unit.h"

static const Date today = {2026, 11, 1};

static void on_both(Arena *arena, void (*body)(Store *store, Arena *arena))
{
    ON_EACH_STORE(store)
    {
        body(store, arena);
    }
}

static Err *said(Store *store, Arena *arena, Consent consent)
{
    assert_ok(store_begin(store, arena));
    Err *err = consent_put(store, arena, S("33"), consent);
    if (!err)
        assert_ok(store_commit(store, arena));
    else
        store_rollback(store);
    return err;
}

static const Consent *holds(Store *store, Arena *arena, int64_t subject, ContactChannel channel, Date on)
{
    Consent *all;
    ptrdiff_t count;
    assert_ok(consent_of(store, arena, S("33"), false, subject, &all, &count));
    return consent_find(all, count, false, subject, channel, on);
}

static void consents(Store *store, Arena *arena)
{
    Consent yes = {.subject = 7, .channel = CHANNEL_CALL, .allowed = true, .basis = S("nói khi gặp"), .by = S("an.nv")};
    Date tomorrow = {2026, 11, 2};
    yes.until = tomorrow;
    /* nothing said: a visit alone */
    assert_true(consent_may(holds(store, arena, 7, CHANNEL_VISIT, today), CHANNEL_VISIT));
    assert_false(consent_may(holds(store, arena, 7, CHANNEL_CALL, today), CHANNEL_CALL));
    assert_fails(consent_check(arena, NULL, CHANNEL_CALL, S(" ")), BAD_INPUT);
    assert_ok(consent_check(arena, NULL, CHANNEL_CALL, S("NĐ 356/2025, Điều 5")));
    assert_ok(said(store, arena, yes));
    assert_true(consent_may(holds(store, arena, 7, CHANNEL_CALL, tomorrow), CHANNEL_CALL));
    assert_int_equal(consent_way(holds(store, arena, 7, CHANNEL_CALL, today), CHANNEL_CALL), WAY_FREE);
    assert_int_equal(consent_way(NULL, CHANNEL_CALL),
                     WAY_BASIS); /* what nobody said of is not forbidden, and not free */
    assert_null(holds(store, arena, 7, CHANNEL_CALL, (Date){2026, 11, 3}));
    assert_null(holds(store, arena, 7, CHANNEL_MESSAGE, today));
    assert_null(holds(store, arena, 8, CHANNEL_CALL, today));
    /* a refusal without a day holds the stated six months, and no basis helps against it */
    yes.allowed = false;
    yes.until = (Date){0};
    assert_ok(said(store, arena, yes));
    const Consent *no = holds(store, arena, 7, CHANNEL_CALL, today);
    assert_non_null(no);
    assert_fails(consent_check(arena, no, CHANNEL_CALL, S("luật")), BAD_INPUT);
    assert_int_equal(date_cmp(no->until, date_add_months(clock_today(store_clock(store)), 6)), 0);
    yes.basis = S("  ");
    assert_fails(said(store, arena, yes), BAD_INPUT);
    yes.basis = S("nói");
    yes.until = (Date){2020, 1, 1};
    assert_fails(said(store, arena, yes), BAD_INPUT);
}

TEST(a_call_needs_consent_or_a_basis_and_a_refusal_holds_until_its_day)
{
    on_both(arena, consents);
}

static ActionResult tells(Store *store, Arena *arena, const Task *task, const char *key, OutreachAction action)
{
    ActionResult result;
    action.key = str_from(key);
    action.lead = task->lead;
    action.seen = task->version;
    assert_ok(outreach_take(store, arena, S("33"), S("an.nv"), &action, 1, &result));
    return result;
}

static void calls(Store *store, Arena *arena)
{
    settle(store, arena);
    agent_of(store, arena, "an.nv", 50, "12223", "");
    assigned(store, arena, false);
    Task task = mine(store, arena, "an.nv", 0).task[0];
    OutreachAction call = {.day = today, .channel = S("call"), .outcome = CONTACT_NOT_MET}, early = call, visit = call,
                   joins = call;
    ActionResult result = tells(store, arena, &task, "may-1-call-1", call);
    assert_int_equal(result.taken, TAKEN_NOT);
    assert_true(str_find(result.why.en, S("legal basis")) >= 0);
    call.basis = S("họ gọi đến");
    result = tells(store, arena, &task, "may-1-call-1", call);
    assert_int_equal(result.taken, TAKEN_NEW);
    Consent no = {.subject = task.subject,
                  .employer = task.employer,
                  .channel = CHANNEL_CALL,
                  .basis = S("nói qua điện thoại"),
                  .by = S("an.nv")};
    assert_ok(said(store, arena, no));
    task.version = result.version;
    result = tells(store, arena, &task, "may-1-call-2", call);
    assert_int_equal(result.taken, TAKEN_NOT);
    assert_true(str_find(result.why.en, S("refused")) >= 0);
    assert_int_equal(tells(store, arena, &task, "may-1-call-1", call).taken, TAKEN_BEFORE); /* sent again */
    early.day = (Date){2026, 10, 31}; /* before it was refused, told late */
    early.basis = call.basis;
    assert_int_equal(tells(store, arena, &task, "may-1-call-3", early).taken, TAKEN_NEW);
    visit.channel = S("visit");
    assert_int_equal(tells(store, arena, &task, "may-1-visit1", visit).taken, TAKEN_NEW);
    joins.outcome = CONTACT_REGISTERED; /* who comes by himself */
    assert_int_equal(tells(store, arena, &task, "may-1-joins1", joins).taken, TAKEN_NEW);
}

TEST(a_call_that_is_told_needs_a_basis_and_none_is_taken_of_who_refused_it)
{
    on_both(arena, calls);
}

static void consents_of_an_agent(Store *store, Arena *arena)
{
    Consent *all;
    ptrdiff_t count;
    settle(store, arena);
    agent_of(store, arena, "an.nv", 50, "12223", "");
    assigned(store, arena, false);
    TaskPackage package = mine(store, arena, "an.nv", 0);
    assert_true(package.tasks > 1);
    Consent yes = {.subject = package.task[0].subject,
                   .employer = package.task[0].employer,
                   .channel = CHANNEL_MESSAGE,
                   .allowed = true,
                   .basis = S("phiếu"),
                   .by = S("an.nv")};
    assert_ok(said(store, arena, yes));
    yes.subject = 9999; /* nobody's task */
    assert_ok(said(store, arena, yes));
    assert_ok(consent_of_agent(store, arena, S("33"), S("an.nv"), &all, &count));
    assert_int_equal(count, 1);
    assert_non_null(
        consent_find(all, count, package.task[0].employer, package.task[0].subject, CHANNEL_MESSAGE, today));
}

TEST(a_phone_gets_the_consents_of_its_own_people_alone)
{
    on_both(arena, consents_of_an_agent);
}

/* ---- campaigns, collectors ------------------------------------------------------------------------------ */

static void lists(Store *store, Arena *arena)
{
    Campaign may = {.province = S("33"),
                    .code = S("thang-5-2027"),
                    .name = S("Tháng 5"),
                    .from = {2027, 5, 1},
                    .to = {2027, 5, 31},
                    .target = 500,
                    .unit = S(""),
                    .note = S("")};
    Collector post = {.province = S("33"),
                      .code = S("buu-dien"),
                      .name = S("Bưu điện"),
                      .kind = S("post"),
                      .unit = S(""),
                      .contact = S("0221"),
                      .active = true};
    Campaign *campaign;
    Collector *collector;
    ptrdiff_t count;
    assert_ok(campaign_put(store, arena, &may));
    assert_fails(campaign_put(store, arena, &may), CONFLICT);
    may.version = 1;
    may.to = (Date){2027, 6, 15};
    assert_ok(campaign_put(store, arena, &may));
    assert_fails(campaign_put(store, arena, &may), CONFLICT); /* somebody changed it: version 2 */
    may.to = (Date){2027, 4, 30};
    assert_fails(campaign_put(store, arena, &may), BAD_INPUT);
    may.code = S("Tháng 5");
    assert_fails(campaign_put(store, arena, &may), BAD_INPUT);
    assert_ok(campaign_list(store, arena, S("33"), &campaign, &count));
    assert_int_equal(count, 1);
    assert_int_equal(campaign[0].version, 2);
    assert_int_equal(campaign_state(&campaign[0], (Date){2027, 4, 30}), CAMPAIGN_COMING);
    assert_int_equal(campaign_state(&campaign[0], (Date){2027, 6, 15}), CAMPAIGN_RUNNING);
    assert_int_equal(campaign_state(&campaign[0], (Date){2027, 6, 16}), CAMPAIGN_OVER);
    assert_ok(campaign_known(store, arena, S("33"), S("thang-5-2027")));
    assert_fails(campaign_known(store, arena, S("31"), S("thang-5-2027")), NOT_FOUND);
    assert_ok(collector_put(store, arena, &post));
    post.kind = S("bank");
    post.version = 1;
    assert_fails(collector_put(store, arena, &post), BAD_INPUT);
    assert_ok(collector_list(store, arena, S("33"), &collector, &count));
    assert_int_equal(count, 1);
    assert_str(collector[0].name, S("Bưu điện"));
    assert_fails(collector_known(store, arena, S("33"), S("hoi")), NOT_FOUND);
}

TEST(campaigns_and_collectors_are_changed_by_who_read_them_last)
{
    on_both(arena, lists);
}

static void out_of_scope(Store *store, Arena *arena)
{
    ScopePlace place = {S("33"), S("12223")};
    Scope scope = {.place = &place, .places = 1};
    Collector own = {.province = S("33"),
                     .code = S("hoi-pn"),
                     .name = S("Hội Phụ nữ"),
                     .kind = S("association"),
                     .unit = S("12223"),
                     .contact = S(""),
                     .active = true};
    store_set_scope(store, &scope);
    assert_ok(collector_put(store, arena, &own));
    own.code = S("tinh");
    own.unit = S("");
    assert_fails(collector_put(store, arena, &own), FORBIDDEN);
    own.unit = S("12224");
    assert_fails(collector_put(store, arena, &own), FORBIDDEN);
    /* nor takes it one that is another's by naming itself */
    store_set_scope(store, NULL);
    own.code = S("cua-xa-khac");
    assert_ok(collector_put(store, arena, &own));
    store_set_scope(store, &scope);
    own.unit = S("12223");
    own.version = 1;
    assert_fails(collector_put(store, arena, &own), FORBIDDEN);
    store_set_scope(store, NULL);
}

TEST(a_commune_makes_collectors_of_its_own_alone)
{
    on_both(arena, out_of_scope);
}

/* ---- targets ------------------------------------------------------------------------------------------------ */

/* The country and its indicators. */
static void ground(Store *store, Arena *arena)
{
    Str units, indicators;
    int64_t changed;
    assert_ok(file_shipped(arena, S("unit"), &units));
    assert_ok(file_shipped(arena, S("indicator.csv"), &indicators));
    assert_ok(unit_import(store, arena, units, &changed));
    assert_ok(indicator_import(store, arena, indicators, &changed));
    settle(store, arena);
}

static void plan_of(Store *store, Arena *arena, const char *unit, int64_t target, int64_t have)
{
    FactChange change;
    FactKey refused;
    Document document = {.id = S("33:9/KH"), .province = S("33"), .number = S("9/KH"), .date = S("2026-01-05")};
    Target t = {.province = S("33"),
                .unit = str_from(unit),
                .indicator = S("participants_total"),
                .year = 2026,
                .base = BASE_COLLECTING,
                .value = target,
                .document = document.id};
    Fact f = {.key = {.province = S("33"),
                      .unit = str_from(unit),
                      .indicator = S("participants_total"),
                      .period = {PERIOD_MONTH, 2026, 9},
                      .breakdown = S(""),
                      .base = BASE_COLLECTING},
              .value = have,
              .state = FACT_REPORTED,
              .source = S("thử"),
              .as_of = S("")};
    assert_ok(store_begin(store, arena));
    assert_ok(document_put(store, arena, document));
    assert_ok(target_put(store, arena, &t, 1, (Author){S("lan"), S("")}, &change));
    assert_ok(fact_put(store, arena, &f, 1, (Author){S("lan"), S("")}, &change, &refused));
    assert_ok(store_commit(store, arena));
}

static int64_t target_of(const Aims *aims, const char *account)
{
    for (ptrdiff_t i = 0; i < aims->rows; i++)
        if (str_eq(aims->row[i].account, str_from(account)))
            return aims->row[i].target;
    fail_msg("no agent %s", account);
    return 0;
}

static void targets(Store *store, Arena *arena)
{
    Aims aims;
    Aim an;
    ground(store, arena);
    plan_of(store, arena, "12223", 1100, 1000);
    plan_of(store, arena, "12142", 500, 507);
    agent_of(store, arena, "an.nv", 50, "12223", "Thôn 1");
    agent_of(store, arena, "binh", 50, "12223", "Thôn 2");
    assert_ok(aim_share(store, arena, S("33"), S(""), 2026, &aims));
    assert_int_equal(aims.sum, 100);
    assert_int_equal(aims.nobody, 0);
    int64_t first = target_of(&aims, "an.nv"), second = target_of(&aims, "binh");
    assert_int_equal(first + second, 100);
    assert_true(first > second && second > 0); /* more open leads in Thôn 1 */
    /* nothing was written */
    assert_ok(aim_list(store, arena, S("33"), 2026, &aims));
    assert_int_equal(target_of(&aims, "an.nv"), -1);
    assert_ok(aim_put(store, arena, S("33"), S("an.nv"), 2026, first));
    assert_ok(aim_of(store, arena, S("33"), S("an.nv"), 2026, &an));
    assert_int_equal(an.target, first);
    assert_ok(aim_of(store, arena, S("33"), S("an.nv"), 2027, &an));
    assert_int_equal(an.target, -1);
}

TEST(what_a_commune_lacks_is_shared_out_by_open_leads)
{
    on_both(arena, targets);
}

static void without_agents(Store *store, Arena *arena)
{
    Aims aims;
    ground(store, arena);
    plan_of(store, arena, "12223", 1100, 1000);
    plan_of(store, arena, "12142", 600, 500);
    agent_of(store, arena, "an.nv", 50, "12223", "Thôn không có ai");
    agent_of(store, arena, "binh", 50, "12223", "Thôn khác nữa");
    assert_ok(aim_share(store, arena, S("33"), S(""), 2026, &aims));
    assert_int_equal(aims.sum, 200);
    assert_int_equal(aims.nobody, 100);
    assert_int_equal(target_of(&aims, "an.nv"), 50);
    assert_ok(aim_share(store, arena, S("33"), S("12142"), 2026, &aims));
    assert_int_equal(aims.sum, 100);
    assert_int_equal(target_of(&aims, "an.nv"), -1);
}

TEST(a_commune_without_agents_is_said_and_nothing_to_weigh_by_is_shared_equally)
{
    on_both(arena, without_agents);
}

TEST(above_an_agency_stands_the_one_it_belongs_to_where_its_name_says_so)
{
    const Unit tinh = {.kind = S("tinh"), .name = S("Hưng Yên")},
               city = {.kind = S("thanh_pho"), .name = S("Hải Phòng")};
    assert_str(letter_superior(arena, S("Sở Nội vụ"), &tinh), S("Ủy ban nhân dân tỉnh Hưng Yên"));
    assert_str(letter_superior(arena, S("SỞ NỘI VỤ THÀNH PHỐ HẢI PHÒNG"), &city),
               S("Ủy ban nhân dân thành phố Hải Phòng"));
    assert_str(letter_superior(arena, S("BHXH tỉnh Hưng Yên"), &tinh), S("Bảo hiểm xã hội Việt Nam"));
    assert_str(letter_superior(arena, S("BHXH cơ sở Phố Hiến"), &tinh), S("Bảo hiểm xã hội tỉnh Hưng Yên"));
    assert_str(letter_superior(arena, S("Thanh tra tỉnh Hưng Yên"), &tinh), S("Ủy ban nhân dân tỉnh Hưng Yên"));
    assert_str(letter_superior(arena, S("Ủy ban nhân dân xã Nghĩa Dân"), &tinh), S(""));
    assert_str(letter_superior(arena, S("Bảo hiểm xã hội"), &tinh), S("")); /* of where, is not known */
    assert_str(letter_superior(arena, S("Soạn thảo"), &tinh), S(""));
}

TEST_MAIN
