/* clock: the time as an argument.  Nothing below the top floor asks the system;
 * tests and golden runs pass a fixed clock. */
#pragma once
#include "base/date.h"

typedef struct Clock {
    int64_t fixed_ms; /* 0: the system's clock */
} Clock;

int64_t clock_ms(Clock clock);                  /* milliseconds since 1970-01-01 UTC */
int64_t clock_tick_ms(void);                    /* steadily growing; only for durations on a screen */
int64_t clock_tick_us(void);                    /* the same, finer: for measuring */
Date clock_today(Clock clock);                  /* in Vietnam, UTC+7 */
Str clock_stamp(Arena *arena, Clock clock);     /* 2026-11-21T08:15:02+07:00 */
bool clock_parse(Str stamp_or_day, Clock *ret); /* for --now and BAOPHU_NOW */
