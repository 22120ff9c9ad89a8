/* Answers that are kept: what they may be given for, and that nothing else is. */
#include "read.h"

#include "http/server.h"
#include "store/scope.h"
#include <string.h>
#include <zlib.h>
#include <zstd.h>

/* ---- the key ---------------------------------------------------------------------------- */

typedef struct Asked {
    const char *path, *query, *now;
    Lang lang;
    bool https;
    Scope scope;
} Asked;

static Str key_of(Arena *arena, const Asked *asked)
{
    Exchange *x = new (arena, Exchange, 1);
    assert_true(clock_parse(str_from(asked->now), &x->request.clock));
    x->request.arena = arena;
    x->request.lang = asked->lang;
    x->https = asked->https;
    x->target.path = str_from(asked->path);
    x->target.query = str_from(asked->query);
    x->scope = &asked->scope;
    return keep_key(x);
}

TEST(an_answer_is_kept_for_its_day_scope_language_and_question)
{
    static const ScopePlace province[] = {{{"33", 2}, {"", 0}}}, one[] = {{{"33", 2}, {"11980", 5}}},
                            other[] = {{{"33", 2}, {"11983", 5}}},
                            both[] = {{{"33", 2}, {"11980", 5}}, {{"33", 2}, {"11983", 5}}};
    const Asked plain = {"/api/overview", "province=33", "2026-11-15T08:00:00+07:00", LANG_VI, false, {false, one, 1}};
    Asked asked[] = {plain, plain, plain, plain, plain, plain, plain, plain, plain, plain};
    asked[1].now = "2026-11-16T00:00:01+07:00";
    asked[2].lang = LANG_EN;
    asked[3].https = true;
    asked[4].query = "province=31";
    asked[5].path = "/api/progress";
    asked[6].scope.place = other;
    asked[7].scope.place = province;
    asked[8].scope = (Scope){.place = both, .places = 2};
    asked[9].scope = (Scope){.all = true};
    for (int i = 0; i < COUNTOF(asked); i++)
        for (int k = 0; k < COUNTOF(asked); k++)
            assert_true(str_eq(key_of(arena, &asked[i]), key_of(arena, &asked[k])) == (i == k));
    Asked later = plain;
    later.now = "2026-11-15T23:59:59+07:00"; /* still that day */
    assert_str(key_of(arena, &later), key_of(arena, &plain));
}

/* ---- what is sent ---------------------------------------------------------------------------- */

static Str unpacked(Arena *arena, const Got *got)
{
    enum { ROOM = 1 << 20 };
    Str coding = got_header(got, "Content-Encoding");
    if (coding.len == 0)
        return got->body;
    char *out = new (arena, char, ROOM);
    if (str_eq(coding, S("zstd"))) {
        size_t len = ZSTD_decompress(out, ROOM, got->body.ptr, (size_t)got->body.len);
        assert_false(ZSTD_isError(len));
        return (Str){out, (ptrdiff_t)len};
    }
    z_stream z = {.next_in = (Bytef *)(uintptr_t)got->body.ptr,
                  .avail_in = (uInt)got->body.len,
                  .next_out = (Bytef *)out,
                  .avail_out = ROOM};
    assert_int_equal(inflateInit2(&z, 15 + 16), Z_OK);
    assert_int_equal(inflate(&z, Z_FINISH), Z_STREAM_END);
    inflateEnd(&z);
    return (Str){out, (ptrdiff_t)z.total_out};
}

/* The figure of /metrics whose name ends so. */
static long long metric(const Client *client, Arena *arena, const char *name)
{
    Got got = ask(client, arena, "GET", "/metrics", (Str){0});
    Str mark = str_fmt(arena, "%s ", name);
    for (Str rest = got.body; rest.len > 0;) {
        StrCut line = str_cut(rest, '\n');
        ptrdiff_t at = str_find(line.head, mark);
        if (at >= 0 && !str_starts(line.head, S("#")))
            return strtoll(str_c(arena, str_slice(line.head, at + mark.len, line.head.len)), NULL, 10);
        rest = line.tail;
    }
    fail_msg("no figure %s: %.*s", name, STRF(got.body));
    return 0;
}

TEST(each_coding_gets_its_own_bytes_of_one_kept_answer)
{
    static const char *const none[] = {"Accept-Encoding: identity", NULL};
    static const char *const gzip[] = {"Accept-Encoding: gzip, br", NULL};
    static const char *const zstd[] = {"Accept-Encoding: gzip, zstd", NULL};
    static const char *const refused[] = {"Accept-Encoding: gzip;q=0", NULL};
    static const char *const *const headers[] = {none, gzip, zstd, refused, gzip, none};
    static const char *const codings[] = {"", "gzip", "zstd", "", "gzip", ""};
    Served served = read_open(arena, 0);
    Client leader = serve_client(&served, arena, "province-leader", "33", "");
    Str tags[COUNTOF(headers)] = {0}, first = {0};
    for (int i = 0; i < COUNTOF(headers); i++) {
        leader.header = headers[i];
        Got got = ask(&leader, arena, "GET", "/api/overview?province=33", (Str){0});
        assert_int_equal(got.status, 200);
        assert_str(got_header(&got, "Content-Encoding"), str_from(codings[i]));
        assert_true(str_find(got_header(&got, "Vary"), S("Accept-Encoding")) >= 0);
        Str body = unpacked(arena, &got);
        first = i == 0 ? body : first;
        assert_str(body, first);
        tags[i] = got_header(&got, "ETag");
        for (int k = 0; k < i; k++) /* another coding, another tag */
            assert_true(str_eq(tags[i], tags[k]) == (strcmp(codings[i], codings[k]) == 0));
        const char *const known[] = {headers[i][0], str_c(arena, str_fmt(arena, "If-None-Match: %.*s", STRF(tags[i]))),
                                     NULL};
        leader.header = known;
        got = ask(&leader, arena, "GET", "/api/overview?province=33", (Str){0});
        assert_int_equal(got.status, 304);
        assert_int_equal(got.body.len, 0);
        leader.header = none;
    }
    assert_int_equal(metric(&leader, arena, "kept_misses_total"), 1);
    assert_int_equal(metric(&leader, arena, "kept_hits_total"), 2 * COUNTOF(headers) - 1);
    assert_int_equal(serve_close(&served), 0);
}

TEST(people_of_one_territory_share_an_answer_and_no_others)
{
    Served served = read_open(arena, 0);
    Client leader = serve_client(&served, arena, "province-leader", "33", "");
    Client finance = serve_client(&served, arena, "finance", "33", "");
    Client one = serve_client(&served, arena, "commune-officer", "33", "11980");
    Client other = serve_client(&served, arena, "commune-officer", "33", "11983");
    const char *path = "/api/progress?province=33";
    Got wide = ask(&leader, arena, "GET", path, (Str){0}), same = ask(&finance, arena, "GET", path, (Str){0});
    assert_str(wide.body, same.body);
    assert_int_equal(metric(&leader, arena, "kept_hits_total"), 1);
    Got a = ask(&one, arena, "GET", path, (Str){0}), b = ask(&other, arena, "GET", path, (Str){0});
    assert_true(str_find(a.body, S("\"11980\"")) > 0 && str_find(a.body, S("\"11983\"")) < 0);
    assert_true(str_find(b.body, S("\"11983\"")) > 0 && str_find(b.body, S("\"11980\"")) < 0);
    assert_int_equal(metric(&leader, arena, "kept_hits_total"), 1);
    /* whoever is not signed in gets nothing of it */
    Client nobody = serve_client(&served, arena, NULL, "", "");
    assert_int_equal(ask(&nobody, arena, "GET", path, (Str){0}).status, 401);
    assert_int_equal(serve_close(&served), 0);
}

TEST(exports_and_refusals_are_not_kept)
{
    static const char *const paths[] = {"/api/progress?province=33&format=csv", "/api/facts?province=33&format=xlsx",
                                        "/api/overview?province=99", "/api/progress?province=33&sort=colour"};
    Served served = read_open(arena, 0);
    Client leader = serve_client(&served, arena, "province-leader", "33", "");
    for (int i = 0; i < COUNTOF(paths); i++)
        for (int k = 0; k < 2; k++)
            assert_true(ask(&leader, arena, "GET", paths[i], (Str){0}).status > 0);
    assert_int_equal(metric(&leader, arena, "kept_hits_total"), 0);
    assert_int_equal(serve_close(&served), 0);
}

TEST_MAIN
