/* change: what handlers that change something have in common: the transaction, the audit trail, the body. */
#pragma once
#include "audit/audit.h"
#include "cube/cube.h"
#include "http/route.h"
#include "unit/unit.h"

struct json_t;

/* Begins a transaction, and ends it with what came of the change:
 *
 *     TRY(change_begin(request));
 *     Err *err = round_open(…);
 *     change_note(request, …);
 *     TRY(change_end(request, err));
 *
 * What is noted is written with the commit, and forgotten with a rollback. */
Err *change_begin(Request *request) MUST_CHECK;
Err *change_end(Request *request, Err *err) MUST_CHECK;
/* before, after: JSON or {0}; who, request and address are filled in. */
void change_note(Request *request, const char *action, Str province, Str unit, Str subject, Str before, Str after);

/* From here on the store sees what this permission gives; FORBIDDEN where the account has it nowhere.  For
 * routes that serve several. */
Err *change_as(Request *request, Permission permission) MUST_CHECK;

/* A body that has no other members than these, "a|b|c". */
Err *body_only(const Request *request, const struct json_t *object, const char *members) MUST_CHECK;
/* Number, date, issuer, title, supersedes; number is needed. */
Err *body_document(const Request *request, const struct json_t *object, Document *ret) MUST_CHECK;

/* ---- into JSON --------------------------------------------------------------------------- */
void js_put_count(Json *json, const char *key, int64_t value); /* null below 0 */
void js_put_words(Json *json, const char *key, Lang lang, Text text);
void js_put_year_day(Json *json, Arena *arena, const char *key, Date day);
/* Who did something, for people: a login as it is, "root@" (cli.h) as "dòng lệnh (root)", "sftp:police" (drop.h) as
 * "SFTP (police)". */
Str by_words(Arena *arena, Lang lang, Str by);
bool request_exports(const Request *request); /* format=csv or xlsx: the answer is a grid */

/* Query parameters that several routes take. */
Err *request_base(const Request *request, CountBase *ret) MUST_CHECK;
/* A month; *ret stays where it is not given. */
Err *request_month(const Request *request, Period *ret) MUST_CHECK;
/* A unit or an indicator that the query names is there, or not named: NOT_FOUND with the parameter's name, so that no
 * list answers for something that does not exist. */
Err *request_known_unit(const Request *request, const char *name) MUST_CHECK;
Err *request_known_indicator(const Request *request, const char *name) MUST_CHECK;
Err *request_province(const Request *request, Str *ret) MUST_CHECK; /* needed; NOT_FOUND outside the scope */
