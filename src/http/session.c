/* Who asks, and whether they may: without a session only what is public. */
#include "http/server.h"

Err *session_admit(Worker *worker, Exchange *x, bool *ret_answered)
{
    (void)worker;
    *ret_answered = x->match.route->permission != PERMISSION_PUBLIC;
    if (*ret_answered)
        reply_status(x, 401, "sign-in", "hãy đăng nhập để tiếp tục", "sign in to go on");
    return NULL;
}
