/* waiting: which open leads of worked rules wait for somebody to take them.
 *
 * Those that nobody has, and whose person is not left in peace: who refused what is voluntary waits for nobody until
 * the stated time is over.  The list of them, its count and what results say of it ask here. */
#pragma once
#include "outreach/outreach.h"
#include "store/scope.h"

typedef struct TakenLead {
    int64_t lead;
    Str rule, unit; /* commune of today */
    bool employer;
} TakenLead;
typedef struct Waiting { /* the others: open leads that wait for nobody, by number */
    TakenLead *taken;
    ptrdiff_t count;
} Waiting;
Err *waiting_read(Store *store, Arena *arena, Str province, const OutreachSettings *settings, Waiting *ret) MUST_CHECK;
bool waiting_taken(const Waiting *waiting, int64_t lead);
/* Of a tally by unit and rule of that filter: those that wait, of rules that are worked. */
void waiting_tally(const Waiting *waiting, const LeadFilter *filter, const OutreachSettings *settings,
                   const Scope *scope, LeadTally *tally, ptrdiff_t *count);
