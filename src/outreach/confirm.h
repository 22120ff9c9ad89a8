/* confirm: what a run of the reconciliation says of tasks.
 *
 * A registered task whose lead cleared is confirmed where the facts of the run meet the rule's `confirms`
 * (data/outreach/rule.csv).  A task goes along with a person whose number was merged; where both numbers had a lead of
 * its rule, the one that goes on comes into the same hands.  Registered and still on the list confirm_after months
 * later: it comes back to its agent. A lead that cleared otherwise closes its task; one that is on the list again opens
 * it again for the same agent.
 *
 * What is reckoned once a run stands with it: the order of leads by what was told so far (priority.h), and who is on
 * lists of renewals (payer.h). */
#pragma once
#include "outreach/outreach.h"
#include "reconcile/reconcile.h"

typedef struct ConfirmReport {
    int64_t confirmed, returned, closed, reopened;
} ConfirmReport;
/* In the run's transaction, last of all (ReconcileOptions.after): a run and what it says of tasks are one.  It is the
 * caller of reconcile_run who hands it over, since reconcile stands below outreach and knows nothing of it.
 * payers: of payers_find (ReconcileOptions.meanwhile). */
Err *outreach_confirm(Store *store, Arena *arena, Str province, const ReconcileReport *run,
                      const void *payers) MUST_CHECK;
/* What the events of that run were. */
Err *outreach_confirmed(Store *store, Arena *arena, Str province, int64_t run, ConfirmReport *ret) MUST_CHECK;
