/* What the tests of the audit trail share. */
#pragma once
#include "test.h"

#include "audit/audit.h"
#include <stdio.h>

static const Clock audit_noon = {.fixed_ms = 1761973200000}; /* 2025-11-01T12:00:00+07:00 */

/* Runs the body on each store that is there; `store` is open and empty, `address` leads to it again. */
#define ON_EACH_STORE(store, address)                    \
    for (int which_ = 0; which_ < TEST_STORES; which_++) \
        for (Str address = {0}; address.len == 0;)       \
            for (Store *store = audit_fresh(arena, which_, &address); store; store_close(&store))

static inline Store *audit_fresh(Arena *arena, int which, Str *ret_address)
{
    Store *store = NULL;
    *ret_address = S("-");
    if (test_store_address(arena, which, ret_address))
        assert_ok(store_open(arena, *ret_address, audit_noon, &store));
    return store;
}

static inline AuditEntry audit_some(Arena *arena, int i)
{
    return (AuditEntry){.account = S("a1"),
                        .login = S("lan"),
                        .action = i % 2 ? S("fact.enter") : S("export"),
                        .province = S("33"),
                        .unit = str_fmt(arena, "%05d", 12000 + i % 3),
                        .subject = str_fmt(arena, "bản ghi “%d”", i),
                        .after = str_fmt(arena, "{\"value\":%d}", i)};
}

static inline void audit_fill(Store *store, Arena *arena, int count)
{
    for (int i = 1; i <= count; i++)
        assert_ok(audit_add(store, arena, audit_some(arena, i)));
}

static inline AuditProof audit_proof(Store *store, Arena *arena)
{
    AuditProof proof;
    assert_ok(audit_verify(store, arena, &proof));
    return proof;
}
