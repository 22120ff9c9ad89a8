#include "cli/allocate_job.h"
#include "cli/option_rows.h"
#include "cli/problems.h"
#include "progress/progress.h"

static const Option allocate_options[] = {
    {"province", "P",
     TEXT_INIT("không có tệp: tỉnh có xã, phường cần phân bổ (mặc định: tỉnh duy nhất có số liệu)",
               "without a file: the province of the communes (default: the only one with results)"),
     false},
    {"base", "YYYY-MM",
     TEXT_INIT("tháng của số đã có trong cơ sở dữ liệu (mặc định: tháng cuối có số liệu)",
               "month of the current figures in the database (default: the last with results)"),
     false},
    {"parent", "U",
     TEXT_INIT("chia chỉ tiêu của xã, phường này (mã hoặc tên) cho các dòng của --children",
               "share the targets of this commune (code or name) among the rows of --children"),
     false},
    {"children", "FILE",
     TEXT_INIT("thôn, tổ dân phố hay cán bộ, mỗi dòng một đơn vị", "villages or officers, one a row"), false},
    {"from-total", "YEAR=N",
     TEXT_INIT("năm gốc và tổng số đã có của cấp trên", "the base year and what the parent has"), false},
    {"from-voluntary", "YEAR=N", TEXT_INIT("số tự nguyện đã có năm gốc", "the voluntary ones in the base year"), false},
    {"years", "FIRST-LAST",
     TEXT_INIT("các năm cần phân bổ, ví dụ 2027-2030 (mặc định: năm sau năm gốc đến 2030)",
               "the years, as 2027-2030 (default: the one after the base year to 2030)"),
     false},
    {"path", "YEAR=N,…",
     TEXT_INIT("lộ trình tổng số của cấp trên; năm thiếu được nội suy",
               "the parent's path; missing years are filled in"),
     true},
    {"voluntary-path", "YEAR=N,…",
     TEXT_INIT("lộ trình số tự nguyện của cấp trên", "the parent's path of voluntary ones"), true},
    {"path-method", "NAME",
     TEXT_INIT("cách nội suy lộ trình: geometric (mặc định), linear, logistic",
               "how years are filled in: geometric (default), linear, logistic"),
     false},
    {"path-round", "N", TEXT_INIT("làm tròn năm được nội suy (mặc định 1)", "round the years filled in (default 1)"),
     false},
    {"method", "NAME",
     TEXT_INIT("cho đơn vị chưa có mục tiêu: growth (cùng tốc độ tăng, mặc định), base (theo --figure), "
               "coverage (cùng tỷ lệ bao phủ trên --figure), blend",
               "for units without a goal: growth (equal growth, default), base (by --figure), "
               "coverage (equal rate of --figure), blend"),
     false},
    {"figure", "NAME",
     TEXT_INIT("số liệu gốc: labour_force (mặc định), uncovered (lao động chưa tham gia), population, weight, current",
               "the figure: labour_force (default), uncovered, population, weight, current"),
     false},
    {"blend", "NAME:N,…", TEXT_INIT("pha trộn, ví dụ growth:2,coverage:1", "the blend, as growth:2,coverage:1"), false},
    {"round", "N", TEXT_INIT("đơn vị làm tròn của các ô (mặc định 1)", "rounding unit of the cells (default 1)"),
     false},
    {"last-year", "WHICH",
     TEXT_INIT("tổng năm cuối khi cột không khớp dòng Tổng: computed (cộng các dòng, mặc định) hay "
               "declared (như văn bản ghi)",
               "the last year where the rows do not add up to the Total row: computed (the rows, default) "
               "or declared"),
     false},
    {"above", "WHICH",
     TEXT_INIT("đơn vị đã vượt mục tiêu: hold (giữ ở mức mục tiêu, mặc định) hay refuse (từ chối)",
               "units above their goal: hold (they stay at it, default) or refuse"),
     false},
    {"ideal", NULL, TEXT_INIT("thêm cột lệch so với phần chia lý tưởng", "add the distance from the ideal share"),
     false},
    {"save", "NUMBER",
     TEXT_INIT("lưu thành chỉ tiêu từng năm của văn bản có số này",
               "keep as yearly targets of the document of this number"),
     false},
    {"date", "DATE", TEXT_INIT("--save: ngày văn bản (mặc định hôm nay)", "--save: its date (default today)"), false},
    {"issuer", "NAME", TEXT_INIT("--save: cơ quan ban hành", "--save: its issuer"), false},
    {"supersedes", "ID", TEXT_INIT("--save: văn bản phân bổ trước mà nó thay", "--save: the earlier one it replaces"),
     false},
    {"who", "NAME", TEXT_INIT("--save: người lưu, ghi vào lịch sử", "--save: who saves, for the history"), false},
    OPT_OUT,
    {0},
};

/* ---- where the units come from ------------------------------------------------------------------ */

static Err *read_file(Job *j, Str path, bool below)
{
    Cli *cli = j->cli;
    TRY(allocate_file_read(cli->arena, path, j->run.first, j->run.years, below, &j->run.file));
    if (j->run.file.problems == 0)
        return NULL;
    problems_say(cli, j->run.file.problem, j->run.file.problems);
    return FAIL(cli->arena, BAD_INPUT, "%.*s: %td ô không đọc được; hãy sửa rồi chạy lại",
                "%.*s: %td cells cannot be read; correct them and run again", STRF(path), j->run.file.problems);
}

static bool any_path(const int64_t *path, int years)
{
    for (int t = 0; t < years; t++)
        if (path[t] >= 0)
            return true;
    return false;
}

static Err *from_file(Job *j)
{
    TRY(allocate_ask(j));
    TRY(read_file(j, j->cli->arg[0], false));
    bool goals = j->run.file.current[VOLUNTARY] && j->run.file.goal[VOLUNTARY];
    j->run.voluntary = j->from[VOLUNTARY].year || goals || j->run.path[VOLUNTARY][j->run.years - 1] >= 0;
    return NULL;
}

static Err *find_province(Job *j, Store *store, Date on, Str *ret)
{
    Str written;
    Unit province;
    if (!cli_text(j->cli, "province", &written))
        TRY(progress_only_province(store, j->cli->arena, &written));
    TRY(unit_province(store, j->cli->arena, written, on, &province));
    *ret = province.code;
    return NULL;
}

static Err *read_base(Job *j, Store *store, Str province)
{
    Cli *cli = j->cli;
    Str text;
    bool found = true;
    if (cli_text(cli, "base", &text)) {
        if (!period_parse(text, &j->base) || j->base.kind != PERIOD_MONTH)
            return FAIL(cli->arena, USAGE, "--base: “%.*s” không phải là tháng; hãy viết như 2026-10",
                        "--base: “%.*s” is not a month; write it as 2026-10", STRF(text));
        return NULL;
    }
    TRY(fact_last_period(store, cli->arena, province, S("participants_total"), BASE_COLLECTING, PERIOD_MONTH, &j->base,
                         &found));
    return found ? NULL
                 : FAIL(cli->arena, NOT_FOUND, "chưa có số liệu người tham gia của tỉnh; hãy nhập bằng fact import",
                        "there are no results of participants yet; take them in with fact import");
}

/* The document to be made by --save. */
static Err *read_own(Job *j, Str province, AllocateAsk *ask)
{
    Cli *cli = j->cli;
    Date date = clock_today(cli->clock);
    if (!cli_text(cli, "save", &j->own.number))
        return NULL;
    TRY(cli_date(cli, "date", &date));
    cli_text(cli, "issuer", &j->own.issuer);
    cli_text(cli, "supersedes", &j->own.supersedes);
    j->own.number = str_trim(j->own.number);
    if (j->own.number.len == 0)
        return FAIL(cli->arena, USAGE, "--save: hãy ghi số văn bản, ví dụ 12/QĐ-UBND",
                    "--save: give the number, as 12/QĐ-UBND");
    j->own.date = date_iso(cli->arena, date);
    ask->own_document = str_fmt(cli->arena, "%.*s:%.*s", STRF(province), STRF(j->own.number));
    ask->other_document = j->own.supersedes;
    return NULL;
}

static Err *open_ask(Job *j, Store *store, AllocateAsk *ask)
{
    Cli *cli = j->cli;
    *ask = (AllocateAsk){.on = clock_today(cli->clock)};
    TRY(find_province(j, store, ask->on, &ask->province));
    TRY(read_base(j, store, ask->province));
    TRY(allocate_ask(j));
    for (int part = 0; part < PARTS; part++)
        if (j->from[part].year)
            return FAIL(cli->arena, USAGE,
                        "--from-total, --from-voluntary chỉ dùng với tệp; số đã có lấy từ cơ sở dữ liệu",
                        "--from-total and --from-voluntary go with a file; the database says what units have");
    ask->base = j->base;
    ask->first_year = j->run.first;
    ask->years = j->run.years;
    return read_own(j, ask->province, ask);
}

static Err *from_store(Job *j)
{
    Store *store;
    AllocateAsk ask;
    AllocateKnown *known = new (j->cli->arena, AllocateKnown, 1);
    TRY(cli_store(j->cli, &store));
    TRY(open_ask(j, store, &ask));
    TRY(allocate_communes(store, j->cli->arena, &ask, known));
    j->run.known = known;
    j->run.file = known->units;
    j->run.voluntary = j->run.file.goal[VOLUNTARY] || any_path(j->run.path[VOLUNTARY], j->run.years) ||
                       any_path(known->path[VOLUNTARY], j->run.years);
    return NULL;
}

/* ---- one level down -------------------------------------------------------------------------------- */

static Err *find_parent(Job *j, const UnitIndex *index, Str *ret)
{
    Arena *arena = j->cli->arena;
    Str written = {0};
    cli_text(j->cli, "parent", &written);
    UnitMatch match = unit_match(index, arena, written);
    if (!match.sure)
        return FAIL(arena, NOT_FOUND, "--parent: không chắc “%.*s” là xã, phường nào; hãy ghi mã",
                    "--parent: “%.*s” is not surely a commune; give its code", STRF(written));
    *ret = match.unit.code;
    return NULL;
}

/* The rows of this commune, where the list holds several. */
static Err *keep_children(Job *j, const UnitIndex *index, Str parent)
{
    Arena *arena = j->cli->arena;
    ptrdiff_t kept = 0;
    bool *keep = new (arena, bool, j->run.file.units);
    for (ptrdiff_t i = 0; j->run.file.commune && i < j->run.file.units; i++) {
        UnitMatch match = unit_match(index, arena, j->run.file.commune[i]);
        if (!match.sure)
            return FAIL(arena, BAD_INPUT, "“%.*s”: không chắc “%.*s” là xã, phường nào; hãy sửa tên hoặc ghi mã",
                        "“%.*s”: “%.*s” is not surely a commune; correct the name or give its code",
                        STRF(j->run.file.name[i]), STRF(j->run.file.commune[i]));
        keep[i] = str_eq(match.unit.code, parent);
        kept += keep[i];
    }
    if (!j->run.file.commune)
        return NULL;
    if (kept == 0)
        return FAIL(arena, BAD_INPUT, "tệp không có dòng nào của %.*s", "the file has no row of %.*s",
                    STRF(j->run.known->parent.full_name));
    allocate_file_keep(&j->run.file, j->run.years, keep);
    return NULL;
}

/* Children without figures of their own share the parent's. */
static void take_parent_figures(Job *j)
{
    const AllocateKnown *k = j->run.known;
    bool has_total = j->run.file.current[TOTAL] != NULL, has_voluntary = j->run.file.current[VOLUNTARY] != NULL;
    bool wanted = any_path(k->path[VOLUNTARY], j->run.years) || any_path(j->run.path[VOLUNTARY], j->run.years);
    j->run.voluntary = wanted && (has_voluntary || !has_total);
    if (!has_total)
        j->run.from[TOTAL] = k->units.current[TOTAL][0];
    if (j->run.voluntary && !has_voluntary)
        j->run.from[VOLUNTARY] = k->units.current[VOLUNTARY][0];
    if (wanted && !j->run.voluntary)
        allocate_run_remark(&j->run, TEXT("Tệp không có cột current_voluntary: chỉ chia tổng số",
                                          "The file has no column current_voluntary: only the total is shared"));
}

static Err *from_parent(Job *j)
{
    Store *store;
    AllocateAsk ask;
    UnitIndex *index;
    Str path, unit;
    AllocateKnown *known = new (j->cli->arena, AllocateKnown, 1);
    if (!cli_text(j->cli, "children", &path))
        return FAIL(j->cli->arena, USAGE, "--parent cần --children TỆP", "--parent needs --children FILE");
    TRY(cli_store(j->cli, &store));
    TRY(open_ask(j, store, &ask));
    if (j->own.number.len > 0)
        return FAIL(j->cli->arena, USAGE, "--save chỉ lưu chỉ tiêu của xã, phường; hãy dùng --out để ghi ra tệp",
                    "--save keeps targets of communes; use --out to write a file");
    TRY(unit_index_load(store, j->cli->arena, ask.province, ask.on, &index));
    TRY(find_parent(j, index, &unit));
    TRY(allocate_parent(store, j->cli->arena, &ask, unit, known));
    j->run.known = known;
    TRY(read_file(j, path, true));
    TRY(keep_children(j, index, unit));
    take_parent_figures(j);
    return NULL;
}

static Err *find_units(Job *j)
{
    Cli *cli = j->cli;
    Str ignored;
    bool down = cli_text(cli, "parent", &ignored), children = cli_text(cli, "children", &ignored);
    bool stored = cli->args == 0;
    if ((down && !stored) || (children && !down))
        return FAIL(cli->arena, USAGE, "hãy chọn một: một tệp, --province, hoặc --parent cùng --children",
                    "choose one: a file, --province, or --parent with --children");
    static const char *const of_store[] = {"province", "base", "save"};
    for (int k = 0; !stored && k < COUNTOF(of_store); k++)
        if (cli_text(cli, of_store[k], &ignored))
            return FAIL(cli->arena, USAGE, "--%s không dùng với tệp", "--%s does not go with a file", of_store[k]);
    return down ? from_parent(j) : stored ? from_store(j) : from_file(j);
}

static Err *run_allocate(Cli *cli)
{
    Job *j = new (cli->arena, Job, 1);
    j->cli = cli;
    TRY(find_units(j));
    TRY(allocate_run(&j->run));
    if (!j->run.result.done) {
        allocate_refused(j);
        return NULL;
    }
    if (j->own.number.len > 0) /* before the table: the reader of a pipe may go away */
        TRY(allocate_keep(j));
    return allocate_table(j);
}

const Command allocate_commands[] = {
    {"plan path", "", 0, 0,
     TEXT_INIT("lập lộ trình hằng năm giữa mức đã có và mục tiêu", "make the yearly path between a base and a goal"),
     TEXT_INIT(
         "Năm đầu và năm cuối giữ đúng; các năm ở giữa làm tròn về bội số gần nhất, nửa thì lên; lộ trình không đổi "
         "chiều.",
         "Both ends are exact; the years between are rounded to the nearest multiple, a half up; a path never turns."),
     path_options,
     "baophu plan path --from 2026=1184000 --to 2030=1551009 --method geometric --round 1000\n"
     "baophu plan path --from 2026=99000 --to 2030=125000 --method weights --weights 1,2,2,3\n",
     run_path},
    {"plan allocate", "[FILE]", 0, 1,
     TEXT_INIT("phân bổ chỉ tiêu của cấp trên cho các đơn vị, theo năm",
               "share a parent's targets among units, by year"),
     TEXT_INIT("Không có tệp: các xã, phường của tỉnh, với số đã có và chỉ tiêu trong cơ sở dữ liệu. "
               "Tệp có mỗi đơn vị một dòng: đơn vị, số đã có, mục tiêu, cận từng năm (min_2027, max_2027, fixed_2027; "
               "tự nguyện: "
               "min_voluntary_2027 …). Tổng từng năm và mọi cận được giữ đúng; yêu cầu không thể đáp ứng bị từ chối "
               "(mã 65), nêu tên các cận mâu thuẫn.",
               "Without a file: the communes of the province, with results and targets of the database. "
               "The file has one row a unit: unit, what it has, goal, bounds by year (min_2027, max_2027, fixed_2027; "
               "voluntary: "
               "min_voluntary_2027 …). Sums and bounds are exact; an impossible demand is refused (status 65) naming "
               "the bounds in conflict."),
     allocate_options,
     "baophu plan allocate data/demo/hung-yen-plan-2030.csv --from-total 2026=640000 --from-voluntary 2026=60000\n"
     "baophu plan allocate --province HY --years 2027-2030 --out phan-bo.xlsx\n"
     "baophu plan allocate --province HY --save 12/QĐ-UBND --date 2026-12-20 --issuer \"UBND tỉnh Hưng Yên\"\n"
     "baophu plan allocate --parent 11953 --children data/demo/can-bo-mo-phong.csv --method base --figure weight\n",
     run_allocate},
    {0},
};
