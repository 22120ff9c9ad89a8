/* Leads into hands: agents, giving and handing over tasks. */
#include "cli/option_rows.h"
#include "cli/reconcile_cli.h"
#include "outreach/assign.h"
#include "vn/vn.h"

/* ---- work agent, agents -------------------------------------------------------------------- */

enum { A_LOGIN, A_AREA, A_OPEN, A_MOST, A_STATE, A_COUNT };

static const GridColumn agent_columns[A_COUNT] = {
    [A_LOGIN] = {"login", TEXT_INIT("Người phụ trách", "Agent"), GRID_TEXT, 0, false},
    [A_AREA] = {"area", TEXT_INIT("Địa bàn", "Area"), GRID_TEXT, 0, false},
    [A_OPEN] = {"open", TEXT_INIT("Đang có", "Open tasks"), GRID_INT, 0, true},
    [A_MOST] = {"most", TEXT_INIT("Nhiều nhất", "At most"), GRID_INT, 0, false},
    [A_STATE] = {"state", TEXT_INIT("Tình trạng", "State"), GRID_TEXT, 0, false},
};

static Str area_text(Arena *arena, const Agent *agent)
{
    Buf out = buf_open(arena);
    for (ptrdiff_t i = 0; i < agent->areas; i++) {
        const AgentArea *area = &agent->area[i];
        buf_fmt(&out, "%s%.*s", i > 0 ? "; " : "", STRF(area->unit));
        if (area->village.len > 0)
            buf_fmt(&out, " %.*s", STRF(area->village));
    }
    return buf_str(&out);
}

static Err *show_agents(Cli *cli, const ReconcileAsk *ask)
{
    Agent *agent;
    ptrdiff_t count;
    TRY(agent_list(ask->store, cli->arena, ask->province, &agent, &count));
    Grid grid = grid_open(TEXT("Người phụ trách", "Agents"), (Text){0}, agent_columns, A_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[A_LOGIN] = G_TEXT(agent[i].account);
        cell[A_AREA] = G_TEXT(area_text(cli->arena, &agent[i]));
        cell[A_OPEN] = G_INT(agent[i].open);
        cell[A_MOST] = G_INT(agent[i].most);
        cell[A_STATE] =
            G_TEXT(text_in(cli->lang, agent[i].active ? TEXT("đang phụ trách", "active") : TEXT("đã thôi", "stopped")));
    }
    return cli_show(cli, &grid);
}

static Err *agents_run(Cli *cli)
{
    ReconcileAsk ask;
    TRY(reconcile_ask(cli, &ask));
    return show_agents(cli, &ask);
}

static Err *agent_run(Cli *cli)
{
    ReconcileAsk ask;
    OutreachSettings settings;
    AgentArea area;
    Str *village, unit;
    TRY(reconcile_ask(cli, &ask));
    TRY(reconcile_ask_unit(cli, &ask, &unit));
    TRY(outreach_settings(cli->arena, &settings));
    Agent agent = {.most = settings.most, .active = !cli_flag(cli, "stop"), .version = AGENT_ANY_VERSION};
    ptrdiff_t villages = cli_texts(cli, "village", &village);
    TRY(reconcile_login(cli, &ask, cli->arg[0], &agent.account));
    TRY(cli_int(cli, "most", 1, 3000, &agent.most));
    if (unit.len > 0) {
        agent.areas = villages > 0 ? villages : 1;
        agent.area = new (cli->arena, AgentArea, agent.areas);
        for (ptrdiff_t i = 0; i < agent.areas; i++) {
            area = (AgentArea){unit, villages > 0 ? village[i] : S("")};
            agent.area[i] = area;
        }
    }
    reconcile_note(cli, &ask, "work.agent", agent.account);
    TRY(agent_put(ask.store, cli->arena, ask.province, &agent));
    return show_agents(cli, &ask);
}

/* ---- work assign ------------------------------------------------------------------------------- */

enum { G_LOGIN, G_BEFORE, G_GIVEN, G_MOST, G_COUNT };

static const GridColumn assign_columns[G_COUNT] = {
    [G_LOGIN] = {"login", TEXT_INIT("Người phụ trách", "Agent"), GRID_TEXT, 0, false},
    [G_BEFORE] = {"before", TEXT_INIT("Đang có", "Had"), GRID_INT, 0, true},
    [G_GIVEN] = {"given", TEXT_INIT("Giao thêm", "Given"), GRID_INT, 0, true},
    [G_MOST] = {"most", TEXT_INIT("Nhiều nhất", "At most"), GRID_INT, 0, false},
};

static Text assign_words(const Cli *cli, const AssignReport *r)
{
    Str n[6];
    const int64_t count[6] = {r->leads, r->given, r->nobody, r->full, r->quiet, r->held};
    for (int i = 0; i < COUNTOF(n); i++)
        n[i] = vn_int_in(cli->arena, cli->lang, count[i]);
    return text_fmt(cli->arena,
                    "%.*s trường hợp chưa ai làm: giao %.*s; %.*s chưa có người phụ trách, %.*s hết chỗ, %.*s đang để "
                    "yên, %.*s để lại",
                    "%.*s leads that nobody had: %.*s given; %.*s without an agent, %.*s beyond limits, %.*s left in "
                    "peace, %.*s held back",
                    STRF(n[0]), STRF(n[1]), STRF(n[2]), STRF(n[3]), STRF(n[4]), STRF(n[5]));
}

static Err *assign_run(Cli *cli)
{
    ReconcileAsk ask;
    AssignReport report;
    AssignAsk what = {.preview = cli_flag(cli, "preview"), .by = cli_by(cli), .rule = S("")};
    TRY(reconcile_ask(cli, &ask));
    TRY(reconcile_ask_unit(cli, &ask, &what.unit));
    TRY(cli_int(cli, "limit", 1, 1000000, &what.limit));
    cli_text(cli, "rule", &what.rule);
    what.province = ask.province;
    if (!what.preview)
        reconcile_note(cli, &ask, "work.assign", what.unit.len > 0 ? what.unit : ask.province);
    TRY(outreach_assign(ask.store, cli->arena, &what, &report));
    Grid grid =
        grid_open(assign_words(cli, &report),
                  what.preview ? TEXT("Chỉ xem thử, chưa ghi gì", "Only a preview; nothing is written") : (Text){0},
                  assign_columns, G_COUNT);
    for (ptrdiff_t i = 0; i < report.shares; i++) {
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[G_LOGIN] = G_TEXT(report.share[i].account);
        cell[G_BEFORE] = G_INT(report.share[i].before);
        cell[G_GIVEN] = G_INT(report.share[i].given);
        cell[G_MOST] = G_INT(report.share[i].most);
    }
    return cli_show(cli, &grid);
}

/* ---- work hand-over ---------------------------------------------------------------------------- */

static Err *asked_leads(Cli *cli, int64_t **ret, ptrdiff_t *ret_count)
{
    Str *written;
    *ret = NULL;
    *ret_count = cli_texts(cli, "lead", &written);
    if (*ret_count > 0)
        *ret = new (cli->arena, int64_t, *ret_count);
    for (ptrdiff_t i = 0; i < *ret_count; i++)
        if (!vn_parse_int(written[i], &(*ret)[i]))
            return FAIL(cli->arena, USAGE, "--lead là số của trường hợp", "--lead is the number of a lead");
    return NULL;
}

static Err *hand_over_run(Cli *cli)
{
    ReconcileAsk ask;
    Str from, to;
    int64_t *lead;
    HandOver handed;
    ptrdiff_t leads;
    TRY(reconcile_ask(cli, &ask));
    TRY(reconcile_login(cli, &ask, cli->arg[0], &from));
    TRY(reconcile_login(cli, &ask, cli->arg[1], &to));
    TRY(asked_leads(cli, &lead, &leads));
    reconcile_note(cli, &ask, "work.hand-over", str_fmt(cli->arena, "%.*s > %.*s", STRF(from), STRF(to)));
    TRY(outreach_hand_over(ask.store, cli->arena, ask.province, from, to, lead, leads, cli_by(cli), &handed));
    cli_say(cli, text_fmt(cli->arena,
                          "Đã bàn giao từ %.*s sang %.*s: %lld việc còn phải làm, %lld việc đã đăng ký chờ số liệu",
                          "Handed from %.*s to %.*s: %lld open tasks, %lld registered ones that wait for a delivery",
                          STRF(from), STRF(to), (long long)handed.open, (long long)handed.registered));
    return show_agents(cli, &ask);
}

/* ---- commands ---------------------------------------------------------------------------------------------- */

static const Option agent_options[] = {
    OPT_PROVINCE,
    OPT_UNIT,
    {"village", "V", TEXT_INIT("chỉ thôn, tổ này; ghi được nhiều lần", "this village alone; may be repeated"), true},
    {"most", "N", TEXT_INIT("nhiều nhất bao nhiêu việc cùng lúc", "tasks at once, at most"), false},
    {"stop", NULL, TEXT_INIT("thôi phụ trách; phải bàn giao hết trước", "stops; all tasks are handed over before"),
     false},
    {0},
};
static const Option agents_options[] = {OPT_PROVINCE, OPT_OUT, {0}};
static const Option assign_options[] = {
    OPT_PROVINCE,
    OPT_UNIT,
    {"rule", "RULE", TEXT_INIT("chỉ trường hợp của quy tắc này", "leads of this rule alone"), false},
    {"limit", "N", TEXT_INIT("nhiều nhất bao nhiêu trường hợp", "leads at most"), false},
    {"preview", NULL, TEXT_INIT("tính và hiện, chưa ghi gì", "reckon and show, write nothing"), false},
    OPT_WHO,
    OPT_OUT,
    {0},
};
static const Option hand_over_options[] = {
    OPT_PROVINCE,
    {"lead", "N", TEXT_INIT("chỉ việc này; ghi được nhiều lần", "this task alone; may be repeated"), true},
    OPT_WHO,
    {0},
};

const Command work_commands[] = {
    {.name = "work agent",
     .args = "LOGIN",
     .min_args = 1,
     .max_args = 1,
     .summary =
         TEXT_INIT("ai phụ trách xã, thôn nào, nhiều nhất bao nhiêu việc", "who works which place, up to how much"),
     .detail = TEXT_INIT("Thay địa bàn đã ghi trước đó của người này.", "Replaces the area this agent had before."),
     .options = agent_options,
     .examples = "baophu work agent an.nv.xa --province HY --unit 12142 --most 40",
     .run = agent_run},
    {.name = "work agents",
     .args = "",
     .summary = TEXT_INIT("những người phụ trách và số việc đang có", "the agents and their open tasks"),
     .options = agents_options,
     .examples = "baophu work agents --province HY",
     .run = agents_run},
    {.name = "work assign",
     .args = "",
     .summary =
         TEXT_INIT("giao trường hợp trong danh sách cho người phụ trách", "give leads to the agents of their place"),
     .detail = TEXT_INIT("Theo lợi ích × độ dễ (data/outreach/rule.csv); không ai quá số việc nhiều nhất của mình.",
                         "By gain × ease (data/outreach/rule.csv); nobody gets more than his limit."),
     .options = assign_options,
     .examples = "baophu work assign --province HY --unit 12142 --preview\n"
                 "baophu work assign --province HY --unit 12142 --limit 20",
     .run = assign_run},
    {.name = "work hand-over",
     .args = "FROM TO",
     .min_args = 2,
     .max_args = 2,
     .summary = TEXT_INIT("bàn giao việc từ người này sang người khác", "hand tasks from one agent to another"),
     .options = hand_over_options,
     .examples = "baophu work hand-over an.nv.xa binh.tt --province HY",
     .run = hand_over_run},
    {0},
};
