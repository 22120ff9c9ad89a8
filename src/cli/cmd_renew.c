/* Who is to go on paying, and how leads are ranked.  Names are masked: a terminal has no role. */
#include "cli/option_rows.h"
#include "cli/reconcile_cli.h"
#include "outreach/priority.h"
#include "outreach/renew.h"
#include "person/sight.h"
#include "reconcile/subject.h"
#include "vn/vn.h"

enum { R_NAME, R_UNIT, R_VILLAGE, R_UNTIL, R_BY, R_NOW, R_THEN, R_ADVICE, R_SUBJECT, R_COUNT };

static const GridColumn renewal_columns[R_COUNT] = {
    [R_NAME] = {"name", TEXT_INIT("Tên (che)", "Name (masked)"), GRID_TEXT, 0, false},
    [R_UNIT] = {"unit", TEXT_INIT("Xã", "Commune"), GRID_TEXT, 0, false},
    [R_VILLAGE] = {"village", TEXT_INIT("Thôn, tổ", "Village"), GRID_TEXT, 0, false},
    [R_UNTIL] = {"until", TEXT_INIT("Đã đóng đến", "Paid up to"), GRID_DAY, 0, false},
    [R_BY] = {"pay_by", TEXT_INIT("Kỳ tiếp đúng hạn đến", "Next in time until"), GRID_DAY, 0, false},
    [R_NOW] = {"now", TEXT_INIT("Nay", "Now"), GRID_INT, 0, false},
    [R_THEN] = {"then", TEXT_INIT("Kỳ tới", "Next"), GRID_INT, 0, false},
    [R_ADVICE] = {"advice", TEXT_INIT("Lời nhắc", "Words"), GRID_TEXT, 0, false},
    [R_SUBJECT] = {"subject", TEXT_INIT("Mã", "Number"), GRID_INT, 0, false},
};

static GridCell month_cell(int32_t month)
{
    return month == FACT_MISSING ? G_NONE : grid_day((Date){month / 12, month % 12 + 1, 0});
}

static Text counts_of(const Cli *cli, const Renewals *list)
{
    Text out[2] = {0};
    for (int k = 0; k < RENEW_KIND_COUNT; k++) {
        Text kind = renew_kind_text((RenewKind)k);
        Str vi = vn_int_in(cli->arena, LANG_VI, list->count[k]), en = vn_int_in(cli->arena, LANG_EN, list->count[k]);
        const char *comma = k > 0 ? "; " : "";
        out[0].vi = str_fmt(cli->arena, "%.*s%s%.*s: %.*s", STRF(out[0].vi), comma, STRF(kind.vi), STRF(vi));
        out[0].en = str_fmt(cli->arena, "%.*s%s%.*s: %.*s", STRF(out[0].en), comma, STRF(kind.en), STRF(en));
    }
    return out[0];
}

static Err *renewals_run(Cli *cli)
{
    ReconcileAsk ask;
    Renewals list;
    Str(*golden)[GOLDEN_FIELDS];
    RenewAsk what = {.limit = 100, .village = S("")};
    int kind = RENEW_DUE30;
    TRY(reconcile_ask(cli, &ask));
    TRY(reconcile_ask_unit(cli, &ask, &what.unit));
    TRY(cli_choice(cli, "kind", renew_kind_codes, &kind));
    TRY(cli_int(cli, "limit", 1, 1000000, &what.limit));
    cli_text(cli, "village", &what.village);
    what.province = ask.province;
    what.kind = (RenewKind)kind;
    TRY(renew_list(ask.store, cli->arena, ask.law, &what, &list));
    int64_t *id = new (cli->arena, int64_t, list.rows + 1);
    for (ptrdiff_t i = 0; i < list.rows; i++)
        id[i] = list.row[i].subject;
    TRY(subject_values(ask.store, cli->arena, ask.province, false, id, list.rows, &golden));
    Grid grid = grid_open(renew_kind_text(what.kind), counts_of(cli, &list), renewal_columns, R_COUNT);
    for (ptrdiff_t i = 0; i < list.rows; i++) {
        const Renewal *row = &list.row[i];
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[R_NAME] = G_TEXT(person_mask(cli->arena, PERSON_NAME, golden[i][GOLDEN_name]));
        cell[R_UNIT] = G_TEXT(row->unit);
        cell[R_VILLAGE] = G_TEXT(row->village);
        cell[R_UNTIL] = month_cell(row->until);
        cell[R_BY] = month_cell(row->pay_by);
        cell[R_NOW] = G_INT(row->now);
        cell[R_THEN] = G_INT(row->then);
        cell[R_ADVICE] = G_TEXT(text_in(cli->lang, row->advice));
        cell[R_SUBJECT] = G_INT(row->subject);
    }
    return cli_show(cli, &grid);
}

/* ---- work priority ----------------------------------------------------------------------------------------- */

enum { P_RULE, P_FORMULA, P_GAIN, P_EASE, P_OUTCOMES, P_REGISTERED, P_WHY, P_COUNT };

static const GridColumn priority_columns[P_COUNT] = {
    [P_RULE] = {"rule", TEXT_INIT("Quy tắc", "Rule"), GRID_TEXT, 0, false},
    [P_FORMULA] = {"formula", TEXT_INIT("Xếp theo", "Ranked by"), GRID_TEXT, 0, false},
    [P_GAIN] = {"gain", TEXT_INIT("Lợi ích", "Gain"), GRID_REAL, 1, false},
    [P_EASE] = {"ease", TEXT_INIT("Độ dễ", "Ease"), GRID_REAL, 2, false},
    [P_OUTCOMES] = {"outcomes", TEXT_INIT("Kết quả", "Outcomes"), GRID_INT, 0, true},
    [P_REGISTERED] = {"registered", TEXT_INIT("Đăng ký", "Registered"), GRID_INT, 0, true},
    [P_WHY] = {"why", TEXT_INIT("Vì sao", "Why"), GRID_TEXT, 0, false},
};

static void say_model(const Cli *cli, const PriorityRule *p)
{
    for (int i = 0; i < p->coefficients; i++) {
        const PriorityCoefficient *c = &p->coefficient[i];
        cli_say(cli, text_fmt(cli->arena, "%.*s – %s: %+.3f ± %.3f (%lld)", "%.*s – %s: %+.3f ± %.3f (%lld)",
                              STRF(p->rule.rule), c->name, c->value, c->error, (long long)c->count));
    }
    for (int i = 0; i < p->tenths; i++) {
        const PriorityTenth *t = &p->tenth[i];
        cli_say(cli, text_fmt(cli->arena, "%.*s – phần mười %d: đoán %.3f, thật %.3f (%lld)",
                              "%.*s – tenth %d: expected %.3f, observed %.3f (%lld)", STRF(p->rule.rule), i + 1,
                              t->expected, t->observed, (long long)t->count));
    }
}

static Err *priority_run(Cli *cli)
{
    ReconcileAsk ask;
    OutreachSettings settings;
    Priorities all;
    TRY(reconcile_ask(cli, &ask));
    TRY(outreach_settings(cli->arena, &settings));
    TRY(priority_read(ask.store, cli->arena, ask.province, &settings, &all));
    Grid grid = grid_open(TEXT("Thứ tự việc vận động", "How leads are ranked"), (Text){0}, priority_columns, P_COUNT);
    for (ptrdiff_t i = 0; i < all.rules; i++) {
        const PriorityRule *p = &all.rule[i];
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[P_RULE] = G_TEXT(p->rule.rule);
        cell[P_FORMULA] = G_TEXT(text_in(cli->lang, p->model ? TEXT("lợi ích × mô hình", "gain × model")
                                                             : TEXT("lợi ích × độ dễ", "gain × ease")));
        cell[P_GAIN] = G_REAL(p->rule.gain);
        cell[P_EASE] = G_REAL(p->rule.ease);
        cell[P_OUTCOMES] = G_INT(p->outcomes);
        cell[P_REGISTERED] = G_INT(p->registered);
        cell[P_WHY] = G_TEXT(text_in(cli->lang, p->why));
    }
    TRY(cli_show(cli, &grid));
    for (ptrdiff_t i = 0; i < all.rules; i++)
        say_model(cli, &all.rule[i]);
    return NULL;
}

/* ---- commands ------------------------------------------------------------------------------------------------ */

static const Option renewal_options[] = {
    OPT_PROVINCE,
    OPT_UNIT,
    {"village", "V", TEXT_INIT("thôn, tổ dân phố", "the village"), false},
    {"kind", "KIND",
     TEXT_INIT("due30 (nếu bỏ), due60, lapsed hoặc jump2027", "due30 (if left out), due60, lapsed or jump2027"), false},
    {"limit", "N", TEXT_INIT("nhiều nhất bao nhiêu dòng; nếu bỏ là 100", "rows at most; 100 if left out"), false},
    OPT_OUT,
    {0},
};
static const Option priority_options[] = {
    OPT_PROVINCE,
    OPT_OUT,
    {0},
};

const Command renew_commands[] = {
    {.name = "work renewals",
     .args = "",
     .summary = TEXT_INIT("người đóng tự nguyện sắp đến hạn, đã dừng, hoặc dưới mức thấp nhất sắp tới",
                          "voluntary payers who are due, lapsed, or below the least income that is coming"),
     .detail = TEXT_INIT("Tính từ lần đối soát mới nhất so với hôm nay; kèm lời nhắc (data/outreach/advice.csv).",
                         "Of the last run beside today; with words for each (data/outreach/advice.csv)."),
     .options = renewal_options,
     .examples = "baophu work renewals --province HY\n"
                 "baophu work renewals --province HY --kind jump2027 --limit 5",
     .run = renewals_run},
    {.name = "work priority",
     .args = "",
     .summary = TEXT_INIT("việc vận động xếp theo công thức nào, vì sao", "by which formula leads are ranked, and why"),
     .detail = TEXT_INIT("Mô hình từ kết quả đã ghi chỉ dùng khi đoán đúng hơn mức đặt ban đầu.",
                         "A model of recorded outcomes is used only where it guesses better than what was stated."),
     .options = priority_options,
     .examples = "baophu work priority --province HY",
     .run = priority_run},
    {0},
};
