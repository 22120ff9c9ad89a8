/* From a plan document to approved targets of villages, over the real server: Hưng Yên's appendix, in which the rows
 * add up to two persons fewer than it declares. */
#include "filled.h"

#include "answer.h"

#define HONG_CHAU "11980" /* has villages in data/demo */

static const char *const octets[] = {"Content-Type: application/octet-stream", NULL};
static const char *const english[] = {"Content-Type: application/octet-stream", "Accept-Language: en", NULL};

typedef struct Journey {
    Arena *arena;
    const Served *served;
    Client home, chief, si, officer, leader;
    Str upload;
} Journey;

static Str appendix(Arena *arena)
{
    Str path;
    assert_ok(file_shipped(arena, S("demo/hung-yen-plan-2030.csv"), &path));
    return test_read(arena, path);
}

static Got preview(const Client *client, Arena *arena, const char *const *header, const char *query, Str bytes)
{
    Client sends = *client;
    sends.header = header;
    return ask(&sends, arena, "POST", PATH("/api/plans/preview?%s", query), bytes);
}

/* The job that takes an upload in, once it has ended. */
static json_t *take_in(const Client *client, Arena *arena, Str upload, const char *more)
{
    Str body = str_fmt(arena, "{\"upload\":\"%.*s\"%s}", STRF(upload), more);
    Got got = ask(client, arena, "POST", "/api/plans", body);
    return job_ended(client, arena, job_of(arena, &got));
}

static int64_t result_of(const json_t *job, const char *key)
{
    return json_number(json_object_get(job, "result"), key);
}

#define PAPER                                                                                          \
    ",\"document\":{\"number\":\"99/KH-UBND\",\"date\":\"2026-04-20\",\"issuer\":\"UBND tỉnh Hưng " \
    "Yên\",\"title\":\"KH\"}"

/* ---- the parts of the journey --------------------------------------------------------------------------- */

static void look(Journey *j, const char *name, Str bytes)
{
    Got got = preview(&j->home, j->arena, english, PATH_IN(j->arena, "name=%s", name), bytes);
    if (got.status != 200)
        fail_msg("%d: %.*s", got.status, STRF(got.body));
    j->upload = at(&got, j->arena, "upload");
    assert_str(at(&got, j->arena, "province"), S("33"));
    assert_int_equal(number_at(&got, j->arena, "rows"), 104);
    assert_int_equal(number_at(&got, j->arena, "columns/0/declared"), 981535);
    assert_int_equal(number_at(&got, j->arena, "columns/0/computed"), 981533);
    Str message = at(&got, j->arena, "findings/code=sum-mismatch/message");
    assert_true(str_find(message, S("981.535")) >= 0 || str_find(message, S("981,535")) >= 0);
    assert_true(str_find(message, S("981.533")) >= 0 || str_find(message, S("981,533")) >= 0);
    assert_str(at(&got, j->arena, "findings/code=sum-mismatch/severity"), S("error"));
    assert_true(at(&got, j->arena, "findings/code=sum-mismatch/action").len > 10);
    assert_str(at(&got, j->arena, "seen"), S("false"));
    got = asks(200, &j->home, j->arena, "GET", "/api/targets?province=33", NULL);
    assert_int_equal(number_at(&got, j->arena, "rows"), 0); /* looking keeps nothing */
}

static void accept(Journey *j)
{
    json_t *job = take_in(&j->home, j->arena, j->upload, PAPER);
    check_state(job, "failed"); /* misspelt names wait for a yes */
    json_decref(job);
    Got got = asks(200, &j->home, j->arena, "GET", "/api/targets?province=33", NULL);
    assert_int_equal(number_at(&got, j->arena, "rows"), 0);
    job = take_in(&j->home, j->arena, j->upload, PAPER ",\"accept\":true");
    check_state(job, "done");
    assert_int_equal(result_of(job, "rows"), 104);
    assert_true(result_of(job, "added") >= 104 * 2 + 2);
    json_decref(job);
    job = take_in(&j->home, j->arena, j->upload, PAPER ",\"accept\":true"); /* again: nothing more */
    check_state(job, "done");
    assert_int_equal(result_of(job, "added"), 0);
    json_decref(job);
    got = asks(200, &j->chief, j->arena, "GET", "/api/targets?province=33&indicator=participants_total", NULL);
    assert_int_equal(number_at(&got, j->arena, "rows"), 105);
    assert_int_equal(number_at(&got, j->arena, "rows/unit=33/value"), 981535); /* as declared */
    assert_str(at(&got, j->arena, "rows/unit=33/document"), S("33:99/KH-UBND"));
    got = asks(200, &j->chief, j->arena, "GET", "/api/plans/check?province=33&year=2030", NULL);
    assert_str(at(&got, j->arena, "findings/code=sum-mismatch/severity"), S("error")); /* stays said */
    assert_int_equal(audits(j->served, j->arena, "import.plan", &j->home), 2);
}

/* What the communes have now, as the social insurance agency sends it. */
static void add_results_of_all(Journey *j)
{
    Arena *arena = j->arena;
    Buf text = buf_open(arena);
    Got got = asks(200, &j->chief, arena, "GET", "/api/targets?province=33", NULL);
    json_t *all = got_json(&got), *row;
    size_t i;
    buf_add(&text, S("unit_code,indicator,period,value\n"));
    json_array_foreach(json_object_get(all, "rows"), i, row)
    {
        const char *unit = json_string_value(json_object_get(row, "unit"));
        if (strcmp(unit, "33") != 0)
            buf_fmt(&text, "%s,%s,2026-10,%lld\n", unit, json_string_value(json_object_get(row, "indicator")),
                    (long long)json_integer_value(json_object_get(row, "value")) * 7 / 10);
    }
    json_decref(all);
    got = send_file(j->si, arena, "/api/imports/facts?province=33&name=ket-qua.csv", buf_str(&text));
    json_t *job = job_ended(&j->si, arena, job_of(arena, &got));
    check_state(job, "done");
    assert_int_equal(result_of(job, "bad"), 0);
    json_decref(job);
}

static Str keep(const Client *client, Arena *arena, Str wish)
{
    Got got =
        asks(201, client, arena, "POST", "/api/allocations", PATH("{\"name\":\"Phương án\",\"ask\":%.*s}", STRF(wish)));
    return str_fmt(arena, "/api/allocations/%.*s", STRF(at(&got, arena, "id")));
}

static void approve(Journey *j, const Client *drafts, const Client *approves, Str variant, const char *number)
{
    Arena *arena = j->arena;
    asks(200, drafts, arena, "POST", PATH("%.*s/move", STRF(variant)), "{\"to\":\"submitted\",\"version\":1}");
    Got got = asks(200, approves, arena, "POST", PATH("%.*s/move", STRF(variant)),
                   PATH("{\"to\":\"approved\",\"version\":2,\"document\":{\"number\":\"%s\"}}", number));
    assert_str(at(&got, arena, "state"), S("approved"));
}

static void share_to_communes(Journey *j)
{
    Arena *arena = j->arena;
    Str wish =
        S("{\"province\":\"33\",\"first_year\":2027,\"years\":4,\"methods\":[{\"name\":\"growth\",\"weight\":1}]}");
    Got table = asks(200, &j->home, arena, "POST", "/api/allocations/compute", str_c(arena, wish));
    assert_str(at(&table, arena, "possible"), S("true"));
    assert_int_equal(number_at(&table, arena, "rows"), 104);
    assert_int_equal(number_at(&table, arena, "totals/3/total"), 981533); /* as the rows add up */
    approve(j, &j->home, &j->chief, keep(&j->home, arena, wish), "100/QĐ-UBND");
    Got got =
        asks(200, &j->chief, arena, "GET", "/api/targets?province=33&year=2028&indicator=participants_total", NULL);
    assert_int_equal(number_at(&got, arena, "rows"), 105);
    assert_int_equal(number_at(&got, arena, "rows/unit=33/value"), number_at(&table, arena, "totals/1/total"));
    assert_int_equal(number_at(&got, arena, PATH("rows/unit=%s/value", HONG_CHAU)),
                     number_at(&table, arena, PATH("rows/code=%s/total/1", HONG_CHAU)));
}

static Str village_wish(Journey *j)
{
    Str file;
    UnitReport report;
    UnitList villages;
    Buf text = buf_open(j->arena);
    Store *store = filled_store(j->arena, j->served->db);
    assert_ok(file_shipped(j->arena, S("demo/thon-mo-phong.csv"), &file));
    assert_ok(unit_import_villages(store, j->arena, file, S("33"), (Str){0}, LANG_VI, &report));
    assert_ok(unit_children(store, j->arena, S(HONG_CHAU), (Date){2026, 11, 15}, &villages));
    store_close(&store);
    assert_true(villages.count >= 2);
    buf_add(&text, S("{\"province\":\"33\",\"parent\":\"" HONG_CHAU "\",\"first_year\":2027,\"years\":4,"
                     "\"methods\":[{\"name\":\"population\",\"weight\":1}],\"cells\":["));
    buf_fmt(&text, "{\"unit\":\"%.*s\",\"year\":2027,\"voluntary\":false,\"min\":1}]}", STRF(villages.unit[0].code));
    return buf_str(&text);
}

static void share_to_villages(Journey *j)
{
    Arena *arena = j->arena;
    Str wish = village_wish(j);
    Got known = asks(200, &j->officer, arena, "GET", "/api/allocations/known?province=33&parent=" HONG_CHAU, NULL),
        table = asks(200, &j->officer, arena, "POST", "/api/allocations/compute", str_c(arena, wish));
    assert_str(at(&known, arena, "methods/name=population/usable"), S("true"));
    assert_str(at(&table, arena, "possible"), S("true"));
    Str variant = keep(&j->officer, arena, wish);
    refuses(403, "forbidden", "", &j->officer, arena, "POST", PATH("%.*s/move", STRF(variant)),
            "{\"to\":\"approved\",\"version\":1,\"document\":{\"number\":\"5\"}}");
    approve(j, &j->officer, &j->leader, variant, "5/QĐ-UBND");
    Got got =
        asks(200, &j->chief, arena, "GET", "/api/targets?province=33&year=2030&indicator=participants_total", NULL);
    int64_t sum = 0, rows = number_at(&table, arena, "rows");
    for (int64_t i = 0; i < rows; i++) {
        Str code = at(&table, arena, PATH("rows/%lld/code", (long long)i));
        sum += number_at(&got, arena, PATH("rows/unit=%.*s/value", STRF(code)));
    }
    assert_int_equal(sum, number_at(&got, arena, "rows/unit=" HONG_CHAU "/value"));
}

static void look_back(Journey *j)
{
    Arena *arena = j->arena;
    Got xlsx = asks(200, &j->home, arena, "GET", "/api/targets?province=33&format=xlsx", NULL),
        csv = asks(200, &j->home, arena, "GET", "/api/targets?province=33&document=33:99/KH-UBND&year=2030&format=csv",
                   NULL),
        list = asks(200, &j->chief, arena, "GET", "/api/documents?province=33", NULL);
    assert_true(str_starts(xlsx.body, S("PK\x03\x04")));
    assert_true(str_find(csv.body, S("Phường Hồng Châu")) > 0);
    assert_int_equal(number_at(&list, arena, "rows"), 3);
    assert_str(at(&list, arena, "rows/0/number"), S("5/QĐ-UBND")); /* the newest first */
    assert_str(at(&list, arena, "rows/2/number"), S("99/KH-UBND"));
    assert_int_equal(number_at(&list, arena, "rows/2/targets"),
                     104 * 2 + 4); /* and the province, with its two shares */
}

static void journey(Arena *arena, const char *name, Str bytes)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = filled_server(arena, which);
        if (!served.pid)
            continue;
        Journey j = {.arena = arena,
                     .served = &served,
                     .home = serve_client(&served, arena, "home-affairs", "33", ""),
                     .chief = serve_client(&served, arena, "province-leader", "33", ""),
                     .si = serve_client(&served, arena, "si-province", "33", ""),
                     .officer = serve_client(&served, arena, "commune-officer", "33", HONG_CHAU),
                     .leader = serve_client(&served, arena, "commune-leader", "33", HONG_CHAU)};
        look(&j, name, bytes);
        accept(&j);
        add_results_of_all(&j);
        share_to_communes(&j);
        share_to_villages(&j);
        look_back(&j);
        serve_ends(&served, arena);
    }
}

TEST(the_shipped_appendix_goes_from_preview_to_the_villages)
{
    journey(arena, "hung-yen-plan-2030.csv", appendix(arena));
}

TEST(the_real_document_goes_from_preview_to_the_villages)
{
    journey(arena, "ke-hoach.txt", test_read(arena, test_shared(arena, S("seeds/002_65e8bb7d30433a48.txt"))));
}

/* ---- what is refused ------------------------------------------------------------------------------------- */

TEST(a_document_is_looked_at_by_who_may_and_only_in_his_province)
{
    Served served = filled_server(arena, 0);
    Str bytes = appendix(arena);
    Client home = serve_client(&served, arena, "home-affairs", "33", ""),
           away = serve_client(&served, arena, "home-affairs", "31", ""),
           si = serve_client(&served, arena, "si-province", "33", "");
    assert_int_equal(preview(&si, arena, octets, "name=a.csv", bytes).status, 403);
    assert_int_equal(preview(&away, arena, octets, "name=a.csv", bytes).status, 403);
    assert_int_equal(preview(&home, arena, octets, "name=a.csv", S("")).status, 400);
    assert_int_equal(preview(&home, arena, octets, "", bytes).status, 400);
    assert_int_equal(preview(&home, arena, octets, "name=a.csv&year=1", bytes).status, 400);
    Got results = preview(
        &home, arena, octets, "name=so-lieu.csv",
        S("Mã đơn vị,Chỉ tiêu,Kỳ,Giá trị\n11953,Bắt buộc,10/2026,5\n")); /* no plan: the page says where to go */
    assert_int_equal(results.status, 422);
    assert_str(at(&results, arena, "code"), S("is-facts"));
    results = preview(&home, arena, octets, "name=dan-cu.csv",
                      S("Họ và tên,Ngày sinh,Số CCCD,Xã/phường\nMai,1986,033186000001,Phố Hiến\n"));
    assert_int_equal(results.status, 422);
    assert_str(at(&results, arena, "code"), S("is-register:population"));
    assert_true(str_find(results.body, S("033186000001")) < 0);
    assert_int_equal(preview(&home, arena, octets, "name=a.xlsx", S("PK\x03\x04 not a workbook")).status, 422);
    assert_int_equal(preview(&home, arena, octets, "name=a.csv", S("a,b\n1,2\n")).status, 422);
    assert_int_equal(preview(&home, arena, octets, "name=../../x.csv", bytes).status, 200);
    Got got = preview(&home, arena, octets, "name=a.csv", bytes);
    Str upload = at(&got, arena, "upload");
    refuses(403, "forbidden", "", &si, arena, "POST", "/api/plans",
            PATH("{\"upload\":\"%.*s\",\"accept\":true}", STRF(upload)));
    refuses(404, "not-found", "", &away, arena, "POST", "/api/plans",
            PATH("{\"upload\":\"%.*s\",\"accept\":true}", STRF(upload))); /* another's upload */
    static const struct {
        const char *body, *field;
    } bad[] = {
        {"{}", "upload"},
        {"{\"upload\":5}", "upload"},
        {"{\"upload\":\"x\",\"odd\":1}", "odd"},
        {"{\"upload\":\"x\",\"accept\":\"yes\"}", "accept"},
        {"{\"upload\":\"x\",\"year\":99999}", "year"},
        {"{\"upload\":\"x\",\"document\":{\"date\":\"2026-04-20\"}}", "number"},
        {"{\"upload\":\"x\",\"document\":{\"number\":\"1\",\"date\":\"20/4\"}}", "date"},
        {"{\"upload\":\"x\",\"document\":[]}", ""},
    };
    for (int i = 0; i < COUNTOF(bad); i++)
        refuses(422, "bad-input", bad[i].field, &home, arena, "POST", "/api/plans", bad[i].body);
    refuses(404, "not-found", "", &home, arena, "POST", "/api/plans", "{\"upload\":\"../../etc/passwd\"}");
    refuses(404, "not-found", "", &home, arena, "GET", "/api/targets?province=33&document=33:none", NULL);
    refuses(400, "usage", "year", &home, arena, "GET", "/api/targets?province=33&year=x", NULL);
    refuses(404, "not-found", "", &home, arena, "GET", "/api/documents?province=31", NULL);
    serve_ends(&served, arena);
}

TEST_MAIN
