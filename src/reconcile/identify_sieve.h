/* For this folder: the sieve of identify_sieve.c, and what rules ask of it (identify_sieve_rules.c). */
#pragma once
#include "base/vec.h"
#include "reconcile/identify_bound.h"

enum { SIEVE_WORD_BITS = 6, SIEVE_ASKED_MOST = LINK_RULES * LINK_PARTS };

typedef struct SieveRule {
    uint8_t asked[LINK_PARTS];
    int count;
    bool alone; /* what it asks tells of terms that are counted in no other way: who shares its key is read */
    uint64_t *set;
    uint32_t *first, *next; /* open rows, + 1, by the highest bits of their keys; of each the next */
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

static inline uint64_t sieve_key(const SieveRule *rule, const uint64_t *value)
{
    uint64_t key = 0;
    for (int i = 0; i < rule->count; i++) {
        if (!value[rule->asked[i]])
            return 0;
        key = link_mix(key, value[rule->asked[i]]);
    }
    return key * 0x9e3779b97f4a7c15u;
}

/* Four bits of one word: that a key which is not in the set finds all taken has a chance of one in 400 at most. */
static inline uint64_t sieve_bits(uint64_t key)
{
    enum { UPPER = 40, MASK = 63 };
    uint64_t four = key * 0xff51afd7ed558ccdu >> UPPER, bits = 0;
    for (int i = 0; i < 4; i++, four >>= SIEVE_WORD_BITS)
        bits |= UINT64_C(1) << (four & MASK);
    return bits;
}

static inline uint64_t *sieve_word(const Sieve *s, uint64_t *set, uint64_t key)
{
    return &set[key >> (64 - s->bits)];
}

static inline bool sieve_has(const Sieve *s, uint64_t *set, uint64_t key)
{
    uint64_t bits = sieve_bits(key);
    return (*sieve_word(s, set, key) & bits) == bits;
}
