/* leave: movement codes after which a person pays nothing and still takes part (maternity, illness), and for how many
 * months; data/reconcile/movement.csv.  For reconcile's standing and gather. */
#pragma once
#include "base/err.h"

enum { LEAVES_MOST = 16 };
typedef struct Leaves {
    Str code[LEAVES_MOST];
    int months[LEAVES_MOST], count;
} Leaves;

Err *leaves_read(Arena *arena, Leaves *ret) MUST_CHECK;
int leave_months(const Leaves *leaves, Str code); /* 0: he takes part no longer */
