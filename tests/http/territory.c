/* Every route, every role, a foreign territory: nothing comes back and nothing changes.
 *
 * Two territories belong to others: a province, and a commune in one's own province.  What is planted there can be told
 * in any answer: figures begin with digits of their own, titles and names with words of their own.  Who has another
 * territory asks all routes for it, also as files; before and after, those it belongs to see the same. */
#include "registers.h"
#include "territory_cases.h"

#include "http/route.h"
#include "outreach/device.h"
#include "outreach/letter.h"
#include "reconcile/lead.h"
#include <stdio.h>
#include <stdlib.h>
#include <zip.h>

typedef struct Foreign {
    const char *province, *commune, *name;
    const char *digits; /* figures are these and four more */
    const char *word;
} Foreign;

static const Foreign foreigns[] = {{"31", "10507", "Phường Thành Đông", "7131", "Xứ lạ ba mốt"},
                                   {"33", "11983", "Phường Sơn Nam", "7211", "Xứ lạ bên cạnh"}};
enum { OWNERS = 8 };

typedef struct World {
    const Foreign *foreign;
    const Served *served; /* the clients point to it too */
    Client owner[OWNERS];
    bool whole[OWNERS]; /* has the whole province */
    int owners;
    Str round, variant, job, upload, delivery, waiting, account, login, session, document, proposal;
    Str lead, person, employer;
} World;

/* ---- what is planted ---------------------------------------------------------------------------- */

static int64_t figure(const Foreign *f, int64_t last) /* of four digits */
{
    return atoll(f->digits) * 10000 + last;
}

static void plant_facts(Store *store, Arena *arena, const Foreign *f, const char *unit, int64_t first)
{
    IndicatorList list;
    FactChange change;
    FactKey refused;
    assert_ok(indicator_list(store, arena, &list));
    for (ptrdiff_t i = 0; i < list.count; i++)
        for (int month = 8; month <= 10 && !list.indicator[i].rate; month++) {
            Fact fact = {.key = {str_from(f->province), str_from(unit), list.indicator[i].code,
                                 period_month(2026, month), S(""), BASE_COLLECTING},
                         .value = first > 0 ? first + i : figure(f, 1000 + 10 * i + month),
                         .state = FACT_REPORTED,
                         .source = first > 0 ? S("BHXH") : str_from(f->word),
                         .as_of = S("2026-10-31")};
            assert_ok(fact_put(store, arena, &fact, 1, (Author){S("lan"), str_from(f->word)}, &change, &refused));
        }
}

static void plant_targets(Store *store, Arena *arena, const Foreign *f, const char *unit, Str document, int64_t first)
{
    static const char *const indicators[] = {"participants_total", "participants_voluntary"};
    FactChange change;
    for (int year = 2026; year <= 2030; year++)
        for (int i = 0; i < COUNTOF(indicators); i++) {
            Target t = {.province = str_from(f->province),
                        .unit = str_from(unit),
                        .indicator = str_from(indicators[i]),
                        .year = year,
                        .base = BASE_COLLECTING,
                        .value = (first > 0 ? first : figure(f, 5000 - 900 * i)) + 10 * (year - 2000),
                        .document = document};
            assert_ok(target_put(store, arena, &t, 1, (Author){S("lan"), str_from(f->word)}, &change));
        }
}

static void plant_village(Store *store, Arena *arena, const char *province, const char *commune, const char *number)
{
    static const char unit[] = "INSERT INTO unit VALUES ($1, $2, 3, $3, $2, '', 0, 0, '', 0, 0)",
                      name[] = "INSERT INTO unit_naming VALUES ($1, $2, '2025-07-01', '', $3, $2, '')";
    Str code = str_fmt(arena, "%s-%s", commune, number);
    assert_ok(store_exec(store, arena, (Query){"add_village", unit, unit},
                         ARGS(V_TEXT(str_from(province)), V_TEXT(code), V_TEXT(str_from(commune))), NULL));
    assert_ok(store_exec(store, arena, (Query){"add_name", name, name},
                         ARGS(V_TEXT(str_from(province)), V_TEXT(code), V_TEXT(S("thon"))), NULL));
}

/* In each commune of the province but one's own: a round wants them all. */
static void plant_everywhere(Store *store, Arena *arena, const Foreign *f, Str document)
{
    UnitList list;
    Date today = {2026, 11, 15};
    assert_ok(unit_children(store, arena, str_from(f->province), today, &list));
    assert_true(list.count > 50);
    for (ptrdiff_t i = 0; i < list.count; i++)
        if (!str_eq(list.unit[i].code, S("11980")))
            plant_targets(store, arena, f, str_c(arena, list.unit[i].code), document, 0);
}

/* Who lives in their commune has wages of a firm that sits there, and is in no insurance; the village, the firm and the
 * collecting office have their word.  One's own commune has somebody too. */
static void plant_people(Store *store, Arena *arena, const Foreign *f)
{
    static const Date august = {2026, 8, 31};
    ReconcileReport report;
    ReconcileOptions run = {.province = str_from(f->province), .month = {2026, 8, 0}, .by = S("lan")};
    const char *own =
        strcmp(f->province, "33") == 0 ? "Phạm Văn Bình,01/12/1979,Nam,033079000044,11980,Thôn Nam,thường trú\n" : "";
    registers_put(store, arena, f->province, "population", august,
                  str_fmt(arena,
                          "Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã xã,Thôn,Tình trạng cư trú\n"
                          "Trần Thị Mai,14/02/1986,Nữ," MAI ",%s,%s,thường trú\n%s",
                          f->commune, f->word, own));
    registers_put(store, arena, f->province, "departures", august,
                  S("Số định danh,Họ và tên,Sự kiện,Ngày xảy ra\n033130000077,Đỗ Thị Lan,chết,2026-08-20\n"));
    registers_put(
        store, arena, f->province, "beneficiaries", august,
        S("Mã người hưởng,Số định danh,Họ và tên,Chế độ,Từ tháng\nH1,033130000077,Đỗ Thị Lan,hưu trí,2010-01\n"));
    registers_put(store, arena, f->province, "participants", august,
                  str_fmt(arena,
                          "Mã số BHXH,Số định danh,Họ và tên,Ngày sinh,Giới tính,Loại hình,Mã đơn vị,Cơ quan BHXH,Từ "
                          "tháng,Mã xã\n0110000066,033192000066,Ngô Thị Tâm,02/02/1992,Nữ,BB,D1,%s,2021-01,%s\n",
                          f->word, f->commune));
    assert_ok(reconcile_run(store, arena, &run, &report));
    registers_put(
        store, arena, f->province, "enterprises", registers_september,
        str_fmt(arena, "MST,Tên doanh nghiệp,Tình trạng,Mã xã\n" FIRM ",%s,đang hoạt động,%s\n", f->word, f->commune));
    registers_put(store, arena, f->province, "tax_income", registers_september,
                  S("MST cơ quan chi trả,Số định danh,Họ tên,Năm,Số tháng,Thu nhập chịu thuế,Loại hợp đồng\n" FIRM
                    "," MAI ",Trần Thị Mai,2025,12,96000000,HĐLĐ\n"));
    run.month.month = 9;
    assert_ok(reconcile_run(store, arena, &run, &report));
}

/* A pair of their commune that waits for an answer: the person's two rows. */
static void plant_pair(Store *store, Arena *arena, const Foreign *f)
{
    static const char sql[] =
        "INSERT INTO reconcile_pair VALUES ($1, 9001, 'a', 'b', 'population', 'population', $2, $2, 0, "
        "0, 1, 1, $3, $3, 7.5, 'unsure', '', 1, 'open', '', 0, 0, 0, 1, 2)";
    Delivery *delivery;
    ptrdiff_t count;
    assert_ok(register_list(store, arena, str_from(f->province), S("population"), &delivery, &count));
    assert_ok(store_begin(store, arena));
    assert_ok(store_exec(store, arena, (Query){"add_pair", sql, sql},
                         ARGS(V_TEXT(str_from(f->province)), V_TEXT(delivery[0].id), V_TEXT(str_from(f->commune))),
                         NULL));
    assert_ok(store_commit(store, arena));
}

static void plant(Arena *arena, Str db)
{
    Store *store = filled_store(arena, db);
    assert_ok(store_begin(store, arena));
    for (int i = 0; i < COUNTOF(foreigns); i++) {
        const Foreign *f = &foreigns[i];
        Document document = {.id = str_fmt(arena, "%s:%s-1", f->province, f->commune),
                             .province = str_from(f->province),
                             .number = str_fmt(arena, "%s-1", f->commune),
                             .title = str_fmt(arena, "%s: kế hoạch", f->word),
                             .date = S("2026-01-02")};
        assert_ok(document_put(store, arena, document));
        plant_village(store, arena, f->province, f->commune, "01");
        plant_village(store, arena, f->province, f->commune, "02");
        plant_facts(store, arena, f, f->commune, 0);
        plant_everywhere(store, arena, f, document.id);
    }
    /* one's own commune has figures too, and one's own province a target */
    Document own = {.id = S("33:kh-1"), .province = S("33"), .number = S("kh-1"), .title = S("Của mình")};
    assert_ok(document_put(store, arena, own));
    plant_village(store, arena, "33", "11980", "01");
    plant_facts(store, arena, &foreigns[1], "11980", 1200);
    plant_targets(store, arena, &foreigns[1], "11980", own.id, 1300);
    assert_ok(store_commit(store, arena));
    for (int i = 0; i < COUNTOF(foreigns); i++) {
        plant_people(store, arena, &foreigns[i]);
        plant_pair(store, arena, &foreigns[i]);
    }
    store_close(&store);
}

/* ---- those it belongs to, and what they have made ------------------------------------------------------- */

static Client owner(World *w, Arena *arena, const char *role, bool whole)
{
    assert_true(w->owners < OWNERS);
    Client client = serve_client(w->served, arena, role, w->foreign->province, whole ? "" : w->foreign->commune);
    w->whole[w->owners] = whole;
    w->owner[w->owners++] = client;
    return client;
}

static Got must(int status, const Client *by, Arena *arena, const char *method, Str path, Str body)
{
    Got got = ask(by, arena, method, str_c(arena, path), body);
    if (got.status != status)
        fail_msg("%s %.*s: %d and not %d: %.*s", method, STRF(path), got.status, status, STRF(got.body));
    return got;
}

static Str member(const Got *got, Arena *arena, const char *key)
{
    json_t *body = got_json(got);
    Str word = json_word(arena, body, key);
    json_decref(body);
    return word;
}

static void make_round(World *w, Arena *arena, const Client *home, const Client *commune)
{
    const Foreign *f = w->foreign;
    Got got = must(201, home, arena, "POST", S("/api/rounds"),
                   str_fmt(arena, "{\"province\":\"%s\",\"year\":2027,\"deadline\":\"2026-12-15\"}", f->province));
    w->round = member(&got, arena, "id");
    w->proposal = str_fmt(arena, "%lld", (long long)figure(f, 5271));
    must(
        200, commune, arena, "PUT", str_fmt(arena, "/api/rounds/%.*s/proposals/%s", STRF(w->round), f->commune),
        str_fmt(arena, "{\"total\":%.*s,\"voluntary\":1,\"reason\":\"%s\",\"version\":0}", STRF(w->proposal), f->word));
}

static void make_variant(World *w, Arena *arena, const Client *by, bool parent)
{
    const Foreign *f = w->foreign;
    Str more = parent ? str_fmt(arena, "\"parent\":\"%s\",", f->commune) : S("");
    Got got = must(201, by, arena, "POST", S("/api/allocations"),
                   str_fmt(arena, "{\"name\":\"%s\",\"ask\":{\"province\":\"%s\",%.*s\"first_year\":2027,\"years\":1}}",
                           f->word, f->province, STRF(more)));
    w->variant = member(&got, arena, "id");
}

/* An import with a row that cannot be used, and a document that was looked at. */
static void make_files(World *w, Arena *arena, const Client *importer, const Client *home)
{
    const Foreign *f = w->foreign;
    Str path = str_fmt(arena, "/api/imports/facts?province=%s&name=X%%E1%%BB%%A9%%20l%%E1%%BA%%A1.csv", f->province);
    Got got = send_file(*importer, arena, str_c(arena, path),
                        str_fmt(arena,
                                "unit_code,unit_name,indicator,period,value\n%s,,participants_total,2026-07,%lld\n"
                                "%s,,participants_total,2026-07,%s\n",
                                f->commune, (long long)figure(f, 7777), f->commune, f->word));
    w->job = job_of(arena, &got);
    json_decref(job_ended(importer, arena, w->job));
    path = str_fmt(arena, "/api/plans/preview?province=%s&year=2027&name=x.csv", f->province);
    got = send_file(*home, arena, str_c(arena, path),
                    str_fmt(arena, "unit_code,unit_name,target_total\n%s,%s,4\n", f->commune, f->name));
    if (got.status != 200)
        fail_msg("preview: %d %.*s", got.status, STRF(got.body));
    w->upload = member(&got, arena, "upload");
}

/* A list of the commune with a row that cannot be used, and another that was looked at. */
static void make_delivery(World *w, Arena *arena, const Client *commune)
{
    const Foreign *f = w->foreign;
    Str path =
        str_fmt(arena, "/api/registers/affiliations/files?province=%s&unit=%s&as_of=2026-09-30&name=hoi-vien.csv",
                f->province, f->commune);
    for (int i = 0; i < 2; i++) {
        Got got = send_file(
            *commune, arena, str_c(arena, path),
            str_fmt(arena, "list,full_name,organisation\nhội viên,Trần Mai,%s %d\n,Lê Lan,%s\n", f->word, i, f->word));
        if (got.status != 200)
            fail_msg("a list: %d %.*s", got.status, STRF(got.body));
        w->waiting = member(&got, arena, "upload");
        if (i > 0)
            return;
        got = must(202, commune, arena, "POST", S("/api/registers/affiliations/deliveries"),
                   str_fmt(arena,
                           "{\"upload\":\"%.*s\",\"province\":\"%s\",\"unit\":\"%s\",\"as_of\":\"2026-09-30\","
                           "\"take_rest\":true}",
                           STRF(w->waiting), f->province, f->commune));
        json_t *job = job_ended(commune, arena, job_of(arena, &got));
        check_state(job, "done");
        w->delivery = json_word(arena, json_object_get(job, "result"), "delivery");
        json_decref(job);
    }
}

static void make_account(World *w, Arena *arena)
{
    Store *store = filled_store(arena, w->served->db);
    const Foreign *f = w->foreign;
    Grant grant = {S("tax"), {str_from(f->province), str_from(f->commune)}};
    Client victim = serve_client(w->served, arena, "police", f->province, f->commune);
    SessionEntry *entry;
    ptrdiff_t count;
    Str invite;
    w->login = str_fmt(arena, "xu.la.%s", f->commune);
    Account account = {.login = w->login, .name = str_from(f->word), .active = true, .grant = &grant, .grants = 1};
    assert_ok(account_create(store, arena, &account, &w->account, &invite));
    assert_ok(session_list(store, arena, victim.account, &entry, &count));
    w->session = entry[0].id;
    store_close(&store);
}

static Str number_of(Arena *arena, int64_t number)
{
    return str_fmt(arena, "%lld", (long long)number);
}

static void find_leads(World *w, Arena *arena)
{
    Store *store = filled_store(arena, w->served->db);
    LeadFilter filter = {.province = str_from(w->foreign->province), .unit = str_from(w->foreign->commune)};
    Lead *lead;
    ptrdiff_t count;
    filter.rule = S("tax-uninsured");
    assert_ok(lead_list(store, arena, &filter, &lead, &count));
    assert_int_equal(count, 1);
    w->lead = number_of(arena, lead->id);
    w->person = number_of(arena, lead->subject);
    filter.rule = S("enterprise-no-unit");
    assert_ok(lead_list(store, arena, &filter, &lead, &count));
    assert_int_equal(count, 1);
    w->employer = number_of(arena, lead->subject);
    store_close(&store);
}

/* A letter to the commune's employer. */
static void make_letter(const World *w, Arena *arena)
{
    const Foreign *f = w->foreign;
    Store *store = filled_store(arena, w->served->db);
    int64_t employer;
    LetterPerson person = {.id = 1, .months = 3, .uninsured = 3};
    assert_true(vn_parse_int(w->employer, &employer));
    Letter letter = {.province = str_from(f->province),
                     .employer = employer,
                     .number = str_fmt(arena, "%s/CV", f->commune),
                     .agency = str_from(f->word),
                     .day = {2026, 11, 2},
                     .due = {2026, 12, 2},
                     .contact = str_from(f->word),
                     .rules = S("enterprise-no-unit"),
                     .month = {2026, 9, 0},
                     .person = &person,
                     .persons = 1,
                     .by = w->owner[0].login};
    assert_ok(store_begin(store, arena));
    assert_ok(letter_put(store, arena, &letter));
    assert_ok(store_commit(store, arena));
    store_close(&store);
}

#define PHONE "dien-thoai-cua-ho"

/* The commune's officer has the tasks of the commune on a phone. */
static void make_work(const World *w, Arena *arena)
{
    const Foreign *f = w->foreign;
    Store *store = filled_store(arena, w->served->db);
    AgentArea area = {str_from(f->commune), S("")};
    Agent agent = {.account = w->owner[0].login, .most = 50, .active = true, .area = &area, .areas = 1};
    AssignAsk ask = {.province = str_from(f->province), .unit = area.unit, .by = S("lan")};
    AssignReport report;
    Device device;
    assert_ok(agent_put(store, arena, ask.province, &agent));
    assert_ok(outreach_assign(store, arena, &ask, &report));
    assert_true(report.given >= 2);
    assert_ok(device_put(store, arena, ask.province, agent.account, S(PHONE), str_from(f->word), &device));
    store_close(&store);
}

static World world_of(Arena *arena, const Served *served, const Foreign *foreign)
{
    World w = {.foreign = foreign, .served = served};
    bool far = !str_eq(str_from(foreign->province), S("33"));
    Client home = serve_client(served, arena, "home-affairs", foreign->province, "");
    Client commune = owner(&w, arena, "commune-officer", false), branch = owner(&w, arena, "si-branch", false);
    owner(&w, arena, "administrator", false);
    owner(&w, arena, "auditor", false);
    Client near = owner(&w, arena, "home-affairs", false);
    if (far) {
        w.owner[w.owners] = home;
        w.whole[w.owners++] = true;
        owner(&w, arena, "administrator", true);
    }
    w.document = str_fmt(arena, "%s%%3A%s-1", foreign->province, foreign->commune);
    make_round(&w, arena, &home, &commune);
    make_variant(&w, arena, far ? &home : &near, !far);
    make_files(&w, arena, &branch, &home);
    make_delivery(&w, arena, &commune);
    make_account(&w, arena);
    find_leads(&w, arena);
    make_work(&w, arena);
    make_letter(&w, arena);
    return w;
}

/* ---- what is asked ------------------------------------------------------------------------------------------ */

static Str filled_in(const World *w, Arena *arena, const char *pattern, Str version)
{
    Buf out = buf_open(arena);
    for (const char *c = pattern; *c; c++) {
        if (*c != '$') {
            buf_fmt(&out, "%c", *c);
            continue;
        }
        const struct {
            char letter;
            Str value;
        } values[] = {{'P', str_from(w->foreign->province)},
                      {'C', str_from(w->foreign->commune)},
                      {'M', str_from(w->foreign->name)},
                      {'R', w->round},
                      {'V', w->variant},
                      {'J', w->job},
                      {'U', w->upload},
                      {'I', w->delivery},
                      {'W', w->waiting},
                      {'K', w->lead},
                      {'E', w->person},
                      {'F', w->employer},
                      {'Q', S("9001")},
                      {'A', w->account},
                      {'O', w->owner[0].account},
                      {'L', w->login},
                      {'S', w->session},
                      {'D', w->document},
                      {'T', w->proposal},
                      {'B', w->owner[0].login},
                      {'G', S(PHONE)},
                      {'N', version}};
        c++;
        int i = 0;
        while (values[i].letter != *c)
            assert_true(++i < COUNTOF(values));
        buf_add(&out, values[i].value);
    }
    return buf_str(&out);
}

static Str version_of(const World *w, Arena *arena, const Case *c)
{
    for (int i = 0; c->version_at && i < w->owners; i++) {
        Got got = ask(&w->owner[i], arena, "GET", str_c(arena, filled_in(w, arena, c->version_at, S(""))), (Str){0});
        if (got.status != 200)
            continue;
        json_t *body = got_json(&got);
        Str version = str_fmt(arena, "%lld", (long long)json_number(body, "version"));
        json_decref(body);
        return version;
    }
    return S("1");
}

static Got put_case(const World *w, Arena *arena, Client by, const Case *c, const char *more)
{
    static const char *const file[] = {"Content-Type: application/octet-stream", NULL};
    Str path = filled_in(w, arena, c->path, S("")), body = {0};
    if (c->body)
        body = filled_in(w, arena, c->body, version_of(w, arena, c));
    if (more[0])
        path = str_fmt(arena, "%.*s%s%s", STRF(path), str_find(path, S("?")) < 0 ? "?" : "&", more);
    if (c->means & (STARTS | PREVIEWS))
        by.header = file;
    return ask(&by, arena, c->method, str_c(arena, path), body);
}

/* ---- what came back ------------------------------------------------------------------------------------------- */

/* The parts of a workbook one after the other; other bodies as they are. */
static Str opened(Arena *arena, Str body)
{
    if (!str_starts(body, S("PK")))
        return body;
    Buf out = buf_open(arena);
    zip_error_t error;
    zip_source_t *source = zip_source_buffer_create(body.ptr, (zip_uint64_t)body.len, 0, &error);
    zip_t *zip = zip_open_from_source(source, ZIP_RDONLY, &error);
    assert_non_null(zip);
    for (zip_int64_t i = 0; i < zip_get_num_entries(zip, 0); i++) {
        char piece[4096];
        zip_file_t *part = zip_fopen_index(zip, (zip_uint64_t)i, 0);
        assert_non_null(part);
        for (zip_int64_t n; (n = zip_fread(part, piece, sizeof piece)) > 0;)
            buf_add(&out, (Str){piece, n});
        zip_fclose(part);
    }
    zip_discard(zip);
    return buf_str(&out);
}

static bool is_word(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '-';
}

/* A number of eight digits that begins with theirs, however it is grouped: 71315020, 71.315.020, 71 315 020. */
static bool has_figure(Str text, const char *digits)
{
    for (ptrdiff_t i = 0; i < text.len; i++) {
        char number[9] = {0};
        ptrdiff_t at = i, n = 0;
        if (text.ptr[i] != digits[0] || (i > 0 && is_word(text.ptr[i - 1])))
            continue;
        for (; at < text.len && n < 8; at++) {
            char c = text.ptr[at];
            if (c >= '0' && c <= '9')
                number[n++] = c;
            else if (c != '.' && c != ',' && c != ' ' && c != '\xc2' && c != '\xa0')
                break;
        }
        if (n == 8 && memcmp(number, digits, 4) == 0 && (at == text.len || !is_word(text.ptr[at])))
            return true;
    }
    return false;
}

/* What is theirs in an answer, or NULL. */
static const char *shows(const World *w, Arena *arena, const Got *got)
{
    Str body = opened(arena, got->body);
    if (has_figure(body, w->foreign->digits))
        return "a figure";
    if (str_find(body, str_from(w->foreign->word)) >= 0)
        return "a name";
    for (int i = 0; i < w->owners; i++)
        if (str_find(body, w->owner[i].login) >= 0)
            return "a login";
    return str_find(body, w->login) >= 0 ? "an account" : NULL;
}

/* ---- the table and the routes ------------------------------------------------------------------------------------ */

static bool names(const Case *c, const Route *route)
{
    return strcmp(c->method, route->method) == 0 && strcmp(c->route, route->path) == 0;
}

TEST(every_route_has_its_cases_and_every_case_its_route)
{
    bool used[COUNTOF(cases)] = {0};
    for (int l = 0; http_route_lists[l]; l++)
        for (const Route *route = http_route_lists[l]; route->path; route++) {
            bool found = false;
            for (int i = 0; i < COUNTOF(cases); i++)
                if (names(&cases[i], route)) {
                    found = used[i] = true;
                    bool reads = strcmp(route->method, "GET") == 0;
                    if (reads == ((cases[i].means & (CHANGES | PREVIEWS | STARTS)) != 0) && !(cases[i].means & OWN))
                        fail_msg("%s %s: its row says otherwise", route->method, route->path);
                }
            if (!found)
                fail_msg("%s %s has no row in territory_cases.h", route->method, route->path);
        }
    for (int i = 0; i < COUNTOF(cases); i++)
        if (!used[i])
            fail_msg("%s %s is no route", cases[i].method, cases[i].route);
}

/* ---- those it belongs to see it, before and after
 * --------------------------------------------------------------------- */

typedef struct Seen {
    Str body[OWNERS];
} Seen;

/* All that can be read, and that each row shows something to somebody. */
static void look(const World *w, Arena *arena, Seen *seen)
{
    for (int i = 0; i < COUNTOF(cases); i++) {
        const Case *c = &cases[i];
        bool shown = (c->means & PUBLIC) != 0;
        Str said = {0};
        if (c->means & (CHANGES | PREVIEWS | STARTS | OWN))
            continue;
        for (int o = 0; o < w->owners; o++) {
            Got got = put_case(w, arena, w->owner[o], c, "");
            shown = shown || (got.status == 200 && shows(w, arena, &got));
            said = str_fmt(arena, "%.*s\n%d %.*s", STRF(said), got.status, STRF(got.body));
            if (got.status == 200 && !(c->means & GROWS))
                seen[i].body[o] = got.body;
        }
        bool alone = (c->means & WHOLE) && !w->whole[w->owners - 1];
        if (!shown && !alone)
            fail_msg("%s shows nothing to those it belongs to:%.*s", c->path, STRF(said));
    }
}

static void check_same(const World *w, Arena *arena, const Seen *before)
{
    Seen *after = new (arena, Seen, COUNTOF(cases));
    look(w, arena, after);
    for (int i = 0; i < COUNTOF(cases); i++)
        for (int o = 0; o < w->owners; o++)
            if (!str_eq(before[i].body[o], after[i].body[o]))
                fail_msg("%s has changed for %.*s:\n%.*s\n%.*s", cases[i].path, STRF(w->owner[o].login),
                         STRF(before[i].body[o]), STRF(after[i].body[o]));
}

/* ---- those it does not
 * ------------------------------------------------------------------------------------------------- */

/* The code as a word of its own: a tax code may hold the same digits. */
static bool has_word(Str text, Str word)
{
    for (ptrdiff_t from = 0, at; (at = str_find(str_slice(text, from, text.len), word)) >= 0; from += at + 1) {
        ptrdiff_t begin = from + at, end = begin + word.len;
        if ((begin == 0 || !is_word(text.ptr[begin - 1])) && (end == text.len || !is_word(text.ptr[end])))
            return true;
    }
    return false;
}

static bool names_them(const World *w, Str body)
{
    bool far = strcmp(w->foreign->province, "33") != 0 && str_starts(body, S("{"));
    return has_word(body, str_from(w->foreign->commune)) || (far && str_find(body, S("\"31\"")) >= 0);
}

static void judge(const World *w, Arena *arena, const Client *by, const char *role, bool inside, const Case *c,
                  const Got *got, const char *more)
{
    const char *what = shows(w, arena, got);
    bool fine = got->status >= 200 && got->status < 300,
         allowed = (c->means & ANYWHERE) || (inside && (c->means & (PREVIEWS | STARTS)));
    if (what)
        fail_msg("%s (%.*s): %s %s %s shows %s of %s:\n%d %.*s", role, STRF(by->login), c->method, c->path, more, what,
                 w->foreign->word, got->status, STRF(got->body));
    if ((c->means & CODELESS) && fine && names_them(w, opened(arena, got->body)))
        fail_msg("%s: %s %s %s names %s: %.*s", role, c->method, c->path, more, w->foreign->commune, STRF(got->body));
    if (got->status == 0 || got->status >= 500)
        fail_msg("%s: %s %s %s: %d %.*s", role, c->method, c->path, more, got->status, STRF(got->body));
    if ((c->means & (CHANGES | PREVIEWS | STARTS)) && !allowed && got->status != 403 && got->status != 404)
        fail_msg("%s: %s %s is not refused for the territory: %d %.*s", role, c->method, c->path, got->status,
                 STRF(got->body));
}

static void ask_all(const World *w, Arena *arena, const Client *by, const char *role, bool inside)
{
    static const char *const formats[] = {"", "format=csv", "format=xlsx"};
    for (int i = 0; i < COUNTOF(cases); i++) {
        Arena scratch = *arena;
        const Case *c = &cases[i];
        if (c->means & OWN)
            continue;
        for (int k = 0; k < (c->means & FILES ? 3 : 1); k++) {
            Got got = put_case(w, &scratch, *by, c, formats[k]);
            judge(w, &scratch, by, role, inside, c, &got, formats[k]);
        }
    }
}

/* Each role in its widest territory (no wider than a province) and in narrower ones. */
static void ask_as(const World *w, Arena *arena, const Role *role)
{
    static const char *const units[] = {"", "11980", "11980-01"};
    bool village = str_eq(role->level, S("village")), commune = village || str_eq(role->level, S("commune"));
    bool near = strcmp(w->foreign->province, "33") == 0;
    for (int u = village ? 2 : commune || near ? 1 : 0; u < 3; u++) {
        Arena scratch = *arena;
        Client by = serve_client(w->served, &scratch, str_c(&scratch, role->code), "33", units[u]);
        ask_all(w, &scratch, &by, str_c(&scratch, role->code), near);
    }
}

static void ask_without_session(const World *w, Arena *arena)
{
    Client nobody = {.served = w->served};
    for (int l = 0; http_route_lists[l]; l++)
        for (const Route *route = http_route_lists[l]; route->path; route++)
            for (int i = 0; i < COUNTOF(cases); i++) {
                Arena scratch = *arena;
                if (!names(&cases[i], route) || (cases[i].means & OWN))
                    continue;
                Got got = put_case(w, &scratch, nobody, &cases[i], "");
                if (shows(w, &scratch, &got) || (route->permission != PERMISSION_PUBLIC && got.status != 401))
                    fail_msg("nobody: %s %s: %d", route->method, cases[i].path, got.status);
            }
}

static void jobs_end(Arena *arena, Str db)
{
    Store *store = filled_store(arena, db);
    for (int i = 0; i < 6000; i++) {
        Arena scratch = *arena;
        Job *job;
        ptrdiff_t count;
        bool busy = false;
        assert_ok(job_list(store, &scratch, S(""), (Str){0}, 100000, &job, &count));
        for (ptrdiff_t k = 0; k < count; k++)
            busy = busy || job[k].state == JOB_WAITING || job[k].state == JOB_RUNNING;
        if (!busy)
            break;
        usleep(20000);
    }
    store_close(&store);
}

static void check_territory(Arena *arena, int which, const Foreign *foreign)
{
    Str db;
    const Role *role;
    ptrdiff_t roles;
    if (!filled_database(arena, which, &db))
        return;
    plant(arena, db);
    Served served = serve_on(arena, db, NULL);
    World w = world_of(arena, &served, foreign);
    Seen *before = new (arena, Seen, COUNTOF(cases));
    look(&w, arena, before);
    Store *store = filled_store(arena, db);
    assert_ok(role_list(store, arena, &role, &roles));
    for (ptrdiff_t i = 0; i < roles; i++)
        ask_as(&w, arena, &role[i]);
    store_close(&store);
    ask_without_session(&w, arena);
    jobs_end(arena, db);
    check_same(&w, arena, before);
    assert_int_equal(serve_close(&served), 0);
}

TEST(no_role_reaches_another_province)
{
    for (int which = 0; which < TEST_STORES; which++)
        check_territory(arena, which, &foreigns[0]);
}

TEST(no_role_of_a_commune_reaches_the_next_one)
{
    for (int which = 0; which < TEST_STORES; which++)
        check_territory(arena, which, &foreigns[1]);
}

TEST_MAIN
