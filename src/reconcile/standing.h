/* standing: at which office and in which scheme each person counts at the end of a month and of the one before, and
 * what the deliveries of the month before said of that.  For reconcile's movements and coverage. */
#pragma once
#include "reconcile/movement.h"

enum { STOOD_THEN, STOOD_BEFORE, STANDS, MOMENTS }; /* begin as delivered then; begin as known now; end */

typedef struct Stand {
    uint8_t scheme;   /* Scheme */
    uint8_t code;     /* place of the movement code + 1 in Standing.code; of the spell it is about */
    uint16_t office;  /* place in Standing.office */
    int32_t since;    /* first month of the spell */
    int32_t employer; /* number of the unit, 0 none */
    uint64_t tie;     /* of spells that began alike the smaller */
    bool leave;       /* the spell has ended, for maternity or illness: he pays nothing and still takes part */
} Stand;

typedef struct Holder {
    int32_t person; /* 0: only the delivery of the month before has him */
    int32_t first;  /* first month ever insured, INT32_MAX: none is delivered */
    uint8_t left;   /* LEFT_… */
    int16_t rows;   /* spells that hold the month */
    Stand at[MOMENTS];
} Holder;

enum { LEFT_DIED = 1, LEFT_COUNTRY = 2, LEFT_LUMP_SUM = 4, LEFT_PENSION = 8 };

struct Standing {
    Str province;
    int32_t month; /* year × 12 + month − 1 */
    bool before;   /* other deliveries stood a month ago */
    Str *office;
    int offices;
    MoveCode *code;
    int codes;
    Holder *holder; /* in the order of the deliveries */
    ptrdiff_t holders;
    int32_t *of_person; /* 1 … persons: holder + 1, 0 none */
    int32_t persons;
    int64_t *nobody; /* of each office: rows that hold the month and are no person's */
};

Err *standing_of(Store *store, Arena *arena, const Identify *identify, Date month, Standing **ret) MUST_CHECK;
