#include "linkage/scale.h"

#include <math.h>
#include <string.h>

static const float ROUNDING = 0.001F; /* bounds are summed in float, weights in double */

/* The rarest term that can be: one record. */
static double greatest_frequency(const LinkData *data, const LinkField *field, int f, int level)
{
    const Terms *terms = &data->field[f].terms;
    if (!field->frequency || !field->kind->frequency || level < field->kind->frequency_from || terms->records == 0)
        return 0;
    return fmax(0, link_frequency_weight(field, level, 1.0 / (double)terms->records));
}

/* ---- tables ------------------------------------------------------------------------- */
static void scale_field(const LinkData *data, const LinkField *field, int f, Scale *scale)
{
    int levels = field->kind->level_count;
    int unequal = field->kind->unequal_most > 0 ? field->kind->unequal_most : levels;
    for (int level = 1; level <= levels; level++) {
        scale->weight[f][level] = link_weight(field, level);
        scale->reach[f][level] = (float)(scale->weight[f][level] + greatest_frequency(data, field, f, level));
        if (level <= unequal)
            scale->most[f] = fmaxf(scale->most[f], scale->reach[f][level]);
    }
}

static void scale_bounds(Scale *scale)
{
    for (int g = 0; g < scale->groups; g++)
        for (int bits = 0; bits < 256; bits++)
            for (int k = 0; k < 4 && 4 * g + k < scale->fields; k++) {
                int f = 4 * g + k, levels = scale->model->field[f].kind->level_count;
                bool equal = bits >> k & 1, present = bits >> (k + 4) & 1;
                if (present)
                    scale->bound[g][bits] += equal ? scale->reach[f][levels] : scale->most[f];
            }
}

/* Blobs cost most; among equals, what tells most apart goes first. */
static bool before(const Scale *scale, int f, int g)
{
    const LinkField *a = &scale->model->field[f], *b = &scale->model->field[g];
    if (a->kind->blobs != b->kind->blobs)
        return b->kind->blobs;
    return scale->most[f] - scale->weight[f][1] > scale->most[g] - scale->weight[g][1];
}

static void scale_order(Scale *scale)
{
    for (int n = 0; n < scale->fields; n++) {
        int at = n;
        for (; at > 0 && before(scale, n, scale->order[at - 1]); at--)
            scale->order[at] = scale->order[at - 1];
        scale->order[at] = n;
    }
}

void scale_make(const LinkData *data, const LinkModel *model, double from, Scale *ret)
{
    *ret = (Scale){.model = model, .fields = model->fields, .groups = (model->fields + 3) / 4, .from = from};
    ret->rarity.model = model;
    ret->prior = link_prior_weight(model->prior);
    ret->give_up = (float)(from - ret->prior) - ROUNDING;
    for (int f = 0; f < model->fields; f++)
        scale_field(data, &model->field[f], f, ret);
    scale_bounds(ret);
    scale_order(ret);
}

/* Both words of a table must agree, so one of them says whether the rule counts at all. */
void scale_rule(Scale *scale, int rule, uint32_t split)
{
    memset(scale->owned, 0, sizeof scale->owned);
    for (int r = 0; r < rule; r++) {
        const LinkRule *earlier = &scale->model->rule[r];
        unsigned fields = 0;
        for (int i = 0; i < earlier->parts; i++)
            fields |= 1U << earlier->part[i].field;
        if (!fields || split >> r & 1)
            continue;
        for (unsigned equal = 0; equal < 256; equal++) {
            scale->owned[0][equal] |= (uint32_t)((fields & 255 & ~equal) == 0) << r;
            scale->owned[1][equal] |= (uint32_t)((fields >> 8 & ~equal) == 0) << r;
        }
    }
}
