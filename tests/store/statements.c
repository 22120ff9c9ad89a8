/* Every named statement of every module is understood by both databases. */
#include "test.h"

#include "base/file.h"
#include <glob.h>

#include "account_sql.h"
#include "audit_sql.h"
#include "balance_sql.h"
#include "cube_sql.h"
#include "field_sql.h"
#include "gather_sql.h"
#include "identify_sql.h"
#include "job_sql.h"
#include "lead_sql.h"
#include "outreach_sql.h"
#include "register_sql.h"
#include "review_sql.h"
#include "store_sql.h"
#if __has_include("unit_sql.h")
#include "unit_sql.h"
#endif
#if __has_include("law_sql.h")
#include "law_sql.h"
#endif
#if __has_include("plan_sql.h")
#include "plan_sql.h"
#endif
#if __has_include("progress_sql.h")
#include "progress_sql.h"
#endif

#define ONE(query) &(query),

static const Query *const statements[] = {STORE_QUERIES(ONE) ACCOUNT_QUERIES(ONE) AUDIT_QUERIES(ONE) CUBE_QUERIES(ONE)
                                              IDENTIFY_QUERIES(ONE) REVIEW_QUERIES(ONE) GATHER_QUERIES(ONE) JOB_QUERIES(ONE)
                                                  REGISTER_QUERIES(ONE) LEAD_QUERIES(ONE) BALANCE_QUERIES(ONE) OUTREACH_QUERIES(ONE) FIELD_QUERIES(ONE)
#ifdef UNIT_QUERIES
                                                      UNIT_QUERIES(ONE)
#endif
#ifdef LAW_QUERIES
                                                          LAW_QUERIES(ONE)
#endif
#ifdef PLAN_QUERIES
                                                              PLAN_QUERIES(ONE)
#endif
#ifdef PROGRESS_QUERIES
                                                                  PROGRESS_QUERIES(ONE)
#endif
};

TEST(both_databases_understand_every_statement)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str address;
        Store *store;
        if (!test_store_address(arena, which, &address))
            continue;
        assert_ok(store_open(arena, address, (Clock){.fixed_ms = 1}, &store));
        for (int i = 0; i < COUNTOF(statements); i++)
            assert_ok(store_check(store, arena, *statements[i]));
        store_close(&store);
    }
}

/* Else a new module's statements would be prepared by nobody. */
TEST(no_statement_of_the_source_is_left_out)
{
    glob_t found;
    ptrdiff_t names = 0;
    Str pattern = str_fmt(arena, "%s/../src/*/*.sql", BAOPHU_TESTS);
    assert_int_equal(glob(str_c(arena, pattern), 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        Str rest = test_read(arena, str_from(found.gl_pathv[i]));
        for (ptrdiff_t at; (at = str_find(rest, S("-- name: "))) >= 0; names++)
            rest = str_slice(rest, at + 9, rest.len);
    }
    globfree(&found);
    assert_int_equal(names, COUNTOF(statements));
}

/* Ledgers are only added to. */
TEST(no_statement_changes_or_removes_a_version)
{
    static const Str forbidden[] = {{"UPDATE fact_version", 19},    {"DELETE FROM fact", 16},
                                    {"UPDATE target_version", 21},  {"DELETE FROM target", 18},
                                    {"DELETE FROM import_log", 22}, {"UPDATE import_log", 17}};
    for (int i = 0; i < COUNTOF(statements); i++)
        for (int f = 0; f < COUNTOF(forbidden); f++)
            if (str_find(str_from(statements[i]->sqlite), forbidden[f]) >= 0 ||
                str_find(str_from(statements[i]->postgres), forbidden[f]) >= 0)
                fail_msg("%s: %.*s", statements[i]->name, STRF(forbidden[f]));
}

TEST_MAIN
