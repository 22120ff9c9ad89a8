/* Leads counted: by commune and rule as a run left them, which is kept; by class or village by going through them. */
#include "reconcile/lead_internal.h"

#include "lead_sql.h"

/* ---- kept ------------------------------------------------------------------------------------- */

enum { PUT_VALUES = 4 };

typedef struct Counting { /* by text number */
    Arena *memory;
    uint32_t *count;
    Vec(uint32_t) unit; /* those counted */
    Vec(Value) put;
} Counting;

static void count_rule(Counting *c, Str province, const Intern *texts, const RuleHits *r)
{
    c->unit.len = 0;
    for (ptrdiff_t i = 0; i < r->hit.len; i++)
        if (c->count[r->hit.data[i].unit]++ == 0)
            vec_push(c->memory, &c->unit, r->hit.data[i].unit);
    for (ptrdiff_t i = 0; i < c->unit.len; i++) {
        uint32_t unit = c->unit.data[i];
        vec_push(c->memory, &c->put, V_TEXT(province));
        vec_push(c->memory, &c->put, V_TEXT(intern_text(texts, unit)));
        vec_push(c->memory, &c->put, V_TEXT(r->rule->code));
        vec_push(c->memory, &c->put, V_INT(c->count[unit]));
        c->count[unit] = 0;
    }
}

Err *lead_tally_save(Store *store, Arena *arena, Str province, const Evaluated *evaluated)
{
    AUTO(arena_close) Arena memory = arena_open(ARENA_DEFAULT);
    Counting c = {.memory = &memory, .count = new (&memory, uint32_t, evaluated->texts.text.len)};
    for (ptrdiff_t i = 0; i < evaluated->rules; i++)
        count_rule(&c, province, &evaluated->texts, &evaluated->rule[i]);
    TRY(store_exec(store, arena, SQL_LEAD_TALLY_DROP, ARGS(V_TEXT(province)), NULL));
    return store_copy(store, arena, SQL_LEAD_TALLY_PUT, c.put.data, PUT_VALUES, c.put.len / PUT_VALUES);
}

/* ---- asked for --------------------------------------------------------------------------------- */

typedef Vec(LeadTally) Tallies;

typedef struct Tallying {
    Store *store;
    Arena *arena;
    const LeadFilter *filter;
    LeadReading reading;
    RuleSet rules;
    LeadBy by;
    Tallies all;
} Tallying;

static void count_in(Arena *arena, Tallies *all, LeadTally row)
{
    for (ptrdiff_t i = all->len; i-- > 0;) {
        LeadTally *t = &all->data[i];
        if (str_eq(t->unit, row.unit) && str_eq(t->rule, row.rule) && str_eq(t->kind, row.kind) &&
            str_eq(t->village, row.village)) {
            t->count += row.count;
            return;
        }
    }
    vec_push(arena, all, row);
}

static bool of_filter(const Tallying *t, Str rule)
{
    for (ptrdiff_t i = 0; t->filter->by_employer && i < t->rules.count; i++)
        if (str_eq(t->rules.rule[i].code, rule))
            return t->rules.rule[i].employer == t->filter->employer;
    return true;
}

/* Rows of unit, rule, kind or village, count; those of a code stand together.  code "*": all of the province. */
static Err *tally_code(Tallying *t, Str code)
{
    const Query of_unit[] = {[LEAD_BY_UNIT] = SQL_LEAD_TALLY_OF_UNIT,
                             [LEAD_BY_RULE] = SQL_LEAD_TALLY_OF_UNIT,
                             [LEAD_BY_UNIT_AND_RULE] = SQL_LEAD_TALLY_OF_UNIT,
                             [LEAD_BY_KIND] = SQL_LEAD_TALLY_KIND_OF_UNIT,
                             [LEAD_BY_VILLAGE] = SQL_LEAD_TALLY_VILLAGE_OF_UNIT};
    const Query of_all[] = {[LEAD_BY_UNIT] = SQL_LEAD_TALLY,
                            [LEAD_BY_RULE] = SQL_LEAD_TALLY,
                            [LEAD_BY_UNIT_AND_RULE] = SQL_LEAD_TALLY,
                            [LEAD_BY_KIND] = SQL_LEAD_TALLY_KIND,
                            [LEAD_BY_VILLAGE] = SQL_LEAD_TALLY_VILLAGE};
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    bool rule = t->by == LEAD_BY_RULE || t->by == LEAD_BY_UNIT_AND_RULE, all = str_eq(code, S("*"));
    const Value by_unit[] = {V_TEXT(t->filter->province), V_TEXT(code), V_TEXT(t->filter->rule)};
    const Value by_all[] = {V_TEXT(t->filter->province), V_TEXT(t->filter->rule)};
    TRY(store_query(t->store, t->arena, all ? of_all[t->by] : of_unit[t->by], all ? by_all : by_unit, all ? 2 : 3,
                    &rows));
    for (bool more; !(err = rows_next(&rows, t->arena, &more)) && more;) {
        Str unit = commune_today(&t->reading.communes, rows_text(&rows, t->arena, 0));
        Str of = rows_text(&rows, t->arena, 1), what = rows_text(&rows, t->arena, 2);
        if (!scope_sees(store_scope(t->store), t->filter->province, unit) || !of_filter(t, of))
            continue;
        LeadTally row = {.count = rows_int(&rows, 3)};
        row.unit = t->by == LEAD_BY_UNIT || t->by == LEAD_BY_UNIT_AND_RULE ? unit : (Str){0};
        row.rule = rule ? of : (Str){0};
        row.kind = t->by == LEAD_BY_KIND ? what : (Str){0};
        row.village = t->by == LEAD_BY_VILLAGE ? what : (Str){0};
        count_in(t->arena, &t->all, row);
    }
    return err;
}

static Err *tally_unit(Tallying *t, Str unit)
{
    Str *code;
    ptrdiff_t codes;
    TRY(lead_codes(t->store, t->arena, &t->reading, unit, &code, &codes));
    for (ptrdiff_t i = 0; i < codes; i++)
        TRY(tally_code(t, code[i]));
    return NULL;
}

/* A commune of the province, and the first time that the scope names it. */
static bool is_first_place(const Scope *scope, ptrdiff_t at, Str province)
{
    const ScopePlace *place = &scope->place[at];
    for (ptrdiff_t i = 0; i < at; i++)
        if (str_eq(scope->place[i].province, province) && str_eq(scope->place[i].unit, place->unit))
            return false;
    return str_eq(place->province, province) && place->unit.len > 0;
}

/* Of who sees some communes theirs alone are counted. */
Err *lead_tally(Store *store, Arena *arena, const LeadFilter *filter, LeadBy by, LeadTally **ret, ptrdiff_t *ret_count)
{
    LeadFilter asked = *filter;
    Tallying t = {.store = store, .arena = arena, .filter = &asked, .by = by};
    Law *law;
    if (by == LEAD_BY_KIND && asked.rule.len == 0)
        asked.rule = S("voluntary-potential");
    TRY(lead_check_unit(store, arena, filter->province, filter->unit));
    TRY(lead_reading(store, arena, filter->province, &t.reading));
    if (filter->by_employer) {
        TRY(law_load(arena, (Str){0}, &law));
        TRY(rules_load(arena, law, clock_today(store_clock(store)), &t.rules));
    }
    const Scope *scope = store_scope(store);
    bool places = filter->unit.len == 0 && !scope_sees_province(scope, filter->province);
    if (!places)
        TRY(tally_unit(&t, filter->unit));
    for (ptrdiff_t i = 0; places && i < scope->places; i++)
        if (is_first_place(scope, i, filter->province))
            TRY(tally_unit(&t, scope->place[i].unit));
    *ret = t.all.data;
    *ret_count = t.all.len;
    return NULL;
}

Err *lead_count(Store *store, Arena *arena, const LeadFilter *filter, int64_t *ret)
{
    LeadTally *tally;
    ptrdiff_t count;
    TRY(lead_tally(store, arena, filter, LEAD_BY_RULE, &tally, &count));
    *ret = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        *ret += tally[i].count;
    return NULL;
}
