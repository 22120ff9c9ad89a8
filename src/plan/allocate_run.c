/* Bases, goals, paths and methods of an allocation, from what was given and what is known. */
#include "plan/allocate_run.h"
#include "vn/vn.h"

enum { TOTAL = PAIR_TOTAL, VOLUNTARY = PAIR_VOLUNTARY, PARTS = PAIR_PARTS };

const char *const allocate_figure_names[] = {"labour_force", "uncovered", "population", "weight", "current", NULL};

void allocate_run_remark(AllocateRun *r, Text text)
{
    vec_push(r->arena, &r->remark, text);
}

/* An error whose two texts are made already. */
static Err *err_words(Arena *arena, Text text)
{
    Err *err = FAIL(arena, BAD_INPUT, "%s", "%s", "");
    err->text = text;
    return err;
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
static Err *set_base(AllocateRun *r, int part)
{
    Arena *arena = r->arena;
    AllocateShare *s = &r->share[part];
    int64_t *current = r->file.current[part], given = r->from[part];
    s->base = new (arena, int64_t, r->file.units);
    for (ptrdiff_t i = 0; current && i < r->file.units; i++)
        s->base[i] = current[i];
    s->base_sum = add_up(s->base, r->file.units);
    if (given < 0)
        return NULL;
    if (current && given != s->base_sum)
        return FAIL(arena, BAD_INPUT, "--%s ghi %lld nhưng các dòng cộng lại được %lld; hãy sửa một trong hai",
                    "--%s says %lld but the rows add up to %lld; correct one of them", part_option(part),
                    (long long)given, (long long)s->base_sum);
    if (current)
        return NULL;
    const AllocateFile *f = &r->file;
    const int64_t *figure = f->weight ? f->weight : f->population ? f->population : f->labour_force;
    int64_t *weight = new (arena, int64_t, r->file.units);
    for (ptrdiff_t i = 0; i < r->file.units; i++)
        weight[i] = s->goal && s->goal[i] > 0 ? s->goal[i] : s->goal ? 0 : figure ? figure[i] : 1;
    if (given < 0 || given > FLOW_VALUE_MAX ||
        !allocate_shares(*arena, weight, r->file.units, given, NULL, s->goal, s->base))
        return FAIL(arena, BAD_INPUT, "--%s: %lld vượt quá tổng mục tiêu của các đơn vị",
                    "--%s: %lld exceeds the sum of the goals", part_option(part), (long long)given);
    s->base_sum = given;
    Text by = s->goal           ? TEXT("theo mục tiêu", "by the goals")
              : f->weight       ? TEXT("theo trọng số", "by the weights")
              : f->population   ? TEXT("theo dân số", "by population")
              : f->labour_force ? TEXT("theo lực lượng lao động", "by labour force")
                                : TEXT("đều nhau", "equally");
    Str period = period_show(arena, r->base), what = part ? S("Tự nguyện") : S("Tổng số");
    allocate_run_remark(
        r, (Text){str_fmt(arena, "%.*s: tệp không ghi số đã có của từng đơn vị; %.*s người (%.*s) được chia %.*s",
                          STRF(what), STRF(vn_int(arena, given)), STRF(period), STRF(by.vi)),
                  str_fmt(arena, "%s: the file does not say what each unit has; %.*s (%d) is split %.*s",
                          part ? "Voluntary" : "Total", STRF(vn_int_in(arena, LANG_EN, given)), r->base_year,
                          STRF(by.en))});
    return NULL;
}

static bool all_goals(const AllocateShare *s, ptrdiff_t units)
{
    for (ptrdiff_t i = 0; i < units; i++)
        if (!s->goal || s->goal[i] < 0)
            return false;
    return true;
}

/* The rows against the Total row: told, and settled as asked. */
static Err *settle_goals(AllocateRun *r, int part)
{
    Arena *arena = r->arena;
    AllocateShare *s = &r->share[part];
    int64_t declared = r->file.declared[part];
    if (!all_goals(s, r->file.units) || declared < 0)
        return NULL;
    int64_t sum = add_up(s->goal, r->file.units);
    if (sum == declared)
        return NULL;
    Str difference = vn_int(arena, declared > sum ? declared - sum : sum - declared);
    Str what = part ? S("tự nguyện") : S("tổng số");
    Str option = r->options ? str_fmt(arena, " (--last-year %s)", r->declared ? "declared" : "computed") : S("");
    allocate_run_remark(
        r, (Text){str_fmt(arena,
                          "Mục tiêu %.*s của các đơn vị cộng lại được %.*s, số chung ghi %.*s (chênh %.*s); dùng số "
                          "%s%.*s",
                          STRF(what), STRF(vn_int(arena, sum)), STRF(vn_int(arena, declared)), STRF(difference),
                          r->declared ? "ghi trong văn bản" : "cộng lại", STRF(option)),
                  str_fmt(arena, "The goals add up to %.*s, the whole is given as %.*s (off by %.*s); using %s%.*s",
                          STRF(vn_int_in(arena, LANG_EN, sum)), STRF(vn_int_in(arena, LANG_EN, declared)),
                          STRF(vn_int_in(arena, LANG_EN, declared - sum)), r->declared ? "what is given" : "the sum",
                          STRF(option))});
    if (!r->declared)
        return NULL;
    int64_t *goal = new (arena, int64_t, r->file.units);
    if (!allocate_shares(*arena, s->goal, r->file.units, declared, NULL, NULL, goal))
        return FAIL(arena, BAD_INPUT, "không chia được dòng Tổng %lld", "the Total %lld cannot be shared",
                    (long long)declared);
    for (ptrdiff_t i = 0; i < r->file.units; i++)
        if (goal[i] != s->goal[i])
            allocate_run_remark(r, text_fmt(arena, "  %.*s: %lld → %lld", "  %.*s: %lld → %lld", STRF(r->file.name[i]),
                                            (long long)s->goal[i], (long long)goal[i]));
    s->goal = goal;
    return NULL;
}

static Err *no_last_year(const AllocateRun *r, int part)
{
    int year = r->first + r->years - 1;
    if (r->options)
        return FAIL(r->arena, USAGE, "chưa biết tổng của năm %d; hãy thêm --%s %d=…",
                    "the total of %d is not known; add --%s %d=…", year, part ? "voluntary-path" : "path", year);
    Text what = part ? TEXT("số tự nguyện", "the voluntary total") : TEXT("tổng số", "the total");
    Text text = {str_fmt(r->arena, "chưa biết %.*s của năm %d; hãy nạp văn bản giao chỉ tiêu hoặc tự ghi số của năm ấy",
                         STRF(what.vi), year),
                 str_fmt(r->arena, "%.*s of %d is not known; take in the document that sets it or give the figure",
                         STRF(what.en), year)};
    return err_words(r->arena, text);
}

/* Years that were not given, between those that were. */
static Err *fill_path(AllocateRun *r, int part)
{
    AllocateShare *s = &r->share[part];
    PathSpec spec = r->curve;
    int last = r->years - 1;
    s->path = new (r->arena, int64_t, r->years); /* its own: a run may be copied */
    for (int t = 0; t <= last; t++)
        s->path[t] = r->path[part][t];
    if (s->path[last] < 0 && all_goals(s, r->file.units))
        s->path[last] = add_up(s->goal, r->file.units);
    if (s->path[last] < 0)
        return no_last_year(r, part);
    for (int t = 0, before = -1; t <= last; t++) {
        if (s->path[t] < 0)
            continue;
        spec.from = before < 0 ? s->base_sum : s->path[before];
        spec.from_year = r->first + before, spec.to_year = r->first + t, spec.to = s->path[t];
        int64_t level[PATH_YEARS + 1];
        PathSpec use = spec;
        use.method = spec.from == 0 || spec.to == 0 ? PATH_LINEAR : spec.method;
        if (t - before > 1)
            TRY(path_make(r->arena, &use, level));
        for (int k = before + 1; k < t; k++)
            s->path[k] = level[k - before];
        s->filled += t - before - 1;
        before = t;
    }
    return NULL;
}

/* ---- methods */

static const int64_t *figure_of(const AllocateRun *r, const AllocateShare *s, AllocateFigure which)
{
    const int64_t *figure[] = {r->file.labour_force, r->file.labour_force, r->file.population, r->file.weight, s->base};
    return figure[which];
}

bool allocate_run_knows(const AllocateRun *r, AllocateFigure which)
{
    const int64_t *figure[] = {r->file.labour_force, r->file.labour_force, r->file.population, r->file.weight,
                               r->file.current[TOTAL]};
    return figure[which] != NULL;
}

static Err *no_figure(const AllocateRun *r, AllocateFigure which)
{
    static const Text words[] = {TEXT_INIT("lực lượng lao động", "the labour force"),
                                 TEXT_INIT("lực lượng lao động", "the labour force"),
                                 TEXT_INIT("dân số", "the population"), TEXT_INIT("trọng số", "weights"),
                                 TEXT_INIT("số hiện có", "current figures")};
    if (r->options)
        return err_next(FAIL(r->arena, BAD_INPUT, "tệp không có cột “%s” mà phương pháp cần; hãy thêm cột",
                             "the file has no column “%s”, which the method needs; add it",
                             allocate_figure_names[which == FIGURE_UNCOVERED ? FIGURE_LABOUR_FORCE : which]),
                        COMMAND("hoặc chọn --figure khác", "or choose another --figure"),
                        PAGE("hoặc chọn cách khác", "or choose another method"));
    Text word = words[which];
    Text text = {
        str_fmt(r->arena, "chưa biết %.*s của các đơn vị; hãy nhập số liệu ấy hoặc chọn phương pháp khác",
                STRF(word.vi)),
        str_fmt(r->arena, "%.*s of the units is not known; take it in or choose another method", STRF(word.en))};
    return err_words(r->arena, text);
}

static Err *find_figure(const AllocateRun *r, const AllocateShare *s, AllocateFigure which, const int64_t **ret)
{
    *ret = figure_of(r, s, which);
    if (!*ret)
        return no_figure(r, which);
    if (which != FIGURE_UNCOVERED)
        return NULL;
    int64_t *uncovered = new (r->arena, int64_t, r->file.units);
    for (ptrdiff_t i = 0; i < r->file.units; i++) {
        int64_t left = r->file.labour_force[i] - r->share[TOTAL].base[i];
        uncovered[i] = left > 0 ? left : 0;
    }
    *ret = uncovered;
    return NULL;
}

static Err *set_methods(AllocateRun *r, AllocateShare *s)
{
    for (int k = 0; k < r->ways; k++) {
        const int64_t *figure;
        TRY(find_figure(r, s, r->way[k].figure, &figure));
        s->method[s->methods++] = (AllocateMethod){r->way[k].level, r->way[k].weight, figure};
    }
    return NULL;
}

/* ---- all of it ------------------------------------------------------------------------------ */

/* "Xã A, Xã B … (+7)": the same in both languages. */
static Str names_of(const AllocateRun *r, const bool *marked)
{
    enum { SPOKEN = 8 };
    Buf out = buf_open(r->arena);
    int spoken = 0;
    for (ptrdiff_t i = 0; i < r->file.units; i++) {
        if (marked[i] && spoken < SPOKEN)
            buf_fmt(&out, "%s%.*s", spoken ? ", " : "", STRF(r->file.name[i]));
        spoken += marked[i];
    }
    if (spoken > SPOKEN)
        buf_fmt(&out, " … (+%d)", spoken - SPOKEN);
    return buf_str(&out);
}

/* Units above their goal stay at it, or are refused: told by name. */
static Err *hold_at_goals(AllocateRun *r)
{
    Arena *arena = r->arena;
    AllocateShare *s = &r->share[TOTAL], *v = &r->share[VOLUNTARY];
    ptrdiff_t held = allocate_hold(r->file.units, s->base, r->voluntary ? v->base : NULL, s->goal,
                                   r->voluntary ? v->goal : NULL, r->held);
    if (held == 0)
        return NULL;
    Str names = names_of(r, r->held);
    Text parts = r->voluntary
                     ? TEXT(" ở tổng số, bắt buộc hoặc tự nguyện", " in total, in compulsory or in voluntary ones")
                     : TEXT("", "");
    int last = r->first + r->years - 1;
    if (!r->hold)
        return err_next(FAIL(arena, BAD_INPUT,
                             "%td đơn vị đã vượt chỉ tiêu %d: %.*s; các năm không được giảm, hãy sửa mục tiêu",
                             "%td units are above their goal of %d: %.*s; years may not fall, correct the goals", held,
                             last, STRF(names)),
                        COMMAND("hoặc dùng --above hold", "or use --above hold"), PAGE("", ""));
    allocate_run_remark(
        r, (Text){str_fmt(arena,
                          "%td đơn vị đã vượt chỉ tiêu %d%.*s: %.*s – phần vượt giữ ở mức chỉ tiêu, tổng số không giảm "
                          "trừ khi đã vượt chỉ tiêu chung",
                          held, last, STRF(parts.vi), STRF(names)),
                  str_fmt(arena,
                          "%td units are above their goal of %d%.*s: %.*s – what is above stays at the goal; a total "
                          "falls only where it is above its own goal",
                          held, last, STRF(parts.en), STRF(names))});
    return NULL;
}

static void take_known_path(AllocateRun *r, int part)
{
    for (int t = 0; r->known && t < r->years; t++)
        if (r->path[part][t] < 0)
            r->path[part][t] = r->known->path[part][t];
}

static void say_filled(AllocateRun *r, int part)
{
    const AllocateShare *s = &r->share[part];
    if (s->filled == 0 || !r->known)
        return;
    Arena *arena = r->arena;
    bool cut = add_up(s->had, r->file.units) != s->base_sum;
    Str vi = part ? S("tự nguyện") : S("tổng số"), en = part ? S("voluntary ones") : S("total");
    int last = r->first + r->years - 1;
    int64_t goal = s->path[r->years - 1];
    allocate_run_remark(
        r,
        (Text){str_fmt(arena,
                       "Chưa có văn bản giao đủ từng năm cho %.*s: lộ trình tính từ %.*s (%.*s%s) đến %.*s (năm %d)",
                       STRF(vi), STRF(vn_int(arena, s->base_sum)), STRF(period_show(arena, r->base)),
                       cut ? ", không kể phần đã vượt chỉ tiêu" : "", STRF(vn_int(arena, goal)), last),
               str_fmt(arena,
                       "No document gives each year of the %.*s: the path is computed from %.*s (%.*s%s) to %.*s (%d)",
                       STRF(en), STRF(vn_int_in(arena, LANG_EN, s->base_sum)), STRF(period_text(arena, r->base)),
                       cut ? ", without what is above the goals" : "", STRF(vn_int_in(arena, LANG_EN, goal)), last)});
}

static Err *open_share(AllocateRun *r, int part)
{
    AllocateShare *s = &r->share[part];
    s->goal = r->file.goal[part];
    s->lower = r->file.lower[part];
    s->upper = r->file.upper[part];
    take_known_path(r, part);
    TRY(settle_goals(r, part));
    TRY(set_base(r, part));
    s->had = new (r->arena, int64_t, r->file.units);
    for (ptrdiff_t i = 0; i < r->file.units; i++)
        s->had[i] = s->base[i];
    return NULL;
}

static Err *fill(AllocateRun *r)
{
    int parts = r->voluntary ? PARTS : 1;
    for (int part = 0; part < parts; part++)
        TRY(open_share(r, part));
    r->held = new (r->arena, bool, r->file.units);
    TRY(hold_at_goals(r));
    for (int part = 0; part < parts; part++) {
        r->share[part].base_sum = add_up(r->share[part].base, r->file.units);
        TRY(fill_path(r, part));
        TRY(set_methods(r, &r->share[part]));
        say_filled(r, part);
    }
    return NULL;
}

static PairDemand demand_of(const AllocateRun *r)
{
    PairDemand d = {.units = r->file.units,
                    .years = r->years,
                    .first_year = r->first,
                    .code = r->file.code,
                    .name = r->file.name,
                    .voluntary = r->voluntary,
                    .round = r->round};
    for (int part = 0; part < PARTS; part++) {
        const AllocateShare *s = &r->share[part];
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

/* ---- what came of it ---------------------------------------------------------------------------- */

static void say_round(AllocateRun *r, int part)
{
    const AllocateTable *table = &r->result.table[part];
    Text name = r->result.name[part];
    if (table->round == r->round)
        return;
    allocate_run_remark(r,
                        (Text){str_fmt(r->arena, "%.*s: đơn vị làm tròn %lld không giữ được các tổng và cận; dùng %lld",
                                       STRF(name.vi), (long long)r->round, (long long)table->round),
                               str_fmt(r->arena, "%.*s: the rounding unit %lld cannot keep sums and bounds; using %lld",
                                       STRF(name.en), (long long)r->round, (long long)table->round)});
}

int64_t allocate_run_level(const AllocateRun *r, int part, ptrdiff_t unit, int year)
{
    ptrdiff_t at = unit * r->years + year;
    int64_t level = r->result.table[part].level[at];
    return part == TOTAL && r->voluntary ? level + r->result.table[VOLUNTARY].level[at] : level;
}

/* A bound that nobody wrote: what the total's bound leaves this scheme. */
static bool derived(const AllocateRun *r, const AllocateConflict *c)
{
    if (!r->voluntary || c->unit < 0 || c->year == 0 || (c->bound != ALLOCATE_MIN && c->bound != ALLOCATE_MAX))
        return false;
    const AllocateShare *v = &r->share[VOLUNTARY];
    const int64_t *own = c->most ? v->upper : v->lower;
    return own[c->unit * r->years + c->year - r->first] != c->value;
}

/* With what an official should know besides: bounds that follow from the total's, and what is not proved. */
Text allocate_run_why(const AllocateRun *r)
{
    const AllocateResult *result = &r->result.refused;
    bool any = false;
    for (ptrdiff_t k = 0; k < result->conflicts; k++)
        any = any || derived(r, &result->conflict[k]);
    Text from = any ? TEXT(" (Cận của từng loại tính từ cận của tổng số trừ phần của loại kia.)",
                           " (Bounds of one scheme are the total's less the other scheme's part.)")
                    : TEXT("", "");
    Text doubt =
        r->result.proved
            ? TEXT("", "")
            : TEXT(" Đã thử nhiều cách chia hai loại, chưa chứng minh được là không thể: hãy nới một cận nêu trên "
                   "hoặc đặt cận riêng cho tự nguyện.",
                   " Several ways to share both schemes were tried; it is not proved impossible: relax one of "
                   "these bounds or give the voluntary ones bounds of their own.");
    return (Text){str_fmt(r->arena, "%.*s%.*s%.*s", STRF(result->why.vi), STRF(from.vi), STRF(doubt.vi)),
                  str_fmt(r->arena, "%.*s%.*s%.*s", STRF(result->why.en), STRF(from.en), STRF(doubt.en))};
}

Str allocate_run_digest(const AllocateRun *r, Arena *arena)
{
    Buf all = buf_open(arena);
    buf_fmt(&all, "%d %d %d\n", r->first, r->years, r->voluntary);
    if (!r->result.done)
        buf_add(&all, r->result.refused.why.en);
    for (ptrdiff_t i = 0; i < r->file.units && r->result.done; i++) {
        buf_fmt(&all, "%.*s", STRF(r->file.code[i]));
        for (int part = 0; part <= r->voluntary; part++) {
            buf_fmt(&all, " %lld", (long long)r->share[part].had[i]);
            for (int t = 0; t < r->years; t++)
                buf_fmt(&all, " %lld", (long long)allocate_run_level(r, part, i, t));
        }
        buf_byte(&all, '\n');
    }
    return import_digest(arena, buf_str(&all));
}

AllocateSave allocate_run_save(const AllocateRun *r, Arena *arena)
{
    int64_t *total = new (arena, int64_t, r->file.units * r->years);
    for (ptrdiff_t i = 0; i < r->file.units; i++)
        for (int t = 0; t < r->years; t++)
            total[i * r->years + t] = allocate_run_level(r, TOTAL, i, t);
    const Unit *parent = &r->known->parent;
    return (AllocateSave){.province = parent->province,
                          .parent = parent->code,
                          .parent_name = parent->full_name,
                          .first_year = r->first,
                          .years = r->years,
                          .units = r->file.units,
                          .code = r->file.code,
                          .name = r->file.name,
                          .total = total,
                          .voluntary = r->voluntary ? r->result.table[VOLUNTARY].level : NULL,
                          .path_total = r->share[TOTAL].path,
                          .path_voluntary = r->share[VOLUNTARY].path,
                          .floor = {r->known->floor[TOTAL], r->known->floor[VOLUNTARY]}};
}

Err *allocate_run(AllocateRun *r)
{
    TRY(fill(r));
    PairDemand demand = demand_of(r);
    TRY(pair_allocate(r->arena, &demand, &r->result));
    for (int part = 0; part <= r->voluntary && r->result.done; part++)
        say_round(r, part);
    return NULL;
}

AllocateRun allocate_run_open(Arena *arena, int first_year, int years)
{
    AllocateRun r = {.arena = arena,
                     .first = first_year,
                     .years = years,
                     .base_year = first_year - 1,
                     .from = {-1, -1},
                     .curve = {.method = PATH_GEOMETRIC, .round = 1, .shape = 6000},
                     .hold = true,
                     .round = 1};
    for (int part = 0; part < PARTS; part++)
        for (int t = 0; t < FLOW_YEARS; t++)
            r.path[part][t] = -1;
    return r;
}
