/* world: a store with indicators and some facts, on either database. */
#pragma once
#include "test.h"

#include "cube/cube_internal.h"

static const Clock world_clock = {.fixed_ms = 1793509200000}; /* 2026-11-01T12:00:00+07:00 */
#define LAN ((Author){S("lan"), S("báo cáo tháng")})

#define ON_EACH_STORE(store)                             \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Store *store = world_open(arena, which_, NULL); store; store_close(&store))

static inline void world_indicators(Store *store, Arena *arena)
{
    const Indicator list[] = {
        {.code = S("participants_total"),
         .name = TEXT("Tổng số người tham gia BHXH", "Participants"),
         .unit = S("person"),
         .better = 1},
        {.code = S("participants_voluntary"),
         .name = TEXT("Số người tham gia BHXH tự nguyện", "Voluntary participants"),
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

static inline Store *world_open(Arena *arena, int which, Str *ret_address)
{
    Str address;
    Store *store = NULL;
    if (!test_store_address(arena, which, &address))
        return NULL;
    if (ret_address)
        *ret_address = address;
    assert_ok(store_open(arena, address, world_clock, &store));
    assert_ok(store_begin(store, arena));
    world_indicators(store, arena);
    assert_ok(store_commit(store, arena));
    return store;
}

static inline FactKey world_key(const char *unit, int year, int month)
{
    return (FactKey){.province = S("33"),
                     .unit = str_from(unit),
                     .indicator = S("participants_total"),
                     .period = period_month(year, month),
                     .base = BASE_COLLECTING};
}

static inline Fact world_fact(const char *unit, int month, int64_t value, FactState state)
{
    return (Fact){.key = world_key(unit, 2026, month), .value = value, .state = state, .source = S("BHXH tỉnh")};
}

/* One transaction of its own; the error, if any, has undone it. */
static inline Err *world_put(Store *store, Arena *arena, const Fact *fact, ptrdiff_t count, Author author,
                             FactChange *change, FactKey *refused)
{
    TRY(store_begin(store, arena));
    Err *err = fact_put(store, arena, fact, count, author, change, refused);
    if (!err)
        return store_commit(store, arena);
    store_rollback(store);
    return err;
}

static inline Err *world_move(Store *store, Arena *arena, FactKey key, FactState to, Author author)
{
    TRY(store_begin(store, arena));
    Err *err = fact_move(store, arena, key, to, author);
    if (!err)
        return store_commit(store, arena);
    store_rollback(store);
    return err;
}

static inline Fact world_get(Store *store, Arena *arena, FactKey key)
{
    Fact fact = {0};
    bool found;
    assert_ok(fact_get(store, arena, key, &fact, &found));
    assert_true(found);
    return fact;
}
