/* What the parts of a list share; for list….c alone. */
#pragma once
#include "outreach/list.h"
#include "outreach/outreach_internal.h"
#include "outreach/priority.h"
#include "outreach/waiting.h"

typedef struct Listed {
    TaskRow row;
    Str name; /* sort key, where rows are by name */
} Listed;

typedef struct Listing {
    Store *store;
    Arena *arena;
    const TaskAsk *ask;
    OutreachSettings settings;
    Priorities priorities;
    Date today;
    Str village;
    Tasks tasks; /* by lead */
    Vec(Listed) all;
} Listing;

/* What is asked of task and lead alike. */
bool listing_asks(const Listing *l, Str unit, Str village, Str rule, bool employer, int64_t subject);
void listing_add(Listing *l, const Task *task, bool unassigned, double expected); /* expected: −1 as stated */
/* Leads that wait: the best of them, as many as the page reaches, or all where the order is another; ret_all: how many
 * there are. */
Err *listing_wait(Listing *l, int64_t *ret_all) MUST_CHECK;
/* What was left out of rows until it was known which are shown. */
Err *listing_fill(Listing *l, TaskRow *row, ptrdiff_t count) MUST_CHECK;
