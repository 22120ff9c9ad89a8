/* What is asked of an allocation, from the words of the command line. */
#include "cli/allocate_job.h"
#include "vn/vn.h"

const char *const way_names[] = {"growth", "base", "coverage", "blend", NULL};

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
    j->first = (int)first;
    j->years = (int)(last - first + 1);
    j->base_year = j->first - 1;
    if (!j->base.year)
        j->base = period_year(j->base_year);
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

Err *allocate_ask(Job *j)
{
    static const char *const above[] = {"hold", "refuse", NULL};
    int way = WAY_GROWTH, choice = 0;
    TRY(cli_choice(j->cli, "method", way_names, &way));
    TRY(cli_choice(j->cli, "above", above, &choice));
    TRY(cli_int(j->cli, "round", 1, 1000000, &j->round));
    TRY(read_years(j));
    TRY(read_path(j, "path", j->path[TOTAL]));
    TRY(read_path(j, "voluntary-path", j->path[VOLUNTARY]));
    j->way = (Way)way;
    j->hold = choice == 0;
    return NULL;
}
