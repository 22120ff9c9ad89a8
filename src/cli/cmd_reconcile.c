/* Bringing registers together: runs, rules, what a rule would find, runs beside each other. */
#include "cli/option_rows.h"
#include "cli/reconcile_cli.h"
#include "outreach/confirm.h"
#include "outreach/payer.h"
#include "reconcile/compare.h"
#include "reconcile/why.h"
#include "register/register.h"
#include "unit/unit.h"
#include "vn/vn.h"
#include <unistd.h>

static Str number(const Cli *cli, int64_t n)
{
    return vn_int_in(cli->arena, cli->lang, n);
}

/* ---- reconcile ------------------------------------------------------------------------------ */

enum { R_GROUP, R_CODE, R_TITLE, R_HITS, R_APPEARED, R_CLEARED, R_CHANGED, R_UNKNOWN, R_LACKING, R_COUNT };

static const GridColumn report_columns[R_COUNT] = {
    [R_GROUP] = {"group", TEXT_INIT("Nhóm", "Group"), GRID_INT, 0, false},
    [R_CODE] = {"rule", TEXT_INIT("Quy tắc", "Rule"), GRID_TEXT, 0, false},
    [R_TITLE] = {"title", TEXT_INIT("Nội dung", "What it finds"), GRID_TEXT, 0, false},
    [R_HITS] = {"hits", TEXT_INIT("Trong danh sách", "On the list"), GRID_INT, 0, true},
    [R_APPEARED] = {"appeared", TEXT_INIT("Mới", "New"), GRID_INT, 0, true},
    [R_CLEARED] = {"cleared", TEXT_INIT("Đã ra", "Off"), GRID_INT, 0, true},
    [R_CHANGED] = {"changed", TEXT_INIT("Thay đổi", "Changed"), GRID_INT, 0, true},
    [R_UNKNOWN] = {"unknown", TEXT_INIT("Thiếu dữ liệu", "Data missing"), GRID_INT, 0, false},
    [R_LACKING] = {"lacking", TEXT_INIT("Thiếu gì", "What is missing"), GRID_TEXT, 0, false},
};

static Str lacking_text(const Cli *cli, bool employer, uint64_t lacking)
{
    Buf out = buf_open(cli->arena);
    for (; lacking; lacking &= lacking - 1) {
        Str title = text_in(cli->lang, fact_title(employer, __builtin_ctzll(lacking))->title);
        buf_fmt(&out, "%s%.*s", out.len > 0 ? "; " : "", STRF(title));
    }
    return buf_str(&out);
}

static Text report_title(const Cli *cli, const ReconcileReport *r)
{
    Str month = vn_date(cli->arena, r->month), rows = number(cli, r->rows), persons = number(cli, r->persons);
    Str employers = number(cli, r->employers), leads = number(cli, r->leads), review = number(cli, r->to_review);
    Str run = r->run > 0 ? str_fmt(cli->arena, "%lld", (long long)r->run) : S("–");
    return text_fmt(cli->arena,
                    "Đối soát tháng %.*s, lần %.*s: %.*s dòng → %.*s người, %.*s đơn vị; %.*s trường hợp trong danh "
                    "sách; %.*s cặp chờ người xem",
                    "Reconciled %.*s, run %.*s: %.*s rows → %.*s persons, %.*s employers; %.*s leads; %.*s pairs wait "
                    "for review",
                    STRF(month), STRF(run), STRF(rows), STRF(persons), STRF(employers), STRF(leads), STRF(review));
}

/* Lists that are in use and that the run does not read. */
static Err *say_left(Cli *cli, const ReconcileAsk *ask, const ReconcileReport *r)
{
    RegisterSources sources;
    RegisterLeft *left;
    ptrdiff_t count;
    Date end = {r->month.year, r->month.month, date_days_in_month(r->month.year, r->month.month)};
    TRY(register_sources(cli->arena, &sources));
    TRY(register_left(ask->store, cli->arena, ask->province, end, r->started_at, &left, &count));
    for (ptrdiff_t i = 0; i < count; i++) {
        const RegisterSource *source;
        Err *unknown = register_source(&sources, cli->arena, left[i].delivery.source, &source);
        Text why = register_left_text(cli->arena, &left[i], end),
             name = unknown ? (Text){left[i].delivery.source, left[i].delivery.source} : source->name;
        cli_say(cli, (Text){str_fmt(cli->arena, "Không dùng “%.*s” (%.*s): %.*s", STRF(name.vi),
                                    STRF(left[i].delivery.id), STRF(why.vi)),
                            str_fmt(cli->arena, "Not used: “%.*s” (%.*s), %.*s", STRF(name.en),
                                    STRF(left[i].delivery.id), STRF(why.en))});
    }
    if (count > 0)
        cli_say(cli,
                text_fmt(cli->arena,
                         "Danh sách của tháng này thì nộp lại với --as-of %.*s rồi chạy lại; của tháng sau thì lần "
                         "đối soát tháng sau dùng",
                         "Deliver again with --as-of %.*s what is of this month, then run again; what is of a later "
                         "month waits for that month's run",
                         STRF(vn_date(cli->arena, end))));
    return NULL;
}

static Err *show_report(Cli *cli, const ReconcileAsk *ask, const ReconcileReport *r)
{
    RuleSet rules;
    const Rule *rule;
    TRY(rules_of(ask->store, cli->arena, ask->law, ask->province, r->month, &rules));
    Grid grid =
        grid_open(report_title(cli, r),
                  r->run > 0 ? (Text){0} : TEXT("Chỉ xem thử, chưa ghi gì", "Only a preview; nothing is written"),
                  report_columns, R_COUNT);
    for (ptrdiff_t i = 0; i < r->rules; i++) {
        const RuleCount *c = &r->rule[i];
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[R_CODE] = G_TEXT(c->code);
        cell[R_HITS] = G_INT(c->hits);
        cell[R_APPEARED] = G_INT(c->appeared);
        cell[R_CLEARED] = G_INT(c->cleared);
        cell[R_CHANGED] = G_INT(c->changed);
        cell[R_UNKNOWN] = G_INT(c->unknown);
        cell[R_LACKING] = G_TEXT(lacking_text(cli, c->employer, c->lacking));
        if (rule_find(&rules, cli->arena, c->code, &rule))
            continue; /* a rule of former times */
        cell[R_GROUP] = G_INT(rule->group);
        cell[R_TITLE] = G_TEXT(text_in(cli->lang, rule->title));
    }
    TRY(cli_show(cli, &grid));
    return say_left(cli, ask, r);
}

typedef struct Bar {
    Cli *cli;
    Meter meter;
    Str doing;
} Bar;

static void on_progress(void *arg, Text step, int64_t done, int64_t total)
{
    Bar *bar = arg;
    if (!str_eq(step.vi, bar->doing)) {
        if (bar->doing.ptr)
            meter_close(&bar->meter);
        bar->meter = cli_meter(bar->cli, step, total);
        bar->doing = step.vi;
    }
    bar->meter.total = total;
    meter_add(&bar->meter, done - bar->meter.done);
}

static Err *run_run(Cli *cli)
{
    ReconcileAsk ask;
    ReconcileReport report;
    Bar bar = {.cli = cli};
    int64_t threads = 0, memory = 0;
    ReconcileOptions options = {.preview = cli_flag(cli, "preview"),
                                .early = cli_flag(cli, "early"),
                                .train = cli_flag(cli, "train"),
                                .by = cli_by(cli),
                                .progress = on_progress,
                                .meanwhile = payers_find,
                                .after = outreach_confirm,
                                .arg = &bar};
    TRY(reconcile_ask(cli, &ask));
    TRY(reconcile_ask_month(cli, &options.month));
    TRY(cli_int(cli, "threads", 1, 256, &threads));
    TRY(cli_int(cli, "memory", 64, 1 << 20, &memory));
    options.province = ask.province;
    options.threads = (int)threads;
    options.memory = memory << 20;
    Err *err = reconcile_run(ask.store, cli->arena, &options, &report);
    if (bar.doing.ptr)
        meter_close(&bar.meter);
    TRY(err);
    if (cli_flag(cli, "times"))
        cli_say(cli, text_fmt(cli->arena, "ai là ai %.2f s, dữ kiện %.2f s, quy tắc %.2f s, ghi %.2f s",
                              "who is who %.2f s, facts %.2f s, rules %.2f s, writing %.2f s", report.identify_s,
                              report.gather_s, report.rule_s, report.write_s));
    return show_report(cli, &ask, &report);
}

/* ---- reconcile runs ------------------------------------------------------------------------- */

enum { S_RUN, S_MONTH, S_AT, S_BY, S_ROWS, S_CHANGED, S_PERSONS, S_LEADS, S_NEW, S_OFF, S_COUNT };

static const GridColumn runs_columns[S_COUNT] = {
    [S_RUN] = {"run", TEXT_INIT("Lần", "Run"), GRID_INT, 0, false},
    [S_MONTH] = {"as_of", TEXT_INIT("Tháng", "Month"), GRID_DAY, 0, false},
    [S_AT] = {"started_at", TEXT_INIT("Chạy lúc", "Started"), GRID_TEXT, 0, false},
    [S_BY] = {"by", TEXT_INIT("Người chạy", "By"), GRID_TEXT, 0, false},
    [S_ROWS] = {"rows", TEXT_INIT("Số dòng", "Rows"), GRID_INT, 0, false},
    [S_CHANGED] = {"rows_changed", TEXT_INIT("Dòng mới hoặc khác", "New or other"), GRID_INT, 0, false},
    [S_PERSONS] = {"persons", TEXT_INIT("Số người", "Persons"), GRID_INT, 0, false},
    [S_LEADS] = {"leads", TEXT_INIT("Trong danh sách", "Leads"), GRID_INT, 0, false},
    [S_NEW] = {"appeared", TEXT_INIT("Mới", "New"), GRID_INT, 0, false},
    [S_OFF] = {"cleared", TEXT_INIT("Đã ra", "Off"), GRID_INT, 0, false},
};

static Err *runs_run(Cli *cli)
{
    ReconcileAsk ask;
    ReconcileReport *report;
    ptrdiff_t count;
    int64_t wanted = 0;
    TRY(reconcile_ask(cli, &ask));
    TRY(cli_int(cli, "run", 1, INT32_MAX, &wanted));
    if (wanted > 0) {
        ReconcileReport one;
        TRY(reconcile_report(ask.store, cli->arena, ask.province, wanted, &one));
        return show_report(cli, &ask, &one);
    }
    TRY(reconcile_runs(ask.store, cli->arena, ask.province, 0, &report, &count));
    Grid grid = grid_open(TEXT("Các lần đối soát", "Runs of reconciliation"), (Text){0}, runs_columns, S_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        const ReconcileReport *r = &report[i];
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[S_RUN] = G_INT(r->run);
        cell[S_MONTH] = grid_day(r->month);
        cell[S_AT] = G_TEXT(cli->json ? r->started_at : vn_stamp(cli->arena, r->started_at));
        cell[S_BY] = G_TEXT(r->by);
        cell[S_ROWS] = G_INT(r->rows);
        cell[S_CHANGED] = G_INT(r->rows_changed);
        cell[S_PERSONS] = G_INT(r->persons);
        cell[S_LEADS] = G_INT(r->leads);
        cell[S_NEW] = G_INT(r->appeared);
        cell[S_OFF] = G_INT(r->cleared);
    }
    return cli_show(cli, &grid);
}

/* ---- reconcile rules, switch --------------------------------------------------------------------- */

enum {
    U_GROUP,
    U_CODE,
    U_TITLE,
    U_ABOUT,
    U_SEVERITY,
    U_AGENCY,
    U_DAYS,
    U_STATE,
    U_PRECISION,
    U_BASIS,
    U_WORDS,
    U_CONDITION,
    U_COUNT
};

static const GridColumn rules_columns[U_COUNT] = {
    [U_GROUP] = {"group", TEXT_INIT("Nhóm", "Group"), GRID_INT, 0, false},
    [U_CODE] = {"rule", TEXT_INIT("Quy tắc", "Rule"), GRID_TEXT, 0, false},
    [U_TITLE] = {"title", TEXT_INIT("Nội dung", "What it finds"), GRID_TEXT, 0, false},
    [U_ABOUT] = {"about", TEXT_INIT("Về", "About"), GRID_TEXT, 0, false},
    [U_SEVERITY] = {"severity", TEXT_INIT("Mức", "Severity"), GRID_INT, 0, false},
    [U_AGENCY] = {"agency", TEXT_INIT("Cơ quan", "Agency"), GRID_TEXT, 0, false},
    [U_DAYS] = {"days", TEXT_INIT("Hạn (ngày)", "Days"), GRID_INT, 0, false},
    [U_STATE] = {"state", TEXT_INIT("Tình trạng", "State"), GRID_TEXT, 0, false},
    [U_PRECISION] = {"precision", TEXT_INIT("Đúng (%)", "Precision"), GRID_PERCENT, 1, false},
    [U_BASIS] = {"basis", TEXT_INIT("Căn cứ", "Basis"), GRID_TEXT, 0, false},
    [U_WORDS] = {"words", TEXT_INIT("Điều kiện", "Condition"), GRID_TEXT, 0, false},
    [U_CONDITION] = {"condition", TEXT_INIT("Công thức", "Formula"), GRID_TEXT, 0, false},
};

static GridCell precision_of(const RulePrecision *p, ptrdiff_t count, Str rule)
{
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(p[i].rule, rule) && p[i].precision >= 0)
            return G_REAL(100 * p[i].precision);
    return G_NONE;
}

static Str condition_words(const Cli *cli, const Rule *rule)
{
    Buf out = buf_open(cli->arena);
    Text *words = NULL;
    ptrdiff_t count = 0;
    if (rule->expr)
        expr_words(cli->arena, rule->expr, &words, &count);
    for (ptrdiff_t i = 0; i < count; i++)
        buf_fmt(&out, "%s%.*s", i > 0 ? "; " : "", STRF(text_in(cli->lang, words[i])));
    return buf_str(&out);
}

static Err *show_rules(Cli *cli, const ReconcileAsk *ask)
{
    RuleSet rules;
    RulePrecision *precision;
    ptrdiff_t precisions;
    Date month;
    bool full = cli_flag(cli, "full") || cli->json;
    TRY(reconcile_ask_month(cli, &month));
    TRY(rules_of(ask->store, cli->arena, ask->law, ask->province, month, &rules));
    TRY(lead_precision(ask->store, cli->arena, ask->province, &precision, &precisions));
    Grid grid = grid_open(TEXT("Quy tắc đối soát", "Rules of reconciliation"), (Text){0}, rules_columns,
                          full ? U_COUNT : U_BASIS);
    for (ptrdiff_t i = 0; i < rules.count; i++) {
        const Rule *r = &rules.rule[i];
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[U_GROUP] = G_INT(r->group);
        cell[U_CODE] = G_TEXT(r->code);
        cell[U_TITLE] = G_TEXT(text_in(cli->lang, r->title));
        cell[U_ABOUT] = G_TEXT(text_in(cli->lang, r->employer ? TEXT("đơn vị", "employer") : TEXT("người", "person")));
        cell[U_SEVERITY] = G_INT(r->severity);
        cell[U_AGENCY] = G_TEXT(r->agency);
        cell[U_DAYS] = G_INT(r->days);
        cell[U_STATE] = G_TEXT(text_in(cli->lang, rule_state_text(r->state)));
        cell[U_PRECISION] = precision_of(precision, precisions, r->code);
        if (!full)
            continue;
        cell[U_BASIS] = G_TEXT(rule_basis(cli->arena, r, cli->lang));
        cell[U_WORDS] = G_TEXT(condition_words(cli, r));
        cell[U_CONDITION] = G_TEXT(r->condition);
    }
    return cli_show(cli, &grid);
}

static Err *rules_run(Cli *cli)
{
    ReconcileAsk ask;
    TRY(reconcile_ask(cli, &ask));
    return show_rules(cli, &ask);
}

static Err *switch_run(Cli *cli)
{
    static const char *const words[] = {"off", "on"};
    ReconcileAsk ask;
    int on = -1;
    for (int i = 0; i < COUNTOF(words); i++)
        on = str_eq(cli->arg[1], str_from(words[i])) ? i : on;
    if (on < 0)
        return FAIL(cli->arena, USAGE, "ghi on để dùng, off để tắt quy tắc", "write on or off");
    TRY(reconcile_ask(cli, &ask));
    TRY(store_begin(ask.store, cli->arena));
    Err *err = rule_switch(ask.store, cli->arena, ask.province, cli->arg[0], on == 1, cli_by(cli));
    err = err ? err : store_commit(ask.store, cli->arena);
    if (err)
        store_rollback(ask.store);
    TRY(err);
    return show_rules(cli, &ask);
}

/* ---- reconcile try --------------------------------------------------------------------------------- */

enum { T_WHAT, T_VALUE, T_COUNT };

static const GridColumn try_columns[T_COUNT] = {
    [T_WHAT] = {"what", TEXT_INIT("Kết quả thử", "Trial"), GRID_TEXT, 0, false},
    [T_VALUE] = {"count", TEXT_INIT("Số", "Count"), GRID_INT, 0, false},
};

static Err *asked_rule(Cli *cli, const ReconcileAsk *ask, Rule *ret)
{
    RuleSet rules;
    const Rule *rule;
    Str condition;
    ReconcileReport last;
    TRY(reconcile_report(ask->store, cli->arena, ask->province, 0, &last));
    if (cli_text(cli, "condition", &condition))
        return rule_written(cli->arena, ask->law, last.month, cli_flag(cli, "employers"), condition, ret);
    if (cli->args == 0)
        return FAIL(cli->arena, USAGE, "thiếu mã quy tắc, hoặc --condition \"…\"",
                    "the code of a rule is missing, or --condition \"…\"");
    TRY(rules_of(ask->store, cli->arena, ask->law, ask->province, last.month, &rules));
    TRY(rule_find(&rules, cli->arena, cli->arg[0], &rule));
    *ret = *rule;
    if (!rule->expr)
        return rule_written(cli->arena, ask->law, last.month, rule->employer, rule->condition, ret);
    return NULL;
}

static Err *try_run(Cli *cli)
{
    ReconcileAsk ask;
    Rule rule;
    Trial trial;
    TRY(reconcile_ask(cli, &ask));
    TRY(asked_rule(cli, &ask, &rule));
    TRY(reconcile_try(ask.store, cli->arena, ask.province, &rule, 10, &trial));
    const struct {
        Text what;
        int64_t count;
    } rows[] = {{TEXT("đã xét", "looked at"), trial.subjects},
                {TEXT("sẽ vào danh sách", "would be on the list"), trial.hits},
                {TEXT("… trong đó mới", "… of them new"), trial.new_hits},
                {TEXT("… đang ở danh sách", "… there already"), trial.kept},
                {TEXT("sẽ ra khỏi danh sách", "would come off it"), trial.gone},
                {TEXT("thiếu dữ liệu để xét", "lack data to decide"), trial.unknown}};
    Str missing = lacking_text(cli, rule.employer, trial.lacking);
    Grid grid =
        grid_open(text_fmt(cli->arena, "Thử trên dữ kiện của lần đối soát %lld", "Tried on the facts of run %lld",
                           (long long)trial.run),
                  missing.len > 0 ? text_fmt(cli->arena, "Thiếu: %.*s", "Missing: %.*s", STRF(missing)) : (Text){0},
                  try_columns, T_COUNT);
    for (int i = 0; i < COUNTOF(rows); i++) {
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[T_WHAT] = G_TEXT(text_in(cli->lang, rows[i].what));
        cell[T_VALUE] = G_INT(rows[i].count);
    }
    TRY(cli_show(cli, &grid));
    Buf first = buf_open(cli->arena);
    for (ptrdiff_t i = 0; i < trial.samples; i++)
        buf_fmt(&first, " %lld", (long long)trial.sample[i]);
    if (trial.samples > 0)
        cli_say(cli, text_fmt(cli->arena, "Những trường hợp đầu (số trong chương trình):%.*s",
                              "The first of them (numbers of the program):%.*s", STRF(buf_str(&first))));
    return NULL;
}

/* ---- reconcile compare ------------------------------------------------------------------------------- */

enum { P_RULE, P_BEFORE, P_NEW, P_OFF, P_AFTER, P_CHANGED, P_COUNT };
enum { W_RULE, W_LEAD, W_SUBJECT, W_UNIT, W_WHAT, W_WHY, W_COUNT };

static const GridColumn compare_columns[P_COUNT] = {
    [P_RULE] = {"rule", TEXT_INIT("Quy tắc", "Rule"), GRID_TEXT, 0, false},
    [P_BEFORE] = {"before", TEXT_INIT("Trước", "Before"), GRID_INT, 0, true},
    [P_NEW] = {"appeared", TEXT_INIT("Vào", "New"), GRID_INT, 0, true},
    [P_OFF] = {"cleared", TEXT_INIT("Ra", "Off"), GRID_INT, 0, true},
    [P_AFTER] = {"after", TEXT_INIT("Sau", "After"), GRID_INT, 0, true},
    [P_CHANGED] = {"changed", TEXT_INIT("Thay đổi", "Changed"), GRID_INT, 0, true},
};
static const GridColumn change_columns[W_COUNT] = {
    [W_RULE] = {"rule", TEXT_INIT("Quy tắc", "Rule"), GRID_TEXT, 0, false},
    [W_LEAD] = {"lead", TEXT_INIT("Trường hợp", "Lead"), GRID_INT, 0, false},
    [W_SUBJECT] = {"subject", TEXT_INIT("Người, đơn vị", "Subject"), GRID_INT, 0, false},
    [W_UNIT] = {"unit", TEXT_INIT("Xã", "Commune"), GRID_TEXT, 0, false},
    [W_WHAT] = {"change", TEXT_INIT("Việc", "Change"), GRID_TEXT, 0, false},
    [W_WHY] = {"why", TEXT_INIT("Vì sao", "Why"), GRID_TEXT, 0, false},
};

static Err *ask_two(const Cli *cli, int64_t *from, int64_t *to)
{
    if (vn_parse_int(cli->arg[0], from) && vn_parse_int(cli->arg[1], to) && *from > 0 && *to > 0)
        return NULL;
    return FAIL(cli->arena, USAGE, "ghi số của hai lần đối soát, ví dụ 1 2",
                "give the numbers of two runs, such as 1 2");
}

static Err *show_changes(Cli *cli, const Comparison *c)
{
    Grid grid = grid_open(TEXT("Từng trường hợp", "Each lead"), (Text){0}, change_columns, W_COUNT);
    for (ptrdiff_t i = 0; i < c->rows; i++) {
        const CompareRow *r = &c->row[i];
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[W_RULE] = G_TEXT(r->lead.rule);
        cell[W_LEAD] = G_INT(r->lead.id);
        cell[W_SUBJECT] = G_INT(r->lead.subject);
        cell[W_UNIT] = G_TEXT(r->lead.unit);
        cell[W_WHAT] = G_TEXT(text_in(cli->lang, lead_change_text(r->change)));
        cell[W_WHY] = G_TEXT(text_in(cli->lang, r->why));
    }
    return cli_show(cli, &grid);
}

static Err *compare_run(Cli *cli)
{
    ReconcileAsk ask;
    Comparison c;
    int64_t from, to, limit = 0;
    Str rule = S(""), unit;
    TRY(ask_two(cli, &from, &to));
    TRY(reconcile_ask(cli, &ask));
    TRY(reconcile_ask_unit(cli, &ask, &unit));
    TRY(cli_int(cli, "rows", 1, 1000000, &limit));
    cli_text(cli, "rule", &rule);
    TRY(reconcile_compare(ask.store, cli->arena, ask.province, from, to, rule, unit, limit, &c));
    if (limit > 0)
        return show_changes(cli, &c);
    Grid grid = grid_open(
        text_fmt(cli->arena, "Lần %lld so với lần %lld", "Run %lld beside run %lld", (long long)to, (long long)from),
        (Text){0}, compare_columns, P_COUNT);
    for (ptrdiff_t i = 0; i < c.rules; i++) {
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[P_RULE] = G_TEXT(c.rule[i].rule);
        cell[P_BEFORE] = G_INT(c.rule[i].before);
        cell[P_NEW] = G_INT(c.rule[i].appeared);
        cell[P_OFF] = G_INT(c.rule[i].cleared);
        cell[P_AFTER] = G_INT(c.rule[i].after);
        cell[P_CHANGED] = G_INT(c.rule[i].changed);
    }
    return cli_show(cli, &grid);
}

/* ---- the table ------------------------------------------------------------------------------------------ */

#define OPT_RULE                                                               \
    {                                                                          \
        "rule", "CODE", TEXT_INIT("chỉ quy tắc này", "this rule alone"), false \
    }

static const Option run_options[] = {
    OPT_PROVINCE,
    {"as-of", "MONTH", TEXT_INIT("tháng đối soát (mặc định tháng trước)", "the month (default the last one)"), false},
    {"preview", NULL, TEXT_INIT("chỉ tính và đếm, không ghi gì", "only work out and count, write nothing"), false},
    {"early", NULL, TEXT_INIT("chạy cả khi tháng chưa hết", "run though the month is not over"), false},
    {"train", NULL, TEXT_INIT("lập lại mô hình liên kết", "make a new linkage model"), false},
    {"threads", "N", TEXT_INIT("số luồng (mặc định: số lõi)", "threads (default: as many as cores)"), false},
    {"memory", "MB", TEXT_INIT("bộ nhớ cho phần liên kết", "memory for linkage"), false},
    {"times", NULL, TEXT_INIT("nói thời gian của từng bước", "say how long each step took"), false},
    OPT_OUT,
    OPT_WHO,
    {0},
};
static const Option runs_options[] = {
    OPT_PROVINCE, {"run", "N", TEXT_INIT("kết quả của lần này", "the result of this run"), false}, OPT_OUT, {0}};
static const Option rules_options[] = {
    OPT_PROVINCE,
    {"as-of", "MONTH", TEXT_INIT("quy tắc của tháng này", "rules of this month"), false},
    {"full", NULL, TEXT_INIT("cả căn cứ và điều kiện", "with their basis and condition"), false},
    OPT_OUT,
    {0},
};
static const Option switch_options[] = {OPT_PROVINCE, OPT_WHO, {0}};
static const Option try_options[] = {
    OPT_PROVINCE,
    {"condition", "TEXT", TEXT_INIT("điều kiện chưa có trong quy tắc nào", "a condition of no rule"), false},
    {"employers", NULL, TEXT_INIT("điều kiện về đơn vị", "the condition is about employers"), false},
    {0},
};
static const Option compare_options[] = {
    OPT_PROVINCE, OPT_RULE,
    OPT_UNIT,     {"rows", "N", TEXT_INIT("liệt kê từng trường hợp, nhiều nhất N", "list the leads, at most N"), false},
    OPT_OUT,      {0}};
static const Option leads_options[] = {
    OPT_PROVINCE,
    OPT_UNIT,
    OPT_RULE,
    {"employers", NULL, TEXT_INIT("chỉ đơn vị", "employers alone"), false},
    {"cleared", NULL, TEXT_INIT("những trường hợp đã ra khỏi danh sách", "those that are off the list"), false},
    {"rows", "N", TEXT_INIT("nhiều nhất N dòng (mặc định 100)", "at most N rows (default 100)"), false},
    OPT_OUT,
    {0},
};
static const Option explain_options[] = {
    OPT_PROVINCE,
    {"person", "N", TEXT_INIT("số của người trong chương trình", "number of the person in the program"), false},
    {"employer", "N", TEXT_INIT("số của đơn vị trong chương trình", "number of the employer in the program"), false},
    OPT_RULE,
    {0},
};
static const Option outcome_options[] = {
    OPT_PROVINCE, {"note", "TEXT", TEXT_INIT("ghi chú", "a note"), false}, OPT_WHO, {0}};

const Command reconcile_commands[] = {
    {.name = "reconcile",
     .args = "",
     .max_args = 0,
     .summary = TEXT_INIT("đối soát dữ liệu các cơ quan: ai phải tham gia mà chưa",
                          "bring the agencies' data together: who should be covered and is not"),
     .detail = TEXT_INIT("Nối các dòng thành người và đơn vị, gom dữ kiện, áp dụng quy tắc, ghi những gì thay đổi.\n"
                         "Chạy lại không đổi gì nếu dữ liệu không đổi. Xem docs/doi-soat.md.",
                         "Makes persons and employers of rows, gathers facts, applies rules, writes what changed.\n"
                         "Run again on the same data it changes nothing. See docs/doi-soat.md."),
     .options = run_options,
     .examples = "baophu reconcile --province HY --as-of 2026-10 --preview\n"
                 "baophu reconcile --province HY --as-of 2026-10\n"
                 "baophu reconcile --province HY --as-of 2026-11 --early",
     .run = run_run},
    {.name = "reconcile runs",
     .args = "",
     .max_args = 0,
     .summary = TEXT_INIT("các lần đối soát và kết quả", "the runs and their results"),
     .options = runs_options,
     .examples = "baophu reconcile runs --province HY\nbaophu reconcile runs --province HY --run 1",
     .run = runs_run},
    {.name = "reconcile rules",
     .args = "",
     .max_args = 0,
     .summary = TEXT_INIT("các quy tắc: căn cứ, cơ quan, thời hạn, tỷ lệ đúng",
                          "the rules: basis, agency, due days, precision"),
     .options = rules_options,
     .examples = "baophu reconcile rules --province HY\nbaophu reconcile rules --province HY --full --out quy-tac.xlsx",
     .run = rules_run},
    {.name = "reconcile switch",
     .args = "RULE on|off",
     .min_args = 2,
     .max_args = 2,
     .summary =
         TEXT_INIT("dùng hoặc tắt một quy tắc, từ lần đối soát sau", "switch a rule on or off, from the next run"),
     .options = switch_options,
     .examples = "baophu reconcile switch health-none off --province HY\n"
                 "baophu reconcile switch health-none on --province HY",
     .run = switch_run},
    {.name = "reconcile try",
     .args = "[RULE]",
     .max_args = 1,
     .summary = TEXT_INIT("thử một quy tắc hay điều kiện trên dữ kiện của lần đối soát gần nhất",
                          "try a rule or a condition on the facts of the last run"),
     .options = try_options,
     .examples = "baophu reconcile try tax-uninsured --province HY\n"
                 "baophu reconcile try --province HY --condition \"alive and tax_months >= 6 and not compulsory\"",
     .run = try_run},
    {.name = "reconcile leads",
     .args = "",
     .max_args = 0,
     .summary = TEXT_INIT("danh sách theo xã và quy tắc", "the leads, by commune and rule"),
     .detail = TEXT_INIT("Tên và số được che.", "Names and numbers are masked."),
     .options = leads_options,
     .examples = "baophu reconcile leads --province HY --rule tax-uninsured\n"
                 "baophu reconcile leads --province HY --employers --out don-vi.xlsx",
     .run = reconcile_leads_run},
    {.name = "reconcile explain",
     .args = "[LEAD]",
     .max_args = 1,
     .summary = TEXT_INIT("vì sao có trong danh sách", "why somebody is on a list"),
     .options = explain_options,
     .examples = "baophu reconcile explain 1 --province HY\n"
                 "baophu reconcile explain --person 1 --rule tax-uninsured --province HY",
     .run = reconcile_explain_run},
    {.name = "reconcile outcome",
     .args = "LEAD right|wrong|unclear",
     .min_args = 2,
     .max_args = 2,
     .summary = TEXT_INIT("ghi kết quả xác minh một trường hợp", "record what was found out about a lead"),
     .options = outcome_options,
     .examples = "baophu reconcile outcome 1 right --province HY --note \"đã gặp\"",
     .run = reconcile_outcome_run},
    {.name = "reconcile compare",
     .args = "RUN RUN",
     .min_args = 2,
     .max_args = 2,
     .summary = TEXT_INIT("hai lần đối soát: ai vào, ai ra danh sách và vì sao",
                          "two runs: who came on the lists, who left and why"),
     .options = compare_options,
     .examples = "baophu reconcile compare 1 2 --province HY\nbaophu reconcile compare 1 2 --province HY --rows 20",
     .run = compare_run},
    {0},
};
