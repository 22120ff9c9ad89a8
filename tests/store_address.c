/* An empty database for each call: a file, or a schema of its own on the server. */
#include "test.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <unistd.h>

static int made;

bool test_store_address(Arena *arena, int which, Str *ret)
{
    made++;
    if (which == 0) {
        *ret = test_temp(arena, str_fmt(arena, "store-%d.db", made));
        return true;
    }
    const char *server = getenv("BAOPHU_TEST_PG"); /* postgresql:///postgres?host=/socket/dir&user=… */
    if (!server)
        return false;
    Str name = str_fmt(arena, "t_%d_%d", (int)getpid(), made);
    PGconn *pg = PQconnectdb(server);
    PGresult *result = PQexec(pg, str_c(arena, str_fmt(arena, "CREATE DATABASE %.*s", STRF(name))));
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        fail_msg("%s", PQerrorMessage(pg));
    PQclear(result);
    PQfinish(pg);
    StrCut cut = str_cut(str_from(server), '?');
    *ret = str_fmt(arena, "postgresql:///%.*s?%.*s", STRF(name), STRF(cut.tail));
    return true;
}
