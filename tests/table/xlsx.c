#include "reading.h"

static Str rows(Arena *arena, const char *sheet_data)
{
    Str text;
    assert_ok(reading(arena, xlsx_reader, workbook(arena, str_from(sheet_data), (Str){0}, (Str){0}),
                      (TableOptions){.limits = reading_limits()}, &text));
    return text;
}

static Err *failing(Arena *arena, Str bytes)
{
    Str text;
    return reading(arena, xlsx_reader, bytes, (TableOptions){.limits = reading_limits()}, &text);
}

static Str office(Arena *arena, const char *name)
{
    return test_file(arena, str_fmt(arena, "table/office/%s", name));
}

TEST(the_appendix_as_libreoffice_writes_it_is_read_row_by_row)
{
    Str text = reading_file(arena, xlsx_reader, office(arena, "appendix.xlsx"));
    assert_str(line_of(text, 1), S("1|Sheet1|1: PHỤ LỤC"));
    assert_str(line_of(text, 4),
               S("1|Sheet1|4: STT; Tên xã/phường; Chỉ tiêu phát triển đối tượng tham gia bảo hiểm xã hội "
                 "đến năm 2030 (người)"));
    assert_str(line_of(text, 5), S("1|Sheet1|5: ; ; Chỉ tiêu chung; Chỉ tiêu bảo hiểm xã hội tự nguyện tối thiểu"));
    assert_str(line_of(text, 6), S("1|Sheet1|6: #1; Phường Hồng Châu; #1899; #504"));
    assert_str(line_of(text, 109), S("1|Sheet1|109: #104; Xã Vũ Thụ; #13064; #1260"));
    assert_str(line_of(text, 110), S("1|Sheet1|110: Tổng:; ; #981535; #106055"));
    assert_true(str_starts(line_of(text, 111), S("1|Sheet1|111: Ghi chú: Tính theo")));
    assert_int_equal(line_of(text, 112).len, 0);
}

static const char KINDS[] = "1|Các kiểu ô|1: Tiêu đề gộp; ; cạnh ô gộp\n"
                            "1|Các kiểu ô|5: @2026-11-21; @2026-09; @2025-07-01; 07:30\n"
                            "1|Các kiểu ô|6: #1899; #12.5%; #1.899; #-0.00001; #123456789012345\n"
                            "1|Các kiểu ô|7: #1900; xã Mễ Sở; #N/A; #1; #0.3\n"
                            "1|Các kiểu ô|8: chữ đậm xen; hai\ndòng; _x000D_ giữ nguyên; <a & b>\n";

TEST(all_kinds_of_cells_and_the_hidden_sheet_last)
{
    Str text = reading_file(arena, xlsx_reader, office(arena, "kinds.xlsx"));
    assert_str(str_slice(text, 0, (ptrdiff_t)sizeof KINDS - 1), str_from(KINDS));
    assert_true(str_ends(text, S("; ô xa\n2|Trang hai|1: trang thứ hai\n3|Ẩn|1: trang ẩn\n")));
}

TEST(dates_counted_from_1904_are_the_same_days)
{
    Str text = reading_file(arena, xlsx_reader, office(arena, "since-1904.xlsx"));
    assert_str(str_slice(text, 0, (ptrdiff_t)sizeof KINDS - 1), str_from(KINDS));
}

TEST(only_the_sheet_asked_for_is_read)
{
    Str text, bytes = test_read(arena, office(arena, "kinds.xlsx"));
    TableOptions options = {.limits = reading_limits(), .sheet = S("Trang hai")};
    assert_ok(reading(arena, xlsx_reader, bytes, options, &text));
    assert_str(text, S("1|Trang hai|1: trang thứ hai\n"));
    options.sheet = S("Trang ba");
    Err *err = reading(arena, xlsx_reader, bytes, options, &text);
    assert_fails(err, NOT_FOUND);
    assert_str(err->text.vi, S("không có trang tính “Trang ba”; tệp có: “Các kiểu ô”, “Trang hai”, “Ẩn”"));
}

TEST(rows_and_cells_without_references_follow_each_other)
{
    assert_str(
        rows(arena,
             "<row><c><v>1</v></c><c r='C1'><v>2</v></c><c><v>3</v></c></row><row/><row><c t='str'><v>x</v></c></row>"),
        S("1|S|1: #1; ; #2; #3\n1|S|3: x\n"));
}

TEST(the_farthest_cell_of_a_sheet_is_found)
{
    Str text = rows(arena, "<row r='1048576'><c r='XFD1048576'><v>7</v></c></row>");
    assert_true(str_starts(text, S("1|S|1048576: ; ; ")));
    assert_true(str_ends(text, S("; #7\n")));
}

TEST(inline_strings_take_runs_but_no_phonetic_guide)
{
    assert_str(rows(arena, "<row><c t='inlineStr'><is><r><t>Hưng</t></r><r><t xml:space='preserve'> Yên</t></r>"
                           "<rPh sb='0' eb='1'><t>guide</t></rPh></is></c></row>"),
               S("1|S|1: Hưng Yên\n"));
}

TEST(escaped_characters_are_unescaped_once)
{
    assert_str(rows(arena, "<row><c t='str'><v>a_x000A_b_x005F_x000A__xZZZZ_</v></c></row>"),
               S("1|S|1: a\nb_x000A__xZZZZ_\n"));
}

TEST(booleans_errors_and_iso_dates_are_told_apart)
{
    assert_str(rows(arena, "<row><c t='b'><v>1</v></c><c t='b'><v>0</v></c><c t='e'><v>#REF!</v></c>"
                           "<c t='d'><v>2026-11-21T00:00:00</v></c><c><f>A1+1</f></c><c t='x'><v>5</v></c></row>"),
               S("1|S|1: TRUE; FALSE; #REF!; @2026-11-21; ; #5\n"));
}

TEST(prefixed_elements_are_the_same_elements)
{
    assert_str(rows(arena, "<x:row xmlns:x='x'><x:c><x:v>5</x:v></x:c></x:row><!-- a > b --><?pi?>"
                           "<row><c t='str'><v><![CDATA[<b>]]></v></c></row>"),
               S("1|S|1: #5\n1|S|2: <b>\n"));
}

TEST(numbers_are_shown_as_a_person_sees_them)
{
    assert_str(rows(arena, "<row><c><v>1899.0</v></c><c><v>0.30000000000000004</v></c><c><v>1E+3</v></c>"
                           "<c><v>1e15</v></c><c><v>-0</v></c><c><v>999999999999999</v></c><c><v>12.50</v></c>"
                           "<c><v>1e400</v></c><c><v>chữ</v></c></row>"),
               S("1|S|1: #1899; #0.3; #1000; #1e+15; #0; #999999999999999; #12.5; #NUM!; chữ\n"));
}

TEST(a_date_format_is_known_by_its_code)
{
    Str styles =
        S("<numFmts><numFmt numFmtId='164' formatCode='dd/mm/yyyy;@'/>"
          "<numFmt numFmtId='165' formatCode='[$-42A]\"ngày\" d \"tháng\" m'/>"
          "<numFmt numFmtId='166' formatCode='#,##0\\ \"đồng\"'/><numFmt numFmtId='167' formatCode='[h]:mm:ss'/>"
          "<numFmt numFmtId='168' formatCode='[Red]0.00%'/><numFmt numFmtId='169' formatCode='yyyy'/></numFmts>"
          "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='14'/>"
          "<xf numFmtId='164'/><xf numFmtId='165'/><xf numFmtId='166'/><xf numFmtId='167'/><xf numFmtId='168'/>"
          "<xf numFmtId='169'/></cellXfs>");
    Str cells =
        S("<row><c s='0'><v>46347</v></c><c s='1'><v>46347</v></c><c s='2'><v>46347.75</v></c><c s='3'><v>46347</v></c>"
          "<c s='4'><v>46347</v></c><c s='5'><v>1.5</v></c><c s='6'><v>0.5</v></c><c s='7'><v>46347</v></c>"
          "<c s='99'><v>46347</v></c><c s='1'><v>-5</v></c></row>");
    Str text;
    assert_ok(reading(arena, xlsx_reader, workbook(arena, cells, styles, (Str){0}),
                      (TableOptions){.limits = reading_limits()}, &text));
    assert_str(text,
               S("1|S|1: #46347; @2026-11-21; @2026-11-21; @2026-11-21; #46347; 36:00; #50%; @2026; #46347; #-5\n"));
}

TEST(a_reference_to_a_missing_string_is_an_error_with_its_place)
{
    Str bytes = workbook(arena, S("<row r='3'><c r='B3' t='s'><v>1</v></c></row>"), (Str){0}, S("<si><t>a</t></si>"));
    Err *err = failing(arena, bytes);
    assert_fails(err, BAD_INPUT);
    assert_int_equal(err->place.row, 3);
    assert_int_equal(err->place.column, 2);
    assert_str(err->place.sheet, S("S"));
}

TEST(other_archives_are_named)
{
    static const struct {
        const char *part, *word;
    } kinds[] = {{"word/document.xml", ".docx"},
                 {"ppt/presentation.xml", ".pptx"},
                 {"xl/workbook.bin", ".xlsb"},
                 {"content.xml", ".ods"},
                 {"readme.txt", "giải nén"}};
    for (int i = 0; i < COUNTOF(kinds); i++) {
        Err *err = failing(arena, stored_zip(arena, &(Part){kinds[i].part, S("<a/>")}, 1));
        assert_fails(err, BAD_INPUT);
        assert_true(str_find(err->text.vi, str_from(kinds[i].word)) >= 0);
    }
}

TEST(too_many_columns_rows_and_long_cells_are_errors)
{
    Str text, bytes = workbook(arena, S("<row><c><v>1</v></c><c><v>123456</v></c></row><row><c><v>1</v></c></row>"),
                               (Str){0}, (Str){0});
    TableLimits narrow = reading_limits(), short_ = narrow;
    narrow.columns = 1;
    short_.rows = 1;
    assert_fails(reading(arena, xlsx_reader, bytes, (TableOptions){.limits = narrow}, &text), TOO_LARGE);
    assert_fails(reading(arena, xlsx_reader, bytes, (TableOptions){.limits = short_}, &text), TOO_LARGE);
    assert_fails(failing(arena, workbook(arena, S("<row><c r='XFE1'><v>1</v></c></row>"), (Str){0}, (Str){0})),
                 TOO_LARGE);
}

TEST(xml_out_of_measure_is_an_error_that_says_so)
{
    Buf deep = buf_open(arena), wide = buf_open(arena), run = buf_open(arena);
    for (int i = 0; i < 300; i++) {
        buf_add(&deep, S("<a>"));
        buf_fmt(&wide, " a%d=''", i);
    }
    for (int i = 0; i <= 1 << 20; i++)
        buf_byte(&run, 'x');
    const struct {
        Str rows;
        const char *words;
    } parts[] = {
        {buf_str(&deep), "lồng nhau"},      {str_fmt(arena, "<row%.*s/>", STRF(buf_str(&wide))), "thuộc tính"},
        {buf_str(&run), "dài hơn 1024 KB"}, {S("<!DOCTYPE a>"), "DTD"},
        {S("<row><c></row>"), "XML sai"},   {S("<row><c t='str'><v>\xFF</v></c></row>"), "XML sai"},
    };
    for (int i = 0; i < COUNTOF(parts); i++) {
        Err *err = failing(arena, workbook(arena, parts[i].rows, (Str){0}, (Str){0}));
        assert_non_null(err);
        assert_true(str_find(err->text.vi, str_from(parts[i].words)) >= 0);
    }
}

TEST(a_percentage_keeps_the_number_of_the_file)
{
    Str styles = S("<cellXfs><xf numFmtId='10'/></cellXfs>");
    Source source = {.name = S("a"),
                     .options.limits = reading_limits(),
                     .bytes = workbook(arena, S("<row><c><v>0.125</v></c></row>"), styles, (Str){0})};
    Reader reader;
    Row row;
    bool more;
    assert_ok(xlsx_reader(arena, &source, &reader));
    assert_ok(reader.next(reader.state, arena, &row, &more));
    assert_true(row.cell[0].number == 0.125);
    assert_str(row.cell[0].text, S("12.5%"));
    reader.close(reader.state);
}

TEST(a_workbook_without_sheets_is_an_error)
{
    assert_fails(failing(arena, stored_zip(arena, &(Part){"xl/workbook.xml", S("<workbook/>")}, 1)), BAD_INPUT);
}

TEST_MAIN
