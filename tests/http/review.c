/* Clerical review over the real server. */
#include "answer.h"
#include "registers.h"

static Served unsettled(Arena *arena, int which)
{
    Str db;
    if (!filled_database(arena, which, &db))
        return (Served){0};
    Store *store = filled_store(arena, db);
    registers_unsettled(store, arena);
    store_close(&store);
    return serve_on(arena, db, NULL);
}

#define ON_EACH_UNSETTLED(served)                        \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Served served = unsettled(arena, which_); served.pid; serve_ends(&served, arena))

static Client in(const Served *served, Arena *arena, const char *role, const char *unit)
{
    return serve_client(served, arena, role, "33", unit);
}

static void run(const Client *by, Arena *arena)
{
    Got got = asks(202, by, arena, "POST", "/api/runs", "{\"province\":\"33\",\"month\":\"2026-09\"}");
    json_t *job = job_ended(by, arena, job_of(arena, &got));
    check_state(job, "done");
    json_decref(job);
}

static Got next(const Client *by, Arena *arena)
{
    return asks(200, by, arena, "GET", "/api/reviews/next?province=33", NULL);
}

TEST(a_pair_is_shown_masked_side_by_side_and_answered_once_by_each)
{
    ON_EACH_UNSETTLED(served)
    {
        Client home = in(&served, arena, "home-affairs", ""), first = in(&served, arena, "si-province", ""),
               second = in(&served, arena, "si-province", "");
        run(&home, arena);
        Got got = next(&first, arena);
        int64_t open = number_at(&got, arena, "open");
        assert_true(open >= 4);
        long long id = number_at(&got, arena, "review/id");
        assert_str(at(&got, arena, "review/compared/code=full_name/same"), S("true"));
        assert_str(at(&got, arena, "review/compared/code=personal_id/same"), S("false"));
        assert_str(at(&got, arena, "review/compared/code=personal_id/masked"), S("true"));
        assert_true(str_find(got.body, S("Thị")) < 0);
        const char *path = PATH("/api/reviews/%lld", id);
        got = asks(200, &first, arena, "POST", path, "{\"province\":\"33\",\"answer\":\"yes\"}");
        assert_str(at(&got, arena, "needed"), S("2"));
        assert_str(at(&got, arena, "state"), S("half"));
        asks(409, &first, arena, "POST", path, "{\"province\":\"33\",\"answer\":\"yes\"}");
        got = next(&first, arena);
        assert_true(number_at(&got, arena, "review/id") != id);
        got = asks(200, &second, arena, "POST", path, "{\"province\":\"33\",\"answer\":\"yes\"}");
        assert_str(at(&got, arena, "state"), S("done"));
        assert_str(at(&got, arena, "label"), S("yes"));
        assert_int_equal(audits(&served, arena, "review.answer", &first), 1);
        refuses(422, "bad-input", "answer", &first, arena, "POST", path, "{\"province\":\"33\",\"answer\":\"maybe\"}");
        run(&home, arena);
        got = asks(200, &first, arena, "GET", "/api/reviews?province=33&state=done", NULL);
        assert_str(at(&got, arena, "done"), S("1"));
        assert_str(at(&got, arena, "rows"), S("1"));
    }
}

TEST(who_looks_at_a_pair_says_what_for)
{
    ON_EACH_UNSETTLED(served)
    {
        static const char look[] = "{\"province\":\"33\",\"purpose\":\"xác định hai dòng có là một người\",\"fields\":"
                                   "[\"name\",\"citizen-id\",\"birth\"]}";
        Client home = in(&served, arena, "home-affairs", ""), si = in(&served, arena, "si-province", ""),
               branch = in(&served, arena, "si-branch", "11980"),
               officer = in(&served, arena, "commune-officer", "11980");
        run(&home, arena);
        Got got = next(&branch, arena);
        long long id = number_at(&got, arena, "review/id");
        assert_str(at(&got, arena, "review/unit"), S("11980"));
        asks(403, &officer, arena, "GET", "/api/reviews?province=33", NULL);
        asks(403, &branch, arena, "POST", PATH("/api/reviews/%lld/look", id), look);
        got = asks(200, &si, arena, "POST", PATH("/api/reviews/%lld/look", id), look);
        assert_true(str_find(got.body, S(" Thị ")) > 0);
        assert_str(at(&got, arena, "compared/code=personal_id/masked"), S("false"));
        assert_int_equal(audits(&served, arena, "person.unmask", &si), 2);
        got = asks(200, &si, arena, "GET", "/api/reviews?province=33&limit=500", NULL);
        long long foreign = number_at(&got, arena, "rows/unit=11983/id");
        asks(404, &branch, arena, "GET", PATH("/api/reviews/%lld?province=33", foreign), NULL);
        asks(404, &branch, arena, "POST", PATH("/api/reviews/%lld", foreign),
             "{\"province\":\"33\",\"answer\":\"no\"}");
    }
}

TEST_MAIN
