/* What is shown of a province to those who have a part of it, or none. */
#include "world.h"

#include "plan/allocate_store.h"
#include "progress/overview.h"
#include "store/scope.h"

static const ScopePlace officer_place = {{"33", 2}, {"11980", 5}}, village_place = {{"33", 2}, {"11980-01", 8}},
                        foreign_place = {{"31", 2}, {"", 0}};
static const Scope officer = {.place = &officer_place, .places = 1}, village = {.place = &village_place, .places = 1},
                   foreign = {.place = &foreign_place, .places = 1};

TEST(an_officer_sees_his_commune_and_nothing_of_the_province)
{
    ON_EACH(store)
    {
        ProgressBoard b, whole;
        add_results(store, arena);
        target(store, arena, "33", "participants_total", 2030, 64000, false);
        assert_ok(progress_board(store, arena, &ASK, &whole));
        assert_true(whole.history.whole && whole.total.has_result);
        store_set_scope(store, &officer);
        assert_ok(progress_board(store, arena, &ASK, &b));
        assert_int_equal(b.rows, 1);
        assert_int_equal(b.units, 1);
        assert_str(b.row[0].unit.code, S("11980"));
        assert_int_equal(b.row[0].result, 10960);
        assert_int_equal(b.row[0].pace.gap, 240); /* as the province sees it */
        assert_int_equal(b.row[0].rank, 0);
        assert_false(b.history.whole || b.total.has_result || b.total.goal.given);
        Str note = progress_note(arena, &b).vi;
        assert_true(str_find(note, S("Phường Hồng Châu (Tỉnh Hưng Yên), tháng 10/2026")) > 0); /* of whom it speaks */
        assert_true(str_find(note, S("đơn vị đã báo cáo")) < 0 && str_find(note, S("chưa báo cáo")) < 0);
        Grid grid = progress_grid(arena, &b, LANG_VI);
        assert_int_equal(grid.rows, 1);
        assert_str(grid.title.vi, S("Phường Hồng Châu đúng tiến độ; còn thiếu 240 người"));
        ForecastSeries sum = progress_sum(arena, &b.history);
        for (int t = 0; t < sum.count; t++)
            assert_true(sum.value[t] != sum.value[t]);
    }
}

TEST(an_outlook_of_one_commune_has_no_province)
{
    ON_EACH(store)
    {
        ProgressOutlooks o;
        add_growth(store, arena, "11980", 60, 46);
        add_growth(store, arena, "11953", 60, 46);
        target(store, arena, "11980", "participants_total", 2030, 16000, false);
        target(store, arena, "33", "participants_total", 2030, 64000, false);
        store_set_scope(store, &officer);
        assert_ok(progress_outlook(store, arena, &ASK, 1, &o));
        assert_int_equal(o.rows, 1);
        assert_true(o.row[0].end_goal.given && o.row[0].forecast.model != FORECAST_NONE);
        assert_int_equal(o.total.forecast.model, FORECAST_NONE);
        assert_false(o.total.end_goal.given || o.total.year_goal.given);
        assert_int_equal(progress_outlook_grid(arena, &o, LANG_EN).rows, 1);
    }
}

/* Four communes that do not go alike, so that one alone has another forecast than among the others. */
static void add_unlike(Store *store, Arena *arena)
{
    static const char *const unit[] = {"11953", "11980", "12019", "12049"};
    uint32_t noise = 7;
    for (int u = 0; u < COUNTOF(unit); u++)
        for (int t = 0; t < 46; t++) {
            int year = 2023 + t / 12, month = t % 12 + 1;
            noise = noise * 1664525 + 1013904223;
            int64_t wobble = (int64_t)(noise >> 16) % (20 + 200 * u), tet = month == 2 ? 300 * (u + 1) : 0;
            int64_t compulsory = 9000 + 40 * u * t + wobble - tet, voluntary = 500 + (3 - u) * t + wobble / 9;
            put(store, arena, unit[u], "participants_compulsory", year, month, compulsory, FACT_REPORTED);
            put(store, arena, unit[u], "participants_voluntary", year, month, voluntary, FACT_REPORTED);
            put(store, arena, unit[u], "participants_total", year, month, compulsory + voluntary, FACT_REPORTED);
            if (month == 1)
                put(store, arena, unit[u], "labour_force", year, month, 20000 + 500 * u + t, FACT_REPORTED);
        }
    for (int u = 0; u < COUNTOF(unit); u++)
        target(store, arena, unit[u], "participants_total", 2030, 16000, false);
}

static void assert_same_forecast(const Forecast *one, const Forecast *other)
{
    assert_int_equal(one->model, other->model);
    assert_int_not_equal(one->model, FORECAST_NONE);
    for (int h = 1; h <= 60; h++) {
        ForecastRange a, b;
        assert_true(forecast_at(one, one->origin + h, &a) && forecast_at(other, other->origin + h, &b));
        assert_true(a.median == b.median && a.low80 == b.low80 && a.high80 == b.high80);
        assert_true(a.low95 == b.low95 && a.high95 == b.high95);
    }
}

static const ProgressOutlook *outlook_of(const ProgressOutlooks *o, const char *unit)
{
    for (ptrdiff_t i = 0; i < o->rows; i++)
        if (str_eq(o->row[i].unit.code, str_from(unit)))
            return &o->row[i];
    fail();
    return NULL;
}

/* The command line sees everything, a leader his province, an officer his commune: one commune has one forecast, one
 * chance, one light, and who cannot see the others has no rank among them. */
TEST(a_commune_has_one_forecast_whoever_asks)
{
    static const ScopePlace province_place = {{"33", 2}, {"", 0}},
                            two_places[] = {{{"33", 2}, {"11980", 5}}, {{"33", 2}, {"12019", 5}}};
    static const Scope leader = {.place = &province_place, .places = 1}, two = {.place = two_places, .places = 2};
    static const Scope *const scopes[] = {&leader, &two, &officer};
    static const char *const indicators[] = {"participants_total", "participants_voluntary", "coverage_total"};
    ON_EACH(store)
    {
        add_unlike(store, arena);
        for (int i = 0; i < COUNTOF(indicators); i++) {
            ProgressOutlooks cli, o;
            ProgressUnit all, unit;
            ProgressOverview page;
            ProgressAsk ask = ASK;
            ask.indicator = str_from(indicators[i]);
            store_set_scope(store, NULL);
            assert_ok(progress_outlook(store, arena, &ask, 1, &cli));
            assert_ok(progress_unit(store, arena, &ask, S("11980"), &all));
            const Forecast *whole = &outlook_of(&cli, "11980")->forecast;
            assert_same_forecast(&all.path.forecast, whole);
            for (int k = 0; k < COUNTOF(scopes); k++) {
                store_set_scope(store, scopes[k]);
                assert_ok(progress_unit(store, arena, &ask, S("11980"), &unit));
                assert_same_forecast(&unit.path.forecast, whole);
                assert_str(unit.path.outlook.vi, all.path.outlook.vi);
                assert_int_equal(unit.path.reaches_bp, all.path.reaches_bp);
                assert_int_equal(unit.row.pace.light, all.row.pace.light);
                assert_int_equal(unit.row.pace.basis_points, all.row.pace.basis_points);
                assert_int_equal(unit.row.rank, k == 0 ? all.row.rank : 0);
                assert_ok(progress_outlook(store, arena, &ask, 2, &o));
                assert_same_forecast(&outlook_of(&o, "11980")->forecast, whole);
                assert_int_equal(o.rows, k == 0 ? 4 : k == 1 ? 2 : 1);
                assert_true(store_scope(store) == scopes[k]); /* put back */
            }
            assert_ok(progress_overview(store, arena, &ask, &page)); /* the officer's first page */
            assert_same_forecast(&page.path.forecast, whole);
            assert_int_equal(page.board.rows, 1);
        }
    }
}

TEST(others_see_a_province_without_figures)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        ProgressOutlooks o;
        Str only;
        ProgressAsk empty = ASK;
        add_results(store, arena);
        empty.indicator = S("labour_force");
        Err *without = progress_board(store, arena, &empty, &b);
        assert_fails(without, NOT_FOUND);
        const Scope *const scopes[] = {&village, &foreign};
        for (int i = 0; i < 2; i++) {
            store_set_scope(store, scopes[i]);
            Err *unseen = progress_board(store, arena, &empty, &b);
            assert_fails(unseen, NOT_FOUND);
            assert_str(unseen->text.vi, without->text.vi);
            assert_fails(progress_board(store, arena, &ASK, &b), NOT_FOUND);
            assert_fails(progress_outlook(store, arena, &ASK, 1, &o), NOT_FOUND);
        }
        assert_fails(progress_only_province(store, arena, &only), NOT_FOUND);
        store_set_scope(store, &officer);
        assert_ok(progress_only_province(store, arena, &only));
        assert_str(only, S("33"));
    }
}

TEST(who_is_late_is_told_so)
{
    ON_EACH(store)
    {
        static const ScopePlace late_place = {{"33", 2}, {"12049", 5}};
        static const Scope late = {.place = &late_place, .places = 1};
        ProgressBoard b;
        ProgressAsk october = ASK;
        add_results(store, arena);
        store_set_scope(store, &late);
        october.month = period_month(2026, 10);
        assert_ok(progress_board(store, arena, &october, &b));
        assert_true(b.row[0].late);
        october.month = period_month(2026, 11);
        assert_fails(progress_board(store, arena, &october, &b), NOT_FOUND);
    }
}

TEST(sharing_out_takes_the_whole_of_what_is_shared)
{
    ON_EACH(store)
    {
        AllocateKnown known;
        AllocateAsk ask = {
            .province = S("33"), .first_year = 2027, .years = 4, .base = period_month(2026, 10), .on = {2026, 11, 1}};
        add_results(store, arena);
        assert_ok(allocate_communes(store, arena, &ask, &known));
        store_set_scope(store, &officer);
        assert_fails(allocate_communes(store, arena, &ask, &known), FORBIDDEN);
        assert_fails(allocate_parent(store, arena, &ask, S("11953"), &known), FORBIDDEN);
        assert_ok(allocate_parent(store, arena, &ask, S("11980"), &known));
        store_set_scope(store, &foreign);
        assert_fails(allocate_parent(store, arena, &ask, S("11980"), &known), FORBIDDEN);
    }
}

TEST_MAIN
