/* round_internal: between the parts of the rounds; for round.c, round_open.c and round_decide.c only. */
#pragma once
#include "plan/round.h"

Str round_province(Str id); /* "33" of "33-2027-1" */
/* The round, locked until the end of the transaction.  CONFLICT where it is not open, unless `decided` is allowed. */
Err *round_take(Store *store, Arena *arena, Str id, bool decided, Round *ret) MUST_CHECK;
/* What another has changed since the caller looked. */
Err *round_stale(Arena *arena, Str name, Str who) MUST_CHECK;
