#include "test.h"

#include "base/rng.h"
#include "base/file.h"
#include "table/table.h"
#include "table/csv_scan.h"
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

static Table *open_csv(Arena *arena, Str bytes)
{
    Table *table;
    assert_ok(table_open_bytes(arena, S("a.csv"), bytes, (TableOptions){0}, &table));
    assert_int_equal(table_kind(table), TABLE_CSV);
    return table;
}

/* All cells, "a|b|c" a line. */
static Str dump(Arena *arena, Table *table)
{
    Buf out = buf_open(arena);
    Arena rows = arena_open((ptrdiff_t)1 << 30);
    for (bool more = true; more;) {
        Row row;
        arena_reset(&rows);
        assert_ok(table_next(table, &rows, &row, &more));
        for (ptrdiff_t i = 0; more && i < row.count; i++)
            buf_fmt(&out, "%s%.*s", i ? "|" : "", STRF(row.cell[i].text));
        buf_add(&out, more ? S("\n") : S(""));
    }
    arena_close(&rows);
    table_close(&table);
    return buf_str(&out);
}

static Str read_back(Arena *arena, Str bytes)
{
    return dump(arena, open_csv(arena, bytes));
}

static Err *first_error(Arena *arena, Table *table)
{
    Err *err = NULL;
    Row row;
    for (bool more = true; more && !err;)
        err = table_next(table, arena, &row, &more);
    table_close(&table);
    return err;
}

TEST(cells_in_quotes_hold_delimiters_quotes_and_line_ends)
{
    assert_str(read_back(arena, S("a,b,c\r\n\"x,\"\"1\"\"\",\"hai\ndòng\",3\r\n")), S("a|b|c\nx,\"1\"|hai\ndòng|3\n"));
    assert_str(read_back(arena, S("a,b\n12\" ống,\"\"\n")), S("a|b\n12\" ống|\n"));
    assert_str(read_back(arena, S("a,b\n\"x\" ,y")), S("a|b\nx|y\n"));
}

TEST(lines_end_with_cr_lf_or_both_and_keep_their_numbers)
{
    Table *table = open_csv(arena, S("a,b\r1,\"x\r\ny\"\r\n\r\n2,z\n3,w"));
    ptrdiff_t lines[] = {1, 2, 5, 6};
    Row row;
    bool more;
    for (int i = 0; i < 4; i++) {
        assert_ok(table_next(table, arena, &row, &more));
        assert_true(more);
        assert_int_equal(row.line, lines[i]);
        assert_int_equal(row.count, 2);
    }
    assert_ok(table_next(table, arena, &row, &more));
    assert_false(more);
    table_close(&table);
}

TEST(the_delimiter_is_found_out)
{
    assert_str(read_back(arena, S("ten;gia tri\nXã A;1,5\nXã B;2,7\n")), S("ten|gia tri\nXã A|1,5\nXã B|2,7\n"));
    assert_str(read_back(arena, S("ten\tgia\nA, B\t1\nC, D\t2\n")), S("ten|gia\nA, B|1\nC, D|2\n"));
    assert_str(read_back(arena, S("ten|gia\nA|1\nB|2\n")), S("ten|gia\nA|1\nB|2\n"));
    assert_str(read_back(arena, S("sep=;\r\na;b\r\n1;2\r\n")), S("a|b\n1|2\n"));
    assert_str(read_back(arena, S("unit_name\nXã A\n")), S("unit_name\nXã A\n"));
    assert_str(read_back(arena, S("ten,x\n\"A;B;C\",1\n\"D;E;F\",2\n")), S("ten|x\nA;B;C|1\nD;E;F|2\n"));
}

TEST(text_comes_out_composed_and_trimmed)
{
    assert_str(read_back(arena, S("\xEF\xBB\xBFt\xC3\xAA\x6E,b\n  Xa\xCC\x83\xC2\xA0,a\xCC\x81 \n")),
               S("tên|b\nXã|á\n"));
}

static Str to_utf16(Arena *arena, Str s, bool big, bool mark)
{
    Buf out = buf_open(arena);
    if (mark)
        buf_add(&out, big ? S("\xFE\xFF") : S("\xFF\xFE"));
    for (ptrdiff_t at = 0; at < s.len;) {
        /* characters of the basic plane only, by hand */
        unsigned char b = (unsigned char)s.ptr[at];
        unsigned code = b < 0x80 ? b
                        : b < 0xE0
                            ? (unsigned)((b & 0x1F) << 6 | (s.ptr[at + 1] & 0x3F))
                            : (unsigned)((b & 0x0F) << 12 | (s.ptr[at + 1] & 0x3F) << 6 | (s.ptr[at + 2] & 0x3F));
        at += b < 0x80 ? 1 : b < 0xE0 ? 2 : 3;
        buf_byte(&out, (char)(big ? code >> 8 : code & 0xFF));
        buf_byte(&out, (char)(big ? code & 0xFF : code >> 8));
    }
    return buf_str(&out);
}

TEST(utf_16_is_read_with_and_without_its_mark)
{
    Str text = S("unit_name,value\nPhường Phố Hiến,\"34,8\"\n");
    for (int i = 0; i < 4; i++) {
        Table *table = open_csv(arena, to_utf16(arena, text, i & 1, i & 2));
        assert_str(table_encoding(table), i & 1 ? S("UTF-16BE") : S("UTF-16LE"));
        assert_str(dump(arena, table), S("unit_name|value\nPhường Phố Hiến|34,8\n"));
    }
}

TEST(a_long_utf_16_file_moves_through_the_window)
{
    Buf text = buf_open(arena), want = buf_open(arena);
    buf_add(&text, S("tên,giá trị\r\n"));
    buf_add(&want, S("tên|giá trị\n"));
    for (int i = 0; i < 40000; i++) {
        buf_fmt(&text, "\"Xã \"\"%d\"\"\r\nB\",%d\r\n", i, i);
        buf_fmt(&want, "Xã \"%d\"\r\nB|%d\n", i, i);
    }
    assert_str(read_back(arena, to_utf16(arena, buf_str(&text), false, true)), buf_str(&want));
}

TEST(truncated_utf_16_is_damaged_and_not_lost)
{
    Str wide = to_utf16(arena, S("a,b\nx,yz"), false, true);
    Table *table = open_csv(arena, str_slice(wide, 0, wide.len - 1));
    assert_str(dump(arena, table), S("a|b\nx|y\xEF\xBF\xBD\n"));
}

TEST(invalid_utf_8_is_counted_and_shown)
{
    Table *table = open_csv(arena, S("tên,số xã\nPhường Hồng\xE1\xBB,1\nXã Tân Hưng,2\n"));
    assert_str(table_encoding(table), S("UTF-8"));
    Row row;
    bool more;
    for (int i = 0; i < 3; i++)
        assert_ok(table_next(table, arena, &row, &more));
    assert_int_equal(table_damaged(table), 1);
    table_close(&table);
}

TEST(windows_code_pages_are_told_apart)
{
    Table *table = open_csv(arena, S("name,city\nJos\xE9,M\xFCnchen\nAndr\xE9,Z\xFCrich\n"));
    assert_str(table_encoding(table), S("windows-1252"));
    assert_str(dump(arena, table), S("name|city\nJosé|München\nAndré|Zürich\n"));
    table = open_csv(arena, S("t\xEAn,gi\xE1\nPh\xFD\xF5\xCC"
                              "ng H\xF4\xCC"
                              "ng Ch\xE2u,1\nXa\xDE T\xE2n H\xFDng,2\n"));
    assert_str(table_encoding(table), S("windows-1258"));
    assert_str(dump(arena, table), S("tên|giá\nPhường Hồng Châu|1\nXã Tân Hưng|2\n"));
}

TEST(tcvn3_is_told_by_its_letters)
{
    Table *table = open_csv(
        arena, S("ten,so\nPh\xAD\xEAng H\xE5ng Ch\xA9u,1\nX\xB7 T\xA9n H\xADng,2\nX\xB7 Ph\xF4ng C\xABng,3\n"));
    assert_str(table_encoding(table), S("TCVN3"));
    assert_str(dump(arena, table), S("ten|so\nPhường Hồng Châu|1\nXã Tân Hưng|2\nXã Phụng Công|3\n"));
}

TEST(vni_is_told_by_its_letters)
{
    Table *table =
        open_csv(arena, S("ten,so\nPh\xF6\xF4\xF8ng Ho\xE0ng Cha\xE2u,1\nPh\xF6\xF4\xF8ng Tra\xE0n H\xF6ng \xD1"
                          "a\xEFo,2\nXa\xF5 Ta\xE2n H\xF6ng,3\nXa\xF5 Nguye\xE3n Tra\xF5i,4\n"));
    assert_str(table_encoding(table), S("VNI"));
    assert_str(dump(arena, table),
               S("ten|so\nPhường Hồng Châu|1\nPhường Trần Hưng Đạo|2\nXã Tân Hưng|3\nXã Nguyễn Trãi|4\n"));
}

TEST(a_formula_guard_is_taken_off)
{
    assert_str(read_back(arena, S("a,b\n'=1+1,\"'@x\"\n'abc,-5\n")), S("a|b\n=1+1|@x\n'abc|-5\n"));
}

TEST(bad_quotes_are_errors_with_a_place)
{
    Err *err = first_error(arena, open_csv(arena, S("a,b,c\n1,\"mở\n2,3,4\n")));
    assert_fails(err, BAD_INPUT);
    assert_int_equal(err->place.row, 2);
    assert_int_equal(err->place.column, 2);
    assert_fails(first_error(arena, open_csv(arena, S("\"x\"y,2\na,b\n"))), BAD_INPUT);
    assert_fails(first_error(arena, open_csv(arena, S("a,b\n\"x,1\" \"y\",2\n"))), BAD_INPUT);
    assert_fails(first_error(arena, open_csv(arena, S("a,b,c\n\"mở,1\n2,3,4\n"))), BAD_INPUT);
}

static Str misquoted_lines(Arena *arena, Table *table)
{
    Buf out = buf_open(arena);
    Row row;
    for (bool more = true; more;) {
        assert_ok(table_next(table, arena, &row, &more));
        for (ptrdiff_t i = 0; more && row.misquoted && i < row.count; i++)
            buf_fmt(&out, "%s%.*s", i ? "|" : "", STRF(row.cell[i].text));
        if (more && row.misquoted)
            buf_fmt(&out, " @%td\n", row.line);
    }
    table_close(&table);
    return buf_str(&out);
}

TEST(a_line_with_wrong_quotes_costs_only_itself_where_its_cells_are_plain)
{
    Str unclosed = S("a,b\nx,1\n\"Xã A,2\nXã B,3\n");
    assert_str(read_back(arena, unclosed), S("a|b\nx|1\n\"Xã A|2\nXã B|3\n"));
    assert_str(misquoted_lines(arena, open_csv(arena, unclosed)), S("\"Xã A|2 @3\n"));
    assert_str(misquoted_lines(arena, open_csv(arena, S("a,b\r\n\"x\"y,2\r\n\"m\",\"n\nk\"\r\n\"z\" \"w\",3"))),
               S("\"x\"y|2 @2\n\"z\" \"w\"|3 @5\n"));
    assert_str(misquoted_lines(arena, open_csv(arena, S("a,b\n\"Xã A,1\n\"Xã B\",2\nXã C,3\n"))), S("\"Xã A|1 @2\n"));
}

TEST(a_line_with_wrong_quotes_is_left_behind_in_utf_16_too)
{
    Buf text = buf_open(arena);
    buf_add(&text, S("\xFF\xFE"));
    Str lines = S("a,b\n\"mo,1\n");
    for (ptrdiff_t i = 0; i < lines.len; i++)
        buf_add(&text, (Str){(char[]){lines.ptr[i], 0}, 2});
    for (int n = 0; n < 60000; n++)
        buf_add(&text, S("x\0,\0001\0\n\0"));
    assert_str(misquoted_lines(arena, open_csv(arena, buf_str(&text))), S("\"mo|1 @2\n"));
}

/* TCVN3 and VNI as their fonts' files hold them: pasted below each other. */
TEST(cells_of_two_old_encodings_in_one_file_are_each_decoded)
{
    Str file = S("STT,Ten\n1,\xC2n Thi\n2,x\xB7 H\xADng H\xB5\n3,ph\xAD\xEAng Nguy\xD4n Tr\xB7i\n4,ph\xF6\xF4\xF8ng "
                 "Nguye\xE3n Tra\xF5i\n5,huye\xE4n Tie\xE2n L\xF6\xF5\n6,xa\xF5 Quy\xF8nh L\xF6u\n7,ng\xF6\xF4\xF8i "
                 "lao \xF1o\xE4ng\n8,ng\xAD\xEAi lao \xAE\xE9ng\n");
    Str text = read_back(arena, file);
    assert_true(str_find(text, S("3|phường Nguyễn Trãi\n4|phường Nguyễn Trãi\n5|huyện Tiên Lữ\n")) > 0);
    assert_true(str_find(text, S("7|người lao động\n8|người lao động\n")) > 0);
}

/* A program dropped the soft hyphens, which are the ư of TCVN3. */
static const char lossy[] = "STT,Ten,So\n1,Ph\xC3\xAAng B\xC2\xB9,1\n2,x\xC2\xB7 T\xC2\xA9n H\xC2\xB5,2\n3,ng\xC3\xAAi "
                            "lao \xC2\xAE\xC3\xA9ng,3\n4,n\xC3\xAD"
                            "c \xC2\xAE\xC3\xAE"
                            "c,4\n5,Di c,5\n6,An,6\n";

TEST(a_file_that_lost_letters_says_so_cell_by_cell)
{
    Table *table = open_csv(arena, str_from(lossy));
    assert_str(table_encoding(table), S("TCVN3"));
    Buf out = buf_open(arena);
    Row row;
    for (bool more = true; more;) {
        assert_ok(table_next(table, arena, &row, &more));
        for (ptrdiff_t i = 0; more && i < row.count; i++)
            if (row.cell[i].damaged)
                buf_fmt(&out, "%td ", row.line);
    }
    assert_str(buf_str(&out), S("2 3 4 5 6 "));
    assert_int_equal(table_damaged(table), 5);
    table_close(&table);
}

TEST(french_beside_unicode_is_left_alone)
{
    assert_str(read_back(arena, S("a,b\nété,où\nhaïr,Bảo hiểm\nça,1\n")), S("a|b\nété|où\nhaïr|Bảo hiểm\nça|1\n"));
}

TEST(zero_bytes_are_refused)
{
    Table *table;
    assert_fails(table_open_bytes(arena, S("a.csv"), S("a,b\n1,\0\n2,3\n"), (TableOptions){0}, &table), BAD_INPUT);
    assert_null(table);
    Buf late = buf_open(arena);
    for (int i = 0; i < 2000; i++)
        buf_add(&late, S("abc,def\n"));
    buf_add(&late, S("x,\0\n"));
    Err *err = first_error(arena, open_csv(arena, buf_str(&late)));
    assert_fails(err, BAD_INPUT);
    assert_int_equal(err->place.row, 2001);
}

TEST(ten_million_columns_are_refused_within_bounded_memory)
{
    ptrdiff_t count = 10000000;
    char *commas = new (arena, char, count);
    memset(commas, ',', (size_t)count);
    char *before = arena->beg;
    Table *table = open_csv(arena, (Str){commas, count});
    Err *err = first_error(arena, table);
    assert_fails(err, TOO_LARGE);
    assert_true(arena->beg - before < 4 << 20);
}

static ptrdiff_t resident_kb(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return use.ru_maxrss;
}

/* 2 MB of letters, then a hole up to 5 GB. */
static Str huge_file(Arena *arena, Str name)
{
    Str path = test_temp(arena, name);
    char *letters = new (arena, char, 2 << 20);
    memset(letters, 'a', 2 << 20);
    assert_ok(file_write(arena, path, (Str){letters, 2 << 20}));
    assert_int_equal(truncate(str_c(arena, path), (off_t)5 << 30), 0);
    return path;
}

TEST(a_line_of_five_gigabytes_is_refused_at_once)
{
    Table *table;
    Str path = huge_file(arena, S("huge.csv"));
    ptrdiff_t before = resident_kb();
    assert_fails(table_open(arena, path, (TableOptions){0}, &table), TOO_LARGE); /* by the size of the file */
    TableOptions wide = {.limits.file_bytes = (int64_t)8 << 30};
    assert_ok(table_open(arena, path, wide, &table));
    Err *err = first_error(arena, table);
    assert_fails(err, TOO_LARGE);
    assert_int_equal(err->place.row, 1);
    Str text = huge_file(arena, S("huge.txt"));
    assert_ok(table_open(arena, text, wide, &table));
    assert_int_equal(table_kind(table), TABLE_TEXT);
    assert_fails(first_error(arena, table), TOO_LARGE);
    assert_true(resident_kb() - before < 96 << 10);
}

TEST(a_million_rows_take_no_more_memory_than_one)
{
    Str path = test_temp(arena, S("million.csv"));
    Buf text = buf_open(arena);
    buf_add(&text, S("unit,indicator,period,value\n"));
    for (int i = 0; i < 1000000; i++)
        buf_fmt(&text, "Xã số %d,tham gia,2026-%02d,%d\n", i % 104, i % 12 + 1, i);
    assert_ok(file_write(arena, path, buf_str(&text)));
    Arena own = arena_open((ptrdiff_t)1 << 30), rows = arena_open((ptrdiff_t)1 << 30);
    Table *table;
    assert_ok(table_open(&own, path, (TableOptions){0}, &table));
    char *before = own.beg;
    ptrdiff_t most = 0, count = 0;
    for (bool more = true; more; count += more) {
        Row row;
        arena_reset(&rows);
        assert_ok(table_next(table, &rows, &row, &more));
        most = rows.beg - rows.base > most ? rows.beg - rows.base : most;
    }
    assert_int_equal(count, 1000001);
    assert_ptr_equal(own.beg, before);
    assert_true(most < 4096);
    table_close(&table);
    arena_close(&own);
    arena_close(&rows);
}

TEST(limits_are_the_callers_to_narrow)
{
    Table *table;
    TableOptions few = {.limits = {.rows = 2, .columns = 3, .cell_bytes = 20}};
    assert_ok(table_open_bytes(arena, S("a.csv"), S("a,b\n1,2\n3,4\n"), few, &table));
    assert_fails(first_error(arena, table), TOO_LARGE);
    assert_ok(table_open_bytes(arena, S("a.csv"), S("a,b,c,d\n"), few, &table));
    assert_fails(first_error(arena, table), TOO_LARGE);
    assert_ok(table_open_bytes(arena, S("a.csv"), S("a,\"12345678901234567890123456\"\n"), few, &table));
    assert_fails(first_error(arena, table), TOO_LARGE);
    few.limits.file_bytes = 3;
    assert_fails(table_open_bytes(arena, S("a.csv"), S("a,b,c"), few, &table), TOO_LARGE);
}

TEST(what_is_no_table_is_refused_with_advice)
{
    Str bad[] = {S("%PDF-1.7\nabc"),
                 S("{\\rtf1 abc}"),
                 S("<html><body>"),
                 S("\x1f\x8b\x08 abc"),
                 S(""),
                 S("  \n "),
                 S("PK\3\4 abc"),
                 S("PK\3\4 no directory at all, cut off somewhere"),
                 S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 W\0o\0r\0d\0D\0o\0c\0u\0m\0e\0n\0t\0"),
                 S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1 E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0"),
                 S("PK\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0")};
    for (ptrdiff_t i = 0; i < COUNTOF(bad); i++) {
        Table *table;
        assert_fails(table_open_bytes(arena, S("x"), bad[i], (TableOptions){0}, &table), BAD_INPUT);
    }
    Table *table;
    assert_fails(table_open(arena, S("/khong/co.csv"), (TableOptions){0}, &table), NOT_FOUND);
    assert_fails(table_open(arena, S("/tmp"), (TableOptions){0}, &table), BAD_INPUT);
}

TEST(the_vector_scan_marks_what_the_portable_one_does)
{
    Rng rng = rng_open(7);
    for (int round = 0; round < 2000; round++) {
        char block[64];
        for (int i = 0; i < 64; i++)
            block[i] = rng_below(&rng, 3) ? (char)rng_below(&rng, 256) : ",\"\n\r;"[rng_below(&rng, 5)];
        assert_true(scan_mask(block, ',') == scan_mask_portable(block, ','));
    }
}

/* Random cells, written after RFC 4180, come back as they were. */
TEST(what_is_written_comes_back)
{
    static const char letters[] = "ab,\"\n\r; x";
    Rng rng = rng_open(11);
    for (int round = 0; round < 500; round++) {
        Arena scratch = *arena;
        Buf file = buf_open(&scratch), want = buf_open(&scratch);
        buf_add(&file, S("c1,c2,c3\n"));
        buf_add(&want, S("c1|c2|c3\n"));
        ptrdiff_t rows = rng_between(&rng, 1, 40);
        for (ptrdiff_t c = 0; c < rows * 3; c++) {
            buf_add(&file, c % 3 ? S(",\"_") : S("\"_"));
            buf_add(&want, c % 3 ? S("|_") : S("_"));
            for (int64_t n = rng_below(&rng, 90); n > 0; n--) {
                char letter = letters[rng_below(&rng, 9)];
                buf_byte(&file, letter);
                buf_byte(&want, letter);
                if (letter == '"')
                    buf_byte(&file, '"');
            }
            buf_add(&file, c % 3 == 2 ? S("_\"\r\n") : S("_\""));
            buf_add(&want, c % 3 == 2 ? S("_\n") : S("_"));
        }
        Table *table;
        assert_ok(table_open_bytes(&scratch, S("r.csv"), buf_str(&file), (TableOptions){.delimiter = ','}, &table));
        assert_str(dump(&scratch, table), buf_str(&want));
    }
}

TEST_MAIN
