/* The estimation on simulated registers, where the truth is known. */
#include "linkage/train_internal.h"
#include "base/rng.h"
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- a world: fields with m and u, so many pairs, so many of them matches ---------------- */
typedef struct World {
    const LinkKind *kind[LINK_FIELDS];
    int fields;
    double m[LINK_FIELDS][LINK_LEVELS], u[LINK_FIELDS][LINK_LEVELS];
    double missing, pairs, matches;
    int64_t sample;
    Rng rng;
} World;

static void shares(double *share, int levels, double first, double last)
{
    for (int l = 0; l < levels; l++)
        share[l] = l == 0 ? first : l == levels - 1 ? last : (1 - first - last) / (levels - 2);
}

static World world_of(double pairs, double matches)
{
    static const LinkKind *const kind[] = {&link_kind_word, &link_kind_word, &link_kind_date,
                                           &link_kind_sex,  &link_kind_id,   &link_kind_text};
    static const double equal[] = {0.85, 0.8, 0.9, 0.97, 0.88, 0.7}, other[] = {0.04, 0.06, 0.02, 0.03, 0.05, 0.1};
    static const double chance[] = {0.01, 0.004, 2e-4, 0.5, 1e-5, 2e-3},
                        differ[] = {0.95, 0.96, 0.95, 0.5, 0.9999, 0.9};
    World w = {.fields = 6, .pairs = pairs, .matches = matches, .sample = 400000, .rng = rng_open(42)};
    for (int f = 0; f < w.fields; f++) {
        w.kind[f] = kind[f];
        shares(w.m[f], kind[f]->level_count, other[f], equal[f]);
        shares(w.u[f], kind[f]->level_count, differ[f], chance[f]);
    }
    return w;
}

static int draw(Rng *rng, const double *share, int levels)
{
    double at = rng_unit(rng);
    for (int l = 0; l < levels - 1; at -= share[l++])
        if (at < share[l])
            return l + 1;
    return levels;
}

static int by_pattern(const void *a, const void *b)
{
    LinkPattern x = *(const LinkPattern *)a, y = *(const LinkPattern *)b;
    return (x > y) - (x < y);
}

/* Pairs that have the field `held` equal (-1: any), with the given share of matches among them. */
static LinkPatterns pairs_of(Arena *arena, World *w, int held, double share, int64_t count)
{
    LinkPattern *all = new (arena, LinkPattern, count);
    for (int64_t i = 0; i < count; i++) {
        bool match = rng_unit(&w->rng) < share;
        for (int f = 0; f < w->fields; f++) {
            int levels = w->kind[f]->level_count, level = draw(&w->rng, match ? w->m[f] : w->u[f], levels);
            bool missing = rng_unit(&w->rng) < w->missing;
            all[i] |= (LinkPattern)(f == held ? levels : missing ? 0 : level) << (4 * f);
        }
    }
    qsort(all, (size_t)count, sizeof *all, by_pattern);
    LinkPatterns p = {.pattern = all, .count = new (arena, int64_t, count), .pairs = count};
    for (int64_t i = 0; i < count; i++) {
        if (p.len == 0 || all[p.len - 1] != all[i])
            all[p.len++] = all[i];
        p.count[p.len - 1]++;
    }
    return p;
}

static void add_rule(Arena *arena, World *w, Training *t, int held)
{
    int top = w->kind[held]->level_count - 1;
    double both = 1 - w->missing, matches = w->matches * w->m[held][top] * both;
    double others = (w->pairs - w->matches) * w->u[held][top] * both;
    TrainSet *set = &t->set[t->sets++];
    set->rule = held;
    set->pairs = round(matches + others);
    set->held[held] = true;
    int64_t count = (int64_t)fmin(set->pairs, (double)w->sample / 4);
    set->patterns = pairs_of(arena, w, held, set->pairs > 0 ? matches / (matches + others) : 0, count);
}

static Training begin(Arena *arena, World *w, double records)
{
    Training t = {.arena = arena, .model = new (arena, LinkModel, 1), .set = new (arena, TrainSet, LINK_RULES + 1)};
    t.pairs = w->pairs;
    t.most = records * 10;
    t.prior = records / 4 / w->pairs;
    t.model->fields = w->fields;
    for (int f = 0; f < w->fields; f++) {
        t.model->field[f] = (LinkField){.name = S("field"), .kind = w->kind[f]};
        t.levels[f] = w->kind[f]->level_count;
        link_field_defaults(&t.model->field[f]);
    }
    int64_t count = (int64_t)fmin(w->pairs, (double)w->sample);
    t.random = pairs_of(arena, w, -1, w->matches / w->pairs, count);
    return t;
}

static double weight_of(const double *m, const double *u, int level)
{
    return log2(m[level - 1] / u[level - 1]);
}

/* Weights of the first and the last level are those of the world within so many bits. */
static void agrees(const World *w, const Training *t, int field, double bits)
{
    const LinkField *f = &t->model->field[field];
    int levels = w->kind[field]->level_count;
    for (int l = 1; l <= levels; l += levels - 1) {
        double got = weight_of(f->m, f->u, l), want = weight_of(w->m[field], w->u[field], l);
        if (fabs(got - want) > bits)
            fail_msg("field %d level %d: %.2f bits instead of %.2f", field, l, got, want);
    }
}

static void is_sane(const Training *t)
{
    assert_true(t->model->prior > 0 && t->model->prior <= 0.5);
    for (int f = 0; f < t->model->fields; f++) {
        double m = 0, u = 0;
        for (int l = 0; l < t->levels[f]; l++) {
            assert_true(t->model->field[f].m[l] > 0 && t->model->field[f].u[l] > 0);
            m += t->model->field[f].m[l];
            u += t->model->field[f].u[l];
        }
        assert_true(fabs(m - 1) < 1e-6 && fabs(u - 1) < 1e-6);
        assert_true(weight_of(t->model->field[f].m, t->model->field[f].u, t->levels[f]) > 0);
    }
}

TEST(two_large_registers)
{
    World w = world_of(1e10, 50000);
    Training t = begin(arena, &w, 1e5);
    add_rule(arena, &w, &t, 2);
    add_rule(arena, &w, &t, 4);
    training_estimate(&t);
    training_finish(&t);
    is_sane(&t);
    assert_true(fabs(log2(t.model->prior / 5e-6)) < 0.3);
    static const int steady[] = {0, 1, 2, 3, 5}; /* equal ids are too rare to be counted among the random pairs */
    for (int i = 0; i < COUNTOF(steady); i++)
        agrees(&w, &t, steady[i], 0.5);
    assert_true(link_weight(&t.model->field[4], 4) > 15);
}

TEST(a_small_register_dense_with_duplicates)
{
    World w = world_of(499500, 2000);
    w.sample = 499500;
    Training t = begin(arena, &w, 1000);
    for (int f = 0; f < 5; f += 2)
        add_rule(arena, &w, &t, f);
    training_estimate(&t);
    training_finish(&t);
    is_sane(&t);
    assert_true(fabs(log2(t.model->prior / 4e-3)) < 0.2);
    for (int f = 0; f < w.fields; f++)
        if (f != 4)
            agrees(&w, &t, f, 0.6);
    assert_true(t.model->field[2].u[7] < 4e-4); /* 0.0038 of all pairs have equal dates, most of them matches */
}

TEST(two_values_in_five_missing)
{
    World w = world_of(1e8, 5000);
    w.missing = 0.4;
    Training t = begin(arena, &w, 1e4);
    add_rule(arena, &w, &t, 0);
    add_rule(arena, &w, &t, 2);
    training_estimate(&t);
    training_finish(&t);
    is_sane(&t);
    assert_true(fabs(log2(t.model->prior / 5e-5)) < 0.6);
    for (int f = 0; f < 4; f++)
        agrees(&w, &t, f, 0.8);
}

TEST(one_rule_only)
{
    World w = world_of(1e8, 5000);
    Training t = begin(arena, &w, 1e4);
    add_rule(arena, &w, &t, 2);
    training_estimate(&t);
    training_finish(&t);
    is_sane(&t);
    agrees(&w, &t, 0, 0.5);
    assert_false(t.model->field[2].trained[7]);
    assert_true(t.model->notes > 0);
    assert_true(fabs(log2(t.model->prior / 5e-5)) < 0.6);
}

TEST(no_matches_at_all)
{
    World w = world_of(1e8, 0);
    Training t = begin(arena, &w, 1e4);
    add_rule(arena, &w, &t, 0);
    add_rule(arena, &w, &t, 2);
    training_estimate(&t);
    training_finish(&t);
    is_sane(&t);
    assert_true(t.model->prior < 1e-5);
    assert_true(link_weight(&t.model->field[0], t.levels[0]) > 3);
}

TEST(nothing_but_matches)
{
    World w = world_of(45, 45);
    Training t = begin(arena, &w, 10);
    for (int f = 0; f < 6; f++)
        add_rule(arena, &w, &t, f);
    training_estimate(&t);
    training_finish(&t);
    is_sane(&t);
}

TEST(no_rules_and_no_pairs)
{
    World w = world_of(1, 0);
    Training t = begin(arena, &w, 2);
    t.random = (LinkPatterns){0};
    training_estimate(&t);
    training_finish(&t);
    is_sane(&t);
    assert_true(t.model->trained && t.model->notes == 6);
}

TEST(the_same_pairs_give_the_same_model)
{
    Str json[2];
    for (int i = 0; i < 2; i++) {
        World w = world_of(1e6, 900);
        Training t = begin(arena, &w, 1e3);
        add_rule(arena, &w, &t, 0);
        add_rule(arena, &w, &t, 2);
        training_estimate(&t);
    training_finish(&t);
        json[i] = link_model_json(arena, t.model);
    }
    assert_str(json[0], json[1]);
}

static bool noted(const LinkModel *model, const char *what)
{
    for (ptrdiff_t i = 0; i < model->notes; i++)
        if (str_find(model->note[i].vi, str_from(what)) >= 0 && model->note[i].en.len > 0)
            return true;
    return false;
}

TEST(a_level_that_weighs_less_than_a_lower_one_is_noted_in_words)
{
    World w = world_of(1e6, 900);
    for (int turned = 0; turned < 2; turned++) {
        Training t = begin(arena, &w, 1e3);
        LinkField *field = &t.model->field[0];
        for (int l = 0; l < t.levels[0]; l++) { /* as if all of it had been learnt */
            field->trained[l] = true;
            field->m[l] = field->u[l] * exp2(l);
        }
        if (turned)
            field->m[2] = field->u[2] / 8;
        training_finish(&t);
        assert_int_equal(noted(t.model, "được tính nhẹ hơn"), turned);
    }
}

TEST_MAIN
