/* Words of tasks, and what an event makes of its task. */
#include "outreach/outreach_internal.h"

typedef struct Word {
    const char *code;
    Text text;
} Word;

static const Word states[TASK_STATE_COUNT] = {
#define X(name, code, vi, en) [TASK_##name] = {code, TEXT_INIT(vi, en)},
    TASK_STATES(X)
#undef X
};

static const Word outcomes[CONTACT_OUTCOME_COUNT + 1] = {
#define X(name, code, vi, en) [CONTACT_##name] = {code, TEXT_INIT(vi, en)},
    CONTACT_OUTCOMES(X)
#undef X
        [CONTACT_OUTCOME_COUNT] = {"", TEXT_INIT("", "")},
};

static const Word kinds[TASK_EVENT_COUNT] = {
#define X(name, code, vi, en) [EVENT_##name] = {code, TEXT_INIT(vi, en)},
    TASK_EVENTS(X)
#undef X
};

const char *task_state_code(TaskState state)
{
    return states[state].code;
}

Text task_state_text(TaskState state)
{
    return states[state].text;
}

const char *contact_outcome_code(ContactOutcome outcome)
{
    return outcomes[outcome].code;
}

Text contact_outcome_text(ContactOutcome outcome)
{
    return outcomes[outcome].text;
}

bool contact_outcome_parse(Str code, ContactOutcome *ret)
{
    for (int i = 0; i < CONTACT_OUTCOME_COUNT; i++)
        if (str_eq(code, str_from(outcomes[i].code))) {
            *ret = (ContactOutcome)i;
            return true;
        }
    return false;
}

const char *task_event_code(TaskEventKind kind)
{
    return kinds[kind].code;
}

Text task_event_text(TaskEventKind kind)
{
    return kinds[kind].text;
}

Text task_closed_text(Str reason)
{
    static const Word reasons[] = {
        {"insured", TEXT_INIT("đã tham gia, không qua đăng ký ở đây", "insured, without registering here")},
        {"off-list", TEXT_INIT("không còn trong danh sách", "off the list")},
        {"refused", TEXT_INIT("đã từ chối ở việc khác", "refused at another task")},
        {"merged", TEXT_INIT("gộp với việc khác của cùng một người", "joined with another task of the same person")},
    };
    for (int i = 0; i < COUNTOF(reasons); i++)
        if (str_eq(reason, str_from(reasons[i].code)))
            return reasons[i].text;
    return (Text){reason, reason};
}

bool task_open(const Task *task)
{
    return task->state == TASK_ASSIGNED || task->state == TASK_CONTACTED || task->state == TASK_RETURNED;
}

/* ---- events ----------------------------------------------------------------------------------- */

/* A refusal of what is no free choice leaves the task open: the duty is still there. */
static TaskState state_after(const TaskEvent *e)
{
    static const TaskState after[CONTACT_OUTCOME_COUNT] = {
        [CONTACT_REGISTERED] = TASK_REGISTERED, [CONTACT_THINKING] = TASK_CONTACTED, [CONTACT_REFUSED] = TASK_CONTACTED,
        [CONTACT_NOT_MET] = TASK_CONTACTED,     [CONTACT_MOVED] = TASK_CLOSED,       [CONTACT_WRONG_DATA] = TASK_CLOSED,
        [CONTACT_COVERED] = TASK_CLOSED,        [CONTACT_DECEASED] = TASK_CLOSED,
    };
    return e->quiet.year > 0 ? TASK_CLOSED : after[e->outcome];
}

static void apply_contact(Task *task, const TaskEvent *e)
{
    bool latest = task->last_day.year == 0 || date_cmp(e->day, task->last_day) >= 0;
    if (task->first_day.year == 0 || date_cmp(e->day, task->first_day) < 0)
        task->first_day = e->day;
    task->contacts++;
    if (e->outcome == CONTACT_REGISTERED && (latest || task->registered_day.year == 0))
        task->registered_day = e->day;
    if (!latest)
        return;
    task->last_day = e->day;
    task->outcome = e->outcome;
    task->reason = e->reason;
    task->next_step = e->next_step;
    task->next_day = e->next_day;
    task->quiet_until = e->quiet;
    if (task->state != TASK_CONFIRMED) /* what the registers show is beyond what anybody tells */
        task->state = state_after(e);
}

void task_apply(Task *task, const TaskEvent *e)
{
    task->version = e->sequence;
    switch (e->kind) {
    case EVENT_ASSIGNED:
        task->agent = e->agent;
        task->state = TASK_ASSIGNED;
        task->assigned_day = task->assigned_day.year > 0 ? task->assigned_day : e->day;
        task->campaign = e->campaign;
        break;
    case EVENT_HANDED:
        task->agent = e->agent;
        break;
    case EVENT_CONTACT:
        apply_contact(task, e);
        break;
    case EVENT_CONFIRMED:
        task->state = TASK_CONFIRMED;
        task->confirmed_run = e->run;
        break;
    case EVENT_RETURNED:
        task->state = TASK_RETURNED;
        break;
    case EVENT_CLOSED:
        task->state = TASK_CLOSED;
        task->quiet_until = e->quiet;
        break;
    case EVENT_REOPENED:
        task->state = TASK_ASSIGNED;
        break;
    case TASK_EVENT_COUNT:
        break;
    }
}
