/* Campaigns, collectors, consents, targets of agents. */
#include "account/account.h"
#include "cli/option_rows.h"
#include "cli/reconcile_cli.h"
#include "outreach/aim.h"
#include "outreach/campaign.h"
#include "outreach/consent.h"
#include "reconcile/subject.h"
#include "vn/vn.h"

/* What `put` writes, in a transaction. */
#define WRITE(cli, ask, put)                           \
    do {                                               \
        TRY(store_begin((ask)->store, (cli)->arena));  \
        Err *write_ = (put);                           \
        if (write_)                                    \
            store_rollback((ask)->store);              \
        TRY(write_);                                   \
        TRY(store_commit((ask)->store, (cli)->arena)); \
    } while (0)

/* ---- collectors -------------------------------------------------------------------------------------------- */

enum { O_CODE, O_NAME, O_KIND, O_UNIT, O_CONTACT, O_STATE, O_COUNT };

static const GridColumn collector_columns[O_COUNT] = {
    [O_CODE] = {"code", TEXT_INIT("Mã", "Code"), GRID_TEXT, 0, false},
    [O_NAME] = {"name", TEXT_INIT("Tổ chức", "Organisation"), GRID_TEXT, 0, false},
    [O_KIND] = {"kind", TEXT_INIT("Loại", "Kind"), GRID_TEXT, 0, false},
    [O_UNIT] = {"unit", TEXT_INIT("Địa bàn", "Area"), GRID_TEXT, 0, false},
    [O_CONTACT] = {"contact", TEXT_INIT("Liên hệ", "Contact"), GRID_TEXT, 0, false},
    [O_STATE] = {"state", TEXT_INIT("Tình trạng", "State"), GRID_TEXT, 0, false},
};

static Err *show_collectors(Cli *cli, const ReconcileAsk *ask)
{
    Collector *all;
    ptrdiff_t count;
    TRY(collector_list(ask->store, cli->arena, ask->province, &all, &count));
    Grid grid = grid_open(TEXT("Tổ chức dịch vụ thu", "Collectors"), (Text){0}, collector_columns, O_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[O_CODE] = G_TEXT(all[i].code);
        cell[O_NAME] = G_TEXT(all[i].name);
        cell[O_KIND] = G_TEXT(text_in(cli->lang, collector_kind_text(all[i].kind)));
        cell[O_UNIT] = G_TEXT(all[i].unit);
        cell[O_CONTACT] = G_TEXT(all[i].contact);
        cell[O_STATE] =
            G_TEXT(text_in(cli->lang, all[i].active ? TEXT("đang làm", "active") : TEXT("đã thôi", "stopped")));
    }
    return cli_show(cli, &grid);
}

static Err *collectors_run(Cli *cli)
{
    ReconcileAsk ask;
    TRY(reconcile_ask(cli, &ask));
    return show_collectors(cli, &ask);
}

/* What is not said stays as it was. */
static Err *collector_run(Cli *cli)
{
    ReconcileAsk ask;
    Collector *all, one = {.kind = S("other"), .unit = S(""), .contact = S("")};
    ptrdiff_t count;
    int kind;
    TRY(reconcile_ask(cli, &ask));
    TRY(collector_list(ask.store, cli->arena, ask.province, &all, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        one = str_eq(all[i].code, cli->arg[0]) ? all[i] : one;
    one.province = ask.province;
    one.code = cli->arg[0];
    one.active = !cli_flag(cli, "stop");
    for (kind = 0; collector_kinds[kind + 1] && !str_eq(one.kind, str_from(collector_kinds[kind]));)
        kind++;
    TRY(cli_choice(cli, "kind", collector_kinds, &kind));
    one.kind = str_from(collector_kinds[kind]);
    cli_text(cli, "name", &one.name);
    cli_text(cli, "contact", &one.contact);
    if (cli_text(cli, "unit", &(Str){0}))
        TRY(reconcile_ask_unit(cli, &ask, &one.unit));
    reconcile_note(cli, &ask, "work.collector", one.code);
    WRITE(cli, &ask, collector_put(ask.store, cli->arena, &one));
    return show_collectors(cli, &ask);
}

/* ---- campaigns --------------------------------------------------------------------------------------------- */

enum { C_CODE, C_NAME, C_FROM, C_TO, C_STATE, C_TARGET, C_COUNT };

static const GridColumn campaign_columns[C_COUNT] = {
    [C_CODE] = {"code", TEXT_INIT("Mã", "Code"), GRID_TEXT, 0, false},
    [C_NAME] = {"name", TEXT_INIT("Đợt", "Campaign"), GRID_TEXT, 0, false},
    [C_FROM] = {"from_day", TEXT_INIT("Từ ngày", "From"), GRID_DAY, 0, false},
    [C_TO] = {"to_day", TEXT_INIT("Đến ngày", "To"), GRID_DAY, 0, false},
    [C_STATE] = {"state", TEXT_INIT("Tình trạng", "State"), GRID_TEXT, 0, false},
    [C_TARGET] = {"target", TEXT_INIT("Chỉ tiêu", "Target"), GRID_INT, 0, false},
};

static Err *show_campaigns(Cli *cli, const ReconcileAsk *ask)
{
    Campaign *all;
    ptrdiff_t count;
    TRY(campaign_list(ask->store, cli->arena, ask->province, &all, &count));
    Grid grid = grid_open(TEXT("Đợt vận động", "Campaigns"), (Text){0}, campaign_columns, C_COUNT);
    for (ptrdiff_t i = 0; i < count; i++) {
        GridCell *cell = grid_row(&grid, cli->arena);
        CampaignState state = campaign_state(&all[i], clock_today(cli->clock));
        cell[C_CODE] = G_TEXT(all[i].code);
        cell[C_NAME] = G_TEXT(all[i].name);
        cell[C_FROM] = grid_day(all[i].from);
        cell[C_TO] = grid_day(all[i].to);
        cell[C_STATE] = G_TEXT(text_in(cli->lang, campaign_state_text(state)));
        cell[C_TARGET] = all[i].target >= 0 ? G_INT(all[i].target) : G_NONE;
    }
    return cli_show(cli, &grid);
}

static Err *campaigns_run(Cli *cli)
{
    ReconcileAsk ask;
    TRY(reconcile_ask(cli, &ask));
    return show_campaigns(cli, &ask);
}

static Err *campaign_run(Cli *cli)
{
    ReconcileAsk ask;
    Campaign *all, one = {.target = -1, .unit = S(""), .note = S("")};
    ptrdiff_t count;
    TRY(reconcile_ask(cli, &ask));
    TRY(campaign_list(ask.store, cli->arena, ask.province, &all, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        one = str_eq(all[i].code, cli->arg[0]) ? all[i] : one;
    one.province = ask.province;
    one.code = cli->arg[0];
    cli_text(cli, "name", &one.name);
    TRY(cli_date(cli, "from", &one.from));
    TRY(cli_date(cli, "to", &one.to));
    TRY(cli_int(cli, "target", 0, 100000000, &one.target));
    if (cli_text(cli, "unit", &(Str){0}))
        TRY(reconcile_ask_unit(cli, &ask, &one.unit));
    reconcile_note(cli, &ask, "work.campaign", one.code);
    WRITE(cli, &ask, campaign_put(ask.store, cli->arena, &one));
    return show_campaigns(cli, &ask);
}

/* ---- consents ------------------------------------------------------------------------------------------------ */

static Err *read_consent(Cli *cli, const ReconcileAsk *ask, Consent *ret)
{
    Subject subject;
    Str channel;
    *ret = (Consent){.employer = cli_flag(cli, "employer"), .allowed = !cli_flag(cli, "refuse"), .by = cli_by(cli)};
    if (!vn_parse_int(cli->arg[0], &ret->subject))
        return FAIL(cli->arena, USAGE, "cần số của người hoặc đơn vị",
                    "the number of a person or an employer is needed");
    TRY(subject_get(ask->store, cli->arena, ask->province, ret->employer, ret->subject, &subject));
    if (!cli_text(cli, "channel", &channel) || !contact_channel_parse(channel, &ret->channel))
        return FAIL(cli->arena, USAGE, "--channel là call, message hoặc visit", "--channel is call, message or visit");
    cli_text(cli, "basis", &ret->basis);
    return cli_date(cli, "until", &ret->until);
}

static Err *consent_run(Cli *cli)
{
    ReconcileAsk ask;
    Consent consent;
    TRY(reconcile_ask(cli, &ask));
    TRY(read_consent(cli, &ask, &consent));
    reconcile_note(
        cli, &ask, "work.consent",
        str_fmt(cli->arena, "%s:%lld", consent.employer ? "employer" : "person", (long long)consent.subject));
    WRITE(cli, &ask, consent_put(ask.store, cli->arena, ask.province, consent));
    cli_say(cli, TEXT("Đã ghi", "Written down"));
    return NULL;
}

/* ---- targets ------------------------------------------------------------------------------------------------- */

enum { T_LOGIN, T_TARGET, T_REGISTERED, T_CONFIRMED, T_OPEN, T_COUNT };

static const GridColumn target_columns[T_COUNT] = {
    [T_LOGIN] = {"login", TEXT_INIT("Người phụ trách", "Agent"), GRID_TEXT, 0, false},
    [T_TARGET] = {"target", TEXT_INIT("Chỉ tiêu", "Target"), GRID_INT, 0, true},
    [T_REGISTERED] = {"registered", TEXT_INIT("Đã đăng ký", "Registered"), GRID_INT, 0, true},
    [T_CONFIRMED] = {"confirmed", TEXT_INIT("Đã xác nhận", "Confirmed"), GRID_INT, 0, true},
    [T_OPEN] = {"open", TEXT_INIT("Còn phải làm", "Open"), GRID_INT, 0, true},
};

static Err *put_all(const ReconcileAsk *ask, Arena *arena, const Aims *aims, int year)
{
    for (ptrdiff_t i = 0; i < aims->rows; i++)
        if (aims->row[i].target >= 0)
            TRY(aim_put(ask->store, arena, ask->province, aims->row[i].account, year, aims->row[i].target));
    return NULL;
}

static Err *targets_run(Cli *cli)
{
    ReconcileAsk ask;
    Aims aims;
    Str unit;
    int64_t year = clock_today(cli->clock).year;
    TRY(reconcile_ask(cli, &ask));
    TRY(reconcile_ask_unit(cli, &ask, &unit));
    TRY(cli_int(cli, "year", 2025, 2035, &year));
    bool share = cli_flag(cli, "share"), preview = cli_flag(cli, "preview");
    if (share || preview)
        TRY(aim_share(ask.store, cli->arena, ask.province, unit, (int)year, &aims));
    else
        TRY(aim_list(ask.store, cli->arena, ask.province, (int)year, &aims));
    if (share && !preview) {
        reconcile_note(cli, &ask, "work.target", unit);
        WRITE(cli, &ask, put_all(&ask, cli->arena, &aims, (int)year));
    }
    Grid grid = grid_open(
        text_fmt(cli->arena, "Chỉ tiêu năm %lld của người phụ trách", "Targets of agents in %lld", (long long)year),
        preview ? TEXT("Chỉ xem thử, chưa ghi gì", "Only a preview; nothing is written") : (Text){0}, target_columns,
        T_COUNT);
    for (ptrdiff_t i = 0; i < aims.rows; i++) {
        const Aim *aim = &aims.row[i];
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[T_LOGIN] = G_TEXT(aim->account);
        cell[T_TARGET] = aim->target >= 0 ? G_INT(aim->target) : G_NONE;
        cell[T_REGISTERED] = G_INT(aim->registered);
        cell[T_CONFIRMED] = G_INT(aim->confirmed);
        cell[T_OPEN] = G_INT(aim->open);
    }
    TRY(cli_show(cli, &grid));
    if (aims.nobody > 0)
        cli_say(cli, text_fmt(cli->arena, "%lld của các xã chưa có người phụ trách",
                              "%lld are of communes without an agent", (long long)aims.nobody));
    return NULL;
}

/* ---- commands -------------------------------------------------------------------------------------------------- */

#define NAME                                                \
    {                                                       \
        "name", "NAME", TEXT_INIT("tên", "its name"), false \
    }

static const Option list_options[] = {OPT_PROVINCE, OPT_OUT, {0}};
static const Option collector_options[] = {
    OPT_PROVINCE,
    NAME,
    {"kind", "KIND", TEXT_INIT("public, post, association hoặc other", "public, post, association or other"), false},
    OPT_UNIT,
    {"contact", "TEXT", TEXT_INIT("liên hệ", "how to reach it"), false},
    {"stop", NULL, TEXT_INIT("thôi không thu nữa", "it collects no more"), false},
    OPT_OUT,
    {0},
};
static const Option campaign_options[] = {
    OPT_PROVINCE,
    NAME,
    {"from", "DAY", TEXT_INIT("ngày đầu", "first day"), false},
    {"to", "DAY", TEXT_INIT("ngày cuối", "last day"), false},
    {"target", "N", TEXT_INIT("số người cần đăng ký", "persons to register"), false},
    OPT_UNIT,
    OPT_OUT,
    {0},
};
static const Option consent_options[] = {
    OPT_PROVINCE,
    {"channel", "WAY", TEXT_INIT("call, message hoặc visit", "call, message or visit"), false},
    {"refuse", NULL, TEXT_INIT("từ chối; nếu bỏ là đồng ý", "refuses; allows if left out"), false},
    {"basis", "TEXT", TEXT_INIT("đã nói thế nào, hoặc căn cứ pháp luật", "how it was said, or the legal basis"), false},
    {"until", "DAY", TEXT_INIT("đến hết ngày nào", "last day on which it holds"), false},
    {"employer", NULL, TEXT_INIT("là đơn vị", "is an employer"), false},
    {0},
};
static const Option target_options[] = {
    OPT_PROVINCE,
    OPT_UNIT,
    {"year", "YEAR", TEXT_INIT("năm; nếu bỏ là năm nay", "the year; else this one"), false},
    {"share", NULL, TEXT_INIT("chia phần các xã còn thiếu cho người phụ trách", "share out what communes lack"), false},
    {"preview", NULL, TEXT_INIT("tính và hiện, chưa ghi gì", "reckon and show, write nothing"), false},
    OPT_OUT,
    {0},
};

const Command field_commands[] = {
    {.name = "work collector",
     .args = "CODE",
     .min_args = 1,
     .max_args = 1,
     .summary = TEXT_INIT("ghi một tổ chức dịch vụ thu", "write down a collector"),
     .options = collector_options,
     .examples = "baophu work collector buu-dien --province HY --name \"Bưu điện tỉnh\" --kind post",
     .run = collector_run},
    {.name = "work collectors",
     .args = "",
     .summary = TEXT_INIT("các tổ chức dịch vụ thu", "the collectors"),
     .options = list_options,
     .examples = "baophu work collectors --province HY",
     .run = collectors_run},
    {.name = "work campaign",
     .args = "CODE",
     .min_args = 1,
     .max_args = 1,
     .summary = TEXT_INIT("ghi một đợt vận động", "write down a campaign"),
     .options = campaign_options,
     .examples = "baophu work campaign thang-5 --province HY --name \"Tháng 5\" --from 2027-05-01 --to 2027-05-31",
     .run = campaign_run},
    {.name = "work campaigns",
     .args = "",
     .summary = TEXT_INIT("các đợt vận động", "the campaigns"),
     .options = list_options,
     .examples = "baophu work campaigns --province HY",
     .run = campaigns_run},
    {.name = "work consent",
     .args = "NUMBER",
     .min_args = 1,
     .max_args = 1,
     .summary = TEXT_INIT("một người đồng ý hay từ chối được gọi, nhắn tin, đến nhà",
                          "whether a person may be called, written to, visited"),
     .detail = TEXT_INIT("NUMBER là mã trong chương trình; từ chối không ghi ngày thì theo số tháng đã đặt.",
                         "NUMBER is our own; a refusal without a day holds for the months that are set."),
     .options = consent_options,
     .examples = "baophu work consent 1 --province HY --channel call --basis \"nói khi gặp\"",
     .run = consent_run},
    {.name = "work targets",
     .args = "",
     .summary = TEXT_INIT("chỉ tiêu của từng người phụ trách, và đã được bao nhiêu",
                          "targets of agents, and what they reached"),
     .options = target_options,
     .examples = "baophu work targets --province HY --preview\nbaophu work targets --province HY --share",
     .run = targets_run},
    {0},
};
