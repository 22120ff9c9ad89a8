/* rule_key: the hash under which a rule finds a record. */
#include "linkage/records_internal.h"

/* So that any bits of a key can be used to divide keys evenly (finaliser of MurmurHash3, Appleby). */
static uint64_t spread(uint64_t x)
{
    x = (x ^ x >> 33) * 0xff51afd7ed558ccdu;
    x = (x ^ x >> 33) * 0xc4ceb9fe1a85ec53u;
    x ^= x >> 33;
    return x ? x : 1;
}

uint64_t part_key(const LinkData *data, const uint64_t *row, const LinkPart *part)
{
    return row[part->field] ? data->field[part->field].kind->key(row_view(data, row, part->field), part->part) : 0;
}

uint64_t row_key(const LinkData *data, const uint64_t *row, const LinkPart *part, int parts)
{
    return row_key_known(data, row, part, parts, -1, 0);
}

uint64_t row_key_known(const LinkData *data, const uint64_t *row, const LinkPart *part, int parts, int known,
                       uint64_t known_key)
{
    uint64_t key = 0;
    for (int i = 0; i < parts; i++)
        if (!row[part[i].field])
            return 0;
    for (int i = 0; i < parts; i++) {
        uint64_t hash = i == known ? known_key : part_key(data, row, &part[i]);
        if (!hash)
            return 0;
        key = link_mix(key, hash);
    }
    return spread(key); /* no parts: all records in one block */
}

uint64_t keys_joined(const uint64_t *part_key, int parts)
{
    uint64_t key = 0;
    for (int i = 0; i < parts; i++)
        key = link_mix(key, part_key[i]);
    return spread(key);
}

void row_flag(const LinkData *data, uint64_t *row, int rule, uint64_t key)
{
    uint64_t bit = (uint64_t)1 << (16 + rule);
    row[data->fields] = key ? row[data->fields] | bit : row[data->fields] & ~bit;
}

uint64_t row_key_flagged(const LinkData *data, uint64_t *row, const LinkModel *model, int rule)
{
    uint64_t key = row_key(data, row, model->rule[rule].part, model->rule[rule].parts);
    row_flag(data, row, rule, key);
    return key;
}
