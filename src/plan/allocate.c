#include "plan/allocate_internal.h"

#include "vn/vn.h"
#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* ---- names ------------------------------------------------------------------------------ */

static const struct {
    const char *code;
    Text text;
} bounds[] = {
    [ALLOCATE_PATH] = {"path", TEXT_INIT("được giao", "is given")},
    [ALLOCATE_BASE] = {"base", TEXT_INIT("đang có", "now has")},
    [ALLOCATE_MIN] = {"min", TEXT_INIT("tối thiểu", "at least")},
    [ALLOCATE_MAX] = {"max", TEXT_INIT("tối đa", "at most")},
    [ALLOCATE_FIXED] = {"fixed", TEXT_INIT("cố định", "fixed at")},
    [ALLOCATE_GOAL] = {"goal", TEXT_INIT("mục tiêu", "goal")},
};

Text allocate_bound_text(AllocateBound bound)
{
    return bounds[bound].text;
}

const char *allocate_bound_code(AllocateBound bound)
{
    return bounds[bound].code;
}

/* ---- into canonical order ------------------------------------------------------------------ */

typedef struct Coded {
    Str code;
    ptrdiff_t at;
} Coded;

static int coded_cmp(const void *pa, const void *pb)
{
    return str_cmp(((const Coded *)pa)->code, ((const Coded *)pb)->code);
}

static Err *canonical(Arena *arena, const AllocateDemand *d, ptrdiff_t **ret)
{
    Coded *coded = new (arena, Coded, d->units);
    for (ptrdiff_t i = 0; i < d->units; i++)
        coded[i] = (Coded){d->code[i], i};
    qsort(coded, (size_t)d->units, sizeof *coded, coded_cmp);
    ptrdiff_t *order = new (arena, ptrdiff_t, d->units);
    for (ptrdiff_t i = 0; i < d->units; i++) {
        order[i] = coded[i].at;
        if (i > 0 && str_eq(coded[i].code, coded[i - 1].code))
            return FAIL(arena, BAD_INPUT, "đơn vị “%.*s” có hai dòng; mỗi đơn vị chỉ được một dòng",
                        "the unit “%.*s” has two rows; each unit may have one", STRF(coded[i].code));
    }
    *ret = order;
    return NULL;
}

/* Figures in canonical order; absent ones are `none`. */
static Err *take(Arena *arena, const AllocateDemand *d, const ptrdiff_t *order, const int64_t *from, int each,
                 int64_t none, int64_t **ret)
{
    int64_t *to = new (arena, int64_t, d->units * each);
    for (ptrdiff_t i = 0; i < d->units; i++)
        for (int t = 0; t < each; t++) {
            int64_t value = from ? from[order[i] * each + t] : none;
            if (value < (none < 0 ? none : 0) || value > FLOW_VALUE_MAX)
                return FAIL(arena, BAD_INPUT, "“%.*s”: số %lld nằm ngoài khoảng từ 0 đến %lld",
                            "“%.*s”: the figure %lld is not between 0 and %lld", STRF(d->name[order[i]]),
                            (long long)value, (long long)FLOW_VALUE_MAX);
            to[i * each + t] = value;
        }
    *ret = to;
    return NULL;
}

static Err *scheme_open(Arena *arena, const AllocateDemand *d, const ptrdiff_t *order, const AllocateScheme *from,
                        Scheme *ret)
{
    Scheme s = {.units = d->units, .years = d->years, .method = from->method, .methods = from->methods};
    TRY(take(arena, d, order, from->base, 1, 0, &s.base));
    TRY(take(arena, d, order, from->goal, 1, -1, &s.goal));
    TRY(take(arena, d, order, from->lower, d->years, -1, &s.min));
    TRY(take(arena, d, order, from->upper, d->years, -1, &s.max));
    s.figure = new (arena, int64_t *, s.methods);
    for (int m = 0; m < s.methods; m++) {
        if (s.method[m].weight < 1 || s.method[m].weight > 1000000)
            return FAIL(arena, BAD_INPUT, "trọng số của một phương pháp phải từ 1 đến %d",
                        "the weight of a method must be between 1 and %d", 1000000);
        TRY(take(arena, d, order, s.method[m].figure, 1, 0, &s.figure[m]));
    }
    s.path = new (arena, int64_t, d->years);
    for (int t = 0; t < d->years; t++) {
        s.path[t] = from->path[t];
        if (s.path[t] < 0 || s.path[t] > FLOW_VALUE_MAX)
            return FAIL(arena, BAD_INPUT, "chỉ tiêu chung %lld nằm ngoài khoảng từ 0 đến %lld",
                        "the parent's figure %lld is not between 0 and %lld", (long long)s.path[t],
                        (long long)FLOW_VALUE_MAX);
    }
    for (ptrdiff_t i = 0; i < s.units; i++) {
        s.base_sum += s.base[i];
        if (s.goal[i] < 0 && s.methods == 0)
            return FAIL(
                arena, BAD_INPUT, "“%.*s” chưa có mục tiêu năm cuối; hãy ghi mục tiêu hoặc chọn phương pháp phân bổ",
                "“%.*s” has no goal of the last year; give the goal or choose a method", STRF(d->name[order[i]]));
    }
    *ret = s;
    return NULL;
}

/* ---- one scheme ------------------------------------------------------------------------------ */

typedef struct Trial { /* one attempt: a flow and its own bounds */
    Flow flow;
    int64_t *residue, *lower, *upper, *rise_lower, *rise_upper;
} Trial;

/* Bounds as demanded, made consistent; the unit whose chain is impossible, or -1. */
static ptrdiff_t scheme_bounds(Scheme *s, Arena *arena)
{
    ptrdiff_t cells = s->units * s->years;
    int64_t *zero = new (arena, int64_t, cells);
    s->lower = new (arena, int64_t, cells);
    s->upper = new (arena, int64_t, cells);
    for (ptrdiff_t at = 0; at < cells; at++) {
        s->lower[at] = scheme_low(s, at / s->years, (int)(at % s->years)).value;
        s->upper[at] = scheme_high(s, at / s->years, (int)(at % s->years)).value;
    }
    Flow flow = {.units = s->units, .years = s->years, .step = 1, .base = s->base};
    return flow_tighten(&flow, zero, s->lower, s->upper);
}

static int64_t ideal_down(const Scheme *s, ptrdiff_t at)
{
    return (int64_t)wide_floor_div(s->ideal[at], s->whole);
}

static Trial trial_open(const Scheme *s, Arena *arena, int64_t step, int64_t *ideal)
{
    ptrdiff_t cells = s->units * s->years;
    Trial t = {.residue = new (arena, int64_t, cells),
               .lower = new (arena, int64_t, cells),
               .upper = new (arena, int64_t, cells),
               .rise_lower = new (arena, int64_t, cells),
               .rise_upper = new (arena, int64_t, cells)};
    memcpy(t.lower, s->lower, sizeof *t.lower * (size_t)cells);
    memcpy(t.upper, s->upper, sizeof *t.upper * (size_t)cells);
    t.flow = (Flow){.units = s->units,
                    .years = s->years,
                    .step = step,
                    .base = s->base,
                    .path = s->path,
                    .lower = t.lower,
                    .upper = t.upper,
                    .ideal = ideal};
    return t;
}

/* What cells are, modulo the rounding unit: 0, or what a narrow cell leaves no choice about, or in the
 * correcting cell of the year what makes the year's sum right.  False where a year has no such cell. */
static bool set_residues(const Scheme *s, Trial *trial)
{
    int64_t step = trial->flow.step;
    for (int t = 0; t < s->years; t++) {
        int64_t off = s->path[t] % step;
        ptrdiff_t best = -1;
        for (ptrdiff_t i = 0; i < s->units; i++) {
            ptrdiff_t at = i * s->years + t;
            int64_t low = s->lower[at], high = s->upper[at], near = ideal_down(s, at);
            near = near < low ? low : near > high ? high : near;
            bool narrow = (low + step - 1) / step * step > high;
            trial->residue[at] = narrow ? near % step : 0;
            off = (off - trial->residue[at] + step) % step;
            if (high - low >= step && (best < 0 || s->ideal[at] > s->ideal[best]))
                best = at;
        }
        if (off > 0 && best < 0)
            return false;
        if (off > 0)
            trial->residue[best] = off;
    }
    return true;
}

/* Every level next to its ideal on the grid; with step 1 every gain too. */
static void keep_near(const Scheme *s, Trial *trial)
{
    int64_t step = trial->flow.step;
    for (ptrdiff_t at = 0; at < s->units * s->years; at++) {
        Wide before = at % s->years ? s->ideal[at - 1] : s->base[at / s->years] * s->whole,
             gain = s->ideal[at] - before;
        int64_t low = ideal_down(s, at);
        bool whole = s->ideal[at] == low * s->whole;
        low -= ((low - trial->residue[at]) % step + step) % step;
        int64_t high = whole && low == ideal_down(s, at) ? low : low + step;
        trial->lower[at] = low > trial->lower[at] ? low : trial->lower[at];
        trial->upper[at] = high < trial->upper[at] ? high : trial->upper[at];
        trial->rise_lower[at] = (int64_t)wide_floor_div(gain, s->whole);
        trial->rise_upper[at] = trial->rise_lower[at] + (gain % s->whole != 0);
    }
    trial->flow.near_levels = true;
    trial->flow.rise_lower = step == 1 ? trial->rise_lower : NULL;
    trial->flow.rise_upper = step == 1 ? trial->rise_upper : NULL;
}

static bool attempt(const Scheme *s, Arena scratch, int64_t step, bool near, int64_t *ideal, int64_t *ret,
                    FlowCut *ret_cut)
{
    Trial trial = trial_open(s, &scratch, step, ideal);
    if (step > 1 && !set_residues(s, &trial))
        return false;
    if (near)
        keep_near(s, &trial);
    if (flow_tighten(&trial.flow, trial.residue, trial.lower, trial.upper) >= 0)
        return false;
    return flow_solve(&trial.flow, scratch, ret, ret_cut);
}

/* Canonical levels into the table, or the conflict. */
static bool scheme_solve(Scheme *s, Arena *arena, int64_t round, int64_t *level, int64_t *ideal, AllocateTable *table,
                         ConflictList *ret_conflict)
{
    ptrdiff_t broken = scheme_bounds(s, arena);
    if (broken >= 0) {
        *ret_conflict = conflict_unit(s, arena, broken);
        return false;
    }
    ideal_fill(s, arena);
    for (ptrdiff_t at = 0; at < s->units * s->years; at++) {
        Wide up = s->ideal[at] % s->whole << FLOW_POINT;
        ideal[at] = ((int64_t)(s->ideal[at] / s->whole) << FLOW_POINT) + (int64_t)(up / s->whole);
    }
    bool fits = ideal_fits(s);
    FlowCut cut = {0};
    for (table->round = round;; table->round = table->round % 10 ? 1 : table->round / 10) {
        table->bent = !fits;
        if (fits && attempt(s, *arena, table->round, true, ideal, level, &cut))
            return true;
        if (attempt(s, *arena, table->round, false, ideal, level, &cut))
            return true;
        if (table->round == 1)
            break;
    }
    *ret_conflict = conflict_cut(s, arena, &cut);
    return false;
}

/* ---- the refusal in a sentence --------------------------------------------------------------- */

enum { SPOKEN = 6 }; /* bounds named in the sentence; the list holds all */

/* Without the unit's name where it was just said. */
static Str bound_words(Arena *arena, const AllocateDemand *d, const AllocateConflict *c, Lang lang, bool same)
{
    Str name = c->unit < 0 ? text_in(lang, TEXT("cấp trên", "the parent")) : d->name[c->unit];
    Str word = text_in(lang, allocate_bound_text(c->bound));
    name = same ? S("") : str_fmt(arena, "%.*s ", STRF(name));
    Str value = vn_int_in(arena, lang, c->value);
    if (c->year == 0)
        return str_fmt(arena, "%.*s%.*s %.*s", STRF(name), STRF(word), STRF(value));
    return str_fmt(arena, lang == LANG_VI ? "%.*s%.*s %.*s (năm %d)" : "%.*s%.*s %.*s (%d)", STRF(name), STRF(word),
                   STRF(value), c->year);
}

static Str join_units(Arena *arena, const AllocateDemand *d, const AllocateResult *r, Lang lang, bool parent)
{
    Buf out = buf_open(arena);
    int spoken = 0, more = 0;
    ptrdiff_t before = -1;
    for (ptrdiff_t k = 0; k < r->conflicts; k++) {
        if ((r->conflict[k].unit < 0) != parent)
            continue;
        if (spoken == SPOKEN) {
            more++;
            continue;
        }
        bool same = parent || r->conflict[k].unit == before;
        before = r->conflict[k].unit;
        const char *join = spoken == 0 ? "" : same ? ", " : " + ";
        Str words = bound_words(arena, d, &r->conflict[k], lang, same && !parent && spoken > 0);
        buf_fmt(&out, "%s%.*s", join, STRF(words));
        spoken++;
    }
    if (more > 0)
        buf_fmt(&out, lang == LANG_VI ? " + %d cận khác" : " + %d other bounds", more);
    return buf_str(&out);
}

static Str sentence(Arena *arena, const AllocateDemand *d, const AllocateResult *r, const ConflictList *c, Lang lang)
{
    bool vi = lang == LANG_VI;
    Str scheme = text_in(lang, d->scheme[r->conflict[0].scheme].name);
    Str units = join_units(arena, d, r, lang, false), parent = join_units(arena, d, r, lang, true);
    Str needed = vn_int_in(arena, lang, c->needed), available = vn_int_in(arena, lang, c->available);
    if (parent.len == 0)
        return str_fmt(
            arena, vi ? "%.*s: các mức không được giảm qua các năm, nhưng %.*s" : "%.*s: years may not fall, but %.*s",
            STRF(scheme), STRF(units));
    if (units.len == 0)
        return str_fmt(arena, vi ? "%.*s: lộ trình chung giảm: %.*s" : "%.*s: the parent's path falls: %.*s",
                       STRF(scheme), STRF(parent));
    if (c->upper)
        return str_fmt(arena,
                       vi ? "%.*s: các đơn vị chỉ tăng được nhiều nhất %.*s (%.*s) < %.*s cần tăng (%.*s)"
                          : "%.*s: the units can gain at most %.*s (%.*s) < %.*s to be gained (%.*s)",
                       STRF(scheme), STRF(needed), STRF(units), STRF(available), STRF(parent));
    return str_fmt(arena,
                   vi ? "%.*s: các đơn vị phải tăng ít nhất %.*s (%.*s) > %.*s được tăng (%.*s)"
                      : "%.*s: the units must gain at least %.*s (%.*s) > %.*s to be gained (%.*s)",
                   STRF(scheme), STRF(needed), STRF(units), STRF(available), STRF(parent));
}

static void refuse(Arena *arena, const AllocateDemand *d, const ptrdiff_t *order, int scheme, const ConflictList *c,
                   AllocateResult *ret)
{
    *ret = (AllocateResult){.conflict = new (arena, AllocateConflict, c->count)};
    for (ptrdiff_t k = 0; k < c->count; k++) {
        const Conflict *from = &c->item[k];
        if (from->named.value >= FLOW_FREE)
            continue;
        int year = from->named.year < 0 ? 0 : d->first_year + from->named.year;
        ptrdiff_t unit = from->unit < 0 ? -1 : order[from->unit];
        ret->conflict[ret->conflicts++] =
            (AllocateConflict){from->named.bound, scheme, year, unit, from->named.value, from->named.most};
    }
    ret->why = (Text){sentence(arena, d, ret, c, LANG_VI), sentence(arena, d, ret, c, LANG_EN)};
}

/* ---- all schemes -------------------------------------------------------------------------------- */

static void give_back(const ptrdiff_t *order, ptrdiff_t units, int years, const int64_t *from, int64_t *to)
{
    for (ptrdiff_t i = 0; i < units; i++)
        memcpy(to + order[i] * years, from + i * years, sizeof *to * (size_t)years);
}

static Err *check_demand(Arena *arena, const AllocateDemand *d)
{
    if (d->units < 1 || d->units > 1000000)
        return FAIL(arena, BAD_INPUT, "cần từ 1 đến %d đơn vị", "1 to %d units are needed", 1000000);
    if (d->years < 1 || d->years > FLOW_YEARS)
        return FAIL(arena, BAD_INPUT, "cần từ 1 đến %d năm", "1 to %d years are needed", FLOW_YEARS);
    if (d->round < 1 || d->round > 1000000)
        return FAIL(arena, BAD_INPUT, "đơn vị làm tròn phải từ 1 đến %d", "the rounding unit must be between 1 and %d",
                    1000000);
    return NULL;
}

Err *allocate(Arena *arena, const AllocateDemand *demand, AllocateResult *ret)
{
    TRY(check_demand(arena, demand));
    ptrdiff_t *order, cells = demand->units * demand->years;
    TRY(canonical(arena, demand, &order));
    AllocateTable *table = new (arena, AllocateTable, demand->schemes);
    for (int k = 0; k < demand->schemes; k++) {
        Scheme s;
        TRY(scheme_open(arena, demand, order, &demand->scheme[k], &s));
        int64_t *level = new (arena, int64_t, cells), *ideal = new (arena, int64_t, cells);
        ConflictList conflict = {0};
        if (!scheme_solve(&s, arena, demand->round, level, ideal, &table[k], &conflict)) {
            refuse(arena, demand, order, k, &conflict, ret);
            return NULL;
        }
        table[k].level = new (arena, int64_t, cells);
        table[k].ideal = new (arena, int64_t, cells);
        give_back(order, demand->units, demand->years, level, table[k].level);
        give_back(order, demand->units, demand->years, ideal, table[k].ideal);
    }
    *ret = (AllocateResult){.table = table};
    return NULL;
}

AllocateDistance allocate_distance(const AllocateTable *table, ptrdiff_t cells_from, ptrdiff_t cells_to)
{
    AllocateDistance d = {0};
    for (ptrdiff_t at = cells_from; at < cells_to; at++) {
        int64_t off = (table->level[at] << FLOW_POINT) - table->ideal[at];
        double size = (double)(off < 0 ? -off : off) / (double)((int64_t)1 << FLOW_POINT);
        d.most = size > d.most ? size : d.most;
        d.mean += size / (double)(cells_to - cells_from);
    }
    return d;
}
