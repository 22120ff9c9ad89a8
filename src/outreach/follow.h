/* What a run that found two numbers to be one person means for tasks; for confirm.c alone. */
#pragma once
#include "outreach/outreach_internal.h"
#include "reconcile/identify.h"

/* In the run's transaction, before anything else is made of the run; the ledger is open. */
Err *tasks_follow(Ledger *ledger, Tasks *tasks, int64_t run) MUST_CHECK;
