/* list: tasks and leads that wait for an agent, as those see them who give work and watch it. */
#pragma once
#include "outreach/outreach.h"

typedef enum TaskPick {
    PICK_ALL,        /* that somebody has or had */
    PICK_UNASSIGNED, /* open leads of worked rules that nobody has */
    PICK_OPEN,       /* somebody is to go there */
    PICK_STATE,      /* TaskAsk.state */
} TaskPick;
typedef enum TaskDue { DUE_ANY, DUE_TODAY, DUE_WEEK, DUE_LATE } TaskDue;
typedef enum TaskSort { SORT_BY_PRIORITY, SORT_BY_NEXT_DAY, SORT_BY_NAME } TaskSort;

typedef struct TaskAsk {
    Str province;
    Str unit, village, rule, agent, campaign; /* "" any */
    TaskPick pick;
    TaskState state;
    bool by_outcome;
    ContactOutcome outcome; /* of the last contact */
    TaskDue due;
    bool by_employer, employer; /* persons or employers alone */
    int64_t subject;            /* 0 any; with by_employer */
    TaskSort sort;
    int64_t after, limit; /* rows to skip; at most so many, 0 all */
} TaskAsk;

typedef struct TaskRow {
    Task task; /* of a lead that nobody has: lead, subject, rule, place alone */
    bool unassigned;
    double gain, ease;
} TaskRow;
/* Of the communes that the scope sees; ret_all: of the selection over all pages. */
Err *task_list(Store *store, Arena *arena, const TaskAsk *ask, TaskRow **ret, ptrdiff_t *ret_count,
               int64_t *ret_all) MUST_CHECK;
/* By number; NOT_FOUND out of scope.  account not "": or his own task. */
Err *task_get(Store *store, Arena *arena, Str province, Str account, int64_t lead, TaskRow *ret) MUST_CHECK;
