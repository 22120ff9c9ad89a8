#include "base/file.h"
#include "base/pool.h"
#include "cli/cli.h"
#include "cli/option_rows.h"
#include "progress/progress.h"

static const Option progress_options[] = {
    {"province", "P",
     TEXT_INIT("tỉnh, thành phố (chữ viết tắt, mã hoặc tên); mặc định: tỉnh duy nhất có số liệu",
               "the province (letters, code or name); default: the only one with results"),
     false},
    {"indicator", "I",
     TEXT_INIT("chỉ tiêu thống kê, mã hoặc tên (mặc định participants_total)",
               "the indicator, code or name (default participants_total)"),
     false},
    {"unit", "U", TEXT_INIT("chỉ một xã, phường (tên hoặc mã)", "one commune only (name or code)"), false},
    {"base", "collecting|residence",
     TEXT_INIT("tính theo cơ quan thu (mặc định) hay theo nơi cư trú", "by collecting office (default) or residence"),
     false},
    {"period", "YYYY-MM",
     TEXT_INIT("tháng (mặc định: tháng cuối có số liệu)", "the month (default: the last with results)"), false},
    {"sort", "rank|name|gap",
     TEXT_INIT("thứ tự: tỷ lệ đạt, kém nhất trước (mặc định), tên, hoặc số còn thiếu",
               "order: share reached, the worst first (default), name, or gap"),
     false},
    OPT_OUT,
    {0},
};

static const Option forecast_options[] = {
    {"province", "P",
     TEXT_INIT("tỉnh, thành phố (chữ viết tắt, mã hoặc tên); mặc định: tỉnh duy nhất có số liệu",
               "the province (letters, code or name); default: the only one with results"),
     false},
    {"indicator", "I",
     TEXT_INIT("chỉ tiêu thống kê, mã hoặc tên (mặc định participants_total)",
               "the indicator, code or name (default participants_total)"),
     false},
    {"unit", "U", TEXT_INIT("chỉ một xã, phường (tên hoặc mã)", "one commune only (name or code)"), false},
    {"base", "collecting|residence",
     TEXT_INIT("tính theo cơ quan thu (mặc định) hay theo nơi cư trú", "by collecting office (default) or residence"),
     false},
    {"period", "YYYY-MM",
     TEXT_INIT("tháng (mặc định: tháng cuối có số liệu)", "the month (default: the last with results)"), false},
    OPT_OUT,
    {"backtest", NULL,
     TEXT_INIT("giấu các tháng đã biết rồi dự báo lại, báo sai số và độ phủ của khoảng dự báo",
               "hold known months back, forecast them, and report errors and coverage"),
     false},
    {"threads", "N", TEXT_INIT("số luồng (mặc định: số lõi máy)", "threads (default: the machine's cores)"), false},
    {0},
};

static Err *find_unit(Cli *cli, Store *store, ProgressAsk *ask)
{
    Str written;
    UnitIndex *index;
    if (!cli_text(cli, "unit", &written))
        return NULL;
    TRY(unit_index_load(store, cli->arena, ask->province, ask->on, &index));
    UnitMatch match = unit_match(index, cli->arena, written);
    if (match.sure) {
        ask->unit = match.unit.code;
        return NULL;
    }
    if (match.candidates == 0)
        return FAIL(cli->arena, NOT_FOUND, "--unit: không có đơn vị nào tên là “%.*s”; xem danh sách: baophu unit list",
                    "--unit: there is no unit named “%.*s”; see the list: baophu unit list", STRF(written));
    Buf near = buf_open(cli->arena);
    for (ptrdiff_t i = 0; i < match.candidates; i++)
        buf_fmt(&near, "%s%.*s", i ? ", " : "", STRF(match.candidate[i].full_name));
    return FAIL(cli->arena, NOT_FOUND, "--unit: không chắc “%.*s” là đơn vị nào; gần giống: %.*s",
                "--unit: “%.*s” is not surely a unit; near it: %.*s", STRF(written), STRF(buf_str(&near)));
}

static Err *read_ask(Cli *cli, Store *store, ProgressAsk *ret)
{
    static const char *const bases[] = {"collecting", "residence", NULL};
    Str text;
    Unit province;
    int base = BASE_COLLECTING;
    *ret = (ProgressAsk){.indicator = S("participants_total"), .on = clock_today(cli->clock)};
    TRY(cli_choice(cli, "base", bases, &base));
    ret->base = (CountBase)base;
    cli_text(cli, "indicator", &ret->indicator);
    if (cli_text(cli, "period", &text) && (!period_parse(text, &ret->month) || ret->month.kind != PERIOD_MONTH))
        return FAIL(cli->arena, USAGE, "--period: “%.*s” không phải là tháng; hãy viết như 2026-10",
                    "--period: “%.*s” is not a month; write it as 2026-10", STRF(text));
    if (!cli_text(cli, "province", &text))
        TRY(progress_only_province(store, cli->arena, &text));
    TRY(unit_province(store, cli->arena, text, ret->on, &province));
    ret->province = province.code;
    return find_unit(cli, store, ret);
}

/* On the screen and in tables as the grid is; as JSON with what programs need besides. */
static Err *show(Cli *cli, const Grid *grid, Str json)
{
    Str path = {0};
    bool to_file = cli_text(cli, "out", &path) && str_ends(path, S(".json"));
    if (!cli->json && !to_file)
        return cli_show(cli, grid);
    if (to_file)
        TRY(file_write(cli->arena, path, json));
    else if (path.len > 0)
        TRY(grid_save(grid, cli->arena, cli->lang, path));
    if (cli->json)
        fprintf(cli->out, "%.*s\n", STRF(json));
    else
        cli_say(cli, text_fmt(cli->arena, "Đã ghi %.*s (%td dòng)", "Wrote %.*s (%td rows)", STRF(path), grid->rows));
    return NULL;
}

static Err *run_progress(Cli *cli)
{
    static const char *const sorts[] = {"rank", "name", "gap", NULL};
    Store *store;
    ProgressAsk ask;
    ProgressBoard board;
    Str json;
    int sort = PROGRESS_BY_RANK;
    TRY(cli_store(cli, &store));
    TRY(read_ask(cli, store, &ask));
    TRY(cli_choice(cli, "sort", sorts, &sort));
    ask.sort = (ProgressSort)sort;
    TRY(progress_board(store, cli->arena, &ask, &board));
    Grid grid = progress_grid(cli->arena, &board, cli->lang);
    TRY(progress_json(cli->arena, &board, cli->lang, &json));
    return show(cli, &grid, json);
}

static Err *run_backtest(Cli *cli, Store *store, const ProgressAsk *ask, int threads, Grid *ret)
{
    Meter meter = cli_meter(cli, TEXT("Kiểm nghiệm dự báo", "Testing the forecast"), 0);
    Err *err = progress_backtest(store, cli->arena, ask, threads, &meter, ret);
    meter_close(&meter);
    return err;
}

static Err *run_forecast(Cli *cli)
{
    Store *store;
    ProgressAsk ask;
    ProgressOutlooks outlooks;
    Grid grid;
    Str json;
    int64_t threads = pool_cpu_count();
    TRY(cli_int(cli, "threads", 1, 256, &threads));
    TRY(cli_store(cli, &store));
    TRY(read_ask(cli, store, &ask));
    if (cli_flag(cli, "backtest")) {
        TRY(run_backtest(cli, store, &ask, (int)threads, &grid));
        return cli_show(cli, &grid);
    }
    TRY(progress_outlook(store, cli->arena, &ask, (int)threads, &outlooks));
    grid = progress_outlook_grid(cli->arena, &outlooks, cli->lang);
    TRY(progress_outlook_json(cli->arena, &outlooks, cli->lang, &json));
    return show(cli, &grid, json);
}

const Command progress_commands[] = {
    {.name = "progress",
     .args = "",
     .summary = TEXT_INIT("bảng tiến độ: kết quả, chỉ tiêu, còn thiếu, nhịp cần đạt, đánh giá từng xã, phường",
                          "the progress board: result, target, gap, pace needed and light of every commune"),
     .detail = TEXT_INIT("đã đạt: đủ chỉ tiêu năm; đúng tiến độ: từ 99,5% mức phải có trong tháng; chậm: từ 95%;\n"
                         "rất chậm: dưới 95%. Công thức: docs/progress.md.",
                         "reached: the year's target is met; on pace: at least 99.5% of what the month asks; behind:\n"
                         "at least 95%; far behind: less. Formulas: docs/progress.md."),
     .options = progress_options,
     .examples = "baophu progress --province HY --period 2026-10\n"
                 "baophu progress --province HY --indicator participants_voluntary --out tien-do.xlsx",
     .run = run_progress},
    {.name = "forecast",
     .args = "",
     .summary =
         TEXT_INIT("dự báo cuối năm và năm đích của từng xã, phường, kèm khoảng 80%, 95% và khả năng đạt",
                   "forecast of the year's end and the final year, with intervals and the chance to reach the target"),
     .detail = TEXT_INIT("Xu hướng giảm dần và mùa vụ (Tết, năm học); dưới 24 tháng không có mùa vụ, dưới 6 tháng giữ\n"
                         "nguyên giá trị cuối. --backtest cho biết dự báo đã sai bao nhiêu trên các tháng đã biết.",
                         "Damped trend and season (Tết, school year); no season under 24 months, the last value under\n"
                         "6. --backtest tells how wrong the forecast was on known months."),
     .options = forecast_options,
     .examples = "baophu forecast --province HY --out du-bao.xlsx\n"
                 "baophu forecast --province HY --backtest",
     .run = run_forecast},
    {0},
};
