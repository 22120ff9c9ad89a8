/* model: what is compared, how pairs are found, and what each level weighs.
 *
 * A model begins as a specification (fields and rules, from recognise.h or a file),
 * is trained on the data, and can be saved, edited, frozen and used for every later
 * delivery.  Levels are numbered as in kind.h: m[level-1], u[level-1]. */
#pragma once
#include "linkage/kind.h"

typedef struct LinkField {
    Str name; /* "name", "birth_date": the key in outputs and rules */
    const LinkKind *kind;
    Str left, right; /* headings of the columns on either side */
    double m[LINK_LEVELS], u[LINK_LEVELS];
    bool trained[LINK_LEVELS]; /* m of this level comes from data */
    bool frequency;            /* adjust for term frequency */
    double frequency_cap;      /* bits; the adjustment stays within ± this */
    double against;            /* bits: level 1 weighs at most minus this; 0 = no rule.  A contradiction. */
    int correlated;            /* fields with the same number > 0 share one frequency adjustment, the largest */
} LinkField;

enum { LINK_PARTS = 6, LINK_RULES = 24 };

typedef struct LinkPart { /* one part of one field */
    int field, part;
} LinkPart;

typedef struct LinkRule {
    Str name; /* "personal_id", "name+year": the match_key of outputs */
    LinkPart part[LINK_PARTS];
    int parts;
    LinkPart split[LINK_PARTS]; /* an oversized block is split by these, one after the other */
    int splits;
    bool train;   /* m is trained on pairs of this rule (for the fields that it does not hold fixed) */
    bool certain; /* a pair found by it is nearly always a match: the prior is estimated from these */
} LinkRule;

typedef struct LinkTraining { /* one iteration of one training session */
    int rule, iteration;
    double prior, change;
    bool last, converged;
} LinkTraining;

typedef struct LinkModel {
    LinkStyle style;
    LinkField field[LINK_FIELDS];
    int fields;
    LinkRule rule[LINK_RULES];
    int rules;
    double prior; /* probability that two random records are one person */
    bool trained;
    uint64_t seed;
    LinkTraining *log;
    ptrdiff_t logs;
    Text *note; /* what could not be trained, what was assumed */
    ptrdiff_t notes;
    ptrdiff_t warnings; /* the first of the notes, which everybody should see; not kept in files */
} LinkModel;

/* A comparison pattern: 4 bits a field, field f at bit 4f, the level or 0. */
typedef uint64_t LinkPattern;
static inline int link_level(LinkPattern pattern, int field)
{
    return (int)(pattern >> (4 * field)) & 15;
}

/* An adjustment for term frequency in half bits, so that patterns can be counted with it: -64 … 63.5. */
static inline uint8_t link_tuned(double bits)
{
    double halves = bits * 2 + 128.5;
    return (uint8_t)(halves < 0 ? 0 : halves > 255 ? 255 : (int)halves);
}
static inline double link_tuned_bits(uint8_t tuned)
{
    return ((double)tuned - 128) / 2;
}

typedef struct LinkPatterns { /* distinct patterns, by their adjustment and then ascending, with their numbers of pairs
                               */
    LinkPattern *pattern;
    int64_t *count;
    ptrdiff_t len;
    int64_t pairs;  /* sum of count */
    int64_t of;     /* pairs that they are a sample of */
    uint8_t *tuned; /* the adjustment of each for term frequency; NULL: there is none */
} LinkPatterns;

/* Expectation–maximisation on counted patterns under conditional independence. */
typedef struct LinkEm {
    double prior;
    double m[LINK_FIELDS][LINK_LEVELS], u[LINK_FIELDS][LINK_LEVELS]; /* in: start; out: estimates */
    /* Pairs added to the counts of each level: what is known beforehand, as strong as so many pairs. */
    double extra_m[LINK_FIELDS][LINK_LEVELS], extra_u[LINK_FIELDS][LINK_LEVELS];
    bool active[LINK_FIELDS]; /* the fields of the patterns that take part */
    bool fix_u, fix_prior;
    double total_pairs; /* more than the patterns hold: all others are no matches; 0 = none are missing */
    int max_iterations;
    double tolerance;                    /* largest change of a parameter at which it has converged */
    bool seen[LINK_FIELDS][LINK_LEVELS]; /* out: the level occurred in the data */
    bool converged;                      /* out: false at the iteration limit, always */
    int iterations;                      /* out */
    LinkTraining *log;                   /* in: room for max_iterations, or NULL; out: filled */
} LinkEm;
/* levels[f] = number of levels of field f.  No parameter gets stuck at 0: levels not seen keep a
 * small share (Laplace on half a pair) and are reported by `seen`. */
void link_em(const LinkPatterns *patterns, const int *levels, int fields, LinkEm *em);

/* What is usual for the field's kind: m, u, frequency_cap where they are 0.  From these training starts, and levels
 * that no data train keep them. */
void link_field_defaults(LinkField *field);
/* Another model with its own texts and lists. */
LinkModel *link_model_copy(Arena *arena, const LinkModel *model);
void link_model_note(Arena *arena, LinkModel *model, Text note);

/* log2(m/u) of a level, with the contradiction rule applied; 0 for level 0. */
double link_weight(const LinkField *field, int level);
/* Bits to add when both values are the same term that has this frequency (share of records). */
double link_frequency_weight(const LinkField *field, int level, double share);
double link_prior_weight(double prior); /* log2(p/(1-p)) */
double link_probability(double weight); /* of the whole weight, prior included */
double link_weight_of(double probability);

Str link_model_json(Arena *arena, const LinkModel *model);
/* BAD_INPUT with the path in the document ("fields[2].levels[0].m") when something does not fit. */
Err *link_model_read(Arena *arena, Str name, Str json, LinkModel **ret) MUST_CHECK;
