/* Overview, progress, heat map, units, facts: asked as a page asks, of the real server. */
#include "read.h"

#include <stdlib.h>
#include <string.h>

TEST(a_leader_sees_the_province_on_one_page)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = read_open(arena, which);
        if (!served.pid)
            continue;
        Client leader = serve_client(&served, arena, "province-leader", "33", "");
        json_t *page = get(&leader, arena, "/api/overview?province=33");
        assert_string_equal(word(page, "province_name"), "Tỉnh Hưng Yên");
        assert_string_equal(word(page, "period"), "2026-10");
        assert_true(json_is_true(json_object_get(page, "whole")));
        assert_int_equal(length(page, "cards"), 13);
        assert_int_equal(length(page, "communes"), 104);
        assert_true(length(page, "worst") > 0 && length(page, "worst") <= 10);
        const json_t *path = json_object_get(page, "path");
        assert_true(length(path, "forecast") >= 50); /* to December 2030 */
        assert_int_equal(length(path, "history"), 34);
        int64_t lights = 0;
        const char *key;
        json_t *count;
        json_object_foreach(json_object_get(page, "lights"), key, count) lights += json_integer_value(count);
        assert_int_equal(lights, 104);
        json_decref(page);
        assert_int_equal(serve_close(&served), 0);
    }
}

TEST(an_officer_sees_his_commune_alone_on_every_page)
{
    Served served = read_open(arena, 0);
    Client officer = serve_client(&served, arena, "commune-officer", "33", "11980");
    Client foreign = serve_client(&served, arena, "province-leader", "31", "");
    static const char *const pages[] = {"/api/overview?province=33", "/api/progress?province=33",
                                        "/api/heatmap?province=33", "/api/facts?province=33&limit=1000"};
    for (int i = 0; i < COUNTOF(pages); i++) {
        Got got = ask(&officer, arena, "GET", pages[i], (Str){0});
        assert_int_equal(got.status, 200);
        assert_true(str_find(got.body, S("11980")) > 0);
        for (int k = 0; k < READ_COMMUNES; k++)
            if (strcmp(read_communes[k], "11980") != 0)
                assert_true(str_find(got.body, str_fmt(arena, "\"%s\"", read_communes[k])) < 0);
        got = ask(&foreign, arena, "GET", pages[i], (Str){0});
        assert_true(got.status == 404 || i == 3);
        assert_true(str_find(got.body, S("11980")) < 0);
    }
    assert_int_equal(ask(&officer, arena, "GET", "/api/units/11953/progress", (Str){0}).status, 403);
    assert_int_equal(ask(&officer, arena, "GET", "/api/units/33/progress", (Str){0}).status, 403);
    assert_int_equal(ask(&officer, arena, "GET", "/api/units/11980/progress", (Str){0}).status, 200);
    const char *history = "/api/facts/history?province=33&unit=11953&period=2026-10&indicator=participants_total";
    assert_int_equal(ask(&officer, arena, "GET", history, (Str){0}).status, 404);
    json_t *list = get(&officer, arena, "/api/progress?province=33");
    assert_int_equal(number(list, "count"), 1);
    assert_true(json_is_null(json_object_get(list, "total")));
    json_decref(list);
    json_t *provinces = get(&officer, arena, "/api/provinces");
    assert_int_equal(length(provinces, "rows"), 1);
    const json_t *own = json_array_get(json_object_get(provinces, "rows"), 0);
    assert_int_equal(length(own, "communes"), 1);
    assert_string_equal(word(own, "last_period"), "2026-10");
    json_decref(provinces);
    assert_int_equal(serve_close(&served), 0);
}

/* What a page says of a commune does not depend on how much else its reader sees. */
TEST(a_commune_has_the_same_forecast_for_leader_and_officer)
{
    Served served = read_open(arena, 0);
    Client leader = serve_client(&served, arena, "province-leader", "33", ""),
           officer = serve_client(&served, arena, "commune-officer", "33", "11980");
    json_t *whole = get(&leader, arena, "/api/units/11980/progress"),
           *own = get(&officer, arena, "/api/units/11980/progress"),
           *first = get(&officer, arena, "/api/overview?province=33");
    const json_t *path = json_object_get(whole, "path");
    assert_true(length(path, "forecast") >= 50);
    assert_true(json_equal(path, json_object_get(own, "path")));
    assert_true(json_equal(path, json_object_get(first, "path")));
    assert_true(json_equal(json_object_get(whole, "cards"), json_object_get(own, "cards")));
    json_decref(whole);
    json_decref(own);
    json_decref(first);
    assert_int_equal(serve_close(&served), 0);
}

TEST(pages_of_a_list_hold_each_row_once)
{
    Served served = read_open(arena, 0);
    Client leader = serve_client(&served, arena, "province-leader", "33", "");
    static const char *const sorts[] = {"rank", "name", "gap", "result", "target", "share", "needed", "month_change"};
    for (int i = 0; i < COUNTOF(sorts); i++) {
        bool seen[100000] = {0};
        Str after = S("");
        size_t rows = 0;
        do {
            Str path = str_fmt(arena, "/api/progress?province=33&sort=%s&descending=%s&limit=17&after=%.*s", sorts[i],
                               i % 2 ? "true" : "false", STRF(after));
            json_t *page = get(&leader, arena, str_c(arena, path)), *row;
            size_t k;
            assert_int_equal(number(page, "count"), 104);
            json_array_foreach(json_object_get(page, "rows"), k, row)
            {
                int code = atoi(word(row, "code"));
                assert_false(seen[code]);
                seen[code] = true;
                rows++;
            }
            after = str_copy(arena, str_from(word(page, "next")));
            json_decref(page);
        } while (after.len > 0);
        assert_int_equal(rows, 104);
    }
    assert_int_equal(serve_close(&served), 0);
}

TEST(names_are_found_without_marks_and_stand_in_vietnamese_order)
{
    Served served = read_open(arena, 0);
    Client leader = serve_client(&served, arena, "province-leader", "33", "");
    json_t *page = get(&leader, arena, "/api/progress?province=33&find=me%20so");
    assert_int_equal(number(page, "count"), 1);
    assert_string_equal(word(json_array_get(json_object_get(page, "rows"), 0), "code"), "12049");
    json_decref(page);
    page = get(&leader, arena, "/api/search?q=pho%20hien");
    const json_t *first = json_array_get(json_object_get(page, "rows"), 0);
    assert_string_equal(word(first, "kind"), "commune");
    assert_string_equal(word(first, "code"), "11953");
    json_decref(page);
    page = get(&leader, arena, "/api/units?parent=33");
    assert_int_equal(length(page, "rows"), 104);
    json_decref(page);
    page = get(&leader, arena, "/api/units/0/map");
    assert_int_equal(length(page, "tiles"), 36);
    json_decref(page);
    assert_int_equal(serve_close(&served), 0);
}

TEST(exports_hold_the_selection_and_run_nothing)
{
    Served served = read_open(arena, 0);
    Client leader = serve_client(&served, arena, "home-affairs", "33", "");
    Got csv = ask(&leader, arena, "GET", "/api/progress?province=33&find=phuong&format=csv&limit=1", (Str){0});
    json_t *all = get(&leader, arena, "/api/progress?province=33&find=phuong");
    ptrdiff_t lines = 0;
    for (ptrdiff_t i = 0; i < csv.body.len; i++)
        lines += csv.body.ptr[i] == '\n';
    assert_int_equal(csv.status, 200);
    assert_true(str_starts(csv.body, S("\xEF\xBB\xBF")));
    assert_true(str_starts(csv.type, S("text/csv")));
    assert_true(str_find(got_header(&csv, "Content-Disposition"), S(".csv")) > 0);
    assert_int_equal(lines, 1 + number(all, "count")); /* not cut by limit, and no sum of a selection */
    json_decref(all);
    static const char *const paths[] = {"/api/progress?province=33", "/api/heatmap?province=33",
                                        "/api/facts?province=33", "/api/units?parent=33", "/api/law?find=muc"};
    for (int i = 0; i < COUNTOF(paths); i++) {
        Str path = str_fmt(arena, "%s&format=xlsx", paths[i]);
        Got xlsx = ask(&leader, arena, "GET", str_c(arena, path), (Str){0});
        assert_int_equal(xlsx.status, 200);
        assert_true(str_starts(xlsx.body, S("PK\x03\x04")));
        assert_true(str_find(xlsx.type, S("spreadsheetml")) > 0);
    }
    csv = ask(&leader, arena, "GET", "/api/progress?province=33&words=phuong&order=-unit&format=csv", (Str){0});
    ptrdiff_t son = str_find(csv.body, S("Phường Sơn Nam")), hong = str_find(csv.body, S("Phường Hồng Châu"));
    assert_true(son > 0 && son < hong && str_find(csv.body, S("Xã ")) < 0); /* as the reader chose, the sum first */
    assert_true(str_find(csv.body, S("Tỉnh Hưng Yên")) < son);
    csv = ask(&leader, arena, "GET", "/api/facts?province=33&unit=11980&format=csv", (Str){0});
    assert_true(str_find(csv.body, S(",=BHXH")) < 0 && str_find(csv.body, S("BHXH tỉnh")) > 0);
    assert_int_equal(serve_close(&served), 0);
}

TEST(facts_lead_back_to_their_versions)
{
    Served served = read_open(arena, 0);
    Client leader = serve_client(&served, arena, "si-province", "33", "");
    json_t *page = get(&leader, arena, "/api/facts?province=33&unit=11980&period=10/2026&indicator=participants_total");
    assert_int_equal(length(page, "rows"), 1);
    const json_t *fact = json_array_get(json_object_get(page, "rows"), 0);
    assert_int_equal(number(fact, "value"), 1000 + 100 + 33 * 2);
    assert_string_equal(word(fact, "unit_name"), "Phường Hồng Châu");
    json_decref(page);
    page = get(&leader, arena,
               "/api/facts/history?province=33&unit=11980&period=2026-10&indicator=participants_total&base=collecting");
    assert_int_equal(length(page, "rows"), 1);
    assert_string_equal(word(json_array_get(json_object_get(page, "rows"), 0), "who"), "tester");
    json_decref(page);
    assert_int_equal(serve_close(&served), 0);
}

TEST(what_cannot_be_is_said_plainly)
{
    static const struct {
        const char *path;
        int status;
        const char *names; /* stands in the detail */
    } cases[] = {
        {"/api/overview", 400, "province"},
        {"/api/overview?province=33&period=2026-13", 400, "period"},
        {"/api/overview?province=33&period=2026", 400, "period"},
        {"/api/overview?province=33&base=both", 400, "base"},
        {"/api/overview?province=99", 404, "99"},
        {"/api/overview?province=33&period=2031-01", 404, "2031"},
        {"/api/overview?province=33&base=residence", 404, ""},
        {"/api/progress?province=33&sort=colour", 400, "sort"},
        {"/api/progress?province=33&light=red", 400, "light"},
        {"/api/progress?province=33&limit=0", 400, "limit"},
        {"/api/progress?province=33&limit=x", 400, "limit"},
        {"/api/progress?province=33&descending=maybe", 400, "descending"},
        {"/api/progress?province=33&after=nonsense", 400, "after"},
        {"/api/progress?province=33&indicator=nonsense", 422, "nonsense"},
        {"/api/heatmap?province=33&months=61", 400, "months"},
        {"/api/units/99999", 404, "99999"},
        {"/api/units/99999/progress", 404, "99999"},
        {"/api/units/11980/map", 422, ""},
        {"/api/facts?province=33&period=yesterday", 400, "period"},
        {"/api/facts?province=33&after=a|b", 400, "after"},
        {"/api/facts/history?province=33&unit=11980", 400, "indicator"},
        {"/api/law?on=2026-02-30", 400, "on"},
        {"/api/search", 400, "q"},
    };
    Served served = read_open(arena, 0);
    Client leader = serve_client(&served, arena, "province-leader", "33", "");
    for (int i = 0; i < COUNTOF(cases); i++)
        for (int lang = 0; lang < 2; lang++) {
            Str path = str_fmt(arena, "%s%clang=%s", cases[i].path, strchr(cases[i].path, '?') ? '&' : '?',
                               lang ? "en" : "vi");
            Got got = ask(&leader, arena, "GET", str_c(arena, path), (Str){0});
            if (got.status != cases[i].status || str_find(got.body, str_from(cases[i].names)) < 0)
                print_message("%s: %d %.*s\n", cases[i].path, got.status, STRF(got.body));
            assert_int_equal(got.status, cases[i].status);
            assert_true(str_find(got.body, str_from(cases[i].names)) >= 0);
            assert_str(got.type, S("application/problem+json"));
        }
    assert_int_equal(serve_close(&served), 0);
}

TEST(an_answer_has_a_tag_a_head_and_two_languages)
{
    Served served = read_open(arena, 0);
    Client leader = serve_client(&served, arena, "province-leader", "33", "");
    const char *path = "/api/overview?province=33&lang=vi";
    Got vi = ask(&leader, arena, "GET", path, (Str){0}), again = ask(&leader, arena, "GET", path, (Str){0});
    Got en = ask(&leader, arena, "GET", "/api/overview?province=33&lang=en", (Str){0});
    Str tag = got_header(&vi, "ETag");
    assert_true(tag.len > 0 && str_eq(tag, got_header(&again, "ETag")) && !str_eq(tag, got_header(&en, "ETag")));
    assert_str(again.body, vi.body);
    json_t *in_vi = got_json(&vi), *in_en = got_json(&en);
    assert_string_not_equal(word(in_vi, "headline"), word(in_en, "headline"));
    assert_string_not_equal(word(json_object_get(in_vi, "path"), "outlook"),
                            word(json_object_get(in_en, "path"), "outlook"));
    json_decref(in_vi);
    json_decref(in_en);
    Got head = ask(&leader, arena, "HEAD", path, (Str){0});
    assert_int_equal(head.status, 200);
    assert_int_equal(head.body.len, 0);
    assert_str(got_header(&head, "ETag"), tag);
    const char *const header[] = {str_c(arena, str_fmt(arena, "If-None-Match: %.*s", STRF(tag))), NULL};
    Client knows = leader;
    knows.header = header;
    assert_int_equal(ask(&knows, arena, "GET", path, (Str){0}).status, 304);
    assert_int_equal(serve_close(&served), 0);
}

/* A figure that changes is seen at once, though answers are kept. */
TEST(a_kept_answer_gives_way_to_new_figures)
{
    Served served = read_open(arena, 0);
    Store *store;
    Client leader = serve_client(&served, arena, "province-leader", "33", "");
    const char *path = "/api/progress?province=33&find=11980";
    for (int i = 0; i < 2; i++) {
        json_t *page = get(&leader, arena, path);
        assert_int_equal(number(json_array_get(json_object_get(page, "rows"), 0), "result"), 1166);
        json_decref(page);
    }
    assert_ok(store_open(arena, served.db, serve_clock(), &store));
    assert_ok(store_begin(store, arena));
    read_put(store, arena, "11980", "participants_total", 33, 1234);
    assert_ok(store_commit(store, arena));
    store_close(&store);
    json_t *page = get(&leader, arena, path);
    assert_int_equal(number(json_array_get(json_object_get(page, "rows"), 0), "result"), 1234);
    json_decref(page);
    assert_int_equal(serve_close(&served), 0);
}

TEST_MAIN
