#include "base/html.h"
#include "base/str.h"
#include "base/utf8.h"
#include "base/vec.h"
#include "test.h"

TEST(a_cut_gives_what_stands_before_and_after)
{
    StrCut cut = str_cut(S("name=value=more"), '=');
    assert_true(cut.ok);
    assert_str(cut.head, S("name"));
    assert_str(cut.tail, S("value=more"));
    cut = str_cut(S("plain"), '=');
    assert_false(cut.ok);
    assert_str(cut.head, S("plain"));
    assert_int_equal(cut.tail.len, 0);
    assert_false(str_cut((Str){0}, 'x').ok);
}

TEST(blanks_of_every_kind_are_trimmed)
{
    assert_str(str_trim(S("\xef\xbb\xbf \t\xc2\xa0"
                          "Xã Ái Quốc\xc2\xa0\r\n")),
               S("Xã Ái Quốc"));
    assert_int_equal(str_trim(S(" \t ")).len, 0);
    assert_str(str_trim(S("à")), S("à")); /* its last byte is A0 */
}

TEST(comparing_is_by_bytes_and_then_by_length)
{
    assert_true(str_cmp(S("a"), S("b")) < 0);
    assert_true(str_cmp(S("ab"), S("a")) > 0);
    assert_int_equal(str_cmp((Str){0}, S("")), 0);
    assert_true(str_eq(S("x"), S("x")));
    assert_false(str_eq(S("x"), S("xy")));
    assert_true(str_starts(S("phường"), S("phư")) && !str_starts(S("ph"), S("phư")));
    assert_true(str_ends(S("tổng"), S("ng")) && !str_ends(S("g"), S("ng")));
    assert_int_equal(str_find(S("abcabc"), S("ca")), 2);
    assert_int_equal(str_find(S("abc"), S("abcd")), -1);
    assert_int_equal(str_find(S("abc"), (Str){0}), 0);
}

TEST(a_buffer_grows_and_keeps_what_it_holds)
{
    Buf buf = buf_open(arena);
    for (int i = 0; i < 1000; i++) {
        buf_fmt(&buf, "%d,", i);
        if (i % 100 == 0)
            new (arena, char, 10); /* another allocation in between: the next growth copies */
    }
    buf_byte(&buf, '.');
    buf_rune(&buf, 0x1EA5);
    Str s = buf_str(&buf);
    assert_true(str_starts(s, S("0,1,2,")));
    assert_true(str_ends(s, S("999,.ấ")));
    assert_int_equal(s.len, 10 * 2 + 90 * 3 + 900 * 4 + 1 + 3);
}

TEST(copies_have_bytes_of_their_own)
{
    char source[] = "abc";
    Str copy = str_copy(arena, str_from(source));
    char *c = str_c(arena, copy);
    source[0] = 'x';
    assert_str(copy, S("abc"));
    assert_string_equal(c, "abc");
    assert_int_equal(str_from(NULL).len, 0);
    assert_str(str_fmt(arena, "%.*s/%d", STRF(copy), 7), S("abc/7"));
}

TEST(the_hash_is_the_published_one)
{
    assert_true(str_hash((Str){0}) == 0xcbf29ce484222325u);
    assert_true(str_hash(S("a")) == 0xaf63dc4c8601ec8cu); /* FNV-1a test vector */
}

TEST(every_code_point_survives_a_round_trip)
{
    for (uint32_t code = 1; code <= 0x10FFFF; code += code < 0x3000 ? 1 : 97) {
        if (code >= 0xD800 && code <= 0xDFFF)
            continue;
        char bytes[UTF8_MAX];
        int len = utf8_put(bytes, code);
        Rune r = utf8_get((Str){bytes, len}, 0);
        assert_true(r.valid && r.code == code && r.len == len);
    }
}

TEST(bad_bytes_are_told_from_the_replacement_character)
{
    const Str bad[] = {S("\x80"), S("\xc0\xaf"), S("\xe0\x80\xaf"), S("\xed\xa0\x80"), S("\xf4\x90\x80\x80"),
                       S("\xc3"), S("\xe1\xba"), S("\xf0\x9f\x98"), S("\xff")};
    for (int i = 0; i < COUNTOF(bad); i++) {
        Rune r = utf8_get(bad[i], 0);
        assert_true(!r.valid && r.code == UTF8_BAD && r.len == 1);
        assert_false(utf8_valid(bad[i]));
        for (int plain = 1; plain <= 17; plain++) { /* several bytes are looked at together */
            assert_false(utf8_valid(str_fmt(arena, "%.*s%.*s", plain, "commune of residence", STRF(bad[i]))));
            assert_false(utf8_valid(str_fmt(arena, "%.*scommune of residence", STRF(bad[i]))));
        }
    }
    assert_true(utf8_valid(S("Hưng Yên \xef\xbf\xbd")));
    assert_int_equal(utf8_count(S("Hưng Yên")), 8);
    assert_int_equal(utf8_get(S("a"), 1).len, 0);
}

TEST(a_vector_keeps_its_items_in_order)
{
    Vec(int64_t) v = {0};
    for (int64_t i = 0; i < 1000; i++)
        vec_push(arena, &v, i * i);
    assert_int_equal(v.len, 1000);
    for (int64_t i = 0; i < 1000; i++)
        assert_int_equal(v.data[i], i * i);
}

TEST(arena_memory_is_zero_and_aligned_again_after_a_reset)
{
    AUTO(arena_close) Arena own = arena_open(64 << 20);
    char *first = new (&own, char, 40 << 20);
    first[0] = first[(40 << 20) - 1] = 'x';
    arena_reset(&own);
    new (&own, char, 1);
    double *d = new (&own, double, 1000);
    assert_int_equal((uintptr_t)d % _Alignof(double), 0);
    for (int i = 0; i < 1000; i++)
        assert_true(d[i] == 0);
}

TEST(scratch_passed_by_value_is_given_back)
{
    char *before = arena->beg;
    {
        Arena scratch = *arena;
        new (&scratch, char, 4096);
        assert_true(scratch.beg >= before + 4096);
    }
    assert_ptr_equal(arena->beg, before);
}

TEST(text_in_a_page_is_nothing_but_text)
{
    Buf page = {.arena = arena};
    html_text(&page, S("Đỗ <b a=\"'x'\"> & con\n"));
    assert_str(buf_str(&page), S("Đỗ &lt;b a=&quot;&#39;x&#39;&quot;&gt; &amp; con\n"));
    page = (Buf){.arena = arena};
    html_text(&page, S("a\x01\xe2\x80\xae"
                       "b\xff")); /* a control, right-to-left override, no UTF-8 */
    assert_str(buf_str(&page), S("a\xef\xbf\xbd\xef\xbf\xbd"
                                 "b\xef\xbf\xbd"));
}

TEST_MAIN
