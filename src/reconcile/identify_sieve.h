/* For this folder: the sieve of identify_sieve.c, what rules ask of it (identify_sieve_rules.c), and who falls through
 * (identify_sieve_near.c). */
#pragma once
#include "base/vec.h"
#include "reconcile/identify_bound.h"

enum {
    SIEVE_WORD_BITS = 6,
    SIEVE_FIRST_BITS = 2, /* there are so many bits more of numbers of firsts than of words */
    SIEVE_ASKED_MOST = LINK_RULES * LINK_PARTS
};

typedef struct SieveKey {
    uint64_t key;
    uint32_t open;
} SieveKey;

typedef struct SieveRule {
    uint8_t asked[LINK_PARTS];
    int count;
    bool alone; /* what it asks tells of terms that are counted in no other way: who shares its key is read */
    uint64_t *set;
    SieveKey *key;   /* of open rows that have one, by their highest bits … */
    uint32_t *first; /* … and of all that these may be the place of the first, and after the last how many there are */
} SieveRule;

typedef struct SieveCommune {
    uint64_t term, key;
} SieveCommune;

typedef struct SieveShare { /* of the persons there are */
    Arena memory;
    Vec(uint32_t) near;
    Vec(uint64_t) name; /* terms of those left out, where an open row may have the same */
    int64_t left_out, names, phones, communes;
    uint32_t *commune; /* of those left out: how many in each */
} SieveShare;

typedef struct Sieve {
    Work *w;
    const LinkPlaces *places;
    TraceParts parts;
    TraceAsked asked[SIEVE_ASKED_MOST]; /* each once */
    int count, rules, bits;             /* bits: of the number of words of a set */
    bool sieves;
    SieveRule rule[LINK_RULES];
    uint64_t *names; /* of the open rows */
    uint64_t *key;   /* of each open row those of all rules, then that of the name */
    BoundOpen *open;
    bool bounds; /* pairs are weighed */
    Bounds bound;
    double from;       /* what a pair has to weigh */
    BoundPlace *place; /* by code, as commune */
    SieveCommune *commune;
    const LinkingSide *there;
    SieveShare *share;
    int shares;
} Sieve;

/* False where a rule asks nothing that is known: anybody may share its key. */
bool sieve_rules(Sieve *s, const LinkModel *model);

#define SIEVE_SPREAD UINT64_C(0x9e3779b97f4a7c15)
#define SIEVE_KEY UINT64_C(0xff51afd7ed558ccd)

/* Keys are cheap to make: of values that are spread over all bits, the next beside the last but turned. */
static inline uint64_t sieve_beside(uint64_t key, uint64_t value)
{
    enum { TURN = 29 };
    return (key << TURN | key >> (64 - TURN)) ^ value;
}

/* value: of what a rule asks, each times SIEVE_SPREAD; 0: one is not there. */
static inline uint64_t sieve_key(const uint64_t *value, int count)
{
    uint64_t key = 0;
    for (int i = 0; i < count; i++) {
        if (!value[i])
            return 0;
        key = sieve_beside(key, value[i]);
    }
    return key * SIEVE_KEY;
}

static inline void sieve_put(uint64_t *set, int bits, uint64_t key)
{
    set[key >> (64 - bits)] |= UINT64_C(1) << (key >> 32 & 63) | UINT64_C(1) << (key >> 38 & 63);
}

/* Two bits of one word: that a key which is not in the set finds both taken has a chance of one in a hundred. */
static inline bool sieve_has(const uint64_t *set, int bits, uint64_t key)
{
    uint64_t word = set[key >> (64 - bits)];
    return word >> (key >> 32 & 63) & word >> (key >> 38 & 63) & 1;
}

static inline uint64_t *sieve_keys(const Sieve *s, int64_t open)
{
    return s->key + open * (s->rules + 1);
}

static inline uint32_t *sieve_first(const Sieve *s, ptrdiff_t rule, uint64_t key)
{
    return &s->rule[rule].first[key >> (64 - s->bits - SIEVE_FIRST_BITS)];
}

/* Of shares of the persons there are, who is near; the others are counted. */
void sieve_look_at(void *sieve, ptrdiff_t from, ptrdiff_t to);
