/* Devices in the store. */
#include "outreach/device.h"
#include "outreach/outreach_internal.h"

#include "outreach_sql.h"
#include "vn/vn.h"

typedef Vec(Device) Devices;

static const struct {
    const char *code;
    Text text;
} states[DEVICE_STATE_COUNT] = {
#define X(name, code, vi, en) [DEVICE_##name] = {code, TEXT_INIT(vi, en)},
    DEVICE_STATES(X)
#undef X
};

const char *device_state_code(DeviceState state)
{
    return states[state].code;
}

Text device_state_text(DeviceState state)
{
    return states[state].text;
}

/* ---- reading ------------------------------------------------------------------------------------ */

static Str expiry(Arena *arena, Str last_seen, int days)
{
    Clock seen;
    if (!clock_parse(last_seen, &seen))
        return last_seen;
    return clock_stamp(arena, (Clock){.fixed_ms = clock_ms(seen) + (int64_t)days * 24 * 3600 * 1000});
}

static DeviceState state_of(const Device *d, Str wipe_asked, Str now)
{
    if (d->wiped_at.len > 0)
        return DEVICE_WIPED;
    if (wipe_asked.len > 0)
        return DEVICE_WIPING;
    return str_cmp(d->expires_at, now) < 0 ? DEVICE_EXPIRED : DEVICE_USED;
}

static Err *read_devices(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, Devices *ret)
{
    AUTO(rows_close) Rows rows = {0};
    OutreachSettings settings;
    Err *err;
    Str now = clock_stamp(arena, store_clock(store));
    TRY(outreach_settings_kept(store, arena, &settings));
    TRY(store_query(store, arena, query, args, count, &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        Device d = {.account = rows_text(&rows, arena, 0),
                    .id = rows_text(&rows, arena, 1),
                    .name = rows_text(&rows, arena, 2),
                    .first_seen = rows_text(&rows, arena, 3),
                    .last_seen = rows_text(&rows, arena, 4),
                    .held = rows_int(&rows, 5),
                    .covers = rows_text(&rows, arena, 6),
                    .wiped_at = rows_text(&rows, arena, 8)};
        d.expires_at = expiry(arena, d.last_seen, settings.phone_days);
        d.state = state_of(&d, rows_text(&rows, arena, 7), now);
        vec_push(arena, ret, d);
    }
    return err;
}

Err *device_get(Store *store, Arena *arena, Str province, Str account, Str id, Device *ret)
{
    Devices devices = {0};
    TRY(read_devices(store, arena, SQL_OUTREACH_DEVICE_ONE, ARGS(V_TEXT(province), V_TEXT(account), V_TEXT(id)),
                     &devices));
    if (devices.len == 0)
        return err_at(FAIL(arena, NOT_FOUND,
                           "máy này chưa được ghi nhận cho tài khoản này; hãy mở lại trang Việc của tôi",
                           "this phone is not known for this account; open the page of your tasks again"),
                      (Place){.field = S("device")});
    *ret = devices.data[0];
    return NULL;
}

static bool is_of(const Agent *agent, ptrdiff_t agents, Str account)
{
    for (ptrdiff_t i = 0; i < agents; i++)
        if (str_eq(agent[i].account, account))
            return true;
    return false;
}

Err *device_list(Store *store, Arena *arena, Str province, Str account, Device **ret, ptrdiff_t *ret_count)
{
    Devices all = {0};
    Agent *agent = NULL;
    ptrdiff_t agents = 0, seen = 0;
    if (account.len > 0)
        TRY(read_devices(store, arena, SQL_OUTREACH_DEVICES_OF, ARGS(V_TEXT(province), V_TEXT(account)), &all));
    else {
        TRY(read_devices(store, arena, SQL_OUTREACH_DEVICES, ARGS(V_TEXT(province)), &all));
        TRY(agent_list(store, arena, province, &agent, &agents));
    }
    for (ptrdiff_t i = 0; i < all.len; i++)
        if (account.len > 0 || is_of(agent, agents, all.data[i].account))
            all.data[seen++] = all.data[i];
    *ret = all.data;
    *ret_count = seen;
    return NULL;
}

/* ---- changing -------------------------------------------------------------------------------------- */

static bool id_fits(Str id)
{
    for (ptrdiff_t i = 0; i < id.len; i++) {
        char c = id.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return id.len >= 8 && id.len <= 64;
}

static Err *room_for(Store *store, Arena *arena, Str province, Str account, Str id)
{
    Device *device;
    ptrdiff_t count, used = 0;
    TRY(device_list(store, arena, province, account, &device, &count));
    for (ptrdiff_t i = 0; i < count; i++) {
        if (str_eq(device[i].id, id))
            return NULL;
        used += device[i].state == DEVICE_USED || device[i].state == DEVICE_EXPIRED;
    }
    if (used < DEVICES_MOST)
        return NULL;
    return FAIL(arena, CONFLICT, "tài khoản này đã có %d máy; hãy xóa máy không dùng nữa rồi thử lại",
                "this account has %d phones; wipe one that is not used any more", (int)DEVICES_MOST);
}

static Err *put(Store *store, Arena *arena, Str province, Str account, Str id, Str name)
{
    Str now = clock_stamp(arena, store_clock(store));
    TRY(room_for(store, arena, province, account, id));
    return store_exec(store, arena, SQL_OUTREACH_DEVICE_PUT,
                      ARGS(V_TEXT(province), V_TEXT(account), V_TEXT(id), V_TEXT(name), V_TEXT(now)), NULL);
}

Err *device_put(Store *store, Arena *arena, Str province, Str account, Str id, Str name, Device *ret)
{
    Str shown = vn_nfc(arena, str_trim(name));
    if (!id_fits(id))
        return err_at(FAIL(arena, BAD_INPUT, "mã của máy gồm 8 đến 64 chữ không dấu, chữ số, dấu gạch",
                           "the id of a phone has 8 to 64 plain letters, digits or dashes"),
                      (Place){.field = S("id")});
    TRY(store_begin(store, arena));
    Err *err = put(store, arena, province, account, id, shown);
    err = err ? err : store_commit(store, arena);
    if (err)
        store_rollback(store);
    return err ? err : device_get(store, arena, province, account, id, ret);
}

Err *device_wipe(Store *store, Arena *arena, Str province, Str account, Str id, Device *ret)
{
    Device *device;
    ptrdiff_t count, found = 0;
    Str now = clock_stamp(arena, store_clock(store));
    TRY(device_list(store, arena, province, account, &device, &count));
    for (ptrdiff_t i = 0; i < count; i++) {
        if (!str_eq(device[i].id, id))
            continue;
        *ret = device[i];
        found++;
        TRY(store_exec(store, arena, SQL_OUTREACH_DEVICE_WIPE,
                       ARGS(V_TEXT(province), V_TEXT(device[i].account), V_TEXT(id), V_TEXT(now)), NULL));
    }
    if (found > 0)
        return NULL;
    return FAIL(arena, NOT_FOUND, "không có máy này trong địa bàn được giao",
                "there is no such phone in your territory");
}
