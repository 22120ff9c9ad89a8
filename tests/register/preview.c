/* A file looked at before it is taken in. */
#include "people.h"

#include "table/grid.h"
#include <string.h>

TEST(a_preview_writes_nothing)
{
    ON_EACH_STORE(store)
    {
        RegisterReport r;
        Delivery *list;
        ptrdiff_t count;
        RegisterPut p = ask(arena, (People){.to = 100, .without_birth = 3}, september);
        p.preview = true;
        assert_ok(register_put(store, arena, &p, &r));
        assert_int_equal(r.delivery.rows, 97);
        assert_int_equal(r.delivery.rejected, 3);
        assert_ok(register_list(store, arena, S("33"), (Str){0}, &list, &count));
        assert_int_equal(count, 0);
    }
}

TEST(a_preview_may_stop_early)
{
    ON_EACH_STORE(store)
    {
        RegisterReport report;
        RegisterPut p = ask(arena, (People){.to = 70000}, september);
        p.preview = true;
        p.most_rows = 1000;
        assert_ok(register_put(store, arena, &p, &report));
        assert_true(report.cut && report.delivery.rows >= 1000 && report.delivery.rows < 70000);
        p.most_rows = 0;
        assert_ok(register_put(store, arena, &p, &report));
        assert_false(report.cut);
        assert_int_equal(report.delivery.rows, 70000);
    }
}

static const RegisterSource *population(Arena *arena)
{
    RegisterSources sources;
    const RegisterSource *source;
    assert_ok(register_sources(arena, &sources));
    assert_ok(register_source(&sources, arena, S("population"), &source));
    return source;
}

/* Which columns are other than before, the most altered first. */
TEST(a_preview_names_the_columns_that_changed)
{
    ON_EACH_STORE(store)
    {
        RegisterReport report;
        put(store, arena, (People){.to = 100}, september);
        RegisterPut p = ask(arena, (People){.to = 100, .moved = 2, .name = "Trần Thị Lan"}, october);
        p.preview = p.compare = true;
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.compared.changed, 100);
        assert_int_equal(report.compared.looked, 100);
        assert_int_equal(report.compared.altered[0], 100);
        assert_int_equal(report.compared.altered[5], 2);
        Text said = register_compared_text(arena, population(arena), &report);
        assert_true(str_ends(said.vi, S(" Cột đổi: “Họ và tên” 100 dòng, “Mã xã” 2 dòng.")));
        assert_true(str_ends(said.en, S(" Columns that changed: “Họ và tên” in 100, “Mã xã” in 2.")));
    }
}

/* The same table is the same rows, whatever kind of file it came in: also names in an old encoding, blanks that do not
 * break, numbers and days of a workbook. */
TEST(a_workbook_of_what_came_as_text_changes_nothing)
{
    static const GridColumn columns[] = {{"name", TEXT_INIT("Họ và tên", "Họ và tên"), GRID_TEXT, 0, false},
                                         {"birth", TEXT_INIT("Ngày sinh", "Ngày sinh"), GRID_TEXT, 0, false},
                                         {"id", TEXT_INIT("Số định danh", "Số định danh"), GRID_INT, 0, false}};
    static const char *const names[] = {"TRÇN THÞ L¦¥NG", "NguyÔn TiÕn B×nh", " Nguyễn\u00A0Thị  Hân ", "Đİinh Hùng",
                                        "Nguyeãn Vaên Huøng", "An Phương Hoà"};
    ON_EACH_STORE(store)
    {
        RegisterReport report;
        Buf csv = buf_open(arena);
        Grid grid = grid_open(TEXT("", ""), TEXT("", ""), columns, COUNTOF(columns));
        buf_add(&csv, S("Họ và tên,Ngày sinh,Số định danh\n"));
        for (int i = 0; i < 30; i++) {
            const char *name = names[i % COUNTOF(names)];
            GridCell *cell = grid_row(&grid, arena);
            buf_fmt(&csv, "%s,14/02/1986,033186%06d\n", name, i);
            cell[0] = G_TEXT(str_from(name));
            cell[1] = G_TEXT(S("14/2/1986"));
            cell[2] = G_INT(33186000000 + i);
        }
        RegisterPut p = ask(arena, (People){0}, september);
        p.path = written(arena, "text.csv", buf_str(&csv));
        assert_ok(register_put(store, arena, &p, &report));
        p.path = test_temp(arena, S("book.xlsx"));
        p.as_of = october;
        p.preview = p.compare = true;
        assert_ok(grid_save(&grid, arena, LANG_VI, p.path));
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.compared.stayed, 30);
        assert_int_equal(report.delivery.changed, 0);
    }
}

/* Of 100 rows: 90 to 99 are planted as gone, 100 to 104 are new, 10 to 13 moved; one is there twice. */
TEST(a_preview_names_the_rows_that_are_gone)
{
    ON_EACH_STORE(store)
    {
        RegisterReport report;
        RegisterReport before = put(store, arena, (People){.from = 0, .to = 100}, september);
        RegisterPut p = ask(arena, (People){.from = 10, .to = 90, .moved = 4}, october);
        Str more =
                S("Trần Thị Mai,14/02/1986,Nữ,033186000100,12223,\nTrần Thị Mai,14/02/1986,Nữ,033186000020,12223,\n"),
            first = S("Trần Thị Mai,14/02/1986,Nữ,033186000000,12223,\n");
        p.path = written(arena, "next.csv", str_fmt(arena, "%.*s%.*s", STRF(test_read(arena, p.path)), STRF(more)));
        p.preview = p.compare = true;
        p.name_gone = 12;
        assert_ok(register_put(store, arena, &p, &report));
        assert_true(report.compared.done);
        assert_str(report.compared.before.id, before.delivery.id);
        assert_int_equal(report.compared.appeared, 1);
        assert_int_equal(report.compared.changed, 4);
        assert_int_equal(report.compared.stayed, 76);
        assert_int_equal(report.compared.vanished, 20); /* 0 to 9, 90 to 99 */
        assert_int_equal(report.twins, 1);
        assert_int_equal(report.delivery.rows, 1 + 4 + 76 + 1);
        assert_int_equal(report.compared.gones, 12);
        assert_int_equal(report.compared.gone[0].row, 1);
        assert_str(report.compared.gone[0].cell[3], S("033186000000"));
        assert_int_equal(report.compared.gone[11].row, 92);
        assert_str(report.compared.gone[11].cell[3], S("033186000091"));
        Text said = register_compared_text(arena, population(arena), &report);
        assert_str(said.vi,
                   S("So với lần giao ngày 30/09/2026 (100 dòng): 1 dòng mới, 4 dòng đổi, 20 dòng không còn, 76 "
                     "dòng giữ nguyên. Cột đổi: “Mã xã” 4 dòng."));
        p.path = written(arena, "few.csv",
                         str_fmt(arena, "Họ và tên,Ngày sinh,Giới tính,Số định danh,Mã xã,Ghi chú\n%.*s", STRF(first)));
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.compared.vanished, 99);
        assert_int_equal(report.delivery.state, DELIVERY_HELD);
        assert_true(str_find(register_compared_text(arena, population(arena), &report).vi, S("hơn một nửa lần trước không còn")) > 0);
    }
}

/* Beside nothing, or cut short, nothing is said to be gone; taking in compares nothing. */
TEST(only_a_whole_preview_beside_a_delivery_compares)
{
    ON_EACH_STORE(store)
    {
        RegisterReport report;
        RegisterPut p = ask(arena, (People){.to = 70000}, september);
        p.preview = p.compare = true;
        assert_ok(register_put(store, arena, &p, &report));
        assert_false(report.compared.done);
        put(store, arena, (People){.to = 100}, september);
        p = ask(arena, (People){.to = 70000}, september);
        p.preview = p.compare = true;
        p.most_rows = 1000;
        assert_ok(register_put(store, arena, &p, &report));
        assert_true(report.cut);
        assert_false(report.compared.done);
        p.most_rows = 0;
        assert_ok(register_put(store, arena, &p, &report));
        assert_int_equal(report.compared.appeared, 69900);
        assert_int_equal(report.compared.vanished, 0);
        p.preview = false;
        assert_ok(register_put(store, arena, &p, &report));
        assert_false(report.compared.done);
    }
}

/* Of a file of hundreds of megabytes the beginning says enough, and nothing about how many rows there are. */
TEST(a_preview_of_a_large_file_reads_its_head)
{
    ON_EACH_STORE(store)
    {
        RegisterReport report;
        put(store, arena, (People){.to = 3000}, september);
        RegisterPut p = ask(arena, (People){.to = 330000}, october); /* 17 MB */
        p.preview = true;
        p.most_rows = 1000;
        assert_ok(register_put(store, arena, &p, &report));
        assert_true(report.cut && report.delivery.rows < 40000);
        assert_int_equal(report.delivery.id.len, 0);               /* not read to its end */
        assert_int_equal(report.delivery.state, DELIVERY_CURRENT); /* nobody knows that it has too many rows */
        p = ask(arena, (People){.to = 3000}, september);
        p.preview = true;
        p.most_rows = 1000;
        assert_ok(register_put(store, arena, &p, &report));
        assert_true(report.again);
    }
}
