/* Match weights against worked examples: Splink's pair 479–481 and both of its histories. */
#include "linkage/model.h"
#include "test.h"

#include <math.h>
#include <stdlib.h>

static const Text words[] = {TEXT_INIT("khác", "different"), TEXT_INIT("gần", "near"), TEXT_INIT("bằng", "equal")};
static const LinkKind three = {
    .name = "three", .level_count = 3, .level = words, .frequency = true, .frequency_from = 3};
static const LinkKind wide = {.name = "wide", .level_count = 3, .level = words, .frequency = true, .frequency_from = 2};
static const LinkKind two = {.name = "two", .level_count = 2, .level = words};

static bool near(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

/* A cell of the second line by its heading in the first. */
static Str cell_of(Str text, const char *heading)
{
    StrCut head = str_cut(text, '\n'), row = str_cut(head.tail, '\n');
    for (;;) {
        StrCut h = str_cut(head.head, ','), v = str_cut(row.head, ',');
        if (str_eq(h.head, str_from(heading)))
            return v.head;
        assert_true(h.ok && v.ok);
        head.head = h.tail;
        row.head = v.tail;
    }
}

static double number_of(Arena *arena, Str text, const char *heading)
{
    return strtod(str_c(arena, cell_of(text, heading)), NULL);
}

/* The pair of that file: prior 0.3, first name 0.7/0.1 with term frequency at 0.6 of its strength. */
TEST(the_pair_479_and_481_weighs_what_splink_says)
{
    Str text = test_read(arena, test_shared(arena, S("data/linkage/splinktest_splink2_479_vs_481.csv")));
    LinkField name = {
        .kind = &three, .m = {0.1, 0.2, 0.7}, .u = {0.8, 0.1, 0.1}, .frequency = true, .frequency_cap = 20};
    LinkField other = {.kind = &two, .m = {0.1, 0.9}, .u = {0.9, 0.1}};
    double share = 8.0 / 900; /* of first names in that set that are "Jack " */
    double frequency = 0.6 * link_frequency_weight(&name, 3, share);
    assert_true(near(exp2(link_weight(&name, 3)), number_of(arena, text, "bf_gamma_first_name")));
    assert_true(near(exp2(frequency), number_of(arena, text, "bf_tf_adj_first_name")));
    assert_true(near(exp2(link_weight(&other, 2)), number_of(arena, text, "bf_gamma_dob")));
    assert_true(near(exp2(link_weight(&other, 1)), number_of(arena, text, "bf_gamma_city")));
    double weight = link_prior_weight(0.3) + link_weight(&name, 3) + frequency + link_weight(&other, 2) +
                    2 * link_weight(&other, 1);
    assert_true(near(weight, number_of(arena, text, "match_weight")));
    assert_true(near(link_probability(weight), number_of(arena, text, "match_probability")));
}

/* Every level of both histories of estimation: m, u, the factor and its bits. */
static void history(Arena *arena, Str name)
{
    StrCut line = str_cut(test_read(arena, test_shared(arena, name)), '\n');
    int rows = 0;
    for (line = str_cut(line.tail, '\n'); line.head.len > 0; line = str_cut(line.tail, '\n'), rows++) {
        Str row = line.head, end[9];
        for (int i = 8; i >= 0; i--) { /* the last cells: … m, u, factor, bits, proportion, is_null, iteration, final */
            ptrdiff_t comma = row.len - 1;
            while (comma > 0 && row.ptr[comma] != ',')
                comma--;
            end[i] = str_slice(row, comma + 1, row.len);
            row = str_slice(row, 0, comma);
        }
        LinkField field = {.kind = &two};
        field.m[1] = strtod(str_c(arena, end[1]), NULL);
        field.u[1] = strtod(str_c(arena, end[2]), NULL);
        assert_true(near(exp2(link_weight(&field, 2)), strtod(str_c(arena, end[3]), NULL)));
        assert_true(near(link_weight(&field, 2), strtod(str_c(arena, end[4]), NULL)));
    }
    assert_int_equal(rows, 27);
}

TEST(the_bits_of_every_level_of_the_histories_agree)
{
    history(arena, S("data/linkage/splinktest_splink2_m_u_history_fixed_u.csv"));
    history(arena, S("data/linkage/splinktest_splink2_m_u_history_no_fix.csv"));
}

TEST(missing_and_unknown_levels_weigh_nothing)
{
    LinkField field = {.kind = &two, .m = {0.1, 0.9}, .u = {0.9, 0.1}, .against = 5};
    assert_true(link_weight(&field, 0) == 0);
    assert_true(link_weight(&field, -1) == 0);
    assert_true(link_weight(&field, 3) == 0);
    LinkField empty = {.kind = &two};
    assert_true(link_weight(&empty, 2) == 0);
}

TEST(a_contradiction_weighs_at_least_its_rule)
{
    LinkField field = {.kind = &two, .m = {0.1, 0.9}, .u = {0.9, 0.1}, .against = 8};
    assert_true(link_weight(&field, 1) == -8);
    assert_true(link_weight(&field, 2) > 3);
    field.m[0] = 1e-9;
    assert_true(link_weight(&field, 1) < -20);
}

TEST(no_level_outweighs_everything)
{
    LinkField field = {.kind = &two, .m = {1e-300, 1}, .u = {1, 1e-300}};
    assert_true(link_weight(&field, 2) == 30);
    assert_true(link_weight(&field, 1) == -30);
    field.m[0] = 0;
    field.u[1] = 0;
    assert_true(link_weight(&field, 2) == 30);
    assert_true(link_weight(&field, 1) == -30);
}

TEST(rare_terms_say_more_and_common_ones_less_within_the_cap)
{
    LinkField field = {
        .kind = &three, .m = {0.1, 0.2, 0.7}, .u = {0.85, 0.05, 0.1}, .frequency = true, .frequency_cap = 4};
    assert_true(near(link_frequency_weight(&field, 3, 0.1), 0));
    assert_true(near(link_frequency_weight(&field, 3, 0.4), -2));
    assert_true(near(link_frequency_weight(&field, 3, 0.05), 1));
    assert_true(link_frequency_weight(&field, 3, 1e-9) == 4);
    assert_true(link_frequency_weight(&field, 3, 0) == 0);
    assert_true(link_frequency_weight(&field, 2, 0.4) == 0); /* not the same term */
    field.frequency = false;
    assert_true(link_frequency_weight(&field, 3, 0.4) == 0);
}

TEST(the_average_is_over_all_levels_of_the_same_term)
{
    LinkField field = {
        .kind = &wide, .m = {0.1, 0.2, 0.7}, .u = {0.84, 0.06, 0.1}, .frequency = true, .frequency_cap = 9};
    assert_true(near(link_frequency_weight(&field, 3, 0.32), -1));
    assert_true(near(link_frequency_weight(&field, 2, 0.32), -1));
    assert_true(link_frequency_weight(&field, 1, 0.32) == 0);
}

TEST(bits_and_probabilities_are_two_ways_to_say_one_thing)
{
    for (double w = -40; w <= 40; w += 0.5)
        assert_true(fabs(link_weight_of(link_probability(w)) - w) < 1e-3);
    assert_true(link_probability(0) == 0.5);
    assert_true(link_weight_of(0.5) == 0);
    assert_true(near(link_probability(5000), 1) && link_probability(-5000) == 0);
    assert_true(isfinite(link_weight_of(0)) && isfinite(link_weight_of(1)));
    assert_true(near(link_prior_weight(0.2), -2));
}

TEST_MAIN
