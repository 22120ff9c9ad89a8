/* result: the way from lead to covered person, counted. */
#pragma once
#include "outreach/outreach.h"

typedef enum ResultBy { RESULT_ALL, RESULT_BY_RULE, RESULT_BY_UNIT, RESULT_BY_VILLAGE, RESULT_BY_AGENT } ResultBy;
extern const char *const result_by_codes[]; /* "all", "rule" … NULL */

typedef struct Funnel {
    Str key, sub;       /* rule, commune, account; sub: the village of a commune */
    int64_t assigned;   /* tasks there ever were */
    int64_t contacted;  /* … of which somebody was told of */
    int64_t registered; /* … that ever registered */
    int64_t confirmed, returned, refused;
    int64_t open;               /* somebody is still to go there */
    int64_t days_half, days_90; /* from assigned to first contact: median and 90th percentile; -1 no contact */
} Funnel;
/* Of the communes that the scope sees, by key; agent "" all. */
Err *outreach_funnel(Store *store, Arena *arena, Str province, Str unit, Str agent, ResultBy by, Funnel **ret,
                     ptrdiff_t *ret_count) MUST_CHECK;
