/* log: one structured line per event on stderr, written by the top floor only.
 * Fields are identifiers, counts and durations; never a name, a number or a
 * telephone of a person. */
#pragma once
#include "base/clock.h"
#include "base/err.h"

typedef enum LogLevel { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR } LogLevel;

typedef struct LogField {
    const char *key;
    Str value;
} LogField;

/* ts=2026-11-21T08:15:02+07:00 level=info event=import rows=104 */
void log_event(LogLevel level, Clock clock, const char *event, const LogField *fields, ptrdiff_t count);

/* The same with the kind of the error and the line of the program that made it. */
void log_error(Clock clock, const char *event, const Err *err);

/* Lines under this level are not written (default LOG_WARN; BAOPHU_LOG=debug|info|warn|error). */
LogLevel log_threshold(void);
