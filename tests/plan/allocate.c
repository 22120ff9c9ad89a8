#include "plan/allocate.h"
#include "plan/random_demand.h"
#include "test.h"

#include <stdlib.h>
#include <string.h>

#define LIST(...)     \
    (const int64_t[]) \
    {                 \
        __VA_ARGS__   \
    }

/* ---- shares of one total ------------------------------------------------------------ */

TEST(shares_go_by_largest_remainder_and_ties_to_the_first)
{
    int64_t got[3];
    assert_true(allocate_shares(*arena, LIST(1, 1, 1), 3, 100, NULL, NULL, got));
    assert_memory_equal(got, LIST(34, 33, 33), sizeof got);
    assert_true(allocate_shares(*arena, LIST(2, 3, 5), 3, 7, NULL, NULL, got)); /* 1,4  2,1  3,5 */
    assert_memory_equal(got, LIST(1, 2, 4), sizeof got);
}

TEST(shares_keep_bounds_and_the_others_stay_in_proportion)
{
    int64_t got[4];
    assert_true(allocate_shares(*arena, LIST(1, 1, 2, 4), 4, 80, LIST(20, 0, 0, 0), LIST(99, 99, 99, 30), got));
    assert_memory_equal(got, LIST(20, 10, 20, 30), sizeof got);
    assert_true(
        allocate_shares(*arena, LIST(0, 1, 0, 1), 4, 10, NULL, LIST(9, 2, 9, 3), got)); /* the full leave the rest */
    assert_memory_equal(got, LIST(3, 2, 2, 3), sizeof got);
    assert_false(allocate_shares(*arena, LIST(1, 1, 1, 1), 4, 10, LIST(3, 3, 3, 3), NULL, got));
    assert_false(allocate_shares(*arena, LIST(1, 1, 1, 1), 4, 10, NULL, LIST(2, 2, 2, 3), got));
}

TEST(random_shares_add_up_keep_bounds_and_are_fair)
{
    Rng rng = rng_open(7);
    for (int round = 0; round < 5000; round++) {
        AUTO(arena_close) Arena scratch = arena_open(1 << 20);
        ptrdiff_t n = rng_between(&rng, 1, 30);
        int64_t *w = random_figures(&scratch, &rng, n, 1000000000), *low = random_figures(&scratch, &rng, n, 100);
        int64_t *high = random_figures(&scratch, &rng, n, 300), got[30], least = 0, most = 0, sum = 0;
        for (ptrdiff_t i = 0; i < n; i++) {
            high[i] += low[i];
            least += low[i];
            most += high[i];
        }
        int64_t total = rng_between(&rng, least, most);
        assert_true(allocate_shares(scratch, w, n, total, low, high, got));
        for (ptrdiff_t i = 0; i < n; i++) {
            sum += got[i];
            assert_true(got[i] >= low[i] && got[i] <= high[i]);
            for (ptrdiff_t j = 0; j < n; j++) /* no one could give two to another who has less for its weight */
                if (w[i] > 0 && w[j] > 0 && got[i] - 1 > low[i] && got[j] + 1 < high[j])
                    assert_true((double)(got[i] - 1) * (double)w[j] <=
                                (double)(got[j] + 1) * (double)w[i] * (1 + 1e-12));
        }
        assert_int_equal(sum, total);
    }
}

/* ---- tables ---------------------------------------------------------------------------- */

static void assert_keeps(const AllocateDemand *d, const AllocateScheme *s, const AllocateTable *table)
{
    int64_t sum[FLOW_YEARS] = {0};
    for (ptrdiff_t i = 0; i < d->units; i++)
        for (int t = 0; t < d->years; t++) {
            ptrdiff_t at = i * d->years + t;
            int64_t level = table->level[at];
            sum[t] += level;
            assert_true(level >= (t ? table->level[at - 1] : s->base[i]));
            assert_true(!s->lower || s->lower[at] < 0 || level >= s->lower[at]);
            assert_true(!s->upper || s->upper[at] < 0 || level <= s->upper[at]);
            if (t == d->years - 1 && s->goal && s->goal[i] >= 0)
                assert_int_equal(level, s->goal[i]);
            if (!table->bent && table->round == 1)
                assert_true(llabs((level << FLOW_POINT) - table->ideal[at]) <= ((int64_t)1 << FLOW_POINT));
        }
    for (int t = 0; t < d->years; t++)
        assert_int_equal(sum[t], s->path[t]);
}

/* The same demand with its units in another order. */
static AllocateDemand shuffled(Arena *arena, Rng *rng, const RandomDemand *r, AllocateScheme *scheme, ptrdiff_t *order)
{
    AllocateDemand d = r->demand;
    ptrdiff_t n = d.units;
    for (ptrdiff_t i = 0; i < n; i++)
        order[i] = i;
    for (ptrdiff_t i = n - 1; i > 0; i--) {
        ptrdiff_t j = rng_below(rng, i + 1), keep = order[i];
        order[i] = order[j];
        order[j] = keep;
    }
    *scheme = r->scheme;
    AllocateMethod *method = new (arena, AllocateMethod, scheme->methods);
    int64_t *base = new (arena, int64_t, n), *goal = new (arena, int64_t, n), *figure[2];
    int64_t *lower = new (arena, int64_t, n * d.years), *upper = new (arena, int64_t, n * d.years);
    Str *code = new (arena, Str, n);
    for (int m = 0; m < scheme->methods; m++) {
        figure[m] = new (arena, int64_t, n);
        for (ptrdiff_t i = 0; i < n; i++)
            figure[m][i] = r->method[m].figure[order[i]];
        method[m] = (AllocateMethod){r->method[m].level, r->method[m].weight, figure[m]};
    }
    for (ptrdiff_t i = 0; i < n; i++) {
        code[i] = d.code[order[i]];
        base[i] = r->scheme.base[order[i]];
        goal[i] = r->scheme.goal[order[i]];
        memcpy(lower + i * d.years, r->scheme.lower + order[i] * d.years, sizeof *lower * (size_t)d.years);
        memcpy(upper + i * d.years, r->scheme.upper + order[i] * d.years, sizeof *upper * (size_t)d.years);
    }
    scheme->base = base, scheme->goal = goal, scheme->lower = lower, scheme->upper = upper, scheme->method = method;
    d.code = d.name = code;
    d.scheme = scheme;
    return d;
}

TEST(ten_thousand_random_demands_keep_every_promise)
{
    static const int64_t rounds[] = {1, 1, 1, 5, 10, 100, 1000};
    Rng rng = rng_open(104);
    int solved = 0, refused = 0, bent = 0;
    for (int round = 0; round < 10000; round++) {
        AUTO(arena_close) Arena scratch = arena_open((ptrdiff_t)1 << 30);
        int64_t top = round % 4 == 0 ? 3 : round % 4 == 1 ? 40 : 5000;
        RandomDemand *r = random_demand(&scratch, &rng, round % 10 ? 12 : 60, 6, top);
        r->demand.round = rounds[rng_below(&rng, COUNTOF(rounds))];
        AllocateResult got, again;
        assert_ok(allocate(&scratch, &r->demand, &got));
        assert_true(got.table || !r->feasible);
        AllocateScheme other;
        ptrdiff_t order[60];
        AllocateDemand mixed = shuffled(&scratch, &rng, r, &other, order);
        assert_ok(allocate(&scratch, &mixed, &again));
        assert_true(!got.table == !again.table);
        if (!got.table) {
            refused++;
            assert_true(got.conflicts > 0 && got.why.vi.len > 0 && got.why.en.len > 0);
            continue;
        }
        solved++;
        bent += got.table->bent;
        assert_keeps(&r->demand, &r->scheme, got.table);
        for (ptrdiff_t i = 0; i < r->demand.units; i++)
            assert_memory_equal(again.table->level + i * r->demand.years, got.table->level + order[i] * r->demand.years,
                                sizeof(int64_t) * (size_t)r->demand.years);
    }
    assert_true(solved > 5000 && refused > 500 && bent > 500);
}

static AllocateDemand small(const Str *code, ptrdiff_t units, int years, const AllocateScheme *scheme)
{
    return (AllocateDemand){units, years, 2027, code, code, scheme, 1, 1};
}

static const Str abc[] = {{"A", 1}, {"B", 1}, {"C", 1}};

TEST(communes_follow_the_rhythm_of_the_province)
{
    AllocateScheme s = {TEXT("t", "t"), LIST(100, 200, 0), LIST(400, 600), LIST(200, 300, 100), NULL, NULL, NULL, 0};
    AllocateDemand d = small(abc, 3, 2, &s);
    AllocateResult got;
    assert_ok(allocate(arena, &d, &got));
    assert_memory_equal(got.table->level, LIST(134, 200, 233, 300, 33, 100), 6 * sizeof(int64_t));
    AllocateDistance far = allocate_distance(got.table, 0, 6);
    assert_true(far.most > 0.66 && far.most < 0.67 && far.mean < far.most);
}

TEST(equal_coverage_lets_those_above_the_rate_stay)
{
    AllocateMethod coverage = {true, 1, LIST(1000, 1000, 2000)};
    AllocateScheme s = {TEXT("t", "t"), LIST(900, 100, 200), LIST(2100), NULL, NULL, NULL, &coverage, 1};
    AllocateDemand d = small(abc, 3, 1, &s);
    AllocateResult got;
    assert_ok(allocate(arena, &d, &got));
    assert_memory_equal(got.table->level, LIST(900, 400, 800), 3 * sizeof(int64_t));
}

TEST(a_rounding_unit_leaves_one_correcting_cell_a_year)
{
    AllocateMethod growth = {false, 1, LIST(5000, 3000, 1000)};
    AllocateScheme s = {TEXT("t", "t"), LIST(5000, 3000, 1000), LIST(10507, 12003), NULL, NULL, NULL, &growth, 1};
    AllocateDemand d = small(abc, 3, 2, &s);
    d.round = 100;
    AllocateResult got;
    assert_ok(allocate(arena, &d, &got));
    assert_int_equal(got.table->round, 100);
    assert_keeps(&d, &s, got.table);
    for (int at = 2; at < 6; at++)
        assert_int_equal(got.table->level[at] % 100, 0);
}

TEST(a_rounding_unit_that_cannot_be_kept_is_made_smaller)
{
    AllocateScheme s = {TEXT("t", "t"),
                        LIST(0, 0, 0),
                        LIST(30),
                        NULL,
                        NULL,
                        LIST(15, 15, 15),
                        &(AllocateMethod){false, 1, LIST(1, 1, 1)},
                        1};
    AllocateDemand d = small(abc, 3, 1, &s);
    d.round = 1000;
    AllocateResult got;
    assert_ok(allocate(arena, &d, &got));
    assert_true(got.table->round < 1000);
    assert_keeps(&d, &s, got.table);
}

TEST(minima_above_the_year_are_refused_by_name)
{
    AllocateMethod even = {false, 1, LIST(1, 1, 1)};
    AllocateScheme s = {TEXT("tổng số", "total"),
                        LIST(0, 0, 0),
                        LIST(1000, 2000),
                        NULL,
                        LIST(500, -1, 600, -1, 10, -1),
                        NULL,
                        &even,
                        1};
    AllocateDemand d = small(abc, 3, 2, &s);
    AllocateResult got;
    assert_ok(allocate(arena, &d, &got));
    assert_null(got.table);
    assert_int_equal(got.conflicts, 3);
    assert_str(got.why.en,
               S("total: the units must gain at least 1,100 (B at least 600 (2027) + A at least 500 (2027)) > "
                 "1,000 to be gained (the parent is given 1,000 (2027))"));
}

TEST(maxima_below_the_year_and_falling_years_are_refused)
{
    AllocateMethod even = {false, 1, LIST(1, 1, 1)};
    AllocateScheme s = {
        TEXT("t", "t"), LIST(0, 0, 0), LIST(100, 200), NULL, NULL, LIST(30, -1, 30, -1, 30, -1), &even, 1};
    AllocateDemand d = small(abc, 3, 2, &s);
    AllocateResult got;
    assert_ok(allocate(arena, &d, &got));
    assert_int_equal(got.conflicts, 4);
    assert_int_equal(got.conflict[1].bound, ALLOCATE_MAX);
    s.upper = NULL;
    s.path = LIST(200, 100);
    assert_ok(allocate(arena, &d, &got));
    assert_null(got.table);
    assert_int_equal(got.conflicts, 2);
    s.path = LIST(100, 200);
    s.lower = LIST(50, -1, -1, -1, -1, -1);
    s.upper = LIST(-1, 40, -1, -1, -1, -1);
    assert_ok(allocate(arena, &d, &got));
    assert_int_equal(got.conflicts, 2);
    assert_int_equal(got.conflict[0].bound, ALLOCATE_MIN);
    assert_string_equal(allocate_bound_code(got.conflict[1].bound), "max");
}

TEST(figures_out_of_range_and_double_codes_are_errors)
{
    AllocateMethod even = {false, 1, LIST(1, 1, 1)};
    AllocateScheme s = {TEXT("t", "t"), LIST(0, -1, 0), LIST(100), NULL, NULL, NULL, &even, 1};
    AllocateDemand d = small(abc, 3, 1, &s);
    AllocateResult got;
    assert_fails(allocate(arena, &d, &got), BAD_INPUT);
    s.base = LIST(0, 0, 0);
    d.code = (const Str[]){{"A", 1}, {"B", 1}, {"A", 1}};
    assert_fails(allocate(arena, &d, &got), BAD_INPUT);
    d.code = abc;
    d.round = 0;
    assert_fails(allocate(arena, &d, &got), BAD_INPUT);
    d.round = 1;
    d.years = FLOW_YEARS + 1;
    assert_fails(allocate(arena, &d, &got), BAD_INPUT);
    d.years = 1;
    s.methods = 0;
    assert_fails(allocate(arena, &d, &got), BAD_INPUT);
    s.methods = 1;
    even.weight = 0;
    assert_fails(allocate(arena, &d, &got), BAD_INPUT);
    even.weight = 1;
    s.path = LIST(-5);
    assert_fails(allocate(arena, &d, &got), BAD_INPUT);
    d.units = 0;
    assert_fails(allocate(arena, &d, &got), BAD_INPUT);
}

TEST_MAIN
