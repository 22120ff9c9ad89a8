/* Expectation–maximisation against three judges: exact counts of a known model, the history of Splink
 * 5.0.0, and random models whose parameters must come back. */
#include "linkage/model.h"
#include "base/rng.h"
#include "base/vec.h"
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- patterns from rows ---------------------------------------------------------- */
typedef Vec(LinkPattern) Seen;

static int by_pattern(const void *a, const void *b)
{
    LinkPattern x = *(const LinkPattern *)a, y = *(const LinkPattern *)b;
    return (x > y) - (x < y);
}

static LinkPatterns counted(Arena *arena, Seen *seen)
{
    LinkPatterns p = {.pattern = new (arena, LinkPattern, seen->len), .count = new (arena, int64_t, seen->len)};
    p.pairs = seen->len;
    qsort(seen->data, (size_t)seen->len, sizeof *seen->data, by_pattern);
    for (ptrdiff_t i = 0; i < seen->len; i++) {
        if (p.len == 0 || p.pattern[p.len - 1] != seen->data[i])
            p.pattern[p.len++] = seen->data[i];
        p.count[p.len - 1]++;
    }
    return p;
}

static int cells(Str *line, Str *cell, int most)
{
    StrCut cut = str_cut(*line, '\n');
    Str row = str_trim(cut.head);
    *line = cut.tail;
    int n = 0;
    for (bool more = true; more && n < most; n++) {
        StrCut next = str_cut(row, ',');
        cell[n] = next.head;
        row = next.tail;
        more = next.ok;
    }
    return n;
}

static void start(LinkEm *em, int field, const double *m, const double *u, int levels)
{
    em->active[field] = true;
    memcpy(em->m[field], m, sizeof *m * (size_t)levels);
    memcpy(em->u[field], u, sizeof *u * (size_t)levels);
}

static void two_levels(LinkEm *em, int field, double m_equal, double u_equal)
{
    start(em, field, (double[]){1 - m_equal, m_equal}, (double[]){1 - u_equal, u_equal}, 2);
}

/* ---- 4,000 vectors of a known model ----------------------------------------------- */
TEST(known_parameters_come_back)
{
    Str text = test_read(arena, test_shared(arena, S("data/linkage/splinktest_known_params_comparison_vectors.csv")));
    Str cell[16];
    Seen seen = {0};
    assert_int_equal(cells(&text, cell, 16), 10);
    while (text.len > 0 && cells(&text, cell, 16) == 10) {
        LinkPattern p = 0;
        for (int f = 0; f < 3; f++)
            p |= (LinkPattern)(cell[f].ptr[0] - '0' + 1) << (4 * f);
        vec_push(arena, &seen, p);
    }
    LinkPatterns patterns = counted(arena, &seen);
    assert_int_equal(patterns.pairs, 4000);
    LinkEm em = {.prior = 0.3, .max_iterations = 2000, .tolerance = 1e-7};
    for (int f = 0; f < 3; f++)
        two_levels(&em, f, 0.8, 0.3);
    link_em(&patterns, (int[]){2, 2, 2}, 3, &em);
    assert_true(em.converged);
    static const double m[] = {0.7, 0.9, 0.95}, u[] = {0.1, 0.025, 0.2};
    assert_true(fabs(em.prior - 0.5) < 2e-3);
    for (int f = 0; f < 3; f++) {
        assert_true(fabs(em.m[f][1] - m[f]) < 2e-3);
        assert_true(fabs(em.u[f][1] - u[f]) < 2e-3);
        assert_true(fabs(em.m[f][0] + em.m[f][1] - 1) < 1e-12);
    }
}

/* ---- iteration by iteration -------------------------------------------------------- */
enum { FIRST_NAME = 1, SURNAME, DOB, CITY, EMAIL };

/* Levenshtein's distance, which Splink's level names. */
static int edits(Str a, Str b)
{
    int row[64] = {0};
    for (int j = 1; j <= b.len; j++)
        row[j] = j;
    for (int i = 1; i <= a.len; i++) {
        int corner = row[0];
        row[0] = i;
        for (int j = 1; j <= b.len; j++) {
            int change = corner + (a.ptr[i - 1] != b.ptr[j - 1]);
            corner = row[j];
            row[j] = row[j] < row[j - 1] ? row[j] + 1 : row[j - 1] + 1;
            row[j] = change < row[j] ? change : row[j];
        }
    }
    return row[b.len];
}

static int first_name_level(Str a, Str b)
{
    if (a.len == 0 || b.len == 0 || a.len > 60 || b.len > 60)
        return 0;
    if (str_eq(a, b))
        return 3;
    return edits(a, b) <= 2 ? 2 : 1;
}

static int equal_level(Str a, Str b)
{
    return a.len == 0 || b.len == 0 ? 0 : str_eq(a, b) ? 2 : 1;
}

static LinkPattern compared(const Str *a, const Str *b)
{
    return (LinkPattern)first_name_level(a[FIRST_NAME], b[FIRST_NAME]) | (LinkPattern)equal_level(a[DOB], b[DOB]) << 4 |
           (LinkPattern)equal_level(a[CITY], b[CITY]) << 8 | (LinkPattern)equal_level(a[EMAIL], b[EMAIL]) << 12;
}

static LinkPatterns same_surname(Arena *arena)
{
    Str text = test_read(arena, test_shared(arena, S("data/linkage/fake_1000.csv")));
    Str(*row)[7] = arena_alloc(arena, sizeof(Str[7]), _Alignof(Str), 1001);
    int rows = 0;
    Seen seen = {0};
    cells(&text, row[0], 7);
    while (text.len > 0 && rows < 1000)
        assert_int_equal(cells(&text, row[rows++], 7), 7);
    for (int a = 0; a < rows; a++)
        for (int b = 0; b < a; b++)
            if (row[a][SURNAME].len > 0 && str_eq(row[a][SURNAME], row[b][SURNAME]))
                vec_push(arena, &seen, compared(row[b], row[a]));
    return counted(arena, &seen);
}

static LinkEm splink_start(Arena *arena, bool fix_u)
{
    LinkEm em = {.prior = 0.3, .fix_u = fix_u, .max_iterations = 25, .tolerance = 1e-12};
    em.log = new (arena, LinkTraining, 25);
    start(&em, 0, (double[]){0.1, 0.2, 0.7}, (double[]){0.8, 0.1, 0.1}, 3);
    for (int f = 1; f < 4; f++)
        two_levels(&em, f, 0.9, 0.1);
    return em;
}

/* Splink 5.0.0 on DuckDB, estimate_parameters_using_expectation_maximisation("l.surname = r.surname"), no term
 * frequencies, max_iterations 25: its proportion of matches after iteration 1, 2, 3, 5, 10 and 25.  (The histories
 * in ../shared were made with another fake_1000 and with term frequencies inside the estimation.)  Splink says
 * that it converged at its 25th iteration; this must not. */
static const int at[] = {1, 2, 3, 5, 10, 25};
static const double fixed_u[] = {0.19333771235833938, 0.22091697928212725, 0.23869559152159991,
                                 0.2536334770705197,  0.2597109116361749,  0.2600345968250341};
static const double free_u[] = {0.19333771235833938, 0.2257649542198419, 0.2547219506535181,
                                0.29544495241416147, 0.3358710651068538, 0.35574867805566845};

TEST(every_iteration_is_that_of_splink_with_u_fixed)
{
    LinkPatterns patterns = same_surname(arena);
    LinkEm em = splink_start(arena, true);
    assert_int_equal(patterns.pairs, 1638);
    link_em(&patterns, (int[]){3, 2, 2, 2}, 4, &em);
    assert_int_equal(em.iterations, 25);
    assert_false(em.converged);
    for (int i = 0; i < COUNTOF(at); i++)
        assert_true(fabs(em.log[at[i] - 1].prior - fixed_u[i]) < 1e-9);
    assert_true(em.u[0][2] == 0.1 && em.u[3][0] == 0.9);
}

TEST(every_iteration_is_that_of_splink_with_u_estimated)
{
    LinkPatterns patterns = same_surname(arena);
    LinkEm em = splink_start(arena, false);
    link_em(&patterns, (int[]){3, 2, 2, 2}, 4, &em);
    for (int i = 0; i < COUNTOF(at); i++)
        assert_true(fabs(em.log[at[i] - 1].prior - free_u[i]) < 1e-9);
    static const double m[] = {0.02493960792118428, 0.3270833165651974, 0.6479770755136184};
    static const double u[] = {0.9686373843774129, 0.006969395566074396, 0.024393220056512822};
    for (int l = 0; l < 3; l++)
        assert_true(fabs(em.m[0][l] - m[l]) < 1e-9 && fabs(em.u[0][l] - u[l]) < 1e-9);
    assert_true(fabs(em.m[3][1] - 0.560682902799932) < 1e-9);
    assert_true(fabs(em.u[3][1] - 0.0009956409129764328) < 1e-9);
}

/* ---- random models ----------------------------------------------------------------- */
typedef struct Truth {
    int fields, levels[LINK_FIELDS];
    double prior, missing;
    double m[LINK_FIELDS][LINK_LEVELS], u[LINK_FIELDS][LINK_LEVELS];
} Truth;

static void random_shares(Rng *rng, double *share, int levels, int high, double high_share)
{
    double total = 0;
    for (int l = 0; l < levels; l++)
        total += share[l] = l == high ? 0 : 0.2 + rng_unit(rng);
    for (int l = 0; l < levels; l++)
        share[l] *= (1 - high_share) / total;
    share[high] = high_share;
}

static Truth random_truth(Rng *rng)
{
    Truth t = {.fields = (int)rng_between(rng, 4, 6), .prior = 0.15 + 0.5 * rng_unit(rng)};
    t.missing = 0.4 * rng_unit(rng);
    for (int f = 0; f < t.fields; f++) {
        t.levels[f] = (int)rng_between(rng, 2, 5);
        random_shares(rng, t.m[f], t.levels[f], t.levels[f] - 1, 0.75 + 0.2 * rng_unit(rng));
        random_shares(rng, t.u[f], t.levels[f], 0, 0.75 + 0.2 * rng_unit(rng));
    }
    return t;
}

static int draw(Rng *rng, const double *share, int levels)
{
    double at_share = rng_unit(rng);
    for (int l = 0; l < levels - 1; l++) {
        if (at_share < share[l])
            return l + 1;
        at_share -= share[l];
    }
    return levels;
}

static LinkPatterns sampled(Arena *arena, Rng *rng, const Truth *t, int pairs)
{
    Seen seen = {0};
    for (int i = 0; i < pairs; i++) {
        bool match = rng_unit(rng) < t->prior;
        LinkPattern p = 0;
        for (int f = 0; f < t->fields; f++)
            if (rng_unit(rng) >= t->missing)
                p |= (LinkPattern)draw(rng, match ? t->m[f] : t->u[f], t->levels[f]) << (4 * f);
        vec_push(arena, &seen, p);
    }
    return counted(arena, &seen);
}

static LinkEm usual_start(const Truth *t)
{
    LinkEm em = {.prior = 0.3, .max_iterations = 3000, .tolerance = 1e-8};
    for (int f = 0; f < t->fields; f++) {
        em.active[f] = true;
        for (int l = 0; l < t->levels[f]; l++) {
            double step = pow(0.5, l);
            em.u[f][l] = step / (2 - pow(0.5, t->levels[f] - 1));
            em.m[f][t->levels[f] - 1 - l] = em.u[f][l];
        }
    }
    return em;
}

TEST(random_models_come_back_within_the_error_of_their_sample)
{
    Rng rng = rng_open(20261121);
    for (int round = 0; round < 12; round++) {
        Arena scratch = *arena;
        Truth t = random_truth(&rng);
        LinkPatterns patterns = sampled(&scratch, &rng, &t, 60000);
        LinkEm em = usual_start(&t);
        link_em(&patterns, t.levels, t.fields, &em);
        assert_true(em.converged);
        assert_true(fabs(em.prior - t.prior) < 0.02);
        for (int f = 0; f < t.fields; f++)
            for (int l = 0; l < t.levels[f]; l++) {
                assert_true(fabs(em.m[f][l] - t.m[f][l]) < 0.03);
                assert_true(fabs(em.u[f][l] - t.u[f][l]) < 0.03);
            }
    }
}

TEST(the_order_of_magnitude_of_counts_does_not_matter)
{
    Rng rng = rng_open(7);
    Truth t = random_truth(&rng);
    LinkPatterns patterns = sampled(arena, &rng, &t, 20000);
    LinkEm few = usual_start(&t), many = usual_start(&t);
    link_em(&patterns, t.levels, t.fields, &few);
    for (ptrdiff_t i = 0; i < patterns.len; i++)
        patterns.count[i] *= 1000000;
    link_em(&patterns, t.levels, t.fields, &many);
    assert_true(fabs(few.prior - many.prior) < 1e-3);
    LinkEm again = usual_start(&t);
    link_em(&patterns, t.levels, t.fields, &again);
    assert_memory_equal(again.m, many.m, sizeof many.m);
}

/* ---- edges --------------------------------------------------------------------------- */
static LinkPatterns handful(Arena *arena, const LinkPattern *pattern, const int64_t *count, ptrdiff_t len)
{
    LinkPatterns p = {.pattern = new (arena, LinkPattern, len), .count = new (arena, int64_t, len), .len = len};
    for (ptrdiff_t i = 0; i < len; i++) {
        p.pattern[i] = pattern[i];
        p.pairs += p.count[i] = count[i];
    }
    return p;
}

TEST(no_pairs_leave_the_start_as_it_is)
{
    LinkPatterns none = {0};
    LinkEm em = {.prior = 0.3, .max_iterations = 5, .tolerance = 1};
    two_levels(&em, 0, 0.9, 0.1);
    link_em(&none, (int[]){2}, 1, &em);
    assert_int_equal(em.iterations, 0);
    assert_false(em.converged);
    assert_false(em.seen[0][0] || em.seen[0][1]);
    assert_true(em.m[0][1] == 0.9 && em.prior == 0.3);
}

TEST(a_level_that_never_occurs_is_named_and_keeps_a_share)
{
    LinkPatterns p = handful(arena, (LinkPattern[]){0x11, 0x33}, (int64_t[]){900, 100}, 2);
    LinkEm em = {.prior = 0.3, .max_iterations = 200, .tolerance = 1e-6};
    for (int f = 0; f < 2; f++)
        start(&em, f, (double[]){0.1, 0.2, 0.7}, (double[]){0.8, 0.15, 0.05}, 3);
    link_em(&p, (int[]){3, 3}, 2, &em);
    assert_true(em.seen[0][0] && !em.seen[0][1] && em.seen[0][2]);
    assert_true(em.m[0][1] > 1e-4 && em.m[0][1] < 0.01);
    assert_true(em.u[0][1] > 1e-5 && em.u[0][1] < 0.01);
    assert_true(em.m[0][0] > 0 && em.u[0][2] > 0);
    assert_true(fabs(em.prior - 0.1) < 0.01);
}

TEST(a_start_of_nothing_does_not_stick)
{
    LinkPatterns p = handful(arena, (LinkPattern[]){0x111, 0x222, 0x212, 0x121}, (int64_t[]){800, 150, 40, 10}, 4);
    LinkEm em = {.prior = 0.2, .max_iterations = 500, .tolerance = 1e-7};
    two_levels(&em, 0, 0.9, 0.1);
    two_levels(&em, 1, 1.0, 0.1); /* m of "different" begins at 0 */
    two_levels(&em, 2, 0.9, 0.1);
    link_em(&p, (int[]){2, 2, 2}, 3, &em);
    assert_true(em.m[1][0] > 0.1);
}

TEST(a_field_that_is_always_missing_stays_as_it_was)
{
    LinkPatterns p = handful(arena, (LinkPattern[]){0x01, 0x02}, (int64_t[]){90, 10}, 2);
    LinkEm em = {.prior = 0.1, .fix_u = true, .max_iterations = 50, .tolerance = 1e-6};
    two_levels(&em, 0, 0.9, 0.1);
    two_levels(&em, 1, 0.8, 0.2);
    link_em(&p, (int[]){2, 2}, 2, &em);
    assert_true(em.m[1][1] == 0.8 && !em.seen[1][0] && !em.seen[1][1]);
}

TEST(a_fixed_prior_stays)
{
    LinkPatterns p = handful(arena, (LinkPattern[]){0x11, 0x22}, (int64_t[]){50, 50}, 2);
    LinkEm em = {.prior = 0.01, .fix_prior = true, .max_iterations = 10, .tolerance = 1e-6};
    two_levels(&em, 0, 0.9, 0.1);
    two_levels(&em, 1, 0.9, 0.1);
    link_em(&p, (int[]){2, 2}, 2, &em);
    assert_true(em.prior == 0.01);
}

TEST(the_limit_is_never_called_convergence)
{
    LinkPatterns p = handful(arena, (LinkPattern[]){0x11, 0x22}, (int64_t[]){50, 50}, 2);
    LinkTraining log[3];
    for (int most = 1; most <= 3; most++) {
        LinkEm em = {.prior = 0.5, .max_iterations = most, .tolerance = 10, .log = log};
        two_levels(&em, 0, 0.9, 0.1);
        two_levels(&em, 1, 0.9, 0.1);
        link_em(&p, (int[]){2, 2}, 2, &em);
        assert_int_equal(em.iterations, 1);
        assert_int_equal(em.converged, most > 1);
        assert_true(log[0].last && log[0].converged == em.converged);
    }
}

TEST_MAIN
