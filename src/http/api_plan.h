/* api_plan: between the files of the routes of plans; for api_plan.c and api_round.c only. */
#pragma once
#include "http/change.h"

Err *rounds_list(Request *request, Reply *reply) MUST_CHECK;
Err *rounds_open(Request *request, Reply *reply) MUST_CHECK;
Err *rounds_get(Request *request, Reply *reply) MUST_CHECK;
Err *rounds_propose(Request *request, Reply *reply) MUST_CHECK;
Err *rounds_history(Request *request, Reply *reply) MUST_CHECK;
Err *rounds_review(Request *request, Reply *reply) MUST_CHECK;
Err *rounds_decide(Request *request, Reply *reply) MUST_CHECK;
