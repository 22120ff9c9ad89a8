/* assign: open leads into the hands of agents, and from one agent to another.
 *
 * Leads are taken by their priority (priority.h), those of one rank by number.  A lead goes to who already has an open
 * task of the same person or employer; else to an agent of its village, else of its commune: the one with the least
 * open tasks for his limit.  Nobody gets more than his limit, nor what his account is not granted (cover.h).  Who
 * refused is not assigned again before the stated time is over.  The same store gives the same assignment, in a preview
 * and in earnest. */
#pragma once
#include "outreach/outreach.h"

typedef struct AgentArea {
    Str unit, village; /* village "": all of the commune; else as registers write it, compared without marks */
} AgentArea;
typedef struct Agent {
    Str account;
    int64_t most;
    bool active;
    AgentArea *area;
    ptrdiff_t areas;
    Str collector; /* organisation, "" none */
    Date trained;  /* year 0: not */
    Str phone;     /* "" not known */
    int64_t version;
    int64_t open; /* tasks somebody is still to go to; read only, as is waiting */
    int64_t
        waiting; /* registered ones, which wait for a delivery: they go along in a hand-over and count for no limit */
} Agent;
enum { AGENT_ANY_VERSION = -1 };
/* With all its areas, which replace those before; own transaction.  The store's scope must see each commune, and those
 * that it had before.  The account must be there, active, and have work.do in all of the areas.  CONFLICT where an
 * agent who stops still has open tasks: hand them over first; and where the version is another than that of the row, 0
 * for none. */
Err *agent_put(Store *store, Arena *arena, Str province, const Agent *agent) MUST_CHECK;
/* Those with an area that the scope sees, by account. */
Err *agent_list(Store *store, Arena *arena, Str province, Agent **ret, ptrdiff_t *ret_count) MUST_CHECK;

/* One of them, whatever the scope. */
Err *agent_read(Store *store, Arena *arena, Str province, Str account, Agent *ret, bool *ret_found) MUST_CHECK;

typedef struct AssignAsk {
    Str province;
    Str unit, village, rule; /* "" all */
    const Str *agent;        /* to these alone; NULL all */
    ptrdiff_t agents;
    const int64_t *lead; /* these alone; NULL all */
    ptrdiff_t leads;
    Str campaign;  /* code, "" none */
    int64_t limit; /* leads at most; 0 all */
    bool preview;  /* the same, and nothing is written */
    Str by;        /* account or login */
} AssignAsk;
typedef struct AssignShare { /* of one agent */
    Str account;
    int64_t before, given, most;
} AssignShare;
typedef struct AssignReport {
    int64_t leads; /* open ones of worked rules that nobody had */
    int64_t given;
    int64_t nobody;     /* no agent has their place */
    int64_t full;       /* all agents of their place have their limit */
    int64_t quiet;      /* left in peace */
    int64_t held;       /* beyond ask.limit */
    AssignShare *share; /* by account; only who got some */
    ptrdiff_t shares;
} AssignReport;
Err *outreach_assign(Store *store, Arena *arena, const AssignAsk *ask,
                     AssignReport *ret) MUST_CHECK; /* own transaction */

typedef struct HandOver {
    int64_t open, registered; /* tasks of each kind that went */
} HandOver;
/* Open and registered tasks of one agent to another, all of them or those of leads; the other's limit and area hold
 * (CONFLICT, nothing done).  Registered ones count for no limit.  What the former agent still tells of days up to the
 * hand-over is kept. */
Err *outreach_hand_over(Store *store, Arena *arena, Str province, Str from, Str to, const int64_t *lead_or_all,
                        ptrdiff_t leads, Str by, HandOver *ret) MUST_CHECK;
