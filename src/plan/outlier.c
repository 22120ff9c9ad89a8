/* Figures that stand out from the rest: a robust z-score of the logarithm of a
 * ratio.  Standing out is no fault; it is a reason to look again. */
#include "plan/check_internal.h"

#include <math.h>
#include <stdlib.h>

enum { FEW_ROWS = 20 };

typedef struct Ratio {
    const char *code;
    Str numerator, denominator; /* denominator {0}: the unit's population */
    const char *vi, *en;
} Ratio;

static const Ratio ratios[] = {
    {"outlier-per-population",
     {"participants_total", 18},
     {0},
     "%.*s: số người tham gia bằng {ratio}%% dân số, trong khi trung vị của các đơn vị là {median}%%",
     "%.*s: participants are {ratio}%% of the population, where the median of the units is {median}%%"},
    {"outlier-voluntary-share",
     {"participants_voluntary", 22},
     {"participants_total", 18},
     "%.*s: phần tự nguyện chiếm {ratio}%% chỉ tiêu chung, trong khi trung vị của các đơn vị là {median}%%",
     "%.*s: the voluntary part is {ratio}%% of the total, where the median of the units is {median}%%"},
};

static const Unit *unit_of(const Check *c, const PlanRow *row)
{
    Str code = check_meant(row);
    for (ptrdiff_t u = 0; code.len > 0 && u < c->units.count; u++)
        if (str_eq(c->units.unit[u].code, code))
            return &c->units.unit[u];
    return NULL;
}

static double log_ratio(const Check *c, const PlanRow *row, ptrdiff_t num, ptrdiff_t den)
{
    if (!row->figure[num].given || row->figure[num].value <= 0)
        return NAN;
    int64_t below = 0;
    if (den >= 0) {
        below = row->figure[den].given ? row->figure[den].value : 0;
    } else {
        const Unit *unit = unit_of(c, row);
        below = unit ? unit->population : 0;
    }
    return below > 0 ? log((double)row->figure[num].value / (double)below) : NAN;
}

static int cmp_double(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median(double *x, ptrdiff_t n)
{
    qsort(x, (size_t)n, sizeof *x, cmp_double);
    return n % 2 ? x[n / 2] : (x[n / 2 - 1] + x[n / 2]) / 2;
}

static int64_t in_percent(double log_of_ratio)
{
    return llround(exp(log_of_ratio) * 1000); /* of a percent, one decimal */
}

/* Iglewicz and Hoaglin (1993): |0.6745 (x − median) / MAD| > 3.5. */
static void check_ratio(Check *c, const Ratio *ratio, ptrdiff_t num, ptrdiff_t den)
{
    ptrdiff_t n = 0, rows = c->plan->rows;
    double *x = new (c->arena, double, rows), *sorted = new (c->arena, double, rows);
    for (ptrdiff_t i = 0; i < rows; i++) {
        x[i] = log_ratio(c, &c->plan->row[i], num, den);
        if (!isnan(x[i]))
            sorted[n++] = x[i];
    }
    if (n < FEW_ROWS)
        return;
    double middle = median(sorted, n);
    for (ptrdiff_t i = 0; i < n; i++)
        sorted[i] = fabs(sorted[i] - middle);
    double spread = median(sorted, n);
    for (ptrdiff_t i = 0; i < rows && spread > 0; i++) {
        const PlanRow *row = &c->plan->row[i];
        if (isnan(x[i]) || fabs(0.6745 * (x[i] - middle) / spread) <= 3.5)
            continue;
        Finding *f = check_report(c, ratio->code, SEVERITY_NOTICE, row->figure[num].place);
        check_number(f, "value", row->figure[num].value, 0);
        check_number(f, "ratio", in_percent(x[i]), 1);
        check_number(f, "median", in_percent(middle), 1);
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral" /* both texts stand in the table above */
        check_say(c, f, ratio->vi, ratio->en, STRF(row->written));
#pragma GCC diagnostic pop
        check_advise(c, f, "Xem lại con số; nếu đúng (khu công nghiệp, dân số chưa chắc) thì không cần sửa",
                     "Look at the figure again; if it is right (industrial zone, doubtful population), leave it");
    }
}

void check_outliers(Check *c)
{
    for (ptrdiff_t k = 0; k < c->plan->columns; k++)
        for (int i = 0; i < COUNTOF(ratios); i++) {
            const Ratio *ratio = &ratios[i];
            ptrdiff_t den = check_column(c->plan, ratio->denominator, c->plan->column[k].year);
            if (str_eq(c->plan->column[k].indicator, ratio->numerator) && (den >= 0 || ratio->denominator.len == 0))
                check_ratio(c, ratio, k, den);
        }
}
