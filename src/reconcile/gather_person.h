/* What was taken in of one person, between gather_person.c, which takes it in, and gather_facts.c, which says what it
 * comes to; for these two only. */
#pragma once
#include "reconcile/gather_internal.h"

#include "base/vec.h"

enum { EVER = INT32_MAX, ALWAYS = INT32_MIN + 1 }; /* months of what has no end, no beginning */

typedef struct Span { /* months, both with it */
    int from, to;
} Span;

typedef struct Spell {
    Span span; /* to: EVER while it is open */
    bool compulsory;
    int paid_to, leave_to; /* leave_to: the last month in which he takes part after it; not more than to: none */
    int32_t base, employer;
    int32_t unemployment, health; /* flags */
    int method;                   /* code of PERSON_pay_method; -1 */
} Spell;

typedef struct Wage { /* a row of the tax year */
    int32_t money, months, employer;
    bool labour;
} Wage;

typedef struct Benefit {
    Span span;
    Str kind;
} Benefit;

typedef struct Business {
    Str status, method, from;
} Business;

enum { NUMBERS = 8 };
typedef struct Numbers { /* different ones; more than these are not told apart */
    Str number[NUMBERS];
    int count;
} Numbers;

typedef Vec(Spell) Spells;
typedef Vec(Wage) Wages;
typedef Vec(Benefit) Benefits;
typedef Vec(Business) Businesses;
typedef Vec(Span) Spans;

struct PersonFold {
    const Gather *g;
    int32_t person;
    bool listed, living, stays, deceased; /* of the population list */
    int32_t listed_death, death, left;    /* days; FACT_MISSING */
    bool taxed_at_all, contract_said;
    int32_t contract, lists, list_health;
    Numbers insurance, personal;
    Str birth, sex, name;
    Str number;           /* as the population register has it, else social insurance; twelve digits before others */
    SourceKind number_of; /* … which of them */
    int32_t conflicts;
    int until; /* the last month before something that rows speak of changes what is known */
    Spells spells;
    Wages wages;
    Benefits benefits;
    Businesses businesses;
};

enum { CONFLICT_BIRTH = 1, CONFLICT_SEX = 2, CONFLICT_NUMBER = 4, CONFLICT_NAME = 8 };

static inline bool is(Str cell, const char *code)
{
    return str_eq(cell, str_from(code));
}

static inline bool holds(Span span, int month)
{
    return span.from <= month && span.to >= month;
}

bool twelve_digits(Str number);

/* What is known may be another from this month on. */
static inline void from_then(PersonFold *f, int month)
{
    if (month > f->g->month && month - 1 < f->until)
        f->until = month - 1;
}
static inline void from_next(PersonFold *f)
{
    f->until = f->g->month;
}
