/* Large files through the real server: on disk as they come, bounded, and gone where they were not sent whole. */
#include "answer.h"
#include "filled.h"

#include <dirent.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define FILES "/api/registers/population/files?province=33&as_of=2026-09-30&name=dan-cu.csv"

static const char *const one_megabyte[] = {"--upload", "1", NULL};

#define ON_EACH_SMALL_SERVER(served)                     \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Served served = small_server(arena, which_); served.pid; assert_int_equal(serve_close(&served), 0))

static Served small_server(Arena *arena, int which)
{
    Str db;
    return filled_database(arena, which, &db) ? serve_on(arena, db, one_megabyte) : (Served){0};
}

static Str people(Arena *arena, int from, int to)
{
    Buf out = buf_open(arena);
    buf_add(&out, S("Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã xã\n"));
    for (int i = from; i < to; i++)
        buf_fmt(&out, "Trần Thị Mai,14/02/1986,Nữ,033186%06d,11983\n", i);
    return buf_str(&out);
}

typedef struct Kept {
    int whole, sending;
} Kept;

static Kept kept(Arena *arena, const Served *served)
{
    Str root;
    Kept k = {0};
    Store *store = filled_store(arena, served->db);
    assert_ok(store_beside(store, arena, "uploads", &root));
    store_close(&store);
    DIR *dir = opendir(str_c(arena, root));
    for (struct dirent *e; dir && (e = readdir(dir));) {
        if (e->d_name[0] == '.')
            continue;
        bool sending = access(PATH("%.*s/%s/.part", STRF(root), e->d_name), F_OK) == 0;
        k.sending += sending;
        k.whole += !sending;
    }
    if (dir)
        closedir(dir);
    return k;
}

static void wait_for(Arena *arena, const Served *served, int sending)
{
    int now = -1;
    for (int i = 0; i < 1000 && now != sending; i++) {
        now = kept(arena, served).sending;
        usleep(10000);
    }
    assert_int_equal(now, sending);
}

static int64_t take_in(const Client *client, Arena *arena, const Got *preview)
{
    Str upload = at(preview, arena, "upload");
    Got got = asks(202, client, arena, "POST", "/api/registers/population/deliveries",
                   PATH("{\"upload\":\"%.*s\",\"province\":\"33\",\"as_of\":\"2026-09-30\"}", STRF(upload)));
    json_t *job = job_ended(client, arena, job_of(arena, &got));
    check_state(job, "done");
    int64_t rows = json_number(json_object_get(job, "result"), "rows");
    json_decref(job);
    return rows;
}

TEST(a_large_file_is_looked_at_and_taken_in)
{
    enum { ROWS = 60000 }; /* three megabytes */
    ON_EACH_SERVER(served)
    {
        static const char *const chunked[] = {"Content-Type: text/csv", "Transfer-Encoding: chunked", NULL};
        Client police = serve_client(&served, arena, "police", "33", "");
        Got got = send_file(police, arena, FILES, people(arena, 0, ROWS));
        assert_int_equal(got.status, 200);
        assert_str(at(&got, arena, "rows"), S("60000"));
        assert_str(at(&got, arena, "whole"), S("true"));
        assert_str(at(&got, arena, "file"), S("dan-cu.csv"));
        assert_int_equal(take_in(&police, arena, &got), ROWS);
        assert_int_equal(take_in(&police, arena, &got), ROWS); /* the file waits on, and is the same delivery */
        police.header = chunked;
        got = ask(&police, arena, "POST", FILES, people(arena, 1, ROWS));
        assert_int_equal(got.status, 200);
        assert_str(at(&got, arena, "rows"), S("59999"));
        police.header = NULL;
        got = asks(200, &police, arena, "GET", "/api/registers/population?province=33", NULL);
        assert_str(at(&got, arena, "upload_most"), S("1073741824"));
    }
}

TEST(a_file_that_is_too_large_is_told_other_ways)
{
    ON_EACH_SMALL_SERVER(served)
    {
        static const char *const chunked[] = {"Content-Type: text/csv", "Transfer-Encoding: chunked", NULL};
        Client police = serve_client(&served, arena, "police", "33", "");
        Str large = people(arena, 0, 40000);
        Got got = send_file(police, arena, FILES, large);
        assert_true(got.status == 413 || got.status == 0); /* the answer comes while the file is still being sent */
        police.header = chunked;
        got = ask(&police, arena, "POST", FILES, large);
        assert_int_equal(got.status, 413);
        assert_true(str_find(got.body, S("SFTP")) > 0 && str_find(got.body, S("1 MB")) > 0);
        wait_for(arena, &served, 0);
        assert_int_equal(kept(arena, &served).whole, 0);
    }
}

/* What waits of one account takes no more room than two of the largest: the oldest gives way. */
TEST(files_that_wait_are_bounded)
{
    ON_EACH_SMALL_SERVER(served)
    {
        Client police = serve_client(&served, arena, "police", "33", "");
        Got first = send_file(police, arena, FILES, people(arena, 0, 15000)); /* of 0.8 MB */
        assert_int_equal(first.status, 200);
        for (int i = 1; i < 5; i++)
            assert_int_equal(send_file(police, arena, FILES, people(arena, i, 15000)).status, 200);
        assert_int_equal(kept(arena, &served).whole, 2);
        Str upload = at(&first, arena, "upload");
        refuses(404, "not-found", "", &police, arena, "POST", "/api/registers/population/deliveries",
                PATH("{\"upload\":\"%.*s\",\"province\":\"33\"}", STRF(upload)));
    }
}

static int half_sent(Arena *arena, const Client *client, int length)
{
    int fd = serve_socket(client->served);
    Str body = people(arena, 0, 2000); /* more than what is read before anybody is asked */
    Str head = str_fmt(arena,
                       "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: text/csv\r\nCookie: baophu=%.*s\r\nX-CSRF-Token: "
                       "%.*s\r\nContent-Length: %d\r\n\r\n%.*s",
                       FILES, STRF(client->token), STRF(client->csrf), length, STRF(body));
    assert_int_equal(send(fd, head.ptr, (size_t)head.len, MSG_NOSIGNAL), head.len);
    return fd;
}

TEST(what_was_not_sent_whole_leaves_nothing)
{
    ON_EACH_SMALL_SERVER(served)
    {
        Client police = serve_client(&served, arena, "police", "33", ""),
               tax = serve_client(&served, arena, "tax", "33", "");
        int fd[2];
        for (int i = 0; i < COUNTOF(fd); i++) {
            fd[i] = half_sent(arena, &police, 900000);
            wait_for(arena, &served, i + 1);
        }
        Got third = send_file(police, arena, FILES, people(arena, 0, 5000)); /* he sends two already */
        assert_int_equal(third.status, 409);
        int others = half_sent(arena, &tax, 900000); /* another account does not wait for his */
        wait_for(arena, &served, 3);
        for (int i = 0; i < COUNTOF(fd); i++)
            close(fd[i]);
        close(others);
        wait_for(arena, &served, 0);
        assert_int_equal(kept(arena, &served).whole, 0);
        assert_int_equal(send_file(police, arena, FILES, people(arena, 0, 5000)).status, 200);
    }
}

TEST_MAIN
