#include "test.h"

#include "register/register.h"
#include "register/value_fast.h"
#include "base/rng.h"

static const struct {
    const char *sort, *written, *kept;
    ValueFound found;
} cases[] = {
    {"text", "  Xóm 3,  Mễ Sở ", "Xóm 3, Mễ Sở", VALUE_SOUND},
    {"text", "", "", VALUE_EMPTY},
    {"text", " - ", "", VALUE_EMPTY},
    {"name", "NGUYỄN  THỊ HƯƠNG", "NGUYỄN THỊ HƯƠNG", VALUE_SOUND},
    {"name", "033186001234", "033186001234", VALUE_DOUBTFUL}, /* a shifted column */
    {"personal_id", "033186001234", "033186001234", VALUE_SOUND},
    {"personal_id", "033 186 001 234", "033186001234", VALUE_SOUND},
    {"personal_id", "33186001234", "033186001234", VALUE_SOUND}, /* a spreadsheet took the zero */
    {"personal_id", "123456789", "123456789", VALUE_DOUBTFUL},
    {"personal_id", "145678923", "145678923", VALUE_DOUBTFUL}, /* an old number in the new one's place */
    {"old_id", "145678923", "145678923", VALUE_SOUND},
    {"personal_id", "chưa có", "chưa có", VALUE_DOUBTFUL},
    {"personal_id", "3.3186E+10", "3.3186E+10", VALUE_DOUBTFUL},
    {"si_number", "3320123456", "3320123456", VALUE_SOUND},
    {"si_number", "DN4333320123456", "3320123456", VALUE_SOUND}, /* health card */
    {"tax_code", "0100109106", "0100109106", VALUE_SOUND},
    {"tax_code", "0100109107", "0100109107", VALUE_DOUBTFUL}, /* check digit */
    {"tax_code", "0100109106-001", "0100109106001", VALUE_SOUND},
    {"phone", "+84 912 345 679", "0912345679", VALUE_SOUND},
    {"birth", "14/02/1986", "1986-02-14", VALUE_SOUND},
    {"birth", "1986", "1986", VALUE_SOUND},
    {"birth", "00/00/1986", "1986", VALUE_SOUND},
    {"birth", "31/02/1986", "", VALUE_UNREADABLE},
    {"birth", "14/02/1786", "", VALUE_UNREADABLE},
    {"date", "1986", "", VALUE_UNREADABLE},
    {"date", "45292", "2024-01-01", VALUE_SOUND}, /* a serial number of Excel */
    {"month", "10/2026", "2026-10", VALUE_SOUND},
    {"month", "2026-10", "2026-10", VALUE_SOUND},
    {"month", "01/10/2026", "2026-10", VALUE_SOUND},
    {"month", "2026", "", VALUE_UNREADABLE},
    {"year", "2025", "2025", VALUE_SOUND},
    {"money", "8.450.000", "8450000", VALUE_SOUND},
    {"money", "8450000", "8450000", VALUE_SOUND},
    {"money", "(500)", "-500", VALUE_DOUBTFUL},
    {"money", "8,4 triệu", "", VALUE_UNREADABLE},
    {"count", "12", "12", VALUE_SOUND},
    {"count", "123.456.789", "123456789", VALUE_DOUBTFUL},
    {"flag", "Có", "1", VALUE_SOUND},
    {"flag", "x", "1", VALUE_SOUND},
    {"flag", "không", "0", VALUE_SOUND},
    {"flag", "có lẽ", "", VALUE_UNREADABLE},
    {"sex", "Nữ", "f", VALUE_SOUND},
    {"sex", "NAM", "m", VALUE_SOUND},
    {"sex", "1", "m", VALUE_SOUND},
    {"sex", "0", "f", VALUE_SOUND},
    {"sex", "3", "", VALUE_UNREADABLE},
    {"commune", "12223", "12223", VALUE_SOUND},
    {"commune", "4", "00004", VALUE_SOUND},
    {"commune", "Phố Hiến", "Phố Hiến", VALUE_DOUBTFUL},
    {"name", "TRÇN THÞ L¦¥NG", "TRẦN THỊ LƯƠNG", VALUE_SOUND}, /* pasted from a file of before 2010 */
    {"name", "NguyÔn TiÕn B×nh", "Nguyễn Tiến Bình", VALUE_SOUND},
    {"text", "Nguyeãn Vaên Huøng", "Nguyễn Văn Hùng", VALUE_SOUND},
    {"name", "Lò Thị Hoà", "Lò Thị Hoà", VALUE_SOUND},
};

/* The quick way says nothing that the close look does not. */
static int64_t compare(Arena *arena, ValueSort sort, Str written)
{
    static const ValueCodes none = {0};
    Str fast, close;
    ValueFound found;
    if (!value_read_fast(arena, sort, 2026, written, &fast, &found))
        return 0;
    ValueFound expected = value_read_closely(arena, sort, &none, 2026, written, &close);
    if (found != expected || !str_eq(fast, close))
        fail_msg("%s: “%.*s” is “%.*s” (%d) in haste, “%.*s” (%d) looked at", value_sort_name(sort), STRF(written), STRF(fast),
                 found, STRF(close), expected);
    return 1;
}

TEST(haste_changes_nothing)
{
    static const char *const parts[] = {"0",  "1",  "9",  "33",  "033", "186", "001234", "12345", "10/2026", "14/02/1986", "2026-10",
                                        "-",  "/",  " ",  "  ",  ".",   ",",   "đ",      "Ễ",     "Mễ Sở", "ư",          "\xcc\x81",
                                        "\xc2\xa0", "x", "\xe1\xba\xbf", "\xe1\xba", "\xff", "’", "–", "2025", "30/02/2024", "000000000", "09"};
    Rng rng = rng_open(5);
    int64_t hasty[SORT_COUNT_OF] = {0};
    for (int i = 0; i < COUNTOF(cases); i++)
        for (int sort = 0; sort < SORT_COUNT_OF; sort++)
            if (sort != SORT_CODE)
                hasty[sort] += compare(arena, (ValueSort)sort, str_from(cases[i].written));
    for (int i = 0; i < 40000; i++) {
        Arena once = *arena;
        Buf buf = buf_open(&once);
        for (int64_t n = rng_between(&rng, 1, 5); n > 0; n--)
            buf_add(&buf, str_from(parts[rng_below(&rng, COUNTOF(parts))]));
        for (int sort = 0; sort < SORT_COUNT_OF; sort++)
            if (sort != SORT_CODE)
                hasty[sort] += compare(&once, (ValueSort)sort, buf_str(&buf));
    }
    for (int i = 0; i < 40000; i++) { /* digits alone: the numbers of persons, check digits, placeholders */
        char digit[16];
        int64_t len = rng_between(&rng, 3, 13), alike = rng_below(&rng, 4);
        for (int64_t k = 0; k < len; k++)
            digit[k] = (char)('0' + (alike == 0 ? k % 10 : alike == 1 ? 7 : rng_below(&rng, k < 3 ? 4 : 10)));
        for (int sort = 0; sort < SORT_COUNT_OF; sort++)
            if (sort != SORT_CODE) {
                Arena once = *arena;
                hasty[sort] += compare(&once, (ValueSort)sort, (Str){digit, len});
            }
    }
    for (int sort = 0; sort < SORT_COUNT_OF; sort++)
        if (sort != SORT_CODE && sort != SORT_SEX)
            assert_true(hasty[sort] > 20);
}

TEST(cells_are_brought_to_one_form)
{
    for (int i = 0; i < COUNTOF(cases); i++) {
        ValueSort sort;
        Str kept;
        assert_true(value_sort_parse(str_from(cases[i].sort), &sort));
        ValueFound found = value_read(arena, sort, NULL, 2026, str_from(cases[i].written), &kept);
        if (found != cases[i].found || (found != VALUE_UNREADABLE && !str_eq(kept, str_from(cases[i].kept))))
            fail_msg("%s “%s”: %d “%.*s”", cases[i].sort, cases[i].written, found, STRF(kept));
    }
}

/* What was kept is kept the same when it is read again. */
TEST(a_kept_value_does_not_change_again)
{
    for (int i = 0; i < COUNTOF(cases); i++) {
        ValueSort sort;
        Str once, twice;
        assert_true(value_sort_parse(str_from(cases[i].sort), &sort));
        if (value_read(arena, sort, NULL, 2026, str_from(cases[i].written), &once) > VALUE_DOUBTFUL)
            continue;
        assert_int_equal(value_read(arena, sort, NULL, 2026, once, &twice),
                         value_read(arena, sort, NULL, 2026, str_from(cases[i].written), &once));
        assert_str(twice, once);
    }
}

/* As people read it, and as it can come back in a file. */
TEST(a_kept_value_in_words_reads_back_the_same)
{
    for (int i = 0; i < COUNTOF(cases); i++) {
        RegisterColumn column = {0};
        Str once, twice;
        assert_true(value_sort_parse(str_from(cases[i].sort), &column.sort));
        if (value_read(arena, column.sort, NULL, 2026, str_from(cases[i].written), &once) != VALUE_SOUND)
            continue;
        Str words = register_cell_words(arena, LANG_VI, &column, once);
        value_read(arena, column.sort, NULL, 2026, words, &twice);
        if (!str_eq(twice, once) || str_find(words, S("-")) == 4)
            fail_msg("%s “%.*s” → “%.*s” → “%.*s”", cases[i].sort, STRF(once), STRF(words), STRF(twice));
    }
}

TEST(sources_ship_with_their_columns)
{
    RegisterSources sources;
    const RegisterSource *s;
    assert_ok(register_sources(arena, &sources));
    assert_true(sources.count >= 9);
    assert_ok(register_source(&sources, arena, S("nguoi tham gia bhxh"), &s));
    assert_str(s->code, S("participants"));
    ptrdiff_t scheme = register_column(s, S("scheme"));
    Str kept;
    assert_int_equal(value_read(arena, SORT_CODE, &s->column[scheme].codes, 2026, S("BHXH tự nguyện"), &kept),
                     VALUE_SOUND);
    assert_str(kept, S("voluntary"));
    assert_int_equal(value_read(arena, SORT_CODE, &s->column[scheme].codes, 2026, S("khác"), &kept), VALUE_UNREADABLE);
    assert_ok(register_source(&sources, arena, S("tax_income"), &s));
    assert_int_equal(s->rhythm, RHYTHM_YEARLY);
    assert_int_equal(s->due_month * 100 + s->due_day, 430);
    assert_ok(register_source(&sources, arena, S("Dân cư"), &s));
    assert_int_equal(s->keys, 2);
    assert_int_equal(s->key[0], 1u << register_column(s, S("personal_id")));
    assert_fails(register_source(&sources, arena, S("thời tiết"), &s), NOT_FOUND);
}

TEST_MAIN
