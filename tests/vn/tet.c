#include "vn/tet.h"
#include "test.h"

TEST(tet_falls_on_the_days_that_were_kept)
{
    static const Date kept[] = {{2000, 2, 5},  {2007, 2, 17}, {2020, 1, 25}, {2023, 1, 22},
                                {2024, 2, 10}, {2025, 1, 29}, {2026, 2, 17}, {2027, 2, 6},
                                {2028, 1, 26}, {2029, 2, 13}, {2030, 2, 2},  {2050, 1, 23}};
    for (int i = 0; i < COUNTOF(kept); i++) {
        Date tet;
        assert_true(tet_date(kept[i].year, &tet));
        assert_int_equal(date_cmp(tet, kept[i]), 0);
    }
}

TEST(every_tet_lies_between_20_january_and_21_february)
{
    for (int year = TET_FIRST_YEAR; year <= TET_LAST_YEAR; year++) {
        Date tet;
        assert_true(tet_date(year, &tet));
        assert_true(date_cmp(tet, (Date){year, 1, 20}) >= 0 && date_cmp(tet, (Date){year, 2, 21}) <= 0);
    }
}

TEST(days_are_counted_to_the_end_of_the_month)
{
    int days;
    assert_true(tet_days_at_month_end(2024, 2, &days));
    assert_int_equal(days, 19);
    assert_true(tet_days_at_month_end(2024, 1, &days));
    assert_int_equal(days, -10);
    assert_false(tet_days_at_month_end(1999, 2, &days));
    assert_false(tet_days_at_month_end(2051, 2, &days));
}

TEST_MAIN
