#include "base/date.h"

#include <assert.h>

static bool is_leap(int year)
{
    return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int date_days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    assert(month >= 1 && month <= 12);
    return days[month - 1] + (month == 2 && is_leap(year));
}

bool date_is_day(Date d)
{
    return d.year >= 1 && d.year <= 9999 && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
           d.day <= date_days_in_month(d.year, d.month);
}

/* Counts from 1 March, so that the leap day is the last of its year:
 * (153 m + 2) / 5 are the days before month m of such a year. */
int64_t date_to_days(Date d)
{
    assert(date_is_day(d));
    int64_t year = d.month > 2 ? d.year : d.year - 1;
    int64_t month = d.month > 2 ? d.month - 3 : d.month + 9;
    return 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + d.day - 719469;
}

Date date_from_days(int64_t days)
{
    int64_t n = days + 719468; /* days since 0000-03-01 */
    int64_t era = n / 146097, in_era = n % 146097;
    int64_t year = (in_era - in_era / 1460 + in_era / 36524 - in_era / 146096) / 365;
    int64_t in_year = in_era - (365 * year + year / 4 - year / 100);
    int64_t month = (5 * in_year + 2) / 153;
    Date d = {.year = (int)(year + era * 400 + (month >= 10)),
              .month = (int)(month < 10 ? month + 3 : month - 9),
              .day = (int)(in_year - (153 * month + 2) / 5 + 1)};
    assert(date_is_day(d));
    return d;
}

int date_cmp(Date a, Date b)
{
    if (a.year != b.year)
        return a.year < b.year ? -1 : 1;
    if (a.month != b.month)
        return a.month < b.month ? -1 : 1;
    return (a.day > b.day) - (a.day < b.day);
}

Date date_add_months(Date d, int n)
{
    assert(d.month >= 1 && d.month <= 12);
    int months = d.year * 12 + d.month - 1 + n;
    Date sum = {.year = months / 12, .month = months % 12 + 1, .day = d.day};
    int last = date_days_in_month(sum.year, sum.month);
    if (sum.day > last)
        sum.day = last;
    return sum;
}

Str date_iso(Arena *arena, Date d)
{
    if (d.month == 0)
        return str_fmt(arena, "%04d", d.year);
    if (d.day == 0)
        return str_fmt(arena, "%04d-%02d", d.year, d.month);
    return str_fmt(arena, "%04d-%02d-%02d", d.year, d.month, d.day);
}

static bool take_digits(Str *s, int count, int *ret)
{
    int value = 0;
    if (s->len < count)
        return false;
    for (int i = 0; i < count; i++) {
        if (s->ptr[i] < '0' || s->ptr[i] > '9')
            return false;
        value = value * 10 + (s->ptr[i] - '0');
    }
    *s = str_slice(*s, count, s->len);
    *ret = value;
    return true;
}

static bool take_dash(Str *s)
{
    if (!str_starts(*s, S("-")))
        return false;
    *s = str_slice(*s, 1, s->len);
    return true;
}

bool date_parse_iso(Str s, Date *ret)
{
    Date d = {0};
    if (!take_digits(&s, 4, &d.year) || d.year == 0)
        return false;
    if (s.len > 0) {
        if (!take_dash(&s) || !take_digits(&s, 2, &d.month) || d.month < 1 || d.month > 12)
            return false;
        if (s.len > 0 && (!take_dash(&s) || !take_digits(&s, 2, &d.day) || !date_is_day(d)))
            return false;
    }
    *ret = d;
    return s.len == 0;
}
