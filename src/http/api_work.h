/* api_work: what the routes of leads at work have in common; for api_work_….c and work_json.c only. */
#pragma once
#include "base/vec.h"
#include "http/api_reconcile.h"
#include "outreach/device.h"
#include "outreach/package.h"
#include "outreach/result.h"

typedef struct Called { /* a code and what people call it */
    Str code, name;
} Called;
typedef struct Names { /* of accounts by login and of communes, each looked up once a request */
    Request *request;
    Vec(Called) account, unit;
} Names;
Err *names_account(Names *names, Str login, Str *ret) MUST_CHECK; /* the login itself where there is none any more */
Err *names_unit(Names *names, Str code, Str *ret) MUST_CHECK;

/* The province of the body; NOT_FOUND where the scope does not meet it. */
Err *body_province(Request *request, const struct json_t *body, Str *ret) MUST_CHECK;
/* A login as accounts have it. */
Str login_folded(const Request *request, Str written);
/* Confirmed of contacted, in hundredths of a percent; -1 of too few to say so. */
int64_t funnel_yield(const Funnel *funnel);
GridCell share_cell(int64_t hundredths_of_percent); /* none where it is negative */
Err *task_event_json(Json *j, Names *names, const TaskEvent *event) MUST_CHECK;
void put_day(Json *j, const Request *request, const char *key, Date day); /* "" where there is none */
void reply_wiped(const Request *request, Reply *reply);                   /* 410: the device is to forget everything */
