/* Facts of a province into a store and out again, timed:  bench-store ADDRESS */
#include "cube/cube.h"

#include <stdio.h>

enum { UNITS = 104, INDICATORS = 8, MONTHS = 72, FACTS = UNITS * INDICATORS * MONTHS };

static const Query PUT_INDICATOR = {
    "put_indicator",
    "INSERT INTO indicator VALUES ($1, 1, $1, $1, '', '', 'person', 0, '', '', '', 1) ON CONFLICT DO NOTHING",
    "INSERT INTO indicator VALUES ($1, 1, $1, $1, '', '', 'person', 0, '', '', '', 1) ON CONFLICT DO NOTHING"};

static Str indicator_name(Arena *arena, int i)
{
    return str_fmt(arena, "indicator_%d", i);
}

static Fact *make_facts(Arena *arena, int64_t add)
{
    Fact *fact = new (arena, Fact, FACTS);
    for (int i = 0; i < FACTS; i++)
        fact[i] = (Fact){.key = {.province = S("33"),
                                 .unit = str_fmt(arena, "%d", 11950 + i % UNITS),
                                 .indicator = indicator_name(arena, i / UNITS % INDICATORS),
                                 .period = period_add(period_month(2021, 1), i / UNITS / INDICATORS)},
                         .value = i % 5000 + add,
                         .source = S("BHXH tỉnh")};
    return fact;
}

static void say(const char *what, int64_t since)
{
    printf("%-34s %6lld ms\n", what, (long long)(clock_tick_ms() - since));
}

static Err *put(Store *store, Arena *arena, const char *what, int64_t add)
{
    FactChange change;
    Fact *fact = make_facts(arena, add);
    int64_t since = clock_tick_ms();
    TRY(store_begin(store, arena));
    TRY(fact_put(store, arena, fact, FACTS, (Author){S("bench"), S("bench")}, &change, NULL));
    TRY(store_commit(store, arena));
    say(what, since);
    return NULL;
}

static Err *read_all(Store *store, Arena *arena)
{
    int64_t since = clock_tick_ms();
    for (int i = 0; i < INDICATORS; i++) {
        FactRow *row;
        ptrdiff_t count;
        TRY(fact_series(store, arena, S("33"), indicator_name(arena, i), BASE_COLLECTING, PERIOD_MONTH,
                        period_month(2021, 1), period_month(2030, 12), &row, &count));
    }
    say("read 8 series of 104 units", since);
    return NULL;
}

static Err *run(Store *store, Arena *arena)
{
    for (int i = 0; i < INDICATORS; i++)
        TRY(store_exec(store, arena, PUT_INDICATOR, ARGS(V_TEXT(indicator_name(arena, i))), NULL));
    printf("%d facts\n", FACTS);
    TRY(put(store, arena, "import", 0));
    TRY(put(store, arena, "the same again", 0));
    TRY(put(store, arena, "correct every one", 1));
    return read_all(store, arena);
}

int main(int argc, char **argv)
{
    AUTO(arena_close) Arena arena = arena_open(ARENA_DEFAULT);
    Store *store = NULL;
    if (argc != 2) {
        fprintf(stderr, "usage: %s ADDRESS\n", argv[0]);
        return 64;
    }
    Err *err = store_open(&arena, str_from(argv[1]), (Clock){.fixed_ms = 1}, &store);
    if (!err)
        err = run(store, &arena);
    if (err)
        fprintf(stderr, "%.*s\n", STRF(err->text.en));
    store_close(&store);
    return err ? err_exit_status(err) : 0;
}
