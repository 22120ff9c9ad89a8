/* Signing in over the real server: passwords, guessing, the second factor, invitations, sessions. */
#include "people.h"

#include <liboath/oath.h>
#include <unistd.h>

static Got get(const Client *by, Arena *arena, const char *path)
{
    return ask(by, arena, "GET", path, (Str){0});
}

/* ---- in and out ------------------------------------------------------------------------------ */

TEST(a_password_gives_a_session_until_one_signs_out)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = people_open(arena, which, NULL);
        if (!served.pid)
            continue;
        Client nobody = {.served = &served};
        Got info = get(&nobody, arena, "/api/sign-in");
        assert_true(got_true(&info, "first_start"));
        people_settle(&served, arena, "an.nv", "commune-officer", "33", "11980");
        info = get(&nobody, arena, "/api/sign-in");
        assert_false(got_true(&info, "first_start"));
        Got got = people_sign_in(&nobody, arena, " AN.nv ", GOOD, "");
        assert_int_equal(got.status, 200);
        assert_str(got_text(&got, arena, "login"), S("an.nv"));
        assert_false(got_true(&got, "limited"));
        Str cookie = got_header(&got, "Set-Cookie");
        assert_true(str_starts(cookie, S("baophu=")));
        assert_true(str_find(cookie, S("; HttpOnly")) > 0 && str_find(cookie, S("; SameSite=Lax")) > 0);
        Client an = {.served = &served, .token = got_cookie(&got), .csrf = got_text(&got, arena, "csrf")};
        got = get(&an, arena, "/api/session");
        assert_str(got_text(&got, arena, "csrf"), an.csrf);
        json_t *body = got_json(&got);
        json_t *grant = json_array_get(json_object_get(body, "grants"), 0);
        assert_string_equal(json_string_value(json_object_get(grant, "unit")), "11980");
        assert_string_equal(json_string_value(json_object_get(grant, "role_name")), "Commune officer");
        assert_string_equal(json_string_value(json_object_get(grant, "place_name")), "Phường Hồng Châu");
        json_decref(body);
        got = ask(&an, arena, "DELETE", "/api/session", (Str){0});
        assert_int_equal(got.status, 204);
        assert_true(str_find(got_header(&got, "Set-Cookie"), S("Max-Age=0")) > 0);
        assert_int_equal(get(&an, arena, "/api/session").status, 401);
        assert_int_equal(serve_close(&served), 0);
    }
}

TEST(over_https_the_cookie_is_bound_to_the_host)
{
    static const char *const options[] = {"--behind-proxy", NULL}, *const https[] = {"X-Forwarded-Proto: https", NULL};
    Served served = serve_open(arena, 0, options);
    Client nobody = {.served = &served, .header = https};
    people_settle(&served, arena, "an.nv", "tax", "33", "");
    Got got = people_sign_in(&nobody, arena, "an.nv", GOOD, "");
    Str cookie = got_header(&got, "Set-Cookie");
    assert_true(str_starts(cookie, S("__Host-baophu=")));
    assert_true(str_find(cookie, S("; Secure")) > 0 && str_find(cookie, S("; Path=/")) > 0);
    assert_true(str_find(cookie, S("Domain")) < 0);
    Client bare = {.served = &served, .token = got_cookie(&got), .header = https}; /* sends it as "baophu" */
    assert_int_equal(get(&bare, arena, "/api/session").status, 401);
    const char *whole[] = {https[0], str_c(arena, str_fmt(arena, "Cookie: __Host-baophu=%.*s", STRF(bare.token))),
                           NULL};
    nobody.header = whole;
    assert_int_equal(get(&nobody, arena, "/api/session").status, 200);
    assert_int_equal(serve_close(&served), 0);
}

TEST(another_sign_in_ends_the_session_that_the_browser_had)
{
    Served served = serve_open(arena, 0, NULL);
    people_settle(&served, arena, "an.nv", "tax", "33", "");
    people_settle(&served, arena, "binh.tt", "tax", "33", "");
    Client an = people_in(&served, arena, "an.nv", GOOD, "");
    Got got = people_sign_in(&an, arena, "binh.tt", GOOD, "");
    assert_int_equal(got.status, 200);
    assert_int_equal(get(&an, arena, "/api/session").status, 401);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- guessing ------------------------------------------------------------------------------------ */

static Str without_id(const Got *got)
{
    json_t *body = got_json(got);
    json_object_del(body, "request_id");
    char *text = json_dumps(body, JSON_SORT_KEYS);
    static char kept[2][2048];
    static int turn;
    turn = !turn;
    snprintf(kept[turn], sizeof kept[turn], "%s", text);
    free(text);
    json_decref(body);
    return str_from(kept[turn]);
}

TEST(a_wrong_password_tells_nothing_about_the_account)
{
    Served served = serve_open(arena, 0, NULL);
    Client nobody = {.served = &served};
    people_settle(&served, arena, "an.nv", "tax", "33", "");
    people_invite(&served, arena, "moi.nv", "tax", "33", "");
    Got got = people_sign_in(&nobody, arena, "an.nv", WRONG, "");
    check_code(&got, arena, 401, "wrong");
    assert_int_equal(got_header(&got, "Set-Cookie").len, 0);
    Str said = without_id(&got);
    Got none = people_sign_in(&nobody, arena, "khong.co", WRONG, ""),
        invited = people_sign_in(&nobody, arena, "moi.nv", WRONG, "");
    assert_str(without_id(&none), said);
    said = without_id(&got);
    assert_str(without_id(&invited), said);
    static const char *const bad[] = {"{}", "{\"login\":\"an.nv\"}", "{\"login\":1,\"password\":\"x\"}",
                                      "{\"login\":\"an.nv\",\"password\":\"x\",\"admin\":true}", "[\"an.nv\"]"};
    for (int i = 0; i < COUNTOF(bad); i++) {
        got = ask(&nobody, arena, "POST", "/api/session", str_from(bad[i]));
        check_code(&got, arena, 422, "bad-input");
    }
    assert_int_equal(serve_close(&served), 0);
}

TEST(guessing_a_password_is_slowed_and_the_owner_gets_in_again)
{
    for (int which = 0; which < TEST_STORES; which++) {
        static const char *const proxy[] = {"--behind-proxy", NULL}, *const later[] = {"--behind-proxy", "--now",
                                                                                       "2026-11-15T08:15:00+07:00",
                                                                                       NULL};
        static const char *const home[] = {"X-Forwarded-For: 203.0.113.5", NULL}, *const away[] = {
                                                                                      "X-Forwarded-For: 198.51.100.7",
                                                                                      NULL};
        Served served = serve_open(arena, which, proxy);
        if (!served.pid)
            continue;
        Client owner = {.served = &served, .header = home}, thief = {.served = &served, .header = away};
        people_settle(&served, arena, "an.nv", "tax", "33", "");
        people_settle(&served, arena, "binh.tt", "tax", "33", "");
        assert_int_equal(people_sign_in(&owner, arena, "binh.tt", GOOD, "").status, 200);
        for (int i = 0; i < 5; i++) {
            assert_int_equal(people_sign_in(&thief, arena, "an.nv", WRONG, "").status, 401);
            assert_int_equal(people_sign_in(&thief, arena, "binh.tt", WRONG, "").status, 401);
        }
        /* even the right one waits, from wherever the account has not been used before */
        Got got = people_sign_in(&thief, arena, "an.nv", GOOD, "");
        check_code(&got, arena, 429, "wait");
        assert_str(got_header(&got, "Retry-After"), S("2"));
        assert_int_equal(people_sign_in(&owner, arena, "an.nv", GOOD, "").status, 429);
        /* … and where it has, others' guesses keep nobody out */
        assert_int_equal(people_sign_in(&owner, arena, "binh.tt", GOOD, "").status, 200);
        assert_int_equal(serve_close(&served), 0);
        served = serve_on(arena, served.db, later);
        assert_int_equal(people_sign_in(&owner, arena, "an.nv", GOOD, "").status, 200);
        assert_int_equal(serve_close(&served), 0);
    }
}

TEST(one_address_cannot_try_many_logins)
{
    static const char *const proxy[] = {"--behind-proxy", NULL};
    static const char *const home[] = {"X-Forwarded-For: 203.0.113.5", NULL},
                             *const away[] = {"X-Forwarded-For: 203.0.113.5, 198.51.100.7", NULL};
    Served served = serve_open(arena, 0, proxy);
    Client owner = {.served = &served, .header = home}, thief = {.served = &served, .header = away};
    people_settle(&served, arena, "an.nv", "tax", "33", "");
    for (int i = 0; i < 20; i++) {
        Str login = str_fmt(arena, "nguoi%d", i);
        assert_int_equal(people_sign_in(&thief, arena, str_c(arena, login), WRONG, "").status, 401);
    }
    Got got = people_sign_in(&thief, arena, "an.nv", GOOD, "");
    check_code(&got, arena, 429, "wait");
    /* the hop nearest to us is believed, what it was told is not: the owner's address is another */
    assert_int_equal(people_sign_in(&owner, arena, "an.nv", GOOD, "").status, 200);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- the second factor ------------------------------------------------------------------------------ */

static const char *code_at(Arena *arena, Str base32, int64_t later)
{
    char *secret = NULL, *code = new (arena, char, 8);
    size_t length = 0;
    assert_int_equal(oath_base32_decode(base32.ptr, (size_t)base32.len, &secret, &length), OATH_OK);
    time_t at = (time_t)(serve_clock().fixed_ms / 1000 + later);
    assert_int_equal(oath_totp_generate(secret, length, at, 30, 0, 6, code), OATH_OK);
    free(secret);
    return code;
}

static Got confirm(const Client *by, Arena *arena, const char *code)
{
    return ask(by, arena, "PUT", "/api/session/totp", str_fmt(arena, "{\"code\":\"%s\"}", code));
}

/* Sets the factor up with the code of half a minute ago, so that two more are good at this time. */
static Str set_up(const Client *by, Arena *arena, Str ret_recovery[10])
{
    Got got = ask(by, arena, "POST", "/api/session/totp", (Str){0});
    assert_int_equal(got.status, 200);
    Str secret = got_text(&got, arena, "secret");
    assert_true(str_starts(got_text(&got, arena, "uri"), S("otpauth://totp/")));
    char *other = str_c(arena, str_from(code_at(arena, secret, -30)));
    other[5] = other[5] == '0' ? '1' : '0';
    got = confirm(by, arena, other);
    check_code(&got, arena, 422, "bad-input");
    got = confirm(by, arena, code_at(arena, secret, -30));
    assert_int_equal(got.status, 200);
    json_t *body = got_json(&got), *codes = json_object_get(body, "recovery");
    assert_int_equal(json_array_size(codes), 10);
    for (size_t i = 0; i < 10; i++)
        ret_recovery[i] = str_copy(arena, str_from(json_string_value(json_array_get(codes, i))));
    json_decref(body);
    return secret;
}

TEST(with_a_second_factor_a_password_alone_is_not_enough)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = serve_open(arena, which, NULL);
        Str recovery[10];
        if (!served.pid)
            continue;
        Client nobody = {.served = &served};
        people_settle(&served, arena, "an.nv", "tax", "33", "");
        Client an = people_in(&served, arena, "an.nv", GOOD, "");
        Str secret = set_up(&an, arena, recovery);
        Got got = people_sign_in(&nobody, arena, "an.nv", GOOD, "");
        check_code(&got, arena, 401, "needs-code");
        got = people_sign_in(&nobody, arena, "an.nv", WRONG, code_at(arena, secret, 0));
        check_code(&got, arena, 401, "wrong");
        got = people_sign_in(&nobody, arena, "an.nv", GOOD, code_at(arena, secret, 0));
        assert_int_equal(got.status, 200);
        assert_true(got_true(&got, "totp"));
        got = people_sign_in(&nobody, arena, "an.nv", GOOD, code_at(arena, secret, 0));
        check_code(&got, arena, 401, "wrong-code"); /* each counts once */
        got = people_sign_in(&nobody, arena, "an.nv", GOOD, str_c(arena, recovery[3]));
        assert_int_equal(got.status, 200);
        got = people_sign_in(&nobody, arena, "an.nv", GOOD, str_c(arena, recovery[3]));
        check_code(&got, arena, 401, "wrong-code");
        assert_int_equal(ask(&an, arena, "DELETE", "/api/session/totp", (Str){0}).status, 204);
        assert_int_equal(people_sign_in(&nobody, arena, "an.nv", GOOD, "").status, 200);
        assert_int_equal(serve_close(&served), 0);
    }
}

TEST(who_must_have_a_second_factor_can_only_set_it_up)
{
    Served served = serve_open(arena, 0, NULL);
    Str recovery[10];
    people_settle(&served, arena, "an.nv", "home-affairs", "33", "");
    Client an = people_in(&served, arena, "an.nv", GOOD, "");
    Got got = get(&an, arena, "/api/session");
    assert_true(got_true(&got, "limited") && got_true(&got, "must_totp"));
    static const char *const closed[] = {"/api/overview?province=33", "/api/units", "/api/jobs", "/api/documents",
                                         "/api/search?q=an"};
    for (int i = 0; i < COUNTOF(closed); i++) {
        got = get(&an, arena, closed[i]);
        check_code(&got, arena, 403, "second-factor");
    }
    assert_int_equal(get(&an, arena, "/api/session/sessions").status, 200);
    assert_int_equal(get(&an, arena, "/api/roles").status, 200);
    set_up(&an, arena, recovery);
    got = get(&an, arena, "/api/session");
    assert_false(got_true(&got, "limited"));
    assert_int_equal(get(&an, arena, "/api/provinces").status, 200);
    got = ask(&an, arena, "DELETE", "/api/session/totp", (Str){0});
    check_code(&got, arena, 409, "conflict");
    assert_int_equal(serve_close(&served), 0);
}

/* ---- invitations ---------------------------------------------------------------------------------------- */

static Got invited(const Client *by, Arena *arena, Str invite)
{
    return get(by, arena, str_c(arena, str_fmt(arena, "/api/invitations/%.*s", STRF(invite))));
}

TEST(an_invitation_counts_once_and_for_three_days)
{
    for (int which = 0; which < TEST_STORES; which++) {
        static const char *const just[] = {"--now", "2026-11-18T07:59:59+07:00", NULL}, *const late[] = {
                                                                                            "--now",
                                                                                            "2026-11-18T08:00:00+07:00",
                                                                                            NULL};
        Served served = serve_open(arena, which, NULL);
        if (!served.pid)
            continue;
        Client nobody = {.served = &served};
        Str first = people_invite(&served, arena, "an.nv", "tax", "33", ""),
            second = people_invite(&served, arena, "binh.tt", "tax", "33", ""),
            third = people_invite(&served, arena, "chi.lt", "tax", "33", "");
        Got got = invited(&nobody, arena, first);
        assert_int_equal(got.status, 200);
        assert_str(got_text(&got, arena, "login"), S("an.nv"));
        static const char *const weak[] = {"ngắn quá", "12345678901234", "", "an.nv"};
        for (int i = 0; i < COUNTOF(weak); i++)
            assert_int_equal(people_accept(&nobody, arena, first, weak[i]).status, 422);
        assert_int_equal(people_accept(&nobody, arena, first, GOOD).status, 204);
        got = people_accept(&nobody, arena, first, OTHER);
        check_code(&got, arena, 404, "not-found");
        assert_int_equal(invited(&nobody, arena, first).status, 404);
        assert_int_equal(people_sign_in(&nobody, arena, "an.nv", GOOD, "").status, 200);
        assert_int_equal(invited(&nobody, arena, S("khong-co-loi-moi-nao")).status, 404);
        assert_int_equal(serve_close(&served), 0);
        served = serve_on(arena, served.db, just);
        assert_int_equal(people_accept(&nobody, arena, second, GOOD).status, 204);
        assert_int_equal(serve_close(&served), 0);
        served = serve_on(arena, served.db, late);
        assert_int_equal(invited(&nobody, arena, third).status, 404);
        assert_int_equal(people_accept(&nobody, arena, third, GOOD).status, 404);
        assert_int_equal(serve_close(&served), 0);
    }
}

/* What stands behind /moi/ in what the server says when it starts. */
static Str first_link(Arena *arena, const Served *served)
{
    Str mark = S("/moi/");
    for (int i = 0; i < 3000; i++) {
        Str said = test_read(arena, served->out);
        ptrdiff_t at = str_find(said, mark);
        if (at >= 0 && str_find(str_slice(said, at, said.len), S("\n")) > 0)
            return str_trim(str_cut(str_slice(said, at + mark.len, said.len), '\n').head);
        usleep(10000);
    }
    fail_msg("no link");
    return (Str){0};
}

TEST(the_first_link_makes_the_first_administrator_and_no_second)
{
    Served served = serve_open(arena, 0, NULL);
    Client nobody = {.served = &served};
    Str link = first_link(arena, &served);
    Str path = str_fmt(arena, "/api/invitations/%.*s", STRF(link));
    Str body = S("{\"login\":\"quan.tri\",\"name\":\"Trần Thị Bình\",\"password\":\"" GOOD "\"}");
    assert_int_equal(invited(&nobody, arena, link).status, 200);
    assert_int_equal(people_accept(&nobody, arena, link, GOOD).status, 422); /* which login? */
    assert_int_equal(ask(&nobody, arena, "POST", str_c(arena, path), body).status, 204);
    assert_int_equal(ask(&nobody, arena, "POST", str_c(arena, path), body).status, 404);
    Client first = people_in(&served, arena, "quan.tri", GOOD, "");
    Got got = get(&first, arena, "/api/session");
    assert_true(got_true(&got, "limited"));
    assert_true(str_find(got.body, S("\"role\":\"administrator\"")) > 0);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- sessions and passwords ----------------------------------------------------------------------------------- */

/* Of the list: the one that is one's own, or the first that is not. */
static Str session_id(const Got *got, Arena *arena, bool own)
{
    json_t *body = got_json(got), *row;
    Str id = {0};
    size_t i;
    json_array_foreach(json_object_get(body, "rows"), i, row)
    {
        if (id.len == 0 && json_is_true(json_object_get(row, "own")) == own)
            id = str_copy(arena, str_from(json_string_value(json_object_get(row, "id"))));
    }
    json_decref(body);
    assert_true(id.len > 0);
    return id;
}

static int end_session(const Client *by, Arena *arena, const char *folder, Str id)
{
    return ask(by, arena, "DELETE", str_c(arena, str_fmt(arena, "%s/%.*s", folder, STRF(id))), (Str){0}).status;
}

TEST(sessions_are_listed_and_ended)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = serve_open(arena, which, NULL);
        if (!served.pid)
            continue;
        static const char *const own = "/api/session/sessions", *const all = "/api/sessions";
        people_settle(&served, arena, "an.nv", "tax", "33", "");
        Client phone = people_in(&served, arena, "an.nv", GOOD, ""),
               desk = people_in(&served, arena, "an.nv", GOOD, ""),
               third = people_in(&served, arena, "an.nv", GOOD, "");
        Client stranger = serve_client(&served, arena, "tax", "33", "");
        Client near = serve_client(&served, arena, "administrator", "33", ""),
               far = serve_client(&served, arena, "administrator", "31", "");
        Got list = get(&desk, arena, own);
        assert_true(str_find(list.body, stranger.login) < 0);
        Str mine = session_id(&list, arena, true), other = session_id(&list, arena, false);
        assert_int_equal(end_session(&stranger, arena, own, other), 404);
        assert_int_equal(end_session(&stranger, arena, all, other), 403);
        assert_int_equal(end_session(&far, arena, all, other), 404);
        assert_int_equal(end_session(&desk, arena, own, other), 204);
        assert_int_equal((get(&phone, arena, own).status == 401) + (get(&third, arena, own).status == 401), 1);
        assert_int_equal(get(&desk, arena, own).status, 200);
        list = get(&far, arena, all);
        assert_true(str_find(list.body, S("an.nv")) < 0 && str_find(list.body, far.login) > 0);
        list = get(&near, arena, all);
        assert_true(str_find(list.body, S("an.nv")) > 0 && str_find(list.body, far.login) < 0);
        assert_int_equal(end_session(&near, arena, all, mine), 204);
        assert_int_equal(get(&desk, arena, own).status, 401);
        list = get(&stranger, arena, own);
        assert_int_equal(end_session(&stranger, arena, own, session_id(&list, arena, true)), 204);
        assert_int_equal(get(&stranger, arena, own).status, 401);
        assert_int_equal(serve_close(&served), 0);
    }
}

TEST(a_new_password_ends_the_other_sessions)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = serve_open(arena, which, NULL);
        if (!served.pid)
            continue;
        Client nobody = {.served = &served};
        people_settle(&served, arena, "an.nv", "tax", "33", "");
        Client here = people_in(&served, arena, "an.nv", GOOD, ""),
               there = people_in(&served, arena, "an.nv", GOOD, "");
        static const char path[] = "/api/session/password";
        Got got = ask(&here, arena, "PUT", path, S("{\"old\":\"" WRONG "\",\"password\":\"" OTHER "\"}"));
        check_code(&got, arena, 403, "forbidden");
        assert_str(got_text(&got, arena, "field"), S("old"));
        got = ask(&here, arena, "PUT", path, S("{\"old\":\"" GOOD "\",\"password\":\"" GOOD "\"}"));
        check_code(&got, arena, 422, "bad-input");
        got = ask(&here, arena, "PUT", path, S("{\"old\":\"" GOOD "\",\"password\":\"quá ngắn\"}"));
        check_code(&got, arena, 422, "bad-input");
        assert_int_equal(get(&there, arena, "/api/session").status, 200);
        got = ask(&here, arena, "PUT", path, S("{\"old\":\"" GOOD "\",\"password\":\"" OTHER "\"}"));
        assert_int_equal(got.status, 204);
        assert_int_equal(get(&here, arena, "/api/session").status, 200);
        assert_int_equal(get(&there, arena, "/api/session").status, 401);
        assert_int_equal(people_sign_in(&nobody, arena, "an.nv", GOOD, "").status, 401);
        assert_int_equal(people_sign_in(&nobody, arena, "an.nv", OTHER, "").status, 200);
        assert_int_equal(serve_close(&served), 0);
    }
}

TEST(sessions_end_by_rest)
{
    static const char *const soon[] = {"--now", "2026-11-15T08:14:59+07:00", NULL}, *const late[] = {
                                                                                        "--now",
                                                                                        "2026-11-15T08:29:59+07:00",
                                                                                        NULL};
    Served served = serve_open(arena, 0, NULL);
    people_settle(&served, arena, "an.nv", "tax", "33", "");
    Client an = people_in(&served, arena, "an.nv", GOOD, "");
    assert_int_equal(serve_close(&served), 0);
    served = serve_on(arena, served.db, soon);
    assert_int_equal(get(&an, arena, "/api/session").status, 200); /* and used now */
    assert_int_equal(serve_close(&served), 0);
    served = serve_on(arena, served.db, late);
    assert_int_equal(get(&an, arena, "/api/session").status, 401);
    assert_int_equal(serve_close(&served), 0);
}

TEST_MAIN
