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
    Str province, rule, unit;
    int64_t from, to;
    LeadShapes shapes;
    SeenList seen; /* by rule, id */
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
static Err *read_new(Comparing *c, int64_t above, int64_t highest)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(c->store, c->arena, SQL_LEAD_NEW_BETWEEN,
                    ARGS(V_TEXT(c->province), V_INT(above), V_INT(highest), V_TEXT(c->rule), V_TEXT(c->unit)), &rows));
    for (bool more; !(err = rows_next(&rows, c->arena, &more)) && more;) {
        Seen s = {.lead = lead_row(&rows, c->arena, c->province, &c->shapes), .is = true, .decided = true};
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

static Seen *seen_before(Comparing *c, ptrdiff_t count, const Lead *lead)
{
    Seen key = {.lead = *lead};
    return count > 0 ? bsearch(&key, c->seen.data, (size_t)count, sizeof key, by_rule) : NULL;
}

/* Rows of a lead stand together, by run. */
static Err *read_events(Comparing *c)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    ptrdiff_t news = c->seen.len;
    TRY(store_query(c->store, c->arena, SQL_LEAD_EVENTS_BETWEEN,
                    ARGS(V_TEXT(c->province), V_INT(c->from), V_INT(c->to), V_TEXT(c->rule), V_TEXT(c->unit)), &rows));
    for (bool more; !(err = rows_next(&rows, c->arena, &more)) && more;) {
        Lead lead = lead_row(&rows, c->arena, c->province, &c->shapes);
        Seen *last = c->seen.len > news ? &c->seen.data[c->seen.len - 1] : NULL;
        Seen *s = last && last->lead.id == lead.id ? last : seen_before(c, news, &lead);
        if (!s) {
            Seen one = {.lead = lead};
            vec_push(c->arena, &c->seen, one);
            s = &c->seen.data[c->seen.len - 1];
        }
        happened(s, lead_change_of(rows_text(&rows, c->arena, 12)), rows_text(&rows, c->arena, 13));
    }
    return err;
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

static Err *after_of_unit(const Comparing *c, Comparison *ret)
{
    LeadTally *tally;
    ptrdiff_t count;
    LeadFilter filter = {.province = c->province, .unit = c->unit, .rule = c->rule};
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

static Err *check(Store *store, Arena *arena, Str province, int64_t from, int64_t to, Str unit)
{
    TRY(scope_check(store, arena, province, unit));
    if (from < to)
        return NULL;
    return FAIL(arena, USAGE, "lần chạy đầu phải trước lần chạy sau: %lld, %lld",
                "the first run must be before the second: %lld, %lld", (long long)from, (long long)to);
}

Err *reconcile_compare(Store *store, Arena *arena, Str province, int64_t from, int64_t to, Str rule, Str unit,
                       int64_t limit, Comparison *ret)
{
    ReconcileReport a, b, newest;
    Comparing c = {
        .store = store, .arena = arena, .province = province, .rule = rule, .unit = unit, .from = from, .to = to};
    *ret = (Comparison){0};
    TRY(check(store, arena, province, from, to, unit));
    TRY(reconcile_report(store, arena, province, from, &a));
    TRY(reconcile_report(store, arena, province, to, &b));
    TRY(reconcile_report(store, arena, province, 0, &newest));
    if (unit.len > 0 && newest.run != to)
        return FAIL(arena, USAGE, "so sánh theo xã chỉ đến lần chạy mới nhất (%lld)",
                    "by commune, runs are compared with the newest alone (%lld)", (long long)newest.run);
    TRY(shapes_load(store, arena, province, &c.shapes));
    TRY(read_new(&c, a.last_lead, b.last_lead));
    TRY(read_events(&c));
    if (c.seen.len > 0)
        qsort(c.seen.data, (size_t)c.seen.len, sizeof *c.seen.data, by_rule);
    begin_counts(arena, &a, &b, rule, ret);
    for (ptrdiff_t i = 0; i < c.seen.len; i++)
        count_one(ret, &c.seen.data[i]);
    if (unit.len > 0)
        TRY(after_of_unit(&c, ret));
    for (ptrdiff_t i = 0; i < ret->rules; i++)
        ret->rule[i].before = ret->rule[i].after - ret->rule[i].appeared + ret->rule[i].cleared;
    take_rows(&c, limit, ret);
    return NULL;
}
