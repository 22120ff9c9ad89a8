/* What officers found out about leads, and what it says of the rules. */
#include "reconcile/lead_internal.h"

#include "lead_sql.h"

static const struct {
    const char *code;
    Text text;
} outcomes[OUTCOMES] = {
    [OUTCOME_RIGHT] = {"right", TEXT_INIT("đúng", "right")},
    [OUTCOME_WRONG] = {"wrong", TEXT_INIT("không đúng", "wrong")},
    [OUTCOME_UNCLEAR] = {"unclear", TEXT_INIT("chưa rõ", "unclear")},
};

Text lead_outcome_text(LeadOutcome outcome)
{
    return outcomes[outcome].text;
}

const char *lead_outcome_code(LeadOutcome outcome)
{
    return outcomes[outcome].code;
}

static LeadOutcome outcome_of(Str code)
{
    for (int i = 0; i < OUTCOMES; i++)
        if (str_eq(code, str_from(outcomes[i].code)))
            return (LeadOutcome)i;
    return OUTCOME_UNCLEAR;
}

Err *lead_result_put(Store *store, Arena *arena, Str province, int64_t id, LeadOutcome outcome, Str note, Str by)
{
    Lead lead;
    TRY(lead_get(store, arena, province, id, &lead));
    return store_exec(store, arena, SQL_LEAD_OUTCOME_PUT,
                      ARGS(V_TEXT(province), V_INT(id), V_TEXT(str_from(outcomes[outcome].code)), V_TEXT(note),
                           V_TEXT(by), V_TEXT(clock_stamp(arena, store_clock(store)))),
                      NULL);
}

Err *lead_findings(Store *store, Arena *arena, Str province, int64_t id, LeadFinding **ret, ptrdiff_t *ret_count)
{
    AUTO(rows_close) Rows rows = {0};
    Vec(LeadFinding) findings = {0};
    Lead lead;
    Err *err;
    TRY(lead_get(store, arena, province, id, &lead));
    TRY(store_query(store, arena, SQL_LEAD_OUTCOMES, ARGS(V_TEXT(province), V_INT(id)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        LeadFinding f = {outcome_of(rows_text(&rows, arena, 0)), rows_text(&rows, arena, 1), rows_text(&rows, arena, 2),
                         rows_text(&rows, arena, 3)};
        vec_push(arena, &findings, f);
    }
    *ret = findings.data;
    *ret_count = findings.len;
    return err;
}

Err *lead_precision(Store *store, Arena *arena, Str province, RulePrecision **ret, ptrdiff_t *ret_count)
{
    AUTO(rows_close) Rows rows = {0};
    Vec(RulePrecision) all = {0};
    Err *err;
    TRY(scope_check(store, arena, province, (Str){0}));
    TRY(store_query(store, arena, SQL_LEAD_PRECISION, ARGS(V_TEXT(province)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        Str rule = rows_text(&rows, arena, 0);
        if (all.len == 0 || !str_eq(all.data[all.len - 1].rule, rule)) {
            RulePrecision p = {.rule = rule};
            vec_push(arena, &all, p);
        }
        all.data[all.len - 1].count[outcome_of(rows_text(&rows, arena, 1))] += rows_int(&rows, 2);
    }
    for (ptrdiff_t i = 0; i < all.len; i++) {
        RulePrecision *p = &all.data[i];
        int64_t decided = p->count[OUTCOME_RIGHT] + p->count[OUTCOME_WRONG];
        p->precision = decided > 0 ? (double)p->count[OUTCOME_RIGHT] / (double)decided : -1;
    }
    *ret = all.data;
    *ret_count = all.len;
    return err;
}
