/* Both schemes at once on random demands, each made from a hidden pair of tables or beside one. */
#include "plan/pair.h"
#include "base/rng.h"
#include "test.h"

#include <stdio.h>

typedef struct RandomPair {
    PairDemand demand;
    AllocateMethod method[2];
    bool feasible;
} RandomPair;

typedef struct Hidden {
    int64_t *base, *level;
} Hidden;

static Hidden hidden_table(Arena *arena, Rng *rng, ptrdiff_t units, int years, int64_t top)
{
    Hidden h = {new (arena, int64_t, units), new (arena, int64_t, units * years)};
    for (ptrdiff_t i = 0; i < units; i++) {
        int64_t level = h.base[i] = rng_between(rng, 0, top), speed = rng_below(rng, 4) ? top : 0;
        for (int t = 0; t < years; t++)
            h.level[i * years + t] = level += rng_between(rng, 0, speed);
    }
    return h;
}

static AllocateScheme scheme_of(Arena *arena, Rng *rng, const RandomPair *r, Hidden h, int64_t top, bool bounded)
{
    ptrdiff_t units = r->demand.units;
    int years = r->demand.years;
    int64_t *path = new (arena, int64_t, years), *goal = new (arena, int64_t, units);
    int64_t *lower = new (arena, int64_t, units * years), *upper = new (arena, int64_t, units * years);
    int goals = (int)rng_below(rng, 3), tight = bounded ? (int)rng_below(rng, 4) : 0;
    for (ptrdiff_t at = 0; at < units * years; at++) {
        int64_t drift = r->feasible ? 0 : rng_between(rng, -top, top), level = h.level[at] + drift;
        int64_t low = level - rng_between(rng, 0, top), high = level + rng_between(rng, 0, top);
        path[at % years] += h.level[at];
        lower[at] = rng_below(rng, 4) < tight ? (low < 0 ? 0 : low) : -1;
        upper[at] = rng_below(rng, 4) < tight ? (high < 0 ? 0 : high) : -1;
    }
    for (ptrdiff_t i = 0; i < units; i++)
        goal[i] = goals == 2 || (goals == 1 && rng_below(rng, 2)) ? h.level[(i + 1) * years - 1] : -1;
    return (AllocateScheme){.base = h.base, .path = path, .goal = goal, .lower = lower, .upper = upper};
}

static RandomPair *random_pair(Arena *arena, Rng *rng, ptrdiff_t most_units, int64_t top, bool both_bounded)
{
    RandomPair *r = new (arena, RandomPair, 1);
    PairDemand *d = &r->demand;
    r->feasible = rng_below(rng, 4) > 0;
    d->units = rng_between(rng, 1, most_units);
    d->years = (int)rng_between(rng, 1, 4);
    d->first_year = 2027;
    d->round = 1;
    d->voluntary = true;
    Str *code = new (arena, Str, d->units);
    for (ptrdiff_t i = 0; i < d->units; i++)
        code[i] = str_fmt(arena, "%05d", (int)(i * 7919 % 100003));
    d->code = d->name = code;
    Hidden v = hidden_table(arena, rng, d->units, d->years, top),
           total = hidden_table(arena, rng, d->units, d->years, top);
    for (ptrdiff_t i = 0; i < d->units; i++)
        total.base[i] += v.base[i];
    for (ptrdiff_t at = 0; at < d->units * d->years; at++)
        total.level[at] += v.level[at];
    d->part[PAIR_TOTAL] = scheme_of(arena, rng, r, total, top, true);
    d->part[PAIR_VOLUNTARY] = scheme_of(arena, rng, r, v, top, both_bounded);
    for (int k = 0; k < PAIR_PARTS; k++) {
        r->method[k] = (AllocateMethod){false, 1, d->part[k].base};
        d->part[k].method = &r->method[k];
        d->part[k].methods = 1;
    }
    return r;
}

static void assert_scheme(const PairDemand *d, const AllocateScheme *s, const int64_t *level)
{
    for (int t = 0; t < d->years; t++) {
        int64_t sum = 0;
        for (ptrdiff_t i = 0; i < d->units; i++)
            sum += level[i * d->years + t];
        assert_int_equal(sum, s->path[t]);
    }
    for (ptrdiff_t at = 0; at < d->units * d->years; at++) {
        ptrdiff_t i = at / d->years;
        int64_t before = at % d->years ? level[at - 1] : s->base[i];
        assert_true(level[at] >= before);
        assert_true(s->lower[at] < 0 || level[at] >= s->lower[at]);
        assert_true(s->upper[at] < 0 || level[at] <= s->upper[at]);
        if (at % d->years == d->years - 1 && s->goal[i] >= 0)
            assert_int_equal(level[at], s->goal[i]);
    }
}

static void assert_pair(Arena *arena, const PairDemand *d, const PairResult *got)
{
    ptrdiff_t cells = d->units * d->years;
    int64_t *total = new (arena, int64_t, cells);
    for (ptrdiff_t at = 0; at < cells; at++) {
        int64_t before = at % d->years
                             ? got->table[PAIR_TOTAL].level[at - 1]
                             : d->part[PAIR_TOTAL].base[at / d->years] - d->part[PAIR_VOLUNTARY].base[at / d->years];
        assert_true(got->table[PAIR_TOTAL].level[at] >= before); /* compulsory ones never fall */
        assert_true(got->table[PAIR_TOTAL].level[at] >= 0);      /* voluntary ≤ total */
        total[at] = got->table[PAIR_TOTAL].level[at] + got->table[PAIR_VOLUNTARY].level[at];
    }
    assert_scheme(d, &d->part[PAIR_TOTAL], total);
    assert_scheme(d, &d->part[PAIR_VOLUNTARY], got->table[PAIR_VOLUNTARY].level);
}

typedef struct Tally {
    int feasible, met, repaired, missed, proved, open;
} Tally;

static Tally run_pairs(uint64_t seed, int rounds, ptrdiff_t most_units, bool both_bounded)
{
    Rng rng = rng_open(seed);
    Tally n = {0};
    for (int round = 0; round < rounds; round++) {
        AUTO(arena_close) Arena scratch = arena_open((ptrdiff_t)1 << 30);
        RandomPair *r = random_pair(&scratch, &rng, most_units, round % 3 ? 1000 : 6, both_bounded);
        PairResult got;
        Err *err = pair_allocate(&scratch, &r->demand, &got);
        if (err) { /* a drawn goal may lie below a base */
            assert_false(r->feasible);
            continue;
        }
        n.feasible += r->feasible;
        n.met += got.done;
        n.repaired += got.done && got.tries > 1;
        n.missed += r->feasible && !got.done;
        n.proved += !got.done && got.proved;
        n.open += !got.done && !got.proved;
        assert_false(r->feasible && got.proved);
        if (got.done)
            assert_pair(&scratch, &r->demand, &got);
        else
            assert_true(got.refused.conflicts > 0 && got.refused.why.vi.len > 0);
    }
    print_message("%d with a solution, %d met, %d of them repaired, %d missed; refused: %d proved, %d open\n",
                  n.feasible, n.met, n.repaired, n.missed, n.proved, n.open);
    return n;
}

TEST(bounds_on_totals_hold_for_both_schemes_at_once)
{
    Tally n = run_pairs(20270101, 1500, 12, false);
    assert_true(n.met > 900 && n.repaired > 20 && n.proved > 50);
    assert_true(n.missed * 50 <= n.feasible);
}

TEST(bounds_on_both_schemes_and_on_totals_hold)
{
    Tally n = run_pairs(20270102, 1500, 12, true);
    assert_true(n.met > 800 && n.proved > 100);
    assert_true(n.missed * 20 <= n.feasible);
}

TEST(more_voluntary_than_in_total_is_an_error)
{
    int64_t base[] = {10}, voluntary[] = {12}, few[] = {5}, path[] = {20}, high[] = {30};
    AllocateMethod method = {false, 1, base};
    Str code[] = {S("A")};
    PairDemand d = {1, 1, 2027, code, code, {{.base = base, .path = path}, {.base = voluntary, .path = path}}, true, 1};
    for (int k = 0; k < PAIR_PARTS; k++)
        d.part[k].method = &method, d.part[k].methods = 1;
    PairResult got;
    assert_fails(pair_allocate(arena, &d, &got), BAD_INPUT);
    d.part[PAIR_VOLUNTARY].base = few;
    d.part[PAIR_VOLUNTARY].path = high;
    assert_fails(pair_allocate(arena, &d, &got), BAD_INPUT);
    d.part[PAIR_VOLUNTARY].path = few;
    assert_ok(pair_allocate(arena, &d, &got));
    assert_true(got.done && got.table[PAIR_TOTAL].level[0] == 15);
}

TEST_MAIN
