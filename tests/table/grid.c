#include "test.h"

#include "base/file.h"
#include "table/grid.h"
#include "table/table.h"
#include <jansson.h>
#include <math.h>
#include <string.h>

static const GridColumn columns[] = {
    {"name", TEXT_INIT("Tên", "Name"), GRID_TEXT, 0, false},
    {"count", TEXT_INIT("Số người", "People"), GRID_INT, 0, true},
    {"rate", TEXT_INIT("Tỷ lệ", "Rate"), GRID_PERCENT, 1, false},
    {"mean", TEXT_INIT("Bình quân", "Mean"), GRID_REAL, 3, false},
};

static Grid sample(Arena *arena)
{
    Grid grid = grid_open(TEXT("Bảng", "Table"), TEXT("dữ liệu mô phỏng", "simulated data"), columns, 4);
    Str names[] = {S("Xã A, B"), S("=1+1"), S("nói \"x\"\nhai dòng"), S("-5"), S("@x"), S(" trống ")};
    for (ptrdiff_t i = 0; i < COUNTOF(names); i++) {
        GridCell *cell = grid_row(&grid, arena);
        cell[0] = G_TEXT(names[i]);
        cell[1] = i == 2 ? G_NONE : G_INT(1551009 * i);
        cell[2] = G_REAL(12.54);
        cell[3] = G_REAL(i == 3 ? NAN : 1.25);
    }
    return grid;
}

TEST(csv_has_a_mark_quotes_and_guards)
{
    Grid grid = sample(arena);
    Str csv;
    assert_ok(grid_csv(&grid, arena, LANG_VI, &csv));
    assert_str(
        csv,
        S("\xEF\xBB\xBFTên,Số người,Tỷ lệ,Bình quân\r\n\"Xã A, B\",0,12.5,1.2500\r\n\"'=1+1\",1551009,12.5,1.2500\r\n"
          "\"nói \"\"x\"\"\nhai dòng\",,12.5,1.2500\r\n-5,4653027,12.5,\r\n\"'@x\",6204036,12.5,1.2500\r\n\" trống "
          "\",7755045,12.5,1.2500\r\n"));
}

TEST(csv_reads_back)
{
    Grid grid = sample(arena);
    Str csv;
    Table *table;
    assert_ok(grid_csv(&grid, arena, LANG_EN, &csv));
    assert_ok(table_open_bytes(arena, S("x.csv"), csv, (TableOptions){0}, &table));
    Row row;
    bool more;
    assert_ok(table_next(table, arena, &row, &more));
    assert_str(row.cell[1].text, S("People"));
    for (ptrdiff_t i = 0; i < 5; i++) {
        assert_ok(table_next(table, arena, &row, &more));
        assert_str(row.cell[0].text, grid_at(&grid, i, 0)->text);
    }
    table_close(&table);
}

TEST(simulated_rows_say_so_in_csv_and_json)
{
    Grid grid = sample(arena);
    Str text;
    grid.simulated = true;
    assert_ok(grid_csv(&grid, arena, LANG_VI, &text));
    assert_true(str_find(text, S("Bình quân,Ghi chú\r\n")) > 0);
    assert_true(str_find(text, S("-5,4653027,12.5,,dữ liệu mô phỏng\r\n")) > 0);
    assert_ok(grid_csv(&grid, arena, LANG_EN, &text));
    assert_true(str_find(text, S("Mean,Note\r\n")) > 0);
    assert_true(str_ends(text, S(",simulated data\r\n")));
    assert_ok(grid_json(&grid, arena, LANG_EN, &text));
    assert_true(str_find(text, S("\"simulated\": true")) > 0);
    grid.simulated = false;
    assert_ok(grid_json(&grid, arena, LANG_EN, &text));
    assert_true(str_find(text, S("\"simulated\"")) < 0);
}

TEST(json_is_an_array_of_objects_under_rows)
{
    Grid grid = sample(arena);
    Str text;
    assert_ok(grid_json(&grid, arena, LANG_EN, &text));
    json_t *root = json_loadb(text.ptr, (size_t)text.len, 0, NULL);
    assert_non_null(root);
    assert_string_equal(json_string_value(json_object_get(root, "note")), "simulated data");
    json_t *rows = json_object_get(root, "rows");
    assert_int_equal(json_array_size(rows), 6);
    assert_int_equal(json_integer_value(json_object_get(json_array_get(rows, 1), "count")), 1551009);
    assert_true(json_is_null(json_object_get(json_array_get(rows, 2), "count")));
    assert_true(json_is_null(json_object_get(json_array_get(rows, 3), "mean")));
    json_decref(root);
}

TEST(the_ending_decides_how_a_grid_is_saved)
{
    Grid grid = sample(arena);
    assert_ok(grid_save(&grid, arena, LANG_VI, test_temp(arena, S("a.CSV"))));
    assert_ok(grid_save(&grid, arena, LANG_VI, test_temp(arena, S("a.json"))));
    assert_ok(grid_save(&grid, arena, LANG_VI, test_temp(arena, S("a.xlsx"))));
    assert_true(str_starts(test_read(arena, test_temp(arena, S("a.CSV"))), S("\xEF\xBB\xBF")));
    assert_true(str_starts(test_read(arena, test_temp(arena, S("a.json"))), S("{")));
    assert_true(str_starts(test_read(arena, test_temp(arena, S("a.xlsx"))), S("PK")));
    assert_fails(grid_save(&grid, arena, LANG_VI, test_temp(arena, S("a.doc"))), USAGE);
}

static Grid communes(Arena *arena)
{
    static const char *const names[] = {"Cả tỉnh", "Xã Đông Hưng", "Xã Ân Thi", "Phường Hồng Châu", "Xã A Sào"};
    static const int64_t persons[] = {100, 7, 30, 30, 12};
    Grid grid = grid_open(TEXT("Bảng", "Table"), TEXT("", ""), columns, 4);
    for (ptrdiff_t i = 0; i < COUNTOF(names); i++) {
        GridCell *cell = grid_row(&grid, arena);
        cell[0] = G_TEXT(str_from(names[i]));
        cell[1] = i == 1 ? G_NONE : G_INT(persons[i]);
    }
    grid.above = 1;
    return grid;
}

static void shows(Arena *arena, const char *words, const char *order, const char *names)
{
    Grid grid = communes(arena);
    Buf out = buf_open(arena);
    grid_pick(&grid, arena, str_from(words), str_from(order));
    for (ptrdiff_t r = 0; r < grid.rows; r++)
        buf_fmt(&out, "%s%.*s", r > 0 ? ", " : "", STRF(grid_at(&grid, r, 0)->text));
    assert_str(buf_str(&out), str_from(names));
}

TEST(what_a_reader_chose_is_what_is_written)
{
    shows(arena, "", "", "Cả tỉnh, Xã Đông Hưng, Xã Ân Thi, Phường Hồng Châu, Xã A Sào");
    shows(arena, "", "name", "Cả tỉnh, Phường Hồng Châu, Xã A Sào, Xã Ân Thi, Xã Đông Hưng");
    shows(arena, "", "-name", "Cả tỉnh, Xã Đông Hưng, Xã Ân Thi, Xã A Sào, Phường Hồng Châu");
    /* what is not given comes last whichever way; equals as they stood */
    shows(arena, "", "count", "Cả tỉnh, Xã A Sào, Xã Ân Thi, Phường Hồng Châu, Xã Đông Hưng");
    shows(arena, "", "-count", "Cả tỉnh, Xã Ân Thi, Phường Hồng Châu, Xã A Sào, Xã Đông Hưng");
    shows(arena, " XA  an ", "", "Cả tỉnh, Xã Ân Thi"); /* each word in some cell, marks aside */
    shows(arena, "30 hong", "", "Cả tỉnh, Phường Hồng Châu");
    shows(arena, "không có", "name", "Cả tỉnh");
    shows(arena, "", "-no-such-column", "Cả tỉnh, Xã Đông Hưng, Xã Ân Thi, Phường Hồng Châu, Xã A Sào");
}

TEST(a_file_has_the_columns_that_were_chosen)
{
    Grid grid = communes(arena);
    grid_choose(&grid, arena, S("count,nothing,name,count"));
    assert_int_equal(grid.columns, 2);
    assert_string_equal(grid.column[0].key, "count");
    assert_true(grid.rows == 5 && grid_at(&grid, 2, 0)->integer == 30);
    assert_str(grid_at(&grid, 2, 1)->text, S("Xã Ân Thi"));
    grid_choose(&grid, arena, S("nothing"));
    assert_int_equal(grid.columns, 2);
}

static Grid days(Arena *arena)
{
    static const GridColumn of_days[] = {{"day", TEXT_INIT("Ngày", "Day"), GRID_DAY, 0, false},
                                         {"name", TEXT_INIT("Tên", "Name"), GRID_TEXT, 0, false}};
    const Date day[] = {{2027, 1, 5}, {2026, 11, 21}, {0}, {2026, 12, 0}};
    Grid grid = grid_open(TEXT("Bảng", "Table"), (Text){0}, of_days, 2);
    for (ptrdiff_t i = 0; i < COUNTOF(day); i++) {
        GridCell *cell = grid_row(&grid, arena);
        cell[0] = grid_day(day[i]);
        cell[1] = G_TEXT(str_fmt(arena, "%td", i));
    }
    return grid;
}

/* People read days as they write them, machines as ISO 8601; a spreadsheet reckons with them; they sort as days go. */
TEST(days_are_days_in_every_file)
{
    Grid grid = days(arena);
    Str text;
    Table *table;
    Row row = {0};
    bool more;
    grid_pick(&grid, arena, S(""), S("day"));
    assert_ok(grid_csv(&grid, arena, LANG_VI, &text));
    assert_true(str_ends(text, S("Ngày,Tên\r\n21/11/2026,1\r\n12/2026,3\r\n05/01/2027,0\r\n,2\r\n")));
    assert_ok(grid_json(&grid, arena, LANG_VI, &text));
    assert_true(str_find(text, S("\"day\": \"2026-11-21\"")) > 0 && str_find(text, S("\"day\": null")) > 0);
    grid_pick(&grid, arena, S("01/2027"), S(""));
    assert_int_equal(grid.rows, 1);
    assert_ok(grid_save(&grid, arena, LANG_VI, test_temp(arena, S("days.xlsx"))));
    assert_ok(table_open(arena, test_temp(arena, S("days.xlsx")), (TableOptions){0}, &table));
    do
        assert_ok(table_next(table, arena, &row, &more));
    while (more && (row.count == 0 || row.cell[0].kind != CELL_DATE));
    assert_true(more && date_cmp(row.cell[0].date, (Date){2027, 1, 5}) == 0);
    table_close(&table);
}

/* By several threads, as one would have written it. */
TEST(a_long_table_is_its_rows_one_after_the_other)
{
    enum { ROWS = 9000 };
    Grid whole = days(arena);
    Str all, one, head;
    const GridCell *pattern = whole.cell;
    ptrdiff_t rows = whole.rows;
    Buf rest = buf_open(arena);
    grid_rows(&whole, arena, ROWS - rows);
    assert_int_equal(whole.rows, ROWS);
    for (ptrdiff_t r = 0; r < ROWS; r++) {
        Grid row = grid_open(whole.title, whole.note, whole.column, whole.columns), none = row;
        memcpy(whole.cell + r * whole.columns, pattern + r % rows * whole.columns,
               (size_t)whole.columns * sizeof *pattern);
        whole.cell[r * whole.columns + 1] = G_TEXT(str_fmt(arena, "%td%s", r, r % 7 ? "" : ";"));
        memcpy(grid_rows(&row, arena, 1), whole.cell + r * whole.columns, (size_t)whole.columns * sizeof *pattern);
        assert_ok(grid_csv(&row, arena, LANG_VI, &one));
        assert_ok(grid_csv(&none, arena, LANG_VI, &head));
        buf_add(&rest, str_slice(one, head.len, one.len));
    }
    assert_ok(grid_csv(&whole, arena, LANG_VI, &all));
    assert_str(str_slice(all, head.len, all.len), buf_str(&rest));
}

TEST_MAIN
