/* What lists of renewals and their words share; for renew.c and advice.c alone. */
#pragma once
#include "base/vec.h"
#include "outreach/renew.h"

typedef enum AdviceKind {
    ADVICE_RENEWAL,
    ADVICE_OVERDUE,
    ADVICE_LAPSED,
    ADVICE_JUMP,
    ADVICE_AHEAD,     /* paid beyond the month in which the least income rises */
    ADVICE_SUPPORTED, /* is to choose a higher income, and pays no more for it: support rises with the line */
    ADVICE_NEW,
    ADVICE_KINDS
} AdviceKind;

enum { PAY_METHODS = 4 };

typedef struct KnownLevels {
    int month;
    unsigned classes;
    BenefitLevels levels;
} KnownLevels;

struct Advising {
    Arena *arena;
    const Law *law;
    Str province;
    Date today;
    Date jump; /* first day of the month in which the least income rises; year 0: no act says so */
    Text words[ADVICE_KINDS];
    int pay_within[PAY_METHODS]; /* months of the next period in which its payment is in time, by advising_pay_by */
    Vec(KnownLevels) known;
};
Err *advising_levels(Advising *advising, Date day, unsigned classes, BenefitLevels *ret) MUST_CHECK;

typedef struct AdviceFill { /* months and dong; −1 not known */
    int64_t until, by, jump, now, then, least;
} AdviceFill;
Text advice_words(const Advising *advising, AdviceKind kind, const AdviceFill *fill);
/* The last month in which the payment after paid_to is in time: a period of six months may be paid in its first four.
 * FACT_MISSING where either is. */
int32_t advising_pay_by(const Advising *advising, int32_t paid_to, int32_t method);
unsigned advice_classes(int32_t poverty, int32_t minority); /* facts */
