/* Takes the reference data into the database, all of it or nothing. */
#include "store/scope.h"
#include "unit/reference.h"
#include "unit/sync.h"
#include "unit/unit_internal.h"
#include "unit_sql.h"

static const Sync unit_sync = {.all = &SQL_UNIT_ALL, .put = &SQL_UNIT_PUT, .kinds = "ttitttritrr", .keys = 2};
static const Sync naming_sync = {
    .all = &SQL_NAMING_ALL, .put = &SQL_NAMING_PUT, .drop = &SQL_NAMING_DROP, .kinds = "ttttttt", .keys = 3};
static const Sync predecessor_sync = {.all = &SQL_PREDECESSOR_ALL,
                                      .put = &SQL_PREDECESSOR_PUT,
                                      .drop = &SQL_PREDECESSOR_DROP,
                                      .kinds = "tttttti",
                                      .keys = 5};
enum { UNIT_COLUMNS = 11, NAMING_COLUMNS = 7, OLD_COLUMNS = 7 };

void unit_values(const Unit *unit, Str name_en, Str quality, Value *ret)
{
    const Value values[UNIT_COLUMNS] = {V_TEXT(unit->province),  V_TEXT(unit->code),      V_INT(unit->level),
                                        V_TEXT(unit->parent),    V_TEXT(unit->name),      V_TEXT(name_en),
                                        V_REAL(unit->area_km2),  V_INT(unit->population), V_TEXT(quality),
                                        V_REAL(unit->longitude), V_REAL(unit->latitude)};
    for (int i = 0; i < UNIT_COLUMNS; i++)
        ret[i] = values[i];
}

static Err *sync_units(Store *store, Arena *arena, const Reference *reference, int64_t *ret_changed)
{
    ptrdiff_t provinces = reference->province.rows, count = provinces + reference->commune.rows;
    Value *row = new (arena, Value, count * UNIT_COLUMNS);
    for (ptrdiff_t i = 0; i < count; i++) {
        Unit unit;
        Str name_en = {0}, quality = {0};
        if (i < provinces) {
            TRY(reference_province(arena, reference, i, &unit));
            name_en = facts_at(&reference->province, i, PROVINCE_NAME_EN);
        } else {
            TRY(reference_commune(arena, reference, i - provinces, &unit));
            quality = facts_at(&reference->commune, i - provinces, COMMUNE_QUALITY);
        }
        unit_values(&unit, name_en, quality, &row[i * UNIT_COLUMNS]);
    }
    return sync_rows(store, arena, &unit_sync, NO_ARGS, row, count, ret_changed);
}

static Err *sync_namings(Store *store, Arena *arena, const Reference *reference, int64_t *ret_changed)
{
    static const int column[] = {NAMING_CODE, NAMING_FROM, NAMING_TO, NAMING_KIND, NAMING_FULL_NAME, NAMING_DECISION};
    const Facts *facts = &reference->naming;
    Value *row = new (arena, Value, facts->rows * NAMING_COLUMNS), *at = row;
    for (ptrdiff_t i = 0; i < facts->rows; i++) {
        *at++ = V_TEXT(reference_home(reference, facts_at(facts, i, NAMING_CODE)));
        for (int c = 0; c < COUNTOF(column); c++)
            *at++ = V_TEXT(facts_at(facts, i, column[c]));
    }
    return sync_rows(store, arena, &naming_sync, NO_ARGS, row, facts->rows, ret_changed);
}

static Err *sync_predecessors(Store *store, Arena *arena, const Reference *reference, int64_t *ret_changed)
{
    static const int column[] = {OLD_CODE, OLD_DISTRICT, OLD_NAME, OLD_NEW_CODE, OLD_PROVINCE};
    const Facts *facts = &reference->predecessor;
    Value *row = new (arena, Value, facts->rows * OLD_COLUMNS), *at = row;
    for (ptrdiff_t i = 0; i < facts->rows; i++) {
        int64_t divided;
        TRY(facts_int(arena, facts, i, OLD_DIVIDED, &divided));
        *at++ = V_TEXT(reference_home(reference, facts_at(facts, i, OLD_NEW_CODE)));
        for (int c = 0; c < COUNTOF(column); c++)
            *at++ = V_TEXT(facts_at(facts, i, column[c]));
        *at++ = V_INT(divided);
    }
    return sync_rows(store, arena, &predecessor_sync, NO_ARGS, row, facts->rows, ret_changed);
}

static Err *sync_all(Store *store, Arena *arena, const Reference *reference, int64_t *ret_changed)
{
    TRY(sync_units(store, arena, reference, ret_changed));
    TRY(sync_namings(store, arena, reference, ret_changed));
    return sync_predecessors(store, arena, reference, ret_changed);
}

Err *unit_import(Store *store, Arena *arena, Str folder, int64_t *ret_changed)
{
    Reference reference = {0};
    int64_t changed = 0;
    TRY(scope_check(store, arena, (Str){0}, (Str){0})); /* the whole country */
    TRY(reference_read(arena, folder, true, &reference));
    TRY(store_begin(store, arena));
    Err *err = sync_all(store, arena, &reference, &changed);
    if (!err)
        err = store_commit(store, arena);
    if (err) {
        store_rollback(store);
        return err;
    }
    *ret_changed = changed;
    return NULL;
}
