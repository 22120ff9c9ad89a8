#include "base/clock.h"
#include "base/rng.h"
#include "test.h"

TEST(days_are_numbered_from_1970)
{
    assert_int_equal(date_to_days((Date){1970, 1, 1}), 0);
    assert_int_equal(date_to_days((Date){1969, 12, 31}), -1);
    assert_int_equal(date_to_days((Date){2000, 3, 1}), 11017);
    assert_int_equal(date_to_days((Date){1, 1, 1}), -719162);
    assert_int_equal(date_to_days((Date){9999, 12, 31}), 2932896);
}

TEST(every_day_from_1600_to_2400_follows_the_one_before)
{
    int64_t day = date_to_days((Date){1600, 1, 1});
    Date d = date_from_days(day);
    while (d.year < 2401) {
        Date next = d;
        if (++next.day > date_days_in_month(d.year, d.month)) {
            next.day = 1;
            next.year += next.month == 12;
            next.month = next.month % 12 + 1;
        }
        d = date_from_days(++day);
        assert_int_equal(date_cmp(d, next), 0);
        assert_int_equal(date_to_days(d), day);
    }
}

TEST(only_existing_days_are_days)
{
    assert_true(date_is_day((Date){2024, 2, 29}));
    assert_false(date_is_day((Date){2025, 2, 29}));
    assert_false(date_is_day((Date){1900, 2, 29}));
    assert_true(date_is_day((Date){2000, 2, 29}));
    assert_false(date_is_day((Date){2026, 0, 0}));
    assert_false(date_is_day((Date){2026, 4, 31}));
    assert_false(date_is_day((Date){10000, 1, 1}));
}

TEST(adding_months_keeps_to_the_length_of_the_month)
{
    assert_int_equal(date_cmp(date_add_months((Date){2026, 1, 31}, 1), (Date){2026, 2, 28}), 0);
    assert_int_equal(date_cmp(date_add_months((Date){2026, 1, 31}, -2), (Date){2025, 11, 30}), 0);
    assert_int_equal(date_cmp(date_add_months((Date){2026, 12, 15}, 1), (Date){2027, 1, 15}), 0);
}

TEST(iso_dates_are_read_in_their_three_forms_only)
{
    const Str good[] = {S("2026-11-21"), S("2026-11"), S("2026")};
    for (int i = 0; i < COUNTOF(good); i++) {
        Date d;
        assert_true(date_parse_iso(good[i], &d));
        assert_str(date_iso(arena, d), good[i]);
    }
    const Str bad[] = {S(""), S("26-11-21"), S("2026-13"), S("2026-00"), S("2026-02-30"), S("2026-1-1"),
                       S("2026-11-21x"), S("0000"), S("2026-11-"), S("20261121")};
    for (int i = 0; i < COUNTOF(bad); i++) {
        Date d;
        assert_false(date_parse_iso(bad[i], &d));
    }
}

TEST(today_is_vietnams)
{
    Clock late;
    assert_true(clock_parse(S("2026-10-31T23:59:59+07:00"), &late));
    assert_str(clock_stamp(arena, late), S("2026-10-31T23:59:59+07:00"));
    assert_str(date_iso(arena, clock_today(late)), S("2026-10-31"));
    late.fixed_ms += 1000;
    assert_str(date_iso(arena, clock_today(late)), S("2026-11-01"));
    assert_true(clock_parse(S("2030-01-01"), &late));
    assert_str(clock_stamp(arena, late), S("2030-01-01T00:00:00+07:00"));
    assert_false(clock_parse(S("2026-10-31T24:00:00+07:00"), &late));
    assert_false(clock_parse(S("2026-10-31T23:59:59Z"), &late));
    assert_false(clock_parse(S("2026-10"), &late));
    assert_true(clock_ms((Clock){0}) > clock_ms(late) - (int64_t)100 * 366 * 86400000);
    assert_true(clock_tick_ms() <= clock_tick_ms());
}

TEST(a_seed_repeats_and_streams_differ)
{
    Rng a = rng_open(1), b = rng_open(1), c = rng_fork(a, S("11980")), d = rng_fork(a, S("11981"));
    assert_true(rng_next(&a) == rng_next(&b));
    assert_true(rng_next(&c) != rng_next(&d));
    Rng known = rng_open(0);
    assert_true(rng_next(&known) != 0);
}

TEST(random_numbers_keep_their_bounds_and_their_mean)
{
    Rng rng = rng_open(7);
    int64_t counts[6] = {0};
    double sum = 0, squares = 0;
    for (int i = 0; i < 60000; i++) {
        counts[rng_below(&rng, 6)]++;
        double u = rng_unit(&rng), z = rng_normal(&rng);
        assert_true(u >= 0 && u < 1);
        sum += z;
        squares += z * z;
        int64_t n = rng_between(&rng, -3, 3);
        assert_true(n >= -3 && n <= 3);
    }
    for (int i = 0; i < 6; i++) /* five deviations of a binomial(60000, 1/6) */
        assert_in_range(counts[i], 10000 - 457, 10000 + 457);
    assert_true(sum / 60000 > -0.021 && sum / 60000 < 0.021);
    assert_true(squares / 60000 > 0.97 && squares / 60000 < 1.03);
}

TEST_MAIN
