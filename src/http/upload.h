/* upload: a file that waits between being looked at and being taken in.
 *
 * In the folder store_beside "uploads" (0700): one folder an upload, named by the account and a random id, so that
 * nobody reads what another has sent.  Kept for a day; an account has at most twenty, the oldest go first.
 *
 * A small file comes in memory (upload_keep).  A large one is written as it comes: begun by a worker that knows whose
 * it is, written by the connection's thread, finished by the handler; what was not finished goes with the request.
 * Files that wait take at most twice what one may have of an account, and eight times that of all; the disk keeps
 * UPLOAD_RESERVE free. */
#pragma once
#include "http/route.h"

#define UPLOAD_RESERVE ((int64_t)256 << 20)

typedef struct Upload {
    Str id;
    char *folder, *part; /* NULL: not begun */
    int fd;
    int64_t bytes, most;
    bool kept; /* upload_finish */
} Upload;

/* The largest file that a page may send. */
int64_t upload_most(const ServeOptions *options);
Text upload_too_large(Arena *arena, const ServeOptions *options);
/* told: its size, or -1.  CONFLICT where the account sends two already; UNAVAILABLE where there is no room. */
Err *upload_begin(const Request *request, int64_t told, Upload *ret) MUST_CHECK;
bool upload_write(Upload *upload, Str piece); /* false: errno says why */
Err *upload_finish(const Request *request, Upload *upload, Str name, Str *ret_id, Str *ret_path) MUST_CHECK;
void upload_abandon(Upload *upload); /* what was not finished; may be called at any time */

Err *upload_keep(const Request *request, Str name, Str bytes, Str *ret_id, Str *ret_path) MUST_CHECK;
/* NOT_FOUND: it is not there, not this account's, or older than a day. */
Err *upload_read(const Request *request, Str id, Str *ret_name, Str *ret_path) MUST_CHECK;
void upload_drop(const Request *request, Str id);
