/* Who owes what and when, and what came of it. */
#include "base/vec.h"
#include "register/register_internal.h"
#include "vn/vn.h"
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

typedef struct Looking {
    Arena *arena;
    Str unit;
    const Delivery *delivery; /* newest first */
    ptrdiff_t count;
    Date from, to, today;
} Looking;

static bool is_of(const Delivery *d, const RegisterDue *due)
{
    Str agency = d->agency.len > 0 ? d->agency : due->source->agency;
    bool used = d->state == DELIVERY_CURRENT || d->state == DELIVERY_REPLACED;
    return used && str_eq(d->source, due->source->code) && str_eq(agency, due->agency);
}

/* Lists come newest first, so the last that fits came first. */
static void find_delivery(const Looking *l, RegisterDue *due)
{
    Date after = due_of(due->source, end_before(due->source, due->period_end)), until = l->today;
    DigestSet communes = digest_set(l->arena, 16);
    bool any = l->unit.len == 0 && register_by_commune(due->source, due->agency);
    for (ptrdiff_t i = 0; i < l->count; i++) {
        const Delivery *d = &l->delivery[i];
        if (!is_of(d, due) || date_cmp(d->as_of, after) <= 0)
            continue;
        if (d->unit.len > 0)
            due->communes += digest_set_put(&communes, l->arena, str_hash(d->unit));
        bool newer = date_cmp(d->as_of, due->due) > 0, found = due->delivery.id.len > 0;
        if ((!any && !str_eq(d->unit, l->unit)) || (newer && found && !due->newer))
            continue;
        due->delivery = *d;
        due->newer = newer;
        until = day_of_stamp(d->received_at);
    }
    int late = days_between(due->due, until);
    due->late_days = late > 0 ? late : 0;
}

/* A list of a day after the period came for it, and is not what the run of the period's end reads. */
static Text with_day(Arena *arena, const RegisterDue *due, Text text)
{
    Date day = due->delivery.as_of;
    if (date_cmp(day, due->period_end) <= 0)
        return text;
    Str shown = vn_date(arena, day), month = vn_date(arena, (Date){day.year, day.month, 0});
    return (Text){str_fmt(arena, "%.*s; danh sách ghi ngày %.*s, sau kỳ: đối soát tháng %.*s trở đi mới dùng",
                          STRF(text.vi), STRF(shown), STRF(month)),
                  str_fmt(arena, "%.*s; the list is of %.*s, after the period: runs of %.*s and later use it",
                          STRF(text.en), STRF(shown), STRF(month))};
}

Text register_due_text(Arena *arena, const RegisterDue *due)
{
    int late = due->late_days;
    bool came = due->delivery.id.len > 0;
    if (came && register_by_commune(due->source, due->agency) && due->communes > 1)
        return text_fmt(arena, "%d xã đã giao", "%d communes delivered", due->communes);
    if (came && due->newer)
        return text_fmt(arena, "đã có bản mới hơn, ngày %.*s", "a newer one is here, of %.*s",
                        STRF(vn_date(arena, due->delivery.as_of)));
    if (came)
        return with_day(arena, due,
                        late > 0 ? text_fmt(arena, "đã giao, chậm %d ngày", "delivered %d days late", late)
                                 : TEXT("đúng hạn", "in time"));
    if (late == 0)
        return TEXT("chưa đến hạn", "not due yet");
    return due->communes > 0
               ? text_fmt(arena, "chưa giao cả tỉnh, chậm %d ngày; đã có %d xã",
                          "not delivered for the province, %d days late; %d communes came", late, due->communes)
               : text_fmt(arena, "chưa giao, chậm %d ngày", "not delivered, %d days late", late);
}

static int by_due(const void *a, const void *b)
{
    const RegisterDue *x = a, *y = b;
    int order = date_cmp(x->due, y->due);
    if (order == 0)
        order = (x->source > y->source) - (x->source < y->source);
    return order ? order : (x->agency.ptr > y->agency.ptr) - (x->agency.ptr < y->agency.ptr); /* of the source's list */
}

static void owed_by(const Looking *l, const RegisterSource *source, Str agency, Dues *dues)
{
    for (Date end = period_end(source, l->from); date_cmp(end, l->to) <= 0;) {
        RegisterDue due = {.source = source, .agency = agency, .period_end = end, .due = due_of(source, end)};
        find_delivery(l, &due);
        vec_push(l->arena, dues, due);
        Date next = date_add_months((Date){end.year, end.month, 1}, months_of(source));
        end = last_day(next.year, next.month);
    }
}

static void owed_of(const Looking *l, const RegisterSource *source, Str agency, Dues *dues)
{
    StrCut cut;
    for (Str all = source->agencies; all.len > 0; all = cut.tail) {
        cut = str_cut(all, '|');
        if (agency.len == 0 || str_eq(cut.head, agency))
            owed_by(l, source, cut.head, dues);
    }
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
    Looking l = {arena, unit, delivery, count, from, to, clock_today(store_clock(store))};
    for (ptrdiff_t i = 0; i < sources.count; i++)
        if (!only || str_eq(only->code, sources.source[i].code))
            owed_of(&l, &sources.source[i], agency, &dues);
    if (dues.len > 0)
        qsort(dues.data, (size_t)dues.len, sizeof *dues.data, by_due);
    *ret = dues.data;
    *ret_count = dues.len;
    return NULL;
}
