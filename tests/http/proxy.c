/* The sample configuration of packaging/ in earnest: Debian's nginx before the real server, and the unit's sandbox. */
#include "serve.h"

#include "account/account.h"
#include "base/file.h"
#include <arpa/inet.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

static Str with(Arena *arena, Str text, const char *what, Str instead)
{
    Buf out = buf_open(arena);
    Str mark = str_from(what);
    ptrdiff_t at = str_find(text, mark);
    if (at < 0)
        fail_msg("packaging/nginx.conf does not say “%s” any more", what);
    for (; at >= 0; at = str_find(text, mark)) {
        buf_add(&out, str_slice(text, 0, at));
        buf_add(&out, instead);
        text = str_slice(text, at + mark.len, text.len);
    }
    buf_add(&out, text);
    return buf_str(&out);
}

static int free_port(void)
{
    struct sockaddr_in address = {.sin_family = AF_INET};
    socklen_t len = sizeof address;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    assert_int_equal(bind(fd, (struct sockaddr *)&address, len), 0);
    assert_int_equal(getsockname(fd, (struct sockaddr *)&address, &len), 0);
    close(fd);
    return ntohs(address.sin_port);
}

typedef struct Proxy {
    pid_t pid;
    int port, plain;
    Str folder;
} Proxy;

/* The sample with its addresses, files and socket replaced, in the frame that /etc/nginx/nginx.conf would be. */
static Str configuration(Arena *arena, const Proxy *proxy, Str socket)
{
    Str text = test_read(arena, test_file(arena, S("../packaging/nginx.conf"))), folder = proxy->folder;
    text = with(arena, text, "/run/baophu/socket", socket);
    text = with(arena, text, "listen 80;", str_fmt(arena, "listen 127.0.0.1:%d;", proxy->plain));
    text = with(arena, text, "listen [::]:80;", S(""));
    text = with(arena, text, "listen 443 ssl http2;", str_fmt(arena, "listen 127.0.0.1:%d ssl http2;", proxy->port));
    text = with(arena, text, "listen [::]:443 ssl http2;", S(""));
    text = with(arena, text, "/etc/ssl/baophu/fullchain.pem", str_fmt(arena, "%.*s/crt", STRF(folder)));
    text = with(arena, text, "/etc/ssl/baophu/key.pem", str_fmt(arena, "%.*s/key", STRF(folder)));
    return str_fmt(arena,
                   "%s daemon off;\npid %.*s/pid;\nerror_log %.*s/error.log;\nevents { worker_connections 64; }\n"
                   "http {\naccess_log off;\nclient_body_temp_path %.*s/a;\nproxy_temp_path %.*s/b;\nfastcgi_temp_path "
                   "%.*s/c;\nuwsgi_temp_path %.*s/d;\nscgi_temp_path %.*s/e;\n%.*s}\n",
                   getuid() == 0 ? "user root;" : "", STRF(folder), STRF(folder), STRF(folder), STRF(folder),
                   STRF(folder), STRF(folder), STRF(folder), STRF(text));
}

static void run_nginx(Arena *arena, Str folder)
{
    Str file = str_fmt(arena, "%.*s/conf", STRF(folder)), log = str_fmt(arena, "%.*s/error.log", STRF(folder));
    const char *program = access("/usr/sbin/nginx", X_OK) == 0 ? "/usr/sbin/nginx" : "nginx";
    execlp(program, "nginx", "-c", str_c(arena, file), "-e", str_c(arena, log), (char *)NULL);
    _exit(127);
}

static Proxy proxy_open(Arena *arena, Str socket)
{
    Proxy proxy = {.port = free_port(), .plain = free_port(), .folder = test_temp(arena, S("nginx"))};
    Str folder = proxy.folder, file = str_fmt(arena, "%.*s/conf", STRF(folder));
    Str line = str_fmt(arena,
                       "mkdir '%.*s' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes "
                       "-days 2 -subj /CN=baophu.example.vn -keyout '%.*s/key' -out '%.*s/crt' 2>/dev/null",
                       STRF(folder), STRF(folder), STRF(folder));
    assert_int_equal(system(str_c(arena, line)), 0);
    assert_ok(file_write(arena, file, configuration(arena, &proxy, socket)));
    proxy.pid = fork();
    assert_true(proxy.pid >= 0);
    if (proxy.pid == 0)
        run_nginx(arena, folder);
    return proxy;
}

static void proxy_close(Proxy *proxy)
{
    int status;
    kill(proxy->pid, SIGQUIT); /* as systemd does for Debian's: what is being answered is finished */
    assert_int_equal(waitpid(proxy->pid, &status, 0), proxy->pid);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

static void wait_for(Arena *arena, const Client *client, const Proxy *proxy)
{
    for (int i = 0; i < 3000; i++) {
        int status;
        if (ask(client, arena, "GET", "/healthz", (Str){0}).status == 200)
            return;
        if (waitpid(proxy->pid, &status, WNOHANG) == proxy->pid)
            break;
        usleep(10000);
    }
    Str log = str_fmt(arena, "%.*s/error.log", STRF(proxy->folder));
    fail_msg("nginx does not answer: %.*s", STRF(test_read(arena, log)));
}

static Str invited(Arena *arena, Str db)
{
    Store *store;
    Str id, invite;
    Grant grant = {S("commune-officer"), {S("33"), S("11980")}};
    Account account = {.login = S("can-bo"), .name = S("Cán bộ"), .active = true, .grant = &grant, .grants = 1};
    assert_ok(store_open(arena, db, serve_clock(), &store));
    assert_ok(account_create(store, arena, &account, &id, &invite));
    store_close(&store);
    return invite;
}

/* What a client says of its own address does not count: the session is noted with the one that nginx saw. */
static void sign_in_claiming(Arena *arena, Client *nobody, Str invite)
{
    static const char *const claims[] = {"X-Forwarded-For: 203.0.113.77", "X-Forwarded-Proto: http", NULL};
    nobody->header = claims;
    Str path = str_fmt(arena, "/api/invitations/%.*s", STRF(invite));
    Got got = ask(nobody, arena, "POST", str_c(arena, path), S("{\"password\":\"ba con trâu qua sông\"}"));
    assert_int_equal(got.status, 204);
    got = ask(nobody, arena, "POST", "/api/session", S("{\"login\":\"can-bo\",\"password\":\"ba con trâu qua sông\"}"));
    assert_int_equal(got.status, 200);
    Client in = *nobody;
    Str cookie = got_header(&got, "Set-Cookie"), mark = S("__Host-baophu=");
    assert_true(str_starts(cookie, mark));
    in.token = str_cut(str_slice(cookie, mark.len, cookie.len), ';').head;
    got = ask(&in, arena, "GET", "/api/session/sessions", (Str){0});
    assert_int_equal(got.status, 200);
    assert_true(str_find(got.body, S("\"127.0.0.1\"")) > 0);
    assert_true(str_find(got.body, S("203.0.113.77")) < 0);
    nobody->header = NULL;
}

TEST(behind_nginx_with_the_sample_configuration)
{
    if (access("/usr/sbin/nginx", X_OK) != 0)
        skip();
    Str db, socket = test_temp(arena, S("socket"));
    const char *options[] = {"--listen",
                             str_c(arena, str_fmt(arena, "unix:%.*s", STRF(socket))),
                             "--behind-proxy",
                             "--public-url",
                             "https://baophu.example.vn",
                             NULL};
    assert_true(serve_address(arena, 0, &db));
    Served served = serve_on(arena, db, options);
    Proxy proxy = proxy_open(arena, socket);
    Served through = {.db = db, .base = str_fmt(arena, "https://127.0.0.1:%d", proxy.port), .port = proxy.port},
           plainly = {.base = str_fmt(arena, "http://127.0.0.1:%d", proxy.plain)};
    Client nobody = {.served = &through}, plain = {.served = &plainly};
    wait_for(arena, &nobody, &proxy);

    Got page = ask(&nobody, arena, "GET", "/", (Str){0});
    assert_int_equal(page.status, 200);
    assert_true(got_header(&page, "Strict-Transport-Security").len > 0);
    assert_true(str_find(got_header(&page, "Content-Security-Policy"), S("script-src 'self'")) > 0);
    Got moved = ask(&plain, arena, "GET", "/tien-do?lang=vi", (Str){0});
    assert_int_equal(moved.status, 301);
    assert_str(got_header(&moved, "Location"), S("https://baophu.example.vn/tien-do?lang=vi"));
    assert_int_equal(ask(&nobody, arena, "GET", "/metrics", (Str){0}).status, 404);

    Client officer = serve_client(&through, arena, "commune-officer", "33", "11980");
    sign_in_claiming(arena, &nobody, invited(arena, db));
    static const char *const own[] = {"Origin: https://baophu.example.vn", NULL};
    officer.header = own;
    Got got = ask(&officer, arena, "DELETE", "/api/session", (Str){0});
    assert_int_equal(got.status, 204);
    Str cookie = got_header(&got, "Set-Cookie");
    assert_true(str_starts(cookie, S("__Host-baophu=;")) && str_find(cookie, S("; Secure")) > 0);

    /* large files pass, larger ones do not */
    Client insurer = serve_client(&through, arena, "si-province", "33", "");
    static const char *const file[] = {"Content-Type: text/csv", NULL};
    insurer.header = file;
    Str large = {memset(new (arena, char, 66 << 20), 'a', 66 << 20), 3 << 20};
    got = ask(&insurer, arena, "POST", "/api/imports/facts?province=33&name=a.csv", large);
    assert_int_equal(got.status, 202);
    large.len = 66 << 20;
    got = ask(&insurer, arena, "POST", "/api/imports/facts?province=33&name=a.csv", large);
    assert_true(got.status == 413 || got.status == 0);

    proxy_close(&proxy);
    assert_int_equal(serve_close(&served), 0);
}

TEST(the_unit_is_as_tight_as_the_guide_says)
{
    if (access("/usr/bin/systemd-analyze", X_OK) != 0)
        skip();
    Str said = test_temp(arena, S("security")), unit = test_file(arena, S("../packaging/baophu.service")),
        guide = test_read(arena, test_file(arena, S("../docs/van-hanh.md"))), mark = S("baophu.service: ");
    Str line = str_fmt(arena, "systemd-analyze security --offline=true '%.*s' >'%.*s' 2>&1", STRF(unit), STRF(said));
    assert_int_equal(system(str_c(arena, line)), 0);
    Str text = test_read(arena, said);
    ptrdiff_t at = str_find(text, mark);
    assert_true(at > 0);
    Str score = str_cut(str_slice(text, at + mark.len, text.len), ' ').head;
    assert_true(score.len == 3);
    assert_true(str_find(guide, str_fmt(arena, "**%c,%c**", score.ptr[0], score.ptr[2])) > 0);
}

TEST_MAIN
