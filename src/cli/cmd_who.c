/* “Which of these are enrolled?” for a list. */
#include "cli/cli.h"
#include "cli/option_rows.h"
#include "reconcile/who.h"
#include "unit/unit.h"
#include "vn/vn.h"

static const Option who_options[] = {
    OPT_PROVINCE,
    {"out", "FILE",
     TEXT_INIT("ghi câu trả lời cho từng dòng (.csv, .xlsx, .json)", "the answer to each row (.csv, .xlsx, .json)"),
     false},
    {0},
};

static Err *run_who(Cli *cli)
{
    Store *store;
    Str written, out;
    Unit province;
    WhoRow *row;
    ptrdiff_t rows;
    Date month;
    if (!cli_text(cli, "province", &written))
        return FAIL(cli->arena, USAGE, "thiếu tỉnh: thêm --province, ví dụ --province HY",
                    "the province is missing: add --province, such as --province HY");
    TRY(cli_store_existing(cli, &store));
    TRY(unit_province(store, cli->arena, written, clock_today(cli->clock), &province));
    TRY(who_read(cli->arena, cli->arg[0], &row, &rows));
    WhoFound *found = new (cli->arena, WhoFound, rows);
    TRY(who_find(store, cli->arena, province.code, row, rows, 0, found, &month));
    AuditEntry entry = cli_entry(cli, "reconcile.who", str_fmt(cli->arena, "%td", rows));
    entry.province = province.code;
    TRY(cli_note_now(cli, entry));
    if (cli_text(cli, "out", &out)) {
        Grid grid = who_grid(cli->arena, row, found, rows, month, cli->lang);
        TRY(cli_save(cli, &grid, out));
        cli_say(cli, text_fmt(cli->arena, "Đã ghi %.*s (%td dòng)", "Wrote %.*s (%td rows)", STRF(out), rows));
    }
    Grid counts = who_counts(cli->arena, found, rows, month, cli->lang);
    return cli_print(cli, &counts);
}

const Command who_commands[] = {
    {.name = "reconcile who",
     .args = "LIST",
     .min_args = 1,
     .max_args = 1,
     .summary = TEXT_INIT("trong danh sách này ai đang tham gia BHXH", "which of a list are enrolled"),
     .detail = TEXT_INIT("Tìm theo số định danh, mã số BHXH, số CMND, hoặc họ tên và ngày sinh, trong dữ liệu của lần "
                         "đối soát gần nhất.",
                         "By personal, social-insurance or old identity number, or by name and date of birth, in what "
                         "the last reconciliation left."),
     .options = who_options,
     .examples = "baophu reconcile who danh-sach.csv --province HY\n"
                 "baophu reconcile who danh-sach.csv --province HY --out tra-loi.csv",
     .run = run_who},
    {0},
};
