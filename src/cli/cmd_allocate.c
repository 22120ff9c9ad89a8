#include "cli/cli.h"
#include "cli/problems.h"
#include "plan/allocate_file.h"
#include "plan/path.h"
#include "vn/vn.h"

#include <string.h>

enum { REFUSED = 65 };

/* ---- values of options --------------------------------------------------------------- */

typedef struct YearValue {
    int year;
    int64_t value;
} YearValue;

static Err *parse_year_value(const Cli *cli, const char *option, Str text, YearValue *ret)
{
    StrCut cut = str_cut(text, '=');
    int64_t year;
    if (!cut.ok || !vn_parse_int(cut.head, &year) || year < 1900 || year > 2200 || !vn_parse_int(cut.tail, &ret->value))
        return FAIL(cli->arena, USAGE, "--%s: “%.*s” không hợp lệ; hãy viết như 2030=1551009",
                    "--%s: “%.*s” does not fit; write it as 2030=1551009", option, STRF(text));
    ret->year = (int)year;
    return NULL;
}

static Err *year_value(const Cli *cli, const char *option, YearValue *ret)
{
    Str text;
    return cli_text(cli, option, &text) ? parse_year_value(cli, option, text, ret) : NULL;
}

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

/* The curve of a path; its ends come from elsewhere. */
static Err *read_curve(const Cli *cli, const char *method_option, const char *round_option, PathSpec *spec)
{
    int method = PATH_GEOMETRIC;
    spec->round = 1;
    spec->shape = 6000;
    TRY(cli_choice(cli, method_option, path_method_names, &method));
    TRY(cli_int(cli, round_option, 1, 1000000, &spec->round));
    spec->method = (PathMethod)method;
    return NULL;
}

/* ---- plan path -------------------------------------------------------------------------- */

static const Option path_options[] = {
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
    {"out", "FILE", TEXT_INIT("ghi ra tệp .csv, .xlsx hoặc .json", "write to a .csv, .xlsx or .json file"), false},
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

static Err *run_path(Cli *cli)
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

/* ---- plan allocate: what is asked -------------------------------------------------------- */

static const Option allocate_options[] = {
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
    {"out", "FILE", TEXT_INIT("ghi ra tệp .csv, .xlsx hoặc .json", "write to a .csv, .xlsx or .json file"), false},
    {0},
};

enum { TOTAL, VOLUNTARY, PARTS };
typedef enum Way { WAY_GROWTH, WAY_BASE, WAY_COVERAGE, WAY_BLEND } Way;
static const char *const way_names[] = {"growth", "base", "coverage", "blend", NULL};

typedef struct Share { /* one scheme on its way into the engine */
    int64_t *base, *goal, *path, *lower, *upper;
    int64_t base_sum;
    AllocateMethod method[8];
    int methods;
} Share;

typedef struct Job {
    Cli *cli;
    int base_year, first, years;
    YearValue from[PARTS];           /* year 0: not given */
    int64_t path[PARTS][FLOW_YEARS]; /* as given; -1 */
    Way way;
    AllocateFile file;
    bool voluntary; /* two schemes */
    int64_t round;
    Share share[PARTS];
    AllocateTable table[PARTS];
} Job;

static Err *read_years(Job *j)
{
    Cli *cli = j->cli;
    TRY(year_value(cli, "from-total", &j->from[TOTAL]));
    TRY(year_value(cli, "from-voluntary", &j->from[VOLUNTARY]));
    Str text;
    int64_t first = j->from[TOTAL].year ? j->from[TOTAL].year + 1 : 2027, last = 2030;
    if (cli_text(cli, "years", &text)) {
        StrCut cut = str_cut(text, '-');
        bool read = vn_parse_int(cut.head, &first) && vn_parse_int(cut.ok ? cut.tail : cut.head, &last);
        if (!read || first < 1901 || last < first || last - first >= FLOW_YEARS || last > 2200)
            return FAIL(cli->arena, USAGE, "--years: “%.*s” không hợp lệ; hãy viết như 2027-2030, không quá %d năm",
                        "--years: “%.*s” does not fit; write it as 2027-2030, at most %d years", STRF(text),
                        FLOW_YEARS);
    } else if (last < first || last - first >= FLOW_YEARS) {
        return FAIL(cli->arena, USAGE, "năm gốc %lld cần --years", "the base year %lld needs --years",
                    (long long)first - 1);
    }
    j->first = (int)first;
    j->years = (int)(last - first + 1);
    j->base_year = j->first - 1;
    for (int p = 0; p < PARTS; p++)
        if (j->from[p].year && j->from[p].year != j->base_year)
            return FAIL(cli->arena, USAGE, "năm gốc phải là %d, ngay trước năm đầu của --years",
                        "the base year must be %d, just before the first of --years", j->base_year);
    return NULL;
}

static Err *read_path(Job *j, const char *option, int64_t *path)
{
    Str *texts;
    ptrdiff_t count = cli_texts(j->cli, option, &texts);
    for (int t = 0; t < j->years; t++)
        path[t] = -1;
    for (ptrdiff_t k = 0; k < count; k++)
        for (StrCut cut = {.tail = texts[k], .ok = true}; cut.ok;) {
            YearValue value;
            cut = str_cut(cut.tail, ',');
            TRY(parse_year_value(j->cli, option, cut.head, &value));
            if (value.year < j->first || value.year >= j->first + j->years)
                return FAIL(j->cli->arena, USAGE, "--%s: năm %d không nằm trong các năm cần phân bổ",
                            "--%s: %d is not one of the years", option, value.year);
            path[value.year - j->first] = value.value;
        }
    return NULL;
}

/* ---- bases, goals and paths ----------------------------------------------------------------- */

static int64_t add_up(const int64_t *figure, ptrdiff_t count)
{
    int64_t sum = 0;
    for (ptrdiff_t i = 0; i < count; i++)
        sum += figure[i];
    return sum;
}

static const char *part_option(int part)
{
    return part ? "from-voluntary" : "from-total";
}

/* What each unit has.  Where only the parent's figure is known it is split in proportion to the goals, and said so. */
static Err *set_base(Job *j, int part)
{
    Arena *arena = j->cli->arena;
    Share *s = &j->share[part];
    int64_t *current = j->file.current[part], given = j->from[part].year ? j->from[part].value : -1;
    s->base = current ? current : new (arena, int64_t, j->file.units);
    s->base_sum = add_up(s->base, j->file.units);
    if (given < 0)
        return NULL;
    if (current && given != s->base_sum)
        return FAIL(arena, BAD_INPUT, "--%s ghi %lld nhưng các dòng cộng lại được %lld; hãy sửa một trong hai",
                    "--%s says %lld but the rows add up to %lld; correct one of them", part_option(part),
                    (long long)given, (long long)s->base_sum);
    if (current)
        return NULL;
    int64_t *weight = new (arena, int64_t, j->file.units);
    for (ptrdiff_t i = 0; i < j->file.units; i++)
        weight[i] = s->goal && s->goal[i] > 0 ? s->goal[i] : s->goal ? 0 : j->file.weight ? j->file.weight[i] : 1;
    if (given < 0 || given > FLOW_VALUE_MAX ||
        !allocate_shares(*arena, weight, j->file.units, given, NULL, s->goal, s->base))
        return FAIL(arena, BAD_INPUT, "--%s: %lld vượt quá tổng mục tiêu của các đơn vị",
                    "--%s: %lld exceeds the sum of the goals", part_option(part), (long long)given);
    s->base_sum = given;
    cli_say(j->cli,
            s->goal ? text_fmt(arena, "Tệp không ghi số đã có của từng đơn vị: %lld (năm %d) được chia theo mục tiêu",
                               "The file does not say what each unit has: %lld (%d) is split by the goals",
                               (long long)given, j->base_year)
                    : text_fmt(arena, "Tệp không ghi số đã có của từng đơn vị: %lld (năm %d) được chia theo trọng số",
                               "The file does not say what each unit has: %lld (%d) is split by the weights",
                               (long long)given, j->base_year));
    return NULL;
}

static bool all_goals(const Share *s, ptrdiff_t units)
{
    for (ptrdiff_t i = 0; i < units; i++)
        if (!s->goal || s->goal[i] < 0)
            return false;
    return true;
}

/* The rows against the Total row: told, and settled as asked. */
static Err *settle_goals(Job *j, int part)
{
    static const char *const choices[] = {"computed", "declared", NULL};
    Cli *cli = j->cli;
    Share *s = &j->share[part];
    int choice = 0;
    TRY(cli_choice(cli, "last-year", choices, &choice));
    int64_t declared = j->file.declared[part];
    if (!all_goals(s, j->file.units) || declared < 0)
        return NULL;
    int64_t sum = add_up(s->goal, j->file.units);
    if (sum == declared)
        return NULL;
    cli_say(cli, text_fmt(cli->arena,
                          "Cột mục tiêu cộng lại được %lld, dòng Tổng ghi %lld (chênh %lld); dùng --last-year %s",
                          "The goals add up to %lld, the Total row says %lld (off by %lld); using --last-year %s",
                          (long long)sum, (long long)declared, (long long)(declared - sum), choices[choice]));
    if (choice == 0)
        return NULL;
    int64_t *goal = new (cli->arena, int64_t, j->file.units);
    if (!allocate_shares(*cli->arena, s->goal, j->file.units, declared, NULL, NULL, goal))
        return FAIL(cli->arena, BAD_INPUT, "không chia được dòng Tổng %lld", "the Total %lld cannot be shared",
                    (long long)declared);
    for (ptrdiff_t i = 0; i < j->file.units; i++)
        if (goal[i] != s->goal[i])
            cli_say(cli, text_fmt(cli->arena, "  %.*s: %lld → %lld", "  %.*s: %lld → %lld", STRF(j->file.name[i]),
                                  (long long)s->goal[i], (long long)goal[i]));
    s->goal = goal;
    return NULL;
}

/* Years that were not given, between those that were. */
static Err *fill_path(Job *j, int part)
{
    Cli *cli = j->cli;
    Share *s = &j->share[part];
    PathSpec spec = {0};
    TRY(read_curve(cli, "path-method", "path-round", &spec));
    if (spec.method == PATH_WEIGHTS)
        return FAIL(cli->arena, USAGE, "--path-method: hãy chọn geometric, linear hoặc %s",
                    "--path-method: choose geometric, linear or %s", "logistic");
    s->path = j->path[part];
    int last = j->years - 1;
    if (s->path[last] < 0 && all_goals(s, j->file.units))
        s->path[last] = add_up(s->goal, j->file.units);
    if (s->path[last] < 0)
        return FAIL(cli->arena, USAGE, "chưa biết tổng của năm %d; hãy thêm --%s %d=…",
                    "the total of %d is not known; add --%s %d=…", j->first + last, part ? "voluntary-path" : "path",
                    j->first + last);
    for (int t = 0, before = -1; t <= last; t++) {
        if (s->path[t] < 0)
            continue;
        spec.from = before < 0 ? s->base_sum : s->path[before];
        spec.from_year = j->first + before, spec.to_year = j->first + t, spec.to = s->path[t];
        int64_t level[PATH_YEARS + 1];
        PathSpec use = spec;
        use.method = spec.from == 0 || spec.to == 0 ? PATH_LINEAR : spec.method;
        if (t - before > 1)
            TRY(path_make(cli->arena, &use, level));
        for (int k = before + 1; k < t; k++)
            s->path[k] = level[k - before];
        before = t;
    }
    return NULL;
}

/* ---- methods ------------------------------------------------------------------------------------ */

static Err *find_figure(const Job *j, const Share *s, const int64_t **ret)
{
    static const char *const names[] = {"labour_force", "uncovered", "population", "weight", "current", NULL};
    Cli *cli = j->cli;
    int which = 0;
    TRY(cli_choice(cli, "figure", names, &which));
    const int64_t *figure[] = {j->file.labour_force, j->file.labour_force, j->file.population, j->file.weight, s->base};
    if (!figure[which])
        return FAIL(cli->arena, BAD_INPUT,
                    "tệp không có cột “%s” mà phương pháp cần; hãy thêm cột hoặc chọn --figure khác",
                    "the file has no column “%s”, which the method needs; add it or choose another --figure",
                    which == 1 ? names[0] : names[which]);
    *ret = figure[which];
    if (which != 1)
        return NULL;
    int64_t *uncovered = new (cli->arena, int64_t, j->file.units);
    for (ptrdiff_t i = 0; i < j->file.units; i++) {
        int64_t left = j->file.labour_force[i] - j->share[TOTAL].base[i];
        uncovered[i] = left > 0 ? left : 0;
    }
    *ret = uncovered;
    return NULL;
}

static Err *add_method(Job *j, Share *s, Way way, int64_t weight)
{
    if (s->methods == COUNTOF(s->method))
        return FAIL(j->cli->arena, USAGE, "--blend: không quá %d phần", "--blend: at most %d parts",
                    (int)COUNTOF(s->method));
    const int64_t *figure = s->base;
    if (way != WAY_GROWTH)
        TRY(find_figure(j, s, &figure));
    s->method[s->methods++] = (AllocateMethod){way == WAY_COVERAGE, weight, figure};
    return NULL;
}

static Err *set_methods(Job *j, Share *s)
{
    Cli *cli = j->cli;
    if (j->way != WAY_BLEND)
        return add_method(j, s, j->way, 1);
    Str text = {0};
    cli_text(cli, "blend", &text);
    for (StrCut cut = {.tail = text, .ok = true}; cut.ok;) {
        cut = str_cut(cut.tail, ',');
        StrCut pair = str_cut(cut.head, ':');
        int64_t weight = 1;
        int way = 0;
        while (way < WAY_BLEND && !str_eq(str_trim(pair.head), str_from(way_names[way])))
            way++;
        if (way == WAY_BLEND || (pair.ok && !vn_parse_int(pair.tail, &weight)))
            return FAIL(cli->arena, USAGE, "--blend: “%.*s” không hợp lệ; hãy viết như %s",
                        "--blend: “%.*s” does not fit; write it as %s", STRF(cut.head), "growth:2,coverage:1");
        TRY(add_method(j, s, (Way)way, weight));
    }
    return NULL;
}

/* ---- solving ---------------------------------------------------------------------------------------- */

static Err *show_conflict(Job *j, const AllocateResult *result)
{
    Cli *cli = j->cli;
    cli->exit_status = REFUSED;
    if (!cli->json) {
        cli_say(cli, (Text){str_fmt(cli->arena, "Không thể phân bổ. %.*s", STRF(result->why.vi)),
                            str_fmt(cli->arena, "This cannot be allocated. %.*s", STRF(result->why.en))});
        return NULL;
    }
    json_t *list = json_array();
    for (ptrdiff_t k = 0; k < result->conflicts; k++) {
        const AllocateConflict *c = &result->conflict[k];
        json_t *unit = c->unit < 0 ? json_null() : json_str(j->file.code[c->unit]);
        json_array_append_new(list, json_pack("{s:s, s:o, s:o, s:I}", "bound", allocate_bound_code(c->bound), "unit",
                                              unit, "year", c->year ? json_integer(c->year) : json_null(), "value",
                                              (json_int_t)c->value));
    }
    json_t *all = json_pack("{s:o, s:o, s:o}", "conflict", list, "message_vi", json_str(result->why.vi), "message_en",
                            json_str(result->why.en));
    json_dumpf(all, cli->out, JSON_INDENT(2));
    fputc('\n', cli->out);
    json_decref(all);
    return NULL;
}

/* Bounds and goals of the compulsory ones: those of the total less the voluntary ones that were found. */
static void subtract_voluntary(Job *j)
{
    Share *s = &j->share[TOTAL], *v = &j->share[VOLUNTARY];
    int last = j->years - 1;
    for (ptrdiff_t i = 0; i < j->file.units; i++) {
        s->base[i] -= v->base[i];
        if (s->goal && s->goal[i] >= 0)
            s->goal[i] -= j->table[VOLUNTARY].level[i * j->years + last];
    }
    for (int t = 0; t < j->years; t++)
        s->path[t] -= v->path[t];
    for (ptrdiff_t at = 0; at < j->file.units * j->years; at++) {
        int64_t voluntary = j->table[VOLUNTARY].level[at];
        s->lower[at] = s->lower[at] < 0 ? -1 : s->lower[at] > voluntary ? s->lower[at] - voluntary : 0;
        s->upper[at] = s->upper[at] < 0 ? -1 : s->upper[at] - voluntary;
    }
}

/* The compulsory ones never fall, so a most of the total leaves the voluntary ones only so much. */
static void cap_voluntary(Job *j)
{
    Share *s = &j->share[TOTAL], *v = &j->share[VOLUNTARY];
    for (ptrdiff_t at = 0; at < j->file.units * j->years; at++) {
        ptrdiff_t i = at / j->years;
        int64_t most = s->upper[at], compulsory = s->base[i] - v->base[i];
        if (at % j->years == j->years - 1 && s->goal && s->goal[i] >= 0 && (most < 0 || s->goal[i] < most))
            most = s->goal[i];
        if (most < 0)
            continue;
        most = most > compulsory ? most - compulsory : 0;
        if (v->upper[at] < 0 || v->upper[at] > most)
            v->upper[at] = most;
    }
}

static Err *check_parts(const Job *j)
{
    const Share *s = &j->share[TOTAL], *v = &j->share[VOLUNTARY];
    for (ptrdiff_t i = 0; i < j->file.units; i++) {
        int64_t goal = s->goal ? s->goal[i] : -1, least = v->goal && v->goal[i] > v->base[i] ? v->goal[i] : v->base[i];
        if (v->base[i] > s->base[i] || (goal >= 0 && least > goal))
            return FAIL(j->cli->arena, BAD_INPUT,
                        "“%.*s”: số tự nguyện lớn hơn tổng số (đang có %lld/%lld, mục tiêu %lld/%lld)",
                        "“%.*s”: more voluntary ones than in total (now %lld/%lld, goal %lld/%lld)",
                        STRF(j->file.name[i]), (long long)v->base[i], (long long)s->base[i], (long long)least,
                        (long long)goal);
    }
    return NULL;
}

static Err *solve_part(Job *j, int part, bool *ret_refused)
{
    static const Text names[] = {TEXT_INIT("Tổng số", "Total"), TEXT_INIT("Tự nguyện", "Voluntary")};
    Share *s = &j->share[part];
    Text name = part == TOTAL && j->voluntary ? TEXT("Bắt buộc", "Compulsory") : names[part];
    AllocateScheme scheme = {name, s->base, s->path, s->goal, s->lower, s->upper, s->method, s->methods};
    AllocateDemand demand = {j->file.units, j->years, j->first, j->file.code, j->file.name, &scheme, 1, j->round};
    AllocateResult result;
    TRY(allocate(j->cli->arena, &demand, &result));
    *ret_refused = !result.table;
    if (!result.table)
        return show_conflict(j, &result);
    j->table[part] = result.table[0];
    if (result.table->round != j->round)
        cli_say(j->cli,
                text_fmt(j->cli->arena, "%.*s: đơn vị làm tròn %lld không giữ được các tổng và cận; dùng %lld",
                         "%.*s: the rounding unit %lld cannot keep sums and bounds; using %lld",
                         STRF(text_in(j->cli->lang, name)), (long long)j->round, (long long)result.table->round));
    return NULL;
}

static Err *prepare(Job *j, int part)
{
    Share *s = &j->share[part];
    s->goal = j->file.goal[part];
    s->lower = j->file.lower[part];
    s->upper = j->file.upper[part];
    TRY(settle_goals(j, part));
    TRY(set_base(j, part));
    TRY(fill_path(j, part));
    return set_methods(j, s);
}

static Err *solve(Job *j, bool *ret_refused)
{
    TRY(prepare(j, TOTAL));
    if (!j->voluntary)
        return solve_part(j, TOTAL, ret_refused);
    TRY(prepare(j, VOLUNTARY));
    TRY(check_parts(j));
    cap_voluntary(j);
    TRY(solve_part(j, VOLUNTARY, ret_refused));
    if (*ret_refused)
        return NULL;
    subtract_voluntary(j);
    return solve_part(j, TOTAL, ret_refused);
}

/* ---- showing -------------------------------------------------------------------------------------------- */

static GridColumn *grid_columns(const Job *j, ptrdiff_t *ret_count)
{
    Arena *arena = j->cli->arena;
    GridColumn *column = new (arena, GridColumn, 5 + 2 * j->years), *next = column;
    *next++ = (GridColumn){"code", TEXT("Mã", "Code"), GRID_TEXT, 0, false};
    *next++ = (GridColumn){"unit", TEXT("Đơn vị", "Unit"), GRID_TEXT, 0, false};
    *next++ = (GridColumn){str_c(arena, str_fmt(arena, "total_%d", j->base_year)),
                           text_fmt(arena, "Đã có %d", "Has %d", j->base_year), GRID_INT, 0, true};
    for (int part = 0; part <= j->voluntary; part++)
        for (int t = 0; t < j->years; t++) {
            Str key = str_fmt(arena, "%s_%d", part ? "voluntary" : "total", j->first + t);
            Text heading = part ? text_fmt(arena, "Tự nguyện %d", "Voluntary %d", j->first + t)
                                : text_fmt(arena, "Tổng %d", "Total %d", j->first + t);
            *next++ = (GridColumn){str_c(arena, key), heading, GRID_INT, 0, true};
        }
    *next++ = (GridColumn){"off_ideal", TEXT("Lệch nhiều nhất", "Farthest from ideal"), GRID_REAL, 2, false};
    *ret_count = next - column;
    return column;
}

/* The parent's figure, which the column adds up to. */
static void say_sum(const Job *j, int part, int t)
{
    int64_t sum = j->share[part].path[t];
    sum += part == TOTAL && j->voluntary ? j->share[VOLUNTARY].path[t] : 0;
    Str vi = part ? S("Tự nguyện") : S("Tổng"), en = part ? S("Voluntary") : S("Total");
    cli_say(j->cli,
            (Text){str_fmt(j->cli->arena, "%.*s %d: %.*s", STRF(vi), j->first + t, STRF(vn_int(j->cli->arena, sum))),
                   str_fmt(j->cli->arena, "%.*s %d: %lld", STRF(en), j->first + t, (long long)sum)});
}

/* Over both schemes. */
static AllocateDistance farthest(const Job *j, ptrdiff_t from, ptrdiff_t to)
{
    AllocateDistance d = allocate_distance(&j->table[TOTAL], from, to);
    if (!j->voluntary)
        return d;
    AllocateDistance v = allocate_distance(&j->table[VOLUNTARY], from, to);
    return (AllocateDistance){d.most > v.most ? d.most : v.most, (d.mean + v.mean) / 2};
}

static Err *show_table(Job *j)
{
    Arena *arena = j->cli->arena;
    ptrdiff_t columns, cells = j->file.units * j->years;
    const GridColumn *column = grid_columns(j, &columns);
    AllocateDistance all = farthest(j, 0, cells);
    Text note = {
        str_fmt(arena, "Lệch so với phần chia lý tưởng trước khi làm tròn: nhiều nhất %.*s, bình quân %.*s người",
                STRF(vn_real(arena, all.most, 2)), STRF(vn_real(arena, all.mean, 2))),
        str_fmt(arena, "Distance from the ideal before rounding: %.2f at most, %.2f on average", all.most, all.mean)};
    Grid grid = grid_open(TEXT("Phân bổ chỉ tiêu", "Targets allocated"), note, column, columns);
    for (ptrdiff_t i = 0; i < j->file.units; i++) {
        GridCell *cell = grid_row(&grid, arena);
        *cell++ = G_TEXT(j->file.code[i]);
        *cell++ = G_TEXT(j->file.name[i]);
        *cell++ = G_INT(j->share[TOTAL].base[i] + (j->voluntary ? j->share[VOLUNTARY].base[i] : 0));
        for (int part = 0; part <= j->voluntary; part++)
            for (int t = 0; t < j->years; t++) {
                ptrdiff_t at = i * j->years + t;
                int64_t level = j->table[part].level[at];
                *cell++ = G_INT(part == TOTAL && j->voluntary ? level + j->table[VOLUNTARY].level[at] : level);
            }
        AllocateDistance off = farthest(j, i * j->years, (i + 1) * j->years);
        *cell = G_REAL(off.most);
    }
    TRY(cli_show(j->cli, &grid));
    for (int part = 0; part <= j->voluntary; part++)
        for (int t = 0; t < j->years; t++)
            say_sum(j, part, t);
    return NULL;
}

static Err *run_allocate(Cli *cli)
{
    Job *j = new (cli->arena, Job, 1);
    j->cli = cli;
    j->round = 1;
    int way = WAY_GROWTH;
    TRY(cli_choice(cli, "method", way_names, &way));
    j->way = (Way)way;
    TRY(cli_int(cli, "round", 1, 1000000, &j->round));
    TRY(read_years(j));
    TRY(read_path(j, "path", j->path[TOTAL]));
    TRY(read_path(j, "voluntary-path", j->path[VOLUNTARY]));
    TRY(allocate_file_read(cli->arena, cli->arg[0], j->first, j->years, &j->file));
    if (j->file.problems > 0) {
        problems_say(cli, j->file.problem, j->file.problems);
        return FAIL(cli->arena, BAD_INPUT, "%.*s: %td ô không đọc được; hãy sửa rồi chạy lại",
                    "%.*s: %td cells cannot be read; correct them and run again", STRF(cli->arg[0]), j->file.problems);
    }
    bool goals = j->file.current[VOLUNTARY] && j->file.goal[VOLUNTARY];
    j->voluntary = j->from[VOLUNTARY].year || goals || j->path[VOLUNTARY][j->years - 1] >= 0;
    bool refused = false;
    TRY(solve(j, &refused));
    return refused ? NULL : show_table(j);
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
    {"plan allocate", "FILE", 1, 1,
     TEXT_INIT("phân bổ chỉ tiêu của cấp trên cho các đơn vị, theo năm",
               "share a parent's targets among units, by year"),
     TEXT_INIT("Tệp có mỗi đơn vị một dòng: đơn vị, số đã có, mục tiêu, cận từng năm (min_2027, max_2027, fixed_2027; "
               "tự nguyện: "
               "min_voluntary_2027 …). Tổng từng năm và mọi cận được giữ đúng; yêu cầu không thể đáp ứng bị từ chối "
               "(mã 65), nêu tên các cận mâu thuẫn.",
               "The file has one row a unit: unit, what it has, goal, bounds by year (min_2027, max_2027, fixed_2027; "
               "voluntary: "
               "min_voluntary_2027 …). Sums and bounds are exact; an impossible demand is refused (status 65) naming "
               "the bounds in conflict."),
     allocate_options,
     "baophu plan allocate data/demo/hung-yen-plan-2030.csv --from-total 2026=640000 --from-voluntary 2026=60000\n",
     run_allocate},
    {0},
};
