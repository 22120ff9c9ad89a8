/* Deliveries that wait for a person. */
#include "people.h"

#include <stdlib.h>
#include <string.h>
#include <xlsxwriter.h>

TEST(half_the_rows_wait_for_a_person)
{
    ON_EACH_STORE(store)
    {
        put(store, arena, (People){.to = 100}, september);
        RegisterReport held = put(store, arena, (People){.to = 49}, october);
        assert_int_equal(held.delivery.state, DELIVERY_HELD);
        assert_str(held.delivery.why.vi, S("49 dòng, kỳ trước 100 dòng"));
        assert_int_equal(seen_as_of(store, arena, october, (Str){0}).rows, 100);
        assert_ok(store_begin(store, arena));
        assert_ok(register_release(store, arena, S("33"), held.delivery.id, S("lan")));
        assert_ok(store_commit(store, arena));
        assert_int_equal(seen_as_of(store, arena, october, (Str){0}).rows, 49);
        assert_fails(register_release(store, arena, S("33"), held.delivery.id, S("lan")), CONFLICT);
        assert_fails(register_refuse(store, arena, S("33"), held.delivery.id, S("lan"), S("sai")), CONFLICT);
        assert_fails(register_refuse(store, arena, S("33"), S("abc"), S("lan"), S("sai")), NOT_FOUND);
    }
}

TEST(a_shifted_column_waits_for_a_person)
{
    ON_EACH_STORE(store)
    {
        RegisterReport r = put(store, arena, (People){.to = 60, .shifted = true}, september);
        assert_int_equal(r.delivery.state, DELIVERY_HELD);
        assert_true(str_find(r.delivery.why.vi, S("“Họ và tên” chỉ đúng dạng 0%")) >= 0);
        assert_true(str_find(r.delivery.why.en, S("a personal number of 12 digits")) >= 0);
        assert_ok(store_begin(store, arena));
        assert_ok(register_refuse(store, arena, S("33"), r.delivery.id, S("lan"), S("lệch cột")));
        assert_ok(store_commit(store, arena));
        assert_ok(register_report(store, arena, S("33"), r.delivery.id, &r));
        assert_int_equal(r.delivery.state, DELIVERY_REFUSED);
        assert_str(r.delivery.why.vi, S("lệch cột"));
        assert_str(r.delivery.decided_by, S("lan"));
        assert_int_equal(seen_as_of(store, arena, october, (Str){0}).rows, 0);
    }
}

TEST(a_release_puts_back_no_later_delivery)
{
    ON_EACH_STORE(store)
    {
        Delivery *list;
        ptrdiff_t count;
        int current = 0;
        put(store, arena, (People){.to = 100}, (Date){2026, 8, 31});
        RegisterReport held = put(store, arena, (People){.to = 40}, september);
        assert_int_equal(held.delivery.state, DELIVERY_HELD);
        RegisterReport later = put(store, arena, (People){.to = 101}, october);
        assert_int_equal(later.delivery.state, DELIVERY_CURRENT);
        assert_ok(store_begin(store, arena));
        assert_ok(register_release(store, arena, S("33"), held.delivery.id, S("lan")));
        assert_ok(store_commit(store, arena));
        assert_int_equal(seen_as_of(store, arena, october, (Str){0}).rows, 101);
        assert_int_equal(seen_as_of(store, arena, september, (Str){0}).rows, 40);
        assert_ok(register_list(store, arena, S("33"), S("population"), &list, &count));
        for (ptrdiff_t i = 0; i < count; i++)
            current += list[i].state == DELIVERY_CURRENT;
        assert_int_equal(current, 1);
        /* two of one day: the one that a person released is used, also where it came first */
        RegisterReport half = put(store, arena, (People){.to = 45}, october);
        assert_int_equal(half.delivery.state, DELIVERY_HELD);
        assert_ok(store_begin(store, arena));
        assert_ok(register_release(store, arena, S("33"), half.delivery.id, S("lan")));
        assert_ok(store_commit(store, arena));
        assert_int_equal(seen_as_of(store, arena, october, (Str){0}).rows, 45);
    }
}

/* It has all that the population's must have, and is no list of the population. */
TEST(a_list_of_another_source_waits_for_a_person)
{
    ON_EACH_STORE(store)
    {
        RegisterReport report;
        Str csv = S("Mã số BHXH,Số định danh,Họ và tên,Ngày sinh,Giới tính,Loại hình,Mã đơn vị,Cơ quan BHXH,Từ tháng\n"
                    "0110000066,033192000066,Ngô Thị Tâm,02/02/1992,Nữ,BB,D1,BHXH A,2021-01\n");
        RegisterPut p = ask(arena, (People){.to = 1}, september);
        p.path = written(arena, "si.csv", csv);
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.delivery.state, DELIVERY_HELD);
        assert_str(report.delivery.why.vi, S("các cột là của nguồn “Người tham gia BHXH”"));
        assert_int_equal(seen_as_of(store, arena, october, (Str){0}).rows, 0);
        p.source = S("participants");
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.delivery.state, DELIVERY_CURRENT);
    }
}

/* As a spreadsheet with an American calendar saves what it opened: 03/04 is the 4th of March, 25/04 stays text. */
static Str workbook(Arena *arena, const char *name, int rows, bool swapped)
{
    Str path = test_temp(arena, str_from(name));
    lxw_workbook *book = workbook_new(str_c(arena, path));
    lxw_worksheet *sheet = workbook_add_worksheet(book, NULL);
    lxw_format *day = workbook_add_format(book);
    format_set_num_format(day, "dd/mm/yyyy");
    worksheet_write_string(sheet, 0, 0, "Họ và tên", NULL);
    worksheet_write_string(sheet, 0, 1, "Ngày sinh", NULL);
    for (int i = 1; i <= rows; i++) {
        lxw_datetime born = {.year = 1980 + i % 20, .month = 1 + i % 12, .day = 1 + i % 28};
        if (swapped && born.day <= 12) {
            int month = born.month;
            born.month = born.day;
            born.day = month;
        }
        worksheet_write_string(sheet, (lxw_row_t)i, 0,
                               str_c(arena, str_fmt(arena, "Lê Thị %c%c", 'A' + i % 26, 'a' + i / 26)), NULL);
        if (swapped && born.day > 12)
            worksheet_write_string(sheet, (lxw_row_t)i, 1,
                                   str_c(arena, str_fmt(arena, "%02d/%02d/%d", born.day, born.month, born.year)), NULL);
        else
            worksheet_write_datetime(sheet, (lxw_row_t)i, 1, &born, day);
    }
    assert_int_equal(workbook_close(book), LXW_NO_ERROR);
    return path;
}

TEST(days_that_changed_places_with_months_wait_for_a_person)
{
    ON_EACH_STORE(store)
    {
        RegisterReport report;
        RegisterPut p = ask(arena, (People){.to = 1}, september);
        p.preview = true;
        p.path = workbook(arena, "good.xlsx", 84, false);
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.delivery.rows, 84);
        assert_str(report.delivery.why.vi, S(""));
        p.path = workbook(arena, "swapped.xlsx", 84, true);
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.delivery.rows, 84);
        assert_true(str_find(report.delivery.why.vi, S("cột “Ngày sinh”: 36 ngày có vẻ đã bị đảo")) == 0);
        Buf csv = buf_open(arena);
        buf_fmt(&csv, "Họ và tên,Ngày sinh\n");
        for (int i = 0; i < 60; i++)
            buf_fmt(&csv, "Lê Thị %c%c,%02d/%02d/1986\n", 'A' + i % 26, 'a' + i / 26, 1 + i % 12, 1 + i % 28);
        p.path = written(arena, "month-first.csv", buf_str(&csv));
        assert_ok(register_put(store, arena, &p, &report));
        assert_true(str_find(report.delivery.why.vi, S("cột “Ngày sinh” ghi tháng trước ngày (32 dòng")) == 0);
        p.path = written(arena, "shifted.csv", S("Họ và tên,Ngày sinh\n1,Lê A\n"));
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.delivery.rows, 0);
    }
}
