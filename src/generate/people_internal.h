/* Parts of the people generator: the world (tables), persons, what a register sees, rows. */
#pragma once
#include "base/date.h"
#include "base/rng.h"
#include "generate/people.h"
#include "generate/generate.h"

/* ---- random numbers: an inline twin of rng_next; several a field, millions of fields.
 * Never two draws in one expression: the order of operands and arguments is the compiler's. ---- */
static inline uint64_t people_mix(uint64_t z)
{
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9u;
    z = (z ^ z >> 27) * 0x94d049bb133111ebu;
    return z ^ z >> 31;
}
static inline uint64_t people_draw(Rng *rng)
{
    return people_mix(rng->state += 0x9e3779b97f4a7c15u);
}
/* 0 … bound-1; uneven by less than bound / 2^32. */
static inline uint32_t people_below(Rng *rng, uint32_t bound)
{
    return (uint32_t)((people_draw(rng) >> 32) * bound >> 32);
}
static inline int people_between(Rng *rng, int low, int high)
{
    return low + (int)people_below(rng, (uint32_t)(high - low + 1));
}
static inline bool people_chance(Rng *rng, uint32_t permille)
{
    return people_below(rng, 1000) < permille;
}

/* ---- number.c ---------------------------------------------------------------------- */
/* A permutation of 0 … n-1 chosen by the key: numbers that look drawn and never repeat. */
uint64_t people_scramble(uint64_t key, uint64_t x, uint64_t n);
typedef enum PeopleTaxCode { PEOPLE_TAX_EMPLOYER, PEOPLE_TAX_PERSON } PeopleTaxCode;
/* Tax code of the n-th employer or person: 10 digits, the last a check digit; none that an office
 * gives out.  n < 10^7, of persons < 1.6 × 10^7. */
uint64_t people_tax_code(uint64_t key, PeopleTaxCode kind, uint64_t n);
int people_tax_check(uint64_t nine_digits); /* 0 … 9, or 10: no such code */

/* ---- tables.c ---------------------------------------------------------------------- */
/* Draws an index with given weights in two steps (Walker 1977, Vose 1991), exact in integers. */
typedef struct PeopleAlias {
    uint32_t count;
    uint32_t *limit, *other;
} PeopleAlias;
PeopleAlias people_alias(Arena *arena, const int64_t *weight, ptrdiff_t count);
static inline uint32_t people_pick(const PeopleAlias *a, Rng *rng)
{
    uint64_t x = people_draw(rng);
    uint32_t i = (uint32_t)((x >> 32) * a->count >> 32);
    return (uint32_t)x < a->limit[i] ? i : a->other[i];
}

typedef struct PeopleNames { /* one part of names: texts and how often, by sex (0 male, 1 female) */
    Str *text;
    ptrdiff_t count;
    PeopleAlias by_sex[2];
} PeopleNames;

typedef struct PeopleCommune {
    Str code, name; /* name fit for a CSV cell */
    int64_t population;
    uint64_t stream;
    int registry;                   /* province of birth registration here, as in personal numbers */
    const Str *old_code, *old_name; /* the communes of before the reform that went here */
    int olds;
} PeopleCommune;

/* What a register gets wrong; the words are those of profile files.  Rates are of the rows. */
#define PEOPLE_ERRORS_LIST(X)                                                                             \
    X(DUPLICATE, "duplicate")           /* the person has a row more */                                   \
    X(OTHER_SOCIAL, "other_social")     /* that row has another social-insurance number; of duplicates */ \
    X(NO_PERSONAL, "no_personal")       /* no personal number */                                          \
    X(OLD_NUMBER, "old_number")         /* the old number of nine digits in its place */                  \
    X(NUMBER_DIGIT, "number_digit")     /* one digit of it is wrong */                                    \
    X(NUMBER_SWAP, "number_swap")       /* two neighbours of it are exchanged */                          \
    X(NUMBER_ZERO, "number_zero")       /* it lost its leading zeros */                                   \
    X(NO_SOCIAL, "no_social")           /* no social-insurance number */                                  \
    X(SOCIAL_DIGIT, "social_digit")     /* one digit of it is wrong */                                    \
    X(NO_MARKS, "no_marks")             /* Nguyen Thi Huong */                                            \
    X(TONE_MOVED, "tone_moved")         /* Hoà for Hòa; where a name has such a word */                 \
    X(TYPED, "typed")                   /* a word as its keys: Nguyeenx, Nguye6n4 */                      \
    X(TCVN3, "tcvn3")                   /* NguyÔn */                                                     \
    X(MIDDLE_SHORT, "middle_short")     /* Nguyễn T. Hương */                                         \
    X(MIDDLE_MISSING, "middle_missing") /* Nguyễn Hương */                                            \
    X(FAMILY_SHORT, "family_short")     /* Ng. Thị Hương */                                           \
    X(ORDER, "order")                   /* Hương Nguyễn Thị */                                      \
    X(EDIT, "edit")                     /* one letter or tone wrong, missing or twice */                  \
    X(NICKNAME, "nickname")             /* another given name: Tí, Bé */                                \
    X(TITLE, "title")                   /* Bà Nguyễn Thị Hương */                                  \
    X(UPPER, "upper")                   /* NGUYỄN THỊ HƯƠNG */                                      \
    X(BLANKS, "blanks")                 /* blanks too many */                                             \
    X(NO_BIRTH, "no_birth")             /* no date of birth */                                            \
    X(BIRTH_YEAR, "birth_year")         /* only its year */                                               \
    X(DAY_MONTH, "day_month")           /* day and month exchanged, where that is a day */                \
    X(BIRTH_DIGIT, "birth_digit")       /* one digit wrong */                                             \
    X(BIRTH_JANUARY, "birth_january")   /* 01/01 of the year */                                           \
    X(OLD_COMMUNE, "old_commune")       /* code and name of before the reform, where it had others */     \
    X(MOVED, "moved")                   /* another commune of the province */                             \
    X(NO_COMMUNE, "no_commune")                                                                           \
    X(NO_SEX, "no_sex")                                                                                   \
    X(WRONG_SEX, "wrong_sex")                                                                             \
    X(NO_PHONE, "no_phone")                                                                               \
    X(NEW_PHONE, "new_phone") /* another telephone */

typedef enum PeopleError {
#define X(name, word) PEOPLE_##name,
    PEOPLE_ERRORS_LIST(X)
#undef X
        PEOPLE_ERRORS
} PeopleError;

typedef struct PeopleWorld {
    PeopleSpec spec;
    PeopleNames family, middle, given;
    uint32_t plain_middle[2]; /* Văn, Thị */
    PeopleCommune *commune;   /* of the province, then those elsewhere */
    uint32_t communes, homes; /* all, of the province */
    uint32_t
        *hamlet_commune;     /* by hamlet; those from home_hamlets on lie elsewhere, those from whole_from on at home */
    uint32_t *hamlet_number; /* its number within the commune */
    int64_t hamlets, home_hamlets, whole_from;
    int64_t persons, outside, whole; /* whole: that one commune has over its share of persons */
    int64_t slots;                   /* hamlets × PEOPLE_HAMLET: running numbers are below */
    uint32_t employers;
    uint64_t key;                                   /* of the permutations */
    uint64_t rate[PEOPLE_REGISTERS][PEOPLE_ERRORS]; /* of 2^32 */
} PeopleWorld;

Err *people_world(Arena *arena, PeopleSpec spec, PeopleWorld *ret) MUST_CHECK;

/* ---- person.c ------------------------------------------------------------------------ */
typedef enum PeopleWork {
    PEOPLE_CHILD,
    PEOPLE_PUPIL,
    PEOPLE_STUDENT,
    PEOPLE_EMPLOYED,  /* compulsory insurance */
    PEOPLE_VOLUNTARY, /* pays for himself */
    PEOPLE_STOPPED,   /* was insured, is not now */
    PEOPLE_OWNER,     /* of a household business */
    PEOPLE_FREE,      /* works uninsured, or at home */
    PEOPLE_RETIRED,
    PEOPLE_WORKS
} PeopleWork;

typedef struct Person {
    uint64_t number;    /* running number: hamlet × PEOPLE_HAMLET + slot */
    uint64_t key;       /* of its own streams */
    uint32_t household; /* running number of its first person */
    uint32_t phone;     /* running number of the one whose telephone it is; UINT32_MAX: none */
    uint32_t commune, village;
    uint16_t family, middle, given;
    int16_t year;
    uint8_t month, day;
    bool year_only; /* the day of birth is not known to anyone */
    bool female, outside;
    uint8_t age;
    uint8_t relation; /* people_relations */
    uint8_t ethnicity, poverty, work;
    uint16_t registry; /* first three digits of the personal number */
    uint32_t serial;   /* its last six */
    bool has_old;      /* had a number of nine digits */
} Person;

extern const Date people_today; /* the day the registers are of */
/* All persons of a hamlet; returns how many (PEOPLE_HAMLET but for the last one). */
int people_hamlet(const PeopleWorld *world, int64_t hamlet, Person person[PEOPLE_HAMLET]);
static inline Rng people_stream(const Person *p, uint64_t topic)
{
    return (Rng){people_mix(p->key + topic * 0xd1342543de82ef95u)};
}

/* ---- work.c -------------------------------------------------------------------------- */
typedef struct PeopleSpell { /* months count from January 2018 = 0 */
    int from, to;            /* to = -1: still paying */
    bool voluntary, unemployment;
    uint32_t employer;
    int64_t base; /* đồng a month */
    int method;   /* months paid ahead, voluntary */
    const char *movement;
} PeopleSpell;
enum { PEOPLE_SPELLS = 6 };
int people_spells(const PeopleWorld *world, const Person *p, PeopleSpell spell[PEOPLE_SPELLS]); /* in time; 0: never */
uint32_t people_employer(const PeopleWorld *world, Rng *rng);
char *people_put_employer(uint32_t employer, char *out); /* its code */

/* ---- seen.c: a person as a register wrote it down ----------------------------- */
typedef struct PeopleText {
    int len;
    char text[28];
} PeopleText;

typedef struct PeopleSeen {
    int name_len;
    char name[192];
    PeopleText personal, old, social, phone, birth;
    int sex; /* 0 male, 1 female, -1 not given */
    Str commune_code, commune_name;
} PeopleSeen;

/* copy: 0 the first row of the person in that register, 1 … its duplicates. */
void people_see(const PeopleWorld *world, const Person *p, int reg, int copy, PeopleSeen *ret);
void people_see_plain(const PeopleWorld *world, const Person *p, int reg, PeopleSeen *ret); /* without any error */

/* ---- profile.c ------------------------------------------------------------------------- */
/* clean, middle, heavy or a file: error, then percents with a column for each register; what is not
 * named is 0. */
Err *people_profile(Arena *arena, Str written, uint64_t rate[PEOPLE_REGISTERS][PEOPLE_ERRORS]) MUST_CHECK;

/* ---- row.c ------------------------------------------------------------------------------ */
enum { REG_POPULATION, REG_PARTICIPANTS, REG_TAX, REG_BUSINESS, REG_PUPILS };
enum { PEOPLE_COPIES = 8, PEOPLE_ROW = 1024 }; /* rows a person in a register, bytes a row, at most */
typedef struct PeopleRows {
    int rows;      /* of the person in the register, 0: it is not listed */
    int true_rows; /* the first of them that are no duplicates but facts of their own (spells, second employers) */
} PeopleRows;

PeopleRows people_rows(const PeopleWorld *world, const Person *p, int reg);
int people_duplicates(const PeopleWorld *world, const Person *p, int reg); /* rows more of a person */
/* Writes them at out, at most PEOPLE_COPIES × PEOPLE_ROW bytes; returns the end. */
char *people_write_rows(const PeopleWorld *world, const Person *p, int reg, PeopleRows rows, char *out);
char *people_write_id(const PeopleWorld *world, const Person *p, int reg, int copy, char *out);
/* The cells of a row of the population list from the name to the telephone; its status follows. */
char *people_put_population(const Person *p, const PeopleSeen *seen, Str occupation, char *out);
Str people_heading(const PeopleWorld *world, int reg);
char *people_put_day(Rng *rng, int first_year, int last_year, char *out); /* any of them, dd/mm/yyyy */
extern const char people_employer_heading[];
char *people_write_employer(const PeopleWorld *world, uint32_t employer, uint32_t employees, char *out);
