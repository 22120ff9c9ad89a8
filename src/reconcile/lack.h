/* lack: what is not known where a delivery has not all the columns of its source, and which rules then do not judge.
 *
 * data/reconcile/lack.csv says for a column what is missed without it and which facts are then mostly not known.  What
 * another source says of the same person still counts: it is told before a file is taken in, not reckoned. */
#pragma once
#include "reconcile/rule.h"
#include "register/source.h"

typedef struct Lack {
    const RegisterColumn *column;
    Text costs; /* "không biết ai cùng một hộ; quy tắc không xét được: “…”"; "" nothing is missed */
} Lack;
/* there: of each column of the source, whether the file has it.  Required columns are not told: there is no delivery
 * without them. */
Err *lacks_of(Arena *arena, const RuleSet *rules, const RegisterSource *source, const bool *there, Lack **ret,
              ptrdiff_t *ret_count) MUST_CHECK;
