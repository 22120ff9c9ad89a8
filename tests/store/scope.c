/* Which units a territory holds, as a table. */
#include "test.h"

#include "store/scope.h"

#define HY "33"
#define COMMUNE "12142"

static const struct {
    const char *place_province, *place_unit; /* what is given */
    const char *province, *unit;             /* what is asked */
    bool sees;
} cases[] = {
    {"", "", HY, COMMUNE, true},
    {"", "", HY, "", true},
    {"", "", "", "", true},
    {HY, "", HY, COMMUNE, true},
    {HY, "", HY, "", true},
    {HY, "", HY, HY, true},
    {HY, HY, HY, COMMUNE "-01", true},
    {HY, "", "31", "11317", false},
    {HY, "", "31", "", false},
    {HY, "", "", "", false},
    {HY, COMMUNE, HY, COMMUNE, true},
    {HY, COMMUNE, HY, COMMUNE "-01", true},
    {HY, COMMUNE, HY, "", false},
    {HY, COMMUNE, HY, HY, false},
    {HY, COMMUNE, HY, "12145", false},
    {HY, COMMUNE, HY, COMMUNE "0", false},
    {HY, COMMUNE, "31", COMMUNE, false},
    {HY, COMMUNE "-01", HY, COMMUNE "-01", true},
    {HY, COMMUNE "-01", HY, COMMUNE, false},
    {HY, COMMUNE "-01", HY, COMMUNE "-011", false},
    {HY, COMMUNE "-01", HY, COMMUNE "-02", false},
};

TEST(a_territory_holds_what_lies_within_and_nothing_beside)
{
    for (ptrdiff_t i = 0; i < COUNTOF(cases); i++) {
        ScopePlace place = {str_from(cases[i].place_province), str_from(cases[i].place_unit)};
        Scope scope = {.place = &place, .places = 1};
        if (scope_sees(&scope, str_from(cases[i].province), str_from(cases[i].unit)) != cases[i].sees)
            fail_msg("case %td: %s/%s asked for %s/%s", i, cases[i].place_province, cases[i].place_unit,
                     cases[i].province, cases[i].unit);
    }
}

TEST(without_a_place_nothing_is_seen_and_a_second_place_adds)
{
    Scope none = {0};
    assert_false(scope_sees(&none, S(HY), S(COMMUNE)));
    assert_false(scope_sees(&none, (Str){0}, (Str){0}));
    assert_false(scope_meets_province(&none, S(HY)));
    ScopePlace two[] = {{S(HY), S(COMMUNE)}, {S("31"), {0}}};
    Scope scope = {.place = two, .places = 2};
    assert_true(scope_sees(&scope, S(HY), S(COMMUNE)));
    assert_true(scope_sees_province(&scope, S("31")));
    assert_false(scope_sees_province(&scope, S(HY)));
    assert_true(scope_meets_province(&scope, S(HY)));
    assert_false(scope_meets_province(&scope, S("01")));
}

TEST(a_store_sees_everything_until_it_is_told)
{
    for (int which = 0; which < TEST_STORES; which++) {
        Str address;
        Store *store;
        if (!test_store_address(arena, which, &address))
            continue;
        assert_ok(store_open(arena, address, (Clock){.fixed_ms = 1}, &store));
        assert_true(store_scope(store)->all);
        assert_ok(scope_check(store, arena, S(HY), S(COMMUNE)));
        ScopePlace place = {S("31"), {0}};
        Scope scope = {.place = &place, .places = 1};
        store_set_scope(store, &scope);
        assert_fails(scope_check(store, arena, S(HY), S(COMMUNE)), FORBIDDEN);
        assert_ok(scope_check(store, arena, S("31"), S("11317")));
        store_set_scope(store, NULL);
        assert_ok(scope_check(store, arena, S(HY), S(COMMUNE)));
        store_close(&store);
    }
}

TEST_MAIN
