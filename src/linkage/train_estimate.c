/* m, u and the prior from patterns.
 *
 * u is what random pairs show.  Few records hold many duplicates among their pairs, so matches are taken
 * out of the random pairs by their own probability, and m, the prior and u are found in turns.  In the
 * pairs of a rule the rule's own fields are equal by choice; the others are estimated by
 * expectation–maximisation, and rules count by the matches that they show. */
#include "linkage/train_internal.h"
#include "vn/vn.h"

#include <math.h>
#include <string.h>

enum { ROUNDS = 4, ITERATIONS = 100 };
static const double TOLERANCE = 1e-5;
static const double BELIEF = 4;        /* a kind's usual m counts like so many matches */
static const double USUAL_PAIRS = 200; /* a kind's usual u counts like so many random pairs */
static const double ENOUGH = 30;       /* random pairs of a level that need no help from candidates */
static const double FALLS = 0.5;       /* bits by which a higher level weighs less, to be told */
static const double FEW_MATCHES = 10;  /* a rule that shows fewer teaches nothing */

static double posterior(const Training *t, LinkPattern pattern, double prior, double bits)
{
    double odds = prior / (1 - prior) * exp2(bits);
    for (int f = 0; f < t->model->fields; f++) {
        int level = link_level(pattern, f);
        if (level > 0 && level <= t->levels[f])
            odds *= t->model->field[f].m[level - 1] / t->model->field[f].u[level - 1];
    }
    return odds < 1e300 ? odds / (1 + odds) : 1;
}

/* ---- u ------------------------------------------------------------------------------ */
/* Shares from counts of random pairs.  They cannot show what happens once in a million pairs: what the candidates
 * show is a lower bound, and nothing is rarer than half a pair or than usual, whichever is less. */
static void set_u(Training *t, int f, const double *count, double pairs)
{
    LinkField *field = &t->model->field[f], usual = {.kind = field->kind};
    double total = 0, present = pairs / (double)t->random.pairs;
    link_field_defaults(&usual);
    for (int l = 0; l < t->levels[f]; l++) {
        double share = (fmax(count[l], 0) + USUAL_PAIRS * usual.u[l]) / (pairs + USUAL_PAIRS);
        share = fmax(share, fmin(0.5 / pairs, usual.u[l]));
        bool known = count[l] >= ENOUGH || (double)t->random.pairs >= t->pairs;
        total += field->u[l] = known ? share : fmax(share, t->chance[f][l] / present);
    }
    for (int l = 0; l < t->levels[f]; l++)
        field->u[l] /= total;
}

static void learn_u(Training *t, bool first)
{
    double count[LINK_FIELDS][LINK_LEVELS] = {0};
    for (ptrdiff_t i = 0; i < t->random.len; i++) {
        LinkPattern p = t->random.pattern[i];
        double others = (double)t->random.count[i] * (first ? 1 : 1 - posterior(t, p, t->model->prior, 0));
        for (int f = 0; f < t->model->fields; f++) {
            int level = link_level(p, f);
            if (level > 0 && level <= t->levels[f])
                count[f][level - 1] += others;
        }
    }
    for (int f = 0; f < t->model->fields; f++) {
        double total = 0;
        for (int l = 0; l < t->levels[f]; l++)
            total += count[f][l];
        if (!(total > 0))
            continue; /* always missing: the usual u stays */
        set_u(t, f, count[f], total);
    }
}

/* ---- m ------------------------------------------------------------------------------ */
static void log_session(Training *t, int rule, const LinkEm *em)
{
    LinkModel *model = t->model;
    ptrdiff_t size = (ptrdiff_t)sizeof(LinkTraining), n = em->iterations;
    model->log = arena_grow(t->arena, model->log, model->logs * size, (model->logs + n) * size, _Alignof(LinkTraining));
    for (ptrdiff_t i = 0; i < n; i++) {
        model->log[model->logs] = em->log[i];
        model->log[model->logs++].rule = rule;
    }
}

static void learn_set(Training *t, TrainSet *set, bool last)
{
    double start = set->share > 0 ? set->share : set->rule < 0 ? t->prior : 0.3;
    LinkEm em = {.prior = start, .fix_u = true, .max_iterations = ITERATIONS, .tolerance = TOLERANCE};
    em.log = new (t->arena, LinkTraining, ITERATIONS);
    for (int f = 0; f < t->model->fields; f++) {
        const LinkField *field = &t->model->field[f];
        memcpy(em.m[f], field->m, sizeof em.m[f]);
        memcpy(em.u[f], field->u, sizeof em.u[f]);
        for (int l = 0; l < t->levels[f]; l++)
            em.extra_m[f][l] = BELIEF * field->m[l];
        em.active[f] = !set->held[f];
    }
    link_em(&set->patterns, t->levels, t->model->fields, &em);
    set->share = em.prior;
    memcpy(set->m, em.m, sizeof set->m);
    memcpy(set->seen, em.seen, sizeof set->seen);
    set->good = em.prior * (double)set->patterns.pairs >= FEW_MATCHES;
    if (last)
        log_session(t, set->rule, &em);
}

/* The average of the sets, by their matches. */
static void average_field(Training *t, int f)
{
    double sum[LINK_LEVELS] = {0}, total = 0;
    t->matches[f] = 0;
    for (int s = 0; s < t->sets; s++) {
        const TrainSet *set = &t->set[s];
        double matches = set->share * (double)set->patterns.pairs;
        if (!set->good || set->held[f])
            continue;
        total += matches;
        for (int l = 0; l < t->levels[f]; l++)
            sum[l] += matches * set->m[f][l];
        t->matches[f] = fmax(t->matches[f], matches);
    }
    for (int l = 0; total > 0 && l < t->levels[f]; l++)
        t->model->field[f].m[l] = sum[l] / total;
}

static void learn_m(Training *t, bool last)
{
    for (int s = 0; s < t->sets; s++)
        learn_set(t, &t->set[s], last);
    for (int f = 0; f < t->model->fields; f++)
        average_field(t, f);
}

/* ---- the prior ----------------------------------------------------------------------- */
/* Share of matches that have both values of the field, and of these at the highest level, in a set. */
typedef struct Top {
    double present, top;
} Top;

static Top top_of(const Training *t, const TrainSet *set, int f)
{
    double all = 0, present = 0, top = 0;
    for (ptrdiff_t i = 0; i < set->patterns.len; i++) {
        double odds = set->share / (1 - set->share);
        for (int g = 0; g < t->model->fields; g++) {
            int level = link_level(set->patterns.pattern[i], g);
            if (level > 0 && level <= t->levels[g] && !set->held[g])
                odds *= set->m[g][level - 1] / t->model->field[g].u[level - 1];
        }
        double matches = (double)set->patterns.count[i] * (odds < 1e300 ? odds / (1 + odds) : 1);
        int level = link_level(set->patterns.pattern[i], f);
        all += matches;
        present += level > 0 ? matches : 0;
        top += level == t->levels[f] ? matches : 0;
    }
    return (Top){all > 0 ? present / all : 0, present > 0 ? top / present : 0};
}

/* Share of all matches whose key of this rule is equal.  P(key) = P(equal) / P(equal | key), as equal values have
 * equal keys; both from the sets, the first from those that do not hold the field. */
static double recall_of(const Training *t, const TrainSet *set)
{
    double recall = 1;
    for (int f = 0; f < t->model->fields; f++) {
        if (!set->held[f])
            continue;
        double present = 0, total = 0, within = top_of(t, set, f).top;
        for (int s = 0; s < t->sets; s++) {
            if (!t->set[s].good || t->set[s].held[f])
                continue;
            double matches = t->set[s].share * t->set[s].pairs;
            present += matches * top_of(t, &t->set[s], f).present;
            total += matches;
        }
        double equal = t->model->field[f].m[t->levels[f] - 1];
        recall *= (total > 0 ? present / total : 1) * fmin(1, equal / fmax(within, 1e-3));
    }
    return fmax(recall, 0.05);
}

static void learn_prior(Training *t)
{
    double sum = 0, weight = 0, least = 0.5;
    for (int s = 0; s < t->sets; s++) {
        const TrainSet *set = &t->set[s];
        double matches = set->share * set->pairs;
        if (!set->good)
            continue;
        sum += matches * log(matches / recall_of(t, set));
        weight += matches;
        least = fmax(least, matches);
    }
    double none = t->sets > 0 ? fmin(FEW_MATCHES, t->prior * t->pairs) : t->prior * t->pairs;
    double matches = weight > 0 ? fmax(exp(sum / weight), least) : none;
    t->model->prior = fmin(fmin(matches, t->most) / t->pairs, 0.5);
}

/* ---- what could not be trained --------------------------------------------------------- */
static void mark_trained(Training *t)
{
    for (int f = 0; f < t->model->fields; f++)
        for (int s = 0; s < t->sets; s++)
            for (int l = 0; l < t->levels[f]; l++)
                if (t->set[s].good && !t->set[s].held[f] && t->set[s].seen[f][l])
                    t->model->field[f].trained[l] = true;
}

/* The weight of a level that no data train: between those of its neighbours, at an end that of the neighbour
 * and no bolder than usual.  When n matches do not show it, m is hardly above 3/n (Hanley and Lippman-Hand 1983). */
static double between(const LinkField *field, const double *usual, int level, int levels, double matches)
{
    int below = level - 1, above = level + 1;
    while (below >= 0 && !field->trained[below])
        below--;
    while (above < levels && !field->trained[above])
        above++;
    double low = below >= 0 ? log2(field->m[below] / field->u[below]) : -INFINITY;
    double high = above < levels ? log2(field->m[above] / field->u[above]) : INFINITY;
    double weight = fmax(low, fmin(high, usual[level]));
    if (below >= 0 && above < levels)
        weight = low + (high - low) * (level - below) / (above - below);
    return fmin(weight, log2(fmin(3 / matches, 0.5) / field->u[level]));
}

static void note_untrained(Training *t, const LinkField *field, int levels)
{
    Buf list = buf_open(t->arena);
    for (int l = 0; l < levels; l++)
        if (!field->trained[l])
            buf_fmt(&list, "%s%d", list.len > 0 ? ", " : "", l + 1);
    Str which = buf_str(&list);
    if (which.len > 0)
        link_model_note(t->arena, t->model,
                        text_fmt(t->arena, "trường %.*s: mức %.*s chưa gặp khi ước lượng, lấy theo mức bên cạnh",
                                 "field %.*s: levels not seen in training: %.*s; taken from the levels beside them",
                                 STRF(field->name), STRF(which)));
}

static void fill_field(Training *t, int f)
{
    LinkField *field = &t->model->field[f];
    int levels = t->levels[f];
    LinkField usual = {.kind = field->kind};
    double weight[LINK_LEVELS], bits[LINK_LEVELS], total = 0;
    bool any = false;
    link_field_defaults(&usual);
    for (int l = 0; l < levels; l++) {
        bits[l] = log2(usual.m[l] / usual.u[l]);
        any |= field->trained[l];
    }
    if (!any) {
        link_model_note(t->arena, t->model,
                        text_fmt(t->arena, "trường %.*s: không đủ dữ liệu để ước lượng, dùng giá trị thường gặp",
                                 "field %.*s: too little data to estimate, usual values are used", STRF(field->name)));
        return;
    }
    for (int l = 0; l < levels; l++)
        weight[l] = field->trained[l] ? 0 : between(field, bits, l, levels, t->matches[f]);
    for (int l = 0; l < levels; l++) {
        if (!field->trained[l])
            field->m[l] = field->u[l] * exp2(weight[l]);
        total += field->m[l];
    }
    note_untrained(t, field, levels);
    for (int l = 0; l < levels; l++)
        field->m[l] /= total;
}

void training_estimate(Training *t)
{
    t->model->prior = t->prior;
    learn_u(t, true);
    for (int round = 0; round < ROUNDS; round++) {
        learn_m(t, round == ROUNDS - 1);
        learn_prior(t);
        learn_u(t, false);
    }
    mark_trained(t);
}

/* How often pairs that are no matches reach each level, as far as candidates tell. */
static void learn_chance(Training *t, const LinkPatterns *candidates)
{
    memset(t->chance, 0, sizeof t->chance);
    for (ptrdiff_t i = 0; i < candidates->len; i++) {
        LinkPattern p = candidates->pattern[i];
        double bits = candidates->tuned ? link_tuned_bits(candidates->tuned[i]) : 0;
        double others = 1 - posterior(t, p, t->model->prior, bits);
        others *= (double)candidates->count[i] / (double)candidates->of;
        for (int f = 0; f < t->model->fields; f++) {
            int level = link_level(p, f);
            if (level > 1 && level <= t->levels[f])
                t->chance[f][level - 1] += others;
        }
    }
}

void training_refine(Training *t, const LinkPatterns *candidates)
{
    LinkModel *model = t->model;
    LinkEm em = {.prior = model->prior, .fix_u = true, .max_iterations = ITERATIONS, .tolerance = TOLERANCE};
    em.total_pairs = (double)candidates->of;
    em.log = new (t->arena, LinkTraining, ITERATIONS);
    for (int f = 0; f < model->fields; f++) {
        LinkField usual = {.kind = model->field[f].kind};
        link_field_defaults(&usual);
        memcpy(em.m[f], model->field[f].m, sizeof em.m[f]);
        memcpy(em.u[f], model->field[f].u, sizeof em.u[f]);
        for (int l = 0; l < t->levels[f]; l++)
            em.extra_m[f][l] = BELIEF * usual.m[l];
        em.active[f] = true;
    }
    link_em(candidates, t->levels, model->fields, &em);
    double matches = em.prior * em.total_pairs;
    if (matches < FEW_MATCHES)
        return;
    log_session(t, -1, &em);
    model->prior = em.prior;
    for (int f = 0; f < model->fields; f++) {
        memcpy(model->field[f].m, em.m[f], sizeof em.m[f]);
        for (int l = 0; l < t->levels[f]; l++)
            model->field[f].trained[l] |= em.seen[f][l];
        t->matches[f] = fmax(t->matches[f], matches);
    }
    learn_chance(t, candidates);
    learn_u(t, false);
}

/* More alike should never speak less for one person; where it does, somebody should know. */
static void note_order(Training *t, const LinkField *field, int levels)
{
    const Text *word = field->kind->level;
    for (int l = 1; l < levels; l++) {
        double below = link_weight(field, l), above = link_weight(field, l + 1);
        if (above > below - FALLS)
            continue;
        Arena *a = t->arena;
        Str low[2], high[2];
        for (int lang = LANG_VI; lang <= LANG_EN; lang++) {
            low[lang] = vn_real_in(a, (Lang)lang, above, 1);
            high[lang] = vn_real_in(a, (Lang)lang, below, 1);
        }
        link_model_note(
            a, t->model,
            (Text){str_fmt(a,
                           "trường %.*s: “%.*s” được tính nhẹ hơn “%.*s” (%.*s so với %.*s bit), ngược với lẽ "
                           "thường; có thể do ít dữ liệu, hãy xem các cặp có mức ấy",
                           STRF(field->name), STRF(word[l].vi), STRF(word[l - 1].vi), STRF(low[0]), STRF(high[0])),
                   str_fmt(a,
                           "field %.*s: “%.*s” weighs less than “%.*s” (%.*s and %.*s bits), against what is "
                           "usual; perhaps for want of data: look at pairs of that level",
                           STRF(field->name), STRF(word[l].en), STRF(word[l - 1].en), STRF(low[1]), STRF(high[1]))});
    }
}

void training_finish(Training *t)
{
    for (int f = 0; f < t->model->fields; f++)
        fill_field(t, f);
    for (int f = 0; f < t->model->fields; f++)
        note_order(t, &t->model->field[f], t->levels[f]);
    t->model->trained = true;
}
