/* The order of words against ICU's Vietnamese collator, over every pair. */
#include "test.h"

#include "base/file.h"
#include "base/rng.h"
#include "base/vec.h"
#include "vn/letter.h"
#include "vn/vn.h"
#include <unicode/ucol.h>
#include <unicode/ustring.h>

typedef Vec(Str) Words;

static int sign(int n)
{
    return (n > 0) - (n < 0);
}

static Str icu_key(Arena *arena, const UCollator *collator, Str s)
{
    UErrorCode status = U_ZERO_ERROR;
    UChar wide[256];
    int32_t len = 0;
    u_strFromUTF8(wide, COUNTOF(wide), &len, s.ptr, (int32_t)s.len, &status);
    assert_true(U_SUCCESS(status));
    char *key = new (arena, char, 512);
    int32_t size = ucol_getSortKey(collator, wide, len, (uint8_t *)key, 512);
    assert_in_range(size, 1, 512);
    return (Str){key, size - 1};
}

static ptrdiff_t disagreements(Arena *arena, Words words)
{
    UErrorCode status = U_ZERO_ERROR;
    UCollator *collator = ucol_open("vi", &status);
    assert_true(U_SUCCESS(status));
    Str *theirs = new (arena, Str, words.len), *ours = new (arena, Str, words.len);
    ptrdiff_t wrong = 0;
    for (ptrdiff_t i = 0; i < words.len; i++) {
        words.data[i] = vn_fold(arena, words.data[i], VN_FOLD_PLACE);
        theirs[i] = icu_key(arena, collator, words.data[i]);
        ours[i] = vn_sort_key(arena, words.data[i]);
    }
    for (ptrdiff_t i = 0; i < words.len; i++) {
        for (ptrdiff_t j = 0; j < i; j++) {
            bool differs = sign(str_cmp(ours[i], ours[j])) != sign(str_cmp(theirs[i], theirs[j]));
            if (differs && wrong++ < 10)
                print_error("%.*s / %.*s\n", STRF(words.data[i]), STRF(words.data[j]));
        }
    }
    ucol_close(collator);
    return wrong;
}

/* Every single word of the names of the communes: one syllable each, where both orders mean the same. */
TEST(syllables_of_all_communes_are_ordered_as_by_icu)
{
    Str path, bytes;
    Words words = {0};
    assert_ok(file_shipped(arena, S("unit/commune.csv"), &path));
    assert_ok(file_read(arena, path, 8 << 20, &bytes));
    Str text = vn_fold(arena, bytes, VN_FOLD_SPACE | VN_FOLD_PUNCT);
    for (StrCut cut = {.tail = text, .ok = true}; cut.ok;) {
        cut = str_cut(cut.tail, ' ');
        bool seen = cut.head.len == 0 || (cut.head.ptr[0] >= '0' && cut.head.ptr[0] <= '9');
        for (ptrdiff_t i = words.len - 1; i >= 0 && !seen; i--)
            seen = str_eq(words.data[i], cut.head);
        if (!seen)
            vec_push(arena, &words, str_copy(arena, cut.head));
    }
    assert_true(words.len > 1000);
    assert_int_equal(disagreements(arena, words), 0);
}

TEST(made_syllables_are_ordered_as_by_icu)
{
    static const char *const initials[] = {"",   "b",  "c",  "d",  "đ", "Đ", "D", "g", "h",
                                           "kh", "ng", "qu", "tr", "V", "x", "f", "w", "z"};
    static const char *const finals[] = {"", "n", "ng", "c", "t", "i"};
    Words words = {0};
    Rng rng = rng_open(1);
    for (int i = 0; i < 3000; i++) {
        VnBase base = (VnBase)rng_between(&rng, VN_A, VN_Y);
        VnTone tone = (VnTone)rng_between(&rng, VN_LEVEL, VN_DOT);
        Buf word = buf_open(arena);
        buf_add(&word, str_from(initials[rng_below(&rng, COUNTOF(initials))]));
        buf_rune(&word, vn_letter_code(base, tone, rng_below(&rng, 4) == 0));
        buf_add(&word, str_from(finals[rng_below(&rng, COUNTOF(finals))]));
        vec_push(arena, &words, buf_str(&word));
    }
    assert_int_equal(disagreements(arena, words), 0);
}

static void assert_order(Arena *arena, const char *const *texts, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i + 1 < count; i++) {
        Str a = str_from(texts[i]), b = str_from(texts[i + 1]);
        if (vn_compare(a, b) >= 0 || vn_compare(b, a) <= 0)
            fail_msg("%s must stand before %s", texts[i], texts[i + 1]);
        assert_int_equal(vn_compare(a, a), 0);
        assert_true(str_cmp(vn_sort_key(arena, a), vn_sort_key(arena, b)) < 0);
    }
}

/* Where it differs from ICU on purpose. */
TEST(digits_count_by_value)
{
    static const char *const texts[] = {"Tổ 2",      "Tổ 02b", "Tổ 3", "Tổ 10", "Tổ 100", "Tổ 99999999999999999999",
                                        "Tổ dân phố"};
    assert_order(arena, texts, COUNTOF(texts));
}

TEST(names_are_ordered_syllable_by_syllable)
{
    static const char *const texts[] = {"hoa", "hoa hồng", "hoa lan", "hoà", "hòa", "hòa an", "hòa bình", "hoàn"};
    assert_order(arena, texts, COUNTOF(texts));
}

TEST(the_two_placements_stand_together)
{
    static const char *const texts[] = {"hoa", "hoà", "hòa", "hoả", "hỏa", "hoạ", "họa"};
    assert_order(arena, texts, COUNTOF(texts));
}

TEST(case_decides_last)
{
    static const char *const texts[] = {"an", "An", "AN", "àn", "Àn", "ăn", "Bà Rịa", "Bà Rịa - Vũng Tàu", "ба"};
    assert_order(arena, texts, COUNTOF(texts));
}

TEST(equal_means_the_same_text)
{
    assert_int_equal(vn_compare(S("a\u0302\u0301"), S("ấ")), 0);
    assert_true(vn_compare(S("a-b"), S("a b")) != 0);
    assert_int_equal(vn_compare(S(""), S("")), 0);
}

TEST_MAIN
