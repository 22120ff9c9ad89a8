#include "test.h"

#include "table/table.h"
#include <string.h>

static Str dump(Arena *arena, Str text, TableKind kind)
{
    Table *table;
    assert_ok(table_open_bytes(arena, S("a.txt"), text, (TableOptions){0}, &table));
    assert_int_equal(table_kind(table), kind);
    Buf out = buf_open(arena);
    for (bool more = true; more;) {
        Row row;
        assert_ok(table_next(table, arena, &row, &more));
        for (ptrdiff_t i = 0; more && i < row.count; i++)
            buf_fmt(&out, "%s%.*s", i ? "|" : "", STRF(row.cell[i].text));
        buf_add(&out, more ? S("\n") : S(""));
    }
    table_close(&table);
    return buf_str(&out);
}

TEST(a_table_with_tabs_stands_inside_prose)
{
    assert_str(
        dump(arena,
             S("KẾ HOẠCH\n\nThực hiện Nghị quyết, như sau:\nmột\nhai\n\nSTT\tTên\tSố\n1\tXã A\t1.899\n\n2\tXã B\t\n"
               "Tổng:\t\t5\n\nGhi chú: thôi.\nHết"),
             TABLE_TEXT),
        S("KẾ HOẠCH\nThực hiện Nghị quyết, như sau:\nmột\nhai\nSTT|Tên|Số\n1|Xã A|1.899\n2|Xã B|\nTổng:||5\nGhi chú: "
          "thôi.\nHết\n"));
}

TEST(a_pipe_table_of_markdown_is_read)
{
    assert_str(
        dump(arena,
             S("# Phụ lục\n\n| STT | Tên | Số |\n|:---|---|---:|\n| 1 | Xã A \\| B | 1.899 |\n| 2 | | 3 |\n\nhết\n"),
             TABLE_TEXT),
        S("# Phụ lục\nSTT|Tên|Số\n1|Xã A | B|1.899\n2||3\nhết\n"));
}

TEST(columns_of_blanks_are_divided_where_all_lines_agree)
{
    assert_str(dump(arena,
                    S("Bảng kê:\n\nSTT  Tên xã             Số người\n1    Phường Hồng Châu      1.899\n"
                      "2    Xã Tân Hưng\n3                           2.505\n\nHết bảng\n"),
                    TABLE_TEXT),
               S("Bảng kê:\nSTT|Tên xã|Số người\n1|Phường Hồng Châu|1.899\n2|Xã Tân Hưng\n3||2.505\nHết bảng\n"));
}

TEST(an_empty_cell_in_the_middle_keeps_its_column)
{
    assert_str(dump(arena,
                    S("STT  Tên xã             Số người   Ghi\n1    Phường Hồng Châu      1.899   x\n"
                      "2    Xã Tân Hưng                   y\n3                           2.505   z\n"),
                    TABLE_TEXT),
               S("STT|Tên xã|Số người|Ghi\n1|Phường Hồng Châu|1.899|x\n2|Xã Tân Hưng||y\n3||2.505|z\n"));
}

TEST(lines_that_do_not_agree_stay_whole)
{
    assert_str(dump(arena, S("một  hai\nba bốn năm  sáu\nx   y\nkhông có\n"), TABLE_TEXT),
               S("một  hai\nba bốn năm  sáu\nx   y\nkhông có\n"));
}

TEST(pages_end_with_form_feeds_and_lines_keep_their_numbers)
{
    Table *table;
    assert_ok(
        table_open_bytes(arena, S("a.txt"), S("x, y\r\n\r\n\fSTT\tTên\f1\tA\r\nhai\n"), (TableOptions){0}, &table));
    ptrdiff_t lines[] = {1, 3, 3, 4};
    for (int i = 0; i < 4; i++) {
        Row row;
        bool more;
        assert_ok(table_next(table, arena, &row, &more));
        assert_true(more);
        assert_int_equal(row.line, lines[i]);
    }
    table_close(&table);
}

TEST(utf_16_prose_is_read)
{
    Str wide = S("\xFF\xFEx\0,\0\n\0a\0\t\0b\0\n\0y\0\n\0z\0\n\0");
    assert_str(dump(arena, wide, TABLE_TEXT), S("x,\na|b\ny\nz\n"));
}

TEST(limits_hold_in_text)
{
    Table *table;
    Row row;
    bool more;
    TableOptions few = {.limits = {.columns = 2, .cell_bytes = 40}};
    assert_ok(table_open_bytes(arena, S("a.txt"), S("a\tb\tc\nxin chào\nhai\nba\n"), few, &table));
    assert_fails(table_next(table, arena, &row, &more), TOO_LARGE);
    table_close(&table);
    assert_ok(table_open_bytes(arena, S("a.txt"), S("0123456789012345678901234567890123456789012\n"), few, &table));
    assert_fails(table_next(table, arena, &row, &more), TOO_LARGE);
    table_close(&table);
    Buf late = buf_open(arena);
    for (int i = 0; i < 1000; i++)
        buf_add(&late, S("dòng\n"));
    buf_add(&late, S("\0\n"));
    assert_ok(table_open_bytes(arena, S("a.txt"), buf_str(&late), few, &table));
    Err *err = NULL;
    for (more = true; more && !err;)
        err = table_next(table, arena, &row, &more);
    assert_fails(err, BAD_INPUT);
    assert_int_equal(err->place.row, 1001);
    table_close(&table);
}

static ptrdiff_t rows_with(Arena *arena, const char *seed, ptrdiff_t columns)
{
    Table *table;
    assert_ok(table_open(arena, test_shared(arena, str_from(seed)), (TableOptions){0}, &table));
    assert_int_equal(table_kind(table), TABLE_TEXT);
    ptrdiff_t n = 0;
    for (bool more = true; more;) {
        Row row;
        assert_ok(table_next(table, arena, &row, &more));
        n += more && row.count == columns;
    }
    table_close(&table);
    return n;
}

TEST(the_real_documents_are_text)
{
    assert_int_equal(rows_with(arena, "seeds/002_65e8bb7d30433a48.txt", 4), 107);
    assert_int_equal(rows_with(arena, "seeds/000_3d0ca00eb37dd96f.txt", 4), 0);
    assert_int_equal(rows_with(arena, "seeds/001_7b2ddb9995c6cd73.txt", 4), 0);
    assert_int_equal(rows_with(arena, "seeds/003_089d990b9943ba04.txt", 4), 0);
    assert_int_equal(rows_with(arena, "seeds/004_57c70a22431b6cc2.txt", 4), 0);
}

TEST_MAIN
