/* A whole run: prepare, train, score, decide, and what the report needs to know. */
#include "linkage/linkage.h"

#include "base/clock.h"
#include "base/pool.h"
#include "linkage/recognise.h"
#include "linkage/train.h"

#include <math.h>
#include <sys/resource.h>

typedef struct Run {
    Arena *arena;
    LinkSource *left, *right;
    LinkOptions options;
    LinkResult *ret;
    int64_t started_ms;
} Run;

/* Seconds since the last step ended. */
static double lap(Run *run)
{
    int64_t now = clock_tick_ms();
    double seconds = (double)(now - run->started_ms) / 1000;
    run->started_ms = now;
    return seconds;
}

static Err *check_options(Arena *arena, LinkOptions *o)
{
    o->threshold = o->threshold == 0 ? 0.95 : o->threshold;
    o->review_from = o->review_from == 0 ? 0.5 : o->review_from;
    if (!(o->threshold > 0 && o->threshold < 1 && o->review_from > 0 && o->review_from < 1))
        return FAIL(arena, USAGE, "ngưỡng phải lớn hơn 0 và nhỏ hơn 1", "thresholds must be above 0 and under 1");
    if (o->review_from > o->threshold)
        o->review_from = o->threshold;
    if (o->threads <= 0)
        o->threads = pool_cpu_count();
    return NULL;
}

static Err *prepare(Run *run)
{
    LinkOptions *o = &run->options;
    LinkResult *ret = run->ret;
    if (o->model)
        ret->model = link_model_copy(run->arena, o->model);
    else
        TRY(link_recognise(run->arena, run->left, run->right, NULL, 0, (Str){0}, &ret->model));
    if (o->pairs_only && !o->dedupe)
        TRY(link_data_partners(run->arena, run->left, run->right, ret->model, o->places, o->threads, o->memory,
                               o->folder, o->watch, o->left_out, &ret->data));
    else
        TRY(link_data(run->arena, run->left, o->dedupe ? NULL : run->right, ret->model, o->places, o->threads,
                      o->memory, o->folder, o->watch, &ret->data));
    ret->stats.records[0] = link_data_rows(ret->data, 0);
    ret->stats.records[1] = o->dedupe ? 0 : link_data_rows(ret->data, 1);
    ret->stats.read_s = lap(run);
    return NULL;
}

static Err *train(Run *run)
{
    if (!run->ret->model->trained)
        TRY(link_train(run->arena, run->ret->data, run->ret->model, run->options.seed, run->options.watch));
    run->ret->stats.train_s = lap(run);
    return NULL;
}

static Err *score(Run *run)
{
    LinkResult *ret = run->ret;
    ret->rule = new (run->arena, LinkRuleCount, ret->model->rules > 0 ? ret->model->rules : 1);
    if (!run->options.dedupe && link_data_rows(ret->data, 1) == 0)
        return NULL; /* nobody has a partner */
    TRY(link_score(ret->data, run->arena, ret->model, link_weight_of(run->options.review_from), ret->rule,
                   &ret->pairs));
    link_data_pairs(ret->data, &ret->pairs);
    for (int r = 0; r < ret->model->rules; r++) {
        ret->stats.candidates += ret->rule[r].pairs;
        ret->stats.compared += ret->rule[r].compared;
    }
    ret->stats.score_s = lap(run);
    return NULL;
}

static Err *find_unlinkable(Run *run)
{
    LinkResult *ret = run->ret;
    double threshold = link_weight_of(run->options.threshold);
    for (int side = 0; side < (run->options.dedupe ? 1 : 2); side++) {
        float *best;
        ptrdiff_t rows = (ptrdiff_t)link_data_rows(ret->data, side);
        AUTO(arena_close) Arena scratch = arena_open(rows * (ptrdiff_t)sizeof *best + (1 << 20));
        TRY(err_keep(run->arena,
                     link_best_possible(ret->data, &scratch, ret->model, side, fmax(threshold, LINK_CURVE_TO), &best)));
        link_unlinkable(run->arena, best, rows, threshold, side, &ret->unlinkable);
    }
    return NULL;
}

static Err *decide(Run *run)
{
    LinkResult *ret = run->ret;
    LinkOptions *o = &run->options;
    ret->decision = new_raw(run->arena, LinkDecision, ret->pairs.len > 0 ? ret->pairs.len : 1);
    TRY(link_decide(run->arena, &ret->pairs, link_weight_of(o->threshold), link_weight_of(o->review_from),
                    o->one_to_one && !o->dedupe, o->threads, ret->decision));
    if (o->dedupe) {
        uint64_t *personal;
        TRY(link_data_personal(ret->data, run->arena, 0, &personal));
        TRY(link_cluster(run->arena, &ret->pairs, (ptrdiff_t)link_data_rows(ret->data, 0), personal, ret->decision,
                         &ret->clusters));
        for (ptrdiff_t row = 0; row < ret->clusters.rows; row++) /* a cluster has one number at most */
            if (personal[row])
                personal[ret->clusters.cluster[row]] = personal[row];
        ret->number = personal;
    }
    if (!o->pairs_only)
        TRY(find_unlinkable(run));
    ret->stats.decide_s = lap(run);
    return NULL;
}

static int64_t peak_bytes(void)
{
    struct rusage usage;
    return getrusage(RUSAGE_SELF, &usage) == 0 ? (int64_t)usage.ru_maxrss * 1024 : 0;
}

static Err *steps(Run *run)
{
    TRY(check_options(run->arena, &run->options));
    run->ret->threshold = run->options.threshold;
    TRY(prepare(run));
    TRY(train(run));
    TRY(score(run));
    TRY(decide(run));
    run->ret->stats.peak_bytes = peak_bytes();
    run->ret->stats.spilled_bytes = link_data_spilled(run->ret->data);
    return NULL;
}

Err *link_run(Arena *arena, LinkSource *left, LinkSource *right, LinkOptions options, LinkResult *ret)
{
    *ret = (LinkResult){0};
    Run run = {.arena = arena, .left = left, .right = right, .options = options, .ret = ret};
    run.started_ms = clock_tick_ms();
    Err *err = steps(&run);
    if (err)
        link_close(ret);
    return err;
}

void link_close(LinkResult *result)
{
    if (result->data)
        link_data_close(result->data);
    result->data = NULL;
}
