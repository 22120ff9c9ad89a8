/* How many pairs a rule would bring.
 *
 * The share of all pairs that have the same key is estimated by the pairs of a sample that have it, which is
 * right on average; rules that are too loose for the size of the data are then not used. */
#include "linkage/recognise_internal.h"

#include "linkage/link_csv.h"
#include <stdlib.h>
#include <string.h>

enum { BUDGET_LEAST = 25000000, BUDGET_PER_ROW = 20 };

typedef struct Keys { /* of one part of one field, both sides; NULL = not made yet */
    uint64_t *key[2];
} Keys;

struct RuleCost {
    Arena *arena;
    const LinkModel *model;
    const LinkSource *source[2];
    LinkBatch rows[2];
    double all_pairs, sample_pairs, records;
    bool dedupe;
    LinkView *view[2][LINK_FIELDS]; /* values of the sample, made when asked for */
};

RuleCost *rule_cost_open(Arena *arena, const LinkModel *model, LinkSource *const source[2], const Sample sample[2],
                         bool dedupe)
{
    RuleCost *cost = new (arena, RuleCost, 1);
    *cost = (RuleCost){.arena = arena, .model = model, .dedupe = dedupe};
    for (int side = 0; side < 2; side++) {
        cost->source[side] = source[side];
        cost->rows[side] = sample[side].rows;
    }
    double n[2] = {(double)sample[0].about, (double)sample[1].about};
    double s[2] = {(double)sample[0].rows.rows, (double)sample[1].rows.rows};
    cost->all_pairs = dedupe ? n[0] * (n[0] - 1) / 2 : n[0] * n[1];
    cost->sample_pairs = dedupe ? s[0] * (s[0] - 1) / 2 : s[0] * s[1];
    cost->records = dedupe ? n[0] : n[0] + n[1];
    return cost;
}

double rule_cost_budget(const RuleCost *cost)
{
    double by_rows = BUDGET_PER_ROW * cost->records;
    return by_rows > BUDGET_LEAST ? by_rows : BUDGET_LEAST;
}

static LinkView value_of(RuleCost *cost, const LinkParse *parse, const LinkKind *kind, Str written)
{
    LinkValue v = written.len > 0 ? kind->parse(parse, written) : (LinkValue){0};
    LinkView view = {.cell = v.cell};
    if (kind->blobs && v.blob) {
        char *blob = arena_alloc(cost->arena, 1, 8, v.bytes);
        memcpy(blob, v.blob, (size_t)v.bytes);
        view = (LinkView){.cell = 1, .blob = blob};
    }
    return view;
}

static const LinkView *values(RuleCost *cost, int side, int field)
{
    const LinkField *f = &cost->model->field[field];
    const LinkBatch *rows = &cost->rows[side];
    if (cost->view[side][field])
        return cost->view[side][field];
    ptrdiff_t c = link_source_column(cost->source[side], side == 0 ? f->left : f->right);
    AUTO(arena_close) Arena scratch = arena_open((ptrdiff_t)1 << 24);
    LinkParse parse = {.scratch = scratch, .style = cost->model->style, .pivot_year = LINK_PIVOT_YEAR};
    LinkView *view = new (cost->arena, LinkView, rows->rows);
    for (ptrdiff_t r = 0; r < rows->rows && c >= 0; r++)
        view[r] = value_of(cost, &parse, f->kind, rows->cell[r * rows->columns + c]);
    return cost->view[side][field] = view;
}

void rule_cost_fit(RuleCost *cost, int side, int field, int64_t *ret_filled, int64_t *ret_fits)
{
    const LinkField *f = &cost->model->field[field];
    const LinkBatch *rows = &cost->rows[side];
    const LinkView *view = values(cost, side, field);
    ptrdiff_t c = link_source_column(cost->source[side], side == 0 ? f->left : f->right);
    *ret_filled = *ret_fits = 0;
    for (ptrdiff_t r = 0; r < rows->rows; r++) {
        *ret_filled += rows->cell[r * rows->columns + c].len > 0;
        *ret_fits += view[r].cell != 0;
    }
}

static int by_key(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return (x > y) - (x < y);
}

/* Keys of the rows that have all parts, ascending; returns how many. */
static ptrdiff_t keys_of(RuleCost *cost, Arena *arena, int side, const LinkPart *part, int parts, uint64_t **ret)
{
    ptrdiff_t rows = cost->rows[side].rows, kept = 0;
    const LinkView *view[LINK_PARTS];
    uint64_t *key = new (arena, uint64_t, rows);
    for (int p = 0; p < parts; p++)
        view[p] = values(cost, side, part[p].field);
    for (ptrdiff_t r = 0; r < rows; r++) {
        uint64_t mixed = 1;
        for (int p = 0; p < parts && mixed; p++) {
            const LinkView *v = &view[p][r];
            uint64_t hash = v->cell ? cost->model->field[part[p].field].kind->key(*v, part[p].part) : 0;
            mixed = hash ? link_mix(mixed, hash) : 0;
        }
        if (mixed)
            key[kept++] = mixed;
    }
    qsort(key, (size_t)kept, sizeof *key, by_key);
    *ret = key;
    return kept;
}

static ptrdiff_t run_of(const uint64_t *key, ptrdiff_t count, ptrdiff_t at, uint64_t wanted)
{
    ptrdiff_t end = at;
    while (end < count && key[end] == wanted)
        end++;
    return end - at;
}

double rule_cost_pairs(RuleCost *cost, const LinkPart *part, int parts)
{
    uint64_t *left, *right;
    double same = 0;
    for (int p = 0; p < parts; p++) /* values stay; keys are given back */
        for (int side = 0; side < (cost->dedupe ? 1 : 2); side++)
            values(cost, side, part[p].field);
    Arena scratch = *cost->arena;
    ptrdiff_t lefts = keys_of(cost, &scratch, 0, part, parts, &left), rights = lefts, j = 0;
    right = left;
    if (!cost->dedupe)
        rights = keys_of(cost, &scratch, 1, part, parts, &right);
    for (ptrdiff_t i = 0, n; i < lefts; i += n) {
        n = run_of(left, lefts, i, left[i]);
        while (j < rights && right[j] < left[i])
            j++;
        double others = cost->dedupe ? (double)(n - 1) / 2 : (double)run_of(right, rights, j, left[i]);
        same += (double)n * others;
    }
    return cost->sample_pairs > 0 ? same / cost->sample_pairs * cost->all_pairs : 0;
}
