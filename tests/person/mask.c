#include "person/sight.h"
#include "test.h"

static void check(Arena *arena, PersonField field, const char *value, const char *shown)
{
    assert_str(person_mask(arena, field, str_from(value)), str_from(shown));
}

TEST(numbers_keep_their_last_three_digits)
{
    check(arena, PERSON_CITIZEN, "034085001234", "•••••••••234");
    check(arena, PERSON_CITIZEN, " 034 085 001 234 ", "•••••••••234");
    check(arena, PERSON_IDENTITY, "145678901", "••••••901");
    check(arena, PERSON_INSURANCE, "3412345678", "•••••••678");
    check(arena, PERSON_PHONE, "0912.345.678", "•••••••678");
    check(arena, PERSON_PHONE, "+84 912 345 678", "••••••••678");
}

/* A number of another kind in the column must not slip through with other digits shown. */
TEST(what_is_not_of_its_kind_shows_nothing)
{
    static const struct {
        PersonField field;
        const char *value;
    } odd[] = {{PERSON_CITIZEN, "34085001234"},   {PERSON_CITIZEN, "0340850012345"}, {PERSON_CITIZEN, "03408500123A"},
               {PERSON_CITIZEN, "Nguyễn Văn An"}, {PERSON_IDENTITY, "034085001234"}, {PERSON_INSURANCE, "12"},
               {PERSON_PHONE, "12345"},           {PERSON_PHONE, "an@example.vn"},   {PERSON_NAME, "034085001234"},
               {PERSON_NAME, "An 1985"},          {PERSON_NAME, "\xff\xfe"},         {PERSON_NAME, "..."},
               {PERSON_BIRTH, "hôm qua"},         {PERSON_BIRTH, "12/07/85"},        {PERSON_BIRTH, "19850712"},
               {PERSON_BIRTH, "0340-85"},         {PERSON_FIELD_COUNT, "x"}};
    for (int i = 0; i < COUNTOF(odd); i++)
        check(arena, odd[i].field, odd[i].value, "••••••");
    for (int i = 0; i < PERSON_FIELD_COUNT; i++) {
        check(arena, (PersonField)i, "", "");
        check(arena, (PersonField)i, "  ", "");
    }
}

TEST(names_keep_initials_and_dates_the_year)
{
    check(arena, PERSON_NAME, "Nguyễn Thị Ánh Đào", "N. T. Á. Đ.");
    check(arena, PERSON_NAME, "  H'Hen   Niê ", "H. N.");
    check(arena, PERSON_NAME, "An", "A.");
    check(arena, PERSON_BIRTH, "1985-07-12", "1985");
    check(arena, PERSON_BIRTH, "12/07/1985", "1985");
    check(arena, PERSON_BIRTH, "07/1985", "1985");
    check(arena, PERSON_BIRTH, "1985", "1985");
}

/* Whatever comes, no more than three digits of a number are shown, and never the whole of a text. */
TEST(no_mask_shows_more_than_it_may)
{
    static const char letters[] = "0123456789 .-/+AnĐ\xe1\xbb\x85'";
    uint64_t seed = 7;
    for (int round = 0; round < 20000; round++) {
        char text[24];
        int len = 0;
        for (seed = seed * 6364136223846793005u + 1442695040888963407u; len < (int)(seed >> 60) + 4; len++)
            text[len] = letters[(seed >> (len * 3 % 40)) % (sizeof letters - 1)];
        for (int field = 0; field < PERSON_FIELD_COUNT; field++) {
            Arena scratch = *arena;
            Str shown = person_mask(&scratch, (PersonField)field, (Str){text, len});
            int digits = 0;
            for (ptrdiff_t i = 0; i < shown.len; i++)
                digits += shown.ptr[i] >= '0' && shown.ptr[i] <= '9';
            assert_true(digits <= (field == PERSON_BIRTH ? 4 : 3));
        }
    }
}

TEST(numbers_in_words_are_masked_and_short_ones_stay)
{
    static const struct {
        const char *words, *shown;
    } cases[] = {
        {"hồ sơ 034085001234 của xã", "hồ sơ •••••••••234 của xã"},
        {"gọi 0912 345 678 ngày 12/07/2026", "gọi •••••••678 ngày 12/07/2026"},
        {"công văn 372/TTr-SNV, 981.535 người", "công văn 372/TTr-SNV, 981.535 người"},
        {"145678901", "••••••901"},
        {"", ""},
        {"số 1234-5678-9", "số ••••••789"},
        {"1 2 ", "1 2 "},
    };
    for (int i = 0; i < COUNTOF(cases); i++)
        assert_str(person_mask_words(arena, str_from(cases[i].words)), str_from(cases[i].shown));
}

TEST_MAIN
