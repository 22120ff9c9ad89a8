/* Commands on the numbers that laws set. */
#include "cli/cli.h"
#include "cli/option_rows.h"
#include "law/law.h"
#include "vn/vn.h"

static Err *asked_day(const Cli *cli, Date *ret)
{
    *ret = clock_today(cli->clock);
    return cli_date(cli, "on", ret);
}

enum {
    V_TITLE,
    V_KEY_TITLE,
    V_VALUE,
    V_IN_FORCE,
    V_FROM,
    V_TO,
    V_CERTAINTY,
    V_ARTICLE,
    V_NOTE,
    V_NAME,
    V_KEY,
    V_DIGITS,
    V_SCALE,
    V_UNIT,
    V_COUNT
};

static const GridColumn value_columns[V_COUNT] = {
    [V_TITLE] = {"title", TEXT_INIT("Tham số", "Parameter"), GRID_TEXT, 0, false},
    [V_KEY_TITLE] = {"key_title", TEXT_INIT("Mục", "Item"), GRID_TEXT, 0, false},
    [V_VALUE] = {"value", TEXT_INIT("Giá trị", "Value"), GRID_TEXT, 0, false},
    [V_IN_FORCE] = {"in_force", TEXT_INIT("Hiệu lực", "In force"), GRID_TEXT, 0, false},
    [V_FROM] = {"from", TEXT_INIT("Từ ngày", "From"), GRID_TEXT, 0, false},
    [V_TO] = {"to", TEXT_INIT("Đến ngày", "To"), GRID_TEXT, 0, false},
    [V_CERTAINTY] = {"certainty", TEXT_INIT("Độ tin cậy", "Certainty"), GRID_TEXT, 0, false},
    [V_ARTICLE] = {"article", TEXT_INIT("Căn cứ", "Article"), GRID_TEXT, 0, false},
    [V_NOTE] = {"note", TEXT_INIT("Ghi chú", "Note"), GRID_TEXT, 0, false},
    [V_NAME] = {"name", TEXT_INIT("Mã tham số", "Name"), GRID_TEXT, 0, false},
    [V_KEY] = {"key", TEXT_INIT("Mã mục", "Key"), GRID_TEXT, 0, false},
    /* for machines: value = digits / 10^scale in the unit; a screen shows the columns before */
    [V_DIGITS] = {"digits", TEXT_INIT("Chữ số", "Digits"), GRID_INT, 0, false},
    [V_SCALE] = {"scale", TEXT_INIT("Số lẻ", "Scale"), GRID_INT, 0, false},
    [V_UNIT] = {"unit", TEXT_INIT("Đơn vị", "Unit"), GRID_TEXT, 0, false},
};

static Grid value_grid(const Cli *cli, Text title, Text note)
{
    return grid_open(title, note, value_columns, cli->json ? V_COUNT : V_DIGITS);
}

static Str shown_date(const Cli *cli, Date d)
{
    if (d.year == 0)
        return (Str){0};
    return cli->json || cli->lang == LANG_EN ? date_iso(cli->arena, d) : vn_date(cli->arena, d);
}

static void value_row(Cli *cli, Grid *grid, const LawValue *v, bool in_force)
{
    GridCell *cell = grid_row(grid, cli->arena);
    cell[V_TITLE] = G_TEXT(text_in(cli->lang, v->title));
    cell[V_KEY_TITLE] = G_TEXT(text_in(cli->lang, v->key_title));
    cell[V_VALUE] = G_TEXT(law_value_text(cli->arena, v, cli->lang));
    cell[V_IN_FORCE] = in_force ? G_TEXT(S("x")) : G_NONE;
    cell[V_FROM] = G_TEXT(shown_date(cli, v->from));
    cell[V_TO] = G_TEXT(shown_date(cli, v->to));
    cell[V_CERTAINTY] = G_TEXT(text_in(cli->lang, law_certainty(v->certainty)));
    cell[V_ARTICLE] = G_TEXT(v->article);
    cell[V_NOTE] = G_TEXT(text_in(cli->lang, v->note));
    cell[V_NAME] = G_TEXT(v->name);
    cell[V_KEY] = G_TEXT(v->key);
    if (!cli->json)
        return;
    cell[V_DIGITS] = G_INT(v->value.digits);
    cell[V_SCALE] = G_INT(v->value.scale);
    cell[V_UNIT] = G_TEXT(v->unit);
}

static Err *run_list(Cli *cli)
{
    Law *law;
    Date on;
    const LawValue *value;
    ptrdiff_t count;
    TRY(asked_day(cli, &on));
    TRY(law_load(cli->arena, (Str){0}, &law));
    TRY(law_list(law, cli->arena, (Str){0}, &value, &count));
    Str day = vn_date(cli->arena, on);
    Grid grid = value_grid(
        cli,
        text_fmt(cli->arena, "Tham số pháp luật có hiệu lực ngày %.*s", "Legal parameters in force on %.*s", STRF(day)),
        TEXT("Giá trị chưa “chắc chắn” phải đối chiếu với văn bản đã ký trước khi dùng",
             "A value that is not “certain” has to be checked against the signed text before use"));
    for (ptrdiff_t i = 0; i < count; i++)
        if (law_in_force(&value[i], on))
            value_row(cli, &grid, &value[i], true);
    return cli_show(cli, &grid);
}

static Err *run_show(Cli *cli)
{
    Law *law;
    Date on;
    LawValue now;
    const LawValue *value;
    ptrdiff_t count;
    Str name, key;
    TRY(asked_day(cli, &on));
    TRY(law_load(cli->arena, (Str){0}, &law));
    TRY(law_find(law, cli->arena, cli->arg[0], &name));
    TRY(law_list(law, cli->arena, name, &value, &count));
    bool one = cli_text(cli, "key", &key);
    if (one) {
        TRY(law_find_key(law, cli->arena, name, key, &key));
        TRY(law_get(law, cli->arena, name, key, on, &now));
    }
    Str title = text_in(cli->lang, value[0].title), day = vn_date(cli->arena, on);
    Grid grid =
        value_grid(cli, text_fmt(cli->arena, "%.*s, ngày %.*s", "%.*s, %.*s", STRF(title), STRF(day)), (Text){0});
    for (ptrdiff_t i = 0; i < count; i++)
        if (!one || str_eq(value[i].key, key))
            value_row(cli, &grid, &value[i], law_in_force(&value[i], on));
    return cli_show(cli, &grid);
}

/* ---- retirement ------------------------------------------------------------------------ */

enum { R_BIRTH, R_SEX, R_AGE, R_MONTH, R_PENSION, R_WORKING, R_CERTAINTY, R_ARTICLE, R_NOTE, R_COUNT };

static const GridColumn retirement_columns[R_COUNT] = {
    [R_BIRTH] = {"birth", TEXT_INIT("Ngày sinh", "Birth"), GRID_TEXT, 0, false},
    [R_SEX] = {"sex", TEXT_INIT("Giới tính", "Sex"), GRID_TEXT, 0, false},
    [R_AGE] = {"age", TEXT_INIT("Tuổi nghỉ hưu", "Retirement age"), GRID_TEXT, 0, false},
    [R_MONTH] = {"month", TEXT_INIT("Tháng đủ tuổi", "Month reached"), GRID_TEXT, 0, false},
    [R_PENSION] = {"pension_from", TEXT_INIT("Hưởng lương hưu từ", "Pension from"), GRID_TEXT, 0, false},
    [R_WORKING] = {"working_age", TEXT_INIT("Trong độ tuổi lao động", "Of working age"), GRID_TEXT, 0, false},
    [R_CERTAINTY] = {"certainty", TEXT_INIT("Độ tin cậy", "Certainty"), GRID_TEXT, 0, false},
    [R_ARTICLE] = {"article", TEXT_INIT("Căn cứ", "Article"), GRID_TEXT, 0, false},
    [R_NOTE] = {"note", TEXT_INIT("Ghi chú", "Note"), GRID_TEXT, 0, false},
};

static Str age_text(const Cli *cli, int months)
{
    bool vi = cli->lang == LANG_VI;
    if (months % 12 == 0)
        return str_fmt(cli->arena, vi ? "%d tuổi" : "%d years", months / 12);
    return str_fmt(cli->arena, vi ? "%d tuổi %d tháng" : "%d years %d months", months / 12, months % 12);
}

static Text assumption(const Retirement *r, bool day_missing)
{
    if (r->assumed)
        return TEXT("Thiếu tháng sinh: tính từ ngày 01/01 của năm sinh",
                    "The month of birth is missing: 1 January is taken");
    return day_missing ? TEXT("Thiếu ngày sinh: tính từ ngày 01 của tháng sinh",
                              "The day of birth is missing: the 1st is taken")
                       : (Text){0};
}

static Err *asked_birth(const Cli *cli, Date *ret)
{
    Str text = {0};
    bool given = cli_text(cli, "birth", &text);
    if (given && (date_parse_iso(text, ret) || vn_parse_date(text, clock_today(cli->clock).year, ret)))
        return NULL;
    return FAIL(cli->arena, USAGE, "--birth: “%.*s” không phải là ngày sinh; hãy viết như 1969-06 hoặc 15/06/1969",
                "--birth: “%.*s” is not a birth; write it as 1969-06 or 15/06/1969", STRF(text));
}

static Err *run_retirement(Cli *cli)
{
    static const char *const sexes[] = {"male", "female", "nam", "nu", "nữ", NULL};
    Law *law;
    Date birth, on;
    Retirement r;
    bool working;
    int sex = -1;
    TRY(asked_day(cli, &on));
    TRY(asked_birth(cli, &birth));
    TRY(cli_choice(cli, "sex", sexes, &sex));
    if (sex < 0)
        return FAIL(cli->arena, USAGE, "thiếu --sex %s", "--sex %s is missing", "male|female");
    bool female = sex == 1 || sex > 2;
    TRY(law_load(cli->arena, (Str){0}, &law));
    TRY(law_retirement(law, cli->arena, birth, female ? SEX_FEMALE : SEX_MALE, &r));
    TRY(law_working_age(law, cli->arena, birth, female ? SEX_FEMALE : SEX_MALE, on, &working));
    Grid grid = grid_open(
        TEXT("Tuổi nghỉ hưu trong điều kiện lao động bình thường", "Retirement under normal working conditions"),
        assumption(&r, birth.day == 0), retirement_columns, R_COUNT);
    GridCell *cell = grid_row(&grid, cli->arena);
    cell[R_BIRTH] = G_TEXT(shown_date(cli, birth));
    cell[R_SEX] = G_TEXT(text_in(cli->lang, female ? TEXT("nữ", "female") : TEXT("nam", "male")));
    cell[R_AGE] = G_TEXT(age_text(cli, r.age));
    cell[R_MONTH] = G_TEXT(shown_date(cli, r.month));
    cell[R_PENSION] = G_TEXT(shown_date(cli, r.pension));
    cell[R_WORKING] = G_TEXT(text_in(cli->lang, working ? TEXT("có", "yes") : TEXT("không", "no")));
    cell[R_CERTAINTY] = G_TEXT(text_in(cli->lang, law_certainty(r.certainty)));
    cell[R_ARTICLE] = G_TEXT(r.article);
    cell[R_NOTE] = G_TEXT(text_in(cli->lang, r.note));
    return cli_show(cli, &grid);
}

#define ON_OPTION                                                                                                \
    {                                                                                                            \
        "on", "DATE", TEXT_INIT("ngày áp dụng (mặc định hôm nay)", "the day that counts (default today)"), false \
    }

static const Option list_options[] = {ON_OPTION, OPT_OUT, {0}};
static const Option show_options[] = {
    {"key", "K", TEXT_INIT("chỉ mục này (mã hoặc tên)", "this item only (key or title)"), false},
    ON_OPTION,
    OPT_OUT,
    {0},
};
static const Option retirement_options[] = {
    {"birth", "DATE", TEXT_INIT("năm, tháng hoặc ngày sinh", "year, month or day of birth"), false},
    {"sex", "male|female", TEXT_INIT("giới tính: male (nam), female (nữ)", "male or female"), false},
    ON_OPTION,
    {0},
};

const Command law_commands[] = {
    {"law list", "", 0, 0,
     TEXT_INIT("liệt kê tham số pháp luật có hiệu lực trong một ngày", "list the legal parameters in force on a day"),
     TEXT_INIT("", ""), list_options, "baophu law list --on 2026-11-21", run_list},
    {"law show", "NAME", 1, 1,
     TEXT_INIT("xem các giá trị của một tham số theo thời gian, kèm căn cứ",
               "show the values of a parameter over time, with their articles"),
     TEXT_INIT("NAME là mã hoặc tên, có thể viết không dấu, viết một phần.",
               "NAME is a name or a title, whole or in part, diacritics may be left out."),
     show_options,
     "baophu law show reference_level --on 2026-11-21\nbaophu law show \"muc tham chieu\"\nbaophu law show "
     "contribution_rate --key pension.employee",
     run_show},
    {"law retirement", "", 0, 0,
     TEXT_INIT("tính tháng đủ tuổi nghỉ hưu và tháng hưởng lương hưu",
               "the month of retirement and the first month of pension"),
     TEXT_INIT("", ""), retirement_options, "baophu law retirement --birth 1969-06 --sex female", run_retirement},
    {0},
};
