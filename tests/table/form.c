#include "test.h"

#include "base/file.h"
#include "table/form.h"
#include "table/grid.h"
#include <string.h>
#include <xlsxwriter.h>

static const Field plan[] = {
    {"unit_name", "Tên xã/phường|Tên đơn vị|Địa bàn", FIELD_TEXT, true},
    {"total", "Chỉ tiêu chung|Tổng số|Chỉ tiêu", FIELD_INT, true},
    {"voluntary", "Chỉ tiêu bảo hiểm xã hội tự nguyện tối thiểu|Tự nguyện", FIELD_INT, false},
};

static Form *open_form(Arena *arena, Str text, const Field *field, ptrdiff_t count)
{
    Table *table;
    Form *form;
    assert_ok(table_open_bytes(arena, S("a.csv"), text, (TableOptions){0}, &table));
    assert_ok(form_open(arena, table, field, count, &form));
    return form;
}

static Err *fail_form(Arena *arena, Str text, const Field *field, ptrdiff_t count)
{
    Table *table;
    Form *form;
    assert_ok(table_open_bytes(arena, S("a.csv"), text, (TableOptions){0}, &table));
    Err *err = form_open(arena, table, field, count, &form);
    assert_null(form);
    return err;
}

/* One line a record: D, T or N, the fields as read, and how many problems. */
static Str dump(Arena *arena, Form *form, const Field *field, ptrdiff_t count)
{
    Buf out = buf_open(arena);
    for (bool more = true; more;) {
        Record r;
        assert_ok(form_next(form, arena, &r, &more));
        if (!more)
            break;
        buf_byte(&out, "DTN"[r.kind]);
        for (ptrdiff_t f = 0; f < count; f++) {
            const Entry *e = &r.entry[f];
            if (!e->given)
                buf_add(&out, S(" _"));
            else if (field[f].type == FIELD_INT)
                buf_fmt(&out, " %lld", (long long)e->integer);
            else if (field[f].type == FIELD_DATE)
                buf_fmt(&out, " %.*s", STRF(date_iso(arena, e->date)));
            else if (field[f].type == FIELD_TEXT)
                buf_fmt(&out, " %.*s", STRF(e->text));
            else
                buf_fmt(&out, " %g", e->real);
        }
        if (r.problem_count)
            buf_fmt(&out, " !%td", r.problem_count);
        buf_byte(&out, '\n');
    }
    return buf_str(&out);
}

static Str read_plan(Arena *arena, const char *text)
{
    return dump(arena, open_form(arena, str_from(text), plan, 3), plan, 3);
}

TEST(the_real_appendix_reads_as_104_communes_and_a_total)
{
    Table *table;
    Form *form;
    assert_ok(table_open(arena, test_shared(arena, S("seeds/002_65e8bb7d30433a48.txt")), (TableOptions){0}, &table));
    assert_ok(form_open(arena, table, plan, 3, &form));
    assert_str(form_heading(form, 1),
               S("Chỉ tiêu phát triển đối tượng tham gia bảo hiểm xã hội đến năm 2030 (người) / Chỉ tiêu chung"));
    int64_t units = 0, total = 0, voluntary = 0, notes = 0, problems = 0, declared = 0;
    for (bool more = true; more;) {
        Record r;
        assert_ok(form_next(form, arena, &r, &more));
        if (!more)
            break;
        problems += r.problem_count;
        units += r.kind == RECORD_DATA;
        notes += r.kind == RECORD_NOTE;
        total += r.kind == RECORD_DATA ? r.entry[1].integer : 0;
        voluntary += r.kind == RECORD_DATA ? r.entry[2].integer : 0;
        declared += r.kind == RECORD_TOTAL ? r.entry[1].integer : 0;
    }
    assert_int_equal(units, 104);
    assert_int_equal(total, 981533);
    assert_int_equal(voluntary, 106055);
    assert_int_equal(declared, 981535);
    assert_int_equal(notes, 1);
    assert_int_equal(problems, 0);
    table_close(&table);
}

TEST(a_plan_of_the_same_shape_is_read_without_the_seeds)
{
    Table *table;
    Form *form;
    ptrdiff_t n;
    assert_ok(table_open(arena, test_file(arena, S("table/phu_luc.txt")), (TableOptions){0}, &table));
    assert_ok(form_open(arena, table, plan, 3, &form));
    Str *lines = form_preamble(form, &n);
    assert_int_equal(n, 3);
    assert_str(lines[0], S("PHỤ LỤC"));
    Str *unknown = form_unknown(form, &n);
    assert_int_equal(n, 1);
    assert_str(unknown[0], S("STT"));
    assert_str(form_header(form)->cell[2].text, S("Chỉ tiêu chung"));
    assert_str(
        dump(arena, form, plan, 3),
        S("D Phường Hồng Châu 1899 504\nD Phường Phố Hiến 34845 2505\nD Xã Tân Hưng 2428 485\nD Xã Tống Trân 6798 525\n"
          "D Phường Cộng Hòa _ _ !1\nT _ 45970 4019\nN _ _ _\n"));
    table_close(&table);
}

TEST(a_problem_says_where_what_and_what_was_expected)
{
    Form *form = open_form(arena, S("STT;Tên xã/phường;Chỉ tiêu chung\n1;Xã A;1.551.O09\n"), plan, 3);
    Record r;
    bool more;
    assert_ok(form_next(form, arena, &r, &more));
    assert_int_equal(r.problem_count, 1);
    assert_str(place_text(arena, LANG_VI, r.problem[0].place), S("a.csv, dòng 2, cột 3 (Chỉ tiêu chung)"));
    assert_str(r.problem[0].value, S("1.551.O09"));
    assert_true(r.problem[0].expected.vi.len > 0 && r.problem[0].expected.en.len > 0);
    assert_false(form_has(form, 2));
    assert_str(form_heading(form, 2), S(""));
}

TEST(headings_match_without_case_marks_blanks_brackets_and_year)
{
    const char *heads[] = {"unit_name,total",
                           "UNIT NAME,Total",
                           "ten xa / phuong,CHI TIEU CHUNG",
                           "Tên xã/phường (đặc khu),Tổng số (người)",
                           "Địa bàn,Chỉ tiêu đến năm 2030 (người)",
                           "Tên_đơn_vị,chi.tieu.chung"};
    for (ptrdiff_t i = 0; i < COUNTOF(heads); i++) {
        Str text = str_fmt(arena, "%s\nXã A,5\n", heads[i]);
        assert_str(dump(arena, open_form(arena, text, plan, 3), plan, 3), S("D Xã A 5 _\n"));
    }
}

TEST(the_longer_name_wins_and_no_column_serves_two_fields)
{
    static const Field two[] = {{"a", "Chỉ tiêu", FIELD_INT, false}, {"b", "Chỉ tiêu chung", FIELD_INT, false}};
    assert_str(dump(arena, open_form(arena, S("Chỉ tiêu chung,Chỉ tiêu\n1,2\n"), two, 2), two, 2), S("D 2 1\n"));
    static const Field same[] = {{"a", "Số", FIELD_INT, true}, {"b", "Số", FIELD_INT, false}};
    Form *form = open_form(arena, S("Số,Khác\n1,2\n"), same, 2);
    assert_true(form_has(form, 0) && !form_has(form, 1));
}

TEST(two_columns_for_one_field_are_an_error_that_names_both)
{
    Err *err = fail_form(arena, S("Tên đơn vị,Chỉ tiêu chung,Tổng số,Tên đơn vị\nA,1,2,B\n"), plan, 3);
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.vi, S("cột 1 “Tên đơn vị”")) >= 0);
    assert_true(str_find(err->text.vi, S("cột 4")) >= 0);
}

TEST(a_text_without_a_table_is_asked_for_in_the_form_that_keeps_columns)
{
    Table *table;
    Form *form;
    assert_ok(table_open_bytes(arena, S("a.txt"), S("KẾ HOẠCH\nTên xã\nXã A\n5\n"), (TableOptions){0}, &table));
    assert_int_equal(table_kind(table), TABLE_TEXT);
    Err *err = form_open(arena, table, plan, 3, &form);
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.vi, S("hãy lưu lại dạng .xlsx")) > 0);
    assert_true(str_find(err->text.en, S("save it as .xlsx")) > 0);
    table_close(&table);
}

TEST(a_missing_column_is_named_with_what_was_seen_and_the_nearest)
{
    Err *err = fail_form(arena, S("STT,Tên xã/phường,Chỉ tiêu chug\n1,A,2\n"), plan, 3);
    assert_fails(err, BAD_INPUT);
    assert_str(err->text.vi,
               S("không tìm thấy dòng tiêu đề có đủ các cột cần: thiếu “Chỉ tiêu chung”; dòng gần nhất có: “STT”, “Tên "
                 "xã/phường”, “Chỉ tiêu chug”; “Chỉ tiêu chug” có phải là “Chỉ tiêu chung” không?"));
    assert_fails(fail_form(arena, S("một dòng\nhai dòng\n"), plan, 3), BAD_INPUT);
}

TEST(numbers_of_columns_blank_rows_and_headers_again_are_passed_over)
{
    assert_str(read_plan(arena, "STT;Tên xã/phường;Chỉ tiêu chung\n(1);(2);(3)\n1;Xã A;5\n;;\nSTT;TÊN XÃ/PHƯỜNG;Chỉ "
                                "tiêu chung\nA;B;1\n2;Xã "
                                "B;6\n"),
               S("D Xã A 5 _\nD Xã B 6 _\n"));
    assert_str(read_plan(arena, "STT;Tên xã/phường;Chỉ tiêu chung\n1;2;3=1+2\n1;Xã A;5\n"), S("D Xã A 5 _\n"));
}

TEST(small_numbers_in_the_first_row_are_data)
{
    static const Field path[] = {
        {"year", "Năm", FIELD_INT, true}, {"a", "A", FIELD_INT, true}, {"b", "B", FIELD_INT, false}};
    assert_str(dump(arena, open_form(arena, S("year,a,b\n1,2,3\n2,3,4\n"), path, 3), path, 3), S("D 1 2 3\nD 2 3 4\n"));
}

TEST(totals_are_told_from_names_that_sound_like_them)
{
    assert_str(
        read_plan(
            arena,
            "STT;Tên xã/phường;Chỉ tiêu chung\n;Tổng số;11\n1;Tống Trân;5\n2;Cộng Hòa;6\nTổng cộng:;;11\n;CỘNG;11\n"),
        S("T Tổng số 11 _\nD Tống Trân 5 _\nD Cộng Hòa 6 _\nT _ 11 _\nT CỘNG 11 _\n"));
}

TEST(a_lone_name_is_a_row_with_the_rest_missing_and_a_remark_is_a_note)
{
    assert_str(
        read_plan(arena, "STT;Tên xã/phường;Chỉ tiêu chung\n;Xã A;\nI. Khu vực phía bắc;;\n;Ghi chú: tạm tính;\n*;;\n"),
        S("D Xã A _ _ !1\nN _ _ _\nN _ _ _\nN _ _ _\n"));
}

TEST(empty_signs_are_no_values)
{
    assert_str(read_plan(arena, "unit_name,total,voluntary\nA,1,-\nB,2,…\nC,3,...\nD,4,–\nE,-,1\n"),
               S("D A 1 _\nD B 2 _\nD C 3 _\nD D 4 _\nD E _ 1 !1\n"));
}

TEST(every_type_reads_its_forms)
{
    static const Field all[] = {{"d", "Ngày", FIELD_DATE, false},
                                {"p", "Tỷ lệ", FIELD_PERCENT, false},
                                {"r", "Số thực", FIELD_REAL, false},
                                {"i", "Số nguyên", FIELD_INT, false}};
    assert_str(
        dump(arena,
             open_form(arena,
                       S("d;p;r;i\n21/11/2026;12,5%;1.234,5;-3\n5/9/60;12.5;0,25;9223372036854775807\n11/2026;1%;1;+4\n"
                         "2026;x;12%;9223372036854775808\n31/02/2026;5;y;1,5\n"),
                       all, 4),
             all, 4),
        S("D 2026-11-21 12.5 1234.5 -3\nD 1960-09-05 12.5 0.25 9223372036854775807\nD 2026-11 1 1 4\nD 2026 _ _ _ "
          "!3\nD _ 5 _ _ "
          "!3\n"));
}

TEST(a_number_cut_in_two_by_the_delimiter_is_reported)
{
    assert_str(read_plan(arena, "unit_name,total\nXã A,1,899\nXã B,5\nXã C,6\nXã D,7\n"),
               S("D Xã A 1 _ !1\nD Xã B 5 _\nD Xã C 6 _\nD Xã D 7 _\n"));
}

TEST(damaged_letters_are_a_problem)
{
    assert_str(read_plan(arena, "Tên xã/phường,Chỉ tiêu chung\nPhường Hồng\xE1\xBB,5\n"), S("D _ 5 _ !1\n"));
}

TEST(a_cell_that_lost_letters_on_the_way_is_a_problem)
{
    Form *form = open_form(arena,
                           S("Ten don vi,Tong so,Tu nguyen\nng\xC3\xAAi lao \xC2\xAE\xC3\xA9ng,5,1\nn\xC3\xAD"
                             "c \xC2\xAE\xC3\xAE"
                             "c,6,2\nPh\xC3\xAAng B\xC2\xB9,7,3\nDi c,8,4\nAn,9,5\n"),
                           plan, 3);
    bool more;
    Record r;
    int refused = 0;
    for (assert_ok(form_next(form, arena, &r, &more)); more; assert_ok(form_next(form, arena, &r, &more))) {
        refused += r.problem_count > 0;
        if (r.problem_count > 0)
            assert_true(str_find(r.problem[0].expected.vi, S("mất chữ khi chuyển mã")) > 0);
        else
            assert_str(r.entry[0].text, S("An"));
    }
    assert_int_equal(refused, 4);
    Err *err = fail_form(arena,
                         S("n\xC3\xAD"
                           "c \xC2\xAE\xC3\xAE"
                           "c,Di c\nng\xC3\xAAi lao \xC2\xAE\xC3\xA9ng,1\n"),
                         plan, 3);
    assert_true(str_find(err->text.vi, S("xin lại tệp gốc")) > 0);
}

TEST(a_row_with_wrong_quotes_is_reported_and_the_rest_is_read)
{
    assert_str(read_plan(arena, "unit_name,total\nXã A,1\n\"Xã B\" mới,2\n\"Tổng số,3\nXã C,4\n"),
               S("D Xã A 1 _\nD \"Xã B\" mới 2 _ !1\nD \"Tổng số 3 _ !1\nD Xã C 4 _\n"));
}

static const Field facts[] = {
    {"unit", "Đơn vị", FIELD_TEXT, true},
    {"indicator", "Chỉ tiêu", FIELD_TEXT, true},
    {"period", "Kỳ", FIELD_TEXT, true},
    {"value", "Giá trị", FIELD_INT, true},
};

TEST(an_indicator_that_begins_like_a_total_is_data)
{
    Str text = S("STT;Đơn vị;Chỉ tiêu;Kỳ;Giá trị\n1;Xã A;Tổng số người tham gia;2026-10;5\n2;Xã B;Tổng số;;6\n"
                 "3;Toàn tỉnh;Tổng số người tham gia;2026-10;7\n;Tổng số 2 xã;;;11\n;Tổng cộng;Tổng số người tham "
                 "gia;2026-10;11\nTổng cộng;;Người;2026-10;11\n;Toàn tỉnh;Tổng số;;11\n");
    assert_str(dump(arena, open_form(arena, text, facts, 4), facts, 4),
               S("D Xã A Tổng số người tham gia 2026-10 5\nD Xã B Tổng số _ 6 !1\nD Toàn tỉnh Tổng số người tham gia "
                 "2026-10 7\nT Tổng số 2 xã _ _ 11\nT Tổng cộng Tổng số người tham gia 2026-10 11\nT _ Người 2026-10 "
                 "11\nT Toàn tỉnh Tổng số _ 11\n"));
}

TEST(signatures_and_prose_below_the_table_are_notes)
{
    assert_str(read_plan(arena, "STT;Tên xã/phường;Chỉ tiêu chung\n1;Xã A;5\n;Tổng số;5\n"
                                ";Số liệu do Bảo hiểm xã hội tỉnh cung cấp đến hết tháng;\n"
                                ";Hưng Yên, ngày 5 tháng 9 năm 2026;\n;Người lập biểu;Chủ tịch\n"
                                ";(Ký, ghi rõ họ tên);\n;Nguyễn Văn An;Trần Thị Bình\n"),
               S("D Xã A 5 _\nT Tổng số 5 _\nN _ _ _\nN _ _ _\nN _ _ _\nN _ _ _\nN _ _ _\n"));
    assert_str(read_plan(arena, "STT;Tên xã/phường;Chỉ tiêu chung\n1;Xã A;5\n;Cộng;5\n;Xã B;\n2;Xã C;\n3;Xã D;6\n"),
               S("D Xã A 5 _\nT Cộng 5 _\nD Xã B _ _ !1\nD Xã C _ _ !1\nD Xã D 6 _\n"));
}

static Str rejects_of(Arena *arena, Str text, Str path)
{
    Form *form = open_form(arena, text, plan, 3);
    Rejects *rejects = rejects_open(arena, form);
    for (bool more = true; more;) {
        Record r;
        assert_ok(form_next(form, arena, &r, &more));
        if (more && r.problem_count)
            rejects_add(rejects, &r);
    }
    assert_true(rejects_count(rejects) > 0);
    assert_ok(rejects_save(rejects, arena, path, LANG_VI));
    return test_read(arena, path);
}

static Str replaced(Arena *arena, Str s, Str from, Str to)
{
    ptrdiff_t at = str_find(s, from);
    assert_true(at >= 0);
    return str_fmt(arena, "%.*s%.*s%.*s", STRF(str_slice(s, 0, at)), STRF(to),
                   STRF(str_slice(s, at + from.len, s.len)));
}

TEST(rejected_rows_come_back_and_once_corrected_are_clean)
{
    Str text = S("STT;Tên xã/phường;Chỉ tiêu phát triển (người);;Ghi\n;;Chỉ tiêu chung;Tự nguyện;\n1;Xã "
                 "A;5;1;=1+1\n2;Xã B;1.O00;2;+x\n"
                 "3;=Xã C;;-;@a\n");
    Str file = rejects_of(arena, text, test_temp(arena, S("loi.csv")));
    assert_true(str_starts(file, S("\xEF\xBB\xBF")));
    Form *again = open_form(arena, file, plan, 3);
    ptrdiff_t n;
    Str *unknown = form_unknown(again, &n);
    assert_int_equal(n, 2); /* STT and Ghi, not the two columns of the rejects file */
    assert_str(unknown[1], S("Ghi"));
    assert_str(dump(arena, again, plan, 3), S("D Xã B _ 2 !1\nD =Xã C _ _ !1\n"));
    Str once = replaced(arena, file, S("1.O00"), S("1.000"));
    Str twice = replaced(arena, once, S("\"'=Xã C\",,"), S("\"'=Xã C\",7,"));
    assert_str(dump(arena, open_form(arena, twice, plan, 3), plan, 3), S("D Xã B 1000 2\nD =Xã C 7 _\n"));
}

TEST(a_row_too_long_keeps_all_its_cells_in_the_rejects)
{
    Str text = S("unit_name,total\nXã A,1,899\nXã B,5\nXã C,6\nXã D,7\n");
    Str file = rejects_of(arena, text, test_temp(arena, S("dai.csv")));
    assert_str(dump(arena, open_form(arena, file, plan, 3), plan, 3), S("D Xã A 1 _ !1\n"));
    Str mended = replaced(arena, file, S("Xã A,1,899,"), S("Xã A,1.899,,"));
    assert_str(dump(arena, open_form(arena, mended, plan, 3), plan, 3), S("D Xã A 1899 _\n"));
}

TEST(rejects_as_a_workbook_read_back)
{
    Str path = test_temp(arena, S("loi.xlsx"));
    rejects_of(arena, S("unit_name,total\nXã A,1.O00\nXã B,5\n"), path);
    Table *table;
    Form *form;
    assert_ok(table_open(arena, path, (TableOptions){0}, &table));
    assert_int_equal(table_kind(table), TABLE_XLSX);
    assert_int_equal(table_kind(table), TABLE_XLSX);
    assert_ok(form_open(arena, table, plan, 3, &form));
    assert_str(dump(arena, form, plan, 3), S("D Xã A _ _ !1\n"));
    table_close(&table);
}

/* A workbook's number is what it is: 1.899 there is not 1899, nor is it in the rejects file. */
TEST(a_number_of_a_workbook_is_not_read_as_thousands)
{
    static const GridColumn columns[] = {
        {"unit_name", TEXT_INIT("Tên đơn vị", "Unit"), GRID_TEXT, 0, false},
        {"total", TEXT_INIT("Tổng số", "Total"), GRID_REAL, 3, false},
        {"rate", TEXT_INIT("Tỷ lệ", "Rate"), GRID_PERCENT, 1, false},
    };
    static const Field fields[] = {{"unit_name", "Tên đơn vị", FIELD_TEXT, true},
                                   {"total", "Tổng số", FIELD_INT, true},
                                   {"rate", "Tỷ lệ", FIELD_PERCENT, false}};
    double totals[] = {1.899, 1899, 1e300};
    Grid grid = grid_open(TEXT("Bảng", "Table"), TEXT("", ""), columns, 3);
    for (ptrdiff_t i = 0; i < 3; i++) {
        GridCell *cell = grid_row(&grid, arena);
        cell[0] = G_TEXT(S("Xã A"));
        cell[1] = G_REAL(totals[i]);
        cell[2] = G_REAL(12.5);
    }
    Str path = test_temp(arena, S("so.xlsx")), rejected = test_temp(arena, S("so.csv"));
    Table *table;
    Form *form;
    assert_ok(grid_xlsx(&grid, arena, LANG_VI, path));
    assert_ok(table_open(arena, path, (TableOptions){0}, &table));
    assert_ok(form_open(arena, table, fields, 3, &form));
    Rejects *rejects = rejects_open(arena, form);
    Record r;
    bool more;
    for (int i = 0; i < 3; i++) {
        assert_ok(form_next(form, arena, &r, &more));
        assert_int_equal(r.problem_count, i != 1);
        assert_true(r.entry[2].given && r.entry[2].real > 12.4999 && r.entry[2].real < 12.5001);
        if (i == 0)
            assert_true(str_find(r.problem[0].expected.vi, S("số thập phân 1,899: Excel")) > 0 &&
                        str_find(r.problem[0].expected.vi, S("hoặc ghi 1899")) > 0 &&
                        str_find(r.problem[0].expected.en, S("write 1899")) > 0);
        if (i == 0)
            rejects_add(rejects, &r);
        else if (i == 1)
            assert_int_equal(r.entry[1].integer, 1899);
    }
    table_close(&table);
    assert_ok(rejects_save(rejects, arena, rejected, LANG_VI));
    assert_str(dump(arena, open_form(arena, test_read(arena, rejected), fields, 3), fields, 3),
               S("D Xã A _ 12.5 !1\n"));
}

static void write_sheet(lxw_workbook *book, const char *const *cells, int rows)
{
    lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
    for (int i = 0; i < rows * 3; i++)
        if (cells[i])
            worksheet_write_string(sheet, (lxw_row_t)(i / 3), (lxw_col_t)(i % 3), cells[i], NULL);
}

TEST(each_sheet_has_its_own_header_or_is_a_note)
{
    static const char *const first[] = {"STT", "Tên đơn vị", "Tổng số", "1", "Xã A", "5"};
    static const char *const second[] = {"Biểu 2", NULL, NULL, "Tổng số", "Ghi", "Tên đơn vị", "6", "x", "Xã B"};
    static const char *const third[] = {"Xã C", "7", "8"};
    Str path = test_temp(arena, S("trang.xlsx"));
    lxw_workbook *book = workbook_new(str_c(arena, path));
    write_sheet(book, first, 2);
    write_sheet(book, second, 3);
    write_sheet(book, third, 1);
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
    Table *table;
    Form *form;
    assert_ok(table_open(arena, path, (TableOptions){0}, &table));
    assert_ok(form_open(arena, table, plan, 3, &form));
    assert_str(dump(arena, form, plan, 3), S("D Xã A 5 _\nN _ _ _\nD Xã B 6 _\nN _ _ _\n"));
    table_close(&table);
}

TEST_MAIN
