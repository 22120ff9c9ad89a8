/* cube_internal: what the parts of cube/ share; included by nobody else. */
#pragma once
#include "cube/cube.h"

const char *kind_code(PeriodKind kind); /* "year", "half", "quarter", "month" */
Err *indicator_put(Store *store, Arena *arena, const Indicator *indicator, int64_t position,
                   int64_t *ret_changed) MUST_CHECK;
bool value_plausible(const Indicator *indicator, int64_t value);
uint64_t key_hash(FactKey key);
bool key_eq(FactKey a, FactKey b);       /* within a province */
Str key_show(Arena *arena, FactKey key); /* for messages */

/* The seven values of a key in the order of the table. */
enum { KEY_ARGS = 7, FACT_ARGS = 12, VERSION_ARGS = 15 };
void key_args(Arena *arena, FactKey key, Value *args);
/* The fact as fact_add and fact_replace take it; with the author as fact_version_add does. */
void fact_args(Arena *arena, const Fact *fact, Value *args);
void version_args(Arena *arena, const Fact *fact, Author author, Str at, Value *args);
Err *lock_province(Store *store, Arena *arena, Str province) MUST_CHECK;
