/* What the routes of sessions and accounts share. */
#pragma once
#include "http/route.h"

/* "grants": with the names of roles and places in the request's language. */
Err *put_grants(Request *request, Json *j, const Account *account) MUST_CHECK;
Err *put_sessions(Request *request, Json *j, const SessionEntry *entry, ptrdiff_t count) MUST_CHECK;
/* Schema Session. */
Err *reply_identity(Request *request, Reply *reply, const Identity *who) MUST_CHECK;
/* An entry of who asks about an account, with the next commit: its transaction is that of the change.  It belongs to
 * the account's territory: auditors of others do not see it. */
void note_change(Request *request, const char *action, const Account *of, Str before, Str after);
/* At once, where the change has no transaction of its own; in the territory of who asks. */
Err *add_change(Request *request, const char *action, Str subject) MUST_CHECK;
/* BAD_INPUT where the object has other members than these. */
Err *only_members(const Request *request, const struct json_t *object, const char *const *names) MUST_CHECK;
/* Ends its single sign-on, noted with the e-mail that goes with it; 204. */
Err *account_unlinked(Request *request, Reply *reply, const Account *account) MUST_CHECK;
/* Of the sign-in that went well: ends the session that this browser had, notes the new one, sets the cookie. */
Err *session_begin(Request *request, Reply *reply, const SignedIn *in, Str how) MUST_CHECK;
