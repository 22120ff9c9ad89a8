/* Reading leads, within what the scope of the store sees. */
#include "reconcile/lead_internal.h"

#include <stdlib.h>

#include "lead_sql.h"

enum { PAGE = 1000 };

typedef Vec(Lead) Leads;

Err *lead_reading(Store *store, Arena *arena, Str province, LeadReading *ret)
{
    ret->province = province;
    TRY(shapes_load(store, arena, province, &ret->shapes));
    return communes_open(store, arena, province, &ret->communes);
}

Lead lead_row(const Rows *rows, Arena *arena, const LeadReading *reading)
{
    Lead lead = {.province = reading->province,
                 .rule = rows_text(rows, arena, 0),
                 .employer = rows_int(rows, 1) != 0,
                 .subject = rows_int(rows, 2),
                 .id = rows_int(rows, 3),
                 .written = rows_text(rows, arena, 4),
                 .village = rows_text(rows, arena, 5),
                 .kind = rows_text(rows, arena, 6),
                 .first_run = rows_int(rows, 8),
                 .since_run = rows_int(rows, 9),
                 .cleared_run = rows_int(rows, 10)};
    lead.unit = commune_today(&reading->communes, lead.written);
    shape_read(arena, &reading->shapes, lead.employer, rows_text(rows, arena, 7), &lead.fact, &lead.facts);
    return lead;
}

static Err *take_rows(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count,
                      const LeadReading *reading, Leads *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, query, args, count, &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;)
        vec_push(arena, ret, lead_row(&rows, arena, reading));
    return err;
}

static int64_t employer_value(const LeadFilter *filter)
{
    return filter->by_employer || filter->subject > 0 ? filter->employer : -1;
}

static int64_t limit_of(const LeadFilter *filter)
{
    return filter->limit > 0 ? filter->limit : PAGE;
}

/* ---- of communes --------------------------------------------------------------------------- */

static Err *codes_elsewhere(Store *store, Arena *arena, const LeadReading *reading, Str **ret, ptrdiff_t *ret_count)
{
    AUTO(rows_close) Rows rows = {0};
    Vec(Str) codes = {0};
    Err *err;
    TRY(store_query(store, arena, SQL_LEAD_UNITS, ARGS(V_TEXT(reading->province)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        Str code = rows_text(&rows, arena, 0);
        if (commune_today(&reading->communes, code).len == 0)
            vec_push(arena, &codes, code);
    }
    *ret = codes.data;
    *ret_count = codes.len;
    return err;
}

Err *lead_codes(Store *store, Arena *arena, const LeadReading *reading, Str unit, Str **ret, ptrdiff_t *ret_count)
{
    if (str_eq(unit, S(COMMUNE_ELSEWHERE)))
        return codes_elsewhere(store, arena, reading, ret, ret_count);
    commune_codes(arena, &reading->communes, unit.len > 0 ? unit : S("*"), ret, ret_count);
    return NULL;
}

static Err *check_unit(Store *store, Arena *arena, Str province, Str unit)
{
    return unit.len == 0 ? NULL
                         : scope_check(store, arena, province, str_eq(unit, S(COMMUNE_ELSEWHERE)) ? (Str){0} : unit);
}

static Err *list_unit(Store *store, Arena *arena, const LeadFilter *f, Str unit, const LeadReading *reading, Leads *ret)
{
    const Query query = f->cleared ? SQL_LEAD_CLEARED_OF_UNIT : SQL_LEAD_OPEN_OF_UNIT;
    Str *code;
    ptrdiff_t codes;
    TRY(lead_codes(store, arena, reading, unit, &code, &codes));
    for (ptrdiff_t i = 0; i < codes; i++)
        TRY(take_rows(store, arena, query,
                      ARGS(V_TEXT(f->province), V_TEXT(code[i]), V_TEXT(f->rule), V_INT(f->after), V_INT(f->run),
                           V_INT(employer_value(f)), V_INT(f->subject), V_INT(limit_of(f))),
                      reading, ret));
    return NULL;
}

static int by_id(const void *a, const void *b)
{
    const Lead *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

/* The communes of the filter, or else of the scope: theirs code by code, put together by id. */
static Err *list_places(Store *store, Arena *arena, const LeadFilter *f, const LeadReading *reading, Leads *ret)
{
    const Scope *scope = store_scope(store);
    if (f->unit.len > 0)
        TRY(list_unit(store, arena, f, f->unit, reading, ret));
    for (ptrdiff_t i = 0; f->unit.len == 0 && i < scope->places; i++) {
        Str unit = scope->place[i].unit;
        if (str_eq(scope->place[i].province, f->province) && unit.len > 0)
            TRY(list_unit(store, arena, f, unit, reading, ret));
    }
    if (ret->len > 0)
        qsort(ret->data, (size_t)ret->len, sizeof *ret->data, by_id);
    ret->len = ret->len < limit_of(f) ? ret->len : (ptrdiff_t)limit_of(f);
    return NULL;
}

/* Of one subject the rules are few: each is asked for by its key. */
static Err *list_subject(Store *store, Arena *arena, const LeadFilter *f, const LeadReading *reading, Leads *ret)
{
    RuleSet rules;
    Law *law;
    Leads all = {0};
    TRY(law_load(arena, (Str){0}, &law));
    TRY(rules_load(arena, law, clock_today(store_clock(store)), &rules));
    for (ptrdiff_t i = 0; i < rules.count; i++)
        if (rules.rule[i].employer == f->employer && (f->rule.len == 0 || str_eq(f->rule, rules.rule[i].code)))
            TRY(take_rows(store, arena, SQL_LEAD_OF_SUBJECT,
                          ARGS(V_TEXT(f->province), V_TEXT(rules.rule[i].code), V_INT(f->employer), V_INT(f->subject)),
                          reading, &all));
    for (ptrdiff_t i = 0; i < all.len; i++) {
        const Lead *lead = &all.data[i];
        bool wanted = (lead->cleared_run > 0) == f->cleared && (f->unit.len == 0 || str_eq(f->unit, lead->unit));
        if (wanted && scope_sees(store_scope(store), f->province, lead->unit))
            vec_push(arena, ret, *lead);
    }
    return NULL;
}

static Err *list_province(Store *store, Arena *arena, const LeadFilter *f, const LeadReading *reading, Leads *ret)
{
    if (f->rule.len == 0)
        return take_rows(store, arena, SQL_LEAD_OF_PROVINCE,
                         ARGS(V_TEXT(f->province), V_INT(f->after), V_INT(f->cleared), V_INT(f->run),
                              V_INT(employer_value(f)), V_INT(limit_of(f))),
                         reading, ret);
    const Query query = f->cleared ? SQL_LEAD_CLEARED_OF_RULE : SQL_LEAD_OPEN_OF_RULE;
    return take_rows(store, arena, query,
                     ARGS(V_TEXT(f->province), V_TEXT(f->rule), V_INT(f->after), V_INT(f->run),
                          V_INT(employer_value(f)), V_INT(limit_of(f))),
                     reading, ret);
}

Err *lead_list(Store *store, Arena *arena, const LeadFilter *filter, Lead **ret, ptrdiff_t *ret_count)
{
    LeadReading reading;
    Leads leads = {0};
    TRY(lead_reading(store, arena, filter->province, &reading));
    TRY(check_unit(store, arena, filter->province, filter->unit));
    if (filter->subject > 0)
        TRY(list_subject(store, arena, filter, &reading, &leads));
    else if (filter->unit.len > 0 || !scope_sees_province(store_scope(store), filter->province))
        TRY(list_places(store, arena, filter, &reading, &leads));
    else
        TRY(list_province(store, arena, filter, &reading, &leads));
    *ret = leads.data;
    *ret_count = leads.len;
    return NULL;
}

static Err *get_one(Store *store, Arena *arena, const LeadReading *reading, int64_t id, Lead *ret)
{
    Leads one = {0};
    TRY(take_rows(store, arena, SQL_LEAD_ONE, ARGS(V_TEXT(reading->province), V_INT(id)), reading, &one));
    if (one.len > 0 && scope_sees(store_scope(store), reading->province, one.data[0].unit))
        *ret = one.data[0];
    return NULL;
}

Err *lead_get_some(Store *store, Arena *arena, Str province, const int64_t *id, ptrdiff_t count, Lead **ret)
{
    LeadReading reading;
    *ret = new (arena, Lead, count);
    if (count == 0)
        return NULL;
    TRY(lead_reading(store, arena, province, &reading));
    for (ptrdiff_t i = 0; i < count; i++)
        TRY(get_one(store, arena, &reading, id[i], &(*ret)[i]));
    return NULL;
}

Err *lead_get(Store *store, Arena *arena, Str province, int64_t id, Lead *ret)
{
    Lead *lead;
    TRY(lead_get_some(store, arena, province, &id, 1, &lead));
    if (lead->id == 0)
        return FAIL(arena, NOT_FOUND, "không có trường hợp số %lld trong địa bàn được giao",
                    "there is no lead %lld in your territory", (long long)id);
    *ret = *lead;
    return NULL;
}

Err *lead_of_subjects(Store *store, Arena *arena, Str province, bool employer, const Str *rule, ptrdiff_t rules,
                      const int64_t *subject, ptrdiff_t count, Lead **ret)
{
    LeadReading reading;
    *ret = new (arena, Lead, count);
    if (count == 0)
        return NULL;
    TRY(lead_reading(store, arena, province, &reading));
    for (ptrdiff_t i = 0; i < count; i++)
        for (ptrdiff_t r = 0; r < rules && (*ret)[i].id == 0; r++) {
            Leads one = {0};
            TRY(take_rows(store, arena, SQL_LEAD_OF_SUBJECT,
                          ARGS(V_TEXT(province), V_TEXT(rule[r]), V_INT(employer), V_INT(subject[i])), &reading, &one));
            if (one.len > 0 && one.data[0].cleared_run == 0 &&
                scope_sees(store_scope(store), province, one.data[0].unit))
                (*ret)[i] = one.data[0];
        }
    return NULL;
}

/* ---- counts ------------------------------------------------------------------------------- */

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
    TRY(check_unit(store, arena, filter->province, filter->unit));
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

/* ---- history -------------------------------------------------------------------------------- */

static const struct {
    const char *code;
    Text text;
} changes[] = {
    [LEAD_APPEARED] = {"appeared", TEXT_INIT("vào danh sách", "put on the list")},
    [LEAD_CLEARED] = {"cleared", TEXT_INIT("ra khỏi danh sách", "off the list")},
    [LEAD_CHANGED] = {"changed", TEXT_INIT("thay đổi", "changed")},
    [LEAD_RETURNED] = {"returned", TEXT_INIT("trở lại danh sách", "back on the list")},
};

Text lead_change_text(LeadChange change)
{
    return changes[change].text;
}

LeadChange lead_change_of(Str code)
{
    for (int i = 0; i < COUNTOF(changes); i++)
        if (str_eq(code, str_from(changes[i].code)))
            return (LeadChange)i;
    return LEAD_CHANGED;
}

Err *lead_events(Store *store, Arena *arena, Str province, int64_t id, LeadEvent **ret, ptrdiff_t *ret_count)
{
    AUTO(rows_close) Rows rows = {0};
    Vec(LeadEvent) events = {0};
    Lead lead;
    Err *err;
    TRY(lead_get(store, arena, province, id, &lead));
    LeadEvent first = {.run = lead.first_run, .lead = id, .change = LEAD_APPEARED};
    vec_push(arena, &events, first);
    TRY(store_query(store, arena, SQL_LEAD_EVENTS, ARGS(V_TEXT(province), V_INT(id)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        LeadEvent e = {.run = rows_int(&rows, 0),
                       .lead = id,
                       .change = lead_change_of(rows_text(&rows, arena, 1)),
                       .why = why_text(arena, lead.employer, rows_text(&rows, arena, 2))};
        vec_push(arena, &events, e);
    }
    *ret = events.data;
    *ret_count = events.len;
    return err;
}
