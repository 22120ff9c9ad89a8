/* package: what of a person an agent is given with a task.
 *
 * Name, sex, year of birth, where he lives, a telephone number where a register has one, why he is on the list – never
 * an identity number, never an amount of money.  The caller hands over tasks that are the asker's own (or in his
 * territory) and has checked that; nothing here looks at the scope. */
#pragma once
#include "base/json.h"
#include "outreach/consent.h"
#include "outreach/contact.h"

enum { PHONE_HISTORY = 3 };

typedef struct PhoneTask {
    const Task *task;
    Str name, sex, address, phone; /* sex: "m", "f", ""; phone "": none, or neither to be called nor sent messages */
    int birth_year;                /* 0 not known */
    Text rule, why, law;           /* title of the list; one sentence; articles */
    bool may_call, may_message;    /* nobody said no */
    ConsentWay way_call, way_message;
    const char *advice; /* kind: renewal, lapsed, new; "" none */
    Text advice_text;
    double rank;        /* priority.h */
    TaskEvent *contact; /* the last ones, newest first */
    ptrdiff_t contacts;
} PhoneTask;
Err *package_tasks(Store *store, Arena *arena, Str province, Str agent, const Task *task, ptrdiff_t count,
                   PhoneTask **ret) MUST_CHECK; /* all of one agent */
/* The open ones first, then by version, at most phone_most. */
void package_cut(const OutreachSettings *settings, TaskPackage *package);
/* What the calculator on a phone reckons with. */
Err *package_parameters(Store *store, Arena *arena, Json *j, Str province) MUST_CHECK;
