/* period: a month, a quarter, a half-year or a year. */
#pragma once
#include "base/date.h"

typedef enum PeriodKind { PERIOD_YEAR, PERIOD_HALF, PERIOD_QUARTER, PERIOD_MONTH } PeriodKind;

typedef struct Period {
    PeriodKind kind;
    int year, index; /* index from 1; 1 for a year */
} Period;

bool period_parse(Str s, Period *ret); /* 2026, 2026-H1, 2026-Q3, 2026-10; also 10/2026, Q3/2026, "quý 3/2026", "6 tháng
                                          đầu năm 2026", "năm 2026" */
Str period_text(Arena *arena, Period p);     /* 2026, 2026-H1, 2026-Q3, 2026-10: sorts by time within a kind */
Str period_show(Arena *arena, Period p);     /* năm 2026, 6 tháng đầu năm 2026, quý III/2026, tháng 10/2026 */
int period_cmp(Period a, Period b);          /* by the end, then the longer first */
Period period_add(Period p, int n);          /* n periods later */
int period_distance(Period from, Period to); /* in periods of their kind, which is the same */
Date period_first(Period p);
Date period_last(Period p);
Period period_month(int year, int month);
Period period_year(int year);
Period period_of(Date d, PeriodKind kind);
