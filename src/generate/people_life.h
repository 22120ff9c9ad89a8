/* What is true of simulated persons and employers in a month, before any register writes it down.
 *
 * Where nothing is planted the registers of a month agree: who has wages by a labour contract is insured for those
 * months and still, benefits end where insurance begins, the dead pay nothing.  What a rule looks for is planted:
 * of the subjects of which it could be true, a share, each for a while, so that from one month to the next some cases
 * clear and some appear.  All of it is a function of the seed, the person and the month. */
#pragma once
#include "generate/people_internal.h"
#include "law/law.h"

/* The rules of data/rules that this province can break; of persons, then of employers. */
#define PEOPLE_RULES(X)                        \
    X(TAX_UNINSURED, "tax-uninsured")          \
    X(TAX_MONTHS, "tax-months-missing")        \
    X(TAX_OTHER, "tax-other-contract")         \
    X(BASE_REFERENCE, "base-under-reference")  \
    X(BASE_MINIMUM, "base-under-minimum")      \
    X(BASE_WAGE, "base-under-wage")            \
    X(OWNER, "owner-declaration")              \
    X(MANAGER, "manager-unpaid")               \
    X(OFFICIAL, "part-time-official")          \
    X(POTENTIAL, "voluntary-potential")        \
    X(DROPPED, "dropped")                      \
    X(RENEWAL_DUE, "renewal-due")              \
    X(RENEWAL_LATE, "renewal-late")            \
    X(PENSION_NEAR, "pension-near")            \
    X(NUMBERS, "several-numbers")              \
    X(SHARED, "shared-number")                 \
    X(UNSOUND, "number-unsound")               \
    X(DEAD_PAYING, "deceased-paying")          \
    X(GONE_PAYING, "emigrated-paying")         \
    X(PENSION_PAYING, "pensioner-paying")      \
    X(DEAD_PAID, "deceased-paid")              \
    X(JOBLESS_EMPLOYED, "unemployed-employed") \
    X(HEALTH_PUPIL, "health-pupil")            \
    X(HEALTH_NONE, "health-none")              \
    X(NO_UNIT, "enterprise-no-unit")           \
    X(HOUSEHOLD_NO_UNIT, "household-no-unit")  \
    X(GAP, "employer-gap")                     \
    X(GAP_LARGE, "employer-gap-large")         \
    X(DECLARED_GAP, "employer-declared-gap")   \
    X(CLOSED_INSURED, "closed-insured")        \
    X(SUSPENDED_INSURED, "suspended-insured")

typedef enum PeopleRule {
#define X(name, code) PEOPLE_RULE_##name,
    PEOPLE_RULES(X)
#undef X
        PEOPLE_RULE_COUNT
} PeopleRule;
extern const char *const people_rules[PEOPLE_RULE_COUNT];

/* ---- the month ---------------------------------------------------------------------------- */
enum { PEOPLE_BIRTHS = 1900, PEOPLE_BIRTH_MONTHS = 130 * 12 };

typedef struct PeopleScene {
    const PeopleWorld *world;
    int month;                  /* since 2018-01 */
    Date last;                  /* its last day */
    uint64_t planted;           /* share of the subjects of a rule, of 2^32 */
    uint64_t firms, plants;     /* streams */
    int64_t reference, minimum; /* đồng a month, of the month */
    int16_t retired[2]
                   [PEOPLE_BIRTH_MONTHS]; /* month in which who was born then comes to the age, since 2018-01; by sex */
} PeopleScene;
Err *people_scene(Arena *arena, const PeopleWorld *world, int month, uint64_t planted, PeopleScene *ret) MUST_CHECK;

/* Whether the rule is planted in this subject in that month.  ever: now, before or within the months there are. */
bool people_planted(const PeopleScene *scene, PeopleRule rule, uint64_t subject, int month);
int people_planted_since(const PeopleScene *scene, PeopleRule rule, uint64_t subject); /* the first such month */
int people_planted_until(const PeopleScene *scene, PeopleRule rule,
                         uint64_t subject); /* the month in which it clears */
typedef enum PeoplePlant { PLANT_NEVER, PLANT_LATER, PLANT_NOW, PLANT_PAST } PeoplePlant;
PeoplePlant people_plant_of(const PeopleScene *scene, PeopleRule rule, uint64_t subject);

/* ---- employers ------------------------------------------------------------------------------ */
enum { PEOPLE_SPARED = 60 }; /* one in so many employers is too large to be planted in or closed */
typedef struct PeopleFirm {
    uint32_t number;
    bool office;       /* the people's committee of a commune: no enterprise */
    bool closed;       /* without employees for years */
    bool no_unit;      /* registered nobody (planted) */
    bool short_listed; /* registered some (planted) */
    bool over;         /* declares many more than it insures (planted) */
    const char *status;
    int status_month; /* since 2018-01; of the status where it is not active */
    uint32_t commune;
    PeopleRule planted; /* PEOPLE_RULE_COUNT: nothing */
    int joined;         /* month in which those it had not registered were; 0: nobody */
    bool all;           /* … that was all of them */
} PeopleFirm;
/* Numbers from world.employers on are the offices of the communes. */
PeopleFirm people_firm(const PeopleScene *scene, uint32_t number);
uint32_t people_firms(const PeopleWorld *world);
uint32_t people_working_firm(const PeopleScene *scene, uint32_t number); /* the next that is not closed */
char *people_put_firm_code(const PeopleWorld *world, uint32_t number, char *out);
uint64_t people_firm_tax(const PeopleWorld *world, uint32_t number);
char *people_write_unit(const PeopleScene *scene, uint32_t number, uint32_t employees, char *out); /* of employers */
char *people_write_enterprise(const PeopleScene *scene, uint32_t number, uint32_t employees,
                              char *out); /* of enterprises */
extern const char people_unit_heading[], people_enterprise_heading[];

/* ---- persons ---------------------------------------------------------------------------------- */
enum { PEOPLE_LIFE_SPELLS = PEOPLE_SPELLS + 2 };
#define PEOPLE_NO_FIRM UINT32_MAX /* no enumerator: those are ints */

typedef struct PeopleStay { /* a spell of insurance; months since 2018-01, negative before */
    int from, to;           /* to = OPEN: still paying */
    int paid_to;            /* voluntary */
    int method;             /* months paid ahead, voluntary */
    bool voluntary, unemployment, health, other_number;
    uint32_t firm;     /* PEOPLE_NO_FIRM: for himself */
    uint64_t business; /* tax code of the household business he is insured by; 0 none */
    int64_t base;
    const char *movement;
} PeopleStay;
enum { PEOPLE_OPEN = 10000 };

typedef struct PeopleIncome { /* of the tax year */
    uint64_t payer;           /* tax code: ten digits, or twelve */
    uint32_t firm;            /* PEOPLE_NO_FIRM: a household business */
    int months;
    int64_t income;
    bool labour;
} PeopleIncome;

typedef enum PeopleBenefitKind {
    BENEFIT_PENSION,
    BENEFIT_UNEMPLOYMENT,
    BENEFIT_SICKNESS,
    BENEFIT_SOCIAL
} PeopleBenefitKind;
typedef struct PeopleBenefit {
    PeopleBenefitKind kind;
    int from, to; /* to = OPEN: without end */
    int64_t amount;
} PeopleBenefit;

typedef enum PeopleList {
    LIST_PUPIL,
    LIST_STUDENT,
    LIST_GUIDE,
    LIST_MEMBER,
    LIST_OFFICIAL,
    LIST_COOPERATIVE,
    LIST_MANAGER
} PeopleList;

typedef enum PeopleStatus { STATUS_RESIDENT, STATUS_TEMPORARY, STATUS_MOVED, STATUS_DECEASED } PeopleStatus;
typedef enum PeopleEvent { EVENT_NONE, EVENT_DEATH, EVENT_EMIGRATION } PeopleEvent;

typedef struct PeopleLife {
    Person person; /* as he is in the month: commune, telephone */
    bool known;    /* stands in the population register */
    PeopleStatus status;
    Date status_day;
    PeopleStay stay[PEOPLE_LIFE_SPELLS];
    PeopleIncome income[2];
    PeopleBenefit benefit[2];
    PeopleList list[2];
    int stays, incomes, benefits, lists; /* how many of each */
    bool pupil_insured;                  /* what his school says of health insurance */
    bool business, business_active, declaration;
    Date method_from;
    bool business_unit; /* the business is registered as an employer */
    int helpers, insured_helpers;
    PeopleEvent event;
    Date event_day;
    bool odd_number;      /* his personal number does not fit his sex */
    const Person *number; /* whose social-insurance number he uses: NULL his own */
    bool number_lent;     /* … and who is the other one */
    uint64_t planted;     /* bit by PeopleRule */
} PeopleLife;

/* The persons of a hamlet in the month of the scene. */
void people_lives(const PeopleScene *scene, const Person *person, int count, PeopleLife *life);

/* ---- parts of it: in the order in which people_lives calls them ---- */
void people_settle(const PeopleScene *scene, const Person *p,
                   PeopleLife *life); /* as of the first month, nothing planted */
/* What the tax year shows, in all persons of a hamlet; of the first month, so that its file stays the same. */
void people_plant_year(const PeopleScene *scene, PeopleLife *life, int count);
void people_go_on(const PeopleScene *scene, PeopleLife *life); /* month by month to that of the scene */
void people_plant_month(const PeopleScene *scene, PeopleLife *life, int count); /* the rest */
uint64_t people_business_code(const PeopleWorld *world, const Person *p);       /* ten or twelve digits */
uint64_t people_personal_number(const Person *p);
int people_months_of(const PeopleLife *life, int first, int last, bool compulsory_only); /* months insured in between */
PeopleStay *people_open_stay(PeopleLife *life);                             /* the one he pays now; NULL none */
bool people_past_age(const PeopleScene *scene, const Person *p, int month); /* comes to the retirement age before */
bool people_working_age(const PeopleScene *scene, const Person *p);
int people_age_months(const PeopleScene *scene, const Person *p);

/* ---- rows ---------------------------------------------------------------------------------------- */
enum {
    SOURCE_POPULATION,
    SOURCE_PARTICIPANTS,
    SOURCE_TAX,
    SOURCE_BUSINESS,
    SOURCE_LISTS,
    SOURCE_BENEFITS,
    SOURCE_DEPARTURES,
    PEOPLE_SOURCES /* of persons */
};
extern const char *const people_sources[PEOPLE_SOURCES];
extern const char *const people_source_headings[PEOPLE_SOURCES];
/* Writes the person's rows; returns how many, and in *end their end. */
int people_write_source(const PeopleScene *scene, const PeopleLife *life, int source, char *out, char **end);
char *people_put_source_id(const PeopleWorld *world, uint64_t person, int source, int row, char *out);
int people_source_rows(const PeopleScene *scene, const PeopleLife *life, int source);

/* ---- the truth ------------------------------------------------------------------------------------- */
/* Rules that are true of the person, by what the registers together say. */
uint64_t people_rules_of(const PeopleScene *scene, const PeopleLife *life);

/* All files of a province's month. */
Err *people_sources_make(Arena *arena, const PeopleWorld *world, Meter *meter, PeopleResult *ret) MUST_CHECK;
