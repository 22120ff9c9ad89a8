/* Runs of the reconciliation and its rules: asking for one as a job, looking at it, comparing two, trying a rule. */
#include "http/api_reconcile.h"
#include "http/sender.h"

#include "outreach/confirm.h"
#include "outreach/payer.h"
#include "reconcile/compare.h"
#include "store/scope.h"
#include "vn/vn.h"
#include <jansson.h>

enum { RUNS_SHOWN = 200, COMPARE_SHOWN = 500, COMPARE_EXPORTED = 200000, SAMPLE_MOST = 100, BODY_MOST = 64 << 10 };

static void ask_free(json_t **ask)
{
    json_decref(*ask);
}

static Json open_ask(const Request *request, Str province)
{
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "lang", request->lang == LANG_EN ? S("en") : S("vi"));
    js_put_text(&j, "province", province);
    return j;
}

static Err *start(Request *request, Reply *reply, const char *kind, Str province, Str key, Str ask)
{
    Job job, asked = {.kind = str_from(kind),
                      .account = request->who->account.id,
                      .login = request->who->account.login,
                      .province = province,
                      .key = key,
                      .ask = ask};
    TRY(job_add(request->store, request->arena, &asked, (Str){0}, &job));
    request_wake_jobs(request);
    Json j = js_open(request->arena);
    job_json(&j, request->lang, &job);
    reply->status = 202;
    reply_json(reply, &j);
    return NULL;
}

static bool sees_whole(const Request *request, Str province)
{
    return scope_sees_province(store_scope(request->store), province);
}

/* ---- runs --------------------------------------------------------------------------------- */

static Err *list_runs(Request *request, Reply *reply)
{
    Str province;
    ReconcileReport *run;
    ptrdiff_t count;
    int64_t limit = RUNS_SHOWN;
    TRY(request_province(request, &province));
    TRY(request_int(request, "limit", 1, 5000, &limit));
    TRY(reconcile_runs(request->store, request->arena, province, limit, &run, &count));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(&j);
        run_members(&j, request->arena, request->lang, &run[i], sees_whole(request, province));
        js_end(&j);
    }
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *get_run(Request *request, Reply *reply)
{
    Ground ground;
    ReconcileReport run;
    int64_t id;
    TRY(ground_of_query(request, &ground));
    TRY(request_number(request, "id", &id));
    TRY(reconcile_report(request->store, request->arena, ground.province, id, &run));
    Json j = js_open(request->arena);
    run_detail(&j, request->arena, request->lang, &run, &ground.rules, sees_whole(request, ground.province));
    reply_json(reply, &j);
    return NULL;
}

/* A run is over all of a province: who sees a part of it asks for none. */
static Err *body_whole_province(Request *request, const json_t *body, Str *ret)
{
    TRY(body_text(request, body, "province", true, 32, ret));
    return scope_check(request->store, request->arena, *ret, (Str){0});
}

static Err *start_run(Request *request, Reply *reply)
{
    json_t *body;
    Str province, month, key = {0};
    Date day;
    bool early = false;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "province|month|early|key"));
    TRY(body_bool(request, body, "early", &early));
    TRY(body_whole_province(request, body, &province));
    TRY(body_text(request, body, "month", true, 7, &month));
    TRY(body_text(request, body, "key", false, 64, &key));
    if (!date_parse_iso(month, &day) || day.month == 0 || day.day != 0)
        return err_at(FAIL(request->arena, BAD_INPUT, "month: cần một tháng như 2026-10",
                           "month: a month such as 2026-10 is needed"),
                      (Place){.field = S("month")});
    TRY(err_at(reconcile_month(request->store, request->arena, day, early), (Place){.field = S("month")}));
    Json ask = open_ask(request, province);
    js_put_text(&ask, "month", month);
    js_put_bool(&ask, "early", early);
    js_end(&ask);
    return start(request, reply, "reconcile", province, key, js_str(&ask));
}

/* ---- comparing ------------------------------------------------------------------------------ */

enum { C_RULE, C_NAME, C_UNIT, C_VILLAGE, C_CHANGE, C_WHY, C_LEAD, C_COUNT };

static const GridColumn compare_columns[C_COUNT] = {
    [C_RULE] = {"rule", TEXT_INIT("Danh sách", "List"), GRID_TEXT, 0, false},
    [C_NAME] = {"name", TEXT_INIT("Tên", "Name"), GRID_TEXT, 0, false},
    [C_UNIT] = {"unit", TEXT_INIT("Xã, phường", "Commune"), GRID_TEXT, 0, false},
    [C_VILLAGE] = {"village", TEXT_INIT("Thôn, tổ dân phố", "Village"), GRID_TEXT, 0, false},
    [C_CHANGE] = {"change", TEXT_INIT("Thay đổi", "Change"), GRID_TEXT, 0, false},
    [C_WHY] = {"why", TEXT_INIT("Vì sao", "Why"), GRID_TEXT, 0, false},
    [C_LEAD] = {"lead", TEXT_INIT("Số", "Number"), GRID_INT, 0, false},
};

static const char *change_code(LeadChange change)
{
    static const char *const codes[] = {[LEAD_APPEARED] = "appeared",
                                        [LEAD_CLEARED] = "cleared",
                                        [LEAD_CHANGED] = "changed",
                                        [LEAD_RETURNED] = "returned"};
    return codes[change];
}

static Err *export_compare(Request *request, Reply *reply, const Ground *ground, const Comparison *c, GoldenList golden,
                           const ReconcileReport *from, const ReconcileReport *to)
{
    Text title = text_fmt(request->arena, "So sánh lần đối soát %lld với lần %lld", "Run %lld compared with run %lld",
                          (long long)to->run, (long long)from->run);
    Grid grid = grid_open(title, (Text){0}, compare_columns, C_COUNT);
    for (ptrdiff_t i = 0; i < c->rows; i++) {
        const Lead *lead = &c->row[i].lead;
        if (!lead_seen(ground, lead))
            continue;
        const Rule *rule = ground_rule(ground, lead->rule);
        GridCell *cell = grid_row(&grid, request->arena);
        cell[C_RULE] = G_TEXT(rule ? text_in(request->lang, rule->title) : lead->rule);
        cell[C_NAME] = G_TEXT(lead_name(ground, lead, golden[i]));
        cell[C_UNIT] = G_TEXT(ground_unit(ground, lead->written));
        cell[C_VILLAGE] = G_TEXT(lead->village);
        cell[C_CHANGE] = G_TEXT(text_in(request->lang, lead_change_text(c->row[i].change)));
        cell[C_WHY] = G_TEXT(text_in(request->lang, c->row[i].why));
        cell[C_LEAD] = G_INT(lead->id);
    }
    return reply_grid(request, reply, &grid, "so-sanh-doi-soat");
}

static void put_counts(Json *j, const Ground *ground, const Comparison *c)
{
    js_key(j, "rules"), js_array(j);
    for (ptrdiff_t i = 0; i < c->rules; i++) {
        const CompareCount *n = &c->rule[i];
        const Rule *rule = ground_rule(ground, n->rule);
        js_object(j);
        js_put_text(j, "rule", n->rule);
        js_put_text(j, "title", rule ? text_in(ground->request->lang, rule->title) : n->rule);
        js_put_int(j, "before", n->before);
        js_put_int(j, "appeared", n->appeared);
        js_put_int(j, "cleared", n->cleared);
        js_put_int(j, "changed", n->changed);
        js_put_int(j, "after", n->after);
        js_end(j);
    }
    js_end(j);
}

static void put_compared(Json *j, const Ground *ground, const Comparison *c, GoldenList golden, int64_t limit)
{
    js_key(j, "rows"), js_array(j);
    for (ptrdiff_t i = 0; i < c->rows && i < limit; i++) {
        const CompareRow *row = &c->row[i];
        if (!lead_seen(ground, &row->lead))
            continue;
        js_object(j);
        lead_members(j, ground, &row->lead, golden[i]);
        js_put_text(j, "change", str_from(change_code(row->change)));
        js_put_words(j, "change_text", ground->request->lang, lead_change_text(row->change));
        js_put_words(j, "why", ground->request->lang, row->why);
        js_end(j);
    }
    js_end(j);
    js_put_bool(j, "more", c->rows > limit);
}

static Err *compare_runs(Request *request, Reply *reply)
{
    Ground ground;
    Comparison c;
    GoldenList golden;
    ReconcileReport report[2];
    int64_t number[2], limit = request_exports(request) ? COMPARE_EXPORTED : COMPARE_SHOWN;
    TRY(ground_of_query(request, &ground));
    TRY(ground_known(&ground));
    TRY(request_int(request, "limit", 1, 5000, &limit));
    for (int i = 0; i < 2; i++) {
        TRY(request_number(request, i == 0 ? "from" : "to", &number[i]));
        TRY(reconcile_report(request->store, request->arena, ground.province, number[i], &report[i]));
    }
    if (number[0] == 0 || number[0] >= number[1])
        return FAIL(request->arena, USAGE, "so sánh từ lần đối soát trước với lần sau; số thứ nhất phải nhỏ hơn",
                    "an earlier run is compared with a later one; the first number is to be the smaller");
    TRY(reconcile_compare(request->store, request->arena, ground.province, number[0], number[1],
                          request_query(request, "rule"), request_query(request, "unit"), limit + 1, &c));
    Lead *lead = new (request->arena, Lead, c.rows);
    for (ptrdiff_t i = 0; i < c.rows; i++)
        lead[i] = c.row[i].lead;
    TRY(lead_subjects(&ground, lead, c.rows, &golden));
    if (request_exports(request))
        return export_compare(request, reply, &ground, &c, golden, &report[0], &report[1]);
    Json j = js_open(request->arena);
    js_object(&j);
    for (int i = 0; i < 2; i++) {
        js_key(&j, i == 0 ? "from" : "to"), js_object(&j);
        run_members(&j, request->arena, request->lang, &report[i], sees_whole(request, ground.province));
        js_end(&j);
    }
    put_counts(&j, &ground, &c);
    put_compared(&j, &ground, &c, golden, limit);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- rules -------------------------------------------------------------------------------------- */

static int64_t tallied(const LeadTally *tally, ptrdiff_t count, Str rule)
{
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(tally[i].rule, rule))
            return tally[i].count;
    return 0;
}

static void put_precision(Json *j, const RulePrecision *precision, ptrdiff_t count, Str rule)
{
    RulePrecision found = {.precision = -1};
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(precision[i].rule, rule))
            found = precision[i];
    for (int o = 0; o < OUTCOMES; o++)
        js_put_int(j, lead_outcome_code((LeadOutcome)o), found.count[o]);
    js_put_count(j, "precision_bp", found.precision < 0 ? -1 : (int64_t)(found.precision * 10000 + 0.5));
}

/* Of a rule that is not in force there are none: its condition has no law to be read with. */
static void put_condition_words(Json *j, const Request *request, const Rule *r)
{
    Text *words = NULL;
    ptrdiff_t count = 0;
    if (r->expr)
        expr_words(request->arena, r->expr, &words, &count);
    js_key(j, "condition_words"), js_array(j);
    for (ptrdiff_t i = 0; i < count; i++)
        js_text(j, text_in(request->lang, words[i]));
    js_end(j);
}

static void put_rule(Json *j, const Ground *ground, const Rule *r)
{
    static const char *const states[] = {[RULE_ON] = "on", [RULE_OFF] = "off", [RULE_NOT_IN_FORCE] = "not-in-force"};
    const Request *request = ground->request;
    js_put_text(j, "code", r->code);
    js_put_int(j, "group", r->group);
    js_put_text(j, "of", r->employer ? S("employer") : S("person"));
    js_put_words(j, "title", request->lang, r->title);
    js_put_text(j, "condition", r->condition);
    put_condition_words(j, request, r);
    js_put_words(j, "clears", request->lang, r->clears);
    js_put_int(j, "severity", r->severity);
    js_put_words(j, "severity_text", request->lang, lead_severity(r->severity));
    js_put_text(j, "agency", r->agency);
    js_put_text(j, "agency_name", ground_agency(ground, r->agency));
    js_put_int(j, "days", r->days);
    js_put_text(j, "basis", r->basis);
    js_put_words(j, "basis_note", request->lang, rule_basis_note(r));
    js_put_text(j, "from", r->from.year > 0 ? date_iso(request->arena, r->from) : (Str){0});
    js_put_text(j, "to", r->to.year > 0 ? date_iso(request->arena, r->to) : (Str){0});
    js_put_text(j, "state", str_from(states[r->state]));
    js_put_words(j, "state_text", request->lang, rule_state_text(r->state));
    js_put_text(j, "switched_by", by_words(ground->request->arena, ground->request->lang, r->switched_by));
    js_put_text(j, "switched_at", r->switched_at);
}

typedef struct RuleFigures {
    LeadTally *tally;
    RulePrecision *precision;
    ptrdiff_t tallies, precisions;
} RuleFigures;

static Err *rule_figures(const Ground *ground, RuleFigures *ret)
{
    Request *request = ground->request;
    LeadFilter filter = {.province = ground->province};
    TRY(lead_tally(request->store, request->arena, &filter, LEAD_BY_RULE, &ret->tally, &ret->tallies));
    return lead_precision(request->store, request->arena, ground->province, &ret->precision, &ret->precisions);
}

static void rule_json(Json *j, const Ground *ground, const RuleFigures *f, const Rule *rule)
{
    js_object(j);
    put_rule(j, ground, rule);
    js_put_int(j, "open", tallied(f->tally, f->tallies, rule->code));
    put_precision(j, f->precision, f->precisions, rule->code);
    js_end(j);
}

static Err *list_rules(Request *request, Reply *reply)
{
    Ground ground;
    RuleFigures figures;
    Str written = request_query(request, "month");
    Date month;
    TRY(ground_of_query(request, &ground));
    if (written.len > 0) {
        Law *law;
        if (!date_parse_iso(written, &month) || month.month == 0 || month.day != 0)
            return FAIL(request->arena, USAGE, "month: cần một tháng như 2026-10",
                        "month: a month such as 2026-10 is needed");
        TRY(law_load(request->arena, (Str){0}, &law));
        TRY(rules_of(request->store, request->arena, law, ground.province, month, &ground.rules));
    }
    TRY(rule_figures(&ground, &figures));
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_text(&j, "month", date_iso(request->arena, (Date){ground.rules.month.year, ground.rules.month.month, 0}));
    js_key(&j, "groups"), js_array(&j);
    for (int g = 0; g < RULE_GROUPS; g++)
        js_text(&j, text_in(request->lang, ground.rules.group[g]));
    js_end(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < ground.rules.count; i++)
        rule_json(&j, &ground, &figures, &ground.rules.rule[i]);
    js_end(&j);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *switch_rule(Request *request, Reply *reply)
{
    json_t *body;
    Ground ground;
    RuleFigures figures;
    const Rule *rule;
    bool on = false;
    Str province;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "province|on"));
    TRY(body_whole_province(request, body, &province));
    if (!json_is_boolean(json_object_get(body, "on")))
        return err_at(FAIL(request->arena, BAD_INPUT, "thiếu mục on: true hoặc false", "the member on is missing"),
                      (Place){.field = S("on")});
    TRY(body_bool(request, body, "on", &on));
    TRY(ground_open(request, province, &ground));
    TRY(rule_find(&ground.rules, request->arena, request_param(request, "code"), &rule));
    Str code = rule->code;
    TRY(change_begin(request));
    Err *err = rule_switch(request->store, request->arena, province, code, on, request->who->account.login);
    change_note(request, "rule.switch", province, (Str){0}, code, (Str){0},
                on ? S("{\"on\":true}") : S("{\"on\":false}"));
    TRY(change_end(request, err));
    TRY(ground_open(request, province, &ground));
    TRY(rule_figures(&ground, &figures));
    Json j = js_open(request->arena);
    rule_json(&j, &ground, &figures, ground_rule(&ground, code));
    reply_json(reply, &j);
    return NULL;
}

/* What is wrong with a condition is said at once and not by a job. */
static Err *try_rule(Request *request, Reply *reply)
{
    json_t *body;
    Ground ground;
    const Rule *rule;
    Rule written;
    Law *law;
    Str province, condition = {0};
    int64_t sample = 20;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "province|condition|sample"));
    TRY(body_whole_province(request, body, &province));
    TRY(body_text(request, body, "condition", false, 4000, &condition));
    TRY(body_int(request, body, "sample", false, 0, SAMPLE_MOST, &sample));
    TRY(ground_open(request, province, &ground));
    TRY(rule_find(&ground.rules, request->arena, request_param(request, "code"), &rule));
    TRY(law_load(request->arena, (Str){0}, &law));
    if (condition.len > 0)
        TRY(rule_written(request->arena, law, ground.rules.month, rule->employer, condition, &written));
    Json ask = open_ask(request, province);
    js_put_text(&ask, "rule", rule->code);
    js_put_text(&ask, "condition", condition);
    js_put_int(&ask, "sample", sample);
    js_end(&ask);
    return start(request, reply, "rule-try", province, (Str){0}, js_str(&ask));
}

const Route run_routes[] = {
    {"GET", "/api/runs", PERMISSION_LEAD_READ, list_runs, .keeps = false},
    {.method = "POST",
     .path = "/api/runs",
     .permission = PERMISSION_RECONCILE_RUN,
     .run = start_run,
     .body_most = BODY_MOST},
    {"GET", "/api/runs/{id}", PERMISSION_LEAD_READ, get_run, .keeps = false},
    {"GET", "/api/runs/{from}/compare/{to}", PERMISSION_LEAD_READ, compare_runs, .keeps = false},
    {"GET", "/api/rules", PERMISSION_LEAD_READ, list_rules, .keeps = false},
    {.method = "PUT",
     .path = "/api/rules/{code}",
     .permission = PERMISSION_RULE_EDIT,
     .run = switch_rule,
     .body_most = BODY_MOST},
    {.method = "POST",
     .path = "/api/rules/{code}/try",
     .permission = PERMISSION_RULE_EDIT,
     .run = try_rule,
     .body_most = BODY_MOST},
    {0},
};

/* ---- as jobs ---------------------------------------------------------------------------------------- */

static Err *read_ask(JobRun *run, json_t **ret)
{
    *ret = json_loadb(run->job->ask.ptr ? run->job->ask.ptr : "", (size_t)run->job->ask.len, 0, NULL);
    if (json_is_object(*ret))
        return NULL;
    return FAIL(run->arena, INTERNAL, "việc này không ghi rõ cần làm gì", "the job does not say what is to be done");
}

static Str ask_text(JobRun *run, const json_t *ask, const char *key)
{
    return str_copy(run->arena, str_from(json_string_value(json_object_get(ask, key))));
}

static void told(void *arg, Text step, int64_t done, int64_t total)
{
    job_progress(arg, step, done, total);
}

static bool stopped(void *arg)
{
    return job_cancelled(arg);
}

/* One transaction: a run that was cut off left nothing, and running it again changes nothing more. */
static Err *job_reconcile(JobRun *run, Str *ret_result)
{
    AUTO(ask_free) json_t *ask = NULL;
    ReconcileReport report;
    RuleSet rules;
    Law *law;
    TRY(read_ask(run, &ask));
    ReconcileOptions options = {.province = ask_text(run, ask, "province"),
                                .early = json_is_true(json_object_get(ask, "early")),
                                .by = run->job->login,
                                .progress = told,
                                .cancelled = stopped,
                                .meanwhile = payers_find,
                                .after = outreach_confirm,
                                .arg = run};
    if (!date_parse_iso(ask_text(run, ask, "month"), &options.month))
        return FAIL(run->arena, INTERNAL, "việc này không ghi rõ tháng nào", "the job does not say which month");
    audit_note(run->store, (AuditEntry){.account = run->job->account,
                                        .login = run->job->login,
                                        .action = S("reconcile.run"),
                                        .province = options.province,
                                        .request = run->job->id,
                                        .after = run->job->ask});
    TRY(reconcile_run(run->store, run->arena, &options, &report));
    TRY(law_load(run->arena, (Str){0}, &law));
    TRY(rules_load(run->arena, law, options.month, &rules));
    Json j = js_open(run->arena);
    run_detail(&j, run->arena, run->lang, &report, &rules, true);
    *ret_result = js_str(&j);
    return NULL;
}

static Str trial_json(Arena *arena, const Trial *trial, const Rule *rule)
{
    Json j = js_open(arena);
    js_object(&j);
    js_put_int(&j, "run", trial->run);
    js_put_int(&j, "subjects", trial->subjects);
    js_put_int(&j, "hits", trial->hits);
    js_put_int(&j, "unknown", trial->unknown);
    js_put_int(&j, "new_hits", trial->new_hits);
    js_put_int(&j, "kept", trial->kept);
    js_put_int(&j, "gone", trial->gone);
    js_put_text(&j, "condition", rule->condition);
    js_put_text(&j, "of", rule->employer ? S("employer") : S("person"));
    js_key(&j, "sample"), js_array(&j);
    for (ptrdiff_t i = 0; i < trial->samples; i++)
        js_int(&j, trial->sample[i]);
    js_end(&j);
    js_end(&j);
    return js_str(&j);
}

static Err *job_try(JobRun *run, Str *ret_result)
{
    AUTO(ask_free) json_t *ask = NULL;
    ReconcileReport newest;
    RuleSet rules;
    const Rule *rule;
    Rule written;
    Law *law;
    Trial trial;
    TRY(read_ask(run, &ask));
    Str province = ask_text(run, ask, "province"), condition = ask_text(run, ask, "condition");
    TRY(reconcile_report(run->store, run->arena, province, 0, &newest));
    TRY(law_load(run->arena, (Str){0}, &law));
    TRY(rules_load(run->arena, law, newest.month, &rules));
    TRY(rule_find(&rules, run->arena, ask_text(run, ask, "rule"), &rule));
    if (condition.len > 0) {
        TRY(rule_written(run->arena, law, newest.month, rule->employer, condition, &written));
        written.code = rule->code; /* counted beside the leads of the rule it is to replace */
        rule = &written;
    }
    job_progress(run, TEXT("đang thử trên số liệu của lần đối soát gần nhất", "trying on the facts of the last run"), 0,
                 0);
    TRY(reconcile_try(run->store, run->arena, province, rule, json_integer_value(json_object_get(ask, "sample")),
                      &trial));
    *ret_result = trial_json(run->arena, &trial, rule);
    return NULL;
}

const JobKind reconcile_jobs[] = {
    {"reconcile", TEXT_INIT("Đối soát", "Reconcile"), PERMISSION_RECONCILE_RUN, job_reconcile},
    {"rule-try", TEXT_INIT("Thử quy tắc", "Try a rule"), PERMISSION_RULE_EDIT, job_try},
    {0},
};
