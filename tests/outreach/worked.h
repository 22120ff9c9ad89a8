/* A commune with people to go to: what agencies sent, reconciled as of September 2026, and agents. */
#pragma once
#include "reconcile/delivered.h"

#include "account/account.h"
#include "outreach/assign.h"
#include "outreach/confirm.h"
#include "outreach/contact.h"
#include "outreach/result.h"

#define POPULATION \
    "full_name;birth_date;sex;personal_id;commune_code;village;household_id;poverty_status;status;status_date"
#define PARTICIPANTS                                                                                              \
    "si_number;personal_id;full_name;birth_date;sex;scheme;employer_code;employer_tax_code;collecting_unit;from_" \
    "month;"                                                                                                      \
    "to_month;contribution_base;unemployment_insured;health_insured"
#define NEIGHBOUR(name, number, village)                                                                           \
    {                                                                                                              \
        "population", 0, 0, name ";05/05/1995;Nữ;0331950001" number ";12223;" village ";H9;không;thường trú;" \
    }

/* Mai is paid and not insured; Hoa and ten neighbours are in no scheme. */
static const Sent people[] = {
    {"population", 0, 0, POPULATION},
    {"population", 0, 0, "Trần Thị Mai;14/02/1986;Nữ;033186000001;12223;Thôn 1;H1;không;thường trú;"},
    {"population", 0, 0, "Lê Văn An;01/11/1990;Nam;033090000002;12223;Thôn 1;H1;không;thường trú;"},
    {"population", 0, 0, "Phạm Thị Hoa;05/05/1995;Nữ;033195000003;12224;Thôn 7;H2;hộ nghèo;thường trú;"},
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
    {"participants", 0, 0,
     "3312345602;033090000002;Lê Văn An;01/11/1990;Nam;bắt buộc;TA0001;0100109106;BHXH Phố Hiến;2020-01;;8000000;1;1"},
    {"employers", 0, 0, "employer_code;tax_code;name;commune_code;employees"},
    {"employers", 0, 0, "TA0001;0100109106;Công ty May;12223;3"},
    {"tax_income", 0, 0, "employer_tax_code;personal_id;full_name;year;months;taxable_income;contract"},
    {"tax_income", 0, 0, "0100109106;033186000001;Trần Thị Mai;2025;12;120000000;HĐLĐ"},
    {"tax_income", 0, 0, "0100109106;033090000002;Lê Văn An;2025;12;108000000;HĐLĐ"},
    {"enterprises", 0, 0, "tax_code;name;status;status_date;registered_on;commune_code"},
    {"enterprises", 0, 0, "0100109106;Công ty May;đang hoạt động;;05/06/2010;12223"},
    {"household_businesses", 0, 0, "tax_code;owner_name;personal_id;tax_method;status;registered_on"},
    {"household_businesses", 0, 0, "033070000004;Vũ Văn Bình;033070000004;khoán;đã chấm dứt;01/01/2012"},
    {"affiliations", 0, 0, "list;full_name;personal_id;birth_date"},
    {"affiliations", 0, 0, "hội viên;Phạm Thị Hoa;033195000003;05/05/1995"},
    {"beneficiaries", 0, 0, "beneficiary_id;personal_id;full_name;birth_date;benefit;from_month;to_month"},
    {"beneficiaries", 0, 0, "B4;033070000004;Vũ Văn Bình;10/10/1970;trợ cấp hằng tháng;2022-01;2026-07"},
    {"departures", 0, 0, "personal_id;full_name;birth_date;event;event_date"},
    {"departures", 0, 0, "033070000004;Vũ Văn Bình;10/10/1970;chết;14/08/2026"},
};
/* The next month Mai is insured, and Hoa by herself. */
static const Sent joined[] __attribute__((unused)) = {
    {"participants", 0, 0, PARTICIPANTS},
    {"participants", 0, 0,
     "3312345601;033186000001;Trần Thị Mai;14/02/1986;Nữ;bắt buộc;TA0001;0100109106;BHXH Phố "
     "Hiến;2026-10;;9000000;1;1"},
    {"participants", 0, 0,
     "3312345602;033090000002;Lê Văn An;01/11/1990;Nam;bắt buộc;TA0001;0100109106;BHXH Phố Hiến;2020-01;;8000000;1;1"},
    {"participants", 0, 0,
     "3312345603;033195000003;Phạm Thị Hoa;05/05/1995;Nữ;tự nguyện;;;BHXH Phố Hiến;2026-10;;1500000;0;1"},
};

/* … and Mai no longer. */
static const Sent left[] __attribute__((unused)) = {
    {"participants", 0, 0, PARTICIPANTS},
    {"participants", 0, 0,
     "3312345602;033090000002;Lê Văn An;01/11/1990;Nam;bắt buộc;TA0001;0100109106;BHXH Phố Hiến;2020-01;;8500000;1;1"},
};

static const Date august_end = {2026, 8, 31}, september = {2026, 9, 0};

static inline ReconcileReport reconciled(Store *store, Arena *arena, Date month)
{
    ReconcileReport report;
    ReconcileOptions options = {
        .province = S("33"), .month = month, .threads = 1, .by = S("mai"), .early = true, .after = outreach_confirm};
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

static inline TaskPackage mine(Store *store, Arena *arena, const char *account, int64_t since)
{
    TaskPackage package;
    assert_ok(outreach_mine(store, arena, S("33"), str_from(account), since, &package));
    return package;
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
