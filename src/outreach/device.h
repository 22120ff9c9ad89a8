/* device: the phones that hold agents' tasks.
 *
 * A phone makes its own id and is known before it is given anything.  It belongs to the account that made it known: to
 * every other there is no such device.  Told to wipe, it is answered that and nothing else from then on; what it had
 * not sent yet it may still keep.  Without a sync for phone_days (data/outreach/setting.csv) it forgets by itself. */
#pragma once
#include "outreach/contact.h"
#include "outreach/cover.h"

enum { DEVICES_MOST = 20 }; /* of an account, those to be wiped aside */

#define DEVICE_STATES(X) /* code, Vietnamese, English */                                \
    X(USED, "used", "đang dùng", "in use")                                              \
    X(EXPIRED, "expired", "quá hạn, máy đã tự xóa", "expired; the phone has forgotten") \
    X(WIPING, "wiping", "chờ xóa ở lần đồng bộ sau", "to be wiped at its next sync")    \
    X(WIPED, "wiped", "đã xóa", "wiped")
typedef enum DeviceState {
#define X(name, code, vi, en) DEVICE_##name,
    DEVICE_STATES(X)
#undef X
        DEVICE_STATE_COUNT
} DeviceState;
const char *device_state_code(DeviceState state);
Text device_state_text(DeviceState state);

typedef struct Device {
    Str account, id, name;
    Str first_seen, last_seen, expires_at, wiped_at; /* stamps; wiped_at "": not told yet */
    int64_t held;                                    /* tasks it held after its last sync */
    Str covers;                                      /* cover_text of then */
    DeviceState state;
} Device;
/* Own transaction; the same id again renames it.  CONFLICT beyond DEVICES_MOST. */
Err *device_put(Store *store, Arena *arena, Str province, Str account, Str id, Str name, Device *ret) MUST_CHECK;
Err *device_get(Store *store, Arena *arena, Str province, Str account, Str id, Device *ret) MUST_CHECK; /* NOT_FOUND */
/* Of an account, or (account "") of the agents that the scope sees; by account and first_seen. */
Err *device_list(Store *store, Arena *arena, Str province, Str account, Device **ret, ptrdiff_t *ret_count) MUST_CHECK;
/* In the caller's transaction; of the same as device_list, NOT_FOUND else. */
Err *device_wipe(Store *store, Arena *arena, Str province, Str account, Str id, Device *ret) MUST_CHECK;

typedef struct SyncAsk {
    Str province, account, device;
    const Scope *may; /* where the account has work.do; NULL everywhere */
    int64_t since;
    const OutreachAction *action;
    ptrdiff_t actions;
} SyncAsk;
typedef struct Synced {
    bool wiped;           /* the device is to forget all; nothing else was done */
    bool whole;           /* package.task is all there is, whatever since was: what the account may see has changed */
    ActionResult *result; /* by action */
    TaskPackage package;
    int64_t held;
    Str expires_at;
} Synced;
/* What was told, then what is new for the device; own transaction.  NOT_FOUND where the account has no such device. */
Err *outreach_sync(Store *store, Arena *arena, const SyncAsk *ask, Synced *ret) MUST_CHECK;
