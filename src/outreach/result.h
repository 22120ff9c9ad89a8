/* result: the way from lead to covered person, counted. */
#pragma once
#include "outreach/outreach.h"

typedef enum ResultBy {
    RESULT_ALL,
    RESULT_BY_RULE,
    RESULT_BY_UNIT,
    RESULT_BY_VILLAGE,
    RESULT_BY_AGENT,
    RESULT_BY_COLLECTOR, /* organisation of the agent; "" none */
    RESULT_BY_CAMPAIGN,  /* in which it was given; "" none */
    RESULT_BY_MONTH,     /* in which it was given: "2026-10" */
    RESULT_BY_OUTCOME,   /* of the last contact; "" none yet */
} ResultBy;
extern const char *const result_by_codes[]; /* "all", "rule" … NULL */

typedef struct ResultAsk {
    Str province;
    Str unit, agent, rule, campaign; /* "" all */
    Date from, to;                   /* of the day on which it was given, both included; year 0: any */
    ResultBy by;
} ResultAsk;

typedef struct Funnel {
    Str key, sub;  /* rule, commune, account …; sub: the village of a commune */
    int64_t leads; /* open now on the lists that are worked; -1: not counted so (by village, agent …, or of a time) */
    int64_t waiting;    /* of them, those that nobody has and nobody is to leave in peace (waiting.h); -1 as leads */
    int64_t assigned;   /* tasks there ever were */
    int64_t contacted;  /* … of which somebody was told of */
    int64_t answered;   /* … where somebody was met: the last outcome is one */
    int64_t registered; /* … that ever registered */
    int64_t confirmed, returned, refused;
    int64_t open;               /* somebody is still to go there */
    int64_t days_half, days_90; /* from assigned to first contact, as result_days; -1 of too few */
} Funnel;
/* A handful of contacts says nothing of shares and days. */
enum { RESULT_LEAST = 20 };
/* Days within which half and nine of ten were met; sorts them.  -1 of less than RESULT_LEAST. */
void result_days(int64_t *days, ptrdiff_t count, int64_t *ret_half, int64_t *ret_90);
/* Of the communes that the scope sees, by key. */
Err *outreach_funnel(Store *store, Arena *arena, const ResultAsk *ask, Funnel **ret, ptrdiff_t *ret_count) MUST_CHECK;
