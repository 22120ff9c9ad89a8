/* schemathesis against the real server: what the contract describes and what it forbids, asked of every route by those
 * who have most of the rights; each answer is compared with the contract.  BAOPHU_CONTRACT is the folder that
 * contract_venv.sh prints (./test sets it for one of its suites); BAOPHU_CONTRACT_CASES how many requests a route and
 * person (default 3). */
#include "reconcile/reconcile.h"
#include "registers.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define CHECKS                                                                                          \
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance," \
    "response_schema_conformance,unsupported_method,allow_header_conformance"

static const char *setting(const char *name, const char *otherwise)
{
    const char *value = getenv(name);
    return value && *value ? value : otherwise;
}

/* Each route by somebody who may use it, and all of them by nobody. */
typedef struct Asker {
    const char *role, *province, *unit, *which, *phases;
} Asker;

static const Asker askers[] = {
    {"administrator", "", "", "--include-tag session --include-tag admin --include-tag unit --include-tag service",
     "coverage,fuzzing"},
    {"auditor", "", "", "--include-operation-id audit --include-operation-id auditProof", "coverage,fuzzing"},
    {"home-affairs", "33", "", "--include-tag progress --include-tag plan --include-tag allocate", "coverage,fuzzing"},
    {"si-province", "33", "", "--include-tag entry --include-tag admin --include-operation-id proposalReview",
     "coverage,fuzzing"},
    {"commune-officer", "33", "11980", "--include-tag entry --include-tag plan --include-tag progress", "fuzzing"},
    {"si-province", "33", "", "--include-tag register", "coverage,fuzzing"},
    {"police", "33", "", "--include-tag register", "fuzzing"},
    {"si-province", "33", "", "--include-tag reconcile", "coverage,fuzzing"},
    {"home-affairs", "33", "", "--include-tag reconcile", "fuzzing"},
    {"commune-officer", "33", "11980", "--include-tag reconcile", "fuzzing"},
    {"si-province", "33", "", "--include-tag work", "coverage,fuzzing"},
    {"commune-officer", "33", "11980", "--include-tag work", "fuzzing"},
    {NULL, "", "", "", "fuzzing"},
};

/* Signing out would end the session that all the other requests need; tests/http/core.c does that. */
static Str command(Arena *arena, const Client *client, const Asker *asker, Str said)
{
    const char *place = getenv("BAOPHU_CONTRACT");
    Str session = client->token.len == 0 ? (Str){0}
                                         : str_fmt(arena, "-H 'Cookie: baophu=%.*s' -H 'X-CSRF-Token: %.*s'",
                                                   STRF(client->token), STRF(client->csrf));
    const char *here = str_c(arena, test_file(arena, S("http")));
    return str_fmt(
        arena,
        "mkdir -p '%.*s.home' && cd '%.*s.home' && BAOPHU_OWN='%.*s' BAOPHU_PLAN='%s/../../data/demo/"
        "hung-yen-plan-2030.csv' SCHEMATHESIS_HOOKS=contract_hooks PYTHONPATH='%s' PYTHONDONTWRITEBYTECODE=1 "
        "HOME=. '%s/bin/st' run '%s/../../api/openapi.yaml' --url '%.*s' %.*s --checks %s --phases %s "
        "--max-examples %s --seed %s --generation-database none --generation-with-security-parameters false "
        "--no-shrink --request-timeout 60 --suppress-health-check all --warnings off --output-sanitize false "
        "--no-color --continue-on-failure --exclude-operation-id signOut --exclude-operation-id ownSessionEnd "
        "--exclude-operation-id sessionEnd %s >'%.*s' 2>&1",
        STRF(said), STRF(said), STRF(client->account), here, here, place, here, STRF(client->served->base),
        STRF(session), CHECKS, asker->phases, setting("BAOPHU_CONTRACT_CASES", "3"),
        setting("BAOPHU_CONTRACT_SEED", "1"), asker->which, STRF(said));
}

static int ask_everything(Arena *arena, const Client *client, const Asker *asker)
{
    Str said = test_temp(arena, str_fmt(arena, "said-%s", asker->role ? asker->role : "nobody"));
    int status = system(str_c(arena, command(arena, client, asker, said)));
    if (status != 0)
        fprintf(stderr, "%s:\n%.*s\n", asker->role ? asker->role : "nobody", STRF(test_read(arena, said)));
    return status;
}

/* Shows the log from there on, a screenful of it. */
static int says(Arena *arena, const Served *served, const char *what)
{
    Str log = test_read(arena, served->log);
    ptrdiff_t at = str_find(log, str_from(what));
    if (at >= 0)
        fprintf(stderr, "%.*s\n", STRF(str_slice(log, at, at + 6000 < log.len ? at + 6000 : log.len)));
    return at >= 0;
}

/* Five people and three employers, reconciled: some of them on lists. */
static void reconcile_some(Arena *arena, Str db)
{
    Store *store = filled_store(arena, db);
    ReconcileReport report;
    ReconcileOptions run = {.province = S("33"), .month = {2026, 9, 0}, .by = S("lan")};
    registers_of_september(store, arena);
    assert_ok(reconcile_run(store, arena, &run, &report));
    store_close(&store);
}

TEST(every_route_keeps_to_the_contract_whatever_is_asked)
{
    Str db;
    int wrong = 0;
    if (*setting("BAOPHU_CONTRACT", "") == 0)
        skip();
    assert_true(serve_address(arena, 0, &db));
    serve_fill(arena, db);
    reconcile_some(arena, db);
    Served served = serve_on(arena, db, NULL);
    for (int i = 0; i < COUNTOF(askers) && wrong == 0; i++) {
        Client client = serve_client(&served, arena, askers[i].role, askers[i].province, askers[i].unit);
        wrong += ask_everything(arena, &client, &askers[i]) != 0;
    }
    int status = serve_close(&served);
    wrong += says(arena, &served, "\n==") + says(arena, &served, "runtime error") + says(arena, &served, "\"failure\"");
    assert_int_equal(status, 0);
    assert_int_equal(wrong, 0);
}

TEST_MAIN
