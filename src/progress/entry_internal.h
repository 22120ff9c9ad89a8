/* entry_internal: between the parts of monthly entry; for entry*.c only. */
#pragma once
#include "base/vec.h"
#include "progress/entry.h"

typedef struct EntryDue {
    int day;
    bool unsure;
} EntryDue;
Err *entry_due_day(Arena *arena, Str province, Date on, EntryDue *ret) MUST_CHECK;
Date entry_due(EntryDue rule, Period month); /* cut to the length of the following month */
/* From the months before; sets has_range, low, high and range. */
void entry_range(Arena *arena, const ForecastSeries *history, int month, EntryRow *row);

/* What is typed into one sheet, step by step: each value is checked, then totals and parts, then all is written. */
typedef struct EntrySaving {
    Store *store;
    Arena *arena;
    EntrySheet sheet;
    Str who;
    Vec(Fact) fact;
    Vec(Str) reason; /* of each fact */
} EntrySaving;
/* Waits for the others who write figures of the province, then reads the sheet. */
Err *entry_saving(Store *store, Arena *arena, EntryAsk ask, Str who, EntrySaving *ret) MUST_CHECK;
Err *entry_take(EntrySaving *saving, const EntryValue *value) MUST_CHECK; /* BAD_INPUT, CONFLICT: nothing is taken */
Err *entry_totals(EntrySaving *saving) MUST_CHECK;
Err *entry_put(EntrySaving *saving, FactChange *ret) MUST_CHECK;
