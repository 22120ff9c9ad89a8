/* aim: what each agent is to reach in a year, out of the plan.
 *
 * What a commune still lacks – its target of participants in that year less the last figure – is shared out to its
 * agents: by the targets of villages where the plan has them, else by the open leads of their places; a place of
 * several agents counts for each in equal parts, and fractions go to the largest remainders.  The same store gives the
 * same shares. */
#pragma once
#include "store/store.h"

typedef struct Aim {
    Str account;
    int64_t target;                /* persons; -1 none */
    int64_t registered, confirmed; /* of tasks registered in that year */
    int64_t open;
} Aim;
typedef struct Aims {
    Aim *row; /* by account */
    ptrdiff_t rows;
    int64_t sum;    /* what the communes lack */
    int64_t nobody; /* of it in communes without an agent */
} Aims;

/* Agents that the store's scope sees. */
Err *aim_list(Store *store, Arena *arena, Str province, int year, Aims *ret) MUST_CHECK;
/* The same with the targets that sharing out gives to the agents of a commune or of all that are seen; writes nothing.
 * An agent of several communes gets the sum of what each gives him. */
Err *aim_share(Store *store, Arena *arena, Str province, Str unit_or_all, int year, Aims *ret) MUST_CHECK;
/* In the caller's transaction. */
Err *aim_put(Store *store, Arena *arena, Str province, Str account, int year, int64_t target) MUST_CHECK;
Err *aim_of(Store *store, Arena *arena, Str province, Str account, int year, Aim *ret) MUST_CHECK; /* of a phone */
