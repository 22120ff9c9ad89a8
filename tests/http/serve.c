#include "serve.h"

#include "account/account.h"
#include <arpa/inet.h>
#include <curl/curl.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* ---- the process -------------------------------------------------------------------------- */

Clock serve_clock(void)
{
    Clock clock;
    assert_true(clock_parse(S(SERVE_NOW), &clock));
    return clock;
}

bool serve_address(Arena *arena, int which, Str *ret)
{
    if (!test_store_address(arena, which, ret))
        return false;
    if (which == 1) { /* keys and files of a database on a server */
        Str folder = test_temp(arena, S("beside"));
        assert_int_equal(system(str_c(arena, str_fmt(arena, "mkdir -p '%.*s'", STRF(folder)))), 0);
        setenv("BAOPHU_FOLDER", str_c(arena, folder), 1);
    }
    return true;
}

static void run_server(Arena *arena, const Served *served, const char *const *options)
{
    const char *words[48] = {BAOPHU_BIN, "serve", "--db", str_c(arena, served->db), "--lang", "en"};
    int n = 6, listens = 0, dated = 0;
    for (; options && *options; options++) {
        listens |= strcmp(*options, "--listen") == 0;
        dated |= strcmp(*options, "--now") == 0;
        words[n++] = *options;
    }
    if (!dated) {
        words[n++] = "--now";
        words[n++] = SERVE_NOW;
    }
    if (!listens) {
        words[n++] = "--listen";
        words[n++] = "127.0.0.1:0";
    }
    assert_true(n < COUNTOF(words));
    dup2(open(str_c(arena, served->out), O_WRONLY | O_CREAT | O_TRUNC, 0600), STDOUT_FILENO);
    dup2(open(str_c(arena, served->log), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600), STDERR_FILENO);
    unsetenv("BAOPHU_LOG");
    prctl(PR_SET_PDEATHSIG, SIGKILL); /* a test that failed leaves no server behind */
    execv(words[0], (char *const *)(uintptr_t)words);
    _exit(127);
}

static Str said(Arena *arena, const Served *served)
{
    return access(str_c(arena, served->out), R_OK) == 0 ? test_read(arena, served->out) : (Str){0};
}

/* "… at http://127.0.0.1:PORT" stands in its first line once it serves. */
static void wait_until_ready(Arena *arena, Served *served)
{
    for (int i = 0; i < 6000; i++) {
        Str text = said(arena, served), mark = S(" at ");
        ptrdiff_t at = str_find(text, mark);
        int status;
        if (at >= 0 && str_find(text, S("\n")) > at) {
            Str where = str_cut(str_slice(text, at + mark.len, text.len), '\n').head;
            served->base = str_starts(where, S("http")) ? str_copy(arena, where) : S("http://localhost");
            served->socket = str_starts(where, S("/")) ? str_copy(arena, where) : (Str){0};
            for (StrCut cut = str_cut(where, ':'); cut.ok; cut = str_cut(cut.tail, ':'))
                served->port = atoi(str_c(arena, cut.tail));
            return;
        }
        if (waitpid(served->pid, &status, WNOHANG) == served->pid)
            fail_msg("the server ended: %.*s", STRF(test_read(arena, served->log)));
        usleep(10000);
    }
    fail_msg("the server does not answer");
}

Served serve_on(Arena *arena, Str db, const char *const *options)
{
    Served served = {.db = db};
    served.out = str_copy(arena, test_temp(arena, str_fmt(arena, "serve-%lld.out", (long long)clock_tick_us())));
    served.log = str_fmt(arena, "%.*s.err", STRF(served.out));
    served.pid = fork();
    assert_true(served.pid >= 0);
    if (served.pid == 0)
        run_server(arena, &served, options);
    wait_until_ready(arena, &served);
    return served;
}

Served serve_open(Arena *arena, int which, const char *const *options)
{
    Str db;
    if (!serve_address(arena, which, &db))
        return (Served){0};
    return serve_on(arena, db, options);
}

static void run_program(Arena *arena, Str db, const char *words)
{
    Str line = str_fmt(arena, "%s %s --db '%.*s' --now 2026-11-15 >/dev/null", BAOPHU_BIN, words, STRF(db));
    int status = system(str_c(arena, line));
    if (status != 0)
        fail_msg("%s: status %d", words, status);
}

void serve_fill(Arena *arena, Str db)
{
    Str plan = test_file(arena, S("../data/demo/hung-yen-plan-2030.csv"));
    run_program(arena, db, "unit import");
    run_program(arena, db, "indicator import");
    run_program(arena, db, str_c(arena, str_fmt(arena, "plan import '%.*s' --accept --year 2030", STRF(plan))));
    run_program(arena, db, "generate --province HY --from 2026-01 --to 2026-10 --seed 1 --load");
}

int serve_refused(Arena *arena, Str db, const char *const *options, Str *ret_said)
{
    Served served = {.db = db};
    int status = 0;
    served.out = test_temp(arena, S("refused.out"));
    served.log = test_temp(arena, S("refused.err"));
    served.pid = fork();
    assert_true(served.pid >= 0);
    if (served.pid == 0)
        run_server(arena, &served, options);
    assert_int_equal(waitpid(served.pid, &status, 0), served.pid);
    *ret_said = test_read(arena, served.log);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

int serve_close(Served *served)
{
    int status = 0;
    if (served->pid <= 0)
        return -1;
    kill(served->pid, SIGTERM);
    assert_int_equal(waitpid(served->pid, &status, 0), served->pid);
    served->pid = 0;
    return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

bool serve_logged(const Served *served, Arena *arena, Str what)
{
    return str_find(test_read(arena, served->log), what) >= 0;
}

/* ---- who asks --------------------------------------------------------------------------------- */

/* An account and a session as single sign-on makes them: no password is worked out, no code is typed. */
Client serve_client(const Served *served, Arena *arena, const char *role, const char *province, const char *unit)
{
    Client client = {.served = served};
    if (!role)
        return client;
    Store *store = NULL;
    Str id, invite, issuer = S("https://tests.example");
    SignedIn in;
    client.login = str_fmt(arena, "%s-%s-%s-%llx", role, province, unit, (long long)clock_tick_us());
    for (ptrdiff_t i = 0; i < client.login.len; i++)
        if (client.login.ptr[i] == '_')
            ((char *)(uintptr_t)client.login.ptr)[i] = '-';
    Grant grant = {str_from(role), {str_from(province), str_from(unit)}};
    Account account = {.login = client.login,
                       .name = str_from(role),
                       .email = str_fmt(arena, "%.*s@example.vn", STRF(client.login)),
                       .active = true,
                       .grant = &grant,
                       .grants = 1};
    assert_ok(store_open(arena, served->db, serve_clock(), &store));
    assert_ok(account_create(store, arena, &account, &id, &invite));
    assert_ok(account_sign_in_by(store, arena, issuer, client.login, account.email,
                                 (SignIn){.address = S("127.0.0.1"), .agent = S("tests")}, &in));
    store_close(&store);
    client.account = id;
    client.token = in.token;
    client.csrf = in.who.csrf;
    return client;
}

/* ---- asking -------------------------------------------------------------------------------------- */

static size_t take(char *data, size_t size, size_t count, void *arg)
{
    buf_add(arg, (Str){data, (ptrdiff_t)(size * count)});
    return size * count;
}

static struct curl_slist *headers_of(const Client *client, Arena *arena, const char *method, Str body)
{
    struct curl_slist *list = NULL;
    bool typed = false;
    for (const char *const *header = client->header; header && *header; header++) {
        list = curl_slist_append(list, *header);
        typed |= strncasecmp(*header, "Content-Type:", 13) == 0;
    }
    bool https = str_starts(client->served->base, S("https"));
    if (client->token.len > 0)
        list = curl_slist_append(list, str_c(arena, str_fmt(arena, "Cookie: %s=%.*s",
                                                            https ? "__Host-baophu" : "baophu", STRF(client->token))));
    if (client->csrf.len > 0 && !client->no_csrf && strcmp(method, "GET") != 0)
        list = curl_slist_append(list, str_c(arena, str_fmt(arena, "X-CSRF-Token: %.*s", STRF(client->csrf))));
    if (body.ptr && !typed)
        list = curl_slist_append(list, "Content-Type: application/json");
    return curl_slist_append(list, "Expect:");
}

Got ask(const Client *client, Arena *arena, const char *method, const char *path, Str body)
{
    CURL *curl = curl_easy_init();
    Arena body_arena = arena_open((ptrdiff_t)1 << 30), head_arena = arena_open(1 << 22);
    Buf text = buf_open(&body_arena), head = buf_open(&head_arena);
    struct curl_slist *headers = headers_of(client, arena, method, body);
    Str url = str_fmt(arena, "%.*s%s", STRF(client->served->base), path);
    long status = 0;
    curl_easy_setopt(curl, CURLOPT_URL, str_c(arena, url));
    curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    curl_easy_setopt(curl, CURLOPT_NOBODY, (long)(strcmp(method, "HEAD") == 0));
    curl_easy_setopt(curl, CURLOPT_PATH_AS_IS, 1L);
    curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);
    curl_easy_setopt(curl, CURLOPT_TIMEOUT, 120L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 0L);
    curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 0L);
    curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_WRITEDATA, &text);
    curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take);
    curl_easy_setopt(curl, CURLOPT_HEADERDATA, &head);
    if (client->served->socket.len > 0)
        curl_easy_setopt(curl, CURLOPT_UNIX_SOCKET_PATH, str_c(arena, client->served->socket));
    if (body.ptr) {
        curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)body.len);
        curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body.ptr);
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, method);
    }
    CURLcode result = curl_easy_perform(curl);
    if (result == CURLE_OK)
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
    else
        fprintf(stderr, "# %s %s: %s\n", method, path, curl_easy_strerror(result));
    curl_slist_free_all(headers);
    curl_easy_cleanup(curl);
    Got got = {.status = (int)status, .head = str_copy(arena, buf_str(&head)), .body = str_copy(arena, buf_str(&text))};
    arena_close(&body_arena);
    arena_close(&head_arena);
    got.type = got_header(&got, "Content-Type");
    return got;
}

Str got_header(const Got *got, const char *name)
{
    Str rest = got->head;
    while (rest.len > 0) {
        StrCut line = str_cut(rest, '\n'), pair = str_cut(line.head, ':');
        if (pair.ok && pair.head.len == (ptrdiff_t)strlen(name) &&
            strncasecmp(pair.head.ptr, name, (size_t)pair.head.len) == 0)
            return str_trim(pair.tail);
        rest = line.tail;
    }
    return (Str){0};
}

json_t *got_json(const Got *got)
{
    json_error_t why;
    json_t *json =
        json_loadb(got->body.len > 0 ? got->body.ptr : "", (size_t)got->body.len, JSON_REJECT_DUPLICATES, &why);
    if (!json)
        fail_msg("status %d, no JSON (%s): %.*s", got->status, why.text, STRF(got->body));
    return json;
}

/* ---- bytes as they are ------------------------------------------------------------------------------ */

int serve_socket(const Served *served)
{
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)served->port)};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_true(fd >= 0);
    assert_int_equal(connect(fd, (struct sockaddr *)&address, sizeof address), 0);
    return fd;
}

Str serve_raw(const Served *served, Arena *arena, Str bytes, int wait_ms)
{
    int fd = serve_socket(served);
    Buf text = buf_open(arena);
    for (ptrdiff_t sent = 0; sent < bytes.len;) {
        ssize_t n = send(fd, bytes.ptr + sent, (size_t)(bytes.len - sent), MSG_NOSIGNAL);
        if (n <= 0)
            break;
        sent += n;
    }
    for (;;) {
        char piece[4096];
        struct pollfd wait = {.fd = fd, .events = POLLIN};
        if (poll(&wait, 1, wait_ms) <= 0)
            break;
        ssize_t n = recv(fd, piece, sizeof piece, 0);
        if (n <= 0)
            break;
        buf_add(&text, (Str){piece, n});
    }
    close(fd);
    return buf_str(&text);
}
