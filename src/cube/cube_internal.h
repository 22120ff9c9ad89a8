/* cube_internal: what the parts of cube/ share; included by nobody else. */
#pragma once
#include "cube/cube.h"
#include "store/scope.h"

const char *kind_code(PeriodKind kind); /* "year", "half", "quarter", "month" */
Err *indicator_put(Store *store, Arena *arena, const Indicator *indicator, int64_t position,
                   int64_t *ret_changed) MUST_CHECK;
bool value_plausible(const Indicator *indicator, int64_t value);
uint64_t key_hash(FactKey key);
bool key_eq(FactKey a, FactKey b);       /* within a province */
Str key_show(Arena *arena, FactKey key); /* for messages */

/* What the store's scope sees of one province: asked once for it, then row by row, where units come in a run. */
typedef struct View {
    const Scope *scope;
    Str province, last; /* the unit asked for last */
    bool all, last_seen;
} View;
View view_open(const Store *store, Str province);
bool view_sees(View *view, Str unit);
Err *facts_in_scope(const Store *store, Arena *arena, const Fact *fact, ptrdiff_t count) MUST_CHECK; /* FORBIDDEN */
/* Whether all that a document says lies in the scope, and whether some of it does; both for one that says nothing yet.
 */
Err *document_view(Store *store, Arena *arena, Str id, bool *ret_all, bool *ret_some) MUST_CHECK;

/* The seven values of a key in the order of the table. */
enum { KEY_ARGS = 7, FACT_ARGS = 12, VERSION_ARGS = 15 };
void key_args(Arena *arena, FactKey key, Value *args);
/* The fact as fact_add and fact_replace take it; with the author as fact_version_add does. */
void fact_args(Arena *arena, const Fact *fact, Value *args);
void version_args(Arena *arena, const Fact *fact, Author author, Str at, Value *args);
/* What stands under the keys of some facts, in their order; at most a thousand at once. */
typedef struct Standing {
    int64_t value, version; /* version 0: nothing stands there */
    FactState state;
    bool derived; /* a total written as the sum of its parts */
} Standing;
Err *standing_read(Store *store, Arena *arena, Str province, const Fact *const *fact, ptrdiff_t count,
                   Standing *ret) MUST_CHECK;
/* What becomes of a fact beside what stands; the rule is told at fact_put. */
typedef enum Fate { FATE_ADD, FATE_CORRECT, FATE_SAME, FATE_REFUSE } Fate;
Fate fact_fate(const Fact *fact, const Standing *old);
#define PARTS_SOURCE "tổng các phần" /* source of a derived total */
Err *lock_province(Store *store, Arena *arena, Str province) MUST_CHECK;
