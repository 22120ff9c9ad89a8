/* partners: which records of a large right side share a key of some rule with a record of the left.
 *
 * The keys of the left side are a set of bits for each rule.  A record of the right side is parsed, its terms are
 * counted, and unless one of its keys is in the set it is forgotten: it would meet nobody.  What is in the set by
 * chance meets nobody either, so the pairs are those of all records. */
#include "linkage/records_internal.h"

#include "base/pool.h"
#include <string.h>

enum { SPARSE = 32, LEAST_BITS = 16, LEFT_MOST = 1 << 19 };

enum { PARTS_MOST = LINK_RULES * LINK_PARTS };

struct Partners {
    const LinkModel *model;
    LinkPart part[PARTS_MOST]; /* those that rules are made of, each once */
    int parts;
    uint8_t of_rule[LINK_RULES][LINK_PARTS]; /* places in part */
    uint64_t *set[LINK_RULES];
    int bits; /* of the number of bits of a set */
    Slab row; /* uint32_t: of each record that is kept its number among all */
    int64_t seen;
};

/* Two places of the set: that a key which is not in it finds both taken has a chance of one in 256. */
static uint64_t place_of(const Partners *p, uint64_t key)
{
    return key >> (64 - p->bits);
}

static uint64_t other_place_of(const Partners *p, uint64_t key)
{
    return (key * 0x9e3779b97f4a7c15u) >> (64 - p->bits);
}

static bool is_taken(const uint64_t *set, uint64_t at)
{
    return set[at >> 6] >> (at & 63) & 1;
}

static void take(uint64_t *set, uint64_t at)
{
    set[at >> 6] |= UINT64_C(1) << (at & 63);
}

typedef struct Keys {
    LinkData *data;
    Partners *partners;
} Keys;

/* Each rule by one thread: nobody else writes to its set. */
static void take_rules(void *arg, ptrdiff_t from, ptrdiff_t to)
{
    const Keys *k = arg;
    for (ptrdiff_t r = from; r < to; r++) {
        const LinkRule *rule = &k->partners->model->rule[r];
        for (int64_t row = 0; row < k->data->rows[0]; row++) {
            uint64_t key = row_key(k->data, k->data->row[0] + row * k->data->stride, rule->part, rule->parts);
            if (key) {
                take(k->partners->set[r], place_of(k->partners, key));
                take(k->partners->set[r], other_place_of(k->partners, key));
            }
        }
    }
}

static int place_part(Partners *p, LinkPart part)
{
    for (int i = 0; i < p->parts; i++)
        if (p->part[i].field == part.field && p->part[i].part == part.part)
            return i;
    p->part[p->parts] = part;
    return p->parts++;
}

static void list_parts(Partners *p)
{
    for (int r = 0; r < p->model->rules; r++)
        for (int i = 0; i < p->model->rule[r].parts; i++)
            p->of_rule[r][i] = (uint8_t)place_part(p, p->model->rule[r].part[i]);
}

void partners_open(LinkData *data, const LinkModel *model)
{
    if (data->spill || data->rows[0] > LEFT_MOST)
        return; /* all are kept */
    Partners *p = new (&data->arena, Partners, 1);
    *p = (Partners){.model = model, .bits = LEAST_BITS, .row = slab_open()};
    while ((int64_t)1 << p->bits < SPARSE * data->rows[0])
        p->bits++;
    for (int r = 0; r < model->rules; r++)
        p->set[r] = new (&data->arena, uint64_t, (ptrdiff_t)1 << (p->bits - 6));
    list_parts(p);
    Keys keys = {data, p};
    parallel_for(data->threads, model->rules, 1, take_rules, &keys);
    data->partners = p;
}

void partners_close(LinkData *data)
{
    if (data->partners)
        slab_close(&data->partners->row);
}

/* As row_key of the rule, whose parts are keyed already. */
static uint64_t key_of(const Partners *p, int rule, const uint64_t *part_keys)
{
    uint64_t key[LINK_PARTS];
    int parts = p->model->rule[rule].parts;
    for (int i = 0; i < parts; i++) {
        key[i] = part_keys[p->of_rule[rule][i]];
        if (!key[i])
            return 0;
    }
    return keys_joined(key, parts);
}

bool partners_want(const LinkData *data, const LinkView *view)
{
    const Partners *p = data->partners;
    uint64_t part_key[PARTS_MOST];
    for (int i = 0; i < p->parts; i++) {
        const LinkView *v = &view[p->part[i].field];
        part_key[i] = v->cell ? data->field[p->part[i].field].kind->key(*v, p->part[i].part) : 0;
    }
    uint64_t key[LINK_RULES];
    for (int r = 0; r < p->model->rules; r++) { /* places lie anywhere: all are on their way before one is looked at */
        key[r] = key_of(p, r, part_key);
        __builtin_prefetch(&p->set[r][place_of(p, key[r]) >> 6]);
    }
    for (int r = 0; r < p->model->rules; r++)
        if (key[r] && is_taken(p->set[r], place_of(p, key[r])) && is_taken(p->set[r], other_place_of(p, key[r])))
            return true;
    return false;
}

void partners_keep(LinkData *data, const uint16_t *kept, ptrdiff_t count, ptrdiff_t rows)
{
    Partners *p = data->partners;
    uint32_t *to = slab_add(&p->row, count * (ptrdiff_t)sizeof *to);
    for (ptrdiff_t i = 0; i < count; i++)
        to[i] = (uint32_t)(p->seen + kept[i]);
    p->seen += rows;
}

int64_t partners_seen(const LinkData *data)
{
    int64_t left_out = data->left_out ? data->left_out->records : 0;
    return (data->partners ? data->partners->seen : data->rows[1]) + left_out;
}

void partners_name(const LinkData *data, LinkPairs *pairs)
{
    const uint32_t *row = data->partners ? (const uint32_t *)(const void *)data->partners->row.base : NULL;
    for (ptrdiff_t i = 0; row && i < pairs->len; i++)
        pairs->pair[i].right = row[pairs->pair[i].right];
}
