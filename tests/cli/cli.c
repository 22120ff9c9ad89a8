#include "run.h"
#include "cli/help.h"
#include "cli/screen.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RUN(...) cli_run(arena, (const char *const[]){__VA_ARGS__, NULL}, NULL)

static bool has(Str s, Str part)
{
    return str_find(s, part) >= 0;
}

TEST(help_lists_every_command_in_both_languages)
{
    Run vi = RUN("help", "--lang", "vi"), en = RUN("help", "--lang=en");
    assert_int_equal(vi.status, 0);
    for (const Command *const *list = cli_command_lists; *list; list++)
        for (const Command *c = *list; c->name; c++) {
            assert_true(has(vi.out, str_from(c->name)) && has(vi.out, c->summary.vi));
            assert_true(has(en.out, c->summary.en));
        }
}

TEST(every_command_has_help_with_an_example_of_itself)
{
    for (const Command *const *list = cli_command_lists; *list; list++)
        for (const Command *c = *list; c->name; c++) {
            Str name = str_from(c->name);
            StrCut words = str_cut(name, ' ');
            Run r = words.ok ? RUN(str_c(arena, words.head), str_c(arena, words.tail), "--help", "--lang", "vi")
                             : RUN(str_c(arena, name), "--help", "--lang", "vi");
            assert_int_equal(r.status, 0);
            assert_true(has(r.out, c->summary.vi));
            assert_true(has(str_from(c->examples), str_fmt(arena, "baophu %.*s", STRF(name))));
            assert_true(has(r.out, str_cut(str_from(c->examples), '\n').head));
            for (const Option *o = c->options; o && o->name; o++)
                assert_true(has(r.out, str_fmt(arena, "--%s", o->name)) && o->help.vi.len > 0 && o->help.en.len > 0);
        }
}

TEST(a_slip_of_the_finger_is_answered_with_the_nearest_command)
{
    Run r = RUN("plan", "chekc", "--lang", "vi");
    assert_int_equal(r.status, 64);
    assert_true(has(r.said, S("plan check")));
    assert_int_equal(RUN("không-có-lệnh-này").status, 64);
    assert_int_equal(RUN("help", "nothing", "of-the-kind").status, 64);
}

TEST(a_group_alone_lists_its_commands)
{
    Run r = RUN("plan", "--lang", "vi");
    assert_true(r.status == 0 || r.status == 64);
    r = RUN("help", "plan", "--lang", "vi");
    assert_int_equal(r.status, 0);
    assert_true(has(r.out, S("plan check")) && !has(r.out, S("unit import")));
    r = RUN("plan");
    assert_int_equal(r.status, 0);
    assert_true(has(r.out, S("plan allocate")));
    assert_int_equal(RUN("plan", "--help").status, 0);
    r = RUN("--lang", "en", "plan");
    assert_int_equal(r.status, 0);
    assert_true(has(r.out, S("prove or refute a plan")));
    assert_true(has(RUN("--lang=en", "help").out, S("Usage")));
    assert_int_equal(RUN("--help").status, 0);
    assert_int_equal(RUN("--json").status, 64);
}

TEST(wrong_options_are_named)
{
    assert_true(has(RUN("version", "--wrong", "--lang=vi").said, S("--wrong")));
    assert_int_equal(RUN("version", "--wrong").status, 64);
    assert_int_equal(RUN("version", "--lang").status, 64);
    assert_int_equal(RUN("version", "--lang", "fr").status, 64);
    assert_int_equal(RUN("version", "--json=yes").status, 64);
    assert_int_equal(RUN("version", "--json", "--json").status, 64);
    assert_int_equal(RUN("version", "too", "many").status, 64);
    assert_int_equal(RUN("version", "--now", "31/12/2026").status, 64);
    assert_int_equal(RUN("plan", "check").status, 64);
    assert_int_equal(RUN("plan", "check", "x.csv", "--year", "abc").status, 64);
    assert_int_equal(RUN("plan", "check", "x.csv", "--year", "1").status, 64);
    assert_int_equal(RUN("plan", "check", "x.csv", "--on", "2026-02-30").status, 64);
    assert_int_equal(RUN("plan", "check", "--", "--not-a-file").status, 66);
}

TEST(the_language_follows_the_environment)
{
    unsetenv("LC_ALL");
    unsetenv("LC_MESSAGES");
    setenv("LANG", "C", 1);
    assert_true(has(RUN("help").out, S("Usage")));
    setenv("LANG", "vi_VN.UTF-8", 1);
    assert_true(has(RUN("help").out, S("Cách dùng")));
    setenv("LC_ALL", "en_US.UTF-8", 1);
    assert_true(has(RUN("help").out, S("Usage")));
    unsetenv("LC_ALL");
    unsetenv("LANG");
    assert_true(has(RUN("help").out, S("Cách dùng")));
}

TEST(a_result_that_cannot_be_written_is_no_success)
{
    char *argv[] = {str_c(arena, S("baophu")), str_c(arena, S("help")), NULL};
    FILE *full = fopen("/dev/full", "w");
    assert_non_null(full);
    assert_int_equal(cli_main(2, argv, full), 69);
    fclose(full);
}

TEST(version_says_which)
{
    Run r = RUN("version");
    assert_int_equal(r.status, 0);
    assert_true(str_starts(r.out, S("baophu ")));
}

TEST(man_page_and_completion_name_every_command)
{
    Run man = RUN("help", "--man"), completion = RUN("help", "--completion");
    assert_true(str_starts(man.out, S(".TH BAOPHU 1")));
    for (const Command *const *list = cli_command_lists; *list; list++)
        for (const Command *c = *list; c->name; c++) {
            assert_true(has(man.out, str_fmt(arena, ".SS \"%s ", c->name)));
            assert_true(has(completion.out, str_from(c->name)));
        }
}

TEST(columns_of_a_table_align_under_vietnamese_names)
{
    static const GridColumn columns[] = {{"name", TEXT_INIT("Tên", "Name"), GRID_TEXT, 0, false},
                                         {"value", TEXT_INIT("Số người", "Persons"), GRID_INT, 0, false},
                                         {"share", TEXT_INIT("Tỷ lệ", "Share"), GRID_PERCENT, 1, false}};
    Grid grid = grid_open(TEXT("Bảng", "Table"), TEXT("ghi chú", "note"), columns, 3);
    GridCell *cell = grid_row(&grid, arena);
    cell[0] = G_TEXT(S("Xã Như Quỳnh"));
    cell[1] = G_INT(65023);
    cell[2] = G_REAL(12.5);
    cell = grid_row(&grid, arena);
    cell[0] = G_TEXT(S("Xã A"));
    cell[1] = G_INT(7);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    screen_grid(out, &grid, arena, LANG_VI);
    fclose(out);
    assert_str(str_from(text), S("Bảng\nghi chú\n"
                                 "Tên           Số người  Tỷ lệ\n"
                                 "Xã Như Quỳnh    65.023  12,5%\n"
                                 "Xã A                 7       \n"));
    free(text);
}

TEST(a_long_text_is_cut_on_the_screen_only)
{
    static const GridColumn columns[] = {{"name", TEXT_INIT("Tên", "Name"), GRID_TEXT, 0, false},
                                         {"value", TEXT_INIT("Số", "No."), GRID_INT, 0, false}};
    Grid grid = grid_open((Text){0}, (Text){0}, columns, 2);
    GridCell *cell = grid_row(&grid, arena);
    Buf name = buf_open(arena);
    for (int i = 0; i < 100; i++)
        buf_add(&name, S("ế"));
    cell[0] = G_TEXT(buf_str(&name));
    cell[1] = G_INT(1);
    char *text = NULL;
    size_t size = 0;
    FILE *out = open_memstream(&text, &size);
    screen_grid(out, &grid, arena, LANG_VI);
    fclose(out);
    assert_true(has(str_from(text), S("ế…   1\n"))); /* 55 letters, the dots, two blanks, the width of the heading */
    Str csv;
    assert_ok(grid_csv(&grid, arena, LANG_VI, &csv));
    assert_true(has(csv, buf_str(&name)));
    free(text);
}

TEST(help_names_the_commands_of_the_same_family)
{
    Run r = RUN("help", "generate", "--lang", "vi");
    assert_int_equal(r.status, 0);
    assert_true(str_starts(r.out, S("baophu generate\n"))); /* and no blank behind it */
    assert_true(has(r.out, S("Xem thêm:\n  baophu generate people: ")));
    r = RUN("help", "generate", "people", "--lang", "vi");
    assert_true(str_starts(r.out, S("baophu generate people\n")) && !has(r.out, S("Xem thêm")));
}

TEST_MAIN
