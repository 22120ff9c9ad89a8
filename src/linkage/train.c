/* Training without labels: gathers the patterns that train_estimate.c learns from. */
#include "linkage/train.h"

#include "linkage/records_internal.h"
#include "linkage/train_internal.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

enum { RANDOM_PAIRS = 600000, RULE_PAIRS = 200000, CANDIDATES = 1000000, TURNS = 3 };
static const double SETTLED = 0.03; /* of the prior */

static Err *told(Arena *arena, LinkWatch watch, int64_t done, int64_t total)
{
    if (watch.cancelled && watch.cancelled(watch.arg))
        return FAIL(arena, CONFLICT, "đã dừng theo yêu cầu", "cancelled");
    if (watch.progress)
        watch.progress(watch.arg, TEXT("Ước lượng mô hình", "Training the model"), done, total);
    return NULL;
}

static void begin(Training *t, Arena *arena, LinkData *data, LinkModel *model, bool dedupe)
{
    double left = (double)link_data_rows(data, 0), right = (double)link_data_rows(data, 1);
    *t = (Training){.arena = arena, .model = model, .set = new (arena, TrainSet, LINK_RULES + 1)};
    t->pairs = fmax(dedupe ? left * (left - 1) / 2 : left * right, 1);
    t->most = t->pairs / 2;
    for (int f = 0; f < model->fields; f++) {
        link_field_defaults(&model->field[f]);
        t->levels[f] = model->field[f].kind->level_count;
    }
    t->prior = fmin(0.1, fmax(fmin(left, right), 2) / 4 / t->pairs);
}

static Err *gather(Training *t, LinkData *data, LinkSample *sample, uint64_t seed, LinkWatch watch)
{
    LinkModel *model = t->model;
    TRY(link_random_patterns(data, t->arena, model, RANDOM_PAIRS, seed, &t->random));
    if ((double)t->random.pairs >= t->pairs)
        t->set[t->sets++] = (TrainSet){.rule = -1, .patterns = t->random, .pairs = t->pairs};
    for (int r = 0; r < model->rules; r++) {
        TRY(told(t->arena, watch, r, model->rules));
        if (!model->rule[r].train)
            continue;
        TrainSet *set = &t->set[t->sets];
        *set = (TrainSet){.rule = r};
        for (int i = 0; i < model->rule[r].parts; i++)
            set->held[model->rule[r].part[i].field] = true;
        TRY(link_sample_patterns(sample, t->arena, model, r, RULE_PAIRS, &set->patterns));
        set->pairs = (double)set->patterns.pairs * t->pairs / fmax((double)set->patterns.of, 1);
        t->sets += set->patterns.pairs > 0;
    }
    return told(t->arena, watch, model->rules, model->rules);
}

/* In turns, as the adjustment for frequency depends on u and u on what is a match. */
static Err *refine(Training *t, LinkSample *sample, LinkWatch watch)
{
    LinkPatterns candidates;
    double before = 0;
    for (int turn = 0; turn < TURNS && fabs(t->model->prior / before - 1) > SETTLED; turn++) {
        before = t->model->prior;
        TRY(told(t->arena, watch, t->model->rules, t->model->rules));
        TRY(link_sample_patterns(sample, t->arena, t->model, -1, CANDIDATES, &candidates));
        training_refine(t, &candidates);
    }
    return NULL;
}

/* Nine digits say all that data can; and so a model that is saved and read again is the same one. */
static double nine_digits(double x)
{
    char text[40];
    snprintf(text, sizeof text, "%.9g", x);
    return strtod(text, NULL);
}

static void round_model(LinkModel *model)
{
    model->prior = nine_digits(model->prior);
    for (int f = 0; f < model->fields; f++)
        for (int l = 0; l < model->field[f].kind->level_count; l++) {
            model->field[f].m[l] = nine_digits(model->field[f].m[l]);
            model->field[f].u[l] = nine_digits(model->field[f].u[l]);
        }
}

Err *link_train(Arena *arena, LinkData *data, LinkModel *model, uint64_t seed, LinkWatch watch)
{
    Training t;
    model->seed = seed;
    begin(&t, arena, data, model, data->dedupe);
    AUTO(link_sample_close) LinkSample *sample = NULL;
    TRY(link_sample_open(data, arena, model, seed, &sample));
    TRY(gather(&t, data, sample, seed, watch));
    training_estimate(&t);
    TRY(refine(&t, sample, watch));
    training_finish(&t);
    round_model(model);
    return NULL;
}
