/* The calculator of voluntary insurance at a terminal, and its parameters for programs. */
#include "cli/cli.h"
#include "cli/option_rows.h"
#include "outreach/benefit.h"
#include "unit/unit.h"

enum { B_WHAT, B_VALUE, B_CERTAINTY, B_ARTICLE, B_COUNT };

static const GridColumn benefit_columns[B_COUNT] = {
    [B_WHAT] = {"what", TEXT_INIT("Khoản", "What"), GRID_TEXT, 0, false},
    [B_VALUE] = {"value", TEXT_INIT("Số", "Value"), GRID_TEXT, 0, false},
    [B_CERTAINTY] = {"certainty", TEXT_INIT("Độ tin cậy", "Certainty"), GRID_TEXT, 0, false},
    [B_ARTICLE] = {"article", TEXT_INIT("Căn cứ", "Article"), GRID_TEXT, 0, false},
};

/* Only local support depends on the province, so it is not needed. */
static Err *asked_province(Cli *cli, Str *ret)
{
    Str written;
    Store *store;
    Unit unit;
    *ret = S("");
    if (!cli_text(cli, "province", &written))
        return NULL;
    TRY(cli_store_existing(cli, &store));
    TRY(unit_province(store, cli->arena, written, clock_today(cli->clock), &unit));
    *ret = unit.code;
    return NULL;
}

static Err *asked_birth(Cli *cli, Date *ret)
{
    Str written;
    if (cli_text(cli, "birth", &written) && !date_parse_iso(written, ret))
        return FAIL(cli->arena, USAGE, "--birth là năm, tháng hoặc ngày sinh, ví dụ 1990-05",
                    "--birth is a year, month or day, such as 1990-05");
    return NULL;
}

static Err *asked(Cli *cli, BenefitAsk *ret)
{
    static const char *const sexes[] = {[SEX_MALE] = "male", [SEX_FEMALE] = "female", NULL};
    Str classes = S("");
    int sex = SEX_FEMALE;
    *ret = (BenefitAsk){.day = clock_today(cli->clock), .months = 1, .missing = cli_flag(cli, "missing")};
    TRY(cli_date(cli, "on", &ret->day));
    TRY(cli_int(cli, "base", 1, 1000000000, &ret->base));
    TRY(cli_int(cli, "months", 1, 60, &ret->months));
    TRY(cli_int(cli, "paid", 0, 720, &ret->paid));
    TRY(cli_int(cli, "supported", 0, 720, &ret->supported));
    TRY(cli_choice(cli, "sex", sexes, &sex));
    TRY(asked_birth(cli, &ret->birth));
    TRY(asked_province(cli, &ret->province));
    ret->sex = (Sex)sex;
    cli_text(cli, "class", &classes);
    return benefit_classes(cli->arena, classes, &ret->classes);
}

static Err *show_parameters(Cli *cli, const Law *law)
{
    Str province;
    Json j = js_open(cli->arena);
    TRY(asked_province(cli, &province));
    TRY(benefit_parameters_json(&j, cli->arena, law, province));
    fprintf(cli->out, "%.*s\n", STRF(js_str(&j)));
    return NULL;
}

static Err *benefit_run(Cli *cli)
{
    Law *law;
    BenefitAsk ask;
    Benefit benefit;
    TRY(law_load(cli->arena, (Str){0}, &law));
    if (cli_flag(cli, "parameters"))
        return show_parameters(cli, law);
    TRY(asked(cli, &ask));
    TRY(benefit_reckon(cli->arena, law, &ask, &benefit));
    Grid grid =
        grid_open(TEXT("BHXH tự nguyện: mức đóng và quyền lợi", "Voluntary insurance: what is paid, what it gives"),
                  (Text){0}, benefit_columns, B_COUNT);
    for (int i = 0; i < BENEFIT_FIGURE_COUNT; i++) {
        const BenefitFigure *f = &benefit.figure[i];
        if (!f->there)
            continue;
        GridCell *cell = grid_row(&grid, cli->arena);
        cell[B_WHAT] = G_TEXT(text_in(cli->lang, benefit_figure_text((BenefitFigureName)i)));
        cell[B_VALUE] = G_TEXT(benefit_figure_value(cli->arena, cli->lang, (BenefitFigureName)i, f->value));
        cell[B_CERTAINTY] = G_TEXT(text_in(cli->lang, law_certainty(f->certainty)));
        cell[B_ARTICLE] = G_TEXT(f->article);
    }
    TRY(cli_show(cli, &grid));
    for (int i = 0; i < benefit.saids; i++)
        cli_say(cli, benefit.said[i]);
    return NULL;
}

static const Option benefit_options[] = {
    {"on", "DAY", TEXT_INIT("ngày đóng; nếu bỏ là hôm nay", "day of payment; else today"), false},
    {"base", "DONG",
     TEXT_INIT("thu nhập chọn đóng mỗi tháng; nếu bỏ là mức thấp nhất", "chosen income; else the least"), false},
    {"months", "N", TEXT_INIT("đóng một lần cho 1, 3, 6, 12, 24 … 60 tháng", "paid at once: 1, 3, 6, 12, 24 … 60"),
     false},
    {"missing", NULL, TEXT_INIT("đóng cho những tháng còn thiếu khi đủ tuổi", "months missing at the age"), false},
    {"class", "GROUP",
     TEXT_INIT("poor, island, near_poor, ethnic_minority, other; nhiều nhóm cách nhau bằng dấu phẩy",
               "poor, island, near_poor, ethnic_minority, other; several with commas between"),
     false},
    {"province", "P",
     TEXT_INIT("tỉnh, thành phố, để tính hỗ trợ thêm của địa phương", "the province, for its own support"), false},
    {"birth", "DATE", TEXT_INIT("năm, tháng hoặc ngày sinh; để tính quyền lợi", "year, month or day of birth"), false},
    {"sex", "SEX", TEXT_INIT("female (nếu bỏ) hoặc male", "female (if left out) or male"), false},
    {"paid", "N", TEXT_INIT("số tháng đã đóng, kể cả bắt buộc", "months paid until now, compulsory ones too"), false},
    {"supported", "N", TEXT_INIT("trong đó số tháng nhà nước đã hỗ trợ", "of which the State supported"), false},
    {"parameters", NULL, TEXT_INIT("in các tham số pháp lý đã dùng, dạng JSON", "print the parameters used, as JSON"),
     false},
    OPT_OUT,
    {0},
};

const Command benefit_commands[] = {
    {.name = "work benefit",
     .args = "",
     .summary = TEXT_INIT("BHXH tự nguyện: tôi đóng, nhà nước đóng, tôi được gì",
                          "voluntary insurance: what I pay, what the State pays, what I get"),
     .detail = TEXT_INIT("Mỗi số có điều luật và độ tin cậy; mức theo ngày đóng.",
                         "Each number has its article and how certain it is; levels are those of the day of payment."),
     .options = benefit_options,
     .examples = "baophu work benefit --class near_poor --months 12\n"
                 "baophu work benefit --birth 1990-05 --sex female --paid 24 --base 3000000\n"
                 "baophu work benefit --on 2026-12-31 --months 12",
     .run = benefit_run},
    {0},
};
