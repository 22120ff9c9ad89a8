/* reconcile_cli: what the commands of reconciliation share; for cli/ only. */
#pragma once
#include "cli/cli.h"
#include "reconcile/lead.h"

typedef struct ReconcileAsk { /* asked for by every command */
    Store *store;
    Str province;
    Law *law;
} ReconcileAsk;
Err *reconcile_ask(Cli *cli, ReconcileAsk *ret) MUST_CHECK;
Err *reconcile_ask_unit(Cli *cli, const ReconcileAsk *ask, Str *ret) MUST_CHECK; /* --unit; "" where it was not given */
Err *reconcile_ask_month(Cli *cli, Date *ret) MUST_CHECK; /* --as-of; else the month before today's */
void reconcile_note(Cli *cli, const ReconcileAsk *ask, const char *action, Str subject); /* into the audit trail */
/* The login of an account that is there: an agent can sign in. */
Err *reconcile_login(Cli *cli, const ReconcileAsk *ask, Str written, Str *ret) MUST_CHECK;

Err *reconcile_leads_run(Cli *cli) MUST_CHECK;
Err *reconcile_explain_run(Cli *cli) MUST_CHECK;
Err *reconcile_outcome_run(Cli *cli) MUST_CHECK;
