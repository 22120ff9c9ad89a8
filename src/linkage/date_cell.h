/* date_cell: a date as written, in a cell; shared by kind_date.c and what checks personal numbers by it.
 *
 * Eight digits of four bits, yyyymmdd, an unknown part 0.  Impossible parts (day 45) stay as they are
 * written: a wrong digit is one wrong digit, whether the calendar shows it or not. */
#pragma once
#include "base/str.h"

static inline int link_date_year(uint64_t cell)
{
    return (int)(cell >> 28 & 15) * 1000 + (int)(cell >> 24 & 15) * 100 + (int)(cell >> 20 & 15) * 10 +
           (int)(cell >> 16 & 15);
}

static inline int link_date_month(uint64_t cell)
{
    return (int)(cell >> 12 & 15) * 10 + (int)(cell >> 8 & 15);
}

static inline int link_date_day(uint64_t cell)
{
    return (int)(cell >> 4 & 15) * 10 + (int)(cell & 15);
}
