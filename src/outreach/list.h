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
    double gain, ease; /* as stated */
    double rank;       /* what it is put in order by: gain × what is expected (priority.h) */
} TaskRow;
/* Of the communes that the scope sees; ret_all: of the selection over all pages. */
Err *task_list(Store *store, Arena *arena, const TaskAsk *ask, TaskRow **ret, ptrdiff_t *ret_count,
               int64_t *ret_all) MUST_CHECK;
typedef struct TaskOrder { /* what puts the lists that are asked for in order */
    int stated, learned;   /* so many by the stated formula, by a model */
    int64_t outcomes;      /* that the models were made of */
} TaskOrder;
Err *task_order(Store *store, Arena *arena, const TaskAsk *ask, TaskOrder *ret) MUST_CHECK;
/* By number; NOT_FOUND out of scope.  account not "": or his own task. */
Err *task_get(Store *store, Arena *arena, Str province, Str account, int64_t lead, TaskRow *ret) MUST_CHECK;
/* Who has the task of a lead; "" nobody, also out of scope. */
Err *task_agent(Store *store, Arena *arena, Str province, int64_t lead, Str *ret) MUST_CHECK;
/* On what the last contact of a task rests, where it was a call or a message; "" else. */
Err *task_basis(Store *store, Arena *arena, const Task *task, Str *ret) MUST_CHECK;
