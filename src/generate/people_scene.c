/* The month of a province: its law, and which subjects break which rule in it. */
#include "generate/people_life.h"

const char *const people_rules[PEOPLE_RULE_COUNT] = {
#define X(name, code) code,
    PEOPLE_RULES(X)
#undef X
};

static Err *amount(const Law *law, Arena *arena, const char *name, const char *key, Date on, int64_t *ret)
{
    LawValue value;
    TRY(law_get(law, arena, str_from(name), str_from(key), on, &value));
    *ret = value.value.digits;
    for (int i = 0; i < value.value.scale; i++)
        *ret /= 10;
    return NULL;
}

static Err *read_ages(Arena *arena, const Law *law, PeopleScene *s)
{
    for (int sex = 0; sex < 2; sex++)
        for (int m = 0; m < PEOPLE_BIRTH_MONTHS; m++) {
            Retirement r;
            AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
            Date birth = {PEOPLE_BIRTHS + m / 12, m % 12 + 1, 1};
            TRY(err_keep(arena, law_retirement(law, &scratch, birth, sex ? SEX_FEMALE : SEX_MALE, &r)));
            s->retired[sex][m] = (int16_t)((r.month.year - 2018) * 12 + r.month.month - 1);
        }
    return NULL;
}

Err *people_scene(Arena *arena, const PeopleWorld *world, int month, uint64_t planted, PeopleScene *ret)
{
    Law *law;
    PeopleScene s = {.world = world, .month = month, .planted = planted};
    int year = 2018 + month / 12, of_year = month % 12 + 1;
    s.last = (Date){year, of_year, date_days_in_month(year, of_year)};
    s.firms = rng_fork(rng_open(world->spec.seed), S("firm")).state;
    s.plants = rng_fork(rng_open(world->spec.seed), S("plant")).state;
    TRY(law_load(arena, (Str){0}, &law));
    TRY(amount(law, arena, "reference_level", "", s.last, &s.reference));
    TRY(amount(law, arena, "regional_minimum_wage", "IV", s.last, &s.minimum));
    TRY(read_ages(arena, law, &s));
    *ret = s;
    return NULL;
}

/* Each month the window of those in whom a rule is broken moves on by three tenths of its width. */
static uint64_t window(const PeopleScene *s, int month)
{
    return (uint64_t)(month - PEOPLE_FIRST_MONTH) * s->planted * 3 / 10;
}

static uint64_t place(const PeopleScene *s, PeopleRule rule, uint64_t subject)
{
    return people_mix(people_mix(s->plants + rule) + subject * 0xd1342543de82ef95u) >> 32;
}

bool people_planted(const PeopleScene *s, PeopleRule rule, uint64_t subject, int month)
{
    uint64_t at = place(s, rule, subject), from = window(s, month);
    return at >= from && at < from + s->planted;
}

int people_planted_since(const PeopleScene *s, PeopleRule rule, uint64_t subject)
{
    int month = PEOPLE_FIRST_MONTH;
    while (month < PEOPLE_LAST_MONTH && place(s, rule, subject) >= window(s, month) + s->planted)
        month++;
    return month;
}

int people_planted_until(const PeopleScene *s, PeopleRule rule, uint64_t subject)
{
    int month = PEOPLE_FIRST_MONTH;
    while (place(s, rule, subject) >= window(s, month))
        month++;
    return month;
}

PeoplePlant people_plant_of(const PeopleScene *s, PeopleRule rule, uint64_t subject)
{
    uint64_t at = place(s, rule, subject), from = window(s, s->month);
    if (at >= window(s, PEOPLE_LAST_MONTH) + s->planted)
        return PLANT_NEVER;
    return at < from ? PLANT_PAST : at < from + s->planted ? PLANT_NOW : PLANT_LATER;
}

bool people_past_age(const PeopleScene *s, const Person *p, int month)
{
    return s->retired[p->female][(p->year - PEOPLE_BIRTHS) * 12 + p->month - 1] < month;
}

int people_age_months(const PeopleScene *s, const Person *p)
{
    return (s->last.year - p->year) * 12 + s->last.month - p->month - (s->last.day < p->day);
}

bool people_working_age(const PeopleScene *s, const Person *p)
{
    return people_age_months(s, p) >= 180 && !people_past_age(s, p, s->month);
}
