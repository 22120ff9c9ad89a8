#include "base/file.h"
#include "cli/cli.h"
#include "cli/option_rows.h"
#include "cube/cube.h"

static Err *run_import(Cli *cli)
{
    Store *store;
    int64_t changed = 0;
    Str file = cli->args > 0 ? cli->arg[0] : (Str){0};
    if (cli->args == 0)
        TRY(file_shipped(cli->arena, S("indicator.csv"), &file));
    TRY(cli_store(cli, &store));
    TRY(indicator_import(store, cli->arena, file, &changed));
    Text text = changed > 0
                    ? text_fmt(cli->arena, "Đã nhập danh mục chỉ tiêu thống kê: %lld thay đổi",
                               "Took in the indicators: %lld changes", (long long)changed)
                    : TEXT("Danh mục chỉ tiêu thống kê không có gì thay đổi", "The indicators have not changed");
    if (cli->json)
        fprintf(cli->out, "{\"changed\":%lld}\n", (long long)changed);
    cli_say(cli, text);
    return NULL;
}

enum { C_CODE, C_NAME, C_UNIT, C_OF, C_DEFINITION, C_COUNT };

static const GridColumn columns[C_COUNT] = {
    [C_CODE] = {"code", TEXT_INIT("Mã", "Code"), GRID_TEXT, 0, false},
    [C_NAME] = {"name", TEXT_INIT("Chỉ tiêu", "Indicator"), GRID_TEXT, 0, false},
    [C_UNIT] = {"unit", TEXT_INIT("Đơn vị tính", "Unit"), GRID_TEXT, 0, false},
    [C_OF] = {"of", TEXT_INIT("Tử số / mẫu số", "Numerator / denominator"), GRID_TEXT, 0, false},
    [C_DEFINITION] = {"definition", TEXT_INIT("Định nghĩa", "Definition"), GRID_TEXT, 0, false},
};

static Err *run_list(Cli *cli)
{
    Store *store;
    IndicatorList list;
    TRY(cli_store(cli, &store));
    TRY(indicator_list(store, cli->arena, &list));
    Grid grid = grid_open(TEXT("Chỉ tiêu thống kê", "Indicators"), (Text){0}, columns, C_COUNT);
    for (ptrdiff_t i = 0; i < list.count; i++) {
        const Indicator *indicator = &list.indicator[i];
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[C_CODE] = G_TEXT(indicator->code);
        cell[C_NAME] = G_TEXT(text_in(cli->lang, indicator->name));
        cell[C_UNIT] = G_TEXT(indicator->unit);
        cell[C_OF] =
            indicator->rate
                ? G_TEXT(str_fmt(cli->arena, "%.*s / %.*s", STRF(indicator->numerator), STRF(indicator->denominator)))
                : G_NONE;
        cell[C_DEFINITION] = G_TEXT(text_in(cli->lang, indicator->definition));
    }
    return cli_show(cli, &grid);
}

static const Option list_options[] = {
    OPT_OUT,
    {0},
};

const Command indicator_commands[] = {
    {"indicator import", "[FILE]", 0, 1,
     TEXT_INIT("nhập danh mục chỉ tiêu thống kê; thêm chỉ tiêu chỉ cần thêm một dòng",
               "take in the list of indicators; a new one is a new line"),
     TEXT_INIT("Không ghi FILE thì dùng danh mục đi kèm (data/indicator.csv).",
               "Without FILE the shipped list is used (data/indicator.csv)."),
     NULL, "baophu indicator import", run_import},
    {"indicator list", "", 0, 0,
     TEXT_INIT("liệt kê chỉ tiêu thống kê và định nghĩa", "list the indicators and what they mean"), TEXT_INIT("", ""),
     list_options, "baophu indicator list", run_list},
    {0},
};
