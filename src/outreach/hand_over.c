/* Tasks from one agent to another. */
#include "outreach/cover.h"
#include "outreach/outreach_internal.h"

#include "outreach_sql.h"

static Err *agent_of(Store *store, Arena *arena, Str province, Str account, Agent *ret)
{
    Agent *agent;
    ptrdiff_t count;
    TRY(agent_list(store, arena, province, &agent, &count));
    for (ptrdiff_t i = 0; i < count; i++)
        if (str_eq(agent[i].account, account)) {
            *ret = agent[i];
            return NULL;
        }
    return FAIL(arena, NOT_FOUND, "tài khoản này không phụ trách địa bàn nào ở đây",
                "this account is no agent of any place here");
}

static bool wanted(const Task *task, const int64_t *lead, ptrdiff_t leads)
{
    if (!task_open(task) && task->state != TASK_REGISTERED)
        return false;
    for (ptrdiff_t i = 0; lead && i < leads; i++)
        if (lead[i] == task->lead)
            return true;
    return lead == NULL;
}

static Err *room_for(Arena *arena, const Agent *to, int64_t more)
{
    if (!to->active)
        return FAIL(arena, CONFLICT, "người nhận bàn giao đã thôi phụ trách", "who is to take them over has stopped");
    if (to->open + more <= to->most)
        return NULL;
    return FAIL(arena, CONFLICT, "người nhận đang có %lld việc, thêm %lld việc là quá %lld; hãy bàn giao ít hơn",
                "who is to take them has %lld tasks, %lld more are above %lld; hand over fewer", (long long)to->open,
                (long long)more, (long long)to->most);
}

static Err *not_his(Arena *arena, const Task *task, Str to)
{
    return FAIL(arena, CONFLICT, "“%.*s” không phụ trách nơi của việc %lld; hãy thêm địa bàn cho người này trước",
                "“%.*s” does not work where task %lld is; give him the area first", STRF(to), (long long)task->lead);
}

static Err *hand_over(Ledger *l, Str from, Str to, const int64_t *lead, ptrdiff_t leads, Str by, HandOver *ret)
{
    Tasks tasks = {0};
    Agent giver, taker;
    Cover *cover;
    TRY(agent_of(l->store, l->arena, l->province, from, &giver));
    TRY(agent_of(l->store, l->arena, l->province, to, &taker));
    TRY(cover_of_all(l->store, l->arena, l->province, &taker, 1, &cover));
    TRY(tasks_read(l->store, l->arena, SQL_OUTREACH_TASK_OF_AGENT, ARGS(V_TEXT(l->province), V_TEXT(from), V_INT(0)),
                   l->province, &tasks));
    for (ptrdiff_t i = 0; i < tasks.len; i++) {
        Task *task = &tasks.data[i];
        if (!wanted(task, lead, leads))
            continue;
        TRY(scope_check(l->store, l->arena, l->province, task->unit));
        if (!cover_holds(cover, *l->arena, task->unit, task->village))
            return not_his(l->arena, task, to);
        TaskEvent event = {.kind = EVENT_HANDED,
                           .account = by,
                           .agent = to,
                           .former = from,
                           .day = l->today,
                           .outcome = CONTACT_OUTCOME_COUNT};
        *(task_open(task) ? &ret->open : &ret->registered) += 1;
        ledger_add(l, task, &event);
    }
    TRY(room_for(l->arena, &taker, ret->open));
    return ledger_flush(l);
}

Err *outreach_hand_over(Store *store, Arena *arena, Str province, Str from, Str to, const int64_t *lead_or_all,
                        ptrdiff_t leads, Str by, HandOver *ret)
{
    Ledger ledger;
    *ret = (HandOver){0};
    if (str_eq(from, to))
        return FAIL(arena, BAD_INPUT, "bàn giao cho chính người đó thì không có gì đổi",
                    "handing over to the same person changes nothing");
    TRY(store_begin(store, arena));
    Err *err = ledger_open(store, arena, province, &ledger);
    err = err ? err : hand_over(&ledger, from, to, lead_or_all, leads, by, ret);
    err = err ? err : store_commit(store, arena);
    if (err)
        store_rollback(store);
    return err;
}
