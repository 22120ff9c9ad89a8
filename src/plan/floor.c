/* What the Government assigned to provinces: Resolution 403/NQ-CP, as far as known. */
#include "plan/plan.h"

#include "base/vec.h"
#include "law/law.h"

typedef Vec(PlanFloor) Floors;

/* Keys are "33/2030": unit and year. */
static void add_floors(Arena *arena, Floors *list, const LawValue *value, ptrdiff_t count, Str indicator)
{
    for (ptrdiff_t i = 0; i < count; i++) {
        StrCut key = str_cut(value[i].key, '/');
        Date year;
        if (!key.ok || !date_parse_iso(key.tail, &year) || value[i].value.scale > 0)
            continue;
        PlanFloor floor = {.unit = key.head,
                           .indicator = indicator,
                           .year = year.year,
                           .value = value[i].value.digits,
                           .source = value[i].article};
        vec_push(arena, list, floor);
    }
}

Err *plan_floors(Arena *arena, PlanFloor **ret, ptrdiff_t *ret_count)
{
    Law *law;
    Floors list = {0};
    const LawValue *value;
    ptrdiff_t count;
    TRY(law_load(arena, (Str){0}, &law));
    TRY(law_list(law, arena, S("target_participants_total"), &value, &count));
    add_floors(arena, &list, value, count, S("participants_total"));
    TRY(law_list(law, arena, S("target_participants_voluntary_min"), &value, &count));
    add_floors(arena, &list, value, count, S("participants_voluntary"));
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

Err *plan_check_all(Plan *plan, Arena *arena, Date on, Findings *ret)
{
    UnitList units = {0};
    PlanFloor *floor;
    ptrdiff_t floors;
    TRY(plan_floors(arena, &floor, &floors));
    if (plan->province.code.len > 0)
        TRY(unit_shipped(arena, plan->province.code, on, &units));
    *ret = plan_check(plan, arena, units, floor, floors);
    return NULL;
}
