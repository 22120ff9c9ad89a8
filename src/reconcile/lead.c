/* Reading leads, within what the scope of the store sees. */
#include "reconcile/lead_internal.h"

#include <stdlib.h>

#include "lead_sql.h"

enum { PAGE = 1000 };

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

Err *leads_take(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, const LeadReading *reading,
                Leads *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, query, args, count, &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;)
        vec_push(arena, ret, lead_row(&rows, arena, reading));
    return err;
}

int64_t lead_filter_employer(const LeadFilter *filter)
{
    return filter->by_employer || filter->subject > 0 ? filter->employer : -1;
}

int64_t lead_filter_limit(const LeadFilter *filter)
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

Err *lead_check_unit(Store *store, Arena *arena, Str province, Str unit)
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
        TRY(leads_take(store, arena, query,
                       ARGS(V_TEXT(f->province), V_TEXT(code[i]), V_TEXT(f->rule), V_INT(f->after), V_INT(f->run),
                            V_INT(lead_filter_employer(f)), V_INT(f->subject), V_INT(lead_filter_limit(f))),
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
    ret->len = ret->len < lead_filter_limit(f) ? ret->len : (ptrdiff_t)lead_filter_limit(f);
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
            TRY(leads_take(store, arena, SQL_LEAD_OF_SUBJECT,
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
    if (f->run > 0 || (f->rule.len > 0 && !f->cleared))
        return leads_by_range(store, arena, f, reading, ret);
    if (f->rule.len > 0)
        return leads_take(store, arena, SQL_LEAD_CLEARED_OF_RULE,
                          ARGS(V_TEXT(f->province), V_TEXT(f->rule), V_INT(f->after), V_INT(lead_filter_employer(f)),
                               V_INT(lead_filter_limit(f))),
                          reading, ret);
    return leads_take(store, arena, SQL_LEAD_OF_PROVINCE,
                      ARGS(V_TEXT(f->province), V_INT(f->after), V_INT(f->cleared), V_INT(lead_filter_employer(f)),
                           V_INT(lead_filter_limit(f))),
                      reading, ret);
}

Err *lead_list(Store *store, Arena *arena, const LeadFilter *filter, Lead **ret, ptrdiff_t *ret_count)
{
    LeadReading reading;
    Leads leads = {0};
    TRY(lead_reading(store, arena, filter->province, &reading));
    TRY(lead_check_unit(store, arena, filter->province, filter->unit));
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
    TRY(leads_take(store, arena, SQL_LEAD_ONE, ARGS(V_TEXT(reading->province), V_INT(id)), reading, &one));
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
            TRY(leads_take(store, arena, SQL_LEAD_OF_SUBJECT,
                           ARGS(V_TEXT(province), V_TEXT(rule[r]), V_INT(employer), V_INT(subject[i])), &reading,
                           &one));
            if (one.len > 0 && one.data[0].cleared_run == 0 &&
                scope_sees(store_scope(store), province, one.data[0].unit))
                (*ret)[i] = one.data[0];
        }
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
