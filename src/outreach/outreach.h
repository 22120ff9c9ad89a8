/* outreach: leads at work – who goes to whom, what came of it, and whether it lasted.
 *
 * A task (việc) is a lead in somebody's hands; an agent is the account that has it (by its login, which stays), with an
 * area (communes, or villages of them) and a limit.  Everything that happens to a task is an event, only added to; the
 * task says what its events say (task_apply is the one place that knows how).  Events of a province are numbered in one
 * sequence, whose number is also the version of the task it changed and the cursor of a phone that asks what is new.
 * Writers of a province wait for each other at its head, so that who has seen number n has seen all up to n.
 *
 *     assigned → contacted → registered → confirmed          a later delivery shows it
 *                                       → returned           it does not, after confirm_after months
 *     … → closed                        refused, moved, dead, wrong, off the list
 *
 * Which rules are worked and how they are ranked is data: data/outreach/rule.csv, setting.csv. */
#pragma once
#include "reconcile/lead.h"

typedef struct OutreachRule {
    Str rule;
    double gain, ease; /* expected gain × ease ranks leads; both stated in the file with their reason */
    bool voluntary;    /* joining is free: who refuses is left in peace */
    Str confirms;      /* condition (expr.h) under which a lead that cleared means: insured */
    Text reason;
} OutreachRule;

typedef struct OutreachSettings {
    int most;          /* open tasks of one agent, where nothing else is said of him */
    int quiet_months;  /* who refused is left in peace */
    int confirm_after; /* months within which a delivery should show a registration */
    int oldest_days;   /* how old a contact may be when it is told */
    int phone_most;    /* tasks that a phone holds */
    int phone_days;    /* without a sync it forgets them */
    OutreachRule *rule;
    ptrdiff_t rules;
} OutreachSettings;
Err *outreach_settings(Arena *arena, OutreachSettings *ret) MUST_CHECK; /* BAD_INPUT names the line */
Err *outreach_settings_kept(Store *store, Arena *arena, OutreachSettings *ret) MUST_CHECK; /* read once a store */
const OutreachRule *outreach_rule(const OutreachSettings *settings, Str rule);             /* NULL: nobody works it */

#define TASK_STATES(X) /* code, Vietnamese, English */             \
    X(ASSIGNED, "assigned", "đã giao", "assigned")                 \
    X(CONTACTED, "contacted", "đã tiếp xúc", "contacted")          \
    X(REGISTERED, "registered", "đã đăng ký", "registered")        \
    X(CONFIRMED, "confirmed", "đã xác nhận", "confirmed")          \
    X(RETURNED, "returned", "chưa thấy tham gia, làm lại", "back") \
    X(CLOSED, "closed", "đã kết thúc", "closed")
typedef enum TaskState {
#define X(name, code, vi, en) TASK_##name,
    TASK_STATES(X)
#undef X
        TASK_STATE_COUNT
} TaskState;

#define CONTACT_OUTCOMES(X) /* code, Vietnamese, English */                      \
    X(REGISTERED, "registered", "đã đăng ký", "registered")                      \
    X(THINKING, "thinking", "đang cân nhắc", "thinking it over")                 \
    X(REFUSED, "refused", "từ chối", "refused")                                  \
    X(NOT_MET, "not_met", "chưa gặp được", "not met")                            \
    X(MOVED, "moved", "đã chuyển đi nơi khác", "moved away")                     \
    X(WRONG_DATA, "wrong_data", "thông tin sai", "wrong data")                   \
    X(COVERED, "covered", "đã tham gia ở nơi khác", "covered elsewhere already") \
    X(DECEASED, "deceased", "đã mất", "deceased")
typedef enum ContactOutcome {
#define X(name, code, vi, en) CONTACT_##name,
    CONTACT_OUTCOMES(X)
#undef X
        CONTACT_OUTCOME_COUNT, /* none */
} ContactOutcome;

#define TASK_EVENTS(X)                                                                   \
    X(ASSIGNED, "assigned", "giao việc", "assigned")                                     \
    X(HANDED, "handed", "bàn giao", "handed over")                                       \
    X(CONTACT, "contact", "tiếp xúc", "contact")                                         \
    X(CONFIRMED, "confirmed", "số liệu kỳ sau xác nhận", "shown by a later delivery")    \
    X(RETURNED, "returned", "số liệu kỳ sau chưa thấy", "not shown by later deliveries") \
    X(CLOSED, "closed", "đóng việc", "closed")                                           \
    X(REOPENED, "reopened", "vào lại danh sách", "on the list again")
typedef enum TaskEventKind {
#define X(name, code, vi, en) EVENT_##name,
    TASK_EVENTS(X)
#undef X
        TASK_EVENT_COUNT
} TaskEventKind;

const char *task_state_code(TaskState state);
Text task_state_text(TaskState state);
const char *contact_outcome_code(ContactOutcome outcome); /* "" none */
Text contact_outcome_text(ContactOutcome outcome);
bool contact_outcome_parse(Str code, ContactOutcome *ret);
const char *task_event_code(TaskEventKind kind);
Text task_event_text(TaskEventKind kind);
Text task_closed_text(Str reason); /* of an EVENT_CLOSED, whose reason is a code */

typedef struct TaskEvent {
    int64_t sequence, lead;
    TaskEventKind kind;
    Str account;       /* who did it; "" a run */
    Str key;           /* of the device: an action that is sent twice is one */
    Str agent, former; /* who has the task from here on, who had it: ASSIGNED, HANDED */
    Date day;          /* on which it happened, which may be before it was told */
    Str at;            /* stamp of telling */
    Str channel;       /* visit, call, message, meeting */
    ContactOutcome outcome;
    Str reason, next_step, note;
    Date next_day; /* year 0: none */
    Date quiet;    /* left in peace until this day; year 0: no */
    int64_t run;   /* of CONFIRMED, RETURNED, CLOSED, REOPENED */
    bool conflict; /* somebody else had told of another contact that the teller had not seen */
    Str campaign;  /* of ASSIGNED: code, "" none */
    Str basis;     /* of CONTACT: on what the record rests, as told */
} TaskEvent;

typedef struct Task {
    Str province;
    int64_t lead, subject;
    Str rule;
    bool employer;
    Str unit, village;
    Str agent; /* account */
    TaskState state;
    Date assigned_day, first_day, last_day; /* first and last contact; year 0: none */
    ContactOutcome outcome;                 /* of the last contact */
    Str reason, next_step;
    Date next_day;
    int64_t contacts; /* told, also where nobody was met */
    Date registered_day;
    int64_t confirmed_run;
    Date quiet_until;
    int64_t version;
    Str campaign; /* in which it was given; "" none */
} Task;

/* What an event makes of its task.  Of contacts the later day decides, whenever it was told. */
void task_apply(Task *task, const TaskEvent *event);
bool task_open(const Task *task); /* somebody is to go there: assigned, contacted or back */

/* History of a task, oldest first.  account "" or who has the task or had it; NOT_FOUND else, and out of scope. */
Err *task_events(Store *store, Arena *arena, Str province, Str account, int64_t lead, TaskEvent **ret,
                 ptrdiff_t *ret_count) MUST_CHECK;
