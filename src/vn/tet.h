/* tet: Lunar New Year (Tết Nguyên Đán) on the civil calendar, 2000 to 2050.
 *
 * Workers leave before Tết and firms report them back weeks later, so the count
 * at the end of January or of February dips – of which month, the moon decides.
 * Dates: Vietnamese calendar at UTC+7 (new moons and solar longitude after Meeus,
 * Astronomical Algorithms, 1991); 2026–2030 agree with the official holidays. */
#pragma once
#include "base/date.h"

enum { TET_FIRST_YEAR = 2000, TET_LAST_YEAR = 2050 };

bool tet_date(int year, Date *ret); /* false outside the table */

/* Days from Tết of that year to the last day of the month; negative before Tết. */
bool tet_days_at_month_end(int year, int month, int *ret);
