/* Files as sources of records. */
#include "linkage/link_csv.h"
#include "test.h"

#include "base/file.h"
#include "base/rng.h"
#include "table/table.h"
#include <stdlib.h>
#include <string.h>

static LinkSource *open_bytes(Arena *arena, Str bytes)
{
    LinkSource *source;
    Str path = test_temp(arena, S("source.csv"));
    assert_ok(file_write(arena, path, bytes));
    assert_ok(link_csv_open(arena, path, &source));
    return source;
}

/* All cells, "a|b|c" a line; two arenas in turn, as the engine reads. */
static Err *try_dump(Arena *arena, LinkSource *source, Str *ret)
{
    Buf out = buf_open(arena);
    Arena turn[2] = {arena_open((ptrdiff_t)1 << 30), arena_open((ptrdiff_t)1 << 30)};
    LinkBatch batch = {.rows = 1};
    Err *err = NULL;
    for (int i = 0; !err && batch.rows > 0; i = !i) {
        arena_reset(&turn[i]);
        err = source->read(source, &turn[i], &batch);
        for (ptrdiff_t r = 0; !err && r < batch.rows; r++)
            for (ptrdiff_t c = 0; c < batch.columns; c++)
                buf_fmt(&out, "%.*s%s", STRF(batch.cell[r * batch.columns + c]), c + 1 < batch.columns ? "|" : "\n");
    }
    if (err) /* it lives in one of the two */
        err = FAIL(arena, BAD_INPUT, "%.*s", "%.*s", STRF(err_text(arena, LANG_VI, err)));
    arena_close(&turn[0]);
    arena_close(&turn[1]);
    *ret = buf_str(&out);
    return err;
}

static Str read_back(Arena *arena, Str bytes)
{
    Str text;
    LinkSource *source = open_bytes(arena, bytes);
    assert_ok(try_dump(arena, source, &text));
    link_csv_close(&source);
    return text;
}

static Str message(Arena *arena, Str bytes)
{
    Str text;
    LinkSource *source = open_bytes(arena, bytes);
    Err *err = try_dump(arena, source, &text);
    assert_non_null(err);
    link_csv_close(&source);
    return err_text(arena, LANG_VI, err);
}

TEST(cells_are_trimmed_unquoted_and_unguarded)
{
    assert_str(read_back(arena, S("a, b ,c\r\n\"x,\"\"1\"\"\",\"hai\ndòng\", 3 \r\n'=1+1,\" y\",\"\"\n")),
               S("x,\"1\"|hai\ndòng|3\n=1+1|y|\n"));
    assert_str(read_back(arena, S("\xEF\xBB\xBFm\xC3\xA3;tên\n1;An\n")), S("1|An\n"));
    assert_str(read_back(arena, S("sep=;\na;b\n1;2\n")), S("1|2\n"));
}

TEST(short_rows_are_filled_up_and_empty_rows_passed_over)
{
    assert_str(read_back(arena, S("a,b,c\n\n1\n,,\n2,3\n   \n4,5,6")), S("1||\n2|3|\n4|5|6\n"));
    assert_str(read_back(arena, S("a,b\n1,2,,\n")), S("1|2\n"));
}

TEST(a_row_with_too_many_cells_names_its_line)
{
    Str text = message(arena, S("a,b\n1,2\n\n3,4,5\n"));
    assert_true(str_find(text, S("dòng 4")) >= 0);
    assert_true(str_find(text, S("3 ô")) >= 0);
}

TEST(quotes_that_do_not_close_are_letters_where_the_line_fits)
{
    assert_str(read_back(arena, S("a,b\n12\" ống,\"x\" y\n\"An,2\n3,4\n")), S("12\" ống|\"x\" y\n\"An|2\n3|4\n"));
    assert_true(str_find(message(arena, S("a,b\n1,2\n\"An\n3,4\n")), S("dòng 3")) >= 0);
}

TEST(two_columns_of_one_name_are_refused)
{
    LinkSource *source;
    Str path = test_temp(arena, S("twice.csv"));
    assert_ok(file_write(arena, path, S("id,Tên,b,Tên\n1,2,3,4\n")));
    Err *err = link_csv_open(arena, path, &source);
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.vi, S("“Tên”")) >= 0 && str_find(err->text.vi, S("cột 2 và cột 4")) >= 0);
    assert_null(source);
}

TEST(an_empty_file_and_a_header_alone_are_told_apart)
{
    LinkSource *source;
    Str path = test_temp(arena, S("empty.csv")), text;
    assert_ok(file_write(arena, path, S("")));
    assert_fails(link_csv_open(arena, path, &source), BAD_INPUT);
    source = open_bytes(arena, S("id,name\n"));
    assert_ok(try_dump(arena, source, &text));
    assert_int_equal(text.len, 0);
    link_csv_close(&source);
}

TEST(prose_above_the_table_is_passed_over)
{
    assert_str(
        read_back(arena, S("DANH SÁCH NGƯỜI THAM GIA\nNăm 2026\nSTT,Họ và tên,Ngày sinh\n1,An,1/2/1990\n2,Bình,3/4/"
                           "1991\nNgười lập biểu\n")),
        S("1|An|1/2/1990\n2|Bình|3/4/1991\n"));
}

TEST(rewinding_begins_again_behind_the_header)
{
    Str first, second;
    LinkSource *source = open_bytes(arena, S("a,b\n1,2\n3,4\n"));
    assert_ok(try_dump(arena, source, &first));
    assert_ok(source->rewind(source, arena));
    assert_ok(try_dump(arena, source, &second));
    assert_str(first, second);
    link_csv_close(&source);
}

/* The arena of a rewind or a batch may be gone before the next one. */
TEST(a_file_read_through_the_table_reader_outlives_the_arena_of_its_rewind)
{
    Str text;
    LinkSource *source = open_bytes(arena, S("Họ và tên\nAn\nBình\n"));
    for (int i = 0; i < 2; i++) {
        AUTO(arena_close) Arena scratch = arena_open(1 << 24);
        assert_ok(source->rewind(source, &scratch));
    }
    assert_ok(try_dump(arena, source, &text));
    assert_str(text, S("An\nBình\n"));
    link_csv_close(&source);
}

/* Files of several buffers against the reader of src/table, which is another program. */
TEST(what_is_read_is_what_the_table_reader_reads)
{
    static const char *const pieces[] = {"An",  "\"a,b\"",       "\"x\"\"y\"",       "",
                                         " 7 ", "\"hai\ndòng\"", "Nguyễn Thị Hương", "'=1"};
    Rng rng = rng_open(7);
    Buf out = buf_open(arena), want = buf_open(arena);
    buf_add(&out, S("id,a,b,c\n"));
    for (int row = 0; row < 90000; row++) {
        buf_fmt(&out, "%d", row);
        for (int i = 0; i < 3; i++)
            buf_fmt(&out, ",%s", pieces[rng_below(&rng, COUNTOF(pieces))]);
        buf_add(&out, row % 3 ? S("\n") : S("\r\n"));
    }
    Table *table;
    bool more = true;
    assert_ok(table_open_bytes(arena, S("a.csv"), buf_str(&out), (TableOptions){0}, &table));
    for (int line = 0; more; line++) {
        Row row;
        assert_ok(table_next(table, arena, &row, &more));
        for (ptrdiff_t i = 0; more && line > 0 && i < row.count; i++)
            buf_fmt(&want, "%.*s%s", STRF(row.cell[i].text), i + 1 < row.count ? "|" : "\n");
    }
    table_close(&table);
    assert_true(out.len > 2 << 20); /* several buffers */
    Str got = read_back(arena, buf_str(&out));
    assert_int_equal(got.len, want.len);
    assert_memory_equal(got.ptr, want.ptr, (size_t)got.len);
}

TEST(a_line_longer_than_the_buffer_is_an_error)
{
    Buf out = buf_open(arena);
    buf_add(&out, S("a,b\n1,"));
    for (int i = 0; i < 1 << 18; i++)
        buf_add(&out, S("xxxxxxxx"));
    buf_add(&out, S("\n"));
    assert_true(str_find(message(arena, buf_str(&out)), S("dòng 2")) >= 0);
}

/* A sample of rows of `bytes` bytes each. */
static void sample_of(Arena *arena, int rows, int bytes, LinkBatch *ret, int64_t *ret_about)
{
    Buf out = buf_open(arena);
    buf_add(&out, S("id,text\n"));
    for (int i = 0; i < rows; i++) {
        buf_fmt(&out, "%d,", i);
        for (int k = 0; k < bytes; k++)
            buf_byte(&out, 'x');
        buf_byte(&out, '\n');
    }
    LinkSource *source = open_bytes(arena, buf_str(&out));
    assert_ok(source->sample(source, arena, ret, ret_about));
    link_csv_close(&source);
}

TEST(a_sample_comes_from_all_over_the_file)
{
    LinkBatch batch;
    int64_t about;
    sample_of(arena, 100, 10, &batch, &about);
    assert_int_equal(batch.rows, 100);
    assert_int_equal(about, 100);
    sample_of(arena, 60000, 40, &batch, &about);
    assert_in_range(batch.rows, 1000, 4096);
    assert_in_range(about, 58000, 62000);
    Str last = batch.cell[(batch.rows - 1) * 2];
    assert_true(strtol(str_c(arena, last), NULL, 10) > 58000);
}

TEST(a_sample_of_rows_longer_than_its_pieces_is_the_beginning)
{
    LinkBatch batch;
    int64_t about;
    sample_of(arena, 800, 6000, &batch, &about);
    assert_in_range(batch.rows, 100, 800);
    assert_in_range(about, 700, 900);
    assert_str(batch.cell[0], S("0"));
}

TEST_MAIN
