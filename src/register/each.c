/* Giving rows out by columns. */
#include "base/pool.h"
#include "base/vec.h"
#include "register/register_internal.h"
#include "register_sql.h"

typedef struct Reading {
    Store *store;
    Arena *arena;
    Str province;
    const bool *wanted;
    RegisterEach *each;
    void *arg;
} Reading;

/* Blocks on their way: while one is looked at the next is unpacked. */
typedef struct Lane {
    const Reading *r;
    Arena memory;
    RegisterPacked packed;
    RegisterBlock block;
    bool found;
    Err *err; /* lives in the memory of the lane */
} Lane;

static Err *fetch_lane(Lane *lane, Str delivery, int64_t number)
{
    const Reading *r = lane->r;
    arena_rewind(&lane->memory);
    return register_fetch(r->store, &lane->memory, r->province, delivery, number, &lane->packed, &lane->found);
}

static void unpack_lane(void *arg)
{
    Lane *lane = arg;
    lane->err = lane->found ? register_unpack(&lane->memory, &lane->packed, lane->r->wanted, &lane->block) : NULL;
}

static void use_lane(void *arg)
{
    Lane *lane = arg;
    lane->err = lane->r->each(lane->r->arg, &lane->block);
}

static Err *read_lanes(Lane *lane, Str delivery)
{
    const Reading *r = lane[0].r;
    int threads = pool_cpu_count();
    TRY(err_keep(r->arena, fetch_lane(&lane[0], delivery, 0)));
    unpack_lane(&lane[0]);
    for (int64_t number = 0; lane[number & 1].found; number++) {
        Lane *now = &lane[number & 1], *next = &lane[~number & 1];
        TRY(err_keep(r->arena, now->err));
        TRY(err_keep(r->arena, fetch_lane(next, delivery, number + 1)));
        parallel_two(threads, use_lane, now, unpack_lane, next);
        TRY(err_keep(r->arena, now->err));
    }
    return NULL;
}

static Err *read_delivery(const Reading *r, Str delivery)
{
    Lane lane[2];
    for (int i = 0; i < COUNTOF(lane); i++)
        lane[i] = (Lane){.r = r, .memory = arena_open(ARENA_DEFAULT)};
    Err *err = read_lanes(lane, delivery);
    for (int i = 0; i < COUNTOF(lane); i++)
        arena_close(&lane[i].memory);
    return err;
}

/* Whose deliveries there are: units and agencies. */
static Err *kinds_of(Store *store, Arena *arena, Str province, const RegisterSource *source, Delivery **ret,
                     ptrdiff_t *ret_count)
{
    Vec(Delivery) kinds = {0};
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_DELIVERY_UNITS, ARGS(V_TEXT(province), V_TEXT(source->code)), &rows));
    for (;;) {
        bool more;
        TRY(rows_next(&rows, arena, &more));
        if (!more)
            break;
        Delivery one = {.province = province,
                        .source = source->code,
                        .unit = rows_text(&rows, arena, 0),
                        .agency = rows_text(&rows, arena, 1)};
        vec_push(arena, &kinds, one);
    }
    *ret = kinds.data;
    *ret_count = kinds.len;
    return NULL;
}

/* Of one agency, a list of the whole province says what that of a commune of the same day or before said. */
static bool is_part_of_newer(const Delivery *part, const Delivery *list, ptrdiff_t count)
{
    for (ptrdiff_t i = 0; i < count && part->unit.len > 0; i++)
        if (list[i].unit.len == 0 && str_eq(list[i].agency, part->agency) && date_cmp(list[i].as_of, part->as_of) >= 0)
            return true;
    return false;
}

Err *register_current(Store *store, Arena *arena, Str province, const RegisterSource *source, Date as_of,
                      Delivery **ret, ptrdiff_t *ret_count)
{
    Str quality;
    Delivery *kind;
    ptrdiff_t kinds;
    Vec(Delivery) list = {0};
    TRY(kinds_of(store, arena, province, source, &kind, &kinds));
    for (ptrdiff_t i = 0; i < kinds; i++) {
        Delivery d;
        RegisterReport report; /* its columns stand where they stood */
        TRY(delivery_newest(store, arena, &kind[i], as_of, &d, &quality));
        if (d.id.len == 0)
            continue;
        TRY(quality_read(arena, source, quality, &report));
        vec_push(arena, &list, d);
    }
    *ret = new (arena, Delivery, list.len);
    *ret_count = 0;
    for (ptrdiff_t i = 0; i < list.len; i++)
        if (!is_part_of_newer(&list.data[i], list.data, list.len))
            (*ret)[(*ret_count)++] = list.data[i];
    return NULL;
}

static Err *each_unit(const Reading *r, const RegisterSource *source, Date as_of)
{
    Delivery *list;
    ptrdiff_t count;
    TRY(register_current(r->store, r->arena, r->province, source, as_of, &list, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        TRY(read_delivery(r, list[i].id));
    return NULL;
}

Err *register_each(Store *store, Arena *arena, Str province, const RegisterSource *source, Date as_of, Str delivery,
                   const Str *wanted, ptrdiff_t count, RegisterEach *each, void *arg)
{
    bool flags[REGISTER_COLUMNS] = {0};
    for (ptrdiff_t i = 0; i < count; i++) {
        ptrdiff_t column = register_column(source, wanted[i]);
        if (column < 0)
            return FAIL(arena, INTERNAL, "nguồn %.*s không có cột %.*s", "the source %.*s has no column %.*s",
                        STRF(source->code), STRF(wanted[i]));
        flags[column] = true;
    }
    Reading r = {store, arena, province, flags, each, arg};
    if (delivery.len == 0)
        return each_unit(&r, source, as_of);
    RegisterReport report; /* asks the scope */
    TRY(register_report(store, arena, province, delivery, &report));
    return read_delivery(&r, delivery);
}

static Err *read_row(Store *store, Arena *arena, Str province, Str delivery, int64_t row, Str *ret_cell,
                     Date *ret_as_of)
{
    RegisterReport report;
    RegisterPacked packed;
    Columns columns;
    bool found;
    TRY(register_report(store, arena, province, delivery, &report));
    *ret_as_of = report.delivery.as_of;
    if (!ret_cell)
        return NULL;
    AUTO(rows_close) Rows rows = {0};
    TRY(store_query(store, arena, SQL_BLOCK_OF_ROW, ARGS(V_TEXT(province), V_TEXT(delivery), V_INT(row)), &rows));
    TRY(rows_next(&rows, arena, &found));
    if (!found)
        return FAIL(arena, NOT_FOUND, "lần gửi %.*s không có dòng %lld", "the delivery %.*s has no row %lld",
                    STRF(delivery), (long long)row + 1);
    int64_t block = rows_int(&rows, 0);
    uint16_t at = (uint16_t)(row - rows_int(&rows, 1));
    rows_close(&rows);
    TRY(register_fetch_cells(store, arena, province, delivery, block, &packed, &found));
    TRY(register_pick(arena, &packed, NULL, &at, 1, &columns));
    for (ptrdiff_t c = 0; c < report.columns; c++)
        ret_cell[c] = columns.cell[c][0];
    return NULL;
}

Err *register_row(Store *store, Arena *arena, Str province, Str delivery, int64_t row, Str *ret_cell)
{
    Date as_of;
    return read_row(store, arena, province, delivery, row, ret_cell, &as_of);
}

Err *register_row_of_seen(Store *store, Arena *arena, Str province, Str delivery, int64_t row, Str *ret_cell,
                          Date *ret_as_of)
{
    const Scope *scope = store_scope(store);
    store_set_scope(store, NULL);
    Err *err = read_row(store, arena, province, delivery, row, ret_cell, ret_as_of);
    store_set_scope(store, scope);
    return err;
}
