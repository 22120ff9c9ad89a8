/* Jobs through the real server: whose they are, how they are watched, stopped, and found again after a crash. */
#include "filled.h"

#include "audit/audit.h"
#include "backup/backup.h"
#include "job/job.h"
#include <signal.h>
#include <sys/wait.h>

#define FACTS "/api/imports/facts?province=33&name=so-lieu.csv"

static const char one_row[] = "unit_code,indicator,period,value\n11983,participants_total,2026-10,1899\n";

/* `count` figures of the communes of Hưng Yên, each of another month, commune or indicator. */
static Str many_figures(Arena *arena, Str db, int count)
{
    static const char *const indicators[] = {"unemployment_insured", "health_insured"};
    UnitList communes;
    Store *store = filled_store(arena, db);
    Buf text = buf_open(arena);
    assert_ok(unit_children(store, arena, S("33"), (Date){2026, 11, 15}, &communes));
    store_close(&store);
    buf_add(&text, S("unit_code,indicator,period,value\n"));
    for (int i = 0; i < count; i++) {
        int kind = i / (int)communes.count % 2, month = i / (int)communes.count / 2;
        Str code = communes.unit[i % communes.count].code;
        buf_fmt(&text, "%.*s,%s,%d-%02d,%d\n", STRF(code), indicators[kind], 1990 + month / 12, month % 12 + 1, i);
    }
    return buf_str(&text);
}

static Str job_path(Arena *arena, Str id, const char *verb)
{
    return str_fmt(arena, "/api/jobs/%.*s%s", STRF(id), verb);
}

static Got post(const Client *client, Arena *arena, Str path)
{
    return ask(client, arena, "POST", str_c(arena, path), (Str){0});
}

static size_t jobs_listed(const Client *client, Arena *arena, const char *query)
{
    Got got = filled_get(client, arena, str_fmt(arena, "/api/jobs%s", query));
    assert_int_equal(got.status, 200);
    json_t *list = got_json(&got);
    size_t count = json_array_size(json_object_get(list, "rows"));
    json_decref(list);
    return count;
}

/* ---- whose ---------------------------------------------------------------------------------------- */

static void check_hidden(const Client *client, Arena *arena, Str id)
{
    static const struct {
        const char *method, *verb;
    } ways[] = {{"GET", ""}, {"GET", "/events"}, {"GET", "/rejects"}, {"POST", "/cancel"}, {"POST", "/repeat"}};
    for (int i = 0; i < COUNTOF(ways); i++) {
        Got got = ask(client, arena, ways[i].method, str_c(arena, job_path(arena, id, ways[i].verb)), (Str){0});
        if (got.status != 404)
            fail_msg("%s%s: %d %.*s", ways[i].method, ways[i].verb, got.status, STRF(got.body));
        assert_true(str_find(got.body, S("so-lieu.csv")) < 0);
    }
    assert_int_equal(jobs_listed(client, arena, ""), 0);
    assert_int_equal(jobs_listed(client, arena, "?all=true"), 0);
}

TEST(a_job_is_seen_by_who_asked_for_it_and_by_no_colleague)
{
    ON_EACH_SERVER(served)
    {
        Client an = serve_client(&served, arena, "si-province", "33", "");
        Client near = serve_client(&served, arena, "si-province", "33", "");
        Client far = serve_client(&served, arena, "si-province", "31", "");
        Got got = send_file(an, arena, FACTS, S("unit_code,indicator,period,value\n11983,x,2026-10,1\n"));
        Str id = job_of(arena, &got);
        json_decref(job_ended(&an, arena, id));
        check_hidden(&near, arena, id);
        check_hidden(&far, arena, id);
        assert_int_equal(jobs_listed(&an, arena, ""), 1);
        assert_int_equal(filled_get(&an, arena, job_path(arena, id, "/rejects")).status, 200);
    }
}

TEST(who_looks_after_accounts_sees_that_a_job_is_there_but_not_its_rows)
{
    ON_EACH_SERVER(served)
    {
        Client an = serve_client(&served, arena, "si-province", "33", "");
        Client admin = serve_client(&served, arena, "administrator", "", "");
        Client other = serve_client(&served, arena, "administrator", "31", "");
        Got got = send_file(an, arena, FACTS, S("unit_code,indicator,period,value\n11983,x,2026-10,1\n"));
        Str id = job_of(arena, &got);
        json_decref(job_ended(&an, arena, id));
        assert_int_equal(jobs_listed(&admin, arena, ""), 0);
        assert_int_equal(jobs_listed(&admin, arena, "?all=true"), 1);
        assert_int_equal(filled_get(&admin, arena, job_path(arena, id, "")).status, 200);
        assert_int_equal(filled_get(&admin, arena, job_path(arena, id, "/rejects")).status, 404);
        assert_int_equal(post(&admin, arena, job_path(arena, id, "/repeat")).status, 403);
        check_hidden(&other, arena, id);
    }
}

TEST(jobs_are_listed_newest_first_and_page_by_page)
{
    ON_EACH_SERVER(served)
    {
        enum { JOBS = 5 };
        Client an = serve_client(&served, arena, "si-province", "33", "");
        Str seen[JOBS], after = {0};
        int count = 0;
        for (int i = 0; i < JOBS; i++) {
            Got got = send_file(an, arena, FACTS, str_from(one_row));
            json_decref(job_ended(&an, arena, job_of(arena, &got)));
        }
        for (bool more = true; more; after = str_fmt(arena, "&before=%.*s", STRF(after))) {
            Got got = filled_get(&an, arena, str_fmt(arena, "/api/jobs?limit=2%.*s", STRF(after)));
            json_t *list = got_json(&got), *rows = json_object_get(list, "rows");
            for (size_t i = 0; i < json_array_size(rows); i++) {
                assert_true(count < JOBS);
                seen[count++] = json_word(arena, json_array_get(rows, i), "id");
            }
            after = json_word(arena, list, "next");
            for (ptrdiff_t i = str_find(after, S("+")); i >= 0; i = str_find(after, S("+"))) /* of the time zone */
                after = str_fmt(arena, "%.*s%%2B%.*s", STRF(str_slice(after, 0, i)),
                                STRF(str_slice(after, i + 1, after.len)));
            more = after.len > 0;
            json_decref(list);
        }
        assert_int_equal(count, JOBS);
        for (int i = 0; i < JOBS; i++)
            for (int k = 0; k < i; k++)
                assert_false(str_eq(seen[i], seen[k]));
    }
}

/* ---- watched ---------------------------------------------------------------------------------------- */

TEST(events_tell_a_job_until_it_has_ended)
{
    ON_EACH_SERVER(served)
    {
        Client an = serve_client(&served, arena, "si-province", "33", "");
        Got got = send_file(an, arena, FACTS, str_from(one_row));
        Str id = job_of(arena, &got);
        got = filled_get(&an, arena, job_path(arena, id, "/events")); /* the server ends it with the job */
        assert_int_equal(got.status, 200);
        assert_str(got.type, S("text/event-stream"));
        Str last = str_trim(got.body);
        for (StrCut cut; (cut = str_cut(last, '\n')).ok;)
            last = cut.tail;
        assert_true(str_starts(last, S("data: ")));
        Got data = {.body = str_slice(last, 6, last.len)};
        json_t *job = got_json(&data);
        check_state(job, "done");
        assert_str(json_word(arena, job, "id"), id);
        json_decref(job);
        Got none = filled_get(&an, arena, S("/api/jobs/00000000000000000000000000000000/events"));
        assert_int_equal(none.status, 404);
    }
}

/* ---- stopped ----------------------------------------------------------------------------------------- */

static Str until_running(const Client *client, Arena *arena, Str id)
{
    for (;; usleep(2000)) {
        Arena scratch = *arena;
        Str state = job_state_seen(client, &scratch, id);
        if (!str_eq(state, S("waiting")))
            return str_copy(arena, state);
    }
}

/* Stopping is asked while the file is read; where the machine was faster, a larger file is tried. */
static Str stopped_in_time(const Client *client, Arena *arena, int *count)
{
    for (;; *count *= 2) {
        Got got = send_file(*client, arena, FACTS, many_figures(arena, client->served->db, *count));
        Str id = job_of(arena, &got);
        until_running(client, arena, id);
        got = post(client, arena, job_path(arena, id, "/cancel"));
        assert_true(got.status == 200 || got.status == 409);
        json_t *job = job_ended(client, arena, id);
        bool stopped = str_eq(json_word(arena, job, "state"), S("cancelled"));
        json_decref(job);
        if (stopped)
            return id;
        assert_true(*count < 1 << 19);
    }
}

TEST(a_job_that_is_stopped_changes_nothing_and_can_be_repeated)
{
    ON_EACH_SERVER(served)
    {
        int count = 20000;
        Client an = serve_client(&served, arena, "si-province", "33", "");
        ptrdiff_t before;
        Str id = stopped_in_time(&an, arena, &count);
        before = facts_there(arena, served.db, NULL);
        assert_true(before == 0 || before == count / 2);
        assert_int_equal(post(&an, arena, job_path(arena, id, "/cancel")).status, 409);
        Got got = post(&an, arena, job_path(arena, id, "/repeat"));
        assert_str(job_of(arena, &got), id);
        json_t *job = job_ended(&an, arena, id);
        check_state(job, "done");
        assert_int_equal(json_number(json_object_get(job, "result"), "rows"), count);
        json_decref(job);
        assert_int_equal(facts_there(arena, served.db, NULL), count);
        assert_int_equal(post(&an, arena, job_path(arena, id, "/repeat")).status, 409);
    }
}

/* ---- after a crash -------------------------------------------------------------------------------------- */

static void kill_server(Served *served)
{
    int status;
    assert_int_equal(kill(served->pid, SIGKILL), 0);
    assert_int_equal(waitpid(served->pid, &status, 0), served->pid);
    served->pid = 0;
}

/* Instead of waiting for thirty seconds of silence. */
static void stop_heart(Arena *arena, Str db)
{
    static const Query STOP = {"stop", "UPDATE job SET beat = 0 WHERE state = 'running'",
                               "UPDATE job SET beat = 0 WHERE state = 'running'"};
    Store *store = filled_store(arena, db);
    assert_ok(store_exec(store, arena, STOP, NO_ARGS, NULL));
    store_close(&store);
}

static JobState state_in(Arena *arena, Str db, Str id)
{
    Job job;
    Store *store = filled_store(arena, db);
    assert_ok(job_get(store, arena, id, &job));
    store_close(&store);
    return job.state;
}

/* The server is killed while the job runs; where the machine was faster, a larger file is tried. */
static Str killed_in_time(Arena *arena, Served *served, Client *client, int *count)
{
    for (;; *count *= 2) {
        Got got = send_file(*client, arena, FACTS, many_figures(arena, served->db, *count));
        Str id = job_of(arena, &got);
        until_running(client, arena, id);
        kill_server(served);
        if (state_in(arena, served->db, id) == JOB_RUNNING)
            return id;
        assert_true(*count < 1 << 19);
        *served = serve_on(arena, served->db, NULL);
    }
}

static void check_trail(Arena *arena, Str db)
{
    AuditProof proof;
    Store *store = filled_store(arena, db);
    assert_ok(audit_verify(store, arena, &proof));
    store_close(&store);
    assert_int_equal(proof.first_bad, 0);
    assert_true(proof.entries > 0);
}

static void check_crash(Arena *arena, int which)
{
    Str db;
    int count = 20000;
    if (!filled_database(arena, which, &db))
        return;
    Served served = serve_on(arena, db, NULL);
    Client an = serve_client(&served, arena, "si-province", "33", "");
    Str id = killed_in_time(arena, &served, &an, &count);
    stop_heart(arena, db);
    served = serve_on(arena, db, NULL);

    json_t *job = job_ended(&an, arena, id);
    check_state(job, "interrupted");
    assert_true(json_word(arena, job, "ended_at").len > 0);
    json_decref(job);
    Got got = post(&an, arena, job_path(arena, id, "/repeat"));
    assert_str(job_of(arena, &got), id);
    job = job_ended(&an, arena, id);
    check_state(job, "done");
    assert_int_equal(json_number(json_object_get(job, "result"), "rows"), count);
    json_decref(job);
    assert_int_equal(facts_there(arena, db, NULL), count);

    Store *store = filled_store(arena, db); /* the first figure was written once */
    FactVersion *version;
    ptrdiff_t versions;
    Fact *fact;
    ptrdiff_t facts;
    assert_ok(fact_list(store, arena, (FactFilter){.province = S("33")}, 1, &fact, &facts));
    assert_ok(fact_history(store, arena, fact[0].key, &version, &versions));
    assert_int_equal(versions, 1);
    store_close(&store);
    assert_int_equal(serve_close(&served), 0);
    check_trail(arena, db);
}

TEST(a_job_that_a_crash_cut_off_is_shown_so_and_repeated_without_double_effect)
{
    for (int which = 0; which < TEST_STORES; which++)
        check_crash(arena, which);
}

/* Told to end, the server lets nobody wait for thirty seconds: what ran is interrupted at once. */
TEST(a_server_that_ends_leaves_no_job_running)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str db;
        if (!filled_database(arena, which, &db))
            continue;
        Served served = serve_on(arena, db, NULL);
        Client an = serve_client(&served, arena, "si-province", "33", "");
        Got got = send_file(an, arena, FACTS, many_figures(arena, db, 20000));
        Str id = job_of(arena, &got);
        until_running(&an, arena, id);
        assert_int_equal(serve_close(&served), 0);
        JobState state = state_in(arena, db, id);
        assert_true(state == JOB_INTERRUPTED || state == JOB_DONE);
        assert_int_equal(facts_there(arena, db, NULL), state == JOB_DONE ? 20000 : 0);
    }
}

/* ---- saved meanwhile ------------------------------------------------------------------------------------ */

static void check_saved(Arena *arena, Str db, Str id, int count)
{
    BackupTable *table;
    ptrdiff_t tables;
    ptrdiff_t facts = facts_there(arena, db, NULL);
    JobState state = state_in(arena, db, id);
    assert_true(facts == 0 || facts == count); /* the import is one transaction */
    assert_true(facts == count || state != JOB_DONE);
    check_trail(arena, db);
    Store *store = filled_store(arena, db);
    assert_ok(backup_digests(store, arena, &table, &tables));
    store_close(&store);
    assert_true(tables > 10);
}

/* While a file is taken in, the database is saved again and again; each time to one state, which comes back whole
 * on the other system. */
TEST(a_backup_while_the_server_works_is_one_state)
{
    ON_EACH_SERVER(served)
    {
        enum { FIGURES = 10000 };
        Client an = serve_client(&served, arena, "si-province", "33", "");
        Got got = send_file(an, arena, FACTS, many_figures(arena, served.db, FIGURES));
        Str id = job_of(arena, &got), path = {0}, target;
        int made = 0;
        for (bool running = true; running; made++) {
            Arena scratch = *arena;
            BackupReport report;
            Store *store = filled_store(&scratch, served.db);
            Str state = job_state_seen(&an, &scratch, id);
            running = str_eq(state, S("waiting")) || str_eq(state, S("running"));
            path = test_temp(&scratch, str_fmt(&scratch, "meanwhile-%d-%d.bak", which_, made));
            assert_ok(backup_make(store, &scratch, path, (Str){0}, &report));
            store_close(&store);
            if (made > 0 && running)
                continue; /* the first and the last are brought back */
            assert_true(serve_address(&scratch, 1 - which_, &target) || serve_address(&scratch, 0, &target));
            assert_ok(backup_restore(&scratch, path, (Str){0}, target, serve_clock(), &report));
            check_saved(&scratch, target, id, FIGURES);
        }
        json_t *job = job_ended(&an, arena, id);
        check_state(job, "done");
        json_decref(job);
    }
}

/* What an account may do when its job runs counts, not what it might when it asked. */
TEST(a_right_that_was_taken_away_stops_the_repeat)
{
    static const Query TAKE = {"take", "DELETE FROM account_grant", "DELETE FROM account_grant"};
    ON_EACH_SERVER(served)
    {
        Client an = serve_client(&served, arena, "si-province", "33", "");
        Got got = send_file(an, arena, FACTS, S("unit_code,indicator\n"));
        Str id = job_of(arena, &got);
        json_t *job = job_ended(&an, arena, id);
        check_state(job, "failed");
        json_decref(job);
        Store *store = filled_store(arena, served.db);
        assert_ok(store_exec(store, arena, TAKE, NO_ARGS, NULL));
        Job repeated;
        assert_ok(job_repeat(store, arena, id, &repeated));
        store_close(&store);
        for (int i = 0; state_in(arena, served.db, id) != JOB_FAILED; i++) {
            assert_true(i < 6000);
            usleep(10000);
        }
        store = filled_store(arena, served.db);
        assert_ok(job_get(store, arena, id, &repeated));
        assert_true(str_find(repeated.problem.en, S("may not do this any more")) > 0);
        store_close(&store);
    }
}

TEST_MAIN
