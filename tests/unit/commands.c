#include "base/file.h"
#include "cli/cli.h"
#include "test.h"
#include <stdlib.h>
#include <string.h>

/* Runs a command line, words parted by '|', on the test's own database; what it printed. */
static Str run(Arena *arena, Str db, const char *line, int want_status)
{
    char *argv[24] = {str_c(arena, S("baophu"))}, *text = NULL;
    size_t size = 0;
    int argc = 1;
    for (StrCut cut = {.tail = str_from(line)}; cut.tail.len > 0;) {
        cut = str_cut(cut.tail, '|');
        argv[argc++] = str_c(arena, cut.head);
    }
    argv[argc++] = str_c(arena, str_fmt(arena, "--db=%.*s", STRF(db)));
    argv[argc++] = str_c(arena, S("--now=2026-11-21"));
    argv[argc++] = str_c(arena, S("--lang=vi"));
    FILE *out = open_memstream(&text, &size);
    int status = cli_main(argc, argv, out);
    fclose(out);
    Str printed = str_copy(arena, (Str){text, (ptrdiff_t)size});
    free(text);
    if (status != want_status)
        print_error("%s: %d\n%.*s\n", line, status, STRF(printed));
    assert_int_equal(status, want_status);
    return printed;
}

static void assert_holds(Str text, const char *what)
{
    if (str_find(text, str_from(what)) < 0)
        fail_msg("“%s” is not in\n%.*s", what, STRF(text));
}

static Str demo(Arena *arena, const char *name)
{
    Str path;
    assert_ok(file_shipped(arena, str_fmt(arena, "demo/%s", name), &path));
    return path;
}

static Str loaded(Arena *arena)
{
    Str db;
    assert_true(test_store_address(arena, 0, &db));
    run(arena, db, "unit|import", 0);
    return db;
}

TEST(units_are_imported_once_and_listed_as_of_a_day)
{
    Str db = loaded(arena);
    assert_holds(run(arena, db, "unit|import|--json", 0), "{\"changed\":0}");
    assert_holds(run(arena, db, "unit|list", 0), "Thành phố Đồng Nai");
    assert_holds(run(arena, db, "unit|list|--on|2026-04-29", 0), "Tỉnh Đồng Nai");
    assert_holds(run(arena, db, "unit|list|--province|HY", 0), "Phường Phố Hiến");
    assert_holds(run(arena, db, "unit|list|--province|HY|--json", 0), "\"code\": \"11953\"");
    run(arena, db, "unit|list|--on|2025-06-30", 66);
    run(arena, db, "unit|list|--province|TN", 65);
    run(arena, db, "unit|list|--on|yesterday", 64);
}

TEST(a_unit_is_shown_with_its_names_and_origins)
{
    Str db = loaded(arena);
    Str shown = run(arena, db, "unit|show|75", 0);
    assert_holds(shown, "29/04/2026");
    assert_holds(shown, "Nghị quyết 30/2026/QH16");
    assert_holds(run(arena, db, "unit|show|Phố Hiến|--province|HY", 0), "Từ trước 01/07/2025: Phường Hiến Nam");
    assert_holds(run(arena, db, "unit|show|Phường Ngọc Hà", 0), "(một phần)");
    run(arena, db, "unit|show|Tân Lập", 66);
    run(arena, db, "unit|show|99999", 66);
    run(arena, db, "unit|show|Qqqqqqqqqqqq", 66);
    Str empty;
    assert_true(test_store_address(arena, 0, &empty));
    run(arena, empty, "unit|show|Tân Lập", 66);
}

TEST(names_are_matched_proposed_and_confirmed)
{
    Str db = loaded(arena);
    Str plan = demo(arena, "hung-yen-plan-2030.csv");
    Str matched = run(arena, db, str_c(arena, str_fmt(arena, "unit|match|--file|%.*s|--province|HY", STRF(plan))), 1);
    assert_holds(matched, "gần đúng, chờ xác nhận");
    run(arena, db,
        str_c(arena, str_fmt(arena, "unit|match|--file|%.*s|--column|Tên xã/phường|--province|HY|--accept|--by|lan",
                             STRF(plan))),
        0);
    matched = run(arena, db, str_c(arena, str_fmt(arena, "unit|match|--file|%.*s|--province|HY", STRF(plan))), 0);
    assert_holds(matched, "đã được xác nhận trước");
    assert_holds(run(arena, db, "unit|match|my tho|--province|82", 1), "Phường Mỹ Tho (28261); Xã Mỹ Thọ (30076)");
    run(arena, db, "unit|match|my tho|--province|82|--accept", 1);
    run(arena, db, "unit|match|my tho|--province|82|--as|28261", 0);
    assert_holds(run(arena, db, "unit|match|my tho|--province|82", 0), "28261");
    run(arena, db, "unit|match|a|b|--province|82|--as|28261", 64);
    run(arena, db, "unit|match|a|--province|82|--as|11953", 65);
    run(arena, db, "unit|match|a", 64);
    run(arena, db, "unit|match|--province|82", 64);
    run(arena, db, "unit|match|--province|82|--file|/no/file", 66);
}

TEST(old_units_lead_to_all_that_they_became)
{
    Str db = loaded(arena);
    Str old = run(arena, db, "unit|old|00007", 0);
    assert_holds(old, "Phường Ngọc Hà");
    assert_holds(old, "Phường Giảng Võ");
    assert_holds(run(arena, db, "unit|match|Cống Vị|--old|--province|01", 0), "Phường Giảng Võ");
    run(arena, db, "unit|old|Không Đâu Cả", 65);
}

TEST(villages_and_boundaries_of_the_demonstration_are_taken_in)
{
    Str db = loaded(arena);
    Str villages = demo(arena, "thon-mo-phong.csv"), map = demo(arena, "ranh-gioi-mo-phong.geojson");
    char *line = str_c(arena, str_fmt(arena, "unit|villages|%.*s|--province|HY|--json", STRF(villages)));
    assert_holds(run(arena, db, line, 0), "\"left\":0");
    assert_holds(run(arena, db, line, 0), "\"changed\":0");
    assert_holds(run(arena, db, "unit|list|--commune|11980", 0), "Tổ dân phố 1");
    run(arena, db, str_c(arena, str_fmt(arena, "unit|villages|%.*s", STRF(villages))), 64);
    Str bad = test_temp(arena, S("bad.csv")), rejects = test_temp(arena, S("left.csv"));
    assert_ok(file_write(arena, bad, S("commune,village\nXã Mễ Sở,Thôn 1\nXã Không Đâu Cả,Thôn 2\n")));
    run(arena, db, str_c(arena, str_fmt(arena, "unit|villages|%.*s|--province|HY", STRF(bad))), 65);
    run(arena, db,
        str_c(arena, str_fmt(arena, "unit|villages|%.*s|--province|HY|--rejects|%.*s", STRF(bad), STRF(rejects))), 65);
    assert_holds(test_read(arena, rejects), "Xã Không Đâu Cả");
    line = str_c(arena, str_fmt(arena, "unit|boundaries|%.*s", STRF(map)));
    run(arena, db, line, 0);
    run(arena, db, "unit|boundaries|/no/file", 66);
}

TEST_MAIN
