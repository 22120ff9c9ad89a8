/* Why a demand cannot be met, in few bounds.
 *
 * A chain that is impossible holds a lower bound above an upper bound of the same or a later year:
 * these two are the conflict.  Otherwise the flow left a set of years R with more gains than the
 * parent has; years that are not needed for that are left out.  Let a run be consecutive years j … k of R; unit i must
 * gain at least
 *
 *     x(k) - x(j-1)  ≥  (highest lower bound up to k) - (lowest upper bound from j-1 on)
 *
 * in it, runs are independent of each other, and the sum over the units exceeds the parent's gain in
 * R.  The units that force most are taken until the sum exceeds it: no smaller set of units of this cut does, and
 * without any one of them the cut is no conflict.  Where the slack of the last year belongs to R, the
 * same is said of the other years from above: units cannot take up what the parent has. */
#include "plan/allocate_internal.h"

#include <stdlib.h>
#include <string.h>

Named scheme_low(const Scheme *s, ptrdiff_t unit, int year)
{
    ptrdiff_t at = unit * s->years + year;
    Named own = {s->max[at] == s->min[at] ? ALLOCATE_FIXED : ALLOCATE_MIN, year, s->min[at], false};
    if (year == s->years - 1 && s->goal[unit] >= 0 && s->goal[unit] >= own.value)
        return (Named){ALLOCATE_GOAL, year, s->goal[unit], false};
    return own.value > s->base[unit] ? own : (Named){ALLOCATE_BASE, -1, s->base[unit], false};
}

Named scheme_high(const Scheme *s, ptrdiff_t unit, int year)
{
    ptrdiff_t at = unit * s->years + year;
    Named own = {s->max[at] == s->min[at] ? ALLOCATE_FIXED : ALLOCATE_MAX, year,
                 s->max[at] < 0 ? FLOW_FREE : s->max[at], true};
    if (year == s->years - 1 && s->goal[unit] >= 0 && s->goal[unit] <= own.value)
        return (Named){ALLOCATE_GOAL, year, s->goal[unit], true};
    return own;
}

/* The bound that decides the least and the most a unit can have in a year; year -1 is the base. */
static Named lowest(const Scheme *s, ptrdiff_t unit, int year)
{
    Named best = {ALLOCATE_BASE, -1, s->base[unit], false};
    for (int t = 0; t <= year; t++) {
        Named low = scheme_low(s, unit, t);
        best = low.value > best.value ? low : best;
    }
    return best;
}

static Named highest(const Scheme *s, ptrdiff_t unit, int year)
{
    if (year < 0)
        return (Named){ALLOCATE_BASE, -1, s->base[unit], false};
    Named best = scheme_high(s, unit, year);
    for (int t = year + 1; t < s->years; t++) {
        Named high = scheme_high(s, unit, t);
        best = high.value < best.value ? high : best;
    }
    return best;
}

static void add(ConflictList *list, ptrdiff_t unit, Named named, int64_t gain)
{
    for (ptrdiff_t k = list->count - 1; k >= 0 && list->item[k].unit == unit; k--)
        if (list->item[k].named.year == named.year && list->item[k].named.bound == named.bound)
            return;
    list->item[list->count++] = (Conflict){unit, named, gain};
}

ConflictList conflict_unit(const Scheme *s, Arena *arena, ptrdiff_t unit)
{
    ConflictList list = {.item = new (arena, Conflict, 2)};
    for (int t = 0; t < s->years; t++) {
        Named low = lowest(s, unit, t), high = scheme_high(s, unit, t);
        if (low.value <= high.value)
            continue;
        if (s->base[unit] > high.value) /* the base alone says it */
            low = (Named){ALLOCATE_BASE, -1, s->base[unit], false};
        list.needed = low.value;
        list.available = high.value;
        add(&list, unit, low, 0);
        add(&list, unit, high, 0);
        break;
    }
    return list;
}

/* Calls for each run of the marked years: its last year and the year before its first. */
static int next_run(const bool *year, int years, int from, int *ret_before)
{
    while (from < years && !year[from])
        from++;
    if (from >= years)
        return -1;
    *ret_before = from - 1;
    while (from + 1 < years && year[from + 1])
        from++;
    return from;
}

/* What a unit must gain (or can at most) in the marked years. */
static int64_t unit_gain(const Scheme *s, ptrdiff_t unit, const ConflictList *list)
{
    int64_t gain = 0;
    for (int before, last = next_run(list->year, s->years, 0, &before); last >= 0;
         last = next_run(list->year, s->years, last + 1, &before)) {
        int64_t run = list->upper ? highest(s, unit, last).value - lowest(s, unit, before).value
                                  : lowest(s, unit, last).value - highest(s, unit, before).value;
        gain += run > 0 ? run : 0;
    }
    return gain;
}

static void add_unit(const Scheme *s, ConflictList *list, ptrdiff_t unit, int64_t gain)
{
    for (int before, last = next_run(list->year, s->years, 0, &before); last >= 0;
         last = next_run(list->year, s->years, last + 1, &before)) {
        Named end = list->upper ? highest(s, unit, last) : lowest(s, unit, last);
        Named start = list->upper ? lowest(s, unit, before) : highest(s, unit, before);
        if (end.value <= start.value && !list->upper)
            continue;
        add(list, unit, end, gain);
        if (start.bound != ALLOCATE_BASE || start.value > 0)
            add(list, unit, start, gain);
    }
}

static int gain_cmp(const void *pa, const void *pb)
{
    const Conflict *a = pa, *b = pb;
    if (a->gain != b->gain)
        return a->gain > b->gain ? -1 : 1;
    return (a->unit > b->unit) - (a->unit < b->unit);
}

static void add_parent(const Scheme *s, ConflictList *list)
{
    for (int before, last = next_run(list->year, s->years, 0, &before); last >= 0;
         last = next_run(list->year, s->years, last + 1, &before)) {
        int64_t start = before < 0 ? s->base_sum : s->path[before];
        list->available += s->path[last] - start;
        add(list, -1, (Named){ALLOCATE_PATH, last, s->path[last], false}, 0);
        if (before >= 0)
            add(list, -1, (Named){ALLOCATE_PATH, before, start, false}, 0);
        else if (start > 0)
            add(list, -1, (Named){ALLOCATE_BASE, -1, start, false}, 0);
    }
}

static bool exceeds(const ConflictList *list)
{
    return list->upper ? list->needed < list->available : list->needed > list->available;
}

/* The bounds of the marked years, as few units as suffice. */
static ConflictList bounds_of(const Scheme *s, Arena *arena, const bool *year, bool upper)
{
    ConflictList list = {.upper = upper};
    memcpy(list.year, year, sizeof list.year);
    list.item = new (arena, Conflict, (s->units + 1) * 2 * s->years + 2);
    add_parent(s, &list);
    Conflict *unit = new (arena, Conflict, s->units);
    for (ptrdiff_t i = 0; i < s->units; i++)
        unit[i] = (Conflict){.unit = i, .gain = unit_gain(s, i, &list)};
    qsort(unit, (size_t)s->units, sizeof *unit, gain_cmp);
    for (ptrdiff_t k = 0; k < s->units && (upper || !exceeds(&list)); k++) {
        list.needed += unit[k].gain;
        add_unit(s, &list, unit[k].unit, unit[k].gain);
    }
    return list;
}

/* Bounds that somebody could relax: what a unit has is a fact. */
static ptrdiff_t demands(const ConflictList *list)
{
    ptrdiff_t count = 0;
    for (ptrdiff_t k = 0; k < list->count; k++)
        count += list->item[k].named.bound != ALLOCATE_BASE;
    return count;
}

static void keep_shorter(ConflictList *best, ConflictList list)
{
    if (exceeds(&list) && demands(&list) < demands(best))
        *best = list;
}

/* The cut itself, or consecutive years in conflict on their own, whichever names the fewest bounds. */
ConflictList conflict_cut(const Scheme *s, Arena *arena, const FlowCut *cut)
{
    bool year[FLOW_YEARS] = {0}, upper = cut->year[s->years];
    for (int t = 0; t < s->years; t++)
        year[t] = cut->year[t] != upper;
    ConflictList best = bounds_of(s, arena, year, upper);
    for (int from = 0; from < s->years; from++) {
        memset(year, 0, sizeof year);
        for (int last = from; last < s->years; last++) {
            year[last] = true;
            keep_shorter(&best, bounds_of(s, arena, year, false));
            keep_shorter(&best, bounds_of(s, arena, year, true));
        }
    }
    return best;
}
