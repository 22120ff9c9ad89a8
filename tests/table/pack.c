/* The container, read in this process; files that would hurt it are read in office_hostile.c. */
#include "reading.h"

#include "table/pack.h"
#include <string.h>

static Source source_of(Str bytes)
{
    return (Source){.name = S("a.xlsx"), .bytes = bytes, .options.limits = reading_limits()};
}

static Err *read_part_of(Arena *arena, const Source *source, const char *part)
{
    AUTO(pack_close) Pack *pack = NULL;
    Feed feed;
    char piece[512];
    TRY(pack_open(arena, source, &pack));
    TRY(pack_part(pack, arena, str_from(part), &feed));
    ptrdiff_t n;
    while ((n = feed.read(feed.self, piece, sizeof piece)) > 0) {
    }
    return n < 0 ? feed.failure(feed.self, arena) : NULL;
}

static Str one_part(Arena *arena)
{
    char *text = new (arena, char, 5000);
    memset(text, 'a', 5000);
    return stored_zip(arena, &(Part){"xl/a.xml", (Str){text, 5000}}, 1);
}

TEST(a_part_is_found_in_any_case_and_a_missing_one_is_named)
{
    Source source = source_of(one_part(arena));
    assert_ok(read_part_of(arena, &source, "xl/A.xml"));
    Err *err = read_part_of(arena, &source, "xl/b.xml");
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.vi, S("xl/b.xml")) > 0);
    char *longest = new (arena, char, 2001);
    memset(longest, 'x', 2000);
    assert_fails(read_part_of(arena, &source, longest), BAD_INPUT);
}

TEST(what_is_unpacked_is_counted)
{
    Source source = source_of(one_part(arena));
    source.options.limits.unpacked_bytes = 4096;
    assert_fails(read_part_of(arena, &source, "xl/a.xml"), TOO_LARGE);
}

TEST(a_part_that_does_not_agree_with_its_sum_is_damaged)
{
    Str bytes = one_part(arena);
    ((char *)bytes.ptr)[100] = 'b';
    Source source = source_of(bytes);
    Err *err = read_part_of(arena, &source, "xl/a.xml");
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.vi, S("hỏng")) > 0);
}

TEST(a_part_with_a_password_says_so)
{
    Str bytes = one_part(arena);
    ptrdiff_t entry = str_find(bytes, S("PK\1\2"));
    ((char *)bytes.ptr)[6] = 1;
    ((char *)bytes.ptr)[entry + 8] = 1;
    Source source = source_of(bytes);
    Err *err = read_part_of(arena, &source, "xl/a.xml");
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.vi, S("mật khẩu")) > 0);
}

TEST(too_many_parts_are_refused_before_any_is_read)
{
    Buf bytes = buf_open(arena);
    for (int i = 0; i <= 20000; i++)
        buf_add(&bytes, S("PK\1\2"));
    Source source = source_of(buf_str(&bytes));
    assert_fails(read_part_of(arena, &source, "a"), TOO_LARGE);
    source = source_of(S("PK\5\6"));
    assert_fails(read_part_of(arena, &source, "a"), BAD_INPUT);
}

TEST(targets_are_resolved_from_the_folder_of_their_part)
{
    assert_str(pack_resolve(arena, S("xl/workbook.xml"), S("worksheets/s.xml")), S("xl/worksheets/s.xml"));
    assert_str(pack_resolve(arena, S("xl/workbook.xml"), S("./s.xml")), S("xl/s.xml"));
    assert_str(pack_resolve(arena, S("xl/a/b.xml"), S("../s.xml")), S("xl/s.xml"));
    assert_str(pack_resolve(arena, S("xl/b.xml"), S("../../s.xml")), S("s.xml"));
    assert_str(pack_resolve(arena, S("xl/b.xml"), S("/word/s.xml")), S("word/s.xml"));
}

TEST_MAIN
