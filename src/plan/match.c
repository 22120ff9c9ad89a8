/* Which province a plan is of, and which unit each of its rows means. */
#include "plan/read_internal.h"

static UnitIndex *index_of(Arena *arena, UnitList units)
{
    return unit_index(arena, units, NULL, 0);
}

enum { SAMPLE = 16 }; /* rows that vote: enough to tell provinces apart, few enough to be quick */

/* How many rows of a sample, taken evenly over the plan, surely name a unit of the index. */
static ptrdiff_t count_sure(const Plan *plan, const UnitIndex *index, Arena *arena)
{
    ptrdiff_t sure = 0, step = plan->rows / SAMPLE + 1;
    for (ptrdiff_t i = 0; i < plan->rows; i += step) {
        Arena scratch = *arena;
        sure += unit_match(index, &scratch, plan->row[i].key).sure;
    }
    return sure;
}

Err *plan_no_province(Arena *arena)
{
    Err *err = err_next(
        FAIL(arena, BAD_INPUT, "không rõ văn bản của tỉnh nào", "the province is not clear"),
        COMMAND("hãy thêm --province, ví dụ --province \"Hưng Yên\"", "add --province, as in --province \"Hưng Yên\""),
        PAGE("hãy chọn tỉnh ở dưới rồi đọc lại", "choose it below and read it again"));
    err->code = "needs-province";
    return err;
}

/* The communes of one province out of the nation's. */
static UnitList communes_of(Arena *arena, UnitList nation, Str province)
{
    UnitList list = {new (arena, Unit, nation.count), 0};
    for (ptrdiff_t i = 0; i < nation.count; i++)
        if (str_eq(nation.unit[i].province, province))
            list.unit[list.count++] = nation.unit[i];
    return list;
}

/* The province where most of the sampled names are at home; it must hold more than half of
 * them and more than any other, so that a few common names decide nothing. */
static Err *vote(Plan *plan, Arena *arena, UnitList provinces, UnitList nation)
{
    ptrdiff_t best = 0, second = 0, step = plan->rows / SAMPLE + 1, sampled = (plan->rows + step - 1) / step;
    for (ptrdiff_t p = 0; p < provinces.count; p++) {
        Arena scratch = *arena;
        UnitIndex *index = index_of(&scratch, communes_of(&scratch, nation, provinces.unit[p].code));
        ptrdiff_t sure = count_sure(plan, index, &scratch);
        if (sure > best) {
            second = best;
            best = sure;
            plan->province = provinces.unit[p];
        } else if (sure > second) {
            second = sure;
        }
    }
    if (best * 2 > sampled && best > second)
        return NULL;
    plan->province = (Unit){0};
    return err_at(plan_no_province(arena), (Place){.file = plan->file});
}

static Err *find_province(Plan *plan, Store *store, Arena *arena, PlanOptions options)
{
    UnitList provinces, nation;
    if (store && options.province.len > 0)
        return unit_province(store, arena, options.province, options.on, &plan->province);
    if (options.province.len > 0)
        return unit_shipped_province(arena, options.province, options.on, &plan->province);
    if (plan->by_year)
        return NULL; /* a path can be checked without; saving asks for it */
    TRY(unit_shipped(arena, (Str){0}, options.on, &provinces));
    TRY(unit_shipped_communes(arena, options.on, &nation));
    return vote(plan, arena, provinces, nation);
}

Err *plan_match(Plan *plan, Store *store, Arena *arena, PlanOptions options)
{
    UnitIndex *index;
    UnitList communes;
    TRY(find_province(plan, store, arena, options));
    if (plan->by_year) {
        plan->row[0].code = plan->province.code;
        plan->row[0].written = plan->province.full_name;
        return NULL;
    }
    if (store) {
        TRY(unit_index_load(store, arena, plan->province.code, options.on, &index));
    } else {
        TRY(unit_shipped(arena, plan->province.code, options.on, &communes));
        index = index_of(arena, communes);
    }
    UnitIndex *above = index_of(arena, (UnitList){&plan->province, 1});
    for (ptrdiff_t i = 0; i < plan->rows; i++) {
        PlanRow *row = &plan->row[i];
        row->match = unit_match(index, arena, row->key);
        UnitMatch whole = row->match.sure ? row->match : unit_match(above, arena, row->key);
        if (whole.sure)
            row->match = whole;
        row->code = row->match.sure ? row->match.unit.code : (Str){0};
    }
    return NULL;
}

Err *plan_accept(Plan *plan, Store *store, Arena *arena, Str who)
{
    for (ptrdiff_t i = 0; i < plan->rows; i++) {
        PlanRow *row = &plan->row[i];
        if (row->code.len > 0 || row->match.how != UNIT_MATCH_NEAREST)
            continue;
        TRY(unit_accept(store, arena, plan->province.code, row->key, row->match.unit.code, who));
        row->code = row->match.unit.code;
    }
    return NULL;
}
