/* Which units a scope holds. */
#include "store/scope.h"

#include "store/driver.h"

static const Scope everything = {.all = true};

static bool whole_province(const ScopePlace *place, Str province)
{
    if (place->province.len == 0)
        return true;
    return str_eq(place->province, province) && (place->unit.len == 0 || str_eq(place->unit, province));
}

/* The unit itself, or a village of it. */
static bool within(Str unit, Str outer)
{
    return str_starts(unit, outer) && (unit.len == outer.len || unit.ptr[outer.len] == '-');
}

bool scope_sees(const Scope *scope, Str province, Str unit)
{
    if (scope->all)
        return true;
    for (ptrdiff_t i = 0; i < scope->places; i++) {
        const ScopePlace *place = &scope->place[i];
        if (whole_province(place, province))
            return true;
        bool own_figures = unit.len == 0 || str_eq(unit, province);
        if (!own_figures && str_eq(place->province, province) && within(unit, place->unit))
            return true;
    }
    return false;
}

bool scope_sees_province(const Scope *scope, Str province)
{
    return scope_sees(scope, province, (Str){0});
}

bool scope_meets_province(const Scope *scope, Str province)
{
    if (scope->all)
        return true;
    for (ptrdiff_t i = 0; i < scope->places; i++)
        if (scope->place[i].province.len == 0 || str_eq(scope->place[i].province, province))
            return true;
    return false;
}

void store_set_scope(Store *store, const Scope *scope)
{
    store->scope = scope;
}

const Scope *store_scope(const Store *store)
{
    return store->scope ? store->scope : &everything;
}

Err *scope_check(const Store *store, Arena *arena, Str province, Str unit)
{
    if (scope_sees(store_scope(store), province, unit))
        return NULL;
    Str outside = unit.len > 0 ? unit : province;
    Text next = TEXT("cần xem thì đề nghị quản trị viên giao thêm", "ask an administrator if you need it");
    Err *err = FAIL(arena, FORBIDDEN, "“%.*s” nằm ngoài địa bàn được giao cho tài khoản này",
                    "“%.*s” lies outside the territory of this account", STRF(outside));
    err->unit = outside;
    return err_next(err, next, next);
}
