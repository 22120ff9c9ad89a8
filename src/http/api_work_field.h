/* api_work_field: what the routes of campaigns, collectors, consents and targets read alike; for them only. */
#pragma once
#include "http/api_work.h"
#include "outreach/campaign.h"

/* BAD_INPUT: the member is missing or of another kind. */
Err *body_wrong(const Request *request, const char *field) MUST_CHECK;
/* A new one has its code in the body, one that is there in the path, with the version that was read. */
Err *body_key(Request *request, const struct json_t *body, bool anew, Str *ret_code, int64_t *ret_version) MUST_CHECK;
/* "unit": one there is, or none. */
Err *body_unit(Request *request, const struct json_t *body, Str *ret) MUST_CHECK;
