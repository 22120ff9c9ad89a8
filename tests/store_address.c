/* An empty database for each call: a file, or a database of its own on the server,
 * dropped when the test program ends. */
#include "test.h"

#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int made, on_server;
static pid_t maker;

static PGconn *server_open(void)
{
    PGconn *pg = PQconnectdb(getenv("BAOPHU_TEST_PG"));
    if (PQstatus(pg) != CONNECTION_OK)
        fail_msg("%s", PQerrorMessage(pg));
    return pg;
}

static void drop_all(void)
{
    if (getpid() != maker) /* a child of the test shares the list, not the duty */
        return;
    PGconn *pg = PQconnectdb(getenv("BAOPHU_TEST_PG"));
    for (int i = 1; i <= on_server; i++) {
        char sql[96];
        snprintf(sql, sizeof sql, "DROP DATABASE IF EXISTS t_%d_%d WITH (FORCE)", (int)maker, i);
        PQclear(PQexec(pg, sql));
    }
    PQfinish(pg);
}

bool test_store_address(Arena *arena, int which, Str *ret)
{
    if (which == 0) {
        *ret = test_temp(arena, str_fmt(arena, "store-%d.db", ++made));
        return true;
    }
    const char *server = getenv("BAOPHU_TEST_PG"); /* postgresql:///postgres?host=/socket/dir&user=… */
    if (!server)
        return false;
    if (on_server++ == 0) {
        maker = getpid();
        atexit(drop_all);
    }
    Str name = str_fmt(arena, "t_%d_%d", (int)maker, on_server);
    PGconn *pg = server_open();
    PGresult *result = PQexec(pg, str_c(arena, str_fmt(arena, "CREATE DATABASE %.*s", STRF(name))));
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("%s", PQerrorMessage(pg));
    PQclear(result);
    PQfinish(pg);
    StrCut cut = str_cut(str_from(server), '?');
    *ret = str_fmt(arena, "postgresql:///%.*s?%.*s", STRF(name), STRF(cut.tail));
    return true;
}
