/* Match weights: log2(m/u) of levels, the adjustment for frequent and rare terms, and the way
 * from bits to probability and back (Fellegi and Sunter 1969; Winkler 1989 for the terms). */
#include "linkage/model.h"

#include <math.h>

/* No single level decides a run by itself: 30 bits are odds of a thousand million. */
static const double WEIGHT_MOST = 30;

double link_weight(const LinkField *field, int level)
{
    if (level < 1 || level > field->kind->level_count)
        return 0;
    double m = field->m[level - 1], u = field->u[level - 1];
    if (!(m > 0) && !(u > 0))
        return 0;
    double weight = fmax(-WEIGHT_MOST, fmin(WEIGHT_MOST, log2(m) - log2(u)));
    return level == 1 && field->against > 0 ? fmin(weight, -field->against) : weight;
}

/* u of a level is the average over all terms; two records that share a term of share s do so by chance
 * with s instead of the average.  The average is that of all levels at which the terms are the same. */
double link_frequency_weight(const LinkField *field, int level, double share)
{
    int from = field->kind->frequency_from, levels = field->kind->level_count;
    if (!field->frequency || from < 1 || level < from || level > levels || !(share > 0))
        return 0;
    double same = 0;
    for (int l = from; l <= levels; l++)
        same += field->u[l - 1];
    if (!(same > 0))
        return 0;
    return fmax(-field->frequency_cap, fmin(field->frequency_cap, log2(same / share)));
}

double link_prior_weight(double prior)
{
    return link_weight_of(prior);
}

double link_probability(double weight)
{
    return 1 / (1 + exp2(-weight));
}

/* Probabilities of 0 and 1 are as far as a double goes, so that sums stay finite. */
double link_weight_of(double probability)
{
    double p = fmin(fmax(probability, 1e-300), 1 - 0x1p-53);
    return log2(p) - log1p(-p) / log(2);
}
