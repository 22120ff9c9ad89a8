/* round: targets of a year from below (lập chỉ tiêu năm).
 *
 *     Sở Nội vụ opens ─► each commune proposes ─► BHXH and Sở Nội vụ ─► the council's decision
 *     bounds around      within its bounds,        each agrees or         fixes the targets as a
 *     the yearly path    with a reason             sends back             document (cube.h)
 *
 * The path of a commune is its target of the year in force; else the figure between what it has (as of the December of
 * the base month's year) and its next later target, growing evenly; else what it has.  Bounds are shares of it, fixed
 * when the round is opened.  A proposal of less than the path says why.  It is agreed when both reviewers, two
 * different persons, agree; either may send it back with a reason, and a new proposal begins both reviews anew.
 * Communes without an agreed proposal get the path's figure only where the decision says so.  A round that is decided
 * may be decided again by a later document that supersedes the earlier one, which stays readable.
 *
 * Everything here runs in the caller's transaction; `version` is what the caller saw: CONFLICT when another was faster.
 * Reads show what the store's scope sees; writes outside it are FORBIDDEN.  Every change is kept in a ledger. */
#pragma once
#include "cube/cube.h"
#include "table/grid.h"

typedef enum RoundState { ROUND_OPEN, ROUND_DECIDED } RoundState;
typedef enum ProposalState { PROPOSAL_WAITING, PROPOSAL_PROPOSED, PROPOSAL_RETURNED, PROPOSAL_AGREED } ProposalState;
typedef enum Reviewer { REVIEWER_INSURANCE, REVIEWER_HOME_AFFAIRS, REVIEWERS } Reviewer;
const char *round_state_code(RoundState state); /* "open" … */
Text round_state_text(RoundState state);
const char *proposal_state_code(ProposalState state); /* "waiting" … */
Text proposal_state_text(ProposalState state);
const char *reviewer_code(Reviewer reviewer); /* "insurance", "home-affairs" */
Text reviewer_text(Reviewer reviewer);

typedef struct Round {
    Str id, province; /* "33-2027-1" */
    int year;
    RoundState state;
    Str opened_at, opened_by, deadline;
    int low_bp, high_bp;
    Period base;                        /* month of the current figures */
    Str document;                       /* of the last decision, "" none */
    int64_t communes, proposed, agreed; /* that the scope sees; proposed: all but the waiting ones */
    int64_t version;
} Round;

typedef struct RoundOpen {
    Str province;
    int year;
    Str deadline;        /* ISO day; the last one for proposals */
    int low_bp, high_bp; /* 0 … 10000, 10000 … 50000 */
    Str who;
} RoundOpen;

enum { ROUND_LOW_BP = 9000, ROUND_HIGH_BP = 12000 }; /* where nobody says otherwise */

/* CONFLICT: a round of this year is open.  BAD_INPUT: communes with neither a target nor a figure, named. */
Err *round_open(Store *store, Arena *arena, RoundOpen ask, Round *ret) MUST_CHECK;
Err *round_list(Store *store, Arena *arena, Str province, Round **ret, ptrdiff_t *ret_count) MUST_CHECK;
Err *round_get(Store *store, Arena *arena, Str id, Round *ret) MUST_CHECK; /* NOT_FOUND */

typedef struct Review {
    int agree; /* 1, 0: sent back, -1: has not said */
    Str reason, who, at;
} Review;

typedef struct Proposal { /* figures: [0] total, [1] voluntary; -1 where there is none */
    Str unit, name;
    ProposalState state;
    int64_t low, high;
    int64_t path[2], current[2], value[2];
    Str reason, who, at;
    Review review[REVIEWERS];
    int64_t version; /* 0: never proposed */
} Proposal;

/* In the Vietnamese order of their names. */
Err *proposal_list(Store *store, Arena *arena, const Round *round, Proposal **ret, ptrdiff_t *ret_count) MUST_CHECK;
Err *proposal_get(Store *store, Arena *arena, const Round *round, Str unit, Proposal *ret) MUST_CHECK;
/* What the decision would write for it now. */
typedef enum ProposalBy { DECIDED_BY_PROPOSAL, DECIDED_BY_PATH } ProposalBy;
ProposalBy proposal_outcome(const Proposal *proposal, int64_t ret[2]);

typedef struct ProposalWrite {
    int64_t total, voluntary;
    Str reason, who;
    int64_t version;
} ProposalWrite;
Err *proposal_put(Store *store, Arena *arena, Str round, Str unit, ProposalWrite ask, Proposal *ret) MUST_CHECK;

typedef struct ProposalReview {
    Reviewer as;
    bool agree;
    Str reason, who;
    int64_t version;
} ProposalReview;
Err *proposal_review(Store *store, Arena *arena, Str round, Str unit, ProposalReview ask, Proposal *ret) MUST_CHECK;

typedef struct ProposalVersion {
    int64_t version, value[2];
    Str action, side, reason, who, at;
} ProposalVersion;
Err *proposal_history(Store *store, Arena *arena, const Round *round, Str unit, ProposalVersion **ret,
                      ptrdiff_t *ret_count) MUST_CHECK;

typedef struct RoundDecision {
    Document document; /* number, date ("" today), issuer, title, supersedes; the rest is set */
    bool path_for_others;
    Str who;
    int64_t version; /* of the round */
} RoundDecision;
typedef struct RoundDecided {
    Round round;
    int64_t by_proposal, by_path;
    FactChange change;
} RoundDecided;
/* Writes total, voluntary and compulsory of each commune, and the province's own where no other document sets it.
 * CONFLICT: communes without an agreed proposal and nobody said what is with them; a later document would stand before
 * this one; the number is taken. */
Err *round_decide(Store *store, Arena *arena, Str id, RoundDecision ask, RoundDecided *ret) MUST_CHECK;
/* What the scope sees of it, as a table. */
Err *round_grid(Store *store, Arena *arena, const Round *round, Lang lang, Grid *ret) MUST_CHECK;
