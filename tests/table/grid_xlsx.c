#include "base/rng.h"
#include "base/vec.h"
#include "reading.h"
#include "table/grid.h"
#include <dirent.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

static const GridColumn columns[] = {
    {"unit", TEXT_INIT("Tên xã/phường", "Unit"), GRID_TEXT, 0, false},
    {"total", TEXT_INIT("Chỉ tiêu", "Target"), GRID_INT, 0, true},
    {"rate", TEXT_INIT("Tỷ lệ", "Rate"), GRID_PERCENT, 1, false},
    {"money", TEXT_INIT("Số tiền (triệu đồng)", "Amount (million VND)"), GRID_REAL, 2, true},
};

static Grid small_grid(Arena *arena)
{
    Grid grid = grid_open(TEXT("Bảng tiến độ", "Progress"), TEXT("dữ liệu mô phỏng", "simulated data"), columns,
                          COUNTOF(columns));
    GridCell *row = grid_row(&grid, arena);
    row[0] = G_TEXT(S("Phường Hồng Châu"));
    row[1] = G_INT(1899);
    row[2] = G_REAL(12.5);
    row[3] = G_REAL(1234.5);
    row = grid_row(&grid, arena);
    row[0] = G_TEXT(S("=cmd|' /C calc'!A0"));
    row[1] = G_INT(34845);
    row[2] = G_NONE;
    row[3] = G_REAL(0.25);
    return grid;
}

static Str written(Arena *arena, const Grid *grid, const char *name)
{
    Str path = test_temp(arena, str_from(name));
    assert_ok(grid_xlsx(grid, arena, LANG_VI, path));
    return path;
}

static Str part_of(Arena *arena, Str path, const char *part)
{
    zip_t *zip = zip_open(str_c(arena, path), ZIP_RDONLY, NULL);
    assert_non_null(zip);
    zip_file_t *file = zip_fopen(zip, part, 0);
    assert_non_null(file);
    char *text = new (arena, char, 1 << 20);
    zip_int64_t n = zip_fread(file, text, 1 << 20);
    zip_fclose(file);
    zip_discard(zip);
    return (Str){text, (ptrdiff_t)n};
}

TEST(what_is_written_is_read_again)
{
    Grid grid = small_grid(arena);
    assert_str(reading_file(arena, xlsx_reader, written(arena, &grid, "small.xlsx")),
               S("1|Sheet1|1: Bảng tiến độ\n"
                 "1|Sheet1|2: dữ liệu mô phỏng\n"
                 "1|Sheet1|4: Tên xã/phường; Chỉ tiêu; Tỷ lệ; Số tiền (triệu đồng)\n"
                 "1|Sheet1|5: Phường Hồng Châu; #1899; #12.5%; #1234.5\n"
                 "1|Sheet1|6: =cmd|' /C calc'!A0; #34845; ; #0.25\n"
                 "1|Sheet1|7: Tổng:; #36744; ; #1234.75\n"));
}

TEST(the_file_in_the_making_lies_beside_its_target_and_is_taken_away)
{
    Grid grid = small_grid(arena);
    Str folder = test_temp(arena, S("beside"));
    const char *path = str_c(arena, folder), *set = getenv("TMPDIR");
    assert_int_equal(mkdir(path, 0700), 0);
    unsetenv("TMPDIR");
    assert_ok(grid_xlsx(&grid, arena, LANG_VI, str_fmt(arena, "%.*s/a.xlsx", STRF(folder))));
    setenv("TMPDIR", path, 1);
    assert_ok(grid_xlsx(&grid, arena, LANG_VI, str_fmt(arena, "%.*s/b.xlsx", STRF(folder))));
    unsetenv("TMPDIR");
    Err *err = grid_xlsx(&grid, arena, LANG_VI, str_fmt(arena, "%.*s/none/a.xlsx", STRF(folder)));
    if (set)
        setenv("TMPDIR", set, 1);
    assert_fails(err, UNAVAILABLE);
    DIR *dir = opendir(path);
    assert_non_null(dir);
    int files = 0;
    for (struct dirent *entry; (entry = readdir(dir));) {
        files++;
        assert_false(str_starts(str_from(entry->d_name), S(".baophu")));
    }
    closedir(dir);
    assert_int_equal(files, 4); /* the two workbooks, . and .. */
    unlink(str_c(arena, str_fmt(arena, "%.*s/a.xlsx", STRF(folder))));
    unlink(str_c(arena, str_fmt(arena, "%.*s/b.xlsx", STRF(folder))));
}

TEST(each_line_of_the_note_has_a_row)
{
    Grid grid = small_grid(arena);
    grid.note = TEXT("một\nhai\n", "one\ntwo\n");
    Str rows = reading_file(arena, xlsx_reader, written(arena, &grid, "note.xlsx"));
    assert_true(str_find(rows, S("|2: một\n1|Sheet1|3: hai\n1|Sheet1|5: Tên xã/phường")) > 0);
}

TEST(the_sheet_has_formulas_formats_filter_and_a_frozen_heading)
{
    Grid grid = small_grid(arena);
    Str path = written(arena, &grid, "small.xlsx");
    Str sheet = part_of(arena, path, "xl/worksheets/sheet1.xml"), styles = part_of(arena, path, "xl/styles.xml");
    assert_true(str_find(sheet, S("<f>SUM(B5:B6)</f><v>36744</v>")) > 0);
    assert_true(str_find(sheet, S("<f>SUM(D5:D6)</f><v>1234.75</v>")) > 0);
    assert_true(str_find(sheet, S("<autoFilter ref=\"A4:D6\"/>")) > 0);
    assert_true(str_find(sheet, S("ySplit=\"4\" topLeftCell=\"A5\"")) > 0);
    assert_true(str_find(sheet, S("<f>cmd")) < 0);
    assert_true(str_find(styles, S("0.0%")) > 0);
    assert_true(str_find(sheet, S("<col min=\"1\" max=\"1\" width=\"21.7")) > 0);
}

TEST(the_same_grid_gives_the_same_bytes)
{
    Grid grid = small_grid(arena);
    Str a = test_read(arena, written(arena, &grid, "a.xlsx"));
    sleep(1);
    assert_str(test_read(arena, written(arena, &grid, "b.xlsx")), a);
}

TEST(numbers_a_spreadsheet_cannot_hold_become_text)
{
    Grid grid = grid_open((Text){0}, (Text){0}, columns, COUNTOF(columns));
    GridCell *row = grid_row(&grid, arena);
    row[0] = G_TEXT(S("a\x01"
                      "b"));
    row[1] = G_INT(INT64_MAX);
    row[2] = G_REAL(1.0 / 0.0);
    row[3] = G_NONE;
    assert_str(reading_file(arena, xlsx_reader, written(arena, &grid, "odd.xlsx")),
               S("1|Sheet1|1: Tên xã/phường; Chỉ tiêu; Tỷ lệ; Số tiền (triệu đồng)\n"
                 "1|Sheet1|2: a b; 9223372036854775807; #NUM!\n"
                 "1|Sheet1|3: Tổng:; #0; ; #0\n"));
}

TEST(a_long_text_is_cut_between_two_characters)
{
    Buf text = buf_open(arena);
    for (int i = 0; i < 20000; i++)
        buf_add(&text, S("ế"));
    Grid grid = grid_open((Text){0}, (Text){0}, columns, 1);
    grid_row(&grid, arena)[0] = G_TEXT(buf_str(&text));
    Str read = line_of(reading_file(arena, xlsx_reader, written(arena, &grid, "long.xlsx")), 2);
    assert_true(str_ends(read, S("ế")));
    assert_int_equal(read.len, str_find(read, S(":")) + 2 + 32766);
}

TEST(an_empty_grid_and_one_too_large)
{
    Grid grid = grid_open((Text){0}, (Text){0}, columns, COUNTOF(columns));
    assert_str(reading_file(arena, xlsx_reader, written(arena, &grid, "empty.xlsx")),
               S("1|Sheet1|1: Tên xã/phường; Chỉ tiêu; Tỷ lệ; Số tiền (triệu đồng)\n"));
    grid.rows = 1 << 20;
    assert_fails(grid_xlsx(&grid, arena, LANG_EN, test_temp(arena, S("large.xlsx"))), TOO_LARGE);
}

TEST(a_folder_that_is_not_there_is_an_error)
{
    Grid grid = small_grid(arena);
    assert_fails(grid_xlsx(&grid, arena, LANG_EN, test_temp(arena, S("none/a.xlsx"))), UNAVAILABLE);
}

/* Any values: what our reader makes of the file is what was written. */
TEST(random_grids_survive_the_way_there_and_back)
{
    Rng rng = rng_open(7);
    for (int round = 0; round < 20; round++) {
        Grid grid = grid_open((Text){0}, (Text){0}, columns, 2);
        Buf want = buf_open(arena);
        buf_add(&want, S("1|Sheet1|1: Tên xã/phường; Chỉ tiêu\n"));
        int64_t rows = rng_between(&rng, 1, 40), sum = 0;
        for (int64_t r = 0; r < rows; r++) {
            GridCell *row = grid_row(&grid, arena);
            int64_t n = rng_between(&rng, -1000000000, 1000000000);
            row[0] = G_TEXT(str_fmt(arena, "%c<&>\"%lld", "=+-@x"[rng_below(&rng, 5)], (long long)n));
            row[1] = G_INT(n);
            sum += n;
            buf_fmt(&want, "1|Sheet1|%lld: %.*s; #%lld\n", (long long)r + 2, STRF(row[0].text), (long long)n);
        }
        buf_fmt(&want, "1|Sheet1|%lld: Tổng:; #%lld\n", (long long)rows + 2, (long long)sum);
        assert_str(reading_file(arena, xlsx_reader, written(arena, &grid, "random.xlsx")), buf_str(&want));
    }
}

TEST(libreoffice_reads_what_is_written)
{
    if (access("/usr/bin/soffice", X_OK) != 0)
        skip();
    Grid grid = small_grid(arena);
    Str path = written(arena, &grid, "office.xlsx"), folder = test_temp(arena, S("csv"));
    Str command = str_fmt(
        arena,
        "soffice -env:UserInstallation=file://%.*s/profile --headless --norestore --convert-to csv:\"Text - txt - "
        "csv (StarCalc)\":44,34,76 --outdir %.*s %.*s >/dev/null 2>&1",
        STRF(folder), STRF(folder), STRF(path));
    assert_int_equal(system(str_c(arena, command)), 0);
    assert_str(test_read(arena, test_temp(arena, S("csv/office.csv"))),
               S("Bảng tiến độ,,,\ndữ liệu mô phỏng,,,\n,,,\nTên xã/phường,Chỉ tiêu,Tỷ lệ,Số tiền (triệu đồng)\n"
                 "Phường Hồng Châu,\"1,899\",12.5%,\"1,234.50\"\n=cmd|' /C calc'!A0,\"34,845\",,0.25\n"
                 "Tổng:,\"36,744\",,\"1,234.75\"\n"));
}

TEST_MAIN
