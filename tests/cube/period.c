#include "test.h"

#include "base/rng.h"
#include "cube/period.h"

static void reads(Arena *arena, const char *written, const char *want)
{
    Period p;
    if (!period_parse(str_from(written), &p))
        fail_msg("“%s” was not read", written);
    assert_str(period_text(arena, p), str_from(want));
}

TEST(what_officials_write_is_read)
{
    static const char *const cases[][2] = {
        {"2026", "2026"},
        {"năm 2026", "2026"},
        {"Năm 2026", "2026"},
        {"2026-H1", "2026-H1"},
        {"6 tháng đầu năm 2026", "2026-H1"},
        {"6 tháng cuối năm 2026", "2026-H2"},
        {"Sáu tháng đầu năm 2026", "2026-H1"},
        {"nửa đầu năm 2026", "2026-H1"},
        {"H2/2026", "2026-H2"},
        {"2026-Q3", "2026-Q3"},
        {"Q3/2026", "2026-Q3"},
        {"quý 3/2026", "2026-Q3"},
        {"Quý III/2026", "2026-Q3"},
        {"quý IV năm 2026", "2026-Q4"},
        {"Qúy I-2026", "2026-Q1"},
        {"2026-10", "2026-10"},
        {"2026-1", "2026-01"},
        {"10/2026", "2026-10"},
        {"1/2026", "2026-01"},
        {"01.2026", "2026-01"},
        {"tháng 9/2026", "2026-09"},
        {"Tháng 9 năm 2026", "2026-09"},
        {"T9/2026", "2026-09"},
        {"  2026-10  ", "2026-10"},
        {"2026 quý II", "2026-Q2"},
    };
    for (int i = 0; i < COUNTOF(cases); i++)
        reads(arena, cases[i][0], cases[i][1]);
}

TEST(what_is_no_period_is_not_guessed)
{
    static const char *const cases[] = {
        "",
        "26",
        "2026-13",
        "2026-00",
        "13/2026",
        "0/2026",
        "quý 5/2026",
        "2026-H3",
        "2026-Q0",
        "10/26",
        "1/10/2026",
        "2026-10-31",
        "202610",
        "abc",
        "tháng 2026",
        "9 tháng đầu năm 2026",
        "-10/2026",
        "10/2026?",
        "1899",
        "2200",
        "20260",
        "quý 2026",
        "2026 2026",
        "h 1 2 2026",
        "6 tháng năm 2026",
        "\xff\xfe",
        "quý V/2026",
        "nửa năm 2026",
    };
    for (int i = 0; i < COUNTOF(cases); i++) {
        Period p;
        if (period_parse(str_from(cases[i]), &p))
            fail_msg("“%s” was read as %.*s", cases[i], STRF(period_text(arena, p)));
    }
}

static Period any_period(Rng *rng)
{
    static const int parts[] = {1, 2, 4, 12};
    PeriodKind kind = (PeriodKind)rng_below(rng, 4);
    return (Period){kind, (int)rng_between(rng, 1950, 2150), (int)rng_between(rng, 1, parts[kind])};
}

TEST(every_period_is_read_back_from_both_of_its_texts)
{
    Rng rng = rng_open(1);
    for (int i = 0; i < 2000; i++) {
        Period p = any_period(&rng);
        Str text = period_text(arena, p), show = period_show(arena, p);
        reads(arena, str_c(arena, text), str_c(arena, text));
        reads(arena, str_c(arena, show), str_c(arena, text));
    }
}

TEST(adding_and_the_distance_undo_each_other)
{
    Rng rng = rng_open(2);
    for (int i = 0; i < 5000; i++) {
        Period p = any_period(&rng);
        int n = (int)rng_between(&rng, -300, 300);
        Period q = period_add(p, n);
        assert_int_equal(period_distance(p, q), n);
        assert_int_equal(period_cmp(period_add(q, -n), p), 0);
        assert_true(n == 0 || (period_cmp(p, q) < 0) == (n > 0));
    }
}

TEST(texts_of_one_kind_sort_as_time_does)
{
    Rng rng = rng_open(3);
    for (int i = 0; i < 5000; i++) {
        Period a = any_period(&rng), b = any_period(&rng);
        b.kind = a.kind;
        b = period_of((Date){b.year, 1 + b.index % 12, 1}, a.kind);
        int by_text = str_cmp(period_text(arena, a), period_text(arena, b)), by_time = period_cmp(a, b);
        assert_true((by_text < 0) == (by_time < 0) && (by_text > 0) == (by_time > 0));
    }
}

TEST(the_order_is_by_the_end_and_then_the_longer_first)
{
    Period year = period_year(2026), half = {PERIOD_HALF, 2026, 2}, quarter = {PERIOD_QUARTER, 2026, 4};
    Period december = period_month(2026, 12), november = period_month(2026, 11);
    assert_true(period_cmp(year, half) < 0 && period_cmp(half, quarter) < 0 && period_cmp(quarter, december) < 0);
    assert_true(period_cmp(november, year) < 0);
}

TEST(a_period_begins_after_the_one_before_has_ended)
{
    Rng rng = rng_open(4);
    for (int i = 0; i < 2000; i++) {
        Period p = any_period(&rng);
        Date first = period_first(p), last = period_last(p);
        assert_int_equal(date_to_days(last) + 1, date_to_days(period_first(period_add(p, 1))));
        assert_int_equal(period_cmp(period_of(first, p.kind), p), 0);
        assert_int_equal(period_cmp(period_of(last, p.kind), p), 0);
    }
}

TEST_MAIN
