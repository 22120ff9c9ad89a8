/* What agents tell: checked, put beside what others told, kept. */
#include "outreach/consent.h"
#include "outreach/contact.h"
#include "outreach/outreach_internal.h"

#include "outreach_sql.h"

static const struct {
    const char *code;
    Text text;
} takens[] = {
    [TAKEN_NEW] = {"taken", TEXT_INIT("đã ghi", "taken")},
    [TAKEN_BEFORE] = {"repeated", TEXT_INIT("đã ghi từ trước", "taken before")},
    [TAKEN_CONFLICT] = {"conflict", TEXT_INIT("đã ghi; người khác cũng vừa ghi", "taken; somebody else told too")},
    [TAKEN_NOT] = {"refused", TEXT_INIT("không ghi", "refused")},
};

const char *taken_code(TakenAs taken)
{
    return takens[taken].code;
}

Text taken_text(TakenAs taken)
{
    return takens[taken].text;
}

typedef struct Taking {
    Ledger ledger;
    OutreachSettings settings;
    Str account;
} Taking;

static ActionResult refused(Text why)
{
    return (ActionResult){.taken = TAKEN_NOT, .why = why};
}

/* ---- is it sensible ----------------------------------------------------------------------------- */

static bool key_fits(Str key)
{
    for (ptrdiff_t i = 0; i < key.len; i++) {
        char c = key.ptr[i];
        if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-'))
            return false;
    }
    return key.len >= 8 && key.len <= 64;
}

static bool channel_fits(Str channel)
{
    static const char *const channels[] = {"visit", "call", "message", "meeting"};
    for (int i = 0; i < COUNTOF(channels); i++)
        if (str_eq(channel, str_from(channels[i])))
            return true;
    return false;
}

/* Why it cannot be, {0} where it can. */
static Text day_fault(const Taking *t, const OutreachAction *a)
{
    if (!date_is_day(a->day))
        return TEXT("ngày tiếp xúc không có trong lịch; hãy sửa", "the day of the contact is none; mend it");
    int64_t age = date_to_days(t->ledger.today) - date_to_days(a->day);
    if (age < 0)
        return TEXT("ngày tiếp xúc ở tương lai; hãy xem lại ngày của máy",
                    "the day of the contact is in the future; look at the clock of the phone");
    if (age > t->settings.oldest_days)
        return TEXT("tiếp xúc đã quá lâu; hãy báo cán bộ xã ghi giúp",
                    "the contact is too long ago; tell the commune officer");
    if (a->next_day.year != 0 && (!date_is_day(a->next_day) || date_cmp(a->next_day, a->day) < 0))
        return TEXT("ngày hẹn tiếp ở trước ngày tiếp xúc; hãy sửa", "the next day is before the contact; mend it");
    return (Text){0};
}

static Text fault_of(const Taking *t, const OutreachAction *a)
{
    if (a->fault.vi.len > 0)
        return a->fault;
    if (!key_fits(a->key))
        return TEXT("thiếu khóa của lần ghi, từ 8 đến 64 chữ hoặc số", "the key is missing, 8 to 64 letters or digits");
    if (!channel_fits(a->channel) || (int)a->outcome < 0 || a->outcome >= CONTACT_OUTCOME_COUNT)
        return TEXT("thiếu cách tiếp xúc hoặc kết quả; hãy chọn", "choose how you met and what came of it");
    if (a->outcome == CONTACT_REFUSED && str_trim(a->reason).len == 0)
        return TEXT("hãy ghi lý do từ chối", "give the reason of the refusal");
    return day_fault(t, a);
}

/* ---- whose is it ------------------------------------------------------------------------------------- */

/* The own task; or one that was handed over to another after it was seen, of days when it was still his. */
static Err *own_task(Taking *t, const OutreachAction *a, Task *ret, bool *ret_own)
{
    AUTO(rows_close) Rows rows = {0};
    Ledger *l = &t->ledger;
    Tasks tasks = {0};
    Date day;
    bool more;
    *ret_own = false;
    TRY(tasks_read(l->store, l->arena, SQL_OUTREACH_TASK_ONE, ARGS(V_TEXT(l->province), V_INT(a->lead)), l->province,
                   &tasks));
    if (tasks.len == 0)
        return NULL;
    *ret = tasks.data[0];
    *ret_own = str_eq(ret->agent, t->account);
    if (*ret_own)
        return NULL;
    TRY(store_query(l->store, l->arena, SQL_OUTREACH_TAKEN_FROM,
                    ARGS(V_TEXT(l->province), V_INT(a->lead), V_TEXT(t->account), V_INT(a->seen)), &rows));
    TRY(rows_next(&rows, l->arena, &more));
    *ret_own = more && date_parse_iso(rows_text(&rows, l->arena, 0), &day) && date_cmp(a->day, day) <= 0;
    return NULL;
}

/* What is over stays over for who knew it; who registers after all is welcome. */
static Text over_fault(const Taking *t, const OutreachAction *a, const Task *task)
{
    Arena *arena = t->ledger.arena;
    bool over = task->state == TASK_CLOSED || task->state == TASK_CONFIRMED;
    if (!over || a->seen < task->version || a->outcome == CONTACT_REGISTERED)
        return (Text){0};
    if (task->quiet_until.year > 0 && date_cmp(task->quiet_until, a->day) >= 0) {
        Str until = date_iso(arena, task->quiet_until);
        return text_fmt(arena, "người này đã từ chối, để yên đến %.*s; nếu họ tự đăng ký thì ghi “đã đăng ký”",
                        "this person refused and is left in peace until %.*s; record a registration if there is one",
                        STRF(until));
    }
    return TEXT("việc này đã kết thúc; nếu còn phải làm, báo cán bộ xã giao lại",
                "this task is over; ask the commune officer if there is more to do");
}

/* Who refused to be reached this way is left in peace from the day he said so; what was before is told all the same,
 * and who registers is welcome.  A call or a message rests on a consent or on what the agent states. */
static Err *way_fault(const Taking *t, const OutreachAction *a, const Task *task, Text *ret)
{
    const Ledger *l = &t->ledger;
    ContactChannel channel;
    Consent *all;
    ptrdiff_t count;
    Date said;
    *ret = (Text){0};
    if (a->outcome == CONTACT_REGISTERED || !contact_channel_parse(a->channel, &channel))
        return NULL;
    TRY(consent_of(l->store, l->arena, l->province, task->employer, task->subject, &all, &count));
    const Consent *found = consent_find(all, count, task->employer, task->subject, channel, a->day);
    if (found && !found->allowed && date_parse_iso(str_slice(found->at, 0, 10), &said) && date_cmp(a->day, said) < 0)
        return NULL;
    const Err *fault = consent_check(l->arena, found, channel, a->basis);
    *ret = fault ? fault->text : (Text){0};
    return NULL;
}

/* ---- what follows ---------------------------------------------------------------------------------------- */

static int finding_of(ContactOutcome outcome)
{
    static const int findings[CONTACT_OUTCOME_COUNT] = {
        [CONTACT_REGISTERED] = OUTCOME_RIGHT,
        [CONTACT_THINKING] = -1,
        [CONTACT_REFUSED] = -1,
        [CONTACT_NOT_MET] = -1,
        [CONTACT_MOVED] = -1,
        [CONTACT_WRONG_DATA] = OUTCOME_WRONG,
        [CONTACT_COVERED] = OUTCOME_WRONG,
        [CONTACT_DECEASED] = OUTCOME_WRONG,
    };
    return findings[outcome];
}

/* An agent of a village sees no lead, which belongs to the commune; that the task is his was looked at before. */
static Err *tell_lead(Taking *t, const OutreachAction *a)
{
    Ledger *l = &t->ledger;
    int finding = finding_of(a->outcome);
    if (finding < 0)
        return NULL;
    const Scope *own = store_scope(l->store);
    store_set_scope(l->store, NULL);
    Err *err = lead_result_put(l->store, l->arena, l->province, a->lead, (LeadOutcome)finding,
                               contact_outcome_text(a->outcome).vi, t->account);
    store_set_scope(l->store, own);
    return err;
}

static Err *close_others(Taking *t, const Task *task, Date quiet)
{
    Ledger *l = &t->ledger;
    Tasks tasks = {0};
    TRY(tasks_read(l->store, l->arena, SQL_OUTREACH_TASK_OF_SUBJECT,
                   ARGS(V_TEXT(l->province), V_INT(task->employer), V_INT(task->subject)), l->province, &tasks));
    for (ptrdiff_t i = 0; i < tasks.len; i++) {
        Task *other = &tasks.data[i];
        const OutreachRule *rule = outreach_rule(&t->settings, other->rule);
        if (other->lead == task->lead || !task_open(other) || !rule || !rule->voluntary)
            continue;
        TaskEvent event = {.kind = EVENT_CLOSED,
                           .account = t->account,
                           .agent = other->agent,
                           .day = l->today,
                           .reason = S("refused"),
                           .quiet = quiet,
                           .outcome = CONTACT_OUTCOME_COUNT};
        ledger_add(l, other, &event);
    }
    return NULL;
}

static Err *mind_quiet(Taking *t, const Task *task, const TaskEvent *event, bool was_quiet)
{
    Ledger *l = &t->ledger;
    bool quiet = event->quiet.year > 0 && date_cmp(task->quiet_until, event->quiet) == 0;
    if (!quiet && !(was_quiet && task->quiet_until.year == 0))
        return NULL;
    TRY(store_exec(l->store, l->arena, SQL_OUTREACH_QUIET_PUT,
                   ARGS(V_TEXT(l->province), V_INT(task->employer), V_INT(task->subject),
                        V_TEXT(day_iso(l->arena, task->quiet_until))),
                   NULL));
    return quiet ? close_others(t, task, event->quiet) : NULL;
}

/* ---- one action ------------------------------------------------------------------------------------------ */

static Err *known(Taking *t, const OutreachAction *a, bool *ret_known, ActionResult *ret)
{
    AUTO(rows_close) Rows rows = {0};
    Ledger *l = &t->ledger;
    TRY(store_query(l->store, l->arena, SQL_OUTREACH_EVENT_OF_KEY,
                    ARGS(V_TEXT(l->province), V_TEXT(t->account), V_TEXT(a->key)), &rows));
    TRY(rows_next(&rows, l->arena, ret_known));
    if (!*ret_known)
        return NULL;
    if (rows_int(&rows, 0) != a->lead) {
        *ret = refused(TEXT("khóa này đã dùng cho việc khác; hãy ghi lại", "this key was used for another task"));
        return NULL;
    }
    *ret = (ActionResult){.taken = TAKEN_BEFORE, .version = rows_int(&rows, 1)};
    return NULL;
}

/* What the person said of being reached; how it was said stands with it. */
static Err *keep_consent(Taking *t, const OutreachAction *a, const Task *task)
{
    Ledger *l = &t->ledger;
    Str day = date_iso(l->arena, a->day);
    Consent consent = {.employer = task->employer,
                       .subject = task->subject,
                       .allowed = a->allowed,
                       .basis = str_trim(a->basis),
                       .by = t->account};
    if (!contact_channel_parse(a->consent, &consent.channel))
        return NULL;
    if (consent.basis.len == 0)
        consent.basis = str_fmt(l->arena, "nói khi tiếp xúc ngày %.*s", STRF(day));
    return consent_put(l->store, l->arena, l->province, consent);
}

static Err *keep(Taking *t, const OutreachAction *a, Task *task, ActionResult *ret)
{
    Ledger *l = &t->ledger;
    const OutreachRule *rule = outreach_rule(&t->settings, task->rule);
    TaskEvents others = {0};
    TRY(events_read(l->store, l->arena, SQL_OUTREACH_EVENTS_OF_OTHERS,
                    ARGS(V_TEXT(l->province), V_INT(a->lead), V_INT(a->seen), V_TEXT(t->account)), &others));
    TaskEvent event = {.kind = EVENT_CONTACT,
                       .account = t->account,
                       .key = a->key,
                       .agent = task->agent,
                       .day = a->day,
                       .channel = a->channel,
                       .outcome = a->outcome,
                       .reason = a->reason,
                       .next_step = a->next_step,
                       .note = a->note,
                       .next_day = a->next_day,
                       .basis = a->basis,
                       .conflict = others.len > 0};
    if (a->outcome == CONTACT_REFUSED && rule && rule->voluntary)
        event.quiet = date_add_months(a->day, t->settings.quiet_months);
    bool was_quiet = task->quiet_until.year > 0;
    ledger_add(l, task, &event);
    *ret = (ActionResult){.taken = others.len > 0 ? TAKEN_CONFLICT : TAKEN_NEW,
                          .version = task->version,
                          .other = others.data,
                          .others = others.len};
    TRY(mind_quiet(t, task, &event, was_quiet));
    TRY(ledger_flush(l));
    TRY(keep_consent(t, a, task));
    return tell_lead(t, a);
}

static Err *take_one(Taking *t, const OutreachAction *a, ActionResult *ret)
{
    Task task;
    bool found, own;
    Text fault = fault_of(t, a);
    if (fault.vi.len == 0) {
        TRY(known(t, a, &found, ret));
        if (found)
            return NULL;
        TRY(own_task(t, a, &task, &own));
        if (!own)
            fault = TEXT("việc này không có trong danh sách của bạn", "this task is not on your list");
        else if (a->seen < 0 || a->seen > task.version)
            fault = TEXT("máy đang giữ bản không có ở đây; hãy tải lại danh sách",
                         "the phone holds what was never here; load the list again");
        else
            fault = over_fault(t, a, &task);
        if (own && fault.vi.len == 0)
            TRY(way_fault(t, a, &task, &fault));
    }
    if (fault.vi.len > 0) {
        *ret = refused(fault);
        return NULL;
    }
    return keep(t, a, &task, ret);
}

Err *outreach_take_within(Store *store, Arena *arena, Str province, Str account, const OutreachAction *action,
                          ptrdiff_t count, ActionResult *ret_result)
{
    Taking t = {.account = account};
    TRY(outreach_settings_kept(store, arena, &t.settings));
    TRY(ledger_open(store, arena, province, &t.ledger));
    for (ptrdiff_t i = 0; i < count; i++)
        TRY(take_one(&t, &action[i], &ret_result[i]));
    return NULL;
}

Err *outreach_take(Store *store, Arena *arena, Str province, Str account, const OutreachAction *action, ptrdiff_t count,
                   ActionResult *ret_result)
{
    TRY(store_begin(store, arena));
    Err *err = outreach_take_within(store, arena, province, account, action, count, ret_result);
    err = err ? err : store_commit(store, arena);
    if (err)
        store_rollback(store);
    return err;
}
