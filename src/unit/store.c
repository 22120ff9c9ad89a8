/* Units as the database has them. */
#include "base/vec.h"
#include "store/scope.h"
#include "unit/unit_internal.h"
#include "unit_sql.h"
#include "vn/vn.h"

static Unit read_unit(const Rows *rows, Arena *arena)
{
    return (Unit){
        .code = rows_text(rows, arena, 0),
        .level = (UnitLevel)rows_int(rows, 1),
        .province = rows_text(rows, arena, 2),
        .parent = rows_text(rows, arena, 3),
        .kind = rows_text(rows, arena, 4),
        .name = rows_text(rows, arena, 5),
        .full_name = rows_text(rows, arena, 6),
        .area_km2 = rows_real(rows, 7),
        .longitude = rows_real(rows, 8),
        .latitude = rows_real(rows, 9),
        .population = rows_int(rows, 10),
    };
}

static Err *list_units(Store *store, Arena *arena, Query query, Str of, Date on, UnitList *ret)
{
    Vec(Unit) units = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, query, ARGS(V_TEXT(of), V_TEXT(day_or_last(arena, on))), &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        vec_push(arena, &units, read_unit(&rows, arena));
    }
    *ret = (UnitList){units.data, units.len};
    return NULL;
}

Err *unit_get(Store *store, Arena *arena, Str code, Date on, Unit *ret)
{
    UnitList found;
    TRY(list_units(store, arena, SQL_UNIT_BY_CODE, code, on, &found));
    if (found.count > 0) {
        *ret = found.unit[0];
        return NULL;
    }
    UnitNaming *naming;
    ptrdiff_t namings;
    TRY(unit_namings(store, arena, code, &naming, &namings));
    if (namings == 0)
        return FAIL(arena, NOT_FOUND, "không có đơn vị mang mã “%.*s”", "no unit has the code “%.*s”", STRF(code));
    Str day = vn_date(arena, on), from = naming[0].from;
    return FAIL(arena, NOT_FOUND, "ngày %.*s chưa có hoặc không còn đơn vị “%.*s” (có từ %.*s)",
                "on %.*s there was no unit “%.*s” (it begins on %.*s)", STRF(day), STRF(code), STRF(from));
}

Err *unit_children(Store *store, Arena *arena, Str parent, Date on, UnitList *ret)
{
    TRY(list_units(store, arena, SQL_UNIT_BY_PARENT, parent, on, ret));
    units_sort(*ret, *arena);
    return NULL;
}

Err *unit_namings(Store *store, Arena *arena, Str code, UnitNaming **ret, ptrdiff_t *ret_count)
{
    Vec(UnitNaming) namings = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_UNIT_NAMED, ARGS(V_TEXT(code)), &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        UnitNaming naming = {rows_text(&rows, arena, 0), rows_text(&rows, arena, 1), rows_text(&rows, arena, 2),
                             rows_text(&rows, arena, 3), rows_text(&rows, arena, 4)};
        vec_push(arena, &namings, naming);
    }
    *ret = namings.data;
    *ret_count = namings.len;
    return NULL;
}

Err *unit_none(Err *err)
{
    return err_next(err, COMMAND("hãy chạy: baophu unit import", "run: baophu unit import"),
                    PAGE("hãy nhờ quản trị hệ thống nạp danh mục đơn vị ở Quản trị, mục Nạp dữ liệu",
                         "ask the administrator to take the units in, under Administration, Imports"));
}

Err *unit_province(Store *store, Arena *arena, Str written, Date on, Unit *ret)
{
    UnitList provinces;
    TRY(unit_children(store, arena, (Str){0}, on, &provinces));
    if (provinces.count == 0)
        return unit_none(FAIL(arena, NOT_FOUND, "chưa có dữ liệu đơn vị hành chính cho ngày %.*s",
                              "there are no administrative units for %.*s", STRF(day_or_last(arena, on))));
    return province_among(arena, provinces, written, ret);
}

Err *unit_shipped_province(Arena *arena, Str written, Date on, Unit *ret)
{
    UnitList provinces;
    TRY(unit_shipped(arena, (Str){0}, on, &provinces));
    return province_among(arena, provinces, written, ret);
}

/* ---- matching against the database --------------------------------------------- */

static Err *read_aliases(Store *store, Arena *arena, Str province, UnitAlias **ret, ptrdiff_t *ret_count)
{
    Vec(UnitAlias) aliases = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_ALIAS_OF_PROVINCE, ARGS(V_TEXT(province)), &rows));
    for (bool more;;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        UnitAlias alias = {rows_text(&rows, arena, 0), rows_text(&rows, arena, 1)};
        vec_push(arena, &aliases, alias);
    }
    *ret = aliases.data;
    *ret_count = aliases.len;
    return NULL;
}

Err *unit_index_load(Store *store, Arena *arena, Str province, Date on, UnitIndex **ret)
{
    UnitList communes;
    UnitAlias *alias;
    ptrdiff_t aliases;
    TRY(unit_children(store, arena, province, on, &communes));
    if (communes.count == 0)
        return unit_none(FAIL(arena, NOT_FOUND, "chưa có xã, phường của tỉnh “%.*s”",
                              "there are no communes of the province “%.*s”", STRF(province)));
    TRY(read_aliases(store, arena, province, &alias, &aliases));
    *ret = unit_index(arena, communes, alias, aliases);
    return NULL;
}

Err *unit_accept(Store *store, Arena *arena, Str province, Str written, Str code, Str who)
{
    Unit unit;
    TRY(scope_check(store, arena, province, (Str){0})); /* it speaks for every import of the province */
    TRY(unit_get(store, arena, code, (Date){0}, &unit));
    if (!str_eq(unit.province, province))
        return FAIL(arena, BAD_INPUT, "đơn vị %.*s (%.*s) không thuộc tỉnh “%.*s”",
                    "the unit %.*s (%.*s) does not lie in the province “%.*s”", STRF(unit.full_name), STRF(code),
                    STRF(province));
    Str text = str_trim(vn_nfc(arena, written));
    return store_exec(
        store, arena, SQL_ALIAS_PUT,
        ARGS(V_TEXT(province), V_TEXT(vn_fold(arena, text, FOLD_PLACED)), V_TEXT(text), V_TEXT(code), V_TEXT(who)),
        NULL);
}
