/* Which lists a run does not read though nobody refused them: of a later day, come after it began, or held. */
#include "base/vec.h"
#include "register/register_internal.h"
#include "vn/vn.h"

typedef struct Look {
    const Delivery *list;
    ptrdiff_t count;
    Date as_of;
    Str began; /* "" it is still to come */
} Look;

static bool is_of(const Delivery *d, const Delivery *like)
{
    return str_eq(d->source, like->source) && str_eq(d->unit, like->unit) && str_eq(d->agency, like->agency);
}

static bool is_used(const Delivery *d)
{
    return d->state == DELIVERY_CURRENT || d->state == DELIVERY_REPLACED;
}

static bool was_there(const Look *l, const Delivery *d)
{
    return l->began.len == 0 || str_cmp(d->received_at, l->began) <= 0;
}

static bool is_later(const Look *l, const Delivery *d)
{
    return date_cmp(d->as_of, l->as_of) > 0;
}

/* As delivery_newest of register.sql: of two of one day the current one, then the one that came last. */
static bool is_before(const Delivery *a, const Delivery *b)
{
    int day = date_cmp(a->as_of, b->as_of);
    if (day == 0)
        day = (a->state == DELIVERY_CURRENT) - (b->state == DELIVERY_CURRENT);
    return day ? day < 0 : str_cmp(a->received_at, b->received_at) < 0;
}

/* The newest of those like one: up to the day of the run, or later; that were there when it began, or at all. */
static const Delivery *newest(const Look *l, const Delivery *like, bool later, bool there)
{
    const Delivery *best = NULL;
    for (ptrdiff_t i = 0; i < l->count; i++) {
        const Delivery *d = &l->list[i];
        if (is_used(d) && is_of(d, like) && is_later(l, d) == later && (!there || was_there(l, d)) &&
            (!best || is_before(best, d)))
            best = d;
    }
    return best;
}

static bool is_left(const Look *l, const Delivery *d, RegisterLeftWhy *ret)
{
    if (d->state == DELIVERY_HELD) {
        *ret = LEFT_HELD;
        return was_there(l, d);
    }
    if (!is_used(d))
        return false;
    if (is_later(l, d)) {
        *ret = LEFT_LATER;
        return newest(l, d, true, true) == d;
    }
    *ret = LEFT_AFTER;
    return !was_there(l, d) && newest(l, d, false, false) == d;
}

Err *register_left(Store *store, Arena *arena, Str province, Date as_of, Str began, RegisterLeft **ret,
                   ptrdiff_t *ret_count)
{
    Delivery *list;
    Vec(RegisterLeft) left = {0};
    Look l = {.as_of = as_of, .began = began};
    TRY(register_list(store, arena, province, (Str){0}, &list, &l.count));
    l.list = list;
    for (ptrdiff_t i = 0; i < l.count; i++) {
        RegisterLeft one = {.delivery = list[i]};
        if (!is_left(&l, &list[i], &one.why))
            continue;
        const Delivery *instead = newest(&l, &list[i], false, true);
        one.instead = instead ? instead->as_of : (Date){0};
        vec_push(arena, &left, one);
    }
    *ret = left.data;
    *ret_count = left.len;
    return NULL;
}

const char *register_left_code(RegisterLeftWhy why)
{
    static const char *const codes[] = {[LEFT_LATER] = "later", [LEFT_AFTER] = "after", [LEFT_HELD] = "held"};
    return codes[why];
}

Text register_left_text(Arena *arena, const RegisterLeft *left, Date as_of)
{
    Str day = vn_date(arena, left->delivery.as_of), end = vn_date(arena, as_of),
        instead = vn_date(arena, left->instead);
    Text why = TEXT("đến sau khi lần này bắt đầu", "came after it began");
    if (left->why == LEFT_LATER)
        why = text_fmt(arena, "số liệu đến ngày %.*s, sau ngày %.*s", "of %.*s, which is after %.*s", STRF(day),
                       STRF(end));
    else if (left->why == LEFT_HELD)
        why = TEXT("đang giữ lại chờ quyết định", "held for a decision");
    if (left->instead.year == 0)
        return (Text){str_fmt(arena, "%.*s; không có bản nào khác", STRF(why.vi)),
                      str_fmt(arena, "%.*s; there is no other", STRF(why.en))};
    return (Text){str_fmt(arena, "%.*s; dùng bản đến ngày %.*s", STRF(why.vi), STRF(instead)),
                  str_fmt(arena, "%.*s; the one of %.*s is used", STRF(why.en), STRF(instead))};
}

static bool ends_month(Date day)
{
    return day.day == date_days_in_month(day.year, day.month);
}

Text register_used_text(Arena *arena, Date as_of)
{
    Date month = {as_of.year, as_of.month, 0}, before = date_add_months((Date){as_of.year, as_of.month, 1}, -1);
    Str from = vn_date(arena, month), not = vn_date(arena, (Date){before.year, before.month, 0});
    if (ends_month(as_of))
        return text_fmt(arena, "đối soát tháng %.*s trở đi", "runs of %.*s and later", STRF(from));
    return text_fmt(arena, "đối soát tháng %.*s trở đi; tháng %.*s không dùng",
                    "runs of %.*s and later; not that of %.*s", STRF(from), STRF(not ));
}
