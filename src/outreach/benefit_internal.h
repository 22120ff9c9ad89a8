/* What the parts of the calculator share; for benefit*.c alone. */
#pragma once
#include "outreach/benefit.h"

typedef struct Terms { /* of one month */
    LawValue line, rate, state, local, least_share, most_times, reference;
    bool has_local;
    int64_t least, most;              /* of the income */
    int64_t state_month, local_month; /* support, before it is cut at the contribution */
} Terms;

typedef struct Reckoning {
    Arena *arena;
    const Law *law;
    const BenefitAsk *ask;
    Benefit *to;
    int first; /* month that is paid first */
    int64_t base;
    Terms now;
} Reckoning;

enum { MILLION = 1000000 };

int benefit_month(Date day);               /* year × 12 + month − 1 */
Date month_begins(int month);              /* its first day */
int64_t law_number(const LawValue *value); /* percentages in millionths */
int64_t share_of(int64_t amount, int64_t millionths);
Err *law_number_on(const Reckoning *r, const char *name, const char *key, Date on, int64_t *ret) MUST_CHECK;
Err *terms_on(const Reckoning *r, Date on, Terms *ret) MUST_CHECK;

void put_figure(Reckoning *r, BenefitFigureName name, int64_t value, const LawValue *basis, const LawValue *also);
void say(Reckoning *r, Text text);

Err *benefit_gains(Reckoning *r) MUST_CHECK; /* what I get */
