#include "plan/flow.h"

#include "plan/wide.h"
#include <assert.h>
#include <string.h>

enum { COLUMNS = FLOW_YEARS + 1 };
#define NO_WAY ((int64_t)1 << 60)
#define PRICE_MAX ((int64_t)1 << 50)
#define PRICE_UNIT ((int64_t)1 << 32)               /* the chi-square price of once the ideal */
#define GAIN_LEAST ((int64_t)1 << (FLOW_POINT - 6)) /* a smaller ideal gain counts as 1/64 person */

/* The tree: node k has the children 2k and 2k+1; for each pair of columns it holds the price
 * of the cheapest unit below it and which unit that is (the first in order among equals). */
typedef struct Search {
    const Flow *flow;
    int columns, pairs;
    int64_t step;    /* of this phase: flow->step times a power of four */
    int64_t *level;  /* units × years */
    int64_t *factor; /* units × years: PRICE_UNIT / ideal gain */
    int64_t excess[COLUMNS];
    ptrdiff_t leaves;
    int64_t *price; /* node × pair */
    int32_t *unit;
} Search;

typedef struct Walk { /* columns passed, from first to last */
    int column[COLUMNS + 2];
    int arcs;
} Walk;

/* ---- prices ------------------------------------------------------------------------ */

static int64_t ideal_gain(const Flow *flow, ptrdiff_t i, int t)
{
    const int64_t *ideal = flow->ideal + i * flow->years;
    return ideal[t] - (t ? ideal[t - 1] : flow->base[i] << FLOW_POINT);
}

static int64_t gain_factor(const Flow *flow, ptrdiff_t i, int t)
{
    int64_t gain = ideal_gain(flow, i, t);
    return (PRICE_UNIT << FLOW_POINT) / (gain < GAIN_LEAST ? GAIN_LEAST : gain);
}

static int64_t cut_price(Wide price)
{
    return (int64_t)(price > PRICE_MAX ? PRICE_MAX : price < -PRICE_MAX ? -PRICE_MAX : price);
}

static int64_t level_price(int64_t level, int64_t step, int64_t ideal)
{
    return cut_price(2 * (((Wide)level << FLOW_POINT) - ideal) + ((Wide)step << FLOW_POINT));
}

static int64_t gain_price(int64_t gain, int64_t step, int64_t factor)
{
    return cut_price((Wide)(2 * gain + step) * factor - 2 * PRICE_UNIT);
}

int64_t flow_price(const Flow *flow, ptrdiff_t unit, int year, int64_t at)
{
    if (flow->near_levels)
        return level_price(at, flow->step, flow->ideal[unit * flow->years + year]);
    return gain_price(at, flow->step, gain_factor(flow, unit, year));
}

/* ---- one unit: what each exchange between two columns would cost ---------------------- */

typedef struct Moves { /* one step more or less; NO_WAY where a bound forbids it */
    int64_t gain_up[COLUMNS], gain_down[COLUMNS], level_up[COLUMNS], level_down[COLUMNS];
} Moves;

static void moves_of(const Search *s, ptrdiff_t i, Moves *m)
{
    const Flow *f = s->flow;
    const int64_t *level = s->level + i * f->years;
    int64_t step = s->step, before = f->base[i];
    for (int t = 0; t < f->years; t++) {
        ptrdiff_t at = i * f->years + t;
        int64_t gain = level[t] - before, least = f->rise_lower ? f->rise_lower[at] : 0;
        int64_t most = f->rise_upper ? f->rise_upper[at] : INT64_MAX;
        bool near = f->near_levels;
        m->gain_up[t] = gain + step > most ? NO_WAY : near ? 0 : gain_price(gain, step, s->factor[at]);
        m->gain_down[t] = gain - step < least ? NO_WAY : near ? 0 : -gain_price(gain - step, step, s->factor[at]);
        m->level_up[t] = level[t] + step > f->upper[at] ? NO_WAY : near ? level_price(level[t], step, f->ideal[at]) : 0;
        m->level_down[t] = level[t] - step < f->lower[at] ? NO_WAY
                           : near                         ? -level_price(level[t] - step, step, f->ideal[at])
                                                          : 0;
        before = level[t];
    }
    m->gain_up[f->years] = m->gain_down[f->years] = 0; /* slack is bounded by the level of the last year */
}

static int64_t sum(int64_t a, int64_t b)
{
    return a >= NO_WAY || b >= NO_WAY ? NO_WAY : a + b;
}

/* Giving up in column a and taking in b > a lowers the levels a … b-1; b < a raises b … a-1. */
static void price_leaf(Search *s, ptrdiff_t i)
{
    Moves m;
    moves_of(s, i, &m);
    int columns = s->columns;
    int64_t *price = s->price + (s->leaves + i) * s->pairs;
    for (int a = 0; a < columns; a++) {
        price[a * columns + a] = NO_WAY;
        int64_t down = m.gain_down[a], up = m.gain_down[a];
        for (int b = a + 1; b < columns; b++) {
            down = sum(down, m.level_down[b - 1]);
            price[a * columns + b] = sum(down, m.gain_up[b]);
        }
        for (int b = a - 1; b >= 0; b--) {
            up = sum(up, m.level_up[b]);
            price[a * columns + b] = sum(up, m.gain_up[b]);
        }
    }
}

/* ---- the tournament -------------------------------------------------------------------- */

/* True if the winner of the pair at the node is another, or its price. */
static bool play(Search *s, ptrdiff_t node, int pair)
{
    ptrdiff_t at = node * s->pairs + pair, left = 2 * node * s->pairs + pair, right = left + s->pairs;
    ptrdiff_t winner = s->price[right] < s->price[left] ? right : left;
    bool changed = s->price[at] != s->price[winner] || s->unit[at] != s->unit[winner];
    s->price[at] = s->price[winner];
    s->unit[at] = s->unit[winner];
    return changed;
}

static void build(Search *s)
{
    for (ptrdiff_t i = 0; i < s->leaves; i++) {
        int64_t *price = s->price + (s->leaves + i) * s->pairs;
        if (i < s->flow->units)
            price_leaf(s, i);
        for (int p = 0; p < s->pairs; p++) {
            s->unit[(s->leaves + i) * s->pairs + p] = (int32_t)i;
            price[p] = i < s->flow->units ? price[p] : NO_WAY;
        }
    }
    for (ptrdiff_t node = s->leaves - 1; node >= 1; node--)
        for (int p = 0; p < s->pairs; p++)
            play(s, node, p);
}

/* Climbs with those pairs only whose winner changes. */
static void refresh(Search *s, ptrdiff_t i)
{
    int16_t open[COLUMNS * COLUMNS];
    int count = 0;
    price_leaf(s, i);
    for (int p = 0; p < s->pairs; p++)
        open[count++] = (int16_t)p;
    for (ptrdiff_t node = (s->leaves + i) / 2; node >= 1 && count > 0; node /= 2) {
        int still = 0;
        for (int k = 0; k < count; k++)
            if (play(s, node, open[k]))
                open[still++] = open[k];
        count = still;
    }
}

/* Sends one step along the walk; the units are those that the tree named before the first change. */
static void send(Search *s, const Walk *walk)
{
    int years = s->flow->years;
    int32_t unit[COLUMNS + 2];
    for (int k = 0; k < walk->arcs; k++)
        unit[k] = s->unit[s->pairs + walk->column[k] * s->columns + walk->column[k + 1]];
    for (int k = 0; k < walk->arcs; k++) {
        int a = walk->column[k], b = walk->column[k + 1];
        int64_t *level = s->level + (ptrdiff_t)unit[k] * years;
        for (int t = a; t < b; t++)
            level[t] -= s->step;
        for (int t = b; t < a; t++)
            level[t] += s->step;
        s->excess[a] -= s->step;
        s->excess[b] += s->step;
    }
    for (int k = 0; k < walk->arcs; k++)
        refresh(s, unit[k]);
}

/* ---- walks on the graph of columns ---------------------------------------------------------- */

/* The negative cycle with the fewest arcs, the cheapest of those; false if there is none. */
static bool find_cycle(const Search *s, Walk *ret)
{
    static const int fewest = 2;
    int n = s->columns;
    const int64_t *w = s->price + s->pairs;
    int64_t best[COLUMNS + 1][COLUMNS * COLUMNS];
    int8_t via[COLUMNS + 1][COLUMNS * COLUMNS];
    memcpy(best[1], w, sizeof *w * (size_t)(n * n));
    for (int arcs = fewest; arcs <= n; arcs++) {
        int at = -1;
        for (int a = 0; a < n; a++) {
            for (int b = 0; b < n; b++) {
                int64_t least = NO_WAY;
                for (int k = 0; k < n; k++) {
                    int64_t price = sum(best[arcs - 1][a * n + k], w[k * n + b]);
                    if (price < least) {
                        least = price;
                        via[arcs][a * n + b] = (int8_t)k;
                    }
                }
                best[arcs][a * n + b] = least;
            }
            if (best[arcs][a * n + a] < 0 && (at < 0 || best[arcs][a * n + a] < best[arcs][at * n + at]))
                at = a;
        }
        if (at < 0)
            continue;
        *ret = (Walk){.arcs = arcs};
        ret->column[arcs] = at;
        for (int k = arcs; k > 1; k--)
            ret->column[k - 1] = via[k][at * n + ret->column[k]];
        ret->column[0] = at;
        return true;
    }
    return false;
}

/* The cheapest path from a column with too much to one with too little, the one with the fewest
 * arcs among equals.  When there is none, reached (if given) tells what the first can reach. */
static bool find_path(const Search *s, Walk *ret, bool *reached)
{
    int n = s->columns, best_arcs = -1, best_end = -1;
    const int64_t *w = s->price + s->pairs;
    int64_t dist[COLUMNS][COLUMNS];
    int8_t from[COLUMNS][COLUMNS];
    for (int c = 0; c < n; c++)
        dist[0][c] = s->excess[c] >= s->step ? 0 : NO_WAY;
    for (int arcs = 0; arcs < n; arcs++) {
        for (int b = 0; arcs > 0 && b < n; b++) {
            dist[arcs][b] = NO_WAY;
            for (int a = 0; a < n; a++) {
                int64_t price = sum(dist[arcs - 1][a], w[a * n + b]);
                if (price < dist[arcs][b]) {
                    dist[arcs][b] = price;
                    from[arcs][b] = (int8_t)a;
                }
            }
        }
        for (int c = 0; c < n; c++) {
            if (reached && dist[arcs][c] < NO_WAY)
                reached[c] = true;
            bool wants = s->excess[c] <= -s->step && dist[arcs][c] < NO_WAY;
            if (wants && (best_end < 0 || dist[arcs][c] < dist[best_arcs][best_end])) {
                best_arcs = arcs;
                best_end = c;
            }
        }
    }
    if (best_end < 0)
        return false;
    *ret = (Walk){.arcs = best_arcs};
    ret->column[best_arcs] = best_end;
    for (int k = best_arcs; k > 0; k--)
        ret->column[k - 1] = from[k][ret->column[k]];
    return true;
}

/* ---- start and phases ---------------------------------------------------------------------------- */

static int64_t align_up(int64_t value, int64_t residue, int64_t step)
{
    return (int64_t)(-wide_floor_div(-((Wide)value - residue), step) * step) + residue;
}

static int64_t align_down(int64_t value, int64_t residue, int64_t step)
{
    return (int64_t)(wide_floor_div((Wide)value - residue, step) * step) + residue;
}

ptrdiff_t flow_tighten(const Flow *flow, const int64_t *residue, int64_t *lower, int64_t *upper)
{
    int years = flow->years;
    for (ptrdiff_t i = 0; i < flow->units; i++) {
        ptrdiff_t row = i * years;
        int64_t low = flow->base[i], high = flow->base[i];
        for (ptrdiff_t at = row; at < row + years; at++) {
            low += flow->rise_lower ? flow->rise_lower[at] : 0;
            high = flow->rise_upper ? high + flow->rise_upper[at] : FLOW_FREE;
            low = align_up(lower[at] > low ? lower[at] : low, residue[at], flow->step);
            high = align_down(upper[at] < high ? upper[at] : high, residue[at], flow->step);
            lower[at] = low;
            upper[at] = high;
        }
        for (ptrdiff_t at = row + years - 2; at >= row; at--) {
            int64_t most = upper[at + 1] - (flow->rise_lower ? flow->rise_lower[at + 1] : 0);
            int64_t least = flow->rise_upper ? lower[at + 1] - flow->rise_upper[at + 1] : lower[at];
            upper[at] = align_down(upper[at] < most ? upper[at] : most, residue[at], flow->step);
            lower[at] = align_up(lower[at] > least ? lower[at] : least, residue[at], flow->step);
        }
        for (ptrdiff_t at = row; at < row + years; at++)
            if (lower[at] > upper[at])
                return i;
    }
    return -1;
}

/* Each chain on its own, as near to its ideal as its bounds allow. */
static void start_levels(Search *s)
{
    const Flow *f = s->flow;
    for (ptrdiff_t i = 0; i < f->units; i++) {
        int64_t before = f->base[i];
        for (int t = 0; t < f->years; t++) {
            ptrdiff_t at = i * f->years + t;
            int64_t least = before + (f->rise_lower ? f->rise_lower[at] : 0), low = f->lower[at], high = f->upper[at];
            int64_t most = f->rise_upper ? before + f->rise_upper[at] : high;
            low = align_up(least > low ? least : low, f->lower[at], f->step);
            high = most < high ? align_down(most, f->upper[at], f->step) : high;
            int64_t near = (int64_t)wide_round_div(f->ideal[at], (Wide)1 << FLOW_POINT);
            near = low + (int64_t)(wide_round_div((Wide)near - low, f->step) * f->step);
            before = s->level[at] = near < low ? low : near > high ? high : near;
        }
    }
}

static void count_excess(Search *s)
{
    const Flow *f = s->flow;
    for (int t = 0; t < f->years; t++) {
        int64_t over = -f->path[t];
        for (ptrdiff_t i = 0; i < f->units; i++)
            over += s->level[i * f->years + t];
        assert(over % f->step == 0);
        s->excess[t] += over; /* levels to gains: this year's surplus less last year's */
        s->excess[t + 1] -= over;
    }
}

static Search search_open(const Flow *flow, Arena *scratch, int64_t *level)
{
    ptrdiff_t leaves = 1, cells = flow->units * flow->years;
    while (leaves < flow->units)
        leaves *= 2;
    int columns = flow->years + 1;
    Search s = {.flow = flow, .columns = columns, .pairs = columns * columns, .step = flow->step, .level = level};
    s.leaves = leaves;
    s.factor = new (scratch, int64_t, cells);
    s.price = new (scratch, int64_t, 2 * leaves * s.pairs);
    s.unit = new (scratch, int32_t, 2 * leaves * s.pairs);
    for (ptrdiff_t i = 0; i < flow->units && !flow->near_levels; i++)
        for (int t = 0; t < flow->years; t++)
            s.factor[i * flow->years + t] = gain_factor(flow, i, t);
    return s;
}

static int64_t first_step(const Search *s)
{
    int64_t most = 0, step = s->flow->step;
    for (int c = 0; c < s->columns; c++)
        most = s->excess[c] > most ? s->excess[c] : most;
    while (step < most / s->flow->units && step < s->flow->step << 20)
        step *= 4;
    return step;
}

bool flow_solve(const Flow *flow, Arena scratch, int64_t *ret_level, FlowCut *ret_cut)
{
    assert(flow->units > 0 && flow->years > 0 && flow->years <= FLOW_YEARS && flow->step > 0);
    Search s = search_open(flow, &scratch, ret_level);
    start_levels(&s);
    count_excess(&s);
    Walk walk;
    for (s.step = first_step(&s);; s.step /= 4) {
        build(&s);
        while (find_cycle(&s, &walk))
            send(&s, &walk);
        while (find_path(&s, &walk, NULL))
            send(&s, &walk);
        if (s.step == flow->step)
            break;
    }
    bool solved = true;
    for (int c = 0; c < s.columns; c++)
        solved = solved && s.excess[c] == 0;
    *ret_cut = (FlowCut){0};
    if (!solved)
        find_path(&s, &walk, ret_cut->year);
    return solved;
}
