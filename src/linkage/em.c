/* Expectation–maximisation for the Fellegi–Sunter model on counted patterns (Winkler 1988;
 * Dempster, Laird and Rubin 1977): given the class, the fields are independent; a missing field
 * says nothing and counts nowhere.
 *
 * Sums run over the patterns in their order and are compensated (Neumaier 1974), so that the
 * estimates are the same on every run and rounding does not grow with the number of patterns. */
#include "linkage/model.h"

#include <math.h>
#include <string.h>

typedef struct Sum {
    double value, rest;
} Sum;

static inline void sum_add(Sum *s, double x)
{
    double t = s->value + x;
    s->rest += fabs(s->value) >= fabs(x) ? (s->value - t) + x : (x - t) + s->value;
    s->value = t;
}

static double sum_of(Sum s)
{
    return s.value + s.rest;
}

typedef struct Work {
    const LinkPatterns *patterns;
    const int *levels;
    int field[LINK_FIELDS], fields;                /* the active ones */
    double pairs, total[LINK_FIELDS][LINK_LEVELS]; /* all, and by level: exact, and the same in every iteration */
    double factor[LINK_FIELDS][LINK_LEVELS + 1];   /* m/u of this iteration; 1 for a missing value */
    LinkEm *em;
} Work;

/* Odds that change no sum by a millionth of a pair. */
static const double HOPELESS = 1e-14;

/* What one pass over the patterns adds up: the expected matches; all others are the rest of the totals. */
typedef struct Matches {
    Sum all, level[LINK_FIELDS][LINK_LEVELS];
} Matches;

static int level_of(const Work *w, LinkPattern pattern, int f)
{
    int level = link_level(pattern, f);
    return level <= w->levels[f] ? level : 0;
}

static void set_factors(Work *w)
{
    for (int k = 0; k < w->fields; k++) {
        int f = w->field[k];
        w->factor[f][0] = 1;
        for (int l = 0; l < w->levels[f]; l++)
            w->factor[f][l + 1] = w->em->u[f][l] > 0 ? w->em->m[f][l] / w->em->u[f][l] : w->em->m[f][l] > 0 ? 1e30 : 1;
    }
}

static void expect(Work *w, Matches *sum)
{
    double odds = w->em->prior / (1 - w->em->prior);
    memset(sum, 0, sizeof *sum);
    set_factors(w);
    for (ptrdiff_t i = 0; i < w->patterns->len; i++) {
        LinkPattern pattern = w->patterns->pattern[i];
        double factor = w->patterns->tuned ? odds * exp2(link_tuned_bits(w->patterns->tuned[i])) : odds;
        for (int k = 0; k < w->fields; k++)
            factor *= w->factor[w->field[k]][level_of(w, pattern, w->field[k])];
        if (factor < HOPELESS)
            continue;
        double matches = (double)w->patterns->count[i] * (factor < 1e300 ? factor / (1 + factor) : 1);
        sum_add(&sum->all, matches);
        for (int k = 0; k < w->fields; k++) {
            int f = w->field[k], level = level_of(w, pattern, f);
            if (level > 0)
                sum_add(&sum->level[f][level - 1], matches);
        }
    }
}

/* New shares of the levels of one field from counts; returns the largest change.  A level keeps at least
 * half a pair's share, so that no later data are ruled out by a 0. */
static double set_shares(const double *count, const double *extra, int levels, double *share)
{
    double part[LINK_LEVELS], total = 0, seen = 0, change = 0;
    for (int l = 0; l < levels; l++) {
        seen += count[l] + extra[l];
        part[l] = fmax(count[l] + extra[l], 0.5);
        total += part[l];
    }
    if (!(seen > 0))
        return 0; /* nothing is known of this field here: it stays as it is */
    for (int l = 0; l < levels; l++) {
        change = fmax(change, fabs(part[l] / total - share[l]));
        share[l] = part[l] / total;
    }
    return change;
}

static double maximise(Work *w, const Matches *sum)
{
    LinkEm *em = w->em;
    double change = 0;
    for (int k = 0; k < w->fields; k++) {
        int f = w->field[k];
        double match[LINK_LEVELS], other[LINK_LEVELS];
        for (int l = 0; l < w->levels[f]; l++) {
            match[l] = sum_of(sum->level[f][l]);
            other[l] = fmax(w->total[f][l] - match[l], 0);
        }
        change = fmax(change, set_shares(match, em->extra_m[f], w->levels[f], em->m[f]));
        if (!em->fix_u)
            change = fmax(change, set_shares(other, em->extra_u[f], w->levels[f], em->u[f]));
    }
    if (!em->fix_prior) {
        double pairs = fmax(w->pairs, em->total_pairs), half = fmin(0.5, w->pairs / 4); /* neither class dies out */
        double prior = fmin(fmax(sum_of(sum->all), half), pairs - half) / pairs;
        change = fmax(change, fabs(prior - em->prior));
        em->prior = prior;
    }
    return change;
}

static void count_levels(Work *w)
{
    memset(w->em->seen, 0, sizeof w->em->seen);
    for (ptrdiff_t i = 0; i < w->patterns->len; i++) {
        w->pairs += (double)w->patterns->count[i];
        for (int k = 0; k < w->fields; k++) {
            int f = w->field[k], level = level_of(w, w->patterns->pattern[i], f);
            if (level > 0 && w->patterns->count[i] > 0) {
                w->em->seen[f][level - 1] = true;
                w->total[f][level - 1] += (double)w->patterns->count[i];
            }
        }
    }
}

static void iterate(Work *w)
{
    LinkEm *em = w->em;
    Matches sum;
    bool still = false;
    while (!still && em->iterations < em->max_iterations) {
        expect(w, &sum);
        double change = maximise(w, &sum);
        still = change < em->tolerance;
        if (em->log)
            em->log[em->iterations] =
                (LinkTraining){.iteration = em->iterations + 1, .prior = em->prior, .change = change};
        em->iterations++;
    }
    em->converged = still && em->iterations < em->max_iterations;
    if (em->log && em->iterations > 0) {
        em->log[em->iterations - 1].last = true;
        em->log[em->iterations - 1].converged = em->converged;
    }
}

void link_em(const LinkPatterns *patterns, const int *levels, int fields, LinkEm *em)
{
    Work w = {.patterns = patterns, .levels = levels, .em = em};
    for (int f = 0; f < fields && f < LINK_FIELDS; f++)
        if (em->active[f])
            w.field[w.fields++] = f;
    em->iterations = 0;
    em->converged = false;
    count_levels(&w);
    if (w.pairs > 0)
        iterate(&w);
}
