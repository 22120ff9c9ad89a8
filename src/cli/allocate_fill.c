/* Bases, goals, paths and methods of an allocation, from what was given and what is known. */
#include "cli/allocate_job.h"
#include "vn/vn.h"

void allocate_remark(Job *j, Text text)
{
    vec_push(j->cli->arena, &j->remark, text);
}

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
    s->base = new (arena, int64_t, j->file.units);
    for (ptrdiff_t i = 0; current && i < j->file.units; i++)
        s->base[i] = current[i];
    s->base_sum = add_up(s->base, j->file.units);
    if (given < 0)
        return NULL;
    if (current && given != s->base_sum)
        return FAIL(arena, BAD_INPUT, "--%s ghi %lld nhưng các dòng cộng lại được %lld; hãy sửa một trong hai",
                    "--%s says %lld but the rows add up to %lld; correct one of them", part_option(part),
                    (long long)given, (long long)s->base_sum);
    if (current)
        return NULL;
    const AllocateFile *f = &j->file;
    const int64_t *figure = f->weight ? f->weight : f->population ? f->population : f->labour_force;
    int64_t *weight = new (arena, int64_t, j->file.units);
    for (ptrdiff_t i = 0; i < j->file.units; i++)
        weight[i] = s->goal && s->goal[i] > 0 ? s->goal[i] : s->goal ? 0 : figure ? figure[i] : 1;
    if (given < 0 || given > FLOW_VALUE_MAX ||
        !allocate_shares(*arena, weight, j->file.units, given, NULL, s->goal, s->base))
        return FAIL(arena, BAD_INPUT, "--%s: %lld vượt quá tổng mục tiêu của các đơn vị",
                    "--%s: %lld exceeds the sum of the goals", part_option(part), (long long)given);
    s->base_sum = given;
    Text by = s->goal           ? TEXT("theo mục tiêu", "by the goals")
              : f->weight       ? TEXT("theo trọng số", "by the weights")
              : f->population   ? TEXT("theo dân số", "by population")
              : f->labour_force ? TEXT("theo lực lượng lao động", "by labour force")
                                : TEXT("đều nhau", "equally");
    Str period = period_show(arena, j->base), what = part ? S("Tự nguyện") : S("Tổng số");
    allocate_remark(
        j, (Text){str_fmt(arena, "%.*s: tệp không ghi số đã có của từng đơn vị; %.*s người (%.*s) được chia %.*s",
                          STRF(what), STRF(vn_int(arena, given)), STRF(period), STRF(by.vi)),
                  str_fmt(arena, "%s: the file does not say what each unit has; %lld (%d) is split %.*s",
                          part ? "Voluntary" : "Total", (long long)given, j->base_year, STRF(by.en))});
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
    Str difference = vn_int(cli->arena, declared > sum ? declared - sum : sum - declared);
    Str what = part ? S("tự nguyện") : S("tổng số");
    allocate_remark(
        j, (Text){str_fmt(cli->arena,
                          "Mục tiêu %.*s của các đơn vị cộng lại được %.*s, số chung ghi %.*s (chênh %.*s); dùng số %s "
                          "(--last-year %s)",
                          STRF(what), STRF(vn_int(cli->arena, sum)), STRF(vn_int(cli->arena, declared)),
                          STRF(difference), choice ? "ghi trong văn bản" : "cộng lại", choices[choice]),
                  str_fmt(cli->arena,
                          "The goals add up to %lld, the whole is given as %lld (off by %lld); using --last-year %s",
                          (long long)sum, (long long)declared, (long long)(declared - sum), choices[choice])});
    if (choice == 0)
        return NULL;
    int64_t *goal = new (cli->arena, int64_t, j->file.units);
    if (!allocate_shares(*cli->arena, s->goal, j->file.units, declared, NULL, NULL, goal))
        return FAIL(cli->arena, BAD_INPUT, "không chia được dòng Tổng %lld", "the Total %lld cannot be shared",
                    (long long)declared);
    for (ptrdiff_t i = 0; i < j->file.units; i++)
        if (goal[i] != s->goal[i])
            allocate_remark(j, text_fmt(cli->arena, "  %.*s: %lld → %lld", "  %.*s: %lld → %lld", STRF(j->file.name[i]),
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
        s->filled += t - before - 1;
        before = t;
    }
    return NULL;
}

/* ---- methods */

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

/* ---- all of it ------------------------------------------------------------------------------ */

/* "Xã A, Xã B … (+7)": the same in both languages. */
static Str names_of(const Job *j, const bool *marked)
{
    enum { SPOKEN = 8 };
    Buf out = buf_open(j->cli->arena);
    int spoken = 0;
    for (ptrdiff_t i = 0; i < j->file.units; i++) {
        if (marked[i] && spoken < SPOKEN)
            buf_fmt(&out, "%s%.*s", spoken ? ", " : "", STRF(j->file.name[i]));
        spoken += marked[i];
    }
    if (spoken > SPOKEN)
        buf_fmt(&out, " … (+%d)", spoken - SPOKEN);
    return buf_str(&out);
}

/* Units above their goal stay at it, or are refused: told by name. */
static Err *hold_at_goals(Job *j)
{
    Arena *arena = j->cli->arena;
    Share *s = &j->share[TOTAL], *v = &j->share[VOLUNTARY];
    ptrdiff_t held = allocate_hold(j->file.units, s->base, j->voluntary ? v->base : NULL, s->goal,
                                   j->voluntary ? v->goal : NULL, j->held);
    if (held == 0)
        return NULL;
    Str names = names_of(j, j->held);
    Str parts = text_in(j->cli->lang, j->voluntary ? TEXT(" ở tổng số, bắt buộc hoặc tự nguyện",
                                                          " in total, in compulsory or in voluntary ones")
                                                   : TEXT("", ""));
    int last = j->first + j->years - 1;
    if (!j->hold)
        return FAIL(
            arena, BAD_INPUT,
            "%td đơn vị đã vượt chỉ tiêu %d: %.*s; các năm không được giảm, hãy sửa mục tiêu hoặc dùng --above hold",
            "%td units are above their goal of %d: %.*s; years may not fall, correct the goals or use --above hold",
            held, last, STRF(names));
    allocate_remark(
        j, text_fmt(arena,
                    "%td đơn vị đã vượt chỉ tiêu %d%.*s: %.*s – phần vượt giữ ở mức chỉ tiêu, tổng số không giảm "
                    "trừ khi đã vượt chỉ tiêu chung",
                    "%td units are above their goal of %d%.*s: %.*s – what is above stays at the goal; a total "
                    "falls only where it is above its own goal",
                    held, last, STRF(parts), STRF(names)));
    return NULL;
}

static void take_known_path(Job *j, int part)
{
    for (int t = 0; j->known && t < j->years; t++)
        if (j->path[part][t] < 0)
            j->path[part][t] = j->known->path[part][t];
}

static void say_filled(Job *j, int part)
{
    const Share *s = &j->share[part];
    if (s->filled == 0 || !j->known)
        return;
    Arena *arena = j->cli->arena;
    bool cut = add_up(s->had, j->file.units) != s->base_sum;
    Str vi = part ? S("tự nguyện") : S("tổng số"), en = part ? S("voluntary ones") : S("total");
    int last = j->first + j->years - 1;
    int64_t goal = s->path[j->years - 1];
    allocate_remark(
        j,
        (Text){str_fmt(arena,
                       "Chưa có văn bản giao đủ từng năm cho %.*s: lộ trình tính từ %.*s (%.*s%s) đến %.*s (năm %d)",
                       STRF(vi), STRF(vn_int(arena, s->base_sum)), STRF(period_show(arena, j->base)),
                       cut ? ", không kể phần đã vượt chỉ tiêu" : "", STRF(vn_int(arena, goal)), last),
               str_fmt(arena,
                       "No document gives each year of the %.*s: the path is computed from %lld (%.*s%s) to %lld (%d)",
                       STRF(en), (long long)s->base_sum, STRF(period_text(arena, j->base)),
                       cut ? ", without what is above the goals" : "", (long long)goal, last)});
}

static Err *open_share(Job *j, int part)
{
    Share *s = &j->share[part];
    s->goal = j->file.goal[part];
    s->lower = j->file.lower[part];
    s->upper = j->file.upper[part];
    take_known_path(j, part);
    TRY(settle_goals(j, part));
    TRY(set_base(j, part));
    s->had = new (j->cli->arena, int64_t, j->file.units);
    for (ptrdiff_t i = 0; i < j->file.units; i++)
        s->had[i] = s->base[i];
    return NULL;
}

Err *allocate_fill(Job *j)
{
    int parts = j->voluntary ? PARTS : 1;
    for (int part = 0; part < parts; part++)
        TRY(open_share(j, part));
    j->held = new (j->cli->arena, bool, j->file.units);
    TRY(hold_at_goals(j));
    for (int part = 0; part < parts; part++) {
        j->share[part].base_sum = add_up(j->share[part].base, j->file.units);
        TRY(fill_path(j, part));
        TRY(set_methods(j, &j->share[part]));
        say_filled(j, part);
    }
    return NULL;
}

PairDemand allocate_demand(const Job *j)
{
    PairDemand d = {.units = j->file.units,
                    .years = j->years,
                    .first_year = j->first,
                    .code = j->file.code,
                    .name = j->file.name,
                    .voluntary = j->voluntary,
                    .round = j->round};
    for (int part = 0; part < PARTS; part++) {
        const Share *s = &j->share[part];
        d.part[part] = (AllocateScheme){.base = s->base,
                                        .path = s->path,
                                        .goal = s->goal,
                                        .lower = s->lower,
                                        .upper = s->upper,
                                        .method = s->method,
                                        .methods = s->methods};
    }
    return d;
}
