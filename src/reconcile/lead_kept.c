/* Leads as they stand when a run begins, read once; texts as numbers, so that what a run finds is compared by them. */
#include "reconcile/lead_internal.h"

#include "lead_sql.h"
#include <string.h>

enum { PAGE = 1 << 16 };

enum { UNIT = 2, VILLAGE, KIND, FACTS, TEXTS }; /* columns */

typedef struct Reading {
    Store *store;
    Arena *arena; /* of what is kept */
    Arena page;   /* of one answer */
    Arena list;   /* of the leads of one rule while they come */
    Str province;
    LeadsKept *kept;
    uint32_t last[TEXTS]; /* number of the text of the row before: neighbours have the same place */
} Reading;

typedef Vec(KeptLead) KeptLeads;

static uint32_t text_at(Reading *r, const Rows *rows, int column)
{
    Str text = rows_look(rows, column);
    if (!str_eq(text, intern_text(&r->kept->texts, r->last[column])))
        r->last[column] = intern(&r->kept->texts, r->arena, text);
    return r->last[column];
}

static KeptLead kept_row(Reading *r, const Rows *rows)
{
    return (KeptLead){.subject = (uint32_t)rows_int(rows, 0),
                      .id = rows_int(rows, 1),
                      .unit = text_at(r, rows, UNIT),
                      .village = text_at(r, rows, VILLAGE),
                      .kind = text_at(r, rows, KIND),
                      .facts = text_at(r, rows, FACTS),
                      .open = rows_int(rows, 6) == 0};
}

static Err *read_page(Reading *r, LeadsOfRule *of, int64_t behind, KeptLeads *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    arena_reset(&r->page);
    TRY(store_query(r->store, &r->page, SQL_LEAD_KEPT,
                    ARGS(V_TEXT(r->province), V_TEXT(of->rule), V_INT(of->employer), V_INT(behind), V_INT(PAGE)),
                    &rows));
    for (bool more; !(err = rows_next(&rows, &r->page, &more)) && more;) {
        KeptLead lead = kept_row(r, &rows);
        of->open += lead.open;
        r->kept->highest = lead.id > r->kept->highest ? lead.id : r->kept->highest;
        vec_push(&r->list, ret, lead);
    }
    return err;
}

static Err *read_rule(Reading *r, LeadsOfRule *of)
{
    KeptLeads leads = {0};
    int64_t behind = -1;
    arena_reset(&r->list);
    for (ptrdiff_t before = -PAGE; leads.len - before == PAGE;) {
        before = leads.len;
        TRY(err_keep(r->arena, read_page(r, of, behind, &leads)));
        if (leads.len > 0)
            behind = leads.data[leads.len - 1].subject;
    }
    of->leads = leads.len;
    of->lead = new_raw(r->arena, KeptLead, leads.len);
    if (leads.len > 0)
        memcpy(of->lead, leads.data, (size_t)leads.len * sizeof *leads.data);
    return NULL;
}

static Err *next_rule(Reading *r, Str rule, int64_t employer, LeadsOfRule *ret, bool *ret_found)
{
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(r->store, r->arena, SQL_LEAD_RULE_NEXT, ARGS(V_TEXT(r->province), V_TEXT(rule), V_INT(employer)),
                    &rows));
    TRY(rows_next(&rows, r->arena, ret_found));
    if (*ret_found)
        *ret = (LeadsOfRule){.rule = rows_text(&rows, r->arena, 0), .employer = rows_int(&rows, 1) != 0};
    return NULL;
}

static Err *read_rules(Reading *r, Str only)
{
    Str rule = only;
    for (int64_t employer = -1;;) {
        LeadsOfRule of = {0};
        bool found;
        TRY(next_rule(r, rule, employer, &of, &found));
        if (!found || (only.len > 0 && !str_eq(of.rule, only)))
            return NULL;
        TRY(read_rule(r, &of));
        vec_push(r->arena, &r->kept->rule, of);
        rule = of.rule;
        employer = of.employer;
    }
}

Err *leads_kept(Store *store, Arena *arena, Str province, Str rule, LeadsKept *ret)
{
    Reading r = {.store = store,
                 .arena = arena,
                 .page = arena_open(ARENA_DEFAULT),
                 .list = arena_open(ARENA_DEFAULT),
                 .province = province,
                 .kept = ret};
    *ret = (LeadsKept){0};
    intern(&ret->texts, arena, S("")); /* number 0 */
    Err *err = read_rules(&r, rule);
    arena_close(&r.page);
    arena_close(&r.list);
    return err;
}

LeadsOfRule *leads_of_rule(const LeadsKept *kept, Str rule, bool employer)
{
    for (ptrdiff_t i = 0; i < kept->rule.len; i++)
        if (kept->rule.data[i].employer == employer && str_eq(kept->rule.data[i].rule, rule))
            return &kept->rule.data[i];
    return NULL;
}
