/* twin: another connection to the same database, for a thread that reads beside.  It sees what was committed, through
 * the same scope, which outlives it; the schema is not looked at once more. */
#pragma once
#include "store/store.h"

Err *store_twin(const Store *store, Arena *arena, Store **ret) MUST_CHECK; /* *ret NULL where there is none */
