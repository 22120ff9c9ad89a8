/* Single sign-on against a real provider (npm's oidc-provider, in a folder beside the build; skipped in words where it
 * cannot be fetched). */
#include "people.h"

#include <curl/curl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

typedef struct Single {
    Served served;
    pid_t provider;
    Str issuer, config;
} Single;

/* ---- the two servers ---------------------------------------------------------------------------- */

static void need_provider(Arena *arena)
{
    Str bin = S(BAOPHU_BIN);
    ptrdiff_t cut = bin.len;
    while (bin.ptr[cut - 1] != '/')
        cut--;
    setenv("BAOPHU_TEST_PROVIDER", str_c(arena, str_fmt(arena, "%.*shttp-provider", STRF(str_slice(bin, 0, cut)))), 0);
    Str command = str_fmt(arena, "%s/http/provider/install.sh '%s'", BAOPHU_TESTS, getenv("BAOPHU_TEST_PROVIDER"));
    FILE *out = popen(str_c(arena, command), "r");
    char why[256] = {0};
    assert_non_null(out);
    if (!fgets(why, sizeof why, out))
        why[0] = 0;
    int status = pclose(out);
    if (WIFEXITED(status) && WEXITSTATUS(status) == 77) {
        fprintf(stderr, "skipped: %s\n", why);
        skip();
    }
    assert_int_equal(status, 0);
}

static void start_provider(Arena *arena, Single *s, const char *algorithm, const char *in_token)
{
    int pipes[2];
    char line[128] = {0};
    assert_int_equal(pipe(pipes), 0);
    s->provider = fork();
    if (s->provider == 0) {
        setenv("NOW", SERVE_NOW, 1);
        setenv("ALG", algorithm, 1);
        setenv("EMAIL_IN_TOKEN", in_token, 1);
        setenv("REDIRECT", str_c(arena, str_fmt(arena, "%.*s/api/oidc/callback", STRF(s->served.base))), 1);
        dup2(pipes[1], STDOUT_FILENO);
        dup2(STDOUT_FILENO, STDERR_FILENO);
        close(pipes[0]);
        if (chdir(getenv("BAOPHU_TEST_PROVIDER")) == 0)
            execlp("node", "node", "provider.mjs", (char *)NULL);
        _exit(127);
    }
    close(pipes[1]);
    FILE *out = fdopen(pipes[0], "r");
    while (fgets(line, sizeof line, out) && strncmp(line, "http://", 7) != 0)
        continue;
    s->issuer = str_trim(str_copy(arena, str_from(line)));
    assert_true(str_starts(s->issuer, S("http://127.0.0.1:")));
}

static void write_config(Arena *arena, const Single *s, mode_t mode)
{
    FILE *file = fopen(str_c(arena, s->config), "w");
    assert_non_null(file);
    fprintf(file,
            "{\"issuer\":\"%.*s\",\"client_id\":\"bao-phu\",\"client_secret\":\"s3cret: of/the+test%%\",\"name\":\"SSO "
            "tỉnh\"}",
            STRF(s->issuer));
    fclose(file);
    assert_int_equal(chmod(str_c(arena, s->config), mode), 0);
}

static Str add_account(Arena *arena, const Single *s, const char *login, const char *role, const char *email)
{
    Store *store;
    Str id, invite;
    Grant grant = {str_from(role), {S("33"), {0}}};
    Account account = {.login = str_from(login),
                       .name = S("An"),
                       .email = str_from(email),
                       .active = true,
                       .grant = &grant,
                       .grants = 1};
    assert_ok(store_open(arena, s->served.db, serve_clock(), &store));
    assert_ok(account_create(store, arena, &account, &id, &invite));
    store_close(&store);
    return id;
}

static Single single_open(Arena *arena, int which, const char *algorithm, const char *in_token)
{
    Single s = {.config = test_temp(arena, S("sso.json"))};
    need_provider(arena);
    const char *options[] = {"--oidc", str_c(arena, s.config), NULL};
    s.issuer = S("https://not-yet.example.vn");
    write_config(arena, &s, 0600);
    s.served = serve_open(arena, which, options);
    if (!s.served.pid)
        return s;
    start_provider(arena, &s, algorithm, in_token);
    write_config(arena, &s, 0600);
    return s;
}

static void stop_provider(Single *s)
{
    int status;
    if (s->provider > 0) {
        kill(s->provider, SIGTERM);
        waitpid(s->provider, &status, 0);
    }
    s->provider = 0;
}

static void single_close(Single *s)
{
    stop_provider(s);
    assert_int_equal(serve_close(&s->served), 0);
}

/* ---- a browser ------------------------------------------------------------------------------------- */

typedef struct Page {
    long status;
    Str url, next, body;
} Page;

static size_t take(char *data, size_t size, size_t count, void *arg)
{
    buf_add(arg, (Str){data, (ptrdiff_t)(size * count)});
    return size * count;
}

static Page visit(CURL *browser, Arena *arena, Str url)
{
    Buf body = buf_open(arena);
    Page page = {.url = url};
    char *next = NULL;
    curl_easy_setopt(browser, CURLOPT_URL, str_c(arena, url));
    curl_easy_setopt(browser, CURLOPT_COOKIEFILE, "");
    curl_easy_setopt(browser, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(browser, CURLOPT_WRITEDATA, &body);
    curl_easy_setopt(browser, CURLOPT_TIMEOUT, 60L);
    assert_int_equal(curl_easy_perform(browser), CURLE_OK);
    curl_easy_getinfo(browser, CURLINFO_RESPONSE_CODE, &page.status);
    curl_easy_getinfo(browser, CURLINFO_REDIRECT_URL, &next);
    page.next = next ? str_copy(arena, str_from(next)) : (Str){0};
    page.body = buf_str(&body);
    return page;
}

/* From the start on, as far as the address that answers the provider; that one is given back and not asked yet. */
static Str to_callback(CURL *browser, Arena *arena, const Single *s)
{
    Str url = str_fmt(arena, "%.*s/api/oidc/start", STRF(s->served.base));
    for (int i = 0; i < 12; i++) {
        if (str_find(url, S("/api/oidc/callback")) >= 0)
            return url;
        Page page = visit(browser, arena, url);
        if (page.next.len == 0)
            fail_msg("%ld at %.*s: %.*s", page.status, STRF(url), STRF(page.body));
        url = page.next;
    }
    fail_msg("no end of detours");
    return url;
}

static void as(CURL *browser, Arena *arena, const Single *s, const char *user)
{
    assert_int_equal(visit(browser, arena, str_fmt(arena, "%.*s/as?user=%s", STRF(s->issuer), user)).status, 200);
}

/* Where one comes out: "/", "/?oidc=unknown" … */
static Str sign_in_as(CURL *browser, Arena *arena, const Single *s, const char *user)
{
    as(browser, arena, s, user);
    Page page = visit(browser, arena, to_callback(browser, arena, s));
    assert_int_equal(page.status, 302);
    assert_true(str_starts(page.next, s->served.base));
    return str_slice(page.next, s->served.base.len, page.next.len);
}

static Page session(CURL *browser, Arena *arena, const Single *s)
{
    return visit(browser, arena, str_fmt(arena, "%.*s/api/session", STRF(s->served.base)));
}

/* ---- tests ---------------------------------------------------------------------------------------------- */

static void comes_in(Arena *arena, int which, const char *algorithm, const char *in_token)
{
    Single s = single_open(arena, which, algorithm, in_token);
    if (!s.served.pid)
        return;
    add_account(arena, &s, "an.nv", "home-affairs", "An@example.vn");
    CURL *browser = curl_easy_init(), *second = curl_easy_init(), *other = curl_easy_init();
    assert_str(sign_in_as(browser, arena, &s, "an"), S("/"));
    Page page = session(browser, arena, &s);
    assert_int_equal(page.status, 200);
    assert_true(str_find(page.body, S("\"login\":\"an.nv\"")) > 0);
    assert_true(str_find(page.body, S("\"limited\":false")) > 0); /* the provider's second factor counts */
    /* another time by the subject; another person with the same address is not let in */
    assert_str(sign_in_as(second, arena, &s, "an"), S("/"));
    assert_str(sign_in_as(other, arena, &s, "binh"), S("/?oidc=unknown"));
    assert_int_equal(session(other, arena, &s).status, 401);
    curl_easy_cleanup(browser);
    curl_easy_cleanup(second);
    curl_easy_cleanup(other);
    single_close(&s);
}

TEST(who_has_an_account_comes_in_on_both_databases)
{
    for (int which = 0; which < TEST_STORES; which++)
        comes_in(arena, which, "RS256", "no");
}

/* A link to set the password, used at once. */
static void set_password(Arena *arena, const Single *s, Str id)
{
    Store *store = NULL;
    Str invite;
    Client nobody = {.served = &s->served};
    assert_ok(store_open(arena, s->served.db, serve_clock(), &store));
    assert_ok(account_invite(store, arena, id, &invite));
    store_close(&store);
    assert_int_equal(people_accept(&nobody, arena, invite, GOOD).status, 204);
}

static int takes_link(const Client *by, Arena *arena, Str account)
{
    Str path = account.len > 0 ? str_fmt(arena, "/api/accounts/%.*s/link", STRF(account)) : S("/api/session/link");
    return ask(by, arena, "DELETE", str_c(arena, path), (Str){0}).status;
}

/* By an administrator, or by oneself; not while it is the only way in. */
static void link_goes(Arena *arena, int which, bool by_oneself)
{
    Single s = single_open(arena, which, "RS256", "no");
    if (!s.served.pid)
        return;
    Client admin = serve_client(&s.served, arena, "administrator", "", "");
    Str id = add_account(arena, &s, "an.nv", "tax", "an@example.vn");
    CURL *browser = curl_easy_init(), *again = curl_easy_init();
    assert_int_equal(takes_link(&admin, arena, id), 404); /* nobody came yet */
    assert_str(sign_in_as(browser, arena, &s, "an"), S("/"));
    assert_true(str_find(session(browser, arena, &s).body, S("\"linked\":true")) > 0);
    assert_int_equal(takes_link(&admin, arena, id), 409);
    assert_int_equal(session(browser, arena, &s).status, 200);
    set_password(arena, &s, id); /* which ends its sessions */
    assert_str(sign_in_as(browser, arena, &s, "an"), S("/"));
    Client an = people_in(&s.served, arena, "an.nv", GOOD, "");
    assert_int_equal(takes_link(by_oneself ? &an : &admin, arena, by_oneself ? (Str){0} : id), 204);
    assert_int_equal(session(browser, arena, &s).status, 401); /* what it had begun has ended */
    Got got = ask(&an, arena, "GET", "/api/session", (Str){0});
    assert_false(got_true(&got, "linked"));
    assert_str(sign_in_as(again, arena, &s, "an"), S("/?oidc=unknown")); /* and does not come back by the e-mail */
    Client auditor = serve_client(&s.served, arena, "auditor", "", "");
    got = ask(&auditor, arena, "GET", "/api/audit?action=link.remove", (Str){0});
    assert_true(str_find(got.body, by_oneself ? S("an.nv") : admin.login) > 0);
    assert_true(str_find(got.body, S("an@example.vn")) > 0);
    curl_easy_cleanup(browser);
    curl_easy_cleanup(again);
    single_close(&s);
}

TEST(a_link_can_be_removed_on_both_databases_but_not_the_only_way_in)
{
    for (int which = 0; which < TEST_STORES; which++)
        link_goes(arena, which, false);
    link_goes(arena, 0, true);
}

TEST(es256_and_an_address_in_the_token_do_as_well)
{
    comes_in(arena, 0, "ES256", "yes");
}

TEST(who_has_none_who_is_not_verified_and_who_refuses_stay_outside)
{
    Single s = single_open(arena, 0, "RS256", "no");
    CURL *browser = curl_easy_init();
    add_account(arena, &s, "chua.nv", "tax", "chua@example.vn");
    assert_str(sign_in_as(browser, arena, &s, "la"), S("/?oidc=unknown"));
    curl_easy_setopt(browser, CURLOPT_COOKIELIST, "ALL");
    assert_str(sign_in_as(browser, arena, &s, "chua"), S("/?oidc=unknown"));
    curl_easy_setopt(browser, CURLOPT_COOKIELIST, "ALL");
    assert_str(sign_in_as(browser, arena, &s, "khong"), S("/?oidc=refused"));
    assert_int_equal(session(browser, arena, &s).status, 401);
    curl_easy_cleanup(browser);
    single_close(&s);
}

static Str with_query(Arena *arena, Str url, const char *key, const char *value)
{
    Str mark = str_fmt(arena, "%s=", key);
    ptrdiff_t at = str_find(url, mark);
    assert_true(at > 0);
    Str rest = str_slice(url, at + mark.len, url.len);
    ptrdiff_t end = str_find(rest, S("&"));
    return str_fmt(arena, "%.*s%s%.*s", STRF(str_slice(url, 0, at + mark.len)), value,
                   STRF(end < 0 ? (Str){0} : str_slice(rest, end, rest.len)));
}

static Str ends_at(CURL *browser, Arena *arena, const Single *s, Str url)
{
    Page page = visit(browser, arena, url);
    return str_slice(page.next, s->served.base.len, page.next.len);
}

TEST(an_answer_counts_once_and_only_in_the_browser_that_asked)
{
    Single s = single_open(arena, 0, "RS256", "no");
    CURL *victim = curl_easy_init(), *attacker = curl_easy_init();
    add_account(arena, &s, "an.nv", "tax", "an@example.vn");
    as(attacker, arena, &s, "an");
    /* the attacker's answer in the victim's browser, which asked nothing or something else */
    Str stolen = to_callback(attacker, arena, &s);
    assert_str(ends_at(victim, arena, &s, stolen), S("/?oidc=expired"));
    Str own = to_callback(victim, arena, &s);
    assert_str(ends_at(victim, arena, &s, stolen), S("/?oidc=expired"));
    assert_int_equal(session(victim, arena, &s).status, 401);
    /* a state that is not ours, none, a code that is none */
    own = to_callback(victim, arena, &s);
    assert_str(ends_at(victim, arena, &s, with_query(arena, own, "state", "x")), S("/?oidc=expired"));
    own = to_callback(victim, arena, &s);
    assert_str(ends_at(victim, arena, &s, with_query(arena, own, "code", "x")), S("/?oidc=invalid"));
    /* the code of another question: it was asked with another verifier */
    own = to_callback(victim, arena, &s);
    StrCut code = str_cut(str_slice(stolen, str_find(stolen, S("code=")) + 5, stolen.len), '&');
    assert_str(ends_at(victim, arena, &s, with_query(arena, own, "code", str_c(arena, code.head))),
               S("/?oidc=invalid"));
    /* twice, with the cookie kept */
    own = to_callback(victim, arena, &s);
    struct curl_slist *kept = NULL;
    curl_easy_getinfo(victim, CURLINFO_COOKIELIST, &kept);
    assert_str(ends_at(victim, arena, &s, own), S("/"));
    for (struct curl_slist *one = kept; one; one = one->next)
        curl_easy_setopt(attacker, CURLOPT_COOKIELIST, one->data);
    assert_str(ends_at(attacker, arena, &s, own), S("/?oidc=invalid"));
    curl_slist_free_all(kept);
    curl_easy_cleanup(victim);
    curl_easy_cleanup(attacker);
    single_close(&s);
}

TEST(a_token_for_another_question_client_or_time_is_not_taken)
{
    static const char *const twists[] = {"nonce", "audience", "issuer", "expired", "key"};
    Single s = single_open(arena, 0, "RS256", "no");
    CURL *browser = curl_easy_init();
    add_account(arena, &s, "an.nv", "tax", "an@example.vn");
    for (int i = 0; i < COUNTOF(twists); i++) {
        Str user = str_fmt(arena, "an&twist=%s", twists[i]);
        Str end = sign_in_as(browser, arena, &s, str_c(arena, user));
        if (!str_eq(end, S("/?oidc=invalid")))
            fail_msg("%s: %.*s", twists[i], STRF(end));
        assert_int_equal(session(browser, arena, &s).status, 401);
    }
    assert_str(sign_in_as(browser, arena, &s, "an"), S("/")); /* nothing of it stays behind */
    curl_easy_cleanup(browser);
    single_close(&s);
}

TEST(a_provider_that_goes_away_on_the_way_is_told_so)
{
    Single s = single_open(arena, 0, "RS256", "no");
    CURL *browser = curl_easy_init();
    add_account(arena, &s, "an.nv", "tax", "an@example.vn");
    as(browser, arena, &s, "an");
    Str answer = to_callback(browser, arena, &s);
    stop_provider(&s);
    assert_str(ends_at(browser, arena, &s, answer), S("/?oidc=unavailable"));
    assert_int_equal(session(browser, arena, &s).status, 401);
    Client nobody = {.served = &s.served}; /* and nobody is sent there for a while */
    assert_int_equal(ask(&nobody, arena, "GET", "/api/oidc/start", (Str){0}).status, 503);
    curl_easy_cleanup(browser);
    single_close(&s);
}

TEST(a_configuration_is_tried_before_the_service_begins)
{
    static const struct {
        const char *text;
        mode_t mode;
        const char *said;
    } bad[] = {
        {"{\"issuer\":\"https://sso.example.vn\",\"client_id\":\"a\",\"name\":\"SSO\"}", 0644, "chmod 600"},
        {"{\"issuer\":\"http://sso.example.vn\",\"client_id\":\"a\",\"name\":\"SSO\"}", 0600, "issuer"},
        {"{\"issuer\":\"https://sso.example.vn\",\"client_id\":\"a\"}", 0600, "issuer"},
        {"{\"issuer\":", 0600, "issuer"},
    };
    Str db, said, path = test_temp(arena, S("sso.json"));
    const char *options[] = {"--check", "--oidc", str_c(arena, path), NULL};
    assert_true(serve_address(arena, 0, &db));
    for (int i = 0; i < COUNTOF(bad); i++) {
        FILE *file = fopen(options[2], "w");
        assert_non_null(file);
        fputs(bad[i].text, file);
        fclose(file);
        assert_int_equal(chmod(options[2], bad[i].mode), 0);
        assert_true(serve_refused(arena, db, options, &said) > 0);
        assert_true(str_find(said, str_from(bad[i].said)) > 0);
    }
    assert_int_equal(unlink(options[2]), 0);
    assert_true(serve_refused(arena, db, options, &said) > 0);
}

TEST(what_cannot_be_used_is_said_and_passwords_go_on)
{
    Single s = single_open(arena, 0, "RS256", "no");
    Client nobody = {.served = &s.served};
    assert_true(str_find(ask(&nobody, arena, "GET", "/api/sign-in", (Str){0}).body, S("SSO tỉnh")) > 0);
    write_config(arena, &s, 0644);
    assert_true(str_find(ask(&nobody, arena, "GET", "/api/sign-in", (Str){0}).body, S("\"oidc\":null")) > 0);
    assert_int_equal(ask(&nobody, arena, "GET", "/api/oidc/start", (Str){0}).status, 403);
    write_config(arena, &s, 0600);
    stop_provider(&s);
    assert_int_equal(ask(&nobody, arena, "GET", "/api/oidc/start", (Str){0}).status, 503);
    assert_int_equal(ask(&nobody, arena, "GET", "/api/oidc/start", (Str){0}).status, 503);
    s.issuer = S("http://sso.example.vn"); /* not https */
    write_config(arena, &s, 0600);
    assert_int_equal(ask(&nobody, arena, "GET", "/api/oidc/start", (Str){0}).status, 422);
    single_close(&s);
    Served plain = serve_open(arena, 0, NULL);
    nobody.served = &plain;
    assert_int_equal(ask(&nobody, arena, "GET", "/api/oidc/start", (Str){0}).status, 404);
    assert_int_equal(ask(&nobody, arena, "GET", "/api/oidc/callback?code=x&state=y", (Str){0}).status, 404);
    assert_int_equal(serve_close(&plain), 0);
}

TEST_MAIN
