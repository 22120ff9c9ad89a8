/* The page of a province and of a commune, the list, the heat map, the facts behind: of a hand-made province. */
#include "world.h"

#include "progress/list.h"
#include "progress/overview.h"
#include "progress/search.h"
#include "store/scope.h"

#include <math.h>
#include <stdio.h>

static const ScopePlace officer_place = {{"33", 2}, {"11980", 5}},
                        two_places[] = {{{"33", 2}, {"11980", 5}}, {{"33", 2}, {"11953", 5}}};
static const Scope officer = {.place = &officer_place, .places = 1}, two = {.place = two_places, .places = 2};

static const ProgressCard *card_of(const ProgressCard *card, ptrdiff_t count, const char *indicator)
{
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(card[i].indicator.code, str_from(indicator)))
            return &card[i];
    fail();
    return NULL;
}

static ProgressOverview overview(Store *store, Arena *arena)
{
    ProgressOverview o;
    assert_ok(progress_overview(store, arena, &ASK, &o));
    return o;
}

TEST(every_indicator_has_a_card_and_its_number_is_that_of_the_board)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        add_results(store, arena);
        put(store, arena, "11953", "labour_force", 2026, 6, 20000, FACT_REPORTED);
        assert_ok(progress_board(store, arena, &ASK, &b));
        ProgressOverview o = overview(store, arena);
        assert_int_equal(o.cards, 6);
        const ProgressCard *total = card_of(o.card, o.cards, "participants_total"),
                           *force = card_of(o.card, o.cards, "labour_force"),
                           *rate = card_of(o.card, o.cards, "coverage_total"),
                           *none = card_of(o.card, o.cards, "arrears");
        assert_int_equal(total->row.result, b.total.result);
        assert_int_equal(total->row.result, 11300 + 10960 + 10500);
        assert_int_equal(total->row.pace.light, b.total.pace.light);
        assert_int_equal(total->reported, 3);
        assert_int_equal(total->units, 4);
        assert_true(isnan(total->spark[PROGRESS_SPARK - 1])); /* one commune is late */
        assert_int_equal((int)total->spark[PROGRESS_SPARK - 2], 11250 + 10950 + 10600 + 10200);
        assert_int_equal(force->month.index, 6); /* its own last month */
        assert_int_equal(force->row.result, 20000);
        assert_true(rate->known && rate->denominator.vi.len > 0);
        assert_false(none->known);
    }
}

TEST(who_is_behind_and_who_moved)
{
    ON_EACH(store)
    {
        add_results(store, arena);
        ProgressOverview o = overview(store, arena);
        assert_int_equal(o.worsts, 2); /* Mễ Sở lacks 700 of September's path, Như Quỳnh 500 */
        assert_str(o.worst[0]->unit.code, S("12049"));
        assert_int_equal(o.worst[0]->pace.shortfall, 700);
        assert_str(o.worst[1]->unit.code, S("12019"));
        assert_int_equal(o.movers, 3); /* who is late has not moved */
        assert_str(o.mover[0]->unit.code, S("12019"));
        assert_int_equal(o.mover[0]->month_change, -100);
        assert_str(o.mover[2]->unit.code, S("11980"));
        assert_int_equal(o.fresh_count, 1);
        assert_str(o.fresh[0].source.source, S("BHXH tỉnh"));
        assert_int_equal(o.fresh[0].source.reported, 3);
        assert_int_equal(period_cmp(o.fresh[0].source.last, period_month(2026, 10)), 0);
    }
}

TEST(the_ten_farthest_come_in_order)
{
    ON_EACH(store)
    {
        for (int i = 0; i < 14; i++) {
            char code[8], name[16];
            snprintf(code, sizeof code, "2%04d", i);
            snprintf(name, sizeof name, "Xã %d", i);
            add_unit(store, arena, code, 2, "xa", name, name);
            put(store, arena, code, "participants_total", 2025, 12, 10000, FACT_REPORTED);
            put(store, arena, code, "participants_total", 2026, 10, 10000 - (i * 5) % 14 * 10, FACT_REPORTED);
            target(store, arena, code, "participants_total", 2030, 16000, false);
        }
        ProgressOverview o = overview(store, arena);
        assert_int_equal(o.worsts, PROGRESS_TOP);
        for (int i = 0; i < PROGRESS_TOP; i++)
            assert_int_equal(o.worst[i]->pace.shortfall, 1000 + (13 - i) * 10);
    }
}

TEST(the_path_leads_to_the_last_target_with_a_band)
{
    ON_EACH(store)
    {
        ProgressOutlooks outlooks;
        add_growth(store, arena, "11953", 120, 46);
        add_growth(store, arena, "11980", 60, 46);
        target(store, arena, "11953", "participants_total", 2030, 20000, false);
        target(store, arena, "11980", "participants_total", 2030, 16000, true);
        ProgressOverview o = overview(store, arena);
        assert_int_equal(o.path.first_year, 2026);
        assert_int_equal(o.path.years, 5);
        assert_false(o.path.goal[4].given); /* two communes have no target: there is no sum */
        target(store, arena, "12019", "participants_total", 2030, 1, false);
        target(store, arena, "12049", "participants_total", 2030, 1, false);
        o = overview(store, arena);
        assert_true(o.path.goal[4].given && !o.path.goal[4].interpolated);
        assert_int_equal(o.path.goal[4].path.target, 36002);
        assert_true(o.path.goal[0].given && o.path.goal[0].interpolated);
        assert_ok(progress_outlook(store, arena, &ASK, 1, &outlooks));
        ForecastRange here, there;
        assert_true(forecast_at(&o.path.forecast, o.path.end, &here));
        assert_true(forecast_at(&outlooks.total.forecast, o.path.end, &there));
        assert_true(here.median == there.median && here.low95 == there.low95 && here.high80 == there.high80);
        assert_true(o.path.reaches_bp >= 0 && o.path.reaches_bp <= 10000);
        assert_true(str_find(o.path.outlook.vi, S("2030")) > 0 && str_find(o.path.outlook.en, S("2030")) > 0);
    }
}

TEST(one_commune_is_forecast_as_in_the_list_of_all)
{
    ON_EACH(store)
    {
        ProgressOutlooks outlooks;
        ProgressUnit page;
        add_growth(store, arena, "11953", 120, 46);
        add_growth(store, arena, "11980", 60, 46);
        add_growth(store, arena, "12019", 40, 46);
        target(store, arena, "11980", "participants_total", 2030, 16000, false);
        assert_ok(progress_outlook(store, arena, &ASK, 1, &outlooks));
        for (int again = 0; again < 2; again++) { /* the second time with widths kept */
            ForecastRange here, there;
            assert_ok(progress_unit(store, arena, &ASK, S("11980"), &page));
            const ProgressOutlook *same = NULL;
            for (ptrdiff_t i = 0; i < outlooks.rows; i++)
                same = str_eq(outlooks.row[i].unit.code, S("11980")) ? &outlooks.row[i] : same;
            assert_non_null(same);
            for (int month = page.path.forecast.origin + 1; month <= page.path.end; month++) {
                assert_true(forecast_at(&page.path.forecast, month, &here));
                assert_true(forecast_at(&same->forecast, month, &there));
                assert_true(here.median == there.median && here.low80 == there.low80 && here.high95 == there.high95);
            }
        }
        assert_str(page.row.unit.code, S("11980"));
        assert_int_equal(card_of(page.card, page.cards, "participants_total")->row.result, page.row.result);
        assert_int_equal(card_of(page.card, page.cards, "participants_total")->units, 1);
        assert_fails(progress_unit(store, arena, &ASK, S("99999"), &page), NOT_FOUND);
        assert_ok(progress_unit(store, arena, &ASK, S("33"), &page));
        assert_str(page.row.unit.code, S("33"));
    }
}

TEST(a_part_of_the_province_has_a_page_of_its_own)
{
    ON_EACH(store)
    {
        ProgressUnit page;
        add_results(store, arena);
        store_set_scope(store, &officer);
        ProgressOverview o = overview(store, arena);
        const ProgressCard *card = card_of(o.card, o.cards, "participants_total");
        assert_int_equal(card->row.result, 10960);
        assert_int_equal(card->units, 1);
        assert_int_equal(o.board.rows, 1);
        assert_int_equal(o.fresh[0].source.reported, 1);
        assert_fails(progress_unit(store, arena, &ASK, S("11953"), &page), FORBIDDEN);
        assert_fails(progress_unit(store, arena, &ASK, S("33"), &page), FORBIDDEN);
        assert_ok(progress_unit(store, arena, &ASK, S("11980"), &page));
        store_set_scope(store, &two);
        o = overview(store, arena);
        card = card_of(o.card, o.cards, "participants_total");
        assert_int_equal(card->row.result, 10960 + 11300); /* of the communes seen */
        assert_int_equal(card->row.unit.code.len, 0);      /* and not called the province's */
        assert_false(o.board.history.whole);
    }
}

TEST(each_month_is_judged_by_the_path_of_its_time)
{
    ON_EACH(store)
    {
        ProgressHeatmap m;
        ProgressAsk ask = ASK;
        ask.sort = PROGRESS_BY_NAME;
        add_results(store, arena);
        assert_ok(progress_heatmap(store, arena, &ask, 24, &m));
        assert_int_equal(m.months, 13); /* from October 2025 on there are figures */
        assert_int_equal(m.board.rows, 4);
        const ProgressHeat *last = &m.cell[m.months - 1], *before = &m.cell[0], *gap = &m.cell[5];
        assert_str(m.board.row[0].unit.code, S("11980")); /* Hồng Châu comes first */
        assert_true(last->known && last->value == 10960);
        assert_int_equal(last->share_bp, 9964); /* of 11.000 */
        assert_int_equal(last->light, LIGHT_ON_PACE);
        assert_true(before->known && before->share_bp < 0); /* October 2025: before the path begins */
        assert_int_equal(before->light, LIGHT_NO_TARGET);
        assert_false(gap->known);
        assert_int_equal(gap->light, LIGHT_NO_RESULT);
        Grid grid = progress_heatmap_grid(arena, &m);
        assert_int_equal(grid.rows, 4);
        assert_int_equal(grid.columns, 2 + 13);
    }
}

/* ---- the list ------------------------------------------------------------------------------ */

static ProgressPage choose(Arena *arena, const ProgressBoard *b, ProgressChoice choice)
{
    ProgressPage page;
    assert_ok(progress_choose(arena, b, &choice, &page));
    return page;
}

TEST(rows_are_found_without_marks_and_by_light)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        unsigned lights;
        add_results(store, arena);
        assert_ok(progress_board(store, arena, &ASK, &b));
        assert_int_equal(choose(arena, &b, (ProgressChoice){.find = S("hong ch")}).rows, 1);
        assert_int_equal(choose(arena, &b, (ProgressChoice){.find = S("PHƯỜNG")}).rows, 2);
        assert_int_equal(choose(arena, &b, (ProgressChoice){.find = S("12049")}).rows, 1);
        assert_int_equal(choose(arena, &b, (ProgressChoice){.find = S("nơi khác")}).rows, 0);
        assert_ok(progress_lights(arena, S("behind, far-behind"), &lights));
        assert_int_equal(choose(arena, &b, (ProgressChoice){.lights = lights}).rows, 2);
        assert_ok(progress_lights(arena, S(""), &lights));
        assert_int_equal(lights, 0);
        assert_fails(progress_lights(arena, S("red"), &lights), USAGE);
    }
}

TEST(every_order_is_an_order_and_what_is_not_known_comes_last)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        add_results(store, arena);
        put(store, arena, "12019", "participants_voluntary", 2026, 10, 3, FACT_REPORTED);
        assert_ok(progress_board(store, arena, &ASK, &b));
        ProgressPage page = choose(arena, &b, (ProgressChoice){.key = PROGRESS_KEY_RESULT, .descending = true});
        assert_str(page.row[0].unit.code, S("11953"));
        assert_str(page.row[3].unit.code, S("12049"));
        page = choose(arena, &b, (ProgressChoice){.key = PROGRESS_KEY_NAME});
        assert_str(page.row[0].unit.code, S("11980")); /* Hồng Châu, Mễ Sở, Như Quỳnh, Phố Hiến */
        assert_str(page.row[3].unit.code, S("11953"));
        for (int descending = 0; descending < 2; descending++) {
            page = choose(arena, &b, (ProgressChoice){.key = PROGRESS_KEY_RANK, .descending = descending});
            assert_str(page.row[3].unit.code, S("12049")); /* is late: has no rank */
            assert_int_equal(page.row[0].rank, descending ? 3 : 1);
        }
        ProgressAsk voluntary = ASK;
        voluntary.indicator = S("participants_voluntary");
        assert_ok(progress_board(store, arena, &voluntary, &b));
        for (int key = 0; progress_key_names[key]; key++)
            assert_int_equal(choose(arena, &b, (ProgressChoice){.key = (ProgressKey)key}).rows, 4);
        page = choose(arena, &b, (ProgressChoice){.key = PROGRESS_KEY_RESULT});
        assert_str(page.row[0].unit.code, S("12019"));
    }
}

TEST(pages_hold_each_row_once_whatever_the_order_and_the_size)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        add_results(store, arena);
        assert_ok(progress_board(store, arena, &ASK, &b));
        for (int key = 0; progress_key_names[key]; key++)
            for (int64_t limit = 1; limit <= 5; limit++) {
                ProgressChoice choice = {.key = (ProgressKey)key, .limit = limit, .descending = key % 2};
                ProgressPage all = choose(arena, &b, (ProgressChoice){.key = choice.key, .descending = key % 2}), page;
                ptrdiff_t seen = 0;
                do {
                    page = choose(arena, &b, choice);
                    assert_int_equal(page.count, 4);
                    for (ptrdiff_t i = 0; i < page.rows; i++)
                        assert_str(page.row[i].unit.code, all.row[seen++].unit.code);
                    choice.after = page.next;
                } while (page.next.len > 0);
                assert_int_equal(seen, 4);
            }
        static const char *const bad[] = {"x", "1.2", "1.2.99999", "7.2.11980", "1.a.11980", "1..11980"};
        for (int i = 0; i < COUNTOF(bad); i++) {
            ProgressPage page;
            ProgressChoice choice = {.after = str_from(bad[i])};
            assert_fails(progress_choose(arena, &b, &choice, &page), USAGE);
        }
    }
}

TEST(a_page_goes_on_where_its_row_was_though_rows_changed)
{
    ON_EACH(store)
    {
        ProgressBoard b;
        add_results(store, arena);
        assert_ok(progress_board(store, arena, &ASK, &b));
        ProgressChoice choice = {.key = PROGRESS_KEY_RESULT, .limit = 2}; /* 10.200, 10.500 | 10.960, 11.300 */
        ProgressPage page = choose(arena, &b, choice);
        assert_str(page.row[1].unit.code, S("12019"));
        put(store, arena, "12019", "participants_total", 2026, 10, 20000, FACT_REPORTED); /* now the last of all */
        assert_ok(progress_board(store, arena, &ASK, &b));
        choice.after = page.next;
        page = choose(arena, &b, choice);
        assert_str(page.row[0].unit.code, S("11980"));
        assert_str(page.row[1].unit.code, S("11953"));
    }
}

/* ---- facts and search --------------------------------------------------------------------------- */

TEST(facts_come_page_by_page_with_names)
{
    ON_EACH(store)
    {
        ProgressFacts page, all;
        Str after = S("");
        ptrdiff_t seen = 0;
        FactFilter filter = {.province = S("33")};
        add_results(store, arena);
        put(store, arena, "33", "participants_total", 2026, 10, 99, FACT_SIMULATED);
        assert_ok(progress_facts(store, arena, filter, (Str){0}, 1000, ASK.on, &all));
        assert_int_equal(all.count, 16);
        assert_int_equal(all.next.len, 0);
        do {
            assert_ok(progress_facts(store, arena, filter, after, 5, ASK.on, &page));
            for (ptrdiff_t i = 0; i < page.count; i++, seen++) {
                assert_true(key_eq(page.fact[i].key, all.fact[seen].key));
                assert_str(page.name[i], all.name[seen]);
            }
            after = page.next;
        } while (after.len > 0);
        assert_int_equal(seen, all.count);
        filter.unit = S("11980");
        assert_ok(progress_facts(store, arena, filter, (Str){0}, 2, ASK.on, &page));
        assert_str(page.name[0], S("Phường Hồng Châu"));
        assert_true(page.next.len > 0);
        assert_true(progress_facts_grid(arena, &all, LANG_VI).simulated);
        assert_false(progress_facts_grid(arena, &page, LANG_VI).simulated);
        assert_fails(progress_facts(store, arena, filter, S("a|b|c"), 2, ASK.on, &page), USAGE);
        assert_fails(progress_facts(store, arena, filter, S("x|collecting|2026-99|11980|"), 2, ASK.on, &page), USAGE);
    }
}

TEST(what_there_is_of_a_province)
{
    ON_EACH(store)
    {
        ProgressKnown known;
        assert_ok(progress_known(store, arena, S("33"), &known));
        assert_int_equal(known.last.year, 0);
        add_results(store, arena);
        assert_ok(progress_known(store, arena, S("33"), &known));
        assert_true(known.base[BASE_COLLECTING] && !known.base[BASE_RESIDENCE] && !known.simulated);
        assert_int_equal(period_cmp(known.last, period_month(2026, 10)), 0);
        put(store, arena, "11980", "labour_force", 2026, 11, 5, FACT_SIMULATED);
        assert_ok(progress_known(store, arena, S("33"), &known));
        assert_true(known.simulated);
        assert_int_equal(known.last.index, 11);
    }
}

static ptrdiff_t search(Store *store, Arena *arena, const char *written, Found **ret)
{
    ptrdiff_t count;
    assert_ok(progress_search(store, arena, str_from(written), (Str){0}, ASK.on, true, LANG_VI, ret, &count));
    return count;
}

TEST(a_few_letters_find_communes_documents_and_indicators)
{
    ON_EACH(store)
    {
        Found *found;
        add_results(store, arena);
        assert_int_equal(search(store, arena, "me so", &found), 1);
        assert_int_equal(found[0].kind, FOUND_COMMUNE);
        assert_str(found[0].code, S("12049"));
        assert_int_equal(search(store, arena, "12/kh", &found), 1);
        assert_int_equal(found[0].kind, FOUND_DOCUMENT);
        assert_int_equal(search(store, arena, "ty le", &found), 1);
        assert_int_equal(found[0].kind, FOUND_INDICATOR);
        assert_true(search(store, arena, "h", &found) > 1);
        assert_str(found[0].code, S("11980")); /* Hồng Châu begins with it, Phố Hiến has a word that does */
        assert_int_equal(search(store, arena, "  …  ", &found), 0);
        assert_int_equal(search(store, arena, "zzz", &found), 0);
        static const ScopePlace elsewhere = {{"31", 2}, {"", 0}};
        static const Scope foreign = {.place = &elsewhere, .places = 1};
        store_set_scope(store, &foreign);
        assert_int_equal(search(store, arena, "me so", &found), 0);
        assert_int_equal(search(store, arena, "12/kh", &found), 0);
    }
}

TEST_MAIN
