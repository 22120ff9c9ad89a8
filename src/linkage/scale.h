/* scale: a model's weights as the inner loop wants them.
 *
 * What a pair can reach at most is a sum over fields of a number that depends on whether
 * the two cells are equal, differ, or one is missing; four fields at a time are one look into a table. */
#pragma once
#include "linkage/records_internal.h"

enum { SCALE_GROUPS = 4, RARITY_COUNTS = 1 << 14 };

/* Bits for a term by the number of records that have it: for many pairs made once. */
typedef struct Rarity {
    const LinkModel *model;
    double *bits[LINK_FIELDS]; /* of counts below RARITY_COUNTS; NULL: found anew each time */
} Rarity;
void rarity_make(const LinkData *data, const LinkModel *model, Arena *arena, Rarity *ret);

typedef struct Scale {
    const LinkModel *model;
    Rarity rarity;
    int fields, groups;
    double prior, from;
    float give_up;                               /* from - prior, with room for rounding: less is hopeless */
    float bound[SCALE_GROUPS][256];              /* [equal bits | present bits << 4] of four fields */
    double weight[LINK_FIELDS][LINK_LEVELS + 1]; /* of levels, as they count */
    float most[LINK_FIELDS];                     /* of cells that differ, with frequency */
    float reach[LINK_FIELDS][LINK_LEVELS + 1];   /* of a level, with the greatest adjustment for frequency */
    uint32_t owned[2][256]; /* [equal bits] of eight fields: earlier rules that hold no others of these fields */
    int order[LINK_FIELDS]; /* in which fields are compared: cheap ones first */
} Scale;

void scale_make(const LinkData *data, const LinkModel *model, double from, Scale *ret); /* rarity without bits */

/* Before a rule's pairs: pairs equal in all fields of an earlier rule were found by it, unless that rule is
 * among `split`, bits of rules, where a block may have been divided. */
void scale_rule(Scale *scale, int rule, uint32_t split);

/* Indices of those of n rows that may reach `give_up` together with row a and are not seen to be found by an earlier
 * rule; returns how many.  ret has room for n, which is at most 65536.  The plain form and the one for AVX2 give
 * the same; scale_sift takes what the machine has. */
ptrdiff_t scale_sift(const Scale *scale, const uint64_t *a, const uint64_t *b, ptrdiff_t n, int stride, uint16_t *ret);
ptrdiff_t scale_sift_plain(const Scale *scale, const uint64_t *a, const uint64_t *b, ptrdiff_t n, int stride,
                           uint16_t *ret);
ptrdiff_t scale_sift_avx2(const Scale *scale, const uint64_t *a, const uint64_t *b, ptrdiff_t n, int stride,
                          uint16_t *ret); /* only where the machine has it */

/* Level of a given name and a surname that stand in each other's column, or 1; both cells there (compare.c). */
int pair_exchanged(const LinkData *data, const uint64_t *a, const uint64_t *b, int field);

/* Level of one field. */
static inline int pair_level(const LinkData *data, const uint64_t *a, const uint64_t *b, int field)
{
    if (!a[field] || !b[field])
        return 0;
    const LinkKind *kind = data->field[field].kind;
    if (a[field] == b[field])
        return kind->level_count;
    int level = kind->compare(row_view(data, a, field), row_view(data, b, field));
    return level > 1 || data->exchange[field] < 0 ? level : pair_exchanged(data, a, b, field);
}
/* Both rows have the rule's key and it is the same. */
bool pair_same_key(const LinkData *data, const LinkModel *model, int rule, const uint64_t *a, const uint64_t *b);
/* The levels of a pair, or false as soon as it cannot reach `give_up`. */
bool pair_compare(const LinkData *data, const Scale *scale, const uint64_t *a, const uint64_t *b, LinkPattern *ret);
/* Fills weight and frequency from the pattern; returns the weight. */
double pair_weigh(const LinkData *data, const Scale *scale, const uint64_t *a, const uint64_t *b, LinkPair *ret);
LinkPattern pair_pattern(const LinkData *data, const uint64_t *a, const uint64_t *b);
/* Bits for the frequency of terms, of the levels of the pattern. */
double pair_frequency(const LinkData *data, const Rarity *rarity, const uint64_t *a, const uint64_t *b,
                      LinkPattern pattern);
