/* What a run made of movements and coverage. */
#include "cli/option_rows.h"
#include "cli/reconcile_cli.h"
#include "reconcile/balance_grid.h"
#include "reconcile/reconcile.h"

static const Option movement_options[] = {
    OPT_PROVINCE,
    {"run", "N", TEXT_INIT("lần đối soát (mặc định lần gần nhất)", "the run (the newest if not given)"), false},
    {"doubts", NULL,
     TEXT_INIT("từng người: sửa số liệu kỳ trước và mã biến động không khớp",
               "by person: corrections and codes that do not fit"),
     false},
    {"rows", "N", TEXT_INIT("với --doubts: nhiều nhất N dòng (mặc định 1000)", "with --doubts: at most N rows (1000)"),
     false},
    OPT_OUT,
    {0},
};

static const Option coverage_options[] = {
    OPT_PROVINCE,
    {"run", "N", TEXT_INIT("lần đối soát (mặc định lần gần nhất)", "the run (the newest if not given)"), false},
    {"base", "BASE",
     TEXT_INIT("collecting (theo cơ quan thu) hoặc residence (theo nơi cư trú, mặc định)",
               "collecting or residence (if not given)"),
     false},
    {"indicator", "CODE", TEXT_INIT("chỉ tiêu (mặc định participants_total)", "the indicator (participants_total)"),
     false},
    OPT_OUT,
    {0},
};

static Err *ask_run(Cli *cli, ReconcileAsk *ask, ReconcileReport *ret)
{
    int64_t run = 0;
    TRY(reconcile_ask(cli, ask));
    TRY(cli_int(cli, "run", 1, INT32_MAX, &run));
    return reconcile_report(ask->store, cli->arena, ask->province, run, ret);
}

static Err *run_movements(Cli *cli)
{
    ReconcileAsk ask;
    ReconcileReport run;
    Movements movements;
    MoverFilter filter = {.scheme = -1, .movement = -1, .doubts = true, .limit = 1000};
    Mover *mover;
    ptrdiff_t count;
    int64_t rest = 0, next;
    Grid grid;
    TRY(ask_run(cli, &ask, &run));
    TRY(cli_int(cli, "rows", 1, 10000000, &filter.limit));
    filter.province = ask.province;
    filter.run = run.run;
    TRY(movement_list(ask.store, cli->arena, ask.province, run.run, &movements));
    for (ptrdiff_t i = 0; i < movements.sums; i++)
        rest += movement_rest(&movements.sum[i]) != 0;
    if (cli_flag(cli, "doubts")) {
        TRY(mover_list(ask.store, cli->arena, &filter, &mover, &count, &next));
        grid = mover_grid(cli->arena, mover, count, run.month, cli->lang);
    } else {
        grid = movement_grid(cli->arena, &movements, run.month, cli->lang);
    }
    cli->exit_status = rest > 0 ? 1 : 0;
    return cli_show(cli, &grid);
}

static Err *run_coverage(Cli *cli)
{
    static const char *const bases[] = {"collecting", "residence", NULL};
    ReconcileAsk ask;
    ReconcileReport run;
    UnitList communes;
    CoverageBeside *row;
    ptrdiff_t count;
    Str indicator = S("participants_total");
    int base = BASE_RESIDENCE;
    TRY(ask_run(cli, &ask, &run));
    TRY(cli_choice(cli, "base", bases, &base));
    cli_text(cli, "indicator", &indicator);
    TRY(unit_children(ask.store, cli->arena, ask.province, clock_today(cli->clock), &communes));
    TRY(coverage_beside(ask.store, cli->arena, ask.province, run.run, period_month(run.month.year, run.month.month),
                        (CountBase)base, indicator, &row, &count));
    Grid grid = coverage_grid(cli->arena, row, count, ask.province, &communes, run.month, cli->lang);
    return cli_show(cli, &grid);
}

const Command balance_commands[] = {
    {.name = "reconcile movements",
     .args = "",
     .max_args = 0,
     .summary = TEXT_INIT("biến động tăng, giảm theo cơ quan thu, cân đến từng người",
                          "movements by collecting office, balanced to the person"),
     .detail = TEXT_INIT("Đầu kỳ + tăng mới + tham gia lại + chuyển đến − chuyển đi − dừng đóng − một lần − nghỉ hưu − "
                         "chết ± sửa số liệu = cuối kỳ.",
                         "Begin + new + returned + moved in − moved out − stopped − lump sum − retired − died ± "
                         "corrections = end."),
     .options = movement_options,
     .examples = "baophu reconcile movements --province HY\n"
                 "baophu reconcile movements --province HY --doubts --out can-xem-lai.xlsx",
     .run = run_movements},
    {.name = "reconcile coverage",
     .args = "",
     .max_args = 0,
     .summary = TEXT_INIT("số người tham gia đếm từ từng người so với số báo cáo",
                          "participants counted from persons beside the reported figures"),
     .options = coverage_options,
     .examples = "baophu reconcile coverage --province HY\n"
                 "baophu reconcile coverage --province HY --base collecting --indicator participants_compulsory",
     .run = run_coverage},
    {0},
};
