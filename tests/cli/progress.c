/* progress, forecast and generate, from the words of the command line to status and output. */
#include "run.h"

#include "base/file.h"
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static Str out;

static int run(Arena *arena, Str db, const char *lang, const char *const *words)
{
    const char *const common[] = {"--db", str_c(arena, db), "--now", "2026-11-15", "--lang", lang, NULL};
    Run r = cli_run(arena, words, common);
    out = r.out;
    return r.status;
}

#define RUN(...) run(arena, db, "vi", (const char *const[]){__VA_ARGS__, NULL})
#define RUN_EN(...) run(arena, db, "en", (const char *const[]){__VA_ARGS__, NULL})

static bool has(const char *part)
{
    return str_find(out, str_from(part)) >= 0;
}

static Str demo(Arena *arena)
{
    Str db = {0}, plan;
    assert_true(test_store_address(arena, 0, &db));
    assert_ok(file_shipped(arena, S("demo/hung-yen-plan-2030.csv"), &plan));
    assert_int_equal(RUN("unit", "import"), 0);
    assert_int_equal(RUN("indicator", "import"), 0);
    assert_int_equal(RUN("plan", "import", str_c(arena, plan), "--accept", "--year", "2030"), 0);
    assert_int_equal(RUN("generate", "--province", "HY", "--from", "2023-01", "--to", "2026-10", "--load", "--json"),
                     0);
    assert_true(has("\"simulated\":true") && has("\"units\":104"));
    return db;
}

static json_t *parsed(void)
{
    json_t *root = json_loadb(out.ptr, (size_t)out.len, 0, NULL);
    assert_non_null(root);
    return root;
}

static const json_t *row_of(const json_t *root, size_t i, const char *key)
{
    return json_object_get(json_array_get(json_object_get(root, "rows"), i), key);
}

static void the_worst_come_first(Arena *arena, Str db)
{
    assert_int_equal(RUN("progress", "--json"), 0);
    json_t *root = parsed();
    size_t rows = json_array_size(json_object_get(root, "rows"));
    int64_t before = 1 << 20;
    assert_int_equal(rows, 105);
    for (size_t i = 1; i < rows; i++) {
        const json_t *rank = row_of(root, i, "rank"), *code = row_of(root, i, "light");
        const char *light = json_string_value(code);
        assert_true(strcmp(light, "reached") == 0 || strcmp(light, "on-pace") == 0 || strcmp(light, "behind") == 0 ||
                    strcmp(light, "far-behind") == 0);
        assert_true(json_is_integer(row_of(root, i, "result")) && json_is_string(row_of(root, i, "light_text")));
        if (json_is_null(rank)) {
            assert_true(json_is_true(row_of(root, i, "late")));
            continue;
        }
        assert_true(json_integer_value(rank) <= before);
        before = json_integer_value(rank);
    }
    assert_true(json_is_true(json_object_get(root, "simulated")));
    assert_non_null(strstr(json_string_value(json_object_get(root, "summary_vi")), "xã, phường chậm; riêng"));
    assert_non_null(strstr(json_string_value(json_object_get(root, "summary_en")), "communes are behind;"));
    assert_string_equal(json_string_value(json_object_get(root, "month")), "2026-10");
    json_decref(root);
}

static void rows_stand_as_asked(Arena *arena, Str db)
{
    assert_int_equal(RUN("progress", "--sort", "gap", "--json"), 0);
    json_t *root = parsed();
    for (size_t i = 2; i < 105; i++)
        assert_true(json_integer_value(row_of(root, i, "gap")) <= json_integer_value(row_of(root, i - 1, "gap")));
    json_decref(root);
    assert_int_equal(RUN("progress", "--sort", "name", "--json"), 0);
    root = parsed();
    assert_string_equal(json_string_value(row_of(root, 1, "unit")), "Xã A Sào");
    json_decref(root);
    assert_int_equal(RUN("progress", "--sort", "gap"), 0);
    assert_true(has("xếp theo số còn thiếu"));
    assert_int_equal(RUN_EN("progress"), 0);
    assert_true(has("sorted and ranked by the share reached"));
    assert_int_equal(RUN("progress", "--sort", "up"), 64);
}

static void other_indicators_are_shown(Arena *arena, Str db)
{
    assert_int_equal(RUN("progress", "--indicator", "coverage_total"), 0);
    assert_true(has("mẫu số: Lực lượng lao động") && has("xã, phường chưa có chỉ tiêu riêng") &&
                has("So tháng trước (điểm %)"));
    assert_int_equal(RUN("progress", "--indicator", "arrears"), 0);
    assert_true(has("chưa có chỉ tiêu để so"));
    assert_int_equal(RUN("progress", "--indicator", "health_insured", "--unit", "Xã A Sào", "--json"), 0);
    assert_true(has("\"light\": \"no-target\"") && has("\"target\": null"));
}

static void a_wrong_question_is_answered_plainly(Arena *arena, Str db)
{
    assert_int_equal(RUN("progress", "--period", "2026-13"), 64);
    assert_int_equal(RUN("progress", "--period", "2027-05"), 66);
    assert_int_equal(RUN("forecast", "--period", "2019-05"), 66);
    assert_int_equal(RUN("progress", "--unit", "Xyz"), 66);
    assert_int_equal(RUN("progress", "--unit", "Xã A"), 66);
    assert_int_equal(RUN("progress", "--province", "HP"), 66);
    assert_int_equal(RUN("progress", "--base", "residence"), 66);
    assert_int_equal(RUN("progress", "--indicator", "foo"), 65);
}

static void the_forecast_is_for_people_and_programs(Arena *arena, Str db)
{
    Str path = test_temp(arena, S("du-bao.json")), sheet = test_temp(arena, S("du-bao.csv"));
    assert_int_equal(RUN("forecast", "--json", "--threads", "2"), 0);
    json_t *root = parsed();
    assert_true(json_is_true(json_object_get(root, "simulated")));
    assert_non_null(
        strstr(json_string_value(json_object_get(root, "summary_en")), "likely to reach the target of 2030"));
    for (size_t i = 0; i < 105; i++) {
        const json_t *delay = row_of(root, i, "delay_months"), *low = row_of(root, i, "year_end_low80");
        assert_true(json_is_null(delay) || json_is_integer(delay));
        assert_true(json_is_integer(low) && json_is_integer(row_of(root, i, "year_end_high80")));
        assert_true(json_integer_value(low) <= json_integer_value(row_of(root, i, "year_end")));
        assert_non_null(json_string_value(row_of(root, i, "model")));
    }
    json_decref(root);
    assert_int_equal(RUN("forecast", "--unit", "Xã A Sào", "--out", str_c(arena, path)), 0);
    assert_true(str_find(test_read(arena, path), S("\"summary_vi\"")) > 0);
    assert_int_equal(RUN("forecast", "--unit", "Xã A Sào", "--json", "--out", str_c(arena, sheet)), 0);
    assert_true(str_find(test_read(arena, sheet), S("A Sào")) > 0 && has("\"model\": \"damped-seasonal\""));
    assert_int_equal(RUN("forecast", "--unit", "Xã A Sào"), 0);
    assert_true(has("khả năng đạt chỉ tiêu 2030"));
    assert_int_equal(RUN("forecast", "--backtest", "--indicator", "participants_voluntary"), 0);
    assert_true(has("chính xác hơn cả hai cách đơn giản ở 4 trong 4"));
}

TEST(the_demonstration_is_loaded_judged_and_forecast)
{
    Str db = demo(arena);
    the_worst_come_first(arena, db);
    rows_stand_as_asked(arena, db);
    other_indicators_are_shown(arena, db);
    a_wrong_question_is_answered_plainly(arena, db);
    the_forecast_is_for_people_and_programs(arena, db);
}

TEST(without_data_the_next_step_is_said)
{
    Str db = {0};
    assert_true(test_store_address(arena, 0, &db));
    assert_int_equal(RUN("progress"), 66);
    assert_int_equal(RUN("progress", "--province", "HY"), 66);
    assert_int_equal(RUN("forecast", "--threads", "0"), 64);
}

TEST(generated_files_are_the_same_each_time_and_refusals_are_plain)
{
    Str db = {0}, facts = test_temp(arena, S("kq.csv")), truth = test_temp(arena, S("st.csv"));
    assert_true(test_store_address(arena, 0, &db));
    assert_int_equal(RUN("generate", "--province", "Hưng Yên", "--from", "2026-09", "--to", "2026-10", "--seed", "7",
                         "--out", str_c(arena, facts), "--truth", str_c(arena, truth)),
                     0);
    Str first = test_read(arena, facts);
    assert_true(str_find(first, S("simulated,dữ liệu mô phỏng")) > 0);
    assert_true(str_find(test_read(arena, truth), S("season_ppm")) > 0);
    assert_int_equal(RUN("generate", "--from", "2026-09", "--to", "2026-10", "--seed", "7"), 0);
    assert_str(out, first);
    assert_int_equal(RUN("generate", "--province", "XX"), 65);
    assert_int_equal(RUN("generate", "--from", "tháng sau"), 64);
    assert_int_equal(RUN("generate", "--from", "2026-10", "--to", "2026-09"), 65);
}

TEST_MAIN
