/* Open leads less those that somebody has and those left in peace. */
#include "outreach/waiting.h"

#include "base/vec.h"
#include "outreach_sql.h"
#include "reconcile/commune.h"
#include <stdlib.h>

typedef Vec(TakenLead) Takens;

typedef struct Reading {
    Store *store;
    Arena *arena;
    const OutreachSettings *settings;
    Communes communes;
    Takens taken;
} Reading;

static Err *take_rows(Reading *r, Query query, const Value *args, ptrdiff_t count)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(r->store, r->arena, query, args, count, &rows));
    for (bool more; !(err = rows_next(&rows, r->arena, &more)) && more;) {
        const OutreachRule *rule = outreach_rule(r->settings, rows_text(&rows, r->arena, 1));
        TakenLead one = {.lead = rows_int(&rows, 0), .employer = rows_int(&rows, 2) != 0};
        if (!rule)
            continue;
        one.rule = rule->rule;
        one.unit = commune_today(&r->communes, rows_text(&rows, r->arena, 3));
        vec_push(r->arena, &r->taken, one);
    }
    return err;
}

static int by_lead(const void *a, const void *b)
{
    const TakenLead *x = a, *y = b;
    return (x->lead > y->lead) - (x->lead < y->lead);
}

Err *waiting_read(Store *store, Arena *arena, Str province, const OutreachSettings *settings, Waiting *ret)
{
    Reading r = {.store = store, .arena = arena, .settings = settings};
    Str today = date_iso(arena, clock_today(store_clock(store)));
    TRY(communes_open(store, arena, province, &r.communes));
    TRY(take_rows(&r, SQL_OUTREACH_TAKEN, ARGS(V_TEXT(province), V_TEXT(today))));
    for (ptrdiff_t i = 0; i < settings->rules; i++)
        if (settings->rule[i].voluntary)
            TRY(take_rows(&r, SQL_OUTREACH_LEFT_IN_PEACE,
                          ARGS(V_TEXT(province), V_TEXT(settings->rule[i].rule), V_TEXT(today))));
    if (r.taken.len > 0)
        qsort(r.taken.data, (size_t)r.taken.len, sizeof *r.taken.data, by_lead);
    *ret = (Waiting){.taken = r.taken.data};
    for (ptrdiff_t i = 0; i < r.taken.len; i++) /* who refused has a task and is left in peace: once */
        if (i == 0 || r.taken.data[i].lead != r.taken.data[i - 1].lead)
            r.taken.data[ret->count++] = r.taken.data[i];
    return NULL;
}

bool waiting_taken(const Waiting *waiting, int64_t lead)
{
    const TakenLead ask = {.lead = lead};
    return waiting->count > 0 && bsearch(&ask, waiting->taken, (size_t)waiting->count, sizeof ask, by_lead);
}

/* ---- counting ----------------------------------------------------------------------------------------------- */

static bool asked(const LeadFilter *f, const Scope *scope, const TakenLead *t)
{
    bool here = f->unit.len == 0 || str_eq(f->unit, t->unit.len > 0 ? t->unit : S(COMMUNE_ELSEWHERE));
    return here && (f->rule.len == 0 || str_eq(f->rule, t->rule)) && (!f->by_employer || f->employer == t->employer) &&
           scope_sees(scope, f->province, t->unit);
}

static int by_place(const void *a, const void *b)
{
    const LeadTally *x = a, *y = b;
    int order = str_cmp(x->unit, y->unit);
    return order ? order : str_cmp(x->rule, y->rule);
}

void waiting_tally(const Waiting *waiting, const LeadFilter *filter, const OutreachSettings *settings,
                   const Scope *scope, LeadTally *tally, ptrdiff_t *count)
{
    ptrdiff_t all = *count;
    *count = 0;
    for (ptrdiff_t i = 0; i < all; i++)
        if (outreach_rule(settings, tally[i].rule))
            tally[(*count)++] = tally[i];
    if (*count > 1)
        qsort(tally, (size_t)*count, sizeof *tally, by_place);
    for (ptrdiff_t i = 0; i < waiting->count; i++) {
        const TakenLead *taken = &waiting->taken[i];
        const LeadTally of = {.unit = taken->unit, .rule = taken->rule};
        bool counts = *count > 0 && asked(filter, scope, taken);
        LeadTally *found = counts ? bsearch(&of, tally, (size_t)*count, sizeof of, by_place) : NULL;
        if (found)
            found->count--;
    }
}
