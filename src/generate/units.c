/* The communes to simulate: shipped reference data, and the shipped plan where there is one. */
#include "generate/generate.h"

#include "base/file.h"
#include "table/form.h"
#include "unit/unit.h"

/* Names and kinds as of the reform; the simulation itself knows no names. */
static const Date REFORM = {2025, 7, 1};

static const struct {
    const char *province, *file;
} PLANS[] = {{"33", "demo/hung-yen-plan-2030.csv"}};

enum { F_NAME, F_TOTAL, F_VOLUNTARY, F_COUNT };

static const Field FIELDS[F_COUNT] = {
    [F_NAME] = {"unit_name", "Tên xã/phường|Tên đơn vị|Đơn vị|Địa bàn", FIELD_TEXT, true},
    [F_TOTAL] = {"target_total_2030", "Chỉ tiêu chung", FIELD_INT, true},
    [F_VOLUNTARY] = {"target_voluntary_min_2030", "Chỉ tiêu BHXH tự nguyện tối thiểu", FIELD_INT, true},
};

static GenerateUnit *find_unit(GenerateUnit *unit, ptrdiff_t count, Str code)
{
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(unit[i].code, code))
            return &unit[i];
    return NULL;
}

/* A misspelt name takes its nearest unit: this is a simulation, no plan is altered. */
static void set_target(const UnitIndex *index, Arena *arena, const Record *row, GenerateUnit *unit, ptrdiff_t count)
{
    if (row->kind != RECORD_DATA || row->problem_count > 0)
        return;
    UnitMatch match = unit_match(index, arena, row->entry[F_NAME].text);
    if (match.how < UNIT_MATCH_NEAREST)
        return;
    GenerateUnit *found = find_unit(unit, count, match.unit.code);
    if (!found)
        return;
    found->target_total = row->entry[F_TOTAL].integer;
    found->target_voluntary = row->entry[F_VOLUNTARY].integer;
}

static Err *read_plan(Arena *arena, Str file, UnitList units, GenerateUnit *unit, ptrdiff_t count)
{
    Str path;
    AUTO(table_close) Table *table = NULL;
    Form *form;
    Record row;
    UnitIndex *index = unit_index(arena, units, NULL, 0);
    TRY(file_shipped(arena, file, &path));
    TRY(table_open(arena, path, (TableOptions){0}, &table));
    TRY(form_open(arena, table, FIELDS, F_COUNT, &form));
    for (bool more = true;;) {
        TRY(form_next(form, arena, &row, &more));
        if (!more)
            return NULL;
        set_target(index, arena, &row, unit, count);
    }
}

Err *generate_units(Arena *arena, Str province, GenerateUnit **ret, ptrdiff_t *ret_count)
{
    UnitList units;
    Unit found;
    TRY(unit_shipped_province(arena, province, REFORM, &found));
    TRY(unit_shipped(arena, found.code, REFORM, &units));
    GenerateUnit *out = new (arena, GenerateUnit, units.count);
    ptrdiff_t count = 0;
    for (ptrdiff_t i = 0; i < units.count; i++) {
        const Unit *u = &units.unit[i];
        if (u->level == UNIT_COMMUNE)
            out[count++] = (GenerateUnit){u->province, u->code, u->full_name, u->population, 0, 0};
    }
    for (int i = 0; i < COUNTOF(PLANS) && count > 0; i++)
        if (str_eq(out[0].province, str_from(PLANS[i].province)))
            TRY(read_plan(arena, str_from(PLANS[i].file), units, out, count));
    *ret = out;
    *ret_count = count;
    return NULL;
}
