/* Leads at work over the real server: who gives them, who has them on a phone, and who does not. */
#include "answer.h"
#include "filled.h"
#include "registers.h"

#include "account/account.h"
#include "outreach/confirm.h"
#include "outreach/payer.h"
#include "reconcile/reconcile.h"

static void plant_village(Store *store, Arena *arena, const char *code, const char *name)
{
    static const char unit[] = "INSERT INTO unit VALUES ('33', $1, 3, '11980', $2, '', 0, 0, '', 0, 0)",
                      naming[] = "INSERT INTO unit_naming VALUES ('33', $1, '2025-07-01', '', 'thon', $2, '')";
    const Value args[] = {V_TEXT(str_from(code)), V_TEXT(str_from(name))};
    assert_ok(store_exec(store, arena, (Query){"add_village", unit, unit}, args, 2, NULL));
    assert_ok(store_exec(store, arena, (Query){"add_name", naming, naming}, args, 2, NULL));
}

static Served worked(Arena *arena, int which)
{
    Str db;
    ReconcileReport report;
    ReconcileOptions run = {.province = S("33"),
                            .month = {2026, 9, 0},
                            .threads = 1,
                            .by = S("lan"),
                            .meanwhile = payers_find,
                            .after = outreach_confirm};
    if (!filled_database(arena, which, &db))
        return (Served){0};
    Store *store = filled_store(arena, db);
    registers_of_september(store, arena);
    assert_ok(store_begin(store, arena));
    plant_village(store, arena, "11980-01", "Thôn Đông");
    plant_village(store, arena, "11980-02", "Thôn Nam");
    assert_ok(store_commit(store, arena));
    assert_ok(reconcile_run(store, arena, &run, &report));
    store_close(&store);
    return serve_on(arena, db, NULL);
}

#define ON_EACH_WORKED(served)                           \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Served served = worked(arena, which_); served.pid; serve_ends(&served, arena))

#define PHONE "may-cua-an-1"
#define OTHER "may-cua-nam-1"

typedef struct Cast {
    Client officer, leader, an, nam;
    int64_t mai; /* her lead, which An has */
} Cast;

static const char *agent_body(Arena *arena, const char *village, int version)
{
    return PATH("{\"province\":\"33\",\"most\":50,\"active\":true,\"areas\":[{\"unit\":\"11980\",\"village\":\"%s\"}],"
                "\"version\":%d}",
                village, version);
}

static void phone(const Client *who, Arena *arena, const char *id)
{
    Got got = asks(200, who, arena, "POST", "/api/work/devices",
                   PATH("{\"province\":\"33\",\"id\":\"%s\",\"name\":\"máy của tôi\"}", id));
    assert_true(number_at(&got, arena, "expires_days") > 0);
}

static Got syncs(int status, const Client *who, Arena *arena, const char *id, int64_t since, const char *actions)
{
    return asks(
        status, who, arena, "POST", "/api/work/sync",
        PATH("{\"province\":\"33\",\"device\":\"%s\",\"since\":%lld,\"actions\":[%s]}", id, (long long)since, actions));
}

static const char *told(Arena *arena, const char *key, int64_t lead, const char *outcome, int64_t seen)
{
    return PATH("{\"key\":\"%s\",\"lead\":%lld,\"day\":\"2026-11-10\",\"channel\":\"visit\",\"outcome\":\"%s\","
                "\"reason\":\"chưa có tiền\",\"note\":\"gặp ở nhà\",\"seen\":%lld}",
                key, (long long)lead, outcome, (long long)seen);
}

/* An has the village in the east, where Mai lives, and Nam that in the south. */
static Cast set_up(const Served *served, Arena *arena)
{
    Cast c = {serve_client(served, arena, "commune-officer", "33", "11980"),
              serve_client(served, arena, "commune-leader", "33", "11980"),
              serve_client(served, arena, "collaborator", "33", "11980-01"),
              serve_client(served, arena, "collaborator", "33", "11980-02"), 0};
    asks(200, &c.officer, arena, "PUT", PATH("/api/work/agents/%.*s", STRF(c.an.login)),
         agent_body(arena, "thôn đông", 0));
    asks(200, &c.officer, arena, "PUT", PATH("/api/work/agents/%.*s", STRF(c.nam.login)),
         agent_body(arena, "Thôn Nam", 0));
    Got got = asks(200, &c.officer, arena, "POST", "/api/work/assign", "{\"province\":\"33\",\"unit\":\"11980\"}");
    assert_true(number_at(&got, arena, "given") >= 1);
    phone(&c.an, arena, PHONE);
    phone(&c.nam, arena, OTHER);
    got = syncs(200, &c.an, arena, PHONE, 0, "");
    c.mai = number_at(&got, arena, "package/tasks/name=Trần Thị Mai/lead");
    return c;
}

TEST(an_agent_is_an_account_that_may_work_in_all_of_its_area)
{
    ON_EACH_WORKED(served)
    {
        Client officer = serve_client(&served, arena, "commune-officer", "33", "11980"),
               an = serve_client(&served, arena, "collaborator", "33", "11980-01"),
               finance = serve_client(&served, arena, "finance", "33", "");
        const char *path = PATH("/api/work/agents/%.*s", STRF(an.login));
        const char *whole = "{\"province\":\"33\",\"most\":5,\"active\":true,\"areas\":[{\"unit\":\"11980\"}]}";
        refuses(422, "bad-input", "areas", &officer, arena, "PUT", path, whole);
        refuses(422, "bad-input", "areas", &officer, arena, "PUT", path, agent_body(arena, "Thôn Nam", 0));
        refuses(422, "bad-input", "areas", &officer, arena, "PUT", "/api/work/agents/khong.co",
                agent_body(arena, "Thôn Đông", 0));
        refuses(422, "bad-input", "areas", &officer, arena, "PUT", PATH("/api/work/agents/%.*s", STRF(finance.login)),
                agent_body(arena, "Thôn Đông", 0));
        refuses(403, "forbidden", "", &an, arena, "PUT", path, agent_body(arena, "Thôn Đông", 0));
        Got got = asks(200, &officer, arena, "PUT", path, agent_body(arena, "THÔN ĐÔNG", 0));
        assert_str(at(&got, arena, "may"), S("true"));
        assert_int_equal(number_at(&got, arena, "version"), 1);
        refuses(409, "conflict", "", &officer, arena, "PUT", path, agent_body(arena, "Thôn Đông", 0));
        got = asks(200, &officer, arena, "PUT", path, agent_body(arena, "Thôn Đông", 1));
        assert_int_equal(number_at(&got, arena, "version"), 2);
    }
}

TEST(a_phone_gets_the_people_of_its_owner_in_full_and_no_number_of_theirs)
{
    ON_EACH_WORKED(served)
    {
        Cast c = set_up(&served, arena);
        Got got = syncs(200, &c.an, arena, PHONE, 0, "");
        assert_str(at(&got, arena, "package/whole"), S("true"));
        assert_str(at(&got, arena, "package/owner"), c.an.login);
        assert_str(at(&got, arena, "package/tasks/name=Trần Thị Mai/birth_year"), S("1986"));
        assert_str(at(&got, arena, "package/tasks/name=Trần Thị Mai/phone"), S("0912345678"));
        assert_true(at(&got, arena, "package/tasks/name=Trần Thị Mai/why").len > 10);
        assert_true(str_find(got.body, S(MAI)) < 0 && str_find(got.body, S("8.000.000")) < 0);
        assert_true(str_find(got.body, S("Phạm Văn Bình")) < 0); /* of the next village */
        /* once more, and nothing comes twice */
        int64_t cursor = number_at(&got, arena, "package/cursor");
        got = syncs(200, &c.an, arena, PHONE, cursor, "");
        assert_str(at(&got, arena, "package/tasks"), S("0"));
        assert_str(at(&got, arena, "package/whole"), S("false"));
        /* officers see the mask, leaders the count */
        got = asks(200, &c.officer, arena, "GET", "/api/work/tasks?province=33", NULL);
        assert_str(at(&got, arena, PATH("rows/lead=%lld/name", (long long)c.mai)), S("T. T. M."));
        int64_t count = number_at(&got, arena, "count");
        got = asks(200, &c.leader, arena, "GET", "/api/work/tasks?province=33", NULL);
        assert_int_equal(number_at(&got, arena, "count"), count);
        assert_str(at(&got, arena, "rows"), S("0"));
        assert_str(at(&got, arena, "counted_only"), S("true"));
        asks(404, &c.leader, arena, "GET", PATH("/api/work/tasks/%lld?province=33", (long long)c.mai), NULL);
        assert_int_equal(audits(&served, arena, "work.sync", &c.an), 2); /* the one that gave nothing is none */
    }
}

TEST(what_is_told_counts_once_and_what_cannot_be_read_hinders_nothing)
{
    ON_EACH_WORKED(served)
    {
        Cast c = set_up(&served, arena);
        const char *visit = told(arena, "lan-ghi-0001", c.mai, "thinking", 0);
        Got got =
            syncs(200, &c.an, arena, PHONE, 0, PATH("{\"key\":\"lan-ghi-0000\",\"lead\":\"x\",\"day\":1},%s", visit));
        assert_str(at(&got, arena, "results/0/taken"), S("refused"));
        assert_true(at(&got, arena, "results/0/why").len > 5);
        assert_str(at(&got, arena, "results/1/taken"), S("taken"));
        assert_str(at(&got, arena, "package/tasks/name=Trần Thị Mai/history/0/outcome"), S("thinking"));
        got = syncs(200, &c.an, arena, PHONE, 0, visit);
        assert_str(at(&got, arena, "results/0/taken"), S("repeated"));
        assert_str(at(&got, arena, "package/tasks/name=Trần Thị Mai/contacts"), S("1"));
        got = asks(200, &c.officer, arena, "GET", PATH("/api/work/tasks/%lld?province=33", (long long)c.mai), NULL);
        assert_str(at(&got, arena, "events"), S("2"));
        assert_str(at(&got, arena, "state"), S("contacted"));
        assert_str(at(&got, arena, "own"), S("false"));
        got = asks(200, &c.leader, arena, "GET", "/api/work/results?province=33&by=outcome", NULL);
        assert_str(at(&got, arena, "rows/key=thinking/contacted"), S("1"));
        assert_str(at(&got, arena, "rows/key=thinking/share_with_outcome"), S("10000"));
    }
}

TEST(what_a_person_says_of_calls_holds)
{
    ON_EACH_WORKED(served)
    {
        Cast c = set_up(&served, arena);
        Got got =
            syncs(200, &c.an, arena, PHONE, 0,
                  PATH("{\"key\":\"lan-ghi-0001\",\"lead\":%lld,\"day\":\"2026-11-10\",\"channel\":\"visit\","
                       "\"outcome\":\"thinking\",\"seen\":0,\"consent\":{\"channel\":\"call\",\"allowed\":false}}",
                       (long long)c.mai));
        assert_str(at(&got, arena, "results/0/taken"), S("taken"));
        assert_str(at(&got, arena, "package/tasks/name=Trần Thị Mai/may_call"), S("false"));
        assert_str(at(&got, arena, "package/tasks/name=Trần Thị Mai/may_message"), S("true"));
        assert_str(at(&got, arena, "package/tasks/name=Trần Thị Mai/way_call"), S("closed"));
        assert_str(at(&got, arena, "package/tasks/name=Trần Thị Mai/way_message"), S("basis"));
    }
}

TEST(tasks_and_phones_of_others_are_not_there)
{
    ON_EACH_WORKED(served)
    {
        Cast c = set_up(&served, arena);
        Client stranger = serve_client(&served, arena, "collaborator", "33", "11983-01"), nobody = {.served = &served};
        Got got = syncs(200, &c.nam, arena, OTHER, 0, told(arena, "lan-ghi-0009", c.mai, "deceased", 0));
        assert_str(at(&got, arena, "results/0/taken"), S("refused"));
        assert_true(str_find(got.body, S("Mai")) < 0);
        syncs(404, &c.nam, arena, PHONE, 0, "");
        asks(404, &c.nam, arena, "GET", "/api/work/mine?province=33&device=" PHONE, NULL);
        asks(404, &c.nam, arena, "GET", PATH("/api/work/tasks/%lld?province=33", (long long)c.mai), NULL);
        asks(404, &c.nam, arena, "DELETE", "/api/work/devices/" PHONE "?province=33", NULL);
        asks(403, &c.nam, arena, "GET", "/api/work/tasks?province=33", NULL);
        asks(404, &stranger, arena, "GET", PATH("/api/work/tasks/%lld?province=33", (long long)c.mai), NULL);
        asks(401, &nobody, arena, "GET", "/api/work/mine?province=33&device=" PHONE, NULL);
        got = asks(200, &c.nam, arena, "GET", "/api/work/devices?province=33", NULL);
        assert_str(at(&got, arena, "rows"), S("1"));
        got = asks(200, &c.an, arena, "GET", PATH("/api/work/tasks/%lld?province=33", (long long)c.mai), NULL);
        assert_str(at(&got, arena, "own"), S("true"));
        assert_str(at(&got, arena, "name"), S("Trần Thị Mai"));
    }
}

TEST(a_phone_that_is_wiped_is_told_that_and_nothing_else)
{
    ON_EACH_WORKED(served)
    {
        Cast c = set_up(&served, arena);
        Got got = asks(200, &c.officer, arena, "GET", "/api/work/devices?province=33", NULL);
        assert_str(at(&got, arena, "rows/id=" PHONE "/state"), S("used"));
        asks(204, &c.officer, arena, "DELETE", "/api/work/devices/" PHONE "?province=33", NULL);
        got = asks(200, &c.officer, arena, "GET", "/api/work/devices?province=33", NULL);
        assert_str(at(&got, arena, "rows/id=" PHONE "/state"), S("wiping"));
        refuses(410, "wiped", "", &c.an, arena, "POST", "/api/work/sync",
                PATH("{\"province\":\"33\",\"device\":\"" PHONE "\",\"since\":0,\"actions\":[%s]}",
                     told(arena, "lan-ghi-0001", c.mai, "registered", 0)));
        refuses(410, "wiped", "", &c.an, arena, "GET", "/api/work/mine?province=33&device=" PHONE, NULL);
        refuses(410, "wiped", "", &c.an, arena, "POST", "/api/work/devices",
                "{\"province\":\"33\",\"id\":\"" PHONE "\",\"name\":\"x\"}");
        got = asks(200, &c.officer, arena, "GET", "/api/work/devices?province=33", NULL);
        assert_str(at(&got, arena, "rows/id=" PHONE "/state"), S("wiped"));
        assert_str(at(&got, arena, "rows/id=" PHONE "/held"), S("0"));
        phone(&c.an, arena, "may-moi-cua-an");
        got = syncs(200, &c.an, arena, "may-moi-cua-an", 0, told(arena, "lan-ghi-0001", c.mai, "registered", 0));
        assert_str(at(&got, arena, "results/0/taken"), S("taken")); /* what was refused then is not lost */
        /* one that says what it is called is known with its first sync; a wiped one is not by that */
        asks(200, &c.an, arena, "POST", "/api/work/sync",
             "{\"province\":\"33\",\"device\":\"may-ba-cua-an\",\"name\":\"máy thứ ba\",\"since\":0,\"actions\":[]}");
        got = asks(200, &c.officer, arena, "GET", "/api/work/devices?province=33", NULL);
        assert_str(at(&got, arena, "rows/id=may-ba-cua-an/name"), S("máy thứ ba"));
        refuses(410, "wiped", "", &c.an, arena, "POST", "/api/work/sync",
                "{\"province\":\"33\",\"device\":\"" PHONE "\",\"name\":\"x\",\"since\":0,\"actions\":[]}");
    }
}

static void grant(const Served *served, Arena *arena, const Client *who, const char *village)
{
    Store *store = filled_store(arena, served->db);
    Account account;
    bool none;
    Grant grant = {S("collaborator"), {S("33"), str_from(village)}};
    assert_ok(account_by_login(store, arena, who->login, &account, &none));
    assert_false(none);
    account.grant = &grant;
    account.grants = 1;
    assert_ok(account_change(store, arena, &account));
    store_close(&store);
}

TEST(a_territory_that_is_taken_away_takes_its_people_off_the_phone)
{
    ON_EACH_WORKED(served)
    {
        Cast c = set_up(&served, arena);
        Got got = syncs(200, &c.an, arena, PHONE, 0, "");
        int64_t cursor = number_at(&got, arena, "package/cursor");
        grant(&served, arena, &c.an, "11980-02");
        got = syncs(200, &c.an, arena, PHONE, cursor, "");
        assert_str(at(&got, arena, "package/whole"), S("true"));
        assert_str(at(&got, arena, "package/tasks"), S("0"));
        assert_int_equal(number_at(&got, arena, "package/gone/0"), c.mai);
        assert_true(str_find(got.body, S("Mai")) < 0);
        asks(404, &c.an, arena, "GET", PATH("/api/work/tasks/%lld?province=33", (long long)c.mai), NULL);
        got = asks(200, &c.officer, arena, "GET", "/api/work/agents?province=33", NULL);
        assert_str(at(&got, arena, PATH("rows/account=%.*s/may", STRF(c.an.login))), S("false"));
        /* what he did while they were his is kept, and tells him nothing of others */
        got = syncs(200, &c.an, arena, PHONE, cursor, told(arena, "lan-ghi-0001", c.mai, "thinking", 0));
        assert_str(at(&got, arena, "results/0/taken"), S("taken"));
        assert_str(at(&got, arena, "package/tasks"), S("0"));
        grant(&served, arena, &c.an, "11980-01");
        got = syncs(200, &c.an, arena, PHONE, number_at(&got, arena, "package/cursor"), "");
        assert_str(at(&got, arena, "package/whole"), S("true"));
        assert_int_equal(number_at(&got, arena, "package/tasks/name=Trần Thị Mai/lead"), c.mai);
        /* nor are they given to who may not have them */
        grant(&served, arena, &c.nam, "11980-01");
        refuses(409, "conflict", "", &c.officer, arena, "POST", "/api/work/hand-over",
                PATH("{\"province\":\"33\",\"from\":\"%.*s\",\"to\":\"%.*s\"}", STRF(c.an.login), STRF(c.nam.login)));
    }
}

TEST_MAIN
