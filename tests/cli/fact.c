/* The commands on figures, from the words of the command line to the status and the output. */
#include "run.h"

#include "base/file.h"
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static Str out, said; /* by the last run: the results, the words on stderr */

static int run(Arena *arena, Str db, const char *const *words)
{
    const char *const common[] = {"--db", str_c(arena, db), "--now", "2026-11-01", "--lang", "vi", NULL};
    Run r = cli_run(arena, words, common); /* common options stand after the command's words */
    out = r.out;
    said = r.said;
    return r.status;
}

#define RUN(...) run(arena, db, (const char *const[]){__VA_ARGS__, NULL})
#define OCTOBER "--unit", "11983", "--indicator", "participants_total", "--period", "10/2026"

static bool has(const char *part)
{
    return str_find(out, str_from(part)) >= 0;
}

static bool says(const char *part)
{
    return str_find(said, str_from(part)) >= 0;
}

static Str loaded(Arena *arena, int which)
{
    Str db = {0};
    if (!test_store_address(arena, which, &db))
        return (Str){0};
    assert_int_equal(RUN("unit", "import"), 0);
    assert_int_equal(RUN("indicator", "import"), 0);
    return db;
}

static char *file_of(Arena *arena, const char *name, const char *text)
{
    Str path = test_temp(arena, str_from(name));
    assert_ok(file_write(arena, path, str_from(text)));
    return str_c(arena, path);
}

TEST(a_file_is_imported_once_and_its_bad_rows_go_to_the_rejects)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str db = loaded(arena, which);
        if (db.len == 0)
            continue;
        char *rejects = str_c(arena, test_temp(arena, S("sai.csv")));
        char *file = file_of(arena, "kq.csv",
                             "Mã đơn vị,Chỉ tiêu,Kỳ,Giá trị\n11983,participants_total,10/2026,1.899\n"
                             "99999,participants_total,10/2026,5\n");
        assert_int_equal(RUN("fact", "import", file), 64); /* which province? */
        assert_int_equal(RUN("fact", "import", file, "--province", "HY", "--json"), 65);
        assert_true(has("\"bad\":1") && has("\"value\":\"99999\"") && has("\"added\":0"));
        assert_int_equal(RUN("fact", "import", file, "--province", "HY", "--rejects", rejects, "--as-of", "2026-10-31"),
                         65);
        assert_true(str_find(test_read(arena, str_from(rejects)), S("99999")) > 0);
        file = file_of(arena, "kq2.csv", "Mã đơn vị,Chỉ tiêu,Kỳ,Giá trị\n11983,participants_total,10/2026,1.900\n");
        assert_int_equal(RUN("fact", "import", file, "--province", "33", "--json"), 0);
        assert_true(has("\"corrected\":1") && has("\"imported_before\":null"));
        assert_int_equal(RUN("fact", "import", file, "--province", "33", "--json"), 0);
        assert_true(has("\"corrected\":0") && has("\"imported_before\":\"2026-11-01"));
        assert_int_equal(RUN("fact", "import", file, "--province", "33"), 0);
        assert_int_equal(RUN("fact", "list", "--province", "33", "--json"), 0);
        assert_true(has("1900") && has("kq2.csv"));
        assert_int_equal(RUN("fact", "import", file, "--province", "33", "--simulated"), 65);
    }
}

TEST(a_figure_goes_through_its_states_and_keeps_its_history)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str db = loaded(arena, which);
        if (db.len == 0)
            continue;
        assert_int_equal(RUN("fact", "set", OCTOBER, "--value", "7"), 64); /* why? */
        assert_int_equal(RUN("fact", "set", OCTOBER, "--value", "7", "--reason", "báo cáo", "--who", "lan"), 0);
        assert_true(says("Phường Sơn Nam · Tổng số người tham gia BHXH · tháng 10/2026: chưa có → 7"));
        assert_int_equal(RUN("fact", "set", OCTOBER, "--value", "-7", "--reason", "x"), 64);
        assert_int_equal(RUN("fact", "lock", "--province", "HY", "--period", "2026-10"), 66);
        assert_int_equal(RUN("fact", "approve", "--province", "HY", "--period", "2026-10", "--json"), 0);
        assert_true(has("{\"moved\":1,\"left\":0}"));
        assert_int_equal(RUN("fact", "lock", OCTOBER), 0);
        assert_int_equal(RUN("fact", "set", OCTOBER, "--value", "8", "--reason", "sửa"), 75);
        assert_int_equal(RUN("fact", "reopen", OCTOBER), 64); /* why? */
        assert_int_equal(RUN("fact", "reopen", OCTOBER, "--reason", "đối chiếu", "--who", "bình"), 0);
        assert_int_equal(RUN("fact", "set", "--province", "HY", "--unit", "son nam", "--indicator",
                             "Tổng số người tham gia BHXH", "--period", "tháng 10/2026", "--value", "8", "--reason",
                             "sửa", "--source", "BHXH tỉnh"),
                         0);
        assert_true(says(": 7 → 8"));
        assert_int_equal(RUN("fact", "history", OCTOBER), 0);
        assert_true(has("lan") && has("bình") && has("đối chiếu") && has("đã khoá sổ") && has("BHXH tỉnh"));
    }
}

TEST(numbers_are_written_as_the_reader_of_the_language_does)
{
    static const char *const langs[] = {"vi", "en"}, *const written[] = {": 1.234 → 1.551.009", ": 1,234 → 1,551,009"},
                             *const area[] = {"30.471; diện tích 23,62 km²", "30,471; area 23.62 km²"};
    Str db = loaded(arena, 0);
    for (int i = 0; i < 2; i++) {
        const char *const common[] = {"--db", str_c(arena, db), "--now", "2026-11-01", "--lang", langs[i], NULL};
        const char *const first[] = {"fact", "set", OCTOBER, "--value", "1234", "--reason", "x", NULL};
        const char *const then[] = {"fact", "set", OCTOBER, "--value", "1551009", "--reason", "x", NULL};
        const char *const unit[] = {"unit", "show", "11983", NULL};
        assert_int_equal(cli_run(arena, first, common).status, 0);
        assert_true(str_find(cli_run(arena, then, common).said, str_from(written[i])) > 0);
        Run shown = cli_run(arena, unit, common);
        if (str_find(shown.out, str_from(area[i])) < 0 && str_find(shown.said, str_from(area[i])) < 0)
            fail_msg("%.*s%.*s", STRF(shown.out), STRF(shown.said));
    }
}

TEST(what_is_asked_wrongly_is_answered_with_the_right_way)
{
    Str db = loaded(arena, 0);
    static const struct {
        const char *words[14];
        int status;
    } cases[] = {
        {{"fact", "approve", "--province", "HY"}, 64},
        {{"fact", "approve", "--period", "2026-10"}, 64},
        {{"fact", "list", "--province", "XX"}, 65},
        {{"fact", "list", "--province", "HY", "--base", "both"}, 64},
        {{"fact", "list", "--province", "HY", "--unit", "Không Đâu Cả"}, 64},
        {{"fact", "list", "--province", "HY", "--period", "2026-13"}, 64},
        {{"fact", "list", "--province", "HY", "--indicator", "nothing"}, 65},
        {{"fact", "list", "--unit", "00000"}, 66},
        {{"fact", "history", "--province", "HY"}, 64},
        {{"fact", "history", "--unit", "11983"}, 64},
        {{"fact", "history", "--unit", "11983", "--indicator", "population"}, 64},
        {{"fact", "history", "--unit", "11983", "--indicator", "population", "--period", "2026"}, 66},
        {{"fact", "set", "--unit", "11983", "--indicator", "population", "--period", "2026"}, 64},
        {{"fact", "list", "--province", "HY"}, 0},
        {{"fact", "history", "--unit", "Xã Châu Ninh", "--indicator", "population", "--period", "2026"}, 64},
        {{"fact", "set", "--unit", "11983", "--indicator", "population", "--period", "2026-12", "--value", "5"}, 65},
    };
    for (int i = 0; i < COUNTOF(cases); i++) {
        int status = run(arena, db, cases[i].words);
        if (status != cases[i].status)
            fail_msg("case %d: %d instead of %d", i, status, cases[i].status);
    }
}

TEST(a_part_that_is_set_brings_its_total_along)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str db = loaded(arena, which);
        if (db.len == 0)
            continue;
#define SET(what, n) \
    RUN("fact", "set", "--unit", "11983", "--indicator", what, "--period", "10/2026", "--value", n, "--reason", "x")
        assert_int_equal(SET("participants_compulsory", "7000"), 0);
        assert_int_equal(SET("participants_voluntary", "861"), 0);
        assert_true(says("participants_total là tổng các phần: 7.861"));
        assert_int_equal(SET("participants_total", "7900"), 65);
        assert_true(says("7.900 khác tổng các phần 7.861") && says("trong một tệp"));
        assert_int_equal(RUN("fact", "approve", OCTOBER), 0);
        assert_int_equal(RUN("fact", "lock", OCTOBER), 0);
        assert_int_equal(SET("participants_voluntary", "860"), 75);
        assert_true(says("tổng participants_total đã khoá sổ"));
        assert_int_equal(RUN("fact", "list", "--province", "HY", "--json"), 0);
        assert_true(has("861") && !has("860"));
    }
}

TEST(the_next_step_is_said_where_the_way_ends)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str db = {0};
        if (!test_store_address(arena, which, &db))
            continue;
        assert_int_equal(RUN("unit", "import"), 0);
        assert_int_equal(RUN("fact", "list", "--province", "HY"), 66);
        assert_true(says("baophu indicator import"));
        assert_int_equal(RUN("fact", "set", OCTOBER, "--value", "7", "--reason", "x"), 65);
        assert_int_equal(RUN("indicator", "import"), 0);
        char *file = file_of(arena, "mp.csv", "Mã đơn vị,Chỉ tiêu,Kỳ,Giá trị\n11983,population,10/2026,1.900\n");
        assert_int_equal(RUN("fact", "import", file, "--province", "HY", "--simulated"), 0);
        assert_int_equal(RUN("fact", "approve", "--province", "HY", "--period", "2026-10"), 75);
        assert_true(says("hãy nhập số liệu thật"));
        assert_int_equal(
            RUN("fact", "history", "--unit", "Xã Châu Ninh", "--indicator", "population", "--period", "2026"), 64);
        assert_true(says("hãy thêm --province"));
        assert_int_equal(RUN("fact", "lock", "--province", "HY", "--period", "2026-10"), 75);
    }
}

TEST(a_list_says_that_there_is_more_and_that_it_is_simulated)
{
    Str db = loaded(arena, 0);
    Str shipped;
    assert_ok(file_shipped(arena, S("demo/results-2026-10.csv"), &shipped));
    assert_int_equal(RUN("fact", "import", str_c(arena, shipped), "--province", "HY", "--simulated"), 0);
    assert_int_equal(RUN("fact", "list", "--province", "HY", "--limit", "2", "--json"), 0);
    assert_true(has("dữ liệu mô phỏng"));
    assert_int_equal(RUN("fact", "list", "--province", "HY", "--base", "residence", "--json"), 0);
    assert_false(has("11983"));
}

TEST_MAIN
