#include "base/log.h"

#include <stdio.h>
#include <stdlib.h>

static const char *const level_names[] = {"debug", "info", "warn", "error"};

LogLevel log_threshold(void)
{
    Str wanted = str_from(getenv("BAOPHU_LOG"));
    for (int i = 0; i < COUNTOF(level_names); i++)
        if (str_eq(wanted, str_from(level_names[i])))
            return (LogLevel)i;
    return LOG_WARN;
}

static void add_value(Buf *line, Str value)
{
    bool plain = value.len > 0;
    for (ptrdiff_t i = 0; i < value.len; i++)
        plain = plain && value.ptr[i] > ' ' && value.ptr[i] != '"' && value.ptr[i] != '=';
    if (plain) {
        buf_add(line, value);
        return;
    }
    buf_byte(line, '"');
    for (ptrdiff_t i = 0; i < value.len; i++) {
        unsigned char c = (unsigned char)value.ptr[i];
        if (c == '"' || c == '\\')
            buf_byte(line, '\\');
        buf_byte(line, c < ' ' ? ' ' : (char)c);
    }
    buf_byte(line, '"');
}

void log_event(LogLevel level, Clock clock, const char *event, const LogField *fields, ptrdiff_t count)
{
    if (level < log_threshold())
        return;
    AUTO(arena_close) Arena arena = arena_open(1 << 20);
    Buf line = buf_open(&arena);
    Str stamp = clock_stamp(&arena, clock);
    buf_fmt(&line, "ts=%.*s level=%s event=%s", STRF(stamp), level_names[level], event);
    for (ptrdiff_t i = 0; i < count; i++) {
        buf_fmt(&line, " %s=", fields[i].key);
        add_value(&line, fields[i].value);
    }
    buf_byte(&line, '\n');
    fwrite(line.ptr, 1, (size_t)line.len, stderr); /* one write: lines of threads do not mix */
}

void log_error(Clock clock, const char *event, const Err *err)
{
    AUTO(arena_close) Arena arena = arena_open(1 << 20);
    LogField fields[] = {{"kind", str_from(err_kind_name(err->kind))},
                         {"at", str_fmt(&arena, "%s:%d", err->file, err->line)}};
    log_event(LOG_ERROR, clock, event, fields, COUNTOF(fields));
}
