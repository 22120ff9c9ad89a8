/* Leads on the terminal: lists, why, what was found out.  Names and numbers are masked: a terminal has no role. */
#include "cli/reconcile_cli.h"
#include "person/sight.h"
#include "reconcile/subject.h"
#include "reconcile/why.h"
#include "vn/vn.h"

enum { ROWS = 100 };
enum { L_LEAD, L_RULE, L_SUBJECT, L_NAME, L_BIRTH, L_NUMBER, L_UNIT, L_VILLAGE, L_EVIDENCE, L_SINCE, L_COUNT };

static const GridColumn lead_columns[L_COUNT] = {
    [L_LEAD] = {"lead", TEXT_INIT("Trường hợp", "Lead"), GRID_INT, 0, false},
    [L_RULE] = {"rule", TEXT_INIT("Quy tắc", "Rule"), GRID_TEXT, 0, false},
    [L_SUBJECT] = {"subject", TEXT_INIT("Số", "Number"), GRID_INT, 0, false},
    [L_NAME] = {"name", TEXT_INIT("Tên", "Name"), GRID_TEXT, 0, false},
    [L_BIRTH] = {"birth", TEXT_INIT("Ngày sinh", "Birth"), GRID_TEXT, 0, false},
    [L_NUMBER] = {"number", TEXT_INIT("Số định danh, mã số thuế", "Personal number or tax code"), GRID_TEXT, 0, false},
    [L_UNIT] = {"unit", TEXT_INIT("Xã", "Commune"), GRID_TEXT, 0, false},
    [L_VILLAGE] = {"village", TEXT_INIT("Thôn, tổ", "Village"), GRID_TEXT, 0, false},
    [L_EVIDENCE] = {"evidence", TEXT_INIT("Bằng chứng", "Evidence"), GRID_TEXT, 0, false},
    [L_SINCE] = {"since_run", TEXT_INIT("Từ lần", "Since run"), GRID_INT, 0, false},
};

static Str evidence_text(const Cli *cli, const Lead *lead)
{
    Buf out = buf_open(cli->arena);
    for (ptrdiff_t i = 0; i < lead->facts; i++) {
        const LeadFact *f = &lead->fact[i];
        if (f->value == FACT_MISSING)
            continue;
        Str title = text_in(cli->lang, fact_title(lead->employer, f->fact)->title);
        Str value = fact_show(cli->arena, lead->employer, f->fact, f->value, cli->lang);
        buf_fmt(&out, "%s%.*s: %.*s", out.len > 0 ? "; " : "", STRF(title), STRF(value));
    }
    return buf_str(&out);
}

static void put_subject(const Cli *cli, const Lead *lead, Str (*value)[GOLDEN_FIELDS], GridCell *cell)
{
    const Str *v = *value;
    if (lead->employer) {
        cell[L_NAME] = G_TEXT(v[GOLDEN_name]);
        /* the tax code of a household business is its owner's personal number */
        cell[L_NUMBER] =
            G_TEXT(v[GOLDEN_tax_code].len == 12 ? person_mask(cli->arena, PERSON_CITIZEN, v[GOLDEN_tax_code])
                                                : v[GOLDEN_tax_code]);
        return;
    }
    cell[L_NAME] = G_TEXT(person_mask(cli->arena, PERSON_NAME, v[GOLDEN_name]));
    cell[L_BIRTH] = G_TEXT(person_mask(cli->arena, PERSON_BIRTH, v[GOLDEN_birth]));
    cell[L_NUMBER] = G_TEXT(person_mask(cli->arena, PERSON_CITIZEN, v[GOLDEN_personal_id]));
}

static Err *put_leads(Cli *cli, const ReconcileAsk *ask, const Lead *lead, ptrdiff_t count, Grid *grid)
{
    for (int employer = 0; employer <= 1; employer++) {
        int64_t *id = new (cli->arena, int64_t, count);
        Str(*value)[GOLDEN_FIELDS];
        ptrdiff_t n = 0;
        for (ptrdiff_t i = 0; i < count; i++)
            if (lead[i].employer == (employer == 1))
                id[n++] = lead[i].subject;
        if (n == 0)
            continue;
        TRY(subject_values(ask->store, cli->arena, ask->province, employer == 1, id, n, &value));
        n = 0;
        for (ptrdiff_t i = 0; i < count; i++) {
            if (lead[i].employer != (employer == 1))
                continue;
            GridCell *cell = grid_row(grid, cli->arena);
            cell[L_LEAD] = G_INT(lead[i].id);
            cell[L_RULE] = G_TEXT(lead[i].rule);
            cell[L_SUBJECT] = G_INT(lead[i].subject);
            cell[L_UNIT] = G_TEXT(lead[i].unit);
            cell[L_VILLAGE] = G_TEXT(lead[i].village);
            cell[L_EVIDENCE] = G_TEXT(evidence_text(cli, &lead[i]));
            cell[L_SINCE] = G_INT(lead[i].since_run);
            put_subject(cli, &lead[i], &value[n++], cell);
        }
    }
    return NULL;
}

Err *reconcile_leads_run(Cli *cli)
{
    ReconcileAsk ask;
    Lead *lead;
    ptrdiff_t count;
    LeadFilter filter = {.cleared = cli_flag(cli, "cleared"),
                         .by_employer = cli_flag(cli, "employers"),
                         .employer = true,
                         .rule = S(""),
                         .limit = ROWS};
    TRY(reconcile_ask(cli, &ask));
    TRY(reconcile_ask_unit(cli, &ask, &filter.unit));
    TRY(cli_int(cli, "rows", 1, 1000000, &filter.limit));
    cli_text(cli, "rule", &filter.rule);
    filter.province = ask.province;
    TRY(lead_list(ask.store, cli->arena, &filter, &lead, &count));
    Grid grid =
        grid_open(filter.cleared ? TEXT("Đã ra khỏi danh sách", "Off the lists") : TEXT("Danh sách đối soát", "Leads"),
                  TEXT("Tên và số được che", "Names and numbers are masked"), lead_columns, L_COUNT);
    TRY(put_leads(cli, &ask, lead, count, &grid));
    return cli_show(cli, &grid);
}

/* ---- reconcile explain ----------------------------------------------------------------------- */

enum { E_RULE, E_PART, E_HOLDS, E_VALUE, E_COUNT };

static const GridColumn explain_columns[E_COUNT] = {
    [E_RULE] = {"rule", TEXT_INIT("Quy tắc", "Rule"), GRID_TEXT, 0, false},
    [E_PART] = {"part", TEXT_INIT("Điều kiện", "Condition"), GRID_TEXT, 0, false},
    [E_HOLDS] = {"holds", TEXT_INIT("Đúng", "Holds"), GRID_TEXT, 0, false},
    [E_VALUE] = {"value", TEXT_INIT("Giá trị", "Value"), GRID_TEXT, 0, false},
};

static Err *explain_json(Cli *cli, const Why *why, ptrdiff_t count)
{
    static const char *const words[] = {[TRUTH_NO] = "no", [TRUTH_YES] = "yes", [TRUTH_UNKNOWN] = "unknown"};
    Grid grid =
        grid_open(TEXT("Vì sao có trong danh sách", "Why it is on a list"), (Text){0}, explain_columns, E_COUNT);
    for (ptrdiff_t w = 0; w < count; w++)
        for (ptrdiff_t i = 0; i < why[w].reasons; i++) {
            const ExprReason *r = &why[w].reason[i];
            GridCell *cell = grid_row(&grid, cli->arena);
            cell[E_RULE] = G_TEXT(why[w].rule->code);
            cell[E_PART] = G_TEXT(text_in(cli->lang, r->part));
            cell[E_HOLDS] = G_TEXT(str_from(words[r->holds]));
            cell[E_VALUE] = G_TEXT(text_in(cli->lang, r->value));
        }
    return cli_show(cli, &grid);
}

static Err *ask_subject(Cli *cli, const ReconcileAsk *ask, bool *employer, int64_t *subject, Str *rule)
{
    int64_t id;
    Lead lead;
    *subject = 0;
    *rule = S("");
    cli_text(cli, "rule", rule);
    TRY(cli_int(cli, "person", 1, INT32_MAX, subject));
    *employer = *subject == 0;
    if (*employer)
        TRY(cli_int(cli, "employer", 1, INT32_MAX, subject));
    if (*subject > 0)
        return NULL;
    if (cli->args == 0 || !vn_parse_int(cli->arg[0], &id))
        return FAIL(cli->arena, USAGE, "cần số của trường hợp, hoặc --person N, hoặc --employer N",
                    "the number of a lead is needed, or --person N, or --employer N");
    TRY(lead_get(ask->store, cli->arena, ask->province, id, &lead));
    *employer = lead.employer;
    *subject = lead.subject;
    *rule = lead.rule;
    return NULL;
}

Err *reconcile_explain_run(Cli *cli)
{
    ReconcileAsk ask;
    ReconcileReport last;
    RuleSet rules;
    const Rule *rule = NULL;
    Why *why;
    ptrdiff_t count;
    bool employer;
    int64_t subject;
    Str code;
    TRY(reconcile_ask(cli, &ask));
    TRY(reconcile_report(ask.store, cli->arena, ask.province, 0, &last));
    TRY(ask_subject(cli, &ask, &employer, &subject, &code));
    TRY(rules_of(ask.store, cli->arena, ask.law, ask.province, last.month, &rules));
    if (code.len > 0)
        TRY(rule_find(&rules, cli->arena, code, &rule));
    TRY(reconcile_why(ask.store, cli->arena, &rules, rule, ask.province, employer, subject, &why, &count));
    if (cli->json)
        return explain_json(cli, why, count);
    for (ptrdiff_t i = 0; i < count; i++) {
        Str words = text_in(cli->lang, why[i].words);
        fprintf(cli->out, "%s%.*s\n", i ? "\n" : "", STRF(words));
    }
    if (count == 0)
        cli_say(cli, TEXT("Không có trong danh sách nào.", "It is on no list."));
    return NULL;
}

/* ---- reconcile outcome -------------------------------------------------------------------------- */

static Err *put_outcome(Cli *cli, const ReconcileAsk *ask, int64_t id, LeadOutcome outcome)
{
    Str note = S("");
    cli_text(cli, "note", &note);
    TRY(store_begin(ask->store, cli->arena));
    Err *err = lead_result_put(ask->store, cli->arena, ask->province, id, outcome, note, cli_by(cli));
    err = err ? err : store_commit(ask->store, cli->arena);
    if (err)
        store_rollback(ask->store);
    return err;
}

Err *reconcile_outcome_run(Cli *cli)
{
    ReconcileAsk ask;
    int64_t id;
    int outcome = -1;
    for (int i = 0; i < OUTCOMES; i++)
        outcome = str_eq(cli->arg[1], str_from(lead_outcome_code((LeadOutcome)i))) ? i : outcome;
    if (outcome < 0 || !vn_parse_int(cli->arg[0], &id))
        return FAIL(cli->arena, USAGE,
                    "ghi số của trường hợp và right (đúng), wrong (không đúng) hoặc unclear (chưa rõ)",
                    "give the number of a lead and right, wrong or unclear");
    TRY(reconcile_ask(cli, &ask));
    TRY(put_outcome(cli, &ask, id, (LeadOutcome)outcome));
    cli_say(cli, text_fmt(cli->arena, "Đã ghi: trường hợp %lld %.*s", "Recorded: lead %lld is %.*s", (long long)id,
                          STRF(text_in(cli->lang, lead_outcome_text((LeadOutcome)outcome)))));
    return NULL;
}
