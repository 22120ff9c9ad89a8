/* compare: what two records weigh together. */
#include "linkage/scale.h"

#include <math.h>

/* ---- frequency -------------------------------------------------------------------- */
static uint64_t term_of(const LinkData *data, const uint64_t *row, int field)
{
    const LinkKind *kind = data->field[field].kind;
    return kind->term ? kind->term(row_view(data, row, field)) : row_value_hash(data, row, field);
}

/* Records that have a row's term. */
static uint32_t count_of(const LinkData *data, const uint64_t *row, int field)
{
    const DataField *f = &data->field[field];
    if (f->kind->blobs && !data->spill)
        return heap_head(&f->heap, row[field])->count;
    return terms_count(&f->terms, term_of(data, row, field));
}

static bool counts_terms(const LinkField *f, const DataField *field)
{
    return f->frequency && f->kind->frequency && field->terms.records > 0;
}

/* What weighing a row will ask for and lies anywhere. */
void pair_fetch(const LinkData *data, const LinkModel *model, const uint64_t *row)
{
    for (int f = 0; f < data->fields; f++) {
        const DataField *field = &data->field[f];
        if (!row[f] || !counts_terms(&model->field[f], field))
            continue;
        if (field->kind->blobs)
            fetch(heap_head(&field->heap, row[f]));
        else
            terms_fetch(&field->terms, term_of(data, row, f));
    }
}

/* Records of the same person that a record has on average: they share its terms without chance. */
static double own_records(const LinkData *data, const LinkModel *model)
{
    double left = (double)data->rows[0], right = (double)partners_seen(data);
    double pairs = data->dedupe ? left * (left - 1) / 2 : left * right;
    double records = data->dedupe ? left : left + right;
    return 2 * model->prior * pairs / records;
}

static double bits_of_count(const LinkData *data, const LinkModel *model, int field, uint32_t count)
{
    const LinkField *f = &model->field[field];
    double others = fmax(1, (double)count - own_records(data, model));
    return link_frequency_weight(f, f->kind->level_count, others / (double)data->field[field].terms.records);
}

void rarity_make(const LinkData *data, const LinkModel *model, Arena *arena, Rarity *ret)
{
    *ret = (Rarity){.model = model};
    for (int f = 0; f < data->fields; f++) {
        if (!counts_terms(&model->field[f], &data->field[f]))
            continue;
        ret->bits[f] = new (arena, double, RARITY_COUNTS);
        for (uint32_t count = 0; count < RARITY_COUNTS; count++)
            ret->bits[f][count] = bits_of_count(data, model, f, count);
    }
}

static double field_frequency(const LinkData *data, const Rarity *rarity, const uint64_t *a, const uint64_t *b,
                              int field, int level)
{
    const LinkField *f = &rarity->model->field[field];
    if (!counts_terms(f, &data->field[field]) || level < f->kind->frequency_from)
        return 0;
    uint32_t count = count_of(data, a, field);
    if (a[field] != b[field]) {
        uint32_t other = count_of(data, b, field);
        count = count > other ? count : other;
    }
    const double *bits = rarity->bits[field];
    return bits && count < RARITY_COUNTS ? bits[count] : bits_of_count(data, rarity->model, field, count);
}

double pair_frequency(const LinkData *data, const Rarity *rarity, const uint64_t *a, const uint64_t *b,
                      LinkPattern pattern)
{
    double sum = 0, group[LINK_FIELDS + 1] = {0};
    for (int f = 0; f < data->fields; f++) {
        int level = link_level(pattern, f), shared = rarity->model->field[f].correlated;
        double bits = level ? field_frequency(data, rarity, a, b, f, level) : 0;
        if (shared <= 0 || shared > LINK_FIELDS)
            sum += bits;
        else if (fabs(bits) > fabs(group[shared]))
            group[shared] = bits;
    }
    for (int g = 1; g <= LINK_FIELDS; g++)
        sum += group[g];
    return sum;
}

/* ---- pairs ------------------------------------------------------------------------- */
/* "Smith | John" and "John | Smith": both words are there again, only elsewhere. */
int pair_exchanged(const LinkData *data, const uint64_t *a, const uint64_t *b, int field)
{
    int other = data->exchange[field];
    if (!a[other] || !b[other])
        return 1;
    bool same =
        term_of(data, a, field) == term_of(data, b, other) && term_of(data, a, other) == term_of(data, b, field);
    return same ? data->field[field].kind->level_count - 1 : 1;
}

LinkPattern pair_pattern(const LinkData *data, const uint64_t *a, const uint64_t *b)
{
    LinkPattern pattern = 0;
    for (int f = 0; f < data->fields; f++)
        pattern |= (LinkPattern)pair_level(data, a, b, f) << (4 * f);
    return pattern;
}

bool pair_compare(const LinkData *data, const Scale *scale, const uint64_t *a, const uint64_t *b, LinkPattern *ret)
{
    float most = 0;
    for (int f = 0; f < scale->fields; f++)
        if (a[f] && b[f])
            most += a[f] == b[f] ? scale->reach[f][data->field[f].kind->level_count] : scale->most[f];
    LinkPattern pattern = 0;
    for (int k = 0; k < scale->fields; k++) {
        int f = scale->order[k], level = pair_level(data, a, b, f);
        pattern |= (LinkPattern)level << (4 * f);
        if (!a[f] || !b[f] || a[f] == b[f])
            continue;
        most += scale->reach[f][level] - scale->most[f];
        if (most < scale->give_up)
            return false;
    }
    *ret = pattern;
    return true;
}

/* Summed in the order of fields, so that it is the same however the pair was found. */
double pair_weigh(const LinkData *data, const Scale *scale, const uint64_t *a, const uint64_t *b, LinkPair *ret)
{
    double weight = scale->prior, frequency = pair_frequency(data, &scale->rarity, a, b, ret->pattern);
    for (int f = 0; f < scale->fields; f++)
        weight += scale->weight[f][link_level(ret->pattern, f)];
    ret->frequency = (float)frequency;
    ret->weight = (float)(weight + frequency);
    return weight + frequency;
}

bool pair_same_key(const LinkData *data, const LinkModel *model, int rule, const uint64_t *a, const uint64_t *b)
{
    const LinkRule *r = &model->rule[rule];
    for (int i = 0; i < r->parts; i++) {
        int field = r->part[i].field;
        if (!a[field] || !b[field])
            return false;
        uint64_t key = data->field[field].kind->key(row_view(data, a, field), r->part[i].part);
        if (!key ||
            (a[field] != b[field] && key != data->field[field].kind->key(row_view(data, b, field), r->part[i].part)))
            return false;
    }
    return r->parts > 0;
}

static int first_rule(const LinkData *data, const LinkModel *model, const uint64_t *a, const uint64_t *b)
{
    for (int r = 0; r < model->rules; r++)
        if (pair_same_key(data, model, r, a, b))
            return r;
    return LINK_RULES;
}

Err *link_compare(LinkData *data, Arena *arena, const LinkModel *model, uint32_t left, uint32_t right, LinkPair *ret)
{
    int second = data->dedupe ? 0 : 1;
    if (left >= data->rows[0] || right >= data->rows[second])
        return FAIL(arena, INTERNAL, "không có cặp dòng %u, %u", "there is no pair of rows %u, %u", left, right);
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Scale *scale = new (&scratch, Scale, 1);
    scale_make(data, model, 0, scale);
    const uint64_t *a, *b;
    TRY(rows_get(data, &scratch, 0, (int64_t[]){left}, 1, &a));
    TRY(rows_get(data, &scratch, second, (int64_t[]){right}, 1, &b));
    *ret = (LinkPair){.left = left, .right = right, .pattern = pair_pattern(data, a, b)};
    pair_weigh(data, scale, a, b, ret);
    ret->rule = (uint8_t)first_rule(data, model, a, b);
    return NULL;
}

/* ---- best possible ----------------------------------------------------------------- */
typedef struct Best {
    const LinkData *data;
    const Scale *scale;
    float enough, least[SCALE_GROUPS][16]; /* [present bits] of four fields: with terms as frequent as can be */
    float *best;
} Best;

static void best_least(Best *b)
{
    for (int f = 0; f < b->data->fields; f++) {
        const LinkField *field = &b->scale->model->field[f];
        int levels = field->kind->level_count;
        double least = b->scale->weight[f][levels] - (field->frequency ? fabs(field->frequency_cap) : 0);
        for (unsigned present = 0; present < 16; present++)
            if (present >> f % 4 & 1)
                b->least[f / 4][present] += (float)least;
    }
}

/* Nearly all records reach enough whatever their terms, which lie anywhere, say. */
static void best_row(void *arg, int64_t index, const uint64_t *row)
{
    const Best *b = arg;
    double least = b->scale->prior;
    for (int g = 0; g < b->scale->groups; g++)
        least += (double)b->least[g][row[b->data->fields] >> 4 * g & 15];
    b->best[index] = (float)least;
    if (least > (double)b->enough)
        return;
    LinkPair pair = {.pattern = pair_pattern(b->data, row, row)};
    pair_weigh(b->data, b->scale, row, row, &pair);
    b->best[index] = pair.weight;
}

Err *link_best_possible(LinkData *data, Arena *arena, const LinkModel *model, int side, double enough, float **ret)
{
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Scale *scale = new (&scratch, Scale, 1);
    scale_make(data, model, 0, scale);
    side = data->dedupe ? 0 : side;
    rarity_make(data, model, &scratch, &scale->rarity);
    *ret = new_raw(arena, float, data->rows[side]);
    Best best = {.data = data, .scale = scale, .enough = (float)enough + 0.01F, .best = *ret};
    best_least(&best);
    work_begin(data, TEXT("Tìm hồ sơ không thể khớp", "Finding records that cannot match"), data->rows[side]);
    return rows_each(data, arena, side, best_row, &best);
}
