/* A commune with people to go to: what agencies sent, reconciled as of September 2026, and agents. */
#pragma once
#include "reconcile/town.h"

#include "account/account.h"
#include "outreach/assign.h"
#include "outreach/confirm.h"
#include "outreach/contact.h"
#include "outreach/payer.h"
#include "outreach/result.h"

#define NEIGHBOUR(name, number, village)                                                                           \
    {                                                                                                              \
        "population", 0, 0, name ";05/05/1995;Nữ;0331950001" number ";12223;" village ";H9;không;thường trú;" \
    }

/* Mai is paid and not insured; Hoa and ten neighbours are in no scheme. */
static const Sent people[] = {
    {"population", 0, 0, POPULATION},
    TOWN_MAI,
    TOWN_AN,
    TOWN_HOA,
    NEIGHBOUR("Đỗ Thị Lan", "01", "Thôn 1"),
    NEIGHBOUR("Hoàng Thị Cúc", "02", "Thôn 1"),
    NEIGHBOUR("Bùi Thị Huệ", "03", "Thôn 1"),
    NEIGHBOUR("Đặng Thị Sen", "04", "Thôn 1"),
    NEIGHBOUR("Ngô Thị Đào", "05", "Thôn 1"),
    NEIGHBOUR("Dương Thị Mận", "06", "Thôn 1"),
    NEIGHBOUR("Lý Thị Quế", "07", "thôn  2"),
    NEIGHBOUR("Phan Thị Nhài", "08", "Thôn 2"),
    NEIGHBOUR("Vũ Thị Trúc", "09", "Thôn 2"),
    NEIGHBOUR("Trịnh Thị Mơ", "10", "Thôn 2"),
    {"participants", 0, 0, PARTICIPANTS},
    TOWN_AN_PAYS("8000000"),
    TOWN_OTHERS,
};
/* The next month Mai is insured, and Hoa by herself. */
static const Sent joined[] __attribute__((unused)) = {
    {"participants", 0, 0, PARTICIPANTS},
    TOWN_MAI_PAYS,
    TOWN_AN_PAYS("8000000"),
    {"participants", 0, 0,
     "3312345603;033195000003;Phạm Thị Hoa;05/05/1995;Nữ;tự nguyện;;;BHXH Phố Hiến;2026-10;;1500000;0;1"},
};

/* … and Mai no longer. */
static const Sent left[] __attribute__((unused)) = {
    {"participants", 0, 0, PARTICIPANTS},
    TOWN_AN_PAYS("8500000"),
};

static const Date august_end = {2026, 8, 31}, september = {2026, 9, 0};

static inline ReconcileReport reconciled(Store *store, Arena *arena, Date month)
{
    ReconcileReport report;
    ReconcileOptions options = {.province = S("33"),
                                .month = month,
                                .threads = 1,
                                .by = S("mai"),
                                .early = true,
                                .meanwhile = payers_find,
                                .after = outreach_confirm};
    assert_ok(reconcile_run(store, arena, &options, &report));
    return report;
}

/* Somebody who may work in both communes. */
static inline void account_of(Store *store, Arena *arena, const char *login)
{
    Grant both[] = {{S("commune-officer"), {S("33"), S("12223")}}, {S("commune-officer"), {S("33"), S("12224")}}};
    Account account = {.login = str_from(login), .name = str_from(login), .grant = both, .grants = 2};
    Str id, invite;
    bool none;
    assert_ok(account_by_login(store, arena, account.login, &(Account){0}, &none));
    if (none)
        assert_ok(account_create(store, arena, &account, &id, &invite));
}

static inline void agent_of(Store *store, Arena *arena, const char *account, int64_t most, const char *unit,
                            const char *village)
{
    AgentArea area = {str_from(unit), str_from(village)};
    Agent agent = {.account = str_from(account),
                   .most = most,
                   .active = true,
                   .area = &area,
                   .areas = 1,
                   .version = AGENT_ANY_VERSION};
    account_of(store, arena, account);
    assert_ok(agent_put(store, arena, S("33"), &agent));
}

static inline void settle(Store *store, Arena *arena)
{
    deliver(store, arena, people, COUNTOF(people), august_end);
    reconciled(store, arena, september);
}

static inline AssignReport assigned(Store *store, Arena *arena, bool preview)
{
    AssignReport report;
    AssignAsk ask = {.province = S("33"), .preview = preview, .by = S("lan")};
    assert_ok(outreach_assign(store, arena, &ask, &report));
    return report;
}

/* … and given to the agents of the two communes. */
static inline void settle_with_agents(Store *store, Arena *arena)
{
    settle(store, arena);
    agent_of(store, arena, "an.nv", 100, "12223", "");
    agent_of(store, arena, "binh", 100, "12224", "");
    assigned(store, arena, false);
}

static inline TaskPackage mine(Store *store, Arena *arena, const char *account, int64_t since)
{
    TaskPackage package;
    assert_ok(outreach_mine(store, arena, S("33"), str_from(account), since, &package));
    return package;
}

static inline Task task_now(Store *store, Arena *arena, const char *account, int64_t lead)
{
    TaskPackage package = mine(store, arena, account, 1);
    for (ptrdiff_t i = 0; i < package.tasks; i++)
        if (package.task[i].lead == lead)
            return package.task[i];
    fail_msg("%s does not have task %lld", account, (long long)lead);
    return (Task){0};
}

static inline Task task_of(Store *store, Arena *arena, const char *account, const char *rule)
{
    TaskPackage package = mine(store, arena, account, 0);
    for (ptrdiff_t i = 0; i < package.tasks; i++)
        if (str_eq(package.task[i].rule, str_from(rule)))
            return package.task[i];
    fail_msg("%s has no task of %s", account, rule);
    return (Task){0};
}

static inline OutreachAction told(const Task *task, const char *key, Date day, ContactOutcome outcome)
{
    return (OutreachAction){.key = str_from(key),
                            .lead = task->lead,
                            .day = day,
                            .channel = S("visit"),
                            .outcome = outcome,
                            .reason = outcome == CONTACT_REFUSED ? S("chưa có tiền") : S(""),
                            .seen = task->version};
}

static inline ActionResult take(Store *store, Arena *arena, const char *account, OutreachAction action)
{
    ActionResult result;
    assert_ok(outreach_take(store, arena, S("33"), str_from(account), &action, 1, &result));
    return result;
}

/* The row of a task is what its events make of an empty one; returns it. */
static inline Task replayed(Store *store, Arena *arena, const Task *row)
{
    TaskEvent *event;
    ptrdiff_t events;
    Task task = {.lead = row->lead, .outcome = CONTACT_OUTCOME_COUNT};
    assert_ok(task_events(store, arena, S("33"), S(""), row->lead, &event, &events));
    for (ptrdiff_t i = 0; i < events; i++)
        task_apply(&task, &event[i]);
    assert_int_equal(task.state, row->state);
    assert_str(task.agent, row->agent);
    assert_int_equal(task.version, row->version);
    assert_int_equal(task.contacts, row->contacts);
    assert_int_equal(task.outcome, row->outcome);
    assert_int_equal(task.confirmed_run, row->confirmed_run);
    assert_int_equal(date_cmp(task.first_day, row->first_day), 0);
    assert_int_equal(date_cmp(task.last_day, row->last_day), 0);
    assert_int_equal(date_cmp(task.registered_day, row->registered_day), 0);
    assert_int_equal(date_cmp(task.quiet_until, row->quiet_until), 0);
    assert_int_equal(date_cmp(task.next_day, row->next_day), 0);
    return task;
}
