#include "test.h"

#include "table/intake.h"
#include <string.h>

enum { NAME, COUNT };

static const Field fields[] = {
    {"unit_name", "Tên đơn vị", FIELD_TEXT, true},
    {"count", "Số người", FIELD_INT, true},
};

static Intake open_intake(Arena *arena, const char *text, Str rejects)
{
    Table *table;
    Form *form;
    assert_ok(table_open_bytes(arena, S("a.csv"), str_from(text), (TableOptions){0}, &table));
    assert_ok(form_open(arena, table, fields, 2, &form));
    return intake_open(arena, form, rejects);
}

/* Names of the good rows; one that says “Lạ” is refused. */
static Str good_rows(Arena *arena, Intake *intake)
{
    Buf out = buf_open(arena);
    for (;;) {
        Record record;
        bool more;
        assert_ok(intake_next(intake, &record, &more));
        if (!more)
            return buf_str(&out);
        if (str_eq(record.entry[NAME].text, S("Lạ")))
            intake_refuse(intake, &record, &record.entry[NAME], TEXT("một đơn vị đã có", "a known unit"));
        else
            buf_fmt(&out, "%.*s;", STRF(record.entry[NAME].text));
    }
}

TEST(a_file_without_rows_says_so)
{
    Intake intake = open_intake(arena, "Tên đơn vị,Số người\n", (Str){0});
    assert_str(good_rows(arena, &intake), S(""));
    Err *err = intake_decide(&intake, LANG_VI);
    assert_fails(err, BAD_INPUT);
    assert_true(str_find(err->text.vi, S("chưa có dòng nào")) > 0);
}

TEST(a_file_without_bad_rows_goes_in)
{
    Intake intake = open_intake(arena, "Tên đơn vị,Số người\nXã A,1\nTổng cộng,1\nGhi chú: x\n", (Str){0});
    assert_str(good_rows(arena, &intake), S("Xã A;"));
    assert_int_equal(intake.rows, 1);
    assert_int_equal(intake.bad, 0);
    assert_ok(intake_decide(&intake, LANG_VI));
}

static const char mixed[] = "Tên đơn vị,Số người\nXã A,1\nXã B,x\nLạ,2\nXã C,\n\"Xã D\" cũ,3\nXã E,4\n,5\nXã G,y\n"
                            "Xã H,y\nXã I,y\nXã K,y\n";

TEST(bad_rows_stop_an_import_and_are_all_listed)
{
    Intake intake = open_intake(arena, mixed, (Str){0});
    assert_str(good_rows(arena, &intake), S("Xã A;Xã E;"));
    assert_int_equal(intake.rows, 11);
    assert_int_equal(intake.bad, 9);
    assert_int_equal(intake.problems, 9);
    assert_str(intake.problem[1].expected.vi, S("một đơn vị đã có"));
    assert_int_equal(intake.problem[1].place.row, 4);
    Err *err = intake_decide(&intake, LANG_VI);
    assert_fails(err, BAD_INPUT);
    assert_true(str_starts(err->text.vi, S("9 trong 11 dòng chưa dùng được")));
}

TEST(bad_rows_go_to_the_file_named_for_them)
{
    Str path = test_temp(arena, S("rejects.csv"));
    Intake intake = open_intake(arena, mixed, path);
    good_rows(arena, &intake);
    assert_ok(intake_decide(&intake, LANG_VI));
    Str written = test_read(arena, path);
    assert_true(str_find(written, S("Lạ,2,")) > 0 && str_find(written, S("Xã K,y,")) > 0);
    assert_true(str_find(written, S("Xã E")) < 0);
}

TEST_MAIN
