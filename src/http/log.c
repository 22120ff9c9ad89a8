/* One line of JSON an event, on stderr: identifiers, counts and durations; routes as in the table, never the path or
 * the query, never a name. */
#include "http/server.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool log_wanted(LogLevel level)
{
    return level >= (getenv("BAOPHU_LOG") ? log_threshold() : LOG_INFO);
}

static void begin(Json *j, Arena *arena, LogLevel level, Clock clock, const char *event)
{
    static const char *const names[] = {"debug", "info", "warn", "error"};
    js_object(j);
    js_put_text(j, "ts", clock_stamp(arena, clock));
    js_put_text(j, "level", str_from(names[level]));
    js_put_text(j, "event", str_from(event));
}

static void finish(Json *j)
{
    js_end(j);
    buf_byte(&j->buf, '\n');
    Str line = buf_str(&j->buf);
    ssize_t written = write(STDERR_FILENO, line.ptr, (size_t)line.len); /* one write: lines of threads do not mix */
    (void)written;
}

void log_line(LogLevel level, Clock clock, const char *event, const LogField *fields, ptrdiff_t count)
{
    if (!log_wanted(level))
        return;
    AUTO(arena_close) Arena arena = arena_open(1 << 20);
    Json j = js_open(&arena);
    begin(&j, &arena, level, clock, event);
    for (ptrdiff_t i = 0; i < count; i++)
        js_put_text(&j, fields[i].key, fields[i].value);
    finish(&j);
}

void log_request(Exchange *x, bool broken)
{
    if (!x->server->logs)
        return;
    int64_t now = clock_tick_us();
    Json j = js_open(&x->arena);
    begin(&j, &x->arena, x->answer.status >= 500 ? LOG_WARN : LOG_INFO, x->request.clock, "request");
    js_put_text(&j, "request_id", x->request.id);
    js_put_text(&j, "method", x->request.method);
    js_put_text(&j, "route", str_from(x->route_name));
    js_put_int(&j, "status", x->answer.status);
    js_put_real(&j, "ms", (double)(now - x->began_us) / 1000, 1);
    if (x->ran_us)
        js_put_real(&j, "wait_ms", (double)(x->ran_us - x->began_us) / 1000, 1);
    js_put_int(&j, "bytes", x->answer.bytes);
    js_put_int(&j, "received", x->request.body.len);
    if (x->who.account.id.len > 0)
        js_put_text(&j, "account", x->who.account.id);
    if (broken)
        js_put_bool(&j, "broken", true);
    finish(&j);
}
