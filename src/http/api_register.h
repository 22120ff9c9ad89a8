/* What the routes of registers share with each other. */
#pragma once
#include "http/register_json.h"

Err *registers_file(Request *request, Reply *reply);     /* POST /api/registers/{source}/files */
Err *registers_deliver(Request *request, Reply *reply);  /* POST /api/registers/{source}/deliveries */
Err *registers_vanished(Request *request, Reply *reply); /* POST /api/registers/{source}/vanished */

/* "compared" of a preview; null where there is nothing to compare with or the file was not read to its end. */
void compared_json_member(Request *request, Json *json, const RegisterSource *source, const RegisterReport *report);
/* The rows of the delivery before that are gone, whole, as a file. */
Err *reply_gone(Request *request, Reply *reply, const RegisterSource *source, const RegisterReport *report,
                Str purpose) MUST_CHECK;
