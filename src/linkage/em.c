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

/* What one pass over the patterns adds up. */
typedef struct Counts {
    Sum matches, pairs;
    Sum m[LINK_FIELDS][LINK_LEVELS], u[LINK_FIELDS][LINK_LEVELS];
} Counts;

typedef struct Work {
    const LinkPatterns *patterns;
    const int *levels;
    int field[LINK_FIELDS], fields; /* the active ones */
    LinkEm *em;
} Work;

/* Probability that a pair with this pattern is a match, under the present parameters. */
static double posterior(const Work *w, LinkPattern pattern)
{
    double match = w->em->prior, other = 1 - w->em->prior;
    for (int i = 0; i < w->fields; i++) {
        int f = w->field[i], level = link_level(pattern, f);
        if (level > 0 && level <= w->levels[f]) {
            match *= w->em->m[f][level - 1];
            other *= w->em->u[f][level - 1];
        }
    }
    return match + other > 0 ? match / (match + other) : w->em->prior;
}

static void expect(const Work *w, Counts *c)
{
    memset(c, 0, sizeof *c);
    for (ptrdiff_t i = 0; i < w->patterns->len; i++) {
        double n = (double)w->patterns->count[i], p = posterior(w, w->patterns->pattern[i]);
        sum_add(&c->matches, n * p);
        sum_add(&c->pairs, n);
        for (int k = 0; k < w->fields; k++) {
            int f = w->field[k], level = link_level(w->patterns->pattern[i], f);
            if (level < 1 || level > w->levels[f])
                continue;
            sum_add(&c->m[f][level - 1], n * p);
            sum_add(&c->u[f][level - 1], n * (1 - p));
        }
    }
}

/* New shares of the levels of one field; returns the largest change.  A level keeps at least half a
 * pair's share, so that no later data are ruled out by a 0. */
static double shares(const Sum *count, int levels, double *share)
{
    double part[LINK_LEVELS], total = 0, seen = 0, change = 0;
    for (int l = 0; l < levels; l++) {
        seen += sum_of(count[l]);
        part[l] = fmax(sum_of(count[l]), 0.5);
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

static double maximise(const Work *w, const Counts *c)
{
    LinkEm *em = w->em;
    double change = 0, pairs = sum_of(c->pairs);
    for (int k = 0; k < w->fields; k++) {
        int f = w->field[k];
        change = fmax(change, shares(c->m[f], w->levels[f], em->m[f]));
        if (!em->fix_u)
            change = fmax(change, shares(c->u[f], w->levels[f], em->u[f]));
    }
    if (!em->fix_prior) {
        double half = fmin(0.5, pairs / 4); /* neither class dies out */
        double prior = fmin(fmax(sum_of(c->matches), half), pairs - half) / pairs;
        change = fmax(change, fabs(prior - em->prior));
        em->prior = prior;
    }
    return change;
}

static void note_seen(const Work *w)
{
    memset(w->em->seen, 0, sizeof w->em->seen);
    for (ptrdiff_t i = 0; i < w->patterns->len; i++)
        for (int k = 0; k < w->fields; k++) {
            int f = w->field[k], level = link_level(w->patterns->pattern[i], f);
            if (level > 0 && level <= w->levels[f] && w->patterns->count[i] > 0)
                w->em->seen[f][level - 1] = true;
        }
}

static void iterate(const Work *w)
{
    LinkEm *em = w->em;
    Counts counts;
    bool still = false;
    while (!still && em->iterations < em->max_iterations) {
        expect(w, &counts);
        double change = maximise(w, &counts);
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
    int64_t pairs = 0;
    for (int f = 0; f < fields && f < LINK_FIELDS; f++)
        if (em->active[f])
            w.field[w.fields++] = f;
    for (ptrdiff_t i = 0; i < patterns->len; i++)
        pairs += patterns->count[i];
    em->iterations = 0;
    em->converged = false;
    note_seen(&w);
    if (pairs > 0)
        iterate(&w);
}
