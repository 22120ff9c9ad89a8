/* Leads: lists, why somebody is on one, what officers found, counts; and what the first page says of persons. */
#include "http/api_reconcile.h"

#include "store/scope.h"
#include <jansson.h>

enum { PAGE = 100, PAGE_MOST = 5000, EXPORT_MOST = 200000, BODY_MOST = 16 << 10 };

/* ---- lists -------------------------------------------------------------------------------- */

static Err *read_of(Request *request, LeadFilter *filter)
{
    static const char *const of[] = {"person", "employer", NULL};
    int chosen = 0;
    if (request_query(request, "of").len > 0) {
        TRY(request_choice(request, "of", of, &chosen));
        filter->by_employer = true;
        filter->employer = chosen == 1;
    }
    return NULL;
}

typedef struct Unseen { /* persons of whom an account that has no person.read is told the count alone */
    bool all;           /* it asked for persons alone */
    int64_t open;
} Unseen;

/* Who may see no person anywhere is given employers alone. */
static Err *leave_out_persons(Request *request, LeadFilter *filter, Unseen *ret)
{
    *ret = (Unseen){.all = filter->by_employer && !filter->employer};
    if (identity_may(request->who, PERMISSION_PERSON_READ)) {
        ret->all = false;
        return NULL;
    }
    LeadFilter persons = {
        .province = filter->province, .unit = filter->unit, .rule = filter->rule, .by_employer = true};
    if (!filter->cleared && !(filter->by_employer && filter->employer))
        TRY(lead_count(request->store, request->arena, &persons, &ret->open));
    filter->by_employer = filter->employer = true;
    return NULL;
}

static Err *unseen_problem(Arena *arena, int64_t open)
{
    return FAIL(arena, FORBIDDEN,
                "tài khoản này xem số đếm, không xem từng người: %lld trường hợp của người không nằm ở đây",
                "this account sees counts, not persons: %lld leads of persons do not stand here", (long long)open);
}

static Err *read_filter(Request *request, Str province, LeadFilter *ret)
{
    static const char *const states[] = {"open", "cleared", NULL};
    int state = 0;
    *ret = (LeadFilter){.province = province,
                        .unit = request_query(request, "unit"),
                        .rule = request_query(request, "rule"),
                        .limit = PAGE};
    TRY(read_of(request, ret));
    TRY(request_choice(request, "state", states, &state));
    TRY(request_int(request, "subject", 1, INT32_MAX, &ret->subject));
    TRY(request_int(request, "run", 1, INT32_MAX, &ret->run));
    TRY(request_int(request, "after", 0, INT64_MAX, &ret->after));
    TRY(request_int(request, "limit", 1, PAGE_MOST, &ret->limit));
    ret->cleared = state == 1;
    if (ret->subject > 0 && !ret->by_employer)
        return FAIL(request->arena, USAGE, "tham số subject cần đi với of=person hoặc of=employer",
                    "the parameter subject goes with of=person or of=employer");
    return NULL;
}

enum {
    L_ID,
    L_LIST,
    L_SEVERITY,
    L_NAME,
    L_UNIT,
    L_VILLAGE,
    L_CLASS,
    L_FACTS,
    L_SINCE,
    L_DUE,
    L_AGENCY,
    L_BASIS,
    L_SUBJECT,
    L_COUNT
};

static const GridColumn lead_columns[L_COUNT] = {
    [L_ID] = {"id", TEXT_INIT("Số", "Number"), GRID_INT, 0, false},
    [L_LIST] = {"rule", TEXT_INIT("Danh sách", "List"), GRID_TEXT, 0, false},
    [L_SEVERITY] = {"severity", TEXT_INIT("Mức độ", "Severity"), GRID_TEXT, 0, false},
    [L_NAME] = {"name", TEXT_INIT("Tên", "Name"), GRID_TEXT, 0, false},
    [L_UNIT] = {"unit", TEXT_INIT("Xã, phường", "Commune"), GRID_TEXT, 0, false},
    [L_VILLAGE] = {"village", TEXT_INIT("Thôn, tổ dân phố", "Village"), GRID_TEXT, 0, false},
    [L_CLASS] = {"class", TEXT_INIT("Nhóm", "Group"), GRID_TEXT, 0, false},
    [L_FACTS] = {"facts", TEXT_INIT("Bằng chứng", "Facts"), GRID_TEXT, 0, false},
    [L_SINCE] = {"since", TEXT_INIT("Từ ngày", "Since"), GRID_DAY, 0, false},
    [L_DUE] = {"due", TEXT_INIT("Hạn", "Due"), GRID_DAY, 0, false},
    [L_AGENCY] = {"agency", TEXT_INIT("Cơ quan thực hiện", "Agency"), GRID_TEXT, 0, false},
    [L_BASIS] = {"basis", TEXT_INIT("Căn cứ pháp lý", "Legal basis"), GRID_TEXT, 0, false},
    [L_SUBJECT] = {"subject", TEXT_INIT("Mã trong chương trình", "Our number"), GRID_INT, 0, false},
};

static Str facts_words(const Ground *ground, const Lead *lead)
{
    const Request *request = ground->request;
    Buf out = buf_open(request->arena);
    for (ptrdiff_t i = 0; i < lead->facts; i++)
        if (lead->fact[i].value != FACT_MISSING) {
            Str title = text_in(request->lang, fact_title(lead->employer, lead->fact[i].fact)->title);
            Str value =
                fact_show(request->arena, lead->employer, lead->fact[i].fact, lead->fact[i].value, request->lang);
            buf_fmt(&out, "%s%.*s: %.*s", out.len > 0 ? "; " : "", STRF(title), STRF(value));
        }
    return buf_str(&out);
}

static void grid_lead(Grid *grid, const Ground *ground, const Lead *lead, const Str *golden)
{
    const Request *request = ground->request;
    const Rule *rule = ground_rule(ground, lead->rule);
    GridCell *cell = grid_row(grid, request->arena);
    cell[L_ID] = G_INT(lead->id);
    cell[L_LIST] = G_TEXT(rule ? text_in(request->lang, rule->title) : lead->rule);
    cell[L_SEVERITY] = G_TEXT(text_in(request->lang, lead_severity(rule ? rule->severity : 1)));
    cell[L_NAME] = G_TEXT(lead_name(ground, lead, golden));
    cell[L_UNIT] = G_TEXT(ground_unit(ground, lead->written));
    cell[L_VILLAGE] = G_TEXT(lead->village);
    cell[L_CLASS] = G_TEXT(lead_class_words(request->arena, request->lang, lead->kind));
    cell[L_FACTS] = G_TEXT(facts_words(ground, lead));
    cell[L_SINCE] = grid_day_of(lead_since(ground, lead));
    cell[L_DUE] = grid_day_of(lead_due(ground, lead));
    cell[L_AGENCY] = G_TEXT(rule ? ground_agency(ground, rule->agency) : (Str){0});
    cell[L_BASIS] = G_TEXT(rule ? rule_basis(request->arena, rule, request->lang) : (Str){0});
    cell[L_SUBJECT] = G_INT(lead->subject);
}

static Err *export_leads(Request *request, Reply *reply, const Ground *ground, LeadFilter filter, Unseen unseen)
{
    Text title = TEXT("Danh sách đối soát", "Lists of the reconciliation");
    Text note = unseen.open > 0 ? unseen_problem(request->arena, unseen.open)->text : (Text){0};
    Grid grid = grid_open(title, note, lead_columns, L_COUNT);
    if (unseen.all) /* no file that looks as if there were nobody */
        return unseen_problem(request->arena, unseen.open);
    filter.after = 0;
    filter.limit = PAGE_MOST;
    for (;;) {
        Lead *lead;
        ptrdiff_t count;
        GoldenList golden;
        TRY(lead_list(request->store, request->arena, &filter, &lead, &count));
        TRY(lead_subjects(ground, lead, count, &golden));
        for (ptrdiff_t i = 0; i < count; i++)
            if (lead_seen(ground, &lead[i]))
                grid_lead(&grid, ground, &lead[i], golden[i]);
        if (count < PAGE_MOST)
            break;
        if (grid.rows > EXPORT_MOST)
            return FAIL(request->arena, TOO_LARGE, "danh sách dài hơn %d dòng; hãy chọn một xã hoặc một loại danh sách",
                        "the list has more than %d rows; choose a commune or a rule", (int)EXPORT_MOST);
        filter.after = lead[count - 1].id;
    }
    return reply_grid(request, reply, &grid, "danh-sach-doi-soat");
}

static Err *list_leads(Request *request, Reply *reply)
{
    Ground ground;
    LeadFilter filter;
    Lead *lead = NULL;
    ptrdiff_t count = 0;
    int64_t all = 0;
    GoldenList golden;
    Unseen unseen;
    TRY(ground_of_query(request, &ground));
    TRY(read_filter(request, ground.province, &filter));
    TRY(ground_known(&ground));
    TRY(leave_out_persons(request, &filter, &unseen));
    if (filter.run > 0)
        TRY(reconcile_report(request->store, request->arena, ground.province, filter.run, &(ReconcileReport){0}));
    if (request_exports(request))
        return export_leads(request, reply, &ground, filter, unseen);
    if (!unseen.all) {
        TRY(lead_count(request->store, request->arena, &filter, &all));
        TRY(lead_list(request->store, request->arena, &filter, &lead, &count));
    }
    TRY(lead_subjects(&ground, lead, count, &golden));
    Json j = js_open(request->arena);
    js_object(&j);
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++) {
        if (!lead_seen(&ground, &lead[i]))
            continue;
        js_object(&j);
        lead_members(&j, &ground, &lead[i], golden[i]);
        js_end(&j);
    }
    js_end(&j);
    if (count > 0 && count == filter.limit)
        js_put_text(&j, "next", str_fmt(request->arena, "%lld", (long long)lead[count - 1].id));
    else
        js_put_null(&j, "next");
    js_put_int(&j, "count", all);
    js_put_int(&j, "unseen", unseen.open);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

/* ---- one of them ------------------------------------------------------------------------------ */

static void put_reasons(Json *j, const Ground *ground, const Why *why, bool employer)
{
    static const char *const holds[] = {[TRUTH_NO] = "no", [TRUTH_YES] = "yes", [TRUTH_UNKNOWN] = "unknown"};
    js_key(j, "reasons"), js_array(j);
    for (ptrdiff_t i = 0; why && i < why->reasons; i++) {
        const ExprReason *r = &why->reason[i];
        js_object(j);
        js_put_text(j, "holds", str_from(holds[r->holds]));
        js_put_text(j, "fact", r->fact >= 0 ? str_from(fact_title(employer, r->fact)->name) : (Str){0});
        js_put_words(j, "part", ground->request->lang, r->part);
        js_put_words(j, "value", ground->request->lang, r->value);
        js_end(j);
    }
    js_end(j);
}

static Err *put_events(Json *j, const Ground *ground, const Lead *lead)
{
    static const char *const codes[] = {[LEAD_APPEARED] = "appeared",
                                        [LEAD_CLEARED] = "cleared",
                                        [LEAD_CHANGED] = "changed",
                                        [LEAD_RETURNED] = "returned"};
    Request *request = ground->request;
    LeadEvent *event;
    ptrdiff_t count;
    TRY(lead_events(request->store, request->arena, ground->province, lead->id, &event, &count));
    js_key(j, "events"), js_array(j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(j);
        js_put_int(j, "run", event[i].run);
        js_put_text(j, "change", str_from(codes[event[i].change]));
        js_put_words(j, "change_text", request->lang, lead_change_text(event[i].change));
        js_put_words(j, "why", request->lang, event[i].why);
        js_end(j);
    }
    js_end(j);
    return NULL;
}

static Err *put_findings(Json *j, const Ground *ground, const Lead *lead)
{
    Request *request = ground->request;
    LeadFinding *finding;
    ptrdiff_t count;
    TRY(lead_findings(request->store, request->arena, ground->province, lead->id, &finding, &count));
    js_key(j, "findings"), js_array(j);
    for (ptrdiff_t i = 0; i < count; i++) {
        js_object(j);
        js_put_text(j, "outcome", str_from(lead_outcome_code(finding[i].outcome)));
        js_put_words(j, "outcome_text", request->lang, lead_outcome_text(finding[i].outcome));
        js_put_text(j, "note", person_mask_words(request->arena, finding[i].note));
        js_put_text(j, "by", by_words(ground->request->arena, ground->request->lang, finding[i].by));
        js_put_text(j, "at", finding[i].at);
        js_end(j);
    }
    js_end(j);
    return NULL;
}

static Err *put_rows(Json *j, const Ground *ground, const Lead *lead)
{
    Request *request = ground->request;
    Subject subject;
    Err *err = subject_get(request->store, request->arena, ground->province, lead->employer, lead->subject, &subject);
    if (err && err->kind != ERR_NOT_FOUND)
        return err;
    js_key(j, "rows"), js_array(j);
    for (ptrdiff_t i = 0; !err && i < subject.rows; i++) {
        Str cell[REGISTER_COLUMNS] = {0};
        TRY(subject_cells(ground->request->store, ground->request->arena, &subject, i, cell));
        row_json(j, ground, &subject.row[i], cell, 0);
    }
    js_end(j);
    return NULL;
}

static Err *reply_lead(Request *request, Reply *reply, const Ground *ground, const Lead *lead)
{
    const Rule *rule = ground_rule(ground, lead->rule);
    GoldenList golden;
    Why *why = NULL;
    ptrdiff_t whys = 0;
    TRY(lead_subjects(ground, lead, 1, &golden));
    if (rule && rule->expr)
        TRY(reconcile_why(request->store, request->arena, &ground->rules, rule, ground->province, lead->employer,
                          lead->subject, &why, &whys));
    Json j = js_open(request->arena);
    js_object(&j);
    lead_members(&j, ground, lead, golden[0]);
    js_put_words(&j, "words", request->lang, whys > 0 ? why->words : (Text){0});
    js_put_text(&j, "condition", rule ? rule->condition : (Str){0});
    js_put_text(&j, "basis", rule ? rule->basis : (Str){0});
    js_put_words(&j, "basis_note", request->lang, rule ? rule_basis_note(rule) : (Text){0});
    js_put_words(&j, "clears", request->lang, rule ? rule->clears : (Text){0});
    put_reasons(&j, ground, whys > 0 ? why : NULL, lead->employer);
    facts_json(&j, ground, "evidence", lead->employer, whys > 0 ? why->evidence : NULL, whys > 0 ? why->evidences : 0);
    TRY(put_rows(&j, ground, lead));
    TRY(put_events(&j, ground, lead));
    TRY(put_findings(&j, ground, lead));
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

static Err *get_lead(Request *request, Reply *reply)
{
    Ground ground;
    Lead lead;
    TRY(ground_of_query(request, &ground));
    TRY(request_lead(request, &ground, &lead));
    return reply_lead(request, reply, &ground, &lead);
}

static Err *put_outcome(Request *request, Reply *reply)
{
    json_t *body;
    Ground ground;
    Lead lead;
    Str outcome, note = {0};
    int at = 0;
    TRY(request_json(request, &body));
    TRY(body_only(request, body, "province|outcome|note"));
    TRY(ground_of_body(request, body, &ground));
    TRY(body_text(request, body, "outcome", true, 16, &outcome));
    TRY(body_text(request, body, "note", false, 2000, &note));
    while (at < OUTCOMES && !str_eq(outcome, str_from(lead_outcome_code((LeadOutcome)at))))
        at++;
    if (at == OUTCOMES)
        return err_at(FAIL(request->arena, BAD_INPUT, "outcome: cần right, wrong hoặc unclear",
                           "outcome: right, wrong or unclear is needed"),
                      (Place){.field = S("outcome")});
    TRY(request_lead(request, &ground, &lead));
    TRY(change_begin(request));
    Err *err = lead_result_put(request->store, request->arena, ground.province, lead.id, (LeadOutcome)at, note,
                               request->who->account.login);
    change_note(request, "lead.outcome", ground.province, lead.unit,
                str_fmt(request->arena, "%lld", (long long)lead.id), (Str){0},
                str_fmt(request->arena, "{\"outcome\":\"%.*s\"}", STRF(outcome)));
    TRY(change_end(request, err));
    return reply_lead(request, reply, &ground, &lead);
}

/* ---- counts --------------------------------------------------------------------------------------- */

enum { N_UNIT, N_VILLAGE, N_RULE, N_CLASS, N_OPEN, N_COUNT };

static const GridColumn count_columns[N_COUNT] = {
    [N_UNIT] = {"unit", TEXT_INIT("Xã, phường", "Commune"), GRID_TEXT, 0, false},
    [N_VILLAGE] = {"village", TEXT_INIT("Thôn, tổ dân phố", "Village"), GRID_TEXT, 0, false},
    [N_RULE] = {"rule", TEXT_INIT("Danh sách", "List"), GRID_TEXT, 0, false},
    [N_CLASS] = {"class", TEXT_INIT("Nhóm", "Group"), GRID_TEXT, 0, false},
    [N_OPEN] = {"open", TEXT_INIT("Đang mở", "Open"), GRID_INT, 0, true},
};

static Str rule_title(const Ground *ground, Str code)
{
    const Rule *rule = ground_rule(ground, code);
    return rule ? text_in(ground->request->lang, rule->title) : code;
}

/* "" where it is not told by units. */
static Str tally_unit(const Ground *ground, LeadBy by, const LeadTally *tally)
{
    if (by != LEAD_BY_UNIT && by != LEAD_BY_UNIT_AND_RULE)
        return (Str){0};
    return tally->unit.len > 0 ? ground_unit(ground, tally->unit) : text_in(ground->request->lang, commune_elsewhere());
}

static Err *export_counts(Request *request, Reply *reply, const Ground *ground, LeadBy by, const LeadTally *tally,
                          ptrdiff_t count)
{
    Grid grid = grid_open(TEXT("Số mục đang mở", "Open leads"), (Text){0}, count_columns, N_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        GridCell *cell = grid_row(&grid, request->arena);
        cell[N_UNIT] = G_TEXT(tally_unit(ground, by, &tally[i]));
        cell[N_VILLAGE] = G_TEXT(tally[i].village);
        cell[N_RULE] = G_TEXT(rule_title(ground, tally[i].rule));
        cell[N_CLASS] = G_TEXT(lead_class_words(request->arena, request->lang, tally[i].kind));
        cell[N_OPEN] = G_INT(tally[i].count);
    }
    return reply_grid(request, reply, &grid, "dem-danh-sach-doi-soat");
}

static void put_tally(Json *j, const Ground *ground, LeadBy by, const LeadTally *tally)
{
    const Rule *rule = ground_rule(ground, tally->rule);
    Str unit = tally_unit(ground, by, tally);
    js_object(j);
    js_put_text(j, "unit", unit.len > 0 && tally->unit.len == 0 ? S(COMMUNE_ELSEWHERE) : tally->unit);
    js_put_text(j, "unit_name", unit);
    js_put_text(j, "village", tally->village);
    js_put_text(j, "rule", tally->rule);
    js_put_text(j, "rule_title", rule_title(ground, tally->rule));
    if (rule) {
        js_put_int(j, "severity", rule->severity);
        js_put_text(j, "of", rule->employer ? S("employer") : S("person"));
    }
    js_put_text(j, "class", lead_class_words(ground->request->arena, ground->request->lang, tally->kind));
    js_put_int(j, "open", tally->count);
    js_end(j);
}

static Err *count_leads(Request *request, Reply *reply)
{
    static const char *const by_names[] = {"unit", "rule", "unit-rule", "class", "village", NULL};
    static const LeadBy by_of[] = {LEAD_BY_UNIT, LEAD_BY_RULE, LEAD_BY_UNIT_AND_RULE, LEAD_BY_KIND, LEAD_BY_VILLAGE};
    Ground ground;
    LeadTally *tally;
    ptrdiff_t count;
    int64_t open = 0;
    int by = 0;
    TRY(ground_of_query(request, &ground));
    TRY(request_choice(request, "by", by_names, &by));
    TRY(ground_known(&ground));
    LeadFilter filter = {
        .province = ground.province, .unit = request_query(request, "unit"), .rule = request_query(request, "rule")};
    TRY(read_of(request, &filter));
    if (by_of[by] == LEAD_BY_VILLAGE && filter.unit.len == 0)
        return err_at(FAIL(request->arena, USAGE, "đếm theo thôn, tổ dân phố cần đi với một xã (unit)",
                           "counts by village go with a commune (unit)"),
                      (Place){.field = S("unit")});
    TRY(lead_tally(request->store, request->arena, &filter, by_of[by], &tally, &count));
    if (request_exports(request))
        return export_counts(request, reply, &ground, by_of[by], tally, count);
    Json j = js_open(request->arena);
    js_object(&j);
    js_put_int(&j, "run", ground.runs > 0 ? ground.run[0].run : 0);
    js_put_text(&j, "month", date_iso(request->arena, (Date){ground.rules.month.year, ground.rules.month.month, 0}));
    js_put_text(&j, "by", str_from(by_names[by]));
    js_key(&j, "rows"), js_array(&j);
    for (ptrdiff_t i = 0; i < count; i++) {
        put_tally(&j, &ground, by_of[by], &tally[i]);
        open += tally[i].count;
    }
    js_end(&j);
    js_put_int(&j, "open", open);
    js_end(&j);
    reply_json(reply, &j);
    return NULL;
}

const Route lead_routes[] = {
    {"GET", "/api/leads", PERMISSION_LEAD_READ, list_leads, .keeps = false},
    {"GET", "/api/leads/{id}", PERMISSION_LEAD_READ, get_lead, .keeps = false},
    {.method = "POST",
     .path = "/api/leads/{id}/outcome",
     .permission = PERMISSION_LEAD_WORK,
     .run = put_outcome,
     .body_most = BODY_MOST},
    {"GET", "/api/lead-counts", PERMISSION_LEAD_READ, count_leads, .keeps = true},
    {0},
};
