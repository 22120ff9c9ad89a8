/* Two runs beside each other.  A lead was open at the first run or not, and is open at the second or not: the events
 * between them say which. */
#include "reconcile/compare.h"

#include "reconcile/lead_internal.h"
#include <stdlib.h>

#include "lead_sql.h"

typedef struct Seen { /* a lead that something happened to between the runs */
    Lead lead;
    bool was, is; /* open */
    bool decided; /* `was` is known */
    Str why;
} Seen;
typedef Vec(Seen) SeenList;

typedef struct Comparing {
    Store *store;
    Arena *arena;
    Str province, rule;
    Vec(Str) units; /* one "": all of the province */
    Vec(Str) codes; /* what stands in rows for them */
    int64_t from, to;
    LeadReading reading;
    SeenList seen;  /* by rule, id */
    ptrdiff_t news; /* of seen, those that came between the runs, by rule and id */
} Comparing;

static void happened(Seen *s, LeadChange change, Str why)
{
    if (!s->decided) {
        s->was = s->is = change != LEAD_RETURNED;
        s->decided = true;
    }
    if (change == LEAD_CLEARED)
        s->is = false;
    if (change == LEAD_RETURNED)
        s->is = true;
    s->why = why;
}

/* Leads that came with a run after the first. */
static Err *read_new(Comparing *c, Str code, int64_t above, int64_t highest)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(c->store, c->arena, SQL_LEAD_NEW_BETWEEN,
                    ARGS(V_TEXT(c->province), V_INT(above), V_INT(highest), V_TEXT(c->rule), V_TEXT(code)), &rows));
    for (bool more; !(err = rows_next(&rows, c->arena, &more)) && more;) {
        Seen s = {.lead = lead_row(&rows, c->arena, &c->reading), .is = true, .decided = true};
        vec_push(c->arena, &c->seen, s);
    }
    return err;
}

static int by_rule(const void *a, const void *b)
{
    const Seen *x = a, *y = b;
    int rule = str_cmp(x->lead.rule, y->lead.rule);
    return rule ? rule : (x->lead.id > y->lead.id) - (x->lead.id < y->lead.id);
}

static void sort_seen(Comparing *c)
{
    if (c->seen.len > 0)
        qsort(c->seen.data, (size_t)c->seen.len, sizeof *c->seen.data, by_rule);
}

static Seen *seen_before(Comparing *c, const Lead *lead)
{
    Seen key = {.lead = *lead};
    return c->news > 0 ? bsearch(&key, c->seen.data, (size_t)c->news, sizeof key, by_rule) : NULL;
}

/* Rows of a lead stand together, by run. */
static Err *read_events(Comparing *c, Str code)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(c->store, c->arena, SQL_LEAD_EVENTS_BETWEEN,
                    ARGS(V_TEXT(c->province), V_INT(c->from), V_INT(c->to), V_TEXT(c->rule), V_TEXT(code)), &rows));
    for (bool more; !(err = rows_next(&rows, c->arena, &more)) && more;) {
        Lead lead = lead_row(&rows, c->arena, &c->reading);
        Seen *last = c->seen.len > c->news ? &c->seen.data[c->seen.len - 1] : NULL;
        Seen *s = last && last->lead.id == lead.id ? last : seen_before(c, &lead);
        if (!s) {
            Seen one = {.lead = lead};
            vec_push(c->arena, &c->seen, one);
            s = &c->seen.data[c->seen.len - 1];
        }
        happened(s, lead_change_of(rows_text(&rows, c->arena, 12)), rows_text(&rows, c->arena, 13));
    }
    return err;
}

static Err *read_seen(Comparing *c, int64_t above, int64_t highest)
{
    for (ptrdiff_t i = 0; i < c->codes.len; i++)
        TRY(read_new(c, c->codes.data[i], above, highest));
    sort_seen(c);
    c->news = c->seen.len;
    for (ptrdiff_t i = 0; i < c->codes.len; i++)
        TRY(read_events(c, c->codes.data[i]));
    sort_seen(c);
    return NULL;
}

static LeadChange change_of(const Seen *s)
{
    return s->was == s->is ? LEAD_CHANGED : s->is ? LEAD_APPEARED : LEAD_CLEARED;
}

static CompareCount *count_of(Comparison *c, Str rule)
{
    for (ptrdiff_t i = 0; i < c->rules; i++)
        if (str_eq(c->rule[i].rule, rule))
            return &c->rule[i];
    return NULL;
}

static void count_one(Comparison *ret, const Seen *s)
{
    CompareCount *count = count_of(ret, s->lead.rule);
    if (!count)
        return;
    LeadChange change = change_of(s);
    count->appeared += change == LEAD_APPEARED;
    count->cleared += change == LEAD_CLEARED;
    count->changed += change == LEAD_CHANGED;
}

/* A row for each rule of either run, with what it had at the end. */
static void begin_counts(Arena *arena, const ReconcileReport *a, const ReconcileReport *b, Str rule, Comparison *ret)
{
    const ReconcileReport *both[] = {b, a};
    ret->rule = new (arena, CompareCount, a->rules + b->rules);
    for (int w = 0; w < COUNTOF(both); w++)
        for (ptrdiff_t i = 0; i < both[w]->rules; i++) {
            Str code = both[w]->rule[i].code;
            bool wanted = rule.len == 0 || str_eq(rule, code);
            if (wanted && !count_of(ret, code))
                ret->rule[ret->rules++] = (CompareCount){.rule = code, .after = w == 0 ? both[w]->rule[i].hits : 0};
        }
}

static Err *after_of_units(const Comparing *c, Str unit, Comparison *ret)
{
    LeadTally *tally;
    ptrdiff_t count;
    LeadFilter filter = {.province = c->province, .unit = unit, .rule = c->rule};
    TRY(lead_tally(c->store, c->arena, &filter, LEAD_BY_RULE, &tally, &count));
    for (ptrdiff_t i = 0; i < ret->rules; i++)
        ret->rule[i].after = 0;
    for (ptrdiff_t i = 0; i < count; i++) {
        CompareCount *one = count_of(ret, tally[i].rule);
        if (one)
            one->after = tally[i].count;
    }
    return NULL;
}

static void take_rows(const Comparing *c, int64_t limit, Comparison *ret)
{
    ret->row = new (c->arena, CompareRow, limit < c->seen.len ? limit : c->seen.len);
    for (ptrdiff_t i = 0; i < c->seen.len && ret->rows < limit; i++) {
        const Seen *s = &c->seen.data[i];
        if (s->was || s->is)
            ret->row[ret->rows++] = (CompareRow){s->lead, change_of(s), why_text(c->arena, s->lead.employer, s->why)};
    }
}

static Err *check_order(Arena *arena, int64_t from, int64_t to)
{
    if (from < to)
        return NULL;
    return FAIL(arena, USAGE, "lần chạy đầu phải trước lần chạy sau: %lld, %lld",
                "the first run must be before the second: %lld, %lld", (long long)from, (long long)to);
}

/* Of the communes what was open at the end is known of the newest run alone. */
static Err *check_newest(const Comparing *c)
{
    ReconcileReport newest;
    TRY(reconcile_report(c->store, c->arena, c->province, 0, &newest));
    if (newest.run == c->to)
        return NULL;
    return FAIL(c->arena, USAGE, "so sánh theo xã chỉ đến lần chạy mới nhất (%lld)",
                "by commune, runs are compared with the newest alone (%lld)", (long long)newest.run);
}

/* The commune asked for; all; or those that are seen. */
static Err *choose_units(Comparing *c, Str unit)
{
    const Scope *scope = store_scope(c->store);
    bool all = unit.len > 0 || scope_sees_province(scope, c->province);
    if (all)
        TRY(scope_check(c->store, c->arena, c->province, unit));
    if (all)
        vec_push(c->arena, &c->units, unit);
    for (ptrdiff_t i = 0; !all && i < scope->places; i++)
        if (str_eq(scope->place[i].province, c->province))
            vec_push(c->arena, &c->units, scope->place[i].unit);
    return c->units.len > 0 ? NULL : scope_check(c->store, c->arena, c->province, unit);
}

static Err *choose_codes(Comparing *c)
{
    TRY(lead_reading(c->store, c->arena, c->province, &c->reading));
    for (ptrdiff_t u = 0; u < c->units.len; u++) {
        Str *code;
        ptrdiff_t count;
        TRY(lead_codes(c->store, c->arena, &c->reading, c->units.data[u], &code, &count));
        for (ptrdiff_t i = 0; i < count; i++)
            vec_push(c->arena, &c->codes, code[i]);
    }
    return NULL;
}

Err *reconcile_compare(Store *store, Arena *arena, Str province, int64_t from, int64_t to, Str rule, Str unit,
                       int64_t limit, Comparison *ret)
{
    ReconcileReport a, b;
    Comparing c = {.store = store, .arena = arena, .province = province, .rule = rule, .from = from, .to = to};
    *ret = (Comparison){0};
    TRY(choose_units(&c, unit));
    TRY(check_order(arena, from, to));
    TRY(reconcile_report(store, arena, province, from, &a));
    TRY(reconcile_report(store, arena, province, to, &b));
    bool some = c.units.data[0].len > 0;
    if (some)
        TRY(check_newest(&c));
    TRY(choose_codes(&c));
    TRY(read_seen(&c, a.last_lead, b.last_lead));
    begin_counts(arena, &a, &b, rule, ret);
    for (ptrdiff_t i = 0; i < c.seen.len; i++)
        count_one(ret, &c.seen.data[i]);
    if (some)
        TRY(after_of_units(&c, unit, ret));
    for (ptrdiff_t i = 0; i < ret->rules; i++)
        ret->rule[i].before = ret->rule[i].after - ret->rule[i].appeared + ret->rule[i].cleared;
    take_rows(&c, limit, ret);
    return NULL;
}
