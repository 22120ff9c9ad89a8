/* The board and the outlook of a hand-made province. */
#include "world.h"

#include <math.h>
#include <string.h>

static const ProgressRow *row_of(const ProgressBoard *b, Str code)
{
    for (ptrdiff_t i = 0; i < b->rows; i++)
        if (str_eq(b->row[i].unit.code, code))
            return &b->row[i];
    fail();
    return NULL;
}

TEST(a_small_province_stands_where_the_hand_says)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        add_results(store, arena);
        assert_ok(progress_board(store, arena, &ASK, &b));
        assert_int_equal(period_cmp(b.month, period_month(2026, 10)), 0);
        assert_int_equal(b.rows, 4);
        const ProgressRow *good = row_of(&b, S("11953")), *near = row_of(&b, S("11980")),
                          *slow = row_of(&b, S("12019"));
        assert_int_equal(good->goal.path.target, 11200);
        assert_true(good->goal.interpolated && good->goal.goal_year == 2030);
        assert_int_equal(good->pace.light, LIGHT_REACHED);
        assert_int_equal(good->rank, 1);
        assert_int_equal(good->month_change, 50);
        assert_int_equal(good->year_change, 1500);
        assert_int_equal(near->pace.expected, 11000);
        assert_int_equal(near->pace.light, LIGHT_ON_PACE); /* 99,6% */
        assert_int_equal(near->pace.gap, 240);
        assert_int_equal(near->pace.needed, 120);
        assert_int_equal(slow->pace.light, LIGHT_BEHIND); /* 95,5% */
        assert_int_equal(slow->pace.shortfall, 500);
        assert_int_equal(slow->month_change, -100);
        assert_int_equal(slow->rank, 3);
        assert_true(b.row[0].unit.code.ptr && str_eq(b.row[0].unit.code, S("12049"))); /* farthest behind first */
    }
}

TEST(who_reports_late_is_judged_by_the_month_reported_and_not_added)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        add_results(store, arena);
        assert_ok(progress_board(store, arena, &ASK, &b));
        const ProgressRow *late = row_of(&b, S("12049"));
        assert_true(late->late && late->has_result);
        assert_int_equal(late->reported.index, 9);
        assert_int_equal(late->pace.expected, 10900); /* September */
        assert_int_equal(late->pace.light, LIGHT_FAR_BEHIND);
        assert_int_equal(late->rank, 0);
        assert_int_equal(b.reported, 3);
        assert_int_equal(b.total.result, 11300 + 10960 + 10500);
        assert_int_equal(b.total.goal.path.target, 3 * 11200);
        assert_int_equal(b.total.pace.expected, 3 * 11000);
        assert_int_equal(b.total.month_change, 50 + 10 - 100);
        assert_int_equal(b.total.year_change, 1500 + 1060 + 800);
    }
}

TEST(the_answer_is_one_sentence_and_the_note_says_where_the_target_is_from)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        add_results(store, arena);
        assert_ok(progress_board(store, arena, &ASK, &b));
        assert_str(progress_headline(arena, &b).vi,
                   S("2 trong 4 xã, phường chậm; riêng xã Mễ Sở thiếu 700 người so với tiến độ"));
        assert_str(progress_headline(arena, &b).en,
                   S("2 of 4 communes are behind; xã Mễ Sở alone lacks 700 persons against its path"));
        Str note = progress_note(arena, &b).vi;
        assert_true(str_find(note, S("nội suy từ kết quả tháng 12/2025 đến chỉ tiêu 2030")) > 0);
        assert_true(str_find(note, S("12/KH-UBND")) > 0);
        assert_true(str_find(note, S("3/4 đơn vị đã báo cáo")) > 0);
        assert_true(str_find(note, S("MÔ PHỎNG")) < 0);
        assert_true(str_find(note, S("xếp theo")) < 0); /* a page puts the rows in its own order */
        assert_true(str_find(progress_grid(arena, &b, LANG_VI).note.vi, S("xếp hạng theo tỷ lệ đạt")) > 0);
        put(store, arena, "12049", "participants_total", 2026, 10, 10990, FACT_SIMULATED);
        assert_ok(progress_board(store, arena, &ASK, &b));
        assert_true(str_find(progress_note(arena, &b).vi, S("DỮ LIỆU MÔ PHỎNG")) > 0);
        assert_true(str_find(progress_note(arena, &b).en, S("SIMULATED")) > 0);
        assert_true(progress_grid(arena, &b, LANG_VI).simulated);
    }
}

TEST(one_unit_keeps_its_rank_among_all)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        ProgressAsk ask = ASK;
        ask.unit = S("12019");
        add_results(store, arena);
        assert_ok(progress_board(store, arena, &ask, &b));
        assert_int_equal(b.rows, 1);
        assert_int_equal(b.row[0].rank, 3);
        assert_str(progress_headline(arena, &b).vi, S("Xã Như Quỳnh chậm; còn thiếu 700 người"));
        ask.unit = S("99999");
        assert_fails(progress_board(store, arena, &ask, &b), NOT_FOUND);
    }
}

TEST(the_target_of_the_year_comes_before_a_later_one_and_a_floor_is_said)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        ProgressAsk ask = ASK;
        ask.indicator = S("participants_voluntary");
        put(store, arena, "11953", "participants_voluntary", 2025, 12, 400, FACT_REPORTED);
        put(store, arena, "11953", "participants_voluntary", 2026, 10, 520, FACT_REPORTED);
        target(store, arena, "11953", "participants_voluntary", 2026, 500, true);
        target(store, arena, "11953", "participants_voluntary", 2030, 2505, true);
        assert_ok(progress_board(store, arena, &ask, &b));
        const ProgressRow *row = row_of(&b, S("11953"));
        assert_int_equal(row->goal.path.target, 500);
        assert_false(row->goal.interpolated);
        assert_true(row->goal.floor);
        assert_int_equal(row->pace.light, LIGHT_REACHED);
        assert_int_equal(row_of(&b, S("12019"))->pace.light, LIGHT_NO_RESULT);
        assert_str(progress_headline(arena, &b).vi, S("Không xã, phường nào trong 1 đơn vị chậm tiến độ"));
        assert_true(str_find(progress_note(arena, &b).vi, S("(mức tối thiểu)")) > 0);
    }
}

static void target_of(Store *store, Arena *arena, const char *id, const char *date, const char *unit, int year,
                      int64_t value)
{
    FactChange change;
    Target t = {.province = S("33"),
                .unit = str_from(unit),
                .indicator = S("participants_total"),
                .year = year,
                .base = BASE_COLLECTING,
                .value = value,
                .document = str_from(id)};
    assert_ok(document_put(
        store, arena,
        (Document){
            .id = str_from(id), .province = S("33"), .number = S("x"), .date = str_from(date), .title = S("x")}));
    assert_ok(target_put(store, arena, &t, 1, (Author){S("lan"), S("")}, &change));
}

TEST(a_later_document_does_not_change_the_judgement_of_a_past_month)
{
    ON_EACH(store)
    {
        ProgressBoard before, after, one;
        ProgressOutlooks outlook;
        ProgressAsk ask = ASK;
        ask.month = period_month(2026, 10);
        add_results(store, arena);
        assert_ok(progress_board(store, arena, &ask, &before));
        target_of(store, arena, "33:qd-12", "2026-12-20", "11953", 2026, 99000);
        for (int year = 2027; year <= 2030; year++)
            target_of(store, arena, "33:qd-12", "2026-12-20", "11953", year, 90000 + year);
        assert_ok(progress_board(store, arena, &ask, &after));
        assert_int_equal(row_of(&after, S("11953"))->goal.path.target, row_of(&before, S("11953"))->goal.path.target);
        assert_int_equal(after.total.pace.shortfall, before.total.pace.shortfall);
        assert_str(progress_headline(arena, &after).vi, progress_headline(arena, &before).vi);
        assert_ok(progress_outlook(store, arena, &ask, 1, &outlook));
        for (ptrdiff_t i = 0; i < outlook.rows; i++)
            assert_int_equal(outlook.row[i].end_goal.path.target, 16000);
        ask.on = (Date){2026, 12, 21}; /* the day asked on does not matter where a month is asked for */
        assert_ok(progress_board(store, arena, &ask, &one));
        assert_int_equal(row_of(&one, S("11953"))->goal.path.target, 11200);
        ask.month = (Period){0};
        assert_ok(progress_board(store, arena, &ask, &one));
        assert_int_equal(row_of(&one, S("11953"))->goal.path.target, 99000);
    }
}

TEST(targets_of_the_years_between_do_not_change_a_year_without_one)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        add_results(store, arena);
        for (int year = 2027; year <= 2029; year++)
            target_of(store, arena, "33:qd-9", "", "11953", year, 90000);
        assert_ok(progress_board(store, arena, &ASK, &b));
        assert_int_equal(row_of(&b, S("11953"))->goal.path.target, 11200);
        assert_int_equal(row_of(&b, S("11953"))->goal.goal_year, 2030);
    }
}

TEST(a_province_is_measured_by_its_own_target_where_communes_have_none)
{
    ON_EACH(store)
    {
        static const char *const units[] = {"11953", "11980"};
        ProgressBoard b;
        ProgressOutlooks o;
        for (int u = 0; u < 2; u++)
            for (int t = 0; t < 22 - u; t++) /* the second is late with October */
                put(store, arena, units[u], "participants_total", 2025 + t / 12, t % 12 + 1, 10000 + 10 * t,
                    FACT_REPORTED);
        target_of(store, arena, "33:nq-1", "2026-01-01", "33", 2026, 20400);
        target_of(store, arena, "33:nq-1", "2026-01-01", "33", 2030, 22000);
        assert_ok(progress_board(store, arena, &ASK, &b));
        assert_true(b.total.goal.given && b.total.late);
        assert_int_equal(b.total.result, 20400); /* September, the last month of both */
        assert_int_equal(b.total.reported.index, 9);
        assert_int_equal(b.total.goal.path.target, 20400);
        assert_int_equal(b.total.month_change, 20);
        assert_int_equal(b.total.year_change, 240);
        assert_int_equal(b.total.pace.light, LIGHT_REACHED);
        assert_str(progress_headline(arena, &b).vi,
                   S("Tỉnh Hưng Yên đã đạt (tháng 09/2026); xã, phường chưa có chỉ tiêu riêng"));
        assert_true(str_find(progress_note(arena, &b).vi, S("chỉ tiêu của cả tỉnh, thành phố")) > 0);
        assert_ok(progress_outlook(store, arena, &ASK, 1, &o));
        assert_int_equal(o.total.end_goal.path.target, 22000);
        assert_int_equal(o.total.year_goal.path.target, 20400);
        assert_true(
            str_starts(progress_outlook_headline(arena, &o).vi, S("Tỉnh Hưng Yên: khả năng đạt chỉ tiêu 2030")));
    }
}

TEST(a_first_month_of_results_is_not_measured_by_a_later_years_target)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        put(store, arena, "11953", "participants_total", 2026, 10, 11300, FACT_REPORTED);
        target(store, arena, "11953", "participants_total", 2030, 16000, false);
        target(store, arena, "11980", "participants_total", 2030, 16000, false);
        assert_ok(progress_board(store, arena, &ASK, &b));
        const ProgressRow *row = row_of(&b, S("11953"));
        assert_int_equal(row->goal.path.target, 11488); /* two of fifty months on */
        assert_int_equal(row->pace.light, LIGHT_ON_PACE);
        Grid grid = progress_grid(arena, &b, LANG_VI);
        for (ptrdiff_t r = 0; r < grid.rows; r++)
            if (str_eq(grid_at(&grid, r, 1)->text, S("11980")))
                assert_false(grid_at(&grid, r, 4)->given);
    }
}

TEST(a_rate_shows_its_denominator_and_is_not_made_up_without_one)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        ProgressAsk ask = ASK;
        ask.indicator = S("coverage_total");
        add_results(store, arena);
        assert_ok(progress_board(store, arena, &ask, &b));
        assert_true(b.history.no_denominator);
        assert_true(str_find(progress_headline(arena, &b).vi, S("thiếu số liệu mẫu số")) > 0);
        put(store, arena, "11953", "labour_force", 2026, 6, 30000, FACT_REPORTED);
        put(store, arena, "11980", "labour_force", 2026, 6, 20000, FACT_REPORTED);
        target(store, arena, "11953", "coverage_total", 2026, 4000, false);
        assert_ok(progress_board(store, arena, &ask, &b));
        assert_int_equal(row_of(&b, S("11953"))->result, 3767); /* 11.300 / 30.000 */
        assert_int_equal(row_of(&b, S("11980"))->result, 5480);
        assert_false(row_of(&b, S("12019"))->has_result);
        assert_int_equal(b.total.result, 4452); /* 22.260 / 50.000, only where both are known */
        assert_true(str_find(progress_note(arena, &b).vi, S("nguồn: BHXH tỉnh, ngày 30/06/2026")) > 0);
        assert_int_equal(row_of(&b, S("11953"))->pace.gap, 233);
    }
}

TEST(the_two_counting_bases_never_meet)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        ProgressAsk ask = ASK;
        add_results(store, arena);
        ask.base = BASE_RESIDENCE;
        assert_fails(progress_board(store, arena, &ask, &b), NOT_FOUND);
        ask.month = period_month(2026, 10);
        assert_fails(progress_board(store, arena, &ask, &b), NOT_FOUND);
    }
}

TEST(the_only_province_is_found)
{
    ON_EACH(store)
    {
        Str province;
        assert_fails(progress_only_province(store, arena, &province), NOT_FOUND);
        add_results(store, arena);
        assert_ok(progress_only_province(store, arena, &province));
        assert_str(province, S("33"));
        Fact other = {.key = {S("31"), S("11300"), S("arrears"), period_month(2026, 10), S(""), BASE_COLLECTING},
                      .value = 1};
        FactChange change;
        FactKey refused;
        assert_ok(fact_put(store, arena, &other, 1, (Author){S("lan"), S("")}, &change, &refused));
        assert_fails(progress_only_province(store, arena, &province), USAGE);
    }
}

TEST(the_outlook_adds_up_and_tells_who_will_arrive)
{
    ON_EACH(store)
    {
        ProgressOutlooks o, part;
        add_growth(store, arena, "11953", 120, 46);
        add_growth(store, arena, "11980", 5, 46);
        add_growth(store, arena, "12019", 40, 44);
        target(store, arena, "11953", "participants_total", 2030, 16000, false);
        target(store, arena, "11980", "participants_total", 2030, 16000, false);
        assert_ok(progress_outlook(store, arena, &ASK, 2, &o));
        assert_int_equal(o.rows, 4);
        assert_int_equal(o.this_december, FORECAST_MONTH(2026, 12));
        assert_int_equal(o.end_december, FORECAST_MONTH(2030, 12));
        const ProgressOutlook *fast = NULL, *slow = NULL;
        for (ptrdiff_t i = 0; i < o.rows; i++) {
            fast = str_eq(o.row[i].unit.code, S("11953")) ? &o.row[i] : fast;
            slow = str_eq(o.row[i].unit.code, S("11980")) ? &o.row[i] : slow;
        }
        assert_non_null(fast);
        assert_non_null(slow);
        assert_true(fast->end_goal.given && fast->end_goal.path.target == 16000);
        assert_true(forecast_reaches(&fast->forecast, o.end_december, 16000) > 0.9);
        assert_true(forecast_reaches(&slow->forecast, o.end_december, 16000) < 0.1);
        ProgressAsk ask = ASK;
        ForecastRange total, compulsory, voluntary;
        assert_true(forecast_at(&fast->forecast, o.this_december, &total));
        ptrdiff_t index = fast - o.row;
        ask.indicator = S("participants_compulsory");
        assert_ok(progress_outlook(store, arena, &ask, 1, &part));
        assert_true(forecast_at(&part.row[index].forecast, o.this_december, &compulsory));
        ask.indicator = S("participants_voluntary");
        assert_ok(progress_outlook(store, arena, &ask, 1, &part));
        assert_true(forecast_at(&part.row[index].forecast, o.this_december, &voluntary));
        assert_true(fabs(compulsory.median + voluntary.median - total.median) < 1e-6);
        assert_str(progress_outlook_headline(arena, &o).vi,
                   S("1 trong 2 xã, phường nhiều khả năng đạt chỉ tiêu 2030 nếu giữ nhịp hiện nay"));
        ask = ASK;
        ask.unit = S("11980");
        assert_ok(progress_outlook(store, arena, &ask, 1, &part));
        assert_int_equal(part.rows, 1);
    }
}

static const GridCell *cell_of(const Grid *grid, ptrdiff_t row, const char *key)
{
    for (ptrdiff_t c = 0; c < grid->columns; c++)
        if (strcmp(grid->column[c].key, key) == 0)
            return grid_at(grid, row, c);
    fail();
    return NULL;
}

TEST(the_table_has_the_province_first_and_marks_the_late)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        ProgressAsk ask = ASK;
        add_results(store, arena);
        assert_ok(progress_board(store, arena, &ask, &b));
        Grid grid = progress_grid(arena, &b, LANG_VI);
        assert_int_equal(grid.rows, 5);
        assert_str(cell_of(&grid, 0, "unit")->text, S("Tỉnh Hưng Yên (3/4 đơn vị)"));
        assert_int_equal(cell_of(&grid, 0, "result")->integer, 32760);
        assert_str(cell_of(&grid, 1, "light")->text, S("rất chậm (báo cáo muộn)"));
        assert_int_equal(cell_of(&grid, 1, "reported")->integer, 20260900);
        assert_int_equal(cell_of(&grid, 1, "against_path")->integer, -700);
        assert_false(cell_of(&grid, 1, "rank")->given);
        assert_str(grid.title.vi, progress_headline(arena, &b).vi);
        ask.indicator = S("coverage_total");
        put(store, arena, "11953", "labour_force", 2026, 6, 30000, FACT_REPORTED);
        assert_ok(progress_board(store, arena, &ask, &b));
        grid = progress_grid(arena, &b, LANG_EN);
        assert_true(cell_of(&grid, 0, "result")->real > 37.66 && cell_of(&grid, 0, "result")->real < 37.68);
        assert_str(cell_of(&grid, 0, "unit")->text, S("Tỉnh Hưng Yên (1/4 units)"));
        bool points = false;
        for (ptrdiff_t c = 0; c < grid.columns; c++)
            points = points || (str_eq(grid.column[c].heading.vi, S("So tháng trước (điểm %)")) &&
                                grid.column[c].type == GRID_REAL);
        assert_true(points);
    }
}

TEST(the_forecasts_table_shows_chance_delay_and_model)
{
    ON_EACH(store)
    {
        ProgressOutlooks o;
        add_growth(store, arena, "11953", 120, 46);
        add_growth(store, arena, "11980", 5, 46);
        add_growth(store, arena, "12019", 40, 4);
        target(store, arena, "11953", "participants_total", 2030, 16000, false);
        target(store, arena, "11980", "participants_total", 2030, 16000, false);
        assert_ok(progress_outlook(store, arena, &ASK, 1, &o));
        Grid vi = progress_outlook_grid(arena, &o, LANG_VI), en = progress_outlook_grid(arena, &o, LANG_EN);
        assert_int_equal(vi.rows, 5);
        bool early = false, never = false, naive = false, none = false;
        for (ptrdiff_t r = 1; r < vi.rows; r++) {
            early = early || str_starts(cell_of(&vi, r, "delay_months")->text, S("sớm "));
            never = never || str_eq(cell_of(&en, r, "delay_months")->text, S("not in sight"));
            naive = naive || str_eq(cell_of(&vi, r, "model")->text, S("giữ nguyên (dưới 6 tháng)"));
            none = none || str_eq(cell_of(&vi, r, "model")->text, S("không đủ số liệu"));
        }
        assert_true(early && never && naive && none);
        for (ptrdiff_t c = 0; c < vi.columns; c++)
            for (ptrdiff_t other = 0; other < c; other++) {
                assert_false(str_eq(vi.column[c].heading.vi, vi.column[other].heading.vi));
                assert_false(str_eq(vi.column[c].heading.en, vi.column[other].heading.en));
            }
        assert_false(vi.simulated);
        assert_true(str_find(vi.note.vi, S("12/KH-UBND")) > 0);
    }
}

TEST(the_backtest_says_how_much_better_it_is)
{
    ON_EACH(store)
    {
        Grid grid;
        add_growth(store, arena, "11953", 120, 46);
        add_growth(store, arena, "11980", 60, 46);
        add_growth(store, arena, "12019", 40, 46);
        Meter meter = meter_open(TEXT("Kiểm nghiệm", "Testing"), 0, LANG_VI, false);
        assert_ok(progress_backtest(store, arena, &ASK, 1, &meter, &grid));
        assert_int_equal(meter.total, 16);
        assert_int_equal(meter.done, 16);
        assert_int_equal(grid.rows, 4);
        assert_str(grid.title.vi, S("Dự báo chính xác hơn cả hai cách đơn giản ở 4 trong 4 khoảng thời gian"));
        assert_true(cell_of(&grid, 0, "mase")->real < cell_of(&grid, 0, "mase_naive")->real);
    }
}

TEST(a_chance_is_never_sure)
{
    assert_str(progress_chance(arena, 0).vi, S("dưới 1%"));
    assert_str(progress_chance(arena, 99).en, S("less than 1%"));
    assert_str(progress_chance(arena, 1550).vi, S("là 16%"));
    assert_str(progress_chance(arena, 9900).en, S("99%"));
    assert_str(progress_chance(arena, 10000).vi, S("trên 99%"));
}

TEST_MAIN
