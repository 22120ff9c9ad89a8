/* The allocation workspace over the real server: try, keep, submit, send back, approve. */
#include "answer.h"

#include <stdlib.h>

#define PLAIN "{\"province\":\"33\",\"first_year\":2027,\"years\":4}"
#define WITH(more) "{\"province\":\"33\",\"first_year\":2027,\"years\":4," more "}"
#define NAMED(ask) "{\"name\":\"Phương án 1\",\"ask\":" ask "}"

static Str kept(const Client *client, Arena *arena, const char *ask_json)
{
    Got got =
        asks(201, client, arena, "POST", "/api/allocations", PATH("{\"name\":\"Phương án 1\",\"ask\":%s}", ask_json));
    assert_str(at(&got, arena, "state"), S("draft"));
    return str_fmt(arena, "/api/allocations/%.*s", STRF(at(&got, arena, "id")));
}

static char *move_path(Arena *arena, Str variant)
{
    return PATH("%.*s/move", STRF(variant));
}

TEST(what_is_known_is_shown_before_anything_is_shared)
{
    ON_EACH_WORLD(served, add_figures)
    {
        Client home = serve_client(&served, arena, "home-affairs", "33", "");
        Got got = asks(200, &home, arena, "GET", "/api/allocations/known?province=33", NULL);
        assert_str(at(&got, arena, "base_period"), S("2026-10"));
        assert_int_equal(number_at(&got, arena, "years/0"), 2027);
        assert_int_equal(number_at(&got, arena, "years"), 4);
        assert_int_equal(number_at(&got, arena, "units/code=11980/current_total"), 10111);
        assert_int_equal(number_at(&got, arena, "units/code=11980/goal_voluntary"), 911);
        assert_str(at(&got, arena, "units/code=11980/population"), S("null"));
        assert_str(at(&got, arena, "methods/name=uncovered/usable"), S("true"));
        assert_str(at(&got, arena, "methods/name=population/usable"), S("false"));
        assert_true(at(&got, arena, "methods/name=population/why").len > 0);
        assert_str(at(&got, arena, "simulated"), S("false"));
        got = asks(200, &home, arena, "GET", "/api/allocations/known?province=33&first_year=2030&years=1", NULL);
        assert_int_equal(number_at(&got, arena, "path"), 1);
        refuses(400, "usage", "years", &home, arena, "GET", "/api/allocations/known?province=33&years=99", NULL);
        refuses(400, "usage", "province", &home, arena, "GET", "/api/allocations/known", NULL);
        refuses(404, "not-found", "", &home, arena, "GET", "/api/allocations/known?province=31", NULL);
    }
}

/* A cell that is fixed moves the others at once; every year adds up. */
TEST(each_try_shows_its_effect_and_keeps_the_sums)
{
    ON_EACH_WORLD(served, add_figures)
    {
        Client home = serve_client(&served, arena, "home-affairs", "33", "");
        Got plain = asks(200, &home, arena, "POST", "/api/allocations/compute", PLAIN),
            fixed = asks(200, &home, arena, "POST", "/api/allocations/compute",
                         WITH("\"cells\":[{\"unit\":\"11980\",\"year\":2028,\"voluntary\":false,\"fixed\":11999}]"));
        assert_str(at(&plain, arena, "possible"), S("true"));
        assert_int_equal(number_at(&fixed, arena, "rows/code=11980/total/1"), 11999);
        assert_true(number_at(&plain, arena, "rows/code=11980/total/1") != 11999);
        assert_true(number_at(&plain, arena, "rows/code=11953/total/1") !=
                    number_at(&fixed, arena, "rows/code=11953/total/1"));
        const Got *both[] = {&plain, &fixed};
        for (int g = 0; g < 2; g++)
            for (int t = 0; t < 4; t++) {
                int64_t sum = 0;
                for (int i = 0; i < 4; i++)
                    sum += number_at(both[g], arena, PATH("rows/%d/total/%d", i, t));
                assert_int_equal(sum, number_at(both[g], arena, PATH("totals/%d/total", t)));
            }
        assert_int_equal(number_at(&fixed, arena, "rows/code=11980/total/3"), 14334); /* its goal */
        Got list = asks(200, &home, arena, "GET", "/api/allocations?province=33", NULL);
        assert_int_equal(number_at(&list, arena, "rows"), 0); /* kept nowhere */
    }
}

TEST(bounds_that_cannot_be_met_together_are_named)
{
    ON_EACH_WORLD(served, add_figures)
    {
        Client home = serve_client(&served, arena, "home-affairs", "33", "");
        const char *tight = WITH("\"cells\":[{\"unit\":\"11953\",\"year\":2027,\"voluntary\":false,\"max\":1}]");
        Got got = asks(200, &home, arena, "POST", "/api/allocations/compute", tight);
        assert_str(at(&got, arena, "possible"), S("false"));
        assert_true(number_at(&got, arena, "conflicts") > 0);
        assert_true(str_find(at(&got, arena, "why"), S("Phố Hiến")) >= 0);
        assert_int_equal(number_at(&got, arena, "rows"), 0);
        Str draft = kept(&home, arena, tight);
        refuses(409, "conflict", "", &home, arena, "POST", move_path(arena, draft),
                "{\"to\":\"submitted\",\"version\":1}");
        refuses(409, "conflict", "", &home, arena, "GET", PATH("%.*s?format=xlsx", STRF(draft)), NULL);
    }
}

/* The engine takes the ends that it names and nothing beyond them. */
TEST(the_room_of_a_cell_is_what_the_engine_takes){
#define AT(value) \
    PATH(WITH("\"cells\":[{\"unit\":\"11953\",\"year\":2028,\"voluntary\":false,\"fixed\":%lld}]"), (long long)(value))
    ON_EACH_WORLD(served, add_figures){Client home = serve_client(&served, arena, "home-affairs", "33", "");
Got got = asks(200, &home, arena, "POST", "/api/allocations/room",
               PATH("{\"unit\":\"11953\",\"year\":2028,\"ask\":%s}", AT(99999999)));
int64_t low = number_at(&got, arena, "low"), high = number_at(&got, arena, "high");
assert_true(0 < low && low < high && high < 99999999);
const struct {
    int64_t value;
    const char *possible;
} ends[] = {{low, "true"}, {high, "true"}, {low - 1, "false"}, {high + 1, "false"}};
for (int i = 0; i < COUNTOF(ends); i++) {
    got = asks(200, &home, arena, "POST", "/api/allocations/compute", AT(ends[i].value));
    assert_str(at(&got, arena, "possible"), str_from(ends[i].possible));
}
got = asks(200, &home, arena, "POST", "/api/allocations/room", /* another cell makes it impossible */
           "{\"unit\":\"11980\",\"year\":2028,\"ask\":" WITH(
               "\"cells\":[{\"unit\":\"11953\",\"year\":2027,\"voluntary\":false,\"max\":1}]") "}");
assert_str(at(&got, arena, "high"), S("null"));
refuses(404, "not-found", "unit", &home, arena, "POST", "/api/allocations/room",
        "{\"unit\":\"99999\",\"year\":2028,\"ask\":" WITH("\"cells\":[]") "}");
}
#undef AT
}

TEST(a_wish_that_is_not_one_names_the_member)
{
    ON_EACH_WORLD(served, add_figures)
    {
        Client home = serve_client(&served, arena, "home-affairs", "33", "");
        static const struct {
            const char *body, *field;
        } bad[] = {
            {"[]", ""},
            {"{}", "province"},
            {"{\"province\":\"33\",\"first_year\":2027,\"years\":17}", "years"},
            {WITH("\"round\":7"), "round"},
            {WITH("\"methods\":[{\"name\":\"magic\"}]"), "methods"},
            {WITH("\"methods\":[{\"name\":\"population\"}]"), ""},
            {WITH("\"cells\":[{\"unit\":\"11953\",\"year\":2031,\"voluntary\":false}]"), "year"},
            {WITH("\"cells\":[{\"unit\":\"99999\",\"year\":2027,\"voluntary\":false,\"min\":1}]"), ""},
            {WITH("\"odd\":1"), "odd"},
        };
        for (int i = 0; i < COUNTOF(bad); i++)
            refuses(422, "bad-input", bad[i].field, &home, arena, "POST", "/api/allocations/compute", bad[i].body);
        refuses(403, "forbidden", "", &home, arena, "POST", "/api/allocations/compute",
                "{\"province\":\"31\",\"first_year\":2027,\"years\":4}");
        refuses(422, "bad-input", "name", &home, arena, "POST", "/api/allocations", "{\"ask\":" PLAIN "}");
        refuses(422, "bad-input", "", &home, arena, "POST", "/api/allocations", "{\"name\":\"x\"}");
    }
}

/* ---- from draft to document --------------------------------------------------------------------------- */

TEST(a_variant_is_submitted_sent_back_and_approved)
{
    ON_EACH_WORLD(served, add_figures)
    {
        Client home = serve_client(&served, arena, "home-affairs", "33", ""),
               chief = serve_client(&served, arena, "province-leader", "33", ""),
               si = serve_client(&served, arena, "si-province", "33", "");
        Str variant = kept(&home, arena, PLAIN);
        char *move = move_path(arena, variant);
        refuses(409, "conflict", "", &chief, arena, "POST", move,
                "{\"to\":\"approved\",\"document\":{\"number\":\"12\"},\"version\":1}"); /* is a draft */
        refuses(403, "forbidden", "", &chief, arena, "POST", move, "{\"to\":\"submitted\",\"version\":1}");
        Got got = asks(200, &home, arena, "POST", move, "{\"to\":\"submitted\",\"version\":1}");
        assert_str(at(&got, arena, "state"), S("submitted"));
        refuses(403, "forbidden", "", &si, arena, "POST", move, "{\"to\":\"returned\",\"reason\":\"x\",\"version\":2}");
        refuses(422, "bad-input", "reason", &chief, arena, "POST", move, "{\"to\":\"returned\",\"version\":2}");
        got = asks(200, &chief, arena, "POST", move, "{\"to\":\"returned\",\"reason\":\"làm tròn 10\",\"version\":2}");
        assert_str(at(&got, arena, "reason"), S("làm tròn 10"));
        asks(200, &home, arena, "PUT", str_c(arena, variant),
             "{\"name\":\"Phương án 1b\",\"version\":3,\"ask\":" WITH("\"round\":10") "}");
        asks(200, &home, arena, "POST", move, "{\"to\":\"submitted\",\"version\":4}");
        Got shown = asks(200, &chief, arena, "GET", str_c(arena, variant), NULL);
        got = asks(200, &chief, arena, "POST", move,
                   "{\"to\":\"approved\",\"version\":5,\"document\":{\"number\":\"12/QĐ-UBND\",\"date\":\"2026-11-14\","
                   "\"issuer\":\"UBND tỉnh\",\"title\":\"Giao chỉ tiêu\"}}");
        assert_str(at(&got, arena, "document"), S("33:12/QĐ-UBND"));
        Got targets =
            asks(200, &si, arena, "GET", "/api/targets?province=33&year=2028&indicator=participants_total", NULL);
        int round_ones = 0;
        for (int i = 0; i < 4; i++) {
            Str code = at(&shown, arena, PATH("table/rows/%d/code", i));
            int64_t value = number_at(&shown, arena, PATH("table/rows/%d/total/1", i));
            assert_int_equal(number_at(&targets, arena, PATH("rows/unit=%.*s/value", STRF(code))), value);
            round_ones += value % 10 == 0;
        }
        assert_true(round_ones >= 3); /* one takes what is left over */
        got = asks(200, &si, arena, "GET", PATH("%.*s/history", STRF(variant)), NULL);
        assert_int_equal(number_at(&got, arena, "rows"), 6);
        assert_str(at(&got, arena, "rows/version=3/state"), S("returned"));
        assert_str(at(&got, arena, "rows/version=3/reason"), S("làm tròn 10"));
        assert_str(at(&got, arena, "rows/version=6/by"), chief.login);
        assert_int_equal(audits(&served, arena, "allocate.create", &home), 1);
        assert_int_equal(audits(&served, arena, "allocate.submit", &home), 2);
        assert_int_equal(audits(&served, arena, "allocate.approve", &chief), 1);
        assert_int_equal(audits(&served, arena, "allocate.return", &chief), 1);
    }
}

TEST(what_was_changed_meanwhile_is_not_written_over)
{
    ON_EACH_WORLD(served, add_figures)
    {
        Client home = serve_client(&served, arena, "home-affairs", "33", ""),
               second = serve_client(&served, arena, "home-affairs", "33", "");
        Str variant = kept(&home, arena, PLAIN);
        char *path = str_c(arena, variant), *move = move_path(arena, variant);
        const char *change = "{\"name\":\"Khác\",\"version\":%d,\"ask\":" PLAIN "}";
        asks(200, &second, arena, "PUT", path, PATH(change, 1));
        refuses(409, "conflict", "", &home, arena, "PUT", path, PATH(change, 1));
        refuses(409, "conflict", "", &home, arena, "POST", move, "{\"to\":\"submitted\",\"version\":1}");
        asks(200, &home, arena, "POST", move, "{\"to\":\"submitted\",\"version\":2}");
        refuses(409, "conflict", "", &second, arena, "PUT", path, PATH(change, 3));
        refuses(409, "conflict", "", &second, arena, "DELETE", path, NULL);
        static const struct {
            const char *body, *field;
        } bad[] = {
            {"{\"to\":\"draft\",\"version\":3}", "to"},
            {"{\"to\":\"sold\",\"version\":3}", "to"},
            {"{\"to\":\"approved\",\"version\":3}", ""},
            {"{\"to\":\"approved\",\"version\":3,\"document\":{}}", "number"},
            {"{\"to\":\"submitted\"}", "version"},
        };
        for (int i = 0; i < COUNTOF(bad); i++)
            refuses(422, "bad-input", bad[i].field, &home, arena, "POST", move, bad[i].body);
        asks(200, &home, arena, "POST", move, "{\"to\":\"returned\",\"reason\":\"bỏ\",\"version\":3}");
        assert_int_equal(asks(204, &home, arena, "DELETE", path, NULL).body.len, 0);
        refuses(404, "not-found", "", &home, arena, "GET", path, NULL);
        refuses(404, "not-found", "", &home, arena, "DELETE", path, NULL);
        assert_int_equal(audits(&served, arena, "allocate.change", &second), 1);
        assert_int_equal(audits(&served, arena, "allocate.delete", &home), 1);
    }
}

static void correct(Store *store, Arena *arena)
{
    put(store, arena, "11953", "participants_total", 2026, 10, 10500, FACT_REPORTED);
}

TEST(figures_that_changed_since_are_said_and_not_approved)
{
    ON_EACH_WORLD(served, add_figures)
    {
        Client home = serve_client(&served, arena, "home-affairs", "33", "");
        Str variant = kept(&home, arena, PLAIN);
        char *path = str_c(arena, variant), *move = move_path(arena, variant);
        asks(200, &home, arena, "POST", move, "{\"to\":\"submitted\",\"version\":1}");
        serve_more(&served, arena, correct);
        Got got = asks(200, &home, arena, "GET", path, NULL);
        assert_str(at(&got, arena, "changed"), S("true"));
        assert_int_equal(number_at(&got, arena, "table/rows/code=11953/current_total"), 10500);
        refuses(409, "conflict", "", &home, arena, "POST", move,
                "{\"to\":\"approved\",\"document\":{\"number\":\"12\"},\"version\":2}");
        got = asks(200, &home, arena, "GET", "/api/targets?province=33&year=2028", NULL);
        assert_int_equal(number_at(&got, arena, "rows"), 0); /* nothing of it was written */
    }
}

TEST(an_approved_table_is_exported_and_replaced_by_a_later_one)
{
    ON_EACH_WORLD(served, add_figures)
    {
        Client home = serve_client(&served, arena, "home-affairs", "33", "");
        Str first = kept(&home, arena, PLAIN),
            second = kept(&home, arena, WITH("\"supersedes\":\"33:12\",\"path\":[{\"year\":2027,\"total\":41000}]"));
        const char *submit = "{\"to\":\"submitted\",\"version\":1}",
                   *approve = "{\"to\":\"approved\",\"document\":{\"number\":\"%d\"},\"version\":2}";
        asks(200, &home, arena, "POST", move_path(arena, first), submit);
        asks(200, &home, arena, "POST", move_path(arena, first), PATH(approve, 12));
        asks(200, &home, arena, "POST", move_path(arena, second), submit);
        refuses(409, "conflict", "", &home, arena, "POST", move_path(arena, second), PATH(approve, 12)); /* taken */
        asks(200, &home, arena, "POST", move_path(arena, second), PATH(approve, 13));
        Got csv = asks(200, &home, arena, "GET", PATH("%.*s?format=csv", STRF(second)), NULL),
            xlsx = asks(200, &home, arena, "GET", PATH("%.*s?format=xlsx", STRF(second)), NULL),
            targets = asks(200, &home, arena, "GET", "/api/targets?province=33&year=2027&format=csv", NULL),
            old = asks(200, &home, arena, "GET", "/api/targets?province=33&year=2027&document=33:12&format=xlsx", NULL),
            list = asks(200, &home, arena, "GET", "/api/documents?province=33&format=csv", NULL);
        assert_true(str_find(csv.body, S("Phường Phố Hiến")) > 0);
        assert_true(str_find(targets.body, S("Phường Phố Hiến")) > 0);
        assert_true(str_find(list.body, S("33:13")) > 0 || str_find(list.body, S("13")) > 0);
        assert_true(str_starts(xlsx.body, S("PK\x03\x04")) && str_starts(old.body, S("PK\x03\x04")));
        assert_int_equal(audits(&served, arena, "export", &home), 5);
        Got rows = asks(200, &home, arena, "GET", "/api/allocations?province=33", NULL);
        assert_int_equal(number_at(&rows, arena, "rows"), 2);
    }
}

/* ---- whose it is ----------------------------------------------------------------------------------------- */

static void add_villages(Store *store, Arena *arena)
{
    add_figures(store, arena);
    add_village(store, arena, "11953", "11953-01");
    add_village(store, arena, "11953", "11953-02");
}

TEST(a_commune_shares_among_its_villages_and_sees_no_other)
{
    static const char *const own = "{\"province\":\"33\",\"parent\":\"11953\",\"first_year\":2027,\"years\":4,"
                                   "\"methods\":[{\"name\":\"weight\"}],\"weights\":["
                                   "{\"unit\":\"11953-01\",\"weight\":2},{\"unit\":\"11953-02\",\"weight\":1}]}";
    ON_EACH_WORLD(served, add_villages)
    {
        Client home = serve_client(&served, arena, "home-affairs", "33", ""),
               chief = serve_client(&served, arena, "commune-leader", "33", "11953"),
               officer = serve_client(&served, arena, "commune-officer", "33", "11953"),
               other = serve_client(&served, arena, "commune-officer", "33", "11980"),
               police = serve_client(&served, arena, "police", "33", "");
        Str variant = kept(&officer, arena, own), province = kept(&home, arena, PLAIN);
        refuses(403, "forbidden", "", &chief, arena, "POST", "/api/allocations/compute", own); /* approves alone */
        refuses(403, "forbidden", "", &other, arena, "POST", "/api/allocations/compute", own);
        refuses(403, "forbidden", "", &other, arena, "POST", "/api/allocations",
                PATH("{\"name\":\"x\",\"ask\":%s}", own));
        refuses(403, "forbidden", "", &officer, arena, "POST", "/api/allocations", NAMED(PLAIN));
        refuses(404, "not-found", "", &other, arena, "GET", str_c(arena, variant), NULL);
        refuses(404, "not-found", "", &chief, arena, "GET", str_c(arena, province), NULL);
        refuses(403, "forbidden", "", &police, arena, "DELETE", str_c(arena, province), NULL);
        asks(200, &police, arena, "GET", str_c(arena, province), NULL);
        Got list = asks(200, &chief, arena, "GET", "/api/allocations?province=33", NULL);
        assert_int_equal(number_at(&list, arena, "rows"), 1);
        refuses(403, "forbidden", "", &chief, arena, "POST", move_path(arena, variant),
                "{\"to\":\"submitted\",\"version\":1}");
        asks(200, &officer, arena, "POST", move_path(arena, variant), "{\"to\":\"submitted\",\"version\":1}");
        refuses(403, "forbidden", "", &officer, arena, "POST", move_path(arena, variant),
                "{\"to\":\"approved\",\"document\":{\"number\":\"5/QĐ-UBND\"},\"version\":2}");
        Got got = asks(200, &chief, arena, "POST", move_path(arena, variant),
                       "{\"to\":\"approved\",\"document\":{\"number\":\"5/QĐ-UBND\"},\"version\":2}");
        assert_str(at(&got, arena, "document"), S("33:11953:5/QĐ-UBND"));
        got =
            asks(200, &officer, arena, "GET", "/api/targets?province=33&year=2030&indicator=participants_total", NULL);
        assert_int_equal(number_at(&got, arena, "rows/unit=11953-01/value") +
                             number_at(&got, arena, "rows/unit=11953-02/value"),
                         14001);
    }
}

TEST(two_variants_stand_side_by_side)
{
    ON_EACH_WORLD(served, add_villages)
    {
        Client home = serve_client(&served, arena, "home-affairs", "33", ""),
               officer = serve_client(&served, arena, "commune-officer", "33", "11953");
        Str a = kept(&home, arena, PLAIN),
            b = kept(
                &home, arena,
                "{\"province\":\"33\",\"first_year\":2028,\"years\":3,\"cells\":[{\"unit\":\"11980\",\"year\":2028,"
                "\"voluntary\":false,\"fixed\":11999}]}"),
            not = kept(&home, arena,
                       WITH("\"cells\":[{\"unit\":\"11953\",\"year\":2027,\"voluntary\":false,\"max\":1}]")),
            own =
                kept(&officer, arena,
                     "{\"province\":\"33\",\"parent\":\"11953\",\"first_year\":2027,\"years\":4,\"methods\":[{\"name\":"
                     "\"weight\"}],\"weights\":[{\"unit\":\"11953-01\",\"weight\":2},{\"unit\":\"11953-02\",\"weight\":"
                     "1}]}"),
            early = kept(&home, arena,
                         "{\"province\":\"33\",\"first_year\":2027,\"years\":1,\"path\":[{\"year\":2027,\"total\":"
                         "44000,\"voluntary\":2400}]}");
        char *path = PATH("%.*s/compare?with=", STRF(a));
        const ptrdiff_t id = S("/api/allocations/").len;
        Got got = asks(200, &home, arena, "GET", PATH("%s%.*s", path, STRF(str_slice(b, id, b.len))), NULL),
            left = asks(200, &home, arena, "GET", str_c(arena, a), NULL),
            right = asks(200, &home, arena, "GET", str_c(arena, b), NULL);
        assert_int_equal(number_at(&got, arena, "years"), 3); /* those that both have */
        assert_int_equal(number_at(&got, arena, "years/0"), 2028);
        int64_t most = 0;
        for (int i = 0; i < 4; i++) {
            int64_t off =
                number_at(&got, arena, PATH("rows/%d/b/0", i)) - number_at(&got, arena, PATH("rows/%d/a/0", i));
            most = llabs(off) > llabs(most) ? off : most;
        }
        assert_int_equal(number_at(&got, arena, "summary/year=2028/most_difference"), most);
        assert_int_equal(number_at(&got, arena, "summary/year=2028/differ"), 4);
        assert_int_equal(number_at(&got, arena, "rows/code=11980/b/0"), 11999);
        for (int t = 0; t < 3; t++) {
            const char *of = "rows/code=12019/%s/%d", *in = "table/rows/code=12019/%s/%d";
            assert_int_equal(number_at(&got, arena, PATH(of, "a", t)),
                             number_at(&left, arena, PATH(in, "total", t + 1)));
            assert_int_equal(number_at(&got, arena, PATH(of, "b_voluntary", t)),
                             number_at(&right, arena, PATH(in, "voluntary", t)));
        }
        got = asks(200, &home, arena, "GET", PATH("%s%.*s", path, STRF(str_slice(a, id, a.len))), NULL);
        assert_int_equal(number_at(&got, arena, "summary/year=2027/differ"), 0); /* with itself */
        got = asks(200, &home, arena, "GET", PATH("%s%.*s&format=csv", path, STRF(str_slice(b, id, b.len))), NULL);
        assert_true(str_find(got.body, S("11999")) > 0 && str_find(got.body, S("Phường Hồng Châu")) > 0);
        refuses(409, "conflict", "", &home, arena, "GET", PATH("%s%.*s", path, STRF(str_slice(not, id, not .len))),
                NULL);
        refuses(422, "bad-input", "", &home, arena, "GET", PATH("%s%.*s", path, STRF(str_slice(own, id, own.len))),
                NULL);
        refuses(422, "bad-input", "", &home, arena, "GET",
                PATH("%.*s/compare?with=%.*s", STRF(b), STRF(str_slice(early, id, early.len))), NULL);
        refuses(400, "usage", "with", &home, arena, "GET", PATH("%.*s/compare", STRF(a)), NULL);
        refuses(404, "not-found", "", &home, arena, "GET", PATH("%s33-none", path), NULL);
        refuses(404, "not-found", "", &officer, arena, "GET", PATH("%s%.*s", path, STRF(str_slice(b, id, b.len))),
                NULL);
    }
}

TEST_MAIN
