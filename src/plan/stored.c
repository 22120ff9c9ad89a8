/* The plan that a database holds, as the same matrix that a file gives: the targets in
 * force of a province's units, so that it can be checked again after corrections. */
#include "plan/plan.h"

#include "base/vec.h"
#include "store/scope.h"

typedef struct Gathering {
    Arena *arena;
    Plan *plan;
    const Target *target;
    ptrdiff_t count;
    Vec(PlanColumn) columns;
    Vec(PlanRow) rows;
} Gathering;

/* What a column is called where no document's heading is at hand; {0}: not a count of participants. */
static Str count_name(Str indicator)
{
    static const char *const names[][2] = {{"participants_total", "Tổng số"},
                                           {"participants_voluntary", "Tự nguyện"},
                                           {"participants_compulsory", "Bắt buộc"}};
    for (int i = 0; i < COUNTOF(names); i++)
        if (str_eq(indicator, str_from(names[i][0])))
            return str_from(names[i][1]);
    return (Str){0};
}

static void gather_columns(Gathering *g)
{
    for (ptrdiff_t i = 0; i < g->count; i++) {
        const Target *t = &g->target[i];
        ptrdiff_t k = 0;
        while (k < g->columns.len &&
               !(g->columns.data[k].year == t->year && str_eq(g->columns.data[k].indicator, t->indicator)))
            k++;
        Str name = count_name(t->indicator);
        if (k < g->columns.len || name.len == 0)
            continue;
        PlanColumn column = {.indicator = t->indicator,
                             .year = t->year,
                             .floor = t->floor,
                             .heading = str_fmt(g->arena, "%.*s %d", STRF(name), t->year)};
        vec_push(g->arena, &g->columns, column);
    }
}

static PlanFigure figure_for(const Gathering *g, Str unit, Str indicator, int year)
{
    for (ptrdiff_t i = 0; i < g->count; i++) {
        const Target *t = &g->target[i];
        if (t->year == year && str_eq(t->unit, unit) && str_eq(t->indicator, indicator))
            return (PlanFigure){true, t->value, {.file = g->plan->file, .field = t->clause}};
    }
    return (PlanFigure){0};
}

static void add_row(Gathering *g, const Unit *unit)
{
    bool any = false;
    PlanRow row = {.written = unit->full_name,
                   .code = unit->code,
                   .place = {.file = g->plan->file},
                   .match = {.how = UNIT_MATCH_CODE, .sure = true, .certainty = 1, .unit = *unit},
                   .figure = new (g->arena, PlanFigure, g->columns.len)};
    for (ptrdiff_t k = 0; k < g->columns.len; k++) {
        row.figure[k] = figure_for(g, unit->code, g->columns.data[k].indicator, g->columns.data[k].year);
        any = any || row.figure[k].given;
    }
    if (any)
        vec_push(g->arena, &g->rows, row);
}

/* The province's own targets are what its documents declare, in persons and in percent. */
static void declare(Gathering *g)
{
    for (ptrdiff_t k = 0; k < g->columns.len; k++) {
        PlanColumn *col = &g->columns.data[k];
        bool voluntary = str_eq(col->indicator, S("participants_voluntary"));
        col->declared = figure_for(g, g->plan->province.code, col->indicator, col->year);
        if (voluntary || str_eq(col->indicator, S("participants_total")))
            col->share = figure_for(g, g->plan->province.code,
                                    voluntary ? S("coverage_voluntary") : S("coverage_total"), col->year);
    }
}

Err *plan_stored(Store *store, Arena *arena, PlanOptions options, Plan *ret)
{
    UnitList communes;
    Target *target;
    *ret = (Plan){.file = store_address(store)};
    TRY(unit_province(store, arena, options.province, options.on, &ret->province));
    TRY(scope_check(store, arena, ret->province.code, (Str){0})); /* sums of a part prove nothing */
    TRY(unit_children(store, arena, ret->province.code, options.on, &communes));
    Gathering g = {.arena = arena, .plan = ret};
    TRY(target_list(store, arena, ret->province.code, (Str){0}, options.year, &target, &g.count));
    g.target = target;
    gather_columns(&g);
    if (g.columns.len == 0)
        return FAIL(arena, NOT_FOUND, "chưa có chỉ tiêu nào của %.*s để kiểm tra; hãy nhập kế hoạch bằng plan import",
                    "there are no targets of %.*s to check; take a plan in with plan import",
                    STRF(ret->province.full_name));
    for (ptrdiff_t i = 0; i < communes.count; i++)
        add_row(&g, &communes.unit[i]);
    ret->by_year = g.rows.len == 0;
    if (ret->by_year) /* a path of the province alone */
        add_row(&g, &ret->province);
    else
        declare(&g);
    ret->column = g.columns.data;
    ret->columns = g.columns.len;
    ret->row = g.rows.data;
    ret->rows = g.rows.len;
    return NULL;
}
