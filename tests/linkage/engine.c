#include "engine_people.h"
#include "linkage/records_internal.h"
#include "test.h"

static LinkData *open_data(Arena *arena, const People *left, const People *right, const LinkModel *model, int threads)
{
    LinkSource l = people_source(arena, left), r = right ? people_source(arena, right) : l;
    LinkData *data = NULL;
    assert_ok(link_data(arena, &l, right ? &r : NULL, model, NULL, threads, 0, (Str){0}, (LinkWatch){0}, &data));
    return data;
}

/* Every pair that any rule finds, compared in full. */
static LinkPairs by_force(Arena *arena, LinkData *data, const LinkModel *model, double from)
{
    LinkPairs all = {new (arena, LinkPair, 200000), 0};
    for (uint32_t i = 0; i < link_data_rows(data, 0); i++)
        for (uint32_t j = data->dedupe ? i + 1 : 0; j < link_data_rows(data, 1); j++) {
            LinkPair pair;
            assert_ok(link_compare(data, arena, model, i, j, &pair));
            if (pair.rule < model->rules && pair.weight >= (float)from)
                all.pair[all.len++] = pair;
        }
    return all;
}

static void assert_same_pairs(const LinkPairs *got, const LinkPairs *want)
{
    assert_int_equal(got->len, want->len);
    for (ptrdiff_t i = 0; i < got->len; i++) {
        assert_int_equal(got->pair[i].left, want->pair[i].left);
        assert_int_equal(got->pair[i].right, want->pair[i].right);
        assert_int_equal(got->pair[i].rule, want->pair[i].rule);
        assert_true(got->pair[i].pattern == want->pair[i].pattern);
        assert_memory_equal(&got->pair[i].weight, &want->pair[i].weight, sizeof(float));
        assert_memory_equal(&got->pair[i].frequency, &want->pair[i].frequency, sizeof(float));
    }
}

static void check_against_force(Arena *arena, const People *left, const People *right, double from)
{
    LinkModel *model = people_model(arena);
    for (int threads = 1; threads <= 4; threads++) {
        LinkData *data = open_data(arena, left, right, model, threads);
        LinkRuleCount count[LINK_RULES];
        LinkPairs got, want = by_force(arena, data, model, from);
        assert_ok(link_score(data, arena, model, from, count, &got));
        assert_true(want.len > 20);
        assert_same_pairs(&got, &want);
        int64_t found = 0;
        for (int r = 0; r < model->rules; r++)
            found += count[r].found;
        assert_int_equal(found, got.len);
        link_data_close(data);
    }
}

TEST(two_sources_give_the_pairs_that_comparing_all_gives)
{
    People left = people_make(arena, 250, 200, 1), right = people_make(arena, 230, 200, 2);
    check_against_force(arena, &left, &right, 0);
    check_against_force(arena, &left, &right, -10);
}

TEST(one_source_gives_the_pairs_that_comparing_all_gives)
{
    People people = people_make(arena, 300, 150, 3);
    check_against_force(arena, &people, NULL, 0);
    check_against_force(arena, &people, NULL, 5);
}

TEST_MAIN
