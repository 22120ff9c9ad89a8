#include "cli/allocate_job.h"
#include "cli/option_rows.h"
#include "vn/vn.h"

/* 6 or 6.5 or 6,5 as thousandths. */
static Err *read_shape(const Cli *cli, int *ret)
{
    Str text;
    if (!cli_text(cli, "shape", &text))
        return NULL;
    VnDecimal d = {0};
    if (!vn_parse_decimal(text, &d) || d.percent || d.digits < 0 || vn_decimal_real(d) > 20)
        return FAIL(cli->arena, USAGE, "--shape: “%.*s” không hợp lệ; cần một số từ 0,001 đến 20",
                    "--shape: “%.*s” does not fit; a number from 0.001 to 20 is needed", STRF(text));
    *ret = (int)(vn_decimal_real(d) * 1000 + 0.5);
    return NULL;
}

/* 1,2,3,4 */
static Err *read_weights(const Cli *cli, int count, const int64_t **ret)
{
    Str text;
    bool given = cli_text(cli, "weights", &text);
    int64_t *weight = new (cli->arena, int64_t, count > 0 ? count : 1);
    StrCut cut = {.tail = given ? text : S(""), .ok = given};
    int k = 0;
    for (; cut.ok && k <= count; k++) {
        cut = str_cut(cut.tail, ',');
        int64_t value;
        if (!vn_parse_int(cut.head, &value) || k == count)
            break;
        weight[k] = value;
    }
    if (cut.ok || k != count)
        return FAIL(
            cli->arena, USAGE, "--weights: cần %d số nguyên cách nhau bằng dấu phẩy, mỗi năm sau năm đầu một số",
            "--weights: %d whole numbers separated by commas are needed, one for each year after the first", count);
    *ret = weight;
    return NULL;
}

const Option path_options[] = {
    {"from", "YEAR=N", TEXT_INIT("năm đầu và mức đã có", "the first year and its level"), false},
    {"to", "YEAR=N", TEXT_INIT("năm cuối và mục tiêu", "the last year and its goal"), false},
    {"method", "NAME",
     TEXT_INIT("geometric (cùng tỷ lệ tăng, mặc định), linear, logistic (hình chữ S), weights",
               "geometric (the same growth, default), linear, logistic (an S), weights"),
     false},
    {"round", "N",
     TEXT_INIT("làm tròn các năm ở giữa đến 1, 10, 100, 1000 (mặc định 1)",
               "round the years in between to 1, 10, 100, 1000 (default 1)"),
     false},
    {"shape", "S",
     TEXT_INIT("logistic: độ cong, 0,001 … 20 (mặc định 6)", "logistic: the shape, 0.001 … 20 (default 6)"), false},
    {"weights", "LIST",
     TEXT_INIT("weights: phần tăng của từng năm, ví dụ 1,2,3,4", "weights: each year's part, as 1,2,3,4"), false},
    OPT_OUT,
    {0},
};

static Grid path_grid(Cli *cli, const PathSpec *spec, const int64_t *level)
{
    static const GridColumn columns[] = {
        {"year", TEXT_INIT("Năm", "Year"), GRID_TEXT, 0, false},
        {"level", TEXT_INIT("Mức", "Level"), GRID_INT, 0, false},
        {"increase", TEXT_INIT("Tăng", "Increase"), GRID_INT, 0, false},
        {"growth", TEXT_INIT("Tỷ lệ tăng", "Growth"), GRID_PERCENT, 2, false},
    };
    Grid grid = grid_open(TEXT("Lộ trình hằng năm", "Yearly path"), (Text){0}, columns, COUNTOF(columns));
    for (int k = 0; k <= spec->to_year - spec->from_year; k++) {
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[0] = G_TEXT(str_fmt(cli->arena, "%d", spec->from_year + k));
        cell[1] = G_INT(level[k]);
        if (k == 0)
            continue;
        cell[2] = G_INT(level[k] - level[k - 1]);
        if (level[k - 1] > 0)
            cell[3] = G_REAL(100 * (double)(level[k] - level[k - 1]) / (double)level[k - 1]);
    }
    return grid;
}

Err *run_path(Cli *cli)
{
    PathSpec spec = {0};
    YearValue from = {0}, to = {0};
    TRY(read_curve(cli, "method", "round", &spec));
    TRY(read_shape(cli, &spec.shape));
    TRY(year_value(cli, "from", &from));
    TRY(year_value(cli, "to", &to));
    if (from.year == 0 || to.year == 0)
        return FAIL(cli->arena, USAGE, "cần --from và --to, ví dụ --from 2026=1184000 --to %s",
                    "--from and --to are needed, as --from 2026=1184000 --to %s", "2030=1551009");
    spec.from_year = from.year, spec.from = from.value, spec.to_year = to.year, spec.to = to.value;
    if (spec.method == PATH_WEIGHTS && to.year > from.year && to.year - from.year <= PATH_YEARS)
        TRY(read_weights(cli, to.year - from.year, &spec.weight));
    int64_t level[PATH_YEARS + 1];
    TRY(path_make(cli->arena, &spec, level));
    Grid grid = path_grid(cli, &spec, level);
    return cli_show(cli, &grid);
}
