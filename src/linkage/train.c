/* Training without labels: u from random pairs, m by expectation–maximisation on the pairs of
 * each training rule, the prior from the rules whose pairs are nearly always matches. */
#include "linkage/train.h"

#include <math.h>
#include <string.h>

enum { RANDOM_PAIRS = 1000000, RULE_PAIRS = 300000, ITERATIONS = 60 };
static const double TOLERANCE = 1e-5;
static const double CERTAIN_RECALL = 0.8; /* assumed share of matches that the certain rules find */

typedef struct Train {
    Arena *arena;
    LinkData *data;
    LinkModel *model;
    uint64_t seed;
    int levels[LINK_FIELDS];
    double sum[LINK_FIELDS][LINK_LEVELS]; /* of m, weighted */
    double weight[LINK_FIELDS];
} Train;

static void learn_u(Train *t, const LinkPatterns *random)
{
    for (int f = 0; f < t->model->fields; f++) {
        LinkField *field = &t->model->field[f];
        double count[LINK_LEVELS] = {0}, total = 0;
        for (ptrdiff_t i = 0; i < random->len; i++) {
            int level = link_level(random->pattern[i], f);
            if (level > 0 && level <= t->levels[f])
                count[level - 1] += (double)random->count[i];
        }
        for (int l = 0; l < t->levels[f]; l++)
            total += count[l] = fmax(count[l], 0.5);
        for (int l = 0; l < t->levels[f]; l++)
            field->u[l] = count[l] / total;
    }
}

static Err *learn_prior(Train *t)
{
    LinkRuleCount *count = new (t->arena, LinkRuleCount, LINK_RULES);
    TRY(link_analyse(t->data, t->arena, t->model, count));
    double most = 0, left = (double)link_data_rows(t->data, 0), right = (double)link_data_rows(t->data, 1);
    for (int r = 0; r < t->model->rules; r++)
        if (t->model->rule[r].certain)
            most = fmax(most, (double)count[r].pairs);
    double matches = most > 0 ? most / CERTAIN_RECALL : fmin(left, right) / 10;
    t->model->prior = fmin(0.5, fmax(matches, 0.5) / fmax(left * right, 1));
    return NULL;
}

static void log_session(Train *t, int rule, const LinkEm *em)
{
    LinkModel *model = t->model;
    ptrdiff_t size = (ptrdiff_t)sizeof(LinkTraining), n = em->iterations;
    model->log = arena_grow(t->arena, model->log, model->logs * size, (model->logs + n) * size, _Alignof(LinkTraining));
    for (ptrdiff_t i = 0; i < n; i++) {
        model->log[model->logs] = em->log[i];
        model->log[model->logs++].rule = rule;
    }
}

static void take(Train *t, const LinkEm *em, double pairs)
{
    for (int f = 0; f < t->model->fields; f++) {
        double weight = em->prior * pairs;
        if (!em->active[f])
            continue;
        t->weight[f] += weight;
        for (int l = 0; l < t->levels[f]; l++) {
            t->sum[f][l] += weight * em->m[f][l];
            t->model->field[f].trained[l] |= em->seen[f][l];
        }
    }
}

static Err *learn_rule(Train *t, int r)
{
    LinkModel *model = t->model;
    LinkPatterns patterns;
    TRY(link_rule_patterns(t->data, t->arena, model, r, RULE_PAIRS, t->seed, &patterns));
    LinkEm em = {.prior = 0.3, .fix_u = true, .max_iterations = ITERATIONS, .tolerance = TOLERANCE};
    em.log = new (t->arena, LinkTraining, ITERATIONS);
    for (int f = 0; f < model->fields; f++) {
        memcpy(em.m[f], model->field[f].m, sizeof em.m[f]);
        memcpy(em.u[f], model->field[f].u, sizeof em.u[f]);
        em.active[f] = true;
    }
    for (int i = 0; i < model->rule[r].parts; i++)
        em.active[model->rule[r].part[i].field] = false;
    link_em(&patterns, t->levels, model->fields, &em);
    log_session(t, r, &em);
    take(t, &em, (double)patterns.pairs);
    return NULL;
}

static void settle(Train *t)
{
    for (int f = 0; f < t->model->fields; f++)
        for (int l = 0; t->weight[f] > 0 && l < t->levels[f]; l++)
            t->model->field[f].m[l] = t->sum[f][l] / t->weight[f];
    t->model->trained = true;
}

Err *link_train(Arena *arena, LinkData *data, LinkModel *model, uint64_t seed, LinkWatch watch)
{
    Train t = {.arena = arena, .data = data, .model = model, .seed = seed};
    (void)watch;
    model->seed = seed;
    for (int f = 0; f < model->fields; f++) {
        link_field_defaults(&model->field[f]);
        t.levels[f] = model->field[f].kind->level_count;
    }
    LinkPatterns random;
    TRY(link_random_patterns(data, arena, model, RANDOM_PAIRS, seed, &random));
    learn_u(&t, &random);
    TRY(learn_prior(&t));
    for (int r = 0; r < model->rules; r++)
        if (model->rule[r].train)
            TRY(learn_rule(&t, r));
    settle(&t);
    return NULL;
}
