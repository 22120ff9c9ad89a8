/* The audit trail through the real server: who reads it, what a filter leaves, what an export and the proof say. */
#include "filled.h"

#include "audit/audit.h"
#include "table/table.h"

typedef struct Page {
    json_t *body;
    const json_t *rows;
    size_t count;
} Page;

static Page page_of(const Client *client, Arena *arena, Str path)
{
    Got got = filled_get(client, arena, path);
    if (got.status != 200)
        fail_msg("%.*s: %d %.*s", STRF(path), got.status, STRF(got.body));
    Page page = {.body = got_json(&got)};
    page.rows = json_object_get(page.body, "rows");
    page.count = json_array_size(page.rows);
    return page;
}

static int64_t sequence_at(const Page *page, size_t i)
{
    return json_number(json_array_get(page->rows, i), "sequence");
}

/* Forty entries of two provinces, with the marks that an export must not take for formulas or columns. */
static void fill_trail(Arena *arena, Str db)
{
    Store *store = filled_store(arena, db);
    for (int i = 0; i < 40; i++)
        assert_ok(audit_add(store, arena,
                            (AuditEntry){.account = i % 4 ? S("a1") : S("a2"),
                                         .login = i % 4 ? S("lan") : S("bình"),
                                         .action = i % 2 ? S("fact.enter") : S("target.decide"),
                                         .province = i % 5 ? S("33") : S("31"),
                                         .unit = i % 5 ? S("11980") : S("11299"),
                                         .subject = str_fmt(arena, "=1+%d; \"hai\", ba", i),
                                         .before = S("{\"value\":1}"),
                                         .after = str_fmt(arena, "{\"value\":%d}", i)}));
    store_close(&store);
}

static Served trail_server(Arena *arena, int which)
{
    Served served = serve_open(arena, which, NULL);
    if (served.pid)
        fill_trail(arena, served.db);
    return served;
}

#define ON_EACH_TRAIL(served)                            \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Served served = trail_server(arena, which_); served.pid; assert_int_equal(serve_close(&served), 0))

/* ---- reading ------------------------------------------------------------------------------------ */

TEST(only_an_auditor_reads_the_trail)
{
    static const struct {
        const char *role, *province, *unit;
    } others[] = {{"administrator", "", ""},          {"province-leader", "33", ""}, {"home-affairs", "33", ""},
                  {"commune-officer", "33", "11980"}, {"inspectorate", "33", ""},    {"si-province", "33", ""}};
    ON_EACH_TRAIL(served)
    {
        Client auditor = serve_client(&served, arena, "auditor", "", ""), nobody = {.served = &served};
        assert_int_equal(ask(&auditor, arena, "GET", "/api/audit", (Str){0}).status, 200);
        assert_int_equal(ask(&nobody, arena, "GET", "/api/audit", (Str){0}).status, 401);
        for (int i = 0; i < COUNTOF(others); i++) {
            Client other = serve_client(&served, arena, others[i].role, others[i].province, others[i].unit);
            Got list = ask(&other, arena, "GET", "/api/audit", (Str){0});
            Got proof = ask(&other, arena, "GET", "/api/audit/proof", (Str){0});
            Got csv = ask(&other, arena, "GET", "/api/audit?format=csv", (Str){0});
            if (list.status != 403 || proof.status != 403 || csv.status != 403)
                fail_msg("%s: %d %d %d", others[i].role, list.status, proof.status, csv.status);
            assert_true(str_find(list.body, S("target.decide")) < 0);
        }
    }
}

TEST(the_trail_comes_page_by_page_newest_first)
{
    ON_EACH_TRAIL(served)
    {
        Client auditor = serve_client(&served, arena, "auditor", "", "");
        int64_t last = INT64_MAX, seen = 0;
        Str path = S("/api/audit?limit=7&account=a1");
        for (bool more = true; more;) {
            Page page = page_of(&auditor, arena, path);
            assert_true(page.count <= 7);
            for (size_t i = 0; i < page.count; i++, seen++) {
                assert_true(sequence_at(&page, i) < last);
                last = sequence_at(&page, i);
            }
            more = !json_is_null(json_object_get(page.body, "next"));
            if (more)
                path = str_fmt(arena, "/api/audit?limit=7&account=a1&before=%lld",
                               (long long)json_number(page.body, "next"));
            json_decref(page.body);
        }
        assert_int_equal(seen, 30);
    }
}

static void check_filter(const Client *client, Arena *arena, const char *query, size_t count)
{
    Page page = page_of(client, arena, str_fmt(arena, "/api/audit?limit=500&%s", query));
    if (page.count != count)
        fail_msg("%s: %zu and not %zu", query, page.count, count);
    json_decref(page.body);
}

TEST(filters_leave_what_was_asked_for)
{
    ON_EACH_TRAIL(served)
    {
        Client auditor = serve_client(&served, arena, "auditor", "", "");
        check_filter(&auditor, arena, "action=target.decide", 20);
        check_filter(&auditor, arena, "action=fact.enter&account=a1", 20);
        check_filter(&auditor, arena, "action=fact.enter&account=a2", 0);
        check_filter(&auditor, arena, "unit=11299", 8);
        check_filter(&auditor, arena, "unit=11299&action=fact.enter", 4);
        check_filter(&auditor, arena, "action=fact.enter&from=2026-11-15&to=2026-11-15", 20);
        check_filter(&auditor, arena, "action=fact.enter&to=2026-11-14", 0);
        check_filter(&auditor, arena, "action=fact.enter&from=2026-11-16", 0);
        Got strange = filled_get(&auditor, arena, S("/api/audit?action=%27%20OR%201=1"));
        assert_int_equal(strange.status, 404); /* not the empty list of something that there is not */
        Page named = page_of(&auditor, arena, S("/api/audit?limit=1&action=target.decide&lang=vi"));
        assert_str(json_word(arena, json_array_get(named.rows, 0), "action_text"), S("Giao chỉ tiêu"));
        assert_true(json_array_size(json_object_get(named.body, "actions")) > 40);
        json_decref(named.body);
        static const char *const bad[] = {"from=hôm%20qua", "to=2026-02-30", "limit=0", "limit=x", "before=-1"};
        for (int i = 0; i < COUNTOF(bad); i++)
            assert_int_equal(filled_get(&auditor, arena, str_fmt(arena, "/api/audit?%s", bad[i])).status, 400);
    }
}

/* Who audits one province reads what happened there. */
TEST(an_auditor_of_one_province_sees_nothing_of_another)
{
    ON_EACH_TRAIL(served)
    {
        Client auditor = serve_client(&served, arena, "auditor", "31", "");
        check_filter(&auditor, arena, "account=a1", 6);
        check_filter(&auditor, arena, "account=a2", 2);
        check_filter(&auditor, arena, "unit=11980", 0);
        Got csv = filled_get(&auditor, arena, S("/api/audit?format=csv&limit=500"));
        assert_int_equal(csv.status, 200);
        assert_true(str_find(csv.body, S("11299")) > 0);
        assert_true(str_find(csv.body, S("11980")) < 0);
    }
}

TEST(an_entry_is_shown_whole)
{
    ON_EACH_TRAIL(served)
    {
        Client auditor = serve_client(&served, arena, "auditor", "", "");
        Page page = page_of(&auditor, arena, S("/api/audit?limit=1&action=fact.enter"));
        const json_t *e = json_array_get(page.rows, 0);
        assert_str(json_word(arena, e, "login"), S("lan"));
        assert_str(json_word(arena, e, "subject"), S("=1+39; \"hai\", ba"));
        assert_str(json_word(arena, e, "before"), S("{\"value\":1}"));
        assert_str(json_word(arena, e, "after"), S("{\"value\":39}"));
        assert_str(str_slice(json_word(arena, e, "at"), 0, 10), S("2026-11-15"));
        assert_int_equal(json_word(arena, e, "hash").len, 64);
        json_decref(page.body);
    }
}

/* ---- exports ---------------------------------------------------------------------------------------- */

/* A row of the workbook that begins so. */
static bool has_cell(Arena *arena, Str bytes, Str begins)
{
    Table *table;
    bool found = false;
    assert_ok(table_open_bytes(arena, S("nhat-ky.xlsx"), bytes, (TableOptions){0}, &table));
    for (bool more = true; more && !found;) {
        Row row;
        assert_ok(table_next(table, arena, &row, &more));
        found = more && row.count > 0 && str_starts(row.cell[0].text, begins);
    }
    table_close(&table);
    return found;
}

TEST(an_export_is_the_same_selection_and_stands_in_the_trail_itself)
{
    ON_EACH_TRAIL(served)
    {
        Client auditor = serve_client(&served, arena, "auditor", "", "");
        check_filter(&auditor, arena, "action=export", 0);
        Got csv = filled_get(&auditor, arena, S("/api/audit?format=csv&action=target.decide&limit=500"));
        assert_int_equal(csv.status, 200);
        assert_true(str_find(got_header(&csv, "Content-Disposition"), S("nhat-ky")) > 0);
        ptrdiff_t lines = 0;
        for (StrCut cut, rest = {.tail = csv.body}; (cut = str_cut(rest.tail, '\n')).ok; rest = cut)
            lines += str_find(cut.head, S("target.decide")) >= 0;
        assert_int_equal(lines, 20);
        assert_true(str_find(csv.body, S("fact.enter")) < 0);
        assert_true(str_find(csv.body, S(",=1+")) < 0 && str_find(csv.body, S(",\"=1+")) < 0); /* no formula */
        Got xlsx = filled_get(&auditor, arena, S("/api/audit?format=xlsx&limit=500&lang=vi"));
        assert_int_equal(xlsx.status, 200);
        assert_true(str_starts(xlsx.body, S("PK")));
        assert_true(has_cell(arena, xlsx.body, S("Nhật ký kiểm soát đến số ")));
        check_filter(&auditor, arena, "action=export", 2);
        Page page = page_of(&auditor, arena, S("/api/audit?action=export"));
        assert_str(json_word(arena, json_array_get(page.rows, 0), "login"), auditor.login);
        json_decref(page.body);
    }
}

/* ---- the proof ---------------------------------------------------------------------------------------- */

static void check_proof(const Client *client, Arena *arena, int64_t first_bad)
{
    Got got = ask(client, arena, "GET", "/api/audit/proof", (Str){0});
    assert_int_equal(got.status, 200);
    json_t *proof = got_json(&got);
    assert_int_equal(json_is_true(json_object_get(proof, "holds")), first_bad == 0);
    if (first_bad) {
        assert_int_equal(json_number(proof, "first_bad"), first_bad);
        assert_true(json_word(arena, proof, "what").len > 0);
    } else {
        assert_true(json_number(proof, "entries") > 0);
        assert_int_equal(json_number(proof, "head_sequence"), json_number(proof, "entries"));
        assert_int_equal(json_word(arena, proof, "head").len, 64);
    }
    json_decref(proof);
}

TEST(an_entry_that_was_altered_behind_the_program_is_found)
{
#define ALTER "UPDATE audit_entry SET became = '{\"value\":999}' WHERE sequence = 17"
    static const Query open = {"open", "DROP TRIGGER audit_no_change", "DROP TRIGGER audit_no_change ON audit_entry"};
    static const Query alter = {"alter", ALTER, ALTER};
    ON_EACH_TRAIL(served)
    {
        Client auditor = serve_client(&served, arena, "auditor", "", "");
        check_proof(&auditor, arena, 0);
        Store *store = filled_store(arena, served.db);
        assert_fails(store_exec(store, arena, alter, NO_ARGS, NULL), CONFLICT);
        assert_ok(store_exec(store, arena, open, NO_ARGS, NULL));
        assert_ok(store_exec(store, arena, alter, NO_ARGS, NULL));
        store_close(&store);
        check_proof(&auditor, arena, 17);
    }
}

/* What people do through the server leaves its entry, in the transaction of what was done. */
TEST(a_failed_sign_in_and_a_new_account_stand_in_the_trail)
{
    ON_EACH_SERVER(served)
    {
        Client auditor = serve_client(&served, arena, "auditor", "", ""), nobody = {.served = &served};
        Client admin = serve_client(&served, arena, "administrator", "", "");
        Str body = str_fmt(arena, "{\"login\":\"%.*s\",\"password\":\"mật khẩu sai rồi đó\"}", STRF(admin.login));
        assert_int_equal(ask(&nobody, arena, "POST", "/api/session", body).status, 401);
        Page page = page_of(&auditor, arena, S("/api/audit?limit=1"));
        assert_str(json_word(arena, json_array_get(page.rows, 0), "action"), S("sign-in.failed"));
        json_decref(page.body);
        Got got = ask(&admin, arena, "POST", "/api/accounts",
                      S("{\"login\":\"lan.moi\",\"name\":\"Lan\",\"email\":\"lan@example.vn\",\"grants\":"
                        "[{\"role\":\"commune-officer\",\"province\":\"33\",\"unit\":\"11980\"}]}"));
        if (got.status != 201)
            fail_msg("%d %.*s", got.status, STRF(got.body));
        page = page_of(&auditor, arena, S("/api/audit?limit=1"));
        const json_t *e = json_array_get(page.rows, 0);
        assert_str(json_word(arena, e, "login"), admin.login);
        assert_str(json_word(arena, e, "action"), S("account.create"));
        json_decref(page.body);
        check_proof(&auditor, arena, 0);
    }
}

TEST_MAIN
