/* Who is to be asked to go on paying. */
#include "outreach/renew_internal.h"

#include "outreach/payer.h"
#include "store/scope.h"
#include "vn/vn.h"

#include "outreach_sql.h"
#include <stdlib.h>

typedef Vec(Renewal) RenewalVec;
typedef struct Quiet { /* a person who refused */
    int64_t subject;
    Date until;
} Quiet;

const char *const renew_kind_codes[RENEW_KIND_COUNT + 1] = {
#define X(name, code, vi, en) [RENEW_##name] = code,
    RENEW_KINDS(X)
#undef X
};

Text renew_kind_text(RenewKind kind)
{
    static const Text texts[RENEW_KIND_COUNT] = {
#define X(name, code, vi, en) [RENEW_##name] = TEXT_INIT(vi, en),
        RENEW_KINDS(X)
#undef X
    };
    return texts[kind];
}

typedef struct Renewing {
    Store *store;
    Arena *arena;
    const RenewAsk *ask;
    Advising *advising;
    Str village;      /* folded */
    int today;        /* days */
    int64_t least;    /* coming; 0 none */
    Vec(Payer) found; /* of the kind asked for, behind ask.after */
    RenewalVec row;
    Vec(Quiet) quiet; /* by subject */
    Renewals *to;
} Renewing;

/* ---- of which kind -------------------------------------------------------------------------------------- */

static int days_left(const Renewing *r, int32_t paid_to)
{
    Date last = {paid_to / 12, paid_to % 12 + 1, date_days_in_month(paid_to / 12, paid_to % 12 + 1)};
    return (int)(date_to_days(last) - r->today);
}

static unsigned kinds_of(const Renewing *r, const Payer *p)
{
    unsigned kinds = 0;
    if (!p->pays)
        return 1U << RENEW_LAPSED;
    if (p->paid_to != FACT_MISSING) {
        int left = days_left(r, p->paid_to);
        kinds |= left <= 30 ? 1U << RENEW_DUE30 : left <= 60 ? 1U << RENEW_DUE60 : 0;
    }
    if (r->least > 0 && p->base != FACT_MISSING && p->base * INT64_C(1000) < r->least)
        kinds |= 1U << RENEW_JUMP;
    return kinds;
}

/* ---- a row ------------------------------------------------------------------------------------------------ */

static int64_t method_months(int32_t method)
{
    static const char *const codes[] = {"1", "3", "6", "12", "ahead"};
    static const int64_t months[] = {1, 3, 6, 12, 0};
    for (int i = 0; i < COUNTOF(codes); i++)
        if (method != FACT_MISSING && method == fact_code(false, PERSON_pay_method, str_from(codes[i])))
            return months[i];
    return -1;
}

static AdviceKind advice_kind(const Renewing *r, const Renewal *row)
{
    Date jump = r->advising->jump;
    bool ahead = row->until != FACT_MISSING && row->until >= jump.year * 12 + jump.month - 1;
    if (row->kind == RENEW_LAPSED)
        return ADVICE_LAPSED;
    if (row->kind == RENEW_JUMP)
        return ahead ? ADVICE_AHEAD : row->then > row->now ? ADVICE_JUMP : ADVICE_SUPPORTED;
    return days_left(r, row->until) < 0 ? ADVICE_OVERDUE : ADVICE_RENEWAL;
}

/* The next payment is of the month after the last paid one, and not before today's. */
static Date next_payment(const Renewing *r, const Renewal *row)
{
    Date today = r->advising->today, next = {today.year, today.month, 1};
    if (row->kind == RENEW_JUMP)
        return r->advising->jump;
    if (row->until == FACT_MISSING || row->until + 1 <= today.year * 12 + today.month - 1)
        return next;
    return (Date){(row->until + 1) / 12, (row->until + 1) % 12 + 1, 1};
}

static Err *put_amounts(Renewing *r, const Payer *p, Renewal *row)
{
    Advising *a = r->advising;
    BenefitLevels now, then;
    unsigned classes = advice_classes(p->poverty, p->minority);
    int64_t base = row->base > 0 ? row->base : 0;
    TRY(advising_levels(a, a->today, classes, &now));
    TRY(advising_levels(a, next_payment(r, row), classes, &then));
    row->now = benefit_own(&now, base);
    row->then = benefit_own(&then, base);
    AdviceFill fill = {.until = row->until == FACT_MISSING ? -1 : row->until,
                       .by = row->pay_by == FACT_MISSING ? -1 : row->pay_by,
                       .jump = a->jump.year > 0 ? a->jump.year * 12 + a->jump.month - 1 : -1,
                       .now = row->now,
                       .then = row->then,
                       .least = benefit_own(&now, 0)};
    row->advice = advice_words(a, advice_kind(r, row), &fill);
    return NULL;
}

static Err *find_quiet(Renewing *r)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    Str today = date_iso(r->arena, r->advising->today);
    TRY(store_query(r->store, r->arena, SQL_OUTREACH_QUIET_ALL, ARGS(V_TEXT(r->ask->province), V_TEXT(today)), &rows));
    for (bool more; !(err = rows_next(&rows, r->arena, &more)) && more;) {
        Quiet one = {.subject = rows_int(&rows, 1)};
        if (!rows_int(&rows, 0) && date_parse_iso(rows_text(&rows, r->arena, 2), &one.until))
            vec_push(r->arena, &r->quiet, one);
    }
    return err;
}

static int by_subject(const void *a, const void *b)
{
    const Quiet *x = a, *y = b;
    return (x->subject > y->subject) - (x->subject < y->subject);
}

/* Whoever refused is on the list, with no words to say. */
static void leave_in_peace(Renewing *r, Renewal *row)
{
    const Quiet ask = {.subject = row->subject};
    const Quiet *found =
        r->quiet.len > 0 ? bsearch(&ask, r->quiet.data, (size_t)r->quiet.len, sizeof ask, by_subject) : NULL;
    if (!found)
        return;
    row->quiet_until = found->until;
    Str day = vn_date(r->arena, found->until);
    row->advice = text_fmt(r->arena, "Đã từ chối: hãy để yên đến hết ngày %.*s, chưa liên hệ lại.",
                           "Has refused: leave in peace until %.*s.", STRF(day));
}

static Err *add_row(Renewing *r, const Payer *p)
{
    Renewal row = {.subject = p->subject,
                   .kind = r->ask->kind,
                   .unit = p->today.len > 0 ? p->today : p->written,
                   .village = p->village,
                   .until = r->ask->kind == RENEW_LAPSED ? p->last_month : p->paid_to,
                   .pay_by = FACT_MISSING,
                   .months = method_months(p->method),
                   .base = p->base == FACT_MISSING ? -1 : p->base * INT64_C(1000)};
    if (row.kind != RENEW_LAPSED)
        row.pay_by = advising_pay_by(r->advising, p->paid_to, p->method);
    TRY(put_amounts(r, p, &row));
    leave_in_peace(r, &row);
    vec_push(r->arena, &r->row, row);
    return NULL;
}

/* ---- all ---------------------------------------------------------------------------------------------------- */

static bool asked(const Renewing *r, const Payer *p)
{
    Arena scratch = *r->arena;
    if (r->ask->unit.len > 0 && !str_eq(p->today, r->ask->unit))
        return false;
    if (!scope_sees(store_scope(r->store), r->ask->province, p->today))
        return false;
    return r->village.len == 0 || str_eq(vn_fold(&scratch, p->village, VN_KEY), r->village);
}

static Err *look_at(void *arg, const Payer *p)
{
    Renewing *r = arg;
    unsigned kinds = kinds_of(r, p);
    if (!kinds || !asked(r, p))
        return NULL;
    for (int k = 0; k < RENEW_KIND_COUNT; k++)
        r->to->count[k] += kinds >> k & 1;
    if (!(kinds >> r->ask->kind & 1) || p->subject <= r->ask->after)
        return NULL;
    Payer kept = *p;
    kept.today = str_copy(r->arena, p->today);
    kept.written = p->today.len > 0 ? (Str){0} : str_copy(r->arena, p->written);
    kept.village = str_copy(r->arena, p->village);
    vec_push(r->arena, &r->found, kept);
    return NULL;
}

static int payer_by_subject(const void *a, const void *b)
{
    const Payer *x = a, *y = b;
    return (x->subject > y->subject) - (x->subject < y->subject);
}

/* They come by commune; a page is by subject. */
static Err *add_page(Renewing *r)
{
    if (r->found.len > 1)
        qsort(r->found.data, (size_t)r->found.len, sizeof *r->found.data, payer_by_subject);
    for (ptrdiff_t i = 0; i < r->found.len && (r->ask->limit == 0 || i < r->ask->limit); i++)
        TRY(add_row(r, &r->found.data[i]));
    return NULL;
}

Err *renew_list(Store *store, Arena *arena, const Law *law, const RenewAsk *ask, Renewals *ret)
{
    ReconcileReport run;
    Renewing r = {.store = store, .arena = arena, .ask = ask, .to = ret};
    Date today = clock_today(store_clock(store));
    *ret = (Renewals){0};
    TRY(advising_open(arena, law, ask->province, today, &r.advising));
    ret->jump = r.advising->jump;
    Err *err = reconcile_report(store, arena, ask->province, 0, &run);
    if (err)
        return err->kind == ERR_NOT_FOUND ? NULL : err;
    ret->month = run.month;
    r.village = vn_fold(arena, ask->village, VN_KEY);
    r.today = (int)date_to_days(today);
    if (ret->jump.year > 0) {
        BenefitLevels coming;
        TRY(advising_levels(r.advising, ret->jump, 0, &coming));
        r.least = coming.least;
    }
    TRY(find_quiet(&r));
    TRY(payers_each(store, arena, ask->province, ask->unit, run.run, look_at, &r));
    TRY(add_page(&r));
    ret->row = r.row.data;
    ret->rows = r.row.len;
    return NULL;
}
