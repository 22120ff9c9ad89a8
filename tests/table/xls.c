#include "reading.h"

#include <freexl.h>
#include <string.h>

static Str office(Arena *arena, const char *name)
{
    return test_file(arena, str_fmt(arena, "table/office/%s", name));
}

static Err *read_bytes(Arena *arena, Str bytes, Str *ret)
{
    return reading(arena, xls_reader, bytes, (TableOptions){.limits = reading_limits()}, ret);
}

/* ---- a compound file made by hand ----------------------------------------------- */

static void little(Buf *out, uint64_t value, int bytes)
{
    for (; bytes > 0; bytes--, value >>= 8)
        buf_byte(out, (char)(value & 0xFF));
}

static void fill(Buf *out, ptrdiff_t size)
{
    while (out->len % size != 0)
        buf_byte(out, 0);
}

static void directory_entry(Buf *out, const char *name, int type, uint32_t first, ptrdiff_t size)
{
    ptrdiff_t before = out->len;
    for (const char *c = name; *c; c++)
        little(out, (unsigned char)*c, 2);
    fill(out, 1);
    while (out->len < before + 64)
        buf_byte(out, 0);
    little(out, (strlen(name) + 1) * 2, 2);
    little(out, (uint64_t)type, 2);
    little(out, UINT64_MAX, 8);
    little(out, UINT32_MAX, 4);
    while (out->len < before + 116)
        buf_byte(out, 0);
    little(out, first, 4);
    little(out, (uint64_t)size, 8);
}

/* Sector 0 is the allocation table, 1 the directory, the stream follows: backwards, so
 * that it is not in one piece. */
static Str compound(Arena *arena, const char *name, Str stream)
{
    Buf padded = buf_open(arena), out = buf_open(arena);
    buf_add(&padded, stream);
    while (padded.len < 4096)
        buf_byte(&padded, 0);
    fill(&padded, 512);
    uint32_t n = (uint32_t)(padded.len / 512);
    assert_true(n < 120);
    buf_add(&out, S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"));
    little(&out, 0, 8), little(&out, 0, 8);
    little(&out, 0x3E, 2), little(&out, 3, 2), little(&out, 0xFFFE, 2), little(&out, 9, 2), little(&out, 6, 2);
    little(&out, 0, 8), little(&out, 0, 2);
    little(&out, 1, 4), little(&out, 1, 4), little(&out, 0, 4), little(&out, 4096, 4);
    little(&out, 0xFFFFFFFE, 4), little(&out, 0, 4), little(&out, 0xFFFFFFFE, 4), little(&out, 0, 4),
        little(&out, 0, 4);
    while (out.len < 512)
        little(&out, UINT32_MAX, 4);
    little(&out, 0xFFFFFFFD, 4), little(&out, 0xFFFFFFFE, 4);
    for (uint32_t i = 0; i < n; i++)
        little(&out, i == 0 ? 0xFFFFFFFE : i + 1, 4);
    while (out.len < 1024)
        little(&out, UINT32_MAX, 4);
    directory_entry(&out, "Root Entry", 5, 0xFFFFFFFE, 0);
    directory_entry(&out, name, 2, n + 1, padded.len);
    fill(&out, 512);
    for (uint32_t i = n; i-- > 0;)
        buf_add(&out, str_slice(buf_str(&padded), (ptrdiff_t)i * 512, (ptrdiff_t)i * 512 + 512));
    return buf_str(&out);
}

static void record(Buf *out, unsigned type, Str data)
{
    little(out, type, 2);
    little(out, (uint64_t)data.len, 2);
    buf_add(out, data);
}

#define RECORD(out, type, bytes) record((out), (type), S(bytes))

/* Globals with one sheet "S", given what else they hold and the records of the sheet. */
static Str stream_of(Arena *arena, bool biff8, Str globals, Str cells)
{
    Buf out = buf_open(arena);
    Str bof = biff8 ? S("\x00\x06\x05\x00\0\0\0\0\0\0\0\0\0\0\0\0") : S("\x00\x05\x05\x00\0\0\0\0");
    record(&out, 0x809, bof);
    buf_add(&out, globals);
    ptrdiff_t name = biff8 ? 9 : 8;
    ptrdiff_t offset = out.len + 4 + name + 4;
    little(&out, 0x85, 2), little(&out, (uint64_t)name, 2), little(&out, (uint64_t)offset, 4), little(&out, 0, 2);
    buf_add(&out, biff8 ? S("\x01\x00S") : S("\x01S"));
    RECORD(&out, 0x0A, "");
    record(&out, 0x809, bof);
    buf_add(&out, cells);
    RECORD(&out, 0x0A, "");
    return buf_str(&out);
}

/* The same file with the list of its allocation tables outside the header, as in files
 * beyond seven megabytes. */
static Str with_outer_list(Arena *arena, Str file)
{
    uint32_t list = (uint32_t)(file.len / 512) - 1;
    Buf out = buf_open(arena);
    buf_add(&out, str_slice(file, 0, 68));
    little(&out, list, 4), little(&out, 1, 4), little(&out, UINT32_MAX, 4);
    buf_add(&out, str_slice(file, 80, file.len));
    little(&out, 0, 4);
    for (int i = 0; i < 126; i++)
        little(&out, UINT32_MAX, 4);
    little(&out, 0xFFFFFFFE, 4);
    return buf_str(&out);
}

/* ---- tests ---------------------------------------------------------------------- */

TEST(the_appendix_as_libreoffice_writes_it_is_read_row_by_row)
{
    Str xls = reading_file(arena, xls_reader, office(arena, "appendix.xls"));
    assert_str(xls, reading_file(arena, xlsx_reader, office(arena, "appendix.xlsx")));
}

/* LibreOffice leaves the text result of a formula out of an .xls; everything else is
 * what it is in the .xlsx. */
TEST(all_kinds_of_cells_are_what_they_are_in_an_xlsx)
{
    for (int i = 0; i < 2; i++) {
        const char *name = i == 0 ? "kinds" : "since-1904";
        Str xls = reading_file(arena, xls_reader, office(arena, str_c(arena, str_fmt(arena, "%s.xls", name))));
        Str xlsx = reading_file(arena, xlsx_reader, office(arena, str_c(arena, str_fmt(arena, "%s.xlsx", name))));
        ptrdiff_t at = str_find(xlsx, S("xã Mễ Sở"));
        assert_true(at > 0);
        Str want =
            str_fmt(arena, "%.*s#0%.*s", (int)at, xlsx.ptr, STRF(str_slice(xlsx, at + S("xã Mễ Sở").len, xlsx.len)));
        assert_str(xls, want);
    }
}

TEST(formulas_carry_numbers_texts_truths_and_errors)
{
    Buf cells = buf_open(arena);
    RECORD(&cells, 0x06, "\0\0\0\0\0\0\0\0\0\0\0\0\xF0\x3F\0\0\0\0\0\0");
    RECORD(&cells, 0x06, "\0\0\1\0\0\0\0\0\0\0\0\0\xFF\xFF\0\0\0\0\0\0");
    RECORD(&cells, 0x207, "\x03\0\0abc");
    RECORD(&cells, 0x06, "\0\0\2\0\0\0\1\0\1\0\0\0\xFF\xFF\0\0\0\0\0\0");
    RECORD(&cells, 0x06, "\0\0\3\0\0\0\2\0\x07\0\0\0\xFF\xFF\0\0\0\0\0\0");
    RECORD(&cells, 0x06, "\0\0\4\0\0\0\3\0\0\0\0\0\xFF\xFF\0\0\0\0\0\0");
    RECORD(&cells, 0x205, "\0\0\5\0\0\0\x2A\1");
    RECORD(&cells, 0x205, "\0\0\6\0\0\0\x99\1");
    RECORD(&cells, 0x205, "\0\0\7\0\0\0\0\0");
    Str text;
    assert_ok(read_bytes(arena, compound(arena, "Workbook", stream_of(arena, true, (Str){0}, buf_str(&cells))), &text));
    assert_str(text, S("1|S|1: #1; abc; TRUE; #DIV/0!; ; #N/A; #ERR!; FALSE\n"));
}

TEST(rows_out_of_order_come_in_order)
{
    Buf cells = buf_open(arena);
    RECORD(&cells, 0x27E, "\2\0\0\0\0\0\x0E\0\0\0");                  /* row 3: integer 3 */
    RECORD(&cells, 0xBD, "\0\0\1\0\0\0\x06\0\0\0\0\0\x0B\0\0\0\2\0"); /* row 1: 1; 2/100 */
    RECORD(&cells, 0x203, "\2\0\1\0\0\0\0\0\0\0\0\0\xE0\x3F");        /* row 3: 0.5 */
    RECORD(&cells, 0x809, "\0\6\x20\0\0\0\0\0");                      /* a chart inside */
    RECORD(&cells, 0x203, "\0\0\0\0\0\0\0\0\0\0\0\0\xE0\x3F");
    RECORD(&cells, 0x0A, "");
    RECORD(&cells, 0x204, "\0\0\0\0\0\0\2\0\1\xB0\x01y\0"); /* row 1: ưy */
    Str text;
    assert_ok(read_bytes(arena, compound(arena, "Workbook", stream_of(arena, true, (Str){0}, buf_str(&cells))), &text));
    assert_str(text, S("1|S|1: ưy; #1; #0.02\n1|S|3: #3; #0.5\n"));
}

TEST(shared_strings_run_on_over_records_and_change_their_width)
{
    Buf globals = buf_open(arena), cells = buf_open(arena);
    RECORD(&globals, 0xFC, "\3\0\0\0\3\0\0\0\4\0\0ab"); /* four characters, two of them here */
    RECORD(&globals, 0x3C, "\1\xB0\x01\x3D\xD8");       /* ư, and half of a pair */
    RECORD(&globals, 0x3C, "\2\0\x08\1\0x");            /* rich text: one run of four bytes follows */
    RECORD(&globals, 0x3C, "\0y\1\2\3\4\1\0\4\2\0\0\0z\x09\x09");
    RECORD(&cells, 0xFD, "\0\0\0\0\0\0\0\0\0\0");
    RECORD(&cells, 0xFD, "\0\0\1\0\0\0\1\0\0\0");
    RECORD(&cells, 0xFD, "\0\0\2\0\0\0\2\0\0\0");
    Str text;
    assert_ok(read_bytes(arena, compound(arena, "Workbook", stream_of(arena, true, buf_str(&globals), buf_str(&cells))),
                         &text));
    assert_str(text, S("1|S|1: abư\xEF\xBF\xBD; xy; z\n"));
}

TEST(excel_95_is_read_in_its_code_page)
{
    Buf globals = buf_open(arena), cells = buf_open(arena);
    RECORD(&globals, 0x42, "\xEA\x04"); /* 1258 */
    RECORD(&globals, 0x41E,
           "\xA4\0\x0A"
           "dd/mm/yyyy");
    RECORD(&globals, 0xE0, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    RECORD(&globals, 0xE0, "\0\0\xA4\0\0\0\0\0\0\0\0\0\0\0\0\0");
    RECORD(&cells, 0x204, "\0\0\0\0\0\0\4\0H\xFDng");
    RECORD(&cells, 0x203, "\0\0\1\0\1\0\0\0\0\0\x60\xA1\xE6\x40"); /* 46347 */
    Str text;
    assert_ok(
        read_bytes(arena, compound(arena, "Book", stream_of(arena, false, buf_str(&globals), buf_str(&cells))), &text));
    assert_str(text, S("1|S|1: Hưng; @2026-11-21\n"));
}

/* “Hưng Yên người dân” in TCVN3: windows-1258 would make tones of its letters. */
TEST(excel_95_may_claim_a_code_page_and_hold_an_old_font)
{
    Buf globals = buf_open(arena), cells = buf_open(arena);
    RECORD(&globals, 0x42, "\xEA\x04"); /* 1258 */
    Str text = S("\0\0\0\0\0\0\x10\0"
                 "x\xB7 H\xADng Y\xAAn \xAE\xAD\xEE"
                 "c");
    record(&cells, 0x204, text);
    RECORD(&cells, 0x204,
           "\1\0\0\0\0\0\6\0"
           "ng\xAD\xEAi");
    RECORD(&cells, 0x204,
           "\2\0\0\0\0\0\5\0"
           "huy\xD6n");
    assert_ok(
        read_bytes(arena, compound(arena, "Book", stream_of(arena, false, buf_str(&globals), buf_str(&cells))), &text));
    assert_str(line_of(text, 2), S("1|S|2: người"));
    assert_str(line_of(text, 3), S("1|S|3: huyện"));
}

/* The entries of the directory as a tree: the root's child, then each one's right. */
static Str with_tree(Arena *arena, Str file, int child, int right_of_child)
{
    char *bytes = (char *)str_copy(arena, file).ptr;
    char *root = bytes + 1024, *first = root + 128;
    memset(root + 76, 0, 4);
    root[76] = (char)child;
    memset(first + 72, right_of_child < 0 ? 0xFF : 0, 4);
    if (right_of_child >= 0)
        first[72] = (char)right_of_child;
    return (Str){bytes, file.len};
}

static Str with_second_entry(Arena *arena, Str file, const char *name)
{
    Buf entry = buf_open(arena);
    char *bytes = (char *)str_copy(arena, file).ptr;
    directory_entry(&entry, name, 2, 2, 4096);
    memcpy(bytes + 1024 + 256, entry.ptr, (size_t)entry.len);
    return (Str){bytes, file.len};
}

TEST(what_is_embedded_does_not_say_what_the_file_is)
{
    Buf cells = buf_open(arena);
    RECORD(&cells, 0x204, "\0\0\0\0\0\0\1\0\0A");
    Str text, book = compound(arena, "Workbook", stream_of(arena, true, (Str){0}, buf_str(&cells)));
    Str both = with_second_entry(arena, book, "WordDocument");
    assert_ok(read_bytes(arena, with_tree(arena, both, 1, -1), &text));
    assert_str(text, S("1|S|1: A\n"));
    assert_ok(read_bytes(arena, with_tree(arena, both, 1, 2), &text));
    Err *err = read_bytes(arena, with_tree(arena, both, 2, -1), &text); /* the workbook lies in the document */
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.vi, S("Word")) > 0);
    Table *table;
    assert_ok(table_open_bytes(arena, S("a.xls"), with_tree(arena, both, 1, -1), (TableOptions){0}, &table));
    assert_int_equal(table_kind(table), TABLE_XLS);
    table_close(&table);
}

TEST(a_large_file_lists_its_tables_outside_the_header)
{
    Buf cells = buf_open(arena);
    RECORD(&cells, 0x204, "\0\0\0\0\0\0\4\0\1\x3D\xD8\0\xDE\0\xDEz\0"); /* a pair, half a pair, z */
    Str text,
        file = with_outer_list(arena, compound(arena, "Workbook", stream_of(arena, true, (Str){0}, buf_str(&cells))));
    assert_ok(read_bytes(arena, file, &text));
    assert_str(text, S("1|S|1: \xF0\x9F\x98\x80\xEF\xBF\xBDz\n"));
}

TEST(a_password_is_named)
{
    Buf globals = buf_open(arena);
    RECORD(&globals, 0x2F, "\0\0\0\0");
    Str text;
    Err *err =
        read_bytes(arena, compound(arena, "Workbook", stream_of(arena, true, buf_str(&globals), (Str){0})), &text);
    assert_fails(err, BAD_INPUT);
    assert_true(str_starts(err->text.vi, S("tệp có mật khẩu")));
    err = read_bytes(arena, compound(arena, "EncryptedPackage", S("x")), &text);
    assert_fails(err, BAD_INPUT);
    assert_true(str_starts(err->text.vi, S("tệp có mật khẩu")));
}

TEST(other_compound_files_are_named)
{
    Str text;
    Err *err = read_bytes(arena, compound(arena, "WordDocument", S("x")), &text);
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.vi, S(".xlsx")) > 0);
    assert_fails(read_bytes(arena, compound(arena, "Khác", S("x")), &text), BAD_INPUT);
    assert_fails(read_bytes(arena, compound(arena, "Workbook", S("no records")), &text), BAD_INPUT);
    assert_fails(read_bytes(arena, S("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1"), &text), BAD_INPUT);
}

TEST(a_missing_shared_string_is_an_error_with_its_place)
{
    Buf cells = buf_open(arena);
    RECORD(&cells, 0xFD, "\6\0\2\0\0\0\1\0\0\0");
    Str text;
    Err *err = read_bytes(arena, compound(arena, "Workbook", stream_of(arena, true, (Str){0}, buf_str(&cells))), &text);
    assert_fails(err, BAD_INPUT);
    assert_int_equal(err->place.row, 7);
    assert_int_equal(err->place.column, 3);
}

TEST(a_chain_that_runs_in_a_circle_is_an_error)
{
    Str text, bytes = str_copy(arena, compound(arena, "Workbook", stream_of(arena, true, (Str){0}, (Str){0})));
    char *table = (char *)bytes.ptr + 512;
    table[8] = 9, table[9] = table[10] = table[11] = 0; /* the stream's last sector goes back to its first */
    assert_fails(read_bytes(arena, bytes, &text), BAD_INPUT);
}

TEST(limits_of_rows_and_columns_are_errors)
{
    Str text, bytes = test_read(arena, office(arena, "kinds.xls"));
    TableOptions options = {.limits = reading_limits()};
    options.limits.columns = 2;
    assert_fails(reading(arena, xls_reader, bytes, options, &text), TOO_LARGE);
    options.limits = reading_limits();
    options.limits.rows = 2;
    assert_fails(reading(arena, xls_reader, bytes, options, &text), TOO_LARGE);
    options = (TableOptions){.limits = reading_limits(), .sheet = S("Ẩn")};
    assert_ok(reading(arena, xls_reader, bytes, options, &text));
    assert_str(text, S("1|Ẩn|1: trang ẩn\n"));
    options.sheet = S("Không có");
    assert_fails(reading(arena, xls_reader, bytes, options, &text), NOT_FOUND);
}

/* ---- real files, against an independent reader ----------------------------------- */

static const char *const real_files[] = {
    "tcvn3__2005-2005_04_14_084750.xls", "tcvn3__2005-82F5B_NK_01-05.xls",       "tcvn3__2005-KH2003-bieu.xls",
    "tcvn3__2006-Bang-bieu.xls",         "tcvn3__2007-74Z4A_solieu9thang-2.xls", "tcvn3__2009-KTTrangTrai_2007.xls",
    "vni__2006-Mau22_CKTC_NSH.xls",      "vni__2009-20081202.257.xls",
};

/* FreeXL leaves formulas out; each number and each ASCII text that it does give must be
 * the same here, at the same place. */
static int compare_sheet(const void *book, const Row *rows, ptrdiff_t count)
{
    unsigned wide_rows;
    unsigned short wide_columns;
    int compared = 0;
    assert_int_equal(freexl_worksheet_dimensions(book, &wide_rows, &wide_columns), FREEXL_OK);
    for (ptrdiff_t r = 0; r < count; r++) {
        for (ptrdiff_t c = 0; c < rows[r].count && c < wide_columns && rows[r].line <= wide_rows; c++) {
            FreeXL_CellValue value;
            const Cell *cell = &rows[r].cell[c];
            assert_int_equal(freexl_get_cell_value(book, (unsigned)rows[r].line - 1, (unsigned short)c, &value),
                             FREEXL_OK);
            double number = value.type == FREEXL_CELL_INT ? value.value.int_value : value.value.double_value;
            if (value.type == FREEXL_CELL_INT || value.type == FREEXL_CELL_DOUBLE) {
                assert_int_equal(cell->kind, CELL_NUMBER);
                assert_true(cell->number == number || str_ends(cell->text, S("%")));
                compared++;
            } else if (value.type == FREEXL_CELL_TEXT || value.type == FREEXL_CELL_SST_TEXT) {
                Str text = str_trim(str_from(value.value.text_value));
                assert_int_equal(cell->kind, text.len > 0 ? CELL_TEXT : CELL_EMPTY);
                compared++;
            }
        }
    }
    return compared;
}

TEST(real_files_of_offices_agree_with_an_independent_reader)
{
    int compared = 0;
    for (int f = 0; f < COUNTOF(real_files); f++) {
        Str path = test_shared(arena, str_fmt(arena, "data/legacy/docs/%s", real_files[f]));
        const void *book;
        assert_int_equal(freexl_open(str_c(arena, path), &book), FREEXL_OK);
        Source source = {.name = path, .bytes = test_read(arena, path), .options.limits = reading_limits()};
        Reader reader;
        assert_ok(xls_reader(arena, &source, &reader));
        for (bool more = true; more;) {
            Row row;
            assert_ok(reader.next(reader.state, arena, &row, &more));
            if (!more)
                break;
            const char *name;
            for (unsigned short s = 0; freexl_get_worksheet_name(book, s, &name) == FREEXL_OK; s++)
                if (str_eq(str_from(name), row.sheet)) {
                    freexl_select_active_worksheet(book, s);
                    compared += compare_sheet(book, &row, 1);
                }
        }
        reader.close(reader.state);
        freexl_close(book);
    }
    assert_true(compared > 2000);
}

/* Words between blanks, one blank between and around them, so that a word can be searched. */
static Str words_of(Arena *arena, Str text)
{
    Buf out = buf_open(arena);
    buf_byte(&out, ' ');
    for (ptrdiff_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.ptr[i];
        if (c > ' ' && c != ';')
            buf_byte(&out, (char)c);
        else if (out.ptr[out.len - 1] != ' ')
            buf_byte(&out, ' ');
    }
    buf_byte(&out, ' ');
    return buf_str(&out);
}

static bool beyond_ascii(Str word)
{
    for (ptrdiff_t i = 0; i < word.len; i++)
        if ((unsigned char)word.ptr[i] >= 0x80)
            return true;
    return false;
}

TEST(old_encodings_of_real_files_come_out_as_their_transcripts_say)
{
    int words = 0, found = 0;
    for (int f = 0; f < COUNTOF(real_files); f++) {
        AUTO(arena_close) Arena scratch = arena_open((ptrdiff_t)1 << 30);
        Str path = test_shared(&scratch, str_fmt(&scratch, "data/legacy/docs/%s", real_files[f]));
        Str name = str_from(strstr(real_files[f], "__") + 2);
        name = str_slice(name, 0, name.len - 4);
        Str truth =
            test_read(&scratch, test_shared(&scratch, str_fmt(&scratch, "data/legacy/truth/%.*s.txt", STRF(name))));
        Str text = words_of(&scratch, reading_file(&scratch, xls_reader, path));
        for (StrCut cut = str_cut(words_of(&scratch, truth), ' '); cut.ok; cut = str_cut(cut.tail, ' ')) {
            if (!beyond_ascii(cut.head))
                continue;
            Arena word = scratch;
            words++;
            found += str_find(text, str_fmt(&word, " %.*s ", STRF(cut.head))) >= 0;
        }
    }
    assert_true(words > 3000);
    if (words - found > 22) /* which one transcript itself leaves undecoded: "xŭt khÈu", "TriƯu" */
        fail_msg("%d of %d words", found, words);
}

TEST_MAIN
