/* Which columns of which source are read, and what each is for. */
#include "reconcile/gather_internal.h"
#include <assert.h>

static const char *const roles[CELL_COUNT] = {
#define X(name) #name,
    CELL_NAMES(X)
#undef X
};
static const char *const kinds[SOURCE_KIND_COUNT] = {
#define X(name) #name,
    SOURCE_KINDS(X)
#undef X
};

static int role_of(Str code)
{
    int role = 0;
    while (role < CELL_COUNT && !str_eq(code, str_from(roles[role])))
        role++;
    return role;
}

static SourceKind kind_of(Str code)
{
    int kind = 0;
    while (kind < SOURCE_KIND_COUNT && !str_eq(code, str_from(kinds[kind])))
        kind++;
    return (SourceKind)kind;
}

static bool gives_any(const GoldenRank *rank, ptrdiff_t column)
{
    for (int field = 0; field < GOLDEN_FIELDS; field++)
        if (rank->rank[0][field][column] || rank->rank[1][field][column])
            return true;
    return false;
}

static void plan_slots(SourcePlan *plan, const GoldenRank *rank)
{
    for (int role = 0; role < CELL_COUNT; role++)
        plan->at[role] = -1;
    for (ptrdiff_t c = 0; c < plan->source->columns; c++) {
        int role = role_of(plan->source->column[c].code);
        bool fact = role < CELL_COUNT && plan->kind < SOURCE_KIND_COUNT;
        if (!fact && !gives_any(rank, c))
            continue;
        if (role < CELL_COUNT)
            plan->at[role] = (int8_t)plan->slots;
        plan->wanted[c] = true;
        plan->column[plan->slots++] = (int8_t)c;
    }
}

/* What gather_take.c asks of rows whose persons need not be read. */
static void plan_across(SourcePlan *plan)
{
    static const CellName asked[SOURCE_KIND_COUNT][8] = {
        [FROM_population] = {CELL_household_id, CELL_commune_code, CELL_commune_name},
        [FROM_tax_income] = {CELL_contract, CELL_months, CELL_year, CELL_taxable_income},
        [FROM_participants] = {CELL_si_number, CELL_scheme, CELL_from_month, CELL_to_month, CELL_paid_to_month,
                               CELL_contribution_base, CELL_employer_code}};
    for (int i = 0; plan->kind < SOURCE_KIND_COUNT && asked[plan->kind][i]; i++)
        if (plan->at[asked[plan->kind][i]] >= 0)
            plan->across[plan->column[plan->at[asked[plan->kind][i]]]] = true;
}
static_assert(CELL_full_name == 0, "0 ends a list; names are asked of rows that are folded alone");

static void plan_gives(Arena *arena, SourcePlan *plan, const GoldenRank *rank, bool employer)
{
    Give *give = new (arena, Give, GOLDEN_FIELDS * REGISTER_COLUMNS);
    int gives = 0;
    for (int slot = 0; slot < plan->slots; slot++) {
        int column = plan->column[slot];
        for (int field = 0; field < GOLDEN_FIELDS; field++)
            if (rank->rank[employer][field][column])
                give[gives++] = (Give){(uint8_t)slot, (uint8_t)field, rank->rank[employer][field][column],
                                       plan->source->column[column].sort};
    }
    plan->give[employer] = give;
    plan->gives[employer] = gives;
}

Err *gather_plans(Arena *arena, SourcePlan **ret, ptrdiff_t *ret_count)
{
    RegisterSources sources;
    GoldenRank *rank;
    TRY(register_sources(arena, &sources));
    TRY(golden_ranks(arena, &sources, &rank));
    SourcePlan *plan = new (arena, SourcePlan, sources.count);
    for (ptrdiff_t i = 0; i < sources.count; i++) {
        plan[i].source = &sources.source[i];
        plan[i].kind = kind_of(sources.source[i].code);
        plan_slots(&plan[i], &rank[i]);
        plan_across(&plan[i]);
        plan_gives(arena, &plan[i], &rank[i], false);
        plan_gives(arena, &plan[i], &rank[i], true);
    }
    *ret = plan;
    *ret_count = sources.count;
    return NULL;
}
