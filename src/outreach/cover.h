/* cover: where an account may work leads – the areas it has as an agent, as far as its grants hold them.
 *
 * Both can be taken away at any time; what a phone is given and who may be given a task is asked here and nowhere else.
 * A grant of a village holds the tasks whose village is written like its name, but for marks, case and blanks. */
#pragma once
#include "outreach/assign.h"
#include "store/scope.h"

typedef struct Cover {
    AgentArea *area; /* village "": all of the commune; else folded (VN_KEY) */
    ptrdiff_t areas;
    bool whole; /* holds all the areas of the agent */
} Cover;

/* may: where the account has work.do; NULL everywhere (command line).  An agent that stopped covers nothing. */
Err *cover_of(Store *store, Arena *arena, Str province, const Agent *agent, const Scope *may, Cover *ret) MUST_CHECK;
/* Of one account, which may be no agent. */
Err *cover_of_account(Store *store, Arena *arena, Str province, Str account, const Scope *may, Cover *ret) MUST_CHECK;
/* Of many, each by what its account is granted. */
Err *cover_of_all(Store *store, Arena *arena, Str province, const Agent *agent, ptrdiff_t count,
                  Cover **ret) MUST_CHECK;
bool cover_holds(const Cover *cover, Arena scratch, Str unit, Str village);
Str cover_text(Arena *arena, const Cover *cover); /* equal texts: equal covers */
