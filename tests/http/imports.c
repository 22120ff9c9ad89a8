/* Files taken in through the real server: figures, boundaries, documents. */
#include "filled.h"

#include "audit/audit.h"

#define FACTS "/api/imports/facts?province=33&name=so-lieu.csv"

static Str bytes_of(Arena *arena, const char *shipped)
{
    Str path;
    assert_ok(file_shipped(arena, str_from(shipped), &path));
    return test_read(arena, path);
}

/* An entry of the trail by what was done; fails where there is none. */
static AuditEntry audited(Arena *arena, Str db, const char *action)
{
    AuditEntry *entry;
    ptrdiff_t count;
    Store *store = filled_store(arena, db);
    assert_ok(audit_list(store, arena, (AuditFilter){.action = str_from(action), .limit = 1}, &entry, &count));
    store_close(&store);
    assert_int_equal(count, 1);
    return entry[0];
}

/* ---- figures -------------------------------------------------------------------------------------- */

static const char good[] = "unit_code,unit_name,indicator,period,value\n"
                           "11983,,participants_total,2026-10,1.899\n"
                           ",phường phố hiến,Số người tham gia BHXH tự nguyện,tháng 10/2026,504\n";

static void check_figures(Arena *arena, const Served *served)
{
    Client an = serve_client(served, arena, "si-province", "33", "");
    Got got = send_file(an, arena, FACTS "&preview=true", str_from(good)); /* looked at alone */
    json_t *look = job_ended(&an, arena, job_of(arena, &got));
    check_state(look, "done");
    assert_str(json_word(arena, look, "kind"), S("facts-preview"));
    assert_int_equal(json_number(json_object_get(look, "result"), "added"), 2);
    json_decref(look);
    assert_int_equal(facts_there(arena, served->db, NULL), 0);
    got = send_file(an, arena, FACTS, str_from(good));
    Str id = job_of(arena, &got);
    json_t *job = job_ended(&an, arena, id), *result = json_object_get(job, "result");
    check_state(job, "done");
    assert_str(json_word(arena, job, "kind"), S("facts-import"));
    assert_str(json_word(arena, job, "file"), S("so-lieu.csv"));
    assert_str(json_word(arena, job, "login"), an.login);
    assert_int_equal(json_number(result, "rows"), 2);
    assert_int_equal(json_number(result, "added"), 2);
    assert_int_equal(json_number(result, "bad"), 0);
    assert_true(json_is_null(json_object_get(result, "rejects")));
    json_decref(job);
    assert_int_equal(facts_there(arena, served->db, NULL), 2);
    AuditEntry entry = audited(arena, served->db, "import.facts");
    assert_str(entry.login, an.login);
    assert_str(entry.request, id);
    assert_str(entry.province, S("33"));
    entry = audited(arena, served->db, "job.end");
    assert_true(str_find(entry.after, S("\"state\":\"done\"")) > 0 && str_find(entry.after, S("\"added\":2")) > 0);

    got = send_file(an, arena, FACTS, str_from(good)); /* the same file once more */
    job = job_ended(&an, arena, job_of(arena, &got));
    check_state(job, "done");
    result = json_object_get(job, "result");
    assert_str(str_slice(json_word(arena, result, "imported_before"), 0, 10), S("2026-11-15"));
    assert_int_equal(json_number(result, "added"), 0);
    json_decref(job);
    assert_int_equal(facts_there(arena, served->db, NULL), 2);
}

TEST(figures_go_in_by_a_job_and_the_same_file_changes_nothing)
{
    ON_EACH_SERVER(served)
    check_figures(arena, &served);
}

TEST(a_key_that_was_used_gives_the_job_that_it_named)
{
    ON_EACH_SERVER(served)
    {
        Client an = serve_client(&served, arena, "si-province", "33", "");
        Got one = send_file(an, arena, FACTS "&key=k1", str_from(good));
        Got two = send_file(an, arena, FACTS "&key=k1", str_from(good));
        Got other = send_file(an, arena, FACTS "&key=k2", str_from(good));
        assert_str(job_of(arena, &two), job_of(arena, &one));
        assert_false(str_eq(job_of(arena, &other), job_of(arena, &one)));
        json_decref(job_ended(&an, arena, job_of(arena, &one)));
        json_decref(job_ended(&an, arena, job_of(arena, &other)));
        assert_int_equal(facts_there(arena, served.db, NULL), 2);
    }
}

static const char mixed[] = "unit_code,indicator,period,value\n"
                            "11983,participants_total,2026-10,1899\n"
                            "11980,participants_total,2026-13,55\n"
                            "Xã Không Đâu,participants_total,2026-10,77\n";

/* What was refused comes back as a file, is corrected by hand and goes in. */
static void check_rejects(Arena *arena, const Served *served)
{
    Client an = serve_client(served, arena, "si-province", "33", "");
    Got got = send_file(an, arena, FACTS, str_from(mixed));
    json_t *job = job_ended(&an, arena, job_of(arena, &got)), *result = json_object_get(job, "result");
    check_state(job, "done");
    assert_int_equal(json_number(result, "added"), 1);
    assert_int_equal(json_number(result, "bad"), 2);
    assert_int_equal(json_number(result, "problem_count"), 2);
    assert_true(str_find(audited(arena, served->db, "job.end").after, S("\"bad\":2")) > 0);
    assert_true(str_find(audited(arena, served->db, "job.end").after, S("Không Đâu")) < 0); /* no cell of the file */
    const json_t *first = json_array_get(json_object_get(result, "problems"), 0);
    assert_str(json_word(arena, first, "value"), S("2026-13"));
    assert_true(str_find(json_word(arena, first, "place"), S("so-lieu.csv")) >= 0);
    Got rejects = filled_get(&an, arena, json_word(arena, result, "rejects"));
    json_decref(job);
    assert_int_equal(rejects.status, 200);
    assert_str(rejects.type, S("text/csv; charset=utf-8"));
    assert_true(str_find(got_header(&rejects, "Content-Disposition"), S("chua-dung-duoc-")) > 0);
    ptrdiff_t month = str_find(rejects.body, S("2026-13")), unit = str_find(rejects.body, S("Xã Không Đâu"));
    assert_true(month > 0 && unit > month);
    ptrdiff_t after = unit + S("Xã Không Đâu").len;
    Str fixed =
        str_fmt(arena, "%.*s2026-10%.*s11977%.*s", STRF(str_slice(rejects.body, 0, month)),
                STRF(str_slice(rejects.body, month + 7, unit)), STRF(str_slice(rejects.body, after, rejects.body.len)));
    got = send_file(an, arena, FACTS, fixed);
    job = job_ended(&an, arena, job_of(arena, &got));
    check_state(job, "done");
    assert_int_equal(json_number(json_object_get(job, "result"), "added"), 2);
    json_decref(job);
    assert_int_equal(facts_there(arena, served->db, NULL), 3);
}

TEST(rows_that_cannot_be_used_come_back_as_a_file_and_go_in_corrected)
{
    ON_EACH_SERVER(served)
    check_rejects(arena, &served);
}

static void check_asked_wrongly(Arena *arena, const Client *an)
{
    static const struct {
        const char *path;
        const char *bytes;
        int status;
    } asked[] = {
        {"/api/imports/facts?name=a.csv", good, 400},
        {"/api/imports/facts?province=33&name=a.csv&base=elsewhere", good, 400},
        {"/api/imports/facts?province=33&name=a.csv", "", 422},
        {"/api/imports/facts?province=31&name=a.csv", good, 403},
        {"/api/imports/boundaries?name=a.json", "{}", 403},
        {"/api/plans/preview?name=a.csv", good, 403},
    };
    for (int i = 0; i < COUNTOF(asked); i++) {
        Got got = send_file(*an, arena, asked[i].path, str_from(asked[i].bytes));
        if (got.status != asked[i].status)
            fail_msg("%s: %d %.*s", asked[i].path, got.status, STRF(got.body));
    }
}

TEST(what_cannot_be_a_job_is_said_at_once)
{
    ON_EACH_SERVER(served)
    {
        Client an = serve_client(&served, arena, "si-province", "33", "");
        check_asked_wrongly(arena, &an);
        Got got = ask(&an, arena, "GET", "/api/jobs", (Str){0});
        json_t *list = got_json(&got);
        assert_int_equal(json_array_size(json_object_get(list, "rows")), 0);
        json_decref(list);
    }
}

/* It is told at once what it is; no job begins. */
TEST(a_file_of_another_kind_is_told_where_it_belongs)
{
    static const struct {
        const char *bytes, *facts, *villages; /* code at each door; NULL a job */
    } files[] = {
        {"Họ và tên,Ngày sinh,Số CCCD\nMai,1986,033186000001\n", "is-register:population", "is-register:population"},
        {"TT,Tên xã/phường,Chỉ tiêu chung\n1,Phường Sơn Nam,900\n", "is-plan", "is-plan"},
        {"Xã/phường,Thôn/tổ dân phố,Dân số\nPhường Sơn Nam,Tổ dân phố 1,900\n", "is-villages", NULL},
        {"unit_code,indicator,period,value\n11980,participants_total,2026-10,5\n", NULL, "is-facts"},
    };
    Served served = filled_server(arena, 0);
    Client an = serve_client(&served, arena, "si-province", "33", ""),
           admin = serve_client(&served, arena, "administrator", "", "");
    for (int i = 0; i < COUNTOF(files); i++) {
        Got facts = send_file(an, arena, FACTS "&preview=true", str_from(files[i].bytes)),
            villages =
                send_file(admin, arena, "/api/imports/villages?province=33&name=thon.csv", str_from(files[i].bytes));
        assert_int_equal(facts.status, files[i].facts ? 422 : 202);
        assert_int_equal(villages.status, files[i].villages ? 422 : 202);
        if (files[i].facts)
            assert_true(str_find(facts.body, str_fmt(arena, "\"code\":\"%s\"", files[i].facts)) > 0);
        if (files[i].villages)
            assert_true(str_find(villages.body, str_fmt(arena, "\"code\":\"%s\"", files[i].villages)) > 0);
    }
    assert_int_equal(serve_close(&served), 0);
}

TEST(a_file_that_is_no_table_fails_with_words_and_its_place)
{
    ON_EACH_SERVER(served)
    {
        Client an = serve_client(&served, arena, "si-province", "33", "");
        static const char *const names[] = {"a.xlsx", "a.csv", "a.pdf", "../../etc/passwd", "a.xls"};
        for (int i = 0; i < COUNTOF(names); i++) {
            Str path = str_fmt(arena, "/api/imports/facts?province=33&name=%s", names[i]);
            Got got = send_file(an, arena, str_c(arena, path), S("\x01\x02PK no table\n\xff\xfe"));
            json_t *job = job_ended(&an, arena, job_of(arena, &got));
            check_state(job, "failed");
            assert_true(json_word(arena, json_object_get(job, "problem"), "detail").len > 0);
            json_decref(job);
        }
        assert_int_equal(facts_there(arena, served.db, NULL), 0);
        assert_false(serve_logged(&served, arena, S("passwd")));
    }
}

/* Rows of other communes go in for nobody, and good rows beside them neither: the file is one. */
TEST(who_has_one_commune_takes_in_its_rows_only)
{
    ON_EACH_SERVER(served)
    {
        Client an = serve_client(&served, arena, "si-province", "33", "11980");
        Got got = send_file(an, arena, FACTS,
                            S("unit_code,indicator,period,value\n11980,participants_total,2026-10,5\n"
                              "11983,participants_total,2026-10,6\n"));
        json_t *job = job_ended(&an, arena, job_of(arena, &got));
        check_state(job, "failed");
        json_decref(job);
        assert_int_equal(facts_there(arena, served.db, NULL), 0);
        got = send_file(an, arena, FACTS, S("unit_code,indicator,period,value\n11980,participants_total,2026-10,5\n"));
        job = job_ended(&an, arena, job_of(arena, &got));
        check_state(job, "done");
        json_decref(job);
        assert_int_equal(facts_there(arena, served.db, "11980"), 1);
    }
}

/* ---- boundaries --------------------------------------------------------------------------------------- */

static bool has_shape(const Client *client, Arena *arena, const char *province)
{
    Got got = filled_get(client, arena, str_fmt(arena, "/api/units/%s/map", province));
    assert_int_equal(got.status, 200);
    return str_find(got.body, S("\"Polygon\"")) >= 0 || str_find(got.body, S("\"MultiPolygon\"")) >= 0;
}

TEST(boundaries_go_in_by_a_job_and_stand_on_the_map)
{
    ON_EACH_SERVER(served)
    {
        Client admin = serve_client(&served, arena, "administrator", "", "");
        Client leader = serve_client(&served, arena, "province-leader", "33", "");
        assert_false(has_shape(&leader, arena, "33"));
        Str bytes = bytes_of(arena, "demo/ranh-gioi-mo-phong.geojson");
        Got got = send_file(admin, arena, "/api/imports/boundaries?name=ranh-gioi.geojson", bytes);
        json_t *job = job_ended(&admin, arena, job_of(arena, &got)), *result = json_object_get(job, "result");
        check_state(job, "done");
        assert_true(json_number(result, "changed") > 0);
        assert_int_equal(json_number(result, "rows"), json_number(result, "changed") + json_number(result, "left"));
        json_decref(job);
        assert_true(has_shape(&leader, arena, "33"));
        assert_str(audited(arena, served.db, "import.boundaries").login, admin.login);
        got = send_file(admin, arena, "/api/imports/boundaries?name=ranh-gioi.geojson", bytes);
        job = job_ended(&admin, arena, job_of(arena, &got));
        assert_int_equal(json_number(json_object_get(job, "result"), "changed"), 0);
        json_decref(job);
    }
}

/* ---- units and villages ---------------------------------------------------------------------------------- */

static int64_t changed_by(const Client *admin, Arena *arena, Got got)
{
    assert_int_equal(got.status, 202);
    json_t *job = job_ended(admin, arena, job_of(arena, &got));
    check_state(job, "done");
    int64_t changed = json_number(json_object_get(job, "result"), "changed");
    json_decref(job);
    return changed;
}

TEST(the_lists_that_ship_are_taken_in_by_a_job_and_twice_change_nothing)
{
    for (int which = 0; which < TEST_STORES; which++)
        for (Served served = serve_open(arena, which, NULL); served.pid; assert_int_equal(serve_close(&served), 0)) {
            Client admin = serve_client(&served, arena, "administrator", "", "");
            Client leader = serve_client(&served, arena, "province-leader", "33", "");
            assert_int_equal(ask(&leader, arena, "POST", "/api/imports/units", (Str){0}).status, 403);
            assert_true(changed_by(&admin, arena, ask(&admin, arena, "POST", "/api/imports/units", (Str){0})) > 3000);
            assert_str(audited(arena, served.db, "import.units").login, admin.login);
            assert_int_equal(changed_by(&admin, arena, ask(&admin, arena, "POST", "/api/imports/units", (Str){0})), 0);
            Got got = filled_get(&leader, arena, S("/api/units?parent=33"));
            assert_true(str_find(got.body, S("Như Quỳnh")) > 0);
            got = filled_get(&leader, arena, S("/api/indicators"));
            assert_true(str_find(got.body, S("participants_total")) > 0);
        }
}

TEST(villages_go_in_by_a_job_and_their_commune_has_them)
{
    const char *path = "/api/imports/villages?province=33&name=thon.csv";
    ON_EACH_SERVER(served)
    {
        Client admin = serve_client(&served, arena, "administrator", "", "");
        Client leader = serve_client(&served, arena, "province-leader", "33", "");
        Str villages = S("commune,village,population\n11980,Thôn Thượng,120\n11980,Thôn Hạ,90\n");
        assert_int_equal(send_file(leader, arena, path, villages).status, 403);
        assert_int_equal(send_file(admin, arena, "/api/imports/villages?name=thon.csv", villages).status, 400);
        assert_int_equal(send_file(admin, arena, path, (Str){0}).status, 422);
        assert_int_equal(changed_by(&admin, arena, send_file(admin, arena, path, villages)), 2);
        Got got = filled_get(&leader, arena, S("/api/units?parent=11980"));
        assert_true(str_find(got.body, S("Thôn Thượng")) > 0);
        assert_str(audited(arena, served.db, "import.villages").login, admin.login);
        got = send_file(admin, arena, path, S("commune,village\n")); /* no rows */
        json_t *none = job_ended(&admin, arena, job_of(arena, &got));
        check_state(none, "failed");
        json_decref(none);
        got = send_file(admin, arena, "/api/imports/boundaries?name=hong.json", S("{\"type\":")); /* its name alone */
        none = job_ended(&admin, arena, job_of(arena, &got));
        assert_true(str_starts(json_word(arena, json_object_get(none, "problem"), "place"), S("hong.json")));
        json_decref(none);
        got = send_file(admin, arena, path, S("họ tên,tuổi\nAn,7\n")); /* another table */
        json_t *job = job_ended(&admin, arena, job_of(arena, &got));
        check_state(job, "failed");
        assert_true(strlen(json_string_value(json_object_get(json_object_get(job, "problem"), "detail"))) > 20);
        json_decref(job);
    }
}

TEST(the_boundaries_of_hung_yen_go_in_whole)
{
    Str bytes = test_read(arena, test_shared(arena, S("data/geo/communes_33_hung_yen.geojson")));
    ON_EACH_SERVER(served)
    {
        Client admin = serve_client(&served, arena, "administrator", "", "");
        Got got = send_file(admin, arena, "/api/imports/boundaries?name=hung-yen.geojson", bytes);
        json_t *job = job_ended(&admin, arena, job_of(arena, &got));
        check_state(job, "done");
        assert_int_equal(json_number(json_object_get(job, "result"), "changed"), 104);
        assert_int_equal(json_number(json_object_get(job, "result"), "left"), 0);
        json_decref(job);
    }
}

/* ---- documents ------------------------------------------------------------------------------------------ */

/* Sends the file to be looked at; the number of findings that have the code. */
static json_t *previewed(const Client *client, Arena *arena, Str bytes, const char *name)
{
    Str path = str_fmt(arena, "/api/plans/preview?year=2030&name=%s", name);
    Got got = send_file(*client, arena, str_c(arena, path), bytes);
    if (got.status != 200)
        fail_msg("%d %.*s", got.status, STRF(got.body));
    return got_json(&got);
}

static ptrdiff_t findings_of(const json_t *preview, const char *code)
{
    ptrdiff_t count = 0;
    size_t i;
    const json_t *finding, *all = json_object_get(preview, "findings");
    json_array_foreach(all, i, finding) count += strcmp(json_string_value(json_object_get(finding, "code")), code) == 0;
    return count;
}

static json_t *taken_in(const Client *client, Arena *arena, const json_t *preview, bool accept)
{
    Str body = str_fmt(arena, "{\"upload\":\"%s\",\"accept\":%s,\"province\":\"33\",\"year\":2030}",
                       json_string_value(json_object_get(preview, "upload")), accept ? "true" : "false");
    Got got = ask(client, arena, "POST", "/api/plans", body);
    return job_ended(client, arena, job_of(arena, &got));
}

static int64_t target_rows(const Client *client, Arena *arena, const char *indicator)
{
    Got got = filled_get(client, arena, str_fmt(arena, "/api/targets?province=33&indicator=%s", indicator));
    assert_int_equal(got.status, 200);
    json_t *list = got_json(&got);
    int64_t count = (int64_t)json_array_size(json_object_get(list, "rows"));
    json_decref(list);
    return count;
}

/* The appendix of Hưng Yên: 104 communes that sum to two fewer than it says, five names scanned wrongly. */
static void check_document(Arena *arena, const Served *served, Str bytes, const char *name)
{
    Client an = serve_client(served, arena, "home-affairs", "33", "");
    json_t *preview = previewed(&an, arena, bytes, name);
    assert_int_equal(json_array_size(json_object_get(preview, "rows")), 104);
    assert_int_equal(findings_of(preview, "sum-mismatch"), 1);
    assert_true(json_is_false(json_object_get(preview, "seen")));

    json_t *job = taken_in(&an, arena, preview, false); /* nobody has said yes to the five names */
    check_state(job, "failed");
    assert_true(json_word(arena, json_object_get(job, "problem"), "detail").len > 0);
    json_decref(job);
    assert_int_equal(target_rows(&an, arena, "participants_total"), 0);

    job = taken_in(&an, arena, preview, true);
    check_state(job, "done");
    const json_t *result = json_object_get(job, "result");
    assert_true(json_number(result, "added") >= 2 * 104 + 2);
    assert_true(json_is_false(json_object_get(result, "imported_before")));
    json_decref(job);
    assert_int_equal(target_rows(&an, arena, "participants_total"), 105);
    AuditEntry entry = audited(arena, served->db, "import.plan");
    assert_str(entry.login, an.login);

    job = taken_in(&an, arena, preview, false); /* the names are known by now, the bytes too */
    check_state(job, "done");
    result = json_object_get(job, "result");
    assert_true(json_is_true(json_object_get(result, "imported_before")));
    assert_int_equal(json_number(result, "added") + json_number(result, "corrected"), 0);
    json_decref(job);
    json_decref(preview);
    preview = previewed(&an, arena, bytes, name);
    assert_true(json_is_true(json_object_get(preview, "seen")));
    json_decref(preview);
}

TEST(a_document_is_looked_at_accepted_and_kept)
{
    ON_EACH_SERVER(served)
    check_document(arena, &served, bytes_of(arena, "demo/hung-yen-plan-2030.csv"), "phu-luc.csv");
}

TEST(the_text_of_the_plan_of_hung_yen_goes_in_as_it_was_issued)
{
    Str bytes = test_read(arena, test_shared(arena, S("seeds/002_65e8bb7d30433a48.txt")));
    ON_EACH_SERVER(served)
    check_document(arena, &served, bytes, "ke-hoach.txt");
}

TEST(an_upload_is_of_who_sent_it)
{
    ON_EACH_SERVER(served)
    {
        Client an = serve_client(&served, arena, "home-affairs", "33", "");
        Client binh = serve_client(&served, arena, "home-affairs", "31", "");
        json_t *preview = previewed(&an, arena, bytes_of(arena, "demo/hung-yen-plan-2030.csv"), "phu-luc.csv");
        Str body = str_fmt(arena, "{\"upload\":\"%s\",\"accept\":true}",
                           json_string_value(json_object_get(preview, "upload")));
        json_decref(preview);
        assert_int_equal(ask(&binh, arena, "POST", "/api/plans", body).status, 404);
        Got got = ask(&an, arena, "POST", "/api/plans", body);
        json_t *job = job_ended(&an, arena, job_of(arena, &got));
        check_state(job, "done");
        json_decref(job);
        Got foreign = send_file(binh, arena, "/api/plans/preview?name=phu-luc.csv",
                                bytes_of(arena, "demo/hung-yen-plan-2030.csv"));
        assert_int_equal(foreign.status, 403);
    }
}

TEST_MAIN
