/* Monthly values of a province's communes, out of the cube. */
#include "progress/progress.h"

#include "progress_sql.h"
#include "store/scope.h"
#include <math.h>
#include <stdlib.h>
#include <string.h>

static Err *no_results(Err *err)
{
    return err_next(err,
                    COMMAND("hãy nhập kết quả (baophu fact import) hoặc tạo dữ liệu mô phỏng (baophu generate --load)",
                            "import some (baophu fact import) or generate demonstration data (baophu generate --load)"),
                    PAGE("số liệu hằng tháng được nhập ở trang Nhập liệu hoặc nạp ở Quản trị, mục Nạp dữ liệu",
                         "monthly figures are entered on the page Entry or taken in under Administration, Imports"));
}

Err *progress_only_province(Store *store, Arena *arena, Str *ret)
{
    AUTO(rows_close) Rows rows = {0};
    int count = 0;
    TRY(store_query(store, arena, SQL_PROGRESS_PROVINCES, NO_ARGS, &rows));
    for (bool more; count < 2;) {
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        Str province = rows_text(&rows, arena, 0);
        if (!scope_meets_province(store_scope(store), province))
            continue;
        *ret = province;
        count++;
    }
    if (count == 0)
        return no_results(FAIL(arena, NOT_FOUND, "chưa có số liệu nào", "there are no results yet"));
    if (count > 1)
        return err_next(FAIL(arena, USAGE, "có số liệu của nhiều tỉnh, thành phố; hãy chọn một",
                             "there are results of several provinces; choose one"),
                        COMMAND("ví dụ --province HY", "such as --province HY"),
                        PAGE("ở ô đơn vị đầu trang", "at the head of the page"));
    return NULL;
}

static int month_index(const ProgressHistory *h, Period month)
{
    return period_distance(h->from, month);
}

double progress_value(const ProgressHistory *h, ptrdiff_t unit, Period month)
{
    int at = month_index(h, month);
    return at < 0 || at >= h->months ? NAN : h->value[unit * h->months + at];
}

/* Units by their codes.  Rows come month by month in the order of codes, so the next one is mostly the one meant. */
typedef struct Places {
    const UnitList *list;
    const Unit **by_code;
    ptrdiff_t next;
} Places;

static int by_code(const void *a, const void *b)
{
    return str_cmp((*(const Unit *const *)a)->code, (*(const Unit *const *)b)->code);
}

static Places places_of(Arena *arena, const UnitList *list)
{
    Places p = {list, new (arena, const Unit *, list->count), 0};
    for (ptrdiff_t i = 0; i < list->count; i++)
        p.by_code[i] = &list->unit[i];
    if (list->count > 1)
        qsort(p.by_code, (size_t)list->count, sizeof *p.by_code, by_code);
    return p;
}

static ptrdiff_t find_unit(Places *p, Str code)
{
    ptrdiff_t low = p->next < p->list->count ? p->next : 0, high = p->list->count;
    if (high == 0)
        return -1;
    if (!str_eq(p->by_code[low]->code, code)) {
        for (low = 0; low < high;) {
            ptrdiff_t middle = low + (high - low) / 2;
            if (str_cmp(p->by_code[middle]->code, code) < 0)
                low = middle + 1;
            else
                high = middle;
        }
        if (low == p->list->count || !str_eq(p->by_code[low]->code, code))
            return -1;
    }
    p->next = low + 1;
    return p->by_code[low] - p->list->unit;
}

/* ---- figures read once ------------------------------------------------------------------ */

typedef struct ProgressCounts {
    Str indicator;
    Period to;
    double *value;
    bool simulated;
    struct ProgressCounts *next;
} ProgressCounts;

static const ProgressCounts *remembered(const ProgressMemo *memo, const ProgressHistory *h, Str indicator)
{
    for (const ProgressCounts *c = memo ? memo->first : NULL; c; c = c->next)
        if (str_eq(c->indicator, indicator) && period_cmp(c->to, h->to) == 0)
            return c;
    return NULL;
}

/* A copy, since a history cuts its own. */
static double *copy_of(Arena *arena, const double *value, ptrdiff_t count)
{
    double *copy = new (arena, double, count);
    if (count > 0)
        memcpy(copy, value, (size_t)count * sizeof *copy);
    return copy;
}

static Err *read_counts(Store *store, Arena *arena, ProgressHistory *h, Str indicator, double **ret);

/* units × months values of a counted indicator; NAN where there is none. */
static Err *load_counts(Store *store, Arena *arena, ProgressMemo *memo, ProgressHistory *h, Str indicator, double **ret)
{
    const ProgressCounts *known = remembered(memo, h, indicator);
    bool before = h->simulated;
    if (known) {
        *ret = copy_of(arena, known->value, h->unit.count * h->months);
        h->simulated = h->simulated || known->simulated;
        return NULL;
    }
    h->simulated = false;
    TRY(read_counts(store, arena, h, indicator, ret));
    if (memo) {
        ProgressCounts *counts = new (arena, ProgressCounts, 1);
        *counts = (ProgressCounts){indicator, h->to, copy_of(arena, *ret, h->unit.count * h->months), h->simulated,
                                   memo->first};
        memo->first = counts;
    }
    h->simulated = h->simulated || before;
    return NULL;
}

static Err *read_counts(Store *store, Arena *arena, ProgressHistory *h, Str indicator, double **ret)
{
    FactRow *row;
    ptrdiff_t count;
    double *value = new (arena, double, h->unit.count * h->months);
    for (ptrdiff_t i = 0; i < h->unit.count * h->months; i++)
        value[i] = NAN;
    Arena scratch = *arena; /* the rows are forgotten once their values are in place */
    Err *err =
        fact_series(store, &scratch, h->province.code, indicator, h->base, PERIOD_MONTH, h->from, h->to, &row, &count);
    if (err)
        *arena = scratch; /* its words live there */
    TRY(err);
    Places places = places_of(&scratch, &h->unit);
    for (ptrdiff_t i = 0; i < count; i++) {
        ptrdiff_t found = find_unit(&places, row[i].unit);
        if (found < 0)
            continue; /* the province's own figure, or a village */
        value[found * h->months + month_index(h, row[i].period)] = (double)row[i].value;
        h->simulated = h->simulated || row[i].state == FACT_SIMULATED;
    }
    *ret = value;
    return NULL;
}

/* The denominator of a month is the last one known by then: population and labour force
 * are published once or a few times a year. */
static void carry_forward(double *value, ptrdiff_t units, int months)
{
    for (ptrdiff_t u = 0; u < units; u++)
        for (int t = 1; t < months; t++)
            if (isnan(value[u * months + t]))
                value[u * months + t] = value[u * months + t - 1];
}

/* One fact of the denominator, for its source and date. */
static Err *show_denominator(Store *store, Arena *arena, ProgressHistory *h)
{
    for (ptrdiff_t u = 0; u < h->unit.count; u++) {
        FactKey key = {h->province.code, h->unit.unit[u].code, h->indicator.denominator, h->denominator_last, S(""),
                       h->base};
        bool found;
        TRY(fact_get(store, arena, key, &h->denominator, &found));
        if (found)
            return NULL;
        h->denominator = (Fact){0};
    }
    return NULL;
}

static Err *load_rate(Store *store, Arena *arena, ProgressMemo *memo, ProgressHistory *h)
{
    bool some;
    Indicator denominator;
    TRY(indicator_get(store, arena, h->indicator.denominator, &denominator));
    h->denominator_name = denominator.name;
    TRY(fact_last_period(store, arena, h->province.code, h->indicator.denominator, h->base, PERIOD_MONTH,
                         &h->denominator_last, &some));
    if (some && period_cmp(h->denominator_last, h->to) > 0)
        h->denominator_last = h->to;
    h->no_denominator = !some;
    if (some)
        TRY(show_denominator(store, arena, h));
    TRY(load_counts(store, arena, memo, h, h->indicator.numerator, &h->numerator));
    TRY(load_counts(store, arena, memo, h, h->indicator.denominator, &h->divisor));
    carry_forward(h->divisor, h->unit.count, h->months);
    h->value = new (arena, double, h->unit.count * h->months);
    for (ptrdiff_t i = 0; i < h->unit.count * h->months; i++)
        h->value[i] = h->divisor[i] > 0 ? round(h->numerator[i] * 10000 / h->divisor[i]) : NAN;
    return NULL;
}

/* Nothing before the first month in which anybody reported. */
static void cut_start(ProgressHistory *h)
{
    int first = h->months - 1;
    double *parts[] = {h->value, h->numerator, h->divisor};
    for (ptrdiff_t u = 0; u < h->unit.count; u++)
        for (int t = 0; t < first; t++)
            if (!isnan(h->value[u * h->months + t]))
                first = t;
    int months = h->months - first;
    for (int p = 0; p < COUNTOF(parts); p++)
        for (ptrdiff_t u = 0; parts[p] && u < h->unit.count; u++)
            for (int t = 0; t < months; t++)
                parts[p][u * months + t] = parts[p][u * h->months + first + t];
    h->from = period_add(h->from, first);
    h->months = months;
}

static Err *nothing_known(Arena *arena, const ProgressHistory *h)
{
    Str vi = h->indicator.name.vi, province = h->province.full_name;
    if (h->base == BASE_RESIDENCE)
        return err_next(FAIL(arena, NOT_FOUND, "chưa có số liệu tháng nào về “%.*s” của %.*s theo nơi cư trú",
                             "there are no monthly results on “%.*s” of %.*s by residence", STRF(vi), STRF(province)),
                        COMMAND("bỏ --base để xem theo cơ quan thu", "leave --base out for those by collecting office"),
                        PAGE("hãy chọn “theo cơ quan thu” ở đầu trang", "choose by collecting office above"));
    return no_results(FAIL(arena, NOT_FOUND, "chưa có số liệu tháng nào về “%.*s” của %.*s",
                           "there are no monthly results on “%.*s” of %.*s", STRF(vi), STRF(province)));
}

static Err *find_month(Store *store, Arena *arena, const ProgressAsk *ask, ProgressHistory *h)
{
    bool found = true;
    Str counted = h->indicator.rate ? h->indicator.numerator : h->indicator.code;
    h->to = ask->month;
    if (ask->month.year == 0)
        TRY(fact_last_period(store, arena, h->province.code, counted, h->base, PERIOD_MONTH, &h->to, &found));
    if (!found)
        return nothing_known(arena, h);
    h->months = FORECAST_MONTHS;
    h->from = period_add(h->to, 1 - FORECAST_MONTHS);
    return NULL;
}

Err *progress_check_month(Store *store, Arena *arena, const ProgressAsk *ask, const ProgressHistory *h)
{
    const double *counted = h->indicator.rate ? h->numerator : h->value;
    Period last;
    bool found;
    for (ptrdiff_t u = 0; u < h->unit.count; u++)
        if (ask->month.year == 0 || !isnan(counted[u * h->months + h->months - 1]))
            return NULL;
    TRY(fact_last_period(store, arena, h->province.code, h->indicator.rate ? h->indicator.numerator : h->indicator.code,
                         h->base, PERIOD_MONTH, &last, &found));
    if (found && !h->whole && period_cmp(ask->month, last) <= 0)
        return NULL; /* others have: those within the scope are late */
    Str asked = period_show(arena, ask->month), known = found ? period_text(arena, last) : (Str){0};
    if (!found)
        return no_results(FAIL(arena, NOT_FOUND, "%.*s: chưa có số liệu", "%.*s: there are no results", STRF(asked)));
    Str month = period_show(arena, last);
    return err_next(FAIL(arena, NOT_FOUND, "%.*s: chưa đơn vị nào báo cáo; tháng cuối có số liệu là %.*s",
                         "%.*s: nobody has reported; the last month with results is %.*s", STRF(asked), STRF(month)),
                    COMMAND_OF(arena, "hãy viết: --period %.*s", "write: --period %.*s", STRF(known)),
                    PAGE("hãy chọn tháng ấy ở đầu trang", "choose that month above"));
}

/* Only the communes within the scope. */
static void keep_seen(const Scope *scope, ProgressHistory *h)
{
    ptrdiff_t kept = 0;
    for (ptrdiff_t u = 0; u < h->unit.count; u++)
        if (h->whole || scope_sees(scope, h->province.code, h->unit.unit[u].code))
            h->unit.unit[kept++] = h->unit.unit[u];
    h->unit.count = kept;
}

static Err *find_units(Store *store, Arena *arena, const ProgressAsk *ask, ProgressHistory *h)
{
    ProgressMemo *memo = ask->memo;
    h->whole = scope_sees_province(store_scope(store), ask->province);
    if (memo && memo->province.code.len > 0) {
        h->province = memo->province;
        h->unit = memo->unit;
        return NULL;
    }
    TRY(unit_get(store, arena, ask->province, ask->on, &h->province));
    TRY(unit_children(store, arena, ask->province, ask->on, &h->unit));
    keep_seen(store_scope(store), h);
    if (memo) {
        memo->province = h->province;
        memo->unit = h->unit;
    }
    return NULL;
}

Err *progress_history(Store *store, Arena *arena, const ProgressAsk *ask, ProgressHistory *ret)
{
    ProgressHistory h = {.base = ask->base};
    TRY(indicator_get(store, arena, ask->indicator, &h.indicator));
    TRY(find_units(store, arena, ask, &h));
    h.summed = h.whole || h.unit.count > 1;
    if (!h.whole && h.unit.count == 0)
        return nothing_known(arena, &h); /* as if there were no figures */
    TRY(find_month(store, arena, ask, &h));
    TRY(h.indicator.rate ? load_rate(store, arena, ask->memo, &h)
                         : load_counts(store, arena, ask->memo, &h, h.indicator.code, &h.value));
    cut_start(&h);
    Date until = ask->until.year > 0 ? ask->until : ask->month.year > 0 ? period_last(ask->month) : ask->on;
    h.documents_until = date_iso(arena, until);
    *ret = h;
    return NULL;
}

static bool ever_reported(const ProgressHistory *h, ptrdiff_t unit)
{
    for (int t = 0; t < h->months; t++)
        if (!isnan(h->value[unit * h->months + t]))
            return true;
    return false;
}

ForecastSeries progress_sum(Arena *arena, const ProgressHistory *h)
{
    double *sum = new (arena, double, h->months), *divisor = new (arena, double, h->months);
    for (int t = 0; t < h->months && !h->summed; t++)
        sum[t] = NAN;
    for (ptrdiff_t u = 0; u < h->unit.count && h->summed; u++) {
        if (!ever_reported(h, u))
            continue;
        for (int t = 0; t < h->months; t++) { /* what is missing makes the sum NAN */
            ptrdiff_t at = u * h->months + t;
            sum[t] += h->indicator.rate ? h->numerator[at] : h->value[at];
            divisor[t] += h->indicator.rate ? h->divisor[at] : 0;
        }
    }
    for (int t = 0; t < h->months && h->summed && h->indicator.rate; t++)
        sum[t] = divisor[t] > 0 ? sum[t] * 10000 / divisor[t] : NAN;
    return (ForecastSeries){FORECAST_MONTH(h->from.year, h->from.index), h->months, sum};
}
