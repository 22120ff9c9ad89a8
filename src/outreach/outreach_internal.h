/* Reading and writing of tasks and events; for outreach/ alone. */
#pragma once
#include "base/vec.h"
#include "outreach/outreach.h"
#include "store/scope.h"

typedef Vec(Task) Tasks;
typedef Vec(TaskEvent) TaskEvents;

Err *tasks_read(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, Str province,
                Tasks *ret) MUST_CHECK;
Err *events_read(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count,
                 TaskEvents *ret) MUST_CHECK;
int64_t tasks_find(const Tasks *by_lead, int64_t lead); /* index, -1 */

/* One writing of a province: holds its head until the transaction ends. */
typedef struct Ledger {
    Store *store;
    Arena *arena;
    Str province, at;
    Date today;
    int64_t sequence;
    Vec(Value) tasks, events;
} Ledger;
Err *ledger_open(Store *store, Arena *arena, Str province, Ledger *ret) MUST_CHECK; /* in the caller's transaction */
/* Numbers the event, applies it to its task and keeps both until ledger_flush. */
void ledger_add(Ledger *ledger, Task *task, TaskEvent *event);
Err *ledger_flush(Ledger *ledger) MUST_CHECK;

Str day_iso(Arena *arena, Date day); /* "" where there is none */
