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
    Vec(KnownLevels) known;
};
Err *advising_levels(Advising *advising, Date day, unsigned classes, BenefitLevels *ret) MUST_CHECK;

typedef struct AdviceFill { /* months and dong; −1 not known */
    int64_t until, jump, now, then, least;
} AdviceFill;
Text advice_words(const Advising *advising, AdviceKind kind, const AdviceFill *fill);
unsigned advice_classes(int32_t poverty, int32_t minority); /* facts */
