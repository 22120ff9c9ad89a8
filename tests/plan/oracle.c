/* The allocation against GLPK: whether a demand can be met, how good the best table is, and whether a named
 * conflict really is one of which no part is superfluous.  The constraint matrix is a network's, so the
 * simplex method gives the whole-number optimum. */
#include "plan/allocate.h"
#include "plan/random_demand.h"
#include "plan/wide.h"
#include "test.h"

#include <glpk.h>
#include <math.h>

typedef struct Lp {
    glp_prob *lp;
    const RandomDemand *r;
    int gain; /* column of gain (i, t): gain + i · years + t; the level's column follows all gains */
} Lp;

static int gain_column(const Lp *m, ptrdiff_t i, int t)
{
    return (int)(1 + i * m->r->demand.years + t);
}

static int level_column(const Lp *m, ptrdiff_t i, int t)
{
    return (int)(m->r->demand.units * m->r->demand.years) + gain_column(m, i, t);
}

static void row_of(glp_prob *lp, int count, const int *index, const double *value, double right)
{
    int row = glp_add_rows(lp, 1);
    glp_set_row_bnds(lp, row, GLP_FX, right, right);
    glp_set_mat_row(lp, row, count, index, value);
}

/* Gains and levels, tied along each chain; no margin and no bound yet. */
static Lp lp_open(const RandomDemand *r)
{
    Lp m = {.lp = glp_create_prob(), .r = r};
    int years = r->demand.years;
    glp_add_cols(m.lp, (int)(2 * r->demand.units * years));
    for (ptrdiff_t i = 0; i < r->demand.units; i++)
        for (int t = 0; t < years; t++) {
            glp_set_col_bnds(m.lp, gain_column(&m, i, t), GLP_LO, 0, 0);
            glp_set_col_bnds(m.lp, level_column(&m, i, t), GLP_FR, 0, 0);
            int index[] = {0, level_column(&m, i, t), gain_column(&m, i, t), t ? level_column(&m, i, t - 1) : 0};
            double value[] = {0, 1, -1, -1};
            row_of(m.lp, t ? 3 : 2, index, value, t ? 0 : (double)r->scheme.base[i]);
        }
    return m;
}

static void lp_path(Lp *m, int t)
{
    int index[64];
    double value[64];
    for (ptrdiff_t i = 0; i < m->r->demand.units; i++) {
        index[i + 1] = level_column(m, i, t);
        value[i + 1] = 1;
    }
    row_of(m->lp, (int)m->r->demand.units, index, value, (double)m->r->scheme.path[t]);
}

static void lp_bound(Lp *m, ptrdiff_t i, int t, bool lower, bool upper, int64_t at)
{
    int index[] = {0, level_column(m, i, t)};
    double value[] = {0, 1};
    int row = glp_add_rows(m->lp, 1);
    glp_set_row_bnds(m->lp, row, lower && upper ? GLP_FX : lower ? GLP_LO : GLP_UP, (double)at, (double)at);
    glp_set_mat_row(m->lp, row, 1, index, value);
}

static void lp_demand(Lp *m)
{
    const AllocateScheme *s = &m->r->scheme;
    int years = m->r->demand.years;
    for (int t = 0; t < years; t++)
        lp_path(m, t);
    for (ptrdiff_t i = 0; i < m->r->demand.units; i++) {
        for (int t = 0; t < years; t++) {
            if (s->lower[i * years + t] >= 0)
                lp_bound(m, i, t, true, false, s->lower[i * years + t]);
            if (s->upper[i * years + t] >= 0)
                lp_bound(m, i, t, false, true, s->upper[i * years + t]);
        }
        if (s->goal[i] >= 0)
            lp_bound(m, i, years - 1, true, true, s->goal[i]);
    }
}

static bool lp_solve(Lp *m, double *ret_price)
{
    glp_smcp how;
    glp_init_smcp(&how);
    how.msg_lev = GLP_MSG_OFF;
    how.presolve = GLP_ON;
    int failed = glp_simplex(m->lp, &how);
    bool solved = !failed && glp_get_status(m->lp) == GLP_OPT;
    *ret_price = solved ? glp_get_obj_val(m->lp) : 0;
    glp_delete_prob(m->lp);
    return solved;
}

/* ---- the objective -------------------------------------------------------------------- */

static Flow flow_of(const RandomDemand *r, const AllocateTable *table)
{
    return (Flow){.units = r->demand.units,
                  .years = r->demand.years,
                  .step = 1,
                  .base = r->scheme.base,
                  .ideal = table->ideal,
                  .near_levels = !table->bent};
}

static int64_t floor_of(int64_t ideal)
{
    return ideal >> FLOW_POINT;
}

/* The ideal as a fraction: of the last year's, which the table holds exactly, in the parent's rhythm. */
static Wide exact_ideal(const RandomDemand *r, const Flow *flow, ptrdiff_t i, int t, int64_t *ret_whole)
{
    int64_t start = 0, base = flow->base[i] << FLOW_POINT;
    for (ptrdiff_t j = 0; j < flow->units; j++)
        start += flow->base[j];
    int64_t rise = r->scheme.path[flow->years - 1] - start;
    *ret_whole = (rise > 0 ? rise : 1) << FLOW_POINT;
    if (t < 0 || rise == 0)
        return (Wide)base * (rise > 0 ? rise : 1);
    return (Wide)base * rise +
           (Wide)(flow->ideal[i * flow->years + flow->years - 1] - base) * (r->scheme.path[t] - start);
}

/* Next to the ideal: levels and gains within one person of it; the price is linear between its neighbours. */
static void price_levels(Lp *m, const Flow *flow)
{
    for (ptrdiff_t i = 0; i < flow->units; i++)
        for (int t = 0; t < flow->years; t++) {
            int64_t whole, down;
            Wide level = exact_ideal(m->r, flow, i, t, &whole),
                 gain = level - exact_ideal(m->r, flow, i, t - 1, &whole);
            int64_t gain_down = (int64_t)wide_floor_div(gain, whole);
            down = (int64_t)wide_floor_div(level, whole);
            lp_bound(m, i, t, true, false, down);
            lp_bound(m, i, t, false, true, down + (level % whole != 0));
            glp_set_col_bnds(m->lp, gain_column(m, i, t), gain % whole ? GLP_DB : GLP_FX, (double)gain_down,
                             (double)gain_down + 1);
            double price = (double)flow_price(flow, i, t, down) / 0x1p20;
            glp_set_obj_coef(m->lp, level_column(m, i, t), price);
            glp_set_obj_coef(m->lp, 0, glp_get_obj_coef(m->lp, 0) - (double)down * price);
        }
}

/* Bent: the gain of a cell is a sum of unit steps, each with its price. */
static void price_gains(Lp *m, const Flow *flow, int64_t top)
{
    int index[512];
    double value[512];
    for (ptrdiff_t i = 0; i < flow->units; i++)
        for (int t = 0; t < flow->years; t++) {
            int first = glp_add_cols(m->lp, (int)top);
            index[1] = gain_column(m, i, t);
            value[1] = -1;
            for (int k = 0; k < top; k++) {
                glp_set_col_bnds(m->lp, first + k, GLP_DB, 0, 1);
                glp_set_obj_coef(m->lp, first + k, (double)flow_price(flow, i, t, k) / 0x1p32);
                index[k + 2] = first + k;
                value[k + 2] = 1;
            }
            row_of(m->lp, (int)top + 1, index, value, 0);
        }
}

static double own_price(const Flow *flow, const int64_t *level)
{
    double price = 0;
    for (ptrdiff_t i = 0; i < flow->units; i++)
        for (int t = 0; t < flow->years; t++) {
            ptrdiff_t at = i * flow->years + t;
            int64_t down = floor_of(flow->ideal[at]), gain = level[at] - (t ? level[at - 1] : flow->base[i]);
            if (flow->near_levels)
                price += (double)(level[at] - down) * (double)flow_price(flow, i, t, down) / 0x1p20;
            for (int64_t k = 0; !flow->near_levels && k < gain; k++)
                price += (double)flow_price(flow, i, t, k) / 0x1p32;
        }
    return price;
}

TEST(feasibility_and_optimum_agree_with_glpk)
{
    Rng rng = rng_open(20261121);
    int near = 0, bent = 0, refused = 0;
    for (int round = 0; round < 1500; round++) {
        AUTO(arena_close) Arena scratch = arena_open((ptrdiff_t)1 << 30);
        RandomDemand *r = random_demand(&scratch, &rng, 7, 4, round % 2 ? 3 : 9);
        AllocateResult got;
        assert_ok(allocate(&scratch, &r->demand, &got));
        Lp m = lp_open(r);
        lp_demand(&m);
        double best;
        if (!got.table) {
            refused++;
            assert_false(lp_solve(&m, &best));
            continue;
        }
        Flow flow = flow_of(r, got.table);
        int64_t top = 1;
        for (ptrdiff_t at = 0; at < flow.units; at++)
            top = got.table->level[at * flow.years + flow.years - 1] > top
                      ? got.table->level[at * flow.years + flow.years - 1]
                      : top;
        for (int t = 0; t < flow.years; t++)
            top = r->scheme.path[t] > top ? r->scheme.path[t] : top;
        if (flow.near_levels)
            price_levels(&m, &flow);
        else
            price_gains(&m, &flow, top);
        near += flow.near_levels;
        bent += !flow.near_levels;
        assert_true(lp_solve(&m, &best));
        double own = own_price(&flow, got.table->level);
        assert_true(fabs(own - best) <= 1e-6 * (1 + fabs(best)));
    }
    assert_true(near > 300 && bent > 100 && refused > 100);
}

/* Only the named bounds, but one; -1: all of them. */
static bool conflict_holds(const RandomDemand *r, const AllocateResult *got, ptrdiff_t without)
{
    Lp m = lp_open(r);
    for (ptrdiff_t k = 0; k < got->conflicts; k++) {
        const AllocateConflict *c = &got->conflict[k];
        int t = c->year - r->demand.first_year;
        if (k == without || c->bound == ALLOCATE_BASE)
            continue;
        if (c->bound == ALLOCATE_PATH)
            lp_path(&m, t);
        else
            lp_bound(&m, c->unit, t, c->bound != ALLOCATE_MAX, c->bound != ALLOCATE_MIN, c->value);
    }
    double ignored;
    return !lp_solve(&m, &ignored);
}

TEST(the_named_bounds_contradict_each_other_and_none_is_superfluous)
{
    Rng rng = rng_open(66);
    int seen = 0;
    for (int round = 0; round < 60000 && seen < 2000; round++) {
        AUTO(arena_close) Arena scratch = arena_open((ptrdiff_t)1 << 30);
        RandomDemand *r = random_demand(&scratch, &rng, 7, 4, 9);
        AllocateResult got;
        assert_ok(allocate(&scratch, &r->demand, &got));
        if (got.table)
            continue;
        seen++;
        assert_true(conflict_holds(r, &got, -1));
        for (ptrdiff_t k = 0; k < got.conflicts; k++)
            if (got.conflict[k].bound != ALLOCATE_BASE)
                assert_false(conflict_holds(r, &got, k));
    }
    assert_int_equal(seen, 2000);
}

TEST_MAIN
