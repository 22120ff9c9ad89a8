#include "serve.h"

#include "base/file.h"
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>

#define NOBODY(served) ((Client){.served = &(served)})

static void check_problem(const Got *got, int status, const char *code)
{
    json_t *body = got_json(got);
    assert_int_equal(got->status, status);
    assert_str(got->type, S("application/problem+json"));
    assert_int_equal(json_integer_value(json_object_get(body, "status")), status);
    assert_true(json_string_length(json_object_get(body, "title")) > 0);
    assert_true(json_string_length(json_object_get(body, "request_id")) > 0);
    assert_string_equal(json_string_value(json_object_get(body, "code")), code);
    json_decref(body);
}

TEST(it_starts_says_where_and_ends_with_zero_on_both_databases)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = serve_open(arena, which, NULL);
        if (!served.pid)
            continue;
        Client nobody = NOBODY(served);
        assert_str(ask(&nobody, arena, "GET", "/healthz", (Str){0}).body, S("ok\n"));
        assert_str(ask(&nobody, arena, "GET", "/readyz", (Str){0}).body, S("ready\n"));
        assert_int_equal(serve_close(&served), 0);
        assert_false(serve_logged(&served, arena, S("ERROR")));
    }
}

TEST(the_first_link_is_shown_while_nobody_has_an_account)
{
    Served served = serve_open(arena, 0, NULL);
    Str link = S("/moi/"), said = {0};
    for (int i = 0; i < 500 && str_find(said, link) < 0; i++) {
        said = test_read(arena, served.out);
        usleep(10000);
    }
    assert_true(str_find(said, link) > 0);
    serve_client(&served, arena, "commune-officer", "33", "11980");
    assert_int_equal(serve_close(&served), 0);
    served = serve_on(arena, served.db, NULL);
    Client nobody = NOBODY(served);
    assert_int_equal(ask(&nobody, arena, "GET", "/healthz", (Str){0}).status, 200);
    assert_int_equal(serve_close(&served), 0);
    assert_true(str_find(test_read(arena, served.out), link) < 0);
}

/* ---- addresses and methods --------------------------------------------------------------------- */

TEST(addresses_and_methods_are_answered_as_the_table_says)
{
    Served served = serve_open(arena, 0, NULL);
    Client nobody = NOBODY(served);
    Got got = ask(&nobody, arena, "GET", "/api/nothing", (Str){0});
    check_problem(&got, 404, "not-found");
    got = ask(&nobody, arena, "OPTIONS", "/healthz", (Str){0});
    check_problem(&got, 405, "method");
    assert_str(got_header(&got, "Allow"), S("GET, HEAD"));
    got = ask(&nobody, arena, "BREW", "/healthz", (Str){0});
    check_problem(&got, 405, "method");
    got = ask(&nobody, arena, "HEAD", "/healthz", (Str){0});
    assert_int_equal(got.status, 200);
    assert_str(got_header(&got, "Content-Length"), S("3"));
    assert_int_equal(got.body.len, 0);
    got = ask(&nobody, arena, "GET", "/healthz/", (Str){0});
    assert_str(got.type, S("text/html; charset=utf-8"));
    static const char *const bad[] = {"/%",        "/api/%4",    "/%zz", "/%00",   "/a/../b",
                                      "/%2e%2e/b", "/a?x=1&x=2", "/%ff", "/?a=%c3"};
    for (int i = 0; i < COUNTOF(bad); i++) {
        got = ask(&nobody, arena, "GET", bad[i], (Str){0});
        check_problem(&got, 400, "usage");
    }
    assert_int_equal(serve_close(&served), 0);
}

TEST(problems_speak_the_language_of_who_asks)
{
    Served served = serve_open(arena, 0, NULL);
    Client nobody = NOBODY(served);
    assert_true(str_find(ask(&nobody, arena, "GET", "/api/x?lang=vi", (Str){0}).body, S("Không tìm thấy")) > 0);
    assert_true(str_find(ask(&nobody, arena, "GET", "/api/x?lang=en", (Str){0}).body, S("Not found")) > 0);
    static const char *const accept[] = {"Accept-Language: vi-VN,vi;q=0.9,en;q=0.8", NULL};
    nobody.header = accept;
    assert_true(str_find(ask(&nobody, arena, "GET", "/api/x", (Str){0}).body, S("Không tìm thấy")) > 0);
    static const char *const cookie[] = {"Accept-Language: vi", "Cookie: theme=dark; lang=en", NULL};
    nobody.header = cookie;
    assert_true(str_find(ask(&nobody, arena, "GET", "/api/x", (Str){0}).body, S("Not found")) > 0);
    assert_int_equal(serve_close(&served), 0);
}

TEST(pages_and_files_of_the_application_come_from_the_program)
{
    Served served = serve_open(arena, 0, NULL);
    Client nobody = NOBODY(served);
    Got page = ask(&nobody, arena, "GET", "/", (Str){0});
    assert_int_equal(page.status, 200);
    assert_str(page.type, S("text/html; charset=utf-8"));
    assert_str(got_header(&page, "Cache-Control"), S("no-cache"));
    assert_true(str_find(got_header(&page, "Content-Security-Policy"), S("script-src 'self'")) > 0);
    assert_true(str_find(got_header(&page, "Content-Security-Policy"), S("unsafe")) < 0);
    assert_true(str_find(page.body, S("Bao Phủ")) > 0);
    assert_str(ask(&nobody, arena, "GET", "/tien-do/11980", (Str){0}).body, page.body);
    assert_int_equal(ask(&nobody, arena, "GET", "/assets/none.js", (Str){0}).status, 404);
    assert_int_equal(ask(&nobody, arena, "GET", "/none.txt", (Str){0}).status, 404);
    assert_int_equal(ask(&nobody, arena, "POST", "/", S("{}")).status, 404);
    const char *same[] = {str_c(arena, str_fmt(arena, "If-None-Match: %.*s", STRF(got_header(&page, "ETag")))), NULL};
    nobody.header = same;
    Got again = ask(&nobody, arena, "GET", "/", (Str){0});
    assert_int_equal(again.status, 304);
    assert_int_equal(again.body.len, 0);
    assert_int_equal(serve_close(&served), 0);
}

TEST(every_answer_carries_the_headers_of_security)
{
    Served served = serve_open(arena, 0, NULL);
    Client nobody = NOBODY(served);
    static const char *const paths[] = {"/", "/healthz", "/api/session", "/api/none", "/%"};
    static const char *const names[] = {"Content-Security-Policy", "Referrer-Policy", "Cross-Origin-Opener-Policy",
                                        "Permissions-Policy"};
    for (int i = 0; i < COUNTOF(paths); i++) {
        Got got = ask(&nobody, arena, "GET", paths[i], (Str){0});
        assert_str(got_header(&got, "X-Content-Type-Options"), S("nosniff"));
        assert_true(str_find(got_header(&got, "Content-Security-Policy"), S("frame-ancestors 'none'")) >= 0);
        for (int n = 0; n < COUNTOF(names); n++)
            assert_true(got_header(&got, names[n]).len > 0);
        assert_int_equal(got_header(&got, "Strict-Transport-Security").len, 0);
        if (i > 0)
            assert_str(got_header(&got, "Cache-Control"), S("no-store"));
    }
    assert_int_equal(serve_close(&served), 0);
}

/* ---- who may --------------------------------------------------------------------------------------- */

TEST(without_a_session_or_the_right_nothing_is_shown)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Served served = serve_open(arena, which, NULL);
        if (!served.pid)
            continue;
        Client nobody = NOBODY(served), officer = serve_client(&served, arena, "commune-officer", "33", "11980");
        Got got = ask(&nobody, arena, "GET", "/api/session", (Str){0});
        check_problem(&got, 401, "sign-in");
        got = ask(&officer, arena, "GET", "/api/session", (Str){0});
        assert_int_equal(got.status, 200);
        got = ask(&officer, arena, "GET", "/api/accounts", (Str){0});
        check_problem(&got, 403, "forbidden");
        Client forged = officer;
        forged.token = S("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA");
        got = ask(&forged, arena, "GET", "/api/session", (Str){0});
        check_problem(&got, 401, "sign-in");
        assert_int_equal(serve_close(&served), 0);
    }
}

TEST(a_change_needs_the_token_and_does_not_come_from_another_site)
{
    Served served = serve_open(arena, 0, NULL);
    Client officer = serve_client(&served, arena, "commune-officer", "33", "11980");
    Client bare = officer, other = officer;
    bare.no_csrf = true;
    Got got = ask(&bare, arena, "DELETE", "/api/session", (Str){0});
    check_problem(&got, 403, "csrf");
    other.csrf = S("0000");
    got = ask(&other, arena, "DELETE", "/api/session", (Str){0});
    check_problem(&got, 403, "csrf");
    static const char *const elsewhere[] = {"Origin: https://evil.example", NULL};
    static const char *const fetched[] = {"Sec-Fetch-Site: cross-site", NULL};
    static const char *const sibling[] = {"Sec-Fetch-Site: same-site", NULL};
    const char *const *const from[] = {elsewhere, fetched, sibling};
    for (int i = 0; i < COUNTOF(from); i++) {
        officer.header = from[i];
        got = ask(&officer, arena, "DELETE", "/api/session", (Str){0});
        check_problem(&got, 403, "other-site");
    }
    const char *own[] = {str_c(arena, str_fmt(arena, "Origin: %.*s", STRF(served.base))), "Sec-Fetch-Site: same-origin",
                         NULL};
    officer.header = own;
    assert_int_equal(ask(&officer, arena, "DELETE", "/api/session", (Str){0}).status, 204);
    got = ask(&officer, arena, "GET", "/api/session", (Str){0});
    check_problem(&got, 401, "sign-in");
    assert_int_equal(serve_close(&served), 0);
}

/* ---- bodies ------------------------------------------------------------------------------------------- */

TEST(bodies_are_limited_and_of_the_kind_asked_for)
{
    Served served = serve_open(arena, 0, NULL);
    Client nobody = NOBODY(served);
    Got got = ask(&nobody, arena, "POST", "/api/session", S("{\"login\":"));
    check_problem(&got, 422, "bad-input");
    static const char *const text[] = {"Content-Type: text/plain", NULL};
    nobody.header = text;
    got = ask(&nobody, arena, "POST", "/api/session", S("{}"));
    check_problem(&got, 415, "media-type");
    nobody.header = NULL;
    Str large = {memset(new (arena, char, 8 << 20), ' ', 8 << 20), 8 << 20};
    got = ask(&nobody, arena, "POST", "/api/session", large);
    assert_true(got.status == 413 || got.status == 0); /* refused while it was still being sent */
    static const char *const chunked[] = {"Transfer-Encoding: chunked", NULL};
    nobody.header = chunked;
    got = ask(&nobody, arena, "POST", "/api/session", S("{}"));
    assert_true(got.status == 401 || got.status == 422);
    Str deep = str_fmt(arena, "%.*s", 200, str_c(arena, (Str){memset(new (arena, char, 200), '[', 200), 200}));
    nobody.header = NULL;
    got = ask(&nobody, arena, "POST", "/api/session", deep);
    check_problem(&got, 422, "bad-input");
    got = ask(&nobody, arena, "GET", "/healthz", S("{}"));
    check_problem(&got, 413, "no-body");
    Str early = serve_raw(&served, arena,
                          S("POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                            "Content-Length: 99999999999\r\n\r\n"),
                          5000);
    assert_true(str_starts(early, S("HTTP/1.1 413"))); /* before a byte of it was sent */
    assert_int_equal(serve_close(&served), 0);
}

/* ---- what is sent ------------------------------------------------------------------------------------- */

static Str unpacked(Arena *arena, Str packed, bool zstd)
{
    enum { MOST = 4 << 20 };
    char *room = new (arena, char, MOST);
    z_stream z = {.next_in = (Bytef *)(uintptr_t)packed.ptr,
                  .avail_in = (uInt)packed.len,
                  .next_out = (Bytef *)room,
                  .avail_out = MOST};
    if (zstd) {
        size_t n = ZSTD_decompress(room, MOST, packed.ptr, (size_t)packed.len);
        assert_false(ZSTD_isError(n));
        return (Str){room, (ptrdiff_t)n};
    }
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    inflateEnd(&z);
    return (Str){room, (ptrdiff_t)z.total_out};
}

TEST(large_answers_are_packed_as_asked_and_known_again)
{
    Served served = serve_open(arena, 0, NULL);
    Client officer = serve_client(&served, arena, "commune-officer", "33", "11980");
    Got plain = ask(&officer, arena, "GET", "/api/roles", (Str){0});
    assert_int_equal(plain.status, 200);
    assert_true(plain.body.len > 1024);
    assert_int_equal(got_header(&plain, "Content-Encoding").len, 0);
    static const char *const gzip[] = {"Accept-Encoding: gzip", NULL},
                             *const both[] = {"Accept-Encoding: gzip, zstd;q=0.5", NULL},
                             *const none[] = {"Accept-Encoding: gzip;q=0, identity", NULL};
    officer.header = gzip;
    Got packed = ask(&officer, arena, "GET", "/api/roles", (Str){0});
    assert_str(got_header(&packed, "Content-Encoding"), S("gzip"));
    assert_str(unpacked(arena, packed.body, false), plain.body);
    officer.header = both;
    packed = ask(&officer, arena, "GET", "/api/roles", (Str){0});
    assert_str(got_header(&packed, "Content-Encoding"), S("zstd"));
    assert_str(unpacked(arena, packed.body, true), plain.body);
    assert_false(str_eq(got_header(&packed, "ETag"), got_header(&plain, "ETag")));
    officer.header = none;
    packed = ask(&officer, arena, "GET", "/api/roles", (Str){0});
    assert_str(packed.body, plain.body);
    const char *same[] = {str_c(arena, str_fmt(arena, "If-None-Match: \"x\", %.*s", STRF(got_header(&plain, "ETag")))),
                          NULL};
    officer.header = same;
    Got again = ask(&officer, arena, "GET", "/api/roles", (Str){0});
    assert_int_equal(again.status, 304);
    assert_int_equal(again.body.len, 0);
    static const char *const other[] = {"If-None-Match: \"0\"", NULL};
    officer.header = other;
    assert_int_equal(ask(&officer, arena, "GET", "/api/roles", (Str){0}).status, 200);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- hostile and slow clients -------------------------------------------------------------------------- */

TEST(damaged_requests_get_an_answer_or_nothing_and_never_a_fault)
{
    Served served = serve_open(arena, 0, NULL);
    Client nobody = NOBODY(served);
    Str long_line = {memset(new (arena, char, 100000), 'a', 100000), 100000};
    Str bad[] = {
        S("\r\n\r\n"),
        S("GET\r\n\r\n"),
        S("GET / HTTP/9.9\r\n\r\n"),
        S("GET /healthz HTTP/1.1\r\n\r\n"),
        S("GET http://x/healthz HTTP/1.1\r\nHost: x\r\n\r\n"),
        S("GET * HTTP/1.1\r\nHost: x\r\n\r\n"),
        S("POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n"),
        S("POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef"),
        S("POST /api/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"),
        S("POST /api/session HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"),
        S("GET /healthz HTTP/1.1\r\nHost: x\r\nCookie: baophu=\xff\xfe; lang=\r\n\r\n"),
        S("GET /healthz HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: \x01\x02, ,,,\r\nAccept-Language: ;;;,,\r\n\r\n"),
        S("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
        str_fmt(arena, "GET /%.*s HTTP/1.1\r\nHost: x\r\n\r\n", STRF(long_line)),
        str_fmt(arena, "GET / HTTP/1.1\r\nHost: x\r\nX: %.*s\r\n\r\n", STRF(long_line)),
    };
    for (int i = 0; i < COUNTOF(bad); i++) {
        Str got = serve_raw(&served, arena, bad[i], 300);
        bool fault = str_starts(got, S("HTTP/1.1 5")) && !str_starts(got, S("HTTP/1.1 505")); /* 505: no such HTTP */
        assert_false(fault);
    }
    Str odd =
        serve_raw(&served, arena,
                  S("GET /healthz?a=b%0d%0aSet-Cookie:%20x=1 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), 2000);
    assert_true(str_starts(odd, S("HTTP/1.1 400")));
    assert_true(str_find(odd, S("Set-Cookie")) < 0);
    assert_int_equal(ask(&nobody, arena, "GET", "/healthz", (Str){0}).status, 200);
    assert_int_equal(serve_close(&served), 0);
}

TEST(many_slow_clients_do_not_keep_others_waiting)
{
    enum { SLOW = 500 };
    static const char *const options[] = {"--threads", "2", NULL};
    struct rlimit files = {.rlim_cur = 2048, .rlim_max = 2048};
    if (getrlimit(RLIMIT_NOFILE, &files) == 0 && files.rlim_cur < 2048)
        files.rlim_cur = files.rlim_max < 2048 ? files.rlim_max : 2048, setrlimit(RLIMIT_NOFILE, &files);
    Served served = serve_open(arena, 0, options);
    Client nobody = NOBODY(served);
    int fd[SLOW];
    Str heads[] = {
        S("GET /healthz HT"), S("GET /healthz HTTP/1.1\r\nHo"),
        S("POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{")};
    for (int i = 0; i < SLOW; i++) {
        fd[i] = serve_socket(&served);
        Str head = heads[i % COUNTOF(heads)];
        assert_int_equal(send(fd[i], head.ptr, (size_t)head.len, MSG_NOSIGNAL), head.len);
    }
    for (int round = 0; round < 20; round++) {
        assert_int_equal(ask(&nobody, arena, "GET", "/readyz", (Str){0}).status, 200);
        for (int i = round; i < SLOW; i += 20)
            send(fd[i], " ", 1, MSG_NOSIGNAL);
    }
    for (int i = 0; i < SLOW; i++)
        close(fd[i]);
    assert_int_equal(serve_close(&served), 0);
}

TEST(connections_from_one_address_are_bounded)
{
    static const char *const options[] = {"--per-address", "8", NULL};
    Served served = serve_open(arena, 0, options);
    int fd[16], answered = 0;
    Str line = S("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n");
    for (int i = 0; i < COUNTOF(fd); i++) {
        char piece[512];
        struct pollfd wait;
        fd[i] = serve_socket(&served);
        send(fd[i], line.ptr, (size_t)line.len, MSG_NOSIGNAL);
        wait = (struct pollfd){.fd = fd[i], .events = POLLIN};
        answered += poll(&wait, 1, 5000) > 0 && recv(fd[i], piece, sizeof piece, 0) > 0;
    }
    assert_int_equal(answered, 8);
    for (int i = 0; i < COUNTOF(fd); i++)
        close(fd[i]);
    assert_int_equal(serve_close(&served), 0);
}

/* ---- the end ----------------------------------------------------------------------------------------------- */

TEST(what_is_in_flight_is_answered_before_the_end)
{
    Served served = serve_open(arena, 0, NULL);
    int fd = serve_socket(&served);
    Str half = S("POST /api/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: "
                 "20\r\n\r\n{\"login\":"),
        rest = S("\"somebody\"}");
    assert_int_equal(send(fd, half.ptr, (size_t)half.len, MSG_NOSIGNAL), half.len);
    for (int i = 0; i < 200; i++) { /* until it has begun */
        Client nobody = NOBODY(served);
        if (str_find(ask(&nobody, arena, "GET", "/metrics", (Str){0}).body, S("baophu_http_in_flight 2")) >= 0)
            break;
        usleep(10000);
    }
    kill(served.pid, SIGTERM);
    usleep(200000);
    assert_int_equal(send(fd, rest.ptr, (size_t)rest.len, MSG_NOSIGNAL), rest.len);
    char piece[4096];
    ssize_t n = recv(fd, piece, sizeof piece, 0);
    assert_true(n > 12 && strncmp(piece, "HTTP/1.1 422", 12) == 0);
    close(fd);
    assert_int_equal(serve_close(&served), 0);
}

TEST(the_log_holds_no_query_no_path_and_no_name)
{
    Served served = serve_open(arena, 0, NULL);
    Client nobody = NOBODY(served);
    ask(&nobody, arena, "GET", "/api/invitations/secret-token-1234", (Str){0});
    ask(&nobody, arena, "GET", "/api/search?q=Nguyen-Van-An", (Str){0});
    ask(&nobody, arena, "POST", "/api/session", S("{\"login\":\"nguyen.van.an\",\"password\":\"mat-khau-dai-lam-1\"}"));
    assert_int_equal(serve_close(&served), 0);
    static const char *const hidden[] = {"secret-token-1234", "Nguyen", "nguyen.van.an", "mat-khau"};
    for (int i = 0; i < COUNTOF(hidden); i++)
        assert_false(serve_logged(&served, arena, str_from(hidden[i])));
    assert_true(serve_logged(&served, arena, S("\"route\":\"/api/invitations/{token}\"")));
}

TEST_MAIN
