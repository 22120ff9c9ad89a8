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
                                              IDENTIFY_QUERIES(ONE) REVIEW_QUERIES(ONE) GATHER_QUERIES(ONE)
                                                  JOB_QUERIES(ONE) REGISTER_QUERIES(ONE) LEAD_QUERIES(ONE)
                                                      BALANCE_QUERIES(ONE) OUTREACH_QUERIES(ONE) FIELD_QUERIES(ONE)
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

/* SQLite knows nothing of how many rows there are: left to itself it goes through a whole province to have rows in
 * order, hundreds of times in the minutes in which all phones sync. */
TEST(what_phones_and_communes_ask_for_is_found_by_index)
{
    static const struct {
        const Query *query;
        const char *index;
    } asked[] = {
        {&SQL_OUTREACH_TASK_OF_AGENT, "outreach_task_agent (province=? AND agent=? AND version>?)"},
        {&SQL_OUTREACH_PLACES_OF, "outreach_task_agent (province=? AND agent=?)"},
        {&SQL_OUTREACH_LOAD_OF, "outreach_task_agent (province=? AND agent=?)"},
        {&SQL_OUTREACH_GONE, "outreach_event_former (province=? AND former=? AND sequence>?)"},
        {&SQL_OUTREACH_TASK_OF_SUBJECT, "outreach_task_subject (province=? AND employer=? AND subject=?)"},
        {&SQL_OUTREACH_TASK_OF_UNIT, "outreach_task_unit (province=? AND unit=?)"},
        {&SQL_FIELD_CONSENTS_OF_AGENT, "outreach_task_agent (province=? AND agent=?)"},
        {&SQL_LEAD_EVENTS, "SEARCH e USING PRIMARY KEY (province=? AND run=? AND lead=?)"},
        {&SQL_LEAD_ONE, "reconcile_lead_id (province=? AND id=?)"},
        {&SQL_LEAD_OPEN_OF_UNIT, "reconcile_lead_unit (province=? AND unit=?)"},
        {&SQL_LEAD_CLEARED_OF_UNIT, "reconcile_lead_unit (province=? AND unit=?)"},
        {&SQL_LEAD_TALLY_KIND_OF_UNIT, "reconcile_lead_unit (province=? AND unit=? AND rule=?)"},
        {&SQL_LEAD_OPEN_BETWEEN, "reconcile_lead_id (province=? AND id>? AND id<?)"},
        {&SQL_LEAD_OFF_BETWEEN, "reconcile_lead_off USING PRIMARY KEY (province=? AND rule=? AND lead>? AND lead<?)"},
        {&SQL_LEAD_RETURNED_BETWEEN, "SEARCH l USING INDEX reconcile_lead_id (province=? AND id=?)"},
        {&SQL_LEAD_CLEARED_BETWEEN, "SEARCH l USING INDEX reconcile_lead_id (province=? AND id=?)"},
        {&SQL_LEAD_CLEARED_OF_RULE, "SEARCH l USING INDEX reconcile_lead_id (province=? AND id=?)"}};
    const Value args[8] = {V_TEXT(S("33"))};
    Str address;
    Store *store;
    assert_true(test_store_address(arena, 0, &address));
    assert_ok(store_open(arena, address, (Clock){.fixed_ms = 1}, &store));
    for (int i = 0; i < COUNTOF(asked); i++) {
        const char *sql = str_c(arena, str_fmt(arena, "EXPLAIN QUERY PLAN %s", asked[i].query->sqlite));
        AUTO(rows_close) Rows rows = {0};
        bool more, found = false;
        assert_ok(store_query(store, arena, (Query){asked[i].query->name, sql, sql}, args, 8, &rows));
        for (assert_ok(rows_next(&rows, arena, &more)); more; assert_ok(rows_next(&rows, arena, &more)))
            found = found || str_find(rows_text(&rows, arena, 3), str_from(asked[i].index)) >= 0;
        if (!found)
            fail_msg("%s does not use %s", asked[i].query->name, asked[i].index);
    }
    store_close(&store);
}

TEST_MAIN
