/* Monthly entry over the real server: a commune types, the province approves, locks and reopens. */
#include "filled.h"

#include "answer.h"

#include <pthread.h>

#define SHEET "/api/entry?unit=11953&period=2026-10"
#define OCTOBER(rows) "{\"unit\":\"11953\",\"period\":\"2026-10\",\"base\":\"collecting\",\"rows\":[" rows "]}"
#define BOTH                                                               \
    OCTOBER("{\"indicator\":\"participants_compulsory\",\"value\":11700}," \
            "{\"indicator\":\"participants_voluntary\",\"value\":545}")
#define MOVE(rest) "{\"province\":\"33\",\"period\":\"2026-10\",\"base\":\"collecting\"," rest "}"

/* Two growing communes until September 2026. */
static void add_months(Store *store, Arena *arena)
{
    add_growth(store, arena, "11953", 60, 45);
    add_growth(store, arena, "11980", 30, 45);
}

TEST(a_sheet_says_what_went_before_and_what_is_usual)
{
    ON_EACH_WORLD(served, add_months)
    {
        Client officer = serve_client(&served, arena, "commune-officer", "33", "11953"),
               leader = serve_client(&served, arena, "province-leader", "33", "");
        Got got = asks(200, &officer, arena, "GET", "/api/entry?unit=11953", NULL); /* the month that is due */
        assert_str(at(&got, arena, "period"), S("2026-10"));
        assert_str(at(&got, arena, "unit_name"), S("Phường Phố Hiến"));
        assert_str(at(&got, arena, "due"), S("2026-11-05"));
        assert_str(at(&got, arena, "late"), S("true"));
        assert_str(at(&got, arena, "editable"), S("true"));
        assert_int_equal(number_at(&got, arena, "rows"), 5); /* no rates */
        assert_int_equal(number_at(&got, arena, "rows/indicator=participants_compulsory/before"), 9000 + 60 * 44 + 3);
        assert_int_equal(number_at(&got, arena, "rows/indicator=participants_compulsory/year_before"),
                         9000 + 60 * 33 + 1);
        assert_true(number_at(&got, arena, "rows/indicator=participants_compulsory/low") <= 11700);
        assert_true(number_at(&got, arena, "rows/indicator=participants_compulsory/high") >= 11700);
        assert_true(at(&got, arena, "rows/indicator=participants_compulsory/range").len > 0);
        assert_str(at(&got, arena, "rows/indicator=arrears/value"), S("null"));
        assert_str(at(&got, arena, "rows/indicator=arrears/low"), S("null"));
        got = asks(200, &leader, arena, "GET", SHEET, NULL);
        assert_str(at(&got, arena, "editable"), S("false")); /* reads alone */
        got = asks(200, &officer, arena, "GET", "/api/entry?unit=11953&period=2026-12", NULL);
        assert_str(at(&got, arena, "editable"), S("false")); /* has not begun */
        refuses(400, "usage", "unit", &officer, arena, "GET", "/api/entry", NULL);
        refuses(400, "usage", "period", &officer, arena, "GET", "/api/entry?unit=11953&period=2026", NULL);
        refuses(400, "usage", "base", &officer, arena, "GET", "/api/entry?unit=11953&base=both", NULL);
        refuses(422, "bad-input", "", &leader, arena, "GET", "/api/entry?unit=33", NULL);
        refuses(403, "forbidden", "", &officer, arena, "GET", "/api/entry?unit=11980", NULL);
        refuses(404, "not-found", "", &leader, arena, "GET", "/api/entry?unit=99999", NULL);
    }
}

TEST(what_is_typed_is_checked_against_the_months_before)
{
    ON_EACH_WORLD(served, add_months)
    {
        Client officer = serve_client(&served, arena, "commune-officer", "33", "11953");
        const char *c = "participants_compulsory";
        refuses(422, "bad-input", c, &officer, arena, "PUT", "/api/entry",
                OCTOBER("{\"indicator\":\"participants_compulsory\",\"value\":117000},"
                        "{\"indicator\":\"participants_voluntary\",\"value\":545}"));
        Got got = asks(200, &officer, arena, "GET", SHEET, NULL);
        assert_str(at(&got, arena, "rows/indicator=participants_voluntary/value"), S("null")); /* all or none */
        refuses(422, "bad-input", "participants_total", &officer, arena, "PUT", "/api/entry",
                OCTOBER("{\"indicator\":\"participants_compulsory\",\"value\":11700},"
                        "{\"indicator\":\"participants_voluntary\",\"value\":545},"
                        "{\"indicator\":\"participants_total\",\"value\":12246,\"reason\":\"x\"}"));
        refuses(422, "bad-input", "coverage_total", &officer, arena, "PUT", "/api/entry",
                OCTOBER("{\"indicator\":\"coverage_total\",\"value\":50}"));
        refuses(422, "bad-input", "arrears", &officer, arena, "PUT", "/api/entry",
                OCTOBER("{\"indicator\":\"arrears\",\"value\":-5}"));
        refuses(422, "bad-input", "value", &officer, arena, "PUT", "/api/entry",
                OCTOBER("{\"indicator\":\"arrears\",\"value\":\"nhiều\"}"));
        refuses(422, "bad-input", "rows", &officer, arena, "PUT", "/api/entry",
                "{\"unit\":\"11953\",\"period\":\"2026-10\",\"base\":\"collecting\"}");
        refuses(422, "bad-input", "period", &officer, arena, "PUT", "/api/entry",
                "{\"unit\":\"11953\",\"period\":\"tháng mười\",\"base\":\"collecting\",\"rows\":[]}");
        refuses(422, "bad-input", "base", &officer, arena, "PUT", "/api/entry",
                "{\"unit\":\"11953\",\"period\":\"2026-10\",\"base\":\"x\",\"rows\":[]}");
        refuses(422, "bad-input", "", &officer, arena, "PUT", "/api/entry",
                "{\"unit\":\"11953\",\"period\":\"2026-12\",\"base\":\"collecting\",\"rows\":["
                "{\"indicator\":\"arrears\",\"value\":5}]}"); /* a month that has not begun */
        got = asks(200, &officer, arena, "PUT", "/api/entry",
                   OCTOBER("{\"indicator\":\"participants_compulsory\",\"value\":6000,"
                           "\"reason\":\"công ty A chuyển đi\"},"
                           "{\"indicator\":\"participants_voluntary\",\"value\":545}"));
        assert_int_equal(number_at(&got, arena, "rows/indicator=participants_total/value"), 6545); /* is added */
        assert_str(at(&got, arena, "rows/indicator=participants_compulsory/unusual"), S("true"));
        assert_str(at(&got, arena, "rows/indicator=participants_compulsory/reason"), S("công ty A chuyển đi"));
        assert_str(at(&got, arena, "rows/indicator=participants_compulsory/who"), officer.login);
        assert_str(at(&got, arena, "rows/indicator=participants_compulsory/state"), S("reported"));
        assert_str(at(&got, arena, "late"), S("false"));
        assert_int_equal(audits(&served, arena, "fact.enter", &officer), 1);
    }
}

TEST(who_may_not_enter_is_refused)
{
    ON_EACH_WORLD(served, add_months)
    {
        static const char *const roles[] = {"province-leader", "home-affairs", "police", "auditor"};
        for (int i = 0; i < COUNTOF(roles); i++) {
            Client one = serve_client(&served, arena, roles[i], i == 3 ? "" : "33", "");
            refuses(403, "forbidden", "", &one, arena, "PUT", "/api/entry", BOTH);
            refuses(403, "forbidden", "", &one, arena, "POST", "/api/entry/move", MOVE("\"to\":\"approved\""));
        }
        Client other = serve_client(&served, arena, "commune-officer", "33", "11980"),
               own = serve_client(&served, arena, "commune-officer", "33", "11953");
        refuses(403, "forbidden", "", &other, arena, "PUT", "/api/entry", BOTH);
        refuses(403, "forbidden", "", &own, arena, "POST", "/api/entry/move", MOVE("\"to\":\"approved\""));
        Got got = asks(200, &own, arena, "GET", SHEET, NULL);
        assert_str(at(&got, arena, "rows/indicator=participants_total/value"), S("null"));
    }
}

TEST(a_month_is_approved_locked_and_opened_again_with_a_reason)
{
    ON_EACH_WORLD(served, add_months)
    {
        Client officer = serve_client(&served, arena, "commune-officer", "33", "11953"),
               si = serve_client(&served, arena, "si-province", "33", "");
        const char *move = "/api/entry/move", *fix = "{\"indicator\":\"participants_voluntary\",\"value\":%d%s}";
        asks(200, &officer, arena, "PUT", "/api/entry", BOTH);
        Got got = asks(200, &si, arena, "POST", move, MOVE("\"to\":\"locked\",\"units\":[\"11953\"]"));
        assert_int_equal(number_at(&got, arena, "moved"), 0); /* not approved yet */
        assert_int_equal(number_at(&got, arena, "left"), 3);
        got = asks(200, &si, arena, "POST", move, MOVE("\"to\":\"approved\",\"units\":[\"11953\"]"));
        assert_int_equal(number_at(&got, arena, "moved"), 3);
        const char *sheet = OCTOBER("%s");
        refuses(422, "bad-input", "participants_voluntary", &officer, arena, "PUT", "/api/entry",
                PATH(sheet, PATH(fix, 546, ""))); /* approved: why? */
        asks(200, &officer, arena, "PUT", "/api/entry", PATH(sheet, PATH(fix, 546, ",\"reason\":\"sót một người\"")));
        got = asks(200, &si, arena, "POST", move, MOVE("\"to\":\"approved\"")); /* the whole province */
        assert_int_equal(number_at(&got, arena, "moved"), 2);
        asks(200, &si, arena, "POST", move, MOVE("\"to\":\"locked\""));
        got = asks(200, &officer, arena, "GET", SHEET, NULL);
        assert_str(at(&got, arena, "editable"), S("false"));
        /* a correction after the lock: refused, opened again by the province with a reason, then as before */
        refuses(409, "conflict", "participants_voluntary", &officer, arena, "PUT", "/api/entry",
                PATH(sheet, PATH(fix, 547, ",\"reason\":\"sót một người nữa\"")));
        refuses(422, "bad-input", "reason", &si, arena, "POST", move,
                MOVE("\"to\":\"reported\",\"units\":[\"11953\"]"));
        asks(200, &si, arena, "POST", move,
             MOVE("\"to\":\"reported\",\"units\":[\"11953\"],\"reason\":\"xã báo sót\""));
        asks(200, &officer, arena, "PUT", "/api/entry", PATH(sheet, PATH(fix, 547, "")));
        got = asks(200, &officer, arena, "GET", SHEET, NULL);
        assert_int_equal(number_at(&got, arena, "rows/indicator=participants_total/value"), 12247);
        got = asks(200, &si, arena, "GET",
                   "/api/facts/history?province=33&unit=11953&indicator=participants_voluntary&period=2026-10", NULL);
        assert_true(number_at(&got, arena, "rows") >= 5); /* each hand and reason stays */
        assert_true(str_find(got.body, S("xã báo sót")) > 0 && str_find(got.body, S("sót một người")) > 0);
        assert_int_equal(audits(&served, arena, "fact.review", &si), 5);
        static const struct {
            const char *body, *field;
        } bad[] = {
            {MOVE("\"to\":\"burnt\""), "to"},
            {MOVE("\"units\":[]"), "to"},
            {MOVE("\"to\":\"approved\",\"units\":[5]"), "units"},
            {MOVE("\"to\":\"approved\",\"units\":\"11953\""), "units"},
            {"{\"province\":\"33\",\"period\":\"2026\",\"base\":\"collecting\",\"to\":\"approved\"}", "period"},
        };
        for (int i = 0; i < COUNTOF(bad); i++)
            refuses(422, "bad-input", bad[i].field, &si, arena, "POST", move, bad[i].body);
        refuses(403, "forbidden", "", &si, arena, "POST", move,
                "{\"province\":\"31\",\"period\":\"2026-10\",\"base\":\"collecting\",\"to\":\"approved\"}");
    }
}

TEST(who_was_slower_is_told_who_was_faster)
{
    ON_EACH_WORLD(served, add_months)
    {
        Client officer = serve_client(&served, arena, "commune-officer", "33", "11953"),
               chief = serve_client(&served, arena, "si-branch", "33", "11953");
        const char *body = OCTOBER("{\"indicator\":\"arrears\",\"value\":%d,\"version\":%d}");
        asks(200, &officer, arena, "PUT", "/api/entry", PATH(body, 100, 0));
        Got got = asks(409, &chief, arena, "PUT", "/api/entry", PATH(body, 120, 0));
        assert_str(at(&got, arena, "field"), S("arrears"));
        assert_true(str_find(at(&got, arena, "detail"), officer.login) > 0);
        asks(200, &chief, arena, "PUT", "/api/entry", PATH(body, 120, 1));
        refuses(409, "conflict", "arrears", &officer, arena, "PUT", "/api/entry", PATH(body, 130, 1));
    }
}

typedef struct Typist {
    const Client *client;
    Arena arena;
    int status, value;
} Typist;

static void *type(void *arg)
{
    Typist *t = arg;
    t->status = ask(t->client, &t->arena, "PUT", "/api/entry",
                    str_fmt(&t->arena, OCTOBER("{\"indicator\":\"arrears\",\"value\":%d,\"version\":0}"), t->value))
                    .status;
    return NULL;
}

TEST(of_two_who_type_at_once_one_is_told_so)
{
    ON_EACH_WORLD(served, add_months)
    {
        enum { TYPISTS = 4 };
        Client officer = serve_client(&served, arena, "commune-officer", "33", "11953"),
               second = serve_client(&served, arena, "commune-officer", "33", "11953");
        pthread_t thread[TYPISTS];
        Typist typist[TYPISTS];
        int won = 0;
        for (int i = 0; i < TYPISTS; i++) {
            typist[i] = (Typist){i % 2 ? &second : &officer, arena_open(1 << 24), 0, 100 + i};
            assert_int_equal(pthread_create(&thread[i], NULL, type, &typist[i]), 0);
        }
        for (int i = 0; i < TYPISTS; i++)
            assert_int_equal(pthread_join(thread[i], NULL), 0);
        Got got = asks(200, &officer, arena, "GET", SHEET, NULL);
        for (int i = 0; i < TYPISTS; i++) {
            assert_true(typist[i].status == 200 || typist[i].status == 409);
            won += typist[i].status == 200;
            if (typist[i].status == 200)
                assert_int_equal(number_at(&got, arena, "rows/indicator=arrears/value"), typist[i].value);
            arena_close(&typist[i].arena);
        }
        assert_int_equal(won, 1);
        assert_int_equal(number_at(&got, arena, "rows/indicator=arrears/versions"), 1);
    }
}

TEST(the_calendar_says_who_is_late_to_each_what_he_may_see)
{
    ON_EACH_WORLD(served, add_months)
    {
        Client officer = serve_client(&served, arena, "commune-officer", "33", "11953"),
               si = serve_client(&served, arena, "si-province", "33", "");
        asks(200, &officer, arena, "PUT", "/api/entry", BOTH);
        Got got = asks(200, &si, arena, "GET", "/api/entry/calendar?province=33&period=2026-11&months=3", NULL);
        assert_int_equal(number_at(&got, arena, "months"), 3);
        assert_int_equal(number_at(&got, arena, "months/period=2026-10/reported"), 1);
        assert_int_equal(number_at(&got, arena, "months/period=2026-10/late"), 3);
        assert_int_equal(number_at(&got, arena, "months/period=2026-11/late"), 0); /* not due yet */
        assert_str(at(&got, arena, "rows/code=11953/states/1"), S("reported"));
        assert_str(at(&got, arena, "rows/code=11980/states/1"), S("late"));
        assert_str(at(&got, arena, "rows/code=11980/states/2"), S("missing"));
        got = asks(200, &si, arena, "GET", "/api/entry/calendar?province=33", NULL); /* to the month that runs */
        assert_str(at(&got, arena, "usual"), S("2026-10"));
        assert_str(at(&got, arena, "months/11/period"), S("2026-11"));
        got = asks(200, &officer, arena, "GET", "/api/entry/calendar?province=33&months=1", NULL);
        assert_int_equal(number_at(&got, arena, "rows"), 1);
        assert_int_equal(number_at(&got, arena, "months/0/units"), 1);
        refuses(404, "not-found", "", &officer, arena, "GET", "/api/entry/calendar?province=31", NULL);
        refuses(400, "usage", "months", &si, arena, "GET", "/api/entry/calendar?province=33&months=25", NULL);
        Got csv = asks(200, &si, arena, "GET", "/api/entry/calendar?province=33&format=csv", NULL),
            xlsx = asks(200, &si, arena, "GET", "/api/entry/calendar?province=33&format=xlsx", NULL);
        assert_true(str_find(csv.body, S("Phường Hồng Châu")) > 0);
        assert_true(str_starts(xlsx.body, S("PK\x03\x04")));
        assert_int_equal(audits(&served, arena, "export", &si), 2);
    }
}

/* ---- by file ------------------------------------------------------------------------------------------------ */

#define FORM_EN "/api/entry/form?province=33&period=2026-10"
#define FORM FORM_EN "&lang=vi"

static Got sends(const Client *client, Arena *arena, const char *more, Str bytes)
{
    static const char *const octets[] = {"Content-Type: application/octet-stream", NULL};
    Client one = *client;
    one.header = octets;
    return ask(&one, arena, "POST", PATH(FORM "%s", more), bytes);
}

/* The form with a value and a reason in the row of a unit and an indicator. */
static Str filled_in(Arena *arena, Str form, const char *unit, const char *indicator, const char *value,
                     const char *reason)
{
    Buf out = buf_open(arena);
    Str key = str_fmt(arena, ",%s,2026-10,,", indicator), rest = form;
    bool done = false;
    for (StrCut cut; rest.len > 0; rest = cut.tail) {
        cut = str_cut(rest, '\n');
        ptrdiff_t place = str_starts(cut.head, str_from(unit)) ? str_find(cut.head, key) : -1;
        if (place < 0)
            buf_fmt(&out, "%.*s\n", STRF(cut.head));
        else
            buf_fmt(&out, "%.*s,%s,2026-10,%s,%s%.*s\n", STRF(str_slice(cut.head, 0, place)), indicator, value, reason,
                    STRF(str_slice(cut.head, place + key.len, cut.head.len)));
        done |= place >= 0;
    }
    if (!done)
        fail_msg("no such row in %.*s", STRF(form));
    return buf_str(&out);
}

TEST(a_commune_fills_in_its_form_and_sends_it_back)
{
    ON_EACH_WORLD(served, add_months)
    {
        Client officer = serve_client(&served, arena, "commune-officer", "33", "11953");
        Str form = asks(200, &officer, arena, "GET", FORM "&unit=11953&format=csv", NULL).body;
        Got got = sends(&officer, arena, "&name=mau.csv&save=true", form); /* empty says nothing */
        assert_int_equal(got.status, 200);
        assert_int_equal(number_at(&got, arena, "rows"), 5);
        assert_int_equal(number_at(&got, arena, "values"), 0);
        Str wrong = filled_in(arena, form, "11953", "Bắt buộc", "117000", "");
        wrong = filled_in(arena, wrong, "11953", "Tự nguyện", "nhiều", "");
        got = sends(&officer, arena, "&name=mau.csv&save=true", wrong);
        assert_str(at(&got, arena, "saved"), S("false"));
        assert_int_equal(number_at(&got, arena, "problems"), 2);
        assert_true(str_find(at(&got, arena, "problems/indicator=Bắt buộc/message"), S("khoảng thường gặp")) > 0);
        assert_true(number_at(&got, arena, "problems/indicator=Tự nguyện/row") > 1);
        Str right = filled_in(arena, form, "11953", "Bắt buộc", "6000", "công ty A chuyển đi");
        right = filled_in(arena, right, "11953", "Tự nguyện", "545", "");
        got = sends(&officer, arena, "&name=mau.csv", right); /* looked at alone */
        assert_str(at(&got, arena, "saved"), S("false"));
        assert_int_equal(number_at(&got, arena, "problems"), 0);
        got = asks(200, &officer, arena, "GET", SHEET, NULL);
        assert_str(at(&got, arena, "rows/indicator=participants_total/value"), S("null"));
        got = sends(&officer, arena, "&name=mau.csv&save=true", right);
        assert_str(at(&got, arena, "saved"), S("true"));
        assert_int_equal(number_at(&got, arena, "added"), 3); /* the total with them */
        got = asks(200, &officer, arena, "GET", SHEET, NULL);
        assert_int_equal(number_at(&got, arena, "rows/indicator=participants_total/value"), 6545);
        assert_str(at(&got, arena, "rows/indicator=participants_compulsory/reason"), S("công ty A chuyển đi"));
        assert_int_equal(audits(&served, arena, "fact.enter", &officer), 1);
        got = sends(&officer, arena, "&name=mau.csv&save=true", right); /* it showed what was there before */
        assert_str(at(&got, arena, "saved"), S("false"));
        assert_true(number_at(&got, arena, "problems") > 0);
        Str book = asks(200, &officer, arena, "GET", FORM_EN "&unit=11953&format=xlsx", NULL).body;
        got = sends(&officer, arena, "&name=mau.xlsx&save=true", book); /* as it was sent: nothing new */
        assert_str(at(&got, arena, "saved"), S("true"));
        assert_int_equal(number_at(&got, arena, "values"), 3);
        assert_int_equal(number_at(&got, arena, "same"), 3);
    }
}

TEST(a_province_fills_in_the_form_of_all_and_a_commune_only_its_own)
{
    ON_EACH_WORLD(served, add_months)
    {
        Client officer = serve_client(&served, arena, "commune-officer", "33", "11953"),
               si = serve_client(&served, arena, "si-province", "33", ""),
               home = serve_client(&served, arena, "home-affairs", "33", "");
        Str form = asks(200, &si, arena, "GET", FORM "&format=csv", NULL).body;
        Str both = filled_in(arena, form, "11953", "Bắt buộc", "11.700", "");
        both = filled_in(arena, both, "11980", "Bắt buộc", "10354", "");
        Got got = sends(&officer, arena, "&name=tinh.csv&save=true", both); /* the other commune is not his */
        assert_str(at(&got, arena, "saved"), S("false"));
        assert_int_equal(number_at(&got, arena, "problems"), 1);
        got = sends(&officer, arena, "&unit=11953&name=tinh.csv&save=true", both);
        assert_int_equal(number_at(&got, arena, "problems"), 1);
        got = sends(&si, arena, "&name=tinh.csv&save=true", both);
        assert_str(at(&got, arena, "saved"), S("true"));
        assert_int_equal(number_at(&got, arena, "rows"), 20);
        assert_int_equal(number_at(&got, arena, "units"), 2);
        assert_int_equal(audits(&served, arena, "fact.enter", &si), 2);
        got = asks(200, &si, arena, "GET", "/api/entry?unit=11953&period=2026-10", NULL);
        assert_int_equal(number_at(&got, arena, "rows/indicator=participants_compulsory/value"), 11700);
        got = asks(200, &officer, arena, "GET", FORM, NULL);
        assert_int_equal(number_at(&got, arena, "rows"), 5);
        assert_int_equal(sends(&home, arena, "&name=tinh.csv&save=true", both).status, 403);
        got = sends(&si, arena, "&name=tinh.csv&save=true",
                    S("Mã đơn vị,Chỉ tiêu,Kỳ,Giá trị\n11953,Bắt buộc,2026-09,5\n99999,Bắt buộc,2026-10,5\n"
                      "11953,Chiều cao,2026-10,5\n11953,coverage_total,2026-10,5\n"));
        assert_int_equal(number_at(&got, arena, "problems"), 4);
        assert_int_equal(sends(&si, arena, "&name=tinh.csv&save=maybe", both).status, 400);
        assert_int_equal(sends(&si, arena, "&save=true", both).status, 400);
        assert_int_equal(sends(&si, arena, "&name=tinh.csv", S("a,b\n1,2\n")).status, 422);
        assert_int_equal(sends(&si, arena, "&name=tinh.csv", S("Mã đơn vị,Chỉ tiêu\n11953,Bắt buộc\n")).status, 422);
        refuses(404, "not-found", "", &officer, arena, "GET", "/api/entry/form?province=31&format=xlsx", NULL);
        refuses(404, "not-found", "", &si, arena, "GET", FORM "&unit=99999", NULL);
        refuses(403, "forbidden", "", &officer, arena, "GET", FORM "&unit=11980", NULL);
    }
}

TEST(a_file_approves_nothing_for_who_may_not_approve)
{
    ON_EACH_WORLD(served, NULL)
    {
        Client branch = serve_client(&served, arena, "si-branch", "33", "11953"),
               si = serve_client(&served, arena, "si-province", "33", "");
        Str locked = S("unit_code,indicator,period,value,state\n11953,arrears,2026-10,5,locked\n"),
            plain = S("unit_code,indicator,period,value\n11953,labour_force,2026-10,5\n");
        const char *path = "/api/imports/facts?province=33&name=so-lieu.csv";
        static const struct {
            int who, bad;
            const char *state;
        } each[] = {{0, 1, "(none)"}, {0, 0, "reported"}, {1, 0, "locked"}};
        for (int i = 0; i < COUNTOF(each); i++) {
            const Client *client = each[i].who ? &si : &branch;
            Got got = send_file(*client, arena, path, i == 1 ? plain : locked);
            json_t *job = job_ended(client, arena, job_of(arena, &got));
            check_state(job, "done");
            assert_int_equal(json_number(json_object_get(job, "result"), "bad"), each[i].bad);
            json_decref(job);
            got = asks(200, &si, arena, "GET", SHEET, NULL);
            if (each[i].bad)
                assert_str(at(&got, arena, "rows/indicator=arrears/value"), S("null"));
            else
                assert_str(
                    at(&got, arena, i == 1 ? "rows/indicator=labour_force/state" : "rows/indicator=arrears/state"),
                    str_from(each[i].state));
        }
    }
}

TEST_MAIN
