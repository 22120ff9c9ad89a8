#include "vn/tet.h"

/* month × 100 + day of Tết, from TET_FIRST_YEAR on */
static const short TET[] = {
    205, 124, 212, 201, 122, 209, 129, 217, 207, 126, 214, 203, 123, 210, 131, 219, 208,
    128, 216, 205, 125, 212, 201, 122, 210, 129, 217, 206, 126, 213, 202, 123, 211, 131,
    219, 208, 128, 215, 204, 124, 212, 201, 122, 210, 130, 217, 206, 126, 214, 202, 123,
};
_Static_assert(sizeof TET / sizeof *TET == TET_LAST_YEAR - TET_FIRST_YEAR + 1, "one Tết a year");

bool tet_date(int year, Date *ret)
{
    if (year < TET_FIRST_YEAR || year > TET_LAST_YEAR)
        return false;
    int day = TET[year - TET_FIRST_YEAR];
    *ret = (Date){.year = year, .month = day / 100, .day = day % 100};
    return true;
}

bool tet_days_at_month_end(int year, int month, int *ret)
{
    Date tet;
    if (!tet_date(year, &tet))
        return false;
    Date end = {.year = year, .month = month, .day = date_days_in_month(year, month)};
    *ret = (int)(date_to_days(end) - date_to_days(tet));
    return true;
}
