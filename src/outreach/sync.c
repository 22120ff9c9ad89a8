/* What a phone gets, and the round trip in which it tells and asks. */
#include "outreach/device.h"
#include "outreach/outreach_internal.h"

#include "outreach_sql.h"

static Err *find_gone(Store *store, Arena *arena, Str province, Str account, int64_t since, TaskPackage *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Vec(int64_t) gone = {0};
    Err *err;
    TRY(store_query(store, arena, SQL_OUTREACH_GONE, ARGS(V_TEXT(province), V_TEXT(account), V_INT(since)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;)
        vec_push(arena, &gone, rows_int(&rows, 0));
    ret->gone = gone.data;
    ret->gones = gone.len;
    return err;
}

Err *outreach_mine(Store *store, Arena *arena, Str province, Str account, int64_t since, TaskPackage *ret)
{
    Tasks tasks = {0};
    bool found;
    *ret = (TaskPackage){0};
    /* The head first: what is written meanwhile comes twice rather than never. */
    TRY(store_one_int(store, arena, SQL_OUTREACH_HEAD_READ, ARGS(V_TEXT(province)), &ret->cursor, &found));
    TRY(tasks_read(store, arena, SQL_OUTREACH_TASK_OF_AGENT, ARGS(V_TEXT(province), V_TEXT(account), V_INT(since)),
                   province, &tasks));
    for (ptrdiff_t i = 0; i < tasks.len; i++)
        if (since > 0 || task_open(&tasks.data[i]) || tasks.data[i].state == TASK_REGISTERED)
            tasks.data[ret->tasks++] = tasks.data[i];
    ret->task = tasks.data;
    return since > 0 ? find_gone(store, arena, province, account, since, ret) : NULL;
}

/* ---- one round trip ------------------------------------------------------------------------------------ */

/* An answer about somebody who is no longer one's own says nothing of him. */
static void hide_others(Arena scratch, const Cover *cover, const Task *task, ActionResult *result)
{
    if (result->others > 0 && !cover_holds(cover, scratch, task->unit, task->village)) {
        result->other = NULL;
        result->others = 0;
    }
}

static Err *hide(Store *store, Arena *arena, const SyncAsk *ask, const Cover *cover, ActionResult *result)
{
    for (ptrdiff_t i = 0; i < ask->actions; i++) {
        Tasks tasks = {0};
        if (result[i].others == 0)
            continue;
        TRY(tasks_read(store, arena, SQL_OUTREACH_TASK_ONE, ARGS(V_TEXT(ask->province), V_INT(ask->action[i].lead)),
                       ask->province, &tasks));
        hide_others(*arena, cover, &tasks.data[0], &result[i]);
    }
    return NULL;
}

static Err *mark_wiped(Store *store, Arena *arena, const SyncAsk *ask)
{
    Str now = clock_stamp(arena, store_clock(store));
    return store_exec(store, arena, SQL_OUTREACH_DEVICE_WIPED,
                      ARGS(V_TEXT(ask->province), V_TEXT(ask->account), V_TEXT(ask->device), V_TEXT(now)), NULL);
}

static Err *mark_seen(Store *store, Arena *arena, const SyncAsk *ask, const Cover *cover, Synced *ret)
{
    bool found;
    Str now = clock_stamp(arena, store_clock(store));
    TRY(store_one_int(store, arena, SQL_OUTREACH_LOAD_OF, ARGS(V_TEXT(ask->province), V_TEXT(ask->account)), &ret->held,
                      &found));
    return store_exec(store, arena, SQL_OUTREACH_DEVICE_SEEN,
                      ARGS(V_TEXT(ask->province), V_TEXT(ask->account), V_TEXT(ask->device), V_TEXT(now),
                           V_INT(ret->held), V_TEXT(cover_text(arena, cover))),
                      NULL);
}

static Err *within(Store *store, Arena *arena, const SyncAsk *ask, const Cover *cover, Synced *ret)
{
    Device device;
    TRY(device_get(store, arena, ask->province, ask->account, ask->device, &device));
    ret->wiped = device.state == DEVICE_WIPING || device.state == DEVICE_WIPED;
    if (ret->wiped)
        return mark_wiped(store, arena, ask);
    ret->whole = ask->since == 0 || !str_eq(device.covers, cover_text(arena, cover));
    if (ask->actions > 0)
        TRY(outreach_take_within(store, arena, ask->province, ask->account, ask->action, ask->actions, ret->result));
    return mark_seen(store, arena, ask, cover, ret);
}

/* Off the phone: what is his in name, and not within what he may see any more. */
static Err *keep_covered(Store *store, Arena *arena, const SyncAsk *ask, const Cover *cover, TaskPackage *package)
{
    Tasks all = {0};
    Vec(int64_t) gone = {.data = package->gone, .len = package->gones, .cap = package->gones};
    ptrdiff_t kept = 0;
    TRY(tasks_read(store, arena, SQL_OUTREACH_TASK_OF_AGENT,
                   ARGS(V_TEXT(ask->province), V_TEXT(ask->account), V_INT(0)), ask->province, &all));
    for (ptrdiff_t i = 0; i < all.len; i++)
        if (!cover_holds(cover, *arena, all.data[i].unit, all.data[i].village))
            vec_push(arena, &gone, all.data[i].lead);
    for (ptrdiff_t i = 0; i < package->tasks; i++)
        if (cover_holds(cover, *arena, package->task[i].unit, package->task[i].village))
            package->task[kept++] = package->task[i];
    package->tasks = kept;
    package->gone = gone.data;
    package->gones = gone.len;
    return NULL;
}

static Err *covers_all(Store *store, Arena *arena, const SyncAsk *ask, const Cover *cover, bool *ret)
{
    AUTO(rows_close) Rows rows = {0};
    AgentArea last = {0};
    Err *err;
    *ret = true;
    TRY(store_query(store, arena, SQL_OUTREACH_PLACES_OF, ARGS(V_TEXT(ask->province), V_TEXT(ask->account)), &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;) {
        Str unit = rows_text(&rows, arena, 0), village = rows_text(&rows, arena, 1);
        if (str_eq(unit, last.unit) && str_eq(village, last.village))
            continue;
        last = (AgentArea){unit, village};
        *ret = *ret && cover_holds(cover, *arena, unit, village);
    }
    return err;
}

static Err *fill(Store *store, Arena *arena, const SyncAsk *ask, const Cover *cover, Synced *ret)
{
    TaskPackage gone = {0};
    bool all;
    TRY(outreach_mine(store, arena, ask->province, ask->account, ret->whole ? 0 : ask->since, &ret->package));
    if (ret->whole && ask->since > 0) {
        TRY(outreach_mine(store, arena, ask->province, ask->account, ask->since, &gone));
        ret->package.gone = gone.gone;
        ret->package.gones = gone.gones;
    }
    TRY(covers_all(store, arena, ask, cover, &all));
    return all ? NULL : keep_covered(store, arena, ask, cover, &ret->package);
}

Err *outreach_sync(Store *store, Arena *arena, const SyncAsk *ask, Synced *ret)
{
    Cover cover;
    Device device;
    *ret = (Synced){.result = new (arena, ActionResult, ask->actions)};
    TRY(cover_of_account(store, arena, ask->province, ask->account, ask->may, &cover));
    TRY(store_begin(store, arena));
    Err *err = within(store, arena, ask, &cover, ret);
    err = err ? err : store_commit(store, arena);
    if (err) {
        store_rollback(store);
        return err;
    }
    if (ret->wiped)
        return NULL;
    TRY(hide(store, arena, ask, &cover, ret->result));
    TRY(fill(store, arena, ask, &cover, ret));
    TRY(device_get(store, arena, ask->province, ask->account, ask->device, &device));
    ret->expires_at = device.expires_at;
    return NULL;
}
