/* world: a hand-made province of four communes, on either database. */
#pragma once
#include "cube/cube_internal.h"
#include "progress/progress.h"
#include "test.h"

static const Clock world_clock = {.fixed_ms = 1794801600000}; /* November 2026 */
static const Query ADD_UNIT = {"add_unit", "INSERT INTO unit VALUES ('33', $1, $2, $3, $4, '', 0, 0, '', 0, 0)",
                               "INSERT INTO unit VALUES ('33', $1, $2, $3, $4, '', 0, 0, '', 0, 0)"};
static const Query ADD_NAME = {"add_name", "INSERT INTO unit_naming VALUES ('33', $1, '2025-07-01', '', $2, $3, '')",
                               "INSERT INTO unit_naming VALUES ('33', $1, '2025-07-01', '', $2, $3, '')"};

static inline void add_unit(Store *store, Arena *arena, const char *code, int level, const char *kind, const char *name,
                            const char *full)
{
    Str parent = level == 2 ? S("33") : S("");
    assert_ok(store_exec(store, arena, ADD_UNIT,
                         ARGS(V_TEXT(str_from(code)), V_INT(level), V_TEXT(parent), V_TEXT(str_from(name))), NULL));
    assert_ok(store_exec(store, arena, ADD_NAME,
                         ARGS(V_TEXT(str_from(code)), V_TEXT(str_from(kind)), V_TEXT(str_from(full))), NULL));
}

static inline void add_indicators(Store *store, Arena *arena)
{
    const Indicator list[] = {
        {.code = S("participants_total"),
         .name = TEXT("Tổng số người tham gia BHXH", "Participants"),
         .unit = S("person"),
         .better = 1},
        {.code = S("participants_compulsory"),
         .name = TEXT("Bắt buộc", "Compulsory"),
         .unit = S("person"),
         .part_of = S("participants_total"),
         .better = 1},
        {.code = S("participants_voluntary"),
         .name = TEXT("Tự nguyện", "Voluntary"),
         .unit = S("person"),
         .part_of = S("participants_total"),
         .better = 1},
        {.code = S("labour_force"), .name = TEXT("Lực lượng lao động", "Labour force"), .unit = S("person")},
        {.code = S("arrears"), .name = TEXT("Số tiền chậm đóng", "Arrears"), .unit = S("dong"), .better = -1},
        {.code = S("coverage_total"),
         .name = TEXT("Tỷ lệ bao phủ BHXH", "Coverage"),
         .unit = S("percent"),
         .rate = true,
         .numerator = S("participants_total"),
         .denominator = S("labour_force"),
         .better = 1},
    };
    for (int i = 0; i < COUNTOF(list); i++)
        assert_ok(indicator_put(store, arena, &list[i], i, NULL));
}

static inline void put(Store *store, Arena *arena, const char *unit, const char *indicator, int year, int month,
                       int64_t value, FactState state)
{
    FactChange change;
    FactKey refused;
    Fact fact = {
        .key = {S("33"), str_from(unit), str_from(indicator), period_month(year, month), S(""), BASE_COLLECTING},
        .value = value,
        .state = state,
        .source = S("BHXH tỉnh"),
        .as_of = S("2026-06-30")};
    assert_ok(fact_put(store, arena, &fact, 1, (Author){S("lan"), S("báo cáo")}, &change, &refused));
}

static inline void target(Store *store, Arena *arena, const char *unit, const char *indicator, int year, int64_t value,
                          bool floor)
{
    FactChange change;
    Target t = {.province = S("33"),
                .unit = str_from(unit),
                .indicator = str_from(indicator),
                .year = year,
                .base = BASE_COLLECTING,
                .value = value,
                .floor = floor,
                .document = S("33:kh-1")};
    assert_ok(target_put(store, arena, &t, 1, (Author){S("lan"), S("kế hoạch")}, &change));
}

/* Target 2030: 16.000 each from 10.000 in December 2025, so 11.000 in October and 11.200 at the year's end. */
static inline void add_results(Store *store, Arena *arena)
{
    static const struct {
        const char *unit;
        int64_t october, september, year_before;
    } rows[] = {{"11953", 11300, 11250, 9800},
                {"11980", 10960, 10950, 9900},
                {"12019", 10500, 10600, 9700},
                {"12049", -1, 10200, 9990}};
    for (int i = 0; i < COUNTOF(rows); i++) {
        put(store, arena, rows[i].unit, "participants_total", 2025, 10, rows[i].year_before, FACT_REPORTED);
        put(store, arena, rows[i].unit, "participants_total", 2025, 12, 10000, FACT_REPORTED);
        put(store, arena, rows[i].unit, "participants_total", 2026, 9, rows[i].september, FACT_REPORTED);
        if (rows[i].october >= 0)
            put(store, arena, rows[i].unit, "participants_total", 2026, 10, rows[i].october, FACT_APPROVED);
        target(store, arena, rows[i].unit, "participants_total", 2030, 16000, false);
    }
}

/* Four communes with both figures and goals of 2030, to share between. */
static inline void add_figures(Store *store, Arena *arena)
{
    static const char *const communes[] = {"11953", "11980", "12019", "12049"};
    for (int i = 0; i < COUNTOF(communes); i++) {
        put(store, arena, communes[i], "participants_total", 2026, 10, 10000 + 111 * i, FACT_APPROVED);
        put(store, arena, communes[i], "participants_voluntary", 2026, 10, 500 + 7 * i, FACT_APPROVED);
        put(store, arena, communes[i], "labour_force", 2026, 10, 20000 + 1000 * i, FACT_APPROVED);
        target(store, arena, communes[i], "participants_total", 2030, 14001 + 333 * i, false);
        target(store, arena, communes[i], "participants_voluntary", 2030, 900 + 11 * i, true);
    }
}

/* In the caller's transaction. */
static inline void make_world(Store *store, Arena *arena)
{
    add_indicators(store, arena);
    add_unit(store, arena, "33", 1, "tinh", "Hưng Yên", "Tỉnh Hưng Yên");
    add_unit(store, arena, "11953", 2, "phuong", "Phố Hiến", "Phường Phố Hiến");
    add_unit(store, arena, "11980", 2, "phuong", "Hồng Châu", "Phường Hồng Châu");
    add_unit(store, arena, "12019", 2, "xa", "Như Quỳnh", "Xã Như Quỳnh");
    add_unit(store, arena, "12049", 2, "xa", "Mễ Sở", "Xã Mễ Sở");
    assert_ok(document_put(
        store, arena,
        (Document){.id = S("33:kh-1"), .province = S("33"), .number = S("12/KH-UBND"), .date = S("2026-04-01")}));
}

static inline void add_village(Store *store, Arena *arena, const char *commune, const char *code)
{
    static const Query ADD_VILLAGE = {"add_village",
                                      "INSERT INTO unit VALUES ('33', $1, 3, $2, $1, '', 0, 0, '', 0, 0)",
                                      "INSERT INTO unit VALUES ('33', $1, 3, $2, $1, '', 0, 0, '', 0, 0)"};
    assert_ok(store_exec(store, arena, ADD_VILLAGE, ARGS(V_TEXT(str_from(code)), V_TEXT(str_from(commune))), NULL));
    assert_ok(store_exec(store, arena, ADD_NAME,
                         ARGS(V_TEXT(str_from(code)), V_TEXT(S("thon")), V_TEXT(str_from(code))), NULL));
}

static inline Store *open_world(Arena *arena, int which)
{
    Str address;
    Store *store = NULL;
    if (!test_store_address(arena, which, &address))
        return NULL;
    assert_ok(store_open(arena, address, world_clock, &store));
    assert_ok(store_begin(store, arena));
    make_world(store, arena);
    return store;
}

#define ON_EACH(store)                                   \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Store *store = open_world(arena, which_); store; store_rollback(store), store_close(&store))

static inline void add_growth(Store *store, Arena *arena, const char *unit, int slope, int months)
{
    for (int t = 0; t < months; t++) {
        int year = 2023 + t / 12, month = t % 12 + 1;
        put(store, arena, unit, "participants_compulsory", year, month, 9000 + slope * t + (t * 7) % 5, FACT_REPORTED);
        put(store, arena, unit, "participants_voluntary", year, month, 500 + t, FACT_REPORTED);
        put(store, arena, unit, "participants_total", year, month, 9500 + slope * t + (t * 7) % 5 + t, FACT_REPORTED);
    }
}

static const ProgressAsk ASK = {.province = {"33", 2}, .indicator = {"participants_total", 18}, .on = {2026, 11, 1}};
