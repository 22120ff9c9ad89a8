/* upload: a file that waits between being looked at and being taken in.
 *
 * In the folder store_beside "uploads" (0700): one folder an upload, named by the account and a random id, so that
 * nobody reads what another has sent.  Kept for a day; an account has at most twenty, the oldest go first. */
#pragma once
#include "http/route.h"

Err *upload_keep(const Request *request, Str name, Str bytes, Str *ret_id, Str *ret_path) MUST_CHECK;
/* NOT_FOUND: it is not there, not this account's, or older than a day. */
Err *upload_read(const Request *request, Str id, Str *ret_name, Str *ret_path) MUST_CHECK;
void upload_drop(const Request *request, Str id);
