/* What the routes of registers share with each other. */
#pragma once
#include "http/register_json.h"

Err *registers_file(Request *request, Reply *reply);    /* POST /api/registers/{source}/files */
Err *registers_deliver(Request *request, Reply *reply); /* POST /api/registers/{source}/deliveries */
