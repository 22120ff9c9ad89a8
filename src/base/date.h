/* date: days of the civil (Gregorian) calendar, 0001-01-01 to 9999-12-31. */
#pragma once
#include "base/str.h"

typedef struct Date {
    int year, month, day; /* month and day may be 0 where a document leaves them out */
} Date;

bool date_is_day(Date d); /* a full, existing day */
int date_days_in_month(int year, int month);
int64_t date_to_days(Date d); /* days since 1970-01-01; d must be a full day */
Date date_from_days(int64_t days);
int date_cmp(Date a, Date b);          /* missing parts sort first */
Date date_add_months(Date d, int n);   /* the day is cut to the length of the month */
Str date_iso(Arena *arena, Date d);    /* 2026-11-21, 2026-11, 2026 */
bool date_parse_iso(Str s, Date *ret); /* the three forms of date_iso, nothing else */
