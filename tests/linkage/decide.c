/* Thresholds, one to one against all matchings and against GLPK, clusters, unlinkables, quality. */
#include "linkage/decide_internal.h"
#include "base/pool.h"
#include "base/rng.h"
#include "test.h"

#include <glpk.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define assert_near(got, want, by) assert_true(fabs((got) - (want)) <= (by))

/* ---- pairs ------------------------------------------------------------------------- */

static LinkPair pair_of(uint32_t left, uint32_t right, double weight)
{
    return (LinkPair){.left = left, .right = right, .weight = (float)weight};
}

/* Each pair of lefts × rights with this chance; weights in quarters of a bit, so that ties are frequent. */
static LinkPairs random_pairs(Arena *arena, Rng *rng, uint32_t lefts, uint32_t rights, double chance)
{
    LinkPairs pairs = {.pair = new (arena, LinkPair, (ptrdiff_t)lefts * rights)};
    for (uint32_t l = 0; l < lefts; l++)
        for (uint32_t r = 0; r < rights; r++)
            if (rng_unit(rng) < chance)
                pairs.pair[pairs.len++] = pair_of(l, r, (double)rng_between(rng, -8, 60) / 4);
    return pairs;
}

static LinkDecision *decide(Arena *arena, LinkPairs pairs, double threshold, double review_from, bool one, int threads)
{
    LinkDecision *decision = new (arena, LinkDecision, pairs.len);
    assert_ok(link_decide(arena, &pairs, threshold, review_from, one, threads, decision));
    return decision;
}

/* Sum over the chosen; fails where a record is chosen twice or a decision does not fit its weight. */
static double gain_of(LinkPairs pairs, const LinkDecision *decision, double threshold, double review_from)
{
    static bool used[2][1 << 16];
    memset(used, 0, sizeof used);
    double sum = 0;
    for (ptrdiff_t i = 0; i < pairs.len; i++) {
        if (decision[i] == LINK_NONE)
            continue;
        const LinkPair *p = &pairs.pair[i];
        assert_false(used[0][p->left] || used[1][p->right]);
        used[0][p->left] = used[1][p->right] = true;
        assert_true((double)p->weight >= review_from);
        assert_int_equal(decision[i], (double)p->weight >= threshold ? LINK_LINK : LINK_REVIEW);
        sum += (double)p->weight - review_from;
    }
    return sum;
}

TEST(thresholds_part_links_reviews_and_the_rest)
{
    LinkPair pair[] = {pair_of(0, 0, 9), pair_of(0, 1, 5), pair_of(1, 0, 4.75), pair_of(1, 1, 1), pair_of(2, 2, 0.5)};
    LinkDecision *decision = decide(arena, (LinkPairs){pair, 5}, 5, 1, false, 2);
    LinkDecision want[] = {LINK_LINK, LINK_LINK, LINK_REVIEW, LINK_REVIEW, LINK_NONE};
    assert_memory_equal(decision, want, sizeof want);
}

TEST(a_weight_that_is_no_number_is_never_a_link)
{
    LinkPair pair[] = {pair_of(0, 0, NAN), pair_of(0, 1, (double)-INFINITY), pair_of(1, 0, (double)INFINITY)};
    for (int one = 0; one < 2; one++) {
        LinkDecision *decision = decide(arena, (LinkPairs){pair, 3}, 5, 1, one, 1);
        LinkDecision want[] = {LINK_NONE, LINK_NONE, LINK_LINK};
        assert_memory_equal(decision, want, sizeof want);
    }
}

TEST(nothing_to_decide_is_fine)
{
    LinkPairs none = {0};
    assert_ok(link_decide(arena, &none, 5, 1, true, 2, NULL));
}

/* ---- one to one ---------------------------------------------------------------------- */

TEST(the_greedy_choice_gives_way_to_the_better_sum)
{
    LinkPair pair[] = {pair_of(0, 0, 10), pair_of(0, 1, 9), pair_of(1, 0, 9), pair_of(1, 1, 2)};
    LinkDecision *decision = decide(arena, (LinkPairs){pair, 4}, 5, 1, true, 1);
    LinkDecision want[] = {LINK_NONE, LINK_LINK, LINK_LINK, LINK_NONE};
    assert_memory_equal(decision, want, sizeof want);
}

TEST(ties_go_to_the_lower_rows)
{
    LinkPair pair[] = {pair_of(0, 3, 7), pair_of(0, 4, 7), pair_of(1, 3, 7), pair_of(2, 4, 7),
                       pair_of(5, 7, 3), pair_of(5, 8, 3), pair_of(6, 7, 3), pair_of(6, 8, 3)};
    LinkDecision *decision = decide(arena, (LinkPairs){pair, 8}, 5, 1, true, 1);
    /* 0 makes room for 1, so that 2 is the one who is left out */
    LinkDecision want[] = {LINK_NONE, LINK_LINK, LINK_LINK, LINK_NONE, LINK_REVIEW, LINK_NONE, LINK_NONE, LINK_REVIEW};
    assert_memory_equal(decision, want, sizeof want);
}

TEST(a_pair_exactly_at_the_review_threshold_is_kept_where_both_are_free)
{
    LinkPair pair[] = {pair_of(0, 0, 1), pair_of(1, 1, 1), pair_of(1, 2, 8), pair_of(2, 1, 1)};
    LinkDecision *decision = decide(arena, (LinkPairs){pair, 4}, 5, 1, true, 1);
    LinkDecision want[] = {LINK_REVIEW, LINK_NONE, LINK_LINK, LINK_REVIEW};
    assert_memory_equal(decision, want, sizeof want);
}

/* The best sum over all matchings of the pairs from `at` on. */
static double best_of_all(const LinkPairs *pairs, ptrdiff_t at, uint64_t lefts, uint64_t rights, double review_from)
{
    if (at == pairs->len)
        return 0;
    const LinkPair *p = &pairs->pair[at];
    double best = best_of_all(pairs, at + 1, lefts, rights, review_from);
    uint64_t l = UINT64_C(1) << p->left, r = UINT64_C(1) << p->right;
    if ((double)p->weight < review_from || lefts & l || rights & r)
        return best;
    double with = (double)p->weight - review_from + best_of_all(pairs, at + 1, lefts | l, rights | r, review_from);
    return with > best ? with : best;
}

TEST(one_to_one_is_the_best_of_all_matchings)
{
    Rng rng = rng_open(11);
    for (int round = 0; round < 3000; round++) {
        Arena scratch = *arena;
        uint32_t lefts = (uint32_t)rng_between(&rng, 1, 5), rights = (uint32_t)rng_between(&rng, 1, 5);
        LinkPairs pairs = random_pairs(&scratch, &rng, lefts, rights, rng_unit(&rng));
        double from = (double)rng_between(&rng, -2, 6);
        LinkDecision *decision = decide(&scratch, pairs, 8, from, true, 1);
        assert_true(gain_of(pairs, decision, 8, from) == best_of_all(&pairs, 0, 0, 0, from));
    }
}

/* The same as a linear programme; its matrix is a bipartite graph's, so the simplex method's optimum is whole. */
static double glpk_best(LinkPairs pairs, int lefts, int rights, double review_from)
{
    glp_prob *lp = glp_create_prob();
    glp_set_obj_dir(lp, GLP_MAX);
    glp_add_rows(lp, lefts + rights);
    for (int row = 1; row <= lefts + rights; row++)
        glp_set_row_bnds(lp, row, GLP_UP, 0, 1);
    for (ptrdiff_t i = 0; i < pairs.len; i++) {
        int column = glp_add_cols(lp, 1);
        const LinkPair *p = &pairs.pair[i];
        glp_set_col_bnds(lp, column, GLP_LO, 0, 0);
        glp_set_obj_coef(lp, column, (double)p->weight - review_from);
        int index[] = {0, (int)p->left + 1, lefts + (int)p->right + 1};
        double value[] = {0, 1, 1};
        glp_set_mat_col(lp, column, 2, index, value);
    }
    glp_smcp how;
    glp_init_smcp(&how);
    how.msg_lev = GLP_MSG_OFF;
    assert_int_equal(glp_simplex(lp, &how), 0);
    double best = glp_get_obj_val(lp);
    glp_delete_prob(lp);
    return best;
}

TEST(one_to_one_is_as_good_as_linear_programming_finds)
{
    Rng rng = rng_open(12);
    for (int round = 0; round < 40; round++) {
        Arena scratch = *arena;
        int lefts = (int)rng_between(&rng, 5, 60), rights = (int)rng_between(&rng, 5, 60);
        double chance = round % 2 ? 0.05 : rng_unit(&rng);
        LinkPairs pairs = random_pairs(&scratch, &rng, (uint32_t)lefts, (uint32_t)rights, chance);
        for (ptrdiff_t i = 0; i < pairs.len && round % 3; i++)
            pairs.pair[i].weight += (float)rng_unit(&rng); /* some rounds without ties */
        LinkDecision *decision = decide(&scratch, pairs, 8, 1, true, 2);
        assert_near(gain_of(pairs, decision, 8, 1), glpk_best(pairs, lefts, rights, 1), 1e-5);
    }
    glp_free_env();
}

TEST(the_number_of_threads_does_not_show)
{
    Rng rng = rng_open(13);
    ptrdiff_t blocks = 20000, each = 4;
    LinkPairs pairs = {.pair = new (arena, LinkPair, blocks * each * each)};
    for (uint32_t l = 0; l < blocks * each; l++)
        for (uint32_t r = 0; r < each; r++)
            if (rng_unit(&rng) < 0.6)
                pairs.pair[pairs.len++] = pair_of(l, l / 4 * 4 + r, (double)rng_between(&rng, 4, 20) / 2);
    LinkDecision *one = decide(arena, pairs, 5, 2, true, 1), *three = decide(arena, pairs, 5, 2, true, 3);
    assert_memory_equal(one, three, (size_t)pairs.len * sizeof *one);
}

/* A chain in which every search could run to the end, and a dense block: bounded work, not an endless one. */
TEST(a_component_of_ten_thousand_records_ends)
{
    LinkPairs chain = {.pair = new (arena, LinkPair, 20000)};
    for (uint32_t l = 0; l < 10000; l++) {
        if (l)
            chain.pair[chain.len++] = pair_of(l, l - 1, 10 + l * 1e-3);
        chain.pair[chain.len++] = pair_of(l, l, 10);
    }
    gain_of(chain, decide(arena, chain, 5, 1, true, 1), 5, 1);
    Rng rng = rng_open(14);
    LinkPairs dense = random_pairs(arena, &rng, 150, 150, 1);
    assert_near(gain_of(dense, decide(arena, dense, 5, -2, true, 1), 5, -2), glpk_best(dense, 150, 150, -2), 1e-5);
    glp_free_env();
}

/* ---- clusters ------------------------------------------------------------------------ */

static LinkClusters cluster(Arena *arena, LinkPairs pairs, ptrdiff_t rows, const uint64_t *personal,
                            LinkDecision **ret_decision)
{
    LinkClusters clusters;
    *ret_decision = decide(arena, pairs, 5, 1, false, 1);
    assert_ok(link_cluster(arena, &pairs, rows, personal, *ret_decision, &clusters));
    return clusters;
}

TEST(clusters_are_named_by_their_lowest_row_and_know_their_weakest_link)
{
    LinkPair pair[] = {pair_of(1, 4, 9), pair_of(2, 4, 6), pair_of(2, 5, 20), pair_of(3, 6, 4), pair_of(1, 5, 5.5)};
    uint64_t personal[8] = {0};
    LinkDecision *decision;
    LinkClusters c = cluster(arena, (LinkPairs){pair, 5}, 8, personal, &decision);
    uint32_t want[] = {0, 1, 1, 3, 1, 1, 6, 7};
    assert_memory_equal(c.cluster, want, sizeof want);
    assert_true(c.weakest[1] == 6 && c.weakest[2] == 6 && c.weakest[5] == 6);
    assert_true(isinf(c.weakest[0]) && isinf(c.weakest[3]));
    assert_int_equal(c.clusters, 1);
    assert_int_equal(c.largest, 4);
    assert_int_equal(c.pairs, 6);
    assert_int_equal(c.divided, 0);
}

TEST(two_personal_numbers_never_share_a_cluster)
{
    /* 0 and 3 are different persons; 1 and 2 have no number and hang between them. */
    LinkPair pair[] = {pair_of(0, 1, 9), pair_of(1, 2, 8), pair_of(2, 3, 12), pair_of(4, 5, 30)};
    uint64_t personal[] = {11, 0, 0, 22, 33, 44};
    LinkDecision *decision;
    LinkClusters c = cluster(arena, (LinkPairs){pair, 4}, 6, personal, &decision);
    uint32_t want[] = {0, 0, 2, 2, 4, 5};
    assert_memory_equal(c.cluster, want, sizeof want);
    LinkDecision decided[] = {LINK_LINK, LINK_REVIEW, LINK_LINK, LINK_REVIEW};
    assert_memory_equal(decision, decided, sizeof decided);
    assert_int_equal(c.divided, 2);
    assert_int_equal(c.clusters, 2);
}

TEST(one_link_does_not_chain_two_persons)
{
    /* Two persons of three records each, and one strong link between them that no other pair supports. */
    LinkPair pair[] = {pair_of(0, 1, 9),  pair_of(0, 2, 9),  pair_of(1, 2, 9), pair_of(2, 3, 12),
                       pair_of(3, 4, 14), pair_of(3, 5, 14), pair_of(4, 5, 14)};
    uint64_t personal[6] = {0};
    LinkDecision *decision;
    LinkClusters c = cluster(arena, (LinkPairs){pair, 7}, 6, personal, &decision);
    uint32_t want[] = {0, 0, 0, 3, 3, 3};
    assert_memory_equal(c.cluster, want, sizeof want);
    assert_int_equal(decision[3], LINK_REVIEW);
    assert_true(c.weakest[0] == 9 && c.weakest[5] == 14);
    assert_int_equal(c.chained, 1);
    assert_int_equal(c.divided, 0);
}

/* A hundred copies come as links to the first alone; a record like them comes as one pair. */
TEST(copies_count_once)
{
    LinkPair pair[101] = {0};
    for (uint32_t i = 0; i < 100; i++) {
        pair[i] = pair_of(0, i + 1, i < 99 ? 20 : 7);
        pair[i].copy = i < 99;
    }
    uint64_t personal[102] = {0};
    LinkDecision *decision;
    LinkClusters c = cluster(arena, (LinkPairs){pair, 100}, 102, personal, &decision);
    assert_int_equal(c.largest, 101);
    assert_int_equal(c.clusters, 1);
    assert_true(c.weakest[100] == 7 && isinf(c.weakest[101]));
}

/* ---- the plain definition -------------------------------------------------------------- */

enum { ROWS = 24 };

typedef struct Plain {
    double weight[ROWS][ROWS]; /* -1.5 where the pair was not kept */
    bool link[ROWS][ROWS];
    uint32_t label[ROWS];
    const uint64_t *personal;
    ptrdiff_t rows;
} Plain;

/* Mean over the pairs of two clusters; under -99 where they must stay apart. */
static double plain_mean(const Plain *p, uint32_t a, uint32_t b)
{
    double sum = 0, pairs = 0;
    bool joined = false;
    for (ptrdiff_t x = 0; x < p->rows; x++)
        for (ptrdiff_t y = 0; y < p->rows; y++) {
            if (p->label[x] != a || p->label[y] != b)
                continue;
            if (p->personal[x] && p->personal[y] && p->personal[x] != p->personal[y])
                return -100;
            joined = joined || p->link[x][y];
            sum += p->weight[x][y];
            pairs++;
        }
    return joined ? sum / pairs : -100;
}

static bool plain_merge(Plain *p)
{
    double best = 0;
    uint32_t low = 0, high = 0;
    for (uint32_t a = 0; a < p->rows; a++)
        for (uint32_t b = a + 1; b < p->rows; b++) {
            double mean = p->label[a] == a && p->label[b] == b ? plain_mean(p, a, b) : -100;
            if (mean > best)
                best = mean, low = a, high = b;
        }
    for (ptrdiff_t x = 0; x < p->rows && high > 0; x++)
        p->label[x] = p->label[x] == high ? low : p->label[x];
    return high > 0;
}

static void plain_open(Plain *p, const LinkPairs *pairs, const LinkDecision *decision, const uint64_t *personal,
                       ptrdiff_t rows)
{
    *p = (Plain){.personal = personal, .rows = rows};
    for (ptrdiff_t x = 0; x < rows; x++) {
        p->label[x] = (uint32_t)x;
        for (ptrdiff_t y = 0; y < rows; y++)
            p->weight[x][y] = -1.5;
    }
    for (ptrdiff_t i = 0; i < pairs->len; i++) {
        const LinkPair *q = &pairs->pair[i];
        if (decision[i] == LINK_NONE)
            continue;
        p->weight[q->left][q->right] = p->weight[q->right][q->left] = fmin((double)q->weight, 10);
        p->link[q->left][q->right] = p->link[q->right][q->left] = decision[i] == LINK_LINK;
    }
}

TEST(clusters_are_those_of_the_plain_definition)
{
    Rng rng = rng_open(15);
    for (int round = 0; round < 300; round++) {
        Arena scratch = *arena;
        ptrdiff_t rows = rng_between(&rng, 2, ROWS);
        LinkPairs all = random_pairs(&scratch, &rng, (uint32_t)rows, (uint32_t)rows, 0.3), pairs = {all.pair, 0};
        for (ptrdiff_t i = 0; i < all.len; i++)
            if (all.pair[i].left < all.pair[i].right) {
                pairs.pair[pairs.len] = all.pair[i];
                pairs.pair[pairs.len++].weight = (float)(rng_unit(&rng) * 12 - 2); /* no two means alike */
            }
        uint64_t *personal = new (&scratch, uint64_t, rows);
        for (ptrdiff_t i = 0; i < rows; i++)
            personal[i] = rng_below(&rng, 8) < 6 ? 0 : (uint64_t)rng_between(&rng, 1, 3);
        LinkDecision *decision = decide(&scratch, pairs, 5, 1, false, 1);
        Plain *plain = new (&scratch, Plain, 1);
        plain_open(plain, &pairs, decision, personal, rows);
        while (plain_merge(plain))
            continue;
        LinkClusters c;
        assert_ok(link_cluster(&scratch, &pairs, rows, personal, decision, &c));
        assert_memory_equal(c.cluster, plain->label, (size_t)rows * sizeof *plain->label);
        for (ptrdiff_t i = 0; i < pairs.len; i++)
            if (decision[i] == LINK_LINK)
                assert_int_equal(c.cluster[pairs.pair[i].left], c.cluster[pairs.pair[i].right]);
    }
}

/* ---- unlinkables, quality -------------------------------------------------------------- */

TEST(unlinkables_are_the_records_under_the_threshold)
{
    float best[] = {3, 12, -40, 5, NAN, 100};
    LinkUnlinkable u = {0};
    link_unlinkable(arena, best, 6, 5, 1, &u);
    assert_int_equal(u.len[1], 3);
    uint32_t want[] = {0, 2, 4};
    assert_memory_equal(u.row[1], want, sizeof want);
    assert_near(u.share_at[1][0], 2.0 / 6, 1e-12);  /* cannot reach -10 */
    assert_near(u.share_at[1][13], 2.0 / 6, 1e-12); /* 3 reaches 3 … */
    assert_near(u.share_at[1][14], 3.0 / 6, 1e-12); /* … and not 4 */
    assert_near(u.share_at[1][40], 5.0 / 6, 1e-12); /* 100 reaches 30 */
}

TEST(quality_counts_what_is_right_wrong_and_missed)
{
    LinkPair pair[] = {pair_of(0, 0, 9), pair_of(0, 1, 7), pair_of(1, 1, 6), pair_of(2, 2, 3)};
    LinkPair truth[] = {pair_of(0, 0, 0), pair_of(1, 1, 0), pair_of(2, 2, 0), pair_of(5, 5, 0)};
    LinkPairs pairs = {pair, 4};
    LinkQuality q = link_quality(&pairs, decide(arena, pairs, 5, 1, false, 1), truth, 4);
    assert_int_equal(q.true_links, 2);
    assert_int_equal(q.false_links, 1);
    assert_int_equal(q.missed, 2);
    assert_near(q.precision, 2.0 / 3, 1e-12);
    assert_near(q.recall, 0.5, 1e-12);
    assert_near(q.f1, 4.0 / 7, 1e-12);
    assert_near(q.threshold, 6, 1e-12);
}

TEST(quality_of_nothing_is_defined)
{
    LinkPairs none = {0};
    LinkQuality q = link_quality(&none, NULL, NULL, 0);
    assert_true(q.precision == 1 && q.recall == 1 && q.f1 == 1);
}

/* Each point of the curve is link_quality at its threshold. */
TEST(the_curve_agrees_with_quality_at_each_of_its_thresholds)
{
    Rng rng = rng_open(16);
    for (int most = 1; most < 90; most += 8) {
        Arena scratch = *arena;
        LinkPairs pairs = random_pairs(&scratch, &rng, 20, 20, 0.3), truth = {new (&scratch, LinkPair, 400), 0};
        for (ptrdiff_t i = 0; i < pairs.len; i++)
            if (rng_unit(&rng) < 0.3)
                truth.pair[truth.len++] = pairs.pair[i];
        int count;
        LinkQuality *curve = link_quality_curve(&scratch, &pairs, truth.pair, truth.len, most, &count);
        assert_true(count > 0 && count <= most);
        for (int i = 0; i < count; i++) {
            LinkDecision *decision = decide(&scratch, pairs, curve[i].threshold, -10, false, 1);
            LinkQuality q = link_quality(&pairs, decision, truth.pair, truth.len);
            assert_int_equal(curve[i].true_links, q.true_links);
            assert_int_equal(curve[i].false_links, q.false_links);
            assert_true(i == 0 || curve[i].threshold > curve[i - 1].threshold);
        }
    }
}

TEST(quality_of_clusters_counts_the_pairs_they_imply)
{
    LinkPair pair[] = {pair_of(0, 1, 9), pair_of(1, 2, 6), pair_of(3, 4, 8)};
    LinkPair truth[] = {pair_of(0, 2, 0), pair_of(3, 5, 0)};
    uint64_t personal[6] = {0};
    LinkDecision *decision;
    LinkClusters c = cluster(arena, (LinkPairs){pair, 3}, 6, personal, &decision);
    LinkQuality q = link_quality_clusters(&c, truth, 2);
    assert_int_equal(q.true_links, 1);
    assert_int_equal(q.false_links, 3);
    assert_int_equal(q.missed, 1);
    assert_near(q.threshold, 6, 1e-12);
}

TEST_MAIN
