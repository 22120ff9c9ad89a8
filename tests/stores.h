/* stores: a test's body on an empty store of each kind, at noon of 2026-11-01. */
#pragma once
#include "test.h"

#include "store/store.h"

static const Clock noon __attribute__((unused)) = {.fixed_ms = 1793505600000}; /* 2026-11-01 */

#define ON_EACH_STORE(store)                             \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Store *store = fresh(arena, which_); store; store_close(&store))

static inline Store *fresh(Arena *arena, int which) /* NULL where this kind is not here */
{
    Str address;
    Store *store = NULL;
    if (test_store_address(arena, which, &address))
        assert_ok(store_open(arena, address, noon, &store));
    return store;
}
