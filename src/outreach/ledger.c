/* Tasks and events in the store. */
#include "outreach/outreach_internal.h"

#include "outreach_sql.h"

enum { TASK_VALUES = 22, EVENT_VALUES = 21 };

Str day_iso(Arena *arena, Date day)
{
    return day.year > 0 ? date_iso(arena, day) : S("");
}

static Date day_at(const Rows *rows, Arena scratch, int column)
{
    Date day;
    return date_parse_iso(rows_text(rows, &scratch, column), &day) ? day : (Date){0};
}

/* ---- reading ------------------------------------------------------------------------------------ */

static TaskState state_of(Str code)
{
    for (int i = 0; i < TASK_STATE_COUNT; i++)
        if (str_eq(code, str_from(task_state_code((TaskState)i))))
            return (TaskState)i;
    return TASK_CLOSED;
}

static ContactOutcome outcome_of(Str code)
{
    ContactOutcome outcome = CONTACT_OUTCOME_COUNT;
    contact_outcome_parse(code, &outcome);
    return outcome;
}

static TaskEventKind kind_of(Str code)
{
    for (int i = 0; i < TASK_EVENT_COUNT; i++)
        if (str_eq(code, str_from(task_event_code((TaskEventKind)i))))
            return (TaskEventKind)i;
    return TASK_EVENT_COUNT;
}

static Task task_row(const Rows *rows, Arena *arena, Str province)
{
    return (Task){.province = province,
                  .lead = rows_int(rows, 0),
                  .rule = rows_text(rows, arena, 1),
                  .employer = rows_int(rows, 2) != 0,
                  .subject = rows_int(rows, 3),
                  .unit = rows_text(rows, arena, 4),
                  .village = rows_text(rows, arena, 5),
                  .agent = rows_text(rows, arena, 6),
                  .state = state_of(rows_text(rows, arena, 7)),
                  .assigned_day = day_at(rows, *arena, 8),
                  .first_day = day_at(rows, *arena, 9),
                  .last_day = day_at(rows, *arena, 10),
                  .outcome = outcome_of(rows_text(rows, arena, 11)),
                  .reason = rows_text(rows, arena, 12),
                  .next_step = rows_text(rows, arena, 13),
                  .next_day = day_at(rows, *arena, 14),
                  .contacts = rows_int(rows, 15),
                  .registered_day = day_at(rows, *arena, 16),
                  .confirmed_run = rows_int(rows, 17),
                  .quiet_until = day_at(rows, *arena, 18),
                  .version = rows_int(rows, 19),
                  .campaign = rows_text(rows, arena, 20)};
}

Err *tasks_read(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, Str province, Tasks *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, query, args, count, &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;)
        vec_push(arena, ret, task_row(&rows, arena, province));
    return err;
}

static TaskEvent event_row(const Rows *rows, Arena *arena)
{
    return (TaskEvent){.sequence = rows_int(rows, 0),
                       .lead = rows_int(rows, 1),
                       .kind = kind_of(rows_text(rows, arena, 2)),
                       .account = rows_text(rows, arena, 3),
                       .key = rows_text(rows, arena, 4),
                       .agent = rows_text(rows, arena, 5),
                       .former = rows_text(rows, arena, 6),
                       .day = day_at(rows, *arena, 7),
                       .at = rows_text(rows, arena, 8),
                       .channel = rows_text(rows, arena, 9),
                       .outcome = outcome_of(rows_text(rows, arena, 10)),
                       .reason = rows_text(rows, arena, 11),
                       .next_step = rows_text(rows, arena, 12),
                       .note = rows_text(rows, arena, 13),
                       .next_day = day_at(rows, *arena, 14),
                       .quiet = day_at(rows, *arena, 15),
                       .run = rows_int(rows, 16),
                       .conflict = rows_int(rows, 17) != 0,
                       .campaign = rows_text(rows, arena, 18),
                       .basis = rows_text(rows, arena, 19)};
}

Err *events_read(Store *store, Arena *arena, Query query, const Value *args, ptrdiff_t count, TaskEvents *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Err *err;
    TRY(store_query(store, arena, query, args, count, &rows));
    for (bool more; !(err = rows_next(&rows, arena, &more)) && more;)
        vec_push(arena, ret, event_row(&rows, arena));
    return err;
}

int64_t tasks_find(const Tasks *by_lead, int64_t lead)
{
    ptrdiff_t low = 0, high = by_lead->len;
    while (low < high) {
        ptrdiff_t mid = low + (high - low) / 2;
        if (by_lead->data[mid].lead < lead)
            low = mid + 1;
        else
            high = mid;
    }
    return low < by_lead->len && by_lead->data[low].lead == lead ? low : -1;
}

Err *task_events(Store *store, Arena *arena, Str province, Str account, int64_t lead, TaskEvent **ret,
                 ptrdiff_t *ret_count)
{
    Tasks tasks = {0};
    TaskEvents events = {0};
    TRY(tasks_read(store, arena, SQL_OUTREACH_TASK_ONE, ARGS(V_TEXT(province), V_INT(lead)), province, &tasks));
    TRY(events_read(store, arena, SQL_OUTREACH_EVENTS, ARGS(V_TEXT(province), V_INT(lead)), &events));
    bool seen = tasks.len > 0 && (account.len > 0 ? str_eq(tasks.data[0].agent, account)
                                                  : scope_sees(store_scope(store), province, tasks.data[0].unit));
    for (ptrdiff_t i = 0; i < events.len && account.len > 0; i++)
        seen = seen || str_eq(events.data[i].former, account);
    if (!seen)
        return FAIL(arena, NOT_FOUND, "không có việc số %lld", "there is no task %lld", (long long)lead);
    *ret = events.data;
    *ret_count = events.len;
    return NULL;
}

/* ---- writing ---------------------------------------------------------------------------------------- */

Err *ledger_open(Store *store, Arena *arena, Str province, Ledger *ret)
{
    bool found;
    *ret = (Ledger){.store = store,
                    .arena = arena,
                    .province = province,
                    .at = clock_stamp(arena, store_clock(store)),
                    .today = clock_today(store_clock(store))};
    TRY(store_exec(store, arena, SQL_OUTREACH_HEAD_TAKE, ARGS(V_TEXT(province)), NULL));
    return store_one_int(store, arena, SQL_OUTREACH_HEAD_READ, ARGS(V_TEXT(province)), &ret->sequence, &found);
}

static void keep_event(Ledger *l, const TaskEvent *e)
{
    Arena *a = l->arena;
    Str key = e->key.len > 0 ? e->key : str_fmt(a, "#%lld", (long long)e->sequence);
    const Value value[EVENT_VALUES] = {V_TEXT(l->province),
                                       V_INT(e->sequence),
                                       V_INT(e->lead),
                                       V_TEXT(str_from(task_event_code(e->kind))),
                                       V_TEXT(e->account),
                                       V_TEXT(key),
                                       V_TEXT(e->agent),
                                       V_TEXT(e->former),
                                       V_TEXT(day_iso(a, e->day)),
                                       V_TEXT(e->at),
                                       V_TEXT(e->channel),
                                       V_TEXT(str_from(contact_outcome_code(e->outcome))),
                                       V_TEXT(e->reason),
                                       V_TEXT(e->next_step),
                                       V_TEXT(e->note),
                                       V_TEXT(day_iso(a, e->next_day)),
                                       V_TEXT(day_iso(a, e->quiet)),
                                       V_INT(e->run),
                                       V_INT(e->conflict),
                                       V_TEXT(e->campaign),
                                       V_TEXT(e->basis)};
    for (int i = 0; i < EVENT_VALUES; i++)
        vec_push(a, &l->events, value[i]);
}

static void keep_task(Ledger *l, const Task *t)
{
    Arena *a = l->arena;
    const Value value[TASK_VALUES] = {V_TEXT(l->province),
                                      V_INT(t->lead),
                                      V_TEXT(t->rule),
                                      V_INT(t->employer),
                                      V_INT(t->subject),
                                      V_TEXT(t->unit),
                                      V_TEXT(t->village),
                                      V_TEXT(t->agent),
                                      V_TEXT(str_from(task_state_code(t->state))),
                                      V_TEXT(day_iso(a, t->assigned_day)),
                                      V_TEXT(day_iso(a, t->first_day)),
                                      V_TEXT(day_iso(a, t->last_day)),
                                      V_TEXT(str_from(contact_outcome_code(t->outcome))),
                                      V_TEXT(t->reason),
                                      V_TEXT(t->next_step),
                                      V_TEXT(day_iso(a, t->next_day)),
                                      V_INT(t->contacts),
                                      V_TEXT(day_iso(a, t->registered_day)),
                                      V_INT(t->confirmed_run),
                                      V_TEXT(day_iso(a, t->quiet_until)),
                                      V_INT(t->version),
                                      V_TEXT(t->campaign)};
    for (int i = 0; i < TASK_VALUES; i++)
        vec_push(a, &l->tasks, value[i]);
}

void ledger_add(Ledger *l, Task *task, TaskEvent *event)
{
    event->sequence = ++l->sequence;
    event->lead = task->lead;
    event->at = l->at;
    task_apply(task, event);
    keep_event(l, event);
    keep_task(l, task);
}

Err *ledger_flush(Ledger *l)
{
    TRY(store_exec_many(l->store, l->arena, SQL_OUTREACH_TASK_PUT, l->tasks.data, TASK_VALUES,
                        l->tasks.len / TASK_VALUES, NULL));
    TRY(store_exec_many(l->store, l->arena, SQL_OUTREACH_EVENT_PUT, l->events.data, EVENT_VALUES,
                        l->events.len / EVENT_VALUES, NULL));
    l->tasks.len = 0;
    l->events.len = 0;
    return store_exec(l->store, l->arena, SQL_OUTREACH_HEAD_SET, ARGS(V_TEXT(l->province), V_INT(l->sequence)), NULL);
}
