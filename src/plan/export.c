/* The appendix of a plan as a grid: the targets in force of a province's units. */
#include "plan/plan.h"

#include "vn/vn.h"
#include <stdlib.h>

enum { C_NUMBER, C_CODE, C_NAME, C_TOTAL, C_VOLUNTARY, C_COUNT };

static const GridColumn columns[C_COUNT] = {
    [C_NUMBER] = {"no", TEXT_INIT("STT", "No."), GRID_INT, 0, false},
    [C_CODE] = {"unit_code", TEXT_INIT("Mã đơn vị", "Unit code"), GRID_TEXT, 0, false},
    [C_NAME] = {"unit_name", TEXT_INIT("Tên đơn vị", "Unit"), GRID_TEXT, 0, false},
    [C_TOTAL] = {"target_total", TEXT_INIT("Chỉ tiêu chung", "Total target"), GRID_INT, 0, true},
    [C_VOLUNTARY] = {"target_voluntary", TEXT_INIT("Chỉ tiêu BHXH tự nguyện tối thiểu", "Voluntary target at least"),
                     GRID_INT, 0, true},
};

static const Target *find_target(const Target *target, ptrdiff_t count, Str unit, Str indicator)
{
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(target[i].unit, unit) && str_eq(target[i].indicator, indicator))
            return &target[i];
    return NULL;
}

static GridCell target_cell(const Target *target)
{
    return target ? G_INT(target->value) : G_NONE;
}

static Err *title(Store *store, Arena *arena, const Unit *province, int year, const Target *any, Grid *grid)
{
    Document doc = {0};
    bool found;
    TRY(document_get(store, arena, any->document, &doc, &found));
    grid->title = text_fmt(arena, "Chỉ tiêu tham gia bảo hiểm xã hội năm %d – %.*s",
                           "Targets of participation in social insurance, %d – %.*s", year, STRF(province->full_name));
    Str source = doc.number.len > 0 ? str_fmt(arena, "%.*s %.*s", STRF(doc.number), STRF(doc.title)) : doc.title;
    grid->note = text_fmt(arena, "Theo %.*s; đơn vị: người; tính theo cơ quan thu",
                          "By %.*s; persons; counted by the collecting office", STRF(source));
    return NULL;
}

Err *plan_grid(Store *store, Arena *arena, Str province, int year, Date on, Grid *ret)
{
    Unit unit;
    UnitList communes;
    Target *target;
    ptrdiff_t count;
    TRY(unit_get(store, arena, province, on, &unit));
    TRY(unit_children(store, arena, province, on, &communes));
    TRY(target_list(store, arena, province, (Str){0}, year, &target, &count));
    if (count == 0)
        return FAIL(arena, NOT_FOUND, "chưa có chỉ tiêu năm %d của %.*s; hãy nhập kế hoạch bằng plan import",
                    "there are no targets of %d for %.*s; take a plan in with plan import", year, STRF(unit.full_name));
    *ret = grid_open((Text){0}, (Text){0}, columns, C_COUNT);
    TRY(title(store, arena, &unit, year, target, ret));
    for (ptrdiff_t i = 0; i < communes.count; i++) {
        Str code = communes.unit[i].code;
        const Target *total = find_target(target, count, code, S("participants_total"));
        const Target *voluntary = find_target(target, count, code, S("participants_voluntary"));
        if (!total && !voluntary)
            continue;
        GridCell *cell = grid_row(ret, arena);
        cell[C_NUMBER] = G_INT(ret->rows);
        cell[C_CODE] = G_TEXT(code);
        cell[C_NAME] = G_TEXT(communes.unit[i].full_name);
        cell[C_TOTAL] = target_cell(total);
        cell[C_VOLUNTARY] = target_cell(voluntary);
    }
    return NULL;
}
