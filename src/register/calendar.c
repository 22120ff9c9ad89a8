/* Who owes what and when, and what came of it. */
#include "base/vec.h"
#include "register/register_internal.h"
#include <stdlib.h>

typedef Vec(RegisterDue) Dues;

static int months_of(const RegisterSource *source)
{
    static const int months[] = {[RHYTHM_MONTHLY] = 1, [RHYTHM_QUARTERLY] = 3, [RHYTHM_YEARLY] = 12};
    return months[source->rhythm];
}

static Date last_day(int year, int month)
{
    return (Date){year, month, date_days_in_month(year, month)};
}

/* The end of the period that a day lies in. */
static Date period_end(const RegisterSource *source, Date day)
{
    int months = months_of(source), month = (day.month + months - 1) / months * months;
    return last_day(day.year, month);
}

static Date due_of(const RegisterSource *source, Date end)
{
    Date first = date_add_months((Date){end.year, end.month, 1}, 1); /* of the next period */
    if (source->rhythm == RHYTHM_YEARLY)
        first.month = source->due_month;
    int days = date_days_in_month(first.year, first.month);
    first.day = source->due_day < days ? source->due_day : days;
    return first;
}

static Date end_before(const RegisterSource *source, Date end)
{
    Date d = date_add_months((Date){end.year, end.month, 1}, -months_of(source));
    return last_day(d.year, d.month);
}

static int days_between(Date from, Date to)
{
    return (int)(date_to_days(to) - date_to_days(from));
}

static Date day_of_stamp(Str stamp)
{
    Date day = {0};
    date_parse_iso(str_slice(stamp, 0, stamp.len < 10 ? stamp.len : 10), &day);
    return day;
}

/* Lists come newest first, so the last that fits came first. */
static void find_delivery(RegisterDue *due, Str unit, Str agency, const Delivery *delivery, ptrdiff_t count, Date today)
{
    Date after = due_of(due->source, end_before(due->source, due->period_end));
    Date until = today;
    for (ptrdiff_t i = 0; i < count; i++) {
        const Delivery *d = &delivery[i];
        bool used = d->state == DELIVERY_CURRENT || d->state == DELIVERY_REPLACED;
        if (!used || !str_eq(d->unit, unit) || !str_eq(d->agency, agency) || !str_eq(d->source, due->source->code) ||
            date_cmp(d->as_of, after) <= 0 || date_cmp(d->as_of, due->due) > 0)
            continue;
        due->delivery = *d;
        until = day_of_stamp(d->received_at);
    }
    int late = days_between(due->due, until);
    due->late_days = late > 0 ? late : 0;
}

static int by_due(const void *a, const void *b)
{
    const RegisterDue *x = a, *y = b;
    int order = date_cmp(x->due, y->due);
    return order ? order : (x->source > y->source) - (x->source < y->source);
}

Err *register_calendar(Store *store, Arena *arena, Str province, Str unit, Str agency, const RegisterSource *only,
                       Date from, Date to, RegisterDue **ret, ptrdiff_t *ret_count)
{
    RegisterSources sources;
    Delivery *delivery;
    ptrdiff_t count;
    Dues dues = {0};
    TRY(register_sources(arena, &sources));
    TRY(register_list(store, arena, province, only ? only->code : (Str){0}, &delivery, &count));
    for (ptrdiff_t i = 0; i < sources.count; i++) {
        const RegisterSource *source = &sources.source[i];
        if (only && !str_eq(only->code, source->code))
            continue;
        for (Date end = period_end(source, from); date_cmp(end, to) <= 0;) {
            RegisterDue due = {.source = source, .period_end = end, .due = due_of(source, end)};
            find_delivery(&due, unit, agency, delivery, count, clock_today(store_clock(store)));
            vec_push(arena, &dues, due);
            Date next = date_add_months((Date){end.year, end.month, 1}, months_of(source));
            end = last_day(next.year, next.month);
        }
    }
    if (dues.len > 0)
        qsort(dues.data, (size_t)dues.len, sizeof *dues.data, by_due);
    *ret = dues.data;
    *ret_count = dues.len;
    return NULL;
}
