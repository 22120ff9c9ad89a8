/* What holds for every letter, number and day. */
#include "test.h"

#include "base/rng.h"
#include "base/utf8.h"
#include "vn/letter.h"
#include "vn/vn.h"
#include <math.h>

TEST(every_letter_has_its_parts_and_its_two_cases)
{
    int count = 0;
    for (uint32_t code = 0; code < 0x110000; code++) {
        VnLetter letter = vn_letter(code);
        if (!letter.base)
            continue;
        count += code >= 0x80;
        assert_int_equal(vn_letter_code(letter.base, letter.tone, letter.upper), code);
        char bytes[2][UTF8_MAX];
        Str upper = {bytes[0], utf8_put(bytes[0], vn_letter_code(letter.base, letter.tone, true))};
        Str lower = {bytes[1], utf8_put(bytes[1], vn_letter_code(letter.base, letter.tone, false))};
        assert_str(vn_upper(arena, lower), upper);
        assert_str(vn_title(arena, lower), upper);
        assert_str(vn_fold(arena, upper, VN_FOLD_CASE), lower);
        assert_str(vn_fold(arena, vn_nfd(arena, upper), VN_FOLD_CASE), lower);
        assert_str(vn_nfc(arena, vn_nfd(arena, upper)), upper);
        char plain = vn_letter_plain(letter.base);
        assert_str(vn_fold(arena, upper, VN_FOLD_CASE | VN_FOLD_MARK), ((Str){&plain, 1}));
    }
    assert_int_equal(count, 134);
}

TEST(whole_numbers_are_read_as_written)
{
    Rng rng = rng_open(7);
    for (int i = 0; i < 20000; i++) {
        int64_t n = (int64_t)rng_next(&rng) >> rng_below(&rng, 64), back = 0;
        assert_true(vn_parse_int(vn_int(arena, n), &back));
        assert_true(back == n);
    }
    const int64_t ends[] = {INT64_MIN, INT64_MIN + 1, -1000, -999, 0, 999, 1000, INT64_MAX};
    for (ptrdiff_t i = 0; i < COUNTOF(ends); i++) {
        int64_t back = 0;
        assert_true(vn_parse_int(vn_int(arena, ends[i]), &back) && back == ends[i]);
    }
    assert_str(vn_int(arena, INT64_MIN), S("-9.223.372.036.854.775.808"));
}

TEST(days_are_read_as_written)
{
    for (int64_t day = date_to_days((Date){1900, 1, 1}); day < date_to_days((Date){2100, 1, 1}); day += 3) {
        Date d = date_from_days(day), back;
        assert_true(vn_parse_date(vn_date(arena, d), 2026, &back) && date_cmp(d, back) == 0);
        assert_true(vn_parse_date(date_iso(arena, d), 2026, &back) && date_cmp(d, back) == 0);
    }
    assert_str(vn_date(arena, (Date){2026, 9, 5}), S("05/09/2026"));
    assert_str(vn_date(arena, (Date){2026, 9, 0}), S("09/2026"));
    assert_str(vn_date(arena, (Date){2026, 0, 0}), S("2026"));
}

TEST(sheet_dates_of_both_calendars)
{
    Date d;
    assert_true(vn_excel_date(1, false, &d) && date_cmp(d, (Date){1900, 1, 1}) == 0);
    assert_true(vn_excel_date(59, false, &d) && date_cmp(d, (Date){1900, 2, 28}) == 0);
    assert_false(vn_excel_date(60, false, &d));
    assert_true(vn_excel_date(61, false, &d) && date_cmp(d, (Date){1900, 3, 1}) == 0);
    assert_true(vn_excel_date(46347.75, false, &d) && date_cmp(d, (Date){2026, 11, 21}) == 0);
    assert_true(vn_excel_date(2958465, false, &d) && date_cmp(d, (Date){9999, 12, 31}) == 0);
    assert_false(vn_excel_date(2958466, false, &d));
    assert_true(vn_excel_date(0, true, &d) && date_cmp(d, (Date){1904, 1, 1}) == 0);
    assert_true(vn_excel_date(2957003, true, &d) && date_cmp(d, (Date){9999, 12, 31}) == 0);
    assert_false(vn_excel_date(2957004, true, &d));
    assert_false(vn_excel_date(0, false, &d));
    assert_false(vn_excel_date(-1, true, &d));
    assert_false(vn_excel_date((double)NAN, false, &d));
}

TEST(real_numbers_are_written_with_a_comma)
{
    assert_str(vn_real(arena, 96.25, 2), S("96,25"));
    assert_str(vn_real(arena, 1234567.5, 1), S("1.234.567,5"));
    assert_str(vn_real(arena, 96.05, 1), S("96,1")); /* a half is rounded up, however it is held */
    assert_str(vn_real(arena, 0.25, 1), S("0,3"));
    assert_str(vn_real(arena, -2.5, 0), S("-3"));
    assert_str(vn_real(arena, 96.0499, 1), S("96,0"));
    assert_str(vn_real(arena, 9007199254740991.0, 0), S("9.007.199.254.740.991"));
    assert_str(vn_real(arena, -0.004, 2), S("0,00"));
    assert_str(vn_real(arena, -1000, 0), S("-1.000"));
    assert_str(vn_real(arena, 0, 1), S("0,0"));
    assert_str(vn_real(arena, (double)NAN, 1), S("–"));
    assert_str(vn_real(arena, (double)INFINITY, 1), S("–"));
    VnDecimal d;
    assert_true(vn_parse_decimal(S("-12,5%"), &d));
    assert_true(vn_decimal_real(d) == -12.5 && d.percent);
}

TEST(width_on_a_terminal)
{
    assert_int_equal(vn_width(S("Hòa Bình")), 8);
    assert_int_equal(vn_width(vn_nfd(arena, S("Hòa Bình ấ ự"))), 12);
    assert_int_equal(vn_width(S("日本")), 4);
    assert_int_equal(vn_width(S("")), 0);
}

TEST(bad_bytes_become_the_replacement_character)
{
    assert_str(vn_nfc(arena, S("a\xFF"
                               "b\xC3")),
               S("a\uFFFDb\uFFFD"));
    assert_str(vn_nfd(arena, S("\xE1\xBA")), S("\uFFFD\uFFFD"));
    assert_true(utf8_valid(vn_fold(arena, S("\xFFHo\xC3\xA0"), VN_FOLD_PLACE)));
}

TEST(a_long_run_of_marks_is_broken)
{
    Buf marks = buf_open(arena);
    buf_byte(&marks, 'a');
    for (int i = 0; i < 200000; i++)
        buf_rune(&marks, i % 2 ? 0x301 : 0x323);
    Str s = vn_nfc(arena, buf_str(&marks));
    assert_true(utf8_valid(s) && s.len < 3 * marks.len);
    assert_str(vn_nfc(arena, s), s);
}

TEST(numbers_are_written_for_readers_of_either_language)
{
    assert_str(vn_int_in(arena, LANG_VI, -1234567), S("-1.234.567"));
    assert_str(vn_int_in(arena, LANG_EN, -1234567), S("-1,234,567"));
    assert_str(vn_real_in(arena, LANG_VI, 1096.25, 1), vn_real(arena, 1096.25, 1));
    assert_str(vn_real_in(arena, LANG_EN, 19742.5, 1), S("19,742.5"));
    assert_str(vn_real_in(arena, LANG_EN, NAN, 1), S("–"));
    Text one = vn_count(arena, 1, "cặp", "pair", "pairs"), many = vn_count(arena, 6661, "cặp", "pair", "pairs");
    assert_str(one.vi, S("1 cặp"));
    assert_str(one.en, S("1 pair"));
    assert_str(many.vi, S("6.661 cặp"));
    assert_str(many.en, S("6,661 pairs"));
}

TEST_MAIN
