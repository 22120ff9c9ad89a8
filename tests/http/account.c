/* Accounts over the real server: who may make and change them, where, and what is told of it. */
#include "people.h"

static Got get(const Client *by, Arena *arena, const char *path)
{
    return ask(by, arena, "GET", path, (Str){0});
}

static Str body_of(Arena *arena, const char *login, const char *role, const char *province, const char *unit,
                   const char *more)
{
    return str_fmt(arena,
                   "{\"login\":\"%s\",\"name\":\"Lê Thị Chi\",\"agency\":\"UBND\",\"email\":\"%s@example.vn\","
                   "\"grants\":[{\"role\":\"%s\",\"province\":\"%s\",\"unit\":\"%s\"}]%s}",
                   login, login, role, province, unit, more);
}

static Got create(const Client *by, Arena *arena, const char *login, const char *role, const char *province,
                  const char *unit)
{
    return ask(by, arena, "POST", "/api/accounts", body_of(arena, login, role, province, unit, ""));
}

static const char *path_of(Arena *arena, Str id, const char *rest)
{
    return str_c(arena, str_fmt(arena, "/api/accounts/%.*s%s", STRF(id), rest));
}

static Str invite_in(const Got *got, Arena *arena)
{
    Str link = got_text(got, arena, "link"), mark = S("/moi/");
    ptrdiff_t at = str_find(link, mark);
    assert_true(at > 0);
    return str_slice(link, at + mark.len, link.len);
}

static const char *version_of(const Client *by, Arena *arena, Str id)
{
    Got got = get(by, arena, path_of(arena, id, ""));
    json_t *body = got_json(&got);
    Str version = str_fmt(arena, ",\"version\":%lld", (long long)json_integer_value(json_object_get(body, "version")));
    json_decref(body);
    return str_c(arena, version);
}

/* ---- the life of an account --------------------------------------------------------------------- */

TEST(an_account_is_made_invited_changed_and_ended)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = people_open(arena, which, NULL);
        if (!served.pid)
            continue;
        Client admin = serve_client(&served, arena, "administrator", "33", ""), nobody = {.served = &served};
        Got got = create(&admin, arena, "Chi.LT", "commune-officer", "33", "11980");
        assert_int_equal(got.status, 201);
        assert_true(str_starts(got_text(&got, arena, "link"), served.base));
        Str id = got_text(&got, arena, "id"), first = invite_in(&got, arena);
        got = get(&admin, arena, path_of(arena, id, ""));
        assert_int_equal(got.status, 200);
        assert_str(got_text(&got, arena, "login"), S("chi.lt"));
        assert_true(got_true(&got, "invited") && got_true(&got, "active"));
        assert_true(str_find(got.body, S("Phường Hồng Châu")) > 0);
        /* a new link makes the one before void */
        got = ask(&admin, arena, "POST", path_of(arena, id, "/invitation"), (Str){0});
        assert_int_equal(got.status, 201);
        assert_int_equal(people_accept(&nobody, arena, first, GOOD).status, 404);
        assert_int_equal(people_accept(&nobody, arena, invite_in(&got, arena), GOOD).status, 204);
        Client chi = people_in(&served, arena, "chi.lt", GOOD, "");
        got = get(&chi, arena, "/api/session");
        assert_true(str_find(got.body, S("fact.enter")) > 0);
        /* another role holds at once; who looked before that is told so */
        const char *seen = version_of(&admin, arena, id);
        got = ask(&admin, arena, "PUT", path_of(arena, id, ""), body_of(arena, "chi.lt", "tax", "33", "11980", seen));
        assert_int_equal(got.status, 200);
        got = ask(&admin, arena, "PUT", path_of(arena, id, ""), body_of(arena, "chi.lt", "tax", "33", "", seen));
        check_code(&got, arena, 409, "conflict");
        got = get(&chi, arena, "/api/session");
        assert_true(str_find(got.body, S("fact.enter")) < 0 && str_find(got.body, S("fact.read")) > 0);
        seen = str_c(arena, str_fmt(arena, ",\"active\":false%s", version_of(&admin, arena, id)));
        got = ask(&admin, arena, "PUT", path_of(arena, id, ""), body_of(arena, "chi.lt", "tax", "33", "11980", seen));
        assert_int_equal(got.status, 200);
        assert_int_equal(get(&chi, arena, "/api/session").status, 401);
        assert_int_equal(people_sign_in(&nobody, arena, "chi.lt", GOOD, "").status, 401);
        got = ask(&admin, arena, "POST", path_of(arena, id, "/invitation"), (Str){0});
        check_code(&got, arena, 409, "conflict");
        assert_int_equal(serve_close(&served), 0);
    }
}

TEST(what_cannot_be_an_account_is_refused_with_its_field)
{
    Served served = people_open(arena, 0, NULL);
    Client admin = serve_client(&served, arena, "administrator", "", ""),
           near = serve_client(&served, arena, "administrator", "33", "");
    static const struct {
        const char *login, *role, *province, *unit;
        int status;
        const char *field;
    } cases[] = {
        {"a", "tax", "33", "", 422, "login"},
        {"chữ có dấu", "tax", "33", "", 422, "login"},
        {"", "tax", "33", "", 422, "login"},
        {"an.nv", "khong-co", "33", "", 422, "grants"},
        {"an.nv", "tax", "99", "", 422, "grants"},
        {"an.nv", "tax", "33", "00004", 422, "grants"}, /* a commune of Hà Nội */
        {"an.nv", "tax", "", "11980", 422, "grants"},
        {"an.nv", "tax", "11980", "", 422, "grants"},
        {"an.nv", "tax", "", "", 422, "grants"}, /* the whole country is too wide for the role */
        {"an.nv", "commune-officer", "33", "", 422, "grants"},
        {"an.nv", "collaborator", "33", "11980", 422, "grants"},
    };
    for (int i = 0; i < COUNTOF(cases); i++) {
        Got got = create(&admin, arena, cases[i].login, cases[i].role, cases[i].province, cases[i].unit);
        if (got.status != cases[i].status)
            fail_msg("case %d: %d %.*s", i, got.status, STRF(got.body));
        assert_str(got_text(&got, arena, "field"), str_from(cases[i].field));
    }
    static const char *const bodies[] = {
        "{}",
        "[]",
        "{\"login\":\"an.nv\",\"name\":\"An\"}",
        "{\"login\":\"an.nv\",\"name\":\"An\",\"grants\":{}}",
        "{\"login\":\"an.nv\",\"name\":\"An\",\"grants\":[]}",
        "{\"login\":\"an.nv\",\"name\":\"An\",\"grants\":[1]}",
        "{\"login\":\"an.nv\",\"name\":\"An\",\"email\":\"khong phai\",\"grants\":[{\"role\":\"tax\",\"province\":"
        "\"33\",\"unit\":\"\"}]}",
        "{\"login\":\"an.nv\",\"name\":\" \",\"grants\":[{\"role\":\"tax\",\"province\":\"33\",\"unit\":\"\"}]}",
        "{\"login\":\"an.nv\",\"name\":\"An\",\"grants\":[{\"role\":\"tax\",\"province\":\"33\",\"unit\":\"\","
        "\"permissions\":[\"audit.read\"]}]}",
        "{\"login\":\"an.nv\",\"name\":\"An\",\"totp\":true,\"grants\":[]}"};
    for (int i = 0; i < COUNTOF(bodies); i++) {
        Got got = ask(&near, arena, "POST", "/api/accounts", str_from(bodies[i]));
        if (got.status != 422)
            fail_msg("body %d: %d %.*s", i, got.status, STRF(got.body));
    }
    Got got = create(&admin, arena, "an.nv", "tax", "33", "33"); /* a province within itself is the province */
    assert_int_equal(got.status, 201);
    Str id = got_text(&got, arena, "id");
    got = create(&admin, arena, "AN.NV", "police", "33", "");
    check_code(&got, arena, 409, "conflict");
    got = ask(&admin, arena, "PUT", path_of(arena, id, ""), body_of(arena, "khac", "tax", "33", "", ",\"version\":0"));
    assert_str(got_text(&got, arena, "field"), S("login"));
    assert_int_equal(get(&admin, arena, path_of(arena, S("0123456789abcdef0123456789abcdef"), "")).status, 404);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- who may ------------------------------------------------------------------------------------------ */

TEST(who_may_not_manage_accounts_does_not)
{
    Served served = people_open(arena, 0, NULL);
    const Role *role;
    ptrdiff_t roles;
    Store *store = NULL;
    Client victim = serve_client(&served, arena, "tax", "33", "");
    assert_ok(store_open(arena, served.db, serve_clock(), &store));
    assert_ok(role_list(store, arena, &role, &roles));
    for (ptrdiff_t i = 0; i < roles; i++) {
        if (role[i].permissions >> PERMISSION_ACCOUNT_MANAGE & 1)
            continue;
        bool wide = str_eq(role[i].level, S("province")) || str_eq(role[i].level, S("nation"));
        const char *unit = wide ? "" : str_eq(role[i].level, S("commune")) ? "11980" : "11980-01";
        Client by = serve_client(&served, arena, str_c(arena, role[i].code), "33", unit);
        const struct {
            const char *method, *path;
            Str body;
        } asked[] = {
            {"GET", "/api/accounts", {0}},
            {"GET", "/api/accounts?format=csv", {0}},
            {"POST", "/api/accounts", body_of(arena, "them.mot", "tax", "33", "", "")},
            {"GET", path_of(arena, victim.account, ""), {0}},
            {"PUT", path_of(arena, victim.account, ""),
             body_of(arena, str_c(arena, victim.login), "auditor", "33", "", "")},
            {"PUT", path_of(arena, by.account, ""), body_of(arena, str_c(arena, by.login), "auditor", "33", "", "")},
            {"POST", path_of(arena, victim.account, "/invitation"), {0}},
            {"DELETE", path_of(arena, victim.account, "/totp"), {0}},
            {"GET", "/api/sessions", {0}},
        };
        for (int k = 0; k < COUNTOF(asked); k++) {
            Got got = ask(&by, arena, asked[k].method, asked[k].path, asked[k].body);
            if (got.status != 403)
                fail_msg("%.*s %s %s: %d", STRF(role[i].code), asked[k].method, asked[k].path, got.status);
        }
    }
    store_close(&store);
    Client nobody = {.served = &served};
    assert_int_equal(create(&nobody, arena, "them.mot", "tax", "33", "").status, 401);
    assert_int_equal(serve_close(&served), 0);
}

TEST(nobody_gives_more_than_his_own_territory)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = people_open(arena, which, NULL);
        if (!served.pid)
            continue;
        Client admin = serve_client(&served, arena, "administrator", "33", ""),
               commune = serve_client(&served, arena, "administrator", "33", "11980"),
               far = serve_client(&served, arena, "tax", "31", ""),
               near = serve_client(&served, arena, "tax", "33", "");
        assert_int_equal(create(&admin, arena, "ngoai.tinh", "tax", "31", "").status, 403);
        assert_int_equal(create(&admin, arena, "ca.nuoc", "administrator", "", "").status, 403);
        assert_int_equal(create(&commune, arena, "ca.tinh", "tax", "33", "").status, 403);
        assert_int_equal(create(&commune, arena, "xa.ben", "commune-officer", "33", "11983").status, 403);
        assert_int_equal(create(&commune, arena, "trong.xa", "commune-officer", "33", "11980").status, 201);
        /* what lies outside is not there */
        static const char *const rests[] = {"", "/invitation", "/totp"};
        static const char *const methods[] = {"GET", "POST", "DELETE"};
        for (int i = 0; i < COUNTOF(rests); i++) {
            assert_int_equal(ask(&admin, arena, methods[i], path_of(arena, far.account, rests[i]), (Str){0}).status,
                             404);
            assert_int_equal(ask(&commune, arena, methods[i], path_of(arena, near.account, rests[i]), (Str){0}).status,
                             404);
        }
        Got got = ask(&admin, arena, "PUT", path_of(arena, far.account, ""),
                      body_of(arena, str_c(arena, far.login), "tax", "33", "", ""));
        assert_int_equal(got.status, 404);
        /* nor is an account moved out of it */
        got = ask(&admin, arena, "PUT", path_of(arena, near.account, ""),
                  body_of(arena, str_c(arena, near.login), "tax", "31", "", ""));
        assert_int_equal(got.status, 403);
        assert_int_equal(get(&near, arena, "/api/session").status, 200);
        assert_int_equal(serve_close(&served), 0);
    }
}

TEST(nobody_changes_his_own_roles)
{
    Served served = people_open(arena, 0, NULL);
    Client admin = serve_client(&served, arena, "administrator", "33", "");
    const char *own = path_of(arena, admin.account, ""), *login = str_c(arena, admin.login);
    Got got = ask(&admin, arena, "PUT", own, body_of(arena, login, "si-province", "33", "", ",\"version\":0"));
    check_code(&got, arena, 403, "forbidden");
    got = ask(&admin, arena, "PUT", own,
              body_of(arena, login, "administrator", "33", "", ",\"active\":false,\"version\":0"));
    check_code(&got, arena, 403, "forbidden");
    got = ask(&admin, arena, "PUT", own,
              body_of(arena, login, "administrator", "33", "", version_of(&admin, arena, admin.account)));
    assert_int_equal(got.status, 200); /* his name and address */
    assert_true(str_find(got.body, S("Lê Thị Chi")) > 0);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- lists --------------------------------------------------------------------------------------------------- */

TEST(lists_hold_ones_own_territory_page_find_and_export)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = people_open(arena, which, NULL);
        if (!served.pid)
            continue;
        Client admin = serve_client(&served, arena, "administrator", "33", "");
        for (int i = 0; i < 5; i++) {
            Str login = str_fmt(arena, "nguoi%d.nv", i);
            assert_int_equal(create(&admin, arena, str_c(arena, login), "tax", "33", "").status, 201);
        }
        Client far = serve_client(&served, arena, "administrator", "31", "");
        Got got = get(&admin, arena, "/api/accounts?find=chi&limit=2");
        assert_true(str_find(got.body, S("nguoi0.nv")) > 0 && str_find(got.body, S("nguoi1.nv")) > 0);
        assert_true(str_find(got.body, S("nguoi2.nv")) < 0);
        Str next = got_text(&got, arena, "next");
        assert_str(next, S("nguoi1.nv"));
        got = get(&admin, arena, str_c(arena, str_fmt(arena, "/api/accounts?find=CHI&after=%.*s", STRF(next))));
        assert_true(str_find(got.body, S("nguoi1.nv\"")) < 0 && str_find(got.body, S("nguoi4.nv")) > 0);
        got = get(&far, arena, "/api/accounts");
        assert_true(str_find(got.body, S("nguoi")) < 0 && str_find(got.body, far.login) > 0);
        got = get(&admin, arena, "/api/accounts?format=csv&find=nguoi3");
        assert_int_equal(got.status, 200);
        assert_true(str_starts(got.type, S("text/csv")));
        assert_true(str_find(got.body, S("nguoi3.nv")) > 0 && str_find(got.body, S("nguoi4.nv")) < 0);
        got = get(&far, arena, "/api/accounts?format=csv");
        assert_true(str_find(got.body, S("nguoi")) < 0);
        got = get(&admin, arena, "/api/accounts?format=xlsx");
        assert_int_equal(got.status, 200);
        assert_true(str_starts(got.body, S("PK")));
        assert_true(str_find(got_header(&got, "Content-Disposition"), S(".xlsx")) > 0);
        assert_int_equal(get(&admin, arena, "/api/accounts?format=pdf").status, 400);
        assert_int_equal(get(&admin, arena, "/api/accounts?limit=0").status, 400);
        assert_int_equal(serve_close(&served), 0);
    }
}

TEST(the_matrix_of_roles_is_that_of_the_data_in_both_languages)
{
    Served served = people_open(arena, 0, NULL);
    Client an = serve_client(&served, arena, "collaborator", "33", "11980-01");
    const Role *role;
    ptrdiff_t roles;
    Store *store = NULL;
    assert_ok(store_open(arena, served.db, serve_clock(), &store));
    assert_ok(role_list(store, arena, &role, &roles));
    for (int lang = 0; lang < 2; lang++) {
        Got got = get(&an, arena, lang ? "/api/roles?lang=en" : "/api/roles?lang=vi");
        json_t *body = got_json(&got), *list = json_object_get(body, "roles");
        assert_int_equal(json_array_size(list), roles);
        assert_int_equal(json_array_size(json_object_get(body, "permissions")), PERMISSION_COUNT);
        for (ptrdiff_t i = 0; i < roles; i++) {
            json_t *one = json_array_get(list, (size_t)i), *given = json_object_get(one, "permissions"), *code;
            uint64_t bits = 0;
            size_t k;
            json_array_foreach(given, k, code)
            {
                Permission permission;
                assert_true(permission_parse(str_from(json_string_value(code)), &permission));
                bits |= (uint64_t)1 << permission;
            }
            assert_int_equal(bits, role[i].permissions);
            assert_str(str_from(json_string_value(json_object_get(one, "name"))),
                       lang ? role[i].name.en : role[i].name.vi);
        }
        json_decref(body);
    }
    store_close(&store);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- lost devices, and what is noted ---------------------------------------------------------------------------- */

TEST(a_lost_second_factor_is_taken_away_and_sessions_end)
{
    Served served = people_open(arena, 0, NULL);
    Client admin = serve_client(&served, arena, "administrator", "33", "");
    people_settle(&served, arena, "an.nv", "tax", "33", "");
    Client an = people_in(&served, arena, "an.nv", GOOD, "");
    assert_int_equal(ask(&admin, arena, "DELETE", path_of(arena, an.account, "/totp"), (Str){0}).status, 204);
    assert_int_equal(get(&an, arena, "/api/session").status, 401);
    an = people_in(&served, arena, "an.nv", GOOD, "");
    assert_int_equal(get(&an, arena, "/api/session").status, 200);
    assert_int_equal(serve_close(&served), 0);
}

TEST(what_is_done_is_noted_without_secrets)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = people_open(arena, which, NULL);
        if (!served.pid)
            continue;
        Client admin = serve_client(&served, arena, "administrator", "33", ""), nobody = {.served = &served},
               auditor = serve_client(&served, arena, "auditor", "33", ""),
               elsewhere = serve_client(&served, arena, "auditor", "31", "");
        Got got = create(&admin, arena, "chi.lt", "tax", "33", "");
        Str id = got_text(&got, arena, "id"), invite = invite_in(&got, arena);
        assert_int_equal(people_accept(&nobody, arena, invite, GOOD).status, 204);
        assert_int_equal(people_sign_in(&nobody, arena, "chi.lt", WRONG, "").status, 401);
        Client chi = people_in(&served, arena, "chi.lt", GOOD, "");
        assert_int_equal(
            ask(&chi, arena, "PUT", "/api/session/password", S("{\"old\":\"" GOOD "\",\"password\":\"" OTHER "\"}"))
                .status,
            204);
        assert_int_equal(ask(&admin, arena, "PUT", path_of(arena, id, ""),
                             body_of(arena, "chi.lt", "police", "33", "", version_of(&admin, arena, id)))
                             .status,
                         200);
        assert_int_equal(get(&admin, arena, "/api/accounts?format=csv").status, 200);
        assert_int_equal(ask(&chi, arena, "DELETE", "/api/session", (Str){0}).status, 204);
        got = get(&auditor, arena, "/api/audit?limit=1000");
        assert_int_equal(got.status, 200);
        static const char *const noted[] = {"\"account.create\"", "\"invitation.accept\"", "\"sign-in.failed\"",
                                            "\"sign-in\"",        "\"password.change\"",   "\"account.change\"",
                                            "\"export\"",         "\"sign-out\""};
        for (int i = 0; i < COUNTOF(noted); i++)
            if (str_find(got.body, str_from(noted[i])) < 0)
                fail_msg("%s is not noted: %.*s", noted[i], STRF(got.body));
        assert_true(str_find(got.body, S("\\\"role\\\":\\\"tax\\\"")) > 0); /* before */
        assert_true(str_find(got.body, S("\\\"role\\\":\\\"police\\\"")) > 0);
        const Str secrets[] = {S(GOOD), S(OTHER), S(WRONG), invite, chi.token, chi.csrf};
        for (int i = 0; i < COUNTOF(secrets); i++)
            assert_true(str_find(got.body, secrets[i]) < 0);
        assert_true(str_find(got.body, S("chi.lt")) > 0);
        got = get(&elsewhere, arena, "/api/audit?limit=1000");
        assert_int_equal(got.status, 200);
        assert_true(str_find(got.body, S("chi.lt")) < 0 && str_find(got.body, admin.login) < 0);
        got = get(&auditor, arena, "/api/audit/proof");
        assert_true(got_true(&got, "holds"));
        assert_int_equal(serve_close(&served), 0);
    }
}

TEST_MAIN
