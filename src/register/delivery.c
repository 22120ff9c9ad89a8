/* Deliveries as they stand in the store. */
#include "base/vec.h"
#include "register/register_internal.h"
#include "register_sql.h"

static const struct {
    const char *code;
    Text text;
} states[] = {
    [DELIVERY_HELD] = {"held", TEXT_INIT("chờ kiểm tra", "held for a look")},
    [DELIVERY_CURRENT] = {"current", TEXT_INIT("đang dùng", "in use")},
    [DELIVERY_REPLACED] = {"replaced", TEXT_INIT("đã có bản sau", "replaced by a later one")},
    [DELIVERY_REFUSED] = {"refused", TEXT_INIT("không nhận", "refused")},
};

const char *delivery_state_code(DeliveryState state)
{
    return states[state].code;
}

Text delivery_state_text(DeliveryState state)
{
    return states[state].text;
}

static DeliveryState state_of(Str code)
{
    for (int i = 0; i < COUNTOF(states); i++)
        if (str_eq(code, str_from(states[i].code)))
            return (DeliveryState)i;
    return DELIVERY_HELD;
}

static Delivery read_delivery(Rows *rows, Arena *arena, Str province)
{
    Delivery d = {.province = province,
                  .id = rows_text(rows, arena, 0),
                  .unit = rows_text(rows, arena, 1),
                  .source = rows_text(rows, arena, 2),
                  .received_at = rows_text(rows, arena, 4),
                  .received_by = rows_text(rows, arena, 5),
                  .file = rows_text(rows, arena, 6),
                  .rows = rows_int(rows, 7),
                  .rejected = rows_int(rows, 8),
                  .changed = rows_int(rows, 9),
                  .state = state_of(rows_text(rows, arena, 10)),
                  .why = {rows_text(rows, arena, 11), rows_text(rows, arena, 12)},
                  .decided_by = rows_text(rows, arena, 13),
                  .decided_at = rows_text(rows, arena, 14),
                  .agency = rows_text(rows, arena, 16)};
    date_parse_iso(rows_text(rows, arena, 3), &d.as_of);
    return d;
}

static Str unit_or_province(Str province, Str unit)
{
    return unit.len > 0 ? unit : province;
}

static Err *one(Store *store, Arena *arena, Str province, Query query, const Value *args, ptrdiff_t count,
                Delivery *ret, Str *ret_quality)
{
    bool found;
    AUTO(rows_close) Rows rows = {0};
    *ret = (Delivery){0};
    TRY(store_query(store, arena, query, args, count, &rows));
    TRY(rows_next(&rows, arena, &found));
    if (!found)
        return NULL;
    *ret = read_delivery(&rows, arena, province);
    *ret_quality = rows_text(&rows, arena, 15);
    if (!scope_sees(store_scope(store), province, unit_or_province(province, ret->unit)))
        *ret = (Delivery){0};
    return NULL;
}

Err *delivery_newest(Store *store, Arena *arena, const Delivery *like, Date as_of, Delivery *ret, Str *ret_quality)
{
    return one(store, arena, like->province, SQL_DELIVERY_NEWEST,
               ARGS(V_TEXT(like->province), V_TEXT(like->source), V_TEXT(like->unit), V_TEXT(date_iso(arena, as_of)),
                    V_TEXT(like->agency)),
               ret, ret_quality);
}

Err *register_list(Store *store, Arena *arena, Str province, Str source_or_all, Delivery **ret, ptrdiff_t *ret_count)
{
    Vec(Delivery) list = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_DELIVERY_ALL, ARGS(V_TEXT(province), V_TEXT(source_or_all)), &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        Delivery d = read_delivery(&rows, arena, province);
        if (scope_sees(store_scope(store), province, unit_or_province(province, d.unit)))
            vec_push(arena, &list, d);
    }
    *ret = list.data;
    *ret_count = list.len;
    return NULL;
}

Err *register_report(Store *store, Arena *arena, Str province, Str id, RegisterReport *ret)
{
    RegisterSources sources;
    const RegisterSource *source;
    Str quality;
    *ret = (RegisterReport){.before = -1};
    TRY(one(store, arena, province, SQL_DELIVERY_ONE, ARGS(V_TEXT(province), V_TEXT(id)), &ret->delivery, &quality));
    if (ret->delivery.id.len == 0)
        return err_next(
            FAIL(arena, NOT_FOUND, "không có lần gửi “%.*s”", "there is no delivery “%.*s”", STRF(id)),
            COMMAND("xem danh sách bằng baophu register list", "baophu register list shows those there are"),
            PAGE("xem các lần gửi ở Đối soát, mục Nguồn dữ liệu", "see the deliveries under Reconciliation, Sources"));
    TRY(register_sources(arena, &sources));
    TRY(register_source(&sources, arena, ret->delivery.source, &source));
    return quality_read(arena, source, quality, ret);
}

/* ---- deciding ------------------------------------------------------------------------------ */

static Err *decide(Store *store, Arena *arena, Str province, Str id, Str by, DeliveryState state, Str why)
{
    RegisterReport report;
    Delivery newest;
    Str quality;
    int64_t changed;
    TRY(register_report(store, arena, province, id, &report));
    const Delivery *d = &report.delivery;
    TRY(delivery_newest(store, arena, d, (Date){9999, 12, 31}, &newest, &quality));
    if (state == DELIVERY_CURRENT && newest.id.len > 0 && date_cmp(newest.as_of, d->as_of) > 0)
        state = DELIVERY_REPLACED; /* a later one is in use */
    Text reason = why.len > 0 ? (Text){why, why} : d->why;
    if (state == DELIVERY_CURRENT)
        TRY(store_exec(store, arena, SQL_DELIVERY_REPLACE,
                       ARGS(V_TEXT(province), V_TEXT(d->source), V_TEXT(d->unit), V_TEXT(date_iso(arena, d->as_of)),
                            V_TEXT(d->agency)),
                       NULL));
    TRY(store_exec(store, arena, SQL_DELIVERY_DECIDE,
                   ARGS(V_TEXT(province), V_TEXT(id), V_TEXT(str_from(states[state].code)), V_TEXT(by),
                        V_TEXT(clock_stamp(arena, store_clock(store))), V_TEXT(reason.vi), V_TEXT(reason.en)),
                   &changed));
    if (changed == 0)
        return FAIL(arena, CONFLICT, "lần gửi này không chờ kiểm tra: %.*s", "this delivery is not held: %.*s",
                    STRF(delivery_state_text(d->state).vi));
    return NULL;
}

Err *register_release(Store *store, Arena *arena, Str province, Str id, Str by)
{
    return decide(store, arena, province, id, by, DELIVERY_CURRENT, (Str){0});
}

Err *register_refuse(Store *store, Arena *arena, Str province, Str id, Str by, Str why)
{
    return decide(store, arena, province, id, by, DELIVERY_REFUSED, why);
}
