/* Rounds of proposals over the real server: communes propose, two sides review, the council decides. */
#include "answer.h"

#include <pthread.h>

#define OPEN_2027 "{\"province\":\"33\",\"year\":2027,\"deadline\":\"2026-12-15\"}"
#define PHO_HIEN "/api/rounds/33-2027-1/proposals/11953"
#define HONG_CHAU "/api/rounds/33-2027-1/proposals/11980"

typedef struct Team {
    Client home, insurance, commune, other, leader;
} Team;

static Team team_of(const Served *served, Arena *arena)
{
    return (Team){serve_client(served, arena, "home-affairs", "33", ""),
                  serve_client(served, arena, "si-province", "33", ""),
                  serve_client(served, arena, "commune-leader", "33", "11953"),
                  serve_client(served, arena, "commune-officer", "33", "11980"),
                  serve_client(served, arena, "province-leader", "33", "")};
}

static void opened(const Team *t, Arena *arena)
{
    Got got = asks(201, &t->home, arena, "POST", "/api/rounds", OPEN_2027);
    assert_str(at(&got, arena, "id"), S("33-2027-1"));
    assert_str(at(&got, arena, "state"), S("open"));
    assert_int_equal(number_at(&got, arena, "low_bp"), 9000);
    assert_int_equal(number_at(&got, arena, "communes"), 4);
}

TEST(a_round_goes_from_the_bounds_to_the_councils_decision)
{
    ON_EACH_WORLD(served, add_results)
    {
        Team t = team_of(&served, arena);
        opened(&t, arena);
        Got got = asks(200, &t.commune, arena, "PUT", PHO_HIEN, "{\"total\":12500,\"voluntary\":700,\"version\":0}");
        assert_str(at(&got, arena, "state"), S("proposed"));
        assert_str(at(&got, arena, "name"), S("Phường Phố Hiến"));
        assert_str(at(&got, arena, "outcome_by"), S("path")); /* until both agree */
        got = asks(200, &t.insurance, arena, "POST", PHO_HIEN "/review",
                   "{\"as\":\"insurance\",\"agree\":true,\"version\":1}");
        assert_str(at(&got, arena, "insurance"), S("true"));
        assert_str(at(&got, arena, "home_affairs"), S("null"));
        got = asks(200, &t.home, arena, "POST", PHO_HIEN "/review",
                   "{\"as\":\"home-affairs\",\"agree\":true,\"reason\":\"phù hợp\",\"version\":2}");
        assert_str(at(&got, arena, "state"), S("agreed"));
        assert_int_equal(number_at(&got, arena, "outcome_total"), 12500);
        got = asks(200, &t.leader, arena, "GET", "/api/rounds/33-2027-1", NULL);
        assert_int_equal(number_at(&got, arena, "rows"), 4);
        assert_int_equal(number_at(&got, arena, "agreed"), 1);
        assert_int_equal(number_at(&got, arena, "sum"), 12500 + 12047 + 11666 + 11415);
        got = asks(200, &t.home, arena, "POST", "/api/rounds/33-2027-1/decision",
                   "{\"number\":\"55/NQ-HĐND\",\"date\":\"2026-11-14\",\"issuer\":\"HĐND tỉnh Hưng Yên\","
                   "\"title\":\"Kế hoạch năm 2027\",\"others\":\"path\",\"version\":1}");
        assert_str(at(&got, arena, "state"), S("decided"));
        assert_str(at(&got, arena, "document"), S("33:55/NQ-HĐND"));
        got = asks(200, &t.commune, arena, "GET", "/api/targets?province=33&year=2027&indicator=participants_total",
                   NULL);
        assert_int_equal(number_at(&got, arena, "rows/unit=11953/value"), 12500);
        assert_str(at(&got, arena, "rows/unit=11953/document"), S("33:55/NQ-HĐND"));
        assert_int_equal(audits(&served, arena, "round.open", &t.home), 1);
        assert_int_equal(audits(&served, arena, "target.propose", &t.commune), 1);
        assert_int_equal(audits(&served, arena, "target.review", &t.insurance), 1);
        assert_int_equal(audits(&served, arena, "target.decide", &t.home), 1);
    }
}

/* ---- what is refused -------------------------------------------------------------------------------- */

TEST(a_round_is_opened_by_who_may_and_once_a_year)
{
    ON_EACH_WORLD(served, add_results)
    {
        Team t = team_of(&served, arena);
        const Client * not [] = {&t.insurance, &t.commune, &t.other, &t.leader};
        for (int i = 0; i < COUNTOF(not ); i++)
            refuses(403, "forbidden", "", not [i], arena, "POST", "/api/rounds", OPEN_2027);
        Client away = serve_client(&served, arena, "home-affairs", "31", "");
        refuses(403, "forbidden", "", &away, arena, "POST", "/api/rounds", OPEN_2027);
        static const struct {
            const char *body, *field;
        } bad[] = {
            {"{\"province\":\"33\",\"year\":2027}", "deadline"},
            {"{\"province\":\"33\",\"year\":1999,\"deadline\":\"2026-12-15\"}", "year"},
            {"{\"province\":\"33\",\"year\":2027,\"deadline\":\"2026-12-15\",\"low_bp\":10001}", "low_bp"},
            {"{\"province\":\"33\",\"year\":2027,\"deadline\":\"2026-12-15\",\"high_bp\":9999}", "high_bp"},
            {"{\"province\":\"33\",\"year\":2027,\"deadline\":\"2026-12-15\",\"odd\":1}", "odd"},
            {"{\"year\":2027,\"deadline\":\"2026-12-15\"}", "province"},
            {"{\"province\":\"33\",\"year\":2026,\"deadline\":\"2026-12-15\"}", ""}, /* has begun */
            {"{\"province\":\"33\",\"year\":2027,\"deadline\":\"2026-11-01\"}", ""}, /* is past */
            {"{\"province\":\"33\",\"year\":2027,\"deadline\":\"ngày mai\"}", ""},
        };
        for (int i = 0; i < COUNTOF(bad); i++)
            refuses(422, "bad-input", bad[i].field, &t.home, arena, "POST", "/api/rounds", bad[i].body);
        opened(&t, arena);
        refuses(409, "conflict", "", &t.home, arena, "POST", "/api/rounds", OPEN_2027);
        refuses(404, "not-found", "", &t.home, arena, "GET", "/api/rounds/33-2027-9", NULL);
        refuses(404, "not-found", "", &away, arena, "GET", "/api/rounds/33-2027-1", NULL);
        refuses(404, "not-found", "", &away, arena, "GET", "/api/rounds?province=33", NULL);
        Got got = asks(200, &t.home, arena, "GET", "/api/rounds?province=33", NULL);
        assert_int_equal(number_at(&got, arena, "rows"), 1);
        assert_str(at(&got, arena, "rows/0/opened_by"), t.home.login);
    }
}

TEST(a_proposal_keeps_its_bounds_its_commune_and_its_version)
{
    ON_EACH_WORLD(served, add_results)
    {
        Team t = team_of(&served, arena);
        opened(&t, arena);
        static const struct {
            const char *body, *field;
        } bad[] = {
            {"{\"total\":11093,\"voluntary\":0,\"reason\":\"vì\",\"version\":0}", "total"}, /* below 90% */
            {"{\"total\":14792,\"voluntary\":0,\"reason\":\"vì\",\"version\":0}", "total"}, /* above 120% */
            {"{\"total\":12400,\"voluntary\":12401,\"version\":0}", "voluntary"},
            {"{\"total\":12400,\"voluntary\":-1,\"version\":0}", "voluntary"},
            {"{\"total\":12325,\"voluntary\":0,\"reason\":\" \",\"version\":0}", "reason"}, /* below the path */
            {"{\"total\":12400,\"voluntary\":0}", "version"},
            {"{\"total\":12400.5,\"voluntary\":0,\"version\":0}", "total"},
            {"{\"total\":\"12400\",\"voluntary\":0,\"version\":0}", "total"},
        };
        for (int i = 0; i < COUNTOF(bad); i++)
            refuses(422, "bad-input", bad[i].field, &t.commune, arena, "PUT", PHO_HIEN, bad[i].body);
        const char *good = "{\"total\":12400,\"voluntary\":10,\"version\":0}";
        refuses(403, "forbidden", "", &t.commune, arena, "PUT", HONG_CHAU, good); /* another commune's */
        refuses(403, "forbidden", "", &t.home, arena, "PUT", PHO_HIEN, good);     /* does not propose */
        refuses(404, "not-found", "", &t.commune, arena, "PUT", "/api/rounds/33-2031-1/proposals/11953", good);
        asks(200, &t.commune, arena, "PUT", PHO_HIEN, good);
        refuses(409, "conflict", "", &t.commune, arena, "PUT", PHO_HIEN, good); /* version 0 is gone */
        Got got = asks(200, &t.commune, arena, "GET", "/api/rounds/33-2027-1", NULL);
        assert_int_equal(number_at(&got, arena, "rows"), 1); /* its own alone, and no sums over others */
        assert_str(at(&got, arena, "sum"), S("null"));
        assert_int_equal(number_at(&got, arena, "rows/unit=11953/total"), 12400);
        refuses(403, "forbidden", "", &t.commune, arena, "GET", HONG_CHAU, NULL);
    }
}

TEST(each_side_reviews_for_itself_and_gives_a_reason_to_send_back)
{
    ON_EACH_WORLD(served, add_results)
    {
        Team t = team_of(&served, arena);
        opened(&t, arena);
        const char *yes = "{\"as\":\"insurance\",\"agree\":true,\"version\":%d}";
        refuses(409, "conflict", "", &t.insurance, arena, "POST", PHO_HIEN "/review", PATH(yes, 0)); /* nothing yet */
        asks(200, &t.commune, arena, "PUT", PHO_HIEN, "{\"total\":12400,\"voluntary\":10,\"version\":0}");
        refuses(403, "forbidden", "", &t.home, arena, "POST", PHO_HIEN "/review", PATH(yes, 1)); /* the other side */
        refuses(403, "forbidden", "", &t.commune, arena, "POST", PHO_HIEN "/review", PATH(yes, 1));
        refuses(403, "forbidden", "", &t.leader, arena, "POST", PHO_HIEN "/review", PATH(yes, 1));
        refuses(409, "conflict", "", &t.insurance, arena, "POST", PHO_HIEN "/review", PATH(yes, 0)); /* not seen */
        static const struct {
            const char *body, *field;
        } bad[] = {
            {"{\"as\":\"police\",\"agree\":true,\"version\":1}", "as"},
            {"{\"as\":\"insurance\",\"agree\":1,\"version\":1}", "agree"},
            {"{\"as\":\"insurance\",\"version\":1}", "agree"},
            {"{\"as\":\"insurance\",\"agree\":false,\"version\":1}", "reason"},
        };
        for (int i = 0; i < COUNTOF(bad); i++)
            refuses(422, "bad-input", bad[i].field, &t.insurance, arena, "POST", PHO_HIEN "/review", bad[i].body);
        Got got = asks(200, &t.insurance, arena, "POST", PHO_HIEN "/review",
                       "{\"as\":\"insurance\",\"agree\":false,\"reason\":\"tự nguyện thấp\",\"version\":1}");
        assert_str(at(&got, arena, "state"), S("returned"));
        refuses(409, "conflict", "", &t.home, arena, "POST", PHO_HIEN "/review",
                "{\"as\":\"home-affairs\",\"agree\":true,\"version\":2}"); /* waits for the new one */
        asks(200, &t.commune, arena, "PUT", PHO_HIEN, "{\"total\":12450,\"voluntary\":20,\"version\":2}");
        asks(200, &t.insurance, arena, "POST", PHO_HIEN "/review", PATH(yes, 3));
        asks(200, &t.home, arena, "POST", PHO_HIEN "/review", "{\"as\":\"home-affairs\",\"agree\":true,\"version\":4}");
        refuses(409, "conflict", "", &t.commune, arena, "PUT", PHO_HIEN,
                "{\"total\":12460,\"voluntary\":20,\"version\":5}"); /* is agreed */
        got = asks(200, &t.commune, arena, "GET", PHO_HIEN, NULL);
        assert_int_equal(number_at(&got, arena, "rows"), 5);
        assert_int_equal(number_at(&got, arena, "rows/version=1/total"), 12400);
        assert_str(at(&got, arena, "rows/version=2/action"), S("returned"));
        assert_str(at(&got, arena, "rows/version=2/side"), S("insurance"));
        assert_str(at(&got, arena, "rows/version=2/reason"), S("tự nguyện thấp"));
        assert_int_equal(number_at(&got, arena, "rows/version=3/voluntary"), 20);
        assert_str(at(&got, arena, "rows/version=5/by"), t.home.login);
    }
}

/* ---- the decision ------------------------------------------------------------------------------------ */

TEST(a_decision_says_what_is_with_those_who_agreed_on_nothing)
{
    ON_EACH_WORLD(served, add_results)
    {
        Team t = team_of(&served, arena);
        opened(&t, arena);
        const char *path = "/api/rounds/33-2027-1/decision";
        refuses(409, "conflict", "", &t.home, arena, "POST", path, "{\"number\":\"55\",\"version\":1}");
        refuses(409, "conflict", "", &t.home, arena, "POST", path,
                "{\"number\":\"55\",\"others\":\"refuse\",\"version\":1}");
        static const struct {
            const char *body, *field;
        } bad[] = {
            {"{\"others\":\"path\",\"version\":1}", "number"},
            {"{\"number\":\"55\",\"others\":\"zero\",\"version\":1}", "others"},
            {"{\"number\":\"55\",\"others\":\"path\"}", "version"},
            {"{\"number\":\"55\",\"date\":\"31/12/2026\",\"others\":\"path\",\"version\":1}", "date"},
        };
        for (int i = 0; i < COUNTOF(bad); i++)
            refuses(422, "bad-input", bad[i].field, &t.home, arena, "POST", path, bad[i].body);
        const char *good = "{\"number\":\"55\",\"others\":\"path\",\"version\":%d}";
        refuses(403, "forbidden", "", &t.insurance, arena, "POST", path, PATH(good, 1));
        refuses(403, "forbidden", "", &t.leader, arena, "POST", path, PATH(good, 1));
        refuses(409, "conflict", "", &t.home, arena, "POST", path, PATH(good, 7));
        asks(200, &t.home, arena, "POST", path, PATH(good, 1));
        refuses(409, "conflict", "", &t.commune, arena, "PUT", PHO_HIEN,
                "{\"total\":12400,\"voluntary\":0,\"version\":0}"); /* too late */
        refuses(409, "conflict", "", &t.insurance, arena, "POST", PHO_HIEN "/review",
                "{\"as\":\"insurance\",\"agree\":true,\"version\":0}");
    }
}

TEST(a_later_decision_replaces_the_targets_and_the_old_ones_stay)
{
    ON_EACH_WORLD(served, add_results)
    {
        Team t = team_of(&served, arena);
        const char *first = "{\"number\":\"55\",\"others\":\"path\",\"version\":1}",
                   *second = "{\"number\":\"56\",\"others\":\"path\",\"version\":1}",
                   *total = "indicator=participants_total";
        opened(&t, arena);
        asks(200, &t.home, arena, "POST", "/api/rounds/33-2027-1/decision", first);
        asks(201, &t.home, arena, "POST", "/api/rounds", OPEN_2027);
        const char *of = "/api/rounds/33-2027-2/proposals/11953";
        asks(200, &t.commune, arena, "PUT", of, "{\"total\":13000,\"voluntary\":0,\"version\":0}");
        asks(200, &t.insurance, arena, "POST", PATH("%s/review", of),
             "{\"as\":\"insurance\",\"agree\":true,\"version\":1}");
        asks(200, &t.home, arena, "POST", PATH("%s/review", of),
             "{\"as\":\"home-affairs\",\"agree\":true,\"version\":2}");
        refuses(409, "conflict", "", &t.home, arena, "POST", "/api/rounds/33-2027-2/decision", first); /* is taken */
        asks(200, &t.home, arena, "POST", "/api/rounds/33-2027-2/decision", second);
        Got now = asks(200, &t.commune, arena, "GET", PATH("/api/targets?province=33&year=2027&%s", total), NULL),
            then = asks(200, &t.commune, arena, "GET", PATH("/api/targets?province=33&document=33:55&%s", total), NULL),
            list = asks(200, &t.leader, arena, "GET", "/api/documents?province=33", NULL);
        assert_int_equal(number_at(&now, arena, "rows/unit=11953/value"), 13000);
        assert_int_equal(number_at(&then, arena, "rows/unit=11953/value"), 12326);
        assert_str(at(&then, arena, "document"), S("33:55"));
        assert_str(at(&list, arena, "rows/id=33:55/superseded_by"), S("33:56"));
        assert_str(at(&list, arena, "rows/id=33:56/supersedes"), S("33:55"));
    }
}

/* ---- two at once, and tables ----------------------------------------------------------------------------- */

typedef struct Racer {
    const Client *client;
    Arena arena;
    int status;
    int64_t total;
} Racer;

static void *race(void *arg)
{
    Racer *r = arg;
    Str body = str_fmt(&r->arena, "{\"total\":%lld,\"voluntary\":0,\"version\":0}", (long long)r->total);
    r->status = ask(r->client, &r->arena, "PUT", PHO_HIEN, body).status;
    return NULL;
}

TEST(of_two_who_propose_at_once_one_is_told_so)
{
    ON_EACH_WORLD(served, add_results)
    {
        enum { RACERS = 4 };
        Team t = team_of(&served, arena);
        Client second = serve_client(&served, arena, "commune-officer", "33", "11953");
        pthread_t thread[RACERS];
        Racer racer[RACERS];
        int won = 0;
        opened(&t, arena);
        for (int i = 0; i < RACERS; i++) {
            racer[i] = (Racer){i % 2 ? &second : &t.commune, arena_open(1 << 24), 0, 12400 + i};
            assert_int_equal(pthread_create(&thread[i], NULL, race, &racer[i]), 0);
        }
        Got got;
        for (int i = 0; i < RACERS; i++)
            assert_int_equal(pthread_join(thread[i], NULL), 0);
        got = asks(200, &t.home, arena, "GET", "/api/rounds/33-2027-1", NULL);
        for (int i = 0; i < RACERS; i++) {
            assert_true(racer[i].status == 200 || racer[i].status == 409);
            won += racer[i].status == 200;
            if (racer[i].status == 200)
                assert_int_equal(number_at(&got, arena, "rows/unit=11953/total"), racer[i].total);
            arena_close(&racer[i].arena);
        }
        assert_int_equal(won, 1);
        got = asks(200, &t.home, arena, "GET", PHO_HIEN, NULL);
        assert_int_equal(number_at(&got, arena, "rows"), 1);
    }
}

TEST(the_table_of_a_round_is_exported_as_it_is_seen)
{
    ON_EACH_WORLD(served, add_results)
    {
        Team t = team_of(&served, arena);
        opened(&t, arena);
        asks(200, &t.commune, arena, "PUT", PHO_HIEN,
             "{\"total\":12400,\"voluntary\":10,\"reason\":\"=HYPERLINK(1)\",\"version\":0}");
        Got csv = asks(200, &t.home, arena, "GET", "/api/rounds/33-2027-1?format=csv", NULL),
            own = asks(200, &t.commune, arena, "GET", "/api/rounds/33-2027-1?format=csv", NULL),
            xlsx = asks(200, &t.home, arena, "GET", "/api/rounds/33-2027-1?format=xlsx", NULL);
        assert_true(str_find(csv.body, S("Xã Mễ Sở")) > 0);
        assert_true(str_find(csv.body, S(",=HYPERLINK")) < 0);
        assert_true(str_find(own.body, S("Phố Hiến")) > 0 && str_find(own.body, S("Xã Mễ Sở")) < 0);
        assert_true(str_starts(xlsx.body, S("PK\x03\x04")));
        assert_true(str_find(got_header(&xlsx, "Content-Disposition"), S("de-xuat-chi-tieu")) > 0);
        assert_int_equal(audits(&served, arena, "export", &t.home), 2);
        Client police = serve_client(&served, arena, "police", "33", "");
        refuses(403, "forbidden", "", &police, arena, "GET", "/api/rounds/33-2027-1?format=csv", NULL);
    }
}

TEST_MAIN
