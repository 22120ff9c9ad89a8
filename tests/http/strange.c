/* What a query names is there, or the answer says that it is not: no list answers for something that does not exist.
 * And what is said of it is said to somebody who looks at a page, not to who types commands. */
#include "answer.h"
#include "registers.h"

static Client of_province(const Served *served, Arena *arena, const char *role)
{
    return serve_client(served, arena, role, "33", "");
}

static void ran(const Client *by, Arena *arena)
{
    Got got = asks(202, by, arena, "POST", "/api/runs", "{\"province\":\"33\",\"month\":\"2026-09\"}");
    json_decref(job_ended(by, arena, job_of(arena, &got)));
}

TEST(a_list_of_something_that_is_not_there_is_refused_and_names_the_parameter)
{
    static const struct {
        const char *path, *field;
    } strange[] = {
        {"/api/facts?province=33&unit=99999", "unit"},
        {"/api/facts?province=33&indicator=nothing", "indicator"},
        {"/api/targets?province=33&indicator=nothing", "indicator"},
        {"/api/units?parent=99999", "parent"},
        {"/api/leads?province=33&rule=nothing", "rule"},
        {"/api/leads?province=33&unit=99999", "unit"},
        {"/api/leads?province=33&run=77", ""},
        {"/api/lead-counts?province=33&rule=nothing", "rule"},
        {"/api/lead-counts?province=33&by=rule&unit=99999", "unit"},
        {"/api/reviews?province=33&unit=99999", "unit"},
    };
    static const char *const there[] = {
        "/api/facts?province=33&unit=11953&indicator=participants_total",
        "/api/targets?province=33&indicator=participants_total",
        "/api/units?parent=0",
        "/api/units?parent=33",
        "/api/leads?province=33&rule=tax-uninsured&run=1",
        "/api/lead-counts?province=33&by=rule&unit=11953",
    };
    for (int which = 0; which < TEST_STORES; which++)
        for (Served served = registers_served(arena, which); served.pid; serve_ends(&served, arena)) {
            Client bhxh = of_province(&served, arena, "si-province");
            ran(&bhxh, arena);
            for (int i = 0; i < COUNTOF(strange); i++)
                refuses(404, "not-found", strange[i].field, &bhxh, arena, "GET", strange[i].path, NULL);
            for (int i = 0; i < COUNTOF(there); i++)
                asks(200, &bhxh, arena, "GET", there[i], NULL);
        }
}

TEST(a_problem_speaks_to_who_looks_at_a_page)
{
    static const char *const asked[] = {
        "/api/runs/77?province=33",
        "/api/deliveries/nothing?province=33",
        "/api/overview?province=33&period=2001-01",
        "/api/overview?province=33&base=residence",
        "/api/targets?province=33&document=nothing",
        "/api/allocations/nothing",
        "/api/targets?province=33&year=2099&format=csv",
    };
    Served served = registers_served(arena, 0);
    Client bhxh = of_province(&served, arena, "si-province");
    ran(&bhxh, arena);
    for (int i = 0; i < COUNTOF(asked); i++) {
        Got got = asks(404, &bhxh, arena, "GET", asked[i], NULL);
        Str detail = at(&got, arena, "detail");
        assert_true(detail.len > 10);
        assert_true(str_find(detail, S("baophu ")) < 0 && str_find(detail, S("--")) < 0);
    }
    Got got = asks(404, &bhxh, arena, "GET", "/api/runs/77?province=33&lang=vi", NULL);
    assert_true(str_find(at(&got, arena, "detail"), S("Lần đối soát")) > 0); /* where on the pages */
    serve_ends(&served, arena);
}

TEST_MAIN
