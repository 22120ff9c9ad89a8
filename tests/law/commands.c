#include "cli/cli.h"
#include "test.h"
#include <stdlib.h>

static Str run(Arena *arena, const char *line, int want_status)
{
    char *argv[24] = {str_c(arena, S("baophu"))}, *text = NULL;
    size_t size = 0;
    int argc = 1;
    for (StrCut cut = {.tail = str_from(line)}; cut.tail.len > 0;) {
        cut = str_cut(cut.tail, '|');
        argv[argc++] = str_c(arena, cut.head);
    }
    argv[argc++] = str_c(arena, S("--now=2026-11-21"));
    FILE *out = open_memstream(&text, &size);
    int status = cli_main(argc, argv, out);
    fclose(out);
    Str printed = str_copy(arena, (Str){text, (ptrdiff_t)size});
    free(text);
    assert_int_equal(status, want_status);
    return printed;
}

static void assert_holds(Str text, const char *what)
{
    if (str_find(text, str_from(what)) < 0)
        fail_msg("“%s” is not in\n%.*s", what, STRF(text));
}

TEST(the_value_in_force_is_marked_in_the_history)
{
    Str shown = run(arena, "law|show|reference_level|--lang|vi", 0);
    assert_holds(shown, "2.530.000 đồng  x         01/07/2026");
    assert_holds(shown, "2.340.000 đồng            01/07/2024  30/06/2026");
    assert_holds(run(arena, "law|show|reference_level|--on|2026-06-30|--json", 0), "\"digits\": 2530000");
    assert_holds(run(arena, "law|show|contribution_rate|--key|pension.employee|--lang|vi", 0), "8%");
    assert_holds(run(arena, "law|show|interest_counts_payment_day|--lang|vi", 0), "chưa xác định");
    Str by_title = run(arena, "law|show|muc tham chieu|--lang|vi", 0);
    assert_holds(by_title, "Mức tham chiếu (lương cơ sở trước 01/7/2025), ngày 21/11/2026");
    assert_holds(by_title, "Luật 41/2024/QH15, Điều 7");
    assert_holds(by_title, "trước ngày 01/7/2025 là lương cơ sở");
    assert_holds(run(arena, "law|show|Reference level|--lang|en", 0), "before 1 July 2025 this is the base salary");
    assert_holds(run(arena, "law|show|chuan ho ngheo|--key|nông thôn|--lang|vi|--json", 0), "\"key\": \"rural\"");
    run(arena, "law|show|chi tieu so nguoi", 66);
    run(arena, "law|show|reference_levle", 66);
    run(arena, "law|show|contribution_rate|--key|moon", 66);
}

TEST(what_is_in_force_on_a_day_is_listed)
{
    assert_holds(run(arena, "law|list|--on|2027-01-01|--lang|vi", 0), "2.200.000 đồng");
    assert_holds(run(arena, "law|list|--on|2026-12-31|--lang|en", 0), "1,500,000 đồng");
    run(arena, "law|list|--on|32/13", 64);
}

TEST(retirement_is_told_with_what_was_assumed)
{
    Str told = run(arena, "law|retirement|--birth|1969-06|--sex|female|--lang|vi", 0);
    assert_holds(told, "57 tuổi");
    assert_holds(told, "06/2026");
    assert_holds(told, "07/2026");
    assert_holds(run(arena, "law|retirement|--birth|1965|--sex|nam|--lang|vi", 0), "Thiếu tháng sinh");
    assert_holds(run(arena, "law|retirement|--birth|15/01/1965|--sex|male|--lang|en", 0), "61 years 6 months");
    assert_holds(run(arena, "law|retirement|--birth|2000-05-17|--sex|nữ|--lang|vi", 0), "có");
    run(arena, "law|retirement|--birth|x|--sex|male", 64);
    run(arena, "law|retirement|--sex|male", 64);
    run(arena, "law|retirement|--birth|1969", 64);
    run(arena, "law|retirement|--birth|1969|--sex|other", 64);
}

TEST_MAIN
