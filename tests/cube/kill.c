/* Imports that die: at whatever moment, the store holds all of an import or nothing of it. */
#include "world.h"

#include "base/rng.h"
#include "kill.h"

enum { FACTS = 600, BATCHES = 12, KILLS = 60, STEPS = BATCHES + 4 };

#define COUNTS(name, sql) static const Query name = {#name, sql, sql}
COUNTS(LOW, "SELECT min(value) FROM fact");
COUNTS(HIGH, "SELECT max(value) FROM fact");
COUNTS(FACT_ROWS, "SELECT count(*) FROM fact");
COUNTS(VERSIONS, "SELECT count(*) FROM fact_version");
COUNTS(HIGHEST_VERSION, "SELECT max(version) FROM fact");
COUNTS(IMPORTS, "SELECT count(*) FROM import_log");
static const Query OTHERS = {
    "others", "SELECT 0",
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"};

typedef struct Job {
    Str address;
    int64_t round; /* the value that this import gives to every fact */
} Job;

static void make_facts(Arena *arena, Fact *fact, int64_t value)
{
    for (int i = 0; i < FACTS; i++) {
        fact[i] = world_fact("", 1 + i % 12, value, FACT_REPORTED);
        fact[i].key.unit = str_fmt(arena, "%d", 11980 + i / 12);
    }
}

static Err *import_steps(Store *store, Arena *arena, const Job *job, int progress)
{
    Fact fact[FACTS];
    make_facts(arena, fact, job->round);
    TRY(store_begin(store, arena));
    kill_step(progress);
    for (int i = 0; i < BATCHES; i++) {
        FactChange change;
        TRY(fact_put(store, arena, fact + i * (FACTS / BATCHES), FACTS / BATCHES, LAN, &change, NULL));
        kill_step(progress);
    }
    Str digest = import_digest(arena, str_fmt(arena, "%d", (int)job->round));
    TRY(import_note(store, arena, S("33"), S("fact"), digest, S("a.csv"), FACTS, FACTS, world_clock));
    kill_step(progress);
    TRY(store_commit(store, arena));
    kill_step(progress);
    return NULL;
}

static int import_child(int progress, void *arg)
{
    const Job *job = arg;
    Arena arena = arena_open((ptrdiff_t)1 << 30);
    Store *store;
    Err *err = store_open(&arena, job->address, world_clock, &store);
    kill_step(progress);
    if (!err)
        err = import_steps(store, &arena, job, progress);
    store_close(&store);
    return err ? 1 : 0;
}

static int64_t one(Store *store, Arena *arena, Query query)
{
    int64_t n = 0;
    bool found;
    assert_ok(store_one_int(store, arena, query, NO_ARGS, &n, &found));
    return n;
}

/* The server may still be ending what the dead program had asked for. */
static void wait_for_server(Store *store, Arena *arena)
{
    for (int i = 0; one(store, arena, OTHERS) > 0; i++) {
        assert_true(i < 5000);
        usleep(2000);
    }
}

/* How many imports are in, after checking that each is in as a whole. */
static int64_t whole_imports(Arena *arena, Str address)
{
    Store *store;
    assert_ok(store_open(arena, address, world_clock, &store));
    wait_for_server(store, arena);
    int64_t imports = one(store, arena, IMPORTS);
    assert_int_equal(one(store, arena, FACT_ROWS), imports > 0 ? FACTS : 0);
    assert_int_equal(one(store, arena, VERSIONS), imports * FACTS);
    assert_int_equal(one(store, arena, LOW), imports);
    assert_int_equal(one(store, arena, HIGH), imports);
    assert_int_equal(one(store, arena, HIGHEST_VERSION), imports);
    store_close(&store);
    return imports;
}

static void kill_many(Arena *arena, Str address, uint64_t seed)
{
    Rng rng = rng_open(seed);
    int64_t done = 0;
    int killed = 0, kept = 0;
    for (int i = 0; i < KILLS; i++) {
        Job job = {address, done + 1};
        long steps = (long)rng_between(&rng, 1, STEPS);
        bool ended = kill_after(import_child, &job, steps, (long)rng_below(&rng, 400000));
        int64_t now = whole_imports(arena, address);
        assert_true(now == done || now == done + 1);
        assert_true(!ended || now == done + 1);
        killed += !ended;
        kept += now > done;
        done = now;
    }
    print_message("# killed %d times of %d, %d imports had been committed by then\n", killed, KILLS, kept);
    assert_true(killed >= 50);
    Job last = {address, done + 1};
    assert_true(kill_after(import_child, &last, 1000, 0));
    assert_int_equal(whole_imports(arena, address), done + 1);
}

TEST(an_import_that_is_killed_leaves_all_or_nothing)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str address;
        Store *store = world_open(arena, which, &address);
        if (!store)
            continue;
        store_close(&store);
        kill_many(arena, address, 20261121 + (uint64_t)which);
    }
}

TEST_MAIN
