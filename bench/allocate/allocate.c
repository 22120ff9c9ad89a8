/* How long a country takes: 3,321 units × 5 years × 2 schemes on one core, and GLPK on the same tables. */
#include "base/rng.h"
#include "plan/allocate.h"

#include <glpk.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { UNITS = 3321, YEARS = 5, SCHEMES = 2, REPEAT = 9 };

typedef struct Case {
    const char *name;
    bool goals, bounds;
    int64_t round;
} Case;

static double now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

/* Bases of a country's communes, goals 30 to 90% above them, a path that rises in uneven steps. */
static AllocateScheme scheme_of(Arena *arena, Rng *rng, const Case *c, int64_t size, AllocateMethod *method)
{
    int64_t *base = new (arena, int64_t, UNITS), *goal = new (arena, int64_t, UNITS),
            *path = new (arena, int64_t, YEARS);
    int64_t *lower = new (arena, int64_t, UNITS * YEARS), *upper = new (arena, int64_t, UNITS * YEARS);
    int64_t from = 0, to = 0;
    memset(lower, 0xFF, sizeof *lower * UNITS * YEARS);
    memset(upper, 0xFF, sizeof *upper * UNITS * YEARS);
    for (int i = 0; i < UNITS; i++) {
        base[i] = rng_between(rng, size / 10, size);
        int64_t end = base[i] * rng_between(rng, 130, 190) / 100;
        goal[i] = c->goals ? end : -1;
        from += base[i];
        to += end;
        if (c->bounds && rng_below(rng, 5) == 0) /* one in five must not run ahead, one in five must start early */
            upper[i * YEARS + 1] = base[i] + (end - base[i]) / 8;
        else if (c->bounds && rng_below(rng, 4) == 0)
            lower[i * YEARS] = base[i] + (end - base[i]) / 3;
    }
    for (int t = 0; t < YEARS; t++)
        path[t] = from + (to - from) * (t + 1) * (t + 4) / (YEARS * (YEARS + 3));
    *method = (AllocateMethod){false, 1, base};
    return (AllocateScheme){TEXT("bảng", "table"), base, path, goal, lower, upper, method, 1};
}

static double glpk_ms(const AllocateDemand *d, const AllocateScheme *s, const AllocateTable *table)
{
    double start = now_ms();
    glp_prob *lp = glp_create_prob();
    glp_term_out(GLP_OFF);
    int *index = calloc(UNITS + 4, sizeof *index);
    double *value = calloc(UNITS + 4, sizeof *value);
    glp_add_cols(lp, UNITS * YEARS);
    glp_add_rows(lp, YEARS + UNITS * (YEARS - 1));
    for (int i = 0; i < UNITS; i++)
        for (int t = 0; t < YEARS; t++) {
            int at = i * YEARS + t;
            int64_t down = table->ideal[at] >> FLOW_POINT;
            bool whole = down << FLOW_POINT == table->ideal[at] || (t == YEARS - 1 && s->goal[i] >= 0);
            glp_set_col_bnds(lp, at + 1, whole ? GLP_FX : GLP_DB, (double)down, (double)down + 1);
            glp_set_obj_coef(lp, at + 1, 1 - 2 * ((double)table->ideal[at] / 0x1p20 - (double)down));
            if (t == 0)
                continue;
            index[1] = at + 1, index[2] = at, value[1] = 1, value[2] = -1;
            glp_set_mat_row(lp, YEARS + i * (YEARS - 1) + t, 2, index, value);
            glp_set_row_bnds(lp, YEARS + i * (YEARS - 1) + t, GLP_LO, 0, 0);
        }
    for (int t = 0; t < YEARS; t++) {
        for (int i = 0; i < UNITS; i++)
            index[i + 1] = i * YEARS + t + 1, value[i + 1] = 1;
        glp_set_mat_row(lp, t + 1, UNITS, index, value);
        glp_set_row_bnds(lp, t + 1, GLP_FX, (double)s->path[t], (double)s->path[t]);
    }
    glp_smcp how;
    glp_init_smcp(&how);
    how.tm_lim = 120000;
    int failed = glp_simplex(lp, &how);
    if (failed || glp_get_status(lp) != GLP_OPT)
        printf("  GLPK: no optimum (status %d)\n", glp_get_status(lp));
    glp_delete_prob(lp);
    free(index);
    free(value);
    (void)d;
    return now_ms() - start;
}

int main(void)
{
    static const Case cases[] = {{"goals given", true, false, 1},
                                 {"goals given, bounds in years between", true, true, 1},
                                 {"shared by growth", false, false, 1},
                                 {"shared by growth, bounds in years between", false, true, 1},
                                 {"shared by growth, rounded to 10", false, false, 10}};
    static char code[UNITS][8];
    static Str codes[UNITS];
    for (int i = 0; i < UNITS; i++)
        codes[i] = (Str){code[i], snprintf(code[i], sizeof code[i], "%05d", i)};
    printf("%d units x %d years x %d schemes, best and worst of %d runs\n", UNITS, YEARS, SCHEMES, REPEAT);
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        Arena arena = arena_open((ptrdiff_t)4 << 30);
        Rng rng = rng_open(c + 1);
        AllocateMethod method[SCHEMES];
        AllocateScheme scheme[SCHEMES];
        for (int s = 0; s < SCHEMES; s++)
            scheme[s] = scheme_of(&arena, &rng, &cases[c], s ? 2000 : 20000, &method[s]);
        AllocateDemand d = {UNITS, YEARS, 2026, codes, codes, scheme, SCHEMES, cases[c].round};
        AllocateResult result = {0};
        double best = 1e9, worst = 0;
        for (int k = 0; k < REPEAT; k++) {
            Arena scratch = arena;
            double start = now_ms();
            if (allocate(&scratch, &d, &result) || !result.table)
                return 1;
            double ms = now_ms() - start;
            best = ms < best ? ms : best;
            worst = ms > worst ? ms : worst;
            if (k == REPEAT - 1)
                printf("%-44s %7.1f ms … %7.1f ms%s\n", cases[c].name, best, worst,
                       result.table->bent ? "  (bent)" : "");
            if (k == REPEAT - 1 && c == 0)
                for (int s = 0; s < SCHEMES; s++)
                    printf("  GLPK simplex, scheme %d: %.0f ms\n", s + 1, glpk_ms(&d, &scheme[s], &result.table[s]));
        }
        arena_close(&arena);
    }
    return 0;
}
