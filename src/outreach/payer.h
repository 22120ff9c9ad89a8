/* payer: who pays voluntarily, or did until lately – of millions of persons the few that lists of renewals are made of.
 *
 * Found where a run of the reconciliation ends and kept by commune, so that a list is no search through everybody. What
 * depends on the day it is asked (due, overdue, the least income that is coming) is left to renew.c.  For outreach/. */
#pragma once
#include "reconcile/gather.h"

typedef struct Payer {
    int64_t subject;
    Str today, written, village; /* commune of today, "" elsewhere; as registers say it */
    bool pays;                   /* voluntarily, now; else he stopped up to six months ago */
    int32_t paid_to, last_month, method, base, poverty, minority; /* facts */
} Payer;

/* Among everybody of a run: a list for payers_keep, without the store (ReconcileOptions.meanwhile). */
Err *payers_find(Arena *arena, const Gathered *gathered, void **ret_found) MUST_CHECK;
/* Those found, in the transaction of the run; in place of those of the run before. */
Err *payers_keep(Store *store, Arena *arena, Str province, int64_t run, const void *found) MUST_CHECK;
/* Those of a run, of a commune of today ("" all), whatever the scope; what `each` is given is gone after it.  Of a run
 * before there were kept ones everybody is searched, which is the same and takes longer. */
typedef Err *PayerEach(void *arg, const Payer *payer);
Err *payers_each(Store *store, Arena *arena, Str province, Str unit, int64_t run, PayerEach *each,
                 void *arg) MUST_CHECK;
