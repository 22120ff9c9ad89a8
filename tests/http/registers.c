/* The door for the agencies' files through the real server: who may deliver and see what, a file from its first look to
 * its use, and files that mean harm. */
#include "answer.h"
#include "filled.h"

#include "account/account.h"
#include "audit/audit.h"
#include "register/register.h"
#include <glob.h>
#include <zip.h>

#define POPULATION "/api/registers/population/files?province=33&as_of=2026-09-30&name=dan-cu.csv"
#define AFFILIATIONS "/api/registers/affiliations/files?province=33&as_of=2026-09-30&name=hoi-vien.csv"

/* ---- helpers ------------------------------------------------------------------------------- */

static Str people(Arena *arena, const char *heading, int from, int to)
{
    Buf out = buf_open(arena);
    buf_fmt(&out, "%s\n", heading);
    for (int i = from; i < to; i++)
        buf_fmt(&out, "Trần Thị Mai,14/02/1986,Nữ,033186%06d,11983,\n", i);
    return buf_str(&out);
}

static const char usual[] = "Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã xã,Ghi chú";

static Got looked(const Client *client, Arena *arena, const char *path, Str bytes)
{
    Got got = send_file(*client, arena, path, bytes);
    if (got.status != 200)
        fail_msg("%s: %d %.*s", path, got.status, STRF(got.body));
    return got;
}

/* Delivers what was looked at; more: further members of the body. */
static json_t *delivered(const Client *client, Arena *arena, const char *source, const Got *preview, const char *more)
{
    Str upload = at(preview, arena, "upload"), as_of = at(preview, arena, "as_of");
    Got got =
        asks(202, client, arena, "POST", PATH("/api/registers/%s/deliveries", source),
             PATH("{\"upload\":\"%.*s\",\"province\":\"33\",\"as_of\":\"%.*s\"%s}", STRF(upload), STRF(as_of), more));
    return job_ended(client, arena, job_of(arena, &got));
}

static Str delivery_of(Arena *arena, json_t *job, const char *state)
{
    check_state(job, "done");
    const json_t *result = json_object_get(job, "result");
    assert_str(json_word(arena, result, "state"), str_from(state));
    Str id = json_word(arena, result, "delivery");
    json_decref(job);
    assert_int_equal(id.len, 16);
    return id;
}

static Str put_people(const Client *client, Arena *arena, Str csv, const char *state)
{
    Got preview = looked(client, arena, POPULATION, csv);
    return delivery_of(arena, delivered(client, arena, "population", &preview, ""), state);
}

static AuditEntry audited(Arena *arena, const Served *served, const char *action)
{
    AuditEntry *entry;
    ptrdiff_t count;
    Store *store = filled_store(arena, served->db);
    assert_ok(audit_list(store, arena, (AuditFilter){.action = str_from(action), .limit = 1}, &entry, &count));
    store_close(&store);
    if (count != 1)
        fail_msg("%s is not in the trail", action);
    return entry[0];
}

/* ---- a file from its first look to its use ---------------------------------------------------------- */

static void check_preview(Arena *arena, const Served *served, const Client *police)
{
    Got got = looked(police, arena, POPULATION, people(arena, usual, 0, 50));
    assert_str(at(&got, arena, "missing"), S("0"));
    assert_str(at(&got, arena, "rows"), S("50"));
    assert_str(at(&got, arena, "state"), S("current"));
    assert_str(at(&got, arena, "whole"), S("true"));
    assert_str(at(&got, arena, "before"), S("null"));
    assert_str(at(&got, arena, "headings"), S("6"));
    assert_str(at(&got, arena, "headings/heading=Họ và tên/column"), S("full_name"));
    assert_str(at(&got, arena, "headings/heading=Số định danh/sample/0"), S("033186000000"));
    assert_str(at(&got, arena, "headings/heading=Số định danh/sample"), S("3"));
    assert_str(at(&got, arena, "headings/heading=Ghi chú/column"), S(""));
    assert_str(at(&got, arena, "columns/column=birth_date/filled_bp"), S("10000"));
    assert_str(at(&got, arena, "columns/column=birth_date/sound_bp"), S("10000"));
    assert_str(at(&got, arena, "lacking/column=occupation/costs"), S("")); /* no rule needs it */
    assert_true(at(&got, arena, "lacking/column=household_id/costs").len > 20);
    Got list = asks(200, police, arena, "GET", "/api/deliveries?province=33", NULL);
    assert_str(at(&list, arena, "rows"), S("0")); /* a look keeps nothing */
    Store *store = filled_store(arena, served->db);
    AuditEntry *entry;
    ptrdiff_t count;
    assert_ok(audit_list(store, arena, (AuditFilter){.action = S("register.put"), .limit = 1}, &entry, &count));
    assert_int_equal(count, 0);
    store_close(&store);
}

static void check_delivery(Arena *arena, const Served *served)
{
    Client police = serve_client(served, arena, "police", "33", "");
    check_preview(arena, served, &police);
    Str id = put_people(&police, arena, people(arena, usual, 0, 50), "current");
    Got got = asks(200, &police, arena, "GET", PATH("/api/deliveries/%.*s?province=33", STRF(id)), NULL);
    assert_str(at(&got, arena, "rows"), S("50"));
    assert_str(at(&got, arena, "file"), S("dan-cu.csv"));
    assert_str(at(&got, arena, "received_by"), police.login);
    assert_str(at(&got, arena, "unknown/0"), S("Ghi chú"));
    assert_str(at(&got, arena, "columns/column=personal_id/heading"), S("Số định danh"));
    assert_str(at(&got, arena, "may_decide"), S("false"));
    AuditEntry entry = audited(arena, served, "register.put");
    assert_str(entry.login, police.login);
    assert_str(entry.subject, id);
    assert_str(entry.province, S("33"));
    assert_true(str_find(entry.after, S("\"rows\":50")) > 0);
    assert_true(str_find(entry.after, S("Mai")) < 0 && str_find(entry.after, S("033186")) < 0); /* no cell of it */
    got = looked(&police, arena, POPULATION, people(arena, usual, 0, 50)); /* the very file once more */
    assert_str(at(&got, arena, "again"), id);
    json_t *job = delivered(&police, arena, "population", &got, "");
    assert_true(json_is_true(json_object_get(json_object_get(job, "result"), "again")));
    assert_str(delivery_of(arena, job, "current"), id);
    got = asks(200, &police, arena, "GET", "/api/registers/population?province=33", NULL);
    assert_str(at(&got, arena, "newest/id"), id);
    assert_str(at(&got, arena, "age_days"), S("46"));
    assert_str(at(&got, arena, "deliveries"), S("1"));
    assert_str(at(&got, arena, "came"), S("true"));
    assert_str(at(&got, arena, "period_end"), S("2026-09-30"));
    assert_str(at(&got, arena, "columns/column=full_name/required"), S("true"));
}

TEST(a_file_is_looked_at_taken_in_and_shown)
{
    ON_EACH_SERVER(served)
    check_delivery(arena, &served);
}

/* ---- what the next file has no more -------------------------------------------------------------------- */

static const char *ask_gone(Arena *arena, Str upload, const char *purpose)
{
    return PATH("{\"upload\":\"%.*s\",\"province\":\"33\",\"as_of\":\"2026-09-30\",\"purpose\":\"%s\"}", STRF(upload),
                purpose);
}

static void check_gone(Arena *arena, const Served *served)
{
    static const char path[] = "/api/registers/population/vanished";
    Client police = serve_client(served, arena, "police", "33", ""),
           decider = serve_client(served, arena, "si-province", "33", "");
    Got got = looked(&police, arena, POPULATION, people(arena, usual, 0, 50));
    assert_str(at(&got, arena, "compared"), S("null")); /* the first */
    asks(404, &police, arena, "POST", path, ask_gone(arena, at(&got, arena, "upload"), "hỏi lại Công an xã"));
    Str id = put_people(&police, arena, people(arena, usual, 0, 150), "current");
    got = looked(&police, arena, POPULATION, people(arena, usual, 20, 152));
    Str upload = at(&got, arena, "upload");
    assert_str(at(&got, arena, "compared/before"), id);
    assert_str(at(&got, arena, "compared/appeared"), S("2"));
    assert_str(at(&got, arena, "compared/changed"), S("0"));
    assert_str(at(&got, arena, "compared/stayed"), S("130"));
    assert_str(at(&got, arena, "compared/vanished"), S("20"));
    assert_str(at(&got, arena, "compared/gone"), S("20"));
    assert_str(at(&got, arena, "compared/columns/0"), S("Họ và tên"));
    assert_str(at(&got, arena, "compared/gone/0/row"), S("1"));
    assert_str(at(&got, arena, "compared/gone/0/cells/0"), S("T. T. M."));
    assert_true(str_find(got.body, S("033186000000")) < 0); /* masked: only the file that was sent is shown as it is */
    got = looked(&police, arena, POPULATION, people(arena, usual, 149, 150));
    assert_str(at(&got, arena, "compared/vanished"), S("149"));
    assert_str(at(&got, arena, "compared/gone"), S("100")); /* the first */
    assert_str(at(&got, arena, "state"), S("held"));
    refuses(422, "bad-input", "purpose", &police, arena, "POST", path, ask_gone(arena, upload, "  "));
    asks(403, &decider, arena, "POST", path, ask_gone(arena, upload, "hỏi lại Công an xã")); /* delivers it not */
    got = asks(200, &police, arena, "POST", path, ask_gone(arena, upload, "hỏi lại Công an xã"));
    assert_str(got.type, S("text/csv; charset=utf-8"));
    assert_true(str_find(got_header(&got, "Content-Disposition"), S("dong-khong-con-population-")) > 0);
    assert_true(str_find(got.body, S("033186000000")) > 0 && str_find(got.body, S("033186000019")) > 0);
    assert_true(str_find(got.body, S("033186000020")) < 0);
    AuditEntry entry = audited(arena, served, "register.vanished");
    assert_str(entry.login, police.login);
    assert_str(entry.subject, id);
    assert_str(entry.purpose, S("hỏi lại Công an xã"));
    assert_str(entry.after, S("{\"rows\":20}"));
}

TEST(rows_that_are_gone_are_named_before_a_file_is_taken_in)
{
    ON_EACH_SERVER(served)
    check_gone(arena, &served);
}

/* ---- headings ------------------------------------------------------------------------------------------ */

static void check_headings(Arena *arena, const Served *served)
{
    Client police = serve_client(served, arena, "police", "33", "");
    Str csv = people(arena, "Tên KH,Sinh ngày,Giới tính,Số định danh,Mã xã,Ghi chú", 0, 30);
    Got got = looked(&police, arena, POPULATION, csv);
    assert_str(at(&got, arena, "missing/0"), S("full_name"));
    assert_str(at(&got, arena, "whole"), S("false"));
    assert_str(at(&got, arena, "headings/heading=Tên KH/sample/0"), S("Trần Thị Mai"));
    Str upload = at(&got, arena, "upload");
    const char *said = "\"columns\":[{\"heading\":\"Tên KH\",\"column\":\"full_name\"},"
                       "{\"heading\":\"Sinh ngày\",\"column\":\"birth_date\"}]";
    got = asks(200, &police, arena, "POST", "/api/registers/population/deliveries",
               PATH("{\"upload\":\"%.*s\",\"province\":\"33\",\"preview\":true,%s}", STRF(upload), said));
    assert_str(at(&got, arena, "missing"), S("0"));
    assert_str(at(&got, arena, "rows"), S("30"));
    assert_str(at(&got, arena, "headings/heading=Tên KH/said"), S("true"));
    Got detail = asks(200, &police, arena, "GET", "/api/registers/population?province=33", NULL);
    assert_str(at(&detail, arena, "said"), S("0")); /* a look remembers nothing */
    refuses(
        404, "not-found", "", &police, arena, "POST", "/api/registers/population/deliveries",
        PATH("{\"upload\":\"%.*s\",\"province\":\"33\",\"columns\":[{\"heading\":\"Tên KH\",\"column\":\"no_such\"}]}",
             STRF(upload)));
    delivery_of(arena, delivered(&police, arena, "population", &got, PATH(",%s", said)), "current");
    got = looked(&police, arena, POPULATION,
                 people(arena, "TÊN KH,sinh ngày,Giới tính,Số định danh,Mã xã,Ghi chú", 0, 31));
    assert_str(at(&got, arena, "missing"), S("0")); /* remembered */
    detail = asks(200, &police, arena, "GET", "/api/registers/population?province=33", NULL);
    assert_str(at(&detail, arena, "said/heading=Tên KH/by"), police.login);
    asks(204, &police, arena, "DELETE", "/api/registers/population/headings?province=33&heading=T%C3%AAn%20KH", NULL);
    asks(404, &police, arena, "DELETE", "/api/registers/population/headings?province=33&heading=T%C3%AAn%20KH", NULL);
    assert_str(audited(arena, served, "register.forget").subject, S("population"));
    got = looked(&police, arena, POPULATION, csv);
    assert_str(at(&got, arena, "missing/0"), S("full_name"));
}

TEST(a_heading_that_is_not_known_is_said_once)
{
    ON_EACH_SERVER(served)
    check_headings(arena, &served);
}

/* ---- rows that cannot be used ------------------------------------------------------------------------------- */

static void check_rejects(Arena *arena, const Served *served)
{
    static const char mixed[] = "Danh sách,Họ và tên,Ngày sinh,Tổ chức\n"
                                "hội viên,Trần Thị Mai,14/02/1986,Hội Phụ nữ\n"
                                "hội viên,=Nguyễn Văn An,31/02/1990,Hội Nông dân\n"
                                ",Lê Lan,01/01/1991,Hội Nông dân\n";
    Client front = serve_client(served, arena, "front", "33", ""),
           decider = serve_client(served, arena, "si-province", "33", "");
    Got got = looked(&front, arena, AFFILIATIONS, str_from(mixed));
    assert_str(at(&got, arena, "rows"), S("1"));
    assert_str(at(&got, arena, "rejected"), S("2"));
    assert_str(at(&got, arena, "problems/0/value"), S("31/02/1990"));
    json_t *job = delivered(&front, arena, "affiliations", &got, ""); /* not said that the rest will do */
    check_state(job, "failed");
    assert_true(json_is_null(json_object_get(json_object_get(job, "result"), "rejects")));
    json_decref(job);
    job = delivered(&front, arena, "affiliations", &got, ",\"take_rest\":true");
    Str link = json_word(arena, json_object_get(job, "result"), "rejects");
    Str id = delivery_of(arena, job, "current");
    Got report = asks(200, &front, arena, "GET", PATH("/api/deliveries/%.*s?province=33", STRF(id)), NULL);
    assert_str(at(&report, arena, "may_fetch_rejects"), S("true"));
    Got rejects = filled_get(&front, arena, link);
    assert_int_equal(rejects.status, 200);
    assert_str(rejects.type, S("text/csv; charset=utf-8"));
    assert_true(str_find(got_header(&rejects, "Content-Disposition"), S("dong-loi-affiliations-")) > 0);
    assert_true(str_find(rejects.body, S("31/02/1990")) > 0 && str_find(rejects.body, S("Mai")) < 0);
    assert_str(audited(arena, served, "register.rejects").login, front.login);
    report = asks(200, &decider, arena, "GET", PATH("/api/deliveries/%.*s?province=33", STRF(id)), NULL);
    assert_str(at(&report, arena, "may_fetch_rejects"), S("false")); /* decides, but the rows are the agency's */
    asks(404, &decider, arena, "GET", str_c(arena, link), NULL);
    ptrdiff_t bad = str_find(rejects.body, S("31/02/1990")), none = str_find(rejects.body, S("Lê Lan"));
    assert_true(bad > 0 && none > bad);
    Str fixed = str_fmt(arena, "%.*s28%.*shội viên%.*s", STRF(str_slice(rejects.body, 0, bad)),
                        STRF(str_slice(rejects.body, bad + 2, none - 1)),
                        STRF(str_slice(rejects.body, none - 1, rejects.body.len)));
    got = looked(&front, arena, AFFILIATIONS, fixed);
    assert_str(at(&got, arena, "rows"), S("2"));
    assert_str(at(&got, arena, "rejected"), S("0"));
}

TEST(rows_that_cannot_be_used_come_back_to_who_sent_them)
{
    ON_EACH_SERVER(served)
    check_rejects(arena, &served);
}

/* ---- each agency its own --------------------------------------------------------------------------------------- */

static Str rows_of(const Client *client, Arena *arena, const char *path)
{
    Got got = asks(200, client, arena, "GET", path, NULL);
    return at(&got, arena, "rows");
}

static void check_agencies(Arena *arena, const Served *served)
{
    Client police = serve_client(served, arena, "police", "33", ""), tax = serve_client(served, arena, "tax", "33", "");
    Client si = serve_client(served, arena, "si-province", "33", ""),
           health = serve_client(served, arena, "health", "33", "");
    Client leader = serve_client(served, arena, "province-leader", "33", "");
    Str id = put_people(&police, arena, people(arena, usual, 0, 40), "current");
    const char *report = PATH("/api/deliveries/%.*s?province=33", STRF(id));
    assert_str(rows_of(&police, arena, "/api/registers?province=33"), S("2")); /* population, departures */
    assert_str(rows_of(&tax, arena, "/api/registers?province=33"), S("2"));    /* tax_income, household_businesses */
    assert_str(rows_of(&si, arena, "/api/registers?province=33"), S("12"));    /* nine sources, one of four agencies */
    assert_str(rows_of(&leader, arena, "/api/registers?province=33"), S("12"));
    assert_str(rows_of(&tax, arena, "/api/deliveries?province=33"), S("0"));
    assert_str(rows_of(&tax, arena, "/api/deliveries?province=33&source=population"), S("0"));
    assert_str(rows_of(&leader, arena, "/api/deliveries?province=33&source=population&state=current"), S("1"));
    assert_str(rows_of(&leader, arena, "/api/deliveries?province=33&state=held"), S("0"));
    asks(404, &tax, arena, "GET", report, NULL);
    asks(200, &leader, arena, "GET", report, NULL);
    asks(403, &health, arena, "GET", report, NULL);
    asks(403, &tax, arena, "GET", "/api/registers/population?province=33", NULL);
    Got got = send_file(tax, arena, POPULATION, people(arena, usual, 0, 5));
    assert_int_equal(got.status, 403);
    got = send_file(si, arena, POPULATION, people(arena, usual, 0, 5));
    assert_int_equal(got.status, 403); /* decides on it, delivers it not */
    got = send_file(leader, arena, POPULATION, people(arena, usual, 0, 5));
    assert_int_equal(got.status, 403);
    got = looked(&police, arena, POPULATION, people(arena, usual, 0, 41));
    Str upload = at(&got, arena, "upload");
    refuses(404, "not-found", "", &tax, arena, "POST", "/api/registers/tax_income/deliveries",
            PATH("{\"upload\":\"%.*s\",\"province\":\"33\"}", STRF(upload))); /* another's file */
    got = asks(200, &si, arena, "GET", "/api/registers?province=33", NULL);
    assert_str(at(&got, arena, "rows/source=population/may_put"), S("false"));
    assert_str(at(&got, arena, "rows/source=participants/may_put"), S("true"));
    assert_str(at(&got, arena, "rows/source=population/agency_name"), S("Police"));
}

TEST(an_agency_delivers_and_sees_its_own_sources)
{
    ON_EACH_SERVER(served)
    check_agencies(arena, &served);
}

/* One who is the tax office's in the province and the police's in a commune sees no more of the population than of
 * that commune. */
static void check_two_roles(Arena *arena, const Served *served)
{
    Client police = serve_client(served, arena, "police", "33", ""),
           both = serve_client(served, arena, "tax", "33", "");
    Str id = put_people(&police, arena, people(arena, usual, 0, 40), "current");
    Store *store = filled_store(arena, served->db);
    Account account;
    assert_ok(account_get(store, arena, both.account, &account));
    Grant grant[] = {account.grant[0], {S("police"), {S("33"), S("11983")}}};
    account.grant = grant;
    account.grants = 2;
    assert_ok(account_change(store, arena, &account));
    store_close(&store);
    assert_str(rows_of(&both, arena, "/api/registers?province=33"), S("4"));
    assert_str(rows_of(&both, arena, "/api/deliveries?province=33"), S("0"));
    asks(404, &both, arena, "GET", PATH("/api/deliveries/%.*s?province=33", STRF(id)), NULL);
    Got got = send_file(both, arena, POPULATION, people(arena, usual, 0, 5));
    assert_int_equal(got.status, 403);
    looked(&both, arena, POPULATION "&unit=11983", people(arena, usual, 0, 5));
}

TEST(a_right_over_one_source_is_none_over_another)
{
    ON_EACH_SERVER(served)
    check_two_roles(arena, &served);
}

static void check_commune(Arena *arena, const Served *served)
{
    static const char list[] = "Danh sách,Tên người,Họ và tên\nhội viên,x,Trần Thị Mai\n";
    Client own = serve_client(served, arena, "commune-officer", "33", "11983");
    Client other = serve_client(served, arena, "commune-officer", "33", "11980");
    Got got = send_file(own, arena, AFFILIATIONS, str_from(list));
    assert_int_equal(got.status, 403); /* the whole province's, which is called by its name */
    assert_true(str_find(got.body, S("Hưng Yên")) > 0 && str_find(got.body, S("“33”")) < 0);
    got = send_file(own, arena, AFFILIATIONS "&unit=11980", str_from(list));
    assert_int_equal(got.status, 403);
    got = send_file(own, arena, AFFILIATIONS "&unit=99999", str_from(list));
    assert_int_equal(got.status, 404);
    got = looked(&own, arena, AFFILIATIONS "&unit=11983", str_from(list));
    Str id = delivery_of(
        arena,
        delivered(&own, arena, "affiliations", &got,
                  ",\"unit\":\"11983\",\"columns\":[{\"heading\":\"Tên người\",\"column\":\"organisation\"}]"),
        "current");
    asks(404, &other, arena, "GET", PATH("/api/deliveries/%.*s?province=33", STRF(id)), NULL);
    got = asks(200, &own, arena, "GET", "/api/registers/affiliations?province=33", NULL);
    assert_str(at(&got, arena, "newest/unit_name"), S("Phường Sơn Nam"));
    assert_str(at(&got, arena, "said"), S("0")); /* what a commune says is not the province's */
    assert_str(rows_of(&own, arena, "/api/registers?province=33"), S("1"));
    asks(403, &own, arena, "DELETE", "/api/registers/affiliations/headings?province=33&heading=x", NULL);
    Client front = serve_client(served, arena, "front", "33", "");
    got = asks(200, &front, arena, "GET", "/api/registers?province=33", NULL);
    assert_str(at(&got, arena, "rows/0/newest"), S("null"));                   /* that of the province has not come */
    assert_str(rows_of(&front, arena, "/api/deliveries?province=33"), S("0")); /* the commune's list is the commune's */
}

TEST(a_commune_delivers_its_own_list_and_sees_no_other)
{
    ON_EACH_SERVER(served)
    check_commune(arena, &served);
}

/* Pupils from the schools and members of the front are lists of one kind: neither replaces the other. */
static void check_shared_source(Arena *arena, const Served *served)
{
    Client front = serve_client(served, arena, "front", "33", ""),
           education = serve_client(served, arena, "education", "33", ""),
           si = serve_client(served, arena, "si-province", "33", "");
    Buf pupils = buf_open(arena);
    buf_fmt(&pupils, "Danh sách,Họ và tên,Trường\n");
    for (int i = 0; i < 60; i++)
        buf_fmt(&pupils, "học sinh,Trần Thị Mai,Trường số %d\n", i);
    Got got = looked(&education, arena, AFFILIATIONS, buf_str(&pupils));
    Str of_schools = delivery_of(arena, delivered(&education, arena, "affiliations", &got, ""), "current");
    Str members = S("Danh sách,Họ và tên,Ngày sinh\nhội viên,Lê Lan,\nhội viên,Vũ Hoa,31/02/1990\n");
    got = looked(&front, arena, AFFILIATIONS, members);
    assert_str(at(&got, arena, "before"), S("null")); /* not beside the schools' list */
    Str of_front = delivery_of(arena, delivered(&front, arena, "affiliations", &got, ",\"take_rest\":true"), "current");
    got = looked(&education, arena, AFFILIATIONS, members); /* the same bytes are another's delivery */
    assert_str(at(&got, arena, "again"), S(""));
    got = asks(200, &si, arena, "GET", "/api/deliveries?province=33&source=affiliations&state=current", NULL);
    assert_str(at(&got, arena, "rows"), S("2"));
    assert_str(at(&got, arena, PATH("rows/id=%.*s/agency", STRF(of_schools))), S("education"));
    assert_str(at(&got, arena, PATH("rows/id=%.*s/agency", STRF(of_front))), S("front"));
    assert_str(rows_of(&education, arena, "/api/deliveries?province=33"), S("1"));
    asks(404, &education, arena, "GET", PATH("/api/deliveries/%.*s?province=33", STRF(of_front)), NULL);
    asks(404, &education, arena, "GET", PATH("/api/deliveries/%.*s/rejects?province=33", STRF(of_front)), NULL);
    asks(200, &front, arena, "GET", PATH("/api/deliveries/%.*s/rejects?province=33", STRF(of_front)), NULL);
    got = asks(200, &education, arena, "GET", "/api/registers?province=33", NULL);
    assert_str(at(&got, arena, "rows/source=affiliations/newest/id"), of_schools);
    assert_str(at(&got, arena, "rows/source=affiliations/agency"), S("education"));
    got = asks(200, &si, arena, "GET", "/api/registers?province=33", NULL);
    assert_str(at(&got, arena, "rows/source=affiliations/newest/id"), of_front);
}

TEST(agencies_that_share_a_source_keep_their_own_lists)
{
    ON_EACH_SERVER(served)
    check_shared_source(arena, &served);
}

/* ---- held deliveries ------------------------------------------------------------------------------------------------
 */

static void check_decisions(Arena *arena, const Served *served)
{
    Client police = serve_client(served, arena, "police", "33", ""),
           si = serve_client(served, arena, "si-province", "33", "");
    put_people(&police, arena, people(arena, usual, 0, 100), "current");
    Str half = put_people(&police, arena, people(arena, usual, 0, 30), "held");
    const char *release = PATH("/api/deliveries/%.*s/release", STRF(half)),
               *refuse = PATH("/api/deliveries/%.*s/refuse", STRF(half));
    asks(403, &police, arena, "POST", release, "{\"province\":\"33\"}");
    Got got = asks(200, &si, arena, "GET", "/api/registers?province=33", NULL);
    assert_str(at(&got, arena, "rows/source=population/held"), S("1"));
    assert_str(at(&got, arena, "rows/source=population/newest/rows"), S("100"));
    got = asks(200, &si, arena, "GET", PATH("/api/deliveries/%.*s?province=33", STRF(half)), NULL);
    assert_str(at(&got, arena, "may_decide"), S("true"));
    assert_str(at(&got, arena, "why/0"), S("30 rows, 100 the time before"));
    refuses(422, "bad-input", "why", &si, arena, "POST", refuse, "{\"province\":\"33\",\"why\":\"  \"}");
    refuses(422, "bad-input", "why", &si, arena, "POST", refuse, "{\"province\":\"33\"}");
    got = asks(200, &si, arena, "POST", refuse, "{\"province\":\"33\",\"why\":\"thiếu nửa số xã\"}");
    assert_str(at(&got, arena, "state"), S("refused"));
    assert_str(at(&got, arena, "why/0"), S("thiếu nửa số xã"));
    assert_str(at(&got, arena, "decided_by"), si.login);
    AuditEntry entry = audited(arena, served, "register.refuse");
    assert_str(entry.subject, half);
    assert_str(entry.before, S("{\"state\":\"held\"}"));
    assert_true(str_find(entry.after, S("thiếu nửa số xã")) > 0);
    asks(409, &si, arena, "POST", release, "{\"province\":\"33\"}");
    Str other = put_people(&police, arena, people(arena, usual, 0, 31), "held");
    got = asks(200, &si, arena, "POST", PATH("/api/deliveries/%.*s/release", STRF(other)),
               "{\"province\":\"33\",\"why\":\"đã hỏi Công an\"}");
    assert_str(at(&got, arena, "state"), S("current"));
    assert_true(str_find(audited(arena, served, "register.release").after, S("đã hỏi Công an")) > 0);
    got = asks(200, &police, arena, "GET", "/api/registers/population?province=33", NULL);
    assert_str(at(&got, arena, "newest/rows"), S("31"));
    asks(404, &si, arena, "POST", "/api/deliveries/0123456789abcdef/release", "{\"province\":\"33\"}");
}

TEST(a_held_delivery_waits_for_who_decides)
{
    ON_EACH_SERVER(served)
    check_decisions(arena, &served);
}

/* Rights that are gone when the job runs do not count. */
static void check_rights_gone(Arena *arena, const Served *served)
{
    static const char bad[] = "Danh sách,Họ và tên\n,Lê Lan\n";
    Client front = serve_client(served, arena, "front", "33", "");
    Got got = looked(&front, arena, AFFILIATIONS, str_from(bad));
    json_t *job = delivered(&front, arena, "affiliations", &got, "");
    check_state(job, "failed");
    Str id = json_word(arena, job, "id");
    json_decref(job);
    Store *store = filled_store(arena, served->db);
    Account account;
    assert_ok(account_get(store, arena, front.account, &account));
    Grant grant = {S("tax"), {S("33"), {0}}}; /* delivers too, but not this */
    account.grant = &grant;
    assert_ok(account_change(store, arena, &account));
    store_close(&store);
    asks(202, &front, arena, "POST", PATH("/api/jobs/%.*s/repeat", STRF(id)), NULL);
    job = job_ended(&front, arena, id);
    check_state(job, "failed");
    Str why = json_word(arena, json_object_get(job, "problem"), "detail");
    assert_true(str_find(why, S("outside the territory")) > 0);
    json_decref(job);
}

TEST(a_delivery_counts_the_rights_of_when_it_runs)
{
    ON_EACH_SERVER(served)
    check_rights_gone(arena, &served);
}

/* ---- calendar and forms
 * ----------------------------------------------------------------------------------------------- */

static void check_calendar(Arena *arena, const Served *served)
{
    Client police = serve_client(served, arena, "police", "33", ""),
           leader = serve_client(served, arena, "province-leader", "33", "");
    put_people(&police, arena, people(arena, usual, 0, 40), "current");
    const char *path = "/api/registers/calendar?province=33&from=2026-07-01&to=2026-09-30";
    Got got = asks(200, &leader, arena, "GET", path, NULL);
    assert_str(at(&got, arena, "rows/source=population/due"), S("2026-10-10"));
    assert_str(at(&got, arena, "rows/source=population/came"), S("true"));
    assert_str(at(&got, arena, "rows/source=population/late_days"), S("36")); /* on 15 November */
    assert_str(at(&got, arena, "rows/source=population/due_text"), S("delivered 36 days late"));
    assert_str(at(&got, arena, "rows/source=enterprises/came"), S("false"));
    assert_str(at(&got, arena, "rows/source=enterprises/agency_name"), S("Department of Finance"));
    got = asks(200, &police, arena, "GET", path, NULL);
    assert_str(at(&got, arena, "rows/source=enterprises"), S("(none)"));
    got = asks(200, &leader, arena, "GET", PATH("%s&format=csv", path), NULL);
    assert_true(str_find(got.body, S("Department of Finance")) > 0 && str_find(got.body, S("finance")) < 0);
    asks(400, &leader, arena, "GET", "/api/registers/calendar?province=33&from=2026-13-01", NULL);
    asks(400, &leader, arena, "GET", "/api/registers/calendar?province=33&from=1900-01-01", NULL);
    got = asks(200, &leader, arena, "GET", "/api/deliveries?province=33&format=csv", NULL);
    assert_true(str_find(got.body, S("dan-cu.csv")) > 0);
}

/* Four agencies deliver lists of groups: a line for each, to who sees them all. */
static void check_lines(Arena *arena, const Served *served)
{
    Client leader = serve_client(served, arena, "province-leader", "33", ""),
           education = serve_client(served, arena, "education", "33", "");
    const char *path = "/api/registers/calendar?province=33&from=2026-07-01&to=2026-09-30";
    Got all = asks(200, &leader, arena, "GET", path, NULL), own = asks(200, &education, arena, "GET", path, NULL);
    assert_str(at(&all, arena, "rows/agency=education/source"), S("affiliations"));
    assert_str(at(&all, arena, "rows/agency=front/due_text"), S("not delivered, 36 days late"));
    assert_str(at(&all, arena, "rows/agency=commune-officer/communes"), S("0"));
    assert_str(at(&own, arena, "rows/agency=education/came"), S("false"));
    assert_str(at(&own, arena, "rows/agency=front"), S("(none)"));
    all = asks(200, &leader, arena, "GET", "/api/registers?province=33", NULL);
    own = asks(200, &education, arena, "GET", "/api/registers?province=33", NULL);
    assert_str(at(&all, arena, "rows/agency=home-affairs/source"), S("affiliations"));
    assert_str(at(&own, arena, "rows/agency=education/may_put"), S("true"));
    assert_str(at(&own, arena, "rows/agency=home-affairs"), S("(none)"));
}

TEST(each_agency_of_a_source_has_a_line)
{
    ON_EACH_SERVER(served)
    check_lines(arena, &served);
}

TEST(the_calendar_names_who_owes_what)
{
    ON_EACH_SERVER(served)
    check_calendar(arena, &served);
}

static void check_form(Arena *arena, const Served *served)
{
    RegisterSources sources;
    Client si = serve_client(served, arena, "si-province", "33", "");
    assert_ok(register_sources(arena, &sources));
    for (ptrdiff_t i = 0; i < sources.count; i++) {
        RegisterFile *file = NULL;
        const RegisterSource *source = &sources.source[i];
        Got got = asks(200, &si, arena, "GET", PATH("/api/registers/%.*s/template", STRF(source->code)), NULL);
        Str path = test_temp(arena, str_fmt(arena, "form-%td.xlsx", i));
        assert_true(str_starts(got.body, S("PK")));
        assert_ok(file_write(arena, path, got.body));
        Err *err = register_file_open(arena, path, S("mau.xlsx"), source, NULL, 0, &file);
        assert_ok(err);
        for (ptrdiff_t c = 0; c < source->columns; c++)
            assert_true(register_file_heading(file, c).len > 0); /* what is filled in there is found again */
        register_file_close(&file);
    }
    asks(404, &si, arena, "GET", "/api/registers/no_such/template", NULL);
}

TEST(the_form_of_each_source_is_read_again)
{
    ON_EACH_SERVER(served)
    check_form(arena, &served);
}

/* ---- files that mean harm
 * -------------------------------------------------------------------------------------------------- */

/* Answered or refused as a problem, never with a fault of the program; the server is there afterwards. */
static void offer(const Client *client, Arena *arena, const char *what, const char *name, Str bytes, bool refused)
{
    Arena scratch = *arena;
    Str path = str_fmt(&scratch, "/api/registers/population/files?province=33&name=%s", name);
    Got got = send_file(*client, &scratch, str_c(&scratch, path), bytes);
    bool problem = got.status >= 400 && got.status < 500 && str_eq(got.type, S("application/problem+json"));
    if (!problem && (refused || got.status != 200))
        fail_msg("%s: %d %.*s", what, got.status,
                 STRF(str_slice(got.body, 0, got.body.len < 400 ? got.body.len : 400)));
}

static void offer_corpora(const Client *client, Arena *arena)
{
    static const char *const names[] = {
        "csv/*", "xlsx/*", "xls/*", "docx/*", "text/*", "form/*", "link-csv/*", "register-columns/*", "backup/*"};
    int offered = 0;
    for (int i = 0; i < COUNTOF(names); i++) {
        glob_t found = {0};
        Str pattern = test_file(arena, str_fmt(arena, "fuzz/corpus/%s", names[i]));
        if (glob(str_c(arena, pattern), 0, NULL, &found) != 0)
            fail_msg("%.*s is not there", STRF(pattern));
        for (size_t k = 0; k < found.gl_pathc; k++, offered++) {
            Arena scratch = *arena;
            Str bytes = test_read(&scratch, str_from(found.gl_pathv[k]));
            if (bytes.len > 0)
                offer(client, &scratch, found.gl_pathv[k], "tep.csv", bytes, false);
        }
        globfree(&found);
    }
    assert_true(offered >= 40);
}

/* A workbook whose sheet is a gigabyte of blanks. */
static Str bomb(Arena *arena)
{
    enum { PIECE = 1 << 20 };
    Str path = test_temp(arena, S("bomb.xlsx"));
    static const char types[] = "<?xml version=\"1.0\"?><Types xmlns=\"http://schemas.openxmlformats.org/package/2006/"
                                "content-types\"/>";
    int error = 0;
    zip_t *zip = zip_open(str_c(arena, path), ZIP_CREATE | ZIP_TRUNCATE, &error);
    assert_non_null(zip);
    static char blanks[64 * PIECE];
    memset(blanks, ' ', sizeof blanks);
    zip_source_t *type = zip_source_buffer(zip, types, sizeof types - 1, 0);
    assert_true(zip_file_add(zip, "[Content_Types].xml", type, 0) >= 0);
    for (int i = 0; i < 16; i++) {
        zip_source_t *part = zip_source_buffer(zip, blanks, sizeof blanks, 0);
        Str name = i == 0 ? S("xl/workbook.xml") : str_fmt(arena, "xl/worksheets/sheet%d.xml", i);
        assert_true(zip_file_add(zip, str_c(arena, name), part, 0) >= 0);
    }
    assert_int_equal(zip_close(zip), 0);
    return test_read(arena, path);
}

TEST(files_that_mean_harm_are_refused_in_words)
{
    for (Served served = filled_server(arena, 0); served.pid; serve_ends(&served, arena)) {
        enum { LONG = 40 << 20 };
        Client police = serve_client(&served, arena, "police", "33", "");
        offer_corpora(&police, arena);
        offer(&police, arena, "a bomb", "bom.xlsx", bomb(arena), true);
        char *line = new_raw(arena, char, LONG);
        memset(line, 'a', LONG);
        offer(&police, arena, "a long line", "dai.csv", (Str){line, LONG}, true);
        memset(line, ',', LONG);
        offer(&police, arena, "a line of many cells", "dai.csv", (Str){line, LONG}, true);
        memset(line, '"', LONG);
        offer(&police, arena, "a cell of quotes", "dai.csv", (Str){line, LONG}, true);
        memset(line, 0, LONG);
        offer(&police, arena, "zeros", "khong.csv", (Str){line, LONG}, true);
        offer(&police, arena, "a picture", "anh.xlsx", S("\x89PNG\r\n\x1a\n....IHDR"), true);
        offer(&police, arena, "a program", "chay.csv",
              S("\x7f"
                "ELF\x02\x01\x01\0\0\0\0\0"),
              true);
        offer(&police, arena, "a name with a path", "..%2F..%2Fetc%2Fpasswd", people(arena, usual, 0, 3), false);
        put_people(&police, arena, people(arena, usual, 0, 30), "current"); /* it works on */
    }
}

static void check_asked_wrongly(Arena *arena, const Served *served)
{
    Client police = serve_client(served, arena, "police", "33", "");
    static const struct {
        int status;
        const char *path, *bytes;
    } asked[] = {
        {400, "/api/registers/population/files?name=a.csv", "a,b\n"},
        {400, "/api/registers/population/files?province=33", "a,b\n"},
        {400, "/api/registers/population/files?province=33&name=a.csv", ""},
        {404, "/api/registers/no_such/files?province=33&name=a.csv", "a,b\n"},
        {404, "/api/registers/population/files?province=31&name=a.csv", "a,b\n"},
        {422, "/api/registers/population/files?province=33&name=a.csv&as_of=2026-02-30", "a,b\n"},
        {422, "/api/registers/population/files?province=33&name=a.csv&as_of=2027-01-01", "Họ và tên\nAn\n"},
    };
    for (int i = 0; i < COUNTOF(asked); i++) {
        Got got = send_file(police, arena, asked[i].path, str_from(asked[i].bytes));
        if (got.status != asked[i].status)
            fail_msg("%s: %d %.*s", asked[i].path, got.status, STRF(got.body));
    }
    const char *deliver = "/api/registers/population/deliveries";
    refuses(404, "not-found", "", &police, arena, "POST", deliver, "{\"upload\":\"x\",\"province\":\"33\"}");
    refuses(422, "bad-input", "columns", &police, arena, "POST", deliver,
            "{\"upload\":\"x\",\"province\":\"33\",\"columns\":7}");
    refuses(422, "bad-input", "heading", &police, arena, "POST", deliver,
            "{\"upload\":\"x\",\"province\":\"33\",\"columns\":[{\"column\":\"sex\"}]}");
    refuses(422, "bad-input", "rows", &police, arena, "POST", deliver,
            "{\"upload\":\"x\",\"province\":\"33\",\"rows\":1}");
    refuses(422, "bad-input", "as_of", &police, arena, "POST", deliver,
            "{\"upload\":\"x\",\"province\":\"33\",\"as_of\":\"hôm qua\"}");
    asks(400, &police, arena, "GET", "/api/deliveries?province=33&state=lost", NULL);
}

/* Files that were chosen by mistake. */
static void check_wrong_files(Arena *arena, const Served *served)
{
    Client police = serve_client(served, arena, "police", "33", "");
    Got got =
        looked(&police, arena, POPULATION,
               S("Mã số BHXH,Số định danh,Họ và tên,Ngày sinh,Giới tính,Loại hình,Mã đơn vị,Cơ quan BHXH,Từ tháng\n"
                 "0110000066,033192000066,Ngô Thị Tâm,02/02/1992,Nữ,BB,D1,BHXH A,2021-01\n"));
    assert_str(at(&got, arena, "likely"), S("participants"));
    assert_str(at(&got, arena, "state"), S("held"));
    got = looked(&police, arena, POPULATION, S("a,b,c,d\n11983,participants_total,2026-10,9\n"));
    assert_str(at(&got, arena, "likely"), S(""));
    assert_str(at(&got, arena, "headings/0/column"), S(""));
    assert_str(at(&got, arena, "headings/3/column"), S(""));
    static const struct {
        const char *bytes, *code;
    } others[] = {{"unit_code,indicator,period,value\n11983,participants_total,2026-10,9\n", "is-facts"},
                  {"TT,Tên xã/phường,Chỉ tiêu chung,BHXH tự nguyện\n1,Phường Sơn Nam,900,90\n", "is-plan"},
                  {"Xã/phường,Thôn/tổ dân phố,Dân số\nPhường Sơn Nam,Tổ dân phố 1,900\n", "is-villages"}};
    for (int i = 0; i < COUNTOF(others); i++) {
        got = send_file(police, arena, POPULATION, str_from(others[i].bytes));
        assert_int_equal(got.status, 422);
        assert_str(at(&got, arena, "code"), str_from(others[i].code));
    }
    got = looked(&police, arena, POPULATION, people(arena, usual, 0, 5));
    assert_str(at(&got, arena, "likely"), S(""));
    assert_int_equal(send_file(police, arena, POPULATION, S("")).status, 400);
    assert_int_equal(send_file(police, arena, POPULATION, S("\x89PNG\r\n\x1a\n\0\0\0\rIHDR")).status, 422);
}

TEST(a_file_that_was_chosen_by_mistake_is_called_one)
{
    ON_EACH_SERVER(served)
    check_wrong_files(arena, &served);
}

TEST(what_is_asked_wrongly_is_said)
{
    ON_EACH_SERVER(served)
    check_asked_wrongly(arena, &served);
}

TEST_MAIN
