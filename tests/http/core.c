/* What stands around the handlers: who is let in, how answers are kept and packed, files, jobs, listening. */
#include "serve.h"

#include "account/account.h"
#include "job/job.h"
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#define NOBODY(served) ((Client){.served = &(served)})

static void check_problem(const Got *got, int status, const char *code)
{
    json_t *body = got_json(got);
    if (got->status != status)
        fail_msg("status %d instead of %d: %.*s", got->status, status, STRF(got->body));
    assert_str(got->type, S("application/problem+json"));
    assert_string_equal(json_string_value(json_object_get(body, "code")), code);
    json_decref(body);
}

/* The value of a line of /metrics; -1: there is none. */
static long long figure(const Served *served, Arena *arena, const char *name)
{
    Client nobody = {.served = served};
    Got got = ask(&nobody, arena, "GET", "/metrics", (Str){0});
    assert_int_equal(got.status, 200);
    Str mark = str_fmt(arena, "\n%s ", name);
    ptrdiff_t at = str_find(got.body, mark);
    return at < 0 ? -1 : atoll(str_c(arena, str_slice(got.body, at + mark.len, got.body.len)));
}

static Str text_of(const json_t *body, const char *key)
{
    const char *text = json_string_value(json_object_get(body, key));
    return text ? str_from(text) : (Str){0};
}

/* ---- a session that must set up its second factor ------------------------------------------------ */

TEST(who_must_set_up_a_second_factor_can_do_only_that)
{
    Str db;
    assert_true(serve_address(arena, 0, &db));
    serve_fill(arena, db);
    Served served = serve_on(arena, db, NULL);
    Client nobody = NOBODY(served), admin = serve_client(&served, arena, "administrator", "", "");
    Got made = ask(&admin, arena, "POST", "/api/accounts",
                   S("{\"login\":\"so.noi.vu\",\"name\":\"Sở Nội vụ\",\"agency\":\"Sở Nội vụ\",\"email\":\"\","
                     "\"active\":true,\"grants\":[{\"role\":\"home-affairs\",\"province\":\"33\",\"unit\":\"\"}]}"));
    if (made.status != 201)
        fail_msg("%.*s", STRF(made.body));
    json_t *invited = got_json(&made);
    Str link = text_of(invited, "link");
    ptrdiff_t at = str_find(link, S("/moi/"));
    assert_true(at > 0);
    Str path = str_fmt(arena, "/api/invitations/%.*s", STRF(str_slice(link, at + 5, link.len)));
    Got got = ask(&nobody, arena, "POST", str_c(arena, path), S("{\"password\":\"ba con trâu qua sông\"}"));
    assert_int_equal(got.status, 204);
    got = ask(&nobody, arena, "POST", "/api/session",
              S("{\"login\":\"so.noi.vu\",\"password\":\"ba con trâu qua sông\"}"));
    assert_int_equal(got.status, 200);
    json_t *session = got_json(&got);
    Str cookie = got_header(&got, "Set-Cookie");
    assert_true(str_starts(cookie, S("baophu=")));
    assert_true(str_find(cookie, S("HttpOnly")) > 0);
    Client limited = NOBODY(served);
    limited.token = str_cut(str_slice(cookie, 7, cookie.len), ';').head;
    limited.csrf = str_copy(arena, text_of(session, "csrf"));
    got = ask(&limited, arena, "GET", "/api/documents?province=33", (Str){0});
    check_problem(&got, 403, "second-factor");
    got = ask(&limited, arena, "POST", "/api/allocations/compute", S("{}"));
    check_problem(&got, 403, "second-factor");
    assert_int_equal(ask(&limited, arena, "GET", "/api/roles", (Str){0}).status, 200);
    assert_int_equal(ask(&limited, arena, "GET", "/api/session", (Str){0}).status, 200);
    assert_int_equal(ask(&limited, arena, "POST", "/api/session/totp", (Str){0}).status, 200);
    assert_int_equal(ask(&limited, arena, "DELETE", "/api/session", (Str){0}).status, 204);
    json_decref(invited);
    json_decref(session);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- parameters and bodies ------------------------------------------------------------------------- */

TEST(parameters_and_members_that_do_not_fit_are_named)
{
    Served served = serve_open(arena, 0, NULL);
    Client nobody = NOBODY(served), officer = serve_client(&served, arena, "commune-officer", "33", "11980");
    static const char *const bad[] = {"/api/jobs?limit=x",  "/api/jobs?limit=0",
                                      "/api/jobs?limit=-5", "/api/jobs?limit=9999999999999999999999",
                                      "/api/jobs?limit=1.", "/api/jobs?limit=+1"};
    for (int i = 0; i < COUNTOF(bad); i++) {
        Got got = ask(&officer, arena, "GET", bad[i], (Str){0});
        check_problem(&got, 400, "usage");
        json_t *body = got_json(&got);
        assert_str(text_of(body, "field"), S("limit"));
        json_decref(body);
    }
    Got got = ask(&officer, arena, "GET", "/api/units?parent=0&format=pdf", (Str){0});
    check_problem(&got, 400, "usage");
    static const char *const bodies[][2] = {
        {"{\"login\":5,\"password\":\"x\"}", "login"},
        {"{\"password\":\"x\"}", "login"},
        {"{\"login\":null,\"password\":\"x\"}", "login"},
        {"{\"login\":\"\",\"password\":\"x\"}", "login"},
        {"{\"login\":\"a\",\"password\":[]}", "password"},
        {"{\"login\":\"a\",\"password\":\"x\",\"code\":7}", "code"},
        {"{\"login\":\"a\",\"password\":\"x\",\"y\":1}", "y"},
    };
    for (int i = 0; i < COUNTOF(bodies); i++) {
        got = ask(&nobody, arena, "POST", "/api/session", str_from(bodies[i][0]));
        check_problem(&got, 422, "bad-input");
        json_t *body = got_json(&got);
        assert_str(text_of(body, "field"), str_from(bodies[i][1]));
        json_decref(body);
    }
    Str name = {memset(new (arena, char, 2000), 'a', 2000), 2000};
    Str texts[] = {S("[]"),
                   S("7"),
                   S("\"x\""),
                   S("{\"login\":\"a\",\"login\":\"b\"}"),
                   S("{\"login\":\"\xff\"}"),
                   str_fmt(arena, "{\"login\":\"%.*s\",\"password\":\"x\"}", STRF(name))};
    for (int i = 0; i < COUNTOF(texts); i++) {
        got = ask(&nobody, arena, "POST", "/api/session", texts[i]);
        check_problem(&got, 422, "bad-input");
    }
    Str many = S("/api/units?a=1");
    for (int i = 0; i < 40; i++)
        many = str_fmt(arena, "%.*s&p%d=1", STRF(many), i);
    got = ask(&officer, arena, "GET", str_c(arena, many), (Str){0});
    check_problem(&got, 400, "usage");
    assert_int_equal(ask(&officer, arena, "GET", "/api/units?&parent=0&", (Str){0}).status, 200);
    assert_int_equal(serve_close(&served), 0);
}

TEST(a_large_file_is_asked_for_only_from_who_may_send_it)
{
    Served served = serve_open(arena, 0, NULL);
    Client nobody = NOBODY(served), officer = serve_client(&served, arena, "commune-officer", "33", "11980"),
           insurer = serve_client(&served, arena, "si-province", "33", "");
    Str large = {memset(new (arena, char, 300000), 'a', 300000), 300000};
    static const char *const file[] = {"Content-Type: text/csv", NULL}, *const chunked[] = {
                                                                            "Content-Type: text/csv",
                                                                            "Transfer-Encoding: chunked", NULL};
    const char *const *const heads[] = {file, chunked};
    for (int i = 0; i < COUNTOF(heads); i++) {
        nobody.header = officer.header = insurer.header = heads[i];
        Got got = ask(&nobody, arena, "POST", "/api/imports/facts?province=33&name=a.csv", large);
        assert_true(got.status == 401 || got.status == 0); /* the answer comes while the file is still being sent */
        got = ask(&officer, arena, "POST", "/api/imports/facts?province=33&name=a.csv", large);
        assert_true(got.status == 403 || got.status == 0);
        got = ask(&insurer, arena, "POST", "/api/imports/facts?province=33&name=a.csv", large);
        if (got.status != 202)
            fail_msg("%d %.*s", got.status, STRF(got.body));
    }
    Str head = S("POST /api/imports/facts?province=33&name=a.csv HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\n"
                 "Content-Length: 300000\r\n\r\n");
    assert_true(str_starts(serve_raw(&served, arena, head, 5000), S("HTTP/1.1 401"))); /* not a byte of it is needed */
    assert_int_equal(serve_close(&served), 0);
}

/* ---- answers that are kept ---------------------------------------------------------------------------- */

TEST(an_answer_is_given_again_until_the_figures_change)
{
    Str db;
    assert_true(serve_address(arena, 0, &db));
    serve_fill(arena, db);
    Served served = serve_on(arena, db, NULL);
    Client leader = serve_client(&served, arena, "province-leader", "33", "");
    const char *path = "/api/progress?province=33";
    Got first = ask(&leader, arena, "GET", path, (Str){0});
    if (first.status != 200)
        fail_msg("%.*s", STRF(first.body));
    long long misses = figure(&served, arena, "baophu_kept_misses_total");
    Got again = ask(&leader, arena, "GET", path, (Str){0});
    assert_str(again.body, first.body);
    assert_str(got_header(&again, "ETag"), got_header(&first, "ETag"));
    assert_int_equal(figure(&served, arena, "baophu_kept_misses_total"), misses);
    assert_true(figure(&served, arena, "baophu_kept_hits_total") >= 1);
    const char *same[] = {str_c(arena, str_fmt(arena, "If-None-Match: W/%.*s", STRF(got_header(&first, "ETag")))),
                          NULL};
    leader.header = same;
    assert_int_equal(ask(&leader, arena, "GET", path, (Str){0}).status, 304);
    leader.header = NULL;
    Client officer = serve_client(&served, arena, "commune-officer", "33", "11980");
    Got entered = ask(&officer, arena, "PUT", "/api/entry",
                      S("{\"unit\":\"11980\",\"period\":\"2026-10\",\"base\":\"collecting\",\"rows\":"
                        "[{\"indicator\":\"participants_total\",\"value\":5000,\"reason\":\"đối chiếu lại\"}]}"));
    if (entered.status != 200)
        fail_msg("%.*s", STRF(entered.body));
    leader.header = same;
    Got now = ask(&leader, arena, "GET", path, (Str){0});
    assert_int_equal(now.status, 200);
    assert_false(str_eq(now.body, first.body));
    assert_true(figure(&served, arena, "baophu_kept_misses_total") > misses);
    assert_int_equal(serve_close(&served), 0);
}

typedef struct Asker {
    const Client *client;
    Arena arena;
    Got got;
    pthread_t thread;
} Asker;

static void *ask_once(void *arg)
{
    Asker *a = arg;
    a->got = ask(a->client, &a->arena, "GET", "/api/heatmap?province=33&indicator=participants_total", (Str){0});
    return NULL;
}

TEST(many_who_want_the_same_wait_for_one_making)
{
    enum { ASKERS = 24 };
    static const char *const options[] = {"--threads", "6", NULL};
    Str db;
    assert_true(serve_address(arena, 0, &db));
    serve_fill(arena, db);
    Served served = serve_on(arena, db, options);
    Client leader = serve_client(&served, arena, "province-leader", "33", "");
    Asker asker[ASKERS];
    for (int i = 0; i < ASKERS; i++) {
        asker[i] = (Asker){.client = &leader, .arena = arena_open((ptrdiff_t)64 << 20)};
        assert_int_equal(pthread_create(&asker[i].thread, NULL, ask_once, &asker[i]), 0);
    }
    for (int i = 0; i < ASKERS; i++)
        pthread_join(asker[i].thread, NULL);
    for (int i = 0; i < ASKERS; i++) {
        assert_int_equal(asker[i].got.status, 200);
        assert_str(asker[i].got.body, asker[0].got.body);
        if (i > 0)
            arena_close(&asker[i].arena);
    }
    arena_close(&asker[0].arena);
    assert_int_equal(figure(&served, arena, "baophu_kept_misses_total"), 1);
    assert_int_equal(figure(&served, arena, "baophu_kept_pieces"), 1);
    /* one that fails is not kept, and nobody waits for it for ever */
    assert_int_equal(ask(&leader, arena, "GET", "/api/heatmap?province=33&indicator=none", (Str){0}).status / 100, 4);
    assert_int_equal(ask(&leader, arena, "GET", "/api/heatmap?province=33&indicator=none", (Str){0}).status / 100, 4);
    assert_int_equal(figure(&served, arena, "baophu_kept_pieces"), 1);
    assert_int_equal(serve_close(&served), 0);
}

TEST(what_is_kept_stays_within_its_memory)
{
    Str db;
    assert_true(serve_address(arena, 0, &db));
    serve_fill(arena, db);
    Served served = serve_on(arena, db, NULL);
    Client leader = serve_client(&served, arena, "province-leader", "33", "");
    for (int i = 0; i < 1100; i++) { /* a parameter that nobody reads makes another answer of it */
        Str path = str_fmt(arena, "/api/indicators?n=%d", i);
        assert_int_equal(ask(&leader, arena, "GET", str_c(arena, path), (Str){0}).status, 200);
    }
    assert_int_equal(figure(&served, arena, "baophu_kept_pieces"), 1024);
    assert_true(figure(&served, arena, "baophu_kept_bytes") <= 32 << 20);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- tables as files -------------------------------------------------------------------------------------- */

TEST(a_table_can_be_had_as_a_file_by_who_may_export_and_that_is_noted)
{
    Str db;
    assert_true(serve_address(arena, 0, &db));
    serve_fill(arena, db);
    Served served = serve_on(arena, db, NULL);
    Client leader = serve_client(&served, arena, "province-leader", "33", ""),
           helper = serve_client(&served, arena, "tax", "33", ""),
           auditor = serve_client(&served, arena, "auditor", "", "");
    Got csv = ask(&leader, arena, "GET", "/api/units?parent=33&format=csv", (Str){0});
    assert_int_equal(csv.status, 200);
    assert_str(csv.type, S("text/csv; charset=utf-8"));
    assert_true(str_starts(got_header(&csv, "Content-Disposition"), S("attachment; filename*=UTF-8''")));
    assert_true(str_find(csv.body, S("11980")) > 0);
    Got book = ask(&leader, arena, "GET", "/api/units?parent=33&format=xlsx", (Str){0});
    assert_int_equal(book.status, 200);
    assert_true(str_starts(book.body, S("PK")));
    Got got = ask(&helper, arena, "GET", "/api/units?parent=33&format=csv", (Str){0});
    check_problem(&got, 403, "forbidden");
    got = ask(&auditor, arena, "GET", "/api/audit?action=export", (Str){0});
    json_t *body = got_json(&got);
    assert_int_equal(json_array_size(json_object_get(body, "rows")), 2);
    json_decref(body);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- those who follow a job --------------------------------------------------------------------------------- */

/* Of a kind that another copy of the program runs: here it waits until somebody ends it. */
static Str waiting_job(const Served *served, Arena *arena, const Client *client)
{
    Store *store;
    Job job, asked = {.kind = S("of-another"), .account = client->account, .login = client->login, .ask = S("{}")};
    assert_ok(store_open(arena, served->db, serve_clock(), &store));
    assert_ok(job_add(store, arena, &asked, (Str){0}, &job));
    store_close(&store);
    return job.id;
}

static int follow(const Served *served, Arena *arena, const Client *client, Str job)
{
    int fd = serve_socket(served);
    Str line = str_fmt(arena, "GET /api/jobs/%.*s/events?lang=vi HTTP/1.1\r\nHost: x\r\nCookie: baophu=%.*s\r\n\r\n",
                       STRF(job), STRF(client->token));
    assert_int_equal(send(fd, line.ptr, (size_t)line.len, MSG_NOSIGNAL), line.len);
    return fd;
}

/* Reads until the text stands in what came, or the other side has ended. */
static Str read_until(int fd, Arena *arena, const char *what)
{
    Buf text = buf_open(arena);
    for (;;) {
        char piece[4096];
        ssize_t n = recv(fd, piece, sizeof piece, 0);
        if (n <= 0)
            return buf_str(&text);
        buf_add(&text, (Str){piece, n});
        if (what && str_find(buf_str(&text), str_from(what)) >= 0)
            return buf_str(&text);
    }
}

TEST(pages_follow_a_job_until_it_has_ended)
{
    Served served = serve_open(arena, 0, NULL);
    Client officer = serve_client(&served, arena, "commune-officer", "33", "11980"),
           other = serve_client(&served, arena, "commune-officer", "33", "11983");
    Str job = waiting_job(&served, arena, &officer), path = str_fmt(arena, "/api/jobs/%.*s", STRF(job));
    int one = follow(&served, arena, &officer, job), two = follow(&served, arena, &officer, job);
    Str head = read_until(one, arena, "\"state\":\"waiting\"");
    assert_true(str_find(head, S("text/event-stream")) > 0);
    assert_true(str_find(head, S("X-Accel-Buffering: no")) > 0);
    assert_true(read_until(two, arena, "\"state\":\"waiting\"").len > 0);
    assert_int_equal(figure(&served, arena, "baophu_watchers"), 2);
    Got got = ask(&other, arena, "GET", str_c(arena, str_fmt(arena, "%.*s/events", STRF(path))), (Str){0});
    check_problem(&got, 404, "not-found");
    close(two); /* a page that was closed */
    got = ask(&officer, arena, "POST", str_c(arena, str_fmt(arena, "%.*s/cancel", STRF(path))), (Str){0});
    assert_int_equal(got.status, 200);
    assert_true(str_find(read_until(one, arena, "cancelled"), S("\"state\":\"cancelled\"")) > 0);
    close(one);
    got = ask(&officer, arena, "GET", str_c(arena, str_fmt(arena, "%.*s/events", STRF(path))), (Str){0});
    assert_int_equal(got.status, 200); /* it has ended: told once, and over */
    assert_true(str_find(got.body, S("\"state\":\"cancelled\"")) > 0);
    assert_int_equal(serve_close(&served), 0);
}

TEST(the_end_of_the_server_ends_what_follows_a_job)
{
    Served served = serve_open(arena, 0, NULL);
    Client officer = serve_client(&served, arena, "commune-officer", "33", "11980");
    int fd = follow(&served, arena, &officer, waiting_job(&served, arena, &officer));
    assert_true(read_until(fd, arena, "waiting").len > 0);
    kill(served.pid, SIGTERM);
    read_until(fd, arena, NULL); /* until it is closed */
    close(fd);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- where it listens ------------------------------------------------------------------------------------------ */

TEST(it_listens_on_a_socket_file_and_takes_over_one_that_nobody_serves)
{
    Str db, said, path = test_temp(arena, S("s"));
    const char *options[] = {"--listen", str_c(arena, str_fmt(arena, "unix:%.*s", STRF(path))), "--behind-proxy", NULL};
    struct stat st;
    assert_true(serve_address(arena, 0, &db));
    Served served = serve_on(arena, db, options);
    Client nobody = NOBODY(served);
    assert_str(ask(&nobody, arena, "GET", "/healthz", (Str){0}).body, S("ok\n"));
    assert_int_equal(stat(str_c(arena, path), &st), 0);
    assert_int_equal(st.st_mode & 07777, 0660);
    assert_int_not_equal(serve_refused(arena, db, options, &said), 0); /* it is served */
    kill(served.pid, SIGKILL);                                         /* leaves its file */
    serve_close(&served);
    served = serve_on(arena, db, options);
    nobody = NOBODY(served);
    assert_int_equal(ask(&nobody, arena, "GET", "/readyz", (Str){0}).status, 200);
    assert_int_equal(serve_close(&served), 0);
    assert_int_not_equal(stat(str_c(arena, path), &st), 0);
}

TEST(an_address_that_cannot_be_served_is_said_and_is_the_end)
{
    Str db, said, name = {memset(new (arena, char, 200), 's', 200), 200};
    assert_true(serve_address(arena, 0, &db));
    Served served = serve_on(arena, db, NULL);
    const char *taken = str_c(arena, str_fmt(arena, "127.0.0.1:%d", served.port));
    const char *bad[] = {"nonsense",
                         "127.0.0.1:",
                         "host.invalid:80",
                         "unix:",
                         "unix:/nowhere/at/all/socket",
                         str_c(arena, str_fmt(arena, "unix:/tmp/%.*s", STRF(name))),
                         taken};
    for (int i = 0; i < COUNTOF(bad); i++) {
        const char *options[] = {"--listen", bad[i], NULL};
        int status = serve_refused(arena, db, options, &said);
        if (status == 0 || status > 127)
            fail_msg("--listen %s: %d", bad[i], status);
        assert_true(said.len > 0);
    }
    assert_int_equal(serve_close(&served), 0);
}

TEST(behind_a_proxy_its_word_about_address_and_https_counts)
{
    static const char *const options[] = {"--behind-proxy", "--metrics-from", "10.0.0.7, 10.0.0.8", NULL};
    Served served = serve_open(arena, 0, options);
    Client near = NOBODY(served), far = near, let = near;
    static const char *const from[] = {"X-Forwarded-For: 10.0.0.8, 203.0.113.9", "X-Forwarded-Proto: https", NULL},
                             *const known[] = {"X-Forwarded-For: 203.0.113.9, 10.0.0.8", NULL},
                             *const odd[] = {"X-Forwarded-For: <script>", NULL};
    far.header = from;
    let.header = known;
    assert_int_equal(ask(&near, arena, "GET", "/metrics", (Str){0}).status, 200);
    assert_int_equal(ask(&let, arena, "GET", "/metrics", (Str){0}).status, 200);
    Got got = ask(&far, arena, "GET", "/metrics", (Str){0});
    check_problem(&got, 403, "forbidden");
    assert_true(got_header(&got, "Strict-Transport-Security").len > 0);
    let.header = odd;
    got = ask(&let, arena, "GET", "/metrics", (Str){0});
    check_problem(&got, 403, "forbidden");
    assert_int_equal(serve_close(&served), 0);
}

TEST(with_a_public_address_links_and_cookies_are_of_it)
{
    Str socket = str_fmt(arena, "unix:%.*s", STRF(test_temp(arena, S("public"))));
    const char *options[] = {"--public-url", "https://baophu.example.vn/", "--listen", str_c(arena, socket), NULL};
    Served served = serve_open(arena, 0, options);
    Str said = {0}, link = S("https://baophu.example.vn/moi/");
    for (int i = 0; i < 500 && str_find(said, link) < 0; i++) {
        said = test_read(arena, served.out);
        usleep(10000);
    }
    ptrdiff_t at = str_find(said, link);
    assert_true(at > 0);
    Str token = str_trim(str_slice(said, at + link.len, said.len));
    Client nobody = NOBODY(served);
    static const char *const origin[] = {"Origin: https://baophu.example.vn", NULL};
    nobody.header = origin;
    Got got = ask(&nobody, arena, "POST", str_c(arena, str_fmt(arena, "/api/invitations/%.*s", STRF(token))),
                  S("{\"login\":\"quan.tri\",\"name\":\"Quản trị\",\"password\":\"ba con trâu qua sông\"}"));
    assert_int_equal(got.status, 204);
    got = ask(&nobody, arena, "POST", "/api/session",
              S("{\"login\":\"quan.tri\",\"password\":\"ba con trâu qua sông\"}"));
    assert_int_equal(got.status, 200);
    Str cookie = got_header(&got, "Set-Cookie");
    assert_true(str_starts(cookie, S("__Host-baophu=")));
    assert_true(str_find(cookie, S("; Secure")) > 0);
    assert_true(str_find(cookie, S("Path=/")) > 0);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- TLS ------------------------------------------------------------------------------------------------------------
 */

static void make_certificate(Arena *arena, Str certificate, Str key)
{
    Str line = str_fmt(arena,
                       "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "
                       "/CN=localhost -keyout '%.*s' -out '%.*s' 2>/dev/null && chmod 600 '%.*s'",
                       STRF(key), STRF(certificate), STRF(key));
    assert_int_equal(system(str_c(arena, line)), 0);
}

TEST(with_a_certificate_it_speaks_tls_alone)
{
    Str db, said, certificate = test_temp(arena, S("tls.crt")), key = test_temp(arena, S("tls.key"));
    make_certificate(arena, certificate, key);
    assert_true(serve_address(arena, 0, &db));
    const char *options[] = {"--certificate", str_c(arena, certificate), "--key", str_c(arena, key), NULL};
    Served served = serve_on(arena, db, options);
    assert_true(str_starts(served.base, S("https://")));
    Client nobody = NOBODY(served), officer = serve_client(&served, arena, "commune-officer", "33", "11980");
    Got got = ask(&nobody, arena, "GET", "/healthz", (Str){0});
    assert_str(got.body, S("ok\n"));
    assert_true(got_header(&got, "Strict-Transport-Security").len > 0);
    assert_int_equal(ask(&officer, arena, "GET", "/api/session", (Str){0}).status, 200);
    got = ask(&officer, arena, "DELETE", "/api/session", (Str){0});
    assert_int_equal(got.status, 204);
    assert_true(str_starts(got_header(&got, "Set-Cookie"), S("__Host-baophu=; ")));
    Str plain = serve_raw(&served, arena, S("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"), 1000);
    assert_true(str_find(plain, S("200")) < 0);
    assert_int_equal(serve_close(&served), 0);

    const char *alone[] = {"--certificate", str_c(arena, certificate), NULL};
    assert_int_equal(serve_refused(arena, db, alone, &said), 64);
    const char *crossed[] = {"--certificate", str_c(arena, key), "--key", str_c(arena, key), NULL};
    assert_int_equal(serve_refused(arena, db, crossed, &said), 64);
    assert_int_equal(chmod(str_c(arena, key), 0644), 0);
    assert_int_equal(serve_refused(arena, db, options, &said), 64); /* everybody can read the key */
    assert_true(str_find(said, S("chmod 600")) > 0);
}

/* ---- a database that goes away
 * ----------------------------------------------------------------------------------------- */

TEST(a_lost_database_is_said_and_found_again)
{
    Str db;
    if (!serve_address(arena, 1, &db))
        skip();
    static const char *const options[] = {"--threads", "2", NULL};
    Served served = serve_on(arena, db, options);
    Client nobody = NOBODY(served);
    Got got = ask(&nobody, arena, "GET", "/readyz", (Str){0});
    assert_int_equal(got.status, 200);
    Str line = str_fmt(arena,
                       "psql -q -d '%.*s' -c 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = "
                       "current_database() AND pid <> pg_backend_pid()' >/dev/null",
                       STRF(db));
    assert_int_equal(system(str_c(arena, line)), 0);
    int lost = 0;
    for (int i = 0; i < 6; i++) { /* each of the two workers notices once */
        got = ask(&nobody, arena, "GET", "/readyz?lang=vi", (Str){0});
        assert_true(got.status == 200 || got.status == 503);
        lost += got.status == 503;
    }
    assert_true(lost > 0 && lost <= 2);
    assert_int_equal(ask(&nobody, arena, "GET", "/readyz", (Str){0}).status, 200);
    assert_true(serve_logged(&served, arena, S("\"event\":\"failure\"")));
    assert_int_equal(serve_close(&served), 0);
}

TEST_MAIN
