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
    ret->prior = link_prior_weight(model->prior);
    ret->give_up = (float)(from - ret->prior) - ROUNDING;
    for (int f = 0; f < model->fields; f++)
        scale_field(data, &model->field[f], f, ret);
    scale_bounds(ret);
    scale_order(ret);
}

/* ---- sifting ----------------------------------------------------------------------------- */
ptrdiff_t scale_sift_plain(const Scale *scale, const uint64_t *a, const uint64_t *b, ptrdiff_t n, int stride,
                           uint16_t *ret)
{
    int fields = scale->fields;
    ptrdiff_t len = 0;
    for (ptrdiff_t i = 0; i < n; i++, b += stride) {
        unsigned equal = 0, present = (unsigned)(a[fields] & b[fields] & 0xffff);
        for (int f = 0; f < fields; f++)
            equal |= (unsigned)(a[f] == b[f]) << f;
        equal &= present;
        float most = 0;
        for (int g = 0; g < scale->groups; g++)
            most += scale->bound[g][(equal >> 4 * g & 15) | (present >> 4 * g & 15) << 4];
        ret[len] = (uint16_t)i;
        len += most >= scale->give_up;
    }
    return len;
}

ptrdiff_t scale_sift(const Scale *scale, const uint64_t *a, const uint64_t *b, ptrdiff_t n, int stride, uint16_t *ret)
{
    return scale_sift_plain(scale, a, b, n, stride, ret);
}
