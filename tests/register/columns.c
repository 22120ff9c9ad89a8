#include "test.h"

#include "register/columns.h"
#include <string.h>
#include <zstd.h>

enum { WIDE = 5 };

/* Rows with a column of few texts, one of many, an empty one, one of long texts, and one that turns from few to many.
 */
static Str *some_rows(Arena *arena, ptrdiff_t rows)
{
    char *long_text = new (arena, char, COLUMNS_CELL);
    memset(long_text, 'x', COLUMNS_CELL);
    Str *cell = new (arena, Str, rows * WIDE);
    for (ptrdiff_t i = 0; i < rows; i++) {
        Str *row = cell + i * WIDE;
        row[0] = i % 3 ? S("Nguyễn Thị Hương") : S("");
        row[1] = str_fmt(arena, "%012td", i * 7919);
        row[3] = (Str){long_text, i % 997 == 0 ? COLUMNS_CELL : i % 5};
        row[4] = i < rows / 2 ? S("thường trú") : str_fmt(arena, "tạm trú %td", i);
    }
    return cell;
}

static void comes_back(Arena *arena, ptrdiff_t rows)
{
    Columns got;
    Str *cell = some_rows(arena, rows);
    assert_ok(columns_unpack(arena, columns_pack(arena, cell, rows, WIDE), NULL, &got));
    assert_int_equal(got.rows, rows);
    assert_int_equal(got.columns, WIDE);
    for (ptrdiff_t i = 0; i < rows; i++)
        for (ptrdiff_t c = 0; c < WIDE; c++)
            assert_str(got.cell[c][i], cell[i * WIDE + c]);
}

TEST(rows_come_back_as_they_were)
{
    static const ptrdiff_t sizes[] = {0, 1, 2, 1000, 8193, COLUMNS_ROWS};
    for (int i = 0; i < COUNTOF(sizes); i++)
        comes_back(arena, sizes[i]);
}

TEST(threads_do_not_show)
{
    enum { ROWS = 5000 };
    AUTO(arena_close) Arena scratch = arena_open(ARENA_DEFAULT);
    Str *cell = some_rows(arena, ROWS), *text[WIDE];
    for (ptrdiff_t c = 0; c < WIDE; c++) {
        text[c] = new (arena, Str, ROWS);
        for (ptrdiff_t i = 0; i < ROWS; i++)
            text[c][i] = cell[i * WIDE + c];
    }
    const Str *const column[WIDE] = {text[0], text[1], text[2], text[3], text[4]};
    Str packed = columns_pack(arena, cell, ROWS, WIDE);
    assert_str(columns_pack_by(arena, scratch, column, ROWS, WIDE, 3), packed);
    assert_str(columns_pack_by(arena, scratch, column, ROWS, WIDE, 1), packed);
}

TEST(only_the_columns_asked_for_are_unpacked)
{
    Columns got;
    Str *cell = some_rows(arena, 100), packed = columns_pack(arena, cell, 100, WIDE);
    assert_ok(columns_unpack(arena, packed, (const bool[WIDE]){[1] = true}, &got));
    assert_null(got.cell[0]);
    assert_null(got.cell[4]);
    assert_str(got.cell[1][99], cell[99 * WIDE + 1]);
}

/* Of a list that gained columns since, or lost some. */
TEST(a_block_is_read_as_though_it_had_other_columns)
{
    enum { ROWS = 100 };
    Columns got;
    Str *cell = some_rows(arena, ROWS), packed = columns_pack(arena, cell, ROWS, WIDE);
    assert_ok(columns_unpack_as(arena, packed, NULL, WIDE + 3, &got));
    assert_int_equal(got.columns, WIDE + 3);
    assert_str(got.cell[WIDE - 1][ROWS - 1], cell[ROWS * WIDE - 1]);
    for (ptrdiff_t i = 0; i < ROWS; i++)
        assert_int_equal(got.cell[WIDE][i].len + got.cell[WIDE + 2][i].len, 0);
    assert_ok(columns_unpack_as(arena, packed, (const bool[WIDE + 3]){[1] = true, [WIDE] = true}, WIDE + 3, &got));
    assert_null(got.cell[0]);
    assert_null(got.cell[WIDE + 1]);
    assert_int_equal(got.cell[WIDE][ROWS - 1].len, 0);
    assert_str(got.cell[1][7], cell[7 * WIDE + 1]);
    assert_ok(columns_unpack_as(arena, packed, (const bool[2]){[1] = true}, 2, &got));
    assert_int_equal(got.columns, 2);
    assert_str(got.cell[1][7], cell[7 * WIDE + 1]);
    assert_fails(columns_unpack_as(arena, str_slice(packed, 0, packed.len - 1), NULL, 2, &got), BAD_INPUT);
}

/* Every so many rows, from some row on: cells of these rows alone, the same as of all. */
static void some_come_back(Arena *arena, Str packed, const Columns *all, ptrdiff_t from, ptrdiff_t step)
{
    Columns got;
    uint16_t *row = new (arena, uint16_t, all->rows + 1);
    ptrdiff_t rows = 0;
    for (ptrdiff_t i = from; i < all->rows; i += step)
        row[rows++] = (uint16_t)i;
    assert_ok(columns_pick(arena, packed, NULL, all->columns + 1, row, rows, &got));
    assert_int_equal(got.rows, rows);
    for (ptrdiff_t i = 0; i < rows; i++)
        for (ptrdiff_t c = 0; c < all->columns; c++)
            assert_str(got.cell[c][i], all->cell[c][row[i]]);
    for (ptrdiff_t i = 0; i < rows; i++)
        assert_int_equal(got.cell[all->columns][i].len, 0);
}

static void picks_are_of_all(Arena *arena, Str packed)
{
    static const ptrdiff_t steps[] = {1, 2, 7, 64, 65, 1000, COLUMNS_ROWS};
    Columns all;
    assert_ok(columns_unpack(arena, packed, NULL, &all));
    for (int i = 0; i < COUNTOF(steps); i++) {
        some_come_back(arena, packed, &all, 0, steps[i]);
        some_come_back(arena, packed, &all, all.rows - 1 > i ? all.rows - 1 - i : 0, steps[i]);
    }
}

TEST(some_rows_alone_are_as_they_are_among_all)
{
    Columns got;
    Str packed = columns_pack(arena, some_rows(arena, 8193), 8193, WIDE);
    picks_are_of_all(arena, packed);
    assert_ok(columns_pick(arena, packed, (const bool[WIDE]){[1] = true}, WIDE, (const uint16_t[]){5, 8192}, 2, &got));
    assert_null(got.cell[0]);
    assert_str(got.cell[1][1], str_fmt(arena, "%012d", 8192 * 7919));
    assert_fails(columns_pick(arena, packed, NULL, WIDE, (const uint16_t[]){5, 8193}, 2, &got), BAD_INPUT);
    assert_fails(columns_pick(arena, str_slice(packed, 0, packed.len - 1), NULL, WIDE, (const uint16_t[]){5}, 1, &got),
                 BAD_INPUT);
}

/* Numbers, telephones, days; with cells that are empty or of another shape, at the beginning too. */
static Str odd_number(Arena *arena, ptrdiff_t column, ptrdiff_t row)
{
    static const char *const odd[] = {"", "x", "33304656761", "1986-13-01", "0330465676190", "", "033 46567619", "9"};
    unsigned long long n = (unsigned long long)(row * 7919 + 104729) * 1000003u;
    if (column > 0 && row % 40 < 2)
        return str_from(odd[(row / 40 + row + column) % COUNTOF(odd)]);
    switch (column) {
    case 0:
        return str_fmt(arena, "%012llu", n % 1000000000000u);
    case 1:
        return row % 3 ? str_fmt(arena, "%04llu-%02llu-%02llu", n % 10000, n / 7 % 12 + 1, n / 11 % 31 + 1) : S("");
    case 2:
        return str_fmt(arena, "MPC%09llu", n % 1000000000u);
    case 3:
        return str_fmt(arena, "%018llu", n * 31 % 1000000000000000000u);
    default:
        return str_fmt(arena, "%llu/%llu", n % 10, n / 10 % 10);
    }
}

TEST(numbers_come_back_as_they_were_and_take_little_room)
{
    static const ptrdiff_t sizes[] = {1, 7, 1200, COLUMNS_ROWS};
    for (int i = 0; i < COUNTOF(sizes); i++) {
        Columns got;
        Str *cell = new (arena, Str, sizes[i] * WIDE);
        for (ptrdiff_t row = 0; row < sizes[i]; row++)
            for (ptrdiff_t c = 0; c < WIDE; c++)
                cell[row * WIDE + c] = odd_number(arena, c, row);
        Str packed = columns_pack(arena, cell, sizes[i], WIDE);
        assert_ok(columns_unpack(arena, packed, NULL, &got));
        for (ptrdiff_t row = 0; row < sizes[i]; row++)
            for (ptrdiff_t c = 0; c < WIDE; c++)
                assert_str(got.cell[c][row], cell[row * WIDE + c]);
        assert_true(sizes[i] < 1000 || packed.len < 25 * sizes[i]);
        picks_are_of_all(arena, packed);
    }
}

/* Zeros at the front, nines, and what lies between. */
TEST(numbers_of_any_length_come_back)
{
    enum { MOST = 20, ROWS = 1200, ODD = 40 };
    for (int len = 1; len <= MOST; len++) {
        Columns got;
        Str cell[ROWS];
        for (int row = 0; row < ROWS; row++) {
            char *text = new (arena, char, len);
            unsigned long long n = row % ODD ? (unsigned long long)row * 0x9e3779b97f4a7c15u >> 1 : 0;
            for (int i = len - 1; i >= 0; i--, n /= 10)
                text[i] = (char)('0' + (row % ODD == 1 ? 9 : n % 10));
            text[0] = row % ODD == 2 ? '0' : text[0];
            cell[row] = (Str){text, len};
        }
        assert_ok(columns_unpack(arena, columns_pack(arena, cell, ROWS, 1), NULL, &got));
        for (int row = 0; row < ROWS; row++)
            assert_str(got.cell[0][row], cell[row]);
    }
}

/* Each byte of a block of numbers changed in turn: an error or other texts. */
TEST(damaged_numbers_are_refused)
{
    enum { ROWS = 1100 };
    Columns got;
    Str *cell = new (arena, Str, ROWS);
    for (ptrdiff_t i = 0; i < ROWS; i++)
        cell[i] = odd_number(arena, 1, i);
    Str packed = columns_pack(arena, cell, ROWS, 1);
    ptrdiff_t refused = 0;
    for (ptrdiff_t at = 0; at < packed.len; at++) {
        Arena once = *arena;
        Str copy = str_copy(&once, packed);
        ((char *)copy.ptr)[at] ^= (char)0x80;
        Err *err = columns_unpack(&once, copy, NULL, &got);
        refused += err != NULL;
        assert_true(err || got.rows == ROWS);
        err = columns_pick(&once, copy, NULL, 1, (const uint16_t[]){3, 700, ROWS - 1}, 3, &got);
        assert_true(err || got.rows == 3);
    }
    assert_true(refused > 0);
    for (ptrdiff_t len = 0; len < packed.len; len += 13) {
        Arena once = *arena;
        assert_fails(columns_unpack(&once, str_slice(packed, 0, len), NULL, &got), BAD_INPUT);
    }
}

/* One column of each form: wages, those of whom one is no number, communes row by row and in runs, one text alone, many
 * codes, numbers and names of which some are as those above them. */
enum { FORMS = 9 };
static Str of_form(Arena *arena, int form, ptrdiff_t row)
{
    unsigned long long n = (unsigned long long)(row * 7919 + 104729) * 1000003u;
    switch (form) {
    case 0:
        return row % 5 ? str_fmt(arena, "%llu", n % 4000 * 10000) : S("");
    case 1:
        return row == 700 ? S("007") : str_fmt(arena, "%llu", n % 1000000000000000u);
    case 2:
        return str_fmt(arena, "Xã %llu", n % 104);
    case 3:
        return str_fmt(arena, "Xã %td", row / 90);
    case 4:
        return S("thường trú");
    case 5:
        return str_fmt(arena, "thôn %llu", n % 400);
    case 6:
        return str_fmt(arena, "%012llu", (unsigned long long)(row - row % 3) * 104729 * 1000003u % 1000000000000u);
    case 7:
        return str_fmt(arena, "Trần Thị %llu", (unsigned long long)(row - row % 2) * 104729 * 1000003u);
    default:
        return row % 2 ? S("") : S("x");
    }
}

static Str *column_of(Arena *arena, int form, ptrdiff_t rows)
{
    Str *cell = new (arena, Str, rows);
    for (ptrdiff_t row = 0; row < rows; row++)
        cell[row] = of_form(arena, form, row);
    return cell;
}

TEST(each_form_comes_back_as_it_was_and_takes_little_room)
{
    static const ptrdiff_t sizes[] = {1, 9, 1201, COLUMNS_ROWS}, bits[FORMS] = {18, 66, 8, 1, 1, 11, 15, 100, 2};
    for (int form = 0; form < FORMS; form++)
        for (int i = 0; i < COUNTOF(sizes); i++) {
            Columns got;
            Arena once = *arena;
            Str *cell = column_of(&once, form, sizes[i]), packed = columns_pack(&once, cell, sizes[i], 1);
            assert_ok(columns_unpack(&once, packed, NULL, &got));
            for (ptrdiff_t row = 0; row < sizes[i]; row++)
                assert_str(got.cell[0][row], cell[row]);
            picks_are_of_all(&once, packed);
            assert_true(sizes[i] < COLUMNS_ROWS || packed.len < bits[form] * sizes[i] / 8 + 8000);
        }
}

/* Each byte in turn: an error or other texts. */
TEST(each_form_that_is_damaged_is_refused_or_other)
{
    enum { ROWS = 1100 };
    for (int form = 0; form < FORMS; form++) {
        Columns got;
        Arena room = *arena;
        Str packed = columns_pack(&room, column_of(&room, form, ROWS), ROWS, 1);
        for (ptrdiff_t at = 0; at < packed.len; at += at < 400 ? 1 : 17) {
            Arena once = room;
            Str copy = str_copy(&once, packed);
            ((char *)copy.ptr)[at] ^= (char)(1 << at % 8);
            Err *err = columns_unpack(&once, copy, NULL, &got);
            assert_true(err || got.rows <= COLUMNS_ROWS);
            err = columns_pick(&once, copy, NULL, 1, (const uint16_t[]){3, 700, ROWS - 1}, 3, &got);
            assert_true(err || got.rows == 3);
        }
        for (ptrdiff_t len = 0; len < packed.len; len += 13) {
            Arena once = room;
            assert_fails(columns_unpack(&once, str_slice(packed, 0, len), NULL, &got), BAD_INPUT);
        }
    }
}

/* As it was written once: two texts and the number of each row, packed by zstd. */
TEST(a_block_of_before_is_read)
{
    static const char laid[] = "\2\0\2\0\3\0xyabc\1\0\0\0\1\0";
    Columns got;
    char block[256];
    uint32_t bytes = sizeof laid - 1;
    uint32_t packed = (uint32_t)ZSTD_compress(block + 20, sizeof block - 20, laid, bytes, 1);
    memcpy(block, (const uint32_t[]){3, 1, 1, bytes, packed}, 20);
    assert_ok(columns_unpack(arena, (Str){block, 20 + packed}, NULL, &got));
    assert_str(got.cell[0][0], S("abc"));
    assert_str(got.cell[0][1], S("xy"));
}

TEST(texts_that_repeat_take_little_room)
{
    Str *cell = new (arena, Str, COLUMNS_ROWS);
    for (ptrdiff_t i = 0; i < COLUMNS_ROWS; i++)
        cell[i] = i % 2 ? S("Phường Phố Hiến") : S("Xã Đoàn Đào");
    assert_true(columns_pack(arena, cell, COLUMNS_ROWS, 1).len < COLUMNS_ROWS / 8 + 100);
}

/* Cut short anywhere, or with any byte changed: an error or other texts, never a crash. */
TEST(damaged_bytes_are_refused)
{
    Columns got;
    Str packed = columns_pack(arena, some_rows(arena, 50), 50, WIDE);
    for (ptrdiff_t len = 0; len < packed.len; len++)
        assert_fails(columns_unpack(arena, str_slice(packed, 0, len), NULL, &got), BAD_INPUT);
    assert_fails(columns_unpack(arena, S("abcdefghijklmnop"), NULL, &got), BAD_INPUT);
    for (ptrdiff_t at = 0; at < packed.len; at++) {
        Str copy = str_copy(arena, packed);
        ((char *)copy.ptr)[at] ^= (char)(1 << (at % 8));
        Err *err = columns_unpack(arena, copy, NULL, &got);
        assert_true(err || got.rows <= COLUMNS_ROWS);
    }
    Str longer = {new (arena, char, packed.len + 1), packed.len + 1};
    memcpy((char *)longer.ptr, packed.ptr, (size_t)packed.len);
    assert_fails(columns_unpack(arena, longer, NULL, &got), BAD_INPUT);
}

TEST_MAIN
