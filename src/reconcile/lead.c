/* Reading leads, within what the scope of the store sees. */
#include "reconcile/lead_internal.h"

#include <stdlib.h>

#include "lead_sql.h"

enum { PAGE = 1000 };

typedef Vec(Lead) Leads;

Lead lead_row(const Rows *rows, Arena *arena, Str province, const LeadShapes *shapes)
{
    Lead lead = {.province = province,
                 .rule = rows_text(rows, arena, 0),
                 .employer = rows_int(rows, 1) != 0,
                 .subject = rows_int(rows, 2),
                 .id = rows_int(rows, 3),
                 .unit = rows_text(rows, arena, 4),
                 .village = rows_text(rows, arena, 5),
                 .kind = rows_text(rows, arena, 6),
                 .first_run = rows_int(rows, 8),
                 .since_run = rows_int(rows, 9),
                 .cleared_run = rows_int(rows, 10)};
    shape_read(arena, shapes, lead.employer, rows_text(rows, arena, 7), &lead.fact, &lead.facts);
    return lead;
}

static Err *take_rows(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, Str province,
                      const LeadShapes *shapes, Leads *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, query, args, count, &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;)
        vec_push(arena, ret, lead_row(&rows, arena, province, shapes));
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

static Err *list_unit(Store *store, Arena *arena, const LeadFilter *f, Str unit, const LeadShapes *shapes, Leads *ret)
{
    const Query query = f->cleared ? SQL_LEAD_CLEARED_OF_UNIT : SQL_LEAD_OPEN_OF_UNIT;
    return take_rows(store, arena, query,
                     ARGS(V_TEXT(f->province), V_TEXT(unit), V_TEXT(f->rule), V_INT(f->after), V_INT(f->run),
                          V_INT(employer_value(f)), V_INT(f->subject), V_INT(limit_of(f))),
                     f->province, shapes, ret);
}

static int by_id(const void *a, const void *b)
{
    const Lead *x = a, *y = b;
    return (x->id > y->id) - (x->id < y->id);
}

/* Who sees some communes: theirs one by one, put together by id. */
static Err *list_places(Store *store, Arena *arena, const LeadFilter *f, const LeadShapes *shapes, Leads *ret)
{
    const Scope *scope = store_scope(store);
    for (ptrdiff_t i = 0; i < scope->places; i++) {
        Str unit = scope->place[i].unit;
        if (str_eq(scope->place[i].province, f->province) && unit.len > 0)
            TRY(list_unit(store, arena, f, unit, shapes, ret));
    }
    if (ret->len > 0)
        qsort(ret->data, (size_t)ret->len, sizeof *ret->data, by_id);
    ret->len = ret->len < limit_of(f) ? ret->len : (ptrdiff_t)limit_of(f);
    return NULL;
}

/* Of one subject the rules are few: each is asked for by its key. */
static Err *list_subject(Store *store, Arena *arena, const LeadFilter *f, const LeadShapes *shapes, Leads *ret)
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
                          f->province, shapes, &all));
    for (ptrdiff_t i = 0; i < all.len; i++) {
        const Lead *lead = &all.data[i];
        bool wanted = (lead->cleared_run > 0) == f->cleared && (f->unit.len == 0 || str_eq(f->unit, lead->unit));
        if (wanted && scope_sees(store_scope(store), f->province, lead->unit))
            vec_push(arena, ret, *lead);
    }
    return NULL;
}

static Err *list_province(Store *store, Arena *arena, const LeadFilter *f, const LeadShapes *shapes, Leads *ret)
{
    if (f->rule.len == 0)
        return take_rows(store, arena, SQL_LEAD_OF_PROVINCE,
                         ARGS(V_TEXT(f->province), V_INT(f->after), V_INT(f->cleared), V_INT(f->run),
                              V_INT(employer_value(f)), V_INT(limit_of(f))),
                         f->province, shapes, ret);
    const Query query = f->cleared ? SQL_LEAD_CLEARED_OF_RULE : SQL_LEAD_OPEN_OF_RULE;
    return take_rows(store, arena, query,
                     ARGS(V_TEXT(f->province), V_TEXT(f->rule), V_INT(f->after), V_INT(f->run),
                          V_INT(employer_value(f)), V_INT(limit_of(f))),
                     f->province, shapes, ret);
}

Err *lead_list(Store *store, Arena *arena, const LeadFilter *filter, Lead **ret, ptrdiff_t *ret_count)
{
    LeadShapes shapes;
    Leads leads = {0};
    TRY(shapes_load(store, arena, filter->province, &shapes));
    if (filter->unit.len > 0)
        TRY(scope_check(store, arena, filter->province, filter->unit));
    if (filter->subject > 0)
        TRY(list_subject(store, arena, filter, &shapes, &leads));
    else if (filter->unit.len > 0)
        TRY(list_unit(store, arena, filter, filter->unit, &shapes, &leads));
    else if (!scope_sees_province(store_scope(store), filter->province))
        TRY(list_places(store, arena, filter, &shapes, &leads));
    else
        TRY(list_province(store, arena, filter, &shapes, &leads));
    *ret = leads.data;
    *ret_count = leads.len;
    return NULL;
}

Err *lead_get(Store *store, Arena *arena, Str province, int64_t id, Lead *ret)
{
    LeadShapes shapes;
    Leads leads = {0};
    TRY(shapes_load(store, arena, province, &shapes));
    TRY(take_rows(store, arena, SQL_LEAD_ONE, ARGS(V_TEXT(province), V_INT(id)), province, &shapes, &leads));
    if (leads.len == 0 || !scope_sees(store_scope(store), province, leads.data[0].unit))
        return FAIL(arena, NOT_FOUND, "không có trường hợp số %lld trong địa bàn được giao",
                    "there is no lead %lld in your territory", (long long)id);
    *ret = leads.data[0];
    return NULL;
}

/* ---- counts ------------------------------------------------------------------------------- */

typedef Vec(LeadTally) Tallies;

static void count_in(Arena *arena, Tallies *all, LeadTally row)
{
    for (ptrdiff_t i = all->len; i-- > 0;) {
        LeadTally *t = &all->data[i];
        if (str_eq(t->unit, row.unit) && str_eq(t->rule, row.rule) && str_eq(t->kind, row.kind)) {
            t->count += row.count;
            return;
        }
    }
    vec_push(arena, all, row);
}

static bool of_filter(const LeadFilter *filter, const RuleSet *rules, Str rule)
{
    for (ptrdiff_t i = 0; filter->by_employer && i < rules->count; i++)
        if (str_eq(rules->rule[i].code, rule))
            return rules->rule[i].employer == filter->employer;
    return true;
}

static Err *tally_rows(Store *store, Arena *arena, const LeadFilter *filter, bool kind, LeadBy by, Tallies *all)
{
    static const RuleSet none;
    AUTO(rows_close) Rows rows = {0};
    RuleSet rules = none;
    Law *law;
    Err *err;
    Str seen = {0};
    bool sees = false;
    if (filter->by_employer) {
        TRY(law_load(arena, (Str){0}, &law));
        TRY(rules_load(arena, law, clock_today(store_clock(store)), &rules));
    }
    TRY(store_query(store, arena, kind ? SQL_LEAD_TALLY_KIND : SQL_LEAD_TALLY,
                    ARGS(V_TEXT(filter->province), V_TEXT(filter->unit), V_TEXT(filter->rule)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        Str unit = rows_text(&rows, arena, 0), what = rows_text(&rows, arena, 1);
        if (!seen.ptr || !str_eq(seen, unit)) { /* rows of a unit stand together */
            sees = scope_sees(store_scope(store), filter->province, unit);
            seen = unit;
        }
        if (!sees || (!kind && !of_filter(filter, &rules, what)))
            continue;
        LeadTally row = {.count = rows_int(&rows, 2)};
        row.unit = by == LEAD_BY_RULE || by == LEAD_BY_KIND ? S("") : unit;
        row.rule = by == LEAD_BY_UNIT || kind ? S("") : what;
        row.kind = kind ? what : S("");
        count_in(arena, all, row);
    }
    return err;
}

Err *lead_tally(Store *store, Arena *arena, const LeadFilter *filter, LeadBy by, LeadTally **ret, ptrdiff_t *ret_count)
{
    Tallies all = {0};
    LeadFilter asked = *filter;
    bool kind = by == LEAD_BY_KIND;
    if (kind && asked.rule.len == 0)
        asked.rule = S("voluntary-potential");
    TRY(tally_rows(store, arena, &asked, kind, by, &all));
    *ret = all.data;
    *ret_count = all.len;
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
