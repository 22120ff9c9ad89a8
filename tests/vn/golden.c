/* Tables that an expert can edit: tests/vn/<what>.txt, a line a case, "input ⇒ expected";
 * ✗ means refused, \u{20} is a character by its code, # begins a comment line. */
#include "test.h"

#include "base/utf8.h"
#include "base/vec.h"
#include "vn/vn.h"
#include <stdlib.h>

typedef Str Answer(Arena *arena, Str input);

static Str unescape(Arena *arena, Str s)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i; (i = str_find(s, S("\\u{"))) >= 0;) {
        buf_add(&out, str_slice(s, 0, i));
        StrCut code = str_cut(str_slice(s, i + 3, s.len), '}');
        buf_rune(&out, (uint32_t)strtoul(str_c(arena, code.head), NULL, 16));
        s = code.tail;
    }
    buf_add(&out, s);
    return buf_str(&out);
}

static void check_table(Arena *arena, const char *name, Answer *answer, ptrdiff_t at_least)
{
    const Str arrow = S(" ⇒ ");
    Str path = test_file(arena, str_fmt(arena, "vn/%s.txt", name));
    ptrdiff_t cases = 0, wrong = 0, number = 0;
    for (StrCut line = {.tail = test_read(arena, path), .ok = true}; line.ok;) {
        line = str_cut(line.tail, '\n');
        ptrdiff_t at = str_find(line.head, arrow);
        number++;
        if (at < 0 || str_starts(line.head, S("#"))) {
            assert_true(line.head.len == 0 || str_starts(line.head, S("#")));
            continue;
        }
        Str want = unescape(arena, str_slice(line.head, at + arrow.len, line.head.len));
        Str got = answer(arena, unescape(arena, str_slice(line.head, 0, at)));
        if (!str_eq(got, want)) {
            print_error("%s.txt:%td: %.*s, got %.*s\n", name, number, STRF(line.head), STRF(got));
            wrong++;
        }
        cases++;
    }
    assert_int_equal(wrong, 0);
    assert_true(cases >= at_least);
}

static Str place(Arena *arena, Str s)
{
    return vn_fold(arena, s, VN_FOLD_PLACE);
}

static Str key(Arena *arena, Str s)
{
    return vn_fold(arena, s, VN_KEY);
}

static Str no_tone(Arena *arena, Str s)
{
    return vn_fold(arena, s, VN_FOLD_TONE | VN_FOLD_CASE);
}

static Str spaces(Arena *arena, Str s)
{
    return vn_fold(arena, s, VN_FOLD_SPACE);
}

static Str whole(Arena *arena, Str s)
{
    int64_t n;
    return vn_parse_int(s, &n) ? str_fmt(arena, "%lld", (long long)n) : S("✗");
}

static Str decimal(Arena *arena, Str s)
{
    VnDecimal d;
    if (!vn_parse_decimal(s, &d))
        return S("✗");
    return str_fmt(arena, "%lld/%d%s", (long long)d.digits, d.scale, d.percent ? "%" : "");
}

static Str money(Arena *arena, Str s)
{
    return vn_money_words(arena, strtoll(str_c(arena, s), NULL, 10));
}

static Str date(Arena *arena, Str s)
{
    Date d;
    return vn_parse_date(s, 2026, &d) ? date_iso(arena, d) : S("✗");
}

TEST(tone_marks_get_one_place)
{
    check_table(arena, "place", place, 60);
}

TEST(keys_of_names)
{
    check_table(arena, "key", key, 25);
}

TEST(tones_are_taken_off)
{
    check_table(arena, "tone", no_tone, 10);
}

TEST(blanks_dashes_and_apostrophes_are_alike)
{
    check_table(arena, "space", spaces, 10);
}

TEST(capitals)
{
    check_table(arena, "upper", vn_upper, 8);
}

TEST(names_in_title_case)
{
    check_table(arena, "title", vn_title, 8);
}

TEST(whole_numbers)
{
    check_table(arena, "int", whole, 50);
}

TEST(decimals)
{
    check_table(arena, "decimal", decimal, 35);
}

TEST(sums_in_words)
{
    check_table(arena, "money", money, 60);
}

TEST(dates)
{
    check_table(arena, "date", date, 70);
}

TEST_MAIN
