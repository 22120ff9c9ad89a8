/* What is asked of an allocation, from the words of the command line. */
#include "cli/allocate_job.h"
#include "vn/vn.h"

typedef enum Way { WAY_GROWTH, WAY_BASE, WAY_COVERAGE, WAY_BLEND } Way;
static const char *const way_names[] = {"growth", "base", "coverage", "blend", NULL};

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

Err *year_value(const Cli *cli, const char *option, YearValue *ret)
{
    Str text;
    return cli_text(cli, option, &text) ? parse_year_value(cli, option, text, ret) : NULL;
}

/* The curve of a path; its ends come from elsewhere. */
Err *read_curve(const Cli *cli, const char *method_option, const char *round_option, PathSpec *spec)
{
    int method = PATH_GEOMETRIC;
    spec->round = 1;
    spec->shape = 6000;
    TRY(cli_choice(cli, method_option, path_method_names, &method));
    TRY(cli_int(cli, round_option, 1, 1000000, &spec->round));
    spec->method = (PathMethod)method;
    return NULL;
}

static Err *read_years(Job *j)
{
    Cli *cli = j->cli;
    TRY(year_value(cli, "from-total", &j->from[TOTAL]));
    TRY(year_value(cli, "from-voluntary", &j->from[VOLUNTARY]));
    Str text;
    int64_t first = j->from[TOTAL].year ? j->from[TOTAL].year + 1 : j->base.year ? j->base.year + 1 : 2027, last = 2030;
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
    j->run = allocate_run_open(cli->arena, (int)first, (int)(last - first + 1));
    j->run.base = j->base.year ? j->base : period_year(j->run.base_year);
    j->run.options = true;
    for (int p = 0; p < PARTS; p++) {
        if (j->from[p].year && j->from[p].year != j->run.base_year)
            return FAIL(cli->arena, USAGE, "năm gốc phải là %d, ngay trước năm đầu của --years",
                        "the base year must be %d, just before the first of --years", j->run.base_year);
        if (j->from[p].year)
            j->run.from[p] = j->from[p].value;
    }
    return NULL;
}

static Err *read_path(Job *j, const char *option, int64_t *path)
{
    Str *texts;
    ptrdiff_t count = cli_texts(j->cli, option, &texts);
    for (ptrdiff_t k = 0; k < count; k++)
        for (StrCut cut = {.tail = texts[k], .ok = true}; cut.ok;) {
            YearValue value;
            cut = str_cut(cut.tail, ',');
            TRY(parse_year_value(j->cli, option, cut.head, &value));
            if (value.year < j->run.first || value.year >= j->run.first + j->run.years)
                return FAIL(j->cli->arena, USAGE, "--%s: năm %d không nằm trong các năm cần phân bổ",
                            "--%s: %d is not one of the years", option, value.year);
            path[value.year - j->run.first] = value.value;
        }
    return NULL;
}

/* ---- methods */

static Err *add_way(Job *j, Way way, int64_t weight)
{
    int which = FIGURE_LABOUR_FORCE;
    AllocateRun *r = &j->run;
    if (r->ways == ALLOCATE_WAYS)
        return FAIL(j->cli->arena, USAGE, "--blend: không quá %d phần", "--blend: at most %d parts", ALLOCATE_WAYS);
    TRY(cli_choice(j->cli, "figure", allocate_figure_names, &which));
    AllocateFigure figure = way == WAY_GROWTH ? FIGURE_CURRENT : (AllocateFigure)which;
    r->way[r->ways++] = (AllocateWay){way == WAY_COVERAGE, figure, weight};
    return NULL;
}

static Err *read_ways(Job *j)
{
    Cli *cli = j->cli;
    Str text = {0};
    int chosen = WAY_GROWTH;
    TRY(cli_choice(cli, "method", way_names, &chosen));
    if (chosen != WAY_BLEND)
        return add_way(j, (Way)chosen, 1);
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
        TRY(add_way(j, (Way)way, weight));
    }
    return NULL;
}

Err *allocate_ask(Job *j)
{
    static const char *const above[] = {"hold", "refuse", NULL}, *const last_year[] = {"computed", "declared", NULL};
    int hold = 0, declared = 0;
    Cli *cli = j->cli;
    TRY(read_years(j));
    AllocateRun *r = &j->run;
    TRY(cli_choice(cli, "above", above, &hold));
    TRY(cli_choice(cli, "last-year", last_year, &declared));
    TRY(cli_int(cli, "round", 1, 1000000, &r->round));
    TRY(read_curve(cli, "path-method", "path-round", &r->curve));
    if (r->curve.method == PATH_WEIGHTS)
        return FAIL(cli->arena, USAGE, "--path-method: hãy chọn geometric, linear hoặc %s",
                    "--path-method: choose geometric, linear or %s", "logistic");
    TRY(read_ways(j));
    TRY(read_path(j, "path", r->path[TOTAL]));
    TRY(read_path(j, "voluntary-path", r->path[VOLUNTARY]));
    r->hold = hold == 0;
    r->declared = declared == 1;
    return NULL;
}
