/* Tasks at a terminal: of an agent, what he tells, what happened, what came of all.  Names and numbers of persons are
 * masked: a terminal has no role. */
#include "base/file.h"
#include "cli/option_rows.h"
#include "cli/reconcile_cli.h"
#include "outreach/assign.h"
#include "outreach/contact.h"
#include "outreach/result.h"
#include "person/sight.h"
#include "reconcile/subject.h"
#include "vn/vn.h"

/* ---- work mine ----------------------------------------------------------------------------------- */

enum { M_LEAD, M_RULE, M_NAME, M_BIRTH, M_UNIT, M_VILLAGE, M_STATE, M_LAST, M_OUTCOME, M_NEXT, M_SEEN, M_COUNT };

static const GridColumn mine_columns[M_COUNT] = {
    [M_LEAD] = {"lead", TEXT_INIT("Việc", "Task"), GRID_INT, 0, false},
    [M_RULE] = {"rule", TEXT_INIT("Quy tắc", "Rule"), GRID_TEXT, 0, false},
    [M_NAME] = {"name", TEXT_INIT("Tên", "Name"), GRID_TEXT, 0, false},
    [M_BIRTH] = {"birth", TEXT_INIT("Năm sinh", "Born"), GRID_TEXT, 0, false},
    [M_UNIT] = {"unit", TEXT_INIT("Xã", "Commune"), GRID_TEXT, 0, false},
    [M_VILLAGE] = {"village", TEXT_INIT("Thôn, tổ", "Village"), GRID_TEXT, 0, false},
    [M_STATE] = {"state", TEXT_INIT("Tình trạng", "State"), GRID_TEXT, 0, false},
    [M_LAST] = {"last_day", TEXT_INIT("Tiếp xúc", "Contact"), GRID_DAY, 0, false},
    [M_OUTCOME] = {"outcome", TEXT_INIT("Kết quả", "Outcome"), GRID_TEXT, 0, false},
    [M_NEXT] = {"next_day", TEXT_INIT("Hẹn tiếp", "Next"), GRID_DAY, 0, false},
    [M_SEEN] = {"seen", TEXT_INIT("Bản", "Version"), GRID_INT, 0, false},
};

static void put_name(const Cli *cli, const Task *task, Str (*value)[GOLDEN_FIELDS], GridCell *cell)
{
    const Str *v = *value;
    if (task->employer) {
        cell[M_NAME] = G_TEXT(v[GOLDEN_name]);
        return;
    }
    cell[M_NAME] = G_TEXT(person_mask(cli->arena, PERSON_NAME, v[GOLDEN_name]));
    cell[M_BIRTH] = G_TEXT(person_mask(cli->arena, PERSON_BIRTH, v[GOLDEN_birth]));
}

static void put_task(const Cli *cli, const Task *task, GridCell *cell)
{
    cell[M_LEAD] = G_INT(task->lead);
    cell[M_RULE] = G_TEXT(task->rule);
    cell[M_UNIT] = G_TEXT(task->unit);
    cell[M_VILLAGE] = G_TEXT(task->village);
    cell[M_STATE] = G_TEXT(text_in(cli->lang, task_state_text(task->state)));
    cell[M_OUTCOME] = G_TEXT(text_in(cli->lang, contact_outcome_text(task->outcome)));
    cell[M_SEEN] = G_INT(task->version);
    cell[M_LAST] = grid_day(task->last_day);
    cell[M_NEXT] = grid_day(task->next_day);
}

static Err *put_tasks(Cli *cli, const ReconcileAsk *ask, const TaskPackage *mine, Grid *grid)
{
    for (int employer = 0; employer <= 1; employer++) {
        int64_t *id = new (cli->arena, int64_t, mine->tasks);
        Str(*value)[GOLDEN_FIELDS];
        ptrdiff_t n = 0;
        for (ptrdiff_t i = 0; i < mine->tasks; i++)
            if (mine->task[i].employer == (employer == 1))
                id[n++] = mine->task[i].subject;
        if (n == 0)
            continue;
        TRY(subject_values(ask->store, cli->arena, ask->province, employer == 1, id, n, &value));
        n = 0;
        for (ptrdiff_t i = 0; i < mine->tasks; i++) {
            if (mine->task[i].employer != (employer == 1))
                continue;
            GridCell *cell = grid_row(grid, cli->arena);
            put_task(cli, &mine->task[i], cell);
            put_name(cli, &mine->task[i], &value[n++], cell);
        }
    }
    return NULL;
}

static Err *mine_run(Cli *cli)
{
    ReconcileAsk ask;
    TaskPackage mine;
    Str login;
    int64_t since = 0;
    TRY(reconcile_ask(cli, &ask));
    TRY(reconcile_login(cli, &ask, cli->arg[0], &login));
    TRY(cli_int(cli, "since", 1, INT64_MAX, &since));
    TRY(outreach_mine(ask.store, cli->arena, ask.province, login, since, &mine));
    Grid grid = grid_open(text_fmt(cli->arena, "Việc của %.*s: %td; %td việc không còn; đến bản %lld",
                                   "Tasks of %.*s: %td; %td are gone; up to version %lld", STRF(login), mine.tasks,
                                   mine.gones, (long long)mine.cursor),
                          TEXT("Tên được che", "Names are masked"), mine_columns, M_COUNT);
    TRY(put_tasks(cli, &ask, &mine, &grid));
    return cli_show(cli, &grid);
}

/* ---- work take ------------------------------------------------------------------------------------- */

enum { K_KEY, K_LEAD, K_TAKEN, K_VERSION, K_WHY, K_COUNT };

static const GridColumn take_columns[K_COUNT] = {
    [K_KEY] = {"key", TEXT_INIT("Khóa", "Key"), GRID_TEXT, 0, false},
    [K_LEAD] = {"lead", TEXT_INIT("Việc", "Task"), GRID_INT, 0, false},
    [K_TAKEN] = {"taken", TEXT_INIT("Đã ghi", "Taken"), GRID_TEXT, 0, false},
    [K_VERSION] = {"version", TEXT_INIT("Bản", "Version"), GRID_INT, 0, false},
    [K_WHY] = {"why", TEXT_INIT("Vì sao", "Why"), GRID_TEXT, 0, false},
};

static Str others_text(const Cli *cli, const ActionResult *r)
{
    Buf out = buf_open(cli->arena);
    for (ptrdiff_t i = 0; i < r->others; i++) {
        const TaskEvent *e = &r->other[i];
        Str day = vn_date(cli->arena, e->day), outcome = text_in(cli->lang, contact_outcome_text(e->outcome));
        buf_fmt(&out, "%s%.*s %.*s: %.*s", i > 0 ? "; " : "", STRF(e->account), STRF(day), STRF(outcome));
    }
    return buf_str(&out);
}

static Err *take_run(Cli *cli)
{
    ReconcileAsk ask;
    OutreachAction *action;
    Str login, written, json;
    ptrdiff_t count;
    TRY(reconcile_ask(cli, &ask));
    if (!cli_text(cli, "login", &written))
        return FAIL(cli->arena, USAGE, "thiếu --login: ai đã tiếp xúc", "--login is missing: who made the contacts");
    TRY(reconcile_login(cli, &ask, written, &login));
    TRY(file_read(cli->arena, cli->arg[0], ACTIONS_BYTES, &json));
    TRY(outreach_actions_read(cli->arena, json, &action, &count));
    ActionResult *result = new (cli->arena, ActionResult, count);
    reconcile_note(cli, &ask, "work.take", login);
    TRY(outreach_take(ask.store, cli->arena, ask.province, login, action, count, result));
    Grid grid = grid_open(TEXT("Đã nhận từ người phụ trách", "Taken from the agent"), (Text){0}, take_columns, K_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[K_KEY] = G_TEXT(action[i].key);
        cell[K_LEAD] = G_INT(action[i].lead);
        cell[K_TAKEN] = G_TEXT(text_in(cli->lang, taken_text(result[i].taken)));
        cell[K_VERSION] = result[i].version > 0 ? G_INT(result[i].version) : G_NONE;
        cell[K_WHY] = G_TEXT(result[i].others > 0 ? others_text(cli, &result[i]) : text_in(cli->lang, result[i].why));
        cli->exit_status = result[i].taken == TAKEN_NOT ? 1 : cli->exit_status;
    }
    return cli_show(cli, &grid);
}

/* ---- work history, results ---------------------------------------------------------------------------- */

enum { H_DAY, H_WHAT, H_WHO, H_OUTCOME, H_REASON, H_NEXT, H_NOTE, H_COUNT };

static const GridColumn history_columns[H_COUNT] = {
    [H_DAY] = {"day", TEXT_INIT("Ngày", "Day"), GRID_DAY, 0, false},
    [H_WHAT] = {"what", TEXT_INIT("Việc gì", "What"), GRID_TEXT, 0, false},
    [H_WHO] = {"who", TEXT_INIT("Ai", "Who"), GRID_TEXT, 0, false},
    [H_OUTCOME] = {"outcome", TEXT_INIT("Kết quả", "Outcome"), GRID_TEXT, 0, false},
    [H_REASON] = {"reason", TEXT_INIT("Lý do", "Reason"), GRID_TEXT, 0, false},
    [H_NEXT] = {"next", TEXT_INIT("Bước tiếp", "Next step"), GRID_TEXT, 0, false},
    [H_NOTE] = {"note", TEXT_INIT("Ghi chú", "Note"), GRID_TEXT, 0, false},
};

static Err *history_run(Cli *cli)
{
    ReconcileAsk ask;
    TaskEvent *event;
    ptrdiff_t count;
    int64_t lead;
    if (!vn_parse_int(cli->arg[0], &lead))
        return FAIL(cli->arena, USAGE, "cần số của việc", "the number of a task is needed");
    TRY(reconcile_ask(cli, &ask));
    TRY(task_events(ask.store, cli->arena, ask.province, S(""), lead, &event, &count));
    Grid grid =
        grid_open(text_fmt(cli->arena, "Việc %lld", "Task %lld", (long long)lead), (Text){0}, history_columns, H_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        const TaskEvent *e = &event[i];
        GridCell *cell = grid_row(&grid, cli->arena);
        Str to = e->kind == EVENT_ASSIGNED || e->kind == EVENT_HANDED ? str_fmt(cli->arena, " → %.*s", STRF(e->agent))
                                                                      : S("");
        cell[H_DAY] = grid_day(e->day);
        cell[H_WHAT] = G_TEXT(text_in(cli->lang, task_event_text(e->kind)));
        cell[H_WHO] = G_TEXT(str_fmt(cli->arena, "%.*s%.*s", STRF(e->account), STRF(to)));
        cell[H_OUTCOME] = G_TEXT(text_in(cli->lang, contact_outcome_text(e->outcome)));
        cell[H_REASON] = G_TEXT(e->kind == EVENT_CLOSED ? text_in(cli->lang, task_closed_text(e->reason))
                                                        : person_mask_words(cli->arena, e->reason));
        cell[H_NEXT] = G_TEXT(person_mask_words(cli->arena, e->next_step));
        cell[H_NOTE] = G_TEXT(person_mask_words(cli->arena, e->note));
    }
    return cli_show(cli, &grid);
}

enum { F_KEY, F_SUB, F_TASKS, F_MET, F_REG, F_CONF, F_BACK, F_REFUSED, F_OPEN, F_HALF, F_90, F_COUNT };

static const GridColumn result_columns[F_COUNT] = {
    [F_KEY] = {"key", TEXT_INIT("Theo", "By"), GRID_TEXT, 0, false},
    [F_SUB] = {"village", TEXT_INIT("Thôn, tổ", "Village"), GRID_TEXT, 0, false},
    [F_TASKS] = {"assigned", TEXT_INIT("Đã giao", "Assigned"), GRID_INT, 0, true},
    [F_MET] = {"contacted", TEXT_INIT("Đã tiếp xúc", "Contacted"), GRID_INT, 0, true},
    [F_REG] = {"registered", TEXT_INIT("Đã đăng ký", "Registered"), GRID_INT, 0, true},
    [F_CONF] = {"confirmed", TEXT_INIT("Đã xác nhận", "Confirmed"), GRID_INT, 0, true},
    [F_BACK] = {"returned", TEXT_INIT("Làm lại", "Back"), GRID_INT, 0, true},
    [F_REFUSED] = {"refused", TEXT_INIT("Từ chối", "Refused"), GRID_INT, 0, true},
    [F_OPEN] = {"open", TEXT_INIT("Còn phải làm", "Open"), GRID_INT, 0, true},
    [F_HALF] = {"days_median", TEXT_INIT("Một nửa được gặp trong (ngày)", "Half met within (days)"), GRID_INT, 0,
                false},
    [F_90] = {"days_p90", TEXT_INIT("90% được gặp trong (ngày)", "90% met within (days)"), GRID_INT, 0, false},
};

static void put_funnel(const Cli *cli, const Funnel *f, GridCell *cell)
{
    cell[F_KEY] = G_TEXT(f->key.len > 0 ? f->key : text_in(cli->lang, TEXT("tất cả", "all")));
    cell[F_SUB] = G_TEXT(f->sub);
    cell[F_TASKS] = G_INT(f->assigned);
    cell[F_MET] = G_INT(f->contacted);
    cell[F_REG] = G_INT(f->registered);
    cell[F_CONF] = G_INT(f->confirmed);
    cell[F_BACK] = G_INT(f->returned);
    cell[F_REFUSED] = G_INT(f->refused);
    cell[F_OPEN] = G_INT(f->open);
    cell[F_HALF] = f->days_half >= 0 ? G_INT(f->days_half) : G_NONE;
    cell[F_90] = f->days_90 >= 0 ? G_INT(f->days_90) : G_NONE;
}

static Err *results_run(Cli *cli)
{
    ReconcileAsk ask;
    Funnel *funnel;
    ptrdiff_t count;
    Str unit;
    int by = RESULT_ALL;
    TRY(reconcile_ask(cli, &ask));
    TRY(reconcile_ask_unit(cli, &ask, &unit));
    TRY(cli_choice(cli, "by", result_by_codes, &by));
    ResultAsk what = {.province = ask.province, .unit = unit, .by = (ResultBy)by};
    TRY(outreach_funnel(ask.store, cli->arena, &what, &funnel, &count));
    Grid grid = grid_open(TEXT("Kết quả vận động", "Results of the work"), (Text){0}, result_columns, F_COUNT);
    for (ptrdiff_t i = 0; i < count; i++)
        put_funnel(cli, &funnel[i], grid_row(&grid, cli->arena));
    return cli_show(cli, &grid);
}

/* ---- commands ---------------------------------------------------------------------------------------------- */

static const Option mine_options[] = {
    OPT_PROVINCE,
    {"since", "N", TEXT_INIT("chỉ những gì thay đổi sau bản này", "only what changed after this version"), false},
    OPT_OUT,
    {0},
};
static const Option take_options[] = {
    OPT_PROVINCE,
    {"login", "LOGIN", TEXT_INIT("tên đăng nhập của người đã tiếp xúc", "login of who made the contacts"), false},
    {0},
};
static const Option history_options[] = {OPT_PROVINCE, OPT_OUT, {0}};
static const Option results_options[] = {
    OPT_PROVINCE,
    OPT_UNIT,
    {"by", "WHAT", TEXT_INIT("all, rule, unit, village hoặc agent", "all, rule, unit, village or agent"), false},
    OPT_OUT,
    {0},
};

const Command task_commands[] = {
    {.name = "work mine",
     .args = "LOGIN",
     .min_args = 1,
     .max_args = 1,
     .summary =
         TEXT_INIT("việc của một người phụ trách, như máy của họ nhận", "tasks of an agent, as his phone gets them"),
     .options = mine_options,
     .examples = "baophu work mine an.nv.xa --province HY\nbaophu work mine an.nv.xa --province HY --since 1",
     .run = mine_run},
    {.name = "work take",
     .args = "FILE",
     .min_args = 1,
     .max_args = 1,
     .summary = TEXT_INIT("nhận kết quả tiếp xúc từ tệp JSON", "take contacts from a JSON file"),
     .detail = TEXT_INIT("Gửi hai lần vẫn là một. Kết thúc với trạng thái 1 nếu có lần ghi không nhận được.",
                         "Sent twice is once. Ends with status 1 where something was refused."),
     .options = take_options,
     .examples = "baophu work take tiep-xuc.json --login an.nv.xa --province HY",
     .run = take_run},
    {.name = "work history",
     .args = "LEAD",
     .min_args = 1,
     .max_args = 1,
     .summary = TEXT_INIT("mọi việc đã xảy ra với một trường hợp", "all that happened to a task"),
     .options = history_options,
     .examples = "baophu work history 181 --province HY",
     .run = history_run},
    {.name = "work results",
     .args = "",
     .summary = TEXT_INIT("từ giao việc đến được xác nhận: bao nhiêu, nhanh chậm",
                          "from assigned to confirmed: how many, how fast"),
     .options = results_options,
     .examples = "baophu work results --province HY --by rule\nbaophu work results --province HY --by agent",
     .run = results_run},
    {0},
};
