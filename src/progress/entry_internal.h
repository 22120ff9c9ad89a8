/* entry_internal: between the parts of monthly entry; for entry*.c only. */
#pragma once
#include "progress/entry.h"

typedef struct EntryDue {
    int day;
    bool unsure;
} EntryDue;
Err *entry_due_day(Arena *arena, Str province, Date on, EntryDue *ret) MUST_CHECK;
Date entry_due(EntryDue rule, Period month); /* cut to the length of the following month */
/* From the months before; sets has_range, low, high and range. */
void entry_range(Arena *arena, const ForecastSeries *history, int month, EntryRow *row);
