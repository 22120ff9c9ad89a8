/* contact: what agents tell of their visits and calls, at once or days later from a phone that was without a network.
 *
 * Actions are idempotent by the key that the device gave them.  Each is answered for itself; nothing that was taken is
 * ever lost, and one that is refused leaves the others alone.  An agent tells of his own tasks alone: another's do not
 * exist for him. */
#pragma once
#include "outreach/outreach.h"

enum { ACTIONS_MOST = 2000, ACTIONS_BYTES = 4 << 20, ACTION_TEXT = 2000 };

typedef struct OutreachAction {
    Str key; /* 8 to 64 letters, digits, dashes; made by the device, never used twice */
    int64_t lead;
    Date day;
    Str channel; /* visit, call, message, meeting */
    ContactOutcome outcome;
    Str reason; /* of a refusal: required */
    Str next_step, note;
    Date next_day; /* year 0: none */
    int64_t seen;  /* version of the task that the teller had before him */
    Str basis;     /* on what the record of it rests, as told; "" nothing said */
    Str consent;   /* channel (call, message, visit) of which the person said whether he agrees; "" nothing said */
    bool allowed;  /* what he said of it */
    Text fault;    /* it could not be read: is answered as refused */
} OutreachAction;
/* {"actions":[{"key","lead","day","channel","outcome","reason","next_step","next_day","note","seen"}…]} */
struct json_t;
/* One of them; number: its place, from 1.  What is wrong with it stands in ret->fault, so that the others are taken; an
 * error only where it has no key to be answered by. */
Err *outreach_action_read(Arena *arena, struct json_t *action, ptrdiff_t number, OutreachAction *ret) MUST_CHECK;
Err *outreach_actions_read(Arena *arena, Str json, OutreachAction **ret, ptrdiff_t *ret_count) MUST_CHECK;

typedef enum TakenAs { TAKEN_NEW, TAKEN_BEFORE, TAKEN_CONFLICT, TAKEN_NOT } TakenAs;
const char *taken_code(TakenAs taken); /* taken, repeated, conflict, refused */
Text taken_text(TakenAs taken);

typedef struct ActionResult {
    TakenAs taken;
    int64_t version;  /* of the task after it; 0 where it was refused */
    Text why;         /* of TAKEN_NOT, with the next step */
    TaskEvent *other; /* TAKEN_CONFLICT: what others told meanwhile */
    ptrdiff_t others;
} ActionResult;
/* Own transaction; ret_result has room for count.  Outcomes also say of the lead whether its rule was right.  A refusal
 * of what is voluntary closes the person's other voluntary tasks too. */
Err *outreach_take(Store *store, Arena *arena, Str province, Str account, const OutreachAction *action, ptrdiff_t count,
                   ActionResult *ret_result) MUST_CHECK;
/* The same in the caller's transaction. */
Err *outreach_take_within(Store *store, Arena *arena, Str province, Str account, const OutreachAction *action,
                          ptrdiff_t count, ActionResult *ret_result) MUST_CHECK;

/* What an agent's phone holds: own tasks that changed after `since` (0: all that are not over), and leads that are no
 * longer his.  Next time it asks since cursor. */
typedef struct TaskPackage {
    Task *task; /* by version */
    ptrdiff_t tasks;
    int64_t *gone; /* forget them */
    ptrdiff_t gones;
    int64_t cursor;
} TaskPackage;
Err *outreach_mine(Store *store, Arena *arena, Str province, Str account, int64_t since, TaskPackage *ret) MUST_CHECK;
