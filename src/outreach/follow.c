/* Tasks go along with persons (and employers) whose numbers were merged: what was said by them or of them holds for who
 * they are now, and who has a task keeps it. */
#include "outreach/follow.h"

#include "outreach_sql.h"

typedef struct Following {
    Ledger *ledger;
    Tasks *tasks; /* by lead */
    int64_t run;
} Following;

static Err *move_said(const Following *f, const IdentifyChange *c)
{
    const Ledger *l = f->ledger;
    const Value args[] = {V_TEXT(l->province), V_INT(c->employer), V_INT(c->from), V_INT(c->to)};
    TRY(store_exec(l->store, l->arena, SQL_OUTREACH_QUIET_MOVE, args, COUNTOF(args), NULL));
    return store_exec(l->store, l->arena, SQL_OUTREACH_CONSENT_MOVE, args, COUNTOF(args), NULL);
}

static TaskEvent event_of(const Following *f, const Task *task, TaskEventKind kind)
{
    return (TaskEvent){
        .kind = kind, .agent = task->agent, .day = f->ledger->today, .run = f->run, .outcome = CONTACT_OUTCOME_COUNT};
}

/* What was told last of the one that ends stands at the other, too. */
static Err *carry(Following *f, const Task *from, Task *to)
{
    Ledger *l = f->ledger;
    TaskEvents last = {0};
    TRY(events_read(l->store, l->arena, SQL_OUTREACH_LAST_CONTACTS,
                    ARGS(V_TEXT(l->province), V_INT(from->lead), V_INT(1)), &last));
    if (last.len == 0)
        return NULL;
    TaskEvent told = last.data[0];
    told.key = S("");
    told.agent = to->agent;
    told.conflict = false;
    ledger_add(l, to, &told);
    return NULL;
}

/* The task of the lead that goes on; one that was left in peace or was never given: the one that ends is given on. */
static Task *other_of(Following *f, const Task *task, const Lead *lead)
{
    Ledger *l = f->ledger;
    ptrdiff_t at = tasks_find(f->tasks, lead->id);
    Task *other = at >= 0 ? &f->tasks->data[at] : new (l->arena, Task, 1);
    if (at >= 0 && (other->state != TASK_CLOSED || other->quiet_until.year > 0))
        return other;
    if (at < 0)
        *other =
            (Task){.province = l->province, .lead = lead->id, .rule = lead->rule, .outcome = CONTACT_OUTCOME_COUNT};
    other->employer = lead->employer;
    other->subject = lead->subject;
    other->unit = lead->unit;
    other->village = lead->village;
    TaskEvent given = event_of(f, task, EVENT_ASSIGNED);
    given.former = other->agent;
    given.campaign = task->campaign;
    ledger_add(l, other, &given);
    return other;
}

/* Both had a lead of the rule: this one has cleared, and the other goes on with what was told of either. */
static Err *hand_on(Following *f, Task *task, int64_t to)
{
    Ledger *l = f->ledger;
    LeadFilter filter = {
        .province = l->province, .rule = task->rule, .by_employer = true, .employer = task->employer, .subject = to};
    Lead *lead;
    ptrdiff_t count;
    if (task->state == TASK_CLOSED)
        return NULL;
    TRY(lead_list(l->store, l->arena, &filter, &lead, &count));
    Task *other = count > 0 ? other_of(f, task, &lead[0]) : NULL;
    if (other && other->state != TASK_CLOSED)
        TRY(carry(f, task, other));
    TaskEvent closed = event_of(f, task, EVENT_CLOSED);
    closed.reason = S("merged");
    ledger_add(l, task, &closed);
    return NULL;
}

static Err *follow_task(Following *f, Task *task, int64_t to)
{
    Ledger *l = f->ledger;
    Lead lead;
    TRY(lead_get(l->store, l->arena, l->province, task->lead, &lead));
    if (lead.subject != to)
        return hand_on(f, task, to);
    task->subject = to;
    return store_exec(l->store, l->arena, SQL_OUTREACH_TASK_MOVE,
                      ARGS(V_TEXT(l->province), V_INT(task->lead), V_INT(to)), NULL);
}

Err *tasks_follow(Ledger *ledger, Tasks *tasks, int64_t run)
{
    Following f = {ledger, tasks, run};
    IdentifyChange *change;
    ptrdiff_t changes;
    TRY(identify_merges(ledger->store, ledger->arena, ledger->province, run, &change, &changes));
    for (ptrdiff_t c = 0; c < changes; c++) {
        TRY(move_said(&f, &change[c]));
        for (ptrdiff_t i = 0; i < tasks->len; i++) {
            Task *task = &tasks->data[i];
            if (task->employer == change[c].employer && task->subject == change[c].from)
                TRY(follow_task(&f, task, change[c].to));
        }
    }
    return NULL;
}
