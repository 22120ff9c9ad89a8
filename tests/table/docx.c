#include "reading.h"

static Str body(Arena *arena, const char *content)
{
    Str text;
    assert_ok(reading(arena, docx_reader, document(arena, str_from(content)),
                      (TableOptions){.limits = reading_limits()}, &text));
    return text;
}

static Str office(Arena *arena, const char *name)
{
    return test_file(arena, str_fmt(arena, "table/office/%s", name));
}

TEST(the_appendix_as_libreoffice_writes_it_has_its_title_table_and_note)
{
    Str text = reading_file(arena, docx_reader, office(arena, "appendix.docx"));
    assert_str(line_of(text, 1), S("1||1: PHỤ LỤC"));
    assert_str(line_of(text, 4),
               S("1|1|1: STT; Tên xã/phường; Chỉ tiêu phát triển đối tượng tham gia bảo hiểm xã hội đến năm "
                 "2030 (người); "));
    assert_str(line_of(text, 5), S("1|1|2: ; ; Chỉ tiêu chung; Chỉ tiêu bảo hiểm xã hội tự nguyện tối thiểu"));
    assert_str(line_of(text, 6), S("1|1|3: 1; Phường Hồng Châu; 1.899; 504"));
    assert_str(line_of(text, 110), S("1|1|107: Tổng:; ; 981.535; 106.055"));
    assert_true(str_starts(line_of(text, 111), S("1||4: Ghi chú:")));
    assert_int_equal(line_of(text, 112).len, 0);
}

TEST(merged_and_nested_cells_of_libreoffice_are_laid_out)
{
    assert_str(reading_file(arena, docx_reader, office(arena, "nested.docx")),
               S("1||1: Kế hoạch số 15/KH-UBND\n"
                 "1|1|1: Gộp ngang; ; Gộp dọc\n"
                 "1|1|2: trái; giữa; \n"
                 "1|1|3: ngoài trong 1  trong 2; dòng một dòng hai; cuối\n"
                 "1||2: Giữa hai bảng\n"
                 "2|2|1: bảng hai; 7\n"));
}

TEST(what_tracked_changes_deleted_is_gone)
{
    assert_str(body(arena,
                    "<w:p><w:r><w:t>còn</w:t></w:r><w:del><w:r><w:delText>mất</w:delText><w:t>mất</w:t></w:r></w:del>"
                    "<w:ins><w:r><w:t> thêm</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>dời</w:t></w:r></w:moveFrom></w:p>"
                    "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>xóa</w:t></w:r></w:p></w:tc></w:tr>"
                    "<w:tr><w:tc><w:p><w:r><w:t>giữ</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"),
               S("1||1: còn thêm\n1|1|2: giữ\n"));
}

TEST(tabs_breaks_and_hyphens_are_kept_apart)
{
    assert_str(
        body(arena,
             "<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t>"
             "<w:noBreakHyphen/><w:t>d</w:t><w:cr/><w:t>e</w:t></w:r></w:p>"),
        S("1||1: a b c-d e\n"));
}

TEST(a_soft_hyphen_is_the_u_horn_of_tcvn3_and_a_symbol_is_no_letter)
{
    assert_str(body(arena, "<w:p><w:r><w:t>ng</w:t><w:softHyphen/><w:t>\xC3\xAAi tr\xC2\xAD\xC3\xAAng b\xC2\xB6o "
                           "hi\xC3\x93m</w:t><w:sym w:font='Symbol' w:char='F0B7'/></w:r></w:p>"),
               S("1||1: người trường bảo hiểm\n"));
}

TEST(a_document_that_lost_letters_counts_the_texts_that_may_be_wrong)
{
    Table *table;
    Row row;
    Buf text = buf_open(arena);
    static const char *const lines[] = {"ng\xC3\xAAi lao \xC2\xAE\xC3\xA9ng",
                                        "n\xC3\xAD"
                                        "c \xC2\xAE\xC3\xAE"
                                        "c",
                                        "Ph\xC3\xAAng B\xC2\xB9", "Di c", "An"};
    for (int i = 0; i < COUNTOF(lines); i++)
        buf_fmt(&text, "<w:p><w:r><w:t>%s</w:t></w:r></w:p>", lines[i]);
    assert_ok(table_open_bytes(arena, S("a.docx"), document(arena, buf_str(&text)), (TableOptions){0}, &table));
    for (bool more = true; more;)
        assert_ok(table_next(table, arena, &row, &more));
    assert_int_equal(table_damaged(table), 4);
    table_close(&table);
}

TEST(a_text_box_is_read_once_and_within_its_paragraph)
{
    assert_str(
        body(arena,
             "<w:p><w:r><w:t>trước</w:t><mc:AlternateContent xmlns:mc='m'><mc:Choice><w:txbxContent>"
             "<w:p><w:r><w:t> khung</w:t></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>ô</w:t></w:r></w:p></w:tc>"
             "</w:tr></w:tbl></w:txbxContent></mc:Choice><mc:Fallback><w:p><w:r><w:t>lặp</w:t></w:r></w:p>"
             "</mc:Fallback></mc:AlternateContent></w:r></w:p>"),
        S("1||1: trước khung ô\n"));
}

TEST(a_row_that_begins_late_has_its_blank_cells)
{
    assert_str(
        body(arena,
             "<w:tbl><w:tr><w:trPr><w:gridBefore w:val='2'/></w:trPr><w:tc><w:tcPr><w:gridSpan w:val='x'/></w:tcPr>"
             "<w:p><w:r><w:t>a</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"),
        S("1|1|1: ; ; a\n"));
}

TEST(limits_of_a_document_are_errors_with_their_place)
{
    TableLimits limits = reading_limits();
    Str text, wide = document(
                  arena, S("<w:tbl><w:tr><w:tc><w:tcPr><w:gridSpan w:val='99999999'/></w:tcPr></w:tc></w:tr></w:tbl>"));
    Err *err = reading(arena, docx_reader, wide, (TableOptions){.limits = limits}, &text);
    assert_fails(err, TOO_LARGE);
    assert_int_equal(err->place.row, 1);
    assert_str(err->place.sheet, S("1"));
    Str two = document(arena, S("<w:p><w:r><w:t>một</w:t></w:r></w:p><w:p><w:r><w:t>hai</w:t></w:r></w:p>"));
    limits.rows = 1;
    assert_fails(reading(arena, docx_reader, two, (TableOptions){.limits = limits}, &text), TOO_LARGE);
    limits = reading_limits();
    limits.cell_bytes = 100;
    Buf parts = buf_open(arena);
    buf_add(&parts, S("<w:p>"));
    for (int i = 0; i < 40; i++)
        buf_add(&parts, S("<w:r><w:t>chữ</w:t></w:r>"));
    buf_add(&parts, S("</w:p>"));
    assert_fails(reading(arena, docx_reader, document(arena, buf_str(&parts)), (TableOptions){.limits = limits}, &text),
                 TOO_LARGE);
}

TEST(a_workbook_is_no_document)
{
    Str text, bytes = test_read(arena, office(arena, "kinds.xlsx"));
    Err *err = reading(arena, docx_reader, bytes, (TableOptions){.limits = reading_limits()}, &text);
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.vi, S(".xlsx")) >= 0);
}

TEST_MAIN
